//! Chapters that the author of the book wrote: what in them stands for something documented, and how it is replaced.
//!
//! A chapter is parsed as mdBook parses it, and no byte of it changes but those of what is replaced.

mod address;
mod block;
mod directive;
mod reference;
mod retarget;
mod words;

use std::ops::Range;

use pulldown_cmark::Options as Markdown;

pub use address::addresses;
pub use block::Block;
pub use directive::{Directive, Members, Mistake, Options, View, directives};
pub use reference::{Reference, references};
pub use retarget::{rename_ids, retarget};
pub use words::first_words;

/// The Markdown that mdBook 0.5 reads in a book without settings of its own: `new_cmark_parser` of `mdbook-markdown`.
const MARKDOWN: Markdown = Markdown::ENABLE_TABLES
    .union(Markdown::ENABLE_FOOTNOTES)
    .union(Markdown::ENABLE_STRIKETHROUGH)
    .union(Markdown::ENABLE_TASKLISTS)
    .union(Markdown::ENABLE_HEADING_ATTRIBUTES)
    .union(Markdown::ENABLE_SMART_PUNCTUATION)
    .union(Markdown::ENABLE_DEFINITION_LIST)
    .union(Markdown::ENABLE_GFM);

/// A chapter of the book.
#[derive(Clone, Debug)]
pub struct Chapter<'b> {
    /// Its path within the book's source, with `/`: links in it start there.
    pub path: String,
    /// Its name in the sidebar.
    pub name: String,
    /// The file that it is in, relative to the book, as findings name it.
    pub file: String,
    /// Its Markdown.
    pub text: &'b str,
}

/// A part of a chapter and what comes in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub range: Range<usize>,
    /// The text that comes.
    pub text: String,
}

/// The text with all edits made. Of two that overlap the first alone is made.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let Some(kept) = text.get(done..edit.range.start) else {
            continue;
        };
        out.push_str(kept);
        out.push_str(&edit.text);
        done = edit.range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser};

    use super::*;

    #[test]
    fn edits_leave_everything_else_as_it_was() {
        let edit = |range, text: &str| Edit {
            range,
            text: text.to_owned(),
        };
        let edits = vec![edit(4..5, "E"), edit(0..1, ""), edit(3..5, "x"), edit(2..2, "|")];
        assert_eq!(apply("abcdef", edits), "b|cxf");
        assert_eq!(apply("größe", vec![]), "größe");
    }

    #[test]
    fn chapters_are_parsed_as_mdbook_parses_them() {
        let text = "# A {#b .c}\n\n| a | b |\n|---|---|\n| [x] | ~~y~~ |\n\n- [x] a[^1] \"q\" -- ...\n\n\
            term\n: meaning\n\n> [!NOTE]\n> $x$ H~2~O ^up^ [[wiki]] +++\n\n[^1]: b\n\n---\na: b\n---\n";
        let own: Vec<Event<'_>> = Parser::new_ext(text, MARKDOWN).collect();
        let theirs: Vec<Event<'_>> =
            mdbook_markdown::new_cmark_parser(text, &mdbook_markdown::MarkdownOptions::default()).collect();
        assert_eq!(own, theirs);
    }
}
