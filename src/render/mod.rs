//! From resolved data to pages.
//!
//! First everything gets its place ([`SitePlan`]), then each page is rendered by itself: a context is built from the
//! API and the templates in `theme/` turn it into text. Pages for the HTML renderer are one raw HTML block, so that
//! Markdown cannot change them; other renderers get Markdown.

mod beside;
mod chapter;
mod class;
mod context;
mod copy;
mod described;
mod diagram;
mod docs;
mod entry;
pub mod escape;
mod excerpt;
mod history;
mod input;
mod item;
mod kind;
mod links;
pub mod markup;
mod module;
mod objects;
mod outside;
mod page;
mod plan;
mod row;
mod shape;
mod signature;
mod signatures;
mod source;
mod styles;
mod target;
mod template;
mod whole;

pub use context::{
    ClassContext, GroupContext, ItemContext, LinkContext, ListContext, ListedContext, MentionsContext,
    ModuleContext, PageContext, RowContext, SignatureContext, VersionContext,
};
pub use input::Shown;
pub use objects::objects;
pub use page::{PageRenderer, RenderOptions};
pub use plan::{IndexPage, PageContent, PageIndex, PagePlan, PlanOptions, SitePlan, is_beside_modules};
pub use source::{SourceKind, SourceLinks, SourcePlace};
pub use styles::{Authority, OtherStyle, PackageStyle, StyleSettings, Styles};
pub use template::{TemplateFault, Templates, template_names};
pub use whole::{Backlinks, Catalog, Destinations, MentioningChapter, Named, Thing, Whole};

use crate::config::DocstringHtml;
use crate::docstring::{Block, Document, Inline};
use docs::DocsWriter;
use markup::{NoLinks, Place};

/// The style sheet of the pages, which a book may add to its `additional-css`.
pub const STYLE_SHEET: &str = concat!(
    include_str!("../../theme/autodoc.css"),
    "\n",
    include_str!("../../theme/palette.css"),
);

/// The script of the pages, which a book may add to its `additional-js`. Its parts see each other, and nothing else sees
/// them.
pub const SCRIPT: &str = concat!(
    "// Written by mdbook-autodoc.\n(() => {\n'use strict';\n\n",
    include_str!("../../theme/script/element.js"),
    "\n",
    include_str!("../../theme/script/slices.js"),
    "\n",
    include_str!("../../theme/script/symbols.js"),
    "\n",
    include_str!("../../theme/script/rank.js"),
    "\n",
    include_str!("../../theme/script/load.js"),
    "\n",
    include_str!("../../theme/script/palette.js"),
    "\n",
    include_str!("../../theme/script/copy.js"),
    "\n",
    include_str!("../../theme/script/anchor.js"),
    "})();\n",
);

/// What kind of text pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Raw HTML within Markdown, for mdBook's HTML renderer.
    Html,
    /// Markdown without HTML, for all others.
    Markdown,
}

impl Format {
    /// The format that a renderer takes.
    pub fn for_renderer(renderer: &str) -> Self {
        if renderer == "html" {
            Self::Html
        } else {
            Self::Markdown
        }
    }

    /// The ending of chapter files in links.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    fn blocks(self, out: &mut String, blocks: &[Block], place: &Place<'_>) {
        match self {
            Self::Html => markup::html::blocks(out, blocks, place),
            Self::Markdown => markup::markdown::blocks(out, blocks, place),
        }
    }

    fn inlines(self, out: &mut String, inlines: &[Inline], place: &Place<'_>) {
        match self {
            Self::Html => markup::html::inlines(out, inlines, place),
            Self::Markdown => markup::markdown::inlines(out, inlines, place),
        }
    }
}

/// A docstring by itself, as it stands on a page: without links to items, and with its raw HTML as text.
pub fn docstring(document: &Document, format: Format) -> String {
    let writer = DocsWriter {
        format,
        html: DocstringHtml::Escape,
        links: &NoLinks,
        owner: None,
    };
    writer.document(document, None)
}
