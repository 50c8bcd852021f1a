//! In which release something came, and what the later ones changed of it.
//!
//! Two neighboring releases are compared at a time, and what is worth a line on a page is kept of it, a [`Step`]. All
//! steps in their order make the [`History`]. It says nothing that is not certain: what was there in the oldest release
//! came at a time that nobody knows, and what may have moved is not new.

mod release;
mod step;
mod words;

use std::collections::BTreeMap;

pub use release::{Release, Upcoming, is_same_version, releases};
pub use step::Step;

use crate::docstring::Inline;

/// What is known of the past of everything that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// By full name.
    items: BTreeMap<String, Past>,
}

/// What is known of the past of an item or module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// The version that it came with, where that is known.
    pub added: Option<String>,
    /// What later versions changed, in their order, each in a few sentences.
    pub changed: Vec<(String, Vec<Inline>)>,
}

impl History {
    /// Adds what a release brought. Without a `version` nothing is said of it, but what went and what came is known.
    pub fn add(&mut self, step: Step, version: Option<&str>) {
        let mut continued = Vec::new();
        for (name, before) in &step.continued {
            continued.extend(self.below(before).into_iter().map(|(below, past)| {
                let rest = below.strip_prefix(before.as_str()).unwrap_or_default();
                (format!("{name}{rest}"), past)
            }));
        }
        for name in step.gone {
            self.remove(&name);
        }
        for name in step.added {
            self.remove(&name);
            if let Some(version) = version {
                self.items.entry(name).or_default().added = Some(version.to_owned());
            }
        }
        self.items.extend(continued);
        let Some(version) = version else { return };
        for (name, words) in step.changed {
            let past = self.items.entry(name).or_default();
            past.changed.push((version.to_owned(), words));
        }
    }

    /// The past of what has a full name, where anything is known of it.
    pub fn of(&self, full_name: &str) -> Option<&Past> {
        self.items.get(full_name)
    }

    /// Whether nothing is known of anything.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn remove(&mut self, name: &str) {
        for (below, _) in self.below(name) {
            self.items.remove(&below);
        }
    }

    /// What is known of something and of all below it.
    fn below(&self, name: &str) -> Vec<(String, Past)> {
        let inside = format!("{name}.");
        let members = self.items.range(inside.clone()..);
        let members = members.take_while(|(below, _)| below.starts_with(&inside));
        let own = self.items.get_key_value(name).into_iter();
        own.chain(members)
            .map(|(name, past)| (name.clone(), past.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests;
