//! Runs that see the same although their files differ: the result of one is that of the other.
//!
//! What a page shows of a file and what is found in it comes from its facts, and an edit of a body leaves these equal. Where
//! nothing shows the lines of items either, it does not matter that they move, but for files with findings.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::essence::Essence;
use super::scan::Scan;
use super::snapshot::Sight;
use crate::cache::{Cache, Digest, Key, Kind};
use crate::diagnostic::Diagnostic;
use crate::discover::SourceFile;

/// A run that sees the same as another.
#[derive(Serialize, Deserialize)]
struct Other {
    /// Its key.
    run: Key,
    /// The files that it has findings in, with what they were.
    files: Vec<(String, Digest)>,
}

/// What a run sees, by which another that sees the same is found.
pub(super) struct Alike {
    key: Key,
    /// What each file is, by the name that findings have for it.
    files: HashMap<String, Digest>,
}

impl Alike {
    /// What a run sees beside `sight`. `sees_lines` tells whether something shows on which lines items are.
    pub(super) fn new(
        mut sight: Sight,
        scan: &Scan<'_>,
        essences: &[Option<Essence>],
        sees_lines: bool,
    ) -> Self {
        let seen = |essence: Essence| {
            if sees_lines {
                essence.whole
            } else {
                essence.without_lines
            }
        };
        scan.add_with(&mut sight, |file| {
            let essence = essences.get(file).copied().flatten();
            essence.map(|essence| *seen(essence).as_bytes())
        });
        let files = scan.found.files.iter().zip(essences);
        let whole = |(file, essence): (&SourceFile, &Option<Essence>)| {
            Some((file.display.clone(), essence.as_ref()?.whole))
        };
        Self {
            key: sight.key_of(Kind::Alike),
            files: files.filter_map(whole).collect(),
        }
    }

    /// The key of another run with the same result.
    pub(super) fn find(&self, cache: &Cache) -> Option<Key> {
        let other: Other = cache.get(&self.key)?;
        let is_same = |(file, digest): &(String, Digest)| self.files.get(file) == Some(digest);
        other.files.iter().all(is_same).then_some(other.run)
    }

    /// Keeps the key of a run that sees this, for others that do.
    pub(super) fn keep(&self, cache: &Cache, run: Key, diagnostics: &[Diagnostic]) {
        let files: BTreeSet<&str> = diagnostics.iter().map(|found| found.path.as_str()).collect();
        let files = files
            .into_iter()
            .filter_map(|file| self.files.get_key_value(file));
        let files = files.map(|(file, digest)| (file.clone(), *digest)).collect();
        cache.put(&self.key, &Other { run, files });
    }
}
