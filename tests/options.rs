//! Every configuration key does what it says, and the switches of performance change no page.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "the options need books and no other tool")]
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mdbook_autodoc::config::{Config, Settings, known_keys};
use serde_json::{Value, json};
use support::book::TempBook;
use support::links::files_below;

/// The module that most keys show something of.
const MODULE: &str = r#""""A module."""

VERSION = "1"
"""The version."""


def borrow(what: "other.Thing") -> None: ...


class Zebra:
    """A striped <kbd onclick="x">animal</kbd>, see [stripes](https://stripes.example)."""

    def __init__(self, stripes: int) -> None:
        self.stripes = stripes

    def __len__(self) -> int:
        """Count the stripes."""
        return self.stripes

    def __bool__(self) -> bool:
        return True

    def graze(self) -> None: ...

    def _hide(self) -> None:
        """Hide in the grass."""


class Foal(Zebra):
    """A young one."""


if sys.version_info >= (3, 10):
    STRIPES = 2
    """New stripes."""
else:
    STRIPES = 1
    """Old stripes."""

if sys.platform == "win32":
    WINDOW = 1
    """A window."""


def bare() -> None: ...


def ant(legs: int = 6) -> None:
    """Count on the C{legs}.

    Args:
        legs: In the style of Google.

    Notes
    -----
    In the style of NumPy.

    :raises ValueError: In the style of Sphinx.
    @return: In the style of Epytext.
    """
"#;

/// A book, beside it a package with something for each key.
fn book() -> TempBook {
    let book = TempBook::new(&[
        ("book.toml", ""),
        (".gitignore", "generated.py\n"),
        ("python/pkg/__init__.py", "\"\"\"A package.\"\"\"\n"),
        ("python/pkg/animals.py", MODULE),
        ("python/pkg/plants.py", "\"\"\"Quiet neighbours.\"\"\"\n"),
        ("python/pkg/generated.py", "\"\"\"Made by a program.\"\"\"\n"),
        (
            "python/pkg/tests/__init__.py",
            "\"\"\"Tests of the package.\"\"\"\n",
        ),
        ("elsewhere/other.py", "\"\"\"Another module.\"\"\"\n"),
        (
            "other.inv",
            "# Sphinx inventory version 1\n# Project: Other\n# Version: 1\nother.Thing class api.html\n",
        ),
        ("look/attribute.html", "<p>A template of the book.</p>\n"),
    ]);
    let text = "x".repeat(1024 * 1024);
    let long = format!("\"\"\"A long module.\"\"\"\n\ndef text():\n    return '{text}'\n");
    book.write("python/pkg/long.py", long.as_bytes());
    book
}

/// The options of every case that has none of its own: one source, no cache, and links that lack a revision.
fn base() -> Value {
    json!({
        "source": "python",
        "source-link": "https://example.com/{revision}/{path}",
        "performance": { "cache": false },
    })
}

/// The base options with `key` (with a dot below a table) set to `value`.
fn with(key: &str, value: &Value) -> Value {
    let mut options = base();
    let pointer = format!("/{}", key.replace('.', "/"));
    let (table, name) = pointer.rsplit_once('/').unwrap();
    options.pointer_mut(table).unwrap()[name] = value.clone();
    options
}

/// The answer of the binary to an mdBook that asks with these options and two draft chapters: for each page a line with its name and path
/// and one with its anchors in their order, then its text.
fn pages(book: &TempBook, options: &Value) -> String {
    let config = json!({ "preprocessor": { "autodoc": options } });
    let context =
        json!({ "root": book.root(), "config": config, "renderer": "html", "mdbook_version": "0.5.4" });
    let drafts = ["API reference", "Zoo"].map(draft);
    let run = snapbox::cmd::Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .stdin(json!([context, { "items": drafts }]).to_string())
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{options}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
    let answer: Value = serde_json::from_slice(&run.stdout).unwrap();
    let mut text = String::new();
    write_pages(&answer["items"], &mut text);
    text
}

/// A draft chapter, which the reference fills if it is called so.
fn draft(name: &str) -> Value {
    json!({ "Chapter": {
        "name": name, "content": "", "number": null, "sub_items": [],
        "path": null, "source_path": null, "parent_names": [],
    }})
}

fn write_pages(items: &Value, text: &mut String) {
    for chapter in items.as_array().unwrap().iter().map(|item| &item["Chapter"]) {
        let content = chapter["content"].as_str().unwrap();
        let anchors: Vec<&str> = content
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let (name, path) = (&chapter["name"], &chapter["path"]);
        let anchors = anchors.join(" ");
        writeln!(text, "page {name} at {path}\nanchors {anchors}\n{content}").unwrap();
        write_pages(&chapter["sub_items"], text);
    }
}

/// One value of a key, with what it brings to the pages and what it takes from them.
struct Case {
    key: &'static str,
    value: Value,
    brings: &'static [&'static str],
    takes: &'static [&'static str],
}

fn case(
    key: &'static str,
    value: impl Into<Value>,
    brings: &'static [&'static str],
    takes: &'static [&'static str],
) -> Case {
    Case {
        key,
        value: value.into(),
        brings,
        takes,
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn visible_cases() -> Vec<Case> {
    let mut cases = inventory_cases();
    cases.extend([
        case("source", "elsewhere", &["Another module."], &["A package."]),
        case(
            "source",
            json!(["python", "elsewhere/other.py"]),
            &["Another module."],
            &[],
        ),
        case(
            "title",
            "Zoo",
            &["page \"Zoo\" at \"api.md\""],
            &["page \"API reference\" at \"api.md\""],
        ),
        case("include", json!(["pkg/animals.py"]), &[], &["Quiet neighbours."]),
        case(
            "exclude",
            json!(["plants.py"]),
            &["Tests of the package."],
            &["Quiet neighbours."],
        ),
        case("gitignore", false, &["Made by a program."], &[]),
        case("private", true, &["Hide in the grass."], &[]),
        case("special", "all", &["pkg.animals.Zebra.__bool__"], &[]),
        case(
            "special",
            "none",
            &[],
            &["pkg.animals.Zebra.__init__", "Count the stripes."],
        ),
        case(
            "undocumented",
            false,
            &[],
            &["pkg.animals.bare", "pkg.animals.Zebra.graze"],
        ),
        case(
            "source-link",
            "https://example.com/{path}?m={module}#L{line}-L{end-line}",
            &["https://example.com/python/pkg/animals.py?m=pkg.animals#L7-L"],
            &[],
        ),
        case(
            "source-revision",
            "v1.2",
            &["https://example.com/v1.2/python/pkg/animals.py"],
            &[],
        ),
        case(
            "view-source",
            true,
            &[
                "page \"pkg.animals\" at \"api/source-code/pkg/animals.md\"",
                "href=\"../source-code/pkg/animals.html#pkg.animals-L7\"",
            ],
            &[],
        ),
        case(
            "granularity",
            "package",
            &[],
            &["page \"animals\" at \"api/pkg/animals.md\""],
        ),
        case(
            "granularity",
            "item",
            &["page \"ant\" at \"api/pkg/animals/ant.md\""],
            &[],
        ),
        case(
            "order",
            "alphabetical",
            &["pkg.animals.ant pkg.animals.bare"],
            &["pkg.animals.bare pkg.animals.ant"],
        ),
        case(
            "pages",
            json!(["names"]),
            &[
                "page \"All names\" at \"api/all-names.md\"",
                "<a href=\"pkg/animals.html#pkg.animals.Zebra.graze\">graze</a>",
            ],
            &[],
        ),
        case(
            "pages",
            json!(["hierarchy"]),
            &["page \"Class hierarchy\" at \"api/class-hierarchy.md\""],
            &[],
        ),
        case(
            "pages",
            json!(["undocumented"]),
            &["page \"Undocumented\" at ", " without a docstring"],
            &[],
        ),
        case("backlinks", true, &["<summary>Mentioned in</summary>"], &[]),
        case(
            "docstring-html",
            "sanitize",
            &["A striped <kbd>animal</kbd>, see"],
            &["A striped &lt;kbd onclick=\"x\"&gt;animal&lt;/kbd&gt;, see"],
        ),
        case("target-python", "3.9", &["Old stripes."], &["New stripes."]),
        case("target-platform", "win32", &["A window."], &[]),
        case("templates", "look", &["A template of the book."], &[]),
        case("performance.max-file-size", 100, &[], &["A striped "]),
        case("performance.max-file-size", 0, &["A long module."], &[]),
    ]);
    cases
}

fn inventory_cases() -> Vec<Case> {
    vec![
        case(
            "inventories",
            json!({ "other": { "file": "other.inv", "url": "https://other.example/docs" } }),
            &["https://other.example/docs/api.html#other.Thing"],
            &[],
        ),
        case(
            "inventories",
            json!({ "python": false }),
            &[],
            &["https://docs.python.org/3/library/functions.html#int"],
        ),
    ]
}

#[test]
fn every_key_that_is_about_the_pages_changes_them() {
    let book = book();
    let plain = pages(&book, &base());
    for case in visible_cases() {
        let key = case.key;
        let changed = pages(&book, &with(key, &case.value));
        let (more, less) = (case.brings.iter(), case.takes.iter());
        for (text, is_new) in more
            .map(|text| (text, true))
            .chain(less.map(|text| (text, false)))
        {
            assert_eq!(plain.contains(text), !is_new, "without {key}: {text}");
            assert_eq!(changed.contains(text), is_new, "{key} = {}: {text}", case.value);
        }
    }
}

/// The values of `docstring-style`.
const STYLES: [&str; 8] = [
    "auto", "google", "numpy", "sphinx", "epytext", "markdown", "myst", "plain",
];

#[test]
fn every_docstring_style_reads_another_part_of_a_mixed_docstring() {
    let book = book();
    let pages_of = |style: &str| pages(&book, &with("docstring-style", &style.into()));
    let all: BTreeSet<String> = STYLES[1..].iter().map(|style| pages_of(style)).collect();
    assert_eq!(all.len(), STYLES.len() - 1);
    assert!(pages_of("auto") == pages(&book, &base()));
}

#[test]
fn a_source_may_have_a_style_of_its_own() {
    let book = book();
    let source = |style: &str| json!({ "path": "python", "docstring-style": style });
    for style in STYLES {
        let of_book = with("docstring-style", &style.into());
        let mut of_source = with("docstring-style", &"plain".into());
        of_source["source"] = json!([source(style)]);
        assert!(pages(&book, &of_source) == pages(&book, &of_book), "{style}");
        // The innermost source decides, wherever it stands in the list.
        of_source["source"] =
            json!(["python/../python", { "path": "python/pkg/animals.py", "docstring-style": style }]);
        let of_inner = pages(&book, &of_source);
        of_source["source"].as_array_mut().unwrap().reverse();
        assert!(pages(&book, &of_source) == of_inner);
        assert_eq!(
            of_inner == pages(&book, &with("docstring-style", &"plain".into())),
            style == "plain",
            "{style}"
        );
    }
}

/// Switches of performance, which change no page.
fn invisible_cases() -> Vec<(&'static str, Vec<Value>)> {
    vec![
        ("parallel", vec![false.into(), true.into()]),
        ("max-workers", vec![0.into(), 1.into(), 2.into(), 7.into()]),
        ("cache", vec![true.into(), false.into()]),
        ("cache-dir", vec!["elsewhere/cache".into()]),
        ("cache-size", vec![0.into(), 1.into(), 512.into()]),
        ("stat", vec![true.into(), false.into()]),
        ("template-cache", vec![false.into(), true.into()]),
        ("incremental", vec![false.into(), true.into()]),
        ("dependency-tracking", vec![false.into(), true.into()]),
        ("streaming", vec![true.into()]),
    ]
}

#[test]
fn no_switch_of_performance_changes_a_byte() {
    let book = book();
    let plain = pages(&book, &base());
    for (key, values) in invisible_cases() {
        for value in values {
            for performance in [json!({ "cache": false }), json!({ "cache": true })] {
                let mut options = base();
                options["performance"] = performance;
                options["performance"][key] = value.clone();
                assert!(pages(&book, &options) == plain, "{options}");
            }
        }
    }
}

#[test]
fn workers_are_as_many_as_the_two_keys_say() {
    let workers = |performance: Value| {
        let config = Config::from_value(json!({ "performance": performance })).unwrap();
        Settings::new(config, Path::new("/book")).workers
    };
    let cores = std::thread::available_parallelism().unwrap().get();
    assert_eq!(workers(json!({})), cores);
    assert_eq!(workers(json!({ "max-workers": 0 })), cores);
    assert_eq!(workers(json!({ "max-workers": 7 })), 7);
    assert_eq!(workers(json!({ "max-workers": 7, "parallel": false })), 1);
}

#[test]
fn the_cache_is_where_the_key_says_and_only_if_it_is_on() {
    let entries = |performance: Value| {
        let book = book();
        let before = files_below(book.root());
        let mut options = base();
        options["performance"] = performance;
        pages(&book, &options);
        let mut new = files_below(book.root());
        new.retain(|path| !before.contains(path));
        new.into_iter().collect::<Vec<String>>()
    };
    let below = |directory: &str, entries: &[String]| {
        !entries.is_empty() && entries.iter().all(|path| path.starts_with(directory))
    };
    assert!(below(".mdbook-autodoc/", &entries(json!({}))));
    assert!(below("kept/here/", &entries(json!({ "cache-dir": "kept/here" }))));
    assert_eq!(entries(json!({ "cache": false })), <[String; 0]>::default());
}

#[test]
fn the_cache_has_the_size_and_the_trust_that_the_keys_say() {
    let cache = |performance: Value| {
        let config = Config::from_value(json!({ "performance": performance })).unwrap();
        Settings::new(config, Path::new("/book")).cache
    };
    assert_eq!(cache(json!({})).most_bytes, 512_000_000);
    assert_eq!(cache(json!({ "cache-size": 0 })).most_bytes, 0);
    assert!(cache(json!({})).trusts_states);
    assert!(!cache(json!({ "stat": false })).trusts_states);
}

#[test]
fn a_warm_cache_shows_what_the_files_say_now() {
    let book = book();
    let cached = with("performance.cache", &true.into());
    let check = |message: &str| assert!(pages(&book, &cached) == pages(&book, &base()), "{message}");
    check("cold");
    check("warm");
    let path = "python/pkg/animals.py";
    book.write(path, MODULE.replace("striped", "spotted").as_bytes());
    check("a file changed");
    assert!(pages(&book, &cached).contains("A spotted "));
    book.write(path, MODULE.as_bytes());
    check("a file changed back");
    fs::remove_file(book.root().join("python/pkg/plants.py")).unwrap();
    check("a file went away");
    for path in files_below(&book.root().join(".mdbook-autodoc")) {
        book.write(&format!(".mdbook-autodoc/{path}"), b"not what was written");
    }
    check("the cache is broken");
}

#[test]
fn the_level_of_a_finding_changes_no_page() {
    let book = book();
    let plain = pages(&book, &base());
    for level in ["allow", "warn"] {
        assert!(pages(&book, &with("lints", &json!({ "malformed-section": level }))) == plain);
    }
}

#[test]
fn no_key_lacks_a_case() {
    let visible = visible_cases();
    let mut with_case: BTreeSet<String> = visible.iter().map(|case| case.key.to_owned()).collect();
    with_case.insert("docstring-style".to_owned());
    with_case.insert("lints".to_owned());
    // It needs a repository with tags, which `history.rs` has.
    with_case.insert("version-history".to_owned());
    with_case.extend(
        invisible_cases()
            .iter()
            .map(|(key, _)| format!("performance.{key}")),
    );
    let mut known: BTreeSet<String> = known_keys("").into_iter().collect();
    assert!(known.remove("performance"));
    // What it counts is tested with the command, in `coverage.rs`.
    assert!(known.remove("coverage"));
    known.extend(
        known_keys("performance")
            .iter()
            .map(|key| format!("performance.{key}")),
    );
    assert_eq!(with_case, known);
}
