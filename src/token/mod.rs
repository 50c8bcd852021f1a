//! The tokens of Python, after the chapter "Lexical analysis" of its reference.
//!
//! The lexer accepts any text: a character that begins no token becomes [`Symbol::Invalid`], a string that is not
//! closed ends with its line. Line ends and indentation are the business of whoever drives it.

mod bracketed;
mod literal;
mod string;
mod symbol;

pub use bracketed::{Argument, Bracketed, bracketed, offset_in, string_text};
pub use literal::{clean_docstring, placed_docstring, string_value};
pub use symbol::{Symbol, TokenKind};

/// A token and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is, coarsely.
    pub kind: TokenKind,
    /// What it is to the grammar.
    pub symbol: Symbol,
    /// Its source.
    pub text: &'a str,
}

/// The tokens of `text`, without blanks, line ends, comments and line continuations.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut lexer = Lexer::new(text, 0);
    std::iter::from_fn(move || {
        lexer.skip_space();
        let start = lexer.at();
        let symbol = lexer.token()?;
        Some(Token {
            kind: symbol.kind(),
            symbol,
            text: &text[start..lexer.at()],
        })
    })
}

/// After so many f-strings whose fields are not closed, braces in them are taken as text. Each of them may have
/// cost a look at the whole rest of the text.
const MOST_OPEN_FIELDS: u8 = 16;

/// Reads one token after the other.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    open_fields: u8,
    is_unclosed: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer that begins at an offset.
    pub fn new(text: &'a str, at: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            open_fields: 0,
            is_unclosed: false,
        }
    }

    /// The offset of the next byte.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on from another place.
    pub fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The next byte.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Whether the last token was a string without its closing quotes.
    pub fn is_unclosed(&self) -> bool {
        self.is_unclosed
    }

    /// Skips blanks, comments, line continuations and line ends.
    pub fn skip_space(&mut self) {
        loop {
            self.skip_blanks();
            if !self.skip_line_end() {
                return;
            }
        }
    }

    /// Skips blanks, a comment and line continuations, and stops before a line end.
    pub fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\x0c' => self.at += 1,
                b'#' => self.skip_line(),
                b'\\' if self.skip_continuation() => {}
                _ => return,
            }
        }
    }

    /// Skips a backslash with the line end behind it.
    pub fn skip_continuation(&mut self) -> bool {
        let is_there = matches!(self.bytes.get(self.at + 1), Some(b'\n' | b'\r'));
        if is_there {
            self.at += 1;
            self.skip_line_end();
        }
        is_there
    }

    /// Skips to the end of the line and stops before it.
    pub fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    /// Skips `\n`, `\r\n` or a lone `\r`, which Python reads alike.
    pub fn skip_line_end(&mut self) -> bool {
        match self.peek() {
            Some(b'\n') => self.at += 1,
            Some(b'\r') => {
                self.at += if self.bytes.get(self.at + 1) == Some(&b'\n') {
                    2
                } else {
                    1
                }
            }
            _ => return false,
        }
        true
    }

    /// Reads the token that begins here; `None` at the end of the text.
    pub fn token(&mut self) -> Option<Symbol> {
        let start = self.at;
        let first = self.peek()?;
        self.is_unclosed = false;
        Some(match first {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.word(),
            0x80.. => self.foreign_word(),
            b'0'..=b'9' => self.number(),
            b'.' if self.bytes.get(start + 1).is_some_and(u8::is_ascii_digit) => self.number(),
            b'"' | b'\'' => self.string(start),
            _ => {
                let (symbol, length) = Symbol::of_operator(&self.bytes[start..]);
                self.at += length;
                symbol
            }
        })
    }

    fn word(&mut self) -> Symbol {
        let start = self.at;
        self.at += self.bytes[start..]
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
        let word = &self.bytes[start..self.at];
        if let [letter] | [letter, _] = word
            && is_prefix(*letter)
            && word.last().is_some_and(|last| is_prefix(*last))
            && matches!(self.peek(), Some(b'"' | b'\''))
        {
            return self.string(start);
        }
        if !word.is_ascii() && !crate::name::is_identifier(&self.text[start..self.at]) {
            return Symbol::Invalid;
        }
        Symbol::of_word(word)
    }

    /// A name that begins beyond ASCII, or a character that is no part of any name.
    fn foreign_word(&mut self) -> Symbol {
        let start = self.at;
        self.at += self.bytes[start..]
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
        let is_name = crate::name::is_identifier(&self.text[start..self.at]);
        if is_name { Symbol::Name } else { Symbol::Invalid }
    }

    fn string(&mut self, start: usize) -> Symbol {
        let allow_fields = self.open_fields < MOST_OPEN_FIELDS;
        let prefix = &self.bytes[start..self.at];
        let found = string::string_end(self.bytes, self.at, prefix, allow_fields);
        let has_open_field = found.is_open_field;
        self.open_fields = self.open_fields.saturating_add(u8::from(has_open_field));
        self.is_unclosed = !found.is_closed;
        self.at = found.end;
        Symbol::String
    }

    /// "Numeric literals" of the reference. `1if x` is a number and a keyword.
    fn number(&mut self) -> Symbol {
        let is_based = self.peek() == Some(b'0')
            && matches!(
                self.bytes.get(self.at + 1),
                Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B')
            );
        if is_based {
            let is_hex = matches!(self.bytes[self.at + 1], b'x' | b'X');
            self.at += 2;
            self.digits(|byte| byte.is_ascii_digit() || is_hex && byte.is_ascii_hexdigit());
            return Symbol::Number;
        }
        self.digits(|byte| byte.is_ascii_digit());
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits(|byte| byte.is_ascii_digit());
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(self.at + 1), Some(b'+' | b'-')));
            if self.bytes.get(self.at + 1 + sign).is_some_and(u8::is_ascii_digit) {
                self.at += 1 + sign;
                self.digits(|byte| byte.is_ascii_digit());
            }
        }
        if matches!(self.peek(), Some(b'j' | b'J')) {
            self.at += 1;
        }
        Symbol::Number
    }

    fn digits(&mut self, is_digit: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(|byte| byte == b'_' || is_digit(byte)) {
            self.at += 1;
        }
    }
}

fn is_word(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        loop {
            table[byte as usize] = byte >= 0x80 || byte == b'_' || byte.is_ascii_alphanumeric();
            if byte == u8::MAX {
                break table;
            }
            byte += 1;
        }
    };
    TABLE[byte as usize]
}

fn is_prefix(byte: u8) -> bool {
    matches!(
        byte,
        b'r' | b'R' | b'b' | b'B' | b'u' | b'U' | b'f' | b'F' | b't' | b'T'
    )
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
