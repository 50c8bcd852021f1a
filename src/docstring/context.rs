//! What the parsers of one docstring share: the markup, link targets, findings, and the depth of nesting.

use std::rc::Rc;

use super::document::{Block, Inline};
use super::lines::{self, Line, Passage};
use super::rst::Targets;
use super::{Finding, Span, epytext, markdown, plain, rst};
use crate::diagnostic::Code;

/// How deep blocks may nest. What is deeper is shown as it stands: nobody writes such a docstring by hand, and the
/// stack of whoever walks the tree is bounded.
pub(crate) const MAX_DEPTH: u32 = 40;

/// How prose is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// reStructuredText.
    Rst {
        /// Whether a list may follow a paragraph without a blank line, as authors who do not think of reST
        /// write it.
        is_lenient: bool,
    },
    /// Epytext: the blocks of reST that it shares, and braces in running text.
    Epytext,
    /// Markdown.
    Markdown {
        /// Whether it has what only `MyST` knows, such as comments behind `%`.
        is_myst: bool,
    },
    /// Nothing but paragraphs.
    Plain,
}

/// The state of one parse.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) markup: Markup,
    pub(crate) findings: Vec<Finding>,
    /// What reST names and Markdown labels stand for, wherever in the docstring they are defined.
    pub(crate) targets: Rc<Targets>,
    /// The ways in which section titles are underlined, in the order of their appearance; reST gives them levels
    /// by it.
    pub(crate) adornments: Vec<(char, bool)>,
    depth: u32,
}

impl Context {
    pub(crate) fn new(markup: Markup, lines: &[Line<'_>]) -> Self {
        let targets = match markup {
            Markup::Rst { .. } => Targets::of_rst(lines),
            Markup::Markdown { .. } => Targets::of_labels(markdown::definitions(lines).into_iter()),
            Markup::Epytext | Markup::Plain => Targets::default(),
        };
        Self {
            markup,
            findings: Vec::new(),
            targets: Rc::new(targets),
            adornments: Vec::new(),
            depth: 0,
        }
    }

    /// Parses prose at the left margin.
    pub(crate) fn blocks(&mut self, lines: &[Line<'_>]) -> Vec<Block> {
        let lines = lines::trim(lines);
        if lines.is_empty() {
            return Vec::new();
        }
        if self.depth >= MAX_DEPTH {
            return vec![Block::Code {
                language: String::new(),
                text: lines::join(lines),
            }];
        }
        self.depth += 1;
        let blocks = match self.markup {
            Markup::Rst { .. } => rst::blocks(lines, self),
            Markup::Epytext => epytext::without_quotes(rst::blocks(lines, self)),
            Markup::Markdown { .. } => markdown::blocks(lines, self),
            Markup::Plain => plain::blocks(lines),
        };
        self.depth -= 1;
        blocks
    }

    /// Parses running text.
    pub(crate) fn inlines(&mut self, passage: &Passage<'_>) -> Vec<Inline> {
        match self.markup {
            Markup::Rst { .. } => rst::inlines(passage, self),
            Markup::Epytext => epytext::inlines(passage),
            Markup::Markdown { .. } => markdown::inlines(passage, self),
            Markup::Plain => plain::inlines(passage.text()),
        }
    }

    /// Parses running text on one line.
    pub(crate) fn line(&mut self, line: Line<'_>) -> Vec<Inline> {
        self.inlines(&Passage::from(line))
    }

    /// The targets, to be changed.
    pub(crate) fn targets(&mut self) -> &mut Targets {
        Rc::make_mut(&mut self.targets)
    }

    /// Whether lists may interrupt paragraphs.
    pub(crate) fn is_lenient(&self) -> bool {
        matches!(self.markup, Markup::Rst { is_lenient: true } | Markup::Epytext)
    }

    /// Notes something odd.
    pub(crate) fn find(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.findings.push(Finding {
            span,
            code,
            message: message.into(),
        });
    }
}
