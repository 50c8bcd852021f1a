//! `inventory`: the `objects.inv` of the book, by which other projects link to it.

use std::path::{Path, PathBuf};

use super::generator::{config, failure, index_page};
use super::{EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, build, directory, print};
use crate::book::{self, Context};
use crate::config::Settings;
use crate::discover::documented_project;
use crate::driver;
use crate::inventory::{Listed, write};

/// The name under which other projects look for an inventory.
const FILE: &str = "objects.inv";

#[derive(clap::Subcommand, Debug)]
pub(super) enum Command {
    /// Write `objects.inv` beside the pages that `mdbook build` made
    Write {
        /// The directory of the book [default: the current directory]
        book: Option<PathBuf>,
        /// Where the book was written [default: `build.build-dir` of book.toml, or `book`]
        #[arg(short, long, value_name = "DIR")]
        dest_dir: Option<PathBuf>,
    },
}

pub(super) fn run(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Write { book, dest_dir } => write_beside_pages(book, dest_dir.as_deref()),
    }
}

/// For books that `mdbook build` builds: a preprocessor cannot add files to what it makes.
fn write_beside_pages(given: Option<PathBuf>, dest_dir: Option<&Path>) -> Result<u8, Failure> {
    let root = directory(given)?;
    let title = |context: &Context| Ok(config(context)?.title);
    let found = book::find_reference(&root, dest_dir, title).map_err(build::failure)?;
    let found = found.ok_or_else(|| {
        let message = format!("`{}` has no book.toml, so there is no book", root.display());
        Failure::new(EXIT_USAGE, message)
    })?;
    #[expect(clippy::disallowed_methods, reason = "what mdBook wrote is looked for")]
    let is_built = found.html.join("index.html").is_file();
    if !is_built {
        let message = format!(
            "there are no pages in `{}`: build the book first",
            found.html.display()
        );
        return Err(Failure::new(EXIT_USAGE, message));
    }
    let settings = Settings::new(config(&found.context)?, &root);
    let index = index_page(&settings.title, &found.place);
    let objects = driver::objects(&settings, index).map_err(|error| failure(&error, Some(&root)))?;
    let path = save(&found.html, &bytes(&settings, &found.context, objects))?;
    print(&format!("the inventory is in `{}`\n", path.display()));
    Ok(EXIT_OK)
}

/// The inventory of a book: it has the name and version of the Python project, or else the title of the book.
pub(super) fn bytes(settings: &Settings, context: &Context, objects: Vec<Listed>) -> Vec<u8> {
    let project = documented_project(&settings.discover).unwrap_or_default();
    let title = || context.config.pointer("/book/title")?.as_str().map(str::to_owned);
    let name = project.name.or_else(title).unwrap_or_default();
    write(&name, &project.version.unwrap_or_default(), objects)
}

/// Saves an inventory in the directory of the pages; where it is.
#[expect(clippy::disallowed_methods, reason = "a file is added to the built pages")]
pub(super) fn save(directory: &Path, inventory: &[u8]) -> Result<PathBuf, Failure> {
    let path = directory.join(FILE);
    let written = std::fs::write(&path, inventory);
    written.map(|()| path.clone()).map_err(|error| {
        let message = format!("the inventory `{}` cannot be written: {error}", path.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })
}
