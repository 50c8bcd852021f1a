//! Which pages an edit cannot have changed, told without looking at them.
//!
//! What names lead to, what classes are and which pages there are is decided by the *interface* of all modules: their
//! facts without the words of docstrings. While that is the same, a page can only change with the files of the modules that it
//! shows something of. Which these are was noted when it was made; most edits are to bodies and docstrings, and leave
//! all other pages alone. So it is with what was found in docstrings. The tree of classes says nothing but the interface,
//! and the index of all names only tells in addition what is deprecated.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Key, Kind};
use crate::diagnostic::Diagnostic;
use crate::digest::{Bytes, short_digest};
use crate::model::Interface;
use crate::render::{PageContent, PagePlan, Styles};
use crate::resolve::{ModuleIndex, Project, ProjectModule};

/// The files of each module, as a digest of the keys of their facts.
pub(super) type FileDigests = HashMap<String, u64>;

/// What was made with one interface.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    /// The digests of the files of each module, in the order of the modules, which the interface decides.
    modules: Vec<u64>,
    /// What was deprecated, as a digest.
    deprecated: u64,
    /// The pages of modules and of the tree of classes: their paths, the keys of their texts, and which modules they show
    /// something of.
    pages: Vec<(String, Key, Vec<u32>)>,
    /// The pages of the index of all names.
    names: Vec<(String, Key)>,
    /// What was found in the docstrings on the pages of modules that have findings.
    findings: Vec<(u32, Vec<Diagnostic>)>,
}

/// What an edit leaves alone.
pub(super) struct Shortcut {
    pages: HashMap<String, Key>,
    /// Whether the files of each module are those that they were.
    is_same: Vec<bool>,
    findings: HashMap<ModuleIndex, Vec<Diagnostic>>,
}

/// What is known of a run whose interface is that of another.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) project: &'a Project,
    pub(super) files: &'a FileDigests,
    /// What is deprecated, as a digest.
    pub(super) deprecated: u64,
}

/// The key of what is made with what is in `sight` and with the interface of a project.
pub(super) fn key(sight: &Key, project: &Project, styles: &Styles) -> Key {
    let mut interface = Bytes::default();
    for (index, module) in project.modules.iter().enumerate() {
        let digest = short_digest(&Interface(&module.facts));
        interface.add(&(digest, &module.path, &module.stub_path, styles.digest(index)));
    }
    Key::new(Kind::Pages, &[sight.as_bytes(), &interface.digest()])
}

impl Words<'_> {
    /// The digests of the files of each module.
    fn modules(&self) -> impl Iterator<Item = u64> {
        let of = |module: &ProjectModule| self.files.get(module.name().as_str()).copied();
        let modules = self.project.modules.iter();
        modules.map(move |module| of(module).unwrap_or_default())
    }
}

impl Shortcut {
    /// What is kept under a key and is still right.
    pub(super) fn find(cache: &Cache, key: &Key, words: Words<'_>) -> Option<Self> {
        let found: Record = cache.get(key)?;
        let modules = found.modules.iter().zip(words.modules());
        let is_same: Vec<bool> = modules.map(|(old, new)| *old == new).collect();
        let is_left_alone = |page: &(String, Key, Vec<u32>)| {
            let mut shown = page.2.iter();
            shown.all(|module| is_same.get(*module as usize) == Some(&true))
        };
        let left_alone = found.pages.into_iter().filter(is_left_alone);
        let mut pages: HashMap<String, Key> = left_alone.map(|(path, key, _)| (path, key)).collect();
        if found.deprecated == words.deprecated {
            pages.extend(found.names);
        }
        let findings = found.findings.into_iter();
        Some(Self {
            pages,
            is_same,
            findings: findings.map(|(module, found)| (module as usize, found)).collect(),
        })
    }

    /// The key of the text of a page, if the edit leaves it alone.
    pub(super) fn page(&self, path: &str) -> Option<&Key> {
        self.pages.get(path)
    }

    /// What was found in the docstrings on the page of a module, which are in the files of `homes`, if the edit leaves all
    /// of them alone.
    pub(super) fn findings(
        &self,
        module: ModuleIndex,
        mut homes: impl Iterator<Item = ModuleIndex>,
    ) -> Option<Vec<Diagnostic>> {
        let is_same = homes.all(|home| self.is_same.get(home) == Some(&true));
        is_same.then(|| self.findings.get(&module).cloned().unwrap_or_default())
    }
}

impl Record {
    /// What is to be kept of some pages, with the keys of their texts and the modules that they show something of, and of
    /// what was found in docstrings.
    pub(super) fn new<'a>(
        words: Words<'_>,
        pages: impl Iterator<Item = (&'a PagePlan, Key, Option<Vec<ModuleIndex>>)>,
        findings: &[(ModuleIndex, Vec<Diagnostic>)],
    ) -> Self {
        let number = |module: ModuleIndex| u32::try_from(module).unwrap_or(u32::MAX);
        let with_findings = findings.iter().filter(|(_, found)| !found.is_empty());
        let mut made = Self {
            modules: words.modules().collect(),
            deprecated: words.deprecated,
            pages: Vec::new(),
            names: Vec::new(),
            findings: with_findings
                .map(|(module, found)| (number(*module), found.clone()))
                .collect(),
        };
        for (page, key, shown) in pages {
            let Some(shown) = shown else { continue };
            match page.content {
                PageContent::Names(_) => made.names.push((page.path.clone(), key)),
                PageContent::Modules(_)
                | PageContent::Entry(..)
                | PageContent::Source(..)
                | PageContent::Hierarchy(_) => {
                    let shown = shown.into_iter().map(number);
                    made.pages.push((page.path.clone(), key, shown.collect()));
                }
                PageContent::Index
                | PageContent::Deprecated
                | PageContent::Undocumented
                | PageContent::Sources => {}
            }
        }
        made
    }
}
