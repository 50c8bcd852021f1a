//! Sections, entries, types and descriptions beside griffe's parsers, docstring by docstring.
//!
//! `tests/oracle/griffe_sections.py` says what griffe reads. Its descriptions are text as it stands in the docstring,
//! ours are trees; so each of its texts is parsed by itself, in each of the markups that the docstring may be
//! written in, and one of the trees must be equal to ours, every word and every block of it. Thereby no word can be
//! lost, added, or given to another entry or section, and nothing can be indented otherwise than griffe says.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests run programs, may panic, and tell what they counted"
)]

use std::collections::BTreeMap;

use mdbook_autodoc::docstring::{Document, Entry, Section, SectionKind, Style, parse};
use serde::Deserialize;
use serde_json::{Value, json};

/// What griffe reads in a docstring.
#[derive(Deserialize)]
struct Read {
    place: String,
    docstring: String,
    readings: Vec<Vec<TheirSection>>,
}

#[derive(Deserialize)]
struct TheirSection {
    kind: String,
    title: Option<String>,
    name: Option<String>,
    text: Vec<String>,
    entries: Vec<TheirEntry>,
}

#[derive(Deserialize)]
struct TheirEntry {
    name: String,
    annotation: Option<String>,
    default: Option<String>,
    text: String,
}

#[test]
fn explore() {
    let files = std::env::var("SECTIONS").unwrap();
    for file in files.split(' ') {
        let (style, path) = file.split_once('=').unwrap();
        let style = Style::from_name(style).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut all = 0;
        for line in text.lines() {
            let read: Read = serde_json::from_str(line).unwrap();
            all += 1;
            if let Err((kind, detail)) = compare(&read, style) {
                println!(
                    "=== {kind} @ {path} {}\n{}\n--- {detail}",
                    read.place, read.docstring
                );
                *counts.entry(kind).or_default() += 1;
            }
        }
        let differ: usize = counts.values().sum();
        eprintln!(
            "{path}: {} of {all} same, {:.2}%",
            all - differ,
            (all - differ) as f64 * 100.0 / all as f64
        );
        for (kind, count) in counts {
            eprintln!("   {count:5} {kind}");
        }
    }
}

type Difference = (String, String);

fn compare(read: &Read, style: Style) -> Result<(), Difference> {
    let ours = pieces(&parse(&read.docstring, style).document);
    let mut first = None;
    for reading in &read.readings {
        for markup in MARKUPS {
            match same(&ours, &expected(reading, style, *markup)) {
                Ok(()) => return Ok(()),
                Err(difference) => first = Some(first.unwrap_or(difference)),
            }
        }
    }
    Err(first.unwrap())
}

/// A part of a document that is compared: prose, or a section.
#[derive(Debug)]
struct Piece {
    kind: String,
    title: String,
    entries: Vec<Item>,
    body: Vec<Value>,
}

#[derive(Debug)]
struct Item {
    names: Vec<String>,
    annotation: Option<String>,
    default: Option<String>,
    body: Vec<Value>,
}

fn same(ours: &[Piece], theirs: &[Piece]) -> Result<(), Difference> {
    let shape = |pieces: &[Piece]| pieces.iter().map(|piece| piece.kind.clone()).collect::<Vec<_>>();
    if shape(ours) != shape(theirs) {
        return Err((
            "sections".into(),
            format!("{:?}\n{:?}", shape(ours), shape(theirs)),
        ));
    }
    for (our, their) in ours.iter().zip(theirs) {
        if our.title != their.title {
            return Err((
                format!("title {}", our.kind),
                format!("{:?} {:?}", our.title, their.title),
            ));
        }
        let names = |piece: &Piece| {
            piece
                .entries
                .iter()
                .map(|item| item.names.clone())
                .collect::<Vec<_>>()
        };
        if names(our) != names(their) {
            return Err((
                format!("names {}", our.kind),
                format!("{:?}\n{:?}", names(our), names(their)),
            ));
        }
        for (item, other) in our.entries.iter().zip(&their.entries) {
            if item.annotation != other.annotation {
                return Err((
                    format!("annotation {}", our.kind),
                    format!("{:?}\n{:?}", item.annotation, other.annotation),
                ));
            }
            if item.default != other.default {
                return Err((
                    format!("default {}", our.kind),
                    format!("{:?}\n{:?}", item.default, other.default),
                ));
            }
            if item.body != other.body {
                return Err((
                    format!("description {}", our.kind),
                    format!(
                        "{}\n{}",
                        Value::from(item.body.clone()),
                        Value::from(other.body.clone())
                    ),
                ));
            }
        }
        if our.body != their.body {
            return Err((
                format!("body {}", our.kind),
                format!(
                    "{}\n{}",
                    Value::from(our.body.clone()),
                    Value::from(their.body.clone())
                ),
            ));
        }
    }
    Ok(())
}

/// Our document, for comparison.
fn pieces(document: &Document) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for section in &document.sections {
        push(&mut pieces, piece(section));
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match pieces.last_mut() {
        Some(last) if last.kind == "Text" && piece.kind == "Text" => last.body.extend(piece.body),
        _ => pieces.push(piece),
    }
}

fn piece(section: &Section) -> Piece {
    let kind = match section.kind {
        SectionKind::KeywordArguments => SectionKind::OtherParameters,
        SectionKind::Methods => SectionKind::Functions,
        kind => kind,
    };
    let title = if section.kind == SectionKind::Other {
        section.title.clone()
    } else {
        String::new()
    };
    Piece {
        kind: format!("{kind:?}"),
        title,
        entries: section.entries.iter().flat_map(items).collect(),
        body: section
            .body
            .iter()
            .map(|block| tree(serde_json::to_value(block).unwrap()))
            .collect(),
    }
}

fn items(entry: &Entry) -> Vec<Item> {
    let names = if entry.names.is_empty() {
        vec![String::new()]
    } else {
        entry.names.clone()
    };
    names
        .into_iter()
        .map(|name| Item {
            names: vec![name],
            annotation: entry.annotation.as_deref().map(plain),
            default: entry.default.clone(),
            body: entry
                .body
                .iter()
                .map(|block| tree(serde_json::to_value(block).unwrap()))
                .collect(),
        })
        .collect()
}

/// A tree without places.
fn tree(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(key, _)| !matches!(key.as_str(), "line" | "offset" | "level"))
            .map(|(key, value)| (key, tree(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(tree).collect(),
        other => other,
    }
}

fn plain(text: &str) -> String {
    text.replace('`', "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[derive(Clone, Copy)]
enum Forced {
    Rst,
    Markdown,
    Own,
}

const MARKUPS: &[Forced] = &[Forced::Own, Forced::Rst, Forced::Markdown];

/// A text of griffe's by itself.
fn alone(text: &str, markup: Forced) -> Vec<Piece> {
    let before = match markup {
        Forced::Rst => "``a`` ".repeat(40),
        Forced::Markdown => "[a](b)\n".repeat(40),
        Forced::Own => String::new(),
    };
    let mut document = parse(&format!("{before}\n\n{text}"), Style::Sphinx).document;
    if !before.is_empty() {
        document.sections[0].body.remove(0);
        if document.sections[0].body.is_empty() {
            document.sections.remove(0);
        }
    }
    pieces(&document)
}

fn blocks(text: &str, markup: Forced) -> Vec<Value> {
    alone(text, markup)
        .into_iter()
        .flat_map(|piece| piece.body)
        .collect()
}

fn inlines(text: &str, markup: Forced) -> Value {
    blocks(text, markup)
        .into_iter()
        .next()
        .and_then(|block| Some(block.get("Paragraph")?.clone()))
        .unwrap_or_default()
}

/// What our document is if it says what griffe says.
fn expected(reading: &[TheirSection], style: Style, markup: Forced) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for section in reading {
        if section.kind == "text" {
            for piece in alone(&section.text[0], markup) {
                push(&mut pieces, piece);
            }
            continue;
        }
        push(&mut pieces, their_section(section, style, markup));
    }
    pieces
}

fn their_section(section: &TheirSection, style: Style, markup: Forced) -> Piece {
    let text = section.text.join("\n\n");
    if section.kind == "admonition" {
        return admonition(section, &text, style, markup);
    }
    let kind = match section.kind.as_str() {
        "parameters" => "Parameters",
        "other parameters" => "OtherParameters",
        "type parameters" => "TypeParameters",
        "raises" => "Raises",
        "warns" => "Warns",
        "returns" => "Returns",
        "yields" => "Yields",
        "receives" => "Receives",
        "examples" => "Examples",
        "attributes" => "Attributes",
        "functions" => "Functions",
        "classes" => "Classes",
        "modules" => "Modules",
        "type aliases" => "TypeAliases",
        other => other,
    };
    Piece {
        kind: kind.into(),
        title: String::new(),
        entries: section
            .entries
            .iter()
            .map(|entry| their_entry(entry, markup))
            .collect(),
        body: blocks(&text, markup),
    }
}

fn their_entry(entry: &TheirEntry, markup: Forced) -> Item {
    Item {
        names: vec![entry.name.clone()],
        annotation: entry.annotation.as_deref().map(plain),
        default: entry.default.clone(),
        body: blocks(&entry.text, markup),
    }
}

fn admonition(section: &TheirSection, text: &str, style: Style, markup: Forced) -> Piece {
    let title = section.title.clone().unwrap_or_default();
    let kind = match section.name.as_deref().unwrap() {
        "example" => "Examples",
        "notes" => "Notes",
        "note" if style == Style::NumPy => "Notes",
        "warning" if style == Style::NumPy => "Warnings",
        "see-also" => "SeeAlso",
        "references" => "References",
        "todo" => "Todo",
        "note" | "tip" | "hint" | "important" | "attention" | "warning" | "caution" | "danger" | "error" => {
            let kind = match section.name.as_deref().unwrap() {
                "note" => "Note",
                "tip" | "hint" => "Tip",
                "important" => "Important",
                "danger" | "error" => "Caution",
                _ => "Warning",
            };
            return Piece {
                kind: "Text".into(),
                title: String::new(),
                entries: Vec::new(),
                body: vec![
                    json!({"Admonition": {"kind": kind, "title": inlines(&title, markup), "body": blocks(text, markup)}}),
                ],
            };
        }
        _ => "Other",
    };
    Piece {
        kind: kind.into(),
        title: if kind == "Other" { title } else { String::new() },
        entries: Vec::new(),
        body: blocks(text, markup),
    }
}
