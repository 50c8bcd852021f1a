//! Classes and functions, and the attributes that methods bind.

use std::sync::Arc;

use super::{Decorators, Place, PlacedDocstring, Visitor, given};
use crate::extract::attribute::{self, Assigned};
use crate::extract::form::Form;
use crate::extract::scope::{Scope, Weight};
use crate::extract::shape::Place as Bytes;
use crate::extract::{decorator, name, signature, slots};
use crate::model::{Attribute, Class, Item, ItemData, Label, Overload, Parameter};

impl Visitor<'_> {
    pub(super) fn definition(
        &mut self,
        entry: usize,
        decorators: Decorators,
        scope: &mut Scope,
        place: Place,
    ) {
        let outline = self.outline;
        match outline.form(entry) {
            Form::Class(form) => {
                let name = name::identifier(outline.text(entry, form.name));
                let item = self.class(name, entry, decorators, place);
                scope.bind(item, place.weight);
            }
            Form::Function(form) => {
                let name = name::identifier(outline.text(entry, form.name));
                if name == "__getattr__" && !place.is_class {
                    self.lazy.getter(entry);
                }
                self.function(name, entry, decorators, scope, place);
            }
            _ => {}
        }
    }

    fn class(&mut self, name: String, entry: usize, decorators: Decorators, place: Place) -> Item {
        let outline = self.outline;
        let labels = decorator::class_labels(&decorators.values);
        let docstring = self.docstring(outline.body(entry));
        let mut item = self.defined(name, entry, &decorators, Class::default().into(), docstring);
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
        if let Some(assigned) = std::mem::replace(&mut self.assigned_docstring, outer_docstring) {
            let (docstring, position) = given(assigned).unzip();
            item.docstring = docstring;
            self.positions[item.id.0 as usize].docstring = position.unwrap_or_default();
        }
        self.place_docstrings(&scope);
        slots::bind(&mut scope, &mut self.positions);
        (class.members, class.elsewhere) = scope.into_items();
        self.conditions = conditions;
        item.data = class.into();
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
                    let data = Attribute::default().into();
                    let item = self.defined(name, entry, &decorators, data, docstring);
                    attribute.accessors.push(Overload {
                        id: item.id,
                        signature: signature::function(self.outline, entry, decorators.values).into(),
                        docstring: item.docstring,
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
        let mut item = self.defined(name, entry, &decorators, Attribute::default().into(), docstring);
        let function = Arc::new(signature::function(self.outline, entry, decorators.values));
        if let Some(dispatcher) = decorator::dispatcher(&function.decorators) {
            let is_registered = scope.register(dispatcher, &function, &item);
            // The usual name for a function that is only reached through its dispatcher.
            if is_registered && item.name == "_" {
                return;
            }
        }
        let is_plain_method = place.is_class && !labels.contains(Label::StaticMethod) && !is_overload;
        let method = is_plain_method.then(|| Arc::clone(&function));
        item.data = if labels.contains(Label::Property) && place.is_class {
            Attribute {
                annotation: function.returns.clone(),
                decorators: function.decorators.clone(),
                ..Attribute::default()
            }
            .into()
        } else {
            ItemData::Function(function)
        };
        item.labels.extend(labels);
        if is_overload {
            scope.bind_overload(item, place.weight);
        } else {
            scope.bind(item, place.weight);
        }
        if let Some(method) = method {
            let label = if labels.contains(Label::ClassMethod) {
                Label::ClassAttribute
            } else {
                Label::InstanceAttribute
            };
            self.instance_attributes(entry, &method.parameters, label, scope);
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
            let data = assigned.instance_attribute(is_unpacked, others).into();
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
}
