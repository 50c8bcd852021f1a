//! Where the texts of pages wait until the book is written: the first ones in memory, the others in a file without a
//! name, which nobody else sees and which goes away with the process, however that ends.
//!
//! A large reference has more text than is to be in memory, even packed. Where no file can be made or the disk is full,
//! the texts stay in memory.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::text::Packed;

/// So many bytes are written at once.
const CHUNK: usize = 1 << 20;

/// So many chunks stay in memory: a small reference needs no file.
const MOST_IN_MEMORY: usize = 2;

/// Texts that wait.
pub struct Spill {
    /// The directory that the file is to be in.
    directory: Option<PathBuf>,
    chunks: Mutex<Chunks>,
}

/// The texts, one behind the other.
#[derive(Default)]
struct Chunks {
    full: Vec<Chunk>,
    /// What comes into the next chunk.
    open: Vec<u8>,
    file: Option<File>,
    /// Whether the file cannot be made or written.
    has_failed: bool,
    /// Where the next chunk goes in the file.
    end: u64,
}

enum Chunk {
    InMemory(Box<[u8]>),
    /// In the file from here on.
    InFile(u64),
}

/// The text of a page.
#[derive(Clone)]
pub struct PageText(Whereabouts);

#[derive(Clone)]
enum Whereabouts {
    Here(Packed),
    Waits {
        spill: Arc<Spill>,
        chunk: usize,
        start: usize,
        length: usize,
    },
}

impl Spill {
    /// An empty one. Its file is made in `directory` if that is possible, else where the system has its temporary files,
    /// which may be in memory as well.
    pub fn new(directory: Option<&Path>) -> Arc<Self> {
        Arc::new(Self {
            directory: directory.map(Path::to_owned),
            chunks: Mutex::default(),
        })
    }

    /// Lets a text wait.
    pub fn keep(self: &Arc<Self>, text: &Packed) -> PageText {
        let bytes = text.as_bytes();
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let (chunk, start) = (chunks.full.len(), chunks.open.len());
        chunks.open.extend_from_slice(bytes);
        if chunks.open.len() >= CHUNK {
            chunks.close(|| self.make_file());
        }
        PageText(Whereabouts::Waits {
            spill: Arc::clone(self),
            chunk,
            start,
            length: bytes.len(),
        })
    }

    fn make_file(&self) -> io::Result<File> {
        let own = self.directory.as_deref().map(tempfile::tempfile_in);
        match own {
            Some(Ok(file)) => Ok(file),
            _ => tempfile::tempfile(),
        }
    }

    fn read(&self, chunk: usize, start: usize, length: usize) -> io::Result<Packed> {
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let chunks = &mut *chunks;
        let within = |bytes: &[u8]| {
            let found = bytes.get(start..start + length);
            found.map(Packed::from_bytes).ok_or(io::ErrorKind::UnexpectedEof)
        };
        match chunks.full.get(chunk) {
            None => Ok(within(&chunks.open)?),
            Some(Chunk::InMemory(bytes)) => Ok(within(bytes)?),
            Some(Chunk::InFile(offset)) => {
                let file = chunks.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
                let mut bytes = vec![0; length];
                file.seek(SeekFrom::Start(offset + start as u64))?;
                file.read_exact(&mut bytes)?;
                Ok(Packed::from_bytes(&bytes))
            }
        }
    }
}

impl Chunks {
    /// Begins the next chunk.
    fn close(&mut self, make_file: impl FnOnce() -> io::Result<File>) {
        let bytes = std::mem::take(&mut self.open);
        if self.full.len() >= MOST_IN_MEMORY && !self.has_failed {
            match self.write(&bytes, make_file) {
                Ok(offset) => {
                    self.full.push(Chunk::InFile(offset));
                    // Its room serves the next chunk.
                    self.open = bytes;
                    self.open.clear();
                    return;
                }
                Err(_) => self.has_failed = true,
            }
        }
        self.full.push(Chunk::InMemory(bytes.into()));
    }

    /// Writes a chunk behind the others, and tells where it begins.
    fn write(&mut self, bytes: &[u8], make_file: impl FnOnce() -> io::Result<File>) -> io::Result<u64> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(make_file()?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(bytes)?;
        let offset = self.end;
        self.end += bytes.len() as u64;
        Ok(offset)
    }
}

impl PageText {
    /// The text. It is an error if it was in a file and cannot be read any more.
    pub fn read(&self) -> io::Result<String> {
        let text = match &self.0 {
            Whereabouts::Here(text) => text.unpack(),
            Whereabouts::Waits {
                spill,
                chunk,
                start,
                length,
            } => spill.read(*chunk, *start, *length)?.unpack(),
        };
        text.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

impl Default for PageText {
    fn default() -> Self {
        Packed::default().into()
    }
}

impl From<Packed> for PageText {
    fn from(text: Packed) -> Self {
        Self(Whereabouts::Here(text))
    }
}

impl From<&str> for PageText {
    fn from(text: &str) -> Self {
        Packed::from(text).into()
    }
}

impl From<String> for PageText {
    fn from(text: String) -> Self {
        Packed::from(text).into()
    }
}

impl PartialEq for PageText {
    fn eq(&self, other: &Self) -> bool {
        matches!((self.read(), other.read()), (Ok(left), Ok(right)) if left == right)
    }
}

impl fmt::Debug for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that hardly get smaller, of about so many chunks.
    fn texts(chunks: usize) -> Vec<String> {
        let size = 50_000;
        let text = |number: usize| {
            let mut state = number as u64 + 1;
            let random = |_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                char::from(b' ' + u8::try_from(state % 64).unwrap())
            };
            (0..size).map(random).collect()
        };
        (0..chunks * CHUNK / size).map(text).collect()
    }

    #[test]
    fn texts_come_out_as_they_went_in_and_only_many_need_a_file() {
        let directory = tempfile::tempdir().unwrap();
        for (chunks, is_in_file) in [(1, false), (MOST_IN_MEMORY + 4, true)] {
            let spill = Spill::new(Some(directory.path()));
            let texts = texts(chunks);
            let kept: Vec<PageText> = texts
                .iter()
                .map(|text| spill.keep(&text.as_str().into()))
                .collect();
            assert_eq!(spill.chunks.lock().unwrap().file.is_some(), is_in_file);
            // In another order than they came in, and several times.
            for (kept, text) in kept.iter().zip(&texts).rev().chain(kept.iter().zip(&texts)) {
                assert_eq!(kept.read().unwrap(), *text);
            }
            assert_eq!(directory.path().read_dir().unwrap().count(), 0);
        }
    }

    #[test]
    fn texts_stay_in_memory_where_the_file_cannot_be_written() {
        let mut chunks = Chunks::default();
        let full = tempfile::tempdir().unwrap();
        let path = full.path().join("file");
        #[expect(
            clippy::disallowed_methods,
            reason = "a file that can only be read refuses what is written"
        )]
        {
            std::fs::write(&path, "").unwrap();
        }
        for number in 0..MOST_IN_MEMORY + 3 {
            chunks.open = vec![u8::try_from(number).unwrap(); CHUNK];
            #[expect(clippy::disallowed_methods, reason = "as above")]
            chunks.close(|| File::open(&path));
        }
        assert!(chunks.has_failed);
        let are_here = |chunk: &Chunk| matches!(chunk, Chunk::InMemory(bytes) if bytes.len() == CHUNK);
        assert!(chunks.full.len() == MOST_IN_MEMORY + 3 && chunks.full.iter().all(are_here));
    }

    #[test]
    fn a_text_that_cannot_be_read_any_more_is_an_error() {
        let spill = Spill::new(None);
        let texts = texts(MOST_IN_MEMORY + 2);
        let kept: Vec<PageText> = texts
            .iter()
            .map(|text| spill.keep(&text.as_str().into()))
            .collect();
        spill
            .chunks
            .lock()
            .unwrap()
            .file
            .as_ref()
            .unwrap()
            .set_len(0)
            .unwrap();
        assert!(kept.iter().any(|text| text.read().is_err()));
        assert_eq!(kept[0].read().unwrap(), texts[0]);
    }
}
