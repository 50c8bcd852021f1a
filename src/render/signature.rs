//! Signatures: built as pieces, wrapped by width as a formatter would, with links where names are known.

use super::escape;
use super::markup::Links;
use crate::model::{Class, Expression, Function, Parameter, ParameterKind, TypeParameter, TypeParameterKind};
use crate::name::words;
use crate::resolve::{Usage, Wanted};

/// Longer signatures are written with one parameter on each line.
const LINE_WIDTH: usize = 88;

/// Shorter signatures fit on a phone, so that no style sheet has to break them.
const NARROW_WIDTH: usize = 32;

/// The widths of signatures are told to the style sheet in steps of so many characters.
const WIDTH_STEP: usize = 8;

/// Longer values are cut; the source has the rest.
const VALUE_WIDTH: usize = 120;

/// A signature that can be written as HTML or as plain text.
#[derive(Default)]
pub(super) struct Signature {
    /// Decorators, a header, and the constructor of a class below its header.
    statements: Vec<Statement>,
}

/// What a formatter breaks by itself: on one line if it fits, else with one argument on each line.
#[derive(Default)]
struct Statement {
    /// So many blanks stand before each line.
    indent: usize,
    head: Vec<Piece>,
    /// Nothing where there are no parentheses.
    arguments: Option<Vec<Vec<Piece>>>,
    end: Vec<Piece>,
}

struct Piece {
    text: String,
    url: Option<String>,
    role: Role,
}

/// What a piece is. The style sheet tones them by the elements that they are written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    Keyword,
    Name,
    Default,
}

impl Role {
    fn element(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Keyword | Self::Default => Some("i"),
            Self::Name => Some("b"),
        }
    }
}

/// How a style sheet may break the lines of a signature.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Not at all.
    None,
    /// There is a line for each argument already; only the rest of a long one has to be indented.
    Written,
    /// Before each argument, where the line does not fit.
    Narrow,
}

impl Signature {
    fn one(head: Vec<Piece>, arguments: Option<Vec<Vec<Piece>>>, end: Vec<Piece>) -> Self {
        Self {
            statements: vec![Statement {
                indent: 0,
                head,
                arguments,
                end,
            }],
        }
    }

    /// The same with others above it, such as decorators.
    pub(super) fn below(mut self, above: impl IntoIterator<Item = Self>) -> Self {
        let above = above.into_iter().flat_map(|signature| signature.statements);
        self.statements = above.chain(self.statements).collect();
        self
    }

    /// HTML for the inside of a `pre` or `code` element. It has no line breaks, which are written as `&#10;`.
    pub(super) fn html(&self) -> String {
        let breaks = self.breaks();
        let mut out = String::new();
        for (number, statement) in self.statements.iter().enumerate() {
            if number > 0 {
                out.push_str("&#10;");
            }
            statement.html(&mut out, breaks);
        }
        out
    }

    /// The class by which a style sheet knows how to break it where there is too little room.
    pub(super) fn layout(&self) -> String {
        match self.breaks() {
            Breaks::None => String::new(),
            Breaks::Written => {
                let is_deep = self.statements.iter().any(|statement| statement.indent > 0);
                if is_deep { "long deep" } else { "long" }.to_owned()
            }
            Breaks::Narrow => {
                let widest = self.statements.iter().map(Statement::width).max();
                format!("w{}", widest.unwrap_or_default().next_multiple_of(WIDTH_STEP))
            }
        }
    }

    fn breaks(&self) -> Breaks {
        let mut with_arguments = self
            .statements
            .iter()
            .filter(|statement| statement.has_arguments());
        if with_arguments.clone().any(|statement| !statement.fits()) {
            Breaks::Written
        } else if with_arguments.any(|statement| statement.width() > NARROW_WIDTH) {
            Breaks::Narrow
        } else {
            Breaks::None
        }
    }

    /// The same as plain text.
    pub(super) fn text(&self) -> String {
        let texts: Vec<String> = self.statements.iter().map(Statement::text).collect();
        texts.join("\n")
    }
}

impl Statement {
    fn has_arguments(&self) -> bool {
        self.arguments
            .as_ref()
            .is_some_and(|arguments| !arguments.is_empty())
    }

    /// How wide it is on one line.
    fn width(&self) -> usize {
        let arguments = self.arguments.iter().flatten();
        let arguments: usize = arguments.map(|argument| width(argument) + 2).sum();
        self.indent + width(&self.head) + arguments + width(&self.end)
    }

    fn fits(&self) -> bool {
        self.width() <= LINE_WIDTH
    }

    fn html(&self, out: &mut String, breaks: Breaks) {
        let Some(arguments) = &self.arguments else {
            out.extend(std::iter::repeat_n(' ', self.indent));
            pieces_html(out, self.head.iter().chain(&self.end));
            return;
        };
        // The whole is indented by the style sheet where that breaks it.
        let is_moved = breaks == Breaks::Narrow && self.indent > 0;
        out.push_str(if is_moved { "<span class=\"in\">" } else { "" });
        out.extend(std::iter::repeat_n(' ', self.indent));
        pieces_html(out, &self.head);
        out.push('(');
        let has_lines = !self.fits() && self.has_arguments();
        let has_spans = breaks != Breaks::None && (has_lines || breaks == Breaks::Narrow);
        out.push_str(if has_lines { "&#10;" } else { "" });
        for (number, argument) in arguments.iter().enumerate() {
            out.push_str(if has_spans { "<span>" } else { "" });
            if has_lines {
                out.extend(std::iter::repeat_n(' ', self.indent + 4));
            }
            pieces_html(out, argument);
            match (has_lines, number + 1 == arguments.len()) {
                (true, _) => out.push_str(",&#10;"),
                (false, true) => {}
                (false, false) => out.push_str(", "),
            }
            out.push_str(if has_spans { "</span>" } else { "" });
        }
        if has_lines {
            out.extend(std::iter::repeat_n(' ', self.indent));
        }
        out.push(')');
        pieces_html(out, &self.end);
        out.push_str(if is_moved { "</span>" } else { "" });
    }

    fn text(&self) -> String {
        let indent = " ".repeat(self.indent);
        let [head, end] = [&self.head, &self.end].map(|pieces| text(pieces));
        let Some(arguments) = &self.arguments else {
            return format!("{indent}{head}{end}");
        };
        let arguments: Vec<String> = arguments.iter().map(|pieces| text(pieces)).collect();
        if self.fits() || arguments.is_empty() {
            return format!("{indent}{head}({}){end}", arguments.join(", "));
        }
        let lines: Vec<String> = arguments
            .iter()
            .map(|argument| format!("{indent}    {argument},\n"))
            .collect();
        format!("{indent}{head}(\n{}{indent}){end}", lines.concat())
    }
}

fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.text.chars().count()).sum()
}

fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn pieces_html<'p>(out: &mut String, pieces: impl IntoIterator<Item = &'p Piece>) {
    for piece in pieces {
        let element = match &piece.url {
            Some(url) => {
                out.push_str("<a href=\"");
                escape::attribute(out, url);
                out.push_str("\">");
                Some("a")
            }
            None => {
                let element = piece.role.element();
                out.extend(element.into_iter().flat_map(|element| ["<", element, ">"]));
                element
            }
        };
        // A search of the book then finds a name by each of its words, and by the whole one in the heading.
        let words = (piece.role == Role::Name).then(|| words(&piece.text));
        let whole = words.is_none().then_some(piece.text.as_str());
        for (number, word) in words.into_iter().flatten().chain(whole).enumerate() {
            out.push_str(if number > 0 { "<wbr>" } else { "" });
            escape::pre(out, word);
        }
        out.extend(element.into_iter().flat_map(|element| ["</", element, ">"]));
    }
}

/// A class with the constructor that it has at run time below its header.
pub(super) fn with_constructor(header: Signature, mut constructor: Signature) -> Signature {
    for statement in &mut constructor.statements {
        statement.indent = 4;
    }
    constructor.below([header])
}

/// `def name(…) -> …`
pub(super) fn function(
    name: &str,
    function: &Function,
    is_async: bool,
    skip_self: bool,
    links: &dyn Links,
) -> Signature {
    let mut builder = Builder::new(links);
    builder.push(if is_async { "async def " } else { "def " }, Role::Keyword);
    builder.push(name, Role::Name);
    builder.type_parameters(&function.type_parameters);
    let arguments = parameters(&function.parameters, skip_self, links);
    let mut end = Builder::new(links);
    if let Some(returns) = &function.returns {
        end.push(" -> ", Role::Plain);
        end.annotation(returns);
    }
    Signature::one(builder.pieces, Some(arguments), end.pieces)
}

/// `class Name[T](Base, metaclass=M)`
pub(super) fn class(name: &str, class: &Class, links: &dyn Links) -> Signature {
    let mut builder = Builder::new(links);
    builder.push("class ", Role::Keyword);
    builder.push(name, Role::Name);
    builder.type_parameters(&class.type_parameters);
    let bases = class.bases.iter().map(|base| {
        let mut argument = Builder::new(links);
        argument.expression(base, Role::Plain);
        argument.pieces
    });
    let keywords = class.keywords.iter().map(|keyword| {
        let mut argument = Builder::new(links);
        let (open, name) = if keyword.name.is_empty() {
            ("**", "")
        } else {
            ("", keyword.name.as_str())
        };
        argument.push(open, Role::Plain);
        argument.push(name, Role::Plain);
        argument.push(if name.is_empty() { "" } else { "=" }, Role::Plain);
        argument.expression(&keyword.value, Role::Default);
        argument.pieces
    });
    let arguments: Vec<Vec<Piece>> = bases.chain(keywords).collect();
    Signature::one(
        builder.pieces,
        (!arguments.is_empty()).then_some(arguments),
        Vec::new(),
    )
}

/// `name: annotation = value`
pub(super) fn attribute(
    name: &str,
    annotation: Option<&Expression>,
    value: Option<&Expression>,
    links: &dyn Links,
) -> Signature {
    let mut builder = Builder::new(links);
    builder.push(name, Role::Name);
    if let Some(annotation) = annotation {
        builder.push(": ", Role::Plain);
        builder.annotation(annotation);
    }
    if let Some(value) = value {
        builder.push(" = ", Role::Plain);
        builder.value(value);
    }
    Signature::one(builder.pieces, None, Vec::new())
}

/// `annotation = value`, or what there is of it.
pub(super) fn type_and_value(
    annotation: Option<&Expression>,
    value: Option<&Expression>,
    links: &dyn Links,
) -> Signature {
    let mut builder = Builder::new(links);
    if let Some(annotation) = annotation {
        builder.annotation(annotation);
    }
    if let Some(value) = value {
        builder.push(if annotation.is_some() { " = " } else { "= " }, Role::Plain);
        builder.value(value);
    }
    Signature::one(builder.pieces, None, Vec::new())
}

/// `type Name[T] = value`
pub(super) fn type_alias(
    name: &str,
    parameters: &[TypeParameter],
    value: &Expression,
    links: &dyn Links,
) -> Signature {
    let mut builder = Builder::new(links);
    builder.push("type ", Role::Keyword);
    builder.push(name, Role::Name);
    builder.type_parameters(parameters);
    builder.push(" = ", Role::Plain);
    builder.expression(value, Role::Plain);
    Signature::one(builder.pieces, None, Vec::new())
}

/// `@decorator`
pub(super) fn decorator(decorator: &Expression, links: &dyn Links) -> Signature {
    let mut builder = Builder::new(links);
    builder.push("@", Role::Plain);
    builder.value(decorator);
    Signature::one(builder.pieces, None, Vec::new())
}

/// An annotation by itself, with the links that its names have where they are written.
pub(super) fn annotation(annotation: &Expression, usage: Usage, links: &dyn Links) -> Signature {
    let mut builder = Builder::new(links);
    builder.usage = usage;
    builder.annotation(annotation);
    Signature::one(builder.pieces, None, Vec::new())
}

struct Builder<'a> {
    pieces: Vec<Piece>,
    links: &'a dyn Links,
    usage: Usage,
}

impl<'a> Builder<'a> {
    fn new(links: &'a dyn Links) -> Self {
        Self {
            pieces: Vec::new(),
            links,
            usage: Usage::Code,
        }
    }

    fn push(&mut self, text: &str, role: Role) {
        if !text.is_empty() {
            self.pieces.push(Piece {
                text: text.to_owned(),
                url: None,
                role,
            });
        }
    }

    fn expression(&mut self, expression: &Expression, role: Role) {
        let mut done = 0;
        for span in &expression.names {
            let name = expression.name(*span);
            let wanted = Wanted {
                usage: self.usage,
                ..Wanted::code(name)
            };
            let Some(url) = self.links.resolve(wanted) else {
                continue;
            };
            let start = span.start as usize;
            self.push(expression.text.get(done..start).unwrap_or_default(), role);
            self.pieces.push(Piece {
                text: name.to_owned(),
                url: Some(url),
                role,
            });
            done = span.end as usize;
        }
        self.push(expression.text.get(done..).unwrap_or_default(), role);
    }

    /// A type; the documentation in it stands with the docstring.
    fn annotation(&mut self, annotation: &Expression) {
        self.expression(&annotation.undocumented(), Role::Plain);
    }

    /// A value: shown short, and without links where it is cut.
    fn value(&mut self, value: &Expression) {
        if value.text.chars().count() <= VALUE_WIDTH && !value.text.contains(['\n', '\r']) {
            return self.expression(value, Role::Default);
        }
        let short: String = value
            .text
            .chars()
            .take(VALUE_WIDTH)
            .take_while(|c| !matches!(c, '\n' | '\r'))
            .collect();
        self.push(&format!("{}…", short.trim_end()), Role::Default);
    }

    fn type_parameters(&mut self, parameters: &[TypeParameter]) {
        for (number, parameter) in parameters.iter().enumerate() {
            self.push(if number == 0 { "[" } else { ", " }, Role::Plain);
            self.push(
                match parameter.kind {
                    TypeParameterKind::TypeVar => "",
                    TypeParameterKind::TypeVarTuple => "*",
                    TypeParameterKind::ParamSpec => "**",
                },
                Role::Plain,
            );
            self.push(&parameter.name, Role::Plain);
            if let Some(bound) = &parameter.bound {
                self.push(": ", Role::Plain);
                self.expression(bound, Role::Plain);
            }
            if let Some(default) = &parameter.default {
                self.push(" = ", Role::Plain);
                self.expression(default, Role::Default);
            }
        }
        self.push(if parameters.is_empty() { "" } else { "]" }, Role::Plain);
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.push(
            match parameter.kind {
                ParameterKind::VarPositional => "*",
                ParameterKind::VarKeyword => "**",
                _ => "",
            },
            Role::Plain,
        );
        self.push(&parameter.name, Role::Plain);
        if let Some(annotation) = &parameter.annotation {
            self.push(": ", Role::Plain);
            self.annotation(annotation);
        }
        if let Some(default) = &parameter.default {
            self.push(
                if parameter.annotation.is_some() {
                    " = "
                } else {
                    "="
                },
                Role::Plain,
            );
            self.value(default);
        }
    }
}

/// The parameters with the markers `/` and `*` between them.
fn parameters(parameters: &[Parameter], skip_self: bool, links: &dyn Links) -> Vec<Vec<Piece>> {
    let marker = |text: &str| {
        vec![Piece {
            text: text.to_owned(),
            url: None,
            role: Role::Plain,
        }]
    };
    let mut arguments = Vec::new();
    let mut before: Option<ParameterKind> = None;
    for (number, parameter) in parameters.iter().enumerate() {
        let is_positional_end =
            before == Some(ParameterKind::PositionalOnly) && parameter.kind != ParameterKind::PositionalOnly;
        if is_positional_end && !(skip_self && number == 1) {
            arguments.push(marker("/"));
        }
        let follows_star = matches!(
            before,
            Some(ParameterKind::KeywordOnly | ParameterKind::VarPositional)
        );
        if parameter.kind == ParameterKind::KeywordOnly && !follows_star {
            arguments.push(marker("*"));
        }
        before = Some(parameter.kind);
        if !(skip_self && number == 0) {
            let mut builder = Builder::new(links);
            builder.parameter(parameter);
            arguments.push(builder.pieces);
        }
    }
    if before == Some(ParameterKind::PositionalOnly) && !(skip_self && parameters.len() == 1) {
        arguments.push(marker("/"));
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markup::NoLinks;

    fn signature(parameters: &[&str], returns: &str) -> Signature {
        let parameters = parameters.iter().map(|name| Parameter {
            name: (*name).into(),
            kind: ParameterKind::PositionalOrKeyword,
            annotation: None,
            default: None,
        });
        let written = Function {
            parameters: parameters.collect(),
            returns: Some(Expression::from_words(returns).into()),
            ..Function::default()
        };
        function("f", &written, false, false, &NoLinks)
    }

    #[test]
    fn a_style_sheet_can_break_what_is_too_wide_for_a_phone() {
        let name = "a".repeat(20);
        let cases = [
            (signature(&["a", "b"], "int"), "", "def f(a, b) -> int"),
            (
                signature(&[&name, "b"], "int"),
                "w40",
                "def f(<span>aaaaaaaaaaaaaaaaaaaa, </span><span>b</span>) -> int",
            ),
            (
                signature(&[&name, "b", &name, &name], &name),
                "long",
                "def f(&#10;<span>    aaaaaaaaaaaaaaaaaaaa,&#10;</span><span>    b,&#10;</span>\
                 <span>    aaaaaaaaaaaaaaaaaaaa,&#10;</span><span>    aaaaaaaaaaaaaaaaaaaa,&#10;</span>) -> aaaaaaaaaaaaaaaaaaaa",
            ),
            // There is nothing to break.
            (
                signature(&[], &"a".repeat(90)),
                "",
                &format!("def f() -> {}", "a".repeat(90)),
            ),
        ];
        let is_tone = |tag: &str| ["b", "i"].contains(&tag.trim_start_matches('/'));
        for (signature, layout, expected) in cases {
            assert_eq!(signature.layout(), layout, "{expected}");
            let html = signature.html().replace("-&gt;", "->");
            let mut out = String::new();
            for (number, part) in html.split('<').enumerate() {
                match part.split_once('>') {
                    Some((tag, text)) if number > 0 && is_tone(tag) => out.push_str(text),
                    _ if number > 0 => out.extend(["<", part]),
                    _ => out.push_str(part),
                }
            }
            assert_eq!(out, expected);
            let copied = out
                .replace("<span>", "")
                .replace("</span>", "")
                .replace("&#10;", "\n");
            assert_eq!(copied, signature.text());
        }
    }

    #[test]
    fn the_constructor_moves_with_the_class_around_it() {
        let header = Signature::one(Vec::new(), Some(Vec::new()), Vec::new());
        let narrow = with_constructor(header, signature(&["long_name_of_one", "b"], "None"));
        assert_eq!(narrow.layout(), "w40");
        assert!(
            narrow.html().contains("&#10;<span class=\"in\">    <i>def </i>"),
            "{}",
            narrow.html()
        );
        assert_eq!(narrow.text(), "()\n    def f(long_name_of_one, b) -> None");
    }
}
