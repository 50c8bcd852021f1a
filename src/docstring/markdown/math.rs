//! Formulas between dollars: TeX's notation, which prose with prices and shell variables must not fall into.

use pulldown_cmark::{Event, Options, Parser};

use super::Line;
use crate::docstring::lines;

/// Formulas of more lines than these have a directive.
const MOST_LINES: usize = 100;

/// Whether what stands between single dollars in a text are plainly formulas, all of them.
pub(super) fn has_formulas(text: &str, options: Options) -> bool {
    if memchr::memchr_iter(b'$', text.as_bytes()).nth(1).is_none() {
        return false;
    }
    let events = Parser::new_ext(text, options | Options::ENABLE_MATH).into_offset_iter();
    let mut is_any = false;
    for (event, range) in events {
        match event {
            Event::DisplayMath(_) => is_any = true,
            Event::InlineMath(formula) => {
                let behind = text.get(range.end..).and_then(|rest| rest.chars().next());
                if behind.is_some_and(|behind| behind.is_alphanumeric() || behind == '{')
                    || !is_formula(&formula)
                {
                    return false;
                }
                is_any = true;
            }
            _ => {}
        }
    }
    is_any
}

/// Whether a text has a command, an exponent or an index, or only names of one letter.
fn is_formula(text: &str) -> bool {
    let follows = |mark: char, is_next: fn(char) -> bool| {
        text.match_indices(mark)
            .any(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(is_next)))
    };
    if follows('\\', |next| next.is_ascii_alphabetic()) || text.contains('^') {
        return true;
    }
    let mut words = text
        .split(|other: char| !other.is_alphabetic())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| word.chars().count() == 1)
}

/// The formula in a block of its own that starts at a line, and where the block ends.
pub(super) fn block(lines: &[Line<'_>], at: usize) -> Option<(String, usize)> {
    let first = lines.get(at)?.text;
    let (open, close) = [("$$", "$$"), ("\\[", "\\]")]
        .into_iter()
        .find(|(open, _)| first.starts_with(open))
        .or_else(|| environment(first).map(|_| ("", "")))?;
    if open.is_empty() {
        let name = environment(first)?;
        let end = format!("\\end{{{name}}}");
        let length = scan(lines, at, |line| line.trim_end() == end)?;
        return Some((lines::join(lines.get(at..=at + length)?), at + length + 1));
    }
    let rest = first.get(open.len()..)?;
    // `$$x$$` on one line, if nothing but a label stands behind it.
    if let Some((formula, behind)) = rest.split_once(close) {
        return (is_label(behind) && !formula.trim().is_empty()).then(|| (formula.trim().to_owned(), at + 1));
    }
    // The first line with the mark is the end, or there is none.
    let length = scan(lines.get(at + 1..)?, 0, |line| line.contains(close))?;
    let end = at + 1 + length;
    let (last, behind) = lines.get(end)?.text.split_once(close)?;
    if !is_label(behind) {
        return None;
    }
    let mut formula = rest.trim().to_owned();
    for line in lines.get(at + 1..end)?.iter().map(|line| line.text).chain([last]) {
        if !formula.is_empty() {
            formula.push('\n');
        }
        formula.push_str(line);
    }
    Some((formula.trim_end().to_owned(), end + 1))
}

/// How many lines from `at` on the first is away that is the end.
fn scan(lines: &[Line<'_>], at: usize, is_end: impl Fn(&str) -> bool) -> Option<usize> {
    lines
        .iter()
        .skip(at)
        .take(MOST_LINES)
        .position(|line| is_end(line.text))
}

/// Nothing, or `(label)`.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with('(') && text.ends_with(')') && !text.contains(' ')
}

/// The name of the environment of amsmath that a line begins.
fn environment(line: &str) -> Option<&str> {
    let name = line.strip_prefix("\\begin{")?.split_once('}')?.0;
    let known = ["equation", "align", "alignat", "gather", "multline", "eqnarray"];
    known.contains(&name.trim_end_matches('*')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_prices_and_variables() {
        for text in [
            "$n$",
            "$x_i + y^2$",
            "$\\alpha$",
            "in $O(n)$ steps, $2n+1$",
            "a $$x$$ b",
            "$f(x, y) = 1$.",
        ] {
            assert!(has_formulas(text, Options::empty()), "{text}");
        }
        for text in [
            "$5 and $6",
            "$HOME/$USER",
            "${A}/${B}",
            "$5",
            "from $10$ to $20$",
            "`$x` or `$y`",
            "$PATH:$HOME$",
            "$a$b",
        ] {
            assert!(!has_formulas(text, Options::empty()), "{text}");
        }
    }
}
