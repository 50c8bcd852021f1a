//! What Git knows: where the source of a file can be seen on the web, and what it was in another revision.

mod address;
mod forge;
mod git;
mod revision;
mod tags;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Forge, SourceLink};
use crate::discover::{Files, SourceFile, is_repository};
use crate::render::{SourceLinks, SourcePlace, escape};
use address::Address;
use forge::Revision;
use git::WorkingCopy;

pub use revision::{FETCH_ALL, RevisionError, RevisionFiles};
pub use tags::{Tags, reference};

/// What a book says about links to the source.
#[derive(Clone, Copy, Debug)]
pub struct LinkOptions<'a> {
    /// The directory of the book.
    pub book: &'a Path,
    /// Where links lead.
    pub link: &'a SourceLink,
    /// The branch, tag or commit that they name, where the book says it.
    pub revision: Option<&'a str>,
    /// The address of the repository that the book is in, where the book says it.
    pub address: Option<&'a str>,
}

/// Finds the links to files, and tells of each repository where they lead, or why there are none.
///
/// A guess never leads to a file that Git does not have. Files outside of any repository, and those of a repository
/// that is on no known forge, have no links.
pub fn source_links(options: LinkOptions<'_>, files: &[SourceFile]) -> (SourceLinks, Vec<String>) {
    if *options.link == SourceLink::Off {
        return (SourceLinks::default(), Vec::new());
    }
    let mut repositories = Repositories::default();
    let mut places = BTreeMap::new();
    let mut notes = Vec::new();
    let book = repositories.top(options.book);
    let mut known: HashMap<Option<PathBuf>, Repository> = HashMap::new();
    for file in files {
        let top = file
            .path
            .parent()
            .and_then(|directory| repositories.top(directory));
        let is_book = top.is_some() && top == book;
        let repository = known.entry(top).or_insert_with_key(|top| {
            let address = options.address.filter(|_| is_book);
            let (repository, note) = Repository::open(options, address, top.as_deref());
            notes.extend(note);
            repository
        });
        if let Some(place) = repository.place(file) {
            places.insert(file.display.clone(), place);
        }
    }
    (SourceLinks::new(places), notes)
}

/// The top of the working copy around each directory that was asked for.
#[derive(Default)]
struct Repositories(HashMap<PathBuf, Option<PathBuf>>);

impl Repositories {
    fn top(&mut self, directory: &Path) -> Option<PathBuf> {
        if let Some(known) = self.0.get(directory) {
            return known.clone();
        }
        let top = if is_repository(&Files::Disk, directory) {
            Some(directory.to_owned())
        } else {
            directory.parent().and_then(|parent| self.top(parent))
        };
        self.0.insert(directory.to_owned(), top.clone());
        top
    }
}

/// The links to the files of one working copy, or to those that are in none.
struct Repository {
    top: Option<PathBuf>,
    template: Option<Arc<str>>,
    /// Where only files that Git has get a link.
    tracked: Option<WorkingCopy>,
}

impl Repository {
    fn open(options: LinkOptions<'_>, address: Option<&str>, top: Option<&Path>) -> (Self, Option<String>) {
        let copy = || top.and_then(WorkingCopy::open);
        let mut repository = Self {
            top: top.map(Path::to_owned),
            template: None,
            tracked: None,
        };
        let named = match options.link {
            SourceLink::Off => return (repository, None),
            SourceLink::Guess => None,
            SourceLink::Forge(forge) => Some(*forge),
            SourceLink::Template(template) => {
                let name = "{revision}";
                if !template.contains(name) {
                    repository.template = Some(template.as_str().into());
                    return (repository, None);
                }
                let found = copy().and_then(|copy| copy.revision(options.revision));
                let given = || options.revision.map(str::to_owned);
                let revision = found.map(|found| found.name().to_owned()).or_else(given);
                let filled = |revision: String| template.replace(name, &escape::url_path(&revision));
                repository.template = revision.map(|revision| filled(revision).into());
                let is_unknown = repository.template.is_none();
                let note = is_unknown.then(|| missing(top, "there is no revision; set `source-revision`"));
                return (repository, note);
            }
        };
        let Some(copy) = copy() else {
            return (repository, Some(missing(top, "it is no working copy of Git")));
        };
        match guess(&copy, named, address, options.revision) {
            Ok((template, revision)) => {
                let note = format!("links to the source name `{}`: {template}", revision.name());
                repository.template = Some(template.into());
                repository.tracked = Some(copy);
                (repository, Some(note))
            }
            Err(reason) => (repository, Some(missing(top, &reason))),
        }
    }

    fn place(&self, file: &SourceFile) -> Option<SourcePlace> {
        let template = self.template.clone()?;
        let inner = self
            .top
            .as_deref()
            .and_then(|top| file.path.strip_prefix(top).ok());
        let path = match inner {
            Some(inner) => inner.to_str()?.replace('\\', "/"),
            None => file.display.trim_start_matches("../").to_owned(),
        };
        let has = self.tracked.as_ref().is_none_or(|copy| copy.has(&path));
        has.then_some(SourcePlace { template, path })
    }
}

fn missing(top: Option<&Path>, reason: &str) -> String {
    match top {
        Some(top) => format!("no links to the source in `{}`: {reason}", top.display()),
        None => "no links to the source: it is in no repository".to_owned(),
    }
}

/// The template of the forge that `address` leads to, else the one that the working copy comes from.
fn guess(
    copy: &WorkingCopy,
    named: Option<Forge>,
    address: Option<&str>,
    revision: Option<&str>,
) -> Result<(String, Revision), String> {
    let remote = copy.remote_url();
    let addresses = [address, remote.as_deref()];
    let addresses: Vec<Address> = addresses
        .into_iter()
        .flatten()
        .filter_map(Address::parse)
        .collect();
    let Some(first) = addresses.first() else {
        return Err("it comes from nowhere on the web".to_owned());
    };
    let revision = copy
        .revision(revision)
        .ok_or_else(|| "there is no commit yet".to_owned())?;
    let mut templates = addresses.iter().filter_map(|address| {
        let forge = named.or_else(|| forge::at_host(&address.host))?;
        forge::template(forge, address, &revision)
    });
    match templates.next() {
        Some(template) => Ok((template, revision)),
        None => Err(format!(
            "it is not known which forge `{}` is; name it in `source-link`",
            first.host
        )),
    }
}
