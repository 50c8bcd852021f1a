//! What is known of directories: which files they have, and what the system says of each.

#![expect(
    clippy::disallowed_methods,
    reason = "this module looks at files and directories"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use super::{Change, Changes, Root, Watched, is_of_an_editor, is_python};
use crate::discover::{Files, Ignored, Stat};

/// So many links are followed one behind the other: they may lead into each other.
const MOST_LINKS: u8 = 3;

/// The files below the roots.
#[derive(Debug, Default)]
pub(super) struct Tree {
    watched: Watched,
    directories: BTreeMap<PathBuf, Directory>,
    /// The roots that are files.
    files: BTreeMap<PathBuf, Stat>,
    /// Directories with files that are linked to from elsewhere, and what is to be looked at when something happens in
    /// them.
    linked: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

/// One directory.
#[derive(Debug)]
struct Directory {
    only_python: bool,
    /// What is ignored here because of the directories above; nothing where that does not count.
    rules: Option<Ignored>,
    /// How many links lead here.
    links: u8,
    files: BTreeMap<OsString, Stat>,
    directories: BTreeSet<OsString>,
}

impl Tree {
    /// Looks at everything.
    pub(super) fn new(watched: &Watched) -> Self {
        let mut tree = Self {
            watched: watched.clone(),
            ..Self::default()
        };
        for root in &watched.roots {
            tree.add_root(root);
        }
        tree
    }

    fn add_root(&mut self, root: &Root) {
        let Ok(found) = fs::metadata(&root.path) else {
            return;
        };
        if found.is_dir() {
            let directory = Directory {
                only_python: root.only_python,
                rules: root.gitignore.then(|| Ignored::above(&Files::Disk, &root.path)),
                links: 0,
                files: BTreeMap::new(),
                directories: BTreeSet::new(),
            };
            self.list(&root.path, directory, &mut Changes::default());
        } else {
            self.note_link(&root.path, &root.path);
            self.files.insert(root.path.clone(), Stat::of(&found));
        }
    }

    /// Every directory in which something may happen.
    pub(super) fn directories(&self) -> BTreeSet<PathBuf> {
        // A root may come or go.
        let around = self.watched.roots.iter().filter_map(|root| {
            let mut above = root.path.ancestors().skip(1);
            above.find(|path| path.is_dir()).map(Path::to_path_buf)
        });
        let listed = self.directories.keys().chain(self.linked.keys()).cloned();
        listed.chain(around).collect()
    }

    /// Whether a file is below a root.
    pub(super) fn is_watched(&self, path: &Path) -> bool {
        self.watched.roots.iter().any(|root| path.starts_with(&root.path))
    }

    /// What became of the files since an earlier look.
    pub(super) fn differences(&self, old: &Self, changes: &mut Changes) {
        compare(&old.all_files(), &self.all_files(), &mut |path, change| {
            changes.add(path.clone(), change);
        });
    }

    fn all_files(&self) -> BTreeMap<PathBuf, Stat> {
        let mut all = self.files.clone();
        for (path, directory) in &self.directories {
            all.extend(
                directory
                    .files
                    .iter()
                    .map(|(name, stat)| (path.join(name), *stat)),
            );
        }
        all
    }

    /// Looks again where something may have happened to these paths. Tells whether that is enough; it is not where a root
    /// may have come or gone, or other files are ignored now.
    pub(super) fn look_again(&mut self, paths: &BTreeSet<PathBuf>, changes: &mut Changes) -> bool {
        let mut dirty = BTreeSet::new();
        for path in paths {
            let is_of_root = self.watched.roots.iter().any(|root| root.path.starts_with(path));
            if is_of_root || path.file_name() == Some(OsStr::new(".gitignore")) {
                return false;
            }
            if self.directories.contains_key(path) {
                dirty.insert(path.clone());
            }
            let parent = path.parent().unwrap_or(path);
            let known = parent
                .ancestors()
                .find(|path| self.directories.contains_key(*path));
            dirty.extend(known.map(Path::to_path_buf));
            let links = self.linked.get(parent).into_iter().flatten();
            for link in links {
                if self.files.contains_key(link) {
                    return false;
                }
                dirty.insert(link.clone());
            }
        }
        for path in dirty {
            if let Some(directory) = self.directories.remove(&path) {
                self.list(&path, directory, changes);
            }
        }
        true
    }

    /// Lists a directory, of which that much is known, and what is new below it.
    fn list(&mut self, path: &Path, known: Directory, changes: &mut Changes) {
        let rules = known.rules.as_ref().map(|rules| rules.with(&Files::Disk, path));
        let mut files = BTreeMap::new();
        let mut directories = BTreeMap::new();
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let full = entry.path();
            let Ok(found) = fs::metadata(&full) else { continue };
            let is_ignored = rules
                .as_ref()
                .is_some_and(|rules| rules.covers(&full, found.is_dir()));
            let name = entry.file_name();
            if is_ignored || !self.counts(&full, found.is_dir(), known.only_python) {
                continue;
            }
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if found.is_dir() {
                let links = known.links + u8::from(is_link);
                if links <= MOST_LINKS && !(is_link && leads_up(&entry)) {
                    directories.insert(name, links);
                }
            } else if found.is_file() {
                self.note_link(&full, path);
                files.insert(name, Stat::of(&found));
            }
        }
        compare(&known.files, &files, &mut |name, change| {
            changes.add(path.join(name), change);
        });
        for name in known
            .directories
            .iter()
            .filter(|name| !directories.contains_key(*name))
        {
            self.forget(&path.join(name), changes);
        }
        self.directories.insert(
            path.to_owned(),
            Directory {
                files,
                directories: directories.keys().cloned().collect(),
                ..known
            },
        );
        for (name, links) in directories {
            let below = path.join(name);
            if !self.directories.contains_key(&below) {
                let directory = Directory {
                    only_python: known.only_python,
                    rules: rules.clone(),
                    links,
                    files: BTreeMap::new(),
                    directories: BTreeSet::new(),
                };
                self.list(&below, directory, changes);
            }
        }
    }

    /// Whether a file or directory counts by its name.
    fn counts(&self, path: &Path, is_directory: bool, only_python: bool) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !is_directory {
            return !is_of_an_editor(&name) && (!only_python || is_python(path));
        }
        let is_foreign = || {
            name.starts_with('.')
                || name == "__pycache__"
                || name == "node_modules"
                || path.join("pyvenv.cfg").is_file()
        };
        name != ".git" && !self.watched.avoided.contains(path) && !(only_python && is_foreign())
    }

    /// A file may be a link: what it leads to may change elsewhere.
    fn note_link(&mut self, file: &Path, look_at: &Path) {
        let is_link = file.symlink_metadata().is_ok_and(|found| found.is_symlink());
        if is_link
            && let Ok(target) = file.canonicalize()
            && let Some(parent) = target.parent()
        {
            let links = self.linked.entry(parent.to_owned()).or_default();
            links.insert(look_at.to_owned());
        }
    }

    /// A directory has gone, with everything below it.
    fn forget(&mut self, path: &Path, changes: &mut Changes) {
        let below = self.directories.range(path.to_owned()..);
        let gone: Vec<PathBuf> = below
            .map(|(below, _)| below)
            .take_while(|below| below.starts_with(path))
            .cloned()
            .collect();
        for path in gone {
            let files = self.directories.remove(&path).map(|directory| directory.files);
            for name in files.unwrap_or_default().into_keys() {
                changes.add(path.join(name), Change::Removed);
            }
        }
    }
}

/// Whether a link leads to a directory that it is in.
fn leads_up(link: &DirEntry) -> bool {
    let path = link.path();
    let target = path.canonicalize().unwrap_or_default();
    let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
    parent.is_some_and(|parent| parent.starts_with(target))
}

/// What became of files.
fn compare<P: Ord>(old: &BTreeMap<P, Stat>, new: &BTreeMap<P, Stat>, tell: &mut dyn FnMut(&P, Change)) {
    for (path, stat) in new {
        match old.get(path) {
            None => tell(path, Change::Added),
            Some(old) if old != stat => tell(path, Change::Changed),
            Some(_) => {}
        }
    }
    for path in old.keys().filter(|path| !new.contains_key(*path)) {
        tell(path, Change::Removed);
    }
}
