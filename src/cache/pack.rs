//! The format of a pack: for each entry its key, the digest of key and content, the length of the content as a
//! little-endian `u32`, and the content. There is no header and no count: reading ends where an entry is not whole or
//! not right.

use std::collections::HashMap;

use super::Key;

const KEY: usize = 32;
const DIGEST: usize = 32;
const LENGTH: usize = 4;

/// The entries of a pack, up to the first that is damaged.
pub(super) fn read(mut bytes: &[u8]) -> HashMap<Key, Vec<u8>> {
    let mut entries = HashMap::new();
    while let Some((key, content, rest)) = read_entry(bytes) {
        entries.insert(key, content.to_vec());
        bytes = rest;
    }
    entries
}

fn read_entry(bytes: &[u8]) -> Option<(Key, &[u8], &[u8])> {
    let (key, rest) = bytes.split_first_chunk::<KEY>()?;
    let (stored, rest) = rest.split_first_chunk::<DIGEST>()?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
    let (content, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    (digest(key, content) == *stored).then(|| (Key::from_bytes(*key), content, rest))
}

/// The pack of some entries. One of 4 GiB or more, which no file makes, is left out.
pub(super) fn write(entries: &[(Key, Vec<u8>)]) -> Vec<u8> {
    let size: usize = entries
        .iter()
        .map(|(_, content)| KEY + DIGEST + LENGTH + content.len())
        .sum();
    let mut bytes = Vec::with_capacity(size);
    for (key, content) in entries {
        let Ok(length) = u32::try_from(content.len()) else {
            continue;
        };
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(&digest(key.as_bytes(), content));
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(content);
    }
    bytes
}

fn digest(key: &[u8; KEY], content: &[u8]) -> [u8; DIGEST] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key);
    hasher.update(content);
    *hasher.finalize().as_bytes()
}
