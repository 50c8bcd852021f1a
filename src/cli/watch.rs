//! `watch`: a book that is built again whenever something changes.

use std::cell::Cell;

use clap::ValueEnum;

use super::live::{Live, Told};
use super::run::RunArguments;
use super::{Failure, build, directory, dry_run};
use crate::book::BuildOptions;
use crate::watch::How;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    build: build::Arguments,
    #[command(flatten)]
    watcher: WatcherArguments,
}

/// How changes are noticed.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct WatcherArguments {
    /// How changes are noticed: the system tells, or every file is looked at once in a second
    #[arg(long, value_enum, default_value = "native")]
    watcher: WatcherKind,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WatcherKind {
    // The system tells.
    Native,
    // By the clock; for disks of which the system does not tell.
    Poll,
}

impl WatcherArguments {
    pub(super) fn how(self) -> How {
        match self.watcher {
            WatcherKind::Native => How::Native,
            WatcherKind::Poll => How::Poll,
        }
    }
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.build.book)?;
    if run.is_dry() {
        return dry_run::build(&root, arguments.build.dest_dir.as_deref(), run);
    }
    build::log_as_mdbook_does(run);
    let live = Live {
        root,
        options: BuildOptions {
            dest_dir: arguments.build.dest_dir,
            live_reload: None,
            awaiting: None,
        },
        how: arguments.watcher.how(),
        awaits_pages: false,
        run: run.clone(),
    };
    let is_first = Cell::new(true);
    let (opens, run) = (arguments.build.open, run.clone());
    live.check()?;
    live.follow(move |told| {
        let Told::Built(built) = told else { return };
        if !is_first.replace(false) {
            return;
        }
        for path in built.outputs.values() {
            run.say(&format!("the book is in `{}`\n", path.display()));
        }
        if opens && let Err(failure) = build::open_in_browser(built) {
            run.warn(&failure.to_string());
        }
    })
}
