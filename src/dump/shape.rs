//! What is worked out of a class: its fields, keys and members, and the constructor that no one wrote.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::item::{Parameters, lines, parameter_kind, text};
use crate::model::{Class, Lines, ParameterKind};
use crate::resolve::{Constructor, EnumMember, Field, Shape, ShapeKind};

/// Writes what is known of a class beside its members.
pub(super) fn write_shape<M: SerializeMap>(map: &mut M, shape: &Shape) -> Result<(), M::Error> {
    match shape.kind {
        ShapeKind::TypedDict => map.serialize_entry("keys", &Keys(&shape.fields)),
        ShapeKind::Enum | ShapeKind::Flag => {
            map.serialize_entry("enum_members", &EnumMembers(&shape.members))
        }
        ShapeKind::Dataclass | ShapeKind::NamedTuple => map.serialize_entry("fields", &Fields(&shape.fields)),
        ShapeKind::DataclassHeir | ShapeKind::NamedTupleHeir => Ok(()),
    }
}

/// The constructor that is made for the class itself, unless it has a member of that name.
pub(super) fn own_constructor<'s>(shape: Option<&'s Shape>, class: &Class) -> Option<ConstructorView<'s>> {
    let constructor = shape?.constructor.as_ref()?;
    let is_written = class.members.iter().any(|member| member.name == constructor.name);
    (!constructor.is_inherited && !is_written).then_some(ConstructorView(constructor))
}

/// A constructor as a function that stands on no line.
pub(super) struct ConstructorView<'s>(&'s Constructor);

impl ConstructorView<'_> {
    pub(super) fn name(&self) -> &'static str {
        self.0.name
    }
}

impl Serialize for ConstructorView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "function")?;
        map.serialize_entry("name", self.0.name)?;
        lines(&mut map, Lines::NONE)?;
        map.serialize_entry("synthesised", &true)?;
        map.serialize_entry::<_, [(); 0]>("decorators", &[])?;
        map.serialize_entry("parameters", &Parameters(&self.0.function.parameters))?;
        // `__new__` gives the class, which has no annotation that could be written.
        map.serialize_entry("returns", &(self.0.name == "__init__").then_some("None"))?;
        map.end()
    }
}

/// The fields of a dataclass or named tuple.
struct Fields<'s>(&'s [Field]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(FieldView::from))
    }
}

#[derive(Serialize)]
struct FieldView<'s> {
    name: &'s str,
    annotation: Option<&'s str>,
    default: Option<&'s str>,
    /// The kind of the parameter, where the constructor has one for the field.
    kind: Option<&'static str>,
    /// The name of the parameter.
    parameter: Option<&'s str>,
    /// Whether the constructor has to be given it.
    required: bool,
    init_var: bool,
    inherited: bool,
}

impl<'s> From<&'s Field> for FieldView<'s> {
    fn from(field: &'s Field) -> Self {
        let parameter = field.parameter.as_ref();
        Self {
            name: &field.name,
            annotation: text(field.annotation.as_ref()),
            default: text(field.default.as_ref()),
            kind: parameter.map(|parameter| {
                parameter_kind(if parameter.is_keyword_only {
                    ParameterKind::KeywordOnly
                } else {
                    ParameterKind::PositionalOrKeyword
                })
            }),
            parameter: parameter.map(|parameter| parameter.name.as_str()),
            required: parameter.is_some() && field.default.is_none(),
            init_var: field.is_init_var,
            inherited: !field.is_own,
        }
    }
}

/// The keys of a `TypedDict`.
struct Keys<'s>(&'s [Field]);

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'s> {
            name: &'s str,
            annotation: Option<&'s str>,
            required: bool,
            read_only: bool,
            inherited: bool,
        }
        serializer.collect_seq(self.0.iter().map(|field| View {
            name: &field.name,
            annotation: text(field.annotation.as_ref()),
            required: field.key.is_some_and(|key| key.is_required),
            read_only: field.key.is_some_and(|key| key.is_read_only),
            inherited: !field.is_own,
        }))
    }
}

/// The members of an enumeration.
struct EnumMembers<'s>(&'s [EnumMember]);

impl Serialize for EnumMembers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'s> {
            name: &'s str,
            value: Option<&'s str>,
            alias_of: Option<&'s str>,
        }
        serializer.collect_seq(self.0.iter().map(|member| View {
            name: &member.name,
            value: text(member.value.as_ref()),
            alias_of: member.alias_of.as_deref(),
        }))
    }
}
