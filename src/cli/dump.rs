//! `dump`: the API as JSON.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::generator::{config, failure};
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_OK, Failure, api_book, build, directory, report};
use crate::book::read_context;
use crate::config::{Config, Settings, platform};
use crate::driver;
use crate::dump::Dump;
use crate::target::Version;

/// What is dumped and how.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book, whose configuration counts, or of the Python project [default: the current
    /// directory, unless a source is given]
    book: Option<PathBuf>,
    /// A package, a module or a directory of packages; instead of the sources of the book, where one is given
    #[arg(short, long = "source", value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// Leave out the files and directories that match, beside those that the book leaves out
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Leave out files of more bytes; 0 for no limit [default: the book's limit, or none]
    #[arg(long, value_name = "BYTES")]
    max_file_size: Option<u64>,
    /// The version of Python that conditions are decided for [default: the book's, or the newest that the
    /// project allows]
    #[arg(long, value_name = "VERSION")]
    target_python: Option<Version>,
    /// The platform that they are decided for, as `sys.platform` has it [default: the book's, or linux]
    #[arg(long, value_name = "PLATFORM", value_parser = platform)]
    target_platform: Option<String>,
    /// Where facts are kept between runs [default: where the book keeps them, or nowhere]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache_dir: Option<PathBuf>,
    /// Tell what names lead to as well: the ancestors and inherited members of classes
    #[arg(long)]
    resolved: bool,
    /// Read each file, whether or not its size and times have changed
    #[arg(long)]
    no_stat: bool,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let (mut settings, book) = base(arguments.book, !arguments.sources.is_empty(), run)?;
    let discover = &mut settings.discover;
    if !arguments.sources.is_empty() {
        let sources = arguments.sources.iter().map(|path| absolute(path));
        discover.sources = sources.collect::<Result<_, _>>()?;
    }
    discover.exclude.extend(arguments.exclude);
    if let Some(limit) = arguments.max_file_size {
        discover.max_file_size = limit;
    }
    settings.target_python = arguments.target_python.or(settings.target_python);
    if let Some(platform) = arguments.target_platform {
        settings.target_platform = platform;
    }
    if let Some(cache) = &arguments.cache_dir {
        settings.cache.directory = absolute(cache)?;
        settings.cache.is_on = true;
    }
    settings.cache.trusts_states &= !arguments.no_stat;
    run.apply(&mut settings)?;
    let progress = run.show_progress(&settings);
    let loaded = driver::load(&settings);
    drop(progress);
    let loaded = loaded.map_err(|error| failure(&error, book.as_deref(), run))?;
    report::brief(&driver::in_order(loaded.diagnostics), run.least_severity());
    run.account(&loaded.stats, &settings);
    let project = &loaded.project;
    let written = write(&if arguments.resolved {
        Dump::resolved(project)
    } else {
        Dump::new(project)
    });
    run.account_phase("write", false);
    run.tell();
    written
}

/// The settings before the command line has its say, and the directory of the book that they come from.
fn base(
    given: Option<PathBuf>,
    has_sources: bool,
    run: &RunArguments,
) -> Result<(Settings, Option<PathBuf>), Failure> {
    let is_named = given.is_some();
    let root = directory(given)?;
    if has_sources && !is_named {
        return Ok((everything(&root, run)?, None));
    }
    if let Some(context) = read_context(&root).map_err(build::failure)? {
        let settings = Settings::new(config(&context, run)?, &root);
        // What is wrong with other sources is nowhere in book.toml.
        return Ok((settings, (!has_sources).then_some(root)));
    }
    if !has_sources {
        api_book::project(&root, run)?;
    }
    Ok((everything(&root, run)?, None))
}

/// Settings that leave out nothing and keep nothing, unless the command line says otherwise.
fn everything(root: &Path, run: &RunArguments) -> Result<Settings, Failure> {
    let mut config = Config {
        exclude: Vec::new(),
        gitignore: false,
        ..Config::default()
    };
    config.performance.max_file_size = 0;
    config.performance.cache = false;
    let options = serde_json::to_value(config).unwrap_or_default();
    let mut settings = Settings::new(run.config(options, |_| String::new())?, root);
    settings.discover.everything = true;
    Ok(settings)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| {
        let message = format!("cannot find `{}`: {error}", path.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })
}

/// Writes the dump and ends the line.
fn write(dump: &Dump<'_>) -> Result<u8, Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = serde_json::to_writer(&mut out, dump).map_err(io::Error::from);
    match written
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
    {
        Ok(()) => Ok(EXIT_OK),
        // A reader that went away, as `head` does, is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(EXIT_OK),
        Err(error) => {
            let message = format!("the dump cannot be written to standard output: {error}");
            Err(Failure::new(EXIT_ENVIRONMENT, message))
        }
    }
}
