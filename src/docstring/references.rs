//! The references in a document.

use super::document::{Block, Document, Inline, Reference};

impl Document {
    /// The references in the order of the text; code in the words of a link to an address is none.
    pub fn references(&self) -> Vec<&Reference> {
        let mut found = Vec::new();
        for section in &self.sections {
            in_blocks(&section.body, &mut found);
            for entry in &section.entries {
                in_blocks(&entry.body, &mut found);
            }
        }
        found.sort_by_key(|reference| reference.offset);
        found
    }
}

fn in_blocks<'d>(blocks: &'d [Block], found: &mut Vec<&'d Reference>) {
    for block in blocks {
        in_block(block, found);
    }
}

fn in_block<'d>(block: &'d Block, found: &mut Vec<&'d Reference>) {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => in_inlines(content, found),
        Block::Bullets(items) | Block::Ordered { items, .. } => {
            for item in items {
                in_blocks(item, found);
            }
        }
        Block::Definitions(definitions) => {
            for definition in definitions {
                in_inlines(&definition.term, found);
                in_blocks(&definition.body, found);
            }
        }
        Block::Quote(body) => in_blocks(body, found),
        Block::Table(table) => {
            in_inlines(&table.title, found);
            for cell in table.head.iter().chain(&table.rows).flatten() {
                in_blocks(&cell.body, found);
            }
        }
        Block::Admonition(admonition) => {
            in_inlines(&admonition.title, found);
            in_blocks(&admonition.body, found);
        }
        Block::Version(note) => in_blocks(&note.body, found),
        Block::Lines(lines) => {
            for line in lines {
                in_inlines(&line.content, found);
            }
        }
        Block::Footnotes(notes) => {
            for note in notes {
                in_blocks(&note.body, found);
            }
        }
        Block::Code { .. } | Block::Rule | Block::Math(_) | Block::Image(_) | Block::Html(_) => {}
    }
}

fn in_inlines<'d>(inlines: &'d [Inline], found: &mut Vec<&'d Reference>) {
    for inline in inlines {
        match inline {
            Inline::Reference(reference) => found.push(reference),
            Inline::Emphasis(content) | Inline::Strong(content) | Inline::Struck(content) => {
                in_inlines(content, found);
            }
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Link { .. }
            | Inline::Math(_)
            | Inline::Image(_)
            | Inline::FootnoteMark(_)
            | Inline::Break
            | Inline::Html(_) => {}
        }
    }
}
