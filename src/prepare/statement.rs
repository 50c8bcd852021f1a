//! Statements as ranges of tokens.

use std::ops::Range;

/// What a statement begins with, as far as its place in the nesting depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// A statement without a body.
    Simple,
    /// `@decorator`, a line of its own above a definition.
    Decorator,
    /// `def` or `async def`.
    Def,
    /// `class`.
    Class,
    /// `if`.
    If,
    /// `elif`.
    Elif,
    /// `else`.
    Else,
    /// `try`.
    Try,
    /// `except` or `except*`.
    Except,
    /// `finally`.
    Finally,
    /// `for` or `async for`.
    For,
    /// `while`.
    While,
    /// `with` or `async with`.
    With,
    /// `match`.
    Match,
    /// `case`.
    Case,
}

/// A simple statement, or the header of a compound one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it begins with.
    pub head: Head,
    /// The first token.
    pub first: u32,
    /// The token behind the last one; the colon of a header is not among them.
    pub end: u32,
    /// The token behind the statement with its colon and its body.
    pub close: u32,
    /// The number of the statement that follows it and its body.
    pub next: u32,
    /// How many bodies stand around it.
    pub depth: u32,
    /// Whether a problem is known already, so that the grammar need not be asked.
    pub is_broken: bool,
}

impl Statement {
    /// The tokens, without the colon of a header.
    pub fn tokens(&self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// Something that no Python has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// The byte where it begins.
    pub at: u32,
}

/// The kinds of problems. The words are those of CPython's own messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A bracket is never closed.
    UnclosedBracket,
    /// A closing bracket matches no open one.
    UnmatchedBracket,
    /// More than 200 brackets within each other.
    TooManyBrackets,
    /// A string is never closed.
    UnclosedString,
    /// A line is indented where no body begins.
    UnexpectedIndent,
    /// A line is indented less than its body and more than all around it.
    UnmatchedDedent,
    /// The header of a compound statement has no colon.
    MissingColon,
    /// A header without a body.
    MissingBody,
    /// A `try` without `except` and `finally`.
    MissingExcept,
    /// A compound statement or a decorator that does not begin its line.
    NotAlone,
    /// More than 100 bodies within each other.
    TooDeep,
}

impl ProblemKind {
    /// The kind in words.
    pub fn message(self) -> &'static str {
        match self {
            Self::UnclosedBracket => "this bracket is never closed",
            Self::UnmatchedBracket => "this bracket closes none",
            Self::TooManyBrackets => "more than 200 brackets within each other",
            Self::UnclosedString => "this string is never closed",
            Self::UnexpectedIndent => "unexpected indentation",
            Self::UnmatchedDedent => "the indentation matches no block around it",
            Self::MissingColon => "expected `:`",
            Self::MissingBody => "expected an indented block",
            Self::MissingExcept => "expected an `except` or `finally` block",
            Self::NotAlone => "this has to begin a line",
            Self::TooDeep => "more than 100 levels of indentation",
        }
    }
}
