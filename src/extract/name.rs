//! Names as Python compares them.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::token::{TokenKind, tokens};

/// NFKC of a name.
pub(super) fn identifier(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    match is_nfkc_quick(name.chars()) {
        IsNormalized::Yes => name.to_owned(),
        _ => name.nfkc().collect(),
    }
}

/// A dotted name without the blanks that may stand around its dots.
pub(super) fn dotted(text: &str) -> String {
    if text.is_ascii() && !text.contains([' ', '\t', '\\', '\n', '#']) {
        return text.to_owned();
    }
    let parts: Vec<String> = tokens(text)
        .filter(|token| token.kind == TokenKind::Name)
        .map(|token| identifier(token.text))
        .collect();
    parts.join(".")
}
