//! The Python files of a revision, straight from Git's objects.
//!
//! No checkout is made: neither the working copy nor anything in the repository is touched. The files that matter are
//! laid out in a temporary directory, where they are found and read as those of a working copy are.

#![expect(
    clippy::disallowed_methods,
    reason = "the files of a revision are laid out here"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice as _;
use tempfile::TempDir;

use super::git::WorkingCopy;
use crate::discover::is_repository;

/// The files beside Python's that tell what a project has.
const OF_PROJECT: &[&str] = &[
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "PKG-INFO",
    ".gitignore",
    "py.typed",
];

/// Directories within each other, at most; Git itself knows no limit.
const MOST_DEPTH: usize = 64;

/// Why the files of a revision cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no working copy.
    #[error("`{0}` is in no Git repository, so that there are no revisions")]
    NoRepository(String),
    /// It is no revision.
    #[error("`{name}` is neither a directory, a file nor a revision of `{repository}`")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The top of the working copy.
        repository: String,
        /// What Git says.
        #[source]
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An object cannot be read.
    #[error("the revision `{name}` cannot be read; a shallow or partial clone may lack it")]
    Unreadable {
        /// What was asked for.
        name: String,
        /// What Git says.
        #[source]
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The temporary directory cannot be filled.
    #[error("the files of the revision cannot be laid out in a temporary directory")]
    Temporary(#[source] io::Error),
}

/// The Python files of a revision. They are removed when it is dropped.
#[derive(Debug)]
pub struct RevisionFiles {
    directory: TempDir,
    /// The top of the working copy.
    top: PathBuf,
}

impl RevisionFiles {
    /// Lays out the files of the revision `name` of the working copy that `start` is in. Where there are any `sources`,
    /// only what is in one of them is taken.
    pub fn read(start: &Path, name: &str, sources: &[PathBuf]) -> Result<Self, RevisionError> {
        let none = || RevisionError::NoRepository(start.display().to_string());
        let top = start
            .ancestors()
            .find(|directory| is_repository(directory))
            .ok_or_else(none)?;
        let copy = WorkingCopy::open(top).ok_or_else(none)?;
        let tree = copy.tree(name).map_err(|reason| RevisionError::Unknown {
            name: name.to_owned(),
            repository: top.display().to_string(),
            reason,
        })?;
        let directory = tempfile::Builder::new().prefix("mdbook-autodoc-").tempdir();
        let directory = directory.map_err(RevisionError::Temporary)?;
        // Whoever looks for the top of the repository finds it here.
        fs::create_dir(directory.path().join(".git")).map_err(RevisionError::Temporary)?;
        let sources = sources
            .iter()
            .filter_map(|source| source.strip_prefix(top).ok()?.to_str());
        let mut layout = Layout {
            root: directory.path(),
            sources: sources.map(|path| path.replace('\\', "/")).collect(),
            revision: name,
        };
        layout.directory(&tree, "", 0)?;
        Ok(Self {
            directory,
            top: top.to_owned(),
        })
    }

    /// The place here of what stands in the working copy at `path`; nothing for what is outside of that.
    pub fn path(&self, path: &Path) -> Option<PathBuf> {
        let inner = path.strip_prefix(&self.top).ok()?;
        Some(self.directory.path().join(inner))
    }
}

/// Lays out files.
struct Layout<'a> {
    root: &'a Path,
    /// The paths of what is wanted, from the top; empty for everything.
    sources: Vec<String>,
    revision: &'a str,
}

impl Layout<'_> {
    fn directory(&mut self, tree: &gix::Tree<'_>, path: &str, depth: usize) -> Result<(), RevisionError> {
        let unreadable = |reason: Box<dyn std::error::Error + Send + Sync>| RevisionError::Unreadable {
            name: self.revision.to_owned(),
            reason,
        };
        let mut is_made = path.is_empty();
        let mut below = Vec::new();
        for entry in tree.iter() {
            let entry = entry.map_err(|error| unreadable(error.into()))?;
            let Some(name) = entry.filename().to_str().ok().filter(|name| is_plain(name)) else {
                continue;
            };
            let inner = if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}/{name}")
            };
            let mode = entry.mode();
            if mode.is_tree() {
                if depth < MOST_DEPTH && self.is_near_source(&inner) {
                    let object = entry.object().map_err(|error| unreadable(error.into()))?;
                    below.push((object.into_tree(), inner));
                }
            } else if mode.is_blob() && self.wants(&inner, name) {
                let object = entry.object().map_err(|error| unreadable(error.into()))?;
                if !is_made {
                    fs::create_dir_all(self.root.join(path)).map_err(RevisionError::Temporary)?;
                    is_made = true;
                }
                fs::write(self.root.join(&inner), &object.data).map_err(RevisionError::Temporary)?;
            }
        }
        for (tree, inner) in below {
            self.directory(&tree, &inner, depth + 1)?;
        }
        Ok(())
    }

    fn wants(&self, path: &str, name: &str) -> bool {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_python = ["py", "pyi"].contains(&ending);
        OF_PROJECT.contains(&name) || is_python && (self.sources.is_empty() || self.is_in_source(path))
    }

    fn is_in_source(&self, path: &str) -> bool {
        self.sources.iter().any(|source| is_within(path, source))
    }

    /// Whether a directory is in a source, or around one.
    fn is_near_source(&self, path: &str) -> bool {
        self.sources.is_empty()
            || self
                .sources
                .iter()
                .any(|source| is_within(path, source) || is_within(source, path))
    }
}

/// Whether a path is another one or below it.
fn is_within(path: &str, other: &str) -> bool {
    other.is_empty()
        || path
            .strip_prefix(other)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a name in a tree is one of a file here: who made the repository may have thought of others.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && ![".", "..", ".git"].contains(&name) && !name.contains(['/', '\\', '\0', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_passed_over() {
        for name in ["..", ".", "", ".git", "a/b", "a\\b", "C:", "x\0"] {
            assert!(!is_plain(name), "{name:?}");
        }
        assert!(is_plain("a.py") && is_plain(".gitignore") && is_plain("größe.py"));
    }

    #[test]
    fn paths_are_within_what_they_begin_with_by_whole_names() {
        assert!(is_within("src/pkg/a.py", "src/pkg") && is_within("src", "src") && is_within("src", ""));
        assert!(!is_within("src/pkg2", "src/pkg") && !is_within("src", "src/pkg"));
    }
}
