//! `clean`: the cache of a book goes away.

use std::path::PathBuf;

use super::generator::config;
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_OK, Failure, build, directory};
use crate::book::read_context;
use crate::cache;
use crate::config::Settings;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book or of the Python project [default: the current directory]
    book: Option<PathBuf>,
    /// The directory of the cache, relative to the book [default: where the book keeps it]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let settings = match read_context(&root).map_err(build::failure)? {
        Some(context) => Settings::new(config(&context, run)?, &root),
        None => Settings::new(run.config_without_book()?, &root),
    };
    let given = arguments.cache_dir.map(|given| root.join(given));
    let cache = given.unwrap_or(settings.cache.directory);
    if run.is_dry() {
        run.say(&match cache::size(&cache) {
            0 => format!("there is no cache in `{}`\n", cache.display()),
            bytes => format!("{} would be removed from `{}`\n", size(bytes), cache.display()),
        });
        return Ok(EXIT_OK);
    }
    let bytes = cache::clean(&cache).map_err(|found| Failure::new(EXIT_ENVIRONMENT, found.message))?;
    run.say(&match bytes {
        0 => format!("there is no cache in `{}`\n", cache.display()),
        bytes => format!("removed {} from `{}`\n", size(bytes), cache.display()),
    });
    Ok(EXIT_OK)
}

/// A number of bytes as people say it.
pub(super) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_the_unit_that_fits() {
        let cases = [
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (999_999, "999.9 kB"),
            (21_876_956, "21.8 MB"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(size(bytes), expected);
        }
    }
}
