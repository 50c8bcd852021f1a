//! Markdown, with what Python authors add to it: doctests, `!!! note` blocks, directives and roles.
//!
//! `CommonMark` with tables, footnotes, definition lists and strikethrough is parsed by pulldown-cmark, the parser that
//! mdBook uses. Raw HTML is text.

mod tree;

use super::context::Context;
use super::document::{Admonition, AdmonitionKind, Block, Inline, VersionChange, VersionNote};
use super::lines::{self, Line, Passage};
use super::rst;

/// Parses lines at the left margin.
pub(super) fn blocks(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let mut out = Vec::new();
    let mut fence: Option<&str> = None;
    let (mut at, mut start) = (0, 0);
    while let Some(line) = lines.get(at).copied() {
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.content().starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let special = if fence.is_none() && line.indent() == 0 {
            special(lines, at)
        } else {
            None
        };
        let Some((kind, end)) = special else {
            at += 1;
            continue;
        };
        out.extend(tree::blocks(lines.get(start..at).unwrap_or_default(), ctx));
        let below = lines.get(at + 1..end).unwrap_or_default();
        out.extend(match kind {
            Special::Doctest => {
                let text = lines::join(lines.get(at..end).unwrap_or_default());
                vec![Block::Code {
                    language: "pycon".to_owned(),
                    text,
                }]
            }
            Special::Admonition => vec![admonition(line, below, ctx)],
            Special::Block => vec![slashes(line, below, ctx)],
            Special::Directive => {
                let first = line.with(line.text.trim_start_matches('.').trim_start());
                rst::directive(first, below, ctx).unwrap_or_default()
            }
        });
        at = end;
        start = end;
    }
    out.extend(tree::blocks(lines.get(start..).unwrap_or_default(), ctx));
    out
}

/// Parses running text: the inlines of its first paragraph.
pub(super) fn inlines(passage: &Passage<'_>, ctx: &mut Context) -> Vec<Inline> {
    let mut out = Vec::new();
    for block in tree::parse(passage, ctx) {
        match block {
            Block::Paragraph(inlines) => out.extend(inlines),
            // Running text that looks like a block is text all the same.
            _ => return vec![Inline::Text(passage.text().to_owned())],
        }
    }
    out
}

/// What `CommonMark` does not know.
enum Special {
    /// `>>>` would be a quotation in a quotation in a quotation.
    Doctest,
    /// `!!! note "Title"`, of Python-Markdown.
    Admonition,
    /// `/// note | Title`, of pymdown-extensions; a line of three slashes ends it.
    Block,
    /// `.. note::`, of reST.
    Directive,
}

/// What is special about a line, and where it ends.
fn special(lines: &[Line<'_>], at: usize) -> Option<(Special, usize)> {
    let text = lines.get(at)?.text;
    if text.starts_with(">>> ") {
        let is_session = |line: &Line<'_>| !line.is_blank() && !line.text.starts_with("```");
        let length = lines.iter().skip(at).take_while(|line| is_session(line)).count();
        return Some((Special::Doctest, at + length));
    }
    if ["!!! ", "??? ", "???+ "]
        .iter()
        .any(|mark| text.starts_with(mark))
    {
        return Some((Special::Admonition, lines::block_end(lines, at + 1, 1)));
    }
    if text
        .strip_prefix("/// ")
        .is_some_and(|name| name.starts_with(char::is_alphabetic))
    {
        // Blocks of this kind do not nest, so a second start says that the first is none.
        let length = lines
            .iter()
            .skip(at + 1)
            .position(|line| line.text.starts_with("///"))?;
        let end = at + 1 + length;
        return lines
            .get(end)
            .filter(|line| line.text == "///")
            .map(|_| (Special::Block, end + 1));
    }
    let name = text.strip_prefix(".. ")?.split_once("::")?.0;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "-_:".contains(other));
    is_name.then(|| (Special::Directive, lines::block_end(lines, at + 1, 1)))
}

/// `!!! kind "Title"` with an indented body.
fn admonition(line: Line<'_>, below: &[Line<'_>], ctx: &mut Context) -> Block {
    let words = line.text.trim_start_matches(['!', '?', '+', ' ']);
    let (name, title) = match words.split_once('"') {
        Some((name, title)) => (name.trim(), Some(title.trim_end().trim_end_matches('"'))),
        None => (words, None),
    };
    // More words are classes.
    let name = name.split(' ').next().unwrap_or(name);
    let title = title_of(name, title.map(|title| line.with(title)), ctx);
    let body = lines::dedent(below, lines::common_indent(below));
    Block::Admonition(Admonition {
        kind: kind(name),
        title,
        body: ctx.blocks(&body),
    })
}

/// `/// kind | title` with a body that three slashes end. The title of a change is its version.
fn slashes(line: Line<'_>, below: &[Line<'_>], ctx: &mut Context) -> Block {
    let words = line.text.trim_start_matches(['/', ' ']);
    let (name, title) = match words.split_once('|') {
        Some((name, title)) => (name.trim(), Some(title.trim())),
        None => (words, None),
    };
    let body = ctx.blocks(below.split_last().map_or(below, |(_, body)| body));
    let change = match name {
        "version-added" => VersionChange::Added,
        "version-changed" => VersionChange::Changed,
        "version-deprecated" | "deprecated" | "deprecated-removed" => VersionChange::Deprecated,
        "version-removed" => VersionChange::Removed,
        _ => {
            let title = title_of(name, title.map(|title| line.with(title)), ctx);
            return Block::Admonition(Admonition {
                kind: kind(name),
                title,
                body,
            });
        }
    };
    let version = title.unwrap_or_default().trim_start_matches('v').to_owned();
    Block::Version(VersionNote {
        change,
        version,
        body,
    })
}

fn title_of(name: &str, title: Option<Line<'_>>, ctx: &mut Context) -> Vec<Inline> {
    match title {
        Some(title) => ctx.line(title),
        None => vec![Inline::Text(capitalized(name))],
    }
}

/// The names are those of Material for `MkDocs`.
fn kind(name: &str) -> AdmonitionKind {
    match name.to_ascii_lowercase().as_str() {
        "tip" | "hint" | "success" | "check" | "done" | "example" => AdmonitionKind::Tip,
        "important" | "info" => AdmonitionKind::Important,
        "warning" | "caution" | "attention" | "question" => AdmonitionKind::Warning,
        "danger" | "error" | "failure" | "bug" | "fail" => AdmonitionKind::Caution,
        _ => AdmonitionKind::Note,
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
