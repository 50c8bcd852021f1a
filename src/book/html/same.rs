//! What makes a page another one for its readers.

use std::borrow::Cow;

/// A page without the name of the search index, which changes with every word of the book: it is only asked for when
/// somebody searches.
pub fn without_search_index(page: &[u8]) -> Cow<'_, [u8]> {
    const NAME: &[u8] = b"searchindex-";
    let mut out: Vec<u8> = Vec::new();
    let mut copied = 0;
    for at in memchr::memmem::find_iter(page, NAME) {
        let end = at + NAME.len();
        let digits = page.get(end..end + 8);
        if digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            out.extend_from_slice(&page[copied..end]);
            copied = end + 8;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(page);
    }
    out.extend_from_slice(&page[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_but_the_digest_of_the_search_index() {
        for (page, expected) in [
            ("a searchindex-01234567.js b", "a searchindex-.js b"),
            (
                "searchindex-0123456z.js searchindex-0123",
                "searchindex-0123456z.js searchindex-0123",
            ),
            ("toc-01234567.js", "toc-01234567.js"),
            (
                "searchindex-01234567searchindex-89abcdef",
                "searchindex-searchindex-",
            ),
        ] {
            assert_eq!(
                without_search_index(page.as_bytes()),
                expected.as_bytes(),
                "{page}"
            );
        }
    }
}
