//! What a page is made of: enough to see whether it would be made again as it is.
//!
//! The *input* of a page is everything that its template sees, with what the markup is made of in the place of the
//! markup: docstrings and signatures as the facts have them, the way in which the docstring is read, what a class is at
//! run time. One thing is not in it: what the names in docstrings and signatures lead to. Which these are is known
//! only when the page is made; they are noted then, see [`Asked`].
//!
//! A page whose input is the same and whose names lead to the same places is the same, as long as the options and the
//! templates are.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::links::{LinkContext, Scope};
use super::page::PageRenderer;
use super::plan::PageIndex;
use crate::digest::{Bytes, Digest, short_digest};
use crate::resolve::{Asked, Asking, InheritedDocstring, ModuleIndex};

/// The modules that a page shows something of: their docstrings, or the lines of their items.
#[derive(Debug, Default)]
pub struct Shown(Mutex<BTreeSet<ModuleIndex>>);

impl Shown {
    pub(super) fn add(&self, module: ModuleIndex) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(module);
    }

    /// The modules, sorted.
    pub fn into_modules(self) -> Vec<ModuleIndex> {
        let modules = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        modules.into_iter().collect()
    }
}

/// What is noted while a page is made.
#[derive(Clone, Copy, Default)]
pub(super) struct Trace<'a> {
    /// Takes the modules that the page shows something of.
    pub(super) shown: Option<&'a Shown>,
    /// Takes the input of the page, where that is wanted in the place of the page.
    pub(super) input: Option<&'a Mutex<Bytes>>,
    /// Takes the names that are looked up.
    pub(super) asking: Option<&'a Mutex<Asking>>,
}

impl<'p> PageRenderer<'_, 'p> {
    /// The digest of the input of a page. `file` is the text of the file that it shows.
    pub fn input(&self, page: PageIndex, file: Option<&str>, shown: &Shown) -> Digest {
        let input = Mutex::default();
        let collecting = PageRenderer {
            trace: Trace {
                shown: Some(shown),
                input: Some(&input),
                asking: None,
            },
            ..*self
        };
        let context = collecting.context(page, file);
        let mut input = input.into_inner().unwrap_or_else(PoisonError::into_inner);
        input.add(&self.plan.pages[page].path);
        input.add(&context);
        input.digest()
    }

    /// The text of a page, as [`Self::render`] gives it, with the names that were looked up for it. Without these it is
    /// not to be kept: another name may mean something then, or a template has a mistake that has to be told again.
    pub fn render_noting(
        &self,
        page: PageIndex,
        file: Option<&str>,
        shown: &Shown,
    ) -> (String, Option<Asked>) {
        let asking = Mutex::default();
        let noting = PageRenderer {
            trace: Trace {
                shown: Some(shown),
                input: None,
                asking: Some(&asking),
            },
            ..*self
        };
        let (text, is_as_meant) = noting.made(page, file);
        let asking = asking.into_inner().unwrap_or_else(PoisonError::into_inner);
        (text, asking.finish().filter(|_| is_as_meant))
    }

    /// Whether the names that were looked up for a page still lead to the same places.
    pub fn still_leads(&self, page: PageIndex, asked: &Asked, shown: &Shown) -> bool {
        let from = self.plan.pages[page].path.as_str();
        let links = LinkContext {
            shown: Some(shown),
            ..self.links()
        };
        asked.holds(self.api.project, &|place, wanted| {
            short_digest(&links.url_of(from, place, wanted))
        })
    }

    /// Whether the input of the page is wanted, and no markup.
    pub(super) fn is_collecting(&self) -> bool {
        self.trace.input.is_some()
    }

    /// Adds to the input of the page, if that is wanted; then no markup is.
    pub(super) fn collects(&self, add: impl FnOnce(&mut Bytes)) -> bool {
        if let Some(input) = self.trace.input {
            add(&mut lock(input));
        }
        self.is_collecting()
    }

    /// Notes that the page shows something of a module.
    pub(super) fn shows(&self, module: ModuleIndex) {
        if let Some(shown) = self.trace.shown {
            shown.add(module);
        }
    }

    /// How a module writes its docstrings, one of which the page shows.
    pub(super) fn voice(&self, module: ModuleIndex) -> impl Hash + '_ {
        self.shows(module);
        (
            self.api.project.modules[module].name().as_str(),
            self.styles.of_module(module),
        )
    }

    /// The digest of how a module writes its docstrings.
    pub fn voice_digest(&self, module: ModuleIndex) -> u64 {
        short_digest(&(
            self.api.project.modules[module].name().as_str(),
            self.styles.of_module(module),
        ))
    }

    /// Adds a docstring from a base class.
    pub(super) fn add_inherited(
        &self,
        input: &mut Bytes,
        inherited: Option<&(InheritedDocstring<'p>, Scope<'_, 'p>)>,
    ) {
        if let Some((found, home)) = inherited {
            input.add(&(found.docstring, &found.full_name, self.voice(home.home())));
        }
    }
}

fn lock(input: &Mutex<Bytes>) -> MutexGuard<'_, Bytes> {
    input.lock().unwrap_or_else(PoisonError::into_inner)
}
