//! The only calls into tree-sitter's parser, with the guards that its grammar for Python needs.
//!
//! The grammar's scanner (tree-sitter-python 0.25.0) overruns its buffer at 511 nested indentations and takes
//! quadratic time over runs of comment lines. Neither can be caught afterwards, so a file with too many
//! indentation widths is not parsed, and every parse has a deadline.

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

impl Refusal {
    /// The reason in words.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::TooDeep => "it is indented in more than 256 different widths",
            Self::TooSlow => "it takes the parser more than 2 seconds",
        }
    }
}

/// Parses Python source.
pub(super) fn parse(source: &str) -> Result<Tree, Refusal> {
    parse_within(source, DEADLINE)
}

fn parse_within(source: &str, deadline: Duration) -> Result<Tree, Refusal> {
    if indentation_widths(source) > MAX_INDENTATION_WIDTHS {
        return Err(Refusal::TooDeep);
    }
    thread_local! {
        static PARSER: std::cell::RefCell<Option<Parser>> = const { std::cell::RefCell::new(None) };
    }
    PARSER.with_borrow_mut(|slot| {
        let parser = match slot {
            Some(parser) => parser,
            None => slot.insert(new_parser().ok_or(Refusal::TooSlow)?),
        };
        let start = Instant::now();
        let mut check = |_: &ParseState| {
            if start.elapsed() > deadline {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = ParseOptions::new().progress_callback(&mut check);
        let bytes = source.as_bytes();
        let tree = parser.parse_with_options(
            &mut |at, _| bytes.get(at..).unwrap_or_default(),
            None,
            Some(options),
        );
        // A cancelled parser would resume this text when it is given the next one.
        parser.reset();
        tree.ok_or(Refusal::TooSlow)
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
