//! Assignment expressions (PEP 572).

use crate::token::{Symbol, tokens};

/// `name := value` in a statement.
pub(super) struct Walrus<'s> {
    /// The name as written.
    pub(super) name: &'s str,
    /// The source of the value.
    pub(super) value: &'s str,
}

/// The assignment expressions in the text of a statement, those in lambdas aside: they bind the names of a
/// function.
pub(super) fn walruses(text: &str) -> Vec<Walrus<'_>> {
    let mut found = Vec::new();
    let mut before = None;
    // Whether a lambda has begun, for each open bracket.
    let mut lambdas = vec![false];
    for token in tokens(text) {
        match token.symbol {
            Symbol::Lambda => lambdas.iter_mut().rev().take(1).for_each(|open| *open = true),
            symbol if symbol.closing().is_some() => lambdas.push(lambdas.last().copied().unwrap_or(false)),
            symbol if symbol.is_closing() && lambdas.len() > 1 => {
                lambdas.pop();
            }
            Symbol::Comma => lambdas.iter_mut().rev().take(1).for_each(|open| *open = false),
            Symbol::Walrus if lambdas.last() == Some(&false) => {
                let start = token.text.as_ptr() as usize - text.as_ptr() as usize + token.text.len();
                if let (Some(name), Some(rest)) = (before, text.get(start..)) {
                    found.push(Walrus {
                        name,
                        value: value(rest),
                    });
                }
            }
            _ => {}
        }
        before = (token.symbol == Symbol::Name).then_some(token.text);
    }
    found
}

/// The expression at the start of `text`: it ends at a comma, a colon, the end of its brackets, or with the clause
/// of a comprehension.
fn value(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut is_lambda = false;
    for token in tokens(text) {
        let ends = match token.symbol {
            symbol if symbol.closing().is_some() => {
                depth += 1;
                false
            }
            symbol if symbol.is_closing() => match depth.checked_sub(1) {
                Some(outer) => {
                    depth = outer;
                    false
                }
                None => true,
            },
            _ if depth > 0 => false,
            Symbol::Lambda => {
                is_lambda = true;
                false
            }
            Symbol::Colon => !std::mem::take(&mut is_lambda),
            Symbol::Comma => !is_lambda,
            Symbol::For | Symbol::Async | Symbol::Semicolon => true,
            _ => false,
        };
        if ends {
            let end = token.text.as_ptr() as usize - text.as_ptr() as usize;
            return text[..end].trim();
        }
    }
    text.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<(&str, &str)> = walruses(text)
            .iter()
            .map(|walrus| (walrus.name, walrus.value))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn names_and_values_are_found_wherever_they_stand() {
        check("if (n := len(a)) > 10", &[("n", "len(a)")]);
        check("while chunk := f.read(1, 2)", &[("chunk", "f.read(1, 2)")]);
        check("x = [y := f(x), y**2]", &[("y", "f(x)")]);
        check("any((w := x) for x in y)", &[("w", "x")]);
        check("[t := a if b else c for a in d]", &[("t", "a if b else c")]);
        check("(a := (b := 1))", &[("a", "(b := 1)"), ("b", "1")]);
        check("f(k := lambda x, y: x, z)", &[("k", "lambda x, y: x")]);
    }

    #[test]
    fn what_binds_no_name_of_the_scope_is_left_out() {
        check("f(lambda: (x := 1))", &[]);
        check("f(lambda x: x, (y := 1))", &[("y", "1")]);
        check("f'{x:=5}'", &[]);
    }
}
