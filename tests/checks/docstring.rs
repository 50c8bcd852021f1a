//! What holds for the document of every docstring.

use std::fmt::Debug;

use mdbook_autodoc::docstring::{Block, Document, Inline, Span, Style, detect, parse};

/// More blocks and inlines within each other than any text needs.
const MOST_DEEP: usize = 100;

/// Parses bytes as a docstring in every style and checks the results.
pub(crate) fn docstring(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(detect(&text), detect(&text), "not the same twice");
    for style in Style::ALL {
        let parsed = parse(&text, *style);
        assert_eq!(parsed, parse(&text, *style), "not the same twice");
        for finding in &parsed.findings {
            is_part_of(&text, finding.span, finding);
            assert!(
                !finding.message.is_empty() && !finding.message.ends_with('.'),
                "{finding:?}"
            );
        }
        assert!(
            parsed.findings.is_sorted_by_key(|finding| finding.span),
            "{:?}",
            parsed.findings
        );
        check(&text, &parsed.document);
    }
}

fn check(text: &str, document: &Document) {
    for section in &document.sections {
        starts_in(text, section.offset, section);
        blocks(text, &section.body, 0);
        for entry in &section.entries {
            starts_in(text, entry.offset, entry);
            blocks(text, &entry.body, 0);
        }
    }
    inlines(text, &document.summary(), 0);
}

fn is_part_of(text: &str, span: Span, what: &dyn Debug) {
    let part = text.get(span.start as usize..span.end as usize);
    assert!(part.is_some(), "{span:?} is no part of {text:?}: {what:?}");
}

fn starts_in(text: &str, offset: u32, what: &dyn Debug) {
    assert!(
        text.is_char_boundary(offset as usize),
        "{offset} is no place in {text:?}: {what:?}"
    );
}

fn blocks(text: &str, all: &[Block], depth: usize) {
    assert!(depth < MOST_DEEP, "too deep: {text:?}");
    let within = |inner: &[Block]| blocks(text, inner, depth + 1);
    for block in all {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => inlines(text, content, depth),
            Block::Bullets(items) | Block::Ordered { items, .. } => {
                for item in items {
                    within(item);
                }
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    inlines(text, &definition.term, depth);
                    within(&definition.body);
                }
            }
            Block::Quote(body) => within(body),
            Block::Table(table) => {
                inlines(text, &table.title, depth);
                for cell in table.head.iter().chain(&table.rows).flatten() {
                    assert!(cell.columns > 0 && cell.rows > 0, "{cell:?}");
                    within(&cell.body);
                }
            }
            Block::Admonition(admonition) => {
                inlines(text, &admonition.title, depth);
                within(&admonition.body);
            }
            Block::Version(note) => within(&note.body),
            Block::Lines(lines) => lines.iter().for_each(|line| inlines(text, &line.content, depth)),
            Block::Footnotes(notes) => notes.iter().for_each(|note| within(&note.body)),
            Block::Code { .. } | Block::Rule | Block::Math(_) | Block::Image(_) | Block::Html(_) => {}
        }
    }
}

fn inlines(text: &str, all: &[Inline], depth: usize) {
    assert!(depth < MOST_DEEP, "too deep: {text:?}");
    for inline in all {
        match inline {
            Inline::Text(words) => assert!(!words.contains('\n'), "{words:?} has a line end"),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Struck(content)
            | Inline::Link { content, .. } => {
                inlines(text, content, depth + 1);
            }
            Inline::Reference(reference) => {
                starts_in(text, reference.offset, reference);
                inlines(text, &reference.content, depth + 1);
            }
            _ => {}
        }
    }
}
