//! The forms in which `check` prints findings.

pub(super) mod github;
mod gitlab;
mod json;
mod paths;
mod sarif;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

pub(super) use paths::Paths;

use super::fix::{Edit, edits};
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
        let is_printed = |diagnostic: &&Diagnostic| {
            let (_, number) = numbers.entry(diagnostic.code).or_insert((diagnostic.severity, 0));
            *number += 1;
            *number <= most
        };
        let printed: Vec<&Diagnostic> = diagnostics.iter().filter(is_printed).collect();
        let document =
            |document: serde_json::Value| format!("{}\n", report::visible_json(&document.to_string()));
        let mut text = match self {
            Self::Full | Self::Concise => for_people(&printed, self == Self::Full, root),
            Self::Json => json::lines(&places(&printed, root)),
            Self::Github => github::findings(&places(&printed, root)),
            Self::Gitlab => document(gitlab::report(
                &places(&printed, root),
                &Paths::new(root).of("book.toml"),
            )),
            Self::Sarif => document(sarif::log(&places(&printed, root))),
        };
        for (code, (severity, number)) in numbers {
            if number > most && !self.is_for_programs() {
                let more = count(number - most, "more finding");
                let (severity, code) = (severity.as_str(), code.as_str());
                let _ = writeln!(text, "{severity}: … and {more} of the kind `{code}`");
            }
        }
        text
    }
}

fn for_people(diagnostics: &[&Diagnostic], is_full: bool, root: &Path) -> String {
    let mut writer = Writer {
        root,
        sources: Sources::default(),
        text: String::new(),
    };
    for diagnostic in diagnostics {
        if is_full {
            writer.full(diagnostic);
        } else {
            report::line(&mut writer.text, diagnostic);
        }
    }
    writer.text
}

struct Writer<'a> {
    root: &'a Path,
    sources: Sources,
    text: String,
}

impl Writer<'_> {
    /// As `rustc` prints it, with the lines in question.
    fn full(&mut self, diagnostic: &Diagnostic) {
        let title = report::one_line(&diagnostic.message);
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let path = report::one_line(&diagnostic.path);
        let help = diagnostic.help.as_deref().map(report::one_line);
        let title = level.primary_title(title.as_str()).id(diagnostic.code.as_str());
        let excerpt = diagnostic.location.and_then(|start| {
            let lines = self.sources.lines(&self.root.join(&diagnostic.path))?;
            Excerpt::new(lines, start, diagnostic.end)
        });
        let Some(Excerpt { line, number, span }) = excerpt else {
            report::line(&mut self.text, diagnostic);
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
}

/// A finding as other programs are told of it.
struct Place<'d> {
    diagnostic: &'d Diagnostic,
    /// Its file as it is called in the repository, if it is about one.
    path: Option<String>,
    /// The same for the same finding in every run, wherever its line is; no other one has it.
    fingerprint: String,
    /// What mends it for certain.
    edit: Option<Edit<'d>>,
}

fn places<'d>(diagnostics: &[&'d Diagnostic], root: &Path) -> Vec<Place<'d>> {
    let paths = Paths::new(root);
    let mut numbers: HashMap<(&str, Code, &str), usize> = HashMap::new();
    let mut place = |(diagnostic, edit): (&&'d Diagnostic, _)| {
        let Diagnostic {
            path, code, message, ..
        } = diagnostic;
        let number = numbers.entry((path, *code, message)).or_default();
        *number += 1;
        let said = format!("{path}\0{}\0{message}\0{number}", code.as_str());
        Place {
            diagnostic,
            path: (!path.is_empty()).then(|| paths.of(path)),
            fingerprint: blake3::hash(said.as_bytes()).to_hex()[..32].to_owned(),
            edit,
        }
    };
    let edits = edits(diagnostics, root);
    diagnostics.iter().zip(edits).map(&mut place).collect()
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
