//! Markdown without HTML, for renderers other than mdBook's own; only where raw HTML of docstrings is wanted, the
//! text around it is HTML too.
//!
//! Tables are GFM's. Every paragraph is one line. Nothing in the docstring's text can become markup.

use super::{Place, html, language, names};
use crate::config::DocstringHtml;
use crate::docstring::{
    Admonition, Block, Cell, Definition, Footnote, Image, Inline, Table, VerseLine, VersionNote, words,
};
use crate::render::escape;
use crate::resolve::Wanted;

/// The level of the lowest headings that are written as headings.
const LOWEST_HEADING: u8 = 4;

/// Writes blocks, with a newline after the last one.
pub fn blocks(out: &mut String, blocks: &[Block], place: &Place<'_>) {
    let text = match html::with_raw_html(blocks, place) {
        // Nothing in it is Markdown, up to the blank line behind it.
        Some(html) => format!("<div>{html}</div>\n"),
        None => Writer {
            place,
            in_table: false,
        }
        .blocks(blocks),
    };
    if !text.is_empty() {
        out.push_str(&text);
        out.push('\n');
    }
}

/// Writes running text on one line, unless it has line breaks of its own.
pub fn inlines(out: &mut String, inlines: &[Inline], place: &Place<'_>) {
    out.push_str(
        &Writer {
            place,
            in_table: false,
        }
        .paragraph(inlines),
    );
}

/// Writes a type with the names in it as links.
pub fn annotation(out: &mut String, text: &str, place: &Place<'_>) {
    for (part, is_name) in names(text) {
        let mut shown = String::new();
        escape::markdown(&mut shown, part);
        match place.url(Wanted::in_type(part)).filter(|_| is_name) {
            Some(url) => out.push_str(&link(&url, &shown)),
            None => out.push_str(&shown),
        }
    }
}

#[derive(Clone, Copy)]
struct Writer<'p> {
    place: &'p Place<'p>,
    /// A table has one line for each row and no bars in its code.
    in_table: bool,
}

impl Writer<'_> {
    fn blocks(self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut is_second_list = false;
        for (index, block) in blocks.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| blocks.get(before));
            // Two lists in a row would be one, if their marks were the same.
            is_second_list = !is_second_list && before.is_some_and(is_list) && is_list(block);
            let text = self.block(block, is_second_list);
            if text.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&text);
        }
        out
    }

    fn block(self, block: &Block, is_second_list: bool) -> String {
        match block {
            Block::Paragraph(content) => self.paragraph(content),
            Block::Heading { level, content } => self.heading(self.place.level(*level), content),
            Block::Bullets(items) => {
                let mark = if is_second_list { "* " } else { "- " };
                list(items.iter().map(|item| (mark.to_owned(), self.blocks(item))))
            }
            Block::Ordered { start, items, .. } => {
                let mark = if is_second_list { ')' } else { '.' };
                let numbers = (*start..).map(|number| format!("{number}{mark} "));
                list(
                    numbers
                        .zip(items)
                        .map(|(number, item)| (number, self.blocks(item))),
                )
            }
            Block::Definitions(definitions) => self.definitions(definitions, is_second_list),
            Block::Code {
                language: written,
                text,
            } => fence(language(written).0, text),
            Block::Quote(body) => prefixed(&self.blocks(body), "> ", "> "),
            Block::Table(table) => self.table(table),
            Block::Rule => "***".to_owned(),
            Block::Admonition(admonition) => self.admonition(admonition),
            Block::Version(note) => self.version(note),
            Block::Lines(lines) => self.lines(lines),
            Block::Math(text) => fence("math", text),
            Block::Image(image) => self.image(image),
            Block::Footnotes(notes) => self.footnotes(notes, is_second_list),
            Block::Html(text) => fence("html", text),
        }
    }

    fn paragraph(self, content: &[Inline]) -> String {
        let text = self.inlines(content);
        let lines: Vec<_> = text.split('\n').map(escape::markdown_line_start).collect();
        lines.join("\n")
    }

    /// Renderers make ids of the words of headings, which could be those of members; the headings of docstrings, which
    /// are the lowest ones, are strong text therefore.
    fn heading(self, level: u8, content: &[Inline]) -> String {
        if level > LOWEST_HEADING {
            return one_line(&self.paragraph(&[Inline::Strong(content.to_vec())]));
        }
        format!(
            "{} {}",
            "#".repeat(usize::from(level)),
            one_line(&self.inlines(content))
        )
    }

    fn definitions(self, definitions: &[Definition], is_second_list: bool) -> String {
        let mark = if is_second_list { "* " } else { "- " };
        list(definitions.iter().map(|definition| {
            let mut item = vec![Block::Paragraph(definition.term.clone())];
            item.extend(definition.body.iter().cloned());
            (mark.to_owned(), self.blocks(&item))
        }))
    }

    fn admonition(self, admonition: &Admonition) -> String {
        let title = one_line(&self.inlines(&admonition.title));
        let body = self.blocks(&admonition.body);
        let all = if body.is_empty() {
            format!("**{title}**")
        } else {
            format!("**{title}**\n\n{body}")
        };
        prefixed(&all, "> ", "> ")
    }

    fn version(self, note: &VersionNote) -> String {
        let mut label = String::new();
        escape::markdown(&mut label, &note.label());
        match note.body.split_first() {
            None => format!("*{label}*"),
            Some((Block::Paragraph(content), [])) => format!("*{label}*: {}", self.inlines(content)),
            Some((Block::Paragraph(content), rest)) => {
                format!("*{label}*: {}\n\n{}", self.inlines(content), self.blocks(rest))
            }
            Some(_) => format!("*{label}*\n\n{}", self.blocks(&note.body)),
        }
    }

    fn lines(self, lines: &[VerseLine]) -> String {
        let mut out = String::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                out.push_str("\\\n");
            }
            let text = escape::markdown_line_start(&one_line(&self.inlines(&line.content)));
            // No-break spaces, which Markdown does not drop; they also keep a line that would else be blank.
            let indent = if text.is_empty() { 1 } else { line.indent.min(40) };
            out.extend(std::iter::repeat_n('\u{a0}', indent as usize));
            out.push_str(&text);
        }
        out
    }

    fn footnotes(self, notes: &[Footnote], is_second_list: bool) -> String {
        let mark = if is_second_list { "* " } else { "- " };
        list(notes.iter().map(|note| {
            let body = self.blocks(&note.body);
            let label = self.inline(&Inline::FootnoteMark(note.label.clone()), ' ', None);
            // What is no paragraph needs a line of its own.
            let is_text = matches!(note.body.first(), Some(Block::Paragraph(_)));
            let gap = if is_text { " " } else { "\n\n" };
            (mark.to_owned(), format!("{label}{gap}{body}"))
        }))
    }

    fn table(self, table: &Table) -> String {
        let title = self.paragraph(&table.title);
        let rows = || table.head.iter().chain(&table.rows);
        let width = rows()
            .map(|row| row.iter().map(|cell| cell.columns as usize).sum())
            .max()
            .unwrap_or(0);
        if width == 0 {
            return title;
        }
        let mut lines = Vec::new();
        let first = table.head.first();
        lines.push(self.row(first.map(Vec::as_slice).unwrap_or_default(), width));
        lines.push(format!("|{}", " --- |".repeat(width)));
        let skipped = usize::from(first.is_some());
        // Readers fill up rows that are too short; written out, the empty places could be far more than the text.
        lines.extend(rows().skip(skipped).map(|row| self.row(row, 1)));
        let body = lines.join("\n");
        if title.is_empty() {
            body
        } else {
            format!("{title}\n\n{body}")
        }
    }

    /// One line of at least `width` columns; joined cells leave the places that they cover empty.
    fn row(self, cells: &[Cell], width: usize) -> String {
        let writer = Self {
            in_table: true,
            ..self
        };
        let mut out = "|".to_owned();
        let mut columns = 0;
        for cell in cells {
            out.push(' ');
            out.push_str(&writer.flat(&cell.body));
            out.push_str(&" |".repeat(cell.columns as usize));
            columns += cell.columns as usize;
        }
        out.push_str(&" |".repeat(width.saturating_sub(columns)));
        out
    }

    /// Blocks on one line.
    fn flat(self, blocks: &[Block]) -> String {
        let mut parts = Vec::new();
        for block in blocks {
            parts.push(match block {
                Block::Paragraph(content) | Block::Heading { content, .. } => self.inlines(content),
                Block::Bullets(items) | Block::Ordered { items, .. } => items
                    .iter()
                    .map(|item| self.flat(item))
                    .collect::<Vec<_>>()
                    .join("; "),
                Block::Code { text, .. } | Block::Math(text) | Block::Html(text) => self.code(text),
                Block::Quote(body) => self.flat(body),
                Block::Admonition(Admonition { title, body, .. }) => {
                    format!("{}: {}", self.inlines(title), self.flat(body))
                }
                Block::Version(note) => {
                    let label = self.inlines(&[Inline::Text(note.label())]);
                    format!("{label}: {}", self.flat(&note.body))
                }
                Block::Definitions(definitions) => definitions
                    .iter()
                    .map(|definition| {
                        format!(
                            "{}: {}",
                            self.inlines(&definition.term),
                            self.flat(&definition.body)
                        )
                    })
                    .collect::<Vec<_>>()
                    .join("; "),
                Block::Lines(lines) => lines
                    .iter()
                    .map(|line| self.inlines(&line.content))
                    .collect::<Vec<_>>()
                    .join(" / "),
                Block::Image(image) => self.image(image),
                Block::Footnotes(notes) => notes
                    .iter()
                    .map(|note| self.flat(&note.body))
                    .collect::<Vec<_>>()
                    .join("; "),
                Block::Table(table) => {
                    let cells = table.head.iter().chain(&table.rows).flatten();
                    cells
                        .map(|cell| self.flat(&cell.body))
                        .collect::<Vec<_>>()
                        .join("; ")
                }
                Block::Rule => String::new(),
            });
        }
        one_line(&parts.join(" "))
    }

    fn inlines(self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        for (index, inline) in inlines.iter().enumerate() {
            let before = out.chars().next_back().unwrap_or(' ');
            let text = self.inline(inline, before, inlines.get(index + 1));
            out.push_str(&text);
        }
        out
    }

    /// One inline; its neighbours decide whether stress can be marked.
    fn inline(self, inline: &Inline, before: char, next: Option<&Inline>) -> String {
        let mut out = String::new();
        match inline {
            Inline::Text(text) => escape::markdown(&mut out, text),
            Inline::Html(html) => match self.place.html {
                DocstringHtml::Escape => escape::markdown(&mut out, html),
                // Where it does something it is written as HTML; a line of a list has only the text between tags.
                DocstringHtml::Sanitize => {}
            },
            Inline::Code(text) | Inline::Math(text) => return self.code(text),
            Inline::Emphasis(content) => return stressed("*", &self.inlines(content), before, next),
            Inline::Strong(content) => return stressed("**", &self.inlines(content), before, next),
            Inline::Struck(content) => return stressed("~~", &self.inlines(content), before, next),
            Inline::Link { url, content } => {
                let shown = self.inlines(content);
                let Some(url) = escape::web_url(url) else {
                    return shown;
                };
                let is_bare = words(content) == url
                    && !url.contains(['<', '>', '{', '|', '\\'])
                    && !url.starts_with("mailto:");
                return if is_bare {
                    format!("<{url}>")
                } else {
                    link(&url, &shown)
                };
            }
            Inline::Reference(reference) => {
                let Some((url, title)) = self.place.reference(reference) else {
                    return self.inlines(&reference.content);
                };
                let shown = title.map_or_else(
                    || self.inlines(&reference.content),
                    |title| {
                        let mut shown = String::new();
                        escape::markdown(&mut shown, &title);
                        shown
                    },
                );
                return link(&url, &shown);
            }
            Inline::Image(image) => return self.image(image),
            Inline::FootnoteMark(label) => escape::markdown(&mut out, &format!("[{label}]")),
            Inline::Break => out.push_str(if self.in_table { " " } else { "\\\n" }),
        }
        out
    }

    /// A code span with marks that are longer than any in it.
    fn code(self, text: &str) -> String {
        let text = escape::markdown_code(&one_line(text));
        if text.trim().is_empty() {
            return text;
        }
        let text = if self.in_table {
            text.replace('|', "\\|")
        } else {
            text
        };
        let mark = "`".repeat(longest_run(&text, '`') + 1);
        let is_edged = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
        let edge = if is_edged { " " } else { "" };
        format!("{mark}{edge}{text}{edge}{mark}")
    }

    fn image(self, image: &Image) -> String {
        let mut alt = String::new();
        escape::markdown(&mut alt, &image.alt);
        match escape::web_url(&image.url) {
            Some(url) => format!("!{}", link(&url, &alt)),
            None if image.alt.is_empty() => self.code(&image.url),
            None => alt,
        }
    }
}

fn is_list(block: &Block) -> bool {
    matches!(
        block,
        Block::Bullets(_) | Block::Ordered { .. } | Block::Definitions(_) | Block::Footnotes(_)
    )
}

/// Items with their marks. Lines below the first are indented as far as the mark is wide.
fn list(items: impl Iterator<Item = (String, String)>) -> String {
    let items: Vec<_> = items
        .map(|(mark, text)| prefixed(&text, &mark, &" ".repeat(mark.len())))
        .collect();
    let is_loose = items.iter().any(|item| item.contains("\n\n"));
    items.join(if is_loose { "\n\n" } else { "\n" })
}

/// A text with something before its first line and something before the others, but no blanks on empty lines.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + first.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let prefix = if index == 0 { first } else { others };
        out.push_str(if line.is_empty() {
            prefix.trim_end()
        } else {
            prefix
        });
        out.push_str(line);
    }
    out
}

fn fence(language: &str, text: &str) -> String {
    let text = escape::markdown_code(&text.replace('\r', "\n"));
    let mark = "`".repeat((longest_run(&text, '`') + 1).max(3));
    format!("{mark}{language}\n{text}\n{mark}")
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for other in text.chars() {
        run = if other == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn one_line(text: &str) -> String {
    text.replace("\\\n", " ").replace(['\n', '\r'], " ")
}

/// Text between stars, where `CommonMark` takes them for stress: not between a letter and a punctuation mark.
fn stressed(mark: &str, text: &str, before: char, next: Option<&Inline>) -> String {
    let is_word = |other: char| other.is_alphanumeric();
    let starts_plain = text.starts_with(is_word) || !is_word(before);
    let next_is_word = match next {
        Some(Inline::Text(text)) => text.starts_with(is_word),
        _ => false,
    };
    let ends_plain = text.ends_with(is_word) || !next_is_word;
    let has_edges = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    // Marks that touch would be one longer mark.
    let touches = mark.starts_with(before)
        || match next {
            Some(Inline::Emphasis(_) | Inline::Strong(_)) => mark.starts_with('*'),
            Some(Inline::Struck(_)) => mark.starts_with('~'),
            _ => false,
        };
    if text.is_empty() || has_edges || touches || !starts_plain || !ends_plain {
        return text.to_owned();
    }
    format!("{mark}{text}{mark}")
}

/// A link.
fn link(url: &str, shown: &str) -> String {
    let address = escape::markdown_address(url);
    format!("[{shown}]({address})")
}
