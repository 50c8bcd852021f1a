//! `build`: a book, in this process.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use tracing_subscriber::filter::LevelFilter;

use super::generator::{Generator, config};
use super::run::RunArguments;
use super::{
    EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, api_book, directory, inventory, preprocess, terminal,
};
use crate::book::{self, BuildError, BuiltBook};
use crate::config::Settings;
use crate::diagnostic::Severity;
use crate::driver::{SliceCache, Threads};
use crate::name::count;

pub(super) fn run(
    given: Option<PathBuf>,
    dest_dir: Option<PathBuf>,
    open: bool,
    run: &RunArguments,
) -> Result<u8, Failure> {
    let root = directory(given)?;
    log_as_mdbook_does(run);
    let is_book = ["book.toml", "src/SUMMARY.md"].iter().any(|name| {
        #[expect(clippy::disallowed_methods, reason = "a directory with these is a book")]
        root.join(name).is_file()
    });
    let inventory = Rc::new(RefCell::new(None));
    let generator = Generator {
        base: None,
        run: run.clone(),
        inventory: Some(Rc::clone(&inventory)),
    };
    let settings = settings(&root, run)?;
    let threads = Arc::new(Threads {
        number: settings.workers,
    });
    let slices = Arc::new(SliceCache::new(settings.cache));
    let built = if is_book {
        let kept = Arc::clone(&slices);
        book::build(&root, dest_dir.as_deref(), generator, threads, kept).map_err(failure)
    } else {
        api_book::build(&root, dest_dir, generator, threads, Arc::clone(&slices))
    };
    run.account_phase("book", false);
    run.tell();
    let built = built?;
    if let Some(problem) = Arc::into_inner(slices).and_then(SliceCache::finish) {
        run.warn(&problem.message);
    }
    for (directory, files) in &built.foreign {
        run.warn(&foreign(directory, files));
    }
    if let (Some(directory), Some(inventory)) = (built.outputs.get("html"), inventory.take()) {
        inventory::save(directory, &inventory)?;
    }
    for path in built.outputs.values() {
        run.say(&format!("the book is in `{}`\n", path.display()));
    }
    if open {
        open_in_browser(&built)?;
    }
    Ok(EXIT_OK)
}

/// What the book says of threads and of what is kept. Nothing is kept of a book that has no table for us.
fn settings(root: &Path, run: &RunArguments) -> Result<Settings, Failure> {
    let context = book::read_context(root).map_err(failure)?;
    let config = match &context {
        Some(context) => config(context, run)?,
        None => run.config_without_book()?,
    };
    let mut settings = Settings::new(config, root);
    settings.cache.is_on &= context.is_some_and(|context| context.has_table());
    run.apply(&mut settings)?;
    Ok(settings)
}

/// Says which files went with the old book although they were none of it.
fn foreign(directory: &Path, files: &[PathBuf]) -> String {
    const SHOWN: usize = 10;
    let names = files
        .iter()
        .take(SHOWN)
        .map(|path| format!("`{}`", path.display()));
    let mut names: Vec<String> = names.collect();
    if files.len() > SHOWN {
        names.push(format!("{} more", files.len() - SHOWN));
    }
    format!(
        "{} in `{}` that this book does not have, and that no book makes, removed as mdBook does: {}; keep your own files elsewhere, or below the source directory of the book",
        count(files.len(), "file"),
        directory.display(),
        names.join(", ")
    )
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
fn log_as_mdbook_does(run: &RunArguments) {
    let least = match run.least_severity() {
        Severity::Error => LevelFilter::ERROR,
        _ => LevelFilter::WARN,
    };
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_env_var("MDBOOK_LOG")
        .with_default_directive(least.into())
        .from_env_lossy();
    // A second subscriber, as in a test, is not needed.
    let _ = tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(terminal::has_colors())
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init();
}

fn open_in_browser(built: &BuiltBook) -> Result<(), Failure> {
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
