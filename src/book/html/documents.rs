//! The documents that mdBook's search index has of a chapter, of the chapter's HTML: one for each section that can be
//! linked to.

use std::borrow::Cow;

use super::markup::{self, Piece};

/// A document of the search index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// Where it is.
    pub(super) url: String,
    /// Its texts.
    pub(super) title: String,
    pub(super) body: String,
    pub(super) breadcrumbs: String,
}

/// A chapter as its documents have it.
pub(super) struct Found<'a> {
    /// The address of its page.
    pub(super) url: &'a str,
    /// The names of the chapters above it, and its own.
    pub(super) names: Vec<String>,
    /// Headings of this level and above begin a document.
    pub(super) split_level: u8,
}

/// The documents of a chapter. Nothing where its HTML does not tell what mdBook takes for its text: mdBook begins some
/// elements on a new line, which then looks like one of the text.
pub(super) fn documents(chapter: Found<'_>, html: &str) -> Option<Vec<Document>> {
    let mut reading = Reading {
        crumbs: chapter.names,
        url: chapter.url,
        documents: Vec::new(),
        section: None,
        heading: String::new(),
        body: String::new(),
        in_heading: false,
        is_certain: true,
        doubtful: None,
    };
    markup::walk(html, &mut |piece| reading.read(piece, chapter.split_level))?;
    reading.end()
}

/// How far a chapter was read.
struct Reading<'a> {
    url: &'a str,
    crumbs: Vec<String>,
    documents: Vec<Document>,
    /// The id of the section.
    section: Option<String>,
    heading: String,
    body: String,
    in_heading: bool,
    /// Whether all that was read is what mdBook has read.
    is_certain: bool,
    /// Where in the body a line ended before a heading, which may not be of the text.
    doubtful: Option<usize>,
}

impl Reading<'_> {
    fn read(&mut self, piece: Piece<'_, '_>, split_level: u8) {
        match piece {
            Piece::Start(html, tag) => {
                let level = level(tag.name).filter(|level| *level <= split_level);
                let id = level.and_then(|_| markup::value(html, tag, "id"));
                if let Some(id) = id {
                    self.begin_section(id.into_owned());
                } else if matches!(tag.name, "script" | "style") {
                } else if self.in_heading {
                    self.heading.push(' ');
                } else {
                    self.body.push(' ');
                }
                if tag.is_closed && level.is_some() {
                    self.end_heading();
                }
            }
            Piece::End(name) => {
                if level(name).is_some_and(|level| level <= split_level) {
                    self.end_heading();
                }
            }
            Piece::Text(text) => {
                if self.in_heading {
                    self.heading.push_str(&markup::unescape(text));
                } else {
                    self.body.push_str(&markup::unescape(text));
                }
            }
        }
    }

    fn begin_section(&mut self, id: String) {
        if self.heading.is_empty() {
            if self.body.ends_with('\n') {
                let at = self.body.len() - 1;
                self.is_certain &= self.doubtful.is_none_or(|other| other == at);
                self.doubtful = Some(at);
            }
        } else {
            self.add_document();
            self.heading.clear();
            self.body.clear();
            self.crumbs.pop();
        }
        self.section = Some(id);
        self.in_heading = true;
    }

    fn end_heading(&mut self) {
        self.in_heading = false;
        self.crumbs.push(self.heading.clone());
    }

    fn end(mut self) -> Option<Vec<Document>> {
        // Whether there is something at all.
        self.is_certain &= self.doubtful.is_none() || !self.heading.is_empty() || self.body.len() > 1;
        if !self.body.is_empty() || !self.heading.is_empty() {
            if self.heading.is_empty() {
                self.heading = self.crumbs.first().cloned().unwrap_or_default();
            }
            self.add_document();
        }
        self.is_certain.then_some(self.documents)
    }

    fn add_document(&mut self) {
        let mut url = self.url.to_owned();
        if let Some(id) = self.section.as_deref().filter(|id| !id.is_empty()) {
            url.push('#');
            url.push_str(id);
        }
        let body = collapsed(&self.body).into_owned();
        if let Some(at) = self.doubtful.take() {
            // Most often there is other space beside it, and it makes no difference.
            let mut without = self.body.clone();
            without.remove(at);
            self.is_certain &= body == collapsed(&without);
        }
        self.documents.push(Document {
            url,
            title: collapsed(&self.heading).into_owned(),
            body,
            breadcrumbs: collapsed(&self.crumbs.join(" » ")).into_owned(),
        });
    }
}

/// The level of a heading.
fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// A text without the space around it, and with one space for several characters of it.
fn collapsed(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut out = String::new();
    let mut copied = 0;
    let mut run: Option<(usize, usize)> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (c.is_whitespace(), run) {
            (true, Some((start, _))) => run = Some((start, end)),
            (true, None) => run = Some((at, end)),
            (false, Some((start, end))) => {
                if text[start..end].chars().nth(1).is_some() {
                    out.push_str(&text[copied..start]);
                    out.push(' ');
                    copied = end;
                }
                run = None;
            }
            (false, None) => {}
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Option<Vec<String>> {
        let chapter = Found {
            url: "a.html",
            names: vec!["Part".to_owned(), "A".to_owned()],
            split_level: 2,
        };
        let documents = documents(chapter, html)?;
        let show = |document: &Document| {
            let Document {
                url,
                title,
                body,
                breadcrumbs,
            } = document;
            format!("{url}|{title}|{body}|{breadcrumbs}")
        };
        Some(documents.iter().map(show).collect())
    }

    #[test]
    fn each_section_is_a_document() {
        let html = "<h1 id=\"a\"><a class=\"header\" href=\"#a\">A &amp; <em>b</em></a></h1>\n<p>One<br>two  three</p>\n<h3 id=\"deep\">D</h3>\n<script>x</script><h2 id=\"c\">C</h2>\n<ul>\n<li>four</li>\n</ul>\n";
        assert_eq!(
            found(html).unwrap(),
            [
                "a.html#a|A & b|One two three D|Part » A » A & b",
                "a.html#c|C|four|Part » A » C",
            ]
        );
        assert_eq!(found("text").unwrap(), ["a.html|Part|text|Part » A"]);
        assert_eq!(found("").unwrap(), [""; 0]);
    }

    #[test]
    fn a_line_that_may_be_mdbooks_is_not_guessed_at() {
        assert!(found("intro\n<h1 id=\"a\">A</h1>\n<p>text</p>\n").is_some());
        assert!(found("intro\n<h1 id=\"a\">A</h1>\ntext").is_none());
        assert!(found("intro\n<h1 id=\"a\">A</h1>\n\ntext").is_none());
        assert!(found("intro\n<h1 id=\"a\"></h1>\n<h2 id=\"b\">B</h2>\n<p>text</p>\n").is_some());
        let page = "<nav><a>up</a></nav>\n<h1 id=\"a\">A</h1>\n\n<p>text</p>\n";
        assert_eq!(found(page).unwrap(), ["a.html#a|A|up text|Part » A » A"]);
        assert!(found("<!-- c -->\n<h1 id=\"a\"></h1>\n").is_none());
        assert!(found("<p>intro</p>\n<h1 id=\"a\">A</h1>\ntext").is_some());
    }
}
