//! How far a run is: counters that the stages count up, and that another thread may look at meanwhile.
//!
//! Nothing of a run depends on them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// What a run is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// Nothing that is counted.
    Start,
    /// Files are looked for.
    Find,
    /// Files are read, as far as they have to be, and extracted.
    Read,
    /// Facts are taken from the cache.
    Load,
    /// What names lead to is worked out.
    Resolve,
    /// Releases are compared with each other.
    Compare,
    /// Chapters of the author are linked.
    Link,
    /// Pages are rendered.
    Render,
    /// Docstrings and signatures are examined.
    Examine,
}

/// A stage with how much of it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The stage.
    pub stage: Stage,
    /// How many files, pages, modules or releases are done.
    pub done: usize,
    /// How many there are; 0 where that is not known.
    pub total: usize,
}

/// How far a run is; all clones are about the same run.
#[derive(Clone, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Default)]
struct Counters {
    stage: AtomicU8,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// A stage begins, with so many things to do; 0 where nobody knows how many.
    pub fn begin(&self, stage: Stage, total: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
        self.0.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Does one of the things of the stage.
    pub fn count<T>(&self, work: impl FnOnce() -> T) -> T {
        let made = work();
        self.0.done.fetch_add(1, Ordering::Relaxed);
        made
    }

    /// How far the run is. Where a stage just begins, the counts may be those of the one before.
    pub fn now(&self) -> Moment {
        let number = self.0.stage.load(Ordering::Relaxed);
        let stage = STAGES.into_iter().find(|stage| *stage as u8 == number);
        Moment {
            stage: stage.unwrap_or(Stage::Start),
            done: self.0.done.load(Ordering::Relaxed),
            total: self.0.total.load(Ordering::Relaxed),
        }
    }
}

const STAGES: [Stage; 9] = [
    Stage::Start,
    Stage::Find,
    Stage::Read,
    Stage::Load,
    Stage::Resolve,
    Stage::Compare,
    Stage::Link,
    Stage::Render,
    Stage::Examine,
];

/// Always the same: settings are keys of the cache by what they show, and how far a run is must not be a part of that.
impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_begins_at_nothing_and_all_clones_count() {
        let progress = Progress::default();
        let moment = |stage, done, total| Moment { stage, done, total };
        assert_eq!(progress.now(), moment(Stage::Start, 0, 0));
        for stage in STAGES {
            progress.begin(stage, 3);
            assert_eq!(progress.now(), moment(stage, 0, 3));
            assert_eq!(progress.clone().count(|| progress.now().done), 0);
            progress.count(|| ());
            assert_eq!(progress.now(), moment(stage, 2, 3));
        }
    }

    #[test]
    fn what_it_shows_does_not_change() {
        let progress = Progress::default();
        let before = format!("{progress:?}");
        progress.begin(Stage::Render, 7);
        progress.count(|| ());
        assert_eq!(format!("{progress:?}"), before);
    }
}
