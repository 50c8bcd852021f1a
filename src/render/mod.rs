//! Resolved data in, text of chapters out.

pub mod escape;
pub mod markup;
