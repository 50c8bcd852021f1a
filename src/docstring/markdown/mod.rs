//! Markdown, with what Python authors add to it: doctests, `!!! note` blocks, formulas, directives and roles.
//!
//! `CommonMark` with tables, footnotes, definition lists and strikethrough is parsed by pulldown-cmark, the parser that
//! mdBook uses. Raw HTML is text.

mod definition;
mod extras;
mod fence;
mod math;
mod myst;
mod text;
mod tree;

use super::context::{Context, Markup};
use super::document::{Block, Inline};
use super::lines::{self, Line, Passage};
use super::rst;
pub(super) use definition::definitions;
use fence::Fences;

/// Parses lines at the left margin.
pub(super) fn blocks(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let mut out = Vec::new();
    let mut fences = Fences::default();
    let (mut at, mut start) = (0, 0);
    while let Some(line) = lines.get(at).copied() {
        let is_code = fences.take(line);
        let found = if is_code || line.indent() > 0 || line.is_blank() {
            None
        } else {
            special(lines, at, ctx)
        };
        let Some((special, end)) = found else {
            at += 1;
            continue;
        };
        out.extend(tree::blocks(lines.get(start..at).unwrap_or_default(), ctx));
        for block in special {
            push(&mut out, block);
        }
        at = end.max(at + 1);
        start = at;
    }
    out.extend(tree::blocks(lines.get(start..).unwrap_or_default(), ctx));
    out
}

/// Tabs that follow each other are one list.
fn push(out: &mut Vec<Block>, block: Block) {
    match (out.last_mut(), block) {
        (Some(Block::Definitions(list)), Block::Definitions(more)) => list.extend(more),
        (_, block) => out.push(block),
    }
}

/// Parses running text: the inlines of its first paragraph.
pub(super) fn inlines(passage: &Passage<'_>, ctx: &mut Context) -> Vec<Inline> {
    let mut out = Vec::new();
    for block in tree::parse(passage, ctx) {
        match block {
            Block::Paragraph(inlines) => out.extend(inlines),
            // Running text that looks like a block is text all the same.
            _ => return vec![Inline::Text(passage.text().replace('\n', " "))],
        }
    }
    out
}

/// What stands at a line that `CommonMark` does not know, and where it ends.
fn special(lines: &[Line<'_>], at: usize, ctx: &mut Context) -> Option<(Vec<Block>, usize)> {
    let line = *lines.get(at)?;
    let is_myst = ctx.markup == Markup::Markdown { is_myst: true };
    match line.text.as_bytes().first()? {
        // It would be a quotation in a quotation in a quotation.
        b'>' if line.text.starts_with(">>> ") => {
            let is_session = |line: &&Line<'_>| !line.is_blank() && !line.text.starts_with("```");
            let end = at + lines.iter().skip(at).take_while(is_session).count();
            let text = lines::join(lines.get(at..end).unwrap_or_default());
            Some((vec![Block::doctest(text)], end))
        }
        b'!' | b'?' | b'=' | b'/' => {
            let (block, end) = extras::block(lines, at, ctx)?;
            Some((vec![block], end))
        }
        b'$' | b'\\' => {
            let (formula, end) = math::block(lines, at)?;
            Some((vec![Block::Math(formula)], end))
        }
        b'.' => directive(lines, at, ctx),
        b':' => {
            let found = myst::colon_fence(lines, at)?;
            let inside = lines.get(found.inside).unwrap_or_default();
            Some((
                myst::directive(line.with(found.name), found.argument, inside, ctx)?,
                found.end,
            ))
        }
        _ if myst::is_silent(line.text, is_myst) || extras::is_silent(line.text) => {
            Some((Vec::new(), at + 1))
        }
        _ => None,
    }
}

/// `.. note::`, of reST.
fn directive(lines: &[Line<'_>], at: usize, ctx: &mut Context) -> Option<(Vec<Block>, usize)> {
    let line = lines.get(at)?;
    let name = line.text.strip_prefix(".. ")?.split_once("::")?.0;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "-_:".contains(other));
    if !is_name {
        return None;
    }
    let end = lines::block_end(lines, at + 1, 1);
    let first = line.with(line.text.trim_start_matches('.').trim_start());
    let below = lines.get(at + 1..end).unwrap_or_default();
    Some((rst::directive(first, below, ctx).unwrap_or_default(), end))
}

#[cfg(test)]
mod tests {
    use crate::docstring::{Style, detect, parse};

    #[test]
    fn marks_without_end_take_linear_time() {
        // A quadratic search through any of these would not come to its end within a test run.
        let lines = [
            ":::{note}\n",
            "$$ x\n",
            "\\begin{align}\n",
            "//// a\n",
            "=== \"a\"\n    b\n",
            "{.a ",
            "](",
            "{a",
            "`{a}",
            "$x$ ",
            "[](",
            "> >>> a\n",
            "!!! a\n",
            "(a)=\n",
            "L{",
        ];
        for line in lines {
            let text = line.repeat(100_000 / line.len());
            let _ = detect(&text);
            let parsed = parse(&text, Style::Myst);
            assert!(parsed.document.sections.len() < 2, "{line}");
        }
    }
}
