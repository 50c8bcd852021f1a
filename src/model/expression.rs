//! Expressions: annotations, defaults, bases, decorators, values.

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};

use crate::token::{offset_in, string_text};

/// An expression as it is shown, with the places of the names that can be linked.
///
/// The text is normalised to one space style; literals and quotes stand as they were written. A quoted
/// annotation is shown without its quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Expression {
    /// The text, on one line unless a literal in it spans several.
    pub text: CompactString,
    /// The dotted names in the text (`typing.Any`, `self.x`), in order and without overlap.
    pub names: Vec<NameSpan>,
}

/// A dotted name in the text of an [`Expression`]: a range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NameSpan {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Expression {
    /// An expression in which nothing is linked.
    pub fn plain(text: impl Into<CompactString>) -> Self {
        Self {
            text: text.into(),
            names: Vec::new(),
        }
    }

    /// Text that a person wrote, such as `list of pkg.Item`: it stays as it is, and every word that has the form of
    /// a dotted name counts as one.
    pub fn from_words(text: impl Into<CompactString>) -> Self {
        let text = text.into();
        let is_part = |c: char| c == '_' || c == '.' || c.is_alphanumeric();
        let mut names = Vec::new();
        let mut rest = 0;
        while let Some(start) = text[rest..].find(is_part).map(|at| rest + at) {
            let end = text[start..]
                .find(|c| !is_part(c))
                .map_or(text.len(), |length| start + length);
            let word = text[start..end].trim_end_matches('.');
            if word.split('.').all(crate::name::is_identifier) {
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                names.push(NameSpan {
                    start: offset(start),
                    end: offset(start + word.len()),
                });
            }
            rest = end;
        }
        Self { text, names }
    }

    /// A part of the expression: `slice` is a slice of [`Self::text`], and names that reach beyond it are left out.
    #[must_use]
    pub fn part(&self, slice: &str) -> Self {
        let Some(start) = offset_in(&self.text, slice) else {
            return Self::plain(slice);
        };
        let end = start + slice.len();
        let inside = |span: &&NameSpan| span.start as usize >= start && span.end as usize <= end;
        let shift = |at: u32| at.saturating_sub(u32::try_from(start).unwrap_or(u32::MAX));
        let names = self.names.iter().filter(inside);
        Self {
            text: slice.into(),
            names: names
                .map(|span| NameSpan {
                    start: shift(span.start),
                    end: shift(span.end),
                })
                .collect(),
        }
    }

    /// The expression with text before and after it.
    #[must_use]
    pub fn wrapped(&self, before: &str, after: &str) -> Self {
        let shift = u32::try_from(before.len()).unwrap_or(u32::MAX);
        Self {
            text: format_compact!("{before}{}{after}", self.text),
            names: self
                .names
                .iter()
                .map(|span| NameSpan {
                    start: span.start.saturating_add(shift),
                    end: span.end.saturating_add(shift),
                })
                .collect(),
        }
    }

    /// Adds a separator and another expression at the end.
    pub(super) fn append(&mut self, separator: &str, other: &Self) {
        self.text.push_str(separator);
        let shift = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(&other.text);
        self.names.extend(other.names.iter().map(|span| NameSpan {
            start: span.start.saturating_add(shift),
            end: span.end.saturating_add(shift),
        }));
    }

    /// The type that a part of a value stands for: a string in it is one as well (PEP 484).
    #[must_use]
    pub fn type_part(&self, slice: &str) -> Self {
        string_text(slice).map_or_else(|| self.part(slice), Self::from_words)
    }

    /// The text of one of the names.
    pub fn name(&self, span: NameSpan) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The dotted name that the expression begins with: `functools.wraps` of `functools.wraps(f)`.
    pub fn leading_name(&self) -> &str {
        match self.names.first() {
            Some(span) if span.start == 0 => self.name(*span),
            _ => "",
        }
    }

    /// The last part of [`Self::leading_name`]: `wraps` of `functools.wraps(f)`.
    pub fn leading_last(&self) -> &str {
        self.leading_name().rsplit('.').next().unwrap_or_default()
    }

    /// The dotted name that the whole expression is, if it is nothing else.
    pub fn as_name(&self) -> Option<&str> {
        match self.names.as_slice() {
            [only] if only.start == 0 && only.end as usize == self.text.len() => Some(&self.text),
            _ => None,
        }
    }
}
