//! The facts of a version that is in memory, for another one that has many of the same files.

use std::collections::HashMap;

use crate::cache::Key;
use crate::model::Extracted;
use crate::resolve::Project;

/// The keys of the facts of modules, by their names; nothing for those that are put together from several files.
#[derive(Default)]
pub(super) struct FactKeys(HashMap<String, Option<Key>>);

/// The facts of a version.
pub(super) struct Known<'p>(HashMap<Key, &'p Extracted>);

impl FactKeys {
    /// Adds a file of a module.
    pub(super) fn add(&mut self, module: &str, key: Option<Key>) {
        let known = self.0.entry(module.to_owned());
        known.and_modify(|known| *known = None).or_insert(key);
    }
}

impl<'p> Known<'p> {
    /// The facts that a project is made of.
    pub(super) fn new(project: &'p Project, keys: &FactKeys) -> Self {
        let facts = project.modules.iter().filter_map(|module| {
            let key = keys.0.get(module.name().as_str())?;
            Some(((*key)?, &module.facts))
        });
        Self(facts.collect())
    }

    /// The facts with a key.
    pub(super) fn get(&self, key: &Key) -> Option<&'p Extracted> {
        self.0.get(key).copied()
    }
}
