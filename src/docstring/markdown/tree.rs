//! The events of pulldown-cmark, put together to blocks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag,
};

use crate::docstring::context::{Context, MAX_DEPTH};
use crate::docstring::document::{
    self, Admonition, AdmonitionKind, Block, Cell, Definition, Footnote, Image, Inline, Numbering, Table,
};
use crate::docstring::lines::{self, Line, Passage};
use crate::docstring::{reference, rst};

use super::fence::Fence;
use super::math;
use super::text::finished;

/// Before an address that is a name and not an address.
const NAME: char = '\u{0}';

/// Parses Markdown.
pub(super) fn blocks(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let lines = lines::trim(lines);
    if lines.is_empty() {
        return Vec::new();
    }
    if lines.iter().all(|line| is_plain(line.text)) {
        return paragraphs(lines);
    }
    parse(&Passage::new(lines), ctx)
}

/// Whether nothing on a line can be markup, neither by itself nor together with other such lines.
fn is_plain(line: &str) -> bool {
    let may_start = |first: u8| first.is_ascii_alphabetic();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b" .,;()\"'-/?%+".contains(&byte);
    line.bytes().next().is_none_or(may_start) && line.bytes().all(is_word)
}

/// Paragraphs without markup: most descriptions of parameters are one.
fn paragraphs(lines: &[Line<'_>]) -> Vec<Block> {
    let parts = lines
        .split(|line| line.is_blank())
        .filter(|part| !part.is_empty());
    let paragraph = |part: &[Line<'_>]| {
        let words: Vec<_> = part.iter().map(|line| line.text).collect();
        Block::Paragraph(vec![Inline::Text(words.join(" "))])
    };
    parts.map(paragraph).collect()
}

/// Parses a text of one line or more.
pub(super) fn parse(passage: &Passage<'_>, ctx: &mut Context) -> Vec<Block> {
    let text = passage.text();
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    if math::has_formulas(text, options) {
        options |= Options::ENABLE_MATH;
    }
    let targets = Rc::clone(&ctx.targets);
    let resolve = |link: BrokenLink<'_>| {
        let url = targets
            .link(&link.reference)
            .map(str::to_owned)
            .or_else(|| name(&link, text))?;
        Some((CowStr::from(url), CowStr::from("")))
    };
    or_as_written(text, || {
        let events = Parser::new_with_broken_link_callback(text, options, Some(resolve)).into_offset_iter();
        let mut builder = Builder {
            passage,
            stack: vec![Frame::new(Open::Root)],
            skipped: 0,
            at: 0,
        };
        for (event, range) in events {
            builder.at = range.start;
            builder.event(event, text.get(range).unwrap_or_default(), ctx);
        }
        builder.finish(ctx)
    })
}

/// What is parsed of a text, or the text as it stands if the parser panics: pulldown-cmark has done so for texts that
/// nobody would write.
fn or_as_written(text: &str, parse: impl FnOnce() -> Vec<Block>) -> Vec<Block> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        vec![Block::Code {
            language: String::new(),
            text: text.to_owned(),
        }]
    })
}

/// The address of a link to a name, as mkdocs and rustdoc have it: `[text][pkg.Name]`, `[Name][]`, `` [`Name`] ``.
fn name(link: &BrokenLink<'_>, text: &str) -> Option<String> {
    let label = link.reference.as_ref();
    let bare = label.strip_prefix('`').and_then(|label| label.strip_suffix('`'));
    // A plain word in brackets is just that.
    if bare.is_none() && matches!(link.link_type, LinkType::Shortcut | LinkType::ShortcutUnknown) {
        return None;
    }
    // Behind a name the brackets are Python's: `dict[str][key]`.
    let before = text
        .get(..link.span.start)
        .and_then(|head| head.chars().next_back());
    if before.is_some_and(|before| before.is_alphanumeric() || before == '_' || before == ']') {
        return None;
    }
    // Leading dots lead up from the item, as mkdocstrings has it.
    let target = bare.unwrap_or(label);
    let name = target.trim_start_matches('.').trim_end_matches("()");
    reference::is_dotted_name(name).then(|| format!("{NAME}{target}"))
}

/// What has started and not ended.
enum Open<'t> {
    Root,
    Paragraph,
    Heading(u8),
    Quote(Option<BlockQuoteKind>),
    /// An interactive session, with its text.
    Doctest(String),
    Code(Fence),
    Html(String),
    List(Option<u64>),
    Item,
    Footnote(String),
    Table,
    Row,
    Cell,
    Definitions,
    Term,
    Meaning,
    Emphasis,
    Strong,
    Struck,
    /// `__name__`, which Python people do not mean as stress.
    Dunder,
    /// What has no form of its own here.
    Plain,
    Link(LinkType, CowStr<'t>),
    Image(CowStr<'t>),
}

struct Frame<'t> {
    open: Open<'t>,
    inlines: Vec<Inline>,
    blocks: Vec<Block>,
    /// The items of a list; the cells of a row are items, too.
    items: Vec<Vec<Block>>,
    rows: Vec<Vec<Cell>>,
    definitions: Vec<Definition>,
}

impl<'t> Frame<'t> {
    fn new(open: Open<'t>) -> Self {
        let (inlines, blocks, items) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            open,
            inlines,
            blocks,
            items,
            rows: Vec::new(),
            definitions: Vec::new(),
        }
    }

    /// The blocks, with loose text as a paragraph.
    fn into_blocks(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    fn flush(&mut self) {
        let inlines = finished(std::mem::take(&mut self.inlines));
        if !inlines.is_empty() {
            self.blocks.push(Block::Paragraph(inlines));
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Inline::Text(last)) = self.inlines.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.inlines.push(Inline::Text(text.to_owned()));
        }
    }
}

struct Builder<'t> {
    passage: &'t Passage<'t>,
    stack: Vec<Frame<'t>>,
    /// How many starts were skipped because they are too deep; as many ends are.
    skipped: usize,
    /// Where the current event starts in the text.
    at: usize,
}

impl<'t> Builder<'t> {
    fn top(&mut self) -> Option<&mut Frame<'t>> {
        self.stack.last_mut()
    }

    fn event(&mut self, event: Event<'t>, source: &str, ctx: &mut Context) {
        match event {
            Event::Start(tag) => self.start(tag, source),
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            Event::End(_) => self.end(ctx),
            Event::Html(html) => self.html(&html),
            Event::InlineHtml(html) => self.inline(Inline::Html(html.replace('\n', " "))),
            Event::Text(text) => {
                if text.contains('\n') {
                    self.push_text(&text.replace('\n', " "), &text);
                } else {
                    self.push_text(&text, &text);
                }
            }
            Event::Code(code) => self.code(&code, ctx),
            Event::InlineMath(math) | Event::DisplayMath(math) => {
                self.inline(Inline::Math(math.trim().replace('\n', " ")));
            }
            Event::FootnoteReference(label) => self.inline(Inline::FootnoteMark(label.to_string())),
            Event::SoftBreak => self.push_text(" ", "\n"),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(is_done) => {
                let mark = if is_done { "☑ " } else { "☐ " };
                self.push_text(mark, mark);
            }
        }
    }

    /// Text in prose, and as it is where it stands in code.
    fn push_text(&mut self, prose: &str, code: &str) {
        let at = self.at;
        let Some(top) = self.top() else { return };
        if let Open::Code(fence) = &mut top.open {
            fence.starts.push((fence.text.len(), at));
            fence.text.push_str(code);
        } else {
            top.text(prose);
        }
    }

    /// A piece of an HTML block.
    fn html(&mut self, html: &str) {
        if let Some(Open::Html(open)) = self.top().map(|top| &mut top.open) {
            open.push_str(html);
        }
    }

    /// A block without the indentation that it has in the list around it.
    fn unindented(&self, source: &str) -> String {
        let before = self.passage.text().get(..self.at).unwrap_or_default();
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
        let blanks = |line: &str| line.bytes().take_while(|byte| *byte == b' ').count();
        let lines = source.trim_end().split('\n').enumerate();
        let lines = lines.map(|(number, line)| match number {
            0 => line,
            _ => line.get(blanks(line).min(column)..).unwrap_or_default(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn inline(&mut self, inline: Inline) {
        if let Some(top) = self.top() {
            top.inlines.push(inline);
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(top) = self.top() {
            top.flush();
            top.blocks.push(block);
        }
    }

    /// Code, or the text of a role that stands before it.
    fn code(&mut self, code: &str, ctx: &mut Context) {
        let (passage, at) = (self.passage, self.at);
        let Some(top) = self.top() else { return };
        if let Some(Inline::Text(before)) = top.inlines.last_mut()
            && let Some(name) = role_at_end(before).map(str::to_owned)
        {
            before.truncate(before.len() - name.len() - 2);
            let span = passage.span(at.saturating_sub(name.len() + 2), at + code.len() + 2);
            top.inlines.extend(rst::role(&name, code, span, ctx));
        } else {
            top.inlines
                .push(reference::code(code.to_owned(), passage.offset(at)));
        }
    }

    fn start(&mut self, tag: Tag<'t>, source: &str) {
        let fence = |info: &str| Fence {
            info: info.to_owned(),
            at: self.at,
            ..Fence::default()
        };
        if self.stack.len() > MAX_DEPTH as usize || self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        let open = match tag {
            Tag::Paragraph => Open::Paragraph,
            Tag::HtmlBlock => Open::Html(String::new()),
            Tag::Heading { level, .. } => Open::Heading(heading_level(level)),
            // Three signs are an interactive session and no quotation in a quotation in a quotation.
            Tag::BlockQuote(_) if source.starts_with(">>> ") => Open::Doctest(self.unindented(source)),
            Tag::BlockQuote(kind) => Open::Quote(kind),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Open::Code(fence(&info)),
            Tag::CodeBlock(CodeBlockKind::Indented) => Open::Code(fence("")),
            Tag::List(start) => Open::List(start),
            Tag::Item => Open::Item,
            Tag::FootnoteDefinition(label) => Open::Footnote(label.to_string()),
            Tag::Table(_) => Open::Table,
            Tag::TableHead | Tag::TableRow => Open::Row,
            Tag::TableCell => Open::Cell,
            Tag::DefinitionList => Open::Definitions,
            Tag::DefinitionListTitle => Open::Term,
            Tag::DefinitionListDefinition => Open::Meaning,
            Tag::Emphasis => Open::Emphasis,
            Tag::Strong if is_dunder(source) => Open::Dunder,
            Tag::Strong => Open::Strong,
            Tag::Strikethrough => Open::Struck,
            Tag::Link {
                link_type, dest_url, ..
            } => Open::Link(link_type, dest_url),
            Tag::Image { dest_url, .. } => Open::Image(dest_url),
            _ => Open::Plain,
        };
        self.stack.push(Frame::new(open));
    }

    fn end(&mut self, ctx: &mut Context) {
        if self.stack.len() < 2 {
            return;
        }
        let Some(mut frame) = self.stack.pop() else { return };
        match std::mem::replace(&mut frame.open, Open::Root) {
            Open::Paragraph => {
                frame.flush();
                for block in frame.blocks {
                    self.block(block);
                }
            }
            Open::Heading(level) => {
                let content = finished(frame.inlines);
                self.block(Block::Heading { level, content });
            }
            Open::Quote(kind) => {
                let body = frame.into_blocks();
                self.block(quote(kind, body));
            }
            Open::Html(html) => self.block(Block::Html(html.trim_end().to_owned())),
            // What was made of it is not what it is.
            Open::Doctest(text) => self.block(Block::doctest(text)),
            Open::Code(fence) => {
                for block in fence.blocks(self.passage, ctx) {
                    self.block(block);
                }
            }
            Open::List(start) => {
                frame.flush();
                if !frame.blocks.is_empty() {
                    let loose = std::mem::take(&mut frame.blocks);
                    frame.items.push(loose);
                }
                self.block(list(start, frame.items));
            }
            // The cells of a row are its items.
            Open::Item | Open::Cell => {
                let item = frame.into_blocks();
                if let Some(top) = self.top() {
                    top.items.push(item);
                }
            }
            Open::Footnote(label) => self.footnote(Footnote {
                label,
                body: frame.into_blocks(),
            }),
            Open::Table => {
                let head: Vec<_> = frame.rows.drain(..frame.rows.len().min(1)).collect();
                self.block(Block::Table(Table {
                    title: Vec::new(),
                    head,
                    rows: frame.rows,
                }));
            }
            Open::Row => {
                let row = frame.items.into_iter().map(Cell::new).collect();
                if let Some(top) = self.top() {
                    top.rows.push(row);
                }
            }
            Open::Definitions => self.block(Block::Definitions(frame.definitions)),
            Open::Term => {
                let term = finished(frame.inlines);
                if let Some(top) = self.top() {
                    top.definitions.push(Definition {
                        term,
                        body: Vec::new(),
                    });
                }
            }
            Open::Meaning => {
                let body = frame.into_blocks();
                if let Some(last) = self.top().and_then(|top| top.definitions.last_mut()) {
                    last.body.extend(body);
                }
            }
            other => self.end_inline(other, frame),
        }
    }

    fn end_inline(&mut self, open: Open<'t>, frame: Frame<'t>) {
        match open {
            Open::Emphasis => self.inline(Inline::Emphasis(finished(frame.inlines))),
            Open::Strong => self.inline(Inline::Strong(finished(frame.inlines))),
            Open::Struck => self.inline(Inline::Struck(finished(frame.inlines))),
            Open::Dunder => {
                self.push_text("__", "__");
                self.append(frame);
                self.push_text("__", "__");
            }
            Open::Link(kind, url) => self.link(kind, &url, frame.inlines),
            Open::Image(url) => {
                let alt = document::words(&frame.inlines);
                self.inline(Inline::Image(Image {
                    url: url.to_string(),
                    alt,
                }));
            }
            _ => self.append(frame),
        }
    }

    fn link(&mut self, kind: LinkType, url: &str, mut content: Vec<Inline>) {
        // The link says where the code in it leads to.
        for inline in &mut content {
            if let Inline::Reference(inner) = inline
                && !inner.is_explicit
            {
                *inline = Inline::Code(document::words(&inner.content));
            }
        }
        // The ids of items are their names, in mkdocs as here; those of headings have no full stops.
        let id = url
            .strip_prefix('#')
            .filter(|id| id.contains('.') && reference::is_dotted_name(id));
        let bare = Some(url).filter(|url| content.is_empty() && reference::is_dotted_name(url));
        let named = url.strip_prefix(NAME).or(id).or(bare);
        let inline = if let Some(target) = named {
            if content.is_empty() {
                content.push(Inline::Code(target.to_owned()));
            }
            reference::explicit(target, None, content, self.passage.offset(self.at))
        } else if content.is_empty() {
            // An anchor, or a link without words. What stands behind it may be a list of attributes.
            Inline::Emphasis(Vec::new())
        } else if kind == LinkType::Email {
            Inline::Link {
                url: format!("mailto:{url}"),
                content,
            }
        } else {
            Inline::Link {
                url: url.to_owned(),
                content,
            }
        };
        self.inline(inline);
    }

    fn footnote(&mut self, note: Footnote) {
        if let Some(Block::Footnotes(notes)) = self.top().and_then(|top| top.blocks.last_mut()) {
            notes.push(note);
        } else {
            self.block(Block::Footnotes(vec![note]));
        }
    }

    fn append(&mut self, frame: Frame<'t>) {
        for inline in frame.inlines {
            match inline {
                Inline::Text(text) => self.push_text(&text, &text),
                other => self.inline(other),
            }
        }
        for block in frame.blocks {
            self.block(block);
        }
    }

    fn finish(mut self, ctx: &mut Context) -> Vec<Block> {
        while self.stack.len() > 1 {
            self.end(ctx);
        }
        self.stack.pop().map(Frame::into_blocks).unwrap_or_default()
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn quote(kind: Option<BlockQuoteKind>, body: Vec<Block>) -> Block {
    let (kind, title) = match kind {
        None => return Block::Quote(body),
        Some(BlockQuoteKind::Note) => (AdmonitionKind::Note, "Note"),
        Some(BlockQuoteKind::Tip) => (AdmonitionKind::Tip, "Tip"),
        Some(BlockQuoteKind::Important) => (AdmonitionKind::Important, "Important"),
        Some(BlockQuoteKind::Warning) => (AdmonitionKind::Warning, "Warning"),
        Some(BlockQuoteKind::Caution) => (AdmonitionKind::Caution, "Caution"),
    };
    Block::Admonition(Admonition {
        kind,
        title: vec![Inline::Text(title.to_owned())],
        body,
    })
}

fn list(start: Option<u64>, items: Vec<Vec<Block>>) -> Block {
    match start {
        None => Block::Bullets(items),
        Some(start) => Block::Ordered {
            start: u32::try_from(start).unwrap_or(1),
            numbering: Numbering::Decimal,
            items,
        },
    }
}

/// The name of the role at the end of a text, of reST's `:role:` or `MyST`'s `{role}`.
fn role_at_end(text: &str) -> Option<&str> {
    let Some(inner) = text.strip_suffix('}') else {
        return reference::role_at_end(text);
    };
    let (before, name) = inner.rsplit_once('{')?;
    if before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let is_part = |other: char| other.is_ascii_alphanumeric() || "-_:+.".contains(other);
    (name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(is_part)).then_some(name)
}

/// Whether `__…__` is a Python name.
fn is_dunder(source: &str) -> bool {
    let inner = source.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
    inner.is_some_and(|inner| crate::name::is_identifier(inner) && inner.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_the_parser_cannot_read_is_shown_as_it_stands() {
        let blocks = or_as_written("a *b*", || panic!("as pulldown-cmark might"));
        let expected = Block::Code {
            language: String::new(),
            text: "a *b*".to_owned(),
        };
        assert_eq!(blocks, [expected]);
    }
}
