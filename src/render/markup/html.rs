//! HTML.
//!
//! The output is one line without line ends: it stands inside of a raw HTML block of a chapter, which a blank line
//! would end. Everything from the docstring is escaped; there are no ids, so nothing can collide on a page.

use std::fmt::Write as _;

use super::{Place, language, names, sanitize};
use crate::config::DocstringHtml;
use crate::docstring::{
    Admonition, Block, Cell, Definition, Footnote, Image, Inline, Reference, Table, VerseLine, VersionChange,
    VersionNote,
};
use crate::render::escape;
use crate::resolve::Wanted;

/// Writes blocks.
pub fn blocks(out: &mut String, blocks: &[Block], place: &Place<'_>) {
    write(out, place, |writer| writer.blocks(blocks));
}

/// Writes running text.
pub fn inlines(out: &mut String, inlines: &[Inline], place: &Place<'_>) {
    write(out, place, |writer| writer.inlines(inlines));
}

/// Writes blocks as [`blocks`] does, if there is raw HTML in them that is not to be escaped.
pub(super) fn with_raw_html(blocks: &[Block], place: &Place<'_>) -> Option<String> {
    let mut out = String::new();
    let has_raw_html =
        place.html == DocstringHtml::Sanitize && write(&mut out, place, |writer| writer.blocks(blocks));
    has_raw_html.then_some(out)
}

/// Writes something, and makes it harmless as a whole if there is raw HTML in it, since an element may begin in one
/// piece of raw HTML and end in another. Says whether that was so.
fn write(out: &mut String, place: &Place<'_>, content: impl Fn(&mut Writer<'_, '_>)) -> bool {
    let start = out.len();
    let mut writer = Writer::new(out, place);
    content(&mut writer);
    if !writer.has_raw_html {
        return false;
    }
    let written = out.split_off(start);
    if let Some(cleaned) = sanitize::clean(&written) {
        out.push_str(&cleaned);
        return true;
    }
    let escaping = Place {
        html: DocstringHtml::Escape,
        ..*place
    };
    content(&mut Writer::new(out, &escaping));
    false
}

/// What was typed behind a prompt.
fn prompted<'t>(line: &'t str, prompt: &str) -> Option<&'t str> {
    let rest = line.strip_prefix(prompt)?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix(' ')
    }
}

/// Writes a type with the names in it as links.
pub fn annotation(out: &mut String, text: &str, place: &Place<'_>) {
    let mut writer = Writer::new(out, place);
    for (part, is_name) in names(text) {
        match place.url(Wanted::in_type(part)).filter(|_| is_name) {
            Some(url) => writer.link(&url, |writer| escape::html(writer.out, part)),
            None => escape::html(writer.out, part),
        }
    }
}

/// Code with no wider line fits on a phone.
const NARROW_CODE: usize = 36;

struct Writer<'o, 'p> {
    out: &'o mut String,
    place: &'p Place<'p>,
    /// Whether a link is open; HTML has no links in links.
    in_link: bool,
    /// Whether raw HTML was written as it is.
    has_raw_html: bool,
}

impl<'o, 'p> Writer<'o, 'p> {
    fn new(out: &'o mut String, place: &'p Place<'p>) -> Self {
        Self {
            out,
            place,
            in_link: false,
            has_raw_html: false,
        }
    }
}

impl Writer<'_, '_> {
    fn push(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.wrapped("<p>", content, "</p>"),
            Block::Heading { level, content } => {
                // mdBook 0.4 gives an id to every element that is a heading, whether it is on the page already or not.
                let level = self.place.level(*level);
                let _ = write!(
                    self.out,
                    "<p class=\"autodoc-heading\" role=\"heading\" aria-level=\"{level}\"><strong>"
                );
                self.inlines(content);
                self.push("</strong></p>");
            }
            Block::Bullets(items) => {
                self.push("<ul>");
                self.items(items);
                self.push("</ul>");
            }
            Block::Ordered {
                start,
                numbering,
                items,
            } => {
                self.push("<ol");
                if numbering.letter() != '1' {
                    // Writing to a string cannot fail.
                    let _ = write!(self.out, " type=\"{}\"", numbering.letter());
                }
                if *start != 1 {
                    let _ = write!(self.out, " start=\"{start}\"");
                }
                self.push(">");
                self.items(items);
                self.push("</ol>");
            }
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Code { language, text } => self.code(language, text),
            Block::Quote(body) => {
                self.push("<blockquote>");
                self.blocks(body);
                self.push("</blockquote>");
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.push("<hr>"),
            Block::Admonition(admonition) => self.admonition(admonition),
            Block::Version(note) => self.version(note),
            Block::Lines(lines) => self.lines(lines),
            Block::Math(text) => {
                self.push("<pre class=\"autodoc-math\"><code class=\"nohighlight\">");
                escape::pre(self.out, text);
                self.push("</code></pre>");
            }
            Block::Image(image) => {
                self.push("<p>");
                self.image(image);
                self.push("</p>");
            }
            Block::Footnotes(notes) => self.footnotes(notes),
            Block::Html(html) => match self.place.html {
                DocstringHtml::Escape => self.code("html", html),
                DocstringHtml::Sanitize => self.raw_html(html),
            },
        }
    }

    fn wrapped(&mut self, start: &str, content: &[Inline], end: &str) {
        self.push(start);
        self.inlines(content);
        self.push(end);
    }

    fn items(&mut self, items: &[Vec<Block>]) {
        for item in items {
            self.push("<li>");
            self.tight(item);
            self.push("</li>");
        }
    }

    /// Blocks of which the first needs no paragraph around it, if nothing but lists follow.
    fn tight(&mut self, body: &[Block]) {
        let is_list = |block: &Block| matches!(block, Block::Bullets(_) | Block::Ordered { .. });
        match body.split_first() {
            Some((Block::Paragraph(content), rest)) if rest.iter().all(is_list) => {
                self.inlines(content);
                self.blocks(rest);
            }
            _ => self.blocks(body),
        }
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        self.push("<dl>");
        for definition in definitions {
            self.wrapped("<dt>", &definition.term, "</dt>");
            self.push("<dd>");
            self.tight(&definition.body);
            self.push("</dd>");
        }
        self.push("</dl>");
    }

    fn code(&mut self, written: &str, text: &str) {
        let (language, is_session) = language(written);
        let session = if is_session { " autodoc-doctest" } else { "" };
        // Without a language, the highlighter is not to guess one.
        let language = if language.is_empty() {
            "nohighlight"
        } else {
            &format!("language-{language}")
        };
        self.push("<pre><code class=\"");
        escape::attribute(self.out, language);
        self.push(session);
        // What may have to be scrolled can be reached by the keyboard.
        let is_wide = text.lines().any(|line| line.chars().count() > NARROW_CODE);
        self.push(if is_wide { "\" tabindex=\"0\">" } else { "\">" });
        if is_session {
            self.session(text);
        } else {
            escape::pre(self.out, text);
        }
        self.push("</code></pre>");
    }

    /// An interactive session. The prompts before what was typed are elements, so that a style sheet can keep them from
    /// being copied: `i` for the first line of a statement, `b` for those that follow it.
    fn session(&mut self, text: &str) {
        let mut is_typed = false;
        for (number, line) in text.split('\n').enumerate() {
            self.push(if number > 0 { "&#10;" } else { "" });
            let (element, rest) = match (prompted(line, ">>>"), prompted(line, "...")) {
                (Some(rest), _) => ("i", rest),
                (_, Some(rest)) if is_typed => ("b", rest),
                _ => ("", line),
            };
            is_typed = !element.is_empty();
            if is_typed {
                let prompt = line.get(..line.len() - rest.len()).unwrap_or_default();
                self.out.extend(["<", element, ">"]);
                escape::pre(self.out, prompt);
                self.out.extend(["</", element, ">"]);
            }
            escape::pre(self.out, rest);
        }
    }

    fn table(&mut self, table: &Table) {
        self.push("<div class=\"table-wrapper\"><table>");
        if !table.title.is_empty() {
            self.wrapped("<caption>", &table.title, "</caption>");
        }
        if !table.head.is_empty() {
            self.push("<thead>");
            self.rows(&table.head, "th");
            self.push("</thead>");
        }
        if !table.rows.is_empty() {
            self.push("<tbody>");
            self.rows(&table.rows, "td");
            self.push("</tbody>");
        }
        self.push("</table></div>");
    }

    fn rows(&mut self, rows: &[Vec<Cell>], tag: &str) {
        for row in rows {
            self.push("<tr>");
            for cell in row {
                let _ = write!(self.out, "<{tag}");
                if cell.columns > 1 {
                    let _ = write!(self.out, " colspan=\"{}\"", cell.columns);
                }
                if cell.rows > 1 {
                    let _ = write!(self.out, " rowspan=\"{}\"", cell.rows);
                }
                self.push(">");
                self.tight(&cell.body);
                let _ = write!(self.out, "</{tag}>");
            }
            self.push("</tr>");
        }
    }

    /// The form that mdBook itself gives to `> [!NOTE]`.
    fn admonition(&mut self, admonition: &Admonition) {
        let kind = admonition.kind.as_str();
        let _ = write!(
            self.out,
            "<blockquote class=\"blockquote-tag blockquote-tag-{kind}\">"
        );
        if !admonition.title.is_empty() {
            self.wrapped("<p class=\"blockquote-tag-title\">", &admonition.title, "</p>");
        }
        self.blocks(&admonition.body);
        self.push("</blockquote>");
    }

    fn version(&mut self, note: &VersionNote) {
        if note.change == VersionChange::Deprecated {
            return self.deprecation(note);
        }
        self.push("<p class=\"autodoc-version\"><em>");
        escape::html(self.out, &note.label());
        self.push("</em>");
        if let Some((Block::Paragraph(content), rest)) = note.body.split_first() {
            self.wrapped(": ", content, "</p>");
            self.blocks(rest);
        } else {
            self.push("</p>");
            self.blocks(&note.body);
        }
    }

    /// What should not be used any more is set apart as a warning.
    fn deprecation(&mut self, note: &VersionNote) {
        self.push("<blockquote class=\"blockquote-tag blockquote-tag-warning\">");
        self.text("<p class=\"blockquote-tag-title\">", &note.label(), "</p>");
        self.blocks(&note.body);
        self.push("</blockquote>");
    }

    fn lines(&mut self, lines: &[VerseLine]) {
        self.push("<p class=\"autodoc-lines\">");
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.push("<br>");
            }
            // Deeper than this is no verse.
            for _ in 0..line.indent.min(40) {
                self.push("&nbsp;");
            }
            self.inlines(&line.content);
        }
        self.push("</p>");
    }

    fn footnotes(&mut self, notes: &[Footnote]) {
        self.push("<ul class=\"autodoc-footnotes\">");
        for note in notes {
            self.push("<li>");
            self.mark(&note.label);
            self.push(" ");
            self.tight(&note.body);
            self.push("</li>");
        }
        self.push("</ul>");
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => escape::html(self.out, text),
            Inline::Code(text) => self.text("<code>", text, "</code>"),
            Inline::Emphasis(content) => self.wrapped("<em>", content, "</em>"),
            Inline::Strong(content) => self.wrapped("<strong>", content, "</strong>"),
            Inline::Struck(content) => self.wrapped("<del>", content, "</del>"),
            Inline::Link { url, content } => match escape::web_url(url) {
                Some(url) => self.link(&url, |writer| writer.inlines(content)),
                None => self.inlines(content),
            },
            Inline::Reference(reference) => self.reference(reference),
            Inline::Math(text) => self.text("<code class=\"autodoc-math nohighlight\">", text, "</code>"),
            Inline::Image(image) => self.image(image),
            Inline::FootnoteMark(label) => self.mark(label),
            Inline::Break => self.push("<br>"),
            Inline::Html(html) => match self.place.html {
                DocstringHtml::Escape => escape::html(self.out, html),
                DocstringHtml::Sanitize => self.raw_html(html),
            },
        }
    }

    fn raw_html(&mut self, html: &str) {
        self.push(html);
        self.has_raw_html = true;
    }

    fn text(&mut self, start: &str, text: &str, end: &str) {
        self.push(start);
        escape::html(self.out, text);
        self.push(end);
    }

    fn mark(&mut self, label: &str) {
        self.text("<sup>[", label, "]</sup>");
    }

    fn reference(&mut self, reference: &Reference) {
        match self.place.reference(reference) {
            Some((url, Some(title))) => self.link(&url, |writer| escape::html(writer.out, &title)),
            Some((url, None)) => self.link(&url, |writer| writer.inlines(&reference.content)),
            None => self.inlines(&reference.content),
        }
    }

    fn link(&mut self, url: &str, content: impl FnOnce(&mut Self)) {
        if self.in_link {
            content(self);
            return;
        }
        self.push("<a href=\"");
        escape::attribute(self.out, url);
        self.push("\">");
        self.in_link = true;
        content(self);
        self.in_link = false;
        self.push("</a>");
    }

    /// Only pictures on the web can be shown; of others remain the words.
    fn image(&mut self, image: &Image) {
        let url = escape::web_url(&image.url).filter(|url| !url.to_ascii_lowercase().starts_with("mailto:"));
        match url {
            Some(url) => {
                self.push("<img src=\"");
                escape::attribute(self.out, &url);
                self.push("\" alt=\"");
                escape::attribute(self.out, &image.alt);
                self.push("\">");
            }
            None if image.alt.is_empty() => self.text("<code>", &image.url, "</code>"),
            None => escape::html(self.out, &image.alt),
        }
    }
}
