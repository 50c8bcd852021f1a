//! The modules: all of them on the index page, those of a package on its page.

use minijinja::Value;

use crate::model::ModuleKind;
use crate::render::context::{LinkContext, RowContext};
use crate::render::kind::{group_of, module_kind};
use crate::render::page::{GROUPS, PageRenderer};
use crate::render::plan::PageContent;
use crate::resolve::{Entry, ModuleApi, ModuleIndex};

impl PageRenderer<'_, '_> {
    /// All modules, each followed by what is below it.
    pub(in crate::render) fn all_modules(&self, from: &str) -> Vec<RowContext> {
        let mut rows = Vec::new();
        let roots: Vec<ModuleIndex> = self.api.roots().collect();
        let mut open: Vec<(ModuleIndex, usize)> = roots.into_iter().rev().map(|root| (root, 0)).collect();
        while let Some((module, depth)) = open.pop() {
            rows.push(self.module_row(from, module, depth));
            let children = self
                .api
                .modules
                .get(&module)
                .map(|api| api.submodules.as_slice())
                .unwrap_or_default();
            open.extend(children.iter().rev().map(|child| (*child, depth + 1)));
        }
        rows
    }

    /// Links to the pages that come from the whole, from the index.
    pub(in crate::render) fn whole_pages(&self, from: &str) -> Vec<LinkContext> {
        let children = self.plan.pages.first().map(|index| index.children.as_slice());
        let pages = children.unwrap_or_default().iter().filter(|page| {
            !matches!(
                self.plan.pages[**page].content,
                PageContent::Modules(_) | PageContent::Entry(..)
            )
        });
        let links = pages.map(|page| LinkContext {
            name: self.plan.pages[*page].name.clone(),
            url: self.links().page_url(from, *page, None),
        });
        links.collect()
    }

    /// A module below a package, by the last part of its name.
    pub(in crate::render) fn submodule_row(&self, from: &str, module: ModuleIndex) -> RowContext {
        let name = self.api.project.modules[module].name();
        RowContext {
            name: name.last().to_owned(),
            ..self.module_row(from, module, 0)
        }
    }

    pub(in crate::render) fn module_row(&self, from: &str, module: ModuleIndex, depth: usize) -> RowContext {
        let facts = &self.api.project.modules[module].facts.module;
        let scope = self.links().scope(from, module, Vec::new());
        let summary = self.summary(facts.docstring.as_ref(), &scope);
        let is_exception = |entry: &Entry<'_>| self.api.is_exception(entry.home, entry.item);
        let says_something = summary.as_str().is_some_and(|summary| !summary.is_empty());
        RowContext {
            name: if depth == 0 {
                facts.name.to_string()
            } else {
                facts.name.last().to_owned()
            },
            url: self.links().module_url(from, module).unwrap_or_default(),
            kind: module_kind(facts.kind),
            summary: match self.api.modules.get(&module) {
                _ if says_something => summary,
                _ if facts.kind == ModuleKind::Namespace => {
                    Value::from_safe_string("namespace package".to_owned())
                }
                Some(module) => Value::from_safe_string(contents(module, is_exception)),
                None => summary,
            },
            depth,
            ..RowContext::default()
        }
    }
}

/// What stands in the place of a summary that nobody wrote: `2 classes, 1 function`.
fn contents(module: &ModuleApi<'_>, is_exception: impl Fn(&Entry<'_>) -> bool) -> String {
    let of_group = |key: &str| {
        module
            .entries
            .iter()
            .filter(|entry| group_of(entry.item, is_exception(entry)) == key)
            .count()
    };
    let groups = GROUPS
        .iter()
        .map(|(key, title)| (of_group(key), title.to_lowercase()));
    let others = [
        (module.reexports.len(), "re-exports"),
        (module.submodules.len(), "modules"),
    ];
    let counts = groups.chain(others.map(|(count, title)| (count, title.to_owned())));
    let words = counts.filter(|(count, _)| *count > 0).map(|(count, title)| {
        let one = match title.strip_suffix("es") {
            // `classes` and `type aliases` have one more letter than a plural.
            Some(stem) if stem.ends_with('s') => stem,
            _ => title.strip_suffix('s').unwrap_or(&title),
        };
        format!("{count} {}", if count == 1 { one } else { &title })
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::Reexport;

    #[test]
    fn a_module_without_a_docstring_tells_what_is_in_it() {
        let reexport = Reexport {
            name: "a".to_owned(),
            target: "b.a".to_owned(),
        };
        let mut api = ModuleApi::default();
        assert_eq!(contents(&api, |_| false), "");
        api.submodules = vec![1, 2];
        assert_eq!(contents(&api, |_| false), "2 modules");
        api.reexports = vec![reexport];
        assert_eq!(contents(&api, |_| false), "1 re-export, 2 modules");
    }
}
