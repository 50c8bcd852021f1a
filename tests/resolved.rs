//! What names lead to is what they lead to at run time: the packages are imported, and objects compared. And every
//! definition has one place, with all its public names.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may panic, read files and tell what they counted"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::path::Path;
use std::process::Command;

use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::driver;
use mdbook_autodoc::resolve::{Api, Target};
use serde_json::json;
use support::tools;

/// The packages that `tests/run` installs to run, and how many facts about imports each has at least.
const PACKAGES: &[(&str, usize)] = &[
    ("attr", 40),
    ("click", 150),
    ("docutils", 250),
    ("jinja2", 150),
    ("pydantic", 600),
    ("requests", 130),
    ("rich", 350),
    ("urllib3", 150),
];

/// What is otherwise at run time: how the name begins, and why.
const EXPLAINED: &[(&str, &str)] = &[
    (
        "docutils.languages.overload",
        "the package has a stand-in for what type checkers import from `typing`",
    ),
    (
        "docutils.parsers.rst.languages.overload",
        "the package has a stand-in for what type checkers import from `typing`",
    ),
    (
        "docutils.utils._roman_numerals.final",
        "the package has a stand-in for what type checkers import from `typing`",
    ),
    (
        "pydantic._internal._model_construction.PydanticModel",
        "type checkers see functions where there are mere markers at run time",
    ),
    (
        "requests.__",
        "the module `requests.__version__` has the name of an attribute, and the script does not look for it",
    ),
    (
        "requests.help.requests_version",
        "the module `requests.__version__` has the name of an attribute, and the script does not look for it",
    ),
    (
        "requests.utils.__version__",
        "the module `requests.__version__` has the name of an attribute, and the script does not look for it",
    ),
];

/// What the script says of imports: the number of facts, and the names that are wrong.
fn compared(python: &Path, package: &str) -> (usize, Vec<String>) {
    let find = format!(
        "import {package}, os, sys; print(os.path.dirname({package}.__file__))\nprint(sys.version_info[:2])"
    );
    let found = Command::new(python).args(["-c", &find]).output().unwrap();
    let found = String::from_utf8(found.stdout).unwrap();
    let (source, version) = found.trim().split_once('\n').unwrap();
    let version = version.trim_matches(['(', ')']).replace(", ", ".");
    let dump = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args([
            "dump",
            "--resolved",
            "--target-python",
            &version,
            "--source",
            source,
        ])
        .output()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("dump.json");
    std::fs::write(&file, dump.stdout).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/compare_with_runtime.py");
    let output = Command::new(python)
        .arg(script)
        .arg(&file)
        .args([package, "--show", "100000"])
        .current_dir(directory.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let line = printed.lines().find(|line| line.starts_with("alias: ")).unwrap();
    let (counts, examples) = line.split_once("   e.g. ").unwrap_or((line, ""));
    let facts = counts
        .split_whitespace()
        .find_map(|word| word.parse().ok())
        .unwrap();
    let names = examples
        .split(" | ")
        .filter_map(|example| Some(example.split_once(": ")?.0.to_owned()));
    println!("{package}: {counts}");
    (facts, names.collect())
}

#[test]
fn imports_lead_to_what_python_finds() {
    let names: Vec<&str> = PACKAGES.iter().map(|(name, _)| *name).collect();
    let Some(python) = tools::python_with(&names) else {
        return;
    };
    let mut unused: Vec<&str> = EXPLAINED.iter().map(|(start, _)| *start).collect();
    for (package, least) in PACKAGES {
        let (facts, wrong) = compared(&python, package);
        assert!(facts >= *least, "{package}: {facts} facts");
        unused.retain(|start| !wrong.iter().any(|name| name.starts_with(start)));
        let explained = |name: &String| EXPLAINED.iter().any(|(start, _)| name.starts_with(start));
        let wrong: Vec<String> = wrong.into_iter().filter(|name| !explained(name)).collect();
        assert!(wrong.is_empty(), "{package}: {wrong:#?}");
    }
    assert!(unused.is_empty(), "nothing is explained by {unused:?}");
}

/// The modules of a small program.
const PROGRAM: &[(&str, &str)] = &[
    (
        "shop/__init__.py",
        "from .core import Order as Order, Line as Row, ship\nfrom ._stock import *\nfrom .listed import *\n",
    ),
    (
        "shop/core.py",
        "class Order:\n    def pay(self): ...\nclass Line: ...\ndef ship(): ...\n",
    ),
    ("shop/_stock.py", "def count(): ...\nclass Shelf: ...\n"),
    ("shop/listed.py", "__all__ = ['price']\ndef price(): ...\n"),
    (
        "shop/tools/__init__.py",
        "__all__ = ['Shelf', 'weigh', 'Order']\nfrom shop._stock import Shelf\nfrom .scales import weigh\nfrom ..core import Order\n",
    ),
    ("shop/tools/scales.py", "__all__ = ['weigh']\ndef weigh(): ...\n"),
    (
        "till/__init__.py",
        "from _till import ring as ring\nfrom shop import Order as Order\n",
    ),
    ("_till/__init__.py", "def ring(): ...\n"),
];

#[test]
fn every_definition_has_one_place_and_all_its_public_names() {
    let directory = tempfile::tempdir().unwrap();
    for (path, source) in PROGRAM {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, source).unwrap();
    }
    let options = json!({"source": ".", "undocumented": true, "performance": {"cache": false}});
    let settings = Settings::new(Config::from_value(options).unwrap(), directory.path());
    let project = driver::load(&settings).unwrap().project;
    let (api, _) = Api::new(&project, settings.visibility);
    let expected: &[(&str, &[&str])] = &[
        (
            "shop.core.Order",
            &["shop.Order", "shop.core.Order", "shop.tools.Order", "till.Order"],
        ),
        (
            "shop.core.Order.pay",
            &[
                "shop.Order.pay",
                "shop.core.Order.pay",
                "shop.tools.Order.pay",
                "till.Order.pay",
            ],
        ),
        ("shop.core.Line", &["shop.core.Line", "shop.Row"]),
        ("shop.core.ship", &["shop.core.ship", "shop.ship"]),
        ("shop._stock.count", &["shop.count"]),
        ("shop._stock.Shelf", &["shop.Shelf", "shop.tools.Shelf"]),
        ("shop.listed.price", &["shop.listed.price", "shop.price"]),
        (
            "shop.tools.scales.weigh",
            &["shop.tools.weigh", "shop.tools.scales.weigh"],
        ),
        ("_till.ring", &["till.ring"]),
    ];
    for (definition, paths) in expected {
        let Some(Target::Item(home, _, item)) = project.lookup_absolute(definition) else {
            panic!("{definition}");
        };
        let place = api.place(home, item.id).unwrap();
        assert_eq!(api.public_paths(place), *paths, "{definition}");
        for path in *paths {
            let found = project.lookup_absolute(path);
            assert!(
                matches!(found, Some(Target::Item(other, _, same)) if other == home && same.id == item.id),
                "{path}"
            );
        }
    }
}
