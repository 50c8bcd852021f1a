//! What can be known of a file without a grammar: its logical lines, its statements, and how they nest.
//!
//! tree-sitter costs about a microsecond a node, whatever the node is for, and its recovery from one mistake can
//! swallow the definitions around it. Preparation is linear and exact: brackets, strings, comments, continuations
//! and indentation are read as the chapter "Lexical analysis" of the Python reference has them. Its result is a
//! list of statements, each a range of tokens. A statement means the same wherever it stands, so the grammar is
//! asked about one statement at a time, and a mistake stays within the statement that makes it.

mod blocks;
mod scanner;
mod statement;

#[cfg(test)]
mod tests;

pub use statement::{Head, Problem, ProblemKind, Statement};

use crate::token::Symbol;

/// No bracket closes this one.
pub const UNCLOSED: u32 = u32::MAX;

/// The tokens of a file, each with its place.
#[derive(Debug, Default)]
pub struct Tokens {
    /// What they are.
    pub symbols: Vec<Symbol>,
    /// Their first bytes.
    pub starts: Vec<u32>,
    /// The bytes behind them.
    pub ends: Vec<u32>,
    /// For an opening bracket the token that closes it, or [`UNCLOSED`].
    pub partners: Vec<u32>,
}

impl Tokens {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// The token behind the group that `at` opens, or behind `at` itself where it opens none. A bracket that is
    /// never closed reaches to `end`.
    pub fn after(&self, at: usize, end: usize) -> usize {
        if self.symbols[at].closing().is_none() {
            return at + 1;
        }
        match self.partners[at] {
            UNCLOSED => end,
            partner => (partner as usize + 1).min(end),
        }
    }
}

/// A file taken apart.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Every token.
    pub tokens: Tokens,
    /// The statements in the order of the text, each followed by those of its body.
    pub statements: Vec<Statement>,
    /// What is wrong with the file as far as it can be seen here, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Takes `source` apart. Offsets are 32 bits wide; of a longer text only the beginning is read.
pub fn prepare(source: &str) -> Prepared {
    let most = source.floor_char_boundary(source.len().min(u32::MAX as usize - 1));
    blocks::Builder::new(&source[..most]).build()
}
