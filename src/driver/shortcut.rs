//! Which pages an edit cannot have changed, told without looking at them.
//!
//! What names lead to, what classes are and which pages there are is decided by the *interface* of all modules: their
//! facts without the words of docstrings. While that is the same, a page can only change with the files of the modules that it
//! shows something of. Which these are was noted when it was made; most edits are to bodies and docstrings, and leave
//! all other pages alone.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Key, Kind};
use crate::digest::{Bytes, short_digest};
use crate::model::Interface;
use crate::render::{PageContent, PagePlan, Styles};
use crate::resolve::{ModuleIndex, Project, ProjectModule};

/// The files of each module, as a digest of the keys of their facts.
pub(super) type FileDigests = HashMap<String, u64>;

/// The pages of modules that were made with one interface.
#[derive(Serialize, Deserialize)]
pub(super) struct Pages {
    /// The modules, with digests of their files.
    modules: Vec<(String, u64)>,
    /// The path of each page, the key of its text, and which modules it shows something of.
    pages: Vec<(String, Key, Vec<u32>)>,
}

/// The pages that an edit leaves alone.
pub(super) struct Shortcut(HashMap<String, Key>);

/// The key of the pages that are made with what is in `sight` and with the interface of a project.
pub(super) fn key(sight: &Key, project: &Project, styles: &Styles) -> Key {
    let mut interface = Bytes::default();
    for (index, module) in project.modules.iter().enumerate() {
        let digest = short_digest(&Interface(&module.facts));
        interface.add(&(digest, &module.path, &module.stub_path, styles.digest(index)));
    }
    Key::new(Kind::Pages, &[sight.as_bytes(), &interface.digest()])
}

impl Shortcut {
    /// The pages under a key whose modules have the files that they had.
    pub(super) fn find(cache: &Cache, key: &Key, files: &FileDigests) -> Option<Self> {
        let Pages { modules, pages } = cache.get(key)?;
        let is_same: Vec<bool> = modules
            .iter()
            .map(|(module, digest)| files.get(module) == Some(digest))
            .collect();
        let is_left_alone = |page: &(String, Key, Vec<u32>)| {
            let mut shown = page.2.iter();
            shown.all(|module| is_same.get(*module as usize) == Some(&true))
        };
        let left_alone = pages.into_iter().filter(is_left_alone);
        Some(Self(left_alone.map(|(path, key, _)| (path, key)).collect()))
    }

    /// The key of the text of a page, if the edit leaves it alone.
    pub(super) fn page(&self, path: &str) -> Option<&Key> {
        self.0.get(path)
    }
}

impl Pages {
    /// The pages of modules among some pages, with the keys of their texts and the modules that they show something of.
    pub(super) fn new<'a>(
        project: &Project,
        files: &FileDigests,
        pages: impl Iterator<Item = (&'a PagePlan, Key, Option<Vec<ModuleIndex>>)>,
    ) -> Self {
        let module = |module: &ProjectModule| {
            let name = module.name().to_string();
            let digest = files.get(&name).copied().unwrap_or_default();
            (name, digest)
        };
        let number = |module: ModuleIndex| u32::try_from(module).unwrap_or(u32::MAX);
        let page = |(page, key, shown): (&PagePlan, Key, Option<Vec<ModuleIndex>>)| {
            let shown: Vec<u32> = shown?.into_iter().map(number).collect();
            let is_of_modules = matches!(
                page.content,
                PageContent::Modules(_) | PageContent::Entry(..) | PageContent::Source(..)
            );
            is_of_modules.then(|| (page.path.clone(), key, shown))
        };
        Self {
            modules: project.modules.iter().map(module).collect(),
            pages: pages.filter_map(page).collect(),
        }
    }
}
