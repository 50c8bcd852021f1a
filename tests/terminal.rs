//! What a person sees in a terminal: `script` makes one, and another program's idea of a terminal tells what is on it.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write their books, and may panic"
)]

#[expect(dead_code, reason = "the terminal needs books and no other tool")]
mod support;

use std::fmt::Write as _;
use std::io::Read as _;
use std::num::NonZeroU16;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use mdbook_autodoc::book::read_context;
use serde_json::json;
use support::book::TempBook;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

const ROWS: NonZeroU16 = NonZeroU16::new(24).unwrap();
const COLUMNS: NonZeroU16 = NonZeroU16::new(80).unwrap();

/// What a run in a terminal of 80 columns wrote to it.
struct Seen {
    code: i32,
    bytes: Vec<u8>,
}

/// Runs a line of the shell in a terminal; `$BINARY` is the program.
fn in_terminal(book: &TempBook, line: &str, environment: &[(&str, &str)]) -> Seen {
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--flush", "--command"])
        .arg(format!("stty rows {ROWS} cols {COLUMNS}; {line}"))
        .arg("/dev/null")
        .current_dir(book.root())
        .env_remove("CI")
        .env_remove("NO_COLOR")
        .env_remove("MDBOOK_LOG")
        .env("TERM", "xterm")
        .env("BINARY", BINARY)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut bytes = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut bytes).unwrap();
    Seen {
        code: child.wait().unwrap().code().unwrap(),
        bytes,
    }
}

impl Seen {
    /// What was on the screen at any time.
    fn screens(&self) -> Vec<String> {
        let mut terminal = vt100::Parser::new(ROWS, COLUMNS, 0);
        let mut screens = Vec::new();
        for byte in &self.bytes {
            terminal.process(&[*byte]);
            let screen = terminal.screen().contents();
            if screens.last() != Some(&screen) {
                screens.push(screen);
            }
        }
        screens
    }

    /// What is on the screen in the end.
    fn last(&self) -> String {
        self.screens().pop().unwrap_or_default()
    }

    /// Whether something was drawn and taken away again.
    fn has_drawn(&self) -> bool {
        let text = String::from_utf8_lossy(&self.bytes).replace("\r\n", "\n");
        text.contains(['\r', '\u{1b}'])
    }
}

/// A book with so many modules.
fn book(modules: usize) -> TempBook {
    let book = TempBook::new(&[
        ("book.toml", "[book]\ntitle = 'Long'\n[preprocessor.autodoc]\n"),
        ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
        ("pkg/__init__.py", ""),
        // A run ends with findings.
        (
            "pkg/odd.py",
            "def f(a):\n    '''Docs.\n\n    Args:\n        b: No such thing.\n    '''\n",
        ),
        ("pkg/wrong.py", "class (:\n"),
    ]);
    for number in 0..modules {
        let mut text = String::new();
        for item in 0..30 {
            let doc = "Docs with `code` and *words*.\n\n    Args:\n        x: A number.\n        y: Another one.\n    ";
            let _ = writeln!(
                text,
                "def f{item}(x: int, y: str = 'a') -> list[int]:\n    \"\"\"{doc}\"\"\"\n"
            );
        }
        book.write(&format!("pkg/m{number}.py"), text.as_bytes());
    }
    book
}

/// The book may have to be so large that mdBook's search is, too.
const CHECK: &str = "$BINARY check --no-cache --output-format concise --allow large-search-index";

/// A book with which the program has work for so long that it tells how far it is, and how many modules that takes.
fn long_book() -> &'static (TempBook, usize) {
    static BOOK: OnceLock<(TempBook, usize)> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut modules = 200;
        loop {
            let book = book(modules);
            if in_terminal(&book, CHECK, &[]).has_drawn() {
                // The next run may be a little faster.
                let modules = modules * 2;
                return (self::book(modules), modules);
            }
            modules *= 2;
            assert!(
                modules < 100_000,
                "so many modules take longer than a second anywhere"
            );
        }
    })
}

const FINDINGS: [&str; 2] = [
    "pkg/wrong.py:1:7: error[syntax-error]: ",
    "pkg/odd.py:5:9: warning[unknown-parameter]: ",
];

#[test]
fn a_long_run_tells_how_far_it_is_and_leaves_nothing_of_it_in_the_terminal() {
    let (book, modules) = long_book();
    let seen = in_terminal(book, CHECK, &[]);
    let screens = seen.screens();
    let counted = |what: &str| {
        let of = format!("/{}", modules + 3);
        screens
            .iter()
            .any(|screen| screen.starts_with(what) && screen.trim_end().ends_with(&of))
    };
    assert!(
        counted("reading files [") || counted("rendering pages [") || counted("examining docstrings ["),
        "{screens:?}"
    );
    // Findings come when the line is gone, and nothing else was there before.
    for screen in &screens {
        let has_findings = FINDINGS.iter().any(|finding| screen.contains(finding));
        assert!(
            has_findings || screen.trim_end().lines().count() <= 1 || screen.contains("pkg/"),
            "{screen}"
        );
        assert!(!(has_findings && screen.contains(" [=")), "{screen}");
    }
    let last = seen.last();
    assert!(FINDINGS.iter().all(|finding| last.contains(finding)), "{last}");
    assert!(
        last.trim_end().ends_with("2 errors, 1 warning, 0 remarks"),
        "{last}"
    );
    assert_eq!((last.trim_end().lines().count(), seen.code), (6, 1), "{last}");
    assert!(
        !String::from_utf8_lossy(&seen.bytes).contains("\u{1b}[3"),
        "colors"
    );
}

#[test]
fn a_failed_run_leaves_its_message_alone_in_the_terminal() {
    let (_, modules) = long_book();
    // It does less for each module than a check.
    let book = book(modules * 4);
    let seen = in_terminal(&book, "$BINARY dump --no-cache >/dev/full", &[]);
    let last = seen.last();
    assert!(seen.has_drawn());
    assert!(last.contains("error: "), "{last}");
    assert!(!last.contains(" ["), "{last}");
    assert_eq!(seen.code, 3);
}

#[test]
fn nothing_is_drawn_where_nobody_looks_or_wants_it() {
    let (book, _) = long_book();
    let context = read_context(book.root()).unwrap().unwrap();
    let sent = json!([
        { "root": book.root(), "config": context.config, "renderer": "html", "mdbook_version": "0.5.4" },
        { "items": [] },
    ]);
    book.write("sent.json", sent.to_string().as_bytes());
    let quiet = format!("{CHECK} --quiet");
    let cases: [(&str, &[(&str, &str)]); 5] = [
        (CHECK, &[("CI", "true")]),
        (CHECK, &[("TERM", "dumb")]),
        (&quiet, &[]),
        ("$BINARY --no-cache < sent.json > received.json", &[]),
        ("$BINARY check --no-cache 2> said.txt", &[]),
    ];
    for (line, environment) in cases {
        let seen = in_terminal(book, line, environment);
        let text = String::from_utf8_lossy(&seen.bytes);
        assert!(!seen.has_drawn(), "{line} {environment:?}: {text}");
    }
    let said = std::fs::read_to_string(book.root().join("said.txt")).unwrap();
    assert!(!said.contains(['\r', '\u{1b}']), "{said}");
}

#[test]
fn findings_have_colors_unless_the_environment_forbids_them() {
    let book = book(0);
    let has_colors = |environment: &[(&str, &str)]| {
        let seen = in_terminal(&book, "$BINARY check --no-cache", environment);
        let text = String::from_utf8(seen.bytes.clone()).unwrap();
        assert!(seen.last().contains("1 | class (:"), "{text}");
        text.contains("\u{1b}[")
    };
    assert!(has_colors(&[]));
    assert!(!has_colors(&[("NO_COLOR", "1")]));
    assert!(!has_colors(&[("TERM", "dumb")]));
}

#[test]
fn a_text_is_given_to_the_pager_and_has_the_width_and_colors_of_the_terminal() {
    let book = book(0);
    let docs = "The docs of `a` go on for so many words that they are too long for one line of the terminal.";
    book.write(
        "pkg/odd.py",
        format!("def f(a):\n    \"\"\"{docs}\"\"\"\n").as_bytes(),
    );
    let show = |line: &str, environment: &[(&str, &str)]| {
        let seen = in_terminal(&book, &format!("$BINARY --quiet --no-cache {line}"), environment);
        assert_eq!(seen.code, 0, "{}", seen.last());
        seen
    };
    let paged = show("show pkg.odd.f", &[("PAGER", "sed 's/^/paged /'")]).last();
    assert!(paged.contains("paged function pkg.odd.f\n"), "{paged}");
    for environment in [
        ("PAGER", "no-such-program"),
        ("PAGER", ""),
        ("PAGER", "cat"),
        ("TERM", "dumb"),
    ] {
        let seen = show("show pkg.odd.f", &[environment]).last();
        assert!(seen.contains("function pkg.odd.f\npkg/odd.py:1\n"), "{seen}");
        assert!(seen.contains("\nThe docs of a go on for so many words that they are too long for one line of the\nterminal."), "{seen}");
    }
    let has_colors = |environment: &[(&str, &str)]| {
        let seen = show("show pkg.odd.f --no-pager", environment);
        String::from_utf8_lossy(&seen.bytes).contains('\u{1b}')
    };
    assert!(has_colors(&[]));
    assert!(!has_colors(&[("NO_COLOR", "1")]));
    assert!(!has_colors(&[("TERM", "dumb")]));
    // A table keeps to the width.
    let listed = show("list pkg.odd", &[]).last();
    assert!(
        listed.contains("pkg.odd.f  function  pkg/odd.py:1  The docs of"),
        "{listed}"
    );
    assert!(listed.trim_end().ends_with('…'), "{listed}");
}
