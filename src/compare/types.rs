//! Whether one annotation allows everything that another one allows.
//!
//! An answer is given only where it is certain: for unions, for built-in classes and the abstract classes that they
//! belong to, for classes of the project whose ancestors are known, and after PEP 484 for `int` where a `float` is
//! asked for.

use crate::resolve::{Api, ModuleIndex, Target};
use crate::token::{bracketed, offset_in, string_text, tokens};

/// An annotation that is longer, or nested deeper, is compared by its text alone.
const MOST_BYTES: usize = 2000;
const MOST_DEPTH: usize = 12;

/// A type, as far as its annotation tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// `Any`, or nothing that says more.
    Any,
    /// Any of several; without unions in it.
    Union(Vec<Self>),
    /// A class by its full name, with its arguments.
    Class(String, Vec<Self>),
    /// A value in `Literal[…]`.
    Literal(String),
    /// Anything else, as written.
    Other(String),
}

/// The names in the annotations of one version.
#[derive(Clone, Copy)]
pub(super) struct Types<'a, 'p> {
    api: &'a Api<'p>,
}

impl<'a, 'p> Types<'a, 'p> {
    pub(super) fn new(api: &'a Api<'p>) -> Self {
        Self { api }
    }

    /// The type that an annotation in a module stands for.
    pub(super) fn read(self, module: ModuleIndex, annotation: &str) -> Type {
        if annotation.len() > MOST_BYTES {
            return Type::Other(annotation.to_owned());
        }
        self.parse(module, annotation, 0)
    }

    fn parse(self, module: ModuleIndex, text: &str, depth: usize) -> Type {
        let text = text.trim();
        if depth > MOST_DEPTH {
            return Type::Other(text.to_owned());
        }
        let parse = |text: &str| self.parse(module, text, depth + 1);
        if let Some(inner) = string_text(text) {
            return parse(&inner);
        }
        let parts = alternatives(text);
        if parts.len() > 1 {
            return union(parts.into_iter().map(parse));
        }
        let Some(found) = bracketed(text) else {
            let is_name = text
                .split('.')
                .all(|part| crate::name::is_identifier(part.trim()));
            return match self.full_name(module, text) {
                _ if !is_name => Type::Other(text.to_owned()),
                name if name == "Any" => Type::Any,
                name if name == "Optional" || name == "Union" => Type::Other(name),
                name => Type::Class(name, Vec::new()),
            };
        };
        match (found.head, found.open, found.parts.as_slice()) {
            ("", '(', [inner]) => parse(inner),
            ("", ..) | (_, '(' | '{', _) => Type::Other(text.to_owned()),
            (head, _, parts) => {
                let name = self.full_name(module, head);
                let all = || parts.iter().map(|part| parse(part));
                match (name.as_str(), parts) {
                    ("Union", _) => union(all()),
                    ("Optional", [inner]) => union([parse(inner), none()]),
                    (
                        "Annotated" | "Final" | "ClassVar" | "Required" | "NotRequired" | "ReadOnly",
                        [first, ..],
                    ) => parse(first),
                    ("Literal", _) => union(parts.iter().map(|value| match *value {
                        "None" => none(),
                        value => Type::Literal(value.replace('\'', "\"")),
                    })),
                    _ => Type::Class(name, all().collect()),
                }
            }
        }
    }

    /// The full name of what a dotted name means. Those of `typing` and `collections.abc` are named as one, and the
    /// aliases of built-in classes as these.
    pub(super) fn full_name(self, module: ModuleIndex, name: &str) -> String {
        let name = name.trim();
        let project = self.api.project;
        let found = match project.lookup_dotted(module, name) {
            Some(Target::External(full_name)) => full_name,
            Some(target) => project.full_name(&target).unwrap_or_else(|| name.to_owned()),
            None => name.to_owned(),
        };
        let (package, last) = found.rsplit_once('.').unwrap_or(("", &found));
        let is_typing = matches!(
            package,
            "" | "typing" | "typing_extensions" | "types" | "builtins"
        );
        match (package, last) {
            ("collections.abc", "Set") | ("typing", "AbstractSet") => "AbstractSet".to_owned(),
            ("collections.abc", _) => last.to_owned(),
            (
                "" | "typing" | "typing_extensions",
                "List" | "Dict" | "Set" | "FrozenSet" | "Tuple" | "Type",
            ) => last.to_lowercase(),
            ("typing" | "typing_extensions", "ContextManager" | "AsyncContextManager") => {
                format!("contextlib.Abstract{last}")
            }
            (_, "Text") if is_typing => "str".to_owned(),
            (_, "NoneType") if is_typing => "None".to_owned(),
            _ if is_typing => last.to_owned(),
            _ => found,
        }
    }

    /// Whether everything of type `part` is also of type `whole`; nothing where that is not certain.
    pub(super) fn is_within(self, part: &Type, whole: &Type) -> Option<bool> {
        match (part, whole) {
            _ if part == whole => Some(true),
            (_, Type::Any) => Some(true),
            (Type::Union(parts), _) => all(parts.iter().map(|part| self.is_within(part, whole))),
            (_, Type::Union(wholes)) => {
                // Within one of them, unless it is outside every one.
                let outside = |whole| self.is_within(part, whole).map(|is_within| !is_within);
                all(wholes.iter().map(outside)).map(|is_outside| !is_outside)
            }
            (Type::Any, Type::Class(whole, _)) if whole == "object" => Some(true),
            (Type::Any, _) => None,
            (_, Type::Class(whole, _)) if whole == "object" => Some(true),
            (Type::Literal(value), Type::Class(whole, _)) => {
                let class = literal_class(value)?;
                self.is_class_within(class, &[], whole, &[])
            }
            (Type::Literal(_), Type::Literal(_)) => Some(false),
            (Type::Class(part, given), Type::Class(whole, asked)) => {
                self.is_class_within(part, given, whole, asked)
            }
            _ => None,
        }
    }

    fn is_class_within(self, part: &str, given: &[Type], whole: &str, asked: &[Type]) -> Option<bool> {
        if part == whole {
            // A class without arguments is one of anything.
            let is_one_of_any = asked.is_empty() || asked.iter().all(|asked| *asked == Type::Any);
            let is_covariant = COVARIANT.contains(&part) && given.len() == asked.len();
            let are_within = || {
                let mut pairs = given.iter().zip(asked);
                pairs.all(|(given, asked)| self.is_within(given, asked) == Some(true))
            };
            return (is_one_of_any || is_covariant && are_within()).then_some(true);
        }
        if is_number_within(part, whole) || asked.is_empty() && is_abstract_within(part, whole) {
            return Some(true);
        }
        if PLAIN.contains(&part) && PLAIN.contains(&whole) {
            return Some(false);
        }
        match self.ancestors(part) {
            Some((ancestors, _)) if asked.is_empty() && ancestors.iter().any(|name| name == whole) => {
                Some(true)
            }
            // Of a class nothing else is known than its ancestors, and none of them is that.
            Some((_, true)) if PLAIN.contains(&whole) => Some(false),
            _ => None,
        }
    }

    /// The full names of the ancestors of a class of the project, and whether these are all.
    fn ancestors(self, class: &str) -> Option<(Vec<String>, bool)> {
        let Target::Item(module, _, item) = self.api.project.lookup_absolute(class)? else {
            return None;
        };
        let hierarchy = &self.api.hierarchy;
        let id = hierarchy.find(module, item.id)?;
        let names = hierarchy
            .mro(id)
            .map(|ancestor| hierarchy.ancestor_name(ancestor));
        let names: Vec<Option<String>> = names.collect();
        let is_whole =
            names.iter().flatten().count() == names.len() && hierarchy.shows_all_members(module, item);
        let names = names.into_iter().flatten();
        let plain = |name: String| name.strip_prefix("builtins.").map(str::to_owned).unwrap_or(name);
        Some((names.map(plain).collect(), is_whole))
    }
}

/// Whether all of these hold, where some are not known: Kleene's logic.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let answers: Vec<Option<bool>> = answers.collect();
    if answers.contains(&Some(false)) {
        Some(false)
    } else {
        answers.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
    }
}

/// Built-in classes of which none is within another one, but for the numbers.
const PLAIN: &[&str] = &[
    "None",
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "set",
    "str",
    "tuple",
];

/// Classes that are within another one as soon as their arguments are.
const COVARIANT: &[&str] = &[
    "AbstractSet",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Collection",
    "Container",
    "Iterable",
    "Iterator",
    "Reversible",
    "Sequence",
    "frozenset",
    "tuple",
    "type",
];

/// Each built-in class with the abstract ones that it belongs to (`collections.abc`).
const ABSTRACT: &[(&str, &[&str])] = &[
    (
        "list",
        &[
            "MutableSequence",
            "Sequence",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Reversible",
        ],
    ),
    (
        "tuple",
        &[
            "Sequence",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Reversible",
            "Hashable",
        ],
    ),
    (
        "str",
        &[
            "Sequence",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Reversible",
            "Hashable",
        ],
    ),
    (
        "bytes",
        &[
            "Sequence",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Reversible",
            "Hashable",
        ],
    ),
    (
        "dict",
        &[
            "MutableMapping",
            "Mapping",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Reversible",
        ],
    ),
    (
        "set",
        &[
            "MutableSet",
            "AbstractSet",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
        ],
    ),
    (
        "frozenset",
        &[
            "AbstractSet",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Hashable",
        ],
    ),
    ("Iterator", &["Iterable"]),
    ("Generator", &["Iterator", "Iterable"]),
    (
        "Sequence",
        &["Collection", "Iterable", "Container", "Sized", "Reversible"],
    ),
    ("Mapping", &["Collection", "Iterable", "Container", "Sized"]),
    (
        "MutableSequence",
        &[
            "Sequence",
            "Collection",
            "Iterable",
            "Container",
            "Sized",
            "Reversible",
        ],
    ),
    (
        "MutableMapping",
        &["Mapping", "Collection", "Iterable", "Container", "Sized"],
    ),
];

fn is_abstract_within(part: &str, whole: &str) -> bool {
    let mut rows = ABSTRACT.iter();
    rows.any(|(class, abstracts)| *class == part && abstracts.contains(&whole))
}

/// Where a number is asked for, a narrower one does (PEP 484).
fn is_number_within(part: &str, whole: &str) -> bool {
    const TOWER: [&str; 4] = ["bool", "int", "float", "complex"];
    let place = |name: &str| TOWER.iter().position(|other| *other == name);
    place(part)
        .zip(place(whole))
        .is_some_and(|(part, whole)| part < whole)
}

fn literal_class(value: &str) -> Option<&'static str> {
    match value.bytes().next()? {
        b'"' => Some("str"),
        b'b' => Some("bytes"),
        b'-' | b'0'..=b'9' => Some("int"),
        _ if value == "True" || value == "False" => Some("bool"),
        _ => None,
    }
}

fn none() -> Type {
    Type::Class("None".to_owned(), Vec::new())
}

/// A union without unions in it, and with nothing twice; in one order.
fn union(parts: impl IntoIterator<Item = Type>) -> Type {
    let mut flat: Vec<Type> = Vec::new();
    for part in parts {
        let parts = match part {
            Type::Union(parts) => parts,
            part => vec![part],
        };
        for part in parts {
            if !flat.contains(&part) {
                flat.push(part);
            }
        }
    }
    if flat.contains(&Type::Any) {
        return Type::Any;
    }
    flat.sort_by_cached_key(|part| format!("{part:?}"));
    match flat.len() {
        1 => flat.remove(0),
        _ => Type::Union(flat),
    }
}

/// The parts between the `|` of a text that stand in no bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0usize);
    for token in tokens(text) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "|" if depth == 0 => {
                let at = offset_in(text, token.text).unwrap_or(start);
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
