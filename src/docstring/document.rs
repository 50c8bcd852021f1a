//! What a docstring says, as a tree.
//!
//! Offsets count the bytes of the cleaned docstring text. URLs are as written and not to
//! be trusted; the writers decide which of them become links.

use serde::{Deserialize, Serialize};

/// A parsed docstring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    /// The sections in the order of the text.
    pub sections: Vec<Section>,
}

/// A part of a docstring.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// The heading to show; empty for [`SectionKind::Text`].
    pub title: String,
    /// Prose; in a section that has entries, what stands before and between them.
    pub body: Vec<Block>,
    /// The documented parameters, exceptions and so on.
    pub entries: Vec<Entry>,
    /// Where its heading starts, or its text.
    pub offset: u32,
}

/// The kinds of sections that griffe and napoleon tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SectionKind {
    /// Prose without a heading of its own.
    Text,
    /// What is passed to a function.
    Parameters,
    /// Parameters that are seldom used (numpydoc).
    OtherParameters,
    /// Parameters that can only be passed by name, or that `**kwargs` takes.
    KeywordArguments,
    /// Type parameters (PEP 695).
    TypeParameters,
    /// The attributes of a class or module.
    Attributes,
    /// What a function returns.
    Returns,
    /// What a generator yields.
    Yields,
    /// What can be sent to a generator.
    Receives,
    /// The exceptions that may be raised.
    Raises,
    /// The warnings that may be issued.
    Warns,
    /// The methods of a class.
    Methods,
    /// The functions of a module.
    Functions,
    /// The classes of a module.
    Classes,
    /// The modules of a package.
    Modules,
    /// The type aliases of a module.
    TypeAliases,
    /// How it is used.
    Examples,
    /// Background.
    Notes,
    /// Literature.
    References,
    /// Related items.
    SeeAlso,
    /// What to beware of.
    Warnings,
    /// What is missing.
    Todo,
    /// A section with a heading of the author's own.
    Other,
}

/// One documented thing in a section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// Its names; several where one text documents several parameters, `*` and `**` included. Empty for
    /// exceptions, warnings and unnamed return values, which have only an annotation.
    pub names: Vec<String>,
    /// The type in the author's words, without markup; for [`SectionKind::Raises`] and
    /// [`SectionKind::Warns`] the exception; for methods and functions the arguments, with parentheses.
    pub annotation: Option<String>,
    /// The default value that the text names.
    pub default: Option<String>,
    /// Whether the text says that the parameter is optional.
    pub is_optional: bool,
    /// The description.
    pub body: Vec<Block>,
    /// Where the entry starts.
    pub offset: u32,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading inside the docstring; the highest has level 1.
    Heading {
        /// The level, 1 to 6.
        level: u8,
        /// The words.
        content: Vec<Inline>,
    },
    /// A list with bullets.
    Bullets(Vec<Vec<Block>>),
    /// A numbered list.
    Ordered {
        /// The first number.
        start: u32,
        /// How the numbers are written.
        numbering: Numbering,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Terms with their definitions; fields and command line options too.
    Definitions(Vec<Definition>),
    /// Text to be shown as it stands.
    Code {
        /// The language, or nothing; `pycon` for doctests.
        language: String,
        /// The text, without a newline at its end.
        text: String,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A table.
    Table(Table),
    /// A line between two parts.
    Rule,
    /// A note, a warning and the like.
    Admonition(Admonition),
    /// What changed in which version.
    Version(VersionNote),
    /// Lines that are not to be joined, such as an address or a poem.
    Lines(Vec<VerseLine>),
    /// A formula in TeX's notation.
    Math(String),
    /// An image with a paragraph of its own.
    Image(Image),
    /// Footnotes and citations.
    Footnotes(Vec<Footnote>),
    /// Raw HTML as written, neither balanced nor to be trusted.
    Html(String),
}

/// How the items of a list are numbered; the letters are HTML's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Numbering {
    /// `1`, `2`.
    Decimal,
    /// `a`, `b`.
    LowerAlpha,
    /// `A`, `B`.
    UpperAlpha,
    /// `i`, `ii`.
    LowerRoman,
    /// `I`, `II`.
    UpperRoman,
}

/// A term with its definition.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Definition {
    /// What is defined.
    pub term: Vec<Inline>,
    /// What it means.
    pub body: Vec<Block>,
}

/// A table. Rows may be of unequal length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Table {
    /// The title.
    pub title: Vec<Inline>,
    /// The rows of the head.
    pub head: Vec<Vec<Cell>>,
    /// The rows of the body.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The number of columns that it covers, at least 1.
    pub columns: u32,
    /// The number of rows that it covers, at least 1.
    pub rows: u32,
    /// What stands in it.
    pub body: Vec<Block>,
}

/// Text that is set apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Admonition {
    /// How urgent it is.
    pub kind: AdmonitionKind,
    /// Its title.
    pub title: Vec<Inline>,
    /// What it says.
    pub body: Vec<Block>,
}

/// The kinds of admonitions that mdBook has; all others are mapped to them and keep their own title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AdmonitionKind {
    /// Something to know.
    Note,
    /// Something that helps.
    Tip,
    /// Something not to be missed.
    Important,
    /// Something that may go wrong.
    Warning,
    /// Something that does harm.
    Caution,
}

/// A remark on a version of the package.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VersionNote {
    /// What happened.
    pub change: VersionChange,
    /// In which version; empty where the author does not say.
    pub version: String,
    /// What is said about it.
    pub body: Vec<Block>,
}

/// What may happen in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VersionChange {
    /// It is new.
    Added,
    /// It behaves differently.
    Changed,
    /// It should no longer be used.
    Deprecated,
    /// It is gone.
    Removed,
}

/// A line of a line block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VerseLine {
    /// How many columns it is indented.
    pub indent: u32,
    /// What it says.
    pub content: Vec<Inline>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// What it shows, in words.
    pub alt: String,
}

/// A footnote or citation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Footnote {
    /// What the text refers to it by.
    pub label: String,
    /// What it says.
    pub body: Vec<Block>,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Inline {
    /// Plain words; never a newline.
    Text(String),
    /// Code.
    Code(String),
    /// Stressed text.
    Emphasis(Vec<Inline>),
    /// Strongly stressed text.
    Strong(Vec<Inline>),
    /// What no longer holds, struck out.
    Struck(Vec<Inline>),
    /// A link to an address.
    Link {
        /// The address as written.
        url: String,
        /// The words to click on.
        content: Vec<Inline>,
    },
    /// A name that may be documented.
    Reference(Reference),
    /// A formula in TeX's notation.
    Math(String),
    /// A picture in the text.
    Image(Image),
    /// The mark of a footnote or citation: its label.
    FootnoteMark(String),
    /// The end of a line.
    Break,
    /// Raw HTML as written: one tag, mostly. Neither balanced nor to be trusted.
    Html(String),
}

/// A name in running text that may be that of a documented item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The name to look up: dotted, without `~`, `!` and parentheses. Leading dots lead up from the item.
    pub target: String,
    /// The reST role as written, such as `class` or `py:meth`.
    pub role: Option<String>,
    /// Whether the author asks for a link. Code that merely has the form of a name does not.
    pub is_explicit: bool,
    /// What is shown, linked or not.
    pub content: Vec<Inline>,
    /// Where it is written, markup included.
    pub offset: u32,
}

impl SectionKind {
    /// The heading under which such a section is shown.
    pub fn title(self) -> &'static str {
        match self {
            Self::Text | Self::Other => "",
            Self::Parameters => "Parameters",
            Self::OtherParameters => "Other parameters",
            Self::KeywordArguments => "Keyword arguments",
            Self::TypeParameters => "Type parameters",
            Self::Attributes => "Attributes",
            Self::Returns => "Returns",
            Self::Yields => "Yields",
            Self::Receives => "Receives",
            Self::Raises => "Raises",
            Self::Warns => "Warns",
            Self::Methods => "Methods",
            Self::Functions => "Functions",
            Self::Classes => "Classes",
            Self::Modules => "Modules",
            Self::TypeAliases => "Type aliases",
            Self::Examples => "Examples",
            Self::Notes => "Notes",
            Self::References => "References",
            Self::SeeAlso => "See also",
            Self::Warnings => "Warnings",
            Self::Todo => "To do",
        }
    }

    /// Whether sections of this kind list entries.
    pub fn has_entries(self) -> bool {
        !matches!(
            self,
            Self::Text
                | Self::Examples
                | Self::Notes
                | Self::References
                | Self::SeeAlso
                | Self::Warnings
                | Self::Todo
                | Self::Other
        )
    }
}

impl Block {
    /// An interactive session.
    pub(crate) fn doctest(text: String) -> Self {
        Self::Code {
            language: "pycon".to_owned(),
            text,
        }
    }
}

impl Section {
    /// An empty section with the usual heading of its kind.
    pub fn new(kind: SectionKind, offset: u32) -> Self {
        Self {
            kind,
            title: kind.title().to_owned(),
            body: Vec::new(),
            entries: Vec::new(),
            offset,
        }
    }

    /// Prose without a heading.
    pub fn text(body: Vec<Block>, offset: u32) -> Self {
        Self {
            body,
            ..Self::new(SectionKind::Text, offset)
        }
    }
}

impl Numbering {
    /// The value of HTML's attribute `type`.
    pub fn letter(self) -> char {
        match self {
            Self::Decimal => '1',
            Self::LowerAlpha => 'a',
            Self::UpperAlpha => 'A',
            Self::LowerRoman => 'i',
            Self::UpperRoman => 'I',
        }
    }
}

impl AdmonitionKind {
    /// The name in mdBook's classes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

impl VersionChange {
    /// The words before the version.
    pub fn words(self) -> &'static str {
        match self {
            Self::Added => "Added in version",
            Self::Changed => "Changed in version",
            Self::Deprecated => "Deprecated since version",
            Self::Removed => "Removed in version",
        }
    }

    /// The word where no version is given.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Removed => "Removed",
        }
    }
}

impl VersionNote {
    /// What it says before its body, such as `Added in version 1.2`.
    pub fn label(&self) -> String {
        if self.version.is_empty() {
            self.change.word().to_owned()
        } else {
            format!("{} {}", self.change.words(), self.version)
        }
    }
}

impl Cell {
    /// A cell that covers one column and one row.
    pub fn new(body: Vec<Block>) -> Self {
        Self {
            columns: 1,
            rows: 1,
            body,
        }
    }
}

/// The words of running text, without markup.
pub fn words(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_words(&mut out, inlines);
    out
}

fn push_words(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Math(text) | Inline::Html(text) => {
                out.push_str(text);
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Struck(inner)
            | Inline::Link { content: inner, .. } => {
                push_words(out, inner);
            }
            Inline::Reference(reference) => push_words(out, &reference.content),
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::FootnoteMark(_) => {}
            Inline::Break => out.push(' '),
        }
    }
}
