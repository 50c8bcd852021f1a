//! Lines of a docstring with their numbers, and the work on indentation that all styles share.

/// A line without its end and without blanks at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The text; a slice of the docstring, so that its place can be told.
    pub(crate) text: &'a str,
    /// The number in the docstring, from 0.
    pub(crate) number: u32,
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
            ..self
        }
    }

    /// The text without the spaces before it.
    pub(crate) fn content(self) -> &'a str {
        self.text.trim_start_matches(' ')
    }

    /// The same line with other text, a part of the old one.
    pub(crate) fn with(self, text: &'a str) -> Self {
        Self { text, ..self }
    }
}

/// The lines of a text; `\n`, `\r\n` and `\r` end one.
pub(crate) fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut number = 0;
    for chunk in text.split('\n') {
        for part in chunk.strip_suffix('\r').unwrap_or(chunk).split('\r') {
            lines.push(Line {
                text: part.trim_end(),
                number,
            });
            number += 1;
        }
    }
    lines
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

/// The number of the first line; 0 for none.
pub(crate) fn first_number(lines: &[Line<'_>]) -> u32 {
    lines.first().map_or(0, |line| line.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let lines = split("a  \r\nb\rc\n\n d");
        let seen: Vec<_> = lines.iter().map(|line| (line.text, line.number)).collect();
        assert_eq!(seen, [("a", 0), ("b", 1), ("c", 2), ("", 3), (" d", 4)]);
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
