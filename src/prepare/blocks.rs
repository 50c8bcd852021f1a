//! From logical lines to statements, nested by indentation.

use super::scanner::{Line, Scanner};
use super::{Head, Prepared, Problem, ProblemKind, Statement};
use crate::token::Symbol;

/// CPython refuses more levels of indentation (`MAXINDENT` of its tokenizer).
const MOST_LEVELS: usize = 100;

/// The lines of one indentation.
struct Block {
    indentation: u32,
    /// Whose body it is; `None` for the file and for lines that are indented by mistake.
    header: Option<Header>,
}

/// A header at the end of a line.
#[derive(Clone, Copy)]
struct Header {
    statement: usize,
    /// The first header of the line: another one, where a compound statement stands behind a colon by mistake.
    outermost: usize,
}

/// Builds the list of statements.
pub(super) struct Builder<'s> {
    source: &'s str,
    scanner: Scanner<'s>,
    statements: Vec<Statement>,
    blocks: Vec<Block>,
    /// The header at the end of the last line, whose body comes next.
    waiting: Option<Header>,
    depth: u32,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            scanner: Scanner::new(source),
            statements: Vec::with_capacity(source.len() / 40),
            blocks: vec![Block {
                indentation: 0,
                header: None,
            }],
            waiting: None,
            depth: 0,
        }
    }

    pub(super) fn build(mut self) -> Prepared {
        while let Some(line) = self.scanner.line() {
            let is_misplaced = self.enter(line);
            self.statements_of(line, is_misplaced);
        }
        self.missing_body();
        while let Some(block) = self.blocks.pop() {
            self.leave(&block);
        }
        self.lonely_tries();
        let Scanner {
            tokens, mut problems, ..
        } = self.scanner;
        problems.sort_by_key(|problem| problem.at);
        Prepared {
            tokens,
            statements: self.statements,
            problems,
        }
    }

    /// Finds the block of a line by its indentation, and whether the line stands where none can.
    fn enter(&mut self, line: Line) -> bool {
        let current = self.blocks.last().map_or(0, |block| block.indentation);
        let indentation = line.indentation;
        if indentation > current {
            let header = self.waiting.take();
            let is_misplaced = header.is_none();
            match header {
                Some(header) => self.depth = self.statements[header.statement].depth + 1,
                None => self.problem(ProblemKind::UnexpectedIndent, line.first),
            }
            if self.blocks.len() == MOST_LEVELS {
                self.problem(ProblemKind::TooDeep, line.first);
            }
            self.blocks.push(Block { indentation, header });
            return is_misplaced;
        }
        self.missing_body();
        while let Some(block) = self.blocks.pop_if(|block| block.indentation > indentation) {
            self.leave(&block);
        }
        let outer = self.blocks.last().map_or(0, |block| block.indentation);
        if outer < indentation {
            self.problem(ProblemKind::UnmatchedDedent, line.first);
            self.blocks.push(Block {
                indentation,
                header: None,
            });
            return true;
        }
        false
    }

    /// A line follows a header without being indented.
    fn missing_body(&mut self) {
        if let Some(header) = self.waiting.take() {
            let last = self.statements[header.statement].close.saturating_sub(1) as usize;
            self.problem(ProblemKind::MissingBody, last);
        }
    }

    /// A `try` needs an `except` or a `finally`.
    fn lonely_tries(&mut self) {
        for number in 0..self.statements.len() {
            let Statement {
                head,
                next,
                depth,
                first,
                ..
            } = self.statements[number];
            let follows =
                |next: &Statement| next.depth == depth && matches!(next.head, Head::Except | Head::Finally);
            if head == Head::Try && !self.statements.get(next as usize).is_some_and(follows) {
                self.problem(ProblemKind::MissingExcept, first as usize);
            }
        }
    }

    fn leave(&mut self, block: &Block) {
        if let Some(header) = block.header {
            self.close(header.statement);
            self.close(header.outermost);
            self.depth = self.statements[header.outermost].depth;
        }
    }

    /// Ends a statement behind all that was read.
    fn close(&mut self, statement: usize) {
        let (count, tokens) = (self.statements.len(), self.last_token());
        self.statements[statement].next = offset(count);
        self.statements[statement].close = tokens;
    }

    /// The token behind the last statement.
    fn last_token(&self) -> u32 {
        self.statements.last().map_or(0, |last| last.close)
    }

    /// Splits a line into its statements: `a; b`, `if x: a; b`.
    fn statements_of(&mut self, line: Line, is_misplaced: bool) {
        let mut at = line.first;
        let mut inline = None;
        while at < line.end {
            let head = self.head(at, line, inline.is_some());
            let (end, colon) = match head {
                Head::Simple | Head::Decorator => (self.simple_end(at, line), None),
                _ => self.header_end(at, line),
            };
            let close = colon.map_or(end, |colon| colon + 1);
            let is_simple = matches!(head, Head::Simple | Head::Decorator);
            let is_late = head != Head::Simple && at > line.first;
            if is_late && !line.is_broken {
                self.problem(ProblemKind::NotAlone, at);
            }
            let number = self.statements.len();
            self.statements.push(Statement {
                head,
                first: offset(at),
                end: offset(end),
                close: offset(close),
                next: offset(number + 1),
                depth: self.depth + u32::from(inline.is_some()),
                is_broken: line.is_broken || is_late || is_misplaced && is_clause(head),
            });
            if !is_simple && colon.is_none() && !line.is_broken && !is_late {
                self.problem(ProblemKind::MissingColon, end.saturating_sub(1));
                self.statements[number].is_broken = true;
            }
            at = match (is_simple, colon) {
                (true, _) => end + 1,
                (false, Some(colon)) => colon + 1,
                (false, None) => line.end,
            };
            if !is_simple {
                if at < line.end && inline.is_none() {
                    inline = Some(number);
                } else if at >= line.end {
                    self.waiting = Some(Header {
                        statement: number,
                        outermost: inline.unwrap_or(number),
                    });
                }
            }
        }
        if let Some(header) = inline {
            self.close(header);
        }
    }

    /// What the statement that begins with the token `at` is. Behind a colon only simple statements stand.
    fn head(&mut self, at: usize, line: Line, is_inline: bool) -> Head {
        let symbols = &self.scanner.tokens.symbols;
        let next = symbols.get(at + 1).filter(|_| at + 1 < line.end).copied();
        match symbols[at] {
            Symbol::Name => self.soft_head(at, line, next, is_inline),
            Symbol::At if !is_inline => Head::Decorator,
            Symbol::Def => Head::Def,
            Symbol::Class => Head::Class,
            Symbol::If => Head::If,
            Symbol::Elif => Head::Elif,
            Symbol::Else => Head::Else,
            Symbol::Try => Head::Try,
            Symbol::Except => Head::Except,
            Symbol::Finally => Head::Finally,
            Symbol::For => Head::For,
            Symbol::While => Head::While,
            Symbol::With => Head::With,
            Symbol::Async => match next {
                Some(Symbol::Def) => Head::Def,
                Some(Symbol::For) => Head::For,
                Some(Symbol::With) => Head::With,
                _ => Head::Simple,
            },
            _ => Head::Simple,
        }
    }

    /// `type`, `match` and `case` are keywords only at the head of what they begin (PEP 634, PEP 695).
    fn soft_head(&mut self, at: usize, line: Line, next: Option<Symbol>, is_inline: bool) -> Head {
        let word = self.text(at);
        let Some(next) = next.filter(|_| matches!(word, "type" | "match" | "case")) else {
            return Head::Simple;
        };
        let (symbol, head) = match word {
            "type" if next == Symbol::Name => (Symbol::Type, Head::Simple),
            "match" if !is_inline && next != Symbol::Colon && self.ends_with_colon(line) => {
                (Symbol::Match, Head::Match)
            }
            "case" if !is_inline && next != Symbol::Colon && self.is_in_match() => (Symbol::Case, Head::Case),
            _ => return Head::Simple,
        };
        self.scanner.tokens.symbols[at] = symbol;
        head
    }

    fn text(&self, token: usize) -> &'s str {
        let tokens = &self.scanner.tokens;
        let range = tokens.starts[token] as usize..tokens.ends[token] as usize;
        self.source.get(range).unwrap_or_default()
    }

    fn ends_with_colon(&self, line: Line) -> bool {
        line.end > line.first && self.scanner.tokens.symbols[line.end - 1] == Symbol::Colon
    }

    fn is_in_match(&self) -> bool {
        let header = self.blocks.last().and_then(|block| block.header);
        header.is_some_and(|header| self.statements[header.statement].head == Head::Match)
    }

    /// Where the tokens of a header end, and its colon: the first one outside of brackets and lambdas.
    fn header_end(&self, first: usize, line: Line) -> (usize, Option<usize>) {
        let tokens = &self.scanner.tokens;
        let mut lambdas = 0_u32;
        let mut at = first;
        while at < line.end {
            match tokens.symbols[at] {
                Symbol::Lambda => lambdas += 1,
                Symbol::Colon if lambdas == 0 => return (at, Some(at)),
                Symbol::Colon => lambdas -= 1,
                _ => {}
            }
            at = tokens.after(at, line.end);
        }
        (line.end, None)
    }

    /// Where the tokens of a simple statement end: before a semicolon, unless it begins with that by mistake.
    fn simple_end(&self, first: usize, line: Line) -> usize {
        let tokens = &self.scanner.tokens;
        let mut at = tokens.after(first, line.end);
        while at < line.end && tokens.symbols[at] != Symbol::Semicolon {
            at = tokens.after(at, line.end);
        }
        at
    }

    fn problem(&mut self, kind: ProblemKind, token: usize) {
        let at = self.scanner.tokens.starts.get(token).copied().unwrap_or(0);
        self.scanner.problems.push(Problem { kind, at });
    }
}

/// A clause that is indented by mistake belongs to nothing.
fn is_clause(head: Head) -> bool {
    matches!(
        head,
        Head::Elif | Head::Else | Head::Except | Head::Finally | Head::Case
    )
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
