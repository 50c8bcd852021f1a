//! reStructuredText: blocks.
//!
//! Source of the format: the reStructuredText Markup Specification of docutils. What is malformed there is shown as
//! text here. Epytext shares most blocks and is parsed by the same code with its own running text.
//!
//! The parser is our own: `rst_parser` panics on some docstrings, leaves Sphinx's roles as they are written and reads
//! 0.05 MB/s; `tree-sitter-rst` has no meaning for directives and roles, no cells of tables, and reads 1 MB/s.

mod address;
mod columns;
mod directive;
mod directive_blocks;
mod explicit;
mod inline;
mod list;
mod notes;
mod options;
mod punctuation;
mod quote;
mod role;
mod substitution;
mod table;
mod table_directive;
mod targets;

pub(super) use address::url_length;
pub(super) use inline::inlines;
pub(super) use list::field;
pub(super) use role::inlines as role;
pub(super) use targets::Targets;

use super::context::{Context, Markup};
use super::document::{Block, Definition, Inline};
use super::lines::{self, Line, Passage};

/// Parses lines at the left margin.
pub(super) fn blocks(lines: &[Line<'_>], ctx: &mut Context) -> Vec<Block> {
    let mut parser = Parser {
        lines,
        at: 0,
        out: Vec::new(),
    };
    while parser.at < lines.len() {
        parser.step(ctx);
    }
    parser.out
}

/// Parses a directive on a line behind `.. `, with the lines below it; nothing where there is none.
///
/// Directives also stand in Markdown: in docstrings that mix the two, and in the fences of `MyST`.
pub(super) fn directive(first: Line<'_>, below: &[Line<'_>], ctx: &mut Context) -> Option<Vec<Block>> {
    let directive = directive::Directive::new(first, below)?;
    Some(directive_blocks::blocks(&directive, ctx))
}

/// Parses a directive of which the name and the argument are known already.
pub(super) fn named_directive(
    name: Line<'_>,
    argument: Line<'_>,
    below: &[Line<'_>],
    ctx: &mut Context,
) -> Option<Vec<Block>> {
    let directive = directive::Directive::named(name, argument, below)?;
    Some(directive_blocks::blocks(&directive, ctx))
}

/// A construct of the grammar: parses what stands at the current line and says whether it was there.
type Construct<'s, 'a> = fn(&mut Parser<'s, 'a>, &mut Context) -> bool;

struct Parser<'s, 'a> {
    lines: &'s [Line<'a>],
    at: usize,
    out: Vec<Block>,
}

impl<'s, 'a> Parser<'s, 'a> {
    fn line(&self, index: usize) -> Option<Line<'a>> {
        self.lines.get(index).copied()
    }

    /// The lines between two places.
    fn slice(&self, from: usize, to: usize) -> &'s [Line<'a>] {
        self.lines.get(from..to.max(from)).unwrap_or_default()
    }

    /// Parses one block; always moves on by at least one line.
    fn step(&mut self, ctx: &mut Context) {
        let Some(line) = self.line(self.at) else { return };
        if line.is_blank() {
            self.at += 1;
        } else if line.indent() > 0 {
            self.quote(ctx);
        } else {
            let starts_with_word = line.text.starts_with(|first: char| first.is_ascii_alphabetic());
            let constructs: &[Construct<'s, 'a>] = if ctx.markup == Markup::Epytext {
                &[Self::doctest, Self::bullets, Self::enumerated, Self::title]
            } else if starts_with_word {
                &[Self::enumerated, Self::title, Self::definitions]
            } else {
                &[
                    Self::doctest,
                    Self::explicit,
                    Self::bullets,
                    Self::enumerated,
                    Self::fields,
                    Self::options,
                    Self::verse,
                    Self::grid_table,
                    Self::simple_table,
                    Self::title,
                    Self::definitions,
                ]
            };
            if !constructs.iter().any(|construct| construct(self, ctx)) {
                self.paragraph(ctx);
            }
        }
    }

    /// Indented lines. An attribution ends a quotation; what follows it is another one.
    fn quote(&mut self, ctx: &mut Context) {
        let end = lines::block_end(self.lines, self.at, 1);
        let inner = lines::flush(self.slice(self.at, end));
        self.at = end;
        let quotes = quote::split(&inner);
        for (lines, attribution) in quotes {
            let mut body = ctx.blocks(lines);
            if let Some(author) = attribution {
                body.push(quote::attribution(&author, ctx));
            }
            // A doctest that is indented for looks is not a quotation.
            match <[Block; 1]>::try_from(body) {
                Ok([block @ Block::Code { .. }]) => self.out.push(block),
                Ok(body) => self.out.push(Block::Quote(body.into())),
                Err(body) if body.is_empty() => {}
                Err(body) => self.out.push(Block::Quote(body)),
            }
        }
    }

    fn doctest(&mut self, _: &mut Context) -> bool {
        let Some(line) = self.line(self.at) else {
            return false;
        };
        if line.text != ">>>" && !line.text.starts_with(">>> ") {
            return false;
        }
        let end = lines::paragraph_end(self.lines, self.at);
        let text = lines::join(self.slice(self.at, end));
        self.out.push(Block::Code {
            language: "pycon".to_owned(),
            text,
        });
        self.at = end;
        true
    }

    /// Section titles and transitions.
    fn title(&mut self, ctx: &mut Context) -> bool {
        let Some(line) = self.line(self.at) else {
            return false;
        };
        let next = self.line(self.at + 1);
        if let Some(mark) = adornment(line.text) {
            // An overline, a title and an underline of the same kind.
            if let (Some(title), Some(under)) = (next, self.line(self.at + 2))
                && !title.is_blank()
                && adornment(under.text) == Some(mark)
                && under.text.len() == line.text.len()
                && (columns::width(title.text) <= line.text.len() || line.text.len() >= 4)
            {
                self.heading(title.with(title.content()), (mark, true), ctx);
                self.at += 3;
                return true;
            }
            let stands_alone = line.text.len() >= 4 && next.is_none_or(Line::is_blank);
            if stands_alone {
                self.out.push(Block::Rule);
                self.at += 1;
            }
            return stands_alone;
        }
        let Some(under) = next else { return false };
        let Some(mark) = adornment(under.text) else {
            return false;
        };
        let width = columns::width(line.text);
        // docutils accepts an underline that is too short if it has at least four characters.
        if under.text.len() < width && under.text.len() < 4 {
            return false;
        }
        self.heading(line, (mark, false), ctx);
        self.at += 2;
        true
    }

    fn heading(&mut self, title: Line<'_>, adornment: (char, bool), ctx: &mut Context) {
        let position = ctx
            .adornments
            .iter()
            .position(|known| *known == adornment)
            .unwrap_or_else(|| {
                ctx.adornments.push(adornment);
                ctx.adornments.len() - 1
            });
        let level = u8::try_from(position + 1).unwrap_or(6).min(6);
        let content = ctx.line(title);
        self.out.push(Block::Heading { level, content });
    }

    /// A line with a more indented one right below it, and its siblings.
    fn definitions(&mut self, ctx: &mut Context) -> bool {
        let mut definitions = Vec::new();
        while self.is_term(self.at) {
            let Some(line) = self.line(self.at) else { break };
            let end = lines::block_end(self.lines, self.at + 1, 1);
            let inner = lines::flush(self.slice(self.at + 1, end));
            let term = term(line, ctx);
            definitions.push(Definition {
                term,
                body: ctx.blocks(&inner),
            });
            self.skip_to_text(end);
        }
        self.push_definitions(definitions)
    }

    /// Goes on at the first line from `at` that is not blank.
    fn skip_to_text(&mut self, at: usize) {
        self.at = at;
        while self.line(self.at).is_some_and(Line::is_blank) {
            self.at += 1;
        }
    }

    /// Writes a list of definitions, if there are any; says whether there are.
    fn push_definitions(&mut self, definitions: Vec<Definition>) -> bool {
        let found = !definitions.is_empty();
        if found {
            self.out.push(Block::Definitions(definitions));
        }
        found
    }

    fn is_term(&self, at: usize) -> bool {
        let (Some(line), Some(next)) = (self.line(at), self.line(at + 1)) else {
            return false;
        };
        let is_text = !line.is_blank() && line.indent() == 0 && !line.text.ends_with("::");
        is_text && !next.is_blank() && next.indent() > 0 && !starts_block(line.text)
    }

    fn paragraph(&mut self, ctx: &mut Context) {
        let start = self.at;
        let mut end = start + 1;
        while let Some(line) = self.line(end) {
            let interrupts = line.is_blank()
                || line.indent() > 0
                || ctx.is_lenient() && (list::bullet(line.text).is_some() || line.text.starts_with(">>> "));
            if interrupts {
                break;
            }
            end += 1;
        }
        self.at = end;
        let mut passage = Passage::new(self.slice(start, end));
        let before = passage.text().strip_suffix("::");
        let Some(before) = before.filter(|before| !inline::ends_in_escape(before)) else {
            self.push_paragraph(&passage, ctx);
            return;
        };
        // `text::` shows as `text:`, while `text ::` and `::` alone show no colon.
        let shown = before.trim_end();
        let has_colon = before.len() == shown.len() && !shown.is_empty();
        passage.truncate(shown.len() + usize::from(has_colon));
        self.push_paragraph(&passage, ctx);
        self.literal();
    }

    fn push_paragraph(&mut self, passage: &Passage<'_>, ctx: &mut Context) {
        let inlines = ctx.inlines(passage);
        if !inlines.is_empty() {
            self.out.push(Block::Paragraph(inlines));
        }
    }

    /// The literal block after `::`: indented, or with a quoting character before each line.
    fn literal(&mut self) {
        let Some(start) =
            (self.at..self.lines.len()).find(|at| self.line(*at).is_some_and(|line| !line.is_blank()))
        else {
            return;
        };
        let Some(first) = self.line(start) else { return };
        let end = if first.indent() > 0 {
            lines::block_end(self.lines, start, 1)
        } else {
            let Some(mark) = first.text.chars().next().filter(char::is_ascii_punctuation) else {
                return;
            };
            let rest = self.slice(start, lines::paragraph_end(self.lines, start));
            if !rest.iter().all(|line| line.text.starts_with(mark)) {
                return;
            }
            start + rest.len()
        };
        let text = lines::join(&lines::flush(self.slice(start, end)));
        self.at = end;
        self.out.push(code(text, ""));
    }
}

/// Code in a language; what looks like an interpreter session is one.
fn code(text: String, language: &str) -> Block {
    let is_session =
        text.starts_with(">>> ") && matches!(language, "" | "python" | "python3" | "py" | "default");
    let language = if is_session { "pycon" } else { language };
    Block::Code {
        language: language.to_owned(),
        text,
    }
}

/// The term of a definition list; classifiers follow ` : `.
fn term(line: Line<'_>, ctx: &mut Context) -> Vec<Inline> {
    let mut parts = line.text.split(" : ");
    let mut term = parts
        .next()
        .map(|name| ctx.line(line.with(name)))
        .unwrap_or_default();
    for classifier in parts {
        term.push(Inline::Text(" : ".to_owned()));
        term.push(Inline::Emphasis(ctx.line(line.with(classifier))));
    }
    term
}

/// Whether a line is the first of a block that is neither a paragraph nor a definition.
fn starts_block(text: &str) -> bool {
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return list::enumerator(text, None).is_some();
    }
    [".. ", ">>> ", "| ", "+-", "__ "]
        .iter()
        .any(|mark| text.starts_with(mark))
        || [">>>", "..", "|", "__"].contains(&text)
        || list::bullet(text).is_some()
        || list::enumerator(text, None).is_some()
        || field(text).is_some()
        || options::options_width(text).is_some()
        || adornment(text).is_some()
        || table::is_border(text)
}

/// The character of a line that consists of one repeated punctuation character.
fn adornment(text: &str) -> Option<char> {
    let first = text.chars().next().filter(char::is_ascii_punctuation)?;
    (text.len() >= 2 && text.chars().all(|other| other == first) && text != "::" && text != "..")
        .then_some(first)
}
