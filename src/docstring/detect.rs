//! Which style a docstring is written in, from what stands in it.

use std::cmp::Ordering;

use super::context::Markup;
use super::lines::{self, Line};
use super::{Prose, Style, Usual, fields, google, numpy};

/// How far the other bracket of a pair may be away on its line, so that a line of brackets takes no longer than any other.
const MOST_BYTES: usize = 500;

/// What speaks for each style and markup in one docstring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    google: u32,
    numpy: u32,
    sphinx: u32,
    epytext: u32,
    /// `Note:`, `Example:` and the like with a block below: Google's, or just words.
    remarks: u32,
    /// `L{name}` and the like, of epytext.
    braces: u32,
    /// Directives, roles, double backticks, `link_`.
    rst: u32,
    /// `::` at the end of a line, which epytext has too.
    literals: u32,
    /// Fences, headings, `[text](url)`.
    markdown: u32,
    /// Headings behind one `#`, which may be comments in code without indentation.
    hashes: u32,
    /// Directives in fences, `` {role}`text` ``, `(target)=`.
    myst: u32,
    /// Code in single backticks: Markdown, or reST's default role.
    backticks: u32,
}

/// How a docstring is read: its style, and the markup of its prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    style: Style,
    /// `None` to find it out.
    markup: Option<Markup>,
}

impl From<Style> for Manner {
    fn from(style: Style) -> Self {
        Self { style, markup: None }
    }
}

impl Manner {
    /// A style with the markup that the evidence asks for: that of the package's declaration if there is one, else
    /// the docstring's own, else that of most docstrings in the package.
    pub(super) fn new(
        style: Style,
        evidence: Evidence,
        declared: Option<Prose>,
        usual: Option<Prose>,
    ) -> Self {
        let prose = declared.or_else(|| evidence.prose().or(usual));
        Self {
            style,
            markup: Some(evidence.markup(style, prose)),
        }
    }

    /// The style.
    pub fn style(self) -> Style {
        self.style
    }

    pub(super) fn markup(self, lines: &[Line<'_>]) -> Markup {
        self.markup.unwrap_or_else(|| {
            let is_open = matches!(self.style, Style::Google | Style::NumPy | Style::Sphinx);
            let evidence = if is_open {
                Evidence::of(lines)
            } else {
                Evidence::default()
            };
            let evidence = evidence.weighed(Usual::default());
            evidence.markup(self.style, evidence.prose())
        })
    }
}

/// The style in which a docstring is written, or `None` where nothing in it tells.
pub fn detect(text: &str) -> Option<Style> {
    Evidence::of(&lines::split(text))
        .weighed(Usual::default())
        .style(None)
}

impl Evidence {
    pub(crate) fn of(lines: &[Line<'_>]) -> Self {
        let mut found = Self::default();
        let mut fence: Option<&str> = None;
        // The indentation of the line above a literal block.
        let mut literal: Option<usize> = None;
        for (index, line) in lines.iter().enumerate() {
            let content = line.content();
            let Some(first) = content.bytes().next() else {
                continue;
            };
            let mark = match first {
                b'`' | b'~' => ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark)),
                _ => None,
            };
            match (fence, mark) {
                (None, Some(mark)) => {
                    let info = content.trim_start_matches(['`', '~']);
                    // reST underlines sections with tildes, too; a fence has a language or nothing behind it.
                    let is_fence = mark == "```" || info.starts_with(char::is_alphabetic);
                    if is_fence {
                        found.markdown += 3;
                        found.myst += 3 * u32::from(is_braced(info));
                        fence = Some(mark);
                    }
                    continue;
                }
                (Some(open), Some(mark)) if open == mark => {
                    fence = None;
                    continue;
                }
                (Some(_), _) => continue,
                (None, None) => {}
            }
            let indent = line.indent();
            if literal.is_some_and(|above| indent > above) {
                continue;
            }
            literal = None;
            // What stands in a doctest says nothing about the prose.
            if first == b'>' && content.starts_with(">>>") || first == b'.' && content.starts_with("...") {
                continue;
            }
            if found.structure(lines, index, first, content) {
                literal = Some(indent);
            }
            found.inline(content);
        }
        found
    }

    /// Evidence of a line as a whole, which starts with the byte `first`; whether a literal block follows.
    fn structure(&mut self, lines: &[Line<'_>], index: usize, first: u8, content: &str) -> bool {
        let is_margin = lines.get(index).is_some_and(|line| line.indent() == 0);
        match first {
            b'#' if is_margin => {
                let hashes = content.bytes().take_while(|byte| *byte == b'#').count();
                if hashes <= 6 && content.as_bytes().get(hashes) == Some(&b' ') {
                    *(if hashes == 1 {
                        &mut self.hashes
                    } else {
                        &mut self.markdown
                    }) += 2;
                }
            }
            b'!' | b'?' | b'/' | b'=' if is_margin && is_python_markdown(content) => self.markdown += 3,
            b'>' if is_margin => self.markdown += 3 * u32::from(content.starts_with("> [!")),
            b':' if content.starts_with(":::") => {
                self.myst += 3 * u32::from(is_braced(content.trim_start_matches(':')));
            }
            b':' => self.sphinx += u32::from(fields::known(content, ':')),
            b'@' => self.epytext += u32::from(fields::known(content, '@')),
            b'.' if content.starts_with(".. ") => {
                let rest = content.get(3..).unwrap_or_default();
                let is_markup = rest.starts_with(['_', '|', '[']) || rest.contains("::");
                self.rst += if is_markup { 2 } else { 0 };
                return false;
            }
            b'(' if is_margin => self.myst += 2 * u32::from(content.ends_with(")=")),
            _ if is_margin => {
                // An underlined heading is hardly anything else.
                self.numpy += 2 * u32::from(numpy::known_header(lines, index).is_some());
                // `args: words` is an entry of some other style.
                let is_entry = first.is_ascii_lowercase() && !content.ends_with(':');
                match google::known_header(lines, index).filter(|_| !is_entry) {
                    Some(header) if header.lists_entries() => self.google += 1,
                    Some(_) => self.remarks += 1,
                    None => {}
                }
            }
            _ => {}
        }
        let is_literal = content.ends_with("::");
        self.literals += u32::from(is_literal && content != "::");
        is_literal
    }

    /// Evidence inside a line.
    fn inline(&mut self, content: &str) {
        let bytes = content.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr::memchr3(b'`', b']', b'{', bytes.get(at..).unwrap_or_default()) {
            let place = at + found;
            at = place + 1;
            match bytes.get(place) {
                Some(b']') if matches!(bytes.get(at), Some(b'(' | b'[')) => {
                    self.markdown += 2 * u32::from(is_link(content, place));
                }
                Some(b']') => {}
                Some(b'{') => self.brace(content, place),
                _ => match self.backticks(bytes, place) {
                    Some(end) => at = end,
                    None => break,
                },
            }
        }
    }

    /// `L{name}` is epytext, and `` {role}`text` `` is `MyST`.
    fn brace(&mut self, content: &str, place: usize) {
        let before = |distance: usize| content.as_bytes().get(place.checked_sub(distance)?).copied();
        let bytes = content.as_bytes();
        let rest = bytes.get(place + 1..).unwrap_or_default();
        let rest = rest.get(..MOST_BYTES).unwrap_or(rest);
        let Some(close) = memchr::memchr(b'}', rest).map(|length| place + 1 + length) else {
            return;
        };
        let inner = content.get(place + 1..close).unwrap_or_default();
        let is_word = before(2).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if matches!(before(1), Some(b'L' | b'C' | b'I' | b'B' | b'U')) && !is_word && !inner.is_empty() {
            self.braces += 1;
        } else if bytes.get(close + 1) == Some(&b'`') && is_role(inner) {
            self.myst += 2;
        }
    }

    /// Evidence of text in backticks, and where it ends.
    fn backticks(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let run_at = |at: usize| bytes.iter().skip(at).take_while(|byte| **byte == b'`').count();
        let run = run_at(start);
        let inner = start + run;
        let end = inner + memchr::memchr(b'`', bytes.get(inner..)?)?;
        let after = end + run_at(end);
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        match run {
            2 => self.rst += 1,
            1 if before == Some(&b':') || bytes.get(after) == Some(&b'_') => self.rst += 2,
            1 => self.backticks += 1,
            _ => {}
        }
        Some(after)
    }

    /// The evidence with its weak marks, which count unless the package is known to write otherwise.
    pub(super) fn weighed(mut self, usual: Usual) -> Self {
        let is_epytext = usual.style() == Style::Epytext;
        if !is_epytext {
            self.google += self.remarks;
        }
        if !is_epytext && !matches!(usual.prose(), Some(Prose::Markdown | Prose::Myst)) {
            self.rst += self.literals;
        }
        if !is_epytext && usual.prose() != Some(Prose::Rst) {
            self.markdown += self.hashes;
        }
        self
    }

    /// The style that the evidence speaks for; of equals the usual one.
    pub(super) fn style(self, usual: Option<Style>) -> Option<Style> {
        let is_markdown = self.markdown + self.myst > self.rst;
        let is_epytext = self.braces > 0 && self.braces >= self.rst.max(self.markdown);
        match self.sections(usual) {
            Some(Style::Sphinx) if is_markdown && self.myst > 0 => Some(Style::Myst),
            Some(style) => Some(style),
            None if is_epytext => Some(Style::Epytext),
            None if is_markdown && self.myst > 0 => Some(Style::Myst),
            None if is_markdown => Some(Style::Markdown),
            None if self.rst > 0 => Some(Style::Sphinx),
            None => None,
        }
    }

    /// The style whose sections are in the docstring; of equals the usual one.
    pub(super) fn sections(self, usual: Option<Style>) -> Option<Style> {
        let sections = [
            (Style::NumPy, self.numpy),
            (Style::Google, self.google),
            (Style::Sphinx, self.sphinx),
            (Style::Epytext, self.epytext),
        ];
        let mut best = None;
        let mut most = 0;
        for (style, count) in sections {
            if count > most || count == most && count > 0 && usual == Some(style) {
                (best, most) = (Some(style), count);
            }
        }
        best
    }

    pub(super) fn has_backticks(self) -> bool {
        self.backticks > 0
    }

    /// How the prose is written, where something in it tells. Code in single backticks does not: it is Markdown's,
    /// and it is the default role of reST.
    pub(super) fn prose(self) -> Option<Prose> {
        match (self.markdown + self.myst).cmp(&self.rst) {
            Ordering::Less => Some(Prose::Rst),
            Ordering::Greater if self.myst > 0 => Some(Prose::Myst),
            Ordering::Greater => Some(Prose::Markdown),
            Ordering::Equal => (self.rst > 0).then_some(Prose::Rst),
        }
    }

    /// The markup of a docstring, given what is known of its prose.
    fn markup(self, style: Style, prose: Option<Prose>) -> Markup {
        let prose = match style {
            Style::Epytext => return Markup::Epytext,
            Style::Plain => return Markup::Plain,
            Style::Markdown => Some(Prose::Markdown),
            Style::Myst => Some(Prose::Myst),
            Style::Google | Style::NumPy if self.backticks > 0 => prose.or(Some(Prose::Markdown)),
            // Field lists are reST themselves, so single backticks are its default role.
            Style::Google | Style::NumPy | Style::Sphinx => prose,
        };
        match prose {
            Some(Prose::Markdown) => Markup::Markdown { is_myst: false },
            Some(Prose::Myst) => Markup::Markdown { is_myst: true },
            Some(Prose::Rst) | None => Markup::Rst {
                is_lenient: self.rst == 0,
            },
        }
    }
}

/// Whether a line starts a block of Python-Markdown's or pymdown-extensions'.
fn is_python_markdown(content: &str) -> bool {
    ["!!! ", "??? ", "???+ ", "/// ", "=== \"", "===! \"", "===+ \""]
        .iter()
        .any(|mark| content.starts_with(mark))
}

/// Whether the bracket that closes at `place` ends the text of a link: behind a name it is Python's, as in
/// `dict[str][key]`, and what starts with a comma is an optional argument, as in `f(a [, b][, c])`.
fn is_link(content: &str, place: usize) -> bool {
    let bytes = content.as_bytes();
    let start = place.saturating_sub(MOST_BYTES);
    let open = bytes
        .get(start..place)
        .and_then(|before| memchr::memrchr(b'[', before));
    let Some(open) = open.map(|open| start + open) else {
        return false;
    };
    let (ahead, text) = (
        content.get(..open).unwrap_or_default(),
        content.get(open + 1..place),
    );
    let behind = content.get(place + 2..);
    let is_argument = |text: &str| text.starts_with([',', ' ']);
    let is_index = ahead.ends_with(|ahead: char| ahead.is_alphanumeric() || "_])".contains(ahead));
    // Notes are numbered: `[1][2]`.
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    !is_index
        && !text.is_some_and(|text| is_argument(text) || is_number(text))
        && !behind.is_some_and(is_argument)
}

/// Whether a fence is one of `MyST`: `{name}` stands where others have the language.
fn is_braced(info: &str) -> bool {
    let name = info.strip_prefix('{').and_then(|info| info.split_once('}'));
    name.is_some_and(|(name, _)| is_role(name))
}

/// Whether this is the name of a role or directive, such as `py:class`.
fn is_role(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "-_:+.".contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_style_is_known_by_its_marks() {
        let cases = [
            ("Do it.", None),
            ("Do `it`.", None),
            ("Do it.\n\nArgs:\n    x: The thing.", Some(Style::Google)),
            ("Do it.\n\nExample:\n    code", Some(Style::Google)),
            ("Do it.\n\nargs: not a section", None),
            ("Do it.\n\nParameters\n----------\nx : int", Some(Style::NumPy)),
            ("Do it.\n\n:param x: The thing.", Some(Style::Sphinx)),
            ("Do it.\n\n:raises ValueError: If not.", Some(Style::Sphinx)),
            ("Do ``it`` with :class:`A`.", Some(Style::Sphinx)),
            ("Do it::\n\n    code", Some(Style::Sphinx)),
            ("Do it.\n\n.. note:: Now.", Some(Style::Sphinx)),
            ("Do it.\n\n@param x: The thing.", Some(Style::Epytext)),
            ("See L{that}.", Some(Style::Epytext)),
            ("Do it.\n\n```python\nx\n```", Some(Style::Markdown)),
            (
                "# Title\n\nText with [a link](https://example.org).",
                Some(Style::Markdown),
            ),
            (
                "Do it.\n\nAttributes\n----------\nargs: list\n    One.\nkwargs: dict\n    Two.",
                Some(Style::NumPy),
            ),
            ("Do it.\n\n>>> f('``x``')", None),
            // Nor does code.
            ("Do it::\n\n    L{x} = [a](b)", Some(Style::Sphinx)),
            ("Take dict[str][int], f()[0](1) and HTML{x}.", None),
            ("makedirs(name [, mode][, exist_ok]), see [1][2]", None),
            ("Do it.\n\n```{note}\nNow.\n```", Some(Style::Myst)),
            ("Do it.\n\n:::{note}\nNow.\n:::", Some(Style::Myst)),
            ("See {py:class}`~a.B`.\n\n:param x: The thing.", Some(Style::Myst)),
            ("(here)=\nDo it.", Some(Style::Myst)),
            ("> [!NOTE]\n> Now.", Some(Style::Markdown)),
            ("See L{that}, not ``this``.", Some(Style::Epytext)),
            ("See ``L{that}`` or ``this``.", Some(Style::Sphinx)),
            // Google's sections with reST inside are Google's.
            (
                "Do it.\n\nArgs:\n    x: A :class:`A` or ``None``.",
                Some(Style::Google),
            ),
        ];
        for (text, style) in cases {
            assert_eq!(detect(text), style, "{text}");
        }
    }

    #[test]
    fn markup_is_found_apart_from_the_style() {
        let cases = [
            (
                "Args:\n    x: A `name`.",
                Style::Google,
                Markup::Markdown { is_myst: false },
            ),
            (
                "Args:\n    x: A ``name`` or `b`.",
                Style::Google,
                Markup::Rst { is_lenient: false },
            ),
            (
                "Args:\n    x: A name.",
                Style::Google,
                Markup::Rst { is_lenient: true },
            ),
            (
                ":param x: A `name`.",
                Style::Sphinx,
                Markup::Rst { is_lenient: true },
            ),
            (
                ":param x: A [name](https://example.org).",
                Style::Sphinx,
                Markup::Markdown { is_myst: false },
            ),
        ];
        for (text, style, markup) in cases {
            assert_eq!(Manner::from(style).markup(&lines::split(text)), markup, "{text}");
        }
    }
}
