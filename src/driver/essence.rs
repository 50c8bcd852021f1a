//! What a run sees of a file, which is less than its bytes: an edit of the body of a function changes nothing of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cache::{Digest, digest};
use crate::model::{Extracted, Lines};

/// Digests of the facts of a file. They stand before the facts in the cache, and are read without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Essence {
    /// That of all facts.
    pub(super) whole: Digest,
    /// That of the facts without the lines of which they tell; only the order of these counts.
    pub(super) without_lines: Digest,
}

impl Essence {
    /// What a run sees of a file with these facts.
    pub(super) fn of(facts: &Extracted) -> Self {
        let Extracted {
            module,
            positions,
            docstring,
            export_places,
            stub_imports,
            diagnostics,
            ignores,
        } = facts;
        let all: Vec<_> = positions.iter().collect();
        let lines = all.iter().map(|position| position.lines);
        let known: BTreeSet<u32> = lines.flat_map(|Lines { first, last }| [first, last]).collect();
        let known: Vec<u32> = known.into_iter().collect();
        // Nothing is at line 0.
        let rank = |line: u32| (line > 0).then(|| known.partition_point(|other| *other < line));
        let order: Vec<_> = all
            .iter()
            .map(|position| {
                (
                    (rank(position.lines.first), rank(position.lines.last)),
                    (position.docstring.lines.first > 0, position.docstring.is_in_stub),
                    position.decorators.len(),
                    (position.is_in_stub, position.is_declared_in_stub),
                )
            })
            .collect();
        let exports: Vec<&str> = export_places.iter().map(|(name, _)| name.as_str()).collect();
        // Which findings a comment ignores is a matter of lines.
        let ignored = (!ignores.is_empty()).then_some((ignores, positions, docstring, export_places));
        let without_lines = digest(&(
            module,
            order,
            docstring.is_in_stub,
            exports,
            stub_imports,
            diagnostics,
            ignored,
        ));
        Self {
            whole: digest(&(without_lines, positions, docstring, export_places)),
            without_lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::model::ModuleKind;
    use crate::name::ModuleName;
    use crate::target::Target;

    fn essence(source: &str) -> Essence {
        let name = ModuleName::new("m").unwrap();
        let target = Target::choose(None, "linux", None);
        Essence::of(&extract(source.as_bytes(), name, ModuleKind::Module, &target))
    }

    #[test]
    fn bodies_are_not_seen_and_lines_are_told_apart() {
        let source = "import a\n\n\ndef f(x):\n    'Doc.'\n    return 1\n\n\ndef g(): pass\n";
        let (whole, without_lines) = (true, true);
        for (old, new, expected) in [
            ("return 1", "return 2", (whole, without_lines)),
            ("return 1", "y = 1\n    return y", (false, without_lines)),
            ("import a\n", "# A comment.\nimport a\n", (false, without_lines)),
            ("Doc", "Docs", (false, false)),
            ("f(x)", "f(y)", (false, false)),
            ("return 1", "return (", (false, false)),
            ("import a\n", "import b\n", (false, false)),
        ] {
            let (before, after) = (essence(source), essence(&source.replacen(old, new, 1)));
            let same = (
                before.whole == after.whole,
                before.without_lines == after.without_lines,
            );
            assert_eq!(same, expected, "{old:?} {new:?}");
        }
    }
}
