//! The sources of another version.

use std::path::{Path, PathBuf};

use super::{EXIT_ENVIRONMENT, EXIT_USAGE, Failure};
use crate::config::Settings;
use crate::discover::normalize;
use crate::repository::{RevisionError, RevisionFiles};

/// Turns settings to the files of a revision.
pub(super) fn revision(name: &str, settings: &mut Settings) -> Result<RevisionFiles, Failure> {
    let discover = &mut settings.discover;
    // A book in `docs` names `../src`, and there may be no `docs` among the files of the revision.
    for path in discover.sources.iter_mut().chain([&mut discover.base]) {
        *path = normalize(path);
    }
    let files = RevisionFiles::read(&discover.base, name, &discover.sources).map_err(|error| {
        let code = match error {
            RevisionError::NoRepository(_) | RevisionError::Unknown { .. } => EXIT_USAGE,
            RevisionError::Unreadable { .. } | RevisionError::Temporary(_) => EXIT_ENVIRONMENT,
        };
        Failure::chain(code, &error)
    })?;
    let place = |path: &PathBuf| {
        files.path(path).ok_or_else(|| {
            let message = format!("the source `{}` is not in the repository", path.display());
            Failure::new(EXIT_USAGE, message)
        })
    };
    discover.sources = discover.sources.iter().map(place).collect::<Result<_, _>>()?;
    discover.base = place(&discover.base)?;
    // The place is another one in each run.
    settings.cache.trusts_states = false;
    Ok(files)
}

/// A path on the command line.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(path).map(|path| path.components().collect());
    absolute.map_err(|error| {
        let message = format!("cannot find `{}`: {error}", path.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })
}
