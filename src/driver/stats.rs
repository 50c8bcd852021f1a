//! What a run did and how long it took.
//!
//! It is measured always, because that costs nothing: the clock is asked once for each phase, and once for each file
//! that is extracted and each page that is rendered. Nothing else of a run depends on a clock.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// So many of the slowest files and pages are named.
const MOST_NAMED: usize = 10;

/// What a run did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stats {
    /// How many files there are.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many files were extracted.
    pub extracted: usize,
    /// How many are as an earlier run has left them.
    pub cached: usize,
    /// How many were left out or could not be read, by the code of the finding that says why.
    pub skipped: BTreeMap<&'static str, usize>,
    /// Whether facts were put together, or the result of an earlier run was taken whole.
    pub resolved: bool,
    /// How many pages there are.
    pub pages: usize,
    /// How many were rendered.
    pub rendered: usize,
    /// How many were taken from earlier runs.
    pub reused: usize,
    /// How many modules have something on a page that was rendered.
    pub affected: usize,
    /// The phases in order.
    pub phases: Vec<Phase>,
    /// The files whose extraction took longest.
    pub slowest_files: Vec<Slow>,
    /// The pages whose rendering took longest.
    pub slowest_pages: Vec<Slow>,
}

/// A phase of a run.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Phase {
    /// Its name.
    pub name: &'static str,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Whether all threads work in it.
    pub is_parallel: bool,
}

/// A file or page, and how long it took.
#[derive(Clone, Debug, Serialize)]
pub struct Slow {
    /// Its path.
    pub path: String,
    /// In seconds.
    pub seconds: f64,
}

/// Measures a run.
#[derive(Debug)]
pub(super) struct Watch {
    /// When the phase began.
    since: Instant,
    phases: Vec<Phase>,
    pub(super) files: Slowest,
    pub(super) pages: Slowest,
}

/// The slowest of many things, which threads report.
#[derive(Debug, Default)]
pub(super) struct Slowest(Mutex<Vec<(Duration, String)>>);

impl Watch {
    pub(super) fn start() -> Self {
        Self {
            since: Instant::now(),
            phases: Vec::new(),
            files: Slowest::default(),
            pages: Slowest::default(),
        }
    }

    /// Ends a phase on one thread; the next one begins.
    pub(super) fn serial(&mut self, name: &'static str) {
        self.end(name, false);
    }

    /// Ends a phase on all threads; the next one begins.
    pub(super) fn parallel(&mut self, name: &'static str) {
        self.end(name, true);
    }

    fn end(&mut self, name: &'static str, is_parallel: bool) {
        let now = Instant::now();
        self.phases.push(Phase {
            name,
            seconds: now.duration_since(self.since).as_secs_f64(),
            is_parallel,
        });
        self.since = now;
    }

    /// Puts what was measured into the stats.
    pub(super) fn finish(self, stats: &mut Stats) {
        stats.phases = self.phases;
        stats.slowest_files = self.files.named();
        stats.slowest_pages = self.pages.named();
    }
}

impl Slowest {
    /// Measures some work on a thing with a path.
    pub(super) fn measure<T>(&self, path: impl Fn() -> String, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = work();
        self.add(start.elapsed(), path);
        made
    }

    fn add(&self, took: Duration, path: impl Fn() -> String) {
        let mut slowest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = slowest.partition_point(|(other, _)| *other >= took);
        if at < MOST_NAMED {
            slowest.insert(at, (took, path()));
            slowest.truncate(MOST_NAMED);
        }
    }

    fn named(self) -> Vec<Slow> {
        let slowest = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let named = slowest.into_iter().map(|(took, path)| Slow {
            path,
            seconds: took.as_secs_f64(),
        });
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_come_first_and_are_few() {
        let slowest = Slowest::default();
        for millis in [3, 1, 2, 30, 9, 8, 7, 6, 5, 4, 11, 12] {
            slowest.add(Duration::from_millis(millis), || millis.to_string());
        }
        let named = slowest.named();
        let paths: Vec<&str> = named.iter().map(|slow| slow.path.as_str()).collect();
        assert_eq!(paths, ["30", "12", "11", "9", "8", "7", "6", "5", "4", "3"]);
    }
}
