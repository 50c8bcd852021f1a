//! The HTML that mdBook writes for a chapter, read back.
//!
//! It is not HTML as people write it but a tree that was written in one way: every `<` outside of a tag, a comment, a
//! script and a style sheet is escaped, attributes have double quotes, and a `"` in a value is escaped.

use std::borrow::Cow;
use std::ops::Range;

/// An element's start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name of the element.
    pub(super) name: &'a str,
    /// Its attributes.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Whether it is an end tag too.
    pub(super) is_closed: bool,
}

/// An attribute of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Where its value is, as it is written.
    pub(super) range: Range<usize>,
}

/// A piece of a page. Comments, scripts and style sheets are none.
#[derive(Clone, Copy)]
pub(super) enum Piece<'h, 't> {
    /// A start tag, with the page that it is in.
    Start(&'h str, &'t Tag<'h>),
    /// The end tag of the element of this name.
    End(&'h str),
    /// A text as it is written, without the line end that mdBook puts behind an element.
    Text(&'h str),
}

/// Goes through the pieces of a page in their order. Nothing where something is not as mdBook writes it, or where a script
/// might hold elements or only a text that looks like them.
pub(super) fn walk<'h>(html: &'h str, see: &mut dyn FnMut(Piece<'h, '_>)) -> Option<()> {
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        let start = at + offset;
        if offset > 0 {
            see(Piece::Text(&html[at..start]));
        }
        let rest = &html[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = start + 4 + comment.find("-->")? + 3;
        } else if let Some(end) = rest.strip_prefix("</") {
            let name = &end[..end.find('>')?];
            at = start + 2 + name.len() + 1;
            see(Piece::End(name));
            if ON_A_NEW_LINE.contains(&name) && html[at..].starts_with('\n') {
                at += 1;
            }
        } else {
            let (tag, end) = tag(html, start)?;
            at = end;
            if matches!(tag.name, "script" | "style") && !tag.is_closed {
                at += raw_length(&html[end..], tag.name)?;
            }
            see(Piece::Start(html, &tag));
        }
    }
    if at < html.len() {
        see(Piece::Text(&html[at..]));
    }
    Some(())
}

/// The start tags of a page in their order; nothing where its pieces cannot be told.
pub(super) fn tags(html: &str) -> Option<Vec<Tag<'_>>> {
    let mut found = Vec::new();
    walk(html, &mut |piece| {
        if let Piece::Start(_, tag) = piece {
            found.push(tag.clone());
        }
    })?;
    Some(found)
}

/// The value of an attribute of a tag.
pub(super) fn value<'h>(html: &'h str, tag: &Tag<'_>, name: &str) -> Option<Cow<'h, str>> {
    let attribute = tag.attributes.iter().find(|attribute| attribute.name == name)?;
    Some(unescape(&html[attribute.range.clone()]))
}

/// The start tag at a place, and where it ends.
fn tag(html: &str, start: usize) -> Option<(Tag<'_>, usize)> {
    let mut at = start + 1 + html[start + 1..].find([' ', '>'])?;
    let name = &html[start + 1..at];
    let mut attributes = Vec::new();
    loop {
        let rest = &html[at..];
        if rest.starts_with('>') {
            let is_closed = false;
            return Some((
                Tag {
                    name,
                    attributes,
                    is_closed,
                },
                at + 1,
            ));
        }
        let closed = |attributes, end| {
            let is_closed = true;
            Some((
                Tag {
                    name,
                    attributes,
                    is_closed,
                },
                end,
            ))
        };
        if rest.starts_with(" />") {
            return closed(attributes, at + 3);
        }
        let attribute = match rest.strip_prefix(' ') {
            Some(attribute) => attribute,
            // The icons that mdBook puts in are written by others.
            None if rest.starts_with("/>") => return closed(attributes, at + 2),
            None => return None,
        };
        // A name may begin with `=`, and has none after that.
        let first = attribute.chars().next()?.len_utf8();
        let length = first + attribute[first..].find("=\"")?;
        let from = at + 1 + length + 2;
        let to = from + html[from..].find('"')?;
        attributes.push(Attribute {
            name: &attribute[..length],
            range: from..to,
        });
        at = to + 1;
    }
}

/// How long a script or style sheet is.
fn raw_length(html: &str, name: &str) -> Option<usize> {
    let length = html.find(&format!("</{name}>"))?;
    let raw = &html[..length];
    let looks_like_elements = LOOKS_LIKE_ELEMENTS.iter().any(|part| raw.contains(part));
    (!looks_like_elements).then_some(length)
}

/// What makes a difference to a page for printing, were it an element.
const LOOKS_LIKE_ELEMENTS: [&str; 12] = [
    "<!--", "<a ", "<img", "<h1", "<h2", "<h3", "<h4", "<h5", "<h6", " id=\"", "<script", "<style",
];

/// The value of an attribute, of what is written.
pub(super) fn unescape(written: &str) -> Cow<'_, str> {
    if !written.contains('&') {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = ESCAPES.iter().find(|(_, escape)| rest.starts_with(escape));
        let (text, length) = known.map_or(("&", 1), |(text, escape)| (*text, escape.len()));
        out.push_str(text);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A value, as mdBook writes it in an attribute.
pub(super) fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        let escape = ESCAPES.iter().find(|(plain, _)| *plain == text);
        out.push_str(escape.map_or(text, |(_, escape)| escape));
    }
    out
}

/// What mdBook escapes in attributes.
const ESCAPES: [(&str, &str); 6] = [
    ("<", "&lt;"),
    (">", "&gt;"),
    ("'", "&#39;"),
    ("\"", "&quot;"),
    ("\\", "&#92;"),
    ("&", "&amp;"),
];

/// Whether a page begins with an element that mdBook writes on a line of its own.
pub(super) fn begins_on_a_new_line(html: &str) -> bool {
    let Some(rest) = html.strip_prefix('<') else {
        return false;
    };
    let length = rest.find([' ', '>']).unwrap_or(0);
    ON_A_NEW_LINE.contains(&&rest[..length])
}

/// The elements that mdBook writes on a line of their own.
const ON_A_NEW_LINE: [&str; 21] = [
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> Option<Vec<String>> {
        let tags = tags(html)?;
        Some(
            tags.iter()
                .map(|tag| {
                    let attributes = tag.attributes.iter();
                    let attributes: Vec<_> = attributes
                        .map(|attribute| format!("{}={}", attribute.name, &html[attribute.range.clone()]))
                        .collect();
                    format!("{} {}", tag.name, attributes.join(" "))
                })
                .collect(),
        )
    }

    #[test]
    fn start_tags_are_found_with_their_attributes() {
        let html = "a &lt;b> <h1 id=\"x y\"><a href=\"#x\" class=\"header\">X</a></h1><!-- <a href=\"y\"> --><br /><i \"x=\"\" =y=\"=\"></i>";
        let expected = ["h1 id=x y", "a href=#x class=header", "br ", "i \"x= =y=="];
        assert_eq!(seen(html).unwrap(), expected);
        let icon = "<svg xmlns=\"http\" viewBox=\"0\"><!--! a@b --><path d=\"M1\"/></svg><p>";
        assert_eq!(
            seen(icon).unwrap(),
            ["svg xmlns=http viewBox=0", "path d=M1", "p "]
        );
    }

    #[test]
    fn scripts_are_passed_over_unless_they_look_like_elements() {
        assert_eq!(
            seen("<script>if (a<b) {}</script><p>").unwrap(),
            ["script ", "p "]
        );
        assert_eq!(seen("<style>a>b{}</style>").unwrap(), ["style "]);
        for html in [
            "<script>x = '<a href=\"b\">'</script>",
            "<script><em id=\"x\">t</em></script>",
            "<script><!-- </script> --></script>",
            "<script>never closed",
            "<p",
            "<p x>",
            "<!-- open",
        ] {
            assert_eq!(seen(html), None, "{html}");
        }
    }

    #[test]
    fn values_come_back_as_they_went() {
        for value in ["", "plain", "<>'\"\\&", "a&amp;b", "&lt", "é"] {
            let written = escape(value);
            assert!(!written.contains(['"', '<', '\\']), "{written}");
            assert_eq!(unescape(&written), value);
        }
    }
}
