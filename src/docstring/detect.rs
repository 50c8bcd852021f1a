//! Which style a docstring is written in, from what stands in it.

use super::context::Markup;
use super::lines::{self, Line};
use super::{Style, fields, google, numpy};

/// What speaks for each style and markup in one docstring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    google: u32,
    numpy: u32,
    sphinx: u32,
    epytext: u32,
    /// Directives, roles, `::`, double backticks, `link_`.
    rst: u32,
    /// Fences, headings, `[text](url)`.
    markdown: u32,
    /// Code in single backticks: Markdown, or reST's default role.
    backticks: u32,
}

/// The style in which a docstring is written, or `None` where nothing in it tells.
pub fn detect(text: &str) -> Option<Style> {
    Evidence::of(&lines::split(text)).style()
}

/// The style for docstrings of a package that do not tell theirs: the commonest of those that do.
///
/// Styles with sections count before plain reST and Markdown, which say nothing about how the author would
/// document a parameter. Where no docstring tells, nothing is lost by taking all of them for plain text.
pub fn majority(detected: impl IntoIterator<Item = Option<Style>>) -> Style {
    let mut counts = [0_usize; Style::ALL.len()];
    for style in detected.into_iter().flatten() {
        if let Some(count) = counts.get_mut(style as usize) {
            *count += 1;
        }
    }
    Style::ALL
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        // The first of equals wins, so that the order of the list decides and not that of the files.
        .max_by_key(|(style, count)| (*count, std::cmp::Reverse(**style)))
        .map_or(Style::Plain, |(style, _)| *style)
}

impl Evidence {
    pub(crate) fn of(lines: &[Line<'_>]) -> Self {
        let mut found = Self::default();
        let mut fence: Option<&str> = None;
        for (index, line) in lines.iter().enumerate() {
            let content = line.content();
            let Some(first) = content.bytes().next() else {
                continue;
            };
            let mark = match first {
                b'`' if content.starts_with("```") => Some("```"),
                b'~' if content.starts_with("~~~") => Some("~~~"),
                _ => None,
            };
            match (fence, mark) {
                (None, Some(mark)) => {
                    // reST underlines sections with tildes, too; a fence has a language or nothing behind it.
                    let is_fence =
                        mark == "```" || content.trim_start_matches('~').starts_with(char::is_alphabetic);
                    if is_fence {
                        found.markdown += 3;
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
            // What stands in a doctest says nothing about the prose.
            if first == b'>' && content.starts_with(">>>") || first == b'.' && content.starts_with("...") {
                continue;
            }
            found.structure(lines, index, first, content);
            found.inline(content);
        }
        found
    }

    /// Evidence of a line as a whole, which starts with the byte `first`.
    fn structure(&mut self, lines: &[Line<'_>], index: usize, first: u8, content: &str) {
        let is_margin = lines.get(index).is_some_and(|line| line.indent() == 0);
        match first {
            b'#' if is_margin => {
                let hashes = content.bytes().take_while(|byte| *byte == b'#').count();
                if hashes <= 6 && content.as_bytes().get(hashes) == Some(&b' ') {
                    self.markdown += 2;
                }
            }
            b'!' | b'?' | b'/' if is_margin => {
                let marks = ["!!! ", "??? ", "/// "];
                self.markdown += 3 * u32::from(marks.iter().any(|mark| content.starts_with(mark)));
            }
            b':' => self.sphinx += u32::from(fields::known(content, ':')),
            b'@' => self.epytext += u32::from(fields::known(content, '@')),
            b'.' if content.starts_with(".. ") => {
                let rest = content.get(3..).unwrap_or_default();
                let is_markup = rest.starts_with(['_', '|', '[']) || rest.contains("::");
                self.rst += if is_markup { 2 } else { 0 };
                return;
            }
            _ if is_margin => {
                self.numpy += u32::from(numpy::known_header(lines, index).is_some());
                self.google += u32::from(google::known_header(lines, index).is_some());
            }
            _ => {}
        }
        if content.ends_with("::") && content != "::" {
            self.rst += 1;
        }
    }

    /// Evidence inside a line.
    fn inline(&mut self, content: &str) {
        let bytes = content.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr::memchr3(b'`', b']', b'{', bytes.get(at..).unwrap_or_default()) {
            let place = at + found;
            let before = place.checked_sub(1).and_then(|before| bytes.get(before));
            at = place + 1;
            match bytes.get(place) {
                Some(b']') => self.markdown += 2 * u32::from(matches!(bytes.get(at), Some(b'(' | b'['))),
                Some(b'{') => {
                    self.epytext += u32::from(matches!(before, Some(b'L' | b'C' | b'I' | b'B' | b'U')));
                }
                _ => match self.backticks(bytes, place) {
                    Some(end) => at = end,
                    None => break,
                },
            }
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

    fn style(self) -> Option<Style> {
        let sections = [
            (Style::NumPy, self.numpy),
            (Style::Google, self.google),
            (Style::Sphinx, self.sphinx),
            (Style::Epytext, self.epytext),
        ];
        let mut best = (Style::NumPy, 0);
        for candidate in sections {
            if candidate.1 > best.1 {
                best = candidate;
            }
        }
        if best.1 > 0 {
            Some(best.0)
        } else if self.markdown > self.rst {
            Some(Style::Markdown)
        } else if self.rst > 0 {
            Some(Style::Sphinx)
        } else {
            None
        }
    }

    /// How the prose of a docstring with sections is written.
    pub(crate) fn markup(self, style: Style) -> Markup {
        // Field lists are reST themselves, so single backticks are its default role.
        let weak = if style == Style::Sphinx || self.rst > 0 {
            0
        } else {
            self.backticks
        };
        if self.markdown + weak > self.rst {
            Markup::Markdown
        } else {
            Markup::Rst {
                is_lenient: self.rst == 0,
            }
        }
    }
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
            ("Do it.\n\n>>> f('``x``')", None),
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
            ("Args:\n    x: A `name`.", Style::Google, Markup::Markdown),
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
                Markup::Markdown,
            ),
        ];
        for (text, style, markup) in cases {
            assert_eq!(Evidence::of(&lines::split(text)).markup(style), markup, "{text}");
        }
    }

    #[test]
    fn the_commonest_style_speaks_for_the_undecided() {
        let google = Some(Style::Google);
        let sphinx = Some(Style::Sphinx);
        assert_eq!(majority([None, sphinx, google, sphinx]), Style::Sphinx);
        assert_eq!(majority([sphinx, google]), Style::Google);
        assert_eq!(majority([None, None]), Style::Plain);
    }
}
