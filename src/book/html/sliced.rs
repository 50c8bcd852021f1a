//! A book rendered slice by slice.
//!
//! mdBook's renderer runs several times: once with all chapters and none of their texts, for what all pages share; once
//! for each slice; and once with a single chapter, for the pages that are not chapters. The page for printing and the
//! search index are put together from those of the slices.

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
use mdbook_driver::config::{BuildConfig, Config, HtmlConfig};
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer as _};
use sha2::{Digest as _, Sha256};

use super::parts::{is_below, page_of, url_of, without_texts};
use super::search::{MergeError, SliceIndex, write_merged};
use super::site::{Listing, Site, SiteError, Source};
use super::slice::{FRONT_PAGE, Slice};
use super::template::{Known, Reason};
use super::theme::{BookTheme, STOP};
use super::{Held, KeepSlices, RunJobs, random, source};
use crate::digest::{BUILD, Bytes};

/// Why a book is not rendered in slices.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something in it is not understood.
    NotUnderstood(Reason),
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

/// Renders a book in slices, in the directory of a workshop. Nothing where a part of it is not understood.
pub(super) fn render(
    context: &RenderContext,
    texts: Option<&Held>,
    workshop: &Path,
    keep: &dyn KeepSlices,
    jobs: &dyn RunJobs,
) -> Result<Option<Site>, Error> {
    match Sliced::new(context, texts, workshop, keep).and_then(|sliced| sliced.render(jobs)) {
        Ok(site) => Ok(Some(site)),
        Err(Stop::NotUnderstood(reason)) => {
            tracing::info!("the book is rendered as a whole: {reason}");
            Ok(None)
        }
        Err(Stop::Failed(error)) => Err(error),
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
    /// Whether pages may show the numbers of their chapters.
    pub(super) shows_numbers: bool,
    /// The texts of all slices' search indices.
    pub(super) search_texts: Mutex<File>,
    /// What stands in pages between their parts, and for digests in names that are known later.
    pub(super) mark: String,
}

impl<'a> Sliced<'a> {
    /// Finds out whether a book is understood.
    fn new(
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
            && html
                .theme
                .as_ref()
                .is_none_or(|theme| context.root.join(theme).is_dir());
        if !is_understood {
            return Err(Stop::NotUnderstood(
                "a path leaves its directory, or two chapters have one page",
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

    fn render(&self, jobs: &dyn RunJobs) -> Result<Site, Stop> {
        let mut site = Site::default();
        let names = self.render_shared(&mut site)?;
        let searchable = self.is_searchable();
        let resource = |name: &str| {
            // These change with other chapters; pages without their names can be kept.
            if self.html.hash_files && (name == SIDEBAR || name == SEARCH_INDEX && searchable) {
                return Some(name.replacen('.', &format!("-{}.", self.mark), 1));
            }
            names.get(name).cloned()
        };
        let known = Known {
            resource: &resource,
            has_print: self.html.print.enable,
        };
        let content = self.html.print.enable.then_some(self.mark.as_str());
        let pages = self.theme.pages(&known, content).map_err(Stop::NotUnderstood)?;
        pages.write(&self.theme, &self.stub().join("theme"))?;
        let files = self.write_stub()?;
        if let (Some(from), Some(to)) = (resource(SIDEBAR), names.get(SIDEBAR)) {
            site.rename(from, to.clone());
        }

        let mut theme = Bytes::default();
        theme.add(BUILD);
        theme.add(&pages.text().replace(&self.mark, ""));
        theme.add(&self.theme.icons());
        theme.add(&files);
        theme.add(&self.settings()?);
        let slices = self.make_slices(theme.digest(), jobs)?;
        for chapter in &self.chapters {
            let page = page_of(chapter);
            let made = self.workshop.join("pages").join(&page);
            site.add(page, Source::Page(made));
        }
        // The first page is the front page, unless a later chapter has that name.
        let is_front = |chapter: &&Chapter| page_of(chapter) == Path::new(FRONT_PAGE);
        if !self.chapters[1..].iter().any(is_front) {
            site.add(
                FRONT_PAGE,
                Source::Page(self.workshop.join("pages").join(FRONT_PAGE)),
            );
        }
        if searchable {
            self.merge_search(&slices, &names, &mut site)?;
        }
        self.render_frame(&mut site, slices, jobs)?;
        self.add_sources(&mut site)?;
        Ok(site)
    }

    /// The text of a chapter.
    pub(super) fn text(&self, chapter: &Chapter) -> String {
        let held = self.texts.and_then(|texts| texts.text(&chapter.content));
        held.unwrap_or_else(|| chapter.content.clone())
    }

    /// What the configuration says of pages, without what says where they are.
    fn settings(&self) -> Result<String, Error> {
        let mut config = self.slice_config(&[])?;
        config.build = BuildConfig::default();
        config.set("output.html.theme", "")?;
        config.set("output.html.redirect", BTreeMap::from_iter(&self.html.redirect))?;
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

    /// Whether the site has a search index.
    pub(super) fn is_searchable(&self) -> bool {
        self.html
            .search
            .as_ref()
            .is_none_or(|search| search.enable && search.copy_js)
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

    /// Makes the files of the book that mdBook wants to see when it renders pages, and returns what is in them.
    fn write_stub(&self) -> io::Result<Vec<Vec<u8>>> {
        let stub = self.stub();
        fs::create_dir_all(stub.join(&self.context.config.book.src))?;
        let mut contents = Vec::new();
        for path in self.html.additional_css.iter().chain(&self.html.additional_js) {
            let to = stub.join(path);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            let content = fs::read(self.context.root.join(path))?;
            fs::write(to, &content)?;
            contents.push(content);
        }
        Ok(contents)
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

    fn search_index_name(&self, digest: &str) -> String {
        if self.html.hash_files {
            format!("searchindex-{digest}.js")
        } else {
            SEARCH_INDEX.to_owned()
        }
    }

    /// Writes the search index of the book. The pages have waited for the digest in its name.
    fn merge_search(
        &self,
        slices: &[Slice],
        names: &HashMap<String, String>,
        site: &mut Site,
    ) -> Result<(), Stop> {
        let empty = names.get(SEARCH_INDEX).ok_or(SEARCH)?;
        let frame = fs::read_to_string(self.workshop.join("shared").join(empty))?;
        let path = self.workshop.join("searchindex");
        let mut out = Hashing {
            out: BufWriter::new(File::create(&path)?),
            digest: Sha256::new(),
        };
        let indices: Vec<&SliceIndex> = slices.iter().filter_map(|slice| slice.search.as_ref()).collect();
        let texts = &mut *self.search_texts.lock().unwrap_or_else(PoisonError::into_inner);
        match write_merged(&frame, &indices, texts, &mut out) {
            // As mdBook does.
            Ok(length) if length > 10_000_000 => {
                tracing::warn!("search index is very large ({length} bytes)");
            }
            Ok(_) => {}
            Err(MergeError::Form) => return Err(SEARCH),
            Err(MergeError::Io(error)) => return Err(error.into()),
        }
        let digest: String = out.digest.finalize()[..4]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = self.search_index_name(&digest);
        site.add(&name, Source::Made(path));
        if self.html.hash_files {
            site.rename(self.search_index_name(&self.mark), name.clone());
            site.rename(empty.clone(), name);
        }
        Ok(())
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

pub(super) const SEARCH: Stop = Stop::NotUnderstood("the search index has a form that is not known");
pub(super) const PAGE: Stop = Stop::NotUnderstood("the template of pages makes something else of them");

/// The name of the search index in templates.
const SEARCH_INDEX: &str = "searchindex.js";

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
