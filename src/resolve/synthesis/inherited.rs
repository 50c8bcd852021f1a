//! Docstrings that methods and properties have from the classes above.

use std::borrow::Cow;

use super::Synthesis;
use crate::model::{Docstring, Item, ItemData, ItemId, Label};
use crate::resolve::ModuleIndex;

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

impl<'p> Synthesis<'p> {
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
        let class = self.classes.find(module, class)?;
        let above = self.classes.linearisation(class).into_iter().skip(1);
        above.into_iter().find_map(|ancestor| {
            let node = &self.classes.all[ancestor];
            let Cow::Borrowed(found) = node.class else {
                return None;
            };
            let member = found.members.iter().find(|member| member.name == item.name)?;
            Some(InheritedDocstring {
                docstring: member.docstring.as_ref()?,
                module: node.module,
                class: node.item?,
                full_name: format!("{}.{}", self.classes.full_name(ancestor), item.name),
            })
        })
    }
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
