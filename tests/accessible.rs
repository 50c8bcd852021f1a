//! Pages that people with any eyes and hands can use: axe-core finds nothing to object to in ours, in any theme, and
//! html-validate neither. Both checks are run on pages that are wrong, too. And what is copied is what was typed.

#[path = "browser/chromium.rs"]
mod chromium;
#[expect(dead_code, reason = "the pages need a part of what tests share")]
mod support;

use std::path::Path;

use serde_json::Value;
use support::book::TempBook;
use support::tools;

/// Runs a script of `tests/browser` and returns how many pages it looked at, and the lines that it found.
#[expect(clippy::unwrap_used, reason = "a test may panic")]
fn found(node: &Path, script: &str, book: &Path, arguments: &[&str], key: &str) -> (u64, Vec<String>) {
    let mut command = chromium::script(node, script);
    let output = command.arg("--book").arg(book).args(arguments).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}:\n{stderr}"));
    let lines = report[key].as_array().unwrap().iter();
    let lines: Vec<String> = lines.map(|line| line.as_str().unwrap().to_owned()).collect();
    assert_eq!(output.status.success(), lines.is_empty());
    (report["pages"].as_u64().unwrap(), lines)
}

/// mdBook's print page has the ids of all pages, and its `toc.html` is a fragment.
const NOT_PAGES: [&str; 4] = ["--leave-out", "print.html", "--leave-out", "toc.html"];

#[test]
fn axe_finds_nothing_on_any_kind_of_page_in_any_theme() {
    let (Some(node), Some(mdbook)) = (tools::node_with("axe-core"), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let pages = [
        "api.html",
        "api/levain/oven.html",
        "api/levain/flour.html",
        "api/levain/ferment/curve.html",
        "api/levain/exchange.html",
        "api/all-names.html",
        "api/class-hierarchy.html",
        "api/deprecated-items.html",
        "api/source-code.html",
        "api/source-code/levain/units.html",
    ];
    let mut arguments = vec!["--plain", "percentages.html", "--part", "oven.html"];
    arguments.extend(["--menu", "api/levain/oven.html"]);
    arguments.extend(pages.iter().flat_map(|page| ["--page", page]));
    let (visited, violations) = found(&node, "axe.mjs", &output, &arguments, "violations");
    assert_eq!(visited, 2 + pages.len() as u64);
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn the_html_of_the_example_book_and_of_two_packages_is_valid_and_has_no_id_twice() {
    let (Some(node), Some(mdbook)) = (tools::node_with("html-validate"), tools::mdbook_0_5()) else {
        return;
    };
    let example = TempBook::copy_of(&tools::repository().join("example-book"));
    let mut books = vec![("the example book", example, 60)];
    for (name, pages) in [("rich", 55), ("attrs", 10)] {
        let Some(package) = tools::package(name) else {
            return;
        };
        let source = serde_json::to_string(&package).unwrap_or_default();
        let table =
            format!("[preprocessor.autodoc]\nsource = {source}\nview-source = true\nbacklinks = true\n");
        let book = TempBook::new(&[("src/SUMMARY.md", "- [x](x.md)\n- [API reference]()\n")]);
        book.write("book.toml", format!("[book]\ntitle = \"x\"\n{table}").as_bytes());
        books.push((name, book, pages));
    }
    for (name, book, pages) in books {
        let output = book.build(&mdbook);
        let (validated, problems) = found(&node, "validate.mjs", &output, &NOT_PAGES, "problems");
        assert!(validated >= pages, "{name}: {validated} pages");
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
}

#[test]
fn prompts_are_not_copied() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let mut command = chromium::script(&node, "copied.mjs");
    command.arg("--book").arg(&output);
    let output = command.args(["--page", "api/levain/oven.html"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let copied: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}:\n{stderr}"));
    for way in ["selected", "button"] {
        let text = copied[way].as_str().unwrap();
        assert!(
            text.starts_with("oven = DeckOven(decks=2)\nround("),
            "{way}: {text}"
        );
        assert!(text.contains("\n38\n") && !text.contains(">>>"), "{way}: {text}");
    }
}

#[test]
fn the_checks_find_what_is_wrong_with_a_page() {
    let (Some(node), Some(_)) = (tools::node_with("axe-core"), tools::node_with("html-validate")) else {
        return;
    };
    let frame = |main: &str| {
        let buttons: String = ["light", "rust", "coal", "navy", "ayu"]
            .map(|theme| format!("<button id=\"mdbook-theme-{theme}\">{theme}</button>"))
            .concat();
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><title>x</title></head><body>{buttons}<b id=\"frame\">x</b><main>\
             <h1>x</h1>{main}</main></body></html>"
        )
    };
    let book = TempBook::new(&[]);
    for (page, main) in [
        ("plain.html", "<p>x</p>"),
        ("right.html", "<p id=\"a\">x</p>"),
        ("faint.html", "<p style=\"color: #bbb\">Faint words</p>"),
        (
            "folded.html",
            "<details><summary>x</summary><img src=\"data:,\"></details>",
        ),
        ("twice.html", "<p id=\"frame\">x</p>"),
        ("nested.html", "<p><ul><li>x</li></ul></p>"),
    ] {
        book.write(page, frame(main).as_bytes());
    }
    let pages = [
        "--page",
        "right.html",
        "--page",
        "faint.html",
        "--page",
        "folded.html",
    ];
    let arguments = [&["--plain", "plain.html"], pages.as_slice()].concat();
    let (_, violations) = found(&node, "axe.mjs", book.root(), &arguments, "violations");
    let of = |lines: &[String], page: &str, rule: &str| {
        lines
            .iter()
            .filter(|line| line.starts_with(page) && line.contains(rule))
            .count()
    };
    assert_eq!(of(&violations, "right.html", ""), 0, "{violations:#?}");
    assert_eq!(
        of(&violations, "faint.html", "color-contrast"),
        5,
        "{violations:#?}"
    );
    assert_eq!(of(&violations, "folded.html", "image-alt"), 1, "{violations:#?}");

    let (pages, problems) = found(&node, "validate.mjs", book.root(), &[], "problems");
    assert_eq!(pages, 6);
    assert_eq!(of(&problems, "right.html", ""), 0, "{problems:#?}");
    assert!(of(&problems, "twice.html", "no-dup-id") > 0, "{problems:#?}");
    assert!(
        of(&problems, "nested.html", "element-permitted-content")
            + of(&problems, "nested.html", "close-order")
            > 0,
        "{problems:#?}"
    );
}
