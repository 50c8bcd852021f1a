//! Texts in little room: pages wait in it for the end of a run, and are kept in it between runs.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text, compressed in the block format of LZ4 behind its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed(Box<[u8]>);

/// No text has more bytes; a length beyond it is that of damaged data.
const MOST_BYTES: usize = 1 << 31;

impl Packed {
    /// Packs a text.
    pub fn new(text: &str) -> Self {
        Self(lz4_flex::block::compress_prepend_size(text.as_bytes()).into())
    }

    /// The packed text of some bytes, which [`Packed::as_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes that the text takes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text; nothing if the bytes, which then came from elsewhere, are not those of a packed text.
    pub fn unpack(&self) -> Option<String> {
        let (length, packed) = lz4_flex::block::uncompressed_size(&self.0).ok()?;
        if length > MOST_BYTES.min(packed.len().saturating_mul(256).saturating_add(64)) {
            return None;
        }
        String::from_utf8(lz4_flex::block::decompress(packed, length).ok()?).ok()
    }
}

impl Default for Packed {
    fn default() -> Self {
        Self::new("")
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Packed {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.unpack(), f)
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Packed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a packed text")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Packed, E> {
                Ok(Packed(bytes.into()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_out_as_it_went_in() {
        for text in [
            "",
            "a",
            "äöü\n",
            &"<p>page</p>\n".repeat(10_000),
            &"a".repeat(1 << 22),
        ] {
            let packed = Packed::new(text);
            assert_eq!(packed.unpack().as_deref(), Some(text));
        }
        assert!(Packed::new(&"<p>page</p>\n".repeat(1000)).0.len() < 200);
    }

    #[test]
    fn other_bytes_are_no_text() {
        for bytes in [
            &b""[..],
            b"abc",
            b"\xff\xff\xff\xff\x00",
            b"\x04\x00\x00\x00\x10\xff\xff\xff\xff",
            b"\x01\x00\x00\x00\x10\xff",
        ] {
            assert_eq!(Packed(bytes.into()).unpack(), None, "{bytes:?}");
        }
    }
}
