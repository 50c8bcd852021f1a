//! Names in annotations and bases are links, by what griffe says of the same names.
//!
//! `tests/oracle/linked_names.py` reads the pages of a built book: every name that griffe's `canonical_path` leads to
//! something documented is a link to its anchor, or the script knows the reason.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "the tests build books, may panic, and tell what they counted"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::process::Command;

use support::book::TempBook;
use support::tools;

#[track_caller]
fn check(distribution: &str, packages: &[&str]) {
    let (Some(python), Some(directory)) = (tools::python_with(&["griffe"]), tools::package(distribution))
    else {
        return;
    };
    let sources: Vec<String> = packages
        .iter()
        .map(|package| format!("\"{}\"", directory.join(package).display()))
        .collect();
    let config = format!(
        "[book]\n[preprocessor.autodoc]\nsource = [{}]\n",
        sources.join(", ")
    );
    let book = TempBook::new(&[
        ("book.toml", &config),
        ("src/SUMMARY.md", "[Preface](preface.md)\n\n- [API reference]()\n"),
        ("src/preface.md", "# Preface\n"),
    ]);
    let built = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .arg("build")
        .arg(book.root())
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let compared = Command::new(python)
        .arg(tools::repository().join("tests/oracle/linked_names.py"))
        .args([book.output(), directory])
        .args(packages)
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&compared.stdout);
    println!("{report}");
    assert!(
        compared.status.success(),
        "{report}{}",
        String::from_utf8_lossy(&compared.stderr)
    );
}

#[test]
fn names_of_attrs_are_links() {
    check("attrs", &["attr", "attrs"]);
}

#[test]
fn names_of_click_are_links() {
    check("click", &["click"]);
}

#[test]
fn names_of_jinja2_are_links() {
    check("jinja2", &["jinja2"]);
}

#[test]
fn names_of_numpy_are_links() {
    check("numpy", &["numpy"]);
}

#[test]
fn names_of_pandas_are_links() {
    check("pandas", &["pandas"]);
}

#[test]
fn names_of_pydantic_are_links() {
    check("pydantic", &["pydantic"]);
}

#[test]
fn names_of_requests_are_links() {
    check("requests", &["requests"]);
}

#[test]
fn names_of_rich_are_links() {
    check("rich", &["rich"]);
}

#[test]
fn names_of_textual_are_links() {
    check("textual", &["textual"]);
}

#[test]
fn names_of_urllib3_are_links() {
    check("urllib3", &["urllib3"]);
}
