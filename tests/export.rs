//! The book as Markdown: what `export` gives to other site generators, and what `llms` gives to language models.

#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use mdbook_autodoc::cli::{EXIT_OK, EXIT_USAGE};
use mdbook_autodoc::prose::addresses;
use pulldown_cmark::{Event, Options, Parser};
use support::book::TempBook;
use support::command::{Run, run};
use support::links::files_below;
use support::tools;

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a command that goes well.
#[track_caller]
fn well(book: &TempBook, arguments: &[&str]) -> Run {
    let run = run(book.root(), arguments, "");
    assert_eq!(run.code, EXIT_OK, "{arguments:?}: {}", run.stderr);
    run
}

fn example() -> TempBook {
    TempBook::copy_of(&tools::repository().join("example-book"))
}

#[test]
fn another_site_generator_takes_the_exported_book_without_a_warning() {
    let book = example();
    let said = well(&book, &["export", "--dest-dir", "out/docs"]);
    let out = book.root().join("out/docs");
    let files: BTreeSet<String> = files_below(&out).into_iter().collect();
    let pages = files
        .iter()
        .filter(|path| path.strip_suffix(".md").is_some() && *path != "SUMMARY.md")
        .count();
    assert_eq!(
        said.stdout,
        format!("{pages} pages of Markdown are in `out/docs`\n")
    );
    assert!(
        pages > 60 && files.contains("api/levain/ferment/curve.md"),
        "{files:?}"
    );

    // Reference pages have no HTML, and the summary lists every page once.
    for path in files.iter().filter(|path| path.starts_with("api")) {
        let text = read(&out.join(path));
        let events = Parser::new_ext(&text, Options::all());
        let html: Vec<_> = events
            .filter(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)))
            .collect();
        assert_eq!(html, [], "{path}");
    }
    let listed: Vec<String> = addresses(&read(&out.join("SUMMARY.md")));
    let expected = files
        .iter()
        .filter(|path| path.strip_suffix(".md").is_some() && *path != "SUMMARY.md");
    assert_eq!(listed.len(), pages);
    assert!(
        expected.into_iter().all(|path| listed.contains(path)),
        "{listed:?}"
    );

    let Some(mkdocs) = tools::other("mkdocs") else {
        return;
    };
    book.write("out/theme/main.html", b"{{ page.content }}");
    book.write(
        "out/mkdocs.yml",
        b"site_name: Bread\ntheme: {name: null, custom_dir: theme}\nplugins: []\nmarkdown_extensions: [attr_list, tables, fenced_code, footnotes]\n\
        validation: {nav: {omitted_files: ignore}, links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}}\n",
    );
    let built = Command::new(mkdocs)
        .args(["build", "--strict"])
        .current_dir(book.root().join("out"))
        .output()
        .unwrap();
    let said = String::from_utf8(built.stderr).unwrap();
    let warnings: Vec<&str> = said.lines().filter(|line| line.starts_with("WARNING")).collect();
    assert!(
        built.status.success(),
        "{warnings:#?}\n{}",
        if warnings.is_empty() { &said } else { "" }
    );
    let page = read(&book.root().join("out/site/api/levain/index.html"));
    assert!(page.contains("id=\"levain.Starter.--init--\""), "{page}");
}

#[test]
fn an_export_replaces_its_own_files_alone() {
    let book = TempBook::new(&[
        (
            "pyproject.toml",
            "[project]\nname = 'shop'\nreadme = 'README.md'\n",
        ),
        ("README.md", "# Shop\n\n![Front](front.png)\n"),
        ("front.png", "a picture"),
        ("shop/__init__.py", ""),
        ("shop/old.py", ""),
    ]);
    let export = ["export", "--dest-dir", "out"];
    well(&book, &export);
    let files = || {
        files_below(&book.root().join("out"))
            .into_iter()
            .collect::<Vec<_>>()
    };
    let first = files();
    assert!(first.contains(&"api/shop/old.md".to_owned()), "{first:?}");
    assert!(first.iter().any(|path| path.ends_with("front.png")), "{first:?}");

    // Again, with a module less and a file of somebody else.
    book.write("out/notes.md", b"mine");
    fs::rename(book.root().join("shop/old.py"), book.root().join("shop/new.py")).unwrap();
    well(&book, &export);
    let second = files();
    assert!(!second.contains(&"api/shop/old.md".to_owned()), "{second:?}");
    assert!(second.contains(&"api/shop/new.md".to_owned()), "{second:?}");
    assert_eq!(read(&book.root().join("out/notes.md")), "mine");

    // A page that would take the place of such a file.
    book.write("out/api/shop/more.md", b"mine");
    book.write("shop/more.py", b"");
    let refused = run(book.root(), &export, "");
    assert_eq!((refused.code, refused.stdout.as_str()), (EXIT_USAGE, ""));
    assert!(
        refused.stderr.contains("`out/api/shop/more.md` is there already"),
        "{}",
        refused.stderr
    );
    assert_eq!(read(&book.root().join("out/api/shop/more.md")), "mine");

    let reference = well(&book, &["export", "--reference", "--dest-dir", "elsewhere"]);
    assert_eq!(reference.stdout, "4 pages of Markdown are in `elsewhere`\n");
    assert!(!book.root().join("elsewhere/index.md").exists());
}

#[test]
fn language_models_get_a_list_a_twin_of_every_page_and_one_file_with_all() {
    let book = example();
    let unbuilt = run(book.root(), &["llms"], "");
    assert_eq!(unbuilt.code, EXIT_USAGE);
    assert!(
        unbuilt.stderr.contains("build the book first"),
        "{}",
        unbuilt.stderr
    );
    well(&book, &["build"]);
    well(&book, &["llms"]);
    let site = book.output();
    let files: BTreeSet<String> = files_below(&site).into_iter().collect();
    let of_mdbook = ["404.html", "print.html", "toc.html"];
    for page in files
        .iter()
        .filter(|path| path.strip_suffix(".html").is_some() && !of_mdbook.contains(&path.as_str()))
    {
        assert!(files.contains(&format!("{page}.md")), "{page}");
    }
    // What a twin links is there.
    let mut links = 0;
    for twin in files.iter().filter(|path| path.ends_with(".html.md")) {
        for address in addresses(&read(&site.join(twin))) {
            let path = address.split('#').next().unwrap();
            if path.strip_suffix(".md").is_some() && !path.contains(':') {
                links += 1;
                let target = site.join(twin).parent().unwrap().join(path);
                assert!(target.is_file(), "{twin}: {address}");
            }
        }
    }
    assert!(links > 500, "{links}");

    let whole = read(&site.join("llms-full.txt"));
    assert!(
        whole.contains("# class `Starter`") || whole.contains("class `Starter`"),
        "no class"
    );
    assert!(!whole.contains("# All names"));
    // A later build leaves nothing of it that nobody made anew, and does not wonder at it.
    let built = well(&book, &["build"]);
    assert_eq!(built.stderr, "");

    let Some(python) = tools::other("python") else {
        return;
    };
    well(&book, &["llms", "--base-url", "https://example.org/bread"]);
    let script = "import json, sys; from llms_txt import parse_llms_file; \
        found = parse_llms_file(open(sys.argv[1]).read()); \
        print(json.dumps([found.title, found.summary, {name: [link.url for link in links] for name, links in found.sections.items()}]))";
    let parsed = Command::new(python)
        .args(["-c", script])
        .arg(site.join("llms.txt"))
        .output()
        .unwrap();
    assert!(
        parsed.status.success(),
        "{}",
        String::from_utf8_lossy(&parsed.stderr)
    );
    let parsed: serde_json::Value = serde_json::from_slice(&parsed.stdout).unwrap();
    assert_eq!(parsed[0], "levain");
    assert_eq!(parsed[1], "Baking bread with a Python package at hand");
    let sections = parsed[2].as_object().unwrap();
    let urls = sections.values().flat_map(|urls| urls.as_array().unwrap());
    let urls: BTreeSet<&str> = urls.map(|url| url.as_str().unwrap()).collect();
    let twins: BTreeSet<String> = files
        .iter()
        .filter(|path| path.ends_with(".html.md"))
        .map(|path| format!("https://example.org/bread/{path}"))
        .collect();
    assert_eq!(urls, twins.iter().map(String::as_str).collect());
    assert_eq!(sections.keys().next_back().unwrap(), "Optional");
}
