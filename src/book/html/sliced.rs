//! A book rendered slice by slice.
//!
//! mdBook's renderer runs several times: once with all chapters and none of their texts, for what all pages share; once
//! for each slice, for the HTML of its chapters; and with some chapters that are nobody's, for what stands around chapters
//! and for the pages that are none. The pages, the page for printing and the search index are put together from that.

#![expect(
    clippy::disallowed_methods,
    reason = "mdBook reads and writes files; its directories are made and read here"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Error};
use mdbook_driver::book::{Book, Chapter};
use mdbook_driver::config::{BookConfig, BuildConfig, Config, HtmlConfig, Search};
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer as _};
use sha2::{Digest as _, Sha256};

use super::frame::{Around, Frame, PRINT_PAGE};
use super::page::{Pages, Paging, Which};
use super::parts::{is_below, page_of, url_of, without_texts};
use super::record::{Origin, Origins, Record, origin};
use super::search::{MergeError, SliceIndex, write_merged};
use super::site::{Change, Listing, Site, SiteError, Source};
use super::slice::{FRONT_PAGE, Needs, Planned, Slice, in_order};
use super::template::{Known, Reason};
use super::theme::{BookTheme, STOP, write_contents};
use super::{Digest, Held, KeepSlices, Work, random, source};
use crate::digest::{BUILD, Bytes};

/// Why a book is not rendered in slices.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something in it is not understood.
    NotUnderstood(Reason),
    /// Nobody waits for it any more.
    Left,
    /// It cannot be rendered.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<SiteError> for Stop {
    fn from(error: SiteError) -> Self {
        Self::Failed(error.into())
    }
}

/// What is made of a book before its slices.
pub(super) struct Begun<'s> {
    /// What all pages share.
    pub(super) site: Site,
    /// The names that static files have in the site.
    pub(super) names: HashMap<String, String>,
    pub(super) pages: Pages<'s>,
    pub(super) frame: Frame,
    pub(super) plan: Vec<Planned>,
}

impl Begun<'_> {
    /// Takes for being in their place the files that were moved there.
    pub(super) fn settle(&mut self) {
        self.site.settle();
        for (_, source) in &mut self.frame.files {
            source.settle();
        }
    }
}

/// A book that can be rendered in slices.
pub(super) struct Sliced<'a> {
    pub(super) context: &'a RenderContext,
    /// Texts of chapters that are not in the book itself.
    texts: Option<&'a Held>,
    pub(super) html: HtmlConfig,
    pub(super) chapters: Vec<&'a Chapter>,
    pub(super) workshop: &'a Path,
    pub(super) keep: &'a dyn KeepSlices,
    theme: BookTheme,
    /// What is said of the search index.
    pub(super) search: Search,
    /// Whether pages may show the numbers of their chapters.
    pub(super) shows_numbers: bool,
    /// The texts of all slices' search indices.
    pub(super) search_texts: Mutex<File>,
    /// What stands in pages between their parts, and for digests in names that are known later.
    pub(super) mark: String,
}

impl<'a> Sliced<'a> {
    /// Finds out whether a book is understood. What is made of it is made in the directory of a workshop.
    pub(super) fn new(
        context: &'a RenderContext,
        texts: Option<&'a Held>,
        workshop: &'a Path,
        keep: &'a dyn KeepSlices,
    ) -> Result<Self, Stop> {
        let html = match context.config.get::<HtmlConfig>("output.html") {
            Ok(config) => config.unwrap_or_default(),
            Err(_) => return Err(Stop::NotUnderstood("`output.html` is not what mdBook reads")),
        };
        let chapters: Vec<&Chapter> = context.book.chapters().collect();
        let mut pages = HashSet::new();
        let has_own_page = |chapter: &&Chapter| {
            let path = chapter.path.as_deref().unwrap_or(Path::new(""));
            is_below(path) && pages.insert(page_of(chapter))
        };
        let is_understood = !chapters.is_empty()
            && chapters.iter().all(has_own_page)
            && html.redirect.keys().all(|from| {
                let path = from.split('#').next().unwrap_or_default();
                is_below(Path::new(path.trim_start_matches('/')))
            })
            && html
                .additional_css
                .iter()
                .chain(&html.additional_js)
                .all(|path| is_below(path))
            && is_below(&context.config.book.src)
            && html.input_404.as_deref().is_none_or(|path| {
                path.is_empty() || is_below(Path::new(path)) && path.strip_suffix(".md").is_some()
            })
            && !chapters
                .iter()
                .any(|chapter| html.redirect.contains_key(&format!("/{}", url_of(chapter))))
            && html
                .theme
                .as_ref()
                .is_none_or(|theme| context.root.join(theme).is_dir());
        if !is_understood {
            return Err(Stop::NotUnderstood(
                "a path leaves its directory, or two things have one page",
            ));
        }
        let theme = BookTheme::read(&html, &context.root, &workshop.join("defaults"))
            .map_err(|_| Stop::NotUnderstood("the theme cannot be read"))?;
        let search_texts = File::options()
            .create_new(true)
            .read(true)
            .append(true)
            .open(workshop.join("search-texts"))?;
        Ok(Self {
            context,
            texts,
            search: html.search.clone().unwrap_or_default(),
            html,
            chapters,
            workshop,
            keep,
            search_texts: Mutex::new(search_texts),
            shows_numbers: theme.mentions("section"),
            theme,
            mark: format!("{:032x}", random()),
        })
    }

    /// Makes what all pages share, and divides the book.
    pub(super) fn begin(&self, work: Work<'_>) -> Result<Begun<'_>, Stop> {
        let mut site = Site::default();
        let names = self.render_shared(&mut site)?;
        // Their pages are made later, but nothing else may be there.
        for chapter in &self.chapters {
            site.add(page_of(chapter), Source::There);
        }
        let (pages, frame) = self.render_around(&names, &site)?;
        let mut settings = Bytes::default();
        settings.add(BUILD);
        settings.add(&self.settings()?);
        let plan = self.plan(settings.digest(), work)?;
        Ok(Begun {
            site,
            names,
            pages,
            frame,
            plan,
        })
    }

    /// Makes the whole site.
    pub(super) fn render(
        &self,
        begun: Begun<'_>,
        record: &Record,
        work: Work<'_>,
    ) -> Result<(Site, Origins), Stop> {
        let whole = self.whole_files(&begun, record)?;
        let Begun {
            mut site,
            names,
            pages,
            frame,
            plan,
        } = begun;
        let destination = &self.context.destination;
        let WholeFiles {
            index,
            is_index_there,
            print,
            is_print_there,
        } = whole;
        // Only the name of the search index is not known yet, and that of the last build serves as well.
        let paging = Paging {
            pages: &pages,
            sliced: self,
            search_index: &record.search_index,
        };
        let slices = in_order(plan.len(), work, &|at| {
            let is_there = |(page, which, at_in): (PathBuf, Which, usize)| {
                let origin = paging.origin(which, &plan[at].chapter_keys[at_in]);
                record.has(&page, &origin, destination)
            };
            let needs = Needs {
                index: !is_index_there || !is_print_there,
                contents: !is_print_there || !self.pages_of(&plan[at]).into_iter().all(is_there),
            };
            self.make_slice(at, &plan[at], needs)
        })?;

        let search_index = match (index, is_index_there) {
            (None, _) => self.search_index_name(""),
            (Some(_), true) => record.search_index.clone(),
            (Some(_), false) => {
                work.check()?;
                self.merge_search(&slices, &names)?
            }
        };
        let mut origins = Origins {
            files: Vec::new(),
            search_index,
        };
        if let Some(index) = index {
            let name = self.add_search(&origins.search_index, &names, is_index_there, &mut site)?;
            origins.files.push((name, index));
        }
        let paging = Paging {
            search_index: &origins.search_index,
            ..paging
        };
        let made = in_order(slices.len(), work, &|at| {
            self.slice_pages(&paging, at, &slices[at], record)
        })?;
        for (path, source, origin) in made.into_iter().flatten() {
            site.add(&path, source);
            origins.files.push((path, origin));
        }
        if let (Some(around), Some(print)) = (&frame.print, print) {
            let source = if is_print_there {
                Source::There
            } else {
                Source::Made(self.write_print(slices, around, &site, work)?)
            };
            site.add(PRINT_PAGE, source);
            origins.files.push((PathBuf::from(PRINT_PAGE), print));
        }
        work.check()?;
        self.finish(site, origins, &frame)
    }

    /// A site with what is added last.
    pub(super) fn finish(
        &self,
        mut site: Site,
        mut origins: Origins,
        frame: &Frame,
    ) -> Result<(Site, Origins), Stop> {
        for (path, source) in &frame.files {
            site.add(path, source.clone());
        }
        self.add_sources(&mut site)?;
        // Another file may have the place of one of these.
        origins.files.retain(|(path, _)| site.is_made(path));
        Ok((site, origins))
    }

    /// Has mdBook tell what stands around chapters, and make the pages that are none.
    fn render_around(
        &self,
        names: &HashMap<String, String>,
        site: &Site,
    ) -> Result<(Pages<'_>, Frame), Stop> {
        let resource = |name: &str| {
            // Its digest is known when all chapters are.
            if self.html.hash_files && name == SEARCH_INDEX && self.is_searchable() {
                return Some(self.search_index_name(&self.mark));
            }
            names.get(name).cloned()
        };
        let known = Known {
            resource: &resource,
            has_print: self.html.print.enable,
        };
        self.write_stub()?;
        write_contents(&self.stub().join(CONTENTS))?;
        let theme = self.stub().join("theme");
        let templates = self.theme.pages(&known, None).map_err(Stop::NotUnderstood)?;
        templates.write(&self.theme, &theme)?;
        let pages = self.pages()?;
        let content = self.html.print.enable.then_some(self.mark.as_str());
        let templates = self.theme.pages(&known, content).map_err(Stop::NotUnderstood)?;
        templates.write(&self.theme, &theme)?;
        Ok((pages, self.render_frame(site)?))
    }

    /// The pages of a slice, with where the chapter of each is in the slice.
    pub(super) fn pages_of(&self, planned: &Planned) -> Vec<(PathBuf, Which, usize)> {
        let numbers = planned.chapters.clone().enumerate();
        let page =
            |(at, number): (usize, usize)| (page_of(self.chapters[number]), Which::Chapter(number), at);
        let mut pages: Vec<_> = numbers.map(page).collect();
        // The first page is the front page, unless a later chapter has that name.
        let is_front = |chapter: &&Chapter| page_of(chapter) == Path::new(FRONT_PAGE);
        if planned.chapters.start == 0 && !self.chapters[1..].iter().any(is_front) {
            pages.retain(|(page, _, _)| page != Path::new(FRONT_PAGE));
            pages.push((PathBuf::from(FRONT_PAGE), Which::Front, 0));
        }
        pages
    }

    /// The pages of a slice, those that are not in their place already made in the workshop.
    fn slice_pages(
        &self,
        paging: &Paging<'_>,
        at: usize,
        slice: &Slice<'_>,
        record: &Record,
    ) -> Result<Vec<(PathBuf, Source, Origin)>, Stop> {
        let destination = &self.context.destination;
        let mut contents: Option<String> = None;
        let mut made = Vec::with_capacity(slice.lengths.len());
        for (page, which, at_in) in self.pages_of(slice.planned) {
            let origin = paging.origin(which, &slice.planned.chapter_keys[at_in]);
            let target = destination.join(&page);
            if record.has(&page, &origin, destination) {
                if record.search_index == paging.search_index {
                    made.push((page, Source::There, origin));
                    continue;
                }
                if let Some(length) = slice.lengths.get(at_in)
                    && let Some(change) = Change::find(
                        &target,
                        paging.search_index_places(which, *length),
                        &record.search_index,
                        paging.search_index,
                    )
                {
                    made.push((page, Source::Changed(change), origin));
                    continue;
                }
            }
            let contents = match &mut contents {
                Some(contents) => contents,
                None => contents.insert(self.contents(slice)?),
            };
            let html = slice.part(at_in, contents).ok_or(PAGE)?;
            let text = paging.page(which, html);
            let is_there = target.symlink_metadata().is_ok_and(|found| found.is_file())
                && fs::read(&target).is_ok_and(|old| old == text.as_bytes());
            let source = if is_there {
                Source::There
            } else {
                // A file that was removed and one that is made cost more than one that is written anew.
                let to = match (slice.files.get(at_in), which) {
                    (Some(rendered), Which::Chapter(_)) => rendered.clone(),
                    _ => self.workshop.join(format!("page-{at}-{}", made.len())),
                };
                fs::write(&to, text)?;
                Source::Made(to)
            };
            made.push((page, source, origin));
        }
        Ok(made)
    }

    /// What the files of the whole book are made of, and whether they are in their place.
    pub(super) fn whole_files(&self, begun: &Begun<'_>, record: &Record) -> Result<WholeFiles, Stop> {
        let destination = &self.context.destination;
        let keys: Vec<Digest> = begun.plan.iter().map(|planned| planned.key).collect();
        let index = self.index_origin(&begun.names, &keys)?;
        let around = begun.frame.print.as_ref();
        let print = around.map(|around| self.print_origin(around, &keys));
        let has = |path: &str, origin| record.has(Path::new(path), &origin, destination);
        Ok(WholeFiles {
            index,
            is_index_there: index.is_none_or(|index| has(&record.search_index, index)),
            print,
            is_print_there: print.is_none_or(|print| has(PRINT_PAGE, print)),
        })
    }

    /// What the search index is made of; nothing where the site has none.
    fn index_origin(&self, names: &HashMap<String, String>, keys: &[Digest]) -> Result<Option<Origin>, Stop> {
        if !self.is_searchable() {
            return Ok(None);
        }
        let mut bytes = Bytes::default();
        bytes.add(&fs::read(self.empty_index(names)?)?);
        bytes.add(&self.html.hash_files);
        bytes.add(keys);
        Ok(Some(origin(&bytes)))
    }

    /// The file that mdBook has made of the book without texts.
    fn empty_index(&self, names: &HashMap<String, String>) -> Result<PathBuf, Stop> {
        let empty = names.get(SEARCH_INDEX).ok_or(SEARCH)?;
        Ok(self.workshop.join("shared").join(empty))
    }

    /// What the page for printing is made of.
    fn print_origin(&self, around: &Around, keys: &[Digest]) -> Origin {
        let mut bytes = Bytes::default();
        for part in [&around.before, &around.after] {
            bytes.add(&part.replace(&self.mark, ""));
        }
        bytes.add(keys);
        origin(&bytes)
    }

    /// The text of a chapter.
    pub(super) fn text(&self, chapter: &Chapter) -> io::Result<String> {
        let held = self.texts.and_then(|texts| texts.text(&chapter.content));
        held.unwrap_or_else(|| Ok(chapter.content.clone()))
    }

    /// What the configuration says of the HTML of chapters, without what says only what stands around it, and where.
    fn settings(&self) -> Result<String, Error> {
        let mut config = self.content_config(&[])?;
        config.book = BookConfig::default();
        config.build = BuildConfig::default();
        for (key, value) in [
            ("theme", ""),
            ("site-url", ""),
            ("live-reload-endpoint", ""),
            ("git-repository-url", ""),
        ] {
            config.set(format!("output.html.{key}"), value)?;
        }
        let search = self
            .html
            .search
            .as_ref()
            .map(|search| BTreeMap::from_iter(&search.chapter));
        if let Some(chapter) = search {
            config.set("output.html.search.chapter", chapter)?;
        }
        config.set("preprocessor", BTreeMap::<String, String>::new())?;
        Ok(serde_json::to_string(&config)?)
    }

    /// The configuration of a slice, which has nothing but the HTML of its chapters.
    pub(super) fn content_config(&self, chapters: &[&Chapter]) -> Result<Config, Error> {
        let none: [&str; 0] = [];
        let mut config = self.slice_config(chapters)?;
        config.set("output.html.theme", self.stub().join(CONTENTS))?;
        config.set("output.html.redirect", BTreeMap::<String, String>::new())?;
        config.set("output.html.additional-css", none)?;
        config.set("output.html.additional-js", none)?;
        config.set("output.html.hash-files", false)?;
        config.set("output.html.playground.copy-js", false)?;
        Ok(config)
    }

    /// Whether the site has a search index.
    pub(super) fn is_searchable(&self) -> bool {
        self.search.enable && self.search.copy_js
    }

    /// The directory that mdBook takes for the book's.
    pub(super) fn stub(&self) -> PathBuf {
        self.workshop.join("stub")
    }

    /// Has mdBook make what all pages share, and returns the names that its files have in the site.
    fn render_shared(&self, site: &mut Site) -> Result<HashMap<String, String>, Stop> {
        let theme = self.workshop.join("theme");
        self.theme.write_shared(&theme)?;
        let mut config = self.context.config.clone();
        config.set("output.html.theme", &theme)?;
        let destination = self.workshop.join("shared");
        let book = Book::new_with_items(without_texts(&self.context.book.items));
        let context = RenderContext::new(&self.context.root, book, config, &destination);
        match HtmlHandlebars::new().render(&context) {
            Err(error) if format!("{error:#}").contains(STOP) => {}
            Err(error) => return Err(Stop::Failed(error)),
            // mdBook would have rendered a page first.
            Ok(()) => return Err(Stop::NotUnderstood("mdBook rendered a template that cannot be")),
        }
        let mut listing = Listing::default();
        listing.read(&destination, Path::new(""))?;
        let files: Vec<String> = listing
            .files
            .iter()
            .filter_map(|path| path.to_str())
            .map(|path| path.replace('\\', "/"))
            .collect();
        let resources = self.theme.resources().map_err(Stop::NotUnderstood)?;
        let mut names = HashMap::new();
        let own = [SEARCH_INDEX, SIDEBAR].map(str::to_owned);
        for resource in resources.into_iter().chain(own) {
            if let Some(name) = self.name_of(&resource, &files)? {
                names.insert(resource, name);
            }
        }
        for path in listing.directories {
            site.add_directory(path);
        }
        for path in files {
            if names.get(SEARCH_INDEX) != Some(&path) {
                let made = destination.join(&path);
                let may_have_names = [".js", ".css", ".html"]
                    .iter()
                    .any(|ending| path.ends_with(ending));
                site.add(
                    path,
                    if may_have_names {
                        Source::Page(made)
                    } else {
                        Source::Made(made)
                    },
                );
            }
        }
        Ok(names)
    }

    /// The file that is called so in templates, among those of the site: mdBook puts eight digits of a digest before
    /// the first dot of its name.
    fn name_of(&self, resource: &str, files: &[String]) -> Result<Option<String>, Stop> {
        let is_it = |file: &&String| {
            let Some((stem, ending)) = resource.split_once('.').filter(|_| self.html.hash_files) else {
                return *file == resource;
            };
            let digest = file
                .strip_prefix(stem)
                .and_then(|rest| rest.strip_prefix('-')?.strip_suffix(ending)?.strip_suffix('.'));
            digest.is_some_and(|digest| digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let mut found = files.iter().filter(is_it);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Stop::NotUnderstood("two static files may have one name")),
            (name, None) => Ok(name.cloned()),
        }
    }

    /// Makes the files of the book that mdBook wants to see when it renders pages.
    fn write_stub(&self) -> io::Result<()> {
        let stub = self.stub();
        fs::create_dir_all(stub.join(&self.context.config.book.src))?;
        for path in self.html.additional_css.iter().chain(&self.html.additional_js) {
            let to = stub.join(path);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::copy(self.context.root.join(path), to)?;
        }
        Ok(())
    }

    /// The configuration of a slice, which has no page but those of its chapters.
    pub(super) fn slice_config(&self, chapters: &[&Chapter]) -> Result<Config, Error> {
        let mut config = self.config(chapters)?;
        config.set("output.html.print.enable", false)?;
        config.set("output.html.input-404", "")?;
        Ok(config)
    }

    /// The configuration of a book that has so few chapters.
    pub(super) fn config(&self, chapters: &[&Chapter]) -> Result<Config, Error> {
        let mut config = self.context.config.clone();
        config.set("output.html.theme", self.stub().join("theme"))?;
        if !self.html.redirect.is_empty() {
            let pages: Vec<String> = chapters.iter().map(|chapter| url_of(chapter)).collect();
            let is_of = |from: &str| {
                pages.iter().any(|page| {
                    from.strip_prefix('/')
                        .and_then(|from| from.strip_prefix(page.as_str()))
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
                })
            };
            let redirect: BTreeMap<_, _> = self
                .html
                .redirect
                .iter()
                .filter(|(from, _)| is_of(from))
                .collect();
            config.set("output.html.redirect", redirect)?;
        }
        if let Some(search) = self
            .html
            .search
            .as_ref()
            .filter(|search| !search.chapter.is_empty())
        {
            let is_used = |key: &str| {
                chapters
                    .iter()
                    .filter_map(|chapter| chapter.source_path.as_deref().or(chapter.path.as_deref()))
                    .any(|path| path.starts_with(key))
            };
            let chapter: BTreeMap<_, _> = search.chapter.iter().filter(|(key, _)| is_used(key)).collect();
            config.set("output.html.search.chapter", chapter)?;
        }
        Ok(config)
    }

    pub(super) fn search_index_name(&self, digest: &str) -> String {
        if self.html.hash_files {
            format!("searchindex-{digest}.js")
        } else {
            SEARCH_INDEX.to_owned()
        }
    }

    /// Writes the search index of the book, and returns the name of its file, for which the pages have waited.
    fn merge_search(&self, slices: &[Slice<'_>], names: &HashMap<String, String>) -> Result<String, Stop> {
        let frame = fs::read_to_string(self.empty_index(names)?)?;
        let hashing = Hashing {
            out: File::create(self.workshop.join(MERGED_INDEX))?,
            digest: Sha256::new(),
        };
        let mut out = BufWriter::with_capacity(1 << 18, hashing);
        let indices: Vec<&SliceIndex> = slices.iter().filter_map(|slice| slice.search.as_ref()).collect();
        let texts = &mut *self.search_texts.lock().unwrap_or_else(PoisonError::into_inner);
        match write_merged(&frame, &indices, texts, &mut out) {
            // As mdBook does.
            Ok(length) if length > LARGE_INDEX => {
                tracing::warn!("search index is very large ({length} bytes)");
            }
            Ok(_) => {}
            Err(MergeError::Form) => return Err(SEARCH),
            Err(MergeError::Io(error)) => return Err(error.into()),
        }
        let hashing = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let digest: String = hashing.digest.finalize()[..4]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(self.search_index_name(&digest))
    }

    /// Puts the search index into the site, which is in its place already or was made now.
    pub(super) fn add_search(
        &self,
        name: &str,
        names: &HashMap<String, String>,
        is_there: bool,
        site: &mut Site,
    ) -> Result<PathBuf, Stop> {
        let source = if is_there {
            Source::There
        } else {
            Source::Made(self.workshop.join(MERGED_INDEX))
        };
        site.add(name, source);
        if self.html.hash_files {
            let empty = names.get(SEARCH_INDEX).ok_or(SEARCH)?;
            site.rename(self.search_index_name(&self.mark), name.to_owned());
            site.rename(empty.clone(), name.to_owned());
        }
        Ok(PathBuf::from(name))
    }

    /// Adds the other files of the source directory.
    fn add_sources(&self, site: &mut Site) -> Result<(), Stop> {
        let config = &self.context.config;
        let sources = self.context.root.join(&config.book.src);
        let build = self.context.root.join(&config.build.build_dir);
        if sources != self.context.destination {
            let avoided = [&self.context.destination, &build, self.workshop];
            source::add_sources(site, &sources, &avoided)
                .with_context(|| format!("the files in `{}` cannot be listed", sources.display()))?;
        }
        Ok(())
    }
}

/// The files that are made of the whole book.
pub(super) struct WholeFiles {
    /// What the search index is made of, if there is one.
    index: Option<Origin>,
    is_index_there: bool,
    /// What the page for printing is made of, if there is one.
    print: Option<Origin>,
    is_print_there: bool,
}

impl WholeFiles {
    /// Whether they are in their place.
    pub(super) fn are_there(&self) -> bool {
        self.is_index_there && self.is_print_there
    }
}

pub(super) const SEARCH: Stop = Stop::NotUnderstood("the search index has a form that is not known");
pub(super) const PAGE: Stop = Stop::NotUnderstood("the template of pages makes something else of them");

/// The name of the search index in templates.
const SEARCH_INDEX: &str = "searchindex.js";

/// The search index of the whole book, in the workshop.
const MERGED_INDEX: &str = "searchindex";

/// mdBook warns of an index with more bytes.
const LARGE_INDEX: usize = 10_000_000;

/// The theme that has nothing but the HTML of chapters.
const CONTENTS: &str = "contents";

/// The name of the sidebar in templates.
const SIDEBAR: &str = "toc.js";

/// Takes the digest of what is written.
struct Hashing<W> {
    out: W,
    digest: Sha256,
}

impl<W: io::Write> io::Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
