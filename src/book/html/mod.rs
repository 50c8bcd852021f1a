//! mdBook's HTML, at a cost that follows the pages.
//!
//! mdBook's own renderer copies the list of all chapters twice for every page, and keeps the trees of all chapters in
//! memory. Here the same renderer is given slices of the book, with one neighbor on each side for the links to the
//! previous and the next page, on all threads; what all pages share is made once (see [`sliced`]). A book of which some
//! part is not understood is rendered as a whole. Either way the site is made beside the one that is there, and takes
//! its place file by file.

mod documents;
mod first;
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
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::Error;
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer};

use crate::digest::Digest;
use crate::text::Packed;
pub(super) use held::{Held, HeldTexts};
use record::{Origins, Record};
pub use same::without_search_index;
use site::{Listing, Site, Source, Stale, Workshop};
pub use slice::KeptSlice;
use sliced::{Sliced, Stop};

/// So many chapters are rendered at once sooner than in slices.
const SMALL: usize = 32;

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

/// Who waits for pages, and not for the files of the whole book: the search index and the page for printing.
pub trait AwaitPages: fmt::Debug {
    /// Hears that pages are put into their place from now on, before the rest is made.
    fn pages_come(&self);

    /// Hears that the pages are in their place, and that so many are other ones than before. Tells whether the rest is to
    /// be made now; if not, it is made by another build.
    fn pages_are_there(&self, directory: &Path, changed: usize) -> bool;

    /// Raised when something has happened after which it is not worth to make the rest.
    fn alarm(&self) -> Arc<AtomicBool>;
}

/// How a book is worked on.
#[derive(Clone, Copy)]
struct Work<'a> {
    jobs: &'a dyn RunJobs,
    /// Raised when nobody waits for it any more.
    alarm: Option<&'a AtomicBool>,
}

impl Work<'_> {
    /// Whether to go on.
    fn check(&self) -> Result<(), Stop> {
        let is_raised = self.alarm.is_some_and(|alarm| alarm.load(Ordering::Relaxed));
        if is_raised { Err(Stop::Left) } else { Ok(()) }
    }
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
    /// Who waits for the pages, if anybody does.
    awaiting: Option<Rc<dyn AwaitPages>>,
    changed: Arc<AtomicUsize>,
    is_left: Arc<AtomicBool>,
}

impl Html {
    pub(super) fn new(
        jobs: Arc<dyn RunJobs>,
        keep: Arc<dyn KeepSlices>,
        texts: HeldTexts,
        others: &'static [&'static str],
        awaiting: Option<Rc<dyn AwaitPages>>,
    ) -> Self {
        Self {
            jobs,
            keep,
            texts,
            others,
            awaiting,
            changed: Arc::default(),
            is_left: Arc::default(),
        }
    }

    /// How many pages are other ones than before.
    pub(super) fn changed(&self) -> usize {
        self.changed.load(Ordering::Relaxed)
    }

    /// Whether the pages are there, and the rest was left to another build.
    pub(super) fn is_left(&self) -> bool {
        self.is_left.load(Ordering::Relaxed)
    }

    /// Renders a book in slices, the pages before the rest where somebody waits for them.
    fn in_slices(
        &self,
        context: &RenderContext,
        texts: Option<&Held>,
        workshop: &Workshop,
    ) -> Result<InSlices, Stop> {
        let (keep, jobs, destination) = (&*self.keep, &*self.jobs, &context.destination);
        let sliced = Sliced::new(context, texts, workshop.path(), keep)?;
        let work = Work { jobs, alarm: None };
        let mut begun = sliced.begin(work)?;
        let record = Record::read(keep, destination);
        let first = match &self.awaiting {
            Some(awaiting) => sliced.first(&begun, &record, work)?.zip(Some(awaiting)),
            None => None,
        };
        let Some(((site, origins), awaiting)) = first else {
            let (site, origins) = sliced.render(begun, &record, work)?;
            return Ok(InSlices::Whole(site, origins));
        };
        awaiting.pages_come();
        let changed = site.take_over(destination, workshop, jobs, Stale::Stays)?;
        let seen = origins.see(destination);
        let is_rest_wanted = awaiting.pages_are_there(destination, changed);
        let record = seen.record(workshop.path());
        if is_rest_wanted {
            begun.settle();
            let alarm = awaiting.alarm();
            let alarm = Some(&*alarm);
            match sliced.render(begun, &record, Work { jobs, alarm }) {
                Err(Stop::Left) => {}
                made => return made.map(|(site, origins)| InSlices::Whole(site, origins)),
            }
        }
        record.write(keep, destination);
        Ok(InSlices::Pages)
    }
}

/// What was made of a book.
enum InSlices {
    /// The pages, which are in their place.
    Pages,
    /// Everything.
    Whole(Site, Origins),
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
            match self.in_slices(context, texts.as_ref(), &workshop) {
                Ok(InSlices::Pages) | Err(Stop::Left) => {
                    self.is_left.store(true, Ordering::Relaxed);
                    return Ok(());
                }
                Ok(InSlices::Whole(site, origins)) => Some((site, origins)),
                Err(Stop::NotUnderstood(reason)) => {
                    tracing::info!("the book is rendered as a whole: {reason}");
                    None
                }
                Err(Stop::Failed(error)) => return Err(error),
            }
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
        let (site, origins) = match sliced {
            Some((site, origins)) => (site, Some(origins)),
            None => (whole(context, texts.as_ref(), workshop.path(), &directory)?, None),
        };
        let stale = Stale::GoesBut(self.others);
        let changed = site.take_over(&context.destination, &workshop, &*self.jobs, stale)?;
        self.changed.store(changed, Ordering::Relaxed);
        if let Some(origins) = origins {
            let record = origins.see(&context.destination).record(workshop.path());
            record.write(&*self.keep, &context.destination);
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
