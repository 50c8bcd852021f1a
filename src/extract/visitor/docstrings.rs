//! Docstrings: in bodies, below assignments, in comments, and assigned to `__doc__`.

use std::ops::Range;

use super::{PlacedDocstring, Visitor};
use crate::diagnostic::{Code, Diagnostic};
use crate::extract::attribute::Assigned;
use crate::extract::comment::documentation_comment;
use crate::extract::form::Form;
use crate::extract::scope::Scope;
use crate::extract::shape::Place;
use crate::model::{Docstring, DocstringPosition, Item, Lines};
use crate::text::Places;
use crate::token::{offset_in, placed_docstring, string_value};

impl Visitor<'_> {
    /// Takes the lines of a docstring over with it.
    pub(super) fn place_docstrings(&mut self, scope: &Scope) {
        for (to, from) in &scope.taken_docstrings {
            let position = self.positions.get(from.0 as usize);
            let position = position.map(|from| from.docstring.clone());
            if let (Some(to), Some(position)) = (self.positions.get_mut(to.0 as usize), position) {
                to.docstring = position;
            }
        }
    }

    /// The docstring at the start of a body.
    pub(in crate::extract) fn docstring(&self, body: Range<usize>) -> Option<PlacedDocstring> {
        (!body.is_empty())
            .then_some(body.start)
            .and_then(|first| self.string_statement(first))
    }

    /// The string that a statement consists of.
    pub(super) fn string_statement(&self, entry: usize) -> Option<PlacedDocstring> {
        let value = match self.outline.form(entry) {
            Form::String(value) => value,
            Form::Expression(value) if self.outline.text(entry, *value).starts_with('(') => value,
            _ => return None,
        };
        let place = self.outline.place(entry, *value);
        self.literal(self.outline.text(entry, *value), place)
    }

    /// The docstring of a literal, a slice of the source; `place` is what its lines are those of.
    fn literal(&self, literal: &str, place: Place) -> Option<PlacedDocstring> {
        let offset = offset_in(self.outline.source, literal)?;
        let (text, places) = placed_docstring(literal, offset, &self.lines)?;
        let position = DocstringPosition {
            lines: self.lines_of(place),
            places,
            is_in_stub: false,
        };
        (!text.trim().is_empty()).then_some((Docstring { text: text.into() }, position))
    }

    /// `name.__doc__ = value` replaces the docstring of what it names; `__doc__ = value` that of the body around it.
    pub(super) fn assigned_docstrings(
        &mut self,
        entry: usize,
        assigned: &Assigned<'_, '_>,
        scope: &mut Scope,
    ) {
        let Some(value) = assigned.value else { return };
        for name in assigned.documented() {
            let docstring = self.docstring_of_value(entry, value, scope);
            let Some(item) = scope.find_mut(&name) else {
                continue;
            };
            match docstring {
                Some(placed) => {
                    let (docstring, position) = given(placed).unzip();
                    item.docstring = docstring;
                    self.positions[item.id.0 as usize].docstring = position.unwrap_or_default();
                }
                None => self.runtime_docstring(entry, &name),
            }
        }
        if assigned.names().any(|(name, _)| name == "__doc__") {
            self.assigned_docstring = self.docstring_of_value(entry, value, scope);
        }
    }

    /// Reports a docstring that nobody can read without running the code.
    fn runtime_docstring(&mut self, entry: usize, name: &str) {
        let message = format!("the docstring of `{name}` is computed when the program runs and is not shown");
        let help = "write it as a string in the body, or assign a plain string";
        let location = self
            .lines
            .location(self.outline.entries[entry].place.start as usize);
        self.diagnostics.push(
            Diagnostic::new(Code::RuntimeDocstring, message)
                .at(location)
                .help(help),
        );
    }

    /// The docstring that a string gives, or the name of something that has one: `other.__doc__`. It is empty where
    /// `None` or an empty string takes the docstring away.
    fn docstring_of_value(&self, entry: usize, value: &str, scope: &mut Scope) -> Option<PlacedDocstring> {
        if value == "None" || string_value(value).is_some_and(|value| value.trim().is_empty()) {
            return Some((Docstring { text: "".into() }, DocstringPosition::default()));
        }
        if let Some(other) = value.strip_suffix(".__doc__") {
            let item = scope.find_mut(other)?;
            let position = self.positions.get(item.id.0 as usize)?.docstring.clone();
            return Some((item.docstring.clone()?, position));
        }
        self.literal(value, self.outline.entries[entry].place)
    }

    /// A docstring that stands in the statement itself is on its lines.
    pub(super) fn place_docstring(&mut self, item: &Item) {
        if let Some(position) = self.positions.get_mut(item.id.0 as usize)
            && item.docstring.is_some()
            && position.docstring.lines == Lines::NONE
        {
            position.docstring.lines = position.lines;
        }
    }

    /// A string below an assignment, a `#:` comment behind it, or `#:` comments above it, in this order.
    pub(super) fn attribute_docstring(&self, entry: usize, next: Option<usize>) -> Option<PlacedDocstring> {
        next.and_then(|next| self.string_statement(next)).or_else(|| {
            let place = self.outline.entries[entry].place;
            let (start, end) = (place.start as usize, place.end as usize);
            let comment = documentation_comment(self.outline.source, start, end)?;
            let places = Places::new(&comment.text, &comment.pieces, &self.lines);
            let first = self.lines.line(comment.offset);
            let more = comment.text.matches('\n').count();
            let last = first + u32::try_from(more).unwrap_or_default();
            let position = DocstringPosition {
                lines: Lines { first, last },
                places,
                is_in_stub: false,
            };
            Some((
                Docstring {
                    text: comment.text.into(),
                },
                position,
            ))
        })
    }
}

/// An assigned docstring, unless it takes the one away that was there.
pub(in crate::extract) fn given(assigned: PlacedDocstring) -> Option<PlacedDocstring> {
    (!assigned.0.text.is_empty()).then_some(assigned)
}
