//! From byte offsets to lines and columns.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

/// A place in a text as people count: both numbers start at 1, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where each line of a text starts. Lines end with `\n`, `\r\n` or a lone `\r`, as Python reads them.
#[derive(Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The place that was asked for last: many on one line, in their order, are found in time linear in it.
    last: Cell<(usize, u32)>,
}

impl<'a> LineIndex<'a> {
    /// Finds the lines of `text`.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self {
            text,
            starts,
            last: Cell::new((0, 1)),
        }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The offset of the first byte of a line, if there is such a line.
    pub fn start(&self, line: u32) -> Option<usize> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// The offset of a place, if the text has it; the place behind the last character of a line is one.
    pub fn offset(&self, place: Location) -> Option<usize> {
        let start = self.start(place.line)?;
        let line = self.text[start..].split(['\n', '\r']).next()?;
        let column = (place.column as usize).checked_sub(1)?;
        let mut ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
        ends.nth(column).map(|at| start + at)
    }

    /// The line, from 1, that holds the byte at `offset`.
    pub fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The place of the byte at `offset`; an offset past the end gives the end of the text.
    pub fn location(&self, offset: usize) -> Location {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.line(offset);
        let start = self.starts[line as usize - 1];
        let (last, column) = self.last.get();
        let (start, before) = if (start..=offset).contains(&last) {
            (last, column)
        } else {
            (start, 1)
        };
        let more = self.text[start..offset].chars().count();
        let column = before.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        self.last.set((offset, column));
        Location { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ending_of_python_counts_once() {
        let text = "a\nb\r\nc\rd";
        let index = LineIndex::new(text);
        let lines: Vec<u32> = "abcd"
            .chars()
            .map(|c| index.line(text.find(c).unwrap()))
            .collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }

    #[test]
    fn a_place_has_the_offset_that_has_the_place() {
        let text = "é b\r\n\nß";
        let index = LineIndex::new(text);
        for (at, character) in text.char_indices().filter(|(_, character)| *character != '\n') {
            assert_eq!(index.offset(index.location(at)), Some(at), "{character:?}");
        }
        let offset = |line, column| index.offset(Location { line, column });
        assert_eq!(offset(3, 2), Some(text.len()));
        for (line, column) in [(0, 1), (1, 0), (1, 5), (2, 2), (3, 3), (4, 1)] {
            assert_eq!(offset(line, column), None, "{line}:{column}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let text = "é = ü";
        assert_eq!(
            LineIndex::new(text).location(text.find('ü').unwrap()),
            Location { line: 1, column: 5 }
        );
        assert_eq!(LineIndex::new(text).location(99), Location { line: 1, column: 6 });
    }
}
