//! What every command that reads sources can be told: what to keep, how many threads to use, and what to tell of it.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Map, Value};

use super::progress::Display;
use super::{EXIT_ENVIRONMENT, EXIT_USAGE, Failure, clean, files, print, report, terminal};
use crate::cache;
use crate::config::{Config, Override, Settings};
use crate::diagnostic::Severity;
use crate::driver::{Phase, Stats};

/// The options.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct RunArguments {
    /// Tell on standard error what was done and how long it took
    #[arg(long, global = true, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    stats: Option<StatsFormat>,
    /// Tell on standard error how long each phase took, and which files and pages took longest
    #[arg(long, global = true, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    profile: Option<StatsFormat>,
    /// Tell which styles docstrings are read in and where links to the source lead; twice: also which docstrings differ from most of their package
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    /// Print errors only, and what a command is asked for
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Keep nothing between runs
    #[arg(long, global = true)]
    no_cache: bool,
    /// Remove what was kept between runs before anything else
    #[arg(long, global = true, conflicts_with = "no_cache")]
    clean: bool,
    /// Use so many threads [default: as `RAYON_NUM_THREADS` or `performance.max-workers` says, or one per core]
    #[arg(short, long, global = true, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Tell what would be written, and write nothing
    #[arg(long, global = true)]
    dry_run: bool,
    /// Set a key of `[preprocessor.autodoc]`, as in `source=src` or `performance.cache=false`; may be given several times
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    config: Vec<Override>,
    /// When the process began.
    #[arg(skip = Instant::now())]
    start: Instant,
    /// Whether mdBook started the process: it has the terminal then.
    #[arg(skip)]
    is_under_mdbook: bool,
    /// What was done so far.
    #[arg(skip)]
    accounts: Rc<RefCell<Vec<Account>>>,
}

/// What a run did until now.
#[derive(Debug)]
struct Account {
    stats: Stats,
    /// The directory of the cache, where there is one.
    cache: Option<PathBuf>,
    /// How many threads there were.
    workers: usize,
    /// Up to when its phases tell.
    until: Instant,
}

/// How figures are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatsFormat {
    // For people.
    Text,
    // One object on one line, for programs.
    Json,
}

/// All figures of a run.
#[derive(Serialize)]
struct Figures<'a> {
    #[serde(flatten)]
    stats: &'a Stats,
    /// From the start of the process until the end of the last phase, in seconds.
    seconds: f64,
    /// What the cache has on disk, in bytes.
    cache_bytes: u64,
    /// The most memory that the process had so far, in bytes; nothing where the system does not tell.
    peak_memory: Option<u64>,
}

impl RunArguments {
    /// The same for the preprocessor. `verbose` is what mdBook asks for.
    pub(super) fn under_mdbook(&self, verbose: u8) -> Self {
        Self {
            verbose: self.verbose.max(verbose),
            is_under_mdbook: true,
            ..self.clone()
        }
    }

    /// The same for another run in this process.
    pub(super) fn again(&self) -> Self {
        Self {
            clean: false,
            start: Instant::now(),
            accounts: Rc::default(),
            ..self.clone()
        }
    }

    /// The configuration that the table `options` has, with the keys that the command line sets. `place` tells where
    /// in book.toml a key stands, for the mistakes there.
    pub(super) fn config(
        &self,
        mut options: Value,
        place: impl FnOnce(&str) -> String,
    ) -> Result<Config, Failure> {
        for set in &self.config {
            set.apply(&mut options);
        }
        Config::from_value(options).map_err(|error| {
            let in_book = || format!("{}[preprocessor.autodoc]: ", place(&error.key));
            let place = self.place(&error.key).unwrap_or_else(in_book);
            Failure::new(EXIT_USAGE, format!("{place}{error}"))
        })
    }

    /// The keys that the command line sets, as lines of TOML.
    pub(super) fn settings(&self) -> impl Iterator<Item = &str> {
        self.config.iter().map(Override::line)
    }

    /// Whether the command line sets a key.
    pub(super) fn sets(&self, key: &str) -> bool {
        self.config.iter().any(|set| set.is_about(key))
    }

    /// `--config KEY=VALUE: ` where the command line sets a key.
    pub(super) fn place(&self, key: &str) -> Option<String> {
        let set = self.config.iter().rfind(|set| set.is_about(key))?;
        Some(format!("--config {}: ", set.text()))
    }

    /// The configuration of a project that has no book.
    pub(super) fn config_without_book(&self) -> Result<Config, Failure> {
        self.config(Value::Object(Map::new()), |_| String::new())
    }

    /// The findings that are not printed are below this.
    pub(super) fn least_severity(&self) -> Severity {
        if self.quiet {
            Severity::Error
        } else {
            Severity::Info
        }
    }

    /// Prints a warning.
    pub(super) fn warn(&self, message: &str) {
        if !self.quiet {
            report::warning(message);
        }
    }

    /// Prints a note.
    pub(super) fn note(&self, message: &str) {
        if !self.quiet {
            report::note(message);
        }
    }

    /// Whether nothing is to be written.
    pub(super) fn is_dry(&self) -> bool {
        self.dry_run
    }

    /// Writes a file of the user, or names it where nothing is to be written; whether it was written.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
        if self.dry_run {
            print(&report::visible(&format!("{}\n", path.display())));
            return Ok(false);
        }
        files::replace(path, bytes)?;
        Ok(true)
    }

    /// Prints what a command has done.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            print(text);
        }
    }

    /// Shows how far the run with these settings is, until what is given back is dropped.
    #[must_use]
    pub(super) fn show_progress(&self, settings: &Settings) -> Option<Display> {
        let is_shown = !self.quiet && !self.is_under_mdbook && terminal::can_draw();
        is_shown.then(|| Display::start(settings.progress.clone(), self.start))
    }

    /// Gives the options their say in the settings. The cache is emptied here, where that is asked for.
    pub(super) fn apply(&self, settings: &mut Settings) -> Result<(), Failure> {
        if let Some(jobs) = self.jobs.map(usize::from).or_else(threads_of_rayon) {
            settings.workers = jobs;
        }
        settings.cache.is_on &= !self.no_cache;
        settings.cache.is_read_only = self.dry_run;
        if self.clean && settings.cache.is_on && !self.dry_run {
            let cleaned = cache::clean(&settings.cache.directory);
            cleaned.map_err(|found| Failure::new(EXIT_ENVIRONMENT, found.message))?;
        }
        Ok(())
    }

    /// Notes what was done up to now, to be told at the end.
    pub(super) fn account(&self, stats: &Stats, settings: &Settings) {
        let mut accounts = self.accounts.borrow_mut();
        let until = Instant::now();
        let since = accounts.last().map_or(self.start, |account| account.until);
        let mut stats = stats.clone();
        // What came before the run, such as reading the book.
        let known: f64 = stats.phases.iter().map(|phase| phase.seconds).sum();
        let before = until.duration_since(since).as_secs_f64() - known;
        stats.phases.insert(0, phase("start", before.max(0.0), false));
        accounts.push(Account {
            stats,
            cache: settings.cache.is_on.then(|| settings.cache.directory.clone()),
            workers: settings.workers,
            until,
        });
    }

    /// How many threads the last run had.
    pub(super) fn workers(&self) -> usize {
        self.accounts.borrow().last().map_or(1, |account| account.workers)
    }

    /// Notes what was done since then.
    pub(super) fn account_phase(&self, name: &'static str, is_parallel: bool) {
        if let Some(account) = self.accounts.borrow_mut().last_mut() {
            let now = Instant::now();
            let seconds = now.duration_since(account.until).as_secs_f64();
            account.stats.phases.push(phase(name, seconds, is_parallel));
            account.until = now;
        }
    }

    /// Tells what was done, if that is asked for: of each run, where there were several.
    pub(super) fn tell(&self) {
        let accounts = self.accounts.take();
        for account in accounts {
            self.tell_of(&account);
        }
    }

    fn tell_of(&self, account: &Account) {
        if self.stats.is_none() && self.profile.is_none() {
            return;
        }
        let figures = Figures {
            stats: &account.stats,
            seconds: account.until.duration_since(self.start).as_secs_f64(),
            cache_bytes: account.cache.as_deref().map_or(0, cache::size),
            peak_memory: peak_memory(),
        };
        let is_json = [self.stats, self.profile].contains(&Some(StatsFormat::Json));
        if is_json {
            let json = serde_json::to_string(&figures).unwrap_or_default();
            report::all(&format!("{json}\n"));
            return;
        }
        if self.stats.is_some() {
            report::all(&figures.summary());
        }
        if self.profile.is_some() {
            report::all(&figures.profile());
        }
    }
}

impl Figures<'_> {
    fn summary(&self) -> String {
        let stats = self.stats;
        let mut out = String::new();
        let size = clean::size(stats.bytes);
        let (files, extracted, cached) = (stats.files, stats.extracted, stats.cached);
        let _ = writeln!(
            out,
            "files   {files} ({size}): {extracted} extracted, {cached} as they were"
        );
        for (code, number) in &stats.skipped {
            let _ = writeln!(out, "        {number} with `{code}`");
        }
        let (pages, rendered, reused) = (stats.pages, stats.rendered, stats.reused);
        if pages > 0 {
            let affected = stats.affected;
            let _ = writeln!(
                out,
                "pages   {pages}: {rendered} rendered, with {affected} modules; {reused} from earlier runs"
            );
        }
        let hits = share(number(cached as u64), number((cached + extracted) as u64));
        let cache = clean::size(self.cache_bytes);
        let _ = writeln!(out, "cache   {cache}, {hits} of the files were in it");
        let speed = number(files as u64) / self.seconds;
        let bytes = number(stats.bytes) / 1e6 / self.seconds;
        let _ = writeln!(
            out,
            "time    {:.3} s, {speed:.0} files/s, {bytes:.1} MB/s",
            self.seconds
        );
        if let Some(memory) = self.peak_memory {
            let _ = writeln!(out, "memory  {} at most", clean::size(memory));
        }
        out
    }

    fn profile(&self) -> String {
        let mut out = String::from("phase             time  share\n");
        let phases = &self.stats.phases;
        let mut serial = 0.0;
        for phase in phases {
            let (name, seconds) = (phase.name, phase.seconds);
            let share = share(seconds, self.seconds);
            let threads = if phase.is_parallel {
                "all threads"
            } else {
                serial += seconds;
                "one thread"
            };
            let _ = writeln!(out, "{name:<14} {seconds:>7.3}  {share:>5}  {threads}");
        }
        let _ = writeln!(
            out,
            "{:<14} {serial:>7.3}  {:>5}",
            "on one thread",
            share(serial, self.seconds)
        );
        for (what, slowest) in [
            ("files", &self.stats.slowest_files),
            ("pages", &self.stats.slowest_pages),
        ] {
            if !slowest.is_empty() {
                let _ = writeln!(out, "slowest {what}");
            }
            for slow in slowest {
                let _ = writeln!(out, "  {:>7.3}  {}", slow.seconds, slow.path);
            }
        }
        out
    }
}

/// Names the files that would be written below a directory.
pub(super) fn would_write<'p>(directory: &Path, paths: impl Iterator<Item = &'p str>) {
    let lines: String = paths
        .map(|path| format!("{}\n", directory.join(path).display()))
        .collect();
    print(&report::visible(&lines));
}

fn phase(name: &'static str, seconds: f64, is_parallel: bool) -> Phase {
    Phase {
        name,
        seconds,
        is_parallel,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "figures for people, far below where digits are lost"
)]
fn number(count: u64) -> f64 {
    count as f64
}

/// How many threads every program that uses rayon is told to start.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment has its say before the settings"
)]
fn threads_of_rayon() -> Option<usize> {
    let number = std::env::var("RAYON_NUM_THREADS").ok()?.parse().ok()?;
    Some(number).filter(|number| *number > 0)
}

/// A part of a whole in percent.
fn share(part: f64, whole: f64) -> String {
    if whole > 0.0 {
        format!("{:.1}%", part * 100.0 / whole)
    } else {
        "0.0%".to_owned()
    }
}

/// The most memory that this process had, in bytes: Linux tells it.
#[expect(clippy::disallowed_methods, reason = "the system tells it in a file")]
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
