//! How far a run is, on one line of the terminal that is gone when the run ends.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::progress::{Moment, Progress, Stage};

/// A run that is over sooner is not talked about.
const PATIENCE: Duration = Duration::from_secs(1);

/// The line is drawn anew so often.
const PERIOD: Duration = Duration::from_millis(100);

/// The line that is there now: everything else that is printed has to go around it.
static LINE: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Shows how far a run is, until it is dropped.
pub(super) struct Display {
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Display {
    /// Shows it, unless the run, which began at `start`, is over soon.
    pub(super) fn start(progress: Progress, start: Instant) -> Self {
        let (stop, stopped) = mpsc::channel();
        let wait = PATIENCE.saturating_sub(start.elapsed());
        let thread = thread::Builder::new().spawn(move || show(&progress, wait, &stopped));
        // A system without a thread to spare has other worries.
        Self {
            stop,
            thread: thread.ok(),
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // A thread that is gone shows nothing.
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes something beside the line, which is taken away for it.
pub(super) fn beside_line<T>(write: impl FnOnce() -> T) -> T {
    match &*line() {
        Some(line) => line.suspend(write),
        None => write(),
    }
}

fn line() -> MutexGuard<'static, Option<ProgressBar>> {
    LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn show(progress: &Progress, wait: Duration, stopped: &Receiver<()>) {
    let waits = |time| stopped.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !waits(wait) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    *line() = Some(bar.clone());
    let mut shown = None;
    loop {
        let now = progress.now();
        if shown != Some(now.stage) {
            bar.set_style(style(now));
            shown = Some(now.stage);
        }
        bar.update(|state| {
            state.set_len(now.total as u64);
            state.set_pos(now.done.min(now.total) as u64);
        });
        if !waits(PERIOD) {
            break;
        }
    }
    line().take();
    bar.finish_and_clear();
}

/// Without colors, in ASCII: every terminal shows it as it is.
fn style(now: Moment) -> ProgressStyle {
    let words = words(now.stage);
    let template = if now.total > 0 {
        format!("{words} [{{bar:24}}] {{pos}}/{{len}}")
    } else {
        format!("{words} {{spinner}}")
    };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("=> ").tick_chars("-\\|/ ")
}

fn words(stage: Stage) -> &'static str {
    match stage {
        Stage::Start => "starting",
        Stage::Find => "finding files",
        Stage::Read => "reading files",
        Stage::Load => "loading what files say",
        Stage::Resolve => "resolving names",
        Stage::Compare => "comparing releases",
        Stage::Link => "linking chapters",
        Stage::Render => "rendering pages",
        Stage::Examine => "examining docstrings",
    }
}
