//! Code fences (`CommonMark`, section 4.5): for those who look at lines before the parser does, and what is in them.

use super::{Line, Passage, myst};
use crate::docstring::context::Context;
use crate::docstring::document::Block;
use crate::docstring::lines;

/// The fence that is open at a line, if any.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fences {
    open: Option<(char, usize)>,
}

impl Fences {
    /// Whether a line stands in a fence or is a part of one. To be asked line by line.
    pub(super) fn take(&mut self, line: Line<'_>) -> bool {
        let content = line.content();
        let Some(mark) = content.chars().next().filter(|mark| "`~".contains(*mark)) else {
            return self.open.is_some();
        };
        let info = content.trim_start_matches(mark);
        let length = content.len() - info.len();
        match self.open {
            Some((open, least)) => {
                if open == mark && length >= least && info.trim().is_empty() {
                    self.open = None;
                }
                true
            }
            // Backticks behind the first ones make it code in running text.
            None if length >= 3 && (mark == '~' || !info.contains('`')) => {
                self.open = Some((mark, length));
                true
            }
            None => false,
        }
    }
}

/// A code block that has started.
#[derive(Default)]
pub(super) struct Fence {
    pub(super) info: String,
    pub(super) text: String,
    /// Where the parts of the text stand: in it, and in the passage.
    pub(super) starts: Vec<(usize, usize)>,
    /// Where the fence stands in the passage.
    pub(super) at: usize,
}

impl Fence {
    pub(super) fn blocks(&self, passage: &Passage<'_>, ctx: &mut Context) -> Vec<Block> {
        if let Some(blocks) = self.directive(passage, ctx) {
            return blocks;
        }
        let text = self.text.trim_end_matches('\n');
        // Pandoc and Python-Markdown write `{.python}`.
        let info = self.info.strip_prefix("{.").unwrap_or(&self.info);
        let language = info.split([' ', ',', '{', '}', '\t']).next().unwrap_or_default();
        let is_session = text.starts_with(">>> ") && matches!(language, "" | "python" | "py" | "python3");
        let language = if is_session { "pycon" } else { language };
        vec![Block::Code {
            language: language.to_owned(),
            text: text.to_owned(),
        }]
    }

    /// `{note}` in the place of the language is the way of `MyST` to write a directive.
    fn directive(&self, passage: &Passage<'_>, ctx: &mut Context) -> Option<Vec<Block>> {
        self.info.strip_prefix('{')?.split_once('}')?;
        // The fence as it is written, and not as the parser gives it, so that its places are right.
        let text = passage.text().get(self.at..)?.lines().next()?;
        let offset = passage.offset(self.at);
        let fence = Line { text, offset };
        let (name, argument) = text.split_once('{')?.1.split_once('}')?;
        let (name, argument) = (fence.with(name), fence.with(argument.trim()));
        let mut inner = lines::split(self.text.trim_end_matches('\n'));
        for line in &mut inner {
            line.offset = passage.offset(self.place(line.offset as usize));
        }
        myst::directive(name, argument, &inner, ctx)
    }

    /// The place in the passage of a part of the text.
    fn place(&self, at: usize) -> usize {
        let after = self.starts.partition_point(|(start, _)| *start <= at);
        let (start, place) = self
            .starts
            .get(after.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        place + (at - start)
    }
}
