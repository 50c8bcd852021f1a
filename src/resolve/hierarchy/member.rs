//! What attribute lookup finds.

use super::Hierarchy;
use crate::model::{Item, ItemData};
use crate::resolve::{ModuleIndex, Target};

impl<'p> Hierarchy<'p> {
    /// The member that attribute lookup finds in a class: its own, else that of the first base that has it.
    pub fn member(&self, module: ModuleIndex, class: &Item, name: &str) -> Option<Target<'p>> {
        let class = self.find(module, class.id)?;
        self.project_mro(class).into_iter().find_map(|ancestor| {
            let mut members = self.members(ancestor).iter();
            let member = members.find(|member| member.name == name)?;
            Some(Target::Item(
                self.node(ancestor).module,
                self.around(Some(ancestor)),
                member,
            ))
        })
    }

    /// What an attribute such as `Name = Other` is another name of.
    pub fn aliased(&self, module: ModuleIndex, item: &Item) -> Option<Target<'p>> {
        let ItemData::Attribute(attribute) = &item.data else {
            return None;
        };
        let name = attribute.value.as_ref()?.as_name()?;
        let found = self.meaning(module, None, name)?;
        let (home, item) = found.item?;
        Some(Target::Item(home, self.around(found.around), item))
    }
}
