//! Dotted names of modules.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The absolute dotted name of a module, such as `pkg.sub.mod`.
///
/// Every part is a Python identifier; relative names never get this type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModuleName(String);

impl ModuleName {
    /// Makes a name from its dotted form, or `None` where a part is not an identifier.
    pub fn new(dotted: &str) -> Option<Self> {
        let valid = !dotted.is_empty() && dotted.split('.').all(is_identifier);
        valid.then(|| Self(dotted.to_owned()))
    }

    /// The dotted form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the package that holds the module, or `None` at the top level.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('.')?;
        Some(Self(parent.to_owned()))
    }

    /// The part after the last dot.
    pub fn last(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }

    /// The parts between the dots.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// The name of the submodule `part` of this package, or `None` where `part` is not an identifier.
    pub fn child(&self, part: &str) -> Option<Self> {
        is_identifier(part).then(|| Self(format!("{}.{part}", self.0)))
    }

    /// The number of packages around the module: 0 at the top level.
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|byte| *byte == b'.').count()
    }
}

impl fmt::Display for ModuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The words of an identifier with the underscores behind them, as people put them together: `load_`, `config`; `HTTP`,
/// `Server2`.
pub fn words(identifier: &str) -> impl Iterator<Item = &str> {
    let mut rest = identifier;
    std::iter::from_fn(move || {
        let end = word_end(rest)?;
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

/// Where the first word ends; nothing where there is none. Underscores in front belong to the word behind them.
fn word_end(text: &str) -> Option<usize> {
    let name = text.trim_start_matches('_');
    let start = text.len() - name.len();
    let mut letters = name.char_indices().peekable();
    let mut before = '_';
    while let Some((at, own)) = letters.next() {
        let goes_on = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        let starts_word = match before {
            '_' => own != '_',
            _ => own.is_uppercase() && (goes_on || !before.is_uppercase()),
        };
        if starts_word && at > 0 {
            return Some(start + at);
        }
        before = own;
    }
    (!text.is_empty()).then_some(text.len())
}

/// Whether `text` has the form of a Python identifier: `XID_Start` or `_`, then `XID_Continue` (PEP 3131, UAX 31).
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars
        .next()
        .is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    starts && chars.all(unicode_ident::is_xid_continue)
}

/// Whether a name is private by Python's convention: one leading underscore, but not `__dunder__`.
pub fn is_private(name: &str) -> bool {
    name.starts_with('_') && !is_special(name)
}

/// Whether a name has the form `__name__`, which the language reserves for itself.
pub fn is_special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// Whether a name is a keyword: the Python reference, section "Keywords".
pub fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}

/// `one thing`, `two things`: every count in a message goes through here.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// The known word that looks most like `word`, if any looks like it at all.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_identifiers_are_those_that_people_see() {
        for (identifier, expected) in [
            ("", ""),
            ("x", "x"),
            ("load_config", "load_ config"),
            ("ConnectionPool", "Connection Pool"),
            ("HTTPServer2", "HTTP Server2"),
            ("parseURL", "parse URL"),
            ("__init_subclass__", "__init_ subclass__"),
            ("_private__name", "_private__ name"),
            ("__", "__"),
            ("MAX_SIZE", "MAX_ SIZE"),
            ("größeÄndern", "größe Ändern"),
        ] {
            let found: Vec<&str> = words(identifier).collect();
            assert_eq!(found.join(" "), expected, "{identifier}");
            assert_eq!(found.concat(), identifier);
        }
    }

    #[test]
    fn module_names_are_dotted_identifiers() {
        for good in ["a", "_a.b1", "größe.ñ", "pkg.__main__"] {
            assert!(ModuleName::new(good).is_some(), "{good}");
        }
        for bad in ["", ".", "a.", ".a", "a-b", "1a", "a b", "a..b"] {
            assert!(ModuleName::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn parents_end_at_the_top_level() {
        let name = ModuleName::new("a.b.c").unwrap();
        assert_eq!(name.parent().unwrap().as_str(), "a.b");
        assert_eq!(name.depth(), 2);
        assert_eq!(name.last(), "c");
        assert!(ModuleName::new("a").unwrap().parent().is_none());
    }

    #[test]
    fn dunder_names_are_special_and_not_private() {
        assert!(is_special("__init__") && !is_private("__init__"));
        assert!(is_private("_x") && is_private("__x") && is_private("_"));
        assert!(!is_special("____") && !is_private("x"));
    }

    #[test]
    fn nearest_finds_a_typing_mistake_and_nothing_else() {
        let known = ["source", "exclude", "max-workers"];
        assert_eq!(nearest("sorce", known), Some("source"));
        assert_eq!(nearest("max_workers", known), Some("max-workers"));
        assert_eq!(nearest("zzz", known), None);
    }
}
