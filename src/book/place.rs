//! Where in a book the generated chapters go.

use serde_json::Value;

use super::chapters;

/// Where generated chapters go; found before they are made, because their links need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file of the chapter that has the title already and is not a draft, with `/`. It stays as it is
    /// and takes the place of the generated root page, which links should therefore lead to.
    pub title_taken: Option<String>,
    /// What the paths of generated pages start with: the root page is `{prefix}.md`, the others are
    /// `{prefix}/….md`. No chapter of the book has such a path, even where the file system does not tell
    /// case.
    pub prefix: String,
    /// The chapter with the title, by its index for [`chapters::chapter_at`]; `None` to append the root.
    pub(super) index: Option<Vec<usize>>,
}

/// Finds the place for the chapters under the name `title`.
///
/// That is the first draft chapter of this name anywhere in the book, such as `- [API reference]()` in
/// SUMMARY.md; else the first chapter of this name; else behind the last numbered chapter of the top level.
/// Names are compared without case and outer blanks.
pub fn find_place(book: &Value, title: &str) -> Place {
    let all = chapters::all_chapters(book);
    let title = title.trim().to_lowercase();
    let named = |draft: bool| {
        all.iter().find(|(_, chapter)| {
            chapters::path(chapter).is_none() == draft
                && chapters::name(chapter).trim().to_lowercase() == title
        })
    };
    let chapter = named(true).or_else(|| named(false));
    let taken: Vec<String> = all
        .iter()
        .filter_map(|(_, chapter)| chapters::path(chapter))
        .map(chapters::page_key)
        .collect();
    Place {
        title_taken: chapter.and_then(|(_, chapter)| Some(chapters::path(chapter)?.replace('\\', "/"))),
        prefix: free_prefix(&taken),
        index: chapter.map(|(index, _)| index.clone()),
    }
}

/// The first of `api`, `api-reference`, `api-2`, `api-3`, … that no page has as its name or directory.
fn free_prefix(taken: &[String]) -> String {
    let is_free = |prefix: &String| {
        let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
        !taken
            .iter()
            .any(|key| key.strip_prefix(prefix).is_some_and(below))
    };
    let words = ["api".to_owned(), "api-reference".to_owned()].into_iter();
    // A page takes at most one of the candidates, and there are more of them than pages.
    let numbered = (2..=taken.len() + 2).map(|number| format!("api-{number}"));
    words.chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn prefix(paths: &[&str]) -> String {
        let items: Vec<Value> = paths
            .iter()
            .map(|path| json!({"Chapter": {"path": path}}))
            .collect();
        find_place(&json!({"items": items}), "API reference").prefix
    }

    #[test]
    fn the_prefix_is_no_page_or_directory_of_the_book() {
        for free in [
            &[][..],
            &["apis.md", "api-x.md", "x/api.md", "x/api/y.md", "apié.md"],
        ] {
            assert_eq!(prefix(free), "api", "{free:?}");
        }
        for taken in [
            "api.md",
            "API.md",
            "api/x.md",
            r"Api\x.md",
            "api/README.md",
            "./api/x/y.md",
        ] {
            assert_eq!(prefix(&[taken]), "api-reference", "{taken}");
        }
        assert_eq!(prefix(&["api.md", "api-reference/x.md", "API-2.md"]), "api-3");
    }

    #[test]
    fn a_draft_is_preferred_to_a_chapter_with_a_page() {
        let draft = |name: &str| json!({"Chapter": {"name": name, "path": null}});
        let page = |name: &str, path: &str| json!({"Chapter": {"name": name, "path": path}});
        let mut nested = page("Guide", "guide.md");
        nested["Chapter"]["sub_items"] = json!(["Separator", draft(" api REFERENCE ")]);
        let book =
            json!({"items": [page("API reference", "a.md"), "Separator", nested, draft("API reference")]});
        let place = find_place(&book, "API reference ");
        assert_eq!(
            (place.index.as_deref(), place.title_taken),
            (Some(&[2, 1][..]), None)
        );

        let book = json!({"sections": [{"PartTitle": "X"}, page("X", r"x\y.md"), page("X", "z.md")]});
        let place = find_place(&book, "x");
        assert_eq!(
            (place.index.as_deref(), place.title_taken.as_deref()),
            (Some(&[1][..]), Some("x/y.md"))
        );
    }

    #[test]
    fn a_book_without_the_name_has_no_such_chapter() {
        for book in [
            json!({"items": []}),
            json!({"sections": [{"PartTitle": "API"}, "Separator", 3]}),
            json!(null),
        ] {
            let place = find_place(&book, "API");
            assert_eq!(
                (place.index, place.title_taken, place.prefix.as_str()),
                (None, None, "api")
            );
        }
    }
}
