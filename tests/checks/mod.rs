//! What holds for every text and for all bytes. The targets of `fuzz` look for an input that breaks it;
//! `tests/fuzz_corpus.rs` asks it of the inputs that they found worth keeping.

#![allow(dead_code, unused_imports, reason = "each fuzz target uses one of the checks")]

mod docstring;
mod extract;
mod html;
mod page;
mod prepare;
mod prose;

pub(crate) use docstring::docstring;
pub(crate) use extract::extract;
pub(crate) use page::page;
pub(crate) use prepare::prepare;
pub(crate) use prose::prose;
