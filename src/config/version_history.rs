//! `version-history`: off, all tags that are versions, or those that a glob takes.

use globset::Glob;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

/// Which tags tell when something came and what changed of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum VersionHistory {
    /// None: nothing is told.
    #[default]
    Off,
    /// Those that are a version (PEP 440), with what is usual before it.
    Releases,
    /// Those that match, with anything before the version.
    Tags(Glob),
}

impl VersionHistory {
    /// Whether it is asked for.
    pub fn is_on(&self) -> bool {
        *self != Self::Off
    }

    /// Those of some tags that the setting takes.
    pub fn filter<'t>(&self, tags: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
        match self {
            Self::Off => Vec::new(),
            Self::Releases => tags.collect(),
            Self::Tags(glob) => {
                let matcher = glob.compile_matcher();
                tags.filter(|tag| matcher.is_match(tag)).collect()
            }
        }
    }
}

impl Serialize for VersionHistory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_bool(false),
            Self::Releases => serializer.serialize_bool(true),
            Self::Tags(glob) => serializer.serialize_str(glob.glob()),
        }
    }
}

impl<'de> Deserialize<'de> for VersionHistory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = VersionHistory;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("`true`, `false` or a glob of tags such as `\"v*\"`")
    }

    fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<VersionHistory, E> {
        Ok(if is_on {
            VersionHistory::Releases
        } else {
            VersionHistory::Off
        })
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<VersionHistory, E> {
        let glob = Glob::new(text).map_err(|error| E::custom(error.kind()))?;
        if text.is_empty() {
            return Err(E::custom(
                "an empty glob takes no tag; `true` takes all that are versions",
            ));
        }
        Ok(VersionHistory::Tags(glob))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: serde_json::Value) -> Result<VersionHistory, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_history_is_off_or_on_or_of_some_tags() {
        let tags = ["v1.0", "docs/v1.0", "latest"];
        for (value, taken) in [
            (json!(false), &[][..]),
            (json!(true), &tags),
            (json!("v*"), &["v1.0"]),
            (json!("*v1.[0-9]"), &["v1.0", "docs/v1.0"]),
        ] {
            let history = read(value.clone()).unwrap();
            assert_eq!(history.filter(tags.into_iter()), taken, "{value}");
            assert_eq!(history.is_on(), value != json!(false));
            assert_eq!(serde_json::to_value(&history).unwrap(), value);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(read(json!("")).unwrap_err().contains("`true` takes all"));
        assert!(
            read(json!("v["))
                .unwrap_err()
                .contains("unclosed character class")
        );
        assert!(
            read(json!(1))
                .unwrap_err()
                .contains("expected `true`, `false` or a glob")
        );
    }
}
