//! `source`: one or several, each a path or a table with a path.

use serde::de::{self, Deserializer, MapAccess, SeqAccess, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize, Serializer};

use super::DocstringStyle;

/// One source or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(pub Vec<Source>);

/// Where Python code is, and how its docstrings are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Source {
    /// A package, a directory of packages, a module or a project. Relative to the book.
    pub path: String,
    /// How its docstrings are written, if not as those of the book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docstring_style: Option<DocstringStyle>,
}

/// The keys of a source that is written as a table.
pub(super) const KEYS: [&str; 2] = ["path", "docstring-style"];

/// A source as a table.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Table {
    path: String,
    docstring_style: Option<DocstringStyle>,
}

impl Serialize for Sources {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(One)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Vec<Source>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a path, a table with `path`, or a list of them")
    }

    fn visit_str<E: de::Error>(self, path: &str) -> Result<Self::Value, E> {
        One.visit_str(path).map(|source| vec![source])
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
        One.visit_map(table).map(|source| vec![source])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut sources = Vec::new();
        while let Some(source) = list.next_element()? {
            sources.push(source);
        }
        Ok(sources)
    }
}

struct One;

impl<'de> de::Visitor<'de> for One {
    type Value = Source;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a path or a table with `path`")
    }

    fn visit_str<E: de::Error>(self, path: &str) -> Result<Source, E> {
        Ok(Source {
            path: path.to_owned(),
            docstring_style: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Source, A::Error> {
        let table = Table::deserialize(MapAccessDeserializer::new(table))?;
        Ok(Source {
            path: table.path,
            docstring_style: table.docstring_style,
        })
    }
}
