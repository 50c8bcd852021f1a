//! Field lists: `:param name: text` (Sphinx) and `@param name: text` (epydoc).

use std::collections::BTreeMap;

use super::context::{Context, Markup};
use super::document::{
    self, Admonition, AdmonitionKind, Block, Definition, Entry, Inline, Section, SectionKind, VersionChange,
    VersionNote,
};
use super::lines::{self, Line, Passage};
use super::{entry, google, numpy, reference, rst};

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// An entry of a section, named by the argument.
    Entry(SectionKind),
    /// The type of an entry of a section.
    Type(SectionKind),
    /// All entries of a section in one field.
    Consolidated(SectionKind),
    Admonition(AdmonitionKind, &'static str),
    Version(VersionChange),
    /// Something about the item itself, such as its author.
    Fact,
    /// A remark to a program.
    Meta,
}

/// A field taken apart.
struct Marker<'a> {
    field: Field,
    /// The name of the field as written.
    kind: &'a str,
    argument: &'a str,
    /// The bytes up to the text.
    width: usize,
}

/// Whether a line starts with a field of a known name.
pub(super) fn known(content: &str, mark: char) -> bool {
    marker(content, mark).is_some_and(|found| found.field != Field::Fact)
}

fn marker(content: &str, mark: char) -> Option<Marker<'_>> {
    if !content.starts_with(mark) {
        return None;
    }
    let (name, width) = if mark == ':' {
        rst::field(content).or_else(|| careless(content))?
    } else {
        tag(content, mark)?
    };
    let (kind, argument) = name.split_once(' ').unwrap_or((name, ""));
    let argument = argument.trim();
    let field = consolidated(name).or_else(|| field(kind, !argument.is_empty()));
    let field = match (mark, field) {
        ('@', None) => epydoc(kind)?,
        ('@', Some(Field::Entry(SectionKind::Warns))) if argument.is_empty() => {
            Field::Admonition(AdmonitionKind::Warning, "Warning")
        }
        (_, field) => field?,
    };
    Some(Marker {
        field,
        kind,
        argument,
        width,
    })
}

/// A field of the Python domain that docutils does not take for one: `:param x:text`, `:param x : text`,
/// `` :raises :class:`A`: text ``.
fn careless(content: &str) -> Option<(&str, usize)> {
    let inner = content.strip_prefix(':')?;
    let (kind, _) = inner.split_once([' ', ':'])?;
    field(kind, true)?;
    let is_end = |at: &usize| {
        inner
            .get(at + 1..)
            .is_some_and(|behind| behind.is_empty() || behind.starts_with(' '))
    };
    let end = entry::top_level(inner, ':')
        .find(is_end)
        .or_else(|| inner.find(':'))?;
    let (name, behind) = (inner.get(..end)?, inner.get(end + 1..)?);
    let argument = name.strip_prefix(kind)?.trim();
    let last = argument.rsplit(' ').next().filter(|last| !last.is_empty());
    let is_named = last.is_some_and(|last| entry::names(last).is_some());
    let is_value = argument.is_empty() && matches!(kind, "return" | "returns" | "rtype");
    ((is_named || is_value) && !behind.starts_with('`')).then_some((name, name.len() + 2))
}

/// The name in `@name: body` and the width of the marker.
fn tag(content: &str, mark: char) -> Option<(&str, usize)> {
    let (name, behind) = content.strip_prefix(mark)?.split_once(':')?;
    (behind.is_empty() || behind.starts_with(' ')).then_some((name, name.len() + 2))
}

/// A field that holds a whole section, as napoleon writes them and epydoc reads them.
fn consolidated(name: &str) -> Option<Field> {
    use SectionKind as Kind;
    const LONGEST: usize = 20;
    if name.len() > LONGEST {
        return None;
    }
    Some(Field::Consolidated(match name.to_ascii_lowercase().as_str() {
        "parameters" | "arguments" | "args" | "params" => Kind::Parameters,
        "other parameters" => Kind::OtherParameters,
        "keywords" | "keyword arguments" | "keyword args" | "keyword parameters" => Kind::KeywordArguments,
        "variables" | "ivariables" | "cvariables" | "attributes" => Kind::Attributes,
        "exceptions" => Kind::Raises,
        "methods" => Kind::Methods,
        _ => return None,
    }))
}

fn field(kind: &str, has_argument: bool) -> Option<Field> {
    use SectionKind as Kind;
    const LONGEST: usize = 12;
    if kind.len() > LONGEST {
        return None;
    }
    Some(match kind.to_ascii_lowercase().as_str() {
        "param" | "parameter" | "arg" | "argument" if has_argument => Field::Entry(Kind::Parameters),
        "key" | "keyword" | "kwarg" | "kwparam" if has_argument => Field::Entry(Kind::KeywordArguments),
        "typeparam" | "tparam" if has_argument => Field::Entry(Kind::TypeParameters),
        "var" | "ivar" | "cvar" | "variable" | "ivariable" | "cvariable" if has_argument => {
            Field::Entry(Kind::Attributes)
        }
        "type" | "paramtype" if has_argument => Field::Type(Kind::Parameters),
        "kwtype" if has_argument => Field::Type(Kind::KeywordArguments),
        "vartype" if has_argument => Field::Type(Kind::Attributes),
        "return" | "returns" => Field::Entry(Kind::Returns),
        "rtype" | "returntype" => Field::Type(Kind::Returns),
        "yield" | "yields" => Field::Entry(Kind::Yields),
        "ytype" | "yieldtype" => Field::Type(Kind::Yields),
        "receive" | "receives" => Field::Entry(Kind::Receives),
        "raise" | "raises" | "except" | "exception" => Field::Entry(Kind::Raises),
        "warns" | "warn" => Field::Entry(Kind::Warns),
        "note" if !has_argument => Field::Admonition(AdmonitionKind::Note, "Note"),
        "warning" if !has_argument => Field::Admonition(AdmonitionKind::Warning, "Warning"),
        "attention" if !has_argument => Field::Admonition(AdmonitionKind::Warning, "Attention"),
        "bug" if !has_argument => Field::Admonition(AdmonitionKind::Warning, "Bug"),
        "see" | "seealso" if !has_argument => Field::Admonition(AdmonitionKind::Note, "See also"),
        "todo" => Field::Admonition(AdmonitionKind::Note, "To do"),
        "deprecated" if !has_argument => Field::Version(VersionChange::Deprecated),
        "since" if !has_argument => Field::Version(VersionChange::Added),
        "meta" => Field::Meta,
        _ => return None,
    })
}

/// What only epydoc has: facts, and fields that arrange its pages.
fn epydoc(kind: &str) -> Option<Field> {
    match kind {
        "group" | "sort" | "undocumented" | "newfield" | "include" => Some(Field::Meta),
        _ => {
            let is_word = !kind.is_empty() && kind.chars().all(char::is_alphabetic);
            is_word.then_some(Field::Fact)
        }
    }
}

/// The term under which a fact is shown.
fn term(kind: &str, argument: &str) -> String {
    let word = match kind {
        "authors" => "author",
        "org" => "organization",
        "pre" | "precond" => "precondition",
        "post" | "postcond" => "postcondition",
        "require" | "requirement" => "requires",
        "changed" => "change",
        other => other,
    };
    let mut letters = word.chars();
    let first = letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>());
    let mut term = first.unwrap_or_default() + letters.as_str();
    if !argument.is_empty() {
        term.push(' ');
        term.push_str(argument);
    }
    term
}

/// Parses a docstring with field lists.
pub(super) fn sections(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Section> {
    let mut sections = Vec::new();
    text_sections(lines, ctx, &mut sections);
    sections
}

/// Parses prose with fields in it: text sections, and sections of the entries that the fields make.
pub(super) fn text_sections(lines: &[Line<'_>], ctx: &mut Context, sections: &mut Vec<Section>) {
    let mark = if ctx.markup == Markup::Epytext { '@' } else { ':' };
    let mut collector = Collector {
        sections: Vec::new(),
        types: BTreeMap::new(),
    };
    let (mut at, mut text_start) = (0, 0);
    let mut in_fence = false;
    while let Some(line) = lines.get(at).copied() {
        in_fence ^= line.text.starts_with("```");
        let found = if in_fence { None } else { marker(line.text, mark) };
        let Some(found) = found else {
            at += 1;
            continue;
        };
        collector.text(lines.get(text_start..at).unwrap_or_default(), ctx);
        let end = field_end(lines, at, mark);
        let first = line.with(line.text.get(found.width..).unwrap_or_default());
        let body = entry::described(first, lines.get(at + 1..end).unwrap_or_default());
        collector.field(&found, line.offset, &body, ctx);
        at = end;
        text_start = end;
    }
    collector.text(lines.get(text_start..).unwrap_or_default(), ctx);
    sections.extend(collector.finish());
}

/// Where the body of a field ends. Lines that follow at once belong to it even if they are not indented.
fn field_end(lines: &[Line<'_>], at: usize, mark: char) -> usize {
    let mut end = lines::block_end(lines, at + 1, 1);
    let follows = |end: usize| {
        lines.get(end).is_some_and(|next| {
            !next.is_blank()
                && next.indent() == 0
                && !next.text.starts_with([mark, '`'])
                && !next.text.starts_with(".. ")
        })
    };
    if end == at + 1 {
        while follows(end) {
            end += 1;
        }
    }
    end
}

/// What the fields of a docstring add up to.
struct Collector {
    sections: Vec<Section>,
    /// Types by the section and name of what has them; they may stand before or after it.
    types: BTreeMap<(SectionKind, String), (String, u32)>,
}

impl Collector {
    fn text(&mut self, lines: &[Line<'_>], ctx: &mut Context) {
        let body = ctx.blocks(lines);
        if !body.is_empty() {
            self.sections
                .push(Section::text(body, lines::first_offset(lines::trim(lines))));
        }
    }

    /// The section of a kind; all fields of a kind make one section, where the first of them stands.
    fn section(&mut self, kind: SectionKind, offset: u32) -> Option<&mut Section> {
        let known = self.sections.iter().position(|section| section.kind == kind);
        let index = known.unwrap_or_else(|| {
            let follows = |section: &Section| section.offset > offset;
            let index = self
                .sections
                .iter()
                .position(follows)
                .unwrap_or(self.sections.len());
            self.sections.insert(index, Section::new(kind, offset));
            index
        });
        self.sections.get_mut(index)
    }

    fn field(&mut self, marker: &Marker<'_>, offset: u32, body: &[Line<'_>], ctx: &mut Context) {
        // `@raise C{ValueError}: text`.
        let marked = ctx.markup == Markup::Epytext && marker.argument.contains('{');
        let words = marked.then(|| {
            let text = marker.argument;
            document::words(&ctx.line(Line { text, offset }))
        });
        let argument = words.as_deref().unwrap_or(marker.argument);
        match marker.field {
            Field::Entry(kind @ (SectionKind::Raises | SectionKind::Warns))
                if argument.is_empty() && is_list(body) =>
            {
                self.consolidated(kind, offset, body, ctx);
            }
            Field::Entry(kind) => {
                let entry = Entry {
                    body: ctx.blocks(body),
                    offset,
                    ..named(kind, argument)
                };
                if let Some(section) = self.section(kind, offset) {
                    section.entries.push(entry);
                }
            }
            Field::Type(kind) => {
                let text = if ctx.markup == Markup::Epytext {
                    document::words(&ctx.inlines(&Passage::new(body)))
                } else {
                    lines::join(body).replace('\n', " ")
                };
                let is_value = matches!(kind, SectionKind::Returns | SectionKind::Yields);
                let (names, text) = if is_value && text.is_empty() {
                    (vec![String::new()], argument.to_owned())
                } else if is_value {
                    (vec![String::new()], text)
                } else {
                    let one = || vec![argument.to_owned()];
                    (entry::names(argument).unwrap_or_else(one), text)
                };
                for name in names {
                    self.types
                        .entry((kind, name))
                        .or_insert_with(|| (text.clone(), offset));
                }
            }
            Field::Consolidated(kind) => self.consolidated(kind, offset, body, ctx),
            Field::Fact => {
                let term = vec![Inline::Text(term(marker.kind, argument))];
                let definition = Definition {
                    term,
                    body: ctx.blocks(body),
                };
                self.fact(definition, offset);
            }
            Field::Admonition(kind, title) => {
                let title = vec![Inline::Text(title.to_owned())];
                self.block(
                    Block::Admonition(Admonition {
                        kind,
                        title,
                        body: ctx.blocks(body),
                    }),
                    offset,
                );
            }
            Field::Version(change) => self.block(Block::Version(version(change, body, ctx)), offset),
            Field::Meta => {}
        }
    }

    fn consolidated(&mut self, kind: SectionKind, offset: u32, body: &[Line<'_>], ctx: &mut Context) {
        let mut section = Section::new(kind, offset);
        if body.first().is_some_and(|line| is_bullet(*line)) {
            google::items(&mut section, body, ctx);
        } else {
            numpy::entries(&mut section, body, ctx);
        }
        if let Some(known) = self.section(kind, offset) {
            known.entries.append(&mut section.entries);
            known.body.append(&mut section.body);
        }
    }

    fn fact(&mut self, definition: Definition, offset: u32) {
        if let Some(Section {
            kind: SectionKind::Text,
            body,
            ..
        }) = self.sections.last_mut()
            && let Some(Block::Definitions(definitions)) = body.last_mut()
        {
            definitions.push(definition);
        } else {
            self.block(Block::Definitions(vec![definition]), offset);
        }
    }

    fn block(&mut self, block: Block, offset: u32) {
        match self.sections.last_mut() {
            Some(last) if last.kind == SectionKind::Text => last.body.push(block),
            _ => self.sections.push(Section::text(vec![block], offset)),
        }
    }

    /// Gives the types to what they belong to; a type of something that is not described is an entry, too.
    fn finish(mut self) -> Vec<Section> {
        for section in &mut self.sections {
            for entry in &mut section.entries {
                let kind = section.kind;
                let name = entry.names.first().cloned().unwrap_or_default();
                // epydoc and Sphinx use `type` for variables and keywords as well.
                let found = self.types.remove(&(kind, name.clone())).or_else(|| {
                    let is_shared = matches!(kind, SectionKind::KeywordArguments | SectionKind::Attributes);
                    if is_shared {
                        self.types.remove(&(SectionKind::Parameters, name))
                    } else {
                        None
                    }
                });
                if let Some((text, _)) = found {
                    apply(entry, &text);
                }
            }
        }
        let mut left: Vec<_> = std::mem::take(&mut self.types).into_iter().collect();
        left.sort_by_key(|(_, (_, offset))| *offset);
        for ((kind, name), (text, offset)) in left {
            let mut entry = Entry {
                offset,
                ..named(kind, &name)
            };
            apply(&mut entry, &text);
            if let Some(section) = self.section(kind, offset) {
                section.entries.push(entry);
            }
        }
        self.sections
    }
}

/// Whether a field without a name lists exceptions.
fn is_list(body: &[Line<'_>]) -> bool {
    let is_name = |line: &Line<'_>| reference::is_dotted_name(&entry::plain(line.text));
    let has_below = body.get(1).is_some_and(|next| next.indent() > 0);
    body.first()
        .is_some_and(|first| is_bullet(*first) || has_below && is_name(first))
}

fn is_bullet(line: Line<'_>) -> bool {
    line.text.starts_with("- ") || line.text.starts_with("* ")
}

/// A note on a version from text that may start with it: `1.2`, `since 1.2:`, `in version 1.2,`.
pub(super) fn version(change: VersionChange, body: &[Line<'_>], ctx: &mut Context) -> VersionNote {
    let (first, below) = body.split_first().unwrap_or((&NOTHING, &[]));
    let mut text = first.text;
    for word in ["since ", "Since ", "in ", "In ", "version ", "Version "] {
        text = text.strip_prefix(word).unwrap_or(text);
    }
    let (word, rest) = text.split_at(text.find(' ').unwrap_or(text.len()));
    let is_version = word
        .trim_start_matches('v')
        .starts_with(|digit: char| digit.is_ascii_digit());
    if !is_version {
        let body = ctx.blocks(body);
        let version = String::new();
        return VersionNote {
            change,
            version,
            body,
        };
    }
    let inner = entry::described(first.with(rest.trim_start()), below);
    VersionNote {
        change,
        version: word.trim_end_matches([':', ',', '.']).to_owned(),
        body: ctx.blocks(&inner),
    }
}

const NOTHING: Line<'static> = Line { text: "", offset: 0 };

fn apply(entry: &mut Entry, text: &str) {
    let parsed = entry::TypeText::new(text);
    entry.annotation = parsed.annotation.or_else(|| entry.annotation.take());
    entry.default = parsed.default.or_else(|| entry.default.take());
    entry.is_optional |= parsed.is_optional;
}

/// An entry with the names and the type of a field's argument: `name`, `type name`, `a, b`.
fn named(kind: SectionKind, argument: &str) -> Entry {
    let argument = argument.trim();
    if argument.is_empty() {
        return Entry::default();
    }
    let is_typed = matches!(
        kind,
        SectionKind::Returns | SectionKind::Yields | SectionKind::Receives
    ) && entry::is_type(argument);
    if is_typed || matches!(kind, SectionKind::Raises | SectionKind::Warns) {
        return Entry {
            annotation: Some(entry::plain(argument)),
            ..Entry::default()
        };
    }
    if let Some(names) = entry::names(argument) {
        return Entry {
            names,
            ..Entry::default()
        };
    }
    let (type_text, name) = argument.rsplit_once(' ').unwrap_or(("", argument));
    let mut entry = Entry {
        names: vec![entry::plain(name)],
        ..Entry::default()
    };
    apply(&mut entry, type_text);
    entry
}
