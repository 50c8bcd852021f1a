//! Classes that a call makes, recognized by what the names in the file are bound to.

use std::collections::HashMap;

use crate::model::{Attribute, Class, FunctionalForm, Import, Item, ItemData, Label, functional_class};
use crate::token::bracketed;

/// The modules with calls that make classes.
const MODULES: [&str; 4] = ["collections", "enum", "typing", "typing_extensions"];

/// What the names of a file mean, as far as they lead to one of [`MODULES`].
#[derive(Default)]
pub(super) struct Makers {
    /// Full names by the name that is bound.
    names: HashMap<String, String>,
    /// The modules from which everything is imported.
    wildcards: Vec<&'static str>,
}

impl Makers {
    /// Takes note of an import.
    pub(super) fn remember(&mut self, name: &str, import: &Import) {
        let Some(module) = MODULES
            .iter()
            .find(|module| import.level == 0 && import.module == **module)
        else {
            return;
        };
        match import.name.as_deref() {
            Some("*") => self.wildcards.push(module),
            Some(imported) => {
                self.names.insert(name.to_owned(), format!("{module}.{imported}"));
            }
            None => {
                self.names.insert(name.to_owned(), (*module).to_owned());
            }
        }
    }

    /// The class that the value of an attribute makes.
    pub(super) fn class(&self, attribute: &Attribute) -> Option<Class> {
        let value = attribute.value.as_ref()?;
        let callee = value.leading_name();
        if !self.may_mean(callee) {
            return None;
        }
        let form = self
            .full_names(callee)
            .find_map(|name| FunctionalForm::of(&name))?;
        functional_class(form, value)
    }

    /// Labels a `NewType`.
    pub(super) fn label(&self, item: &mut Item) {
        let ItemData::Attribute(attribute) = &item.data else {
            return;
        };
        let callee = attribute.value.as_ref().map_or("", |value| value.leading_name());
        let is_new_type = self.may_mean(callee)
            && self
                .full_names(callee)
                .any(|name| matches!(name.as_str(), "typing.NewType" | "typing_extensions.NewType"));
        let is_call = || {
            attribute
                .value
                .as_ref()
                .is_some_and(|value| bracketed(&value.text).is_some())
        };
        if is_new_type && is_call() {
            item.labels.insert(Label::NewType);
        }
    }

    /// The quick answer for nearly all values.
    fn may_mean(&self, callee: &str) -> bool {
        let first = callee.split('.').next().unwrap_or(callee);
        !callee.is_empty() && (self.names.contains_key(first) || !self.wildcards.is_empty())
    }

    fn full_names(&self, callee: &str) -> impl Iterator<Item = String> {
        let (first, rest) = callee.split_once('.').unwrap_or((callee, ""));
        let known = self.names.get(first).map(|known| match rest {
            "" => known.clone(),
            rest => format!("{known}.{rest}"),
        });
        let wildcards = self
            .wildcards
            .iter()
            .map(move |module| format!("{module}.{callee}"));
        known.into_iter().chain(wildcards)
    }
}
