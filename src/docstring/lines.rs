//! Lines of a docstring with their places, and the work on indentation that all styles share.

use std::borrow::Cow;

use super::Span;
use crate::token::offset_in;

/// A line without its end and without blanks at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The text; a slice of the docstring, so that its place can be told.
    pub(crate) text: &'a str,
    /// Where the text starts in the docstring, in bytes.
    pub(crate) offset: u32,
}

/// Running text put together from lines. It remembers where each of them stands.
#[derive(Debug)]
pub(crate) struct Passage<'a> {
    text: Cow<'a, str>,
    /// Where the lines start: in the text, and in the docstring. Never empty.
    starts: Starts,
}

/// One line is the common case and needs no list.
#[derive(Debug)]
enum Starts {
    One(u32),
    Many(Vec<(u32, u32)>),
}

impl<'a> Passage<'a> {
    /// Lines with `\n` between them.
    pub(crate) fn new(lines: &[Line<'a>]) -> Self {
        match lines {
            [] => Self::from(Line { text: "", offset: 0 }),
            [line] => Self::from(*line),
            lines => {
                let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
                let mut starts = Vec::with_capacity(lines.len());
                for (index, line) in lines.iter().enumerate() {
                    if index > 0 {
                        text.push('\n');
                    }
                    starts.push((size(text.len()), line.offset));
                    text.push_str(line.text);
                }
                Self {
                    text: Cow::Owned(text),
                    starts: Starts::Many(starts),
                }
            }
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Cuts the text off behind `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        match &mut self.text {
            Cow::Borrowed(text) => *text = text.get(..length).unwrap_or(text),
            Cow::Owned(text) if text.is_char_boundary(length) => text.truncate(length),
            Cow::Owned(_) => {}
        }
    }

    /// The place in the docstring of what stands at `at` in the text.
    pub(crate) fn offset(&self, at: usize) -> u32 {
        let at = size(at);
        match &self.starts {
            Starts::One(start) => start.saturating_add(at),
            Starts::Many(starts) => {
                let after = starts.partition_point(|(start, _)| *start <= at);
                let (start, offset) = starts.get(after.saturating_sub(1)).copied().unwrap_or_default();
                offset.saturating_add(at.saturating_sub(start))
            }
        }
    }

    /// The place in the docstring of a part of the text.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        Span {
            start: self.offset(start),
            end: self.offset(end),
        }
    }
}

impl<'a> From<Line<'a>> for Passage<'a> {
    fn from(line: Line<'a>) -> Self {
        Self {
            text: Cow::Borrowed(line.text),
            starts: Starts::One(line.offset),
        }
    }
}

/// Docstrings are far shorter than 4 GiB; files of that size are never read.
fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Line<'a> {
    /// Whether nothing stands on the line.
    pub(crate) fn is_blank(self) -> bool {
        self.text.is_empty()
    }

    /// The number of spaces before the text.
    pub(crate) fn indent(self) -> usize {
        self.text.bytes().take_while(|byte| *byte == b' ').count()
    }

    /// The line without its first `width` spaces, as far as it has them.
    pub(crate) fn dedent(self, width: usize) -> Self {
        let cut = self.indent().min(width);
        Self {
            text: self.text.get(cut..).unwrap_or_default(),
            offset: self.offset + size(cut),
        }
    }

    /// The text without the spaces before it.
    pub(crate) fn content(self) -> &'a str {
        self.text.get(self.indent()..).unwrap_or_default()
    }

    /// A part of the line.
    pub(crate) fn with(self, text: &'a str) -> Self {
        let moved = offset_in(self.text, text).unwrap_or(0);
        Self {
            text,
            offset: self.offset + size(moved),
        }
    }

    /// The place of the line in the docstring.
    pub(crate) fn span(self) -> Span {
        Span {
            start: self.offset,
            end: self.offset.saturating_add(size(self.text.len())),
        }
    }
}

/// The lines of a text; `\n`, `\r\n` and `\r` end one.
pub(crate) fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(text.len() / 32 + 1);
    let bytes = text.as_bytes();
    if memchr::memchr(b'\r', bytes).is_none() {
        split_at(text, memchr::memchr_iter(b'\n', bytes), &mut lines);
    } else {
        split_at(text, memchr::memchr2_iter(b'\n', b'\r', bytes), &mut lines);
    }
    lines
}

fn split_at<'a>(text: &'a str, ends: impl Iterator<Item = usize>, lines: &mut Vec<Line<'a>>) {
    let mut start = 0;
    for end in ends.chain([text.len()]) {
        // The `\n` of a `\r\n` ends no line of its own.
        let is_pair = end == start && end > 0 && text.as_bytes().get(end - 1..=end) == Some(b"\r\n");
        if !is_pair {
            lines.push(Line {
                text: trimmed_end(text.get(start..end).unwrap_or_default()),
                offset: size(start),
            });
        }
        start = end + 1;
    }
}

/// A line without the blanks at its end, of which most lines have none.
fn trimmed_end(line: &str) -> &str {
    match line.bytes().last() {
        Some(last) if last.is_ascii_graphic() => line,
        _ => line.trim_end(),
    }
}

/// The indentation that all lines share that are not blank.
pub(crate) fn common_indent(lines: &[Line<'_>]) -> usize {
    lines
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| line.indent())
        .min()
        .unwrap_or(0)
}

/// The lines without the first `width` spaces of each.
pub(crate) fn dedent<'a>(lines: &[Line<'a>], width: usize) -> Vec<Line<'a>> {
    lines.iter().map(|line| line.dedent(width)).collect()
}

/// The lines moved to the left margin, without blank lines around them.
pub(crate) fn flush<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let lines = trim(lines);
    dedent(lines, common_indent(lines))
}

/// A first line that stands behind a marker, with the lines below it moved to the left margin.
pub(crate) fn hanging<'a>(first: Line<'a>, below: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut all = Vec::with_capacity(below.len() + 1);
    all.push(first.with(first.content()));
    all.extend(dedent(below, common_indent(below)));
    let leading = all.iter().take_while(|line| line.is_blank()).count();
    let kept = trim(&all).len();
    all.drain(..leading);
    all.truncate(kept);
    all
}

/// The lines without blank ones at the start and at the end.
pub(crate) fn trim<'s, 'a>(lines: &'s [Line<'a>]) -> &'s [Line<'a>] {
    let Some(first) = lines.iter().position(|line| !line.is_blank()) else {
        return &[];
    };
    let last = lines.iter().rposition(|line| !line.is_blank()).unwrap_or(first);
    lines.get(first..=last).unwrap_or_default()
}

/// Where the block ends that starts at `start` and goes on as long as lines are blank or indented by at least
/// `indent`. Blank lines after the last indented one are not part of it.
pub(crate) fn block_end(lines: &[Line<'_>], start: usize, indent: usize) -> usize {
    let mut end = start;
    for (index, line) in lines.iter().enumerate().skip(start) {
        if line.is_blank() {
            continue;
        }
        if line.indent() < indent {
            break;
        }
        end = index + 1;
    }
    end
}

/// Where the lines that follow each other without a blank one end.
pub(crate) fn paragraph_end(lines: &[Line<'_>], start: usize) -> usize {
    lines
        .iter()
        .skip(start)
        .position(|line| line.is_blank())
        .map_or(lines.len(), |length| start + length)
}

/// The lines as one text, with `\n` between them.
pub(crate) fn join(lines: &[Line<'_>]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(line.text);
    }
    text
}

/// Where the first line starts; 0 for none.
pub(crate) fn first_offset(lines: &[Line<'_>]) -> u32 {
    lines.first().map_or(0, |line| line.offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let lines = split("a  \r\nb\rc\n\n d");
        let seen: Vec<_> = lines.iter().map(|line| (line.text, line.offset)).collect();
        assert_eq!(seen, [("a", 0), ("b", 5), ("c", 7), ("", 9), (" d", 10)]);
    }

    #[test]
    fn a_passage_knows_the_place_of_each_of_its_lines() {
        let lines = split("x\n  one\n    two");
        let passage = Passage::new(&dedent(&lines[1..], 2));
        assert_eq!(passage.text(), "one\n  two");
        assert_eq!([0, 2, 4, 6].map(|at| passage.offset(at)), [4, 6, 10, 12]);
        let line = lines[1].dedent(9);
        assert_eq!((line.text, line.offset), ("one", 4));
        assert_eq!(line.with(&line.text[1..]).offset, 5);
    }

    #[test]
    fn a_block_ends_before_the_blank_lines_behind_it() {
        let lines = split("head\n  a\n\n  b\n\nnext");
        assert_eq!(block_end(&lines, 1, 1), 4);
        assert_eq!(block_end(&lines, 5, 1), 5);
    }

    #[test]
    fn a_hanging_block_keeps_the_shape_below_its_first_line() {
        let lines = split("  first\n    second\n      third\n");
        assert_eq!(join(&hanging(lines[0], &lines[1..])), "first\nsecond\n  third");
    }
}
