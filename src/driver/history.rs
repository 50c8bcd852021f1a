//! When each item came and what changed of it, by the releases of the repository that the sources are in.
//!
//! Two neighboring releases are compared at a time, from the last one back, and the result of each comparison is kept: a
//! later run compares the last release with the sources, and nothing else. No more than two releases are in memory. A
//! file that is the same in both is extracted once.

use std::path::{Path, PathBuf};

use super::known::{FactKeys, Known};
use super::scan::{Scan, scan_beside};
use super::snapshot::Sight;
use super::stats::Watch;
use super::{Error, read};
use crate::cache::{Cache, Key, Kind};
use crate::config::{Settings, VersionHistory};
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::{BUILD, Bytes};
use crate::discover::{DiscoverOptions, Files, documented_project, normalize};
use crate::history::{History, Release, Step, Upcoming, releases};
use crate::progress::{Progress, Stage};
use crate::repository::{FETCH_ALL, RevisionFiles, Tags, reference};
use crate::resolve::{Api, Project};
use crate::target::Target;

/// The releases, as far as they are known before anything of them is read.
pub(super) struct Releases {
    /// The oldest first, each with the digest of its files, where the clone has them.
    all: Vec<(Release, Option<String>)>,
    /// The version that the sources will have, if it is known and there are none with it yet.
    upcoming: Option<String>,
    /// Whether the clone has only the last commits.
    is_shallow: bool,
    /// Why there are none.
    problem: Option<Diagnostic>,
    /// The top of the working copy.
    top: PathBuf,
    /// How the sources are found in each.
    discover: DiscoverOptions,
}

/// What is needed of the sources to work their history out.
pub(super) struct Past<'r> {
    releases: &'r Releases,
    python: Target,
    keys: FactKeys,
}

/// The history of the sources.
pub(super) struct Told {
    pub(super) history: History,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether something was missing that the repository has to have.
    pub(super) is_damaged: bool,
}

/// A release that was read.
struct Version {
    project: Project,
    keys: FactKeys,
}

/// Why a release was not read.
enum Unread {
    /// There are no sources in it.
    NoSources,
    /// The clone lacks a part of it.
    Missing,
    /// The run ends.
    Failed(Error),
}

impl Releases {
    /// Those that the settings ask for; nothing where they ask for none.
    pub(super) fn find(settings: &Settings) -> Option<Self> {
        if !settings.version_history.is_on() {
            return None;
        }
        let mut discover = settings.discover.clone();
        // A book in `docs` names `../src`, and there may be no `docs` among the files of a release.
        for path in discover.sources.iter_mut().chain([&mut discover.base]) {
            *path = normalize(path);
        }
        let mut found = Self {
            all: Vec::new(),
            upcoming: None,
            is_shallow: false,
            problem: None,
            top: PathBuf::new(),
            discover,
        };
        let Some(tags) = Tags::open(found.start()) else {
            let message = "the sources are in no Git repository, so that nothing is known of releases";
            let help = "remove `version-history`, or build the book in a clone of the project";
            found.problem = Some(finding(message).help(help));
            return Some(found);
        };
        let project = documented_project(&settings.discover).unwrap_or_default();
        let upcoming = project.version.as_deref().and_then(Upcoming::new);
        let names = settings
            .version_history
            .filter(tags.names.iter().map(String::as_str));
        let takes_any_prefix = settings.version_history != VersionHistory::Releases;
        let known = releases(
            names,
            project.name.as_deref(),
            takes_any_prefix,
            upcoming.as_ref(),
        );
        found.is_shallow = tags.is_shallow;
        found.top.clone_from(&tags.top);
        found.upcoming = known.last().and_then(|last| upcoming?.after(last));
        found.all = known
            .into_iter()
            .map(|release| {
                let tree = tags.tree(&release.tag);
                (release, tree)
            })
            .collect();
        if found.all.is_empty() {
            let help = if found.is_shallow {
                FETCH_ALL
            } else {
                "tags such as `v1.2` are; others are taken by a glob, such as `version-history = \"pkg/*\"`"
            };
            found.problem = Some(finding("the repository has no tag that is a release").help(help));
        }
        Some(found)
    }

    /// Where the repository is looked for.
    fn start(&self) -> &Path {
        self.discover.sources.first().unwrap_or(&self.discover.base)
    }

    /// Adds everything that decides the history beside the sources.
    pub(super) fn add_to(&self, sight: &mut Sight) {
        sight.add_debug(&(&self.all, &self.upcoming, self.is_shallow, &self.problem));
    }

    /// What is to be said of them where no page is made: what can be told without reading them.
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let lost = self.all.iter().rposition(|(_, tree)| tree.is_none());
        let missing = lost.map(|number| self.missing(number));
        self.problem.iter().cloned().chain(missing).collect()
    }

    /// The finding that the clone lacks something of the release of a number.
    fn missing(&self, number: usize) -> Diagnostic {
        let tag = &self.all[number].0.tag;
        let lost = match self.all.get(number + 1) {
            Some((later, _)) => format!("what came before `{}`", later.version),
            None => "releases".to_owned(),
        };
        let message = format!("the tag `{tag}` cannot be read, so that nothing is told of {lost}");
        finding(message).help(if self.is_shallow {
            FETCH_ALL
        } else {
            "the clone lacks a part of it: clone the repository anew, without `--filter`"
        })
    }

    /// What each release brought beside the one before it, from the last one back to where one cannot be read.
    fn steps(
        &self,
        reading: &Reading<'_>,
        last: Version,
        told: &mut Told,
    ) -> Result<Vec<(Step, &str)>, Error> {
        let mut steps = Vec::new();
        let mut later = Some(last);
        for number in (1..self.all.len()).rev() {
            let [(_, old_tree), (new, new_tree)] = [&self.all[number - 1], &self.all[number]];
            let trees = old_tree.as_ref().zip(new_tree.as_ref());
            let key = trees.map(|(old, new)| reading.key(old, new));
            let kept = key.and_then(|key| reading.cache.get::<Option<Step>>(&key));
            let step = if let Some(step) = kept {
                later = None;
                step
            } else {
                let step = reading.step(number, &mut later, told)?;
                // What the clone lacks may be there another time.
                if let Some(key) = key.filter(|_| !told.is_damaged) {
                    reading.cache.put(&key, &step);
                }
                step
            };
            let Some(step) = step else { break };
            let progress = &reading.settings.progress;
            progress.count(|| steps.push((step, new.version.as_str())));
        }
        Ok(steps)
    }
}

impl<'r> Past<'r> {
    /// The past of sources that were scanned.
    pub(super) fn new(releases: &'r Releases, scan: &Scan<'_>) -> Self {
        Self {
            releases,
            python: scan.python().clone(),
            keys: scan.keys(),
        }
    }

    /// Works it out for the API that the sources have.
    pub(super) fn told(self, settings: &Settings, cache: &Cache, new: &Api<'_>) -> Result<Told, Error> {
        let releases = self.releases;
        let mut told = Told {
            history: History::default(),
            diagnostics: releases.problem.iter().cloned().collect(),
            is_damaged: false,
        };
        let reading = Reading {
            releases,
            settings,
            python: &self.python,
            cache,
        };
        let Some(last) = releases.all.len().checked_sub(1) else {
            return Ok(told);
        };
        settings.progress.begin(Stage::Compare, releases.all.len());
        let read = reading.read(last, Some(&Known::new(new.project, &self.keys)));
        let Some(version) = told.take(read, releases, last)? else {
            return Ok(told);
        };
        let upcoming = settings
            .progress
            .count(|| Step::between(&reading.api(&version), new));
        let steps = releases.steps(&reading, version, &mut told)?;
        for (step, version) in steps.into_iter().rev() {
            told.history.add(step, Some(version));
        }
        told.history.add(upcoming, releases.upcoming.as_deref());
        Ok(told)
    }
}

impl Told {
    /// Takes the release of a number as it was read, or says why nothing is told by it and those before it.
    fn take(
        &mut self,
        read: Result<Version, Unread>,
        releases: &Releases,
        number: usize,
    ) -> Result<Option<Version>, Error> {
        let (release, tree) = &releases.all[number];
        let is_last = number + 1 == releases.all.len();
        let found = match read {
            Ok(version) => return Ok(Some(version)),
            Err(Unread::Failed(error)) => return Err(error),
            // The project may have begun like that.
            Err(Unread::NoSources) if !is_last => return Ok(None),
            Err(Unread::NoSources) => {
                let tag = &release.tag;
                let message = format!("the tag `{tag}` has no sources, so that nothing is told of releases");
                finding(message).help("`source` names where they are; `version-history` may name other tags")
            }
            Err(Unread::Missing) => {
                self.is_damaged |= tree.is_some();
                releases.missing(number)
            }
        };
        self.diagnostics.push(found);
        Ok(None)
    }
}

fn finding(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::IncompleteHistory, message).in_file("book.toml")
}

/// How releases are read.
struct Reading<'a> {
    releases: &'a Releases,
    settings: &'a Settings,
    /// The Python that the sources are read for: to another one, other things would seem new.
    python: &'a Target,
    cache: &'a Cache,
}

impl Reading<'_> {
    /// Reads the release of a number, beside a version that is known.
    fn read(&self, number: usize, known: Option<&Known<'_>>) -> Result<Version, Unread> {
        let (release, tree) = &self.releases.all[number];
        if tree.is_none() {
            return Err(Unread::Missing);
        }
        let start = self.releases.start();
        let files = RevisionFiles::open(start, &reference(&release.tag)).map_err(|_| Unread::Missing)?;
        let mut settings = Settings {
            progress: Progress::default(),
            discover: self.releases.discover.clone(),
            ..self.settings.clone()
        };
        settings.discover.files = files.files();
        if let Files::Tree(tree) = files.files() {
            settings
                .discover
                .sources
                .retain(|source| tree.entry(source).is_some());
        }
        if settings.discover.sources.is_empty() {
            // They stood elsewhere then, which the project tells.
            settings.discover.base = start.to_owned();
        }
        let mut watch = Watch::start();
        let read = scan_beside(known, &settings, self.python.clone(), self.cache, &mut watch).and_then(
            |scan: Scan<'_>| {
                let keys = scan.keys();
                let loaded = read(&settings, scan, self.cache, &mut watch)?;
                Ok(Version {
                    project: loaded.project,
                    keys,
                })
            },
        );
        if files.check().is_err() {
            return Err(Unread::Missing);
        }
        read.map_err(|error| match error {
            Error::Discover(_) => Unread::NoSources,
            Error::Workers { .. } => Unread::Failed(error),
        })
    }

    /// What the release of a number brought beside the one before it, if both can be read. `later` is that release, if it was
    /// read already, and becomes the one before.
    fn step(
        &self,
        number: usize,
        later: &mut Option<Version>,
        told: &mut Told,
    ) -> Result<Option<Step>, Error> {
        let newer = match later.take() {
            Some(newer) => Some(newer),
            None => told.take(self.read(number, None), self.releases, number)?,
        };
        let Some(newer) = newer else { return Ok(None) };
        let known = Known::new(&newer.project, &newer.keys);
        let older = self.read(number - 1, Some(&known));
        let older = told.take(older, self.releases, number - 1)?;
        let step = older
            .as_ref()
            .map(|older| Step::between(&self.api(older), &self.api(&newer)));
        *later = older;
        Ok(step)
    }

    fn api<'p>(&self, version: &'p Version) -> Api<'p> {
        Api::new(&version.project, self.settings.visibility).0
    }

    /// The key of what is told by two releases.
    fn key(&self, old: &str, new: &str) -> Key {
        let DiscoverOptions {
            files: _,
            base,
            sources,
            include,
            exclude,
            gitignore,
            max_file_size,
            everything,
        } = &self.releases.discover;
        let inner = |path: &Path| path.strip_prefix(&self.releases.top).unwrap_or(path).to_owned();
        let sources: Vec<_> = sources.iter().map(|source| inner(source)).collect();
        let mut given = Bytes::default();
        given.add(&(BUILD, inner(base), sources, include, exclude));
        given.add(&(gitignore, max_file_size, everything));
        given.add(&format!("{:?} {:?}", self.settings.visibility, self.python));
        Key::new(Kind::Step, &[&given.digest(), old.as_bytes(), new.as_bytes()])
    }
}
