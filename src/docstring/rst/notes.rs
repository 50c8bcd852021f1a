//! The numbers and symbols of footnotes that ask for them: `[#]`, `[#name]`, `[*]`.

use std::collections::{BTreeMap, BTreeSet};

/// In the order in which docutils takes them; then each is doubled.
const SYMBOLS: &[&str] = &["*", "†", "‡", "§", "¶", "#", "♠", "♥", "♦", "♣"];

/// The footnotes of a docstring.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    /// The labels as written, in the order of the text.
    written: Vec<String>,
    /// The numbers of those with names.
    named: BTreeMap<String, String>,
    /// The numbers of those without.
    numbers: Vec<String>,
    /// How many of the nameless numbers and of the symbols stand for definitions so far, and for references.
    defined: Used,
    referred: Used,
}

#[derive(Clone, Debug, Default)]
struct Used {
    numbers: usize,
    symbols: usize,
}

impl Notes {
    /// Notes that a footnote is defined, by what stands behind the dots.
    pub(super) fn define(&mut self, text: &str) {
        if let Some((label, _)) = definition(text) {
            self.written.push(label.to_owned());
        }
    }

    /// Gives numbers to those that have none: the smallest ones that nobody uses.
    pub(super) fn number(&mut self) {
        let taken: BTreeSet<_> = self.written.iter().cloned().collect();
        let mut free = (1_u32..)
            .map(|number| number.to_string())
            .filter(|number| !taken.contains(number));
        for label in &self.written {
            let Some(name) = label.strip_prefix('#') else {
                continue;
            };
            let number = free.next().unwrap_or_default();
            if name.is_empty() {
                self.numbers.push(number);
            } else {
                self.named.entry(name.to_lowercase()).or_insert(number);
            }
        }
    }

    /// The label to show for one that is defined.
    pub(super) fn defined(&mut self, label: &str) -> String {
        shown(label, &self.named, &self.numbers, &mut self.defined)
    }

    /// The label to show where the text refers to one.
    pub(super) fn referred(&mut self, label: &str) -> String {
        shown(label, &self.named, &self.numbers, &mut self.referred)
    }
}

fn shown(label: &str, named: &BTreeMap<String, String>, numbers: &[String], used: &mut Used) -> String {
    if label == "*" {
        let symbol = SYMBOLS.get(used.symbols % SYMBOLS.len()).copied().unwrap_or("*");
        let times = used.symbols / SYMBOLS.len() + 1;
        used.symbols += 1;
        return symbol.repeat(times.min(9));
    }
    match label.strip_prefix('#') {
        Some("") => {
            used.numbers += 1;
            let number = numbers.get(used.numbers - 1).cloned();
            number.unwrap_or_else(|| label.to_owned())
        }
        Some(name) => {
            let number = named.get(&name.to_lowercase()).cloned();
            number.unwrap_or_else(|| name.to_owned())
        }
        None => label.to_owned(),
    }
}

/// The label of a footnote or citation and the text behind it.
pub(super) fn definition(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once(']')?;
    let name = label.strip_prefix('#').unwrap_or(label);
    let is_name = name.starts_with(char::is_alphanumeric)
        && name
            .chars()
            .all(|other| other.is_alphanumeric() || matches!(other, '-' | '_' | '.' | '+' | ':'));
    let is_label = is_name || matches!(label, "#" | "*");
    let is_apart = rest.is_empty() || rest.starts_with(' ');
    (is_label && is_apart).then_some((label, rest))
}
