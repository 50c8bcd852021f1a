//! `coverage`: what it counts beside interrogate, and what it prints.
//!
//! The files of `tests/coverage` are what the binary says; `SNAPSHOTS=overwrite cargo test --test coverage` writes them
//! anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use mdbook_autodoc::cli::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use mdbook_autodoc::coverage::{Definition, Kind, Rules, definitions};
use mdbook_autodoc::text::decode;
use serde::Deserialize;
use serde_json::{Value, json};
use support::book::TempBook;
use support::command::{Run, git, run};
use support::links::files_below;
use support::tools;

/// The packages that are counted, each with the directory in its wheel.
const PACKAGES: [(&str, &str); 5] = [
    ("attrs", "attr"),
    ("click", "click"),
    ("jinja2", "jinja2"),
    ("requests", "requests"),
    ("rich", "rich"),
];

/// What interrogate counts: lines, kinds and whether they are documented, by file.
#[derive(Deserialize)]
struct Theirs {
    total: usize,
    covered: usize,
    files: BTreeMap<String, Vec<(u32, String, bool)>>,
}

/// The settings that are compared: none, ours, and each by itself.
fn settings() -> Vec<(&'static str, Rules)> {
    let none = Rules::NONE;
    vec![
        ("none", none),
        ("usual", Rules::USUAL),
        (
            "init-method",
            Rules {
                ignore_init_method: true,
                ..none
            },
        ),
        (
            "init-module",
            Rules {
                ignore_init_module: true,
                ..none
            },
        ),
        (
            "magic",
            Rules {
                ignore_magic: true,
                ..none
            },
        ),
        (
            "module",
            Rules {
                ignore_module: true,
                ..none
            },
        ),
        (
            "nested-classes",
            Rules {
                ignore_nested_classes: true,
                ..none
            },
        ),
        (
            "nested-functions",
            Rules {
                ignore_nested_functions: true,
                ..none
            },
        ),
        (
            "overloaded-functions",
            Rules {
                ignore_overloaded_functions: true,
                ..none
            },
        ),
        (
            "private",
            Rules {
                ignore_private: true,
                ..none
            },
        ),
        (
            "property-decorators",
            Rules {
                ignore_property_decorators: true,
                ..none
            },
        ),
        (
            "semiprivate",
            Rules {
                ignore_semiprivate: true,
                ..none
            },
        ),
        (
            "setters",
            Rules {
                ignore_setters: true,
                ..none
            },
        ),
    ]
}

/// The rules by interrogate's names.
fn as_json(rules: &Rules) -> Value {
    json!({
        "ignore_init_method": rules.ignore_init_method,
        "ignore_init_module": rules.ignore_init_module,
        "ignore_magic": rules.ignore_magic,
        "ignore_module": rules.ignore_module,
        "ignore_nested_classes": rules.ignore_nested_classes,
        "ignore_nested_functions": rules.ignore_nested_functions,
        "ignore_overloaded_functions": rules.ignore_overloaded_functions,
        "ignore_private": rules.ignore_private,
        "ignore_property_decorators": rules.ignore_property_decorators,
        "ignore_semiprivate": rules.ignore_semiprivate,
        "ignore_setters": rules.ignore_setters,
    })
}

/// The lines of what stands in another definition than the module.
fn inner_lines(path: &Path) -> Vec<u32> {
    let found = definitions(&decode(&fs::read(path).unwrap()).text);
    let is_inner = |inner: &&Definition| inner.parent.is_some_and(|parent| parent > 0);
    found.iter().filter(is_inner).map(|inner| inner.line).collect()
}

/// What we count in a file, in interrogate's form.
fn ours(path: &Path, rules: &Rules) -> Vec<(u32, String, bool)> {
    let bytes = fs::read(path).unwrap();
    let found = definitions(&decode(&bytes).text);
    let counts = rules.counted(&found, &|_| false);
    let counted = found.iter().zip(counts).filter(|(_, counts)| *counts);
    let kind = |kind| match kind {
        Kind::Module => "Module",
        Kind::Class => "ClassDef",
        Kind::Function | Kind::Method => "FunctionDef",
    };
    counted
        .map(|(found, _)| (found.line, kind(found.kind).to_owned(), found.is_documented))
        .collect()
}

/// Interrogate keeps what is in nested functions and deeper than one level in nested classes, and does not take
/// `async def` for a function there. We leave out what stands in something that is left out, as it does elsewhere.
const NESTED: [&str; 2] = ["nested-classes", "nested-functions"];

#[test]
fn counts_are_those_of_interrogate() {
    let Some(python) = tools::python_with(&["interrogate"]) else {
        return;
    };
    let mut compared = 0;
    for (distribution, package) in PACKAGES {
        let Some(root) = tools::package(distribution) else {
            return;
        };
        let root = root.join(package);
        for (name, rules) in settings() {
            let output = Command::new(&python)
                .arg(tools::repository().join("tests/oracle/interrogate_counts.py"))
                .arg(&root)
                .arg(as_json(&rules).to_string())
                .output()
                .unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let theirs: Theirs = serde_json::from_slice(&output.stdout).unwrap();
            let (mut total, mut covered, mut is_nested) = (0, 0, false);
            let is_python = |path: &&String| Path::new(path).extension().is_some_and(|ending| ending == "py");
            for path in files_below(&root).iter().filter(is_python) {
                if rules.ignore_init_module && path.ends_with("__init__.py") {
                    continue;
                }
                let ours = ours(&root.join(path), &rules);
                total += ours.len();
                covered += ours.iter().filter(|(.., documented)| *documented).count();
                let mut theirs = theirs.files.get(path).cloned().unwrap_or_default();
                for (_, kind, _) in &mut theirs {
                    *kind = kind.trim_start_matches("Async").to_owned();
                }
                if rules.ignore_nested_classes || rules.ignore_nested_functions {
                    let missing: Vec<_> = ours.iter().filter(|found| !theirs.contains(found)).collect();
                    assert!(missing.is_empty(), "{distribution} {name} {path}: {missing:?}");
                    let inner = inner_lines(&root.join(path));
                    for more in theirs.iter().filter(|found| !ours.contains(found)) {
                        assert!(inner.contains(&more.0), "{distribution} {name} {path}: {more:?}");
                    }
                    is_nested |= ours != theirs;
                } else {
                    assert_eq!(ours, theirs, "{distribution} {name} {path}");
                }
            }
            if !is_nested {
                assert_eq!(
                    (total, covered),
                    (theirs.total, theirs.covered),
                    "{distribution} {name}"
                );
            }
            assert!(!is_nested || NESTED.contains(&name) || name == "usual", "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, PACKAGES.len() * settings().len());
}

#[test]
fn the_command_counts_what_interrogate_counts_in_a_package() {
    let Some(python) = tools::python_with(&["interrogate"]) else {
        return;
    };
    let Some(root) = tools::package("click") else {
        return;
    };
    let output = Command::new(&python)
        .arg(tools::repository().join("tests/oracle/interrogate_counts.py"))
        .args([root.join("click").to_str().unwrap(), "{}"])
        .output()
        .unwrap();
    let theirs: Theirs = serde_json::from_slice(&output.stdout).unwrap();
    let anywhere = TempBook::new(&[]);
    let source = root.join("click");
    let said = run(
        anywhere.root(),
        &[
            "coverage",
            "--source",
            source.to_str().unwrap(),
            "--everything",
            "--output-format",
            "json",
        ],
        "",
    );
    let ours: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        (&ours["total"], &ours["documented"]),
        (&json!(theirs.total), &json!(theirs.covered))
    );
}

const SHOP: &str = r#""""Buying and selling."""


class Basket:
    """What was chosen.

    Args:
        owner: Whose it is.
    """

    def __init__(self, owner, size):
        self.owner = owner

    def pay(self, amount: int) -> int:
        """Pay.

        Args:
            amount: How much.

        Returns:
            What is left.
        """

    def empty(self): ...

    def _count(self): ...


def open_shop(place): ...
"#;

fn shop() -> TempBook {
    TempBook::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\n"),
        ("src/shop/__init__.py", SHOP),
        ("src/shop/till/__init__.py", ""),
        (
            "src/shop/till/coins.py",
            "\"\"\"Coins.\"\"\"\ndef sort(coins):\n    \"\"\"Sort.\"\"\"\n",
        ),
        ("src/shop/tests/test_shop.py", "def test(): ...\n"),
    ])
}

#[track_caller]
fn check(name: &str, said: &Run, code: u8) {
    assert_eq!(said.code, code, "{}", said.stderr);
    let path = tools::repository().join("tests/coverage").join(name);
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(format!("{}{}", said.stdout, said.stderr), expected);
}

#[test]
fn shares_are_printed_for_people_and_programs() {
    let shop = shop();
    let said = |arguments: &[&str]| run(shop.root(), &[&["coverage"], arguments].concat(), "");
    check("text.txt", &said(&["--missing"]), EXIT_OK);
    check(
        "everything.txt",
        &said(&[
            "--everything",
            "--parameters",
            "--returns",
            "--fail-under",
            "80.5",
        ]),
        EXIT_FINDINGS,
    );
    check(
        "json.json",
        &said(&["--output-format", "json", "--parameters"]),
        EXIT_OK,
    );
    check(
        "regex.txt",
        &said(&["--ignore-regex", "Bask", "--exclude", "till", "--ignore-module"]),
        EXIT_OK,
    );
    check("wrong.txt", &said(&["--ignore-regex", "("]), EXIT_USAGE);
    check("percent.txt", &said(&["--fail-under", "101"]), EXIT_USAGE);
    let said = said(&["--badge", "badge.svg"]);
    assert_eq!(said.code, EXIT_OK);
    let badge = fs::read_to_string(shop.root().join("badge.svg")).unwrap();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(
        badge,
        snapbox::Data::read_from(
            &tools::repository().join("tests/coverage/badge.svg"),
            Some(snapbox::data::DataFormat::Text),
        ),
    );
}

#[test]
fn every_key_of_the_table_changes_the_counts_and_has_an_option() {
    let shop = TempBook::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\n"),
        (
            "src/shop/__init__.py",
            "class A:\n    def __init__(self): ...\n    def __len__(self): ...\n    def __a(self): ...\n    def _b(self): ...\n    \
             @property\n    def p(self): ...\n    @p.setter\n    def p(self, v): ...\n    class B: ...\ndef f():\n    def g(): ...\n\
             @overload\ndef h(): ...\n",
        ),
        ("src/shop/other.py", ""),
    ]);
    let total = |arguments: &[&str]| -> u64 {
        let said = run(
            shop.root(),
            &[&["coverage", "--output-format", "json"], arguments].concat(),
            "",
        );
        let value: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{}", said.stderr));
        value["total"].as_u64().unwrap()
    };
    let keys = mdbook_autodoc::config::known_keys("coverage");
    let usual = total(&[]);
    for key in keys
        .iter()
        .filter(|key| !["fail-under", "ignore-regex"].contains(&key.as_str()))
    {
        let [on, off] = [true, false].map(|value| {
            let by_book = total(&["--config", &format!("coverage.{key}={value}")]);
            let by_option = total(&[&format!("--{key}={value}")]);
            assert_eq!(by_book, by_option, "{key}");
            by_book
        });
        assert!(on < off, "{key}");
        assert!([on, off].contains(&usual), "{key}");
    }
    assert!(total(&["--config", "coverage.ignore-regex=[\"f\"]"]) < usual);
    let said = run(
        shop.root(),
        &["coverage", "--config", "coverage.fail-under=99.9"],
        "",
    );
    assert_eq!(said.code, EXIT_FINDINGS);
    assert!(total(&["--everything"]) > usual);
}

#[test]
fn a_change_counts_by_what_it_adds() {
    if tools::git().is_none() {
        return;
    }
    let shop = shop();
    let git = |arguments: &[&str]| git(shop.root(), arguments);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    let said = |arguments: &[&str]| {
        run(
            shop.root(),
            &[&["coverage", "--diff", "HEAD", "--missing"], arguments].concat(),
            "",
        )
    };
    check("no-change.txt", &said(&["--fail-under", "100"]), EXIT_OK);
    shop.write(
        "src/shop/till/coins.py",
        b"def sort(coins): ...\ndef count(coins):\n    \"\"\"Count.\"\"\"\ndef count(coins): ...\n",
    );
    check("change.txt", &said(&["--fail-under", "50"]), EXIT_FINDINGS);
}
