//! From a name to what it means.

use indexmap::IndexSet;

use super::namespace::Leads;
use super::{ModuleIndex, Project};
use crate::model::{Import, Item, ItemData};

/// What a name leads to.
#[derive(Clone, Debug)]
pub enum Target<'p> {
    /// A module of the project.
    Module(ModuleIndex),
    /// A definition: the module that holds it, the classes around it from the outside in, and the item.
    Item(ModuleIndex, Vec<&'p Item>, &'p Item),
    /// Something outside the project, by its dotted name as far as it is known.
    External(String),
}

impl Project {
    /// The absolute name of the module that an import names; `None` where it leaves the top of its package.
    pub fn absolute(&self, module: ModuleIndex, import: &Import) -> Option<String> {
        self.modules[module].absolute(import)
    }

    /// What a name at the top level of a module leads to. What the module binds by an import, an assignment or a
    /// definition comes before the module of that name below it, which [`Project::submodule`] gives.
    pub fn lookup(&self, module: ModuleIndex, name: &str) -> Option<Target<'_>> {
        self.target(self.namespaces.lookup(module, name)?)
    }

    /// The module right below a package.
    pub fn submodule(&self, package: ModuleIndex, name: &str) -> Option<ModuleIndex> {
        self.namespaces.submodule(package, name)
    }

    /// What an import at the top level of a module, or in a class there, leads to.
    pub fn follow(&self, module: ModuleIndex, import: &Import) -> Option<Target<'_>> {
        let path = self.absolute(module, import)?;
        match (self.find(&path), &import.name) {
            (Some(source), Some(name)) => self.lookup(source, name),
            (Some(source), None) => Some(Target::Module(source)),
            (None, Some(name)) => Some(Target::External(format!("{path}.{name}"))),
            (None, None) => Some(Target::External(path)),
        }
    }

    /// The full name of a module or definition, where it is defined; `None` for what is outside the project.
    pub fn full_name(&self, target: &Target<'_>) -> Option<String> {
        match target {
            Target::Module(module) => Some(self.modules[*module].name().to_string()),
            Target::Item(module, around, item) => {
                let mut name = self.modules[*module].name().to_string();
                for part in around.iter().copied().chain([*item]) {
                    name.push('.');
                    name.push_str(&part.name);
                }
                Some(name)
            }
            Target::External(_) => None,
        }
    }

    fn target(&self, leads: Leads) -> Option<Target<'_>> {
        let item = |module: ModuleIndex, member: usize| self.modules[module].facts.module.members.get(member);
        match leads {
            Leads::Module(module) => Some(Target::Module(module)),
            Leads::Item(module, member) => Some(Target::Item(module, Vec::new(), item(module, member)?)),
            Leads::Outside(module, member) => match &item(module, member)?.data {
                ItemData::Import(import) => {
                    let path = self.absolute(module, import)?;
                    let name = import.name.as_ref().map(|name| format!("{path}.{name}"));
                    Some(Target::External(name.unwrap_or(path)))
                }
                _ => None,
            },
            Leads::Nowhere => None,
        }
    }

    /// What a dotted name at the top level of a module leads to.
    pub fn lookup_dotted(&self, module: ModuleIndex, path: &str) -> Option<Target<'_>> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let target = self.lookup(module, first)?;
        rest.split('.')
            .filter(|part| !part.is_empty())
            .try_fold(target, |target, part| self.member(target, part))
    }

    /// What a full dotted name such as `pkg.mod.Class.method` leads to. Where a name on the way is also that of a module,
    /// and what stands behind it is found in the module only, that is meant.
    pub fn lookup_absolute(&self, path: &str) -> Option<Target<'_>> {
        let first = path.split('.').next().unwrap_or(path);
        self.find(first)
            .and_then(|module| self.lookup_below(module, path))
            .or_else(|| self.lookup_below(self.longest_module(path)?, path))
    }

    /// What a full dotted name leads to; what no module of the project has is something outside.
    pub fn leads_to(&self, path: &str) -> Target<'_> {
        let found = self.lookup_absolute(path);
        found.unwrap_or_else(|| Target::External(path.to_owned()))
    }

    /// What a full dotted name leads to that begins with the name of a module.
    fn lookup_below(&self, module: ModuleIndex, path: &str) -> Option<Target<'_>> {
        let rest = path.strip_prefix(self.modules[module].name().as_str())?;
        let mut parts = rest.split('.').filter(|part| !part.is_empty());
        parts.try_fold(Target::Module(module), |target, part| self.member(target, part))
    }

    /// The module with the longest name that `path` starts with.
    pub(super) fn longest_module(&self, path: &str) -> Option<ModuleIndex> {
        let ends = path.rmatch_indices('.').map(|(end, _)| end);
        std::iter::once(path.len())
            .chain(ends)
            .find_map(|end| self.find(&path[..end]))
    }

    /// The member of something that was found.
    pub fn member<'p>(&'p self, target: Target<'p>, name: &str) -> Option<Target<'p>> {
        match target {
            Target::Module(module) => self.lookup(module, name),
            Target::Item(module, mut around, item) => {
                let member = item.members().iter().find(|member| member.name == name)?;
                if let ItemData::Import(import) = &member.data {
                    return self.follow(module, import);
                }
                around.push(item);
                Some(Target::Item(module, around, member))
            }
            Target::External(path) => Some(Target::External(format!("{path}.{name}"))),
        }
    }

    /// The names that a module offers to a wildcard import, its own wildcard imports included; those as well that may be
    /// in the part of `__all__` that cannot be read.
    pub fn offered_names(&self, module: ModuleIndex) -> Vec<&str> {
        let mut names: IndexSet<&str> = self
            .exports(module)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let (is_partial, _) = self.unread_exports(module);
        if self.exports(module).is_none() || is_partial {
            names.extend(self.namespaces.public_names(module));
        }
        names.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::resolve::sample::project;

    fn described(project: &Project, target: Option<&Target<'_>>) -> String {
        match target {
            Some(Target::External(path)) => format!("outside {path}"),
            Some(target @ Target::Module(_)) => format!("module {}", project.full_name(target).unwrap()),
            Some(target) => project.full_name(target).unwrap(),
            None => "nothing".to_owned(),
        }
    }

    /// Each path on the left leads to what stands on the right.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let project = project(text);
        for (path, leads_to) in expected {
            assert_eq!(
                described(&project, project.lookup_absolute(path).as_ref()),
                *leads_to,
                "{path}"
            );
        }
    }

    #[test]
    fn imports_bind_what_python_binds() {
        check(
            "#- p/__init__.py\nfrom . import m\nfrom .m import f as g\nimport p.m as q\nimport os.path\nfrom . import sub
#- p/m.py\ndef f(): 1\nfrom p import m\nfrom .sub import deep\nfrom ... import x
#- p/sub/__init__.py\nfrom ..m import f\nfrom .. import m as up\nfrom . import deep as d
#- p/sub/deep.py\nfrom ...p import m\nfrom ..sub.deep import m as own\n",
            &[
                ("p.m", "module p.m"),
                ("p.g", "p.m.f"),
                ("p.q.f", "p.m.f"),
                ("p.os.path", "outside os.path"),
                ("p.m.m.f", "p.m.f"),
                ("p.m.deep", "module p.sub.deep"),
                ("p.m.x", "nothing"),
                ("p.sub.f", "p.m.f"),
                ("p.sub.up.g", "nothing"),
                ("p.sub.d", "module p.sub.deep"),
            ],
        );
    }

    #[test]
    fn the_last_binding_of_a_name_counts() {
        let others =
            "#- p/a.py\nx = 1\ny = 1\n_z = 1\n#- p/b.py\n__all__ = ['x', '_z']\nx = 2\ny = 2\n_z = 2\n";
        for (source, x, y, z) in [
            ("from .a import *\nfrom .b import *\n", "p.b.x", "p.a.y", "p.b._z"),
            ("from .b import *\nfrom .a import *\n", "p.a.x", "p.a.y", "p.b._z"),
            ("x = 3\nfrom .b import *\n", "p.b.x", "nothing", "p.b._z"),
            ("from .b import *\nx = 3\n", "p.x", "nothing", "p.b._z"),
            (
                "from .b import *\nfrom elsewhere import *\n",
                "p.b.x",
                "nothing",
                "p.b._z",
            ),
            (
                "try:\n    from .b import *\nexcept E:\n    from .a import *\n",
                "p.b.x",
                "p.a.y",
                "p.b._z",
            ),
        ] {
            let text = format!("#- p/__init__.py\n{source}{others}");
            check(&text, &[("p.x", x), ("p.y", y), ("p._z", z)]);
        }
    }

    #[test]
    fn wildcards_bring_imported_names_and_go_round_in_circles() {
        check(
            "#- p/__init__.py\nfrom .a import *
#- p/a.py\nfrom .b import *\nfrom os import path\nfrom .c import x as y\na = 1\nown = 1
#- p/b.py\nfrom .a import *\nfrom .c import *\nb1 = 1\nown = 2
#- p/c.py\nfrom .b import *\nx = 1\nown = 3\n",
            &[
                ("p.path", "outside os.path"),
                ("p.y", "p.c.x"),
                ("p.x", "p.c.x"),
                ("p.b1", "p.b.b1"),
                ("p.c.a", "p.a.a"),
                ("p.b.a", "p.a.a"),
                ("p.own", "p.a.own"),
            ],
        );
    }

    #[test]
    fn a_wildcard_brings_nothing_that_it_was_given() {
        check(
            "#- p/__init__.py\nfrom .a import *\nfrom .b import *\n
#- p/a.py\nx = 1\n#- p/b.py\nfrom p import x\ny = 1\n",
            &[("p.x", "p.a.x"), ("p.y", "p.b.y"), ("p.b.x", "p.a.x")],
        );
    }

    #[test]
    fn a_name_and_a_module_of_that_name_are_both_found() {
        let text = "#- p/__init__.py\nfrom .thing import thing\n#- p/thing.py\ndef thing(): 1\nmore = 1\n";
        check(
            text,
            &[
                ("p.thing", "p.thing.thing"),
                ("p.thing.more", "p.thing.more"),
                ("p.thing.thing", "p.thing.thing"),
                ("p.thing.less", "nothing"),
            ],
        );
        let project = project(text);
        let package = project.find("p").unwrap();
        assert_eq!(project.submodule(package, "thing"), project.find("p.thing"));
    }

    #[test]
    fn what_wildcards_take_from_a_package_includes_its_listed_and_imported_modules() {
        check(
            "#- p/__init__.py\nfrom .listed import *\nfrom .loose import *
#- p/listed/__init__.py\n__all__ = ['m']\n#- p/listed/m.py\n
#- p/loose/__init__.py\nfrom .seen import x\n#- p/loose/seen.py\nx = 1\n#- p/loose/unseen.py\n",
            &[
                ("p.m", "module p.listed.m"),
                ("p.seen", "module p.loose.seen"),
                ("p.x", "p.loose.seen.x"),
                ("p.unseen", "nothing"),
            ],
        );
    }

    #[test]
    fn names_that_are_imported_on_demand_are_found() {
        let others = "#- p/m.py\nX = 1\nY = 1\n#- p/sub/__init__.py\nZ = 1\n";
        for init in [
            "_t = {'X': '.m', 'Y': 'm', 'Z': 'p.sub'}\ndef __getattr__(name):\n    return get(_t[name])\n",
            "_t = {'X': (__spec__.parent, '.m'), 'Y': ('p.m', 'Y'), 'Z': ('p', '.sub')}
def __getattr__(name):\n    if name in _t:\n        return get(_t[name])\n",
            "_s = {'m': ['X', 'Y'], 'sub': ('Z',)}\nsys.modules[__name__] = _LazyModule(__name__, f, _s)\n",
            "import lazy_loader as lazy
__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={'m': ['X', 'Y'], 'sub': ['Z']})\n",
            "def __getattr__(name):\n    if name == 'X':\n        from .m import X\n        return X
    elif name == 'Y':\n        import warnings\n        from .m import Y as found\n        return found
    if name in {'Z'}:\n        import importlib\n        return getattr(importlib.import_module('.sub', __name__), name)\n",
        ] {
            check(
                &format!("#- p/__init__.py\n{init}{others}"),
                &[("p.X", "p.m.X"), ("p.Y", "p.m.Y"), ("p.Z", "p.sub.Z"), ("p.warnings", "nothing")],
            );
        }
        let structures = [
            "_s['m'] = ['X', 'Y']\n_s['sub'] = ['Z']\n",
            "try:\n    a()\nexcept E:\n    _s['none'] = ['X']\nelse:\n    _s['m'] = ['X']\n    _s['m'].append('Y')\n    _s['sub'] += ['Z']\n",
            "_s['m'] = []\n_s['m'].extend(\n    ['X', 'Y']\n)\n_s.setdefault('sub', ['Z'])\n",
            "_s.update({'m': ['X', 'Y']})\n_s |= {'sub': ['Z']}\n",
            "_t = {'m': ['X', 'Y'], 'sub': ['Z']}\n_s[a].update(_t)\n",
        ];
        for structure in structures {
            let made = "sys.modules[__name__] = _LazyModule(__name__, f, _s)\n";
            check(
                &format!("#- p/__init__.py\n_s = {{'m': []}}\n{structure}{made}{others}"),
                &[("p.X", "p.m.X"), ("p.Y", "p.m.Y"), ("p.Z", "p.sub.Z")],
            );
        }
        // A table that is no such table, and one that nobody reads.
        check(
            &format!(
                "#- p/__init__.py\n_t = {{'X': 'use Y', 'Y': 'new'}}\n_u = {{'Z': 'sub'}}
def __getattr__(name):\n    warn(_t[name])\n{others}"
            ),
            &[("p.X", "nothing"), ("p.Y", "nothing"), ("p.Z", "nothing")],
        );
    }

    #[test]
    fn names_on_demand_are_looked_for_in_the_modules_below() {
        let getter =
            "def __getattr__(name):\n    return get(import_module(f'._{name.lower()}', 'p'), name)\n";
        check(
            &format!(
                "#- p/__init__.py\n__all__ = ['X', 'Y', 'Z', 'W']\n{getter}#- p/_x.py\nX = Y = 1\n
#- p/_y.py\nfrom q import Z\nfrom ._x import X\nY = 2\n#- p/_y/deep.py\nW = 1\n#- q.py\nfrom p import X\nZ = 1\n"
            ),
            &[("p.X", "p._x.X"), ("p.Y", "nothing"), ("p.Z", "nothing"), ("p.W", "nothing"), ("q.X", "p._x.X")],
        );
        check(
            "#- p/__init__.py\n__all__ = ['X']\n#- p/_x.py\nX = 1\n",
            &[("p.X", "nothing")],
        );
    }

    #[test]
    fn a_list_that_cannot_be_read_hides_no_definition_from_wildcards() {
        let others = "#- p/b.py\nx = 2\n";
        for (list, x, y, z, path) in [
            ("__all__ = ['x']\n", "p.a.x", "nothing", "nothing", "nothing"),
            (
                "__all__ = ['x']\n__all__ += found()\n",
                "p.a.x",
                "p.a.y",
                "nothing",
                "nothing",
            ),
            (
                "__all__ = ['y']\n__all__ += found()\n",
                "p.b.x",
                "p.a.y",
                "nothing",
                "nothing",
            ),
            (
                "__all__ = [n for n in dir()]\n",
                "p.a.x",
                "p.a.y",
                "nothing",
                "outside os.path",
            ),
        ] {
            let a = format!("#- p/a.py\nfrom os import path\nx = y = _z = 1\n{list}");
            check(
                &format!("#- p/__init__.py\nfrom .b import x\nfrom .a import *\n{a}{others}"),
                &[("p.x", x), ("p.y", y), ("p._z", z), ("p.path", path)],
            );
        }
    }

    #[test]
    fn a_stub_offers_what_it_says_that_it_exports() {
        check(
            "#- p.py\nfrom q import *\n#- q.pyi\nfrom r import a, b as b\nfrom s import *\nx: int\n
#- r.py\na = b = 1\n#- s.py\nc = 1\n",
            &[("p.a", "nothing"), ("p.b", "r.b"), ("p.c", "s.c"), ("p.x", "q.x")],
        );
    }

    #[test]
    fn chains_may_be_long_and_circles_end() {
        let mut text = "#- p/__init__.py\n#- p/m0.py\nfrom .m999 import y\nx = 1\n".to_owned();
        for number in 1..1000 {
            let before = number - 1;
            let _ = write!(
                text,
                "#- p/m{number}.py\nfrom .m{before} import x, y\nfrom .m{before} import *\n"
            );
        }
        check(
            &text,
            &[
                ("p.m999.x", "p.m0.x"),
                ("p.m999.y", "nothing"),
                ("p.m5.y", "nothing"),
            ],
        );
    }

    #[test]
    fn a_class_may_import() {
        check(
            "#- p.py\nclass C:\n    from q import f, C\n#- q.py\ndef f(): 1\nfrom p import C\n",
            &[("p.C.f", "q.f"), ("p.C.C.C", "p.C")],
        );
    }

    #[test]
    fn nothing_is_said_of_names_that_a_module_may_have_when_it_runs() {
        for source in [
            "def f():\n    global x\n    x = 1\n",
            "globals()['x'] = 1\n",
            "from elsewhere import *\n",
            "from .open import *\n",
            "from .listed import *\n",
            "from .stub import *\n",
            "def __getattr__(name): 1\n",
        ] {
            let project = project(&format!(
                "#- p/__init__.py\nfrom .m import x\nfrom .stub import y\n#- p/m.py\n{source}
#- p/open.py\nvars().update(a)\n#- p/listed.py\n__all__ = a()\n#- p/stub.pyi\n"
            ));
            assert!(project.unresolved_imports().is_empty(), "{source}");
        }
        let silent = "#- p/__init__.py\nfrom .m import x\n#- p/m.py\nfrom .n import *\ndef f():\n    global y\n#- p/n.py\n";
        assert_eq!(project(silent).unresolved_imports().len(), 1);
    }

    #[test]
    fn a_failing_import_is_named_where_the_chain_breaks() {
        let project = project(
            "#- p/__init__.py\nfrom .m import gone, kept, lazy\nfrom .none import x\nfrom os import nothing
try:\n    from .m import tried\nexcept ImportError:\n    tried = None\nfrom .sub import __name__ as n, elsewhere
#- p/m.py\nfrom .n import gone\nkept = 1\nfrom .lazy import lazy\nfrom ... import top
#- p/n.py\n# Nothing.\ngon = 1\nfrom .n2 import round
#- p/n2.py\nfrom .n import round
#- p/lazy.py\ndef __getattr__(name): 1\n#- p/sub.py\nfrom os import *\n",
        );
        let found = project.unresolved_imports();
        let found: Vec<String> = found
            .into_iter()
            .map(|found| {
                let name = project.modules[found.module].name();
                let line = found.finding.location.unwrap().line;
                format!("{name}:{line}: {}", found.finding.message)
            })
            .collect();
        assert_eq!(
            found,
            [
                "p:2: `from .none import x` fails: there is no module `p.none`",
                "p.m:1: `from .n import gone` fails: `p.n` has no `gone`",
                "p.m:4: `from ... import top` fails: it leaves the top of `p.m`",
                "p.n:3: `from .n2 import round` fails: the imports that it follows lead back to it",
                "p.n2:1: `from .n import round` fails: the imports that it follows lead back to it",
            ]
        );
    }
}
