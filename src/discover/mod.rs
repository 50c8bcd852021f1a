//! Which Python files there are, and how each of them is imported: the only walker of directories.
//!
//! Names are followed as Python's import system follows them: a name is looked up in every portion at once, a
//! regular package ends the search, directories without `__init__` add up to a namespace package (PEP 420), and
//! stubs are laid beside what they describe (PEP 561). Nothing is imported, and `setup.py` is read, never run.

mod files;
mod filter;
mod ignored;
mod init;
mod layout;
mod listing;
mod manifest;
mod paths;
mod project;
mod read;
mod source;
mod stat;
mod unread;
mod walk;

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::model::ModuleKind;
use crate::name::ModuleName;

pub use files::{Entry, FileTree, Files, Object};
pub use ignored::{Ignored, is_repository, repository_around};
pub use paths::normalize;
pub use project::{Project, described_project, documented_project, find_project, requires_python};
pub use read::{ReadFile, read_source};
pub(crate) use read::{Unread, read_limited};
pub use stat::Stat;
pub use unread::may_have_module;

use filter::Filter;
use listing::Reader;
use source::Sources;
use walk::Walk;

/// What is left out unless the settings say otherwise: tests, caches, generated migrations, foreign code.
///
/// Each is a pattern without `/`, so that it matches a file or directory of that name anywhere.
pub const DEFAULT_EXCLUDE: &[&str] = &[
    "tests",
    "test",
    "_tests",
    "tests.py",
    "test_*.py",
    "*_test.py",
    "conftest.py",
    "__pycache__",
    "migrations",
    "node_modules",
    "_vendor",
    "_vendored",
];

/// Where to look and what to leave out.
#[derive(Clone, Debug)]
pub struct DiscoverOptions {
    /// The files that there are. The paths of a tree are those that its files have on disk.
    pub files: Files,
    /// The directory of the book, absolute. Displayed paths are relative to it, and the search for a project
    /// starts here where no source is given.
    pub base: PathBuf,
    /// Packages, modules, projects and directories that hold them, absolute. Empty: find the project.
    pub sources: Vec<PathBuf>,
    /// Patterns of what to read, relative to the directory that is on Python's path. Empty: everything.
    ///
    /// A pattern without `/` matches a file or directory of that name anywhere, one with `/` the path as a
    /// whole; a directory that matches brings everything below it.
    pub include: Vec<String>,
    /// Patterns of what to leave out, of the same form. They win over `include`, but never over a source itself.
    pub exclude: Vec<String>,
    /// Whether files that `.gitignore` names are left out. A source that is itself ignored is read all the same.
    pub gitignore: bool,
    /// The largest file that is read, in bytes; 0 for no limit.
    pub max_file_size: u64,
    /// Whether scripts, tests and documentation that stand beside packages are read too, where they can be imported.
    pub everything: bool,
}

/// One Python file and the name under which it is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The absolute path.
    pub path: PathBuf,
    /// The path relative to the book, with `/` on every system.
    pub display: String,
    /// The name of the module; that of the package for an `__init__` file.
    pub module: ModuleName,
    /// Whether it is a package or a single module.
    pub kind: ModuleKind,
    /// Whether it is a stub (`.pyi`).
    pub is_stub: bool,
    /// What was said of it when it was found.
    pub stat: Stat,
    /// What its content is called where that is known without reading it.
    pub object: Option<Object>,
    /// The number of the source that it belongs to, in [`DiscoverOptions::sources`]; of several the innermost.
    pub source: usize,
}

/// Everything that was found.
#[derive(Clone, Debug, Default)]
pub struct Discovered {
    /// The files, ordered by module name; a stub follows its module.
    pub files: Vec<SourceFile>,
    /// The namespace packages around them that have no content of their own (PEP 420, or an `__init__` that only
    /// declares the namespace in the manner of pkgutil or `pkg_resources`); ordered.
    pub namespaces: Vec<ModuleName>,
    /// The directories and single files that were read; ordered. A watcher has to watch these.
    pub roots: Vec<PathBuf>,
    /// What was skipped or found twice, with paths; ordered.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why there is nothing to document.
#[derive(Debug, Error)]
pub enum DiscoverError {
    /// A configured source does not exist.
    #[error("source `{0}` does not exist")]
    NoSuchSource(String),
    /// A configured source cannot be looked at.
    #[error("source `{path}` cannot be read; check its permissions")]
    UnreadableSource {
        /// The source.
        path: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A configured source is a file, but not one of Python.
    #[error("source `{0}` is neither a directory nor a regular `.py` or `.pyi` file")]
    NotPython(String),
    /// A configured source cannot be imported under its name.
    #[error("source `{0}` cannot be imported, because its name is not a Python identifier; rename it")]
    NotImportable(String),
    /// A configured source holds no Python.
    #[error(
        "source `{0}` holds no Python module; looked for packages, namespace packages, `*.py` and `*.pyi` files in it"
    )]
    NoModules(String),
    /// Everything in a source is left out.
    #[error(
        "every Python file in `{0}` is left out by `include`, `exclude` or a .gitignore file; change these settings"
    )]
    AllLeftOut(String),
    /// No source is configured and no project was found.
    #[error(
        "no Python project in `{0}` or the directories above it; looked for pyproject.toml, setup.cfg, setup.py, \
         packages and modules; set `source` in [preprocessor.autodoc]"
    )]
    NothingFound(String),
    /// A pattern is not a glob.
    #[error("`{pattern}` in `{key}` is not a valid pattern: {reason}")]
    BadGlob {
        /// The setting: `include` or `exclude`.
        key: &'static str,
        /// The pattern as written.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// How a file is shown that was found by another way than [`discover`]: as there, relative to the directory of the book.
pub fn shown_path(file: &Path, base: &Path) -> String {
    paths::display(&normalize(file), base)
}

/// Finds the Python files of the configured sources, or of the project that the book stands in.
///
/// The order of the result depends on names only. What cannot be read is skipped with a diagnostic.
pub fn discover(options: &DiscoverOptions) -> Result<Discovered, DiscoverError> {
    let filter = Filter::new(&options.include, &options.exclude)?;
    let reader = Reader::new(options, &filter);
    let mut sources = Sources::new(Walk::new(reader, options.max_file_size));
    if options.sources.is_empty() {
        let nothing = || DiscoverError::NothingFound(options.base.display().to_string());
        sources.add_project(
            &find_project(&options.files, &options.base)
                .ok_or_else(nothing)?
                .root,
        )?;
    }
    for source in &options.sources {
        sources.add(source)?;
    }
    let mut discovered = sources.discover()?;
    let paths: Vec<PathBuf> = options.sources.iter().map(|source| normalize(source)).collect();
    for file in &mut discovered.files {
        file.source = innermost(&paths, &file.path).unwrap_or(file.source);
    }
    Ok(discovered)
}

/// The number of the source closest around a file, where its path tells: one may stand inside another.
fn innermost(sources: &[PathBuf], file: &Path) -> Option<usize> {
    let around = sources
        .iter()
        .enumerate()
        .filter(|(_, source)| file.starts_with(source));
    around
        .min_by_key(|(_, source)| std::cmp::Reverse(source.as_os_str().len()))
        .map(|(number, _)| number)
}
