//! Real packages become books: through the real mdBook and by `mdbook-autodoc build`, with the same bytes, without a
//! broken link, and with the same bytes again whatever the cache and the number of threads.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "the tests build books, may panic, and tell what they counted"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::book::{TempBook, differences};
use support::links::{PageKind, check_links, hyperlink_finds_nothing};
use support::tools;

/// A book about the packages in `sources`, with more lines for its table.
fn book(title: &str, sources: &[PathBuf], options: &str) -> TempBook {
    let sources: Vec<String> = sources
        .iter()
        .map(|path| format!("\"{}\"", path.display()))
        .collect();
    let config = format!(
        "[book]\ntitle = \"{title}\"\n[preprocessor.autodoc]\nafter = [\"links\"]\nsource = [{}]\n{options}",
        sources.join(", ")
    );
    TempBook::new(&[
        ("book.toml", &config),
        (
            "src/SUMMARY.md",
            "# Summary\n\n[Preface](preface.md)\n\n- [API reference]()\n- [End](end.md)\n",
        ),
        (
            "src/preface.md",
            "# Preface\n\nThe [reference](api.md) follows.\n",
        ),
        ("src/end.md", "# End\n\nBack to the [preface](preface.md).\n"),
    ])
}

/// Builds the book with our own command into `dest`.
fn build(book: &TempBook, dest: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .arg("build")
        .arg(book.root())
        .arg("--dest-dir")
        .arg(dest)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn classify(page: &str) -> PageKind {
    match page {
        "print.html" => PageKind::Print,
        "api.html" => PageKind::ApiIndex,
        "preface.html" | "end.html" | "index.html" => PageKind::Prose,
        _ if page.starts_with("api/") => PageKind::ApiModule,
        _ => PageKind::Other,
    }
}

#[track_caller]
fn same(left: &Path, right: &Path) {
    let found = differences(left, right, 5);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Everything that must hold of a book about a package.
fn check(title: &str, sources: &[PathBuf]) {
    let (Some(mdbook), Some(hyperlink)) = (tools::mdbook_0_5(), tools::hyperlink()) else {
        return;
    };
    let cold = book(title, sources, "");
    let pages = cold.build(&mdbook);

    let report = check_links(&pages, classify);
    assert!(report.broken.is_empty(), "{title}: {report}");
    for kind in [
        PageKind::Prose,
        PageKind::ApiIndex,
        PageKind::ApiModule,
        PageKind::Print,
    ] {
        assert!(
            report.counts.get(&kind).is_some_and(|count| *count > 0),
            "{title}: {report}"
        );
    }
    println!("{title}: {:?}", report.counts);
    hyperlink_finds_nothing(&hyperlink, &pages);

    // A preprocessor cannot write what is no page, so our own command adds the inventory.
    let inventory = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["inventory", "write"])
        .arg(cold.root())
        .output()
        .unwrap();
    assert!(
        inventory.status.success(),
        "{}",
        String::from_utf8_lossy(&inventory.stderr)
    );
    let dest = tempfile::tempdir().unwrap();
    let variants = [
        ("warm", &cold),
        (
            "no cache, one thread",
            &book(
                title,
                sources,
                "performance = { cache = false, parallel = false }\n",
            ),
        ),
        (
            "seven threads",
            &book(title, sources, "performance = { max-workers = 7 }\n"),
        ),
    ];
    for (name, variant) in variants {
        let dest = dest.path().join(name);
        build(variant, &dest);
        same(&pages, &dest);
    }
}

#[track_caller]
fn check_distribution(name: &str, packages: &[&str]) {
    let Some(directory) = tools::package(name) else {
        return;
    };
    let sources: Vec<PathBuf> = packages.iter().map(|package| directory.join(package)).collect();
    check(name, &sources);
}

/// The directory of the standard library of the `python3` on `PATH`.
fn standard_library() -> PathBuf {
    let output = Command::new("python3")
        .args(["-c", "import os; print(os.path.dirname(os.__file__))"])
        .output()
        .unwrap();
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

#[test]
fn attrs_becomes_a_book() {
    check_distribution("attrs", &["attr", "attrs"]);
}

#[test]
fn click_becomes_a_book() {
    check_distribution("click", &["click"]);
}

#[test]
fn jinja2_becomes_a_book() {
    check_distribution("jinja2", &["jinja2"]);
}

#[test]
fn pydantic_becomes_a_book() {
    check_distribution("pydantic", &["pydantic"]);
}

#[test]
fn requests_becomes_a_book() {
    check_distribution("requests", &["requests"]);
}

#[test]
fn rich_becomes_a_book() {
    check_distribution("rich", &["rich"]);
}

#[test]
fn asyncio_and_email_of_the_standard_library_become_books() {
    let library = standard_library();
    check("asyncio", &[library.join("asyncio")]);
    check("email", &[library.join("email")]);
}
