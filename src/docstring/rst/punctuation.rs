//! What may stand around inline markup.

/// Whether markup may start behind a character.
pub(super) fn opens(before: char) -> bool {
    match before {
        '\'' | '"' | '(' | '[' | '{' | '<' | '-' | '/' | ':' => true,
        _ => before.is_whitespace() || is_other_punctuation(before),
    }
}

/// Whether markup may end before a character.
pub(super) fn closes(after: char) -> bool {
    match after {
        '\'' | '"' | ')' | ']' | '}' | '>' | '-' | '/' | ':' | '.' | ',' | ';' | '!' | '?' | '\\' => true,
        _ => after.is_whitespace() || is_other_punctuation(after),
    }
}

/// Quotation marks, dashes and the like beyond ASCII. The specification goes by Unicode's categories; these are the
/// blocks in which all but a few characters are punctuation.
fn is_other_punctuation(other: char) -> bool {
    matches!(
        u32::from(other),
        0xA1 | 0xA7 | 0xAB | 0xB6 | 0xB7 | 0xBB | 0xBF
            | 0x2010..=0x2027
            | 0x2030..=0x205E
            | 0x2308..=0x230B
            | 0x2329..=0x232A
            | 0x2E00..=0x2E7F
            | 0x3001..=0x3003
            | 0x3008..=0x3011
            | 0x3014..=0x301F
            | 0x30FB
            | 0xFE30..=0xFE6F
            | 0xFF01..=0xFF0F
            | 0xFF1A..=0xFF20
            | 0xFF3B..=0xFF3D
            | 0xFF5B..=0xFF65
    )
}
