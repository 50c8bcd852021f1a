//! What a file defines, in the order of the text: found by its statements alone, whatever stands around them.

use crate::docstring::{Document, SectionKind, Style, detect, parse};
use crate::prepare::{Head, Prepared, Statement, prepare};
use crate::text::LineIndex;
use crate::token::{Bracketed, bracketed, clean_docstring, string_value, tokens};

use super::Share;

/// Something that could have a docstring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What it is.
    pub kind: Kind,
    /// Its name; `<module>` of a module.
    pub name: String,
    /// Its name with those around it.
    pub qualname: String,
    /// The line of `def` or `class`; 1 of a module.
    pub line: u32,
    /// The number of the definition around it.
    pub parent: Option<usize>,
    /// Whether it has a docstring that says something.
    pub is_documented: bool,
    /// What its decorators say.
    pub marks: Marks,
    /// The names of the parameters that are to be described.
    described: Vec<String>,
    /// Whether the annotation says that it gives something.
    gives: bool,
    /// The docstring, and that of the class around a constructor.
    docstrings: Vec<String>,
}

/// What a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A file.
    Module,
    /// `class`.
    Class,
    /// `def` outside of a class body.
    Function,
    /// `def` in a class body.
    Method,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Module, Self::Class, Self::Function, Self::Method];

    /// The word for several.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Module => "modules",
            Self::Class => "classes",
            Self::Function => "functions",
            Self::Method => "methods",
        }
    }
}

/// What decorators say of a function.
#[expect(clippy::struct_excessive_bools, reason = "each is a decorator of its own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// `@property`.
    pub is_property: bool,
    /// `@name.setter`.
    pub is_setter: bool,
    /// `@name.deleter`.
    pub is_deleter: bool,
    /// `@overload`.
    pub is_overload: bool,
    /// `@staticmethod`.
    is_static: bool,
}

/// The definitions in a file, the module first.
pub fn definitions(source: &str) -> Vec<Definition> {
    let prepared = prepare(source);
    let mut finder = Finder {
        source,
        lines: LineIndex::new(source),
        prepared: &prepared,
        found: Vec::new(),
        open: Vec::new(),
    };
    finder.add_module();
    let mut decorators: Vec<usize> = Vec::new();
    for (number, statement) in prepared.statements.iter().enumerate() {
        match statement.head {
            Head::Decorator => {
                decorators.push(number);
                continue;
            }
            Head::Def | Head::Class => finder.add(number, &decorators),
            _ => {}
        }
        decorators.clear();
    }
    finder.found
}

struct Finder<'s> {
    source: &'s str,
    lines: LineIndex<'s>,
    prepared: &'s Prepared,
    found: Vec<Definition>,
    /// The definitions around the statement at hand, each with the token behind its body.
    open: Vec<(usize, u32)>,
}

impl<'s> Finder<'s> {
    fn add_module(&mut self) {
        let docstring = self
            .prepared
            .statements
            .first()
            .and_then(|first| self.docstring(first));
        self.found.push(Definition {
            kind: Kind::Module,
            name: "<module>".to_owned(),
            qualname: "<module>".to_owned(),
            line: 1,
            parent: None,
            is_documented: docstring.is_some(),
            marks: Marks::default(),
            described: Vec::new(),
            gives: false,
            docstrings: docstring.into_iter().collect(),
        });
        self.open.push((0, u32::MAX));
    }

    /// Adds the definition whose header is the statement of this number.
    fn add(&mut self, number: usize, decorators: &[usize]) {
        let statement = &self.prepared.statements[number];
        while self
            .open
            .last()
            .is_some_and(|(_, close)| statement.first >= *close)
        {
            self.open.pop();
        }
        let Some((parent, _)) = self.open.last().copied() else {
            return;
        };
        let header = self.text(statement);
        let Some(name) = name(header) else { return };
        let around = &self.found[parent];
        let kind = match (statement.head, around.kind) {
            (Head::Class, _) => Kind::Class,
            (_, Kind::Class) => Kind::Method,
            _ => Kind::Function,
        };
        let qualname = match around.kind {
            Kind::Module => name.to_owned(),
            _ => format!("{}.{name}", around.qualname),
        };
        let body = self.prepared.statements.get(number + 1);
        let body = body.filter(|body| body.first < statement.close && body.depth == statement.depth + 1);
        let docstring = body.and_then(|body| self.docstring(body));
        let marks = self.marks(decorators);
        let is_bound = kind == Kind::Method && !marks.is_static;
        let described = if statement.head == Head::Def {
            parameters(header, is_bound)
        } else {
            Vec::new()
        };
        let mut docstrings: Vec<String> = docstring.into_iter().collect();
        let is_documented = !docstrings.is_empty();
        if name == "__init__" && kind == Kind::Method {
            docstrings.extend(around.docstrings.iter().cloned());
        }
        let definition = Definition {
            kind,
            name: name.to_owned(),
            qualname,
            line: self
                .lines
                .line(self.prepared.tokens.starts[statement.first as usize] as usize),
            parent: Some(parent),
            is_documented,
            marks,
            described,
            gives: statement.head == Head::Def && gives(header) && !marks.is_property,
            docstrings,
        };
        self.open.push((self.found.len(), statement.close));
        self.found.push(definition);
    }

    /// The text of a statement, without the colon of a header.
    fn text(&self, statement: &Statement) -> &'s str {
        let tokens = statement.tokens();
        let (Some(first), Some(last)) = (
            self.prepared.tokens.starts.get(tokens.start),
            self.prepared.tokens.ends.get(tokens.end.saturating_sub(1)),
        ) else {
            return "";
        };
        self.source
            .get(*first as usize..*last as usize)
            .unwrap_or_default()
    }

    /// The docstring that a statement is, if it says something.
    fn docstring(&self, statement: &Statement) -> Option<String> {
        if statement.head != Head::Simple {
            return None;
        }
        let mut text = self.text(statement);
        while let Some(inner) = in_parentheses(text) {
            text = inner;
        }
        let value = string_value(text)?;
        (!value.trim().is_empty()).then_some(value)
    }

    fn marks(&self, decorators: &[usize]) -> Marks {
        let mut marks = Marks::default();
        for decorator in decorators {
            let text = self.text(&self.prepared.statements[*decorator]);
            let parts: Vec<&str> = tokens(text).map(|token| token.text).skip(1).collect();
            match parts.as_slice() {
                ["property"] => marks.is_property = true,
                ["overload"] | ["typing", ".", "overload"] => marks.is_overload = true,
                ["staticmethod"] => marks.is_static = true,
                [.., ".", "setter"] => marks.is_setter = true,
                [.., ".", "deleter"] => marks.is_deleter = true,
                _ => {}
            }
        }
        marks
    }
}

impl Definition {
    /// How many of the parameters are described, in the style that docstrings are known to be written in.
    pub fn parameters(&self, style: Option<Style>) -> Share {
        let mut share = Share::default();
        if self.described.is_empty() {
            return share;
        }
        let documents = self.documents(style);
        let sections = documents.iter().flat_map(|document| &document.sections);
        let sections = sections.filter(|section| {
            matches!(
                section.kind,
                SectionKind::Parameters | SectionKind::OtherParameters | SectionKind::KeywordArguments
            )
        });
        let entries = sections.flat_map(|section| &section.entries);
        let names: std::collections::HashSet<&str> = entries
            .flat_map(|entry| &entry.names)
            .map(String::as_str)
            .collect();
        for name in &self.described {
            share += Share::one(names.contains(name.as_str()));
        }
        share
    }

    /// Whether what it gives is described: one thing, if it gives any.
    pub fn returns(&self, style: Option<Style>) -> Share {
        if !self.gives {
            return Share::default();
        }
        let documents = self.documents(style);
        let mut sections = documents.iter().flat_map(|document| &document.sections);
        Share::one(sections.any(|section| matches!(section.kind, SectionKind::Returns | SectionKind::Yields)))
    }

    fn documents(&self, style: Option<Style>) -> Vec<Document> {
        let parse = |text: &String| {
            let text = clean_docstring(text);
            let style = style.or_else(|| detect(&text)).unwrap_or(Style::Google);
            parse(&text, style).document
        };
        self.docstrings.iter().map(parse).collect()
    }
}

/// What stands between parentheses around a whole text.
fn in_parentheses(text: &str) -> Option<&str> {
    match bracketed(text)? {
        Bracketed {
            head: "",
            open: '(',
            parts,
        } => match parts.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}

/// The name behind `def` or `class`.
fn name(header: &str) -> Option<&str> {
    let mut words = tokens(header)
        .map(|token| token.text)
        .skip_while(|word| *word == "async");
    let keyword = words.next()?;
    let name = words.next()?;
    (["def", "class"].contains(&keyword) && crate::name::is_identifier(name)).then_some(name)
}

/// The names of the parameters in the header of a function that are to be described: not `self`, `*args`, `**kwargs`
/// and private ones.
fn parameters(header: &str, is_bound: bool) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut is_start, mut is_in_lambda) = (0usize, false, false);
    for token in tokens(header) {
        match token.text {
            "(" | "[" | "{" => {
                depth += 1;
                is_start |= depth == 1 && token.text == "(";
            }
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.text == ")" {
                    break;
                }
            }
            "lambda" if depth == 1 => is_in_lambda = true,
            ":" if depth == 1 => is_in_lambda = false,
            "," if depth == 1 => is_start = !is_in_lambda,
            word if is_start => {
                names.push(word.to_owned());
                is_start = false;
            }
            _ => {}
        }
    }
    let names = names.into_iter().skip(usize::from(is_bound));
    names
        .filter(|name| !name.starts_with('_') && crate::name::is_identifier(name))
        .collect()
}

/// Whether the header of a function says that it gives something.
fn gives(header: &str) -> bool {
    let mut words = tokens(header)
        .map(|token| token.text)
        .skip_while(|word| *word != "->")
        .skip(1);
    words
        .next()
        .is_some_and(|first| !["None", "NoReturn", "Never"].contains(&first) || words.next().is_some())
}
