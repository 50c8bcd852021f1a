//! Books made for one test, built by the real mdBook.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write books, and may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::links::files_below;

/// mdBook with this crate's binary as the preprocessor `autodoc`, even in a book whose `book.toml` does not ask for it.
pub(crate) fn mdbook_with_autodoc(mdbook: &Path) -> Command {
    let mut command = Command::new(mdbook);
    // mdBook splits the command as a shell does.
    let preprocessor = format!("'{}'", env!("CARGO_BIN_EXE_mdbook-autodoc"));
    command.env("MDBOOK_PREPROCESSOR__AUTODOC__COMMAND", preprocessor);
    command
}

/// mdBook for a book, with this crate's binary as the preprocessor if its `book.toml` asks for it.
pub(crate) fn mdbook_for(book: &TempBook, mdbook: &Path) -> Command {
    let config = fs::read_to_string(book.root().join("book.toml")).unwrap();
    if config.contains("[preprocessor.autodoc]") {
        mdbook_with_autodoc(mdbook)
    } else {
        Command::new(mdbook)
    }
}

/// A book in a directory of its own, which goes away with this value.
pub(crate) struct TempBook {
    folder: TempDir,
}

impl TempBook {
    /// Makes a book of the given files, each a path relative to the book and its text.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let book = Self {
            folder: TempDir::new().unwrap(),
        };
        for (path, text) in files {
            book.write(path, text.as_bytes());
        }
        book
    }

    /// Copies a book, without what an earlier build left in it.
    pub(crate) fn copy_of(source: &Path) -> Self {
        let book = Self::new(&[]);
        let leftovers = ["book/", ".mdbook-autodoc/"];
        let is_source = |path: &String| !leftovers.iter().any(|leftover| path.starts_with(leftover));
        for path in files_below(source).into_iter().filter(is_source) {
            book.write(&path, &fs::read(source.join(&path)).unwrap());
        }
        book
    }

    /// The directory of `book.toml`.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The directory that mdBook writes the pages to.
    pub(crate) fn output(&self) -> PathBuf {
        self.root().join("book")
    }

    /// Writes a file of the book, and the directories around it.
    pub(crate) fn write(&self, path: &str, content: &[u8]) {
        let full = self.root().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, content).unwrap();
    }

    /// Runs `mdbook build`, with this crate's binary as the preprocessor if `book.toml` asks for it.
    pub(crate) fn run_mdbook(&self, mdbook: &Path) -> Output {
        let mut command = mdbook_for(self, mdbook);
        command.arg("build").arg(self.root()).output().unwrap()
    }

    /// Builds the book with `mdbook build`, which must succeed, and returns the directory of its pages.
    #[track_caller]
    pub(crate) fn build(&self, mdbook: &Path) -> PathBuf {
        let output = self.run_mdbook(mdbook);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} failed:\n{stderr}", mdbook.display());
        self.output()
    }
}

/// How two directory trees differ, file by file; empty where every file has the same bytes.
///
/// At most `limit` differences are described, in the order of the paths.
pub(crate) fn differences(left: &Path, right: &Path, limit: usize) -> Vec<String> {
    let (left_files, right_files) = (files_below(left), files_below(right));
    let mut found = Vec::new();
    for path in left_files.union(&right_files) {
        if found.len() == limit {
            break;
        }
        if !right_files.contains(path) {
            found.push(format!("{path}: only in {}", left.display()));
        } else if !left_files.contains(path) {
            found.push(format!("{path}: only in {}", right.display()));
        } else {
            let contents = (
                fs::read(left.join(path)).unwrap(),
                fs::read(right.join(path)).unwrap(),
            );
            found.extend(first_difference(&contents.0, &contents.1).map(|place| format!("{path}: {place}")));
        }
    }
    found
}

/// Where two files part, with a little of what follows in each.
fn first_difference(left: &[u8], right: &[u8]) -> Option<String> {
    if left == right {
        return None;
    }
    let at = left
        .iter()
        .zip(right)
        .take_while(|(left, right)| left == right)
        .count();
    let line = left.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    let after = |bytes: &[u8]| {
        let excerpt = bytes.iter().copied().skip(at).take(60).collect::<Vec<u8>>();
        String::from_utf8_lossy(&excerpt).into_owned()
    };
    Some(format!(
        "byte {at}, line {line}: {:?} against {:?}",
        after(left),
        after(right)
    ))
}
