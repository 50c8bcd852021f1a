//! The forms in which shares are printed.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::super::report::{one_line, visible, visible_json};
use super::{Outcome, Shares};
use crate::coverage::{Kind, Share};

/// How the shares are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// A table
    Text,
    /// One JSON object
    Json,
}

impl Format {
    pub(super) fn text(self, outcome: &Outcome<'_>) -> String {
        match self {
            Self::Text => text(outcome),
            Self::Json => visible_json(&format!("{:#}\n", json(outcome))),
        }
    }
}

/// A share as `12.3%`.
fn percent(share: Share) -> String {
    let permille = share.permille();
    format!("{}.{}%", permille / 10, permille % 10)
}

/// The word for a definition in a list.
fn singular(kind: Kind) -> &'static str {
    match kind {
        Kind::Module => "module",
        Kind::Class => "class",
        Kind::Function => "function",
        Kind::Method => "method",
    }
}

fn text(outcome: &Outcome<'_>) -> String {
    let mut out = String::new();
    if outcome.lists_missing {
        missing(&mut out, outcome);
    }
    let mut rows: Vec<(String, Shares)> = Vec::new();
    for (module, shares) in &outcome.modules {
        rows.push((module.module.clone(), *shares));
    }
    // A package stands above its modules, with all that is below it.
    for (package, shares) in &outcome.packages {
        rows.push((format!("{package}.*"), *shares));
    }
    let own = |name: &str| {
        name.strip_suffix(".*")
            .map_or_else(|| name.to_owned(), str::to_owned)
    };
    rows.sort_by_cached_key(|(name, _)| (own(name), !name.ends_with(".*")));
    let width = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        .max("module".len());
    let _ = writeln!(out, "{:<width$}  documented  missing   share", "module");
    for (name, shares) in rows.iter().chain([&("total".to_owned(), outcome.total)]) {
        let share = shares.all();
        let of = format!("{}/{}", share.documented, share.total);
        let _ = writeln!(
            out,
            "{name:<width$}  {of:>10}  {:>7}  {:>6}",
            share.missing(),
            percent(share)
        );
    }
    let kinds = outcome.kinds.iter().map(|(kind, share)| (kind.plural(), *share));
    let more = [
        ("parameters", outcome.total.parameters, outcome.counts_parameters),
        ("results", outcome.total.returns, outcome.counts_returns),
    ];
    let more = more.into_iter().filter(|(_, _, is_counted)| *is_counted);
    let all: Vec<String> = kinds
        .chain(more.map(|(name, share, _)| (name, share)))
        .map(|(name, share)| format!("{name} {}/{} ({})", share.documented, share.total, percent(share)))
        .collect();
    if !all.is_empty() {
        let _ = writeln!(out, "\n{}", all.join(", "));
    }
    let share = outcome.total.all();
    let _ = write!(
        out,
        "{} of {} documented: {}",
        share.documented,
        share.total,
        percent(share)
    );
    if outcome.fail_under.permille() > 0 {
        let word = if outcome.is_enough() { "and" } else { "but" };
        let _ = write!(out, ", {word} {}% are asked for", outcome.fail_under);
    }
    out.push('\n');
    visible(&out)
}

/// `path:line: missing[kind]: name`.
fn missing(out: &mut String, outcome: &Outcome<'_>) {
    let before = out.len();
    for (module, _) in &outcome.modules {
        for found in module.definitions.iter().filter(|found| !found.is_documented) {
            let name = match found.kind {
                Kind::Module => module.module.clone(),
                _ => format!("{}.{}", module.module, found.qualname),
            };
            let _ = writeln!(
                out,
                "{}:{}: missing[{}]: `{name}`",
                one_line(&module.path),
                found.line,
                singular(found.kind)
            );
        }
    }
    if out.len() > before {
        out.push('\n');
    }
}

fn json(outcome: &Outcome<'_>) -> Value {
    let modules: Vec<Value> = outcome
        .modules
        .iter()
        .map(|(module, shares)| {
            let missing = module.definitions.iter().filter(|found| !found.is_documented);
            let missing: Vec<Value> = missing
                .map(|found| json!({ "kind": singular(found.kind), "name": found.qualname, "line": found.line }))
                .collect();
            let mut value = object(shares.all());
            value["name"] = json!(module.module);
            value["path"] = json!(module.path);
            value["undocumented"] = json!(missing);
            value
        })
        .collect();
    let packages: Vec<Value> = outcome
        .packages
        .iter()
        .map(|(name, shares)| {
            let mut value = object(shares.all());
            value["name"] = json!(name);
            value
        })
        .collect();
    let kinds: serde_json::Map<String, Value> = outcome
        .kinds
        .iter()
        .map(|(kind, share)| (kind.plural().to_owned(), object(*share)))
        .collect();
    let mut value = object(outcome.total.all());
    value["kinds"] = json!(kinds);
    if outcome.counts_parameters {
        value["parameters"] = object(outcome.total.parameters);
    }
    if outcome.counts_returns {
        value["returns"] = object(outcome.total.returns);
    }
    value["fail_under"] = json!(outcome.fail_under);
    value["is_enough"] = json!(outcome.is_enough());
    value["packages"] = json!(packages);
    value["modules"] = json!(modules);
    value
}

fn object(share: Share) -> Value {
    let permille = u16::try_from(share.permille()).unwrap_or(1000);
    json!({
        "total": share.total,
        "documented": share.documented,
        "missing": share.missing(),
        "percent": f64::from(permille) / 10.0,
    })
}
