//! What is public and has no docstring, for those who maintain a package.

use std::collections::HashSet;

use super::listed::Listed;
use crate::docstring::{Document, SectionKind};
use crate::model::{Docstring, Item, ItemData, Label, ModuleKind};
use crate::render::beside;
use crate::render::context::ListContext;
use crate::render::page::PageRenderer;
use crate::resolve::{Api, ModuleIndex};

/// What a module leaves without a word.
pub(in crate::render) struct Gaps {
    module: ModuleIndex,
    /// How many items it has that could have a docstring, itself included.
    total: usize,
    /// Those without, by their numbers.
    missing: Vec<usize>,
}

/// The labels of what says everything by its definition.
const SELF_EVIDENT: [Label; 3] = [Label::TypeVar, Label::TypeVarTuple, Label::ParamSpec];

/// The modules in which something is undocumented.
pub(super) fn all(
    api: &Api<'_>,
    listed: &[Listed<'_>],
    parse: &dyn Fn(&Docstring, ModuleIndex) -> Document,
) -> Vec<Gaps> {
    let mut gaps: Vec<Gaps> = Vec::new();
    // What docstrings say of attributes, for the module and the classes around, from the outside in.
    let mut told: Vec<HashSet<String>> = Vec::new();
    for (number, found) in listed.iter().enumerate() {
        let docstring = match found.item {
            Some(item) => item.docstring.as_ref(),
            None => api.project.modules[found.place.home]
                .facts
                .module
                .docstring
                .as_ref(),
        };
        let depth = found.item.map_or(0, |_| found.place.around.len() + 1);
        told.truncate(depth);
        if found.item.is_none_or(|item| item.class().is_some()) {
            told.push(
                docstring
                    .map(|text| attributes(&parse(text, found.place.home)))
                    .unwrap_or_default(),
            );
        }
        let Some(is_missing) = is_missing(api, found, depth.checked_sub(1).and_then(|at| told.get(at)))
        else {
            continue;
        };
        match gaps.last_mut() {
            Some(of_module) if of_module.module == found.place.module => of_module.total += 1,
            _ => gaps.push(Gaps {
                module: found.place.module,
                total: 1,
                missing: Vec::new(),
            }),
        }
        if let Some(of_module) = gaps.last_mut().filter(|_| is_missing) {
            of_module.missing.push(number);
        }
    }
    gaps.retain(|of_module| !of_module.missing.is_empty());
    gaps
}

/// Whether something lacks a docstring; nothing where it needs none. `told` are the attributes that the docstring of
/// what is around tells of.
fn is_missing(api: &Api<'_>, found: &Listed<'_>, told: Option<&HashSet<String>>) -> Option<bool> {
    let Some(item) = found.item else {
        let module = &api.project.modules[found.place.home].facts.module;
        return (module.kind != ModuleKind::Namespace).then_some(module.docstring.is_none());
    };
    let class = found.place.around.last();
    let is_self_evident = SELF_EVIDENT.iter().any(|label| item.labels.contains(*label));
    let is_told_by_class = item.name == "__init__" && class.is_some_and(|class| class.docstring.is_some());
    if is_self_evident || is_told_by_class && item.docstring.is_none() {
        return None;
    }
    let is_documented = beside::docstring(item).is_some()
        || has_documented_overload(item)
        || told.is_some_and(|told| told.contains(item.name.as_str()))
        || class.is_some_and(|class| {
            api.hierarchy
                .inherited_docstring(found.place.home, class.id, item)
                .is_some()
        });
    Some(!is_documented)
}

fn has_documented_overload(item: &Item) -> bool {
    let ItemData::Function(function) = &item.data else {
        return false;
    };
    function
        .overloads
        .iter()
        .any(|overload| overload.docstring.is_some())
}

/// The names that a docstring describes in a section of attributes, or of parameters: those of a class are often its
/// fields.
fn attributes(document: &Document) -> HashSet<String> {
    let sections = document
        .sections
        .iter()
        .filter(|section| matches!(section.kind, SectionKind::Attributes | SectionKind::Parameters));
    let entries = sections.flat_map(|section| &section.entries);
    entries.flat_map(|entry| entry.names.iter().cloned()).collect()
}

impl PageRenderer<'_, '_> {
    /// What is undocumented, by module.
    pub(in crate::render) fn undocumented(&self, from: &str) -> Vec<ListContext> {
        let lists = self.whole.undocumented.iter().map(|gaps| {
            let rows = gaps
                .missing
                .iter()
                .map(|number| self.listed(from, &self.whole.listed[*number]));
            ListContext {
                total: gaps.total,
                rows: rows.collect(),
                ..self.module_list(from, gaps.module)
            }
        });
        lists.collect()
    }
}
