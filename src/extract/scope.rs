//! The names of one module or class body, and what happens when a name is bound twice.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use thin_vec::{ThinVec, thin_vec};

use super::decorator;
use crate::model::{Attribute, Elsewhere, Function, Item, ItemData, ItemId, Label, Overload};

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
    index: FxHashMap<String, usize>,
    /// What other targets bind.
    elsewhere: ThinVec<Elsewhere>,
    /// Items whose docstring is that of an earlier or later binding of the name: the item, and where it comes from.
    pub(super) taken_docstrings: Vec<(ItemId, ItemId)>,
    /// Imports in whose place something else was put.
    pub(super) replaced_imports: Vec<Item>,
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
        match self.index.get(item.name.as_str()) {
            Some(at) => {
                let new = (item.id, item.docstring.is_some());
                let old = &mut self.bindings[*at];
                let (old_id, had_docstring) = (old.item.id, old.item.docstring.is_some());
                let import = is_import(&old.item).then(|| old.item.clone());
                rebind(old, item, weight);
                let is_kept = old.item.id == old_id;
                if !is_kept && !is_import(&old.item) {
                    self.replaced_imports.extend(import);
                }
                let (other, has_own) = if is_kept {
                    (new.0, had_docstring)
                } else {
                    (old_id, new.1)
                };
                if !has_own && old.item.docstring.is_some() {
                    self.taken_docstrings.push((old.item.id, other));
                }
            }
            None => {
                self.index.insert(item.name.to_string(), self.bindings.len());
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
            id: item.id,
            signature: Arc::clone(function),
            docstring: item.docstring.take(),
        };
        if let Some(existing) = self.get_mut(&item.name)
            && let ItemData::Function(group) = &mut existing.data
            && !group.overloads.is_empty()
        {
            let mut overloads = std::mem::take(&mut Arc::make_mut(group).overloads);
            overloads.push(overload);
            // Without an implementation, as in a stub, the last signature stands for the function.
            let last = Function::clone(function);
            *group = Arc::new(Function { overloads, ..last });
            existing.id = item.id;
            existing.labels = item.labels;
            return;
        }
        Arc::make_mut(function).overloads = thin_vec![overload];
        self.bind(item, weight);
    }

    /// Adds a function to those that are registered with the dispatcher `name`, if that is one.
    pub(super) fn register(&mut self, name: &str, function: &Arc<Function>, item: &Item) -> bool {
        let Some(ItemData::Function(dispatcher)) = self.get_mut(name).map(|item| &mut item.data) else {
            return false;
        };
        if !decorator::is_dispatcher(&dispatcher.decorators) {
            return false;
        }
        Arc::make_mut(dispatcher).registered.push(Overload {
            id: item.id,
            signature: Arc::clone(function),
            docstring: item.docstring.clone(),
        });
        true
    }

    /// The item that a dotted name leads to, through the members of classes.
    pub(super) fn find_mut(&mut self, dotted: &str) -> Option<&mut Item> {
        let mut parts = dotted.split('.');
        let mut item = self.get_mut(parts.next()?)?;
        for part in parts {
            let ItemData::Class(class) = &mut item.data else {
                return None;
            };
            item = class.members.iter_mut().find(|member| member.name == part)?;
        }
        Some(item)
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
    pub(super) fn into_items(mut self) -> (Vec<Item>, ThinVec<Elsewhere>) {
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
        let mut items: Vec<Item> = bindings.map(|binding| binding.item).collect();
        items.shrink_to_fit();
        (items, elsewhere)
    }
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
    let is_stand_in = weight == Weight::Fallback && says_nothing(&item) && names_another(&old.item);
    if is_definition(&item) && weight > Weight::Instance && gives_way(&old.item, old.weight) && !is_stand_in {
        // A name may be taken from a faster module, such as one of C, where there is one, or be a dummy where
        // something is missing; here is what it does.
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
                    kept.value = kept.value.take().or_else(|| {
                        kept.class = new.class.take();
                        new.value.take()
                    });
                }
                old.item.docstring = old.item.docstring.take().or(item.docstring);
                return;
            }
            new.annotation = new.annotation.take().or(kept.annotation.take());
            if weight == old.weight {
                new.value = new.value.take().or_else(|| {
                    new.class = kept.class.take();
                    kept.value.take()
                });
            }
            item.docstring = item.docstring.or(old.item.docstring.take());
        }
        // The implementation of a group of overloads takes them over.
        (ItemData::Function(group), ItemData::Function(implementation))
            if !loses && implementation.overloads.is_empty() && !group.overloads.is_empty() =>
        {
            let overloads = std::mem::take(&mut Arc::make_mut(group).overloads);
            Arc::make_mut(implementation).overloads = overloads;
        }
        // `f = decorate(f)` changes how the thing behaves, not what is documented.
        (ItemData::Class(_) | ItemData::Function(_), ItemData::Attribute(new))
            if mentions(new, &item.name) && !item.labels.contains(Label::Property) =>
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

fn is_import(item: &Item) -> bool {
    matches!(item.data, ItemData::Import(_))
}

/// Whether a class is a mere stand-in, for where something is missing: `class Lock: pass`.
fn says_nothing(item: &Item) -> bool {
    matches!(&item.data, ItemData::Class(class) if class.members.is_empty() && item.docstring.is_none())
}

/// Whether an attribute is another name of something, as far as can be seen.
fn names_another(item: &Item) -> bool {
    let ItemData::Attribute(attribute) = &item.data else {
        return false;
    };
    let name = attribute.value.as_ref().and_then(|value| value.as_name());
    name.is_some_and(|name| !attribute.is_unpacked && !matches!(name, "None" | "True" | "False"))
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

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::model::{Extracted, Item, ItemData, ModuleKind};
    use crate::name::ModuleName;

    fn facts(source: &str) -> Extracted {
        let name = ModuleName::new("m").unwrap();
        extract(
            source.as_bytes(),
            name,
            ModuleKind::Module,
            &crate::target::Target::default(),
        )
    }

    /// The kind of the only item called `f`, and its lines.
    #[track_caller]
    fn check(source: &str, kind: &str, first: u32, last: u32) {
        let facts = facts(source);
        let items: Vec<&Item> = facts
            .module
            .members
            .iter()
            .filter(|item| item.name == "f")
            .collect();
        let [item] = items.as_slice() else {
            panic!("{source}: {items:?}");
        };
        let found = match item.data {
            ItemData::Class(_) => "class",
            ItemData::Function(_) => "def",
            ItemData::Attribute(_) => "=",
            ItemData::TypeAlias(_) => "type",
            ItemData::Import(_) => "import",
        };
        let lines = facts.position(item.id).lines;
        assert_eq!((found, lines.first, lines.last), (kind, first, last), "{source}");
    }

    #[test]
    fn of_two_bindings_the_one_that_is_documented_stays() {
        check("def f(): 1\ndef f(): 2", "def", 2, 2);
        check(
            "try:\n    from c import f\nexcept E:\n    def f(): 1",
            "def",
            4,
            4,
        );
        check("if x:\n    f = None\nelse:\n    def f(): 1", "def", 4, 4);
        check("if x:\n    def f(): 1\nelse:\n    f = None", "def", 2, 2);
        check("if x:\n    f = m.f\nelse:\n    class f: pass", "=", 2, 2);
        check(
            "try:\n    from m import f\nexcept E:\n    class f(E): pass",
            "class",
            4,
            4,
        );
        check(
            "if x:\n    f = m.f\nelse:\n    class f:\n        g = 1",
            "class",
            4,
            5,
        );
        check("if x:\n    f = None\nelse:\n    class f: pass", "class", 4, 4);
        check("if x:\n    class f: pass\nelse:\n    f = m.f", "class", 2, 2);
        check("from m import f\nclass f: pass", "class", 2, 2);
        check("f = None\ndef f(): 1", "def", 2, 2);
        check("def f(): 1\nf = None", "=", 2, 2);
        check("if False:\n    from t import f\nf = 1", "=", 3, 3);
        check("if False:\n    from t import f", "import", 2, 2);
        check("if 0:\n    def f(): 1\nelse:\n    def f(): 2", "def", 4, 4);
    }

    #[test]
    fn the_last_overload_stands_for_a_group_without_an_implementation() {
        let overloads = "@overload\ndef f(a): ...\n@overload\ndef f(b): ...\n";
        check(overloads, "def", 3, 4);
        check(&format!("{overloads}def f(c): ...\n"), "def", 5, 5);
    }

    #[test]
    fn an_item_ends_before_the_comments_behind_its_body() {
        check(
            "def f():\n    return 1\n    # A comment.\n\n# Another.\ng = 1\n",
            "def",
            1,
            2,
        );
        check(
            "class f:\n    def g(self):\n        if x:\n            y\n            # A comment.\n",
            "class",
            1,
            4,
        );
        check("def f(): return '''\n# no comment\n'''\n", "def", 1, 3);
    }
}
