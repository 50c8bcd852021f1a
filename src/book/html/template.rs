//! The templates of pages, so changed that a page can be rendered without the rest of its book.
//!
//! A page knows its book by the names of the static files, which have digests of their content in them, and by whether
//! there is a print page. Both are known before the first page is made, and are written into the template. What cannot
//! be known then, such as a list of all chapters in every page, is not understood; such a book is built the way mdBook
//! builds it.

use std::collections::BTreeSet;
use std::ops::Range;

/// Why a template is not understood; a half sentence for people.
pub(super) type Reason = &'static str;

/// An expression of a template, between braces.
struct Mustache<'a> {
    /// Where it is in the template, with its braces.
    range: Range<usize>,
    /// What is between the braces.
    body: &'a str,
    /// Whether it has three braces, and its value is not escaped.
    is_raw: bool,
}

/// What a template may say of static files and of the print page.
pub(super) struct Known<'a> {
    /// The name in the built book of a static file that is called so in templates.
    pub(super) resource: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the book has a print page.
    pub(super) has_print: bool,
}

/// Which of the templates of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The page itself.
    Page,
    /// What is put into it.
    Partial,
}

/// Names of data that say something of other chapters.
const OF_THE_WHOLE_BOOK: [&str; 4] = ["chapters", "toc", "@root", "lookup"];

/// What every page says of its chapter.
const OF_A_CHAPTER: [&str; 5] = ["title", "chapter_title", "path", "path_to_root", "link"];

/// What a page may say of its chapter.
const MAYBE_OF_A_CHAPTER: [&str; 6] = [
    "previous",
    "next",
    "section",
    "is_index",
    "fragment_map",
    "git_repository_edit_url",
];

/// The static files that a template asks for by name.
pub(super) fn resources(template: &str) -> Result<BTreeSet<String>, Reason> {
    let mustaches = mustaches(template)?;
    Ok(mustaches
        .iter()
        .filter_map(|mustache| resource_name(mustache.body))
        .map(str::to_owned)
        .collect())
}

/// The template with everything in it that depends on the rest of the book.
pub(super) fn resolve(template: &str, role: Role, known: &Known<'_>) -> Result<String, Reason> {
    let mut out = String::with_capacity(template.len());
    let mut copied = 0;
    let mut contents = 0;
    for mustache in mustaches(template)? {
        check(&mustache)?;
        let body = mustache.body.trim();
        let is_content = body == "content" && mustache.is_raw;
        contents += usize::from(is_content);
        let new = if names(body).any(|name| name == "content") && !is_content {
            return Err("a template uses the content of a page in a way of its own");
        } else if let Some(name) = resource_name(body) {
            (known.resource)(name).map(|name| format!("{{{{ resource \"{name}\" }}}}"))
        } else if names(body).any(|name| name == "print_enable") {
            if body != "#if print_enable" {
                return Err("a template uses `print_enable` in a way of its own");
            }
            Some(format!("{{{{#if {}}}}}", known.has_print))
        } else {
            None
        };
        if let Some(new) = new {
            out.push_str(&template[copied..mustache.range.start]);
            out.push_str(&new);
            copied = mustache.range.end;
        }
    }
    if contents != usize::from(role == Role::Page) {
        return Err("a template does not have the content of a page once");
    }
    if template.trim_start().starts_with("{{~") {
        return Err("a template takes away what stands before it");
    }
    out.push_str(&template[copied..]);
    Ok(out)
}

/// Whether an expression may stand in a page that does not know its book.
fn check(mustache: &Mustache<'_>) -> Result<(), Reason> {
    let body = mustache.body.trim().trim_matches('~').trim();
    if names(body).any(|name| OF_THE_WHOLE_BOOK.contains(&name)) {
        return Err("a template lists the chapters of the book in every page");
    }
    check_values(body)?;
    let mut words = body.split_whitespace();
    let first = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    if first.starts_with('>') || first.starts_with("#>") || first.starts_with("#*") || first.starts_with('*')
    {
        let partial = body.trim_start_matches('>').trim();
        return match partial {
            "head" | "header" if !first.starts_with('#') => Ok(()),
            _ => Err("a template has a partial that is not mdBook's"),
        };
    }
    if first == "#each" && matches!(rest.first(), Some(&("this" | "." | "..")) | None) {
        return Err("a template goes through everything that is known of the book");
    }
    if names(body).any(|name| name == "resource")
        && resource_name(body).is_none()
        && (first, &rest[..]) != ("resource", &["this"])
    {
        return Err("a template works out the name of a static file");
    }
    Ok(())
}

/// Whether a value that pages have of their chapters is only shown, or asked for whether it is there.
fn check_values(body: &str) -> Result<(), Reason> {
    let words: Vec<&str> = body.split_whitespace().collect();
    let asked = match words[..] {
        [_] => return Ok(()),
        ["#if" | "#unless" | "#with", name] | ["else", "if", name] => name,
        _ => "",
    };
    let works_out =
        |name: &str| OF_A_CHAPTER.contains(&name) || MAYBE_OF_A_CHAPTER.contains(&name) && name != asked;
    if names(body).any(works_out) {
        return Err("a template works something out of what a page says of its chapter");
    }
    Ok(())
}

/// The name in `resource "name"`.
fn resource_name(body: &str) -> Option<&str> {
    let quoted = body.trim().strip_prefix("resource")?;
    let name = quoted.trim().strip_prefix('"')?.strip_suffix('"')?;
    (quoted.starts_with(char::is_whitespace) && !name.contains(['"', '\\'])).then_some(name)
}

/// The names in an expression, outside of its texts.
fn names(body: &str) -> impl Iterator<Item = &str> {
    let outside = body.split('"').step_by(2);
    outside
        .flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '@')))
        .filter(|name| !name.is_empty())
}

/// The expressions of a template; comments are left out.
fn mustaches(template: &str) -> Result<Vec<Mustache<'_>>, Reason> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = template[at..].find("{{") {
        let start = at + offset;
        if template[..start].ends_with('\\') || template[start..].starts_with("{{{{") {
            return Err("a template has escaped expressions");
        }
        let inner = &template[start + 2..];
        let comment = inner.trim_start_matches('~');
        let (close, is_raw) = match inner.as_bytes().first() {
            _ if comment.starts_with("!--") => ("--}}", false),
            Some(b'{') => ("}}}", true),
            _ => ("}}", false),
        };
        let length = inner.find(close).ok_or("a template has an open expression")?;
        let end = start + 2 + length + close.len();
        if !comment.starts_with('!') {
            let body = &inner[usize::from(is_raw)..length];
            if !body.matches('"').count().is_multiple_of(2) || body.contains(['\'', '[']) {
                return Err("a template has an expression with unusual quotes");
            }
            found.push(Mustache {
                range: start..end,
                body,
                is_raw,
            });
        }
        at = end;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(template: &str) -> Result<String, Reason> {
        let resource = |name: &str| (name != "other.js").then(|| name.replacen('.', "-1234.", 1));
        let known = Known {
            resource: &resource,
            has_print: true,
        };
        resolve(template, Role::Page, &known)
    }

    #[test]
    fn what_depends_on_the_book_is_written_into_the_template() {
        for (template, expected) in [
            ("{{{ content }}}", "{{{ content }}}"),
            (
                "<a href=\"{{ resource \"css/a.b.css\" }}\">{{{content}}}",
                "<a href=\"{{ resource \"css/a-1234.b.css\" }}\">{{{content}}}",
            ),
            (
                "{{resource \"other.js\"}}{{{content}}}{{!-- {{toc}} --}}{{! chapters }}",
                "{{resource \"other.js\"}}{{{content}}}{{!-- {{toc}} --}}{{! chapters }}",
            ),
            (
                "{{#if print_enable}}p{{/if}}{{{content}}}{{#each additional_css}}{{ resource this }}{{/each}}",
                "{{#if true}}p{{/if}}{{{content}}}{{#each additional_css}}{{ resource this }}{{/each}}",
            ),
            (
                "{{> head}}{{{content}}}{{> header }}{{fa \"solid\" \"toc\"}}{{previous.link}}",
                "{{> head}}{{{content}}}{{> header }}{{fa \"solid\" \"toc\"}}{{previous.link}}",
            ),
        ] {
            assert_eq!(resolved(template).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn what_a_page_cannot_know_is_not_understood() {
        for template in [
            "{{{content}}}{{#toc}}{{/toc}}",
            "{{{content}}}{{#each chapters}}{{name}}{{/each}}",
            "{{{content}}}{{#each @root/chapters}}{{name}}{{/each}}",
            "{{{content}}}{{#each this}}{{@key}}{{/each}}",
            "{{{content}}}{{#with ../chapters}}{{/with}}",
            "{{{content}}}{{lookup this \"chapters\"}}",
            "{{{content}}}{{[chapters]}}",
            "{{{content}}}{{> (head)}}",
            "{{{content}}}{{> other}}",
            "{{{content}}}{{#*inline \"x\"}}{{/inline}}",
            "{{{content}}}{{resource name}}",
            "{{{content}}}{{#if (resource \"a.js\")}}{{/if}}",
            "{{{content}}}{{#unless print_enable}}{{/unless}}",
            "{{{content}}}{{{{raw}}}}{{{{/raw}}}}",
            "{{{content}}}\\{{toc}}",
            "{{{content}}}{{title",
            "{{~#if title}}{{/if}}{{{content}}}",
            "{{{content}}}{{{content}}}",
            "{{content}}",
            "{{#if content}}{{{content}}}{{/if}}",
            "",
        ] {
            assert!(resolved(template).is_err(), "{template}");
        }
    }

    #[test]
    fn the_files_that_are_asked_for_are_found() {
        let template = "{{ resource \"b.js\" }}{{#if x}}{{resource \"a.js\"}}{{/if}}{{ resource this }}";
        let expected = ["a.js", "b.js"].map(str::to_owned);
        assert_eq!(resources(template), Ok(expected.into()));
    }
}
