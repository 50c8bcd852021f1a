//! Chapters that an author wrote, in books built by the real mdBooks: what stands for something documented becomes a
//! link or a part of the reference, and nothing else changes.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "only the link checker of our own is needed")]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use scraper::{Html, Selector};
use support::book::TempBook;
use support::links::{PageKind, check_links};
use support::tools;

/// A book whose chapters speak of a package; `{{#include}}` brings one of the references in.
const BOOK: [(&str, &str); 8] = [
    (
        "book.toml",
        "[book]\ntitle = 'T'\n[preprocessor.autodoc]\nafter = ['links']\nsource = 'python'\n[output.html]\n[output.markdown]\n",
    ),
    (
        "src/SUMMARY.md",
        "# Summary\n\n[Start](README.md)\n\n- [Guide](guide/README.md)\n  - [Deep](guide/deep/page.md)\n- [API reference]()\n\n\
         [End](end.md)\n",
    ),
    (
        "src/README.md",
        "# Start\n\n[`pkg`], [`Box`], [the *box*](api:pkg.Box \"T\"), <api:pkg.mdutils.md5>, [`Box.open()`]\n\n\
         [how far](api:Box.open.far), [the text](api:pkg.mdutils.md5.text), [`pathlib.Path`], [`ValueError`], \
         [code][types], [`types`], [types](api:types), [`pkg.Iterator`], [`other.Thing`]\n",
    ),
    (
        "src/guide/README.md",
        "# Guide to [`~pkg._impl.Box`]\n\n{{#include ../part.txt}}\n\n[x]: api:pkg.mdutils.md5\n",
    ),
    ("src/part.txt", "| a |\n|---|\n| [`pkg.mdutils`] [digest][x] |\n"),
    (
        "src/guide/deep/page.md",
        "# Deep\r\n\r\n> [up\r\n> there][pkg.Box.open] [](api:~pkg.mdutils.md5)\r\n\r\n```\r\n[`Box`]\r\n```\r\n\r\n`[`Box`]` \\[`Box`] \
         [`--flag`] [no][one] ![`Box`](x.png)\r\n",
    ),
    (
        "src/end.md",
        "# End\n\n- [x] done[^n]\n\n[^n]: [`pkg.Bax`], [`Other`], [b](api:pkg.Box.opn), [c](api:pkg.other.x)\n",
    ),
    (
        "python/pkg/__init__.py",
        "import other\nfrom collections.abc import Iterator\n\nfrom ._impl import Box\n\n__all__ = ['Box']\n",
    ),
];

const PYTHON: [(&str, &str); 2] = [
    (
        "python/pkg/_impl.py",
        "class Box:\n    'What is open.'\n\n    def open(self, far: int = 1) -> None:\n        'Opens.\\n\\n:param far: how far'\n",
    ),
    (
        "python/pkg/mdutils.py",
        "def md5(text: str = '') -> str:\n    'A digest.'\n",
    ),
];

fn book() -> TempBook {
    let book = TempBook::new(&BOOK);
    for (path, text) in PYTHON {
        book.write(path, text.as_bytes());
    }
    book
}

/// The text and the address of each link within the text of a page.
fn links(output: &Path, page: &str) -> Vec<String> {
    let html = Html::parse_document(&fs::read_to_string(output.join(page)).unwrap());
    let links = Selector::parse("main a[href]:not(.header)").unwrap();
    let link = |link: scraper::ElementRef<'_>| {
        let text: String = link.text().collect();
        format!(
            "{} {}",
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            link.attr("href").unwrap()
        )
    };
    let is_text = |link: &String| !link.contains(" #") && !link.contains("x.png");
    html.select(&links).map(link).filter(is_text).collect()
}

fn classify(page: &str) -> PageKind {
    if page.starts_with("api") {
        PageKind::ApiModule
    } else {
        PageKind::Prose
    }
}

#[test]
fn references_lead_to_the_items_in_every_mdbook() {
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        for after in ["after = ['links']\n", "before = ['links', 'index']\n"] {
            let book = book();
            let config = fs::read_to_string(book.root().join("book.toml")).unwrap();
            book.write(
                "book.toml",
                config.replace("after = ['links']\n", after).as_bytes(),
            );
            let output = book.build(&mdbook).join("html");
            let expected = [
                "pkg api/pkg.html",
                "Box api/pkg.html#pkg.Box",
                "the box api/pkg.html#pkg.Box",
                "pkg.mdutils.md5 api/pkg/mdutils.html#pkg%2Emdutils%2Emd5",
                "Box.open() api/pkg.html#pkg.Box.open",
                "how far api/pkg.html#pkg.Box.open%28far%29",
                "the text api/pkg/mdutils.html#pkg%2Emdutils%2Emd5",
                "pathlib.Path https://docs.python.org/3/library/pathlib.html#pathlib.Path",
                "ValueError https://docs.python.org/3/library/exceptions.html#ValueError",
                "types https://docs.python.org/3/library/types.html#module-types",
                "pkg.Iterator https://docs.python.org/3/library/collections.abc.html#collections.abc.Iterator",
            ];
            assert_eq!(links(&output, "index.html"), expected, "{}", mdbook.display());
            let guide = links(&output, "guide/index.html");
            if after.starts_with("after") {
                let expected = [
                    "Box ../api/pkg.html#pkg.Box",
                    "pkg.mdutils ../api/pkg/mdutils.html",
                    "digest ../api/pkg/mdutils.html#pkg%2Emdutils%2Emd5",
                ];
                assert_eq!(guide, expected, "{}", mdbook.display());
            }
            let expected = [
                "up there ../../api/pkg.html#pkg.Box.open",
                "md5 ../../api/pkg/mdutils.html#pkg%2Emdutils%2Emd5",
            ];
            assert_eq!(
                links(&output, "guide/deep/page.html"),
                expected,
                "{}",
                mdbook.display()
            );
            assert_eq!(links(&output, "end.html"), <[String; 0]>::default());
            let report = check_links(&output, classify);
            let broken = report
                .broken
                .iter()
                .filter(|broken| !broken.link.ends_with("x.png"));
            assert_eq!(broken.count(), 0, "{report}");
        }
    }
}

#[test]
fn other_renderers_get_the_same_chapters_with_links_to_files() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let book = book();
    let output = book.build(&mdbook).join("markdown");
    let read = |path: &str| fs::read_to_string(output.join(path)).unwrap();
    let deep = "# Deep\r\n\r\n> [up\r\n> there](../../api/pkg.md#pkg.Box.open) \
        [````md5````](../../api/pkg/mdutils.md#pkg%2Emdutils%2Emd5)\r\n\r\n```\r\n[`Box`]\r\n```\r\n\r\n`[`Box`]` \\[`Box`] \
        [`--flag`] [no][one] ![`Box`](x.png)\r\n";
    assert_eq!(read("guide/deep/page.md"), deep);
    assert!(read("guide/index.md").ends_with("[x]: ../api/pkg/mdutils.md#pkg%2Emdutils%2Emd5\n"));
    assert_eq!(
        read("end.md"),
        "# End\n\n- [x] done[^n]\n\n[^n]: `pkg.Bax`, [`Other`], b, c\n"
    );
}

#[test]
fn references_that_fail_are_found_in_their_chapters() {
    let expected = "\
        src/end.md:5:7: warning[unresolved-reference]: `pkg` has no `Bax`\n  \
        help: there is a similar name: `Box`\n\
        src/end.md:5:31: warning[unresolved-reference]: `pkg.Box` has no `opn`\n  \
        help: there is a similar name: `open`\n\
        src/end.md:5:53: warning[unresolved-reference]: `pkg.other.x` is `other.x` of another project, and no inventory has it\n  \
        help: add the inventory of that project to `inventories`\n\
        0 errors, 3 warnings, 0 remarks\n";
    let book = book();
    let check = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .arg("check")
        .arg(book.root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&check.stderr).into_owned() + &String::from_utf8_lossy(&check.stdout);
    assert_eq!(said, expected);
    // A chapter that is missing is not made by a mere check.
    fs::remove_file(book.root().join("src/end.md")).unwrap();
    let check = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .arg("check")
        .arg(book.root())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&check.stderr).contains("the chapters of the book are not checked"));
    assert!(!book.root().join("src/end.md").exists());
}

/// What a chapter with one directive becomes.
fn shown(directive: &str, renderer: &str) -> String {
    let book = book();
    let summary = "# Summary\n\n- [Chapter](in/chapter.md)\n- [API reference]()\n";
    book.write("src/SUMMARY.md", summary.as_bytes());
    book.write(
        "src/in/chapter.md",
        format!("# Chapter\n\nBefore\n{directive}\nafter.\n").as_bytes(),
    );
    let output = book.build(&tools::mdbook_0_5().unwrap()).join(renderer);
    let ending = if renderer == "html" { "html" } else { "md" };
    let page = fs::read_to_string(output.join("in/chapter").with_extension(ending)).unwrap();
    if renderer == "html" {
        let html = Html::parse_document(&page);
        let main = html.select(&Selector::parse("main").unwrap()).next().unwrap();
        let text: Vec<_> = main.html().lines().map(str::trim).map(str::to_owned).collect();
        text.into_iter()
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    } else {
        page
    }
}

#[test]
fn a_directive_shows_an_item_without_ids_and_below_the_heading() {
    if tools::mdbook_0_5().is_none() {
        return;
    }
    let page = shown("```autodoc\npkg.Box\n```", "html");
    for part in [
        "<p>Before</p>",
        "<h2><a class=\"header\" href=\"../api/pkg.html#pkg.Box\">",
        "<h3><a class=\"header\" href=\"../api/pkg.html#pkg.Box.open\">",
        "What is open.",
        "<p>after.</p>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches(" id=").count(), 1, "{page}");
    let text = shown("~~~autodoc item\nBox\nlevel: 4\n~~~", "markdown");
    let (_, text) = text.split_once("Before\n").unwrap();
    let expected = "\n#### class `Box`\n\n```python\nclass Box\n```\n\nWhat is open.\n\n##### method `Box.open`\n\n\
        ```python\ndef open(self, far: int = 1) -> None\n```\n\nOpens.\n\n**Parameters**\n\n- `far`: `int` = `1`\n\n  how far\n\nafter.\n";
    assert_eq!(text, expected);
}

#[test]
fn options_say_what_a_directive_shows() {
    if tools::mdbook_0_5().is_none() {
        return;
    }
    for (directive, there, gone) in [
        (
            "```autodoc\npkg.Box\nmembers: none\n```",
            "class `Box`",
            "Box.open",
        ),
        (
            "```autodoc\npkg.Box\ntitle: false\n```",
            "method `Box.open`",
            "class `Box`",
        ),
        ("```autodoc\npkg\ndepth: 1\n```", "class `Box`", "Box.open"),
        (
            "```autodoc\npkg\nmembers: mdutils\n```",
            "[`mdutils`]",
            "class `Box`",
        ),
        (
            "```autodoc signature\npkg.Box.open\n```",
            "def open(self, far: int = 1) -> None",
            "Opens.",
        ),
        (
            "```autodoc summary\npkg\n```",
            "- [`Box`](../api/pkg.md#pkg.Box): What is open.",
            "class `Box`",
        ),
        (
            "```autodoc summary\npkg.Box\n```",
            "- [`open`](../api/pkg.md#pkg.Box.open): Opens.",
            "What is open.",
        ),
        (
            "```autodoc summary\nmd5()\nBox\n```",
            "- [`md5`](../api/pkg/mdutils.md#pkg%2Emdutils%2Emd5): A digest.\n- [`Box`]",
            "Opens.",
        ),
    ] {
        let page = shown(directive, "markdown");
        assert!(page.contains(there), "{there} in {page}");
        assert!(
            !page.contains(gone) && !page.contains("autodoc"),
            "{gone} in {page}"
        );
    }
}

#[test]
fn a_directive_that_cannot_be_carried_out_stays_with_a_note() {
    if tools::mdbook_0_5().is_none() {
        return;
    }
    for (directive, note) in [
        ("```autodoc\npkg.Bax\n```", "`pkg` has no `Bax`"),
        ("```autodoc\npkg.Box\nmembers: opn\n```", "`pkg.Box` has no `opn`"),
        (
            "```autodoc\npathlib.Path\n```",
            "`pathlib.Path` is no item of this book",
        ),
        ("```autodoc\npkg.Box\nlevel: 9\n```", "`9` is no value of `level`"),
    ] {
        let page = shown(directive, "markdown");
        let expected = format!("{directive}\n\n> **mdbook-autodoc:** {note}\n");
        assert!(page.contains(&expected), "{page}");
    }
}

/// A chapter with directives in lists and quotations.
const NESTED: &str = "# Deep\n\n- one\n\n  ```autodoc\n  pkg.Box\n  ```\n\n  after one\n- ```autodoc\n  pkg.mdutils.md5\n  ```\n\
    - three\n\n> > quoted\n> >\n> > ```autodoc summary\n> > pkg\n> > ```\n> > after quoted\n\n1. > ```autodoc\n   > pkg.Bix\n   \
    > ```\n   > after wrong\n";

#[test]
fn a_directive_in_a_list_or_a_quotation_stays_in_it() {
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        let book = book();
        book.write("src/guide/deep/page.md", NESTED.as_bytes());
        let output = book.build(&mdbook);
        let page = fs::read_to_string(output.join("html/guide/deep/page.html")).unwrap();
        let html = Html::parse_document(&page);
        for (within, texts) in [
            (
                "main > ul > li:nth-child(1)",
                ["one", "class Box", "What is open.", "after one"].as_slice(),
            ),
            (
                "main > ul > li:nth-child(1) > div.autodoc > section",
                &["class Box", "method Box.open"],
            ),
            (
                "main > ul > li:nth-child(2) > div.autodoc",
                &["function md5", "A digest."],
            ),
            ("main > ul > li:nth-child(3):last-child", &["three"]),
            (
                "main > blockquote > blockquote",
                &["quoted", "Box", "after quoted"],
            ),
            ("main > blockquote > blockquote > div.autodoc", &["What is open."]),
            (
                "main > ol > li > blockquote",
                &["pkg.Bix", "mdbook-autodoc:", "after wrong"],
            ),
            ("main > ol > li > blockquote > blockquote", &["mdbook-autodoc:"]),
        ] {
            let found = html.select(&Selector::parse(within).unwrap()).next();
            let text: String = found
                .unwrap_or_else(|| panic!("{within} in {page}"))
                .text()
                .collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for part in texts {
                assert!(text.contains(part), "{}: {part} in {text}", mdbook.display());
            }
        }
        let inside = Selector::parse("main .autodoc [id^=pkg]").unwrap();
        assert_eq!(html.select(&inside).count(), 0, "{page}");
        let report = check_links(&output.join("html"), classify);
        assert!(report.broken.is_empty(), "{}: {report}", mdbook.display());
        let Ok(text) = fs::read_to_string(output.join("markdown/guide/deep/page.md")) else {
            continue;
        };
        for part in [
            "\n\n  ## class `Box`\n\n  ```python\n  class Box\n  ```\n\n  What is open.\n",
            "\n- ## function `md5`\n\n  ```python\n",
            "\n> > - [`Box`]",
            "\n   > ```\n   >\n   > > **mdbook-autodoc:** ",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn a_module_is_shown_in_full_where_items_have_pages_of_their_own() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let book = book();
    let config = fs::read_to_string(book.root().join("book.toml")).unwrap();
    let granularity = "source = 'python'\ngranularity = 'item'";
    book.write(
        "book.toml",
        config.replace("source = 'python'", granularity).as_bytes(),
    );
    book.write(
        "python/pkg/mdutils.py",
        b"#: How long.\nSIZE = 4\n\nclass A:\n    'An A.'\n    def m(self):\n        'An m.'\n\ndef md5() -> str:\n    'A digest.'\n",
    );
    book.write(
        "src/guide/deep/page.md",
        b"# Deep\n\n```autodoc\npkg.mdutils\n```\n\n```autodoc\npkg.mdutils\nmembers: A\ndepth: 1\ntitle: false\n```\n",
    );
    let output = book.build(&mdbook).join("html");
    let page = fs::read_to_string(output.join("guide/deep/page.html")).unwrap();
    let html = Html::parse_document(&page);
    let headings = Selector::parse("main .autodoc :is(h2, h3, h4, h5) a.header").unwrap();
    let found: Vec<String> = html
        .select(&headings)
        .map(|link| {
            let text: String = link.text().collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            format!(
                "{text}: {}",
                link.attr("href")
                    .unwrap()
                    .replace("../../api/pkg/", "")
                    .replace("%2E", ".")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "module pkg.mdutils: mdutils.html#pkg.mdutils",
            "Classes: mdutils.html#pkg.mdutils",
            "class A: mdutils/A.html#pkg.mdutils.A",
            "method A.m: mdutils/A.html#pkg.mdutils.A.m",
            "Functions: mdutils.html#pkg.mdutils",
            "function md5: mdutils/md5.html#pkg.mdutils.md5",
            "Classes: mdutils.html#pkg.mdutils",
            "class A: mdutils/A.html#pkg.mdutils.A",
        ]
    );
    let report = check_links(&output, classify);
    assert!(report.broken.is_empty(), "{report}");
    // The page of the module shows in full what has no page of its own.
    let module = fs::read_to_string(output.join("api/pkg/mdutils.html")).unwrap();
    assert!(module.contains("id=\"pkg.mdutils.SIZE\"") && !module.contains("id=\"pkg.mdutils.A\""));
}

#[test]
fn both_mdbooks_put_excerpts_into_books_without_broken_links() {
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        for granularity in ["package", "module", "item"] {
            let book = book();
            let config = fs::read_to_string(book.root().join("book.toml")).unwrap();
            let granularity = format!("source = 'python'\ngranularity = '{granularity}'");
            book.write(
                "book.toml",
                config.replace("source = 'python'", &granularity).as_bytes(),
            );
            let chapter = "# Deep\n\n```autodoc\npkg\n```\n\n```autodoc\npkg.mdutils\n```\n\n```autodoc summary\npkg\n```\n";
            book.write("src/guide/deep/page.md", chapter.as_bytes());
            let output = book.build(&mdbook).join("html");
            let report = check_links(&output, classify);
            assert!(
                report.broken.is_empty(),
                "{}, {granularity}: {report}",
                mdbook.display()
            );
            let page = fs::read_to_string(output.join("guide/deep/page.html")).unwrap();
            assert!(
                page.contains("What is open.") && page.contains("A digest."),
                "{granularity}"
            );
        }
    }
}
