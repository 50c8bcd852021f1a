//! The forms in which `check` prints findings.

mod gitlab;
mod sarif;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::json;

use super::{report, terminal};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::name::count;
use crate::text::{Location, decode};

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum OutputFormat {
    /// With the lines of the source
    Full,
    /// One line each, `path:line:column: severity[code]: message`
    Concise,
    /// One JSON object each on standard output
    Json,
    /// Commands of GitHub Actions on standard output
    Github,
    /// A report of GitLab's code quality on standard output
    Gitlab,
    /// A log of SARIF 2.1.0 on standard output
    Sarif,
}

impl OutputFormat {
    /// What fits where standard error goes to.
    pub(super) fn usual() -> Self {
        if terminal::is_for_people() {
            Self::Full
        } else {
            Self::Concise
        }
    }

    /// Whether the findings go to standard output, for programs.
    pub(super) fn is_for_programs(self) -> bool {
        !matches!(self, Self::Full | Self::Concise)
    }

    /// The text of the findings, at most so many of each code. Their paths are relative to `root`.
    pub(super) fn text(self, diagnostics: &[Diagnostic], most: usize, root: &Path) -> String {
        let mut numbers: BTreeMap<Code, (Severity, usize)> = BTreeMap::new();
        let mut writer = Writer {
            format: self,
            root,
            sources: Sources::default(),
            text: String::new(),
        };
        let is_printed = |diagnostic: &&Diagnostic| {
            let (_, number) = numbers.entry(diagnostic.code).or_insert((diagnostic.severity, 0));
            *number += 1;
            *number <= most
        };
        let printed: Vec<&Diagnostic> = diagnostics.iter().filter(is_printed).collect();
        match self {
            Self::Gitlab => writer.document(&gitlab::report(
                &places(&printed, root),
                &from_here(&root.join("book.toml")),
            )),
            Self::Sarif => writer.document(&sarif::log(&places(&printed, root))),
            _ => printed
                .into_iter()
                .for_each(|diagnostic| writer.diagnostic(diagnostic)),
        }
        for (code, (severity, number)) in numbers {
            if number > most && !self.is_for_programs() {
                let more = count(number - most, "more finding");
                let (severity, code) = (severity.as_str(), code.as_str());
                let _ = writeln!(writer.text, "{severity}: … and {more} of the kind `{code}`");
            }
        }
        writer.text
    }
}

struct Writer<'a> {
    format: OutputFormat,
    root: &'a Path,
    sources: Sources,
    text: String,
}

impl Writer<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        match self.format {
            OutputFormat::Concise => self.concise(diagnostic),
            OutputFormat::Full => self.full(diagnostic),
            OutputFormat::Json => {
                let _ = writeln!(self.text, "{}", object(diagnostic));
            }
            OutputFormat::Github => self.github(diagnostic),
            // They are about all findings at once.
            OutputFormat::Gitlab | OutputFormat::Sarif => {}
        }
    }

    fn document(&mut self, document: &serde_json::Value) {
        let _ = writeln!(self.text, "{document}");
    }

    fn concise(&mut self, diagnostic: &Diagnostic) {
        let mut line = String::new();
        report::line(&mut line, diagnostic);
        self.text.push_str(&report::visible(&line));
    }

    /// As `rustc` prints it, with the lines in question.
    fn full(&mut self, diagnostic: &Diagnostic) {
        let title = report::visible(&diagnostic.message);
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let path = report::visible(&diagnostic.path);
        let help = diagnostic.help.as_deref().map(report::visible);
        let title = level.primary_title(title.as_str()).id(diagnostic.code.as_str());
        let excerpt = diagnostic.location.and_then(|start| {
            let lines = self.sources.lines(&self.root.join(&diagnostic.path))?;
            Excerpt::new(lines, start, diagnostic.end)
        });
        let Some(Excerpt { line, number, span }) = excerpt else {
            self.concise(diagnostic);
            self.text.push('\n');
            return;
        };
        let snippet = Snippet::source(line)
            .line_start(number)
            .path(path.as_str())
            .annotation(AnnotationKind::Primary.span(span));
        let help = help.as_deref().map(|help| Level::HELP.message(help));
        let group = title.element(snippet).elements(help);
        let renderer = if terminal::has_colors() {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = match terminal::width() {
            Some(width) => renderer.term_width(width),
            None => renderer,
        };
        self.text.push_str(&renderer.render(&[group]));
        self.text.push_str("\n\n");
    }

    /// `::warning file=…,line=…::message`.
    fn github(&mut self, diagnostic: &Diagnostic) {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if !diagnostic.path.is_empty() {
            properties.push(("file", from_here(&self.root.join(&diagnostic.path))));
        }
        if let Some(start) = diagnostic.location {
            properties.push(("line", start.line.to_string()));
            properties.push(("col", start.column.to_string()));
        }
        if let Some(end) = diagnostic.end {
            properties.push(("endLine", end.line.to_string()));
            // The last column, not the one behind it.
            properties.push(("endColumn", (end.column - 1).max(1).to_string()));
        }
        properties.push(("title", diagnostic.code.as_str().to_owned()));
        let properties: Vec<String> = properties
            .into_iter()
            .map(|(name, value)| format!("{name}={}", escaped(&value, true)))
            .collect();
        let message = escaped(&advised(diagnostic), false);
        let _ = writeln!(self.text, "::{command} {}::{message}", properties.join(","));
    }
}

/// A finding as other programs are told of it.
struct Place<'d> {
    diagnostic: &'d Diagnostic,
    /// Its file as it is from the current directory, if it is about one.
    path: Option<String>,
    /// The same for the same finding in every run, wherever its line is; no other one has it.
    fingerprint: String,
}

fn places<'d>(diagnostics: &[&'d Diagnostic], root: &Path) -> Vec<Place<'d>> {
    let mut numbers: HashMap<(&str, Code, &str), usize> = HashMap::new();
    let place = |diagnostic: &&'d Diagnostic| {
        let Diagnostic {
            path, code, message, ..
        } = diagnostic;
        let number = numbers.entry((path, *code, message)).or_default();
        *number += 1;
        let said = format!("{path}\0{}\0{message}\0{number}", code.as_str());
        Place {
            diagnostic,
            path: (!path.is_empty()).then(|| from_here(&root.join(path))),
            fingerprint: blake3::hash(said.as_bytes()).to_hex()[..32].to_owned(),
        }
    };
    diagnostics.iter().map(place).collect()
}

/// What happened and what to do about it.
fn advised(diagnostic: &Diagnostic) -> String {
    let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}"));
    format!("{}{}", diagnostic.message, help.unwrap_or_default())
}

/// A line of a source and what is marked in it.
struct Excerpt<'s> {
    line: &'s str,
    number: usize,
    span: std::ops::Range<usize>,
}

/// No one reads a longer line in a terminal.
const LONGEST_LINE: usize = 2000;

impl<'s> Excerpt<'s> {
    /// The line at `start`, if it is there still: the file may have changed.
    fn new(lines: &'s [String], start: Location, end: Option<Location>) -> Option<Self> {
        let line = lines.get(start.line as usize - 1)?;
        if line.len() > LONGEST_LINE {
            return None;
        }
        let offset = |column: u32| {
            let mut offsets = line.char_indices().map(|(at, _)| at);
            offsets.nth(column as usize - 1).unwrap_or(line.len())
        };
        let from = offset(start.column);
        let to = match end {
            Some(end) if end.line == start.line => offset(end.column),
            Some(_) => line.len(),
            None => offset(start.column + 1),
        };
        Some(Self {
            line,
            number: start.line as usize,
            span: from..to.max(from),
        })
    }
}

/// The lines of the file that was read last. Findings come file by file.
#[derive(Default)]
struct Sources {
    path: PathBuf,
    lines: Option<Vec<String>>,
}

impl Sources {
    fn lines(&mut self, path: &Path) -> Option<&[String]> {
        if self.path != path {
            path.clone_into(&mut self.path);
            #[expect(clippy::disallowed_methods, reason = "the lines are shown with the findings")]
            let bytes = std::fs::read(path).ok();
            self.lines = bytes.map(|bytes| {
                let text = decode(&bytes).text.replace("\r\n", "\n");
                text.split(['\n', '\r']).map(str::to_owned).collect()
            });
        }
        self.lines.as_deref()
    }
}

fn object(diagnostic: &Diagnostic) -> serde_json::Value {
    let place = |place: Option<Location>| place.map(|at| json!({ "line": at.line, "column": at.column }));
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": diagnostic.path,
        "location": place(diagnostic.location),
        "end_location": place(diagnostic.end),
        "fix": diagnostic.fix.as_ref().map(|fix| fix.by.as_str()),
    })
}

/// A path as it is from the current directory, without `..` where that can be: GitHub shows findings beside the files
/// of the repository.
pub(super) fn from_here(path: &Path) -> String {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "paths are printed as they are from here"
    )]
    let here = std::env::current_dir().unwrap_or_default();
    let shown = plain.strip_prefix(&here).unwrap_or(&plain);
    shown.to_string_lossy().replace('\\', "/")
}

/// Text in a command of GitHub Actions.
pub(super) fn escaped(text: &str, is_property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property {
        text.replace(':', "%3A").replace(',', "%2C")
    } else {
        text
    }
}
