//! Checks every link of a built book, anchors included.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write books, and may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scraper::{Html, Selector};

/// Sorts the pages of a book with its reference in `api.md` and `api/`.
pub(crate) fn kind_of_page(page: &str) -> PageKind {
    match page {
        "print.html" => PageKind::Print,
        "toc.html" => PageKind::Other,
        "api.html" => PageKind::ApiIndex,
        page if page.starts_with("api/") => PageKind::ApiModule,
        _ => PageKind::Prose,
    }
}

/// Has hyperlink, a link checker that is not ours, look at a built book.
#[track_caller]
pub(crate) fn hyperlink_finds_nothing(hyperlink: &Path, output: &Path) {
    let checked = Command::new(hyperlink)
        .arg("--check-anchors")
        .arg(output)
        .output();
    let checked = checked.unwrap();
    let stdout = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{stdout}");
    assert!(
        stdout.contains("Found 0 bad links") && stdout.contains("Found 0 bad anchors"),
        "{stdout}"
    );
}

/// What a page of a book is for; links are counted for each kind apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PageKind {
    /// A chapter that a person wrote.
    Prose,
    /// The page that lists the packages, or a package's page that lists its modules.
    ApiIndex,
    /// A page of one module.
    ApiModule,
    /// The whole book on one page.
    Print,
    /// mdBook's own pages, such as the sidebar for readers without scripts.
    Other,
}

/// What a check found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The number of links on the pages of each kind, links to other sites not counted.
    pub(crate) counts: BTreeMap<PageKind, usize>,
    /// The links that lead nowhere, by page.
    pub(crate) broken: Vec<BrokenLink>,
}

/// A link that leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BrokenLink {
    /// The page that has the link, relative to the book.
    pub(crate) page: String,
    /// The link as the page has it.
    pub(crate) link: String,
    /// What is wrong with it.
    pub(crate) fault: Fault,
}

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no such file in the book.
    MissingFile,
    /// The page is there and has no element of that id.
    MissingAnchor,
    /// The path climbs out of the book.
    OutsideBook,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, count) in &self.counts {
            writeln!(f, "{kind:?}: {count} links")?;
        }
        write!(f, "{} broken", self.broken.len())?;
        for BrokenLink { page, link, fault } in self.broken.iter().take(20) {
            write!(f, "\n  {page}: {link}: {fault:?}")?;
        }
        Ok(())
    }
}

/// A page as the checker sees it.
struct Page {
    path: String,
    ids: BTreeSet<String>,
    links: Vec<String>,
}

/// Checks the book in `root`; `classify` is given the path of a page relative to it, with `/` on any system.
///
/// `404.html` is left out: it is served for any address and resolves its links against a base of its own.
pub(crate) fn check_links(root: &Path, classify: impl Fn(&str) -> PageKind) -> Report {
    let files = files_below(root);
    let pages: BTreeMap<String, Page> = files
        .iter()
        .filter(|path| has_extension(path, "html") && path.as_str() != "404.html")
        .map(|path| (path.clone(), read_page(root, path)))
        .collect();
    let mut report = Report::default();
    for page in pages.values() {
        let internal = page.links.iter().filter(|link| !is_external(link));
        let mut count = 0;
        for link in internal {
            count += 1;
            if let Some(fault) = fault_of(page, link, &files, &pages) {
                report.broken.push(BrokenLink {
                    page: page.path.clone(),
                    link: link.clone(),
                    fault,
                });
            }
        }
        *report.counts.entry(classify(&page.path)).or_default() += count;
    }
    report
}

/// The files below a directory, relative to it and with `/` on every system.
pub(crate) fn files_below(root: &Path) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                pending.push(path);
            } else {
                let parts: Vec<_> = path.iter().map(|part| part.to_str().unwrap()).collect();
                files.insert(parts.join("/"));
            }
        }
    }
    files
}

fn read_page(root: &Path, path: &str) -> Page {
    let html = Html::parse_document(&fs::read_to_string(root.join(path)).unwrap());
    let collect = |selector: &str, attribute: &str| -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .filter_map(|element| element.attr(attribute))
            .map(str::to_owned)
            .collect()
    };
    let mut ids: BTreeSet<String> = collect("[id]", "id").into_iter().collect();
    ids.extend(collect("a[name]", "name"));
    let linking = [("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")];
    let links = linking
        .iter()
        .flat_map(|(tag, attribute)| collect(&format!("{tag}[{attribute}]"), attribute));
    Page {
        path: path.to_owned(),
        ids,
        links: links.collect(),
    }
}

/// Whether a link leaves the book: it has a scheme, or names a host.
fn is_external(link: &str) -> bool {
    let scheme = link.split_once(':').map_or("", |(scheme, _)| scheme);
    let has_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other));
    has_scheme || link.starts_with("//")
}

fn fault_of(
    page: &Page,
    link: &str,
    files: &BTreeSet<String>,
    pages: &BTreeMap<String, Page>,
) -> Option<Fault> {
    let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = address.split_once('?').map_or(address, |(path, _)| path);
    let Some(target) = resolve(&page.path, &percent_decoded(path)) else {
        return Some(Fault::OutsideBook);
    };
    let target = if files.contains(&target) {
        target
    } else {
        join(&target, "index.html")
    };
    if !files.contains(&target) {
        return Some(Fault::MissingFile);
    }
    // `#` alone and `#top` are the top of any page. What a fragment means in a file that is no page is not
    // for us to know.
    let fragment = percent_decoded(fragment);
    let anchored = fragment.is_empty() || fragment.eq_ignore_ascii_case("top");
    let known = |target: &Page| target.ids.contains(&fragment);
    (!anchored && !pages.get(&target).is_none_or(known)).then_some(Fault::MissingAnchor)
}

/// The file that `path` on `page` stands for, or `None` where it climbs out of the book.
fn resolve(page: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() {
        file.to_owned()
    } else {
        format!("{folder}/{file}")
    }
}

/// Replaces `%2E` and its like; what is not valid stays as it is, as in a browser.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).filter(|_| byte == b'%');
        let value = digits.and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok());
        decoded.push(value.unwrap_or(byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found == extension)
}
