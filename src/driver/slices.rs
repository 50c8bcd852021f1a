//! Slices of the built book, in the cache.

use std::fmt;
use std::sync::OnceLock;

use crate::book::{KeepSlices, KeptSlice};
use crate::cache::{Cache, CacheOptions, Key, Kind};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;

/// Keeps the slices of a book with everything else that is kept of it.
pub struct SliceCache {
    options: CacheOptions,
    /// Opened when the first slice is asked for: by then the reference is made, which writes to the same cache.
    cache: OnceLock<Cache>,
}

impl SliceCache {
    /// A cache that is not opened yet.
    pub fn new(options: CacheOptions) -> Self {
        Self {
            options,
            cache: OnceLock::new(),
        }
    }

    /// Writes what is new. A failure is one diagnostic and nothing else.
    pub fn finish(self) -> Option<Diagnostic> {
        self.cache.into_inner()?.finish()
    }

    fn cache(&self) -> &Cache {
        self.cache.get_or_init(|| Cache::open(&self.options))
    }
}

impl KeepSlices for SliceCache {
    fn get(&self, key: &Digest) -> Option<KeptSlice> {
        self.cache().get(&Key::new(Kind::Slice, &[key]))
    }

    fn put(&self, key: &Digest, slice: &KeptSlice) {
        self.cache().put(&Key::new(Kind::Slice, &[key]), slice);
    }
}

impl fmt::Debug for SliceCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliceCache")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
