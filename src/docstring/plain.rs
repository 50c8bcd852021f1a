//! Text without markup: paragraphs, and what is indented or a doctest shown as it stands.

use super::document::{Block, Inline};
use super::lines::{self, Line};

pub(super) fn blocks(lines: &[Line<'_>]) -> Vec<Block> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.is_blank() {
            at += 1;
            continue;
        }
        let is_doctest = line.text.starts_with(">>>");
        let end = if is_doctest {
            lines::paragraph_end(lines, at)
        } else if line.indent() > 0 {
            lines::block_end(lines, at, 1)
        } else {
            let ends = |line: &Line<'_>| line.is_blank() || line.indent() > 0 || line.text.starts_with(">>>");
            lines
                .iter()
                .skip(at)
                .position(ends)
                .map_or(lines.len(), |length| at + length)
        };
        let part = lines.get(at..end).unwrap_or_default();
        out.push(if line.indent() > 0 || is_doctest {
            let language = if is_doctest || line.content().starts_with(">>>") {
                "pycon"
            } else {
                ""
            };
            Block::Code {
                language: language.to_owned(),
                text: lines::join(&lines::flush(part)),
            }
        } else {
            Block::Paragraph(inlines(&lines::join(part)))
        });
        at = end.max(at + 1);
    }
    out
}

pub(super) fn inlines(text: &str) -> Vec<Inline> {
    let text = text.replace('\n', " ");
    if text.is_empty() {
        Vec::new()
    } else {
        vec![Inline::Text(text)]
    }
}
