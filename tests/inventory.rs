//! Inventories of other projects: Python's own, which comes with the program, and those of a book.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads files and asks CPython, and may panic"
)]

#[expect(dead_code, reason = "inventories need few tools")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use mdbook_autodoc::inventory::{Body, Inventory, python, write};
use serde_json::Value;
use support::book::{TempBook, differences};
use support::links::files_below;
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// Where Debian has the original of Python's inventory.
const ORIGINAL: &str = "/usr/share/doc/python3.13/html/objects.inv";

/// The lines of the inventory of Python that comes with the program.
fn python_lines() -> String {
    fs::read_to_string(tools::repository().join("src/inventory/python.txt")).unwrap()
}

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
    let taken = directory.path().join("python.txt");
    let script = tools::repository().join("tests/inventory/python.py");
    let status = Command::new("python3")
        .arg(script)
        .arg(ORIGINAL)
        .arg(&taken)
        .status()
        .unwrap();
    assert!(status.success());
    assert!(fs::read_to_string(taken).unwrap() == python_lines());
    let original = read(Path::new(ORIGINAL));
    assert_eq!(
        (original.project, original.version),
        (python().project.clone(), python().version.clone())
    );
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

/// A book of the packages of golden cases, beside a module with names that end as files do.
fn book(options: &str) -> TempBook {
    let config = format!("[book]\ntitle = 'Title'\n[preprocessor.autodoc]\nsource = 'python'\n{options}");
    let book = TempBook::new(&[
        ("book.toml", &config),
        ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
        (
            "pyproject.toml",
            "[project]\nname = 'Some-Names'\nversion = '1.2'\n",
        ),
        (
            "python/hashes.py",
            "class md5:\n    html = 1\n    class md: ...\ndef größe(): ...\n",
        ),
    ]);
    for case in ["kinds", "reexports", "stubs", "synthesised"] {
        let source = tools::repository().join("tests/golden").join(case).join("src");
        for path in files_below(&source) {
            // Two of them have a package called `pkg`.
            let path_here = format!("python/{}", path.replace("pkg/", &format!("{case}_pkg/")));
            book.write(&path_here, &fs::read(source.join(&path)).unwrap());
        }
    }
    book
}

/// Runs the program in a book; it must succeed.
fn run(book: &TempBook, arguments: &[&str]) {
    let output = Command::new(BINARY)
        .args(arguments)
        .current_dir(book.root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn read(path: &Path) -> Inventory {
    let (inventory, problem) = Inventory::read(&fs::read(path).unwrap());
    assert_eq!(problem, None);
    inventory
}

#[test]
fn every_name_of_our_inventory_leads_to_an_anchor() {
    for granularity in ["package", "module", "item"] {
        let book = book(&format!("granularity = '{granularity}'\n"));
        run(&book, &["build"]);
        let inventory = read(&book.output().join("objects.inv"));
        assert_eq!(
            (inventory.project.as_str(), inventory.version.as_str()),
            ("Some-Names", "1.2")
        );
        assert!(inventory.len() > 200, "{}", inventory.len());
        for object in inventory.objects() {
            let location = object.location();
            let (page, anchor) = location.split_once('#').unwrap();
            let html = fs::read_to_string(book.output().join(page)).unwrap_or_default();
            assert!(
                html.contains(&format!("id=\"{anchor}\"")),
                "{granularity}: {object:?}"
            );
        }
    }
}

#[test]
fn our_inventory_has_each_thing_under_all_its_names() {
    let book = book("");
    run(&book, &["build"]);
    let inventory = read(&book.output().join("objects.inv"));
    let all: BTreeMap<_, _> = inventory
        .objects()
        .map(|found| (found.name, (found.kind, found.location())))
        .collect();
    let found = |name: &str| all.get(name).map(|(kind, location)| (*kind, location.as_str()));
    for (name, kind, location) in [
        ("hashes", "py:module", "api/hashes.html#hashes"),
        ("hashes.md5", "py:class", "api/hashes.html#hashes.md5"),
        ("hashes.md5.md", "py:class", "api/hashes.html#hashes.md5.md"),
        (
            "hashes.md5.html",
            "py:attribute",
            "api/hashes.html#hashes.md5.html",
        ),
        ("hashes.größe", "py:function", "api/hashes.html#hashes.größe"),
    ] {
        assert_eq!(found(name), Some((kind, location)), "{name}");
    }
    // From the second of these names to the place that has the first.
    for (documented, alias) in [
        ("reexports_pkg.Thing.twin", "reexports_pkg._impl.core.Thing.twin"),
        ("reexports_pkg.Shown", "reexports_pkg._impl.more.Hidden"),
        ("reexports_pkg.Open.content", "reexports_pkg.public.Open.content"),
    ] {
        let (kind, location) = found(documented).unwrap();
        assert!(location.ends_with(&format!("#{documented}")), "{location}");
        assert_eq!(found(alias), Some((kind, location)), "{alias}");
    }
}

#[test]
fn the_command_writes_the_inventory_that_our_own_build_writes() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let (theirs, ours) = (book(""), book(""));
    let early = Command::new(BINARY)
        .args(["inventory", "write"])
        .arg(theirs.root())
        .output()
        .unwrap();
    assert_eq!(early.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&early.stderr).contains("build the book first"));
    theirs.build(&mdbook);
    run(&theirs, &["inventory", "write"]);
    run(&ours, &["build", "--dest-dir", "elsewhere"]);
    let ours = ours.root().join("elsewhere");
    assert_eq!(differences(&theirs.output(), &ours, 3), <[String; 0]>::default());
    assert!(ours.join("objects.inv").is_file());
}

/// What a script of `tests/oracle` prints, run by a Python that has Sphinx.
fn sphinx(script: &str, arguments: &[&Path]) -> Option<Vec<u8>> {
    let python = tools::python_with_sphinx()?;
    let script = tools::repository().join("tests/oracle").join(script);
    let output = Command::new(python).arg(script).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(output.stdout)
}

#[test]
fn sphinx_reads_our_inventory_as_we_do() {
    let book = book("");
    run(&book, &["build"]);
    let path = book.output().join("objects.inv");
    let Some(printed) = sphinx("sphinx_inventory.py", &[&path]) else {
        return;
    };
    let theirs: BTreeMap<String, BTreeMap<String, [String; 4]>> = serde_json::from_slice(&printed).unwrap();
    let mut ours: BTreeMap<String, BTreeMap<String, [String; 4]>> = BTreeMap::new();
    for object in read(&path).objects() {
        let item = ["Some-Names".into(), "1.2".into(), object.location(), "-".into()];
        ours.entry(object.kind.to_owned())
            .or_default()
            .insert(object.name.to_owned(), item);
    }
    assert_eq!(theirs, ours);
}

#[test]
fn sphinx_reads_the_inventory_of_python_as_we_do() {
    let Inventory { project, version, .. } = python();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("objects.inv");
    fs::write(&path, write(project, version, &Body::new(&python_lines()))).unwrap();
    let Some(printed) = sphinx("sphinx_inventory.py", &[&path]) else {
        return;
    };
    let theirs: BTreeMap<String, BTreeMap<String, [String; 4]>> = serde_json::from_slice(&printed).unwrap();
    let of_theirs = |kind: &str, name: &str| theirs.get(kind)?.get(name);
    let mut count = 0;
    for object in python().objects() {
        let item = of_theirs(object.kind, object.name).unwrap_or_else(|| panic!("{object:?}"));
        let ours = [
            python().project.clone(),
            python().version.clone(),
            object.location(),
        ];
        assert_eq!(
            (&item[..3], item[3].as_str()),
            (&ours[..], object.title.unwrap_or("-"))
        );
        count += 1;
    }
    assert_eq!(theirs.values().map(BTreeMap::len).sum::<usize>(), count);
}

/// Names that sphinx-autoapi lists and we do not, each with the reason.
const NOT_OURS: [(&str, &str); 6] = [
    ("click.ParamType.__class_getitem__", "for type checkers alone"),
    (
        "click.types.ParamType.__class_getitem__",
        "for type checkers alone",
    ),
    ("requests.help.chardet", "`None` where an import fails"),
    ("requests.help.charset_normalizer", "`None` where an import fails"),
    ("requests.help.pyopenssl", "`None` where an import fails"),
    ("requests.utils.proxy_bypass_registry", "on Windows alone"),
];

#[test]
fn our_inventory_has_what_that_of_sphinx_autoapi_has() {
    let directory = tempfile::tempdir().unwrap();
    let mut missing = Vec::new();
    for name in ["click", "requests"] {
        let Some(package) = tools::package(name) else {
            return;
        };
        let package = package.join(name);
        let path = directory.path().join(name);
        if sphinx("autoapi_inventory.py", &[&package, &path]).is_none() {
            return;
        }
        let theirs = read(&path);
        let source = Value::from(package.to_str().unwrap());
        let config = format!("[preprocessor.autodoc]\nsource = {source}\nspecial = 'all'\n");
        let book = TempBook::new(&[
            ("book.toml", &config),
            ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
        ]);
        run(&book, &["build"]);
        let ours = read(&book.output().join("objects.inv"));
        let ours: BTreeMap<_, _> = ours.objects().map(|object| (object.name, object.kind)).collect();
        let of_python = theirs.objects().filter(|object| object.kind.starts_with("py:"));
        let mut count = 0;
        for object in of_python {
            count += 1;
            match ours.get(object.name) {
                Some(kind) if *kind == object.kind => {}
                Some(kind) => panic!("{object:?}: {kind}"),
                None => missing.push(object.name.to_owned()),
            }
        }
        assert!(count > 400, "{count}");
    }
    let expected: Vec<&str> = NOT_OURS.iter().map(|(name, _)| *name).collect();
    assert_eq!(missing, expected);
}
