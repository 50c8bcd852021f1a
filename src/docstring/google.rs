//! Google's style: `Args:` with an indented block below.
//!
//! Sources of the format: the Google Python Style Guide, section 3.8, and what napoleon and griffe make of it.

use super::context::Context;
use super::document::{Admonition, Block, Entry, Inline, Section, SectionKind};
use super::entry::{self, Known, TypeText};
use super::lines::{self, Line};
use super::{fields, reference, see_also};
use crate::diagnostic::Code;

/// The heading of a section.
pub(super) struct Header<'a> {
    /// What it stands for; `None` for a heading of the author's own.
    known: Option<Known>,
    /// The words before the colon.
    title: &'a str,
    /// The words behind it.
    rest: &'a str,
}

impl Header<'_> {
    /// Whether parameters, exceptions and the like are listed below it.
    pub(super) fn lists_entries(&self) -> bool {
        matches!(self.known, Some(Known::Section(kind)) if kind.has_entries())
    }
}

/// Parses a docstring in Google's style.
pub(super) fn sections(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Section> {
    let mut sections = Vec::new();
    let (mut at, mut text_start) = (0, 0);
    let mut in_fence = false;
    while let Some(line) = lines.get(at) {
        in_fence ^= line.content().starts_with("```");
        let found = if in_fence {
            None
        } else {
            known_header(lines, at).or_else(|| own_header(lines, at))
        };
        let Some(found) = found else {
            at += 1;
            continue;
        };
        fields::text_sections(lines.get(text_start..at).unwrap_or_default(), ctx, &mut sections);
        let end = lines::block_end(lines, at + 1, 1);
        let block = lines.get(at + 1..end).unwrap_or_default();
        push(&mut sections, section(&found, *line, block, ctx));
        at = end;
        text_start = end;
    }
    fields::text_sections(lines.get(text_start..).unwrap_or_default(), ctx, &mut sections);
    sections
}

/// Prose that follows prose is one section.
fn push(sections: &mut Vec<Section>, section: Section) {
    match sections.last_mut() {
        Some(last) if last.kind == SectionKind::Text && section.kind == SectionKind::Text => {
            last.body.extend(section.body);
        }
        _ => sections.push(section),
    }
}

/// A heading that is known, at the margin, with an indented block below.
pub(super) fn known_header<'a>(lines: &[Line<'a>], at: usize) -> Option<Header<'a>> {
    let line = lines.get(at)?;
    if !line.text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let colon = line
        .text
        .bytes()
        .take(entry::LONGEST_TITLE + 1)
        .position(|byte| byte == b':')?;
    let (title, rest) = (line.text.get(..colon)?, line.text.get(colon + 1..)?);
    let known = entry::known(title)?;
    if !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    let rest = rest.trim();
    let next = lines.get(at + 1..)?.iter().find(|next| !next.is_blank())?;
    // Behind `Note: words` a block follows at once, or the words are the note and no heading.
    let is_close = rest.is_empty() || lines.get(at + 1).is_some_and(|next| !next.is_blank());
    (next.indent() > 0 && is_close).then_some(Header {
        known: Some(known),
        title,
        rest,
    })
}

/// A heading of the author's own: a few capitalised words and a colon, alone between a blank line and a block.
fn own_header<'a>(lines: &[Line<'a>], at: usize) -> Option<Header<'a>> {
    let line = lines.get(at)?;
    let title = line.text.strip_suffix(':')?;
    let is_first = at == 0 || lines.get(at - 1).is_some_and(|before| before.is_blank());
    let next = lines.get(at + 1)?;
    let is_title = title.starts_with(char::is_uppercase)
        && title.split(' ').count() <= 3
        && title
            .chars()
            .all(|other| other.is_alphanumeric() || " -_".contains(other));
    (is_first && is_title && next.indent() > 0 && !next.is_blank()).then_some(Header {
        known: None,
        title,
        rest: "",
    })
}

fn section<'a>(header: &Header<'a>, line: Line<'a>, block: &[Line<'a>], ctx: &mut Context) -> Section {
    let body = &lines::flush(block);
    match header.known {
        Some(Known::Section(kind)) => {
            let mut section = Section::new(kind, line.offset);
            if header.rest.is_empty() {
                fill(&mut section, body, ctx);
            } else if is_value(kind) {
                fill(&mut section, &with_rest(header, line, block), ctx);
            } else {
                header.rest.clone_into(&mut section.title);
                fill(&mut section, body, ctx);
            }
            section
        }
        Some(Known::Admonition(kind, title)) => {
            let goes_on = body
                .first()
                .is_some_and(|line| line.text.starts_with(char::is_lowercase));
            let (title, body) = if is_title(header.rest) && !goes_on {
                (ctx.line(line.with(header.rest)), ctx.blocks(body))
            } else {
                let title = vec![Inline::Text(title.to_owned())];
                (title, ctx.blocks(&with_rest(header, line, body)))
            };
            Section::text(
                vec![Block::Admonition(Admonition { kind, title, body })],
                line.offset,
            )
        }
        Some(Known::Version(change)) => {
            let note = fields::version(change, &with_rest(header, line, body), ctx);
            Section::text(vec![Block::Version(note)], line.offset)
        }
        None => {
            let mut section = Section::new(SectionKind::Other, line.offset);
            section.title = entry::plain(header.title);
            section.body = ctx.blocks(body);
            section
        }
    }
}

/// Whether words behind the heading are the beginning of a description and no title.
fn is_value(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Returns
            | SectionKind::Yields
            | SectionKind::Receives
            | SectionKind::Raises
            | SectionKind::Todo
    )
}

/// Whether words behind `Note:` are a title and not the beginning of a sentence.
fn is_title(words: &str) -> bool {
    !words.is_empty() && !words.starts_with(char::is_lowercase) && !words.ends_with(['.', ',', ';', ':'])
}

/// The words behind a heading, and the block below.
fn with_rest<'a>(header: &Header<'a>, line: Line<'a>, body: &[Line<'a>]) -> Vec<Line<'a>> {
    let first = (!header.rest.is_empty()).then(|| line.with(header.rest));
    first.into_iter().chain(body.iter().copied()).collect()
}

/// Parses the block of a section, which is at the margin.
fn fill(section: &mut Section, body: &[Line<'_>], ctx: &mut Context) {
    match section.kind {
        SectionKind::Returns | SectionKind::Yields | SectionKind::Receives => returns(section, body, ctx),
        SectionKind::Warnings if names_warnings(body) => {
            *section = Section::new(SectionKind::Warns, section.offset);
            items(section, body, ctx);
        }
        SectionKind::SeeAlso => see_also::fill(section, body, ctx),
        kind if kind.has_entries() => items(section, body, ctx),
        _ => section.body = ctx.blocks(body),
    }
}

/// Whether `Warnings:` lists the warnings that are issued, as griffe has it.
fn names_warnings(body: &[Line<'_>]) -> bool {
    body.iter()
        .filter(|line| line.indent() == 0 && !line.is_blank())
        .all(|line| {
            let name = entry::colon(line.text)
                .and_then(|at| line.text.get(..at))
                .unwrap_or_default();
            let name = entry::plain(name);
            name.ends_with("Warning") && reference::is_dotted_name(&name)
        })
}

/// The lines at the margin start entries, the more indented ones below belong to them.
pub(super) fn items(section: &mut Section, body: &[Line<'_>], ctx: &mut Context) {
    let kind = section.kind;
    let mut at = 0;
    // The entry on the next line, where it was looked at already.
    let mut ahead = None;
    while let Some(line) = body.get(at).copied() {
        if line.is_blank() {
            at += 1;
            continue;
        }
        if is_fence(line) {
            let end = fence_end(body, at);
            let code = ctx.blocks(body.get(at..end).unwrap_or_default());
            let owner = section.entries.last_mut().map(|entry| &mut entry.body);
            owner.unwrap_or(&mut section.body).extend(code);
            at = end;
            continue;
        }
        let known = ahead.take().filter(|(index, _)| *index == at);
        let whole = || {
            let (entry, rest) = known.map_or_else(|| item(kind, line.text), |(_, found)| Some(found))?;
            Some((entry, line.with(rest), at))
        };
        let Some((mut entry, first, last)) = wrapped(kind, body, at).or_else(whole) else {
            // Prose: a remark, or a line in which the colon was forgotten.
            let end = prose_end(kind, body, at);
            if at > 0 && body.get(at - 1).is_some_and(|before| !before.is_blank()) {
                let message = "the line has not the form `name: description`";
                ctx.find(Code::MalformedSection, line.span(), message);
            }
            section
                .body
                .extend(ctx.blocks(body.get(at..end).unwrap_or_default()));
            at = end;
            continue;
        };
        let mut end = lines::block_end(body, last + 1, 1);
        let next = body
            .get(end)
            .filter(|next| end == last + 1 && !next.is_blank() && !is_fence(**next));
        if let Some(next) = next {
            ahead = item(kind, next.text).map(|found| (end, found));
            if ahead.is_none() {
                let message =
                    "the line is read as more of the description above, but is not indented below it";
                ctx.find(Code::MalformedSection, next.span(), message);
                end = prose_end(kind, body, end);
            }
        }
        entry.offset = line.offset;
        entry.body = ctx.blocks(&entry::described(
            first,
            body.get(last + 1..end).unwrap_or_default(),
        ));
        section.entries.push(entry);
        at = end;
    }
}

/// An entry whose type goes on below its first line; with the beginning of its description, and the line of that.
fn wrapped<'a>(kind: SectionKind, body: &[Line<'a>], at: usize) -> Option<(Entry, Line<'a>, usize)> {
    const LONGEST: usize = 8;
    let first = body.get(at)?;
    let (name, behind) = first.text.split_once('(')?;
    let is_open = behind.matches('(').count() >= behind.matches(')').count();
    if !is_open || entry::names(name).is_none() {
        return None;
    }
    let mut head = first.text.to_owned();
    for (index, line) in body.iter().enumerate().skip(at + 1).take(LONGEST) {
        if line.is_blank() || line.indent() == 0 {
            return None;
        }
        if line.content().starts_with([')', ']', '}']) {
            head.truncate(head.trim_end_matches(',').len());
        } else if !head.ends_with(['(', '[', '{']) {
            head.push(' ');
        }
        let start = head.len();
        head.push_str(line.content());
        let ends = |at: &usize| *at >= start && matches!(head.get(at + 1..=at + 1), None | Some(" "));
        if let Some(colon) = entry::top_level(&head, ':').find(ends) {
            let (entry, _) = item(kind, head.get(..=colon)?)?;
            let rest = line.content().get(colon + 1 - start..)?.trim_start();
            return Some((entry, line.with(rest), index));
        }
    }
    None
}

fn is_fence(line: Line<'_>) -> bool {
    line.text.starts_with("```") || line.text.starts_with("~~~")
}

/// Where the code ends that starts with a fence; nothing in it is an entry.
fn fence_end(body: &[Line<'_>], at: usize) -> usize {
    body.iter()
        .skip(at + 1)
        .position(|line| is_fence(*line))
        .map_or(body.len(), |length| at + length + 2)
}

/// Where the lines end that start no entry.
fn prose_end(kind: SectionKind, body: &[Line<'_>], at: usize) -> usize {
    let ends = |line: &Line<'_>| {
        line.is_blank() || is_fence(*line) || line.indent() == 0 && item(kind, line.text).is_some()
    };
    body.iter()
        .skip(at + 1)
        .position(ends)
        .map_or(body.len(), |length| at + 1 + length)
}

/// The first line of an entry, and its description.
fn item(kind: SectionKind, text: &str) -> Option<(Entry, &str)> {
    // A bullet before the name is decoration.
    let listed = text.strip_prefix("- ").or_else(|| text.strip_prefix("* "));
    let has_bullet = listed.is_some();
    let text = listed.unwrap_or(text).trim_start();
    let (head, rest) = match entry::colon(text) {
        Some(at) => (text.get(..at)?.trim_end(), text.get(at + 1..)?.trim_start()),
        None => dashed(text).unwrap_or((text, "")),
    };
    let has_colon = head.len() < text.len();
    match kind {
        SectionKind::Raises | SectionKind::Warns => {
            if let Some((exception, rest)) = entry::exception_in_words(text).filter(|_| !has_colon) {
                let entry = Entry {
                    annotation: Some(exception),
                    ..Entry::default()
                };
                return Some((entry, rest));
            }
            let name = entry::plain(head);
            let is_name = name
                .split([',', '|'])
                .all(|part| reference::is_dotted_name(part.trim()));
            let is_words = has_colon && name.split(' ').count() <= 4;
            let entry = Entry {
                annotation: Some(name),
                ..Entry::default()
            };
            (is_name || is_words).then_some((entry, rest))
        }
        SectionKind::Methods | SectionKind::Functions | SectionKind::Classes => {
            Some((entry::callable(head)?, rest))
        }
        _ => {
            let (name, mut type_text) = name_and_type(head);
            let names = entry::names(name)?;
            let mut rest = rest;
            // `name: (type): text` is seen as well.
            if type_text.is_none()
                && rest.starts_with('(')
                && let Some(at) = entry::colon(rest)
                && let ("", Some(inner)) = name_and_type(rest.get(..at)?)
            {
                type_text = Some(inner);
                rest = rest.get(at + 1..)?.trim_start();
            }
            // A lone word is an entry only where a type, a colon or its markup in a list says so.
            if !has_colon && type_text.is_none() && !(has_bullet && head.starts_with('`')) {
                return None;
            }
            let TypeText {
                annotation,
                default,
                is_optional,
            } = TypeText::new(type_text.unwrap_or_default());
            Some((
                Entry {
                    names,
                    annotation,
                    default,
                    is_optional,
                    ..Entry::default()
                },
                rest,
            ))
        }
    }
}

/// `name (type) - text`: other marks than a colon, where what stands before them can only be a name.
pub(super) fn dashed(text: &str) -> Option<(&str, &str)> {
    let (at, mark) = [" - ", " -- ", " – ", " — ", "). "]
        .into_iter()
        .filter_map(|mark| Some((text.find(mark)?, mark)))
        .min()?;
    let bracket = usize::from(mark.starts_with(')'));
    let (head, rest) = (text.get(..at + bracket)?, text.get(at + mark.len()..)?);
    entry::names(name_and_type(head).0)?;
    Some((head.trim_end(), rest.trim_start()))
}

/// `name (type)` taken apart.
fn name_and_type(head: &str) -> (&str, Option<&str>) {
    let Some(inner) = head.strip_suffix(')') else {
        return (head, None);
    };
    match inner.split_once('(') {
        Some((name, inside)) => (name.trim_end(), Some(inside)),
        None => (head, None),
    }
}

/// Returned values: one with an optional type, or several that are named or typed one by one.
fn returns(section: &mut Section, body: &[Line<'_>], ctx: &mut Context) {
    let mut starts: Vec<(usize, Option<(Entry, &str)>)> = Vec::new();
    let mut in_fence = false;
    for (at, line) in body
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_blank() && line.indent() == 0)
    {
        in_fence ^= is_fence(*line);
        let found = if in_fence { None } else { value(line.text) };
        let is_first = starts.is_empty();
        // A first value without a type takes the whole block.
        if is_first && found.is_none() {
            starts.push((at, None));
            break;
        }
        if found.is_some() {
            starts.push((at, found));
        }
    }
    for (index, (at, value)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(body.len(), |next| next.0);
        let Some(line) = body.get(*at).copied() else {
            continue;
        };
        let below = body.get(at + 1..end).unwrap_or_default();
        let (mut entry, text) = value.clone().unwrap_or((Entry::default(), line.text));
        entry.offset = line.offset;
        // Without a type the block is prose with lines at the margin; with one they may hang below it.
        let hangs = below.iter().all(|line| line.is_blank() || line.indent() > 0);
        entry.body = if value.is_none() && !hangs {
            ctx.blocks(body)
        } else {
            ctx.blocks(&entry::described(line.with(text), below))
        };
        section.entries.push(entry);
    }
}

/// `type: text` or `name (type): text`.
fn value(text: &str) -> Option<(Entry, &str)> {
    let at = entry::colon(text)?;
    let (head, rest) = (text.get(..at)?.trim_end(), text.get(at + 1..)?.trim_start());
    let (name, type_text) = name_and_type(head);
    if let (Some(names), Some(type_text)) = (
        entry::names(name),
        type_text.filter(|inner| entry::is_type(inner)),
    ) {
        // `Tuple(int, str)` is a type and no name with one.
        if head.contains(" (") {
            let annotation = TypeText::new(type_text).annotation;
            return Some((
                Entry {
                    names,
                    annotation,
                    ..Entry::default()
                },
                rest,
            ));
        }
    }
    let bare = head.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let annotation = entry::plain(bare.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(head));
    let is_type =
        entry::is_type(&annotation) && !matches!(annotation.as_str(), "Note" | "Example" | "Examples");
    is_type.then_some((
        Entry {
            annotation: Some(annotation),
            ..Entry::default()
        },
        rest,
    ))
}
