//! The words for what items are, and the groups in which they are listed.

use super::shape::Members;
use crate::model::{Item, ItemData, Label, ModuleKind};

/// The labels of assignments that are kinds of their own.
const KINDS: [(Label, &str); 5] = [
    (Label::TypeAlias, "type alias"),
    (Label::NewType, "new type"),
    (Label::TypeVar, "type variable"),
    (Label::TypeVarTuple, "type variable tuple"),
    (Label::ParamSpec, "parameter specification"),
];

pub(super) fn module_kind(kind: ModuleKind) -> &'static str {
    match kind {
        ModuleKind::Package => "package",
        ModuleKind::Module => "module",
        ModuleKind::Namespace => "namespace package",
    }
}

pub(super) fn template_of(item: &Item) -> &'static str {
    match &item.data {
        _ if item.class().is_some() => "class",
        ItemData::Function(_) => "function",
        ItemData::TypeAlias(_) => "type-alias",
        _ => "attribute",
    }
}

pub(super) fn kind_words(item: &Item, is_exception: bool) -> &'static str {
    match &item.data {
        _ if is_exception => "exception",
        _ if item.class().is_some() => "class",
        ItemData::Function(_) => "function",
        ItemData::TypeAlias(_) => "type alias",
        ItemData::Attribute(_) if item.labels.contains(Label::Property) => "property",
        _ => KINDS
            .iter()
            .find(|(label, _)| item.labels.contains(*label))
            .map_or("attribute", |(_, words)| words),
    }
}

pub(super) fn member_kind_words(item: &Item, is_exception: bool) -> &'static str {
    match &item.data {
        ItemData::Function(_) => "method",
        _ => kind_words(item, is_exception),
    }
}

pub(super) fn group_of(item: &Item, is_exception: bool) -> &'static str {
    match &item.data {
        _ if is_exception => "exceptions",
        _ if item.class().is_some() => "classes",
        ItemData::Function(_) => "functions",
        ItemData::TypeAlias(_) => "type-aliases",
        _ if item.labels.contains(Label::TypeAlias) || item.labels.contains(Label::NewType) => "type-aliases",
        _ => "attributes",
    }
}

/// The group of a member of a class, for which an exception is a class as others.
pub(super) fn member_group_of(item: &Item, members: &Members) -> &'static str {
    members
        .get(item)
        .map_or_else(|| group_of(item, false), |member| member.group)
}

/// The type of an item in an inventory, as Sphinx's Python domain has it.
pub(super) fn object_type(item: &Item, is_exception: bool, is_member: bool) -> &'static str {
    match &item.data {
        _ if is_exception => "py:exception",
        _ if item.class().is_some() => "py:class",
        ItemData::Function(_) if is_member => "py:method",
        ItemData::Function(_) => "py:function",
        ItemData::TypeAlias(_) => "py:type",
        _ if item.labels.contains(Label::TypeAlias) => "py:type",
        _ if item.labels.contains(Label::Property) => "py:property",
        _ if is_member => "py:attribute",
        _ => "py:data",
    }
}

/// The letter for a kind, by which the palette filters and ranks.
pub(super) fn kind_letter(kind: &str) -> char {
    match kind {
        "package" | "module" | "namespace package" => 'p',
        "class" => 'c',
        "exception" => 'e',
        "function" => 'f',
        "method" => 'm',
        "property" => 'y',
        "attribute" => 'a',
        "member" => 'v',
        "field" => 'd',
        "key" => 'k',
        _ => 't',
    }
}

pub(super) fn label_words(item: &Item) -> Vec<&'static str> {
    let hidden = [
        Label::ClassAttribute,
        Label::InstanceAttribute,
        Label::ModuleAttribute,
        Label::Property,
    ];
    item.labels
        .iter()
        .filter(|label| !hidden.contains(label) && KINDS.iter().all(|(kind, _)| kind != label))
        .map(Label::as_str)
        .collect()
}
