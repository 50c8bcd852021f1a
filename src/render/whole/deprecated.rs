//! What is deprecated: by `@deprecated` (PEP 702), or by a directive, field or section of its docstring.

use super::listed::Listed;
use crate::docstring::{Block, Document, Inline, SectionKind, VersionChange, VersionNote};
use crate::model::{Docstring, Label};
use crate::render::beside;
use crate::render::context::{ListContext, ListedContext};
use crate::render::page::PageRenderer;
use crate::resolve::{Api, ModuleIndex};

/// Something that should no longer be used.
pub(in crate::render) struct Deprecation {
    /// The number of what it is.
    pub(super) listed: usize,
    /// Since which version; empty where that is not said.
    version: String,
    /// What to do instead, or why; empty where that is not said.
    message: Vec<Inline>,
}

/// Everything deprecated, in the order of the list.
pub(super) fn all(
    api: &Api<'_>,
    listed: &[Listed<'_>],
    parse: &dyn Fn(&Docstring, ModuleIndex) -> Document,
) -> Vec<Deprecation> {
    let found = listed.iter().enumerate().filter_map(|(number, item)| {
        let note = note(api, item, parse);
        let (is_marked, message) = match item.item {
            Some(item) => (item.labels.contains(Label::Deprecated), beside::deprecation(item)),
            None => (false, None),
        };
        if note.is_none() && message.is_none() && !is_marked {
            return None;
        }
        let (version, said) = note
            .map(|note| (note.version, words(&note.body)))
            .unwrap_or_default();
        let message = message.map(|message| {
            let document = parse(&message, item.place.home);
            words(document.sections.first().map_or(&[][..], |section| &section.body))
        });
        Some(Deprecation {
            listed: number,
            version,
            message: message.unwrap_or(said),
        })
    });
    found.collect()
}

/// The note in the docstring of something.
fn note(
    api: &Api<'_>,
    listed: &Listed<'_>,
    parse: &dyn Fn(&Docstring, ModuleIndex) -> Document,
) -> Option<VersionNote> {
    let docstring = match listed.item {
        Some(item) => item.docstring.as_ref(),
        None => api.project.modules[listed.place.home]
            .facts
            .module
            .docstring
            .as_ref(),
    }?;
    deprecation_note(docstring, |docstring| parse(docstring, listed.place.home))
}

/// The note in a docstring that what it documents is deprecated. One deeper in it, such as at a parameter, is not about
/// the item.
pub(in crate::render) fn deprecation_note(
    docstring: &Docstring,
    parse: impl Fn(&Docstring) -> Document,
) -> Option<VersionNote> {
    if !speaks_of_deprecation(&docstring.text) {
        return None;
    }
    let sections = parse(docstring).sections.into_iter();
    let prose = sections.filter(|section| section.entries.is_empty() || section.kind == SectionKind::Text);
    prose
        .flat_map(|section| section.body)
        .find_map(|block| match block {
            Block::Version(note) if note.change == VersionChange::Deprecated => Some(note),
            _ => None,
        })
}

/// Whether a docstring is worth reading: every form of a note has this word in it.
fn speaks_of_deprecation(text: &str) -> bool {
    let word = b"deprecat";
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// The first paragraph.
fn words(blocks: &[Block]) -> Vec<Inline> {
    match blocks.first() {
        Some(Block::Paragraph(inlines)) => inlines.clone(),
        _ => Vec::new(),
    }
}

impl PageRenderer<'_, '_> {
    /// What is deprecated, by module.
    pub(in crate::render) fn deprecated(&self, from: &str) -> Vec<ListContext> {
        let mut lists: Vec<(ModuleIndex, ListContext)> = Vec::new();
        for found in &self.whole.deprecated {
            let listed = &self.whole.listed[found.listed];
            let scope = self
                .links()
                .scope(from, listed.place.home, listed.place.around.clone());
            let row = ListedContext {
                version: found.version.clone(),
                summary: self.inlines(&found.message, &scope),
                is_deprecated: true,
                ..self.listed(from, listed)
            };
            match lists.last_mut() {
                Some((module, list)) if *module == listed.place.module => list.rows.push(row),
                _ => {
                    let list = ListContext {
                        rows: vec![row],
                        ..self.module_list(from, listed.place.module)
                    };
                    lists.push((listed.place.module, list));
                }
            }
        }
        lists.into_iter().map(|(_, list)| list).collect()
    }

    /// The list of a module, still empty.
    pub(super) fn module_list(&self, from: &str, module: ModuleIndex) -> ListContext {
        let title = self.api.project.modules[module].name().to_string();
        ListContext {
            anchor: format!("autodoc-{title}"),
            url: self.links().module_url(from, module).unwrap_or_default(),
            title,
            total: 0,
            rows: Vec::new(),
        }
    }

    /// A line about something in the list of its module.
    pub(super) fn listed(&self, from: &str, listed: &Listed<'_>) -> ListedContext {
        let module = self.api.project.modules[listed.place.module].name().as_str();
        let within = listed.full_name.strip_prefix(module);
        let name = within.and_then(|name| name.strip_prefix('.'));
        ListedContext {
            name: name.unwrap_or(&listed.full_name).to_owned(),
            url: self.listed_url(from, listed),
            kind: listed.kind,
            ..ListedContext::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_docstrings_with_the_word_are_read() {
        assert!(speaks_of_deprecation("DEPRECATED: no."));
        assert!(speaks_of_deprecation("x\n.. deprecated:: 1"));
        assert!(!speaks_of_deprecation("Depre-cated"));
        assert!(!speaks_of_deprecation(""));
    }
}
