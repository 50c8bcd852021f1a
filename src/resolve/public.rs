//! What modules make public, and which of its public names a definition is documented under.
//!
//! A module declares its names with `__all__`, by `import x as x`, or by a wildcard import from a private module. Without a
//! declaration those are public that it defines, and in a package those that it imports from its own modules. A
//! definition is documented
//!
//! 1. in the package around it, the outermost first, that declares it under its own name: users import it from there;
//! 2. else in the module that defines it, if that is shown;
//! 3. else where it is declared, or else re-exported, with the fewest packages around; of several the first by name.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::{Api, ModuleIndex, Project, Target};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Item, ItemData, ItemId};
use crate::name::is_private;

/// A name that a module makes public.
pub(super) struct PublicName<'p> {
    pub(super) name: &'p str,
    pub(super) target: Target<'p>,
    /// Whether the module says so.
    is_declared: bool,
}

impl<'p> Api<'p> {
    /// The names that a module makes public.
    pub(super) fn public_names(
        &self,
        index: ModuleIndex,
        diagnostics: &mut Vec<(ModuleIndex, Diagnostic)>,
    ) -> Vec<PublicName<'p>> {
        let project = self.project;
        let module = &project.modules[index].facts.module;
        let Some(exports) = project.exports(index) else {
            return self.public_by_convention(index);
        };
        let mut names: Vec<PublicName<'p>> = Vec::new();
        for name in exports {
            match project.lookup(index, name) {
                Some(target) => names.push(PublicName {
                    name,
                    target,
                    is_declared: true,
                }),
                None if project.may_have(index, name) => {}
                None => {
                    let message = format!(
                        "`__all__` of `{}` names `{name}`, which the module does not have",
                        module.name
                    );
                    let help = "define or import the name, or take it out of `__all__`";
                    let found = Diagnostic::new(Code::UnresolvedExport, message).help(help);
                    diagnostics.push((index, project.modules[index].at_export(name, found)));
                }
            }
        }
        let (is_partial, unread) = project.unread_exports(index);
        for list in unread {
            let message = format!(
                "`__all__` of `{}` takes names from `{list}`, which cannot be read",
                module.name
            );
            let help = "write the names as a list of strings";
            diagnostics.push((
                index,
                Diagnostic::new(Code::UnreadableExports, message).help(help),
            ));
        }
        if self.options.private || is_partial {
            let exported: HashSet<&str> = names.iter().map(|public| public.name).collect();
            let own = self.public_by_convention(index);
            names.extend(own.into_iter().filter(|public| !exported.contains(public.name)));
        }
        names
    }

    /// Without `__all__`: what the module defines itself, explicit re-exports, and in a package what it imports
    /// from its own modules.
    fn public_by_convention(&self, index: ModuleIndex) -> Vec<PublicName<'p>> {
        let project = self.project;
        let module = &project.modules[index].facts.module;
        let mut names = Vec::new();
        for item in &module.members {
            let ItemData::Import(import) = &item.data else {
                if self.options.shows_name(&item.name) {
                    names.push(PublicName {
                        name: &item.name,
                        target: Target::Item(index, Vec::new(), item),
                        is_declared: false,
                    });
                }
                continue;
            };
            let is_reexport = import.is_explicit_reexport || module.is_package() && import.name.is_some();
            if !is_reexport || is_private(&item.name) {
                continue;
            }
            let mut is_declared = import.is_explicit_reexport;
            let offered = if item.name == "*" {
                let source = project
                    .absolute(index, import)
                    .and_then(|path| project.find(&path));
                is_declared = source.is_some_and(|source| is_private(project.modules[source].name().last()));
                source
                    .map(|source| project.offered_names(source))
                    .unwrap_or_default()
            } else {
                vec![item.name.as_str()]
            };
            for name in offered {
                match project.lookup(index, name) {
                    Some(target @ Target::Item(..)) => names.push(PublicName {
                        name,
                        target,
                        is_declared,
                    }),
                    Some(target) if import.is_explicit_reexport => names.push(PublicName {
                        name,
                        target,
                        is_declared,
                    }),
                    _ => {}
                }
            }
        }
        let mut seen = HashSet::new();
        names.retain(|public| seen.insert(public.name));
        names
    }
}

/// Where each definition is documented: the module and the name there.
pub(super) type Homes<'p> = FxHashMap<(ModuleIndex, ItemId), (ModuleIndex, &'p str)>;

/// Chooses where each definition is documented.
pub(super) fn choose_homes<'p>(
    project: &Project,
    public: &[(ModuleIndex, Vec<PublicName<'p>>)],
) -> Homes<'p> {
    let mut chosen = FxHashMap::default();
    for (module, public, home, item) in definitions(public) {
        let rank = rank(project, module, public, home, item);
        let candidate = (rank, (module, public.name));
        let best = chosen.entry((home, item.id)).or_insert(candidate);
        *best = candidate.min(*best);
    }
    let chosen = chosen.into_iter();
    chosen
        .map(|(definition, (_, place))| (definition, place))
        .collect()
}

/// The full public names that definitions have beside that of the place which was chosen for them, by that place; sorted.
pub(super) fn other_paths<'p>(
    project: &Project,
    public: &[(ModuleIndex, Vec<PublicName<'p>>)],
    homes: &Homes<'p>,
) -> HashMap<(ModuleIndex, &'p str), Vec<String>> {
    let mut paths: HashMap<(ModuleIndex, &'p str), Vec<String>> = HashMap::new();
    for (module, public, home, item) in definitions(public) {
        if let Some(place) = homes.get(&(home, item.id))
            && *place != (module, public.name)
        {
            let path = format!("{}.{}", project.modules[module].name(), public.name);
            paths.entry(*place).or_default().push(path);
        }
    }
    let sorted = |(place, mut paths): (_, Vec<String>)| {
        paths.sort_unstable();
        paths.dedup();
        (place, paths)
    };
    paths.into_iter().map(sorted).collect()
}

/// The public names of definitions at the top level of modules: the module, the name, and the definition with its own
/// module.
fn definitions<'a, 'p>(
    public: &'a [(ModuleIndex, Vec<PublicName<'p>>)],
) -> impl Iterator<Item = (ModuleIndex, &'a PublicName<'p>, ModuleIndex, &'p Item)> {
    public.iter().flat_map(|(module, names)| {
        names.iter().filter_map(|public| match &public.target {
            Target::Item(home, around, item) if around.is_empty() => Some((*module, public, *home, *item)),
            _ => None,
        })
    })
}

/// What decides where a definition is documented; the least counts.
fn rank(
    project: &Project,
    module: ModuleIndex,
    public: &PublicName<'_>,
    home: ModuleIndex,
    item: &Item,
) -> (u8, usize, bool) {
    let name = |module: ModuleIndex| project.modules[module].name();
    let has_own_name = public.name == item.name;
    let is_around = name(home)
        .as_str()
        .strip_prefix(name(module).as_str())
        .is_some_and(|below| below.starts_with('.'));
    let class = if public.is_declared && has_own_name && is_around {
        0
    } else if module == home && has_own_name {
        1
    } else if public.is_declared {
        2
    } else {
        3
    };
    (class, name(module).depth(), !has_own_name)
}
