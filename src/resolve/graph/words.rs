//! The names that a text may speak of.

use crate::model::{Class, Docstring, Expression, Function, Item, ItemData, Overload, TypeParameter};

/// A text of an item.
#[derive(Clone, Copy)]
pub(super) enum Text<'p> {
    /// An annotation, a base, a value.
    Code(&'p str),
    /// A docstring.
    Docs(&'p str),
}

/// All texts of an item and of its members.
pub(super) fn texts<'p>(item: &'p Item, found: &mut impl FnMut(Text<'p>)) {
    docs(item.docstring.as_ref(), found);
    match &item.data {
        ItemData::Class(class) => of_class(class, found),
        ItemData::Function(function) => of_function(function, found),
        ItemData::Attribute(attribute) => {
            code(attribute.annotation.as_deref(), found);
            code(attribute.value.as_deref(), found);
            code(&attribute.decorators, found);
            of_overloads(&attribute.accessors, found);
            if let Some(class) = &attribute.class {
                of_class(class, found);
            }
        }
        ItemData::TypeAlias(alias) => {
            of_type_parameters(&alias.type_parameters, found);
            code([&alias.value], found);
        }
        ItemData::Import(_) => {}
    }
}

fn of_class<'p>(class: &'p Class, found: &mut impl FnMut(Text<'p>)) {
    code(class.bases.iter().chain(&class.decorators), found);
    code(class.keywords.iter().map(|keyword| &keyword.value), found);
    of_type_parameters(&class.type_parameters, found);
    for member in &class.members {
        texts(member, found);
    }
}

fn of_function<'p>(function: &'p Function, found: &mut impl FnMut(Text<'p>)) {
    for parameter in &function.parameters {
        code(parameter.annotation.as_deref(), found);
        code(parameter.default.as_deref(), found);
    }
    code(function.returns.as_deref(), found);
    code(&function.decorators, found);
    of_type_parameters(&function.type_parameters, found);
    of_overloads(&function.overloads, found);
    of_overloads(&function.registered, found);
}

fn of_overloads<'p>(overloads: &'p [Overload], found: &mut impl FnMut(Text<'p>)) {
    for overload in overloads {
        docs(overload.docstring.as_ref(), found);
        of_function(&overload.signature, found);
    }
}

fn of_type_parameters<'p>(parameters: &'p [TypeParameter], found: &mut impl FnMut(Text<'p>)) {
    for parameter in parameters {
        code(parameter.bound.iter().chain(&parameter.default), found);
    }
}

fn code<'p>(expressions: impl IntoIterator<Item = &'p Expression>, found: &mut impl FnMut(Text<'p>)) {
    for expression in expressions {
        found(Text::Code(&expression.text));
    }
}

fn docs<'p>(docstring: Option<&'p Docstring>, found: &mut impl FnMut(Text<'p>)) {
    if let Some(docstring) = docstring {
        found(Text::Docs(&docstring.text));
    }
}

/// The words of a text that have the form of a dotted name, and whether each may be a reference for which the whole
/// project is searched: it stands behind a sign of markup, in a list of related things, begins with a capital letter
/// or has dots in it.
pub(super) fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let is_part = |c: char| c == '_' || c == '.' || c.is_alphanumeric();
    let lists_related = ["See Also", "See also", "seealso"]
        .iter()
        .any(|title| text.contains(title));
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_part)?;
        let length = text[start..].find(|c| !is_part(c));
        rest = length.map_or(text.len(), |length| start + length);
        let word = text[start..rest].trim_matches('.');
        let is_marked = text[..start].ends_with(['`', '~', '!', '[', '<', '{']);
        let reaches =
            lists_related || is_marked || word.contains('.') || word.starts_with(char::is_uppercase);
        Some((word, reaches))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_markup() {
        let text = "The list of :class:`~p.m.C`, [other][], a `b` and .up, Name.";
        let reaching: Vec<&str> = words(text)
            .filter(|(_, reaches)| *reaches)
            .map(|(word, _)| word)
            .collect();
        assert_eq!(reaching, ["The", "p.m.C", "other", "b", "Name"]);
        assert!(words("See Also\n--------\nother").all(|(_, reaches)| reaches));
    }
}
