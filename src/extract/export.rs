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
            ExportPart::AllOf(name) => match lists.get(name).cloned() {
                Some(list) => ended(list),
                None => vec![part],
            },
            _ => vec![part],
        };
        match self {
            Self::Set(parts) => Self::Set(parts.into_iter().flat_map(replace).collect()),
            Self::Add(parts) => Self::Add(parts.into_iter().flat_map(replace).collect()),
        }
    }

    /// The parts, if there are names among them and nothing else but titles.
    pub(super) fn into_names(self) -> Option<Vec<ExportPart>> {
        let (Self::Set(parts) | Self::Add(parts)) = self;
        let is_list = parts.iter().any(|part| matches!(part, ExportPart::Name(_)))
            && parts
                .iter()
                .all(|part| matches!(part, ExportPart::Name(_) | ExportPart::Title(_)));
        is_list.then_some(parts)
    }

    /// Carries the change out.
    pub(super) fn apply(self, exports: &mut Option<Exports>) {
        match self {
            Self::Set(parts) => {
                *exports = Some(Exports {
                    parts: ended(parts),
                    is_partial: false,
                });
            }
            Self::Add(parts) => exports.get_or_insert_default().parts.extend(ended(parts)),
        }
    }
}

/// The parts of a list; what comes behind the list is in no group of it.
fn ended(mut parts: Vec<ExportPart>) -> Vec<ExportPart> {
    let titles = parts.iter().rev().find_map(|part| match part {
        ExportPart::Title(title) => Some(title),
        _ => None,
    });
    if titles.is_some_and(|title| !title.is_empty()) {
        parts.push(ExportPart::Title(String::new()));
    }
    parts
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
    let mut end = 0;
    while let Some(token) = rest.next() {
        let start = token.text.as_ptr() as usize - value.as_ptr() as usize;
        found.extend(value.get(end..start).and_then(title).map(ExportPart::Title));
        end = start + token.text.len();
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

/// A longer comment is an explanation, and no title.
const TITLE_WIDTH: usize = 80;

/// The title that stands between two names, if there is a single line of comment. What is commented out, and what
/// stands behind a name, is none.
fn title(gap: &str) -> Option<String> {
    let (_, lines) = gap.split_once(['\n', '\r'])?;
    let mut comments = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let only = comments.next()?;
    if comments.next().is_some() {
        return None;
    }
    let frame = ['#', '-', '=', '*', '~', ' ', '\t'];
    let title = only.strip_prefix('#')?.trim_matches(frame);
    let title = title.strip_suffix([':', '.']).unwrap_or(title);
    let is_title =
        !title.is_empty() && title.chars().count() <= TITLE_WIDTH && !title.starts_with(['"', '\'']);
    is_title.then(|| title.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Vec<String> {
        let parts = parts(value).unwrap_or_default();
        let read = parts.into_iter().map(|part| match part {
            ExportPart::Title(title) => format!("[{title}]"),
            ExportPart::Name(name) | ExportPart::AllOf(name) | ExportPart::Remove(name) => name,
            ExportPart::StubImports => String::new(),
        });
        read.collect()
    }

    #[test]
    fn a_comment_on_a_line_of_its_own_is_a_title() {
        let cases: [(&str, &[&str]); 10] = [
            (
                "[\n    # Text\n    'a', 'b',\n    # Math\n    'c',\n]",
                &["[Text]", "a", "b", "[Math]", "c"],
            ),
            ("[\r\n # Text\r\n 'a',\r\n]", &["[Text]", "a"]),
            (
                "(\n# --- Text: ---\n'a',\n\n## Math.\n\n'b')",
                &["[Text]", "a", "[Math]", "b"],
            ),
            // Behind a name it speaks of the name.
            ("['a',  # The first.\n 'b']", &["a", "b"]),
            ("['a',  # The first.\n # Math\n 'b']", &["a", "[Math]", "b"]),
            // An explanation of several lines, or a long one.
            ("[\n# One\n# two.\n'a']", &["a"]),
            (&format!("[\n# {}\n'a']", "long ".repeat(20)), &["a"]),
            // What is commented out.
            ("['a',\n# 'b',\n'c']", &["a", "c"]),
            ("[\n#\n'a',\n# ----\n'b']", &["a", "b"]),
            ("names + [\n# More\n'a']", &["names", "[More]", "a"]),
        ];
        for (value, expected) in cases {
            assert_eq!(read(value), expected, "{value}");
        }
    }

    #[test]
    fn a_group_ends_with_its_list() {
        let lists = HashMap::from([("names".to_owned(), parts("[\n# Text\n'a']").unwrap_or_default())]);
        let mut exports = None;
        for (value, is_augmented) in [
            ("names + ['b']", false),
            ("[\n# Math\n'c']", true),
            ("['d']", true),
        ] {
            if let Some(change) = assigned(value, is_augmented) {
                change.with_lists(&lists).apply(&mut exports);
            }
        }
        let titles: Vec<ExportPart> = exports.unwrap_or_default().parts;
        let title = |title: &str| ExportPart::Title(title.to_owned());
        let name = |name: &str| ExportPart::Name(name.to_owned());
        let expected = [
            title("Text"),
            name("a"),
            title(""),
            name("b"),
            title("Math"),
            name("c"),
            title(""),
            name("d"),
        ];
        assert_eq!(titles, expected);
    }
}
