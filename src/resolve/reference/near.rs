//! What is said of a name that nothing has.

use super::{Found, Kind, Scope, Wanted, first_part, parameters};
use crate::model::Item;
use crate::name::nearest;
use crate::resolve::{Api, ModuleIndex, Target};

/// How far a name leads.
#[derive(Clone, Debug)]
pub struct Missing<'p> {
    /// The thing of the project that the longest part of the name leads to, and the name that it has not.
    pub within: Option<(Target<'p>, String)>,
    /// The name that looks most like it: of what is in the same place, or in scope.
    pub nearest: Option<String>,
    /// Whether it is that of a parameter.
    pub is_parameter: bool,
}

impl Missing<'_> {
    /// What is said of the name.
    pub fn message(&self, api: &Api<'_>, name: &str) -> String {
        match &self.within {
            Some((within, part)) => {
                let what = if self.is_parameter { "parameter " } else { "" };
                format!("`{}` has no {what}`{part}`", api.full_name(within))
            }
            None => format!("`{name}` names nothing that is documented"),
        }
    }

    /// What may have been meant.
    pub fn help(&self) -> Option<String> {
        let near = self.nearest.as_ref()?;
        Some(format!("there is a similar name: `{near}`"))
    }
}

impl<'p> Api<'p> {
    /// How far a name leads that leads to nothing; nothing if what it leads to may have members that no source shows.
    pub fn missing(&self, scope: &Scope<'p>, wanted: Wanted<'_>) -> Option<Missing<'p>> {
        let name = wanted.name.trim_start_matches('.');
        if wanted.kind == Some(Kind::Parameter)
            && let Some((owner, parameter)) = self.parameter_owner(scope, name)
        {
            return self
                .lacks_parameter(&owner, parameter)
                .then(|| self.missing_parameter(owner, parameter));
        }
        let shorter = std::iter::successors(name.rsplit_once('.'), |(before, _)| before.rsplit_once('.'));
        // The packages around may have a module `typing` of their own, which is not what `typing.Any` means.
        let within = shorter.map(|(before, _)| before).find_map(|before| {
            let found = self.in_scope(scope, Wanted::code(before), before)?;
            let missing = first_part(name.get(before.len() + 1..)?);
            Some((found, missing.to_owned()))
        });
        let is_open = match &within {
            Some((found, missing)) => self.may_have(&found.target, missing),
            None => wanted.kind != Some(Kind::Class) && !self.shows_all_around(scope),
        };
        if is_open {
            return None;
        }
        let nearest = match &within {
            Some((found, missing)) => nearest(missing, self.names_in(found)),
            None => nearest(first_part(name), self.names_around(scope)),
        };
        Some(Missing {
            nearest: nearest.map(str::to_owned),
            within: within.map(|(found, missing)| (found.target, missing)),
            is_parameter: false,
        })
    }

    fn missing_parameter(&self, owner: Target<'p>, name: &str) -> Missing<'p> {
        let function = self.function_of(&owner).map(|(_, function)| function);
        let names = function.into_iter().flat_map(parameters);
        let nearest = nearest(name, names.map(|parameter| parameter.name.as_str()));
        Missing {
            nearest: nearest.map(str::to_owned),
            within: Some((owner, name.to_owned())),
            is_parameter: true,
        }
    }

    /// Whether a thing may have a member that its source does not show. What an object has, or the result of a function,
    /// is not known.
    pub(super) fn may_have(&self, target: &Target<'p>, name: &str) -> bool {
        match target {
            Target::Module(module) => self.project.may_have(*module, name),
            Target::Item(module, _, item) => !self.hierarchy.shows_all_members(*module, item),
            Target::External(_) => true,
        }
    }

    pub(super) fn shows_all_around(&self, scope: &Scope<'p>) -> bool {
        let mut classes = scope.around.iter().filter(|item| item.class().is_some());
        !self.project.has_unknown_names(scope.module)
            && classes.all(|class| self.hierarchy.shows_all_members(scope.module, class))
    }

    /// The names of what is in a module or class.
    fn names_in(&self, of: &Found<'p>) -> Vec<&'p str> {
        match &of.target {
            Target::Module(module) => self.names_of_module(*module),
            Target::Item(module, _, class) => self.hierarchy.member_names(*module, class),
            Target::External(_) => Vec::new(),
        }
    }

    fn names_of_module(&self, module: ModuleIndex) -> Vec<&'p str> {
        let project = self.project;
        let members = names(&project.modules[module].facts.module.members);
        let submodules = project.submodules(module);
        members
            .chain(submodules.map(|child| project.modules[child].name().last()))
            .collect()
    }

    fn names_around(&self, scope: &Scope<'p>) -> Vec<&'p str> {
        let classes = scope.around.iter().filter(|item| item.class().is_some());
        let classes = classes.flat_map(|class| self.hierarchy.member_names(scope.module, class));
        classes.chain(self.names_of_module(scope.module)).collect()
    }

    /// The name under which something is documented, else the one where it is defined.
    pub fn full_name(&self, target: &Target<'_>) -> String {
        let place = match target {
            Target::Item(home, _, item) => self.place(*home, item.id),
            Target::Module(_) => None,
            Target::External(name) => return name.clone(),
        };
        let documented = place.map(|place| place.full_name.to_string());
        documented
            .or_else(|| self.project.full_name(target))
            .unwrap_or_default()
    }
}

fn names(members: &[Item]) -> impl Iterator<Item = &str> {
    members
        .iter()
        .map(|member| member.name.as_str())
        .filter(|name| *name != "*")
}
