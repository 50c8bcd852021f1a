//! Directives taken apart: `.. name:: argument`, options, content. The names are docutils' and Sphinx's.

use super::list;
use crate::docstring::Span;
use crate::docstring::document::{AdmonitionKind, VersionChange};
use crate::docstring::lines::{self, Line};

/// The options of directives that hold prose or code. In such a directive a field of another name is content.
const OPTIONS: &[&str] = &[
    "alt",
    "align",
    "caption",
    "class",
    "collapsible",
    "color",
    "columns",
    "context",
    "dedent",
    "emphasize-lines",
    "encoding",
    "figclass",
    "figwidth",
    "file",
    "filename-prefix",
    "force",
    "format",
    "height",
    "hide",
    "hide-code",
    "hide-output",
    "icon",
    "id",
    "include-source",
    "label",
    "language",
    "lineno-start",
    "linenos",
    "name",
    "no-index",
    "nofigs",
    "no-title",
    "no-trim-doctest-flags",
    "no-wrap",
    "nowrap",
    "number-lines",
    "open",
    "options",
    "pyversion",
    "scale",
    "show-source-link",
    "skipif",
    "sorted",
    "subtitle",
    "suppress",
    "tags",
    "title",
    "trim-doctest-flags",
    "verbatim",
    "width",
];

/// A directive taken apart.
#[derive(Debug)]
pub(super) struct Directive<'a> {
    pub(super) name: &'a str,
    pub(super) form: Option<Form>,
    /// The place of the name and the argument.
    pub(super) span: Span,
    /// What stands behind the colons.
    pub(super) argument: Line<'a>,
    /// The lines that stand right below: more of the argument, where there is one.
    head: Vec<Line<'a>>,
    /// The names and the lines of `:name: value`.
    options: Vec<(&'a str, Vec<Line<'a>>)>,
    /// The lines behind the head and the options.
    rest: Vec<Line<'a>>,
}

/// What a directive is shown as.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    Admonition(AdmonitionKind, &'static str),
    /// An admonition whose title is the argument.
    Titled(AdmonitionKind),
    Version(VersionChange),
    /// Code in the language of the argument, or always in one.
    Code(Option<&'static str>),
    /// Code with running text in it.
    ParsedLiteral,
    /// Code that starts with the argument.
    Productions,
    /// Code, or a picture that a file of code makes.
    Plot,
    /// Markup of another format.
    Raw,
    Math,
    Image,
    Rubric,
    Quote,
    /// Its content, as if the directive were not there.
    Content,
    /// The argument, and the content below it.
    Panel,
    Glossary,
    /// Nothing: it speaks to a program.
    Nothing,
    Table,
    Summary,
    /// The description of an item.
    Item,
    /// The description of an item that is written elsewhere.
    Auto,
    /// Something that is read from elsewhere; nothing is read here.
    File,
    DefaultRole,
    Role,
}

fn form(name: &str, argument: &str) -> Option<Form> {
    // In Sphinx, `class` describes one; in docutils it gives what follows a class of HTML.
    let is_class = name == "py:class" || argument.contains('(') || starts_with_capital(argument);
    if name == "py:class" || name == "class" && is_class {
        return Some(Form::Item);
    }
    let name = name.strip_prefix("py:").unwrap_or(name);
    prose(name).or_else(|| literal(name)).or_else(|| other(name))
}

fn starts_with_capital(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.starts_with(char::is_uppercase)
}

/// Directives around prose.
fn prose(name: &str) -> Option<Form> {
    use AdmonitionKind::{Caution, Important, Note, Tip, Warning};
    Some(match name {
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
        "versionadded" | "version-added" => Form::Version(VersionChange::Added),
        "versionchanged" | "version-changed" => Form::Version(VersionChange::Changed),
        "deprecated" | "version-deprecated" => Form::Version(VersionChange::Deprecated),
        "versionremoved" | "version-removed" => Form::Version(VersionChange::Removed),
        "rubric" | "centered" => Form::Rubric,
        "epigraph" | "pull-quote" | "highlights" => Form::Quote,
        "container" | "compound" | "only" | "class" | "rst-class" | "cssclass" | "hlist" | "tabs"
        | "tab-set" | "grid" | "header" | "footer" | "acks" | "ifconfig" => Form::Content,
        "details" | "collapse" | "dropdown" | "tab" | "tab-item" | "group-tab" | "card"
        | "grid-item-card" => Form::Panel,
        "glossary" => Form::Glossary,
        _ => return None,
    })
}

/// Directives around text that is shown as it stands.
fn literal(name: &str) -> Option<Form> {
    Some(match name {
        "code-block" | "code" | "sourcecode" | "prompt" | "code-cell" => Form::Code(None),
        "parsed-literal" => Form::ParsedLiteral,
        "productionlist" => Form::Productions,
        "plot" => Form::Plot,
        "doctest" => Form::Code(Some("pycon")),
        "testcode" | "testsetup" | "testcleanup" | "ipython" | "jupyter-execute" => {
            Form::Code(Some("python"))
        }
        "testoutput" | "graphviz" | "digraph" | "graph" | "inheritance-diagram" | "mermaid" | "uml" => {
            Form::Code(Some(""))
        }
        "raw" => Form::Raw,
        "math" => Form::Math,
        _ => return None,
    })
}

fn other(name: &str) -> Option<Form> {
    Some(match name {
        "image" | "figure" => Form::Image,
        "table" | "list-table" | "csv-table" => Form::Table,
        "autosummary" => Form::Summary,
        "function" | "method" | "classmethod" | "staticmethod" | "attribute" | "data" | "exception"
        | "describe" | "object" | "property" | "type" | "decorator" | "decoratormethod" | "option"
        | "envvar" | "confval" | "cmdoption" | "program" => Form::Item,
        "autoclass" | "autofunction" | "automethod" | "autoattribute" | "autodata" | "autoexception"
        | "automodule" | "autoproperty" | "autodecorator" | "autotypevar" => Form::Auto,
        "include" | "literalinclude" => Form::File,
        "default-role" => Form::DefaultRole,
        "role" => Form::Role,
        "highlight"
        | "index"
        | "contents"
        | "currentmodule"
        | "module"
        | "sectnum"
        | "default-domain"
        | "tabularcolumns"
        | "target-notes"
        | "meta"
        | "title"
        | "sectionauthor"
        | "codeauthor"
        | "moduleauthor"
        | "toctree"
        | "todolist"
        | "restructuredtext-test-directive" => Form::Nothing,
        _ => return None,
    })
}

/// Whether a directive of this name is known.
pub(super) fn is_known(name: &str) -> bool {
    form(name, "").is_some()
}

impl<'a> Directive<'a> {
    /// Takes a directive apart; `first` is the line behind the two dots.
    pub(super) fn new(first: Line<'a>, below: &[Line<'a>]) -> Option<Self> {
        let (name, argument) = first.text.split_once("::")?;
        let is_apart = argument.is_empty() || argument.starts_with(' ');
        let directive = Self::named(first.with(name.trim_end()), first.with(argument.trim()), below)?;
        is_apart.then_some(Self {
            span: first.span(),
            ..directive
        })
    }

    /// Takes the lines below a directive apart.
    pub(super) fn named(name: Line<'a>, argument: Line<'a>, below: &[Line<'a>]) -> Option<Self> {
        let last = if argument.is_blank() { name } else { argument };
        let span = Span {
            start: name.offset,
            end: last.span().end,
        };
        let name = name.text;
        let is_name = name.starts_with(char::is_alphanumeric)
            && name
                .chars()
                .all(|other| other.is_alphanumeric() || "-_.+:".contains(other));
        if !is_name {
            return None;
        }
        let form = form(name, argument.text);
        let below = lines::dedent(below, lines::common_indent(below));
        let head = lines::paragraph_end(&below, 0);
        let start = below
            .iter()
            .take(head)
            .position(|line| list::field(line.text).is_some())
            .unwrap_or(head);
        let (options, end) = options(&below, start, head, form);
        let (start, end) = if options.is_empty() {
            (head, head)
        } else {
            (start, end)
        };
        Some(Self {
            name,
            form,
            span,
            argument,
            head: below.get(..start).unwrap_or_default().to_vec(),
            options,
            rest: below.get(end..).unwrap_or_default().to_vec(),
        })
    }

    /// The lines of an option's value.
    pub(super) fn option_lines(&self, name: &str) -> Option<&[Line<'a>]> {
        let found = self.options.iter().find(|(other, _)| *other == name)?;
        Some(found.1.as_slice())
    }

    /// The value of an option, on one line.
    pub(super) fn option(&self, name: &str) -> Option<String> {
        let lines = self.option_lines(name)?;
        Some(lines::join(lines).replace('\n', " ").trim().to_owned())
    }

    /// The argument with the lines below that belong to it.
    pub(super) fn arguments(&self) -> Vec<Line<'a>> {
        let mut all = vec![self.argument];
        all.extend(self.head.iter().copied());
        lines::trim(&all).to_vec()
    }

    /// The content of a directive whose argument may take several lines.
    pub(super) fn content(&self) -> &[Line<'a>] {
        lines::trim(&self.rest)
    }

    /// The content of a directive whose argument has one line at most.
    pub(super) fn below(&self) -> Vec<Line<'a>> {
        let mut all = self.head.clone();
        all.extend(self.rest.iter().copied());
        lines::trim(&all).to_vec()
    }

    /// The content of a directive without an argument: it starts behind the colons.
    pub(super) fn whole(&self) -> Vec<Line<'a>> {
        let mut all = vec![self.argument];
        all.extend(self.head.iter().copied());
        all.extend(self.rest.iter().copied());
        lines::trim(&all).to_vec()
    }
}

/// The options in a part of the lines below a directive, and where they end.
fn options<'a>(
    below: &[Line<'a>],
    start: usize,
    end: usize,
    form: Option<Form>,
) -> (Vec<(&'a str, Vec<Line<'a>>)>, usize) {
    let takes_any = matches!(
        form,
        None | Some(
            Form::Image
                | Form::Table
                | Form::Summary
                | Form::Item
                | Form::Auto
                | Form::File
                | Form::Nothing
                | Form::Role
        )
    );
    let mut options: Vec<(&str, Vec<Line<'_>>)> = Vec::new();
    for (index, line) in below.iter().enumerate().take(end).skip(start) {
        if let Some((name, width)) = list::field(line.text) {
            if !takes_any && !OPTIONS.contains(&name) {
                return (options, index);
            }
            options.push((name, vec![line.with(line.text.get(width..).unwrap_or_default())]));
        } else if let Some((_, value)) = options.last_mut()
            && line.indent() > 0
        {
            value.push(line.with(line.content()));
        } else {
            return (options, index);
        }
    }
    (options, end)
}
