//! Untrusted text for HTML and Markdown.
//!
//! What comes out stands in a chapter that mdBook still works on: its `links` preprocessor replaces `{{#include …}}`
//! and the like wherever it finds two braces in a row, in code as well. So no function here ever writes two braces
//! that touch, nor one that could touch a brace of the text before it.

use std::fmt::Write as _;

/// Text for an HTML element. Newlines become spaces, because a blank line would end the HTML block around it.
pub fn html(out: &mut String, text: &str) {
    push(out, text, |byte| match byte {
        b'\n' | b'\r' => Some(" "),
        _ => None,
    });
}

/// Text for the value of an HTML attribute in double or single quotes.
pub fn attribute(out: &mut String, text: &str) {
    push(out, text, |byte| match byte {
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        b'\n' | b'\r' => Some(" "),
        _ => None,
    });
}

/// Text for a `pre` element: newlines are kept, as character references.
pub fn pre(out: &mut String, text: &str) {
    push(out, text, |byte| match byte {
        b'\n' => Some("&#10;"),
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

/// HTML of others that was made harmless: on one line, and without two braces that touch.
pub fn markup(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut before = '{';
    for next in html.chars() {
        match next {
            '{' if before == '{' => out.push_str("&#123;"),
            '\n' | '\r' => out.push_str("&#10;"),
            '\t' => out.push('\t'),
            other if other.is_ascii_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
        before = next;
    }
    out
}

/// Writes text with the replacements that all of HTML needs, and more for some ASCII characters.
fn push(out: &mut String, text: &str, more: fn(u8) -> Option<&'static str>) {
    out.reserve(text.len());
    let mut start = 0;
    let mut before = b'{';
    for (at, byte) in text.bytes().enumerate() {
        let instead = match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            b'{' if before == b'{' => Some("&#123;"),
            // HTML forbids control characters, even as character references.
            0..=8 | 11 | 12 | 14..=31 | 127 => Some("\u{fffd}"),
            other => more(other),
        };
        if let Some(instead) = instead {
            out.push_str(text.get(start..at).unwrap_or_default());
            out.push_str(instead);
            start = at + 1;
        }
        before = byte;
    }
    out.push_str(text.get(start..).unwrap_or_default());
}

/// Text for a Markdown paragraph: nothing in it is markup. [`markdown_line_start`] is needed besides where it
/// starts a line.
pub fn markdown(out: &mut String, text: &str) {
    out.reserve(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        let behind = chars.peek().copied().unwrap_or(' ');
        let needs_escape = match next {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '{' | '}' | '$' | '~' | '^' | '#' => true,
            // Inside of a word it is no markup.
            '_' => !(before.is_alphanumeric() && behind.is_alphanumeric()),
            '&' => behind.is_ascii_alphanumeric() || behind == '#',
            // mdBook makes dashes and ellipses of them.
            '-' | '.' => before == next || behind == next,
            _ => false,
        };
        match next {
            '\n' | '\r' => out.push(' '),
            '\t' => out.push(next),
            other if other.is_ascii_control() => out.push('\u{fffd}'),
            _ => {
                if needs_escape {
                    out.push('\\');
                }
                out.push(next);
            }
        }
        before = next;
    }
}

/// A line of Markdown text that would be a list item, a heading or the like, as text.
pub fn markdown_line_start(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let at = match line.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits,
        Some(b'-' | b'+' | b'=' | b':') if digits == 0 => 0,
        _ => return line.to_owned(),
    };
    let (before, rest) = line.split_at(at);
    format!("{before}\\{rest}")
}

/// Text for a Markdown code span or fence, where nothing can be escaped: between the two braces of what mdBook's
/// preprocessor would take for one of its own commands stands a zero-width space, which nobody sees.
pub fn markdown_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, next) in text.char_indices() {
        match next {
            '\n' | '\r' | '\t' => out.push(next),
            other if other.is_ascii_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
        // The rule is mdBook's: blanks may stand before the `#`.
        let behind = text.get(at + 1..).unwrap_or_default();
        if next == '{'
            && behind
                .strip_prefix('{')
                .is_some_and(|behind| behind.trim_start().starts_with('#'))
        {
            out.push('\u{200b}');
        }
    }
    out
}

/// Code in a line of Markdown: within backticks, as many as it needs.
pub fn markdown_code_span(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{marks}{pad}{}{pad}{marks}", markdown_code(code))
}

/// An address of the docstring's author, if a link to it is harmless and leads anywhere: one on the web, or a mail
/// address. Relative ones point nowhere in the book; other schemes may run a script.
pub fn web_url(url: &str) -> Option<String> {
    let url: String = url
        .chars()
        .filter(|other| !other.is_whitespace() && !other.is_control())
        .collect();
    let has_scheme = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let known = ["https://", "http://", "mailto:"]
        .into_iter()
        .find(|scheme| has_scheme(scheme))?;
    (url.len() > known.len()).then_some(url)
}

/// An address for a Markdown link: characters that could end it are percent-encoded.
pub fn markdown_address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for other in url.chars() {
        match other {
            '<' | '>' | '(' | ')' | '{' | '\\' | '|' | '"' | '\'' => {
                // Writing to a string cannot fail.
                let _ = write!(address, "%{:02X}", u32::from(other));
            }
            // An entity would be decoded.
            '&' => address.push_str("&amp;"),
            other if other.is_whitespace() || other.is_control() => address.push_str("%20"),
            other => address.push(other),
        }
    }
    address
}

/// The path of a file as a part of an address: nothing in it ends the address or the markup around it.
pub fn url_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'0'..=b'9'
            | b'A'..=b'Z'
            | b'a'..=b'z'
            | b'/'
            | b'.'
            | b'-'
            | b'_'
            | b'~'
            | b'+'
            | b'='
            | b'@'
            | b',' => {
                out.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// An address of ours or of an inventory: relative, a fragment, or on the web.
pub fn link_url(url: &str) -> Option<String> {
    let is_relative = !url.starts_with("//")
        && !url.contains(|other: char| other.is_whitespace() || other.is_control() || other == '\\')
        && url
            .split(['/', '?', '#'])
            .next()
            .is_some_and(|first| !first.contains(':'));
    if is_relative && !url.is_empty() {
        Some(url.to_owned())
    } else {
        web_url(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: fn(&mut String, &str), text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text);
        out
    }

    #[test]
    fn html_has_no_markup_left() {
        assert_eq!(written(html, "a <b> & \"c\"\nd"), "a &lt;b&gt; &amp; \"c\" d");
        assert_eq!(written(attribute, "\"'<\n"), "&quot;&#39;&lt; ");
        assert_eq!(written(pre, "a\n\nb\r"), "a&#10;&#10;b&#13;");
        assert_eq!(written(html, "a\0\u{1b}b"), "a\u{fffd}\u{fffd}b");
    }

    #[test]
    fn braces_never_touch() {
        for text in ["{{#include x}}", "a{{{b", "{ {", "x{{ #y"] {
            let mut out = "{".to_owned();
            html(&mut out, text);
            html(&mut out, text);
            assert!(!out.contains("{{"), "{out}");
        }
        assert_eq!(written(html, "f({1: 2})"), "f({1: 2})");
    }

    #[test]
    fn markdown_has_no_markup_left() {
        assert_eq!(
            written(markdown, "*a* snake_case _b_ `c`"),
            r"\*a\* snake_case \_b\_ \`c\`"
        );
        assert_eq!(
            written(markdown, "{{#include x}} --flag ... &amp; &"),
            r"\{\{\#include x\}\} \-\-flag \.\.\. \&amp; &"
        );
        for (line, escaped) in [
            ("- a", r"\- a"),
            ("12. a", r"12\. a"),
            ("=", r"\="),
            ("1a.", "1a."),
            ("  a", "a"),
        ] {
            assert_eq!(markdown_line_start(line), escaped);
        }
    }

    #[test]
    fn code_keeps_its_braces_but_is_no_command() {
        assert_eq!(
            markdown_code("{{#x}} {{ y }} {{ #z}}"),
            "{\u{200b}{#x}} {{ y }} {\u{200b}{ #z}}"
        );
        assert_eq!(markdown_code("{{{#x"), "{{\u{200b}{#x");
        assert_eq!(markdown_code("a\0\u{1b}\tb"), "a\u{fffd}\u{fffd}\tb");
    }

    #[test]
    fn paths_in_addresses_are_plain() {
        assert_eq!(url_path("src/a-b_1.py"), "src/a-b_1.py");
        assert_eq!(
            url_path("a {{#x}}\"<(')%/é.py"),
            "a%20%7B%7B%23x%7D%7D%22%3C%28%27%29%25/%C3%A9.py"
        );
    }

    #[test]
    fn only_addresses_that_cannot_run_anything_are_links() {
        for good in ["https://a.b/c?d=(e)#f", "HTTP://a", "mailto:a@b", "ht\ntps://a"] {
            assert!(web_url(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "//a.b",
            "a/b.md",
            "#x",
            "https://",
            "ftp://a",
            "",
        ] {
            assert!(web_url(bad).is_none(), "{bad}");
        }
        for good in ["a/b.html#x.y", "#pkg.mod", "../a.html", "https://a.b/"] {
            assert!(link_url(good).is_some(), "{good}");
        }
        for bad in ["javascript:x", "\tjavascript:x", "//a.b", "a\\b", "vbscript:x#a"] {
            assert!(link_url(bad).is_none(), "{bad}");
        }
    }
}
