//! `[preprocessor.autodoc]` of book.toml: as written ([`Config`]) and as used ([`Settings`]).

mod coverage;
mod edit;
mod inventories;
mod locate;
mod overrides;
mod settings;
mod setup;
mod source;
mod source_link;
mod version_history;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use coverage::{Coverage, Percent};
pub use edit::add_inventory;
pub use inventories::{InventoryFile, InventoryFiles, InventorySource, MOST_INVENTORY_BYTES};
pub use locate::locate_key;
pub use overrides::Override;
pub use settings::{Keeps, Settings};
pub use setup::{SetUp, Setup, SetupError, set_up};
pub use source::{Source, Sources};
pub use source_link::{Forge, SourceLink};
pub use version_history::VersionHistory;

use crate::diagnostic::{Code, Level};
use crate::name::nearest;
use crate::resolve::SpecialMembers;
use crate::target::{PLATFORMS, Target, Version};

/// The table as written. Every key has a default; unknown keys are refused by [`Config::from_value`].
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in book.toml"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Config {
    /// Where the Python code is: a package, a directory of packages, a module or a project. Relative to the book.
    /// Empty: found by itself.
    pub source: Sources,
    /// The name of the chapter that holds the reference; a draft chapter of this name is its place.
    pub title: String,
    /// Globs of what is documented; empty for everything.
    pub include: Vec<String>,
    /// Globs of what is left out.
    pub exclude: Vec<String>,
    /// Leave out what `.gitignore` files leave out.
    pub gitignore: bool,
    /// Show names with a leading underscore.
    pub private: bool,
    /// Which `__special__` members are shown.
    pub special: SpecialMembers,
    /// Show what has no docstring.
    pub undocumented: bool,
    /// How docstrings are written.
    pub docstring_style: DocstringStyle,
    /// What becomes of raw HTML in docstrings.
    pub docstring_html: DocstringHtml,
    /// The version of Python that is documented; by default the newest that the project allows.
    pub target_python: Option<Version>,
    /// The platform that is documented, as `sys.platform` has it.
    pub target_platform: String,
    /// Where the links to the source lead: found by itself, a kind of forge, or an address; `false` for none.
    pub source_link: SourceLink,
    /// The branch, tag or commit that they name; by default what the working copy says.
    pub source_revision: Option<String>,
    /// Show the files in the book, and link to them there.
    pub view_source: bool,
    /// What gets a page of its own.
    pub granularity: Granularity,
    /// The order of items on a page.
    pub order: Order,
    /// The pages that come from the whole; by default those that a reference of its size needs.
    pub pages: Option<Vec<WholePage>>,
    /// Tell at each item where it is mentioned.
    pub backlinks: bool,
    /// Tell at each item in which release it came, and what later ones changed: by all tags of Git that are versions, or those
    /// that a glob takes.
    pub version_history: VersionHistory,
    /// Directory of templates that replace ours, file by file. Relative to the book.
    pub templates: String,
    /// The inventories of other projects, by the names that references may give them.
    pub inventories: BTreeMap<String, InventorySource>,
    /// What is done about findings, by their codes: `"allow"`, `"warn"` or `"deny"`.
    pub lints: BTreeMap<String, Level>,
    /// What the command `coverage` counts and asks for.
    pub coverage: Coverage,
    /// Speed and memory; none of it changes the pages.
    pub performance: Performance,
}

/// `[preprocessor.autodoc.performance]`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in book.toml"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Performance {
    /// Use several threads.
    pub parallel: bool,
    /// How many threads; 0 for one per core.
    pub max_workers: usize,
    /// Keep what files say between runs.
    pub cache: bool,
    /// The directory of the cache, which Git does not see. Relative to the book.
    pub cache_dir: String,
    /// How many megabytes the cache may have, of which what was used longest ago goes first; 0 for no limit.
    pub cache_size: u64,
    /// Do not read a file again whose size and times are those of an earlier run.
    pub stat: bool,
    /// Keep rendered pages, and what was found in docstrings, between runs.
    pub template_cache: bool,
    /// Keep the result of a whole run, and take it again where nothing has changed since.
    pub incremental: bool,
    /// Follow what each page shows and links to; without it any change renders all pages anew.
    pub dependency_tracking: bool,
    /// Files larger than this many bytes are left out; 0 for no limit.
    pub max_file_size: u64,
    /// Bounded memory. It is the only mode, so `false` is refused.
    pub streaming: bool,
}

/// How docstrings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocstringStyle {
    /// Found out for each docstring.
    #[default]
    Auto,
    /// Google's style guide.
    Google,
    /// The numpydoc guide.
    Numpy,
    /// reStructuredText with field lists.
    Sphinx,
    /// Epytext.
    Epytext,
    /// Markdown.
    Markdown,
    /// Markdown with the roles, directives and field lists of `MyST`.
    Myst,
    /// Text without markup.
    Plain,
}

/// What becomes of raw HTML in docstrings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocstringHtml {
    /// It is shown as it is written.
    #[default]
    Escape,
    /// Harmless elements do what they do; the rest goes.
    Sanitize,
}

/// What gets a page of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// A package with the modules in it; packages below it have their own.
    Package,
    /// A module.
    #[default]
    Module,
    /// A class, function or other item of a module.
    Item,
}

/// The order of items on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// As in the source, or as in `__all__` where there is one.
    #[default]
    Source,
    /// By name, without regard to case.
    Alphabetical,
}

/// A page that comes from the whole reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WholePage {
    /// The index of all names.
    Names,
    /// The tree of classes.
    Hierarchy,
    /// What is deprecated.
    Deprecated,
    /// What has no docstring.
    Undocumented,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            source: Sources::default(),
            title: "API reference".to_owned(),
            include: Vec::new(),
            exclude: crate::discover::DEFAULT_EXCLUDE
                .iter()
                .map(ToString::to_string)
                .collect(),
            gitignore: true,
            private: false,
            special: SpecialMembers::default(),
            undocumented: true,
            docstring_style: DocstringStyle::default(),
            docstring_html: DocstringHtml::default(),
            target_python: None,
            target_platform: Target::default().platform,
            source_link: SourceLink::default(),
            source_revision: None,
            view_source: false,
            granularity: Granularity::default(),
            order: Order::default(),
            pages: None,
            backlinks: false,
            version_history: VersionHistory::default(),
            templates: "theme/autodoc".to_owned(),
            inventories: BTreeMap::new(),
            lints: BTreeMap::new(),
            coverage: Coverage::default(),
            performance: Performance::default(),
        }
    }
}

impl Default for Performance {
    fn default() -> Self {
        Self {
            parallel: true,
            max_workers: 0,
            cache: true,
            cache_dir: ".mdbook-autodoc".to_owned(),
            cache_size: 512,
            stat: true,
            template_cache: true,
            incremental: true,
            dependency_tracking: true,
            max_file_size: 1024 * 1024,
            streaming: true,
        }
    }
}

/// What is wrong with a configuration. The message names the key; [`locate_key`] finds it in the file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{message}")]
pub struct ConfigError {
    /// The key within `[preprocessor.autodoc]`, with dots between tables.
    pub key: String,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl ConfigError {
    fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            message: message.into(),
        }
    }
}

impl Config {
    /// Reads the table from the JSON form in which mdBook hands it over.
    pub fn from_value(value: serde_json::Value) -> Result<Self, ConfigError> {
        let mut unknown = Vec::new();
        let mut track = serde_path_to_error::Track::new();
        let deserializer = serde_path_to_error::Deserializer::new(value, &mut track);
        let parsed = serde_ignored::deserialize(deserializer, |path| unknown.push(path.to_string()));
        if let Some(key) = unknown.into_iter().next() {
            let message = unknown_key(&key);
            return Err(ConfigError::new(key, message));
        }
        let config: Self = parsed.map_err(|error: serde_json::Error| {
            let key = track.path().to_string();
            let message = format!("bad value of `{key}`: {}", readable(&error.to_string()));
            ConfigError::new(key, message)
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if !self.performance.streaming {
            let message = "`performance.streaming = false` is not possible: pages are always handed on as they are made, \
                           which keeps memory bounded; remove the key";
            return Err(ConfigError::new("performance.streaming", message));
        }
        if self.title.trim().is_empty() {
            return Err(ConfigError::new(
                "title",
                "`title` is empty: it names the chapter that holds the reference",
            ));
        }
        for name in self.lints.keys() {
            code(name).map_err(|message| ConfigError::new(format!("lints.{name}"), message))?;
        }
        for (name, source) in &self.inventories {
            if let InventorySource::File(source) = source
                && let Some(message) = inventories::bad_url(&source.url)
            {
                return Err(ConfigError::new(format!("inventories.{name}.url"), message));
            }
        }
        platform(&self.target_platform).map_err(|message| ConfigError::new("target-platform", message))?;
        Ok(())
    }
}

/// The code of a name; a name that is none is refused with the nearest one.
pub fn code(name: &str) -> Result<Code, String> {
    Code::from_name(name).ok_or_else(|| {
        let advice = match nearest(name, Code::ALL.iter().map(|code| code.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`mdbook-autodoc explain` lists them".to_owned(),
        };
        format!("`{name}` is no code of a finding: {advice}")
    })
}

/// Takes a value of Python's `sys.platform`; anything else is refused with the nearest one.
pub fn platform(name: &str) -> Result<String, String> {
    let family = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if PLATFORMS.contains(&name) || PLATFORMS.contains(&family) {
        return Ok(name.to_owned());
    }
    let near = match family.to_ascii_lowercase().as_str() {
        "windows" | "win" | "nt" => Some("win32"),
        "macos" | "mac" | "osx" => Some("darwin"),
        other => nearest(other, PLATFORMS.iter().copied()),
    };
    let advice = near.unwrap_or("win32");
    Err(format!(
        "`target-platform` is a value of Python's `sys.platform`, and `{name}` is none: did you mean `{advice}`?"
    ))
}

/// `unknown key`, with the nearest known one of the same table.
fn unknown_key(key: &str) -> String {
    let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
    let known = match table.split('.').next() {
        Some("source") => source::KEYS.map(str::to_owned).to_vec(),
        Some("inventories") => inventories::KEYS.map(str::to_owned).to_vec(),
        _ => known_keys(table),
    };
    let advice = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "known keys are {}",
            known
                .iter()
                .map(|key| format!("`{key}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    format!("unknown key `{key}`: {advice}")
}

/// The keys of `[preprocessor.autodoc]`, or of a table in it.
pub fn known_keys(table: &str) -> Vec<String> {
    let all = serde_json::to_value(Config::default()).unwrap_or_default();
    let pointer = if table.is_empty() {
        String::new()
    } else {
        format!("/{}", table.replace('.', "/"))
    };
    let keys = all.pointer(&pointer).and_then(serde_json::Value::as_object);
    keys.map(|keys| keys.keys().cloned().collect())
        .unwrap_or_default()
}

/// serde's words for types, as a person who writes TOML calls them.
fn readable(message: &str) -> String {
    let words = [
        ("usize", "a whole number that is not negative"),
        ("u64", "a whole number that is not negative"),
        ("a sequence", "a list"),
        ("sequence", "list"),
        ("struct InventoryFile", "a table"),
        ("struct Performance", "a table"),
        ("struct Coverage", "a table"),
        ("map", "table"),
        ("floating point", "number with a point"),
        ("unknown variant", "unknown value"),
    ];
    let mut message = message.split(" at line ").next().unwrap_or(message).to_owned();
    for (from, to) in words {
        message = message.replace(from, to);
    }
    if message.starts_with("unknown value") {
        // The value stands between backticks, and so do those that it could be.
        let mut quoted = message.split('`').skip(1).step_by(2);
        let near = quoted.next().and_then(|value| nearest(value, quoted));
        let advice = near.map(|near| format!(": did you mean `{near}`?"));
        message.push_str(&advice.unwrap_or_default());
    }
    message
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn refused(value: serde_json::Value, key: &str, message: &str) {
        let error = Config::from_value(value).unwrap_err();
        assert_eq!((error.key.as_str(), error.message.as_str()), (key, message));
    }

    #[test]
    fn an_empty_table_is_the_default() {
        assert_eq!(Config::from_value(json!({})).unwrap(), Config::default());
    }

    #[test]
    fn a_source_is_a_path_or_a_list() {
        let sources = |value| Config::from_value(json!({ "source": value })).unwrap().source.0;
        let source = |path: &str, docstring_style| Source {
            path: path.to_owned(),
            docstring_style,
        };
        let (a, b) = (source("a", None), source("b", Some(DocstringStyle::Google)));
        assert_eq!(sources(json!("a")), std::slice::from_ref(&a));
        assert_eq!(
            sources(json!({"path": "b", "docstring-style": "google"})),
            std::slice::from_ref(&b)
        );
        let list = json!(["a", {"path": "b", "docstring-style": "google"}, {"path": "a"}]);
        assert_eq!(sources(list), [a.clone(), b, a]);
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest_known_one() {
        refused(
            json!({"sorce": "a"}),
            "sorce",
            "unknown key `sorce`: did you mean `source`?",
        );
        refused(
            json!({"performance": {"max_workers": 2}}),
            "performance.max_workers",
            "unknown key `performance.max_workers`: did you mean `max-workers`?",
        );
    }

    #[test]
    fn a_source_has_keys_of_its_own() {
        refused(
            json!({"source": ["a", {"path": "b", "docstring_style": "google"}]}),
            "source.1.docstring_style",
            "unknown key `source.1.docstring_style`: did you mean `docstring-style`?",
        );
        refused(
            json!({"source": {"path": "b", "docstring-style": "gogle"}}),
            "source.docstring-style",
            "bad value of `source.docstring-style`: unknown value `gogle`, expected one of `auto`, `google`, `numpy`, \
             `sphinx`, `epytext`, `markdown`, `myst`, `plain`: did you mean `google`?",
        );
        refused(
            json!({"source": [{"docstring-style": "google"}]}),
            "source[0]",
            "bad value of `source[0]`: missing field `path`",
        );
    }

    #[test]
    fn bad_values_are_named_in_the_words_of_toml() {
        refused(
            json!({"performance": {"max-workers": "all"}}),
            "performance.max-workers",
            "bad value of `performance.max-workers`: invalid type: string \"all\", expected a whole number that is not negative",
        );
        refused(
            json!({"source": 3}),
            "source",
            "bad value of `source`: invalid type: integer `3`, expected a path, a table with `path`, or a list of them",
        );
        refused(
            json!({"granularity": "page"}),
            "granularity",
            "bad value of `granularity`: unknown value `page`, expected one of `package`, `module`, `item`",
        );
    }

    #[test]
    fn targets_are_named_as_python_names_them() {
        let platform = |name: &str, near: &str| {
            let message = format!(
                "`target-platform` is a value of Python's `sys.platform`, and `{name}` is none: did you mean `{near}`?"
            );
            refused(json!({ "target-platform": name }), "target-platform", &message);
        };
        platform("Windows", "win32");
        platform("macos", "darwin");
        platform("linuxx", "linux");
        for name in ["linux", "win32", "freebsd14"] {
            assert!(Config::from_value(json!({ "target-platform": name })).is_ok());
        }
        let expected = "expected a version of Python with two numbers, such as \"3.11\"";
        let message = format!("bad value of `target-python`: {expected}");
        refused(json!({"target-python": "3"}), "target-python", &message);
        let config = Config::from_value(json!({"target-python": "3.9"})).unwrap();
        assert_eq!(config.target_python, Some(Version::new(3, 9)));
    }

    #[test]
    fn an_inventory_is_a_file_with_an_address_or_off() {
        let config = Config::from_value(json!({"inventories": {
            "a": {"file": "a.inv", "url": "https://a.example"}, "python": false,
        }}));
        let file = InventoryFile {
            file: "a.inv".to_owned(),
            url: "https://a.example".to_owned(),
        };
        let expected = [
            ("a", InventorySource::File(file)),
            ("python", InventorySource::Off),
        ];
        let expected = expected.map(|(name, source)| (name.to_owned(), source));
        assert_eq!(config.unwrap().inventories, BTreeMap::from(expected));
        let one = |value: serde_json::Value| json!({"inventories": {"a": value}});
        refused(
            one(json!({"fil": "a.inv", "url": "https://a.example"})),
            "inventories.a.fil",
            "unknown key `inventories.a.fil`: did you mean `file`?",
        );
        refused(
            one(json!({"file": "a.inv"})),
            "inventories.a",
            "bad value of `inventories.a`: missing field `url`",
        );
        refused(
            one(json!(true)),
            "inventories.a",
            "bad value of `inventories.a`: invalid value: boolean `true`, expected a table with `file` and `url`, or `false`",
        );
        for url in ["javascript:x", "//a.example", "https://", "docs/a", "https://a b"] {
            let error = Config::from_value(one(json!({"file": "a.inv", "url": url}))).unwrap_err();
            assert_eq!(error.key, "inventories.a.url", "{url}");
        }
    }

    #[test]
    fn memory_stays_bounded() {
        let error = Config::from_value(json!({"performance": {"streaming": false}})).unwrap_err();
        assert_eq!(error.key, "performance.streaming");
        assert!(Config::from_value(json!({"performance": {"streaming": true}})).is_ok());
    }
}
