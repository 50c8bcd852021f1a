//! Docstrings as markup: sections, with the types that the signature knows.

use super::markup::{Links, Place};
use super::{Format, entry, escape, signature};
use crate::config::DocstringHtml;
use crate::docstring::{Document, Entry, Inline, Section, SectionKind};
use crate::model::{Expression, Function};

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
}

impl DocsWriter<'_> {
    /// A whole docstring; the signature supplies the types that the text does not say.
    pub(super) fn document(self, document: &Document, signature: Option<&Function>) -> String {
        let mut out = String::new();
        for section in &document.sections {
            self.section(&mut out, section, signature);
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

    fn section(self, out: &mut String, section: &Section, signature: Option<&Function>) {
        if !section.title.is_empty() {
            self.title(out, &section.title);
        }
        self.format.blocks(out, &section.body, &self.place(HEADING_LEVEL));
        if section.entries.is_empty() {
            return;
        }
        match self.format {
            Format::Html => self.html_entries(out, section, signature),
            Format::Markdown => self.markdown_entries(out, section, signature),
        }
    }

    fn title(self, out: &mut String, title: &str) {
        match self.format {
            Format::Html => {
                out.push_str("<p class=\"autodoc-section\"><strong>");
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

    fn html_entries(self, out: &mut String, section: &Section, signature: Option<&Function>) {
        out.push_str("<dl class=\"autodoc-entries\">\n");
        for (entry, known) in section.entries.iter().zip(entry::known(section, signature)) {
            out.push_str("<dt>");
            for (number, name) in entry.names.iter().enumerate() {
                out.push_str(if number > 0 { ", <code>" } else { "<code>" });
                if lists_items(section.kind) {
                    let name = Expression::from_words(name.as_str());
                    out.push_str(&signature::annotation(&name, self.links).html());
                    escape::html(out, arguments(section.kind, entry));
                } else {
                    escape::html(out, name);
                }
                out.push_str("</code>");
            }
            if let Some(annotation) = known.annotation {
                out.push_str(if entry.names.is_empty() {
                    "<code>"
                } else {
                    ": <code>"
                });
                out.push_str(&signature::annotation(&annotation, self.links).html());
                out.push_str("</code>");
            }
            if let Some(default) = known.default {
                out.push_str(" = <code>");
                escape::html(out, &default);
                out.push_str("</code>");
            } else if entry.is_optional {
                out.push_str(" <small>optional</small>");
            }
            out.push_str("</dt>\n<dd>");
            self.format.blocks(out, &entry.body, &self.place(HEADING_LEVEL));
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
