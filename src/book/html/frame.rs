//! The pages that are not chapters: the one for printing, the one for addresses that lead nowhere, and redirects.

#![expect(
    clippy::disallowed_methods,
    reason = "mdBook writes pages to disk, from where they are taken"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error};
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer as _};

use super::parts::html_path;
use super::print::{Plan, PrintChapter};
use super::site::{Site, Source};
use super::slice::{Slice, in_order};
use super::sliced::{PAGE, Sliced, Stop};
use super::{Work, random};

/// The page for printing.
pub(super) const PRINT_PAGE: &str = "print.html";

/// The pages that are not chapters, but for the one for printing.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) files: Vec<(PathBuf, Source)>,
    /// What stands around the chapters in the page for printing, if there is one.
    pub(super) print: Option<Around>,
}

/// What stands around something.
pub(super) struct Around {
    pub(super) before: String,
    pub(super) after: String,
}

impl Sliced<'_> {
    /// Makes the pages that are not chapters. `site` has what mdBook has made before them.
    pub(super) fn render_frame(&self, site: &Site) -> Result<Frame, Stop> {
        let has_404 = self.html.input_404.as_deref() != Some("");
        let page_404 = PathBuf::from(self.html.get_404_output_file());
        let is_made = |path: &Path| {
            site.has(path)
                || has_404 && path == page_404.as_path()
                || self.html.print.enable && path == Path::new(PRINT_PAGE)
        };
        // mdBook passes over redirects from where there is something.
        let redirect: BTreeMap<&String, &String> = self
            .html
            .redirect
            .iter()
            .filter(|(from, _)| !is_made(&redirect_path(from)))
            .collect();

        let mut config = self.config(&[])?;
        config.set("output.html.redirect", &redirect)?;
        if has_404 {
            self.write_404()?;
        }
        let name = format!("{:032x}", random());
        let content = format!("<h1 id=\"{name}\">{name}</h1>\n");
        let chapter = Chapter::new(&name, content, format!("{name}.md"), Vec::new());
        let destination = self.workshop.join("frame");
        let book = Book::new_with_items(vec![BookItem::Chapter(chapter)]);
        HtmlHandlebars::new().render(&RenderContext::new(self.stub(), book, config, &destination))?;

        let mut frame = Frame::default();
        if has_404 {
            let to = self.workshop.join("frame-pages").join(&page_404);
            let text = fs::read_to_string(destination.join(&page_404))?;
            let (_, page) = self.split_page(&text).ok_or(PAGE)?;
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&to, page)?;
            frame.files.push((page_404, Source::Page(to)));
        }
        if self.html.print.enable {
            let text = fs::read_to_string(destination.join(PRINT_PAGE))?;
            let (content, page) = self.split_page(&text).ok_or(PAGE)?;
            let (before, after) = page.split_once(content).ok_or(PAGE)?;
            frame.print = Some(Around {
                before: before.to_owned(),
                after: after.to_owned(),
            });
        }
        for from in redirect.keys() {
            let path = redirect_path(from);
            let made = destination.join(&path);
            frame.files.push((path, Source::Made(made)));
        }
        Ok(frame)
    }

    /// Puts the text for pages that are not found where mdBook looks for it.
    fn write_404(&self) -> Result<(), Error> {
        let sources = self.context.source_dir();
        let given = self.html.input_404.as_deref();
        let path = sources.join(given.unwrap_or("404.md"));
        let to = self
            .stub()
            .join(&self.context.config.book.src)
            .join(given.unwrap_or("404.md"));
        if given.is_some() || path.exists() {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("failed to read `{}`", path.display()))
                .context("failed to read the 404 input file")?;
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(to, text)?;
        }
        Ok(())
    }

    /// Writes the page for printing: what stands around its chapters, and the chapters of all slices.
    pub(super) fn write_print(
        &self,
        mut slices: Vec<Slice<'_>>,
        around: &Around,
        site: &Site,
        work: Work<'_>,
    ) -> Result<PathBuf, Stop> {
        let pages: Vec<PathBuf> = self.chapters.iter().map(|chapter| html_path(chapter)).collect();
        let anchors = slices
            .iter_mut()
            .flat_map(|slice| std::mem::take(&mut slice.anchors));
        let chapters = self.chapters.iter().zip(&pages).zip(anchors);
        let plan = Plan::new(
            chapters
                .map(|((chapter, page), anchors)| PrintChapter {
                    page,
                    name: &chapter.name,
                    anchors,
                })
                .collect(),
        );
        let parts = in_order(slices.len(), work, &|at| {
            self.print_slice(&slices[at], &pages, &plan)
        })?;
        let path = self.workshop.join("print");
        let mut out = BufWriter::new(File::create(&path)?);
        out.write_all(site.named(&around.before).as_bytes())?;
        for part in parts {
            io::copy(&mut File::open(part)?, &mut out)?;
        }
        out.write_all(site.named(&around.after).as_bytes())?;
        out.flush()?;
        Ok(path)
    }

    /// Turns the HTML of a slice's chapters into what the page for printing has of them, and tells where that is.
    fn print_slice<'s>(
        &self,
        slice: &'s Slice<'_>,
        pages: &[PathBuf],
        plan: &Plan,
    ) -> Result<&'s Path, Stop> {
        let contents = self.contents(slice)?;
        let mut out = String::with_capacity(contents.len());
        for (at, number) in slice.planned.chapters.clone().enumerate() {
            let html = slice.part(at, &contents).ok_or(PAGE)?;
            let part = plan.chapter(number, &pages[number], &self.chapters[number].name, html);
            out.push_str(&part.ok_or(PAGE)?);
        }
        let path = slice.contents.as_deref().ok_or(PAGE)?;
        fs::write(path, out)?;
        Ok(path)
    }

    /// The HTML of a chapter and the page that follows it.
    fn split_page<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if !self.html.print.enable {
            return Some(("", text));
        }
        let (content, page) = text.strip_prefix(&self.mark)?.split_once(&self.mark)?;
        Some((content, page.strip_prefix('\n')?))
    }
}

/// Where a redirect is made.
fn redirect_path(from: &str) -> PathBuf {
    let path = from.split('#').next().unwrap_or_default();
    PathBuf::from(path.trim_start_matches('/'))
}
