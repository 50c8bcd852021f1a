//! Docstrings to documents, by the tables in `tests/docstring`.
//!
//! A table is a text file of cases:
//!
//! ```text
//! %%% what the case claims
//! the docstring
//! %%%%
//! the document, as `Dump` writes it
//! ```
//!
//! The page of each case is in the HTML file of the same name. `-- --nocapture` prints how many of the cases pass.
//!
//! `SNAPSHOTS=overwrite cargo test --test docstring` writes what the documents are now; read the difference.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the tables are files, the environment says whether to write them, and a broken table is a broken test"
)]

use std::fmt::Write as _;
use std::path::Path;

use mdbook_autodoc::docstring::{
    Block, Cell, Document, Entry, Inline, Parsed, Reference, SectionKind, Style, parse,
};
use mdbook_autodoc::render::{Format, docstring};

#[test]
fn google_docstrings_are_understood() {
    check("google", Style::Google);
}

#[test]
fn numpy_docstrings_are_understood() {
    check("numpy", Style::NumPy);
}

#[test]
fn sphinx_docstrings_are_understood() {
    check("sphinx", Style::Sphinx);
}

#[test]
fn rst_is_understood() {
    check("rst", Style::Sphinx);
}

#[test]
fn epytext_docstrings_are_understood() {
    check("epytext", Style::Epytext);
}

#[test]
fn markdown_docstrings_are_understood() {
    check("markdown", Style::Markdown);
}

#[test]
fn myst_docstrings_are_understood() {
    check("myst", Style::Myst);
}

#[test]
fn plain_docstrings_are_understood() {
    check("plain", Style::Plain);
}

/// Compares the documents of a table with the expected ones, and their pages with those in the HTML file beside it.
#[track_caller]
fn check(table: &str, style: Style) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docstring");
    let (path, page_path) = (
        directory.join(format!("{table}.txt")),
        directory.join(format!("{table}.html")),
    );
    let written = std::fs::read_to_string(&path).unwrap();
    let written_pages = std::fs::read_to_string(&page_path).unwrap_or_default();
    let (mut now, mut pages) = (Vec::new(), Vec::new());
    for case in written.split("%%% ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (docstring, _) = rest.split_once("\n%%%%\n").unwrap();
        let parsed = parse(docstring, style);
        let document = dump(docstring, &parsed);
        now.push(format!("%%% {name}\n{docstring}\n%%%%\n{document}\n"));
        pages.push(format!("%%% {name}\n{}\n", page(&parsed.document)));
    }
    let (now_text, pages_text) = (now.concat(), pages.concat());
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        std::fs::write(&path, now_text).unwrap();
        std::fs::write(&page_path, pages_text).unwrap();
        return;
    }
    let passed = now
        .iter()
        .zip(&pages)
        .filter(|(document, page)| {
            written.contains(document.as_str()) && written_pages.contains(page.as_str())
        })
        .count();
    println!("{table}: {passed} of {} cases pass", now.len());
    snapbox::assert_data_eq!(now_text, snapbox::Data::text(written).raw());
    snapbox::assert_data_eq!(pages_text, snapbox::Data::text(written_pages).raw());
}

/// The HTML of a document, with its blocks on lines of their own.
fn page(document: &Document) -> String {
    let html = docstring(document, Format::Html);
    let blocks = [
        "<p",
        "<ul",
        "<ol",
        "<li",
        "<dl",
        "<dt",
        "<dd",
        "<pre",
        "<blockquote",
        "<div",
        "<table",
        "<tr",
        "<hr",
    ];
    let mut out = html.replace('\n', "");
    for block in blocks {
        for behind in [" ", ">"] {
            out = out.replace(&format!("{block}{behind}"), &format!("\n{block}{behind}"));
        }
    }
    out.trim_start().to_owned()
}

/// A document for reading: a line for each part, indented as parts nest.
fn dump(docstring: &str, parsed: &Parsed) -> String {
    let mut dump = Dump {
        docstring,
        out: String::new(),
        depth: 0,
    };
    dump.document(&parsed.document);
    for finding in &parsed.findings {
        dump.line(&format!(
            "! {}-{} {}: {}",
            dump.place(finding.span.start),
            dump.place(finding.span.end),
            finding.code.as_str(),
            finding.message
        ));
    }
    dump.out
}

struct Dump<'t> {
    docstring: &'t str,
    out: String,
    depth: usize,
}

impl Dump<'_> {
    /// The line and the column of an offset, both from 0.
    fn place(&self, offset: u32) -> String {
        let before = &self.docstring[..offset as usize];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let (line, column) = (before.matches('\n').count(), before[start..].chars().count());
        format!("{line}:{column}")
    }

    fn line(&mut self, text: &str) {
        writeln!(self.out, "{}{text}", "  ".repeat(self.depth)).unwrap();
    }

    fn nested(&mut self, head: &str, blocks: &[Block]) {
        self.line(head);
        self.depth += 1;
        self.blocks(blocks);
        self.depth -= 1;
    }

    fn document(&mut self, document: &Document) {
        for section in &document.sections {
            if section.kind == SectionKind::Text {
                self.blocks(&section.body);
                continue;
            }
            self.nested(&format!("{:?} [{}]", section.kind, section.title), &section.body);
            self.depth += 1;
            for entry in &section.entries {
                self.entry(entry);
            }
            self.depth -= 1;
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let mut head = format!("{}: {}", self.place(entry.offset), entry.names.join(", "));
        if let Some(annotation) = &entry.annotation {
            write!(head, " ({annotation})").unwrap();
        }
        if let Some(default) = &entry.default {
            write!(head, " = {default}").unwrap();
        }
        if entry.is_optional {
            head.push_str(" optional");
        }
        self.nested(head.trim_end(), &entry.body);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.line(&self.inlines(content)),
            Block::Heading { level, content } => self.line(&format!("h{level} {}", self.inlines(content))),
            Block::Bullets(items) => self.items("-", items),
            Block::Ordered {
                start,
                numbering,
                items,
            } => {
                self.line(&format!("list {numbering:?} from {start}"));
                self.items("#", items);
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    self.nested(
                        &format!("{} ::=", self.inlines(&definition.term)),
                        &definition.body,
                    );
                }
            }
            Block::Code { language, text } => self.line(&format!("code {language} {text:?}")),
            Block::Quote(body) => self.nested("quote", body),
            Block::Table(table) => {
                self.line(format!("table {}", self.inlines(&table.title)).trim_end());
                self.depth += 1;
                self.rows("head", &table.head);
                self.rows("row", &table.rows);
                self.depth -= 1;
            }
            Block::Rule => self.line("rule"),
            Block::Admonition(admonition) => {
                let head = format!(
                    "{} \"{}\"",
                    admonition.kind.as_str(),
                    self.inlines(&admonition.title)
                );
                self.nested(&head, &admonition.body);
            }
            Block::Version(note) => self.nested(&note.label(), &note.body),
            Block::Lines(lines) => {
                for line in lines {
                    let text = format!(
                        "|{}{}",
                        " ".repeat(line.indent as usize + 1),
                        self.inlines(&line.content)
                    );
                    self.line(text.trim_end());
                }
            }
            Block::Html(text) => self.line(&format!("html {text:?}")),
            Block::Math(text) => self.line(&format!("math {text:?}")),
            Block::Image(image) => self.line(&format!("image {} \"{}\"", image.url, image.alt)),
            Block::Footnotes(notes) => {
                for note in notes {
                    self.nested(&format!("[{}]", note.label), &note.body);
                }
            }
        }
    }

    fn items(&mut self, mark: &str, items: &[Vec<Block>]) {
        for item in items {
            self.nested(mark, item);
        }
    }

    fn rows(&mut self, kind: &str, rows: &[Vec<Cell>]) {
        for row in rows {
            self.line(kind);
            for cell in row {
                let is_joined = cell.columns + cell.rows > 2;
                let span = if is_joined {
                    format!(" {}x{}", cell.columns, cell.rows)
                } else {
                    String::new()
                };
                self.nested(&format!("|{span}"), &cell.body);
            }
        }
    }
}

impl Dump<'_> {
    fn inlines(&self, content: &[Inline]) -> String {
        content.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text) => text.clone(),
            Inline::Code(text) => format!("`{text}`"),
            Inline::Emphasis(content) => format!("_{}_", self.inlines(content)),
            Inline::Strong(content) => format!("**{}**", self.inlines(content)),
            Inline::Struck(content) => format!("~~{}~~", self.inlines(content)),
            Inline::Link { url, content } => format!("[{}]({url})", self.inlines(content)),
            Inline::Reference(Reference {
                target,
                role,
                is_explicit,
                content,
                offset,
            }) => {
                let role = role
                    .as_deref()
                    .unwrap_or(if *is_explicit { "link" } else { "code" });
                format!(
                    "<{}|{role} {target}@{}>",
                    self.inlines(content),
                    self.place(*offset)
                )
            }
            Inline::Math(text) => format!("${text}$"),
            Inline::Image(image) => format!("![{}]({})", image.alt, image.url),
            Inline::FootnoteMark(label) => format!("^{label}^"),
            Inline::Html(text) => format!("html({text})"),
            Inline::Break => "⏎".to_owned(),
        }
    }
}
