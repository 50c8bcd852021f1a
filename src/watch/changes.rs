//! Changes, put together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added,
    /// It is another one than before.
    Changed,
    /// It is not there any more.
    Removed,
}

/// What became of files, by their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<PathBuf, Change>);

impl Changes {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many files have changed.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, Change)> {
        self.0.iter().map(|(path, change)| (path.as_path(), *change))
    }

    /// Adds what became of a file after everything that is known of it.
    pub(super) fn add(&mut self, path: PathBuf, change: Change) {
        use Change::{Added, Changed, Removed};
        let both = match (self.0.get(&path), change) {
            (Some(Added), Removed) => None,
            (Some(Added), _) => Some(Added),
            (Some(Removed), Added | Changed) => Some(Changed),
            (_, change) => Some(change),
        };
        match both {
            Some(both) => self.0.insert(path, both),
            None => self.0.remove(&path),
        };
    }

    /// Leaves out the files of which `is_so` does not hold.
    pub fn retain(&mut self, mut is_so: impl FnMut(&Path, Change) -> bool) {
        self.0.retain(|path, change| is_so(path, *change));
    }
}

impl FromIterator<(PathBuf, Change)> for Changes {
    fn from_iter<I: IntoIterator<Item = (PathBuf, Change)>>(all: I) -> Self {
        let mut changes = Self::default();
        for (path, change) in all {
            changes.add(path, change);
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_to_a_file_one_after_the_other_is_one_change() {
        use Change::{Added, Changed, Removed};
        for (steps, expected) in [
            (&[Added][..], Some(Added)),
            (&[Added, Changed], Some(Added)),
            (&[Added, Removed], None),
            (&[Added, Removed, Added], Some(Added)),
            (&[Changed, Changed], Some(Changed)),
            (&[Changed, Removed], Some(Removed)),
            (&[Removed, Added], Some(Changed)),
            (&[Removed, Added, Removed], Some(Removed)),
        ] {
            let mut changes = Changes::default();
            for step in steps {
                changes.add("a.py".into(), *step);
            }
            let found = changes.iter().next().map(|(_, change)| change);
            assert_eq!(found, expected, "{steps:?}");
        }
    }
}
