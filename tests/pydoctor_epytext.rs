//! Epytext beside pydoctor's parser: the words of the text and of each field, docstring by docstring.
//!
//! `tests/oracle/pydoctor_epytext.py` says what pydoctor reads in the source of Twisted, the largest package that is
//! documented in epytext.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

#[expect(dead_code, reason = "a Python is needed")]
mod support;

use std::process::Command;

use mdbook_autodoc::docstring::{Block, Document, SectionKind, Style, parse};
use serde::Deserialize;
use serde_json::Value;
use support::tools;

#[derive(Deserialize)]
struct Read {
    place: String,
    docstring: String,
    body: String,
    fields: Vec<(String, String, String)>,
}

/// In hundredths of a percent: how many docstrings must say the same.
const AIM: usize = 9_950;

#[test]
fn epytext_says_what_pydoctor_reads() {
    let Some(python) = tools::python_with(&["pydoctor", "twisted"]) else {
        return;
    };
    let script = tools::repository().join("tests/oracle/pydoctor_epytext.py");
    let mut command = Command::new(python);
    let output = command
        .args(["-W", "ignore"])
        .arg(script)
        .arg("twisted")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (mut all, mut same) = (0, 0);
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let read: Read = serde_json::from_str(line).unwrap();
        let (ours, theirs) = (
            ours(&parse(&read.docstring, Style::Epytext).document),
            theirs(&read),
        );
        all += 1;
        if ours == theirs {
            same += 1;
        } else {
            let first = ours.iter().zip(&theirs).find(|(our, their)| our != their);
            println!("{}: {first:?}", read.place);
        }
    }
    let share = same * 10_000 / all;
    println!("{all} docstrings, {}.{:02}% the same", share / 100, share % 100);
    assert!(all > 10_000 && share >= AIM, "too many differences");
}

/// What a docstring says: of what, and in which words. Sorted but for the text, which is first.
type Said = Vec<(String, Vec<String>)>;

fn ours(document: &Document) -> Said {
    let mut text = Vec::new();
    let mut said = Vec::new();
    for section in &document.sections {
        let entry_kind = match section.kind {
            SectionKind::Text => {
                section
                    .body
                    .iter()
                    .for_each(|block| block_words(&mut text, block));
                continue;
            }
            SectionKind::KeywordArguments => "Parameters".to_owned(),
            kind => format!("{kind:?}"),
        };
        for entry in &section.entries {
            let mut names = entry.names.clone();
            if section.kind == SectionKind::Raises {
                names.extend(entry.annotation.clone());
            } else if let Some(annotation) = &entry.annotation {
                let name = names.join(" ");
                let mut words = split(annotation);
                words.extend(entry.default.iter().flat_map(|default| split(default)));
                let of = if section.kind == SectionKind::Returns {
                    "Returns"
                } else {
                    ""
                };
                said.push((format!("type of {of} {name}"), words));
            }
            let mut words = Vec::new();
            entry.body.iter().for_each(|block| block_words(&mut words, block));
            if !words.is_empty() {
                said.push((format!("{entry_kind} {}", names.join(" ")), words));
            }
        }
        section
            .body
            .iter()
            .for_each(|block| block_words(&mut text, block));
    }
    said.sort();
    said.insert(0, ("text".to_owned(), text));
    said
}

/// The words of a block; a field of epydoc has its name for a title.
fn block_words(words: &mut Vec<String>, block: &Block) {
    match block {
        Block::Admonition(admonition) => admonition.body.iter().for_each(|block| block_words(words, block)),
        Block::Version(note) => {
            words.extend(split(&note.version));
            note.body.iter().for_each(|block| block_words(words, block));
        }
        Block::Definitions(definitions) => {
            for definition in definitions {
                let term = serde_json::to_value(&definition.term).unwrap();
                let mut inner = Vec::new();
                tree_words(&mut inner, &term);
                if inner != ["Author"] {
                    words.append(&mut inner);
                }
                definition.body.iter().for_each(|block| block_words(words, block));
            }
        }
        other => tree_words(words, &serde_json::to_value(other).unwrap()),
    }
}

fn tree_words(words: &mut Vec<String>, tree: &Value) {
    let mut text = String::new();
    push_text(&mut text, tree);
    words.extend(split(&text));
}

/// The text of a tree. Blocks are apart, while running text may change its look inside of a word.
fn push_text(out: &mut String, tree: &Value) {
    match tree {
        Value::String(text) => out.push_str(text),
        Value::Array(values) => values.iter().for_each(|value| push_text(out, value)),
        Value::Object(members) => {
            for (key, value) in members {
                if ["target", "role", "language", "numbering", "url"].contains(&key.as_str()) {
                    continue;
                }
                push_text(out, value);
                if ["Paragraph", "Heading", "term"].contains(&key.as_str()) || key == "text" {
                    out.push('\n');
                }
            }
        }
        _ => {}
    }
}

fn theirs(read: &Read) -> Said {
    let mut text = split(&read.body);
    let mut said = Vec::new();
    for (tag, argument, words) in &read.fields {
        let of = match tag.as_str() {
            "param" | "parameter" | "arg" | "keyword" => "Parameters",
            "return" | "returns" => "Returns",
            "raise" | "raises" => "Raises",
            "ivar" | "cvar" | "var" => "Attributes",
            "type" => "type of ",
            "rtype" | "returntype" => "type of Returns",
            _ => {
                text.extend(split(words));
                continue;
            }
        };
        said.push((format!("{of} {argument}"), split(words)));
    }
    said.retain(|(_, words)| !words.is_empty());
    said.sort();
    said.insert(0, ("text".to_owned(), text));
    said
}

fn split(text: &str) -> Vec<String> {
    let parts = text.split(|other: char| !other.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty() && !["since", "in", "In", "version", "Since"].contains(part))
        .map(str::to_owned)
        .collect()
}
