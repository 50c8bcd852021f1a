//! Keys and digests.

use serde::{Deserialize, Serialize};

/// The name of an entry: a digest of what kind of entry it is and of everything that it depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key([u8; 32]);

/// The BLAKE3 digest of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Digest([u8; 32]);

/// What is kept under a key. Keys of different kinds are never equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The facts of a file.
    Facts,
    /// What a file had in it when it had a certain size and certain times.
    State,
    /// A page.
    Page,
    /// Which pages were made with one interface of all modules.
    Pages,
    /// What was found in the docstrings of a module.
    Findings,
    /// The result of a run.
    Run,
    /// A run that sees the same of its files.
    Alike,
    /// A slice of a built book.
    Slice,
    /// The HTML of a slice's chapters.
    SliceContents,
    /// What the files of a built book were made of.
    Site,
    /// The names of an inventory, compressed.
    Inventory,
    /// What one release brought beside the one before it.
    Step,
}

impl Kind {
    /// The context of BLAKE3's mode for deriving keys, which keeps the kinds apart.
    fn context(self) -> &'static str {
        match self {
            Self::Facts => "mdbook-autodoc 2026-11 facts of a file",
            Self::State => "mdbook-autodoc 2026-11 state of a file",
            Self::Page => "mdbook-autodoc 2026-11 page",
            Self::Pages => "mdbook-autodoc 2026-11 pages of an interface",
            Self::Findings => "mdbook-autodoc 2026-11 findings in docstrings",
            Self::Run => "mdbook-autodoc 2026-11 result of a run",
            Self::Alike => "mdbook-autodoc 2026-11 run that sees the same",
            Self::Slice => "mdbook-autodoc 2026-11 slice of a built book",
            Self::SliceContents => "mdbook-autodoc 2026-11 HTML of a slice of a built book",
            Self::Site => "mdbook-autodoc 2026-11 files of a built book",
            Self::Inventory => "mdbook-autodoc 2026-11 names of an inventory",
            Self::Step => "mdbook-autodoc 2026-11 step from release to release",
        }
    }
}

impl Key {
    /// How many bytes a key has.
    pub const LENGTH: usize = 32;

    /// The key of an entry that depends on `fields`, and on the order of them.
    pub fn new(kind: Kind, fields: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(kind.context());
        for field in fields {
            // With its length before it, no field can pass for a part of its neighbor.
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        Self(*hasher.finalize().as_bytes())
    }

    pub(super) fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key, for a key that depends on this one, or for a store.
    pub fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl Digest {
    /// How many bytes a digest has.
    pub const LENGTH: usize = 32;

    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    pub(super) fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes of the digest.
    pub fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_kind_by_field_and_by_where_a_field_ends() {
        let keys = [
            Key::new(Kind::Facts, &[b"ab", b"c"]),
            Key::new(Kind::Facts, &[b"a", b"bc"]),
            Key::new(Kind::Facts, &[b"abc"]),
            Key::new(Kind::Facts, &[b"c", b"ab"]),
            Key::new(Kind::Facts, &[b"ab", b"c", b""]),
            Key::new(Kind::State, &[b"ab", b"c"]),
        ];
        for (number, key) in keys.iter().enumerate() {
            assert!(!keys[..number].contains(key), "{number}");
        }
    }
}
