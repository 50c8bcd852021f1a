//! A book as Markdown: its chapters after all preprocessors, with the reference among them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Error;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_renderer::{RenderContext, Renderer};

use super::build::{AutodocPreprocessor, BuildError, absolute, json, load, temporary_book};
use super::{Context, Generate, NAME, find_place};

/// A book whose chapters are Markdown.
#[derive(Clone, Debug, Default)]
pub struct MarkdownBook {
    /// Its title, if it has one.
    pub title: Option<String>,
    /// What it is about, if that is said.
    pub description: Option<String>,
    /// Its chapters that have a page, in their order.
    pub pages: Vec<MarkdownPage>,
    /// The files below the source directory that are no chapters, such as pictures; paths with `/`.
    pub assets: Vec<String>,
    /// The source directory.
    pub source: PathBuf,
    /// Where mdBook writes its HTML; absolute.
    pub html: PathBuf,
}

/// A chapter.
#[derive(Clone, Debug, Default)]
pub struct MarkdownPage {
    /// The name in the sidebar.
    pub name: String,
    /// The file, relative to the source directory, with `/`.
    pub path: String,
    /// Its Markdown.
    pub text: String,
    /// How many chapters are around it.
    pub depth: usize,
    /// The title of the part of the book that it is in.
    pub part: Option<String>,
    /// The path within the reference, if it belongs to that: empty for its index, such as `pkg/mod` for others.
    pub in_reference: Option<String>,
}

/// What mdBook is told that the book is made for.
struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn render(&self, _: &RenderContext) -> Result<(), Error> {
        Ok(())
    }
}

/// The book in `book_root` with the reference, as Markdown; nothing is written but what other preprocessors write.
pub fn markdown(
    book_root: &Path,
    dest_dir: Option<&Path>,
    generator: impl Generate + 'static,
) -> Result<MarkdownBook, BuildError> {
    let root = absolute(book_root)?;
    let mut book = load(&root)?;
    if let Some(dest_dir) = dest_dir {
        book.config.build.build_dir = absolute(dest_dir)?;
    }
    let mut prefix = None;
    if book.config.contains_key(&format!("preprocessor.{NAME}")) {
        let context = Context {
            root: root.clone(),
            config: serde_json::to_value(&book.config).map_err(|error| BuildError::Build(error.into()))?,
            renderer: "markdown".to_owned(),
            mdbook_version: mdbook_preprocessor::MDBOOK_VERSION.to_owned(),
        };
        let title = generator.title(&context).map_err(BuildError::Build)?;
        prefix = Some(find_place(&json(&root, &book.book)?, &title));
        book.with_preprocessor(AutodocPreprocessor::new(generator));
    }
    let (made, _) = book.preprocess_book(&Markdown).map_err(BuildError::Build)?;
    let mut pages = Vec::new();
    let in_reference = |path: &str| {
        let place = prefix.as_ref()?;
        if place.title_taken.as_deref() == Some(path) || path.strip_suffix(".md") == Some(&place.prefix) {
            return Some(String::new());
        }
        let inner = path.strip_prefix(&place.prefix)?.strip_prefix('/')?;
        Some(inner.strip_suffix(".md").unwrap_or(inner).to_owned())
    };
    collect(&made, &in_reference, &mut pages);
    let source = root.join(&book.config.book.src);
    let mut assets = Vec::new();
    list_assets(&source, "", &mut assets);
    assets.sort();
    Ok(MarkdownBook {
        title: book.config.book.title.clone(),
        description: book.config.book.description.clone(),
        pages,
        assets,
        html: book.build_dir_for("html"),
        source,
    })
}

/// The same of a book that is nowhere on disk, from its files by their paths below the root. Its assets are gone when this returns.
pub fn markdown_files(
    files: &BTreeMap<String, Vec<u8>>,
    generator: impl Generate + 'static,
) -> Result<MarkdownBook, BuildError> {
    let root = temporary_book(files)?;
    markdown(root.path(), None, generator)
}

/// The chapters that have a page, in the order of the book. Not recursive, because generated trees may be deep.
fn collect(book: &Book, in_reference: &dyn Fn(&str) -> Option<String>, pages: &mut Vec<MarkdownPage>) {
    let mut part = None;
    let mut left: Vec<(&BookItem, usize)> = book.items.iter().rev().map(|item| (item, 0)).collect();
    while let Some((item, depth)) = left.pop() {
        match item {
            BookItem::Chapter(chapter) => {
                if let Some(path) = &chapter.path {
                    let path = path.to_string_lossy().replace('\\', "/");
                    pages.push(MarkdownPage {
                        name: chapter.name.clone(),
                        text: chapter.content.clone(),
                        depth,
                        part: part.clone(),
                        in_reference: in_reference(&path),
                        path,
                    });
                }
                let below = chapter.sub_items.iter().rev();
                left.extend(below.map(|item| (item, depth + 1)));
            }
            BookItem::PartTitle(title) => part = Some(title.clone()),
            BookItem::Separator => {}
        }
    }
}

/// What mdBook copies beside the pages: everything below the source directory that is no Markdown. Links are not followed.
#[expect(clippy::disallowed_methods, reason = "the files of the book are looked at")]
fn list_assets(source: &Path, below: &str, assets: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(source.join(below)) else {
        return;
    };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            list_assets(source, &path, assets);
        } else if kind.is_file() && path.strip_suffix(".md").is_none() {
            assets.push(path);
        }
    }
}
