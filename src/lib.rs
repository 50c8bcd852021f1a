//! API reference of Python packages inside an mdBook.

pub mod book;
pub mod cache;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod discover;
pub mod docstring;
pub mod driver;
pub mod extract;
pub mod model;
pub mod name;
pub mod render;
pub mod resolve;
pub mod text;
