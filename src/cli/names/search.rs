//! `search`: what is documented, by a few letters of its name or by words of its docstring.

use std::cmp::Reverse;

use super::super::run::RunArguments;
use super::super::sources::SourceArguments;
use super::super::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, Failure, print};
use super::{Format, Kind, Row, is_of, rows};
use crate::rank::{Candidate, Query};
use crate::render::{Catalog, Named};

#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// Letters of a name, as `cpar` for `ClickParameter`, or words that a docstring has
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// What is looked for; may be given several times [default: everything]
    #[arg(short, long = "kind", value_name = "KIND", value_enum)]
    kinds: Vec<Kind>,
    /// At most so many are printed
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    sources: SourceArguments,
    /// How names are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
}

pub(in crate::cli) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let text = arguments.text.join(" ");
    if text.trim().is_empty() {
        return Err(Failure::new(EXIT_USAGE, "there is nothing to search for"));
    }
    let found = rows(arguments.sources, run, |catalog| {
        let names = names(catalog, &text, &arguments.kinds);
        let docs = docs(catalog, &text, &arguments.kinds, &names);
        let found = names.into_iter().chain(docs).take(arguments.limit);
        Ok(found
            .map(|named| Row::new(named, catalog.summary(named)))
            .collect())
    })?;
    print(&arguments.output_format.text(&found));
    Ok(if found.is_empty() { EXIT_FINDINGS } else { EXIT_OK })
}

/// What has the letters in its name, the likeliest first; of several names for one thing the likeliest alone.
fn names<'c, 'p>(catalog: &'c Catalog<'_, 'p>, text: &str, kinds: &[Kind]) -> Vec<&'c Named<'p>> {
    let query = Query::new(text);
    if query.is_empty() {
        return Vec::new();
    }
    let ranked = catalog
        .names
        .iter()
        .filter(|named| is_of(kinds, named))
        .filter_map(|named| {
            let rank = query.rank(Candidate {
                name: &named.name,
                kind: named.letter,
                is_deprecated: named.is_deprecated,
                is_reexport: named.origin.is_some(),
            })?;
            Some((rank, named))
        });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by(|(left, one), (right, other)| (left, &one.name).cmp(&(right, &other.name)));
    let mut definitions = std::collections::HashSet::new();
    let names = ranked.into_iter().map(|(_, named)| named);
    names
        .filter(|named| definitions.insert(named.origin.as_ref().unwrap_or(&named.name)))
        .collect()
}

/// What has all the words in its docstring: those first that have them near the beginning.
fn docs<'c, 'p>(
    catalog: &'c Catalog<'_, 'p>,
    text: &str,
    kinds: &[Kind],
    known: &[&Named<'p>],
) -> Vec<&'c Named<'p>> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let known: std::collections::HashSet<&str> = known.iter().map(|named| &*named.name).collect();
    let found = catalog.names.iter().filter_map(|named| {
        let is_new = named.origin.is_none() && !known.contains(&*named.name);
        if !is_new || named.docstring().is_empty() || !is_of(kinds, named) {
            return None;
        }
        Some((weight(&named.docstring().to_lowercase(), &text, &words)?, named))
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|(left, one), (right, other)| (left, &one.name).cmp(&(right, &other.name)));
    found.into_iter().map(|(_, named)| named).collect()
}

/// Where a docstring has all the words, the lower the better: whether they stand in a row, whether each is a whole word or at least
/// the beginning of one, and in which line the last of them is found first.
fn weight(docstring: &str, text: &str, words: &[&str]) -> Option<(bool, Reverse<usize>, usize)> {
    let mut line = 0;
    let mut whole = 0;
    for word in words {
        let starts = |at: &usize| !docstring[..*at].ends_with(char::is_alphanumeric);
        let ends = |at: &usize| !docstring[*at + word.len()..].starts_with(char::is_alphanumeric);
        let places = || docstring.match_indices(word).map(|(at, _)| at).filter(starts);
        // Nobody looks for what is within a word.
        let first = places().next()?;
        whole += usize::from(places().any(|at| ends(&at)));
        line = line.max(docstring[..first].matches('\n').count());
    }
    Some((!docstring.contains(text), Reverse(whole), line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docstrings_with_the_words_in_a_row_come_first_then_with_whole_words_then_with_early_ones() {
        let words = ["read", "crumbs"];
        let weigh = |docstring: &str| weight(docstring, "read crumbs", &words);
        let best = weigh("To read crumbs.").unwrap();
        let whole = weigh("crumbs to read").unwrap();
        let parts = weigh("crumbsy readers").unwrap();
        let late = weigh("crumbs\n\nto read").unwrap();
        assert!(best < whole && whole < late && late < parts);
        assert_eq!(weigh("bread crumbs"), None);
        assert_eq!(weigh("read"), None);
    }
}
