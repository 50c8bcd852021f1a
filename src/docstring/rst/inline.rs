//! reStructuredText: running text.
//!
//! The rules of "Inline Markup" in the specification: a start-string must stand behind a blank or an opening
//! character and before text, an end-string behind text and before a blank or a closing character. What has a start
//! but no end is text.

use super::address::{self, continues_scheme, url_length};
use super::punctuation::{closes, opens};
use super::{role, substitution};
use crate::docstring::context::Context;
use crate::docstring::document::Inline;
use crate::docstring::lines::Passage;
use crate::docstring::reference;

/// Names longer than this are not taken for roles and references; it keeps looking back and ahead cheap.
const MAX_NAME: usize = 100;

/// Parses running text.
pub(crate) fn inlines(passage: &Passage<'_>, ctx: &mut Context) -> Vec<Inline> {
    let text = passage.text();
    let mut scanner = Scanner {
        passage,
        text,
        at: 0,
        plain: String::new(),
        out: Vec::new(),
        missing: 0,
    };
    while scanner.at < text.len() {
        scanner.step(ctx);
    }
    scanner.finish()
}

struct Scanner<'t> {
    passage: &'t Passage<'t>,
    text: &'t str,
    at: usize,
    plain: String,
    out: Vec<Inline>,
    /// The delimiters for which the rest of the text has no end, one bit each: looked for once only.
    missing: u8,
}

/// A kind of markup with the string at both of its ends.
#[derive(Clone, Copy)]
enum Delimiter {
    Strong,
    Emphasis,
    Literal,
    Interpreted,
    Substitution,
}

impl Delimiter {
    fn mark(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Literal => "``",
            Self::Interpreted => "`",
            Self::Substitution => "|",
        }
    }
}

/// What stands behind the closing backtick.
enum Suffix {
    None,
    Role(usize),
    Named,
    Anonymous,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self, ctx: &mut Context) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.at = self.text.len();
            return;
        };
        let done = match first {
            '\\' => self.escape(),
            '\n' => self.newline(),
            '*' if rest.starts_with("**") => self.strong(),
            '*' => self.emphasis(),
            '`' if rest.starts_with("``") => self.literal(),
            '`' => self.interpreted(None, ctx),
            ':' => self.role(ctx),
            '|' => self.substitution(ctx),
            '[' => self.footnote(ctx),
            '_' => self.target() || self.word_reference(ctx),
            '@' => self.mail(),
            'h' | 'm' | 'f' => self.url(),
            _ => false,
        };
        if !done {
            let skipped = match first {
                '*' | '`' | '_' | '|' => rest.bytes().take_while(|byte| *byte == first as u8).count(),
                ':' | '[' | '@' | '\\' | '\n' => 1,
                _ => Self::plain_length(rest),
            };
            self.plain.push_str(rest.get(..skipped).unwrap_or_default());
            self.at += skipped;
        }
    }

    /// How far the text goes on without a character that may be markup: at least one character.
    fn plain_length(rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let mut at = rest.chars().next().map_or(1, char::len_utf8);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' | b'\n' | b'*' | b'`' | b':' | b'|' | b'[' | b'_' | b'@' => return at,
                b'h' | b'm' | b'f' if bytes.get(at + 1..).is_some_and(continues_scheme) => {
                    let before = rest.get(..at).and_then(|head| head.chars().next_back());
                    if !before.is_some_and(char::is_alphanumeric) {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        rest.len()
    }

    fn finish(mut self) -> Vec<Inline> {
        self.flush();
        if let Some(Inline::Text(last)) = self.out.last_mut() {
            last.truncate(last.trim_end().len());
        }
        self.out
            .retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
        self.out
    }

    fn flush(&mut self) {
        if !self.plain.is_empty() {
            self.out.push(Inline::Text(std::mem::take(&mut self.plain)));
        }
    }

    fn push(&mut self, inline: Inline, end: usize) -> bool {
        if let Inline::Text(text) = inline {
            self.plain.push_str(&text);
        } else {
            self.flush();
            self.out.push(inline);
        }
        self.at = end;
        true
    }

    fn escape(&mut self) -> bool {
        let mut chars = self.rest().chars().skip(1);
        match chars.next() {
            // An escaped blank joins what stands around it.
            Some(blank) if blank.is_whitespace() => {
                self.at += 1 + blank.len_utf8();
            }
            Some(other) => {
                self.plain.push(other);
                self.at += 1 + other.len_utf8();
            }
            // docutils drops it.
            None => self.at += 1,
        }
        true
    }

    fn newline(&mut self) -> bool {
        self.at += 1;
        let blanks = self.rest().len() - self.rest().trim_start_matches(' ').len();
        self.at += blanks;
        self.plain.push(' ');
        true
    }

    /// Whether markup may start here: the start-string is `length` bytes long.
    fn can_start(&self, length: usize) -> bool {
        let Some(next) = self
            .text
            .get(self.at + length..)
            .and_then(|rest| rest.chars().next())
        else {
            return false;
        };
        let before = self.text.get(..self.at).and_then(|head| head.chars().next_back());
        let quoted = matches!(
            (before, next),
            (Some('"'), '"')
                | (Some('\''), '\'')
                | (Some('('), ')')
                | (Some('['), ']')
                | (Some('{'), '}')
                | (Some('<'), '>')
        );
        !next.is_whitespace() && !quoted && before.is_none_or(opens)
    }

    /// Where the end-string stands that belongs to a start-string of the same form here.
    fn find_end(&mut self, delimiter: Delimiter) -> Option<(usize, Suffix)> {
        let mark = delimiter.mark();
        if self.missing & (1 << delimiter as u8) != 0 {
            return None;
        }
        let start = self.at + mark.len();
        let mut from = start;
        let first = mark.as_bytes().first().copied().unwrap_or_default();
        let bytes = self.text.as_bytes();
        while let Some(found) = bytes.get(from..).and_then(|rest| memchr::memchr(first, rest)) {
            let end = from + found;
            if !bytes
                .get(end..)
                .is_some_and(|rest| rest.starts_with(mark.as_bytes()))
            {
                from = end + 1;
                continue;
            }
            from = end + 1;
            // Whatever it may stand for, a name is short; so each of many bars is looked at once or twice.
            if matches!(delimiter, Delimiter::Substitution) && end - start > MAX_NAME {
                return None;
            }
            let before = self.text.get(start..end).unwrap_or_default();
            let Some(last) = before.chars().next_back() else {
                continue;
            };
            let is_escaped = !matches!(delimiter, Delimiter::Literal) && ends_in_escape(before);
            if last.is_whitespace() || is_escaped {
                continue;
            }
            if let Some(suffix) = self.suffix(delimiter, end + mark.len()) {
                return Some((end, suffix));
            }
        }
        self.missing |= 1 << delimiter as u8;
        None
    }

    /// What stands behind an end-string, or `None` where it cannot be one.
    fn suffix(&self, delimiter: Delimiter, after: usize) -> Option<Suffix> {
        let rest = self.text.get(after..).unwrap_or_default();
        let ends = |length: usize| {
            rest.get(length..)
                .is_some_and(|rest| rest.chars().next().is_none_or(closes))
        };
        if matches!(delimiter, Delimiter::Substitution) {
            let marks = rest.bytes().take_while(|byte| *byte == b'_').count();
            return (marks <= 2 && ends(marks)).then_some(Suffix::None);
        }
        if matches!(delimiter, Delimiter::Interpreted) {
            if rest.starts_with("__") && ends(2) {
                return Some(Suffix::Anonymous);
            }
            if rest.starts_with('_') && ends(1) {
                return Some(Suffix::Named);
            }
            if let Some(length) = role_length(rest)
                && ends(length)
            {
                return Some(Suffix::Role(length));
            }
        }
        ends(0).then_some(Suffix::None)
    }

    fn strong(&mut self) -> bool {
        self.styled(Delimiter::Strong, Inline::Strong)
    }

    fn emphasis(&mut self) -> bool {
        self.styled(Delimiter::Emphasis, Inline::Emphasis)
    }

    fn styled(&mut self, delimiter: Delimiter, make: fn(Vec<Inline>) -> Inline) -> bool {
        let Some((content, end)) = self.delimited(delimiter) else {
            return false;
        };
        self.push(make(vec![Inline::Text(unescape(content))]), end)
    }

    fn delimited(&mut self, delimiter: Delimiter) -> Option<(&'t str, usize)> {
        let length = delimiter.mark().len();
        if !self.can_start(length) {
            return None;
        }
        if matches!(delimiter, Delimiter::Substitution) && self.rest().starts_with("||") {
            return None;
        }
        let (end, _) = self.find_end(delimiter)?;
        Some((self.text.get(self.at + length..end)?, end + length))
    }

    fn literal(&mut self) -> bool {
        let Some((content, end)) = self.delimited(Delimiter::Literal) else {
            return false;
        };
        let offset = self.passage.offset(self.at);
        self.push(reference::code(join_lines(content), offset), end)
    }

    /// `:role:` before a backtick.
    fn role(&mut self, ctx: &mut Context) -> bool {
        let Some(length) = role_length(self.rest()) else {
            return false;
        };
        let rest = self.rest().get(length..).unwrap_or_default();
        if !rest.starts_with('`') || rest.starts_with("``") || !self.can_start(length) {
            return false;
        }
        let start = self.at;
        let name = self.rest().get(1..length - 1).unwrap_or_default();
        self.at += length;
        let found = self.interpreted(Some(name), ctx);
        if !found {
            self.at = start;
        }
        found
    }

    /// Text in single backticks, with the role that stands before it.
    fn interpreted(&mut self, role: Option<&str>, ctx: &mut Context) -> bool {
        if role.is_none() && !self.can_start(1) {
            return false;
        }
        let Some((end, suffix)) = self.find_end(Delimiter::Interpreted) else {
            return false;
        };
        let content = self.text.get(self.at + 1..end).unwrap_or_default();
        let after = end + 1;
        match (role, suffix) {
            (Some(name), Suffix::None) => {
                let start = self.at - name.len() - 2;
                self.push_role(name, content, start, after, ctx);
            }
            (None, Suffix::Role(length)) => {
                let name = self.text.get(after + 1..after + length - 1).unwrap_or_default();
                self.push_role(name, content, self.at, after + length, ctx);
            }
            (_, Suffix::Named) => self.push_phrase(content, false, after + 1, ctx),
            (_, Suffix::Anonymous) => self.push_phrase(content, true, after + 2, ctx),
            // Without a role it is whatever the project says; names and code are the commonest.
            (_, _) => {
                if let Some(name) = ctx.targets.default_role.clone() {
                    self.push_role(&name, content, self.at, after, ctx);
                    return true;
                }
                let offset = self.passage.offset(self.at);
                self.push(reference::code(unescape(content), offset), after);
            }
        }
        true
    }

    fn push_role(&mut self, name: &str, content: &str, start: usize, end: usize, ctx: &mut Context) {
        let span = self.passage.span(start, end);
        for inline in role::inlines(name, &join_lines(content), span, ctx) {
            self.push(inline, end);
        }
        self.at = end;
    }

    /// `` `text <url>`_ ``, `` `name`_ `` and their anonymous forms.
    fn push_phrase(&mut self, content: &str, is_anonymous: bool, end: usize, ctx: &mut Context) {
        let content = join_lines(content);
        if let Some((text, target)) = embedded(&content) {
            let url = ctx.targets.resolve(target);
            let shown = if text.is_empty() {
                url.clone()
            } else {
                unescape(text)
            };
            if !is_anonymous && !text.is_empty() {
                ctx.targets().define(text, &url);
            }
            let content = vec![Inline::Text(shown)];
            self.push(Inline::Link { url, content }, end);
            return;
        }
        let text = unescape(&content);
        let url = if is_anonymous {
            ctx.targets().next_anonymous()
        } else {
            ctx.targets.link(&text)
        };
        let inline = match url {
            Some(url) => Inline::Link {
                url: url.to_owned(),
                content: vec![Inline::Text(text)],
            },
            None => Inline::Text(text),
        };
        self.push(inline, end);
    }

    /// `|name|`, and `|name|_` that is a link besides. What nobody defines stays as it is: it may be a formula.
    fn substitution(&mut self, ctx: &mut Context) -> bool {
        let Some((content, end)) = self.delimited(Delimiter::Substitution) else {
            return false;
        };
        let name = join_lines(content);
        let Some(found) = ctx.targets().open_substitution(&name) else {
            return false;
        };
        let inner = substitution::inlines(&name, &found, ctx);
        ctx.targets().close_substitution();
        let behind = self.text.get(end..).unwrap_or_default();
        let marks = behind.len() - behind.trim_start_matches('_').len();
        let url = match marks {
            1 => ctx.targets.link(&name),
            2 => ctx.targets().next_anonymous(),
            _ => None,
        };
        match url.map(str::to_owned) {
            Some(url) => {
                self.push(Inline::Link { url, content: inner }, end + marks);
            }
            None => {
                for inline in inner {
                    self.push(inline, end);
                }
            }
        }
        self.at = end + marks;
        true
    }

    /// `[1]_`, `[#name]_`, `[*]_`, `[CIT2002]_`.
    fn footnote(&mut self, ctx: &mut Context) -> bool {
        let rest = self.rest();
        let Some(length) = rest
            .get(1..)
            .and_then(|rest| rest.find(|other: char| !is_label(other)))
        else {
            return false;
        };
        let after = self.at + length + 3;
        let is_mark = length > 0 && rest.get(length + 1..).is_some_and(|rest| rest.starts_with("]_"));
        let ends = self
            .text
            .get(after..)
            .is_some_and(|rest| rest.chars().next().is_none_or(closes));
        if !is_mark || !ends || !self.can_start(1) {
            return false;
        }
        let label = ctx
            .targets()
            .notes
            .referred(rest.get(1..=length).unwrap_or_default());
        // The blank before a mark keeps reST happy; the page does without it.
        self.plain.truncate(self.plain.trim_end().len());
        self.push(Inline::FootnoteMark(label), after)
    }

    /// `` _`an inline target` `` shows its text.
    fn target(&mut self) -> bool {
        if !self.rest().starts_with("_`") || !self.can_start(2) {
            return false;
        }
        self.at += 1;
        let Some((end, Suffix::None)) = self.find_end(Delimiter::Interpreted) else {
            self.at -= 1;
            return false;
        };
        let content = self.text.get(self.at + 1..end).unwrap_or_default();
        self.push(Inline::Text(unescape(content)), end + 1)
    }

    /// `name_` and `name__`; only a name with a target is one, because Python names may end so, too.
    fn word_reference(&mut self, ctx: &mut Context) -> bool {
        let rest = self.rest();
        let marks = rest.bytes().take_while(|byte| *byte == b'_').count();
        let ends = rest
            .get(marks..)
            .is_some_and(|rest| rest.chars().next().is_none_or(closes));
        if marks > 2 || !ends {
            return false;
        }
        let length: usize = self
            .plain
            .chars()
            .rev()
            .take(MAX_NAME)
            .take_while(|other| other.is_alphanumeric() || matches!(other, '-' | '_' | '.' | '+' | ':'))
            .map(char::len_utf8)
            .sum();
        let start = self.plain.len() - length;
        let name = self.plain.get(start..).unwrap_or_default();
        if name.is_empty() || !name.starts_with(char::is_alphanumeric) {
            return false;
        }
        let url = if marks == 2 {
            ctx.targets().next_anonymous()
        } else {
            ctx.targets.link(name)
        };
        let Some(url) = url.map(str::to_owned) else {
            // A place in the docstring itself has no address; its mark is not shown.
            let is_place = marks == 1 && ctx.targets.is_place(name);
            self.at += usize::from(is_place);
            return is_place;
        };
        let content = vec![Inline::Text(name.to_owned())];
        self.plain.truncate(start);
        self.push(Inline::Link { url, content }, self.at + marks)
    }

    /// An address that stands in the text by itself.
    fn url(&mut self) -> bool {
        let rest = self.rest();
        let before = self.text.get(..self.at).and_then(|head| head.chars().next_back());
        if !before.is_none_or(opens) {
            return false;
        }
        let Some(length) = url_length(rest) else {
            return false;
        };
        let url = rest.get(..length).unwrap_or_default().to_owned();
        let content = vec![Inline::Text(url.clone())];
        self.push(Inline::Link { url, content }, self.at + length)
    }

    /// `somebody@example.org`: the part before the sign is read already.
    fn mail(&mut self) -> bool {
        let Some((before, after)) = address::mail(&self.plain, self.rest()) else {
            return false;
        };
        let start = self.plain.len() - before;
        let end = self.at + after;
        let head = self.plain.get(..start).unwrap_or_default();
        let is_apart = match head.chars().next_back() {
            Some(before) => opens(before),
            None => self.out.is_empty(),
        };
        let ends = self
            .text
            .get(end..)
            .is_some_and(|rest| rest.chars().next().is_none_or(closes));
        if !is_apart || !ends {
            return false;
        }
        let name = self.plain.split_off(start);
        let shown = name + self.text.get(self.at..end).unwrap_or_default();
        let url = format!("mailto:{shown}");
        let content = vec![Inline::Text(shown)];
        self.push(Inline::Link { url, content }, end)
    }
}

/// `:name:` at the start of a text; names may have colons inside.
fn role_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(':')?;
    let length = inner
        .bytes()
        .take(MAX_NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.+:".contains(byte))
        .count();
    let name = inner.get(..length)?;
    // In `:a:b:` the last colon ends the name.
    let name = name.get(..name.rfind(':')?)?;
    (name.starts_with(|first: char| first.is_ascii_alphabetic())).then_some(name.len() + 2)
}

/// `text <target>` taken apart.
pub(super) fn embedded(content: &str) -> Option<(&str, &str)> {
    let inner = content.strip_suffix('>')?;
    let start = inner.rfind('<')?;
    let text = inner.get(..start)?;
    let is_apart = text.is_empty() || text.ends_with(' ');
    let target = inner.get(start + 1..)?;
    (is_apart && !target.is_empty()).then_some((text.trim_end(), target))
}

/// Text without its backslash escapes, on one line.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        match next {
            '\\' => match chars.next() {
                Some(blank) if blank.is_whitespace() => {}
                Some(other) => out.push(other),
                None => {}
            },
            '\n' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

fn join_lines(text: &str) -> String {
    text.replace('\n', " ")
}

/// Whether the last character of a text is escaped by the backslashes before it: here, whether it ends in one
/// that is not escaped itself.
pub(super) fn ends_in_escape(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

fn is_label(other: char) -> bool {
    other.is_alphanumeric() || matches!(other, '#' | '*' | '-' | '_' | '.' | '+' | ':')
}
