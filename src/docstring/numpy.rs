//! The style of numpydoc: underlined headings.
//!
//! Sources of the format: numpydoc's style guide, and what napoleon and griffe make of it.

use super::context::Context;
use super::document::{Admonition, Block, Entry, Inline, Section, SectionKind};
use super::entry::{self, Known, TypeText};
use super::lines::{self, Line};
use super::{fields, google, reference, see_also};

/// Parses a docstring in the style of numpydoc.
pub(super) fn sections(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Section> {
    let mut in_fence = false;
    let headers: Vec<_> = (0..lines.len())
        .filter(|at| {
            let starts_fence = |line: &Line<'_>| line.content().starts_with("```");
            in_fence ^= lines.get(*at).is_some_and(starts_fence);
            !in_fence && (known_header(lines, *at).is_some() || is_own_header(lines, *at))
        })
        .collect();
    let mut sections = Vec::new();
    let text_end = headers.first().copied().unwrap_or(lines.len());
    fields::text_sections(lines.get(..text_end).unwrap_or_default(), ctx, &mut sections);
    for (index, at) in headers.iter().enumerate() {
        let end = headers.get(index + 1).copied().unwrap_or(lines.len());
        let block = lines.get(at + 2..end).unwrap_or_default();
        let Some(title) = lines.get(*at) else { continue };
        // Fields end a section.
        let is_field = |line: &Line<'_>| fields::known(line.text, ':');
        let (block, fields) = block.split_at(block.iter().position(is_field).unwrap_or(block.len()));
        sections.push(section(
            *title,
            known_header(lines, *at),
            &lines::flush(block),
            ctx,
        ));
        fields::text_sections(fields, ctx, &mut sections);
    }
    sections
}

/// A known heading with its underline.
pub(super) fn known_header(lines: &[Line<'_>], at: usize) -> Option<Known> {
    let title = lines.get(at)?;
    if title.indent() > 0 || !lines.get(at + 1).is_some_and(|next| is_underline(*next)) {
        return None;
    }
    entry::known(title.text.trim_end_matches(':'))
}

/// A heading of the author's own: underlined with dashes, below a blank line.
fn is_own_header(lines: &[Line<'_>], at: usize) -> bool {
    let (Some(title), Some(under)) = (lines.get(at), lines.get(at + 1)) else {
        return false;
    };
    let is_apart = at > 0 && lines.get(at - 1).is_some_and(|before| before.is_blank());
    is_apart
        && title.indent() == 0
        && title.text.starts_with(char::is_alphabetic)
        && is_underline(*under)
        && under.text.starts_with('-')
        && under.text.len() >= title.text.chars().count()
}

fn is_underline(line: Line<'_>) -> bool {
    let is_of = |mark: char| line.text.chars().all(|other| other == mark);
    line.text.len() >= 3 && ['-', '=', '~'].into_iter().any(is_of)
}

fn section(title: Line<'_>, known: Option<Known>, body: &[Line<'_>], ctx: &mut Context) -> Section {
    match known {
        Some(Known::Section(kind)) => {
            let mut section = Section::new(kind, title.offset);
            fill(&mut section, body, ctx);
            section
        }
        Some(Known::Admonition(kind, words)) => {
            let body = ctx.blocks(body);
            let title_words = vec![Inline::Text(words.to_owned())];
            Section::text(
                vec![Block::Admonition(Admonition {
                    kind,
                    title: title_words,
                    body,
                })],
                title.offset,
            )
        }
        Some(Known::Version(change)) => {
            let note = fields::version(change, body, ctx);
            Section::text(vec![Block::Version(note)], title.offset)
        }
        None => {
            let mut section = Section::new(SectionKind::Other, title.offset);
            section.title = entry::plain(title.text);
            section.body = ctx.blocks(body);
            section
        }
    }
}

fn fill(section: &mut Section, body: &[Line<'_>], ctx: &mut Context) {
    match section.kind {
        SectionKind::SeeAlso => see_also::fill(section, body, ctx),
        kind if kind.has_entries() => entries(section, body, ctx),
        _ => section.body = ctx.blocks(body),
    }
}

/// The lines at the margin start entries; what is indented below them describes them.
pub(super) fn entries(section: &mut Section, body: &[Line<'_>], ctx: &mut Context) {
    let mut at = 0;
    while let Some(line) = body.get(at).copied() {
        if line.is_blank() {
            at += 1;
            continue;
        }
        let end = lines::block_end(body, at + 1, 1);
        let below = body.get(at + 1..end).unwrap_or_default();
        if let Some((mut entry, rest)) = item(section.kind, line, !below.is_empty()) {
            entry.offset = line.offset;
            entry.body = ctx.blocks(&entry::described(line.with(rest), below));
            section.entries.push(entry);
            at = end;
        } else {
            // Prose and directives between the entries.
            let end = prose_end(section.kind, body, at).max(end);
            section
                .body
                .extend(ctx.blocks(body.get(at..end).unwrap_or_default()));
            at = end;
        }
    }
}

/// Where the lines end that start no entry.
fn prose_end(kind: SectionKind, body: &[Line<'_>], at: usize) -> usize {
    // Any few words may be a type, so the lines of prose about a value are only ended by a blank one.
    let is_value = matches!(
        kind,
        SectionKind::Returns | SectionKind::Yields | SectionKind::Receives
    );
    let starts = |line: &Line<'_>| !is_value && line.indent() == 0 && item(kind, *line, false).is_some();
    let ends = |line: &Line<'_>| line.is_blank() || starts(line);
    body.iter()
        .skip(at + 1)
        .position(ends)
        .map_or(body.len(), |length| at + 1 + length)
}

/// The first line of an entry, and a description that stands on it.
fn item(kind: SectionKind, line: Line<'_>, has_body: bool) -> Option<(Entry, &str)> {
    let text = line.text;
    if text.starts_with(".. ") {
        return None;
    }
    match kind {
        SectionKind::Returns | SectionKind::Yields | SectionKind::Receives => {
            if text == ":" {
                return Some((Entry::default(), ""));
            }
            let text = text.strip_prefix(": ").map_or(text, str::trim_start);
            let named = split(text).and_then(|(head, rest)| Some((named(text, head)?, rest)));
            let (names, type_text) = named.unwrap_or((Vec::new(), text));
            if names.is_empty() && !has_body && !entry::is_type(text) {
                return None;
            }
            let annotation = Some(entry::plain(type_text)).filter(|text| !text.is_empty());
            Some((
                Entry {
                    names,
                    annotation,
                    ..Entry::default()
                },
                "",
            ))
        }
        SectionKind::Raises | SectionKind::Warns => {
            if let Some((exception, rest)) = entry::exception_in_words(text) {
                let entry = Entry {
                    annotation: Some(exception),
                    ..Entry::default()
                };
                return Some((entry, rest));
            }
            let (head, rest) = split(text).unwrap_or((text, ""));
            let annotation = entry::plain(head);
            let is_name = annotation
                .split([',', '|'])
                .all(|part| reference::is_dotted_name(part.trim()));
            (is_name || has_body).then_some((
                Entry {
                    annotation: Some(annotation),
                    ..Entry::default()
                },
                rest,
            ))
        }
        SectionKind::Methods | SectionKind::Functions | SectionKind::Classes => {
            let (head, rest) = split(text).unwrap_or((text, ""));
            Some((entry::callable(head)?, rest))
        }
        _ => {
            if let Some((head, rest)) = google::dashed(text).filter(|_| !text.contains(" : ")) {
                let names = entry::names(head)?;
                let entry = Entry {
                    names,
                    ..Entry::default()
                };
                return Some((entry, rest));
            }
            let (head, type_text) = split(text).or_else(|| marked(text)).unwrap_or((text, ""));
            let names = named(text, head)?;
            let TypeText {
                annotation,
                default,
                is_optional,
            } = TypeText::new(type_text);
            Some((
                Entry {
                    names,
                    annotation,
                    default,
                    is_optional,
                    ..Entry::default()
                },
                "",
            ))
        }
    }
}

/// What stands before the colon: names, or anything without blanks where the colon has blanks on both sides.
fn named(text: &str, head: &str) -> Option<Vec<String>> {
    entry::names(head).or_else(|| entry::loose_names(head).filter(|_| text.contains(" : ")))
}

/// `name, optional`: no type, but what is said beside one.
fn marked(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(", ")?;
    let parsed = TypeText::new(rest);
    let is_marker = parsed.annotation.is_none() && (parsed.is_optional || parsed.default.is_some());
    is_marker.then_some((name, rest))
}

/// `name : type` taken apart; the blank before the colon may be missing.
fn split(text: &str) -> Option<(&str, &str)> {
    let at = match text.find(" : ") {
        Some(at) => at + 1,
        None if text.ends_with(':') => text.len() - 1,
        None => entry::colon(text)?,
    };
    Some((text.get(..at)?.trim_end(), text.get(at + 1..)?.trim_start()))
}
