//! Signatures: built as pieces, wrapped by width as a formatter would, with links where names are known.

use super::escape;
use super::markup::Links;
use crate::model::{Class, Expression, Function, Parameter, ParameterKind, TypeParameter, TypeParameterKind};
use crate::resolve::{Usage, Wanted};

/// Longer signatures are written with one parameter on each line.
const LINE_WIDTH: usize = 88;

/// Longer values are cut; the source has the rest.
const VALUE_WIDTH: usize = 120;

/// A signature that can be written as HTML or as plain text.
#[derive(Default)]
pub(super) struct Signature {
    lines: Vec<Vec<Piece>>,
}

struct Piece {
    text: String,
    url: Option<String>,
    class: &'static str,
}

/// The classes of pieces, which the style sheet tones.
mod class {
    pub(super) const PLAIN: &str = "";
    pub(super) const KEYWORD: &str = "autodoc-k";
    pub(super) const NAME: &str = "autodoc-n";
    pub(super) const PARAMETER: &str = "autodoc-p";
    pub(super) const DEFAULT: &str = "autodoc-d";
}

impl Signature {
    /// HTML for the inside of `<pre><code>`; it has no line breaks, which are written as `&#10;`.
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            if number > 0 {
                out.push_str("&#10;");
            }
            for piece in line {
                piece_html(&mut out, piece);
            }
        }
        out
    }

    /// The same as plain text.
    pub(super) fn text(&self) -> String {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

fn piece_html(out: &mut String, piece: &Piece) {
    let mut text = String::new();
    escape::pre(&mut text, &piece.text);
    let close = match (&piece.url, piece.class) {
        (Some(url), _) => {
            out.push_str("<a href=\"");
            escape::attribute(out, url);
            out.push_str("\">");
            "</a>"
        }
        (None, "") => "",
        (None, class) => {
            out.push_str("<span class=\"");
            out.push_str(class);
            out.push_str("\">");
            "</span>"
        }
    };
    out.push_str(&text);
    out.push_str(close);
}

/// A class with the constructor that it has at run time below its header.
pub(super) fn with_constructor(mut header: Signature, constructor: Signature) -> Signature {
    header.lines.extend(constructor.lines.into_iter().map(|mut line| {
        line.insert(
            0,
            Piece {
                text: "    ".to_owned(),
                url: None,
                class: class::PLAIN,
            },
        );
        line
    }));
    header
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
    builder.push(if is_async { "async def " } else { "def " }, class::KEYWORD);
    builder.push(name, class::NAME);
    builder.type_parameters(&function.type_parameters);
    let arguments = parameters(&function.parameters, skip_self, links);
    let mut end = Builder::new(links);
    if let Some(returns) = &function.returns {
        end.push(" -> ", class::PLAIN);
        end.annotation(returns);
    }
    wrap(builder.pieces, Some(arguments), end.pieces)
}

/// `class Name[T](Base, metaclass=M)`
pub(super) fn class(name: &str, class: &Class, links: &dyn Links) -> Signature {
    let mut builder = Builder::new(links);
    builder.push("class ", class::KEYWORD);
    builder.push(name, class::NAME);
    builder.type_parameters(&class.type_parameters);
    let bases = class.bases.iter().map(|base| {
        let mut argument = Builder::new(links);
        argument.expression(base, class::PLAIN);
        argument.pieces
    });
    let keywords = class.keywords.iter().map(|keyword| {
        let mut argument = Builder::new(links);
        let (open, name) = if keyword.name.is_empty() {
            ("**", "")
        } else {
            ("", keyword.name.as_str())
        };
        argument.push(open, class::PLAIN);
        argument.push(name, class::PARAMETER);
        argument.push(if name.is_empty() { "" } else { "=" }, class::PLAIN);
        argument.expression(&keyword.value, class::DEFAULT);
        argument.pieces
    });
    let arguments: Vec<Vec<Piece>> = bases.chain(keywords).collect();
    wrap(
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
    builder.push(name, class::NAME);
    if let Some(annotation) = annotation {
        builder.push(": ", class::PLAIN);
        builder.annotation(annotation);
    }
    if let Some(value) = value {
        builder.push(" = ", class::PLAIN);
        builder.value(value);
    }
    wrap(builder.pieces, None, Vec::new())
}

/// `type Name[T] = value`
pub(super) fn type_alias(
    name: &str,
    parameters: &[TypeParameter],
    value: &Expression,
    links: &dyn Links,
) -> Signature {
    let mut builder = Builder::new(links);
    builder.push("type ", class::KEYWORD);
    builder.push(name, class::NAME);
    builder.type_parameters(parameters);
    builder.push(" = ", class::PLAIN);
    builder.expression(value, class::PLAIN);
    wrap(builder.pieces, None, Vec::new())
}

/// `@decorator`
pub(super) fn decorator(decorator: &Expression, links: &dyn Links) -> Signature {
    let mut builder = Builder::new(links);
    builder.push("@", class::PLAIN);
    builder.value(decorator);
    wrap(builder.pieces, None, Vec::new())
}

/// An annotation by itself, with the links that its names have where they are written.
pub(super) fn annotation(annotation: &Expression, usage: Usage, links: &dyn Links) -> Signature {
    let mut builder = Builder::new(links);
    builder.usage = usage;
    builder.annotation(annotation);
    wrap(builder.pieces, None, Vec::new())
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

    fn push(&mut self, text: &str, class: &'static str) {
        if !text.is_empty() {
            self.pieces.push(Piece {
                text: text.to_owned(),
                url: None,
                class,
            });
        }
    }

    fn expression(&mut self, expression: &Expression, class: &'static str) {
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
            self.push(expression.text.get(done..start).unwrap_or_default(), class);
            self.pieces.push(Piece {
                text: name.to_owned(),
                url: Some(url),
                class,
            });
            done = span.end as usize;
        }
        self.push(expression.text.get(done..).unwrap_or_default(), class);
    }

    /// A type; the documentation in it stands with the docstring.
    fn annotation(&mut self, annotation: &Expression) {
        self.expression(&annotation.undocumented(), class::PLAIN);
    }

    /// A value: shown short, and without links where it is cut.
    fn value(&mut self, value: &Expression) {
        if value.text.chars().count() <= VALUE_WIDTH && !value.text.contains(['\n', '\r']) {
            return self.expression(value, class::DEFAULT);
        }
        let short: String = value
            .text
            .chars()
            .take(VALUE_WIDTH)
            .take_while(|c| !matches!(c, '\n' | '\r'))
            .collect();
        self.push(&format!("{}…", short.trim_end()), class::DEFAULT);
    }

    fn type_parameters(&mut self, parameters: &[TypeParameter]) {
        for (number, parameter) in parameters.iter().enumerate() {
            self.push(if number == 0 { "[" } else { ", " }, class::PLAIN);
            self.push(
                match parameter.kind {
                    TypeParameterKind::TypeVar => "",
                    TypeParameterKind::TypeVarTuple => "*",
                    TypeParameterKind::ParamSpec => "**",
                },
                class::PLAIN,
            );
            self.push(&parameter.name, class::PARAMETER);
            if let Some(bound) = &parameter.bound {
                self.push(": ", class::PLAIN);
                self.expression(bound, class::PLAIN);
            }
            if let Some(default) = &parameter.default {
                self.push(" = ", class::PLAIN);
                self.expression(default, class::DEFAULT);
            }
        }
        self.push(if parameters.is_empty() { "" } else { "]" }, class::PLAIN);
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.push(
            match parameter.kind {
                ParameterKind::VarPositional => "*",
                ParameterKind::VarKeyword => "**",
                _ => "",
            },
            class::PLAIN,
        );
        self.push(&parameter.name, class::PARAMETER);
        if let Some(annotation) = &parameter.annotation {
            self.push(": ", class::PLAIN);
            self.annotation(annotation);
        }
        if let Some(default) = &parameter.default {
            self.push(
                if parameter.annotation.is_some() {
                    " = "
                } else {
                    "="
                },
                class::PLAIN,
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
            class: class::PLAIN,
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

/// Puts a signature on one line, or its arguments on one line each.
fn wrap(head: Vec<Piece>, arguments: Option<Vec<Vec<Piece>>>, end: Vec<Piece>) -> Signature {
    let width = |pieces: &[Piece]| {
        pieces
            .iter()
            .map(|piece| piece.text.chars().count())
            .sum::<usize>()
    };
    let Some(arguments) = arguments else {
        return Signature {
            lines: vec![head.into_iter().chain(end).collect()],
        };
    };
    let plain = |text: &str| Piece {
        text: text.to_owned(),
        url: None,
        class: class::PLAIN,
    };
    let all: usize = arguments.iter().map(|argument| width(argument) + 2).sum();
    let fits = width(&head) + all + width(&end) <= LINE_WIDTH;
    let mut lines = vec![head];
    lines[0].push(plain("("));
    if fits || arguments.is_empty() {
        for (number, argument) in arguments.into_iter().enumerate() {
            if number > 0 {
                lines[0].push(plain(", "));
            }
            lines[0].extend(argument);
        }
        lines[0].push(plain(")"));
        lines[0].extend(end);
        return Signature { lines };
    }
    for argument in arguments {
        let mut line = vec![plain("    ")];
        line.extend(argument);
        line.push(plain(","));
        lines.push(line);
    }
    let mut last = vec![plain(")")];
    last.extend(end);
    lines.push(last);
    Signature { lines }
}
