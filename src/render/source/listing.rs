//! Python as it stands in its file, in colours.
//!
//! The classes are those of highlight.js, which every theme of mdBook has colours for. Each line has an id, and each
//! name that defines something leads to its documentation.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::model::Lines;
use crate::render::escape;
use crate::token::{Lexer, Symbol, TokenKind};

/// A documented definition in a file.
#[derive(Clone, Debug, Hash)]
pub(super) struct Definition<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The lines that it stands in.
    pub(super) lines: Lines,
    /// Whether `class` or `def` has to stand before its name. A property is an attribute, and may have it.
    pub(super) is_block: bool,
    /// Where it is documented.
    pub(super) url: String,
}

/// The text as HTML for a `code` element: one line of HTML, with an id for each line, `anchor` and its number.
pub(super) fn listing(text: &str, anchor: &str, definitions: &[Definition<'_>]) -> String {
    let mut writer = Writer {
        out: String::with_capacity(text.len() * 2),
        anchor,
        line: 1,
        is_open: false,
    };
    let mut definitions = Definitions::new(definitions);
    let mut lexer = Lexer::new(text, 0);
    let mut before = Before::default();
    loop {
        let start = lexer.at();
        lexer.skip_space();
        let token_start = lexer.at();
        writer.gap(&text[start..token_start]);
        let line = writer.line;
        let Some(symbol) = lexer.token() else { break };
        let token = &text[token_start..lexer.at()];
        before.line_changes(line);
        let url = match symbol {
            Symbol::Name => definitions.url(token, line, before.is_block()),
            _ => None,
        };
        writer.piece(token, before.class(symbol), url);
        before.goes_on(symbol, writer.line);
    }
    writer.piece(&text[lexer.at()..], "", None);
    writer.end();
    writer.out
}

/// What stood before a token.
#[derive(Default)]
struct Before {
    symbol: Option<Symbol>,
    line: u32,
    brackets: usize,
    is_decorator: bool,
    is_line_start: bool,
}

impl Before {
    fn line_changes(&mut self, line: u32) {
        self.is_line_start = line != self.line && self.brackets == 0;
        self.is_decorator &= !self.is_line_start;
    }

    fn is_block(&self) -> bool {
        matches!(self.symbol, Some(Symbol::Class | Symbol::Def))
    }

    fn class(&mut self, symbol: Symbol) -> &'static str {
        if symbol == Symbol::At && self.is_line_start {
            self.is_decorator = true;
        }
        let is_name = matches!(symbol, Symbol::At | Symbol::Name | Symbol::Dot);
        self.is_decorator &= is_name;
        match symbol {
            _ if self.is_decorator => "hljs-meta",
            Symbol::Constant => "hljs-literal",
            Symbol::Name if self.is_block() => "hljs-title",
            Symbol::Name => "",
            _ => match symbol.kind() {
                TokenKind::Name => "hljs-keyword",
                TokenKind::Number => "hljs-number",
                TokenKind::String => "hljs-string",
                TokenKind::Operator => "",
            },
        }
    }

    fn goes_on(&mut self, symbol: Symbol, line: u32) {
        match symbol.text() {
            "(" | "[" | "{" => self.brackets += 1,
            ")" | "]" | "}" => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        self.symbol = Some(symbol);
        self.line = line;
    }
}

/// The definitions of a file, each of which is found once.
struct Definitions<'a> {
    by_name: HashMap<&'a str, Vec<&'a Definition<'a>>>,
}

impl<'a> Definitions<'a> {
    fn new(definitions: &'a [Definition<'a>]) -> Self {
        let mut by_name: HashMap<&str, Vec<&Definition<'_>>> = HashMap::new();
        let mut definitions: Vec<&Definition<'_>> = definitions.iter().collect();
        definitions.sort_by_key(|definition| std::cmp::Reverse(definition.lines.first));
        for definition in definitions {
            by_name.entry(definition.name).or_default().push(definition);
        }
        Self { by_name }
    }

    /// Where the definition is documented whose name this is. Of several around the line it is the innermost.
    fn url(&mut self, name: &str, line: u32, is_block: bool) -> Option<&'a str> {
        let open = self.by_name.get_mut(name)?;
        // Those that end above the line are not met any more.
        while open.last().is_some_and(|definition| definition.lines.last < line) {
            open.pop();
        }
        let begun = open.partition_point(|definition| definition.lines.first > line);
        let is_it = |definition: &&Definition<'_>| {
            line <= definition.lines.last && (is_block || !definition.is_block)
        };
        let at = open.get(begun..)?.iter().position(is_it)?;
        Some(&open.remove(begun + at).url)
    }
}

/// Writes pieces of text line by line.
struct Writer<'a> {
    out: String,
    anchor: &'a str,
    line: u32,
    is_open: bool,
}

impl Writer<'_> {
    /// What stands between two tokens: blanks, comments, ends of lines.
    fn gap(&mut self, text: &str) {
        let mut rest = text;
        while let Some(start) = rest.find('#') {
            let (blanks, comment) = rest.split_at(start);
            let end = comment.find(['\n', '\r']).unwrap_or(comment.len());
            let (comment, behind) = comment.split_at(end);
            self.piece(blanks, "", None);
            self.piece(comment, "hljs-comment", None);
            rest = behind;
        }
        self.piece(rest, "", None);
    }

    fn piece(&mut self, text: &str, class: &str, url: Option<&str>) {
        let mut rest = text;
        while let Some(end) = rest.find(['\n', '\r']) {
            let (part, behind) = rest.split_at(end);
            self.part(part, class, url);
            self.end_line();
            let width = if behind.starts_with("\r\n") { 2 } else { 1 };
            rest = &behind[width..];
        }
        self.part(rest, class, url);
    }

    fn part(&mut self, text: &str, class: &str, url: Option<&str>) {
        if text.is_empty() {
            return;
        }
        self.start_line();
        let element = match url {
            Some(url) => {
                self.out.push_str("<a href=\"");
                escape::attribute(&mut self.out, url);
                self.out.push('"');
                "a"
            }
            None if !class.is_empty() => {
                self.out.push_str("<span");
                "span"
            }
            None => {
                escape::html(&mut self.out, text);
                return;
            }
        };
        if !class.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(self.out, " class=\"{class}\"");
        }
        self.out.push('>');
        escape::html(&mut self.out, text);
        let _ = write!(self.out, "</{element}>");
    }

    fn start_line(&mut self) {
        if !self.is_open {
            self.is_open = true;
            self.out.push_str("<span id=\"");
            escape::attribute(&mut self.out, self.anchor);
            let _ = write!(self.out, "-L{}\">", self.line);
        }
    }

    fn end_line(&mut self) {
        self.start_line();
        self.end();
        self.out.push_str("&#10;");
        self.line += 1;
    }

    fn end(&mut self) {
        if self.is_open {
            self.is_open = false;
            self.out.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, definitions: &[Definition<'_>], expected: &str) {
        let found = listing(text, "m", definitions);
        let found = found.replace("&#10;", "\n").replace("hljs-", "");
        assert_eq!(found, expected);
    }

    fn definition(name: &str, first: u32, last: u32, is_block: bool) -> Definition<'_> {
        Definition {
            name,
            lines: Lines { first, last },
            is_block,
            url: format!("d.html#{name}{first}"),
        }
    }

    #[test]
    fn every_line_has_an_id_and_every_token_its_colour() {
        check(
            "x = 1  # one\n\n'''a\nb''' if True else y\r\nz",
            &[],
            "<span id=\"m-L1\">x = <span class=\"number\">1</span>  <span class=\"comment\"># one</span></span>\n\
             <span id=\"m-L2\"></span>\n\
             <span id=\"m-L3\"><span class=\"string\">'''a</span></span>\n\
             <span id=\"m-L4\"><span class=\"string\">b'''</span> <span class=\"keyword\">if</span> \
             <span class=\"literal\">True</span> <span class=\"keyword\">else</span> y</span>\n\
             <span id=\"m-L5\">z</span>",
        );
        check("", &[], "");
    }

    #[test]
    fn decorators_are_told_from_products() {
        check(
            "@a.b(c)\n@d\nx = (y\n@ z)",
            &[],
            "<span id=\"m-L1\"><span class=\"meta\">@</span><span class=\"meta\">a</span><span class=\"meta\">.</span>\
             <span class=\"meta\">b</span>(c)</span>\n\
             <span id=\"m-L2\"><span class=\"meta\">@</span><span class=\"meta\">d</span></span>\n\
             <span id=\"m-L3\">x = (y</span>\n<span id=\"m-L4\">@ z)</span>",
        );
    }

    #[test]
    fn definitions_lead_to_their_documentation() {
        let definitions = [
            definition("C", 1, 4, true),
            definition("f", 2, 3, true),
            definition("f", 5, 6, true),
            definition("x", 4, 4, false),
            definition("gone", 90, 99, true),
        ];
        check(
            "class C(f):\n  @f\n  def f(f): f\n  x: x = 1\n@f\ndef f(): f",
            &definitions,
            "<span id=\"m-L1\"><span class=\"keyword\">class</span> <a href=\"d.html#C1\" class=\"title\">C</a>(f):</span>\n\
             <span id=\"m-L2\">  <span class=\"meta\">@</span><span class=\"meta\">f</span></span>\n\
             <span id=\"m-L3\">  <span class=\"keyword\">def</span> <a href=\"d.html#f2\" class=\"title\">f</a>(f): f</span>\n\
             <span id=\"m-L4\">  <a href=\"d.html#x4\">x</a>: x = <span class=\"number\">1</span></span>\n\
             <span id=\"m-L5\"><span class=\"meta\">@</span><span class=\"meta\">f</span></span>\n\
             <span id=\"m-L6\"><span class=\"keyword\">def</span> <a href=\"d.html#f5\" class=\"title\">f</a>(): f</span>",
        );
    }

    #[test]
    fn nothing_in_the_source_is_markup() {
        let found = listing("\"<b>\" {{#include x}}\n# {{#title y}} </code>\u{1b}", "m", &[]);
        assert!(
            !found.contains("<b>") && !found.contains("{{") && !found.contains("</code>"),
            "{found}"
        );
        assert!(!found.contains(['\n', '\u{1b}']), "{found}");
    }
}
