//! `check --fix`: writes what is certain into the sources.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::Failure;
use super::run::RunArguments;
use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Location};

/// What was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fixed {
    pub(super) findings: usize,
    pub(super) files: usize,
}

/// What is written in the place of some text, because nothing else can be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit<'d> {
    pub(super) start: Location,
    /// The place behind the last character.
    pub(super) end: Location,
    pub(super) by: &'d str,
}

/// Fixes what findings have a fix for, in the files below `root`. Where a file is not in UTF-8 any more, or does not have what is to be
/// replaced, it stays as it is.
pub(super) fn apply(found: &[Diagnostic], root: &Path, run: &RunArguments) -> Result<Fixed, Failure> {
    let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for found in found.iter().filter(|found| found.fix.is_some()) {
        by_file.entry(found.path.as_str()).or_default().push(found);
    }
    let mut fixed = Fixed::default();
    for (path, found) in by_file {
        let path = root.join(path);
        let (text, number) = fixed_text(&read(&path), &found);
        if number > 0 && run.write(&path, text.as_bytes())? {
            fixed.findings += number;
            fixed.files += 1;
        }
    }
    Ok(fixed)
}

/// What each of the findings is fixed by, in the files below `root`.
pub(super) fn edits<'d>(found: &[&'d Diagnostic], root: &Path) -> Vec<Option<Edit<'d>>> {
    let mut edits = Vec::with_capacity(found.len());
    for of_file in found.chunk_by(|left, right| left.path == right.path) {
        if of_file.iter().all(|found| found.fix.is_none()) {
            edits.extend(of_file.iter().map(|_| None));
            continue;
        }
        let text = read(&root.join(&of_file[0].path));
        let lines = LineIndex::new(without_mark(&text));
        edits.extend(of_file.iter().map(|found| {
            let (range, by) = replaced(&lines, found)?;
            let (start, end) = (lines.location(range.start), lines.location(range.end));
            Some(Edit { start, end, by })
        }));
    }
    edits
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command is asked to change the file, or to tell how"
)]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// Columns are counted without it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A text with the fixes of some findings, and how many those are.
fn fixed_text(text: &str, found: &[&Diagnostic]) -> (String, usize) {
    let (mark, text) = text.split_at(text.len() - without_mark(text).len());
    let lines = LineIndex::new(text);
    let mut edits: Vec<(Range<usize>, &str)> =
        found.iter().filter_map(|found| replaced(&lines, found)).collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut fixed = mark.to_owned();
    let (mut at, mut number) = (0, 0);
    let mut last = None;
    for edit in edits {
        // One change may mend several findings.
        if last.as_ref() == Some(&edit) {
            number += 1;
            continue;
        }
        let (range, by) = &edit;
        if range.start < at {
            continue;
        }
        fixed.push_str(&text[at..range.start]);
        fixed.push_str(by);
        at = range.end;
        number += 1;
        last = Some(edit);
    }
    fixed.push_str(&text[at..]);
    (fixed, number)
}

/// What is replaced in a text to fix a finding, and by what.
fn replaced<'d>(lines: &LineIndex<'_>, found: &'d Diagnostic) -> Option<(Range<usize>, &'d str)> {
    let fix = found.fix.as_deref()?;
    let range = lines.offset(found.location?)?..lines.offset(found.end?)?;
    if lines.text().get(range.clone()) != Some(fix.replaces.as_str()) {
        return None;
    }
    let range = if fix.by.is_empty() {
        with_its_comment(lines.text(), &range)
    } else {
        range
    };
    Some((range, &fix.by))
}

/// What goes with words that a comment begins with: the blanks behind them, and a colon before a reason. Where nothing
/// else is in the comment, its `#` and the blanks before it go as well, and its line if nothing else is on it.
fn with_its_comment(text: &str, words: &Range<usize>) -> Range<usize> {
    const BLANKS: [char; 2] = [' ', '\t'];
    let before = text[..words.start].trim_end_matches(BLANKS);
    let Some(before) = before.strip_suffix('#') else {
        return words.clone();
    };
    let behind = text[words.end..].trim_start_matches([' ', '\t', ':']);
    let end = text.len() - behind.len();
    if behind.starts_with('#') {
        return before.len()..end;
    }
    if !behind.is_empty() && !behind.starts_with(['\n', '\r']) {
        return words.start..end;
    }
    let before = before.trim_end_matches(BLANKS);
    if !before.is_empty() && !before.ends_with(['\n', '\r']) {
        return before.len()..end;
    }
    let line_end = ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|line_end| behind.starts_with(line_end));
    before.len()..end + line_end.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fix};

    fn found(line: u32, column: u32, replaces: &str, by: &str) -> Diagnostic {
        let length = u32::try_from(replaces.chars().count()).unwrap();
        Diagnostic {
            end: Some(Location {
                line,
                column: column + length,
            }),
            fix: Some(Box::new(Fix {
                replaces: replaces.to_owned(),
                by: by.to_owned(),
            })),
            ..Diagnostic::new(Code::UnknownParameter, "").at(Location { line, column })
        }
    }

    #[test]
    fn a_comment_of_which_nothing_is_left_goes_with_its_blanks_and_its_line() {
        let cases = [
            ("x = 1  # W\r\ny\r\n", "x = 1\r\ny\r\n"),
            ("x = 1\t#W  ", "x = 1"),
            ("x\r\n    # W\r\ny\r\n", "x\r\ny\r\n"),
            ("x\n# W", "x\n"),
            ("# W\ry", "y"),
            ("\u{feff}# W\n\ny", "\u{feff}\ny"),
            ("é  # noqa # W\n", "é  # noqa\n"),
            ("é  # W  # noqa\n", "é  # noqa\n"),
            ("x  # W: old.\n", "x  # old.\n"),
            ("x  # W because it is old\n", "x  # because it is old\n"),
        ];
        for (text, expected) in cases {
            let columns = text.trim_start_matches('\u{feff}');
            let place = LineIndex::new(columns).location(columns.find('W').unwrap());
            let found = [
                found(place.line, place.column, "W", ""),
                found(place.line, place.column, "W", ""),
            ];
            let found: Vec<&Diagnostic> = found.iter().collect();
            assert_eq!(fixed_text(text, &found), (expected.to_owned(), 2), "{text:?}");
        }
    }

    #[test]
    fn words_are_replaced_where_they_are_and_nothing_else_is() {
        let cases = [
            (
                "a\r\né bc d\r\n",
                vec![found(2, 3, "bc", "x")],
                "a\r\né x d\r\n",
                1,
            ),
            ("\u{feff}bc", vec![found(1, 1, "bc", "x")], "\u{feff}x", 1),
            (
                "ab cd",
                vec![found(1, 4, "cd", "long"), found(1, 1, "ab", "")],
                " long",
                2,
            ),
            // Something else is there, is nowhere, or was replaced already.
            ("ab cd", vec![found(1, 4, "ce", "x")], "ab cd", 0),
            (
                "ab",
                vec![
                    found(7, 1, "ab", "x"),
                    found(1, 9, "ab", "x"),
                    found(1, 2, "b\nc", "x"),
                ],
                "ab",
                0,
            ),
            (
                "abc",
                vec![found(1, 1, "ab", "x"), found(1, 2, "bc", "y")],
                "xc",
                1,
            ),
        ];
        for (text, found, expected, number) in cases {
            let found: Vec<&Diagnostic> = found.iter().collect();
            assert_eq!(
                fixed_text(text, &found),
                (expected.to_owned(), number),
                "{text:?}"
            );
        }
    }
}
