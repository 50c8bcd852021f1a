//! The changes that are meant: a file with a reason for each.

use std::path::Path;

use globset::{Glob, GlobMatcher};
use serde::Deserialize;

use super::super::{EXIT_USAGE, Failure};
use crate::compare::{Change, ChangeKind};
use crate::name::nearest;

/// What is accepted.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    /// The file, as it is shown.
    file: String,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    written: Written,
    item: GlobMatcher,
    kind: Option<ChangeKind>,
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accept: Vec<Written>,
}

/// `[[accept]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The full name of what changed; `*` stands for anything.
    item: String,
    /// The kind of the change; any where it is not given.
    kind: Option<String>,
    /// The parameter; any where it is not given.
    parameter: Option<String>,
    /// Why it is right.
    reason: String,
}

impl Accepted {
    /// Reads a file, which may be missing unless it was asked for.
    pub(super) fn read(path: &Path, is_asked_for: bool) -> Result<Self, Failure> {
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        #[expect(clippy::disallowed_methods, reason = "the command line names the file")]
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_asked_for => {
                return Ok(Self::default());
            }
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", path.display());
                return Err(Failure::new(EXIT_USAGE, message));
            }
        };
        let refused = |message: String| Failure::new(EXIT_USAGE, format!("{file}: {message}"));
        let read: File =
            toml::from_str(&text).map_err(|error| refused(error.to_string().trim_end().to_owned()))?;
        let rules = read.accept.into_iter().map(Rule::new).collect::<Result<_, _>>();
        let rules = rules.map_err(refused)?;
        Ok(Self { file, rules })
    }

    /// The reason for each change that is accepted, and a message for each rule that no change needs.
    pub(super) fn apply(&self, changes: &[Change]) -> (Vec<Option<&str>>, Vec<String>) {
        let mut used = vec![false; self.rules.len()];
        let reasons = changes.iter().map(|change| {
            let (at, rule) = self
                .rules
                .iter()
                .enumerate()
                .find(|(_, rule)| rule.covers(change))?;
            used[at] = true;
            Some(rule.written.reason.as_str())
        });
        let reasons = reasons.collect();
        let unused = self.rules.iter().zip(used).filter(|(_, used)| !used);
        let message = |(rule, _): (&Rule, bool)| {
            let item = &rule.written.item;
            format!(
                "{}: nothing changed that `{item}` would accept; remove the entry",
                self.file
            )
        };
        (reasons, unused.map(message).collect())
    }
}

impl Rule {
    fn new(written: Written) -> Result<Self, String> {
        let item = &written.item;
        if written.reason.trim().is_empty() {
            return Err(format!(
                "the entry `{item}` has no reason; say in `reason` why the change is right"
            ));
        }
        let kind = match &written.kind {
            None => None,
            Some(name) => Some(ChangeKind::from_name(name).ok_or_else(|| {
                let near = nearest(name, ChangeKind::ALL.iter().map(|kind| kind.as_str()));
                let advice = near
                    .map(|near| format!(": did you mean `{near}`?"))
                    .unwrap_or_default();
                format!("`{name}` is no kind of change{advice}")
            })?),
        };
        let item = Glob::new(item).map_err(|error| format!("`{item}` is no pattern: {error}"))?;
        Ok(Self {
            item: item.compile_matcher(),
            kind,
            written,
        })
    }

    fn covers(&self, change: &Change) -> bool {
        let parameter = self.written.parameter.as_deref();
        self.item.is_match(&change.item)
            && self.kind.is_none_or(|kind| kind == change.kind)
            && parameter.is_none_or(|parameter| change.parameter.as_deref() == Some(parameter))
    }
}
