//! `objects.inv` written: version 2 of the format, which Sphinx and mkdocstrings read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A name of our own that others may link to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listed {
    /// The full dotted name.
    pub name: String,
    /// Domain and object type, such as `py:class`.
    pub kind: Cow<'static, str>,
    /// Whether it is another name of something that is documented under its first one.
    pub is_alias: bool,
    /// The address of its page below that of the book, with the anchor.
    pub location: String,
}

/// zlib's best compression.
const LEVEL: u8 = 9;

/// Writes an inventory. Equal names give equal bytes, in whatever order they come.
pub fn write(project: &str, version: &str, mut listed: Vec<Listed>) -> Vec<u8> {
    // A line is taken apart at its blanks. A key of a dictionary may have some, and then nobody links to it.
    listed.retain(|object| {
        let parts = [&object.name, &object.location];
        !parts
            .iter()
            .any(|part| part.contains(|other: char| other.is_whitespace() || other.is_control()))
    });
    listed.sort_unstable();
    listed.dedup_by(|right, left| (&left.name, &left.kind) == (&right.name, &right.kind));
    let mut lines = String::new();
    for object in &listed {
        let Listed {
            name, kind, location, ..
        } = object;
        let (start, sign) = match location.strip_suffix(name.as_str()) {
            Some(start) => (start, "$"),
            None => (location.as_str(), ""),
        };
        lines.extend([name, " ", kind, " ", priority(object), " ", start, sign, " -\n"]);
    }
    let (project, version) = (one_line(project), one_line(version));
    let header = format!(
        "# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n\
         # The remainder of this file is compressed using zlib.\n"
    );
    let mut bytes = header.into_bytes();
    bytes.extend(miniz_oxide::deflate::compress_to_vec_zlib(
        lines.as_bytes(),
        LEVEL,
    ));
    bytes
}

/// The priority that Sphinx's Python domain gives to names, for a search.
fn priority(object: &Listed) -> &'static str {
    match (object.is_alias, &*object.kind) {
        (true, _) => "-1",
        (false, "py:module") => "0",
        (false, _) => "1",
    }
}

/// A line of the header ends where the text does.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Inventory;

    fn listed(name: &str, kind: &'static str, is_alias: bool, location: &str) -> Listed {
        Listed {
            name: name.to_owned(),
            kind: kind.into(),
            is_alias,
            location: location.to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let names = [
            listed("pkg.C", "py:class", false, "api/pkg.html#pkg.C"),
            listed("pkg._c.C", "py:class", true, "api/pkg.html#pkg.C"),
            listed("pkg", "py:module", false, "api/pkg.html#pkg"),
            listed("pkg.C", "py:class", true, "api/elsewhere.html#pkg.C"),
            listed("pkg.C.a b", "py:attribute", false, "api/pkg.html#pkg.C.a b"),
            listed(
                "pkg.C.a\nx py:class 1 y -",
                "py:attribute",
                false,
                "api/pkg.html#x",
            ),
        ];
        let bytes = write("A\n project", "1.0", names.to_vec());
        let mut backwards = names.to_vec();
        backwards.reverse();
        assert!(write("A project", "1.0", backwards) == bytes);
        let (inventory, problem) = Inventory::read(&bytes);
        assert_eq!(problem, None);
        assert_eq!(
            (inventory.project.as_str(), inventory.version.as_str()),
            ("A project", "1.0")
        );
        let objects: Vec<_> = inventory
            .objects()
            .map(|object| (object.name, object.location()))
            .collect();
        assert_eq!(
            objects,
            [
                ("pkg", "api/pkg.html#pkg".to_owned()),
                ("pkg.C", "api/pkg.html#pkg.C".to_owned()),
                ("pkg._c.C", "api/pkg.html#pkg.C".to_owned()),
            ]
        );
    }
}
