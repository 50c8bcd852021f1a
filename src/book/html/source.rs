//! The files of a book's source directory that go into the site as they are.

#![expect(clippy::disallowed_methods, reason = "the source directory is listed")]

use std::fs;
use std::io;
use std::path::Path;

use super::site::{Site, Source};

/// Adds to a site what mdBook copies from the sources: everything but Markdown, without following into the directories
/// in `avoided`.
pub(super) fn add_sources(site: &mut Site, sources: &Path, avoided: &[&Path]) -> io::Result<()> {
    add(site, sources, Path::new(""), avoided)
}

fn add(site: &mut Site, directory: &Path, below: &Path, avoided: &[&Path]) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let from = entry.path();
        let to = below.join(entry.file_name());
        let found = fs::metadata(&from)?;
        if found.is_dir() {
            if !avoided.contains(&from.as_path()) {
                site.add_directory(&to);
                add(site, &from, &to, avoided)?;
            }
        } else if found.is_file() && from.extension().is_none_or(|ending| ending != "md") {
            site.add(to, Source::Copied(from));
        }
    }
    Ok(())
}
