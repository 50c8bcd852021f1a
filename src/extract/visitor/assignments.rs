//! What assignments bind: attributes, aliases, classes made by calls, `__all__`.

use super::{Place, Visitor, label_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::extract::attribute::{self, Assigned};
use crate::extract::expression::expression;
use crate::extract::scope::Scope;
use crate::extract::{export, lazy, name, property};
use crate::model::{Attribute, Class, ItemData};

impl Visitor<'_> {
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

    pub(super) fn change_exports(&mut self, change: Option<export::Change>, entry: usize) {
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

    pub(super) fn assignment(&mut self, entry: usize, next: Option<usize>, scope: &mut Scope, place: Place) {
        let assigned = Assigned::new(self.outline, entry);
        self.assigned_docstrings(entry, &assigned, scope);
        let docstring = self.attribute_docstring(entry, next);
        let names: Vec<(String, bool)> = assigned.names().collect();
        if let Some(value) = assigned.value.filter(|_| !place.is_class) {
            self.lazy
                .assigned(names.iter().map(|(name, _)| name), value, entry);
        }
        for (name, is_unpacked) in names {
            let value = assigned.value.filter(|_| !place.is_class);
            if let Some(value) = value.filter(|_| name == "__all__") {
                match lazy::attached(value) {
                    Some(exports) => self.exports = Some(exports),
                    None => self.change_exports(export::assigned(value, false), entry),
                }
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

    /// The names that `:=` binds in a statement, or in the header of one.
    pub(super) fn walrus_targets(&mut self, entry: usize, scope: &mut Scope, place: Place) {
        let outline = self.outline;
        for walrus in outline.walruses_of(entry) {
            let attribute = Attribute {
                value: Some(expression(walrus.value).into()),
                ..Attribute::default()
            };
            let name = name::identifier(walrus.name);
            let data = attribute.into();
            let mut item = self.item(name, outline.entries[entry].place, data, None);
            item.labels.insert(label_of(place));
            scope.bind(item, place.weight);
        }
    }

    /// The class that a value such as `namedtuple("P", "x y")` makes; its members stand where the assignment does.
    fn functional_class(&mut self, attribute: &Attribute, entry: usize) -> Option<Box<Class>> {
        let mut class = self.makers.class(attribute)?;
        let place = self.outline.entries[entry].place;
        for member in &mut class.members {
            let placed = Attribute::default().into();
            member.id = self.item(String::new(), place, placed, None).id;
        }
        Some(Box::new(class))
    }

    pub(super) fn type_alias_statement(
        &mut self,
        entry: usize,
        next: Option<usize>,
        scope: &mut Scope,
        place: Place,
    ) {
        let Some((name, alias)) = attribute::type_alias_statement(self.outline, entry) else {
            return;
        };
        let docstring = self.attribute_docstring(entry, next);
        let place_in_file = self.outline.entries[entry].place;
        let item = self.item(name, place_in_file, alias.into(), docstring);
        scope.bind(item, place.weight);
    }
}
