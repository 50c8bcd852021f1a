//! The files of a revision, straight from Git's objects.
//!
//! No checkout is made: neither the working copy nor anything in the repository is touched, and nothing is written.
//! Directories and files are read when they are asked for.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gix::bstr::ByteSlice as _;
use gix::{ObjectId, ThreadSafeRepository};

use super::git::WorkingCopy;
use crate::discover::{Entry, FileTree, Files, Object, is_repository};

type Reason = Box<dyn std::error::Error + Send + Sync>;

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
        reason: Reason,
    },
    /// An object cannot be read.
    #[error("the revision `{name}` cannot be read; a shallow or partial clone may lack it")]
    Unreadable {
        /// What was asked for.
        name: String,
        /// What Git says.
        #[source]
        reason: Reason,
    },
}

/// The files of a revision. Their paths are those in the working copy.
#[derive(Clone, Debug)]
pub struct RevisionFiles(Arc<Tree>);

impl RevisionFiles {
    /// The files of the revision `name` of the working copy that `start` is in.
    pub fn open(start: &Path, name: &str) -> Result<Self, RevisionError> {
        let none = || RevisionError::NoRepository(start.display().to_string());
        let top = start
            .ancestors()
            .find(|directory| is_repository(&Files::Disk, directory))
            .ok_or_else(none)?;
        let copy = WorkingCopy::open(top).ok_or_else(none)?;
        let root = copy.tree(name).map_err(|reason| RevisionError::Unknown {
            name: name.to_owned(),
            repository: top.display().to_string(),
            reason,
        })?;
        Ok(Self(Arc::new(Tree {
            name: name.to_owned(),
            top: top.to_owned(),
            root,
            repository: copy.shared(),
            known: Mutex::default(),
            failure: Mutex::default(),
        })))
    }

    /// The files, to be looked at and read.
    pub fn files(&self) -> Files {
        Files::Tree(Arc::clone(&self.0) as Arc<dyn FileTree>)
    }

    /// Whether a path is in the working copy.
    pub fn covers(&self, path: &Path) -> bool {
        path.starts_with(&self.0.top)
    }

    /// Whether everything could be read that was asked for so far.
    pub fn check(&self) -> Result<(), RevisionError> {
        let failure = self
            .0
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        failure.map_or(Ok(()), |reason| {
            let name = self.0.name.clone();
            Err(RevisionError::Unreadable { name, reason })
        })
    }
}

/// What a directory holds, by name.
type Directory = Arc<Vec<(String, Entry, ObjectId)>>;

struct Tree {
    name: String,
    /// The top of the working copy.
    top: PathBuf,
    root: ObjectId,
    repository: ThreadSafeRepository,
    /// The directories that were read, by their paths from the top.
    known: Mutex<HashMap<PathBuf, Option<Directory>>>,
    /// The first thing that could not be read. It is no part of the files that is missing, but all of them are in doubt.
    failure: Mutex<Option<Reason>>,
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Tree")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Tree {
    /// The directory at a path from the top; nothing if there is none.
    fn directory(&self, path: &Path) -> Option<Directory> {
        if let Some(known) = self.known().get(path) {
            return known.clone();
        }
        let id = match path.parent() {
            None => Some(self.root),
            Some(parent) => self.directory(parent).and_then(|parent| {
                let name = path.file_name()?.to_str()?;
                find(&parent, name).and_then(|(entry, id)| (entry == Entry::Directory).then_some(id))
            }),
        };
        let directory = id.and_then(|id| self.read_directory(id));
        self.known().insert(path.to_owned(), directory.clone());
        directory
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Option<Directory>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_directory(&self, id: ObjectId) -> Option<Directory> {
        let repository = self.repository.to_thread_local();
        let read = || -> Result<Directory, Reason> {
            let tree = repository.find_object(id)?.try_into_tree()?;
            let mut entries = Vec::new();
            for entry in tree.iter() {
                let entry = entry?;
                let name = entry.filename().to_str().ok().filter(|name| is_plain(name));
                let (mode, id) = (entry.mode(), entry.oid());
                let kind = match mode {
                    _ if mode.is_tree() => Entry::Directory,
                    _ if mode.is_blob() => Entry::File(object(id)),
                    _ => continue,
                };
                entries.extend(name.map(|name| (name.to_owned(), kind, id.to_owned())));
            }
            // Git sorts a directory as if its name ended with `/`.
            entries.sort_unstable_by(|left, right| left.0.cmp(&right.0));
            Ok(Arc::new(entries))
        };
        read().map_err(|reason| self.fail(reason)).ok()
    }

    fn fail(&self, reason: Reason) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(reason);
    }
}

impl FileTree for Tree {
    fn entry(&self, path: &Path) -> Option<Entry> {
        let inner = path.strip_prefix(&self.top).ok()?;
        let Some(parent) = inner.parent() else {
            return Some(Entry::Directory);
        };
        // Whoever looks for the top of the repository finds it.
        if inner == Path::new(".git") {
            return Some(Entry::Directory);
        }
        let name = inner.file_name()?.to_str()?;
        find(&self.directory(parent)?, name).map(|(entry, _)| entry)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<(String, Entry)>> {
        let inner = directory.strip_prefix(&self.top);
        let inner = inner.map_err(|_| io::ErrorKind::NotFound)?;
        let directory = self.directory(inner).ok_or(io::ErrorKind::NotFound)?;
        let entries = directory.iter();
        Ok(entries.map(|(name, entry, _)| (name.clone(), *entry)).collect())
    }

    fn read(&self, object: &Object) -> io::Result<Vec<u8>> {
        let repository = self.repository.to_thread_local();
        let id = ObjectId::try_from(&object[..repository.object_hash().len_in_bytes()]);
        let id = id.map_err(io::Error::other)?;
        repository
            .find_object(id)
            .map(|object| object.detach().data)
            .map_err(|error| {
                let told = io::Error::other(error.to_string());
                self.fail(error.into());
                told
            })
    }
}

fn find(directory: &[(String, Entry, ObjectId)], name: &str) -> Option<(Entry, ObjectId)> {
    let at = directory
        .binary_search_by(|(other, ..)| other.as_str().cmp(name))
        .ok()?;
    directory.get(at).map(|(_, entry, id)| (*entry, *id))
}

fn object(id: &gix::oid) -> Object {
    let mut object = Object::default();
    for (to, from) in object.iter_mut().zip(id.as_bytes()) {
        *to = *from;
    }
    object
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
}
