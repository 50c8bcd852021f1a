//! `init`: books that are made, and books that are set up.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "books are needed, and mdBook")]
mod support;

use std::fs;
use std::process::Command;

use mdbook_autodoc::cli::{EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE};
use snapbox::str;
use support::book::{TempBook, mdbook_with_autodoc};
use support::links::files_below;
use support::tools;

/// A project with a README and a picture in it.
const PROJECT: &[(&str, &str)] = &[
    (
        "pyproject.toml",
        "[project]\nname = 'shop'\nversion = '1.2'\ndescription = 'A \"small\" shop.'\nreadme = 'README.md'\n\
         [project.urls]\nRepository = 'https://forge.example/shop'\n",
    ),
    ("README.md", "# The shop\n\n![The counter](counter.png)\n"),
    ("counter.png", "\u{89}PNG"),
    ("src/shop/__init__.py", "\"\"\"A shop.\"\"\"\n"),
];

/// A book in a project, with what authors write into book.toml.
const BOOK: &[(&str, &str)] = &[
    ("docs/src/SUMMARY.md", "# Summary\n\n- [Start](start.md)\n"),
    ("docs/src/start.md", "# Start\n"),
    (
        "docs/book.toml",
        "[book]\ntitle = \"Shop\" # short\n\n[output.html]\n# Ours.\nadditional-css = [\n    \"own.css\",\n]\n\n# The end.\n",
    ),
    ("docs/own.css", ""),
];

/// Runs the program in a directory: the exit code and all that it says.
fn run(book: &TempBook, arguments: &[&str]) -> (u8, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(arguments)
        .current_dir(book.root())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let said = said.replace(book.root().to_str().unwrap(), "[ROOT]");
    (output.status.code().unwrap().try_into().unwrap(), said)
}

#[track_caller]
fn succeeds(book: &TempBook, arguments: &[&str]) -> String {
    let (code, said) = run(book, arguments);
    assert_eq!(code, EXIT_OK, "{said}");
    said
}

fn text(book: &TempBook, path: &str) -> String {
    fs::read_to_string(book.root().join(path)).unwrap()
}

/// All files with their bytes.
fn content(book: &TempBook) -> Vec<(String, Vec<u8>)> {
    let files = files_below(book.root()).into_iter();
    files
        .map(|path| (path.clone(), fs::read(book.root().join(path)).unwrap()))
        .collect()
}

fn both(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    PROJECT.iter().chain(more).copied().collect()
}

#[test]
fn a_project_without_a_book_gets_one_that_both_mdbooks_build_without_a_word() {
    let project = TempBook::new(PROJECT);
    let would = succeeds(&project, &["init", "--dry-run"]);
    assert_eq!(files_below(project.root()).len(), PROJECT.len());
    let said = succeeds(&project, &["init"]);
    snapbox::assert_data_eq!(
        said,
        str![[r"
there is a new book in `docs`
  docs/.gitignore
  docs/book.toml
  docs/src/README.md
  docs/src/SUMMARY.md
  docs/src/counter.png
`mdbook-autodoc serve docs --open` shows the book while you write it

"]]
    );
    let config = text(&project, "docs/book.toml");
    snapbox::assert_data_eq!(
        &config,
        str![[r#"
[book]
title = "shop"
description = 'A "small" shop.'
language = "en"

[build]
# `mdbook serve` builds again when a Python file changes.
extra-watch-dirs = ["../src/shop"]

[preprocessor.autodoc]
# After `links`: other preprocessors need not read the chapters that are made.
after = ["links"]

[output.html]
git-repository-url = "https://forge.example/shop"
additional-css = ["mdbook-autodoc.css"]
additional-js = ["mdbook-autodoc.js"]

[output.html.fold]
enable = true
level = 1

"#]]
    );
    for line in config.lines() {
        assert!(would.contains(&format!("+{line}\n")), "{line} is not in\n{would}");
    }
    let made = content(&project);
    let again = succeeds(&project, &["init"]);
    assert!(
        again.starts_with("`docs/book.toml` is set up already\n"),
        "{again}"
    );
    assert_eq!(content(&project), made);
    assert_eq!(
        succeeds(&project, &["init", "docs", "--dry-run"]),
        "nothing would change\n"
    );

    for mdbook in [tools::mdbook_0_4(), tools::mdbook_0_5()].into_iter().flatten() {
        let output = mdbook_with_autodoc(&mdbook)
            .args(["build", "docs"])
            .current_dir(project.root())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert!(!said.to_lowercase().contains("warn"), "{said}");
        let start = text(&project, "docs/book/index.html");
        assert!(
            start.contains("The shop") && start.contains("<img src=\"counter.png\""),
            "{start}"
        );
        assert!(text(&project, "docs/book/api/shop.html").contains("A shop."));
    }
}

#[test]
fn a_book_keeps_what_its_author_wrote() {
    let project = TempBook::new(&both(BOOK));
    let before = content(&project);
    let would = succeeds(&project, &["init", "docs", "--dry-run"]);
    snapbox::assert_data_eq!(
        would,
        str![[r#"
--- docs/book.toml
+++ docs/book.toml
@@ -5,6 +5,16 @@
 # Ours.
 additional-css = [
     "own.css",
+    "mdbook-autodoc.css",
 ]
+additional-js = ["mdbook-autodoc.js"]
 
 # The end.
+
+[build]
+# `mdbook serve` builds again when a Python file changes.
+extra-watch-dirs = ["../src/shop"]
+
+[preprocessor.autodoc]
+# After `links`: other preprocessors need not read the chapters that are made.
+after = ["links"]

"#]]
    );
    assert_eq!(content(&project), before);
    // A project is asked for by its own name, too.
    let said = succeeds(&project, &["init"]);
    snapbox::assert_data_eq!(
        said,
        str![[r"
`docs/book.toml` is set up
  `mdbook serve` looks at `../src/shop`
  the table `[preprocessor.autodoc]` puts the reference into the book
  the pages load `mdbook-autodoc.css`
  the pages load `mdbook-autodoc.js`
`mdbook-autodoc serve docs --open` shows the book while you write it

"]]
    );
    let again = succeeds(&project, &["init"]);
    assert!(
        again.starts_with("`docs/book.toml` is set up already\n"),
        "{again}"
    );
    succeeds(&project, &["build", "docs"]);
    assert!(text(&project, "docs/book/api/shop.html").contains("A shop."));
}

#[test]
fn what_is_too_large_for_the_search_of_mdbook_is_left_out_by_mdbook_itself() {
    left_out_of_the_search("");
}

#[test]
fn it_is_left_out_of_a_book_with_edit_links_too_and_they_lead_to_the_sources() {
    let edit = "https://forge.example/edit/";
    let project = left_out_of_the_search(&format!(
        "[output.html]\nedit-url-template = '{edit}docs/{{path}}'\n"
    ));
    for (page, source) in [
        ("start", "docs/src/start.md"),
        ("api/shop", "src/shop/__init__.py"),
        ("api/shop/part_0", "src/shop/part_0.py"),
        ("api/source-code/shop/part_0", "src/shop/part_0.py"),
    ] {
        let html = text(&project, &format!("docs/book/{page}.html"));
        let (_, link) = html.split_once(edit).unwrap();
        let (path, _) = link.split_once('"').unwrap();
        // As a browser reads it.
        let mut parts = Vec::new();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        assert_eq!(parts.join("/"), source, "{path}");
    }
}

/// What `init` does about the search of a book that has `more` in its book.toml, and of which the reference becomes large.
fn left_out_of_the_search(more: &str) -> TempBook {
    let config = format!("[preprocessor.autodoc]\nview-source = true\n{more}");
    let project = TempBook::new(&both(&[
        ("docs/src/SUMMARY.md", "# Summary\n\n- [Start](start.md)\n"),
        ("docs/src/start.md", "# Start\n\nBegin here.\n"),
    ]));
    project.write("docs/book.toml", config.as_bytes());
    let check = |arguments: &[&str]| succeeds(&project, &[&["check", "docs"], arguments].concat());
    assert_eq!(check(&[]), "");
    succeeds(&project, &["init", "docs"]);
    let small = text(&project, "docs/book.toml");
    assert!(
        small.contains("\"api/source-code\" = { enable = false }"),
        "{small}"
    );

    let line = format!("# {}\n", "x".repeat(97));
    for number in 0..5 {
        let module = format!(
            "class Crumb{number}:\n    \"\"\"Found here.\"\"\"\n\n\n{}",
            line.repeat(9_000)
        );
        project.write(&format!("src/shop/part_{number}.py"), module.as_bytes());
    }
    snapbox::assert_data_eq!(
        check(&[]),
        str![[r#"
0 errors, 0 warnings, 1 remark
book.toml: info[large-search-index]: mdBook's search has the reference in it, which is made of 4 MB of Python: who searches loads all of its text
  help: `mdbook-autodoc init` leaves it out by `"api" = { enable = false }` in [output.html.search.chapter]

"#]]
    );
    let said = succeeds(&project, &["init", "docs"]);
    assert!(
        said.contains("the index of the text leaves out `api`\n"),
        "{said}"
    );
    assert_eq!(check(&[]), "");
    assert!(succeeds(&project, &["init", "docs"]).contains("is set up already"));
    succeeds(&project, &["build", "docs"]);
    let files = files_below(&project.root().join("docs/book"));
    let index = files.iter().find(|file| file.starts_with("searchindex")).unwrap();
    let index = text(&project, &format!("docs/book/{index}"));
    assert!(
        index.contains("start.html") && !index.contains("api/shop"),
        "{index}"
    );
    project
}

#[test]
fn a_source_that_the_book_names_and_what_is_watched_already_count() {
    let project = TempBook::new(&both(BOOK));
    project.write("other/tool/__init__.py", b"");
    let config = text(&project, "docs/book.toml");
    let more = "[build]\nextra-watch-dirs = ['../src']\n[preprocessor.autodoc]\nsource = ['../src', '../other/tool']\n";
    project.write("docs/book.toml", format!("{config}{more}").as_bytes());
    let said = succeeds(&project, &["init", "docs"]);
    assert!(
        said.contains("looks at `../other/tool`") && !said.contains("../src"),
        "{said}"
    );
    let table: toml::Table = text(&project, "docs/book.toml").parse().unwrap();
    let watched = table["build"]["extra-watch-dirs"].as_array().unwrap();
    assert_eq!(watched.len(), 2);
}

#[test]
fn what_the_command_line_sets_is_written_into_the_book() {
    let project = TempBook::new(&both(BOOK));
    let set = [
        "--config",
        "private=true",
        "--config",
        "performance.cache=false",
        "--config",
        "order = alphabetical",
    ];
    let arguments = [&["init", "docs"], &set[..]].concat();
    let said = succeeds(&project, &arguments);
    assert!(
        said.contains("`performance.cache` is set for the reference"),
        "{said}"
    );
    let config = text(&project, "docs/book.toml");
    let table: toml::Table = config.parse().unwrap();
    let expected: toml::Table =
        "after = ['links']\nprivate = true\nperformance.cache = false\norder = 'alphabetical'"
            .parse()
            .unwrap();
    assert_eq!(
        table["preprocessor"]["autodoc"],
        toml::Value::Table(expected),
        "{config}"
    );
    assert!(succeeds(&project, &arguments).contains("is set up already"));
    succeeds(&project, &["init", "docs", "--config", "private=false"]);
    let changed = config.replace("private = true", "private = false");
    assert_eq!(text(&project, "docs/book.toml"), changed);

    let new = TempBook::new(PROJECT);
    succeeds(&new, &["init", "--config", "title=Shop"]);
    assert!(text(&new, "docs/book.toml").contains("after = [\"links\"]\ntitle = \"Shop\"\n"));
}

#[test]
fn a_source_is_relative_to_the_book_that_is_made() {
    for (directory, source) in [("docs", "../src/shop"), ("manual/of/it", "../../../src/shop")] {
        let project = TempBook::new(PROJECT);
        succeeds(
            &project,
            &["init", directory, "--config", &format!("source={source}")],
        );
        let config = text(&project, &format!("{directory}/book.toml"));
        assert!(config.contains(&format!("source = \"{source}\"\n")), "{config}");
        assert!(
            config.contains(&format!("extra-watch-dirs = [\"{source}\"]")),
            "{config}"
        );
        succeeds(&project, &["build", directory]);
        assert!(text(&project, &format!("{directory}/book/api/shop.html")).contains("A shop."));
    }
}

#[test]
fn a_book_beside_the_project_is_made_for_the_source_that_is_given() {
    let files: Vec<_> = PROJECT
        .iter()
        .map(|(path, text)| (format!("code/{path}"), *text))
        .collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let beside = TempBook::new(&files);
    succeeds(&beside, &["init", "book", "--config", "source=../code"]);
    assert!(text(&beside, "book/book.toml").contains("title = \"shop\"\n"));
    assert!(text(&beside, "book/src/README.md").contains("# The shop"));
    succeeds(&beside, &["build", "book"]);
    assert!(text(&beside, "book/book/api/shop.html").contains("A shop."));
}

#[test]
fn sources_around_the_pages_are_not_watched() {
    let package = TempBook::new(&[
        ("book.toml", "[book]\n[preprocessor.autodoc]\nsource = '.'\n"),
        ("src/SUMMARY.md", "# Summary\n"),
        ("tool.py", ""),
    ]);
    succeeds(&package, &["init"]);
    assert!(!text(&package, "book.toml").contains("extra-watch-dirs"));
}

#[test]
fn nothing_is_changed_where_not_all_can_be() {
    let taken = both(&[("docs/src/SUMMARY.md", "# Summary\n")]);
    let odd = both(&[
        ("docs/book.toml", "[output.html]\nadditional-css = 'own.css'\n"),
        ("docs/src/SUMMARY.md", "# Summary\n"),
    ]);
    let syntax = both(&[("docs/book.toml", "[book\n")]);
    let sourceless = both(&[
        ("docs/book.toml", "[preprocessor.autodoc]\nsource = 'none'\n"),
        ("docs/src/SUMMARY.md", "# Summary\n"),
    ]);
    let empty = vec![("a/b/c/README.txt", "Nothing here.")];
    for (files, message) in [
        (
            taken,
            "error: `[ROOT]/docs/src/SUMMARY.md` is there already, so no book is made beside it; name another directory",
        ),
        (
            odd,
            "error: `output.html.additional-css` in book.toml is not a list, so nothing can be added to it\n",
        ),
        (syntax, "error: `[ROOT]/docs/book.toml` cannot be read\n"),
        (
            sourceless,
            "error: book.toml:2:1: source `none` does not exist; paths in `source` are relative",
        ),
        (
            empty,
            "error: `[ROOT]/a/b/c` has no book.toml, and neither there nor above it is a Python project",
        ),
    ] {
        let book = TempBook::new(&files);
        let before = content(&book);
        let directory = if message.contains("a/b/c") { "a/b/c" } else { "." };
        let (code, said) = run(&book, &["init", directory]);
        assert_eq!(code, EXIT_USAGE, "{said}");
        assert!(said.starts_with(message), "{said}");
        assert_eq!(content(&book), before);
    }
}

#[test]
fn a_file_that_is_read_only_or_a_link_stays_one() {
    let project = TempBook::new(&both(BOOK));
    let path = project.root().join("docs/book.toml");
    let before = text(&project, "docs/book.toml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let (code, said) = run(&project, &["init", "docs"]);
    assert_eq!(code, EXIT_ENVIRONMENT);
    assert_eq!(
        said,
        "error: `[ROOT]/docs/book.toml` cannot be written: it is read-only\n"
    );
    assert_eq!(text(&project, "docs/book.toml"), before);

    #[cfg(unix)]
    {
        fs::remove_file(&path).unwrap();
        project.write("shared.toml", before.as_bytes());
        std::os::unix::fs::symlink("../shared.toml", &path).unwrap();
        succeeds(&project, &["init", "docs"]);
        assert!(path.is_symlink());
        assert!(text(&project, "shared.toml").contains("[preprocessor.autodoc]"));
    }
}
