//! What is known of a docstring's style beside the docstring itself: settings, `__docformat__`, and the habit of its
//! package.

use super::detect::{Evidence, Manner};
use super::{Prose, Style, lines};

/// How many docstrings of a package are written in which way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// Those with sections or fields, by style.
    with_sections: [usize; Style::ALL.len()],
    /// Those that only their markup tells, by style.
    without: [usize; Style::ALL.len()],
    /// By markup, sections or not.
    rst: usize,
    markdown: usize,
    myst: usize,
    /// Those with code in single backticks.
    backticks: usize,
}

/// How most docstrings of a package are written, as far as they tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usual {
    style: Option<Style>,
    prose: Option<Prose>,
}

/// What is set for the docstrings of a module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Choice {
    /// The style.
    pub style: Option<Style>,
    /// The markup of the prose, where only that is declared: `__docformat__ = "restructuredtext"` is written above
    /// numpydoc's sections too.
    pub prose: Option<Prose>,
}

/// What decided the style of a docstring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is set.
    Set,
    /// What stands in it.
    Evidence,
    /// What most others of its package have.
    Majority,
}

/// One docstring in so many has to have sections for their style to be that of the package.
const RARE: usize = 10;

impl Habit {
    /// Counts a docstring.
    pub fn add(&mut self, text: &str) {
        let evidence = Evidence::of(&lines::split(text)).weighed(Usual::default());
        let style = evidence.style(None);
        let counts = match evidence.sections(None) {
            Some(_) => &mut self.with_sections,
            None => &mut self.without,
        };
        if let Some(count) = style.and_then(|style| counts.get_mut(style as usize)) {
            *count += 1;
        }
        self.backticks += usize::from(evidence.has_backticks());
        match evidence.prose() {
            Some(Prose::Rst) => self.rst += 1,
            Some(Prose::Markdown) => self.markdown += 1,
            Some(Prose::Myst) => self.myst += 1,
            None => {}
        }
    }

    /// The commonest style and the commonest markup of prose.
    ///
    /// Styles with sections go before reST and Markdown without: most docstrings of a package in Google's style are
    /// a line or two with nothing of Google in it.
    pub fn usual(&self) -> Usual {
        let markdown = self.markdown + self.myst;
        let (with, without) = (commonest(&self.with_sections), commonest(&self.without));
        let all: usize = self.with_sections.iter().chain(&self.without).sum();
        let with = with.filter(|(_, count)| count * RARE >= all).or(without);
        let prose = if self.rst == 0 && markdown == 0 {
            None
        } else if self.rst >= markdown {
            Some(Prose::Rst)
        } else if self.myst > self.markdown {
            Some(Prose::Myst)
        } else {
            Some(Prose::Markdown)
        };
        Usual {
            // Where all that there is are single backticks, they are code.
            style: with
                .map(|(style, _)| style)
                .or((self.backticks > 0).then_some(Style::Markdown)),
            prose,
        }
    }
}

/// The style that is counted most often; of equals the first, so that the order of files does not decide.
fn commonest(counts: &[usize]) -> Option<(Style, usize)> {
    let counts = Style::ALL.iter().copied().zip(counts.iter().copied());
    counts
        .filter(|(_, count)| *count > 0)
        .max_by_key(|(style, count)| (*count, std::cmp::Reverse(*style)))
}

impl Usual {
    /// The style of a docstring that tells nothing; without any docstring that does, nothing is lost by taking
    /// all of them for plain text.
    pub fn style(self) -> Style {
        self.style.unwrap_or(Style::Plain)
    }

    pub(super) fn prose(self) -> Option<Prose> {
        self.prose
    }
}

impl Choice {
    /// How a docstring is read in a package with a habit, and what decided it.
    pub fn manner(self, text: &str, usual: Usual) -> (Manner, Reason) {
        let evidence = Evidence::of(&lines::split(text)).weighed(usual);
        let (style, reason) = self.style_of(evidence, usual);
        (Manner::new(style, evidence, self.prose, usual.prose), reason)
    }

    fn style_of(self, evidence: Evidence, usual: Usual) -> (Style, Reason) {
        if let Some(style) = self.style {
            return (style, Reason::Set);
        }
        let has_headers = |style: &Style| matches!(style, Style::Google | Style::NumPy);
        let own = evidence.sections(usual.style);
        let found = evidence.style(usual.style);
        if self.prose.is_none()
            && own.is_some()
            && let Some(style) = found
        {
            return (style, Reason::Evidence);
        }
        // What is declared is markup, in which these headers may stand.
        if let Some(style) = own.filter(has_headers) {
            return (style, Reason::Evidence);
        }
        let is_epytext = found == Some(Style::Epytext) && self.prose.is_none();
        if let Some(style) = usual.style.filter(has_headers)
            && own.is_none()
            && !is_epytext
        {
            return (style, Reason::Majority);
        }
        match (self.prose, found) {
            (Some(prose), _) => (prose.style(), Reason::Set),
            (None, Some(style)) => (style, Reason::Evidence),
            (None, None) => (usual.style(), Reason::Majority),
        }
    }
}

impl Prose {
    /// The style that has this markup and no other.
    fn style(self) -> Style {
        match self {
            Self::Rst => Style::Sphinx,
            Self::Markdown => Style::Markdown,
            Self::Myst => Style::Myst,
        }
    }
}

/// What `__docformat__` declares (PEP 258); `None` for a word that nobody knows. Behind a blank follows the natural
/// language, such as `en`.
///
/// The words are those of epydoc, pydoctor and pdoc. `restructuredtext` and `markdown` are markup, in which sections
/// of Google's and numpydoc's kind may be written; the others are whole styles.
pub fn docformat(value: &str) -> Option<Choice> {
    let word = value.split_whitespace().next()?.to_ascii_lowercase();
    let style = |style| Choice {
        style: Some(style),
        prose: None,
    };
    let prose = |prose| Choice {
        style: None,
        prose: Some(prose),
    };
    Some(match word.as_str() {
        "restructuredtext" | "rst" | "rest" => prose(Prose::Rst),
        "markdown" | "md" => prose(Prose::Markdown),
        "myst" => prose(Prose::Myst),
        "sphinx" => style(Style::Sphinx),
        "google" => style(Style::Google),
        "numpy" | "numpydoc" => style(Style::NumPy),
        "epytext" | "epydoc" => style(Style::Epytext),
        "plaintext" | "plain" | "text" => style(Style::Plain),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docstring::context::Markup;

    const FIELDS: &str = "Do it.\n\n:param x: The ``thing``.";
    const GOOGLE: &str = "Do it.\n\nArgs:\n    x: The thing.";
    const NUMPY: &str = "Do it.\n\nParameters\n----------\nx : int";
    const EPYTEXT: &str = "Do it.\n\n@param x: The C{thing}.";
    const RST: &str = "Do ``it`` with :class:`A`.";
    const MARKDOWN: &str = "Do [it](https://example.org).";
    const BARE: &str = "Do `it`.";

    fn usual(texts: &[&str]) -> Usual {
        let mut habit = Habit::default();
        for text in texts {
            habit.add(text);
        }
        habit.usual()
    }

    #[test]
    fn the_commonest_style_with_sections_speaks_for_a_package() {
        let style = |texts: &[&str]| usual(texts).style();
        assert_eq!(style(&[BARE, FIELDS, GOOGLE, FIELDS]), Style::Sphinx);
        assert_eq!(style(&[FIELDS, GOOGLE]), Style::Google);
        assert_eq!(style(&[RST, RST, NUMPY]), Style::NumPy);
        assert_eq!(style(&[MARKDOWN, RST, MARKDOWN]), Style::Markdown);
        assert_eq!(style(&["Do that.", "Do it."]), Style::Plain);
        assert_eq!(style(&[BARE, "Do it."]), Style::Markdown);
        let mut rare = vec![MARKDOWN; 20];
        rare.push(GOOGLE);
        assert_eq!(style(&rare), Style::Markdown);
    }

    /// The style, its markup and the reason for both.
    fn read(choice: Choice, text: &str, package: &[&str]) -> (Style, &'static str, Reason) {
        let (manner, reason) = choice.manner(text, usual(package));
        let markup = match manner.markup(&[]) {
            Markup::Rst { .. } => "rst",
            Markup::Markdown { is_myst: false } => "markdown",
            Markup::Markdown { is_myst: true } => "myst",
            Markup::Epytext => "epytext",
            Markup::Plain => "plain",
        };
        (manner.style(), markup, reason)
    }

    #[test]
    fn what_a_docstring_does_not_tell_its_package_does() {
        use Reason::{Evidence, Majority};
        let auto = Choice::default();
        let cases: [(&str, &[&str], _); 16] = [
            // `::` is epytext's as well, and `# ` may be a comment.
            (
                "Do it::\n\n    code",
                &[EPYTEXT],
                (Style::Epytext, "epytext", Majority),
            ),
            (
                "Do it::\n\n    code",
                &[MARKDOWN],
                (Style::Markdown, "markdown", Majority),
            ),
            ("Do it::\n\n    code", &[GOOGLE], (Style::Google, "rst", Majority)),
            ("Do it.\n\n# Now.", &[RST], (Style::Sphinx, "rst", Majority)),
            (
                "Do it.\n\n# Now.",
                &[BARE],
                (Style::Markdown, "markdown", Evidence),
            ),
            (
                "Do it.\n\nTodo:\n    More.",
                &[EPYTEXT],
                (Style::Epytext, "epytext", Majority),
            ),
            // Of two styles with as many sections, that of the package.
            (
                "Do it.\n\nExample:\n    code\n\n:rtype: int",
                &[FIELDS],
                (Style::Sphinx, "rst", Evidence),
            ),
            (GOOGLE, &[FIELDS, FIELDS], (Style::Google, "rst", Evidence)),
            (BARE, &[GOOGLE, RST], (Style::Google, "rst", Majority)),
            (BARE, &[GOOGLE, MARKDOWN], (Style::Google, "markdown", Majority)),
            (BARE, &[GOOGLE], (Style::Google, "markdown", Majority)),
            (RST, &[GOOGLE, MARKDOWN], (Style::Google, "rst", Majority)),
            (RST, &[MARKDOWN], (Style::Sphinx, "rst", Evidence)),
            (BARE, &[RST], (Style::Sphinx, "rst", Majority)),
            (BARE, &[MARKDOWN], (Style::Markdown, "markdown", Majority)),
            (BARE, &[], (Style::Plain, "plain", Majority)),
        ];
        for (text, package, expected) in cases {
            assert_eq!(read(auto, text, package), expected, "{text}");
        }
    }

    #[test]
    fn a_declaration_of_markup_leaves_the_sections_open() {
        use Reason::{Evidence, Majority, Set};
        let declared = |value| docformat(value).unwrap();
        let rst = declared("reStructuredText en");
        assert_eq!(read(rst, NUMPY, &[]), (Style::NumPy, "rst", Evidence));
        assert_eq!(read(rst, BARE, &[NUMPY]), (Style::NumPy, "rst", Majority));
        assert_eq!(read(rst, MARKDOWN, &[]), (Style::Sphinx, "rst", Set));
        assert_eq!(
            read(rst, "See L{that}.", &[NUMPY]),
            (Style::NumPy, "rst", Majority)
        );
        let markdown = declared("markdown");
        assert_eq!(read(markdown, RST, &[]), (Style::Markdown, "markdown", Set));
        assert_eq!(read(markdown, GOOGLE, &[]), (Style::Google, "markdown", Evidence));
        for (value, style) in [
            ("Epytext en", Style::Epytext),
            ("plaintext", Style::Plain),
            ("numpy", Style::NumPy),
        ] {
            assert_eq!(read(declared(value), GOOGLE, &[FIELDS]).0, style);
        }
        assert_eq!(docformat("javadoc"), None);
        assert_eq!(docformat(" "), None);
    }
}
