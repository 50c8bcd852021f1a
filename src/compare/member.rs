//! The public members of a class, inherited ones and the constructor that no one wrote among them.

use indexmap::IndexMap;

use crate::model::{Function, Item};
use crate::name::is_special;
use crate::resolve::{Ancestor, Api, ClassId, ModuleIndex};

/// A member of a class.
#[derive(Clone, Debug)]
pub(super) enum Member<'p> {
    /// One that is written, with the module and the class that define it.
    Written(ModuleIndex, ClassId, &'p Item),
    /// The constructor of a dataclass and its like.
    Made(Function),
}

/// What every object has: who loses one of these falls back on that of `object`.
const OF_OBJECT: &[&str] = &[
    "__annotations__",
    "__class__",
    "__delattr__",
    "__dict__",
    "__dir__",
    "__doc__",
    "__eq__",
    "__format__",
    "__getattribute__",
    "__getstate__",
    "__hash__",
    "__init_subclass__",
    "__match_args__",
    "__module__",
    "__ne__",
    "__reduce__",
    "__reduce_ex__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__slots__",
    "__str__",
    "__subclasshook__",
    "__weakref__",
];

/// Whether every object has a member of the name, or none has to.
pub(super) fn is_of_object(name: &str) -> bool {
    OF_OBJECT.contains(&name)
}

/// Whether a method is called by Python itself, with positional arguments.
pub(super) fn is_operator(name: &str) -> bool {
    is_special(name) && !matches!(name, "__init__" | "__new__" | "__call__" | "__init_subclass__")
}

/// The members by name, in the order of the classes that define them.
pub(super) fn members<'p>(api: &Api<'p>, class: ClassId) -> IndexMap<&'p str, Member<'p>> {
    let hierarchy = &api.hierarchy;
    let own = hierarchy.members(class).iter().map(|item| (class, item));
    let inherited = hierarchy.inherited_members(class).into_iter();
    let inherited = inherited.map(|member| (member.class, member.item));
    let mut members = IndexMap::new();
    for (owner, item) in own.chain(inherited) {
        if api.shows_member(item) {
            let member = Member::Written(hierarchy.node(owner).module, owner, item);
            members.entry(item.name.as_str()).or_insert(member);
        }
    }
    let node = hierarchy.node(class);
    let shape = node
        .item
        .and_then(|item| api.synthesis.shape(node.module, item.id));
    if let Some(constructor) = shape.and_then(|shape| shape.constructor) {
        let is_own = hierarchy
            .members(class)
            .iter()
            .any(|item| item.name == constructor.name);
        if !is_own {
            members.insert(constructor.name, Member::Made(constructor.function));
        }
    }
    members
}

/// The last parts of the names of the ancestors of which nothing is known but the name.
pub(super) fn unknown_ancestors(api: &Api<'_>, class: ClassId) -> Vec<String> {
    const EMPTY: &[&str] = &["object", "Generic", "Protocol", "ABC"];
    let names = api.hierarchy.mro(class).filter_map(|ancestor| match ancestor {
        Ancestor::External(name) => Some(name.rsplit('.').next().unwrap_or(name)),
        Ancestor::Class(_) => None,
    });
    names
        .filter(|name| !EMPTY.contains(name))
        .map(str::to_owned)
        .collect()
}
