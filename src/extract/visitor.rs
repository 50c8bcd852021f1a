//! The walk over the statements of a file.

use std::collections::HashMap;
use std::ops::Range;

use super::attribute::Assigned;
use super::branches::{Chain, Targets, joined};
use super::comment::documentation_comment;
use super::condition::Truth;
use super::decorator;
use super::expression::expression;
use super::form::{Form, Span};
use super::functional::Makers;
use super::outline::Outline;
use super::scope::{Scope, Weight};
use super::shape::Place as Bytes;
use super::{attribute, export, import, property, signature, slots};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Attribute, Class, Conditions, Docstring, Elsewhere, ExportPart, Exports, Expression, Item, ItemData,
    ItemId, ItemPosition, Label, Labels, Lines, Overload, Parameter,
};
use crate::prepare::Head;
use crate::target::Target;
use crate::text::LineIndex;
use crate::token::{clean_docstring, string_value};

/// Bodies nested deeper than this are left alone; Python itself allows 100 indentations.
const MAX_DEPTH: usize = 200;

/// Syntax errors are reported up to this number per file; one mistake often makes many.
const MAX_SYNTAX_ERRORS: usize = 5;

/// What the walk gathers beside the scopes.
pub(super) struct Visitor<'s> {
    outline: &'s Outline<'s>,
    pub(super) lines: LineIndex<'s>,
    pub(super) positions: Vec<ItemPosition>,
    pub(super) exports: Option<Exports>,
    /// The offsets at which names of lists are written that may be a part of `__all__`.
    pub(super) export_places: Vec<(String, usize)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The lists of strings at the top level, by name.
    name_lists: HashMap<String, Vec<ExportPart>>,
    /// The functions that make classes, as this file names them.
    makers: Makers,
    /// What `__doc__ = "…"` gives the body that is walked over.
    pub(super) assigned_docstring: Option<PlacedDocstring>,
    targets: Targets<'s>,
    /// The conditions on the target under which the branches around the place are taken, up to the next class.
    conditions: Vec<String>,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
struct Place {
    is_class: bool,
    weight: Weight,
    depth: usize,
}

impl Place {
    fn never(self) -> Self {
        Self {
            weight: Weight::Never,
            ..self
        }
    }

    fn fallback(self) -> Self {
        Self {
            weight: self.weight.min(Weight::Fallback),
            ..self
        }
    }

    fn conditional(self) -> Self {
        Self {
            weight: self.weight.min(Weight::Conditional),
            ..self
        }
    }

    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

/// A docstring and its lines.
pub(super) type PlacedDocstring = (Docstring, Lines);

/// The decorators above a definition.
#[derive(Default)]
struct Decorators {
    values: Vec<Expression>,
    lines: Vec<Lines>,
    /// Where the first of them begins.
    start: Option<u32>,
}

impl<'s> Visitor<'s> {
    pub(super) fn new(outline: &'s Outline<'s>, target: &'s Target) -> Self {
        Self {
            outline,
            lines: LineIndex::new(outline.source),
            positions: Vec::new(),
            exports: None,
            export_places: Vec::new(),
            diagnostics: Vec::new(),
            name_lists: HashMap::new(),
            makers: Makers::default(),
            assigned_docstring: None,
            targets: Targets::new(target),
            conditions: Vec::new(),
        }
    }

    /// The items of the whole file, and the names that only other targets have.
    pub(super) fn module(&mut self) -> (Vec<Item>, Vec<Elsewhere>) {
        let mut scope = Scope::default();
        let place = Place {
            is_class: false,
            weight: Weight::Main,
            depth: 0,
        };
        self.block(0..self.outline.entries.len(), &mut scope, place);
        self.place_docstrings(&scope);
        scope.into_items()
    }

    /// Takes the lines of a docstring over with it.
    fn place_docstrings(&mut self, scope: &Scope) {
        for (to, from) in &scope.taken_docstrings {
            let lines = self.positions.get(from.0 as usize).map(|from| from.docstring);
            if let (Some(to), Some(lines)) = (self.positions.get_mut(to.0 as usize), lines) {
                to.docstring = lines;
            }
        }
    }

    /// The docstring at the start of a body.
    pub(super) fn docstring(&self, body: Range<usize>) -> Option<PlacedDocstring> {
        (!body.is_empty())
            .then_some(body.start)
            .and_then(|first| self.string_statement(first))
    }

    /// The string that a statement consists of.
    fn string_statement(&self, entry: usize) -> Option<PlacedDocstring> {
        let Form::String(value) = self.outline.form(entry) else {
            return None;
        };
        let cleaned = clean_docstring(&string_value(self.outline.text(entry, *value))?);
        (!cleaned.trim().is_empty()).then(|| {
            let lines = self.lines_of(self.outline.place(entry, *value));
            (Docstring { text: cleaned }, lines)
        })
    }

    fn block(&mut self, block: Range<usize>, scope: &mut Scope, place: Place) {
        if place.depth > MAX_DEPTH {
            return;
        }
        let mut decorators = Decorators::default();
        let mut before = Head::Simple;
        let mut at = block.start;
        while at < block.end {
            let next = self.outline.sibling(at, block.end).unwrap_or(block.end);
            let following = Some(next).filter(|next| *next < block.end);
            self.walrus_targets(at, scope, place);
            at = match self.outline.form(at) {
                Form::Decorator(value) => {
                    self.decorator(at, *value, &mut decorators);
                    next
                }
                Form::If(_) => self.if_chain(at, block.end, scope, place.deeper()),
                Form::Clause(head) => {
                    let is_tried = std::mem::replace(&mut before, *head) == Head::Except;
                    let inner = match head {
                        Head::Try => place.conditional(),
                        Head::Except => place.fallback(),
                        Head::Else if is_tried => place.conditional(),
                        // Loops, `with` and `finally` run as they are written.
                        _ => place,
                    };
                    self.block(self.outline.body(at), scope, inner.deeper());
                    next
                }
                Form::Function(_) | Form::Class(_) => {
                    self.definition(at, std::mem::take(&mut decorators), scope, place);
                    next
                }
                _ => {
                    self.simple(at, following, scope, place);
                    next
                }
            };
        }
    }

    fn decorator(&self, entry: usize, value: Span, found: &mut Decorators) {
        let place = self.outline.entries[entry].place;
        found.values.push(expression(self.outline.text(entry, value)));
        found.lines.push(self.lines_of(place));
        found.start.get_or_insert(place.start);
    }

    fn simple(&mut self, entry: usize, next: Option<usize>, scope: &mut Scope, place: Place) {
        let outline = self.outline;
        match outline.form(entry) {
            Form::Assignment(_) => self.assignment(entry, next, scope, place),
            Form::Augmented { target, value }
                if outline.text(entry, *target) == "__all__" && !place.is_class =>
            {
                self.change_exports(export::assigned(outline.text(entry, *value), true), entry);
            }
            Form::Expression(value) if !place.is_class => {
                let text = outline.text(entry, *value);
                if export::is_method_call(text) {
                    self.change_exports(export::called(text), entry);
                }
            }
            Form::Delete(names) => {
                for name in names {
                    scope.delete(&super::name::identifier(outline.text(entry, *name)));
                }
            }
            Form::Import(_) | Form::ImportFrom { .. } => {
                for (name, import) in import::imports(outline, entry) {
                    self.makers.remember(&name, &import);
                    let item = self.item(name, outline.entries[entry].place, ItemData::Import(import), None);
                    scope.bind(item, place.weight);
                }
            }
            Form::TypeAlias { .. } => self.type_alias_statement(entry, next, scope, place),
            _ => {}
        }
    }

    /// An `if` with the `elif` and `else` behind it; the number of the entry behind them.
    fn if_chain(&mut self, first: usize, end: usize, scope: &mut Scope, place: Place) -> usize {
        // What a branch weighs if it is decided at run time, and if nothing before it was.
        let (mut main, mut certain) = (place.conditional(), place);
        let (mut chain, mut is_decided) = (Chain::default(), false);
        let mut at = first;
        while at < end {
            let condition = match self.outline.form(at) {
                Form::If(condition) if at == first => Some(self.outline.text(at, *condition)),
                Form::Elif(condition) => Some(self.outline.text(at, *condition)),
                Form::Clause(Head::Else) => None,
                // The condition is no Python; the branch is as good as any other.
                Form::Clause(Head::Elif) => Some(""),
                _ => break,
            };
            if at != first {
                self.walrus_targets(at, scope, place);
            }
            let on_target = self.targets.branch(&mut chain, condition);
            let known = match condition {
                _ if is_decided => Truth::False,
                None => Truth::True,
                Some(condition) => self.targets.truth(condition),
            };
            let weight = match known {
                Truth::False => None,
                Truth::Never => Some(place.never()),
                Truth::True => Some(certain),
                Truth::Unknown | Truth::Likely => Some(main),
                Truth::Unlikely => Some(place.fallback()),
            };
            self.branch(self.outline.body(at), scope, weight, on_target, place);
            match known {
                Truth::True => is_decided = true,
                Truth::False | Truth::Never => {}
                Truth::Unlikely => certain = main,
                Truth::Unknown | Truth::Likely => (main, certain) = (place.fallback(), place.fallback()),
            }
            at = self.outline.entries[at].next as usize;
        }
        at
    }

    /// Walks over a branch that the target takes (`taken`), or notes what other targets have there.
    fn branch(
        &mut self,
        body: Range<usize>,
        scope: &mut Scope,
        taken: Option<Place>,
        on_target: Option<String>,
        place: Place,
    ) {
        let outer = self.conditions.len();
        let is_noted = on_target.is_some();
        self.conditions.extend(on_target);
        if let Some(place) = taken {
            self.block(body, scope, place);
        } else if is_noted {
            let whole = joined(&self.conditions).unwrap_or_default();
            scope.add_elsewhere(self.untaken(body, place), &whole);
        }
        self.conditions.truncate(outer);
    }

    /// What a branch binds that the target does not take: it leaves no other trace.
    fn untaken(&mut self, body: Range<usize>, place: Place) -> Scope {
        let mut scope = Scope::default();
        let (exports, lists) = (self.exports.take(), std::mem::take(&mut self.name_lists));
        let (positions, diagnostics) = (self.positions.len(), self.diagnostics.len());
        let places = self.export_places.len();
        self.block(body, &mut scope, place);
        self.positions.truncate(positions);
        self.export_places.truncate(places);
        self.diagnostics.truncate(diagnostics);
        (self.exports, self.name_lists) = (exports, lists);
        scope
    }

    /// Keeps a list of strings for an `__all__` that is put together from it.
    fn remember_names(&mut self, name: &str, value: &str) {
        let change = value
            .starts_with(['[', '(', '"', '\''])
            .then(|| export::assigned(value, false))
            .flatten();
        match change
            .map(|change| change.with_lists(&self.name_lists))
            .and_then(export::Change::into_names)
        {
            Some(names) => {
                let offset = value.as_ptr() as usize - self.outline.source.as_ptr() as usize;
                self.export_places.extend(export::places(value, offset));
                self.name_lists.insert(name.to_owned(), names);
            }
            None if self.name_lists.is_empty() => {}
            None => {
                self.name_lists.remove(name);
            }
        }
    }

    fn change_exports(&mut self, change: Option<export::Change>, entry: usize) {
        if change.is_some() {
            let place = self.outline.entries[entry].place;
            let text = &self.outline.source[place.start as usize..place.end as usize];
            self.export_places
                .extend(export::places(text, place.start as usize));
        }
        match change {
            Some(change) => change.with_lists(&self.name_lists).apply(&mut self.exports),
            None => {
                self.exports.get_or_insert_default().is_partial = true;
                let message = "`__all__` is computed when the program runs, so this step is ignored";
                let help = "write the names as a list of strings, or add lists with `+`, `+=` or `extend`";
                let location = self
                    .lines
                    .location(self.outline.entries[entry].place.start as usize);
                self.diagnostics.push(
                    Diagnostic::new(Code::UnreadableExports, message)
                        .at(location)
                        .help(help),
                );
            }
        }
    }

    fn assignment(&mut self, entry: usize, next: Option<usize>, scope: &mut Scope, place: Place) {
        let assigned = Assigned::new(self.outline, entry);
        self.assigned_docstrings(entry, &assigned, scope);
        let docstring = self.attribute_docstring(entry, next);
        for (name, is_unpacked) in assigned.names() {
            let value = assigned.value.filter(|_| !place.is_class);
            if let Some(value) = value.filter(|_| name == "__all__") {
                self.change_exports(export::assigned(value, false), entry);
            }
            if let Some(value) = value.filter(|_| !is_unpacked) {
                self.remember_names(&name, value);
            }
            let mut data = assigned.data(is_unpacked);
            if let ItemData::Attribute(attribute) = &mut data {
                attribute.class = self.functional_class(attribute, entry);
            }
            let mut item = self.item(name, self.outline.entries[entry].place, data, docstring.clone());
            item.labels.insert(label_of(place));
            attribute::label_final(&mut item);
            self.makers.label(&mut item);
            if place.is_class {
                property::recognize(&mut item, scope);
                self.place_docstring(&item);
            }
            scope.bind(item, place.weight);
        }
    }

    /// `name.__doc__ = value` replaces the docstring of what it names; `__doc__ = value` that of the body around it.
    fn assigned_docstrings(&mut self, entry: usize, assigned: &Assigned<'_, '_>, scope: &mut Scope) {
        let Some(value) = assigned.value else { return };
        for name in assigned.documented() {
            let docstring = self.docstring_of_value(entry, value, scope);
            let Some(item) = scope.find_mut(&name) else {
                continue;
            };
            match docstring {
                Some((docstring, lines)) => {
                    item.docstring = Some(docstring);
                    self.positions[item.id.0 as usize].docstring = lines;
                }
                None => self.runtime_docstring(entry, &name),
            }
        }
        if assigned.names().any(|(name, _)| name == "__doc__") {
            self.assigned_docstring = self.docstring_of_value(entry, value, scope);
        }
    }

    /// Reports a docstring that nobody can read without running the code.
    fn runtime_docstring(&mut self, entry: usize, name: &str) {
        let message = format!("the docstring of `{name}` is computed when the program runs and is not shown");
        let help = "write it as a string in the body, or assign a plain string";
        let location = self
            .lines
            .location(self.outline.entries[entry].place.start as usize);
        self.diagnostics.push(
            Diagnostic::new(Code::RuntimeDocstring, message)
                .at(location)
                .help(help),
        );
    }

    /// The docstring that a string gives, or the name of something that has one: `other.__doc__`.
    fn docstring_of_value(&self, entry: usize, value: &str, scope: &mut Scope) -> Option<PlacedDocstring> {
        if let Some(text) = string_value(value) {
            let text = clean_docstring(&text);
            let lines = self.lines_of(self.outline.entries[entry].place);
            return (!text.trim().is_empty()).then_some((Docstring { text }, lines));
        }
        let item = scope.find_mut(value.strip_suffix(".__doc__")?)?;
        let lines = self.positions.get(item.id.0 as usize)?.docstring;
        Some((item.docstring.clone()?, lines))
    }

    /// The names that `:=` binds in a statement, or in the header of one.
    fn walrus_targets(&mut self, entry: usize, scope: &mut Scope, place: Place) {
        let outline = self.outline;
        for walrus in outline.walruses_of(entry) {
            let attribute = Attribute {
                value: Some(expression(walrus.value)),
                ..Attribute::default()
            };
            let name = super::name::identifier(walrus.name);
            let data = ItemData::Attribute(attribute);
            let mut item = self.item(name, outline.entries[entry].place, data, None);
            item.labels.insert(label_of(place));
            scope.bind(item, place.weight);
        }
    }

    /// A docstring that stands in the statement itself is on its lines.
    fn place_docstring(&mut self, item: &Item) {
        if let Some(position) = self.positions.get_mut(item.id.0 as usize)
            && item.docstring.is_some()
            && position.docstring == Lines::NONE
        {
            position.docstring = position.lines;
        }
    }

    /// The class that a value such as `namedtuple("P", "x y")` makes; its members stand where the assignment does.
    fn functional_class(&mut self, attribute: &Attribute, entry: usize) -> Option<Box<Class>> {
        let mut class = self.makers.class(attribute)?;
        let place = self.outline.entries[entry].place;
        for member in &mut class.members {
            let placed = ItemData::Attribute(Attribute::default());
            member.id = self.item(String::new(), place, placed, None).id;
        }
        Some(Box::new(class))
    }

    /// A string below an assignment, a `#:` comment behind it, or `#:` comments above it, in this order.
    fn attribute_docstring(&self, entry: usize, next: Option<usize>) -> Option<PlacedDocstring> {
        next.and_then(|next| self.string_statement(next)).or_else(|| {
            let place = self.outline.entries[entry].place;
            let (start, end) = (place.start as usize, place.end as usize);
            let (comment, offset) = documentation_comment(self.outline.source, start, end)?;
            let first = self.lines.line(offset);
            let more = comment.matches('\n').count();
            let last = first + u32::try_from(more).unwrap_or_default();
            Some((Docstring { text: comment }, Lines { first, last }))
        })
    }

    fn type_alias_statement(&mut self, entry: usize, next: Option<usize>, scope: &mut Scope, place: Place) {
        let Some((name, alias)) = attribute::type_alias_statement(self.outline, entry) else {
            return;
        };
        let docstring = self.attribute_docstring(entry, next);
        let place_in_file = self.outline.entries[entry].place;
        let item = self.item(name, place_in_file, ItemData::TypeAlias(alias), docstring);
        scope.bind(item, place.weight);
    }

    fn definition(&mut self, entry: usize, decorators: Decorators, scope: &mut Scope, place: Place) {
        let outline = self.outline;
        match outline.form(entry) {
            Form::Class(form) => {
                let name = super::name::identifier(outline.text(entry, form.name));
                let item = self.class(name, entry, decorators, place);
                scope.bind(item, place.weight);
            }
            Form::Function(form) => {
                let name = super::name::identifier(outline.text(entry, form.name));
                self.function(name, entry, decorators, scope, place);
            }
            _ => {}
        }
    }

    fn class(&mut self, name: String, entry: usize, decorators: Decorators, place: Place) -> Item {
        let outline = self.outline;
        let labels = decorator::class_labels(&decorators.values);
        let docstring = self.docstring(outline.body(entry));
        let mut item = self.defined(
            name,
            entry,
            &decorators,
            ItemData::Class(Class::default()),
            docstring,
        );
        item.labels.extend(labels);
        let mut class = signature::class(outline, entry, decorators.values);
        let mut scope = Scope::default();
        let inner = Place {
            is_class: true,
            weight: Weight::Main,
            depth: place.depth + 1,
        };
        let conditions = std::mem::take(&mut self.conditions);
        let outer_docstring = self.assigned_docstring.take();
        self.block(outline.body(entry), &mut scope, inner);
        if let Some((docstring, lines)) = std::mem::replace(&mut self.assigned_docstring, outer_docstring) {
            item.docstring = Some(docstring);
            self.positions[item.id.0 as usize].docstring = lines;
        }
        self.place_docstrings(&scope);
        slots::bind(&mut scope, &mut self.positions);
        (class.members, class.elsewhere) = scope.into_items();
        self.conditions = conditions;
        item.data = ItemData::Class(class);
        item
    }

    fn function(
        &mut self,
        name: String,
        entry: usize,
        decorators: Decorators,
        scope: &mut Scope,
        place: Place,
    ) {
        let docstring = self.docstring(self.outline.body(entry));
        if let Some(accessor) = decorator::accessor(&name, &decorators.values) {
            if let Some(property) = scope.get_mut(&name) {
                property.labels.insert(accessor);
                if let ItemData::Attribute(attribute) = &mut property.data {
                    attribute.accessors.push(Overload {
                        signature: signature::function(self.outline, entry, decorators.values),
                        docstring: docstring.map(|(docstring, _)| docstring),
                    });
                }
            }
            return;
        }
        let is_overload = decorators
            .values
            .iter()
            .any(|decorator| decorator.leading_last() == "overload");
        let mut labels = decorator::function_labels(&decorators.values);
        let is_async = matches!(self.outline.form(entry), Form::Function(form) if form.is_async);
        if is_async {
            labels.insert(Label::Async);
        }
        let mut item = self.defined(
            name,
            entry,
            &decorators,
            ItemData::Attribute(Attribute::default()),
            docstring,
        );
        let function = signature::function(self.outline, entry, decorators.values);
        if let Some(dispatcher) = decorator::dispatcher(&function.decorators) {
            let is_registered = scope.register(dispatcher, &function, item.docstring.as_ref());
            // The usual name for a function that is only reached through its dispatcher.
            if is_registered && item.name == "_" {
                return;
            }
        }
        let is_plain_method = place.is_class && !labels.contains(Label::StaticMethod) && !is_overload;
        let parameters = is_plain_method.then(|| function.parameters.clone());
        item.data = if labels.contains(Label::Property) && place.is_class {
            ItemData::Attribute(Attribute {
                annotation: function.returns,
                decorators: function.decorators,
                ..Attribute::default()
            })
        } else {
            ItemData::Function(function)
        };
        item.labels.extend(labels);
        if is_overload {
            scope.bind_overload(item, place.weight);
        } else {
            scope.bind(item, place.weight);
        }
        if let Some(parameters) = parameters {
            let label = if labels.contains(Label::ClassMethod) {
                Label::ClassAttribute
            } else {
                Label::InstanceAttribute
            };
            self.instance_attributes(entry, &parameters, label, scope);
        }
    }

    /// Finds `self.x = …` in a method, in any block but not in functions and classes within it.
    fn instance_attributes(
        &mut self,
        method: usize,
        parameters: &[Parameter],
        label: Label,
        scope: &mut Scope,
    ) {
        let mut ends = Vec::new();
        let body = self.outline.body(method);
        let mut at = body.start;
        let mut end = body.end;
        while at < body.end {
            while at >= end {
                end = ends.pop().unwrap_or(body.end);
            }
            match self.outline.form(at) {
                Form::Function(_) | Form::Class(_) => {
                    at = self.outline.entries[at].next as usize;
                    continue;
                }
                Form::Assignment(_) => {
                    let next = self.outline.sibling(at, end);
                    self.instance_assignment(at, next, parameters, label, scope);
                }
                _ => {
                    let inner = self.outline.body(at);
                    if !inner.is_empty() {
                        ends.push(end);
                        end = inner.end;
                    }
                }
            }
            at += 1;
        }
    }

    fn instance_assignment(
        &mut self,
        entry: usize,
        next: Option<usize>,
        parameters: &[Parameter],
        label: Label,
        scope: &mut Scope,
    ) {
        let Some((instance, others)) = parameters.split_first() else {
            return;
        };
        let assigned = Assigned::new(self.outline, entry);
        for (name, is_unpacked) in assigned.attributes_of(&instance.name) {
            let docstring = self.attribute_docstring(entry, next);
            let data = ItemData::Attribute(assigned.instance_attribute(is_unpacked, others));
            let mut item = self.item(name, self.outline.entries[entry].place, data, docstring);
            item.labels.insert(label);
            attribute::label_final(&mut item);
            scope.bind(item, Weight::Instance);
        }
    }

    /// The item of a definition with its decorators.
    fn defined(
        &mut self,
        name: String,
        entry: usize,
        decorators: &Decorators,
        data: ItemData,
        docstring: Option<PlacedDocstring>,
    ) -> Item {
        let place = self.outline.entries[entry].place;
        let start = decorators.start.unwrap_or(place.start);
        let item = self.item(name, Bytes { start, ..place }, data, docstring);
        if let Some(position) = self.positions.last_mut() {
            position.decorators = decorators.lines.clone();
        }
        item
    }

    fn item(
        &mut self,
        name: String,
        place: Bytes,
        data: ItemData,
        docstring: Option<PlacedDocstring>,
    ) -> Item {
        let id = ItemId(u32::try_from(self.positions.len()).unwrap_or(u32::MAX));
        let (docstring, docstring_lines) =
            docstring.map_or((None, Lines::NONE), |(docstring, lines)| (Some(docstring), lines));
        self.positions.push(ItemPosition {
            lines: self.lines_of(place),
            docstring: docstring_lines,
            decorators: Vec::new(),
            is_in_stub: false,
        });
        let only = joined(&self.conditions);
        let conditions = only.map(|only| Conditions {
            only: Some(only),
            otherwise: Vec::new(),
        });
        Item {
            name,
            id,
            docstring,
            labels: Labels::default(),
            conditions: conditions.map(Box::new),
            data,
        }
    }

    fn lines_of(&self, place: Bytes) -> Lines {
        Lines {
            first: self.lines.line(place.start as usize),
            last: self.lines.line((place.end.max(place.start + 1) - 1) as usize),
        }
    }

    /// Reports what is no Python.
    pub(super) fn report_errors(&mut self) {
        for error in self.outline.errors.iter().take(MAX_SYNTAX_ERRORS) {
            let help = "what stands outside the error is documented";
            self.diagnostics.push(
                Diagnostic::new(Code::SyntaxError, error.message.as_str())
                    .at(self.lines.location(error.at))
                    .help(help),
            );
        }
    }
}

/// The label of what is bound at a place.
fn label_of(place: Place) -> Label {
    if place.is_class {
        Label::ClassAttribute
    } else {
        Label::ModuleAttribute
    }
}
