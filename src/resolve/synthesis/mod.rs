//! What a class is at run time, as far as its source says: the fields of a dataclass and the constructor that is made
//! from them, the members of an enumeration, the keys of a `TypedDict`, the fields of a named tuple.
//!
//! The rules are those of `dataclasses`, `enum` and `typing`, of PEP 681 for everything that declares itself with
//! `dataclass_transform`, and of attrs, pydantic, msgspec and `SQLAlchemy` where the project only uses them.
//!
//! The kind of each class is found once, in time proportional to their number; fields are worked out when they are asked
//! for.

mod enumeration;
mod fields;
mod own_fields;
mod traits;
mod typed_dict;

use std::sync::Arc;

use super::ModuleIndex;
use super::hierarchy::{ClassId, Hierarchy};

use crate::model::{Expression, Function, Item, ItemId};
use traits::Traits;

/// What the classes of a hierarchy are.
#[derive(Debug)]
pub struct Synthesis<'p> {
    hierarchy: Arc<Hierarchy<'p>>,
    traits: Vec<Traits>,
}

/// What a class is at run time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Which kind of class it is.
    pub kind: ShapeKind,
    /// The fields or keys, inherited ones included, in the order of run time.
    pub fields: Vec<Field>,
    /// The constructor that no one wrote.
    pub constructor: Option<Constructor>,
    /// The members of an enumeration, aliases included, in order.
    pub members: Vec<EnumMember>,
}

/// The kinds of classes that have a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShapeKind {
    /// A dataclass or what is like one (PEP 681).
    Dataclass,
    /// No dataclass itself, but a class below one.
    DataclassHeir,
    /// A named tuple.
    NamedTuple,
    /// A class below a named tuple.
    NamedTupleHeir,
    /// A `TypedDict`.
    TypedDict,
    /// An enumeration.
    Enum,
    /// An enumeration of flags.
    Flag,
}

/// A field of a dataclass or named tuple, or a key of a `TypedDict`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The name, as the class body has it.
    pub name: String,
    /// The parameter of the constructor, where there is one for it.
    pub parameter: Option<FieldParameter>,
    /// The type, without `Required` and the like.
    pub annotation: Option<Expression>,
    /// The default, a factory as what it gives: `list()`.
    pub default: Option<Expression>,
    /// What is said of a key of a `TypedDict`; `None` for all others.
    pub key: Option<Key>,
    /// Whether it is a parameter alone (`InitVar`), which no attribute keeps.
    pub is_init_var: bool,
    /// Whether the class itself declares it.
    pub is_own: bool,
}

/// The parameter that a constructor has for a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldParameter {
    /// Its name, which may be an alias of the field's.
    pub name: String,
    /// Whether it is keyword-only.
    pub is_keyword_only: bool,
}

/// What a `TypedDict` says of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whether it has to be there.
    pub is_required: bool,
    /// Whether it is read-only (PEP 705).
    pub is_read_only: bool,
}

/// A constructor that no one wrote.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constructor {
    /// `__init__` or `__new__`.
    pub name: &'static str,
    /// The parameters, `self` or `cls` included.
    pub function: Function,
    /// Whether it is that of an ancestor.
    pub is_inherited: bool,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumMember {
    /// The name.
    pub name: String,
    /// The value: as written, or as `auto()` numbers it.
    pub value: Option<Expression>,
    /// The member that it is another name of.
    pub alias_of: Option<String>,
}

impl<'p> Synthesis<'p> {
    /// Finds out what kind of class each class is.
    pub fn new(hierarchy: Arc<Hierarchy<'p>>) -> Self {
        let traits = traits::all(&hierarchy);
        Self { hierarchy, traits }
    }

    /// The shape of a class, if it has one; `item` may also be an attribute whose value makes a class.
    pub fn shape(&self, module: ModuleIndex, item: ItemId) -> Option<Shape> {
        let class = self.hierarchy.find(module, item)?;
        let traits = &self.traits[class];
        let mut shape = Shape {
            kind: self.kind(class)?,
            fields: Vec::new(),
            constructor: None,
            members: Vec::new(),
        };
        match shape.kind {
            ShapeKind::TypedDict => shape.fields = self.keys(class),
            ShapeKind::Enum | ShapeKind::Flag => {
                if let Some(enumeration) = traits.enumeration {
                    shape.members = self.enum_members(class, enumeration);
                }
            }
            ShapeKind::Dataclass => {
                if let Some(transform) = &traits.transform {
                    let fields = self.all_fields(class, transform).into_iter();
                    let fields = fields.filter(|field| field.role != own_fields::Role::ClassVar);
                    shape.fields = fields.map(|field| self.field(class, field)).collect();
                }
                shape.constructor = self.constructor(class);
            }
            ShapeKind::NamedTuple => {
                if let Some(fields) = traits.named_tuple {
                    let fields = self.tuple_fields(class, fields).into_iter();
                    shape.fields = fields.map(|field| self.field(class, field)).collect();
                }
                shape.constructor = self.constructor(class);
            }
            ShapeKind::DataclassHeir | ShapeKind::NamedTupleHeir => {
                shape.constructor = self.constructor(class);
            }
        }
        Some(shape)
    }

    fn kind(&self, class: ClassId) -> Option<ShapeKind> {
        let traits = &self.traits[class];
        Some(match traits {
            Traits {
                enumeration: Some(enumeration),
                ..
            } if enumeration.is_flag => ShapeKind::Flag,
            Traits {
                enumeration: Some(_), ..
            } => ShapeKind::Enum,
            Traits {
                is_typed_dict: true, ..
            } => ShapeKind::TypedDict,
            Traits {
                transform: Some(_), ..
            } => ShapeKind::Dataclass,
            Traits {
                named_tuple: Some(_), ..
            } => ShapeKind::NamedTuple,
            Traits { has_fields: true, .. } => self.heir(class),
            _ => return None,
        })
    }

    fn heir(&self, class: ClassId) -> ShapeKind {
        let line = self.hierarchy.project_mro(class);
        let is_tuple = line
            .iter()
            .any(|ancestor| self.traits[*ancestor].named_tuple.is_some());
        if is_tuple {
            ShapeKind::NamedTupleHeir
        } else {
            ShapeKind::DataclassHeir
        }
    }

    /// What is said of a class in one word each: its kind, and whether it is a protocol or abstract.
    pub fn labels(&self, module: ModuleIndex, item: ItemId) -> Vec<&'static str> {
        let Some(class) = self.hierarchy.find(module, item) else {
            return Vec::new();
        };
        let traits = &self.traits[class];
        let kind = self
            .kind(class)
            .map(ShapeKind::label)
            .filter(|label| !label.is_empty());
        let header = &traits.header_labels;
        // What a protocol leaves open is what it asks for.
        let says_all = header.contains(&"protocol") || header.contains(&"abstract");
        let is_abstract = !says_all && self.hierarchy.is_abstract(class);
        kind.into_iter()
            .chain(header.iter().copied())
            .chain(is_abstract.then_some("abstract"))
            .collect()
    }

    /// The class that an item is, for names in its methods.
    fn class_around(&self, module: ModuleIndex, around: Option<&Item>) -> Option<ClassId> {
        self.hierarchy.find(module, around?.id)
    }
}

impl ShapeKind {
    /// The kind in one word, as labels have it; empty for heirs, which say nothing themselves.
    pub fn label(self) -> &'static str {
        match self {
            Self::Dataclass => "dataclass",
            Self::NamedTuple => "namedtuple",
            Self::TypedDict => "typed-dict",
            Self::Enum => "enum",
            Self::Flag => "flag",
            Self::DataclassHeir | Self::NamedTupleHeir => "",
        }
    }
}
