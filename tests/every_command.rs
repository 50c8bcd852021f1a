//! A walk over the command line: what each command says and how it ends, in each form of output and for each mistake.
//!
//! What there is to walk over is read from the program: its commands, the values of `--output-format`, the exit codes of its
//! help, and the failures in its source. What has no case fails the walk. A file of `tests/cli/commands` is what one
//! command says; `SNAPSHOTS=overwrite cargo test --test every_command` writes them anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mdbook_autodoc::cli::{EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use regex::Regex;
use support::book::TempBook;
use support::command::{BINARY, check, commands};
use support::links::files_below;
use support::tools;

/// A call: its arguments in the words of a shell, how it ends, and how many lines of what it says are looked at.
struct Case {
    arguments: &'static str,
    code: u8,
    lines: usize,
}

const fn case(arguments: &'static str, code: u8) -> Case {
    Case {
        arguments,
        code,
        lines: usize::MAX,
    }
}

/// A call that says more than is to be looked at.
const fn long(arguments: &'static str) -> Case {
    Case {
        arguments,
        code: EXIT_OK,
        lines: 3,
    }
}

const OK: u8 = EXIT_OK;
const FOUND: u8 = EXIT_FINDINGS;
const WRONG: u8 = EXIT_USAGE;
const OUTSIDE: u8 = EXIT_ENVIRONMENT;

/// Each command with its cases; `PORT` is one that somebody has taken, `<` the standard input, `>` where standard output goes.
const CASES: &[(&str, &[Case])] = &[
    (
        "",
        &[
            case("--version", OK),
            case("", WRONG),
            case("< {", OUTSIDE),
            case("--jobs 0", WRONG),
            case("--jobs 100000", WRONG),
            case("--quiet --verbose", WRONG),
            case("--clean --no-cache", WRONG),
            case("--stats=yaml", WRONG),
        ],
    ),
    (
        "supports",
        &[case("html", OK), case("test", FOUND), case("", WRONG)],
    ),
    (
        "build",
        &[
            case("docs", OK),
            case("project", OK),
            case("docs --quiet", OK),
            case("docs --dry-run", OK),
            case("denied", FOUND),
            case("broken", WRONG),
            case("typed", WRONG),
            case("unsound", WRONG),
            case("nothing", WRONG),
            case("foreign", WRONG),
            case("unreadable-template", WRONG),
            case("docs --config sorce=x", WRONG),
            case("docs --config source=nowhere", WRONG),
            case("docs --config include=['[']", WRONG),
            case("docs --config lints.unknown-paramter=deny", WRONG),
            case("docs --dest-dir file/book", OUTSIDE),
            case("no-html --open", OUTSIDE),
        ],
    ),
    (
        "serve",
        &[
            case("nothing", WRONG),
            case("docs --port 99999", WRONG),
            case("docs --port PORT", OUTSIDE),
            case("docs --hostname host.invalid --port 0", OUTSIDE),
        ],
    ),
    (
        "watch",
        &[
            case("nothing", WRONG),
            case("docs --watcher pol", WRONG),
            case("docs TMPDIR=/nowhere", OUTSIDE),
        ],
    ),
    (
        "init",
        &[
            case("project", OK),
            case("docs", OK),
            case("project/new --dry-run", OK),
            case("nothing", WRONG),
            case("broken", WRONG),
            case("taken", WRONG),
            case("project/file/new", OUTSIDE),
        ],
    ),
    (
        "check",
        &[
            case("docs --output-format full", OK),
            case("docs --output-format concise", OK),
            case("docs --output-format json", OK),
            case("docs --output-format github", OK),
            case("docs --output-format gitlab", OK),
            case(
                "docs --output-format sarif --allow unknown-parameter --allow unresolved-reference",
                OK,
            ),
            case("docs --fix", OK),
            case("docs --baseline known.json --write-baseline", OK),
            case("docs --quiet", OK),
            case("docs --deny warnings", FOUND),
            case("docs --output-format srif", WRONG),
            case("docs --deny warning", WRONG),
            case("docs --deny unknown-paramter", WRONG),
            case("docs --allow zzz", WRONG),
            case("docs --max-per-code many", WRONG),
            case("docs --write-baseline", WRONG),
            case("docs --baseline nowhere.json", WRONG),
            case("docs --baseline docs", WRONG),
            case("docs --baseline file", WRONG),
            case("docs --baseline other-version.json", WRONG),
            case("broken", WRONG),
            case("nothing", WRONG),
            case("file", WRONG),
            case("unreadable-template", WRONG),
            case("docs --baseline file/known.json --write-baseline", OUTSIDE),
            case("docs --clean --config performance.cache-dir=src", OUTSIDE),
        ],
    ),
    (
        "explain",
        &[
            case("syntax-error", OK),
            long(""),
            case("sintax-error", WRONG),
            case("zzz", WRONG),
        ],
    ),
    (
        "affected",
        &[
            case("--book docs shop/__init__.py", OK),
            case("--book docs", WRONG),
            case("--book docs nowhere.py", WRONG),
            case("--book nothing nowhere.py", WRONG),
            case(
                "--book docs shop/__init__.py --clean --config performance.cache-dir=src",
                OUTSIDE,
            ),
        ],
    ),
    ("inventory", &[case("", WRONG), case("wirte", WRONG)]),
    (
        "inventory write",
        &[
            case("built", OK),
            case("docs", WRONG),
            case("nothing", WRONG),
            case("built-unwritable", OUTSIDE),
        ],
    ),
    (
        "inventory fetch",
        &[
            case("python", WRONG),
            case("python ftp://127.0.0.1/ docs", WRONG),
            case("a/b http://127.0.0.1/ docs", WRONG),
            case("python http://127.0.0.1:1/ docs", OUTSIDE),
            case("python http://127.0.0.1:1/ nothing", WRONG),
        ],
    ),
    (
        "inventory update",
        &[case("docs", OK), case("nothing", WRONG), case("linked", OUTSIDE)],
    ),
    (
        "clean",
        &[
            case("docs", OK),
            case("nowhere", WRONG),
            case("docs --cache-dir src", OUTSIDE),
        ],
    ),
    (
        "list",
        &[
            case("--book docs --output-format text", OK),
            case("--book docs --output-format json", OK),
            case("shop.* --kind function --source shop", OK),
            case("--book docs --kind type", FOUND),
            case("--book docs --kind clas", WRONG),
            case("--book docs shop.pya", WRONG),
            case("--book docs shop.[", WRONG),
            case("--book docs --source nowhere", WRONG),
            case("--book docs --output-format yaml", WRONG),
            case("--book nothing", WRONG),
            case("--book docs --clean --config performance.cache-dir=src", OUTSIDE),
        ],
    ),
    (
        "show",
        &[
            case("pay --book docs --output-format text", OK),
            case("pay --book docs --output-format markdown", OK),
            case("shop.pya --book docs", WRONG),
            case("zzz --book docs", WRONG),
            case("", WRONG),
            case("pay --book nothing", WRONG),
            case(
                "pay --book docs --clean --config performance.cache-dir=src",
                OUTSIDE,
            ),
        ],
    ),
    (
        "search",
        &[
            case("pay --book docs --output-format text", OK),
            case("pay --book docs --output-format json", OK),
            case("zzz --book docs", FOUND),
            case("--book docs", WRONG),
            case("'' --book docs", WRONG),
            case("pay --book docs --limit few", WRONG),
            case(
                "pay --book docs --clean --config performance.cache-dir=src",
                OUTSIDE,
            ),
        ],
    ),
    (
        "dump",
        &[
            case("docs", OK),
            case("--source nowhere", WRONG),
            case("--source docs", WRONG),
            case("--source file", WRONG),
            case("--source my-shop.py", WRONG),
            case("docs --exclude [", WRONG),
            case("docs --exclude *", WRONG),
            case("docs --target-python 9.x", WRONG),
            case("docs --target-platform windows", WRONG),
            case("docs --max-file-size big", WRONG),
            case("nothing", WRONG),
            case("docs > /dev/full", OUTSIDE),
        ],
    ),
    (
        "export",
        &[
            case("docs --dest-dir exported", OK),
            case("docs --dest-dir exported --dry-run", OK),
            case("docs", WRONG),
            case("docs --dest-dir taken-export", WRONG),
            case("nothing --dest-dir exported", WRONG),
            case("broken --dest-dir exported", WRONG),
            case("docs --dest-dir file/exported", OUTSIDE),
        ],
    ),
    (
        "llms",
        &[
            case("built", OK),
            case("docs", WRONG),
            case("nothing", WRONG),
            case("built-unwritable", OUTSIDE),
        ],
    ),
    (
        "coverage",
        &[
            case("docs --output-format text", OK),
            case("docs --output-format json", OK),
            case("docs --missing --badge docs.svg", OK),
            case("docs --fail-under 100", FOUND),
            case("docs --fail-under 101", WRONG),
            case("docs --ignore-regex (", WRONG),
            case("docs --ignore-regex )(", WRONG),
            case("docs --exclude [", WRONG),
            case("docs --output-format yaml", WRONG),
            case("docs --diff HEAD", WRONG),
            case("nothing", WRONG),
            case("docs --badge file/docs.svg", OUTSIDE),
        ],
    ),
    (
        "diff",
        &[
            case("shop shop", OK),
            case("old/shop shop --output-format text", FOUND),
            case("old/shop shop --output-format json", FOUND),
            case("old/shop shop --output-format markdown", FOUND),
            case("old/shop shop --output-format github", FOUND),
            case("", WRONG),
            case("HEAD --book docs", WRONG),
            case("file.json shop", WRONG),
            case("nowhere.json shop", WRONG),
            case("nothing shop", WRONG),
            case("old/shop shop --accept nowhere.toml", WRONG),
            case("old/shop shop --accept file.json", WRONG),
            case("old/shop shop --accept typed.toml", WRONG),
            case(
                "old/shop --book docs --clean --config performance.cache-dir=src",
                OUTSIDE,
            ),
        ],
    ),
    (
        "completions",
        &[long("bash"), case("bsh", WRONG), case("", WRONG)],
    ),
    ("man", &[long("build"), case("biuld", WRONG)]),
];

/// Cases that are elsewhere, or nowhere because there is nothing that could go wrong.
const NO_CASE: &[(&str, u8, &str)] = &[
    ("supports", EXIT_ENVIRONMENT, "it reads and writes nothing"),
    ("serve", EXIT_OK, "it goes on until `live.rs` ends it"),
    ("watch", EXIT_OK, "it goes on until `live.rs` ends it"),
    ("explain", EXIT_ENVIRONMENT, "it reads and writes nothing"),
    ("inventory", EXIT_OK, "it is those below it that do something"),
    (
        "inventory",
        EXIT_ENVIRONMENT,
        "it is those below it that do something",
    ),
    (
        "inventory fetch",
        EXIT_OK,
        "`inventory_fetch.rs` has the server for it",
    ),
    ("completions", EXIT_ENVIRONMENT, "it reads and writes nothing"),
    ("man", EXIT_ENVIRONMENT, "it reads and writes nothing"),
];

/// Commands that change the files that they are about.
const WRITERS: &[&str] = &["build", "init", "check", "export"];

const BOOK: &str = "[preprocessor.autodoc]\nsource = '../shop'\n";
const SUMMARY: &str = "- [Start](start.md)\n- [API reference]()\n";
const SHOP: &str = "\
'''A shop.'''


def pay(amount: int) -> None:
    '''Pay.

    Args:
        amuont: How much.
    '''


def order(item: str): ...
";

/// Books that are right, and such as have one thing wrong.
fn fixture() -> TempBook {
    let books = [
        ("docs", BOOK.to_owned()),
        ("denied", format!("{BOOK}lints.unknown-parameter = 'deny'\n")),
        ("broken", "[book\n".to_owned()),
        ("typed", "[preprocessor.autodoc]\nsource = 3\n".to_owned()),
        ("unsound", format!("[book]\nsrc = 'nowhere'\n{BOOK}")),
        ("unreadable-template", BOOK.to_owned()),
        ("no-html", format!("[output.markdown]\n{BOOK}")),
        (
            "linked",
            format!("{BOOK}inventories.other = {{ file = 'other.inv', url = 'http://127.0.0.1:1/' }}\n"),
        ),
        ("built", BOOK.to_owned()),
        ("built-unwritable", BOOK.to_owned()),
    ];
    let all = TempBook::new(&[
        ("shop/__init__.py", SHOP),
        (
            "old/shop/__init__.py",
            "def pay(amount, tip=0): ...\ndef refund(): ...\n",
        ),
        (
            "project/pyproject.toml",
            "[project]\nname = 'shop'\nversion = '1.0'\n",
        ),
        ("project/shop.py", SHOP),
        ("project/file", ""),
        ("taken/pyproject.toml", "[project]\nname = 'shop'\n"),
        ("taken/shop.py", SHOP),
        ("taken/docs/src/SUMMARY.md", "- [Mine](mine.md)\n"),
        ("foreign/pyproject.toml", "[project]\nname = 'shop'\n"),
        ("foreign/shop.py", SHOP),
        ("foreign/book/notes.txt", "precious"),
        ("nothing/text/README.txt", "No Python."),
        ("my-shop.py", SHOP),
        ("file", "{"),
        ("file.json", "{"),
        ("typed.toml", "[[accept]]\nitem = 3\n"),
        ("other-version.json", "{\"version\": 99, \"findings\": []}"),
        ("taken-export/SUMMARY.md", "mine"),
        ("built/book/index.html", ""),
        ("built-unwritable/book/index.html", ""),
        ("built-unwritable/book/objects.inv/taken", ""),
        ("built-unwritable/book/llms.txt/taken", ""),
    ]);
    // Nothing is looked for above it.
    all.write(".git/HEAD", b"");
    all.write("nothing/.git/HEAD", b"");
    for (name, config) in books {
        all.write(&format!("{name}/book.toml"), config.as_bytes());
        all.write(&format!("{name}/src/SUMMARY.md"), SUMMARY.as_bytes());
        all.write(&format!("{name}/src/start.md"), b"# Start\n\n[shop.pya]\n");
    }
    // No text in UTF-8, and no file.
    all.write("unreadable-template/theme/autodoc/page.html", b"\xff");
    all.write("docs/src/start.md", b"# Start\n\n[`shop.pya`]\n");
    all
}

/// What a command says, and how it ends.
fn said(all: &Path, command: &str, case: &Case, port: u16) -> (u8, String) {
    let port = port.to_string();
    let (arguments, input) = case.arguments.split_once("< ").unwrap_or((case.arguments, ""));
    let (arguments, output) = arguments.split_once("> ").unwrap_or((arguments, ""));
    let words = command
        .split(' ')
        .chain(arguments.split(' '))
        .filter(|word| !word.is_empty());
    let mut program = Command::new(BINARY);
    for word in words {
        match word {
            "PORT" => program.arg(&port),
            "''" => program.arg(""),
            word if word.starts_with("TMPDIR=") => program.env("TMPDIR", &word[7..]),
            word => program.arg(word),
        };
    }
    if !output.is_empty() {
        program.stdout(fs::File::create(output).unwrap());
    }
    let sent = all.join("input");
    fs::write(&sent, input).unwrap();
    let output = program
        .current_dir(all)
        .env_remove("COLUMNS")
        .stdin(Stdio::from(fs::File::open(&sent).unwrap()))
        .output()
        .unwrap();
    fs::remove_file(&sent).unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let said = text(&output.stderr) + &text(&output.stdout);
    let said = said
        .replace(all.to_str().unwrap(), "[ROOT]")
        .replace(&port, "[PORT]")
        .replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
    let lines: Vec<&str> = said.lines().take(case.lines).collect();
    let code = output.status.code().unwrap().try_into().unwrap();
    (code, lines.join("\n") + if lines.is_empty() { "" } else { "\n" })
}

fn copied(all: &TempBook) -> TempBook {
    let copy = TempBook::new(&[]);
    for path in files_below(all.root()) {
        copy.write(&path, &fs::read(all.root().join(&path)).unwrap());
    }
    copy
}

#[test]
fn each_command_says_what_it_should_and_ends_as_it_says() {
    let all = fixture();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut wrong = Vec::new();
    for (command, cases) in CASES {
        let shared = copied(&all);
        let cases = cases.iter().map(|case| {
            // What a command wrote is nothing to the next one.
            let own = WRITERS.contains(command).then(|| copied(&all));
            let copy = own.as_ref().unwrap_or(&shared);
            let (code, said) = said(copy.root(), command, case, port);
            if code != case.code {
                wrong.push(format!("{command} {}: {code}: {said}", case.arguments));
            }
            let ending = if code == OK {
                String::new()
            } else {
                format!("[exit code {code}]\n")
            };
            (
                format!("{command} {}", case.arguments).trim().to_owned(),
                said + &ending,
            )
        });
        let name = if command.is_empty() {
            "preprocessor"
        } else {
            command
        };
        check(
            &format!("commands/{}.txt", name.replace(' ', "-")),
            cases.collect::<Vec<_>>(),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The commands that the help names for an exit code.
fn named_for(help: &str, code: u8) -> BTreeSet<String> {
    let words: Vec<&str> = help.split_whitespace().collect();
    let help = words.join(" ");
    let part = help.split_once("Exit codes: ").unwrap().1;
    let part = part
        .split(';')
        .find(|part| part.trim().starts_with(&code.to_string()))
        .unwrap();
    let lists = Regex::new(r"\(([a-z, ]+)\)").unwrap();
    let lists = lists.captures_iter(part);
    lists
        .flat_map(|list| list[1].split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_command_form_and_exit_code_has_its_case() {
    let known: BTreeMap<&str, &[Case]> = CASES.iter().copied().collect();
    let all: BTreeMap<String, String> = commands().into_iter().collect();
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(known.keys().copied().collect::<Vec<_>>(), names);
    for (command, help) in &all {
        let cases = known[command.as_str()];
        let mut codes = BTreeSet::from([OK, WRONG, OUTSIDE]);
        codes.extend(named_for(&all[""], FOUND).contains(command).then_some(FOUND));
        if command == "build" {
            // Where the book denies what is found.
            codes.insert(FOUND);
        }
        let without = |code: &u8| {
            NO_CASE
                .iter()
                .any(|(name, no, _)| (name, no) == (&command.as_str(), code))
        };
        codes.retain(|code| !without(code));
        let had: BTreeSet<u8> = cases.iter().map(|case| case.code).collect();
        assert_eq!(had, codes, "exit codes of `{command}`");
        let Some((_, forms)) = help.split_once("--output-format <FORMAT>") else {
            continue;
        };
        let forms = forms.split_once("Possible values:").unwrap().1;
        let forms = forms
            .lines()
            .map(str::trim)
            .skip(1)
            .take_while(|line| line.starts_with("- "));
        for form in forms.map(|line| line[2..].split(':').next().unwrap()) {
            let asked = format!("--output-format {form}");
            assert!(
                cases
                    .iter()
                    .any(|case| case.code < WRONG && case.arguments.contains(&asked)),
                "{command}: {form}"
            );
        }
    }
}

/// Failures that are seen elsewhere, or only where the system fails.
const UNSEEN: &[(&str, &str)] = &[
    ("cannot find the directory `", "the current directory is gone"),
    ("cannot find the file `", "the current directory is gone"),
    ("cannot find `", "the current directory is gone"),
    ("` cannot be found: ", "the current directory is gone"),
    ("standard input cannot be read: ", "a broken disk"),
    (
        "the README `",
        "somebody else's README, which tests that run as root can read",
    ),
    ("` cannot be opened in a browser: ", "a system without a browser"),
    ("` is no inventory; nothing was changed", "`inventory_fetch.rs`"),
    ("` is not in the repository", "`diff.rs`"),
];

/// The longest part between placeholders of each message of a [`Failure`] in a source: of the literal inside of the call, or the last before it.
fn messages(source: &str) -> Vec<String> {
    let literal = Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    let hole = Regex::new(r"\{[^{}]*\}").unwrap();
    let call = Regex::new(r"Failure::new\(").unwrap();
    let found = call.find_iter(source).filter_map(|call| {
        let function = source[..call.start()]
            .rfind("\nfn ")
            .or(source[..call.start()].rfind("\npub(super) fn "))
            .unwrap_or(0);
        let inside = &source[call.end()..];
        let end = [";", "\n}"].into_iter().filter_map(|end| inside.find(end)).min();
        let inside = &inside[..end.unwrap_or(inside.len())];
        let before = &source[function..call.start()];
        let before = Regex::new(r#"reason = "[^"]*""#)
            .unwrap()
            .replace_all(before, "")
            .into_owned();
        let of = |text: &str| -> Vec<String> {
            literal
                .captures_iter(text)
                .map(|found| found[1].to_owned())
                .filter(|text| text.contains(' '))
                .collect()
        };
        let is_above = || inside.trim_end().ends_with("message)") || inside.contains(", message)");
        let text = of(inside)
            .into_iter()
            .next()
            .or_else(|| of(&before).pop().filter(|_| is_above()))?;
        let text = text.replace("\\\n", "");
        let parts = hole.split(&text).max_by_key(|part| part.len())?;
        Some(parts.split("\\n").next()?.to_owned())
    });
    found.filter(|part| part.len() > 8).collect()
}

#[test]
fn every_failure_of_the_command_line_is_seen_somewhere() {
    let tests = tools::repository().join("tests");
    let said: String = ["cli", "coverage", "diff"]
        .into_iter()
        .map(|folder| tests.join(folder))
        .flat_map(|folder| {
            files_below(&folder)
                .into_iter()
                .map(move |path| folder.join(path))
        })
        .map(|path: PathBuf| fs::read_to_string(path).unwrap_or_default())
        .collect();
    let sources = tools::repository().join("src/cli");
    let mut number = 0;
    let mut unseen = Vec::new();
    for path in files_below(&sources) {
        for message in messages(&fs::read_to_string(sources.join(&path)).unwrap()) {
            number += 1;
            if !said.contains(&message) && !UNSEEN.iter().any(|(unseen, _)| *unseen == message) {
                unseen.push(format!("{path}: {message}"));
            }
        }
    }
    assert!(number > 25, "only {number} failures were found");
    assert!(unseen.is_empty(), "{unseen:#?}");
}

#[test]
fn help_is_no_wider_than_the_terminal() {
    for (command, _) in commands() {
        for width in [60, 100] {
            let words = command.split(' ').filter(|word| !word.is_empty());
            let output = Command::new(BINARY)
                .args(words.chain(["--help"]))
                .env("COLUMNS", width.to_string())
                .output();
            let help = String::from_utf8(output.unwrap().stdout).unwrap();
            let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > width).collect();
            // A word is not broken, nor is the line of the usage.
            let is_kept = |line: &&&str| line.starts_with("Usage: ") || !line.trim().contains(' ');
            assert_eq!(
                wide.iter().find(|line| !is_kept(line)),
                None,
                "{command}, {width}"
            );
        }
    }
}

#[test]
fn colors_are_as_the_environment_asks_where_no_terminal_is() {
    let all = fixture();
    for (variables, has_colors) in [
        (&[][..], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR_FORCE", "0")], false),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], true),
        (&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], true),
        (&[("CLICOLOR", "1")], false),
    ] {
        for arguments in [
            &["check", "docs", "--output-format", "full"][..],
            &["show", "pay", "--book", "docs"],
        ] {
            let mut program = Command::new(BINARY);
            for variable in ["CLICOLOR_FORCE", "CLICOLOR", "NO_COLOR"] {
                program.env_remove(variable);
            }
            program
                .args(arguments)
                .current_dir(all.root())
                .envs(variables.iter().copied());
            let output = program.output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            assert_eq!(said.contains(&b'\x1b'), has_colors, "{variables:?} {arguments:?}");
        }
    }
}
