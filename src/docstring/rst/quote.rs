//! Quotations and who is quoted.

use crate::docstring::context::Context;
use crate::docstring::document::{Block, Inline};
use crate::docstring::lines::{self, Line, Passage};

/// Indented lines, parted behind each attribution: what is quoted, and the lines that say who wrote it.
pub(super) fn split<'s, 'a>(lines: &'s [Line<'a>]) -> Vec<(&'s [Line<'a>], Option<Vec<Line<'a>>>)> {
    let mut quotes = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < lines.len() {
        let end = lines::paragraph_end(lines, at);
        let paragraph = lines.get(at..end).unwrap_or_default();
        let quoted = lines::trim(lines.get(start..at).unwrap_or_default());
        if !quoted.is_empty()
            && let Some(author) = author(paragraph)
        {
            quotes.push((quoted, Some(author)));
            start = end;
        }
        at = end + 1;
    }
    let rest = lines::trim(lines.get(start..).unwrap_or_default());
    if !rest.is_empty() {
        quotes.push((rest, None));
    }
    quotes
}

/// `-- Author` without the dashes. Further lines have one indentation.
fn author<'a>(paragraph: &[Line<'a>]) -> Option<Vec<Line<'a>>> {
    let (first, more) = paragraph.split_first()?;
    let text = ["---", "--", "—"]
        .iter()
        .find_map(|mark| first.text.strip_prefix(mark))
        .filter(|text| !text.starts_with('-') && !text.is_empty())?;
    let indent = more.first().map_or(0, |line| line.indent());
    if more.iter().any(|line| line.indent() != indent) {
        return None;
    }
    let mut lines = vec![first.with(text.trim_start())];
    lines.extend(lines::dedent(more, indent));
    Some(lines)
}

/// The line that says who is quoted.
pub(super) fn attribution(author: &[Line<'_>], ctx: &mut Context) -> Block {
    let mut content = vec![Inline::Text("— ".to_owned())];
    content.extend(ctx.inlines(&Passage::new(author)));
    Block::Paragraph(content)
}
