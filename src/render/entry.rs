//! What is known of an entry of a docstring: the signature says it, and the text where the signature is silent.

use super::docs;
use crate::docstring::{Entry, Section, SectionKind};
use crate::model::{Expression, Flow, Function, Parameter};
use crate::resolve::Usage;

/// Longer defaults stand in the signature only.
const DEFAULT_WIDTH: usize = 40;

/// The type and the default of one entry.
pub(super) struct Known {
    pub(super) annotation: Option<Expression>,
    /// Whether the annotation is the author's words, or that of the signature.
    pub(super) usage: Usage,
    pub(super) default: Option<String>,
}

/// What is known of each entry of a section.
pub(super) fn known(section: &Section, signature: Option<&Function>) -> Vec<Known> {
    let values = signature
        .zip(flow(section.kind))
        .map(|(signature, flow)| signature.values(flow, section.entries.len()))
        .unwrap_or_default();
    let with_index = section.entries.iter().enumerate();
    with_index
        .map(|(index, entry)| {
            let parameter = parameter(section.kind, entry, signature);
            let declared = values
                .get(index)
                .or_else(|| parameter.and_then(|parameter| parameter.annotation.as_deref()));
            let written = || {
                let written = entry.annotation.as_deref().filter(|_| !docs::calls(section.kind));
                written.map(Expression::from_words)
            };
            Known {
                usage: declared.map_or(Usage::Type, |_| Usage::Code),
                annotation: declared.cloned().or_else(written),
                default: parameter
                    .and_then(short_default)
                    .or_else(|| entry.default.clone()),
            }
        })
        .collect()
}

fn parameter<'f>(kind: SectionKind, entry: &Entry, signature: Option<&'f Function>) -> Option<&'f Parameter> {
    let is_parameter = matches!(
        kind,
        SectionKind::Parameters | SectionKind::OtherParameters | SectionKind::KeywordArguments
    );
    let name = entry.names.first()?.trim_start_matches('*');
    let parameters = &signature.filter(|_| is_parameter)?.parameters;
    parameters.iter().find(|parameter| parameter.name == name)
}

fn short_default(parameter: &Parameter) -> Option<String> {
    let text = &parameter.default.as_ref()?.text;
    let is_short = text.chars().count() <= DEFAULT_WIDTH && !text.contains('\n');
    is_short.then(|| text.to_string())
}

fn flow(kind: SectionKind) -> Option<Flow> {
    match kind {
        SectionKind::Returns => Some(Flow::Returned),
        SectionKind::Yields => Some(Flow::Yielded),
        SectionKind::Receives => Some(Flow::Received),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docstring::{Style, parse};

    fn annotations(text: &str, returns: &str) -> Vec<Option<String>> {
        let function = Function {
            returns: Some(Expression::from_words(returns).into()),
            ..Function::default()
        };
        let document = parse(text, Style::Google).document;
        let known = known(&document.sections[0], Some(&function));
        let text = |known: Known| known.annotation.map(|annotation| annotation.text.into());
        known.into_iter().map(text).collect()
    }

    #[test]
    fn the_signature_says_what_a_function_gives_and_takes() {
        let cases = [
            ("Returns:\n    int: The size.", "float", vec!["float"]),
            ("Returns:\n    The size.", "", vec![""]),
            (
                "Returns:\n    a (x): One.\n    b (y): Two.",
                "tuple[int, list[str]]",
                vec!["int", "list[str]"],
            ),
            (
                "Returns:\n    a (x): One.\n    b (y): Two.",
                "tuple[int, ...]",
                vec!["x", "y"],
            ),
            ("Yields:\n    Each.", "Iterator[int]", vec!["int"]),
            ("Yields:\n    str: Each.", "Iter", vec!["str"]),
            ("Receives:\n    Each.", "t.Generator[int, str, bool]", vec!["str"]),
            (
                "Returns:\n    At last.",
                "Generator[int, str, bool]",
                vec!["bool"],
            ),
        ];
        for (text, returns, expected) in cases {
            let found = annotations(text, returns);
            let found: Vec<_> = found
                .iter()
                .map(|text| text.as_deref().unwrap_or_default())
                .collect();
            assert_eq!(found, expected, "{text} -> {returns}");
        }
    }
}
