//! What setuptools is told: in pyproject.toml, in setup.cfg, or in a setup.py that writes it out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::Glob;
use toml::Value;

use super::super::manifest::{Literal, Manifest, strings};
use super::{NOT_API, Search, Target, at, children, locate};
use crate::name::ModuleName;

/// The options that say where packages are, from whichever file.
#[derive(Debug, Default)]
struct Options {
    /// `package_dir`: the directory of a package, that of all packages under the empty name.
    package_dir: BTreeMap<String, String>,
    packages: Packages,
    py_modules: Vec<String>,
}

#[derive(Debug, Default)]
enum Packages {
    #[default]
    Undeclared,
    Listed(Vec<String>),
    Find(Find),
}

/// The arguments of `find_packages`.
#[derive(Debug, Default)]
struct Find {
    directories: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
    namespaces: bool,
}

/// What the project declares in `[tool.setuptools]`; what it leaves open may be said in the other files.
pub(super) fn declared(manifest: &Manifest) -> Vec<Target> {
    let keys = ["packages", "py-modules", "package-dir"];
    let is_declared = keys
        .iter()
        .any(|key| manifest.value(&format!("tool.setuptools.{key}")).is_some());
    if is_declared {
        targets(manifest)
    } else {
        Vec::new()
    }
}

/// The same from all files together: setuptools merges them, and pyproject.toml goes before setup.cfg and setup.py.
pub(super) fn targets(manifest: &Manifest) -> Vec<Target> {
    pyproject(manifest)
        .or(setup_cfg(manifest))
        .or(setup_py(manifest))
        .targets(manifest)
}

fn pyproject(manifest: &Manifest) -> Options {
    let package_dir = manifest
        .value("tool.setuptools.package-dir")
        .and_then(Value::as_table);
    let directory = |(name, path): (&String, &Value)| Some((name.clone(), path.as_str()?.to_owned()));
    let find = "tool.setuptools.packages.find";
    let packages = match (manifest.value("tool.setuptools.packages"), manifest.value(find)) {
        (_, Some(table)) => Packages::Find(Find {
            directories: manifest.strings(&format!("{find}.where")),
            include: manifest.strings(&format!("{find}.include")),
            exclude: manifest.strings(&format!("{find}.exclude")),
            namespaces: table.get("namespaces").and_then(Value::as_bool).unwrap_or(true),
        }),
        (Some(list), None) => Packages::Listed(strings(list)),
        (None, None) => Packages::Undeclared,
    };
    Options {
        package_dir: package_dir.into_iter().flatten().filter_map(directory).collect(),
        packages,
        py_modules: manifest.strings("tool.setuptools.py-modules"),
    }
}

fn setup_py(manifest: &Manifest) -> Options {
    let call = &manifest.setup_py;
    let packages = match call.get("packages") {
        Some(Literal::Call(function, arguments)) => {
            let argument = |name: &str| {
                let value = arguments.iter().find(|(key, _)| key == name);
                value.map(|(_, value)| value.strings()).unwrap_or_default()
            };
            Packages::Find(Find {
                directories: argument("where"),
                include: argument("include"),
                exclude: argument("exclude"),
                namespaces: function == "find_namespace_packages",
            })
        }
        Some(list) => Packages::Listed(list.strings()),
        None => Packages::Undeclared,
    };
    Options {
        package_dir: call
            .get("package_dir")
            .map(Literal::pairs)
            .unwrap_or_default()
            .into_iter()
            .collect(),
        packages,
        py_modules: call.get("py_modules").map(Literal::strings).unwrap_or_default(),
    }
}

fn setup_cfg(manifest: &Manifest) -> Options {
    let cfg = &manifest.setup_cfg;
    let find = |namespaces| {
        let section = "options.packages.find";
        Packages::Find(Find {
            directories: cfg.list(section, "where"),
            include: cfg.list(section, "include"),
            exclude: cfg.list(section, "exclude"),
            namespaces,
        })
    };
    let packages = match cfg.get("options", "packages").map(str::trim) {
        Some("find:") => find(false),
        Some("find_namespace:") => find(true),
        Some(_) => Packages::Listed(cfg.list("options", "packages")),
        None => Packages::Undeclared,
    };
    Options {
        package_dir: cfg.pairs("options", "package_dir").into_iter().collect(),
        packages,
        py_modules: cfg.list("options", "py_modules"),
    }
}

impl Options {
    /// These options, completed by others.
    fn or(self, other: Self) -> Self {
        let is_undeclared = matches!(self.packages, Packages::Undeclared);
        Self {
            package_dir: if self.package_dir.is_empty() {
                other.package_dir
            } else {
                self.package_dir
            },
            packages: if is_undeclared {
                other.packages
            } else {
                self.packages
            },
            py_modules: if self.py_modules.is_empty() {
                other.py_modules
            } else {
                self.py_modules
            },
        }
    }

    /// The packages and modules that these options speak of and that exist.
    fn targets(&self, manifest: &Manifest) -> Vec<Target> {
        let root = &manifest.root;
        let top = self.package_dir.get("").map_or("", String::as_str);
        let mut found = match &self.packages {
            Packages::Listed(names) => self.listed(manifest, names),
            Packages::Find(find) => find.targets(manifest, top),
            Packages::Undeclared => self.undeclared(manifest, top),
        };
        found.extend(
            self.py_modules
                .iter()
                .flat_map(|name| locate(&manifest.files, &root.join(top), name)),
        );
        found
    }

    /// Packages by name: those that are not below another one of the list.
    fn listed(&self, manifest: &Manifest, names: &[String]) -> Vec<Target> {
        let Manifest { files, root, .. } = manifest;
        let is_below = |name: &str| {
            name.match_indices('.')
                .any(|(end, _)| names.iter().any(|other| *other == name[..end]))
                && !self.package_dir.contains_key(name)
        };
        let tops = names.iter().filter(|name| !is_below(name));
        tops.flat_map(|name| at(files, root.join(self.directory(name)), name))
            .collect()
    }

    /// The directory of a package: its own, or below that of the nearest package around it.
    fn directory(&self, name: &str) -> PathBuf {
        let mut end = name.len();
        loop {
            let known = self.package_dir.get(&name[..end]);
            let rest = name[end..].trim_start_matches('.');
            let below = |directory: &String| {
                rest.split('.')
                    .filter(|part| !part.is_empty())
                    .fold(PathBuf::from(directory), |path, part| path.join(part))
            };
            match known {
                Some(directory) => return below(directory),
                None if end == 0 => return below(&String::new()),
                None => end = name[..end].rfind('.').unwrap_or(0),
            }
        }
    }

    /// Without a list of packages, setuptools takes what is in `package_dir`.
    fn undeclared(&self, manifest: &Manifest, top: &str) -> Vec<Target> {
        let Manifest { files, root, .. } = manifest;
        let named = self.package_dir.iter().filter(|(name, _)| !name.is_empty());
        let mut found: Vec<_> = named
            .flat_map(|(name, path)| at(files, root.join(path), name))
            .collect();
        if found.is_empty() && self.py_modules.is_empty() && !matches!(top, "" | ".") {
            found = children(files, &root.join(top), Search::Everything);
        }
        found
    }
}

impl Find {
    fn targets(&self, manifest: &Manifest, top: &str) -> Vec<Target> {
        let default = [top.to_owned()];
        let directories = if self.directories.is_empty() {
            &default[..]
        } else {
            &self.directories
        };
        directories
            .iter()
            .flat_map(|directory| self.targets_in(manifest, directory))
            .collect()
    }

    fn targets_in(&self, manifest: &Manifest, directory: &str) -> Vec<Target> {
        let Manifest { files, root, .. } = manifest;
        let is_flat = matches!(directory, "" | "." | "./");
        let search = if self.namespaces {
            Search::Namespaces
        } else {
            Search::Packages
        };
        let path = if is_flat {
            root.clone()
        } else {
            root.join(directory)
        };
        let mut found = children(files, &path, search);
        found.retain(|target| {
            let file_name = target
                .path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let is_stray = is_flat && NOT_API.contains(&file_name);
            let is_included = match self.include.as_slice() {
                [] => !is_stray,
                patterns if is_stray => patterns.iter().any(|pattern| pattern == file_name),
                patterns => patterns.iter().any(|pattern| matches_top(pattern, file_name)),
            };
            is_included && !self.exclude.iter().any(|pattern| matches(pattern, file_name))
        });
        found
    }
}

/// Whether a pattern may match a package or one below it: `foo.*` speaks of `foo` as well.
fn matches_top(pattern: &str, name: &str) -> bool {
    matches(pattern.split('.').next().unwrap_or(pattern), name)
}

fn matches(pattern: &str, name: &str) -> bool {
    Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(name))
}

/// The names in `top_level.txt` that can be found in a directory.
pub(super) fn top_level(manifest: &Manifest, directory: &Path) -> Vec<Target> {
    let names = manifest
        .top_level
        .iter()
        .filter(|name| ModuleName::new(name).is_some());
    names
        .flat_map(|name| locate(&manifest.files, directory, name))
        .collect()
}
