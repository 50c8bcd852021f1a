//! The forms in which changes are printed.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::super::format::{Paths, github::command};
use super::super::report::{one_line, visible, visible_json};
use super::Verdict;
use crate::compare::{Change, ChangeKind, Level, Severity};
use crate::name::count;

/// Of an expression so many characters are shown.
const MOST_SHOWN: usize = 80;

/// How changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// One line each, `path:line: severity[kind]: message`
    Text,
    /// One JSON object
    Json,
    /// A changelog
    Markdown,
    /// Commands of GitHub Actions
    Github,
}

impl Format {
    pub(super) fn text(self, verdict: &Verdict<'_>, root: &Path) -> String {
        match self {
            Self::Text => text(verdict),
            Self::Json => json(verdict),
            Self::Markdown => markdown(verdict),
            Self::Github => github(verdict, root),
        }
    }
}

/// The change as a sentence.
fn message(change: &Change, code: &dyn Fn(&str) -> String) -> String {
    let item = code(&change.item);
    let parameter = change.parameter.as_deref().map(code).unwrap_or_default();
    let shown = |text: &Option<String>| text.as_deref().map(|text| code(&short(text)));
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let (old, new) = (shown(&change.old), shown(&change.new));
    let from_to = || match (&old, &new) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(old), None) => format!("{old} → nothing"),
        _ => String::new(),
    };
    let mut text = match change.kind {
        ChangeKind::Removed => format!("{item} was removed"),
        ChangeKind::Renamed => format!("{item} was renamed to {}", new.unwrap_or_default()),
        ChangeKind::Moved => format!("{item} was moved to {}", new.unwrap_or_default()),
        ChangeKind::Hidden => format!("{item} is no longer public"),
        ChangeKind::KindChanged if change.old.is_none() => format!("{item} is a {} now", word(&change.new)),
        ChangeKind::KindChanged => format!(
            "{item} was a {} and is a {}",
            word(&change.old),
            word(&change.new)
        ),
        ChangeKind::BaseRemoved => format!("{item} is no longer derived from {}", old.unwrap_or_default()),
        ChangeKind::AbstractAdded => format!("{item} is abstract, so that classes below have to define it"),
        ChangeKind::AsyncChanged => format!(
            "{item} was {} and is {}",
            old.unwrap_or_default(),
            new.unwrap_or_default()
        ),
        ChangeKind::BindingChanged => {
            format!(
                "{item} was bound to {} and is bound to {}",
                word(&change.old),
                word(&change.new)
            )
        }
        ChangeKind::ReadOnly => format!("{item} can no longer be assigned to"),
        ChangeKind::MadeFinal => format!("{item} is final now"),
        ChangeKind::ParameterRemoved => format!("the parameter {parameter} of {item} was removed"),
        ChangeKind::ParameterRenamed => {
            format!(
                "the parameter {parameter} of {item} was renamed to {}",
                new.unwrap_or_default()
            )
        }
        ChangeKind::ParameterAddedRequired => {
            format!("{item} has the new parameter {parameter} without a default")
        }
        ChangeKind::ParameterRequired => {
            format!("the parameter {parameter} of {item} has no default any more")
        }
        ChangeKind::ParameterMoved => {
            format!(
                "the parameter {parameter} of {item} moved from {} to {}",
                word(&change.old),
                word(&change.new)
            )
        }
        ChangeKind::ParameterKind => {
            format!(
                "the parameter {parameter} of {item} was {} and is {}",
                word(&change.old),
                word(&change.new)
            )
        }
        ChangeKind::ParameterDefault => {
            format!("the default of {parameter} of {item} changed: {}", from_to())
        }
        ChangeKind::ParameterType => format!("the type of {parameter} of {item} changed: {}", from_to()),
        ChangeKind::ReturnType => format!("the return type of {item} changed: {}", from_to()),
        ChangeKind::AttributeType => format!("the type of {item} changed: {}", from_to()),
        ChangeKind::AttributeValue => format!("the value of {item} changed: {}", from_to()),
        ChangeKind::Deprecated => format!("{item} is deprecated"),
        ChangeKind::Added => format!("{item} was added"),
        ChangeKind::ParameterAdded => format!("{item} has the new optional parameter {parameter}"),
    };
    if let Some(remark) = &change.remark {
        let _ = write!(text, "; {remark}");
    }
    text
}

/// The beginning of an expression, on one line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn ticks(text: &str) -> String {
    format!("`{text}`")
}

/// `path:line: severity[kind]: message`, and what it comes to.
fn text(verdict: &Verdict<'_>) -> String {
    let mut out = String::new();
    for (change, reason) in &verdict.changes {
        let place = &change.place;
        let mut line = String::new();
        if !place.path.is_empty() {
            line.push_str(&place.path);
            if place.line > 0 {
                let _ = write!(line, ":{}", place.line);
            }
            line.push_str(if place.is_old { " (old): " } else { ": " });
        }
        let severity = if reason.is_some() {
            "accepted"
        } else {
            change.severity.as_str()
        };
        let _ = write!(
            line,
            "{severity}[{}]: {}",
            change.kind.as_str(),
            message(change, &ticks)
        );
        if let Some(reason) = reason {
            let _ = write!(line, " ({})", short(reason));
        }
        let _ = writeln!(out, "{}", one_line(&line));
    }
    let _ = writeln!(out, "{}", one_line(&summary(verdict)));
    out
}

/// What the changes come to, in one line.
fn summary(verdict: &Verdict<'_>) -> String {
    let of = |severity| {
        let left = verdict.changes.iter().filter(|(_, reason)| reason.is_none());
        left.filter(|(change, _)| change.severity == severity).count()
    };
    let accepted = verdict
        .changes
        .iter()
        .filter(|(_, reason)| reason.is_some())
        .count();
    let (breaking, additions, notes) = (of(Severity::Breaking), of(Severity::Addition), of(Severity::Note));
    let mut line = format!(
        "{}, {}, {}",
        count(breaking, "breaking change"),
        count(additions, "addition"),
        count(notes, "note")
    );
    if accepted > 0 {
        let _ = write!(line, ", {accepted} accepted");
    }
    let _ = write!(line, ": the next version is a {} one", verdict.needs.as_str());
    if let ([Some(old), Some(new)], Some(step)) = (&verdict.versions, verdict.step) {
        let but = if verdict.is_kept() { "and" } else { "but" };
        let _ = write!(line, ", {but} {old} → {new} is a {} one", step.as_str());
    }
    line
}

#[derive(Serialize)]
struct View<'a> {
    needs: &'a str,
    /// How far the versions are from each other; `null` where they don't tell.
    step: Option<&'a str>,
    is_kept: bool,
    old_version: Option<&'a str>,
    new_version: Option<&'a str>,
    changes: Vec<ChangeView<'a>>,
}

#[derive(Serialize)]
struct ChangeView<'a> {
    #[serde(flatten)]
    change: &'a Change,
    message: String,
    /// Why it is accepted; `null` where it is not.
    accepted: Option<&'a str>,
}

fn json(verdict: &Verdict<'_>) -> String {
    let changes = verdict.changes.iter().map(|(change, reason)| ChangeView {
        change,
        message: message(change, &ticks),
        accepted: *reason,
    });
    let view = View {
        needs: verdict.needs.as_str(),
        step: verdict.step.map(Level::as_str),
        is_kept: verdict.is_kept(),
        old_version: verdict.versions[0].as_deref(),
        new_version: verdict.versions[1].as_deref(),
        changes: changes.collect(),
    };
    let text = serde_json::to_string_pretty(&view).unwrap_or_default();
    visible_json(&text) + "\n"
}

/// A changelog: what broke, what is new, what else is different.
fn markdown(verdict: &Verdict<'_>) -> String {
    let mut out = String::new();
    for (severity, title) in [
        (Severity::Breaking, "Breaking changes"),
        (Severity::Addition, "Additions"),
        (Severity::Note, "Other changes"),
    ] {
        let mut changes = verdict
            .changes
            .iter()
            .filter(|(change, _)| change.severity == severity)
            .peekable();
        if changes.peek().is_none() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "## {title}\n");
        for (change, reason) in changes {
            let _ = write!(out, "- {}", capital(&message(change, &code_span)));
            if let Some(reason) = reason {
                let _ = write!(out, " ({})", plain(reason));
            }
            out.push('\n');
        }
    }
    if out.is_empty() {
        out.push_str("Nothing changed in the API.\n");
    }
    visible(&out)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str())
}

/// Text as a code span of Markdown, whatever backticks are in it.
fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Words in Markdown that stay words.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in short(text).chars() {
        if "\\`*_[]<>&#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `::error file=…,line=…::message`.
fn github(verdict: &Verdict<'_>, root: &Path) -> String {
    let mut out = String::new();
    let paths = Paths::new(root);
    for (change, reason) in &verdict.changes {
        let name = match (change.severity, reason) {
            (Severity::Breaking, None) => "error",
            _ => "notice",
        };
        let mut properties = Vec::new();
        // A place in the old version is nowhere in the new one.
        if !change.place.path.is_empty() && !change.place.is_old {
            properties.push(("file", paths.of(&change.place.path)));
            if change.place.line > 0 {
                properties.push(("line", change.place.line.to_string()));
            }
        }
        properties.push(("title", change.kind.title().to_owned()));
        let mut text = message(change, &ticks);
        if let Some(reason) = reason {
            let _ = write!(text, " (accepted: {})", short(reason));
        }
        out.push_str(&command(name, &properties, &text));
    }
    let name = if verdict.is_kept() { "notice" } else { "error" };
    out.push_str(&command(name, &[("title", "API".to_owned())], &summary(verdict)));
    out
}
