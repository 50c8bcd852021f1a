//! Modules and what stands beside them.

use serde::{Deserialize, Serialize};

use super::{Item, ItemId};
use crate::diagnostic::Diagnostic;
use crate::name::ModuleName;

/// What one file (or one namespace package) defines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// The absolute dotted name.
    pub name: ModuleName,
    /// Which kind of module it is.
    pub kind: ModuleKind,
    /// The docstring.
    pub docstring: Option<Docstring>,
    /// `__all__`, if the module has one.
    pub exports: Option<Exports>,
    /// What it defines and imports, in source order. A wildcard import is an item named `*`.
    pub members: Vec<Item>,
}

/// The kinds of modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ModuleKind {
    /// A directory with `__init__.py` or `__init__.pyi`.
    Package,
    /// A single file.
    Module,
    /// A directory without `__init__.py` (PEP 420).
    Namespace,
}

/// The statements that make up `__all__`, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exports {
    /// What each of them adds or removes.
    pub parts: Vec<ExportPart>,
    /// Whether some of them could not be read, so that names may be missing.
    pub is_partial: bool,
}

/// A step in the making of `__all__`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportPart {
    /// A name in a list.
    Name(String),
    /// `__all__` of another module, by the dotted name that leads to it here: `sub.__all__` gives `sub`, a name
    /// bound by `from sub import __all__ as names` gives that name.
    AllOf(String),
    /// `__all__.remove("name")`.
    Remove(String),
}

/// A docstring as `inspect.cleandoc` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Docstring {
    /// The cleaned text; not empty.
    pub text: String,
}

/// The facts of one file with what stands beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The module.
    pub module: Module,
    /// Where each item stands, by [`ItemId`].
    pub positions: Vec<ItemPosition>,
    /// The line of the module's docstring, 0 where there is none.
    pub docstring_line: u32,
    /// What was found on the way. Paths are not filled in.
    pub diagnostics: Vec<Diagnostic>,
}

/// The lines of an item, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPosition {
    /// The first line, decorators included.
    pub line: u32,
    /// The last line.
    pub end_line: u32,
    /// The first line of the docstring, 0 where there is none.
    pub docstring_line: u32,
}

impl Module {
    /// Whether other modules can stand below this one.
    pub fn is_package(&self) -> bool {
        self.kind != ModuleKind::Module
    }
}

impl Extracted {
    /// The position of an item of this file.
    pub fn position(&self, id: ItemId) -> ItemPosition {
        self.positions.get(id.0 as usize).copied().unwrap_or_default()
    }
}
