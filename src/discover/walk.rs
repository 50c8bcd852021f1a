//! From names to files, the way Python's import system goes: name by name, through every portion at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::Files;
use super::init::{self, InitStyle};
use super::listing::{Directory, File, Listing, Reader};
use super::paths::display;
use super::read::too_large;
use super::{Discovered, SourceFile};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::ModuleKind;
use crate::name::ModuleName;

/// The files and directories that claim one name.
#[derive(Debug, Default)]
struct Candidates {
    files: Vec<File>,
    directories: Vec<Directory>,
}

/// The walk, with the names that are still to be looked at.
///
/// Names leave the queue in their order, and a package stands before its submodules in it. So everything that
/// claims a name is known when its turn comes, from whichever source.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) reader: Reader<'a>,
    max_file_size: u64,
    queue: BTreeMap<ModuleName, Candidates>,
    /// By name and whether it is a stub.
    found: BTreeMap<(ModuleName, bool), SourceFile>,
    /// Packages without content, whether or not anything is below them.
    namespaces: BTreeSet<ModuleName>,
}

/// What a name stands for at run time.
enum Runtime {
    /// The package in the listing of this index.
    Package(usize),
    /// A single file.
    Module(File),
    /// Nothing but directories, or stubs.
    Nothing,
}

impl<'a> Walk<'a> {
    pub(super) fn new(reader: Reader<'a>, max_file_size: u64) -> Self {
        Self {
            reader,
            max_file_size,
            queue: BTreeMap::new(),
            found: BTreeMap::new(),
            namespaces: BTreeSet::new(),
        }
    }

    /// A directory claims a name.
    pub(super) fn add_directory(&mut self, name: ModuleName, directory: Directory) {
        self.queue.entry(name).or_default().directories.push(directory);
    }

    /// A file claims a name.
    pub(super) fn add_file(&mut self, name: ModuleName, file: File) {
        self.queue.entry(name).or_default().files.push(file);
    }

    /// A package around a source is a namespace package.
    pub(super) fn add_namespace(&mut self, name: ModuleName) {
        self.namespaces.insert(name);
    }

    /// An `__init__` file was given as a source of its own.
    pub(super) fn add_init(&mut self, name: &ModuleName, file: &File) {
        self.emit(name, ModuleKind::Package, file);
    }

    /// Goes through all names, and tells what was found.
    pub(super) fn run(mut self) -> (Discovered, Reader<'a>) {
        while let Some((name, candidates)) = self.queue.pop_first() {
            self.resolve(&name, candidates);
        }
        let namespaces = self.used_namespaces();
        let mut diagnostics = std::mem::take(&mut self.reader.diagnostics);
        diagnostics.sort();
        diagnostics.dedup();
        let files = self.found.into_values().collect();
        (
            Discovered {
                files,
                namespaces,
                roots: Vec::new(),
                diagnostics,
            },
            self.reader,
        )
    }

    /// The namespace packages that have a file below them and none of their own.
    fn used_namespaces(&self) -> Vec<ModuleName> {
        let mut used = BTreeSet::new();
        for (name, _) in self.found.keys() {
            let mut above = name.parent();
            while let Some(name) = above.filter(|name| !used.contains(name)) {
                above = name.parent();
                used.insert(name);
            }
        }
        let has_file = |name: &ModuleName| {
            [false, true]
                .iter()
                .any(|is_stub| self.found.contains_key(&(name.clone(), *is_stub)))
        };
        self.namespaces
            .iter()
            .filter(|name| used.contains(name) && !has_file(name))
            .cloned()
            .collect()
    }

    /// Decides between everything that claims a name, and queues what is below it.
    fn resolve(&mut self, name: &ModuleName, candidates: Candidates) {
        let Candidates {
            mut files,
            mut directories,
        } = candidates;
        files.sort_by_key(|file| (!file.stubs_only, file.source));
        let mut seen = BTreeSet::new();
        files.retain(|file| {
            let is_new = seen.insert(file.path.clone());
            is_new || self.reader.repeat(file.source)
        });
        directories.sort_by_key(|directory| directory.source);
        directories.retain(|directory| {
            let is_new = seen.insert(directory.path.clone());
            is_new || self.reader.repeat(directory.source)
        });
        let mut listings: Vec<Listing> = directories
            .into_iter()
            .filter_map(|directory| self.reader.read(directory))
            .collect();
        listings.retain(|listing| listing.init.is_some() || !listing.is_environment);
        let (stubs, modules): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.is_stub);
        let modules: Vec<_> = modules.into_iter().filter(|file| !file.stubs_only).collect();

        let stub = first_stub(&listings, &stubs);
        match first_runtime(&listings, &modules) {
            Runtime::Package(winner) => self.package(name, &mut listings, winner, &modules),
            Runtime::Module(winner) => self.module(name, &mut listings, &winner, &modules),
            Runtime::Nothing if stub.is_none() => {
                self.namespaces.insert(name.clone());
            }
            Runtime::Nothing => {}
        }
        if let Some(stub) = stub {
            let has_package = listings
                .iter()
                .any(|listing| listing.init.is_some() || listing.init_stub.is_some());
            let kind = if has_package {
                ModuleKind::Package
            } else {
                ModuleKind::Module
            };
            self.emit(name, kind, &stub);
        }
        for listing in listings {
            self.queue_contents(name, listing);
        }
    }

    /// A regular package won: which other directories go on with it?
    fn package(&mut self, name: &ModuleName, listings: &mut Vec<Listing>, winner: usize, modules: &[File]) {
        let styles: Vec<_> = listings
            .iter()
            .map(|listing| init_style(self.reader.files, listing))
            .collect();
        let extends = styles.get(winner) != Some(&InitStyle::Regular);
        // Of several `__init__` files of one namespace, at most one has something to say.
        let speaker = match styles.get(winner) {
            Some(InitStyle::Bare) if !self.reader.everything => {
                styles.iter().position(|style| *style == InitStyle::Extending)
            }
            _ => Some(winner),
        };
        let init = speaker.and_then(|index| listings.get(index)?.init.clone());
        let used = listings
            .get(winner)
            .map(|listing| listing.directory.path.clone())
            .unwrap_or_default();
        match init {
            Some(init) => self.emit(name, ModuleKind::Package, &init),
            None => self.add_namespace(name.clone()),
        }
        for file in modules {
            self.duplicate(name, &file.path, &used);
        }
        let mut index = 0;
        listings.retain_mut(|listing| {
            let kept = index == winner || extends || is_stub_portion(listing);
            index += 1;
            if !kept && (listing.init.is_some() || listing.holds_python(self.reader.files)) {
                self.duplicate(name, &listing.directory.path, &used);
            }
            kept
        });
    }

    /// A single file won: directories of its name cannot be imported.
    fn module(&mut self, name: &ModuleName, listings: &mut Vec<Listing>, winner: &File, modules: &[File]) {
        self.emit(name, ModuleKind::Module, winner);
        for file in modules.iter().filter(|file| file.path != winner.path) {
            self.duplicate(name, &file.path, &winner.path);
        }
        listings.retain_mut(|listing| {
            let kept = is_stub_portion(listing);
            if !kept && (listing.init.is_some() || listing.holds_python(self.reader.files)) {
                self.duplicate(name, &listing.directory.path, &winner.path);
            }
            kept
        });
    }

    fn duplicate(&mut self, name: &ModuleName, path: &Path, used: &Path) {
        let used = display(used, self.reader.base);
        let message = format!("`{name}` is already defined by `{used}`; this is not documented");
        let help =
            "Python imports only one of them; remove or rename the other, or leave it out with `exclude`";
        self.reader
            .report(path, Diagnostic::new(Code::DuplicateModule, message).help(help));
    }

    /// Queues the modules and packages of a portion.
    fn queue_contents(&mut self, name: &ModuleName, listing: Listing) {
        for (part, mut file) in listing.modules {
            if let Some(child) = name.child(&part) {
                file.stubs_only |= listing.directory.stubs_only;
                self.add_file(child, file);
            }
        }
        for (part, mut directory) in listing.directories {
            if let Some(child) = name.child(&part) {
                directory.stubs_only |= listing.directory.stubs_only;
                self.add_directory(child, directory);
            }
        }
    }

    /// Takes a file, unless the settings leave it out.
    fn emit(&mut self, name: &ModuleName, kind: ModuleKind, file: &File) {
        if !file.included {
            return;
        }
        if self.max_file_size != 0 && file.stat.size > self.max_file_size {
            return self
                .reader
                .report(&file.path, too_large(file.stat.size, self.max_file_size));
        }
        let display = display(&file.path, self.reader.base);
        let is_stub = file.is_stub;
        let found = SourceFile {
            path: file.path.clone(),
            display,
            module: name.clone(),
            kind,
            is_stub,
            stat: file.stat,
            object: file.object,
            source: file.source,
        };
        self.found.entry((name.clone(), is_stub)).or_insert(found);
    }
}

/// What Python would import. In one place, a package goes before a module.
fn first_runtime(listings: &[Listing], modules: &[File]) -> Runtime {
    let package = listings
        .iter()
        .enumerate()
        .find(|(_, listing)| !listing.directory.stubs_only && listing.init.is_some())
        .map(|(index, listing)| (listing.directory.source, index));
    match (package, modules.first()) {
        (Some((source, _)), Some(file)) if file.source < source => Runtime::Module(file.clone()),
        (Some((_, index)), _) => Runtime::Package(index),
        (None, Some(file)) => Runtime::Module(file.clone()),
        (None, None) => Runtime::Nothing,
    }
}

/// What a type checker would take: directories of stubs only come first (PEP 561).
fn first_stub(listings: &[Listing], stubs: &[File]) -> Option<File> {
    let packages = listings.iter().filter_map(|listing| listing.init_stub.as_ref());
    packages
        .chain(stubs)
        .min_by_key(|file| (!file.stubs_only, file.source))
        .cloned()
}

/// Whether a portion has only stubs to add to a package that is elsewhere; if so, it is marked.
fn is_stub_portion(listing: &mut Listing) -> bool {
    listing.directory.stubs_only |= listing.init.is_none() && listing.init_stub.is_some();
    listing.directory.stubs_only
}

/// What the `__init__` of a directory says of further portions.
fn init_style(files: &Files, listing: &Listing) -> InitStyle {
    let source = listing
        .init
        .as_ref()
        .and_then(|file| files.read(&file.path, init::LIMIT).ok());
    source.map_or(InitStyle::Regular, |file| init::style(&file.bytes))
}
