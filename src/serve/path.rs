//! From the path of an address to that of a file.

use std::path::{Path, PathBuf};

/// The file that an address names, relative to the directory of the pages; nothing where it leads out of there or says
/// nothing that a file can be called.
pub(super) fn file_of(path: &str) -> Option<PathBuf> {
    let decoded = decode(path.strip_prefix('/')?)?;
    let mut file = PathBuf::new();
    let mut is_directory = true;
    for part in decoded.split('/') {
        is_directory = part.is_empty();
        if is_directory {
            continue;
        }
        let is_name = part != "." && part != ".." && !part.contains(['\\', '\0', ':']);
        if !is_name {
            return None;
        }
        file.push(part);
    }
    if is_directory {
        file.push("index.html");
    }
    Some(file)
}

/// Takes `%20` and the like for what they stand for.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
            let value = digit(0)? * 16 + digit(1)?;
            bytes.push(u8::try_from(value).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The name of a static file without the eight digits of its digest, in two halves: what stands before and after them.
pub(super) fn around_digest(name: &str) -> Option<(&str, &str)> {
    let (stem, ending) = name.split_once('.')?;
    let (before, digest) = stem.rsplit_once('-')?;
    let is_digest = digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then_some((before, ending))
}

/// Whether a path is that of the search index. It is asked for when somebody searches, and belongs to no page.
pub(super) fn is_search_index(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "searchindex.js" || around_digest(name) == Some(("searchindex", "js"))
}

/// Whether a path is that of a file that is made of the whole book, which may come after the pages.
pub(super) fn is_of_whole_book(path: &str) -> bool {
    is_search_index(path) || matches!(path, "/print.html" | "/objects.inv")
}

/// Whether two files are one at different times, by their names.
pub(super) fn is_another_time(one: &Path, other: &Path) -> bool {
    let parts = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        let (before, ending) = around_digest(name)?;
        Some((before.to_owned(), ending.to_owned()))
    };
    parts(one).is_some_and(|parts_of_one| parts(other) == Some(parts_of_one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leads_out_of_the_directory() {
        for (path, expected) in [
            ("/", Some("index.html")),
            ("/api/", Some("api/index.html")),
            ("/api//pkg.html", Some("api/pkg.html")),
            ("/%C3%BCber%20uns.html", Some("über uns.html")),
            ("/a%2Fb.html", Some("a/b.html")),
            ("/...html", Some("...html")),
            ("/..", None),
            ("/../book.toml", None),
            ("/a/../../book.toml", None),
            ("/%2e%2e/book.toml", None),
            ("/..%2fbook.toml", None),
            ("/a/./b.html", None),
            ("/..%5cbook.toml", None),
            ("/c:/x", None),
            ("/a%00.html", None),
            ("/%ff.html", None),
            ("/%2", None),
            ("/%zz", None),
            ("book.toml", None),
            ("", None),
        ] {
            assert_eq!(file_of(path).as_deref(), expected.map(Path::new), "{path}");
        }
    }

    #[test]
    fn the_search_index_belongs_to_no_page_and_comes_with_what_is_made_of_the_whole_book() {
        for (path, is_index, is_of_book) in [
            ("/searchindex-01234567.js", true, true),
            ("/searchindex.js", true, true),
            ("/searcher-01234567.js", false, false),
            ("/searchindex.html", false, false),
            ("/print.html", false, true),
            ("/api/print.html", false, false),
            ("/objects.inv", false, true),
        ] {
            assert_eq!(
                (is_search_index(path), is_of_whole_book(path)),
                (is_index, is_of_book),
                "{path}"
            );
        }
    }

    #[test]
    fn files_with_digests_are_known_at_any_time() {
        for (one, other, expected) in [
            ("toc-01234567.js", "toc-89abcdef.js", true),
            ("css/general-01234567.css", "general-89abcdef.css", true),
            ("elasticlunr-01234567.min.js", "elasticlunr-89abcdef.min.js", true),
            ("toc-01234567.js", "book-01234567.js", false),
            ("toc-01234567.js", "toc-01234567.css", false),
            ("toc.js", "toc.js", false),
            ("read-me-first.html", "read-me-later.html", false),
        ] {
            assert_eq!(
                is_another_time(Path::new(one), Path::new(other)),
                expected,
                "{one} {other}"
            );
        }
    }
}
