//! The tests' own tools are tested like anything else: a checker that finds nothing proves nothing.

#[expect(dead_code, reason = "only what has logic of its own is tested here")]
mod support;

use support::book::{TempBook, differences};
use support::links::{BrokenLink, Fault, PageKind, Report, check_links, kind_of_page};
use support::tools;

/// Checks a book that has these pages.
fn check(pages: &[(&str, &str)]) -> Report {
    let book = TempBook::new(pages);
    check_links(book.root(), kind_of_page)
}

/// Checks one page with one link, beside a page and an image that are there.
fn fault(page: &str, html: &str) -> Option<Fault> {
    let target = "<h1 id='top-level'>x</h1><p id='größe'></p><p id='a.md5'></p><a name='old'></a>";
    let report = check(&[
        (page, html),
        ("api/pkg.html", target),
        ("images/a b.png", "not a page"),
    ]);
    assert!(report.broken.iter().all(|broken| broken.page == page), "{report}");
    report.broken.first().map(|broken| broken.fault)
}

#[test]
fn links_to_files_and_anchors_that_exist_are_right() {
    let right = [
        ("a.html", "<a href='api/pkg.html'>"),
        ("a.html", "<a href='./api/../api//pkg.html'>"),
        ("a.html", "<a href='/api/pkg.html#top-level'>"),
        ("a.html", "<a href='api/pkg.html?highlight=x#top-level'>"),
        ("a.html", "<a href='api/pkg.html#gr%C3%B6%c3%9fe'>"),
        ("a.html", "<a href='api/pkg.html#größe'>"),
        ("a.html", "<a href='api/pkg.html#a%2Emd5'>"),
        ("a.html", "<a href='api/pkg.html#old'>"),
        ("a.html", "<img src='images/a%20b.png'>"),
        ("a.html", "<a href='images/a b.png#page=2'>"),
        ("a.html", "<a href=''>"),
        ("a.html", "<a href='#'>"),
        ("a.html", "<a href='#TOP'>"),
        ("a.html", "<a href='#here'><p id='here'>"),
        ("deep/er/index.html", "<a href='../../api/pkg.html'>"),
        ("deep/index.html", "<a href='../deep/'>"),
        ("index.html", "<a href='.'>"),
    ];
    for (page, html) in right {
        assert_eq!(fault(page, html), None, "{page}: {html}");
    }
}

#[test]
fn links_that_lead_nowhere_are_found_in_every_kind_of_element() {
    let wrong = [
        ("a.html", "<a href='pkg.html'>", Fault::MissingFile),
        ("a.html", "<img src='images/b.png'>", Fault::MissingFile),
        (
            "a.html",
            "<link rel=stylesheet href='none.css'>",
            Fault::MissingFile,
        ),
        ("a.html", "<script src='none.js'></script>", Fault::MissingFile),
        ("a.html", "<a href='api/'>", Fault::MissingFile),
        ("a.html", "<a href='api/pkg.md'>", Fault::MissingFile),
        ("a.html", "<a href='api/PKG.html'>", Fault::MissingFile),
        ("deep/a.html", "<a href='api/pkg.html'>", Fault::MissingFile),
        ("a.html", "<a href='api/pkg.html#none'>", Fault::MissingAnchor),
        (
            "a.html",
            "<a href='api/pkg.html#TOP-LEVEL'>",
            Fault::MissingAnchor,
        ),
        ("a.html", "<a href='#top-level'>", Fault::MissingAnchor),
        ("a.html", "<a href='api/pkg.html#%zz'>", Fault::MissingAnchor),
        ("a.html", "<a href='../api/pkg.html'>", Fault::OutsideBook),
    ];
    for (page, html, expected) in wrong {
        assert_eq!(fault(page, html), Some(expected), "{page}: {html}");
    }
}

#[test]
fn links_are_counted_by_the_kind_of_their_page() {
    let report = check(&[
        (
            "a.html",
            "<a href='api.html'></a><a href='https://example.org/'></a><a href='//example.org'></a>",
        ),
        (
            "b.html",
            "<a href='a.html'></a><a href='mailto:a@example.org'></a><a href='javascript:print()'></a>",
        ),
        (
            "api.html",
            "<a href='api/pkg.html'></a><a href='api/pkg.html'></a><a href='b.html'></a>",
        ),
        ("api/pkg.html", "<a href='none.html'></a>"),
        (
            "print.html",
            "<a href='#x'></a><p id='x'></p><a href='a.html'></a>",
        ),
        (
            "toc.html",
            "<ol><li><a href='a.html' target='_parent'>a</a></li></ol>",
        ),
        ("404.html", "<base href='/elsewhere/'><a href='none.html'></a>"),
    ]);
    let counts: Vec<_> = report.counts.into_iter().collect();
    let expected = [
        (PageKind::Prose, 2),
        (PageKind::ApiIndex, 3),
        (PageKind::ApiModule, 1),
        (PageKind::Print, 2),
        (PageKind::Other, 1),
    ];
    assert_eq!(counts, expected);
    let broken = BrokenLink {
        page: "api/pkg.html".into(),
        link: "none.html".into(),
        fault: Fault::MissingFile,
    };
    assert_eq!(report.broken, [broken]);
}

#[test]
fn a_link_with_a_colon_after_a_slash_stays_in_the_book() {
    assert_eq!(
        fault("a.html", "<a href='api/a:b.html'>"),
        Some(Fault::MissingFile)
    );
    assert_eq!(fault("a.html", "<a href='#a:b'>"), Some(Fault::MissingAnchor));
}

#[test]
fn a_report_names_the_page_the_link_and_the_fault() {
    let report = check(&[("a.html", "<a href='b.html'></a><a href='#x'></a>")]);
    let expected = "Prose: 2 links\n2 broken\n  a.html: b.html: MissingFile\n  a.html: #x: MissingAnchor";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn pages_and_links_of_mdbook_itself_are_understood() {
    let files = [
        ("book.toml", "[book]\ntitle = 'x'\n"),
        (
            "src/SUMMARY.md",
            "# Summary\n[Start](README.md)\n- [One](one.md)\n  - [Größe](deep/größe.md)\n- [Draft]()\n",
        ),
        ("src/README.md", "# Start\n[One](one.md#a-heading)\n"),
        (
            "src/one.md",
            "# One\n## A heading\n[deep](deep/größe.md#größe) [text](text.txt)\n",
        ),
        (
            "src/deep/größe.md",
            "# Größe\n[up](../one.md), [start](../index.md) and [nowhere](nowhere.md)\n",
        ),
        ("src/text.txt", "text"),
    ];
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        let book = TempBook::new(&files);
        let report = check_links(&book.build(&mdbook), kind_of_page);
        let broken: Vec<_> = report
            .broken
            .iter()
            .map(|one| (one.page.as_str(), one.link.as_str()))
            .collect();
        let expected = [
            ("deep/größe.html", "nowhere.html"),
            ("print.html", "deep/nowhere.html"),
        ];
        assert_eq!(broken, expected, "{report}");
        let counted: Vec<_> = report.counts.keys().copied().collect();
        assert_eq!(counted, [PageKind::Prose, PageKind::Print, PageKind::Other]);
        assert!(report.counts.values().all(|count| *count > 0), "{report}");
    }
}

#[test]
fn trees_differ_by_files_and_by_bytes() {
    let left = TempBook::new(&[
        ("same", "x"),
        ("a/b.html", "one\ntwo\n"),
        ("left", ""),
        ("short", "ab"),
    ]);
    let right = TempBook::new(&[
        ("same", "x"),
        ("a/b.html", "one\ntoo\n"),
        ("right", ""),
        ("short", "abc"),
    ]);
    let found = differences(left.root(), right.root(), 9);
    let expected = [
        r#"a/b.html: byte 5, line 2: "wo\n" against "oo\n""#.to_owned(),
        format!("left: only in {}", left.root().display()),
        format!("right: only in {}", right.root().display()),
        r#"short: byte 2, line 1: "" against "c""#.to_owned(),
    ];
    assert_eq!(found, expected);
    assert_eq!(differences(left.root(), right.root(), 1), expected[..1]);
    assert_eq!(differences(left.root(), left.root(), 9), <[String; 0]>::default());
}

#[test]
fn a_copied_book_leaves_the_output_of_builds_behind() {
    let book = TempBook::new(&[
        ("book.toml", ""),
        ("src/a.md", "a"),
        ("book/a.html", ""),
        ("bookish/a", ""),
    ]);
    let copy = TempBook::copy_of(book.root());
    let found = differences(book.root(), copy.root(), 9);
    assert_eq!(found, [format!("book/a.html: only in {}", book.root().display())]);
}
