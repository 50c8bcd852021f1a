//! Files that are made to break a parser, and snippets of every syntax that Python has: `oracle/hostile_inputs.json`
//! and `oracle/valid_syntax.json`. CPython says which of them are Python.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests run programs and may panic"
)]

#[expect(dead_code, reason = "these tests need a directory and a Python")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::book::TempBook;
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// More megabytes than this no file may take.
const MOST_MEGABYTES: u64 = 800;

/// What takes longer than this hangs. It says nothing of speed.
const PATIENCE: Duration = Duration::from_mins(5);

/// How CPython speaks of the limits of its own parser, which say nothing of the text.
const LIMITS: &[&str] = &[
    "MemoryError",
    "RecursionError",
    "SyntaxError too many nested",
    "IndentationError too many levels of indentation",
];

/// What CPython refuses and we let pass, and why.
const LET_PASS: &[(&str, &str)] = &[(
    "await",
    "the grammar takes an `await` of an `await`, and nothing is defined by it",
)];

/// The output of a program that must come to an end.
fn finished(command: &mut Command) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.unwrap();
    let id = child.id();
    let waiting = std::thread::spawn(move || child.wait_with_output().unwrap());
    let start = Instant::now();
    while !waiting.is_finished() {
        if start.elapsed() > PATIENCE {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
            panic!("{command:?} hangs");
        }
        sleep(Duration::from_millis(20));
    }
    waiting.join().unwrap()
}

/// Makes the hostile files below a directory, dumps each, and tells what `oracle/hostile.py` says.
fn hostile(directory: &Path) -> Option<BTreeMap<String, Value>> {
    let mut command = Command::new(tools::python_3_12()?);
    let script = tools::repository().join("tests/oracle/hostile.py");
    let output = finished(command.arg(script).arg(BINARY).arg(directory));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn hostile_files_are_dumped_in_bounded_memory_and_reported() {
    let directory = TempBook::new(&[]);
    let Some(found) = hostile(directory.root()) else {
        return;
    };
    assert_eq!(found.len(), 57);
    let mut wrong = Vec::new();
    for (name, run) in &found {
        let (said, verdict) = (run["said"].as_str().unwrap(), run["cpython"].as_str().unwrap());
        println!("{name}: {} s, {} MB", run["seconds"], run["megabytes"]);
        if run["code"] != 0 {
            wrong.push(format!("{name}: exit code {}: {said}", run["code"]));
        }
        if run["megabytes"].as_u64().unwrap() > MOST_MEGABYTES {
            wrong.push(format!("{name}: {} MB", run["megabytes"]));
        }
        let dump = directory.root().join(format!("{}/dump.json", run["number"]));
        let dump: Value = serde_json::from_slice(&fs::read(dump).unwrap()).unwrap_or_default();
        let is_there = dump["pkg"]["members"]["hostile"]["kind"] == "module";
        if !is_there {
            wrong.push(format!("{name}: the module is missing"));
        }
        let is_flagged = said.contains("error[");
        let is_limit = LIMITS.iter().any(|limit| verdict.starts_with(limit));
        let passes = LET_PASS.iter().any(|(known, _)| known == name);
        let is_right = is_limit || passes != (is_flagged != verdict.is_empty());
        if !is_right {
            wrong.push(format!("{name}: CPython says `{verdict}`, we say `{said}`"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn hostile_files_become_a_book() {
    let Some(python) = tools::python_3_12() else {
        return;
    };
    let book = TempBook::new(&[
        (
            "book.toml",
            "[book]\ntitle = \"Book\"\n[preprocessor.autodoc]\nsource = \"pkg\"\n[preprocessor.autodoc.performance]\nmax-file-size = 0\n",
        ),
        ("src/SUMMARY.md", "# Summary\n- [API]()\n"),
        (
            "pkg/__init__.py",
            "\"\"\"A package of files that are hard to read.\"\"\"\n",
        ),
    ]);
    let make = "import json, sys\nfor number, code in enumerate(json.load(open(sys.argv[1])).values()):\n    \
                scope = {}\n    exec(code, scope)\n    \
                open(f'pkg/hostile_{number}.py', 'wb').write(scope['x'].encode('latin-1'))\n";
    let inputs = tools::repository().join("tests/oracle/hostile_inputs.json");
    let mut command = Command::new(python);
    command.args(["-c", make]).arg(inputs).current_dir(book.root());
    assert!(finished(&mut command).status.success());
    let output = finished(Command::new(BINARY).args(["build", "."]).current_dir(book.root()));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let undecodable = said.matches("error[undecodable-source]").count();
    assert_eq!(undecodable, 2, "{said}");
    for number in 0..57 {
        let page = book.output().join(format!("api/pkg/hostile_{number}.html"));
        let page = fs::read_to_string(page).unwrap();
        let title = format!("id=\"pkg.hostile_{number}\"");
        assert!(
            page.contains(&title) && page.len() < 2_000_000,
            "{number}: {} bytes",
            page.len()
        );
    }
}

/// Snippets that CPython 3.14 refuses: Python 3.15 will have them.
const OF_3_15: &[&str] = &["lazy import 3.15", "dict comp unpack 3.15 pep798"];

/// Snippets that are flagged though CPython 3.14 takes them, and why.
const FLAGGED: &[(&str, &str)] = &[];

/// Snippets that a CPython at hand refuses, and what they define. The grammar takes those that are no Python for what
/// their strings or arguments say; the others need a newer CPython than 3.12.
const REFUSED: &[(&str, &str)] = &[
    ("tstr", ""),
    ("tstr raw", ""),
    ("pep695 class", "A"),
    ("pep696 default", "A"),
    ("pep758 except", ""),
    ("pep758 except*", ""),
    ("lazy import 3.15", ""),
    ("dict comp unpack 3.15 pep798", ""),
    // An unknown name in `\N{…}`.
    ("fstr named unicode", ""),
    // Bytes beside text.
    ("strings prefixes", ""),
    ("string concat", "x"),
    // `*b` after `**k`.
    ("slice of call kwargs", "A"),
];

/// Prints the modules that this CPython cannot parse.
const LIST_REFUSED: &str = "
import ast, pathlib, sys, warnings
warnings.simplefilter('ignore')
for path in sorted(pathlib.Path(sys.argv[1]).glob('s*.py')):
    try: ast.parse(path.read_bytes())
    except (SyntaxError, ValueError): print(path.stem)
";

#[test]
fn every_syntax_is_read_and_only_what_is_not_python_is_flagged() {
    let Some(python) = tools::python_3_12() else {
        return;
    };
    let oracle = tools::repository().join("tests/oracle");
    let snippets = fs::read_to_string(oracle.join("valid_syntax.json")).unwrap();
    let snippets: BTreeMap<String, String> = serde_json::from_str(&snippets).unwrap();
    assert_eq!(snippets.len(), 160);
    let directory = TempBook::new(&[("pkg/__init__.py", "")]);
    let names: Vec<&str> = snippets.keys().map(String::as_str).collect();
    for (number, source) in snippets.values().enumerate() {
        directory.write(&format!("pkg/s{number:03}.py"), source.as_bytes());
    }
    let run = |command: &mut Command| finished(command.current_dir(directory.root()));
    let name = |module: &str| names[module.trim_start_matches('s').parse::<usize>().unwrap()];

    let dump = run(Command::new(BINARY).args(["dump", "--source", "pkg"]));
    assert_eq!(dump.status.code(), Some(0));
    let said = String::from_utf8(dump.stderr).unwrap();
    let flagged: BTreeSet<&str> = said
        .lines()
        .filter(|line| line.contains("error["))
        .filter_map(|line| Some(name(line.strip_prefix("pkg/")?.split_once(".py:")?.0)))
        .collect();
    let expected = OF_3_15.iter().chain(FLAGGED.iter().map(|(name, _)| name));
    assert_eq!(flagged, expected.copied().collect(), "{said}");

    let refused = run(Command::new(&python).args(["-c", LIST_REFUSED, "pkg"]));
    let refused = String::from_utf8(refused.stdout).unwrap();
    let parsed: Value = serde_json::from_slice(&dump.stdout).unwrap();
    for module in refused.lines() {
        let known = REFUSED.iter().find(|(known, _)| *known == name(module));
        let (_, expected) = known.unwrap_or_else(|| panic!("{} is not Python", name(module)));
        let members = parsed["pkg"]["members"][module]["members"].as_object().unwrap();
        let members: Vec<&str> = members.keys().map(String::as_str).collect();
        assert_eq!(members.join(" "), *expected, "{}", name(module));
    }
    directory.write("dump.json", &dump.stdout);
    let mut compare = Command::new(&python);
    compare
        .args(["-W", "ignore"])
        .arg(oracle.join("compare_with_ast.py"));
    let compared = run(compare.args(["dump.json", "pkg", "--show", "100"]));
    let compared = String::from_utf8(compared.stdout).unwrap();
    assert!(compared.contains(" 0 wrong, 100.0000% right"), "{compared}");
}
