//! API reference of Python packages inside an mdBook.

pub mod book;
pub mod diagnostic;
pub mod discover;
pub mod extract;
pub mod model;
pub mod name;
pub mod resolve;
pub mod text;
