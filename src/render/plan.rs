//! Which pages there are and where everything stands on them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::source::SourceKind;
use super::whole::{TreePart, Whole};
use crate::config::Granularity;
use crate::model::{Item, ItemData, ItemId};
use crate::resolve::{Api, ModuleIndex};

/// The pages beside those of modules, by the beginnings of their paths within the reference: no module is called so.
pub(super) const BESIDE_MODULES: [&str; 5] = [
    ALL_NAMES,
    CLASS_HIERARCHY,
    DEPRECATED_ITEMS,
    UNDOCUMENTED_ITEMS,
    SOURCE_CODE,
];
pub(super) const ALL_NAMES: &str = "all-names";
pub(super) const CLASS_HIERARCHY: &str = "class-hierarchy";
pub(super) const DEPRECATED_ITEMS: &str = "deprecated-items";
pub(super) const UNDOCUMENTED_ITEMS: &str = "undocumented-items";
const SOURCE_CODE: &str = "source-code";

/// Whether a path within the reference, without its ending, is that of a page that only lists or shows what others document.
pub fn is_beside_modules(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    BESIDE_MODULES.contains(&first)
}

/// The number of a page in [`SitePlan::pages`].
pub type PageIndex = usize;

/// All pages of the reference. The first is the index.
#[derive(Debug)]
pub struct SitePlan {
    /// The pages, parents before their children.
    pub pages: Vec<PagePlan>,
    module_pages: HashMap<ModuleIndex, PageIndex>,
    module_anchors: HashMap<ModuleIndex, String>,
    entry_pages: HashMap<(ModuleIndex, String), PageIndex>,
    source_pages: HashMap<(ModuleIndex, SourceKind), PageIndex>,
}

/// A page before it is rendered.
#[derive(Debug)]
pub struct PagePlan {
    /// The name in the sidebar.
    pub name: String,
    /// The chapter's path within the book's source, such as `api/pkg/mod.md`.
    pub path: String,
    /// What stands on it.
    pub content: PageContent,
    /// The pages below it.
    pub children: Vec<PageIndex>,
    /// The page above it; the index has none.
    pub parent: Option<PageIndex>,
}

/// What stands on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageContent {
    /// The list of all modules.
    Index,
    /// A module, or a package with the modules in it.
    Modules(Vec<ModuleIndex>),
    /// One entry of a module, by its position among the module's entries.
    Entry(ModuleIndex, usize),
    /// A part of the index of all names; an empty one where the pages below it have them.
    Names(Range<usize>),
    /// A part of the tree of classes; an empty one where the pages below it have it.
    Hierarchy(TreePart),
    /// What is deprecated.
    Deprecated,
    /// What has no docstring.
    Undocumented,
    /// The list of the files that are shown.
    Sources,
    /// A file of a module.
    Source(ModuleIndex, SourceKind),
}

/// The place of the index: its path without `.md` is the directory of all other pages.
#[derive(Clone, Debug)]
pub struct IndexPage {
    /// Its name in the sidebar.
    pub name: String,
    /// Its path within the book's source.
    pub path: String,
    /// The directory of the other pages.
    pub directory: String,
}

impl IndexPage {
    /// The index beside the author's chapters, where no chapter of theirs stands for it.
    pub fn beside_chapters(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            path: "api.md".to_owned(),
            directory: "api".to_owned(),
        }
    }
}

/// What pages there are beside those of modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    /// What gets a page of its own.
    pub granularity: Granularity,
    /// Whether the files are shown too.
    pub view_source: bool,
}

impl SitePlan {
    /// Plans the pages of `api`, and behind them those that come from the whole and those that show files.
    pub fn new(api: &Api<'_>, whole: &Whole<'_>, options: PlanOptions, index: IndexPage) -> Self {
        let mut planner = Planner {
            api,
            granularity: options.granularity,
            taken: HashSet::from([index.path.to_lowercase()]),
            plan: Self {
                pages: vec![PagePlan {
                    name: index.name,
                    path: index.path,
                    content: PageContent::Index,
                    children: Vec::new(),
                    parent: None,
                }],
                module_pages: HashMap::new(),
                module_anchors: HashMap::new(),
                entry_pages: HashMap::new(),
                source_pages: HashMap::new(),
            },
        };
        let roots: Vec<ModuleIndex> = api.roots().collect();
        for root in roots {
            let name = api.project.modules[root].name();
            // A source below a package that is not part of the project keeps its full name, with a page of its own.
            planner.module(
                root,
                0,
                &index.directory,
                &name.as_str().replace('.', "/"),
                name.as_str(),
            );
        }
        planner.whole(whole, &index.directory);
        if options.view_source {
            planner.sources(&index.directory);
        }
        planner.plan
    }

    /// The page of a module.
    pub fn module_page(&self, module: ModuleIndex) -> Option<PageIndex> {
        self.module_pages.get(&module).copied()
    }

    /// The anchor of a module on its page.
    pub fn module_anchor(&self, module: ModuleIndex) -> Option<&str> {
        self.module_anchors.get(&module).map(String::as_str)
    }

    /// The page on which a documented definition stands, and its anchor there.
    pub fn item_place<'a>(
        &self,
        api: &'a Api<'_>,
        home: ModuleIndex,
        item: ItemId,
    ) -> Option<(PageIndex, &'a str)> {
        let place = api.place(home, item)?;
        let page = match self.entry_page(place.module, place.entry) {
            Some(page) => page,
            None => self.module_page(place.module)?,
        };
        Some((page, &place.full_name))
    }

    /// The page that shows a file.
    pub(super) fn source_page(&self, module: ModuleIndex, kind: SourceKind) -> Option<PageIndex> {
        self.source_pages.get(&(module, kind)).copied()
    }

    /// The page of an entry alone, where entries have pages of their own.
    pub(super) fn entry_page(&self, module: ModuleIndex, entry: &str) -> Option<PageIndex> {
        if self.entry_pages.is_empty() {
            return None;
        }
        self.entry_pages.get(&(module, entry.to_owned())).copied()
    }
}

struct Planner<'a, 'p> {
    api: &'a Api<'p>,
    granularity: Granularity,
    /// The paths in use, in lower case: some file systems know no other.
    taken: HashSet<String>,
    plan: SitePlan,
}

impl Planner<'_, '_> {
    fn module(&mut self, module: ModuleIndex, parent: PageIndex, directory: &str, file: &str, name: &str) {
        let stem = self.free_stem(directory, file);
        let page = self.add_page(parent, name, &stem, PageContent::Modules(vec![module]));
        self.place_module(module, page, false);
        if self.granularity == Granularity::Item {
            self.entries(module, page, &stem);
        }
        let submodules = self
            .api
            .modules
            .get(&module)
            .map(|api| api.submodules.clone())
            .unwrap_or_default();
        for child in submodules {
            if self.granularity == Granularity::Package
                && !self.api.project.modules[child].facts.module.is_package()
            {
                if let PageContent::Modules(modules) = &mut self.plan.pages[page].content {
                    modules.push(child);
                }
                self.place_module(child, page, true);
                continue;
            }
            let last = self.api.project.modules[child].name().last();
            self.module(child, page, &stem, last, last);
        }
    }

    /// The pages that come from the whole, below the index.
    fn whole(&mut self, whole: &Whole<'_>, directory: &str) {
        for page in whole.pages() {
            let stem = self.free_stem(directory, page.file);
            let index = self.add_page(0, &page.title, &stem, page.content);
            for part in page.children {
                let stem = self.free_stem(&stem, &part.file);
                self.add_page(index, &part.title, &stem, part.content);
            }
        }
    }

    /// The files of everything that is documented, in one list: a sidebar has it folded, and a module that is not
    /// documented itself, from which something is, has a file too.
    fn sources(&mut self, directory: &str) {
        let homes = self.api.modules.iter().flat_map(|(module, api)| {
            let entries = api.entries.iter().map(|entry| entry.home);
            entries.chain([*module])
        });
        let mut files: Vec<(&str, SourceKind, ModuleIndex)> = Vec::new();
        for module in homes.collect::<BTreeSet<_>>() {
            let facts = &self.api.project.modules[module];
            let kinds = [SourceKind::Module, SourceKind::Stub];
            let there = kinds.into_iter().filter(|kind| !kind.path(facts).is_empty());
            files.extend(there.map(|kind| (facts.name().as_str(), kind, module)));
        }
        files.sort();
        // No identifier has a hyphen, so this is the directory of no module.
        let stem = self.free_stem(directory, SOURCE_CODE);
        let list = self.add_page(0, "Source code", &stem, PageContent::Sources);
        for (name, kind, module) in files {
            let (title, stub) = match kind {
                SourceKind::Module => (name.to_owned(), ""),
                SourceKind::Stub => (format!("{name} (stub)"), "-stub"),
            };
            let stem = self.free_stem(&stem, &format!("{}{stub}", name.replace('.', "/")));
            let page = self.add_page(list, &title, &stem, PageContent::Source(module, kind));
            self.plan.source_pages.insert((module, kind), page);
        }
    }

    fn entries(&mut self, module: ModuleIndex, page: PageIndex, stem: &str) {
        let entries = self
            .api
            .modules
            .get(&module)
            .map(|api| api.entries.clone())
            .unwrap_or_default();
        for (number, entry) in entries.iter().enumerate() {
            if !has_page(entry.item) {
                continue;
            }
            let stem = self.free_stem(stem, entry.name);
            let child = self.add_page(page, entry.name, &stem, PageContent::Entry(module, number));
            self.plan
                .entry_pages
                .insert((module, entry.name.to_owned()), child);
        }
    }

    fn place_module(&mut self, module: ModuleIndex, page: PageIndex, is_merged: bool) {
        let name = self.api.project.modules[module].name();
        // A function of the package may have the name of a module that shares its page.
        let parent = name
            .parent()
            .and_then(|parent| self.api.project.find(parent.as_str()));
        let siblings = parent.and_then(|parent| self.api.modules.get(&parent));
        let is_taken = is_merged
            && siblings.is_some_and(|api| api.entries.iter().any(|entry| entry.name == name.last()));
        let anchor = if is_taken {
            format!("module-{name}")
        } else {
            name.to_string()
        };
        self.plan.module_pages.insert(module, page);
        self.plan.module_anchors.insert(module, anchor);
    }

    fn add_page(&mut self, parent: PageIndex, name: &str, stem: &str, content: PageContent) -> PageIndex {
        let page = self.plan.pages.len();
        let path = format!("{stem}.md");
        self.plan.pages.push(PagePlan {
            name: name.to_owned(),
            path,
            content,
            children: Vec::new(),
            parent: Some(parent),
        });
        self.plan.pages[parent].children.push(page);
        page
    }

    /// A path without its ending that no other page has, whatever the case of its letters.
    fn free_stem(&mut self, directory: &str, file: &str) -> String {
        let safe: Vec<String> = file.split('/').map(safe_name).collect();
        let wanted = format!("{directory}/{}", safe.join("/"));
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        let taken = &mut self.taken;
        candidates
            .find(|stem| taken.insert(format!("{}.md", stem.to_lowercase())))
            .unwrap_or(wanted)
    }
}

/// A file name that neither mdBook nor Windows takes for something else. mdBook renames `readme.md` to `index.md`.
fn safe_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let is_device = matches!(lower.as_str(), "con" | "prn" | "aux" | "nul")
        || (lower.starts_with("com") || lower.starts_with("lpt"))
            && lower.len() == 4
            && lower.ends_with(|c: char| c.is_ascii_digit());
    if is_device
        || matches!(
            lower.as_str(),
            "readme" | "index" | "print" | "404" | "toc" | "searchindex"
        )
    {
        // No identifier has a hyphen, so this can be no other module's name.
        format!("{name}-module")
    } else {
        name.to_owned()
    }
}

/// Whether an item may have a page of its own. Attributes are short: a page for each would be mostly frame.
fn has_page(item: &Item) -> bool {
    item.class().is_some() || !matches!(item.data, ItemData::Attribute(_))
}
