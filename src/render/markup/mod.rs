//! Prose of docstrings, written as HTML or as Markdown.

pub mod html;
pub mod markdown;
mod sanitize;
#[cfg(test)]
mod tests;

use super::escape::link_url;
use super::outside;
pub use crate::config::DocstringHtml;
use crate::docstring::{Inline, Reference};
use crate::inventory;
use crate::resolve::Wanted;

/// What names in docstrings lead to.
pub trait Links {
    /// The URL of what a name means, if it is documented.
    ///
    /// A relative URL must survive mdBook's rewriting of links, which replaces `.md` wherever it finds it.
    fn resolve(&self, wanted: Wanted<'_>) -> Option<String>;

    /// The place in the prose of another project that a role such as `ref` names.
    fn outside(&self, _role: &str, _target: &str) -> Option<inventory::Place> {
        None
    }
}

/// No name leads anywhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLinks;

impl Links for NoLinks {
    fn resolve(&self, _: Wanted<'_>) -> Option<String> {
        None
    }
}

/// What a writer needs to know about the place it writes for.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// What names lead to.
    pub links: &'a dyn Links,
    /// The level of the highest heading in a docstring, 1 to 6.
    pub heading_level: u8,
    /// What becomes of raw HTML.
    pub html: DocstringHtml,
}

impl Place<'_> {
    /// The level of a heading on the page.
    fn level(&self, level: u8) -> u8 {
        self.heading_level
            .saturating_add(level.saturating_sub(1))
            .clamp(1, 6)
    }

    /// Where a name leads to, if a link to it is harmless.
    fn url(&self, wanted: Wanted<'_>) -> Option<String> {
        self.links.resolve(wanted).and_then(|url| link_url(&url))
    }

    /// Where a reference in a text leads to, and how that place calls itself, where the author gives it no name.
    fn reference(&self, reference: &Reference) -> Option<(String, Option<String>)> {
        let (target, role) = (reference.target.as_str(), reference.role.as_deref());
        if let Some(role) = role.filter(|role| outside::is_of_prose(role)) {
            let place = self.links.outside(role, target)?;
            let is_named = !matches!(reference.content.as_slice(), [Inline::Text(text)] if text == target);
            return Some((link_url(&place.url)?, place.title.filter(|_| !is_named)));
        }
        let url = self.url(Wanted::in_text(target, role, reference.is_explicit))?;
        Some((url, None))
    }
}

/// The language of a code block as a class or an info string, and whether it is an interpreter session.
fn language(written: &str) -> (&str, bool) {
    match written {
        "pycon" | "doctest" | "pycon3" | "python-repl" => ("python", true),
        "py" | "python3" | "Python" | "ipython" | "ipython3" => ("python", false),
        other
            if other
                .chars()
                .all(|other| other.is_ascii_alphanumeric() || "-+#._".contains(other)) =>
        {
            (other, false)
        }
        _ => ("", false),
    }
}

/// The dotted names in the text of a type, and what stands between them: each with whether it is a name.
fn names(text: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let starts_name = |first: char| first.is_alphabetic() || first == '_';
        let is_name = rest.starts_with(starts_name);
        let end = if is_name {
            rest.find(|other: char| !(other.is_alphanumeric() || other == '_' || other == '.'))
        } else {
            // Digits and dots before a letter are no name: `3.x`.
            let word = |other: char| other.is_alphanumeric() || other == '_' || other == '.';
            if rest.starts_with(word) {
                rest.find(|other| !word(other))
            } else {
                rest.find(word)
            }
        };
        let (part, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let name = part.trim_end_matches('.');
        if is_name && name.len() < part.len() {
            let (name, dots) = part.split_at(name.len());
            parts.extend([(name, true), (dots, false)]);
        } else {
            parts.push((part, is_name));
        }
        rest = behind;
    }
    parts
}
