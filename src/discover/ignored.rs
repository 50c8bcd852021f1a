//! The `.gitignore` files that speak about a directory, as a chain from the nearest to the farthest.
//!
//! Only files of that name count: a user's global ignore file or a checkout's private one would make the book
//! depend on who builds it.

use std::path::Path;
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::files::Files;

/// The longest `.gitignore` that is read, in bytes.
const LIMIT: u64 = 4 * 1024 * 1024;

/// The rules in force at a directory. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Ignored(Option<Rc<Rules>>);

#[derive(Debug)]
struct Rules {
    /// The rules of one file.
    here: Gitignore,
    /// Those of the directories above.
    above: Ignored,
}

impl Ignored {
    /// The rules that hold for a directory because of the directories above it, from the top of the repository
    /// (or of the file system) down.
    ///
    /// There are none where they would leave out the directory itself: it was asked for by name.
    pub fn above(files: &Files, directory: &Path) -> Self {
        let mut top = directory;
        while !is_repository(files, top) {
            let Some(parent) = top.parent() else { break };
            top = parent;
        }
        Self::default().down(files, top, directory).unwrap_or_default()
    }

    /// The rules for `path`, which lies below `top`, given those that hold at `top`; `None` if `path` or a
    /// directory above it is left out.
    pub(super) fn down(&self, files: &Files, top: &Path, path: &Path) -> Option<Self> {
        let Ok(below) = path.strip_prefix(top) else {
            return Some(self.clone());
        };
        let mut rules = self.clone();
        let mut directory = top.to_path_buf();
        for part in below {
            rules = rules.with(files, &directory);
            directory.push(part);
            if rules.covers(&directory, files.is_dir(&directory)) {
                return None;
            }
        }
        Some(rules)
    }

    /// The same rules and those of the `.gitignore` in `directory`, if there is one.
    #[must_use]
    pub fn with(&self, files: &Files, directory: &Path) -> Self {
        let Ok(file) = files.read(&directory.join(".gitignore"), LIMIT) else {
            return self.clone();
        };
        let text = String::from_utf8_lossy(&file.bytes);
        let mut patterns = GitignoreBuilder::new(directory);
        for line in text.trim_start_matches('\u{feff}').lines() {
            // A line that is no pattern is passed over, as Git does.
            let _ = patterns.add_line(None, line);
        }
        let Ok(here) = patterns.build() else {
            return self.clone();
        };
        Self(Some(Rc::new(Rules {
            here,
            above: self.clone(),
        })))
    }

    /// Whether the rules leave out a file or directory. The nearest file that speaks of it decides.
    pub fn covers(&self, path: &Path, is_dir: bool) -> bool {
        let mut rules = self;
        while let Some(Rules { here, above }) = rules.0.as_deref() {
            match here.matched(path, is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => rules = above,
            }
        }
        false
    }
}

/// The top of the working copy that something is in, if it is in any.
pub fn repository_around<'p>(files: &Files, start: &'p Path) -> Option<&'p Path> {
    start
        .ancestors()
        .find(|directory| is_repository(files, directory))
}

/// Whether the directory is the top of a working copy. `.git` is a file in a worktree or submodule.
pub fn is_repository(files: &Files, directory: &Path) -> bool {
    [".git", ".hg", ".jj"]
        .iter()
        .any(|name| files.exists(&directory.join(name)))
}
