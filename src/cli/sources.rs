//! The sources that a command is about: those of a book, of a project, or others.

use std::path::PathBuf;

use super::generator::config;
use super::run::RunArguments;
use super::versions::absolute;
use super::{Failure, api_book, build, directory};
use crate::book::read_context;
use crate::config::Settings;

/// Which sources.
#[derive(clap::Args, Debug)]
pub(super) struct SourceArguments {
    /// The directory of the book, whose configuration counts, or of the Python project [default: the current directory]
    #[arg(short, long, value_name = "DIR")]
    book: Option<PathBuf>,
    /// A package, a module or a directory of packages, instead of the sources of the book
    #[arg(short, long = "source", value_name = "PATH")]
    sources: Vec<PathBuf>,
}

impl SourceArguments {
    /// The settings with these sources, and the directory of the book if it names them.
    pub(super) fn settings(self, run: &RunArguments) -> Result<(Settings, Option<PathBuf>), Failure> {
        let root = directory(self.book)?;
        let context = read_context(&root).map_err(build::failure)?;
        let mut settings = match &context {
            Some(context) => Settings::new(config(context, run)?, &root),
            None => {
                if self.sources.is_empty() {
                    api_book::project(&root, run)?;
                }
                let mut settings = Settings::new(run.config_without_book()?, &root);
                // Nothing is written into a project that has not asked for it.
                settings.cache.is_on = false;
                settings
            }
        };
        let is_of_book = self.sources.is_empty();
        if !is_of_book {
            let sources = self.sources.iter().map(|source| absolute(source));
            settings.discover.sources = sources.collect::<Result<_, _>>()?;
            // What the book leaves out is about its own sources.
            settings.source_styles.clear();
        }
        run.apply(&mut settings)?;
        Ok((settings, context.filter(|_| is_of_book).map(|_| root)))
    }
}
