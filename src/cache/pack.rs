//! The format of a pack: entries, an index of them, and a footer. A pack is written once and never changed.
//!
//! | part | bytes | content |
//! |---|---|---|
//! | header | 16 | what it is, and the version of the format |
//! | entry | any | the content |
//! | | 32 | digest of the key and of the content |
//! | … | | further entries |
//! | index | 48 for each entry, sorted by key | key (32), offset of the entry (8), length of its content (4), day of its last use (4) |
//! | footer | 8 | number of entries |
//! | | 32 | digest of header, index, number of entries and length of the file |
//!
//! Numbers are little-endian. Only the index is read when a pack is opened; an entry is read when it is asked for, and
//! checked with its key, so that neither damage nor an entry in the place of another is taken for the truth.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Key;
use super::disk::Opened;
use super::table::{Day, Table, take};

const HEADER: &[u8; 16] = b"autodoc pack 01\n";
const DIGEST: usize = 32;
const COUNT: usize = 8;
const FOOTER: usize = COUNT + DIGEST;

/// The records of the index, behind their keys: offset, length and day.
type Index = Table<{ 8 + 4 + 4 }>;

/// The room for what was put and not written yet.
const BUFFER: usize = 1 << 16;

/// Where an entry stands in its pack, and when it was used last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    offset: u64,
    length: u32,
    pub(super) day: Day,
}

impl Slot {
    /// How many bytes the entry takes in a pack.
    pub(super) fn size(&self) -> u64 {
        u64::from(self.length) + (DIGEST + Index::RECORD) as u64
    }

    fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.offset.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.length.to_le_bytes());
        bytes[12..].copy_from_slice(&self.day.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        let mut rest = bytes.as_slice();
        Self {
            offset: u64::from_le_bytes(take(&mut rest)),
            length: u32::from_le_bytes(take(&mut rest)),
            day: u32::from_le_bytes(take(&mut rest)),
        }
    }
}

/// A pack that was opened.
pub(super) struct Pack {
    file: Box<dyn Opened>,
    index: Index,
    /// Which entries were asked for, by their number in the index.
    used: Vec<AtomicBool>,
}

impl Pack {
    /// Opens a pack; `None` if it is damaged or something else.
    pub(super) fn open(file: Box<dyn Opened>) -> io::Result<Option<Self>> {
        let length = file.length()?;
        let Some(footer_at) = length.checked_sub(FOOTER as u64) else {
            return Ok(None);
        };
        let mut footer = [0; FOOTER];
        file.read_at(&mut footer, footer_at)?;
        let mut rest = footer.as_slice();
        let count = u64::from_le_bytes(take(&mut rest));
        let digest: [u8; DIGEST] = take(&mut rest);
        let size = count.checked_mul(Index::RECORD as u64);
        let index_at = size.and_then(|size| footer_at.checked_sub(size));
        let Some(index_at) = index_at.filter(|at| *at >= HEADER.len() as u64) else {
            return Ok(None);
        };
        let mut header = [0; HEADER.len()];
        file.read_at(&mut header, 0)?;
        let index = read(&*file, index_at, footer_at - index_at)?;
        if header != *HEADER || index_digest(&index, count, length) != digest {
            return Ok(None);
        }
        let index = Index::new(index);
        let used = std::iter::repeat_with(AtomicBool::default)
            .take(index.len())
            .collect();
        Ok(Some(Self { file, index, used }))
    }

    /// The number of an entry in the index.
    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        self.index.find(key)
    }

    /// An entry; `None` if it is damaged or cannot be read.
    pub(super) fn read(&self, number: usize) -> Option<Vec<u8>> {
        let (key, slot) = self.record(number)?;
        let length = u64::from(slot.length) + DIGEST as u64;
        let mut content = read(&*self.file, slot.offset, length).ok()?;
        let digest = content.split_off(slot.length as usize);
        (entry_digest(&key, &content)[..] == digest).then_some(content)
    }

    /// Counts an entry as used in this run.
    pub(super) fn mark_used(&self, number: usize) {
        if let Some(used) = self.used.get(number) {
            used.store(true, Ordering::Relaxed);
        }
    }

    /// Each entry with its key, and whether it was used; by number.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Key, Slot, bool)> {
        self.used.iter().enumerate().filter_map(|(number, used)| {
            let (key, slot) = self.record(number)?;
            Some((key, slot, used.load(Ordering::Relaxed)))
        })
    }

    fn record(&self, number: usize) -> Option<(Key, Slot)> {
        self.index
            .get(number)
            .map(|(key, slot)| (key, Slot::from_bytes(*slot)))
    }
}

fn read(file: &dyn Opened, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(length).map_err(|_| io::ErrorKind::OutOfMemory)?;
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(length)
        .map_err(|_| io::ErrorKind::OutOfMemory)?;
    bytes.resize(length, 0);
    file.read_at(&mut bytes, offset)?;
    Ok(bytes)
}

/// A pack that is being written. Only its index is in memory.
pub(super) struct PackWriter {
    out: BufWriter<Box<dyn Write + Send>>,
    offset: u64,
    slots: BTreeMap<Key, Slot>,
}

impl PackWriter {
    /// Begins a pack.
    pub(super) fn new(out: Box<dyn Write + Send>) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(BUFFER, out);
        out.write_all(HEADER)?;
        Ok(Self {
            out,
            offset: HEADER.len() as u64,
            slots: BTreeMap::new(),
        })
    }

    /// Adds an entry, unless the pack has one under that key. One of 4 GiB or more, which no file makes, is left out.
    pub(super) fn add(&mut self, key: &Key, content: &[u8], day: Day) -> io::Result<()> {
        let Ok(length) = u32::try_from(content.len()) else {
            return Ok(());
        };
        if self.slots.contains_key(key) {
            return Ok(());
        }
        self.out.write_all(content)?;
        self.out.write_all(&entry_digest(key, content))?;
        let offset = self.offset;
        self.slots.insert(*key, Slot { offset, length, day });
        self.offset += u64::from(length) + DIGEST as u64;
        Ok(())
    }

    /// The keys of what was added.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.slots.keys().copied()
    }

    /// Writes the index, and tells the digest that names the pack.
    pub(super) fn finish(mut self) -> io::Result<[u8; DIGEST]> {
        let mut index = Vec::with_capacity(self.slots.len() * Index::RECORD);
        for (key, slot) in &self.slots {
            index.extend_from_slice(key.as_bytes());
            index.extend_from_slice(&slot.to_bytes());
        }
        let count = self.slots.len() as u64;
        let length = self.offset + (index.len() + FOOTER) as u64;
        let digest = index_digest(&index, count, length);
        self.out.write_all(&index)?;
        self.out.write_all(&count.to_le_bytes())?;
        self.out.write_all(&digest)?;
        self.out.flush()?;
        Ok(digest)
    }
}

fn entry_digest(key: &Key, content: &[u8]) -> [u8; DIGEST] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.as_bytes());
    hasher.update(content);
    *hasher.finalize().as_bytes()
}

fn index_digest(index: &[u8], count: u64, length: u64) -> [u8; DIGEST] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(HEADER);
    hasher.update(index);
    hasher.update(&count.to_le_bytes());
    hasher.update(&length.to_le_bytes());
    *hasher.finalize().as_bytes()
}
