//! Pages that show the source.

use minijinja::Value;

use super::SourceKind;
use super::listing::{Definition, listing};
use crate::model::{Item, ItemData};
use crate::render::context::{LinkContext, SourceContext};
use crate::render::page::PageRenderer;
use crate::render::plan::{PageContent, PageIndex};
use crate::render::{Format, escape};
use crate::resolve::ModuleIndex;

impl PageRenderer<'_, '_> {
    /// The pages below `page`, which are those of files.
    pub(in crate::render) fn source_list(&self, page: PageIndex) -> Vec<LinkContext> {
        let below = self.plan.pages[page].children.iter();
        below
            .map(|child| LinkContext {
                name: self.plan.pages[*child].name.clone(),
                url: self.links().page_url(&self.plan.pages[page].path, *child, None),
            })
            .collect()
    }

    /// The page of a file with the given text; without one where it cannot be read.
    pub(in crate::render) fn source(
        &self,
        page: PageIndex,
        module: ModuleIndex,
        kind: SourceKind,
        text: Option<&str>,
    ) -> SourceContext {
        self.shows(module);
        let facts = &self.api.project.modules[module];
        let from = self.plan.pages[page].path.as_str();
        let definitions = || self.definitions(from, module, kind);
        let collects = self.collects(|input| input.add(&(text, definitions())));
        let code = text.filter(|_| !collects).map(|text| match self.options.format {
            Format::Html => listing(text, &kind.anchor(facts), &definitions()),
            Format::Markdown => fenced(text),
        });
        let path = kind.path(facts);
        SourceContext {
            name: facts.name().to_string(),
            anchor: format!("source-{}", kind.anchor(facts)),
            path: path.trim_start_matches("../").to_owned(),
            url: self.links().module_url(from, module).unwrap_or_default(),
            web: self.options.source_links.url(path, facts.name().as_str(), None),
            is_readable: text.is_some(),
            code: Value::from_safe_string(code.unwrap_or_default()),
        }
    }

    /// What is documented of a file, as seen from a page.
    fn definitions(&self, from: &str, module: ModuleIndex, kind: SourceKind) -> Vec<Definition<'_>> {
        let facts = &self.api.project.modules[module].facts;
        let mut found = Vec::new();
        let mut open: Vec<&Item> = facts.module.members.iter().collect();
        while let Some(item) = open.pop() {
            open.extend(item.class().into_iter().flat_map(|class| &class.members));
            let position = facts.position(item.id);
            if position.is_in_stub != (kind == SourceKind::Stub) || position.lines.first == 0 {
                continue;
            }
            let Some((page, anchor)) = self.plan.item_place(self.api, module, item.id) else {
                continue;
            };
            found.push(Definition {
                name: &item.name,
                lines: position.lines,
                is_block: matches!(item.data, ItemData::Class(_) | ItemData::Function(_)),
                url: self.links().page_url(from, page, Some(anchor)),
            });
        }
        found
    }

    /// The place in the book where some lines of a file are shown, as seen from the page `from`.
    pub(in crate::render) fn shown_source(
        &self,
        from: &str,
        module: ModuleIndex,
        path: &str,
        line: Option<u32>,
    ) -> Option<String> {
        let facts = &self.api.project.modules[module];
        let kind = SourceKind::of(facts, path);
        let page = self.plan.source_page(module, kind)?;
        // There are no lines in Markdown that could have an id.
        let line = line.filter(|_| self.options.format == Format::Html);
        let anchor = line.map(|line| kind.line_anchor(facts, line));
        Some(self.links().page_url(from, page, anchor.as_deref()))
    }

    /// The file that a page shows, by its path relative to the book.
    pub fn file_shown(&self, page: PageIndex) -> Option<&str> {
        match self.plan.pages[page].content {
            PageContent::Source(module, kind) => Some(kind.path(&self.api.project.modules[module])),
            _ => None,
        }
    }
}

/// The text as a fenced block of Markdown.
fn fenced(text: &str) -> String {
    let code = escape::markdown_code(&text.replace("\r\n", "\n").replace('\r', "\n"));
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if code.ends_with('\n') { "" } else { "\n" };
    format!("{fence}python\n{code}{end}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_backticks_of_the_source_end_the_block() {
        assert_eq!(fenced("x\r\ny"), "```python\nx\ny\n```");
        assert_eq!(
            fenced("'''\n```\n````\n'''\n"),
            "`````python\n'''\n```\n````\n'''\n`````"
        );
    }
}
