//! The README and the manual say what is so: their commands are run, their settings are read, and their tables are
//! compared with the lists in the code.
//!
//! Each document gets a project of its own, the small shop that the manual describes. Its blocks are worked off from top
//! to bottom: a file is written, a book.toml is tried, a line with `$` is run by `sh`. Where a console block shows
//! output, that is what has to come; the root of the project is shown as `/home/you/shop`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads documents and runs commands, and may panic"
)]

#[expect(dead_code, reason = "links are checked elsewhere")]
mod support;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdbook_autodoc::book::{Context, SUPPORTED_VERSIONS};
use mdbook_autodoc::cli::{EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_OK, EXIT_USAGE};
use mdbook_autodoc::config::{Config, known_keys};
use mdbook_autodoc::diagnostic::Code;
use mdbook_autodoc::render::template_names;
use serde_json::{Value, json};
use support::book::TempBook;
use support::tools;

const README: &str = "README.md";
const SETUP: &str = "example-book/src/autodoc/setup.md";
const CONFIGURATION: &str = "example-book/src/autodoc/configuration.md";
const COMMANDS: &str = "example-book/src/autodoc/commands.md";
const PAGES: &str = "example-book/src/autodoc/pages.md";
const DIAGNOSTICS: &str = "example-book/src/autodoc/diagnostics.md";
const CI: &str = "example-book/src/autodoc/ci.md";
const RECIPES: &str = "example-book/src/autodoc/recipes.md";
const DOCUMENTS: [&str; 8] = [
    README,
    SETUP,
    RECIPES,
    CONFIGURATION,
    COMMANDS,
    CI,
    PAGES,
    DIAGNOSTICS,
];

/// The project of the manual, with everything that one of its settings names.
const SHOP: [(&str, &str); 11] = [
    (
        "pyproject.toml",
        "[project]\nname = 'shop'\nversion = '1.0'\nreadme = 'README.md'\n",
    ),
    ("README.md", "# Shop\n\nBuying and selling.\n"),
    (
        "src/shop/__init__.py",
        "\"\"\"Buying and selling.\"\"\"\nfrom ._basket import Basket\n__all__ = ['Basket']\n",
    ),
    (
        "src/shop/_basket.py",
        "class Basket:\n    \"\"\"What was chosen.\"\"\"\n",
    ),
    (
        "src/shop/basket.py",
        "class Basket:\n    \"\"\"What was chosen.\"\"\"\n    def pay(self) -> None:\n        \"\"\"Pays.\"\"\"\n",
    ),
    ("plugins/shop_gifts/__init__.py", "\"\"\"Wrapping.\"\"\"\n"),
    ("scripts/stocktake.py", "\"\"\"Counting.\"\"\"\n"),
    (
        "docs/book.toml",
        "[book]\ntitle = \"Shop\"\n\n[preprocessor.autodoc]\nafter = [\"links\"]\n",
    ),
    (
        "docs/src/SUMMARY.md",
        "# Summary\n\n- [Introduction](introduction.md)\n- [API reference]()\n",
    ),
    ("docs/src/introduction.md", "# Introduction\n"),
    (
        "docs/inventories/numpy.inv",
        "# Sphinx inventory version 1\n# Project: NumPy\n# Version: 2.4\nnumpy.ndarray class reference.html\n",
    ),
];

/// Commands that a test must not run, because they install, stay, or are this test. What they are made of is looked
/// at by `commands_that_cannot_be_run_here_are_made_of_what_is_there`.
const NOT_RUN: [&str; 12] = [
    "mdbook-autodoc diff v1.4.0",
    "mdbook-autodoc inventory fetch numpy https://numpy.org/doc/stable/ docs",
    "cargo run --release -- build example-book --open",
    "cargo install --path .",
    "mdbook serve docs",
    "mdbook-autodoc serve --open",
    "mdbook-autodoc serve docs",
    "mdbook-autodoc serve docs --open",
    "mdbook-autodoc watch docs",
    "tests/run",
    "mdbook-autodoc build example-book",
    "node tests/browser/readme.mjs --book example-book/book --out example-book/pictures",
];

/// A fenced block: what stands behind the fence, and its lines.
struct Block {
    language: String,
    text: String,
}

fn text(document: &str) -> String {
    fs::read_to_string(tools::repository().join(document)).unwrap()
}

fn blocks(document: &str) -> Vec<Block> {
    let text = text(document);
    let parts = text.split("```").skip(1).step_by(2);
    let block = |part: &str| {
        let (language, text) = part.split_once('\n').unwrap();
        Block {
            language: language.to_owned(),
            text: text.to_owned(),
        }
    };
    parts.map(block).collect()
}

/// The cells of the rows of the first table below `heading` in a document, without the head.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    let text = text(document);
    let (_, below) = text.split_once(&format!("| {heading} |")).unwrap();
    let rows = below.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| {
        row.trim_matches('|')
            .split(" | ")
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    rows.map(cells).collect()
}

/// What stands in backticks in a cell.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Runs a line in a project as its reader would type it, with mdBook and this program on `PATH`; what it printed.
fn run(project: &TempBook, line: &str, mdbook: &Path) -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_mdbook-autodoc")).parent().unwrap();
    let inherited = env::var_os("PATH").unwrap_or_default();
    let programs = [own, mdbook.parent().unwrap()].map(Path::to_owned);
    let path = env::join_paths(programs.into_iter().chain(env::split_paths(&inherited))).unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {line}; }} 2>&1")])
        .current_dir(project.root())
        .env("PATH", path)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{line}: {}\n{printed}", output.status);
    let root = project.root().canonicalize().unwrap();
    printed
        .replace(root.to_str().unwrap(), "/home/you/shop")
        .replace(project.root().to_str().unwrap(), "/home/you/shop")
}

/// The path in the comment that is the first line of a block, if the block is a file.
fn file_of(text: &str) -> Option<&str> {
    let first = text.lines().next()?;
    let comment = first
        .strip_prefix("# ")
        .or_else(|| first.strip_prefix("{#- ")?.strip_suffix(" -#}"))?;
    comment.contains('/').then_some(comment)
}

fn console(project: &TempBook, block: &str, mdbook: &Path) -> usize {
    let mut count = 0;
    for part in block.split("$ ").skip(1) {
        let (line, shown) = part.split_once('\n').unwrap();
        if NOT_RUN.contains(&line) {
            continue;
        }
        count += 1;
        let printed = run(project, line, mdbook);
        assert!(shown.is_empty() || printed == shown, "{line}\n{printed}");
    }
    count
}

#[test]
fn commands_do_what_the_documents_show() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    for (document, expected) in DOCUMENTS.into_iter().zip([6, 2, 0, 0, 37, 0, 1, 3]) {
        let project = TempBook::new(&SHOP);
        let mut count = 0;
        for block in blocks(document) {
            if let Some(file) = file_of(&block.text) {
                project.write(file, block.text.as_bytes());
            } else if block.language == "console" {
                count += console(&project, &block.text, &mdbook);
            }
        }
        assert_eq!(count, expected, "commands in {document}");
    }
}

#[test]
fn commands_that_cannot_be_run_here_are_made_of_what_is_there() {
    let shown: String = DOCUMENTS.into_iter().map(text).collect();
    for line in NOT_RUN {
        assert!(
            shown.contains(&format!("$ {line}\n")),
            "no document shows `{line}`"
        );
    }
    for path in [
        "example-book/book.toml",
        "tests/run",
        "tests/browser/readme.mjs",
        "example-book/pictures/page.png",
        "example-book/pictures/phone.png",
        "example-book/pictures/palette.png",
    ] {
        assert!(tools::repository().join(path).is_file(), "{path}");
    }
    let manifest: toml::Table = toml::from_str(&text("Cargo.toml")).unwrap();
    assert_eq!(manifest["package"]["name"].as_str(), Some("mdbook-autodoc"));
    let common = ["[BOOK]", "-d, --dest-dir", "-o, --open", "-v, --verbose"];
    let served = ["-n, --hostname", "-p, --port", "--watcher"];
    for (command, own) in [
        ("build", &served[..0]),
        ("watch", &served[2..]),
        ("serve", &served),
    ] {
        let help = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
            .args([command, "--help"])
            .output()
            .unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        for option in common.iter().chain(own) {
            assert!(help.contains(option), "{option} in\n{help}");
        }
    }
}

/// The configuration that the program sees when a book has this book.toml.
fn config(book_toml: &str) -> Config {
    let table: toml::Table = toml::from_str(book_toml).unwrap();
    let context = Context {
        root: PathBuf::new(),
        config: serde_json::to_value(table).unwrap(),
        renderer: "html".into(),
        mdbook_version: String::new(),
    };
    Config::from_value(context.options()).unwrap_or_else(|error| panic!("{error}\n{book_toml}"))
}

#[test]
fn every_book_toml_is_valid_and_builds_the_shop_without_a_word() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let mut count = 0;
    for document in DOCUMENTS {
        for block in blocks(document).iter().filter(|block| block.language == "toml") {
            count += 1;
            config(&block.text);
            let project = TempBook::new(&SHOP);
            project.write("docs/book.toml", block.text.as_bytes());
            let printed = run(&project, "mdbook-autodoc build docs", &mdbook);
            assert_eq!(
                printed, "the book is in `/home/you/shop/docs/book`\n",
                "{}",
                block.text
            );
        }
    }
    assert_eq!(count, 31);
}

#[test]
fn the_examples_of_settings_leave_no_key_out() {
    let examples = blocks(CONFIGURATION)
        .into_iter()
        .filter(|block| block.language == "toml");
    let all: String = examples.map(|block| block.text).collect();
    let known = known_keys("");
    let explained = text(CONFIGURATION);
    let is_told = |key: &&String| {
        all.contains(&format!("\n{key} = ")) || explained.matches(&format!("`{key}")).count() > 1
    };
    let missing: Vec<_> = known
        .iter()
        .filter(|key| *key != "performance" && !is_told(key))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_rules_of_coverage_have_their_names_and_defaults() {
    let Value::Object(rules) = serde_json::to_value(Config::default().coverage).unwrap() else {
        panic!("a table")
    };
    let commands = text(COMMANDS);
    let rows = commands
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let told = rows.filter_map(|(option, meaning)| {
        let name = option.strip_prefix("`--ignore")?.split(['[', ' ']).next()?;
        let (_, default) = meaning.split_once("Default: what the book says, or ")?;
        let default = default.trim_end_matches([' ', '|', '.']).replace("none", "[]");
        Some((format!("ignore{name}"), default))
    });
    let rules = rules.into_iter().filter(|(name, _)| name.starts_with("ignore-"));
    let rules: BTreeMap<_, _> = rules.map(|(name, default)| (name, default.to_string())).collect();
    assert_eq!(told.collect::<BTreeMap<_, _>>(), rules);
}

#[test]
fn every_word_that_a_setting_takes_is_told() {
    let told = text(CONFIGURATION);
    for (key, value) in [
        ("special", json!("?")),
        ("docstring-style", json!("?")),
        ("docstring-html", json!("?")),
        ("granularity", json!("?")),
        ("order", json!("?")),
        ("pages", json!(["?"])),
    ] {
        let refused = Config::from_value(json!({ key: value })).unwrap_err().message;
        let (_, words) = refused.split_once(", expected ").unwrap();
        for word in names(words) {
            assert!(told.contains(&format!("`\"{word}\"`")), "{key}: {word}");
        }
    }
}

#[test]
fn the_default_of_exclude_is_shown_whole() {
    let shown = blocks(CONFIGURATION).into_iter().map(|block| block.text);
    let shown = shown
        .filter(|text| text.contains("\nexclude = [\n"))
        .collect::<Vec<_>>();
    assert_eq!(config(&shown.concat()).exclude, Config::default().exclude);
}

#[test]
fn the_table_of_diagnostics_is_that_of_the_code() {
    let expected: Vec<Vec<String>> = Code::ALL
        .iter()
        .map(|code| {
            vec![
                format!("`{}`", code.as_str()),
                if code.is_on_request() {
                    format!("{}, on request", code.severity().as_str())
                } else {
                    code.severity().as_str().to_owned()
                },
                code.meaning().to_owned(),
            ]
        })
        .collect();
    assert_eq!(table(DIAGNOSTICS, "code | severity | meaning"), expected);
}

/// What `check` finds in a book with this chapter and a package with this text, where it is asked for a code.
fn codes_found_in(asked: Code, chapter: &str, python: &str) -> Vec<Code> {
    let lints = if asked.is_on_request() {
        format!("[preprocessor.autodoc.lints]\n{} = 'warn'\n", asked.as_str())
    } else {
        String::new()
    };
    let config = format!("[book]\n[preprocessor.autodoc]\nsource = 'pkg'\n{lints}");
    let project = TempBook::new(&[("book.toml", &config)]);
    project.write("src/SUMMARY.md", b"# Summary\n\n- [Chapter](chapter.md)\n");
    project.write("src/chapter.md", chapter.as_bytes());
    project.write("pkg/__init__.py", python.as_bytes());
    let output = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["check", "--output-format", "json"])
        .current_dir(project.root())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let found = printed.lines().map(|line| {
        let found: Value = serde_json::from_str(line).unwrap();
        Code::from_name(found["code"].as_str().unwrap()).unwrap()
    });
    found.collect()
}

#[test]
fn every_code_is_explained_by_an_example_that_has_it_and_one_that_has_not() {
    let text = text(DIAGNOSTICS);
    let (_, sections) = text.split_once("\n## The codes\n").unwrap();
    let (sections, _) = sections.split_once("\n## ").unwrap();
    let mut told = Vec::new();
    for section in sections.split("\n### `").skip(1) {
        let (name, rest) = section.split_once("`\n").unwrap();
        let code = Code::from_name(name).unwrap_or_else(|| panic!("{name}"));
        told.push(code);
        let mut rest = rest;
        for word in ["**What:** ", "**Why:** ", "**Example:**", "**Use instead:**"] {
            let (_, behind) = rest.split_once(word).unwrap_or_else(|| panic!("{name}: {word}"));
            rest = behind;
        }
        for language in ["python", "markdown", "autodoc"] {
            let box_package = "class Box:\n    'What was chosen.'\n";
            let codes_found_in = |text: &str| match language {
                "python" => codes_found_in(code, "", text),
                "autodoc" => codes_found_in(code, &format!("```autodoc\n{text}```\n"), box_package),
                _ => codes_found_in(code, text, box_package),
            };
            let fence = format!("\n```{language}\n");
            let parts = section.split(&fence).skip(1);
            let blocks: Vec<&str> = parts.map(|part| part.split("```").next().unwrap()).collect();
            if let [example, instead] = blocks.as_slice() {
                let found = codes_found_in(example);
                assert!(found.contains(&code), "{name}: {found:?}");
                assert!(found.iter().all(|found| *found == code), "{name}: {found:?}");
                assert_eq!(codes_found_in(instead), [], "{name}");
            } else {
                assert!(blocks.is_empty(), "{name}");
            }
        }
    }
    assert_eq!(told, Code::ALL);
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_program() {
    let codes: Vec<String> = table(COMMANDS, "code | meaning")
        .into_iter()
        .map(|mut row| row.remove(0))
        .collect();
    let expected = [EXIT_OK, EXIT_FINDINGS, EXIT_USAGE, EXIT_ENVIRONMENT].map(|code| code.to_string());
    assert_eq!(codes, expected);
    let readme = text(README);
    let (_, told) = readme.split_once("Exit codes: ").unwrap();
    assert!(expected.iter().all(|code| told.contains(&format!("{code} "))));
}

#[test]
fn the_table_of_templates_is_that_of_the_program() {
    let rows = table(PAGES, "template | context | makes");
    let told: Vec<String> = rows.iter().map(|row| names(&row[0]).remove(0)).collect();
    assert_eq!(told, template_names().collect::<Vec<_>>());
    // The first line of each template says what it sees.
    for row in rows {
        let file = names(&row[0]).remove(0);
        let folder = file
            .split_once('.')
            .map_or("", |(_, ending)| if ending == "md" { "markdown" } else { ending });
        let template = text(&format!("theme/{folder}/{file}"));
        let head = template.lines().next().unwrap();
        for object in names(&row[1]) {
            assert!(
                head.contains(&format!("`{object}`")),
                "{file}: {object} in {head}"
            );
        }
    }
}

#[test]
fn the_objects_of_templates_have_the_fields_that_are_told() {
    let source = text("src/render/context.rs");
    let mut expected = Vec::new();
    for part in source.split("pub struct ").skip(1) {
        let (name, rest) = part.split_once(" {").unwrap();
        let (body, _) = rest.split_once("\n}").unwrap();
        let fields: Vec<String> = body
            .lines()
            .filter_map(|line| {
                line.trim()
                    .strip_prefix("pub ")?
                    .split(':')
                    .next()
                    .map(str::to_owned)
            })
            .collect();
        expected.push((name.to_owned(), fields));
    }
    let told: Vec<(String, Vec<String>)> = table(PAGES, "object | fields")
        .into_iter()
        .map(|row| (names(&row[0]).remove(0), names(&row[1])))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn links_that_the_manual_teaches_lead_somewhere() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let taught = table(PAGES, "to | link")
        .into_iter()
        .flat_map(|row| names(&row[1]));
    let in_text = [
        "api/shop.md#shop.Basket",
        "api/shop/basket.md#shop.basket.Basket.pay",
    ]
    .map(str::to_owned);
    let project = TempBook::new(&SHOP);
    run(&project, "mdbook-autodoc build docs", &mdbook);
    let manual = text(PAGES);
    for link in taught.chain(in_text) {
        assert!(manual.contains(&link), "{link}");
        let (page, anchor) = link.split_once('#').unwrap_or((&link, ""));
        let page = project
            .root()
            .join("docs/book")
            .join(page.replace(".md", ".html"));
        let html = fs::read_to_string(&page).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert!(
            anchor.is_empty() || html.contains(&format!("id=\"{anchor}\"")),
            "{link}"
        );
    }
}

#[test]
fn references_that_the_manual_teaches_are_found() {
    let taught = blocks(PAGES);
    let taught = taught.iter().find(|block| block.text.contains("](api:")).unwrap();
    let rows = table(PAGES, "in a chapter | on the page");
    let rows: Vec<String> = rows
        .iter()
        .map(|row| row[0].replace("``", "").trim_matches('`').to_owned())
        .collect();
    let project = TempBook::new(&SHOP);
    let chapter = format!("{}\n{}\n", taught.text, rows.join("\n\n"));
    project.write("docs/src/introduction.md", chapter.as_bytes());
    let check = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["check", "docs"])
        .current_dir(project.root())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&check.stderr), "", "{chapter}");
    let number = mdbook_autodoc::prose::references(&chapter).len();
    assert_eq!(number, 3 + 7, "{chapter}");
}

#[test]
fn directives_that_the_manual_teaches_can_be_carried_out() {
    let taught = blocks(PAGES);
    let taught = taught
        .iter()
        .filter(|block| block.language.starts_with("autodoc"));
    let chapters: Vec<String> = taught
        .map(|block| format!("```{}\n{}```\n", block.language, block.text))
        .collect();
    assert_eq!(chapters.len(), 2);
    let options: Vec<String> = table(PAGES, "option | default | meaning")
        .into_iter()
        .map(|row| names(&row[0]).remove(0))
        .collect();
    let chapter = |option: &str| format!("```autodoc\nshop.basket\n{option}\n```\n");
    for option in options {
        let refused = mdbook_autodoc::prose::directives(&chapter(&format!("{option}: ?")))[0]
            .clone()
            .err();
        assert!(
            option == "members"
                || refused
                    .unwrap()
                    .message
                    .contains(&format!("no value of `{option}`")),
            "{option}"
        );
    }
    let project = TempBook::new(&SHOP);
    project.write("docs/src/introduction.md", chapters.join("\n").as_bytes());
    let check = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["check", "docs"])
        .current_dir(project.root())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&check.stderr), "", "{chapters:?}");
}

#[test]
fn supported_versions_of_mdbook_are_told() {
    assert_eq!(SUPPORTED_VERSIONS, ">=0.4.40, <0.6");
    for document in [README, SETUP] {
        let told = text(document).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            told.contains("mdBook 0.4.40 and later, and") && told.contains("0.5."),
            "{document}"
        );
    }
}
