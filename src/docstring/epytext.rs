//! Epytext: running text with braces, such as `C{code}` and `L{pkg.Name}`.
//!
//! Source of the format: "The Epytext Markup Language" of epydoc, and what pydoctor makes of it.

use super::context::MAX_DEPTH;
use super::document::{self, Block, Inline};
use super::lines::Passage;
use super::reference;

/// Names of `E{…}` that are not the character itself.
const ESCAPES: &[(&str, &str)] = &[("lb", "{"), ("rb", "}")];

/// Symbols of `S{…}` that are no Greek letters.
const SYMBOLS: &[(&str, &str)] = &[
    ("<-", "←"),
    ("->", "→"),
    ("^", "↑"),
    ("v", "↓"),
    ("larr", "←"),
    ("rarr", "→"),
    ("uarr", "↑"),
    ("darr", "↓"),
    ("harr", "↔"),
    ("crarr", "↵"),
    ("lArr", "⇐"),
    ("rArr", "⇒"),
    ("uArr", "⇑"),
    ("dArr", "⇓"),
    ("hArr", "⇔"),
    ("copy", "©"),
    ("times", "×"),
    ("forall", "∀"),
    ("exist", "∃"),
    ("part", "∂"),
    ("empty", "∅"),
    ("isin", "∈"),
    ("notin", "∉"),
    ("ni", "∋"),
    ("prod", "∏"),
    ("product", "∏"),
    ("sum", "∑"),
    ("prop", "∝"),
    ("infin", "∞"),
    ("infinity", "∞"),
    ("ang", "∠"),
    ("and", "∧"),
    ("or", "∨"),
    ("cap", "∩"),
    ("cup", "∪"),
    ("int", "∫"),
    ("integral", "∫"),
    ("there4", "∴"),
    ("sim", "∼"),
    ("cong", "≅"),
    ("asymp", "≈"),
    ("ne", "≠"),
    ("equiv", "≡"),
    ("le", "≤"),
    ("<=", "≤"),
    ("ge", "≥"),
    (">=", "≥"),
    ("sub", "⊂"),
    ("sup", "⊃"),
    ("nsub", "⊄"),
    ("sube", "⊆"),
    ("supe", "⊇"),
    ("oplus", "⊕"),
    ("otimes", "⊗"),
    ("perp", "⊥"),
];

/// The names of the Greek letters, in the order of the alphabet; Unicode has two forms of the small sigma.
const GREEK: &[&str] = &[
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigmaf", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
];

/// The symbol of a name, if there is one.
fn symbol(name: &str) -> Option<String> {
    if let Some((_, symbol)) = SYMBOLS.iter().find(|(known, _)| *known == name) {
        return Some((*symbol).to_owned());
    }
    let small = name.to_ascii_lowercase();
    let at = GREEK.iter().position(|known| *known == small)?;
    let letter = char::from_u32(0x3b1 + u32::try_from(at).ok()?)?;
    Some(if name.starts_with(char::is_uppercase) {
        letter.to_uppercase().collect()
    } else {
        letter.to_string()
    })
}

/// An address as a browser takes it: without a scheme it is that of a page or a mailbox.
fn address(target: &str) -> String {
    let target: String = target.split_whitespace().collect();
    let has_scheme = target
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.chars().all(char::is_alphanumeric));
    match target.as_str() {
        _ if has_scheme => target,
        mailbox if mailbox.contains('@') => format!("mailto:{target}"),
        _ => format!("http://{target}"),
    }
}

/// Blocks where indentation quotes nothing: lists stand indented below the paragraph that introduces them.
pub(super) fn without_quotes(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Quote(body) => out.extend(body),
            other => out.push(other),
        }
    }
    out
}

/// A brace that is still open.
struct Open {
    /// The letter before it; none for a brace that is just a brace.
    letter: Option<char>,
    content: Vec<Inline>,
    /// Where the letter stands in the docstring.
    offset: u32,
}

/// Parses running text.
pub(super) fn inlines(passage: &Passage<'_>) -> Vec<Inline> {
    let mut parser = Parser {
        stack: vec![Open {
            letter: None,
            content: Vec::new(),
            offset: passage.offset(0),
        }],
    };
    let text = passage.text();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '\n']) {
        let before = rest.get(..at).unwrap_or_default();
        let mark = rest.get(at..=at).unwrap_or_default();
        let place = text.len() - rest.len() + at;
        rest = rest.get(at + 1..).unwrap_or_default();
        match mark {
            "{" => {
                let letter = before
                    .chars()
                    .next_back()
                    .filter(|letter| "IBCMULEGSX".contains(*letter));
                let is_deep = parser.stack.len() > MAX_DEPTH as usize;
                let letter = letter.filter(|_| !is_deep);
                let plain = before
                    .get(..before.len() - usize::from(letter.is_some()))
                    .unwrap_or_default();
                parser.text(plain);
                if is_deep {
                    parser.text("{");
                } else {
                    parser.stack.push(Open {
                        letter,
                        content: Vec::new(),
                        offset: passage.offset(place.saturating_sub(1)),
                    });
                }
            }
            "}" => {
                parser.text(before);
                parser.close();
            }
            _ => {
                parser.text(before);
                parser.text(" ");
            }
        }
    }
    parser.text(rest);
    parser.finish()
}

struct Parser {
    /// The braces around the current place; the first one is the whole text and never closed.
    stack: Vec<Open>,
}

impl Parser {
    fn text(&mut self, text: &str) {
        if let Some(open) = self.stack.last_mut() {
            push_text(&mut open.content, text);
        }
    }

    fn close(&mut self) {
        if self.stack.len() < 2 {
            self.text("}");
            return;
        }
        let Some(open) = self.stack.pop() else { return };
        let Some(outer) = self.stack.last_mut() else {
            return;
        };
        if open.letter.is_none() {
            push_text(&mut outer.content, "{");
            append(&mut outer.content, open.content);
            push_text(&mut outer.content, "}");
        } else {
            append(&mut outer.content, colored(open));
        }
    }

    /// Braces that are never closed are text.
    fn finish(mut self) -> Vec<Inline> {
        while self.stack.len() > 1 {
            let (Some(open), Some(outer)) = (self.stack.pop(), self.stack.last_mut()) else {
                break;
            };
            push_text(
                &mut outer.content,
                &open
                    .letter
                    .map_or_else(|| "{".to_owned(), |letter| format!("{letter}{{")),
            );
            append(&mut outer.content, open.content);
        }
        self.stack.pop().map(|open| open.content).unwrap_or_default()
    }
}

/// What a letter with braces stands for.
fn colored(open: Open) -> Vec<Inline> {
    if open.content.is_empty() {
        return Vec::new();
    }
    let words = document::words(&open.content);
    let (shown, target) = match words.strip_suffix('>').and_then(|inner| inner.rsplit_once('<')) {
        Some((shown, target)) if !shown.trim().is_empty() => {
            (shown.trim().to_owned(), target.trim().to_owned())
        }
        Some((_, target)) => (target.to_owned(), target.to_owned()),
        None => (words.clone(), words.clone()),
    };
    let one = match open.letter {
        Some('I') => Inline::Emphasis(open.content),
        Some('B') => Inline::Strong(open.content),
        Some('C') => reference::code(words, open.offset),
        Some('M') => Inline::Math(words),
        Some('L') if target.contains("://") => Inline::Link {
            url: address(&target),
            content: vec![Inline::Text(shown)],
        },
        Some('S') => Inline::Text(symbol(words.trim()).unwrap_or(words)),
        Some('U') => Inline::Link {
            url: address(&target),
            content: vec![Inline::Text(shown)],
        },
        Some('L') if reference::is_dotted_name(target.trim_end_matches("()")) => {
            let content = if shown == target {
                Inline::Code(shown)
            } else {
                Inline::Text(shown)
            };
            reference::explicit(&target, None, vec![content], open.offset)
        }
        Some('E') => {
            let known = ESCAPES.iter().find(|(name, _)| *name == words);
            Inline::Text(known.map_or(words, |(_, text)| (*text).to_owned()))
        }
        // Index terms and graphs show their text.
        _ => return open.content,
    };
    vec![one]
}

fn append(content: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match inline {
            Inline::Text(text) => push_text(content, &text),
            other => content.push(other),
        }
    }
}

fn push_text(content: &mut Vec<Inline>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Inline::Text(last)) = content.last_mut() {
        last.push_str(text);
    } else {
        content.push(Inline::Text(text.to_owned()));
    }
}
