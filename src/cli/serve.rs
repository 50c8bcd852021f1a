//! `serve`: a book in the browser while it is written.

use std::cell::Cell;
use std::path::Path;

use clap::builder::NonEmptyStringValueParser;

use super::live::Live;
use super::report::{self, visible};
use super::run::RunArguments;
use super::watch::WatcherArguments;
use super::{EXIT_ENVIRONMENT, Failure, build, directory, dry_run};
use crate::book::{BuildOptions, BuiltBook, read_context};
use crate::serve::{self, Server, Site};

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    build: build::Arguments,
    /// The name or number to serve on; `0.0.0.0` lets other machines read the book
    #[arg(short = 'n', long, value_name = "HOST", default_value = "localhost", value_parser = NonEmptyStringValueParser::new())]
    hostname: String,
    /// The port to serve on; 0 for any that is free
    #[arg(short, long, value_name = "PORT", default_value_t = 3000)]
    port: u16,
    #[command(flatten)]
    watcher: WatcherArguments,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.build.book)?;
    if run.is_dry() {
        return dry_run::build(&root, arguments.build.dest_dir.as_deref(), run);
    }
    build::log_as_mdbook_does(run);
    let failed = |error| Failure::chain(EXIT_ENVIRONMENT, &error);
    let (listeners, port) = serve::bind(&arguments.hostname, arguments.port).map_err(failed)?;
    let server = Server::start(listeners, &arguments.hostname).map_err(failed)?;
    let address = serve::url(&arguments.hostname, port);
    let live = Live {
        root: root.clone(),
        options: BuildOptions {
            dest_dir: arguments.build.dest_dir,
            live_reload: Some(serve::ENDPOINT.to_owned()),
        },
        how: arguments.watcher.how(),
        run,
    };
    run.say(&format!("Serving on: {address}\n"));
    let is_first = Cell::new(true);
    live.follow(&|built| {
        match built.map(|built| site(&root, built)) {
            Ok(Some(site)) => server.publish(site),
            Ok(None) => {
                report::error(NO_HTML);
                server.show_problem(NO_HTML);
            }
            Err(failure) => server.show_problem(&visible(&failure.to_string())),
        }
        if arguments.build.open
            && is_first.replace(false)
            && let Err(error) = opener::open(&address)
        {
            run.warn(&format!("`{address}` cannot be opened in a browser: {error}"));
        }
    })
}

const NO_HTML: &str = "the book has no HTML output that could be served";

/// The pages of a book that was built.
fn site(root: &Path, built: &BuiltBook) -> Option<Site> {
    let directory = built.outputs.get("html")?;
    // It was read a moment ago.
    let context = read_context(root).ok().flatten();
    let not_found = context.map_or_else(|| "404.html".into(), |context| context.not_found_page());
    Some(Site {
        directory: directory.clone(),
        not_found,
    })
}
