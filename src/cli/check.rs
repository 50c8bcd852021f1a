//! `check`: what is wrong with the documented sources.

use std::path::PathBuf;

use super::generator::{config, failure, own_templates};
use super::{EXIT_FINDINGS, EXIT_OK, Failure, api_book, build, directory, print, report};
use crate::book::read_context;
use crate::config::{Config, Settings};
use crate::diagnostic::Severity;
use crate::driver;

pub(super) fn run(book: Option<PathBuf>, verbose: u8) -> Result<u8, Failure> {
    let root = directory(book)?;
    let settings = if let Some(context) = read_context(&root).map_err(build::failure)? {
        Settings::new(config(&context)?, &root)
    } else {
        api_book::project(&root)?;
        Settings::new(Config::default(), &root)
    };
    let templates = own_templates(&settings.templates)?;
    let found = driver::inspect(&settings, templates);
    let found = found.map_err(|error| failure(&error, Some(&root)))?;
    report::styles(&found, verbose);
    let diagnostics = found.diagnostics;
    report::all(&diagnostics);
    if diagnostics.is_empty() {
        return Ok(EXIT_OK);
    }
    print(&format!("{}\n", report::summary(&diagnostics)));
    let has_errors = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if has_errors { EXIT_FINDINGS } else { EXIT_OK })
}
