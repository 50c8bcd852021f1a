//! What attribute lookup finds.

use super::{Ancestor, Hierarchy};
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

    /// The names of the members of a class, those of its bases in the project included.
    pub fn member_names(&self, module: ModuleIndex, class: &Item) -> Vec<&'p str> {
        let class = self.find(module, class.id);
        let line = class.map(|class| self.project_mro(class)).unwrap_or_default();
        let members = line.into_iter().flat_map(|ancestor| self.members(ancestor));
        members.map(|member| member.name.as_str()).collect()
    }

    /// Whether the source shows all members of a class: no base is from elsewhere, and none are made on demand.
    pub fn shows_all_members(&self, module: ModuleIndex, class: &Item) -> bool {
        const EMPTY: &[&str] = &["object", "Generic", "Protocol", "ABC"];
        let is_known = |ancestor: Ancestor<'_>| match ancestor {
            Ancestor::External(name) => EMPTY.contains(&name.rsplit('.').next().unwrap_or(name)),
            Ancestor::Class(class) => {
                let class = &self.node(class).class;
                let is_dynamic = class.members.iter().any(|member| member.name == "__getattr__");
                !is_dynamic && class.keywords.is_empty()
            }
        };
        let class = self.find(module, class.id);
        class.is_some_and(|class| self.mro(class).all(is_known))
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
