//! What the paths in `source` are, and the names that they stand for.

use std::io;
use std::path::{Path, PathBuf};

use super::files::{FileKind, Files, State};
use super::ignored::{Ignored, is_repository};
use super::layout::{self, NOT_API, Target};
use super::listing::{Directory, File, Tally, is_package, module_file, stubbed};
use super::manifest::{Manifest, is_project};
use super::paths::{display, join, normalize};
use super::walk::Walk;
use super::{DiscoverError, Discovered};
use crate::name::{ModuleName, is_identifier};

/// Directories that stand on Python's path themselves, so that whatever is in them is named from there.
const SITE_DIRECTORIES: &[&str] = &["site-packages", "dist-packages"];

/// Turns sources into names to look for.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    pub(super) walk: Walk<'a>,
    /// What is read, for a watcher.
    pub(super) roots: Vec<PathBuf>,
    /// The sources so far, as they are shown.
    shown: Vec<String>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(walk: Walk<'a>) -> Self {
        Self {
            walk,
            roots: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// Finds the files of all sources, each of which has to have some.
    pub(super) fn discover(self) -> Result<Discovered, DiscoverError> {
        let Self {
            walk,
            mut roots,
            shown,
        } = self;
        let (mut discovered, reader) = walk.run();
        for (source, tally) in shown.into_iter().zip(reader.tallies) {
            match tally {
                Tally { kept: 0, left_out: 0 } => return Err(DiscoverError::NoModules(source)),
                Tally { kept: 0, .. } => return Err(DiscoverError::AllLeftOut(source)),
                Tally { .. } => {}
            }
        }
        roots.sort();
        roots.dedup();
        discovered.roots = roots;
        Ok(discovered)
    }

    /// A source of the settings.
    pub(super) fn add(&mut self, source: &Path) -> Result<(), DiscoverError> {
        // The way may lead through the directory of a book that is not there yet.
        let path = normalize(source);
        let base = self.walk.reader.base;
        let shown = if path == base {
            path.display().to_string()
        } else {
            display(&path, base)
        };
        let files = self.walk.reader.files;
        let state = files.state(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                DiscoverError::NoSuchSource(shown.clone())
            }
            _ => DiscoverError::UnreadableSource {
                path: shown.clone(),
                source: error,
            },
        })?;
        self.begin(shown.clone());
        match state.kind {
            FileKind::File => self.add_file(&path, state, &shown),
            FileKind::Directory => self.add_directory(&path, &shown),
            FileKind::Link | FileKind::Other => Err(DiscoverError::NotPython(shown)),
        }
    }

    /// The project that was found without a source.
    pub(super) fn add_project(&mut self, root: &Path) -> Result<(), DiscoverError> {
        let files = self.walk.reader.files;
        if is_package(files, root) && !is_project(files, root) {
            return self.add(root);
        }
        self.begin(display(root, self.walk.reader.base));
        self.project(root);
        Ok(())
    }

    /// Starts the account of another source.
    fn begin(&mut self, shown: String) {
        self.shown.push(shown);
        self.walk.reader.tallies.push(Tally::default());
    }

    /// The number of the source at hand.
    fn current(&self) -> usize {
        self.shown.len().saturating_sub(1)
    }

    fn add_directory(&mut self, path: &Path, shown: &str) -> Result<(), DiscoverError> {
        let files = self.walk.reader.files;
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if let Some(package) = stubbed(name).and_then(ModuleName::new) {
            self.portion(path, Named::alone(package), true);
        } else if is_package(files, path) && (self.walk.reader.everything || !is_own_project(files, path)) {
            let named = Named::of_package(files, path)
                .ok_or_else(|| DiscoverError::NotImportable(shown.to_owned()))?;
            self.portion(path, named, false);
        } else if !(is_project(files, path) && self.project(path)) {
            match Named::of_namespace(files, path) {
                Some(named) => self.portion(path, named, false),
                None => self.root(path),
            }
        }
        Ok(())
    }

    /// A directory that was given by name: it is read whatever the patterns say of it.
    fn portion(&mut self, path: &Path, named: Named, stubs_only: bool) {
        let mut relative = named.name.as_str().replace('.', "/");
        if stubs_only {
            relative.push_str("-stubs");
        }
        let directory = Directory {
            path: path.to_path_buf(),
            included: self.walk.reader.filter.includes_at_or_above(&relative),
            relative,
            stubs_only,
            is_project: false,
            ignored: self.rules_above(path),
            source: self.current(),
        };
        self.roots.push(path.to_path_buf());
        for namespace in named.namespaces {
            self.walk.add_namespace(namespace);
        }
        self.walk.add_directory(named.name, directory);
    }

    fn rules_above(&self, path: &Path) -> Ignored {
        if self.walk.reader.gitignore {
            Ignored::above(self.walk.reader.files, path)
        } else {
            Ignored::default()
        }
    }

    /// A directory on Python's path.
    fn root(&mut self, path: &Path) {
        let directory = Directory {
            path: path.to_path_buf(),
            relative: String::new(),
            stubs_only: false,
            included: self.walk.reader.filter.includes(""),
            is_project: false,
            ignored: self.rules_above(path),
            source: self.current(),
        };
        self.roots.push(path.to_path_buf());
        let Some(listing) = self.walk.reader.read(directory) else {
            return;
        };
        for (name, file) in listing.modules {
            if let Some(name) = ModuleName::new(&name) {
                self.walk.add_file(name, file);
            }
        }
        for (name, directory) in listing.directories {
            // Beside packages, `docs` or `examples` are scripts and no namespace; a project is read as one.
            let files = self.walk.reader.files;
            let is_api = self.walk.reader.everything
                || !NOT_API.contains(&name.as_str()) && !is_project(files, &directory.path);
            let name = ModuleName::new(&name).filter(|_| is_api || is_package(files, &directory.path));
            if let Some(name) = name {
                self.walk.add_directory(name, directory);
            }
        }
        for project in layout::projects(self.walk.reader.files, path) {
            self.project(&project);
        }
    }

    /// A single file that was given by name. Its stub comes with it.
    fn add_file(&mut self, path: &Path, state: State, shown: &str) -> Result<(), DiscoverError> {
        let files = self.walk.reader.files;
        let file_name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let (stem, is_stub) =
            module_file(file_name).ok_or_else(|| DiscoverError::NotPython(shown.to_owned()))?;
        let named = if stem == "__init__" {
            path.parent().and_then(|parent| Named::of_package(files, parent))
        } else {
            Named::of_file(files, path, stem)
        };
        let named = named.ok_or_else(|| DiscoverError::NotImportable(shown.to_owned()))?;
        for namespace in named.namespaces {
            self.walk.add_namespace(namespace);
        }
        let source = self.current();
        self.walk.reader.tally(source, true);
        self.roots.push(path.to_path_buf());
        let file = File {
            path: path.to_path_buf(),
            is_stub,
            stubs_only: false,
            included: true,
            stat: state.stat,
            object: state.object,
            source,
        };
        if stem == "__init__" {
            self.walk.add_init(&named.name, &file);
            return Ok(());
        }
        let beside = path.with_extension("pyi");
        if let Ok(state) = files.state(&beside)
            && state.kind == FileKind::File
            && !is_stub
        {
            let stub = File {
                path: beside.clone(),
                is_stub: true,
                stat: state.stat,
                object: state.object,
                ..file.clone()
            };
            self.roots.push(beside);
            self.walk.add_file(named.name.clone(), stub);
        }
        self.walk.add_file(named.name, file);
        Ok(())
    }

    /// What a project declares or seems to hold; `false` if that is nothing.
    fn project(&mut self, root: &Path) -> bool {
        let manifest = Manifest::read(self.walk.reader.files, root);
        let targets = layout::targets(&manifest);
        for (file, diagnostic) in manifest.diagnostics {
            self.walk.reader.report(&file, diagnostic);
        }
        let above = self.rules_above(root);
        for target in &targets {
            self.add_target(root, &above, target);
        }
        !targets.is_empty()
    }

    fn add_target(&mut self, root: &Path, above: &Ignored, target: &Target) {
        let source = self.current();
        let reader = &mut self.walk.reader;
        let name = target.name.as_str().replace('.', "/");
        let file_name = target
            .path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let files = reader.files;
        let module = module_file(file_name).filter(|_| files.is_file(&target.path));
        let relative = match module {
            Some(_) => join(name.rsplit_once('/').map_or("", |(above, _)| above), file_name),
            None if target.stubs_only => format!("{name}-stubs"),
            None => name,
        };
        let rules = if reader.gitignore {
            above.down(files, root, &target.path)
        } else {
            Some(Ignored::default())
        };
        let Some(ignored) = rules.filter(|_| !reader.filter.excludes(&relative)) else {
            return reader.tally(source, false);
        };
        let (path, stubs_only) = (target.path.clone(), target.stubs_only);
        let included = reader.filter.includes_at_or_above(&relative);
        self.roots.push(path.clone());
        if let Some((_, is_stub)) = module {
            let state = files.state(&path).ok();
            reader.tally(source, included);
            self.walk.add_file(
                target.name.clone(),
                File {
                    path,
                    is_stub,
                    stubs_only,
                    included,
                    stat: state.map(|state| state.stat).unwrap_or_default(),
                    object: state.and_then(|state| state.object),
                    source,
                },
            );
        } else {
            let is_project = path == root;
            let directory = Directory {
                path,
                relative,
                stubs_only,
                included,
                is_project,
                ignored,
                source,
            };
            self.walk.add_directory(target.name.clone(), directory);
        }
        for namespace in namespaces_above(files, &target.name, &target.path) {
            self.walk.add_namespace(namespace);
        }
    }
}

/// The name of a source, and the namespace packages that it is in.
struct Named {
    name: ModuleName,
    namespaces: Vec<ModuleName>,
}

impl Named {
    fn alone(name: ModuleName) -> Self {
        Self {
            name,
            namespaces: Vec::new(),
        }
    }

    /// The name of a regular package: up to the first directory that is none, and on through the namespace
    /// packages of its project.
    fn of_package(files: &Files, path: &Path) -> Option<Self> {
        let is_above = |directory: &&Path| {
            let name = directory
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let is_part = is_identifier(name) && !is_own_project(files, directory);
            is_package(files, directory) && (is_part || of_own_project(files, directory).is_some())
        };
        let mut top = path;
        while let Some(parent) = top.parent().filter(is_above) {
            top = parent;
        }
        let name = top.file_name()?.to_str()?;
        let name = of_own_project(files, top)
            .or_else(|| of_place(files, top))
            .or_else(|| ModuleName::new(name))?;
        let namespaces = namespaces_above(files, &name, top);
        let mut below = path.strip_prefix(top).ok()?.iter();
        let name = below.try_fold(name, |name, part| name.child(part.to_str()?))?;
        Some(Self { name, namespaces })
    }

    /// The name of a directory without `__init__`, where its place tells it.
    fn of_namespace(files: &Files, path: &Path) -> Option<Self> {
        let name = of_place(files, path)?;
        let namespaces = namespaces_above(files, &name, path);
        Some(Self { name, namespaces })
    }

    /// The name of a single file.
    fn of_file(files: &Files, path: &Path, stem: &str) -> Option<Self> {
        let parent = path.parent()?;
        if is_package(files, parent)
            && let Some(package) = Self::of_package(files, parent)
        {
            return Some(Self {
                name: package.name.child(stem)?,
                ..package
            });
        }
        match of_place(files, path) {
            Some(name) => Some(Self {
                namespaces: namespaces_above(files, &name, path),
                name,
            }),
            None => ModuleName::new(stem).map(Self::alone),
        }
    }
}

/// The packages in the name of something that stands alone: none of them is regular, or the name would be theirs.
fn namespaces_above(files: &Files, name: &ModuleName, path: &Path) -> Vec<ModuleName> {
    let directories = path.ancestors().skip(1);
    std::iter::successors(name.parent(), ModuleName::parent)
        .zip(directories)
        .take_while(|(_, directory)| !is_package(files, directory))
        .map(|(name, _)| name)
        .collect()
}

/// Whether a directory with an `__init__` is a project that stands alone, not a package inside of one.
fn is_own_project(files: &Files, path: &Path) -> bool {
    is_project(files, path)
        && !path.parent().is_some_and(|parent| is_package(files, parent))
        && of_place(files, path).is_none()
}

/// The name of a package that is the top directory of its project at the same time.
fn of_own_project(files: &Files, path: &Path) -> Option<ModuleName> {
    let targets = if is_own_project(files, path) {
        layout::targets(&Manifest::read(files, path))
    } else {
        Vec::new()
    };
    targets
        .into_iter()
        .find(|target| target.path == path)
        .map(|target| target.name)
}

/// The name of a file or directory by its place below `site-packages` or in a project.
fn of_place(files: &Files, path: &Path) -> Option<ModuleName> {
    for directory in path.ancestors().skip(1) {
        let name = directory
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if SITE_DIRECTORIES.contains(&name) {
            return below(files, path, directory);
        }
        if is_project(files, directory) && !is_package(files, directory) {
            let targets = layout::targets(&Manifest::read(files, directory));
            return targets.iter().find_map(|target| {
                let rest = path
                    .strip_prefix(&target.path)
                    .ok()
                    .filter(|_| !target.stubs_only)?;
                if rest.as_os_str().is_empty() {
                    return Some(target.name.clone());
                }
                let rest = below(files, path, &target.path)?;
                ModuleName::new(&format!("{}.{rest}", target.name))
            });
        }
        if is_repository(files, directory) {
            break;
        }
    }
    None
}

/// The dotted name of a path below a directory on Python's path.
fn below(files: &Files, path: &Path, directory: &Path) -> Option<ModuleName> {
    let rest = path.strip_prefix(directory).ok()?;
    let rest = if files.is_file(path) {
        rest.with_extension("")
    } else {
        rest.to_path_buf()
    };
    let parts: Option<Vec<_>> = rest.iter().map(|part| part.to_str()).collect();
    ModuleName::new(&parts?.join("."))
}
