//! The value of a string literal, as `ast.literal_eval` gives it, and the cleaning of docstrings.

use std::borrow::Cow;

use super::{TokenKind, tokens};

/// The value of a string literal or of several adjacent ones; `None` for bytes, f-strings and anything else.
pub fn string_value(source: &str) -> Option<String> {
    let mut value = None::<String>;
    for token in tokens(source) {
        match token.kind {
            TokenKind::String => value.get_or_insert_default().push_str(&one_string(token.text)?),
            TokenKind::Operator if matches!(token.text, "(" | ")") => {}
            _ => return None,
        }
    }
    value
}

fn one_string(literal: &str) -> Option<Cow<'_, str>> {
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
    if memchr::memchr2(b'\\', b'\r', body.as_bytes()).is_none() {
        return Some(Cow::Borrowed(body));
    }
    // Python's tokenizer turns every line end into `\n` before it reads the string.
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    Some(Cow::Owned(if is_raw { body } else { unescape(&body) }))
}

/// Replaces the escape sequences of the Python reference, table "Escape sequences". An unknown one stays as it
/// is, with its backslash.
fn unescape(body: &str) -> String {
    let mut value = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        value.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (character, length) = escaped(escape);
        if let Some(character) = character {
            value.push(character);
        } else if length == 0 {
            value.push('\\');
        }
        rest = &escape[length..];
    }
    value.push_str(rest);
    value
}

/// The character that an escape stands for and the length of the escape after its backslash. A length without a
/// character is a line continuation; no length at all is no escape.
fn escaped(escape: &str) -> (Option<char>, usize) {
    let Some(first) = escape.chars().next() else {
        return (None, 0);
    };
    let simple = |character| (Some(character), 1);
    match first {
        '\n' => (None, 1),
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

/// What `inspect.cleandoc` makes of a docstring: tabs expanded to 8, the common indentation of all lines but the
/// first removed, blank lines at both ends dropped.
pub fn clean_docstring(text: &str) -> String {
    let expanded = expand_tabs(text);
    let mut lines: Vec<&str> = expanded.split('\n').collect();
    let margin = lines
        .iter()
        .skip(1)
        .filter_map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    for (number, line) in lines.iter_mut().enumerate() {
        *line = if number == 0 {
            line.trim_start_matches(is_python_space)
        } else {
            after(line, margin)
        };
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let first = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    lines[first..].join("\n")
}

/// Characters that `str.lstrip` removes.
fn is_python_space(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

/// The number of characters before the text of a line; `None` for a line of blanks.
fn indentation(line: &str) -> Option<usize> {
    line.chars().position(|character| !is_python_space(character))
}

fn after(line: &str, characters: usize) -> &str {
    line.char_indices()
        .nth(characters)
        .map_or("", |(at, _)| &line[at..])
}

/// `str.expandtabs(8)`.
fn expand_tabs(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\t', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut expanded = String::with_capacity(text.len() + 32);
    let mut column = 0;
    for character in text.chars() {
        match character {
            '\t' => {
                let width = 8 - column % 8;
                expanded.extend(std::iter::repeat_n(' ', width));
                column += width;
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
        for source in ["b'a'", "f'a'", "'a' f'b'", "'a' % b", "a", "1", ""] {
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
