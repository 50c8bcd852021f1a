//! What the source says of a class is what it is at run time: constructors, fields, members of enumerations and keys of
//! `TypedDict`s, for every class of real packages, of the standard library and of our own golden case.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may panic, and tell what they counted"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::driver;
use mdbook_autodoc::model::{Item, ParameterKind};
use mdbook_autodoc::resolve::{Hierarchy, Project, Shape, ShapeKind, Synthesis};
use serde_json::{Value, json};
use support::tools;

/// Every class of the project by its full name, with its shape.
fn shapes(project: &Project) -> BTreeMap<String, Option<Shape>> {
    let synthesis = Synthesis::new(Arc::new(Hierarchy::new(project)));
    let mut found = BTreeMap::new();
    for (module, facts) in project.modules.iter().enumerate() {
        let name = facts.name().to_string();
        let mut open: Vec<(String, &Item)> = Vec::new();
        let members = facts.facts.module.members.iter();
        open.extend(members.map(|item| (format!("{name}.{}", item.name), item)));
        while let Some((path, item)) = open.pop() {
            if item.class().is_none() {
                continue;
            }
            let members = item.members().iter();
            open.extend(members.map(|member| (format!("{path}.{}", member.name), member)));
            found.insert(path, synthesis.shape(module, item.id));
        }
    }
    found
}

fn load(source: &Path) -> Project {
    let options = json!({
        "source": source.to_string_lossy(),
        "exclude": ["test", "tests", "idlelib", "lib2to3", "site-packages", "turtledemo"],
        "performance": { "cache": false },
    });
    let settings = Settings::new(Config::from_value(options).unwrap(), Path::new("/"));
    driver::load(&settings).unwrap().project
}

fn kind(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::PositionalOnly => "POSITIONAL_ONLY",
        ParameterKind::PositionalOrKeyword => "POSITIONAL_OR_KEYWORD",
        ParameterKind::VarPositional => "VAR_POSITIONAL",
        ParameterKind::KeywordOnly => "KEYWORD_ONLY",
        ParameterKind::VarKeyword => "VAR_KEYWORD",
    }
}

fn constructor(shape: &Shape) -> Value {
    let Some(constructor) = &shape.constructor else {
        return Value::Null;
    };
    let parameters = constructor.function.parameters.iter().skip(1);
    parameters
        .map(|found| json!([found.name, kind(found.kind), found.default.is_some()]))
        .collect()
}

/// The facts that the source gives, under the names that the script uses.
fn facts(shape: Option<&Shape>) -> BTreeMap<&'static str, Value> {
    let mut facts = BTreeMap::new();
    let Some(shape) = shape else {
        facts.insert("constructor", Value::Null);
        facts.insert("fields", Value::Null);
        return facts;
    };
    let keys = |is_required: bool| {
        let keys = shape
            .fields
            .iter()
            .filter(|field| field.key.is_some_and(|key| key.is_required == is_required));
        let mut keys: Vec<&str> = keys.map(|field| field.name.as_str()).collect();
        keys.sort_unstable();
        json!(keys)
    };
    match shape.kind {
        ShapeKind::Enum | ShapeKind::Flag => {
            let names: Vec<&str> = shape.members.iter().map(|member| member.name.as_str()).collect();
            let aliases = shape
                .members
                .iter()
                .filter_map(|member| Some((&member.name, member.alias_of.as_ref()?)));
            facts.insert("members", json!(names));
            facts.insert("aliases", json!(aliases.collect::<BTreeMap<_, _>>()));
        }
        ShapeKind::TypedDict => {
            facts.insert("required", keys(true));
            facts.insert("optional", keys(false));
        }
        kind => {
            let names: Vec<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
            let is_heir = matches!(kind, ShapeKind::DataclassHeir | ShapeKind::NamedTupleHeir);
            facts.insert("constructor", constructor(shape));
            facts.insert("fields", if is_heir { Value::Null } else { json!(names) });
        }
    }
    facts
}

/// The members whose number the source gives otherwise than run time does.
fn wrong_numbers(shape: Option<&Shape>, numbers: &Value) -> Vec<String> {
    let members = shape.map(|shape| shape.members.as_slice()).unwrap_or_default();
    let number = |text: &str| text.parse::<i64>().ok();
    let wrong = members.iter().filter(|member| {
        let ours = member.value.as_ref().and_then(|value| number(&value.text));
        let theirs = numbers[&member.name].as_i64();
        ours.is_some() && theirs.is_some() && ours != theirs
    });
    wrong.map(|member| member.name.clone()).collect()
}

fn run_time(directory: &Path, names: &[&str], needs: &[&str]) -> Option<BTreeMap<String, Value>> {
    let python = tools::python_with(needs)?;
    let script = tools::repository().join("tests/runtime/describe.py");
    let output = Command::new(python)
        .arg(script)
        .arg(directory)
        .args(names)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What is compared.
struct Case<'c> {
    /// The directory that is first on Python's path, and the source.
    directory: PathBuf,
    /// The modules and packages that are imported.
    names: &'c [&'c str],
    /// What else they import, which has to be there.
    needs: &'c [&'c str],
    /// The facts that differ for a reason: how they begin, and the reason.
    reasons: &'c [(&'c str, &'c str)],
    /// So many facts that say more than "nothing" there are at least.
    facts: usize,
    /// So many modules with `__all__` there are at least.
    lists: usize,
}

/// How `__all__` of a module differs from what it is at run time.
fn wrong_exports(project: &Project, module: usize, truth: &Value) -> Option<String> {
    let (is_partial, _) = project.unread_exports(module);
    if is_partial {
        return Some("is read in part".to_owned());
    }
    let found = project.exports(module);
    // A name that is listed twice is exported once.
    let mut expected: Vec<&str> = Vec::new();
    for name in truth.as_array()?.iter().filter_map(Value::as_str) {
        if !expected.contains(&name) {
            expected.push(name);
        }
    }
    let is_right = found.is_some_and(|found| found == expected);
    (!is_right).then(|| format!("is {found:?}, at run time {expected:?}"))
}

/// The facts of one class that are not as at run time, and the number of those that say anything.
fn differences(name: &str, shape: Option<&Shape>, truth: &Value) -> (Vec<String>, usize) {
    let ours = facts(shape);
    let truth = truth.as_object().unwrap();
    let is_compared = |fact: &str| !matches!(fact, "numbers" | "unknown");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (fact, expected) in truth.iter().filter(|(fact, _)| is_compared(fact)) {
        let found = ours.get(fact.as_str()).unwrap_or(&Value::Null);
        compared += usize::from(!expected.is_null());
        if found != expected {
            wrong.push(format!("{name} {fact}: {found}, at run time {expected}"));
        }
    }
    // Run time lists no fields of classes that others than the known libraries make.
    let invented = ours.iter().filter(|(fact, found)| {
        let may_be_silent =
            matches!(**fact, "fields") || **fact == "constructor" && truth.contains_key("unknown");
        !truth.contains_key(**fact) && !found.is_null() && !may_be_silent
    });
    wrong.extend(invented.map(|(fact, found)| format!("{name} {fact}: {found}, at run time nothing")));
    let numbers = wrong_numbers(shape, &truth.get("numbers").cloned().unwrap_or_default());
    wrong.extend(numbers.iter().map(|member| format!("{name} number of {member}")));
    (wrong, compared)
}

fn check(case: &Case<'_>) {
    let Some(truth) = run_time(&case.directory, case.names, case.needs) else {
        return;
    };
    let project = load(&case.directory);
    let shapes = shapes(&project);
    let (mut wrong, mut classes, mut facts, mut lists) = (Vec::new(), 0, 0, 0);
    for (name, truth) in &truth {
        if let Some(module) = name.strip_suffix(".__all__") {
            // A module that is made while another runs, or compiled, stands in no source.
            let Some(index) = project.find(module) else {
                continue;
            };
            lists += 1;
            wrong.extend(
                wrong_exports(&project, index, &truth["exports"]).map(|found| format!("{name} {found}")),
            );
            continue;
        }
        // A class that is made while the module runs stands in no source.
        let Some(shape) = shapes.get(name) else { continue };
        let (differing, compared) = differences(name, shape.as_ref(), truth);
        wrong.extend(differing);
        classes += 1;
        facts += compared;
    }
    let differ = wrong.len();
    println!(
        "{:?}: {classes} classes, {facts} facts, {lists} lists of exports, {differ} differ",
        case.names
    );
    let explains = |prefix: &str| wrong.iter().any(|found| found.starts_with(prefix));
    let unused: Vec<_> = case
        .reasons
        .iter()
        .filter(|(prefix, _)| !explains(prefix))
        .collect();
    assert!(
        unused.is_empty(),
        "these reasons explain nothing any more: {unused:?}"
    );
    wrong.retain(|found| !case.reasons.iter().any(|(prefix, _)| found.starts_with(prefix)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(facts >= case.facts, "only {facts} facts were compared");
    assert!(lists >= case.lists, "only {lists} lists of exports were compared");
}

fn check_package(
    distribution: &str,
    names: &[&str],
    needs: &[&str],
    reasons: &[(&str, &str)],
    [facts, lists]: [usize; 2],
) {
    if let Some(directory) = tools::package(distribution) {
        check(&Case {
            directory,
            names,
            needs,
            reasons,
            facts,
            lists,
        });
    }
}

#[test]
fn our_own_case_is_as_at_run_time() {
    check(&Case {
        directory: tools::repository().join("tests/golden/synthesised/src"),
        names: &["classes", "enums", "functional", "transforms", "libraries"],
        needs: &[
            "attrs",
            "msgspec",
            "pydantic",
            "sqlalchemy.orm",
            "typing_extensions",
        ],
        reasons: &[],
        facts: 100,
        lists: 0,
    });
}

#[test]
fn attrs_is_as_at_run_time() {
    let by_hand = [(
        "attr._make._CountingAttr fields",
        "`__attrs_attrs__` is written out in its body",
    )];
    check_package("attrs", &["attr", "attrs"], &[], &by_hand, [30, 3]);
}

#[test]
fn pydantic_is_as_at_run_time() {
    let needs = [
        "pydantic_core",
        "typing_extensions",
        "typing_inspection",
        "annotated_types",
    ];
    let for_checkers = [(
        "pydantic.v1.networks.Parts ",
        "a `TypedDict` for type checkers, and a plain `dict` when it runs",
    )];
    check_package("pydantic", &["pydantic"], &needs, &for_checkers, [100, 30]);
}

#[test]
fn rich_is_as_at_run_time() {
    check_package("rich", &["rich"], &["pygments", "markdown_it"], &[], [50, 1]);
}

#[test]
fn urllib3_is_as_at_run_time() {
    check_package("urllib3", &["urllib3"], &[], &[], [10, 5]);
}

#[test]
fn the_standard_library_is_as_at_run_time() {
    let Some(python) = tools::python() else { return };
    let output = Command::new(python)
        .args(["-c", "import os; print(os.path.dirname(os.__file__))"])
        .output()
        .unwrap();
    check(&Case {
        directory: PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()),
        names: &["--stdlib"],
        needs: &[],
        reasons: &[
            (
                "dis.__all__",
                "takes the list of `opcode` under a name that it deletes",
            ),
            ("distutils.core.__all__", "setuptools takes its place"),
            ("multiprocessing.__all__", COMPUTED),
            ("os.__all__", COMPUTED),
            ("pickle.__all__", COMPUTED),
            ("socket.__all__", COMPUTED),
            ("subprocess.__all__", "has more where `msvcrt` can be imported"),
            ("token.__all__", COMPUTED),
            ("tokenize.__all__", COMPUTED),
            ("types.__all__", COMPUTED),
        ],
        facts: 100,
        lists: 200,
    });
}

/// Why a list of exports is read in part.
const COMPUTED: &str = "is computed when the module runs, and said to be";
