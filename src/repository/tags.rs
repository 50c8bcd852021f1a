//! The tags of a repository.

use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice as _;

use super::git::WorkingCopy;
use crate::name::nearest;

/// The tags of the repository that something is in.
pub struct Tags {
    copy: WorkingCopy,
    /// The top of the working copy.
    pub top: PathBuf,
    /// The names of all tags.
    pub names: Vec<String>,
    /// Whether the clone has only the last commits.
    pub is_shallow: bool,
}

impl Tags {
    /// The tags of the repository that `start` is in, if it is in any.
    pub fn open(start: &Path) -> Option<Self> {
        let (top, copy) = WorkingCopy::around(start)?;
        Some(Self {
            top: top.to_owned(),
            names: copy.tags(),
            is_shallow: copy.is_shallow(),
            copy,
        })
    }

    /// The digest of all files that a tag has; nothing where the clone lacks them.
    pub fn tree(&self, name: &str) -> Option<String> {
        let tree = self.copy.tree(&reference(name)).ok()?;
        Some(tree.to_string())
    }
}

/// The name of a tag that no branch can have.
pub fn reference(tag: &str) -> String {
    format!("refs/tags/{tag}")
}

fn short_name(reference: &gix::Reference<'_>) -> Option<String> {
    reference.name().shorten().to_str().ok().map(str::to_owned)
}

impl WorkingCopy {
    fn tags(&self) -> Vec<String> {
        let read = || {
            let references = self.repository.references().ok()?;
            Some(
                references
                    .tags()
                    .ok()?
                    .flatten()
                    .filter_map(|tag| short_name(&tag))
                    .collect(),
            )
        };
        read().unwrap_or_default()
    }

    fn branches(&self) -> Vec<String> {
        let read = || {
            let references = self.repository.references().ok()?;
            let local = references.local_branches().ok()?.flatten();
            let remote = references.remote_branches().ok()?.flatten();
            let all = local.chain(remote);
            Some(all.filter_map(|branch| short_name(&branch)).collect())
        };
        read().unwrap_or_default()
    }

    /// The tag or branch whose name looks most like a word.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        let names = [self.tags(), self.branches()].concat();
        nearest(word, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// Whether it has only the last commits.
    pub(super) fn is_shallow(&self) -> bool {
        self.repository.is_shallow().unwrap_or(false)
    }
}
