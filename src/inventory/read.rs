//! `objects.inv` read: versions 1 and 2 of the format, as Sphinx's `sphinx.util.inventory` reads them.

use std::borrow::Cow;

use super::{Inventory, Object};
use crate::diagnostic::{Code, Diagnostic};

/// Inventories are not inflated further than this, in bytes. The largest in use have a tenth of it.
const MOST_TEXT: usize = 64 << 20;

impl Inventory {
    /// Reads an `objects.inv`. What cannot be read is left out, and said.
    pub fn read(bytes: &[u8]) -> (Self, Option<Diagnostic>) {
        let mut rest = bytes;
        let mut header = || {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let (line, behind) = rest.split_at(end);
            rest = behind.get(1..).unwrap_or_default();
            String::from_utf8_lossy(line).trim_end().to_owned()
        };
        let (first, project, version) = (header(), header(), header());
        let value = |line: &str, key: &str| {
            let value = line.strip_prefix("# ").and_then(|line| line.strip_prefix(key));
            value.unwrap_or_default().trim().to_owned()
        };
        let (text, problem) = match first.as_str() {
            "# Sphinx inventory version 1" => (String::from_utf8_lossy(rest).into_owned(), None),
            "# Sphinx inventory version 2" => {
                let compression = header();
                if compression.contains("zlib") {
                    inflate(rest)
                } else {
                    (
                        String::new(),
                        Some("it is not compressed with zlib, as the format says"),
                    )
                }
            }
            _ => (
                String::new(),
                Some("it does not begin as an inventory of Sphinx does"),
            ),
        };
        let text = if first.ends_with('1') {
            expand_version_1(&text)
        } else {
            text
        };
        let inventory = Self {
            project: value(&project, "Project:"),
            version: value(&version, "Version:"),
            lines: Cow::Owned(sorted(&text)),
        };
        let how = if inventory.is_empty() {
            "cannot be read"
        } else {
            "cannot be read to its end"
        };
        let problem = problem.map(|problem| {
            Diagnostic::new(
                Code::UnreadableInventory,
                format!("the inventory {how}: {problem}"),
            )
        });
        (inventory, problem)
    }
}

/// The lines of version 1, `name type location`, as those of version 2.
fn expand_version_1(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let mut parts = line.splitn(3, char::is_whitespace);
        let (Some(name), Some(kind), Some(location)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let (kind, anchor) = match kind {
            "mod" => ("module", "module-"),
            other => (other, ""),
        };
        lines.extend([name, " py:", kind, " 1 ", location.trim(), "#", anchor, "$ -\n"]);
    }
    lines
}

/// The lines that can be read, sorted by name and kind.
fn sorted(text: &str) -> String {
    let lines = text.lines().map(str::trim_end);
    let with_key = |line| object(line).map(|object| ((object.name, object.kind), line));
    let mut lines: Vec<((&str, &str), &str)> = lines.filter_map(with_key).collect();
    // The sort is stable, and of two equal ones Sphinx, too, takes the first.
    lines.sort_by_key(|(key, _)| *key);
    lines.dedup_by_key(|(key, _)| *key);
    lines.into_iter().flat_map(|(_, line)| [line, "\n"]).collect()
}

/// Inflates a text. Of one that ends too early the lines before are given.
fn inflate(bytes: &[u8]) -> (String, Option<&'static str>) {
    match miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes, MOST_TEXT) {
        Ok(text) => (lossy(text), None),
        Err(error) => {
            let problem = if error.status == miniz_oxide::inflate::TINFLStatus::HasMoreOutput {
                "it is longer than any inventory should be"
            } else {
                "it is damaged, or its end is missing"
            };
            let mut text = lossy(error.output);
            text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
            (text, Some(problem))
        }
    }
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Takes a line apart: `name domain:type priority location title`, where the name may have blanks.
///
/// The name is as short as it can be: it ends before the first `domain:type` that is followed by a whole number.
pub(super) fn object(line: &str) -> Option<Object<'_>> {
    let words = Words { line, at: 0 };
    let mut words = words.skip(1).peekable();
    loop {
        let kind = words.next()?;
        let Some(priority) = words.peek() else { continue };
        if !is_whole_number(of(line, *priority)) || !of(line, kind).contains(':') {
            continue;
        }
        words.next();
        let location = words.next()?;
        let title = line.get(location.1..)?.trim();
        return (!title.is_empty()).then(|| Object {
            name: of(line, (0, kind.0)).trim_end(),
            kind: of(line, kind),
            title: (title != "-").then_some(title),
            location: of(line, location),
        });
    }
}

fn of(line: &str, (start, end): (usize, usize)) -> &str {
    line.get(start..end).unwrap_or_default()
}

fn is_whole_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The places of the words of a line.
struct Words<'t> {
    line: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.line.get(self.at..)?;
        let start = self.at + rest.find(|next: char| !next.is_whitespace())?;
        let word = self.line.get(start..)?;
        self.at = start + word.find(char::is_whitespace).unwrap_or(word.len());
        Some((start, self.at))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An inventory of version 2 with the given lines.
    fn version_2(lines: &str) -> Vec<u8> {
        let mut bytes = b"# Sphinx inventory version 2\n# Project: Some project\n# Version: 1.0\n\
            # The remainder of this file is compressed using zlib.\n"
            .to_vec();
        bytes.extend(miniz_oxide::deflate::compress_to_vec_zlib(lines.as_bytes(), 6));
        bytes
    }

    fn objects(inventory: &Inventory) -> Vec<(&str, &str, String, Option<&str>)> {
        let all = inventory.objects();
        all.map(|object| (object.name, object.kind, object.location(), object.title))
            .collect()
    }

    #[test]
    fn lines_are_taken_apart_as_sphinx_does() {
        let lines = "\
            pkg.mod py:module 0 api/pkg.html#module-$ -\n\
            pkg.C py:class 1 api/pkg.html#$ -\n\
            a term with blanks std:term -1 glossary.html#term-$ -\n\
            python -v 3 std:label 1 a.html#v Verbose three\n\
            intro std:doc -1 intro.html An introduction to it \n\
            no title here py:class 1 a.html#$\n\
            no-domain class 1 a.html#$ -\n\
            \n  \nnothing\npkg.C py:class 1 second.html#$ -\r\n";
        let (inventory, problem) = Inventory::read(&version_2(lines));
        assert_eq!(problem, None);
        assert_eq!(
            (inventory.project.as_str(), inventory.version.as_str()),
            ("Some project", "1.0")
        );
        assert_eq!(
            objects(&inventory),
            [
                (
                    "a term with blanks",
                    "std:term",
                    "glossary.html#term-a term with blanks".into(),
                    None
                ),
                (
                    "intro",
                    "std:doc",
                    "intro.html".into(),
                    Some("An introduction to it")
                ),
                ("pkg.C", "py:class", "api/pkg.html#pkg.C".into(), None),
                ("pkg.mod", "py:module", "api/pkg.html#module-pkg.mod".into(), None),
                (
                    "python -v 3",
                    "std:label",
                    "a.html#v".into(),
                    Some("Verbose three")
                ),
            ]
        );
    }

    #[test]
    fn the_lines_of_python_are_sorted_and_each_is_found_by_its_name() {
        let python = crate::inventory::python();
        let (read, problem) = Inventory::read(&version_2(&python.lines));
        assert_eq!(problem, None);
        assert!(read.lines == python.lines);
        assert_eq!(python.objects().count(), python.len());
        for object in python.objects() {
            assert!(
                python.named(object.name).any(|found| found == object),
                "{object:?}"
            );
        }
    }

    #[test]
    fn version_1_is_read_too() {
        let text = "# Sphinx inventory version 1\n# Project: Old\n# Version: 0.9\npkg mod pkg.html\npkg.f function pkg.html\n";
        let (inventory, problem) = Inventory::read(text.as_bytes());
        assert_eq!(problem, None);
        assert_eq!(
            objects(&inventory),
            [
                ("pkg", "py:module", "pkg.html#module-pkg".into(), None),
                ("pkg.f", "py:function", "pkg.html#pkg.f".into(), None),
            ]
        );
    }

    #[test]
    fn what_is_no_whole_inventory_is_said() {
        let whole = version_2(&"pkg.C py:class 1 a.html#$ -\n".repeat(100));
        let says = |bytes: &[u8]| {
            Inventory::read(bytes)
                .1
                .map(|problem| problem.message)
                .unwrap_or_default()
        };
        for (bytes, expected) in [
            (b"<!DOCTYPE html>\n<html>".as_slice(), "does not begin"),
            (b"", "does not begin"),
            (
                b"# Sphinx inventory version 2\n# Project: a\n# Version:\nplain\n",
                "not compressed",
            ),
            (&whole[..whole.len() - 8], "damaged"),
        ] {
            assert!(says(bytes).contains(expected), "{expected}: {}", says(bytes));
        }
        assert_eq!(says(&whole), "");
    }

    #[test]
    fn what_stands_before_a_damaged_place_is_used() {
        // Text that does not compress, so that there is something before the end.
        let lines: String = (0..2000u32)
            .map(|number| format!("n{} py:class 1 a.html#$ -\n", number.wrapping_mul(2_654_435_761)))
            .collect();
        let whole = version_2(&lines);
        let (inventory, problem) = Inventory::read(&whole[..whole.len() / 2]);
        assert_eq!(
            problem.unwrap().message,
            "the inventory cannot be read to its end: it is damaged, or its end is missing"
        );
        assert!((100..2000).contains(&inventory.len()), "{}", inventory.len());
        assert!(inventory.objects().all(|object| object.kind == "py:class"));
    }

    #[test]
    fn an_inventory_is_not_inflated_without_end() {
        let bomb = version_2(&"a".repeat(MOST_TEXT + 1));
        assert!(bomb.len() < 100_000);
        let (inventory, problem) = Inventory::read(&bomb);
        assert!(problem.unwrap().message.contains("longer than any"));
        assert!(inventory.is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_an_inventory_of_whole_lines(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            lines in "([a-zé:$ \\t\u{2003}0-9-]{0,9}[ \n]){0,20}",
        ) {
            let mut header = b"# Sphinx inventory version 2\n\n\n# zlib\n".to_vec();
            header.extend(&bytes);
            for bytes in [bytes, header, version_2(&lines)] {
                for object in Inventory::read(&bytes).0.objects() {
                    assert!(!object.name.is_empty() && object.kind.contains(':'), "{object:?}");
                    assert!(!object.location().contains('\n') && object.title != Some(""), "{object:?}");
                }
            }
        }
    }
}
