//! Commands of GitHub Actions that make annotations
//! (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).

use super::{Place, advised};
use crate::cli::report;
use crate::diagnostic::Severity;
use crate::text::Location;

/// A command for each finding.
pub(super) fn findings(places: &[Place<'_>]) -> String {
    places.iter().map(finding).collect()
}

fn finding(place: &Place<'_>) -> String {
    let diagnostic = place.diagnostic;
    let name = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    if let Some(path) = &place.path {
        properties.push(("file", path.clone()));
    }
    if let Some(start) = diagnostic.location {
        properties.extend(lines(start, diagnostic.end));
    }
    properties.push(("title", diagnostic.code.as_str().to_owned()));
    command(name, &properties, &advised(diagnostic))
}

/// The places of the first and the last character. The runner takes columns only on a single line.
fn lines(start: Location, end: Option<Location>) -> Vec<(&'static str, String)> {
    let mut lines = vec![("line", start.line.to_string())];
    match end {
        Some(end) if end.line > start.line => {
            // What ends before the first character of a line ends on the line before.
            let last = if end.column > 1 { end.line } else { end.line - 1 };
            lines.push(("endLine", last.to_string()));
        }
        Some(end) => {
            let last = end.column.saturating_sub(1).max(start.column);
            lines.push(("col", start.column.to_string()));
            lines.push(("endLine", start.line.to_string()));
            lines.push(("endColumn", last.to_string()));
        }
        None => lines.push(("col", start.column.to_string())),
    }
    lines
}

/// `::name file=…,line=…::message` on a line of its own.
pub(in crate::cli) fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let property = |(key, value): &(&str, String)| {
        let value = escaped(value).replace(':', "%3A").replace(',', "%2C");
        format!("{key}={value}")
    };
    let properties: Vec<String> = properties.iter().map(property).collect();
    let command = format!("::{name} {}::{}", properties.join(","), escaped(message));
    report::visible(&format!("{command}\n"))
}

/// Text in which a command does not end.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
