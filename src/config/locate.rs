//! Where a key stands in book.toml.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text::{LineIndex, Location};

/// Finds `key` (with dots between tables) below `[preprocessor.autodoc]` in the text of book.toml. A key that
/// comes from the environment is not in the file.
pub fn locate_key(book_toml: &str, key: &str) -> Option<Location> {
    let table = DeTable::parse(book_toml).ok()?;
    // `source[1]`: the place of the list is near enough.
    let key = key.split_once('[').map_or(key, |(list, _)| list);
    let mut parts = ["preprocessor", "autodoc"]
        .into_iter()
        .chain(key.split('.'))
        .peekable();
    let mut current = table.get_ref();
    let mut place: Range<usize>;
    loop {
        let part = parts.next()?;
        let (name, value): (&Spanned<_>, &Spanned<DeValue<'_>>) =
            current.iter().find(|(name, _)| name.get_ref() == part)?;
        place = name.span();
        match value.get_ref() {
            _ if parts.peek().is_none() => break,
            DeValue::Table(inner) => current = inner,
            _ => break,
        }
    }
    Some(LineIndex::new(book_toml).location(place.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_tables_and_inline_tables() {
        let text = "[book]\ntitle = 'x'\n[preprocessor.autodoc]\n  sorce = 1\nperformance = { cache = 2 }\n";
        assert_eq!(locate_key(text, "sorce"), Some(Location { line: 4, column: 3 }));
        assert_eq!(
            locate_key(text, "performance.cache"),
            Some(Location { line: 5, column: 17 })
        );
        assert_eq!(locate_key(text, "title"), None);
    }

    #[test]
    fn an_element_of_a_list_is_found_with_its_list() {
        let text = "[preprocessor.autodoc]\nsource = [\n  'a',\n  3,\n]\n";
        assert_eq!(
            locate_key(text, "source[1]"),
            Some(Location { line: 2, column: 1 })
        );
    }
}
