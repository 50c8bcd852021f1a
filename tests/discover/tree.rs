//! Files that are not on disk: each case that looks for names looks for them among a copy in memory, too.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mdbook_autodoc::discover::{Entry, FileTree, Files, Object};

/// A directory in memory.
#[derive(Debug, Default)]
struct Copy {
    entries: BTreeMap<PathBuf, Entry>,
    contents: BTreeMap<Object, Vec<u8>>,
}

/// Everything at a path and below it.
pub(crate) fn copy(root: &Path) -> Files {
    let mut copy = Copy::default();
    copy.add(root);
    Files::Tree(Arc::new(copy))
}

impl Copy {
    fn add(&mut self, path: &Path) {
        let is_link = path.symlink_metadata().unwrap().is_symlink();
        if path.is_dir() {
            // Links to directories may go in circles, and are not followed.
            if is_link {
                return;
            }
            self.entries.insert(path.to_owned(), Entry::Directory);
            for entry in fs::read_dir(path).unwrap() {
                self.add(&entry.unwrap().path());
            }
        } else if path.is_file() {
            let content = fs::read(path).unwrap();
            let object = *blake3::hash(&content).as_bytes();
            self.contents.insert(object, content);
            self.entries.insert(path.to_owned(), Entry::File(object));
        }
    }
}

impl FileTree for Copy {
    fn entry(&self, path: &Path) -> Option<Entry> {
        self.entries.get(path).copied()
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<(String, Entry)>> {
        if self.entry(directory) != Some(Entry::Directory) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = self
            .entries
            .iter()
            .filter(|(path, _)| path.parent() == Some(directory));
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        Ok(inside.map(|(path, entry)| (name(path), *entry)).collect())
    }

    fn read(&self, object: &Object) -> io::Result<Vec<u8>> {
        self.contents
            .get(object)
            .cloned()
            .ok_or(io::ErrorKind::NotFound.into())
    }
}
