//! References in docstrings that lead nowhere, or to several things.

use super::{LONGEST_ENTRY, Remark, word};
use crate::diagnostic::Code;
use crate::digest::short_digest;
use crate::docstring::{Document, Reference, Span};
use crate::name::is_identifier;
use crate::resolve::{Api, Found, Kind, Missing, Resolution, Scope, Wanted, is_builtin};

/// The references that the author asks for and that cannot be made.
pub(super) fn broken<'p>(
    text: &str,
    document: &Document,
    api: &Api<'p>,
    scope: &Scope<'p>,
    is_outside: &dyn Fn(Wanted<'_>) -> bool,
    note: &dyn Fn(&Scope<'p>, Wanted<'_>, u64),
) -> Vec<Remark> {
    let references = document.references().into_iter();
    let asked = references.filter(|reference| reference.is_explicit && is_of_python(reference));
    let broken = asked.filter_map(|reference| {
        let wanted = Wanted::in_text(&reference.target, reference.role.as_deref(), true);
        let failure = failure(api, scope, wanted, is_outside);
        note(scope, wanted, short_digest(&failure));
        let (code, message, help) = match failure? {
            Failure::Ambiguous(names) => (
                Code::AmbiguousReference,
                format!("`{}` may be {names}", reference.target),
                Some("write more of the full name".to_owned()),
            ),
            Failure::Unresolved(message, help) => (Code::UnresolvedReference, message, help),
        };
        Some(Remark {
            span: span(text, reference),
            code,
            message,
            help,
            fix: None,
        })
    });
    broken.collect()
}

/// Why a reference cannot be made.
#[derive(Hash)]
pub(super) enum Failure {
    /// It may be to any of these.
    Ambiguous(String),
    /// It is to nothing: what is wrong, and what to do.
    Unresolved(String, Option<String>),
}

/// Why a reference to a name cannot be made, if it cannot.
pub(super) fn failure<'p>(
    api: &Api<'p>,
    scope: &Scope<'p>,
    wanted: Wanted<'_>,
    is_outside: &dyn Fn(Wanted<'_>) -> bool,
) -> Option<Failure> {
    match api.resolve(scope, wanted) {
        Resolution::Found(_) | Resolution::Parameter(..) | Resolution::Local => None,
        Resolution::Ambiguous(found) if api.is_open(scope, &found) => None,
        Resolution::Ambiguous(found) => Some(Failure::Ambiguous(names(api, &found))),
        Resolution::Nothing if is_outside(wanted) => None,
        Resolution::Nothing => {
            let missing = api.missing(scope, wanted)?;
            let message = unresolved(api, wanted, &missing)?;
            Some(Failure::Unresolved(message, missing.help()))
        }
    }
}

/// Whether a reference is to something in Python: other roles name chapters, terms and the like.
fn is_of_python(reference: &Reference) -> bool {
    let role = reference.role.as_deref();
    role.is_none_or(|role| Kind::of_role(role).is_some() || role.trim_start_matches("py:") == "obj")
}

/// What is wrong with a name that nothing in the project has; nothing if it may be that of something outside.
fn unresolved(api: &Api<'_>, wanted: Wanted<'_>, missing: &Missing<'_>) -> Option<String> {
    let name = wanted.name.trim_start_matches('.');
    // Settings and variables of the environment are often described in chapters alone.
    let is_setting = || wanted.kind == Some(Kind::Data) && missing.nearest.is_none();
    let is_outside =
        !is_identifier(name) || is_builtin(name) || wanted.kind == Some(Kind::Module) || is_setting();
    (missing.within.is_some() || !is_outside).then(|| missing.message(api, name))
}

fn names(api: &Api<'_>, found: &[Found<'_>]) -> String {
    const MOST: usize = 4;
    let names = found
        .iter()
        .map(|found| format!("`{}`", api.full_name(&found.target)));
    let mut names: Vec<String> = names.take(MOST).collect();
    if found.len() > MOST {
        names.push(format!("{} more", found.len() - MOST));
    }
    names.join(" or ")
}

/// The name in the text; a name that is written in another form is marked by its start.
fn span(text: &str, reference: &Reference) -> Span {
    let start = reference.offset;
    let end = start.saturating_add(u32::try_from(LONGEST_ENTRY).unwrap_or(u32::MAX));
    word(text, &reference.target, start, end).unwrap_or(Span { start, end: start })
}
