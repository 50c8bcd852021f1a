//! The outline from prepared statements, each read by the grammar alone.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::form::{Class, Form, Span};
use super::super::grammar::{Grammar, Verdict};
use super::super::shape::{Place, Shaper};
use super::{Entry, Outline, SyntaxError};
use crate::prepare::{Head, Prepared, Statement, prepare};
use crate::token::Symbol;

/// Takes `source` apart statement by statement.
pub(in crate::extract) fn prepared(source: &str) -> Outline<'_> {
    thread_local! {
        static WORKSHOP: RefCell<(Grammar, Shaper)> = RefCell::default();
    }
    let prepared = prepare(source);
    let mut outline = Outline::new(source);
    outline.entries.reserve(prepared.statements.len());
    outline.places.reserve(prepared.tokens.len() / 2);
    let mut siblings = Siblings::default();
    WORKSHOP.with_borrow_mut(|(grammar, shaper)| {
        for statement in &prepared.statements {
            let is_placed = siblings.accept(statement);
            outline.add(&prepared, statement, is_placed, grammar, shaper);
        }
    });
    outline.report(&prepared);
    outline
}

impl Outline<'_> {
    fn add(
        &mut self,
        prepared: &Prepared,
        statement: &Statement,
        is_placed: bool,
        grammar: &mut Grammar,
        shaper: &mut Shaper,
    ) {
        let verdict = if statement.is_broken || !is_placed {
            if !is_placed && !statement.is_broken {
                let place = tokens_place(prepared, statement.first, statement.end);
                self.errors.push(SyntaxError::near(self.source, place));
            }
            self.recovered(prepared, statement)
        } else {
            shaper.shape(prepared, statement, grammar);
            let verdict = grammar.statement(statement.head, &shaper.pieces);
            let end = prepared.tokens.ends[statement.end as usize - 1];
            let error = match (verdict.error, shaper.broken_group) {
                (Some(piece), _) => {
                    let place = shaper.places.get(piece as usize);
                    Some(place.map_or(end, |place| place.start))
                }
                (None, Some(group)) => Some(prepared.tokens.starts[group]),
                (None, None) => None,
            };
            if let Some(start) = error {
                self.errors
                    .push(SyntaxError::near(self.source, Place { start, end }));
            }
            if error.is_some() {
                self.recovered(prepared, statement)
            } else {
                let first = offset(self.places.len());
                if verdict.form.has_spans() {
                    self.places.extend_from_slice(&shaper.places);
                }
                (verdict, first)
            }
        };
        let (verdict, first) = verdict;
        let is_read = !matches!(verdict.form, Form::Broken);
        if is_read && prepared.tokens.symbols[statement.tokens()].contains(&Symbol::Walrus) {
            let place = tokens_place(prepared, statement.first, statement.end);
            self.walruses.push((self.entries.len(), place));
        }
        self.entries.push(Entry {
            verdict,
            places: Some(first..offset(self.places.len())),
            place: tokens_place(prepared, statement.first, statement.close),
            next: statement.next,
        });
    }

    /// What is left of a broken statement: the methods of a class stand outside of a mistake in its header.
    fn recovered(&mut self, prepared: &Prepared, statement: &Statement) -> (Rc<Verdict>, u32) {
        let first = offset(self.places.len());
        let name = statement.first as usize + 1;
        let is_class = statement.head == Head::Class
            && statement.tokens().contains(&name)
            && prepared.tokens.symbols[name] == Symbol::Name;
        let form = if is_class {
            let tokens = statement.first..statement.first + 2;
            self.places
                .extend(tokens.map(|token| tokens_place(prepared, token, token + 1)));
            Form::Class(Class {
                name: Span { start: 1, end: 2 },
                type_parameters: None,
                arguments: Vec::new(),
            })
        } else {
            match statement.head {
                Head::Simple | Head::Decorator | Head::Def | Head::Class => Form::Broken,
                // What stands in the body of a broken `if` is documented all the same.
                head => Form::Clause(head),
            }
        };
        (Rc::new(Verdict { form, error: None }), first)
    }

    /// Adds what preparation found.
    fn report(&mut self, prepared: &Prepared) {
        let found = prepared.problems.iter().map(|problem| SyntaxError {
            message: problem.kind.message().to_owned(),
            at: problem.at as usize,
        });
        self.errors.extend(found);
        self.errors.sort_by_key(|error| error.at);
    }
}

/// Knows which clause may follow which statement.
#[derive(Default)]
struct Siblings {
    /// The last statement at each depth.
    last: Vec<Option<Head>>,
}

impl Siblings {
    /// Whether the statement may stand where it stands.
    fn accept(&mut self, statement: &Statement) -> bool {
        let depth = statement.depth as usize;
        self.last.truncate(depth + 1);
        self.last.resize(depth + 1, None);
        let before = self.last[depth].replace(statement.head);
        if before == Some(Head::Decorator) {
            return matches!(statement.head, Head::Decorator | Head::Def | Head::Class);
        }
        let allowed: &[Head] = match statement.head {
            Head::Elif => &[Head::If, Head::Elif],
            Head::Else => &[Head::If, Head::Elif, Head::For, Head::While, Head::Except],
            Head::Except => &[Head::Try, Head::Except],
            Head::Finally => &[Head::Try, Head::Except, Head::Else],
            _ => return true,
        };
        before.is_some_and(|before| allowed.contains(&before))
    }
}

fn tokens_place(prepared: &Prepared, first: u32, end: u32) -> Place {
    let tokens = &prepared.tokens;
    let start = tokens.starts[first as usize];
    Place {
        start,
        end: tokens.ends[(end.max(first + 1) - 1) as usize],
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
