//! Layouts of files, and the names under which Python would import them.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests make the files that are to be found"
)]
#![expect(clippy::unwrap_used, reason = "a test ends where its files cannot be made")]

mod names;
mod projects;
mod skipped;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};

use mdbook_autodoc::discover::{
    DEFAULT_EXCLUDE, DiscoverError, DiscoverOptions, Discovered, Files, discover,
};

/// A repository with a book in `docs`. Its top has a name that cannot be imported, like that of most checkouts.
struct Repository {
    _temp: tempfile::TempDir,
    root: PathBuf,
}

impl Repository {
    /// Makes empty files, given as paths with space between them; `p/` is short for `p/__init__.py`.
    fn new(files: &str) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap().join("repo-1.0");
        let repository = Self { _temp: temp, root };
        for file in files.split_whitespace().chain([".git/HEAD", "docs/book.toml"]) {
            let package = file
                .strip_suffix('/')
                .map(|directory| format!("{directory}/__init__.py"));
            repository.write(package.as_deref().unwrap_or(file), "");
        }
        repository
    }

    /// The same with contents for some files.
    fn with(files: &str, contents: &[(&str, &str)]) -> Self {
        let repository = Self::new(files);
        for (path, content) in contents {
            repository.write(path, content);
        }
        repository
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The default options, for sources with space between them.
    fn options(&self, sources: &str) -> DiscoverOptions {
        DiscoverOptions {
            files: Files::Disk,
            base: self.root.join("docs"),
            sources: sources
                .split_whitespace()
                .map(|source| self.root.join(source))
                .collect(),
            include: Vec::new(),
            exclude: strings(DEFAULT_EXCLUDE),
            gitignore: true,
            max_file_size: 1024 * 1024,
            everything: false,
        }
    }

    fn find(&self, sources: &str) -> Discovered {
        discover(&self.options(sources)).unwrap()
    }

    /// The same files in memory, to be found in the same way.
    fn in_memory(&self, sources: &str) -> DiscoverOptions {
        DiscoverOptions {
            files: tree::copy(&self.root),
            ..self.options(sources)
        }
    }

    /// What is found, as [`names`], or why nothing is.
    fn names(&self, sources: &str) -> String {
        let names = shown(discover(&self.options(sources)));
        assert_eq!(shown(discover(&self.in_memory(sources))), names, "in memory");
        names
    }
}

fn shown(found: Result<Discovered, DiscoverError>) -> String {
    found.map_or_else(|error| error.to_string(), |found| names(&found))
}

/// The modules, `+` before a stub, then the namespace packages in brackets.
fn names(found: &Discovered) -> String {
    let files = found
        .files
        .iter()
        .map(|file| format!("{}{}", if file.is_stub { "+" } else { "" }, file.module));
    let namespaces = found.namespaces.iter().map(|name| format!("[{name}]"));
    files.chain(namespaces).collect::<Vec<_>>().join(" ")
}

/// The diagnostics, as `code path`.
fn codes(found: &Discovered) -> Vec<String> {
    found
        .diagnostics
        .iter()
        .map(|found| format!("{} {}", found.code.as_str(), found.path))
        .collect()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// The whole path of something that exists in a repository.
fn at(repository: &Repository, path: &str) -> PathBuf {
    let path = repository.root.join(path);
    assert!(Path::new(&path).exists(), "{}", path.display());
    path
}
