//! What has changed, in sentences.

use crate::compare::{Change, ChangeKind, Severity};
use crate::docstring::Inline;

/// So many parameters are named in one sentence.
const MOST_NAMED: usize = 6;

/// A longer default is not shown.
const MOST_SHOWN: usize = 40;

/// What `changes` of one item say.
pub(super) fn sentences(changes: &[&Change]) -> Vec<Inline> {
    let mut changes: Vec<Change> = changes.iter().flat_map(|change| certain(change)).collect();
    changes.sort_by_key(|change| rank(change.kind));
    let mut out = Vec::new();
    for same in changes.chunk_by(groups) {
        if !out.is_empty() {
            out.push(Inline::Text(" ".to_owned()));
        }
        sentence(&mut out, same);
    }
    out
}

/// What is certain of a change. Of a parameter that seems to be called otherwise nobody knows whether it means what the
/// other one meant.
fn certain(change: &Change) -> Vec<Change> {
    let of_kind = |kind, parameter: &Option<String>| Change {
        kind,
        parameter: parameter.clone(),
        ..change.clone()
    };
    match change.kind {
        ChangeKind::ParameterRenamed => vec![
            of_kind(ChangeKind::ParameterAdded, &change.new),
            of_kind(ChangeKind::ParameterRemoved, &change.old),
        ],
        ChangeKind::ParameterAddedRequired => vec![of_kind(ChangeKind::ParameterAdded, &change.parameter)],
        _ => vec![change.clone()],
    }
}

/// The place of a kind among the sentences.
fn rank(kind: ChangeKind) -> usize {
    const ORDER: [ChangeKind; 8] = [
        ChangeKind::Renamed,
        ChangeKind::KindChanged,
        ChangeKind::AsyncChanged,
        ChangeKind::ParameterAdded,
        ChangeKind::ParameterRemoved,
        ChangeKind::ParameterRequired,
        ChangeKind::ParameterKind,
        ChangeKind::ParameterDefault,
    ];
    ORDER
        .iter()
        .position(|other| *other == kind)
        .unwrap_or(ORDER.len())
}

/// Whether a change is worth a line on a page. Where one version has a stub and the other has not, all that is known
/// is that they were written by different hands.
pub(super) fn is_told(change: &Change) -> bool {
    let is_private = change
        .parameter
        .as_deref()
        .is_some_and(|name| name.trim_start_matches('*').starts_with('_'));
    let is_of_interest = match change.kind {
        ChangeKind::ParameterAdded
        | ChangeKind::ParameterAddedRequired
        | ChangeKind::ParameterRemoved
        | ChangeKind::ParameterRenamed
        | ChangeKind::ParameterRequired
        | ChangeKind::ParameterDefault
        | ChangeKind::AsyncChanged
        | ChangeKind::KindChanged
        | ChangeKind::Deprecated => true,
        ChangeKind::ParameterKind => change.new.as_deref().is_some_and(|kind| kind.ends_with("-only")),
        _ => false,
    };
    is_of_interest && !is_private && change.severity != Severity::Note
}

/// Whether one sentence tells two changes.
fn groups(left: &Change, right: &Change) -> bool {
    match (verb(left.kind), verb(right.kind)) {
        (Some(left), Some(right)) => left == right,
        _ => left.kind == ChangeKind::ParameterKind && right.kind == left.kind && left.new == right.new,
    }
}

/// What has become of parameters that are named together.
fn verb(kind: ChangeKind) -> Option<[&'static str; 2]> {
    match kind {
        ChangeKind::ParameterAdded => Some(["was added", "were added"]),
        ChangeKind::ParameterRemoved => Some(["was removed", "were removed"]),
        ChangeKind::ParameterRequired => Some(["is required now", "are required now"]),
        _ => None,
    }
}

fn sentence(out: &mut Vec<Inline>, changes: &[Change]) {
    let Some(first) = changes.first() else { return };
    let text = |out: &mut Vec<Inline>, text: &str| out.push(Inline::Text(text.to_owned()));
    let [old, new] = [&first.old, &first.new].map(|side| side.as_deref().unwrap_or_default());
    if let Some([one, several]) = verb(first.kind) {
        parameters(out, changes);
        let verb = if changes.len() == 1 { one } else { several };
        return text(out, &format!(" {verb}."));
    }
    match first.kind {
        ChangeKind::ParameterKind => {
            parameters(out, changes);
            let verb = if changes.len() == 1 { "is" } else { "are" };
            text(out, &format!(" {verb} {new} now."));
        }
        ChangeKind::ParameterDefault => {
            text(out, "The default of ");
            out.push(Inline::Code(first.parameter.clone().unwrap_or_default()));
            if new.chars().count() > MOST_SHOWN || new.contains('\n') {
                return text(out, " changed.");
            }
            text(out, " is ");
            out.push(Inline::Code(new.to_owned()));
            text(out, " now.");
        }
        ChangeKind::AsyncChanged if new.starts_with("async") => text(out, "It is a coroutine function now."),
        ChangeKind::AsyncChanged => text(out, "It is no longer a coroutine function."),
        ChangeKind::KindChanged => {
            let sentence = format!("It is {} {new} now and was {} {old}.", article(new), article(old));
            text(out, &sentence);
        }
        ChangeKind::Deprecated => text(out, "It is deprecated."),
        ChangeKind::Renamed => {
            text(out, "It was called ");
            out.push(Inline::Code(old.to_owned()));
            text(out, " before.");
        }
        _ => {}
    }
}

/// `The parameters a, b and c`.
fn parameters(out: &mut Vec<Inline>, changes: &[Change]) {
    let text = |text: &str| Inline::Text(text.to_owned());
    out.push(text(if changes.len() == 1 {
        "The parameter "
    } else {
        "The parameters "
    }));
    // One more takes no more room than the words that say so.
    let named = if changes.len() == MOST_NAMED + 1 {
        changes.len()
    } else {
        changes.len().min(MOST_NAMED)
    };
    let more = changes.len() - named;
    for (number, change) in changes[..named].iter().enumerate() {
        if number > 0 {
            let is_last = number + 1 == named && more == 0;
            out.push(text(if is_last { " and " } else { ", " }));
        }
        out.push(Inline::Code(change.parameter.clone().unwrap_or_default()));
    }
    if more > 0 {
        out.push(text(&format!(" and {more} more")));
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}
