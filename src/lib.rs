//! API reference of Python packages inside an mdBook.
//!
//! `mdbook-autodoc` reads Python source, imports and runs nothing, and puts the API that it finds into a book before
//! mdBook renders it. It has two hosts: as a preprocessor it is started by `mdbook build` or `mdbook serve` and
//! answers on standard output; with `mdbook-autodoc build` it drives mdBook's own library in this process. Both go
//! through the same code and give the same bytes.
//!
//! # Code map
//!
//! A run is a line of stages, and a stage is a module. Lower layers know nothing of higher ones;
//! `tests/layering.rs` holds the table and fails when a `use` goes up.
//!
//! | layer | module | what it owns |
//! |---|---|---|
//! | words | [`name`], [`text`], [`token`], [`target`], [`diagnostic`], [`digest`], [`progress`], [`rank`] | dotted names; bytes decoded, lines and columns; the tokens of Python; the Python that is documented; findings as values; digests of values; how far a run is; which names somebody means |
//! | data | [`model`] | what one file says: modules, classes, functions, attributes, imports |
//! | stages | [`prepare`] | a text in, its statements out, each a range of tokens; no grammar |
//! | | [`extract`] | one file in, its facts out; the only user of tree-sitter |
//! | | [`docstring`] | a docstring in, a tree of sections and blocks out |
//! | | [`resolve`] | all facts in; what names lead to, what classes are at run time, what is public, where it is documented |
//! | | [`inventory`] | `objects.inv` of other projects in; where their names are documented out |
//! | | [`lint`] | docstrings against signatures in, findings out |
//! | | [`render`] | resolved data in, text of pages out; templates are in `theme/` |
//! | | [`prose`] | a chapter that the author wrote in; what in it stands for something documented out |
//! | | [`dump`] | resolved data in, JSON in the shape of griffe's out, and back |
//! | | [`coverage`] | one file in, what of it has a docstring out |
//! | | [`compare`] | resolved data of two versions in, what changed and what breaks out |
//! | | [`history`] | resolved data of one release after the other in; when each item came and what changed of it out |
//! | edges | [`config`] | the table in book.toml, as written and as used |
//! | | [`discover`] | Python projects and their files, on disk or in a revision; the only walker of directories |
//! | | [`repository`] | where a file can be seen on the web, and what it was in another revision; the only user of Git |
//! | | [`cache`] | what was worked out, kept between runs |
//! | | [`book`] | the only user of mdBook: its protocol, chapters, and building in this process, slice by slice |
//! | | [`fetch`] | files from the web, for the commands that are asked for them; the only user of the network |
//! | | [`watch`] | which files have changed on disk; the only user of the system's notices |
//! | | [`serve`] | the pages over HTTP, and which of the open ones are loaded again |
//! | driver | [`driver`] | joins the stages; the only user of threads |
//! | command | [`cli`] | one file per command; the only layer that prints and decides exit codes |
//!
//! ```text
//! discover → prepare → extract per file, parallel, cached → resolve → plan → render per page, parallel → inject
//! ```
//!
//! # Invariants
//!
//! - The words, the data and the stages do no I/O, never panic on any input and never fail: they return values with
//!   diagnostics. A file with mistakes is documented as far as it goes, and says so.
//! - No type of tree-sitter leaves [`extract`], none of mdBook leaves [`book`].
//! - [`extract`] sees one file and knows no other; relative imports stay relative. That makes it parallel, and its
//!   results cacheable under the bytes of the file alone.
//! - Positions stand beside the model, not in it: an edit to the body of a function leaves every item equal.
//! - Every definition is documented in one place, and its anchor there is its full dotted name.
//! - Everything from the documented source is untrusted text. It reaches a page only through [`render::escape`].
//! - Output never depends on threads, hash order or the order of directories. A cache never changes output and never
//!   fails a run.
//! - Standard output belongs to mdBook's protocol; nothing below [`cli`] prints, reads the environment or exits.
//!
//! # Tests
//!
//! `tests/run` installs what the tests need and runs them. Golden files are in `tests/golden`: the model and the
//! pages of each case apart, so that it is seen which of the two a change touches.

pub mod book;
pub mod cache;
pub mod cli;
pub mod compare;
pub mod config;
pub mod coverage;
pub mod diagnostic;
pub mod digest;
pub mod discover;
pub mod docstring;
pub mod driver;
pub mod dump;
pub mod extract;
pub mod fetch;
pub mod history;
pub mod inventory;
pub mod lint;
pub mod model;
pub mod name;
pub mod prepare;
pub mod progress;
pub mod prose;
pub mod rank;
pub mod render;
pub mod repository;
pub mod resolve;
pub mod serve;
pub mod target;
pub mod text;
pub mod token;
pub mod watch;
