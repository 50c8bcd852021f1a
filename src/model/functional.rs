//! Classes that a call makes: `namedtuple("P", "x y")`, `Enum("Animal", "CAT DOG")` and their kin.

use std::sync::Arc;

use thin_vec::thin_vec;

use super::{Attribute, Class, Expression, Item, ItemId, Keyword, Label, Labels};
use crate::name::{is_identifier, is_keyword};
use crate::token::{Bracketed, bracketed, string_text};

/// The calls that make classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionalForm {
    /// `collections.namedtuple("P", "x y")`.
    NamedTuple,
    /// `typing.NamedTuple("P", [("x", int)])`.
    TypedNamedTuple,
    /// `enum.Enum("Animal", "CAT DOG")` and the other classes of that module.
    Enum,
    /// The same for flags, which are numbered by powers of two.
    Flag,
    /// `typing.TypedDict("TD", {"k": int})`.
    TypedDict,
}

impl FunctionalForm {
    /// The form that a function or class has by its full name.
    pub fn of(full_name: &str) -> Option<Self> {
        match full_name {
            "collections.namedtuple" => Some(Self::NamedTuple),
            "typing.NamedTuple" | "typing_extensions.NamedTuple" => Some(Self::TypedNamedTuple),
            "enum.Enum" | "enum.IntEnum" | "enum.StrEnum" | "enum.ReprEnum" => Some(Self::Enum),
            "enum.Flag" | "enum.IntFlag" => Some(Self::Flag),
            "typing.TypedDict" | "typing_extensions.TypedDict" => Some(Self::TypedDict),
            _ => None,
        }
    }
}

/// A member before it is an item: name, type, value.
type Member = (String, Option<Expression>, Option<Expression>);

/// The class that the call `value` makes, as a `class` statement would say it; `None` where it is no such call or
/// its members cannot be read. Its members have no numbers of their own yet.
pub fn functional_class(form: FunctionalForm, value: &Expression) -> Option<Class> {
    let call = bracketed(&value.text)?;
    let positional = call.positional();
    // A call with a name alone takes a member of an enumeration by its value.
    let name = positional.first().copied().or(call.keyword("typename"))?;
    string_text(name)?;
    let argument = |number: usize, name: &str| positional.get(number).copied().or(call.keyword(name));
    let members = match form {
        FunctionalForm::NamedTuple => named_tuple(value, &call, argument(1, "field_names")?)?,
        FunctionalForm::TypedNamedTuple => match argument(1, "fields") {
            Some(fields) => pairs(value, fields)?,
            None => keywords(value, &call, &["typename"]),
        },
        FunctionalForm::TypedDict => match argument(1, "fields") {
            Some(fields) => pairs(value, fields)?,
            None => keywords(value, &call, &["typename", "total", "closed", "extra_items"]),
        },
        FunctionalForm::Enum | FunctionalForm::Flag => {
            let first = call.keyword("start").or(positional.get(2).copied());
            let first = first.map_or(Some(1), |first| first.parse().ok());
            enumeration(value, argument(1, "names")?, first, form)?
        }
    };
    if !members.iter().all(|(name, ..)| is_plain_name(name)) {
        return None;
    }
    let keywords = call.keyword("total").into_iter().map(|total| Keyword {
        name: "total".into(),
        value: value.part(total),
    });
    Some(Class {
        bases: thin_vec![value.part(call.head)],
        keywords: keywords.filter(|_| form == FunctionalForm::TypedDict).collect(),
        members: members.into_iter().map(item).collect(),
        ..Class::default()
    })
}

/// A key of a `TypedDict` may be any text; one that reads like a word becomes a member.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn item((name, annotation, value): Member) -> Item {
    let mut labels = Labels::default();
    labels.insert(Label::ClassAttribute);
    Item {
        name: name.into(),
        id: ItemId::default(),
        docstring: None,
        labels,
        conditions: None,
        data: Attribute {
            annotation: annotation.map(Arc::new),
            value: value.map(Arc::new),
            ..Attribute::default()
        }
        .into(),
    }
}

/// `"x y"`, `"x, y"` or `["x", "y"]`.
fn names(source: &str) -> Option<Vec<String>> {
    if let Some(text) = string_text(source) {
        let words = text.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty());
        return Some(words.map(str::to_owned).collect());
    }
    let display = bracketed(source)?;
    display.elements()?.iter().map(|name| string_text(name)).collect()
}

fn named_tuple(value: &Expression, call: &Bracketed<'_>, fields: &str) -> Option<Vec<Member>> {
    let mut fields = names(fields)?;
    if call.keyword("rename") == Some("True") {
        let mut seen: Vec<String> = Vec::new();
        for (number, name) in fields.iter_mut().enumerate() {
            if !is_identifier(name) || is_keyword(name) || name.starts_with('_') || seen.contains(name) {
                *name = format!("_{number}");
            }
            seen.push(name.clone());
        }
    }
    let defaults = call.keyword("defaults").filter(|defaults| *defaults != "None");
    let defaults = match defaults.map(bracketed) {
        None => Vec::new(),
        Some(Some(display)) if display.elements().is_some() => display.parts,
        // How many there are is not known: `[None] * 3`.
        Some(_) => return Some(unknown_defaults(fields)),
    };
    let first = fields.len().saturating_sub(defaults.len());
    let members = fields.into_iter().enumerate().map(|(number, name)| {
        let default = number.checked_sub(first).and_then(|number| defaults.get(number));
        (name, None, default.map(|default| value.part(default)))
    });
    Some(members.collect())
}

fn unknown_defaults(fields: Vec<String>) -> Vec<Member> {
    let default = || Some(Expression::plain("..."));
    fields.into_iter().map(|name| (name, None, default())).collect()
}

/// `[("x", int)]`, `(("x", int),)` or `{"x": int}`.
fn pairs(value: &Expression, source: &str) -> Option<Vec<Member>> {
    let display = bracketed(source)?;
    if let Some(pairs) = display.pairs() {
        let member = |(name, annotation): (&str, &str)| {
            Some((string_text(name)?, Some(value.type_part(annotation)), None))
        };
        return pairs.into_iter().map(member).collect();
    }
    let member = |pair: &&str| {
        let pair = bracketed(pair)?;
        let [name, annotation] = pair.elements()? else {
            return None;
        };
        Some((string_text(name)?, Some(value.type_part(annotation)), None))
    };
    display.elements()?.iter().map(member).collect()
}

/// `NamedTuple("P", x=int)`, the form of Python before 3.13.
fn keywords(value: &Expression, call: &Bracketed<'_>, others: &[&str]) -> Vec<Member> {
    let arguments = call.arguments().into_iter();
    arguments
        .filter(|argument| is_identifier(argument.name) && !others.contains(&argument.name))
        .map(|argument| {
            (
                argument.name.to_owned(),
                Some(value.type_part(argument.value)),
                None,
            )
        })
        .collect()
}

/// `"CAT DOG"`, a list of names, a list of pairs, or a dictionary.
fn enumeration(
    value: &Expression,
    source: &str,
    first: Option<i64>,
    form: FunctionalForm,
) -> Option<Vec<Member>> {
    if let Some(names) = names(source) {
        let number = |number: usize| {
            let number = i64::try_from(number).ok()?;
            if form == FunctionalForm::Flag {
                return first
                    .filter(|first| *first == 1)
                    .and(1_i64.checked_shl(u32::try_from(number).ok()?));
            }
            first?.checked_add(number)
        };
        let members = names.into_iter().enumerate().map(|(at, name)| {
            let value = number(at).map_or_else(|| "...".to_owned(), |number| number.to_string());
            (name, None, Some(Expression::plain(value)))
        });
        return Some(members.collect());
    }
    let display = bracketed(source)?;
    if let Some(pairs) = display.pairs() {
        let member = |(name, item): (&str, &str)| Some((string_text(name)?, None, Some(value.part(item))));
        return pairs.into_iter().map(member).collect();
    }
    let member = |pair: &&str| {
        let pair = bracketed(pair)?;
        let [name, item] = pair.elements()? else {
            return None;
        };
        Some((string_text(name)?, None, Some(value.part(item))))
    };
    display.elements()?.iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: FunctionalForm, call: &str, expected: &[&str]) {
        let found = functional_class(form, &Expression::plain(call)).map(|class| class.members);
        let found: Vec<String> = found.unwrap_or_default().into_iter().map(described).collect();
        assert_eq!(found, expected, "{call}");
    }

    fn described(item: Item) -> String {
        let crate::model::ItemData::Attribute(attribute) = item.data else {
            return String::new();
        };
        let annotation = attribute.annotation.map(|found| format!(": {}", found.text));
        let value = attribute.value.map(|found| format!(" = {}", found.text));
        format!(
            "{}{}{}",
            item.name,
            annotation.unwrap_or_default(),
            value.unwrap_or_default()
        )
    }

    #[test]
    fn named_tuples_take_names_in_every_form() {
        let form = FunctionalForm::NamedTuple;
        for names in ["'x y'", "'x, y'", "['x', 'y']", "('x', 'y')", "field_names='x y'"] {
            check(form, &format!("namedtuple('P', {names})"), &["x", "y"]);
        }
        check(
            form,
            "namedtuple('P', 'x y z', defaults=(1, [2]))",
            &["x", "y = 1", "z = [2]"],
        );
        check(
            form,
            "namedtuple('P', 'x def x _y', rename=True)",
            &["x", "_1", "_2", "_3"],
        );
        check(form, "namedtuple('P', NAMES)", &[]);
        check(
            form,
            "namedtuple('P', 'x y', defaults=[None] * 2)",
            &["x = ...", "y = ..."],
        );
    }

    #[test]
    fn typed_tuples_and_dictionaries_have_types() {
        let form = FunctionalForm::TypedNamedTuple;
        check(
            form,
            "NamedTuple('P', [('x', int), ('y', 'list[P]')])",
            &["x: int", "y: list[P]"],
        );
        check(form, "NamedTuple('P', x=int)", &["x: int"]);
        let form = FunctionalForm::TypedDict;
        check(
            form,
            "TypedDict('T', {'a-b': int, 'c': 'T'}, total=False)",
            &["a-b: int", "c: T"],
        );
    }

    #[test]
    fn enumerations_are_numbered() {
        let form = FunctionalForm::Enum;
        check(form, "Enum('A', 'CAT DOG')", &["CAT = 1", "DOG = 2"]);
        check(form, "Enum('A', ['CAT'], start=0)", &["CAT = 0"]);
        check(form, "Enum('A', {'CAT': 'c'})", &["CAT = 'c'"]);
        check(form, "Enum('A', [('CAT', 7)])", &["CAT = 7"]);
        check(
            FunctionalForm::Flag,
            "Flag('A', 'X Y Z')",
            &["X = 1", "Y = 2", "Z = 4"],
        );
        check(form, "Enum('A')", &[]);
        check(form, "Enum(Base)", &[]);
    }
}
