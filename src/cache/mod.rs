//! The facts of files, kept between runs.
//!
//! One pack file holds all entries. It is read whole, checked entry by entry, and replaced by a new file that appears
//! in one step, so that any number of processes may share it. Whatever is odd about it counts as a miss: a cache
//! never changes the pages and never fails a build.

mod key;
mod pack;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub use key::Key;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Extracted;

/// The pack file within the cache directory. A new format gets a new name, so that versions do not fight over one.
const PACK: &str = "facts-1.pack";

/// A cache that was opened.
pub struct Cache {
    directory: PathBuf,
    old: HashMap<Key, Vec<u8>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    used: HashSet<Key>,
    new: HashMap<Key, Vec<u8>>,
}

impl Cache {
    /// Opens the cache in `directory`; a missing or broken one is empty.
    #[expect(clippy::disallowed_methods, reason = "the cache reads its own file")]
    pub fn open(directory: &Path) -> Self {
        let bytes = std::fs::read(directory.join(PACK)).unwrap_or_default();
        Self {
            directory: directory.to_owned(),
            old: pack::read(&bytes),
            state: Mutex::default(),
        }
    }

    /// The facts under a key.
    pub fn get(&self, key: &Key) -> Option<Extracted> {
        let facts = postcard::from_bytes(self.old.get(key)?).ok()?;
        self.lock().used.insert(*key);
        Some(facts)
    }

    /// Keeps the facts of a file.
    pub fn insert(&self, key: Key, facts: &Extracted) {
        if let Ok(bytes) = postcard::to_stdvec(facts) {
            let mut state = self.lock();
            state.used.insert(key);
            state.new.insert(key, bytes);
        }
    }

    /// Writes what is new. A failure is one diagnostic and nothing else.
    pub fn save(self) -> Option<Diagnostic> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if state.new.is_empty() {
            return None;
        }
        // What this run did not use may belong to another branch or book; it stays while it is not the larger part.
        let unused = self.old.len().saturating_sub(state.used.len());
        let keeps_unused = unused <= 2 * state.used.len() + 1000;
        let mut entries: Vec<(Key, Vec<u8>)> = state.new.into_iter().collect();
        entries.extend(
            self.old
                .into_iter()
                .filter(|(key, _)| keeps_unused || state.used.contains(key)),
        );
        entries.sort_by_key(|entry| entry.0);
        entries.dedup_by_key(|entry| entry.0);
        write(&self.directory, &pack::write(&entries)).err().map(|error| {
            let message = format!("the cache in `{}` cannot be written: {error}", self.directory.display());
            let help = "set `performance.cache-dir` to a directory that can be written, or `performance.cache = false`";
            Diagnostic::new(Code::CacheUnavailable, message).help(help)
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[expect(clippy::disallowed_methods, reason = "the cache writes its own directory")]
fn write(directory: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)?;
    // Backup programs leave a directory with this tag alone (https://bford.info/cachedir/), git one that ignores all.
    write_once(
        &directory.join("CACHEDIR.TAG"),
        b"Signature: 8a477f597d28d172789f06886806bc55\n",
    )?;
    write_once(&directory.join(".gitignore"), b"*\n")?;
    let mut file = tempfile::Builder::new().prefix(".pack-").tempfile_in(directory)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.persist(directory.join(PACK)).map_err(|error| error.error)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the cache writes its own directory")]
fn write_once(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if path.exists() {
        Ok(())
    } else {
        std::fs::write(path, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::model::ModuleKind;
    use crate::name::ModuleName;
    use crate::target::Target;

    fn facts(source: &str) -> (Key, Extracted) {
        let name = ModuleName::new("m").unwrap();
        let key = Key::of(&name, ModuleKind::Module, &Target::default(), source.as_bytes());
        let facts = extract(source.as_bytes(), name, ModuleKind::Module, &Target::default());
        (key, facts)
    }

    #[test]
    fn facts_come_back_as_they_were_with_their_diagnostics() {
        let directory = tempfile::tempdir().unwrap();
        let (key, stored) = facts("def f(x: int = 3): 'Doc.'\nclass (:\n");
        assert!(!stored.diagnostics.is_empty());
        let cache = Cache::open(directory.path());
        assert_eq!(cache.get(&key), None);
        cache.insert(key, &stored);
        assert_eq!(cache.save(), None);
        assert_eq!(Cache::open(directory.path()).get(&key), Some(stored));
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_one_warning() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        write_once(&file, b"").unwrap();
        let cache = Cache::open(&file);
        let (key, stored) = facts("x = 1");
        cache.insert(key, &stored);
        assert_eq!(cache.save().map(|found| found.code), Some(Code::CacheUnavailable));
    }

    #[test]
    fn any_bit_that_flips_is_a_miss_and_never_another_value() {
        let (key, stored) = facts("x = 1");
        let bytes = pack::write(&[(key, postcard::to_stdvec(&stored).unwrap())]);
        for bit in 0..bytes.len() * 8 {
            let mut broken = bytes.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(pack::read(&broken).get(&key), None, "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert!(pack::read(&bytes[..length]).is_empty(), "length {length}");
        }
    }
}
