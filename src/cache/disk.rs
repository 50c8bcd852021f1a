//! The part of the outside world that the cache touches, behind a trait so that tests can make it fail.

#![expect(clippy::disallowed_methods, reason = "the cache has a directory of its own")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

/// Directories, files and a clock.
pub(super) trait Disk: Send + Sync {
    /// What time it is.
    fn now(&self) -> SystemTime;

    /// The names in a directory, in no order.
    fn list(&self, directory: &Path) -> io::Result<Vec<String>>;

    /// When a file was changed last.
    fn modified(&self, path: &Path) -> io::Result<SystemTime>;

    /// Opens a file for reading.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Opened>>;

    /// Makes a directory and those above it, as far as they are not there.
    fn create_directory(&self, path: &Path) -> io::Result<()>;

    /// Makes a file that is not there yet.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Write + Send>>;

    /// Opens a file to write from its start on, over what it has. It is made if need be.
    fn overwrite(&self, path: &Path) -> io::Result<Box<dyn Write + Send>>;

    /// Gives a file another name, in the place of what has that name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty directory.
    fn remove_directory(&self, path: &Path) -> io::Result<()>;
}

/// A file that was opened for reading. It can be read to its end even if it is removed meanwhile.
pub(super) trait Opened: Send + Sync {
    /// How many bytes it has.
    fn length(&self) -> io::Result<u64>;

    /// Fills `bytes` with what stands from `offset` on.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;
}

/// The file system of the operating system.
pub(super) struct Real;

impl Disk for Real {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(directory)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        Ok(names)
    }

    fn modified(&self, path: &Path) -> io::Result<SystemTime> {
        fs::symlink_metadata(path)?.modified()
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Opened>> {
        Ok(Box::new(File::open(path)?))
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(File::create_new(path)?))
    }

    fn overwrite(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).open(path)?;
        Ok(Box::new(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

impl Opened for File {
    fn length(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, bytes, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(self, rest, offset)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            rest = &mut rest[read..];
            offset += read as u64;
        }
        Ok(())
    }
}

/// Reads a file of at most `most` bytes as a whole.
pub(super) fn read(disk: &dyn Disk, path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = disk.open(path)?;
    let length = file.length()?;
    let mut bytes = Vec::new();
    let size = usize::try_from(length).ok().filter(|_| length <= most);
    let size = size.ok_or(io::ErrorKind::FileTooLarge)?;
    bytes
        .try_reserve_exact(size)
        .map_err(|_| io::ErrorKind::OutOfMemory)?;
    bytes.resize(size, 0);
    file.read_at(&mut bytes, 0)?;
    Ok(bytes)
}
