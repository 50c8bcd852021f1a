//! Classes: what they are derived from, and their members.

use std::collections::HashSet;

use super::member::{Member, is_of_object, members, unknown_ancestors};
use super::names::MOST_NAMES;
use super::signature::{Callable, Found};
use super::surface::Kind;
use super::types::Types;
use super::{ChangeKind, Comparison, Definition, Severity, is_same_docstring, place};
use crate::model::{Function, Item, ItemData, Label};
use crate::name::is_special;
use crate::resolve::{Ancestor, Api, ClassId, ModuleIndex, Target};

/// A class that has lost a member.
struct Lost<'l, 'o> {
    class: Definition<'o>,
    id: ClassId,
    /// The full name that the member has now.
    now: Option<String>,
    /// New ancestors of which nothing is known.
    unknown: &'l [String],
}

impl<'o, 'n> Comparison<'_, 'o, 'n> {
    pub(super) fn classes(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>) {
        let before = self.old.hierarchy.find(old.home, old.item.id);
        let after = self.new.hierarchy.find(new.home, new.item.id);
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        self.bases(path, before, after, new);
        let old_members = members(self.old, before);
        let new_members = members(self.new, after);
        let unknown = {
            let known = unknown_ancestors(self.old, before);
            let mut now = unknown_ancestors(self.new, after);
            now.retain(|name| !known.contains(name));
            now
        };
        let fresh = |name: &str| !old_members.contains_key(name);
        let most = if new_members.len() > MOST_NAMES {
            0
        } else {
            MOST_NAMES
        };
        let mut renamed: HashSet<&str> = HashSet::new();
        for (name, was) in &old_members {
            let full_name = format!("{path}.{name}");
            match new_members.get(name) {
                Some(is) => self.member(&full_name, (old.home, was), (new.home, is), new),
                None => {
                    let candidates = new_members.iter().filter(|(name, _)| fresh(name)).take(most);
                    let now = renamed_member(was, candidates);
                    renamed.extend(now);
                    let told = Lost {
                        class: old,
                        id: before,
                        now: now.map(|now| format!("{path}.{now}")),
                        unknown: &unknown,
                    };
                    self.lost_member(&full_name, was, told);
                }
            }
        }
        for (name, is) in &new_members {
            if fresh(name) && !renamed.contains(*name) {
                self.gained_member(&format!("{path}.{name}"), is, (new, after));
            }
        }
    }

    /// Base classes that are no ancestors any more.
    fn bases(&mut self, path: &str, before: ClassId, after: ClassId, new: Definition<'n>) {
        let hierarchy = &self.new.hierarchy;
        let ancestors = hierarchy
            .mro(after)
            .filter_map(|ancestor| hierarchy.ancestor_name(ancestor));
        let ancestors: Vec<String> = ancestors.map(|name| class_name(&name)).collect();
        let hierarchy = &self.old.hierarchy;
        let mut gone: Vec<String> = Vec::new();
        for base in hierarchy.bases(before) {
            // What a class has from a private base is compared member by member.
            let is_public = match base {
                Ancestor::Class(class) => {
                    let node = hierarchy.node(class);
                    node.item
                        .is_some_and(|item| self.old.place(node.module, item.id).is_some())
                }
                Ancestor::External(_) => true,
            };
            let Some(name) = hierarchy.ancestor_name(base).filter(|_| is_public) else {
                continue;
            };
            let last = class_name(&name);
            let says_nothing = ["object", "Generic"].contains(&last.as_str());
            let is_tuple = last == "tuple" && ancestors.iter().any(|name| name == "NamedTuple");
            if !says_nothing && !is_tuple && !ancestors.contains(&last) {
                gone.push(name.strip_prefix("builtins.").map_or(name.clone(), str::to_owned));
            }
        }
        for name in gone {
            let found = Found {
                old: Some(name),
                ..Found::default()
            };
            self.add(
                Severity::Breaking,
                ChangeKind::BaseRemoved,
                path,
                found,
                Some(new),
            );
        }
    }

    /// A member that both have.
    fn member(
        &mut self,
        path: &str,
        (old_home, was): (ModuleIndex, &Member<'o>),
        (new_home, is): (ModuleIndex, &Member<'n>),
        class: Definition<'n>,
    ) {
        if let (Member::Written(old_home, _, was), Member::Written(new_home, _, is)) = (was, is) {
            let (old, new) = (
                Definition {
                    home: *old_home,
                    item: was,
                },
                Definition {
                    home: *new_home,
                    item: is,
                },
            );
            return self.definitions(path, old, new, true);
        }
        let (Some((old_home, was)), Some((new_home, is))) = (function(old_home, was), function(new_home, is))
        else {
            return;
        };
        let before = Callable {
            function: was,
            module: old_home,
            types: Types::new(self.old),
            is_bound: true,
        };
        let after = Callable {
            function: is,
            module: new_home,
            types: Types::new(self.new),
            is_bound: true,
        };
        let has_overloads = !was.overloads.is_empty() || !is.overloads.is_empty();
        // Who calls a constructor gets the class, whatever is written behind the arrow.
        let (before_none, after_none) = (without_return(was), without_return(is));
        let before = Callable {
            function: &before_none,
            ..before
        };
        let after = Callable {
            function: &after_none,
            ..after
        };
        self.signatures(path, before, after, false, has_overloads, Some(class));
    }

    /// A member that is not there any more.
    fn lost_member(&mut self, path: &str, was: &Member<'o>, lost: Lost<'_, 'o>) {
        let (definition, owner) = match was {
            Member::Written(home, owner, item) => (Definition { home: *home, item }, *owner),
            Member::Made(_) => (lost.class, lost.id),
        };
        let name = path.rsplit('.').next().unwrap_or_default();
        if is_of_object(name) || owner != lost.id && self.is_told_above(lost.id, name) {
            return;
        }
        let mut found = Found::default();
        let is_certain = lost.unknown.iter().all(|name| is_exception(name));
        let (severity, kind) = match lost.now {
            Some(now) => {
                found.new = Some(now);
                (Severity::Breaking, ChangeKind::Renamed)
            }
            None if !is_certain => {
                found.remark = Some("a new base class is not known, and may have it");
                (Severity::Note, ChangeKind::Removed)
            }
            None => (Severity::Breaking, ChangeKind::Removed),
        };
        let place = place(self.old, definition, true);
        self.add_at(severity, kind, path, found, place);
    }

    /// Whether a class above one that is public, before and now, has lost a member as well: it is told of that class.
    fn is_told_above(&self, class: ClassId, name: &str) -> bool {
        let hierarchy = &self.old.hierarchy;
        let mut above = hierarchy.project_mro(class).into_iter().skip(1);
        above.any(|above| {
            let node = hierarchy.node(above);
            let Some(item) = node.item else {
                return false;
            };
            hierarchy.member(node.module, item, name).is_some()
                && self
                    .old
                    .place(node.module, item.id)
                    .is_some_and(|place| self.is_without(&place.full_name, name))
        })
    }

    /// Whether there is a public class now that has no such member.
    fn is_without(&self, class: &str, name: &str) -> bool {
        match self.new.project.lookup_absolute(class) {
            Some(Target::Item(home, _, item)) => {
                self.new.place(home, item.id).is_some()
                    && self.new.hierarchy.member(home, item, name).is_none()
            }
            _ => false,
        }
    }

    /// A member that was not there before.
    fn gained_member(&mut self, path: &str, is: &Member<'n>, (class, id): (Definition<'n>, ClassId)) {
        // What a class inherits is told of the class that defines it, and what every class may have of none.
        let Member::Written(home, owner, item) = is else {
            return;
        };
        let is_told = *owner == id || self.new.place(*home, item.id).is_none();
        let definition = if *owner == id {
            Definition { home: *home, item }
        } else {
            class
        };
        if item.labels.contains(Label::Abstract) && is_told {
            self.add(
                Severity::Breaking,
                ChangeKind::AbstractAdded,
                path,
                Found::default(),
                Some(definition),
            );
        } else if is_told && !is_special(&item.name) {
            self.add(
                Severity::Addition,
                ChangeKind::Added,
                path,
                Found::default(),
                Some(definition),
            );
        }
    }
}

/// The only new member that is the old one under another name.
fn renamed_member<'m, 'n>(
    was: &Member<'_>,
    candidates: impl Iterator<Item = (&'m &'n str, &'m Member<'n>)>,
) -> Option<&'n str>
where
    'n: 'm,
{
    let Member::Written(_, _, was) = was else {
        return None;
    };
    let mut alike = candidates.filter(|(_, is)| match is {
        Member::Written(_, _, is) => is_alike(was, is),
        Member::Made(_) => false,
    });
    let (name, _) = alike.next()?;
    alike.next().is_none().then_some(*name)
}

/// Whether two definitions of different names are one: they say the same, and enough of it.
pub fn is_alike(old: &Item, new: &Item) -> bool {
    if Kind::of(old) != Kind::of(new) {
        return false;
    }
    if is_same_docstring(old.docstring.as_ref(), new.docstring.as_ref()) {
        return true;
    }
    match (&old.data, &new.data) {
        (ItemData::Function(old), ItemData::Function(new)) => {
            let names = old.parameters.iter().map(|parameter| parameter.name.as_str());
            names.filter(|name| !["self", "cls"].contains(name)).count() >= 2
                && old.parameters == new.parameters
                && old.returns == new.returns
        }
        (ItemData::Class(old), ItemData::Class(new)) => {
            let names = |members: &[Item]| -> HashSet<String> {
                members.iter().map(|member| member.name.to_string()).collect()
            };
            old.members.len() >= 3 && names(&old.members) == names(&new.members)
        }
        _ => false,
    }
}

fn function<'m>(home: ModuleIndex, member: &'m Member<'_>) -> Option<(ModuleIndex, &'m Function)> {
    match member {
        Member::Made(function) => Some((home, function)),
        Member::Written(home, _, item) => match &item.data {
            ItemData::Function(function) => Some((*home, function)),
            _ => None,
        },
    }
}

fn without_return(function: &Function) -> Function {
    Function {
        returns: None,
        ..function.clone()
    }
}

/// Whether a class may have methods of which nothing is known, as from a class of another package.
pub fn may_inherit(api: &Api<'_>, class: ClassId) -> bool {
    const WITH_FEW: &[&str] = &["Enum", "NamedTuple", "TypedDict"];
    let mut names = unknown_ancestors(api, class).into_iter();
    names.any(|name| !is_exception(&name) && !WITH_FEW.contains(&name.as_str()))
}

/// Whether a built-in class is an exception, which has few members.
fn is_exception(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Warning")
}

/// The name of a class without its module. What `typing` calls otherwise is the class that it is derived from (PEP 585).
fn class_name(full_name: &str) -> String {
    let (module, last) = full_name.rsplit_once('.').unwrap_or(("", full_name));
    let is_typing = ["typing", "typing_extensions"].contains(&module);
    match last {
        "Dict" | "FrozenSet" | "List" | "Set" | "Tuple" | "Type" | "DefaultDict" | "Deque" if is_typing => {
            last.to_lowercase()
        }
        "AbstractSet" if is_typing => "Set".to_owned(),
        "AsyncContextManager" | "ContextManager" if is_typing => format!("Abstract{last}"),
        _ => last.to_owned(),
    }
}
