//! What the styles with sections share: the names of sections, and the parts of an entry's first line.

use super::document::{AdmonitionKind, Entry, SectionKind, VersionChange};
use super::lines::{self, Line};
use super::reference;
use crate::name;

/// What the heading of a section stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Section(SectionKind),
    Admonition(AdmonitionKind, &'static str),
    Version(VersionChange),
}

/// Words that begin sentences and no types.
const SENTENCE: &[&str] = &[
    "a", "all", "an", "any", "each", "either", "every", "if", "no", "one", "return", "returns", "see",
    "some", "the", "this", "when", "whether",
];

/// The longest heading that is known, in bytes.
pub(super) const LONGEST_TITLE: usize = 22;

/// What the heading says in Google's style and numpydoc, in any case.
pub(super) fn known(title: &str) -> Option<Known> {
    use AdmonitionKind::{Caution, Important, Note, Tip, Warning};
    use SectionKind as Kind;
    let mut lowered = [0; LONGEST_TITLE];
    let lowered = lowered.get_mut(..title.len())?;
    lowered.copy_from_slice(title.as_bytes());
    lowered.make_ascii_lowercase();
    let kind = match std::str::from_utf8(lowered).ok()? {
        "args" | "arguments" | "params" | "parameters" | "parameter" => Kind::Parameters,
        "other args" | "other arguments" | "other params" | "other parameters" => Kind::OtherParameters,
        "keyword args" | "keyword arguments" | "keyword params" | "keyword parameters" | "kwargs" => {
            Kind::KeywordArguments
        }
        "type args" | "type arguments" | "type params" | "type parameters" => Kind::TypeParameters,
        "attributes" | "attrs" | "class attributes" => Kind::Attributes,
        "returns" | "return" => Kind::Returns,
        "yields" | "yield" => Kind::Yields,
        "receives" | "receive" => Kind::Receives,
        "raises" | "raise" | "exceptions" => Kind::Raises,
        "warns" | "warn" => Kind::Warns,
        "methods" => Kind::Methods,
        "functions" => Kind::Functions,
        "classes" => Kind::Classes,
        "modules" => Kind::Modules,
        "type aliases" => Kind::TypeAliases,
        "example" | "examples" => Kind::Examples,
        "notes" => Kind::Notes,
        "references" => Kind::References,
        "see also" => Kind::SeeAlso,
        "warnings" => Kind::Warnings,
        "todo" | "todos" => Kind::Todo,
        "versionadded" | "version added" | "new in version" | "added" => {
            return Some(Known::Version(VersionChange::Added));
        }
        "versionchanged" | "version changed" | "changed in version" | "changed" => {
            return Some(Known::Version(VersionChange::Changed));
        }
        "versionremoved" | "version removed" => return Some(Known::Version(VersionChange::Removed)),
        "note" => return Some(Known::Admonition(Note, "Note")),
        "tip" => return Some(Known::Admonition(Tip, "Tip")),
        "hint" => return Some(Known::Admonition(Tip, "Hint")),
        "important" => return Some(Known::Admonition(Important, "Important")),
        "attention" => return Some(Known::Admonition(Warning, "Attention")),
        "warning" => return Some(Known::Admonition(Warning, "Warning")),
        "caution" => return Some(Known::Admonition(Warning, "Caution")),
        "danger" => return Some(Known::Admonition(Caution, "Danger")),
        "error" => return Some(Known::Admonition(Caution, "Error")),
        "deprecated" | "deprecation" => return Some(Known::Version(VersionChange::Deprecated)),
        _ => return None,
    };
    Some(Known::Section(kind))
}

/// A type as docstrings write it, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypeText {
    pub(super) annotation: Option<String>,
    pub(super) default: Option<String>,
    pub(super) is_optional: bool,
}

impl TypeText {
    /// Reads `int, optional`, `{'a', 'b'}, default 'a'`, `int (default: 3)`.
    pub(super) fn new(text: &str) -> Self {
        let mut parsed = Self::default();
        let mut rest = text.trim().trim_end_matches('.');
        // Nobody writes more markers than there are.
        for _ in 0..4 {
            let parts = [in_parentheses(rest), behind_comma(rest)];
            let marked = parts
                .into_iter()
                .flatten()
                .find(|(_, marker)| parsed.take_marker(marker.trim()));
            let Some((before, _)) = marked else { break };
            rest = before.trim_end().trim_end_matches(',');
        }
        let annotation = plain(rest);
        parsed.annotation = (!annotation.is_empty()).then_some(annotation);
        parsed
    }

    /// Takes a part that is no type but says something about the parameter.
    fn take_marker(&mut self, part: &str) -> bool {
        if matches!(part, "optional" | "Optional") {
            self.is_optional = true;
            return true;
        }
        if matches!(part, "required" | "keyword-only" | "keyword only") {
            return true;
        }
        let Some(rest) = part
            .strip_prefix("default")
            .or_else(|| part.strip_prefix("Default"))
        else {
            return false;
        };
        let words = rest.strip_prefix('s').unwrap_or(rest);
        if self.default.is_some() || !words.starts_with([' ', ':', '=']) {
            return false;
        }
        let words = words.trim_start();
        let value = [":", "=", "is ", "to "]
            .into_iter()
            .find_map(|word| words.strip_prefix(word));
        let value = plain(value.unwrap_or(words));
        if value.is_empty() {
            return false;
        }
        self.default = Some(value);
        true
    }
}

/// What stands in parentheses behind a type.
fn in_parentheses(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let open = inner.rfind(" (")?;
    Some((text.get(..open)?, inner.get(open + 2..)?))
}

/// The last of the parts that commas divide; the whole where there is no comma.
fn behind_comma(text: &str) -> Option<(&str, &str)> {
    match top_level(text, ',').last() {
        Some(at) => Some((text.get(..at)?, text.get(at + 1..)?)),
        None => Some(("", text)),
    }
}

/// The places of a character outside of brackets, quotes and backticks.
pub(super) fn top_level(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let mut depth = 0_u32;
    let mut quote: Option<char> = None;
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, next)| {
        let previous = std::mem::replace(&mut before, next);
        match (quote, next) {
            (Some(open), _) if open == next => quote = None,
            // An apostrophe stands behind a letter, a quotation mark does not.
            (None, '"' | '\'' | '`') if next == '`' || !previous.is_alphanumeric() => quote = Some(next),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) if next == wanted && depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

/// Where the colon stands that parts an entry's name and type from its description.
pub(super) fn colon(text: &str) -> Option<usize> {
    let parts = |at: &usize| {
        text.get(at + 1..)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let first = memchr::memchr(b':', text.as_bytes())?;
    let is_marked = |byte: u8| {
        matches!(
            byte,
            b'(' | b'[' | b'{' | b')' | b']' | b'}' | b'"' | b'\'' | b'`'
        )
    };
    if parts(&first) && !text.bytes().take(first).any(is_marked) {
        return Some(first);
    }
    // Where a bracket or a quote is never closed, what stands before the first colon still is the name.
    top_level(text, ':')
        .find(parts)
        .or_else(|| text.match_indices(':').map(|(at, _)| at).find(parts))
        .or_else(|| {
            let (head, rest) = text.split_once(':')?;
            let is_role = rest
                .split_once(":`")
                .is_some_and(|(role, _)| !role.contains([' ', '`']));
            (names(head).is_some() && !rest.starts_with([':', '/']) && !is_role).then_some(head.len())
        })
}

/// The entry of a method, function or class: a name, and its arguments with their parentheses.
pub(super) fn callable(head: &str) -> Option<Entry> {
    let (name, arguments) = head.find('(').map_or((head, ""), |open| head.split_at(open));
    Some(Entry {
        names: names(name)?,
        annotation: (!arguments.is_empty()).then(|| arguments.to_owned()),
        ..Entry::default()
    })
}

/// The names at the start of an entry: `x`, `x, y`, `*args, **kwargs`, `` `x` ``, `'x'`, `x1, ..., xn`. `None` where it
/// is no list of names.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    // Most entries have one plain name.
    if text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return is_name(text).then(|| vec![text.to_owned()]);
    }
    let is_whole = text.bytes().filter(|byte| *byte == b'`').count() % 2 == 0;
    let names = text.split([',', '/']).map(|part| {
        let part = plain(part);
        let part = ["'", "\"", "**", "*"]
            .into_iter()
            .find_map(|mark| part.strip_prefix(mark)?.strip_suffix(mark))
            .unwrap_or(&part);
        (is_name(part) || matches!(part, "..." | "…")).then(|| part.to_owned())
    });
    let names: Vec<String> = names.collect::<Option<_>>()?;
    (is_whole && names.iter().any(|name| is_name(name))).then_some(names)
}

fn is_name(text: &str) -> bool {
    let bare = text.trim_start_matches('*');
    text.len() - bare.len() <= 2 && !bare.is_empty() && bare.split('.').all(name::is_identifier)
}

/// What stands before a colon that has blanks on both sides, where it is no list of names: `(low, high)`, `a**n`,
/// `[x, y]`. There is no blank in it that is not in brackets.
pub(super) fn loose_names(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut start = 0;
    for end in top_level(text, ',').chain([text.len()]) {
        let part = text.get(start..end)?.trim();
        if part.is_empty() || part.contains(['`', ':']) || top_level(part, ' ').next().is_some() {
            return None;
        }
        names.push(part.to_owned());
        start = end + 1;
    }
    Some(names)
}

/// An exception and when it is raised, in one sentence: `ValueError if it is wrong`.
pub(super) fn exception_in_words(text: &str) -> Option<(String, &str)> {
    let (first, rest) = text.split_once(' ')?;
    let first = plain(first);
    let is_exception = ["Error", "Exception", "Warning", "Exit", "Interrupt", "Iteration"]
        .iter()
        .any(|end| first.ends_with(end));
    let sentence = rest.trim_start_matches(['-', '–', '—', ' ']);
    let is_list = rest.starts_with("or ") || rest.starts_with("and ");
    let is_sentence = sentence.len() < rest.len() || rest.starts_with(char::is_lowercase) && !is_list;
    (is_exception && is_sentence && reference::is_dotted_name(&first)).then_some((first, sentence))
}

/// A text without the markup around names: roles, backticks and backslashes.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['`', '\\']) {
        let text = text.trim();
        return text.strip_prefix('~').unwrap_or(text).to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let before = rest.get(..at).unwrap_or_default();
        out.push_str(before_role(before));
        let run = rest.bytes().skip(at).take_while(|byte| *byte == b'`').count();
        let mark = rest.get(at..at + run).unwrap_or_default();
        let inner = rest.get(at + run..).unwrap_or_default();
        let Some(length) = inner.find(mark) else {
            rest = inner;
            continue;
        };
        let content = inner.get(..length).unwrap_or_default();
        out.push_str(content_target(content, before.len() > before_role(before).len()));
        rest = inner.get(length + run..).unwrap_or_default();
        if rest.starts_with('_') {
            rest = rest.trim_start_matches('_');
        }
    }
    out.push_str(rest.strip_prefix('~').unwrap_or(rest));
    if out.contains('\\') {
        out = out.replace("\\*", "*").replace("\\_", "_");
    }
    out.trim().to_owned()
}

/// The text before a `:role:` at its end.
fn before_role(text: &str) -> &str {
    let role = reference::role_at_end(text).map_or(0, |name| name.len() + 2);
    text.get(..text.len() - role).unwrap_or(text)
}

fn content_target(content: &str, has_role: bool) -> &str {
    if !has_role {
        return content;
    }
    let target = match content.strip_suffix('>').and_then(|inner| inner.split_once('<')) {
        Some((_, target)) => target,
        None => content,
    };
    target.trim_start_matches(['~', '!', '.'])
}

/// The lines of a description: what stands behind a name, and the lines below. Those of its first paragraph go on
/// whatever their indentation is, and what a `::` announces stays indented.
pub(super) fn described<'a>(first: Line<'a>, below: &[Line<'a>]) -> Vec<Line<'a>> {
    let common = lines::common_indent(below);
    let mut nearest = below.iter().filter(|line| !line.is_blank());
    let is_literal = first.text.ends_with("::") && nearest.next().is_some_and(|line| line.indent() == common);
    let width = below.first().map_or(0, |line| line.indent());
    if !is_literal && (first.is_blank() || width <= common) {
        return lines::hanging(first, below);
    }
    let end = if is_literal {
        0
    } else {
        lines::paragraph_end(below, 0)
    };
    let (paragraph, rest) = below.split_at_checked(end).unwrap_or((below, &[]));
    let mut all = vec![first.with(first.content())];
    all.extend(lines::dedent(paragraph, width));
    let shared = lines::common_indent(rest);
    all.extend(lines::dedent(
        rest,
        shared - usize::from(is_literal && shared > 0),
    ));
    let kept = lines::trim(&all).len();
    all.truncate(kept);
    all
}

/// Whether a text has the form of a type rather than of prose: few words outside of brackets.
pub(super) fn is_type(text: &str) -> bool {
    let text = text.trim();
    let mut depth = 0_u32;
    let mut words = 1;
    for other in text.chars() {
        match other {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => words += 1,
            _ => {}
        }
    }
    // Nobody names a type with an article.
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_sentence = !rest.is_empty() && SENTENCE.contains(&first.to_ascii_lowercase().as_str());
    let connected =
        text.contains(" or ") || text.contains(" of ") || text.contains(" | ") || text.contains(", ");
    !text.is_empty() && !is_sentence && !text.ends_with('.') && words <= if connected { 8 } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_parted_from_what_is_said_about_the_parameter() {
        let cases = [
            ("int", Some("int"), None, false),
            ("int, optional", Some("int"), None, true),
            ("dict[str, int], optional", Some("dict[str, int]"), None, true),
            ("{'a', 'b'}, default 'a'", Some("{'a', 'b'}"), Some("'a'"), false),
            ("int, default: 3", Some("int"), Some("3"), false),
            ("int, defaults to 3, optional", Some("int"), Some("3"), true),
            ("int, optional, default=None", Some("int"), Some("None"), true),
            ("int (default 3)", Some("int"), Some("3"), false),
            ("int (optional)", Some("int"), None, true),
            ("optional", None, None, true),
            (":class:`~pkg.A` or None", Some("pkg.A or None"), None, false),
            ("list of `A`", Some("list of A"), None, false),
            ("int, optional (default: 64)", Some("int"), Some("64"), true),
            (
                "type, optional (default : float)",
                Some("type"),
                Some("float"),
                true,
            ),
            ("bool (default is None)", Some("bool"), Some("None"), false),
            ("tuple, default (1, 2)", Some("tuple"), Some("(1, 2)"), false),
            ("bool, default to True", Some("bool"), Some("True"), false),
            ("bool, optional.", Some("bool"), None, true),
            ("Tuple(int, str)", Some("Tuple(int, str)"), None, false),
            ("array (3, 4)", Some("array (3, 4)"), None, false),
            ("defaults", Some("defaults"), None, false),
            ("~pkg.A", Some("pkg.A"), None, false),
            ("defaultdict", Some("defaultdict"), None, false),
            ("", None, None, false),
        ];
        for (text, annotation, default, is_optional) in cases {
            let expected = TypeText {
                annotation: annotation.map(str::to_owned),
                default: default.map(str::to_owned),
                is_optional,
            };
            assert_eq!(TypeText::new(text), expected, "{text}");
        }
    }

    #[test]
    fn the_colon_is_the_one_behind_the_type() {
        let cases = [
            ("x: text", Some(1)),
            ("x (dict[str: int]): text: more", Some(18)),
            ("x (Literal['a: b']): text", Some(19)),
            (":class:`A`: text", Some(10)),
            ("x:text", Some(1)),
            ("x (unclosed: text", Some(11)),
            ("see https://example.org", None),
            ("don't: do", Some(5)),
            ("no colon", None),
        ];
        for (text, at) in cases {
            assert_eq!(colon(text), at, "{text}");
        }
    }

    #[test]
    fn names_are_told_from_prose() {
        for (text, expected) in [
            ("x", vec!["x"]),
            ("x, y", vec!["x", "y"]),
            (r"\*args, \**kw", vec!["*args", "**kw"]),
            ("`a.b`", vec!["a.b"]),
            ("'x'", vec!["x"]),
            ("*x*, **y**", vec!["x", "y"]),
            ("x1, x2,..., xn", vec!["x1", "x2", "...", "xn"]),
        ] {
            assert_eq!(names(text).unwrap(), expected, "{text}");
        }
        for text in ["", "two words", "***x", "x,", "1", "...", "`x", "'x"] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    #[test]
    fn anything_without_blanks_may_be_named() {
        for (text, expected) in [
            ("(low, high)", Some(vec!["(low, high)"])),
            ("[a, b], rest", Some(vec!["[a, b]", "rest"])),
            ("a**n", Some(vec!["a**n"])),
            ("two words", None),
            ("", None),
            ("a,", None),
        ] {
            let expected = expected.map(|names| names.into_iter().map(str::to_owned).collect());
            assert_eq!(loose_names(text), expected, "{text}");
        }
    }

    #[test]
    fn an_exception_may_start_a_sentence() {
        for (text, expected) in [
            ("ValueError if not", Some(("ValueError", "if not"))),
            ("pkg.KeyError - when", Some(("pkg.KeyError", "when"))),
            ("Whatever if not", None),
            ("TypeError or ValueError", None),
            ("TypeError, ValueError", None),
            ("ValueError", None),
        ] {
            let expected = expected.map(|(name, rest)| (name.to_owned(), rest));
            assert_eq!(exception_in_words(text), expected, "{text}");
        }
    }
}
