//! Option lists: command line options with their descriptions.

use super::Parser;
use crate::docstring::context::Context;
use crate::docstring::document::{Definition, Inline};
use crate::docstring::lines;

impl Parser<'_, '_> {
    pub(super) fn options(&mut self, ctx: &mut Context) -> bool {
        let mut definitions = Vec::new();
        while let Some(line) = self.line(self.at)
            && let Some(width) = options_width(line.text)
        {
            let end = lines::block_end(self.lines, self.at + 1, 1);
            let has_text = width < line.text.len();
            if !has_text && end == self.at + 1 {
                break;
            }
            let rest = line.with(line.text.get(width..).unwrap_or_default());
            let inner = lines::hanging(rest, self.slice(self.at + 1, end));
            let term = vec![Inline::Code(
                line.text.get(..width).unwrap_or_default().trim_end().to_owned(),
            )];
            definitions.push(Definition {
                term,
                body: ctx.blocks(&inner),
            });
            self.skip_to_text(end);
        }
        self.push_definitions(definitions)
    }
}

/// The width of `-a, --all=ARG` and the two blanks or more behind it.
pub(super) fn options_width(text: &str) -> Option<usize> {
    if !text.starts_with(['-', '+', '/']) {
        return None;
    }
    let end = text.find("  ").unwrap_or(text.len());
    let all = text.get(..end)?;
    if !all.split(", ").all(is_option) {
        return None;
    }
    let blanks = text
        .get(end..)
        .map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
    Some(end + blanks)
}

/// `-a`, `-aARG`, `-a ARG`, `+a`, `--all`, `--all=ARG`, `--all ARG`, `/V`.
fn is_option(text: &str) -> bool {
    if let Some(long) = text.strip_prefix("--").or_else(|| text.strip_prefix('/')) {
        let (name, argument) = match long.find(['=', ' ']) {
            Some(end) => (long.get(..end), long.get(end + 1..)),
            None => (Some(long), None),
        };
        return name.is_some_and(is_name) && argument.is_none_or(is_argument);
    }
    let Some(short) = text.strip_prefix(['-', '+']) else {
        return false;
    };
    let mut chars = short.chars();
    let argument = match chars.next() {
        Some(letter) if letter.is_ascii_alphanumeric() => chars.as_str(),
        _ => return false,
    };
    argument.is_empty() || is_argument(argument.strip_prefix(' ').unwrap_or(argument))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.chars().all(is_word)
}

fn is_word(other: char) -> bool {
    other.is_ascii_alphanumeric() || matches!(other, '-' | '_')
}

/// `ARG` or `<any text>`.
fn is_argument(argument: &str) -> bool {
    if let Some(inner) = argument.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return !inner.is_empty() && !inner.contains(['<', '>']);
    }
    argument.starts_with(|first: char| first.is_ascii_alphabetic()) && argument.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_told_from_text_that_starts_with_a_dash() {
        for (text, width) in [
            ("-a  All.", 4),
            ("-o FILE, --out=FILE  Where.", 21),
            ("--long", 6),
            ("/V  Words.", 4),
        ] {
            assert_eq!(options_width(text), Some(width), "{text}");
        }
        for text in [
            "- item",
            "-1 is a number and more",
            "--",
            "-a b c",
            "/usr/lib is",
            "---",
        ] {
            assert_eq!(options_width(text), None, "{text}");
        }
    }
}
