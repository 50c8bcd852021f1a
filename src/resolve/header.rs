//! Names in the header of a class, which is evaluated where it stands: what a module binds further down is not meant.

use super::{ModuleIndex, Project, Target};
use crate::model::{Item, ItemData, ItemId};

/// The header of a class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'p> {
    project: &'p Project,
    module: ModuleIndex,
    class: ItemId,
    /// The line that it begins at; nothing in a stub, where names may be used above their definitions.
    start: Option<u32>,
}

impl<'p> Header<'p> {
    /// The header of a class in a module.
    pub(super) fn new(project: &'p Project, module: ModuleIndex, class: ItemId) -> Self {
        let place = &project.modules[module];
        let position = place.facts.position(class);
        let is_stub = position.is_declared_in_stub || place.is_stub();
        Self {
            project,
            module,
            class,
            start: (!is_stub).then_some(position.lines.first),
        }
    }

    /// Whether a name in it can mean a definition: one of another module, or one that is complete above it.
    pub(super) fn sees(&self, home: ModuleIndex, item: ItemId) -> bool {
        if home != self.module {
            return true;
        }
        let position = self.project.modules[home].facts.position(item);
        let is_above = |start| position.is_in_stub || position.lines.last < start;
        item != self.class && self.start.is_none_or(is_above)
    }

    /// What a dotted name leads to by the last import of its first part above, whose place something below takes.
    pub(super) fn earlier(&self, name: &str) -> Option<Target<'p>> {
        let start = self.start?;
        let facts = &self.project.modules[self.module].facts;
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let is_meant = |item: &&Item| item.name == first && facts.position(item.id).lines.last < start;
        let mut imports = facts.module.replaced_imports.iter().rev();
        let ItemData::Import(import) = &imports.find(is_meant)?.data else {
            return None;
        };
        let mut parts = rest.split('.').filter(|part| !part.is_empty());
        parts.try_fold(self.project.follow(self.module, import)?, |target, part| {
            self.project.member(target, part)
        })
    }
}
