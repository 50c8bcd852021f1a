//! Every character of a docstring is found in its source: random literals, taken apart by hand beside the program.

#![expect(clippy::unwrap_used, reason = "a failed test says where it failed")]

use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::{Docstring, DocstringPosition, Extracted, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::target::Target;
use mdbook_autodoc::text::Location;
use proptest::prelude::*;

fn facts(source: &str) -> Extracted {
    let name = ModuleName::new("m").unwrap();
    extract(source.as_bytes(), name, ModuleKind::Module, &Target::default())
}

/// A character of a value, and the offset in the source of what stands for it.
type Placed = (char, Option<usize>);

/// What may stand in a literal: its source where it is not raw, and the character that Python reads.
const ATOMS: &[(&str, Option<char>)] = &[
    ("a", Some('a')),
    ("é", Some('é')),
    ("𝒳", Some('𝒳')),
    (" ", Some(' ')),
    (" ", Some(' ')),
    ("    ", None),
    ("\t", Some('\t')),
    ("\u{c}", Some('\u{c}')),
    ("\u{a0}", Some('\u{a0}')),
    ("\n", Some('\n')),
    ("\n", Some('\n')),
    ("\r\n", Some('\n')),
    ("\r", Some('\n')),
    ("\\n", Some('\n')),
    ("\\t", Some('\t')),
    ("\\r", Some('\r')),
    ("\\x41", Some('A')),
    ("\\N{EURO SIGN}", Some('€')),
    ("\\u00e9", Some('é')),
    ("\\U0001d4b3", Some('𝒳')),
    ("\\101", Some('A')),
    ("\\\\", Some('\\')),
    ("\\'", Some('\'')),
    ("\\\n", None),
    ("\\\r\n", None),
    ("\\q", None),
];

/// Writes a string of random pieces; what it is worth goes to `value`.
fn literal(choices: &[u8], source: &mut String, value: &mut Vec<Placed>) {
    let (form, choices) = choices.split_first().unwrap_or((&0, &[]));
    let is_raw = form & 1 == 1;
    let quotes = ["'''", "\"\"\"", "'"][usize::from(form >> 1) % 3];
    source.push_str(["", "r", "u", "R"][usize::from(is_raw) + 2 * usize::from(form & 64 != 0 && is_raw)]);
    source.push_str(quotes);
    for choice in choices {
        let (text, character) = ATOMS[usize::from(*choice) % ATOMS.len()];
        let ends_line = text.contains(['\n', '\r']);
        if quotes == "'" && ends_line {
            continue;
        }
        if is_raw && text.starts_with('\\') && ends_line {
            continue;
        }
        // A `\r` before a `\n` of another piece would become one line end.
        if source.ends_with('\r') && text.starts_with('\n') {
            continue;
        }
        let at = source.len();
        source.push_str(text);
        let is_escape = text.starts_with('\\') && !is_raw;
        match character {
            Some(character) if is_escape || ends_line || !text.starts_with('\\') => {
                value.push((character, Some(at)));
            }
            None if is_escape && ends_line => {}
            _ => value.extend(
                text.char_indices()
                    .map(|(inner, character)| (character, Some(at + inner))),
            ),
        }
    }
    source.push_str(quotes);
}

/// `inspect.cleandoc`, as it is since Python 3.13, on characters that know where they are from.
fn cleaned(value: &[Placed]) -> Vec<Placed> {
    let mut lines: Vec<Vec<Placed>> = vec![Vec::new()];
    let mut column = 0;
    for (character, place) in value {
        match character {
            '\n' => {
                lines.last_mut().unwrap().push(('\n', *place));
                lines.push(Vec::new());
                column = 0;
            }
            '\t' => {
                let width = 8 - column % 8;
                let spaces = (0..width).map(|number| (' ', place.filter(|_| number == 0)));
                lines.last_mut().unwrap().extend(spaces);
                column += width;
            }
            _ => {
                lines.last_mut().unwrap().push((*character, *place));
                column = if *character == '\r' { 0 } else { column + 1 };
            }
        }
    }
    let is_blank = |placed: &&Placed| placed.0 == ' ';
    let indent = |line: &Vec<Placed>| line.iter().take_while(is_blank).count();
    let has_text = |line: &&Vec<Placed>| line.iter().any(|placed| !" \n".contains(placed.0));
    let margin = lines
        .iter()
        .skip(1)
        .filter(has_text)
        .map(indent)
        .min()
        .unwrap_or(0);
    for (number, line) in lines.iter_mut().enumerate() {
        let content = line.len() - usize::from(line.last().is_some_and(|placed| placed.0 == '\n'));
        let cut = if number == 0 { indent(line) } else { margin };
        line.drain(..cut.min(content));
    }
    let is_empty = |line: &Vec<Placed>| line.iter().all(|placed| placed.0 == '\n');
    while lines.last().is_some_and(is_empty) {
        lines.pop();
    }
    let first = lines
        .iter()
        .position(|line| !is_empty(line))
        .unwrap_or(lines.len());
    let mut all: Vec<Placed> = lines.split_off(first).concat();
    if all.last().is_some_and(|placed| placed.0 == '\n') {
        all.pop();
    }
    all
}

fn location(source: &str, offset: usize) -> Location {
    let before = source[..offset].replace("\r\n", "\n").replace('\r', "\n");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    Location {
        line: line.try_into().unwrap(),
        column: column.try_into().unwrap(),
    }
}

#[track_caller]
fn check(source: &str, docstring: Option<&Docstring>, position: &DocstringPosition, expected: &[Placed]) {
    let text: String = expected.iter().map(|placed| placed.0).collect();
    if text.trim().is_empty() {
        assert_eq!(docstring, None, "{source:?}");
        return;
    }
    let docstring = docstring.unwrap();
    assert_eq!(*docstring.text, *text, "{source:?}");
    let mut locator = position.locator(docstring);
    let mut offset = 0;
    let mut is_at_start = true;
    for (character, place) in expected {
        let found = locator.locate(offset).unwrap();
        if let Some(place) = place {
            let place = location(source, *place);
            if is_at_start && *character == '\n' {
                // The end of a line without text: its column is of no use.
                assert_eq!(found.line, place.line, "{source:?} {offset} {position:?}");
            } else {
                assert_eq!(found, place, "{source:?} {offset} {character:?} {position:?}");
            }
        }
        is_at_start = *character == '\n';
        offset += character.len_utf8();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_character_is_found_in_its_literal(
        literals in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..4),
        form in 0..5_u8,
        indent in prop::sample::select(vec!["", "  ", "\t"]),
    ) {
        let body = ["", "class C:\n ", "__doc__ = ", "x = 1; ", "class C:\n  x: int\n  y = z = 2 # é\n  "];
        let mut source = body[usize::from(form)].to_owned();
        let is_many = literals.len() > 1;
        if is_many {
            source.push('(');
        }
        let mut value = Vec::new();
        for choices in &literals {
            literal(choices, &mut source, &mut value);
            if is_many {
                source.push('\n');
                source.push_str(indent);
            }
        }
        if is_many {
            source.push(')');
        }
        source.push('\n');
        let found = facts(&source);
        let expected = cleaned(&value);
        let item = |items: &[mdbook_autodoc::model::Item], name: &str| {
            let item = items.iter().find(|item| item.name == name).unwrap();
            let position = found.position(item.id).docstring;
            (item.docstring.clone(), position, item.members().to_vec())
        };
        let members = &found.module.members;
        let (docstring, position) = match form {
            0 | 2 => (found.module.docstring.clone(), found.docstring.clone()),
            1 => { let (docstring, position, _) = item(members, "C"); (docstring, position) }
            3 => { let (docstring, position, _) = item(members, "x"); (docstring, position) }
            _ => {
                let (_, _, inner) = item(members, "C");
                let (docstring, position, _) = item(&inner, "y");
                (docstring, position)
            }
        };
        check(&source, docstring.as_ref(), &position, &expected);
    }
}

/// The places of the words of the docstring of `x`.
fn words(source: &str) -> Vec<(String, u32, u32)> {
    let found = facts(source);
    let item = found.module.members.iter().find(|item| item.name == "x").unwrap();
    let docstring = item.docstring.as_ref().unwrap();
    let position = found.position(item.id);
    let mut locator = position.docstring.locator(docstring);
    let words = docstring.text.split_whitespace();
    let place = |word: &str| {
        let at = word.as_ptr() as usize - docstring.text.as_ptr() as usize;
        let place = locator.clone().locate(at).unwrap();
        assert_eq!(locator.locate(at), Some(place));
        (word.to_owned(), place.line, place.column)
    };
    words.map(place).collect()
}

#[test]
fn comments_have_places() {
    let expected = |words: &[(&str, u32, u32)]| -> Vec<(String, u32, u32)> {
        words
            .iter()
            .map(|(word, line, column)| ((*word).to_owned(), *line, *column))
            .collect()
    };
    assert_eq!(
        words("#:  One é two\n#:\n#:   three\nx = 1\n"),
        expected(&[("One", 1, 5), ("é", 1, 9), ("two", 1, 11), ("three", 3, 6)])
    );
    assert_eq!(
        words("x = 'é' #:one two\n"),
        expected(&[("one", 1, 11), ("two", 1, 15)])
    );
    assert_eq!(words("y = 1\r\nx = 1; 'd'\r\n"), expected(&[("d", 2, 9)]));
}

#[test]
fn a_plain_docstring_has_one_run_wherever_it_stands() {
    let size = size_in_cache("def x():\n    \"\"\"One.\n\n    Two.\n      Three.\n    \"\"\"\n");
    assert_eq!(size, 5);
    let size = size_in_cache("def x():\r\n\t'''One.\r\n\r\n\tTwo.\r\n\t'''\r\n");
    assert_eq!(size, 5);
}

/// How many bytes the places of the docstring of `x` take in the cache.
fn size_in_cache(source: &str) -> usize {
    let found = facts(source);
    let item = found.module.members.iter().find(|item| item.name == "x").unwrap();
    postcard::to_stdvec(&found.position(item.id).docstring.places)
        .unwrap()
        .len()
}

#[test]
fn the_docstring_of_a_stub_keeps_its_place() {
    let mut source = facts("def f(): pass\nclass C: pass\n");
    let stub = facts("'''Of the stub.'''\ndef f():\n  'Doc.'\nclass C:\n  def g(self):\n    'More.'\n");
    mdbook_autodoc::resolve::merge_stub(&mut source, stub);
    assert!(source.docstring.is_in_stub);
    let place = |item: &mdbook_autodoc::model::Item| {
        let position = &source.position(item.id).docstring;
        assert!(position.is_in_stub);
        let docstring = item.docstring.as_ref().unwrap();
        let place = position.locator(docstring).locate(0).unwrap();
        (place.line, place.column)
    };
    assert_eq!(place(&source.module.members[0]), (3, 4));
    assert_eq!(place(&source.module.members[1].members()[0]), (6, 6));
}

#[test]
fn many_docstrings_on_one_line_take_linear_time() {
    // A column found anew for each would take 10^11 steps.
    let found = facts(&"a = 1; 'b'; ".repeat(80_000));
    assert_eq!(found.module.members.len(), 1);
}
