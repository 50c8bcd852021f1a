//! Source text: bytes decoded as Python decodes them, and places in it.

mod decode;
mod lines;
mod places;

pub use decode::{Decoded, decode};
pub use lines::{LineIndex, Location};
pub use places::{Locator, Pieces, Places};
