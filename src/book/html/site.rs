//! The files of a built book: where each comes from, and how they take the place of those of the last build.

#![expect(
    clippy::disallowed_methods,
    reason = "the files of the built book are written, compared and removed here"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{RunJobs, random, without_search_index};
use crate::name::count;

/// Where a file of the site comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// It was made by this build, as it is.
    Made(PathBuf),
    /// It was made by this build, and names that were not known then are to be put in.
    Page(PathBuf),
    /// It is copied from the sources of the book.
    Copied(PathBuf),
    /// It is in its place, as this build would make it.
    There,
    /// It is in its place but for a name.
    Changed(Change),
}

impl Source {
    /// Takes a file for being in its place that was moved there.
    pub(super) fn settle(&mut self) {
        if let Self::Made(from) | Self::Page(from) = self
            && !from.exists()
        {
            *self = Self::There;
        }
    }
}

/// What becomes of the files in the directory of a site that are none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stale<'a> {
    /// They stay: the site is not whole yet.
    Stays,
    /// They go, but for these.
    GoesBut(&'a [&'a str]),
}

impl Stale<'_> {
    fn stays(self, path: &Path) -> bool {
        match self {
            Self::Stays => true,
            Self::GoesBut(others) => others.iter().any(|other| path == Path::new(other)),
        }
    }
}

/// A name that another of the same length takes the place of, in a file that is in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    places: Vec<u64>,
    to: String,
}

impl Change {
    /// The change of a name, which stands at these places of a file; nothing where the file cannot be changed so.
    pub(super) fn find(path: &Path, places: Vec<u64>, from: &str, to: &str) -> Option<Self> {
        let mut file = File::options().read(true).write(true).open(path).ok()?;
        let mut found = vec![0; from.len()];
        let is_so = from.len() == to.len()
            && is_alone(&file.metadata().ok()?)
            && places.iter().all(|place| {
                let read = file.seek(SeekFrom::Start(*place));
                read.is_ok() && file.read_exact(&mut found).is_ok() && found == from.as_bytes()
            });
        is_so.then(|| Self {
            places,
            to: to.to_owned(),
        })
    }

    fn make(&self, path: &Path) -> io::Result<()> {
        let mut file = File::options().write(true).open(path)?;
        for place in &self.places {
            file.seek(SeekFrom::Start(*place))?;
            file.write_all(self.to.as_bytes())?;
        }
        Ok(())
    }
}

/// Whether a file has no other name, under which it was to stay as it is.
#[cfg(unix)]
fn is_alone(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) == 1
}

/// Whether a file has no other name, which cannot be told.
#[cfg(not(unix))]
fn is_alone(_: &fs::Metadata) -> bool {
    false
}

/// All files of a site, by their paths below its directory. What is put in later takes the place of what was there.
#[derive(Clone, Debug, Default)]
pub(super) struct Site {
    files: BTreeMap<PathBuf, Source>,
    directories: BTreeSet<PathBuf>,
    /// Names that stand for others in pages, and those.
    names: Vec<(String, String)>,
}

/// Why a site was not put into its place.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot be {action}", path.display())]
pub(super) struct SiteError {
    path: PathBuf,
    action: &'static str,
    source: io::Error,
}

fn failed<'a>(path: &'a Path, action: &'static str) -> impl FnOnce(io::Error) -> SiteError + use<'a> {
    move |source| SiteError {
        path: path.to_owned(),
        action,
        source,
    }
}

impl Site {
    /// Puts a file in.
    pub(super) fn add(&mut self, path: impl AsRef<Path>, source: Source) {
        self.files.insert(plain(path.as_ref()), source);
    }

    /// Has a directory, with or without files in it.
    pub(super) fn add_directory(&mut self, path: impl AsRef<Path>) {
        self.directories.insert(plain(path.as_ref()));
    }

    /// A name in pages stands for another.
    pub(super) fn rename(&mut self, from: String, to: String) {
        self.names.push((from, to));
    }

    /// A page with the names put in that stand for others.
    pub(super) fn named(&self, page: &str) -> String {
        self.names
            .iter()
            .fold(page.to_owned(), |page, (from, to)| page.replace(from, to))
    }

    /// Whether a file is made by the build, and not copied.
    pub(super) fn is_made(&self, path: &Path) -> bool {
        let source = self.files.get(&plain(path));
        source.is_some_and(|source| !matches!(source, Source::Copied(_)))
    }

    /// Whether there is a file or a directory of this path.
    pub(super) fn has(&self, path: &Path) -> bool {
        let path = &plain(path);
        self.files.contains_key(path)
            || self.directories.contains(path)
            || self
                .files
                .range(path.to_owned()..)
                .next()
                .is_some_and(|(first, _)| first.starts_with(path))
    }

    /// Takes for being in their place the files that were moved there.
    pub(super) fn settle(&mut self) {
        for source in self.files.values_mut() {
            source.settle();
        }
    }

    /// Puts the files into their place and removes what else is there, if anything. A file whose bytes are the same is
    /// not touched; any other is replaced as a whole. What pages need comes before them, and goes after them, so that every
    /// page is whole at every time. Of files that will be removed and that no book has it is told before they are. Returns
    /// how many pages are other ones for their readers than before.
    pub(super) fn take_over(
        &self,
        destination: &Path,
        workshop: &Workshop,
        jobs: &dyn RunJobs,
        stale: Stale<'_>,
    ) -> Result<usize, SiteError> {
        let files: Vec<_> = self.files.iter().collect();
        let staged = each(files.len(), jobs, &|number| {
            let (path, source) = files[number];
            let step = self.stage(path, source, destination, workshop, number)?;
            Ok((path, step))
        })?;
        fs::create_dir_all(destination).map_err(failed(destination, "made"))?;
        let mut old = Listing::default();
        if stale != Stale::Stays {
            old.read(destination, Path::new(""))?;
        }
        let stale: Vec<&PathBuf> = old
            .files
            .iter()
            .filter(|path| !self.files.contains_key(*path) && !stale.stays(path))
            .collect();
        let is_foreign = |path: &&&PathBuf| !is_of_a_book(path, &destination.join(path));
        let foreign: Vec<&PathBuf> = stale.iter().filter(is_foreign).copied().collect();
        if !foreign.is_empty() {
            tell_of_foreign(destination, &foreign);
        }
        self.make_directories(destination)?;
        // From here on nothing needs room on the disk.
        for pages in [false, true] {
            let moves: Vec<_> = staged
                .iter()
                .filter(|(path, step)| is_page(path) == pages && *step != Step::Stay)
                .collect();
            each(moves.len(), jobs, &|number| {
                let (path, step) = moves[number];
                step.make(&destination.join(path))
            })?;
        }
        self.remove_others(&stale, &old.directories, destination)?;
        let others = staged
            .iter()
            .filter(|(path, step)| is_page(path) && matches!(step, Step::Move(_, true)));
        Ok(others.count() + stale.iter().filter(|path| is_page(path)).count())
    }

    /// What is to be done to put a file into its place, for which it is made ready.
    fn stage(
        &self,
        path: &Path,
        source: &Source,
        destination: &Path,
        workshop: &Workshop,
        number: usize,
    ) -> Result<Step, SiteError> {
        let target = destination.join(path);
        let from = match source {
            Source::Made(from) | Source::Page(from) | Source::Copied(from) => from,
            Source::There => return Ok(Step::Stay),
            Source::Changed(change) => return Ok(Step::Change(change.clone())),
        };
        let mut from = from.clone();
        if let Source::Page(made) = source {
            let bytes = fs::read(made).map_err(failed(made, "read"))?;
            let named = replace_all(&bytes, &self.names);
            let is_same = target.symlink_metadata().is_ok_and(|found| found.is_file())
                && fs::read(&target).is_ok_and(|old| old == *named.as_deref().unwrap_or(&bytes));
            if is_same {
                return Ok(Step::Stay);
            }
            if let Some(named) = named {
                // Other names may be put in before the build ends.
                from = workshop.path().join(format!("named-{number}"));
                fs::write(&from, named).map_err(failed(&from, "written"))?;
            }
        } else if is_same(&target, &from, source) {
            return Ok(Step::Stay);
        }
        // Whether it is another one for its readers.
        let is_other = !is_page(path) || is_another(&target, &from);
        let staged = match source {
            Source::Copied(_) => {
                let staged = workshop.path().join(format!("copy-{number}"));
                // With its permissions.
                fs::copy(&from, &staged).map_err(failed(&from, "copied"))?;
                staged
            }
            _ => from,
        };
        Ok(Step::Move(staged, is_other))
    }

    /// Makes the directories of the site; a file that is in the way goes.
    fn make_directories(&self, destination: &Path) -> Result<(), SiteError> {
        for directory in self.all_directories() {
            let full = destination.join(&directory);
            if full.symlink_metadata().is_ok_and(|found| !found.is_dir()) && !full.is_dir() {
                fs::remove_file(&full).map_err(failed(&full, "removed"))?;
            }
            fs::create_dir_all(&full).map_err(failed(&full, "made"))?;
        }
        Ok(())
    }

    /// Every directory with a file in it, and those that are there for themselves; parents come first.
    fn all_directories(&self) -> BTreeSet<PathBuf> {
        let mut all = BTreeSet::new();
        let with_files = self.files.keys().filter_map(|path| path.parent());
        for directory in with_files.chain(self.directories.iter().map(PathBuf::as_path)) {
            let ancestors = directory.ancestors().filter(|path| !path.as_os_str().is_empty());
            for ancestor in ancestors {
                if !all.insert(ancestor.to_owned()) {
                    break;
                }
            }
        }
        all
    }

    fn remove_others(
        &self,
        stale: &[&PathBuf],
        old_directories: &BTreeSet<PathBuf>,
        destination: &Path,
    ) -> Result<(), SiteError> {
        let directories = self.all_directories();
        for path in stale {
            let full = destination.join(path);
            // A directory is where a link to one was, or the file of that name went when a directory came.
            let is_there = full.symlink_metadata().is_ok();
            if is_there && !directories.contains(*path) {
                fs::remove_file(&full).map_err(failed(&full, "removed"))?;
            }
        }
        for path in old_directories.iter().rev() {
            let full = destination.join(path);
            if !directories.contains(path) && full.is_dir() {
                fs::remove_dir(&full).map_err(failed(&full, "removed"))?;
            }
        }
        Ok(())
    }
}

/// What is to be done to put a file into its place.
#[derive(PartialEq, Eq)]
enum Step {
    /// Nothing: it is there.
    Stay,
    /// It comes from here, and may be another one for its readers.
    Move(PathBuf, bool),
    /// It is there, but for a name.
    Change(Change),
}

impl Step {
    fn make(&self, target: &Path) -> Result<(), SiteError> {
        match self {
            Self::Stay => Ok(()),
            Self::Change(change) => change.make(target).map_err(failed(target, "changed")),
            Self::Move(from, _) => {
                if target.is_dir() && !target.is_symlink() {
                    fs::remove_dir_all(target).map_err(failed(target, "removed"))?;
                }
                move_file(from, target).map_err(failed(target, "written"))
            }
        }
    }
}

/// Whether a page is another one for its readers than that in its place.
fn is_another(target: &Path, from: &Path) -> bool {
    let Ok(old) = fs::read(target) else { return true };
    fs::read(from).map_or(true, |new| {
        without_search_index(&old) != without_search_index(&new)
    })
}

/// Does jobs, and has what they make in their order, or the first failure.
fn each<T: Send>(
    number: usize,
    jobs: &dyn RunJobs,
    job: &(dyn Fn(usize) -> Result<T, SiteError> + Sync),
) -> Result<Vec<T>, SiteError> {
    let made = Mutex::new(BTreeMap::new());
    jobs.each(number, &|at| {
        let result = job(at);
        made.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(at, result);
    });
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.into_values().collect()
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "html")
}

/// Says which files will go with the old site although they are none of it.
fn tell_of_foreign(directory: &Path, files: &[&PathBuf]) {
    const SHOWN: usize = 10;
    let shown = files.iter().take(SHOWN);
    let mut names: Vec<String> = shown.map(|path| format!("`{}`", path.display())).collect();
    if files.len() > SHOWN {
        names.push(format!("{} more", files.len() - SHOWN));
    }
    tracing::warn!(
        "{} in `{}` that this book does not have, and that no book makes, will be removed as mdBook does: {}; keep your own files elsewhere, or below the source directory of the book",
        count(files.len(), "file"),
        directory.display(),
        names.join(", ")
    );
}

/// A path without the parts that say nothing.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.components()
        .filter(|component| *component != Component::CurDir)
        .collect()
}

/// The bytes with names put in; nothing where there is none to put in.
fn replace_all(bytes: &[u8], names: &[(String, String)]) -> Option<Vec<u8>> {
    let mut out: Option<Vec<u8>> = None;
    for (from, to) in names {
        let current = out.as_deref().unwrap_or(bytes);
        let mut copied = 0;
        let mut new = Vec::new();
        for at in memchr::memmem::find_iter(current, from) {
            new.extend_from_slice(&current[copied..at]);
            new.extend_from_slice(to.as_bytes());
            copied = at + from.len();
        }
        if copied > 0 {
            new.extend_from_slice(&current[copied..]);
            out = Some(new);
        }
    }
    out
}

/// Whether a file is in its place already, byte for byte. It may be a large one.
fn is_same(target: &Path, from: &Path, source: &Source) -> bool {
    let (Ok(old), Ok(new)) = (target.symlink_metadata(), from.metadata()) else {
        return false;
    };
    let has_permissions = !matches!(source, Source::Copied(_)) || old.permissions() == new.permissions();
    old.is_file()
        && old.len() == new.len()
        && has_permissions
        && has_same_bytes(target, from).unwrap_or(false)
}

fn has_same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let open = |path| File::open(path).map(|file| BufReader::with_capacity(1 << 16, file));
    let (mut one, mut other) = (open(one)?, open(other)?);
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if left[..length] != right[..length] || (length == 0 && left.len() != right.len()) {
            return Ok(false);
        }
        if length == 0 {
            return Ok(true);
        }
        one.consume(length);
        other.consume(length);
    }
}

/// Moves a file, whole, over one that may be there; a directory may be on another disk than the one beside it.
fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let name = to.file_name().unwrap_or_default().to_string_lossy();
            let beside = to.with_file_name(format!(".{name}.mdbook-autodoc"));
            fs::copy(from, &beside)?;
            fs::rename(&beside, to)
        }
        done => done,
    }
}

/// Whether a file that is not in the site any more may come from an earlier build: a page, or a static file by its name.
fn is_of_a_book(path: &Path, full: &Path) -> bool {
    let name = path.to_string_lossy();
    let has_digest = || {
        let (stem, _) = name.split_once('.').unwrap_or((&name, ""));
        stem.rsplit_once('-').is_some_and(|(_, digest)| {
            digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    let is_page = || {
        let marks = ["<!-- Book generated using mdBook -->", "<p>Redirecting to..."];
        path.extension().is_some_and(|ending| ending == "html")
            && fs::read_to_string(full).is_ok_and(|text| marks.iter().any(|mark| text.contains(mark)))
    };
    OF_MDBOOK.contains(&&*name) || name.ends_with(".html.md") || has_digest() || is_page()
}

/// The names of files that mdBook or this program makes in some configuration or other, beside pages and files with digests.
const OF_MDBOOK: &[&str] = &[
    ".nojekyll",
    "CNAME",
    "toc.html",
    "toc.js",
    "book.js",
    "css/chrome.css",
    "css/general.css",
    "css/print.css",
    "css/variables.css",
    "favicon.png",
    "favicon.svg",
    "fonts/fonts.css",
    "fonts/OPEN-SANS-LICENSE.txt",
    "fonts/SOURCE-CODE-PRO-LICENSE.txt",
    "highlight.css",
    "highlight.js",
    "ayu-highlight.css",
    "tomorrow-night.css",
    "clipboard.min.js",
    "elasticlunr.min.js",
    "mark.min.js",
    "searcher.js",
    "searchindex.js",
    "editor.js",
    "ace.js",
    "mode-rust.js",
    "theme-dawn.js",
    "theme-tomorrow_night.js",
    "404.html",
    "print.html",
    "index.html",
    "llms-full.txt",
    "llms.txt",
    "objects.inv",
];

/// What is in a directory and below; links are not followed.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Everything that is not a directory.
    pub(super) files: BTreeSet<PathBuf>,
    /// The directories.
    pub(super) directories: BTreeSet<PathBuf>,
}

impl Listing {
    /// Adds what is below a directory of `root`.
    pub(super) fn read(&mut self, root: &Path, below: &Path) -> Result<(), SiteError> {
        let directory = root.join(below);
        for entry in fs::read_dir(&directory).map_err(failed(&directory, "listed"))? {
            let entry = entry.map_err(failed(&directory, "listed"))?;
            let path = below.join(entry.file_name());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                self.read(root, &path)?;
                self.directories.insert(path);
            } else {
                self.files.insert(path);
            }
        }
        Ok(())
    }
}

/// The file in a workshop that is locked.
const LOCK: &str = "lock";

/// A directory beside the site in which the new one is made. It is one build's at a time, and goes with it.
#[derive(Debug)]
pub(super) struct Workshop {
    directory: PathBuf,
    /// Locked as long as the build runs.
    _lock: File,
}

impl Workshop {
    /// Makes the directory for the site in `destination`, when no other build has it; what a build that was killed has
    /// left there is removed.
    pub(super) fn open(destination: &Path) -> Result<Self, SiteError> {
        let name = destination.file_name().unwrap_or_default().to_string_lossy();
        let directory = destination.with_file_name(format!(".{name}.mdbook-autodoc"));
        loop {
            fs::create_dir_all(&directory).map_err(failed(&directory, "made"))?;
            let path = directory.join(LOCK);
            let opened = File::options().create(true).append(true).open(&path);
            let lock = match opened {
                // Another build has just removed the directory.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened.map_err(failed(&path, "made"))?,
            };
            lock.lock().map_err(failed(&path, "locked"))?;
            if is_current(&lock, &path).map_err(failed(&path, "written"))? {
                let workshop = Self {
                    directory,
                    _lock: lock,
                };
                workshop.clear().map_err(failed(&workshop.directory, "emptied"))?;
                return Ok(workshop);
            }
        }
    }

    /// The directory.
    pub(super) fn path(&self) -> &Path {
        &self.directory
    }

    /// Removes everything but the lock.
    fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            if entry.file_name() == LOCK {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build. The lock goes last: from then on the directory may
        // be another's, which keeps what it has put there.
        if self.clear().is_ok() {
            let _ = fs::remove_file(self.directory.join(LOCK));
            let _ = fs::remove_dir(&self.directory);
        }
    }
}

/// Whether the file that is locked is the one that others would lock: the build before may have removed it.
fn is_current(mut lock: &File, path: &Path) -> io::Result<bool> {
    let mark = format!("{:032x}", random());
    io::Write::write_all(&mut lock, mark.as_bytes())?;
    Ok(fs::read_to_string(path).is_ok_and(|text| text.ends_with(&mark)))
}
