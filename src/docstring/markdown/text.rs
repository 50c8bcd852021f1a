//! The last touch to running text.

use super::extras;
use crate::docstring::document::Inline;
use crate::docstring::rst;

/// The inlines of a block: without empty ends, and with the addresses in them as links.
pub(super) fn finished(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(inlines.len());
    let last = inlines.len().saturating_sub(1);
    for (index, inline) in inlines.into_iter().enumerate() {
        match inline {
            Inline::Text(mut text) => {
                // A list of attributes says nothing to the reader.
                if index > 0 && text.starts_with('{') {
                    let length = extras::attributes(&text).unwrap_or(0);
                    text.drain(..length);
                }
                if index == last {
                    text.truncate(text.trim_end().len());
                }
                if out.is_empty() && text.starts_with(char::is_whitespace) {
                    text = text.trim_start().to_owned();
                }
                if text.contains("http") {
                    link_addresses(&text, &mut out);
                } else if !text.is_empty() {
                    out.push(Inline::Text(text));
                }
            }
            Inline::Emphasis(content) if content.is_empty() => {}
            other => out.push(other),
        }
    }
    out
}

/// Addresses that stand in the text by themselves.
fn link_addresses(text: &str, out: &mut Vec<Inline>) {
    let mut start = 0;
    let mut from = 0;
    while let Some(at) = text
        .get(from..)
        .and_then(|rest| rest.find("http"))
        .map(|found| from + found)
    {
        let rest = text.get(at..).unwrap_or_default();
        let is_apart = !text
            .get(..at)
            .is_some_and(|head| head.ends_with(char::is_alphanumeric));
        match rst::url_length(rest).filter(|_| is_apart) {
            Some(length) => {
                if start < at {
                    out.push(Inline::Text(text.get(start..at).unwrap_or_default().to_owned()));
                }
                let url = text.get(at..at + length).unwrap_or_default().to_owned();
                out.push(Inline::Link {
                    content: vec![Inline::Text(url.clone())],
                    url,
                });
                start = at + length;
                from = start;
            }
            None => from = at + 4,
        }
    }
    if let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        out.push(Inline::Text(rest.to_owned()));
    }
}
