//! The directory of a cache: whose it is, what stands where in it, and how files come into it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::disk::{self, Disk};
use super::table::Day;
use crate::diagnostic::{Code, Diagnostic};

/// Marks a cache directory (<https://bford.info/cachedir/>), which backup programs leave alone, and this one as ours.
const TAG: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n\
    # This file marks a cache directory of mdbook-autodoc, which can be deleted at any time.\n";
const TAG_NAME: &str = "CACHEDIR.TAG";

/// The directory of what is written now. Whoever changes a format changes the name, so that versions do not fight.
const VERSION: &str = "v1";

/// How the names of files begin that are being written.
const TEMPORARY: &str = "tmp-";

/// After this time without a change, the run that was writing a file is dead.
const DEAD_AFTER: Duration = Duration::from_hours(1);

/// After this time without a change, nobody uses a version any more.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(24 * 60);

/// The directory of a cache.
pub(super) struct Directory {
    pub(super) disk: Box<dyn Disk>,
    root: PathBuf,
    /// Why nothing may be kept there.
    refusal: Option<Diagnostic>,
}

/// A file that gets its name when it is whole. Without that it goes away.
pub(super) struct Temporary {
    directory: Arc<Directory>,
    path: PathBuf,
    is_kept: bool,
}

impl Directory {
    /// Its path.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Looks at a directory. That it is missing is fine.
    pub(super) fn open(disk: Box<dyn Disk>, root: &Path) -> Self {
        let mut directory = Self {
            disk,
            root: root.to_owned(),
            refusal: None,
        };
        directory.refusal = match directory.is_ours() {
            Ok(true) => None,
            Ok(false) => Some(directory.foreign()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => Some(directory.unusable("read", &error)),
        };
        directory
    }

    /// Whether the directory is one that this program made, or is empty.
    fn is_ours(&self) -> io::Result<bool> {
        // The names come first: where there are other files, the tag was complete before them.
        let names = self.disk.list(&self.root)?;
        if names.is_empty() {
            return Ok(true);
        }
        let tag = disk::read(&*self.disk, &self.root.join(TAG_NAME), 1 << 10).unwrap_or_default();
        // A run that was killed has left the beginning of a tag, and nothing else.
        let has_begun = names == [TAG_NAME] && TAG.starts_with(&tag);
        Ok(tag == TAG || has_begun)
    }

    /// Why nothing may be kept here.
    pub(super) fn refusal(&self) -> Option<Diagnostic> {
        self.refusal.clone()
    }

    fn foreign(&self) -> Diagnostic {
        let message = format!(
            "`{}` is no cache of mdbook-autodoc and holds other files: nothing is kept there",
            self.root.display()
        );
        Diagnostic::new(Code::CacheUnavailable, message)
            .help("set `performance.cache-dir` to a directory that is new, empty or of an earlier run")
    }

    /// The warning that the cache cannot be read or written.
    pub(super) fn unusable(&self, what: &str, error: &io::Error) -> Diagnostic {
        let message = format!("the cache in `{}` cannot be {what}: {error}", self.root.display());
        Diagnostic::new(Code::CacheUnavailable, message).help(
            "set `performance.cache-dir` to a directory that can be written, or `performance.cache = false`",
        )
    }

    /// The path of a file of ours.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(VERSION).join(name)
    }

    /// The names of our files; none if they cannot be had.
    pub(super) fn names(&self) -> Vec<String> {
        if self.refusal.is_some() {
            return Vec::new();
        }
        let mut names = self.disk.list(&self.root.join(VERSION)).unwrap_or_default();
        names.sort();
        names
    }

    /// Today.
    pub(super) fn today(&self) -> Day {
        let since = self.disk.now().duration_since(SystemTime::UNIX_EPOCH);
        let days = since.unwrap_or_default().as_secs() / (24 * 60 * 60);
        Day::try_from(days).unwrap_or(Day::MAX)
    }

    /// Makes the directory as far as it is not there.
    fn prepare(&self) -> io::Result<()> {
        self.disk.create_directory(&self.root)?;
        // Several processes may do this at once. All write the same bytes over each other, and none cuts the file off,
        // so that it is never seen with fewer.
        self.disk.overwrite(&self.root.join(TAG_NAME))?.write_all(TAG)?;
        self.disk
            .overwrite(&self.root.join(".gitignore"))?
            .write_all(b"*\n")?;
        self.disk.create_directory(&self.root.join(VERSION))
    }

    /// Begins a file.
    pub(super) fn create(self: &Arc<Self>) -> io::Result<(Temporary, Box<dyn Write + Send>)> {
        if self.disk.list(&self.root.join(VERSION)).is_err() {
            self.prepare()?;
        }
        let process = std::process::id();
        let mut number = 0;
        loop {
            let path = self.path(&format!("{TEMPORARY}{process}-{number}"));
            match self.disk.create(&path) {
                Ok(file) => {
                    let temporary = Temporary {
                        directory: Arc::clone(self),
                        path,
                        is_kept: false,
                    };
                    return Ok((temporary, file));
                }
                // Of another thread, or of a process with the same number on another machine or in a container.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Removes what runs that were killed have left of our files.
    pub(super) fn remove_dead(&self, names: &[String]) {
        for name in names.iter().filter(|name| name.starts_with(TEMPORARY)) {
            let path = self.path(name);
            if self.is_older(&path, DEAD_AFTER) {
                // Another process may have removed it.
                let _ = self.disk.remove(&path);
            }
        }
    }

    /// Removes what other versions of this program have left, where none of it was written for long. A version that is
    /// in use writes every few days.
    pub(super) fn remove_forgotten(&self) -> io::Result<()> {
        for (directory, files) in self.versions()? {
            let is_forgotten = files.iter().all(|path| self.is_older(path, FORGOTTEN_AFTER));
            if is_forgotten && directory != self.root.join(VERSION) {
                self.remove_version(&directory, &files)?;
            }
        }
        Ok(())
    }

    /// How many bytes all that is ours has, as far as it can be told.
    pub(super) fn size(&self) -> u64 {
        let versions = self.versions().unwrap_or_default().into_iter();
        let files = versions.flat_map(|(_, files)| files);
        files
            .filter_map(|path| self.disk.open(&path).ok()?.length().ok())
            .sum()
    }

    /// Removes all that is ours, and tells how many bytes it had.
    pub(super) fn clean(&self) -> io::Result<u64> {
        let versions = match self.versions() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            versions => versions?,
        };
        let mut bytes = 0;
        for (directory, files) in versions {
            for path in &files {
                bytes += self.disk.open(path)?.length()?;
            }
            self.remove_version(&directory, &files)?;
        }
        // The tag goes last, so that what is left of a run that was killed is still ours. Both may be missing, and
        // somebody may have put other files beside them.
        for name in [".gitignore", TAG_NAME] {
            let _ = self.disk.remove(&self.root.join(name));
        }
        let _ = self.disk.remove_directory(&self.root);
        Ok(bytes)
    }

    /// The directories of the versions of this program, with the files in them.
    fn versions(&self) -> io::Result<Vec<(PathBuf, Vec<PathBuf>)>> {
        let is_version =
            |name: &String| matches!(name.strip_prefix('v'), Some(number) if number.parse::<u32>().is_ok());
        let names = self.disk.list(&self.root)?;
        let versions = names.iter().filter(|name| is_version(name)).map(|name| {
            let directory = self.root.join(name);
            let files = self.disk.list(&directory)?.into_iter();
            let files = files.map(|name| directory.join(name)).collect();
            Ok((directory, files))
        });
        versions.collect()
    }

    fn remove_version(&self, directory: &Path, files: &[PathBuf]) -> io::Result<()> {
        files.iter().try_for_each(|path| self.disk.remove(path))?;
        self.disk.remove_directory(directory)
    }

    /// Whether a file was changed last before so long. One from the future was not.
    fn is_older(&self, path: &Path, age: Duration) -> bool {
        let modified = self.disk.modified(path);
        modified.is_ok_and(|time| self.disk.now().duration_since(time).is_ok_and(|old| old > age))
    }
}

impl Temporary {
    /// Gives the file its name, in the place of what has it.
    pub(super) fn keep(mut self, name: &str) -> io::Result<()> {
        let directory = &self.directory;
        directory.disk.rename(&self.path, &directory.path(name))?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_kept {
            // If this fails too, a later run removes it.
            let _ = self.directory.disk.remove(&self.path);
        }
    }
}
