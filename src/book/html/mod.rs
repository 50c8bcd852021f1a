//! mdBook's HTML, at a cost that follows the pages.
//!
//! mdBook's own renderer copies the list of all chapters twice for every page, and keeps the trees of all chapters in
//! memory. Here the same renderer is given slices of the book, with one neighbor on each side for the links to the
//! previous and the next page, on all threads; what all pages share is made once (see [`sliced`]). A book of which some
//! part is not understood is rendered as a whole. Either way the site is made beside the one that is there, and takes
//! its place file by file.

mod documents;
mod frame;
mod held;
mod markup;
mod page;
mod parts;
mod print;
mod record;
mod same;
mod search;
mod site;
mod slice;
mod sliced;
mod source;
mod template;
mod theme;
mod watch;
mod words;

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Error;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer};

use crate::digest::Digest;
use crate::text::Packed;
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
    /// Whether there is a slice that was made of what has this digest.
    fn has(&self, key: &Digest) -> bool;

    /// The slice, without the HTML of its chapters.
    fn get(&self, key: &Digest) -> Option<KeptSlice>;

    /// The HTML of its chapters.
    fn contents(&self, key: &Digest) -> Option<Packed>;

    /// Keeps a slice.
    fn put(&self, key: &Digest, slice: &KeptSlice, contents: &Packed);

    /// What the last build has noted of a site.
    fn record(&self, site: &Digest) -> Option<Vec<u8>>;

    /// Notes something of a site in the place of what was noted before.
    fn set_record(&self, site: &Digest, record: Vec<u8>);
}

/// The renderer `html` of a book.
#[derive(Clone, Debug)]
pub(super) struct Html {
    jobs: Arc<dyn RunJobs>,
    keep: Arc<dyn KeepSlices>,
    /// Texts of chapters that are not in the book itself.
    texts: HeldTexts,
    /// Files in the site that others make after it, and that stay.
    others: &'static [&'static str],
    changed: Arc<AtomicUsize>,
}

impl Html {
    pub(super) fn new(
        jobs: Arc<dyn RunJobs>,
        keep: Arc<dyn KeepSlices>,
        texts: HeldTexts,
        others: &'static [&'static str],
    ) -> Self {
        Self {
            jobs,
            keep,
            texts,
            others,
            changed: Arc::default(),
        }
    }

    /// How many pages are other ones than before.
    pub(super) fn changed(&self) -> usize {
        self.changed.load(Ordering::Relaxed)
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
            tracing::info!("the book is rendered at once: it has no more than {SMALL} chapters");
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
        let (site, record) = match sliced {
            Some((site, record)) => (site, Some(record)),
            None => (whole(context, texts.as_ref(), workshop.path(), &directory)?, None),
        };
        let changed = site.take_over(&context.destination, &workshop, &*self.jobs, self.others)?;
        self.changed.store(changed, Ordering::Relaxed);
        if let Some(record) = record {
            record.write(&*self.keep, &context.destination, workshop.path());
        }
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
    let mut filled = Ok(());
    book.for_each_chapter_mut(
        |chapter| match texts.and_then(|texts| texts.text(&chapter.content)) {
            Some(Ok(text)) => chapter.content = text,
            Some(Err(error)) => filled = Err(error),
            None => {}
        },
    );
    filled?;
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
