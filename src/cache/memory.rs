//! A store that ends with its run.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Key, Store};
use crate::diagnostic::Diagnostic;

/// Entries in memory, for several caches that are opened one after the other in one run.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<RwLock<HashMap<Key, Vec<u8>>>>);

impl Store for Memory {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let entries = self.0.read().unwrap_or_else(PoisonError::into_inner);
        entries.get(key).cloned()
    }

    fn contains(&self, key: &Key) -> bool {
        let entries = self.0.read().unwrap_or_else(PoisonError::into_inner);
        entries.contains_key(key)
    }

    fn put(&self, key: &Key, content: &[u8]) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        entries.insert(*key, content.to_vec());
    }

    fn finish(self: Box<Self>) -> Option<Diagnostic> {
        None
    }
}
