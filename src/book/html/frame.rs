//! The pages that are not chapters: the one for printing, the one for addresses that lead nowhere, and redirects.

#![expect(
    clippy::disallowed_methods,
    reason = "mdBook writes pages to disk, from where they are taken"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Error};
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer as _};

use super::parts::html_path;
use super::print::{Plan, PrintChapter};
use super::site::{Site, Source};
use super::slice::Slice;
use super::sliced::{PAGE, Sliced, Stop};
use super::{RunJobs, random};

/// The page for printing.
const PRINT_PAGE: &str = "print.html";

impl Sliced<'_> {
    /// Makes the pages that are not chapters: that for printing, the one for pages that are not found, and redirects.
    pub(super) fn render_frame(
        &self,
        site: &mut Site,
        slices: Vec<Slice>,
        jobs: &dyn RunJobs,
    ) -> Result<(), Stop> {
        let has_404 = self.html.input_404.as_deref() != Some("");
        let page_404 = self.html.get_404_output_file();
        // mdBook passes over redirects from where there is something.
        if has_404 {
            let made = self.workshop.join("frame-pages").join(&page_404);
            site.add(&page_404, Source::Page(made));
        }
        let print = self.workshop.join("print");
        if self.html.print.enable {
            site.add(PRINT_PAGE, Source::Made(print.clone()));
        }
        let redirect: BTreeMap<&String, &String> = self
            .html
            .redirect
            .iter()
            .filter(|(from, _)| !site.has(&redirect_path(from)))
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

        if has_404 {
            let to = self.workshop.join("frame-pages").join(&page_404);
            let text = fs::read_to_string(destination.join(&page_404))?;
            let (_, page) = self.split_page(&text).ok_or(PAGE)?;
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(to, page)?;
        }
        if self.html.print.enable {
            let text = fs::read_to_string(destination.join(PRINT_PAGE))?;
            let (content, page) = self.split_page(&text).ok_or(PAGE)?;
            let (before, after) = page.split_once(content).ok_or(PAGE)?;
            self.write_print(slices, &site.named(before), &site.named(after), &print, jobs)?;
        }
        for from in redirect.keys() {
            let path = redirect_path(from);
            let made = destination.join(&path);
            site.add(path, Source::Made(made));
        }
        Ok(())
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
    fn write_print(
        &self,
        mut slices: Vec<Slice>,
        before: &str,
        after: &str,
        to: &Path,
        jobs: &dyn RunJobs,
    ) -> Result<(), Stop> {
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
        let failure: Mutex<Option<Stop>> = Mutex::new(None);
        jobs.each(slices.len(), &|at| {
            if let Err(stop) = self.print_slice(&slices[at], &pages, &plan) {
                *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
            }
        });
        if let Some(stop) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(stop);
        }
        let mut out = BufWriter::new(File::create(to)?);
        out.write_all(before.as_bytes())?;
        for (path, _) in slices.iter().filter_map(|slice| slice.contents.as_ref()) {
            io::copy(&mut File::open(path)?, &mut out)?;
        }
        out.write_all(after.as_bytes())?;
        out.flush()?;
        Ok(())
    }

    /// Turns the HTML of a slice's chapters into what the page for printing has of them.
    fn print_slice(&self, slice: &Slice, pages: &[PathBuf], plan: &Plan) -> Result<(), Stop> {
        let Some((path, lengths)) = &slice.contents else {
            return Err(PAGE);
        };
        let contents = fs::read_to_string(path)?;
        let mut rest = contents.as_str();
        let mut out = String::with_capacity(contents.len());
        for (number, length) in slice.chapters.clone().zip(lengths) {
            let (html, after) = rest.split_at(*length);
            rest = after;
            let part = plan.chapter(number, &pages[number], &self.chapters[number].name, html);
            out.push_str(&part.ok_or(PAGE)?);
        }
        fs::write(path, out)?;
        Ok(())
    }
}

/// Where a redirect is made.
fn redirect_path(from: &str) -> PathBuf {
    let path = from.split('#').next().unwrap_or_default();
    PathBuf::from(path.trim_start_matches('/'))
}
