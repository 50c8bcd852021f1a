//! What the integration tests share: the tools beside Rust, books made for one test, the command line in them, and the link
//! checker.

pub(crate) mod book;
pub(crate) mod command;
pub(crate) mod links;
pub(crate) mod tools;
