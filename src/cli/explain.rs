//! `explain`: what a code means, in the words of the manual.

use std::fmt::Write as _;

use super::{EXIT_OK, print};
use crate::config;
use crate::diagnostic::Code;

/// The page of the manual about findings, which has a section for each code.
const MANUAL: &str = include_str!("../../example-book/src/autodoc/diagnostics.md");

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The code, such as `unknown-parameter` [default: a list of all codes]
    #[arg(value_parser = config::code)]
    code: Option<Code>,
}

pub(super) fn run(arguments: &Arguments) -> u8 {
    match arguments.code {
        Some(code) => print(&format!("{}\n\n{}\n", title(code), text(code))),
        None => print(&list()),
    }
    EXIT_OK
}

fn title(code: Code) -> String {
    let (name, severity) = (code.as_str(), code.severity().as_str());
    let on_request = if code.is_on_request() { ", on request" } else { "" };
    format!("{name} ({severity}{on_request})")
}

fn list() -> String {
    let mut list = String::new();
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max();
    for code in Code::ALL {
        let _ = writeln!(
            list,
            "{:width$}  {}",
            code.as_str(),
            code.meaning(),
            width = width.unwrap_or_default()
        );
    }
    list
}

/// What the manual says of a code, in Markdown. Links would lead nowhere outside of the manual: their words stay.
pub(super) fn markdown(code: Code) -> String {
    let heading = format!("\n### `{}`\n", code.as_str());
    let (_, section) = MANUAL.split_once(&heading).unwrap_or_default();
    let next = section.find("\n### ").into_iter().chain(section.find("\n## "));
    let section = &section[..next.min().unwrap_or(section.len())];
    let lines = section.trim().lines();
    lines.map(without_links).collect::<Vec<_>>().join("\n")
}

/// The same as a terminal shows it: without marks, and with examples indented.
pub(super) fn text(code: Code) -> String {
    let mut lines = Vec::new();
    let mut is_example = false;
    for line in markdown(code).lines() {
        if line.starts_with("```") {
            is_example = !is_example;
        } else if is_example && !line.is_empty() {
            lines.push(format!("    {line}"));
        } else {
            lines.push(without_strong(line));
        }
    }
    lines.join("\n")
}

/// A line of Markdown without the marks of strong words. In code, which stands between backticks, two asterisks are
/// themselves.
fn without_strong(line: &str) -> String {
    let parts = line.split('`').enumerate();
    let parts = parts.map(|(number, part)| match number % 2 {
        0 => part.replace("**", ""),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// A line of Markdown with the words of its links alone.
fn without_links(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, words, behind)) = link(rest) {
        text.push_str(before);
        text.push_str(words);
        rest = behind;
    }
    text + rest
}

/// The first link of a line: what stands before it, its words, and what stands behind it.
fn link(line: &str) -> Option<(&str, &str, &str)> {
    let (head, tail) = line.split_once("](")?;
    let (_, behind) = tail.split_once(')')?;
    let (before, words) = head.rsplit_once('[')?;
    Some((before, words, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_section_that_says_what_and_why_with_an_example_and_a_remedy() {
        for code in Code::ALL {
            let text = text(*code);
            let mut rest = text.as_str();
            for word in ["What: ", "Why: ", "Example:", "Use instead:"] {
                let (_, behind) = rest
                    .split_once(word)
                    .unwrap_or_else(|| panic!("{code:?}: {word}"));
                rest = behind;
            }
            for mark in ["**What", "](", "```", "###"] {
                assert!(!text.contains(mark), "{code:?}: {text}");
            }
        }
    }

    #[test]
    fn marks_of_links_and_strong_words_go() {
        for (line, expected) in [
            (
                "**Why:** see [the `a` page](a.md#b), and [b](c).",
                "Why: see the `a` page, and b.",
            ),
            ("`**kwargs` is **not** `*args`", "`**kwargs` is not `*args`"),
            ("x[0] (y) [no link]", "x[0] (y) [no link]"),
            ("a](b", "a](b"),
        ] {
            assert_eq!(without_strong(&without_links(line)), expected);
        }
    }
}
