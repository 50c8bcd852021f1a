//! API reference of Python packages inside an mdBook.

pub mod diagnostic;
pub mod docstring;
pub mod model;
pub mod name;
pub mod render;
pub mod text;
