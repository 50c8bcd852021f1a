//! `__all__` put together over modules.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};

use super::components::components;
use super::namespace::{Leads, Namespaces};
use super::{ModuleIndex, ProjectModule};
use crate::model::{ExportPart, Exports, ItemData};

/// `__all__` of a module with what it takes from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expanded {
    /// The names in order, each once.
    pub(super) names: Vec<String>,
    /// The groups that comments in the list make, by their titles: names, each in one group.
    pub(super) groups: IndexMap<String, IndexSet<String>>,
    /// Whether names may be missing.
    pub(super) is_partial: bool,
    /// What names were to be taken from and cannot be read.
    pub(super) unread: Vec<String>,
}

impl Expanded {
    /// Whether nothing of the list could be read.
    pub(super) fn is_unread(&self) -> bool {
        self.is_partial && self.names.is_empty()
    }
}

/// Lists that take names from each other are put together so many times over. Such modules cannot be imported unless
/// one of them takes what the other has by then; this is more than enough for those.
const ROUNDS: usize = 3;

/// `__all__` of every module that has one. `namespaces` need not know yet what wildcard imports bring.
pub(super) fn expand_all(modules: &[ProjectModule], namespaces: &Namespaces) -> Vec<Option<Expanded>> {
    let lists = Lists { modules, namespaces };
    let exports: Vec<Option<Cow<'_, Exports>>> =
        (0..modules.len()).map(|module| lists.exports(module)).collect();
    let edges: Vec<Vec<ModuleIndex>> = exports
        .iter()
        .enumerate()
        .map(|(module, exports)| lists.owners(module, exports.as_deref()))
        .collect();
    let mut expanded: Vec<Option<Expanded>> = vec![None; modules.len()];
    for component in components(&edges) {
        let rounds = if component.len() > 1 { ROUNDS } else { 1 };
        for module in component.iter().cycle().take(rounds * component.len()) {
            let exports = exports[*module].as_deref();
            expanded[*module] = exports.map(|exports| lists.expand(*module, exports, &expanded));
        }
    }
    expanded
}

#[derive(Clone, Copy)]
struct Lists<'p> {
    modules: &'p [ProjectModule],
    namespaces: &'p Namespaces,
}

impl<'p> Lists<'p> {
    /// The list of a module: its own, or that of another module by `from other import __all__`. A list of a module
    /// that is not known says nothing.
    fn exports(self, module: ModuleIndex) -> Option<Cow<'p, Exports>> {
        let own = self.modules[module].facts.module.exports.as_ref();
        own.map(Cow::Borrowed).or_else(|| {
            let path = "__all__";
            self.owner(module, path).filter(|owner| *owner != module)?;
            Some(Cow::Owned(Exports {
                parts: vec![ExportPart::AllOf(path.to_owned())],
                is_partial: false,
            }))
        })
    }

    /// The other modules that a list takes names from.
    fn owners(self, module: ModuleIndex, exports: Option<&Exports>) -> Vec<ModuleIndex> {
        let parts = exports.into_iter().flat_map(|exports| &exports.parts);
        let mut owners: Vec<ModuleIndex> = parts
            .filter_map(|part| match part {
                ExportPart::AllOf(path) => self.owner(module, path),
                _ => None,
            })
            .filter(|owner| *owner != module)
            .collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    fn expand(self, module: ModuleIndex, exports: &Exports, known: &[Option<Expanded>]) -> Expanded {
        let mut names: IndexSet<&str> = IndexSet::new();
        let mut is_partial = exports.is_partial;
        let mut unread = Vec::new();
        let mut groups: IndexMap<String, IndexSet<String>> = IndexMap::new();
        let mut title = "";
        for part in &exports.parts {
            match part {
                ExportPart::Title(next) => title = next,
                ExportPart::Name(name) => {
                    if names.insert(name) && !title.is_empty() {
                        groups.entry(title.to_owned()).or_default().insert(name.clone());
                    }
                }
                // There is no stub.
                ExportPart::StubImports => is_partial = true,
                ExportPart::Remove(name) => {
                    names.shift_remove(name.as_str());
                }
                ExportPart::AllOf(path) => match self.owner(module, path) {
                    Some(owner) if owner == module => {}
                    Some(owner) if known[owner].is_some() || self.exports(owner).is_some() => {
                        let other = known[owner].iter().flat_map(|other| &other.names);
                        names.extend(other.map(String::as_str));
                    }
                    _ => {
                        unread.push(path.clone());
                        is_partial = true;
                    }
                },
            }
        }
        Expanded {
            names: names.into_iter().map(str::to_owned).collect(),
            groups,
            is_partial,
            unread,
        }
    }

    /// The module whose `__all__` is meant: `path` names a module, or a name imported with
    /// `from module import __all__ as path`.
    fn owner(self, module: ModuleIndex, path: &str) -> Option<ModuleIndex> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut leads = self.namespaces.lookup(module, first);
        for part in rest.split('.').filter(|part| !part.is_empty()) {
            leads = match leads? {
                Leads::Module(module) => self.namespaces.lookup(module, part),
                _ => return None,
            };
        }
        if let Some(Leads::Module(owner)) = leads {
            return Some(owner);
        }
        let member = self.namespaces.own_member(module, path)?;
        match &self.modules[module].facts.module.members.get(member)?.data {
            ItemData::Import(import) if import.name.as_deref() == Some("__all__") => {
                self.namespaces.find(&self.modules[module].absolute(import)?)
            }
            _ => None,
        }
    }
}
