//! What a function gives and takes while it runs, by its annotation.

use super::{Expression, Function};
use crate::token::bracketed;

/// A way in which values leave or enter a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// What `return` gives.
    Returned,
    /// What `yield` gives.
    Yielded,
    /// What `yield` takes from `send`.
    Received,
}

impl Function {
    /// The types of `count` values: for one the annotated type, or the part of it that a generator (PEP 484, PEP 525)
    /// has for the purpose; for several the parts of a tuple. Nothing where the annotation does not tell them apart.
    pub fn values(&self, flow: Flow, count: usize) -> Vec<Expression> {
        match self.value(flow) {
            Some(value) if count == 1 => vec![value],
            Some(value) => parts(&value, count),
            None => Vec::new(),
        }
    }

    fn value(&self, flow: Flow) -> Option<Expression> {
        let returns = self.returns.as_ref()?;
        let index = match (flow, returns.leading_last()) {
            (Flow::Returned, "Generator") => 2,
            (Flow::Returned, _) => return Some(Expression::clone(returns)),
            (
                Flow::Yielded,
                "Generator" | "AsyncGenerator" | "Iterator" | "Iterable" | "AsyncIterator" | "AsyncIterable",
            ) => 0,
            (Flow::Received, "Generator" | "AsyncGenerator") => 1,
            _ => return None,
        };
        let parts = bracketed(&returns.text)?.parts;
        parts.get(index).map(|part| returns.part(part))
    }
}

/// The types in a tuple that has `count` of them.
fn parts(value: &Expression, count: usize) -> Vec<Expression> {
    let is_tuple = matches!(value.leading_last(), "tuple" | "Tuple");
    let parts = bracketed(&value.text)
        .filter(|_| is_tuple)
        .map(|tuple| tuple.parts);
    let parts = parts.filter(|parts| parts.len() == count && !parts.contains(&"..."));
    let parts = parts.unwrap_or_default().into_iter();
    parts.map(|part| value.part(part)).collect()
}
