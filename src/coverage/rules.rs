//! What is not counted.

use super::{Definition, Kind};
use crate::name::is_special;

/// What is not counted, by the names that interrogate has for it.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// `__init__` methods.
    pub ignore_init_method: bool,
    /// `__init__.py` files.
    pub ignore_init_module: bool,
    /// Special methods but for `__init__`.
    pub ignore_magic: bool,
    /// Modules themselves.
    pub ignore_module: bool,
    /// Classes within others and within functions, with all that is in them.
    pub ignore_nested_classes: bool,
    /// Functions in functions.
    pub ignore_nested_functions: bool,
    /// Functions marked with `@overload`.
    pub ignore_overloaded_functions: bool,
    /// Names with two leading underscores.
    pub ignore_private: bool,
    /// Properties with their setters and deleters.
    pub ignore_property_decorators: bool,
    /// Names with one leading underscore.
    pub ignore_semiprivate: bool,
    /// Setters of properties.
    pub ignore_setters: bool,
}

impl Rules {
    /// Nothing is left out.
    pub const NONE: Self = Self {
        ignore_init_method: false,
        ignore_init_module: false,
        ignore_magic: false,
        ignore_module: false,
        ignore_nested_classes: false,
        ignore_nested_functions: false,
        ignore_overloaded_functions: false,
        ignore_private: false,
        ignore_property_decorators: false,
        ignore_semiprivate: false,
        ignore_setters: false,
    };

    /// Left out is what users don't see, and what is documented elsewhere: constructors by their classes, setters by
    /// their properties, overloads by their functions.
    pub const USUAL: Self = Self {
        ignore_init_method: true,
        ignore_magic: true,
        ignore_nested_functions: true,
        ignore_overloaded_functions: true,
        ignore_private: true,
        ignore_semiprivate: true,
        ignore_setters: true,
        ..Self::NONE
    };

    /// Whether each of the definitions of a file counts. `is_ignored` tells which names are left out beside; what is in
    /// something that is left out does not count either.
    pub fn counted(&self, definitions: &[Definition], is_ignored: &dyn Fn(&str) -> bool) -> Vec<bool> {
        let mut is_left_out: Vec<bool> = Vec::with_capacity(definitions.len());
        for found in definitions {
            let is_in_one = found.parent.is_some_and(|parent| is_left_out[parent]);
            let is_named = found.kind != Kind::Module && is_ignored(&found.name);
            is_left_out.push(is_in_one || is_named || self.leaves_out(found, definitions));
        }
        let counts = definitions.iter().zip(is_left_out);
        counts
            .map(|(found, left_out)| !(left_out || self.ignore_module && found.kind == Kind::Module))
            .collect()
    }

    /// Whether a definition is left out with all that is in it.
    fn leaves_out(&self, found: &Definition, definitions: &[Definition]) -> bool {
        let around = found.parent.map(|parent| definitions[parent].kind);
        let is_in_function = matches!(around, Some(Kind::Function | Kind::Method));
        let name = found.name.as_str();
        match found.kind {
            Kind::Module => return false,
            Kind::Class => {
                if self.ignore_nested_classes && around != Some(Kind::Module) {
                    return true;
                }
            }
            Kind::Function | Kind::Method => {
                let marks = found.marks;
                let is_special = is_special(name) && name != "__init__";
                let is_ignored = self.ignore_init_method && name == "__init__"
                    || self.ignore_magic && is_special
                    || self.ignore_property_decorators
                        && (marks.is_property || marks.is_setter || marks.is_deleter)
                    || self.ignore_setters && marks.is_setter
                    || self.ignore_overloaded_functions && marks.is_overload
                    || self.ignore_nested_functions && is_in_function;
                if is_ignored {
                    return true;
                }
            }
        }
        let is_hidden = name.starts_with('_') && !name.ends_with("__");
        let is_private = name.starts_with("__");
        is_hidden && (self.ignore_private && is_private || self.ignore_semiprivate && !is_private)
    }
}
