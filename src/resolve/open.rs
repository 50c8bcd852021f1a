//! Which names a module may have that no file shows.

use super::namespace::Namespaces;
use super::{ModuleIndex, Project, ProjectModule};
use crate::model::{ItemData, ModuleKind};

/// For each module whether it may have any name: it makes names on demand or by strings, or takes by a wildcard import
/// what is not known.
pub(super) fn open_modules(modules: &[ProjectModule], namespaces: &Namespaces) -> Vec<bool> {
    let mut is_open = vec![false; modules.len()];
    let mut takers: Vec<Vec<ModuleIndex>> = vec![Vec::new(); modules.len()];
    for (index, module) in modules.iter().enumerate() {
        let facts = &module.facts.module;
        is_open[index] = facts.kind == ModuleKind::Namespace || facts.runtime_names.is_open;
        for item in &facts.members {
            match &item.data {
                ItemData::Import(import) if item.name == "*" => {
                    let source = module.absolute(import).and_then(|path| namespaces.find(&path));
                    match source {
                        Some(source) => takers[source].push(index),
                        None => is_open[index] = true,
                    }
                }
                _ => is_open[index] |= item.name == "__getattr__",
            }
        }
    }
    let shows_part = |module: &ProjectModule| {
        let exports = module.facts.module.exports.as_ref();
        module.is_stub() || exports.is_some_and(|exports| exports.is_partial)
    };
    let sources = 0..modules.len();
    let mut unseen: Vec<ModuleIndex> = sources
        .filter(|index| is_open[*index] || shows_part(&modules[*index]))
        .collect();
    while let Some(source) = unseen.pop() {
        for taker in std::mem::take(&mut takers[source]) {
            if !std::mem::replace(&mut is_open[taker], true) {
                unseen.push(taker);
            }
        }
    }
    is_open
}

impl Project {
    /// Whether a module may have any name, whatever its file shows.
    pub(super) fn has_unknown_names(&self, module: ModuleIndex) -> bool {
        self.is_open[module]
    }

    /// Whether a module may have a name although nothing at its top level binds it.
    pub fn may_have(&self, module: ModuleIndex, name: &str) -> bool {
        let facts = &self.modules[module].facts.module;
        let is_global = || facts.runtime_names.globals.iter().any(|global| global == name);
        let is_elsewhere = || facts.elsewhere.iter().any(|elsewhere| elsewhere.name == name);
        self.has_unknown_names(module) || is_global() || is_elsewhere()
    }
}
