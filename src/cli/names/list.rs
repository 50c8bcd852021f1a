//! `list`: the names of what is documented.

use globset::{GlobBuilder, GlobMatcher};

use super::super::run::RunArguments;
use super::super::sources::SourceArguments;
use super::super::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, Failure, print};
use super::{Format, Kind, Row, is_of, rows};
use crate::name::nearest;
use crate::render::Catalog;

#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// Names, of which what is in them is listed too, or patterns such as `shop.*.Basket*`; `*` is any text [default: all]
    #[arg(value_name = "PATTERN")]
    patterns: Vec<String>,
    /// What is listed; may be given several times [default: everything]
    #[arg(short, long = "kind", value_name = "KIND", value_enum)]
    kinds: Vec<Kind>,
    #[command(flatten)]
    sources: SourceArguments,
    /// How names are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
}

pub(in crate::cli) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let patterns: Vec<Pattern> = arguments
        .patterns
        .iter()
        .map(|text| Pattern::new(text))
        .collect::<Result<_, _>>()?;
    let found = rows(arguments.sources, run, |catalog| {
        listed(catalog, &patterns, &arguments.kinds)
    })?;
    print(&arguments.output_format.text(&found));
    Ok(if found.is_empty() { EXIT_FINDINGS } else { EXIT_OK })
}

/// The names that all of it lets through, by name.
fn listed(catalog: &Catalog<'_, '_>, patterns: &[Pattern], kinds: &[Kind]) -> Result<Vec<Row>, Failure> {
    let mut shown: Vec<_> = catalog.names.iter().collect();
    for pattern in patterns {
        if !shown.iter().any(|named| pattern.matches(&named.name)) {
            let near = nearest(&pattern.text, catalog.names.iter().map(|named| &*named.name));
            let advice = near
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            let message = format!("`{}` names nothing that is documented{advice}", pattern.text);
            return Err(Failure::new(EXIT_USAGE, message));
        }
    }
    let is_asked_for =
        |name: &str| patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(name));
    shown.retain(|named| is_of(kinds, named) && is_asked_for(&named.name));
    shown.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(shown
        .into_iter()
        .map(|named| Row::new(named, catalog.summary(named)))
        .collect())
}

/// What names are compared with.
struct Pattern {
    text: String,
    /// It has wildcards.
    glob: Option<GlobMatcher>,
}

impl Pattern {
    fn new(text: &str) -> Result<Self, Failure> {
        let glob = text
            .contains(['*', '?', '[', '{'])
            .then(|| GlobBuilder::new(text).build())
            .transpose()
            .map_err(|error| Failure::new(EXIT_USAGE, format!("`{text}` is no pattern: {}", error.kind())))?;
        Ok(Self {
            text: text.to_owned(),
            glob: glob.map(|glob| glob.compile_matcher()),
        })
    }

    fn matches(&self, name: &str) -> bool {
        match &self.glob {
            Some(glob) => glob.is_match(name),
            None => name
                .strip_prefix(&self.text)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_what_is_in_it_and_a_pattern_for_what_it_matches() {
        let matches = |text: &str, name: &str| Pattern::new(text).unwrap().matches(name);
        assert!(matches("a.B", "a.B") && matches("a.B", "a.B.c"));
        assert!(!matches("a.B", "a.Bc") && !matches("a.B", "a"));
        assert!(matches("a.*", "a.B.c") && matches("*.run*", "a.B.run_all"));
        assert!(!matches("a.*", "a") && !matches("*.run", "a.run_all"));
        assert!(Pattern::new("a.[").is_err());
    }
}
