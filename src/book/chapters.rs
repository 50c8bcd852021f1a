//! Views of the chapters in a book's JSON.

use serde_json::{Map, Value};

use super::Context;
use crate::prose::Chapter;

/// The key of a book's items: `items` since mdBook 0.5, `sections` before.
const ITEMS: [&str; 2] = ["items", "sections"];

/// The items of a book, or `None` if the value is not a book.
pub(super) fn items(book: &Value) -> Option<&Vec<Value>> {
    ITEMS.iter().find_map(|key| book.get(key)?.as_array())
}

/// The items of a book, to be changed.
pub(super) fn items_mut(book: &mut Value) -> Option<&mut Vec<Value>> {
    let key = ITEMS
        .into_iter()
        .find(|key| book.get(key).is_some_and(Value::is_array))?;
    book.get_mut(key)?.as_array_mut()
}

/// The chapter in an item, or `None` for separators and part titles.
pub(super) fn chapter(item: &Value) -> Option<&Map<String, Value>> {
    item.get("Chapter")?.as_object()
}

/// The items below a chapter; none where the field is missing.
pub(super) fn sub_items(chapter: &Map<String, Value>) -> &[Value] {
    chapter
        .get("sub_items")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The chapter that is reached by an index into the book's items, then one into its sub-items, and so on.
pub(super) fn chapter_at<'a>(book: &'a mut Value, index: &[usize]) -> Option<&'a mut Map<String, Value>> {
    let (&first, rest) = index.split_first()?;
    let mut item = items_mut(book)?.get_mut(first)?;
    for &at in rest {
        item = item.get_mut("Chapter")?.get_mut("sub_items")?.get_mut(at)?;
    }
    item.get_mut("Chapter")?.as_object_mut()
}

/// Every chapter of a book in reading order, parents first, each with its index for [`chapter_at`].
pub(super) fn all_chapters(book: &Value) -> Vec<(Vec<usize>, &Map<String, Value>)> {
    let mut found = Vec::new();
    collect(
        items(book).map_or(&[], Vec::as_slice),
        &mut Vec::new(),
        &mut found,
    );
    found
}

fn collect<'a>(
    items: &'a [Value],
    index: &mut Vec<usize>,
    found: &mut Vec<(Vec<usize>, &'a Map<String, Value>)>,
) {
    for (at, item) in items.iter().enumerate() {
        let Some(chapter) = chapter(item) else { continue };
        index.push(at);
        found.push((index.clone(), chapter));
        collect(sub_items(chapter), index, found);
        index.pop();
    }
}

/// The chapters that the author wrote; drafts have no text.
pub fn prose<'b>(book: &'b Value, context: &Context) -> Vec<Chapter<'b>> {
    prose_with_index(book, context)
        .map(|(_, chapter)| chapter)
        .collect()
}

/// The same, each with its index for [`chapter_at`].
pub(super) fn prose_with_index<'b>(
    book: &'b Value,
    context: &Context,
) -> impl Iterator<Item = (Vec<usize>, Chapter<'b>)> {
    let source = context.source();
    all_chapters(book)
        .into_iter()
        .filter_map(move |(index, chapter)| {
            let path = path(chapter)?;
            let file = chapter.get("source_path").and_then(Value::as_str).unwrap_or(path);
            let chapter = Chapter {
                path: path.replace('\\', "/"),
                name: name(chapter).to_owned(),
                file: format!("{source}{}", file.replace('\\', "/")),
                text: chapter.get("content")?.as_str()?,
            };
            Some((index, chapter))
        })
}

/// The chapter's name.
pub(super) fn name(chapter: &Map<String, Value>) -> &str {
    chapter.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// The chapter's file; `None` for a draft chapter.
pub(super) fn path(chapter: &Map<String, Value>) -> Option<&str> {
    chapter.get("path")?.as_str()
}

/// The section number; `None` for prefix and suffix chapters.
pub(super) fn number(chapter: &Map<String, Value>) -> Option<Vec<u32>> {
    let parts = chapter.get("number")?.as_array()?;
    parts
        .iter()
        .map(|part| part.as_u64().and_then(|part| u32::try_from(part).ok()))
        .collect()
}

/// What tells the pages of two chapters apart: equal keys are one file of the built book.
///
/// mdBook replaces the extension by `.html`, turns `README` into `index`, and some file systems know no case.
/// On Windows mdBook writes paths with `\`.
pub(super) fn page_key(path: &str) -> String {
    let path = path.replace('\\', "/").to_lowercase();
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let (file, directory) = parts.split_last().unwrap_or((&"", &[]));
    let stem = file
        .rsplit_once('.')
        .map_or(*file, |(stem, _)| if stem.is_empty() { *file } else { stem });
    let stem = if stem == "readme" { "index" } else { stem };
    directory
        .iter()
        .copied()
        .chain([stem])
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_keys_are_equal_for_one_file_of_the_built_book() {
        for same in ["api/x.md", "API/X.md", r"api\x.md", "./api//x.markdown", "api/x"] {
            assert_eq!(page_key(same), "api/x", "{same}");
        }
        assert_eq!(page_key("a/README.md"), page_key("a/index.md"));
        assert_eq!(page_key("a/b.c.md"), "a/b.c");
        assert_eq!(page_key("a/.md"), "a/.md");
        assert_eq!(page_key(""), "");
    }
}
