//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), which code scanning takes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Place, advised};
use crate::cli::explain;
use crate::diagnostic::{Code, Severity};

/// The log of a run.
pub(super) fn log(places: &[Place<'_>]) -> Value {
    let codes: BTreeSet<Code> = places.iter().map(|place| place.diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results = places.iter().map(|place| result(place, &codes));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            // As Python reads them.
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.meaning() },
        "help": { "text": explain::text(code), "markdown": explain::markdown(code) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(place: &Place<'_>, codes: &[Code]) -> Value {
    let diagnostic = place.diagnostic;
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity),
        "message": { "text": advised(diagnostic) },
        "partialFingerprints": { "finding/v1": place.fingerprint },
    });
    if let Some(path) = &place.path {
        let mut physical = json!({ "artifactLocation": { "uri": uri(path) } });
        if let Some(start) = diagnostic.location {
            physical["region"] = json!({ "startLine": start.line, "startColumn": start.column });
            if let Some(end) = diagnostic.end {
                physical["region"]["endLine"] = end.line.into();
                physical["region"]["endColumn"] = end.column.into();
            }
        }
        result["locations"] = json!([{ "physicalLocation": physical }]);
    }
    if let Some(edit) = &place.edit {
        let region = json!({
            "startLine": edit.start.line,
            "startColumn": edit.start.column,
            "endLine": edit.end.line,
            "endColumn": edit.end.column,
        });
        let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": edit.by } });
        let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let change = json!({ "artifactLocation": artifact, "replacements": [replacement] });
        result["fixes"] = json!([{ "artifactChanges": [change] }]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a reference to a URI (RFC 3986): what may not stand there is written as `%` and two digits.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_references() {
        for (path, expected) in [
            ("src/a.py", "src/a.py"),
            ("a b/é%.py", "a%20b/%C3%A9%25.py"),
            ("/tmp/a.py", "file:///tmp/a.py"),
            ("c:x.py", "c%3Ax.py"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
