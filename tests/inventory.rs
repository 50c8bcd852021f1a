//! Inventories of other projects: Python's own, which comes with the program, and those of a book.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the test reads files and asks CPython, and may panic"
)]

#[expect(dead_code, reason = "inventories need few tools")]
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use mdbook_autodoc::inventory::{Inventory, python};
use support::tools;

/// Where Debian has the original of Python's inventory.
const ORIGINAL: &str = "/usr/share/doc/python3.13/html/objects.inv";

fn names_of_kind(kind: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let objects = python().objects().filter(|object| kind(object.kind));
    objects.map(|object| object.name.to_owned()).collect()
}

/// What a CPython prints, line by line.
fn printed(program: &str) -> BTreeSet<String> {
    let output = Command::new("python3").args(["-c", program]).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_inventory_of_python_is_what_the_script_takes_from_the_original() {
    if !Path::new(ORIGINAL).is_file() {
        println!("notice: skipped, `{ORIGINAL}` is missing; the package python3.13-doc has it");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let taken = directory.path().join("python.inv");
    let script = tools::repository().join("tests/inventory/python.py");
    let status = Command::new("python3")
        .arg(script)
        .arg(ORIGINAL)
        .arg(&taken)
        .status()
        .unwrap();
    assert!(status.success());
    let (taken, problem) = Inventory::read(&std::fs::read(taken).unwrap());
    assert_eq!(problem, None);
    assert!(taken == *python());
}

#[test]
fn the_inventory_of_python_has_every_built_in_class_and_exception() {
    let classes = printed(
        "import builtins\n\
         for name, value in vars(builtins).items():\n    \
             if isinstance(value, type) and name == value.__name__ and not name.startswith('_'): print(name)",
    );
    assert!(classes.len() > 80, "{classes:?}");
    let documented = names_of_kind(|kind| matches!(kind, "py:class" | "py:exception" | "py:function"));
    let missing: Vec<_> = classes.difference(&documented).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_inventory_of_python_has_every_module_that_is_not_private() {
    let modules = printed(
        "import sys\n\
         for name in sys.stdlib_module_names:\n    \
             if not name.startswith('_'): print(name)",
    );
    assert!(modules.len() > 150, "{modules:?}");
    let mut documented = names_of_kind(|kind| kind == "py:module");
    // A package may be documented by its modules alone.
    let packages = documented
        .iter()
        .filter_map(|name| Some(name.split_once('.')?.0.to_owned()));
    documented.extend(packages.collect::<Vec<_>>());
    let missing: BTreeSet<_> = modules.difference(&documented).map(String::as_str).collect();
    // What `python3` may still have, and Python's documentation speaks of no more or never did.
    let known = [
        "antigravity",
        "genericpath",
        "idlelib",
        "lib2to3",
        "nt",
        "ntpath",
        "nturl2path",
        "opcode",
        "posixpath",
        "pydoc_data",
        "pyexpat",
        "sre_compile",
        "sre_constants",
        "sre_parse",
        "this",
    ];
    let unexpected: Vec<_> = missing.iter().filter(|name| !known.contains(name)).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
}

#[test]
fn every_public_class_of_typing_and_collections_abc_is_documented() {
    let names = printed(
        "import collections.abc, typing\n\
         for module in collections.abc, typing:\n    \
             for name in module.__all__: print(f'{module.__name__}.{name}')",
    );
    let documented = names_of_kind(|kind| kind.starts_with("py:"));
    let missing: Vec<_> = names.difference(&documented).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
