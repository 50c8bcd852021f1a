//! One Python file in, its facts out.
//!
//! The only user of tree-sitter. Extraction sees a single file and knows no other: relative imports stay relative.
//! It never fails: a file with syntax errors gives what stands outside them, and says so.

mod attribute;
mod branches;
mod comment;
mod condition;
mod decorator;
mod export;
mod expression;
mod form;
mod functional;
mod grammar;
mod ignores;
mod import;
mod lazy;
mod name;
mod outline;
mod parse;
#[cfg(test)]
mod properties;
mod property;
mod runtime;
mod scope;
mod shape;
mod signature;
mod slots;
mod visitor;
mod walrus;

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ExportPart, Exports, Extracted, Module, ModuleKind};
use crate::name::ModuleName;
use crate::target::Target;
use crate::text::{LineIndex, Location, decode};
use visitor::{Visitor, given};

/// Extracts the facts of a file from its bytes, as they are for a target.
pub fn extract(bytes: &[u8], name: ModuleName, kind: ModuleKind, target: &Target) -> Extracted {
    let decoded = decode(bytes);
    let mut extracted = from_text(&decoded.text, name, kind, target);
    if let Some(problem) = decoded.problem {
        let message = format!("the file {problem}");
        // One cause, one finding: what is not to be read follows from it.
        extracted
            .diagnostics
            .retain(|found| found.code != Code::SyntaxError);
        let help = "save it as UTF-8, or correct the `coding` comment in its first two lines";
        extracted
            .diagnostics
            .insert(0, Diagnostic::new(Code::UndecodableSource, message).help(help));
    }
    extracted
}

fn from_text(source: &str, name: ModuleName, kind: ModuleKind, target: &Target) -> Extracted {
    from_outline(&outline::prepared(source), name, kind, target)
}

/// The facts of a file by a parse of the whole file: what tests and benchmarks compare [`extract`] with.
///
/// Both agree on every correct file. In a broken one this way may lose definitions around the mistake, and it is
/// many times slower. A file that the grammar cannot bear has no facts this way.
pub fn extract_whole(bytes: &[u8], name: ModuleName, kind: ModuleKind, target: &Target) -> Option<Extracted> {
    let decoded = decode(bytes);
    let tree = parse::parse(&decoded.text).ok()?;
    let outline = outline::whole::whole(&decoded.text, &tree);
    let mut extracted = from_outline(&outline, name, kind, target);
    let is_silent = extracted
        .diagnostics
        .iter()
        .all(|found| found.code != Code::SyntaxError);
    if is_silent && tree.root_node().has_error() {
        let message = "invalid syntax deeper than the statements";
        extracted
            .diagnostics
            .push(Diagnostic::new(Code::SyntaxError, message));
    }
    Some(extracted)
}

/// How many statements the grammar was asked about: preparation and grammar without the facts, for benchmarks.
pub fn count_statements(source: &str) -> usize {
    outline::prepared(source).entries.len()
}

fn from_outline(
    outline: &outline::Outline<'_>,
    name: ModuleName,
    kind: ModuleKind,
    target: &Target,
) -> Extracted {
    let mut visitor = Visitor::new(outline, target);
    let docstring = visitor.docstring(0..outline.entries.len());
    let mut scope = visitor.module(&name);
    let replaced_imports = std::mem::take(&mut scope.replaced_imports);
    let (members, elsewhere) = scope.into_items();
    visitor.report_errors();
    let docstring = visitor.assigned_docstring.take().map_or(docstring, given);
    let (docstring, position) = docstring.unzip();
    let export_places = match &visitor.exports {
        Some(exports) => placed(exports, visitor.export_places, &visitor.lines),
        None => Vec::new(),
    };
    let ignores = ignores::ignores(&visitor.lines, &visitor.positions, position.as_ref());
    Extracted {
        module: Module {
            name,
            kind,
            docstring,
            exports: visitor.exports,
            members,
            replaced_imports,
            elsewhere,
            runtime_names: runtime::runtime_names(outline.source),
        },
        positions: visitor.positions.as_slice().into(),
        docstring: position.unwrap_or_default(),
        export_places,
        stub_imports: Vec::new(),
        ignores,
        diagnostics: visitor.diagnostics,
    }
}

/// To find a column takes as long as the line is, so that no more names than these are looked for.
const MOST_PLACES: usize = 5000;

/// The places of the names that `__all__` has, each name once, sorted by name.
fn placed(
    exports: &Exports,
    mut places: Vec<(String, usize)>,
    lines: &LineIndex<'_>,
) -> Vec<(String, Location)> {
    let parts = exports.parts.iter();
    let names: HashSet<&str> = parts
        .filter_map(|part| match part {
            ExportPart::Name(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    places.retain(|(name, _)| names.contains(name.as_str()));
    places.truncate(MOST_PLACES);
    places.sort();
    places.dedup_by(|later, first| later.0 == first.0);
    let located = places
        .into_iter()
        .map(|(name, offset)| (name, lines.location(offset)));
    let mut located: Vec<_> = located.collect();
    located.shrink_to_fit();
    located
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_expression_is_a_type() {
        for source in [
            "def f(a: b[0] if c else d, *e: *g[0], h: b[0].c = i[1], **j: k[0]()) -> b[0] + c[1] | d[2]: ...",
            "a: b[0].c[1] = d[2]",
            "a[0]: b[0] if c else d",
            "a[0:1]: b[0] = c[1]",
            "a[0:1] = b[1] = 2",
            "type X[T] = a[0] if b else c",
            "a: int = [b for c[0] in d]",
        ] {
            let name = ModuleName::new("m").unwrap();
            let found = extract(source.as_bytes(), name, ModuleKind::Module, &Target::default());
            assert_eq!(found.diagnostics, [], "{source}");
        }
    }

    #[test]
    fn what_the_parser_makes_up_behind_a_mistake_has_no_name() {
        let name = ModuleName::new("m").unwrap();
        let found = extract_whole(b"import , a\n", name, ModuleKind::Module, &Target::default()).unwrap();
        let names: Vec<&str> = found
            .module
            .members
            .iter()
            .map(|item| item.name.as_str())
            .collect();
        assert_eq!(names, ["a"]);
    }

    #[test]
    fn nesting_that_is_never_closed_takes_linear_time() {
        // A quadratic walk over the 400,000 loose brackets would not come to its end within a test run.
        let name = ModuleName::new("m").unwrap();
        let extracted = extract(
            "(".repeat(400_000).as_bytes(),
            name,
            ModuleKind::Module,
            &Target::default(),
        );
        assert!(!extracted.diagnostics.is_empty());
    }
}
