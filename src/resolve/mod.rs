//! The whole program: what each module exports, where names lead, what is shown where.
//!
//! Input are the facts of all files; nothing is read and nothing can fail. Relative imports become absolute here.

mod api;
mod components;
mod exports;
mod graph;
mod header;
mod hierarchy;
mod known;
mod lookup;
mod merge;
mod namespace;
mod open;
mod public;
mod reference;
#[cfg(test)]
pub(crate) mod sample;
mod stub;
mod synthesis;
mod unresolved;
mod visibility;

pub use api::{Api, Entry, ModuleApi, Place, Reexport};
pub use graph::Graph;
pub use hierarchy::{
    Ancestor, ClassId, ClassNode, Hierarchy, InheritedDocstring, InheritedMember, Overrides,
};
pub use lookup::Target;
pub use merge::merge_stub;
use reference::is_builtin_exception;
pub use reference::{Asked, Asking, Found, Kind, Missing, Resolution, Scope, Usage, Wanted, is_builtin};
pub use synthesis::{Constructor, EnumMember, Field, FieldParameter, Key, Shape, ShapeKind, Synthesis};
pub use unresolved::UnresolvedImport;
pub use visibility::{SpecialMembers, VisibilityOptions};

use indexmap::IndexSet;

use crate::diagnostic::Diagnostic;
use crate::model::{Extracted, Import, ItemPosition};
use crate::name::ModuleName;
use namespace::Namespaces;

/// The number of a module in [`Project::modules`].
pub type ModuleIndex = usize;

/// The facts of all modules.
#[derive(Debug, Default)]
pub struct Project {
    /// The modules, sorted by name.
    pub modules: Vec<ProjectModule>,
    namespaces: Namespaces,
    /// `__all__` of each module, where it has one.
    exports: Vec<Option<exports::Expanded>>,
    /// Whether each module may have names that no file shows.
    is_open: Vec<bool>,
}

/// A module and the file that it was read from.
#[derive(Clone, Debug)]
pub struct ProjectModule {
    /// Its facts; a stub beside the module is merged into them.
    pub facts: Extracted,
    /// The file as it is shown; empty for a namespace package.
    pub path: String,
    /// The stub beside it that is merged into the facts; empty where there is none.
    pub stub_path: String,
}

impl Project {
    /// Puts the modules together.
    pub fn new(mut modules: Vec<ProjectModule>) -> Self {
        modules.sort_by(|left, right| left.name().cmp(right.name()));
        let mut namespaces = Namespaces::own(&modules);
        let exports = exports::expand_all(&modules, &namespaces);
        namespaces.expand(&modules, &exports);
        let is_open = open::open_modules(&modules, &namespaces);
        Self {
            modules,
            namespaces,
            exports,
            is_open,
        }
    }

    /// The module of a dotted name.
    pub fn find(&self, name: &str) -> Option<ModuleIndex> {
        self.namespaces.find(name)
    }

    /// The names in `__all__`, in order, if the module has one.
    pub fn exports(&self, module: ModuleIndex) -> Option<&[String]> {
        Some(self.exports.get(module)?.as_ref()?.names.as_slice())
    }

    /// The titles that comments in `__all__` give to the names below them, with these names: none, unless there are
    /// several.
    pub fn export_groups(&self, module: ModuleIndex) -> impl Iterator<Item = (&str, &IndexSet<String>)> {
        let expanded = self.exports.get(module).and_then(Option::as_ref);
        let groups = expanded.map(|expanded| &expanded.groups);
        let several = groups.filter(|groups| groups.len() > 1);
        several
            .into_iter()
            .flatten()
            .map(|(title, names)| (title.as_str(), names))
    }

    /// Whether `__all__` was only read in part, and the lists of others that it takes names from and that cannot be
    /// read.
    pub fn unread_exports(&self, module: ModuleIndex) -> (bool, &[String]) {
        let expanded = self.exports.get(module).and_then(Option::as_ref);
        expanded.map_or((false, &[]), |expanded| (expanded.is_partial, &expanded.unread))
    }

    /// The modules right below a package.
    pub fn submodules(&self, package: ModuleIndex) -> impl Iterator<Item = ModuleIndex> {
        let name = self.modules[package].name();
        let depth = name.depth() + 1;
        let prefix = format!("{name}.");
        let is_before = |module: &ProjectModule| module.name().as_str() < prefix.as_str();
        let mut next = self.modules.partition_point(is_before);
        // Sorted by name, all that starts with `name.` follows the package without a gap, and so does what is below
        // each of the modules; that is passed over.
        std::iter::from_fn(move || {
            loop {
                let index = next;
                let found = self.modules.get(index)?.name();
                found.as_str().strip_prefix(&prefix)?;
                next += 1;
                if found.depth() == depth {
                    let below = format!("{found}.");
                    let rest = self.modules.get(next..).unwrap_or_default();
                    next += rest.partition_point(|module| module.name().as_str().starts_with(&below));
                    return Some(index);
                }
            }
        })
    }
}

impl ProjectModule {
    /// The absolute name of the module that an import names; `None` where it leaves the top of its package.
    fn absolute(&self, import: &Import) -> Option<String> {
        let module = &self.facts.module;
        if import.level == 0 {
            return Some(import.module.to_string());
        }
        let package = module.name.as_str();
        let mut package = if module.is_package() {
            Some(package)
        } else {
            package.rsplit_once('.').map(|(package, _)| package)
        };
        for _ in 1..import.level {
            package = package?.rsplit_once('.').map(|(package, _)| package);
        }
        let package = package?;
        Some(if import.module.is_empty() {
            package.to_owned()
        } else {
            format!("{package}.{}", import.module)
        })
    }

    /// A finding about a name in `__all__`, at the place where that is written, if it is in this file.
    fn at_export(&self, name: &str, found: Diagnostic) -> Diagnostic {
        let places = &self.facts.export_places;
        match places.binary_search_by(|(other, _)| other.as_str().cmp(name)) {
            Ok(at) => found.at(places[at].1),
            Err(_) => found,
        }
    }

    /// The file that a position of the facts is in.
    pub fn path_of(&self, position: &ItemPosition) -> &str {
        if position.is_in_stub {
            &self.stub_path
        } else {
            &self.path
        }
    }

    /// Whether a stub alone says what the module has.
    fn is_stub(&self) -> bool {
        std::path::Path::new(&self.path)
            .extension()
            .is_some_and(|ending| ending == "pyi")
    }

    /// The dotted name.
    pub fn name(&self) -> &ModuleName {
        &self.facts.module.name
    }
}
