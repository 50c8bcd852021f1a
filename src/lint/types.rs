//! Types in a docstring against those in the signature: only what both sides say plainly is compared.

use std::ops::BitOr;

use super::callable::Callable;
use super::parameters::{entries, place};
use super::{Remark, word};
use crate::diagnostic::Code;
use crate::docstring::{Document, Entry, SectionKind};
use crate::model::{Expression, ParameterKind};
use crate::resolve::{ModuleIndex, Project, Target};
use crate::token::{bracketed, string_text};

/// The kinds of values that a type has, as far as Python's own types tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kinds(u16);

impl Kinds {
    const NUMBER: Self = Self(1);
    const STRING: Self = Self(1 << 1);
    const BYTES: Self = Self(1 << 2);
    const LIST: Self = Self(1 << 3);
    const TUPLE: Self = Self(1 << 4);
    const SET: Self = Self(1 << 5);
    const DICT: Self = Self(1 << 6);
    const CALLABLE: Self = Self(1 << 7);
    const NONE: Self = Self(1 << 8);
    const SEQUENCE: Self = Self(1 << 1 | 1 << 2 | 1 << 3 | 1 << 4);
    const ITERABLE: Self = Self(1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6);

    /// Whether no value is of both. That something may be `None` is seldom said in docstrings.
    fn contradicts(self, other: Self) -> bool {
        let plain = |kinds: Self| match kinds.0 & !Self::NONE.0 {
            0 => kinds.0,
            rest => rest,
        };
        plain(self) & plain(other) == 0
    }
}

impl BitOr for Kinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Whether a name is one of the project's own, whatever it is called.
pub(super) fn is_of_project(project: &Project, module: ModuleIndex, name: &str) -> bool {
    let found = project.lookup_dotted(module, name);
    matches!(found, Some(Target::Item(..) | Target::Module(_)))
}

/// The types that a docstring and the signature say differently.
pub(super) fn contradicting(
    text: &str,
    document: &Document,
    callable: &Callable<'_>,
    is_own: &dyn Fn(&str) -> bool,
) -> Vec<Remark> {
    let Some(signature) = callable.signature().filter(|found| found.overloads.is_empty()) else {
        return Vec::new();
    };
    let mut remarks = Vec::new();
    for (entry, end) in entries(document) {
        for name in &entry.names {
            let parameter = signature
                .parameters
                .iter()
                .find(|parameter| parameter.name == *name);
            let is_one = |kind| !matches!(kind, ParameterKind::VarPositional | ParameterKind::VarKeyword);
            let annotation = parameter
                .filter(|parameter| is_one(parameter.kind))
                .and_then(|parameter| parameter.annotation.as_deref());
            if let Some((said, written)) = contradiction(entry, annotation, is_own) {
                let named = place(text, name, entry, end);
                remarks.push(Remark {
                    // `:param int size:`, or `size (int):`.
                    span: word(text, said, entry.offset, named.start)
                        .or_else(|| word(text, said, named.end, end))
                        .unwrap_or(named),
                    code: Code::ContradictingType,
                    message: format!(
                        "`{name}` is `{said}` in the docstring and `{written}` in the signature"
                    ),
                    help: None,
                    fix: None,
                });
            }
        }
    }
    // A constructor returns nothing; what its docstring calls the result is something else.
    let returns = signature.returns.as_deref().filter(|_| !callable.is_constructor);
    remarks.extend(returned(text, document, returns, is_own));
    remarks
}

fn returned(
    text: &str,
    document: &Document,
    returns: Option<&Expression>,
    is_own: &dyn Fn(&str) -> bool,
) -> Option<Remark> {
    let mut sections = document
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Returns);
    let (section, None) = (sections.next()?, sections.next()) else {
        return None;
    };
    let [entry] = section.entries.as_slice() else {
        return None;
    };
    // `x, y : int` are two results.
    if entry.names.len() > 1 {
        return None;
    }
    let (said, written) = contradiction(entry, returns, is_own)?;
    let from = entry.offset.max(section.offset);
    let span = word(text, said, from, u32::MAX).unwrap_or_else(|| place(text, said, entry, u32::MAX));
    Some(Remark {
        span,
        code: Code::ContradictingType,
        message: format!("the result is `{said}` in the docstring and `{written}` in the signature"),
        help: None,
        fix: None,
    })
}

/// What an entry says of a type and what is annotated, if no value can be both.
fn contradiction<'e>(
    entry: &'e Entry,
    annotation: Option<&Expression>,
    is_own: &dyn Fn(&str) -> bool,
) -> Option<(&'e str, String)> {
    let said = entry.annotation.as_deref()?;
    let annotation = annotation?.undocumented().into_owned();
    let is_contradicted = words(said)?.contradicts(annotated(&annotation.text, is_own, 0)?);
    is_contradicted.then_some((said, annotation.text.into()))
}

/// The kinds of a type in the words of a docstring: `int`, `list of str`, `str or None`.
fn words(text: &str) -> Option<Kinds> {
    let text = text.trim().trim_matches('`');
    let alternatives = parts(text, &[" or ", "|", ","])?;
    let mut kinds = None::<Kinds>;
    for alternative in alternatives {
        let alternative = alternative.trim().trim_matches('`');
        let alternative = alternative.strip_prefix("or ").unwrap_or(alternative);
        if alternative == "optional" {
            continue;
        }
        let one = word_kinds(alternative)?;
        kinds = Some(kinds.map_or(one, |before| before | one));
    }
    kinds
}

fn word_kinds(text: &str) -> Option<Kinds> {
    let end = text.find([' ', '[', '(']).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let is_whole =
        rest.is_empty() || rest.starts_with(" of ") || rest.ends_with([']', ')']) && !rest.starts_with(' ');
    if !is_whole {
        return None;
    }
    Some(match head {
        "int" | "integer" | "float" | "bool" | "boolean" | "complex" => Kinds::NUMBER,
        "str" | "string" => Kinds::STRING,
        "bytes" => Kinds::BYTES,
        "list" => Kinds::LIST,
        "tuple" => Kinds::TUPLE,
        "set" | "frozenset" => Kinds::SET,
        "dict" | "dictionary" => Kinds::DICT,
        "callable" => Kinds::CALLABLE,
        "None" => Kinds::NONE,
        "Optional" | "Union" => return annotated(text, &|_| false, 0),
        _ => return None,
    })
}

/// Annotations are not nested deeper where they are plain.
const MAX_DEPTH: usize = 8;

/// The kinds of an annotation; nothing if a part of it is not one of Python's own types.
fn annotated(text: &str, is_own: &dyn Fn(&str) -> bool, depth: usize) -> Option<Kinds> {
    if depth > MAX_DEPTH {
        return None;
    }
    let alternatives = parts(text, &["|"])?;
    if alternatives.len() > 1 {
        return any(alternatives.into_iter(), is_own, depth);
    }
    let text = text.trim();
    if let Some(inner) = string_text(text) {
        return annotated(&inner, is_own, depth + 1);
    }
    let subscript = bracketed(text).filter(|found| found.open == '[');
    let name = subscript.as_ref().map_or(text, |found| found.head.trim());
    if is_own(name) {
        return None;
    }
    let arguments = subscript.map(|found| found.parts).unwrap_or_default();
    let module = name.rsplit_once('.').map_or("typing", |(module, _)| module);
    if !matches!(
        module,
        "typing" | "t" | "collections.abc" | "abc" | "typing_extensions" | "te" | "builtins"
    ) {
        return None;
    }
    Some(match name.rsplit('.').next().unwrap_or(name) {
        "int" | "float" | "bool" | "complex" => Kinds::NUMBER,
        "str" | "LiteralString" => Kinds::STRING,
        "bytes" | "bytearray" => Kinds::BYTES,
        "list" | "List" => Kinds::LIST,
        "tuple" | "Tuple" => Kinds::TUPLE,
        "set" | "frozenset" | "Set" | "FrozenSet" | "AbstractSet" | "MutableSet" => Kinds::SET,
        "dict" | "Dict" | "Mapping" | "MutableMapping" => Kinds::DICT,
        "Callable" => Kinds::CALLABLE,
        "Sequence" | "MutableSequence" => Kinds::SEQUENCE,
        "Iterable" | "Collection" | "Container" => Kinds::ITERABLE,
        "None" => Kinds::NONE,
        "Optional" => any(arguments.into_iter(), is_own, depth)? | Kinds::NONE,
        "Union" => return any(arguments.into_iter(), is_own, depth),
        "Annotated" | "Final" | "ClassVar" => {
            return annotated(arguments.first()?, is_own, depth + 1);
        }
        "Literal" => return literals(&arguments),
        _ => return None,
    })
}

fn any<'t>(
    mut types: impl Iterator<Item = &'t str>,
    is_own: &dyn Fn(&str) -> bool,
    depth: usize,
) -> Option<Kinds> {
    let first = annotated(types.next()?, is_own, depth + 1)?;
    types.try_fold(first, |kinds, other| {
        Some(kinds | annotated(other, is_own, depth + 1)?)
    })
}

fn literals(values: &[&str]) -> Option<Kinds> {
    let kind = |value: &&str| match value.trim() {
        "None" => Some(Kinds::NONE),
        "True" | "False" => Some(Kinds::NUMBER),
        text if text.starts_with(['"', '\'']) => Some(Kinds::STRING),
        text if text
            .trim_start_matches('-')
            .bytes()
            .all(|byte| byte.is_ascii_digit()) =>
        {
            Some(Kinds::NUMBER)
        }
        _ => None,
    };
    let mut kinds = values.iter().map(kind);
    let first = kinds.next()??;
    kinds.try_fold(first, |all, one| Some(all | one?))
}

/// The parts of a type between separators that stand in no brackets and no quotes; nothing if those do not match.
fn parts<'t>(text: &'t str, separators: &[&str]) -> Option<Vec<&'t str>> {
    let mut found = Vec::new();
    let (mut depth, mut quote, mut start, mut at) = (0_usize, None, 0, 0);
    while let Some(character) = text[at..].chars().next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '[' | '(' | '{') => depth += 1,
            (None, ']' | ')' | '}') => depth = depth.checked_sub(1)?,
            _ if depth == 0 => {
                let separator = separators
                    .iter()
                    .find(|separator| text[at..].starts_with(**separator));
                if let Some(separator) = separator {
                    found.push(&text[start..at]);
                    at += separator.len();
                    start = at;
                    continue;
                }
            }
            _ => {}
        }
        at += character.len_utf8();
    }
    found.push(&text[start..]);
    (depth == 0 && quote.is_none()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plain_on_both_sides_is_compared() {
        // The words of the docstring, the annotation, and whether one of them must be wrong.
        for (said, written, expected) in [
            ("int", "str", true),
            ("str", "int | None", true),
            ("list of str", "str", true),
            ("str or None", "Optional[dict[str, int]]", true),
            ("list[int]", "tuple[int, ...]", true),
            ("callable", "typing.Sequence[str]", true),
            ("str", "Literal[1, 2]", true),
            ("string, optional", "'bool'", true),
            ("None", "str", true),
            ("Union[int, float]", "str", true),
            ("int", "float", false),
            ("bool", "int", false),
            ("str", "str | None", false),
            ("str or list of str", "list[str]", false),
            ("list", "Sequence[int]", false),
            ("dict", "Mapping[str, int]", false),
            ("str", "Literal['a', \"b\"]", false),
            ("int", "None | int", false),
            ("list", "Annotated[list[int], Gt(1)]", false),
            ("array-like", "int", false),
            ("positive int", "str", false),
            ("int > 0", "str", false),
            ("str", "Path", false),
            ("str", "os.PathLike[str]", false),
            ("str", "np.int", false),
            ("str", "T", false),
            ("str", "int | T", false),
            ("{'a', 'b'}", "int", false),
            ("int", "own", false),
            ("list of (int", "str", false),
            ("", "str", false),
            ("int", "", false),
        ] {
            let kinds = annotated(written, &|name| name == "own", 0);
            let found = words(said)
                .zip(kinds)
                .is_some_and(|(said, written)| said.contradicts(written));
            assert_eq!(found, expected, "{said} / {written}");
        }
    }
}
