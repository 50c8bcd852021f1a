//! Texts: bytes decoded as Python decodes them, places in source, and pages in little room.

mod decode;
mod lines;
mod packed;
mod places;

pub use decode::{Decoded, decode};
pub use lines::{LineIndex, Location};
pub use packed::Packed;
pub use places::{Locator, Pieces, Places};
