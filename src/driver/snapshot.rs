//! A whole run that came to its end: where nothing has changed since, its result is taken as it is, and nothing is parsed,
//! resolved, planned or rendered.
//!
//! It stands under the digest of everything that a run sees: the program, the settings, the files with the keys of
//! their facts, what else discovery found, the chapters of the author, the templates, the inventories and where the source
//! can be seen. One question is asked while a run goes on, whether a module is there that is not read; the answers are
//! kept and asked for again.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::generate::Generated;
use super::reuse::take;
use super::with_workers;
use crate::book::GeneratedChapter;
use crate::cache::{Cache, Key, Kind};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::digest::Bytes;
use crate::inventory::Body;
use crate::render::{PageIndex, SitePlan};
use crate::text::Packed;

/// The result of a run.
#[derive(Serialize, Deserialize)]
pub(super) struct Snapshot {
    /// The pages, parents before their children; none where they were not wanted.
    pages: Vec<PageRecord>,
    pub(super) prose: Vec<(usize, String)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) objects: Body,
    /// The modules that were looked for beside those that are read, by their package and name, and whether they were
    /// there.
    pub(super) unread: Vec<(String, String, bool)>,
}

/// What stands under the key of a run.
#[derive(Serialize, Deserialize)]
enum Run {
    /// Its result.
    Made(Box<Snapshot>),
    /// The key of a run with the same result.
    As(Key),
}

/// A page without its text.
#[derive(Serialize, Deserialize)]
struct PageRecord {
    name: String,
    path: String,
    source_path: Option<String>,
    parent: Option<usize>,
    text: Key,
}

/// Everything that a run sees, on the way to the key of its result.
#[derive(Clone, Default)]
pub(super) struct Sight(Bytes);

impl Sight {
    /// Adds something by all that it would show to a programmer, so that no field of it can be forgotten.
    pub(super) fn add_debug(&mut self, value: &impl std::fmt::Debug) {
        self.0.add(&format!("{value:?}"));
    }

    /// Adds something.
    pub(super) fn add(&mut self, value: &(impl std::hash::Hash + ?Sized)) {
        self.0.add(value);
    }

    /// The key of a kind for all that was added.
    pub(super) fn key_of(&self, kind: Kind) -> Key {
        Key::new(kind, &[&self.0.digest()])
    }

    /// The key of the result of a run that sees all that was added.
    pub(super) fn key(&self) -> Key {
        self.key_of(Kind::Run)
    }
}

impl Snapshot {
    /// The result of a run, with the keys of the texts of its pages.
    pub(super) fn new(
        generated: &Generated,
        plan: &SitePlan,
        texts: Vec<Key>,
        source_path: impl Fn(PageIndex) -> Option<String>,
        unread: Vec<(String, String, bool)>,
    ) -> Self {
        let pages = plan.pages.iter().zip(texts).enumerate();
        let pages = pages.map(|(number, (page, text))| PageRecord {
            name: page.name.clone(),
            path: page.path.clone(),
            source_path: source_path(number),
            parent: page.parent,
            text,
        });
        Self {
            pages: pages.collect(),
            prose: generated.prose.clone(),
            diagnostics: generated.diagnostics.clone(),
            objects: generated.objects.clone(),
            unread,
        }
    }

    /// The result of the run with a key.
    pub(super) fn find(cache: &Cache, key: &Key) -> Option<Self> {
        match cache.get(key)? {
            Run::Made(snapshot) => Some(*snapshot),
            Run::As(other) => match cache.get(&other)? {
                Run::Made(snapshot) => Some(*snapshot),
                Run::As(_) => None,
            },
        }
    }

    /// Keeps it as the result of the run with a key.
    pub(super) fn keep(self, cache: &Cache, key: &Key) {
        cache.put(key, &Run::Made(Box::new(self)));
    }

    /// Keeps for the run with a key that it has the result of another.
    pub(super) fn keep_as(cache: &Cache, key: &Key, other: Key) {
        cache.put(key, &Run::As(other));
    }

    /// The chapter of the reference with all below it, an empty one where pages were not wanted. Nothing, if a page is not
    /// there any more.
    pub(super) fn root(&self, settings: &Settings, cache: &Cache) -> Option<GeneratedChapter> {
        if self.pages.is_empty() {
            return Some(GeneratedChapter::default());
        }
        let chapter = |page: &PageRecord| {
            Some(GeneratedChapter {
                name: page.name.clone(),
                content: take::<Packed>(cache, &page.text)?.into(),
                path: page.path.clone(),
                source_path: page.source_path.clone(),
                children: Vec::new(),
            })
        };
        let chapters: Option<Vec<_>> = with_workers(settings, self.pages.len(), || {
            self.pages.par_iter().map(chapter).collect()
        })
        .ok()?;
        let mut chapters = chapters?;
        // Children come behind their parents: from the end on, each is whole before it goes into its parent.
        let mut children: HashMap<usize, Vec<GeneratedChapter>> = HashMap::new();
        for (number, page) in self.pages.iter().enumerate().rev() {
            let mut chapter = chapters.pop()?;
            chapter.children = children.remove(&number).unwrap_or_default();
            chapter.children.reverse();
            match page.parent {
                Some(parent) if parent < number => children.entry(parent).or_default().push(chapter),
                Some(_) => return None,
                None => return Some(chapter),
            }
        }
        None
    }

    /// How many pages there are.
    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }
}
