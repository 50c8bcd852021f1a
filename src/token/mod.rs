//! The tokens of an expression.
//!
//! A small lexer after the lexical analysis chapter of the Python reference: enough to show an expression in one
//! space style and to find the names in it. It accepts any text; what it does not know becomes an operator of
//! one character.

mod bracketed;

pub use bracketed::{Argument, Bracketed, bracketed, offset_in, string_text};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An identifier or keyword.
    Name,
    /// A number, as written.
    Number,
    /// A string with its prefix and quotes; an f-string is one token.
    String,
    /// An operator or delimiter.
    Operator,
}

/// A token and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// Its source.
    pub text: &'a str,
}

/// The tokens of `text`, without blanks, line ends, comments and line continuations.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at = skip_blank(text.as_bytes(), at);
        let (kind, end) = scan(text, at)?;
        let token = Token {
            kind,
            text: &text[at..end],
        };
        at = end;
        Some(token)
    })
}

fn skip_blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' | b'\\' => at += 1,
            b'#' => at = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |next| at + next),
            _ => break,
        }
    }
    at
}

fn scan(text: &str, at: usize) -> Option<(TokenKind, usize)> {
    let bytes = text.as_bytes();
    let first = *bytes.get(at)?;
    if first == b'"' || first == b'\'' {
        return Some((TokenKind::String, string_end(bytes, at, false)));
    }
    if first.is_ascii_digit() || first == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        return Some((TokenKind::Number, number_end(bytes, at)));
    }
    if first == b'_' || first.is_ascii_alphabetic() || first >= 0x80 {
        let end = name_end(bytes, at);
        let is_prefix = end - at <= 2 && text[at..end].bytes().all(|byte| b"rRbBuUfFtT".contains(&byte));
        if is_prefix && matches!(bytes.get(end), Some(b'"' | b'\'')) {
            let is_format = text[at..end].bytes().any(|byte| b"fFtT".contains(&byte));
            return Some((TokenKind::String, string_end(bytes, end, is_format)));
        }
        return Some((TokenKind::Name, end));
    }
    let known = [
        "...", "**=", "//=", ">>=", "<<=", "**", "//", "==", "!=", "<=", ">=", "<<", ">>", ":=", "->",
    ];
    let length = known
        .iter()
        .find(|known| text[at..].starts_with(*known))
        .map_or(1, |known| known.len());
    Some((TokenKind::Operator, at + length))
}

fn name_end(bytes: &[u8], at: usize) -> usize {
    let is_part = |byte: &u8| *byte == b'_' || byte.is_ascii_alphanumeric() || *byte >= 0x80;
    at + bytes[at..].iter().take_while(|byte| is_part(byte)).count()
}

fn number_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    let is_hex = bytes[at] == b'0' && matches!(bytes.get(at + 1), Some(b'x' | b'X'));
    while let Some(byte) = bytes.get(end) {
        let is_sign = matches!(byte, b'+' | b'-') && !is_hex && matches!(bytes[end - 1], b'e' | b'E');
        if end > at && is_sign || byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') {
            end += 1;
        } else {
            break;
        }
    }
    end
}

/// The end of the string whose opening quote stands at `at`. A string that is not closed reaches to the end of
/// its line, or of the text when it has three quotes.
pub fn string_end(bytes: &[u8], at: usize, is_format: bool) -> usize {
    let quote = bytes[at];
    let is_triple = bytes[at..].starts_with(&[quote; 3]);
    let mut end = at + if is_triple { 3 } else { 1 };
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 2,
            b'\n' | b'\r' if !is_triple => return end,
            b'{' if is_format && bytes.get(end + 1) == Some(&b'{') => end += 2,
            b'{' if is_format => end = replacement_end(bytes, end, quote, is_triple),
            byte if *byte == quote && !is_triple => return end + 1,
            byte if *byte == quote && bytes[end..].starts_with(&[quote; 3]) => return end + 3,
            _ => end += 1,
        }
    }
    bytes.len()
}

/// The end of the replacement field that opens at `at`. Strings in it may use the quotes of the outer string
/// (PEP 701), so the closing brace decides; where there is none on the line, the field is taken as text.
fn replacement_end(bytes: &[u8], at: usize, quote: u8, is_triple: bool) -> usize {
    let mut depth = 0_usize;
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return end + 1;
                }
            }
            b'"' | b'\'' if depth > 0 && !(is_triple && bytes[end..].starts_with(&[quote; 3])) => {
                // A nested string ends at its next quote; one that does not end on its line is no string.
                let close = memchr::memchr2(*byte, b'\n', &bytes[end + 1..]).map(|next| end + 1 + next);
                match close {
                    Some(close) if bytes[close] == *byte => end = close,
                    _ => return at + 1,
                }
            }
            b'\n' | b'\r' if !is_triple => return at + 1,
            _ => {}
        }
        end += 1;
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text).map(|token| token.text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_numbers_strings_and_operators_are_told_apart() {
        check(
            "a.b1[0x_fF, 1.5e-3j]",
            &["a", ".", "b1", "[", "0x_fF", ",", "1.5e-3j", "]"],
        );
        check(
            "x ** -y // .5 := ...",
            &["x", "**", "-", "y", "//", ".5", ":=", "..."],
        );
        check("rb'a' Rb\"b\" f u''", &["rb'a'", "Rb\"b\"", "f", "u''"]);
    }

    #[test]
    fn comments_line_ends_and_continuations_are_left_out() {
        check("a + # one\n  \\\n b", &["a", "+", "b"]);
    }

    #[test]
    fn a_format_string_is_one_token_whatever_quotes_its_fields_use() {
        check("f'{a['x']}' + 1", &["f'{a['x']}'", "+", "1"]);
        check("f\"{x!r:>{w}} {{}}\" 'b'", &["f\"{x!r:>{w}} {{}}\"", "'b'"]);
        check("f\"\"\"{\n a\n}\"\"\" b", &["f\"\"\"{\n a\n}\"\"\"", "b"]);
    }

    #[test]
    fn what_is_not_closed_ends_with_its_line_or_the_text() {
        check("'abc\nd", &["'abc", "d"]);
        check("\"\"\"abc\nd", &["\"\"\"abc\nd"]);
        check("f'{a", &["f'{a"]);
        check("'\\", &["'\\"]);
    }
}
