//! What is worked out of classes, where run time has nothing to say about it: names that lead through other modules,
//! bases that are not known, cycles, and very many classes.

#![expect(clippy::unwrap_used, reason = "the tests may panic")]

use std::fmt::Write as _;
use std::sync::Arc;

use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::{Expression, Function, Item, ItemData, ModuleKind, Parameter, ParameterKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::resolve::{Hierarchy, Project, ProjectModule, Shape, Synthesis};

/// A project of modules given as name and source; a name with a final dot is a package.
fn project(modules: &[(&str, &str)]) -> Project {
    let module = |(name, source): &(&str, &str)| {
        let kind = if name.ends_with('.') {
            ModuleKind::Package
        } else {
            ModuleKind::Module
        };
        let name = ModuleName::new(name.trim_end_matches('.')).unwrap();
        ProjectModule {
            facts: extract(
                source.as_bytes(),
                name,
                kind,
                &mdbook_autodoc::target::Target::default(),
            ),
            path: String::new(),
            stub_path: String::new(),
        }
    };
    Project::new(modules.iter().map(module).collect())
}

fn item<'p>(project: &'p Project, module: &str, name: &str) -> (usize, &'p Item) {
    let index = project.find(module).unwrap();
    let members = &project.modules[index].facts.module.members;
    (index, members.iter().find(|item| item.name == name).unwrap())
}

fn synthesis(project: &Project) -> Synthesis<'_> {
    Synthesis::new(Arc::new(Hierarchy::new(project)))
}

fn shape(project: &Project, module: &str, class: &str) -> Option<Shape> {
    let (index, item) = item(project, module, class);
    synthesis(project).shape(index, item.id)
}

/// `x: int = 1`, with a star before what is keyword-only.
fn written(parameter: &Parameter) -> String {
    let mut text = String::new();
    text.push_str(match parameter.kind {
        ParameterKind::KeywordOnly => "*",
        ParameterKind::VarKeyword => "**",
        _ => "",
    });
    text.push_str(&parameter.name);
    let part = |mark: &str, found: Option<&Expression>| {
        let found = found.map(|found| format!("{mark}{}", found.text));
        found.unwrap_or_default()
    };
    text + &part(": ", parameter.annotation.as_deref()) + &part(" = ", parameter.default.as_deref())
}

fn listed(function: &Function) -> String {
    let parameters: Vec<String> = function.parameters.iter().skip(1).map(written).collect();
    parameters.join(", ")
}

/// The constructor of the class `C` in the module `m`; `-` where there is none.
#[track_caller]
fn check(modules: &[(&str, &str)], expected: &str) {
    let project = project(modules);
    let constructor = shape(&project, "m", "C").and_then(|shape| shape.constructor);
    let found = constructor.map_or_else(|| "-".to_owned(), |found| listed(&found.function));
    assert_eq!(found, expected, "{modules:?}");
}

#[test]
fn the_decorator_is_found_wherever_its_name_leads() {
    let body = "class C:\n    x: int\n";
    for head in [
        "from dataclasses import dataclass\n@dataclass\n",
        "import dataclasses\n@dataclasses.dataclass()\n",
        "import dataclasses as dc\n@dc.dataclass\n",
        "from dataclasses import *\n@dataclass\n",
        "import dataclasses\ndata = dataclasses.dataclass\n@data\n",
        "from .other import data\n@data\n",
        "from .other import *\n@data\n",
        "try:\n    from attrs import define\nexcept ImportError:\n    define = None\n@define\n",
    ] {
        let other = ("p.other", "from dataclasses import dataclass as data\n");
        let source = format!("{head}{body}");
        let modules = [("p.", ""), other, ("p.m", source.as_str())];
        let project = project(&modules);
        let constructor = shape(&project, "p.m", "C").and_then(|shape| shape.constructor);
        assert_eq!(listed(&constructor.unwrap().function), "x: int", "{head}");
    }
    check(
        &[(
            "m",
            "from elsewhere import dataclass\n@dataclass\nclass C:\n    x: int\n",
        )],
        "-",
    );
    check(
        &[(
            "m",
            "def dataclass(cls): return cls\n@dataclass\nclass C:\n    x: int\n",
        )],
        "-",
    );
}

#[test]
fn fields_come_from_other_modules_and_link_what_they_mean_there() {
    let base =
        "from dataclasses import dataclass\nclass T: ...\n@dataclass\nclass B:\n    t: T\n    n: int = 1\n";
    let heir = "from dataclasses import dataclass\nfrom base import B\nclass T: ...\n@dataclass\nclass C(B):\n    u: T = None\n";
    let project = project(&[("base", base), ("m", heir)]);
    let constructor = shape(&project, "m", "C").unwrap().constructor.unwrap();
    assert_eq!(listed(&constructor.function), "t: T, n: int = 1, u: T = None");
    let links = |at: usize| {
        let parameter: &Parameter = &constructor.function.parameters[at];
        parameter.annotation.as_ref().unwrap().names.len()
    };
    assert_eq!((links(1), links(2), links(3)), (0, 1, 1));
}

#[test]
fn nothing_is_said_where_an_ancestor_is_not_known() {
    let head = "from dataclasses import dataclass\nfrom elsewhere import Base\n";
    check(
        &[("m", &format!("{head}@dataclass\nclass C(Base):\n    x: int\n"))],
        "-",
    );
    check(
        &[("m", &format!("{head}@dataclass\nclass C(make()):\n    x: int\n"))],
        "-",
    );
    check(
        &[(
            "m",
            &format!("{head}@dataclass\nclass C(Exception):\n    x: int\n"),
        )],
        "x: int",
    );
    let heir = format!("{head}@dataclass\nclass D:\n    x: int\nclass C(Base, D):\n    pass\n");
    check(&[("m", &heir)], "-");
    let heir = format!("{head}@dataclass\nclass D:\n    x: int\nclass C(D, Base):\n    pass\n");
    check(&[("m", &heir)], "x: int");
}

#[test]
fn factories_are_shown_as_what_they_give() {
    for (value, expected) in [
        ("field(default_factory=list)", " = list()"),
        ("field(default_factory=lambda: [1, 2], init=True)", " = [1, 2]"),
        ("field(default_factory=partial(f, 1))", " = partial(f, 1)()"),
        ("field(default_factory=a or b)", " = ..."),
        ("field(default=None, metadata={'a': 1})", " = None"),
        ("field(default=MISSING)", ""),
        ("field()", ""),
        ("other(default=1)", " = other(default=1)"),
        ("field", " = field"),
    ] {
        let source = format!("from dataclasses import *\n@dataclass\nclass C:\n    x: list = {value}\n");
        check(&[("m", &source)], &format!("x: list{expected}"));
    }
    for (value, expected) in [
        ("attrs.Factory(list)", " = list()"),
        ("attrs.Factory(lambda self: self.y, takes_self=True)", " = ..."),
        ("attrs.field(factory=dict)", " = dict()"),
        ("attrs.field(default=attrs.NOTHING)", ""),
    ] {
        let source = format!("import attrs\n@attrs.define\nclass C:\n    _x: list = {value}\n");
        check(&[("m", &source)], &format!("x: list{expected}"));
    }
}

#[test]
fn cycles_come_to_an_end() {
    for source in [
        "@dataclass\nclass C(C):\n    x: int\n",
        "@dataclass\nclass C(D):\n    x: int\nclass D(C):\n    pass\n",
        "@dataclass\nclass C(D, E):\n    x: int\nclass D(C):\n    pass\nclass E(D, C):\n    pass\n",
        "a = b\nb = a\n@a\nclass C(b, a):\n    x: int\n",
        "class C(metaclass=C):\n    x: int\n",
        "@dataclass(**C)\nclass C:\n    x: C = field(default=C)\n",
    ] {
        let source = format!("from dataclasses import dataclass, field\n{source}");
        // That it comes back at all is what is tested.
        let _ = shape(&project(&[("m", &source)]), "m", "C");
    }
}

#[test]
fn very_many_classes_take_no_more_than_linear_time() {
    // Quadratic steps over these would not come to their end within a test run.
    let mut chain =
        String::from("from dataclasses import dataclass\nclass C: ...\n@dataclass\nclass A0:\n    x: int\n");
    for number in 1..20_000 {
        writeln!(chain, "class A{number}(A{}): ...", number - 1).unwrap();
    }
    let project = project(&[("m", &chain)]);
    let synthesis = synthesis(&project);
    let (index, last) = item(&project, "m", "A400");
    let constructor = synthesis.shape(index, last.id).unwrap().constructor.unwrap();
    assert_eq!(listed(&constructor.function), "x: int");
    let (_, last) = item(&project, "m", "A19999");
    assert!(synthesis.shape(index, last.id).unwrap().constructor.is_none());
}

#[test]
fn unpacked_keyword_arguments_are_spelled_out() {
    let types = "from typing import *\nclass Base(TypedDict):\n    a: Required[int]\n    name: str\nclass TD(Base, total=False):\n    b: ReadOnly[str]\n";
    for (parameters, expected) in [
        ("name, **kw: Unpack[TD]", "name, *a: int, *b: str = ..."),
        ("name, **kw: 'Unpack[t.TD]'", "name, *a: int, *b: str = ..."),
        (
            "*, name=1, **kw: te.Unpack['TD']",
            "*name = 1, *a: int, *b: str = ...",
        ),
        ("name, **kw: Unpack[Other]", "-"),
        ("name, **kw: TD", "-"),
        ("*args: Unpack[TD]", "-"),
        ("", "-"),
    ] {
        let source = format!(
            "import types_ as t\nimport typing_extensions as te\nfrom typing_extensions import Unpack\nfrom types_ import TD\ndef f({parameters}): ...\n"
        );
        let project = project(&[("m", &source), ("types_", types)]);
        let (index, function) = item(&project, "m", "f");
        let ItemData::Function(function) = &function.data else {
            panic!("`f` is a function");
        };
        let found = synthesis(&project).unpacked(index, None, function);
        let found = found.map(|found| found.iter().map(written).collect::<Vec<_>>().join(", "));
        assert_eq!(found.as_deref().unwrap_or("-"), expected, "{parameters}");
    }
}

#[test]
fn keys_say_what_they_ask_for() {
    let source = "from typing import *\nclass C(TypedDict, total=False):\n    a: int\n    b: Required[ReadOnly[int]]\n    c: ReadOnly[NotRequired[str]]\n    d: Annotated[Required[int], 'x']\n";
    let shape = shape(&project(&[("m", source)]), "m", "C").unwrap();
    let found: Vec<(&str, bool, bool)> = shape
        .fields
        .iter()
        .map(|field| {
            let key = field.key.unwrap();
            (field.name.as_str(), key.is_required, key.is_read_only)
        })
        .collect();
    let expected = [
        ("a", false, false),
        ("b", true, true),
        ("c", false, true),
        ("d", true, false),
    ];
    assert_eq!(found, expected);
}
