//! Where packages usually are, for projects that do not say it.

use std::path::Path;

use super::super::files::Files;
use super::super::listing::is_package;
use super::super::manifest::Manifest;
use super::{NOT_API, Search, Target, children, locate, setuptools};
use crate::name::ModuleName;

/// Directories of a project that are put on Python's path.
pub(super) const SOURCE_DIRECTORIES: &[&str] = &["src", "python", "lib", "pysrc", "Lib"];

/// The packages and modules of a project.
pub(super) fn targets(manifest: &Manifest) -> Vec<Target> {
    let guesses = [
        by_name,
        own_package,
        in_source_directories,
        flat_packages,
        flat_modules,
        source_namespaces,
    ];
    guesses
        .iter()
        .map(|guess| guess(manifest))
        .find(|targets| !targets.is_empty())
        .unwrap_or_default()
}

/// The packages in the usual places of a directory that is no project; modules are left to [`modules`].
pub(in crate::discover) fn packages(manifest: &Manifest) -> Vec<Target> {
    let guesses = [in_source_directories, flat_packages];
    guesses
        .iter()
        .map(|guess| guess(manifest))
        .find(|targets| !targets.is_empty())
        .unwrap_or_default()
}

/// The single modules of a directory that is no project.
pub(in crate::discover) fn modules(manifest: &Manifest) -> Vec<Target> {
    flat_modules(manifest)
}

/// What is called like the distribution, or is named in the `top_level.txt` of its sdist.
fn by_name(manifest: &Manifest) -> Vec<Target> {
    let names = manifest
        .name()
        .map(|name| import_names(&name))
        .unwrap_or_default();
    let find = |directory: &Path| {
        let mut found: Vec<_> = names
            .iter()
            .flat_map(|name| locate(&manifest.files, directory, name))
            .take(1)
            .collect();
        found.extend(setuptools::top_level(manifest, directory));
        found
    };
    let flat = find(&manifest.root);
    if !flat.is_empty() {
        return with_stubs(manifest, flat);
    }
    let mut directories = SOURCE_DIRECTORIES
        .iter()
        .map(|directory| manifest.root.join(directory));
    let directory = directories.find(|directory| !find(directory).is_empty());
    directory
        .map(|directory| children(&manifest.files, &directory, Search::Everything))
        .unwrap_or_default()
}

/// The packages and modules, each with the stubs that stand beside it.
fn with_stubs(manifest: &Manifest, found: Vec<Target>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for target in found {
        let stubs = locate(&manifest.files, &manifest.root, &format!("{}-stubs", target.name));
        let beside = locate(&manifest.files, &manifest.root, target.name.as_str());
        for target in [target].into_iter().chain(beside).chain(stubs) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    targets
}

/// The names under which a distribution may be imported, the likeliest first.
fn import_names(distribution: &str) -> Vec<String> {
    let plain = distribution.replace('-', "_");
    let lower = plain.to_lowercase();
    let short = ["python_", "py_"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix));
    let short = short
        .or(lower.strip_suffix("_python"))
        .or(lower.strip_prefix("py"))
        .unwrap_or(&lower);
    let mut names = vec![
        plain.replace('.', "_"),
        plain.clone(),
        lower.replace('.', "_"),
        lower.replace('_', "."),
        short.replace('.', "_"),
    ];
    let mut seen = Vec::new();
    names.retain(|name| {
        ModuleName::new(name).is_some() && !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names
}

/// A project whose top directory is the package, with `setup.py` inside; it is called like the
/// distribution, else like the directory.
fn own_package(manifest: &Manifest) -> Vec<Target> {
    if !is_package(&manifest.files, &manifest.root) {
        return Vec::new();
    }
    let directory = manifest
        .root
        .file_name()
        .and_then(|name| name.to_str())
        .map(str::to_owned);
    let name = manifest.name().map(|name| name.replace('-', "_")).or(directory);
    let name = name.and_then(|name| ModuleName::new(&name));
    name.map(|name| Target {
        name,
        path: manifest.root.clone(),
        stubs_only: false,
    })
    .into_iter()
    .collect()
}

/// The first of the usual directories that holds packages, else modules.
fn in_source_directories(manifest: &Manifest) -> Vec<Target> {
    let directories: Vec<_> = SOURCE_DIRECTORIES
        .iter()
        .map(|directory| manifest.root.join(directory))
        .collect();
    // The directories that hold a package; those that are packages themselves are looked at with the others.
    let mut sources = directories
        .iter()
        .filter(|directory| !is_package(&manifest.files, directory));
    let source = sources.find(|directory| {
        children(&manifest.files, directory, Search::Namespaces)
            .iter()
            .any(|target| {
                is_package(&manifest.files, &target.path) || has_package(&manifest.files, &target.path)
            })
    });
    source
        .map(|source| children(&manifest.files, source, Search::Everything))
        .unwrap_or_default()
}

/// The regular packages at the top of the project, and namespace packages that hold regular ones.
fn flat_packages(manifest: &Manifest) -> Vec<Target> {
    let files = &manifest.files;
    let mut found = children(files, &manifest.root, Search::Namespaces);
    found.retain(|target| {
        let name = target
            .path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        !NOT_API.contains(&name) && !SOURCE_DIRECTORIES.contains(&name) | is_package(files, &target.path)
    });
    let name = manifest.name().unwrap_or_default().to_lowercase();
    let first = name.split(['-', '_', '.']).next().unwrap_or_default().to_owned();
    let has_regular = found.iter().any(|target| is_package(files, &target.path));
    found.retain(|target| {
        let is_namespace =
            has_package(files, &target.path) && (!has_regular || target.name.as_str() == first);
        target.stubs_only || is_package(files, &target.path) || is_namespace
    });
    found
}

/// Whether a directory without `__init__` has a regular package in it, or in one like it.
fn has_package(files: &Files, directory: &Path) -> bool {
    let below = children(files, directory, Search::Namespaces);
    below.iter().any(|target| {
        is_package(files, &target.path)
            || children(files, &target.path, Search::Packages)
                .iter()
                .any(|deeper| is_package(files, &deeper.path))
    })
}

/// Single files at the top of the project, else in one of the usual directories.
fn flat_modules(manifest: &Manifest) -> Vec<Target> {
    let is_file =
        |target: &Target| target.path.extension().is_some() && !is_package(&manifest.files, &target.path);
    let modules = |directory: &Path| {
        let mut found = children(&manifest.files, directory, Search::Everything);
        found.retain(is_file);
        found
    };
    let places = SOURCE_DIRECTORIES
        .iter()
        .map(|directory| manifest.root.join(directory));
    let mut found = [manifest.root.clone()]
        .into_iter()
        .chain(places)
        .map(|directory| modules(&directory));
    found.find(|modules| !modules.is_empty()).unwrap_or_default()
}

/// What else is in one of the usual directories: a namespace package may hold nothing but modules.
fn source_namespaces(manifest: &Manifest) -> Vec<Target> {
    let mut places = SOURCE_DIRECTORIES
        .iter()
        .map(|directory| manifest.root.join(directory));
    let place = places.find(|directory| !children(&manifest.files, directory, Search::Namespaces).is_empty());
    place
        .map(|directory| children(&manifest.files, &directory, Search::Everything))
        .unwrap_or_default()
}
