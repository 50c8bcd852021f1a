//! Functions and methods.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use super::{Docstring, Expression, ItemId};

/// A function, or a method when it stands in a class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Function {
    /// The parameters in order, `self` included.
    pub parameters: Vec<Parameter>,
    /// The annotation after `->`.
    pub returns: Option<Arc<Expression>>,
    /// The decorators in order, without `@`.
    pub decorators: ThinVec<Expression>,
    /// PEP 695 type parameters.
    pub type_parameters: ThinVec<TypeParameter>,
    /// The signatures marked with `@overload`, in order. Empty for most functions.
    pub overloads: ThinVec<Overload>,
    /// The functions that are registered with it where it is a dispatcher (PEP 443), in order.
    pub registered: ThinVec<Overload>,
}

/// A further signature under one name: an `@overload` of a function, a function registered with a dispatcher, or a
/// setter or deleter of a property. Its decorators tell which. Its hash leaves the number out, as that of an item does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overload {
    /// Its number in the file.
    pub id: ItemId,
    /// The signature; its own `overloads` are empty.
    pub signature: Arc<Function>,
    /// Its docstring.
    pub docstring: Option<Docstring>,
}

impl Hash for Overload {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            id: _,
            signature,
            docstring,
        } = self;
        (signature, docstring).hash(state);
    }
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parameter {
    /// The name, without asterisks.
    pub name: CompactString,
    /// How an argument reaches it.
    pub kind: ParameterKind,
    /// The annotation.
    pub annotation: Option<Arc<Expression>>,
    /// The default value.
    pub default: Option<Arc<Expression>>,
}

/// The five kinds of parameters, as `inspect.Parameter.kind` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ParameterKind {
    /// Before `/`.
    PositionalOnly,
    /// Between `/` and `*`.
    PositionalOrKeyword,
    /// `*args`.
    VarPositional,
    /// After `*`.
    KeywordOnly,
    /// `**kwargs`.
    VarKeyword,
}

/// A type parameter (PEP 695), perhaps with a default (PEP 696).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TypeParameter {
    /// The name, without asterisks.
    pub name: CompactString,
    /// Which of the three it is.
    pub kind: TypeParameterKind,
    /// The bound, or the tuple of constraints.
    pub bound: Option<Expression>,
    /// The default.
    pub default: Option<Expression>,
}

/// The kinds of type parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TypeParameterKind {
    /// `T`.
    TypeVar,
    /// `*Ts`.
    TypeVarTuple,
    /// `**P`.
    ParamSpec,
}
