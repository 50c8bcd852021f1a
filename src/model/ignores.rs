//! Comments that say which findings are not to be mentioned.

use serde::{Deserialize, Serialize};

use super::Lines;
use crate::text::Location;

/// A comment such as `# autodoc: ignore[unknown-parameter]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// Where the words begin; what is found on this line is meant.
    pub location: Location,
    /// The place behind them.
    pub end: Location,
    /// The docstring that is meant as well: that of the item in whose header the comment stands, or that it stands
    /// behind.
    pub docstring: Lines,
    /// The words themselves, from `autodoc:` to the closing bracket.
    pub words: String,
    /// The names of the codes, as they are written.
    pub codes: Vec<String>,
    /// Whether it stands in the stub beside the module.
    pub is_in_stub: bool,
}
