//! Pages that come from the whole reference: every module, every name, the tree of classes, what is deprecated, what nobody described.
//!
//! What they list is collected once ([`Whole`]), before pages are planned: it decides which of them there are. Each
//! page is then rendered by itself, as all others are.

mod catalog;
mod deprecated;
mod hierarchy;
mod index;
mod listed;
mod mentions;
mod names;
mod parts;
mod symbols;
mod tree_page;
mod undocumented;

use std::ops::Range;

use super::plan::{ALL_NAMES, CLASS_HIERARCHY, DEPRECATED_ITEMS, PageContent, UNDOCUMENTED_ITEMS};
use super::styles::Styles;
use crate::config::WholePage;
use crate::digest::short_digest;
use crate::docstring::{self, Document};
use crate::model::Docstring;
use crate::resolve::{Api, ModuleIndex};
pub use catalog::{Catalog, Named};
use deprecated::Deprecation;
pub(super) use deprecated::deprecation_note;
use hierarchy::Tree;
use listed::Listed;
pub use mentions::{Backlinks, Destinations, MentioningChapter, Thing};
use names::Name;
pub(super) use tree_page::TreePart;
use undocumented::Gaps;

/// A reference with fewer modules gets no pages of this kind unless it asks: its own pages show everything at a glance.
const FEWEST_MODULES: usize = 4;

/// With so many names nothing is seen at a glance, however few modules have them.
const FEWEST_NAMES: usize = 100;

/// What the pages that come from the whole list.
pub struct Whole<'p> {
    listed: Vec<Listed<'p>>,
    names: Vec<Name>,
    /// The names of each letter, by their numbers.
    letters: Vec<(char, Range<usize>)>,
    hierarchy: Tree,
    deprecated: Vec<Deprecation>,
    undocumented: Vec<Gaps>,
}

impl<'p> Whole<'p> {
    /// Collects what the pages in `wanted` list; without a wish, the pages that a reader of a reference of this size expects.
    /// It takes time linear in the items, sorted by name, and reads only docstrings that speak of deprecation, or all
    /// of classes and modules where what is undocumented is asked for.
    pub fn new(api: &Api<'p>, styles: &Styles, wanted: Option<&[WholePage]>, backlinks: bool) -> Self {
        let has_many_modules = api.modules.len() >= FEWEST_MODULES;
        let wants = |page: WholePage| match (wanted, page) {
            (Some(pages), _) => pages.contains(&page),
            (None, WholePage::Undocumented) => false,
            (None, WholePage::Names) => has_many_modules || listed::all(api).len() >= FEWEST_NAMES,
            (None, _) => has_many_modules,
        };
        let [names, hierarchy, deprecated, undocumented] = [
            WholePage::Names,
            WholePage::Hierarchy,
            WholePage::Deprecated,
            WholePage::Undocumented,
        ]
        .map(wants);
        let mut whole = Self {
            listed: Vec::new(),
            names: Vec::new(),
            letters: Vec::new(),
            hierarchy: Tree::default(),
            deprecated: Vec::new(),
            undocumented: Vec::new(),
        };
        if !(backlinks || hierarchy || names || deprecated || undocumented) {
            return whole;
        }
        let parse = |docstring: &Docstring, home: ModuleIndex| -> Document {
            docstring::parse(&docstring.text, styles.manner(home, &docstring.text)).document
        };
        whole.listed = listed::all(api);
        let found = if names || deprecated {
            deprecated::all(api, &whole.listed, &parse)
        } else {
            Vec::new()
        };
        if names {
            whole.names = names::all(api, &whole.listed, &found);
            whole.letters = names::letters(&whole.names);
        }
        if hierarchy {
            whole.hierarchy = hierarchy::all(api, &whole.listed);
        }
        if deprecated {
            whole.deprecated = found;
        }
        if undocumented {
            whole.undocumented = undocumented::all(api, &whole.listed, &parse);
        }
        whole
    }

    /// The digest of which names are deprecated: what the index of all names has from docstrings.
    pub fn deprecated_digest(&self) -> u64 {
        short_digest(&names::deprecated(&self.names).collect::<Vec<_>>())
    }

    /// The pages that have something to show, in the order in which they stand: the name in the sidebar, the file,
    /// what stands on it, and the pages below it, each with a name and file of its own.
    pub(super) fn pages(&self) -> Vec<PlannedPage> {
        let mut pages = Vec::new();
        let mut add = |title: &str, file: &'static str, content: PageContent, children: Vec<PartPage>| {
            pages.push(PlannedPage {
                title: title.to_owned(),
                file,
                content,
                children,
            });
        };
        if !self.names.is_empty() {
            let (content, parts) = one_or_more(names::pages(&self.letters), PageContent::Names(0..0));
            add("All names", ALL_NAMES, content, parts);
        }
        if !self.hierarchy.is_empty() {
            let pages = tree_page::pages(&self.hierarchy, &self.listed);
            let (content, parts) = one_or_more(pages, PageContent::Hierarchy(TreePart::default()));
            add("Class hierarchy", CLASS_HIERARCHY, content, parts);
        }
        if !self.deprecated.is_empty() {
            add(
                "Deprecated",
                DEPRECATED_ITEMS,
                PageContent::Deprecated,
                Vec::new(),
            );
        }
        if !self.undocumented.is_empty() {
            add(
                "Undocumented",
                UNDOCUMENTED_ITEMS,
                PageContent::Undocumented,
                Vec::new(),
            );
        }
        pages
    }
}

/// A page that comes from the whole, before it has a place.
pub(super) struct PlannedPage {
    /// The name in the sidebar.
    pub(super) title: String,
    /// The file without its ending. It has a hyphen, so no module can be called so.
    pub(super) file: &'static str,
    /// What stands on it.
    pub(super) content: PageContent,
    /// The parts of a list that is too long for one page.
    pub(super) children: Vec<PartPage>,
}

/// A page with a part of a list, before it has a place.
pub(super) struct PartPage {
    /// The name in the sidebar.
    pub(super) title: String,
    /// The file without its ending.
    pub(super) file: String,
    /// What stands on it.
    pub(super) content: PageContent,
}

/// What stands on the page of a list, and the pages below it: a single one is that page itself.
fn one_or_more(mut pages: Vec<PartPage>, without_rows: PageContent) -> (PageContent, Vec<PartPage>) {
    match pages.pop() {
        Some(only) if pages.is_empty() => (only.content, pages),
        last => {
            pages.extend(last);
            (without_rows, pages)
        }
    }
}
