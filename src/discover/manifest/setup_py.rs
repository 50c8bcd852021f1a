//! The call of `setup()` in a `setup.py`, read as text.
//!
//! Only what is written out can be known: strings, lists, dictionaries, `find_packages(…)`, and names that the file
//! gives to such values. Anything else counts as absent.

use std::collections::BTreeMap;

/// How deep values may be nested; nobody writes more, and the reader is recursive.
const DEPTH: usize = 32;

/// How many values an argument may have, names replaced. A name that stands for itself ends here too.
const BUDGET: usize = 1_000;

/// The arguments of `setup()`.
#[derive(Debug, Default)]
pub(in crate::discover) struct SetupPy {
    arguments: BTreeMap<String, Literal>,
}

/// A value that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::discover) enum Literal {
    Text(String),
    List(Vec<Literal>),
    Dict(Vec<(String, Literal)>),
    /// `find_packages` or `find_namespace_packages`, with its arguments: `where`, `exclude`, `include` in this
    /// order where they have no name.
    Call(String, Vec<(String, Literal)>),
    /// A name for a value, which may stand anywhere in the file.
    Name(String),
    /// Lists or strings that are put together by `+`.
    Sum(Vec<Literal>),
    /// Something that has to be computed.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Text(String),
    Mark(char),
    /// A number, an f-string or bytes.
    Other,
}

impl SetupPy {
    /// Reads a file.
    pub(super) fn parse(text: &str) -> Self {
        let tokens = tokenize(text);
        let mut names = BTreeMap::new();
        let mut arguments = Vec::new();
        let mut depth = 0_usize;
        for (index, token) in tokens.iter().enumerate() {
            let next = tokens.get(index + 1);
            match token {
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                Token::Name("setup") if next == Some(&Token::Mark('(')) && arguments.is_empty() => {
                    arguments = Parser {
                        tokens: &tokens,
                        at: index + 2,
                    }
                    .arguments(')', 0);
                }
                Token::Name(name) if depth == 0 && next == Some(&Token::Mark('=')) => {
                    let value = Parser {
                        tokens: &tokens,
                        at: index + 2,
                    }
                    .expression(0);
                    names.insert((*name).to_owned(), value);
                }
                _ => {}
            }
        }
        let mut known = BTreeMap::new();
        for (name, value) in arguments {
            match resolve(value, &names, &mut { BUDGET }) {
                // `**OPTIONS`
                Literal::Dict(entries) if name == "**" => known.extend(entries),
                value => {
                    known.insert(name, value);
                }
            }
        }
        Self { arguments: known }
    }

    /// An argument.
    pub(in crate::discover) fn get(&self, name: &str) -> Option<&Literal> {
        self.arguments
            .get(name)
            .filter(|value| **value != Literal::Unknown)
    }

    /// An argument that is a string.
    pub(in crate::discover) fn string(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Literal::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl Literal {
    /// The strings of a list, or the one string.
    pub(in crate::discover) fn strings(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            Self::List(values) => values.iter().flat_map(Self::strings).collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of a dictionary whose values are strings.
    pub(in crate::discover) fn pairs(&self) -> Vec<(String, String)> {
        let Self::Dict(entries) = self else {
            return Vec::new();
        };
        let pair = |(key, value): &(String, Self)| match value {
            Self::Text(text) => Some((key.clone(), text.clone())),
            _ => None,
        };
        entries.iter().filter_map(pair).collect()
    }
}

/// Replaces names by what the file says they are. The budget bounds the values that come of it, for names that
/// stand for lists of names can multiply without end.
fn resolve(value: Literal, names: &BTreeMap<String, Literal>, budget: &mut usize) -> Literal {
    let Some(left) = budget.checked_sub(1) else {
        return Literal::Unknown;
    };
    *budget = left;
    let mut inner = |value| resolve(value, names, budget);
    match value {
        Literal::Name(name) => names.get(&name).cloned().map_or(Literal::Unknown, inner),
        Literal::List(values) => Literal::List(values.into_iter().map(inner).collect()),
        Literal::Dict(values) => Literal::Dict(
            values
                .into_iter()
                .map(|(key, value)| (key, inner(value)))
                .collect(),
        ),
        Literal::Call(name, values) => Literal::Call(
            name,
            values
                .into_iter()
                .map(|(key, value)| (key, inner(value)))
                .collect(),
        ),
        Literal::Sum(parts) => sum(parts.into_iter().map(inner)).unwrap_or(Literal::Unknown),
        known => known,
    }
}

/// Lists or strings in one; `None` where they are mixed with anything else.
fn sum(mut parts: impl Iterator<Item = Literal>) -> Option<Literal> {
    let first = parts.next()?;
    parts.try_fold(first, |sum, part| match (sum, part) {
        (Literal::List(left), Literal::List(right)) => Some(Literal::List([left, right].concat())),
        (Literal::Text(left), Literal::Text(right)) => Some(Literal::Text(left + &right)),
        _ => None,
    })
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    fn accept(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    /// The value here, with what is added to it by `+`.
    fn expression(&mut self, depth: usize) -> Literal {
        let first = self.operand(depth);
        let mut parts = vec![first];
        while self.accept('+') {
            parts.push(self.operand(depth));
        }
        if parts.len() == 1 {
            parts.swap_remove(0)
        } else {
            Literal::Sum(parts)
        }
    }

    fn operand(&mut self, depth: usize) -> Literal {
        if depth > DEPTH {
            return Literal::Unknown;
        }
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Text(mut text)) => {
                while let Some(Token::Text(more)) = self.peek() {
                    text.push_str(more);
                    self.at += 1;
                }
                Literal::Text(text)
            }
            Some(Token::Mark('[')) => Literal::List(self.elements(']', depth)),
            Some(Token::Mark('(')) => {
                let mut values = self.elements(')', depth);
                // Parentheses around one value are no tuple, but its reader takes both.
                if values.len() == 1 {
                    values.swap_remove(0)
                } else {
                    Literal::List(values)
                }
            }
            Some(Token::Mark('{')) => Literal::Dict(self.entries(depth)),
            Some(Token::Name(name)) => self.name(name.to_owned(), depth),
            _ => Literal::Unknown,
        }
    }

    /// A name, `module.name`, or a call of either.
    fn name(&mut self, mut name: String, depth: usize) -> Literal {
        while self.accept('.') {
            let Some(Token::Name(attribute)) = self.peek() else {
                return Literal::Unknown;
            };
            (*attribute).clone_into(&mut name);
            self.at += 1;
        }
        if !self.accept('(') {
            return Literal::Name(name);
        }
        let arguments = self.arguments(')', depth + 1);
        match name.as_str() {
            "find_packages" | "find_namespace_packages" => Literal::Call(name, arguments),
            "dict" => Literal::Dict(arguments),
            _ => Literal::Unknown,
        }
    }

    /// Elements up to the closing bracket, which is passed.
    fn elements(&mut self, close: char, depth: usize) -> Vec<Literal> {
        let mut values = Vec::new();
        while self.at < self.tokens.len() && !self.accept(close) {
            let value = self.expression(depth + 1);
            values.push(self.end_of(value));
        }
        values
    }

    /// The entries of a dictionary.
    fn entries(&mut self, depth: usize) -> Vec<(String, Literal)> {
        let mut entries = Vec::new();
        while self.at < self.tokens.len() && !self.accept('}') {
            let key = self.expression(depth + 1);
            let value = if self.accept(':') {
                self.expression(depth + 1)
            } else {
                Literal::Unknown
            };
            let value = self.end_of(value);
            if let Literal::Text(key) = key {
                entries.push((key, value));
            }
        }
        entries
    }

    /// The arguments of a call; one without a name gets the name of its place in `find_packages`.
    fn arguments(&mut self, close: char, depth: usize) -> Vec<(String, Literal)> {
        let mut places = ["where", "exclude", "include"].into_iter();
        let mut arguments = Vec::new();
        while self.at < self.tokens.len() && !self.accept(close) {
            let stars = usize::from(self.accept('*')) + usize::from(self.accept('*'));
            let name = match (self.peek(), self.tokens.get(self.at + 1)) {
                (Some(Token::Name(name)), Some(Token::Mark('='))) => Some((*name).to_owned()),
                _ if stars == 2 => Some("**".to_owned()),
                _ => places.next().map(str::to_owned),
            };
            if self.tokens.get(self.at + 1) == Some(&Token::Mark('=')) {
                self.at += 2;
            }
            let value = self.expression(depth + 1);
            let value = self.end_of(value);
            if let Some(name) = name {
                arguments.push((name, value));
            }
        }
        arguments
    }

    /// The value if it ends here, or `Unknown` if it goes on; then passes the comma.
    fn end_of(&mut self, value: Literal) -> Literal {
        let mut depth = 0_usize;
        let start = self.at;
        while let Some(token) = self.peek() {
            match token {
                Token::Mark(',' | ')' | ']' | '}') if depth == 0 => break,
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(')' | ']' | '}') => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        let ends = self.at == start;
        self.accept(',');
        if ends { value } else { Literal::Unknown }
    }
}

/// Splits Python into names, strings and single characters, without comments and space.
fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if first.is_whitespace() || first == '\\' {
            first.len_utf8()
        } else if matches!(first, '"' | '\'') {
            let (token, end) = string(rest, false);
            tokens.push(token);
            end
        } else if first == '_' || first.is_alphanumeric() {
            let end = rest
                .find(|other: char| other != '_' && !other.is_alphanumeric())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let is_prefix = word.len() <= 2 && word.bytes().all(|letter| b"rRbBuUfFtT".contains(&letter));
            if is_prefix && after.starts_with(['"', '\'']) {
                let (token, length) = string(after, word.contains(['r', 'R']));
                let is_text = !word.contains(['b', 'B', 'f', 'F', 't', 'T']);
                tokens.push(if is_text { token } else { Token::Other });
                end + length
            } else {
                tokens.push(if first.is_numeric() {
                    Token::Other
                } else {
                    Token::Name(word)
                });
                end
            }
        } else {
            tokens.push(Token::Mark(first));
            first.len_utf8()
        };
        rest = rest.get(end..).unwrap_or_default();
    }
    tokens
}

/// The string literal at the start of the text, and its length in bytes.
fn string(text: &str, raw: bool) -> (Token<'_>, usize) {
    let quote = text.get(..1).unwrap_or_default();
    let triple = text.get(..3).filter(|start| *start == quote.repeat(3));
    let delimiter = triple.unwrap_or(quote);
    let mut value = String::new();
    let mut at = delimiter.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(delimiter) {
            return (Token::Text(value), at + delimiter.len());
        }
        let mut chars = rest.chars();
        let first = chars.next().unwrap_or_default();
        if first == '\n' && triple.is_none() {
            break;
        }
        at += first.len_utf8();
        if let (false, '\\', Some(escaped)) = (raw, first, chars.next()) {
            at += escaped.len_utf8();
            match escaped {
                '\n' => {}
                'n' => value.push('\n'),
                other => value.push(other),
            }
        } else {
            value.push(first);
        }
    }
    (Token::Other, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_out_is_known_and_what_is_computed_is_not() {
        let setup = SetupPy::parse(
            r#"
from setuptools import setup, find_packages
PACKAGES = ["a", 'a.' "b"]  # "not this"
URLS = {"Source": "https://x.org/a/b", "Tracker": MISSING}
def version(): return open("x").read()
setup(
    name="foo",
    version=version(),
    description=("one "
                 "two"),
    packages=['c'] + PACKAGES,
    keywords=PACKAGES + [version()] + version(),
    package_dir={'': 'src'},
    project_urls=URLS,
    py_modules=[name for name in NAMES],
    long_description=open('README').read() + "x",
    extra=["a"] if x else ["b"],
)
"#,
        );
        assert_eq!(setup.string("name").as_deref(), Some("foo"));
        assert_eq!(setup.string("description").as_deref(), Some("one two"));
        assert_eq!(setup.get("packages").unwrap().strings(), ["c", "a", "a.b"]);
        assert_eq!(setup.get("keywords"), None);
        assert_eq!(setup.get("version"), None);
        assert_eq!(setup.get("long_description"), None);
        assert_eq!(setup.get("extra"), None);
        assert_eq!(setup.get("py_modules").unwrap().strings(), Vec::<String>::new());
        assert_eq!(
            setup.get("package_dir").unwrap().pairs(),
            [(String::new(), "src".to_owned())]
        );
        assert_eq!(setup.get("project_urls").unwrap().pairs().len(), 1);
    }

    #[test]
    fn calls_of_find_packages_keep_their_arguments() {
        for (source, expected) in [
            (
                "setup(packages=find_packages('src'))",
                vec![("where", vec!["src"])],
            ),
            (
                "setup(packages=setuptools.find_packages(where='lib', exclude=('tests', 'docs')))",
                vec![("where", vec!["lib"]), ("exclude", vec!["tests", "docs"])],
            ),
            ("setup(packages=find_packages())", vec![]),
        ] {
            let setup = SetupPy::parse(source);
            let Some(Literal::Call(name, arguments)) = setup.get("packages") else {
                panic!("{source}")
            };
            assert_eq!(name, "find_packages");
            let found: Vec<_> = arguments
                .iter()
                .map(|(name, value)| (name.as_str(), value.strings()))
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(name, values)| (name, values.into_iter().map(str::to_owned).collect::<Vec<_>>()))
                .collect();
            assert_eq!(found, expected, "{source}");
        }
    }

    #[test]
    fn options_may_be_passed_as_a_dictionary() {
        let setup = SetupPy::parse("OPTIONS = dict(name='foo', packages=['p'])\nsetup(**OPTIONS)");
        assert_eq!(setup.string("name").as_deref(), Some("foo"));
        assert_eq!(setup.get("packages").unwrap().strings(), ["p"]);
    }

    #[test]
    fn broken_files_end_the_reading_and_nothing_else() {
        let nested = format!("setup(packages={})", "[".repeat(100_000));
        for source in [
            "setup(",
            "setup(name='",
            "setup(name=\"\"\"x",
            "A = A\nsetup(name=A)",
            ")))",
            &nested,
            "setup(a=**)",
            "ß'",
            "setup(name=(,))",
        ] {
            assert_eq!(SetupPy::parse(source).string("name"), None);
        }
    }
}
