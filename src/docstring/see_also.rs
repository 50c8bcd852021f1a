//! Related items, in the grammar of numpydoc's section "See Also", which Google's style shares.
//!
//! ```text
//! name, :role:`name`, name : description
//!     that goes on here
//! ```

use super::context::Context;
use super::document::{Block, Definition, Inline, Section};
use super::lines::{self, Line};
use super::{entry, reference};

/// Parses the block of a section, which is at the margin. Each name becomes a reference; what has not this form is
/// prose.
pub(super) fn fill(section: &mut Section, body: &[Line<'_>], ctx: &mut Context) {
    let mut at = 0;
    while let Some(line) = body.get(at).copied() {
        if line.is_blank() {
            at += 1;
            continue;
        }
        let Some((names, rest)) = item(line) else {
            let end = prose_end(body, at);
            section
                .body
                .extend(ctx.blocks(body.get(at..end).unwrap_or_default()));
            at = end;
            continue;
        };
        let end = lines::block_end(body, at + 1, 1);
        let below = body.get(at + 1..end).unwrap_or_default();
        push(section, names, ctx.blocks(&entry::described(rest, below)));
        at = end;
    }
}

/// Names without a description follow each other in one line, others are defined.
fn push(section: &mut Section, names: Vec<Inline>, body: Vec<Block>) {
    match section.body.last_mut() {
        Some(Block::Paragraph(content))
            if body.is_empty() && matches!(content.first(), Some(Inline::Reference(_))) =>
        {
            content.push(Inline::Text(", ".to_owned()));
            content.extend(names);
        }
        Some(Block::Definitions(definitions)) if !body.is_empty() => {
            definitions.push(Definition { term: names, body });
        }
        _ if body.is_empty() => section.body.push(Block::Paragraph(names)),
        _ => section
            .body
            .push(Block::Definitions(vec![Definition { term: names, body }])),
    }
}

/// Where the lines end that start no item: a word by itself may be the end of a sentence.
fn prose_end(body: &[Line<'_>], at: usize) -> usize {
    let is_described = |line: &Line<'_>| line.text.contains(" : ") || line.text.ends_with(':');
    let ends = |line: &Line<'_>| {
        line.is_blank() || line.indent() == 0 && is_described(line) && item(*line).is_some()
    };
    body.iter()
        .skip(at + 1)
        .position(ends)
        .map_or(body.len(), |length| at + 1 + length)
}

/// The names on a line, and the description behind them.
fn item(line: Line<'_>) -> Option<(Vec<Inline>, Line<'_>)> {
    let text = line
        .text
        .strip_prefix("- ")
        .or_else(|| line.text.strip_prefix("* "))
        .unwrap_or(line.text);
    let (head, rest) = match entry::colon(text) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.trim_start()),
        None => (text, text.get(text.len()..)?),
    };
    let mut names = Vec::new();
    for part in head.trim_end().trim_end_matches([',', '.']).split(',') {
        if !names.is_empty() {
            names.push(Inline::Text(", ".to_owned()));
        }
        names.push(name(line.with(part.trim()))?);
    }
    Some((names, line.with(rest)))
}

/// `name`, `` `name` `` or `` :role:`name` ``.
fn name(part: Line<'_>) -> Option<Inline> {
    let (role, inner) = match part.text.split_once('`') {
        None => (None, part.text),
        Some((before, behind)) => {
            let role = if before.is_empty() {
                None
            } else {
                let role = reference::role_at_end(before)?;
                (role.len() + 2 == before.len()).then_some(role)?;
                Some(role)
            };
            let inner = behind.trim_start_matches('`');
            (role, inner.strip_suffix('`')?.trim_end_matches('`'))
        }
    };
    let target = inner.trim_start_matches(['~', '.']);
    let bare = target.strip_suffix("()").unwrap_or(target);
    // Names with a hyphen are those of programs and pages.
    if !bare.split(['.', '-']).all(crate::name::is_identifier) {
        return None;
    }
    let is_short = inner.starts_with('~');
    let mut shown = if is_short {
        target.rsplit('.').next()?
    } else {
        target
    }
    .to_owned();
    if role.is_some_and(|role| role.ends_with("func") || role.ends_with("meth")) && !shown.ends_with("()") {
        shown.push_str("()");
    }
    let content = vec![Inline::Code(shown)];
    Some(reference::explicit(target, role, content, part.offset))
}
