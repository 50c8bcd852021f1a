//! What other programs read, by the grammars of those who read it: schemas of JSON, and the commands of GitHub's runner; for books
//! whose directories, names and comments are made to break them.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write their books, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::book::TempBook;
use support::command::run;
use support::tools;

/// The directory of a package, which needs no name that Python could spell.
const DIRECTORY: &str = "py\n::error file=a,line=1::pwned, 100%25: é\u{1b}[31m\r";

const HOSTILE: &str = "\
def f(number: int, other: str) -> None:
    '''Count.

    Args:
        nubmer: See :unknown:`this`, 50%0A.
    '''


def g(number):  # autodoc: ignore[unknown-markup]
    '''Count.

    Args:
        \u{1b}[31m::error\u{202e}: This.
    '''


__all__ = ['f', 'a\\n::error::pwned\\r\\x1b[2J\\x9b1m%0A,b']
# autodoc: ignore[\u{1b}[2J%0D]
class (:
";

/// A repository with a book in it, and a package in a directory beside the book.
fn repository() -> TempBook {
    let book = TempBook::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        (
            "docs/book.toml",
            "[book]\ntitle = \"A book\"\n[preprocessor.autodoc]\n\
             source = [\"../py\\n::error file=a,line=1::pwned, 100%25: é\\u001b[31m\\r/pkg\", \"../plain\"]\n",
        ),
        ("docs/src/SUMMARY.md", "- [Start](start.md)\n"),
        ("docs/src/start.md", "# Start\n\n[f][pkg.mod.none]\n"),
        ("plain/__init__.py", "def f(a):\n    ''''''\n"),
        ("plain/a b.py", ""),
        ("plain/x\n::error::pwned.py", ""),
    ]);
    book.write(&format!("{DIRECTORY}/pkg/__init__.py"), b"'''A package.'''\n");
    book.write(&format!("{DIRECTORY}/pkg/mod.py"), HOSTILE.as_bytes());
    unusual(&book.root().join("plain"));
    book
}

/// Names that are no text, and as long as the system takes them.
fn unusual(directory: &Path) {
    let name = OsStr::from_bytes(b"m\xff::error::pwned.py");
    fs::write(directory.join(name), "").unwrap();
    let mut deep = directory.to_owned();
    while deep.as_os_str().len() < 3_800 {
        deep.push("p".repeat(200));
        fs::create_dir(&deep).unwrap();
        fs::write(deep.join("__init__.py"), "").unwrap();
    }
    fs::write(deep.join("__init__.py"), "__all__ = ['none']\n").unwrap();
}

/// What a command of the program says on standard output, in a directory of the repository.
fn said(directory: &Path, arguments: &[&str]) -> String {
    let run = run(directory, arguments, "");
    assert!(run.code < 2, "{}", run.stderr);
    run.stdout
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Whether each of some documents is valid by the schema that is named beside it, or what is wrong.
fn judged(documents: &[(&str, Value)]) -> Option<Vec<String>> {
    let node = tools::node_with_sarif()?;
    let mut child = Command::new(node)
        .arg(tools::repository().join("tests/oracle/schemas.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut sent = String::new();
    for (schema, document) in documents {
        let _ = writeln!(sent, "{}", json!([schema, document]));
    }
    child.stdin.take().unwrap().write_all(sent.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    Some(said.lines().map(str::to_owned).collect())
}

#[test]
fn every_document_is_valid_by_its_schema() {
    let book = repository();
    let nothing = TempBook::new(&[("pkg/__init__.py", ""), ("old/pkg/__init__.py", "class C: ...\n")]);
    let mut documents = Vec::new();
    for (directory, place) in [(book.root(), "docs"), (nothing.root(), ".")] {
        let json = ["--output-format", "json"];
        let with = |more: &[&str]| said(directory, more);
        for format in ["sarif", "gitlab"] {
            let report = with(&["check", place, "--output-format", format]);
            documents.push((format, serde_json::from_str(&report).unwrap()));
        }
        let found = lines(&with(&[&["check", place], &json[..]].concat()));
        documents.extend(found.into_iter().map(|found| ("finding", found)));
        let names = with(&[&["list", "--book", place], &json[..]].concat())
            + &with(&[&["search", "pkg", "--book", place], &json[..]].concat());
        documents.extend(lines(&names).into_iter().map(|name| ("name", name)));
        let shares = with(&[&["coverage", place, "--missing"], &json[..]].concat());
        documents.push(("coverage", serde_json::from_str(&shares).unwrap()));
    }
    for (old, new) in [("old/pkg", "pkg"), ("pkg", "old/pkg"), ("pkg", "pkg")] {
        let changes = said(nothing.root(), &["diff", old, new, "--output-format", "json"]);
        documents.push(("diff", serde_json::from_str(&changes).unwrap()));
    }
    let number = documents.len();
    // The judge can tell.
    let broken = |schema: &str, place: &str, value: Value| {
        let (_, document) = documents.iter().find(|(name, _)| *name == schema).unwrap();
        let mut document = document.clone();
        *document.pointer_mut(place).unwrap() = value;
        document
    };
    let wrong = [
        ("sarif", "/runs/0/results/0/level", json!("fatal")),
        ("gitlab", "/0/location/path", json!("./a.py")),
        ("gitlab", "/0/location/path", json!("/a.py")),
        ("gitlab", "/0/location/path", json!("../a.py")),
        ("gitlab", "/0/location/positions/begin/line", json!(0)),
        ("gitlab", "/0/severity", json!("warning")),
        ("finding", "/location", json!({})),
        ("name", "/kind", Value::Null),
        ("coverage", "/percent", json!(101)),
        ("diff", "/changes/0/place/line", json!("1")),
    ]
    .map(|(schema, place, value)| (schema, broken(schema, place, value)));
    documents.extend(wrong);
    let Some(said) = judged(&documents) else { return };
    assert_eq!(said.len(), documents.len());
    for (place, (said, (schema, document))) in said.iter().zip(&documents).enumerate() {
        assert_eq!(said == "valid", place < number, "{schema}: {said}\n{document}");
    }
    for schema in ["sarif", "gitlab", "finding", "name", "coverage", "diff"] {
        assert!(
            documents[..number]
                .iter()
                .filter(|(name, _)| *name == schema)
                .count()
                > 1,
            "{schema}"
        );
    }
}

/// A command as GitHub's runner reads it.
#[derive(Debug, PartialEq, Eq)]
struct Annotation {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

/// Reads a line by the rules of the runner (`ActionCommand.cs` of actions/runner): `::` and a name, a blank and properties with
/// commas between them, `::` and what is left. Percent signs and ends of lines are escaped everywhere, colons and commas in properties.
fn annotation(line: &str) -> Option<Annotation> {
    let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    if !["debug", "notice", "warning", "error"].contains(&name) {
        return None;
    }
    let unescaped = |text: &str, more: &[(&str, &str)]| {
        let usual = [("%0D", "\r"), ("%0A", "\n")];
        let plain = usual
            .iter()
            .chain(more)
            .fold(text.to_owned(), |text, (code, meant)| text.replace(code, meant));
        plain.replace("%25", "%")
    };
    let properties = properties.trim().split(',').filter_map(|property| {
        let (key, value) = property.split_once('=')?;
        Some((key.to_owned(), unescaped(value, &[("%3A", ":"), ("%2C", ",")])))
    });
    Some(Annotation {
        name: name.to_owned(),
        properties: properties.collect(),
        message: unescaped(message, &[]),
    })
}

/// Text without what a terminal obeys, apart from ends of lines, which are escaped.
fn harmless(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '\r' | '\n' => shown.push(c),
            c if c.is_control() || c == '\u{202e}' => write!(shown, "\\u{{{:x}}}", u32::from(c)).unwrap(),
            c => shown.push(c),
        }
    }
    shown
}

/// The annotation for what `--output-format json` tells of a finding.
fn expected(found: &Value) -> Annotation {
    let text = |key: &str| found[key].as_str().unwrap();
    let name = match text("severity") {
        "info" => "notice",
        other => other,
    };
    let mut properties = BTreeMap::from([("title".to_owned(), text("code").to_owned())]);
    let path = text("path")
        .strip_prefix("../")
        .map_or_else(|| format!("docs/{}", text("path")), str::to_owned);
    properties.insert("file".to_owned(), harmless(&path));
    let number = |place: &str, key: &str| found[place][key].as_u64();
    let mut set = |key: &str, value: u64| properties.insert(key.to_owned(), value.to_string());
    if let (Some(line), Some(column)) = (number("location", "line"), number("location", "column")) {
        set("line", line);
        let end = number("end_location", "line").zip(number("end_location", "column"));
        match end {
            Some((last, _)) if last > line => _ = set("endLine", last),
            Some((last, behind)) => {
                set("endLine", last);
                set("endColumn", behind - 1);
                set("col", column);
            }
            None => _ = set("col", column),
        }
    }
    let help = found["help"].as_str().map(|help| format!("\nhelp: {help}"));
    Annotation {
        name: name.to_owned(),
        properties,
        message: harmless(&format!("{}{}", text("message"), help.unwrap_or_default())),
    }
}

#[test]
fn the_runner_of_github_reads_the_findings_and_nothing_else() {
    let book = repository();
    let found = lines(&said(book.root(), &["check", "docs", "--output-format", "json"]));
    let printed = said(book.root(), &["check", "docs", "--output-format", "github"]);
    let read: Vec<_> = printed
        .split(['\n', '\r'])
        .filter(|line| !line.is_empty())
        .map(annotation)
        .collect();
    let expected: Vec<_> = found.iter().map(|found| Some(expected(found))).collect();
    assert_eq!(read, expected);
    let all: String = found.iter().map(Value::to_string).collect();
    for part in [
        "pwned",
        "%25",
        "\\u001b",
        "\\r",
        "unknown-parameter",
        "syntax-error",
    ] {
        assert!(all.contains(part), "{part} is in no finding: {all}");
    }
}

#[test]
fn no_line_that_people_read_begins_with_what_is_documented() {
    let book = repository();
    for arguments in [
        &["check", "docs", "--output-format", "concise"][..],
        &["check", "docs", "--output-format", "full"],
        &["build", "docs"],
        &["list", "--book", "docs"],
        &["search", "f", "--book", "docs"],
        &["coverage", "docs", "--missing"],
        &["affected", "--book", "docs", "plain/__init__.py"],
        &["check", "docs", "-vv"],
    ] {
        let run = run(book.root(), arguments, "");
        let all = run.stdout + &run.stderr;
        assert!(all.lines().count() > 0, "{arguments:?}");
        for line in all.split(['\n', '\r']) {
            assert_eq!(annotation(line), None, "{arguments:?}: {all}");
        }
        let obeyed = all
            .chars()
            .find(|c| c.is_control() && *c != '\n' && *c != '\t' || *c == '\u{202e}');
        assert_eq!(obeyed, None, "{arguments:?}: {all:?}");
    }
}

#[test]
fn paths_are_those_of_the_repository_wherever_the_program_runs() {
    let book = repository();
    let paths = |directory: &str, place: &str| {
        let directory = book.root().join(directory);
        let github = said(&directory, &["check", place, "--output-format", "github"]);
        let files = github
            .lines()
            .map(|line| annotation(line).unwrap().properties["file"].clone());
        let gitlab = said(&directory, &["check", place, "--output-format", "gitlab"]);
        let gitlab: Value = serde_json::from_str(&gitlab).unwrap();
        let issues = gitlab.as_array().unwrap().iter();
        let named = issues
            .map(|issue| issue["location"]["path"].as_str().unwrap().to_owned())
            .map(|path| harmless(&path));
        let files: Vec<String> = files.collect();
        assert_eq!(files, named.collect::<Vec<_>>());
        let sarif = said(&directory, &["check", place, "--output-format", "sarif"]);
        assert!(
            sarif.contains("\"uri\":\"plain\"") && !sarif.contains("file://"),
            "{sarif}"
        );
        files
    };
    let absolute = book.root().join("docs");
    let expected = paths(".", "docs");
    assert!(expected.contains(&"plain".to_owned()), "{expected:?}");
    for (directory, place) in [
        ("docs", "."),
        ("docs/src", ".."),
        ("plain", "../docs"),
        ("plain", absolute.to_str().unwrap()),
    ] {
        assert_eq!(paths(directory, place), expected, "{directory}");
    }
}
