//! Doctests that Python's `doctest` refuses to take apart: `DocTestParser` raises `ValueError` for them.

use super::Remark;
use crate::diagnostic::Code;
use crate::docstring::Span;

/// The first line that makes `doctest` give the docstring up.
pub(super) fn unsplittable(text: &str) -> Option<Remark> {
    if !text.contains(">>>") {
        return None;
    }
    let mut offset = 0;
    let lines: Vec<(usize, &str)> = text
        .split('\n')
        .map(|line| {
            let start = offset;
            offset += line.len() + 1;
            (start, line)
        })
        .collect();
    let (start, line, problem) = problem(&lines)?;
    let indent = line.len() - content(line).len();
    Some(Remark {
        span: Span {
            start: u32::try_from(start + indent).ok()?,
            end: u32::try_from(start + line.len()).ok()?,
        },
        code: Code::MalformedDoctest,
        message: format!("Python's `doctest` gives this docstring up: {problem}"),
        help: None,
        fix: None,
    })
}

fn content(line: &str) -> &str {
    line.trim_start_matches(' ')
}

/// An example is a line with `>>>`, the lines with `...` below it, and what is printed: all up to a blank line or
/// the next `>>>`.
fn problem<'t>(lines: &[(usize, &'t str)]) -> Option<(usize, &'t str, String)> {
    let is_prompt = |line: &str| content(line).starts_with(">>>");
    let mut at = 0;
    while let Some((_, first)) = lines.get(at) {
        if !is_prompt(first) {
            at += 1;
            continue;
        }
        let indent = first.len() - content(first).len();
        let rest = lines.get(at + 1..).unwrap_or_default();
        let more = rest
            .iter()
            .take_while(|(_, line)| content(line).starts_with("..."));
        let more = more.count();
        let printed = rest.iter().skip(more);
        let printed = printed.take_while(|(_, line)| !content(line).is_empty() && !is_prompt(line));
        let end = at + 1 + more + printed.count();
        let source = lines.get(at..=at + more).unwrap_or_default();
        if let Some((start, line)) = source.iter().find(|(_, line)| lacks_blank(line, indent)) {
            let prompt: String = line.chars().skip(indent).take(3).collect();
            return Some((*start, line, format!("there is no blank behind `{prompt}`")));
        }
        let is_deep = |line: &str| line.len() - content(line).len() >= indent;
        let is_below = |line: &str| is_deep(line) && line[indent..].starts_with('.');
        let broken = source.iter().skip(1).find(|(_, line)| !is_below(line));
        let output = lines.get(at + 1 + more..end).unwrap_or_default();
        let broken = broken.or_else(|| output.iter().find(|(_, line)| !is_deep(line)));
        if let Some((start, line)) = broken {
            let problem = "the line is not indented as the `>>>` above it".to_owned();
            return Some((*start, line, problem));
        }
        at = end;
    }
    None
}

fn lacks_blank(line: &str, indent: usize) -> bool {
    line.chars().nth(indent + 3).is_some_and(|behind| behind != ' ')
}
