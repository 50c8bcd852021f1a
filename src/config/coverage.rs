//! `[preprocessor.autodoc.coverage]`: what counts, and how much has to be documented.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::coverage::Rules;

/// The table as written.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in book.toml"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Coverage {
    /// The share that has to be documented.
    pub fail_under: Percent,
    /// Regular expressions; names that one of them matches from their beginning don't count.
    pub ignore_regex: Vec<String>,
    /// Don't count `__init__` methods.
    pub ignore_init_method: bool,
    /// Don't count `__init__.py` files.
    pub ignore_init_module: bool,
    /// Don't count other special methods.
    pub ignore_magic: bool,
    /// Don't count modules themselves.
    pub ignore_module: bool,
    /// Don't count classes within classes and functions.
    pub ignore_nested_classes: bool,
    /// Don't count functions in functions.
    pub ignore_nested_functions: bool,
    /// Don't count functions marked with `@overload`.
    pub ignore_overloaded_functions: bool,
    /// Don't count names with two leading underscores.
    pub ignore_private: bool,
    /// Don't count properties.
    pub ignore_property_decorators: bool,
    /// Don't count names with one leading underscore.
    pub ignore_semiprivate: bool,
    /// Don't count setters of properties.
    pub ignore_setters: bool,
}

impl Default for Coverage {
    fn default() -> Self {
        let Rules {
            ignore_init_method,
            ignore_init_module,
            ignore_magic,
            ignore_module,
            ignore_nested_classes,
            ignore_nested_functions,
            ignore_overloaded_functions,
            ignore_private,
            ignore_property_decorators,
            ignore_semiprivate,
            ignore_setters,
        } = Rules::USUAL;
        Self {
            fail_under: Percent::default(),
            ignore_regex: Vec::new(),
            ignore_init_method,
            ignore_init_module,
            ignore_magic,
            ignore_module,
            ignore_nested_classes,
            ignore_nested_functions,
            ignore_overloaded_functions,
            ignore_private,
            ignore_property_decorators,
            ignore_semiprivate,
            ignore_setters,
        }
    }
}

impl Coverage {
    /// The rules that the keys make up.
    pub fn rules(&self) -> Rules {
        Rules {
            ignore_init_method: self.ignore_init_method,
            ignore_init_module: self.ignore_init_module,
            ignore_magic: self.ignore_magic,
            ignore_module: self.ignore_module,
            ignore_nested_classes: self.ignore_nested_classes,
            ignore_nested_functions: self.ignore_nested_functions,
            ignore_overloaded_functions: self.ignore_overloaded_functions,
            ignore_private: self.ignore_private,
            ignore_property_decorators: self.ignore_property_decorators,
            ignore_semiprivate: self.ignore_semiprivate,
            ignore_setters: self.ignore_setters,
        }
    }
}

/// A number from 0 to 100 with at most one decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u16);

impl Percent {
    /// In tenths of a percent.
    pub fn permille(self) -> usize {
        usize::from(self.0)
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("`{text}` is no number from 0 to 100 with at most one decimal");
        let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
        let digit = |text: &str| {
            text.parse::<u16>()
                .ok()
                .filter(|_| text.bytes().all(|c| c.is_ascii_digit()))
        };
        let whole = digit(whole).filter(|whole| *whole <= 100).ok_or_else(refused)?;
        let tenth = digit(tenth).filter(|tenth| *tenth <= 9).ok_or_else(refused)?;
        let permille = whole * 10 + tenth;
        if permille > 1000 {
            Err(refused())
        } else {
            Ok(Self(permille))
        }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(10) {
            serializer.serialize_u16(self.0 / 10)
        } else {
            serializer.serialize_f64(f64::from(self.0) / 10.0)
        }
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        number.to_string().parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_has_one_decimal_at_most() {
        let read = |text: &str| text.parse::<Percent>().map(|percent| percent.to_string());
        assert_eq!(read("95.5").as_deref(), Ok("95.5"));
        assert_eq!(read("100").as_deref(), Ok("100.0"));
        assert_eq!(read("0.0").as_deref(), Ok("0.0"));
        for wrong in ["", "-1", "101", "100.1", "1.25", "x", "1.", "+1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
