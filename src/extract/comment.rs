//! `#:` comments, the form in which Sphinx documents attributes.

use crate::text::Pieces;
use crate::token::offset_in;

/// The text of documentation comments.
pub(super) struct DocumentationComment {
    pub(super) text: String,
    /// Where its lines stand in the source.
    pub(super) pieces: Pieces,
    /// Where the first comment, or its line, starts.
    pub(super) offset: usize,
}

/// The `#:` comments that belong to an assignment between two offsets: the comment behind it on its last line, else
/// the lines right above it.
pub(super) fn documentation_comment(source: &str, start: usize, end: usize) -> Option<DocumentationComment> {
    trailing(source, end).or_else(|| above(source, start))
}

fn trailing(source: &str, end: usize) -> Option<DocumentationComment> {
    let rest = source.get(end..)?;
    let line = rest.split(['\n', '\r']).next()?;
    let at = line.find("#:").filter(|at| line[..*at].trim().is_empty())?;
    joined(source, &[&line[at + 2..]], end + at)
}

fn above(source: &str, start: usize) -> Option<DocumentationComment> {
    let before = source.get(..start)?;
    // What stands before the assignment on its own line must be blank.
    let mut rest = before.trim_end_matches([' ', '\t', '\x0c']);
    let mut found: Vec<&str> = Vec::new();
    let mut offset = start;
    while let Some(lines) = rest.strip_suffix('\n') {
        let lines = lines.strip_suffix('\r').unwrap_or(lines);
        let line_start = lines.rfind('\n').map_or(0, |at| at + 1);
        let Some(comment) = lines[line_start..].trim_start().strip_prefix("#:") else {
            break;
        };
        found.push(comment.strip_prefix(' ').unwrap_or(comment));
        offset = line_start;
        rest = &lines[..line_start];
    }
    found.reverse();
    joined(source, &found, offset)
}

/// The lines without blanks at their ends, nor at the start of the whole; slices of the source.
fn joined(source: &str, lines: &[&str], offset: usize) -> Option<DocumentationComment> {
    let is_blank = |line: &&&str| line.trim().is_empty();
    let first = lines.iter().take_while(is_blank).count();
    let mut text = String::new();
    let mut pieces = Pieces::default();
    for (number, line) in lines.iter().enumerate().skip(first) {
        let line = line.trim_end();
        let line = if number == first { line.trim_start() } else { line };
        if number > first {
            text.push('\n');
        }
        pieces.push(text.len(), offset_in(source, line).unwrap_or_default());
        text.push_str(line);
    }
    text.truncate(text.trim_end().len());
    (!text.is_empty()).then_some(DocumentationComment { text, pieces, offset })
}
