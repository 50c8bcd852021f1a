//! Tables that are written as directives: `table`, `list-table`, `csv-table`.

use super::directive::Directive;
use crate::diagnostic::Code;
use crate::docstring::context::Context;
use crate::docstring::document::{Block, Cell, Inline, Table};
use crate::docstring::lines::{self, Line, Passage};

pub(super) fn blocks(directive: &Directive<'_>, ctx: &mut Context) -> Vec<Block> {
    // A table right below the directive is no title.
    let (heading, content) = if directive.content().is_empty() {
        (vec![directive.argument], directive.below())
    } else {
        (directive.arguments(), directive.content().to_vec())
    };
    let title = ctx.inlines(&Passage::new(&heading));
    if let Some(file) = directive.option("file").or_else(|| directive.option("url")) {
        // Nothing is read here: it is shown what would be.
        let said = format!(".. {}:: {}", directive.name, file);
        return vec![Block::Paragraph(vec![Inline::Code(said)])];
    }
    let head = directive
        .option("header-rows")
        .and_then(|count| count.parse().ok())
        .unwrap_or(0);
    let (head, mut rows) = match directive.name {
        "list-table" => (head, list_rows(directive, &content, ctx)),
        "csv-table" => csv_rows(directive, &content, head, ctx),
        _ => {
            let mut blocks = ctx.blocks(&content);
            match blocks.first_mut() {
                Some(Block::Table(table)) => table.title = title,
                _ if title.is_empty() => {}
                _ => blocks.insert(0, Block::Paragraph(vec![Inline::Strong(title)])),
            }
            return blocks;
        }
    };
    let body = rows.split_off(head.min(rows.len()));
    vec![Block::Table(Table {
        title,
        head: rows,
        rows: body,
    })]
}

/// The rows of a list of lists.
fn list_rows(directive: &Directive<'_>, content: &[Line<'_>], ctx: &mut Context) -> Vec<Vec<Cell>> {
    let blocks = ctx.blocks(content);
    let mut rows = Vec::new();
    for block in blocks {
        let Block::Bullets(items) = block else {
            let message = "a `list-table` holds one list of lists";
            ctx.find(Code::MalformedSection, directive.span, message);
            rows.push(vec![Cell::new(vec![block])]);
            continue;
        };
        rows.extend(items.into_iter().map(|item| {
            let mut row = Vec::new();
            for block in item {
                match block {
                    Block::Bullets(cells) => row.extend(cells.into_iter().map(Cell::new)),
                    other => row.push(Cell::new(vec![other])),
                }
            }
            row
        }));
    }
    rows
}

/// The rows of comma-separated values, with the number of those that are heads.
fn csv_rows(
    directive: &Directive<'_>,
    content: &[Line<'_>],
    head: usize,
    ctx: &mut Context,
) -> (usize, Vec<Vec<Cell>>) {
    let delimiter = directive.option("delim");
    let delimiter = match delimiter.as_deref() {
        Some("tab") => '\t',
        Some("space") => ' ',
        Some(other) => other.chars().next().unwrap_or(','),
        None => ',',
    };
    let mut records = match directive.option_lines("header") {
        Some(header) => records(&Passage::new(header), delimiter),
        None => Vec::new(),
    };
    let n_headers = records.len();
    records.extend(self::records(&Passage::new(content), delimiter));
    let rows = records
        .into_iter()
        .map(|record| {
            record
                .iter()
                .map(|field| Cell::new(field_blocks(field, ctx)))
                .collect()
        })
        .collect();
    (n_headers + head, rows)
}

fn field_blocks(field: &Field, ctx: &mut Context) -> Vec<Block> {
    let parts: Vec<_> = lines::split(&field.text)
        .into_iter()
        .map(|part| Line {
            offset: field.offset.saturating_add(part.offset),
            ..part
        })
        .collect();
    ctx.blocks(&lines::flush(&parts))
}

/// A value with its place in the docstring.
struct Field {
    text: String,
    offset: u32,
}

impl Field {
    fn new(text: &str, offset: u32) -> Self {
        Self {
            text: text.trim().to_owned(),
            offset,
        }
    }
}

/// RFC 4180 as Python's `csv` reads it: a quoted field may hold delimiters, newlines and doubled quotes.
fn records(passage: &Passage<'_>, delimiter: char) -> Vec<Vec<Field>> {
    let mut records = Vec::new();
    let mut record: Vec<Field> = Vec::new();
    let mut field = String::new();
    let (mut start, mut in_quotes) = (0, false);
    let mut chars = passage.text().char_indices().peekable();
    while let Some((at, next)) = chars.next() {
        match next {
            '"' if in_quotes && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                chars.next();
                field.push('"');
            }
            '"' if in_quotes || field.trim().is_empty() => in_quotes = !in_quotes,
            '\n' if !in_quotes => {
                record.push(Field::new(&std::mem::take(&mut field), passage.offset(start)));
                records.push(std::mem::take(&mut record));
                start = at + 1;
            }
            other if other == delimiter && !in_quotes => {
                record.push(Field::new(&std::mem::take(&mut field), passage.offset(start)));
                start = at + delimiter.len_utf8();
            }
            other => field.push(other),
        }
    }
    record.push(Field::new(&field, passage.offset(start)));
    records.push(record);
    // A blank line is no record.
    records.retain(|record| record.len() > 1 || record.iter().any(|field| !field.text.is_empty()));
    records
}
