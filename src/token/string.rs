//! Where a string literal ends, with the replacement fields of f-strings and t-strings (PEP 701, PEP 750).

use memchr::{memchr2, memchr3};

/// The quotes and the prefix of a string.
#[derive(Clone, Copy)]
struct Quotes {
    quote: u8,
    is_triple: bool,
    is_raw: bool,
    is_format: bool,
}

impl Quotes {
    /// Reads the quotes that open at `at`, after a prefix.
    fn open(bytes: &[u8], at: usize, prefix: &[u8]) -> Self {
        let quote = bytes[at];
        let has = |letter: u8| prefix.iter().any(|byte| byte.to_ascii_lowercase() == letter);
        Self {
            quote,
            is_triple: bytes[at..].starts_with(&[quote; 3]),
            is_raw: has(b'r'),
            is_format: has(b'f') || has(b't'),
        }
    }

    fn width(self) -> usize {
        if self.is_triple { 3 } else { 1 }
    }

    /// The end of the string if it closes at `at`.
    fn closes(self, bytes: &[u8], at: usize) -> Option<usize> {
        let is_closed = !self.is_triple || bytes[at..].starts_with(&[self.quote; 3]);
        is_closed.then_some(at + self.width())
    }
}

/// The end of a string, and whether its quotes are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StringEnd {
    pub(super) end: usize,
    pub(super) is_closed: bool,
    /// Whether it is an f-string whose fields are not closed, so that they were taken as text.
    pub(super) is_open_field: bool,
}

impl StringEnd {
    fn closed(end: usize) -> Self {
        Self {
            end,
            is_closed: true,
            is_open_field: false,
        }
    }
}

/// The end of the string whose quotes open at `at` behind `prefix`. One that is not closed reaches to the end of
/// its line, or of the text when it has three quotes.
pub(super) fn string_end(bytes: &[u8], at: usize, prefix: &[u8], allow_fields: bool) -> StringEnd {
    let quotes = Quotes::open(bytes, at, prefix);
    let mut is_open_field = false;
    if quotes.is_format && allow_fields {
        match format_end(bytes, at, quotes) {
            Some(end) => return StringEnd::closed(end),
            None => is_open_field = true,
        }
    }
    let found = plain_end(bytes, at + quotes.width(), quotes);
    StringEnd {
        is_open_field,
        ..found
    }
}

fn plain_end(bytes: &[u8], mut at: usize, quotes: Quotes) -> StringEnd {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let next = if quotes.is_triple {
            memchr2(quotes.quote, b'\\', rest)
        } else {
            memchr3(quotes.quote, b'\\', b'\n', rest).map(|next| lone_return(rest, next))
        };
        let Some(next) = next.map(|next| at + next) else {
            return unclosed(bytes, at, quotes);
        };
        match bytes[next] {
            b'\\' => at = after_escape(bytes, next),
            b'\n' | b'\r' => return unclosed(bytes, at, quotes),
            _ => match quotes.closes(bytes, next) {
                Some(end) => return StringEnd::closed(end),
                None => at = next + 1,
            },
        }
    }
}

/// A lone carriage return ends a line too.
fn lone_return(rest: &[u8], next: usize) -> usize {
    memchr::memchr(b'\r', &rest[..next]).unwrap_or(next)
}

fn unclosed(bytes: &[u8], at: usize, quotes: Quotes) -> StringEnd {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = match memchr2(b'\n', b'\r', rest) {
        Some(next) if !quotes.is_triple => at + next,
        _ => bytes.len(),
    };
    StringEnd {
        end,
        is_closed: false,
        is_open_field: false,
    }
}

/// The place behind a backslash and what it escapes; an escaped `\r\n` is one line end.
fn after_escape(bytes: &[u8], at: usize) -> usize {
    let is_pair = bytes[at + 1..].starts_with(b"\r\n");
    (at + if is_pair { 3 } else { 2 }).min(bytes.len())
}

/// What encloses the place that is looked at.
enum Context {
    Literal(Quotes),
    /// In the expression of a replacement field, within so many brackets.
    Field(usize),
    /// In the format specification of a field.
    Specification,
}

/// The end of an f-string or t-string, or `None` where its fields are not closed.
fn format_end(bytes: &[u8], at: usize, quotes: Quotes) -> Option<usize> {
    let mut open = vec![Context::Literal(quotes)];
    let mut at = at + quotes.width();
    loop {
        let literal = innermost(&open)?;
        let byte = *bytes.get(at)?;
        match open.last_mut()? {
            Context::Literal(quotes) => match byte {
                b'\\' if quotes.is_format && !quotes.is_raw && bytes[at..].starts_with(b"\\N{") => {
                    at += memchr2(b'}', quotes.quote, &bytes[at..])?;
                    at += usize::from(bytes[at] == b'}');
                }
                // A brace behind a backslash opens a field all the same.
                b'\\' if quotes.is_format && matches!(bytes.get(at + 1), Some(b'{' | b'}')) => at += 1,
                b'\\' => at = after_escape(bytes, at),
                b'\n' | b'\r' if !quotes.is_triple => return None,
                b'{' if quotes.is_format && bytes.get(at + 1) == Some(&b'{') => at += 2,
                b'{' if quotes.is_format => {
                    open.push(Context::Field(0));
                    at += 1;
                }
                byte if byte == quotes.quote => match quotes.closes(bytes, at) {
                    Some(end) => {
                        open.pop();
                        if open.is_empty() {
                            return Some(end);
                        }
                        at = end;
                    }
                    None => at += 1,
                },
                _ => at += 1,
            },
            Context::Field(depth) => match byte {
                b'(' | b'[' | b'{' => {
                    *depth += 1;
                    at += 1;
                }
                b'}' if *depth == 0 => {
                    open.pop();
                    at += 1;
                }
                b')' | b']' | b'}' => {
                    *depth = depth.checked_sub(1)?;
                    at += 1;
                }
                b':' if *depth == 0 => {
                    open.pop();
                    open.push(Context::Specification);
                    at += 1;
                }
                b'#' => at += memchr2(b'\n', b'\r', &bytes[at..])?,
                b'"' | b'\'' => {
                    let prefix = prefix_before(bytes, at);
                    let nested = Quotes::open(bytes, at, prefix);
                    at += nested.width();
                    open.push(Context::Literal(nested));
                }
                _ => at += 1,
            },
            Context::Specification => match byte {
                b'{' => {
                    open.push(Context::Field(0));
                    at += 1;
                }
                b'}' => {
                    open.pop();
                    at += 1;
                }
                b'\n' | b'\r' if !literal.is_triple => return None,
                byte if byte == literal.quote && literal.closes(bytes, at).is_some() => return None,
                _ => at += 1,
            },
        }
    }
}

/// The string that encloses the innermost field.
fn innermost(open: &[Context]) -> Option<Quotes> {
    open.iter().rev().take(64).find_map(|context| match context {
        Context::Literal(quotes) => Some(*quotes),
        _ => None,
    })
}

/// The letters right before a quote that can be its prefix.
fn prefix_before(bytes: &[u8], at: usize) -> &[u8] {
    let is_letter = |byte: &u8| b"rRbBuUfFtT".contains(byte);
    let length = bytes[..at]
        .iter()
        .rev()
        .take(2)
        .take_while(|byte| is_letter(byte))
        .count();
    let start = at - length;
    let joins_name = bytes[..start]
        .last()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
    if joins_name { &[] } else { &bytes[start..at] }
}
