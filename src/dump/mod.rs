//! The API as JSON, in the shape that `griffe dump` writes and griffe's decoder loads.
//!
//! griffe's keys hold what the source says; what is worked out from it has keys of its own, which the decoder
//! ignores. [`Dump`] borrows everything and is written as it is walked: modules in depth-first order, so that no
//! text of a whole module ever stands in memory.

mod condition;
mod item;
mod module;
mod read;
mod resolved;
mod shape;

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::resolve::{Hierarchy, ModuleIndex, Project, Synthesis};
use module::ModuleView;

pub use read::{ReadError, read};

/// A project as one JSON object with a key for each top-level module or package.
///
/// A package that was read without the package around it has its full dotted name as key and name, so that paths
/// come out right.
#[derive(Debug)]
pub struct Dump<'p> {
    project: &'p Project,
    synthesis: Synthesis<'p>,
    /// The classes, if it is told what names lead to.
    resolved: Option<Arc<Hierarchy<'p>>>,
}

impl<'p> Dump<'p> {
    /// Makes the table of classes that all of it needs.
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            synthesis: Synthesis::new(Arc::new(Hierarchy::new(project))),
            resolved: None,
        }
    }

    /// The same with what the whole program says: the order of ancestors and the inherited members of each class.
    pub fn resolved(project: &'p Project) -> Self {
        let hierarchy = Arc::new(Hierarchy::new(project));
        Self {
            project,
            synthesis: Synthesis::new(Arc::clone(&hierarchy)),
            resolved: Some(hierarchy),
        }
    }
}

impl Serialize for Dump<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            project,
            synthesis,
            resolved,
        } = self;
        let tops = (0..project.modules.len()).filter(|index| is_top(project, *index));
        serializer.collect_map(tops.map(|index| {
            let name = project.modules[index].name().as_str();
            let top = ModuleView {
                project,
                synthesis,
                resolved: resolved.as_deref(),
                index,
                name,
            };
            (name, top)
        }))
    }
}

/// Whether the package around a module is not part of the project.
fn is_top(project: &Project, index: ModuleIndex) -> bool {
    let parent = project.modules[index].name().parent();
    parent.is_none_or(|parent| project.find(parent.as_str()).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModuleKind;
    use crate::resolve::{ProjectModule, sample};

    fn dump(modules: &[(&str, &str)]) -> serde_json::Value {
        serde_json::to_value(Dump::new(&project(modules))).unwrap()
    }

    fn project(files: &[(&str, &str)]) -> Project {
        let modules = files.iter().map(|(path, source)| sample::module(path, source));
        Project::new(modules.collect())
    }

    #[test]
    fn modules_nest_below_the_top_level() {
        let found = dump(&[
            ("a/__init__.py", ""),
            ("a/b.py", ""),
            ("a_c.py", ""),
            ("x/y.py", ""),
        ]);
        let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["a", "a_c", "x.y"]);
        assert_eq!(found["a"]["members"]["b"]["name"], "b");
        assert_eq!(found["x.y"]["name"], "x.y");
    }

    #[test]
    fn imports_are_aliases_of_what_the_statement_names() {
        for (statement, name, target) in [
            ("import os.path", "os", "os"),
            ("import os.path as p", "p", "os.path"),
            ("from os import path", "path", "os.path"),
            ("from . import c", "c", "a.c"),
            ("from .c import d as e", "e", "a.c.d"),
            ("from .. import z", "z", "z"),
            ("from os import *", "os/*", "os"),
            ("from .c import *", "a/c/*", "a.c"),
        ] {
            let found = dump(&[("a/__init__.py", ""), ("a/b.py", statement)]);
            let alias = &found["a"]["members"]["b"]["members"][name];
            assert_eq!(alias["kind"], "alias", "{statement}");
            assert_eq!(alias["target_path"], target, "{statement}");
            let imported = &found["a"]["members"]["b"]["imports"][name];
            assert_eq!(imported.is_null(), name.ends_with('*'), "{statement}");
        }
    }

    #[test]
    fn a_submodule_gives_way_to_another_member_of_its_name() {
        let source = "from . import kept\nfrom .taken import taken\n";
        let found = dump(&[
            ("a/__init__.py", source),
            ("a/kept.py", ""),
            ("a/taken.py", "def taken(): pass\n"),
        ]);
        let package = &found["a"];
        assert_eq!(package["members"]["kept"]["kind"], "module");
        assert_eq!(package["members"]["taken"]["kind"], "alias");
        assert_eq!(package["shadowed_modules"]["taken"]["kind"], "module");
        assert_eq!(package["imports"]["kept"], "a.kept");
    }

    #[test]
    fn a_list_of_exports_may_be_imported() {
        for (source, expected) in [
            ("from a.b import __all__\n", Some(["x"])),
            ("from .b import x, __all__\n", Some(["x"])),
            ("from .b import __all__ as names\n", None),
            ("from .b import *\n", None),
            ("from elsewhere import __all__\n", None),
            ("from .c import __all__\n", None),
        ] {
            let b = "__all__ = ['x']\nx = 1\n";
            let found = dump(&[("a/__init__.py", ""), ("a/b.py", b), ("a/c.py", source)]);
            let exports = &found["a"]["members"]["c"]["exports"];
            assert_eq!(exports, &serde_json::json!(expected), "{source}");
        }
    }

    #[test]
    fn a_namespace_package_is_where_its_parts_are() {
        let elsewhere = ProjectModule {
            path: "other/n/p/__init__.py".to_owned(),
            ..sample::module("n/p/__init__.py", "")
        };
        let mut namespace = sample::module("n/__init__.py", "");
        namespace.facts.module.kind = ModuleKind::Namespace;
        namespace.path = String::new();
        let project = Project::new(vec![sample::module("n/m.py", ""), elsewhere, namespace]);
        let found = serde_json::to_value(Dump::new(&project)).unwrap();
        assert_eq!(found["n"]["filepath"], serde_json::json!(["n", "other/n"]));
    }

    /// The names of the parameters of a constructor in the dump of a class `C` of the module `m`.
    fn constructor(source: &str, name: &str) -> Option<String> {
        let found = dump(&[("m.py", source)]);
        let constructor = &found["m"]["members"]["C"]["members"][name];
        let parameters = constructor["parameters"].as_array()?.iter();
        let names: Vec<&str> = parameters.map(|found| found["name"].as_str().unwrap()).collect();
        let mark = if constructor["synthesised"].is_null() {
            "written: "
        } else {
            ""
        };
        Some(format!("{mark}{}", names.join(" ")))
    }

    #[test]
    fn a_constructor_that_no_one_wrote_is_a_member_of_the_class_that_it_is_made_for() {
        let fields = "class C:\n    x: int\n";
        let written = "    def __init__(self, y): ...\n";
        let dataclass = "from dataclasses import dataclass\n@dataclass\n";
        for (source, expected) in [
            (fields.to_owned(), None),
            (format!("{fields}{written}"), Some("written: self y")),
            (format!("{dataclass}{fields}"), Some("self x")),
            (format!("{dataclass}{fields}{written}"), Some("written: self y")),
            (format!("{dataclass}{fields}    __init__ = None\n"), None),
            (
                format!("{dataclass}class B:\n    x: int\nclass C(B): ...\n"),
                None,
            ),
        ] {
            assert_eq!(constructor(&source, "__init__").as_deref(), expected, "{source}");
        }
        let tuple = "from typing import NamedTuple\nclass C(NamedTuple):\n    x: int\n";
        assert_eq!(constructor(tuple, "__new__").as_deref(), Some("cls x"));
        assert_eq!(constructor(tuple, "__init__"), None);
    }

    #[test]
    fn ancestors_and_inherited_members_are_told_on_request() {
        let sources = [
            (
                "a/__init__.py",
                "from .b import *\nclass C(B, Exception):\n    y = 1\n",
            ),
            (
                "a/b.py",
                "import enum\nclass A(enum.Enum):\n    def f(self): ...\nclass B(A):\n    class In(make()): ...\n",
            ),
        ];
        let project = project(&sources);
        let found = serde_json::to_value(Dump::resolved(&project)).unwrap();
        let class = &found["a"]["members"]["C"];
        let mro = serde_json::json!(["a.C", "a.b.B", "a.b.A", "enum.Enum", "builtins.Exception"]);
        assert_eq!(class["mro"], mro);
        let inherited = serde_json::json!({"In": "a.b.B.In", "f": "a.b.A.f"});
        assert_eq!(class["inherited_members"], inherited);
        let inner = &found["a"]["members"]["b"]["members"]["B"]["members"]["In"];
        assert_eq!(inner["mro"], serde_json::json!(["a.b.B.In"]));
        assert!(dump(&sources)["a"]["members"]["C"]["mro"].is_null());
        let enumeration = &found["a"]["members"]["b"]["members"]["enum"];
        assert_eq!(enumeration["final_target"], serde_json::Value::Null);
    }

    #[test]
    fn imports_lead_to_definitions_on_request() {
        let sources = [
            (
                "a/__init__.py",
                "from .b import f\nfrom . import b as m\nimport os\n",
            ),
            ("a/b.py", "from .c import *\n"),
            ("a/c.py", "class C:\n    from . import c\ndef f(): ...\n"),
        ];
        let found = serde_json::to_value(Dump::resolved(&project(&sources))).unwrap();
        let target = |path: &str| &found.pointer(path).unwrap()["final_target"];
        assert_eq!(target("/a/members/f"), "a.c.f");
        assert_eq!(target("/a/members/m"), "a.b");
        assert!(target("/a/members/os").is_null());
        assert_eq!(target("/a/members/c/members/C/members/c"), "a.c");
        assert!(dump(&sources)["a"]["members"]["f"].get("final_target").is_none());
    }

    #[test]
    fn a_docstring_has_its_lines_wherever_the_attribute_is_bound() {
        for (source, line) in [
            (
                "class C:\n    x: int\n    def f(self):\n        #: Of x.\n        self.x = 1\n",
                4,
            ),
            ("class C:\n    #: Of x.\n    x: int\n    x = 1\n", 2),
            ("class C:\n    x = 0\n    x = 1  #: Of x.\n", 3),
        ] {
            let found = dump(&[("m.py", source)]);
            let docstring = &found["m"]["members"]["C"]["members"]["x"]["docstring"];
            let expected = serde_json::json!({"value": "Of x.", "lineno": line, "endlineno": line});
            assert_eq!(docstring, &expected, "{source}");
        }
    }
}
