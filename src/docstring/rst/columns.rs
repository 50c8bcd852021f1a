//! Columns of text as a terminal shows it: tables are drawn and titles are underlined by them.

/// The number of columns of a text.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(char_width).sum()
    }
}

/// The text between two columns, without blanks at its end.
pub(super) fn slice(text: &str, start: usize, end: Option<usize>) -> &str {
    let end = end.unwrap_or(usize::MAX);
    let part = if text.is_ascii() {
        let length = text.len();
        text.get(start.min(length)..end.min(length).max(start.min(length)))
    } else {
        text.get(place(text, start)..place(text, end.max(start)))
    };
    part.unwrap_or_default().trim_end()
}

/// The byte at which a column starts.
fn place(text: &str, column: usize) -> usize {
    let mut at = 0;
    for (byte, other) in text.char_indices() {
        if at >= column {
            return byte;
        }
        at += char_width(other);
    }
    text.len()
}

/// The characters of a text, one for each column: the second column of a wide one is a blank.
pub(super) fn cells(text: &str) -> Vec<char> {
    let mut cells = Vec::with_capacity(text.len());
    for other in text.chars() {
        cells.push(other);
        if char_width(other) == 2 {
            cells.push(' ');
        }
    }
    cells
}

/// Two for what Unicode calls wide (UAX #11), one for everything else.
fn char_width(other: char) -> usize {
    let is_wide = matches!(
        u32::from(other),
        0x1100..=0x115F
            | 0x2E80..=0x303E
            | 0x3041..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0xFFE0..=0xFFE6
            | 0x1F300..=0x1F64F
            | 0x1F900..=0x1F9FF
            | 0x20000..=0x3FFFD
    );
    if is_wide { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("ab"), 2);
        assert_eq!(width("日本"), 4);
        assert_eq!(slice("日本 | x", 5, None), "| x");
        assert_eq!(slice("ab | x  ", 0, Some(3)), "ab");
        assert_eq!(slice("ab", 5, Some(9)), "");
        assert_eq!(cells("日x"), ['日', ' ', 'x']);
    }
}
