//! Items with their details, as the templates see them.

use minijinja::Value;

use super::context::{GroupContext, ItemContext};
use super::kind::{kind_words, label_words, member_group_of, member_kind_words, template_of};
use super::links::Scope;
use super::page::PageRenderer;
use super::shape::Members;
use super::signature;
use super::target;
use super::whole::deprecation_note;
use crate::config::Order;
use crate::model::{Conditions, Elsewhere, Expression, Function, Item, ItemData, Itself, Label};
use crate::resolve::{Entry, ModuleIndex};

/// The kinds of groups of the members of a class, in the order in which they are shown.
const MEMBER_GROUPS: [(&str, &str); 7] = [
    ("members", "Members"),
    ("keys", "Keys"),
    ("fields", "Fields"),
    ("attributes", "Attributes"),
    ("functions", "Methods"),
    ("classes", "Classes"),
    ("type-aliases", "Type aliases"),
];

impl<'p> PageRenderer<'_, 'p> {
    pub(super) fn item(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        entry: Entry<'p>,
        item: &'p Item,
        qualname: &str,
        level: usize,
    ) -> ItemContext {
        self.shows(entry.home);
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
        // Decorators, signatures and docstrings are made of it.
        self.collects(|input| input.add(&(Itself(item), self.voice(entry.home), shape.as_ref())));
        let anchor = format!("{module_name}.{qualname}");
        let within = scope.within(item, shape.map(Members::new).unwrap_or_default());
        let is_placed = position.lines.first > 0 && (!self.is_collecting() || self.templates.show_location());
        let location = is_placed.then(|| format!("{}:{}", home.path_of(&position), position.lines.first));
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
            history: self.item_history(item, &anchor, scope),
            anchor,
            variants: self.variants(item, name, scope),
            targets: match &item.data {
                ItemData::Class(class) => self.targets(item.conditions.as_deref(), &class.elsewhere),
                _ => self.targets(item.conditions.as_deref(), &[]),
            },
            source: self.source_url(
                scope.from(),
                entry.home,
                home.path_of(&position),
                Some(position.lines),
            ),
            location: location.unwrap_or_default(),
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
    pub(super) fn targets(&self, conditions: Option<&Conditions>, elsewhere: &[Elsewhere]) -> Value {
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
        if self.order == Order::Alphabetical {
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
            let (mut rows, mut items) = (Vec::with_capacity(of_kind.len()), Vec::new());
            for member in of_kind {
                let member_name = format!("{qualname}.{}", member.name);
                match self.whole_row(scope, module, entry, member, &member_name) {
                    Some(row) => rows.push(row),
                    None => {
                        rows.push(self.row(scope, entry, member, &member.name));
                        let level = (level + 1).min(6);
                        items.push(self.item(scope, module, entry, member, &member_name, level));
                    }
                }
            }
            groups.push(GroupContext {
                title: title.to_owned(),
                is_authored: false,
                anchor: String::new(),
                rows,
                items,
            });
        }
        groups
    }

    fn decorators(&self, item: &Item, scope: &Scope<'_, 'p>) -> Vec<Value> {
        let decorators = match &item.data {
            ItemData::Class(class) => class.decorators.as_slice(),
            ItemData::Function(function) => function.decorators.as_slice(),
            // That it is a property is said by its kind.
            _ => return Vec::new(),
        };
        if self.is_collecting() {
            return Vec::new();
        }
        decorators
            .iter()
            .map(|decorator| self.code(&signature::decorator(decorator, scope)))
            .collect()
    }

    /// What decorators and context say about an item, and what a class is at run time.
    pub(super) fn labels(&self, item: &Item, scope: &Scope<'_, 'p>) -> Vec<&'static str> {
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
        let is_marked = labels.contains(&Label::Deprecated.as_str());
        if !is_marked && self.is_deprecated_in_words(item, scope.home()) {
            labels.push(Label::Deprecated.as_str());
        }
        labels
    }

    /// Whether the docstring of an item says that it is deprecated.
    fn is_deprecated_in_words(&self, item: &Item, home: ModuleIndex) -> bool {
        let note = |docstring| deprecation_note(docstring, |docstring| self.parse(docstring, home));
        item.docstring.as_ref().and_then(note).is_some()
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
        .as_deref()
        .filter(|_| !is_property && !attribute.is_unpacked);
    value.filter(|value| !is_passed(value))
}
