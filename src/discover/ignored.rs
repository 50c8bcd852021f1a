//! The `.gitignore` files that speak about a directory, as a chain from the nearest to the farthest.
//!
//! Only files of that name count: a user's global ignore file or a checkout's private one would make the book
//! depend on who builds it.

#![expect(clippy::disallowed_methods, reason = "this module looks for .gitignore files")]

use std::path::Path;
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::Gitignore;

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
    pub fn above(directory: &Path) -> Self {
        let mut top = directory;
        while !is_repository(top) {
            let Some(parent) = top.parent() else { break };
            top = parent;
        }
        Self::default().down(top, directory).unwrap_or_default()
    }

    /// The rules for `path`, which lies below `top`, given those that hold at `top`; `None` if `path` or a
    /// directory above it is left out.
    pub(super) fn down(&self, top: &Path, path: &Path) -> Option<Self> {
        let Ok(below) = path.strip_prefix(top) else {
            return Some(self.clone());
        };
        let mut rules = self.clone();
        let mut directory = top.to_path_buf();
        for part in below {
            rules = rules.with(&directory);
            directory.push(part);
            if rules.covers(&directory, directory.is_dir()) {
                return None;
            }
        }
        Some(rules)
    }

    /// The same rules and those of the `.gitignore` in `directory`, if there is one.
    #[must_use]
    pub fn with(&self, directory: &Path) -> Self {
        let file = directory.join(".gitignore");
        if !file.is_file() {
            return self.clone();
        }
        // Lines that are no pattern are passed over, as git does.
        let (here, _) = Gitignore::new(file);
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

/// Whether the directory is the top of a working copy. `.git` is a file in a worktree or submodule.
pub fn is_repository(directory: &Path) -> bool {
    [".git", ".hg", ".jj"]
        .iter()
        .any(|name| directory.join(name).exists())
}
