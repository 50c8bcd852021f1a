//! A book, or the API book of a project, as Markdown.

use std::collections::BTreeMap;
use std::path::Path;

use super::generator::Generator;
use super::run::RunArguments;
use super::{Failure, api_book, build};
use crate::book::{self, MarkdownBook};

/// The files of a book that is nowhere on disk, by their paths below its root.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// The book in `root`, or the API book of the project there with its files.
pub(super) fn read(
    root: &Path,
    dest_dir: Option<&Path>,
    run: &RunArguments,
) -> Result<(MarkdownBook, Files), Failure> {
    let generator = Generator {
        base: None,
        run: run.clone(),
        cache: None,
        outcome: None,
    };
    if build::is_book(root) {
        let book = book::markdown(root, dest_dir, generator).map_err(build::failure)?;
        return Ok((book, Files::new()));
    }
    api_book::markdown(root, dest_dir, generator)
}
