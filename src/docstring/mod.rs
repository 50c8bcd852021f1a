//! Docstrings: cleaned text in, a [`Document`] out.
//!
//! Two questions are kept apart. The *style* says how a docstring is divided into sections and entries (Google's
//! headers, numpydoc's underlined ones, field lists); the *markup* says how the prose in them is written (reST,
//! Markdown, epytext, none). Each style has a small parser over lines that hands prose to `context`,
//! which knows the markup. Which of them a docstring has is found by `detect`, from what stands in it and from what
//! is known of its package.
//!
//! The crate `pydocstring` parses two of the styles, but takes headings in code and quotations for sections and each
//! line of a paragraph below `Returns` for a type, and its descriptions are plain text.
//!
//! Everything here is total: any text gives a document, and what is odd about it becomes a [`Finding`]. Time is
//! linear in the text and nesting is bounded.

mod context;
mod detect;
mod document;
mod entry;
mod epytext;
mod fields;
mod google;
mod habit;
mod lines;
mod markdown;
mod numpy;
mod plain;
mod reference;
mod references;
mod rst;
mod see_also;
mod summary;

use serde::{Deserialize, Serialize};

pub use detect::{Manner, detect};
pub use document::{
    Admonition, AdmonitionKind, Block, Cell, Definition, Document, Entry, Footnote, Image, Inline, Numbering,
    Reference, Section, SectionKind, Table, VerseLine, VersionChange, VersionNote, words,
};
pub use habit::{Choice, Habit, Reason, Usual, docformat};

use crate::diagnostic::Code;
use context::Context;

/// How a docstring is divided into sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// `Args:` and an indented block (Google's Python style guide, napoleon).
    Google,
    /// Underlined headings (numpydoc).
    NumPy,
    /// `:param name:` in reST field lists.
    Sphinx,
    /// `@param name:` and `L{links}` (epydoc, pydoctor).
    Epytext,
    /// Markdown without sections of its own.
    Markdown,
    /// Markdown with the roles, directives and field lists of `MyST`.
    Myst,
    /// No markup at all.
    Plain,
}

/// A document with what was found on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What the docstring says.
    pub document: Document,
    /// What is odd about it, in the order of the text.
    pub findings: Vec<Finding>,
}

/// Something odd in a docstring.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Where it stands in the cleaned text.
    pub span: Span,
    /// What kind of finding it is.
    pub code: Code,
    /// What is odd, as one sentence without a full stop.
    pub message: String,
}

/// A part of the cleaned text of a docstring, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

impl Style {
    /// Every style.
    pub const ALL: &[Self] = &[
        Self::Google,
        Self::NumPy,
        Self::Sphinx,
        Self::Epytext,
        Self::Markdown,
        Self::Myst,
        Self::Plain,
    ];

    /// The name in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::NumPy => "numpy",
            Self::Sphinx => "sphinx",
            Self::Epytext => "epytext",
            Self::Markdown => "markdown",
            Self::Myst => "myst",
            Self::Plain => "plain",
        }
    }

    /// The style of a name in the configuration; `auto` is none.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|style| style.as_str() == name)
    }
}

/// How running text is written, where the style leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prose {
    /// reStructuredText.
    Rst,
    /// Markdown.
    Markdown,
    /// Markdown with what `MyST` adds to it.
    Myst,
}

/// Parses a docstring that has been cleaned as `inspect.cleandoc` does it.
///
/// A style alone leaves it to the docstring how its prose is written; [`Choice::manner`] says both.
pub fn parse(text: &str, manner: impl Into<Manner>) -> Parsed {
    let lines = lines::split(text);
    let manner = manner.into();
    let style = manner.style();
    let mut ctx = Context::new(manner.markup(&lines), &lines);
    let sections = match style {
        Style::Google => google::sections(&lines, &mut ctx),
        Style::NumPy => numpy::sections(&lines, &mut ctx),
        Style::Sphinx | Style::Epytext | Style::Myst => fields::sections(&lines, &mut ctx),
        Style::Markdown | Style::Plain => {
            vec![Section::text(ctx.blocks(&lines), lines::first_offset(&lines))]
        }
    };
    let sections = sections
        .into_iter()
        .filter(|section| !section.is_empty())
        .collect();
    let mut findings = ctx.findings;
    findings.sort();
    Parsed {
        document: Document { sections },
        findings,
    }
}

impl Section {
    fn is_empty(&self) -> bool {
        self.kind == SectionKind::Text && self.body.is_empty() && self.entries.is_empty()
    }
}
