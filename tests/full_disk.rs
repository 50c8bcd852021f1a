//! `build` on a disk that gets full at any time: the site is the old one or the new one, and the message says why.
//!
//! A small library is put before the system's own, which counts what is written to files.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test makes books and starts programs, and may panic"
)]

#[expect(dead_code, reason = "a book is all that is needed")]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::book::{TempBook, differences};
use support::tools;

/// A book with prose and Python, with so many chapters that it is rendered in slices, or with few.
fn book(chapters: usize) -> TempBook {
    let mut summary = "# Summary\n\n[Start](start.md)\n".to_owned();
    let book = TempBook::new(&[
        (
            "book.toml",
            "[preprocessor.autodoc]\nafter = [\"links\"]\nsource = \"python/pkg\"\n",
        ),
        (
            "python/pkg/__init__.py",
            "def greet(name: str) -> str:\n    \"\"\"Greet somebody.\"\"\"\n",
        ),
        ("src/start.md", "# Start\n\nSee [`pkg.greet`].\n"),
    ]);
    for number in 0..chapters {
        let _ = writeln!(summary, "- [Chapter {number}](c{number}.md)");
        let text = format!("# Chapter {number}\n\nWords of chapter {number}.\n");
        book.write(&format!("src/c{number}.md"), text.as_bytes());
    }
    book.write("src/SUMMARY.md", summary.as_bytes());
    book
}

/// The library, compiled into a directory.
fn library(directory: &Path) -> PathBuf {
    let source = tools::repository().join("tests/full_disk/full_disk.c");
    let library = directory.join("full_disk.so");
    let compiled = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .output()
        .unwrap();
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    library
}

/// Builds a book; with `room`, on a disk that has room for so many bytes.
fn build(book: &TempBook, name: &str, room: Option<(u64, &Path)>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"));
    command.arg("build").arg(book.root()).arg("-d");
    command.arg(book.root().join(name)).arg("--no-cache");
    if let Some((room, library)) = room {
        command
            .env("LD_PRELOAD", library)
            .env("FULL_AFTER", room.to_string());
    }
    command.output().unwrap()
}

/// How many bytes the files of a directory have.
fn size(directory: &Path) -> u64 {
    let files = support::links::files_below(directory);
    files
        .iter()
        .map(|path| fs::metadata(directory.join(path)).unwrap().len())
        .sum()
}

#[test]
fn a_disk_that_gets_full_leaves_the_old_site_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let library = library(folder.path());
    for chapters in [3, 150] {
        let book = book(chapters);
        for name in ["book", "old"] {
            assert!(build(&book, name, None).status.success());
        }
        book.write("src/start.md", b"# Start anew\n\nSee [`pkg.greet`].\n");
        assert!(build(&book, "new", None).status.success());
        let [site, old, new] = ["book", "old", "new"].map(|name| book.root().join(name));
        let whole = 4 * size(&new);
        let rooms = [
            0,
            1,
            4_000,
            whole / 32,
            whole / 8,
            whole / 4,
            whole / 2,
            whole,
            4 * whole,
        ];
        let mut failures = 0;
        for room in rooms {
            let run = build(&book, "book", Some((room, &library)));
            let message = String::from_utf8_lossy(&run.stderr);
            if run.status.success() {
                assert_eq!(
                    differences(&site, &new, 5),
                    Vec::<String>::new(),
                    "{room}: {message}"
                );
            } else {
                failures += 1;
                assert_eq!(run.status.code(), Some(3), "{room}: {message}");
                assert!(message.contains("No space left on device"), "{room}: {message}");
                assert_eq!(
                    differences(&site, &old, 5),
                    Vec::<String>::new(),
                    "{room}: {message}"
                );
            }
        }
        assert!(
            (3..rooms.len()).contains(&failures),
            "{failures} of {rooms:?} failed"
        );
        assert!(build(&book, "book", None).status.success());
        assert_eq!(differences(&site, &new, 5), Vec::<String>::new());
        let left = book.root().join(".book.mdbook-autodoc");
        assert!(!left.exists(), "something is left beside the site");
    }
}
