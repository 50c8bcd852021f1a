//! What a name in a chapter of the author means: the reader of a book stands in no module.

use super::{Found, Missing, Resolution, Wanted, first_part, is_builtin, keep};
use crate::name::nearest;
use crate::resolve::{Api, Target};

impl<'p> Api<'p> {
    /// What a name means to a reader of the book: a full name, one that a top-level package offers, the end of a full
    /// name, a parameter behind the name of its function, or what a package takes from outside.
    pub fn resolve_anywhere(&self, name: &str) -> Resolution<'p> {
        let is_own = |found: &Found<'p>| !matches!(found.target, Target::External(_));
        let full = self.absolute(name);
        if let Some(found) = full.clone().filter(is_own) {
            return Resolution::Found(found);
        }
        let (mut offered, outside): (Vec<_>, Vec<_>) = self.offered(name).into_iter().partition(is_own);
        keep(&mut offered, |found| self.shows(&found.target));
        if let Some(first) = offered.pop() {
            if offered.is_empty() {
                return Resolution::Found(first);
            }
            offered.push(first);
            return Resolution::Ambiguous(offered);
        }
        // Of Python's own names those are meant: many a method is called `open`.
        if !is_builtin(name) {
            let found = self.by_end(None, Wanted::in_text(name, None, true), name);
            if !matches!(found, Resolution::Nothing) {
                return found;
            }
        }
        if let Some(parameter) = self.parameter_anywhere(name) {
            return parameter;
        }
        match (full, outside.as_slice()) {
            (Some(found), _) => Resolution::Found(found),
            (None, [only]) => Resolution::Found(only.clone()),
            (None, _) => Resolution::Nothing,
        }
    }

    /// The different things that the top-level packages have under a name.
    fn offered(&self, name: &str) -> Vec<Found<'p>> {
        let mut offered: Vec<Found<'p>> = Vec::new();
        for found in self.roots().filter_map(|root| self.in_module(root, name)) {
            if offered.iter().all(|other| other.identity() != found.identity()) {
                offered.push(found);
            }
        }
        offered
    }

    fn parameter_anywhere(&self, name: &str) -> Option<Resolution<'p>> {
        let (of, parameter) = name.rsplit_once('.')?;
        let Resolution::Found(found) = self.resolve_anywhere(of) else {
            return None;
        };
        let parameter = self.parameter_of(&found.target, parameter)?;
        Some(Resolution::Parameter(found.target, parameter))
    }

    /// How far a name leads that means nothing to a reader of the book. What is documented alone is similar to it.
    pub fn missing_anywhere(&self, name: &str) -> Missing<'p> {
        let shorter = std::iter::successors(name.rsplit_once('.'), |(before, _)| before.rsplit_once('.'));
        let within = shorter.map(|(before, _)| before).find_map(|before| {
            let Resolution::Found(found) = self.resolve_anywhere(before) else {
                return None;
            };
            let missing = first_part(name.get(before.len() + 1..)?);
            self.shows(&found.target)
                .then(|| (found.target, missing.to_owned()))
        });
        let nearest = match &within {
            Some((target, missing)) => nearest(missing, self.documented_in(target)),
            None => nearest(first_part(name), self.documented()),
        };
        Missing {
            nearest: nearest.map(str::to_owned),
            within: within.filter(|(target, part)| !self.may_have(target, part)),
            is_parameter: false,
        }
    }

    /// The names by which a reader may begin.
    fn documented(&self) -> Vec<&'p str> {
        let project = self.project;
        let roots = self.roots().map(|root| project.modules[root].name().last());
        let entries = self.modules.values().flat_map(|module| &module.entries);
        roots.chain(entries.map(|entry| entry.name)).collect()
    }

    fn documented_in<'a>(&'a self, target: &Target<'p>) -> Vec<&'a str> {
        match target {
            Target::Module(module) => {
                let Some(shown) = self.modules.get(module) else {
                    return Vec::new();
                };
                let entries = shown.entries.iter().map(|entry| entry.name);
                let reexports = shown.reexports.iter().map(|reexport| reexport.name.as_str());
                let submodules = shown.submodules.iter();
                let submodules = submodules.map(|child| self.project.modules[*child].name().last());
                entries.chain(reexports).chain(submodules).collect()
            }
            Target::Item(module, _, item) => {
                let own = self.members(item);
                let class = self.hierarchy.find(*module, item.id);
                let inherited = class.map(|class| self.hierarchy.inherited_members(class));
                let inherited = inherited.unwrap_or_default().into_iter();
                let inherited = inherited.map(|member| member.item);
                let inherited = inherited.filter(|member| self.shows_member(member));
                own.chain(inherited).map(|member| member.name.as_str()).collect()
            }
            Target::External(_) => Vec::new(),
        }
    }
}
