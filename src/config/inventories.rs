//! `inventories`: where the inventories of other projects lie, and reading them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use serde::de::{self, Deserializer, MapAccess, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize, Serializer};

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::short_digest;
use crate::discover::{Unread, read_limited};
use crate::inventory::{Inventories, Inventory, PYTHON, PYTHON_URL, python};

/// A file of an inventory has at most so many bytes. The largest in use have a tenth of it.
pub const MOST_INVENTORY_BYTES: u64 = 16 << 20;

/// The inventory of another project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InventorySource {
    /// A file and the documentation that it belongs to.
    File(InventoryFile),
    /// `false`: nothing is linked there, although an inventory comes with the program.
    Off,
}

/// An inventory beside the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct InventoryFile {
    /// Its `objects.inv`. Relative to the book.
    pub file: String,
    /// Where its pages are on the web.
    pub url: String,
}

/// The keys of an inventory.
pub(super) const KEYS: [&str; 2] = ["file", "url"];

impl Serialize for InventorySource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::File(file) => file.serialize(serializer),
            Self::Off => serializer.serialize_bool(false),
        }
    }
}

impl<'de> Deserialize<'de> for InventorySource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = InventorySource;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a table with `file` and `url`, or `false`")
    }

    fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<Self::Value, E> {
        if is_on {
            return Err(E::invalid_value(de::Unexpected::Bool(true), &self));
        }
        Ok(InventorySource::Off)
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
        let file = InventoryFile::deserialize(MapAccessDeserializer::new(table))?;
        Ok(InventorySource::File(file))
    }
}

/// What is wrong with the address of an inventory's pages, if anything is.
pub(super) fn bad_url(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let is_web = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace));
    (!is_web).then(|| {
        format!("`url` is where the pages of an inventory are on the web, `https://…`, and `{url}` is no such address")
    })
}

/// What is in a file, or why it cannot be read.
type Content = Result<Vec<u8>, String>;

/// The files of the inventories of a book. Each is read once: what is digested is what is linked.
#[derive(Debug)]
pub struct InventoryFiles<'a> {
    files: Vec<(&'a str, &'a InventoryFile, Content)>,
    /// Whether the inventory of Python that comes with the program counts too.
    has_python: bool,
}

impl<'a> InventoryFiles<'a> {
    /// Reads the files of a book in the directory `book`.
    pub fn read(sources: &'a BTreeMap<String, InventorySource>, book: &Path) -> Self {
        let files = sources.iter().filter_map(|(name, source)| match source {
            InventorySource::File(source) => Some((name.as_str(), source, read(&book.join(&source.file)))),
            InventorySource::Off => None,
        });
        Self {
            files: files.collect(),
            has_python: !sources.contains_key(PYTHON),
        }
    }

    /// The digest of what they say, and of why some could not be read.
    pub fn digest(&self) -> u64 {
        let files = self.files.iter();
        let files: Vec<_> = files
            .map(|(name, source, bytes)| (name, &source.file, &source.url, bytes))
            .collect();
        short_digest(&(files, self.has_python))
    }

    /// The inventories. What cannot be read is a finding, and not linked.
    pub fn parse(&self) -> (Inventories, Vec<Diagnostic>) {
        let mut inventories = Inventories::default();
        let mut diagnostics = Vec::new();
        for (name, source, bytes) in &self.files {
            let (inventory, problem) = match bytes {
                Ok(bytes) => Inventory::read(bytes),
                Err(reason) => {
                    let message = format!("the inventory cannot be read: {reason}");
                    let problem = Diagnostic::new(Code::UnreadableInventory, message);
                    (Inventory::default(), Some(problem))
                }
            };
            let problem = problem.map(|problem| {
                let until = if inventory.is_empty() {
                    "there are no links to it"
                } else {
                    "links lead to the names before the damage alone"
                };
                let help = format!(
                    "save `objects.inv` of {} as this file anew; until then {until}",
                    source.url
                );
                problem.in_file(source.file.clone()).help(help)
            });
            diagnostics.extend(problem);
            inventories.add(name, &source.url, Cow::Owned(inventory));
        }
        if self.has_python {
            inventories.add(PYTHON, PYTHON_URL, Cow::Borrowed(python()));
        }
        (inventories, diagnostics)
    }
}

fn read(path: &Path) -> Content {
    read_limited(path, MOST_INVENTORY_BYTES).map_err(|error| match error {
        Unread::NotRegular => "it is no file".to_owned(),
        Unread::TooLarge(_) => "it is larger than any inventory should be".to_owned(),
        Unread::Failed(error) if error.kind() == ErrorKind::NotFound => "there is no such file".to_owned(),
        Unread::Failed(error) => error.to_string(),
    })
}
