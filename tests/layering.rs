//! The layers of `src/lib.rs` only look down, and files stay small. See the table there.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the sources of the crate"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each top module may use of the others.
const LAYERS: &[(&str, &[&str])] = &[
    // L0
    ("name", &[]),
    ("text", &[]),
    ("token", &["name", "text"]),
    ("target", &[]),
    ("diagnostic", &["text"]),
    ("digest", &[]),
    ("progress", &[]),
    ("rank", &[]),
    // L1
    ("model", &["diagnostic", "name", "text", "token"]),
    // L2
    ("prepare", &["token"]),
    (
        "extract",
        &[
            "diagnostic",
            "model",
            "name",
            "prepare",
            "target",
            "text",
            "token",
        ],
    ),
    ("docstring", &["diagnostic", "name", "text", "token"]),
    ("resolve", &["diagnostic", "model", "name", "text", "token"]),
    (
        "lint",
        &[
            "diagnostic",
            "digest",
            "docstring",
            "model",
            "name",
            "resolve",
            "text",
            "token",
        ],
    ),
    ("inventory", &["diagnostic"]),
    (
        "render",
        &[
            "config",
            "digest",
            "docstring",
            "history",
            "inventory",
            "model",
            "name",
            "prose",
            "resolve",
            "token",
        ],
    ),
    ("prose", &["config", "name"]),
    ("dump", &["model", "name", "resolve"]),
    ("compare", &["model", "name", "resolve", "token"]),
    ("history", &["compare", "docstring", "model", "resolve"]),
    ("coverage", &["docstring", "name", "prepare", "text", "token"]),
    // L3
    (
        "config",
        &[
            "cache",
            "coverage",
            "diagnostic",
            "digest",
            "discover",
            "docstring",
            "inventory",
            "name",
            "progress",
            "resolve",
            "target",
            "text",
        ],
    ),
    ("discover", &["diagnostic", "model", "name", "text"]),
    ("cache", &["diagnostic"]),
    ("fetch", &[]),
    ("watch", &["discover"]),
    ("serve", &["book", "digest"]),
    (
        "book",
        &[
            "digest",
            "discover",
            "docstring",
            "name",
            "prose",
            "render",
            "text",
        ],
    ),
    ("repository", &["config", "discover", "name", "render"]),
    // L4
    (
        "driver",
        &[
            "book",
            "cache",
            "config",
            "coverage",
            "diagnostic",
            "digest",
            "discover",
            "docstring",
            "extract",
            "history",
            "inventory",
            "lint",
            "model",
            "name",
            "progress",
            "prose",
            "render",
            "repository",
            "resolve",
            "target",
            "text",
        ],
    ),
    // L5
    (
        "cli",
        &[
            "book",
            "cache",
            "compare",
            "config",
            "coverage",
            "diagnostic",
            "discover",
            "driver",
            "dump",
            "fetch",
            "inventory",
            "model",
            "name",
            "progress",
            "prose",
            "rank",
            "render",
            "repository",
            "resolve",
            "serve",
            "target",
            "text",
            "watch",
        ],
    ),
];

/// Crates that only one module may name.
const OWNERS: &[(&str, &str)] = &[
    ("tree_sitter", "extract"),
    ("mdbook_driver", "book"),
    ("mdbook_html", "book"),
    ("mdbook_markdown", "book"),
    ("mdbook_preprocessor", "book"),
    ("mdbook_renderer", "book"),
    ("rayon", "driver"),
    ("minijinja", "render"),
    ("ammonia", "render"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("clap_mangen", "cli"),
    ("annotate_snippets", "cli"),
    ("indicatif", "cli"),
    ("unicode_width", "cli"),
    ("ignore", "discover"),
    ("gix", "repository"),
    ("postcard", "book"),
    ("postcard", "cache"),
    // Positions are packed, because there are so many of them.
    ("postcard", "model"),
    ("lz4_flex", "text"),
    ("miniz_oxide", "inventory"),
    ("toml_edit", "config"),
    ("pep440_rs", "history"),
    ("ureq", "fetch"),
    ("notify", "watch"),
    ("axum", "serve"),
    ("tokio", "serve"),
    ("tower_http", "serve"),
    ("jiff", "cli"),
];

/// The longest file that a newcomer still finds their way in.
const MOST_LINES: usize = 800;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_below(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The text of each file by its path below `src`, without its unit tests.
fn files() -> BTreeMap<String, String> {
    let mut paths = Vec::new();
    files_below(&source(), &mut paths);
    let relative = |path: &Path| {
        path.strip_prefix(source())
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/")
    };
    paths
        .iter()
        .map(|path| (relative(path), fs::read_to_string(path).unwrap()))
        .collect()
}

/// Whether a file has nothing but unit tests, or what they start from; they may use every layer.
fn is_of_tests(path: &str) -> bool {
    ["/tests.rs", "/sample.rs"]
        .iter()
        .any(|name| path.ends_with(name))
}

fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

fn top_module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The words that follow `prefix` in `text`.
fn words_after<'t>(text: &'t str, prefix: &str) -> BTreeSet<&'t str> {
    let word = |rest: &'t str| {
        rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
            .unwrap_or_default()
    };
    text.split(prefix).skip(1).map(word).collect()
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let module = top_module(&path);
        if matches!(module, "main" | "lib") || is_of_tests(&path) {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{path}: `{module}` is in no layer"));
            continue;
        };
        let used = words_after(without_tests(&text), "crate::");
        let bad = used
            .into_iter()
            .filter(|used| *used != module && !used.is_empty() && !allowed.contains(used));
        wrong.extend(bad.map(|used| format!("{path}: `{module}` must not use `{used}`")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_crates_are_used_by_their_owners_alone() {
    let mut wrong = Vec::new();
    for (path, text) in files() {
        for (name, owner) in OWNERS {
            let is_owner = OWNERS.contains(&(*name, top_module(&path)));
            let is_used = ["use ", "::", "(", " ", "<", "&"]
                .iter()
                .any(|before| without_tests(&text).contains(&format!("{before}{name}::")));
            if is_used && !is_owner {
                wrong.push(format!("{path}: only `{owner}` may use `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_owner_uses_its_crate() {
    let files = files();
    for (name, owner) in OWNERS {
        let is_used = files
            .iter()
            .any(|(path, text)| top_module(path) == *owner && text.contains(&format!("{name}::")));
        assert!(
            is_used,
            "`{owner}` does not use `{name}` any more; take it out of the table"
        );
    }
}

#[test]
fn no_file_is_longer_than_a_newcomer_can_follow() {
    let long = files()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()));
    let long: Vec<_> = long.filter(|(_, lines)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:?}");
}
