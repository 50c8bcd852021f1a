//! What `check` tells other programs, and what it leaves out: reports, baselines, levels, and what a code means.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use mdbook_autodoc::cli::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use mdbook_autodoc::diagnostic::Code;
use serde_json::Value;
use support::book::TempBook;
use support::command::{Run, book, check, run};

/// A module with a finding of each severity, two of them the same, and a name that no address has as it is.
const ODD: &str = "\
def f(number: int) -> None:
    '''Count.

    Args:
        numer: See :unknown:`this`.
    '''


def g(number: int) -> None:
    '''Count.

    Args:
        numer: See :unknown:`this`.
    '''


class (:
";

fn odd_book() -> TempBook {
    let book = book("source = 'python/pkg'");
    book.write("python/pkg/a b%é.py", b"");
    book.write("python/pkg/mod.py", ODD.as_bytes());
    book
}

fn checked(book: &TempBook, options: &[&str]) -> Run {
    run(book.root(), &[&["check"], options].concat(), "")
}

fn report(book: &TempBook, format: &str, code: u8) -> Value {
    let run = checked(book, &["--output-format", format]);
    assert_eq!((run.code, run.stderr.as_str()), (code, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

/// The findings by `--output-format json`, which the reports must tell again.
fn findings(book: &TempBook) -> Vec<Value> {
    let run = checked(book, &["--output-format", "json"]);
    run.stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{pointer} in {value}"))
}

#[test]
fn a_sarif_log_has_every_finding_at_its_place() {
    let book = odd_book();
    let (log, findings) = (report(&book, "sarif", EXIT_FINDINGS), findings(&book));
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() == findings.len() && results.len() > 4);
    for (result, found) in results.iter().zip(&findings) {
        assert_eq!(result["ruleId"], found["code"]);
        let level = match found["severity"].as_str().unwrap() {
            "info" => "note",
            other => other,
        };
        assert_eq!(result["level"], level);
        assert!(text(result, "/message/text").starts_with(found["message"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        let region = &place["region"];
        if found["location"].is_null() {
            assert!(region.is_null());
            continue;
        }
        assert_eq!(
            (&region["startLine"], &region["startColumn"]),
            (&found["location"]["line"], &found["location"]["column"])
        );
        assert_eq!(
            (&region["endLine"], &region["endColumn"]),
            (&found["end_location"]["line"], &found["end_location"]["column"])
        );
        let rule = result["ruleIndex"].as_u64().unwrap();
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][usize::try_from(rule).unwrap()];
        assert_eq!(rule["id"], found["code"]);
        assert!(
            text(rule, "/help/text").contains("What: ")
                && text(rule, "/help/markdown").contains("**What:** ")
        );
    }
    let paths: BTreeSet<&str> = results
        .iter()
        .map(|result| text(result, "/locations/0/physicalLocation/artifactLocation/uri"))
        .collect();
    assert!(
        paths.contains("python/pkg/mod.py") && paths.contains("python/pkg/a%20b%25%C3%A9.py"),
        "{paths:?}"
    );
}

#[test]
fn a_report_for_gitlab_has_what_gitlab_asks_for() {
    let book = odd_book();
    let (issues, findings) = (report(&book, "gitlab", EXIT_FINDINGS), findings(&book));
    let issues = issues.as_array().unwrap();
    assert_eq!(issues.len(), findings.len());
    let mut fingerprints = BTreeSet::new();
    for (issue, found) in issues.iter().zip(&findings) {
        assert_eq!(issue["check_name"], found["code"]);
        assert!(text(issue, "/description").starts_with(found["message"].as_str().unwrap()));
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text(issue, "/severity")));
        let fingerprint = text(issue, "/fingerprint");
        assert!(
            fingerprint.len() == 32 && fingerprints.insert(fingerprint),
            "{issue}"
        );
        let path = text(issue, "/location/path");
        assert!(book.root().join(path).is_file(), "{path}");
        let positions = &issue["location"]["positions"];
        for place in [&positions["begin"], &positions["end"]] {
            assert!(
                place["line"].as_u64() > Some(0) && place["column"].as_u64() > Some(0),
                "{issue}"
            );
        }
        if !found["location"].is_null() {
            assert_eq!(positions["begin"], found["location"]);
        }
    }
}

/// The fingerprints by the place of what is meant, without its line.
fn fingerprints(book: &TempBook, format: &str) -> BTreeMap<String, String> {
    let report = report(book, format, EXIT_FINDINGS);
    let (all, path) = match format {
        "sarif" => (&report["runs"][0]["results"], "/partialFingerprints/finding~1v1"),
        _ => (&report, "/fingerprint"),
    };
    let all = all.as_array().unwrap().iter().zip(findings(book));
    all.map(|(entry, found)| {
        let line = found["location"]["line"].as_u64().unwrap_or_default();
        (
            format!("{} {line}", text(&found, "/message")),
            text(entry, path).to_owned(),
        )
    })
    .collect()
}

#[test]
fn fingerprints_stay_when_lines_move_and_no_two_are_the_same() {
    let book = odd_book();
    for format in ["sarif", "gitlab"] {
        book.write("python/pkg/mod.py", ODD.as_bytes());
        let before = fingerprints(&book, format);
        assert_eq!(before.values().collect::<BTreeSet<_>>().len(), before.len());
        book.write("python/pkg/mod.py", format!("x = 1\n\n\n{ODD}").as_bytes());
        let after = fingerprints(&book, format);
        let values = |map: &BTreeMap<String, String>| map.values().cloned().collect::<BTreeSet<_>>();
        assert_ne!(
            before.keys().collect::<Vec<_>>(),
            after.keys().collect::<Vec<_>>()
        );
        assert_eq!(values(&before), values(&after), "{format}");
    }
}

#[test]
fn a_baseline_leaves_new_findings_alone() {
    let book = odd_book();
    let baseline = ["--baseline", "known.json", "--output-format", "concise"];
    let missing = checked(&book, &baseline);
    assert_eq!(missing.code, EXIT_USAGE);
    let written = checked(&book, &[&baseline[..], &["--write-baseline"]].concat());
    assert_eq!((written.code, written.stderr.as_str()), (EXIT_OK, ""));
    let nothing = Run {
        code: EXIT_OK,
        stdout: String::new(),
        stderr: String::new(),
    };
    assert_eq!(checked(&book, &baseline), nothing);
    // Lines move, and there is nothing new.
    book.write("python/pkg/mod.py", format!("x = 1\n\n\n{ODD}").as_bytes());
    assert_eq!(checked(&book, &baseline), nothing);
    let third =
        "\n\ndef h(number):\n    '''Count.\n\n    Args:\n        numer: See :unknown:`this`.\n    '''\n";
    let more = ODD.replace("class (:", third);
    book.write("python/pkg/mod.py", more.as_bytes());
    let cases = [
        ("nothing", missing),
        ("--write-baseline", written),
        (
            "one function more, and one mistake less",
            checked(&book, &baseline),
        ),
        (
            "the same, in JSON",
            checked(&book, &["--baseline", "known.json", "--output-format", "json"]),
        ),
        (
            "the same, for errors",
            checked(&book, &["--baseline", "known.json", "--quiet"]),
        ),
        ("--write-baseline alone", checked(&book, &["--write-baseline"])),
    ];
    let known = std::fs::read_to_string(book.root().join("known.json")).unwrap();
    let said = cases.map(|(case, run)| (case.to_owned(), format!("{}{}", run.stderr, run.stdout)));
    check(
        "baseline.txt",
        said.into_iter().chain([("known.json".to_owned(), known)]),
    );
}

/// A module with a finding in each place where a comment can stand.
const IGNORING: &str = "\
'''See :unknown:`this`.'''  # autodoc: ignore[unknown-markup]

__all__ = [  # autodoc: ignore[unreadable-exports]
    name for name in dir()
]


def f(number: int) -> None:  # autodoc: ignore[unknown-parameter, unknown-markup]
    '''Count.

    Args:
        numer: See :unknown:`this`.
    '''


@decorated
class C:  # autodoc: ignore[unknown-markup]
    '''See :unknown:`this`.'''

    x = 1  # autodoc: ignore[unknown-markup]
    '''See :unknown:`this`.'''

    def m(self):
        '''See :unknown:`this`.

        :param a: No such thing.
        '''  # autodoc: ignore[unknown-parameter]
";

/// Comments that ignore nothing.
const IN_VAIN: &str = "\
def f(a): ...  # autodoc: ignore[unknown-markup]
x = 1  # autodoc: ignore[unknown-mark]
y = 2  # autodoc: ignore
z = 3  # autodoc: ignore[undocumented-type]
";

#[test]
fn a_comment_ignores_what_it_names_in_its_place_and_nothing_else() {
    let book = book("source = 'python/pkg'");
    let check_with = |more: &[&str]| checked(&book, &[&["--output-format", "concise"], more].concat());
    book.write("python/pkg/mod.py", IGNORING.as_bytes());
    book.write(
        "python/pkg/other.pyi",
        b"def g(: ...  # autodoc: ignore[syntax-error]\n",
    );
    book.write("python/pkg/other.py", b"def g(): ...\n");
    book.write("python/pkg/vain.py", IN_VAIN.as_bytes());
    let cold = check_with(&[]);
    let said = format!("{}{}", cold.stderr, cold.stdout);
    check("ignored.txt", [("check".to_owned(), said)]);
    assert_eq!(check_with(&[]), cold, "warm");
    assert_eq!(check_with(&["--no-cache"]), cold, "without a cache");
    let asked = check_with(&["--warn", "undocumented-type"]).stderr;
    assert!(asked.contains("vain.py:4:10: info[unused-ignore]"), "{asked}");
    for command in ["build", "dump"] {
        let run = run(book.root(), &[command], "");
        assert_eq!((run.code, run.stderr.as_str()), (EXIT_OK, ""), "{command}");
    }
    // An edit of the comment alone brings the finding back.
    let edited = IGNORING.replace("ignore[unreadable", "ignores[unreadable");
    book.write("python/pkg/mod.py", edited.as_bytes());
    let edited = check_with(&[]).stderr;
    assert!(edited.contains("warning[unreadable-exports]"), "{edited}");
}

/// Names in docstrings that are certainly misspelled, and such that may be something else.
const MISSPELLED: &str = "\
def f(number: int, path: str) -> None:\r
    '''Count.\r
\r
    Args:\r
        nubmer: How many, é.\r
        path: Where.\r
    '''\r
\r
\r
def certain_in_a_field(destination: str) -> None:\r
    '''Go.\r
\r
    :param destnatoin: Where to.\r
    '''\r
\r
\r
def two_are_near(left_a: int, left_b: int) -> None:\r
    '''Go.\r
\r
    :param left_c: One of them.\r
    '''\r
\r
\r
def it_is_described(number: int) -> None:\r
    '''Go.\r
\r
    :param number: How many.\r
    :param numbr: How many.\r
    '''\r
\r
\r
def it_is_too_short(a: int, old: int) -> None:\r
    '''Go.\r
\r
    :param b: One.\r
    :param odl: One.\r
    '''\r
";

#[test]
fn what_is_certain_is_mended_on_request_and_nothing_else_is_touched() {
    let book = book("source = 'python/pkg'");
    let path = "python/pkg/mod.py";
    book.write(path, MISSPELLED.as_bytes());
    let text = || std::fs::read_to_string(book.root().join(path)).unwrap();
    let before = checked(&book, &["--output-format", "concise"]);
    assert_eq!(text(), MISSPELLED);
    let (sarif, json) = (edits_in_sarif(&book), edits_in_json(&book));
    let mended = checked(&book, &["--output-format", "concise", "--fix"]);
    let expected = MISSPELLED
        .replace("nubmer: How", "number: How")
        .replace("destnatoin", "destination");
    assert_eq!(text(), expected);
    assert_eq!(edited(MISSPELLED, &sarif), expected);
    assert_eq!(edited(MISSPELLED, &json), expected);
    let again = checked(&book, &["--output-format", "concise", "--fix"]);
    assert_eq!(text(), expected);
    let cases = [
        ("check", before),
        ("check --fix", mended),
        ("check --fix again", again),
    ];
    check(
        "fixed.txt",
        cases.map(|(case, run)| (case.to_owned(), format!("{}{}", run.stderr, run.stdout))),
    );
}

#[test]
fn codes_that_a_comment_ignores_in_vain_are_taken_out_on_request() {
    let book = book("source = 'python/pkg'");
    let path = "python/pkg/vain.py";
    let source = "\
# autodoc: ignore[unknown-markup]\r
def f(a):  # autodoc:ignore[unknown-markup, unknown-parameter , unknown-mark]\r
    '''Gö.\r
\r
    :param b: No such thing.\r
    '''\r
x = 1  # type: ignore # autodoc: ignore[missing-parameter,unknown-markup]\r
y = 2  # autodoc: ignore[undocumented-type]\r
z = 3  # autodoc: ignore\r
";
    let expected = source
        .replace("# autodoc: ignore[unknown-markup]\r\n", "")
        .replace("unknown-markup, unknown-parameter , ", "unknown-parameter, ")
        .replace(" # autodoc: ignore[missing-parameter,unknown-markup]", "");
    book.write(path, source.as_bytes());
    let text = || std::fs::read_to_string(book.root().join(path)).unwrap();
    assert_eq!(edited(source, &edits_in_sarif(&book)), expected);
    assert_eq!(edited(source, &edits_in_json(&book)), expected);
    let mended = checked(&book, &["--fix"]).stderr;
    assert!(mended.contains("4 findings in 1 file mended"), "{mended}");
    assert_eq!(text(), expected);
    let again = checked(&book, &["--fix"]).stderr;
    assert!(!again.contains("mended"), "{again}");
    assert_eq!(text(), expected);
}

/// Where something is written, from and up to which line and column, and what.
type Edits = BTreeSet<([u64; 4], String)>;

fn edits_in_sarif(book: &TempBook) -> Edits {
    let log = report(book, "sarif", EXIT_OK);
    let results = log["runs"][0]["results"].as_array().unwrap().iter();
    let edits = results.filter_map(|result| {
        let fix = result.pointer("/fixes/0/artifactChanges/0/replacements/0")?;
        let at = |key: &str| fix["deletedRegion"][key].as_u64().unwrap();
        let place = [at("startLine"), at("startColumn"), at("endLine"), at("endColumn")];
        Some((place, text(fix, "/insertedContent/text").to_owned()))
    });
    edits.collect()
}

fn edits_in_json(book: &TempBook) -> Edits {
    let found = findings(book).into_iter();
    let edits = found.filter(|found| !found["fix"].is_null()).map(|found| {
        let fix = &found["fix"];
        let at = |place: &str, key: &str| fix[place][key].as_u64().unwrap();
        let [start, end] = ["location", "end_location"].map(|place| [at(place, "line"), at(place, "column")]);
        (
            [start[0], start[1], end[0], end[1]],
            text(fix, "/text").to_owned(),
        )
    });
    edits.collect()
}

/// A text whose lines end with CRLF, with some edits.
fn edited(text: &str, edits: &Edits) -> String {
    let mut lines: Vec<Vec<char>> = text
        .split_inclusive('\n')
        .map(|line| line.chars().collect())
        .collect();
    lines.push(Vec::new());
    for (place, by) in edits.iter().rev() {
        let [first, start, last, end] = place.map(|number| usize::try_from(number).unwrap() - 1);
        let behind = lines[last][end..].to_vec();
        let line = [&lines[first][..start], &by.chars().collect::<Vec<_>>(), &behind].concat();
        lines.splice(first..=last, [line]);
    }
    lines.concat().into_iter().collect()
}

#[test]
fn levels_are_set_on_the_command_line_over_those_of_the_book() {
    let book = odd_book();
    let code = "unknown-parameter";
    let cases: [(&[&str], &str, u8); 4] = [
        (&["--allow", code], "", EXIT_OK),
        (&["--warn", "unknown-markup"], "warning[unknown-markup]", EXIT_OK),
        (&["--deny", code], "error[unknown-parameter]", EXIT_FINDINGS),
        (
            &["--allow", code, "--deny", code],
            "error[unknown-parameter]",
            EXIT_FINDINGS,
        ),
    ];
    book.write("python/pkg/mod.py", ODD.replace("class (:", "").as_bytes());
    for (options, expected, code) in cases {
        let run = checked(&book, &[options, &["--output-format", "concise"]].concat());
        assert_eq!(run.code, code, "{options:?}: {}", run.stderr);
        assert!(run.stderr.contains(expected), "{options:?}: {}", run.stderr);
        assert_eq!(
            run.stderr.contains("[unknown-parameter]"),
            expected.contains("[unknown-parameter]") || options[0] == "--warn"
        );
    }
    let wrong = checked(&book, &["--allow", "unknown-paramter"]);
    assert_eq!(wrong.code, EXIT_USAGE);
    assert!(
        wrong.stderr.contains("did you mean `unknown-parameter`?"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn explain_tells_of_every_code_what_the_manual_does() {
    let directory = TempBook::new(&[]);
    let explain = |arguments: &[&str]| run(directory.root(), &[&["explain"], arguments].concat(), "");
    let all = explain(&[]);
    assert_eq!((all.code, all.stdout.lines().count()), (EXIT_OK, Code::ALL.len()));
    for code in Code::ALL {
        let told = explain(&[code.as_str()]);
        assert_eq!(told.code, EXIT_OK);
        assert!(
            told.stdout
                .starts_with(&format!("{} ({}", code.as_str(), code.severity().as_str()))
        );
        assert!(told.stdout.contains("\n\nWhat: ") && told.stdout.contains("\nUse instead:"));
        assert!(all.stdout.contains(&format!("{}  ", code.as_str())));
    }
    let cases: [&[&str]; 3] = [
        &["unknown-parameter"],
        &["undocumented-type"],
        &["unknown-paramter"],
    ];
    check(
        "explain.txt",
        cases.map(|arguments| {
            let run = explain(arguments);
            (
                format!("explain {}", arguments.join(" ")),
                run.stderr + &run.stdout,
            )
        }),
    );
}
