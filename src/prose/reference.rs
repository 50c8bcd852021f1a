//! References in a chapter: links to something by its dotted name.
//!
//! | form | reference |
//! |---|---|
//! | ``[`pkg.mod.Name`]``, ``[`Name`][]`` | shown as it is; ``[`~pkg.mod.Name`]`` as `Name` |
//! | ``[text][pkg.mod.Name]`` | unless the author defines a link of that label |
//! | `[text](api:pkg.mod.Name)`, `[label]: api:pkg.mod.Name` | with its text; without one, as the first form |
//! | `<api:pkg.mod.Name>` | as the first form |

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::{Edit, MARKDOWN};
use crate::name::ModuleName;

/// What an address starts with that is the name of an item.
const SCHEME: &str = "api:";

/// A reference in a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'t> {
    /// The bytes of the whole link.
    pub range: Range<usize>,
    /// The name, without `~` before and `()` behind it.
    pub name: String,
    /// Whether nothing else can be meant: code in brackets may be just that.
    pub is_explicit: bool,
    form: Form<'t>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form<'t> {
    /// The text is known, and becomes a link as a whole.
    Text(&'t str),
    /// The name is the text.
    Name(String),
    /// A link that has an address, with its text.
    Address(Range<usize>, &'t str),
    /// A definition that links elsewhere use.
    Definition(Range<usize>),
}

impl Reference<'_> {
    /// The reference as a link to a URL, which must be escaped for Markdown.
    pub fn link(&self, url: &str) -> Edit {
        let text = match &self.form {
            Form::Text(text) => text,
            Form::Name(text) => text.as_str(),
            Form::Address(range, _) | Form::Definition(range) => {
                return Edit {
                    range: range.clone(),
                    text: url.to_owned(),
                };
            }
        };
        Edit {
            range: self.range.clone(),
            text: format!("[{text}]({url})"),
        }
    }

    /// The text of the reference without the link, where it has a text.
    pub fn unlink(&self) -> Option<Edit> {
        let text = match &self.form {
            Form::Text(text) | Form::Address(_, text) => text,
            Form::Name(text) => text.as_str(),
            Form::Definition(_) => return None,
        };
        Some(Edit {
            range: self.range.clone(),
            text: text.to_owned(),
        })
    }
}

/// The references of a chapter, by place. A text without any is not parsed.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    let has_labels = text.contains("[`") || text.contains("][");
    let mut found = if has_labels { by_label(text) } else { Vec::new() };
    if found.is_empty() && !text.contains(SCHEME) {
        return found;
    }
    let (addressed, links) = by_address(text);
    remove_overlapping(&mut found, &links);
    found.extend(addressed);
    found.sort_by_key(|reference| (reference.range.start, reference.range.end));
    remove_overlapping(&mut found, &commands(text));
    found
}

/// The references by labels that the author does not define. Those within links of the author are among them: mdBook
/// sees no link there.
fn by_label(text: &str) -> Vec<Reference<'_>> {
    let mut wanted = |link: BrokenLink<'_>| {
        label(&link.reference, link.link_type).map(|_| (CowStr::from(""), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(text, MARKDOWN, Some(&mut wanted));
    let mut found = Vec::new();
    for (event, mut range) in parser.into_offset_iter() {
        let Event::Start(Tag::Link { link_type, id, .. }) = event else {
            continue;
        };
        let is_unknown = matches!(
            link_type,
            LinkType::ShortcutUnknown | LinkType::CollapsedUnknown | LinkType::ReferenceUnknown
        );
        let Some(label) = label(&id, link_type).filter(|_| is_unknown) else {
            continue;
        };
        // The parser leaves the empty brackets out.
        if link_type == LinkType::CollapsedUnknown && text.get(range.end..range.end + 2) == Some("[]") {
            range.end += 2;
        }
        let form = if link_type == LinkType::ReferenceUnknown {
            let source = text.get(range.clone()).unwrap_or_default();
            let before = source.rfind("][").and_then(|end| source.get(1..end));
            before.map(Form::Text)
        } else {
            let is_code = id.starts_with('`');
            let shown = if is_code { label.code("`") } else { label.shown };
            Some(Form::Name(shown))
        };
        if let Some(form) = form {
            found.push(Reference {
                range,
                name: label.name,
                is_explicit: link_type != LinkType::ShortcutUnknown,
                form,
            });
        }
    }
    found
}

/// The references by addresses, and all links and images that mdBook sees.
fn by_address(text: &str) -> (Vec<Reference<'_>>, Vec<Range<usize>>) {
    let (mut found, mut links) = (Vec::new(), Vec::new());
    let marks = unused_marks(text);
    let mut parser = Parser::new_ext(text, MARKDOWN).into_offset_iter();
    // The link to something documented around, and where what is inside of it ends.
    let mut open: Option<(Range<usize>, Label, usize)> = None;
    // How many links and images are around.
    let mut depth = 0_usize;
    for (event, range) in parser.by_ref() {
        if let Some((_, _, inside)) = open.as_mut().filter(|(around, ..)| range != *around) {
            *inside = range.end.max(*inside);
        }
        match event {
            Event::Start(Tag::Image { .. }) => {
                links.push(range);
                depth += 1;
            }
            Event::Start(Tag::Link {
                link_type, dest_url, ..
            }) => {
                links.push(range.clone());
                depth += 1;
                let name = dest_url.strip_prefix(SCHEME).filter(|_| depth == 1);
                match (name.map(Label::new), link_type) {
                    (Some(label), LinkType::Inline) => {
                        let inside = range.start + 1;
                        open = Some((range, label, inside));
                    }
                    (Some(label), LinkType::Autolink) => found.push(Reference {
                        range,
                        form: Form::Name(label.code(&marks)),
                        name: label.name,
                        is_explicit: true,
                    }),
                    _ => {}
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                depth = depth.saturating_sub(1);
                if let Some((range, label, inside)) = open.take_if(|_| depth == 0) {
                    found.extend(inline(text, range, label, inside, &marks));
                }
            }
            _ => {}
        }
    }
    for (_, definition) in parser.reference_definitions().iter() {
        let Some(name) = definition.dest.strip_prefix(SCHEME) else {
            continue;
        };
        let range = definition.span.clone();
        let source = text.get(range.clone()).unwrap_or_default();
        let address = source
            .find("]:")
            .and_then(|end| address(text, range.start + end + 2));
        found.extend(address.map(|address| Reference {
            range,
            name: Label::new(name).name,
            is_explicit: true,
            form: Form::Definition(address),
        }));
    }
    (found, links)
}

/// A link whose text ends before `inside` or there.
fn inline<'t>(
    text: &'t str,
    range: Range<usize>,
    label: Label,
    inside: usize,
    marks: &str,
) -> Option<Reference<'t>> {
    let end = inside + text.get(inside..range.end)?.find("](")?;
    let shown = text.get(range.start + 1..end)?;
    let form = if shown.is_empty() {
        Form::Name(label.code(marks))
    } else {
        Form::Address(address(text, end + 2)?, shown)
    };
    Some(Reference {
        range,
        name: label.name,
        is_explicit: true,
        form,
    })
}

/// The bytes of the address that begins behind the blanks at `at`.
fn address(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let start = at + rest.find(SCHEME)?;
    let before = text.get(at..start)?;
    // Marks of a quotation stand between the lines of a link.
    if !before
        .chars()
        .all(|other| other.is_whitespace() || matches!(other, '>' | '<'))
    {
        return None;
    }
    let rest = text.get(start..)?;
    let length = if before.ends_with('<') {
        rest.find('>')?
    } else {
        let mut depth = 0_usize;
        let end = rest.find(|other: char| {
            depth += usize::from(other == '(');
            let closes = other == ')' && depth == 0;
            depth -= usize::from(other == ')' && !closes);
            closes || other.is_whitespace()
        });
        end.unwrap_or(rest.len())
    };
    Some(start..start + length)
}

/// A name as an author writes it.
struct Label {
    /// The name alone.
    name: String,
    /// What is shown of it, as it is written: the last part where `~` stands before it.
    shown: String,
}

impl Label {
    fn new(written: &str) -> Self {
        let written = written.trim();
        let (full, shown) = match written.strip_prefix('~') {
            Some(full) => (full, full.rsplit('.').next().unwrap_or(full)),
            None => (written, written),
        };
        // Editors write `\_` for a `_` that they take for emphasis.
        let name = full.replace('\\', "");
        Self {
            name: name.strip_suffix("()").unwrap_or(&name).to_owned(),
            shown: shown.to_owned(),
        }
    }

    fn code(&self, marks: &str) -> String {
        format!("{marks}{}{marks}", self.shown.replace(['`', '\\'], ""))
    }

    fn is_name(&self) -> bool {
        ModuleName::new(&self.name).is_some()
    }
}

/// The name that a label stands for: code, or, where brackets alone cannot be meant, dotted.
fn label(label: &str, link_type: LinkType) -> Option<Label> {
    let code = label.strip_prefix('`').and_then(|code| code.strip_suffix('`'));
    let is_shortcut = matches!(link_type, LinkType::Shortcut | LinkType::ShortcutUnknown);
    let dotted = || (!is_shortcut && label.contains('.')).then_some(label);
    Some(Label::new(code.or_else(dotted)?)).filter(Label::is_name)
}

/// Backticks, in a number that no others of a text would pair with.
fn unused_marks(text: &str) -> String {
    let runs = text.split(|other| other != '`').map(str::len);
    // A backslash takes the first one off.
    let used: HashSet<usize> = runs.flat_map(|run| [run, run.saturating_sub(1)]).collect();
    let unused = (1..=text.len()).find(|number| !used.contains(number));
    "`".repeat(unused.unwrap_or(1))
}

/// Where commands of mdBook's `links` preprocessor stand, such as `{{#include x}}`.
fn commands(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text
        .get(at..)
        .and_then(|rest| rest.find("{{"))
        .map(|start| at + start)
    {
        let inside = text.get(start + 2..).unwrap_or_default();
        at = start + 2;
        if !inside.trim_start().starts_with('#') {
            continue;
        }
        let Some(end) = inside.find("}}") else { break };
        at = start + 2 + end + 2;
        found.push(start..at);
    }
    found
}

/// Takes out the references that share bytes with one of the ranges; both are sorted by their start.
fn remove_overlapping(references: &mut Vec<Reference<'_>>, ranges: &[Range<usize>]) {
    let mut next = 0;
    let mut end = 0;
    references.retain(|reference| {
        let Range { start, end: last } = reference.range;
        while let Some(range) = ranges.get(next).filter(|range| range.start <= start) {
            end = range.end.max(end);
            next += 1;
        }
        start >= end && ranges.get(next).is_none_or(|range| range.start >= last)
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::prose::apply;

    /// The chapter with every reference linked to `<NAME>`, those that may be mere code with `?` before it.
    fn linked(text: &str) -> String {
        let edit = |reference: &Reference<'_>| {
            let mark = if reference.is_explicit { "" } else { "?" };
            reference.link(&format!("<{mark}{}>", reference.name))
        };
        apply(text, references(text).iter().map(edit).collect())
    }

    #[test]
    fn every_form_becomes_a_link_with_its_text() {
        for (text, expected) in [
            ("See [`Box`].", "See [`Box`](<?Box>)."),
            ("[`pkg.Box.open()`]", "[`pkg.Box.open()`](<?pkg.Box.open>)"),
            (
                "[`~pkg.Box`], [`~pkg.open()`]",
                "[`Box`](<?pkg.Box>), [`open()`](<?pkg.open>)",
            ),
            ("[`Box`][], [pkg.Box][]", "[`Box`](<Box>), [pkg.Box](<pkg.Box>)"),
            ("[a *box*][pkg.Box]!", "[a *box*](<pkg.Box>)!"),
            ("[a `box`][`Box`]", "[a `box`](<Box>)"),
            ("[a][pkg.\\_x.b\\_c]", "[a](<pkg._x.b_c>)"),
            ("[a box](api:pkg.Box)", "[a box](<pkg.Box>)"),
            ("[a](api:~pkg.Box \"T\")", "[a](<pkg.Box> \"T\")"),
            ("[a](<api:pkg.Box>)", "[a](<<pkg.Box>>)"),
            ("[a](api:pkg.open())", "[a](<pkg.open>)"),
            ("[a\\]](api:pkg.a\\_b)", "[a\\]](<pkg.a_b>)"),
            ("[](api:~pkg.Box) `a", "[``Box``](<pkg.Box>) `a"),
            ("[a](api:not a name)", "[a](api:not a name)"),
            ("[a](api:not-a-name)", "[a](<not-a-name>)"),
            ("<api:pkg.Box>", "[`pkg.Box`](<pkg.Box>)"),
            (
                "[a][b]\n\n[b]: api:pkg.Box 'T'\n",
                "[a][b]\n\n[b]: <pkg.Box> 'T'\n",
            ),
            ("> [a\n> b](\n> api:pkg.B) c", "> [a\n> b](\n> <pkg.B>) c"),
            ("# The [`Box`] {#box}", "# The [`Box`](<?Box>) {#box}"),
            (
                "| [`a`] |\n|---|\n| [b][c.d] |",
                "| [`a`](<?a>) |\n|---|\n| [b](<c.d>) |",
            ),
            (
                "- [ ] [`a`]\n\na[^n]\n\n[^n]: [`b`]",
                "- [ ] [`a`](<?a>)\n\na[^n]\n\n[^n]: [`b`](<?b>)",
            ),
            ("[![i](x.png)](api:a.b)", "[![i](x.png)](<a.b>)"),
            ("größe [`größe.é`] é", "größe [`größe.é`](<?größe.é>) é"),
        ] {
            assert_eq!(linked(text), expected);
        }
    }

    #[test]
    fn what_is_no_reference_stays_as_it_is() {
        for text in [
            "[Box] [x] a[i][j] `[`Box`]` \\[`Box`]",
            "```\n[`Box`]\n```\n\n    [`Box`]\n\n`` [`Box`] ``",
            "<div>\n[`Box`]\n</div>\n\n<!-- [`Box`] [a](api:b.c) --> <i title=\"[`Box`]\">",
            "[`Box`]\n\n[`Box`]: https://a.b\n",
            "[a][b.c]\n\n[b.c]: d.md\n",
            "[`Box`](box.md) [see [`Box`] here](x.md) ![see [`Box`]](x.png)",
            "[`--flag`] [`a b`] [`a[0]`] [`3.11`] [`a::b`] [`x = 1`] [``] [`!Box`]",
            "[^a.b] - [x] [`a`",
            "[`Box`][](x.md) [![i](x.png)][a.b]",
            "{{#include x.md:[`Box`]}} {{ #playground [a](api:b.c) }}",
            "![a](api:b.c) ![a][b.c] http://api:b",
        ] {
            assert_eq!(linked(text), text);
        }
        assert_eq!(
            linked("{{ [`a`] }} {{#x}} [`b`]"),
            "{{ [`a`](<?a>) }} {{#x}} [`b`](<?b>)"
        );
    }

    #[test]
    fn a_reference_can_be_left_as_text() {
        let text = "[`~a.b`] [c][d.e] [f](api:g) <api:h> [](api:i)\n\n[j]: api:k\n";
        let edits = references(text).iter().filter_map(Reference::unlink).collect();
        assert_eq!(apply(text, edits), "`b` c f ``h`` ``i``\n\n[j]: api:k\n");
    }

    #[test]
    fn brackets_without_end_take_linear_time() {
        for piece in [
            "[`a",
            "[`a`]",
            "[a][b.c",
            "[a](api:b",
            "{{#",
            "![",
            "[`a`][",
            "[a](api:(",
            "{{ ",
        ] {
            let text = piece.repeat(60_000 / piece.len());
            let _ = linked(&text);
        }
    }

    proptest! {
        #[test]
        fn references_become_links_and_nothing_else_changes(pieces in prop::collection::vec(select(vec![
            "a", "é", " ", "\n", "\n\n", "    ", "> ", "- ", "`", "```\n", "~~~\n", "[", "]", "![", "\\", "[`a.B`]",
            "[`~c`][]", "[d][e.f]", "](api:g.h)", "[i](api:j)", "[e.f]: x\n", "[l]: api:m.n\n", "[l]", "<b>",
            "<!--", "-->", "{{#", "}}", "|", "\n|---|\n", "*", "[^1]", "[^1]: ", "\t", "\r\n", ": ", "#", "<", ">", "\"",
        ]), 0..40)) {
            let text = pieces.concat();
            let found = references(&text);
            let (mut linked, mut done) = (String::new(), 0);
            for (number, reference) in found.iter().enumerate() {
                let edit = reference.link(&format!("u:{number}"));
                prop_assert!(done <= edit.range.start, "{:?} overlaps in {:?}", reference, text);
                prop_assert!(reference.range.start <= edit.range.start && edit.range.end <= reference.range.end);
                linked.push_str(&text[done..edit.range.start]);
                linked.push_str(&edit.text);
                done = edit.range.end;
            }
            linked.push_str(&text[done..]);
            // mdBook sees each of them as a link.
            let urls = Parser::new_ext(&linked, MARKDOWN).filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, link_type: LinkType::Inline, .. }) => {
                    dest_url.strip_prefix("u:")?.parse::<usize>().ok()
                }
                _ => None,
            });
            let is_link = |number: &usize| !matches!(found[*number].form, Form::Definition(_));
            let expected: Vec<usize> = (0..found.len()).filter(is_link).collect();
            prop_assert_eq!(urls.collect::<Vec<_>>(), expected, "{:?} {:?}", text, linked);
        }
    }
}
