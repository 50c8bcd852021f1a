//! What mdBook tells a preprocessor beside the book.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::NAME;

/// Keys of a preprocessor's table that belong to mdBook.
const KEYS_OF_MDBOOK: [&str; 5] = ["command", "before", "after", "optional", "renderers"];

/// What mdBook hands to a preprocessor beside the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// The directory of book.toml; mdBook gives an absolute path.
    pub root: PathBuf,
    /// book.toml with the overrides from the environment, and with what `mdbook serve` sets.
    pub config: Value,
    /// The renderer that the book is prepared for, such as `html`.
    pub renderer: String,
    /// mdBook's own version; empty if it gave none.
    pub mdbook_version: String,
}

impl Context {
    /// Whether the book has a table `[preprocessor.autodoc]`.
    pub fn has_table(&self) -> bool {
        self.lookup(&["preprocessor", NAME]).is_some()
    }

    /// `[preprocessor.autodoc]` without mdBook's own keys; an empty object where there is no such table.
    pub fn options(&self) -> Value {
        let mut options = self.lookup(&["preprocessor", NAME]).cloned().unwrap_or_default();
        match &mut options {
            Value::Object(table) => table.retain(|key, _| !KEYS_OF_MDBOOK.contains(&key.as_str())),
            Value::Null => options = Value::Object(Map::new()),
            _ => {}
        }
        options
    }

    /// The directory of `SUMMARY.md`, which chapter paths are relative to.
    pub fn source_dir(&self) -> PathBuf {
        self.root.join(self.text(&["book", "src"]).unwrap_or("src"))
    }

    /// The way from the book to that directory, with a `/` at its end unless it is the same.
    pub(super) fn source(&self) -> String {
        let source = self.text(&["book", "src"]).unwrap_or("src").replace('\\', "/");
        let source = source.trim_start_matches("./").trim_end_matches('/');
        if matches!(source, "" | ".") {
            String::new()
        } else {
            format!("{source}/")
        }
    }

    /// Whether the book is built by `mdbook serve`, which sets an endpoint for live reload before it builds.
    pub fn is_serve(&self) -> bool {
        self.text(&["output", "html", "live-reload-endpoint"]).is_some()
    }

    /// The page that is shown where there is none, relative to those of the book; as mdBook names it.
    pub fn not_found_page(&self) -> PathBuf {
        let chapter = self.text(&["output", "html", "input-404"]);
        chapter.unwrap_or("404.md").replace(".md", ".html").into()
    }

    /// The directory of the theme, whether or not there is one.
    pub fn theme_dir(&self) -> PathBuf {
        self.root
            .join(self.text(&["output", "html", "theme"]).unwrap_or("theme"))
    }

    /// Where the book is written unless a command says otherwise.
    pub fn build_dir(&self) -> PathBuf {
        self.root
            .join(self.text(&["build", "build-dir"]).unwrap_or("book"))
    }

    /// The template of the link "Suggest an edit", if the book has one: `{path}` in it stands for a page's
    /// source.
    pub fn edit_url_template(&self) -> Option<&str> {
        self.text(&["output", "html", "edit-url-template"])
    }

    /// The address of the book's repository, for the button at the top of each page.
    pub fn repository_url(&self) -> Option<&str> {
        self.text(&["output", "html", "git-repository-url"])
    }

    /// The style sheets that the book adds to its pages.
    pub fn additional_css(&self) -> Vec<PathBuf> {
        self.paths(&["output", "html", "additional-css"])
    }

    /// The scripts that the book adds to its pages.
    pub fn additional_js(&self) -> Vec<PathBuf> {
        self.paths(&["output", "html", "additional-js"])
    }

    /// The directories that `mdbook serve` and `mdbook watch` look at: source, theme and `extra-watch-dirs`.
    pub fn watch_dirs(&self) -> Vec<PathBuf> {
        let mut dirs = vec![self.source_dir(), self.theme_dir()];
        dirs.extend(self.paths(&["build", "extra-watch-dirs"]));
        dirs
    }

    /// Whether mdBook's search finds a chapter by its path, as far as book.toml says it.
    pub fn searches(&self, chapter: &str) -> bool {
        let search = self.lookup(&["output", "html", "search"]);
        let key = |table: Option<&Value>| table.and_then(|table| table.get("enable"))?.as_bool();
        if key(search) == Some(false) {
            return false;
        }
        let chapters = search.and_then(|search| search.get("chapter")?.as_object());
        // mdBook lets the longer path decide.
        let mut around: Vec<_> = chapters.into_iter().flatten().collect();
        around.retain(|(path, _)| Path::new(chapter).starts_with(path));
        around.sort_by_key(|(path, _)| *path);
        around
            .iter()
            .filter_map(|(_, table)| key(Some(table)))
            .next_back()
            != Some(false)
    }

    fn lookup(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().try_fold(&self.config, |table, key| table.get(key))
    }

    fn text(&self, keys: &[&str]) -> Option<&str> {
        self.lookup(keys)?.as_str()
    }

    /// The list of paths under `keys`, each taken from the book's root as mdBook does.
    fn paths(&self, keys: &[&str]) -> Vec<PathBuf> {
        let list = self
            .lookup(keys)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        list.iter()
            .filter_map(Value::as_str)
            .map(|path| self.root.join(path))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn context(config: Value) -> Context {
        Context {
            root: "/book".into(),
            config,
            renderer: "html".into(),
            mdbook_version: String::new(),
        }
    }

    #[test]
    fn every_setting_may_be_missing_or_null() {
        let null = Value::Null;
        for config in [
            json!({}),
            json!({"book": null, "build": null, "output": null, "preprocessor": null}),
            json!({
                "book": {"src": null},
                "build": {"extra-watch-dirs": null},
                "output": {"html": {"theme": null, "additional-css": null, "edit-url-template": null, "git-repository-url": null}},
                "preprocessor": {"autodoc": null},
            }),
            null,
        ] {
            let context = context(config);
            assert_eq!(context.options(), json!({}));
            assert_eq!(context.source_dir(), PathBuf::from("/book/src"));
            assert_eq!(
                context.watch_dirs(),
                [PathBuf::from("/book/src"), PathBuf::from("/book/theme")]
            );
            assert!(context.additional_css().is_empty());
            assert_eq!(context.edit_url_template(), None);
            assert_eq!(context.repository_url(), None);
            assert!(!context.is_serve());
        }
    }

    #[test]
    fn the_way_to_the_source_ends_with_a_slash() {
        for (source, expected) in [
            ("src", "src/"),
            ("./text/", "text/"),
            (".", ""),
            ("./", ""),
            ("a\\b", "a/b/"),
        ] {
            assert_eq!(context(json!({"book": {"src": source}})).source(), expected);
        }
    }

    #[test]
    fn a_chapter_is_searched_unless_the_longest_path_around_it_says_no() {
        let searches = |search: Value, chapter: &str| {
            context(json!({"output": {"html": {"search": search}}})).searches(chapter)
        };
        assert!(context(json!({})).searches("api"));
        assert!(!searches(json!({"enable": false}), "api"));
        let chapters = json!({"chapter": {
            "api/b": {"enable": true}, "api": {"enable": false}, "ap": {"enable": true}, "api/b/c": {},
        }});
        for (chapter, is_searched) in [
            ("api", false),
            ("api/a", false),
            ("api/b", true),
            ("api/b/c", true),
            ("apis", true),
            ("other", true),
        ] {
            assert_eq!(searches(chapters.clone(), chapter), is_searched, "{chapter}");
        }
    }

    #[test]
    fn options_of_a_wrong_type_are_left_to_whoever_reads_them() {
        let context = context(json!({"preprocessor": {"autodoc": ["pkg"]}}));
        assert_eq!(context.options(), json!(["pkg"]));
    }

    #[test]
    fn paths_are_taken_from_the_root_unless_they_are_absolute() {
        let context = context(json!({
            "book": {"src": "text"},
            "build": {"extra-watch-dirs": ["../pkg", "/elsewhere", 3]},
            "output": {"html": {"theme": "look", "additional-js": ["x.js"]}},
        }));
        let dirs = ["/book/text", "/book/look", "/book/../pkg", "/elsewhere"].map(PathBuf::from);
        assert_eq!(context.watch_dirs(), dirs);
        assert_eq!(context.additional_js(), [PathBuf::from("/book/x.js")]);
    }
}
