//! The tables of the manual: what it says of each command, option and key is what their definitions say.
//!
//! `SNAPSHOTS=overwrite cargo test --lib reference` writes them anew.

#![expect(
    clippy::disallowed_methods,
    reason = "the tables stand in the manual, and the words for keys in the sources"
)]

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory as _};
use serde_json::{Value, json};

use super::Arguments;
use crate::config::{Config, known_keys};

/// A table of the manual.
struct Table {
    /// What it begins with, up to what may change.
    start: String,
    /// The table, with what stands in front of it.
    text: String,
}

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn read(file: &str) -> String {
    std::fs::read_to_string(path(file)).unwrap()
}

/// Puts tables to their places in a chapter of the manual, which has to be what is written there.
#[track_caller]
fn check(chapter: &str, tables: &[Table]) {
    let file = format!("example-book/src/autodoc/{chapter}");
    let written = read(&file);
    let mut expected = written.clone();
    for Table { start, text } in tables {
        let at = expected
            .find(start)
            .unwrap_or_else(|| panic!("{chapter} has no table that begins with {start}"));
        let rows = at + expected[at..].find('|').unwrap();
        let lines = expected[rows..].split_inclusive('\n');
        let lines = lines.take_while(|line| line.starts_with('|'));
        let end = rows + lines.map(str::len).sum::<usize>();
        expected.replace_range(at..end, text);
    }
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        std::fs::write(path(&file), expected).unwrap();
    } else {
        snapbox::assert_data_eq!(written, snapbox::Data::text(expected).raw());
    }
}

/// The tables of a command and of those below it, as far as they have anything to tell.
fn add_command(command: &Command, above: &str, tables: &mut Vec<Table>) {
    let name = format!("{above}{}", command.get_name());
    let is_program = above.is_empty();
    let is_own = |arg: &&Arg| {
        arg.is_global_set() == is_program && !["help", "version"].contains(&arg.get_id().as_str())
    };
    let rows: String = command.get_arguments().filter(is_own).map(row).collect();
    if !rows.is_empty() {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        tables.push(Table {
            start: format!("```text\n{name} {}", if is_program { "[" } else { "" }),
            text: format!("```text\n{usage}\n```\n\n| argument or option | meaning |\n|---|---|\n{rows}"),
        });
    }
    let below = command
        .get_subcommands()
        .filter(|below| below.get_name() != "help");
    below.for_each(|below| add_command(below, &format!("{name} "), tables));
}

fn row(arg: &Arg) -> String {
    let mut shown = format!("`{}`", arg.to_string().trim_end_matches("..."));
    if arg.is_positional() {
        shown = format!("`{arg}`");
    } else if let Some(short) = arg.get_short() {
        shown.insert_str(0, &format!("`-{short}`, "));
    }
    let help = arg.get_help().unwrap().to_string();
    let (help, default) = help
        .strip_suffix(']')
        .and_then(|help| help.split_once(" [default: "))
        .unwrap_or((&help, ""));
    let mut meaning = format!("{help}.");
    let values = arg.get_possible_values();
    let values = values
        .iter()
        .filter(|value| !["true", "false"].contains(&value.get_name()));
    let values: Vec<_> = values.map(|value| (value.get_name(), value.get_help())).collect();
    let is_told = values.iter().any(|(_, help)| help.is_some());
    let names: Vec<_> = values.iter().map(|(name, _)| format!("`{name}`")).collect();
    if is_told {
        for (name, help) in values {
            let _ = write!(meaning, " `{name}`: {}.", help.unwrap());
        }
    } else if !names.is_empty() {
        let _ = write!(meaning, " One of {}.", names.join(", "));
    }
    let takes_value = arg.get_action().takes_values();
    let given = arg.get_default_values().iter().filter(|_| takes_value);
    let given: Vec<_> = given
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    match (default, given.as_slice()) {
        ("", []) => {}
        ("", given) => drop(write!(meaning, " Default: {}.", given.join(", "))),
        (default, _) => drop(write!(meaning, " Default: {default}.")),
    }
    format!("| {shown} | {} |\n", meaning.replace('|', "\\|"))
}

#[test]
fn the_manual_has_the_arguments_and_options_of_every_command() {
    let mut program = Arguments::command();
    program.build();
    let mut tables = Vec::new();
    add_command(&program, "", &mut tables);
    check("commands.md", &tables);
}

/// The table of the keys that a structure in `src/config/mod.rs` has. `table` is where they stand within `[preprocessor.autodoc]`.
fn keys(structure: &str, table: &str, manual: &str) -> Table {
    let source = read("src/config/mod.rs");
    let (_, body) = source
        .split_once(&format!("\npub struct {structure} {{\n"))
        .unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let defaults = serde_json::to_value(Config::default()).unwrap();
    let defaults = if table.is_empty() {
        &defaults
    } else {
        &defaults[table]
    };
    let mut text = "| key | meaning |\n|---|---|\n".to_owned();
    let mut told = Vec::new();
    let mut meaning = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("/// ") {
            meaning.push(comment);
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|line| line.split_once(": ")) {
            let key = name.replace('_', "-");
            let section = section(&key, manual).filter(|_| table.is_empty());
            let shown = section.map_or(format!("`{key}`"), |anchor| format!("[`{key}`](#{anchor})"));
            let default = default(&defaults[&key]);
            let kind = kind_of(&key, table, kind.trim_end_matches(','));
            let meaning = std::mem::take(&mut meaning).join(" ");
            let _ = writeln!(text, "| {shown} | {meaning} {kind}{default}. |");
            told.push(key);
        }
    }
    assert_eq!(told, known_keys(table));
    let first = text.match_indices('`').nth(1).map_or(text.len(), |(at, _)| at);
    Table {
        start: text[..=first].to_owned(),
        text,
    }
}

/// The section of a chapter that is the first to tell of a key.
fn section(key: &str, chapter: &str) -> Option<String> {
    let told = [
        format!("\n{key} = "),
        format!("`{key}`"),
        format!("`{key} = "),
        format!("autodoc.{key}]"),
    ];
    let section = chapter
        .split("\n## ")
        .skip(1)
        .find(|section| told.iter().any(|told| section.contains(told)))?;
    Some(section.lines().next()?.to_lowercase().replace(' ', "-"))
}

/// What to say of a default: nothing where it is a table with keys of its own, which are told below.
fn default(value: &Value) -> String {
    match value {
        Value::Null => ", by default not set".to_owned(),
        Value::Object(table) if table.is_empty() => ", by default empty".to_owned(),
        Value::Object(_) => String::new(),
        Value::Array(list) if list.len() > 2 => ", by default that below".to_owned(),
        value => format!(", by default `{value}`"),
    }
}

/// What book.toml takes for a key.
fn kind_of(key: &str, table: &str, rust: &str) -> String {
    let words = |value: Value| {
        let options = if table.is_empty() {
            json!({ key: value })
        } else {
            json!({ table: { key: value } })
        };
        let refused = Config::from_value(options).err()?.message;
        let (_, words) = refused.split_once(", expected ")?;
        let words: Vec<_> = words
            .split('`')
            .skip(1)
            .step_by(2)
            .map(|word| format!("`\"{word}\"`"))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    let kind = match rust {
        "bool" => "boolean",
        "String" | "Option<String>" => "string",
        "Vec<String>" => "list of strings",
        "usize" | "u64" => "number",
        "Sources" => "string, table, or a list of them",
        "SourceLink" => "string or `false`",
        "VersionHistory" => "boolean or string",
        "Option<Version>" => "version",
        "Coverage" | "Performance" => "table",
        rust if rust.starts_with("BTreeMap<") => "table",
        rust if rust.starts_with("Option<Vec<") => &format!("list with {}", words(json!(["?"])).unwrap()),
        _ => &format!("one of {}", words(json!("?")).unwrap()),
    };
    kind[..1].to_uppercase() + &kind[1..]
}

#[test]
fn the_manual_has_every_key_of_book_toml() {
    let manual = read("example-book/src/autodoc/configuration.md");
    check(
        "configuration.md",
        &[
            keys("Config", "", &manual),
            keys("Performance", "performance", &manual),
        ],
    );
}
