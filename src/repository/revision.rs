//! The files of a revision, straight from Git's objects.
//!
//! No checkout is made: neither the working copy nor anything in the repository is touched, and nothing is written.
//! Directories and files are read when they are asked for.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, io};

use gix::bstr::ByteSlice as _;
use gix::{ObjectId, ThreadSafeRepository};

use super::git::WorkingCopy;
use crate::discover::{Entry, FileTree, Files, Object};

/// What is to be done where a clone is not whole.
pub const FETCH_ALL: &str = "fetch the whole repository with its tags: `git fetch --unshallow --tags`, or `fetch-depth: 0` \
                             for the checkout of GitHub Actions, `GIT_DEPTH: 0` for GitLab";

/// So many links lead from one to the next, at most: they may go in a circle.
const MOST_LINKS: usize = 8;

type Reason = Box<dyn std::error::Error + Send + Sync>;

/// Why the files of a revision cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no working copy.
    #[error("`{name}` is neither a directory, a file nor a revision: `{directory}` is in no Git repository")]
    NoRepository {
        /// What was asked for.
        name: String,
        /// Where a working copy was looked for.
        directory: String,
    },
    /// It is no revision.
    #[error("`{name}` is neither a directory, a file nor a revision of `{repository}`{}", asked(near.as_deref()))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The top of the working copy.
        repository: String,
        /// The tag or branch whose name looks most like that.
        near: Option<String>,
        /// What Git says.
        #[source]
        reason: Reason,
    },
    /// It is none that a clone with the last commits alone has.
    #[error("`{name}` is no revision that the shallow clone `{repository}` has: {FETCH_ALL}")]
    NotFetched {
        /// What was asked for.
        name: String,
        /// The top of the working copy.
        repository: String,
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
        let none = || RevisionError::NoRepository {
            name: name.to_owned(),
            directory: start.display().to_string(),
        };
        let (top, copy) = WorkingCopy::around(start).ok_or_else(none)?;
        let root = copy.tree(name).map_err(|reason| {
            let (name, repository) = (name.to_owned(), top.display().to_string());
            if copy.is_shallow() {
                RevisionError::NotFetched { name, repository }
            } else {
                RevisionError::Unknown {
                    near: copy.nearest(&name),
                    name,
                    repository,
                    reason,
                }
            }
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

fn asked(near: Option<&str>) -> String {
    near.map(|near| format!(": did you mean `{near}`?"))
        .unwrap_or_default()
}

/// What a directory holds, by name.
type Directory = Arc<Vec<(String, Node)>>;

/// What stands under a name of a directory.
#[derive(Clone, Copy)]
enum Node {
    Directory(ObjectId),
    File(ObjectId),
    /// A symbolic link, whose content is its target.
    Link(ObjectId),
}

struct Tree {
    name: String,
    /// The top of the working copy.
    top: PathBuf,
    root: ObjectId,
    repository: ThreadSafeRepository,
    /// The directories that were read, by their paths from the top.
    known: Mutex<HashMap<PathBuf, Option<Directory>>>,
    /// The first thing that could not be read. Then it is not known what else the revision has.
    failure: Mutex<Option<Reason>>,
}

impl fmt::Debug for Tree {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Tree");
        shown.field("name", &self.name).finish_non_exhaustive()
    }
}

impl Tree {
    /// The directory at a path from the top; nothing if there is none.
    fn directory(&self, path: &Path) -> Option<Directory> {
        if let Some(known) = self.known().get(path) {
            return known.clone();
        }
        let id = if path.as_os_str().is_empty() {
            Some(self.root)
        } else {
            match self.node(path) {
                Some(Node::Directory(id)) => Some(id),
                _ => None,
            }
        };
        let directory = id.and_then(|id| self.told(self.read_directory(id)));
        self.known().insert(path.to_owned(), directory.clone());
        directory
    }

    fn known(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<Directory>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn node(&self, path: &Path) -> Option<Node> {
        let name = path.file_name()?.to_str()?;
        let directory = self.directory(path.parent()?)?;
        let at = directory.binary_search_by(|(other, _)| other.as_str().cmp(name));
        directory.get(at.ok()?).map(|(_, node)| *node)
    }

    fn read_directory(&self, id: ObjectId) -> Result<Directory, Reason> {
        let repository = self.repository.to_thread_local();
        let tree = repository.find_object(id)?.try_into_tree()?;
        let mut nodes = Vec::new();
        for entry in tree.iter() {
            let entry = entry?;
            let (mode, id) = (entry.mode(), entry.oid().to_owned());
            let node = match mode {
                _ if mode.is_tree() => Node::Directory(id),
                _ if mode.is_blob() => Node::File(id),
                _ if mode.is_link() => Node::Link(id),
                // The commit of another repository, whose objects are not here.
                _ => continue,
            };
            let name = entry.filename().to_str().ok().filter(|name| is_plain(name));
            nodes.extend(name.map(|name| (name.to_owned(), node)));
        }
        // Git sorts a directory as if its name ended with `/`.
        nodes.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        Ok(Arc::new(nodes))
    }

    fn read_object(&self, id: ObjectId) -> Result<Vec<u8>, Reason> {
        let repository = self.repository.to_thread_local();
        Ok(repository.find_object(id)?.detach().data)
    }

    /// The result of reading something; the first failure is noted.
    fn told<T>(&self, result: Result<T, Reason>) -> Option<T> {
        let note = |reason| {
            let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
            failure.get_or_insert(reason);
        };
        result.map_err(note).ok()
    }

    /// What something in a directory is. A link to a file of the revision is that file; there is no other way to follow one.
    fn entry_of(&self, directory: &Path, node: Node, links: usize) -> Option<Entry> {
        match node {
            Node::Directory(_) => Some(Entry::Directory),
            Node::File(id) => Some(Entry::File(object(&id))),
            Node::Link(id) => {
                let links = links.checked_sub(1)?;
                let target = self.told(self.read_object(id))?;
                let target = below_top(directory, Path::new(target.to_str().ok()?))?;
                match self.node(&target)? {
                    Node::Directory(_) => None,
                    node => self.entry_of(target.parent()?, node, links),
                }
            }
        }
    }
}

impl FileTree for Tree {
    fn entry(&self, path: &Path) -> Option<Entry> {
        let inner = path.strip_prefix(&self.top).ok()?;
        // Whoever looks for the top of the repository finds it.
        if inner.as_os_str().is_empty() || inner == Path::new(".git") {
            return Some(Entry::Directory);
        }
        self.entry_of(inner.parent()?, self.node(inner)?, MOST_LINKS)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<(String, Entry)>> {
        let inner = directory.strip_prefix(&self.top);
        let inner = inner.map_err(|_| io::ErrorKind::NotFound)?;
        let nodes = self.directory(inner).ok_or(io::ErrorKind::NotFound)?;
        let entries = nodes.iter().filter_map(|(name, node)| {
            let entry = self.entry_of(inner, *node, MOST_LINKS)?;
            Some((name.clone(), entry))
        });
        Ok(entries.collect())
    }

    fn read(&self, object: &Object) -> io::Result<Vec<u8>> {
        let id = object.get(..self.root.as_bytes().len()).unwrap_or_default();
        let content = ObjectId::try_from(id)
            .map_err(Reason::from)
            .and_then(|id| self.read_object(id));
        let content = self.told(content);
        content.ok_or_else(|| io::Error::other("it is not among the objects of the repository"))
    }
}

/// The path from the top that a link in a directory leads to, if that is not outside.
fn below_top(directory: &Path, target: &Path) -> Option<PathBuf> {
    let mut path = directory.to_owned();
    for part in target.components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

fn object(id: &ObjectId) -> Object {
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

    #[test]
    fn links_lead_to_what_is_below_the_top() {
        let to = |directory: &str, target: &str| below_top(Path::new(directory), Path::new(target));
        assert_eq!(to("src/pkg", "../a/./b.py"), Some("src/a/b.py".into()));
        assert_eq!(to("", "b.py"), Some("b.py".into()));
        assert_eq!(to("src", "../../b.py"), None);
        assert_eq!(to("src", "/b.py"), None);
    }
}
