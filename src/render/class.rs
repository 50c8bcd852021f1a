//! What stands around a class and its members: what they have from above, what they override, and what is below.

use std::collections::HashSet;
use std::hash::Hash;

use super::context::{InheritedContext, LinkContext, LinksContext};
use super::links::Scope;
use super::page::PageRenderer;
use crate::model::Item;
use crate::resolve::{Ancestor, ClassId, InheritedMember, Target};

/// So many names stand in a line; the rest is folded.
const MOST_NAMES: usize = 8;

/// So many of the members of one class are listed at each class below it. A class of widgets has hundreds, and a
/// page for each of them would repeat them all, in the search index too.
const MOST_INHERITED: usize = 24;

/// What a member overrides is looked for so far above it.
const MOST_ABOVE: usize = 64;

/// Bases that say what a class is and leave nothing to it that a reader looks for.
const WITHOUT_MEMBERS: [&str; 3] = ["abc.ABC", "typing.Generic", "typing.Protocol"];

impl<'p> PageRenderer<'_, 'p> {
    /// The nearest documented method or property that `item` of the place overrides.
    pub(super) fn overrides(&self, item: &Item, scope: &Scope<'_, 'p>) -> Option<LinkContext> {
        let overrides = &self.api.overrides;
        let home = |found: &InheritedMember<'p>| self.api.hierarchy.node(found.class).module;
        let nearest = overrides.overridden(scope.home(), item.id);
        let above = std::iter::successors(nearest, |found| overrides.overridden(home(found), found.item.id));
        let mut links = above
            .take(MOST_ABOVE)
            .map(|found| self.member_link(&found, scope));
        links.find(|link| !link.url.is_empty())
    }

    /// The nearest documented methods and properties that override `item`.
    pub(super) fn overridden_in(&self, item: &Item, scope: &Scope<'_, 'p>) -> LinksContext {
        let (hierarchy, overrides) = (&self.api.hierarchy, &self.api.overrides);
        let below = |(class, id)| {
            let overriding = overrides.overriding(hierarchy.node(class).module, id).iter();
            overriding.map(|found| ((found.class, found.item.id), found))
        };
        let first = overrides.overriding(scope.home(), item.id).iter();
        let mut members: Vec<&InheritedMember<'p>> = Vec::new();
        let first = first.map(|found| ((found.class, found.item.id), found));
        nearest(
            first.collect(),
            |found| {
                let is_documented = self
                    .api
                    .place(hierarchy.node(found.class).module, found.item.id)
                    .is_some();
                if is_documented {
                    members.push(found);
                }
                is_documented
            },
            |key| below(key).collect(),
        );
        links(members.into_iter().map(|found| self.member_link(found, scope)))
    }

    /// The nearest documented classes below a class.
    pub(super) fn subclasses(&self, item: &Item, scope: &Scope<'_, 'p>) -> LinksContext {
        let hierarchy = &self.api.hierarchy;
        let Some(class) = hierarchy.find(scope.home(), item.id) else {
            return LinksContext::default();
        };
        let below = |class: ClassId| {
            hierarchy
                .subclasses(class)
                .iter()
                .map(|class| (*class, *class))
                .collect()
        };
        let mut classes = Vec::new();
        nearest(
            below(class),
            |class| {
                let is_documented = self.is_documented(class);
                if is_documented {
                    classes.push(class);
                }
                is_documented
            },
            below,
        );
        links(classes.into_iter().map(|class| self.class_link(class, scope)))
    }

    /// The shown members that a class inherits, by the class that defines them. Classes from outside come last, without
    /// members, unless the header of the class names them.
    pub(super) fn inherited_members(&self, item: &Item, scope: &Scope<'_, 'p>) -> Vec<InheritedContext> {
        let hierarchy = &self.api.hierarchy;
        let Some(class) = hierarchy.find(scope.home(), item.id) else {
            return Vec::new();
        };
        let own: HashSet<&str> = hierarchy
            .members(class)
            .iter()
            .map(|member| member.name.as_str())
            .collect();
        let mut groups: Vec<(ClassId, InheritedContext)> = Vec::new();
        for member in hierarchy.inherited_members(class) {
            if own.contains(member.item.name.as_str()) || !self.api.shows_member(member.item) {
                continue;
            }
            if groups.last().is_none_or(|(class, _)| *class != member.class) {
                let group = InheritedContext {
                    origin: self.class_link(member.class, scope),
                    members: Vec::new(),
                    more: 0,
                };
                groups.push((member.class, group));
            }
            let Some((_, group)) = groups.last_mut() else {
                continue;
            };
            if group.members.len() == MOST_INHERITED {
                group.more += 1;
            } else {
                let home = hierarchy.node(member.class).module;
                group.members.push(LinkContext {
                    name: member.item.name.to_string(),
                    url: self.item_url(home, member.item, scope).unwrap_or_default(),
                });
            }
        }
        let mut groups: Vec<InheritedContext> = groups.into_iter().map(|(_, group)| group).collect();
        if !groups.is_empty() {
            let direct: Vec<Ancestor<'_>> = hierarchy.bases(class).collect();
            let outside = hierarchy.mro(class).filter(|ancestor| !direct.contains(ancestor));
            groups.extend(outside.filter_map(|ancestor| external_origin(ancestor, scope)));
        }
        groups
    }

    pub(super) fn is_documented(&self, class: ClassId) -> bool {
        let node = self.api.hierarchy.node(class);
        node.item
            .is_some_and(|item| self.api.place(node.module, item.id).is_some())
    }

    /// The name of a class within its module, with the link to it where it is documented.
    pub(super) fn class_link(&self, class: ClassId, scope: &Scope<'_, 'p>) -> LinkContext {
        let node = self.api.hierarchy.node(class);
        let place = node.item.and_then(|item| self.api.place(node.module, item.id));
        let (module, full_name) = match place {
            Some(place) => (place.module, place.full_name.to_string()),
            None => (node.module, self.api.hierarchy.full_name(class)),
        };
        let module = self.api.project.modules[module].name().as_str();
        let within = full_name
            .strip_prefix(module)
            .and_then(|rest| rest.strip_prefix('.'));
        LinkContext {
            name: within.unwrap_or(&full_name).to_owned(),
            url: node
                .item
                .and_then(|item| self.item_url(node.module, item, scope))
                .unwrap_or_default(),
        }
    }

    fn member_link(&self, member: &InheritedMember<'p>, scope: &Scope<'_, 'p>) -> LinkContext {
        let class = self.class_link(member.class, scope);
        let home = self.api.hierarchy.node(member.class).module;
        LinkContext {
            name: format!("{}.{}", class.name, member.item.name),
            url: self.item_url(home, member.item, scope).unwrap_or_default(),
        }
    }

    fn item_url(&self, home: usize, item: &Item, scope: &Scope<'_, 'p>) -> Option<String> {
        let context = scope.context();
        let (page, anchor) = context.plan.item_place(self.api, home, item.id)?;
        Some(context.page_url(scope.from(), page, Some(anchor)))
    }
}

/// An ancestor from outside, if there is something to look for in it.
fn external_origin(ancestor: Ancestor<'_>, scope: &Scope<'_, '_>) -> Option<InheritedContext> {
    let Ancestor::External(name) = ancestor else {
        return None;
    };
    let target = Target::External(name.to_owned());
    is_worth_telling(name).then(|| InheritedContext {
        origin: LinkContext {
            name: name.to_owned(),
            url: scope
                .context()
                .target_url(scope.from(), &target)
                .unwrap_or_default(),
        },
        members: Vec::new(),
        more: 0,
    })
}

/// Whether a class from outside says anything by its name.
pub(super) fn is_worth_telling(name: &str) -> bool {
    !name.is_empty() && !WITHOUT_MEMBERS.contains(&name)
}

/// Walks from the first ones down, past each that is not taken; each is asked once.
fn nearest<K: Copy + Eq + Hash, T>(
    first: Vec<(K, T)>,
    mut takes: impl FnMut(T) -> bool,
    below: impl Fn(K) -> Vec<(K, T)>,
) {
    let mut seen: HashSet<K> = HashSet::new();
    let mut open = first;
    open.reverse();
    while let Some((key, found)) = open.pop() {
        if seen.insert(key) && !takes(found) {
            let mut next = below(key);
            next.reverse();
            open.extend(next);
        }
    }
}

/// The first few of many names, and the rest.
fn links(all: impl Iterator<Item = LinkContext>) -> LinksContext {
    let mut shown: Vec<LinkContext> = all.collect();
    // One more takes no more room than the words that say so.
    let most = if shown.len() == MOST_NAMES + 1 {
        MOST_NAMES + 1
    } else {
        MOST_NAMES
    };
    let more = shown.split_off(shown.len().min(most));
    LinksContext { shown, more }
}
