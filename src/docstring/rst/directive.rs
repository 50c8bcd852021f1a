//! Directives: what `.. name:: argument` means. The names are docutils' and Sphinx's.

use super::{code, list, table_directive};
use crate::diagnostic::Code;
use crate::docstring::context::Context;
use crate::docstring::document::{
    Admonition, AdmonitionKind, Block, Definition, Image, Inline, VersionChange, VersionNote,
};
use crate::docstring::lines::{self, Line};
use crate::docstring::{Span, reference};

/// A directive taken apart.
#[derive(Debug)]
pub(super) struct Directive<'a> {
    pub(super) name: &'a str,
    /// The place of the name and the argument.
    pub(super) span: Span,
    /// What stands behind the colons.
    pub(super) argument: Line<'a>,
    /// `:name: value` lines right below.
    options: Vec<(&'a str, &'a str)>,
    /// The lines below, at the left margin, without the options.
    pub(super) content: Vec<Line<'a>>,
}

/// What a directive is shown as.
enum Form {
    Admonition(AdmonitionKind, &'static str),
    /// An admonition whose title is the argument.
    Titled(AdmonitionKind),
    Version(VersionChange),
    /// Code in the language of the argument, or always in one.
    Code(Option<&'static str>),
    /// Markup of another format.
    Raw,
    Math,
    Image,
    Rubric,
    Quote,
    /// Its content, as if the directive were not there.
    Content,
    /// Nothing: it speaks to a program.
    Nothing,
    Table,
    Summary,
    /// The description of an item.
    Item,
}

fn form(name: &str) -> Option<Form> {
    use AdmonitionKind::{Caution, Important, Note, Tip, Warning};
    Some(match name.strip_prefix("py:").unwrap_or(name) {
        "note" => Form::Admonition(Note, "Note"),
        "tip" => Form::Admonition(Tip, "Tip"),
        "hint" => Form::Admonition(Tip, "Hint"),
        "important" => Form::Admonition(Important, "Important"),
        "attention" => Form::Admonition(Warning, "Attention"),
        "warning" => Form::Admonition(Warning, "Warning"),
        "caution" => Form::Admonition(Warning, "Caution"),
        "danger" => Form::Admonition(Caution, "Danger"),
        "error" => Form::Admonition(Caution, "Error"),
        "seealso" => Form::Admonition(Note, "See also"),
        "todo" => Form::Admonition(Note, "To do"),
        "admonition" | "topic" | "sidebar" => Form::Titled(Note),
        "versionadded" => Form::Version(VersionChange::Added),
        "versionchanged" => Form::Version(VersionChange::Changed),
        "deprecated" => Form::Version(VersionChange::Deprecated),
        "versionremoved" => Form::Version(VersionChange::Removed),
        "code-block" | "code" | "sourcecode" | "prompt" | "parsed-literal" | "productionlist"
        | "code-cell" => Form::Code(None),
        "doctest" => Form::Code(Some("pycon")),
        "testcode" | "testsetup" | "testcleanup" | "plot" | "ipython" | "jupyter-execute" => {
            Form::Code(Some("python"))
        }
        "raw" => Form::Raw,
        "testoutput" | "graphviz" | "digraph" | "inheritance-diagram" | "mermaid" | "uml" => {
            Form::Code(Some(""))
        }
        "math" => Form::Math,
        "image" | "figure" => Form::Image,
        "rubric" | "centered" => Form::Rubric,
        "epigraph" | "pull-quote" | "highlights" => Form::Quote,
        "container" | "compound" | "only" | "class" | "rst-class" | "cssclass" | "hlist" | "glossary"
        | "details" | "collapse" | "dropdown" | "tabs" | "header" | "footer" | "acks" | "ifconfig" => {
            Form::Content
        }
        "highlight"
        | "index"
        | "contents"
        | "currentmodule"
        | "module"
        | "default-role"
        | "role"
        | "sectnum"
        | "default-domain"
        | "tabularcolumns"
        | "meta"
        | "title"
        | "sectionauthor"
        | "codeauthor"
        | "toctree"
        | "moduleauthor"
        | "restructuredtext-test-directive" => Form::Nothing,
        "table" | "list-table" | "csv-table" => Form::Table,
        "autosummary" => Form::Summary,
        "function" | "method" | "classmethod" | "staticmethod" | "attribute" | "data" | "exception"
        | "describe" | "object" | "property" | "decorator" | "option" | "envvar" | "confval"
        | "decoratormethod" => Form::Item,
        _ => return None,
    })
}

/// Whether a directive of this name is known.
pub(super) fn is_known(name: &str) -> bool {
    form(name).is_some()
}

impl<'a> Directive<'a> {
    /// Takes a directive apart; `first` is the line behind the two dots.
    pub(super) fn new(first: Line<'a>, below: &[Line<'a>]) -> Option<Self> {
        let (name, argument) = first.text.split_once("::")?;
        let is_apart = argument.is_empty() || argument.starts_with(' ');
        let directive = Self::named(name.trim_end(), first.with(argument.trim()), below)?;
        is_apart.then_some(Self {
            span: first.span(),
            ..directive
        })
    }

    /// Takes the lines below a directive apart.
    pub(super) fn named(name: &'a str, argument: Line<'a>, below: &[Line<'a>]) -> Option<Self> {
        let is_name = name.starts_with(char::is_alphanumeric)
            && name
                .chars()
                .all(|other| other.is_alphanumeric() || "-_.+:".contains(other));
        if !is_name {
            return None;
        }
        let below = lines::dedent(below, lines::common_indent(below));
        let options: Vec<_> = below.iter().map_while(|line| option(line.text)).collect();
        let content = below.get(options.len()..).unwrap_or_default().to_vec();
        Some(Self {
            name,
            span: argument.span(),
            argument,
            options,
            content,
        })
    }

    /// The value of an option.
    pub(super) fn option(&self, name: &str) -> Option<&'a str> {
        self.options
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| *value)
    }

    /// The content, with the text behind the colons as its first line.
    fn whole(&self) -> Vec<Line<'a>> {
        let mut all = vec![self.argument];
        all.extend(self.content.iter().copied());
        lines::trim(&all).to_vec()
    }

    fn text(&self) -> String {
        lines::join(&lines::flush(&self.content))
    }
}

fn option(text: &str) -> Option<(&str, &str)> {
    let (name, width) = list::field(text)?;
    Some((name, text.get(width..)?.trim()))
}

/// The blocks that a directive is shown as.
pub(super) fn blocks(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let Some(form) = form(directive.name) else {
        return unknown(directive, ctx);
    };
    let argument = directive.argument;
    match form {
        Form::Admonition(kind, title) => {
            let body = ctx.blocks(&directive.whole());
            vec![Block::Admonition(Admonition {
                kind,
                title: list::plain(title),
                body,
            })]
        }
        Form::Titled(kind) => {
            let title = ctx.line(argument);
            vec![Block::Admonition(Admonition {
                kind,
                title,
                body: ctx.blocks(&directive.content),
            })]
        }
        Form::Version(change) => vec![version(directive, change, ctx)],
        Form::Code(language) => code_block(directive, language),
        Form::Raw if directive.argument.text == "html" && !directive.text().is_empty() => {
            vec![Block::Html(directive.text())]
        }
        Form::Raw => code_block(directive, Some("")),
        Form::Math => {
            let text = lines::join(&directive.whole());
            if text.is_empty() {
                Vec::new()
            } else {
                vec![Block::Math(text)]
            }
        }
        Form::Image => {
            let alt = directive.option("alt").unwrap_or_default().to_owned();
            let mut blocks = vec![Block::Image(Image {
                url: argument.text.replace(' ', ""),
                alt,
            })];
            blocks.extend(ctx.blocks(&directive.content));
            blocks
        }
        Form::Rubric => vec![Block::Paragraph(vec![Inline::Strong(ctx.line(argument))])],
        Form::Quote => vec![Block::Quote(ctx.blocks(&directive.whole()))],
        Form::Content => ctx.blocks(&directive.content),
        Form::Nothing => Vec::new(),
        Form::Table => table_directive::blocks(directive, ctx),
        Form::Summary => summary(&directive.content),
        Form::Item => vec![item(directive, ctx)],
    }
}

/// The first word is the version; what follows is said about it.
fn version(directive: &Directive<'_>, change: VersionChange, ctx: &mut Context) -> Block {
    let argument = directive.argument;
    let (version, rest) = argument.text.split_once(' ').unwrap_or((argument.text, ""));
    let mut all = vec![argument.with(rest.trim_start())];
    all.extend(directive.content.iter().copied());
    let body = ctx.blocks(&all);
    Block::Version(VersionNote {
        change,
        version: version.trim_end_matches([':', ',']).to_owned(),
        body,
    })
}

fn code_block(directive: &Directive<'_>, language: Option<&str>) -> Vec<Block> {
    let text = directive.text();
    let argument = directive.argument.text;
    // `plot` may name a file instead of holding code; then there is nothing to show.
    if text.is_empty() {
        return Vec::new();
    }
    let language = match (directive.name, language) {
        (_, Some(fixed)) => fixed,
        ("parsed-literal" | "productionlist", None) => "",
        ("prompt", None) => "sh",
        // In Python docstrings, code is Python.
        (_, None) if argument.is_empty() => "python",
        (_, None)
            if argument
                .chars()
                .all(|other| other.is_ascii_alphanumeric() || "+-#.".contains(other)) =>
        {
            argument
        }
        (_, None) => "",
    };
    let language = if matches!(language, "none" | "text") {
        ""
    } else {
        language
    };
    vec![code(text, language)]
}

/// The names of an `autosummary`, one a line.
fn summary(content: &[Line<'_>]) -> Vec<Block> {
    let items: Vec<_> = content
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| {
            let name = line.content().split(' ').next().unwrap_or_default();
            let shown = if let Some(short) = name.strip_prefix('~') {
                short.rsplit('.').next()
            } else {
                Some(name)
            };
            let content = vec![Inline::Code(shown.unwrap_or_default().to_owned())];
            let reference = reference::explicit(
                name.trim_start_matches('~'),
                None,
                content,
                line.with(line.content()).offset,
            );
            vec![Block::Paragraph(vec![reference])]
        })
        .collect();
    if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::Bullets(items)]
    }
}

fn item(directive: &Directive<'_>, ctx: &mut Context) -> Block {
    let term = vec![Inline::Code(directive.argument.text.to_owned())];
    Block::Definitions(vec![Definition {
        term,
        body: ctx.blocks(&directive.content),
    }])
}

/// An unknown directive: its first line as code, its content quoted below.
fn unknown(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    let Directive { name, argument, .. } = directive;
    ctx.find(
        Code::UnknownMarkup,
        directive.span,
        format!("`{name}` is not a known directive"),
    );
    let head = format!(".. {name}:: {}", argument.text);
    let mut body = vec![Block::Paragraph(vec![Inline::Code(head.trim_end().to_owned())])];
    body.extend(ctx.blocks(&directive.content));
    vec![Block::Quote(body)]
}
