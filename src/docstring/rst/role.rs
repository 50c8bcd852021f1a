//! Roles: what `` :role:`text` `` means. The names are docutils' and Sphinx's.

use super::inline::{embedded, unescape};
use crate::diagnostic::Code;
use crate::docstring::context::Context;
use crate::docstring::document::Inline;
use crate::docstring::{Span, reference};

/// The inlines of a role's text; `span` is the place of the role with its text.
pub(crate) fn inlines(name: &str, text: &str, span: Span, ctx: &mut Context) -> Vec<Inline> {
    let offset = span.start;
    let plain = name.strip_prefix("py:").unwrap_or(name);
    let one = match plain {
        "class" | "exc" | "mod" | "attr" | "data" | "obj" | "const" | "type" | "any" | "func" | "meth"
        | "paramref" | "module" | "property" | "deco" | "function" | "method" | "exception" => {
            return vec![python(plain, name, text, offset)];
        }
        "code" | "literal" | "samp" | "file" | "command" | "program" | "option" | "envvar" | "token"
        | "keyword" | "kbd" | "makevar" | "mimetype" | "regexp" | "c" | "cpp" | "js" | "pyobj" => {
            Inline::Code(code(text))
        }
        _ if name.starts_with("c:") || name.starts_with("cpp:") || name.starts_with("js:") => {
            Inline::Code(code(title(text).trim_start_matches(['~', '!'])))
        }
        "math" => Inline::Math(text.to_owned()),
        "pep" => numbered(text, "PEP ", |number| {
            format!("https://peps.python.org/pep-{number:0>4}/")
        }),
        "rfc" => numbered(text, "RFC ", |number| {
            format!("https://www.rfc-editor.org/rfc/rfc{number}")
        }),
        "ref" | "doc" | "term" | "numref" | "download" | "any-ref" => target(plain, text, offset),
        "emphasis" | "dfn" | "title-reference" | "title" | "t" => {
            Inline::Emphasis(vec![Inline::Text(unescape(text))])
        }
        "strong" | "guilabel" => Inline::Strong(vec![Inline::Text(unescape(text))]),
        "menuselection" => Inline::Strong(vec![Inline::Text(unescape(text).replace("-->", "›"))]),
        "abbr" | "sub" | "sup" | "subscript" | "superscript" | "cite" | "newcommand" | "mailheader"
        | "eq" => Inline::Text(unescape(text)),
        _ => {
            ctx.find(Code::UnknownMarkup, span, format!("`{name}` is not a known role"));
            Inline::Text(unescape(title(text).trim_start_matches(['~', '!'])))
        }
    };
    vec![one]
}

/// A Python name: `~` shows the last part only, `!` suppresses the link.
fn python(role: &str, written: &str, text: &str, offset: u32) -> Inline {
    if let Some((title, target)) = embedded(text)
        && !title.is_empty()
    {
        let target = target.trim_start_matches(['~', '!', '.']);
        let content = vec![Inline::Text(unescape(title))];
        return reference::explicit(target, Some(written), content, offset);
    }
    if let Some(shown) = text.strip_prefix('!') {
        return Inline::Code(code(shown.trim_start_matches('~')));
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
    reference::explicit(&target, Some(written), vec![Inline::Code(shown)], offset)
}

/// A place in prose, which only an inventory can tell.
fn target(role: &str, text: &str, offset: u32) -> Inline {
    let (shown, target) = match embedded(text) {
        Some((title, target)) if !title.is_empty() => (title, target),
        _ => (text, text),
    };
    let shown = unescape(shown.trim_start_matches(['!', '~']));
    reference::explicit(
        target.trim_start_matches(['!', '~']),
        Some(role),
        vec![Inline::Text(shown)],
        offset,
    )
}

/// A numbered document such as a PEP; the number may have a fragment.
fn numbered(text: &str, prefix: &str, url: impl Fn(&str) -> String) -> Inline {
    let (shown, target) = match embedded(text) {
        Some((title, target)) if !title.is_empty() => (unescape(title), target),
        _ => (format!("{prefix}{text}"), text),
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

/// The text of a role that may have an explicit title.
fn title(text: &str) -> &str {
    match embedded(text) {
        Some((title, _)) if !title.is_empty() => title,
        _ => text,
    }
}

fn code(text: &str) -> String {
    text.replace("\\\\", "\\")
}
