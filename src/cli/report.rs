//! The only printer of diagnostics and errors: standard error, one line each.

use std::fmt::Write as _;
use std::io::Write as _;

use super::progress::beside_line;
use crate::diagnostic::{Diagnostic, Severity};
use crate::driver::Generated;
use crate::name::count;
use crate::render::Authority;

/// At most this many findings of one kind are printed by a build; `check` prints all.
const MOST_OF_A_KIND: usize = 5;

/// Prints `error: message`.
pub(super) fn error(message: &str) {
    emit(&format!("error: {message}\n"));
}

/// Prints `warning: message`.
pub(super) fn warning(message: &str) {
    emit(&format!("warning: {}\n", one_line(message)));
}

/// Prints `note: message`.
pub(super) fn note(message: &str) {
    emit(&format!("note: {}\n", one_line(message)));
}

/// Prints what [`OutputFormat::text`](super::format::OutputFormat::text) gave for people to read.
pub(super) fn all(text: &str) {
    write(text);
}

/// Prints the findings of a build: no mere information nor what is below `least`, and of each kind the first few.
pub(super) fn brief(diagnostics: &[Diagnostic], least: Severity) {
    let least = least.max(Severity::Warning);
    let mut text = String::new();
    let mut printed = std::collections::BTreeMap::new();
    for diagnostic in diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity >= least)
    {
        let (_, number) = printed.entry(diagnostic.code).or_insert((diagnostic.severity, 0));
        *number += 1;
        if *number <= MOST_OF_A_KIND {
            line(&mut text, diagnostic);
        }
    }
    for (code, (severity, number)) in printed {
        if number <= MOST_OF_A_KIND {
            continue;
        }
        let more = count(number - MOST_OF_A_KIND, "more finding");
        let _ = writeln!(
            text,
            "{}: {more} of the kind `{}`; `mdbook-autodoc check` prints all",
            severity.as_str(),
            code.as_str()
        );
    }
    emit(&text);
}

/// `path:line:column: severity[code]: message`, and the advice below it.
pub(super) fn line(text: &mut String, diagnostic: &Diagnostic) {
    if !diagnostic.path.is_empty() {
        text.push_str(&one_line(&diagnostic.path));
        if let Some(location) = diagnostic.location {
            let _ = write!(text, ":{}:{}", location.line, location.column);
        }
        text.push_str(": ");
    }
    let _ = writeln!(
        text,
        "{}[{}]: {}",
        diagnostic.severity.as_str(),
        diagnostic.code.as_str(),
        one_line(&diagnostic.message)
    );
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(text, "  help: {}", one_line(help));
    }
}

/// Tells which styles the docstrings of each package are read in, and of those that differ from most, if that much is
/// asked for.
pub(super) fn styles(generated: &Generated, verbose: u8) {
    if verbose == 0 {
        return;
    }
    let mut text = String::new();
    for package in &generated.styles {
        let by = match package.authority {
            Authority::Source => "set for the source",
            Authority::Book => "set for the book",
            Authority::Docformat => "by `__docformat__`",
            Authority::Docstrings => "by what stands in them",
        };
        let counts = package.counts.iter();
        let counts: Vec<_> = counts
            .map(|(style, count)| format!("{count} {}", style.as_str()))
            .collect();
        let _ = write!(text, "`{}`: docstrings {by}: {}", package.name, counts.join(", "));
        if package.undecided > 0 {
            let _ = write!(text, "; {} as most others", package.undecided);
        }
        text.push('\n');
        for other in package.others.iter().filter(|_| verbose > 1) {
            let (path, line, name, style) = (&other.path, other.line, &other.name, other.style.as_str());
            let _ = writeln!(
                text,
                "{}:{line}: the docstring of `{name}` is {style}",
                one_line(path)
            );
        }
    }
    emit(&text);
}

/// Tells where the links to the source lead, if that much is asked for.
pub(super) fn source_links(generated: &Generated, verbose: u8) {
    let notes = generated.source_notes.iter().filter(|_| verbose > 0);
    emit(
        &notes
            .map(|note| format!("{}\n", one_line(note)))
            .collect::<String>(),
    );
}

/// The number of findings, in words.
pub(super) fn summary(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let (errors, warnings, infos) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    let fixes = diagnostics.iter().filter(|found| found.fix.is_some()).count();
    let advice = match fixes {
        0 => String::new(),
        _ => format!("; `--fix` mends {fixes} of them"),
    };
    format!(
        "{}, {}, {}{advice}",
        count(errors, "error"),
        count(warnings, "warning"),
        count(infos, "remark")
    )
}

fn emit(text: &str) {
    write(&visible(text));
}

fn write(text: &str) {
    // Nothing can be done about a closed standard error.
    let _ = beside_line(|| std::io::stderr().write_all(text.as_bytes()));
}

/// Names of files and excerpts of sources are anybody's: what a terminal would obey is written out.
pub(super) fn visible(text: &str) -> String {
    written_out(text, |character| format!("\\u{{{:x}}}", u32::from(character)))
}

/// The same on one line: a line of its own may be a command, for what reads the log of a run.
pub(super) fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n")
}

/// JSON without anything that a terminal obeys: all of that stands in strings.
pub(super) fn visible_json(json: &str) -> String {
    written_out(json, |character| format!("\\u{:04x}", u32::from(character)))
}

/// A text in which what a terminal would obey has another form.
fn written_out(text: &str, form: impl Fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed(character) {
            shown.push_str(&form(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Whether a terminal does something else with a character than to print it or to begin a line.
fn is_obeyed(character: char) -> bool {
    let is_bidi =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() && character != '\n' || is_bidi
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::Location;

    #[test]
    fn a_finding_names_its_place_kind_and_remedy() {
        let mut text = String::new();
        let found = Diagnostic::new(Code::SyntaxError, "invalid syntax").at(Location { line: 3, column: 7 });
        line(&mut text, &found.in_file("pkg/a.py").help("mend it"));
        assert_eq!(
            text,
            "pkg/a.py:3:7: error[syntax-error]: invalid syntax\n  help: mend it\n"
        );
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_printed() {
        assert_eq!(visible("a\u{1b}[2J\u{202e}b\n"), "a\\u{1b}[2J\\u{202e}b\n");
        assert_eq!(one_line("a\n::error::b\r"), "a\\n::error::b\\u{d}");
    }
}
