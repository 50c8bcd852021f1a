//! The threads that work.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::Error;
use crate::book::RunJobs;
use crate::config::Settings;

/// More threads than this only wait for each other.
const MOST_WORKERS: usize = 256;

/// So few jobs are done about as soon without threads, which have to start first.
const FEW_JOBS: usize = 8;

/// So many bytes of source keep a thread busy for longer than it takes to start.
const BYTES_OF_A_WORKER: u64 = 128 * 1024;

/// The threads of this process, by how many they are. They are started once and serve every stage of every run.
static POOLS: Mutex<BTreeMap<usize, Arc<ThreadPool>>> = Mutex::new(BTreeMap::new());

thread_local! {
    /// What rayon calls a pool, with no thread in it but the one that asks.
    static ALONE: Cell<Option<ThreadPool>> = const { Cell::new(None) };
}

/// The settings with no more threads than so many bytes of source are worth.
pub(super) fn fitting(settings: &Settings, bytes: u64) -> Settings {
    let worth = usize::try_from(bytes / BYTES_OF_A_WORKER).unwrap_or(usize::MAX);
    Settings {
        workers: settings.workers.min(worth.max(1)),
        ..settings.clone()
    }
}

/// Runs `work` on as many threads as the settings say, or on the caller's alone where there are few jobs.
pub(super) fn with_workers<T: Send>(
    settings: &Settings,
    jobs: usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Error> {
    on_workers(settings.workers, jobs, work)
}

/// What `work` makes of each of `items`, in their order, on so many threads; on the caller's alone where they are few, or
/// where threads cannot be started.
pub fn in_parallel<T: Sync, R: Send>(workers: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let made = on_workers(workers, items.len(), || items.par_iter().map(&work).collect());
    made.unwrap_or_else(|_| items.iter().map(&work).collect())
}

fn on_workers<T: Send>(workers: usize, jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let workers = workers.clamp(1, MOST_WORKERS);
    let failed = |error: ThreadPoolBuildError| Error::Workers {
        reason: error.to_string(),
    };
    if workers == 1 || jobs <= FEW_JOBS {
        return alone(work).map_err(failed);
    }
    let pool = pool(workers).map_err(failed)?;
    Ok(pool.install(work))
}

/// The threads that render the pages of a book.
#[derive(Clone, Copy, Debug)]
pub struct Threads {
    /// How many they are; the caller's own alone, if it is one.
    pub number: usize,
}

impl RunJobs for Threads {
    fn each(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        let number = self.number.clamp(1, MOST_WORKERS).min(jobs.max(1));
        match pool(number) {
            Ok(pool) if number > 1 => {
                pool.install(|| (0..jobs).into_par_iter().with_max_len(1).for_each(job));
            }
            // Without threads it takes longer.
            _ => (0..jobs).for_each(job),
        }
    }
}

/// Runs `work` without starting a thread: on this one, or on those that it belongs to.
fn alone<T>(work: impl FnOnce() -> T) -> Result<T, ThreadPoolBuildError> {
    if rayon::current_thread_index().is_none() {
        let alone = ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        ALONE.set(Some(alone.build()?));
    }
    Ok(work())
}

/// So many threads.
fn pool(workers: usize) -> Result<Arc<ThreadPool>, ThreadPoolBuildError> {
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&workers) {
        return Ok(Arc::clone(pool));
    }
    let pool = Arc::new(ThreadPoolBuilder::new().num_threads(workers).build()?);
    pools.insert(workers, Arc::clone(&pool));
    Ok(pool)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;
    use std::thread::{self, ThreadId};

    use super::*;
    use crate::config::Config;

    /// The threads that do so many jobs, and what they make of them.
    fn worked(workers: usize, jobs: usize) -> (HashSet<ThreadId>, Vec<usize>) {
        let mut settings = Settings::new(Config::default(), Path::new("/book"));
        settings.workers = workers;
        let work = || {
            let job = |job| (thread::current().id(), job * 2);
            (0..jobs).into_par_iter().map(job).unzip()
        };
        with_workers(&settings, jobs, work).unwrap()
    }

    #[test]
    fn one_worker_and_few_jobs_need_no_thread_but_the_callers() {
        for (workers, jobs) in [(1, 1000), (4, 0), (4, 1), (4, FEW_JOBS), (1, 2)] {
            let (threads, made) = worked(workers, jobs);
            assert!(
                threads.iter().all(|thread| *thread == thread::current().id()),
                "{workers} {jobs}"
            );
            assert_eq!(made, (0..jobs).map(|job| job * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn little_source_is_worth_few_threads() {
        let mut settings = Settings::new(Config::default(), Path::new("/book"));
        let mut workers = |asked, bytes| {
            settings.workers = asked;
            fitting(&settings, bytes).workers
        };
        assert_eq!(
            [0, 200_000, 300_000, 1 << 30].map(|bytes| workers(16, bytes)),
            [1, 1, 2, 16]
        );
        assert_eq!(workers(1, u64::MAX), 1);
    }

    #[test]
    fn threads_are_started_once_for_all_stages() {
        // A number that no other test asks for.
        let all: HashSet<ThreadId> = (0..50).flat_map(|_| worked(3, 1000).0).collect();
        assert!(all.len() <= 3 && !all.contains(&thread::current().id()));
        assert_eq!(worked(3, 1000).1, worked(1, 1000).1);
    }

    #[test]
    fn work_within_work_ends() {
        let mut settings = Settings::new(Config::default(), Path::new("/book"));
        for workers in [1, 2] {
            settings.workers = workers;
            for (outer, inner) in [(2, 2), (2, 100), (100, 2), (100, 100)] {
                let work = || with_workers(&settings, inner, || (0..inner).into_par_iter().sum()).unwrap();
                let sum: usize = with_workers(&settings, outer, work).unwrap();
                assert_eq!(sum, inner * (inner - 1) / 2);
            }
        }
    }
}
