//! The pages that an edit changes, before the files of the whole book.
//!
//! The search index and the page for printing are made of all chapters, and take longer than everything else. Where
//! somebody waits for a page they come after it: until then the site has those of the build before, which fit each other.

#![expect(
    clippy::disallowed_methods,
    reason = "the pages are written to the workshop, and compared with those in their place"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Work;
use super::frame::PRINT_PAGE;
use super::page::{Paging, Which};
use super::record::{Origin, Origins, Record};
use super::site::{Site, Source};
use super::slice::in_order;
use super::sliced::{Begun, PAGE, Sliced, Stop};

/// When more chapters have changed, all is made at once from their slices.
const MOST: usize = 64;

/// So many chapters are rendered at once.
const TOGETHER: usize = 16;

/// A page, where its chapter is in the book, and what it is made of.
struct Planned {
    path: PathBuf,
    which: Which,
    chapter: usize,
    origin: Origin,
    is_there: bool,
}

impl Sliced<'_> {
    /// The site with its pages as they are now and with the files of the whole book as they were. Nothing where these are
    /// right already, or where so much has changed that all is made at once.
    pub(super) fn first(
        &self,
        begun: &Begun<'_>,
        record: &Record,
        work: Work<'_>,
    ) -> Result<Option<(Site, Origins)>, Stop> {
        let destination = &self.context.destination;
        let print = Path::new(PRINT_PAGE);
        let has_print = self.html.print.enable;
        let has_old =
            self.has_old_index(record, destination) && (!has_print || destination.join(print).is_file());
        if !has_old || self.whole_files(begun, record)?.are_there() {
            return Ok(None);
        }
        let paging = Paging {
            pages: &begun.pages,
            sliced: self,
            search_index: &record.search_index,
        };
        let pages = self.planned_pages(begun, &paging, record, work)?;
        let missing = pages.iter().filter(|page| !page.is_there);
        let missing: BTreeSet<usize> = missing.map(|page| page.chapter).collect();
        if missing.len() > MOST {
            return Ok(None);
        }
        let missing: Vec<usize> = missing.into_iter().collect();
        let html = self.html_of_some(&missing, work)?;

        let mut site = begun.site.clone();
        let mut origins = Origins {
            files: Vec::with_capacity(pages.len() + 2),
            search_index: record.search_index.clone(),
        };
        let mut as_they_were = Vec::new();
        if self.is_searchable() {
            as_they_were.push(self.add_search(&record.search_index, &begun.names, true, &mut site)?);
        }
        for (number, page) in pages.into_iter().enumerate() {
            let source = if page.is_there {
                Source::There
            } else {
                let html = html.get(&page.chapter).ok_or(PAGE)?;
                let to = self.workshop.join(format!("first-{number}"));
                fs::write(&to, paging.page(page.which, html))?;
                Source::Made(to)
            };
            site.add(&page.path, source);
            origins.files.push((page.path, page.origin));
        }
        if has_print {
            site.add(print, Source::There);
            as_they_were.push(print.to_owned());
        }
        for path in as_they_were {
            let origin = record.origin(&path, destination);
            origins.files.extend(origin.map(|origin| (path, origin)));
        }
        self.finish(site, origins, &begun.frame).map(Some)
    }

    /// Whether the pages can have the search index of the last build.
    fn has_old_index(&self, record: &Record, destination: &Path) -> bool {
        let usual = self.search_index_name(if self.is_searchable() { "01234567" } else { "" });
        let old = &record.search_index;
        usual.len() == old.len() && (!self.is_searchable() || destination.join(old).is_file())
    }

    /// All pages of chapters.
    fn planned_pages(
        &self,
        begun: &Begun<'_>,
        paging: &Paging<'_>,
        record: &Record,
        work: Work<'_>,
    ) -> Result<Vec<Planned>, Stop> {
        let pages = in_order(begun.plan.len(), work, &|at| {
            let slice = &begun.plan[at];
            let page = |(path, which, at_in): (PathBuf, Which, usize)| {
                let origin = paging.origin(which, &slice.chapter_keys[at_in]);
                let is_there = record.has(&path, &origin, &self.context.destination);
                Planned {
                    path,
                    which,
                    chapter: slice.chapters.start + at_in,
                    origin,
                    is_there,
                }
            };
            Ok(self.pages_of(slice).into_iter().map(page).collect::<Vec<_>>())
        })?;
        Ok(pages.into_iter().flatten().collect())
    }

    /// The HTML of some chapters, by their numbers.
    fn html_of_some(&self, numbers: &[usize], work: Work<'_>) -> Result<BTreeMap<usize, String>, Stop> {
        let groups: Vec<&[usize]> = numbers.chunks(TOGETHER).collect();
        let made = in_order(groups.len(), work, &|at| {
            let own: Vec<_> = groups[at].iter().map(|number| self.chapters[*number]).collect();
            self.html_of(&self.workshop.join(format!("first-slice-{at}")), &own)
        })?;
        Ok(numbers.iter().copied().zip(made.into_iter().flatten()).collect())
    }
}
