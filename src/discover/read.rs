//! Reading files that may be anything by now.

#![expect(
    clippy::disallowed_methods,
    reason = "this module reads the files that were found"
)]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::SourceFile;
use super::files::Files;
use super::stat::Stat;
use crate::diagnostic::{Code, Diagnostic};

/// Why a file was not read.
pub(crate) enum Unread {
    /// A directory, FIFO, socket or device.
    NotRegular,
    /// More bytes than the limit; so many at least.
    TooLarge(u64),
    /// What the operating system says.
    Failed(io::Error),
}

/// A file that was read.
#[derive(Debug)]
pub struct ReadFile {
    /// Its bytes, in one piece.
    pub bytes: Vec<u8>,
    /// What was said of it just before.
    pub stat: Stat,
}

/// Reads a file that was found.
///
/// The file may have changed since: it is looked at again, so that a FIFO or device in its place never blocks,
/// and no more than `max_file_size` bytes (0 for no limit) are read, however it grows. One diagnostic says why a
/// file cannot be had.
pub fn read_source(files: &Files, file: &SourceFile, max_file_size: u64) -> Result<ReadFile, Diagnostic> {
    let limit = if max_file_size == 0 {
        u64::MAX
    } else {
        max_file_size
    };
    files.read(&file.path, limit).map_err(|reason| {
        let diagnostic = match reason {
            Unread::NotRegular => Diagnostic::new(Code::SkippedFile, "this is no longer a regular file"),
            Unread::TooLarge(size) => too_large(size, max_file_size),
            Unread::Failed(error) => {
                Diagnostic::new(Code::UnreadableFile, format!("the file cannot be read: {error}"))
            }
        };
        diagnostic.in_file(file.display.clone())
    })
}

/// The bytes of a regular file on disk of at most `limit` bytes.
pub(crate) fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    read_file(path, limit).map(|file| file.bytes)
}

/// Reads a regular file on disk of at most `limit` bytes.
pub(super) fn read_file(path: &Path, limit: u64) -> Result<ReadFile, Unread> {
    // Opening a device may do something, so the kind of file is asked for first; what was opened is asked again, in
    // case it was replaced in between.
    let mut size = regular_size(&fs::metadata(path).map_err(Unread::Failed)?, limit)?;
    let file = open(path).map_err(Unread::Failed)?;
    let metadata = file.metadata().map_err(Unread::Failed)?;
    size = size.max(regular_size(&metadata, limit)?);
    let mut bytes = Vec::new();
    let reserved = bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX));
    reserved.map_err(|_| Unread::Failed(io::ErrorKind::OutOfMemory.into()))?;
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(Unread::Failed)?;
    let read = bytes.len() as u64;
    if read > limit {
        Err(Unread::TooLarge(read))
    } else {
        let stat = Stat::of(&metadata);
        Ok(ReadFile { bytes, stat })
    }
}

/// Opens a file for reading. Opening a FIFO would wait until somebody writes to it, and must not.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(NONBLOCK)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// `O_NONBLOCK` of `fcntl.h`, which the standard library does not name.
#[cfg(unix)]
const NONBLOCK: i32 = if cfg!(any(target_os = "linux", target_os = "android")) {
    if cfg!(any(target_arch = "mips", target_arch = "mips64")) {
        0x80
    } else if cfg!(any(target_arch = "sparc", target_arch = "sparc64")) {
        0x4000
    } else {
        0x800
    }
} else if cfg!(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd"
)) {
    0x4
} else {
    0
};

fn regular_size(metadata: &fs::Metadata, limit: u64) -> Result<u64, Unread> {
    if !metadata.is_file() {
        return Err(Unread::NotRegular);
    }
    if metadata.len() > limit {
        Err(Unread::TooLarge(metadata.len()))
    } else {
        Ok(metadata.len())
    }
}

/// A file is over the limit.
pub(super) fn too_large(size: u64, max_file_size: u64) -> Diagnostic {
    let message = format!("the file has {size} bytes, more than `max-file-size` ({max_file_size}) allows");
    Diagnostic::new(Code::SkippedFile, message).help("raise `max-file-size`, or set it to 0 for no limit")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The FIFO that takes the place of a file between the look at it and its opening.
    #[test]
    fn a_fifo_is_opened_without_waiting_for_a_writer() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.py");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        let file = open(&path).unwrap();
        assert!(matches!(
            regular_size(&file.metadata().unwrap(), 1),
            Err(Unread::NotRegular)
        ));
    }
}
