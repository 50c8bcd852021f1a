//! The names of one module or class body, and what happens when a name is bound twice.

use std::collections::HashMap;

use crate::model::{Attribute, Elsewhere, Item, ItemData, Label, Overload};

/// How sure it is that a binding is the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Under a condition that is written never to hold.
    Never,
    /// `self.x = …` in a method: anything that the class body says comes first.
    Instance,
    /// In an `else` or `except` branch of something that is decided at run time.
    Fallback,
    /// In the main branch of something that is decided at run time.
    Conditional,
    /// Anywhere else: the last one wins, as in CPython.
    Main,
}

/// The bindings of a body, in the order of their first appearance.
#[derive(Default)]
pub(super) struct Scope {
    bindings: Vec<Binding>,
    index: HashMap<String, usize>,
    /// What other targets bind.
    elsewhere: Vec<Elsewhere>,
}

struct Binding {
    item: Item,
    weight: Weight,
    /// Deleted again by `del`; it keeps its place in `bindings` so that the index stays right.
    is_deleted: bool,
}

impl Scope {
    /// Binds a name.
    pub(super) fn bind(&mut self, item: Item, weight: Weight) {
        // Every wildcard import counts; they bind no name of their own.
        if item.name == "*" {
            self.bindings.push(Binding {
                item,
                weight,
                is_deleted: false,
            });
            return;
        }
        match self.index.get(&item.name) {
            Some(at) => rebind(&mut self.bindings[*at], item, weight),
            None => {
                self.index.insert(item.name.clone(), self.bindings.len());
                self.bindings.push(Binding {
                    item,
                    weight,
                    is_deleted: false,
                });
            }
        }
    }

    /// Adds a signature that is marked with `@overload`.
    pub(super) fn bind_overload(&mut self, mut item: Item, weight: Weight) {
        let ItemData::Function(function) = &mut item.data else {
            return;
        };
        let overload = Overload {
            signature: function.clone(),
            docstring: item.docstring.take(),
        };
        if let Some(existing) = self.get_mut(&item.name)
            && let ItemData::Function(group) = &mut existing.data
            && !group.overloads.is_empty()
        {
            group.overloads.push(overload);
            // Without an implementation, as in a stub, the last signature stands for the function.
            let overloads = std::mem::take(&mut group.overloads);
            *group = overload_signature(&overloads);
            group.overloads = overloads;
            return;
        }
        function.overloads = vec![overload];
        self.bind(item, weight);
    }

    /// The item that a name is bound to.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Item> {
        let binding = &mut self.bindings[*self.index.get(name)?];
        (!binding.is_deleted).then_some(&mut binding.item)
    }

    /// `del name`.
    pub(super) fn delete(&mut self, name: &str) {
        if let Some(at) = self.index.get(name) {
            self.bindings[*at].is_deleted = true;
        }
    }

    /// Notes what another scope, of a branch that the target does not take, binds under a condition. Imports count
    /// only where they make a name public (PEP 484).
    pub(super) fn add_elsewhere(&mut self, branch: Self, condition: &str) {
        let (items, nested) = branch.into_items();
        let is_api = |item: &Item| match &item.data {
            ItemData::Import(import) => import.is_explicit_reexport,
            _ => true,
        };
        let bound = items.into_iter().filter(is_api).map(|item| Elsewhere {
            condition: item
                .conditions
                .and_then(|conditions| conditions.only)
                .unwrap_or_else(|| condition.to_owned()),
            name: item.name,
        });
        self.elsewhere.extend(bound.chain(nested));
    }

    /// The items in order, and the names that only other targets have.
    pub(super) fn into_items(mut self) -> (Vec<Item>, Vec<Elsewhere>) {
        let mut elsewhere = std::mem::take(&mut self.elsewhere);
        elsewhere.retain(|other| match self.get_mut(&other.name) {
            Some(item) => {
                let conditions = item.conditions.get_or_insert_default();
                if !conditions.otherwise.contains(&other.condition) {
                    conditions.otherwise.push(other.condition.clone());
                }
                false
            }
            None => true,
        });
        let bindings = self.bindings.into_iter().filter(|binding| !binding.is_deleted);
        (bindings.map(|binding| binding.item).collect(), elsewhere)
    }
}

fn overload_signature(overloads: &[Overload]) -> crate::model::Function {
    overloads
        .last()
        .map(|last| last.signature.clone())
        .unwrap_or_default()
}

/// An annotation given at any binding stays with the name.
fn rebind(old: &mut Binding, mut item: Item, weight: Weight) {
    if old.is_deleted {
        *old = Binding {
            item,
            weight,
            is_deleted: false,
        };
        return;
    }
    if is_definition(&old.item) && gives_way(&item, weight) {
        return;
    }
    if is_definition(&item) && weight > Weight::Instance && matches!(old.item.data, ItemData::Import(_)) {
        // A name may be taken from a faster module, such as one of C, where there is one; here is what it does.
        *old = Binding {
            item,
            weight,
            is_deleted: false,
        };
        return;
    }
    let is_first_of_equals = matches!(weight, Weight::Never | Weight::Instance | Weight::Fallback);
    let loses = weight < old.weight || weight == old.weight && is_first_of_equals;
    match (&mut old.item.data, &mut item.data) {
        (ItemData::Attribute(kept), ItemData::Attribute(new)) => {
            if loses {
                kept.annotation = kept.annotation.take().or(new.annotation.take());
                // What a method assigns is no value of the class body.
                if weight == old.weight {
                    kept.value = kept.value.take().or(new.value.take());
                }
                old.item.docstring = old.item.docstring.take().or(item.docstring);
                return;
            }
            new.annotation = new.annotation.take().or(kept.annotation.take());
            if weight == old.weight {
                new.value = new.value.take().or(kept.value.take());
            }
            item.docstring = item.docstring.or(old.item.docstring.take());
        }
        // The implementation of a group of overloads takes them over.
        (ItemData::Function(group), ItemData::Function(implementation))
            if !loses && implementation.overloads.is_empty() =>
        {
            implementation.overloads = std::mem::take(&mut group.overloads);
        }
        // `f = decorate(f)` changes how the thing behaves, not what is documented.
        (ItemData::Class(_) | ItemData::Function(_), ItemData::Attribute(new))
            if mentions(new, &item.name) =>
        {
            label_rewrapped(&mut old.item, new);
            return;
        }
        _ => {}
    }
    if !loses {
        *old = Binding {
            item,
            weight,
            is_deleted: false,
        };
    }
}

fn is_definition(item: &Item) -> bool {
    matches!(item.data, ItemData::Class(_) | ItemData::Function(_))
}

/// Whether a binding leaves a class or function of the same name in its place: an import does, and an assignment
/// that is made under a condition.
fn gives_way(item: &Item, weight: Weight) -> bool {
    match item.data {
        ItemData::Import(_) => true,
        ItemData::Attribute(_) => weight < Weight::Main && !item.labels.contains(Label::Property),
        _ => false,
    }
}

fn mentions(attribute: &Attribute, name: &str) -> bool {
    attribute
        .value
        .as_ref()
        .is_some_and(|value| value.names.iter().any(|span| value.name(*span) == name))
}

/// The form of decorators from before Python 2.4: `f = staticmethod(f)`.
fn label_rewrapped(item: &mut Item, attribute: &Attribute) {
    match attribute.value.as_ref().map(|value| value.leading_last()) {
        Some("staticmethod") => item.labels.insert(Label::StaticMethod),
        Some("classmethod") => item.labels.insert(Label::ClassMethod),
        _ => {}
    }
}
