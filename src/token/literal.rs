//! The value of a string literal, as `ast.literal_eval` gives it, and the cleaning of docstrings.

use std::borrow::Cow;

use super::{TokenKind, offset_in, tokens};
use crate::text::{LineIndex, Location, Pieces, Places};

/// The value of a string literal or of several adjacent ones; `None` for bytes, f-strings and anything else.
pub fn string_value(source: &str) -> Option<String> {
    read(source, &mut |_, _| {})
}

/// The value of [`string_value`], and which parts of the source it consists of.
fn placed_string_value(source: &str) -> Option<(String, Pieces)> {
    let mut pieces = Pieces::default();
    let value = read(source, &mut |at, from| pieces.push(at, from))?;
    Some((value, pieces))
}

/// Reads a string; `piece` hears of each offset in the value from which on it is what the source has from another on.
fn read(source: &str, piece: &mut impl FnMut(usize, usize)) -> Option<String> {
    let mut value = None::<String>;
    let mut is_over = false;
    for token in tokens(source) {
        match token.kind {
            TokenKind::String if !is_over => {
                let value = value.get_or_insert_default();
                let (start, from) = (value.len(), offset_in(source, token.text).unwrap_or_default());
                let string = one_string(token.text, &mut |at, inner| piece(start + at, from + inner))?;
                value.push_str(&string);
            }
            // What is opened behind a string is a call.
            TokenKind::Operator if token.text == "(" && value.is_none() => {}
            TokenKind::Operator if token.text == ")" => is_over = true,
            _ => return None,
        }
    }
    value
}

fn one_string<'a>(literal: &'a str, piece: &mut impl FnMut(usize, usize)) -> Option<Cow<'a, str>> {
    let open = literal.find(['"', '\''])?;
    let (prefix, quoted) = literal.split_at(open);
    if prefix.bytes().any(|byte| b"bBfFtT".contains(&byte)) {
        return None;
    }
    let quote = &quoted[..1];
    let width = if quoted.len() >= 6 && quoted[1..].starts_with(&quote.repeat(2)) {
        3
    } else {
        1
    };
    let body = quoted.get(width..)?;
    let body = body.strip_suffix(&quote.repeat(width)).unwrap_or(body);
    let is_raw = prefix.bytes().any(|byte| matches!(byte, b'r' | b'R'));
    let start = open + width;
    piece(0, start);
    if memchr::memchr2(b'\\', b'\r', body.as_bytes()).is_none() {
        return Some(Cow::Borrowed(body));
    }
    Some(Cow::Owned(unescape(body, is_raw, &mut |at, from| {
        piece(at, start + from);
    })))
}

/// Replaces the escape sequences of the Python reference, table "Escape sequences". An unknown one stays as it
/// is, with its backslash. Python's tokenizer turns every line end into `\n` before it reads the string.
fn unescape(body: &str, is_raw: bool, piece: &mut impl FnMut(usize, usize)) -> String {
    let mut value = String::with_capacity(body.len());
    let mut rest = body;
    let special: &[char] = if is_raw { &['\r'] } else { &['\\', '\r'] };
    while let Some(at) = rest.find(special) {
        value.push_str(&rest[..at]);
        let from = body.len() - rest.len() + at;
        let (character, length) = if rest[at..].starts_with('\r') {
            (Some('\n'), line_end(&rest[at..]))
        } else {
            match escaped(&rest[at + 1..]) {
                (None, 0) => (Some('\\'), 1),
                (character, length) => (character, length + 1),
            }
        };
        if let Some(character) = character {
            piece(value.len(), from);
            value.push(character);
        }
        piece(value.len(), from + length);
        rest = &rest[at + length..];
    }
    value.push_str(rest);
    value
}

/// The length of the line end at the start of a text; 0 where there is none.
fn line_end(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// The character that an escape stands for and the length of the escape after its backslash. A length without a
/// character is a line continuation; no length at all is no escape.
fn escaped(escape: &str) -> (Option<char>, usize) {
    let Some(first) = escape.chars().next() else {
        return (None, 0);
    };
    let simple = |character| (Some(character), 1);
    match first {
        '\n' | '\r' => (None, line_end(escape)),
        '\\' | '\'' | '"' => simple(first),
        'a' => simple('\x07'),
        'b' => simple('\x08'),
        'f' => simple('\x0c'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\x0b'),
        '0'..='7' => numeric(escape, 0, 1..=3, 8),
        'x' => numeric(escape, 1, 2..=2, 16),
        'u' => numeric(escape, 1, 4..=4, 16),
        'U' => numeric(escape, 1, 8..=8, 16),
        'N' => named(escape),
        _ => (None, 0),
    }
}

fn numeric(
    escape: &str,
    skip: usize,
    digits: std::ops::RangeInclusive<usize>,
    radix: u32,
) -> (Option<char>, usize) {
    let text = &escape[skip..];
    let length = text
        .chars()
        .take(*digits.end())
        .take_while(|digit| digit.is_digit(radix))
        .count();
    if !digits.contains(&length) {
        return (None, 0);
    }
    let number =
        u32::from_str_radix(&text[..length], radix).unwrap_or(u32::from(char::REPLACEMENT_CHARACTER));
    // A lone surrogate is a string that Python can hold and a page cannot.
    (
        Some(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)),
        skip + length,
    )
}

fn named(escape: &str) -> (Option<char>, usize) {
    let Some(end) = escape.find('}').filter(|_| escape.starts_with("N{")) else {
        return (None, 0);
    };
    match unicode_names2::character(&escape[2..end]) {
        Some(character) => (Some(character), end + 1),
        None => (None, 0),
    }
}

/// What `inspect.cleandoc` makes of a docstring since Python 3.13: tabs expanded to 8, the spaces that all lines but
/// the first begin with removed, blank lines at both ends dropped. Other blanks are text.
pub fn clean_docstring(text: &str) -> String {
    clean(&expand_tabs(text, &mut |_, _| {})).text
}

/// The cleaned docstring that stands at `offset` in a source as `literal`, with the place of each of its characters.
/// `None` if the literal is no plain string.
pub fn placed_docstring(literal: &str, offset: usize, source: &LineIndex<'_>) -> Option<(String, Places)> {
    let (value, origin) = placed_string_value(literal)?;
    let mut tabs = Pieces::default();
    let expanded = expand_tabs(&value, &mut |at, from| tabs.push(at, from));
    let is_plain = origin.is_one() && matches!(expanded, Cow::Borrowed(_));
    let cleaned = clean(&expanded);
    let places = if is_plain {
        let start = offset + origin.first().unwrap_or_default();
        cleaned.plain_places(source.location(start))
    } else {
        let mut in_source = Pieces::default();
        in_source.push(0, offset);
        let pieces = cleaned.pieces(&expanded).through(&tabs);
        Places::new(
            &cleaned.text,
            &pieces.through(&origin).through(&in_source),
            source,
        )
    };
    Some((cleaned.text, places))
}

/// A cleaned docstring, and what was taken away from it.
struct Cleaned {
    text: String,
    /// How many lines at the start.
    lines: usize,
    /// How many spaces of the first line.
    first: usize,
    /// How many spaces of each further line.
    margin: usize,
}

fn clean(expanded: &str) -> Cleaned {
    let mut lines: Vec<&str> = expanded.split('\n').collect();
    let margin = lines
        .iter()
        .skip(1)
        .filter_map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    let mut first = 0;
    for (number, line) in lines.iter_mut().enumerate() {
        *line = if number == 0 {
            let kept = line.trim_start_matches(' ');
            first = line.len() - kept.len();
            kept
        } else {
            after(line, margin)
        };
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let blank = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    Cleaned {
        text: lines[blank..].join("\n"),
        lines: blank,
        first,
        margin,
    }
}

impl Cleaned {
    /// The places where nothing but indentation was taken away from a text that starts at `start`.
    fn plain_places(&self, start: Location) -> Places {
        let columns = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let first = if self.lines == 0 {
            Location {
                column: start.column.saturating_add(columns(self.first)),
                ..start
            }
        } else {
            Location {
                line: start.line + columns(self.lines),
                column: columns(self.margin) + 1,
            }
        };
        Places::lines(first, self.margin)
    }

    /// The parts of the text with its tabs expanded that the lines are, one for each.
    fn pieces(&self, expanded: &str) -> Pieces {
        let mut pieces = Pieces::default();
        let mut at = 0;
        for (number, line) in expanded.split('\n').enumerate().skip(self.lines) {
            if at > self.text.len() {
                break;
            }
            let cut = if number == 0 { self.first } else { self.margin };
            let kept = after(line, cut);
            let start = offset_in(expanded, line).unwrap_or_default();
            pieces.push(at, start + line.len() - kept.len());
            at += kept.len() + 1;
        }
        pieces
    }
}

/// The number of spaces before the text of a line; `None` for a line of spaces.
fn indentation(line: &str) -> Option<usize> {
    line.bytes().position(|byte| byte != b' ')
}

/// A line without its first `spaces`; one of fewer spaces is empty.
fn after(line: &str, spaces: usize) -> &str {
    line.get(spaces..).unwrap_or_default()
}

/// `str.expandtabs(8)`; `piece` hears of the parts that stand in the text as they are.
fn expand_tabs<'a>(text: &'a str, piece: &mut impl FnMut(usize, usize)) -> Cow<'a, str> {
    piece(0, 0);
    if memchr::memchr(b'\t', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut expanded = String::with_capacity(text.len() + 32);
    let mut column = 0;
    for (at, character) in text.char_indices() {
        match character {
            '\t' => {
                piece(expanded.len(), at);
                let width = 8 - column % 8;
                expanded.extend(std::iter::repeat_n(' ', width));
                column += width;
                piece(expanded.len(), at + 1);
            }
            '\n' | '\r' => {
                expanded.push(character);
                column = 0;
            }
            _ => {
                expanded.push(character);
                column += 1;
            }
        }
    }
    Cow::Owned(expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, value: Option<&str>) {
        assert_eq!(string_value(source).as_deref(), value, "{source}");
    }

    #[test]
    fn strings_have_the_value_that_python_gives_them() {
        check(r#""a\tb\x41\u00e9\101\N{EURO SIGN}\q""#, Some("a\tbAéA€\\q"));
        check(r"r'\n'", Some("\\n"));
        check("'a' \"b\"\n  u'c'", Some("abc"));
        check("('a'\n 'b')", Some("ab"));
        check("'''a\\\nb'''", Some("ab"));
        check("''''a'''", Some("'a"));
        check("\"\"", Some(""));
        check("'\\ud800'", Some("\u{fffd}"));
    }

    #[test]
    fn bytes_format_strings_and_other_expressions_have_none() {
        for source in [
            "b'a'",
            "f'a'",
            "'a' f'b'",
            "'a' % b",
            "('a')('b')",
            "('a') 'b'",
            "a",
            "1",
            "",
        ] {
            check(source, None);
        }
    }

    #[test]
    fn docstrings_are_cleaned_as_inspect_does() {
        assert_eq!(
            clean_docstring("\n  Hello.\n\n    More.\n  "),
            "Hello.\n\n  More."
        );
        assert_eq!(
            clean_docstring("  First.\n\tSecond.\n\t  Third."),
            "First.\nSecond.\n  Third."
        );
        assert_eq!(clean_docstring("  \n\n "), " ");
        assert_eq!(clean_docstring("A\n  b\n \n c"), "A\n b\n\nc");
    }
}
