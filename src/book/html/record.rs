//! What the files of a site were made of, so that those that would come out the same are neither made nor read again.
//!
//! A file that somebody else has changed or removed since is seen by its size and times. That needs a clock that has gone
//! on since a file was written: one that was written in the same tick of the clock as the record is not in it, and is
//! read in the next build.

#![expect(
    clippy::disallowed_methods,
    reason = "the files of the built book are looked at"
)]

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::{Digest, KeepSlices};
use crate::digest::Bytes;
use crate::discover::Stat;

/// What a file was made of.
pub(super) type Origin = [u8; 16];

/// How often it is waited for the clock of the file system, and how long: the clocks of most go on every few
/// milliseconds.
const WAITS: u32 = 3;
const WAIT: Duration = Duration::from_millis(4);

/// The files of a site as the last build has left them.
#[derive(Debug, Default)]
pub(super) struct Record {
    files: HashMap<PathBuf, ([u8; Stat::BYTES], Origin)>,
    /// The name of the search index that the pages have in them.
    pub(super) search_index: String,
}

impl Record {
    /// The record of the site in `destination`; an empty one where there is none.
    pub(super) fn read(keep: &dyn KeepSlices, destination: &Path) -> Self {
        let bytes = keep.record(&place(destination));
        let read = bytes.and_then(|bytes| postcard::from_bytes::<Written>(&bytes).ok());
        let Some((search_index, files)) = read else {
            return Self::default();
        };
        let file = |(path, stat, origin): (String, Vec<u8>, Origin)| {
            Some((PathBuf::from(path), (stat.try_into().ok()?, origin)))
        };
        Self {
            files: files.into_iter().filter_map(file).collect(),
            search_index,
        }
    }

    /// What a file was made of that is as it was left.
    pub(super) fn origin(&self, path: &Path, destination: &Path) -> Option<Origin> {
        let (_, origin) = self.files.get(path)?;
        self.has(path, origin, destination).then_some(*origin)
    }

    /// Keeps it for the next build.
    pub(super) fn write(self, keep: &dyn KeepSlices, destination: &Path) {
        let files = self.files.into_iter();
        let file = |(path, (stat, origin)): (PathBuf, ([u8; Stat::BYTES], Origin))| {
            Some((path.to_str()?.to_owned(), stat.to_vec(), origin))
        };
        let mut files: Vec<_> = files.filter_map(file).collect();
        files.sort();
        let written: Written = (self.search_index, files);
        if let Ok(bytes) = postcard::to_stdvec(&written) {
            keep.set_record(&place(destination), bytes);
        }
    }

    /// Whether a file is as it was left, and was made of the same.
    pub(super) fn has(&self, path: &Path, origin: &Origin, destination: &Path) -> bool {
        let known = self.files.get(path).filter(|(_, known)| known == origin);
        known.is_some_and(|(stat, _)| {
            let found = destination.join(path).symlink_metadata();
            found.is_ok_and(|found| found.is_file() && Stat::of(&found).to_bytes() == *stat)
        })
    }
}

/// What the files of a site were made of that is about to be put into its place.
#[derive(Debug, Default)]
pub(super) struct Origins {
    pub(super) files: Vec<(PathBuf, Origin)>,
    /// The name of the search index.
    pub(super) search_index: String,
}

impl Origins {
    /// Looks at the files, when all of them are in their place.
    pub(super) fn see(self, destination: &Path) -> Seen {
        let mut files = Vec::with_capacity(self.files.len());
        for (path, origin) in self.files {
            if let (Some(name), Ok(found)) = (path.to_str(), destination.join(&path).symlink_metadata())
                && found.is_file()
            {
                files.push((name.to_owned(), Stat::of(&found), origin));
            }
        }
        Seen {
            files,
            search_index: self.search_index,
        }
    }
}

/// The files of a site as they were found in their place.
pub(super) struct Seen {
    files: Vec<(String, Stat, Origin)>,
    search_index: String,
}

impl Seen {
    /// The record of the site. `beside` is a directory for a file that is there for a moment.
    pub(super) fn record(self, beside: &Path) -> Record {
        let Ok(now) = later(beside, &self.files) else {
            return Record::default();
        };
        let files = self.files.into_iter().filter(|(_, stat, _)| stat.is_before(&now));
        let files = files.map(|(path, stat, origin)| (PathBuf::from(path), (stat.to_bytes(), origin)));
        Record {
            files: files.collect(),
            search_index: self.search_index,
        }
    }
}

/// A record as it is kept.
type Written = (String, Vec<(String, Vec<u8>, Origin)>);

fn place(destination: &Path) -> Digest {
    let mut bytes = Bytes::default();
    bytes.add(destination);
    bytes.digest()
}

/// What is said of a file that is written now, if possible after all of these.
fn later(beside: &Path, files: &[(String, Stat, Origin)]) -> io::Result<Stat> {
    let path = beside.join("now");
    for _ in 0..WAITS {
        let now = written_now(&path)?;
        if files.iter().all(|(_, stat, _)| stat.is_before(&now)) {
            return Ok(now);
        }
        sleep(WAIT);
    }
    written_now(&path)
}

fn written_now(path: &Path) -> io::Result<Stat> {
    let file = File::create(path)?;
    io::Write::write_all(&mut &file, b"now")?;
    Ok(Stat::of(&fs::metadata(path)?))
}

/// Something that a file is made of, in short.
pub(super) fn origin(bytes: &Bytes) -> Origin {
    let mut origin = [0; 16];
    origin.copy_from_slice(&bytes.digest()[..16]);
    origin
}
