//! `version-history`: when things came and what changed of them, by the tags of repositories that `git` makes.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make repositories, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::fs;
use std::path::Path;

use mdbook_autodoc::cli::EXIT_OK;
use support::book::{TempBook, differences};
use support::command::{git, run};
use support::tools;

const FIRST: &str = r#""""Buying and selling."""


class Basket:
    """What was chosen."""

    def pay(self, amount): ...


def open_shop(place): ...
"#;

/// Has what a pre-release had and no release has, and what went and comes again.
const PREVIEW: &str = r#""""Buying and selling."""


class Basket:
    """What was chosen."""

    def pay(self, amount): ...


def open_shop(place): ...


def preview(): ...
"#;

const SECOND: &str = r#""""Buying and selling."""


class Basket:
    """What was chosen."""

    def pay(self, amount, *, currency="<EUR>"): ...

    def empty(self): ...


def open_shop(place, hours=8): ...


def close_shop(): ...
"#;

const THIRD: &str = r#""""Buying and selling."""

LIMIT = 10
"""How much a basket takes."""


class Basket:
    """What was chosen."""

    def pay(self, amount, *, currency="<CHF>"): ...

    def empty(self): ...


class Gift:
    """What is wrapped.

    .. versionadded:: 0.9
    """

    def wrap(self): ...


def open_shop(place, hours):
    """Open it.

    .. versionchanged:: 1.2
       The hours have to be given.
    """


def close_shop(): ...


def preview(): ...
"#;

/// What is in no release yet.
const NOW: &str = "\n\ndef ring(): ...\n";

const BOOK: &str = "[preprocessor.autodoc]\nversion-history = true\n";

fn project(version: &str) -> String {
    format!("[project]\nname = 'shop'\nversion = '{version}'\n")
}

fn commit(root: &Path, tags: &[&[&str]]) {
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "a step"]);
    for tag in tags {
        git(root, &[&["tag"], *tag].concat());
    }
}

/// A project with a book in `docs` and three releases, of which one is annotated; beside them stand other tags, and one of the
/// time before there were sources.
fn shop() -> TempBook {
    let book = TempBook::new(&[("README.md", "A shop is planned.\n")]);
    let root = book.root();
    git(root, &["init", "-q", "--initial-branch=main"]);
    commit(root, &[&["v0.1"]]);
    for (path, text) in [
        ("pyproject.toml", project("1.0").as_str()),
        ("src/shop/__init__.py", "\"\"\"A shop.\"\"\"\n"),
        ("src/shop/till.py", FIRST),
        (
            "src/shop/other.py",
            "\"\"\"Quiet neighbors.\"\"\"\n\n\ndef rest(): ...\n",
        ),
        (".gitignore", "book/\n.mdbook-autodoc/\n"),
    ] {
        book.write(path, text.as_bytes());
    }
    commit(root, &[&["v1.0"]]);
    book.write("src/shop/till.py", PREVIEW.as_bytes());
    commit(root, &[&["v1.1rc1"]]);
    book.write("src/shop/till.py", SECOND.as_bytes());
    commit(
        root,
        &[&["-a", "-m", "The second.", "v1.1"], &["latest"], &["other-9.0"]],
    );
    book.write("src/shop/till.py", THIRD.as_bytes());
    commit(root, &[&["v1.2"]]);
    book.write("src/shop/till.py", [THIRD, NOW].concat().as_bytes());
    book.write("pyproject.toml", project("1.3.0.dev1").as_bytes());
    book.write("docs/book.toml", BOOK.as_bytes());
    book.write("docs/src/SUMMARY.md", b"# Summary\n\n- [API reference]()\n");
    book
}

/// Builds the book, and gives what was said.
#[track_caller]
fn build(book: &TempBook, options: &[&str]) -> String {
    let arguments = [&["build", "docs"], options].concat();
    let run = run(book.root(), &arguments, "");
    assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
    run.stderr
}

/// What a page says of versions, below the names of what it says it of.
fn versions(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut name = String::new();
    for line in page.lines() {
        let has_name = line.starts_with("<h") || line.starts_with("<tr id=");
        if let Some(id) = line.split_once(" id=\"").filter(|_| has_name) {
            id.1.split('"').next().unwrap().clone_into(&mut name);
        }
        for note in line.split("<p class=\"autodoc-version\">").skip(1) {
            found.push(format!("{name}: {}", note.split("</p>").next().unwrap()));
        }
        // Of what has a row and no more.
        for note in line.split("<em class=\"autodoc-version\">").skip(1) {
            found.push(format!("{name}: {}", note.split("</em>").next().unwrap()));
        }
    }
    found
}

#[test]
fn pages_tell_when_things_came_and_what_changed() {
    if tools::git().is_none() {
        return;
    }
    let book = shop();
    let said = build(&book, &[]);
    assert!(!said.contains("incomplete-history"), "{said}");
    let page = fs::read_to_string(book.root().join("docs/book/api/shop/till.html")).unwrap();
    let currency = "<code>currency</code>";
    assert_eq!(
        versions(&page),
        [
            "shop.till.LIMIT: Added in version 1.2",
            "shop.till.Basket.pay: <em>Changed in version 1.1</em>: The parameter <code>currency</code> was added.",
            &format!(
                "shop.till.Basket.pay: <em>Changed in version 1.2</em>: The default of {currency} is <code>\"&lt;CHF&gt;\"</code> now."
            ),
            "shop.till.Basket.empty: <em>Added in version 1.1</em>",
            "shop.till.Gift: <em>Added in version 0.9</em>",
            "shop.till.open_shop: <em>Changed in version 1.2</em>: The hours have to be given.",
            "shop.till.open_shop: <em>Changed in version 1.1</em>: The parameter <code>hours</code> was added.",
            "shop.till.close_shop: <em>Added in version 1.1</em>",
            "shop.till.preview: <em>Added in version 1.2</em>",
            "shop.till.ring: <em>Added in version 1.3.0</em>",
        ]
    );
    let run = run(book.root(), &["export", "docs", "--dest-dir", "md"], "");
    assert_eq!(run.code, EXIT_OK, "{}", run.stderr);
    let page = fs::read_to_string(book.root().join("md/api/shop/till.md")).unwrap();
    assert!(page.contains("\n*Changed in version 1.1*: The parameter `currency` was added.\n\n*Changed in version 1.2*: The default"), "{page}");
    assert!(page.contains("\n*Added in version 1.3.0*\n"), "{page}");
}

#[test]
fn pages_are_the_same_whatever_is_in_the_cache() {
    if tools::git().is_none() {
        return;
    }
    let book = shop();
    let output = book.root().join("docs/book");
    let kept = |name: &str| {
        let kept = book.root().join(name);
        fs::rename(&output, &kept).unwrap();
        kept
    };
    build(&book, &["--no-cache"]);
    let without = kept("without");
    for (name, options) in [
        ("cold", &[][..]),
        ("warm", &[]),
        (
            "steps alone",
            &[
                "--config",
                "performance.incremental=false",
                "--config",
                "performance.template-cache=false",
            ],
        ),
    ] {
        build(&book, options);
        assert_eq!(
            differences(&without, &kept(name), 3),
            <[String; 0]>::default(),
            "{name}"
        );
    }
    let now = [THIRD, NOW].concat();
    let edits = [
        now.replace("Open it.", "Open it, and tell everybody about it."),
        now.replace("ring", "sound"),
        now.replace("    .. versionadded:: 0.9\n", ""),
        now.replace("amount, *,", "amount, tip=0, *,"),
        now.replace("close_shop", "shut_shop"),
    ];
    for (number, edited) in edits.iter().enumerate() {
        book.write("src/shop/till.py", edited.as_bytes());
        build(&book, &[]);
        let warm = kept(&format!("warm-{number}"));
        build(&book, &["--no-cache"]);
        let without = kept(&format!("without-{number}"));
        assert_eq!(
            differences(&without, &warm, 3),
            <[String; 0]>::default(),
            "edit {number}"
        );
    }
}

#[test]
fn a_new_tag_makes_just_the_pages_anew_that_change() {
    if tools::git().is_none() {
        return;
    }
    let book = shop();
    build(&book, &[]);
    let rendered = || {
        let said = build(&book, &["--stats"]);
        let line = said
            .lines()
            .find(|line| line.starts_with("pages "))
            .unwrap()
            .to_owned();
        line.split_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(rendered(), "0 rendered, with 0 modules; 4 from earlier runs");
    commit(book.root(), &[&["v1.2.5"]]);
    assert_eq!(rendered(), "1 rendered, with 1 modules; 3 from earlier runs");
    let page = fs::read_to_string(book.root().join("docs/book/api/shop/till.html")).unwrap();
    assert!(versions(&page).contains(&"shop.till.ring: <em>Added in version 1.2.5</em>".to_owned()));
}

#[test]
fn what_is_missing_is_said_and_fails_nothing() {
    if tools::git().is_none() {
        return;
    }
    let book = shop();
    let told = |book: &TempBook| {
        let said = build(book, &[]);
        let lines = said
            .lines()
            .skip_while(|line| !line.contains("[incomplete-history]"));
        lines.take(2).map(|line| format!("{line}\n")).collect::<String>()
    };
    assert_eq!(told(&book), "");

    // As a CI service does.
    let shallow = TempBook::new(&[]);
    let origin = format!("file://{}", book.root().display());
    commit(book.root(), &[]);
    git(shallow.root(), &["clone", "-q", "--depth", "1", &origin, "."]);
    let help = "  help: fetch the whole repository with its tags: `git fetch --unshallow --tags`, or `fetch-depth: 0` for \
                the checkout of GitHub Actions, `GIT_DEPTH: 0` for GitLab\n";
    let none = "book.toml: warning[incomplete-history]: the repository has no tag that is a release\n";
    assert_eq!(told(&shallow), format!("{none}{help}"));
    git(
        shallow.root(),
        &[
            "fetch", "-q", "--depth", "1", "origin", "tag", "v1.2", "tag", "v1.1",
        ],
    );
    // A tag whose commit the clone lacks.
    let lost = "1".repeat(40);
    shallow.write(".git/refs/tags/v1.0", format!("{lost}\n").as_bytes());
    let unread = "book.toml: warning[incomplete-history]: the tag `v1.0` cannot be read, so that nothing is told of what came \
                  before `1.1`\n";
    assert_eq!(told(&shallow), format!("{unread}{help}"));
    let checked = run(
        shallow.root(),
        &["check", "docs", "--output-format", "concise"],
        "",
    );
    let said = checked.stdout + &checked.stderr;
    assert!(said.contains(unread), "{said}");
    let page = fs::read_to_string(shallow.root().join("docs/book/api/shop/till.html")).unwrap();
    let found = versions(&page);
    assert!(
        found.contains(&"shop.till.LIMIT: Added in version 1.2".to_owned()),
        "{found:?}"
    );
    assert!(
        !found.iter().any(|line| line.starts_with("shop.till.close_shop")),
        "{found:?}"
    );

    book.write("docs/book.toml", BOOK.replace("true", "'release-*'").as_bytes());
    let advice = "  help: tags such as `v1.2` are; others are taken by a glob, such as `version-history = \"pkg/*\"`\n";
    assert_eq!(told(&book), format!("{none}{advice}"));
    fs::remove_dir_all(book.root().join(".git")).unwrap();
    let outside = "book.toml: warning[incomplete-history]: the sources are in no Git repository, so that nothing is known of \
                   releases\n";
    assert!(told(&book).starts_with(outside), "{}", told(&book));
}

#[test]
fn sources_that_stood_elsewhere_are_found_there() {
    if tools::git().is_none() {
        return;
    }
    let book = shop();
    let root = book.root();
    book.write(
        "docs/book.toml",
        format!("{BOOK}source = '../lib/shop'\n").as_bytes(),
    );
    fs::create_dir(root.join("lib")).unwrap();
    fs::rename(root.join("src/shop"), root.join("lib/shop")).unwrap();
    build(&book, &[]);
    let page = fs::read_to_string(root.join("docs/book/api/shop/till.html")).unwrap();
    assert!(versions(&page).contains(&"shop.till.close_shop: <em>Added in version 1.1</em>".to_owned()));
}
