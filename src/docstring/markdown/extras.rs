//! What Python-Markdown, pymdown-extensions and Material for `MkDocs` add to Markdown.

use super::Line;
use crate::docstring::context::Context;
use crate::docstring::document::{
    Admonition, AdmonitionKind, Block, Definition, Inline, VersionChange, VersionNote,
};
use crate::docstring::lines;

/// The block that starts at a line, and where it ends.
pub(super) fn block(lines: &[Line<'_>], at: usize, ctx: &mut Context) -> Option<(Block, usize)> {
    let line = *lines.get(at)?;
    match line.text.as_bytes().first()? {
        b'!' | b'?' => admonition(lines, at, line, ctx),
        b'=' => tab(lines, at, line, ctx),
        b'/' => slashes(lines, at, line, ctx),
        _ => None,
    }
}

/// Whether a line says nothing to the reader: a list of attributes, or an abbreviation spelled out.
pub(super) fn is_silent(line: &str) -> bool {
    attributes(line).is_some_and(|length| length == line.len())
        || line.strip_prefix("*[").is_some_and(|rest| rest.contains("]: "))
}

/// The length of the list of attributes at the start of a text: `{: .class #id key="value" }`.
pub(super) fn attributes(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('{')?;
    let end = inner.find('}')?;
    let words = inner.get(..end)?;
    let mut words = words
        .strip_prefix(':')
        .unwrap_or(words)
        .split_whitespace()
        .peekable();
    words.peek()?;
    let is_attribute = |word: &str| {
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name
                    .chars()
                    .all(|other| other.is_ascii_alphanumeric() || "-_:".contains(other))
        };
        match word.strip_prefix(['.', '#']) {
            Some(name) => is_name(name),
            None => word
                .split_once('=')
                .is_some_and(|(key, value)| is_name(key) && !value.is_empty()),
        }
    };
    words.all(is_attribute).then_some(end + 2)
}

/// `!!! kind "Title"` with an indented body; `???` can be folded.
fn admonition(lines: &[Line<'_>], at: usize, line: Line<'_>, ctx: &mut Context) -> Option<(Block, usize)> {
    let words = ["!!! ", "??? ", "???+ "]
        .into_iter()
        .find_map(|mark| line.text.strip_prefix(mark))?;
    let (below, end) = below(lines, at);
    let (name, title) = match words.split_once('"') {
        Some((name, title)) => (name.trim(), Some(title.trim_end().trim_end_matches('"'))),
        None => (words, None),
    };
    // More words are classes.
    let name = name.split(' ').next().unwrap_or(name);
    let title = title_of(name, title.map(|title| line.with(title)), ctx);
    let kind = kind(name);
    let body = ctx.blocks(&below);
    Some((Block::Admonition(Admonition { kind, title, body }), end))
}

/// `=== "Title"` with an indented body. Several in a row are tabs: they are shown one below the other.
fn tab(lines: &[Line<'_>], at: usize, line: Line<'_>, ctx: &mut Context) -> Option<(Block, usize)> {
    let mut definitions = Vec::new();
    let (mut line, mut at) = (line, at);
    let end = loop {
        let Some(title) = tab_title(line.text) else {
            break at;
        };
        let term = ctx.line(line.with(title));
        let (below, end) = below(lines, at);
        if below.is_empty() {
            break at;
        }
        let body = ctx.blocks(&below);
        definitions.push(Definition { term, body });
        let rest = lines.get(end..).unwrap_or_default();
        let next = end + rest.iter().take_while(|line| line.is_blank()).count();
        match lines.get(next).filter(|next| tab_title(next.text).is_some()) {
            Some(found) => (line, at) = (*found, next),
            None => break end,
        }
    };
    (!definitions.is_empty()).then_some((Block::Definitions(definitions), end))
}

fn tab_title(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("===")?;
    let rest = rest.strip_prefix(['!', '+']).unwrap_or(rest).trim_start();
    let title = rest.strip_prefix('"')?.strip_suffix('"')?;
    (!title.is_empty()).then_some(title)
}

/// The indented lines below a line, at the left margin.
fn below<'a>(lines: &[Line<'a>], at: usize) -> (Vec<Line<'a>>, usize) {
    let end = lines::block_end(lines, at + 1, 1);
    let below = lines.get(at + 1..end).unwrap_or_default();
    (lines::dedent(below, lines::common_indent(below)), end)
}

/// `/// kind | title` with a body that as many slashes end. The title of a change is its version.
fn slashes(lines: &[Line<'_>], at: usize, line: Line<'_>, ctx: &mut Context) -> Option<(Block, usize)> {
    let words = line.text.trim_start_matches('/');
    let fence = line.text.get(..line.text.len() - words.len())?;
    let words = words.strip_prefix(' ')?;
    if fence.len() < 3 || !words.starts_with(char::is_alphabetic) {
        return None;
    }
    // Another start with as many slashes says that the first is none: those inside have fewer or more.
    let is_fence = |line: &Line<'_>| {
        line.text.starts_with(fence) && line.text.as_bytes().get(fence.len()) != Some(&b'/')
    };
    let below = lines.get(at + 1..)?;
    let length = below.iter().position(is_fence)?;
    let end = at + 1 + length;
    if lines.get(end)?.text != fence {
        return None;
    }
    let (name, title) = match words.split_once('|') {
        Some((name, title)) => (name.trim(), Some(title.trim())),
        None => (words, None),
    };
    let (options, content) = indented_options(below.get(..length)?);
    let body = ctx.blocks(content);
    let change = match name {
        "version-added" => VersionChange::Added,
        "version-changed" => VersionChange::Changed,
        "version-deprecated" | "deprecated" | "deprecated-removed" => VersionChange::Deprecated,
        "version-removed" => VersionChange::Removed,
        _ => {
            let block = titled(name, title.map(|title| line.with(title)), &options, body, ctx);
            return Some((block, end + 1));
        }
    };
    let version = title.unwrap_or_default().trim_start_matches('v').to_owned();
    let note = VersionNote {
        change,
        version,
        body,
    };
    Some((Block::Version(note), end + 1))
}

/// A block of pymdown-extensions with a title.
fn titled(
    name: &str,
    title: Option<Line<'_>>,
    options: &[(&str, &str)],
    body: Vec<Block>,
    ctx: &mut Context,
) -> Block {
    if let Some(title) = title.filter(|_| name == "tab") {
        let term = ctx.line(title);
        return Block::Definitions(vec![Definition { term, body }]);
    }
    let wanted = options
        .iter()
        .find(|(key, _)| *key == "type")
        .map(|(_, value)| *value);
    // `admonition` and `details` have their kind as an option.
    let name = match name {
        "admonition" | "details" => wanted.unwrap_or("note"),
        name => name,
    };
    Block::Admonition(Admonition {
        kind: kind(name),
        title: title_of(name, title, ctx),
        body,
    })
}

/// The options of such a block: YAML, indented by four spaces right below its first line.
fn indented_options<'s, 'a>(below: &'s [Line<'a>]) -> (Vec<(&'a str, &'a str)>, &'s [Line<'a>]) {
    let option = |line: &Line<'a>| {
        let (key, value) = line.text.strip_prefix("    ")?.split_once(": ")?;
        key.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            .then(|| (key, value.trim()))
    };
    let options: Vec<_> = below.iter().map_while(option).collect();
    let rest = below.get(options.len()..).unwrap_or_default();
    (options, rest)
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
