//! Pages: from what is documented to what the templates see.

use minijinja::Value;

use super::context::{
    GroupContext, ItemContext, LinkContext as Crumb, MentionsContext, ModuleContext, PageContext, RowContext,
};
use super::docs::DocsWriter;
use super::kind::{
    group_of, kind_words, label_words, member_group_of, member_kind_words, module_kind, template_of,
};
use super::links::{LinkContext, Scope};
use super::plan::{PageContent, PageIndex, SitePlan, has_page};
use super::shape::Members;
use super::signature::{self, Signature};
use super::source::SourceLinks;
use super::styles::Styles;
use super::template::{TemplateError, Templates};
use super::whole::{Backlinks, Whole};
use super::{Format, beside, escape, target};
use crate::config::{DocstringHtml, Order};
use crate::docstring::{self, Document, Inline, Parsed};
use crate::inventory::Inventories;
use crate::model::{
    Conditions, Docstring, Elsewhere, Expression, Function, Item, ItemData, Label, Lines, deprecation,
};
use crate::resolve::{Api, Entry, InheritedDocstring, ModuleIndex, Target, Usage};

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
pub struct PageRenderer<'a, 'p> {
    pub(super) api: &'a Api<'p>,
    pub(super) plan: &'a SitePlan,
    /// What the pages that come from the whole list.
    pub(super) whole: &'a Whole<'p>,
    /// What is mentioned where, if that is asked for.
    pub(super) backlinks: Option<&'a Backlinks>,
    pub(super) templates: &'a Templates,
    pub(super) options: RenderOptions,
    styles: &'a Styles,
}

/// The kinds of groups, in the order in which they are shown.
pub(super) const GROUPS: [(&str, &str); 5] = [
    ("classes", "Classes"),
    ("exceptions", "Exceptions"),
    ("functions", "Functions"),
    ("type-aliases", "Type aliases"),
    ("attributes", "Attributes"),
];

/// The same for the members of a class.
const MEMBER_GROUPS: [(&str, &str); 7] = [
    ("members", "Members"),
    ("keys", "Keys"),
    ("fields", "Fields"),
    ("attributes", "Attributes"),
    ("functions", "Methods"),
    ("classes", "Classes"),
    ("type-aliases", "Type aliases"),
];

impl<'a, 'p> PageRenderer<'a, 'p> {
    /// Makes ready to render the pages of `plan`.
    pub fn new(
        api: &'a Api<'p>,
        plan: &'a SitePlan,
        whole: &'a Whole<'p>,
        templates: &'a Templates,
        styles: &'a Styles,
        options: RenderOptions,
    ) -> Self {
        Self {
            api,
            plan,
            whole,
            backlinks: None,
            templates,
            options,
            styles,
        }
    }

    /// The same, telling at each item where it is mentioned.
    #[must_use]
    pub fn with_backlinks(self, backlinks: Option<&'a Backlinks>) -> Self {
        Self { backlinks, ..self }
    }

    /// The same, with items in another order, if one is asked for.
    pub(super) fn ordered(&self, order: Option<Order>) -> Self {
        let order = order.unwrap_or(self.options.order);
        Self {
            options: RenderOptions {
                order,
                ..self.options.clone()
            },
            ..*self
        }
    }

    pub(super) fn format(&self) -> Format {
        self.options.format
    }

    /// The text of a page. `file` is the text of the file that [`Self::file_shown`] names, where it can be read.
    pub fn render(&self, page: PageIndex, file: Option<&str>) -> Result<String, TemplateError> {
        let plan = &self.plan.pages[page];
        let from = plan.path.as_str();
        let mut context = PageContext {
            kind: "modules",
            breadcrumbs: self.breadcrumbs(page),
            title: plan.name.clone(),
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
                    .map(|(number, module)| self.module(from, *module, number == 0))
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
            }
            PageContent::Hierarchy => {
                context.kind = "hierarchy";
                context.classes = self.class_tree(from);
                context.lists = self.classes_alone(from);
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
        self.templates.page(&context, self.options.format)
    }

    pub(super) fn links(&self) -> LinkContext<'_, 'p> {
        LinkContext {
            api: self.api,
            plan: self.plan,
            extension: self.options.format.extension(),
            inventories: &self.options.inventories,
            styles: (self.options.format == Format::Html).then_some(self.styles),
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

    pub(super) fn module(&self, from: &str, module: ModuleIndex, is_first: bool) -> ModuleContext {
        let project_module = &self.api.project.modules[module];
        let facts = &project_module.facts.module;
        let scope = self.links().scope(from, module, Vec::new());
        let anchor = self.plan.module_anchor(module).unwrap_or_default().to_owned();
        let Some(api) = self.api.modules.get(&module) else {
            return ModuleContext::empty(anchor);
        };
        let has_pages = matches!(
            api.entries.first().and_then(|entry| self.plan.item_place(self.api, entry.home, entry.item.id)),
            Some((page, _)) if self.plan.module_page(module) != Some(page)
        );
        ModuleContext {
            name: facts.name.last().to_owned(),
            full_name: facts.name.to_string(),
            level: if is_first { 1 } else { 2 },
            kind: module_kind(facts.kind),
            source: self.source_url(from, module, &project_module.path, None),
            docs: self.docs(facts.docstring.as_ref(), None, &scope),
            mentions: self.mentioned_in(from, (module, None)),
            targets: self.targets(None, &facts.elsewhere),
            submodules: api
                .submodules
                .iter()
                .map(|child| self.submodule_row(from, *child))
                .collect(),
            reexports: api
                .reexports
                .iter()
                .map(|reexport| self.reexport_row(&scope, reexport))
                .collect(),
            groups: self.entry_groups(&scope, module, &anchor, &api.entries, has_pages),
            anchor,
        }
    }

    fn reexport_row(&self, scope: &Scope<'_, 'p>, reexport: &crate::resolve::Reexport) -> RowContext {
        let target = self.api.project.leads_to(&reexport.target);
        let url = self.links().target_url(scope.from(), &target);
        let summary = match &target {
            Target::Item(home, _, item) => {
                let document = item
                    .docstring
                    .as_ref()
                    .map(|docstring| self.parse(docstring, *home));
                self.document_summary(document, scope)
            }
            _ => empty(),
        };
        RowContext {
            name: reexport.name.clone(),
            url: url.unwrap_or_default(),
            kind: "re-export",
            labels: Vec::new(),
            summary,
            origin: reexport.target.clone(),
            depth: 0,
        }
    }

    fn entry_groups(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        anchor: &str,
        entries: &[Entry<'p>],
        has_pages: bool,
    ) -> Vec<GroupContext> {
        let mut entries: Vec<Entry<'p>> = entries.to_vec();
        if self.options.order == Order::Alphabetical {
            entries.sort_by_key(|entry| (entry.name.to_lowercase(), entry.name));
        }
        let mut groups = Vec::new();
        for (key, title) in GROUPS {
            let of_kind = entries.iter().filter(|entry| {
                let is_exception = self.api.is_exception(entry.home, entry.item);
                group_of(entry.item, is_exception) == key
            });
            let mut group = GroupContext {
                title,
                anchor: format!("{anchor}-{key}"),
                rows: Vec::new(),
                items: Vec::new(),
            };
            for entry in of_kind {
                let home = scope.context().scope(scope.from(), entry.home, Vec::new());
                group.rows.push(self.row(&home, *entry, entry.item, entry.name));
                if !has_pages || !has_page(entry.item) {
                    group
                        .items
                        .push(self.item(&home, module, *entry, entry.item, entry.name, 3));
                }
            }
            if !group.rows.is_empty() {
                groups.push(group);
            }
        }
        groups
    }

    pub(super) fn row(
        &self,
        scope: &Scope<'_, 'p>,
        entry: Entry<'p>,
        item: &'p Item,
        name: &str,
    ) -> RowContext {
        let place = self.plan.item_place(self.api, entry.home, item.id);
        let url = place.map(|(page, anchor)| self.links().page_url(scope.from(), page, Some(anchor)));
        RowContext {
            name: name.to_owned(),
            url: url.unwrap_or_default(),
            kind: kind_words(item, self.api.is_exception(entry.home, item)),
            labels: self.labels(item, scope),
            summary: match beside::docstring(item) {
                Some(docstring) => self.summary(Some(&docstring), &scope.within(item, Members::default())),
                None => match self.inherited(item, scope) {
                    Some((found, home)) => self.summary(Some(found.docstring), &home),
                    None => self.type_or_value(item, &scope.signature(item)),
                },
            },
            origin: String::new(),
            depth: 0,
        }
    }

    pub(super) fn item(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        entry: Entry<'p>,
        item: &'p Item,
        qualname: &str,
        level: usize,
    ) -> ItemContext {
        let name = qualname.rsplit('.').next().unwrap_or(qualname);
        let module_name = self.api.project.modules[module].name();
        let home = &self.api.project.modules[entry.home];
        let position = home.facts.position(item.id);
        let is_exception = self.api.is_exception(entry.home, item);
        let shape = item
            .class()
            .and_then(|_| self.api.synthesis.shape(entry.home, item.id));
        let constructor = shape.as_ref().and_then(|shape| shape.constructor.clone());
        let written = function_of(item).map(|function| (self.unpacked(function, scope), function));
        let written = written
            .as_ref()
            .map(|(unpacked, function)| unpacked.as_ref().unwrap_or(function));
        let function = written.or(constructor.as_ref().map(|found| &found.function));
        let anchor = format!("{module_name}.{qualname}");
        let within = scope.within(item, shape.map(Members::new).unwrap_or_default());
        let location = if position.lines.first == 0 {
            String::new()
        } else {
            format!("{}:{}", home.path_of(position), position.lines.first)
        };
        ItemContext {
            template: template_of(item),
            kind: match scope.members().get(item) {
                Some(member) => member.kind,
                None if qualname.contains('.') => member_kind_words(item, is_exception),
                None => kind_words(item, is_exception),
            },
            name: name.to_owned(),
            qualname: qualname.to_owned(),
            level,
            labels: self.labels(item, scope),
            decorators: self.decorators(item, &scope.signature(item)),
            signatures: self.signatures(item, name, scope, constructor.as_ref()),
            docs: self.item_docs(item, function, &anchor, scope, &within),
            anchor,
            variants: self.variants(item, name, scope),
            targets: match &item.data {
                ItemData::Class(class) => self.targets(item.conditions.as_deref(), &class.elsewhere),
                _ => self.targets(item.conditions.as_deref(), &[]),
            },
            source: self.source_url(
                scope.from(),
                entry.home,
                home.path_of(position),
                Some(position.lines),
            ),
            location,
            mentions: self.mentioned_in(scope.from(), (entry.home, Some(item.id))),
            overrides: self.overrides(item, scope),
            overridden_in: self.overridden_in(item, scope),
            subclasses: self.subclasses(item, scope),
            diagram: self.diagram(item, scope),
            inherited: self.inherited_members(item, scope),
            groups: self.member_groups(&within, module, entry, item, qualname, level),
        }
    }

    /// The notes on other targets, with the names that would be shown.
    fn targets(&self, conditions: Option<&Conditions>, elsewhere: &[Elsewhere]) -> Value {
        let is_shown = |other: &&Elsewhere| self.api.options.private || !other.name.starts_with('_');
        target::notes(self.options.format, conditions, elsewhere.iter().filter(is_shown))
    }

    fn member_groups(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        entry: Entry<'p>,
        item: &'p Item,
        qualname: &str,
        level: usize,
    ) -> Vec<GroupContext> {
        let mut members: Vec<&'p Item> = self.api.members(item).collect();
        if self.options.order == Order::Alphabetical {
            members.sort_by_key(|member| (member.name.to_lowercase(), member.name.as_str()));
        }
        let mut groups = Vec::new();
        for (key, title) in MEMBER_GROUPS {
            let of_kind: Vec<&'p Item> = members
                .iter()
                .copied()
                .filter(|member| member_group_of(member, scope.members()) == key)
                .collect();
            if of_kind.is_empty() {
                continue;
            }
            let member_name = |member: &Item| format!("{qualname}.{}", member.name);
            groups.push(GroupContext {
                title,
                anchor: String::new(),
                rows: of_kind
                    .iter()
                    .map(|member| self.row(scope, entry, member, &member.name))
                    .collect(),
                items: of_kind
                    .iter()
                    .map(|member| {
                        self.item(
                            scope,
                            module,
                            entry,
                            member,
                            &member_name(member),
                            (level + 1).min(6),
                        )
                    })
                    .collect(),
            });
        }
        groups
    }

    /// What stands in the place of a summary that nobody wrote: the type of an attribute, else its value.
    fn type_or_value(&self, item: &Item, scope: &Scope<'_, 'p>) -> Value {
        let member = scope.members().get(item);
        let known = match &item.data {
            _ if member.is_some() => {
                member.and_then(|found| found.annotation.as_ref().or(found.value.as_ref()))
            }
            ItemData::Attribute(attribute) if item.labels.contains(Label::InstanceAttribute) => {
                attribute.annotation.as_ref()
            }
            ItemData::Attribute(attribute) => attribute.annotation.as_ref().or(shown_value(item)),
            ItemData::TypeAlias(alias) => Some(&alias.value),
            _ => None,
        };
        let is_short = |found: &&Expression| found.text.len() <= 60 && !found.text.contains(['\n', '\r']);
        let Some(known) = known.filter(is_short) else {
            return empty();
        };
        let signature = signature::annotation(known, Usage::Code, scope);
        Value::from_safe_string(match self.options.format {
            Format::Html => format!("<code>{}</code>", signature.html()),
            Format::Markdown => escape::markdown_code_span(&signature.text()),
        })
    }

    fn decorators(&self, item: &Item, scope: &Scope<'_, 'p>) -> Vec<Value> {
        let decorators = match &item.data {
            ItemData::Class(class) => class.decorators.as_slice(),
            ItemData::Function(function) => function.decorators.as_slice(),
            // That it is a property is said by its kind.
            _ => return Vec::new(),
        };
        decorators
            .iter()
            .map(|decorator| self.code(&signature::decorator(decorator, scope)))
            .collect()
    }

    /// What decorators and context say about an item, and what a class is at run time.
    fn labels(&self, item: &Item, scope: &Scope<'_, 'p>) -> Vec<&'static str> {
        let mut labels = label_words(item);
        let of_class = item
            .class()
            .map(|_| self.api.synthesis.labels(scope.home(), item.id));
        let of_member = scope.members().get(item).map(|member| member.labels.clone());
        for label in [of_class, of_member].into_iter().flatten().flatten() {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }

    /// The function with the keys of `**kwargs: Unpack[TD]` as its parameters, if it has that.
    pub(super) fn unpacked(&self, function: &Function, scope: &Scope<'_, 'p>) -> Option<Function> {
        let parameters = self
            .api
            .synthesis
            .unpacked(scope.home(), scope.class(), function)?;
        Some(Function {
            parameters,
            ..function.clone()
        })
    }

    pub(super) fn code(&self, signature: &Signature) -> Value {
        Value::from_safe_string(match self.options.format {
            Format::Html => signature.html(),
            Format::Markdown => escape::markdown_code(&signature.text()),
        })
    }

    pub(super) fn docs(
        &self,
        docstring: Option<&Docstring>,
        function: Option<&Function>,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        match docstring {
            Some(docstring) => self.document(&self.parse(docstring, scope.home()), function, None, scope),
            None => empty(),
        }
    }

    /// The docstring of an item of `scope` with what stands beside it; `within` is the place in the item itself.
    fn item_docs(
        &self,
        item: &Item,
        function: Option<&Function>,
        anchor: &str,
        scope: &Scope<'_, 'p>,
        within: &Scope<'_, 'p>,
    ) -> Value {
        let own = match &item.data {
            ItemData::Function(written) if written.overloads.is_empty() => Some(written),
            _ => None,
        };
        let message = beside::deprecation(item);
        let Some((found, home)) = self.inherited(item, scope) else {
            let docstring = beside::docstring(item);
            let document = self.documented(docstring.as_deref(), message, own, scope.home());
            return self.document(&document, function, Some(anchor), within);
        };
        let mut document = self.documented(Some(found.docstring), message, own, home.home());
        beside::add_origin(&mut document, &found.full_name);
        self.document(&document, function, Some(anchor), &home)
    }

    /// The docstring that a member of the class around has from a base class, and the place whose names it means.
    fn inherited<'s>(
        &self,
        item: &Item,
        scope: &'s Scope<'_, 'p>,
    ) -> Option<(InheritedDocstring<'p>, Scope<'s, 'p>)> {
        let class = scope.class()?;
        let hierarchy = &self.api.hierarchy;
        let found = hierarchy.inherited_docstring(scope.home(), class.id, item)?;
        let home = scope
            .context()
            .scope(scope.from(), found.module, vec![found.class]);
        Some((found, home))
    }

    /// The docs of one of several signatures.
    pub(super) fn signature_docs(
        &self,
        docstring: Option<&Docstring>,
        function: &Function,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        let message = deprecation(&function.decorators);
        let document = self.documented(docstring, message, Some(function), scope.home());
        self.document(&document, Some(function), None, scope)
    }

    fn documented(
        &self,
        docstring: Option<&Docstring>,
        message: Option<Docstring>,
        function: Option<&Function>,
        home: ModuleIndex,
    ) -> Document {
        let mut document = docstring
            .map(|docstring| self.parse(docstring, home))
            .unwrap_or_default();
        if let Some(function) = function {
            beside::add_annotations(&mut document, function, |text| self.parse(text, home));
        }
        if let Some(message) = message {
            beside::add_deprecation(&mut document, self.parse(&message, home));
        }
        document
    }

    /// Writes a docstring; the parameters that it describes get anchors as those of `owner`.
    fn document(
        &self,
        document: &Document,
        function: Option<&Function>,
        owner: Option<&str>,
        scope: &Scope<'_, 'p>,
    ) -> Value {
        let writer = DocsWriter {
            format: self.options.format,
            html: self.options.html,
            links: scope,
            owner,
        };
        Value::from_safe_string(writer.document(document, function))
    }

    pub(super) fn summary(&self, docstring: Option<&Docstring>, scope: &Scope<'_, 'p>) -> Value {
        let document = docstring.map(|docstring| self.parse(docstring, scope.home()));
        self.document_summary(document, scope)
    }

    fn document_summary(&self, document: Option<Document>, scope: &Scope<'_, 'p>) -> Value {
        match document {
            Some(document) => self.inlines(&document.summary(), scope),
            None => empty(),
        }
    }

    /// A part of a docstring that stands on one line.
    pub(super) fn inlines(&self, inlines: &[Inline], scope: &Scope<'_, 'p>) -> Value {
        let writer = DocsWriter {
            format: self.options.format,
            html: self.options.html,
            links: scope,
            owner: None,
        };
        Value::from_safe_string(writer.line(inlines))
    }

    /// A docstring of a module as that module writes them.
    fn parse(&self, docstring: &Docstring, home: ModuleIndex) -> Document {
        self.parsed(docstring, home).document
    }

    /// A docstring as it is read for the pages, with what is odd about it.
    pub fn parsed(&self, docstring: &Docstring, home: ModuleIndex) -> Parsed {
        let manner = self.styles.manner(home, &docstring.text);
        docstring::parse(&docstring.text, manner)
    }

    /// Where the source of some lines can be seen: in the book, else on the web.
    fn source_url(&self, from: &str, module: ModuleIndex, path: &str, lines: Option<Lines>) -> String {
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

impl ModuleContext {
    fn empty(anchor: String) -> Self {
        Self {
            name: String::new(),
            full_name: String::new(),
            anchor,
            level: 1,
            kind: "module",
            source: String::new(),
            docs: empty(),
            mentions: MentionsContext::default(),
            targets: empty(),
            submodules: Vec::new(),
            reexports: Vec::new(),
            groups: Vec::new(),
        }
    }
}

pub(super) fn empty() -> Value {
    Value::from_safe_string(String::new())
}

/// The function whose parameters a docstring speaks of: that of a class speaks of its constructor's.
fn function_of(item: &Item) -> Option<&Function> {
    match &item.data {
        ItemData::Function(function) => Some(function),
        ItemData::Class(class) => function_of(class.members.iter().find(|member| member.name == "__init__")?),
        _ => None,
    }
}

/// The value of an attribute, unless it says nothing about it: that of a property, or a mere name in `self.x = x`.
pub(super) fn shown_value(item: &Item) -> Option<&Expression> {
    let ItemData::Attribute(attribute) = &item.data else {
        return None;
    };
    let is_passed =
        |value: &&Expression| item.labels.contains(Label::InstanceAttribute) && value.as_name().is_some();
    // How a property is made is said by its kind and its labels.
    let is_property = item.labels.contains(Label::Property);
    let value = attribute
        .value
        .as_ref()
        .filter(|_| !is_property && !attribute.is_unpacked);
    value.filter(|value| !is_passed(value))
}
