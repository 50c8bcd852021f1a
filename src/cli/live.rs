//! A book that is built again and again, whenever something has changed: what `serve` and `watch` have in common.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::Zoned;

use super::build::{build, is_book};
use super::generator::config;
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_OK, Failure, api_book, files, report, update};
use crate::book::{AwaitPages, BuildOptions, BuiltBook, Context, read_context};
use crate::cache::Digest;
use crate::config::{InventorySource, Settings};
use crate::discover::discover;
use crate::serve::on_interrupt;
use crate::watch::{Change, Changes, How, Next, Root, Watched, Watcher};

/// What a shell sees of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// A larger file is not read to see whether it is still the same.
const MOST_COMPARED: u64 = 16 << 20;

/// So long it is waited, when the pages of an edit are there, whether another edit comes before the rest is made: browsers
/// have the processor for themselves meanwhile.
const PAUSE: Duration = Duration::from_millis(200);

/// A book, and how it is built.
pub(super) struct Live {
    /// The directory of the book or of the Python project.
    pub(super) root: PathBuf,
    pub(super) options: BuildOptions,
    pub(super) how: How,
    /// Whether somebody waits for the pages, and not for the files of the whole book.
    pub(super) awaits_pages: bool,
    pub(super) run: RunArguments,
}

/// How a build goes.
pub(super) enum Told<'a> {
    /// The pages are put into their place from now on, before the files of the whole book are made.
    PagesCome,
    /// The pages in this directory are those of the book; the files of the whole book are made next.
    Pages(&'a Path),
    /// So are these now.
    Finished,
    /// The book was built at once.
    Built(&'a BuiltBook),
    /// It could not be built.
    Failed(&'a Failure),
}

impl Live {
    /// Refuses a directory that is neither a book nor a project.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if !is_book(&self.root) {
            api_book::project(&self.root, &self.run)?;
        }
        Ok(())
    }

    /// Builds the book, and again whenever something has changed, until the program is asked to end. `tell` is told of
    /// each build how it goes.
    pub(super) fn follow(self, tell: impl Fn(Told<'_>) + 'static) -> Result<u8, Failure> {
        let failed = |error: std::io::Error| {
            let message = format!("a temporary directory cannot be made: {}", files::reason(&error));
            Failure::new(EXIT_ENVIRONMENT, message)
        };
        let scratch = tempfile::tempdir().map_err(failed)?;
        let (watcher, problem) = Watcher::new(self.how);
        self.warn_of_polling(problem);
        let stopper = watcher.stopper();
        let mut is_first = true;
        on_interrupt(move || {
            if !std::mem::replace(&mut is_first, false) {
                // Who asks twice does not want to wait for a build.
                process::exit(INTERRUPTED);
            }
            stopper.stop();
        })
        .map_err(|error| Failure::chain(EXIT_ENVIRONMENT, &error))?;
        let following = Rc::new(Following {
            live: self,
            tell: Box::new(tell),
            now: RefCell::new(Now {
                watcher,
                contents: Contents::default(),
                changes: Changes::default(),
                start: Instant::now(),
                next: None,
                is_shown: false,
                was_false: false,
            }),
        });
        following.run(scratch.path());
        Ok(EXIT_OK)
    }

    fn warn_of_polling(&self, problem: Option<String>) {
        if let Some(problem) = problem {
            self.run.warn(&format!(
                "the system does not tell of changes ({problem}); every file is looked at once in a second instead"
            ));
        }
    }

    /// The Python sources, as far as they can be found without building the book.
    fn sources(&self) -> BTreeSet<PathBuf> {
        let context = read_context(&self.root).ok().flatten();
        let config = context.as_ref().map(|context| config(context, &self.run));
        let config = config.unwrap_or_else(|| self.run.config_without_book());
        let Ok(config) = config else {
            return BTreeSet::new();
        };
        let found = discover(&Settings::new(config, &self.root).discover);
        found
            .map(|found| found.roots.into_iter().collect())
            .unwrap_or_default()
    }

    /// What is looked at; nothing as long as book.toml cannot be read. `read` are the Python sources of the last build.
    fn watched(&self, read: &BTreeSet<PathBuf>) -> Option<Watched> {
        let context = read_context(&self.root).ok()?;
        let config = match &context {
            Some(context) => config(context, &self.run),
            None => self.run.config_without_book(),
        };
        let settings = config.ok().map(|config| Settings::new(config, &self.root));
        let is_documented = context.as_ref().is_none_or(Context::has_table);
        let mut roots = self.roots_of_book(context.as_ref());
        let mut avoided = BTreeSet::new();
        let build_dir = context
            .as_ref()
            .map_or_else(|| self.root.join("book"), Context::build_dir);
        for written in self.options.dest_dir.iter().chain([&build_dir]) {
            let written = plain(written);
            let name = written.file_name().unwrap_or_default().to_string_lossy();
            avoided.insert(written.with_file_name(format!(".{name}.mdbook-autodoc")));
            avoided.insert(written);
        }
        if let Some(settings) = settings {
            avoided.insert(plain(&settings.cache.directory));
            if is_documented {
                roots.push(every(settings.templates));
                let inventories = settings.inventories.into_values();
                roots.extend(inventories.filter_map(|inventory| match inventory {
                    InventorySource::File(found) => Some(every(self.root.join(found.file))),
                    InventorySource::Off => None,
                }));
                let gitignore = settings.discover.gitignore;
                let sources = settings.discover.sources.iter().chain(read);
                roots.extend(sources.map(|path| Root {
                    path: plain(path),
                    only_python: true,
                    gitignore,
                }));
            }
        }
        let mut seen = BTreeSet::new();
        roots.retain(|root| seen.insert(root.path.clone()));
        Some(Watched { roots, avoided })
    }

    /// What mdBook reads, or the files of the project that its API book is made of.
    fn roots_of_book(&self, context: Option<&Context>) -> Vec<Root> {
        let files =
            |names: &[&str]| -> Vec<Root> { names.iter().map(|name| every(self.root.join(name))).collect() };
        let Some(context) = context else {
            if is_book(&self.root) {
                return files(&["book.toml", "src", "theme"]);
            }
            let mut roots = files(&["book.toml", "pyproject.toml", "setup.cfg", "setup.py"]);
            let project = api_book::project(&self.root, &self.run).ok();
            roots.extend(project.and_then(|project| project.readme).map(every));
            return roots;
        };
        let mut roots = files(&["book.toml"]);
        let assets = [context.additional_css(), context.additional_js()].concat();
        roots.extend(context.watch_dirs().into_iter().chain(assets).map(every));
        roots
    }
}

fn every(path: impl AsRef<Path>) -> Root {
    Root {
        path: plain(path.as_ref()),
        only_python: false,
        gitignore: true,
    }
}

/// An absolute path without `.` and `..`, as the system would tell of it.
fn plain(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for component in absolute.components() {
        match component {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            std::path::Component::CurDir => {}
            component => plain.push(component),
        }
    }
    plain
}

/// A book that is built again and again.
struct Following {
    live: Live,
    tell: Box<dyn Fn(Told<'_>)>,
    now: RefCell<Now>,
}

/// How far it is.
#[derive(Debug)]
struct Now {
    watcher: Watcher,
    contents: Contents,
    /// Why the book is built; nothing has changed before the first build.
    changes: Changes,
    /// When the build began.
    start: Instant,
    /// What came after its pages, and before it was at its end.
    next: Option<Next>,
    /// Whether it was told of its pages.
    is_shown: bool,
    /// Whether the last alarm was a false one. Then it is not listened to, so that the build comes to its end.
    was_false: bool,
}

impl Now {
    /// What comes next, if it comes soon enough. Of files that have changed only those count that are other ones than
    /// before, unless any counts.
    fn next(&mut self, most: Duration, any_counts: bool) -> Next {
        let start = Instant::now();
        loop {
            let left = most.saturating_sub(start.elapsed());
            let mut changes = match self.watcher.next(left) {
                Next::Changed(changes) => changes,
                other => return other,
            };
            changes.retain(|path, change| self.contents.is_new(path, change));
            if !changes.is_empty() || any_counts {
                return Next::Changed(changes);
            }
        }
    }

    fn look_at(&mut self, live: &Live, watched: Watched) {
        live.warn_of_polling(self.watcher.look_at(watched));
    }
}

impl Following {
    fn run(self: &Rc<Self>, scratch: &Path) {
        let live = &self.live;
        let mut options = live.options.clone();
        if live.awaits_pages {
            options.awaiting = Some(Rc::clone(self) as Rc<dyn AwaitPages>);
        }
        let mut roots = live.sources();
        // What is changed while the first build runs is seen.
        let at_least = || Watched {
            roots: vec![every(live.root.join("book.toml"))],
            avoided: BTreeSet::new(),
        };
        let watched = live.watched(&roots).unwrap_or_else(at_least);
        self.now.borrow_mut().look_at(live, watched);
        let mut run = live.run.clone();
        loop {
            self.now.borrow_mut().start = Instant::now();
            let built = build(&live.root, options.clone(), Some(scratch), &run);
            let now = &mut *self.now.borrow_mut();
            if let Ok((_, read)) = &built {
                roots = read.iter().cloned().collect();
            }
            if let Some(watched) = live.watched(&roots) {
                now.look_at(live, watched);
            }
            let is_shown = std::mem::take(&mut now.is_shown);
            let next = now.next.take();
            let is_left = built.as_ref().is_ok_and(|(built, _)| !built.is_whole);
            match &built {
                // Another build makes the rest.
                Ok(_) if is_left => {}
                Ok(_) if is_shown => (self.tell)(Told::Finished),
                Ok((built, _)) => {
                    (self.tell)(Told::Built(built));
                    self.say_pages(now, built.changed);
                }
                Err(failure) => {
                    (self.tell)(Told::Failed(failure));
                    self.say(now, ": the book could not be built");
                    report::error(&failure.to_string());
                }
            }
            let most = if is_left { PAUSE } else { Duration::MAX };
            match next.unwrap_or_else(|| now.next(most, built.is_err())) {
                Next::Changed(changes) => {
                    now.changes = changes;
                    now.was_false = false;
                }
                Next::Nothing => {
                    now.changes = Changes::default();
                    now.was_false = true;
                }
                Next::Stopped => return,
            }
            run = live.run.again();
        }
    }

    fn say_pages(&self, now: &Now, changed: usize) {
        self.say(now, &update::result(&now.changes, changed, now.start.elapsed()));
    }

    /// Says of a build how it went, unless it is the first.
    fn say(&self, now: &Now, result: &str) {
        if !now.changes.is_empty() {
            let reason = update::reason(&now.changes, &self.live.root, Zoned::now().time());
            self.live.run.say(&format!("{reason}{result}\n"));
        }
    }
}

impl AwaitPages for Following {
    fn pages_come(&self) {
        (self.tell)(Told::PagesCome);
    }

    fn pages_are_there(&self, directory: &Path, changed: usize) -> bool {
        (self.tell)(Told::Pages(directory));
        let now = &mut *self.now.borrow_mut();
        self.say_pages(now, changed);
        now.is_shown = true;
        match now.next(PAUSE, false) {
            Next::Nothing => true,
            next => {
                now.next = Some(next);
                false
            }
        }
    }

    fn alarm(&self) -> Arc<AtomicBool> {
        let now = self.now.borrow();
        if now.was_false {
            Arc::default()
        } else {
            now.watcher.alarm()
        }
    }
}

impl fmt::Debug for Following {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// What files were when they had changed last. Programs that write the same again after every build would otherwise have
/// it built without end.
#[derive(Debug, Default)]
struct Contents(BTreeMap<PathBuf, Digest>);

impl Contents {
    /// Whether a file is another one than when it had changed last.
    fn is_new(&mut self, path: &Path, change: Change) -> bool {
        let digest = match change {
            Change::Removed => None,
            Change::Added | Change::Changed => digest(path),
        };
        match digest {
            None => {
                self.0.remove(path);
                true
            }
            Some(digest) => self.0.insert(path.to_owned(), digest) != Some(digest),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a file that has changed is compared")]
fn digest(path: &Path) -> Option<Digest> {
    let is_small = std::fs::metadata(path).is_ok_and(|found| found.len() <= MOST_COMPARED);
    is_small
        .then(|| std::fs::read(path).ok())
        .flatten()
        .map(|bytes| Digest::of(&bytes))
}
