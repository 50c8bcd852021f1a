//! Nothing from the documented source runs, shows a file, or breaks the page: a package with every payload in every
//! place, built by real mdBooks and read as a browser reads it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[path = "../checks/html.rs"]
mod html;
mod package;
mod pages;
#[expect(dead_code, reason = "the payloads need books and no other tool")]
#[path = "../support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use html::Rules;
use package::{CANARY, SOURCE};
use pages::Pages;
use support::book::TempBook;
use support::links::files_below;
use support::tools;

/// How a book is built.
#[derive(Clone, Copy, Debug, Default)]
struct Case {
    /// After mdBook's own preprocessor, which replaces `{{#include}}`.
    after_links: bool,
    rules: Rules,
}

/// A book of the payloads, which are made for it, or of words.
fn book(case: Case, harmless: bool) -> (TempBook, usize) {
    let after = if case.after_links {
        "after = [\"links\"]\n"
    } else {
        ""
    };
    let html = if case.rules.sanitized {
        "sanitize"
    } else {
        "escape"
    };
    let output = if case.rules.markdown {
        "[output.markdown]\n"
    } else {
        ""
    };
    let source = SOURCE.replace('"', "\\\"");
    let config = format!(
        "[book]\ntitle = \"Payloads\"\n\n{output}[preprocessor.autodoc]\nsource = \"{source}\"\ndocstring-html = \"{html}\"\n\
         private = true\nspecial = \"all\"\nsource-link = \"https://source.example/{{path}}#L{{line}}\"\nview-source = true\n{after}"
    );
    let book = TempBook::new(&[
        ("book.toml", config.as_str()),
        (
            "src/SUMMARY.md",
            "# Summary\n\n- [Start](README.md)\n- [API reference]()\n",
        ),
    ]);
    let mut chapter = "# Start\n".to_owned();
    for module in ["places", "code", "google"] {
        // Headings of copies have no ids; on this level they are no titles of the page.
        write!(
            chapter,
            "\n```autodoc\npkg.{module}\nlevel: 5\n```\n\n```autodoc summary\npkg.{module}\n```\n"
        )
        .unwrap();
    }
    book.write("src/README.md", chapter.as_bytes());
    let canary = book.root().join("src/canary.md");
    let mut payloads = package::payloads(canary.to_str().unwrap());
    if harmless {
        payloads = vec!["two words".to_owned(); payloads.len()];
    }
    package::write(&book, &payloads);
    (book, payloads.len())
}

/// How a book becomes pages.
type Build<'b> = dyn Fn(&TempBook) -> PathBuf + 'b;

/// The pages of a built book with the payloads or with words, how many payloads there are, and the files that are shown.
fn built(case: Case, harmless: bool, build: &Build<'_>) -> (Pages, usize, Vec<String>) {
    let (book, count) = book(case, harmless);
    let output = build(&book);
    if case.rules.markdown {
        let second = book_of_markdown(&output);
        let output = build(&second);
        return (Pages::read(&output), count, files_shown(&output));
    }
    (Pages::read(&output), count, files_shown(&output))
}

/// A book whose chapters are the Markdown that another one was turned into, with the canaries beside them.
fn book_of_markdown(markdown: &Path) -> TempBook {
    let book = TempBook::new(&[("book.toml", "[book]\ntitle = \"Payloads\"\n")]);
    let mut summary = "# Summary\n\n".to_owned();
    for path in files_below(markdown)
        .into_iter()
        .filter(|path| Path::new(path).extension().is_some_and(|ending| ending == "md"))
    {
        let text = fs::read(markdown.join(&path)).unwrap();
        book.write(&format!("src/{path}"), &text);
        writeln!(summary, "- [x]({path})").unwrap();
    }
    book.write("src/SUMMARY.md", summary.as_bytes());
    for folder in ["src", "src/api", "src/api/pkg"] {
        book.write(&format!("{folder}/canary.md"), CANARY.as_bytes());
    }
    book
}

/// The files for readers that have the text of one that is not in the book.
fn files_shown(output: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for path in files_below(output) {
        let bytes = fs::read(output.join(&path)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        if let Some(at) = text.find(CANARY).or_else(|| text.find("root:x:0:0")) {
            let before: String = text[..at].chars().rev().take(150).collect();
            let before: String = before.chars().rev().collect();
            problems.push(format!("{path} shows a file behind {before:?}"));
        }
    }
    problems
}

/// What is wrong with the book of a case, beside the pages of words that are made in the same way.
fn problems(case: Case, harmless: &Pages, build: &Build<'_>) -> Vec<String> {
    let (pages, count, shown) = built(case, false, build);
    assert!(count >= 120, "{count} payloads");
    let mut problems = shown;
    problems.extend(pages.problems(harmless, case.rules));
    for style in [
        "google", "numpy", "sphinx", "epytext", "markdown", "plain", "mixed",
    ] {
        let page = format!("api/pkg/{style}.html");
        // In the table and below its heading, as a function and as a method.
        let counts = [&pages, harmless].map(|pages| pages.count(&page, "Sentinel"));
        if counts[0] != counts[1] || counts[0] < 2 * count {
            problems.push(format!("{page}: {counts:?} members behind payloads"));
        }
        let kept = pages.count(&page, "Tail.");
        if kept < count && !case.rules.sanitized {
            problems.push(format!("{page}: {kept} docstrings that go on behind payloads"));
        }
    }
    problems
}

#[track_caller]
fn check(cases: Vec<Case>, build: &Build<'_>) {
    let mut all = String::new();
    // Words are the same before and after mdBook's own preprocessor.
    let mut known: Vec<(Rules, Pages)> = Vec::new();
    for case in cases {
        if !known.iter().any(|(rules, _)| *rules == case.rules) {
            known.push((case.rules, built(case, true, build).0));
        }
        let harmless = known.iter().find(|(rules, _)| *rules == case.rules);
        let found = problems(case, &harmless.unwrap().1, build);
        if !found.is_empty() {
            // One of each kind.
            let kind = |problem: &String| -> String {
                let (_, what) = problem.split_once(": ").unwrap_or(("", problem));
                what.chars().take(20).collect()
            };
            let mut kinds = std::collections::BTreeMap::<String, &String>::new();
            for problem in &found {
                kinds.entry(kind(problem)).or_insert(problem);
            }
            let first = kinds
                .into_values()
                .take(20)
                .cloned()
                .collect::<Vec<_>>()
                .join("\n");
            writeln!(all, "{case:?}: {} problems\n{first}", found.len()).unwrap();
        }
    }
    assert!(all.is_empty(), "{all}");
}

/// Cases, each written as letters: `a` for after `links`, `s` for sanitised HTML, `m` for Markdown.
fn cases<const COUNT: usize>(letters: [&str; COUNT]) -> Vec<Case> {
    let case = |letters: &str| Case {
        after_links: letters.contains('a'),
        rules: Rules {
            sanitized: letters.contains('s'),
            markdown: letters.contains('m'),
        },
    };
    letters.map(case).into()
}

#[test]
fn payloads_do_nothing_in_books_of_mdbook_0_5() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    check(cases(["", "a", "s", "as", "m", "asm"]), &|book| {
        book.build(&mdbook)
    });
}

#[test]
fn payloads_do_nothing_in_books_of_mdbook_0_4() {
    let Some(mdbook) = tools::mdbook_0_4() else {
        return;
    };
    check(cases(["", "as", "am", "sm"]), &|book| book.build(&mdbook));
}

#[test]
fn payloads_do_nothing_in_books_that_this_command_builds() {
    check(cases(["", "s"]), &|book| {
        let run = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
            .arg("build")
            .arg(book.root())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        book.output()
    });
}

/// What happens in a browser on some pages of a book.
fn happenings(node: &Path, book: &Path, pages: &[&str], searches: &[&str]) -> Vec<String> {
    let mut command = Command::new(node);
    command
        .arg(tools::repository().join("tests/browser/payloads.mjs"))
        .arg("--book")
        .arg(book)
        .args(searches.iter().flat_map(|words| ["--search", words]))
        .args(pages);
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}:\n{stderr}"))
}

#[test]
fn payloads_do_nothing_in_a_browser() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    for case in cases(["", "as"]) {
        let (book, _) = book(case, false);
        let output = book.build(&mdbook);
        let pages = [
            "api/pkg/markdown.html",
            "api/pkg/sphinx.html",
            "api/pkg/places.html",
            "api/pkg/code.html",
            "api.html",
        ];
        let found = happenings(&node, &output, &pages, &["alert", "script"]);
        assert!(found.is_empty(), "{case:?}\n{}", found.join("\n"));
    }
}

#[test]
fn the_check_in_the_browser_sees_what_payloads_do() {
    let Some(node) = tools::node_with_browser() else {
        return;
    };
    let icon = "<link rel='icon' href='data:,'>";
    for (body, expected) in [
        ("<p>Nothing.</p>", ""),
        ("<script>alert(1)</script>", "dialog: 1"),
        ("<p onmouseover='alert(2)'>x</p>", "dialog: 2"),
        (
            "<img src='https://evil.example/x.png'>",
            "request: https://evil.example/x.png",
        ),
        ("<img src='https://pictures.example/x.png'>", ""),
        ("<script>window.pwned = 1</script>", "a payload ran"),
        ("<script>undefined.x</script>", "script: "),
    ] {
        let page = format!("<!doctype html>{icon}<main>{body}</main>");
        let book = TempBook::new(&[("index.html", page.as_str())]);
        let found = happenings(&node, book.root(), &["index.html"], &[]);
        let is_seen = found.iter().any(|line| line.contains(expected));
        assert!(
            if expected.is_empty() {
                found.is_empty()
            } else {
                is_seen
            },
            "{body}: {found:?}"
        );
    }
}
