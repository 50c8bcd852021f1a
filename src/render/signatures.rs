//! The signatures of an item: its own, those of its overloads, and those of its other parts.

use minijinja::Value;

use super::Format;
use super::context::SignatureContext;
use super::item::shown_value;
use super::links::Scope;
use super::markup::Links;
use super::page::{PageRenderer, empty};
use super::signature::{self, Signature};
use crate::model::{Attribute, Docstring, Function, Item, ItemData, Label, Overload};
use crate::resolve::Constructor;

impl<'p> PageRenderer<'_, 'p> {
    /// Every signature that stands on the page of an item.
    pub(super) fn signatures(
        &self,
        item: &'p Item,
        name: &str,
        scope: &Scope<'_, 'p>,
        constructor: Option<&Constructor>,
    ) -> Vec<SignatureContext> {
        if self.is_collecting() {
            // The item says the rest.
            self.collect_unpacked(item, scope);
            return Vec::new();
        }
        let links = scope.signature(item);
        let plain = |signature: Signature| {
            let signature = match constructor {
                Some(found) => signature::with_constructor(
                    signature,
                    signature::function(found.name, &found.function, false, false, &links),
                ),
                None => signature,
            };
            self.signature(&signature, empty())
        };
        match &item.data {
            ItemData::Class(class) => vec![plain(signature::class(name, class, &links))],
            ItemData::Function(function) => self.function_signatures(item, name, function, scope),
            ItemData::Attribute(attribute) => {
                let (annotation, value) = match scope.members().get(item) {
                    Some(member) => (member.annotation.as_ref(), member.value.as_ref()),
                    None => (attribute.annotation.as_deref(), shown_value(item)),
                };
                vec![plain(signature::attribute(name, annotation, value, &links))]
            }
            ItemData::TypeAlias(alias) => {
                vec![plain(signature::type_alias(
                    name,
                    &alias.type_parameters,
                    &alias.value,
                    &links,
                ))]
            }
            ItemData::Import(_) => Vec::new(),
        }
    }

    /// Adds the parameters that the overloads of a function have by `**kwargs: Unpack[TD]`.
    fn collect_unpacked(&self, item: &Item, scope: &Scope<'_, 'p>) {
        let ItemData::Function(function) = &item.data else {
            return;
        };
        for overload in &function.overloads {
            let unpacked = self.unpacked(&overload.signature, scope);
            self.collects(|input| input.add(&unpacked));
        }
    }

    fn function_signatures(
        &self,
        item: &'p Item,
        name: &str,
        function: &Function,
        scope: &Scope<'_, 'p>,
    ) -> Vec<SignatureContext> {
        let links = scope.signature(item);
        let is_async = item.labels.contains(Label::Async);
        // The docstring of the only signature is that of the item.
        let one = |function: &Function, docstring: Option<Option<&Docstring>>| {
            let unpacked = self.unpacked(function, scope);
            let function = unpacked.as_ref().unwrap_or(function);
            self.signature(
                &signature::function(name, function, is_async, false, &links),
                docstring.map_or_else(empty, |docstring| self.signature_docs(docstring, function, scope)),
            )
        };
        let overloads: Vec<SignatureContext> = function
            .overloads
            .iter()
            .map(|overload| one(&overload.signature, Some(overload.docstring.as_ref())))
            .collect();
        if overloads.is_empty() {
            vec![one(function, None)]
        } else {
            overloads
        }
    }

    /// The functions that are registered with a dispatcher; the setters and deleters of a property that tell more than
    /// that they are there.
    pub(super) fn variants(
        &self,
        item: &'p Item,
        name: &str,
        scope: &Scope<'_, 'p>,
    ) -> Vec<SignatureContext> {
        if self.is_collecting() {
            return Vec::new();
        }
        let links = scope.signature(item);
        let one = |variant: &Overload| self.variant(name, variant, &links, scope);
        match &item.data {
            ItemData::Function(function) => function.registered.iter().map(one).collect(),
            ItemData::Attribute(attribute) => {
                let accessors = attribute.accessors.iter();
                accessors
                    .filter(|accessor| tells_more(accessor, attribute))
                    .map(one)
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// A part of a function or property that has decorators of its own: `@name.register`, `@name.setter`.
    fn variant(
        &self,
        name: &str,
        variant: &Overload,
        links: &dyn Links,
        scope: &Scope<'_, 'p>,
    ) -> SignatureContext {
        let function = &variant.signature;
        let decorators = function.decorators.iter();
        let decorators = decorators.map(|decorator| signature::decorator(decorator, links));
        let signature = signature::function(name, function, false, false, links).below(decorators);
        let docs = self.signature_docs(variant.docstring.as_ref(), function, scope);
        self.signature(&signature, docs)
    }

    fn signature(&self, signature: &Signature, docs: Value) -> SignatureContext {
        SignatureContext {
            code: self.code(signature),
            layout: match self.format() {
                Format::Html => signature.layout(),
                Format::Markdown => String::new(),
            },
            docs,
        }
    }
}

/// Whether a setter or deleter says more than that it exists, which the labels of the property say: it has a
/// docstring, or takes another type than the property has.
pub(super) fn tells_more(accessor: &Overload, property: &Attribute) -> bool {
    let value = accessor.signature.parameters.get(1);
    let kind = value.and_then(|value| value.annotation.as_ref());
    let is_other = kind.is_some_and(|kind| {
        property
            .annotation
            .as_ref()
            .is_some_and(|own| own.text != kind.text)
    });
    accessor.docstring.is_some() || is_other
}
