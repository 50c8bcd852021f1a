//! A sorted table of records of one size, searched where it stands: a key, and some bytes that belong to it.

use std::cmp::Ordering;

use super::Key;

/// A day: how many times 24 hours after the start of 1970.
pub(super) type Day = u32;

/// The records, each a key and `WIDTH` bytes.
pub(super) struct Table<const WIDTH: usize> {
    bytes: Vec<u8>,
}

impl<const WIDTH: usize> Table<WIDTH> {
    /// How many bytes a record has.
    pub(super) const RECORD: usize = Key::LENGTH + WIDTH;

    /// The table in some bytes, whose records are sorted by key.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() / Self::RECORD
    }

    /// The number of the record with a key.
    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.record(middle)?.0.cmp(key.as_bytes()) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// A record by its number.
    pub(super) fn get(&self, number: usize) -> Option<(Key, &[u8; WIDTH])> {
        self.record(number)
            .map(|(key, value)| (Key::from_bytes(*key), value))
    }

    fn record(&self, number: usize) -> Option<(&[u8; Key::LENGTH], &[u8; WIDTH])> {
        let at = number.checked_mul(Self::RECORD)?;
        let (key, rest) = self.bytes.get(at..)?.split_first_chunk()?;
        Some((key, rest.first_chunk()?))
    }
}

/// Splits the first `N` bytes off; zeros where there are fewer.
pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let (first, rest) = bytes.split_first_chunk().unwrap_or((&[0; N], &[]));
    *bytes = rest;
    *first
}
