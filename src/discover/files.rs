//! Where files are looked for and read: on disk, or in a tree that is kept elsewhere, such as that of a revision.
//!
//! Everything else in [`discover`](super) asks here, and does not know which of the two it is about.

#![expect(
    clippy::disallowed_methods,
    reason = "this module looks at files and directories, and reads them"
)]

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{ReadFile, Unread, read_file};
use super::stat::Stat;

/// The digest under which a store of objects keeps a content; behind one that is shorter there are zeros.
pub type Object = [u8; 32];

/// What stands at a path of a [`FileTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A directory.
    Directory,
    /// A file.
    File(Object),
}

/// Files that are not on disk. Their paths are absolute, as if they were.
pub trait FileTree: fmt::Debug + Send + Sync {
    /// What stands at a path.
    fn entry(&self, path: &Path) -> Option<Entry>;

    /// What a directory holds, by name.
    fn list(&self, directory: &Path) -> io::Result<Vec<(String, Entry)>>;

    /// The content of a file.
    fn read(&self, object: &Object) -> io::Result<Vec<u8>>;
}

/// The files to look at.
#[derive(Clone, Debug, Default)]
pub enum Files {
    /// Those on disk.
    #[default]
    Disk,
    /// Those of a tree, and no others.
    Tree(Arc<dyn FileTree>),
}

/// What something in a directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    File,
    Directory,
    /// A symbolic link, which is not followed yet.
    Link,
    /// A FIFO, socket or device.
    Other,
}

/// What is known of a file or directory without reading it. Links are followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) kind: FileKind,
    pub(super) stat: Stat,
    pub(super) object: Option<Object>,
}

/// Something that a directory holds.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: OsString,
    pub(super) path: PathBuf,
    pub(super) kind: FileKind,
    source: FoundIn,
}

#[derive(Debug)]
enum FoundIn {
    Disk(fs::DirEntry),
    Tree(Entry),
}

impl Files {
    /// What is at a path.
    pub(super) fn state(&self, path: &Path) -> io::Result<State> {
        match self {
            Self::Disk => fs::metadata(path).map(|metadata| State::of_metadata(&metadata)),
            Self::Tree(tree) => {
                let entry = tree.entry(path).ok_or(io::ErrorKind::NotFound)?;
                Ok(State::of_entry(entry))
            }
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.state(path).ok().map(|state| state.kind)
    }

    /// Whether there is a regular file at a path.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.kind(path) == Some(FileKind::File)
    }

    /// Whether there is a directory at a path.
    pub(super) fn is_dir(&self, path: &Path) -> bool {
        self.kind(path) == Some(FileKind::Directory)
    }

    /// Whether there is anything at a path.
    pub(super) fn exists(&self, path: &Path) -> bool {
        self.kind(path).is_some()
    }

    /// What a directory holds, in no order. Each entry may fail by itself.
    pub(super) fn list(&self, directory: &Path) -> io::Result<Vec<io::Result<Found>>> {
        match self {
            Self::Disk => {
                let found = |entry: io::Result<fs::DirEntry>| Found::on_disk(entry?);
                Ok(fs::read_dir(directory)?.map(found).collect())
            }
            Self::Tree(tree) => {
                let found = |(name, entry): (String, Entry)| Found {
                    path: directory.join(&name),
                    name: name.into(),
                    kind: State::of_entry(entry).kind,
                    source: FoundIn::Tree(entry),
                };
                let entries = tree.list(directory)?;
                Ok(entries.into_iter().map(|entry| Ok(found(entry))).collect())
            }
        }
    }

    /// What a directory holds, as far as it can be read.
    pub(super) fn entries(&self, directory: &Path) -> impl Iterator<Item = Found> {
        self.list(directory).into_iter().flatten().flatten()
    }

    /// Reads a regular file of at most `limit` bytes.
    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<ReadFile, Unread> {
        match self {
            Self::Disk => read_file(path, limit),
            Self::Tree(tree) => match tree.entry(path) {
                Some(Entry::File(object)) => {
                    let bytes = tree.read(&object).map_err(Unread::Failed)?;
                    if bytes.len() as u64 > limit {
                        return Err(Unread::TooLarge(bytes.len() as u64));
                    }
                    let stat = Stat::default();
                    Ok(ReadFile { bytes, stat })
                }
                Some(Entry::Directory) => Err(Unread::NotRegular),
                None => Err(Unread::Failed(io::ErrorKind::NotFound.into())),
            },
        }
    }
}

impl State {
    fn of_metadata(metadata: &Metadata) -> Self {
        Self {
            kind: FileKind::of(metadata.file_type()),
            stat: Stat::of(metadata),
            object: None,
        }
    }

    fn of_entry(entry: Entry) -> Self {
        let (kind, object) = match entry {
            Entry::Directory => (FileKind::Directory, None),
            Entry::File(object) => (FileKind::File, Some(object)),
        };
        Self {
            kind,
            stat: Stat::default(),
            object,
        }
    }
}

impl FileKind {
    fn of(kind: FileType) -> Self {
        match kind {
            kind if kind.is_file() => Self::File,
            kind if kind.is_dir() => Self::Directory,
            kind if kind.is_symlink() => Self::Link,
            _ => Self::Other,
        }
    }
}

impl Found {
    fn on_disk(entry: fs::DirEntry) -> io::Result<Self> {
        Ok(Self {
            name: entry.file_name(),
            path: entry.path(),
            kind: FileKind::of(entry.file_type()?),
            source: FoundIn::Disk(entry),
        })
    }

    /// What it is; what a link leads to.
    pub(super) fn state(&self) -> io::Result<State> {
        match &self.source {
            FoundIn::Tree(entry) => Ok(State::of_entry(*entry)),
            // From an entry the system has the way to the file already; a link is followed.
            FoundIn::Disk(entry) if self.kind != FileKind::Link => {
                entry.metadata().map(|metadata| State::of_metadata(&metadata))
            }
            FoundIn::Disk(_) => fs::metadata(&self.path).map(|metadata| State::of_metadata(&metadata)),
        }
    }

    /// Whether it is a directory, or a link to one.
    pub(super) fn is_directory(&self) -> bool {
        self.kind == FileKind::Directory
            || self.kind == FileKind::Link
                && self.state().is_ok_and(|state| state.kind == FileKind::Directory)
    }
}
