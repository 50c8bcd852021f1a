//! Putting generated chapters into a book, numbered as mdBook's sidebar demands.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::chapters::{self, page_key};
use super::{GeneratedChapter, Place, ProtocolError, Texts};

/// How deep chapters are nested, counted from the top level of the book. What would lie deeper follows its
/// nearest ancestor that is shown, on that level.
///
/// mdBook reads our answer with `serde_json`, which allows 128 nested values; a level of chapters takes
/// three of them, and some stay for what other preprocessors wrap around the book.
pub const MAX_DEPTH: usize = 24;

/// Pages that mdBook makes by itself at the top of the built book.
const PAGES_OF_MDBOOK: [&str; 4] = ["index", "print", "toc", "404"];

/// Puts `root` and everything below it into `book` at `place`, which must have been found in this book.
///
/// - A draft chapter gets the content and path of `root`, and its children behind its own; it keeps its
///   name and number.
/// - A chapter that has a page keeps that page and gets the children only: the root page is dropped.
/// - Without such a chapter `root` becomes a chapter of its own behind the last numbered one of the top
///   level.
///
/// Chapters below a numbered one are numbered, all of them, and chapters below an unnumbered one are not:
/// mdBook draws the sidebar by the length of the numbers alone and panics if a level is skipped. On an
/// error, which is a bug in what made the chapters, the book is as it was.
pub fn inject(book: &mut Value, place: &Place, root: GeneratedChapter) -> Result<Texts, ProtocolError> {
    check_paths(book, place, &root)?;
    let mut texts = Texts::default();
    if let Some(index) = &place.index {
        let chapter = chapters::chapter_at(book, index).ok_or(ProtocolError::NoSuchPlace)?;
        extend_chapter(chapter, index.len(), root, &mut texts);
    } else {
        let items = chapters::items_mut(book).ok_or(ProtocolError::NoSuchPlace)?;
        append_root(items, root, &mut texts);
    }
    Ok(texts)
}

/// Refuses paths that leave the source directory, that mdBook would change, or that are another page's.
fn check_paths(book: &Value, place: &Place, root: &GeneratedChapter) -> Result<(), ProtocolError> {
    let all = chapters::all_chapters(book);
    let mut taken: HashSet<String> = all
        .iter()
        .filter_map(|(_, chapter)| chapters::path(chapter))
        .map(page_key)
        .collect();
    // Not recursive, because generated trees may be deep.
    let mut left: Vec<&GeneratedChapter> = if place.title_taken.is_some() {
        root.children.iter().collect()
    } else {
        vec![root]
    };
    while let Some(chapter) = left.pop() {
        let mut is_new = || taken.insert(page_key(&chapter.path));
        let reason =
            path_problem(&chapter.path).or_else(|| (!is_new()).then_some("another chapter has this page"));
        if let Some(reason) = reason {
            return Err(ProtocolError::InvalidPath {
                path: chapter.path.clone(),
                reason,
            });
        }
        left.extend(&chapter.children);
    }
    Ok(())
}

/// What is wrong with the path of a generated page.
fn path_problem(path: &str) -> Option<&'static str> {
    let Some(stem) = path.strip_suffix(".md") else {
        return Some("it does not end in `.md`");
    };
    if path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':')) {
        return Some("it has a character that paths in a book must not have");
    }
    if stem.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some("it is not a plain relative path");
    }
    let (directory, file) = stem
        .rsplit_once('/')
        .map_or((None, stem), |(directory, file)| (Some(directory), file));
    if file.eq_ignore_ascii_case("readme") {
        return Some("mdBook renames pages called `README`");
    }
    let reserved = PAGES_OF_MDBOOK.iter().any(|name| file.eq_ignore_ascii_case(name));
    (directory.is_none() && reserved).then_some("mdBook has a page of this name")
}

/// Adds the root as a chapter of the top level: before the suffix chapters, which have no numbers.
fn append_root(items: &mut Vec<Value>, root: GeneratedChapter, texts: &mut Texts) {
    let number_of = |item| chapters::number(chapters::chapter(item)?);
    let last = items
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, item)| Some((at, number_of(item)?)));
    let (at, number) = match last {
        Some((at, number)) => (at + 1, number.first().copied().unwrap_or(0).saturating_add(1)),
        None => (items.len(), 1),
    };
    items.insert(at, chapter_item(root, Some(&[number]), &[], 1, texts));
}

/// Fills a chapter of the book, `depth` levels deep.
fn extend_chapter(chapter: &mut Map<String, Value>, depth: usize, root: GeneratedChapter, texts: &mut Texts) {
    if chapters::path(chapter).is_none() {
        chapter.insert("content".to_owned(), texts.add(root.content));
        chapter.insert("path".to_owned(), root.path.into());
        chapter.insert("source_path".to_owned(), root.source_path.into());
    }
    let parent_names = chapter
        .get("parent_names")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let mut parents: Vec<&str> = parent_names.iter().filter_map(Value::as_str).collect();
    parents.push(chapters::name(chapter));

    let last = chapters::sub_items(chapter)
        .iter()
        .rev()
        .find_map(|item| chapters::number(chapters::chapter(item)?));
    let first = last
        .and_then(|number| number.last().copied())
        .unwrap_or(0)
        .saturating_add(1);
    let number = chapters::number(chapter).filter(|number| last_level(chapter) >= number.len());
    let generated = chapter_items(
        root.children,
        number.as_deref(),
        first,
        &parents,
        depth + 1,
        texts,
    );
    match chapter.get_mut("sub_items") {
        Some(Value::Array(sub_items)) => sub_items.extend(generated),
        _ => {
            chapter.insert("sub_items".to_owned(), generated.into());
        }
    }
}

/// The level in the sidebar of the last item in a chapter, or of the chapter itself.
///
/// It is at least the level of the chapter, unless another preprocessor has put a separator or a chapter
/// without a number there, behind which mdBook starts again at level 1.
fn last_level(chapter: &Map<String, Value>) -> usize {
    match chapters::sub_items(chapter).last() {
        Some(item) => chapters::chapter(item).map_or(1, last_level),
        None => chapters::number(chapter).map_or(1, |number| number.len()),
    }
}

/// The items for `children`, which get the numbers `parent.first`, `parent.first + 1`, … if the parent has
/// one.
fn chapter_items(
    children: Vec<GeneratedChapter>,
    parent: Option<&[u32]>,
    first: u32,
    parents: &[&str],
    depth: usize,
    texts: &mut Texts,
) -> Vec<Value> {
    let children = if depth < MAX_DEPTH {
        children
    } else {
        flatten(children)
    };
    let numbers = (first..).map(|last| parent.map(|parent| [parent, &[last]].concat()));
    children
        .into_iter()
        .zip(numbers)
        .map(|(child, number)| chapter_item(child, number.as_deref(), parents, depth, texts))
        .collect()
}

fn chapter_item(
    chapter: GeneratedChapter,
    number: Option<&[u32]>,
    parents: &[&str],
    depth: usize,
    texts: &mut Texts,
) -> Value {
    let GeneratedChapter {
        name,
        content,
        path,
        source_path,
        children,
    } = chapter;
    let below: Vec<&str> = parents.iter().copied().chain([name.as_str()]).collect();
    let content = texts.add(content);
    let sub_items = chapter_items(children, number, 1, &below, depth + 1, texts);
    let fields: [(&str, Value); 7] = [
        ("name", name.into()),
        ("content", content),
        ("number", json!(number)),
        ("sub_items", sub_items.into()),
        ("path", path.into()),
        ("source_path", source_path.into()),
        ("parent_names", json!(parents)),
    ];
    let chapter: Map<String, Value> = fields
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    Value::from_iter([("Chapter", chapter)])
}

/// All chapters of the trees in reading order, each without children. Not recursive, because the trees may
/// be deep.
fn flatten(chapters: Vec<GeneratedChapter>) -> Vec<GeneratedChapter> {
    let mut left: Vec<GeneratedChapter> = chapters.into_iter().rev().collect();
    let mut flat = Vec::new();
    while let Some(mut chapter) = left.pop() {
        left.extend(std::mem::take(&mut chapter.children).into_iter().rev());
        flat.push(chapter);
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> GeneratedChapter {
        GeneratedChapter {
            name: path.to_owned(),
            path: path.to_owned(),
            ..GeneratedChapter::default()
        }
    }

    #[track_caller]
    fn check_refused(book: &Value, root: GeneratedChapter, message: &str) {
        let mut changed = book.clone();
        let place = super::super::find_place(book, "API");
        let error = inject(&mut changed, &place, root).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(&changed, book);
    }

    #[test]
    fn paths_that_mdbook_must_not_get_are_refused() {
        let book = json!({"items": [{"Chapter": {"name": "Old", "path": r"api\OLD.md"}}]});
        for (path, message) in [
            ("api", "does not end in `.md`"),
            ("api.html", "does not end in `.md`"),
            ("/api.md", "plain relative path"),
            ("api//x.md", "plain relative path"),
            ("../x.md", "plain relative path"),
            ("api/./x.md", "plain relative path"),
            ("api/.md", "plain relative path"),
            (r"api\x.md", "a character"),
            ("C:x.md", "a character"),
            ("api/\nx.md", "a character"),
            ("api/README.md", "renames"),
            ("readme.md", "renames"),
            ("print.md", "mdBook has a page"),
            ("Toc.md", "mdBook has a page"),
            ("api/old.md", "another chapter"),
        ] {
            check_refused(&book, page(path), message);
            let nested = GeneratedChapter {
                children: vec![page(path)],
                ..page("api.md")
            };
            check_refused(&book, nested, message);
        }
        let twins = vec![page("api/Box.md"), page("api/box.md")];
        check_refused(
            &book,
            GeneratedChapter {
                children: twins,
                ..page("api.md")
            },
            "another chapter",
        );
    }

    #[test]
    fn a_place_in_another_book_is_refused() {
        let place = Place {
            title_taken: None,
            prefix: "api".to_owned(),
            index: Some(vec![1, 0]),
        };
        for mut book in [
            json!({"items": []}),
            json!({"items": [1, {"Chapter": {"sub_items": []}}]}),
            json!(0),
        ] {
            let error = inject(&mut book, &place, page("api.md")).unwrap_err();
            assert!(matches!(error, ProtocolError::NoSuchPlace), "{error}");
        }
        let append = Place { index: None, ..place };
        assert!(inject(&mut json!({"chapters": []}), &append, page("api.md")).is_err());
    }

    #[test]
    fn names_of_mdbooks_own_pages_are_free_in_directories() {
        let mut book = json!({"items": []});
        let children = ["print", "index", "toc", "404"]
            .map(|name| page(&format!("api/{name}.md")))
            .into();
        let root = GeneratedChapter {
            children,
            ..page("api.md")
        };
        let place = super::super::find_place(&book, "API");
        inject(&mut book, &place, root).unwrap();
        assert_eq!(chapters::all_chapters(&book).len(), 5);
    }

    #[test]
    fn no_numbers_are_given_where_another_preprocessor_left_the_level() {
        let draft =
            json!({"Chapter": {"name": "API", "number": [1, 1], "path": null, "sub_items": ["Separator"]}});
        let chapter = json!({"name": "X", "number": [1], "path": "x.md", "sub_items": [draft]});
        let mut book = json!({"items": [{"Chapter": chapter}]});
        let place = super::super::find_place(&book, "API");
        inject(
            &mut book,
            &place,
            GeneratedChapter {
                children: vec![page("api/x.md")],
                ..page("api.md")
            },
        )
        .unwrap();
        let all = chapters::all_chapters(&book);
        assert_eq!(all[1].0, [0, 0]);
        assert_eq!(chapters::path(all[1].1), Some("api.md"));
        assert_eq!(chapters::number(all[2].1), None);
    }
}
