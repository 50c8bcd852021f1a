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
fn options_width(text: &str) -> Option<usize> {
    if !text.starts_with(['-', '/']) {
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

/// `-a`, `-aARG`, `-a ARG`, `--all`, `--all=ARG`, `--all ARG`, `/V`.
fn is_option(text: &str) -> bool {
    let (option, argument) = match text.split_once(['=', ' ']) {
        Some((option, argument)) => (option, Some(argument)),
        None => (text, None),
    };
    let name = if let Some(long) = option.strip_prefix("--") {
        long
    } else {
        option.strip_prefix(['-', '/']).unwrap_or_default()
    };
    let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "-_".contains(other));
    let is_argument = |argument: &str| {
        argument.starts_with('<') && argument.ends_with('>')
            || argument.starts_with(|first: char| first.is_ascii_alphabetic())
                && argument
                    .chars()
                    .all(|other| other.is_ascii_alphanumeric() || "-_".contains(other))
    };
    is_name && argument.is_none_or(is_argument)
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
