//! What one directory holds, as far as it matters to Python.

use std::io;
use std::path::{Path, PathBuf};

use super::DiscoverOptions;
use super::files::{FileKind, Files, Found, Object, State};
use super::filter::Filter;
use super::ignored::Ignored;
use super::layout::{NOT_API, SCRIPTS};
use super::paths::{display, join};
use super::stat::Stat;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::{count, is_identifier};

/// A directory that is to be read: one portion of a package.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    pub(super) path: PathBuf,
    /// Its path below the directory that is on Python's path; empty for that directory itself.
    pub(super) relative: String,
    /// Whether only stubs are taken from it.
    pub(super) stubs_only: bool,
    /// Whether it, or a directory above it, is included.
    pub(super) included: bool,
    /// Whether a package shares it with the files of its project, such as `setup.py` and `docs`.
    pub(super) is_project: bool,
    /// The rules of the `.gitignore` files above it.
    pub(super) ignored: Ignored,
    /// Which source it belongs to; earlier ones win.
    pub(super) source: usize,
}

/// A Python file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) is_stub: bool,
    /// Whether it is from a directory of stubs only, which goes before stubs beside a module (PEP 561).
    pub(super) stubs_only: bool,
    /// Whether the settings ask for it.
    pub(super) included: bool,
    pub(super) stat: Stat,
    pub(super) object: Option<Object>,
    pub(super) source: usize,
}

/// The contents of a directory, ordered by name.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) directory: Directory,
    /// `__init__.py`.
    pub(super) init: Option<File>,
    /// `__init__.pyi`.
    pub(super) init_stub: Option<File>,
    /// The other Python files, with the names of their modules.
    pub(super) modules: Vec<(String, File)>,
    /// The directories that may be packages, with their names.
    pub(super) directories: Vec<(String, Directory)>,
    /// Whether it is a virtual environment.
    pub(super) is_environment: bool,
}

/// What was met in a source.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Python files that the settings ask for.
    pub(super) kept: usize,
    /// Python files and directories that they leave out.
    pub(super) left_out: usize,
}

/// Reads directories, and keeps account of what it meets.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    pub(super) base: &'a Path,
    pub(super) filter: &'a Filter,
    /// Whether `.gitignore` files count.
    pub(super) gitignore: bool,
    /// Whether what stands beside packages is read too.
    pub(super) everything: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// By source.
    pub(super) tallies: Vec<Tally>,
}

/// The name of a module and whether its file is a stub, if `name` is that of a Python file.
pub(super) fn module_file(name: &str) -> Option<(&str, bool)> {
    let stub = name.strip_suffix(".pyi").map(|stem| (stem, true));
    stub.or_else(|| name.strip_suffix(".py").map(|stem| (stem, false)))
}

/// The package that a directory of stubs describes: `foo` for `foo-stubs` (PEP 561).
pub(super) fn stubbed(name: &str) -> Option<&str> {
    name.strip_suffix("-stubs")
        .filter(|package| is_identifier(package))
}

/// Whether a directory is a regular package.
pub(super) fn is_package(files: &Files, directory: &Path) -> bool {
    ["__init__.py", "__init__.pyi"]
        .iter()
        .any(|init| files.is_file(&directory.join(init)))
}

impl<'a> Reader<'a> {
    /// A reader that has met nothing yet.
    pub(super) fn new(options: &'a DiscoverOptions, filter: &'a Filter) -> Self {
        Self {
            files: &options.files,
            base: &options.base,
            filter,
            gitignore: options.gitignore,
            everything: options.everything,
            diagnostics: Vec::new(),
            tallies: Vec::new(),
        }
    }

    /// Notes something about a file or directory.
    pub(super) fn report(&mut self, path: &Path, diagnostic: Diagnostic) {
        self.diagnostics
            .push(diagnostic.in_file(display(path, self.base)));
    }

    fn skip(&mut self, path: &Path, message: impl Into<String>) {
        self.report(path, Diagnostic::new(Code::SkippedFile, message));
    }

    fn unreadable(&mut self, path: &Path, what: &str, error: &io::Error) {
        self.report(
            path,
            Diagnostic::new(Code::UnreadableFile, format!("{what} cannot be read: {error}")),
        );
    }

    /// The rules for what is in a directory with these entries, given those for the directory. Most directories have no
    /// `.gitignore`, and it costs more to look for one than to see that it is not listed.
    fn rules_of(&self, directory: &Directory, entries: &[io::Result<Found>]) -> Ignored {
        let mut names = entries.iter().flatten().map(|found| &found.name);
        if !self.gitignore || names.any(|name| name.eq_ignore_ascii_case(".gitignore")) {
            return self.rules(&directory.ignored, &directory.path);
        }
        directory.ignored.clone()
    }

    /// The rules for what is in a directory, given those for the directory.
    pub(super) fn rules(&self, above: &Ignored, directory: &Path) -> Ignored {
        if self.gitignore {
            above.with(self.files, directory)
        } else {
            Ignored::default()
        }
    }

    /// Reads a directory; a diagnostic says why it cannot be read.
    pub(super) fn read(&mut self, directory: Directory) -> Option<Listing> {
        let entries = match self.files.list(&directory.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.unreadable(&directory.path, "the directory", &error);
                return None;
            }
        };
        let rules = self.rules_of(&directory, &entries);
        let mut listing = Listing {
            directory,
            init: None,
            init_stub: None,
            modules: Vec::new(),
            directories: Vec::new(),
            is_environment: false,
        };
        let mut unimportable = Vec::new();
        for entry in entries {
            match entry {
                Ok(found) => self.entry(&mut listing, &rules, &found, &mut unimportable),
                Err(error) => self.unreadable(&listing.directory.path, "an entry", &error),
            }
        }
        listing
            .modules
            .sort_by(|left, right| (&left.0, left.1.is_stub).cmp(&(&right.0, right.1.is_stub)));
        listing.directories.sort_by(|left, right| left.0.cmp(&right.0));
        // Beside packages and in data, scripts are usual; inside of a package a module was meant.
        if listing.init.is_some() && !listing.directory.is_project {
            self.unimportable(&listing.directory.path, unimportable);
        }
        Some(listing)
    }

    /// Sorts one entry into the listing.
    fn entry(
        &mut self,
        listing: &mut Listing,
        rules: &Ignored,
        found: &Found,
        unimportable: &mut Vec<PathBuf>,
    ) {
        let is_dir = found.kind == FileKind::Directory;
        let Some(name) = found.name.to_str() else {
            if is_dir || module_file(&found.name.to_string_lossy()).is_some() {
                self.skip(&found.path, "the name is not Unicode");
            }
            return;
        };
        listing.is_environment |= name == "pyvenv.cfg";
        let module = module_file(name);
        let is_root = listing.directory.relative.is_empty();
        let may_be_package = is_identifier(name) || (is_root && stubbed(name).is_some());
        let is_link = found.kind == FileKind::Link;
        if module.is_none() && !(may_be_package && (is_dir || is_link)) || name == "__pycache__" {
            return;
        }
        let path = found.path.clone();
        let relative = join(&listing.directory.relative, name);
        let left_out = self.filter.excludes(&relative) || rules.covers(&path, is_dir);
        // A package stays one without the contents of its `__init__`.
        if left_out && !matches!(module, Some(("__init__", _))) {
            return self.tally(listing.directory.source, false);
        }
        let foreign = listing.directory.is_project && !self.everything;
        if let Some((stem, is_stub)) = module {
            if foreign && SCRIPTS.contains(&stem) {
                return;
            }
            let file = self.file(&listing.directory, found, &relative, is_stub);
            let Some(mut file) = file else {
                return;
            };
            if !is_identifier(stem) {
                return unimportable.push(file.path);
            }
            file.included &= !left_out;
            self.tally(file.source, file.included);
            match stem {
                "__init__" if is_stub => listing.init_stub = Some(file),
                "__init__" => listing.init = Some(file),
                _ => listing.modules.push((stem.to_owned(), file)),
            }
        } else if is_link {
            self.link(found);
        } else if !(foreign && NOT_API.contains(&name)) {
            let package = stubbed(name).filter(|_| is_root);
            let directory = Directory {
                included: listing.directory.included || self.filter.includes(&relative),
                path,
                relative,
                stubs_only: listing.directory.stubs_only || package.is_some(),
                is_project: false,
                ignored: rules.clone(),
                source: listing.directory.source,
            };
            listing
                .directories
                .push((package.unwrap_or(name).to_owned(), directory));
        }
    }

    /// Files in a package that are no modules: one diagnostic for all of them, for they come in families.
    fn unimportable(&mut self, directory: &Path, mut files: Vec<PathBuf>) {
        files.sort();
        let Some((first, others)) = files.split_first() else {
            return;
        };
        let (path, message) = if others.is_empty() {
            (
                first.as_path(),
                "the file is no module, because its name is not an identifier".to_owned(),
            )
        } else {
            let name = first.file_name().unwrap_or_default().to_string_lossy();
            let others = count(others.len(), "other file");
            (
                directory,
                format!("`{name}` and {others} are no modules, because their names are not identifiers"),
            )
        };
        self.report(path, Diagnostic::new(Code::NotAModule, message));
    }

    /// A link that may stand for a package. It is not followed, or loops would never end.
    fn link(&mut self, link: &Found) {
        if link.is_directory() {
            let message = "a symbolic link to a directory is not followed";
            let diagnostic = Diagnostic::new(Code::SkippedFile, message);
            self.report(
                &link.path,
                diagnostic.help("if its modules belong to the API, add the directory to `source`"),
            );
        }
    }

    /// A file with the name of a Python file, if it is one.
    fn file(&mut self, directory: &Directory, found: &Found, relative: &str, is_stub: bool) -> Option<File> {
        let included = directory.included || self.filter.includes(relative);
        let path = &found.path;
        match found.state() {
            Ok(State {
                kind: FileKind::File,
                stat,
                object,
            }) => {
                return Some(File {
                    path: path.clone(),
                    is_stub,
                    stubs_only: directory.stubs_only,
                    included,
                    stat,
                    object,
                    source: directory.source,
                });
            }
            Ok(State {
                kind: FileKind::Directory,
                ..
            }) => self.skip(path, "this is a directory with the name of a Python file"),
            Ok(_) => self.skip(path, "this is not a regular file"),
            Err(error) => self.unreadable(path, "the file", &error),
        }
        None
    }

    /// Counts something that an earlier source has brought already; it is not taken again.
    pub(super) fn repeat(&mut self, source: usize) -> bool {
        self.tally(source, true);
        false
    }

    /// Counts a file or directory of a source.
    pub(super) fn tally(&mut self, source: usize, kept: bool) {
        if let Some(tally) = self.tallies.get_mut(source) {
            if kept {
                tally.kept += 1;
            } else {
                tally.left_out += 1;
            }
        }
    }
}

impl Listing {
    /// Whether there is Python in it, without going deeper than its packages.
    pub(super) fn holds_python(&self, files: &Files) -> bool {
        !self.modules.is_empty()
            || self
                .directories
                .iter()
                .any(|(_, directory)| is_package(files, &directory.path))
    }
}
