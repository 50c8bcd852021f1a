//! Pages: what is put into them while they are served, and what tells that one has changed.

use crate::book::without_search_index;
use crate::digest::{Bytes, Digest};

/// The script of [`with_script`].
pub(super) const SCRIPT: &str = include_str!("live.js");

/// Where it is.
pub(super) const SCRIPT_PATH: &str = "/__livereload.js";

/// What is shown until the first build is done.
pub(super) const NOT_YET: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>One moment</title></head>\n<body><p>The book is being built.</p>\n</body>\n</html>\n";

/// A page with the script that loads it again; `generation` is the build that it is from.
pub(super) fn with_script(page: &str, generation: &str) -> String {
    let script = format!("<script src=\"{SCRIPT_PATH}\" data-generation=\"{generation}\"></script>\n");
    let end = page.rfind("</body>").unwrap_or(page.len());
    let (before, after) = page.split_at(end);
    [before, &script, after].concat()
}

/// What tells whether a file is another one for those who have it open. The name of the search index is in pages and in
/// mdBook's script that searches.
pub(super) fn fingerprint(bytes: &[u8]) -> Digest {
    let mut digest = Bytes::default();
    digest.add(&*without_search_index(bytes));
    digest.digest()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_the_last_thing_of_a_page() {
        let script = "<script src=\"/__livereload.js\" data-generation=\"1-2\"></script>\n";
        for (page, before, after) in [
            ("<body>a</body></html>", "<body>a", "</body></html>"),
            ("<pre>&lt;/body></pre>", "<pre>&lt;/body></pre>", ""),
            ("</body>x</body>", "</body>x", "</body>"),
            ("", "", ""),
        ] {
            assert_eq!(with_script(page, "1-2"), format!("{before}{script}{after}"));
        }
    }

    #[test]
    fn another_search_index_makes_no_other_page() {
        let print = |text: &str| fingerprint(text.as_bytes());
        let (one, other) = ("a searchindex-01234567.js b", "a searchindex-89abcdef.js b");
        assert_eq!(print(one), print(other));
        assert_ne!(print(one), print("a searchindex-89abcdef.js c"));
        assert_ne!(print("searchindex-x"), print("searchindex-y"));
        assert_ne!(print("toc-01234567.js"), print("toc-89abcdef.js"));
    }
}
