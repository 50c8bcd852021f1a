//! Extraction statement by statement gives the facts that a parse of the whole file gives.
//!
//! The packages of `.tools/packages` and the standard library of `python3` are read by default;
//! `MDBOOK_AUTODOC_CORPUS` names other directories, separated by `:`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their files and may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdbook_autodoc::diagnostic::Code;
use mdbook_autodoc::extract::{extract, extract_whole};
use mdbook_autodoc::model::{Extracted, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::target::Target;

fn standard_library() -> PathBuf {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = Command::new("python3").args(["-c", script]).output().unwrap();
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

fn python_files(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let is_installed = path
            .file_name()
            .is_some_and(|name| name == "site-packages" || name == "dist-packages");
        if path.is_dir() && !is_installed {
            python_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "py" || ending == "pyi")
        {
            found.push(path);
        }
    }
}

/// What both ways must agree on, a line each.
fn facts(extracted: &Extracted) -> Vec<String> {
    let text = format!("{:#?}\n{:#?}", extracted.module, extracted.positions);
    text.lines().map(str::to_owned).collect()
}

/// The grammar knows statements of Python 2, which are an error here as in Python 3.
fn is_python_2(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "lib2to3")
}

fn has_syntax_error(extracted: &Extracted) -> bool {
    extracted
        .diagnostics
        .iter()
        .any(|found| found.code == Code::SyntaxError)
}

#[test]
fn statement_by_statement_gives_the_facts_of_the_whole_file() {
    let given = std::env::var("MDBOOK_AUTODOC_CORPUS").unwrap_or_default();
    let mut directories: Vec<PathBuf> = given
        .split(':')
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect();
    if directories.is_empty() {
        directories.push(Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/packages"));
        directories.push(standard_library());
    }
    let mut files = Vec::new();
    let target = Target::default();
    for directory in &directories {
        python_files(directory, &mut files);
    }
    let (mut compared, mut left_out, mut failures) = (0, Vec::new(), Vec::new());
    for path in &files {
        let bytes = fs::read(path).unwrap();
        let name = ModuleName::new("m").unwrap();
        let own = extract(&bytes, name.clone(), ModuleKind::Module, &target);
        let Some(whole) = extract_whole(&bytes, name, ModuleKind::Module, &target) else {
            left_out.push(format!("{}: too much for the grammar", path.display()));
            continue;
        };
        let first = own
            .diagnostics
            .iter()
            .find(|found| found.code == Code::SyntaxError);
        match (first, has_syntax_error(&whole)) {
            (None, false) => compared += 1,
            (Some(found), false) if !is_python_2(path) => {
                failures.push(format!(
                    "{}: {:?} {}",
                    path.display(),
                    found.location,
                    found.message
                ));
                continue;
            }
            (found, _) => {
                let message = found.map_or("only the whole file has an error", |found| &found.message);
                left_out.push(format!("{}: {message}", path.display()));
                continue;
            }
        }
        let (own, whole) = (facts(&own), facts(&whole));
        if own != whole {
            let at = own
                .iter()
                .zip(&whole)
                .position(|(a, b)| a != b)
                .unwrap_or(own.len().min(whole.len()));
            let around = |lines: &[String]| {
                lines[at.saturating_sub(12).min(lines.len())..(at + 3).min(lines.len())].join("\n")
            };
            failures.push(format!(
                "{}:\n{}\n--- whole\n{}",
                path.display(),
                around(&own),
                around(&whole)
            ));
        }
    }
    println!("{compared} files compared, {} left out", left_out.len());
    for line in &left_out {
        println!("  {line}");
    }
    assert!(
        failures.is_empty(),
        "{} differ\n{}",
        failures.len(),
        failures[..failures.len().min(12)].join("\n\n")
    );
}
