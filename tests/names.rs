//! Names that mdBook, Windows, the file system or a chapter of the book has other plans for: every module keeps a
//! page of its own, and every link finds it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "the names need books and links only")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use scraper::{Html, Selector};
use support::book::TempBook;
use support::links::{PageKind, check_links, files_below};
use support::tools;

/// Names that are taken by mdBook (`readme` to `css`), by Windows (`con` to `com1`), by this tool or by each other.
const NAMES: [&str; 22] = [
    "readme",
    "README",
    "index",
    "Index",
    "print",
    "toc",
    "searchindex",
    "SUMMARY",
    "book",
    "css",
    "con",
    "AUX",
    "com1",
    "api",
    "md",
    "html",
    "Foo",
    "foo",
    "FOO",
    "foo_2",
    "größe",
    "GRÖẞE",
];

/// In every module: items with the names of modules, items that differ by their case, and full names that end in
/// `.md`. Everything is linked to from the tables, the signatures and a docstring.
const MODULE: &str = r#""""A module that speaks of `readme`, `md` and :class:`Foo`."""


class Foo:
    """A class."""

    md = 1

    def md5(self) -> "Foo":
        """Return a :func:`foo` of `Foo.md`; elsewhere it is :func:`pkg.api.md`."""


def foo(of: Foo) -> Foo:
    """A function."""


def md(of: Foo) -> Foo:
    """Another; see `md` and `readme`."""


def readme(of: Foo) -> Foo:
    """A function that is called as a page of mdBook."""


def index(of: Foo) -> Foo:
    """And another."""
"#;

/// How many items of the module get a page of their own if items do.
const ITEMS: usize = 5;

/// A book with a chapter where the reference would be, and packages of all names, each with modules of all names.
fn book(granularity: &str) -> TempBook {
    let config = format!(
        "[book]\ntitle = \"Names\"\n\n[preprocessor.autodoc]\nsource = \"python\"\ngranularity = \"{granularity}\"\n\
         pages = []\n"
    );
    let book = TempBook::new(&[
        ("book.toml", config.as_str()),
        (
            "src/SUMMARY.md",
            "# Summary\n\n- [Start](README.md)\n- [Own](api/pkg.md)\n- [API reference]()\n",
        ),
        ("src/README.md", "# Start\n"),
        ("src/api/pkg.md", "# A chapter of the book\n"),
    ]);
    for name in NAMES {
        book.write(&format!("python/{name}.py"), MODULE.as_bytes());
        book.write(&format!("python/pkg/{name}.py"), MODULE.as_bytes());
        book.write(&format!("python/pkg/sub_{name}/{name}.py"), MODULE.as_bytes());
        book.write(&format!("python/pkg/sub_{name}/__init__.py"), MODULE.as_bytes());
    }
    for package in ["print", "Print", "index"] {
        book.write(
            &format!("python/packages/{package}/__init__.py"),
            MODULE.as_bytes(),
        );
        book.write(&format!("python/packages/{package}/readme.py"), MODULE.as_bytes());
    }
    book.write("python/packages/__init__.py", MODULE.as_bytes());
    book.write("python/pkg/__init__.py", MODULE.as_bytes());
    book
}

/// The dotted names of the modules that are there. A file system that knows no case has fewer of them.
fn modules(book: &TempBook) -> BTreeSet<String> {
    let files = files_below(&book.root().join("python"));
    let names = files.iter().map(|path| path.strip_suffix(".py").unwrap());
    names
        .map(|name| name.strip_suffix("/__init__").unwrap_or(name).replace('/', "."))
        .collect()
}

/// The generated pages of a built book with the modules that stand on each, by their headings; there are no other
/// files of that name.
fn pages(output: &Path) -> BTreeMap<String, Vec<String>> {
    let heading = Selector::parse("h1 > a.header, h2 > a.header").unwrap();
    let kind = Selector::parse("small").unwrap();
    let is_generated = |path: &String| path.starts_with("api-reference");
    let read = |path: String| {
        let html = Html::parse_document(&fs::read_to_string(output.join(&path)).unwrap());
        let modules = html.select(&heading).filter_map(|heading| {
            let kind: String = heading.select(&kind).next()?.text().collect();
            let text: String = heading.text().collect();
            let name = text.strip_prefix(&kind)?.trim().to_owned();
            ["module", "package"].contains(&kind.as_str()).then_some(name)
        });
        let modules = modules.collect();
        (path, modules)
    };
    files_below(output)
        .into_iter()
        .filter(is_generated)
        .map(read)
        .collect()
}

fn classify(page: &str) -> PageKind {
    match page {
        "print.html" => PageKind::Print,
        "api-reference.html" => PageKind::ApiIndex,
        page if page.starts_with("api-reference/") => PageKind::ApiModule,
        "index.html" | "api/pkg.html" => PageKind::Prose,
        _ => PageKind::Other,
    }
}

/// Builds the book with both mdBooks. Every link must lead somewhere, every module stand on one page, and no page be
/// lost: there are as many as `expected` says of the modules and packages, and the index.
#[track_caller]
fn check(granularity: &str, expected: impl Fn(&BTreeSet<String>, usize) -> usize) {
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        let book = book(granularity);
        let output = book.build(&mdbook);
        let report = check_links(&output, classify);
        assert!(report.broken.is_empty(), "{granularity}: {report}");
        assert!(report.counts[&PageKind::ApiModule] > 1000, "{report}");
        assert!(report.counts.values().all(|count| *count > 0), "{report}");

        let pages = pages(&output);
        let modules = modules(&book);
        let shown: Vec<&String> = pages.values().flatten().collect();
        assert_eq!(shown.len(), modules.len(), "{granularity}");
        assert_eq!(
            shown.into_iter().cloned().collect::<BTreeSet<_>>(),
            modules,
            "{granularity}"
        );

        let packages = files_below(&book.root().join("python"))
            .iter()
            .filter(|path| path.ends_with("/__init__.py"))
            .count();
        assert_eq!(pages.len(), expected(&modules, packages) + 1, "{granularity}");
        let spellings: BTreeSet<String> = pages.keys().map(|path| path.to_lowercase()).collect();
        assert_eq!(
            spellings.len(),
            pages.len(),
            "{granularity}: paths differ by more than their case"
        );
        if granularity != "package" {
            assert!(pages.values().all(|modules| modules.len() < 2), "{granularity}");
        }
        let own = fs::read_to_string(output.join("api/pkg.html")).unwrap();
        assert!(own.contains("A chapter of the book"));
    }
}

#[test]
fn modules_with_odd_names_have_pages_of_their_own() {
    check("module", |modules, _| modules.len());
}

#[test]
fn items_with_odd_names_have_pages_of_their_own() {
    check("item", |modules, _| modules.len() * (ITEMS + 1));
}

#[test]
fn packages_with_modules_of_odd_names_have_pages_of_their_own() {
    check("package", |modules, packages| {
        let top_level = modules.iter().filter(|name| !name.contains('.')).count();
        packages + top_level - ["pkg", "packages"].len()
    });
}
