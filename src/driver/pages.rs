//! The texts of all pages.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::reuse::Reuse;
use super::shortcut::Shortcut;
use super::stats::Slowest;
use super::{Error, with_workers};
use crate::book::{PageText, Spill};
use crate::cache::{Key, Kind};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::discover::{DiscoverOptions, Files, SourceFile, read_source};
use crate::progress::Stage;
use crate::render::{PageContent, PageIndex, PageRenderer, Shown, SitePlan};
use crate::resolve::{Asked, ModuleIndex};
use crate::text::{Packed, decode};

/// All pages.
pub(super) struct Rendered {
    /// Their texts.
    pub(super) texts: Vec<PageText>,
    /// The keys of the texts, if all of them are kept.
    pub(super) keys: Option<Vec<Key>>,
    /// What was found while they were made.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// How many were taken from earlier runs.
    pub(super) reused: usize,
    /// How many modules are on the others.
    pub(super) affected: usize,
    /// Which modules each page of modules shows something of; nothing for a page that was not looked at.
    pub(super) shown: Vec<Option<Vec<ModuleIndex>>>,
}

impl Rendered {
    /// No pages.
    pub(super) fn none() -> Self {
        Self {
            texts: Vec::new(),
            keys: Some(Vec::new()),
            diagnostics: Vec::new(),
            reused: 0,
            affected: 0,
            shown: Vec::new(),
        }
    }
}

/// What earlier runs have left.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a, 'c> {
    /// Pages by what they are made of.
    pub(super) reuse: &'a Reuse<'c>,
    /// The pages that need not be looked at.
    pub(super) shortcut: Option<&'a Shortcut>,
}

/// The texts of all pages of the plan; those that earlier runs made and that are still right are taken from `kept`.
pub(super) fn render_all(
    settings: &Settings,
    (renderer, plan): (&PageRenderer<'_, '_>, &SitePlan),
    files: &Texts<'_>,
    kept: Option<Kept<'_, '_>>,
    (spill, slowest): (&Arc<Spill>, &Slowest),
) -> Result<Rendered, Error> {
    let number = plan.pages.len();
    settings.progress.begin(Stage::Render, number);
    let pages: Vec<(PageText, Page)> = with_workers(settings, number, || {
        let pages = (0..number).into_par_iter();
        let path = |page: usize| plan.pages[page].path.as_str();
        let render = |page: usize| {
            let taken = kept.and_then(|kept| kept.take(path(page)));
            taken.unwrap_or_else(|| render(renderer, page, files, kept))
        };
        pages
            .map(|page| {
                let render = || slowest.measure(|| path(page).to_owned(), || render(page));
                let mut made = settings.progress.count(render);
                (spill.keep(&std::mem::take(&mut made.text)), made)
            })
            .collect()
    })?;
    let mut affected = BTreeSet::new();
    for (page, (_, made)) in plan.pages.iter().zip(&pages) {
        match &page.content {
            _ if made.is_reused => {}
            PageContent::Modules(modules) => affected.extend(modules),
            PageContent::Entry(module, _) | PageContent::Source(module, _) => {
                affected.insert(*module);
            }
            _ => {}
        }
    }
    let mut rendered = Rendered {
        texts: Vec::with_capacity(pages.len()),
        keys: Some(Vec::with_capacity(pages.len())),
        diagnostics: Vec::new(),
        reused: pages.iter().filter(|(_, page)| page.is_reused).count(),
        affected: affected.len(),
        shown: Vec::with_capacity(pages.len()),
    };
    for (text, page) in pages {
        rendered.texts.push(text);
        rendered.diagnostics.extend(page.diagnostic);
        rendered.shown.push(page.shown);
        match (page.key, &mut rendered.keys) {
            (Some(key), Some(keys)) => keys.push(key),
            _ => rendered.keys = None,
        }
    }
    Ok(rendered)
}

/// The files that pages show. They are read again for it, one for each thread at a time: kept since they were
/// extracted, they would all be in memory at once.
pub(super) struct Texts<'a> {
    by_path: HashMap<&'a str, &'a SourceFile>,
    /// Where they are.
    place: &'a Files,
    limit: u64,
    changed: AtomicBool,
}

impl<'a> Texts<'a> {
    pub(super) fn new(files: &'a [SourceFile], options: &'a DiscoverOptions) -> Self {
        let by_path = files.iter().map(|file| (file.display.as_str(), file));
        Self {
            by_path: by_path.collect(),
            place: &options.files,
            limit: options.max_file_size,
            changed: AtomicBool::new(false),
        }
    }

    /// Whether a file that was read is another one than was found.
    pub(super) fn have_changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    /// The text of a file, or why it cannot be had any more.
    pub(super) fn text(&self, path: &str) -> (Option<String>, Option<Diagnostic>) {
        let Some(file) = self.by_path.get(path) else {
            return (None, None);
        };
        match read_source(self.place, file, self.limit) {
            Ok(read) => {
                if read.stat != file.stat {
                    self.changed.store(true, Ordering::Relaxed);
                }
                (Some(decode(&read.bytes).text.into_owned()), None)
            }
            Err(diagnostic) => {
                self.changed.store(true, Ordering::Relaxed);
                (None, Some(diagnostic))
            }
        }
    }
}

/// A page, and what was found while it was made.
struct Page {
    text: Packed,
    /// The key of its text, if that is kept.
    key: Option<Key>,
    diagnostic: Option<Diagnostic>,
    /// Whether it was taken from an earlier run.
    is_reused: bool,
    /// The modules that it shows something of, if it was looked at.
    shown: Option<Vec<ModuleIndex>>,
}

impl Kept<'_, '_> {
    /// A page that need not be looked at.
    fn take(self, path: &str) -> Option<Page> {
        let key = self.shortcut?.page(path)?;
        Some(Page {
            text: self.reuse.take(key)?,
            key: Some(*key),
            diagnostic: None,
            is_reused: true,
            shown: None,
        })
    }
}

fn render(
    renderer: &PageRenderer<'_, '_>,
    page: PageIndex,
    files: &Texts<'_>,
    kept: Option<Kept<'_, '_>>,
) -> Page {
    let file = renderer.file_shown(page).map(|path| files.text(path));
    let (file, diagnostic) = file.unwrap_or_default();
    let shown = Shown::default();
    let made = catch_unwind(AssertUnwindSafe(|| {
        let Some(Kept { reuse, .. }) = kept else {
            return (Packed::from(renderer.render(page, file.as_deref())), None, false);
        };
        let input = renderer.input(page, file.as_deref(), &shown);
        let holds = |asked: &Asked| renderer.still_leads(page, asked, &shown);
        let make = || {
            let (text, asked) = renderer.render_noting(page, file.as_deref(), &shown);
            (Packed::from(text), asked)
        };
        reuse.take_or_make(Kind::Page, &input, holds, make)
    }));
    let (text, key, is_reused) = made.unwrap_or_else(|_| {
        let text = "<p>This page could not be made. This is a bug in mdbook-autodoc.</p>\n";
        (text.into(), None, false)
    });
    Page {
        text,
        key,
        diagnostic,
        is_reused,
        shown: Some(shown.into_modules()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::model::ModuleKind;

    #[test]
    fn a_file_that_is_gone_is_a_finding_and_not_a_failure() {
        let directory = tempfile::tempdir().unwrap();
        let file = SourceFile {
            path: directory.path().join("m.py"),
            display: "m.py".to_owned(),
            module: crate::name::ModuleName::new("m").unwrap(),
            kind: ModuleKind::Module,
            is_stub: false,
            stat: crate::discover::Stat::default(),
            object: None,
            source: 0,
        };
        let files = [file];
        let settings = Settings::new(crate::config::Config::default(), directory.path());
        let texts = Texts::new(&files, &settings.discover);
        let (text, found) = texts.text("m.py");
        assert_eq!((text, found.unwrap().code), (None, Code::UnreadableFile));
        assert_eq!(texts.text("other.py"), (None, None));
    }
}
