//! Which names were looked up for something, and what they meant: enough to see later, in another run, whether they
//! still mean the same.
//!
//! A place is written down by names, because the numbers of modules and items are those of one run. Of several items
//! of one name in one class the place says which.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::{Kind, Scope, Usage, Wanted};
use crate::model::{Item, ItemId};
use crate::resolve::{ModuleIndex, Project};

/// Names that were looked up, with digests of what they meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    places: Vec<PlaceName>,
    names: Vec<AskedName>,
}

/// A [`Scope`] by names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PlaceName {
    module: String,
    /// The items around, from the outside in.
    around: Vec<Step>,
    /// The item whose signature it is: one of the innermost item around, or of the module.
    signature_of: Option<Step>,
}

/// One item of a class or module: its name, and how many items of that name stand before it.
type Step = (String, u32);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct AskedName {
    place: u32,
    name: String,
    kind: Option<Kind>,
    usage: Usage,
    answer: u64,
}

/// Notes names as they are looked up.
#[derive(Debug, Default)]
pub struct Asking {
    asked: Asked,
    places: FxHashMap<(ModuleIndex, Vec<ItemId>, Option<ItemId>), Option<u32>>,
    seen: FxHashSet<(u32, String, Option<Kind>, Usage)>,
    steps: FxHashMap<(ModuleIndex, Option<ItemId>), FxHashMap<ItemId, u32>>,
    is_lost: bool,
}

impl Asking {
    /// Notes a name with what it means at a place.
    pub fn note(&mut self, project: &Project, scope: &Scope<'_>, wanted: Wanted<'_>, answer: u64) {
        let Some(place) = self.place(project, scope) else {
            self.is_lost = true;
            return;
        };
        let seen = (place, wanted.name.to_owned(), wanted.kind, wanted.usage);
        if self.seen.insert(seen) {
            self.asked.names.push(AskedName {
                place,
                name: wanted.name.to_owned(),
                kind: wanted.kind,
                usage: wanted.usage,
                answer,
            });
        }
    }

    /// All that was noted; nothing if a place has no name.
    pub fn finish(self) -> Option<Asked> {
        (!self.is_lost).then_some(self.asked)
    }

    fn place(&mut self, project: &Project, scope: &Scope<'_>) -> Option<u32> {
        let around: Vec<ItemId> = scope.around.iter().map(|item| item.id).collect();
        let key = (scope.module, around, scope.signature_of.map(|item| item.id));
        if let Some(known) = self.places.get(&key) {
            return *known;
        }
        let named = self.named(project, scope);
        let number = named.and_then(|place| {
            let number = u32::try_from(self.asked.places.len()).ok()?;
            self.asked.places.push(place);
            Some(number)
        });
        self.places.insert(key, number);
        number
    }

    fn named(&mut self, project: &Project, scope: &Scope<'_>) -> Option<PlaceName> {
        let module = &project.modules[scope.module].facts.module;
        let mut members = module.members.as_slice();
        let mut parent = None;
        let mut around = Vec::with_capacity(scope.around.len());
        for item in &scope.around {
            around.push(self.step(scope.module, parent, members, item)?);
            parent = Some(item.id);
            members = item.members();
        }
        let signature_of = match scope.signature_of {
            Some(item) => Some(self.step(scope.module, parent, members, item)?),
            None => None,
        };
        Some(PlaceName {
            module: module.name.to_string(),
            around,
            signature_of,
        })
    }

    /// The step from a parent to one of its members.
    fn step(
        &mut self,
        module: ModuleIndex,
        parent: Option<ItemId>,
        members: &[Item],
        item: &Item,
    ) -> Option<Step> {
        let steps = self.steps.entry((module, parent)).or_insert_with(|| {
            let mut before: FxHashMap<&str, u32> = FxHashMap::default();
            let numbered = members.iter().map(|member| {
                let count = before.entry(&member.name).or_default();
                *count += 1;
                (member.id, *count - 1)
            });
            numbered.collect()
        });
        Some((item.name.to_string(), *steps.get(&item.id)?))
    }
}

impl Asked {
    /// Whether all names still mean the same. `answer` gives the digest of what a name means at a place now.
    pub fn holds<'p>(&self, project: &'p Project, answer: &dyn Fn(&Scope<'p>, Wanted<'_>) -> u64) -> bool {
        let mut finder = Finder {
            project,
            members: FxHashMap::default(),
        };
        let mut scopes = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let Some(scope) = finder.scope(place) else {
                return false;
            };
            scopes.push(scope);
        }
        self.names.iter().all(|asked| {
            let wanted = Wanted {
                name: &asked.name,
                kind: asked.kind,
                usage: asked.usage,
            };
            let scope = scopes.get(asked.place as usize);
            scope.is_some_and(|scope| answer(scope, wanted) == asked.answer)
        })
    }
}

/// Finds places by their names.
struct Finder<'p> {
    project: &'p Project,
    members: FxHashMap<(ModuleIndex, Option<ItemId>), Numbered<'p>>,
}

/// The members of a class or module, by their names and how many of the same name stand before them.
type Numbered<'p> = FxHashMap<(&'p str, u32), &'p Item>;

impl<'p> Finder<'p> {
    fn scope(&mut self, place: &PlaceName) -> Option<Scope<'p>> {
        let module = self.project.find(&place.module)?;
        let mut around: Vec<&'p Item> = Vec::with_capacity(place.around.len());
        for step in &place.around {
            let item = self.item(module, around.last().copied(), step)?;
            around.push(item);
        }
        let signature_of = match &place.signature_of {
            Some(step) => Some(self.item(module, around.last().copied(), step)?),
            None => None,
        };
        Some(Scope {
            module,
            around,
            signature_of,
        })
    }

    fn item(&mut self, module: ModuleIndex, parent: Option<&'p Item>, step: &Step) -> Option<&'p Item> {
        let project = self.project;
        let key = (module, parent.map(|item| item.id));
        let members = self.members.entry(key).or_insert_with(|| {
            let members = match parent {
                Some(item) => item.members(),
                None => project.modules[module].facts.module.members.as_slice(),
            };
            let mut before: FxHashMap<&str, u32> = FxHashMap::default();
            let numbered = members.iter().map(|member| {
                let count = before.entry(&member.name).or_default();
                *count += 1;
                ((member.name.as_str(), *count - 1), member)
            });
            numbered.collect()
        });
        members.get(&(step.0.as_str(), step.1)).copied()
    }
}
