//! Golden files: each directory of `tests/golden` has Python in `src`, what is extracted from it in `model.txt`, the
//! pages in `pages`, and the diagnostics in `diagnostics.txt`. A red model means extraction, red pages alone mean
//! rendering. `SNAPSHOTS=overwrite cargo test --test golden` writes them anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads its cases, and may panic"
)]

mod dump;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_autodoc::book::GeneratedChapter;
use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::diagnostic::Diagnostic;
use mdbook_autodoc::driver::{self, Target};
use mdbook_autodoc::render::{Format, IndexPage};

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

fn settings(case: &Path) -> Settings {
    let options = fs::read_to_string(case.join("autodoc.json")).unwrap_or_else(|_| "{}".to_owned());
    let mut options: serde_json::Value = serde_json::from_str(&options).unwrap();
    options["source"] = "src".into();
    // The repository that the cases are in says nothing about them.
    options["source-link"] = options.get("source-link").cloned().unwrap_or(false.into());
    options["performance"] = serde_json::json!({ "cache": false });
    Settings::new(Config::from_value(options).unwrap(), case)
}

fn collect_pages(chapter: GeneratedChapter, format: Format, pages: &mut Vec<(String, String)>) {
    let ending = match format {
        Format::Html => "html",
        Format::Markdown => "md",
    };
    pages.push((
        format!("{}.{ending}", chapter.path.trim_end_matches(".md")),
        chapter.content.read().unwrap(),
    ));
    for child in chapter.children {
        collect_pages(child, format, pages);
    }
}

/// The pages, and what was found while they were made.
fn pages(settings: &Settings, format: Format) -> (Vec<(String, String)>, Vec<Diagnostic>) {
    let target = Target::new(IndexPage::beside_chapters("API reference"), format);
    let mut pages = Vec::new();
    let made = driver::generate(settings, target, &[]).unwrap();
    collect_pages(made.root, format, &mut pages);
    (pages, made.diagnostics)
}

/// What is found where no page is made.
fn findings(settings: &Settings) -> Vec<Diagnostic> {
    let found = driver::inspect(settings, BTreeMap::new(), &[], false);
    found.unwrap().diagnostics
}

fn check(path: &Path, actual: String) {
    let expected = snapbox::Data::read_from(path, Some(snapbox::data::DataFormat::Text));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(actual, expected);
}

#[test]
fn models_are_as_expected() {
    for case in cases() {
        let loaded = driver::load(&settings(&case)).unwrap();
        check(&case.join("model.txt"), dump::project(&loaded.project));
    }
}

#[test]
fn pages_are_as_expected_and_no_golden_file_is_left_over() {
    for case in cases() {
        let mut expected = BTreeSet::new();
        for format in [Format::Html, Format::Markdown] {
            for (path, content) in pages(&settings(&case), format).0 {
                check(&case.join("pages").join(&path), content);
                expected.insert(path);
            }
        }
        let mut found = Vec::new();
        dump::files_below(&case.join("pages"), "", &mut found);
        assert_eq!(
            found.into_iter().collect::<BTreeSet<_>>(),
            expected,
            "{}",
            case.display()
        );
    }
}

#[test]
fn diagnostics_are_as_expected() {
    for case in cases() {
        let text: String = findings(&settings(&case))
            .iter()
            .map(|found| format!("{}\n", dump::diagnostic(found)))
            .collect();
        check(&case.join("diagnostics.txt"), text);
    }
}

#[test]
fn the_findings_are_the_same_with_pages_and_without() {
    for case in cases() {
        let settings = settings(&case);
        for format in [Format::Html, Format::Markdown] {
            let (_, found) = pages(&settings, format);
            assert_eq!(found, findings(&settings), "{}", case.display());
        }
    }
}
