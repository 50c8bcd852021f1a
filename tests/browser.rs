//! The example book in a real browser, and the check itself on pages that are wrong.

#[expect(dead_code, reason = "the browser needs a part of what tests share")]
mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::book::TempBook;
use support::tools;

/// Opens pages in the browser, puts screenshots into `out` and returns the problems as lines `page: problem`.
#[expect(clippy::unwrap_used, reason = "a test may panic")]
fn problems(node: &Path, book: &Path, out: &Path, prose: &[&str], api: &[&str]) -> Vec<String> {
    let mut command = Command::new(node);
    command.arg(tools::repository().join("tests/browser/pages.mjs"));
    command.arg("--book").arg(book).arg("--out").arg(out);
    command.args(prose.iter().flat_map(|page| ["--prose", page]));
    command.args(api.iter().flat_map(|page| ["--api", page]));
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}:\n{stderr}"));
    assert_eq!(
        report["visits"].as_array().unwrap().len(),
        4 * (prose.len() + api.len())
    );
    let problems = report["problems"].as_array().unwrap().iter();
    let lines: Vec<String> = problems
        .map(|found| {
            format!(
                "{}: {}",
                found["page"].as_str().unwrap(),
                found["problem"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(output.status.success(), lines.is_empty());
    lines
}

#[test]
fn pages_of_the_example_book_are_right_on_phones_and_wide_screens() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    let prose = [
        "index.html",
        "percentages.html",
        "colophon.html",
        "autodoc/setup.html",
        "autodoc/configuration.html",
        "autodoc/pages.html",
        "autodoc/diagnostics.html",
        "api.html",
    ];
    let api = [
        "api/levain.html",
        "api/levain/starter.html",
        "api/levain/schedule.html",
        "api/levain/flour.html",
        "api/levain/oven.html",
        "api/levain/ferment/curve.html",
    ];
    let found = problems(&node, &output, &screenshots, &prose, &api);
    assert!(
        found.is_empty(),
        "{}\nscreenshots are in {}",
        found.join("\n"),
        screenshots.display()
    );
}

#[test]
fn the_check_finds_what_is_wrong_with_a_page() {
    let Some(node) = tools::node_with_browser() else {
        return;
    };
    let page = |body: &str| {
        let theme = "document.documentElement.className = localStorage.getItem('mdbook-theme')";
        format!(
            "<!doctype html><link rel='icon' href='data:,'><script>{theme}</script>\
             <body style='margin: 0'><div class='content' style='overflow: auto'><main>{body}</main></div>"
        )
    };
    let cases = [
        (
            "right",
            "<div style='overflow: auto'><p style='width: 2000px'>x</p></div>",
            "",
        ),
        (
            "wide",
            "<p style='width: 2000px'>x</p>",
            "overflow: DIV 2000 > 390: <p style=",
        ),
        (
            "script",
            "<script>undefined.x</script>",
            "script: Cannot read properties of undefined",
        ),
        (
            "image",
            "<img src='none.png'>",
            "console: Failed to load resource",
        ),
        (
            "theme",
            "<script>document.documentElement.className = ''</script>",
            "theme: not light",
        ),
        (
            "api-right",
            "<table><tr><td><a href='#a.b'>b</a></table><h2 id='a.b'>b</h2>",
            "",
        ),
        (
            "api-anchor",
            "<table><tr><td><a href='right.html#none'>b</a></table>",
            "right.html#none leads to no",
        ),
        (
            "api-table",
            "<p><a href='#x' id='x'>x</a></p>",
            "summary: no link in any table",
        ),
    ];
    let book = TempBook::new(&[]);
    let name = |stem: &str| format!("{stem}.html");
    for (stem, body, _) in cases {
        book.write(&name(stem), page(body).as_bytes());
    }
    let files = cases.map(|(stem, ..)| name(stem));
    let (api, prose): (Vec<&str>, Vec<&str>) = files
        .iter()
        .map(String::as_str)
        .partition(|file| file.starts_with("api-"));
    let found = problems(&node, book.root(), &book.root().join("out"), &prose, &api);
    for (stem, _, expected) in cases {
        let mine: Vec<_> = found
            .iter()
            .filter(|line| line.starts_with(&name(stem)))
            .collect();
        if expected.is_empty() {
            assert!(mine.is_empty(), "{mine:#?}");
        } else {
            assert!(
                mine.iter().any(|line| line.contains(expected)),
                "{stem}: {mine:#?}"
            );
        }
    }
}
