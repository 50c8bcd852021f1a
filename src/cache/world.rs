//! A disk in memory that fails when it is told to, for the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use super::disk::{Disk, Opened};
use super::{Cache, CacheOptions};

/// What goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    None,
    /// The process is killed at this change: a write is done by half, anything else not at all.
    KilledAt(usize),
    /// There is room for so many bytes more.
    Full(usize),
    /// Nothing may be changed.
    ReadOnly,
    /// When this file is opened first, it has just got this other name.
    Renamed(PathBuf, PathBuf),
}

pub(crate) struct World {
    pub(super) files: BTreeMap<PathBuf, (SharedBytes, SystemTime)>,
    directories: BTreeSet<PathBuf>,
    pub(super) now: SystemTime,
    pub(crate) fault: Fault,
    /// How many changes were asked for.
    pub(crate) changes: usize,
}

type SharedBytes = Arc<Mutex<Vec<u8>>>;

/// A handle of the disk; copies are handles of the same.
#[derive(Clone)]
pub(crate) struct MemoryDisk(Arc<Mutex<World>>);

struct Writer {
    world: MemoryDisk,
    bytes: SharedBytes,
    at: usize,
}

impl MemoryDisk {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(World {
            files: BTreeMap::new(),
            directories: BTreeSet::new(),
            now: SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 20_000),
            fault: Fault::None,
            changes: 0,
        })))
    }

    /// A cache on this disk.
    pub(crate) fn cache(&self, options: &CacheOptions) -> Cache {
        Cache::on(Box::new(self.clone()), options)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    /// Another disk with the same files, and no fault.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        let files = self.files();
        let world = self.world();
        copy.world().directories = world.directories.clone();
        copy.world().now = world.now;
        drop(world);
        for (path, bytes) in files {
            copy.set(&path, bytes);
        }
        copy
    }

    pub(super) fn with(fault: Fault) -> Self {
        let disk = Self::new();
        disk.world().fault = fault;
        disk
    }

    /// All files with their bytes.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let world = self.world();
        let files = world.files.iter();
        files
            .map(|(path, (bytes, _))| (path.clone(), bytes.lock().unwrap().clone()))
            .collect()
    }

    pub(crate) fn set(&self, path: &Path, bytes: Vec<u8>) {
        let mut world = self.world();
        let now = world.now;
        world
            .directories
            .extend(path.ancestors().skip(1).map(Path::to_owned));
        world
            .files
            .insert(path.to_owned(), (Arc::new(Mutex::new(bytes)), now));
    }

    /// Lets days go by; a negative number sets the clock back.
    pub(super) fn pass(&self, days: i32) {
        let mut world = self.world();
        let time = Duration::from_hours(24 * u64::from(days.unsigned_abs()));
        world.now = if days < 0 {
            world.now - time
        } else {
            world.now + time
        };
    }

    /// Does a change that cannot be done by half.
    fn change<T>(&self, change: impl FnOnce(&mut World) -> io::Result<T>) -> io::Result<T> {
        let mut world = self.world();
        world.changes += 1;
        match world.fault {
            Fault::KilledAt(at) if world.changes >= at => Err(io::ErrorKind::Interrupted.into()),
            Fault::ReadOnly => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            _ => change(&mut world),
        }
    }

    fn writer(&self, path: &Path, is_new: bool) -> io::Result<Box<dyn Write + Send>> {
        let bytes = self.change(|world| {
            let is_there = world.files.contains_key(path);
            if is_new && is_there {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            if !path
                .parent()
                .is_some_and(|parent| world.directories.contains(parent))
            {
                return Err(io::ErrorKind::NotFound.into());
            }
            let now = world.now;
            let file = world.files.entry(path.to_owned());
            Ok(file.or_insert_with(|| (Arc::default(), now)).0.clone())
        })?;
        Ok(Box::new(Writer {
            world: self.clone(),
            bytes,
            at: 0,
        }))
    }
}

impl Write for Writer {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut world = self.world.world();
        world.changes += 1;
        let changes = world.changes;
        let (written, failure) = match &mut world.fault {
            Fault::KilledAt(at) if changes > *at => (0, Some(io::ErrorKind::BrokenPipe)),
            Fault::KilledAt(at) if changes == *at => (data.len() / 2, Some(io::ErrorKind::BrokenPipe)),
            Fault::Full(room) if *room < data.len() => {
                let rest = std::mem::take(room);
                (rest, Some(io::ErrorKind::StorageFull))
            }
            Fault::Full(room) => {
                *room -= data.len();
                (data.len(), None)
            }
            Fault::ReadOnly => (0, Some(io::ErrorKind::ReadOnlyFilesystem)),
            _ => (data.len(), None),
        };
        let mut bytes = self.bytes.lock().unwrap();
        let end = self.at + written;
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        bytes[self.at..end].copy_from_slice(&data[..written]);
        self.at = end;
        failure.map_or(Ok(written), |kind| Err(kind.into()))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Opened for SharedBytes {
    fn length(&self) -> io::Result<u64> {
        Ok(self.lock().unwrap().len() as u64)
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<()> {
        let bytes = self.lock().unwrap();
        let start = usize::try_from(offset).unwrap();
        let part = bytes.get(start..).and_then(|rest| rest.get(..into.len()));
        into.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

impl Disk for MemoryDisk {
    fn now(&self) -> SystemTime {
        self.world().now
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<String>> {
        let world = self.world();
        if !world.directories.contains(directory) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let all = world.files.keys().chain(&world.directories);
        let here = all.filter(|path| path.parent() == Some(directory));
        Ok(here
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect())
    }

    fn modified(&self, path: &Path) -> io::Result<SystemTime> {
        let world = self.world();
        let file = world.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(file.1)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Opened>> {
        let mut world = self.world();
        if let Fault::Renamed(from, to) = world.fault.clone()
            && from == path
            && let Some(file) = world.files.remove(&from)
        {
            world.files.insert(to, file);
        }
        let file = world.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(file.0.clone()))
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        self.change(|world| {
            world.directories.extend(path.ancestors().map(Path::to_owned));
            Ok(())
        })
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        self.writer(path, true)
    }

    fn overwrite(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        self.writer(path, false)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(|world| {
            let file = world.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
            world.files.insert(to.to_owned(), file);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(|world| {
            let removed = world.files.remove(path);
            removed.map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }

    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        self.change(|world| {
            world.directories.remove(path);
            Ok(())
        })
    }
}
