//! Items as rows of tables, as the templates see them.
//!
//! A row is a summary that leads to the details. Of many attributes, fields and members it says everything there is to
//! say; then it has the details itself, and nothing follows below.

use minijinja::Value;

use super::context::RowContext;
use super::item::shown_value;
use super::kind::kind_words;
use super::links::Scope;
use super::page::{PageRenderer, empty};
use super::shape::Members;
use super::signatures::tells_more;
use super::{Format, beside, escape, signature};
use crate::docstring::{Block, Document, Inline};
use crate::model::{Expression, Item, ItemData, Label};
use crate::resolve::{Entry, ModuleIndex, Usage};

/// A longer type or value stands in a signature of its own.
const CODE_WIDTH: usize = 120;

/// A longer type or value is no summary.
const SUMMARY_WIDTH: usize = 60;

impl<'p> PageRenderer<'_, 'p> {
    /// The row that leads to the details of an item.
    pub(super) fn row(
        &self,
        scope: &Scope<'_, 'p>,
        entry: Entry<'p>,
        item: &'p Item,
        name: &str,
    ) -> RowContext {
        RowContext {
            summary: match beside::docstring(item) {
                Some(docstring) => self.summary(Some(&docstring), &scope.within(item, Members::default())),
                None => match self.inherited(item, scope) {
                    Some((found, home)) => self.summary(Some(found.docstring), &home),
                    None => self.type_or_value(item, &scope.signature(item)),
                },
            },
            ..self.bare_row(scope, entry, item, name)
        }
    }

    /// The row of an item that needs no details: of one that has a type and a value, and a docstring of one paragraph
    /// at most.
    pub(super) fn whole_row(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        entry: Entry<'p>,
        item: &'p Item,
        qualname: &str,
    ) -> Option<RowContext> {
        // The details say all that decides about it, so they are what is collected.
        if self.format() != Format::Html || self.is_collecting() {
            return None;
        }
        let (annotation, value) = type_and_value(item, scope)?;
        let is_short = |part: &Expression| part.text.len() <= CODE_WIDTH && !part.text.contains(['\n', '\r']);
        let is_plain = [annotation, value].into_iter().flatten().all(is_short)
            && item.conditions.is_none()
            && beside::deprecation(item).is_none()
            && self.inherited(item, scope).is_none()
            && self.overrides(item, scope).is_none()
            && self.overridden_in(item, scope).shown.is_empty()
            && self
                .mentioned_in(scope.from(), (entry.home, Some(item.id)))
                .links
                .is_empty();
        if !is_plain {
            return None;
        }
        let document = beside::docstring(item).map(|docstring| self.parse(&docstring, entry.home));
        let paragraph = match &document {
            Some(document) => only_paragraph(document)?,
            None => &[],
        };
        self.shows(entry.home);
        let home = &self.api.project.modules[entry.home];
        let position = home.facts.position(item.id);
        let path = home.path_of(&position);
        let name = qualname.rsplit('.').next().unwrap_or(qualname);
        let module_name = self.api.project.modules[module].name();
        let anchor = format!("{module_name}.{qualname}");
        Some(RowContext {
            history: self.item_history(item, &anchor, scope),
            anchor,
            code: self.code(&signature::type_and_value(
                annotation,
                value,
                &scope.signature(item),
            )),
            source: self.source_url(scope.from(), entry.home, path, Some(position.lines)),
            summary: self.inlines(paragraph, &scope.within(item, Members::default())),
            ..self.bare_row(scope, entry, item, name)
        })
    }

    fn bare_row(&self, scope: &Scope<'_, 'p>, entry: Entry<'p>, item: &'p Item, name: &str) -> RowContext {
        let place = self.plan.item_place(self.api, entry.home, item.id);
        let url = place.map(|(page, anchor)| self.links().page_url(scope.from(), page, Some(anchor)));
        RowContext {
            name: name.to_owned(),
            url: url.unwrap_or_default(),
            kind: kind_words(item, self.api.is_exception(entry.home, item)),
            labels: self.labels(item, scope),
            ..RowContext::default()
        }
    }

    /// What stands in the place of a summary that nobody wrote: the type of an attribute, else its value.
    fn type_or_value(&self, item: &Item, scope: &Scope<'_, 'p>) -> Value {
        let (annotation, value) = match &item.data {
            ItemData::Attribute(_) | ItemData::TypeAlias(_) => known(item, scope),
            _ => (None, None),
        };
        let value = value.filter(|_| !item.labels.contains(Label::InstanceAttribute));
        let is_short =
            |found: &&Expression| found.text.len() <= SUMMARY_WIDTH && !found.text.contains(['\n', '\r']);
        let Some(known) = annotation.or(value).filter(is_short) else {
            return empty();
        };
        if self.collects(|input| input.add(known)) {
            return empty();
        }
        let signature = signature::annotation(known, Usage::Code, scope);
        Value::from_safe_string(match self.options.format {
            Format::Html => format!("<code>{}</code>", signature.html()),
            Format::Markdown => escape::markdown_code_span(&signature.text()),
        })
    }
}

/// The type and the value of what consists of nothing else.
fn type_and_value<'i>(
    item: &'i Item,
    scope: &'i Scope<'_, '_>,
) -> Option<(Option<&'i Expression>, Option<&'i Expression>)> {
    let has_more = match &item.data {
        // A call that makes a class.
        _ if item.class().is_some() => true,
        ItemData::Attribute(attribute) => {
            let mut accessors = attribute.accessors.iter();
            accessors.any(|accessor| tells_more(accessor, attribute))
        }
        ItemData::TypeAlias(alias) => !alias.type_parameters.is_empty(),
        _ => true,
    };
    (!has_more).then(|| known(item, scope))
}

fn known<'i>(item: &'i Item, scope: &'i Scope<'_, '_>) -> (Option<&'i Expression>, Option<&'i Expression>) {
    match (scope.members().get(item), &item.data) {
        (Some(member), _) => (member.annotation.as_ref(), member.value.as_ref()),
        (None, ItemData::Attribute(attribute)) => (attribute.annotation.as_deref(), shown_value(item)),
        (None, ItemData::TypeAlias(alias)) => (None, Some(&alias.value)),
        (None, _) => (None, None),
    }
}

/// The text of a docstring that has one paragraph and nothing else.
fn only_paragraph(document: &Document) -> Option<&[Inline]> {
    match document.sections.as_slice() {
        [] => Some(&[]),
        [section] if section.title.is_empty() && section.entries.is_empty() => {
            match section.body.as_slice() {
                [Block::Paragraph(inlines)] => Some(inlines),
                _ => None,
            }
        }
        _ => None,
    }
}
