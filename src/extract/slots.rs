//! `__slots__`: the attributes of instances that a class reserves.

use super::scope::{Scope, Weight};
use crate::model::{
    Attribute, Docstring, DocstringPosition, Item, ItemData, ItemId, ItemPosition, Label, Labels, Lines,
};
use crate::name::is_identifier;
use crate::token::{bracketed, clean_docstring, string_value};

/// Binds what `__slots__` names, as far as nothing else in the class does. A dictionary has docstrings as its values
/// (data model, `__slots__`).
pub(super) fn bind(scope: &mut Scope, positions: &mut Vec<ItemPosition>) {
    let Some(item) = scope.get_mut("__slots__") else {
        return;
    };
    let (lines, conditions) = (
        positions
            .get(item.id.0 as usize)
            .map_or(Lines::NONE, |at| at.lines),
        item.conditions.clone(),
    );
    let ItemData::Attribute(attribute) = &item.data else {
        return;
    };
    let Some(value) = &attribute.value else {
        return;
    };
    let mut labels = Labels::default();
    labels.insert(Label::InstanceAttribute);
    for (name, docstring) in slots(&value.text) {
        let id = ItemId(u32::try_from(positions.len()).unwrap_or(u32::MAX));
        positions.push(ItemPosition {
            lines,
            docstring: DocstringPosition {
                lines: if docstring.is_some() { lines } else { Lines::NONE },
                ..DocstringPosition::NOWHERE
            },
            ..ItemPosition::NOWHERE
        });
        let slot = Item {
            name: name.into(),
            id,
            docstring,
            labels,
            conditions: conditions.clone(),
            data: Attribute::default().into(),
        };
        scope.bind(slot, Weight::Instance);
    }
}

/// The names and docstrings in a value of `__slots__`; none where it is worked out at run time.
fn slots(value: &str) -> Vec<(String, Option<Docstring>)> {
    let named = |name: &str| Some((string_value(name)?, None));
    let documented = |(name, text): &(&str, &str)| Some((string_value(name)?, docstring(text)));
    let found: Option<Vec<_>> = match (string_value(value), bracketed(value)) {
        (Some(name), _) => Some(vec![(name, None)]),
        (None, Some(display)) => match display.pairs() {
            Some(pairs) => pairs.iter().map(documented).collect(),
            None if display.head.is_empty() => display.parts.iter().map(|part| named(part)).collect(),
            None => None,
        },
        // A tuple needs no parentheses.
        (None, None) => bracketed(&format!("({value})"))
            .and_then(|display| display.parts.iter().map(|part| named(part)).collect()),
    };
    let is_attribute = |name: &str| is_identifier(name) && !matches!(name, "__dict__" | "__weakref__");
    let mut found = found.unwrap_or_default();
    found.retain(|(name, _)| is_attribute(name));
    found
}

fn docstring(literal: &str) -> Option<Docstring> {
    let text = clean_docstring(&string_value(literal)?);
    (!text.trim().is_empty()).then_some(Docstring { text: text.into() })
}

#[cfg(test)]
mod tests {
    use super::slots;

    #[test]
    fn slots_are_read_in_every_form() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("('a', \"b\",)", &[("a", ""), ("b", "")]),
            ("'a', 'b'", &[("a", ""), ("b", "")]),
            (
                "['a', '__weakref__', '__dict__', '__private']",
                &[("a", ""), ("__private", "")],
            ),
            ("'single'", &[("single", "")]),
            ("('single')", &[("single", "")]),
            ("{'a', 'b'}", &[("a", ""), ("b", "")]),
            (
                "{'a': 'One\\n  two.', 'b': None, 'c': ''}",
                &[("a", "One\ntwo."), ("b", ""), ("c", "")],
            ),
            ("()", &[]),
            ("{}", &[]),
            ("Base.__slots__ + ('a',)", &[]),
            ("('a', *OTHERS)", &[]),
            ("tuple('ab')", &[]),
            ("'not a name'", &[]),
        ];
        for (value, expected) in cases {
            let found: Vec<(String, String)> = slots(value)
                .into_iter()
                .map(|(name, docs)| (name, docs.map(|docs| docs.text.to_string()).unwrap_or_default()))
                .collect();
            let expected: Vec<(String, String)> = expected
                .iter()
                .map(|(name, docs)| ((*name).to_owned(), (*docs).to_owned()))
                .collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}
