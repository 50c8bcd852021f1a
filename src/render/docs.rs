//! Docstrings as markup: sections, with the types that the signature knows.

use std::collections::HashSet;

use super::markup::{Links, Place};
use super::{Format, entry, escape, signature};
use crate::config::DocstringHtml;
use crate::docstring::{Block, Document, Entry, Inline, Section, SectionKind};
use crate::model::{Expression, Function};
use crate::name::is_identifier;
use crate::resolve::Usage;

/// Headings in a docstring start below the deepest heading of the page.
const HEADING_LEVEL: u8 = 5;

/// Writes docstrings in one format, with the links of one place.
#[derive(Clone, Copy)]
pub(super) struct DocsWriter<'a> {
    /// The format.
    pub(super) format: Format,
    /// What becomes of raw HTML.
    pub(super) html: DocstringHtml,
    /// What names lead to.
    pub(super) links: &'a dyn Links,
    /// The anchor of the item whose parameters get anchors here.
    pub(super) owner: Option<&'a str>,
}

/// The anchor of a parameter of an item, in the form of `mkdocstrings`. No Python name has parentheses.
pub(super) fn parameter_anchor(owner: &str, name: &str) -> String {
    format!("{owner}({name})")
}

impl DocsWriter<'_> {
    /// A whole docstring; the signature supplies the types that the text does not say.
    pub(super) fn document(self, document: &Document, signature: Option<&Function>) -> String {
        let mut out = String::new();
        let mut anchored = HashSet::new();
        for section in &document.sections {
            self.section(&mut out, section, signature, &mut anchored);
        }
        out
    }

    /// A part of a docstring that stands on one line, such as its summary.
    pub(super) fn line(self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        self.format.inlines(&mut out, inlines, &self.place(6));
        out
    }

    fn place(&self, heading_level: u8) -> Place<'_> {
        Place {
            links: self.links,
            heading_level,
            html: self.html,
        }
    }

    fn section<'d>(
        self,
        out: &mut String,
        section: &'d Section,
        signature: Option<&Function>,
        anchored: &mut HashSet<&'d str>,
    ) {
        if !section.title.is_empty() {
            self.title(out, &section.title);
        }
        self.format.blocks(out, &section.body, &self.place(HEADING_LEVEL));
        if section.entries.is_empty() {
            return;
        }
        match self.format {
            Format::Html => self.html_entries(out, section, signature, anchored),
            Format::Markdown => self.markdown_entries(out, section, signature),
        }
    }

    fn title(self, out: &mut String, title: &str) {
        match self.format {
            Format::Html => {
                out.push_str("<p><strong>");
                escape::html(out, title);
                out.push_str("</strong></p>\n");
            }
            Format::Markdown => {
                out.push_str("\n**");
                escape::markdown(out, title);
                out.push_str("**\n\n");
            }
        }
    }

    fn html_entries<'d>(
        self,
        out: &mut String,
        section: &'d Section,
        signature: Option<&Function>,
        anchored: &mut HashSet<&'d str>,
    ) {
        out.push_str("<dl class=\"autodoc-entries\">\n");
        for (entry, known) in section.entries.iter().zip(entry::known(section, signature)) {
            out.push_str("<dt>");
            for (number, name) in entry.names.iter().enumerate() {
                out.push_str(if number > 0 { ", " } else { "" });
                let parameter = parameter_name(section.kind, name);
                match self.owner.zip(parameter.filter(|name| anchored.insert(name))) {
                    Some((owner, parameter)) => {
                        let mut anchor = String::new();
                        escape::attribute(&mut anchor, &parameter_anchor(owner, parameter));
                        out.extend(["<a id=\"", &anchor, "\" href=\"#", &anchor, "\">"]);
                        escape::html(out, name);
                        out.push_str("</a>");
                    }
                    None if lists_items(section.kind) => {
                        let name = Expression::from_words(name.as_str());
                        out.push_str("<b>");
                        out.push_str(&signature::annotation(&name, Usage::Mention, self.links).html());
                        escape::html(out, arguments(section.kind, entry));
                        out.push_str("</b>");
                    }
                    None => {
                        out.push_str("<b>");
                        escape::html(out, name);
                        out.push_str("</b>");
                    }
                }
            }
            if let Some(annotation) = known.annotation {
                out.push_str(if entry.names.is_empty() { "" } else { ": " });
                out.push_str(&signature::annotation(&annotation, known.usage, self.links).html());
            }
            if let Some(default) = known.default {
                out.push_str(" = <i>");
                escape::html(out, &default);
                out.push_str("</i>");
            } else if entry.is_optional {
                out.push_str(" <small>optional</small>");
            }
            out.push_str("</dt>\n<dd>");
            match entry.body.as_slice() {
                [Block::Paragraph(inlines)] => out.push_str(&self.line(inlines)),
                body => self.format.blocks(out, body, &self.place(HEADING_LEVEL)),
            }
            out.push_str("</dd>\n");
        }
        out.push_str("</dl>\n");
    }

    fn markdown_entries(self, out: &mut String, section: &Section, signature: Option<&Function>) {
        for (entry, known) in section.entries.iter().zip(entry::known(section, signature)) {
            let names: Vec<String> = entry
                .names
                .iter()
                .map(|name| escape::markdown_code_span(&format!("{name}{}", arguments(section.kind, entry))))
                .collect();
            let mut head = names.join(", ");
            if let Some(annotation) = known.annotation {
                head.push_str(if head.is_empty() { "" } else { ": " });
                head.push_str(&escape::markdown_code_span(&annotation.undocumented().text));
            }
            if let Some(default) = known.default {
                head.push_str(" = ");
                head.push_str(&escape::markdown_code_span(&default));
            } else if entry.is_optional {
                head.push_str(" (optional)");
            }
            let mut body = String::new();
            self.format
                .blocks(&mut body, &entry.body, &self.place(HEADING_LEVEL));
            out.push_str("- ");
            out.push_str(&head);
            out.push('\n');
            for line in body.trim().lines() {
                out.push_str("\n  ");
                out.push_str(line);
            }
            out.push_str("\n\n");
        }
    }
}

/// Whether a docstring has an entry for a parameter.
pub(super) fn describes(document: &Document, parameter: &str) -> bool {
    let sections = document.sections.iter();
    let mut names = sections.flat_map(|section| {
        let names = section.entries.iter().flat_map(|entry| &entry.names);
        names.filter_map(|name| parameter_name(section.kind, name))
    });
    names.any(|name| name == parameter)
}

/// The parameter that a name in a section stands for.
fn parameter_name(kind: SectionKind, name: &str) -> Option<&str> {
    let is_of_parameters = matches!(
        kind,
        SectionKind::Parameters | SectionKind::OtherParameters | SectionKind::KeywordArguments
    );
    let name = name.trim_start_matches('*');
    (is_of_parameters && is_identifier(name)).then_some(name)
}

/// Whether the entries of a section are items, which may be documented.
fn lists_items(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Attributes | SectionKind::Modules | SectionKind::TypeAliases
    ) || calls(kind)
}

/// Whether the entries of a section are called: what stands for a type are their arguments.
pub(super) fn calls(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Methods | SectionKind::Functions | SectionKind::Classes
    )
}

fn arguments(kind: SectionKind, entry: &Entry) -> &str {
    entry
        .annotation
        .as_deref()
        .filter(|_| calls(kind))
        .unwrap_or_default()
}
