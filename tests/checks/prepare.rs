//! What holds for the tokens and statements of every text.

use std::collections::BTreeSet;

use mdbook_autodoc::prepare::{Prepared, ProblemKind, Statement, Tokens, UNCLOSED, prepare as prepared};

/// Prepares bytes as text and checks the result.
pub(crate) fn prepare(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let found = prepared(&source);
    check(&source, &found);
    let again = prepared(&source);
    assert_eq!(format!("{found:?}"), format!("{again:?}"), "not the same twice");
}

fn check(source: &str, found: &Prepared) {
    tokens_stand_in_order(source, &found.tokens);
    brackets_are_paired(&found.tokens);
    statements_nest(&found.statements, found.tokens.len());
    problems_stand_in_order(source, found);
    nothing_is_lost(source, found);
}

fn tokens_stand_in_order(source: &str, tokens: &Tokens) {
    let count = tokens.len();
    assert_eq!(tokens.starts.len(), count);
    assert_eq!(tokens.ends.len(), count);
    assert_eq!(tokens.partners.len(), count);
    let mut before = 0;
    for (start, end) in places(tokens) {
        assert!(before <= start, "the token at {start} overlaps the one before it");
        assert!(start < end, "the token at {start} is empty");
        assert!(
            source.get(start..end).is_some(),
            "the token {start}..{end} is no part of the text"
        );
        before = end;
    }
}

fn brackets_are_paired(tokens: &Tokens) {
    // The tokens at which the open groups end.
    let mut open: Vec<usize> = Vec::new();
    for at in 0..tokens.len() {
        while open.last() == Some(&at) {
            open.pop();
        }
        let partner = tokens.partners[at];
        if partner == UNCLOSED {
            continue;
        }
        let partner = partner as usize;
        assert!(
            at < partner && partner < tokens.len(),
            "{at} is closed by {partner}"
        );
        assert_eq!(
            tokens.symbols[at].closing(),
            Some(tokens.symbols[partner]),
            "{at} and {partner} are no pair"
        );
        let around = open.last().copied().unwrap_or(tokens.len());
        assert!(
            partner < around,
            "the group {at}..{partner} reaches out of the one around it"
        );
        open.push(partner);
    }
}

fn statements_nest(statements: &[Statement], tokens: usize) {
    // The open bodies: the number behind each and the token behind it.
    let mut open: Vec<(usize, u32)> = Vec::new();
    let mut before = 0;
    for (number, statement) in statements.iter().enumerate() {
        open.pop_if_all(number);
        let (next, close) = (statement.next as usize, statement.close);
        let (last, outer) = open
            .last()
            .copied()
            .unwrap_or((statements.len(), u32::try_from(tokens).unwrap()));
        assert!(
            before <= statement.first,
            "statement {number} begins too early: {statement:?}"
        );
        assert!(
            statement.first < statement.end,
            "statement {number} is empty: {statement:?}"
        );
        assert!(
            statement.end <= close && close <= outer,
            "statement {number} closes wrongly: {statement:?}"
        );
        assert!(
            number < next && next <= last,
            "statement {number} ends wrongly: {statement:?}"
        );
        assert_eq!(
            statement.depth as usize,
            open.len(),
            "statement {number} is too deep: {statement:?}"
        );
        before = statement.end;
        if next > number + 1 {
            open.push((next, close));
        }
    }
}

trait Bodies {
    fn pop_if_all(&mut self, number: usize);
}

impl Bodies for Vec<(usize, u32)> {
    /// Leaves the bodies that end before the statement `number`.
    fn pop_if_all(&mut self, number: usize) {
        while self.pop_if(|(next, _)| *next == number).is_some() {}
    }
}

fn problems_stand_in_order(source: &str, found: &Prepared) {
    let mut before = 0;
    for problem in &found.problems {
        let at = problem.at as usize;
        assert!(before <= at && source.is_char_boundary(at), "{problem:?}");
        before = at;
    }
}

/// Between tokens there is nothing but blanks, comments, line ends, continuations, and closing brackets that were
/// reported; every token belongs to a statement or stands between two.
fn nothing_is_lost(source: &str, found: &Prepared) {
    let unmatched: BTreeSet<usize> = found
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::UnmatchedBracket)
        .map(|problem| problem.at as usize)
        .collect();
    let mut before = if source.starts_with('\u{feff}') { 3 } else { 0 };
    for (start, end) in places(&found.tokens).chain([(source.len(), source.len())]) {
        let mut at = before;
        while at < start {
            let rest = &source[at..start];
            at += match rest.as_bytes()[0] {
                b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' => 1,
                b'\\' if rest[1..].starts_with(['\n', '\r']) => 1,
                b'#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                b')' | b']' | b'}' if unmatched.contains(&at) => 1,
                _ => panic!("no token has {rest:?} at {at}"),
            };
        }
        before = end;
    }
}

fn places(tokens: &Tokens) -> impl Iterator<Item = (usize, usize)> {
    let places = tokens.starts.iter().zip(&tokens.ends);
    places.map(|(start, end)| (*start as usize, *end as usize))
}
