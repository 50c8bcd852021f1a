//! The names of other packages that say what a class is.

/// How a class gets its constructor from its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// `dataclasses.dataclass`.
    Dataclass,
    /// `attr.s`, which takes fields from `attr.ib()` alone unless `auto_attribs` is given.
    AttrsOld,
    /// `attrs.define` and its kin.
    Attrs,
    /// `pydantic.BaseModel`.
    Pydantic,
    /// `msgspec.Struct`.
    Msgspec,
    /// The dataclasses of `SQLAlchemy`.
    SqlAlchemy,
    /// Anything with `dataclass_transform` (PEP 681).
    Other,
}

/// What a decorator of another package makes of a class.
pub(super) fn decorator(full_name: &str) -> Option<Flavour> {
    Some(match ends(full_name) {
        ("dataclasses", "dataclass") => Flavour::Dataclass,
        ("pydantic", "dataclass") => Flavour::Dataclass,
        ("attr" | "attrs", "s" | "attrs" | "attributes" | "dataclass") => Flavour::AttrsOld,
        ("attr" | "attrs", "define" | "frozen" | "mutable") => Flavour::Attrs,
        ("sqlalchemy", "mapped_as_dataclass" | "unmapped_dataclass") => Flavour::SqlAlchemy,
        _ => return None,
    })
}

/// What a base class of another package makes of the classes below it.
pub(super) fn base(full_name: &str) -> Option<Flavour> {
    Some(match ends(full_name) {
        ("pydantic", "BaseModel" | "BaseSettings") | ("pydantic_settings", "BaseSettings") => {
            Flavour::Pydantic
        }
        ("msgspec", "Struct") => Flavour::Msgspec,
        ("sqlalchemy", "MappedAsDataclass") => Flavour::SqlAlchemy,
        _ => return None,
    })
}

/// The same for a class that stands in the project: the one at the top, which others of its package build upon.
pub(super) fn root(full_name: &str) -> Option<Flavour> {
    base(full_name).filter(|_| !full_name.ends_with(".BaseSettings"))
}

/// Whether a call in the place of a field's value says more about the field.
pub(super) fn is_specifier(flavour: Flavour, full_name: &str) -> bool {
    let known = ends(full_name);
    match flavour {
        Flavour::Dataclass => matches!(known, ("dataclasses", "field") | ("pydantic", "Field")),
        Flavour::AttrsOld | Flavour::Attrs => {
            matches!(known, ("attr" | "attrs", "ib" | "attrib" | "attr" | "field"))
        }
        Flavour::Pydantic => matches!(known, ("pydantic", "Field" | "PrivateAttr" | "ModelPrivateAttr")),
        Flavour::Msgspec => matches!(known, ("msgspec", "field")),
        Flavour::SqlAlchemy => {
            known.0 == "sqlalchemy"
                && matches!(
                    known.1,
                    "mapped_column"
                        | "relationship"
                        | "composite"
                        | "column_property"
                        | "deferred"
                        | "synonym"
                        | "association_proxy"
                        | "query_expression"
                )
        }
        Flavour::Other => false,
    }
}

/// Whether the first argument of a field specifier is the default.
pub(super) fn takes_default_first(full_name: &str) -> bool {
    matches!(
        ends(full_name),
        ("pydantic", "Field" | "PrivateAttr") | ("attr" | "attrs", "ib" | "attrib" | "attr")
    )
}

/// Whether a full name has a meaning here, so that no alias is followed behind it.
pub(super) fn is_known(full_name: &str) -> bool {
    decorator(full_name).is_some()
        || base(full_name).is_some()
        || takes_default_first(full_name)
        || matches!(
            ends(full_name).0,
            "dataclasses" | "enum" | "typing" | "typing_extensions" | "msgspec"
        )
        || full_name == "collections.namedtuple"
}

/// Whether a base class from outside has no constructor of its own.
pub(super) fn is_harmless(full_name: &str) -> bool {
    // A name without a module is one of the built-in classes.
    let is_builtin = !full_name.is_empty() && !full_name.contains('.');
    let known = ends(full_name);
    is_builtin
        || matches!(
            known.0,
            "abc" | "annotated_types" | "builtins" | "collections" | "enum" | "typing" | "typing_extensions"
        )
        || is_registry(full_name)
}

/// Whether the classes right below a class are the roots of tables (`SQLAlchemy`).
pub(super) fn is_registry(full_name: &str) -> bool {
    matches!(
        ends(full_name),
        ("sqlalchemy", "DeclarativeBase" | "DeclarativeBaseNoMeta")
    )
}

/// Whether a base class from outside is made from no fields: it is harmless, or one of the standard library that
/// people derive from.
pub(super) fn has_no_fields(full_name: &str) -> bool {
    is_harmless(full_name)
        || matches!(
            ends(full_name).0,
            "argparse"
                | "ast"
                | "asyncio"
                | "codecs"
                | "concurrent"
                | "configparser"
                | "contextlib"
                | "ctypes"
                | "datetime"
                | "decimal"
                | "email"
                | "functools"
                | "html"
                | "http"
                | "importlib"
                | "io"
                | "json"
                | "logging"
                | "multiprocessing"
                | "numbers"
                | "os"
                | "pathlib"
                | "queue"
                | "random"
                | "socket"
                | "socketserver"
                | "string"
                | "threading"
                | "tkinter"
                | "types"
                | "unittest"
                | "urllib"
                | "uuid"
                | "weakref"
                | "xml"
        )
}

/// Whether a decorator declares that what is below it makes dataclasses (PEP 681). The name with underscores is from
/// before the PEP.
pub(super) fn is_transform(full_name: &str) -> bool {
    typing(full_name) == Some("dataclass_transform") || ends(full_name).1 == "__dataclass_transform__"
}

/// The name without its module, of a thing in `typing` or in the package that has it earlier.
pub(super) fn typing(full_name: &str) -> Option<&str> {
    let (module, name) = full_name.rsplit_once('.')?;
    matches!(module, "typing" | "typing_extensions").then_some(name)
}

/// The package and the last part of a full name.
fn ends(full_name: &str) -> (&str, &str) {
    let first = full_name.split('.').next().unwrap_or(full_name);
    let last = full_name.rsplit('.').next().unwrap_or(full_name);
    (first, last)
}

/// Whether a class is one of the module `enum`.
pub(super) fn is_enum_module(full_name: &str) -> bool {
    full_name.starts_with("enum.")
}
