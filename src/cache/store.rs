//! What a cache is made of, whether it is a directory or a service.

use super::Key;
use crate::diagnostic::Diagnostic;

/// A place where entries stand under their keys.
///
/// A key says everything that its entry depends on, so that an entry never goes out of date and any store can be
/// shared by everybody who trusts it. Whatever goes wrong with a store is a miss: it never hands out anything but what
/// was put under the key, which it checks, and it never fails a run.
pub trait Store: Send + Sync {
    /// The entry under a key.
    fn get(&self, key: &Key) -> Option<Vec<u8>>;

    /// Whether there is an entry under a key, as far as can be told without reading it. It counts as used.
    fn contains(&self, key: &Key) -> bool;

    /// Puts an entry under a key. Runs that start after [`Store::finish`] have it; this one need not.
    fn put(&self, key: &Key, content: &[u8]);

    /// Ends the run, and tells the first thing that kept the store from working.
    fn finish(self: Box<Self>) -> Option<Diagnostic>;
}
