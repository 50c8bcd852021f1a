//! What Git knows of a working copy. The only user of gix.
//!
//! Only what stands in the working copy counts: the user's own configuration and the environment would make the book
//! depend on who builds it. Nothing is run and nothing is fetched. Files are read whoever owns them, as in a
//! container whose user is not the one who cloned: no setting of the repository has a say in what is done here.

use std::cell::OnceCell;
use std::path::Path;

use gix::bstr::ByteSlice as _;
use gix::refs::Category;
use gix::remote::Direction;
use gix::{ObjectId, Repository, ThreadSafeRepository};

use super::forge::Revision;
use crate::discover::{Files, repository_around};

/// A working copy of Git.
pub(super) struct WorkingCopy {
    pub(super) repository: Repository,
    /// Read when it is asked for the first time.
    index: OnceCell<Option<gix::worktree::Index>>,
}

impl WorkingCopy {
    /// Opens the working copy whose top is `directory`.
    pub(super) fn open(directory: &Path) -> Option<Self> {
        let options = gix::open::Options::isolated()
            .filter_config_section(|_| true)
            .with(gix::sec::Trust::Full);
        let repository: Repository = options.open(directory).ok()?.into();
        Some(Self {
            repository,
            index: OnceCell::new(),
        })
    }

    /// Opens the working copy that `start` is in, and tells where its top is.
    pub(super) fn around(start: &Path) -> Option<(&Path, Self)> {
        let top = repository_around(&Files::Disk, start)?;
        Some((top, Self::open(top)?))
    }

    /// The directory at the top of a revision, in any form that `git rev-parse` knows.
    pub(super) fn tree(&self, name: &str) -> Result<ObjectId, Box<dyn std::error::Error + Send + Sync>> {
        let object = self.repository.rev_parse_single(name)?.object()?;
        Ok(object.peel_to_tree()?.id)
    }

    /// The repository, for several threads.
    pub(super) fn shared(self) -> ThreadSafeRepository {
        self.repository.into_sync()
    }

    /// Whether Git has the file, by its path from the top.
    pub(super) fn has(&self, path: &str) -> bool {
        let index = self
            .index
            .get_or_init(|| self.repository.try_index().ok().flatten());
        let Some(index) = index else {
            return false;
        };
        index.entry_by_path(path.into()).is_some()
    }

    /// The address of the remote that the current branch follows, else of `origin`, else of the only one.
    pub(super) fn remote_url(&self) -> Option<String> {
        let name = self.remote_name()?;
        let url = format!("remote.{name}.url");
        Some(self.repository.config_snapshot().string(&url)?.to_string())
    }

    fn remote_name(&self) -> Option<String> {
        let branch = self.repository.head_name().ok().flatten();
        let followed = branch.and_then(|branch| {
            let name = self
                .repository
                .branch_remote_name(branch.shorten(), Direction::Fetch)?;
            name.as_symbol().filter(|name| *name != ".").map(str::to_owned)
        });
        followed.or_else(|| {
            let name = self.repository.remote_default_name(Direction::Fetch)?;
            Some(name.to_string())
        })
    }

    /// What links name: the release or branch called `given`, or the commit of that name; where nothing is given the
    /// release at the current commit, else the branch that the current one follows, else the commit.
    pub(super) fn revision(&self, given: Option<&str>) -> Option<Revision> {
        match given {
            Some(name) => Some(self.named(name)),
            None => self.tag().or_else(|| self.branch()).or_else(|| self.commit()),
        }
    }

    fn named(&self, name: &str) -> Revision {
        let is_tag = || {
            self.repository
                .find_reference(&format!("refs/tags/{name}"))
                .is_ok()
        };
        let is_hash = name.len() >= 7 && name.bytes().all(|c| c.is_ascii_hexdigit());
        let name = name.to_owned();
        match is_hash {
            true => Revision::Commit(name),
            false if is_tag() => Revision::Tag(name),
            false => Revision::Branch(name),
        }
    }

    /// The tag at the current commit. Of several the last by name that has a number in it: `latest` moves on.
    fn tag(&self) -> Option<Revision> {
        let head = self.repository.head_id().ok()?.detach();
        let references = self.repository.references().ok()?;
        let tags = references.tags().ok()?.peeled().ok()?;
        let at_head = tags.filter_map(|tag| {
            let tag = tag.ok()?;
            let is_here = tag.try_id()?.detach() == head;
            is_here.then(|| tag.name().shorten().to_str().ok().map(str::to_owned))?
        });
        let has_number = |name: &String| name.bytes().any(|c| c.is_ascii_digit());
        at_head
            .max_by(|left, right| (has_number(left), left).cmp(&(has_number(right), right)))
            .map(Revision::Tag)
    }

    /// The branch of the remote that the current one follows, or that has its name.
    fn branch(&self) -> Option<Revision> {
        let branch = self.repository.head_name().ok()??;
        let short = branch.shorten().to_str().ok()?;
        let followed = self
            .repository
            .branch_remote_ref_name(branch.as_ref(), Direction::Fetch)
            .and_then(Result::ok)
            .filter(|name| name.category() == Some(Category::LocalBranch));
        if let Some(name) = followed {
            return Some(Revision::Branch(name.shorten().to_str().ok()?.to_owned()));
        }
        let there = format!("refs/remotes/{}/{short}", self.remote_name()?);
        let is_there = self.repository.find_reference(&there).is_ok();
        is_there.then(|| Revision::Branch(short.to_owned()))
    }

    fn commit(&self) -> Option<Revision> {
        let id = self.repository.head_id().ok()?;
        Some(Revision::Commit(id.to_string()))
    }
}
