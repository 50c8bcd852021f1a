//! The classes of a project: what their bases are, in which order attributes are looked up (the MRO), what each
//! inherits, and which classes stand below it.
//!
//! Bases are followed through imports and aliases. One from another package is kept by its name and has nothing above
//! it, as nothing is known of it. The table is made once, in time proportional to the number of classes.

mod bases;
mod inherited;
mod meaning;
mod member;
mod mro;
mod overrides;

use std::borrow::Cow;

use rustc_hash::FxHashMap;

pub use inherited::{InheritedDocstring, InheritedMember};
pub(super) use meaning::Meaning;
pub use overrides::Overrides;

use super::{ModuleIndex, Project, is_builtin, is_builtin_exception};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Class, Item, ItemId};
use crate::text::Location;
use mro::{Conflict, Line};

/// The number of a class in the hierarchy. Classes are numbered by module, and in source order.
pub type ClassId = usize;

/// Of a class with more ancestors only so many are looked at.
const MAX_ANCESTORS: usize = 500;

/// The classes of a project with what stands above and below them.
#[derive(Debug)]
pub struct Hierarchy<'p> {
    pub(super) project: &'p Project,
    classes: Vec<ClassNode<'p>>,
    by_item: FxHashMap<(ModuleIndex, ItemId), ClassId>,
    /// The full names of the classes from outside; empty for each base that is not known.
    externals: Vec<String>,
    external_ids: FxHashMap<String, usize>,
    /// What follows each class in its MRO.
    lines: Vec<Line>,
    conflicts: Vec<Conflict>,
    subclasses: Vec<Vec<ClassId>>,
}

/// A class and where it stands.
#[derive(Debug)]
pub struct ClassNode<'p> {
    /// The module that it is defined in.
    pub module: ModuleIndex,
    /// The class around it.
    pub parent: Option<ClassId>,
    /// The name; empty for a base that a call makes.
    pub name: &'p str,
    /// The class: as written, or as the call of a function such as `namedtuple` makes it.
    pub class: Cow<'p, Class>,
    /// The item that it is; none for a base that a call makes.
    pub item: Option<&'p Item>,
    bases: Vec<Link>,
}

/// A class above another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ancestor<'h> {
    /// One of the project.
    Class(ClassId),
    /// One from outside, by its full name as far as that is known. A built-in class has its bare name, and one of which
    /// nothing is known has none.
    External(&'h str),
}

/// The same with the number of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Link {
    Class(ClassId),
    External(usize),
}

impl<'p> Hierarchy<'p> {
    /// Finds the classes of a project and their bases.
    pub fn new(project: &'p Project) -> Self {
        let mut hierarchy = Self {
            project,
            classes: Vec::new(),
            by_item: FxHashMap::default(),
            externals: Vec::new(),
            external_ids: FxHashMap::default(),
            lines: Vec::new(),
            conflicts: Vec::new(),
            subclasses: Vec::new(),
        };
        for (module, project_module) in project.modules.iter().enumerate() {
            hierarchy.add_members(module, None, &project_module.facts.module.members);
        }
        hierarchy.classes.shrink_to_fit();
        let inherited = hierarchy.find_bases();
        hierarchy.linearise();
        hierarchy.find_inherited_bases(inherited);
        hierarchy.find_subclasses();
        hierarchy
    }

    /// Finds the order of the ancestors of every class.
    fn linearise(&mut self) {
        let [protocol, generic] = ["typing.Protocol", "typing.Generic"].map(|name| self.external(name));
        let outside = FxHashMap::from_iter([(protocol, vec![generic])]);
        let bases: Vec<&[Link]> = self.classes.iter().map(|node| node.bases.as_slice()).collect();
        (self.lines, self.conflicts) = mro::linearise(&bases, &outside);
    }

    fn find_subclasses(&mut self) {
        let mut subclasses = vec![Vec::new(); self.classes.len()];
        for (class, node) in self.classes.iter().enumerate() {
            for base in &node.bases {
                match base {
                    Link::Class(base) if *base != class && subclasses[*base].last() != Some(&class) => {
                        subclasses[*base].push(class);
                    }
                    _ => {}
                }
            }
        }
        self.subclasses = subclasses;
    }

    fn add_members(&mut self, module: ModuleIndex, parent: Option<ClassId>, members: &'p [Item]) {
        for item in members {
            let Some(class) = item.class() else { continue };
            let id = self.classes.len();
            self.classes.push(ClassNode {
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

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// The class that an item is; `item` may also be an attribute whose value makes a class.
    pub fn find(&self, module: ModuleIndex, item: ItemId) -> Option<ClassId> {
        self.by_item.get(&(module, item)).copied()
    }

    /// A class and where it stands.
    pub fn node(&self, class: ClassId) -> &ClassNode<'p> {
        &self.classes[class]
    }

    /// The full name of a class, at the place of its definition.
    pub fn full_name(&self, class: ClassId) -> String {
        let node = self.node(class);
        let around = match node.parent {
            Some(parent) => self.full_name(parent),
            None => self.project.modules[node.module].name().to_string(),
        };
        format!("{around}.{}", node.name)
    }

    /// The full name of an ancestor; that of a built-in class begins with `builtins`. Nothing for one that is not known
    /// or that a call makes in the place of a base.
    pub fn ancestor_name(&self, ancestor: Ancestor<'_>) -> Option<String> {
        match ancestor {
            Ancestor::Class(class) if self.node(class).name.is_empty() => None,
            Ancestor::Class(class) => Some(self.full_name(class)),
            Ancestor::External("") => None,
            Ancestor::External(name) if is_builtin(name) => Some(format!("builtins.{name}")),
            Ancestor::External(name) => Some(name.to_owned()),
        }
    }

    /// The bases, in order; without `object`.
    pub fn bases(&self, class: ClassId) -> impl Iterator<Item = Ancestor<'_>> {
        self.node(class).bases.iter().map(|link| self.ancestor(*link))
    }

    /// The bases that are in the project.
    pub fn project_bases(&self, class: ClassId) -> Vec<ClassId> {
        self.bases(class).filter_map(Ancestor::class).collect()
    }

    /// The class itself and its ancestors, in the order in which attributes are looked up: the method resolution order
    /// (C3) without `object`. Where that order does not exist, it is the order of first appearance.
    pub fn mro(&self, class: ClassId) -> impl Iterator<Item = Ancestor<'_>> {
        mro::links(&self.lines, class).map(|link| self.ancestor(link))
    }

    /// The part of the MRO that is in the project.
    pub fn project_mro(&self, class: ClassId) -> Vec<ClassId> {
        self.mro(class).filter_map(Ancestor::class).collect()
    }

    /// The classes right below a class.
    pub fn subclasses(&self, class: ClassId) -> &[ClassId] {
        &self.subclasses[class]
    }

    /// Whether a class is an exception: one of Python's is among its ancestors, or one of another package that is
    /// called so.
    pub fn is_exception(&self, class: ClassId) -> bool {
        self.mro(class).any(|ancestor| match ancestor {
            Ancestor::Class(_) => false,
            Ancestor::External(name) => is_builtin_exception(name) || is_called_exception(name),
        })
    }

    /// A finding for each class whose MRO does not exist, with its module.
    pub fn diagnostics(&self) -> Vec<(ModuleIndex, Diagnostic)> {
        let found = self.conflicts.iter().filter_map(|conflict| {
            let node = self.node(conflict.class);
            let module = &self.project.modules[node.module];
            let name = self.full_name(conflict.class);
            let (message, help) = if conflict.is_cycle {
                (
                    format!("`{name}` is among its own base classes"),
                    "derive it from another class",
                )
            } else {
                (
                    format!("the bases of `{name}` have no consistent order, so Python refuses the class"),
                    "name each base once, and a class before the classes that it is derived from",
                )
            };
            let position = module.facts.position(node.item?.id);
            let behind = position.decorators.last().map(|decorator| decorator.last + 1);
            let found = Diagnostic::new(Code::InconsistentMro, message).help(help);
            let location = Location {
                line: behind.unwrap_or(position.lines.first).max(1),
                column: 1,
            };
            Some((node.module, found.at(location).in_file(module.path_of(&position))))
        });
        found.collect()
    }

    fn ancestor(&self, link: Link) -> Ancestor<'_> {
        match link {
            Link::Class(class) => Ancestor::Class(class),
            Link::External(id) => Ancestor::External(&self.externals[id]),
        }
    }
}

impl Ancestor<'_> {
    /// The class, if it is one of the project.
    pub fn class(self) -> Option<ClassId> {
        match self {
            Self::Class(class) => Some(class),
            Self::External(_) => None,
        }
    }
}

/// An ancestor from outside of which only the name is known.
fn is_called_exception(full_name: &str) -> bool {
    ["Error", "Exception", "Warning"]
        .iter()
        .any(|ending| full_name.ends_with(ending))
}
