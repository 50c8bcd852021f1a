//! Names of what is documented, for people and programs.

pub(super) mod list;
pub(super) mod search;

use std::fmt::Write as _;

use clap::ValueEnum;
use serde_json::json;

use super::report::{brief, one_line, visible_json};
use super::run::RunArguments;
use super::sources::SourceArguments;
use super::{Failure, generator, terminal};
use crate::diagnostic::Severity;
use crate::driver;
use crate::render::{Catalog, Named};

/// Between the columns of a table.
const GAP: usize = 2;

/// A cell of a table that is wider than this moves no other.
const MOST_WIDTH: usize = 50;

/// How names are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One line each: a table in a terminal, with tabs between the columns elsewhere
    Text,
    /// One JSON object on a line for each
    Json,
}

/// What names are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Modules and packages
    Module,
    /// Classes, exceptions included
    Class,
    /// Exceptions
    Exception,
    /// Functions outside of classes
    Function,
    /// Methods
    Method,
    /// Attributes, properties, fields, keys and members of enumerations
    Attribute,
    /// Type aliases, new types and type variables
    Type,
}

impl Kind {
    /// The letters that the palette has for it.
    fn letters(self) -> &'static str {
        match self {
            Self::Module => "p",
            Self::Class => "ce",
            Self::Exception => "e",
            Self::Function => "f",
            Self::Method => "m",
            Self::Attribute => "yavdk",
            Self::Type => "t",
        }
    }
}

/// Whether something is of one of the kinds, if any are asked for.
fn is_of(kinds: &[Kind], named: &Named<'_>) -> bool {
    kinds.is_empty() || kinds.iter().any(|kind| kind.letters().contains(named.letter))
}

/// A name as it is printed.
struct Row {
    name: String,
    kind: &'static str,
    path: String,
    line: u32,
    is_deprecated: bool,
    summary: String,
    origin: Option<String>,
}

impl Row {
    fn new(named: &Named<'_>, summary: String) -> Self {
        Self {
            name: named.name.to_string(),
            kind: named.kind,
            path: named.path.to_owned(),
            line: named.line,
            is_deprecated: named.is_deprecated,
            summary,
            origin: named.origin.as_deref().map(str::to_owned),
        }
    }

    fn object(&self) -> String {
        let line = (self.line > 0).then_some(self.line);
        let object = json!({
            "name": self.name,
            "kind": self.kind,
            "path": self.path,
            "line": line,
            "deprecated": self.is_deprecated,
            "summary": self.summary,
            "origin": self.origin,
        });
        visible_json(&object.to_string())
    }

    fn cells(&self) -> [String; 4] {
        let place = match self.line {
            0 => self.path.clone(),
            line => format!("{}:{line}", self.path),
        };
        let mut note = match &self.origin {
            Some(origin) => format!("is {origin}"),
            None => self.summary.clone(),
        };
        if self.is_deprecated {
            note.insert_str(
                0,
                if note.is_empty() {
                    "deprecated"
                } else {
                    "deprecated: "
                },
            );
        }
        [self.name.clone(), self.kind.to_owned(), place, note].map(|cell| one_line(&cell))
    }
}

impl Format {
    fn text(self, rows: &[Row]) -> String {
        match self {
            Self::Json => rows.iter().map(|row| row.object() + "\n").collect(),
            Self::Text => match terminal::page_width() {
                Some(width) => table(rows, width),
                None => rows
                    .iter()
                    .map(|row| row.cells().join("\t").trim_end().to_owned() + "\n")
                    .collect(),
            },
        }
    }
}

/// Aligned columns; what does not fit the width is left out at the end of a line.
fn table(rows: &[Row], width: usize) -> String {
    let cells: Vec<[String; 4]> = rows.iter().map(Row::cells).collect();
    let widths = [0, 1, 2].map(|column| {
        let widths = cells.iter().map(|row| row[column].chars().count());
        widths.filter(|width| *width <= MOST_WIDTH).max().unwrap_or(0)
    });
    let mut text = String::new();
    for row in &cells {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:width$}{:GAP$}", "");
        }
        line.push_str(&row[3]);
        let line = line.trim_end();
        match line.char_indices().nth(width) {
            Some(_) => {
                let end = line.char_indices().nth(width.saturating_sub(1));
                text.push_str(line.get(..end.map_or(0, |(at, _)| at)).unwrap_or(line));
                text.push('…');
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// Makes rows of the names of some sources.
fn rows(
    sources: SourceArguments,
    run: &RunArguments,
    make: impl FnOnce(&Catalog<'_, '_>) -> Result<Vec<Row>, Failure>,
) -> Result<Vec<Row>, Failure> {
    let (settings, book) = sources.settings(run)?;
    let progress = run.show_progress(&settings);
    let listing = driver::catalog(&settings, make);
    drop(progress);
    let listing = listing.map_err(|error| generator::failure(&error, book.as_deref(), run))?;
    // What else is wrong was not asked for.
    brief(&listing.diagnostics, Severity::Error);
    run.account(&listing.stats, &settings);
    run.tell();
    listing.made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, path: &str, summary: &str) -> Row {
        Row {
            name: name.to_owned(),
            kind: "class",
            path: path.to_owned(),
            line: 3,
            is_deprecated: false,
            summary: summary.to_owned(),
            origin: None,
        }
    }

    #[test]
    fn columns_are_aligned_and_lines_end_at_the_width() {
        let rows = [
            row("a.B", "a.py", "One."),
            row("a.Longer", "a/b.py", "Two three four."),
        ];
        assert_eq!(
            table(&rows, 36),
            "a.B       class  a.py:3    One.\na.Longer  class  a/b.py:3  Two thre…\n"
        );
        let wide = row(&"n".repeat(MOST_WIDTH + 1), "a.py", "");
        assert_eq!(
            table(&[row("a", "a.py", ""), wide], 20).lines().next(),
            Some("a  class  a.py:3")
        );
    }

    #[test]
    fn names_of_files_are_no_commands_of_a_terminal() {
        let [_, _, place, _] = row("a", "x\u{1b}[2J\t\n.py", "").cells();
        assert_eq!(place, "x\\u{1b}[2J\\u{9}\\n.py:3");
    }
}
