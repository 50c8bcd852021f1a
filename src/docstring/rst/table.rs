//! Grid tables and simple tables.

use super::{Parser, columns, lines};
use crate::docstring::context::Context;
use crate::docstring::document::{Block, Cell, Table};
use crate::docstring::lines::Line;

/// More columns than anyone draws; it bounds the number of cells by the length of the text.
const MAX_COLUMNS: usize = 100;

impl Parser<'_, '_> {
    pub(super) fn grid_table(&mut self, ctx: &mut Context) -> bool {
        if !self
            .line(self.at)
            .is_some_and(|line| line.text.starts_with("+-") && line.text.ends_with('+'))
        {
            return false;
        }
        let rest = self.slice(self.at, lines::paragraph_end(self.lines, self.at));
        let height = rest
            .iter()
            .take_while(|line| line.text.starts_with(['|', '+']))
            .count();
        let drawn = rest.get(..height).unwrap_or_default();
        self.at += height;
        let block = match Grid::new(drawn) {
            Some(grid) => Block::Table(grid.table(ctx)),
            // What is drawn crookedly is shown as it is drawn.
            None => Block::Code {
                language: String::new(),
                text: lines::join(drawn),
            },
        };
        self.out.push(block);
        true
    }

    pub(super) fn simple_table(&mut self, ctx: &mut Context) -> bool {
        let Some(columns) = self
            .line(self.at)
            .and_then(|line| rule(line.text, '='))
            .filter(|list| list.len() > 1)
        else {
            return false;
        };
        let Some((head_end, end)) = self.simple_table_end() else {
            return false;
        };
        let start = self.at + 1;
        self.at = end + 1;
        let head = match head_end {
            Some(head_end) => simple_rows(self.slice(start, head_end), &columns, ctx),
            None => Vec::new(),
        };
        let body = self.slice(head_end.map_or(start, |head_end| head_end + 1), end);
        let rows = simple_rows(body, &columns, ctx);
        self.out.push(Block::Table(Table {
            title: Vec::new(),
            head,
            rows,
        }));
        true
    }

    /// The border below the head, if there is one, and the one at the end.
    fn simple_table_end(&self) -> Option<(Option<usize>, usize)> {
        let mut found = None;
        for at in self.at + 1..self.lines.len() {
            let line = self.line(at)?;
            if !line.text.starts_with('=') || rule(line.text, '=').is_none() {
                continue;
            }
            let ends = self.line(at + 1).is_none_or(Line::is_blank);
            if found.is_some() || ends {
                return Some((found, at));
            }
            found = Some(at);
        }
        // Without a border at its end, the one below the head ends the table.
        found.map(|at| (None, at))
    }
}

/// Whether a line is the top of a table.
pub(super) fn is_border(text: &str) -> bool {
    text.starts_with("+-") && text.ends_with('+')
        || text.starts_with('=') && rule(text, '=').is_some_and(|columns| columns.len() > 1)
}

/// The columns of a border of a simple table.
fn rule(text: &str, mark: char) -> Option<Vec<(usize, usize)>> {
    if !text.chars().all(|other| other == mark || other == ' ') {
        return None;
    }
    let mut columns = Vec::new();
    let mut start = None;
    for (at, other) in text.char_indices() {
        match (other == mark, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                columns.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    columns.extend(start.map(|from| (from, text.len())));
    (1..=MAX_COLUMNS).contains(&columns.len()).then_some(columns)
}

/// The rows between two borders. A line whose first column is empty goes on with the row above it; a line of `-`
/// ends a row and says which of its cells are joined.
fn simple_rows(lines: &[Line<'_>], columns: &[(usize, usize)], ctx: &mut Context) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut current: Vec<Line<'_>> = Vec::new();
    let first_end = columns.first().map_or(0, |column| column.1);
    for line in lines {
        if let Some(joined) = rule(line.text, '-').filter(|_| line.text.starts_with('-')) {
            push_row(&mut rows, &current, columns, &joined, ctx);
            current.clear();
            continue;
        }
        let starts = !line.is_blank() && !columns::slice(line.text, 0, Some(first_end)).trim().is_empty();
        if starts {
            push_row(&mut rows, &current, columns, columns, ctx);
            current.clear();
        }
        current.push(*line);
    }
    push_row(&mut rows, &current, columns, columns, ctx);
    rows
}

/// Makes a row of lines; `joined` are its columns, of which each may cover several of the table.
fn push_row(
    rows: &mut Vec<Vec<Cell>>,
    lines: &[Line<'_>],
    columns: &[(usize, usize)],
    joined: &[(usize, usize)],
    ctx: &mut Context,
) {
    if lines.iter().all(|line| line.is_blank()) {
        return;
    }
    let mut row = Vec::with_capacity(joined.len());
    for (index, (start, _)) in joined.iter().enumerate() {
        // A cell reaches up to the next column; the last one has no end.
        let end = joined.get(index + 1).map(|next| next.0);
        let text: Vec<_> = lines
            .iter()
            .map(|line| line.with(columns::slice(line.text, *start, end)))
            .collect();
        let covered = columns
            .iter()
            .filter(|(other, _)| other >= start && end.is_none_or(|end| *other < end))
            .count();
        row.push(Cell {
            columns: count(covered.max(1)),
            rows: 1,
            body: ctx.blocks(&lines::flush(&text)),
        });
    }
    rows.push(row);
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A drawn table: where its rows and columns are parted.
struct Grid<'s, 'a> {
    lines: &'s [Line<'a>],
    chars: Vec<Vec<char>>,
    /// The lines with a horizontal border.
    rows: Vec<usize>,
    /// The columns with a vertical border.
    columns: Vec<usize>,
    /// The line below the head.
    head_end: Option<usize>,
}

impl<'s, 'a> Grid<'s, 'a> {
    /// Reads the borders, or `None` where the outline is not closed.
    fn new(lines: &'s [Line<'a>]) -> Option<Self> {
        let chars: Vec<Vec<char>> = lines.iter().map(|line| columns::cells(line.text)).collect();
        let width = chars.first()?.len();
        let is_outline = |line: Option<&Vec<char>>| {
            line.is_some_and(|line| line.iter().all(|other| matches!(other, '+' | '-' | '=')))
        };
        if !is_outline(chars.first()) || !is_outline(chars.last()) {
            return None;
        }
        let is_closed = chars.iter().all(|line| line.len() == width) && lines.len() > 2;
        let is_border = |line: &Vec<char>| line.first() == Some(&'+') || has_rule(line);
        let rows: Vec<_> = (0..chars.len())
            .filter(|at| chars.get(*at).is_some_and(is_border))
            .collect();
        if !is_closed || rows.last() != Some(&(chars.len() - 1)) {
            return None;
        }
        let mut columns = vec![false; width];
        let mut head_end = None;
        for at in &rows {
            let line = chars.get(*at)?;
            for (column, other) in line.iter().enumerate() {
                let touches = |near: Option<&char>| matches!(near, Some('-' | '=' | '+'));
                let before = column.checked_sub(1).and_then(|before| line.get(before));
                if *other == '+' && (touches(before) || touches(line.get(column + 1))) {
                    *columns.get_mut(column)? = true;
                }
            }
            if head_end.is_none() && line.iter().all(|other| matches!(other, '+' | '=')) {
                head_end = Some(*at);
            }
        }
        let columns: Vec<_> = (0..width).filter(|at| columns.get(*at) == Some(&true)).collect();
        let spans = columns.first() == Some(&0) && columns.last() == Some(&(width - 1));
        (spans && columns.len() <= MAX_COLUMNS).then_some(Self {
            lines,
            chars,
            rows,
            columns,
            head_end,
        })
    }

    fn char(&self, line: usize, column: usize) -> char {
        self.chars
            .get(line)
            .and_then(|line| line.get(column))
            .copied()
            .unwrap_or(' ')
    }

    fn table(&self, ctx: &mut Context) -> Table {
        let n_columns = self.columns.len() - 1;
        let mut covered = vec![0_usize; n_columns];
        // The cells of each row of the drawing, with the row and the column at which they start and end.
        let mut drawn = Vec::new();
        for row in 0..self.rows.len() - 1 {
            let mut column = 0;
            while column < n_columns {
                if let Some(left) = covered.get_mut(column).filter(|left| **left > 0) {
                    *left -= 1;
                    column += 1;
                    continue;
                }
                let (wide, high) = self.extent(row, column);
                for below in covered.iter_mut().skip(column).take(wide) {
                    *below = high - 1;
                }
                drawn.push(Extent {
                    row,
                    column,
                    high,
                    wide,
                });
                column += wide;
            }
        }
        self.cells(&drawn, ctx)
    }

    /// What looks like a border inside a cell is text: only rows and columns in which a cell starts count.
    fn cells(&self, drawn: &[Extent], ctx: &mut Context) -> Table {
        let (mut rows, mut columns) = (vec![0; self.rows.len()], vec![0; self.columns.len()]);
        for cell in drawn {
            *rows.get_mut(cell.row).unwrap_or(&mut 0) = 1;
            *columns.get_mut(cell.column).unwrap_or(&mut 0) = 1;
        }
        let sum = |marks: &[u32], from: usize, length: usize| {
            marks.iter().skip(from).take(length).sum::<u32>().max(1)
        };
        let mut table = Table::default();
        let mut last = None;
        for extent in drawn {
            let top = self.rows.get(extent.row).copied().unwrap_or(0);
            let is_head = self.head_end.is_some_and(|end| top < end);
            let part = if is_head { &mut table.head } else { &mut table.rows };
            if last != Some(extent.row) {
                part.push(Vec::new());
                last = Some(extent.row);
            }
            let cell = Cell {
                columns: sum(&columns, extent.column, extent.wide),
                rows: sum(&rows, extent.row, extent.high),
                body: self.body(extent, ctx),
            };
            if let Some(row) = part.last_mut() {
                row.push(cell);
            }
        }
        table
    }

    /// How many columns and rows the cell covers whose upper left corner is at a crossing.
    fn extent(&self, row: usize, column: usize) -> (usize, usize) {
        let top = self.rows.get(row).copied().unwrap_or(0);
        let mut wide = 1;
        while let Some(border) = self.columns.get(column + wide).copied()
            && column + wide + 1 < self.columns.len()
            && !(self.char(top, border) == '+' && matches!(self.char(top + 1, border), '|' | '+'))
        {
            wide += 1;
        }
        let left = self.columns.get(column).copied().unwrap_or(0);
        let right = self.columns.get(column + wide).copied().unwrap_or(left);
        let is_corner = |border: usize, at: usize| self.char(border, at) == '+';
        let mut high = 1;
        while let Some(border) = self.rows.get(row + high).copied()
            && row + high + 1 < self.rows.len()
            && !(is_corner(border, left)
                && is_corner(border, right)
                && (left + 1..right).all(|at| matches!(self.char(border, at), '-' | '=' | '+')))
        {
            high += 1;
        }
        (wide, high)
    }

    fn body(&self, extent: &Extent, ctx: &mut Context) -> Vec<Block> {
        let top = self.rows.get(extent.row).map_or(0, |at| at + 1);
        let bottom = self.rows.get(extent.row + extent.high).copied().unwrap_or(top);
        let left = self.columns.get(extent.column).map_or(0, |at| at + 1);
        let right = self.columns.get(extent.column + extent.wide).copied();
        let inner = self.lines.get(top..bottom).unwrap_or_default();
        let text: Vec<_> = inner
            .iter()
            .map(|line| line.with(columns::slice(line.text, left, right)))
            .collect();
        ctx.blocks(&lines::flush(&text))
    }
}

/// Where a cell is drawn, counted in borders.
struct Extent {
    row: usize,
    column: usize,
    high: usize,
    wide: usize,
}

/// Whether a line has a border in some of its columns: `|   +---+`.
fn has_rule(line: &[char]) -> bool {
    line.windows(2).any(|pair| matches!(pair, ['+', '-' | '=']))
        && line.windows(2).any(|pair| matches!(pair, ['-' | '=', '+']))
}
