//! The example book as its visitors build it: the same from mdBook and from our own command, without a broken link and
//! without a warning.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads pages and runs programs, and may panic"
)]

#[expect(dead_code, reason = "only the two books and their links are looked at")]
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::book::{TempBook, differences};
use support::links::{PageKind, check_links, hyperlink_finds_nothing, kind_of_page};
use support::tools;

fn example() -> TempBook {
    TempBook::copy_of(&tools::repository().join("example-book"))
}

fn autodoc(command: &str, book: &Path) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .arg(command)
        .arg(book)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    output
}

fn built(book: &TempBook) -> PathBuf {
    autodoc("build", book.root());
    book.output()
}

#[test]
fn mdbook_and_our_own_command_write_the_same_files() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let (theirs, ours) = (example(), example());
    theirs.build(&mdbook);
    // A preprocessor cannot add files.
    let status = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["inventory", "write"])
        .arg(theirs.root())
        .status();
    assert!(status.unwrap().success());
    let found = differences(&theirs.output(), &built(&ours), 10);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(ours.output().join("api/levain/starter.html").is_file());
}

#[test]
fn no_link_is_broken_on_any_kind_of_page() {
    let book = example();
    let report = check_links(&built(&book), kind_of_page);
    assert!(report.broken.is_empty(), "{report}");
    for kind in [
        PageKind::Prose,
        PageKind::ApiIndex,
        PageKind::ApiModule,
        PageKind::Print,
    ] {
        assert!(
            report.counts.get(&kind).is_some_and(|count| *count > 0),
            "{kind:?}\n{report}"
        );
    }
}

#[test]
fn prose_links_to_items_by_their_anchors() {
    let book = example();
    let output = built(&book);
    let chapter = std::fs::read_to_string(output.join("starter.html")).unwrap();
    assert!(chapter.contains("href=\"api/levain.html#levain.Starter.take\""));
}

#[test]
fn another_link_checker_finds_nothing_either() {
    let Some(hyperlink) = tools::hyperlink() else {
        return;
    };
    let book = example();
    hyperlink_finds_nothing(&hyperlink, &built(&book));
}

#[test]
fn there_is_nothing_to_say_about_the_example_package() {
    let output = autodoc("check", example().root());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}
