//! All names of a project by their first part, for references that say only the end of a full name.

use std::collections::HashMap;

use crate::model::{Item, ItemData};
use crate::name::is_private;
use crate::resolve::{ModuleIndex, Project, Target};

/// No further entry.
const NONE: u32 = u32::MAX;

/// So many things of one name are looked at; that of more is no name by which to find one.
const MOST_CANDIDATES: usize = 1000;

/// Modules, definitions and renamed imports by their own names. Made in time proportional to their number; an entry
/// is 24 bytes.
#[derive(Debug, Default)]
pub(in crate::resolve) struct NameIndex<'p> {
    entries: Vec<Entry<'p>>,
    last: HashMap<&'p str, u32>,
}

#[derive(Debug)]
struct Entry<'p> {
    /// What has the name; nothing if it is the module itself.
    item: Option<&'p Item>,
    module: u32,
    /// The entry of the class around.
    parent: u32,
    /// The entry before this one that has the same name.
    before: u32,
}

impl<'p> NameIndex<'p> {
    pub(in crate::resolve) fn new(project: &'p Project) -> Self {
        let mut index = Self::default();
        for (module, found) in project.modules.iter().enumerate() {
            index.add(found.name().last(), None, module, NONE);
            index.add_members(module, NONE, &found.facts.module.members);
        }
        index
    }

    fn add_members(&mut self, module: ModuleIndex, parent: u32, members: &'p [Item]) {
        for item in members {
            let is_name = match &item.data {
                // Under its own name, what is imported is found where it is defined.
                ItemData::Import(import) => {
                    import.name.as_ref().is_some_and(|name| *name != item.name) && !is_private(&item.name)
                }
                _ => true,
            };
            if is_name {
                let entry = self.add(&item.name, Some(item), module, parent);
                self.add_members(module, entry, item.members());
            }
        }
    }

    fn add(&mut self, name: &'p str, item: Option<&'p Item>, module: ModuleIndex, parent: u32) -> u32 {
        let number = u32::try_from(self.entries.len()).unwrap_or(NONE);
        let before = self.last.insert(name, number).unwrap_or(NONE);
        self.entries.push(Entry {
            item,
            module: u32::try_from(module).unwrap_or(NONE),
            parent,
            before,
        });
        number
    }

    /// Everything that has a name, in the order of modules and of their text.
    pub(super) fn candidates(&self, project: &'p Project, name: &str) -> Vec<Target<'p>> {
        let get = |number: u32| self.entries.get(number as usize);
        let first = self.last.get(name).and_then(|number| get(*number));
        let entries = std::iter::successors(first, |entry| get(entry.before));
        let entries = entries.take(MOST_CANDIDATES);
        let mut found: Vec<_> = entries.filter_map(|entry| self.target(project, entry)).collect();
        found.reverse();
        found
    }

    fn target(&self, project: &'p Project, entry: &Entry<'p>) -> Option<Target<'p>> {
        let module = entry.module as usize;
        let Some(item) = entry.item else {
            return Some(Target::Module(module));
        };
        if let ItemData::Import(_) = item.data {
            return project.lookup(module, &item.name);
        }
        let mut around = Vec::new();
        let mut parent = self.entries.get(entry.parent as usize);
        while let Some(class) = parent {
            around.extend(class.item);
            parent = self.entries.get(class.parent as usize);
        }
        around.reverse();
        Some(Target::Item(module, around, item))
    }
}
