//! What stands beside a docstring and belongs to it: `Annotated[T, Doc("…")]` (PEP 727), `@deprecated("…")` (PEP 702).

use std::borrow::Cow;

use crate::docstring::{Block, Document, Entry, Inline, Section, SectionKind, VersionChange, VersionNote};
use crate::model::{self, Docstring, Function, Item, ItemData, Parameter, ParameterKind};

/// The docstring of an item, else what its annotation says.
pub(super) fn docstring(item: &Item) -> Option<Cow<'_, Docstring>> {
    let beside = || match &item.data {
        ItemData::Attribute(attribute) => attribute.annotation.as_ref()?.documentation(),
        _ => None,
    };
    let own = item.docstring.as_ref().map(Cow::Borrowed);
    own.or_else(|| beside().map(Cow::Owned))
}

/// Puts the message of `@deprecated` before everything else.
pub(super) fn add_deprecation(document: &mut Document, message: Document) {
    let note = deprecated(message);
    match document.sections.first_mut() {
        Some(first) if first.kind == SectionKind::Text => first.body.insert(0, note),
        _ => document.sections.insert(0, Section::text(vec![note], 0)),
    }
}

fn deprecated(message: Document) -> Block {
    Block::Version(VersionNote {
        change: VersionChange::Deprecated,
        version: String::new(),
        body: body(message),
    })
}

/// The message of `@deprecated`, or that in the annotation of an attribute.
pub(super) fn deprecation(item: &Item) -> Option<Docstring> {
    match &item.data {
        ItemData::Class(class) => model::deprecation(&class.decorators),
        ItemData::Function(function) => model::deprecation(&function.decorators),
        ItemData::Attribute(attribute) => {
            model::deprecation(&attribute.decorators).or_else(|| attribute.annotation.as_ref()?.deprecation())
        }
        ItemData::TypeAlias(_) | ItemData::Import(_) => None,
    }
}

/// Says at the end where a docstring comes from.
pub(super) fn add_origin(document: &mut Document, full_name: &str) {
    let words = [
        Inline::Text("Docstring inherited from ".to_owned()),
        Inline::Code(full_name.to_owned()),
        Inline::Text(".".to_owned()),
    ];
    let note = Block::Paragraph(vec![Inline::Emphasis(words.into())]);
    document.sections.push(Section::text(vec![note], 0));
}

/// Adds what annotations say of parameters and of the result, where the docstring says nothing.
pub(super) fn add_annotations(
    document: &mut Document,
    function: &Function,
    parse: impl Fn(&Docstring) -> Document,
) {
    for (number, parameter) in function.parameters.iter().enumerate() {
        let Some(annotation) = &parameter.annotation else {
            continue;
        };
        let (text, message) = (annotation.documentation(), annotation.deprecation());
        if text.is_some() || message.is_some() {
            let entry = parameter_entry(document, &function.parameters, number);
            if let Some(text) = text.filter(|_| entry.body.is_empty()) {
                entry.body = body(parse(&text));
            }
            if let Some(message) = message {
                entry.body.insert(0, deprecated(parse(&message)));
            }
        }
    }
    let returns = function.returns.as_ref().and_then(|found| found.documentation());
    let says_returns = document
        .sections
        .iter()
        .any(|section| matches!(section.kind, SectionKind::Returns | SectionKind::Yields));
    if let Some(text) = returns.filter(|_| !says_returns) {
        section(document, SectionKind::Returns).entries.push(Entry {
            body: body(parse(&text)),
            ..Entry::default()
        });
    }
}

const OF_PARAMETERS: [SectionKind; 3] = [
    SectionKind::Parameters,
    SectionKind::OtherParameters,
    SectionKind::KeywordArguments,
];

/// The entry of the parameter of a number; a new one stands before the first that follows it.
fn parameter_entry<'d>(document: &'d mut Document, parameters: &[Parameter], number: usize) -> &'d mut Entry {
    let parameter = &parameters[number];
    let is_of = |entry: &Entry, parameter: &Parameter| {
        let mut names = entry.names.iter();
        names.any(|name| name.trim_start_matches('*') == parameter.name)
    };
    let sections = document.sections.iter().enumerate();
    let found = sections
        .filter(|(_, section)| OF_PARAMETERS.contains(&section.kind))
        .find_map(|(at, section)| {
            let entry = section.entries.iter().position(|entry| is_of(entry, parameter))?;
            Some((at, entry))
        });
    if let Some((section, entry)) = found {
        return &mut document.sections[section].entries[entry];
    }
    let stars = match parameter.kind {
        ParameterKind::VarPositional => "*",
        ParameterKind::VarKeyword => "**",
        _ => "",
    };
    let entries = &mut section(document, SectionKind::Parameters).entries;
    let follows = |other: &Entry| parameters[number..].iter().any(|later| is_of(other, later));
    let at = entries.iter().position(follows).unwrap_or(entries.len());
    entries.insert(
        at,
        Entry {
            names: vec![format!("{stars}{}", parameter.name)],
            ..Entry::default()
        },
    );
    &mut entries[at]
}

/// The section of a kind; a new one stands behind the text at the beginning and what is said of parameters.
fn section(document: &mut Document, kind: SectionKind) -> &mut Section {
    let sections = &mut document.sections;
    let found = sections.iter().position(|section| section.kind == kind);
    let at = found.unwrap_or_else(|| {
        let is_before = |section: &&Section| {
            section.kind == SectionKind::Text
                || kind == SectionKind::Returns && OF_PARAMETERS.contains(&section.kind)
        };
        let at = sections.iter().take_while(is_before).count();
        sections.insert(at, Section::new(kind, 0));
        at
    });
    &mut sections[at]
}

fn body(document: Document) -> Vec<Block> {
    let sections = document.sections.into_iter();
    sections.flat_map(|section| section.body).collect()
}
