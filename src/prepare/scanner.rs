//! From text to logical lines.

use super::{Problem, ProblemKind, Tokens, UNCLOSED};
use crate::token::{Lexer, Symbol};

/// After so many brackets that are open at the end of the text, a bracket reaches to the end of its line only.
/// Each of them may have cost a look at the whole rest of the text.
const MOST_RETRIES: u32 = 16;

/// CPython refuses more brackets within each other (`MAXLEVEL` of its tokenizer).
const MOST_BRACKETS: usize = 200;

/// One logical line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The column of its first token: tabs go to the next multiple of 8.
    pub(super) indentation: u32,
    /// The first token.
    pub(super) first: usize,
    /// The token behind the last one.
    pub(super) end: usize,
    /// Whether a problem was found in it.
    pub(super) is_broken: bool,
}

/// Reads logical lines.
pub(super) struct Scanner<'s> {
    lexer: Lexer<'s>,
    pub(super) tokens: Tokens,
    pub(super) problems: Vec<Problem>,
    /// The open brackets of the line that is read.
    open: Vec<Open>,
    retries: u32,
}

#[derive(Clone, Copy)]
struct Open {
    token: usize,
    closing: Symbol,
}

/// The state at the end of the first physical line of a logical one, to which a reader comes back who finds that
/// what is opened there is never closed.
struct Mark {
    at: usize,
    tokens: usize,
    problems: usize,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        // A byte order mark is not part of the text.
        let start = if source.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            lexer: Lexer::new(source, start),
            tokens: Tokens::with_capacity(source.len() / 6),
            problems: Vec::new(),
            open: Vec::new(),
            retries: 0,
        }
    }

    /// The next logical line that holds a token.
    pub(super) fn line(&mut self) -> Option<Line> {
        let indentation = self.indentation()?;
        let first = self.tokens.len();
        let known = self.problems.len();
        self.open.clear();
        let mut mark = None;
        loop {
            self.lexer.skip_blanks();
            match self.lexer.peek() {
                None => {
                    if let Some(mark) = self.unfinished(first, mark) {
                        self.rewind(&mark);
                    }
                    break;
                }
                Some(b'\n' | b'\r') if self.open.is_empty() => {
                    self.lexer.skip_line_end();
                    break;
                }
                Some(b'\n' | b'\r') => {
                    mark.get_or_insert_with(|| self.mark());
                    if self.retries > MOST_RETRIES {
                        self.report_unclosed();
                        break;
                    }
                    self.lexer.skip_line_end();
                    if self.begins_statement() {
                        self.report_unclosed();
                        break;
                    }
                }
                Some(_) => self.token(),
            }
        }
        Some(Line {
            indentation,
            first,
            end: self.tokens.len(),
            is_broken: self.problems.len() > known,
        })
    }

    /// Skips blank lines and comments and measures the indentation of the first line that has a token.
    fn indentation(&mut self) -> Option<u32> {
        let mut column = 0_u32;
        let mut continued = None;
        loop {
            match self.lexer.peek()? {
                b' ' => column += 1,
                b'\t' => column = (column / 8 + 1) * 8,
                b'\x0c' => column = 0,
                b'#' => {
                    self.lexer.skip_line();
                    continue;
                }
                b'\n' | b'\r' => {
                    self.lexer.skip_line_end();
                    (column, continued) = (0, None);
                    continue;
                }
                b'\\' => {
                    if !self.lexer.skip_continuation() {
                        return Some(continued.unwrap_or(column));
                    }
                    // The first of the physical lines that is indented has the indentation.
                    if column > 0 {
                        continued.get_or_insert(column);
                    }
                    continue;
                }
                _ => return Some(continued.unwrap_or(column)),
            }
            self.lexer.go_to(self.lexer.at() + 1);
        }
    }

    fn token(&mut self) {
        let start = self.lexer.at();
        let Some(symbol) = self.lexer.token() else { return };
        if self.lexer.is_unclosed() {
            self.unclosed_string(start);
        }
        let token = self.tokens.len();
        if let Some(closing) = symbol.closing() {
            if self.open.len() == MOST_BRACKETS {
                self.problem(ProblemKind::TooManyBrackets, start);
            }
            self.open.push(Open { token, closing });
        } else if symbol.is_closing() && !self.close(symbol, token) {
            self.problem(ProblemKind::UnmatchedBracket, start);
            return;
        }
        self.tokens.push(symbol, start, self.lexer.at());
    }

    /// Pairs a closing bracket. One that closes an outer bracket closes the inner ones as well, with a problem.
    fn close(&mut self, symbol: Symbol, token: usize) -> bool {
        let Some(at) = self.open.iter().rposition(|open| open.closing == symbol) else {
            return false;
        };
        if at + 1 < self.open.len() {
            let start = self.tokens.starts[self.open[at + 1].token] as usize;
            self.problem(ProblemKind::UnclosedBracket, start);
        }
        self.tokens.partners[self.open[at].token] = offset(token);
        self.open.truncate(at);
        true
    }

    /// A string with three quotes that is never closed would hide all that follows it: it is cut at its line.
    fn unclosed_string(&mut self, start: usize) {
        self.problem(ProblemKind::UnclosedString, start);
        self.lexer.go_to(start);
        self.lexer.skip_line();
    }

    fn mark(&self) -> Mark {
        Mark {
            at: self.lexer.at(),
            tokens: self.tokens.len(),
            problems: self.problems.len(),
        }
    }

    /// At the end of the text: where to go back to if a bracket is still open.
    fn unfinished(&mut self, first: usize, mark: Option<Mark>) -> Option<Mark> {
        if self.open.is_empty() {
            return None;
        }
        if let Some(mark) = &mark {
            self.problems.truncate(mark.problems);
            self.open.retain(|open| open.token < mark.tokens);
            self.reopen(first, mark.tokens);
        }
        self.report_unclosed();
        mark
    }

    /// Opens those brackets among the tokens from `first` to `end` again that a token from `end` on closed.
    fn reopen(&mut self, first: usize, end: usize) {
        for token in first..end {
            let partner = self.tokens.partners[token];
            if partner != UNCLOSED && partner as usize >= end {
                self.tokens.partners[token] = UNCLOSED;
                let closing = self.tokens.symbols[token].closing();
                self.open.extend(closing.map(|closing| Open { token, closing }));
            }
        }
        self.open.sort_by_key(|open| open.token);
    }

    fn rewind(&mut self, mark: &Mark) {
        self.retries += 1;
        self.tokens.truncate(mark.tokens);
        self.lexer.go_to(mark.at);
        self.lexer.skip_line_end();
    }

    /// Whether the physical line that begins here, within brackets, can only be a statement of its own.
    fn begins_statement(&self) -> bool {
        let mut ahead = self.lexer.clone();
        while matches!(ahead.peek(), Some(b' ' | b'\t' | b'\x0c')) {
            ahead.go_to(ahead.at() + 1);
        }
        if !ahead.peek().is_some_and(|byte| byte.is_ascii_lowercase()) {
            return false;
        }
        match ahead.token() {
            Some(Symbol::Async) => {
                ahead.skip_blanks();
                ahead.token() == Some(Symbol::Def)
            }
            Some(symbol) => symbol.ends_brackets(),
            None => false,
        }
    }

    fn report_unclosed(&mut self) {
        if let Some(open) = self.open.last() {
            let start = self.tokens.starts[open.token] as usize;
            self.problem(ProblemKind::UnclosedBracket, start);
        }
    }

    fn problem(&mut self, kind: ProblemKind, at: usize) {
        self.problems.push(Problem { kind, at: offset(at) });
    }
}

impl Tokens {
    fn with_capacity(count: usize) -> Self {
        Self {
            symbols: Vec::with_capacity(count),
            starts: Vec::with_capacity(count),
            ends: Vec::with_capacity(count),
            partners: Vec::with_capacity(count),
        }
    }

    fn push(&mut self, symbol: Symbol, start: usize, end: usize) {
        self.symbols.push(symbol);
        self.starts.push(offset(start));
        self.ends.push(offset(end));
        self.partners.push(UNCLOSED);
    }

    /// Drops the tokens from `count` on.
    fn truncate(&mut self, count: usize) {
        self.symbols.truncate(count);
        self.starts.truncate(count);
        self.ends.truncate(count);
        self.partners.truncate(count);
    }
}

/// The text is shorter than 4 GiB, see [`prepare`](super::prepare).
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
