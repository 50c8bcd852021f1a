//! `build --dry-run`: what a build would write, and how long the last one took.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::generator::{config, failure, index_page};
use super::run::{RunArguments, would_write};
use super::{EXIT_OK, Failure, api_book, build};
use crate::book::{self, Context, prose, read_book};
use crate::cache;
use crate::config::Settings;
use crate::driver;
use crate::name::count;
use crate::render::IndexPage;

/// What a build of the book, or of the API book of a project, would write.
pub(super) fn build(root: &Path, dest_dir: Option<&Path>, run: &RunArguments) -> Result<u8, Failure> {
    let title = |context: &Context| Ok(config(context, run)?.title);
    let found = book::find_reference(root, dest_dir, title).map_err(build::failure)?;
    let Some(found) = found else {
        return api_book(root, dest_dir, run);
    };
    let book = read_book(root).map_err(build::failure)?;
    let chapters: Vec<String> = prose(&book, &found.context)
        .into_iter()
        .map(|chapter| chapter.path)
        .collect();
    let mut settings = Settings::new(config(&found.context, run)?, root);
    run.apply(&mut settings)?;
    if !found.context.has_table() {
        tell(&found.html, &chapters, 0, &settings, 0, run);
        return Ok(EXIT_OK);
    }
    let index = index_page(&settings.title, &found.place);
    with_reference(&found.html, chapters, &settings, (index, Some(root)), run)
}

fn api_book(root: &Path, dest_dir: Option<&Path>, run: &RunArguments) -> Result<u8, Failure> {
    let project = api_book::project(root, run)?;
    let mut settings = Settings::new(run.config_without_book()?, root);
    run.apply(&mut settings)?;
    settings.cache.is_on = false;
    let index = IndexPage::beside_chapters(&settings.title);
    let chapters: Vec<String> = project.readme.iter().map(|_| "README.md".to_owned()).collect();
    let dest_dir = dest_dir.map_or_else(|| root.join("book"), Path::to_owned);
    with_reference(&dest_dir, chapters, &settings, (index, None), run)
}

/// Prints the pages of the author's chapters and those of the reference.
fn with_reference(
    html: &Path,
    mut chapters: Vec<String>,
    settings: &Settings,
    (index, book): (IndexPage, Option<&Path>),
    run: &RunArguments,
) -> Result<u8, Failure> {
    let progress = run.show_progress(settings);
    let planned = driver::planned(settings, index);
    drop(progress);
    let planned = planned.map_err(|error| failure(&error, book, run))?;
    run.account(&planned.stats, settings);
    run.tell();
    let new: Vec<String> = planned
        .pages
        .into_iter()
        .filter(|page| !chapters.contains(page))
        .collect();
    let reference = new.len();
    chapters.extend(new);
    tell(html, &chapters, reference, settings, planned.stats.extracted, run);
    Ok(EXIT_OK)
}

/// Prints the pages, and what is known of the time.
fn tell(
    html: &Path,
    chapters: &[String],
    reference: usize,
    settings: &Settings,
    reads: usize,
    run: &RunArguments,
) {
    let mut paths: Vec<String> = chapters.iter().map(|path| page_of(path)).collect();
    // mdBook shows its first page there.
    paths.push("index.html".to_owned());
    paths.sort();
    paths.dedup();
    would_write(html, paths.iter().map(String::as_str));
    let own = count(chapters.len() - reference, "chapter");
    let mut text = format!("{own} and {} of the reference", count(reference, "page"));
    if reads > 0 {
        let _ = write!(text, "; {} would be read anew", count(reads, "file"));
    }
    if let Some(seconds) = cache::last_build(&settings.cache) {
        let _ = write!(text, "; the last build took {seconds:.2} s");
    }
    run.note(&text);
}

/// The file of the page of a chapter.
fn page_of(chapter: &str) -> String {
    let stem = chapter.strip_suffix(".md").unwrap_or(chapter);
    let path = PathBuf::from(stem);
    let is_readme = path
        .file_name()
        .is_some_and(|name| name.eq_ignore_ascii_case("readme"));
    let path = if is_readme {
        path.with_file_name("index")
    } else {
        path
    };
    format!("{}.html", path.to_string_lossy().replace('\\', "/"))
}
