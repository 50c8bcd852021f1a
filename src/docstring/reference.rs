//! Code that may be the name of a documented item.

use super::document::{Inline, Reference};
use crate::name;

/// Python's keywords and the names that every reader knows; a link would only distract.
const COMMON: &[&str] = &[
    "False", "None", "True", "and", "args", "assert", "async", "await", "break", "class", "cls", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "import", "kwargs", "lambda",
    "nonlocal", "not", "pass", "raise", "return", "self", "try", "while", "with", "yield",
];

/// Whether a text is a dotted name.
pub(super) fn is_dotted_name(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(name::is_identifier)
}

/// Code as it stands in the text: flagged as a reference where it has the form of a name.
///
/// Names of one or two letters are parameters and examples, not items.
pub(super) fn code(text: String, offset: u32) -> Inline {
    let target = text.strip_suffix("()").unwrap_or(&text);
    if target.len() > 2 && is_dotted_name(target) && !COMMON.contains(&target) {
        let target = target.to_owned();
        let content = vec![Inline::Code(text)];
        Inline::Reference(Reference {
            target,
            role: None,
            is_explicit: false,
            content,
            offset,
        })
    } else {
        Inline::Code(text)
    }
}

/// A name that the author wants to be a link.
pub(super) fn explicit(target: &str, role: Option<&str>, content: Vec<Inline>, offset: u32) -> Inline {
    let target = target.strip_suffix("()").unwrap_or(target).to_owned();
    Inline::Reference(Reference {
        target,
        role: role.map(str::to_owned),
        is_explicit: true,
        content,
        offset,
    })
}

/// The name in a `:role:` at the end of a text.
pub(super) fn role_at_end(text: &str) -> Option<&str> {
    let inner = text.strip_suffix(':')?;
    let is_part = |other: &char| other.is_ascii_alphanumeric() || "-_.+:".contains(*other);
    let length: usize = inner.chars().rev().take_while(is_part).map(char::len_utf8).sum();
    let name = inner.get(inner.len() - length..)?.strip_prefix(':')?;
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_in_the_form_of_a_name_is_flagged() {
        for name in ["abc", "a.b.C", "run()", "größe.x"] {
            assert!(matches!(code(name.to_owned(), 0), Inline::Reference(_)), "{name}");
        }
        for other in ["ab", "None", "a b", "x = 1", "a..b", "f(x)", "--flag", "3.11", ""] {
            assert_eq!(code(other.to_owned(), 0), Inline::Code(other.to_owned()));
        }
    }
}
