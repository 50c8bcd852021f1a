//! Directives in a chapter: fenced blocks that stand for a part of the API reference.
//!
//! ````text
//! ```autodoc summary
//! pkg.mod.Class
//! members: open, close
//! ```
//! ````
//!
//! Behind `autodoc` may stand what is shown; then come names, one on each line, and options as `key: value`. Without the
//! preprocessor it is a block of code.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{Block, MARKDOWN};
use crate::config::Order;
use crate::name::nearest;

/// The first word behind the fence.
const WORD: &str = "autodoc";

/// What follows it, and what that shows.
const VIEWS: [(&str, View); 3] = [
    ("item", View::Item),
    ("signature", View::Signature),
    ("summary", View::Summary),
];

const OPTIONS: [&str; 5] = ["members", "depth", "level", "order", "title"];

/// A directive that can be carried out, if what it names is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive<'t> {
    /// The whole block.
    pub block: Block,
    /// What is shown.
    pub view: View,
    /// The names with their places in the chapter; at least one.
    pub names: Vec<(&'t str, Range<usize>)>,
    /// How it is shown.
    pub options: Options,
}

/// What a directive shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// An item, or a module with its items.
    #[default]
    Item,
    /// The signature of an item alone.
    Signature,
    /// A table: of what is in one module or class, or of several names.
    Summary,
}

/// How a directive shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which members are shown.
    pub members: Members,
    /// How many levels of members are shown; all, if it is not said.
    pub depth: Option<usize>,
    /// The level of the heading, from 1 to 6.
    pub level: usize,
    /// The order of members, if it is not that of the book.
    pub order: Option<Order>,
    /// Whether there is a heading.
    pub title: bool,
}

/// Which members a directive shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// All that are documented.
    All,
    /// None.
    None,
    /// Those of these names.
    Only(Vec<String>),
}

/// A directive that is written in a wrong way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The whole block.
    pub block: Block,
    /// The bytes of what is wrong.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The directives of a chapter, by place. A text without any is not parsed.
pub fn directives(text: &str) -> Vec<Result<Directive<'_>, Mistake>> {
    let mut found = Vec::new();
    if !text.contains(WORD) {
        return found;
    }
    // How many lists, quotations and notes are around.
    let (mut level, mut depth) = (1, 0_usize);
    let mut parser = Parser::new_ext(text, MARKDOWN).into_offset_iter();
    while let Some((event, range)) = parser.next() {
        match event {
            Event::Start(Tag::Heading { level: next, .. }) => level = below(next),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split_whitespace();
                if words.next() == Some(WORD) {
                    let content = parser
                        .by_ref()
                        .take_while(|(event, _)| matches!(event, Event::Text(_)));
                    let lines = lines(text, content.map(|(_, range)| range));
                    let block = Block::new(text, range, depth > 0);
                    found.push(parse(&block, lines, &words.collect::<Vec<_>>(), level));
                }
            }
            Event::Start(container) if is_container(&container) => depth += 1,
            Event::End(
                TagEnd::BlockQuote(_)
                | TagEnd::Item
                | TagEnd::FootnoteDefinition
                | TagEnd::DefinitionListDefinition,
            ) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

fn is_container(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition
    )
}

/// The level of headings below one.
fn below(heading: HeadingLevel) -> usize {
    (heading as usize + 1).min(6)
}

/// A block with the lines of its content.
fn parse<'t>(
    block: &Block,
    lines: Vec<(&'t str, Range<usize>)>,
    words: &[&str],
    level: usize,
) -> Result<Directive<'t>, Mistake> {
    let mistake = |range: Range<usize>, message: String, help: String| Mistake {
        block: block.clone(),
        range,
        message,
        help,
    };
    let known = |word: &str| VIEWS.into_iter().find(|(name, _)| *name == word);
    let view = match words {
        [] => View::Item,
        [word, ..] => match known(word) {
            Some((_, view)) => view,
            None => {
                let message = format!("`{word}` is nothing that `autodoc` shows");
                return Err(mistake(
                    block.range.clone(),
                    message,
                    advice(word, &VIEWS.map(|(name, _)| name)),
                ));
            }
        },
    };
    let mut directive = Directive {
        block: block.clone(),
        view,
        names: Vec::new(),
        options: Options {
            members: Members::All,
            depth: None,
            level,
            order: None,
            title: true,
        },
    };
    for (line, range) in lines {
        let Some((key, value)) = line.split_once(':') else {
            directive.names.push((line, range));
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        match directive.options.set(key, value) {
            Ok(()) => {}
            Err(Refused::Key) => {
                let message = format!("`{key}` is no option of a directive");
                return Err(mistake(range, message, advice(key, &OPTIONS)));
            }
            Err(Refused::Value(expected)) => {
                let message = format!("`{value}` is no value of `{key}`");
                return Err(mistake(range, message, format!("expected {expected}")));
            }
        }
    }
    if directive.names.is_empty() {
        let message = "a directive names nothing".to_owned();
        let help = "put a full name on a line of its own below the fence".to_owned();
        return Err(mistake(block.range.clone(), message, help));
    }
    Ok(directive)
}

/// The lines of a block that are not blank, with their places. The parts of its content come without what belongs to the
/// lists and quotations around.
fn lines(text: &str, content: impl Iterator<Item = Range<usize>>) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    for part in content {
        let mut at = part.start;
        for line in text.get(part).unwrap_or_default().split_inclusive('\n') {
            let trimmed = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            if !trimmed.is_empty() {
                found.push((trimmed, start..start + trimmed.len()));
            }
        }
    }
    found
}

fn advice(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of `{}`", known.join("`, `")),
    }
}

enum Refused {
    Key,
    Value(&'static str),
}

impl Options {
    fn set(&mut self, key: &str, value: &str) -> Result<(), Refused> {
        match key {
            "members" => {
                let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
                self.members = match value {
                    "all" => Members::All,
                    "none" => Members::None,
                    "" => return Err(Refused::Value("`all`, `none` or names with commas between them")),
                    _ => Members::Only(names.map(str::to_owned).collect()),
                };
            }
            "depth" => {
                let depth = value.parse();
                self.depth = Some(depth.map_err(|_| Refused::Value("a number of levels, such as `1`"))?);
            }
            "level" => {
                let level = value.parse().ok().filter(|level| (1..=6).contains(level));
                self.level = level.ok_or(Refused::Value("a number from `1` to `6`"))?;
            }
            "order" => {
                self.order = Some(match value {
                    "source" => Order::Source,
                    "alphabetical" => Order::Alphabetical,
                    _ => return Err(Refused::Value("`source` or `alphabetical`")),
                });
            }
            "title" => {
                self.title = match value {
                    "true" => true,
                    "false" => false,
                    _ => return Err(Refused::Value("`true` or `false`")),
                };
            }
            _ => return Err(Refused::Key),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    #[test]
    fn a_directive_has_names_and_options() {
        let text = "# A\n\n## B\n\n```autodoc\npkg.Box\n\nmembers: open, close\ndepth: 1\nlevel: 5\norder: alphabetical\n\
            title: false\n```\n\n~~~~ autodoc summary\n  a\n  b\n~~~~";
        let found: Vec<_> = directives(text).into_iter().map(Result::unwrap).collect();
        let [first, second] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(&text[first.block.range.clone()][..10], "```autodoc");
        assert!(text[first.block.range.clone()].ends_with("false\n```"));
        assert_eq!((first.view, first.names[0].0), (View::Item, "pkg.Box"));
        assert_eq!(
            first.options,
            Options {
                members: Members::Only(vec!["open".to_owned(), "close".to_owned()]),
                depth: Some(1),
                level: 5,
                order: Some(Order::Alphabetical),
                title: false,
            }
        );
        let names: Vec<&str> = second
            .names
            .iter()
            .map(|(_, range)| &text[range.clone()])
            .collect();
        assert_eq!((second.view, names), (View::Summary, vec!["a", "b"]));
        assert_eq!((second.options.level, second.options.title), (3, true));
    }

    #[test]
    fn what_is_wrong_with_a_directive_is_said_at_its_place() {
        for (block, place, message, help) in [
            (
                "```autodoc sumary\na\n```",
                "```autodoc sumary\na\n```",
                "`sumary` is nothing",
                "`summary`?",
            ),
            (
                "```autodoc\na\nmember: b\n```",
                "member: b",
                "`member` is no option",
                "`members`?",
            ),
            (
                "```autodoc\na\nzzz: b\n```",
                "zzz: b",
                "`zzz` is no option",
                "one of `members`",
            ),
            (
                "```autodoc\na\nlevel: 7\n```",
                "level: 7",
                "`7` is no value of `level`",
                "from `1` to `6`",
            ),
            (
                "```autodoc\na\ndepth: x\n```",
                "depth: x",
                "`x` is no value",
                "a number",
            ),
            (
                "```autodoc\na\ntitle: no\n```",
                "title: no",
                "`no` is no value",
                "`true` or `false`",
            ),
            (
                "```autodoc\na\norder: up\n```",
                "order: up",
                "`up` is no value",
                "`source`",
            ),
            (
                "```autodoc\na\nmembers:\n```",
                "members:",
                "is no value",
                "`all`, `none`",
            ),
            (
                "```autodoc\n```",
                "```autodoc\n```",
                "names nothing",
                "a full name",
            ),
            (
                "> - ```autodoc\n>   a\n>   level: 7\n>   ```",
                "level: 7",
                "`7` is no value",
                "from `1` to `6`",
            ),
        ] {
            let found = directives(block);
            let [Err(mistake)] = found.as_slice() else {
                panic!("{block}: {found:?}")
            };
            assert_eq!(&block[mistake.range.clone()], place);
            assert!(mistake.message.contains(message), "{}", mistake.message);
            assert!(mistake.help.contains(help), "{}", mistake.help);
        }
    }

    #[test]
    fn other_blocks_are_none() {
        for text in [
            "autodoc",
            "```autodocs\na\n```",
            "```python autodoc\n```",
            "    ```autodoc\n    a\n    ```",
            "````md\n```autodoc\na\n```\n````",
            "<!--\n```autodoc\na\n```\n-->",
        ] {
            assert_eq!(directives(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_are_parts_of_any_text(pieces in prop::collection::vec(select(vec![
            "```autodoc\n", "```autodoc summary\n", "~~~ autodoc x\n", "```\n", "~~~\n", "a.b\n", "é: ü\n", "level: 3\n", "\r\n",
            "> ", "- ", "    ", "# h\n", "members: a,é\n", "\t", "\\", "[^1]: ", ": ",
        ]), 0..30)) {
            let text = pieces.concat();
            let mut last = 0;
            for found in directives(&text) {
                let (block, places) = match found {
                    Ok(directive) => {
                        let places = directive.names.iter().map(|(_, range)| range.clone()).collect();
                        (directive.block.range, places)
                    }
                    Err(mistake) => (mistake.block.range, vec![mistake.range]),
                };
                prop_assert!(last <= block.start && text.get(block.clone()).is_some(), "{:?}", text);
                for place in places {
                    prop_assert!(block.start <= place.start && place.end <= block.end && text.get(place).is_some());
                }
                last = block.end;
            }
        }
    }
}
