//! Markdown as text for a terminal.
//!
//! What is shown comes from sources that anybody may have written: each text has every character written out that a terminal
//! would obey, after the Markdown is read and before a color is put in.

use std::fmt::Write as _;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::super::report::visible;

/// The Markdown that our pages are written in.
const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// Before each line of code.
const CODE_INDENT: &str = "    ";

/// A column of a table that has less is not made narrower.
const LEAST_COLUMN: usize = 8;

/// A paragraph gets as much room, however deep it stands.
const LEAST_WIDTH: usize = 20;

/// How text may look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// In columns.
    pub(super) width: usize,
    /// Whether there may be colors.
    pub(super) has_colors: bool,
}

/// What a piece of text is marked as.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own, and any may come together"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    strong: bool,
    emphasis: bool,
    struck: bool,
    code: bool,
    link: bool,
    faint: bool,
}

impl Style {
    /// The parameters of the sequence that switches it on (ECMA-48, 8.3.117).
    fn parameters(self) -> String {
        let all = [
            (self.strong, "1"),
            (self.faint, "2"),
            (self.emphasis, "3"),
            (self.link, "4"),
            (self.struck, "9"),
            (self.code, "36"),
        ];
        let set: Vec<&str> = all
            .into_iter()
            .filter(|(is_set, _)| *is_set)
            .map(|(_, number)| number)
            .collect();
        set.join(";")
    }

    fn paint(self, text: &str, look: Look) -> String {
        let parameters = self.parameters();
        if !look.has_colors || parameters.is_empty() || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{parameters}m{text}\u{1b}[0m")
    }
}

/// The line above a text: what it is about, and where that is.
pub(super) fn head(title: &str, place: &str, look: Look) -> String {
    let strong = Style {
        strong: true,
        ..Style::default()
    };
    let faint = Style {
        faint: true,
        ..Style::default()
    };
    let (title, place) = (visible(title), visible(place));
    format!(
        "{}\n{}\n\n",
        strong.paint(&title, look),
        faint.paint(&place, look)
    )
}

/// Writes Markdown as text.
pub(super) fn text(markdown: &str, look: Look) -> String {
    let mut writer = Writer {
        look,
        out: String::new(),
        prefixes: Vec::new(),
        style: Style::default(),
        pieces: Vec::new(),
        lists: Vec::new(),
        is_at_start: true,
        code: None,
        links: Vec::new(),
        table: None,
    };
    for event in Parser::new_ext(markdown, MARKDOWN) {
        writer.event(event);
    }
    writer.flush();
    writer.out
}

/// What stands before the lines of something.
struct Prefix {
    /// Before its first line, until that is written.
    first: Option<String>,
    rest: String,
    /// How many paragraphs there are in it.
    paragraphs: usize,
}

/// A list that is open.
struct List {
    /// The number of the next item.
    number: Option<u64>,
    /// Whether its items have paragraphs, with room between them.
    is_loose: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    has_head: bool,
}

struct Writer {
    look: Look,
    out: String,
    prefixes: Vec<Prefix>,
    style: Style,
    /// The text of the block that is open.
    pieces: Vec<(String, Style)>,
    lists: Vec<List>,
    /// Whether nothing stands in the innermost item or quotation yet.
    is_at_start: bool,
    /// The lines of the code that is open.
    code: Option<String>,
    /// Where the links lead that are open.
    links: Vec<String>,
    table: Option<Table>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.push(&text, self.style),
            },
            Event::Code(text) => self.push(
                &text,
                Style {
                    code: true,
                    ..self.style
                },
            ),
            Event::Html(text) | Event::InlineHtml(text) => self.push(&text, self.style),
            Event::SoftBreak => self.push(" ", self.style),
            Event::HardBreak => self.pieces.push(("\n".to_owned(), self.style)),
            Event::Rule => {
                self.room();
                let width = self.room_for_text();
                self.line(&"─".repeat(width));
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        // A line of its own begins at a hard break alone.
        let text = visible(&text.replace(['\n', '\t'], " "));
        self.pieces.push((text, style));
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.room();
                self.style.strong = true;
                self.style.link = level <= HeadingLevel::H2;
            }
            Tag::Paragraph => {
                if let Some(list) = self.lists.last_mut() {
                    list.is_loose = true;
                }
                // What is said of a parameter stands right below it.
                if self.prefixes.last().is_none_or(|prefix| prefix.paragraphs != 1) {
                    self.room();
                }
                if let Some(prefix) = self.prefixes.last_mut() {
                    prefix.paragraphs += 1;
                }
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.room();
                self.code = Some(String::new());
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.room();
                self.begin(Some("│ ".to_owned()), "│ ");
            }
            Tag::List(number) => {
                self.flush();
                if self.lists.is_empty() {
                    self.room();
                }
                self.lists.push(List {
                    number,
                    is_loose: false,
                });
            }
            Tag::Item => self.item(),
            Tag::Table(_) => {
                self.flush();
                self.room();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.has_head |= matches!(tag, Tag::TableHead);
                    table.rows.push(Vec::new());
                }
            }
            Tag::Emphasis => self.style.emphasis = true,
            Tag::Strong => self.style.strong = true,
            Tag::Strikethrough => self.style.struck = true,
            Tag::Link { dest_url, .. } => {
                self.links.push(dest_url.into_string());
                self.style.link = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.flush();
                self.style = Style::default();
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                for line in code.trim_end_matches('\n').split('\n') {
                    let line = visible(&line.replace('\t', "    "));
                    self.line(&format!("{CODE_INDENT}{line}"));
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.flush();
                self.prefixes.pop();
                self.is_at_start = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let cell = self.pieces.drain(..).map(|(text, _)| text).collect();
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.table(&table);
                }
            }
            TagEnd::Emphasis => self.style.emphasis = false,
            TagEnd::Strong => self.style.strong = false,
            TagEnd::Strikethrough => self.style.struck = false,
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    /// Begins an item of the innermost list.
    fn item(&mut self) {
        let mark = match self.lists.last_mut() {
            Some(List {
                number: Some(number), ..
            }) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => "- ".to_owned(),
        };
        if self.lists.last().is_some_and(|list| list.is_loose) {
            self.room();
        }
        let rest = " ".repeat(mark.len());
        self.begin(Some(mark), &rest);
    }

    fn begin(&mut self, first: Option<String>, rest: &str) {
        self.prefixes.push(Prefix {
            first,
            rest: rest.to_owned(),
            paragraphs: 0,
        });
        self.is_at_start = true;
    }

    /// Says where a link on the web leads; the places of our own pages are nowhere here.
    fn end_link(&mut self) {
        let url = self.links.pop().unwrap_or_default();
        self.style.link = false;
        let is_shown = self.pieces.last().is_some_and(|(text, _)| *text == url);
        if !is_shown
            && ["https://", "http://", "mailto:"]
                .iter()
                .any(|scheme| url.starts_with(scheme))
        {
            self.push(
                &format!(" <{url}>"),
                Style {
                    faint: true,
                    ..self.style
                },
            );
        }
    }

    /// A line without text, unless there is nothing above it.
    fn room(&mut self) {
        if !self.is_at_start && !self.out.is_empty() {
            self.line("");
        }
    }

    fn room_for_text(&self) -> usize {
        let prefix: usize = self.prefixes.iter().map(|prefix| prefix.rest.width()).sum();
        self.look.width.saturating_sub(prefix).max(LEAST_WIDTH)
    }

    /// A line behind what stands before each.
    fn line(&mut self, text: &str) {
        let mut line = String::new();
        for prefix in &mut self.prefixes {
            match prefix.first.take() {
                Some(first) => line.push_str(&first),
                None => line.push_str(&prefix.rest),
            }
        }
        line.push_str(text);
        let _ = writeln!(self.out, "{}", line.trim_end_matches(' '));
        self.is_at_start = false;
    }

    /// Ends the text of the block that is open.
    fn flush(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        for line in wrapped(&pieces, self.room_for_text()) {
            let painted: String = line
                .iter()
                .map(|(text, style)| style.paint(text, self.look))
                .collect();
            self.line(&painted);
        }
    }

    fn table(&mut self, table: &Table) {
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..columns)
            .map(|column| {
                table
                    .rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| cell.width())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let room = self.room_for_text().saturating_sub(2 * columns.saturating_sub(1));
        let mut total: usize = widths.iter().sum();
        while total > room {
            let Some(widest) = widths.iter_mut().max() else {
                break;
            };
            if *widest <= LEAST_COLUMN {
                break;
            }
            // All that it is too wide by, or at least a part of it, so that many columns take no time.
            let less = (total - room).min(*widest / 4 + 1).min(*widest - LEAST_COLUMN);
            *widest -= less;
            total -= less;
        }
        for (number, row) in table.rows.iter().enumerate() {
            let is_head = number == 0 && table.has_head;
            let style = Style {
                strong: is_head,
                ..Style::default()
            };
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| plain_lines(cell, *width))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for at in 0..height {
                let mut line = String::new();
                for (cell, width) in cells.iter().zip(&widths) {
                    let text = cell.get(at).map_or("", String::as_str);
                    let gap = width.saturating_sub(text.width()) + 2;
                    let _ = write!(line, "{}{}", style.paint(text, self.look), " ".repeat(gap));
                }
                self.line(&line);
            }
            if is_head {
                let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                self.line(&rules.join("  "));
            }
        }
    }
}

fn plain_lines(text: &str, width: usize) -> Vec<String> {
    let lines = wrapped(&[(text.to_owned(), Style::default())], width.max(1));
    lines
        .into_iter()
        .map(|line| line.into_iter().map(|(text, _)| text).collect())
        .collect()
}

/// A line in pieces.
type Line = Vec<(String, Style)>;

/// Breaks a text between words; a word that is too long for a line is broken as well.
fn wrapped(pieces: &[(String, Style)], width: usize) -> Vec<Line> {
    let mut wrapping = Wrapping {
        width,
        ..Wrapping::default()
    };
    for (text, style) in pieces {
        for character in text.chars() {
            match character {
                ' ' => wrapping.space(*style),
                '\n' => wrapping.end_line(),
                character => wrapping.character(character, *style),
            }
        }
    }
    wrapping.end_line();
    // Nothing stands behind a break at the end.
    while wrapping.lines.last().is_some_and(Vec::is_empty) {
        wrapping.lines.pop();
    }
    wrapping.lines
}

#[derive(Default)]
struct Wrapping {
    width: usize,
    lines: Vec<Line>,
    line: Line,
    line_width: usize,
    word: Line,
    word_width: usize,
    /// The space before the word, by its style.
    space: Option<Style>,
}

impl Wrapping {
    fn character(&mut self, character: char, style: Style) {
        let width = character.width().unwrap_or(0);
        if self.word_width + width > self.width {
            self.end_word();
        }
        add(&mut self.word, character, style);
        self.word_width += width;
    }

    fn space(&mut self, style: Style) {
        self.end_word();
        self.space = Some(style);
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let space = self.space.take().filter(|_| !self.line.is_empty());
        if !self.line.is_empty()
            && self.line_width + usize::from(space.is_some()) + self.word_width > self.width
        {
            self.lines.push(std::mem::take(&mut self.line));
            self.line_width = 0;
        } else if let Some(style) = space {
            add(&mut self.line, ' ', style);
            self.line_width += 1;
        }
        for (text, style) in self.word.drain(..) {
            match self.line.last_mut().filter(|(_, last)| *last == style) {
                Some((line, _)) => line.push_str(&text),
                None => self.line.push((text, style)),
            }
        }
        self.line_width += std::mem::take(&mut self.word_width);
    }

    fn end_line(&mut self) {
        self.end_word();
        self.space = None;
        self.lines.push(std::mem::take(&mut self.line));
        self.line_width = 0;
    }
}

fn add(line: &mut Line, character: char, style: Style) {
    match line.last_mut().filter(|(_, last)| *last == style) {
        Some((text, _)) => text.push(character),
        None => line.push((character.to_string(), style)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look {
        width: 24,
        has_colors: false,
    };

    #[test]
    fn markdown_is_laid_out_for_reading() {
        for (markdown, expected) in [
            ("# A `b` {#c}\n\nText.", "A b\n\nText.\n"),
            ("one two three four five six", "one two three four five\nsix\n"),
            ("a\\\nb", "a\nb\n"),
            ("```python\nx  =\t1\n\ny\n```\n", "    x  =    1\n\n    y\n"),
            ("- a\n- b\n  1. c\n  2. d\n\ne", "- a\n- b\n  1. c\n  2. d\n\ne\n"),
            ("- a\n\n  b\n\n  c\n\n- d", "- a\n  b\n\n  c\n\n- d\n"),
            ("> **Note**\n>\n> a\n", "│ Note\n│ a\n"),
            ("a[^1] \\*b\\* &amp; &lt;c&gt;", "a[^1] *b* & <c>\n"),
            ("[a](api.md#b) [c](https://d.e)", "a c <https://d.e>\n"),
            ("<https://d.e>", "https://d.e\n"),
            ("***", "────────────────────────\n"),
            ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwx\nyz\n"),
            ("", ""),
        ] {
            assert_eq!(text(markdown, PLAIN), expected, "{markdown}");
        }
    }

    #[test]
    fn tables_fit_the_width() {
        let markdown = "| a | b |\n| --- | --- |\n| `x` | one two three four five |\n";
        assert_eq!(
            text(markdown, PLAIN),
            "a  b\n─  ─────────────────────\nx  one two three four\n   five\n"
        );
    }

    #[test]
    fn colors_are_there_only_where_they_may_be() {
        let colored = Look {
            has_colors: true,
            ..PLAIN
        };
        assert_eq!(
            text("a `b` **c**", colored),
            "a \u{1b}[36mb\u{1b}[0m \u{1b}[1mc\u{1b}[0m\n"
        );
        assert_eq!(text("a `b` **c**", PLAIN), "a b c\n");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_written() {
        let hostile = "a\u{1b}]0;x\u{7} &#27;[2J `\u{9b}b`\n\n```\n\u{1b}[1m\u{202e}\n```\n\n| \u{1b} |\n| --- |\n\n[x](https://e.f/\u{1b})\n";
        let shown = text(hostile, PLAIN) + &head("\u{1b}[2J", "a\u{7}", PLAIN);
        assert!(
            shown
                .chars()
                .all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'),
            "{shown:?}"
        );
    }

    #[test]
    fn deep_nesting_and_wide_tables_end() {
        let deep = "> ".repeat(500) + "x";
        assert!(text(&deep, PLAIN).contains('x'));
        let wide = format!("|{}\n|{}\n", " abc |".repeat(500), " --- |".repeat(500));
        assert!(text(&wide, PLAIN).contains("abc"));
    }
}
