//! What a class has from the classes above: members, and docstrings of methods and properties.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{ClassId, Hierarchy};
use crate::model::{Docstring, Item, ItemData, ItemId, Label};
use crate::name::is_special;
use crate::resolve::ModuleIndex;
use crate::token::{Bracketed, bracketed, string_value};

/// A member that a class has from a class above it.
#[derive(Clone, Copy, Debug)]
pub struct InheritedMember<'p> {
    /// The class that defines it.
    pub class: ClassId,
    /// The definition.
    pub item: &'p Item,
}

/// The docstring of a member of a base class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InheritedDocstring<'p> {
    /// The docstring.
    pub docstring: &'p Docstring,
    /// The module of the base class, whose names the docstring speaks of.
    pub module: ModuleIndex,
    /// The base class.
    pub class: &'p Item,
    /// The full name of the member.
    pub full_name: String,
}

impl<'p> Hierarchy<'p> {
    /// The members that a class inherits, in the order of the classes in its MRO and of the source.
    ///
    /// Each is what looking up its name on the class finds: a name bound on an instance alone gives way to one that is
    /// bound in the body of a class, wherever that stands in the MRO. Names that are private to a class (`__name`) are not
    /// inherited, and nor are the constructors that no one wrote.
    pub fn inherited_members(&self, class: ClassId) -> Vec<InheritedMember<'p>> {
        let definitions = self.definitions(class);
        let line = self.project_mro(class);
        let above = line.iter().skip(1);
        let of_class = |ancestor: &ClassId| {
            let members = self.members(*ancestor).iter().map(|item| InheritedMember {
                class: *ancestor,
                item,
            });
            members.collect::<Vec<_>>()
        };
        above
            .flat_map(of_class)
            .filter(|member| !is_private_to_class(&member.item.name))
            .filter(|member| {
                definitions
                    .get(member.item.name.as_str())
                    .is_some_and(|found| found.class == member.class)
            })
            .collect()
    }

    /// Whether a member is left abstract that a class below has to define.
    pub fn is_abstract(&self, class: ClassId) -> bool {
        let definitions = self.definitions(class);
        let mut items = definitions.values().map(|found| found.item);
        items.any(|item| item.labels.contains(Label::Abstract))
    }

    /// What each name means on a class, its own and inherited ones: those that a class body binds come first.
    fn definitions(&self, class: ClassId) -> FxHashMap<&'p str, InheritedMember<'p>> {
        let line = self.project_mro(class);
        let mut definitions: FxHashMap<&str, InheritedMember<'p>> = FxHashMap::default();
        for bound_on_class in [true, false] {
            for ancestor in &line {
                let slots = slots(self.members(*ancestor));
                for item in self.members(*ancestor) {
                    let is_slot = slots.iter().any(|slot| *slot == item.name);
                    if (is_slot || is_bound_on_class(item)) == bound_on_class {
                        let found = InheritedMember {
                            class: *ancestor,
                            item,
                        };
                        definitions.entry(&item.name).or_insert(found);
                    }
                }
            }
        }
        definitions
    }

    /// What is written in a class; nothing for one that a call makes in the place of a base.
    pub fn members(&self, class: ClassId) -> &'p [Item] {
        match self.node(class).class {
            Cow::Borrowed(class) => &class.members,
            Cow::Owned(_) => &[],
        }
    }

    /// The docstring of the first class above that has one for the method or property `item` of a class, as
    /// `inspect.getdoc` finds it. Nothing, if the item has its own.
    pub fn inherited_docstring(
        &self,
        module: ModuleIndex,
        class: ItemId,
        item: &Item,
    ) -> Option<InheritedDocstring<'p>> {
        if !takes_docstring(item) {
            return None;
        }
        let class = self.find(module, class)?;
        self.project_mro(class).into_iter().skip(1).find_map(|ancestor| {
            let mut members = self.members(ancestor).iter();
            let member = members.find(|member| member.name == item.name)?;
            let node = self.node(ancestor);
            Some(InheritedDocstring {
                docstring: member.docstring.as_ref()?,
                module: node.module,
                class: node.item?,
                full_name: format!("{}.{}", self.full_name(ancestor), item.name),
            })
        })
    }
}

/// Whether a class has the name in its own dictionary at run time, as far as its body says.
fn is_bound_on_class(member: &Item) -> bool {
    match &member.data {
        ItemData::Attribute(attribute) => {
            let has_value =
                attribute.value.is_some() || attribute.is_unpacked || attribute.annotation.is_none();
            let is_property = member.labels.contains(Label::Property);
            is_property || has_value && member.labels.contains(Label::ClassAttribute)
        }
        _ => true,
    }
}

/// The names in `__slots__`, each of which is a descriptor on the class; none where they are worked out at run time.
fn slots(members: &[Item]) -> Vec<String> {
    let value = members
        .iter()
        .find(|member| member.name == "__slots__")
        .and_then(|item| match &item.data {
            ItemData::Attribute(attribute) => attribute.value.as_ref(),
            _ => None,
        });
    let Some(text) = value.map(|value| value.text.as_str()) else {
        return Vec::new();
    };
    if let Some(name) = string_value(text) {
        return vec![name];
    }
    // A tuple needs no parentheses.
    let in_parentheses = format!("({text})");
    let is_display = |display: &Bracketed<'_>| display.head.is_empty();
    let display = bracketed(text)
        .filter(is_display)
        .or_else(|| bracketed(&in_parentheses));
    let display = display.as_ref();
    let keys = display.and_then(|display| display.pairs()).unwrap_or_default();
    let names = display
        .map(|display| display.parts.as_slice())
        .unwrap_or_default();
    let keys = keys.iter().map(|(name, _)| name);
    keys.chain(names).filter_map(|name| string_value(name)).collect()
}

/// Whether Python mangles the name (reference, "Private name mangling").
fn is_private_to_class(name: &str) -> bool {
    name.starts_with("__") && !is_special(name)
}

fn takes_docstring(item: &Item) -> bool {
    let is_free = item.docstring.is_none();
    is_free
        && match &item.data {
            ItemData::Function(function) => function
                .overloads
                .iter()
                .all(|overload| overload.docstring.is_none()),
            ItemData::Attribute(_) => item.labels.contains(Label::Property),
            _ => false,
        }
}
