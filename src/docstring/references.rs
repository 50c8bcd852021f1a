//! What is found anywhere in a document: references, and remarks on versions.

use super::document::{Block, Document, Inline, Reference, VersionNote};

impl Document {
    /// The references in the order of the text; code in the words of a link to an address is none.
    pub fn references(&self) -> Vec<&Reference> {
        let mut found = Vec::new();
        self.each_block(&mut |block| in_block(block, &mut found));
        found.sort_by_key(|reference| reference.offset);
        found
    }

    /// The remarks on versions, those inside of others among them.
    pub fn version_notes(&self) -> Vec<&VersionNote> {
        let mut found = Vec::new();
        self.each_block(&mut |block| {
            if let Block::Version(note) = block {
                found.push(note);
            }
        });
        found
    }

    /// The remarks on versions that are about what is documented as a whole, and not about a parameter of it.
    pub fn own_version_notes(&self) -> impl Iterator<Item = &VersionNote> {
        let blocks = self.sections.iter().filter(|section| section.entries.is_empty());
        let blocks = blocks.flat_map(|section| &section.body);
        blocks.filter_map(|block| match block {
            Block::Version(note) => Some(note),
            _ => None,
        })
    }

    fn each_block<'d>(&'d self, visit: &mut impl FnMut(&'d Block)) {
        for section in &self.sections {
            each_of(&section.body, visit);
            for entry in &section.entries {
                each_of(&entry.body, visit);
            }
        }
    }
}

/// Visits blocks and those inside of them.
fn each_of<'d>(blocks: &'d [Block], visit: &mut impl FnMut(&'d Block)) {
    for block in blocks {
        visit(block);
        match block {
            Block::Bullets(items) | Block::Ordered { items, .. } => {
                for item in items {
                    each_of(item, visit);
                }
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    each_of(&definition.body, visit);
                }
            }
            Block::Quote(body) => each_of(body, visit),
            Block::Table(table) => {
                for cell in table.head.iter().chain(&table.rows).flatten() {
                    each_of(&cell.body, visit);
                }
            }
            Block::Admonition(admonition) => each_of(&admonition.body, visit),
            Block::Version(note) => each_of(&note.body, visit),
            Block::Footnotes(notes) => {
                for note in notes {
                    each_of(&note.body, visit);
                }
            }
            Block::Paragraph(_)
            | Block::Heading { .. }
            | Block::Lines(_)
            | Block::Code { .. }
            | Block::Rule
            | Block::Math(_)
            | Block::Image(_)
            | Block::Html(_) => {}
        }
    }
}

/// The references in the text of a block, without the blocks inside of it.
fn in_block<'d>(block: &'d Block, found: &mut Vec<&'d Reference>) {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => in_inlines(content, found),
        Block::Definitions(definitions) => {
            for definition in definitions {
                in_inlines(&definition.term, found);
            }
        }
        Block::Table(table) => in_inlines(&table.title, found),
        Block::Admonition(admonition) => in_inlines(&admonition.title, found),
        Block::Lines(lines) => {
            for line in lines {
                in_inlines(&line.content, found);
            }
        }
        _ => {}
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
