//! All classes of a project, with their bases followed through imports and aliases.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::known;
use crate::model::{Class, Expression, FunctionalForm, Item, ItemData, ItemId, functional_class};
use crate::resolve::{ModuleIndex, Project, Target};

/// The number of a class in [`Classes::all`].
pub(super) type ClassId = usize;

/// `a = b`, `b = c`, … is followed this far.
const MAX_ALIASES: usize = 16;

/// Of a class with more ancestors only so many are looked at.
const MAX_ANCESTORS: usize = 500;

/// The classes of a project.
#[derive(Debug)]
pub(super) struct Classes<'p> {
    pub(super) project: &'p Project,
    pub(super) all: Vec<ClassNode<'p>>,
    by_item: HashMap<(ModuleIndex, ItemId), ClassId>,
}

/// A class and where it stands.
#[derive(Debug)]
pub(super) struct ClassNode<'p> {
    pub(super) module: ModuleIndex,
    /// The class around it.
    pub(super) parent: Option<ClassId>,
    /// The name; empty for a base that a call makes.
    pub(super) name: &'p str,
    pub(super) class: Cow<'p, Class>,
    /// The item that it is; none for a base that a call makes.
    pub(super) item: Option<&'p Item>,
    pub(super) bases: Vec<Base>,
}

/// A base class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// One of the project.
    Class(ClassId),
    /// One from outside, by its full name as far as that is known.
    External(String),
}

/// What a name means.
#[derive(Clone, Debug)]
pub(super) struct Meaning<'p> {
    /// The full name: that of a thing the package of which is known by name, else that at the end of all aliases.
    pub(super) full_name: String,
    /// The definition, if it is in the project.
    pub(super) item: Option<(ModuleIndex, &'p Item)>,
}

impl<'p> Classes<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        let mut classes = Self {
            project,
            all: Vec::new(),
            by_item: HashMap::new(),
        };
        for (module, project_module) in project.modules.iter().enumerate() {
            classes.add_members(module, None, &project_module.facts.module.members);
        }
        for class in 0..classes.all.len() {
            classes.all[class].bases = classes.bases(class);
        }
        classes
    }

    /// The class that an item is.
    pub(super) fn find(&self, module: ModuleIndex, item: ItemId) -> Option<ClassId> {
        self.by_item.get(&(module, item)).copied()
    }

    /// The full name of a class.
    pub(super) fn full_name(&self, class: ClassId) -> String {
        let node = &self.all[class];
        let around = match node.parent {
            Some(parent) => self.full_name(parent),
            None => self.project.modules[node.module].name().to_string(),
        };
        format!("{around}.{}", node.name)
    }

    fn add_members(&mut self, module: ModuleIndex, parent: Option<ClassId>, members: &'p [Item]) {
        for item in members {
            let Some(class) = item.class() else { continue };
            let id = self.all.len();
            self.all.push(ClassNode {
                module,
                parent,
                name: &item.name,
                class: Cow::Borrowed(class),
                item: Some(item),
                bases: Vec::new(),
            });
            self.by_item.insert((module, item.id), id);
            self.add_members(module, Some(id), &class.members);
        }
    }

    fn bases(&mut self, class: ClassId) -> Vec<Base> {
        let expressions = self.all[class].class.bases.clone();
        expressions.iter().map(|base| self.base(class, base)).collect()
    }

    fn base(&mut self, class: ClassId, expression: &Expression) -> Base {
        let (module, parent) = (self.all[class].module, self.all[class].parent);
        let name = expression.leading_name();
        let Some(meaning) = self.meaning(module, parent, name) else {
            let is_call = expression.text.contains('(') || name.is_empty();
            return Base::External(if is_call { String::new() } else { name.to_owned() });
        };
        // What a call returns is known only of those that make classes.
        if expression.text[name.len()..].starts_with('(') {
            let made =
                FunctionalForm::of(&meaning.full_name).and_then(|form| functional_class(form, expression));
            return match made {
                Some(made) => self.add_made(module, parent, made, meaning.full_name),
                None => Base::External(String::new()),
            };
        }
        self.base_of(meaning)
    }

    fn base_of(&self, meaning: Meaning<'p>) -> Base {
        let own = meaning.item.and_then(|(module, item)| self.find(module, item.id));
        own.map_or(Base::External(meaning.full_name), Base::Class)
    }

    fn add_made(&mut self, module: ModuleIndex, parent: Option<ClassId>, made: Class, base: String) -> Base {
        let id = self.all.len();
        self.all.push(ClassNode {
            module,
            parent,
            name: "",
            class: Cow::Owned(made),
            item: None,
            bases: vec![Base::External(base)],
        });
        Base::Class(id)
    }

    /// What a dotted name means in a class body, or at the top level of a module.
    pub(super) fn meaning(
        &self,
        module: ModuleIndex,
        class: Option<ClassId>,
        name: &str,
    ) -> Option<Meaning<'p>> {
        if name.is_empty() {
            return None;
        }
        let mut found = self.one_meaning(module, class, name)?;
        for _ in 0..MAX_ALIASES {
            if known::is_known(&found.full_name) {
                break;
            }
            let Some((home, next)) = found.item.and_then(|(home, item)| Some((home, alias(item)?))) else {
                break;
            };
            match self.one_meaning(home, None, next) {
                Some(next) => found = next,
                None => break,
            }
        }
        Some(found)
    }

    fn one_meaning(&self, module: ModuleIndex, class: Option<ClassId>, name: &str) -> Option<Meaning<'p>> {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let in_class = class.and_then(|class| {
            let Cow::Borrowed(class) = self.all[class].class else {
                return None;
            };
            class.members.iter().find(|member| member.name == first)
        });
        if let Some(item) = in_class {
            let target = Target::Item(module, Vec::new(), item);
            let parts = rest.split('.').filter(|part| !part.is_empty());
            let found = parts
                .into_iter()
                .try_fold(target, |target, part| self.project.member(target, part))?;
            return Some(self.meaning_of(found));
        }
        match self.project.lookup_dotted(module, name) {
            Some(found) => Some(self.meaning_of(found)),
            None => self.wildcard_meaning(module, name),
        }
    }

    fn meaning_of(&self, target: Target<'p>) -> Meaning<'p> {
        let project = self.project;
        match target {
            Target::Module(module) => Meaning {
                full_name: project.modules[module].name().to_string(),
                item: None,
            },
            Target::External(full_name) => Meaning {
                full_name,
                item: None,
            },
            Target::Item(module, around, item) => {
                let mut full_name = project.modules[module].name().to_string();
                for part in around.into_iter().chain([item]) {
                    full_name.push('.');
                    full_name.push_str(&part.name);
                }
                Meaning {
                    full_name,
                    item: Some((module, item)),
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
        })
    }

    /// The class itself and its ancestors in the project, in the order in which attributes are looked up (C3). Where
    /// that order does not exist, it is the order of first appearance.
    pub(super) fn linearisation(&self, class: ClassId) -> Vec<ClassId> {
        let mut line = Vec::new();
        let mut current = class;
        while line.len() < MAX_ANCESTORS && !line.contains(&current) {
            line.push(current);
            match self.parents(current).as_slice() {
                [] => return line,
                [only] => current = *only,
                _ => {
                    let start = line.pop();
                    let rest = start.map(|start| self.merged(start)).unwrap_or_default();
                    line.extend(rest);
                    return line;
                }
            }
        }
        line
    }

    /// The base classes that are in the project.
    pub(super) fn parents(&self, class: ClassId) -> Vec<ClassId> {
        let bases = self.all[class].bases.iter();
        bases
            .filter_map(|base| match base {
                Base::Class(id) => Some(*id),
                Base::External(_) => None,
            })
            .collect()
    }

    /// C3 for a class with several bases; its ancestors come first.
    fn merged(&self, class: ClassId) -> Vec<ClassId> {
        let mut lines: HashMap<ClassId, Vec<ClassId>> = HashMap::new();
        for ancestor in self.ancestors_first(class) {
            let parents = self.parents(ancestor);
            let mut sequences: Vec<Vec<ClassId>> = parents
                .iter()
                .filter_map(|parent| lines.get(parent).cloned())
                .collect();
            sequences.push(parents);
            let mut line = vec![ancestor];
            line.extend(merge(sequences));
            lines.insert(ancestor, line);
        }
        lines.remove(&class).unwrap_or_else(|| vec![class])
    }

    /// The ancestors of a class, each after its own, and the class last.
    fn ancestors_first(&self, class: ClassId) -> Vec<ClassId> {
        let mut order = Vec::new();
        let mut seen = HashSet::from([class]);
        let mut open = vec![(class, self.parents(class))];
        while let Some((current, parents)) = open.last_mut() {
            match parents.pop() {
                Some(parent) if seen.len() < MAX_ANCESTORS && seen.insert(parent) => {
                    open.push((parent, self.parents(parent)));
                }
                Some(_) => {}
                None => {
                    order.push(*current);
                    open.pop();
                }
            }
        }
        order
    }
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

fn merge(mut sequences: Vec<Vec<ClassId>>) -> Vec<ClassId> {
    let mut line = Vec::new();
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        let is_free = |head: ClassId| !sequences.iter().any(|sequence| sequence[1..].contains(&head));
        let heads = || sequences.iter().map(|sequence| sequence[0]);
        let Some(next) = heads().find(|head| is_free(*head)).or_else(|| heads().next()) else {
            return line;
        };
        line.push(next);
        for sequence in &mut sequences {
            sequence.retain(|class| *class != next);
        }
    }
}
