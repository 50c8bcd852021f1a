//! What is said beside docstrings: `Annotated[T, Doc("…")]` (PEP 727) and `@deprecated("…")` (PEP 702).

use std::borrow::Cow;

use super::{Docstring, Expression};
use crate::token::{bracketed, clean_docstring, offset_in, string_value};

impl Expression {
    /// The text in `Annotated[T, Doc("…")]` (PEP 727), as `inspect.cleandoc` gives it.
    pub fn documentation(&self) -> Option<Docstring> {
        self.metadata()?.iter().find_map(|part| doc_text(part))
    }

    /// The message in `Annotated[T, deprecated("…")]`, which some libraries read for parameters and fields.
    pub fn deprecation(&self) -> Option<Docstring> {
        self.metadata()?.iter().find_map(|part| deprecation_text(part))
    }

    /// The annotation without what documents it: `T` of `Annotated[T, Doc("…")]`.
    pub fn undocumented(&self) -> Cow<'_, Self> {
        self.without_documentation()
            .map_or(Cow::Borrowed(self), Cow::Owned)
    }

    fn without_documentation(&self) -> Option<Self> {
        let metadata = self.metadata()?;
        let rest: Vec<&str> = metadata
            .iter()
            .copied()
            .filter(|part| doc_text(part).is_none() && deprecation_text(part).is_none())
            .collect();
        if rest.len() == metadata.len() {
            return None;
        }
        let described = bracketed(&self.text)?.parts.first().copied()?;
        if rest.is_empty() {
            return Some(self.part(described));
        }
        let end = offset_in(&self.text, described)? + described.len();
        let mut shown = self.part(self.text.get(..end)?);
        for part in rest {
            shown.append(", ", &self.part(part));
        }
        shown.text.push(']');
        Some(shown)
    }

    /// What follows the type in `Annotated[T, …]`.
    fn metadata(&self) -> Option<Vec<&str>> {
        if !self.text.contains("Doc(") && !self.text.contains("deprecated(") {
            return None;
        }
        let subscript = bracketed(&self.text)?;
        let is_annotated = subscript.open == '[' && last_part(subscript.head) == "Annotated";
        is_annotated.then(|| subscript.parts.into_iter().skip(1).collect())
    }
}

fn doc_text(source: &str) -> Option<Docstring> {
    let call = bracketed(source)?;
    let is_doc = call.open == '(' && last_part(call.head) == "Doc";
    let text = call
        .positional()
        .first()
        .copied()
        .or(call.keyword("documentation"));
    cleaned(text.filter(|_| is_doc)?)
}

/// The message of `@deprecated("…")` (PEP 702) among decorators, where it is a literal.
pub fn deprecation(decorators: &[Expression]) -> Option<Docstring> {
    let mut found = decorators
        .iter()
        .filter(|decorator| decorator.leading_last() == "deprecated");
    found.find_map(|decorator| deprecation_text(&decorator.text))
}

fn deprecation_text(source: &str) -> Option<Docstring> {
    let call = bracketed(source)?;
    let is_deprecated = call.open == '(' && last_part(call.head) == "deprecated";
    let text = call.positional().first().copied();
    cleaned(text.filter(|_| is_deprecated)?)
}

fn cleaned(literal: &str) -> Option<Docstring> {
    let text = clean_docstring(&string_value(literal)?);
    (!text.trim().is_empty()).then_some(Docstring { text: text.into() })
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(text: &str) -> Expression {
        Expression::from_words(text)
    }

    #[track_caller]
    fn check(text: &str, shown: &str, documentation: Option<&str>) {
        let expression = expression(text);
        assert_eq!(expression.undocumented().text, shown, "{text}");
        let found = expression.documentation();
        assert_eq!(found.map(|found| found.text).as_deref(), documentation, "{text}");
    }

    #[test]
    fn documentation_is_taken_out_of_annotations() {
        check("Annotated[int, Doc('x')]", "int", Some("x"));
        check(
            "t.Annotated[list[int], te.Doc(documentation='''a\n   b''')]",
            "list[int]",
            Some("a\nb"),
        );
        check(
            "Annotated[int, Gt(1), Doc(\"a\\\"\" 'b'), Lt(2)]",
            "Annotated[int, Gt(1), Lt(2)]",
            Some("a\"b"),
        );
        check(
            "Annotated[int, Doc('x'), deprecated('y'), Gt(1)]",
            "Annotated[int, Gt(1)]",
            Some("x"),
        );
        check("Annotated[int, Doc(TEXT)]", "Annotated[int, Doc(TEXT)]", None);
        check("Annotated[int, Doc('')]", "Annotated[int, Doc('')]", None);
        check("dict[str, Doc('x')]", "dict[str, Doc('x')]", None);
        check("Doc", "Doc", None);
    }

    #[test]
    fn names_stay_where_they_are_in_the_text() {
        let shown = expression("a.Annotated[Size, Doc('of Size'), Gt(Other)]");
        let shown = shown.undocumented();
        let names: Vec<&str> = shown.names.iter().map(|span| shown.name(*span)).collect();
        assert_eq!(shown.text, "a.Annotated[Size, Gt(Other)]");
        assert_eq!(names, ["a.Annotated", "Size", "Gt", "Other"]);
    }

    #[test]
    fn messages_are_literals() {
        let message =
            |text: &str| deprecation(&[expression("final"), expression(text)]).map(|found| found.text);
        assert_eq!(
            message("warnings.deprecated('a' 'b', category=None)").as_deref(),
            Some("ab")
        );
        assert_eq!(message("deprecated(MESSAGE)"), None);
        assert_eq!(message("deprecated"), None);
        assert_eq!(message("other('a')"), None);
        let annotation = expression("Annotated[int, Doc('x'), te.deprecated('y')]");
        assert_eq!(
            annotation.deprecation().map(|found| found.text).as_deref(),
            Some("y")
        );
    }
}
