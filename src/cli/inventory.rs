//! `inventory`: `objects.inv`, by which projects link to each other: that of the book, and those that it links to.

use std::path::{Path, PathBuf};

use super::generator::{config, failure, index_page};
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, build, directory, examples};
use crate::book::{self, Context};
use crate::config::{Config, InventoryFile, InventorySource, MOST_INVENTORY_BYTES, Settings, add_inventory};
use crate::discover::documented_project;
use crate::driver;
use crate::fetch::{FetchError, fetch};
use crate::inventory::{Body, Inventory, write};
use crate::name::count;

/// The name under which other projects look for an inventory.
const FILE: &str = book::INVENTORY;

#[derive(clap::Subcommand, Debug)]
pub(super) enum Command {
    /// Write `objects.inv` beside the pages that `mdbook build` made
    #[command(after_help = examples::INVENTORY_WRITE)]
    Write {
        /// The directory of the book [default: the current directory]
        book: Option<PathBuf>,
        /// Where the book was written [default: `build.build-dir` of book.toml, or `book`]
        #[arg(short, long, value_name = "DIR")]
        dest_dir: Option<PathBuf>,
    },
    /// Fetch the inventory of another project from the web, and name it in book.toml
    #[command(after_help = examples::INVENTORY_FETCH)]
    Fetch {
        /// What the inventory is called in book.toml, such as `numpy`
        name: String,
        /// The address of the project's documentation, or of its inventory
        url: String,
        /// The directory of the book [default: the current directory]
        book: Option<PathBuf>,
    },
    /// Fetch all inventories anew that book.toml names
    #[command(after_help = examples::INVENTORY_UPDATE)]
    Update {
        /// The directory of the book [default: the current directory]
        book: Option<PathBuf>,
    },
}

pub(super) fn run(command: Command, run: &RunArguments) -> Result<u8, Failure> {
    match command {
        Command::Write { book, dest_dir } => write_beside_pages(book, dest_dir.as_deref(), run),
        Command::Fetch { name, url, book } => fetch_one(&name, &url, book, run),
        Command::Update { book } => update(book, run),
    }
}

/// For books that `mdbook build` builds: a preprocessor cannot add files to what it makes.
fn write_beside_pages(
    given: Option<PathBuf>,
    dest_dir: Option<&Path>,
    run: &RunArguments,
) -> Result<u8, Failure> {
    let root = directory(given)?;
    let title = |context: &Context| Ok(config(context, run)?.title);
    let found = book::find_reference(&root, dest_dir, title).map_err(build::failure)?;
    let found = found.ok_or_else(|| no_book(&root))?;
    #[expect(clippy::disallowed_methods, reason = "what mdBook wrote is looked for")]
    let is_built = found.html.join("index.html").is_file();
    if !is_built {
        let message = format!(
            "there are no pages in `{}`: build the book first",
            found.html.display()
        );
        return Err(Failure::new(EXIT_USAGE, message));
    }
    let mut settings = Settings::new(config(&found.context, run)?, &root);
    run.apply(&mut settings)?;
    let index = index_page(&settings.title, &found.place);
    let progress = run.show_progress(&settings);
    let listed = driver::objects(&settings, index);
    drop(progress);
    let (objects, stats) = listed.map_err(|error| failure(&error, Some(&root), run))?;
    let path = found.html.join(FILE);
    let is_written = run.write(&path, &bytes(&settings, &found.context, &objects))?;
    run.account(&stats, &settings);
    run.tell();
    if !is_written {
        return Ok(EXIT_OK);
    }
    run.say(&format!("the inventory is in `{}`\n", path.display()));
    Ok(EXIT_OK)
}

fn no_book(root: &Path) -> Failure {
    let message = format!("`{}` has no book.toml, so there is no book", root.display());
    Failure::new(EXIT_USAGE, message)
}

/// The settings of the book in a directory.
fn read_config(root: &Path, run: &RunArguments) -> Result<Config, Failure> {
    let context = book::read_context(root).map_err(build::failure)?;
    config(&context.ok_or_else(|| no_book(root))?, run)
}

fn fetch_one(name: &str, url: &str, given: Option<PathBuf>, run: &RunArguments) -> Result<u8, Failure> {
    let is_plain = |other: char| other.is_ascii_alphanumeric() || "-_".contains(other);
    if name.is_empty() || !name.chars().all(is_plain) {
        let message = format!("`{name}` cannot name an inventory: letters, digits, `-` and `_` can");
        return Err(Failure::new(EXIT_USAGE, message));
    }
    let root = directory(given)?;
    let file = match read_config(&root, run)?.inventories.remove(name) {
        Some(InventorySource::File(known)) => known.file,
        _ => format!("inventories/{name}.inv"),
    };
    let (address, pages) = addresses(url);
    fetch_to(&root, &file, &address, run)?;
    name_in_book(&root, name, &InventoryFile { file, url: pages }, run)?;
    Ok(EXIT_OK)
}

fn update(given: Option<PathBuf>, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(given)?;
    for (_, source) in read_config(&root, run)?.inventories {
        if let InventorySource::File(InventoryFile { file, url }) = source {
            fetch_to(&root, &file, &addresses(&url).0, run)?;
        }
    }
    Ok(EXIT_OK)
}

/// The address of an inventory and that of the pages, of which one is given.
fn addresses(url: &str) -> (String, String) {
    match url.rsplit_once('/') {
        Some((pages, name)) if name.to_ascii_lowercase().ends_with(".inv") => {
            (url.to_owned(), format!("{pages}/"))
        }
        _ => {
            let pages = format!("{}/", url.trim_end_matches('/'));
            (format!("{pages}{FILE}"), pages)
        }
    }
}

/// Fetches an inventory, looks whether it is one, and only then puts it where the book has it.
fn fetch_to(root: &Path, file: &str, address: &str, run: &RunArguments) -> Result<(), Failure> {
    let bytes = fetch(address, MOST_INVENTORY_BYTES).map_err(|error| match error {
        FetchError::NotWeb(_) => Failure::chain(EXIT_USAGE, &error),
        _ => Failure::chain(EXIT_ENVIRONMENT, &error),
    })?;
    let (inventory, problem) = Inventory::read(&bytes);
    if problem.is_some() || inventory.is_empty() {
        let message = format!("what is at `{address}` is no inventory; nothing was changed");
        return Err(Failure::new(EXIT_ENVIRONMENT, message));
    }
    if !run.write(&root.join(file), &bytes)? {
        return Ok(());
    }
    let names = count(inventory.len(), "name");
    let project = [inventory.project.as_str(), inventory.version.as_str()].join(" ");
    run.say(&format!("`{file}` has {names} of {}\n", project.trim()));
    Ok(())
}

/// Names an inventory in book.toml, or says what to write there.
fn name_in_book(
    root: &Path,
    name: &str,
    inventory: &InventoryFile,
    run: &RunArguments,
) -> Result<(), Failure> {
    let path = root.join("book.toml");
    #[expect(clippy::disallowed_methods, reason = "book.toml is changed on request")]
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    match add_inventory(&text, name, inventory) {
        Some(changed) if changed == text => {}
        Some(changed) => {
            if run.write(&path, changed.as_bytes())? {
                run.say("book.toml names it\n");
            }
        }
        None => run.say(&format!(
            "add it to book.toml:\n\n[preprocessor.autodoc.inventories]\n{name} = {{ file = {:?}, url = {:?} }}\n",
            inventory.file, inventory.url
        )),
    }
    Ok(())
}

/// The inventory of a book: it has the name and version of the Python project, or else the title of the book.
pub(super) fn bytes(settings: &Settings, context: &Context, objects: &Body) -> Vec<u8> {
    let project = documented_project(&settings.discover).unwrap_or_default();
    let title = || context.config.pointer("/book/title")?.as_str().map(str::to_owned);
    let name = project.name.or_else(title).unwrap_or_default();
    write(&name, &project.version.unwrap_or_default(), objects)
}

/// Saves an inventory in the directory of the pages.
#[expect(clippy::disallowed_methods, reason = "a file is added to the built pages")]
pub(super) fn save(directory: &Path, inventory: &[u8]) -> Result<PathBuf, Failure> {
    let path = directory.join(FILE);
    if std::fs::read(&path).is_ok_and(|old| old == inventory) {
        return Ok(path);
    }
    // Whole at every time, where what is beside the pages is on the same disk.
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    let beside = directory.with_file_name(format!(".{name}.{FILE}"));
    let moved = std::fs::write(&beside, inventory).and_then(|()| std::fs::rename(&beside, &path));
    let written = moved.or_else(|_| {
        let _ = std::fs::remove_file(&beside);
        std::fs::write(&path, inventory)
    });
    written.map(|()| path.clone()).map_err(|error| {
        let message = format!("the inventory `{}` cannot be written: {error}", path.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })
}
