//! A baseline: a file of the findings that are known and borne with, so that new ones alone count.
//!
//! A finding is known by its file, its code and its words, which stay the same when lines move.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::run::RunArguments;
use super::{EXIT_USAGE, Failure};
use crate::diagnostic::Diagnostic;

/// The version of the form of the file.
const VERSION: u32 = 1;

/// Which findings are known, and how often each of them is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Baseline(BTreeMap<Known, usize>);

/// What is known of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    path: String,
    code: String,
    message: String,
}

/// The file.
#[derive(Deserialize)]
struct Form {
    version: u32,
    findings: Vec<Line>,
}

/// A line of it.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    known: Known,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Known {
    fn new(found: &Diagnostic) -> Self {
        Self {
            path: found.path.clone(),
            code: found.code.as_str().to_owned(),
            message: found.message.clone(),
        }
    }
}

impl Baseline {
    /// The baseline that some findings make.
    pub(super) fn new(found: &[Diagnostic]) -> Self {
        let mut known = BTreeMap::new();
        for found in found {
            *known.entry(Known::new(found)).or_default() += 1;
        }
        Self(known)
    }

    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let refused = |reason: String| {
            let message = format!("the baseline `{}` cannot be read: {reason}", path.display());
            Failure::new(EXIT_USAGE, message)
        };
        #[expect(clippy::disallowed_methods, reason = "the command line names the file")]
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => refused("there is no such file; `--write-baseline` makes it".to_owned()),
            _ => refused(error.to_string()),
        })?;
        let form: Form = serde_json::from_str(&text)
            .map_err(|error| refused(format!("{error}; `--write-baseline` writes it anew")))?;
        if form.version != VERSION {
            return Err(refused(format!(
                "it is of version {}, and this program knows version {VERSION}; `--write-baseline` writes it anew",
                form.version
            )));
        }
        let lines = form.findings.into_iter();
        Ok(Self(lines.map(|line| (line.known, line.count)).collect()))
    }

    /// Writes a file, and tells whether it was written.
    pub(super) fn write(self, path: &Path, run: &RunArguments) -> Result<bool, Failure> {
        let absolute: PathBuf = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        run.write(&absolute, self.text().as_bytes())
    }

    /// The text of the file, with a line for each finding so that changes are easy to see and to merge.
    fn text(self) -> String {
        let mut text = format!("{{\"version\": {VERSION}, \"findings\": [");
        for (number, (known, count)) in self.0.into_iter().enumerate() {
            let line = serde_json::to_string(&Line { known, count }).unwrap_or_default();
            let _ = write!(text, "{}\n{line}", if number == 0 { "" } else { "," });
        }
        text.push_str("\n]}\n");
        text
    }

    /// Takes the findings that are known out, and tells how many known ones are not found any more.
    pub(super) fn take_from(mut self, found: &mut Vec<Diagnostic>) -> usize {
        found.retain(|found| match self.0.get_mut(&Known::new(found)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        self.0.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::Location;

    fn found(path: &str, line: u32, message: &str) -> Diagnostic {
        let found = Diagnostic::new(Code::UnknownParameter, message);
        found.at(Location { line, column: 1 }).in_file(path)
    }

    #[test]
    fn a_finding_is_known_where_ever_its_line_is_and_as_often_as_it_was() {
        let old = [
            found("a.py", 1, "x"),
            found("a.py", 2, "x"),
            found("b.py", 9, "\"é\"\n"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        crate::cli::files::replace(&path, Baseline::new(&old).text().as_bytes()).unwrap();
        assert_eq!(Baseline::read(&path).unwrap(), Baseline::new(&old));

        let mut now = vec![
            found("a.py", 7, "x"),
            found("a.py", 8, "x"),
            found("a.py", 9, "x"),
            found("a.py", 9, "y"),
            found("c.py", 1, "x"),
        ];
        let gone = Baseline::read(&path).unwrap().take_from(&mut now);
        assert_eq!(gone, 1);
        assert_eq!(
            now,
            [
                found("a.py", 9, "x"),
                found("a.py", 9, "y"),
                found("c.py", 1, "x")
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_baseline_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        let refusal = |path: &Path| Baseline::read(path).unwrap_err();
        assert!(refusal(&path).message.contains("`--write-baseline` makes it"));
        for text in ["", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1}"] {
            crate::cli::files::replace(&path, text.as_bytes()).unwrap();
            assert_eq!(refusal(&path).code, EXIT_USAGE, "{text}");
        }
    }
}
