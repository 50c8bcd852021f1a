//! What the build backends are told in pyproject.toml.
//!
//! Each reader knows the table of one backend, as its documentation describes it, and finds nothing where the
//! table is absent.

use std::path::{Path, PathBuf};

use globset::Glob;
use toml::Value;

use super::super::files::Files;
use super::super::manifest::{Manifest, strings};
use super::{Search, Target, at, children, guess, locate, setuptools};

/// What the first backend with an answer says.
pub(super) fn declared(manifest: &Manifest) -> Vec<Target> {
    let readers = [
        setuptools::declared,
        hatch,
        poetry,
        flit,
        pdm,
        maturin,
        scikit_build,
        uv,
        setuptools::targets,
    ];
    let mut answers = readers.iter().map(|reader| reader(manifest));
    answers.find(|targets| !targets.is_empty()).unwrap_or_default()
}

/// The last part of a path names the package: `src/foo` is `foo`. A directory such as `src` is searched instead.
fn by_last_part(files: &Files, root: &Path, path: &str) -> Vec<Target> {
    let path = root.join(path.trim_start_matches("./").trim_end_matches('/'));
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return children(files, &path, Search::Packages);
    };
    if guess::SOURCE_DIRECTORIES.contains(&name) && !super::is_package(files, &path) {
        return children(files, &path, Search::Everything);
    }
    let name = name.trim_end_matches(".pyi").trim_end_matches(".py").to_owned();
    at(files, path, &name)
}

/// Hatch: `[tool.hatch.build.targets.wheel]`, or `[tool.hatch.build]` for all targets.
fn hatch(manifest: &Manifest) -> Vec<Target> {
    let tables = ["tool.hatch.build.targets.wheel", "tool.hatch.build"];
    let found = tables.iter().map(|table| hatch_table(manifest, table));
    found
        .into_iter()
        .find(|targets| !targets.is_empty())
        .unwrap_or_default()
}

fn hatch_table(manifest: &Manifest, table: &str) -> Vec<Target> {
    let sources = manifest.value(&format!("{table}.sources"));
    // `sources = ["src"]` takes a directory out of the path, `sources = {"src/foo" = "bar"}` renames it.
    let renamed: Vec<(String, String)> = match sources {
        Some(Value::Table(table)) => table
            .iter()
            .map(|(from, to)| (from.clone(), to.as_str().unwrap_or_default().to_owned()))
            .collect(),
        Some(other) => strings(other)
            .into_iter()
            .map(|from| (from, String::new()))
            .collect(),
        None => Vec::new(),
    };
    let only: Vec<_> = manifest.strings(&format!("{table}.only-include"));
    if !only.is_empty() {
        return only
            .iter()
            .flat_map(|path| renamed_target(manifest, path, &renamed))
            .collect();
    }
    let packages = manifest.strings(&format!("{table}.packages"));
    if !packages.is_empty() {
        return packages
            .iter()
            .flat_map(|path| by_last_part(&manifest.files, &manifest.root, path))
            .collect();
    }
    let named = |(from, to): &(String, String)| match to.as_str() {
        "" => children(&manifest.files, &manifest.root.join(from), Search::Everything),
        _ => renamed_target(manifest, from, &renamed),
    };
    renamed.iter().flat_map(named).collect()
}

/// A path below the root, named after what the renaming of directories makes of it.
fn renamed_target(manifest: &Manifest, path: &str, renamed: &[(String, String)]) -> Vec<Target> {
    let Manifest { files, root, .. } = manifest;
    let path = path.trim_matches('/');
    let shipped = renamed.iter().find_map(|(from, to)| {
        let rest = path.strip_prefix(from.trim_matches('/'))?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
    });
    let shipped = shipped.as_deref().unwrap_or(path).trim_matches('/');
    if shipped.is_empty() {
        return children(files, &root.join(path), Search::Everything);
    }
    let name = shipped
        .trim_end_matches(".pyi")
        .trim_end_matches(".py")
        .replace('/', ".");
    at(files, root.join(path), &name)
}

/// Poetry: `packages = [{ include = "foo", from = "src" }]`.
fn poetry(manifest: &Manifest) -> Vec<Target> {
    let packages = manifest.value("tool.poetry.packages").and_then(Value::as_array);
    packages
        .into_iter()
        .flatten()
        .flat_map(|package| poetry_package(manifest, package))
        .collect()
}

fn poetry_package(manifest: &Manifest, package: &Value) -> Vec<Target> {
    let Manifest { files, root, .. } = manifest;
    let text = |key| package.get(key).and_then(Value::as_str);
    let only_in_sdist = package
        .get("format")
        .is_some_and(|format| strings(format) == ["sdist"]);
    let Some(include) = text("include").or(package.as_str()).filter(|_| !only_in_sdist) else {
        return Vec::new();
    };
    let directory = text("from").map_or_else(|| root.clone(), |from| root.join(from));
    // `include` may be a pattern, such as `foo/**/*.py`: the package is what stands before it.
    let fixed: Vec<_> = include
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let wild = fixed
        .iter()
        .position(|part| part.contains(['*', '?', '[']))
        .unwrap_or(fixed.len());
    let (fixed, wild) = fixed.split_at(wild);
    if fixed.is_empty() && !wild.is_empty() {
        return children(files, &directory, Search::Everything);
    }
    let name = fixed.join(".");
    let name = name.trim_end_matches(".pyi").trim_end_matches(".py");
    at(files, directory.join(fixed.join("/")), name)
}

/// Flit: `[tool.flit.module] name`, once `[tool.flit.metadata] module`.
fn flit(manifest: &Manifest) -> Vec<Target> {
    let names = ["tool.flit.module.name", "tool.flit.metadata.module"];
    let Some(name) = names.iter().find_map(|path| manifest.string(path)) else {
        return Vec::new();
    };
    let mut found = ["src", ""]
        .iter()
        .map(|directory| locate(&manifest.files, &manifest.root.join(directory), &name));
    found.find(|targets| !targets.is_empty()).unwrap_or_default()
}

/// PDM: `[tool.pdm.build] package-dir` and `includes`.
fn pdm(manifest: &Manifest) -> Vec<Target> {
    let directory = manifest.string("tool.pdm.build.package-dir");
    let renamed: Vec<_> = directory
        .iter()
        .map(|directory| (directory.clone(), String::new()))
        .collect();
    let includes = manifest.strings("tool.pdm.build.includes");
    let fixed = includes.iter().filter(|path| !path.contains(['*', '?', '[']));
    let targets: Vec<_> = fixed
        .flat_map(|path| renamed_target(manifest, path, &renamed))
        .collect();
    match directory.filter(|directory| targets.is_empty() && !matches!(directory.as_str(), "" | ".")) {
        Some(directory) => children(
            &manifest.files,
            &manifest.root.join(directory),
            Search::Everything,
        ),
        None => targets,
    }
}

/// Maturin: `python-source`, `python-packages` and `module-name`.
fn maturin(manifest: &Manifest) -> Vec<Target> {
    if manifest.value("tool.maturin").is_none() {
        return Vec::new();
    }
    let source = manifest.string("tool.maturin.python-source");
    let directory = source
        .as_ref()
        .map_or_else(|| manifest.root.clone(), |source| manifest.root.join(source));
    let mut names = manifest.strings("tool.maturin.python-packages");
    let module = manifest
        .string("tool.maturin.module-name")
        .or_else(|| manifest.name());
    let top = module
        .iter()
        .filter_map(|name| name.split('.').next())
        .map(|name| name.replace('-', "_"));
    names.extend(
        top.filter(|_| source.is_none() || !names.is_empty())
            .collect::<Vec<_>>(),
    );
    names.dedup();
    let found: Vec<_> = names
        .iter()
        .flat_map(|name| locate(&manifest.files, &directory, name))
        .collect();
    if found.is_empty() && source.is_some() {
        children(&manifest.files, &directory, Search::Everything)
    } else {
        found
    }
}

/// scikit-build-core: `wheel.packages`, a list of directories or a table from names to directories.
fn scikit_build(manifest: &Manifest) -> Vec<Target> {
    match manifest.value("tool.scikit-build.wheel.packages") {
        Some(Value::Table(table)) => {
            let entry = |(name, path): (&String, &Value)| {
                at(
                    &manifest.files,
                    manifest.root.join(path.as_str().unwrap_or_default()),
                    &name.replace('/', "."),
                )
            };
            table.iter().flat_map(entry).collect()
        }
        Some(list) => strings(list)
            .iter()
            .flat_map(|path| by_last_part(&manifest.files, &manifest.root, path))
            .collect(),
        None => Vec::new(),
    }
}

/// uv: `[tool.uv.build-backend] module-root` and `module-name`.
fn uv(manifest: &Manifest) -> Vec<Target> {
    let is_backend = manifest
        .string("build-system.build-backend")
        .is_some_and(|backend| backend == "uv_build");
    if !is_backend && manifest.value("tool.uv.build-backend").is_none() {
        return Vec::new();
    }
    let directory = manifest
        .string("tool.uv.build-backend.module-root")
        .unwrap_or_else(|| "src".to_owned());
    let mut names = manifest.strings("tool.uv.build-backend.module-name");
    if names.is_empty() {
        names.extend(
            manifest
                .name()
                .map(|name| name.to_lowercase().replace(['-', '.'], "_")),
        );
    }
    names
        .iter()
        .flat_map(|name| locate(&manifest.files, &manifest.root.join(&directory), name))
        .collect()
}

/// The members of a workspace (uv) that has no package of its own.
pub(super) fn workspace(manifest: &Manifest) -> Vec<Target> {
    let members = manifest.strings("tool.uv.workspace.members");
    let excluded = manifest.strings("tool.uv.workspace.exclude");
    let left_out: Vec<PathBuf> = excluded
        .iter()
        .flat_map(|pattern| expand(manifest, pattern))
        .collect();
    let mut directories: Vec<_> = members
        .iter()
        .flat_map(|pattern| expand(manifest, pattern))
        .collect();
    directories.retain(|directory| *directory != manifest.root && !left_out.contains(directory));
    let member = |directory: &PathBuf| {
        let member = Manifest::read(&manifest.files, directory);
        let declared = declared(&member);
        if declared.is_empty() {
            guess::targets(&member)
        } else {
            declared
        }
    };
    directories.iter().flat_map(member).collect()
}

/// The directories that a pattern such as `packages/*` names, ordered.
fn expand(manifest: &Manifest, pattern: &str) -> Vec<PathBuf> {
    let mut level = vec![manifest.root.clone()];
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let Ok(glob) = Glob::new(part) else {
            return Vec::new();
        };
        let matcher = glob.compile_matcher();
        let mut below: Vec<_> = level
            .iter()
            .flat_map(|directory| manifest.files.entries(directory))
            .filter(|entry| matcher.is_match(&entry.name) && entry.is_directory())
            .map(|entry| entry.path)
            .collect();
        below.sort();
        level = below;
    }
    level
}
