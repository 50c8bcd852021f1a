//! book.toml set up for the reference, with all that the author wrote in it as it is.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

/// What a book needs beside the preprocessor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The style sheets that the pages load, as files beside book.toml.
    pub style_sheets: Vec<&'static str>,
    /// The scripts that they load.
    pub scripts: Vec<&'static str>,
    /// The directories with the sources that `mdbook serve` does not look at yet, relative to the book.
    pub unwatched: Vec<String>,
    /// Lines of TOML that set keys of `preprocessor.autodoc`.
    pub settings: Vec<String>,
    /// What of the reference mdBook's index of the text leaves out, as keys of `output.html.search.chapter`.
    pub unindexed: Vec<String>,
}

/// A book.toml that is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    /// Its text.
    pub text: String,
    /// What is new in it, each as a phrase.
    pub changes: Vec<String>,
}

/// Why a book.toml cannot be set up.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SetupError {
    /// It is no TOML.
    #[error("book.toml cannot be read: {0}")]
    Syntax(String),
    /// A key has a value of another kind than mdBook gives it.
    #[error("`{key}` in book.toml is not a {expected}, so nothing can be added to it")]
    Kind {
        /// The key, with dots between tables.
        key: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// Sets up the text of a book.toml. What is there already stays, wherever and however it is written; doing it again
/// changes nothing.
pub fn set_up(book_toml: &str, setup: &Setup) -> Result<SetUp, SetupError> {
    let text = book_toml.trim_start_matches('\u{feff}');
    let mark = &book_toml[..book_toml.len() - text.len()];
    let has_crlf = text.contains("\r\n");
    let text = text.replace("\r\n", "\n");
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| SetupError::Syntax(error.to_string().trim_end().to_owned()))?;
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    document.set_trailing("");
    let mut editor = Editor {
        document,
        changes: Vec::new(),
        headers: Vec::new(),
    };
    editor.watch(&setup.unwatched)?;
    editor.preprocess()?;
    editor.set(&setup.settings)?;
    editor.add_pages(setup)?;
    let mut text = editor.document.to_string();
    // Comments at the end of the file stay in front of what is added there.
    let header = editor.headers.first();
    let added = header.and_then(|header| text.rfind(&format!("\n[{header}]\n")));
    let comment = trailing.trim_end();
    match added {
        Some(at) if !comment.is_empty() => text.insert_str(at, &format!("{comment}\n")),
        _ => text.push_str(&trailing),
    }
    if has_crlf {
        text = text.replace('\n', "\r\n");
    }
    Ok(SetUp {
        text: format!("{mark}{text}"),
        changes: editor.changes,
    })
}

struct Editor {
    document: DocumentMut,
    changes: Vec<String>,
    /// The tables that were put to the end of the file, in their order.
    headers: Vec<&'static str>,
}

impl Editor {
    fn watch(&mut self, directories: &[String]) -> Result<(), SetupError> {
        if directories.is_empty() {
            return Ok(());
        }
        let table = self.table(&["build"])?;
        let is_new = table.is_empty();
        let mut changes = Vec::new();
        for directory in directories {
            if add(table, "build", "extra-watch-dirs", directory)? {
                changes.push(format!("`mdbook serve` looks at `{directory}`"));
            }
        }
        if is_new {
            let reason = "`mdbook serve` builds again when a Python file changes.";
            explain(table, "extra-watch-dirs", reason);
        }
        self.changes.extend(changes);
        self.mark_new("build", is_new);
        Ok(())
    }

    fn preprocess(&mut self) -> Result<(), SetupError> {
        let preprocessors = self.document.get("preprocessor").and_then(Item::as_table_like);
        let is_new = preprocessors.is_none();
        let is_known = preprocessors.is_some_and(|table| table.contains_key("autodoc"));
        let table = self.table(&["preprocessor", "autodoc"])?;
        let is_ordered = table.contains_key("before");
        let is_changed = !is_ordered && add(table, "preprocessor.autodoc", "after", "links")?;
        if is_new {
            let reason = "After `links`: other preprocessors need not read the chapters that are made.";
            explain(table, "after", reason);
        }
        if !is_known {
            self.changes
                .push("the table `[preprocessor.autodoc]` puts the reference into the book".to_owned());
        } else if is_changed {
            self.changes.push(
                "`after = [\"links\"]` spares other preprocessors the chapters that are made".to_owned(),
            );
        }
        self.mark_new("preprocessor.autodoc", is_new);
        Ok(())
    }

    /// Sets the keys that the command line sets for the reference.
    fn set(&mut self, settings: &[String]) -> Result<(), SetupError> {
        for line in settings {
            let parsed = line.parse::<DocumentMut>();
            let parsed =
                parsed.map_err(|error| SetupError::Syntax(error.to_string().trim_end().to_owned()))?;
            let table = self.table(&["preprocessor", "autodoc"])?;
            if merge(table, parsed.as_table()) {
                let key = line.split('=').next().unwrap_or_default().trim();
                self.changes.push(format!("`{key}` is set for the reference"));
            }
        }
        Ok(())
    }

    /// Without a table `output` mdBook makes HTML; with one, only if it says so.
    fn add_pages(&mut self, setup: &Setup) -> Result<(), SetupError> {
        let outputs = self.document.get("output").and_then(Item::as_table_like);
        let is_new = outputs.is_none();
        if outputs.is_some_and(|outputs| !outputs.is_empty() && !outputs.contains_key("html")) {
            return Ok(());
        }
        let table = self.table(&["output", "html"])?;
        let lists = [
            ("additional-css", &setup.style_sheets),
            ("additional-js", &setup.scripts),
        ];
        let mut changes = Vec::new();
        for (key, files) in lists {
            for file in files {
                if !names_file(table, key, file) && add(table, "output.html", key, file)? {
                    changes.push(format!("the pages load `{file}`"));
                }
            }
        }
        self.changes.extend(changes);
        self.mark_new("output.html", is_new);
        if setup.unindexed.is_empty() {
            return Ok(());
        }
        let chapters = self.table(&["output", "html", "search", "chapter"])?;
        let mut changes = Vec::new();
        for chapter in &setup.unindexed {
            if !chapters.contains_key(chapter) {
                let mut off = InlineTable::new();
                off.insert("enable", false.into());
                chapters.insert(chapter, value(off));
                changes.push(format!("the index of the text leaves out `{chapter}`"));
            }
        }
        self.changes.extend(changes);
        Ok(())
    }

    /// The table of a path, made in the form of the one around it where it is not there.
    fn table(&mut self, path: &[&str]) -> Result<&mut dyn TableLike, SetupError> {
        let mut table: &mut dyn TableLike = self.document.as_table_mut();
        let mut is_inline = false;
        for (depth, name) in path.iter().enumerate() {
            if !table.contains_key(name) {
                let mut new = Table::new();
                new.set_implicit(depth + 1 < path.len());
                let new = if is_inline {
                    value(InlineTable::new())
                } else {
                    Item::Table(new)
                };
                table.insert(name, new);
            }
            let expected = || SetupError::Kind {
                key: path[..=depth].join("."),
                expected: "table",
            };
            let item = table.get_mut(name).ok_or_else(expected)?;
            is_inline = item.is_inline_table();
            table = item.as_table_like_mut().ok_or_else(expected)?;
        }
        Ok(table)
    }

    fn mark_new(&mut self, header: &'static str, is_new: bool) {
        if is_new {
            self.headers.push(header);
        }
    }
}

/// Sets the keys of one table in another, and tells whether that changes anything.
fn merge(into: &mut dyn TableLike, from: &dyn TableLike) -> bool {
    let mut is_changed = false;
    for (key, item) in from.iter() {
        let known = into.get_mut(key);
        let is_same = known.as_ref().is_some_and(|known| bare(known) == bare(item));
        let inner = known.and_then(Item::as_table_like_mut).zip(item.as_table_like());
        match inner {
            Some((known, item)) => is_changed |= merge(known, item),
            None if is_same => {}
            None => {
                into.insert(key, item.clone());
                is_changed = true;
            }
        }
    }
    is_changed
}

/// A value without what stands around it.
fn bare(item: &Item) -> String {
    let mut item = item.clone();
    if let Some(value) = item.as_value_mut() {
        value.decor_mut().clear();
    }
    item.to_string()
}

/// A comment above a key, in a table with a header.
fn explain(table: &mut dyn TableLike, key: &str, comment: &str) {
    if let Some(mut key) = table.key_mut(key) {
        key.leaf_decor_mut().set_prefix(format!("# {comment}\n"));
    }
}

/// Whether a list of paths has one to a file of this name.
fn names_file(table: &dyn TableLike, key: &str, file: &str) -> bool {
    let list = table.get(key).and_then(Item::as_array);
    let mut paths = list.into_iter().flatten().filter_map(Value::as_str);
    paths.any(|path| path.rsplit(['/', '\\']).next() == Some(file))
}

/// Adds a text to a list, if it is not in it.
fn add(table: &mut dyn TableLike, path: &str, key: &str, text: &str) -> Result<bool, SetupError> {
    let expected = || SetupError::Kind {
        key: format!("{path}.{key}"),
        expected: "list",
    };
    let Some(item) = table.get_mut(key) else {
        table.insert(key, value(Array::from_iter([text])));
        return Ok(true);
    };
    let list = item.as_array_mut().ok_or_else(expected)?;
    let is_there = list.iter().any(|known| known.as_str() == Some(text));
    if !is_there {
        push(list, text);
    }
    Ok(!is_there)
}

/// Adds a text at the end of a list: on a line of its own where the last one has one, with the comments behind it.
fn push(list: &mut Array, text: &str) {
    let Some(last) = list.len().checked_sub(1).and_then(|last| list.get_mut(last)) else {
        list.push(text);
        return;
    };
    let text_of =
        |raw: Option<&toml_edit::RawString>| raw.and_then(|raw| raw.as_str()).unwrap_or_default().to_owned();
    let before = text_of(last.decor().prefix());
    let behind = text_of(last.decor().suffix());
    let Some((_, indent)) = before.rsplit_once('\n') else {
        list.push(text);
        return;
    };
    let indent = indent.to_owned();
    last.decor_mut().set_suffix("");
    let behind = format!("{behind}{}", text_of(Some(list.trailing())));
    let (comment, end) = behind.rsplit_once('\n').unwrap_or((&behind, ""));
    let mut new = Value::from(text);
    new.decor_mut().set_prefix(format!("{comment}\n{indent}"));
    list.push_formatted(new);
    list.set_trailing(format!("\n{end}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> Setup {
        Setup {
            style_sheets: vec!["a.css"],
            scripts: vec!["a.js"],
            unwatched: vec!["../src".to_owned()],
            settings: Vec::new(),
            unindexed: vec!["api".to_owned()],
        }
    }

    /// Sets a text up, which must change it to another; again changes nothing.
    #[track_caller]
    fn check(before: &str, after: &str) {
        let first = set_up(before, &setup()).unwrap();
        assert_eq!(first.text, after);
        assert_eq!(first.changes.is_empty(), before == after, "{:?}", first.changes);
        let again = set_up(after, &setup()).unwrap();
        assert_eq!((again.text.as_str(), again.changes.len()), (after, 0));
        let read: toml::Table = after.trim_start_matches('\u{feff}').parse().unwrap();
        let html = &read["output"]["html"];
        assert_eq!(html["search"]["chapter"]["api"]["enable"].as_bool(), Some(false));
        assert_eq!(
            read["preprocessor"]["autodoc"]["after"]
                .as_array()
                .unwrap()
                .last()
                .unwrap()
                .as_str(),
            Some("links")
        );
    }

    /// What is added to a file that has none of the tables.
    const ALL: &str = "
[build]
# `mdbook serve` builds again when a Python file changes.
extra-watch-dirs = [\"../src\"]

[preprocessor.autodoc]
# After `links`: other preprocessors need not read the chapters that are made.
after = [\"links\"]

[output.html]
additional-css = [\"a.css\"]
additional-js = [\"a.js\"]

[output.html.search.chapter]
api = { enable = false }
";

    #[test]
    fn a_book_gets_all_that_it_lacks_behind_what_it_has() {
        let own = "# Mine.\n[book]\ntitle = 'A' # a title\n";
        check(own, &format!("{own}{ALL}"));
        check("", ALL.trim_start());
        let remark = format!("{own}\n# [output.epub]\n# later\n");
        check(&remark, &format!("{remark}{ALL}"));
        let (crlf, all) = (own.replace('\n', "\r\n"), ALL.replace('\n', "\r\n"));
        check(&format!("\u{feff}{crlf}"), &format!("\u{feff}{crlf}{all}"));
    }

    #[test]
    fn what_is_there_is_added_to_where_it_stands() {
        check(
            "[output.html]\n# Ours first.\nadditional-css = [\n  \"css/b.css\", # one\n  # no more\n]\nadditional-js = ['x/a.js']\n\n\
             [output.html.search.chapter]\n'api' = { enable = false }\n\n[build]\nextra-watch-dirs = ['x']\n\n\
             [preprocessor.toc]\n\n[preprocessor.autodoc]\nafter = ['toc']\nsource = 'p' # here\n# The end.\n",
            "[output.html]\n# Ours first.\nadditional-css = [\n  \"css/b.css\", # one\n  # no more\n  \"a.css\",\n]\nadditional-js = ['x/a.js']\n\n\
             [output.html.search.chapter]\n'api' = { enable = false }\n\n[build]\nextra-watch-dirs = ['x', \"../src\"]\n\n\
             [preprocessor.toc]\n\n[preprocessor.autodoc]\nafter = ['toc', \"links\"]\nsource = 'p' # here\n# The end.\n",
        );
    }

    #[test]
    fn tables_in_a_line_and_dotted_keys_stay_what_they_are() {
        check(
            "preprocessor = { autodoc = { source = 'p' } }\nbuild.build-dir = 'x'\noutput = { html = {} }\n",
            "preprocessor = { autodoc = { source = 'p' , after = [\"links\"] } }\nbuild.build-dir = 'x'\nbuild.extra-watch-dirs = [\"../src\"]\n\
             output = { html = { additional-css = [\"a.css\"], additional-js = [\"a.js\"], search = { chapter = { api = { enable = false } } } } }\n",
        );
    }

    #[test]
    fn a_book_of_another_format_does_not_get_html() {
        let text = "[output.markdown]\n";
        let changed = set_up(text, &setup()).unwrap().text;
        assert!(!changed.contains("html"), "{changed}");
    }

    #[test]
    fn what_the_author_has_decided_stays() {
        let text = format!("{ALL}\n[preprocessor.other]\n")
            .replace("after = [\"links\"]", "before = [\"links\"]")
            .replace("enable = false", "enable = true");
        assert_eq!(set_up(&text, &setup()).unwrap().text, text);
    }

    #[test]
    fn what_is_no_table_or_list_is_named() {
        for (text, message) in [
            (
                "preprocessor = 3\n",
                "`preprocessor` in book.toml is not a table, so nothing can be added to it",
            ),
            (
                "[preprocessor]\nautodoc = true\n",
                "`preprocessor.autodoc` in book.toml is not a table, so nothing can be added to it",
            ),
            (
                "[[build]]\n",
                "`build` in book.toml is not a table, so nothing can be added to it",
            ),
            (
                "[output.html]\nadditional-css = 'x.css'\n",
                "`output.html.additional-css` in book.toml is not a list, so nothing can be added to it",
            ),
        ] {
            assert_eq!(set_up(text, &setup()).unwrap_err().to_string(), message);
        }
        let error = set_up("[book\n", &setup()).unwrap_err().to_string();
        assert!(
            error.starts_with("book.toml cannot be read: TOML parse error at line 1"),
            "{error}"
        );
    }
}
