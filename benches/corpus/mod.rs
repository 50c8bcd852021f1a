//! The Python files that the benchmarks read: those of the standard library of `python3`, without its tests, or of the
//! directories that `MDBOOK_AUTODOC_CORPUS` names, separated by `:`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "benchmarks read their files and may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The texts of all files.
pub(crate) fn read() -> Vec<String> {
    let given = std::env::var("MDBOOK_AUTODOC_CORPUS").unwrap_or_else(|_| standard_library());
    let mut files = Vec::new();
    for directory in given.split(':').filter(|path| !path.is_empty()) {
        python_files(Path::new(directory), &mut files);
    }
    files
}

fn standard_library() -> String {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = Command::new("python3").args(["-c", script]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn python_files(directory: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && !matches!(name.as_str(), "test" | "tests" | "site-packages") {
            python_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "py") {
            found.extend(fs::read_to_string(&path).ok());
        }
    }
}
