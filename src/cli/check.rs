//! `check`: what is wrong with the documented sources.

use std::path::PathBuf;

use super::generator::{config, failure};
use super::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, Failure, directory, print, report};
use crate::book::read_context;
use crate::config::{Config, Settings};
use crate::diagnostic::Severity;
use crate::driver;

pub(super) fn run(book: Option<PathBuf>) -> Result<u8, Failure> {
    let root = directory(book)?;
    let settings = match read_context(&root).map_err(|error| Failure::chain(EXIT_USAGE, &error))? {
        Some(context) => Settings::new(config(&context)?, &root),
        None => Settings::new(Config::default(), &root),
    };
    let diagnostics = driver::check(&settings).map_err(|error| failure(&error))?;
    report::all(&diagnostics);
    if diagnostics.is_empty() {
        return Ok(EXIT_OK);
    }
    print(&format!("{}\n", report::summary(&diagnostics)));
    let has_errors = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error);
    Ok(if has_errors { EXIT_FINDINGS } else { EXIT_OK })
}
