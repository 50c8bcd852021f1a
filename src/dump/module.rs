//! Modules: their own facts, then what they define, then the modules below them.

use std::collections::{BTreeSet, HashSet};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::condition::write_conditions;
use super::item::{ItemView, Place, target_path, write_docstring};
use crate::model::{Certainty, Import, Item, ItemData, Lines, ModuleKind};
use crate::resolve::{Hierarchy, ModuleIndex, Project, Synthesis};

/// A module with everything below it.
#[derive(Clone, Copy)]
pub(super) struct ModuleView<'p> {
    pub(super) project: &'p Project,
    pub(super) synthesis: &'p Synthesis<'p>,
    pub(super) resolved: Option<&'p Hierarchy<'p>>,
    pub(super) index: ModuleIndex,
    pub(super) name: &'p str,
}

impl Serialize for ModuleView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (project, index) = (self.project, self.index);
        let module = &project.modules[index];
        let facts = &module.facts;
        let place = Place {
            project,
            synthesis: self.synthesis,
            resolved: self.resolved,
            module: index,
            facts,
        };
        let items = &facts.module.members;
        let (members, shadowed) = self.submodules(place);
        let replaced: HashSet<&str> = members.iter().map(|submodule| submodule.name).collect();

        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "module")?;
        map.serialize_entry("name", self.name)?;
        if facts.module.kind == ModuleKind::Namespace {
            map.serialize_entry("filepath", &directories(project, index))?;
        } else {
            map.serialize_entry("filepath", &module.path)?;
        }
        let whole = Lines { first: 1, last: 1 };
        let own = if facts.docstring.is_in_stub {
            Lines::NONE
        } else {
            facts.docstring.lines
        };
        write_docstring(&mut map, facts.module.docstring.as_ref(), own, whole)?;
        write_conditions(&mut map, None, &facts.module.elsewhere)?;
        let exports = project.exports(index);
        let (is_partial, _) = project.unread_exports(index);
        map.serialize_entry("exports", &exports.filter(|_| !is_partial))?;
        if is_partial {
            map.serialize_entry("partial_exports", &exports)?;
        }
        let imports = Imports { place, items };
        if !imports.is_empty() {
            map.serialize_entry("imports", &imports)?;
        }
        let members = Members {
            place,
            items,
            replaced: &replaced,
            submodules: &members,
        };
        map.serialize_entry("members", &members)?;
        if !shadowed.is_empty() {
            map.serialize_entry("shadowed_modules", &Submodules(&shadowed))?;
        }
        map.end()
    }
}

impl<'p> ModuleView<'p> {
    /// The modules right below, in those that are members and those whose name another member has.
    fn submodules(&self, place: Place<'p>) -> (Vec<Self>, Vec<Self>) {
        let Self {
            project,
            synthesis,
            resolved,
            index,
            ..
        } = *self;
        let package = project.modules[index].name().as_str();
        let mut taken = HashSet::new();
        for item in &place.facts.module.members {
            let is_module_itself = match &item.data {
                ItemData::Import(import) if is_left_out(place, import) => true,
                ItemData::Import(import) => {
                    let target = target_path(place, import);
                    target
                        .strip_prefix(package)
                        .and_then(|rest| rest.strip_prefix('.'))
                        == Some(&item.name)
                }
                _ => false,
            };
            if !is_module_itself {
                taken.insert(item.name.as_str());
            }
        }
        let all = project.submodules(index).map(|index| Self {
            project,
            synthesis,
            resolved,
            index,
            name: project.modules[index].name().last(),
        });
        all.partition(|submodule| !taken.contains(submodule.name))
    }
}

/// Whether an import is left out: the file binds no name that it imports on demand, but the module has it.
fn is_left_out(place: Place<'_>, import: &Import) -> bool {
    import.certainty == Certainty::OnDemand && place.resolved.is_none()
}

/// The directories of a namespace package: those that its parts are in.
fn directories(project: &Project, namespace: ModuleIndex) -> BTreeSet<&str> {
    let name = project.modules[namespace].name();
    let prefix = format!("{name}.");
    let below = project.modules.iter().skip(namespace + 1);
    below
        .take_while(|module| module.name().as_str().starts_with(&prefix))
        .filter(|module| module.facts.module.kind != ModuleKind::Namespace)
        .map(|module| {
            // One part of the path for each part of the name below, and one more for `__init__.py`.
            let is_package = module.facts.module.kind == ModuleKind::Package;
            let parts = module.name().depth() - name.depth() + usize::from(is_package);
            let mut ends = module.path.rmatch_indices('/').skip(parts - 1);
            ends.next().map_or("", |(end, _)| &module.path[..end])
        })
        .collect()
}

/// The members of a module.
struct Members<'p> {
    place: Place<'p>,
    items: &'p [Item],
    /// The names of items that import the submodule of the same name.
    replaced: &'p HashSet<&'p str>,
    submodules: &'p [ModuleView<'p>],
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut wildcards = HashSet::new();
        for item in self.items {
            let is_repeated = match &item.data {
                ItemData::Import(import) if is_left_out(self.place, import) => true,
                ItemData::Import(import) if item.name == "*" => {
                    !wildcards.insert((import.level, &import.module))
                }
                _ => self.replaced.contains(item.name.as_str()),
            };
            if !is_repeated {
                ItemView::new(self.place, item).write_entry(&mut map)?;
            }
        }
        for submodule in self.submodules {
            map.serialize_entry(submodule.name, submodule)?;
        }
        map.end()
    }
}

/// Modules by name.
struct Submodules<'p>(&'p [ModuleView<'p>]);

impl Serialize for Submodules<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|submodule| (submodule.name, submodule)))
    }
}

/// What the names that a body imports are bound to.
pub(super) struct Imports<'p> {
    pub(super) place: Place<'p>,
    pub(super) items: &'p [Item],
}

impl Imports<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.named().next().is_none()
    }

    fn named(&self) -> impl Iterator<Item = (&str, &Import)> {
        self.items.iter().filter_map(|item| match &item.data {
            ItemData::Import(import) if item.name != "*" && import.certainty != Certainty::OnDemand => {
                Some((item.name.as_str(), import.as_ref()))
            }
            _ => None,
        })
    }
}

impl Serialize for Imports<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.named()
                .map(|(name, import)| (name, target_path(self.place, import))),
        )
    }
}
