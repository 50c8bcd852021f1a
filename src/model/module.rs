//! Modules and what stands beside them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use super::{Elsewhere, Ignore, Import, Item, ItemData, ItemId, Positions};
use crate::diagnostic::Diagnostic;
use crate::name::ModuleName;
use crate::text::{Location, Locator, Places};
use crate::token::string_value;

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
    /// Imports whose names are bound to something else further down, in source order. A class between the two may be
    /// derived from what is imported: `from forms import Field`, `class Field(Field)`.
    pub replaced_imports: Vec<Item>,
    /// What it defines on other targets only.
    pub elsewhere: ThinVec<Elsewhere>,
    /// What it may have beside that once it runs.
    pub runtime_names: RuntimeNames,
}

/// The names that a module may have without a statement at its top level that binds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuntimeNames {
    /// Those that functions declare with `global`, sorted; the top level may bind them as well.
    pub globals: Vec<String>,
    /// Whether it may bind any others, by `globals()`, `vars()`, `locals()` or `sys.modules[__name__]`.
    pub is_open: bool,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exports {
    /// What each of them adds or removes.
    pub parts: Vec<ExportPart>,
    /// Whether some of them could not be read, so that names may be missing.
    pub is_partial: bool,
}

/// A step in the making of `__all__`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExportPart {
    /// A name in a list.
    Name(String),
    /// `__all__` of another module, by the dotted name that leads to it here: `sub.__all__` gives `sub`, a name
    /// bound by `from sub import __all__ as names` gives that name.
    AllOf(String),
    /// `__all__.remove("name")`.
    Remove(String),
    /// What the stub beside the module imports from modules beside it (`lazy_loader.attach_stub`).
    StubImports,
    /// A comment on a line of its own in a list: the title of the names below it. Empty where the group ends.
    Title(String),
}

/// A docstring as `inspect.cleandoc` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Docstring {
    /// The cleaned text; not empty.
    pub text: Arc<str>,
}

/// The facts of one file with what stands beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The module.
    pub module: Module,
    /// Where each item stands, by [`ItemId`].
    pub positions: Positions,
    /// Where the module's docstring stands.
    pub docstring: DocstringPosition,
    /// Where the names of `__all__` are written first, sorted by name.
    pub export_places: Vec<(String, Location)>,
    /// What the stub beside the module imports under names that the module binds as well, sorted by name.
    pub stub_imports: Vec<(String, Import)>,
    /// The comments that say which findings are not to be mentioned.
    pub ignores: Vec<Ignore>,
    /// What was found on the way. Paths are not filled in.
    pub diagnostics: Vec<Diagnostic>,
}

/// The first and the last line of something, counted from 1; 0 where it is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lines {
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
}

/// The lines of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ItemPosition {
    /// The whole item, decorators included.
    pub lines: Lines,
    /// The docstring.
    pub docstring: DocstringPosition,
    /// Each decorator.
    pub decorators: ThinVec<Lines>,
    /// Whether the lines are those of the stub beside the module, which alone has the item.
    pub is_in_stub: bool,
    /// Whether the stub beside the module declares it, so that the names in its signature are those of the stub.
    pub is_declared_in_stub: bool,
}

/// Where a docstring stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocstringPosition {
    /// The lines of the string, or of the statement that it is a part of.
    pub lines: Lines,
    /// The place of each character; nothing where the text cannot be found in the source.
    pub places: Places,
    /// Whether it stands in the stub beside the module.
    pub is_in_stub: bool,
}

impl Lines {
    /// Nothing is there.
    pub const NONE: Self = Self { first: 0, last: 0 };
}

impl ItemPosition {
    /// The position of what no file defines.
    pub const NOWHERE: Self = Self {
        lines: Lines::NONE,
        docstring: DocstringPosition::NOWHERE,
        decorators: ThinVec::new(),
        is_in_stub: false,
        is_declared_in_stub: false,
    };
}

impl DocstringPosition {
    /// The position of a docstring that is not there.
    pub const NOWHERE: Self = Self {
        lines: Lines::NONE,
        places: Places::NONE,
        is_in_stub: false,
    };

    /// Finds places of the docstring of this position.
    pub fn locator<'a>(&'a self, docstring: &'a Docstring) -> Locator<'a> {
        self.places.of(&docstring.text)
    }
}

impl Module {
    /// The value of `__docformat__` (PEP 258): how the docstrings of the module are written.
    pub fn docformat(&self) -> Option<String> {
        let item = self.members.iter().find(|item| item.name == "__docformat__")?;
        match &item.data {
            ItemData::Attribute(attribute) => string_value(&attribute.value.as_ref()?.text),
            _ => None,
        }
    }

    /// Whether other modules can stand below this one.
    pub fn is_package(&self) -> bool {
        self.kind != ModuleKind::Module
    }
}

impl Extracted {
    /// The position of an item of this file.
    pub fn position(&self, id: ItemId) -> ItemPosition {
        self.positions.get(id)
    }
}
