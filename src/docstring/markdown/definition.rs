//! Link reference definitions (`CommonMark`, section 4.7): `[label]: address "title"`.

use super::Line;
use super::fence::Fences;

/// The labels with their addresses that a text defines. Parts of a text are parsed one by one, and links in one may use
/// the definitions in another.
pub(in crate::docstring) fn definitions<'a>(lines: &[Line<'a>]) -> Vec<(&'a str, &'a str)> {
    let mut fences = Fences::default();
    let mut found = Vec::new();
    // A definition cannot interrupt a paragraph.
    let mut is_free = true;
    for line in lines {
        if fences.take(*line) {
            is_free = true;
            continue;
        }
        let content = line.content();
        let definition = definition(content).filter(|_| is_free);
        is_free = line.is_blank() || definition.is_some() || content.starts_with(['#', '>']);
        found.extend(definition);
    }
    found
}

/// The label and the address of a line that defines one.
fn definition(content: &str) -> Option<(&str, &str)> {
    let (label, rest) = content.strip_prefix('[')?.split_once("]:")?;
    let rest = rest.trim();
    let (url, behind) = match rest.strip_prefix('<') {
        Some(rest) => rest.split_once('>')?,
        None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    let title = behind.trim();
    let is_title = [('"', '"'), ('\'', '\''), ('(', ')')]
        .iter()
        .any(|(open, close)| title.len() > 1 && title.starts_with(*open) && title.ends_with(*close));
    let is_apart = title.is_empty() || is_title && behind.starts_with(char::is_whitespace);
    let is_label = !label.trim().is_empty() && !label.starts_with('^') && !label.contains('[');
    (is_label && is_apart && !rest.is_empty()).then_some((label, url))
}
