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
    let files = RevisionFiles::open(&discover.base, name).map_err(|error| refused(&error))?;
    if let Some(path) = discover.sources.iter().find(|path| !files.covers(path)) {
        let message = format!("the source `{}` is not in the repository", path.display());
        return Err(Failure::new(EXIT_USAGE, message));
    }
    discover.files = files.files();
    Ok(files)
}

/// Fails where something of a revision that was asked for could not be read.
pub(super) fn check(files: &RevisionFiles) -> Result<(), Failure> {
    files.check().map_err(|error| refused(&error))
}

fn refused(error: &RevisionError) -> Failure {
    let code = match error {
        RevisionError::NoRepository { .. }
        | RevisionError::Unknown { .. }
        | RevisionError::NotFetched { .. } => EXIT_USAGE,
        RevisionError::Unreadable { .. } => EXIT_ENVIRONMENT,
    };
    Failure::chain(code, error)
}

/// A path on the command line.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(path).map(|path| path.components().collect());
    absolute.map_err(|error| {
        let message = format!("cannot find `{}`: {error}", path.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })
}
