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

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::Command;

use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::driver;
use mdbook_autodoc::resolve::{Api, Target};
use serde_json::{Value, json};
use support::tools;

/// The packages that `tests/run` installs to run, and how many facts about imports, ancestors and inherited members each
/// has at least.
const PACKAGES: &[(&str, usize)] = &[
    ("attr", 80),
    ("click", 800),
    ("docutils", 20_000),
    ("griffe", 2_500),
    ("jinja2", 2_000),
    ("pydantic", 3_000),
    ("pydoctor", 1_500),
    ("requests", 200),
    ("rich", 800),
    ("sqlalchemy", 100_000),
    ("twisted", 10_000),
    ("urllib3", 350),
];

/// A thing that is otherwise at run time.
#[derive(Debug)]
struct Difference {
    /// What it is about, as the script says it.
    kind: String,
    /// The full name.
    name: String,
    /// What was found and what is at run time.
    detail: String,
}

/// What is known of a package beside the differences.
struct Known {
    /// What is bound where type checkers and run time part ways.
    for_checkers: HashSet<String>,
    /// The attributes that classes say that they have themselves.
    own_attributes: HashSet<String>,
    /// The names whose targets are right, and have a module on their path that shares its name with an attribute.
    beside_attributes: HashSet<String>,
}

/// A kind of differences, and how to tell that one is of it.
type Rule = (&'static str, fn(&Difference, &Known) -> bool);

/// What explains many differences, in any package.
const RULES: &[Rule] = &[
    (
        "what is written for type checkers is documented, and run time has something else or nothing",
        |found, known| {
            let (target, theirs) = found.detail.split_once(" is not ").unwrap_or_default();
            let class = theirs.trim_start_matches("in <class '").trim_end_matches("'>");
            let last = found.name.rsplit('.').next().unwrap_or_default();
            let there = format!("{class}.{last}");
            [&found.name, target, &there]
                .into_iter()
                .any(|name| known.for_checkers.contains(name))
        },
    ),
    (
        "a named tuple is derived from a class that `collections` makes, which stands in no source",
        |found, _| {
            const MADE: [&str; 4] = ["_make", "_replace", "_asdict", "__getnewargs__"];
            let last = found.name.rsplit('.').next().unwrap_or_default();
            let (ours, theirs) = found.detail.split_once(" != ").unwrap_or_default();
            let twice = format!("<class '{}'>, <class '{}'>", found.name, found.name);
            found.kind.ends_with("found") && MADE.contains(&last)
                || ours.matches("', '").count() + 1 == theirs.matches(">, <").count()
                    && theirs.contains(&twice)
        },
    ),
    (
        "a class says itself that its instances have the attribute, and Python has the descriptor of an ancestor",
        |found, known| found.kind.ends_with("found") && known.own_attributes.contains(&found.name),
    ),
    (
        "`zope.interface` makes the base while the module runs",
        |found, _| found.detail.contains("twisted.python.components.(Proxy for "),
    ),
    (
        "the script looks for no module that has the name of an attribute of its package; Python says that the target is right",
        |found, known| known.beside_attributes.contains(&found.name),
    ),
];

/// What else is otherwise at run time: how the name or what was found begins, and why.
const EXPLAINED: &[(&str, &str)] = &[
    (
        "attr.AttrsInstance",
        "the stub derives it from a protocol, which run time lacks",
    ),
    (
        "pydantic.v1.networks.PostgresDsn.",
        "`__slots__` is computed: a subclass has the names of its base again",
    ),
    ("pydoctor.epydoc2stan.RaisesDesc.__", COMPARABLE),
    ("twisted.python.zippath.ZipArchive.__", COMPARABLE),
    ("twisted.words.service.AvatarReference.__", COMPARABLE),
    ("twisted.words.service.PBGroupReference.__", COMPARABLE),
    ("twisted.words.service.PBMindReference.__", COMPARABLE),
    ("twisted.internet._win32stdio.", PLATFORM),
    ("twisted.internet.selectreactor.SelectReactor", PLATFORM),
    ("twisted.scripts._twistw.", PLATFORM),
    (
        "twisted.internet.tcp.ITLSTransport",
        "needs pyOpenSSL, which is not installed",
    ),
    ("twisted.trial._asynctest.SkipTest", STANDARD_LIBRARY),
    ("twisted.trial._synctest.SkipTest", STANDARD_LIBRARY),
    ("twisted.trial.unittest.SkipTest", STANDARD_LIBRARY),
    ("urllib3.connection.HTTPSConnection._tunnel", PATCH_RELEASE),
    ("urllib3.connection.HTTPSConnection._wrap_ipv6", PATCH_RELEASE),
    (
        "sqlalchemy.sql.visitors.Visitable._original_compiler_dispatch",
        GENERATED,
    ),
    ("sqlalchemy.log.Identified.", GENERATED),
    ("sqlalchemy.engine.base.OptionEngineMixin.dispatch", GENERATED),
    (
        "sqlalchemy.engine.interfaces.Dialect.execution_ctx_cls",
        GENERATED,
    ),
    ("sqlalchemy.sql.sqltypes.Boolean.dispatch", GENERATED),
    ("sqlalchemy.sql.sqltypes.SchemaType.dispatch", GENERATED),
    (
        "sqlalchemy.dialects.postgresql.psycopg2.ExecutemanyMode",
        CHECKED_BASE,
    ),
    ("sqlalchemy.orm.base.PassiveFlag", CHECKED_BASE),
    (
        "sqlalchemy.sql.compiler.InsertmanyvaluesSentinelOpts",
        CHECKED_BASE,
    ),
    (
        "sqlalchemy.sql.elements._memoized_property_but_not_nulltype",
        CHECKED_BASE,
    ),
    (
        "sqlalchemy.util.langhelpers.HasMemoized.memoized_attribute",
        CHECKED_BASE,
    ),
    ("pydoctor.sphinx.IntersphinxCache", CHECKED_BASE),
    ("sqlalchemy.dialects.postgresql.arraylib", EARLIER),
    ("sqlalchemy.dialects.postgresql.base._array", EARLIER),
    ("sqlalchemy.orm._orm_constructors._mapper_fn is not", EARLIER),
    ("sqlalchemy.sql.base.ColumnSet.__", COMPILED),
    ("sqlalchemy.util._collections.FacadeDict.__", COMPILED),
];

const CHECKED_BASE: &str = "the base has one meaning for type checkers and another at run time";
const COMPILED: &str = "the class above it is compiled";
const COMPARABLE: &str = "a decorator adds the comparisons to the class above it";
const EARLIER: &str = "the import runs before its package gives the name of the module to something else";
const GENERATED: &str = "what the class only declares is set from outside, on each class or on one above";
const PATCH_RELEASE: &str = "the condition asks for the patch release, and the newest one is meant";
const PLATFORM: &str = "the first branch is for Windows";
const STANDARD_LIBRARY: &str = "the class is that of `unittest`, which says that it is of the package";

/// Runs a script and gives what it prints.
fn printed(python: &Path, script: &str, arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/oracle")
        .join(script);
    let output = Command::new(python)
        .arg(script)
        .args(arguments)
        .current_dir(directory.path())
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The directory of an installed package, and the version of its Python.
fn installed(python: &Path, package: &str) -> (String, String) {
    let find = format!(
        "import {package}, os, sys; print(os.path.dirname({package}.__file__))\nprint('%d.%d' % sys.version_info[:2])"
    );
    let found = Command::new(python).args(["-c", &find]).output().unwrap();
    let found = String::from_utf8(found.stdout).unwrap();
    let (source, version) = found.trim().split_once('\n').unwrap();
    (source.to_owned(), version.to_owned())
}

/// What the script says of a package: the number of facts, and those that are wrong.
fn compared(python: &Path, package: &str) -> (usize, Vec<Difference>, Known) {
    let (source, version) = installed(python, package);
    let dump = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["dump", "--resolved", "--target-python", &version])
        // What programs that are tested do when they are imported is no matter of this.
        .args(["--exclude", "**/test", "--source", &source])
        .output()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("dump.json");
    std::fs::write(&file, &dump.stdout).unwrap();
    let arguments = [file.to_str().unwrap(), package, "--show", "100000"];
    let report = printed(python, "compare_with_runtime.py", &arguments);
    let summary = report.lines().last().unwrap_or_default();
    println!("{summary}");
    let facts = summary
        .split_whitespace()
        .find_map(|word| word.parse().ok())
        .unwrap_or(0);
    let differences: Vec<Difference> = report
        .lines()
        .flat_map(|line| differences(line, package))
        .collect();
    let for_checkers = printed(python, "type_checking.py", &[&source, package]);
    let parsed: Value = serde_json::from_slice(&dump.stdout).unwrap();
    let known = Known {
        for_checkers: for_checkers.lines().map(str::to_owned).collect(),
        own_attributes: differences
            .iter()
            .filter(|found| is_attribute(&parsed, &found.name))
            .map(|found| found.name.clone())
            .collect(),
        beside_attributes: beside_attributes(python, &parsed, &differences),
    };
    (facts, differences, known)
}

/// The differences in a line of the script: `kind 3 facts 2 wrong   e.g. name: detail | name`.
fn differences(line: &str, package: &str) -> Vec<Difference> {
    let Some((counts, examples)) = line.split_once("   e.g. ") else {
        return Vec::new();
    };
    let kind = counts.split("  ").next().unwrap_or_default();
    let mut found: Vec<Difference> = Vec::new();
    for example in examples.split(" | ") {
        let is_name = example.starts_with(&format!("{package}."));
        match found.last_mut().filter(|_| !is_name) {
            // An object is described by `int | str`.
            Some(last) => last.detail.push_str(example),
            None => {
                let (name, detail) = example.split_once(": ").unwrap_or((example, ""));
                found.push(Difference {
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                    detail: detail.to_owned(),
                });
            }
        }
    }
    found
}

/// Whether a full name is that of an attribute in a dump.
fn is_attribute(dump: &Value, full_name: &str) -> bool {
    let mut parts = full_name.split('.');
    let package = parts.next().map(|package| &dump[package]);
    let found = parts.fold(package, |found, part| found?["members"].get(part));
    found.is_some_and(|found| found["kind"] == "attribute")
}

/// The imports that lead below a module whose name an attribute has as well, and to the right thing.
fn beside_attributes(python: &Path, dump: &Value, differences: &[Difference]) -> HashSet<String> {
    const IS_RIGHT: &str = "
import importlib, json, sys
for name, target in json.loads(sys.argv[1]):
    module, _, name_there = name.rpartition('.')
    parts, rest = target.split('.'), []
    while True:
        try:
            found = importlib.import_module('.'.join(parts))
            break
        except ImportError:
            rest.insert(0, parts.pop())
    for part in rest:
        found = getattr(found, part)
    if found is getattr(importlib.import_module(module), name_there):
        print(name)
";
    let mut shadowed = Vec::new();
    let mut open: Vec<(String, &Value)> = Vec::new();
    open.extend(
        dump.as_object()
            .unwrap()
            .iter()
            .map(|(name, module)| (name.clone(), module)),
    );
    while let Some((path, module)) = open.pop() {
        for (key, is_shadowed) in [("members", false), ("shadowed_modules", true)] {
            for (name, member) in module[key].as_object().into_iter().flatten() {
                if member["kind"] == "module" {
                    let path = format!("{path}.{name}");
                    shadowed.extend(is_shadowed.then(|| format!("{path}.")));
                    open.push((path, member));
                }
            }
        }
    }
    let pairs: Vec<(&str, &str)> = differences
        .iter()
        .filter_map(|found| Some((found.name.as_str(), found.detail.split_once(" is not ")?.0)))
        .filter(|(_, target)| shadowed.iter().any(|module| target.starts_with(module.as_str())))
        .collect();
    let pairs = serde_json::to_string(&pairs).unwrap();
    let output = Command::new(python)
        .args(["-c", IS_RIGHT, &pairs])
        .output()
        .unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    names.lines().map(str::to_owned).collect()
}

#[test]
fn imports_ancestors_and_inherited_members_are_those_of_python() {
    let names: Vec<&str> = PACKAGES.iter().map(|(name, _)| *name).collect();
    let Some(python) = tools::python_with(&names) else {
        return;
    };
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (package, least) in PACKAGES {
        let (facts, differences, known) = compared(&python, package);
        assert!(facts >= *least, "{package}: {facts} facts");
        for found in differences {
            let rule = RULES.iter().find(|(_, explains)| explains(&found, &known));
            let begins = |start: &str| found.name.starts_with(start) || found.detail.starts_with(start);
            let listed = || EXPLAINED.iter().find(|(start, _)| begins(start));
            match rule
                .map(|(reason, _)| *reason)
                .or_else(|| listed().map(|(start, _)| *start))
            {
                Some(reason) => *uses.entry(reason).or_default() += 1,
                None => wrong.push(found),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    println!("{uses:#?}");
    let reasons = RULES.iter().map(|(reason, _)| *reason);
    let reasons = reasons.chain(EXPLAINED.iter().map(|(start, _)| *start));
    let unused: Vec<&str> = reasons.filter(|reason| !uses.contains_key(reason)).collect();
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
