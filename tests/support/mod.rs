//! What the integration tests share: the tools beside Rust, books made for one test, and the link checker.

pub(crate) mod book;
pub(crate) mod links;
pub(crate) mod tools;
