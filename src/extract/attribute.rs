//! Attributes: the names that an assignment binds, its annotation and its value.

use std::sync::Arc;

use thin_vec::ThinVec;

use super::expression::{annotation, expression};
use super::form::{Assignment, Form, TargetKind};
use super::name::{dotted, identifier};
use super::outline::Outline;
use super::signature::split_type_parameters;
use crate::model::{Attribute, Expression, Item, ItemData, Label, Parameter, ParameterKind, TypeAlias};

/// An assignment of an outline.
pub(super) struct Assigned<'o, 's> {
    outline: &'o Outline<'s>,
    entry: usize,
    form: Option<&'o Assignment>,
    annotation: Option<&'s str>,
    /// The source of the value.
    pub(super) value: Option<&'s str>,
}

impl<'o, 's> Assigned<'o, 's> {
    pub(super) fn new(outline: &'o Outline<'s>, entry: usize) -> Self {
        let form = match outline.form(entry) {
            Form::Assignment(form) => Some(form),
            _ => None,
        };
        let text = |span| outline.text(entry, span);
        Self {
            outline,
            entry,
            form,
            annotation: form.and_then(|form| form.annotation).map(text),
            value: form.and_then(|form| form.value).map(text),
        }
    }

    /// The plain names among the targets, and whether each is one of several in a tuple.
    pub(super) fn names(&self) -> impl Iterator<Item = (String, bool)> {
        let targets = self.form.map(|form| form.targets.as_slice()).unwrap_or_default();
        targets.iter().filter_map(|target| match target.kind {
            TargetKind::Name(name) => Some((
                identifier(self.outline.text(self.entry, name)),
                target.is_unpacked,
            )),
            _ => None,
        })
    }

    /// The attributes of `instance` among the targets.
    pub(super) fn attributes_of(&self, instance: &str) -> impl Iterator<Item = (String, bool)> {
        let targets = self.form.map(|form| form.targets.as_slice()).unwrap_or_default();
        targets.iter().filter_map(move |target| match target.kind {
            TargetKind::Attribute { object, attribute }
                if identifier(self.outline.text(self.entry, object)) == instance =>
            {
                let name = identifier(self.outline.text(self.entry, attribute));
                Some((name, target.is_unpacked))
            }
            _ => None,
        })
    }

    /// The dotted names whose `__doc__` is among the targets.
    pub(super) fn documented(&self) -> impl Iterator<Item = String> {
        let targets = self.form.map(|form| form.targets.as_slice()).unwrap_or_default();
        targets.iter().filter_map(|target| match target.kind {
            TargetKind::Attribute { object, attribute }
                if self.outline.text(self.entry, attribute) == "__doc__" =>
            {
                Some(dotted(self.outline.text(self.entry, object)))
            }
            _ => None,
        })
    }

    /// What the assignment makes of one of its targets.
    pub(super) fn data(&self, is_unpacked: bool) -> ItemData {
        let attribute = self.attribute(is_unpacked);
        self.type_alias(&attribute).unwrap_or_else(|| attribute.into())
    }

    fn attribute(&self, is_unpacked: bool) -> Attribute {
        Attribute {
            annotation: self.annotation.map(|text| annotation(text).into()),
            value: self
                .value
                .filter(|_| !is_unpacked || self.begins_with_name())
                .map(|text| expression(text).into()),
            is_unpacked,
            ..Attribute::default()
        }
    }

    /// Whether the first target takes the whole value, as in `all = (first, second) = value`.
    fn begins_with_name(&self) -> bool {
        let first = self.form.and_then(|form| form.targets.first());
        first.is_some_and(|first| !first.is_unpacked && matches!(first.kind, TargetKind::Name(_)))
    }

    /// `X: TypeAlias = …` (PEP 613).
    fn type_alias(&self, attribute: &Attribute) -> Option<ItemData> {
        let is_alias = attribute.annotation.as_ref()?.as_name()?.rsplit('.').next() == Some("TypeAlias");
        let is_one = self.form.is_some_and(|form| form.targets.len() == 1);
        let value = attribute.value.as_deref().filter(|_| is_alias && is_one)?;
        let alias = TypeAlias {
            type_parameters: ThinVec::new(),
            annotation: attribute.annotation.as_deref().cloned(),
            value: value.clone(),
        };
        Some(alias.into())
    }

    /// `self.x = …` in a method with the given parameters.
    pub(super) fn instance_attribute(&self, is_unpacked: bool, parameters: &[Parameter]) -> Attribute {
        let mut attribute = self.attribute(is_unpacked);
        if attribute.annotation.is_none() {
            attribute.annotation = annotation_of_parameter(&attribute, parameters);
        }
        // The names in the value belong to the method: its parameters and variables come first.
        if let Some(value) = attribute.value.as_mut().filter(|value| value.as_name().is_none()) {
            Arc::make_mut(value).names.clear();
        }
        attribute
    }
}

/// The name and the facts of `type X[T] = …` (PEP 695).
pub(super) fn type_alias_statement(outline: &Outline<'_>, entry: usize) -> Option<(String, TypeAlias)> {
    let Form::TypeAlias {
        name,
        type_parameters,
        value,
    } = outline.form(entry)
    else {
        return None;
    };
    let parameters = type_parameters.map(|span| split_type_parameters(outline.text(entry, span)));
    let alias = TypeAlias {
        type_parameters: parameters.unwrap_or_default(),
        annotation: None,
        value: annotation(outline.text(entry, *value)),
    };
    Some((identifier(outline.text(entry, *name)), alias))
}

/// `self.x = x` gives the attribute the type of the parameter.
fn annotation_of_parameter(attribute: &Attribute, parameters: &[Parameter]) -> Option<Arc<Expression>> {
    let value = attribute.value.as_ref()?.as_name()?;
    let parameter = parameters.iter().find(|parameter| parameter.name == value)?;
    let is_plain = !matches!(
        parameter.kind,
        ParameterKind::VarPositional | ParameterKind::VarKeyword
    );
    parameter.annotation.clone().filter(|_| is_plain)
}

/// `x: Final`.
pub(super) fn label_final(item: &mut Item) {
    if let ItemData::Attribute(attribute) = &item.data
        && attribute
            .annotation
            .as_ref()
            .is_some_and(|annotation| annotation.leading_last() == "Final")
    {
        item.labels.insert(Label::Final);
    }
}
