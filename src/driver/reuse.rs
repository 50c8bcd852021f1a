//! Takes again what an earlier run made, where this one would make the same.
//!
//! What is made stands under its *input*, a digest of everything that it is made of but the meaning of names; with it
//! stand the names that were looked up, and digests of what they meant. It is taken again if these names mean the same.
//! If they do not, another *edition* is made from the same input and kept beside the first: names come and go with
//! branches.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Key, Kind};
use crate::digest::{Bytes, Digest};
use crate::resolve::Asked;

/// So many editions of one input are kept.
const MOST_EDITIONS: u8 = 8;

/// What earlier runs made with the same options.
pub(super) struct Reuse<'c> {
    cache: &'c Cache,
    /// The digest of the options.
    options: Digest,
}

/// Something that was made, and what its names meant. What was made comes first, so that it can be read alone.
#[derive(Serialize, Deserialize)]
struct Edition<T> {
    made: T,
    asked: Asked,
}

impl<'c> Reuse<'c> {
    /// What was made with `options`: everything that is not in an input and that decides what comes out.
    pub(super) fn new(cache: &'c Cache, options: &Bytes) -> Self {
        Self {
            cache,
            options: options.digest(),
        }
    }

    /// What was made from the input, if its names mean the same, which `holds` tells; else what `make` makes, with the
    /// names that it looked up. The key comes with it, if it is kept: what has names of which it is not known what they meant
    /// is not. And it is told whether it was taken.
    pub(super) fn take_or_make<T: Serialize + DeserializeOwned>(
        &self,
        kind: Kind,
        input: &Digest,
        holds: impl Fn(&Asked) -> bool,
        make: impl FnOnce() -> (T, Option<Asked>),
    ) -> (T, Option<Key>, bool) {
        let keys = (0..MOST_EDITIONS).map(|edition| Key::new(kind, &[&self.options, input, &[edition]]));
        let mut free = None;
        for key in keys {
            match self.cache.get::<Edition<T>>(&key) {
                Some(found) if holds(&found.asked) => {
                    return (found.made, Some(key), true);
                }
                Some(_) => {}
                None => {
                    free = Some(key);
                    break;
                }
            }
        }
        match (make(), free) {
            ((made, Some(asked)), Some(key)) => {
                let edition = Edition { made, asked };
                self.cache.put(&key, &edition);
                (edition.made, Some(key), false)
            }
            ((made, _), _) => (made, None, false),
        }
    }

    /// What is kept under a key that an earlier run has noted.
    pub(super) fn take<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        take(self.cache, key)
    }
}

/// What is kept under a key that an earlier run has noted.
pub(super) fn take<T: DeserializeOwned>(cache: &Cache, key: &Key) -> Option<T> {
    cache.get(key)
}
