//! Sections, entries, types and descriptions beside griffe's parsers, docstring by docstring.
//!
//! `tests/oracle/griffe_sections.py` says what griffe reads. Its descriptions are text as it stands in the docstring,
//! ours are trees; so each of its texts is parsed by itself, in each of the markups that the docstring may be
//! written in, and one of the trees must be equal to ours, every word and every block of it. Thereby no word can be
//! lost, added, or given to another entry or section, and nothing can be indented otherwise than griffe says.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

#[expect(dead_code, reason = "packages and a Python are needed")]
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use mdbook_autodoc::docstring::{Document, Entry, Section, SectionKind, Style, parse};
use serde::Deserialize;
use serde_json::{Value, json};
use support::tools;

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

/// What stands in one docstring for us and for griffe.
struct Case<'a> {
    docstring: &'a str,
    style: Style,
    ours: Vec<Piece>,
    theirs: Vec<Piece>,
    /// Where the first difference is: `sections`, or what and in which section.
    place: String,
    /// The same for people, with the place in the package.
    difference: String,
}

struct Rule {
    name: &'static str,
    reason: &'static str,
    holds: fn(&Case<'_>) -> bool,
}

/// What differs on purpose. Whatever the rule, all words that griffe reads must be ours too: the first of them that
/// holds is counted.
const RULES: &[Rule] = &[
    Rule {
        name: "blank lines around headings",
        reason: "napoleon needs no blank line above a heading and allows one below; griffe takes such a heading for text",
        holds: |case| {
            case.style == Style::Google && case.place == "sections" && has_crowded_heading(case.docstring)
        },
    },
    Rule {
        name: "other words in headings",
        reason: "numpydoc and napoleon know these headings too, griffe takes them for titles of the author's own",
        holds: |case| {
            let is_other = |line: &str| {
                let title = line.trim_end_matches(':').to_ascii_lowercase();
                [
                    "return",
                    "raise",
                    "yield",
                    "warn",
                    "arguments",
                    "exceptions",
                    "warnings",
                    "example",
                ]
                .contains(&title.as_str())
            };
            case.place == "sections" && case.docstring.lines().any(is_other)
        },
    },
    Rule {
        name: "equal signs below headings",
        reason: "reST underlines with any mark; griffe knows dashes alone",
        holds: |case| {
            case.style == Style::NumPy
                && case
                    .docstring
                    .lines()
                    .any(|line| line.len() > 2 && line.chars().all(|mark| mark == '='))
        },
    },
    Rule {
        name: "shape of indentation",
        reason: "four columns to griffe, whatever the author uses; what is left over makes a quotation",
        holds: |case| {
            let flat = |pieces: &[Piece]| {
                pieces
                    .iter()
                    .filter(|piece| !["SeeAlso", "Examples"].contains(&piece.kind.as_str()))
                    .map(|piece| {
                        piece
                            .entries
                            .iter()
                            .map(|item| unquoted(&item.body))
                            .chain([unquoted(&piece.body)])
                            .collect::<Vec<_>>()
                    })
                    .collect::<Vec<_>>()
            };
            (case.place.starts_with("description") || case.place.starts_with("body"))
                && flat(&case.ours) == flat(&case.theirs)
        },
    },
    Rule {
        name: "colons without blanks",
        reason: "`name: type` is a name and a type; griffe wants a blank on both sides and forgets the type",
        holds: |case| {
            case.style == Style::NumPy
                && case.place.starts_with("annotation")
                && case.docstring.lines().any(is_careless)
        },
    },
    Rule {
        name: "types behind colons",
        reason: "`name: (type): text` tells a type; griffe takes it for the description",
        holds: |case| {
            let is_such = |line: &str| {
                line.split_once(": (")
                    .is_some_and(|(_, rest)| rest.contains("): "))
            };
            case.style == Style::Google
                && case.place == "annotation Parameters"
                && case.docstring.lines().any(is_such)
        },
    },
    Rule {
        name: "types that are dropped",
        reason: "griffe reads `:rtype:` and forgets it where no `:returns:` stands",
        holds: |case| {
            let has = |pieces: &[Piece]| pieces.iter().any(|piece| piece.kind == "Returns");
            case.style == Style::Sphinx && has(&case.ours) && !has(&case.theirs)
        },
    },
    Rule {
        name: "text behind fields",
        reason: "a field ends where a line is not indented behind a blank one; griffe gives it all text up to the next field",
        holds: |case| case.style == Style::Sphinx && words(&case.ours) == words(&case.theirs),
    },
    Rule {
        name: "division of values",
        reason: "names that are no single word, exceptions in a sentence and paragraphs: griffe takes each line for a type",
        holds: |case| {
            case.ours.len() == case.theirs.len()
                && pairs(case).is_some_and(|mut pairs| pairs.all(|(our, their)| words(our) == words(their)))
        },
    },
    Rule {
        name: "lines that are dropped",
        reason: "griffe drops lines in which it finds no entry; they are prose of the section, or belong to the entry above",
        holds: |case| pairs(case).is_some_and(|mut pairs| pairs.all(|(our, their)| contains(our, their))),
    },
];

/// Our sections beside griffe's, of which some may be missing.
fn pairs<'c>(case: &'c Case<'_>) -> Option<impl Iterator<Item = (&'c [Piece], &'c [Piece])>> {
    let mut ours = case.ours.iter();
    let mut found = Vec::new();
    for their in &case.theirs {
        let our = ours.by_ref().find(|our| our.kind == their.kind)?;
        found.push((std::slice::from_ref(our), std::slice::from_ref(their)));
    }
    Some(found.into_iter())
}

/// Whether all words of griffe's are ours too, each as often.
fn contains(ours: &[Piece], theirs: &[Piece]) -> bool {
    let mut ours = words_with(ours, true).into_iter();
    words(theirs)
        .iter()
        .all(|word| ours.by_ref().any(|our| our == *word))
}

/// Whether a heading has text above it, or a blank line below it.
fn has_crowded_heading(docstring: &str) -> bool {
    let lines: Vec<&str> = docstring.lines().collect();
    (0..lines.len()).any(|at| {
        let is_heading = lines[at].ends_with(':') && lines[at].starts_with(char::is_uppercase);
        let above = at.checked_sub(1).map_or("", |above| lines[above].trim());
        let below = lines.get(at + 1).map_or("", |below| below.trim());
        is_heading && (!above.is_empty() || below.is_empty())
    })
}

/// Whether a line has a name and a type and a colon that is not between blanks.
fn is_careless(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(':') else {
        return false;
    };
    !name.is_empty() && !name.starts_with(' ') && (!name.ends_with(' ') || !rest.starts_with(' '))
}

fn unquoted(body: &[Value]) -> Vec<Value> {
    body.iter()
        .flat_map(|block| match block.get("Quote").and_then(Value::as_array) {
            Some(inner) => unquoted(inner),
            None => vec![block.clone()],
        })
        .collect()
}

/// A package, where it is in the unpacked wheel of its distribution, and the style in which it is documented.
const PACKAGES: &[(&str, &str, Style)] = &[
    ("numpy", "numpy", Style::NumPy),
    ("pandas", "pandas", Style::NumPy),
    ("scikit_image", "skimage", Style::NumPy),
    ("urllib3", "urllib3", Style::Sphinx),
    ("requests", "requests", Style::Sphinx),
    ("rich", "rich", Style::Google),
    ("textual", "textual", Style::Google),
    ("pydantic", "pydantic", Style::Google),
];

/// In hundredths of a percent: how many docstrings must be the same or differ for a reason.
const AIM: usize = 9_950;

#[test]
fn docstrings_have_the_sections_that_griffe_finds() {
    let Some(python) = tools::python_with(&["griffe"]) else {
        return;
    };
    let mut explained: BTreeMap<&str, usize> = RULES.iter().map(|rule| (rule.name, 0)).collect();
    let mut failed = Vec::new();
    for (distribution, package, style) in PACKAGES {
        let Some(directory) = tools::package(distribution) else {
            return;
        };
        let said = read(&python, &directory.join(package), *style);
        let (mut all, mut same, mut with_reason) = (0, 0, 0);
        for line in said.lines() {
            let read: Read = serde_json::from_str(line).unwrap();
            all += 1;
            let Err(case) = compare(&read, *style) else {
                same += 1;
                continue;
            };
            if let Some(rule) = RULES
                .iter()
                .find(|rule| contains(&case.ours, &case.theirs) && (rule.holds)(&case))
            {
                with_reason += 1;
                *explained.entry(rule.name).or_default() += 1;
            } else {
                println!("{package}/{}", case.difference);
            }
        }
        let share = |part: usize| part * 10_000 / all;
        let (sames, known) = (share(same), share(same + with_reason));
        println!(
            "{package}: {all} docstrings, {}.{:02}% the same, {}.{:02}% the same or different for a reason",
            sames / 100,
            sames % 100,
            known / 100,
            known % 100
        );
        assert!(all > 200, "{package}");
        if known < AIM {
            failed.push(*package);
        }
    }
    for rule in RULES {
        println!("{:5} {}: {}", explained[rule.name], rule.name, rule.reason);
    }
    assert!(failed.is_empty(), "too many differences in {failed:?}");
    let unused: Vec<_> = explained.iter().filter(|(_, count)| **count == 0).collect();
    assert!(unused.is_empty(), "these rules explain nothing: {unused:?}");
}

/// What griffe reads in a package.
fn read(python: &Path, package: &Path, style: Style) -> String {
    let script = tools::repository().join("tests/oracle/griffe_sections.py");
    let mut command = Command::new(python);
    command.arg(script).arg(style.as_str()).arg(package);
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

type Difference = (String, String);

fn compare(read: &Read, style: Style) -> Result<(), Case<'_>> {
    let ours = arranged(pieces(&parse(&read.docstring, style).document), style);
    let mut first = None;
    for reading in &read.readings {
        for markup in MARKUPS {
            let theirs = arranged(expected(reading, style, *markup), style);
            match same(&ours, &theirs) {
                Ok(()) => return Ok(()),
                Err(difference) => first = first.or(Some((theirs, difference))),
            }
        }
    }
    let (theirs, (place, values)) = first.unwrap();
    Err(Case {
        docstring: &read.docstring,
        style,
        ours,
        theirs,
        difference: format!("{}: {place}\n  ours and griffe's: {values}", read.place),
        place,
    })
}

/// griffe gives the fields of Sphinx an order of its own, and joins all text.
fn arranged(pieces: Vec<Piece>, style: Style) -> Vec<Piece> {
    if style != Style::Sphinx {
        return pieces;
    }
    let (text, mut fields): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.kind == "Text");
    fields.sort_by(|one, other| one.kind.cmp(&other.kind));
    let mut pieces = Vec::new();
    for piece in text.into_iter().chain(fields) {
        push(&mut pieces, piece);
    }
    pieces
}

/// Words of headings and markers, which are no text where they are understood.
const MARKS: &[&str] = &[
    "arguments",
    "attributes",
    "autosummary",
    "class",
    "examples",
    "note",
    "python",
    "versionchanged",
    "default",
    "defaults",
    "example",
    "exceptions",
    "generated",
    "is",
    "optional",
    "parameters",
    "raise",
    "raises",
    "return",
    "returns",
    "to",
    "toctree",
    "warn",
    "warns",
    "yields",
    "keyword",
    "args",
];

/// The words of a document, sorted.
///
/// Defaults count where griffe must not have a word more; otherwise not, as griffe makes some up.
fn words(pieces: &[Piece]) -> Vec<String> {
    words_with(pieces, false)
}

fn words_with(pieces: &[Piece], defaults: bool) -> Vec<String> {
    let mut found = Vec::new();
    for piece in pieces {
        for item in &piece.entries {
            let default = item.default.as_ref().filter(|_| defaults);
            for text in item.names.iter().chain(&item.annotation).chain(default) {
                push_words(&mut found, text);
            }
            item.body.iter().for_each(|block| push_tree(&mut found, block));
        }
        push_words(&mut found, &piece.title);
        piece.body.iter().for_each(|block| push_tree(&mut found, block));
    }
    found.sort();
    found
}

fn push_words(found: &mut Vec<String>, text: &str) {
    let parts = text.split(|other: char| !other.is_alphanumeric());
    let counts = |part: &&str| !part.is_empty() && !MARKS.contains(&part.to_ascii_lowercase().as_str());
    found.extend(parts.filter(counts).map(str::to_owned));
}

fn push_tree(found: &mut Vec<String>, tree: &Value) {
    match tree {
        Value::String(text) => push_words(found, text),
        Value::Array(values) => values.iter().for_each(|value| push_tree(found, value)),
        Value::Object(members) => {
            for (key, value) in members {
                if !["target", "role", "language", "kind", "numbering", "url"].contains(&key.as_str()) {
                    push_tree(found, value);
                }
            }
        }
        _ => {}
    }
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
            if !is_same_type(item.annotation.as_deref(), other.annotation.as_deref()) {
                return Err((
                    format!("annotation {}", our.kind),
                    format!("{:?}\n{:?}", item.annotation, other.annotation),
                ));
            }
            if !is_same_default(item, other) {
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
        let is_same = match our.kind.as_str() {
            // griffe divides the one and not the other.
            "SeeAlso" | "Examples" => words(std::slice::from_ref(our)) == words(std::slice::from_ref(their)),
            _ => our.body == their.body,
        };
        if !is_same {
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

/// Types are the same text but for markup, and for what is said behind them: ours is taken apart already.
fn is_same_type(our: Option<&str>, their: Option<&str>) -> bool {
    let our = our.map(plain).unwrap_or_default();
    let their = their.map(plain).unwrap_or_default();
    // griffe drops the braces of choices, and what stands behind them.
    let choices = our
        .strip_prefix('{')
        .and_then(|inner| inner.rsplit_once('}'))
        .map(|(inner, _)| inner.trim());
    let is_marker = |rest: &str| {
        let rest = rest.trim_start_matches([',', ' ', '(', '.']).to_ascii_lowercase();
        [")", "optional", "default", ":"]
            .iter()
            .any(|word| rest.starts_with(word))
            || rest.is_empty()
    };
    our == their || choices == Some(their.as_str()) || their.strip_prefix(&our).is_some_and(is_marker)
}

/// griffe takes the first of the choices for the default.
fn is_same_default(our: &Item, their: &Item) -> bool {
    let (Some(our_default), Some(their_default)) = (&our.default, &their.default) else {
        let is_choice = our
            .annotation
            .as_deref()
            .is_some_and(|text| text.starts_with('{'));
        return their.default.is_none() || is_choice;
    };
    let their_default = plain(their_default);
    let is_choice = our
        .annotation
        .as_deref()
        .is_some_and(|text| text.starts_with('{'));
    let their_default = their_default.trim_end_matches(", optional");
    is_choice
        || *our_default
            == their_default
                .trim_start_matches("is ")
                .trim_start_matches("to ")
                .trim_start_matches(": ")
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

/// A type or a name without markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        // Before a backtick there may be the name of a role.
        let role = part.strip_suffix(':').and_then(|inner| {
            inner
                .rfind([' ', '(', '['])
                .map_or(inner.strip_prefix(':'), |start| {
                    inner[start + 1..].strip_prefix(':')
                })
        });
        let part = if at % 2 == 0 {
            role.map_or(part, |role| &part[..part.len() - role.len() - 2])
        } else {
            part
        };
        out.push_str(part.strip_prefix('~').unwrap_or(part));
    }
    let out = out.replace(" | ", " or ").replace("\\*", "*");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
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
        names: vec![plain(&entry.name)],
        // A signature repeats the name.
        annotation: entry.annotation.as_deref().map(|text| {
            plain(
                text.strip_prefix(&format!("{}(", entry.name))
                    .map_or(text, |_| &text[entry.name.len()..]),
            )
        }),
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
