//! A fenced block, and how other text takes its place within the lists, quotations and notes around it.

use std::ops::Range;

use super::Edit;

/// A note goes on in lines that are indented so far.
const NOTE: &str = "    ";

/// A fenced block of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its bytes, without the line end behind it.
    pub range: Range<usize>,
    /// What a line begins with to stand in the lists, quotations and notes around the block.
    prefix: String,
    /// So many bytes stand before the block on its line.
    before: usize,
    /// Whether a list or a note begins on that line.
    is_first: bool,
}

impl Block {
    /// The block whose fence begins with `range`; `is_inside` says whether it stands in anything.
    pub(super) fn new(text: &str, range: Range<usize>, is_inside: bool) -> Self {
        let range = range.start..range.start + text.get(range).unwrap_or_default().trim_end().len();
        let before = text.get(..range.start).unwrap_or_default();
        let (_, before) = before.rsplit_once(['\n', '\r']).unwrap_or(("", before));
        Self {
            range,
            before: before.len(),
            prefix: continuation(if is_inside { before } else { "" }),
            is_first: before.chars().any(|other| !other.is_whitespace() && other != '>'),
        }
    }

    /// The edit that puts Markdown in the place of the block, as blocks of its own.
    pub fn replace(&self, markdown: &str) -> Edit {
        let mut text = String::new();
        // Where nothing begins on the line of the block, all of the line goes.
        let mut start = self.range.start;
        if !self.is_first {
            start -= self.before;
            self.push_line(&mut text, "");
            text.push('\n');
        }
        for (number, line) in markdown.trim_end().lines().enumerate() {
            if number > 0 || !self.is_first {
                self.push_line(&mut text, line);
            } else {
                text.push_str(line);
            }
            text.push('\n');
        }
        self.push_line(&mut text, "");
        Edit {
            range: start..self.range.end,
            text,
        }
    }

    /// The edit that says something below the block.
    pub fn note(&self, message: &str) -> Edit {
        let mut text = String::new();
        for line in ["", &format!("> **mdbook-autodoc:** {message}"), ""] {
            text.push('\n');
            self.push_line(&mut text, line);
        }
        Edit {
            range: self.range.end..self.range.end,
            text,
        }
    }

    fn push_line(&self, text: &mut String, line: &str) {
        let prefix = self.prefix.as_str();
        text.push_str(if line.is_empty() {
            prefix.trim_end()
        } else {
            prefix
        });
        text.push_str(line);
    }
}

/// What the next lines begin with to stand in all that is open behind the beginning of a line: the marks of
/// quotations, and blanks as wide as the marks of lists.
fn continuation(before: &str) -> String {
    let mut prefix = String::new();
    let mut rest = before;
    while let Some(next) = rest.chars().next() {
        let behind = rest.get(next.len_utf8()..).unwrap_or_default();
        let label = (next == '[').then(|| behind.split_once("]:")).flatten();
        rest = match label {
            Some((_, behind)) => {
                prefix.push_str(NOTE);
                behind.trim_start()
            }
            None => {
                let is_kept = next == '>' || next == '\t';
                prefix.push(if is_kept { next } else { ' ' });
                behind
            }
        };
    }
    prefix
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    use crate::prose::{MARKDOWN, apply, directives};

    /// What stands around the heading and around the word behind the block, outermost first.
    fn around(text: &str, at: &str) -> Vec<String> {
        let mut open = Vec::new();
        for event in Parser::new_ext(text, MARKDOWN) {
            match event {
                Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock) => {}
                Event::Start(tag) => open.push(format!("{tag:?}")),
                Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::HtmlBlock) => {}
                Event::End(_) => drop(open.pop()),
                Event::Text(text) | Event::Html(text) if text.contains(at) => return open,
                _ => {}
            }
        }
        panic!("no {at} in {text}")
    }

    #[test]
    fn what_comes_for_a_block_stands_where_the_block_stood() {
        for (text, prefix) in [
            ("A\n```autodoc\na\n```\nZ\n", ""),
            ("- A\n  ```autodoc\n  a\n  ```\n  Z\n- b\n", "  "),
            ("- ```autodoc\n  a\n  ```\n  Z\n- b\n", "  "),
            ("-   ```autodoc\n    a\n    ```\n\n    Z\n", "    "),
            ("-\t```autodoc\n\ta\n\t```\n\n\tZ\n", " \t"),
            ("10. A\n\n    ~~~ autodoc\n    a\n    ~~~\n    Z\n", "    "),
            ("> A\n> ```autodoc\n> a\n> ```\n> Z\n", "> "),
            (">```autodoc\n>a\n>```\n>Z\n", ">"),
            ("> [!NOTE]\n> ```autodoc\n> a\n> ```\n> Z\n", "> "),
            ("- > 1. ```autodoc\n  >    a\n  >    ```\n  >    Z\n", "  >    "),
            ("> - A\r\n>   ```autodoc\r\n>   a\r\n>   ```\r\n>   Z\r\n", ">   "),
            ("A[^>]\n\n[^>]: ```autodoc\n    a\n    ```\n    Z\n", "    "),
            ("A\n: ```autodoc\n  a\n  ```\n  Z\n", "  "),
        ] {
            let found = directives(text);
            let [Ok(directive)] = found.as_slice() else {
                panic!("{text}: {found:?}")
            };
            assert_eq!(directive.block.prefix, prefix, "{text}");
            let expected = around(text, "Z");
            for shown in [
                "# H\n\n```\nC\n\nD\n```\n\nP\n",
                "<div>\n<h1>H</h1>\n<p>P\n</div>\n",
            ] {
                let text = apply(text, vec![directive.block.replace(shown)]);
                for at in ["H", "P", "Z"] {
                    assert_eq!(around(&text, at), expected, "{at} in {text}");
                }
                assert!(!text.contains("autodoc"), "{text}");
            }
            let noted = apply(text, vec![directive.block.note("N")]);
            let quoted = [expected.as_slice(), &["BlockQuote(None)".to_owned()]].concat();
            assert_eq!(
                (around(&noted, "Z"), around(&noted, "N")),
                (expected, quoted),
                "{noted}"
            );
        }
    }
}
