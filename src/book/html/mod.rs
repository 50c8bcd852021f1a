//! mdBook's HTML, at a cost that follows the pages.
//!
//! mdBook's own renderer copies the list of all chapters twice for every page, and keeps the trees of all chapters in
//! memory. Here the same renderer is given slices of the book, with one neighbor on each side for the links to the
//! previous and the next page, on all threads; what all pages share is made once (see [`sliced`]). A book of which some
//! part is not understood is rendered as a whole. Either way the site is made beside the one that is there, and takes
//! its place file by file.

mod frame;
mod held;
mod markup;
mod parts;
mod print;
mod same;
mod search;
mod site;
mod slice;
mod sliced;
mod source;
mod template;
mod theme;
mod watch;

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Error;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer};

use crate::digest::Digest;
pub(super) use held::{Held, HeldTexts};
pub use same::without_search_index;
use site::{Listing, Site, Source, Workshop};
pub use slice::KeptSlice;

/// So many chapters are rendered at once sooner than in slices.
const SMALL: usize = 128;

/// Does jobs on as many threads as it has.
pub trait RunJobs: fmt::Debug + Send + Sync {
    /// Does the jobs `0..jobs`, each once, in any order.
    fn each(&self, jobs: usize, job: &(dyn Fn(usize) + Sync));
}

/// What keeps slices for later builds.
pub trait KeepSlices: fmt::Debug + Send + Sync {
    /// The slice that was made of what has this digest.
    fn get(&self, key: &Digest) -> Option<KeptSlice>;

    /// Keeps a slice.
    fn put(&self, key: &Digest, slice: &KeptSlice);
}

/// Files that were in the directory of a book and that the book does not have, by the directory.
pub type Foreign = Vec<(PathBuf, Vec<PathBuf>)>;

/// The renderer `html` of a book.
#[derive(Clone, Debug)]
pub(super) struct Html {
    jobs: Arc<dyn RunJobs>,
    keep: Arc<dyn KeepSlices>,
    /// Texts of chapters that are not in the book itself.
    texts: HeldTexts,
    foreign: Arc<Mutex<Foreign>>,
    changed: Arc<AtomicUsize>,
}

impl Html {
    pub(super) fn new(jobs: Arc<dyn RunJobs>, keep: Arc<dyn KeepSlices>, texts: HeldTexts) -> Self {
        Self {
            jobs,
            keep,
            texts,
            foreign: Arc::default(),
            changed: Arc::default(),
        }
    }

    /// How many pages are other ones than before.
    pub(super) fn changed(&self) -> usize {
        self.changed.load(Ordering::Relaxed)
    }

    /// The files that were removed although no book has them.
    pub(super) fn foreign(&self) -> Foreign {
        std::mem::take(&mut *self.foreign.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn render(&self, context: &RenderContext) -> Result<(), Error> {
        let workshop = Workshop::open(&context.destination)?;
        let texts = self.texts.take();
        let is_small = context.book.chapters().nth(SMALL).is_none();
        let sliced = if is_small {
            None
        } else {
            sliced::render(context, texts.as_ref(), workshop.path(), &*self.keep, &*self.jobs)?
        };
        // mdBook copies what is in the sources, and must not find there what it writes.
        let is_around = workshop.path().starts_with(context.source_dir());
        let elsewhere = if is_around {
            Some(tempfile::tempdir()?)
        } else {
            None
        };
        let directory = match &elsewhere {
            Some(elsewhere) => elsewhere.path().to_owned(),
            None => workshop.path().join("whole"),
        };
        let site = match sliced {
            Some(site) => site,
            None => whole(context, texts.as_ref(), workshop.path(), &directory)?,
        };
        let changed = site.take_over(&context.destination, &workshop, &*self.jobs, &|files| {
            let mut foreign = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
            foreign.push((context.destination.clone(), files));
        })?;
        self.changed.store(changed, Ordering::Relaxed);
        Ok(())
    }
}

/// The site as mdBook renders it at once, made in a directory.
fn whole(
    context: &RenderContext,
    texts: Option<&Held>,
    workshop: &Path,
    directory: &Path,
) -> Result<Site, Error> {
    let mut book = context.book.clone();
    book.for_each_chapter_mut(|chapter| {
        if let Some(text) = texts.and_then(|texts| texts.text(&chapter.content)) {
            chapter.content = text;
        }
    });
    let mut own = RenderContext::new(&context.root, book, context.config.clone(), directory);
    own.chapter_titles.extend(context.chapter_titles.clone());
    HtmlHandlebars::new().render(&own)?;
    let mut listing = Listing::default();
    listing.read(directory, Path::new(""))?;
    // Where the sources are all around the site, mdBook takes the workshop for one of them.
    let sources = context.source_dir();
    let own = |path: &PathBuf| sources.join(path).starts_with(workshop);
    let mut site = Site::default();
    for path in listing.directories.into_iter().filter(|path| !own(path)) {
        site.add_directory(path);
    }
    for path in listing.files.into_iter().filter(|path| !own(path)) {
        let made = Source::Made(directory.join(&path));
        site.add(path, made);
    }
    Ok(site)
}

/// A number that nobody can know beforehand.
fn random() -> u128 {
    let half = || u128::from(RandomState::new().build_hasher().finish());
    half() << 64 | half()
}
