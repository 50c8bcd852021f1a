//! What the whole program says of an item.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::item::Place;
use crate::model::{Import, ItemId};
use crate::resolve::{ClassId, Hierarchy};

/// Writes the order of the ancestors of a class and its inherited members, where that is asked for and the item is a
/// class.
pub(super) fn write_ancestry<M: SerializeMap>(
    map: &mut M,
    place: Place<'_>,
    item: ItemId,
) -> Result<(), M::Error> {
    let Some(hierarchy) = place.resolved else {
        return Ok(());
    };
    let Some(class) = hierarchy.find(place.module, item) else {
        return Ok(());
    };
    let names = hierarchy
        .mro(class)
        .filter_map(|ancestor| hierarchy.ancestor_name(ancestor));
    map.serialize_entry("mro", &names.collect::<Vec<_>>())?;
    map.serialize_entry("inherited_members", &Inherited { hierarchy, class })
}

/// Writes the full name of the definition that an import leads to in the end, where that is asked for.
pub(super) fn write_final_target<M: SerializeMap>(
    map: &mut M,
    place: Place<'_>,
    import: &Import,
) -> Result<(), M::Error> {
    if place.resolved.is_none() {
        return Ok(());
    }
    let found = place.project.follow(place.module, import);
    let name = found.and_then(|found| place.project.full_name(&found));
    map.serialize_entry("final_target", &name)
}

/// The members that a class inherits, with the full names of their definitions.
struct Inherited<'p> {
    hierarchy: &'p Hierarchy<'p>,
    class: ClassId,
}

impl Serialize for Inherited<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { hierarchy, class } = *self;
        let members = hierarchy.inherited_members(class).into_iter();
        serializer.collect_map(members.map(|member| {
            let name = member.item.name.as_str();
            (name, format!("{}.{name}", hierarchy.full_name(member.class)))
        }))
    }
}
