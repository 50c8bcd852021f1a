//! `__all__` in the forms that the typing documentation lists.

use std::collections::HashMap;

use crate::model::{ExportPart, Exports};
use crate::token::string_value;
use crate::token::{Symbol, Token, TokenKind, tokens};

/// What a statement does to `__all__`.
pub(super) enum Change {
    /// `__all__ = …`
    Set(Vec<ExportPart>),
    /// `__all__ += …`, `.extend`, `.append`, `.remove`
    Add(Vec<ExportPart>),
}

impl Change {
    /// Puts the names of known lists where the change speaks of the lists.
    pub(super) fn with_lists(self, lists: &HashMap<String, Vec<ExportPart>>) -> Self {
        let replace = |part: ExportPart| match &part {
            ExportPart::AllOf(name) => lists.get(name).cloned().unwrap_or_else(|| vec![part]),
            _ => vec![part],
        };
        match self {
            Self::Set(parts) => Self::Set(parts.into_iter().flat_map(replace).collect()),
            Self::Add(parts) => Self::Add(parts.into_iter().flat_map(replace).collect()),
        }
    }

    /// The parts, if each of them is a name and there are any.
    pub(super) fn into_names(self) -> Option<Vec<ExportPart>> {
        let (Self::Set(parts) | Self::Add(parts)) = self;
        let is_list = !parts.is_empty() && parts.iter().all(|part| matches!(part, ExportPart::Name(_)));
        is_list.then_some(parts)
    }

    /// Carries the change out.
    pub(super) fn apply(self, exports: &mut Option<Exports>) {
        match self {
            Self::Set(parts) => {
                *exports = Some(Exports {
                    parts,
                    is_partial: false,
                });
            }
            Self::Add(parts) => exports.get_or_insert_default().parts.extend(parts),
        }
    }
}

/// The change that `__all__ = value` or `__all__ += value` makes; `None` where the value is computed.
pub(super) fn assigned(value: &str, is_augmented: bool) -> Option<Change> {
    let parts = parts(value)?;
    Some(if is_augmented {
        Change::Add(parts)
    } else {
        Change::Set(parts)
    })
}

/// Whether `call` is a method call on `__all__`.
pub(super) fn is_method_call(call: &str) -> bool {
    call.starts_with("__all__") && tokens(call).nth(1).is_some_and(|token| token.text == ".")
}

/// The change that a method call makes; `None` where it cannot be known.
pub(super) fn called(call: &str) -> Option<Change> {
    let mut rest = tokens(call).skip(2);
    let method = rest.next()?.text;
    let open = rest.next().filter(|token| token.text == "(")?;
    let start = open.text.as_ptr() as usize - call.as_ptr() as usize + 1;
    let argument = call.get(start..)?.trim_end().strip_suffix(')')?;
    let parts = match method {
        "extend" => parts(argument)?,
        "append" => vec![ExportPart::Name(string_value(
            argument.trim_end_matches([',', ' ']),
        )?)],
        "remove" => vec![ExportPart::Remove(string_value(
            argument.trim_end_matches([',', ' ']),
        )?)],
        _ => return None,
    };
    Some(Change::Add(parts))
}

/// Calls that hand on the names that they are given; `sorted` changes only their order.
const HANDING_ON: &[&str] = &["list", "tuple", "sorted", "set"];

/// The names in a value that is put together from displays of strings, other lists, `+` and `*`.
fn parts(value: &str) -> Option<Vec<ExportPart>> {
    let mut found = Vec::new();
    let mut rest = tokens(value).peekable();
    while let Some(token) = rest.next() {
        match token.kind {
            TokenKind::String => {
                let mut text = string_value(token.text)?;
                while let Some(next) = rest.next_if(|next| next.kind == TokenKind::String) {
                    text.push_str(&string_value(next.text)?);
                }
                found.push(ExportPart::Name(text));
            }
            TokenKind::Name if HANDING_ON.contains(&token.text) && rest.peek().is_some_and(is_open) => {}
            TokenKind::Name => found.push(list_name(token, &mut rest)?),
            TokenKind::Operator if "()[]{},+*".contains(token.text) => {}
            _ => return None,
        }
    }
    Some(found)
}

/// Where the strings in a text stand that begins at `offset`.
pub(super) fn places(text: &str, offset: usize) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut is_adjacent = false;
    for token in tokens(text) {
        let value = string_value(token.text).filter(|_| token.kind == TokenKind::String);
        match (value, found.last_mut()) {
            (Some(value), Some(last)) if is_adjacent => last.0.push_str(&value),
            (Some(value), _) => {
                let at = token.text.as_ptr() as usize - text.as_ptr() as usize;
                found.push((value, offset + at));
            }
            _ => {}
        }
        is_adjacent = token.kind == TokenKind::String;
    }
    found
}

fn is_open(token: &Token<'_>) -> bool {
    token.text == "("
}

/// `names` or `module.__all__`.
fn list_name<'a>(
    first: Token<'a>,
    rest: &mut std::iter::Peekable<impl Iterator<Item = Token<'a>>>,
) -> Option<ExportPart> {
    let mut name = first.text.to_owned();
    let mut last = first.text;
    while rest.next_if(|next| next.text == ".").is_some() {
        last = rest.next().filter(|next| next.kind == TokenKind::Name)?.text;
        name.push('.');
        name.push_str(last);
    }
    // What is called or indexed is computed.
    if rest.peek().is_some_and(|next| matches!(next.text, "(" | "[")) || first.symbol != Symbol::Name {
        return None;
    }
    if !name.contains('.') {
        return Some(ExportPart::AllOf(name));
    }
    let module = name.strip_suffix(".__all__").filter(|_| last == "__all__")?;
    Some(ExportPart::AllOf(module.to_owned()))
}
