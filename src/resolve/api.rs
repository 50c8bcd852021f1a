//! Which items are shown on which module's page.
//!
//! Every definition is documented in one place, see [`public`](super::public). Other public names of it are listed where
//! they are, and link to that place.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use super::public::{Homes, PublicName, choose_homes, other_paths};
use super::reference::NameIndex;
use super::{Hierarchy, ModuleIndex, Overrides, Project, Synthesis, Target, VisibilityOptions};
use crate::diagnostic::Diagnostic;
use crate::model::{Item, ItemId};
use crate::name::is_private;

/// What is shown of a project.
#[derive(Debug)]
pub struct Api<'p> {
    /// The facts.
    pub project: &'p Project,
    /// Its classes, above and below each other.
    pub hierarchy: Arc<Hierarchy<'p>>,
    /// Which of their members override which.
    pub overrides: Overrides<'p>,
    /// What its classes are at run time.
    pub synthesis: Synthesis<'p>,
    /// The modules that are shown, by their number in the project; sorted by name.
    pub modules: BTreeMap<ModuleIndex, ModuleApi<'p>>,
    /// Which members of classes are shown.
    pub options: VisibilityOptions,
    /// Where the definitions of each module are documented, sorted by their number.
    places: Vec<Vec<(ItemId, Place<'p>)>>,
    /// The full public names of documented entries beside their own, by the module and the name there; sorted.
    paths: HashMap<(ModuleIndex, &'p str), Vec<String>>,
    /// Whether the name of a package or module at the top is public.
    has_public_package: bool,
    /// Made when the first name is searched for in the whole project.
    pub(super) names: OnceLock<NameIndex<'p>>,
}

/// What is shown of a module.
#[derive(Debug, Default)]
pub struct ModuleApi<'p> {
    /// The items documented on its page, in source order or in the order of `__all__`.
    pub entries: Vec<Entry<'p>>,
    /// The public names that are documented elsewhere.
    pub reexports: Vec<Reexport>,
    /// The shown modules right below it.
    pub submodules: Vec<ModuleIndex>,
}

/// An item documented on a module's page.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'p> {
    /// The name under which it is public here.
    pub name: &'p str,
    /// The module that defines it.
    pub home: ModuleIndex,
    /// The definition.
    pub item: &'p Item,
}

/// A public name for something documented elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reexport {
    /// The name here.
    pub name: String,
    /// The full name of what it stands for.
    pub target: String,
}

/// Where a definition is documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'p> {
    /// The module on whose page it stands.
    pub module: ModuleIndex,
    /// The name of the entry that it is, or is a member of.
    pub entry: &'p str,
    /// Its full name there, which is its anchor.
    pub full_name: Arc<str>,
}

impl<'p> Api<'p> {
    /// Decides what is shown where; findings about `__all__` and about classes come with the module they belong to.
    pub fn new(project: &'p Project, options: VisibilityOptions) -> (Self, Vec<(ModuleIndex, Diagnostic)>) {
        let hierarchy = Arc::new(Hierarchy::new(project));
        let mut diagnostics = hierarchy.diagnostics();
        let mut api = Self {
            project,
            overrides: Overrides::new(&hierarchy),
            synthesis: Synthesis::new(Arc::clone(&hierarchy)),
            hierarchy,
            modules: BTreeMap::new(),
            options,
            places: Vec::new(),
            paths: HashMap::new(),
            has_public_package: project.modules.iter().any(|module| {
                let first = module.name().parts().next();
                first.is_some_and(|first| !is_private(first))
            }),
            names: OnceLock::new(),
        };
        let shown: Vec<ModuleIndex> = (0..project.modules.len())
            .filter(|index| api.shows_module(*index))
            .collect();
        let public: Vec<(ModuleIndex, Vec<PublicName<'p>>)> = shown
            .iter()
            .map(|index| (*index, api.public_names(*index, &mut diagnostics)))
            .collect();
        let homes = choose_homes(project, &public);
        api.paths = other_paths(project, &public, &homes);
        for (module, names) in public {
            let module_api = api.module_api(module, names, &homes);
            api.modules.insert(module, module_api);
        }
        for module in &shown {
            let submodules = project
                .submodules(*module)
                .filter(|child| api.modules.contains_key(child))
                .collect();
            if let Some(module_api) = api.modules.get_mut(module) {
                module_api.submodules = submodules;
            }
        }
        api.places = api.find_places();
        (api, diagnostics)
    }

    /// The shown modules that stand below no other shown module.
    pub fn roots(&self) -> impl Iterator<Item = ModuleIndex> + '_ {
        let parent = |index: ModuleIndex| self.project.modules[index].name().parent();
        self.modules.keys().copied().filter(move |index| {
            parent(*index)
                .and_then(|parent| self.project.find(parent.as_str()))
                .is_none_or(|parent| !self.modules.contains_key(&parent))
        })
    }

    /// Where a definition is documented, if it is.
    pub fn place(&self, home: ModuleIndex, item: ItemId) -> Option<&Place<'p>> {
        let places = self.places.get(home)?;
        let at = places.binary_search_by_key(&item, |(item, _)| *item).ok()?;
        Some(&places[at].1)
    }

    /// How many definitions are documented.
    pub fn places(&self) -> usize {
        self.places.iter().map(Vec::len).sum()
    }

    /// Whether an item is an exception, by its ancestors.
    pub fn is_exception(&self, home: ModuleIndex, item: &Item) -> bool {
        let class = self.hierarchy.find(home, item.id);
        class.is_some_and(|class| self.hierarchy.is_exception(class))
    }

    /// All names under which a documented definition is public, that of its place first.
    pub fn public_paths(&self, place: &Place<'_>) -> Vec<String> {
        let module = self.project.modules[place.module].name();
        let own = format!("{module}.{}", place.entry);
        let member = place.full_name.strip_prefix(&own).unwrap_or_default();
        let others = self.paths.get(&(place.module, place.entry));
        let others = others.into_iter().flatten();
        std::iter::once(&own)
            .chain(others)
            .map(|path| format!("{path}{member}"))
            .collect()
    }

    /// The shown members of a class.
    pub fn members(&self, item: &'p Item) -> impl Iterator<Item = &'p Item> + use<'p> {
        let options = self.options;
        item.members()
            .iter()
            .filter(move |member| options.shows_member(member) && options.shows_content(member))
    }

    /// Whether the member of a class is shown where the class is.
    pub fn shows_member(&self, member: &Item) -> bool {
        self.options.shows_member(member) && self.options.shows_content(member)
    }

    fn shows_module(&self, index: ModuleIndex) -> bool {
        let name = self.project.modules[index].name();
        // A private package by itself is what was asked for; beside a public one it is its inside, as `_pytest` is.
        let is_inside = self.has_public_package && name.parts().next().is_some_and(is_private);
        if is_inside && !self.options.private {
            return false;
        }
        // The first part was chosen by whoever named the source; `__main__` alone is a script.
        let parts = name.parts().skip(usize::from(name.as_str() != "__main__"));
        parts.into_iter().all(|part| self.options.shows_module_part(part))
    }

    fn module_api(
        &self,
        module: ModuleIndex,
        names: Vec<PublicName<'p>>,
        homes: &Homes<'p>,
    ) -> ModuleApi<'p> {
        let mut api = ModuleApi::default();
        let package = self.project.modules[module].name();
        for PublicName { name, target, .. } in names {
            match target {
                Target::Item(home, around, item) => {
                    let chosen = homes.get(&(home, item.id));
                    let is_here = chosen == Some(&(module, name));
                    if is_here && around.is_empty() {
                        if self.options.shows_content(item) {
                            api.entries.push(Entry { name, home, item });
                        }
                    } else {
                        let target = match chosen {
                            Some((place, chosen)) => {
                                format!("{}.{chosen}", self.project.modules[*place].name())
                            }
                            None => self.defining_name(home, &around, item),
                        };
                        api.reexports.push(Reexport {
                            name: name.to_owned(),
                            target,
                        });
                    }
                }
                Target::Module(other) => {
                    let other = self.project.modules[other].name();
                    if other.parent().as_ref() != Some(package) {
                        api.reexports.push(Reexport {
                            name: name.to_owned(),
                            target: other.to_string(),
                        });
                    }
                }
                Target::External(target) => api.reexports.push(Reexport {
                    name: name.to_owned(),
                    target,
                }),
            }
        }
        api
    }

    fn defining_name(&self, home: ModuleIndex, around: &[&Item], item: &Item) -> String {
        let mut name = self.project.modules[home].name().to_string();
        for part in around.iter().copied().chain([item]) {
            name.push('.');
            name.push_str(&part.name);
        }
        name
    }

    fn find_places(&self) -> Vec<Vec<(ItemId, Place<'p>)>> {
        let mut places = vec![Vec::new(); self.project.modules.len()];
        for (module, module_api) in &self.modules {
            let name = self.project.modules[*module].name();
            for entry in &module_api.entries {
                let full_name = format!("{name}.{}", entry.name);
                self.place_item(
                    &mut places[entry.home],
                    *module,
                    entry.name,
                    entry.item,
                    &full_name,
                );
            }
        }
        for places in &mut places {
            places.sort_by_key(|(item, _)| *item);
            // What a call makes has no number of its own; the last one counts.
            places.dedup_by(|next, kept| {
                let is_same = next.0 == kept.0;
                if is_same {
                    std::mem::swap(next, kept);
                }
                is_same
            });
            places.shrink_to_fit();
        }
        places
    }

    fn place_item(
        &self,
        places: &mut Vec<(ItemId, Place<'p>)>,
        module: ModuleIndex,
        entry: &'p str,
        item: &'p Item,
        full_name: &str,
    ) {
        for member in self.members(item) {
            let full_name = format!("{full_name}.{}", member.name);
            self.place_item(places, module, entry, member, &full_name);
        }
        let place = Place {
            module,
            entry,
            full_name: full_name.into(),
        };
        places.push((item.id, place));
    }
}
