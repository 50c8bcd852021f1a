//! The statements of a file with their forms, from either of two readers that agree on every correct file.

mod prepared;
pub(super) mod whole;

pub(super) use prepared::prepared;

use std::ops::Range;
use std::rc::Rc;

use super::form::{Form, Span};
use super::grammar::Verdict;
use super::shape::Place;
use super::walrus::{Walrus, walruses};

/// The statements of a file.
pub(super) struct Outline<'s> {
    pub(super) source: &'s str,
    pub(super) entries: Vec<Entry>,
    /// The places of the pieces of all shapes.
    places: Vec<Place>,
    /// The headers and simple statements with assignment expressions, by entry.
    walruses: Vec<(usize, Place)>,
    /// What is no Python, in the order of the text.
    pub(super) errors: Vec<SyntaxError>,
}

/// One statement.
pub(super) struct Entry {
    verdict: Rc<Verdict>,
    /// The places of the pieces that the spans of its form count; `None` where they count bytes of the source.
    places: Option<Range<u32>>,
    /// The statement with its body.
    pub(super) place: Place,
    /// The number of the entry that follows it and its body.
    pub(super) next: u32,
}

/// A place that is no Python.
pub(super) struct SyntaxError {
    pub(super) message: String,
    pub(super) at: usize,
}

impl SyntaxError {
    /// An error at which the grammar stops, with the beginning of what stands there.
    fn near(source: &str, place: Place) -> Self {
        let at = place.start as usize;
        let text = source.get(at..place.end as usize).unwrap_or_default();
        let line = text.trim_start().split(['\n', '\r']).next().unwrap_or_default();
        let excerpt: String = line.chars().take(40).collect();
        let message = if excerpt.trim_end().is_empty() {
            "invalid syntax".to_owned()
        } else {
            format!("invalid syntax near `{}`", excerpt.trim_end())
        };
        Self { message, at }
    }
}

impl<'s> Outline<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            entries: Vec::new(),
            places: Vec::new(),
            walruses: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The form of an entry.
    pub(super) fn form(&self, entry: usize) -> &Form {
        &self.entries[entry].verdict.form
    }

    /// The entries of the body of `entry`.
    pub(super) fn body(&self, entry: usize) -> Range<usize> {
        entry + 1..self.entries[entry].next as usize
    }

    /// The entry that follows `entry` in the same body, which ends at `end`.
    pub(super) fn sibling(&self, entry: usize, end: usize) -> Option<usize> {
        let next = self.entries[entry].next as usize;
        (next < end).then_some(next)
    }

    /// The assignment expressions of an entry, those in its body aside.
    pub(super) fn walruses_of(&self, entry: usize) -> Vec<Walrus<'s>> {
        let Ok(at) = self.walruses.binary_search_by_key(&entry, |(entry, _)| *entry) else {
            return Vec::new();
        };
        let place = self.walruses[at].1;
        walruses(
            self.source
                .get(place.start as usize..place.end as usize)
                .unwrap_or_default(),
        )
    }

    /// The place of a span of an entry's form.
    pub(super) fn place(&self, entry: usize, span: Span) -> Place {
        let Some(places) = &self.entries[entry].places else {
            return Place {
                start: span.start,
                end: span.end,
            };
        };
        let places = &self.places[places.start as usize..places.end as usize];
        let of = |number: u32| places.get(number as usize);
        let start = of(span.start).map_or(0, |place| place.start);
        Place {
            start,
            end: of(span.end.saturating_sub(1)).map_or(start, |place| place.end.max(start)),
        }
    }

    /// The source of a span of an entry's form.
    pub(super) fn text(&self, entry: usize, span: Span) -> &'s str {
        let place = self.place(entry, span);
        self.source
            .get(place.start as usize..place.end as usize)
            .unwrap_or_default()
    }
}
