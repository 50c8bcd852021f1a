//! What shells and `man` are told of the command line, by a real shell and by groff.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may panic, and tell of missing tools"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use mdbook_autodoc::cli::{EXIT_OK, EXIT_USAGE};
use support::command::{Run, run_anywhere};

/// The commands of the program, by its own help.
fn commands() -> Vec<String> {
    let help = run_anywhere(&["--help"], "").stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let list = list.split("\n\n").next().unwrap().lines();
    let names = list.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What a program answers to an input; nothing where it is not installed.
fn answer(program: &str, arguments: &[&str], input: &str) -> Option<Output> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("notice: skipped, there is no `{program}`");
        return None;
    };
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

#[test]
fn every_shell_is_told_of_every_command() {
    let commands = commands();
    assert!(commands.len() > 8, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = run_anywhere(&["completions", shell], "");
        assert_eq!((run.code, run.stderr.as_str()), (EXIT_OK, ""), "{shell}");
        for command in &commands {
            assert!(run.stdout.contains(command), "{shell}: {command}");
        }
    }
    assert_eq!(run_anywhere(&["completions", "cmd"], "").code, EXIT_USAGE);
}

#[test]
fn bash_completes_commands_options_and_values() {
    let script = run_anywhere(&["completions", "bash"], "").stdout;
    for (line, expected) in [
        ("expl", "explain"),
        ("check --base", "--baseline"),
        ("check --output-format sar", "sarif"),
        ("inventory fe", "fetch"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let last = words.len();
        let (word, before) = (
            words[last - 1],
            if last > 1 {
                words[last - 2]
            } else {
                "mdbook-autodoc"
            },
        );
        let ask = format!(
            "{script}\nCOMP_WORDS=(mdbook-autodoc {line}); COMP_CWORD={last}\n\
             $(complete -p mdbook-autodoc | sed 's/.*-F \\([^ ]*\\).*/\\1/') mdbook-autodoc {word} {before}\necho \"${{COMPREPLY[@]}}\"\n"
        );
        let Some(output) = answer("bash", &["--norc"], &ask) else {
            return;
        };
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            said.split_whitespace().any(|word| word == expected),
            "{line}: {said}"
        );
    }
}

#[test]
fn every_manual_page_is_one_that_groff_sets_without_a_word() {
    let page = |command: Option<&str>| -> Run {
        let arguments: Vec<&str> = ["man"].into_iter().chain(command).collect();
        run_anywhere(&arguments, "")
    };
    let commands = commands();
    let names = commands.iter().map(|name| Some(name.as_str()));
    for command in names.filter(|name| *name != Some("help")).chain([None]) {
        let page = page(command);
        assert_eq!((page.code, page.stderr.as_str()), (EXIT_OK, ""), "{command:?}");
        assert!(
            page.stdout.contains(".SH NAME") && page.stdout.contains("\\-\\-quiet"),
            "{command:?}"
        );
        let Some(output) = answer("groff", &["-man", "-Tutf8", "-ww", "-z"], &page.stdout) else {
            return;
        };
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), said.as_str()),
            (Some(0), ""),
            "{command:?}"
        );
    }
    let wrong = page(Some("chek"));
    assert_eq!(wrong.code, EXIT_USAGE);
    assert!(wrong.stderr.contains("did you mean `check`?"), "{}", wrong.stderr);
}
