//! What a name means, followed through imports and aliases to the end.

use std::borrow::Cow;

use super::{ClassId, Hierarchy};
use crate::model::{Item, ItemData, Label};
use crate::resolve::stub::InStub;
use crate::resolve::{ModuleIndex, Target, known};

/// `a = b`, `b = c`, … is followed this far.
const MAX_ALIASES: usize = 16;

/// What a name means.
#[derive(Clone, Debug)]
pub(in crate::resolve) struct Meaning<'p> {
    /// The full name: that of a thing the package of which is known by name, else that at the end of all aliases.
    pub(in crate::resolve) full_name: String,
    /// The definition, if it is in the project.
    pub(in crate::resolve) item: Option<(ModuleIndex, &'p Item)>,
    /// The class around the definition.
    pub(super) around: Option<ClassId>,
}

impl<'p> Hierarchy<'p> {
    /// What a dotted name means in a class body, or at the top level of a module.
    pub(in crate::resolve) fn meaning(
        &self,
        module: ModuleIndex,
        class: Option<ClassId>,
        name: &str,
    ) -> Option<Meaning<'p>> {
        if name.is_empty() {
            return None;
        }
        Some(self.end_of_aliases(self.one_meaning(module, class, name)?))
    }

    /// What a dotted name means that the stub beside a module imports under a name of the module.
    pub(super) fn meaning_in_stub(&self, module: ModuleIndex, name: &str) -> Option<Meaning<'p>> {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let InStub::Imported(target) = self.project.in_stub(module, first) else {
            return None;
        };
        let mut parts = rest.split('.').filter(|part| !part.is_empty());
        let target = parts.try_fold(target, |target, part| self.project.member(target, part))?;
        Some(self.meaning_at(target))
    }

    /// What a target means.
    pub(super) fn meaning_at(&self, target: Target<'p>) -> Meaning<'p> {
        self.end_of_aliases(self.meaning_of(target))
    }

    fn end_of_aliases(&self, mut found: Meaning<'p>) -> Meaning<'p> {
        for _ in 0..MAX_ALIASES {
            if known::is_known(&found.full_name) {
                break;
            }
            let Some((home, next)) = found.item.and_then(|(home, item)| Some((home, alias(item)?))) else {
                break;
            };
            // `name = name` in a class body takes the name from outside.
            let is_other = |next: &Meaning<'p>| !next.is_same(&found);
            let within = self.one_meaning(home, found.around, next).filter(is_other);
            match within.or_else(|| self.one_meaning(home, None, next).filter(is_other)) {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }

    fn one_meaning(&self, module: ModuleIndex, class: Option<ClassId>, name: &str) -> Option<Meaning<'p>> {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let in_class = class.and_then(|class| {
            let Cow::Borrowed(class) = self.classes[class].class else {
                return None;
            };
            let named = class.members.iter().filter(|member| member.name == first);
            named.into_iter().find(|member| is_in_body(member))
        });
        if let Some(item) = in_class {
            let target = self.in_class(module, class, item)?;
            let mut parts = rest.split('.').filter(|part| !part.is_empty());
            let found = parts.try_fold(target, |target, part| self.project.member(target, part))?;
            return Some(self.meaning_of(found));
        }
        match self.project.lookup_dotted(module, name) {
            Some(found) => Some(self.meaning_of(found)),
            None => self.wildcard_meaning(module, name),
        }
    }

    /// What a name in a class body leads to.
    fn in_class(&self, module: ModuleIndex, class: Option<ClassId>, item: &'p Item) -> Option<Target<'p>> {
        let ItemData::Import(import) = &item.data else {
            return Some(Target::Item(module, self.around(class), item));
        };
        let mut path = self.project.absolute(module, import)?;
        if let Some(name) = &import.name {
            path.push('.');
            path.push_str(name);
        }
        let found = self.project.lookup_absolute(&path);
        Some(found.unwrap_or(Target::External(path)))
    }

    /// A class and those around it, from the outside in.
    pub(super) fn around(&self, class: Option<ClassId>) -> Vec<&'p Item> {
        let outwards = std::iter::successors(class, |class| self.classes[*class].parent);
        let mut around: Vec<&'p Item> = outwards.filter_map(|class| self.classes[class].item).collect();
        around.reverse();
        around
    }

    fn meaning_of(&self, target: Target<'p>) -> Meaning<'p> {
        let project = self.project;
        match target {
            Target::Module(module) => Meaning {
                full_name: project.modules[module].name().to_string(),
                item: None,
                around: None,
            },
            Target::External(full_name) => Meaning {
                full_name,
                item: None,
                around: None,
            },
            Target::Item(module, around, item) => {
                let class = around.last().and_then(|class| self.find(module, class.id));
                let mut full_name = project.modules[module].name().to_string();
                for part in around.into_iter().chain([item]) {
                    full_name.push('.');
                    full_name.push_str(&part.name);
                }
                Meaning {
                    full_name,
                    item: Some((module, item)),
                    around: class,
                }
            }
        }
    }

    /// A name that `from enum import *` and the like may bind.
    fn wildcard_meaning(&self, module: ModuleIndex, name: &str) -> Option<Meaning<'p>> {
        let members = &self.project.modules[module].facts.module.members;
        let sources = members
            .iter()
            .filter(|item| item.name == "*")
            .filter_map(|item| match &item.data {
                ItemData::Import(import) => self.project.absolute(module, import),
                _ => None,
            });
        let mut names = sources.map(|source| format!("{source}.{name}"));
        let full_name = names.find(|name| known::is_known(name))?;
        Some(Meaning {
            full_name,
            item: None,
            around: None,
        })
    }
}

impl Meaning<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self.item, other.item) {
            (Some((module, item)), Some((home, other))) => module == home && item.id == other.id,
            _ => false,
        }
    }
}

/// Whether a class body binds the name of a member, and not its methods alone.
fn is_in_body(member: &Item) -> bool {
    !matches!(member.data, ItemData::Attribute(_))
        || member.labels.contains(Label::ClassAttribute)
        || member.labels.contains(Label::Property)
}

/// The name in `alias = name`.
fn alias(item: &Item) -> Option<&str> {
    match &item.data {
        ItemData::Attribute(attribute) if attribute.class.is_none() && !attribute.is_unpacked => {
            attribute.value.as_ref()?.as_name()
        }
        _ => None,
    }
}
