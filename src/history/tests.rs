//! Sources of one release after the other in, their history out.

use super::*;
use crate::resolve::{Api, Project, SpecialMembers, VisibilityOptions, sample};

/// The modules in a text: `#- path` stands above the source of each; without one it is `pkg/m.py`.
fn project(text: &str) -> Project {
    if text.starts_with("#- ") {
        sample::project(text)
    } else {
        sample::project(&format!("#- pkg/__init__.py\n#- pkg/m.py\n{text}"))
    }
}

const OPTIONS: VisibilityOptions = VisibilityOptions {
    private: false,
    special: SpecialMembers::All,
    undocumented: true,
};

/// The history of releases 1, 2, …
fn history(releases: &[&str]) -> History {
    let projects: Vec<Project> = releases.iter().map(|text| project(text)).collect();
    let apis: Vec<Api<'_>> = projects
        .iter()
        .map(|project| Api::new(project, OPTIONS).0)
        .collect();
    let mut history = History::default();
    for (number, pair) in apis.windows(2).enumerate() {
        let version = (number + 2).to_string();
        history.add(Step::between(&pair[0], &pair[1]), Some(&version));
    }
    history
}

/// What is known, a name in a line.
fn lines(history: &History) -> Vec<String> {
    let text = |words: &[Inline]| -> String {
        let part = |inline: &Inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Code(code) => format!("`{code}`"),
            other => panic!("{other:?}"),
        };
        words.iter().map(part).collect()
    };
    let line = |(name, past): (&String, &Past)| {
        let added = past.added.iter().map(|version| format!("+{version}"));
        let changed = past.changed.iter();
        let changed = changed.map(|(version, words)| format!("{version}: {}", text(words)));
        let all: Vec<String> = added.chain(changed).collect();
        format!("{} {}", name.replace("pkg.m.", ""), all.join(" | "))
    };
    history.items.iter().map(line).collect()
}

#[track_caller]
fn check(releases: &[&str], expected: &[&str]) {
    assert_eq!(lines(&history(releases)), expected, "{releases:#?}");
}

#[test]
fn what_comes_later_is_told_and_what_was_there_is_not() {
    check(
        &[
            "def f(): ...",
            "def f(): ...\ndef g(): ...",
            "def f(): ...\ndef g(): ...",
        ],
        &["g +2"],
    );
    check(&["def f(): ...\n"], &[]);
}

#[test]
fn members_that_come_with_their_class_or_module_say_nothing() {
    let with =
        "#- pkg/__init__.py\n#- pkg/m.py\nclass C:\n    def a(self): ...\n    x = 1\n#- pkg/n.py\nY = 1\n";
    check(
        &[
            "Z = 1",
            with,
            &with.replace("    x = 1\n", "    x = 1\n    def b(self): ...\n"),
        ],
        &["C +2", "C.b +3", "pkg.n +2"],
    );
}

#[test]
fn a_declaration_is_news_of_classes_that_are_made_of_them() {
    let data = "from dataclasses import dataclass\nfrom typing import TypedDict\n";
    let before = format!("{data}class C: ...\n@dataclass\nclass D: ...\nclass T(TypedDict): ...\n");
    let after = format!(
        "{data}class C:\n    a: int\n    b: int = 1\n@dataclass\nclass D:\n    a: int\nclass T(TypedDict):\n    a: int\n"
    );
    check(
        &[&before, &after],
        &["C.b +2", "D 2: The parameter `a` was added.", "D.a +2", "T.a +2"],
    );
}

#[test]
fn what_went_and_came_again_counts_from_the_last_time() {
    let (with, without) = ("def f(a): ...\nX = 1", "X = 1");
    check(&[without, with, without, with], &["f +4"]);
    check(&[without, "def f(): ...\nX = 1", with, without], &[]);
    let class = "class C:\n    def f(self, a): ...\nX = 1";
    check(
        &["class C:\n    def f(self): ...\nX = 1", class, without, class],
        &["C +4"],
    );
}

#[test]
fn changes_of_signatures_are_told_in_sentences() {
    for (old, new, expected) in [
        ("a", "a, b=1", "The parameter `b` was added."),
        (
            "a",
            "a, b, *args, c=1, **kw",
            "The parameters `b`, `**kw`, `*args` and `c` were added.",
        ),
        ("a, b, c", "a", "The parameters `b` and `c` were removed."),
        (
            "a",
            "b",
            "The parameter `b` was added. The parameter `a` was removed.",
        ),
        ("a, b", "a, *, b", "The parameter `b` is keyword-only now."),
        (
            "a, b",
            "a, b, /",
            "The parameters `a` and `b` are positional-only now.",
        ),
        ("a=1", "a=None", "The default of `a` is `None` now."),
        ("a=1, b=1", "a, b", "The parameters `a` and `b` are required now."),
        ("a", "a, _b=1", ""),
        ("a: int", "a: str", ""),
        (
            "a",
            "a, b=1, c=1, d=1, e=1, f=1, g=1, h=1, i=1",
            "The parameters `b`, `c`, `d`, `e`, `f`, `g` and 2 more were added.",
        ),
        (
            "a=1, b=1",
            "a=2, c=1",
            "The parameter `c` was added. The parameter `b` was removed. The default of `a` is `2` now.",
        ),
    ] {
        let sources = [format!("def f({old}): ...\n"), format!("def f({new}): ...\n")];
        let found = lines(&history(&[&sources[0], &sources[1]]));
        let found: Vec<&str> = found
            .iter()
            .map(|line| line.trim_start_matches("f 2: "))
            .collect();
        let expected: Vec<&str> = Some(expected)
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect();
        assert_eq!(found, expected, "{old} -> {new}");
    }
}

#[test]
fn changes_of_other_kinds_are_told_in_sentences() {
    for (old, new, expected) in [
        (
            "def f(): ...",
            "async def f(): ...",
            "f 2: It is a coroutine function now.",
        ),
        (
            "async def f(): ...",
            "def f(): ...",
            "f 2: It is no longer a coroutine function.",
        ),
        (
            "def f(): ...",
            "from warnings import deprecated\n@deprecated('No.')\ndef f(): ...",
            "f 2: It is deprecated.",
        ),
        (
            "def f(): ...",
            "class f: ...",
            "f 2: It is a class now and was a function.",
        ),
        (
            "class C:\n    def __init__(self, a): ...",
            "class C:\n    def __init__(self, a, b=1): ...",
            "C 2: The parameter `b` was added.",
        ),
        (
            "def f():\n    'Say what is to be said about it.'",
            "def g():\n    'Say what is to be said about it.'",
            "g 2: It was called `f` before.",
        ),
    ] {
        check(&[old, new], &[expected]);
    }
}

#[test]
fn each_version_has_its_own_change() {
    check(
        &[
            "def f(a): ...",
            "def f(a, b=1): ...",
            "def f(a, b=1): ...",
            "def f(a, b=2): ...",
        ],
        &["f 2: The parameter `b` was added. | 4: The default of `b` is `2` now."],
    );
}

#[test]
fn a_moved_definition_keeps_its_past_where_it_is_certain() {
    let body = "    'Say what is to be said about it.'\n    def m(self): ...\n";
    let before = format!("#- pkg/__init__.py\n#- pkg/a.py\nX = 1\nclass C:\n{body}#- pkg/b.py\nY = 1\n");
    let after = format!("#- pkg/__init__.py\n#- pkg/a.py\nX = 1\n#- pkg/b.py\nY = 1\nclass C:\n{body}");
    let none = "#- pkg/__init__.py\n#- pkg/a.py\nX = 1\n#- pkg/b.py\nY = 1\n";
    check(&[none, &before, &after], &["pkg.b.C +2"]);
    // It has its name alone in common with what was there.
    let other = after.replace(body, "    'Something else.'\n");
    check(&[none, &before, &other], &[]);
}

#[test]
fn another_name_for_what_was_there_is_no_news() {
    let core = "#- pkg/core.py\nclass C:\n    def m(self): ...\n";
    let first = format!("#- pkg/__init__.py\n{core}");
    let named = format!("#- pkg/__init__.py\nfrom .core import C\n__all__ = ['C']\n{core}");
    check(&[&first, &named], &[]);
    // The module becomes private, and the name in the package the only one.
    let hidden = named.replace("core", "_core");
    check(&[&first, &named, &hidden], &[]);
    // It could be had before it was public.
    let quiet = "#- pkg/__init__.py\n#- pkg/m.py\n__all__ = []\ndef f(): ...\n";
    check(&[quiet, &quiet.replace("[]", "['f']")], &[]);
}

#[test]
fn what_may_have_been_there_is_not_new() {
    let lazy = "#- pkg/__init__.py\ndef __getattr__(name): ...\n#- pkg/_m.py\ndef f(): ...\n";
    let eager = "#- pkg/__init__.py\nfrom ._m import f, g\n__all__ = ['f', 'g']\n#- pkg/_m.py\ndef f(): ...\ndef g(): ...\n";
    check(&[lazy, eager], &["pkg.g +2"]);
    let class = "import other\nclass C(other.D):\n    x: int\n";
    check(
        &[class, &format!("{class}    y: int\n    def run(self): ...\n")],
        &["C.y +2"],
    );
    let class = "class B:\n    def run(self): ...\nclass C(B): ...\n";
    check(
        &[class, &class.replace("(B): ...", "(B):\n    def run(self): ...")],
        &[],
    );
    // The package was not found before.
    check(&["#- other/__init__.py\n", "def f(): ...\n"], &[]);
}

#[test]
fn a_place_that_changes_takes_the_past_along() {
    let quiet = "#- pkg/__init__.py\nfrom .core import C\n#- pkg/core.py\n";
    let first = format!("{quiet}class C:\n    def a(self): ...\n");
    let second = format!("{first}    def b(self): ...\n");
    // It is documented in the package from here on, and then in another module of its own.
    let third = second.replace("from .core import C\n", "from .core import C\n__all__ = ['C']\n");
    let fourth = third.replace("core", "center");
    check(&[&first, &second], &["pkg.core.C.b +2"]);
    let history = history(&[&first, &second, &third, &fourth]);
    assert_eq!(history.of("pkg.C.b").unwrap().added.as_deref(), Some("2"));
    assert_eq!(history.of("pkg.C"), None);
}

#[test]
fn a_renamed_module_takes_the_past_of_all_in_it_along() {
    let first = "#- pkg/__init__.py\n#- pkg/m.py\ndef f(): ...\nX = 1\n";
    let second = format!("{first}def g(a): ...\n");
    check(
        &[first, &second, &second.replace("pkg/m.py", "pkg/n.py")],
        &["pkg.n.g +2"],
    );
}

#[test]
fn a_version_without_a_name_says_nothing_and_still_counts() {
    let projects = [
        "X = 1\n",
        "X = 1\ndef f(): ...\n",
        "X = 1\n",
        "X = 1\ndef f(): ...\ndef g(): ...\n",
    ]
    .map(project);
    let apis = projects.each_ref().map(|project| Api::new(project, OPTIONS).0);
    let mut history = History::default();
    for (pair, version) in apis.windows(2).zip([Some("2"), Some("3"), None]) {
        history.add(Step::between(&pair[0], &pair[1]), version);
    }
    assert!(history.is_empty(), "{history:?}");
}
