//! One JSON object for each finding.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Place;
use crate::cli::report::visible_json;
use crate::text::Location;

/// The findings, one on each line.
pub(super) fn lines(places: &[Place<'_>]) -> String {
    let mut text = String::new();
    for place in places {
        let _ = writeln!(text, "{}", visible_json(&object(place).to_string()));
    }
    text
}

fn object(place: &Place<'_>) -> Value {
    let at = |place: Option<Location>| place.map(|at| json!({ "line": at.line, "column": at.column }));
    let diagnostic = place.diagnostic;
    let fix = place.edit.as_ref().map(|edit| {
        json!({
            "location": at(Some(edit.start)),
            "end_location": at(Some(edit.end)),
            "text": edit.by,
        })
    });
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": diagnostic.path,
        "location": at(diagnostic.location),
        "end_location": at(diagnostic.end),
        "fix": fix,
    })
}
