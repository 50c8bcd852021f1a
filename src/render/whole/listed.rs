//! Everything that is documented, once each, in the order of the pages.

use crate::model::Item;
use crate::render::kind::{kind_words, member_kind_words, module_kind};
use crate::render::shape::Members;
use crate::resolve::{Api, ModuleIndex};

/// A module, or an item in one.
pub(in crate::render) struct Listed<'p> {
    /// The module on whose page it stands.
    pub(super) module: ModuleIndex,
    /// The module that defines it.
    pub(super) home: ModuleIndex,
    /// The classes around the definition, from the outside in.
    pub(super) around: Vec<&'p Item>,
    /// The definition; none of a module.
    pub(super) item: Option<&'p Item>,
    /// The dotted name under which it is documented.
    pub(super) full_name: String,
    /// The kind in words.
    pub(super) kind: &'static str,
}

/// All modules, each followed by its items, each followed by its members.
pub(super) fn all<'p>(api: &Api<'p>) -> Vec<Listed<'p>> {
    let mut listed = Vec::new();
    for (module, module_api) in &api.modules {
        let facts = &api.project.modules[*module].facts.module;
        listed.push(Listed {
            module: *module,
            home: *module,
            around: Vec::new(),
            item: None,
            full_name: facts.name.to_string(),
            kind: module_kind(facts.kind),
        });
        for entry in &module_api.entries {
            let mut around = Vec::new();
            let place = Place {
                api,
                module: *module,
                home: entry.home,
            };
            let name = format!("{}.{}", facts.name, entry.name);
            let kind = kind_words(entry.item, api.is_exception(entry.home, entry.item));
            place.add(&mut listed, &mut around, entry.item, name, kind);
        }
    }
    listed
}

/// Where the items that are being listed come from.
struct Place<'a, 'p> {
    api: &'a Api<'p>,
    module: ModuleIndex,
    home: ModuleIndex,
}

impl<'p> Place<'_, 'p> {
    fn add(
        &self,
        listed: &mut Vec<Listed<'p>>,
        around: &mut Vec<&'p Item>,
        item: &'p Item,
        full_name: String,
        kind: &'static str,
    ) {
        let place = Listed {
            module: self.module,
            home: self.home,
            around: around.clone(),
            item: Some(item),
            full_name,
            kind,
        };
        let prefix = place.full_name.clone();
        listed.push(place);
        if item.members().is_empty() {
            return;
        }
        let shape = self.api.synthesis.shape(self.home, item.id);
        let known = shape.map(Members::new).unwrap_or_default();
        let is_exception = |member: &Item| self.api.is_exception(self.home, member);
        around.push(item);
        for member in self.api.members(item) {
            let kind = known.get(member).map_or_else(
                || member_kind_words(member, is_exception(member)),
                |member| member.kind,
            );
            self.add(listed, around, member, format!("{prefix}.{}", member.name), kind);
        }
        around.pop();
    }
}
