//! `affected`: the pages that an edit of files may change.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::generator::{config, failure, index_page};
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, api_book, build, directory, print};
use crate::book::{self, Context};
use crate::config::Settings;
use crate::driver;
use crate::render::IndexPage;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The Python files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The directory of the book or of the Python project [default: the current directory]
    #[arg(short, long, value_name = "DIR")]
    book: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let mut files = Vec::with_capacity(arguments.files.len());
    for file in arguments.files {
        let name = file.display().to_string();
        let absolute = std::path::absolute(&file).map_err(|error| {
            Failure::new(
                EXIT_ENVIRONMENT,
                format!("cannot find the file `{name}`: {error}"),
            )
        })?;
        files.push((absolute, name));
    }
    let title = |context: &Context| Ok(config(context, run)?.title);
    let found = book::find_reference(&root, None, title).map_err(build::failure)?;
    let (mut settings, index) = if let Some(found) = &found {
        let settings = Settings::new(config(&found.context, run)?, &root);
        let index = index_page(&settings.title, &found.place);
        (settings, index)
    } else {
        api_book::project(&root, run)?;
        let settings = Settings::new(run.config_without_book()?, &root);
        let index = IndexPage::beside_chapters(&settings.title);
        (settings, index)
    };
    run.apply(&mut settings)?;
    let progress = run.show_progress(&settings);
    let affected = driver::affected(&settings, index, &files);
    drop(progress);
    let affected = affected.map_err(|error| failure(&error, found.as_ref().map(|_| root.as_path()), run))?;
    if let Some(file) = affected.unknown.first() {
        let message = format!(
            "`{file}` belongs to no module of the reference; name a Python file below `source`, and see whether `exclude` leaves it out"
        );
        return Err(Failure::new(EXIT_USAGE, message));
    }
    run.account(&affected.stats, &settings);
    run.tell();
    let mut text = String::new();
    for (module, page) in &affected.pages {
        let _ = writeln!(text, "{module}\t{page}");
    }
    print(&text);
    Ok(EXIT_OK)
}
