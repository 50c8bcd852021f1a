//! `diff`: what it prints, what it reads, and what it finds beside `griffe check` in releases of real packages.
//!
//! The files of `tests/diff` are what the binary says; `SNAPSHOTS=overwrite cargo test --test diff` writes them anew.
//! In `extra.txt` is what breaks by our rules and not by griffe's: each line of it was looked at in the sources.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdbook_autodoc::cli::{EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use serde::Deserialize;
use support::book::TempBook;
use support::command::git;
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

const OLD: &str = r#""""Buying and selling."""

from typing import Optional

LIMIT = 10
"""How much a basket takes."""


class Basket:
    """What was chosen."""

    def __init__(self, owner: str) -> None: ...

    def pay(self, amount: int, currency: str = "EUR") -> None: ...

    def find(self, name: str) -> Optional[str]: ...


def open_shop(place, hours=8): ...


def close_shop(): ...
"#;

const NEW: &str = r#""""Buying and selling."""

LIMIT = 12
"""How much a basket takes."""


class Basket:
    """What was chosen."""

    def __init__(self, owner: str | None) -> None: ...

    def pay(self, amount: int, method: str, currency: str = "CHF") -> None: ...

    def find(self, name: str) -> str: ...

    def empty(self) -> None: ...


def open_shop(place, hours=8, *, bell="`ding`"): ...
"#;

const PROJECT: &str = "[project]\nname = 'shop'\nversion = '";

/// A project in two directories.
fn two_versions() -> TempBook {
    TempBook::new(&[
        ("old/pyproject.toml", &format!("{PROJECT}1.4.0'\n")),
        ("old/shop.py", OLD),
        ("new/pyproject.toml", &format!("{PROJECT}1.5.0'\n")),
        ("new/shop.py", NEW),
    ])
}

/// What a run says to the arguments, and its exit code.
fn run(directory: &Path, arguments: &[&str]) -> (u8, String) {
    let output = Command::new(BINARY)
        .arg("diff")
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let root = directory.to_str().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().replace(root, "[ROOT]");
    let code = output.status.code().unwrap().try_into().unwrap();
    (code, text(output.stdout) + &text(output.stderr))
}

/// Compares with the file `name` of `tests/diff`.
#[track_caller]
fn check(name: &str, text: String) {
    let path = tools::repository().join("tests/diff").join(name);
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, expected);
}

#[test]
fn changes_are_printed_for_people_and_programs() {
    let project = two_versions();
    for (format, file) in [
        ("text", "text.txt"),
        ("json", "json.json"),
        ("markdown", "markdown.md"),
        ("github", "github.txt"),
    ] {
        let (code, text) = run(project.root(), &["old", "new", "--output-format", format]);
        assert_eq!(code, EXIT_FINDINGS, "{text}");
        check(file, text);
    }
}

#[test]
fn changes_that_are_meant_need_a_reason() {
    let project = two_versions();
    let accept = |text: &str| {
        project.write("accepted-changes.toml", text.as_bytes());
        run(project.root(), &["old", "new"])
    };
    let all = "[[accept]]\nitem = \"shop.*\"\nreason = \"the shop is rebuilt\"\n";
    let (code, text) = accept(&format!(
        "{all}[[accept]]\nitem = \"shop.gone\"\nkind = \"removed\"\nreason = \"old\"\n"
    ));
    assert_eq!(code, EXIT_OK, "{text}");
    let mut said = text;
    for wrong in [
        "[[accept]]\nitem = \"shop.Basket\"\n",
        "[[accept]]\nitem = \"shop.Basket\"\nreason = \" \"\n",
        "[[accept]]\nitem = \"shop.Basket\"\nkind = \"remvoed\"\nreason = \"x\"\n",
        "[[accept]]\nitem = \"[\"\nreason = \"x\"\n",
    ] {
        let (code, text) = accept(wrong);
        assert_eq!(code, EXIT_USAGE, "{text}");
        let _ = write!(said, "\n{wrong}{text}");
    }
    check("accepted.txt", said);
    let (code, text) = run(project.root(), &["old", "new", "--accept", "missing.toml"]);
    assert_eq!(code, EXIT_USAGE, "{text}");
    assert!(text.contains("`missing.toml` cannot be read"), "{text}");
}

#[test]
fn a_version_that_says_that_things_broke_is_right() {
    let project = two_versions();
    let versions = |old: &str, new: &str| {
        project.write("old/pyproject.toml", format!("{PROJECT}{old}'\n").as_bytes());
        project.write("new/pyproject.toml", format!("{PROJECT}{new}'\n").as_bytes());
        let (code, text) = run(project.root(), &["old", "new"]);
        (code, text.lines().last().unwrap().to_owned())
    };
    for (old, new, code) in [
        ("1.4.0", "2.0.0", EXIT_OK),
        ("1.4.0", "1.5.0", EXIT_FINDINGS),
        ("1.4.0", "1.4.0", EXIT_FINDINGS),
        ("0.4.0", "0.5.0", EXIT_OK),
        ("0.4.0", "0.4.1", EXIT_FINDINGS),
    ] {
        let (found, summary) = versions(old, new);
        assert_eq!(found, code, "{old} {new}: {summary}");
    }
    project.write("new/shop.py", format!("{OLD}\n\ndef more(): ...\n").as_bytes());
    assert_eq!(versions("1.4.0", "1.4.1").0, EXIT_FINDINGS);
    assert_eq!(versions("1.4.0", "1.5.0").0, EXIT_OK);
    assert_eq!(versions("1.4.0", "1.4.0").0, EXIT_OK);
}

/// A working copy with a book in `docs`: `v1` has the old sources, `v2` the new ones elsewhere; what is there has neither.
fn working_copy() -> TempBook {
    let project = TempBook::new(&[
        ("pyproject.toml", &format!("{PROJECT}1.4.0'\n")),
        ("shop.py", OLD),
        ("tests/test_shop.py", "def test(): ...\n"),
        (
            "docs/book.toml",
            "[book]\ntitle = \"Shop\"\n\n[preprocessor.autodoc]\n",
        ),
        ("docs/src/SUMMARY.md", "# Summary\n"),
    ]);
    git(project.root(), &["init", "-q"]);
    git(project.root(), &["add", "."]);
    git(project.root(), &["commit", "-q", "-m", "one"]);
    git(project.root(), &["tag", "v1"]);
    fs::remove_file(project.root().join("shop.py")).unwrap();
    project.write("src/shop.py", NEW.as_bytes());
    project.write("pyproject.toml", format!("{PROJECT}1.5.0'\n").as_bytes());
    git(project.root(), &["add", "-A", "."]);
    git(project.root(), &["commit", "-q", "-m", "two"]);
    git(project.root(), &["tag", "v2"]);
    project.write("src/shop.py", b"def added(): ...\n");
    project
}

#[test]
fn revisions_are_read_from_the_objects_of_git_and_nothing_else_is_touched() {
    if tools::git().is_none() {
        return;
    }
    let project = working_copy();
    let before = support::links::files_below(project.root());
    let (code, by_revision) = run(project.root(), &["v1", "v2"]);
    assert_eq!(code, EXIT_FINDINGS, "{by_revision}");
    let by_directory = run(two_versions().root(), &["old", "new"]).1;
    let plain = |text: &str| text.replace("src/shop.py", "shop.py");
    assert_eq!(plain(&by_revision), by_directory);
    // With the settings of the book, in any form that Git knows, and beside what is there.
    let (_, by_book) = run(
        project.root(),
        &["--book", "docs", "v1", "v2^{commit}", "--no-cache"],
    );
    assert_eq!(by_book.replace("../", ""), by_revision);
    // The source that a book names is beside its directory, of which the revision has no files that are read.
    let source = "source=../src";
    let (_, by_source) = run(
        project.root(),
        &["--book", "docs", "v2", "v2", "--no-cache", "--config", source],
    );
    assert!(by_source.starts_with("0 breaking changes"), "{by_source}");
    let (_, here) = run(project.root(), &["HEAD"]);
    assert!(here.contains("addition[added]: `shop.added` was added"), "{here}");
    assert_eq!(support::links::files_below(project.root()), before);
    let status = Command::new("git")
        .current_dir(project.root())
        .args(["status", "--short"])
        .output();
    assert_eq!(
        String::from_utf8(status.unwrap().stdout).unwrap(),
        " M src/shop.py\n"
    );
}

#[test]
fn a_revision_needs_no_room_on_disk_and_is_whole_or_refused() {
    if tools::git().is_none() {
        return;
    }
    let project = working_copy();
    let diff = || {
        let output = Command::new(BINARY)
            .args(["diff", "v1", "v2"])
            .current_dir(project.root())
            .env("TMPDIR", project.root().join("nowhere"))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code(), text)
    };
    assert_eq!(diff().0, Some(EXIT_FINDINGS.into()));
    let object = Command::new("git")
        .current_dir(project.root())
        .args(["rev-parse", "v1:shop.py"])
        .output();
    let object = String::from_utf8(object.unwrap().stdout).unwrap();
    let (start, rest) = object.trim().split_at(2);
    fs::remove_file(project.root().join(".git/objects").join(start).join(rest)).unwrap();
    let (code, text) = diff();
    assert_eq!(code, Some(EXIT_ENVIRONMENT.into()), "{text}");
    assert!(
        text.starts_with("error: the revision `v1` cannot be read; a shallow or partial clone may lack it\n"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn links_within_a_revision_are_followed_as_on_disk() {
    if tools::git().is_none() {
        return;
    }
    let link = |target: &str, name: &Path| std::os::unix::fs::symlink(target, name).unwrap();
    let project = working_copy();
    let package = project.root().join("src/pkg");
    project.write("src/pkg/__init__.py", b"");
    project.write("shared/common.py", b"def shared(): ...\n");
    link("../../shared/common.py", &package.join("linked.py"));
    link("linked.py", &package.join("again.py"));
    link("circle.py", &package.join("circle.py"));
    link("../../../outside.py", &package.join("outside.py"));
    git(project.root(), &["add", "-A", "."]);
    git(project.root(), &["commit", "-q", "-m", "links"]);
    let (code, text) = run(project.root(), &["HEAD", "--source", "src"]);
    assert_eq!(code, EXIT_OK, "{text}");
    assert!(
        text.contains("0 breaking changes, 0 additions, 0 notes"),
        "{text}"
    );
    for file in fs::read_dir(&package).unwrap() {
        let path = file.unwrap().path();
        if !path.ends_with("__init__.py") {
            fs::remove_file(path).unwrap();
        }
    }
    let (_, text) = run(project.root(), &["HEAD", "--source", "src"]);
    for module in ["pkg.again", "pkg.linked"] {
        assert!(text.contains(&format!("`{module}` was removed")), "{text}");
    }
    assert!(
        text.starts_with("src/pkg/again.py") && !text.contains("circle") && !text.contains("outside"),
        "{text}"
    );
}

#[test]
fn a_dump_stands_for_its_sources() {
    let project = two_versions();
    for version in ["old", "new"] {
        let source = format!("{version}/shop.py");
        let output = Command::new(BINARY)
            .args(["dump", "--source", &source])
            .current_dir(project.root())
            .output()
            .unwrap();
        project.write(&format!("{version}.json"), &output.stdout);
    }
    let (code, by_dump) = run(project.root(), &["old.json", "new.json"]);
    assert_eq!(code, EXIT_FINDINGS, "{by_dump}");
    let (_, by_source) = run(project.root(), &["old/shop.py", "new/shop.py"]);
    // A dump has its paths, and knows no version.
    let plain = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.contains("the next version"));
        lines
            .map(|line| line.replace("old/", "").replace("new/", ""))
            .collect()
    };
    assert_eq!(plain(&by_dump), plain(&by_source));
    let (_, mixed) = run(project.root(), &["old.json", "new/shop.py"]);
    assert_eq!(plain(&mixed), plain(&by_source));
    project.write("odd.json", b"[]");
    let (code, text) = run(project.root(), &["odd.json", "new.json"]);
    assert_eq!(code, EXIT_USAGE);
    assert_eq!(
        text,
        "error: `[ROOT]/odd.json` cannot be read: it is no dump: that has modules by their names\n"
    );
}

#[test]
fn what_is_no_version_is_told() {
    if tools::git().is_none() {
        return;
    }
    let project = working_copy();
    let (code, text) = run(project.root(), &["v3"]);
    assert_eq!(code, EXIT_USAGE);
    assert!(
        text.starts_with("error: `v3` is neither a directory, a file nor a revision of `[ROOT]`\n"),
        "{text}"
    );
    let (_, text) = run(project.root(), &["v2.0"]);
    assert!(
        text.contains("a revision of `[ROOT]`: did you mean `v2`?\n"),
        "{text}"
    );
    let shallow = TempBook::new(&[]);
    let origin = format!("file://{}", project.root().display());
    git(shallow.root(), &["clone", "-q", "--depth", "1", &origin, "."]);
    let (code, text) = run(shallow.root(), &["v1"]);
    assert_eq!(code, EXIT_USAGE);
    assert!(
        text.starts_with(
            "error: `v1` is no revision that the shallow clone `[ROOT]` has: fetch the whole repository"
        ),
        "{text}"
    );
    let nowhere = two_versions();
    let (code, text) = run(nowhere.root(), &["v1", "new"]);
    assert_eq!(code, EXIT_USAGE);
    assert!(text.contains("is in no Git repository"), "{text}");
    let (code, text) = run(
        project.root(),
        &["v1", "--source", nowhere.root().join("new").to_str().unwrap()],
    );
    assert_eq!(code, EXIT_USAGE);
    assert!(text.contains("is not in the repository"), "{text}");
}

/// What griffe reports.
#[derive(Debug, Deserialize)]
struct Breakage {
    kind: String,
    path: String,
    parameter: Option<String>,
    values: [String; 2],
}

/// What we report.
#[derive(Debug, Deserialize)]
struct Report {
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    severity: String,
    kind: String,
    item: String,
    parameter: Option<String>,
    new: Option<String>,
    message: String,
}

impl Breakage {
    fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap()
    }

    fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Whether a change of ours is this one. Its path is that of the definition for griffe, and a public one for us.
    fn is_reported_by(&self, change: &Change) -> bool {
        let kinds: &[&str] = match self.kind.as_str() {
            "PARAMETER_MOVED" => &["parameter-moved"],
            "PARAMETER_REMOVED" => &["parameter-removed", "parameter-renamed"],
            "PARAMETER_CHANGED_KIND" => &["parameter-kind"],
            "PARAMETER_CHANGED_DEFAULT" => &["parameter-default"],
            "PARAMETER_CHANGED_REQUIRED" => &["parameter-required"],
            "PARAMETER_ADDED_REQUIRED" => &["parameter-added-required", "parameter-renamed"],
            "RETURN_CHANGED_TYPE" => &["return-type"],
            "OBJECT_REMOVED" => &["removed", "renamed", "moved", "hidden", "kind-changed"],
            "OBJECT_CHANGED_KIND" => &["kind-changed"],
            "CLASS_REMOVED_BASE" => &["base-removed"],
            other => panic!("griffe has the new kind {other}"),
        };
        let plain = |name: &Option<String>| name.as_ref().map(|name| name.trim_start_matches('*').to_owned());
        let is_parameter = self.parameter.is_none()
            || plain(&change.parameter) == self.parameter
            || change.kind == "parameter-renamed" && change.new == self.parameter;
        // The class around a method may be another name of the one that griffe names.
        change.item.ends_with(&format!(".{}", self.name()))
            && kinds.contains(&change.kind.as_str())
            && is_parameter
    }
}

/// Why something breaks by griffe's rules and not by ours.
struct Rule {
    reason: &'static str,
    holds: fn(&Breakage, &[Breakage]) -> bool,
}

/// Whether a name is that of a method that Python calls by itself, with positional arguments.
fn is_operator(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__") && !["__init__", "__new__", "__call__"].contains(&name)
}

const RULES: &[Rule] = &[
    Rule {
        reason: "a positional-only parameter may be called anything, and so may those of operators",
        holds: |breakage, _| {
            let is_renamed = breakage.is("PARAMETER_ADDED_REQUIRED") || breakage.is("PARAMETER_REMOVED");
            let is_positional = breakage
                .values
                .iter()
                .any(|value| value.starts_with("positional_only"));
            is_renamed && (is_positional || is_operator(breakage.name()))
        },
    },
    Rule {
        reason: "`**attrs` does what `**kwargs` does",
        holds: |breakage, _| breakage.is("PARAMETER_REMOVED") && breakage.values[0].starts_with("var_"),
    },
    Rule {
        reason: "`self` and `cls` are given by the call",
        holds: |breakage, all| {
            let is_given = |other: &Breakage| {
                other.is("PARAMETER_REMOVED")
                    && other.path == breakage.path
                    && ["self", "cls"].map(Some).contains(&other.parameter.as_deref())
            };
            is_given(breakage) || breakage.is("PARAMETER_MOVED") && all.iter().any(is_given)
        },
    },
    Rule {
        reason: "`object` has the method, or slots are no method at all",
        holds: |breakage, _| {
            let of_object = [
                "__init_subclass__",
                "__reduce__",
                "__repr__",
                "__slots__",
                "__str__",
            ];
            breakage.is("OBJECT_REMOVED") && of_object.contains(&breakage.name())
        },
    },
    Rule {
        reason: "every class is derived from `object`",
        holds: |breakage, _| {
            let bases = |value: &str| -> Vec<String> {
                let names = value
                    .split(' ')
                    .filter(|name| !name.is_empty() && *name != "object");
                names.map(str::to_owned).collect()
            };
            breakage.is("CLASS_REMOVED_BASE") && bases(&breakage.values[0]) == bases(&breakage.values[1])
        },
    },
    Rule {
        reason: "a private base is nothing that users know of; what a class has from it is compared",
        holds: |breakage, _| breakage.is("CLASS_REMOVED_BASE") && breakage.values[0].starts_with('_'),
    },
    Rule {
        reason: "`name = other` is what `other` is, and `namedtuple(…)` a class",
        holds: |breakage, _| {
            breakage.is("OBJECT_CHANGED_KIND")
                && ["format_header_param", "RequestHistory"].contains(&breakage.name())
        },
    },
    Rule {
        reason: "what `try` binds goes before what `except NameError` does",
        holds: |breakage, _| ["ConnectionError", "BrokenPipeError"].contains(&breakage.name()),
    },
    Rule {
        reason: "`abc.abstractproperty` makes a property",
        holds: |breakage, _| breakage.path == "packaging.specifiers.BaseSpecifier.prereleases",
    },
    Rule {
        reason: "where there are overloads, types are theirs",
        holds: |breakage, _| {
            let overloaded = ["attr._next_gen.define", "attr._next_gen.field"];
            breakage.is("RETURN_CHANGED_TYPE") && overloaded.contains(&breakage.path.as_str())
        },
    },
    Rule {
        reason: "`0` and `0.0` are one value",
        holds: |breakage, _| {
            let number = |value: &String| value.split(' ').next_back().unwrap().parse::<f64>().ok();
            let [old, new] = [&breakage.values[0], &breakage.values[1]].map(number);
            breakage.is("PARAMETER_CHANGED_DEFAULT") && old.is_some() && old == new
        },
    },
];

/// A pair of releases.
struct Pair {
    distribution: String,
    package: String,
    old: PathBuf,
    new: PathBuf,
}

/// The pairs that are there, and whether these are all.
fn pairs() -> (Vec<Pair>, bool) {
    let text = fs::read_to_string(tools::repository().join("tests/releases.txt")).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut pairs, mut number) = (Vec::new(), 0);
    for line in lines {
        number += 1;
        let words: Vec<&str> = line.split(' ').collect();
        let [distribution, package, old, new] = words[..] else {
            panic!("{line}");
        };
        let release = |version| tools::release(distribution, version);
        if let (Some(old), Some(new)) = (release(old), release(new)) {
            pairs.push(Pair {
                distribution: distribution.to_owned(),
                package: package.to_owned(),
                old,
                new,
            });
        }
    }
    let is_all = pairs.len() == number;
    (pairs, is_all)
}

#[test]
fn what_griffe_reports_in_real_releases_is_reported_or_explained() {
    let Some(python) = tools::python_with(&["griffe"]) else {
        return;
    };
    let (pairs, is_all) = pairs();
    let mut used = vec![0; RULES.len()];
    let (mut reported, mut noted, mut extra) = (0, 0, String::new());
    for pair in &pairs {
        let output = Command::new(&python)
            .arg(tools::repository().join("tests/oracle/griffe_breakages.py"))
            .arg(&pair.package)
            .args([&pair.old, &pair.new])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let theirs: Vec<Breakage> = serde_json::from_slice(&output.stdout).unwrap();
        let directory = TempBook::new(&[]);
        let names = [&pair.old, &pair.new].map(|path| path.to_str().unwrap());
        let output = Command::new(BINARY)
            .current_dir(directory.root())
            .args(["diff", names[0], names[1], "--output-format", "json"])
            .output()
            .unwrap();
        let ours: Report = serde_json::from_slice(&output.stdout).unwrap();
        for breakage in &theirs {
            let mut same = ours
                .changes
                .iter()
                .filter(|change| breakage.is_reported_by(change))
                .peekable();
            if same.peek().is_some() {
                let is_breaking = same.any(|change| change.severity == "breaking");
                *(if is_breaking { &mut reported } else { &mut noted }) += 1;
                continue;
            }
            let rule = RULES.iter().position(|rule| (rule.holds)(breakage, &theirs));
            used[rule.unwrap_or_else(|| panic!("{}: not reported: {breakage:?}", pair.distribution))] += 1;
        }
        for change in ours.changes.iter().filter(|change| change.severity == "breaking") {
            if !theirs.iter().any(|breakage| breakage.is_reported_by(change)) {
                let _ = writeln!(extra, "{}: {}", pair.distribution, change.message);
            }
        }
    }
    println!("{reported} of griffe's breakages are reported, {noted} as notes, {used:?} by rules");
    if is_all {
        for (rule, number) in RULES.iter().zip(used) {
            assert!(number > 0, "nothing is explained by: {}", rule.reason);
        }
        check("extra.txt", extra);
    }
}
