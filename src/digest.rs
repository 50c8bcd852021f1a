//! Digests of values: what tells whether two runs have the same thing before them.
//!
//! They hold for one build of the program: how a value is taken apart is not written down anywhere else.

use std::hash::{Hash, Hasher};

/// The program, by the digest of its sources and of the versions of its libraries, the grammar among them, which `build.rs`
/// takes: another one may make something else of the same files, so it is a part of every key.
pub const BUILD: &str = env!("AUTODOC_BUILD");

/// A BLAKE3 digest.
pub type Digest = [u8; 32];

/// The bytes of values, one after the other, until the digest of all of them is taken.
///
/// A value goes in by its [`Hash`], which tells the lengths of texts and lists too, so that no part can pass for a part of
/// its neighbor.
#[derive(Clone, Debug, Default)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// Adds a value.
    pub fn add(&mut self, value: &(impl Hash + ?Sized)) {
        value.hash(self);
    }

    /// The digest of everything that was added.
    pub fn digest(&self) -> Digest {
        *blake3::hash(&self.0).as_bytes()
    }

    /// Eight bytes of the digest: enough where a mistake would need two values that differ and agree in them.
    pub fn short_digest(&self) -> u64 {
        let digest = self.digest();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        u64::from_le_bytes(first)
    }
}

impl Hasher for Bytes {
    /// Nothing asks for it: the digest has more bytes.
    fn finish(&self) -> u64 {
        self.short_digest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

/// The short digest of one value.
pub fn short_digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut bytes = Bytes::default();
    bytes.add(value);
    bytes.short_digest()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(short_digest(&("ab", "c")), short_digest(&("a", "bc")));
        assert_ne!(
            short_digest(&vec![vec![1_u8], vec![]]),
            short_digest(&vec![vec![], vec![1_u8]])
        );
        assert_eq!(short_digest("a"), short_digest(&"a".to_owned()));
    }
}
