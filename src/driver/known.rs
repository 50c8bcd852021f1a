//! The facts of a version that is in memory, for another one that has many of the same files.

use std::collections::HashMap;

use crate::cache::Key;
use crate::model::Extracted;
use crate::resolve::Project;

/// The keys of the facts of modules, by their names; nothing for those that are put together from several files.
#[derive(Default)]
pub struct FactKeys(HashMap<String, Option<Key>>);

/// The facts of a version.
pub struct Known<'p>(HashMap<Key, &'p Extracted>);

impl FactKeys {
    /// Adds a file of a module.
    pub(super) fn add(&mut self, module: &str, key: Option<Key>) {
        let known = self.0.entry(module.to_owned());
        known.and_modify(|known| *known = None).or_insert(key);
    }
}

impl<'p> Known<'p> {
    /// The facts that a project is made of.
    pub fn new(project: &'p Project, keys: &FactKeys) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Cache;
    use crate::config::{Config, Settings};
    use crate::driver::read;
    use crate::driver::scan::{scan, scan_beside};
    use crate::driver::stats::{Slowest, Watch};

    #[test]
    fn only_what_differs_from_a_version_that_is_known_is_extracted() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            #[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
            std::fs::write(directory.path().join(name), text).unwrap();
        };
        write("same.py", "def f(a: int): 'Doc.'\n");
        write("other.py", "X = 1\n");
        write("stubbed.py", "Y = 1\n");
        write("stubbed.pyi", "Y: int\n");
        let mut settings = Settings::new(Config::default(), directory.path());
        settings.discover.sources = vec![directory.path().to_owned()];
        let (cache, mut watch) = (Cache::default(), Watch::start());
        let first = scan(&settings, &cache, &mut watch).unwrap();
        let (keys, python) = (first.keys(), first.python().clone());
        let loaded = read(&settings, first, &cache, &mut watch).unwrap();

        write("other.py", "X = 2\n");
        let known = Known::new(&loaded.project, &keys);
        let mut beside = scan_beside(Some(&known), &settings, python, &cache, &mut watch).unwrap();
        // The facts of a module with a stub are no longer those of its file.
        assert_eq!(beside.stats().extracted, 3);
        let mut alone = scan(&settings, &cache, &mut watch).unwrap();
        let slowest = Slowest::default();
        let [beside, alone] =
            [&mut beside, &mut alone].map(|scan| scan.facts(&settings, &cache, &slowest).unwrap());
        assert!(beside == alone && beside.len() == 4);
    }
}
