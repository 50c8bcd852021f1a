//! `build`: a book, in this process.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use tracing_subscriber::filter::LevelFilter;

use super::generator::Generator;
use super::run::RunArguments;
use super::{
    EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, api_book, directory, inventory, preprocess, terminal,
};
use crate::book::{self, BuildError, BuiltBook};
use crate::diagnostic::Severity;

pub(super) fn run(
    given: Option<PathBuf>,
    dest_dir: Option<PathBuf>,
    open: bool,
    run: &RunArguments,
) -> Result<u8, Failure> {
    let root = directory(given)?;
    log_as_mdbook_does(run);
    #[expect(clippy::disallowed_methods, reason = "a directory with book.toml is a book")]
    let is_book = root.join("book.toml").is_file();
    let inventory = Rc::new(RefCell::new(None));
    let generator = Generator {
        base: None,
        run: run.clone(),
        inventory: Some(Rc::clone(&inventory)),
    };
    let built = if is_book {
        book::build(&root, dest_dir.as_deref(), generator).map_err(failure)
    } else {
        api_book::build(&root, dest_dir, generator)
    };
    run.account_phase("book", false);
    run.tell();
    let built = built?;
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
