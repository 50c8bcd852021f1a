//! What names stand for that are defined somewhere in the docstring and used somewhere else.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::{adornment, inline, notes::Notes};
use crate::docstring::lines::{self, Line};

/// How many lines an address or a substitution may take. Lines that are indented further and further belong to all
/// of those above them, and nothing is to be read more often than that.
const MAX_LINES: usize = 64;

/// Substitutions in substitutions, and the bytes that all of them may add: a text stays in proportion to what was
/// written.
const MAX_SUBSTITUTIONS: usize = 8;
const MAX_SUBSTITUTED: usize = 1 << 16;

/// The same for addresses that many names may stand for.
const LONG_ADDRESS: usize = 256;
const MAX_LINKED: usize = 1 << 20;

/// Link targets and substitutions of a docstring, and what its directives say about roles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Targets {
    links: BTreeMap<String, String>,
    /// Names of places in the docstring itself.
    places: BTreeSet<String>,
    anonymous: Vec<String>,
    /// The bytes of the addresses that were used by their names.
    linked: Cell<usize>,
    /// How many of the anonymous targets have been used.
    used: usize,
    substitutions: BTreeMap<String, Substitution>,
    /// Their names, by the same without regard to case.
    lowercase: BTreeMap<String, String>,
    /// The substitutions that are being put in, and the bytes of those that were.
    open: Vec<String>,
    substituted: usize,
    pub(super) notes: Notes,
    /// The roles that `role` directives define, with the roles they are based on.
    pub(super) roles: BTreeMap<String, String>,
    /// What text in single backticks is, if a `default-role` says so.
    pub(super) default_role: Option<String>,
}

/// What stands for `|name|`: a directive with its lines and their places.
#[derive(Clone, Debug)]
pub(super) struct Substitution {
    pub(super) directive: String,
    pub(super) lines: Vec<(String, u32)>,
    pub(super) options: Vec<(String, String)>,
}

impl Targets {
    /// The definitions of a reST text: `.. _name: url`, `__ url`, `.. |name| replace:: text`.
    pub(crate) fn of_rst(lines: &[Line<'_>]) -> Self {
        let mut targets = Self::default();
        // Targets right above another one lead to the same place.
        let mut chained: Vec<&str> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let content = line.content();
            let Some(first) = content.bytes().next() else {
                continue;
            };
            let mut backticks = memchr::memchr_iter(b'`', content.as_bytes());
            if backticks.any(|at| content.get(..at).is_some_and(|head| head.ends_with('_'))) {
                targets.inline_places(content);
            }
            if first.is_ascii_alphanumeric() {
                targets.places.extend(chained.drain(..).map(normal));
                continue;
            }
            if let Some(title) = index.checked_sub(1).and_then(|above| lines.get(above))
                && content.len() >= 3
                && !title.is_blank()
                && adornment(content).is_some()
            {
                targets.places.insert(normal(title.content()));
            }
            let more = || {
                let below = lines.iter().skip(index + 1).take(MAX_LINES);
                below.take_while(|more| !more.is_blank() && more.indent() > line.indent())
            };
            let anonymous = content
                .strip_prefix("__ ")
                .or_else(|| explicit(content)?.strip_prefix("__:"));
            if let Some(url) = anonymous {
                let url = more().fold(url.trim().to_owned(), |url, more| url + more.content());
                targets.anonymous.push(address(&url));
            } else if let Some((name, url)) =
                explicit(content).and_then(|rest| named(rest.strip_prefix('_')?))
            {
                let url = more().fold(url.trim().to_owned(), |url, more| url + more.content());
                let url = address(&url);
                chained.push(name);
                if url.is_empty() {
                    continue;
                }
                for name in &chained {
                    targets.define(name, &url);
                }
                chained.clear();
                continue;
            } else if let Some(rest) = explicit(content).and_then(|rest| rest.strip_prefix('|')) {
                targets.substitute(line.with(rest), &more().copied().collect::<Vec<_>>());
            } else if let Some(rest) = explicit(content) {
                targets.notes.define(rest);
            }
            targets.places.extend(chained.drain(..).map(normal));
        }
        targets.places.extend(chained.into_iter().map(normal));
        targets.notes.number();
        targets
    }

    /// Labels with their addresses; of equal labels the first counts.
    pub(crate) fn of_labels<'l>(labels: impl Iterator<Item = (&'l str, &'l str)>) -> Self {
        let mut targets = Self::default();
        for (label, url) in labels {
            let label = targets.links.entry(normal(label));
            label.or_insert_with(|| url.to_owned());
        }
        targets
    }

    /// Defines a link; `other_` as its address makes it an alias.
    pub(crate) fn define(&mut self, name: &str, url: &str) {
        let other = url.strip_suffix('_').map(|other| normal(other.trim_matches('`')));
        if let Some(other) = other {
            if let Some(url) = self.links.get(&other).cloned() {
                self.links.entry(normal(name)).or_insert(url);
                return;
            }
            if self.places.contains(&other) {
                self.places.insert(normal(name));
                return;
            }
        }
        if !url.is_empty() {
            self.links.entry(normal(name)).or_insert_with(|| url.to_owned());
        }
    }

    /// The address that a name stands for; none where long addresses have been used so often that the text would grow
    /// out of proportion.
    pub(crate) fn link(&self, name: &str) -> Option<&str> {
        let url = self.links.get(&normal(name))?;
        let linked = self.linked.get().saturating_add(url.len());
        self.linked.set(linked);
        (url.len() < LONG_ADDRESS || linked < MAX_LINKED).then_some(url)
    }

    /// The address that is written as `url`, or as the `name_` of another one.
    pub(super) fn resolve(&self, written: &str) -> String {
        let url = address(written);
        let name = written.strip_suffix('_').filter(|name| !name.ends_with('\\'));
        let named = name.and_then(|name| self.link(name.trim_matches('`')));
        named.map_or(url, str::to_owned)
    }

    /// Whether a name is that of a place in the docstring, which has no address of its own.
    pub(super) fn is_place(&self, name: &str) -> bool {
        self.places.contains(&normal(name))
    }

    /// The address of the next anonymous link; each is used once, in the order of the text.
    pub(crate) fn next_anonymous(&mut self) -> Option<&str> {
        let url = self.anonymous.get(self.used)?;
        self.used += 1;
        let named = url
            .strip_suffix('_')
            .and_then(|name| self.links.get(&normal(name)));
        Some(named.unwrap_or(url))
    }

    /// What stands for `|name|`; to be closed behind its use. Nothing inside of itself, and none where all of them
    /// have added too much already.
    pub(super) fn open_substitution(&mut self, name: &str) -> Option<Substitution> {
        let name = spaced(name);
        let found = self
            .substitutions
            .get(&name)
            .or_else(|| self.substitutions.get(self.lowercase.get(&name.to_lowercase())?))?;
        let size: usize = found.lines.iter().map(|(line, _)| line.len() + 16).sum();
        if self.open.contains(&name)
            || self.open.len() >= MAX_SUBSTITUTIONS
            || self.substituted + size > MAX_SUBSTITUTED
        {
            return None;
        }
        self.substituted += size;
        self.open.push(name);
        Some(found.clone())
    }

    /// Says that a substitution is put in.
    pub(super) fn close_substitution(&mut self) {
        self.open.pop();
    }

    fn substitute(&mut self, first: Line<'_>, below: &[Line<'_>]) {
        let Some((name, rest)) = first.text.split_once('|') else {
            return;
        };
        let Some((directive, argument)) = rest.trim_start().split_once("::") else {
            return;
        };
        let mut substitution = Substitution {
            directive: directive.to_owned(),
            lines: Vec::new(),
            options: Vec::new(),
        };
        let below = lines::flush(below);
        for line in [first.with(argument.trim_start())].iter().chain(&below) {
            match super::field(line.text) {
                Some((option, width)) if !std::ptr::eq(line.text, argument.trim_start()) => {
                    let value = line.text.get(width..).unwrap_or_default().trim().to_owned();
                    substitution.options.push((option.to_owned(), value));
                }
                _ => substitution.lines.push((line.text.to_owned(), line.offset)),
            }
        }
        let name = spaced(name);
        self.lowercase
            .entry(name.to_lowercase())
            .or_insert_with(|| name.clone());
        self.substitutions.entry(name).or_insert(substitution);
    }

    /// The names in `` _`inline targets` `` of a line.
    fn inline_places(&mut self, line: &str) {
        let mut parts = line.split("_`");
        parts.next();
        for part in parts {
            if let Some((name, _)) = part.split_once('`') {
                self.places.insert(normal(name));
            }
        }
    }
}

/// What stands behind the dots of explicit markup.
fn explicit(content: &str) -> Option<&str> {
    content.strip_prefix(".. ").map(str::trim_start)
}

/// An address written over several lines, or with escapes.
fn address(text: &str) -> String {
    inline::unescape(text).replace(' ', "")
}

/// The name and the address of a target definition, of which the `_` is gone.
fn named(rest: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = rest.strip_prefix('`') {
        let (name, rest) = quoted.split_once('`')?;
        return Some((name, rest.strip_prefix(':')?));
    }
    // Colons inside a name are escaped or stand before a letter.
    let end = rest
        .find(": ")
        .or_else(|| rest.ends_with(':').then(|| rest.len() - 1))?;
    Some((rest.get(..end)?, rest.get(end + 1..)?))
}

/// Names are compared without case and with single blanks.
fn normal(name: &str) -> String {
    spaced(name).replace('\\', "").to_lowercase()
}

fn spaced(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ")
}
