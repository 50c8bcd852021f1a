//! `x = property(getter, setter, deleter, doc="…")` in the body of a class.

use super::scope::Scope;
use crate::model::{Docstring, Item, ItemData, Label};
use crate::token::{Bracketed, bracketed, clean_docstring, string_value};

/// Makes a property of an assignment that calls `property`: its type and docstring are those of the getter, unless
/// the call or what stands beside the assignment has another docstring.
pub(super) fn recognize(item: &mut Item, scope: &mut Scope) {
    let ItemData::Attribute(attribute) = &mut item.data else {
        return;
    };
    let is_property = |name: &str| matches!(name, "property" | "builtins.property");
    let Some(value) = attribute
        .value
        .as_ref()
        .filter(|value| is_property(value.leading_name()))
    else {
        return;
    };
    let Some(call) = bracketed(&value.text).filter(|call| call.open == '(') else {
        return;
    };
    item.labels.insert(Label::Property);
    for (number, name, label) in [(1, "fset", Label::Writable), (2, "fdel", Label::Deletable)] {
        if argument(&call, number, name).is_some_and(|value| value != "None") {
            item.labels.insert(label);
        }
    }
    let getter = argument(&call, 0, "fget").and_then(|name| scope.get_mut(name));
    let text = argument(&call, 3, "doc").and_then(string_value);
    let docstring = text.map(|text| Docstring {
        text: clean_docstring(&text).into(),
    });
    let (mut returns, mut inherited) = (None, None);
    if let Some(Item {
        docstring,
        data: ItemData::Function(function),
        ..
    }) = getter
    {
        (returns, inherited) = (function.returns.clone(), docstring.clone());
    }
    attribute.annotation = attribute.annotation.take().or(returns);
    item.docstring = item.docstring.take().or(docstring).or(inherited);
}

fn argument<'t>(call: &Bracketed<'t>, number: usize, name: &str) -> Option<&'t str> {
    call.positional()
        .get(number)
        .copied()
        .or_else(|| call.keyword(name))
}
