//! What changes on disk: the files of a book and of the Python sources that it documents.
//!
//! The system only tells when to look (or, where it does not, a clock); what has changed is found by looking, so that it
//! does not matter in how many steps an editor saves a file, nor what a system makes of them. What is known of each
//! directory is kept, and only the directories are listed again in which something has happened.

mod changes;
mod native;
mod quiet;
mod tree;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

pub use changes::{Change, Changes};
use native::Native;
use quiet::Quiet;
use tree::Tree;

/// How often it is looked where the system does not tell.
const PERIOD: Duration = Duration::from_secs(1);

/// A file, or a directory with everything below it. It need not be there yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    /// Where it is; absolute.
    pub path: PathBuf,
    /// Whether only Python files count.
    pub only_python: bool,
    /// Whether files that `.gitignore` names do not count.
    pub gitignore: bool,
}

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Where changes count; of roots that lie in each other the first decides.
    pub roots: Vec<Root>,
    /// Directories in which nothing counts: what a build writes.
    pub avoided: BTreeSet<PathBuf>,
}

/// How it is learned that something may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The system tells.
    Native,
    /// It is looked at everything, once in a second.
    Poll,
}

/// What wakes the watcher.
#[derive(Debug)]
enum Wake {
    /// Something may have happened here.
    At(Vec<PathBuf>),
    /// What was here may be gone, and something else may have come.
    Gone(Vec<PathBuf>),
    /// Something may have happened anywhere.
    Anywhere,
    /// It is enough.
    Stop,
}

/// Where it is worth to look.
#[derive(Debug)]
enum Dirty {
    /// Where these paths are.
    At(BTreeSet<PathBuf>),
    Everywhere,
}

impl Dirty {
    fn add(&mut self, paths: Vec<PathBuf>) {
        if let Self::At(all) = self {
            all.extend(paths);
        }
    }
}

/// What comes of waiting.
#[derive(Debug)]
enum Wait {
    /// It is worth to look here.
    Look(Dirty),
    /// It was waited long enough.
    Over,
    /// It was stopped.
    Stopped,
}

/// Ends a [`Watcher`] from another thread.
#[derive(Clone, Debug)]
pub struct Stopper(Sender<Wake>, Arc<AtomicBool>);

impl Stopper {
    /// From now on [`Watcher::next`] has nothing but [`Next::Stopped`].
    pub fn stop(&self) {
        // A watcher that is gone has stopped.
        let _ = self.0.send(Wake::Stop);
        self.1.store(true, Ordering::Relaxed);
    }
}

/// What comes of waiting for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Something has changed.
    Changed(Changes),
    /// Nothing has, for as long as it was waited.
    Nothing,
    /// It was stopped.
    Stopped,
}

/// Looks at files, and tells what has changed.
#[derive(Debug)]
pub struct Watcher {
    sender: Sender<Wake>,
    wakes: Receiver<Wake>,
    /// Raised when something may have happened since it was last waited for that.
    alarm: Arc<AtomicBool>,
    /// Nothing where it is looked by the clock.
    native: Option<Native>,
    watched: Watched,
    tree: Tree,
    /// What has changed and was not told yet.
    pending: Changes,
}

impl Watcher {
    /// A watcher that looks at nothing yet. The second value tells why it looks by the clock although it should not.
    pub fn new(how: How) -> (Self, Option<String>) {
        let (sender, wakes) = mpsc::channel();
        let alarm = Arc::new(AtomicBool::new(false));
        let (native, problem) = match how {
            How::Poll => (None, None),
            How::Native => match Native::new(sender.clone(), Arc::clone(&alarm)) {
                Ok(native) => (Some(native), None),
                Err(error) => (None, Some(error.to_string())),
            },
        };
        let watcher = Self {
            sender,
            wakes,
            alarm,
            native,
            watched: Watched::default(),
            tree: Tree::default(),
            pending: Changes::default(),
        };
        (watcher, problem)
    }

    /// What ends it.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone(), Arc::clone(&self.alarm))
    }

    /// What is raised when something may have happened since [`Watcher::next`], where the system tells of each directory
    /// by itself; it may turn out to be nothing.
    pub fn alarm(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.alarm)
    }

    /// Looks at this from now on. What has changed meanwhile in directories that it has looked at before is told next
    /// time. Returns why it has to look by the clock from now on, if it has to.
    pub fn look_at(&mut self, watched: Watched) -> Option<String> {
        if watched == self.watched {
            return None;
        }
        self.watched = watched;
        let problem = self.tell_system(&Tree::new(&self.watched));
        // What came between the two looks is seen by the second.
        let old = std::mem::replace(&mut self.tree, Tree::new(&self.watched));
        self.tree.differences(&old, &mut self.pending);
        // Nothing is known of what was not looked at before, or is not any more.
        let tree = &self.tree;
        self.pending
            .retain(|path, _| old.is_watched(path) && tree.is_watched(path));
        problem
    }

    /// Has the system tell of the directories of a tree.
    fn tell_system(&mut self, tree: &Tree) -> Option<String> {
        let native = self.native.as_mut()?;
        let result = native.follow(&self.watched.roots, &tree.directories());
        let error = result.err()?;
        self.native = None;
        Some(error.to_string())
    }

    /// Waits until something has changed, and then until it is quiet for a moment; for the first change no longer than
    /// `most`.
    pub fn next(&mut self, most: Duration) -> Next {
        let end = Instant::now().checked_add(most);
        let next = self.next_until(end);
        // What comes in between is found by the next call.
        self.alarm.store(false, Ordering::Relaxed);
        next
    }

    fn next_until(&mut self, end: Option<Instant>) -> Next {
        loop {
            if !self.pending.is_empty() {
                return Next::Changed(std::mem::take(&mut self.pending));
            }
            match self.wait(end) {
                Wait::Look(dirty) => self.look(&dirty),
                Wait::Over => return Next::Nothing,
                Wait::Stopped => return Next::Stopped,
            }
        }
    }

    /// Waits until it is worth to look, and tells where.
    fn wait(&mut self, end: Option<Instant>) -> Wait {
        let left = |now: Instant| end.map_or(Duration::MAX, |end| end.saturating_duration_since(now));
        let mut dirty = Dirty::At(BTreeSet::new());
        let mut quiet: Option<Quiet> = None;
        loop {
            let patience = match (&quiet, &self.native) {
                (Some(quiet), _) => quiet.left(Instant::now()),
                (None, None) => PERIOD.min(left(Instant::now())),
                (None, Some(_)) => left(Instant::now()),
            };
            let wake = if patience == Duration::MAX {
                self.wakes.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                self.wakes.recv_timeout(patience)
            };
            match wake {
                Ok(Wake::At(paths)) => dirty.add(paths),
                Ok(Wake::Gone(paths)) => {
                    if let Some(native) = &mut self.native {
                        native.forget(&paths);
                    }
                    dirty.add(paths);
                }
                Ok(Wake::Anywhere) => dirty = Dirty::Everywhere,
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return Wait::Stopped,
                Err(RecvTimeoutError::Timeout) if quiet.is_some() => return Wait::Look(dirty),
                Err(RecvTimeoutError::Timeout) if left(Instant::now()).is_zero() => return Wait::Over,
                Err(RecvTimeoutError::Timeout) => return Wait::Look(Dirty::Everywhere),
            }
            let now = Instant::now();
            quiet.get_or_insert_with(|| Quiet::new(now)).happened(now);
        }
    }

    /// Looks where something may have happened.
    fn look(&mut self, dirty: &Dirty) {
        let is_enough = match dirty {
            Dirty::At(paths) => self.tree.look_again(paths, &mut self.pending),
            Dirty::Everywhere => false,
        };
        if !is_enough {
            let old = std::mem::replace(&mut self.tree, Tree::new(&self.watched));
            self.tree.differences(&old, &mut self.pending);
        }
        // Directories that are new: what is put into them while the system learns of them is seen by another look.
        let new = self
            .native
            .as_ref()
            .map(|native| native.unknown(&self.tree.directories()));
        if let Some(new) = new.filter(|new| !new.is_empty()) {
            let directories = self.tree.directories();
            if let Some(native) = &mut self.native
                && native.follow(&self.watched.roots, &directories).is_err()
            {
                self.native = None;
            }
            self.tree.look_again(&new, &mut self.pending);
        }
    }
}

/// Whether a file is one that an editor makes for itself beside the one that is edited.
fn is_of_an_editor(name: &str) -> bool {
    let is_swap = || {
        let mut ending = name.rsplit_once(".sw").map_or("", |(_, ending)| ending).chars();
        name.starts_with('.')
            && ending.next().is_some_and(|last| last.is_ascii_lowercase())
            && ending.next().is_none()
    };
    name == "4913"
        || name.ends_with('~')
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#'))
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || is_swap()
}

/// Whether a file is a module of Python.
fn is_python(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "py" || ending == "pyi")
}

#[cfg(test)]
mod tests;
