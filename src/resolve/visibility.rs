//! What is shown.

use serde::{Deserialize, Serialize};

use crate::model::{Item, ItemData};
use crate::name::{is_private, is_special};

/// Which items are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisibilityOptions {
    /// Show names with a leading underscore.
    pub private: bool,
    /// Which `__special__` members are shown.
    pub special: SpecialMembers,
    /// Show items without a docstring.
    pub undocumented: bool,
}

/// Which `__special__` members are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpecialMembers {
    /// Those with a docstring, and `__init__` when it takes parameters.
    #[default]
    Documented,
    /// All.
    All,
    /// None.
    None,
}

impl VisibilityOptions {
    /// Whether the name of a module's part allows it to be shown.
    pub(super) fn shows_module_part(self, part: &str) -> bool {
        if is_special(part) {
            self.special == SpecialMembers::All
        } else {
            self.private || !is_private(part)
        }
    }

    /// Whether a definition at the top level of a module is shown by its name.
    pub(super) fn shows_name(self, name: &str) -> bool {
        if is_special(name) {
            self.special == SpecialMembers::All
        } else {
            self.private || !is_private(name)
        }
    }

    /// Whether an item is shown by what is written about it.
    pub(super) fn shows_content(self, item: &Item) -> bool {
        self.undocumented
            || item.docstring.is_some()
            || item
                .members()
                .iter()
                .any(|member| self.shows_member(member) && self.shows_content(member))
    }

    /// Whether the member of a class is shown.
    pub(super) fn shows_member(self, member: &Item) -> bool {
        if matches!(member.data, ItemData::Import(_)) || is_for_constructor(member) {
            return false;
        }
        if !is_special(&member.name) {
            return self.private || !is_private(&member.name);
        }
        match self.special {
            SpecialMembers::All => true,
            SpecialMembers::None => false,
            SpecialMembers::Documented => member.docstring.is_some() || is_constructor(member),
        }
    }
}

fn is_constructor(member: &Item) -> bool {
    let ItemData::Function(function) = &member.data else {
        return false;
    };
    member.name == "__init__" && function.parameters.len() > 1
}

/// Whether a name in a class body speaks of the constructor alone: the `KW_ONLY` of a dataclass, and `InitVar`s that
/// have nothing else to tell.
fn is_for_constructor(member: &Item) -> bool {
    let ItemData::Attribute(attribute) = &member.data else {
        return false;
    };
    match attribute
        .annotation
        .as_ref()
        .map(|annotation| annotation.leading_last())
    {
        Some("KW_ONLY") => true,
        Some("InitVar") => member.docstring.is_none(),
        _ => false,
    }
}
