//! `objects.inv` written: version 2 of the format, which Sphinx and mkdocstrings read.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// A name of our own that others may link to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed<'a> {
    /// The full dotted name.
    pub name: Cow<'a, str>,
    /// Domain and object type, such as `py:class`.
    pub kind: &'static str,
    /// Whether it is another name of something that is documented under its first one.
    pub is_alias: bool,
    /// The path of its page below the book, without its ending.
    pub page: &'a str,
    /// Its anchor on the page.
    pub anchor: &'a str,
}

/// The names of an inventory as its file has them: lines, compressed with zlib.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body(Vec<u8>);

/// zlib's best compression.
const LEVEL: u8 = 9;

impl Body {
    /// Compresses lines, which [`lines`] made.
    pub fn new(lines: &str) -> Self {
        Self(miniz_oxide::deflate::compress_to_vec_zlib(
            lines.as_bytes(),
            LEVEL,
        ))
    }
}

/// The lines of an inventory. Equal names give equal lines, in whatever order they come.
pub fn lines(mut listed: Vec<Listed<'_>>) -> String {
    // A line is taken apart at its blanks. A key of a dictionary may have some, and then nobody links to it.
    listed.retain(|object| {
        let parts = [&object.name, object.page, object.anchor];
        !parts
            .iter()
            .any(|part| part.contains(|other: char| other.is_whitespace() || other.is_control()))
    });
    listed.sort_unstable();
    listed.dedup_by(|right, left| (&left.name, left.kind) == (&right.name, right.kind));
    let mut lines = String::new();
    let mut location = String::new();
    for object in &listed {
        location.clear();
        let _ = write!(location, "{}.html#{}", object.page, object.anchor);
        let (start, sign) = match location.strip_suffix(&*object.name) {
            Some(start) => (start, "$"),
            None => (location.as_str(), ""),
        };
        let parts = [&object.name, " ", object.kind, " ", priority(object), " "];
        lines.extend(parts);
        lines.extend([start, sign, " -\n"]);
    }
    lines
}

/// Writes an inventory.
pub fn write(project: &str, version: &str, body: &Body) -> Vec<u8> {
    let (project, version) = (one_line(project), one_line(version));
    let header = format!(
        "# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n\
         # The remainder of this file is compressed using zlib.\n"
    );
    [header.as_bytes(), &body.0].concat()
}

/// The priority that Sphinx's Python domain gives to names, for a search.
fn priority(object: &Listed<'_>) -> &'static str {
    match (object.is_alias, object.kind) {
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

    fn listed<'a>(
        name: &'a str,
        kind: &'static str,
        is_alias: bool,
        page: &'a str,
        anchor: &'a str,
    ) -> Listed<'a> {
        Listed {
            name: name.into(),
            kind,
            is_alias,
            page,
            anchor,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let names = [
            listed("pkg.C", "py:class", false, "api/pkg", "pkg.C"),
            listed("pkg._c.C", "py:class", true, "api/pkg", "pkg.C"),
            listed("pkg", "py:module", false, "api/pkg", "pkg"),
            listed("pkg.C", "py:class", true, "api/elsewhere", "pkg.C"),
            listed("pkg.C.a b", "py:attribute", false, "api/pkg", "pkg.C.a b"),
            listed("pkg.C.a\nx py:class 1 y -", "py:attribute", false, "api/pkg", "x"),
        ];
        let bytes = write("A\n project", "1.0", &Body::new(&lines(names.to_vec())));
        let mut backwards = names.to_vec();
        backwards.reverse();
        assert!(write("A project", "1.0", &Body::new(&lines(backwards))) == bytes);
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
