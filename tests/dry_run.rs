//! `--dry-run`: every command says what it would write, and writes nothing.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read what was written, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use mdbook_autodoc::cli::EXIT_OK;
use support::book::TempBook;
use support::command::{run, sent_for};
use support::links::files_below;

/// Every file below the book with its bytes and the time of its last change.
fn content(book: &TempBook) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let files = files_below(book.root()).into_iter();
    files
        .map(|path| {
            let path = book.root().join(path);
            let changed = fs::metadata(&path).unwrap().modified().unwrap();
            (path.clone(), (fs::read(&path).unwrap(), changed))
        })
        .collect()
}

const ODD: &str = "def f(number):\n    '''Count.\n\n    Args:\n        numbr: How many.\n    '''\n";

fn book() -> TempBook {
    TempBook::new(&[
        (
            "book.toml",
            "[book]\ntitle = 'Shop'\n[preprocessor.autodoc]\nsource = 'shop'\n[output.html]\nadditional-css = ['mdbook-autodoc.css']\n",
        ),
        (
            "src/SUMMARY.md",
            "# Summary\n\n- [Start](README.md)\n- [More](more/page.md)\n- [API reference]()\n",
        ),
        ("src/README.md", "# Start\n"),
        ("src/more/page.md", "# More\n"),
        ("shop/__init__.py", ODD),
        ("shop/basket.py", ""),
    ])
}

#[test]
fn no_command_writes_anything() {
    let book = book();
    assert_eq!(run(book.root(), &["build"], "").code, EXIT_OK);
    // Something to be read anew, and an asset that is not current.
    book.write("shop/basket.py", b"x = 1\n");
    book.write("mdbook-autodoc.css", b"old");
    let before = content(&book);
    let commands: [&[&str]; 16] = [
        &[],
        &["build"],
        &["serve"],
        &["watch"],
        &["init"],
        &["check", "--fix"],
        &["check", "--baseline", "known.json", "--write-baseline"],
        &["clean"],
        &["dump"],
        &["list"],
        &["affected", "shop/basket.py"],
        &["coverage", "--badge", "badge.svg"],
        &["inventory", "write"],
        &["export", "--dest-dir", "out"],
        &["llms"],
        &["check", "--clean"],
    ];
    for command in commands {
        let input = if command.is_empty() {
            sent_for(&book).to_string()
        } else {
            String::new()
        };
        for arguments in [
            [&["--dry-run"], command].concat(),
            [command, &["--dry-run"]].concat(),
        ] {
            let run = run(book.root(), &arguments, &input);
            assert_eq!(run.code, EXIT_OK, "{arguments:?}: {}", run.stderr);
            assert!(before == content(&book), "{arguments:?} has written something");
        }
    }
}

#[test]
fn what_would_be_written_is_named() {
    let book = book();
    assert_eq!(run(book.root(), &["build"], "").code, EXIT_OK);
    book.write("shop/basket.py", b"x = 1\n");
    let built = run(book.root(), &["build", "--dry-run"], "");
    let named: Vec<&str> = built
        .stdout
        .lines()
        .map(|line| line.strip_prefix("[ROOT]/book/").unwrap())
        .collect();
    assert_eq!(
        named,
        [
            "api.html",
            "api/shop.html",
            "api/shop/basket.html",
            "index.html",
            "more/page.html"
        ]
    );
    let written = files_below(&book.output());
    assert!(named.iter().all(|page| written.contains(*page)), "{written:?}");
    let (start, time) = built.stderr.rsplit_once("; the last build took ").unwrap();
    assert_eq!(
        start,
        "note: 2 chapters and 3 pages of the reference; 1 file would be read anew"
    );
    let seconds: f64 = time.trim_end().strip_suffix(" s").unwrap().parse().unwrap();
    assert!(seconds > 0.0);

    for (command, expected) in [
        (&["check", "--fix"][..], "[ROOT]/shop/__init__.py\n"),
        (&["coverage", "--badge", "badge.svg"], "badge.svg\n"),
        (&["inventory", "write"], "[ROOT]/book/objects.inv\n"),
        (
            &["export", "--dest-dir", "out"],
            "out/SUMMARY.md\nout/api.md\nout/api/shop.md\nout/api/shop/basket.md\nout/index.md\nout/more/page.md\n",
        ),
        (&["llms"], "[ROOT]/book/llms-full.txt\n"),
        (&["clean"], "would be removed from `[ROOT]/.mdbook-autodoc`\n"),
    ] {
        let run = run(book.root(), &[command, &["--dry-run"]].concat(), "");
        assert!(run.stdout.contains(expected), "{command:?}: {}", run.stdout);
    }
}

#[test]
fn a_project_without_a_book_is_told_what_its_book_would_have() {
    let project = TempBook::new(&[
        (
            "pyproject.toml",
            "[project]\nname = 'shop'\nreadme = 'README.md'\n",
        ),
        ("README.md", "# Shop\n"),
        ("shop/__init__.py", ""),
    ]);
    let run = run(project.root(), &["build", "--dry-run", "--dest-dir", "site"], "");
    assert_eq!(run.stdout, "site/api.html\nsite/api/shop.html\nsite/index.html\n");
    assert_eq!(
        run.stderr,
        "note: 1 chapter and 2 pages of the reference; 1 file would be read anew\n"
    );
    assert!(!project.root().join("site").exists());
}
