//! `build` beside the real mdBook: the same bytes in every file, and a site that is whole at every time.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test makes books and starts programs, and may panic"
)]

#[expect(dead_code, reason = "links are checked elsewhere")]
mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use support::book::{TempBook, differences, mdbook_for};
use support::links::files_below;
use support::tools;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// More chapters than are rendered at once.
const FILLERS: usize = 150;

/// A book with everything that mdBook has, and so many chapters that it is rendered in slices.
fn features(config: &str) -> TempBook {
    let own = tools::repository().join("tests/own_build");
    let text = fs::read_to_string(own.join("features.md")).unwrap();
    let mut summary = String::from(
        "# Summary\n\n[Start & <more>](README.md)\n[Everything](features.md)\n\n# Part *one*\n\n- [First](b.md)\n",
    );
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..FILLERS {
        let folder = if number.is_multiple_of(2) {
            "deep/er"
        } else {
            "flat"
        };
        let _ = writeln!(
            summary,
            "{}- [Filler {number}]({folder}/f{number}.md)",
            "  ".repeat(number % 3)
        );
        let title = if number.is_multiple_of(5) {
            ""
        } else {
            "# Same\n\n"
        };
        let next = (number * 7 + 3) % FILLERS;
        let other = if next.is_multiple_of(2) {
            "../deep/er"
        } else {
            "../flat"
        };
        let other = if number.is_multiple_of(2) {
            format!("../{other}")
        } else {
            other.to_owned()
        };
        let text = format!(
            "{title}Words of filler {number}: alpha beta{number} it's.\n\n## Section\n\n[Next]({other}/f{next}.md#section) [page]({other}/f{next}.md) <b id=\"x\">x</b>\n\n## Section\n\nMore words.\n"
        );
        files.push((format!("src/{folder}/f{number}.md"), text));
    }
    summary.push_str(
        "- [Draft]()\n  - [Below a draft](below.md)\n\n---\n\n# Part two\n\n- [Deep](deep/er/c.md)\n  - [Other name](<other name.md>)\n- [Empty](empty.md)\n- [Überblick](über.md)\n- [Nested index](nested/README.md)\n- [Dot](./nested/dot.md)\n\n---\n\n[Last](last.md)\n",
    );
    let book = TempBook::new(&[
        ("book.toml", config),
        ("src/SUMMARY.md", &summary),
        (
            "src/README.md",
            "# Start\n\n[Nested](nested/README.md) [index](nested/index.md)\n",
        ),
        ("src/features.md", &text),
        (
            "src/b.md",
            "# First\n\n<p id=\"same\">p</p>\n\n# Second\n\n#### Deep heading\n\ntext\n",
        ),
        ("src/below.md", "No heading here, [but a link](b.md).\n"),
        (
            "src/deep/er/c.md",
            &text.replace("deep/er/", "").replace("parts/", "../../parts/"),
        ),
        ("src/other name.md", "## Second level first\n\n# Title\n"),
        ("src/empty.md", ""),
        ("src/über.md", "# Über\n\n{{#include nothing.txt}}\n"),
        ("src/nested/README.md", "# Nested\n"),
        (
            "src/nested/dot.md",
            "# Dot\n\n[self](dot.md) [self](#dot) [other](../b.md#same) [other](./../features.md)\n",
        ),
        (
            "src/last.md",
            "# Last\n\n[dot](nested/dot.md) [dot](./nested/dot.md#dot)\n",
        ),
        ("src/not-in-summary.md", "# Nowhere\n"),
        ("src/parts/included.txt", "Included *text* with [a link](b.md).\n"),
        ("src/parts/code.rs", "fn main() {\n    let x = 1;\n}\n"),
        ("src/files/data.txt", "data"),
        ("src/files/i.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("src/files/page.html", "<p>as it is</p>"),
        (
            "css/own.css",
            "p { background: url('{{ resource \"book.js\" }}') }",
        ),
        ("own.js", "let index = '{{ resource \"searchindex.js\" }}';"),
    ]);
    fs::create_dir_all(book.root().join("src/files/none")).unwrap();
    for (path, text) in files {
        book.write(&path, text.as_bytes());
    }
    book
}

fn output(book: &TempBook, name: &str) -> PathBuf {
    book.root().join(name)
}

fn build(book: &TempBook, name: &str) -> Output {
    let mut command = Command::new(BINARY);
    command
        .arg("build")
        .arg(book.root())
        .arg("-d")
        .arg(output(book, name));
    command.env("MDBOOK_LOG", "info").output().unwrap()
}

fn stderr(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

/// Builds the book, which must go well, and returns the messages.
#[track_caller]
fn built(book: &TempBook, name: &str) -> String {
    let run = build(book, name);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(
        !book.root().join(format!(".{name}.mdbook-autodoc")).exists(),
        "something is left beside the site"
    );
    stderr(&run)
}

fn mdbook_built(book: &TempBook, mdbook: &Path, name: &str) {
    let run = mdbook_for(book, mdbook)
        .arg("build")
        .arg(book.root())
        .arg("-d")
        .arg(output(book, name))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", stderr(&run));
}

/// The directories below one.
fn directories(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![root.to_owned()];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.push(path.strip_prefix(root).unwrap().to_owned());
                left.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Builds the book with both, and compares; returns our messages.
#[track_caller]
fn same(book: &TempBook, mdbook: &Path, what: &str) -> String {
    mdbook_built(book, mdbook, "theirs");
    let messages = built(book, "ours");
    let (ours, theirs) = (output(book, "ours"), output(book, "theirs"));
    assert_eq!(differences(&theirs, &ours, 5), Vec::<String>::new(), "{what}");
    assert_eq!(directories(&theirs), directories(&ours), "{what}");
    messages
}

const EVERYTHING: &str = r#"
[book]
title = "It's <everything> & \"more\""
authors = ["A"]
description = "A 'book'"
language = "de"
text-direction = "rtl"

[rust]
edition = "2021"

[build]
create-missing = false

[preprocessor.shout]
command = "PYTHON TESTS/shout.py"
after = ["links"]

[output.html]
default-theme = "Ayu"
preferred-dark-theme = "coal"
mathjax-support = true
additional-css = ["css/own.css"]
additional-js = ["own.js"]
git-repository-url = "https://example.com/r?a&b"
git-repository-icon = "fas-code-fork"
edit-url-template = "https://example.com/edit/{path}"
site-url = "/sub/"
cname = "book.example.com"
input-404 = "flat/f1.md"
smart-punctuation = false

[output.html.fold]
enable = true
level = 1

[output.html.playground]
editable = true
line-numbers = true

[output.html.code.hidelines]
python = "~"

[output.html.search]
limit-results = 20
use-boolean-and = true
boost-title = 3
heading-split-level = 2

[output.html.search.chapter]
"flat" = { enable = false }
"flat/f3.md" = { enable = true }
"features.md" = {}

[output.html.redirect]
"/old.html" = "b.html"
"/old/place.html" = "../flat/f1.html"
"/old/place.html#x" = "../flat/f1.html#section"
"/flat/f7.html#old" = "f9.html#section"
"/b.html#gone" = "https://example.com/"
"/./nested/dot.html#gone" = "x.html"
"#;

/// The configurations of the book, and whether it is rendered in slices with them.
const VARIANTS: &[(&str, bool)] = &[
    ("", true),
    ("[output.html]\nhash-files = false", true),
    ("[output.html.print]\nenable = false", true),
    ("[output.html.search]\nenable = false", true),
    ("[output.html.search]\ncopy-js = false", true),
    (
        "[output.html]\nhash-files = false\n[output.html.search]\nenable = false\n[output.html.print]\nenable = false",
        true,
    ),
    (
        "[output.html]\nno-section-label = true\nsidebar-header-nav = false\ninput-404 = \"\"\nadmonitions = false\ndefinition-lists = false",
        true,
    ),
    (
        "[output.html.playground]\neditable = true\ncopy-js = false\ncopyable = false\nrunnable = false",
        true,
    ),
    (
        "[output.html]\nadditional-css = [\"./css/own.css\"]\nadditional-js = [\"src/own.js\"]",
        true,
    ),
    (
        "[book]\ntitle = \"T\"\n[output.html]\n[output.markdown]\n[output.tell]\ncommand = \"PYTHON TESTS/tell.py\"",
        true,
    ),
    ("[build]\nuse-default-preprocessors = false", true),
    ("[book]\nsrc = \"./src\"\n[output.html]\ntheme = \"look\"", true),
    ("[output.html]\nlive-reload-endpoint = \"__livereload\"", true),
    // Paths out of the book are left to mdBook.
    ("[book]\nsrc = \"src/../src\"", false),
];

fn config(text: &str, python: &Path) -> String {
    text.replace("PYTHON", python.to_str().unwrap()).replace(
        "TESTS",
        tools::repository().join("tests/own_build").to_str().unwrap(),
    )
}

#[test]
fn every_feature_of_mdbook_makes_the_same_bytes() {
    let (Some(mdbook), Some(python)) = (tools::mdbook_0_5(), tools::python()) else {
        return;
    };
    let book = features(&config(EVERYTHING, &python));
    book.write("src/own.js", b"1");
    let messages = same(&book, &mdbook, "everything");
    assert!(!messages.contains("as a whole"), "{messages}");
    for (text, is_sliced) in VARIANTS {
        book.write("book.toml", config(text, &python).as_bytes());
        if text.contains("\"look\"") {
            book.write(
                "look/head.hbs",
                b"<!-- {{ title }} --><link href=\"{{ resource \"css/general.css\" }}\">",
            );
            book.write("look/favicon.svg", b"<svg/>");
            book.write("look/css/chrome.css", b"p { }");
            book.write(
                "look/fonts/fonts.css",
                b"@font-face { src: url('{{ resource \"fonts/f.woff\" }}') }",
            );
            book.write("look/fonts/f.woff", b"font");
        }
        let messages = same(&book, &mdbook, text);
        assert_eq!(!messages.contains("as a whole"), *is_sliced, "{text}\n{messages}");
    }
}

#[test]
fn themes_are_respected_or_left_to_mdbook() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let book = features("[book]\ntitle = \"T\"\n");
    let init = Command::new(&mdbook)
        .args(["init", "--theme", "--force", "--ignore", "none"])
        .current_dir(book.root())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(init.status.success(), "{}", stderr(&init));
    let index = fs::read_to_string(book.root().join("theme/index.hbs")).unwrap();
    for (change, is_sliced) in [
        ("", true),
        ("<p>{{ chapter_title }} {{ path }} {{ section }}</p>", true),
        ("<nav>{{#toc}}{{/toc}}</nav>", false),
        ("{{#each chapters}}{{name}}{{/each}}", false),
        ("{{#if is_index}}front{{/if}}", true),
    ] {
        let text = index.replace("<body>", &format!("<body>{change}"));
        book.write("theme/index.hbs", text.as_bytes());
        let messages = same(&book, &mdbook, change);
        assert_eq!(
            !messages.contains("as a whole"),
            is_sliced,
            "{change}\n{messages}"
        );
    }
}

#[test]
fn hard_footnotes_are_left_to_mdbook() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    for text in [
        // mdBook counts the id of a footnote that it does not show.
        "# A\n\ntext\n\n[^1]: never referred to\n",
        "# A\n\ntext[^1]\n\n[^1]: note\n    ## Heading\n",
        "# A\n\n<p id=\"footnote\">text[^1]</p>\n\n[^1]: note\n",
        "# A\n\n<em><script>[b](b.md)</script></em>\n",
    ] {
        let book = features("");
        for number in [1, 3, 5] {
            book.write(&format!("src/flat/f{number}.md"), text.as_bytes());
        }
        same(&book, &mdbook, text);
    }
}

#[test]
fn small_books_and_odd_ones_are_the_same_too() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let small = TempBook::new(&[
        ("book.toml", "[book]\nsrc = \".\"\n"),
        ("SUMMARY.md", "- [A](a.md)\n- [B](b/c.md)\n"),
        ("a.md", "# A\n"),
        ("b/c.md", "# C\n"),
        ("b/file.bin", "x"),
    ]);
    // Each is a source of the other's here.
    let [ours, theirs] = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    mdbook_built(&small, &mdbook, "book");
    fs::rename(small.output(), theirs.path()).unwrap();
    built(&small, "book");
    fs::rename(small.output(), ours.path()).unwrap();
    assert_eq!(differences(theirs.path(), ours.path(), 5), Vec::<String>::new());
    let empty = TempBook::new(&[("book.toml", ""), ("src/SUMMARY.md", "- [Draft]()\n")]);
    same(&empty, &mdbook, "drafts alone");
    let twice = features("");
    let summary = fs::read_to_string(twice.root().join("src/SUMMARY.md")).unwrap();
    twice.write(
        "src/SUMMARY.md",
        summary
            .replace("[Last](last.md)", "[Last](last.md)\n[Again](./b.md)")
            .as_bytes(),
    );
    let messages = same(&twice, &mdbook, "a chapter twice");
    assert!(messages.contains("as a whole"), "{messages}");
}

#[test]
fn api_books_are_the_same() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    for distribution in ["rich", "pydantic"] {
        let Some(package) = tools::package(distribution) else {
            return;
        };
        let config = format!(
            "[book]\ntitle = \"API\"\n[preprocessor.autodoc]\nafter = [\"links\"]\nsource = {:?}\ngranularity = \"item\"\n",
            package.join(distribution)
        );
        let book = TempBook::new(&[
            ("book.toml", &config),
            (
                "src/SUMMARY.md",
                "# Summary\n\n- [Start](start.md)\n- [API reference]()\n",
            ),
            ("src/start.md", "# Start\n"),
        ]);
        mdbook_built(&book, &mdbook, "theirs");
        let messages = built(&book, "ours");
        let ours = output(&book, "ours");
        fs::remove_file(ours.join("objects.inv")).unwrap();
        assert_eq!(
            differences(&output(&book, "theirs"), &ours, 5),
            Vec::<String>::new()
        );
        assert!(
            !messages.contains("as a whole") && messages.contains("slice-1"),
            "{messages}"
        );
    }
}

/// A book with a reference, of which slices are kept.
fn kept_book() -> TempBook {
    let book = features(KEPT);
    let summary = fs::read_to_string(book.root().join("src/SUMMARY.md")).unwrap();
    let summary = summary.replace("[Last]", "- [API reference]()\n\n---\n\n[Last]");
    book.write("src/SUMMARY.md", summary.as_bytes());
    book.write("python/pkg/__init__.py", b"'''A package.'''\n");
    book.write("python/pkg/m.py", b"'''A module.'''\ndef f(): '''Does.'''\n");
    book
}

const KEPT: &str =
    "[book]\ntitle = \"T\"\n[preprocessor.autodoc]\nafter = [\"links\"]\nsource = \"python/pkg\"\n";

/// How many slices mdBook has rendered.
fn rendered(messages: &str) -> usize {
    let lines = messages.lines();
    lines
        .filter(|line| line.contains("mdbook-autodoc/slice-"))
        .count()
}

#[test]
fn slices_that_stay_the_same_are_not_rendered_again() {
    let book = kept_book();
    let all = rendered(&built(&book, "book"));
    assert!(all > 1, "{all}");
    assert_eq!(rendered(&built(&book, "book")), 0);
    // Another place needs no other pages.
    assert_eq!(rendered(&built(&book, "other")), 0);
    book.write("src/flat/f1.md", b"# Other\n");
    assert_eq!(rendered(&built(&book, "book")), 1);
    book.write("python/pkg/m.py", b"'''Another module.'''\n");
    assert_eq!(rendered(&built(&book, "book")), 1);
    for (config, expected) in [
        // What stands around chapters is put there anew.
        (KEPT.replace("\"T\"", "\"U\""), 0),
        (format!("{KEPT}[output.html.search]\nlimit-results = 7\n"), all),
        (format!("{KEPT}[output.html.search]\nenable = false\n"), all),
        (
            format!("{KEPT}[output.html]\nadditional-css = [\"css/own.css\"]\n"),
            0,
        ),
        (KEPT.to_owned(), 0),
    ] {
        book.write("book.toml", config.as_bytes());
        assert_eq!(rendered(&built(&book, "book")), expected, "{config}");
    }
    book.write("theme/head.hbs", b"<meta name=\"x\">");
    assert_eq!(rendered(&built(&book, "book")), 0);
    // What mdBook has to say of a page, it says in every build.
    book.write("src/flat/f1.md", b"# Other\n\n<em>never closed\n");
    for _ in 0..2 {
        let messages = built(&book, "book");
        assert!(messages.contains("unclosed HTML tag"), "{messages}");
        assert_eq!(rendered(&messages), 1);
    }
}

/// Numbers that look like chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Changes something in the book.
fn edit(book: &TempBook, chance: &mut Chance) -> String {
    let number = chance.below(FILLERS as u64);
    let folder = if number.is_multiple_of(2) {
        "deep/er"
    } else {
        "flat"
    };
    let word = chance.below(1000);
    match chance.below(7) {
        0 | 1 => {
            let path = format!("src/{folder}/f{number}.md");
            let text = format!("# Word {word}\n\n## Same\n\n[x](../flat/f1.md#section) text {word}\n");
            book.write(&path, text.as_bytes());
            format!("{path} has {word}")
        }
        2 => edit_summary(book, number, word),
        3 => {
            let more = [
                "",
                "[output.html.search]\nenable = false\n",
                "[output.html.print]\nenable = false\n",
                "[output.html]\nhash-files = false\nadditional-js = [\"own.js\"]\n",
                "[output.html.redirect]\n\"/flat/f7.html#old\" = \"f9.html\"\n\"/gone.html\" = \"b.html\"\n",
                "[output.html.fold]\nenable = true\n",
            ];
            let more = more[usize::try_from(word).unwrap() % more.len()];
            book.write("book.toml", format!("{KEPT}{more}").as_bytes());
            format!("book.toml has {more}")
        }
        4 => {
            let text = format!("'''Module {word}.'''\ndef f{word}(a: int): '''Does.'''\n");
            book.write(&format!("python/pkg/m{}.py", word % 4), text.as_bytes());
            format!("Python {word}")
        }
        5 => {
            let text = format!("let x = {word}; // {{{{ resource \"searchindex.js\" }}}}");
            book.write("own.js", text.as_bytes());
            book.write("src/files/data.txt", word.to_string().as_bytes());
            format!("files {word}")
        }
        _ => {
            let name = word % 3;
            let head = format!("<meta name=\"{name}\" content=\"{{{{ resource \"toc.js\" }}}}\">");
            book.write("theme/head.hbs", head.as_bytes());
            format!("theme {name}")
        }
    }
}

/// Adds, renames or removes chapters.
fn edit_summary(book: &TempBook, number: u64, word: u64) -> String {
    let summary = fs::read_to_string(book.root().join("src/SUMMARY.md")).unwrap();
    let before = format!("\n- [Filler {number}]");
    let (text, what) = match word % 3 {
        0 if summary.contains(&before) && !summary.contains(&format!("(new{word}.md)")) => {
            let new = format!("\n- [New](new{word}.md){before}");
            book.write(&format!("src/new{word}.md"), b"# New\n");
            (summary.replacen(&before, &new, 1), "a chapter comes")
        }
        1 => {
            let lines: Vec<&str> = summary.lines().filter(|line| !line.contains("](new")).collect();
            (format!("{}\n", lines.join("\n")), "new chapters go")
        }
        _ => {
            let name = format!("[Filler {number}]");
            (
                summary.replace(&name, &format!("[Filler {number}{word}]")),
                "a chapter has another name",
            )
        }
    };
    book.write("src/SUMMARY.md", text.as_bytes());
    format!("{what}: {number}, {word}")
}

#[test]
fn after_random_edits_the_site_is_that_of_a_clean_build() {
    let book = kept_book();
    let mut chance = Chance(7);
    let mut edits = Vec::new();
    for _ in 0..20 {
        for _ in 0..=chance.below(10) {
            edits.push(edit(&book, &mut chance));
        }
        built(&book, "book");
        let clean = Command::new(BINARY)
            .args(["build", "--no-cache", "-j", "1"])
            .arg(book.root())
            .arg("-d")
            .arg(output(&book, "clean"))
            .output()
            .unwrap();
        assert!(clean.status.success(), "{}", stderr(&clean));
        let found = differences(&output(&book, "clean"), &book.output(), 5);
        let last = &edits[edits.len().saturating_sub(6)..];
        assert_eq!(found, Vec::<String>::new(), "{last:?}");
        fs::remove_dir_all(output(&book, "clean")).unwrap();
    }
    assert!(edits.len() > 80, "{}", edits.len());
}

fn times(root: &Path) -> BTreeMap<String, SystemTime> {
    let time = |path: String| {
        let time = fs::metadata(root.join(&path)).unwrap().modified().unwrap();
        (path, time)
    };
    files_below(root).into_iter().map(time).collect()
}

#[test]
fn files_that_stay_the_same_are_not_touched() {
    let book = features("[output.html.search]\nenable = false\n");
    built(&book, "book");
    let before = times(&book.output());
    sleep(Duration::from_millis(20));
    built(&book, "book");
    assert_eq!(times(&book.output()), before);
    book.write("src/flat/f1.md", b"# Another\n");
    built(&book, "book");
    let after = times(&book.output());
    let changed: Vec<&String> = after
        .keys()
        .filter(|path| after[*path] != before[*path])
        .collect();
    assert_eq!(changed, ["flat/f1.html", "print.html"]);
}

/// A book with a site that another build has left, and what a clean build makes of it.
#[test]
fn what_others_do_to_the_site_is_seen() {
    let book = kept_book();
    built(&book, "book");
    built(&book, "clean");
    let page = book.output().join("flat/f1.html");
    let text = fs::read_to_string(&page).unwrap();
    let same_length = text.replace("alpha", "ALPHA");
    let index = files_below(&book.output())
        .into_iter()
        .find(|path| path.starts_with("searchindex-"))
        .unwrap();
    let harms: [&dyn Fn(); 6] = [
        &|| fs::write(&page, &same_length).unwrap(),
        &|| fs::remove_file(&page).unwrap(),
        &|| {
            fs::remove_file(&page).unwrap();
            fs::create_dir_all(page.join("in/the/way")).unwrap();
        },
        &|| fs::write(book.output().join("print.html"), "").unwrap(),
        &|| fs::remove_file(book.output().join(&index)).unwrap(),
        &|| fs::remove_dir_all(book.output().join("deep")).unwrap(),
    ];
    for (number, harm) in harms.iter().enumerate() {
        harm();
        built(&book, "book");
        let found = differences(&output(&book, "clean"), &book.output(), 5);
        assert_eq!(found, Vec::<String>::new(), "{number}");
    }
}

#[cfg(unix)]
#[test]
fn a_copy_that_shares_its_files_stays_as_it_is() {
    let book = kept_book();
    built(&book, "book");
    let [page, copy] = ["book/flat/f3.html", "copy.html"].map(|path| book.root().join(path));
    fs::hard_link(&page, &copy).unwrap();
    let before = fs::read(&copy).unwrap();
    // Another search index has another name, in every page.
    book.write("src/flat/f1.md", b"# Another\n");
    built(&book, "book");
    assert_eq!(fs::read(&copy).unwrap(), before);
    assert_ne!(fs::read(&page).unwrap(), before);
    built(&book, "clean");
    assert_eq!(
        differences(&output(&book, "clean"), &book.output(), 5),
        Vec::<String>::new()
    );
}

#[test]
fn the_inventory_is_not_touched_where_it_stays_the_same() {
    let book = kept_book();
    built(&book, "book");
    let before = times(&book.output());
    sleep(Duration::from_millis(20));
    built(&book, "book");
    assert_eq!(times(&book.output()), before);
    book.write("python/pkg/m.py", b"'''A module.'''\ndef other(): '''Does.'''\n");
    built(&book, "book");
    assert_ne!(times(&book.output())["objects.inv"], before["objects.inv"]);
}

#[test]
fn any_book_is_kept_and_told_why_it_is_rendered_at_once() {
    let book = features("[output.html.search]\nenable = false\n");
    let all = rendered(&built(&book, "book"));
    let again = rendered(&built(&book, "book"));
    assert!(again < all, "{again} of {all}");
    let small = TempBook::new(&[
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "# A\n"),
        ("book.toml", ""),
    ]);
    let messages = built(&small, "book");
    assert!(messages.contains("no more than 32 chapters"), "{messages}");
    assert!(!small.root().join(".mdbook-autodoc").exists());
}

#[test]
fn what_no_book_has_is_told_before_it_goes() {
    let book = features("");
    book.write("book/notes.txt", b"mine");
    book.write("book/sub/page.html", b"<p>mine</p>");
    book.write("book/empty.html/file", b"mine");
    book.write("book/old-1a2b3c4d.js", b"");
    book.write("book/gone.html", b"<!-- Book generated using mdBook -->");
    fs::create_dir_all(book.root().join("book/none")).unwrap();
    let messages = built(&book, "book");
    assert!(messages.contains("3 files"), "{messages}");
    for name in ["`notes.txt`", "`sub/page.html`", "`empty.html/file`"] {
        assert!(messages.contains(name), "{messages}");
    }
    let again = built(&book, "book");
    assert!(!again.contains("no book makes"), "{again}");
    built(&book, "other");
    assert_eq!(
        differences(&book.output(), &output(&book, "other"), 5),
        Vec::<String>::new()
    );
    assert_eq!(directories(&book.output()), directories(&output(&book, "other")));
}

#[test]
fn a_book_that_fails_leaves_the_site_as_it_was() {
    let book = features("");
    built(&book, "book");
    let before = times(&book.output());
    for config in [
        "[output.html.redirect]\n\"/b.html\" = \"x\"\n",
        "[output.html.search.chapter]\n\"nowhere\" = { enable = false }\n",
        "[output.html]\ninput-404 = \"nowhere.md\"\n",
        "[output.html]\nadditional-css = [\"nowhere.css\"]\n",
        "[output.html]\ntheme = \"nowhere\"\n",
        "[output.html.redirect]\n\"/nowhere.html#x\" = \"x\"\n",
    ] {
        book.write("book.toml", config.as_bytes());
        let run = build(&book, "book");
        assert!(!run.status.success(), "{config}");
        assert_eq!(times(&book.output()), before, "{config}");
        assert!(!book.root().join(".book.mdbook-autodoc").exists(), "{config}");
    }
}

#[test]
fn a_killed_build_and_two_at_once_leave_a_whole_site() {
    let book = features("");
    built(&book, "book");
    built(&book, "expected");
    let start = || {
        let mut command = Command::new(BINARY);
        command.arg("build").arg(book.root()).arg("-d").arg(book.output());
        command
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    for round in 0..12_u64 {
        // A word on every page, back and forth.
        book.write("book.toml", format!("[book]\ntitle = \"T{round}\"\n").as_bytes());
        let mut child = start();
        sleep(Duration::from_millis(round * round * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        for path in files_below(&book.output()) {
            if Path::new(&path)
                .extension()
                .is_some_and(|ending| ending == "html")
                && !path.starts_with("files/")
            {
                let text = fs::read_to_string(book.output().join(&path)).unwrap();
                assert!(text.trim_end().ends_with("</html>"), "{path} is cut");
                let asset = text
                    .split("src=\"")
                    .find_map(|part| part.split('"').next().filter(|name| name.contains("toc-")));
                if let Some(asset) = asset {
                    let asset = book.output().join(&path).parent().unwrap().join(asset);
                    assert!(asset.exists(), "{path} asks for {}", asset.display());
                }
            }
        }
    }
    book.write("book.toml", b"");
    let mut both = [start(), start()];
    for child in &mut both {
        assert!(child.wait().unwrap().success());
    }
    built(&book, "book");
    assert_eq!(
        differences(&book.output(), &output(&book, "expected"), 5),
        Vec::<String>::new()
    );
}
