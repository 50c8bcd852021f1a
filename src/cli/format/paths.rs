//! How the files of findings are called where other programs look for them.

use std::path::{Path, PathBuf};

use crate::discover::{Files, normalize, repository_around};

/// Paths as they are in the repository: GitHub, GitLab and code scanning show findings beside its files, in whichever
/// directory of it the program runs.
pub(in crate::cli) struct Paths {
    /// The directory that paths are joined to.
    root: PathBuf,
    /// The top of the working copy that the current directory is in, or that directory.
    top: PathBuf,
}

impl Paths {
    /// For paths that are relative to `root`.
    #[expect(
        clippy::disallowed_methods,
        reason = "paths are told as they are from the place where the program runs"
    )]
    pub(in crate::cli) fn new(root: &Path) -> Self {
        // Both in one form, without symbolic links.
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        let here = here.unwrap_or_default();
        let top = repository_around(&Files::Disk, &here);
        Self {
            root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            top: top.unwrap_or(&here).to_owned(),
        }
    }

    /// The path in the repository with `/` on every system; that of a file outside is absolute.
    pub(in crate::cli) fn of(&self, path: &str) -> String {
        let plain = normalize(&self.root.join(path));
        let shown = plain.strip_prefix(&self.top).unwrap_or(&plain);
        shown.to_string_lossy().replace('\\', "/")
    }
}
