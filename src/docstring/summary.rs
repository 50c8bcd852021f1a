//! The summary of a docstring (PEP 257): its first sentence.

use super::document::{Block, Document, Inline, SectionKind};

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "etc", "vs", "cf", "resp", "approx", "al", "fig", "eq", "no", "st",
];

impl Document {
    /// The first sentence of the first paragraph, for tables. Empty where the prose does not start with one.
    pub fn summary(&self) -> Vec<Inline> {
        let Some(first) = self
            .sections
            .iter()
            .find(|section| section.kind == SectionKind::Text)
        else {
            return Vec::new();
        };
        let paragraph = first.body.iter().find_map(|block| match block {
            Block::Paragraph(inlines) => Some(Some(inlines)),
            // What may stand before the summary without being one.
            Block::Version(_)
            | Block::Heading { .. }
            | Block::Image(_)
            | Block::Html(_)
            | Block::Admonition(_)
            | Block::Rule => None,
            _ => Some(None),
        });
        paragraph
            .flatten()
            .map(|inlines| first_sentence(inlines))
            .unwrap_or_default()
    }
}

fn first_sentence(inlines: &[Inline]) -> Vec<Inline> {
    let mut sentence = Vec::new();
    for (index, inline) in inlines.iter().enumerate() {
        match inline {
            Inline::Text(text) => match sentence_end(text, index + 1 < inlines.len()) {
                Some(end) => {
                    sentence.push(Inline::Text(text.get(..end).unwrap_or(text).to_owned()));
                    break;
                }
                None => sentence.push(inline.clone()),
            },
            Inline::FootnoteMark(_) => {}
            _ => sentence.push(inline.clone()),
        }
    }
    sentence
}

/// Where the first sentence in `text` ends, its full stop included.
fn sentence_end(text: &str, has_more: bool) -> Option<usize> {
    for (at, mark) in text.match_indices(['.', '!', '?']) {
        let end = at + mark.len();
        let rest = text.get(end..).unwrap_or_default();
        let next = rest.trim_start();
        let starts_anew = match next.chars().next() {
            Some(first) => first.is_uppercase() || first.is_numeric() || "\"'([*“".contains(first),
            // Markup follows, which may well start a sentence.
            None => has_more && !rest.is_empty(),
        };
        if next.len() == rest.len() || !starts_anew {
            continue;
        }
        let word = text
            .get(..at)
            .unwrap_or_default()
            .rsplit([' ', '('])
            .next()
            .unwrap_or_default();
        let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        if mark != "." || !(is_initial || ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word)))
        {
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::docstring::{Inline, Style, parse};

    #[track_caller]
    fn check(text: &str, summary: &str) {
        let words: String = parse(text, Style::Sphinx)
            .document
            .summary()
            .iter()
            .map(|inline| match inline {
                Inline::Text(text) => text.clone(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(words, summary, "{text}");
    }

    #[test]
    fn the_summary_is_the_first_sentence() {
        check("Do it.\n\nMore.", "Do it.");
        check("Do it\nin two lines. Then more.", "Do it in two lines.");
        check("Read e.g. XML, i.e. text. More.", "Read e.g. XML, i.e. text.");
        check("By J. Doe. More.", "By J. Doe.");
        check("Version 1.2 or pkg.mod. of old", "Version 1.2 or pkg.mod. of old");
        check("No full stop", "No full stop");
    }

    #[test]
    fn nothing_but_prose_is_a_summary() {
        check(".. versionadded:: 1.0\n\nDo it.", "Do it.");
        check(">>> f()\n1", "");
        check(":param x: The thing.", "");
        check("", "");
    }
}
