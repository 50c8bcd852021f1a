//! The pages of a list that is too long for one.

use std::ops::Range;

/// A page of a long list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its name in the sidebar: what stands on it, from the first to the last.
    pub(super) title: String,
    /// The first of the groups on it.
    pub(super) first: String,
    /// The rows on it.
    pub(super) range: Range<usize>,
}

/// Distributes groups of rows, each with its name and length, over pages of at most so many rows: neighbors share one, and a
/// group that is too long for a page has several.
pub(super) fn distribute(groups: impl Iterator<Item = (String, usize)>, most: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut is_open = false;
    let mut end = 0;
    for (name, length) in groups {
        let range = end..end + length;
        end = range.end;
        let shared = parts
            .last_mut()
            .filter(|last| is_open && range.end - last.range.start <= most);
        if let Some(last) = shared {
            last.title = format!("{}–{name}", last.first);
            last.range.end = range.end;
            continue;
        }
        let count = length.div_ceil(most);
        for (number, start) in range.clone().step_by(most).enumerate() {
            let title = if count > 1 {
                format!("{name} ({} of {count})", number + 1)
            } else {
                name.clone()
            };
            parts.push(Part {
                title,
                first: name.clone(),
                range: start..range.end.min(start + most),
            });
        }
        is_open = count == 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(groups: &[(&str, usize)], expected: &[(&str, &str, Range<usize>)]) {
        let groups = groups.iter().map(|(name, length)| ((*name).to_owned(), *length));
        let found = distribute(groups, 2000);
        let found: Vec<_> = found
            .iter()
            .map(|part| (part.title.as_str(), part.first.as_str(), part.range.clone()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn groups_share_a_page_as_long_as_they_fit() {
        check(&[("A", 3), ("B", 1997)], &[("A–B", "A", 0..2000)]);
        check(
            &[("A", 3), ("B", 1998), ("C", 1), ("D", 1)],
            &[("A", "A", 0..3), ("B–D", "B", 3..2003)],
        );
        check(&[], &[]);
    }

    #[test]
    fn a_long_group_has_several_pages_of_its_own() {
        check(
            &[("_", 1), ("A", 4001), ("B", 1)],
            &[
                ("_", "_", 0..1),
                ("A (1 of 3)", "A", 1..2001),
                ("A (2 of 3)", "A", 2001..4001),
                ("A (3 of 3)", "A", 4001..4002),
                ("B", "B", 4002..4003),
            ],
        );
    }
}
