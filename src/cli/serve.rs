//! `serve`: a book in the browser while it is written.

use std::cell::Cell;
use std::path::Path;

use clap::builder::NonEmptyStringValueParser;

use super::live::{Live, Told};
use super::report::{self, visible};
use super::run::RunArguments;
use super::watch::WatcherArguments;
use super::{EXIT_ENVIRONMENT, Failure, build, directory, dry_run};
use crate::book::{BuildOptions, read_context};
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
    let live = Live {
        root: root.clone(),
        options: BuildOptions {
            dest_dir: arguments.build.dest_dir,
            live_reload: Some(serve::ENDPOINT.to_owned()),
            awaiting: None,
        },
        how: arguments.watcher.how(),
        awaits_pages: true,
        run: run.clone(),
    };
    live.check()?;
    let failed = |error| Failure::chain(EXIT_ENVIRONMENT, &error);
    let (listeners, port) = serve::bind(&arguments.hostname, arguments.port).map_err(failed)?;
    let server = Server::start(listeners, &arguments.hostname).map_err(failed)?;
    let address = serve::url(&arguments.hostname, port);
    run.say(&format!("Serving on: {address}\n"));
    let is_first = Cell::new(true);
    let (opens, run) = (arguments.build.open, run.clone());
    live.follow(move |told| {
        match told {
            Told::PagesCome => server.begin(),
            Told::Pages(directory) => server.publish(site(&root, directory), false),
            Told::Finished => server.finish(),
            Told::Built(built) => match built.outputs.get("html") {
                Some(directory) => server.publish(site(&root, directory), true),
                None => {
                    report::error(NO_HTML);
                    server.show_problem(NO_HTML);
                }
            },
            Told::Failed(failure) => server.show_problem(&visible(&failure.to_string())),
        }
        if opens
            && is_first.replace(false)
            && let Err(error) = opener::open(&address)
        {
            run.warn(&format!("`{address}` cannot be opened in a browser: {error}"));
        }
    })
}

const NO_HTML: &str = "the book has no HTML output that could be served";

/// The pages of a book that was built.
fn site(root: &Path, directory: &Path) -> Site {
    // It was read a moment ago.
    let context = read_context(root).ok().flatten();
    let not_found = context.map_or_else(|| "404.html".into(), |context| context.not_found_page());
    Site {
        directory: directory.to_owned(),
        not_found,
    }
}
