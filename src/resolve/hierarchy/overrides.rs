//! Which methods and properties override which.

use rustc_hash::FxHashMap;

use super::{ClassId, Hierarchy, InheritedMember};
use crate::model::{Item, ItemData, ItemId, Label};
use crate::resolve::ModuleIndex;

/// The methods and properties of a project that override others, both ways.
#[derive(Debug, Default)]
pub struct Overrides<'p> {
    above: FxHashMap<(ModuleIndex, ItemId), InheritedMember<'p>>,
    below: FxHashMap<(ModuleIndex, ItemId), Vec<InheritedMember<'p>>>,
}

impl<'p> Overrides<'p> {
    /// Finds what each method and property overrides: the nearest one of its name in the MRO of its class.
    ///
    /// Constructors override nothing: how an object is made is the affair of its own class.
    pub fn new(hierarchy: &Hierarchy<'p>) -> Self {
        let mut members: FxHashMap<(ClassId, &str), &'p Item> = FxHashMap::default();
        for class in 0..hierarchy.len() {
            let overridable = hierarchy
                .members(class)
                .iter()
                .filter(|item| is_overridable(item));
            members.extend(overridable.map(|item| ((class, item.name.as_str()), item)));
        }
        let mut overrides = Self::default();
        for class in 0..hierarchy.len() {
            let line = hierarchy.project_mro(class);
            let home = hierarchy.node(class).module;
            for item in hierarchy
                .members(class)
                .iter()
                .filter(|item| is_overridable(item))
            {
                let found = line.iter().skip(1).find_map(|ancestor| {
                    let item = members.get(&(*ancestor, item.name.as_str()))?;
                    Some(InheritedMember {
                        class: *ancestor,
                        item,
                    })
                });
                let Some(found) = found else { continue };
                overrides.above.insert((home, item.id), found);
                let of_found = (hierarchy.node(found.class).module, found.item.id);
                let below = overrides.below.entry(of_found).or_default();
                below.push(InheritedMember { class, item });
            }
        }
        overrides
    }

    /// What the member `item` of a class in `module` overrides.
    pub fn overridden(&self, module: ModuleIndex, item: ItemId) -> Option<InheritedMember<'p>> {
        self.above.get(&(module, item)).copied()
    }

    /// What overrides that member directly, in the order of the classes.
    pub fn overriding(&self, module: ModuleIndex, item: ItemId) -> &[InheritedMember<'p>] {
        self.below.get(&(module, item)).map_or(&[], Vec::as_slice)
    }
}

fn is_overridable(item: &Item) -> bool {
    let is_constructor = matches!(item.name.as_str(), "__init__" | "__new__");
    let is_method = matches!(item.data, ItemData::Function(_)) || item.labels.contains(Label::Property);
    is_method && !is_constructor
}
