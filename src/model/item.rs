//! Items: the things that a module or class defines or imports.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use super::{Docstring, Expression, Function, Labels, Overload, TypeParameter};

/// The number of an item within its file, in the order of extraction. It finds the item's position in
/// [`Extracted::positions`](super::Extracted::positions).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(pub u32);

/// A named thing in a module or class.
///
/// Its hash leaves the number out: what an item says does not depend on what stands above it in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The name that it is bound to.
    pub name: CompactString,
    /// Its number within the file.
    pub id: ItemId,
    /// Its docstring: the string in it or, for an attribute, the string or `#:` comment beside it.
    pub docstring: Option<Docstring>,
    /// What decorators and context say about it.
    pub labels: Labels,
    /// On which targets it is so, unless it is on all.
    pub conditions: Option<Box<Conditions>>,
    /// What it is.
    pub data: ItemData,
}

impl Hash for Item {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Itself(self).hash(state);
        if let ItemData::Class(class) = &self.data {
            class.members.hash(state);
        }
    }
}

/// What an item says itself, without its members, as a thing to hash.
#[derive(Clone, Copy, Debug)]
pub struct Itself<'a>(pub &'a Item);

impl Hash for Itself<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Item {
            name,
            id: _,
            docstring,
            labels,
            conditions,
            data,
        } = self.0;
        (name, docstring, labels, conditions).hash(state);
        let ItemData::Class(class) = data else {
            return data.hash(state);
        };
        let Class {
            bases,
            keywords,
            decorators,
            type_parameters,
            members: _,
            elsewhere,
        } = class.as_ref();
        (bases, keywords, decorators, type_parameters, elsewhere).hash(state);
    }
}

/// What the targets have that an item depends on. Conditions are Python expressions such as `sys.platform == 'win32'`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conditions {
    /// The condition under which the item is there.
    pub only: Option<String>,
    /// The conditions under which other targets have something else under the name.
    pub otherwise: Vec<String>,
}

/// A name that only other targets have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The name.
    pub name: CompactString,
    /// The condition under which it is there.
    pub condition: String,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ItemData {
    /// `class`.
    Class(Box<Class>),
    /// `def`, unless it is a property.
    Function(Arc<Function>),
    /// An assignment, an annotation without a value, or a property.
    Attribute(Box<Attribute>),
    /// `type X = …` (PEP 695) or `X: TypeAlias = …` (PEP 613).
    TypeAlias(Box<TypeAlias>),
    /// `import` or `from … import`.
    Import(Arc<Import>),
}

/// A class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Class {
    /// The base classes as written.
    pub bases: ThinVec<Expression>,
    /// The keyword arguments of the header, such as `metaclass=M`.
    pub keywords: ThinVec<Keyword>,
    /// The decorators in order, without `@`.
    pub decorators: ThinVec<Expression>,
    /// PEP 695 type parameters.
    pub type_parameters: ThinVec<TypeParameter>,
    /// What the class defines, instance attributes included.
    pub members: Vec<Item>,
    /// What it defines on other targets only.
    pub elsewhere: ThinVec<Elsewhere>,
}

/// `name=value` in a class header.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Keyword {
    /// The name; empty for `**mapping`.
    pub name: CompactString,
    /// The value.
    pub value: Expression,
}

/// A variable of a module, class or instance, or a property.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attribute {
    /// The annotation, or what a property returns.
    pub annotation: Option<Arc<Expression>>,
    /// The assigned value.
    pub value: Option<Arc<Expression>>,
    /// Whether the name is one of several in a tuple of targets. It has a part of the value then; the value of the
    /// statement is only given where another target takes it whole.
    pub is_unpacked: bool,
    /// The decorators of a property.
    pub decorators: ThinVec<Expression>,
    /// The setters and deleters of a property, in order.
    pub accessors: ThinVec<Overload>,
    /// The class that the value makes, such as `namedtuple("P", "x y")`: as a `class` statement would say it.
    pub class: Option<Box<Class>>,
}

/// A type alias.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TypeAlias {
    /// PEP 695 type parameters.
    pub type_parameters: ThinVec<TypeParameter>,
    /// `TypeAlias` as it is written, for the form of PEP 613.
    pub annotation: Option<Expression>,
    /// The type that it stands for.
    pub value: Expression,
}

/// A name bound by an import, unresolved: relative ones stay relative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Import {
    /// The number of leading dots.
    pub level: u32,
    /// The module after the dots; empty in `from . import x`.
    pub module: CompactString,
    /// The imported name; `None` for `import module`, `*` for a wildcard.
    pub name: Option<CompactString>,
    /// Whether the statement says `import x as x`, which marks a re-export (PEP 484).
    pub is_explicit_reexport: bool,
    /// How sure it is that it is carried out.
    pub certainty: Certainty,
}

/// How sure it is that an import is carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// It stands at the top level of the body.
    #[default]
    Certain,
    /// It stands under a condition or in a `try`: it may fail, or never be reached.
    Conditional,
    /// It stands in an `else` or `except` branch, so that another import may come first.
    Fallback,
    /// The module imports the name when it is asked for, as by `__getattr__` (PEP 562). Whether there is such a module
    /// is not known.
    OnDemand,
}

impl From<Class> for ItemData {
    fn from(class: Class) -> Self {
        Self::Class(class.into())
    }
}

impl From<Function> for ItemData {
    fn from(function: Function) -> Self {
        Self::Function(function.into())
    }
}

impl From<Attribute> for ItemData {
    fn from(attribute: Attribute) -> Self {
        Self::Attribute(attribute.into())
    }
}

impl From<TypeAlias> for ItemData {
    fn from(alias: TypeAlias) -> Self {
        Self::TypeAlias(alias.into())
    }
}

impl From<Import> for ItemData {
    fn from(import: Import) -> Self {
        Self::Import(import.into())
    }
}

impl Import {
    /// Whether another import is of the same thing.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.level, &self.module, &self.name) == (other.level, &other.module, &other.name)
    }
}

impl Item {
    /// The class that a `class` statement or a call such as `namedtuple(…)` makes.
    pub fn class(&self) -> Option<&Class> {
        match &self.data {
            ItemData::Class(class) => Some(class),
            ItemData::Attribute(attribute) => attribute.class.as_deref(),
            _ => None,
        }
    }

    /// The members of a class; nothing for other items.
    pub fn members(&self) -> &[Self] {
        self.class().map_or(&[], |class| &class.members)
    }
}
