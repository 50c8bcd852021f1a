//! Where a text stands in the source that it was made from.

use serde::{Deserialize, Serialize};
use thin_vec::{ThinVec, thin_vec};

use super::{LineIndex, Location};

/// The parts of a text that are parts of another one, its origin, byte by byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces(Vec<Piece>);

/// A part of a text, up to the next part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the text.
    at: usize,
    /// Where it starts in the origin.
    from: usize,
}

impl Pieces {
    /// Adds that from `at` on the text is what the origin has from `from` on. Both never go back.
    pub fn push(&mut self, at: usize, from: usize) {
        match self.0.last_mut() {
            Some(last) if last.at == at => last.from = from,
            _ => self.0.push(Piece { at, from }),
        }
    }

    /// Whether the whole text is one part of the origin.
    pub fn is_one(&self) -> bool {
        self.0.len() == 1
    }

    /// The place in the origin of the first byte.
    pub fn first(&self) -> Option<usize> {
        self.0.first().map(|piece| piece.from)
    }

    /// The parts of the text that are parts of the origin of its origin.
    #[must_use]
    pub fn through(&self, origin: &Self) -> Self {
        let mut found = Self(Vec::with_capacity(self.0.len() + origin.0.len()));
        let mut inner = 0;
        for (number, piece) in self.0.iter().enumerate() {
            let end = self.0.get(number + 1).map_or(usize::MAX, |next| next.at);
            while origin.0.get(inner + 1).is_some_and(|next| next.at <= piece.from) {
                inner += 1;
            }
            let Some(first) = origin.0.get(inner) else { break };
            // What a tab becomes is longer than the tab; all of it stands there.
            let last = origin.0.get(inner + 1).map_or(usize::MAX, |next| next.from);
            let from = first.from + piece.from.saturating_sub(first.at);
            found.push(piece.at, from.min(last.saturating_sub(1)).max(first.from));
            let within = origin.0.iter().skip(inner + 1);
            for part in within {
                let at = piece.at + (part.at - piece.from);
                if at >= end {
                    break;
                }
                found.push(at, part.from);
            }
        }
        found
    }
}

/// The place in its source file of every character of a text. A text that stands there line by line, whatever the
/// indentation that was taken off, is one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Places {
    runs: ThinVec<Run>,
}

/// A part of a text, up to the next run: each of its characters stands one column behind the one before it, and
/// each of its lines one line below.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Run {
    /// Where it starts in the text, in bytes.
    start: u32,
    line: u32,
    column: u32,
    /// How many characters stand before each further line.
    margin: u32,
}

impl Places {
    /// No text has a place.
    pub const NONE: Self = Self { runs: ThinVec::new() };

    /// The places of a text that starts at `first` and has `margin` characters before each further line.
    pub fn lines(first: Location, margin: usize) -> Self {
        let run = Run {
            start: 0,
            line: first.line,
            column: first.column,
            margin: number(margin),
        };
        Self { runs: thin_vec![run] }
    }

    /// The places of a text by its pieces, of which every line that is not blank has one at its start.
    pub fn new(text: &str, pieces: &Pieces, source: &LineIndex<'_>) -> Self {
        let mut runs: Vec<OpenRun> = Vec::new();
        // What was cut off at the end has no place in the text.
        for piece in pieces.0.iter().take_while(|piece| piece.at < text.len()) {
            let actual = source.location(piece.from);
            let is_first_of_line = piece.at > 0 && text.as_bytes().get(piece.at - 1) == Some(&b'\n');
            let is_blank = is_first_of_line && text.as_bytes().get(piece.at) == Some(&b'\n');
            if let Some(run) = runs.last_mut() {
                run.advance(text, piece.at);
                if run.line == actual.line {
                    if is_first_of_line && !is_blank && run.margin.is_none() {
                        run.margin = Some(actual.column - 1);
                        run.column = actual.column;
                    }
                    // Nobody looks for the column of a line that is blank.
                    if run.column == actual.column || is_blank {
                        continue;
                    }
                }
            }
            runs.push(OpenRun::new(piece.at, actual));
        }
        Self {
            runs: runs.into_iter().map(OpenRun::close).collect(),
        }
    }

    /// Whether no place is known.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Finds places of `text`, which these places belong to.
    pub fn of<'a>(&'a self, text: &'a str) -> Locator<'a> {
        Locator {
            text,
            runs: &self.runs,
            at: 0,
            here: Location { line: 0, column: 0 },
            margin: 0,
        }
    }
}

/// A run whose margin its second line will tell.
struct OpenRun {
    start: usize,
    first: Location,
    margin: Option<u32>,
    /// How far it was followed, and where that would be in the source. The column is 0 where it is not known.
    at: usize,
    line: u32,
    column: u32,
}

impl OpenRun {
    fn new(start: usize, first: Location) -> Self {
        Self {
            start,
            first,
            margin: None,
            at: start,
            line: first.line,
            column: first.column,
        }
    }

    fn advance(&mut self, text: &str, to: usize) {
        for character in text.get(self.at..to).unwrap_or_default().chars() {
            if character == '\n' {
                self.line += 1;
                self.column = self.margin.map_or(0, |margin| margin + 1);
            } else {
                self.column += 1;
            }
        }
        self.at = to;
    }

    fn close(self) -> Run {
        Run {
            start: number(self.start),
            line: self.first.line,
            column: self.first.column,
            margin: self.margin.unwrap_or_default(),
        }
    }
}

/// Finds the places of a text in its source file.
#[derive(Clone, Debug)]
pub struct Locator<'a> {
    text: &'a str,
    /// The runs that start behind the place.
    runs: &'a [Run],
    at: usize,
    here: Location,
    margin: u32,
}

impl Locator<'_> {
    /// The place of the byte at `offset`, which is never before one asked for earlier; `None` if no place is known.
    pub fn locate(&mut self, offset: usize) -> Option<Location> {
        let end = self.text.floor_char_boundary(offset.min(self.text.len()));
        self.enter_run();
        while let Some(character) = self.text.get(self.at..end).and_then(|rest| rest.chars().next()) {
            self.at += character.len_utf8();
            if character == '\n' {
                self.here.line += 1;
                self.here.column = self.margin + 1;
            } else {
                self.here.column += 1;
            }
            self.enter_run();
        }
        let column = match self.runs.first() {
            // The blanks that a tab becomes all stand where the tab is.
            Some(next) if next.line == self.here.line => self.here.column.min((next.column - 1).max(1)),
            _ => self.here.column,
        };
        (self.here.line > 0).then_some(Location { column, ..self.here })
    }

    fn enter_run(&mut self) {
        while let Some((run, rest)) = self.runs.split_first() {
            if run.start as usize > self.at {
                break;
            }
            self.here = Location {
                line: run.line,
                column: run.column,
            };
            self.margin = run.margin;
            self.runs = rest;
        }
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
