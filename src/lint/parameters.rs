//! The names of parameters in a docstring against those in the signature.

use super::callable::Callable;
use super::{OF_PARAMETERS, Remark, word};
use crate::diagnostic::{Code, Fix};
use crate::docstring::{Document, Entry, SectionKind, Span};
use crate::model::Parameter;
use crate::name::{is_identifier, nearest};

/// Entries that describe parameters, each with the offset at which the next thing starts.
pub(super) fn entries(document: &Document) -> impl Iterator<Item = (&Entry, u32)> {
    let sections = document.sections.iter().enumerate();
    let sections = sections.filter(|(_, section)| OF_PARAMETERS.contains(&section.kind));
    sections.flat_map(|(number, section)| {
        let next = document.sections.get(number + 1);
        let end = next.map_or(u32::MAX, |next| next.offset);
        let entries = section.entries.iter().enumerate();
        entries.map(move |(number, entry)| {
            let next = section.entries.get(number + 1);
            let end = next.map_or(end, |next| next.offset);
            // Fields of one kind may stand before those of another.
            (entry, if end > entry.offset { end } else { u32::MAX })
        })
    })
}

/// A name without the asterisks of `*args` and `**kwargs`.
fn bare(name: &str) -> &str {
    name.trim_start_matches(['*', '\\'])
}

/// Parameters that are described and that no call takes.
pub(super) fn unknown(text: &str, document: &Document, callable: &Callable<'_>) -> Vec<Remark> {
    if !callable.is_as_written || callable.is_open() {
        return Vec::new();
    }
    let known = || {
        callable
            .described()
            .map(|parameter: &Parameter| parameter.name.as_str())
    };
    let mut remarks = Vec::new();
    for (entry, end) in entries(document) {
        for name in entry.names.iter().map(|name| bare(name)) {
            let is_note = matches!(name, "TODO" | "FIXME" | "XXX" | "NOTE");
            if !is_identifier(name) || is_note || callable.takes(name) {
                continue;
            }
            let help = nearest(name, known())
                .map(|near| format!("a parameter with a similar name exists: `{near}`"));
            remarks.push(Remark {
                span: place(text, name, entry, end),
                code: Code::UnknownParameter,
                message: format!("`{name}` is not a parameter of `{}`", callable.name),
                help,
                fix: fix(name, document, callable),
            });
        }
    }
    remarks
}

/// The parameters without a description, where others have one.
pub(super) fn missing(
    text: &str,
    document: &Document,
    beside: Option<&Document>,
    callable: &Callable<'_>,
) -> Option<Remark> {
    if !callable.is_as_written {
        return None;
    }
    let documents = || std::iter::once(document).chain(beside);
    // `*` or `...` stands for all others, as in "see `other_function`"; `{row,col}_colors` for several.
    let is_pattern = |name: &String| {
        let name = bare(name);
        !name.contains(char::is_alphanumeric) || name.contains(['{', '*', '<', '('])
    };
    let is_rest = |entry: &Entry| entry.names.iter().any(is_pattern);
    if entries(document).any(|(entry, _)| is_rest(entry)) {
        return None;
    }
    let is_described = |parameter: &&Parameter| {
        let is_named = |entry: &Entry| entry.names.iter().any(|name| bare(name) == parameter.name);
        let sections = documents().flat_map(|document| &document.sections);
        let mut named = sections.filter(|section| {
            OF_PARAMETERS.contains(&section.kind) || section.kind == SectionKind::Attributes
        });
        let has_text = || {
            let annotation = parameter.annotation.as_ref();
            annotation.is_some_and(|annotation| annotation.documentation().is_some())
        };
        named.any(|section| section.entries.iter().any(is_named)) || has_text()
    };
    let (first, _) = entries(document).next()?;
    let (described, other): (Vec<&Parameter>, Vec<&Parameter>) = callable.described().partition(is_described);
    if described.is_empty() || other.is_empty() {
        return None;
    }
    let names: Vec<String> = other
        .iter()
        .map(|parameter| format!("`{}`", parameter.name))
        .collect();
    let (last, before) = names.split_last()?;
    let (names, verb) = if before.is_empty() {
        (last.clone(), "has")
    } else {
        (format!("{} and {last}", before.join(", ")), "have")
    };
    let section = document
        .sections
        .iter()
        .find(|section| OF_PARAMETERS.contains(&section.kind) && !section.entries.is_empty())?;
    let end = text
        .get(section.offset as usize..)
        .and_then(|rest| rest.find('\n'))
        .and_then(|length| u32::try_from(length).ok())
        .map_or(first.offset, |length| section.offset + length);
    Some(Remark {
        span: Span {
            start: section.offset,
            end: end.max(section.offset),
        },
        code: Code::MissingParameter,
        message: format!(
            "{names} {verb} no description, unlike other parameters of `{}`",
            callable.name
        ),
        help: None,
        fix: None,
    })
}

/// The name that was meant for certain: the one parameter that is hardly spelled otherwise, where no entry describes it and
/// no other wrong name is like it.
fn fix(name: &str, document: &Document, callable: &Callable<'_>) -> Option<Fix> {
    let described = || entries(document).flat_map(|(entry, _)| entry.names.iter().map(|name| bare(name)));
    let mut like = callable
        .described()
        .filter(|parameter| is_slip(name, &parameter.name));
    let (only, None) = (like.next()?, like.next()) else {
        return None;
    };
    let is_described = described().any(|other| other == only.name);
    let is_only = described().filter(|other| is_slip(other, &only.name)).count() == 1;
    (!is_described && is_only).then(|| Fix {
        replaces: name.to_owned(),
        by: only.name.to_string(),
    })
}

/// Whether two names differ as a slip of the hand makes them: by one letter that is missing, added, another one, or in the place of its
/// neighbor; in longer names by two of them.
fn is_slip(left: &str, right: &str) -> bool {
    let most = match left.chars().count().min(right.chars().count()) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let length = left.len().abs_diff(right.len());
    length <= 8 && left != right && strsim::osa_distance(left, right) <= most
}

/// The place of a name in an entry.
pub(super) fn place(text: &str, name: &str, entry: &Entry, end: u32) -> Span {
    word(text, name, entry.offset, end).unwrap_or(Span {
        start: entry.offset,
        end: entry.offset + 1,
    })
}
