//! One Python file in, its facts out.
//!
//! The only user of tree-sitter. Extraction sees a single file and knows no other: relative imports stay relative.
//! It never fails: a file with syntax errors gives what stands outside them, and says so.

mod assignment;
mod branches;
mod comment;
mod condition;
mod decorator;
mod export;
mod expression;
mod import;
mod literal;
mod parse;
mod scope;
mod signature;
mod syntax;
mod visitor;

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ExportPart, Exports, Extracted, Lines, Module, ModuleKind};
use crate::name::ModuleName;
use crate::target::Target;
use crate::text::{LineIndex, Location, decode};
use visitor::Visitor;

/// Changes whenever the facts of an unchanged file may come out differently; part of every cache key.
pub const VERSION: u32 = 3;

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
    let mut module = Module {
        name,
        kind,
        docstring: None,
        exports: None,
        members: Vec::new(),
        elsewhere: Vec::new(),
    };
    let tree = match parse::parse(source) {
        Ok(tree) => tree,
        Err(refusal) => {
            let message = format!("the file is not documented: {}", refusal.reason());
            let help = "if the file is generated, leave it out with `exclude`";
            let diagnostics = vec![Diagnostic::new(Code::SkippedFile, message).help(help)];
            return Extracted {
                module,
                positions: Vec::new(),
                docstring_lines: Lines::NONE,
                export_places: Vec::new(),
                diagnostics,
            };
        }
    };
    let mut visitor = Visitor::new(source, target);
    let docstring = visitor.docstring(tree.root_node());
    (module.members, module.elsewhere) = visitor.module(tree.root_node());
    module.exports = visitor.exports.take();
    let (docstring, docstring_lines) =
        docstring.map_or((None, Lines::NONE), |(docstring, lines)| (Some(docstring), lines));
    module.docstring = docstring;
    if tree.root_node().has_error()
        && visitor
            .diagnostics
            .iter()
            .all(|found| found.code != Code::SyntaxError)
    {
        report_hidden_error(&mut visitor, &tree);
    }
    let export_places = match &module.exports {
        Some(exports) => placed(exports, visitor.export_places, &visitor.lines),
        None => Vec::new(),
    };
    Extracted {
        module,
        positions: visitor.positions,
        docstring_lines,
        export_places,
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
    located.collect()
}

/// Reports the first error that stands deeper than the walk looks, such as in the body of a function.
fn report_hidden_error(visitor: &mut Visitor<'_>, tree: &tree_sitter::Tree) {
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        // The grammar knows no defaults of type parameters (PEP 696), which are read from the text.
        let is_known = node.kind() == "type_parameter";
        if node.is_error() || node.is_missing() {
            visitor.syntax_error(node);
            return;
        }
        if node.has_error() && !is_known && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
