//! Everything that is documented, once each, in the order of the pages.

use std::sync::Arc;

use crate::model::Item;
use crate::render::kind::{kind_words, member_kind_words, module_kind};
use crate::render::shape::Members;
use crate::resolve::{Api, ModuleIndex};

/// A module, or an item in one.
pub(in crate::render) struct Listed<'p> {
    /// Where it stands.
    pub(super) place: Arc<Surroundings<'p>>,
    /// The definition; none of a module.
    pub(super) item: Option<&'p Item>,
    /// The dotted name under which it is documented.
    pub(super) full_name: Arc<str>,
    /// The kind in words.
    pub(super) kind: &'static str,
}

/// What is around items that are listed.
pub(in crate::render) struct Surroundings<'p> {
    /// The module on whose page they stand.
    pub(super) module: ModuleIndex,
    /// The module that defines them.
    pub(super) home: ModuleIndex,
    /// The classes around the definitions, from the outside in.
    pub(super) around: Vec<&'p Item>,
}

/// All modules, each followed by its items, each followed by its members.
pub(super) fn all<'p>(api: &Api<'p>) -> Vec<Listed<'p>> {
    // Growing step by step, it would leave holes of its size in memory.
    let mut listed = Vec::with_capacity(api.modules.len() + api.places());
    for (module, module_api) in &api.modules {
        let facts = &api.project.modules[*module].facts.module;
        let place = |home: ModuleIndex| {
            Arc::new(Surroundings {
                module: *module,
                home,
                around: Vec::new(),
            })
        };
        let mut around = place(*module);
        listed.push(Listed {
            place: Arc::clone(&around),
            item: None,
            full_name: facts.name.as_str().into(),
            kind: module_kind(facts.kind),
        });
        for entry in &module_api.entries {
            if around.home != entry.home {
                around = place(entry.home);
            }
            let name = format!("{}.{}", facts.name, entry.name);
            let kind = kind_words(entry.item, api.is_exception(entry.home, entry.item));
            add(&mut listed, api, &around, entry.item, &name, kind);
        }
    }
    listed.shrink_to_fit();
    listed
}

/// Adds an item and its members.
fn add<'p>(
    listed: &mut Vec<Listed<'p>>,
    api: &Api<'p>,
    place: &Arc<Surroundings<'p>>,
    item: &'p Item,
    full_name: &str,
    kind: &'static str,
) {
    let home = place.home;
    let known = api.place(home, item.id).map(|place| &place.full_name);
    let known = known.filter(|known| ***known == *full_name);
    listed.push(Listed {
        place: Arc::clone(place),
        item: Some(item),
        full_name: known.map_or_else(|| full_name.into(), Arc::clone),
        kind,
    });
    if item.members().is_empty() {
        return;
    }
    let shape = api.synthesis.shape(home, item.id);
    let known = shape.map(Members::new).unwrap_or_default();
    let is_exception = |member: &Item| api.is_exception(home, member);
    let within = Arc::new(Surroundings {
        module: place.module,
        home,
        around: place.around.iter().copied().chain([item]).collect(),
    });
    for member in api.members(item) {
        let kind = known.get(member).map_or_else(
            || member_kind_words(member, is_exception(member)),
            |member| member.kind,
        );
        let full_name = format!("{full_name}.{}", member.name);
        add(listed, api, &within, member, &full_name, kind);
    }
}
