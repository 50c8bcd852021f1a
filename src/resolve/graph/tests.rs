//! What an edit of each module of a small project affects.

use super::Graph;
use crate::extract::extract;
use crate::model::ModuleKind;
use crate::name::ModuleName;
use crate::resolve::{Api, Project, ProjectModule, SpecialMembers, VisibilityOptions, merge_stub};

const OPTIONS: VisibilityOptions = VisibilityOptions {
    private: false,
    special: SpecialMembers::Documented,
    undocumented: true,
};

/// A project of modules given as name and source; a name with a final dot is a package, and one that is given again is
/// that of the stub.
fn project(modules: &[(&str, &str)]) -> Project {
    let module = |(name, source): (&str, &str)| {
        let kind = if name.ends_with('.') {
            ModuleKind::Package
        } else {
            ModuleKind::Module
        };
        let name = ModuleName::new(name.trim_end_matches('.')).unwrap();
        let target = crate::target::Target::default();
        ProjectModule {
            facts: extract(source.as_bytes(), name, kind, &target),
            path: String::new(),
            stub_path: String::new(),
        }
    };
    let mut found: Vec<ProjectModule> = Vec::new();
    for (name, source) in modules {
        let module = module((name, source));
        match found.iter_mut().find(|before| before.name() == module.name()) {
            Some(before) => merge_stub(&mut before.facts, module.facts),
            None => found.push(module),
        }
    }
    Project::new(found)
}

/// The modules that an edit of each module on the left affects stand on the right.
#[track_caller]
fn check(modules: &[(&str, &str)], expected: &[(&str, &str)]) {
    let project = project(modules);
    let (api, _) = Api::new(&project, OPTIONS);
    let graph = Graph::new(&api);
    for (edited, affected) in expected {
        let found = graph.affected(project.find(edited));
        let found: Vec<&str> = found
            .into_iter()
            .map(|module| project.modules[module].name().as_str())
            .collect();
        assert_eq!(found.join(" "), *affected, "{edited}");
    }
}

#[test]
fn a_module_that_nobody_imports_affects_itself_alone() {
    check(
        &[
            ("a", "import b\nx = 1\n"),
            ("b", "'Some text about x.'\ny = 1\n"),
            ("c", "from b import y\nz = y\n"),
        ],
        &[("a", "a"), ("b", "b c"), ("c", "c")],
    );
}

#[test]
fn a_package_lists_what_the_modules_below_it_are_about() {
    check(
        &[("p.", ""), ("p.q.", ""), ("p.q.m", ""), ("p.n", "")],
        &[
            ("p", "p"),
            ("p.q", "p p.q"),
            ("p.q.m", "p.q p.q.m"),
            ("p.n", "p p.n"),
        ],
    );
}

#[test]
fn circles_of_imports_end() {
    check(
        &[
            ("a", "from b import y\nx: y\n"),
            ("b", "from c import y\n"),
            ("c", "from a import x\nfrom b import y as again\nclass y: 1\n"),
            ("d", "from e import *\ne: z\n"),
            ("e", "from d import *\nfrom f import *\n"),
            ("f", "from d import *\nz = 1\n"),
        ],
        &[
            ("a", "a"),
            ("b", "a b"),
            ("c", "a c"),
            ("f", "d e f"),
            ("e", "d e f"),
        ],
    );
}

#[test]
fn a_base_class_affects_what_is_below_it_at_any_depth_and_is_affected_by_what_is_right_below() {
    check(
        &[
            ("a", "class A:\n    def run(self): 1\n"),
            ("b", "from a import A\nclass B(A): 1\n"),
            ("c", "import b\nclass C(b.B): 1\n"),
            ("d", "from c import C\nclass D(C):\n    def run(self): 1\n"),
            ("e", "from d import D\nclass E:\n    field: D\n"),
        ],
        &[
            ("a", "a b c d"),
            ("b", "a b c d"),
            // `A.run` is overridden in `D`.
            ("d", "a c d e"),
            ("e", "e"),
        ],
    );
}

#[test]
fn a_name_depends_on_every_module_on_its_way() {
    check(
        &[
            ("p.", "from .b import Name\n"),
            ("p._a", "class Name: 'N'\n"),
            ("p.b", "from ._a import Name\nother = 1\n"),
            ("p.c", "from . import Name\nx: Name\n"),
            ("p.d", "def f(): 'See `p.b.other`.'\n"),
        ],
        &[
            ("p._a", "p p.c"),
            ("p.b", "p p.b p.c p.d"),
            ("p.c", "p p.c"),
            ("p", "p p.c"),
        ],
    );
}

#[test]
fn what_makes_a_definition_public_decides_where_links_to_it_lead() {
    check(
        &[
            ("p.", "from .m import C\n__all__ = ['C']\n"),
            ("p.m", "class C: 'C'\n"),
            ("user", "import p.m\nx: p.m.C\n"),
            ("other", "import p.m\n"),
        ],
        &[("p", "p p.m user"), ("p.m", "p p.m user"), ("other", "other")],
    );
}

#[test]
fn lists_of_names_that_are_taken_from_others_count() {
    check(
        &[
            (
                "a",
                "import b\n__all__ = ['x'] + b.__all__\nfrom b import *\nx = 1\n",
            ),
            ("b", "from c import __all__\nfrom c import *\n"),
            ("c", "__all__ = ['y']\ny = 1\nz = 1\n"),
            ("d", "from c import z\n"),
        ],
        &[("a", "a"), ("b", "a b"), ("c", "a b c")],
    );
}

#[test]
fn names_from_wildcard_imports_depend_on_all_modules_that_may_bring_them() {
    check(
        &[
            ("a", "from b import *\nx: f\n"),
            ("b", "from c import *\nfrom d import *\n"),
            ("c", "def f(): 1\n"),
            ("d", "g = 1\n"),
            ("e", "from c import f\ny: f\n"),
        ],
        &[("b", "a b"), ("c", "a b c e"), ("d", "a b d")],
    );
}

#[test]
fn names_that_are_imported_on_demand_count() {
    check(
        &[
            (
                "p.",
                "_t = {'X': '.m'}\ndef __getattr__(name):\n    return get(_t[name])\n",
            ),
            ("p.m", "class X: 1\n"),
            ("user", "from p import X\nclass Y(X): 1\n"),
        ],
        &[("p.m", "p p.m user"), ("p", "p user")],
    );
}

#[test]
fn a_reference_by_the_end_of_a_full_name_depends_on_all_that_have_it() {
    check(
        &[
            ("a", "def f(): 'Like :class:`Far`, other than near.'\n"),
            ("b", "class Far: 1\n"),
            ("c", "class In:\n    class Far: 1\n"),
            ("d", "from b import Far\nnear = 1\n"),
        ],
        &[("b", "a b"), ("c", "a c"), ("d", "d")],
    );
}

#[test]
fn only_modules_that_bind_or_give_names_are_imported() {
    let project = project(&[
        ("p.", "from .q import m\n"),
        ("p.q.", ""),
        ("p.q.m", "import os, p.n\nclass C:\n    from .. import gone\n"),
        ("p.n", "from .q.m import *\nfrom .q import *\n"),
    ]);
    for (module, expected) in [
        ("p", vec!["p.q", "p.q.m"]),
        ("p.q.m", vec!["p"]),
        ("p.n", vec!["p.q", "p.q.m"]),
    ] {
        let found = project.imports(project.find(module).unwrap());
        let found: Vec<&str> = found
            .into_iter()
            .map(|found| project.modules[found].name().as_str())
            .collect();
        assert_eq!(found, expected, "{module}");
    }
}

#[test]
fn what_a_stub_imports_in_the_place_of_the_module_counts() {
    check(
        &[
            ("a", "from b import C\ndef f(c): 1\n"),
            ("a", "from c import C\ndef f(c: C) -> None: ...\n"),
            ("b", "class C: 1\n"),
            ("c", ""),
            ("c", "from d import C as C\n"),
            ("d", "class C: 1\n"),
        ],
        &[("b", "a b"), ("c", "a c"), ("d", "a c d")],
    );
}
