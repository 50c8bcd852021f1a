//! Roles: what `` :role:`text` `` means. The names are docutils' and Sphinx's.

use super::inline::unescape;
use crate::diagnostic::Code;
use crate::docstring::context::Context;
use crate::docstring::document::Inline;
use crate::docstring::{Span, reference};

/// The inlines of a role's text; `span` is the place of the role with its text.
pub(crate) fn inlines(name: &str, text: &str, span: Span, ctx: &mut Context) -> Vec<Inline> {
    let lower = name.to_lowercase();
    if let Some(found) = known(name, text, span.start) {
        return found;
    }
    if lower != name
        && let Some(found) = known(&lower, text, span.start)
    {
        return found;
    }
    // A role that the docstring defines is shown as the one that it is based on.
    match ctx.targets.roles.get(&lower).map(String::as_str) {
        Some("inline") => vec![Inline::Text(unescape(text))],
        Some(base) => known(base, text, span.start).unwrap_or_else(|| vec![Inline::Text(unescape(text))]),
        None => {
            ctx.find(Code::UnknownMarkup, span, format!("`{name}` is not a known role"));
            vec![Inline::Text(unescape(title(text).trim_start_matches(['~', '!'])))]
        }
    }
}

fn known(name: &str, text: &str, offset: u32) -> Option<Vec<Inline>> {
    let without = |domain| name.strip_prefix(domain);
    let plain = without("py:").or_else(|| without("std:")).unwrap_or(name);
    let words = || vec![Inline::Text(unescape(text))];
    let one = match plain {
        "class" | "exc" | "mod" | "attr" | "data" | "obj" | "const" | "type" | "any" | "func" | "meth"
        | "paramref" | "module" | "property" | "deco" | "function" | "method" | "exception" => {
            python(plain, name, text, offset)
        }
        "code" => Inline::Code(text.to_owned()),
        "samp" | "file" => return Some(placeholders(text)),
        "literal" | "command" | "program" | "kbd" | "makevar" | "mimetype" | "regexp" | "c" | "cpp"
        | "js" | "pyobj" | "confval" => Inline::Code(unescape(text)),
        "option" | "envvar" | "token" | "keyword" => target(plain, text, offset, Inline::Code),
        _ if name.starts_with("c:") || name.starts_with("cpp:") || name.starts_with("js:") => {
            Inline::Code(unescape(title(text).trim_start_matches(['~', '!'])))
        }
        "math" => Inline::Math(text.to_owned()),
        "pep" | "pep-reference" => numbered(text, "PEP ", |number| {
            format!("https://peps.python.org/pep-{number:0>4}/")
        }),
        "rfc" | "rfc-reference" => numbered(text, "RFC ", |number| {
            format!("https://www.rfc-editor.org/rfc/rfc{number}")
        }),
        "ref" | "doc" | "term" | "numref" | "download" | "any-ref" | "cite" | "eq" => {
            target(plain, text, offset, Inline::Text)
        }
        "emphasis" | "dfn" | "title-reference" | "title" | "t" | "manpage" | "mailheader" | "newsgroup" => {
            Inline::Emphasis(words())
        }
        "strong" => Inline::Strong(words()),
        "guilabel" => Inline::Strong(vec![Inline::Text(without_accelerators(&unescape(text)))]),
        "menuselection" => {
            let text = without_accelerators(&unescape(text)).replace("-->", "‣");
            Inline::Strong(vec![Inline::Text(text)])
        }
        "sub" | "subscript" => Inline::Text(small(&unescape(text), SUBSCRIPTS)),
        "sup" | "superscript" => Inline::Text(small(&unescape(text), SUPERSCRIPTS)),
        "abbr" | "abbreviation" | "ac" | "acronym" | "newcommand" | "inline" => return Some(words()),
        // A comment that names things for an index.
        "index" => Inline::Text(unescape(title(text))),
        // Nothing raw is passed on.
        "raw" => Inline::Code(text.to_owned()),
        _ => return None,
    };
    Some(vec![one])
}

/// Letters that Unicode has in a smaller form, beside them. `2` becomes `²`: a plain one would say something else.
const SUPERSCRIPTS: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('=', '⁼'),
    ('(', '⁽'),
    (')', '⁾'),
    ('d', 'ᵈ'),
    ('h', 'ʰ'),
    ('i', 'ⁱ'),
    ('k', 'ᵏ'),
    ('m', 'ᵐ'),
    ('n', 'ⁿ'),
    ('r', 'ʳ'),
    ('s', 'ˢ'),
    ('t', 'ᵗ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
];
const SUBSCRIPTS: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('−', '₋'),
    ('=', '₌'),
    ('(', '₍'),
    (')', '₎'),
    ('i', 'ᵢ'),
    ('j', 'ⱼ'),
    ('k', 'ₖ'),
    ('m', 'ₘ'),
    ('n', 'ₙ'),
    ('r', 'ᵣ'),
    ('t', 'ₜ'),
    ('x', 'ₓ'),
];

/// A text in small letters, or as it is where one of them has no small form.
fn small(text: &str, letters: &[(char, char)]) -> String {
    let small = |letter: char| {
        letters
            .iter()
            .find(|(usual, _)| *usual == letter)
            .map(|(_, small)| *small)
    };
    let all: Option<String> = text.chars().map(small).collect();
    all.unwrap_or_else(|| text.to_owned())
}

/// `&Cancel` marks a key of the keyboard; `&&` is the sign itself.
fn without_accelerators(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        let is_mark = next == '&' && chars.peek().is_some_and(|after| !after.is_whitespace());
        if !is_mark {
            out.push(next);
        } else if chars.peek() == Some(&'&') {
            out.push('&');
            chars.next();
        }
    }
    out
}

/// Code in which `{braces}` stand around what the reader puts in.
fn placeholders(text: &str) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut code = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let behind = rest.get(next.len_utf8()..).unwrap_or_default();
        let end = behind
            .find(['{', '}', '\\'])
            .filter(|end| *end > 0 && next == '{');
        let word = end.and_then(|end| Some((behind.get(..end)?, behind.get(end..)?.strip_prefix('}')?)));
        if let Some((word, after)) = word {
            if !code.is_empty() {
                parts.push(Inline::Code(std::mem::take(&mut code)));
            }
            parts.push(Inline::Emphasis(vec![Inline::Code(word.to_owned())]));
            rest = after;
        } else if next == '\\' && behind.starts_with(['{', '}', '\\']) {
            code.push_str(behind.get(..1).unwrap_or_default());
            rest = behind.get(1..).unwrap_or_default();
        } else {
            code.push(next);
            rest = behind;
        }
    }
    if !code.is_empty() {
        parts.push(Inline::Code(code));
    }
    parts
}

/// A Python name: `~` shows the last part only, `!` suppresses the link.
fn python(role: &str, written: &str, text: &str, offset: u32) -> Inline {
    let (is_plain, text) = match text.strip_prefix('!') {
        Some(text) => (true, text),
        None => (false, text),
    };
    if let Some((title, target)) = titled(text) {
        let title = Inline::Text(unescape(title));
        let name = target.trim_start_matches(['~', '!', '.']);
        return if is_plain || target.starts_with('!') {
            title
        } else {
            reference::explicit(name, Some(written), vec![title], offset)
        };
    }
    let is_short = text.starts_with('~');
    let target = unescape(text.trim_start_matches(['~', '.']).trim());
    let shown = if is_short {
        target.rsplit('.').next().unwrap_or(&target)
    } else {
        &target
    };
    let is_call = matches!(role, "func" | "meth" | "function" | "method") && !shown.ends_with(')');
    let shown = if is_call {
        format!("{shown}()")
    } else {
        shown.to_owned()
    };
    if is_plain {
        return Inline::Code(shown);
    }
    reference::explicit(&target, Some(written), vec![Inline::Code(shown)], offset)
}

/// A place in prose, which only an inventory can tell; `show` makes the inline of its text.
fn target(role: &str, text: &str, offset: u32, show: fn(String) -> Inline) -> Inline {
    if let Some(shown) = text.strip_prefix('!') {
        return show(unescape(shown));
    }
    let (shown, target) = titled(text).unwrap_or((text, text));
    let shown = unescape(shown.trim_start_matches(['!', '~']));
    reference::explicit(
        target.trim_start_matches(['!', '~']),
        Some(role),
        vec![show(shown)],
        offset,
    )
}

/// A numbered document such as a PEP; the number may have a fragment.
fn numbered(text: &str, prefix: &str, url: impl Fn(&str) -> String) -> Inline {
    let (shown, target) = match titled(text) {
        Some((title, target)) => (unescape(title), target),
        None => (format!("{prefix}{text}"), text),
    };
    let (number, fragment) = target.split_once('#').unwrap_or((target, ""));
    let number = number.trim();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Inline::Text(shown);
    }
    let mut url = url(number);
    if !fragment.is_empty() {
        url.push('#');
        url.push_str(fragment);
    }
    Inline::Link {
        url,
        content: vec![Inline::Text(shown)],
    }
}

/// `title <target>` taken apart. Roles need no blank between the two.
fn titled(text: &str) -> Option<(&str, &str)> {
    let (title, target) = text.strip_suffix('>')?.rsplit_once('<')?;
    let is_escaped = title.ends_with('\\');
    let title = title.trim_end();
    (!title.is_empty() && !is_escaped).then_some((title, target))
}

/// The text of a role that may have an explicit title.
fn title(text: &str) -> &str {
    titled(text).map_or(text, |(title, _)| title)
}
