//! The only calls into tree-sitter's parser, with the guards that its grammar for Python needs.
//!
//! The grammar's scanner (tree-sitter-python 0.25.0) overruns its buffer at 511 nested indentations and takes
//! quadratic time over runs of comment lines. Neither can be caught afterwards, so a file with too many
//! indentation widths is not parsed, and every parse has a deadline.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

/// A scanner state never holds more indentations than there are different widths in the file. Real code stays
/// below 60; the crash comes at 511.
const MAX_INDENTATION_WIDTHS: usize = 256;

/// Real files parse in milliseconds.
const DEADLINE: Duration = Duration::from_secs(2);

/// Why a text was not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// More indentation widths than the grammar can bear.
    TooDeep,
    /// The deadline passed.
    TooSlow,
}

/// tree-sitter asks once in 100 steps whether to go on. A statement may take so many of these spans: no clock
/// decides about what is documented.
const MOST_SPANS: u32 = 100_000;

/// Parses the text of one statement; `None` where it is too much for the grammar.
pub(super) fn parse_statement(text: &str) -> Option<Tree> {
    let mut spans = 0_u32;
    parse_while(text, &mut |_| {
        spans += 1;
        if spans > MOST_SPANS {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

/// Parses a whole file.
pub(super) fn parse(source: &str) -> Result<Tree, Refusal> {
    parse_within(source, DEADLINE)
}

fn parse_within(source: &str, deadline: Duration) -> Result<Tree, Refusal> {
    if indentation_widths(source) > MAX_INDENTATION_WIDTHS {
        return Err(Refusal::TooDeep);
    }
    let start = Instant::now();
    let tree = parse_while(source, &mut |_| {
        if start.elapsed() > deadline {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    tree.ok_or(Refusal::TooSlow)
}

fn parse_while(text: &str, check: &mut dyn FnMut(&ParseState) -> ControlFlow<()>) -> Option<Tree> {
    thread_local! {
        static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
    }
    PARSER.with_borrow_mut(|slot| {
        let parser = match slot {
            Some(parser) => parser,
            None => slot.insert(new_parser()?),
        };
        let mut check = |state: &ParseState| check(state);
        let options = ParseOptions::new().progress_callback(&mut check);
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(
            &mut |at, _| bytes.get(at..).unwrap_or_default(),
            None,
            Some(options),
        );
        // A cancelled parser would resume this text when it is given the next one.
        parser.reset();
        tree
    })
}

/// The parser, unless the grammar and the library were built for different versions of tree-sitter.
fn new_parser() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).ok()?;
    Some(parser)
}

/// How many different widths the lines of `source` are indented by, counted as the grammar's scanner counts.
fn indentation_widths(source: &str) -> usize {
    let mut seen = std::collections::BTreeSet::new();
    let mut width: u16 = 0;
    let mut is_start = true;
    for byte in source.bytes() {
        match byte {
            b'\n' => (is_start, width) = (true, 0),
            b'\r' | b'\x0c' if is_start => width = 0,
            b' ' if is_start => width = width.wrapping_add(1),
            b'\t' if is_start => width = width.wrapping_add(8),
            b'\\' if is_start => {}
            _ if is_start => {
                seen.insert(width);
                is_start = false;
            }
            _ => {}
        }
    }
    seen.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> String {
        let headers = (0..depth).map(|level| format!("{}if 1:\n", " ".repeat(level)));
        headers
            .chain([format!("{}x = \"a\"\n", " ".repeat(depth))])
            .collect()
    }

    #[test]
    fn nesting_that_would_crash_the_grammar_is_refused() {
        assert_eq!(parse(&nested(600)).err(), Some(Refusal::TooDeep));
        assert!(parse(&nested(90)).is_ok());
    }

    #[test]
    fn a_refused_text_leaves_nothing_behind_for_the_next() {
        let long = "x = [1, 2]\n".repeat(10_000);
        assert_eq!(parse_within(&long, Duration::ZERO).err(), Some(Refusal::TooSlow));
        let tree = parse("x = 1\n").unwrap();
        assert_eq!(tree.root_node().end_byte(), 6);
    }
}
