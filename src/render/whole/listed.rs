//! Everything that is documented, once each, in the order of the pages.

use std::sync::Arc;

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
    pub(super) around: Arc<[&'p Item]>,
    /// The definition; none of a module.
    pub(super) item: Option<&'p Item>,
    /// The dotted name under which it is documented.
    pub(super) full_name: Arc<str>,
    /// The kind in words.
    pub(super) kind: &'static str,
}

/// All modules, each followed by its items, each followed by its members.
pub(super) fn all<'p>(api: &Api<'p>) -> Vec<Listed<'p>> {
    let mut listed = Vec::new();
    let nothing: Arc<[&Item]> = Arc::default();
    for (module, module_api) in &api.modules {
        let facts = &api.project.modules[*module].facts.module;
        listed.push(Listed {
            module: *module,
            home: *module,
            around: Arc::clone(&nothing),
            item: None,
            full_name: facts.name.as_str().into(),
            kind: module_kind(facts.kind),
        });
        for entry in &module_api.entries {
            let place = Place {
                api,
                module: *module,
                home: entry.home,
            };
            let name = format!("{}.{}", facts.name, entry.name);
            let kind = kind_words(entry.item, api.is_exception(entry.home, entry.item));
            place.add(&mut listed, &nothing, entry.item, &name, kind);
        }
    }
    listed.shrink_to_fit();
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
        around: &Arc<[&'p Item]>,
        item: &'p Item,
        full_name: &str,
        kind: &'static str,
    ) {
        let known = self.api.place(self.home, item.id).map(|place| &place.full_name);
        let known = known.filter(|known| ***known == *full_name);
        listed.push(Listed {
            module: self.module,
            home: self.home,
            around: Arc::clone(around),
            item: Some(item),
            full_name: known.map_or_else(|| full_name.into(), Arc::clone),
            kind,
        });
        if item.members().is_empty() {
            return;
        }
        let shape = self.api.synthesis.shape(self.home, item.id);
        let known = shape.map(Members::new).unwrap_or_default();
        let is_exception = |member: &Item| self.api.is_exception(self.home, member);
        let around: Arc<[&Item]> = around.iter().copied().chain([item]).collect();
        for member in self.api.members(item) {
            let kind = known.get(member).map_or_else(
                || member_kind_words(member, is_exception(member)),
                |member| member.kind,
            );
            let full_name = format!("{full_name}.{}", member.name);
            self.add(listed, &around, member, &full_name, kind);
        }
    }
}
