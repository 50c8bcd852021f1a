//! What was worked out, kept between runs.
//!
//! A cache never changes the pages and never fails a run. What it holds stands under keys that say everything it
//! depends on ([`Key`]), it is checked when it is read, and whatever is odd is a miss, with one warning at most.
//! Entries hold no absolute paths and no times, so that they serve in every checkout and, behind another [`Store`],
//! on every machine.

mod compact;
mod directory;
mod disk;
mod key;
mod pack;
mod packs;
mod states;
mod store;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod world;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use key::{Digest, Key, Kind};
pub use store::Store;

use crate::diagnostic::Diagnostic;
use directory::Directory;
use packs::Packs;
use states::States;

/// Where and how a cache is kept; nothing is, by default.
#[derive(Clone, Debug, Default)]
pub struct CacheOptions {
    /// Whether anything is kept at all.
    pub is_on: bool,
    /// The directory, absolute.
    pub directory: PathBuf,
    /// How many bytes the packs may have, before the entries that were used longest ago are dropped; 0 for no limit.
    pub most_bytes: u64,
    /// Whether a file whose size and times are those of an earlier run is taken to be the same.
    pub trusts_states: bool,
    /// Whether nothing is written.
    pub is_read_only: bool,
    /// Where it leaves what it has used, if another one that is opened later tidies up.
    pub later: Option<Used>,
}

/// The entries that caches have used which are opened one after the other on one directory. The last one tidies up, and
/// takes none of them for unused.
#[derive(Clone, Debug, Default)]
pub struct Used(Arc<Mutex<Vec<Key>>>);

impl Used {
    fn add(&self, keys: impl IntoIterator<Item = Key>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(keys);
    }

    /// The keys so far, which are taken out.
    pub fn take(&self) -> Vec<Key> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The digest of a value, by the form in which it would be kept.
pub fn digest(value: &impl Serialize) -> Digest {
    // Values that are kept always have that form.
    Digest::of(&postcard::to_stdvec(value).unwrap_or_default())
}

/// Removes a cache, and tells how many bytes it had. A directory that holds other files is refused.
pub fn clean(directory: &Path) -> Result<u64, Diagnostic> {
    clean_on(Box::new(disk::Real), directory)
}

/// How many bytes a cache has; none where there is none.
pub fn size(directory: &Path) -> u64 {
    Directory::open(Box::new(disk::Real), directory).size()
}

/// The file with the time of the last build.
const LAST_BUILD: &str = "last-build";

/// How long the last build took, in seconds, if that was noted.
pub fn last_build(options: &CacheOptions) -> Option<f64> {
    let directory = Directory::open(Box::new(disk::Real), &options.directory);
    if !options.is_on || directory.refusal().is_some() {
        return None;
    }
    let bytes = disk::read(&*directory.disk, &directory.path(LAST_BUILD), 64).ok()?;
    str::from_utf8(&bytes).ok()?.trim().parse().ok()
}

/// Notes how long a build took, in seconds, where anything is kept of it. It is an estimate for people, and nothing depends
/// on it.
pub fn note_build(options: &CacheOptions, seconds: f64) {
    let directory = Arc::new(Directory::open(Box::new(disk::Real), &options.directory));
    let is_kept = !directory.names().is_empty();
    if !options.is_on || options.is_read_only || !is_kept {
        return;
    }
    if let Ok((temporary, mut file)) = directory.create()
        && file.write_all(format!("{seconds:.3}\n").as_bytes()).is_ok()
    {
        // Without it there is no estimate.
        let _ = temporary.keep(LAST_BUILD);
    }
}

fn clean_on(disk: Box<dyn disk::Disk>, directory: &Path) -> Result<u64, Diagnostic> {
    let directory = Directory::open(disk, directory);
    match directory.refusal() {
        Some(refusal) => Err(refusal),
        None => directory
            .clean()
            .map_err(|error| directory.unusable("removed", &error)),
    }
}

/// A cache that was opened, or one that keeps nothing.
#[derive(Default)]
pub struct Cache {
    store: Option<Box<dyn Store>>,
    states: Option<States>,
    directory: Option<Arc<Directory>>,
    is_read_only: bool,
}

impl Cache {
    /// Opens a cache; a missing or broken one is empty.
    pub fn open(options: &CacheOptions) -> Self {
        Self::on(Box::new(disk::Real), options)
    }

    fn on(disk: Box<dyn disk::Disk>, options: &CacheOptions) -> Self {
        if !options.is_on {
            return Self::default();
        }
        let directory = Arc::new(Directory::open(disk, &options.directory));
        Self {
            store: Some(Box::new(Packs::open(&directory, options))),
            states: options.trusts_states.then(|| States::open(&directory)),
            directory: Some(directory),
            is_read_only: options.is_read_only,
        }
    }

    /// Whether anything is kept at all.
    pub fn is_on(&self) -> bool {
        self.store.is_some()
    }

    /// The directory that it has for itself, if it can be used.
    pub fn directory(&self) -> Option<&Path> {
        let directory = self.directory.as_ref()?;
        directory.refusal().is_none().then(|| directory.root())
    }

    /// The entry under a key.
    pub fn get<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        postcard::from_bytes(&self.store.as_ref()?.get(key)?).ok()
    }

    /// What an entry under a key begins with.
    pub fn get_start<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let entry = self.store.as_ref()?.get(key)?;
        Some(postcard::take_from_bytes(&entry).ok()?.0)
    }

    /// Whether there is an entry under a key, which may still turn out to be damaged. It counts as used.
    pub fn contains(&self, key: &Key) -> bool {
        self.store.as_ref().is_some_and(|store| store.contains(key))
    }

    /// Keeps an entry for the next runs.
    pub fn put<T: Serialize>(&self, key: &Key, entry: &T) {
        if let Some(store) = &self.store
            && let Ok(bytes) = postcard::to_stdvec(entry)
        {
            store.put(key, &bytes);
        }
    }

    /// The digest of the content of a file in a state, where states are trusted and this one is known.
    pub fn content(&self, state: &Key) -> Option<Digest> {
        self.states.as_ref()?.get(state)
    }

    /// Notes what a file in a state has in it, for the next runs.
    pub fn set_content(&self, state: Key, content: Digest) {
        if let Some(states) = &self.states {
            states.put(state, content);
        }
    }

    /// Writes what is new. A failure is one diagnostic and nothing else.
    pub fn finish(self) -> Option<Diagnostic> {
        if self.is_read_only {
            return None;
        }
        let problem = self.store.and_then(|store| store.finish());
        if problem.is_some() {
            return problem;
        }
        let states = self.states.map_or(Ok(()), States::finish);
        let failed = |error| {
            self.directory
                .map(|directory| directory.unusable("written", &error))
        };
        states.err().and_then(failed)
    }
}
