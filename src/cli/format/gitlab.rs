//! GitLab's code quality report (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use serde_json::{Value, json};

use super::{Place, advised};
use crate::diagnostic::Severity;
use crate::text::Location;

/// The report of a run. Each finding needs a file there: what is about none is about the book.
pub(super) fn report(places: &[Place<'_>], book: &str) -> Value {
    let issue = |place: &Place<'_>| {
        let diagnostic = place.diagnostic;
        let start = diagnostic.location.unwrap_or(Location { line: 1, column: 1 });
        let end = diagnostic.end.unwrap_or(start);
        let position = |at: Location| json!({ "line": at.line, "column": at.column });
        json!({
            "type": "issue",
            "check_name": diagnostic.code.as_str(),
            "description": advised(diagnostic),
            "severity": match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            "fingerprint": place.fingerprint,
            "location": {
                "path": place.path.as_deref().unwrap_or(book),
                "positions": { "begin": position(start), "end": position(end) },
            },
        })
    };
    places.iter().map(issue).collect()
}
