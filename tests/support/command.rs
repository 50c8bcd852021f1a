//! The command line in a book that is made for it, and files of what it says.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::path::Path;
use std::process::Output;

use mdbook_autodoc::book::read_context;
use serde_json::{Value, json};

use super::book::TempBook;

/// The program.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// How a run ended and what it said; the directory that it ran in is called `[ROOT]`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program in a directory, with `input` on its standard input.
pub(crate) fn run(directory: &Path, arguments: &[&str], input: &str) -> Run {
    let output = snapbox::cmd::Command::new(BINARY)
        .args(arguments)
        .current_dir(directory)
        // The help is as wide as the terminal, or as this says.
        .env_remove("COLUMNS")
        .env_remove("CLICOLOR_FORCE")
        .stdin(input)
        .output();
    let Output {
        status,
        stdout,
        stderr,
    } = output.unwrap();
    let root = directory.to_str().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().replace(root, "[ROOT]");
    Run {
        // A panic would end with 101, a signal with none.
        code: status.code().unwrap().try_into().unwrap(),
        stdout: text(stdout),
        stderr: text(stderr),
    }
}

/// Runs `git` in a directory, which must succeed, with nothing of this machine's settings.
#[track_caller]
pub(crate) fn git(directory: &Path, arguments: &[&str]) {
    let output = std::process::Command::new("git")
        .current_dir(directory)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "A")))
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "a@example.org")))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {told}");
}

/// Runs the binary where there is no book.
pub(crate) fn run_anywhere(arguments: &[&str], input: &str) -> Run {
    run(TempBook::new(&[]).root(), arguments, input)
}

/// Each command by its words, with its help; the program itself has none. What there is, its own help says.
pub(crate) fn commands() -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut left = vec![String::new()];
    while let Some(command) = left.pop() {
        let words = command.split(' ').filter(|word| !word.is_empty());
        let help = run_anywhere(&words.chain(["--help"]).collect::<Vec<_>>(), "").stdout;
        let (_, below) = help.split_once("Commands:\n").unwrap_or_default();
        // Descriptions go on in lines that are indented more.
        let lines = below.lines().take_while(|line| !line.is_empty());
        let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let names = names.filter(|name| !["", "help"].contains(name));
        let below = names.map(|name| format!("{command} {name}").trim().to_owned());
        left.extend(below.collect::<Vec<_>>().into_iter().rev());
        all.push((command, help));
    }
    all
}

/// Compares with the file `name`, in which each case stands above what was said to it.
#[track_caller]
pub(crate) fn check(name: &str, cases: impl IntoIterator<Item = (String, String)>) {
    let text: String = cases
        .into_iter()
        .map(|(case, said)| {
            let case: String = case.lines().map(|line| format!("> {line}\n")).collect();
            format!("{case}{said}\n")
        })
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name);
    // Backslashes of what is said are no paths.
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, expected);
}

/// A book with a Python package; `options` stand in `[preprocessor.autodoc]`.
pub(crate) fn book(options: &str) -> TempBook {
    let config = format!("[book]\ntitle = \"A book\"\n\n[preprocessor.autodoc]\n{options}\n");
    let summary = "# Summary\n\n- [Start](start.md)\n- [API reference]()\n";
    TempBook::new(&[
        ("book.toml", config.as_str()),
        ("src/SUMMARY.md", summary),
        ("src/start.md", "# Start\n"),
        ("python/pkg/__init__.py", "\"\"\"A package.\"\"\"\n"),
        ("empty/README.txt", "No Python."),
        ("python/pkg-2.py", ""),
        ("book/index.html", "what an earlier build wrote"),
    ])
}

/// What mdBook sends for the book, as if that had no chapters.
pub(crate) fn sent_for(book: &TempBook) -> Value {
    let context = read_context(book.root()).unwrap().unwrap();
    json!([
        { "root": book.root(), "config": context.config, "renderer": "html", "mdbook_version": "0.5.4" },
        { "items": [] },
    ])
}
