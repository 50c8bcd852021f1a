//! Pages: from what is documented to what the templates see.

use minijinja::Value;

use super::context::{LinkContext as Crumb, PageContext};
use super::input::Trace;
use super::links::LinkContext;
use super::module::InFull;
use super::plan::{PageContent, PageIndex, SitePlan};
use super::signature::Signature;
use super::source::SourceLinks;
use super::styles::Styles;
use super::template::Templates;
use super::whole::{Backlinks, Whole};
use super::{Format, escape};
use crate::config::{DocstringHtml, Order};
use crate::history::History;
use crate::inventory::Inventories;
use crate::model::Lines;
use crate::resolve::{Api, ModuleIndex};

/// What decides how pages look.
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// HTML or Markdown.
    pub format: Format,
    /// What becomes of raw HTML in docstrings.
    pub html: DocstringHtml,
    /// Where the source can be seen.
    pub source_links: SourceLinks,
    /// The order of items.
    pub order: Order,
    /// What other projects document.
    pub inventories: Inventories,
}

/// Renders the pages of a plan; pages do not depend on each other.
#[derive(Clone, Copy)]
pub struct PageRenderer<'a, 'p> {
    pub(super) api: &'a Api<'p>,
    pub(super) plan: &'a SitePlan,
    /// What the pages that come from the whole list.
    pub(super) whole: &'a Whole<'p>,
    /// What is mentioned where, if that is asked for.
    pub(super) backlinks: Option<&'a Backlinks>,
    /// What releases brought, if that is asked for.
    pub(super) history: Option<&'a History>,
    pub(super) templates: &'a Templates,
    pub(super) options: &'a RenderOptions,
    /// The order of items: that of the options, unless a directive asks for another.
    pub(super) order: Order,
    pub(super) styles: &'a Styles,
    /// What is noted on the way.
    pub(super) trace: Trace<'a>,
}

/// The kinds of groups, in the order in which they are shown.
pub(super) const GROUPS: [(&str, &str); 5] = [
    ("classes", "Classes"),
    ("exceptions", "Exceptions"),
    ("functions", "Functions"),
    ("type-aliases", "Type aliases"),
    ("attributes", "Attributes"),
];

impl<'a, 'p> PageRenderer<'a, 'p> {
    /// Makes ready to render the pages of `plan`.
    pub fn new(
        api: &'a Api<'p>,
        plan: &'a SitePlan,
        whole: &'a Whole<'p>,
        templates: &'a Templates,
        styles: &'a Styles,
        options: &'a RenderOptions,
    ) -> Self {
        Self {
            api,
            plan,
            whole,
            backlinks: None,
            history: None,
            templates,
            options,
            order: options.order,
            styles,
            trace: Trace::default(),
        }
    }

    /// The same, telling at each item where it is mentioned.
    #[must_use]
    pub fn with_backlinks(self, backlinks: Option<&'a Backlinks>) -> Self {
        Self { backlinks, ..self }
    }

    /// The same, telling at each item what releases brought to it.
    #[must_use]
    pub fn with_history(self, history: Option<&'a History>) -> Self {
        Self { history, ..self }
    }

    /// The same, with items in another order, if one is asked for.
    pub(super) fn ordered(&self, order: Option<Order>) -> Self {
        Self {
            order: order.unwrap_or(self.order),
            ..*self
        }
    }

    pub(super) fn format(&self) -> Format {
        self.options.format
    }

    /// The text of a page. `file` is the text of the file that [`Self::file_shown`] names, where it can be read.
    pub fn render(&self, page: PageIndex, file: Option<&str>) -> String {
        self.made(page, file).0
    }

    /// The text of a page, and whether the templates that are meant for it made it.
    pub(super) fn made(&self, page: PageIndex, file: Option<&str>) -> (String, bool) {
        self.templates.page(self.context(page, file), self.options.format)
    }

    /// What the template of a page sees.
    pub(super) fn context(&self, page: PageIndex, file: Option<&str>) -> PageContext {
        let plan = &self.plan.pages[page];
        let from = plan.path.as_str();
        let mut context = PageContext {
            kind: "modules",
            breadcrumbs: self.breadcrumbs(page),
            title: plan.name.clone(),
            anchor: String::new(),
            symbols: empty(),
            modules: Vec::new(),
            links: Vec::new(),
            lists: Vec::new(),
            classes: Vec::new(),
            sections: Vec::new(),
            item: None,
            source: None,
        };
        match &plan.content {
            PageContent::Index => {
                context.kind = "index";
                context.modules = self.all_modules(from);
                context.links = self.whole_pages(from);
            }
            PageContent::Modules(modules) => {
                let sections = modules.iter().enumerate();
                context.sections = sections
                    .map(|(number, module)| self.module(from, *module, number == 0, InFull::WithoutPage))
                    .collect();
            }
            PageContent::Entry(module, number) => {
                context.kind = "entry";
                context.item = self
                    .api
                    .modules
                    .get(module)
                    .and_then(|api| api.entries.get(*number))
                    .map(|entry| {
                        let scope = self.links().scope(from, entry.home, Vec::new());
                        self.item(&scope, *module, *entry, entry.item, entry.name, 1)
                    });
            }
            PageContent::Names(range) => {
                context.kind = "names";
                context.links = self.letters(page);
                context.lists = self.names(from, range);
                if self.format() == Format::Html && !self.is_part_of_names(page) {
                    context.symbols = Value::from_safe_string(self.symbols(from));
                }
            }
            PageContent::Hierarchy(part) => {
                context.kind = "hierarchy";
                context.anchor = self.tree_anchor(page);
                context.links = self.tree_pages(page);
                context.classes = self.class_tree(page, part);
                context.lists = self.classes_alone(from, part);
            }
            PageContent::Deprecated => {
                context.kind = "deprecated";
                context.lists = self.deprecated(from);
            }
            PageContent::Undocumented => {
                context.kind = "undocumented";
                context.lists = self.undocumented(from);
            }
            PageContent::Sources => {
                context.kind = "sources";
                context.links = self.source_list(page);
            }
            PageContent::Source(module, kind) => {
                context.kind = "source";
                context.source = Some(self.source(page, *module, *kind, file));
            }
        }
        context
    }

    pub(super) fn links(&self) -> LinkContext<'_, 'p> {
        LinkContext {
            api: self.api,
            plan: self.plan,
            extension: self.options.format.extension(),
            inventories: &self.options.inventories,
            styles: (self.options.format == Format::Html).then_some(self.styles),
            asking: self.trace.asking,
            shown: self.trace.shown,
            is_collecting: self.is_collecting(),
        }
    }

    fn breadcrumbs(&self, page: PageIndex) -> Vec<Crumb> {
        let mut above = Vec::new();
        let mut parent = self.plan.pages[page].parent;
        while let Some(index) = parent {
            let plan = &self.plan.pages[index];
            above.push(Crumb {
                name: plan.name.clone(),
                url: self.links().page_url(&self.plan.pages[page].path, index, None),
            });
            parent = plan.parent;
        }
        above.reverse();
        above
    }

    pub(super) fn code(&self, signature: &Signature) -> Value {
        Value::from_safe_string(match self.options.format {
            Format::Html => signature.html(),
            Format::Markdown => escape::markdown_code(&signature.text()),
        })
    }

    /// Where the source of some lines can be seen: in the book, else on the web.
    pub(super) fn source_url(
        &self,
        from: &str,
        module: ModuleIndex,
        path: &str,
        lines: Option<Lines>,
    ) -> String {
        // What nobody wrote stands nowhere.
        if lines.is_some_and(|lines| lines.first == 0) {
            return String::new();
        }
        let shown = self.shown_source(from, module, path, lines.map(|lines| lines.first));
        shown.unwrap_or_else(|| {
            let module = self.api.project.modules[module].name();
            self.options.source_links.url(path, module.as_str(), lines)
        })
    }
}

pub(super) fn empty() -> Value {
    Value::from_safe_string(String::new())
}
