//! Explicit markup: what starts with `.. `: directives, footnotes, targets, substitutions and comments.

use super::directive::{self, Directive};
use super::{Parser, directive_blocks, lines, notes};
use crate::diagnostic::Code;
use crate::docstring::context::Context;
use crate::docstring::document::{Block, Footnote};
use crate::docstring::lines::Line;

impl Parser<'_, '_> {
    pub(super) fn explicit(&mut self, ctx: &mut Context) -> bool {
        let Some(line) = self.line(self.at) else {
            return false;
        };
        let end = lines::block_end(self.lines, self.at + 1, 1);
        if line.text == "__" || line.text.starts_with("__ ") {
            // An anonymous target; the targets were collected before.
            self.at = end;
            return true;
        }
        let Some(rest) = line
            .text
            .strip_prefix("..")
            .filter(|rest| rest.is_empty() || rest.starts_with(' '))
        else {
            return false;
        };
        if rest.is_empty() && self.line(self.at + 1).is_none_or(Line::is_blank) {
            // An empty comment takes nothing with it: it parts what stands before from what stands behind.
            self.at += 1;
            return true;
        }
        let first = line.with(rest.trim_start());
        let below = self.slice(self.at + 1, end);
        self.at = end;
        if let Some(directive) = Directive::new(first, below) {
            self.out.extend(directive_blocks::blocks(&directive, ctx));
        } else if let Some((label, rest)) = notes::definition(first.text) {
            let inner = lines::hanging(first.with(rest), below);
            let note = Footnote {
                label: ctx.targets().notes.defined(label),
                body: ctx.blocks(&inner),
            };
            if let Some(Block::Footnotes(notes)) = self.out.last_mut() {
                notes.push(note);
            } else {
                self.out.push(Block::Footnotes(vec![note]));
            }
        } else if first.text.starts_with('_') {
            warn_about_target(first, ctx);
        } else if !first.text.starts_with('|') {
            warn_about_comment(first, ctx);
        }
        true
    }
}

/// A comment is dropped; one that was meant to be a directive is worth a word.
fn warn_about_comment(first: Line<'_>, ctx: &mut Context) {
    if let Some((name, _)) = first.text.split_once(':')
        && directive::is_known(name.trim_end())
    {
        let why = if first.text.contains("::") {
            "a blank stands behind the colons of a directive"
        } else {
            "a directive has two colons"
        };
        let message = format!("`.. {name}:` is a comment and not shown: {why}");
        ctx.find(Code::MalformedSection, first.span(), message);
    }
}

/// A target without a colon is dropped as well.
fn warn_about_target(first: Line<'_>, ctx: &mut Context) {
    let text = first.text;
    if text.len() > 1 && !text.ends_with(':') && !text.contains(": ") && !text.starts_with("__:") {
        let message =
            format!("`.. {text}` is a comment and not shown: the name of a target ends with a colon");
        ctx.find(Code::MalformedSection, first.span(), message);
    }
}
