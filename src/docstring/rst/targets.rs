//! What names stand for that are defined somewhere in the docstring and used somewhere else.

use std::collections::BTreeMap;

use super::inline;
use crate::docstring::document::{Image, Inline};
use crate::docstring::lines::Line;

/// Link targets and substitutions of a docstring.
#[derive(Clone, Debug, Default)]
pub(crate) struct Targets {
    links: BTreeMap<String, String>,
    anonymous: Vec<String>,
    /// How many of the anonymous targets have been used.
    used: usize,
    substitutions: BTreeMap<String, Inline>,
}

impl Targets {
    /// The definitions of a reST text: `.. _name: url`, `__ url`, `.. |name| replace:: text`.
    pub(crate) fn of_rst(lines: &[Line<'_>]) -> Self {
        let mut targets = Self::default();
        for (index, line) in lines.iter().enumerate() {
            let content = line.content();
            let Some(rest) = content.strip_prefix(".. ") else {
                if let Some(url) = content.strip_prefix("__ ") {
                    targets.anonymous.push(url.replace(' ', ""));
                }
                continue;
            };
            let rest = rest.trim_start();
            if let Some(url) = rest.strip_prefix("__:").or_else(|| rest.strip_prefix("__ ")) {
                targets.anonymous.push(url.replace(' ', ""));
            } else if let Some(rest) = rest.strip_prefix('_') {
                let more = lines
                    .iter()
                    .skip(index + 1)
                    .take_while(|more| more.indent() > line.indent());
                if let Some((name, url)) = named(rest) {
                    let url = more.fold(url.trim().to_owned(), |url, more| url + more.content());
                    targets.define(name, &url.replace(' ', ""));
                }
            } else if let Some(rest) = rest.strip_prefix('|') {
                targets.substitute(rest);
            }
        }
        targets
    }

    /// The definitions of a Markdown text: `[label]: url`.
    pub(crate) fn of_markdown(lines: &[Line<'_>]) -> Self {
        let mut targets = Self::default();
        for line in lines {
            let definition = line
                .content()
                .strip_prefix('[')
                .and_then(|rest| rest.split_once("]:"));
            if let Some((label, url)) = definition
                && !label.is_empty()
                && !label.starts_with('^')
                && let Some(url) = url.split_whitespace().next()
            {
                let url = url
                    .strip_prefix('<')
                    .and_then(|url| url.strip_suffix('>'))
                    .unwrap_or(url);
                targets
                    .links
                    .entry(normal(label))
                    .or_insert_with(|| url.to_owned());
            }
        }
        targets
    }

    /// Defines a link; `other_` as its address makes it an alias.
    pub(crate) fn define(&mut self, name: &str, url: &str) {
        let alias = url
            .strip_suffix('_')
            .and_then(|other| self.links.get(&normal(other.trim_matches('`'))));
        let url = alias.cloned().unwrap_or_else(|| url.to_owned());
        if !url.is_empty() {
            self.links.entry(normal(name)).or_insert(url);
        }
    }

    /// The address that a name stands for.
    pub(crate) fn link(&self, name: &str) -> Option<&str> {
        self.links.get(&normal(name)).map(String::as_str)
    }

    /// The address of the next anonymous link; each is used once, in the order of the text.
    pub(crate) fn next_anonymous(&mut self) -> Option<&str> {
        let url = self.anonymous.get(self.used)?;
        self.used += 1;
        Some(url)
    }

    /// What stands for `|name|`.
    pub(crate) fn substitution(&self, name: &str) -> Option<&Inline> {
        self.substitutions.get(name.trim())
    }

    fn substitute(&mut self, rest: &str) {
        let Some((name, rest)) = rest.split_once('|') else {
            return;
        };
        let rest = rest.trim_start();
        let inline = if let Some(text) = rest.strip_prefix("replace::") {
            Inline::Text(inline::unescape(text.trim()))
        } else if let Some(url) = rest.strip_prefix("image::") {
            Inline::Image(Image {
                url: url.trim().to_owned(),
                alt: name.to_owned(),
            })
        } else if let Some(text) = rest.strip_prefix("unicode::") {
            Inline::Text(unicode(text))
        } else {
            return;
        };
        self.substitutions.entry(name.trim().to_owned()).or_insert(inline);
    }
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

/// The characters of `unicode::`, given as code points or as they are.
fn unicode(text: &str) -> String {
    let words = text.split_whitespace().take_while(|word| *word != "..");
    words
        .map(|word| {
            let digits = ["0x", "U+", "u+", "\\u", "x"]
                .iter()
                .find_map(|prefix| word.strip_prefix(prefix));
            let point = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
            point
                .and_then(char::from_u32)
                .map_or_else(|| word.to_owned(), String::from)
        })
        .collect()
}

/// Names are compared without case and with single blanks.
fn normal(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ").replace('\\', "").to_lowercase()
}
