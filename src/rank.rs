//! Which names somebody means, the likeliest first: the rules by which the palette of the pages ranks them
//! (`theme/script/rank.js`), for programs. A test compares the two.
//!
//! How well a name fits decides first: the last part is what was typed, begins with it, has it at the starts of its words, has
//! it somewhere, has its letters in order from its first one on; then the same of the whole name, which has to end in the last
//! part, or else everything in a module would be found by the name of the module. Words start after dots and underscores, at
//! capitals and at digits. Of names that fit alike the simpler comes first: current, public, a short last part with few
//! parts in front, modules and classes before their members.

/// How well a name fits, doubled: the halves between two kinds of fit are numbers then.
type Fit = u64;

const EXACT: Fit = 0;
const PREFIX: Fit = 2;
const WORDS: Fit = 4;
const PART: Fit = 6;
const SHORT: Fit = 8;
const WORDS_OF_ALL: Fit = 10;
const LETTERS: Fit = 12;
const LETTERS_OF_ALL: Fit = 14;
/// A last part that fits in some way, in something whose name has the letters but not at the starts of its words.
const LOOSE: Fit = 6;

/// Names and texts beyond these are not looked at word by word.
const LONGEST_NAME: usize = 512;
const LONGEST_TYPED: usize = 32;

/// The letters for kinds, the likeliest first.
const KINDS: &str = "pcefmtyadvk";

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Query {
    lower: Vec<char>,
    /// What stands before the last dot.
    above: Vec<char>,
    /// What stands behind it.
    last: Vec<char>,
    /// The same as it was typed.
    typed: Vec<char>,
    has_capitals: bool,
}

/// A name that may be meant.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The dotted name.
    pub name: &'a str,
    /// The letter for its kind, as the palette has it.
    pub kind: char,
    /// Whether it should no longer be used.
    pub is_deprecated: bool,
    /// Whether it is another name of something.
    pub is_reexport: bool,
}

/// A name as characters.
struct Name {
    written: Vec<char>,
    lower: Vec<char>,
    /// Where its last part begins.
    last: usize,
}

impl Name {
    fn new(name: &str) -> Self {
        let name: Vec<char> = name.chars().collect();
        Self {
            lower: name.iter().copied().map(lower).collect(),
            last: after_last_dot(&name),
            written: name,
        }
    }

    fn end_of_above(&self) -> usize {
        self.last.saturating_sub(1)
    }
}

/// The letter in lower case; a letter that becomes several stays as it is, so that places stay the same.
fn lower(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => letter,
    }
}

fn after_last_dot(text: &[char]) -> usize {
    text.iter()
        .rposition(|letter| *letter == '.')
        .map_or(0, |at| at + 1)
}

impl Query {
    /// Reads what was typed: a call and spaces do not count, and `::` is a dot.
    pub fn new(text: &str) -> Self {
        let text = text.split('(').next().unwrap_or_default().replace("::", ".");
        let typed: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let lower: Vec<char> = typed.iter().copied().map(lower).collect();
        let last = after_last_dot(&lower);
        Self {
            above: lower[..last.saturating_sub(1)].to_vec(),
            last: lower[last..].to_vec(),
            has_capitals: typed != lower,
            typed: typed[last..].to_vec(),
            lower,
        }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.lower.is_empty()
    }

    /// The rank of a name, the lower the likelier; nothing if it does not fit.
    pub fn rank(&self, candidate: Candidate<'_>) -> Option<u64> {
        let name = Name::new(candidate.name);
        let fit = if self.above.is_empty() {
            fit_of_whole(&name, &self.last)
        } else {
            self.fit_of_parts(&name)
        }?;
        let depth = name.written.iter().filter(|letter| **letter == '.').count();
        let size = (name.written.len() - name.last + 3 * depth).min(127);
        let has_case =
            !self.has_capitals || name.written[name.last..].starts_with(&self.typed) || fit >= WORDS;
        let is_private = name.written.get(name.last) == Some(&'_') || candidate.name.contains("._");
        let kind = KINDS.find(candidate.kind).unwrap_or(KINDS.len());
        let mut rank = fit;
        for (places, value) in [
            (2, usize::from(!has_case)),
            (2, usize::from(candidate.is_deprecated)),
            (2, usize::from(is_private)),
            (128, size),
            (16, kind),
            (2, usize::from(candidate.is_reexport)),
            (256, name.written.len().min(255)),
        ] {
            rank = rank * places + value as u64;
        }
        Some(rank)
    }

    /// Where dots were typed, the last part has to fit, and what is in front of it has to have the rest.
    fn fit_of_parts(&self, one: &Name) -> Option<Fit> {
        let end = one.end_of_above();
        if !has_letters(&one.lower[..end], &self.above) {
            return None;
        }
        let fit = fit_of_last(one, &self.last)?;
        let start = end.checked_sub(self.above.len());
        let is_row =
            |start: &usize| one.lower[*start..end] == self.above && is_word_start(&one.written, *start);
        if start.as_ref().is_some_and(is_row) {
            return Some(fit);
        }
        Some(if is_at_words(one, 0, end, &self.above, 0) {
            fit + 1
        } else {
            fit + LOOSE
        })
    }
}

fn fit_of_whole(one: &Name, typed: &[char]) -> Option<Fit> {
    if !has_letters(&one.lower, typed) {
        return None;
    }
    let fit = fit_of_last(one, typed);
    if fit.is_some_and(|fit| fit <= SHORT) {
        return fit;
    }
    if is_at_words(one, 0, one.lower.len(), typed, one.last) {
        return Some(WORDS_OF_ALL);
    }
    let ends_in_last = || {
        let letter = typed.last()?;
        one.lower[one.last..].contains(letter).then_some(LETTERS_OF_ALL)
    };
    fit.or_else(ends_in_last)
}

/// How well the last part of a name fits the last part of what was typed.
fn fit_of_last(one: &Name, typed: &[char]) -> Option<Fit> {
    let part = &one.lower[one.last..];
    if typed.is_empty() {
        return Some(PREFIX);
    }
    if part.starts_with(typed) {
        return Some(if part.len() == typed.len() { EXACT } else { PREFIX });
    }
    // `__init__` is called `init`, and `_private` is `private`.
    let first = part.iter().take_while(|letter| **letter == '_').count();
    let bare = &part[first..];
    if first > 0 && bare.starts_with(typed) {
        let trailing = bare.iter().rev().take_while(|letter| **letter == '_').count();
        return Some(
            1 + if bare.len() - trailing == typed.len() {
                EXACT
            } else {
                PREFIX
            },
        );
    }
    if !has_letters(part, typed) {
        return None;
    }
    if is_at_words(one, one.last, one.lower.len(), typed, one.last) {
        return Some(WORDS);
    }
    if typed.len() > 1 && part.windows(typed.len()).any(|window| window == typed) {
        return Some(PART);
    }
    Some(if bare.first() == typed.first() {
        SHORT
    } else {
        LETTERS
    })
}

/// Whether the letters of `typed` stand in this order in a text.
fn has_letters(text: &[char], typed: &[char]) -> bool {
    let mut rest = text.iter();
    typed.iter().all(|wanted| rest.any(|letter| letter == wanted))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Capital,
    Small,
    Digit,
    Sign,
}

fn class_of(letter: char) -> Class {
    match letter {
        'a'..='z' => Class::Small,
        'A'..='Z' => Class::Capital,
        '0'..='9' => Class::Digit,
        '.' | '_' => Class::Sign,
        other if other == lower(other) => Class::Small,
        _ => Class::Capital,
    }
}

fn is_word_start(name: &[char], at: usize) -> bool {
    let class = |at: usize| name.get(at).copied().map(class_of);
    let Some(before) = at.checked_sub(1).and_then(class) else {
        return true;
    };
    let own = class(at);
    match own {
        _ if before == Class::Sign => true,
        Some(Class::Digit) => before != Class::Digit,
        // Of several capitals the last one begins a word, if that goes on: `HTTPServer`.
        Some(Class::Capital) => before != Class::Capital || class(at + 1) == Some(Class::Small),
        _ => false,
    }
}

/// Whether each letter of `typed` stands at the start of a word or right behind the one before, between two places of a name, the
/// last one not before `latest`.
fn is_at_words(one: &Name, from: usize, to: usize, typed: &[char], latest: usize) -> bool {
    if to >= LONGEST_NAME || typed.len() > LONGEST_TYPED {
        return false;
    }
    // The places of a letter that what stands behind it can be found from; a letter may be put before each of them.
    let mut ends = vec![false; to + 1];
    ends[to] = true;
    for (number, wanted) in typed.iter().enumerate().rev() {
        let is_last = number + 1 == typed.len();
        let least = if is_last { latest } else { from };
        let mut next = vec![false; to + 1];
        // Whether a later place begins a word, so that this letter may stand anywhere before it.
        let mut is_free = false;
        for at in (least..to).rev() {
            let end = at + 1;
            is_free |= ends[end] && (is_last || is_word_start(&one.written, end));
            next[at] = one.lower[at] == *wanted && (is_free || ends[end]);
        }
        ends = next;
    }
    (from..to).any(|at| ends[at] && is_word_start(&one.written, at)) || typed.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(query: &str, name: &str) -> Option<u64> {
        Query::new(query).rank(Candidate {
            name,
            kind: 'f',
            is_deprecated: false,
            is_reexport: false,
        })
    }

    #[test]
    fn what_fits_better_comes_first() {
        for (query, names) in [
            ("load", ["a.load", "a.loads", "a.pre_load", "a.upload"]),
            ("init", ["a.init", "a.B.__init__", "a.initial", "a.B.__initial__"]),
            ("cs", ["a.cs", "a.CodeStyle", "a.docs", "a.classes"]),
            ("B.run", ["a.B.run", "a.Big.run", "a.B.run_all", "a.Lab.run"]),
        ] {
            let ranks: Vec<_> = names.map(|name| rank(query, name)).into();
            assert!(ranks.iter().all(Option::is_some), "{query} {ranks:?}");
            assert!(ranks.is_sorted(), "{query} {ranks:?}");
        }
    }

    #[test]
    fn what_lacks_a_letter_is_not_meant() {
        for (query, name) in [
            ("lod", "a.ld"),
            ("x.load", "a.load"),
            ("el", "load.table"),
            ("ab", "a.b.c"),
        ] {
            assert_eq!(rank(query, name), None, "{query} {name}");
        }
    }

    #[test]
    fn a_call_spaces_and_double_colons_are_understood() {
        for query in ["B.run()", "B :: run", "b.run(x, y)"] {
            assert!(rank(query, "a.B.run").is_some(), "{query}");
        }
        assert!(Query::new(" (").is_empty());
    }

    #[test]
    fn long_names_and_texts_take_no_time() {
        let name = "a_".repeat(200_000);
        assert!(rank(&"a".repeat(30), &name).is_some());
        assert_eq!(rank(&"b".repeat(100_000), &name), None);
    }
}
