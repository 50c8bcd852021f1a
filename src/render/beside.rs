//! What stands beside a docstring and belongs to it: `Annotated[T, Doc("…")]` (PEP 727), `@deprecated("…")` (PEP 702).

use std::borrow::Cow;

use crate::docstring::{Block, Document, Entry, Inline, Section, SectionKind, VersionChange, VersionNote};
use crate::model::{Docstring, Expression, Function, Item, ItemData, Parameter, ParameterKind};

/// The docstring of an item, else what its annotation says.
pub(super) fn docstring(item: &Item) -> Option<Cow<'_, Docstring>> {
    let beside = || match &item.data {
        ItemData::Attribute(attribute) => attribute.annotation.as_ref()?.documentation(),
        _ => None,
    };
    let own = item.docstring.as_ref().map(Cow::Borrowed);
    own.or_else(|| beside().map(Cow::Owned))
}

/// The decorators of an item.
pub(super) fn decorators(item: &Item) -> &[Expression] {
    match &item.data {
        ItemData::Class(class) => &class.decorators,
        ItemData::Function(function) => &function.decorators,
        ItemData::Attribute(attribute) => &attribute.decorators,
        ItemData::TypeAlias(_) | ItemData::Import(_) => &[],
    }
}

/// Puts the message of `@deprecated` before everything else.
pub(super) fn add_deprecation(document: &mut Document, message: Document) {
    let note = Block::Version(VersionNote {
        change: VersionChange::Deprecated,
        version: String::new(),
        body: body(message),
    });
    match document.sections.first_mut() {
        Some(first) if first.kind == SectionKind::Text => first.body.insert(0, note),
        _ => document.sections.insert(0, Section::text(vec![note], 0)),
    }
}

/// Says at the end where a docstring comes from.
pub(super) fn add_origin(document: &mut Document, full_name: &str) {
    let words = [
        Inline::Text("Inherited from ".to_owned()),
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
        if let Some(text) = parameter.annotation.as_ref().and_then(Expression::documentation) {
            add_parameter(document, &function.parameters, number, body(parse(&text)));
        }
    }
    let returns = function.returns.as_ref().and_then(Expression::documentation);
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

/// Documents the parameter of a number, before the first one that follows it.
fn add_parameter(document: &mut Document, parameters: &[Parameter], number: usize, body: Vec<Block>) {
    let sections = document.sections.iter_mut();
    let mut entries = sections
        .filter(|section| OF_PARAMETERS.contains(&section.kind))
        .flat_map(|section| &mut section.entries);
    let is_of = |entry: &Entry, parameter: &Parameter| {
        let mut names = entry.names.iter();
        names.any(|name| name.trim_start_matches('*') == parameter.name)
    };
    let parameter = &parameters[number];
    if let Some(entry) = entries.find(|entry| is_of(entry, parameter)) {
        if entry.body.is_empty() {
            entry.body = body;
        }
        return;
    }
    let stars = match parameter.kind {
        ParameterKind::VarPositional => "*",
        ParameterKind::VarKeyword => "**",
        _ => "",
    };
    let entry = Entry {
        names: vec![format!("{stars}{}", parameter.name)],
        body,
        ..Entry::default()
    };
    let entries = &mut section(document, SectionKind::Parameters).entries;
    let follows = |other: &Entry| parameters[number..].iter().any(|later| is_of(other, later));
    let at = entries.iter().position(follows).unwrap_or(entries.len());
    entries.insert(at, entry);
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
