//! The classes of a project above and below each other. What order their ancestors have is asked of CPython.

#![expect(clippy::unwrap_used, reason = "the tests may panic")]

#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use std::fmt::Write as _;
use std::process::Command;

use mdbook_autodoc::diagnostic::Code;
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::{Item, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::resolve::{ClassId, Hierarchy, Overrides, Project, ProjectModule};
use support::tools;

/// A project of modules given as name and source; a name with a final dot is a package.
fn project(modules: &[(&str, &str)]) -> Project {
    let module = |(name, source): &(&str, &str)| {
        let kind = if name.ends_with('.') {
            ModuleKind::Package
        } else {
            ModuleKind::Module
        };
        let name = ModuleName::new(name.trim_end_matches('.')).unwrap();
        let target = mdbook_autodoc::target::Target::default();
        ProjectModule {
            path: format!("{name}.py"),
            facts: extract(source.as_bytes(), name, kind, &target),
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

/// The class of a dotted name in a module.
fn class(hierarchy: &Hierarchy<'_>, project: &Project, module: &str, name: &str) -> ClassId {
    let mut parts = name.split('.');
    let (index, mut found) = item(project, module, parts.next().unwrap());
    for part in parts {
        found = found.members().iter().find(|member| member.name == part).unwrap();
    }
    hierarchy.find(index, found.id).unwrap()
}

/// The ancestors of a class by their names without the module, itself first.
fn mro(project: &Project, module: &str, name: &str) -> String {
    let hierarchy = Hierarchy::new(project);
    let class = class(&hierarchy, project, module, name);
    let names = hierarchy
        .mro(class)
        .filter_map(|ancestor| hierarchy.ancestor_name(ancestor));
    let names: Vec<String> = names
        .map(|name| name.rsplit('.').next().unwrap().to_owned())
        .collect();
    names.join(" ")
}

/// What CPython says of the ancestors of the class `C` of each source; `-` where it refuses a class.
fn at_run_time(sources: &[String]) -> Option<Vec<String>> {
    let script = "
import json, sys
for source in json.loads(sys.argv[1]):
    names = {'__name__': 'm'}
    try:
        exec(source, names)
    except TypeError:
        print('-')
    else:
        print(*(c.__name__ for c in names['C'].__mro__ if c is not object))
";
    asked(script, sources)
}

/// The lines that a script prints about the sources.
fn asked(script: &str, sources: &[String]) -> Option<Vec<String>> {
    let input = serde_json::to_string(sources).unwrap();
    let output = Command::new(tools::python()?)
        .args(["-c", script, &input])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

/// The same as the source says it.
fn as_written(source: &str) -> String {
    let project = project(&[("m", source)]);
    if Hierarchy::new(&project).diagnostics().is_empty() {
        mro(&project, "m", "C")
    } else {
        "-".to_owned()
    }
}

#[test]
fn ancestors_come_in_the_order_of_python() {
    let sources = [
        "class A: ...\nclass B(A): ...\nclass C(B, A): ...\n",
        "class A: ...\nclass B(A): ...\nclass C(A, B): ...\n",
        "class A: ...\nclass C(A, object): ...\n",
        // Generic bases.
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass A(Generic[T]): ...\nclass B(A[int]): ...\nclass C(Generic[T], B, A[T]): ...\n",
        "from typing import *\nT = TypeVar('T')\nclass P(Protocol[T]): ...\nclass A: ...\nclass C(Generic[T], A): ...\n",
        "import typing as t\nT = t.TypeVar('T')\nclass P(t.Protocol): ...\nclass Q(t.Protocol[T]): ...\nclass B(t.Generic[T]): ...\nclass D(B[T]): ...\nclass C(D[int], P): ...\n",
        "from typing import Generic, Protocol, TypeVar\nT = TypeVar('T')\nclass P(Protocol): ...\nclass M: ...\nclass O(Generic[T], M): ...\nclass C(O[int], P): ...\n",
        // Names that stand for classes.
        "class A: ...\nB = A\nD = B\nclass C(D): ...\n",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass A(Generic[T]): ...\nB = A[int]\nclass C(B): ...\n",
        "class A:\n    class In: ...\nclass C(A.In): ...\n",
        "class A:\n    class In: ...\n    alias = In\nclass C(A.alias): ...\n",
        "class A: ...\nclass Out:\n    A = A\n    class In(A): ...\nC = Out.In\nclass C(Out.In): ...\n",
        "class Meta: ...\nclass Out:\n    class Meta(Meta): ...\nclass C(Out.Meta): ...\n",
        // The header of a class is evaluated where it stands.
        "from abc import ABC as Flag\nclass Flag(Flag): ...\nclass C(Flag): ...\n",
        "from abc import ABC as Flag\nclass C(Flag): ...\nclass Flag(C): ...\n",
        "from abc import ABC as Flag\nclass A: ...\nclass C(A, Flag): ...\nclass B(Flag): ...\nclass Flag(A): ...\n",
        "import abc as e\nclass C(e.ABC): ...\nclass e: ...\n",
        "from abc import ABCMeta as A\nfrom abc import ABC as A\nclass C(A): ...\nA = None\n",
        "class int(int): ...\nclass C(int): ...\n",
        // A class within an ancestor.
        "class A:\n    class In: ...\nclass B(A): ...\nclass C(B.In): ...\n",
        "class A:\n    class In: ...\nclass A2:\n    class In(A.In): ...\nclass B(A, A2): ...\nclass D(B): ...\nclass C(D.In): ...\n",
        "class A:\n    class In: ...\nclass B(A):\n    class In(A.In):\n        class Deep: ...\nclass D(B): ...\nclass E(D.In): ...\nclass C(E.Deep, D.In): ...\n",
        // Bases that a tuple holds.
        "class A: ...\nclass B: ...\nPAIR = (A, B)\nclass C(*PAIR): ...\n",
        "class A: ...\nclass B: ...\nclass C(*(A,), B): ...\n",
        "try:\n    class A: ...\n    ALL = (A, dict)\nexcept KeyError:\n    ALL = ()\nclass C(*ALL): ...\n",
        "try:\n    from nowhere_to_be_found import A\nexcept ImportError:\n    class A: ...\nclass C(A): ...\n",
        // A class that takes the place of an import, and one above it.
        "from abc import ABC\nclass ABC(ABC): ...\nclass C(ABC): ...\n",
        "from abc import ABC as A\nclass C(A): ...\nclass A: ...\n",
        // Calls that pass the bases on.
        "def with_metaclass(meta, *bases):\n    class metaclass(meta):\n        def __new__(cls, name, _, body):\n            return meta(name, bases, body)\n    return type.__new__(metaclass, 'temporary', (), {})\nclass A: ...\nclass C(with_metaclass(type, A)): ...\n",
    ];
    let mut sources: Vec<String> = sources.map(str::to_owned).into();
    sources.extend((1..=400).map(random_classes));
    let Some(expected) = at_run_time(&sources) else {
        return;
    };
    let mut refused = 0;
    for (source, expected) in sources.iter().zip(&expected) {
        assert_eq!(as_written(source), *expected, "{source}");
        refused += usize::from(expected == "-");
    }
    assert!(
        (20..380).contains(&refused),
        "of the random ones both kinds are there: {refused}"
    );
}

/// Classes with up to three bases each of those before, the last of which is `C`.
fn random_classes(seed: u64) -> String {
    let mut state = seed;
    let mut next = move |below: u64| {
        // Knuth's linear congruential generator (MMIX).
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut source = String::new();
    for number in 0..9 {
        let mut bases: Vec<String> = Vec::new();
        for _ in 0..next(4) {
            let base = format!("C{}", next(number.max(1)));
            if number > 0 && !bases.contains(&base) {
                bases.push(base);
            }
        }
        let name = if number == 8 {
            "C".to_owned()
        } else {
            format!("C{number}")
        };
        writeln!(source, "class {name}({}): ...", bases.join(", ")).unwrap();
    }
    source
}

#[test]
fn bases_are_followed_through_modules() {
    let sources = [
        ("pkg.", "from .a import *\n"),
        (
            "pkg.a",
            "from .b import Base as Root, Mixin\nimport pkg.b as other\nAlias = other.Base\n",
        ),
        (
            "pkg.b",
            "class Base:\n    class In: ...\nclass Mixin(Base): ...\n",
        ),
    ];
    for (written, expected) in [
        ("from pkg.a import Root\nclass C(Root): ...\n", "C Base"),
        (
            "from pkg import Alias, Mixin\nclass C(Mixin, Alias): ...\n",
            "C Mixin Base",
        ),
        ("import pkg.a\nclass C(pkg.a.Root.In): ...\n", "C In"),
        (
            "from pkg import Root\nclass Out:\n    from pkg.b import Mixin\n    class In(Mixin): ...\nclass C(Out.In): ...\n",
            "C In Mixin Base",
        ),
        // Those from other packages are kept by their names.
        ("import enum\nclass C(enum.Enum): ...\n", "C Enum"),
        (
            "from far.away import Thing as T\nfrom pkg.a import Root\nclass C(T, Root): ...\n",
            "C Thing Base",
        ),
        (
            "from typing import NamedTuple\nclass C(NamedTuple):\n    x: int\n",
            "C NamedTuple",
        ),
        // What a call gives is not known, or has no name.
        ("from pkg.a import Root\nclass C(Root, make()): ...\n", "C Base"),
        ("from pkg.a import Root\nclass C(Root or dict): ...\n", "C"),
        (
            "from collections import namedtuple\nclass C(namedtuple('P', 'x')): ...\n",
            "C tuple",
        ),
        (
            "from pkg.a import Root\nclass C(Root if Root else dict): ...\n",
            "C Base",
        ),
        ("BASES = [dict]\nclass C(*BASES): ...\n", "C dict"),
        ("BASES = tuple([dict])\nclass C(*BASES): ...\n", "C"),
        // The import that was bound before is not known any more.
        ("from json import C\nclass C(C): ...\n", "C C"),
        ("class C[T](list[T]): ...\n", "C list Generic"),
    ] {
        let modules: Vec<(&str, &str)> = sources.into_iter().chain([("m", written)]).collect();
        assert_eq!(mro(&project(&modules), "m", "C"), expected, "{written}");
    }
}

#[test]
fn classes_without_an_order_are_reported_at_their_line() {
    let source = "class A: ...\nclass B(A): ...\n@decorated\nclass C(A, B): ...\nclass D(C): ...\nclass E(A, A): ...\n";
    let project = project(&[
        ("m", source),
        ("x", "from y import Y\nclass X(Y): ...\n"),
        ("y", "from x import X\nclass Y(X): ...\n"),
    ]);
    let found = Hierarchy::new(&project).diagnostics();
    let found: Vec<(&str, u32)> = found
        .iter()
        .map(|(_, found)| {
            assert_eq!(found.code, Code::InconsistentMro);
            (found.path.as_str(), found.location.unwrap().line)
        })
        .collect();
    assert_eq!(found, [("m.py", 4), ("m.py", 6), ("y.py", 2)]);
}

#[test]
fn inherited_members_are_those_that_python_finds() {
    let source = "
class A:
    x = 1
    note: str
    __hidden = 1
    def f(self): ...
    def g(self): self.late = 1
    def __repr__(self): ...
class B(A):
    __slots__ = 'slot', 'late'
    def f(self): self.x = 2
class M:
    def g(self): ...
    def late(self): ...
    slot = 1
class C(B, M):
    f: int
    def own(self): ...
";
    let project = project(&[("m", source)]);
    let hierarchy = Hierarchy::new(&project);
    let class = class(&hierarchy, &project, "m", "C");
    let found = hierarchy.inherited_members(class);
    let found: Vec<String> = found
        .iter()
        .map(|member| format!("{}.{}", hierarchy.node(member.class).name, member.item.name))
        .collect();
    // What stands in no dictionary of a class at run time gives way to what does.
    let expected = [
        "B.__slots__",
        "B.f",
        "B.slot",
        "B.late",
        "A.x",
        "A.g",
        "A.__repr__",
    ];
    assert_eq!(
        found.iter().filter(|name| *name != "A.note").collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
}

#[test]
fn a_method_overrides_the_nearest_one_above() {
    let source = "
class A:
    def __init__(self): ...
    def f(self): ...
    @property
    def p(self): ...
    x = 1
class B(A): ...
class M:
    def f(self): ...
class C(B, M):
    def __init__(self): ...
    def f(self): ...
    x = 2
class D(C):
    def f(self): ...
    @property
    def p(self): ...
";
    let project = project(&[("m", source)]);
    let hierarchy = Hierarchy::new(&project);
    let overrides = Overrides::new(&hierarchy);
    let name = |class: ClassId| hierarchy.node(class).name;
    for (owner, member, above, below) in [
        ("A", "f", None, "C"),
        ("C", "f", Some("A"), "D"),
        ("D", "f", Some("C"), ""),
        ("M", "f", None, ""),
        ("A", "p", None, "D"),
        ("D", "p", Some("A"), ""),
        ("C", "__init__", None, ""),
        ("A", "x", None, ""),
    ] {
        let (module, class) = item(&project, "m", owner);
        let item = class.members().iter().find(|item| item.name == member).unwrap();
        let found = overrides.overridden(module, item.id);
        assert_eq!(found.map(|found| name(found.class)), above, "{owner}.{member}");
        let found = overrides.overriding(module, item.id).iter();
        let found: Vec<&str> = found.map(|found| name(found.class)).collect();
        assert_eq!(found.join(" "), below, "{owner}.{member}");
    }
}

#[test]
fn a_class_is_abstract_as_long_as_it_leaves_something_open() {
    let head = "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def f(self): ...\n    @property\n    @abstractmethod\n    def p(self): ...\n";
    let bodies = [
        "class C(A): ...\n",
        "class C(A):\n    def f(self): ...\n",
        "class C(A):\n    f = 1\n    p = 2\n",
        "class C(A):\n    p: int\n    def f(self): ...\n",
        "class C(A):\n    def f(self): self.p = 1\n",
        "class M:\n    def f(self): ...\n    def p(self): ...\nclass C(M, A): ...\n",
        "class M:\n    def f(self): ...\n    def p(self): ...\nclass C(A, M): ...\n",
        "class B(A):\n    f = p = None\nclass C(B):\n    @abstractmethod\n    def f(self): ...\n",
    ];
    let script = "
import inspect, json, sys
for source in json.loads(sys.argv[1]):
    names = {'__name__': 'm'}
    exec(source, names)
    print(inspect.isabstract(names['C']))
";
    let sources = bodies.map(|body| format!("{head}{body}"));
    let Some(expected) = asked(script, &sources) else {
        return;
    };
    for (source, expected) in sources.iter().zip(expected) {
        let project = project(&[("m", source)]);
        let hierarchy = Hierarchy::new(&project);
        let found = hierarchy.is_abstract(class(&hierarchy, &project, "m", "C"));
        assert_eq!(found, expected == "True", "{source}");
    }
}

#[test]
fn an_exception_is_told_by_its_ancestors() {
    let source = "
import far
class Base(Exception): ...
class Odd(Base): ...
class Named(far.OddError): ...
class Group(ExceptionGroup): ...
class NoError: ...
class Handler(far.ErrorHandler): ...
class ThatIsAnError(NoError): ...
";
    let project = project(&[("m", source)]);
    let hierarchy = Hierarchy::new(&project);
    for (name, expected) in [
        ("Base", true),
        ("Odd", true),
        ("Named", true),
        ("Group", true),
        ("NoError", false),
        ("Handler", false),
        ("ThatIsAnError", false),
    ] {
        let class = class(&hierarchy, &project, "m", name);
        assert_eq!(hierarchy.is_exception(class), expected, "{name}");
    }
}

#[test]
fn docstrings_come_from_the_first_class_above_that_has_one() {
    let project = project(&[
        (
            "pkg.base",
            "class A:\n    def f(self): 'A.f'\n    def g(self): 'A.g'\n    @property\n    def p(self): 'A.p'\n    x = 1\n    'A.x'\n",
        ),
        (
            "pkg.m",
            "from .base import A as Root\nclass B(Root):\n    def f(self): 1\nclass C(Root):\n    def f(self): 'C.f'\n\
             class D(B, C):\n    def f(self): 1\n    def g(self): 'D.g'\n    @property\n    def p(self): 1\n    x = 2\n    def h(self): 1\n\
             class E(D):\n    def g(self): 1\n\
             class Loop(Loop):\n    def f(self): 1\n",
        ),
        ("pkg.", ""),
    ]);
    let hierarchy = Hierarchy::new(&project);
    for (class, name, expected) in [
        ("B", "f", Some("pkg.base.A.f")),
        ("D", "f", Some("pkg.m.C.f")),
        ("D", "g", None),
        ("D", "p", Some("pkg.base.A.p")),
        ("D", "x", None),
        ("D", "h", None),
        ("E", "g", Some("pkg.m.D.g")),
        ("Loop", "f", None),
    ] {
        let (module, class) = item(&project, "pkg.m", class);
        let member = class.members().iter().find(|member| member.name == name).unwrap();
        let found = hierarchy.inherited_docstring(module, class.id, member);
        let text = expected.map(|expected| expected.rsplitn(3, '.').take(2).collect::<Vec<_>>());
        let text = text.map(|parts| format!("{}.{}", parts[1], parts[0]));
        assert_eq!(
            found.as_ref().map(|found| &*found.docstring.text),
            text.as_deref()
        );
        assert_eq!(found.map(|found| found.full_name).as_deref(), expected, "{name}");
    }
}
