//! What `affected` tells is what an edit changes: books are built before and after it, and compared page by page.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests may panic, and read files"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use support::book::{TempBook, differences};
use support::links::files_below;
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// What is the same on all pages is left out: the search index and the names of files with hashes.
const CONFIG: &str = "[book]\ntitle = \"A book\"\n\n[preprocessor.autodoc]\nsource = \"rich\"\nperformance.cache = false\n\
                      [output.html]\nhash-files = false\nsearch.enable = false\n";

/// A file of rich, what is replaced in it, what takes its place, and how many pages change at least.
const EDITS: &[(&str, &str, &str, usize)] = &[
    // A docstring of a base class.
    (
        "jupyter.py",
        "A shim to write html to Jupyter notebook.",
        "A shim to write HTML pages to Jupyter notebooks.",
        1,
    ),
    // The name of a class that others derive from.
    ("jupyter.py", "class JupyterMixin", "class NotebookMixin", 2),
    // The name of a class that annotations and docstrings mention.
    ("text.py", "class Text(", "class StyledText(", 10),
    // A class that only one module imports.
    ("ansi.py", "class AnsiDecoder", "class Decoder", 1),
    // What makes a name public.
    (
        "__init__.py",
        "__all__ = [\"get_console\", ",
        "from .text import Text\n__all__ = [\"Text\", ",
        10,
    ),
    // A new name.
    (
        "rule.py",
        "class Rule(",
        "class Panel: 'New.'\n\n\nclass Rule(",
        1,
    ),
    // A member that subclasses have.
    (
        "progress.py",
        "class ProgressColumn(ABC):",
        "class ProgressColumn(ABC, Exception):",
        1,
    ),
];

fn build(book: &TempBook, directory: &Path) {
    let output = Command::new(BINARY)
        .arg("build")
        .arg(book.root())
        .arg("--dest-dir")
        .arg(directory)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// The HTML pages of the modules that an edit of some files affects.
fn affected(book: &TempBook, files: &[String]) -> BTreeSet<String> {
    let output = Command::new(BINARY)
        .arg("affected")
        .args(files)
        .current_dir(book.root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let page = |line: &str| line.split_once('\t').unwrap().1.replace(".md", ".html");
    text.lines().map(page).collect()
}

#[test]
fn every_page_that_an_edit_changes_is_affected_by_it() {
    let Some(package) = tools::package("rich") else {
        return;
    };
    let rich = package.join("rich");
    let book = TempBook::new(&[
        ("book.toml", CONFIG),
        ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
    ]);
    // A file with a hyphen in its name is no module that can be imported by a statement.
    let is_module = |path: &String| {
        Path::new(path).extension().is_some_and(|ending| ending == "py") && !path.contains('-')
    };
    let files: Vec<String> = files_below(&rich).into_iter().filter(is_module).collect();
    for file in &files {
        book.write(&format!("rich/{file}"), &std::fs::read(rich.join(file)).unwrap());
    }
    let all: Vec<String> = files.iter().map(|file| format!("rich/{file}")).collect();
    let modules = affected(&book, &all);
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    build(&book, before.path());
    for (file, old, new, least) in EDITS {
        let path = format!("rich/{file}");
        let text = std::fs::read_to_string(book.root().join(&path)).unwrap();
        assert!(text.contains(old), "{path} has no `{old}`");
        // What an edit takes away is known before it, and what it adds afterwards.
        let mut told = affected(&book, std::slice::from_ref(&path));
        book.write(&path, text.replacen(old, new, 1).as_bytes());
        told.extend(affected(&book, std::slice::from_ref(&path)));
        build(&book, after.path());
        book.write(&path, text.as_bytes());
        let changed = differences(before.path(), after.path(), usize::MAX);
        let changed = changed
            .iter()
            .filter_map(|found| Some(found.split_once(": ")?.0.to_owned()));
        let changed: BTreeSet<String> = changed.filter(|page| modules.contains(page)).collect();
        println!(
            "{file}, `{new}`: {} of {} pages changed, {} told",
            changed.len(),
            modules.len(),
            told.len()
        );
        let untold: Vec<&String> = changed.difference(&told).collect();
        assert!(untold.is_empty(), "{file}, `{new}`: {untold:?}");
        assert!(changed.len() >= *least, "{file}, `{new}`: {changed:?}");
    }
}
