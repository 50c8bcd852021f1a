//! Slices of the built book, in the cache.

use std::fmt;
use std::sync::OnceLock;

use crate::book::{KeepSlices, KeptSlice};
use crate::cache::{Cache, CacheOptions, Key, Kind, Used};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::text::Packed;

/// Keeps the slices of a book with everything else that is kept of it.
pub struct SliceCache {
    options: CacheOptions,
    /// Opened when the first slice is asked for: by then the reference is made, which writes to the same cache.
    cache: OnceLock<Cache>,
    /// What was used for the reference.
    used: Used,
}

impl SliceCache {
    /// A cache that is not opened yet.
    pub fn new(options: CacheOptions) -> Self {
        Self {
            options,
            cache: OnceLock::new(),
            used: Used::default(),
        }
    }

    /// The same cache for the reference, which is made before.
    pub fn for_reference(&self) -> CacheOptions {
        CacheOptions {
            later: Some(self.used.clone()),
            ..self.options.clone()
        }
    }

    /// Writes what is new. A failure is one diagnostic and nothing else.
    pub fn finish(self) -> Option<Diagnostic> {
        let used = self.used.take();
        if self.cache.get().is_none() && used.is_empty() {
            return None;
        }
        for key in used {
            // What is asked for is not taken for unused.
            self.cache().contains(&key);
        }
        self.cache.into_inner()?.finish()
    }

    fn cache(&self) -> &Cache {
        self.cache.get_or_init(|| Cache::open(&self.options))
    }
}

impl KeepSlices for SliceCache {
    fn has(&self, key: &Digest) -> bool {
        self.cache().contains(&slice(key)) && self.cache().contains(&contents(key))
    }

    fn get(&self, key: &Digest) -> Option<KeptSlice> {
        self.cache().get(&slice(key))
    }

    fn contents(&self, key: &Digest) -> Option<Packed> {
        self.cache().get(&contents(key))
    }

    fn put(&self, key: &Digest, kept: &KeptSlice, html: &Packed) {
        self.cache().put(&slice(key), kept);
        self.cache().put(&contents(key), html);
    }

    /// A record changes, and what is kept does not: it is kept under its digest, and that as what the site had in it.
    fn record(&self, site: &Digest) -> Option<Vec<u8>> {
        let digest = self.cache().content(&state(site))?;
        self.cache().get(&record(digest.as_bytes()))
    }

    fn set_record(&self, site: &Digest, bytes: Vec<u8>) {
        let digest = crate::cache::Digest::of(&bytes);
        if self.cache().content(&state(site)) == Some(digest) {
            return;
        }
        self.cache().put(&record(digest.as_bytes()), &bytes);
        self.cache().set_content(state(site), digest);
    }
}

fn slice(key: &Digest) -> Key {
    Key::new(Kind::Slice, &[key])
}

fn contents(key: &Digest) -> Key {
    Key::new(Kind::SliceContents, &[key])
}

fn record(digest: &Digest) -> Key {
    Key::new(Kind::Site, &[digest])
}

fn state(site: &Digest) -> Key {
    Key::new(Kind::State, &[b"site", site])
}

impl fmt::Debug for SliceCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliceCache")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
