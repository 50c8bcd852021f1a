//! `mdbook-autodoc dump`: its shape, its options, and whether it says what the source says. Of the last, the judges are
//! CPython's own `ast` (`tests/oracle/compare_with_ast.py`) and griffe's decoder.
//!
//! `SNAPSHOTS=overwrite cargo test --test dump_command` writes the expected dump of `dump_command/src` anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests run programs, may panic, and tell what they counted"
)]

#[expect(dead_code, reason = "the dump needs files and a Python")]
mod support;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mdbook_autodoc::cli::{EXIT_OK, EXIT_USAGE};
use serde_json::Value;
use support::book::TempBook;
use support::links::files_below;
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

fn dump(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.arg("dump").args(arguments).current_dir(directory);
    command.output().unwrap()
}

/// The dump of a run that must end well.
#[track_caller]
fn text(directory: &Path, arguments: &[&str]) -> String {
    let output = dump(directory, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(EXIT_OK.into()), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn json(directory: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&text(directory, arguments)).unwrap()
}

/// The dotted names of all modules of a dump, in the order of their names.
fn modules(dump: &Value) -> Vec<String> {
    fn add(name: &str, module: &Value, found: &mut Vec<String>) {
        found.push(name.to_owned());
        for key in ["members", "shadowed_modules"] {
            for (part, member) in module[key].as_object().into_iter().flatten() {
                if member["kind"] == "module" {
                    add(&format!("{name}.{part}"), member, found);
                }
            }
        }
    }
    let mut found = Vec::new();
    for (name, module) in dump.as_object().unwrap() {
        add(name, module, &mut found);
    }
    found.sort();
    found
}

#[test]
fn the_dump_of_a_package_is_as_expected() {
    let directory = tools::repository().join("tests/dump_command");
    let dump = json(&directory, &["--source", "src/pkg"]);
    let actual = format!("{}\n", serde_json::to_string_pretty(&dump).unwrap());
    let path = directory.join("expected.json");
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(actual, expected);
}

/// A project with something for each filter to leave out.
fn project(book_toml: Option<&str>) -> TempBook {
    let project = TempBook::new(&[
        ("pyproject.toml", "[project]\nname = \"pkg\"\n"),
        (".gitignore", "generated.py\n"),
        ("src/SUMMARY.md", "# Summary\n"),
        ("pkg/__init__.py", ""),
        ("pkg/__main__.py", ""),
        ("pkg/_private.py", "_x = 1\n"),
        ("pkg/generated.py", ""),
        (
            "pkg/large.py",
            "text = 'more than a hundred bytes ..................................................................'\n",
        ),
        ("pkg/plain/data.py", ""),
        ("pkg/tests/__init__.py", ""),
        ("pkg/tests/test_a.py", ""),
        ("pkg/conftest.py", ""),
        ("pkg/not-a-module.py", ""),
    ]);
    if let Some(book_toml) = book_toml {
        project.write("book.toml", book_toml.as_bytes());
    }
    project
}

const EVERYTHING: &[&str] = &[
    "pkg",
    "pkg.__main__",
    "pkg._private",
    "pkg.conftest",
    "pkg.generated",
    "pkg.large",
    "pkg.plain",
    "pkg.plain.data",
    "pkg.tests",
    "pkg.tests.test_a",
];

#[test]
fn without_a_book_only_the_options_leave_something_out() {
    let project = project(None);
    for (arguments, missing) in [
        (vec![], ""),
        (vec!["--source", "pkg"], ""),
        (vec!["."], ""),
        (vec!["--source", "pkg", "--no-cache"], ""),
        (vec!["--source", "pkg", "--max-file-size", "0"], ""),
        (vec!["--source", "pkg", "--max-file-size", "80"], "pkg.large"),
        (
            vec!["--source", "pkg", "--exclude", "tests", "--exclude", "pkg/_p*.py"],
            "pkg._private pkg.tests pkg.tests.test_a",
        ),
    ] {
        let found = modules(&json(project.root(), &arguments));
        let left_out: Vec<&str> = EVERYTHING
            .iter()
            .copied()
            .filter(|name| !found.iter().any(|other| other == name))
            .collect();
        assert_eq!(left_out.join(" "), missing, "{arguments:?}");
        assert_eq!(found.len() + left_out.len(), EVERYTHING.len(), "{found:?}");
    }
    assert!(
        !files_below(project.root())
            .iter()
            .any(|path| path.starts_with(".mdbook-autodoc")),
        "a cache was written"
    );
}

#[test]
fn with_a_book_its_configuration_counts_and_options_add_to_it() {
    let project = project(Some(
        "[book]\ntitle = \"Book\"\n[preprocessor.autodoc]\nsource = \"pkg\"\n[preprocessor.autodoc.performance]\nmax-file-size = 80\n",
    ));
    let small = [
        "pkg",
        "pkg.__main__",
        "pkg._private",
        "pkg.plain",
        "pkg.plain.data",
    ];
    for arguments in [&[][..], &["."], &[".", "--source", "pkg"]] {
        assert_eq!(modules(&json(project.root(), arguments)), small, "{arguments:?}");
    }
    let arguments = [".", "--exclude", "plain", "--max-file-size", "0", "--no-cache"];
    assert_eq!(
        modules(&json(project.root(), &arguments)),
        ["pkg", "pkg.__main__", "pkg._private", "pkg.large"]
    );
    // A source without a book is read whole, whatever stands beside it.
    assert_eq!(modules(&json(project.root(), &["-s", "pkg"])), EVERYTHING);
}

#[test]
fn the_cache_is_where_the_option_says_and_changes_nothing() {
    let project = project(None);
    let cold = text(project.root(), &["--source", "pkg", "--cache-dir", "kept"]);
    assert!(project.root().join("kept/CACHEDIR.TAG").is_file());
    let warm = text(project.root(), &["--source", "pkg", "--cache-dir", "kept"]);
    assert_eq!(cold, warm);
    assert_eq!(cold, text(project.root(), &["--source", "pkg"]));

    let book = "[book]\ntitle = \"Book\"\n[preprocessor.autodoc]\nsource = \"pkg\"\n";
    project.write("book.toml", book.as_bytes());
    text(project.root(), &["--no-cache"]);
    assert!(!project.root().join(".mdbook-autodoc").exists());
    text(project.root(), &[]);
    assert!(project.root().join(".mdbook-autodoc/CACHEDIR.TAG").is_file());
}

#[test]
fn conditions_are_decided_for_the_target() {
    let project = project(None);
    let source = "import sys\nif sys.version_info >= (3, 11):\n    a = 'new'\nelse:\n    a = 'old'\nif sys.platform == 'win32':\n    def b(): ...\n";
    project.write("pkg/_private.py", source.as_bytes());
    let found = |arguments: &[&str]| {
        let dump = json(project.root(), arguments);
        let module = &dump["pkg"]["members"]["_private"];
        let has_b = !module["members"]["b"].is_null();
        let value = module["members"]["a"]["value"].as_str().unwrap().to_owned();
        (value, has_b, module["conditions"]["elsewhere"][0]["name"] == "b")
    };
    let answer = |value: &str, has_b: bool| (value.to_owned(), has_b, !has_b);
    assert_eq!(found(&["-s", "pkg"]), answer("'new'", false));
    let old = ["-s", "pkg", "--target-python", "3.10"];
    assert_eq!(found(&old), answer("'old'", false));
    let windows = ["-s", "pkg", "--target-platform", "win32"];
    assert_eq!(found(&windows), answer("'new'", true));
    // The book says one thing, the command line another.
    let book = "[book]\ntitle = \"Book\"\n[preprocessor.autodoc]\nsource = \"pkg\"\ntarget-python = \"3.10\"\ntarget-platform = \"win32\"\n";
    project.write("book.toml", book.as_bytes());
    assert_eq!(found(&["--no-cache"]), answer("'old'", true));
    let both = [
        "--no-cache",
        "--target-python",
        "3.12",
        "--target-platform",
        "linux",
    ];
    assert_eq!(found(&both), answer("'new'", false));
}

#[test]
fn a_directory_of_many_modules_has_a_key_for_each() {
    let root = TempBook::new(&[
        ("one.py", ""),
        ("docs/part.py", ""),
        ("two/__init__.py", ""),
        ("two/sub/__init__.py", ""),
        ("test/__init__.py", ""),
        ("test/test_one.py", ""),
    ]);
    let found = json(root.root(), &["--source", "."]);
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["docs", "one", "test", "two"]);
    let found = json(root.root(), &["--source", "two/sub"]);
    assert_eq!(modules(&found), ["two.sub"]);
    assert_eq!(found["two.sub"]["name"], "two.sub");
}

#[test]
fn what_cannot_be_dumped_is_refused() {
    let project = project(None);
    for (arguments, message) in [
        (&["--source", "missing"][..], "source `missing` does not exist"),
        (&["missing"], "`missing` is not a directory"),
        (&["--source", "pkg", "--exclude", "a["], "is not a valid pattern"),
        (&["--no-cache", "--cache-dir", "x"], "cannot be used with"),
        (&["--target-python", "3"], "a version of Python with two numbers"),
        (&["--target-platform", "windows"], "did you mean `win32`?"),
    ] {
        let output = dump(project.root(), arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(EXIT_USAGE.into()), "{said}");
        assert!(said.contains(message), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn findings_go_to_standard_error_and_fail_nothing() {
    let project = project(None);
    project.write("pkg/broken.py", b"def f(:\n");
    let output = dump(project.root(), &["--source", "pkg"]);
    assert_eq!(output.status.code(), Some(EXIT_OK.into()));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("pkg/broken.py:1:"), "{said}");
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let project = project(None);
    let members: String = (0..20_000)
        .map(|number| format!("x{number} = {number}\n"))
        .collect();
    project.write("pkg/many.py", members.as_bytes());
    let mut command = Command::new(BINARY);
    command
        .args(["dump", "--source", "pkg"])
        .current_dir(project.root());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(&first, b"{");
    assert_eq!(output.status.code(), Some(EXIT_OK.into()));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let Some(rich) = tools::package("rich") else {
        return;
    };
    let dumps = [1, 2, 7].map(|workers| {
        let book = format!(
            "[book]\ntitle = \"Book\"\n[preprocessor.autodoc]\nsource = '{}'\n[preprocessor.autodoc.performance]\nmax-workers = {workers}\ncache = false\n",
            rich.join("rich").display()
        );
        let book = TempBook::new(&[("book.toml", &book), ("src/SUMMARY.md", "# Summary\n")]);
        // The paths of files are relative to the book, which stands elsewhere each time.
        text(book.root(), &["."]).replace(book.root().to_str().unwrap(), "")
    });
    assert!(dumps[0].len() > 1_000_000);
    assert!(dumps[0] == dumps[1] && dumps[0] == dumps[2]);
}

/// Loads a dump with griffe, and tells the paths of what is there.
const DECODE: &str = r#"
import inspect, json, sys, griffe
text = open(sys.argv[1]).read()
decoded = json.loads(text, object_hook=griffe.json_decoder)
def paths(members, above):
    for name, member in members.items():
        path = f"{above}.{name}" if above else name
        yield path, member
        yield from paths(member.get("members", {}), path)
raw = json.loads(text)
count = 0
for path, member in paths(raw, ""):
    top, *rest = path.split(".")
    found = decoded[top].get_member(rest) if rest else decoded[top]
    if member["kind"] == "alias":
        assert found.is_alias and found.target_path == member["target_path"], (path, found)
        line = found.alias_lineno
    else:
        line = found.lineno
        assert found.kind.value == member["kind"], (path, found)
        docstring = found.docstring and found.docstring.value
        written = member.get("docstring", {"value": ""})["value"]
        # griffe cleans what it is given once more.
        assert (docstring or "") == inspect.cleandoc(written.rstrip()), (path, docstring)
    assert (found.path, line) == (path, member.get("lineno")), (path, found)
    count += 1
for name, module in raw.items():
    assert griffe.Module.from_json(json.dumps(module)).as_dict().keys() >= {"members", "filepath"}, name
print(count)
"#;

#[test]
fn griffe_loads_every_object() {
    let Some(python) = tools::python() else { return };
    let own = tools::repository().join("tests/dump_command/src/pkg");
    let packages = ["rich/rich", "click/click", "attrs/attr", "pydantic/pydantic"];
    let packages = packages.iter().filter_map(|path| {
        let (distribution, package) = path.split_once('/')?;
        Some(tools::package(distribution)?.join(package))
    });
    for source in packages.chain([own]) {
        let directory = TempBook::new(&[]);
        directory.write(
            "dump.json",
            text(directory.root(), &["--source", source.to_str().unwrap()]).as_bytes(),
        );
        let mut decode = Command::new(&python);
        let output = decode
            .args(["-c", DECODE, "dump.json"])
            .current_dir(directory.root())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", source.display());
        let count: usize = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
        assert!(count > 20, "{}: {count}", source.display());
    }
}

/// What `compare_with_griffe.py` says of a package: how many differences each of its rules explains.
fn compared_with_griffe(
    python: &Path,
    directory: &Path,
    package: &str,
    explained: &mut BTreeMap<String, u64>,
) {
    let work = TempBook::new(&[]);
    work.write("dump.json", text(directory, &["--source", package]).as_bytes());
    let mut command = Command::new(python);
    command.arg(tools::repository().join("tests/oracle/compare_with_griffe.py"));
    command
        .arg(work.root().join("dump.json"))
        .arg(directory)
        .arg(package);
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{package}: {errors}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["unexplained"], serde_json::json!([]), "{package}");
    for rule in said["rules"].as_array().unwrap() {
        let rule = rule.as_str().unwrap();
        let count = said["explained"][rule].as_u64().unwrap_or_default();
        *explained.entry(rule.to_owned()).or_default() += count;
    }
}

#[test]
fn every_difference_from_griffe_has_a_reason() {
    let (Some(python), Some(attrs)) = (tools::python(), tools::package("attrs")) else {
        return;
    };
    // The stubs of attrs replace what the source says.
    let without_stubs = TempBook::new(&[]);
    for path in files_below(&attrs) {
        if path.rsplit('.').next() != Some("pyi") {
            without_stubs.write(&path, &std::fs::read(attrs.join(&path)).unwrap());
        }
    }
    let mut explained = BTreeMap::new();
    compared_with_griffe(&python, without_stubs.root(), "attr", &mut explained);
    for package in ["click", "rich"] {
        let Some(directory) = tools::package(package) else {
            return;
        };
        compared_with_griffe(&python, &directory, package, &mut explained);
    }
    let unused: Vec<_> = explained.iter().filter(|(_, count)| **count == 0).collect();
    assert!(unused.is_empty(), "these rules explain nothing: {unused:?}");
    println!("{explained:?}");
}

/// What `compare_with_ast.py` says of a source.
fn compared(python: &Path, source: &Path) -> String {
    let directory = TempBook::new(&[]);
    let dump = text(directory.root(), &["--source", source.to_str().unwrap()]);
    directory.write("dump.json", dump.as_bytes());
    let mut command = Command::new(python);
    let output = command
        .args(["-W", "ignore"])
        .arg(tools::repository().join("tests/oracle/compare_with_ast.py"))
        .arg(directory.root().join("dump.json"))
        .arg(source)
        .args(["--show", "1000"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains(" facts, "),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

#[track_caller]
fn is_right(distribution: &str, packages: &[&str]) {
    let (Some(python), Some(directory)) = (tools::python_3_12(), tools::package(distribution)) else {
        return;
    };
    for package in packages {
        let said = compared(&python, &directory.join(package));
        assert!(said.contains(" 0 wrong, 100.0000% right"), "{said}");
    }
}

#[test]
fn the_dumps_of_packages_say_what_the_sources_say() {
    is_right("attrs", &["attr", "attrs"]);
    is_right("click", &["click"]);
    is_right("jinja2", &["jinja2"]);
    is_right("pydantic", &["pydantic"]);
    is_right("requests", &["requests"]);
    is_right("rich", &["rich"]);
    is_right("urllib3", &["urllib3"]);
}

/// The directory of the standard library of an interpreter. Debian keeps most of `test` in a package of its own.
fn standard_library(python: &Path) -> PathBuf {
    let code = "import os; print(os.path.dirname(os.__file__))";
    let output = Command::new(python).args(["-c", code]).output().unwrap();
    let library = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    if !library.join("test/test_grammar.py").exists() {
        let message = format!(
            "`{}` is without its tests; `tests/run` installs them",
            library.display()
        );
        assert!(std::env::var_os("CI").is_none(), "{message}");
        println!("notice: {message}");
    }
    library
}

#[test]
fn the_dump_of_the_standard_library_says_what_the_source_says() {
    let python = PathBuf::from("python3");
    let library = standard_library(&python);
    let said = compared(&python, &library);
    assert!(said.contains(" 0 wrong, 100.0000% right"), "{said}");
    println!("{}", said.lines().last().unwrap());
}
