//! What one Python file says, as plain data.
//!
//! The words are griffe's and Python's own. Nothing here searches, resolves, reads or renders; positions stand
//! beside the items (see [`Extracted`]), so that an edit to a function's body leaves every item equal.

mod annotated;
mod expression;
mod flow;
mod function;
mod functional;
mod ignores;
mod interface;
mod item;
mod labels;
mod module;
mod positions;

pub use annotated::deprecation;
pub use expression::{Expression, NameSpan};
pub use flow::Flow;
pub use function::{Function, Overload, Parameter, ParameterKind, TypeParameter, TypeParameterKind};
pub use functional::{FunctionalForm, functional_class};
pub use ignores::Ignore;
pub use interface::Interface;
pub use item::{
    Attribute, Certainty, Class, Conditions, Elsewhere, Import, Item, ItemData, ItemId, Itself, Keyword,
    TypeAlias,
};
pub use labels::{Label, Labels};
pub use module::{
    Docstring, DocstringPosition, ExportPart, Exports, Extracted, ItemPosition, Lines, Module, ModuleKind,
    RuntimeNames,
};
pub use positions::Positions;
