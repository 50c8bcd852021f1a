//! `build`: a book, in this process.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use tracing_subscriber::filter::LevelFilter;

use super::generator::{Generator, Outcome, config};
use super::run::RunArguments;
use super::{
    EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, api_book, directory, dry_run, inventory, preprocess,
    terminal,
};
use crate::book::{self, BuildError, BuildOptions, BuiltBook};
use crate::cache;
use crate::config::Settings;
use crate::diagnostic::Severity;
use crate::driver::{SliceCache, Threads};

#[derive(clap::Args, Debug)]
#[group(skip)]
pub(super) struct Arguments {
    /// The directory of the book or of the Python project [default: the current directory]
    pub(super) book: Option<PathBuf>,
    /// Where the book is written [default: `build.build-dir` of book.toml, or `book`]
    #[arg(short, long, value_name = "DIR")]
    pub(super) dest_dir: Option<PathBuf>,
    /// Open the book in the browser
    #[arg(short, long)]
    pub(super) open: bool,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    if run.is_dry() {
        return dry_run::build(&root, arguments.dest_dir.as_deref(), run);
    }
    log_as_mdbook_does(run);
    let options = BuildOptions {
        dest_dir: arguments.dest_dir,
        live_reload: None,
        awaiting: None,
    };
    let (built, _) = build(&root, options, None, run)?;
    for path in built.outputs.values() {
        run.say(&format!("the book is in `{}`\n", path.display()));
    }
    if arguments.open {
        open_in_browser(&built)?;
    }
    Ok(EXIT_OK)
}

/// Whether a directory is a book, and not only a Python project.
pub(super) fn is_book(root: &Path) -> bool {
    ["book.toml", "src/SUMMARY.md"].iter().any(|name| {
        #[expect(clippy::disallowed_methods, reason = "a directory with these is a book")]
        root.join(name).is_file()
    })
}

/// Builds the book in `root`, or the API book of the project there. `scratch` is a directory for what is kept between
/// builds where the book itself keeps nothing. Returns the directories and files of Python that were read, too.
pub(super) fn build(
    root: &Path,
    options: BuildOptions,
    scratch: Option<&Path>,
    run: &RunArguments,
) -> Result<(BuiltBook, Vec<PathBuf>), Failure> {
    let begun = Instant::now();
    let outcome = Rc::new(RefCell::new(Outcome::default()));
    let settings = settings(root, scratch, run)?;
    let threads = Arc::new(Threads {
        number: settings.workers,
    });
    let kept = settings.cache.clone();
    // An API book keeps its facts with the project, and no slices.
    let is_shared = scratch.is_some() || kept.is_on;
    let slices = Arc::new(SliceCache::new(settings.cache));
    let generator = Generator {
        base: None,
        cache: is_shared.then(|| slices.for_reference()),
        run: run.clone(),
        outcome: Some(Rc::clone(&outcome)),
    };
    let built = if is_book(root) {
        let slices = Arc::clone(&slices);
        book::build(root, &options, generator, threads, slices).map_err(failure)
    } else {
        api_book::build(root, options, generator, threads, Arc::clone(&slices))
    };
    run.account_phase("book", false);
    run.tell();
    let built = built?;
    if let Some(problem) = Arc::into_inner(slices).and_then(SliceCache::finish) {
        run.warn(&problem.message);
    }
    let outcome = outcome.take();
    if !built.is_whole {
        return Ok((built, outcome.roots));
    }
    if let (Some(directory), Some(inventory)) = (built.outputs.get("html"), outcome.inventory) {
        inventory::save(directory, &inventory)?;
    }
    cache::note_build(&kept, begun.elapsed().as_secs_f64());
    Ok((built, outcome.roots))
}

/// What the book says of threads and of what is kept. Of a book that has no table for us it is kept in `scratch`, if there
/// is such a directory, and nowhere where mdBook would take it for files of the book.
fn settings(root: &Path, scratch: Option<&Path>, run: &RunArguments) -> Result<Settings, Failure> {
    let context = book::read_context(root).map_err(failure)?;
    let config = match &context {
        Some(context) => config(context, run)?,
        None => run.config_without_book()?,
    };
    let mut settings = Settings::new(config, root);
    let directory = &mut settings.cache.directory;
    match (scratch, context) {
        (_, Some(context)) if context.has_table() => {}
        (Some(scratch), _) => scratch.clone_into(directory),
        (None, Some(context)) if !directory.starts_with(context.source_dir()) => {}
        (None, _) => settings.cache.is_on = false,
    }
    run.apply(&mut settings)?;
    Ok(settings)
}

/// A failure of mdBook, or ours that came through it.
pub(super) fn failure(error: BuildError) -> Failure {
    match error {
        BuildError::Build(source) if source.is::<Failure>() => preprocess::from_anyhow(source),
        error @ (BuildError::Config { .. } | BuildError::Load { .. }) => Failure::chain(EXIT_USAGE, &error),
        error => Failure::chain(EXIT_ENVIRONMENT, &error),
    }
}

/// mdBook's renderer speaks through `tracing`; its own program shows it on standard error without times. Here it is
/// silent while all is well, unless `MDBOOK_LOG` asks for more.
pub(super) fn log_as_mdbook_does(run: &RunArguments) {
    let least = match run.least_severity() {
        Severity::Error => LevelFilter::ERROR,
        _ => LevelFilter::WARN,
    };
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_env_var("MDBOOK_LOG")
        .with_default_directive(least.into())
        .from_env_lossy();
    // What is ours says why, and mdBook nothing more.
    let own = (run.verbose > 0).then(|| "mdbook_autodoc=info".parse().ok());
    let filter = match own.flatten() {
        Some(own) => filter.add_directive(own),
        None => filter,
    };
    // A second subscriber, as in a test, is not needed.
    let _ = tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(terminal::has_colors())
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init();
}

pub(super) fn open_in_browser(built: &BuiltBook) -> Result<(), Failure> {
    let Some(path) = built.outputs.get("html") else {
        return Err(Failure::new(
            EXIT_ENVIRONMENT,
            "the book has no HTML output that could be opened",
        ));
    };
    let index = path.join("index.html");
    opener::open(&index).map_err(|error| {
        Failure::new(
            EXIT_ENVIRONMENT,
            format!("`{}` cannot be opened in a browser: {error}", index.display()),
        )
    })
}
