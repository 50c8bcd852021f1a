//! What the system tells of changes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, WatcherKind};

use super::{Root, Wake};

/// Directories that the system tells of.
#[derive(Debug)]
pub(super) struct Native {
    watcher: RecommendedWatcher,
    known: BTreeSet<PathBuf>,
}

impl Native {
    /// Tells `sender` of what happens, and raises the alarm.
    pub(super) fn new(sender: Sender<Wake>, alarm: Arc<AtomicBool>) -> notify::Result<Self> {
        let watcher = notify::recommended_watcher(move |event| {
            if let Some(wake) = wake(event) {
                // A receiver that is gone wants to know nothing.
                let _ = sender.send(wake);
                // Elsewhere it tells of what a build writes, too.
                if Self::is_each() {
                    alarm.store(true, Ordering::Relaxed);
                }
            }
        })?;
        Ok(Self {
            watcher,
            known: BTreeSet::new(),
        })
    }

    /// Whether the system wants to hear of each directory. Otherwise it tells of everything below one.
    fn is_each() -> bool {
        matches!(
            RecommendedWatcher::kind(),
            WatcherKind::Inotify | WatcherKind::Kqueue
        )
    }

    /// The directories that the system was not told of.
    pub(super) fn unknown(&self, directories: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        if Self::is_each() {
            directories.difference(&self.known).cloned().collect()
        } else {
            BTreeSet::new()
        }
    }

    /// The system does not tell any more of directories that have gone.
    pub(super) fn forget(&mut self, gone: &[PathBuf]) {
        let is_gone = |path: &PathBuf| gone.iter().any(|gone| path.starts_with(gone));
        for path in self.known.extract_if(.., is_gone) {
            let _ = self.watcher.unwatch(&path);
        }
    }

    /// Tells the system which directories are to be watched, and no others.
    pub(super) fn follow(&mut self, roots: &[Root], directories: &BTreeSet<PathBuf>) -> notify::Result<()> {
        let mut wanted = directories.clone();
        let mut mode = RecursiveMode::NonRecursive;
        if !Self::is_each() {
            mode = RecursiveMode::Recursive;
            wanted.retain(|path| {
                roots
                    .iter()
                    .any(|root| root.path.starts_with(path) || root.path == *path)
            });
        }
        for gone in self.known.difference(&wanted) {
            // The system forgets a directory that was removed by itself.
            let _ = self.watcher.unwatch(gone);
        }
        let mut known: BTreeSet<PathBuf> = self.known.intersection(&wanted).cloned().collect();
        for new in wanted.difference(&self.known) {
            match self.watcher.watch(new, mode) {
                Ok(()) => {
                    known.insert(new.clone());
                }
                // It has gone meanwhile.
                Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
                Err(error) if matches!(&error.kind, notify::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::NotFound) =>
                    {}
                Err(error) => return Err(error),
            }
        }
        self.known = known;
        Ok(())
    }
}

/// What an event means: nothing where a file was only read.
fn wake(event: notify::Result<Event>) -> Option<Wake> {
    let Ok(event) = event else {
        return Some(Wake::Anywhere);
    };
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        _ => {}
    }
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Wake::Anywhere);
    }
    let is_gone = matches!(
        event.kind,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    Some(if is_gone {
        Wake::Gone(event.paths)
    } else {
        Wake::At(event.paths)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Flag};

    #[test]
    fn reading_a_file_wakes_nobody() {
        let event = |kind| Ok(Event::new(kind).add_path("a.py".into()));
        for (kind, expected) in [
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), false),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), false),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), true),
            (EventKind::Create(CreateKind::File), true),
        ] {
            assert_eq!(
                matches!(wake(event(kind)), Some(Wake::At(_))),
                expected,
                "{kind:?}"
            );
        }
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(wake(Ok(lost)), Some(Wake::Anywhere)));
        assert!(matches!(
            wake(Err(notify::Error::generic("too many"))),
            Some(Wake::Anywhere)
        ));
    }
}
