//! The store in a directory: packs, of which each run that has something new adds one.
//!
//! Packs appear whole under their names and never change, so that any number of processes share them without locks.
//! A file that was opened can be read even after another process has removed it.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::compact::tidy;
use super::directory::{Directory, Temporary};
use super::pack::{Pack, PackWriter};
use super::table::Day;
use super::{CacheOptions, Key, Store, Used};
use crate::diagnostic::Diagnostic;

/// How the names of packs end.
const ENDING: &str = ".pack";

/// The packs of a directory.
pub(super) struct Packs {
    directory: Arc<Directory>,
    opened: Vec<NamedPack>,
    /// How many bytes all packs may have.
    limit: u64,
    /// Where what was used is left for the cache that tidies up, if this one does not.
    later: Option<Used>,
    today: Day,
    /// The other files in the directory: damaged packs, and what is or was being written.
    leftovers: Vec<String>,
    new: Mutex<New>,
}

/// A pack and the name of its file.
pub(super) struct NamedPack {
    pub(super) name: String,
    pub(super) pack: Pack,
}

/// What is put in this run.
enum New {
    Nothing,
    Pack(NewPack),
    /// After the first failure nothing is tried again.
    Failed(Diagnostic),
}

/// A pack that is written beside the others.
pub(super) struct NewPack {
    writer: PackWriter,
    file: Temporary,
}

impl Packs {
    /// Opens the packs of a directory: as many as can be read.
    pub(super) fn open(directory: &Arc<Directory>, options: &CacheOptions) -> Self {
        let mut packs = Self {
            directory: Arc::clone(directory),
            opened: Vec::new(),
            limit: options.most_bytes,
            later: options.later.clone(),
            today: directory.today(),
            leftovers: Vec::new(),
            new: Mutex::new(match directory.refusal() {
                Some(refusal) => New::Failed(refusal),
                None => New::Nothing,
            }),
        };
        // Another process may put one pack in the place of several at any time; then it is looked once more.
        if !packs.load() {
            packs.load();
        }
        packs
    }

    /// Opens all packs; `false` if one has gone away since they were listed.
    fn load(&mut self) -> bool {
        self.opened.clear();
        self.leftovers.clear();
        let mut is_complete = true;
        for name in self.directory.names() {
            if !name.ends_with(ENDING) {
                self.leftovers.push(name);
                continue;
            }
            match open(&self.directory, &name) {
                Ok(Some(pack)) => self.opened.push(NamedPack { name, pack }),
                Ok(None) => self.leftovers.push(name),
                Err(error) => is_complete &= error.kind() != io::ErrorKind::NotFound,
            }
        }
        is_complete
    }

    /// What this run has used or put.
    fn used(&self) -> Vec<Key> {
        let entries = self.opened.iter().flat_map(|named| named.pack.entries());
        let mut used: Vec<Key> = entries
            .filter(|(_, _, is_used)| *is_used)
            .map(|(key, ..)| key)
            .collect();
        if let New::Pack(new) = &*self.new.lock().unwrap_or_else(PoisonError::into_inner) {
            used.extend(new.writer.keys());
        }
        used
    }

    /// The places of an entry; several if processes wrote it at once, or if the first one is damaged.
    fn places<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = (&'a Pack, usize)> {
        let packs = self.opened.iter();
        packs.filter_map(move |named| Some((&named.pack, named.pack.find(key)?)))
    }
}

fn open(directory: &Directory, name: &str) -> io::Result<Option<Pack>> {
    Pack::open(directory.disk.open(&directory.path(name))?)
}

impl Store for Packs {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.places(key).find_map(|(pack, number)| {
            let content = pack.read(number)?;
            pack.mark_used(number);
            Some(content)
        })
    }

    fn contains(&self, key: &Key) -> bool {
        let mut is_there = false;
        for (pack, number) in self.places(key) {
            pack.mark_used(number);
            is_there = true;
        }
        is_there
    }

    fn put(&self, key: &Key, content: &[u8]) {
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        let written = match &mut *new {
            New::Failed(_) => return,
            New::Pack(pack) => pack.add(key, content, self.today),
            New::Nothing => NewPack::new(&self.directory).and_then(|mut pack| {
                pack.add(key, content, self.today)?;
                *new = New::Pack(pack);
                Ok(())
            }),
        };
        if let Err(error) = written {
            *new = New::Failed(self.directory.unusable("written", &error));
        }
    }

    fn finish(self: Box<Self>) -> Option<Diagnostic> {
        if let Some(later) = &self.later {
            later.add(self.used());
        }
        let new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Before the new pack has its name, which may be that of a damaged one.
        remove_leftovers(&self.directory, &self.leftovers);
        let written = match new {
            New::Failed(problem) => return Some(problem),
            New::Nothing => Ok(None),
            New::Pack(pack) => pack.keep().map(Some),
        };
        match written {
            Ok(_) if self.later.is_some() => None,
            Ok(written) => {
                let mut packs = self.opened;
                if let Some(name) = &written {
                    // One of the same name is the same pack.
                    packs.retain(|pack| pack.name != *name);
                }
                // The entries are safe; that the rest cannot be tidied up is of no concern to the run.
                let _ = tidy(&self.directory, packs, written, self.limit);
                None
            }
            Err(error) => Some(self.directory.unusable("written", &error)),
        }
    }
}

/// Removes packs that are damaged, and what dead runs have left.
fn remove_leftovers(directory: &Directory, names: &[String]) {
    directory.remove_dead(names);
    for name in names.iter().filter(|name| name.ends_with(ENDING)) {
        // Another process may have removed it.
        let _ = directory.disk.remove(&directory.path(name));
    }
}

impl NewPack {
    /// Begins a pack.
    pub(super) fn new(directory: &Arc<Directory>) -> io::Result<Self> {
        let (file, out) = directory.create()?;
        let writer = PackWriter::new(out)?;
        Ok(Self { writer, file })
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, key: &Key, content: &[u8], day: Day) -> io::Result<()> {
        self.writer.add(key, content, day)
    }

    /// Puts the pack among the others, and tells its name.
    pub(super) fn keep(self) -> io::Result<String> {
        let digest = self.writer.finish()?;
        let name: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{name}{ENDING}");
        self.file.keep(&name)?;
        Ok(name)
    }
}

/// Opens one pack.
pub(super) fn named(directory: &Directory, name: String) -> io::Result<NamedPack> {
    let pack = open(directory, &name)?.ok_or(io::ErrorKind::InvalidData)?;
    Ok(NamedPack { name, pack })
}
