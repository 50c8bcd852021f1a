//! The options that every command takes: each command honors them, in front of its name and behind it.

#![expect(clippy::disallowed_methods, reason = "tests read their books, and may panic")]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use mdbook_autodoc::cli::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use serde_json::Value;
use support::book::TempBook;
use support::command::{book, check, run, sent_for};

/// Each command that reads the configuration of the book, with what it needs; the preprocessor has no name.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["build"],
    &["check"],
    &["affected", "python/pkg/__init__.py"],
    &["inventory", "write"],
    &["inventory", "update"],
    &["clean"],
    &["dump"],
    &["list"],
    &["show", "pkg"],
    &["search", "pkg"],
    &["export", "--dest-dir", "exported"],
    &["llms"],
];

/// What a command prints to standard output although it is to be quiet: the answer that it is asked for.
const ANSWERS: &[&str] = &["", "affected", "dump", "list", "show", "search"];

fn input(book: &TempBook, command: &[&str]) -> String {
    if command.is_empty() {
        sent_for(book).to_string()
    } else {
        String::new()
    }
}

/// A command with options in front of its name, and behind it.
fn placed<'a>(command: &[&'a str], options: &[&'a str]) -> [Vec<&'a str>; 2] {
    [[options, command].concat(), [command, options].concat()]
}

#[test]
fn a_wrong_key_on_the_command_line_is_refused_by_every_command() {
    let cases = [
        "sorce=python",
        "performance.max_workers=2",
        "granularity=page",
        "private=3",
        "lints.sintax-error=allow",
        "title",
        "source=[python]",
    ];
    let said = cases.map(|set| {
        let mut messages = Vec::new();
        for command in COMMANDS {
            let book = book("source = 'python'");
            for arguments in placed(command, &["--config", set]) {
                let run = run(book.root(), &arguments, &input(&book, command));
                assert_eq!(
                    (run.code, run.stdout.as_str()),
                    (EXIT_USAGE, ""),
                    "{arguments:?}: {}",
                    run.stderr
                );
                messages.push(run.stderr);
            }
        }
        messages.dedup();
        assert_eq!(messages.len(), 1, "{messages:#?}");
        (format!("--config {set}"), messages.remove(0))
    });
    check("config.txt", said);
}

#[test]
fn keys_on_the_command_line_go_before_those_of_the_book() {
    let book =
        book("source = 'nowhere'\ntitle = 'API'\n[preprocessor.autodoc.performance]\ncache-dir = 'kept'");
    let set = [
        "--config",
        "source=python",
        "--config",
        "performance.cache-dir=elsewhere",
    ];
    for command in COMMANDS {
        for arguments in placed(command, &set) {
            let run = run(book.root(), &arguments, &input(&book, command));
            assert_eq!(run.code, EXIT_OK, "{arguments:?}: {}", run.stderr);
            assert!(!book.root().join("kept").exists());
        }
    }
    // `clean` has removed it, and `dump` filled it again.
    assert!(book.root().join("elsewhere").is_dir());

    let said = run(book.root(), &["check", "--config", "source=no where"], "");
    check(
        "config-source.txt",
        [("--config 'source=no where'".to_owned(), said.stderr)],
    );
    let last_of_two = [
        "dump",
        "--config",
        "source=nowhere",
        "--config",
        "source=python/pkg",
    ];
    let dump: Value = serde_json::from_str(&run(book.root(), &last_of_two, "").stdout).unwrap();
    assert_eq!(dump.as_object().unwrap().keys().collect::<Vec<_>>(), ["pkg"]);
}

#[test]
fn a_project_without_a_book_is_configured_on_the_command_line() {
    let project = TempBook::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\n"),
        ("shop/__init__.py", "def _hidden(): 'Hidden.'\n"),
        ("tools/gifts.py", "def wrap(): 'Wrap.'\n"),
    ]);
    let build = ["build", "--config", "source=tools", "--config", "title=Tools"];
    let built = run(project.root(), &build, "");
    assert_eq!(built.code, EXIT_OK, "{}", built.stderr);
    let pages = std::fs::read_to_string(project.root().join("book/index.html")).unwrap();
    assert!(pages.contains("<title>Tools"), "{pages}");
    let search = |text: &str| {
        let files = support::links::files_below(&project.root().join("book"));
        files.iter().any(|path| path.contains(text))
    };
    assert!(search("gifts") && !search("shop"));
    let affected = ["affected", "tools/gifts.py", "--config", "source=tools"];
    assert_eq!(run(project.root(), &affected, "").stdout, "gifts\tapi/gifts.md\n");
}

#[test]
fn quiet_leaves_errors_and_what_was_asked_for() {
    let warned = "\"\"\"A package.\"\"\"\n\n__all__ = ['missing']\n";
    let wrong = "class (:\n";
    for (text, has_error) in [(warned, false), (wrong, true)] {
        let book = book("source = 'python'");
        book.write("python/pkg/mod.py", text.as_bytes());
        book.write("theme/autodoc/modul.html", b"");
        for command in COMMANDS {
            for option in ["-q", "--quiet"] {
                for arguments in placed(command, &[option]) {
                    let run = run(book.root(), &arguments, &input(&book, command));
                    let name = command.first().copied().unwrap_or_default();
                    let fails = has_error && name == "check";
                    assert_eq!(
                        run.code,
                        if fails { EXIT_FINDINGS } else { EXIT_OK },
                        "{arguments:?}"
                    );
                    assert_eq!(run.stdout.is_empty(), !ANSWERS.contains(&name), "{arguments:?}");
                    let prints = has_error
                        && matches!(
                            name,
                            "" | "build" | "check" | "dump" | "list" | "show" | "search" | "export" | "llms"
                        );
                    assert_eq!(!run.stderr.is_empty(), prints, "{arguments:?}: {}", run.stderr);
                    assert!(!run.stderr.contains("warning"), "{arguments:?}: {}", run.stderr);
                }
            }
        }
    }
}

#[test]
fn quiet_and_verbose_exclude_each_other_and_figures_are_told_all_the_same() {
    let book = book("source = 'python'");
    assert_eq!(run(book.root(), &["check", "-q", "-v"], "").code, EXIT_USAGE);
    for command in COMMANDS {
        let name = command.first().copied().unwrap_or_default();
        if matches!(name, "clean") || command.contains(&"update") {
            continue;
        }
        for arguments in placed(command, &["--quiet", "--stats=json", "--no-cache", "--jobs", "2"]) {
            let run = run(book.root(), &arguments, &input(&book, command));
            let stats: Value = serde_json::from_str(&run.stderr).unwrap();
            assert!(stats["files"].as_u64() > Some(0), "{arguments:?}: {stats}");
            assert_eq!(stats["cached"], 0, "{arguments:?}");
        }
    }
    assert!(!book.root().join(".mdbook-autodoc").exists());
}

#[test]
fn sources_on_the_command_line_need_no_project_around_them() {
    // A directory of such a name is passed over where packages are looked for.
    let project = TempBook::new(&[(".git/HEAD", ""), ("packaging/__init__.py", "def ship(): ...\n")]);
    let said = [
        &["check"][..],
        &["list"],
        &["show", "packaging.ship"],
        &["search", "ship"],
        &["dump"],
        &["coverage"],
        &["affected", "packaging/__init__.py"],
        &["diff", "packaging"],
        &["build"],
        &["export", "--dest-dir", "exported"],
        &["llms"],
        &["build", "--dry-run"],
        &["init"],
    ]
    .map(|command| {
        let without = run(project.root(), command, "");
        assert_eq!(without.code, EXIT_USAGE, "{command:?}: {}", without.stdout);
        let with = run(
            project.root(),
            &[command, &["--config", "source=packaging"]].concat(),
            "",
        );
        assert_eq!(with.code, EXIT_OK, "{command:?}: {}", with.stderr);
        (command.join(" "), with.stderr + &with.stdout)
    });
    for (command, said) in &said[..7] {
        assert!(
            command == "check" || said.contains("packaging"),
            "{command}: {said}"
        );
    }
}
