//! Bullet lists, numbered lists, field lists and line blocks.

use super::{Parser, starts_block};
use crate::docstring::context::Context;
use crate::docstring::document::{Block, Definition, Inline, Numbering, VerseLine};
use crate::docstring::lines::{self, Line, Passage};

impl<'a> Parser<'_, 'a> {
    pub(super) fn bullets(&mut self, ctx: &mut Context) -> bool {
        let Some((mark, _)) = self.line(self.at).and_then(|line| bullet(line.text)) else {
            return false;
        };
        let mut items = Vec::new();
        while let Some(line) = self.line(self.at)
            && let Some((other, width)) = bullet(line.text)
            && mark == other
        {
            let inner = self.item(width);
            items.push(ctx.blocks(&inner));
        }
        self.out.push(Block::Bullets(items));
        true
    }

    pub(super) fn enumerated(&mut self, ctx: &mut Context) -> bool {
        let Some(first) = self.line(self.at).and_then(|line| enumerator(line.text, None)) else {
            return false;
        };
        let mut items = Vec::new();
        let mut expected = first.value;
        while let Some(line) = self.line(self.at)
            && let Some(next) = enumerator(line.text, Some(first.numbering))
            && next.form == first.form
            && (next.is_automatic || next.value == expected)
            && self.is_item(self.at, (expected, items.len()), first)
        {
            let inner = self.item(next.width);
            items.push(ctx.blocks(&inner));
            expected = expected.saturating_add(1);
        }
        if items.is_empty() {
            return false;
        }
        self.out.push(Block::Ordered {
            start: first.value,
            numbering: first.numbering,
            items,
        });
        true
    }

    /// Whether the line after an enumerator lets it be one: a sentence may start with `1.` or `A.`, too. In a list
    /// that has items before it, numbers may be left out.
    fn is_item(&self, at: usize, (value, before): (u32, usize), first: Enumerator) -> bool {
        let Some(next) = self.line(at + 1) else {
            return true;
        };
        let follows = |other: Enumerator| {
            let is_next = other.is_automatic || other.value == value.saturating_add(1);
            other.form == first.form && (is_next || before > 0)
        };
        next.is_blank()
            || next.indent() > 0
            || enumerator(next.text, Some(first.numbering)).is_some_and(follows)
    }

    /// The lines of a list item whose marker is `width` bytes wide; moves behind the item and the blank lines
    /// after it.
    fn item(&mut self, width: usize) -> Vec<Line<'a>> {
        let Some(line) = self.line(self.at) else {
            return Vec::new();
        };
        let end = lines::block_end(self.lines, self.at + 1, 1);
        let below = self.slice(self.at + 1, end);
        let (marker, text) = line.text.split_at_checked(width).unwrap_or_default();
        let common = lines::common_indent(below);
        let margin = if text.is_empty() || hangs(text, below) {
            common
        } else {
            common.min(marker.chars().count())
        };
        let mut inner = vec![line.with(text)];
        inner.extend(lines::dedent(below, margin));
        self.skip_to_text(end);
        lines::trim(&inner).to_vec()
    }

    /// The body of a field, which may be indented by any width.
    fn field_body(&mut self, width: usize) -> Vec<Line<'a>> {
        let Some(line) = self.line(self.at) else {
            return Vec::new();
        };
        let end = lines::block_end(self.lines, self.at + 1, 1);
        let first = line.with(line.text.get(width..).unwrap_or_default());
        let inner = lines::hanging(first, self.slice(self.at + 1, end));
        self.skip_to_text(end);
        inner
    }

    pub(super) fn fields(&mut self, ctx: &mut Context) -> bool {
        let mut definitions = Vec::new();
        while let Some(line) = self.line(self.at)
            && let Some((name, width)) = field(line.text)
        {
            let term = ctx.line(line.with(name));
            let inner = self.field_body(width);
            definitions.push(Definition {
                term,
                body: ctx.blocks(&inner),
            });
        }
        let found = !definitions.is_empty();
        if found {
            self.out.push(Block::Definitions(definitions));
        }
        found
    }

    /// A line block.
    pub(super) fn verse(&mut self, ctx: &mut Context) -> bool {
        let mut verses = Vec::new();
        while let Some(line) = self.line(self.at)
            && let Some(rest) = line.text.strip_prefix('|')
            && (rest.is_empty() || rest.starts_with(' '))
        {
            let first = line.with(rest.trim_start());
            let indent = u32::try_from((rest.len() - first.text.len()).saturating_sub(1)).unwrap_or(0);
            let mut parts = vec![first];
            self.at += 1;
            while let Some(more) = self
                .line(self.at)
                .filter(|more| !more.is_blank() && more.indent() > 0)
            {
                parts.push(more.with(more.content()));
                self.at += 1;
            }
            verses.push(VerseLine {
                indent,
                content: ctx.inlines(&Passage::new(&parts)),
            });
        }
        let found = !verses.is_empty();
        if found {
            self.out.push(Block::Lines(verses));
        }
        found
    }
}

/// Whether the lines below the first one of a list item are indented further than its text for looks only.
///
/// By the letter of the specification, lines right below are the definition of a term, and what follows a blank line
/// is a quotation. Authors mean the one where the first line is a name or has a classifier, or where another block
/// follows, and never the other where all that follows is a list.
fn hangs(first: &str, below: &[Line<'_>]) -> bool {
    if first.ends_with("::") {
        return false;
    }
    let is_list = |text: &str| bullet(text).is_some() || enumerator(text, None).is_some();
    match below.iter().position(|line| !line.is_blank()) {
        Some(0) => {
            let next = below.first().map(|line| line.content()).unwrap_or_default();
            let is_term = first.contains(" : ") || !first.contains(' ');
            !is_term && !starts_block(next)
        }
        Some(at) => below.get(at).is_some_and(|line| is_list(line.content())),
        None => false,
    }
}

/// The bullet of a line and the width of the marker with the blanks behind it.
pub(super) fn bullet(text: &str) -> Option<(char, usize)> {
    let is_bullet = |mark: &char| matches!(mark, '*' | '+' | '-' | '•' | '‣' | '⁃');
    let mark = text.chars().next().filter(is_bullet)?;
    let rest = text.get(mark.len_utf8()..)?;
    if rest.is_empty() {
        return Some((mark, mark.len_utf8()));
    }
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    (blanks > 0).then_some((mark, mark.len_utf8() + blanks))
}

/// The name of a field and the width of its marker: `:name: body`.
pub(crate) fn field(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix(':')?;
    if rest.starts_with([':', ' ', '`']) {
        return None;
    }
    let mut escaped = false;
    for (at, other) in rest.char_indices() {
        let behind = rest.get(at + other.len_utf8()..).unwrap_or_default();
        // A role, such as at the start of ":class:`A` and more:".
        if other == ':' && !escaped && behind.starts_with('`') {
            return None;
        }
        if other == ':' && !escaped && (behind.is_empty() || behind.starts_with(' ')) {
            let name = rest.get(..at)?;
            let blanks = behind.len() - behind.trim_start_matches(' ').len();
            return (!name.is_empty() && !name.ends_with(' ')).then_some((name, at + 2 + blanks));
        }
        escaped = other == '\\' && !escaped;
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Enumerator {
    value: u32,
    numbering: Numbering,
    is_automatic: bool,
    form: Form,
    /// The bytes up to the text.
    width: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Period,
    Parenthesis,
    Parentheses,
}

/// The enumerator at the start of a line. `expected` settles whether `i` is a letter or a number.
pub(super) fn enumerator(text: &str, expected: Option<Numbering>) -> Option<Enumerator> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let length = inner.find(|other: char| !other.is_ascii_alphanumeric() && other != '#')?;
    let word = inner
        .get(..length)
        .filter(|word| !word.is_empty() && word.len() <= 9)?;
    let has_open = inner.len() < text.len();
    let form = match (has_open, inner.get(length..)?.chars().next()?) {
        (false, '.') => Form::Period,
        (false, ')') => Form::Parenthesis,
        (true, ')') => Form::Parentheses,
        _ => return None,
    };
    let behind = inner.get(length + 1..)?;
    let blanks = behind.len() - behind.trim_start_matches(' ').len();
    if blanks == 0 && !behind.is_empty() {
        return None;
    }
    let is_automatic = word == "#";
    let (value, numbering) = ordinal(word, expected)?;
    let width = usize::from(has_open) + length + 1 + blanks;
    Some(Enumerator {
        value,
        numbering,
        is_automatic,
        form,
        width,
    })
}

fn ordinal(word: &str, expected: Option<Numbering>) -> Option<(u32, Numbering)> {
    if word == "#" {
        return Some((1, Numbering::Decimal));
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((word.parse().ok()?, Numbering::Decimal));
    }
    let is_upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_upper && !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let (alpha, numeral) = if is_upper {
        (Numbering::UpperAlpha, Numbering::UpperRoman)
    } else {
        (Numbering::LowerAlpha, Numbering::LowerRoman)
    };
    let letter = match word.as_bytes() {
        [single] => Some((u32::from(single.to_ascii_lowercase() - b'a') + 1, alpha)),
        _ => None,
    };
    let number = roman(word).map(|value| (value, numeral));
    match expected {
        Some(kind) if kind == alpha => letter,
        Some(kind) if kind == numeral => number,
        // A lone `i` starts a list of Roman numbers, any other letter one of letters.
        _ if word.eq_ignore_ascii_case("i") => number,
        _ => letter.or(number),
    }
}

/// The value of a Roman number in its usual form.
fn roman(word: &str) -> Option<u32> {
    const DIGITS: &[(&str, u32)] = &[
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let word = word.to_ascii_uppercase();
    let mut rest = word.as_str();
    let mut value = 0;
    let mut usual = String::new();
    for (digit, worth) in DIGITS {
        while let Some(behind) = rest.strip_prefix(digit) {
            rest = behind;
            value += worth;
        }
    }
    let mut left = value;
    for (digit, worth) in DIGITS {
        while left >= *worth {
            usual.push_str(digit);
            left -= worth;
        }
    }
    (rest.is_empty() && value > 0 && usual == word).then_some(value)
}

/// A run of text as inlines, without markup.
pub(super) fn plain(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers_have_one_form() {
        for (word, value) in [("i", 1), ("IV", 4), ("xcix", 99), ("MMXXIV", 2024)] {
            assert_eq!(roman(word), Some(value), "{word}");
        }
        for word in ["iiii", "vx", "ic", "a", ""] {
            assert_eq!(roman(word), None, "{word}");
        }
    }

    #[test]
    fn a_field_name_ends_at_a_colon_before_a_blank() {
        assert_eq!(field(":name: body"), Some(("name", 7)));
        assert_eq!(field(":param a b:"), Some(("param a b", 11)));
        assert_eq!(field(r":a\: b: c"), Some((r"a\: b", 8)));
        assert_eq!(field(":class:`A` is"), None);
        assert_eq!(field(":class:`A` and more:"), None);
        assert_eq!(field(":: x"), None);
    }
}
