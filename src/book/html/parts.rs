//! Chapters and paths, as the parts of a book have them.

use std::path::{Component, Path, PathBuf};

use mdbook_driver::book::{BookItem, Chapter};

use super::site::plain;

/// Whether a path stays below the directory that it is relative to.
pub(super) fn is_below(path: &Path) -> bool {
    let mut components = path.components();
    path.to_str().is_some_and(|path| !path.is_empty())
        && components.all(|component| matches!(component, Component::Normal(_) | Component::CurDir))
}

/// The path of a chapter's page, as mdBook has it.
pub(super) fn html_path(chapter: &Chapter) -> PathBuf {
    chapter
        .path
        .as_deref()
        .unwrap_or(Path::new(""))
        .with_extension("html")
}

/// Where a chapter's page is in the site.
pub(super) fn page_of(chapter: &Chapter) -> PathBuf {
    plain(&html_path(chapter))
}

/// The path of a chapter's page as links have it.
pub(super) fn url_of(chapter: &Chapter) -> String {
    html_path(chapter).to_string_lossy().replace('\\', "/")
}

/// A chapter without those below it, with a text.
pub(super) fn alone(chapter: &Chapter, text: String) -> BookItem {
    BookItem::Chapter(Chapter {
        name: chapter.name.clone(),
        content: text,
        number: chapter.number.clone(),
        sub_items: Vec::new(),
        path: chapter.path.clone(),
        source_path: chapter.source_path.clone(),
        parent_names: chapter.parent_names.clone(),
    })
}

/// The items of a book without the texts of its chapters.
pub(super) fn without_texts(items: &[BookItem]) -> Vec<BookItem> {
    let bare = |item: &BookItem| match item {
        BookItem::Chapter(chapter) => match alone(chapter, String::new()) {
            BookItem::Chapter(bare) => BookItem::Chapter(Chapter {
                sub_items: without_texts(&chapter.sub_items),
                ..bare
            }),
            other => other,
        },
        other => other.clone(),
    };
    items.iter().map(bare).collect()
}

/// Divides chapters into slices. Where a slice ends depends on the chapter that follows, so that a chapter that comes or
/// goes leaves the other slices as they are.
pub(super) fn divide(chapters: &[&Chapter]) -> Vec<std::ops::Range<usize>> {
    let mut slices = Vec::new();
    let mut start = 0;
    for (at, chapter) in chapters.iter().enumerate() {
        let length = at - start;
        let is_cut = length >= LEAST && number_of(&url_of(chapter)).is_multiple_of(USUAL);
        if length == MOST || is_cut {
            slices.push(start..at);
            start = at;
        }
    }
    slices.push(start..chapters.len());
    slices
}

/// Divides the texts of a slice into what is rendered at once.
pub(super) fn batches(texts: &[String]) -> Vec<std::ops::Range<usize>> {
    let mut batches = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, text) in texts.iter().enumerate() {
        if at > start && length + text.len() > BATCH {
            batches.push(start..at);
            (start, length) = (at, 0);
        }
        length += text.len();
    }
    batches.push(start..texts.len());
    batches
}

/// So many bytes of text are rendered at once, or one chapter: the trees that mdBook makes of them have twenty times that.
const BATCH: usize = 1 << 20;

/// How many chapters a slice has. mdBook copies the list of a slice's chapters for each of its pages; what it does for
/// each slice costs about as much as some pages.
const LEAST: usize = 32;
const USUAL: u64 = 64;
const MOST: usize = 160;

/// A number that hangs on every byte of a text: FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn number_of(text: &str) -> u64 {
    let step = |number: u64, byte: u8| (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let number = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    // The low bits alone are not mixed well.
    number ^ number >> 32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn cuts(names: &[String]) -> Vec<Vec<&str>> {
        let chapter = |name: &String| Chapter::new(name, String::new(), format!("{name}.md"), Vec::new());
        let chapters: Vec<Chapter> = names.iter().map(chapter).collect();
        let chapters: Vec<&Chapter> = chapters.iter().collect();
        let slices = divide(&chapters).into_iter();
        slices
            .map(|slice| names[slice].iter().map(String::as_str).collect())
            .collect()
    }

    #[test]
    fn a_chapter_that_comes_changes_a_slice_or_two() {
        let mut names: Vec<String> = (0..5000).map(|number| format!("api/m{number}")).collect();
        let before = cuts(&names)
            .into_iter()
            .map(|slice| slice.join(" "))
            .collect::<BTreeSet<_>>();
        assert!(before.len() > 5000 / MOST, "{}", before.len());
        names.insert(2500, "api/new".to_owned());
        let after = cuts(&names);
        assert_eq!(after.concat(), names);
        assert!(after.iter().all(|slice| slice.len() <= MOST));
        let new = after
            .into_iter()
            .filter(|slice| !before.contains(&slice.join(" ")));
        assert!(new.count() <= 2);
    }

    #[test]
    fn texts_are_rendered_together_up_to_a_length() {
        let text = |length: usize| "x".repeat(length);
        for (lengths, ends) in [
            (vec![], vec![0]),
            (vec![1, 2, 3], vec![3]),
            (vec![BATCH, 1], vec![1, 2]),
            (vec![BATCH / 2, BATCH / 2, BATCH / 2], vec![2, 3]),
            (vec![1, 2 * BATCH, 0, 1], vec![1, 2, 4]),
        ] {
            let texts: Vec<String> = lengths.iter().copied().map(text).collect();
            let found: Vec<usize> = batches(&texts).into_iter().map(|batch| batch.end).collect();
            assert_eq!(found, ends, "{lengths:?}");
        }
    }

    #[test]
    fn paths_stay_below() {
        for (path, expected) in [
            ("a.md", true),
            ("./a/b.md", true),
            ("", false),
            ("../a.md", false),
            ("a/../b.md", false),
            ("/a.md", false),
        ] {
            assert_eq!(is_below(Path::new(path)), expected, "{path}");
        }
    }
}
