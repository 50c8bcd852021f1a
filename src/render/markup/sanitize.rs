//! Raw HTML of docstrings, as far as it is harmless.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::render::escape;

/// Elements that stand for text, lists, tables and pictures. Headings above those of docstrings are none of them,
/// nor is anything that the frame of a page is made of.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes by element. There are no ids, which could be those of members, and no styles.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ol", &["start", "type"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan"]),
];

/// The classes that the writer itself gives to docstrings, which go through here with the raw HTML in them.
fn is_class_of_docstrings(class: &str) -> bool {
    ["autodoc-", "blockquote-tag", "language-"]
        .iter()
        .any(|start| class.starts_with(start))
        || matches!(class, "nohighlight" | "table-wrapper")
}

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    builder
        .tags(set(ELEMENTS))
        .clean_content_tags(set(&["script", "style"]))
        .tag_attributes(
            ATTRIBUTES
                .iter()
                .map(|(tag, names)| (*tag, set(names)))
                .collect::<HashMap<_, _>>(),
        )
        .generic_attributes(set(&["class", "dir", "lang", "title"]))
        .url_schemes(set(&["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|_, attribute, value| match attribute {
            "class" => value
                .split_ascii_whitespace()
                .all(is_class_of_docstrings)
                .then_some(Cow::Borrowed(value)),
            "href" => escape::link_url(value).map(Cow::Owned),
            "src" => escape::web_url(value).map(Cow::Owned),
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

/// HTML with harmless elements only, all of them closed, on one line and without commands of mdBook; `None` for what
/// would close an element around it, or be read in another way the next time.
pub(super) fn clean(html: &str) -> Option<String> {
    if !is_bounded(html) {
        return None;
    }
    let clean = |html: &str| ALLOWED.clean(html).to_string();
    // A definition ends where the next one begins, so it is the most fragile place of a page.
    let once = clean(&format!("<dl><dd>{html}</dd></dl>"));
    // Elements that were taken out may have kept others apart.
    let cleaned = clean(&once);
    let inner = cleaned.strip_prefix("<dl><dd>")?.strip_suffix("</dd></dl>")?;
    (clean(&cleaned) == cleaned && clean(inner) == inner).then(|| escape::markup(inner))
}

/// How deep elements may nest, and how long one tag may be. Browsers stop at 512, and the work of a parser of HTML
/// grows with the product of the depth and the length of a text.
const MOST_DEEP: usize = 128;
const LONGEST_TAG: usize = 4096;

/// Whether a parser of HTML has to do work in the length of the text.
fn is_bounded(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut parts = html.split('<');
    parts.next();
    for part in parts {
        let (name, is_end) = match part.strip_prefix('/') {
            Some(rest) => (rest, true),
            None => (part, false),
        };
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name.get(..length).unwrap_or_default();
        if part.find('>').unwrap_or(part.len()) > LONGEST_TAG {
            return false;
        }
        if is_end {
            open.pop_if(|other| other.eq_ignore_ascii_case(name));
        } else if !name.is_empty() && !closes_itself(name) {
            open.push(name);
        }
        if open.len() > MOST_DEEP {
            return false;
        }
    }
    true
}

/// Elements that have no end, or that end where the next of their kind begins.
fn closes_itself(name: &str) -> bool {
    [
        "br", "col", "dd", "dt", "hr", "img", "li", "option", "p", "source", "td", "th", "tr", "wbr",
    ]
    .iter()
    .any(|other| other.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_html_stays_and_the_rest_goes() {
        for (html, cleaned) in [
            ("<b>a</b> <kbd>b</kbd>", "<b>a</b> <kbd>b</kbd>"),
            (
                "<details open><summary>s",
                "<details open=\"\"><summary>s</summary></details>",
            ),
            ("<p onclick=x id=y style=z title=t>a", "<p title=\"t\">a</p>"),
            ("a<script>b</script><style>c</style>d", "ad"),
            ("<h1>a</h1><h5>b</h5>", "ab"),
            ("<div class=\"sidebar\">a</div>", "<div>a</div>"),
            (
                "<p class=\"autodoc-lines\">a</p>",
                "<p class=\"autodoc-lines\">a</p>",
            ),
            (
                "<a href=\"https://a.example\" target=b>c</a>",
                "<a href=\"https://a.example\" rel=\"noopener noreferrer\">c</a>",
            ),
            (
                "<a href=//a.example>b</a>",
                "<a rel=\"noopener noreferrer\">b</a>",
            ),
            ("<img src=a.png alt=b>", "<img alt=\"b\">"),
            ("a\n\n<pre>b\nc</pre>", "a&#10;&#10;<pre>b&#10;c</pre>"),
            ("{{#include a}}", "&#123;&#123;#include a}}"),
            (
                "<b title=\"{\">{</b>{#include a}}",
                "<b title=\"{\">{</b>{#include a}}",
            ),
            ("<!-- a -->b<![CDATA[c]]>", "b"),
        ] {
            assert_eq!(clean(html).as_deref(), Some(cleaned), "{html}");
        }
    }

    #[test]
    fn what_breaks_out_is_not_cleaned() {
        for html in ["a</dd></dl>b", "</dd></dl>a<dl><dd>", "a<dd>b", "a<dt>b</dt>"] {
            assert_eq!(clean(html), None, "{html}");
        }
    }

    #[test]
    fn what_a_parser_would_take_long_for_is_seen() {
        assert!(is_bounded(&"<p><li><br><div><b>x</b></div>".repeat(1000)));
        for html in ["<b>", "<div></x>", "<DIV><P>", "<a><table><td>"] {
            assert!(!is_bounded(&html.repeat(200)), "{html}");
        }
        assert!(!is_bounded(&format!("<a {}>", "b=c ".repeat(2000))));
    }
}
