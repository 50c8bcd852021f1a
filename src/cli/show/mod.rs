//! `show`: the documentation of something, in the terminal.

mod markdown;
mod pager;

use clap::ValueEnum;

use super::generator::failure;
use super::report::{brief, visible};
use super::run::RunArguments;
use super::sources::SourceArguments;
use super::{EXIT_OK, EXIT_USAGE, Failure, print, terminal};
use crate::diagnostic::Severity;
use crate::driver;
use markdown::Look;

/// So wide a text is where nothing says how wide it may be.
const USUAL_WIDTH: usize = 80;

/// Longer lines are hard to read, however wide the terminal is.
const MOST_WIDTH: usize = 100;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The name, or the end of it that nothing else has, such as `Basket.pay`
    name: String,
    /// Show everything in a module in full, not only what it has
    #[arg(short, long)]
    all: bool,
    #[command(flatten)]
    sources: SourceArguments,
    /// What is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
    /// Do not pass the text to the program that `PAGER` names, in a terminal
    #[arg(long)]
    no_pager: bool,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for reading, with colors in a terminal
    Text,
    /// Markdown without HTML
    Markdown,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let (settings, book) = arguments.sources.settings(run)?;
    let progress = run.show_progress(&settings);
    let listing = driver::show(&settings, &arguments.name, arguments.all);
    drop(progress);
    let listing = listing.map_err(|error| failure(&error, book.as_deref(), run))?;
    // What else is wrong was not asked for.
    brief(&listing.diagnostics, Severity::Error);
    run.account(&listing.stats, &settings);
    run.tell();
    let shown = listing.made.map_err(|found| {
        let help = found
            .help
            .map(|help| format!("\n  help: {help}"))
            .unwrap_or_default();
        Failure::new(EXIT_USAGE, found.message + &help)
    })?;
    let width = terminal::page_width();
    let look = Look {
        width: width.unwrap_or(USUAL_WIDTH).min(MOST_WIDTH),
        has_colors: terminal::page_has_colors(),
    };
    if arguments.output_format == Format::Markdown {
        // A file may have what a terminal must not see.
        let is_seen = width.is_some();
        print(&if is_seen {
            visible(&shown.markdown)
        } else {
            shown.markdown
        });
        return Ok(EXIT_OK);
    }
    let text = markdown::head(&shown.title, &shown.place, look) + &markdown::text(&shown.markdown, look);
    if width.is_none() || arguments.no_pager || !pager::show(&text) {
        print(&text);
    }
    Ok(EXIT_OK)
}
