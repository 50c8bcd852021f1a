//! Where a name stands in the header of a definition. The facts do not tell it, since few names are ever asked for.

use crate::lint::word;
use crate::model::Lines;
use crate::text::{LineIndex, Location};
use crate::token::{Lexer, Symbol};

/// The place of an annotation in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// That of the parameter with this name.
    Parameter(String),
    /// After `->`.
    Result,
    /// After the name of an attribute.
    Attribute,
}

/// In so many bytes of a definition its annotations are looked for.
const LONGEST_HEADER: usize = 20_000;

/// The first place of a dotted name in an annotation, and where it ends.
pub(super) fn find(
    source: &LineIndex<'_>,
    lines: Lines,
    spot: &Spot,
    name: &str,
) -> Option<(Location, Location)> {
    let start = source.start(lines.first)?;
    let rest = source.text().get(start..)?;
    let end = source.start(lines.last.saturating_add(1)).unwrap_or(usize::MAX);
    let most = end.saturating_sub(start).min(LONGEST_HEADER).min(rest.len());
    let text = rest.get(..rest.floor_char_boundary(most))?;
    let (from, to) = in_header(text, spot, name)?;
    Some((source.location(start + from), source.location(start + to)))
}

fn in_header(text: &str, spot: &Spot, name: &str) -> Option<(usize, usize)> {
    let mut lexer = Lexer::new(text, 0);
    let mut walk = Walk {
        spot,
        is_header: *spot == Spot::Attribute,
        depth: 0_usize,
        last: "",
        is_there: false,
    };
    // The dotted name that is being read, and where it begins.
    let mut dotted: Option<(String, usize)> = None;
    loop {
        lexer.skip_space();
        let start = lexer.at();
        let symbol = lexer.token();
        let token = text.get(start..lexer.at())?;
        match (symbol, &mut dotted) {
            (Some(Symbol::Dot), Some((dotted, _))) => dotted.push('.'),
            (Some(Symbol::Name), Some((dotted, _))) if dotted.ends_with('.') => dotted.push_str(token),
            (_, open) => {
                if let Some((found, at)) = open.take().filter(|(found, _)| found == name) {
                    return Some((at, at + found.len()));
                }
                if symbol == Some(Symbol::Name) && walk.is_there {
                    dotted = Some((token.to_owned(), start));
                }
            }
        }
        let symbol = symbol?;
        if symbol == Symbol::String && walk.is_there {
            let length = u32::try_from(token.len()).ok()?;
            if let Some(span) = word(token, name, 0, length) {
                return Some((start + span.start as usize, start + span.end as usize));
            }
        }
        walk.token(symbol, token);
    }
}

/// A walk through the header to an annotation.
struct Walk<'a> {
    spot: &'a Spot,
    /// Whether the decorators are over.
    is_header: bool,
    depth: usize,
    last: &'a str,
    /// Whether the annotation has begun.
    is_there: bool,
}

impl<'a> Walk<'a> {
    fn token(&mut self, symbol: Symbol, token: &'a str) {
        self.is_header |= symbol == Symbol::Def;
        self.is_there |= self.is_header
            && match (self.spot, symbol) {
                (Spot::Parameter(name), Symbol::Colon) => self.depth == 1 && self.last == name,
                (Spot::Result, Symbol::Arrow) | (Spot::Attribute, Symbol::Colon) => self.depth == 0,
                _ => false,
            };
        match symbol.text() {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.last = token;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_their_annotation() {
        let parameter = |name: &str| Spot::Parameter(name.to_owned());
        let source = "@d(x=T, y=lambda a: T)\nasync def T(T, a: list[T] = T, *,\n        b: \"list[T]\",  # T\n        \
            c: p.T = 1, é: 'größe'\n) -> p . T: return T\n";
        let index = LineIndex::new(source);
        for (spot, name, expected) in [
            (parameter("a"), "T", Some((2, 24, 25))),
            (parameter("b"), "T", Some((3, 18, 19))),
            (parameter("c"), "p.T", Some((4, 12, 15))),
            (parameter("é"), "größe", Some((4, 25, 30))),
            (parameter("a"), "U", None),
            (parameter("z"), "T", None),
        ] {
            let lines = Lines { first: 1, last: 5 };
            let found = find(&index, lines, &spot, name).map(|(start, end)| {
                assert_eq!(start.line, end.line);
                (start.line, start.column, end.column)
            });
            assert_eq!(found, expected, "{spot:?} {name}");
        }
        let lines = |first, last| Lines { first, last };
        let index = LineIndex::new("x = 1\nself.x: T[T] = T\ndef f() -> 'T': ...\n\"");
        let start = |lines, spot: &Spot| find(&index, lines, spot, "T").map(|found| found.0.column);
        assert_eq!(start(lines(2, 2), &Spot::Attribute), Some(9));
        assert_eq!(start(lines(3, 3), &Spot::Result), Some(13));
        assert_eq!(start(lines(1, 1), &Spot::Attribute), None);
        assert_eq!(start(lines(4, 99), &Spot::Result), None);
        assert_eq!(start(lines(98, 99), &Spot::Result), None);
        assert_eq!(start(lines(0, 0), &Spot::Result), None);
    }
}
