//! Keys of entries.

use crate::model::ModuleKind;
use crate::name::ModuleName;
use crate::target::Target;

/// The digest of everything that the facts of a file depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of a file's facts.
    pub fn of(name: &ModuleName, kind: ModuleKind, target: &Target, bytes: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("mdbook-autodoc 2026-11 facts of a file");
        let kind = match kind {
            ModuleKind::Package => "package",
            ModuleKind::Module => "module",
            ModuleKind::Namespace => "namespace",
        };
        let extractor = crate::extract::VERSION.to_le_bytes();
        let target = format!("{} {} {}", target.python, target.oldest, target.platform);
        let fields: [&[u8]; 6] = [
            env!("CARGO_PKG_VERSION").as_bytes(),
            &extractor,
            name.as_str().as_bytes(),
            kind.as_bytes(),
            target.as_bytes(),
            bytes,
        ];
        for field in fields {
            // With its length before it, no field can pass for a part of its neighbour.
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        Self(*hasher.finalize().as_bytes())
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
