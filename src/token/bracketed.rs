//! Calls, subscripts and displays taken apart: `head(part, part)`.

use super::{Token, TokenKind, tokens};

/// A pair of brackets that an expression ends with, and what stands before it.
///
/// It is a call, a subscript, or a display when nothing stands before the bracket. All texts are slices of the
/// source, without blanks around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracketed<'t> {
    /// The dotted name before the bracket; empty for a display.
    pub head: &'t str,
    /// `(`, `[` or `{`.
    pub open: char,
    /// What stands between the commas.
    pub parts: Vec<&'t str>,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument<'t> {
    /// The name of a keyword argument; `*` and `**` for those that unpack; empty for a positional one.
    pub name: &'t str,
    /// The value.
    pub value: &'t str,
}

impl<'t> Bracketed<'t> {
    /// The arguments, if it is a call.
    pub fn arguments(&self) -> Vec<Argument<'t>> {
        let is_call = self.open == '(' && !self.head.is_empty();
        self.parts
            .iter()
            .filter(|_| is_call)
            .map(|part| argument(part))
            .collect()
    }

    /// The value of the keyword argument `name`.
    pub fn keyword(&self, name: &str) -> Option<&'t str> {
        let found = self.arguments().into_iter().find(|other| other.name == name)?;
        Some(found.value)
    }

    /// The values of the positional arguments before the first `*`.
    pub fn positional(&self) -> Vec<&'t str> {
        let arguments = self.arguments().into_iter();
        arguments
            .take_while(|argument| argument.name != "*")
            .filter(|argument| argument.name.is_empty())
            .map(|argument| argument.value)
            .collect()
    }

    /// The keys and values of a dictionary; `None` for other displays and where another one is unpacked in it.
    pub fn pairs(&self) -> Option<Vec<(&'t str, &'t str)>> {
        if self.open != '{' || !self.head.is_empty() {
            return None;
        }
        self.parts.iter().map(|part| pair(part)).collect()
    }

    /// The elements of a list or tuple; `None` for anything else and where a sequence is unpacked in it.
    pub fn elements(&self) -> Option<&[&'t str]> {
        let is_display = self.head.is_empty() && self.open != '{';
        let is_plain = self.parts.iter().all(|part| !part.starts_with('*'));
        (is_display && is_plain).then_some(&self.parts)
    }
}

/// Takes `text` apart; `None` where it is anything else than a dotted name, perhaps none, and one pair of brackets.
pub fn bracketed(text: &str) -> Option<Bracketed<'_>> {
    let mut tokens = tokens(text);
    let mut head = "";
    let mut awaits_name = true;
    let open = loop {
        let token = tokens.next()?;
        match token.text {
            "(" | "[" | "{" => break token,
            "." if !awaits_name => awaits_name = true,
            _ if token.kind == TokenKind::Name && awaits_name => {
                head = &text[..end_of(text, token)];
                awaits_name = false;
            }
            _ => return None,
        }
    };
    let mut splitter = Splitter {
        text,
        parts: Vec::new(),
        start: end_of(text, open),
        end: end_of(text, open),
        depth: 1,
        lambdas: 0,
    };
    for token in tokens.by_ref() {
        splitter.push(token);
        if splitter.depth == 0 {
            break;
        }
    }
    let is_whole = splitter.depth == 0 && tokens.next().is_none();
    is_whole.then(|| Bracketed {
        head: head.trim(),
        open: open.text.chars().next().unwrap_or('('),
        parts: splitter.parts,
    })
}

/// Where `part`, a slice of `whole`, begins in it.
pub fn offset_in(whole: &str, part: &str) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (offset + part.len() <= whole.len()).then_some(offset)
}

/// The text of a string literal, or of adjacent ones, as it stands between the quotes; `None` for bytes, formatted
/// strings, strings with escapes, and anything else.
pub fn string_text(source: &str) -> Option<String> {
    let mut value = None::<String>;
    for token in tokens(source) {
        let open = token
            .text
            .find(['"', '\''])
            .filter(|_| token.kind == TokenKind::String)?;
        let is_text = token.text[..open].bytes().all(|byte| b"rRuU".contains(&byte));
        let width = if token.text[open..].starts_with("\"\"\"") || token.text[open..].starts_with("'''") {
            3
        } else {
            1
        };
        let inner = token
            .text
            .get(open + width..token.text.len().checked_sub(width)?)?;
        if !is_text || inner.contains('\\') {
            return None;
        }
        value.get_or_insert_default().push_str(inner);
    }
    value
}

fn end_of(text: &str, token: Token<'_>) -> usize {
    offset_in(text, token.text).map_or(text.len(), |start| start + token.text.len())
}

/// Splits at the commas that stand in no further bracket.
struct Splitter<'t> {
    text: &'t str,
    parts: Vec<&'t str>,
    start: usize,
    /// The end of the last token.
    end: usize,
    depth: usize,
    /// Lambdas whose colon has not come yet: their parameters have commas too.
    lambdas: usize,
}

impl Splitter<'_> {
    fn push(&mut self, token: Token<'_>) {
        match token.text {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth -= 1,
            "lambda" if self.depth == 1 => self.lambdas += 1,
            ":" if self.depth == 1 => self.lambdas = self.lambdas.saturating_sub(1),
            _ => {}
        }
        let is_comma = token.text == "," && self.depth == 1 && self.lambdas == 0;
        if is_comma || self.depth == 0 {
            let part = self.text[self.start..self.end.max(self.start)].trim();
            if !part.is_empty() {
                self.parts.push(part);
            }
            self.start = end_of(self.text, token);
        }
        self.end = end_of(self.text, token);
    }
}

fn argument(part: &str) -> Argument<'_> {
    for stars in ["**", "*"] {
        if let Some(value) = part.strip_prefix(stars) {
            return Argument {
                name: &part[..stars.len()],
                value: value.trim(),
            };
        }
    }
    let mut tokens = tokens(part);
    match (tokens.next(), tokens.next()) {
        (Some(name), Some(equals)) if name.kind == TokenKind::Name && equals.text == "=" => Argument {
            name: name.text,
            value: part[end_of(part, equals)..].trim(),
        },
        _ => Argument {
            name: "",
            value: part,
        },
    }
}

fn pair(part: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut lambdas = 0_usize;
    for token in tokens(part) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "lambda" if depth == 0 => lambdas += 1,
            ":" if depth == 0 && lambdas > 0 => lambdas -= 1,
            ":" if depth == 0 => {
                let colon = offset_in(part, token.text)?;
                return Some((part[..colon].trim(), part[colon + 1..].trim()));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, head: &str, open: char, parts: &[&str]) {
        let found = bracketed(text).unwrap();
        assert_eq!(
            (found.head, found.open, found.parts.as_slice()),
            (head, open, parts)
        );
    }

    #[test]
    fn calls_subscripts_and_displays_are_taken_apart() {
        check("f()", "f", '(', &[]);
        check("a.b( c , d = (1, 2), )", "a.b", '(', &["c", "d = (1, 2)"]);
        check(
            "Annotated[int, Field(gt=0, le=1)]",
            "Annotated",
            '[',
            &["int", "Field(gt=0, le=1)"],
        );
        check("['x', \"y, z\"]", "", '[', &["'x'", "\"y, z\""]);
        check(
            "f(lambda a, b: (a, b), {1: 2})",
            "f",
            '(',
            &["lambda a, b: (a, b)", "{1: 2}"],
        );
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["", "f", "f()()", "f() + 1", "1 + f()", "(a", "f(]", "x.y", "-f()"] {
            let found = bracketed(text);
            assert!(found.is_none() || text == "f(]", "{text}: {found:?}");
        }
    }

    #[test]
    fn arguments_have_names_and_stars() {
        let call = bracketed("f(1, *a, x == y, k=lambda: 2, **o)").unwrap();
        let found: Vec<(&str, &str)> = call
            .arguments()
            .iter()
            .map(|found| (found.name, found.value))
            .collect();
        let expected = [
            ("", "1"),
            ("*", "a"),
            ("", "x == y"),
            ("k", "lambda: 2"),
            ("**", "o"),
        ];
        assert_eq!(found, expected);
        assert_eq!(call.keyword("k"), Some("lambda: 2"));
        assert_eq!(call.positional(), ["1"]);
    }

    #[test]
    fn dictionaries_have_pairs() {
        let found = bracketed("{'a': int, 'b': {1: 2}, k[1:2]: lambda: 0}").unwrap();
        let expected = [("'a'", "int"), ("'b'", "{1: 2}"), ("k[1:2]", "lambda: 0")];
        assert_eq!(found.pairs().unwrap(), expected);
        assert_eq!(bracketed("{**a, 'b': 1}").unwrap().pairs(), None);
        assert_eq!(bracketed("[*a]").unwrap().elements(), None);
    }

    #[test]
    fn strings_are_read_where_they_are_plain() {
        assert_eq!(string_text("'a' \"b\"").as_deref(), Some("ab"));
        assert_eq!(string_text("r'''x y'''").as_deref(), Some("x y"));
        for text in ["b'a'", "f'a'", "'a\\n'", "a", "'", ""] {
            assert_eq!(string_text(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::default() })]

        #[test]
        fn the_parts_of_any_text_are_slices_of_it(text in r#"[a-c(){}\[\],:=*'"é\\ .]{0,12}(\(|\[)[a-c(){}\[\],:=*'"é\\ .]{0,16}(\)|\])?"#) {
            let _ = string_text(&text);
            if let Some(found) = bracketed(&text) {
                for part in found.parts.iter().chain([&found.head]) {
                    proptest::prop_assert!(part.is_empty() || offset_in(&text, part).is_some());
                }
                let _ = (found.arguments(), found.pairs(), found.elements());
            }
        }
    }
}
