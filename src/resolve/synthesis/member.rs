//! Members of classes, those of their bases included.

use std::borrow::Cow;

use super::Synthesis;
use super::classes::ClassId;
use crate::model::{Item, ItemData};
use crate::resolve::{ModuleIndex, Target};

impl<'p> Synthesis<'p> {
    /// The member that attribute lookup finds in a class: its own, else that of the first base that has it.
    pub fn member(&self, module: ModuleIndex, class: &Item, name: &str) -> Option<Target<'p>> {
        let class = self.classes.find(module, class.id)?;
        let line = self.classes.linearisation(class);
        line.into_iter().find_map(|ancestor| {
            let node = &self.classes.all[ancestor];
            let Cow::Borrowed(found) = node.class else {
                return None;
            };
            let member = found.members.iter().find(|member| member.name == name)?;
            Some(Target::Item(node.module, self.chain(ancestor), member))
        })
    }

    /// The class and those around it, from the outside in.
    fn chain(&self, class: ClassId) -> Vec<&'p Item> {
        let parent = |class: &ClassId| self.classes.all[*class].parent;
        let chain = std::iter::successors(Some(class), parent);
        let mut chain: Vec<_> = chain.filter_map(|class| self.classes.all[class].item).collect();
        chain.reverse();
        chain
    }

    /// What an attribute such as `Name = Other` is another name of.
    pub fn aliased(&self, module: ModuleIndex, item: &Item) -> Option<Target<'p>> {
        let ItemData::Attribute(attribute) = &item.data else {
            return None;
        };
        let name = attribute.value.as_ref()?.as_name()?;
        let (home, found) = self.classes.meaning(module, None, name)?.item?;
        let around = self.classes.find(home, found.id);
        let around = around.and_then(|class| self.classes.all[class].parent);
        let around = around.map(|parent| self.chain(parent)).unwrap_or_default();
        Some(Target::Item(home, around, found))
    }
}
