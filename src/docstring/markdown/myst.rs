//! What `MyST` adds to Markdown: directives between colons, targets, comments, breaks between blocks.

use std::rc::Rc;

use super::Line;
use super::fence::Fences;
use crate::docstring::context::{Context, Markup};
use crate::docstring::document::{Block, Definition};
use crate::docstring::lines;
use crate::docstring::rst::{self, Targets};

/// A directive between colons: the name, the argument, the lines between, and where it ends.
pub(super) struct ColonFence<'a> {
    pub(super) name: &'a str,
    pub(super) argument: Line<'a>,
    pub(super) inside: std::ops::Range<usize>,
    pub(super) end: usize,
}

/// The directive between colons that starts at a line: `:::{note}`. One that nothing ends goes on to the end of the
/// text.
pub(super) fn colon_fence<'a>(lines: &[Line<'a>], at: usize) -> Option<ColonFence<'a>> {
    let line = *lines.get(at)?;
    let info = line.text.trim_start_matches(':');
    let length = line.text.len() - info.len();
    let (name, argument) = info.strip_prefix('{')?.split_once('}')?;
    if length < 3 {
        return None;
    }
    let mut fences = Fences::default();
    let below = lines.get(at + 1..).unwrap_or_default();
    let count = below.iter().position(|line| {
        let is_code = fences.take(*line);
        !is_code && line.text.len() >= length && line.text.bytes().all(|byte| byte == b':')
    });
    let inside = at + 1..at + 1 + count.unwrap_or(below.len());
    Some(ColonFence {
        name,
        argument: line.with(argument.trim()),
        end: (inside.end + 1).min(lines.len()),
        inside,
    })
}

/// Whether a line says nothing to the reader: a comment, a break between blocks, a target.
pub(super) fn is_silent(line: &str, is_myst: bool) -> bool {
    let is_target = line
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(")="))
        .is_some_and(|name| !name.is_empty() && !name.contains(['(', ')']));
    is_target || is_myst && (line.starts_with('%') || line == "+++" || line.starts_with("+++ "))
}

/// A directive of `MyST`, of sphinx-design, or one that reST has too.
pub(super) fn directive(
    name: Line<'_>,
    argument: Line<'_>,
    below: &[Line<'_>],
    ctx: &mut Context,
) -> Option<Vec<Block>> {
    let (options, content) = yaml_options(below);
    // As reST has them, where the first blank line ends the argument and the options.
    let options: Vec<String> = options
        .iter()
        .filter_map(|option| option.split_once(':'))
        .map(|(key, value)| format!(":{key}: {}", value.trim()))
        .collect();
    let offset = lines::first_offset(below);
    let text = without_options(content);
    let mut all: Vec<Line<'_>> = options.iter().map(|text| Line { text, offset }).collect();
    all.extend(content.get(..content.len() - text.len()).unwrap_or_default());
    all.push(Line { text: "", offset });
    all.extend(text);
    match name.text {
        "eval-rst" => Some(as_rst(content, ctx)),
        "tab-set" | "grid" | "card-carousel" | "grid-item" | "margin" | "div" => Some(ctx.blocks(text)),
        "tab-item" | "card" | "grid-item-card" if !argument.text.is_empty() => {
            let term = ctx.line(argument);
            let body = ctx.blocks(text);
            Some(vec![Block::Definitions(vec![Definition { term, body }])])
        }
        "card" | "grid-item-card" => Some(ctx.blocks(text)),
        _ => rst::named_directive(name, argument, &all, ctx),
    }
}

/// The lines of the block of YAML at the start of a directive, as `key: value`, and those below it.
fn yaml_options<'s, 'a>(below: &'s [Line<'a>]) -> (Vec<&'a str>, &'s [Line<'a>]) {
    let none = (Vec::new(), below);
    let Some((first, rest)) = below.split_first() else {
        return none;
    };
    let Some(length) = rest.iter().position(|line| line.text == "---") else {
        return none;
    };
    let inside = rest.get(..length).unwrap_or_default();
    if first.text != "---" || inside.iter().any(|line| line.is_blank()) {
        return none;
    }
    let options = inside
        .iter()
        .filter(|line| line.indent() == 0 && line.text.contains(':'));
    (
        options.map(|line| line.text).collect(),
        rest.get(length + 1..).unwrap_or_default(),
    )
}

fn without_options<'s, 'a>(lines: &'s [Line<'a>]) -> &'s [Line<'a>] {
    let is_option = |line: &&Line<'_>| {
        let name = line.text.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        name.is_some_and(|(name, _)| !name.is_empty() && !name.contains([' ', '{']))
    };
    let count = lines.iter().take_while(is_option).count();
    lines.get(count..).unwrap_or_default()
}

/// Lines of reST within Markdown.
fn as_rst(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let targets = std::mem::replace(&mut ctx.targets, Rc::new(Targets::of_rst(lines)));
    let markup = std::mem::replace(&mut ctx.markup, Markup::Rst { is_lenient: false });
    let blocks = ctx.blocks(lines);
    ctx.markup = markup;
    ctx.targets = targets;
    blocks
}
