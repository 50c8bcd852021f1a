//! Modules and the names in them: which are gone, which are new, and which are somewhere else.

use std::collections::{HashMap, HashSet};

use super::class::is_alike;
use super::signature::Found;
use super::surface::{Binding, Kind, Module, Surface};
use super::{ChangeKind, Comparison, Definition, Place, Severity, place};
use crate::name::is_special;
use crate::resolve::{ModuleIndex, Target};

/// A module or class with more names has them from a program.
pub(super) const MOST_NAMES: usize = 1000;

impl<'o, 'n> Comparison<'_, 'o, 'n> {
    /// Compares all public names.
    pub(super) fn names(&mut self) {
        let (old, new) = std::mem::take(&mut self.names);
        let mut told: HashSet<String> = HashSet::new();
        let places = fresh_places(&old, &new);
        let gone: Vec<&str> = old
            .modules
            .keys()
            .copied()
            .filter(|name| !new.modules.contains_key(name))
            .collect();
        let fresh: Vec<&str> = new
            .modules
            .keys()
            .copied()
            .filter(|name| !old.modules.contains_key(name))
            .collect();
        for name in tops(&gone) {
            if let Some(now) = self.lost_module(name, &old.modules[name], &fresh, &new) {
                told.insert(now);
            }
        }
        // The names that are documented where they stand come first: what they lead to is told of them.
        for is_own in [true, false] {
            for (module, before) in &old.modules {
                let Some(after) = new.modules.get(module) else {
                    continue;
                };
                for (name, was) in &before.names {
                    let path = format!("{module}.{name}");
                    let place = match was {
                        Binding::Item(definition) => self.old.place(definition.home, definition.item.id),
                        Binding::Module | Binding::External => None,
                    };
                    if place.is_some_and(|place| *place.full_name == *path) != is_own {
                        continue;
                    }
                    match (was, after.find(name)) {
                        (Binding::Item(was), Some(Binding::Item(is))) => {
                            self.definitions(&path, *was, is, false);
                        }
                        (_, Some(_)) => {}
                        (_, None) => {
                            let now = self.lost_name(&path, *was, before, after, &places);
                            told.extend(now);
                        }
                    }
                }
            }
        }
        for name in tops(&fresh) {
            if !told.contains(name) {
                let place = self.module_place(new.modules[name].index);
                self.add_at(
                    Severity::Addition,
                    ChangeKind::Added,
                    name,
                    Found::default(),
                    place,
                );
            }
        }
        for (module, after) in &new.modules {
            let Some(before) = old.modules.get(module) else {
                continue;
            };
            for (name, is) in &after.names {
                let path = format!("{module}.{name}");
                if before.find(name).is_some() || told.contains(&path) || is_special(name) {
                    continue;
                }
                let definition = match is {
                    Binding::Item(definition) => Some(*definition),
                    Binding::Module | Binding::External => None,
                };
                self.add(
                    Severity::Addition,
                    ChangeKind::Added,
                    &path,
                    Found::default(),
                    definition,
                );
            }
        }
    }

    fn module_place(&self, module: ModuleIndex) -> Place {
        Place {
            path: self.new.project.modules[module].path.clone(),
            line: 0,
            is_old: false,
        }
    }

    /// A module that is not there any more; its new name, where it has one.
    fn lost_module(
        &mut self,
        name: &str,
        before: &Module<'o>,
        fresh: &[&str],
        new: &Surface<'n>,
    ) -> Option<String> {
        const TELLING: usize = 2;
        let own = |module: &Module<'_>| -> HashSet<String> { module.names.keys().cloned().collect() };
        let names = own(before);
        let mut same = fresh.iter().filter(|fresh| own(&new.modules[**fresh]) == names);
        let now = same
            .next()
            .filter(|_| names.len() >= TELLING && same.next().is_none());
        let is_name = name.rsplit_once('.').is_some_and(|(package, name)| {
            new.modules
                .get(package)
                .is_some_and(|package| package.find(name).is_some())
        });
        let (kind, found) = match now {
            // Something else is called so now.
            _ if is_name => {
                let (old, new) = (Some("module".to_owned()), Some("name in its package".to_owned()));
                (
                    ChangeKind::KindChanged,
                    Found {
                        old,
                        new,
                        ..Found::default()
                    },
                )
            }
            Some(now) => {
                let new = Some((*now).to_owned());
                (
                    ChangeKind::Renamed,
                    Found {
                        new,
                        ..Found::default()
                    },
                )
            }
            None => (ChangeKind::Removed, Found::default()),
        };
        let place = Place {
            path: self.old.project.modules[before.index].path.clone(),
            line: 0,
            is_old: true,
        };
        self.add_at(Severity::Breaking, kind, name, found, place);
        now.map(|now| (*now).to_owned())
    }

    /// A name that is not public in its module any more; its new full name, where it has one.
    fn lost_name(
        &mut self,
        path: &str,
        was: Binding<'o>,
        before: &Module<'o>,
        after: &Module<'n>,
        places: &FreshPlaces<'_, 'n>,
    ) -> Option<String> {
        let name = path.rsplit('.').next().unwrap_or_default();
        let project = self.new.project;
        let place = match was {
            Binding::Item(definition) => place(self.old, definition, true),
            Binding::Module | Binding::External => Place {
                path: self.old.project.modules[before.index].path.clone(),
                line: 0,
                is_old: true,
            },
        };
        if let Some(found) = project.lookup(after.index, name) {
            if let (Binding::Item(was), Target::Item(home, _, item)) = (was, found) {
                self.definitions(path, was, Definition { home, item }, false);
            }
            let was_declared = self.old.project.exports(before.index).is_some();
            let is_declared = project.exports(after.index).is_some();
            let severity = if was_declared && is_declared {
                Severity::Breaking
            } else {
                Severity::Note
            };
            let found = Found {
                remark: Some("it can still be imported from there"),
                ..Found::default()
            };
            self.add_at(severity, ChangeKind::Hidden, path, found, place);
            return None;
        }
        if project.submodule(after.index, name).is_some() {
            let found = Found {
                new: Some("module".to_owned()),
                ..Found::default()
            };
            self.add_at(Severity::Breaking, ChangeKind::KindChanged, path, found, place);
            return None;
        }
        if project.may_have(after.index, name) {
            let found = Found {
                remark: Some("the module makes names when they are asked for, and may have it"),
                ..Found::default()
            };
            self.add_at(Severity::Note, ChangeKind::Removed, path, found, place);
            return None;
        }
        let (kind, now) = match was {
            Binding::Item(was) => {
                let moved = moved(was, name, places).map(|now| (ChangeKind::Moved, now));
                let module = path.strip_suffix(name).unwrap_or_default();
                let renamed =
                    || renamed(was, before, after).map(|now| (ChangeKind::Renamed, format!("{module}{now}")));
                moved
                    .or_else(renamed)
                    .map_or((ChangeKind::Removed, None), |(kind, now)| (kind, Some(now)))
            }
            Binding::Module | Binding::External => (ChangeKind::Removed, None),
        };
        let found = Found {
            new: now.clone(),
            ..Found::default()
        };
        self.add_at(Severity::Breaking, kind, path, found, place);
        now
    }
}

/// What is public under a name in modules that did not have the name before.
type FreshPlaces<'s, 'n> = HashMap<&'s str, Vec<(&'n str, Definition<'n>)>>;

fn fresh_places<'s, 'n>(old: &Surface<'_>, new: &'s Surface<'n>) -> FreshPlaces<'s, 'n> {
    let mut places = FreshPlaces::new();
    for (module, after) in &new.modules {
        let before = old.modules.get(module);
        for (name, is) in &after.names {
            let was_there = before.is_some_and(|before| before.find(name).is_some());
            if let (Binding::Item(is), false) = (is, was_there) {
                places.entry(name).or_default().push((*module, *is));
            }
        }
    }
    places
}

/// Where the only new name is that a definition may have moved to.
fn moved(was: Definition<'_>, name: &str, places: &FreshPlaces<'_, '_>) -> Option<String> {
    let mut found = places.get(name)?.iter();
    let (module, _) = found.find(|(_, is)| Kind::of(is.item) == Kind::of(was.item))?;
    let is_only = found.all(|(_, is)| Kind::of(is.item) != Kind::of(was.item));
    is_only.then(|| format!("{module}.{name}"))
}

/// The only new name in the module of what may be the same under it. Among very many names none is looked for.
fn renamed(was: Definition<'_>, before: &Module<'_>, after: &Module<'_>) -> Option<String> {
    if after.names.len() > MOST_NAMES {
        return None;
    }
    let mut found = after.names.iter().filter(|(name, is)| match is {
        Binding::Item(is) => before.find(name).is_none() && is_alike(was.item, is.item),
        Binding::Module | Binding::External => false,
    });
    let (name, _) = found.next()?;
    found.next().is_none().then(|| name.clone())
}

/// Those of sorted module names that stand below no other one of them.
fn tops<'m>(names: &[&'m str]) -> Vec<&'m str> {
    let all: HashSet<&str> = names.iter().copied().collect();
    let is_below = |name: &str| {
        let ends = name.rmatch_indices('.').map(|(end, _)| end);
        ends.into_iter().any(|end| all.contains(&name[..end]))
    };
    names.iter().copied().filter(|name| !is_below(name)).collect()
}
