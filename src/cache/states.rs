//! What files had in them when they were last read, by their states: size, times and the like.
//!
//! One small file, read as a whole and replaced as a whole: a header, the records sorted by key, and the digest of all
//! that. Of several processes that write it at once the last wins; the others read their files once more.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::compact::{is_stale, is_unused};
use super::directory::Directory;
use super::disk;
use super::table::{Day, Table, take};
use super::{Digest, Key};

const HEADER: &[u8; 16] = b"autodoc stat 01\n";
const NAME: &str = "stats";

/// A table of some million files.
const MOST_BYTES: u64 = 1 << 28;

/// The records, behind their keys: the digest of the content and the day of the last use.
type Records = Table<{ Digest::LENGTH + 4 }>;

/// The states that are known.
pub(super) struct States {
    directory: Arc<Directory>,
    records: Records,
    used: Vec<AtomicBool>,
    new: Mutex<BTreeMap<Key, Digest>>,
}

impl States {
    /// Reads the table of a directory; one that is damaged is empty.
    pub(super) fn open(directory: &Arc<Directory>) -> Self {
        let path = directory.path(NAME);
        let bytes = match directory.refusal() {
            None => disk::read(&*directory.disk, &path, MOST_BYTES).ok(),
            Some(_) => None,
        };
        let records = Records::new(bytes.and_then(checked).unwrap_or_default());
        let used = std::iter::repeat_with(AtomicBool::default).take(records.len());
        Self {
            directory: Arc::clone(directory),
            used: used.collect(),
            records,
            new: Mutex::default(),
        }
    }

    /// The digest of the content of a file in a state.
    pub(super) fn get(&self, state: &Key) -> Option<Digest> {
        let number = self.records.find(state)?;
        let (_, mut value) = self.records.get(number).map(|(key, value)| (key, &value[..]))?;
        if let Some(used) = self.used.get(number) {
            used.store(true, Ordering::Relaxed);
        }
        Some(Digest::from_bytes(take(&mut value)))
    }

    /// Notes what a file in a state has in it.
    pub(super) fn put(&self, state: Key, content: Digest) {
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.insert(state, content);
    }

    /// Writes the table if there is something new.
    pub(super) fn finish(self) -> io::Result<()> {
        let new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let today = self.directory.today();
        let mut all: BTreeMap<Key, (Digest, Day)> = BTreeMap::new();
        let mut must_write = !new.is_empty();
        for (number, used) in self.used.iter().enumerate() {
            let Some((key, value)) = self.records.get(number) else {
                break;
            };
            let mut value = value.as_slice();
            let digest = Digest::from_bytes(take(&mut value));
            let mut day = Day::from_le_bytes(take(&mut value));
            if used.load(Ordering::Relaxed) {
                must_write |= is_stale(day, today);
                day = day.max(today);
            }
            if !is_unused(day, today) {
                all.insert(key, (digest, day));
            }
        }
        if !must_write {
            return Ok(());
        }
        all.extend(new.into_iter().map(|(key, digest)| (key, (digest, today))));
        let mut bytes = Vec::with_capacity(HEADER.len() + all.len() * Records::RECORD + Digest::LENGTH);
        bytes.extend_from_slice(HEADER);
        for (key, (digest, day)) in &all {
            bytes.extend_from_slice(key.as_bytes());
            bytes.extend_from_slice(digest.as_bytes());
            bytes.extend_from_slice(&day.to_le_bytes());
        }
        let digest = Digest::of(&bytes);
        bytes.extend_from_slice(digest.as_bytes());
        let (file, mut out) = self.directory.create()?;
        out.write_all(&bytes)?;
        drop(out);
        file.keep(NAME)
    }
}

/// The records of a table that is whole.
fn checked(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let digest = bytes.split_off(bytes.len().checked_sub(Digest::LENGTH)?);
    let is_right = bytes.starts_with(HEADER) && *Digest::of(&bytes).as_bytes() == digest[..];
    is_right.then(|| bytes.split_off(HEADER.len()))
}
