//! Where the packages and modules of a project are, and what they are called.
//!
//! What the project declares for its build backend goes first; where that says nothing, the usual places are
//! looked at. The name of a distribution and that of its package need not be alike (`PyYAML` is imported as `yaml`).

mod backends;
mod guess;
mod setuptools;

pub(super) use guess::{modules, packages};

use std::path::{Path, PathBuf};

use super::files::{FileKind, Files};
use super::listing::{is_package, module_file, stubbed};
use super::manifest::{Manifest, is_project};
use crate::name::{ModuleName, is_identifier, is_special};

/// A package, namespace package or module of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: ModuleName,
    /// The directory or file.
    pub(super) path: PathBuf,
    /// Whether it is a directory of stubs only (PEP 561).
    pub(super) stubs_only: bool,
}

/// Directories that stand beside a package in its project and are none of its API.
pub(super) const NOT_API: &[&str] = &[
    "asv_bench",
    "bench",
    "benchmark",
    "benchmarks",
    "bin",
    "build",
    "changelog",
    "changes",
    "ci",
    "conda",
    "debian",
    "demo",
    "demos",
    "dist",
    "doc",
    "docker",
    "docs",
    "documentation",
    "etc",
    "example",
    "examples",
    "exercise",
    "exercises",
    "fuzz",
    "fuzzing",
    "githooks",
    "htmlcov",
    "include",
    "integration_tests",
    "licenses",
    "manpages",
    "misc",
    "news",
    "newsfragments",
    "node_modules",
    "notebooks",
    "packaging",
    "release",
    "releasenotes",
    "requirements",
    "samples",
    "script",
    "scripts",
    "site",
    "site_scons",
    "task",
    "tasks",
    "templates",
    "test",
    "tests",
    "tool",
    "tools",
    "tutorials",
    "typings",
    "unit_test",
    "unit_tests",
    "util",
    "utils",
    "vendor",
    "venv",
];

/// Single files that stand beside a package in its project and are none of its API.
pub(super) const SCRIPTS: &[&str] = &[
    "_build",
    "_setup",
    "_setuputils",
    "benchmark",
    "benchmarks",
    "build",
    "conanfile",
    "conf",
    "conftest",
    "dodo",
    "example",
    "examples",
    "exercise",
    "exercises",
    "fabfile",
    "gulpfile",
    "hatch_build",
    "make",
    "manage",
    "noxfile",
    "pavement",
    "pdm_build",
    "pip_build",
    "runtests",
    "sconstruct",
    "setup",
    "setupext",
    "setup_build",
    "tasks",
    "test",
    "tests",
    "toxfile",
    "versioneer",
];

/// What a directory is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    /// Regular packages and directories of stubs.
    Packages,
    /// These, and directories without `__init__` that hold Python.
    Namespaces,
    /// All of these, and single files.
    Everything,
}

/// The packages and modules of a project, each of which exists. Empty if there seem to be none.
pub(super) fn targets(manifest: &Manifest) -> Vec<Target> {
    let mut readers = [backends::declared, guess::targets, backends::workspace];
    if manifest.value("project").is_none() {
        // The top of a workspace need not be a package itself, and then what is in it belongs to its members.
        readers.rotate_right(1);
    }
    let mut answers = readers.iter().map(|reader| reader(manifest));
    let mut targets = answers.find(|targets| !targets.is_empty()).unwrap_or_default();
    targets.dedup();
    targets
}

/// The package or module that is a certain file or directory, with its stub if that stands beside it.
fn at(files: &Files, path: PathBuf, name: &str) -> Vec<Target> {
    let stub_package = name.strip_suffix("-stubs");
    let Some(name) = ModuleName::new(stub_package.unwrap_or(name)) else {
        return Vec::new();
    };
    let stubs_only = stub_package.is_some();
    if files.is_dir(&path) {
        return vec![Target {
            name,
            path,
            stubs_only,
        }];
    }
    // With its suffix or without.
    let places = [path.with_extension("py"), path.with_extension("pyi")];
    let file = |path| Target {
        name: name.clone(),
        path,
        stubs_only,
    };
    places
        .into_iter()
        .filter(|path| files.is_file(path))
        .map(file)
        .collect()
}

/// What is imported under a dotted name from a directory on Python's path.
fn locate(files: &Files, directory: &Path, dotted: &str) -> Vec<Target> {
    let file = dotted
        .split('.')
        .fold(directory.to_path_buf(), |path, part| path.join(part));
    let mut found = at(files, file.clone(), dotted);
    found.retain(|target| {
        !files.is_dir(&target.path) || target.stubs_only || holds_python(files, &target.path, 3)
    });
    if found.is_empty() {
        // A name with a dot would lose its end if that were taken for a suffix.
        for suffix in ["py", "pyi"] {
            let path = file.with_file_name(format!(
                "{}.{suffix}",
                dotted.rsplit('.').next().unwrap_or(dotted)
            ));
            if files.is_file(&path) {
                found.extend(ModuleName::new(dotted).map(|name| Target {
                    name,
                    path,
                    stubs_only: false,
                }));
            }
        }
    }
    found
}

/// The packages and modules in a directory on Python's path, ordered by name.
fn children(files: &Files, directory: &Path, search: Search) -> Vec<Target> {
    let is_searched =
        |stem: &str| search == Search::Everything && !SCRIPTS.contains(&stem) && !is_special(stem);
    let mut found = Vec::new();
    for entry in files.entries(directory) {
        let Some(name) = entry.name.to_str() else {
            continue;
        };
        let path = entry.path.clone();
        let target = if entry.kind == FileKind::Directory {
            let stubs_only = stubbed(name).is_some();
            let is_child = stubs_only
                || is_package(files, &path)
                || search != Search::Packages && is_namespace(files, name, &path);
            ModuleName::new(stubbed(name).unwrap_or(name))
                .filter(|_| is_child)
                .map(|name| Target {
                    name,
                    path,
                    stubs_only,
                })
        } else {
            module_file(name)
                .filter(|(stem, _)| is_searched(stem) && files.is_file(&path))
                .and_then(|(stem, _)| ModuleName::new(stem))
                .map(|name| Target {
                    name,
                    path,
                    stubs_only: false,
                })
        };
        found.extend(target);
    }
    found.sort_by(|left, right| (&left.name, &left.path).cmp(&(&right.name, &right.path)));
    found
}

/// Whether a directory may be a namespace package. One that is a project of its own is not.
fn is_namespace(files: &Files, name: &str, directory: &Path) -> bool {
    is_identifier(name) && !is_project(files, directory) && holds_python(files, directory, 3)
}

/// The projects that stand side by side in a directory, ordered by name.
pub(super) fn projects(files: &Files, directory: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = files
        .entries(directory)
        .filter(|entry| entry.kind == FileKind::Directory)
        .map(|entry| entry.path)
        .filter(|path| is_project(files, path) && !is_package(files, path))
        .collect();
    found.sort();
    found
}

/// Whether there is Python in a directory: a package or module, down to some depth.
fn holds_python(files: &Files, directory: &Path, depth: usize) -> bool {
    let mut level = vec![directory.to_path_buf()];
    for _ in 0..depth {
        let mut below = Vec::new();
        for entry in level.iter().flat_map(|directory| files.entries(directory)) {
            let Some(name) = entry.name.to_str() else {
                continue;
            };
            if entry.kind == FileKind::Directory && is_identifier(name) && name != "__pycache__" {
                below.push(entry.path);
            } else if entry.kind == FileKind::File
                && module_file(name).is_some_and(|(stem, _)| is_identifier(stem))
            {
                return true;
            }
        }
        level = below;
    }
    false
}
