//! The members of enumerations, by the rules of the module `enum`.

use super::EnumMember;
use super::Synthesis;
use super::own_fields::{is_declared, is_reserved};
use super::traits::Enumeration;
use crate::model::{Attribute, Expression, Item, ItemData, Label};
use crate::name::is_identifier;
use crate::resolve::hierarchy::ClassId;
use crate::token::{TokenKind, bracketed, string_text, tokens};

/// Calls whose result is a descriptor, which is no member.
const DESCRIPTORS: [&str; 7] = [
    "property",
    "classmethod",
    "staticmethod",
    "DynamicClassAttribute",
    "cached_property",
    "nonmember",
    "_simple_enum",
];

/// Numbers the members.
struct Counter {
    enumeration: Enumeration,
    /// The values so far; `None` where one of them is not a known number.
    numbers: Option<Vec<i64>>,
    /// The numbers by name.
    by_name: Vec<(String, Option<i64>, String)>,
}

impl Synthesis<'_> {
    /// The members that the body of a class lists.
    pub(super) fn enum_members(&self, class: ClassId, enumeration: Enumeration) -> Vec<EnumMember> {
        let members = &self.hierarchy.node(class).class.members;
        let ignored = ignored(members);
        let mut counter = Counter {
            enumeration,
            numbers: Some(Vec::new()),
            by_name: Vec::new(),
        };
        let mut found = Vec::new();
        for member in members {
            if is_reserved(&member.name) || ignored.iter().any(|name| *name == member.name) {
                continue;
            }
            match &member.data {
                ItemData::Attribute(attribute) if self.is_member(class, member, attribute) => {
                    found.push(counter.member(&member.name, attribute.value.as_deref()));
                }
                ItemData::Function(function)
                    if function
                        .decorators
                        .iter()
                        .any(|decorator| decorator.leading_last() == "member") =>
                {
                    found.push(counter.member(&member.name, None));
                }
                _ => {}
            }
        }
        found
    }

    fn is_member(&self, class: ClassId, member: &Item, attribute: &Attribute) -> bool {
        if !is_declared(member) {
            return false;
        }
        let Some(value) = &attribute.value else {
            // One of several names that are assigned together has no value of its own.
            return attribute.annotation.is_none();
        };
        if value.text.starts_with("lambda") || DESCRIPTORS.contains(&value.leading_last()) {
            return false;
        }
        let node = self.hierarchy.node(class);
        let meaning = value
            .as_name()
            .and_then(|name| self.hierarchy.meaning(node.module, Some(class), name));
        let item = meaning.and_then(|meaning| meaning.item).map(|(_, item)| item);
        !item.is_some_and(|item| {
            matches!(item.data, ItemData::Function(_)) || item.labels.contains(Label::Property)
        })
    }
}

/// The names in `_ignore_`.
fn ignored(members: &[Item]) -> Vec<String> {
    let value = members
        .iter()
        .find(|member| member.name == "_ignore_")
        .and_then(|member| match &member.data {
            ItemData::Attribute(attribute) => attribute.value.as_ref(),
            _ => None,
        });
    let Some(value) = value else {
        return Vec::new();
    };
    if let Some(names) = string_text(&value.text) {
        return names
            .replace(',', " ")
            .split_whitespace()
            .map(str::to_owned)
            .collect();
    }
    let display = bracketed(&value.text);
    let names = display
        .iter()
        .flat_map(|display| display.elements().unwrap_or_default());
    names.filter_map(|name| string_text(name)).collect()
}

impl Counter {
    fn member(&mut self, name: &str, value: Option<&Expression>) -> EnumMember {
        let value = value.map(|value| inner(value, "member"));
        let is_auto = value.as_ref().is_some_and(|value| {
            value.leading_last() == "auto" && value.text.ends_with("()") && !value.text.contains(' ')
        });
        let value = if is_auto { self.auto(name).or(value) } else { value };
        let number = value.as_ref().and_then(|value| self.number(&value.text));
        let text = value.as_ref().map_or("", |value| without_brackets(&value.text));
        let alias_of = self.alias(text, number);
        self.numbers = match number {
            _ if alias_of.is_some() && number.is_none() => self.numbers.take(),
            Some(number) => self.numbers.take().map(|mut numbers| {
                numbers.push(number);
                numbers
            }),
            None => None,
        };
        self.by_name.push((name.to_owned(), number, text.to_owned()));
        EnumMember {
            name: name.to_owned(),
            value,
            alias_of,
        }
    }

    /// The value that `auto()` gives, where it can be told.
    fn auto(&self, name: &str) -> Option<Expression> {
        if !self.enumeration.has_usual_auto {
            return None;
        }
        if self.enumeration.is_string {
            return Some(Expression::plain(format!("'{}'", name.to_lowercase())));
        }
        let numbers = self.numbers.as_ref()?;
        let Some(highest) = numbers.iter().max() else {
            return Some(Expression::plain("1"));
        };
        let next = if self.enumeration.is_flag {
            let bits = u64::try_from(*highest)
                .ok()?
                .checked_ilog2()
                .map_or(0, |bit| bit + 1);
            1_i64.checked_shl(bits).filter(|next| *next > 0)?
        } else if numbers.last() == Some(highest) {
            highest.checked_add(1)?
        } else {
            // Python before 3.13 counts on from the last one, later ones from the highest.
            return None;
        };
        Some(Expression::plain(next.to_string()))
    }

    /// The earlier member that has the same value.
    fn alias(&self, text: &str, number: Option<i64>) -> Option<String> {
        let is_same = |other: &&(String, Option<i64>, String)| match (number, other.1) {
            (Some(number), Some(other)) => number == other,
            _ => other.0 == text || other.2 == text && is_literal(text),
        };
        let first = self.by_name.iter().find(is_same)?;
        Some(first.0.clone())
    }

    /// The value of a number, or of earlier members and numbers joined by `|` and `<<`.
    fn number(&self, text: &str) -> Option<i64> {
        let mut total = 0_i64;
        for part in text.split('|') {
            let mut shifted = part.split("<<").map(|part| self.operand(part.trim()));
            let first = shifted.next()??;
            let value = shifted.try_fold(first, |value, by| {
                let by = u32::try_from(by?).ok().filter(|by| *by < 62)?;
                value.checked_mul(1_i64 << by)
            })?;
            total |= value;
        }
        Some(total)
    }

    fn operand(&self, text: &str) -> Option<i64> {
        if let Some(known) = self.by_name.iter().find(|known| known.0 == text) {
            return known.1;
        }
        integer(text)
    }
}

/// The value of an integer literal.
fn integer(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let digits = digits.replace('_', "").to_lowercase();
    let radix = [("0x", 16), ("0o", 8), ("0b", 2)];
    let prefixed = radix
        .iter()
        .find_map(|(prefix, radix)| Some((digits.strip_prefix(prefix)?, *radix)));
    let (digits, radix) = prefixed.unwrap_or((&digits, 10));
    if !digits.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok()?.checked_mul(sign)
}

/// `1, 2` of `(1, 2)`.
fn without_brackets(text: &str) -> &str {
    let is_tuple = bracketed(text).is_some_and(|found| found.head.is_empty() && found.open == '(');
    let inner = text.get(1..text.len().saturating_sub(1)).filter(|_| is_tuple);
    inner.unwrap_or(text)
}

/// Whether the same text is the same value wherever it stands: a literal or a mere name.
fn is_literal(text: &str) -> bool {
    if text.split('.').all(is_identifier) {
        return true;
    }
    let mut tokens = tokens(text).peekable();
    tokens.peek().is_some()
        && tokens.all(|token| match token.kind {
            TokenKind::String => !token.text.starts_with(['f', 'F', 't', 'T']),
            TokenKind::Number => true,
            TokenKind::Operator => matches!(token.text, "(" | ")" | "," | "-"),
            TokenKind::Name => matches!(token.text, "None" | "True" | "False"),
        })
}

/// What is in `wrapper(…)`, else the whole.
fn inner(value: &Expression, wrapper: &str) -> Expression {
    let call = bracketed(&value.text).filter(|_| value.leading_last() == wrapper);
    match call.as_ref().map(|call| call.parts.as_slice()) {
        Some([only]) => value.part(only),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_in_every_base() {
        let table = [
            ("12", Some(12)),
            ("0x_fF", Some(255)),
            ("-0b11", Some(-3)),
            ("1_000", Some(1000)),
        ];
        for (text, expected) in
            table
                .into_iter()
                .chain([("1.5", None), ("x", None), ("--1", None), ("", None)])
        {
            assert_eq!(integer(text), expected, "{text}");
        }
    }
}
