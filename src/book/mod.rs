//! The book side: what mdBook sends, where generated chapters go in it, and what mdBook gets back.
//!
//! The only module that knows mdBook. A book stays the JSON value that mdBook's protocol defines
//! (<https://rust-lang.github.io/mdBook/for_developers/preprocessors.html>), in the shape in which it came:
//! mdBook 0.4 keeps its items in `sections`, 0.5 in `items`, and fields that are not known here survive.
//! Two hosts use the same functions: the preprocessor protocol on standard input and output, and [`build()`],
//! which builds a book in this process.

mod build;
mod chapters;
mod context;
mod html;
mod inject;
mod markdown;
mod place;
mod protocol;
#[cfg(test)]
mod random_books;
mod readme;
mod spill;
mod texts;

use serde_json::Value;

use crate::prose::Chapter;
pub use build::{
    AutodocPreprocessor, BuildError, BuildOptions, BuiltBook, INVENTORY, build, build_files, find_reference,
    read_book, read_context,
};
pub use chapters::prose;
pub use context::Context;
pub use html::{AwaitPages, KeepSlices, KeptSlice, RunJobs, without_search_index};
pub use inject::{MAX_DEPTH, inject};
pub use markdown::{MarkdownBook, MarkdownPage, markdown, markdown_files};
pub use place::{Place, find_place};
pub use protocol::{
    Input, ProtocolError, SUPPORTED_VERSIONS, read_input, supports, version_warning, write_output,
};
pub use readme::Readme;
pub use spill::{PageText, Spill};
pub use texts::{Texts, text_json};

/// The name of the preprocessor: its table in book.toml is `[preprocessor.autodoc]`.
pub const NAME: &str = "autodoc";

/// A chapter that the tool makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GeneratedChapter {
    /// The name in the sidebar and in the page's title; plain text.
    pub name: String,
    /// The Markdown of the page.
    pub content: PageText,
    /// The page's file relative to the book's source directory, with `/`, ending in `.md`. It need not exist.
    pub path: String,
    /// What mdBook takes for the page's source, relative to the book's source directory: it fills `{path}` of
    /// `edit-url-template`.
    pub source_path: Option<String>,
    /// The chapters below it.
    pub children: Vec<GeneratedChapter>,
}

/// What a generator makes of a book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// The root chapter with everything below it.
    pub root: GeneratedChapter,
    /// The new texts of chapters that the author wrote, by their number among those that were given.
    pub prose: Vec<(usize, String)>,
}

/// What makes the chapters of the reference.
pub trait Generate {
    /// The name of the reference's root chapter, by which its place in the book is found.
    fn title(&self, context: &Context) -> Result<String, anyhow::Error>;

    /// Makes the root chapter with everything below it, and new texts for chapters that the author wrote. Every path
    /// of a chapter that is made starts with the prefix of `place`.
    fn generate(
        &self,
        context: &Context,
        place: &Place,
        prose: &[Chapter<'_>],
    ) -> Result<Made, anyhow::Error>;
}

/// Puts the chapters that `generator` makes into `book`; both hosts go through here.
///
/// The texts of the chapters are not in it yet, see [`Texts`]. On an error of the generator the book is as it was.
pub fn add_reference(
    book: &mut Value,
    context: &Context,
    generator: &impl Generate,
) -> Result<Texts, anyhow::Error> {
    let place = find_place(book, &generator.title(context)?);
    let (indices, prose): (Vec<_>, Vec<_>) = chapters::prose_with_index(book, context).unzip();
    let made = generator.generate(context, &place, &prose)?;
    for (number, text) in made.prose {
        let index = indices.get(number).map_or(&[][..], Vec::as_slice);
        if let Some(chapter) = chapters::chapter_at(book, index) {
            chapter.insert("content".to_owned(), text.into());
        }
    }
    Ok(inject(book, &place, made.root)?)
}
