//! Two sources in, the changes out.

use std::fmt::Write as _;

use super::*;
use crate::resolve::sample;
use crate::resolve::{Project, SpecialMembers, VisibilityOptions};

/// The modules in a text: `#- path` stands above the source of each; without one it is `pkg/m.py`.
fn project(text: &str) -> Project {
    if text.starts_with("#- ") {
        sample::project(text)
    } else {
        sample::project(&format!("#- pkg/__init__.py\n#- pkg/m.py\n{text}"))
    }
}

fn changes(old: &str, new: &str) -> Vec<Change> {
    let options = VisibilityOptions {
        private: false,
        special: SpecialMembers::All,
        undocumented: true,
    };
    let (old, new) = (project(old), project(new));
    let ((old, _), (new, _)) = (Api::new(&old, options), Api::new(&new, options));
    compare(&old, &new)
}

/// A change in a line: `severity kind item(parameter): old -> new`.
fn line(change: &Change) -> String {
    let mut line = format!(
        "{} {} {}",
        change.severity.as_str(),
        change.kind.as_str(),
        change.item
    );
    if let Some(parameter) = &change.parameter {
        let _ = write!(line, "({parameter})");
    }
    match (&change.old, &change.new) {
        (None, None) => {}
        (old, new) => {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let _ = write!(line, ": {} -> {}", text(old), text(new));
        }
    }
    line.replace("pkg.m.", "")
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let found: Vec<String> = changes(old, new).iter().map(line).collect();
    assert_eq!(found, expected, "{old}\n=>\n{new}");
}

/// The parameters of a function before and after.
#[track_caller]
fn signature(old: &str, new: &str, expected: &[&str]) {
    check(
        &format!("def f({old}): ...\n"),
        &format!("def f({new}): ...\n"),
        expected,
    );
}

#[test]
fn what_calls_a_function_still_can_or_is_told() {
    for (old, new, expected) in [
        ("a, b", "a, b", &[][..]),
        ("a, b", "a", &["breaking parameter-removed f(b)"]),
        ("a", "a, b", &["breaking parameter-added-required f(b)"]),
        ("a", "a, b=1", &["addition parameter-added f(b)"]),
        (
            "a",
            "a, *args, k=1, **kw",
            &[
                "addition parameter-added f(**kw)",
                "addition parameter-added f(*args)",
                "addition parameter-added f(k)",
            ],
        ),
        ("a=1", "a", &["breaking parameter-required f(a)"]),
        ("a", "a=1", &[]),
        (
            "a, b",
            "b, a",
            &[
                "breaking parameter-moved f(a): place 1 -> place 2",
                "breaking parameter-moved f(b): place 2 -> place 1",
            ],
        ),
        ("a", "b", &["breaking parameter-renamed f(a): a -> b"]),
        ("a, /", "b, /", &[]),
        ("__a", "__b", &[]),
        ("*args", "*rest", &[]),
        ("*args", "", &["breaking parameter-removed f(*args)"]),
        (
            "a, b=1",
            "*args, **kw",
            &[
                "addition parameter-added f(**kw)",
                "addition parameter-added f(*args)",
            ],
        ),
        ("*, k", "**kw", &["addition parameter-added f(**kw)"]),
        (
            "a",
            "a, /",
            &["breaking parameter-kind f(a): positional or keyword -> positional-only"],
        ),
        (
            "a",
            "*, a",
            &["breaking parameter-kind f(a): positional or keyword -> keyword-only"],
        ),
        ("a", "*args, a", &["addition parameter-added f(*args)"]),
        ("*, a", "a", &[]),
        ("a, /", "a", &[]),
        ("a=1", "a=2", &["breaking parameter-default f(a): 1 -> 2"]),
        ("a=16, b='x', c=1_0, d=0", "a=0x10, b=\"x\", c=10, d=0.0", &[]),
        ("a=...", "a=1", &[]),
        (
            "a: int",
            "b: str",
            &[
                "breaking parameter-removed f(a)",
                "breaking parameter-added-required f(b)",
            ],
        ),
        (
            "b, a=None",
            "b, *, a=None",
            &["breaking parameter-kind f(a): positional or keyword -> keyword-only"],
        ),
    ] {
        signature(old, new, expected);
    }
}

#[test]
fn types_that_take_more_and_give_less_break_nothing() {
    for (old, new, expected) in [
        (
            "a: int",
            "a: int | str",
            "note parameter-type f(a): int -> int | str",
        ),
        (
            "a: int | str",
            "a: int",
            "breaking parameter-type f(a): int | str -> int",
        ),
        ("a: Optional[int]", "a: int | None", ""),
        ("a: 'int'", "a: int", ""),
        ("a: List[int]", "a: list[int]", ""),
        ("a: int", "a: float", "note parameter-type f(a): int -> float"),
        ("a: int", "a: str", "breaking parameter-type f(a): int -> str"),
        ("a: int", "a", ""),
        ("a", "a: int", ""),
        (
            "a: list",
            "a: Sequence",
            "note parameter-type f(a): list -> Sequence",
        ),
        (
            "a: Literal['x']",
            "a: str",
            "note parameter-type f(a): Literal['x'] -> str",
        ),
        (
            "a: str",
            "a: Literal['x']",
            "note parameter-type f(a): str -> Literal['x']",
        ),
        ("a: B", "a: A", "note parameter-type f(a): B -> A"),
        (
            "a: Unknown",
            "a: Other",
            "note parameter-type f(a): Unknown -> Other",
        ),
        ("a: Any", "a: int", "note parameter-type f(a): Any -> int"),
    ] {
        let source = |signature: &str| {
            format!(
                "from typing import Any, List, Literal, Optional, Sequence\nclass A: ...\nclass B(A): ...\ndef f({signature}): ...\n"
            )
        };
        let expected: Vec<&str> = Some(expected)
            .filter(|line| !line.is_empty())
            .into_iter()
            .collect();
        check(&source(old), &source(new), &expected);
    }
    let remark = |old, new| {
        let found = changes(
            &format!("def f(a: {old}): ...\n"),
            &format!("def f(a: {new}): ...\n"),
        );
        found[0].remark.clone()
    };
    assert_eq!(
        remark("int", "int | str").as_deref(),
        Some("it takes more than before")
    );
    assert_eq!(
        remark("X", "Y").as_deref(),
        Some("whether the types fit is not certain")
    );
    for (old, new, expected) in [
        ("-> int | None", "-> int", "note return-type f: int | None -> int"),
        (
            "-> int",
            "-> int | None",
            "breaking return-type f: int -> int | None",
        ),
        ("-> int", "", "breaking return-type f: int -> "),
        ("", "-> int", ""),
        ("-> None", "-> int", "note return-type f: None -> int"),
        ("-> object", "-> int", "note return-type f: object -> int"),
    ] {
        let expected: Vec<&str> = Some(expected)
            .filter(|line| !line.is_empty())
            .into_iter()
            .collect();
        check(
            &format!("def f() {old}: ...\n"),
            &format!("def f() {new}: ...\n"),
            &expected,
        );
    }
}

#[test]
fn names_are_gone_renamed_moved_hidden_or_new() {
    check("def f(): ...\n", "", &["breaking removed f"]);
    check("", "def f(): ...\n", &["addition added f"]);
    check("def _f(): ...\n", "", &[]);
    check(
        "def f(a, b): ...\n",
        "def g(a, b): ...\n",
        &["breaking renamed f:  -> g"],
    );
    check(
        "def f(): ...\n",
        "def g(): ...\n",
        &["breaking removed f", "addition added g"],
    );
    check(
        "f = 1\n",
        "class f: ...\n",
        &["breaking kind-changed f: attribute -> class"],
    );
    check("class f: ...\n", "class g: ...\nf = g\n", &["addition added g"]);
    check(
        "def f(): ...\n",
        "def __getattr__(name): ...\n",
        &["note removed f"],
    );
    check(
        "__all__ = ['f']\ndef f(): ...\n",
        "__all__ = []\ndef f(): ...\n",
        &["breaking hidden f"],
    );
    check("def f(): ...\n", "from ._n import f\n", &["note hidden f"]);
    check(
        "#- pkg/__init__.py\n#- pkg/a.py\ndef f(): ...\n#- pkg/b.py\n",
        "#- pkg/__init__.py\n#- pkg/a.py\n#- pkg/b.py\ndef f(): ...\n",
        &["breaking moved pkg.a.f:  -> pkg.b.f"],
    );
    // Where a name stays, its definition may go anywhere.
    check(
        "#- pkg/__init__.py\n__all__ = ['f']\nfrom pkg._a import f\n#- pkg/_a.py\ndef f(): ...\n",
        "#- pkg/__init__.py\n__all__ = ['f']\nfrom pkg._b import f\n#- pkg/_b.py\ndef f(): ...\n",
        &[],
    );
    check(
        "#- pkg/__init__.py\n#- pkg/a.py\nx = 1\ny = 2\n#- pkg/a2/__init__.py\n#- pkg/a2/b.py\n",
        "#- pkg/__init__.py\n#- pkg/c.py\nx = 1\ny = 2\n",
        &["breaking renamed pkg.a:  -> pkg.c", "breaking removed pkg.a2"],
    );
    check(
        "#- pkg/__init__.py\n#- pkg/a.py\nx = 1\n",
        "#- pkg/__init__.py\ndef a(): ...\n",
        &[
            "breaking kind-changed pkg.a: module -> name in its package",
            "addition added pkg.a",
        ],
    );
}

#[test]
fn what_every_name_of_a_definition_says_is_told_once() {
    let source = |parameters: &str| {
        format!("#- pkg/__init__.py\nfrom .a import f as f\n#- pkg/a.py\ndef f({parameters}): ...\n")
    };
    check(
        &source("a"),
        &source(""),
        &["breaking parameter-removed pkg.f(a)"],
    );
    let classes = |body: &str| format!("class A:\n    {body}\nclass B(A): ...\n");
    check(
        &classes("def f(self): ..."),
        &classes("x = 1"),
        &["breaking removed A.f", "addition added A.x"],
    );
    check(
        &classes("def f(self, a): ..."),
        &classes("def f(self): ..."),
        &["breaking parameter-removed A.f(a)"],
    );
    let alias = |body: &str| format!("class A:\n    {body}\nclass B:\n    Made = A\n");
    check(
        &alias("def f(self): ..."),
        &alias("pass"),
        &["breaking removed A.f"],
    );
    // Of a private base nothing is told but by the classes that have its members.
    let classes = |body: &str| format!("class _A:\n    {body}\nclass B(_A): ...\n");
    check(
        &classes("def f(self): ..."),
        &classes("pass"),
        &["breaking removed B.f"],
    );
    check(
        &classes("def f(self, a): ..."),
        &classes("def f(self): ..."),
        &["breaking parameter-removed B.f(a)"],
    );
}

#[test]
fn classes_are_compared_with_what_they_inherit_and_what_is_made_for_them() {
    for (old, new, expected) in [
        (
            "class C(dict): ...",
            "class C: ...",
            &["breaking base-removed C: dict -> "][..],
        ),
        ("class C(object): ...", "class C: ...", &[]),
        (
            "import typing as t\nclass C(t.Tuple[int]): ...\nclass D(t.DefaultDict[int, int]): ...",
            "from collections import defaultdict\nclass C(tuple[int]): ...\nclass D(defaultdict): ...",
            &[],
        ),
        (
            "from typing import AbstractSet, ContextManager\nclass C(AbstractSet): ...\nclass D(ContextManager): ...",
            "from collections.abc import Set\nfrom contextlib import AbstractContextManager\n\
             class C(Set): ...\nclass D(AbstractContextManager): ...",
            &[],
        ),
        ("class C(Generic[T]): ...", "class C[T]: ...", &[]),
        (
            "class A: ...\nclass C(A): ...",
            "class A: ...\nclass B(A): ...\nclass C(B): ...",
            &["addition added B"],
        ),
        (
            "class C:\n    def f(self): ...",
            "class C(Other): ...",
            &["note removed C.f"],
        ),
        (
            "class C:\n    def f(self): ...",
            "class A:\n    def f(self): ...\nclass C(A): ...",
            &["addition added A"],
        ),
        (
            "class M:\n    def f(self): ...\nclass A(M): ...\nclass B(A): ...",
            "class M: ...\nclass A(M): ...\nclass B(A): ...",
            &["breaking removed M.f"],
        ),
        (
            "class M:\n    def f(self): ...\nclass A(M): ...\nclass B(A): ...",
            "class A: ...\nclass B(A): ...",
            &[
                "breaking base-removed A: M -> ",
                "breaking removed A.f",
                "breaking removed M",
            ],
        ),
        ("class C:\n    def __repr__(self): ...", "class C: ...", &[]),
        (
            "class C:\n    def __len__(self): ...",
            "class C: ...",
            &["breaking removed C.__len__"],
        ),
        (
            "class C:\n    def __eq__(self, other): ...",
            "class C:\n    def __eq__(self, o): ...",
            &[],
        ),
        (
            "class C:\n    def __init__(self, a): ...",
            "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: int\n    b: int",
            &[
                "breaking parameter-added-required C.__init__(b)",
                "addition added C.a",
                "addition added C.b",
            ],
        ),
    ] {
        check(&format!("{old}\n"), &format!("{new}\n"), expected);
    }
}

#[test]
fn what_decorators_and_values_say_is_compared() {
    for (old, new, expected) in [
        (
            "class C:\n    @property\n    def p(self): ...\n    @p.setter\n    def p(self, v): ...",
            "class C:\n    @property\n    def p(self): ...",
            &["breaking read-only C.p"][..],
        ),
        (
            "class C:\n    def p(self): ...",
            "class C:\n    @property\n    def p(self): ...",
            &["breaking kind-changed C.p: function -> property"],
        ),
        (
            "class C:\n    @staticmethod\n    def f(a): ...",
            "class C:\n    def f(self, a): ...",
            &["breaking binding-changed C.f: nothing -> instance"],
        ),
        (
            "class C:\n    def f(self): ...",
            "class C:\n    async def f(self): ...",
            &["breaking async-changed C.f: def -> async def"],
        ),
        (
            "class C: ...",
            "from abc import abstractmethod\nclass C:\n    @abstractmethod\n    def f(self): ...",
            &["breaking abstract-added C.f"],
        ),
        (
            "f = make()",
            "class f: ...",
            &["note kind-changed f: attribute -> class"],
        ),
        (
            "def f() -> AsyncIterator[int]: ...",
            "async def f() -> AsyncIterator[int]: ...",
            &[],
        ),
        (
            "def f(): ...",
            "@wraps\nasync def f(): ...",
            &["note async-changed f: def -> async def"],
        ),
        (
            "import a, b\nclass C(a.X): ...",
            "import a, b\nclass C(b.X): ...",
            &[],
        ),
        (
            "class C: ...",
            "from typing import final\n@final\nclass C: ...",
            &["breaking made-final C"],
        ),
        (
            "class C: ...",
            "@deprecated('x')\nclass C: ...",
            &["addition deprecated C"],
        ),
        (
            "class C:\n    def f(self): ...",
            "class C:\n    def f(this): ...",
            &[],
        ),
        ("x = 1", "x = 2", &["note attribute-value x: 1 -> 2"]),
        (
            "x: int = 1",
            "x: str = 1",
            &["breaking attribute-type x: int -> str"],
        ),
        (
            "x: int | None = 1",
            "x: int = 1",
            &["note attribute-type x: int | None -> int"],
        ),
        ("__version__ = '1'", "__version__ = '2'", &[]),
    ] {
        check(&format!("{old}\n"), &format!("{new}\n"), expected);
    }
}

#[test]
fn a_change_names_the_place_where_it_is_seen() {
    let found = changes("\ndef f(): ...\ndef g(a): ...\n", "def g(): ...\n");
    let places = found
        .iter()
        .map(|change| (change.place.path.as_str(), change.place.line, change.place.is_old));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [("pkg/m.py", 2, true), ("pkg/m.py", 1, false)]
    );
}

#[test]
fn classes_in_a_circle_and_deep_types_come_to_an_end() {
    check(
        "class A(B): ...\nclass B(A): ...\n",
        "class A(B): ...\nclass B(A): ...\n",
        &[],
    );
    let deep = format!("{}int{}", "list[".repeat(100), "]".repeat(100));
    let other = format!("{}str{}", "list[".repeat(100), "]".repeat(100));
    let found = changes(
        &format!("def f(a: {deep}): ...\n"),
        &format!("def f(a: {other}): ...\n"),
    );
    assert_eq!(found.len(), 1);
}
