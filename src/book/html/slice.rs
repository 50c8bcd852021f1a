//! A slice of the book: rendered by mdBook, or taken from what was kept of an earlier build.

#![expect(
    clippy::disallowed_methods,
    reason = "mdBook writes pages to disk, from where they are taken"
)]

use std::collections::HashSet;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_html::HtmlHandlebars;
use mdbook_markdown::pulldown_cmark::{Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use mdbook_renderer::{RenderContext, Renderer as _};
use serde::{Deserialize, Serialize};

use super::parts::{alone, divide, page_of};
use super::print::Anchors;
use super::search::SliceIndex;
use super::sliced::{PAGE, SEARCH, Sliced, Stop};
use super::template::Reason;
use super::{Digest, RunJobs, watch};
use crate::digest::Bytes;
use crate::text::Packed;

/// Everything that is made of a slice, apart from where it is in the book.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptSlice {
    /// What stands in it for names that are known later.
    mark: String,
    /// The pages, one after the other: those of its chapters, and for the first slice the front page.
    pages: Packed,
    page_lengths: Vec<usize>,
    /// What mdBook made of the Markdown of each chapter, if there is a page for printing.
    contents: Packed,
    content_lengths: Vec<usize>,
    anchors: Vec<Anchors>,
    search: Option<SliceIndex>,
}

/// A slice whose pages are in the workshop.
pub(super) struct Slice {
    /// The numbers of its chapters.
    pub(super) chapters: Range<usize>,
    /// Where the HTML of its chapters is, one after the other, and how long each is.
    pub(super) contents: Option<(PathBuf, Vec<usize>)>,
    /// What links can go to in each of its chapters.
    pub(super) anchors: Vec<Anchors>,
    /// Its part of the search index.
    pub(super) search: Option<SliceIndex>,
}

const ANCHORS: Reason = "a chapter's anchors in the page for printing cannot be told";

impl Sliced<'_> {
    /// Makes all slices. `theme` is the digest of everything that pages are made of beside their chapters.
    pub(super) fn make_slices(&self, theme: Digest, jobs: &dyn RunJobs) -> Result<Vec<Slice>, Stop> {
        let slices = divide(&self.chapters);
        let results: Mutex<Vec<Option<Result<Slice, Stop>>>> =
            Mutex::new(slices.iter().map(|_| None).collect());
        jobs.each(slices.len(), &|at| {
            let slice = self.make_slice(at, slices[at].clone(), theme);
            results.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(slice);
        });
        let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.into_iter().flatten().collect()
    }

    fn make_slice(&self, at: usize, chapters: Range<usize>, theme: Digest) -> Result<Slice, Stop> {
        let texts: Vec<String> = self.chapters[chapters.clone()]
            .iter()
            .map(|chapter| self.text(chapter))
            .collect();
        let key = self.key(&chapters, &texts, theme);
        if let Some(kept) = self.keep.get(&key)
            && let Some(slice) = self.stage(at, chapters.clone(), kept)?
        {
            return Ok(slice);
        }
        let (kept, is_quiet) = self.render_slice(at, &chapters, texts)?;
        // What mdBook warns of is to be told again.
        if is_quiet {
            self.keep.put(&key, &kept);
        }
        self.stage(at, chapters, kept)?.ok_or(PAGE)
    }

    /// The digest of everything that a slice is made of.
    fn key(&self, chapters: &Range<usize>, texts: &[String], theme: Digest) -> Digest {
        let mut bytes = Bytes::default();
        bytes.add(&theme);
        bytes.add(&(chapters.start == 0));
        let (own, neighbors) = self.neighbors(chapters);
        for chapter in neighbors {
            bytes.add(&chapter.map(|chapter| (&chapter.name, &chapter.path)));
        }
        for (chapter, text) in own.iter().zip(texts) {
            bytes.add(text);
            bytes.add(&(
                &chapter.name,
                &chapter.path,
                &chapter.source_path,
                &chapter.parent_names,
            ));
            if self.shows_numbers {
                bytes.add(&chapter.number.as_ref().map(ToString::to_string));
            }
            let path = chapter.path.as_deref().unwrap_or(Path::new(""));
            bytes.add(&self.context.chapter_titles.get(path));
        }
        bytes.digest()
    }

    /// The chapters of a slice, and those before and after it.
    fn neighbors(&self, chapters: &Range<usize>) -> (&[&Chapter], [Option<&Chapter>; 2]) {
        let before = chapters.start.checked_sub(1).map(|at| self.chapters[at]);
        let after = self.chapters.get(chapters.end).copied();
        (&self.chapters[chapters.clone()], [before, after])
    }

    /// Has mdBook render a slice, and tells whether it had nothing to say of it.
    fn render_slice(
        &self,
        at: usize,
        chapters: &Range<usize>,
        texts: Vec<String>,
    ) -> Result<(KeptSlice, bool), Stop> {
        let (own, [before, after]) = self.neighbors(chapters);
        let all: Vec<&Chapter> = before
            .into_iter()
            .chain(own.iter().copied())
            .chain(after)
            .collect();
        let footnotes: Vec<usize> = texts.iter().map(|text| self.count_footnotes(text)).collect();
        let neighbor = |chapter: Option<&Chapter>| chapter.map(|chapter| alone(chapter, String::new()));
        let items: Vec<BookItem> = neighbor(before)
            .into_iter()
            .chain(own.iter().zip(texts).map(|(chapter, text)| alone(chapter, text)))
            .chain(neighbor(after))
            .collect();
        let destination = self.workshop.join(format!("slice-{at}"));
        let book = Book::new_with_items(items);
        let mut context = RenderContext::new(self.stub(), book, self.slice_config(&all)?, &destination);
        context.chapter_titles.extend(all.iter().filter_map(|chapter| {
            let path = chapter.path.clone()?;
            let title = self.context.chapter_titles.get(&path)?.clone();
            Some((path, title))
        }));
        let (rendered, is_quiet) = watch::quiet(|| HtmlHandlebars::new().render(&context));
        rendered?;
        drop(context);

        let mut kept = KeptSlice {
            mark: self.mark.clone(),
            pages: Packed::default(),
            page_lengths: Vec::new(),
            contents: Packed::default(),
            content_lengths: Vec::new(),
            anchors: Vec::new(),
            search: None,
        };
        let mut pages = String::new();
        let mut contents = String::new();
        for (chapter, footnotes) in own.iter().zip(footnotes) {
            let text = fs::read_to_string(destination.join(page_of(chapter)))?;
            let (content, page) = self.split_page(&text).ok_or(PAGE)?;
            if self.html.print.enable {
                let anchors = Anchors::read(content, footnotes);
                kept.anchors.push(anchors.ok_or(Stop::NotUnderstood(ANCHORS))?);
                contents.push_str(content);
                kept.content_lengths.push(content.len());
            }
            pages.push_str(page);
            kept.page_lengths.push(page.len());
        }
        if chapters.start == 0 {
            let text = fs::read_to_string(destination.join(FRONT_PAGE))?;
            let (_, page) = self.split_page(&text).ok_or(PAGE)?;
            pages.push_str(page);
            kept.page_lengths.push(page.len());
        }
        if self.is_searchable() {
            let index = find_search_index(&destination)?.ok_or(SEARCH)?;
            let text = fs::read_to_string(index)?;
            kept.search = Some(SliceIndex::read(&text).ok_or(SEARCH)?);
        }
        fs::remove_dir_all(&destination)?;
        kept.pages = pages.into();
        kept.contents = contents.into();
        Ok((kept, is_quiet))
    }

    /// Writes the pages of a slice into the workshop; nothing where what was kept is not whole.
    fn stage(&self, at: usize, chapters: Range<usize>, kept: KeptSlice) -> Result<Option<Slice>, Stop> {
        let mut paths: Vec<PathBuf> = self.chapters[chapters.clone()]
            .iter()
            .map(|chapter| page_of(chapter))
            .collect();
        if chapters.start == 0 {
            paths.push(PathBuf::from(FRONT_PAGE));
        }
        let (Some(pages), Some(contents)) = (kept.pages.unpack(), kept.contents.unpack()) else {
            return Ok(None);
        };
        let is_whole = paths.len() == kept.page_lengths.len()
            && pages.len() == kept.page_lengths.iter().sum::<usize>()
            && contents.len() == kept.content_lengths.iter().sum::<usize>()
            && self.html.print.enable != kept.anchors.is_empty()
            && self.is_searchable() == kept.search.is_some();
        if !is_whole {
            return Ok(None);
        }
        let pages = if kept.mark == self.mark {
            pages
        } else {
            pages.replace(&kept.mark, &self.mark)
        };
        let mut rest = pages.as_str();
        for (path, length) in paths.iter().zip(&kept.page_lengths) {
            let Some((page, after)) = rest.split_at_checked(*length) else {
                return Ok(None);
            };
            rest = after;
            let to = self.workshop.join("pages").join(path);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(to, page)?;
        }
        let mut search = kept.search;
        if let Some(search) = &mut search {
            let file = &mut *self.search_texts.lock().unwrap_or_else(PoisonError::into_inner);
            if search.put_texts(file)?.is_none() {
                return Ok(None);
            }
        }
        let path = self.workshop.join(format!("contents-{at}"));
        let has_contents = self.html.print.enable;
        if has_contents {
            fs::write(&path, contents)?;
        }
        Ok(Some(Slice {
            chapters,
            contents: has_contents.then_some((path, kept.content_lengths)),
            anchors: kept.anchors,
            search,
        }))
    }

    /// The HTML of a chapter and the page that follows it.
    pub(super) fn split_page<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if !self.html.print.enable {
            return Some(("", text));
        }
        let (content, page) = text.strip_prefix(&self.mark)?.split_once(&self.mark)?;
        Some((content, page.strip_prefix('\n')?))
    }

    /// How many footnotes a text defines, with the parser that mdBook has.
    fn count_footnotes(&self, text: &str) -> usize {
        if !text.contains("[^") {
            return 0;
        }
        let mut options = MarkdownOptions::default();
        options.smart_punctuation = self.html.smart_punctuation;
        options.definition_lists = self.html.definition_lists;
        options.admonitions = self.html.admonitions;
        let names: HashSet<_> = new_cmark_parser(text, &options)
            .filter_map(|event| match event {
                Event::Start(Tag::FootnoteDefinition(name)) => Some(name),
                _ => None,
            })
            .collect();
        names.len()
    }
}

/// The front page.
pub(super) const FRONT_PAGE: &str = "index.html";

/// The search index that mdBook has written into a directory.
fn find_search_index(directory: &Path) -> io::Result<Option<PathBuf>> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("searchindex") && name.ends_with(".js") {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}
