//! Names that a module binds when it runs, without a statement at its top level that shows them.

use memchr::memmem::find_iter;

use crate::model::RuntimeNames;
use crate::token::{Token, tokens};

/// What a file with a text like one of these may do; all others need no closer look.
const HINTS: [&str; 4] = ["global", "vars()", "locals()", "modules[__name__]"];

/// What a file says of such names.
///
/// Where names are told by strings, in the dictionary of the module or in the entry of `sys.modules`, nothing is known
/// of them. Even code that only reads there is taken for code that binds.
pub(super) fn runtime_names(source: &str) -> RuntimeNames {
    let mut found = RuntimeNames::default();
    let is_possible = |hint: &&str| find_iter(source.as_bytes(), *hint).next().is_some();
    if !HINTS.iter().any(is_possible) {
        return found;
    }
    let mut tokens = tokens(source).peekable();
    let mut before = "";
    while let Some(token) = tokens.next() {
        let is_member = before == ".";
        before = token.text;
        match token.text {
            "global" => {
                while let Some(name) = tokens.next_if(is_name) {
                    found.globals.push(super::name::identifier(name.text));
                    if tokens.next_if(|token| token.text == ",").is_none() {
                        break;
                    }
                }
            }
            "globals" | "vars" if !is_member => {
                found.is_open |= follows(&mut tokens, &["(", ")"]);
            }
            // Functions often ask for their own names, but have no use for putting one there.
            "locals" if !is_member && follows(&mut tokens, &["(", ")"]) => {
                found.is_open |= follows(&mut tokens, &["["]) || follows(&mut tokens, &[".", "update"]);
            }
            "modules" => found.is_open |= follows(&mut tokens, &["[", "__name__", "]"]),
            _ => {}
        }
    }
    found.globals.sort();
    found.globals.dedup();
    found
}

fn is_name(token: &Token<'_>) -> bool {
    token.kind == crate::token::TokenKind::Name
}

/// Whether the next tokens are these; those that are, are taken.
fn follows<'s>(tokens: &mut std::iter::Peekable<impl Iterator<Item = Token<'s>>>, texts: &[&str]) -> bool {
    texts
        .iter()
        .all(|text| tokens.next_if(|token| token.text == *text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_that_functions_and_strings_bind() {
        for (source, globals, is_open) in [
            ("x = 1\n", &[][..], false),
            (
                "def f():\n    global b, a\n    global b; b = 1\n",
                &["a", "b"],
                false,
            ),
            ("def f():\n    global \\\n        a\n    a = c\n", &["a"], false),
            ("globals()['x'] = 1\n", &[], true),
            ("globals().update(found)\n", &[], true),
            ("vars()[name] = 1\n", &[], true),
            ("locals()[name] = 1\n", &[], true),
            ("locals().update(found)\n", &[], true),
            ("found = locals()\n", &[], false),
            ("setattr(sys.modules[__name__], name, 1)\n", &[], true),
            ("vars(other)[name] = a.globals() + b.vars()\n", &[], false),
            (
                "# global a\n'globals()'\nglobal_x = 'modules[__name__]'\n",
                &[],
                false,
            ),
        ] {
            let found = runtime_names(source);
            assert_eq!(
                (found.globals.as_slice(), found.is_open),
                (
                    globals
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .as_slice(),
                    is_open
                ),
                "{source}"
            );
        }
    }
}
