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

use anyhow::Error;
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_html::HtmlHandlebars;
use mdbook_markdown::pulldown_cmark::{Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use mdbook_renderer::{RenderContext, Renderer as _};
use serde::{Deserialize, Serialize};
use tracing::subscriber::NoSubscriber;

use super::documents::{Found, documents};
use super::parts::{alone, batches, divide, page_of, url_of};
use super::print::Anchors;
use super::search::SliceIndex;
use super::sliced::{PAGE, SEARCH, Sliced, Stop};
use super::template::Reason;
use super::{Digest, Work, watch};
use crate::digest::Bytes;
use crate::text::Packed;

/// Everything that is made of a slice but the HTML of its chapters, and apart from where it is in the book and what stands
/// around its chapters.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct KeptSlice {
    /// How long the HTML of each chapter is.
    lengths: Vec<usize>,
    /// What links can go to in each chapter, if there is a page for printing.
    anchors: Vec<Anchors>,
    search: Option<SliceIndex>,
}

/// Chapters that are rendered at once, and the digest of everything that their HTML is made of.
pub(super) struct Planned {
    /// The numbers of the chapters.
    pub(super) chapters: Range<usize>,
    /// What tells the HTML of each of them.
    pub(super) chapter_keys: Vec<Digest>,
    pub(super) key: Digest,
}

/// What is needed of a slice.
#[derive(Clone, Copy, Default)]
pub(super) struct Needs {
    /// What there is beside the HTML of its chapters.
    pub(super) index: bool,
    /// The HTML of its chapters.
    pub(super) contents: bool,
}

/// A slice, as far as it is needed.
pub(super) struct Slice<'a> {
    pub(super) planned: &'a Planned,
    /// How long the HTML of each chapter is.
    pub(super) lengths: Vec<usize>,
    /// What links can go to in each of its chapters.
    pub(super) anchors: Vec<Anchors>,
    /// Its part of the search index.
    pub(super) search: Option<SliceIndex>,
    /// Where the HTML of its chapters is, one after the other.
    pub(super) contents: Option<PathBuf>,
    /// Where mdBook has written it, file by file, if it was rendered now.
    pub(super) files: Vec<PathBuf>,
}

/// A slice that mdBook has rendered now.
#[derive(Default)]
struct Rendered {
    kept: KeptSlice,
    /// The HTML of its chapters, one after the other.
    contents: String,
    /// Where mdBook has written them.
    files: Vec<PathBuf>,
    /// Whether mdBook had something to say of them.
    is_loud: bool,
}

const ANCHORS: Reason = "a chapter's anchors in the page for printing cannot be told";

impl Sliced<'_> {
    /// Divides the book into slices. `settings` is the digest of everything that they are made of beside their chapters.
    pub(super) fn plan(&self, settings: Digest, work: Work<'_>) -> Result<Vec<Planned>, Stop> {
        let slices = divide(&self.chapters);
        in_order(slices.len(), work, &|at| {
            let chapters = slices[at].clone();
            let own = &self.chapters[chapters.clone()];
            let texts = self.texts(own)?;
            let keyed = own.iter().zip(&texts);
            let chapter_keys: Vec<Digest> = keyed
                .map(|(chapter, text)| key(chapter, text, settings))
                .collect();
            let mut bytes = Bytes::default();
            bytes.add(&chapter_keys);
            Ok(Planned {
                chapters,
                chapter_keys,
                key: bytes.digest(),
            })
        })
    }

    fn texts(&self, chapters: &[&Chapter]) -> io::Result<Vec<String>> {
        chapters.iter().map(|chapter| self.text(chapter)).collect()
    }

    /// Makes a slice, as far as it is needed and is not kept.
    pub(super) fn make_slice<'p>(
        &self,
        at: usize,
        planned: &'p Planned,
        needs: Needs,
    ) -> Result<Slice<'p>, Stop> {
        let nothing = || Slice {
            planned,
            lengths: Vec::new(),
            anchors: Vec::new(),
            search: None,
            contents: None,
            files: Vec::new(),
        };
        let key = &planned.key;
        if !needs.index && !needs.contents && self.keep.has(key) {
            return Ok(nothing());
        }
        if let Some(kept) = self.keep.get(key)
            && let Some(slice) = self.stage(nothing(), kept)?
        {
            if !needs.contents {
                return Ok(slice);
            }
            let contents = self.keep.contents(key).and_then(|contents| contents.unpack());
            let is_whole = |contents: &String| contents.len() == slice.lengths.iter().sum::<usize>();
            if let Some(contents) = contents.filter(is_whole) {
                return self.with_contents(at, slice, &contents);
            }
        }
        let own = &self.chapters[planned.chapters.clone()];
        let destination = self.workshop.join(format!("slice-{at}"));
        let made = self.render_slice(&destination, own)?;
        // What mdBook warns of is to be told again.
        if !made.is_loud {
            self.keep.put(key, &made.kept, &Packed::new(&made.contents));
        }
        let slice = self.stage(nothing(), made.kept)?.ok_or(PAGE)?;
        let slice = self.with_contents(at, slice, &made.contents)?;
        Ok(Slice {
            files: made.files,
            ..slice
        })
    }

    /// The HTML of some chapters. What mdBook has to say of them it says when it renders their slice.
    pub(super) fn html_of(&self, destination: &Path, own: &[&Chapter]) -> Result<Vec<String>, Stop> {
        let texts = self.texts(own)?;
        let mut context = self.content_context(destination, own, &texts)?;
        context.config.set("output.html.search.enable", false)?;
        tracing::subscriber::with_default(NoSubscriber::new(), || HtmlHandlebars::new().render(&context))?;
        let read = |chapter: &&Chapter| Ok(fs::read_to_string(destination.join(page_of(chapter)))?);
        own.iter().map(read).collect()
    }

    /// Has mdBook render a slice, some chapters at a time: it keeps the trees of all that it is given.
    fn render_slice(&self, destination: &Path, own: &[&Chapter]) -> Result<Rendered, Stop> {
        let mut made = Rendered::default();
        let texts = self.texts(own)?;
        for (number, batch) in batches(&texts).into_iter().enumerate() {
            let destination = destination.join(number.to_string());
            self.render_batch(&destination, &own[batch.clone()], &texts[batch], &mut made)?;
        }
        if self.is_searchable() {
            made.kept.search = Some(match self.index(own, &made.contents, &made.kept.lengths) {
                Some(index) => index,
                None => self.read_index(&destination.join("search"), own, &texts)?,
            });
        }
        Ok(made)
    }

    /// Has mdBook render some chapters of a slice.
    fn render_batch(
        &self,
        destination: &Path,
        own: &[&Chapter],
        texts: &[String],
        made: &mut Rendered,
    ) -> Result<(), Stop> {
        let mut context = self.content_context(destination, own, texts)?;
        context.config.set("output.html.search.enable", false)?;
        let (rendered, is_quiet) = watch::quiet(|| HtmlHandlebars::new().render(&context));
        rendered?;
        made.is_loud |= !is_quiet;
        for (chapter, text) in own.iter().zip(texts) {
            let path = destination.join(page_of(chapter));
            let content = fs::read_to_string(&path)?;
            if self.html.print.enable {
                let read = Anchors::read(&content, self.count_footnotes(text));
                made.kept.anchors.push(read.ok_or(Stop::NotUnderstood(ANCHORS))?);
            }
            made.contents.push_str(&content);
            made.kept.lengths.push(content.len());
            made.files.push(path);
        }
        Ok(())
    }

    /// A book of some chapters with these texts, whose pages are nothing but the HTML of the chapters.
    fn content_context(
        &self,
        destination: &Path,
        own: &[&Chapter],
        texts: &[String],
    ) -> Result<RenderContext, Error> {
        let chapters = own.iter().zip(texts);
        let items: Vec<BookItem> = chapters
            .map(|(chapter, text)| alone(chapter, text.clone()))
            .collect();
        let book = Book::new_with_items(items);
        let config = self.content_config(own)?;
        Ok(RenderContext::new(self.stub(), book, config, destination))
    }

    /// The search index of some chapters, as mdBook makes it.
    fn read_index(&self, destination: &Path, own: &[&Chapter], texts: &[String]) -> Result<SliceIndex, Stop> {
        let mut context = self.content_context(destination, own, texts)?;
        context.config.set("output.html.search.enable", true)?;
        // What there is to say of the chapters was said.
        tracing::subscriber::with_default(NoSubscriber::new(), || HtmlHandlebars::new().render(&context))?;
        let index = find_search_index(&context.destination)?.ok_or(SEARCH)?;
        SliceIndex::read(&fs::read_to_string(index)?).ok_or(SEARCH)
    }

    /// The search index of some chapters, of their HTML; nothing where that does not tell it.
    fn index(&self, own: &[&Chapter], contents: &str, lengths: &[usize]) -> Option<SliceIndex> {
        let mut documents = Vec::new();
        let mut rest = contents;
        for (chapter, length) in own.iter().zip(lengths) {
            let (html, after) = rest.split_at_checked(*length)?;
            rest = after;
            if self.is_indexed(chapter) {
                let mut names = chapter.parent_names.clone();
                names.push(chapter.name.clone());
                let found = Found {
                    url: &url_of(chapter),
                    names,
                    split_level: self.search.heading_split_level,
                };
                documents.extend(self::documents(found, html)?);
            }
        }
        Some(SliceIndex::new(documents))
    }

    /// Whether a chapter is in the search index: what is said of its own path goes before what is said of one above it.
    fn is_indexed(&self, chapter: &Chapter) -> bool {
        let path = chapter.source_path.as_deref().or(chapter.path.as_deref());
        let path = path.unwrap_or(Path::new(""));
        let mut settings: Vec<_> = self.search.chapter.iter().collect();
        settings.sort_by(|(one, _), (other, _)| Path::new(one).cmp(Path::new(other)));
        let said = settings.into_iter().filter(|(key, _)| path.starts_with(key));
        said.filter_map(|(_, setting)| setting.enable)
            .next_back()
            .unwrap_or(true)
    }

    /// A slice with what was kept of it; nothing where that is not whole.
    fn stage<'p>(&self, slice: Slice<'p>, kept: KeptSlice) -> Result<Option<Slice<'p>>, Stop> {
        let chapters = slice.planned.chapters.len();
        let anchored = if self.html.print.enable { chapters } else { 0 };
        let is_whole = chapters == kept.lengths.len()
            && anchored == kept.anchors.len()
            && self.is_searchable() == kept.search.is_some();
        if !is_whole {
            return Ok(None);
        }
        let mut search = kept.search;
        if let Some(search) = &mut search {
            let file = &mut *self.search_texts.lock().unwrap_or_else(PoisonError::into_inner);
            if search.put_texts(file)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(Slice {
            lengths: kept.lengths,
            anchors: kept.anchors,
            search,
            ..slice
        }))
    }

    /// A slice whose HTML is written into the workshop.
    fn with_contents<'p>(&self, at: usize, slice: Slice<'p>, contents: &str) -> Result<Slice<'p>, Stop> {
        let path = self.workshop.join(format!("contents-{at}"));
        fs::write(&path, contents)?;
        Ok(Slice {
            contents: Some(path),
            ..slice
        })
    }

    /// The HTML of the chapters of a slice.
    pub(super) fn contents(&self, slice: &Slice<'_>) -> Result<String, Stop> {
        if let Some(path) = &slice.contents {
            return Ok(fs::read_to_string(path)?);
        }
        // A page that was to be changed in its place cannot be.
        let Planned { chapters, key, .. } = slice.planned;
        match self.keep.contents(key).and_then(|contents| contents.unpack()) {
            Some(contents) => Ok(contents),
            None => {
                let destination = self.workshop.join(format!("late-{}", chapters.start));
                let own = &self.chapters[chapters.clone()];
                Ok(self.render_slice(&destination, own)?.contents)
            }
        }
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

impl Slice<'_> {
    /// The HTML of one of its chapters, of that of all.
    pub(super) fn part<'t>(&self, at: usize, contents: &'t str) -> Option<&'t str> {
        let start = self.lengths.get(..at)?.iter().sum::<usize>();
        contents.get(start..start + self.lengths.get(at)?)
    }
}

/// The digest of everything that the HTML of a chapter is made of, and what a slice has of it beside that.
fn key(chapter: &Chapter, text: &str, settings: Digest) -> Digest {
    let mut bytes = Bytes::default();
    bytes.add(&settings);
    bytes.add(text);
    bytes.add(&(
        &chapter.name,
        &chapter.path,
        &chapter.source_path,
        &chapter.parent_names,
    ));
    bytes.digest()
}

/// Does jobs, and has what they make in their order, or what stopped the first of those that failed.
pub(super) fn in_order<T: Send>(
    number: usize,
    work: Work<'_>,
    job: &(dyn Fn(usize) -> Result<T, Stop> + Sync),
) -> Result<Vec<T>, Stop> {
    let results: Mutex<Vec<Option<Result<T, Stop>>>> = Mutex::new((0..number).map(|_| None).collect());
    work.jobs.each(number, &|at| {
        let made = work.check().and_then(|()| job(at));
        results.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(made);
    });
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.into_iter().flatten().collect()
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
