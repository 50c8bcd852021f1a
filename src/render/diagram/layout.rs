//! Where the boxes of a diagram stand: bases above the classes below them, layer by layer.
//!
//! The layout is that of Sugiyama and others ("Methods for visual understanding of hierarchical system structures"), as
//! far as a page needs it: each base stands one layer above the highest class that names it, an edge over several layers has a bend in
//! each, and the nodes of a layer are sorted by the middle of their neighbors, a fixed number of times. All is in whole
//! units, so that the same classes give the same picture everywhere.

use std::collections::HashMap;

/// A class and one of its bases, by the numbers of their nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) class: usize,
    pub(super) base: usize,
}

/// A diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The left upper corner of each node.
    pub(super) places: Vec<(u32, u32)>,
    /// The points of each edge, from the class up to the base.
    pub(super) lines: Vec<Vec<(u32, u32)>>,
}

/// The height of a box.
pub(super) const HEIGHT: u32 = 26;

/// Between two boxes of a layer.
const GAP: u32 = 16;

/// Between two layers.
const RISE: u32 = 34;

/// Around everything, so that no border is cut off.
const MARGIN: u32 = 2;

/// How often the layers are sorted.
const ROUNDS: usize = 8;

/// A node, or the bend of an edge in a layer that it passes.
struct Cell {
    width: u32,
    layer: usize,
    /// The cells in the layer above that it is joined with.
    above: Vec<usize>,
    below: Vec<usize>,
}

/// Places the nodes, given the width of each. A line that would not lead upward, because its base comes back to where
/// it starts, is left out.
pub(super) fn layout(widths: &[u32], edges: &[Edge]) -> Layout {
    let layers = layers(widths.len(), edges);
    let is_upward = |edge: &Edge| layers[edge.base] < layers[edge.class];
    let mut cells: Vec<Cell> = widths
        .iter()
        .zip(&layers)
        .map(|(width, layer)| Cell {
            width: *width,
            layer: *layer,
            above: Vec::new(),
            below: Vec::new(),
        })
        .collect();
    let edges = edges.iter().filter(|edge| is_upward(edge));
    let chains: Vec<Vec<usize>> = edges.map(|edge| chain(&mut cells, *edge)).collect();
    let rows = sorted_rows(&cells);
    let middles = middles(&cells, &rows);
    let top = |cell: usize| MARGIN + u32::try_from(cells[cell].layer).unwrap_or(0) * (HEIGHT + RISE);
    let places = (0..widths.len()).map(|cell| (middles[cell] - cells[cell].width / 2, top(cell)));
    let lines = chains.iter().map(|chain| {
        let mut points = Vec::new();
        for (at, cell) in chain.iter().enumerate() {
            if at > 0 {
                points.push((middles[*cell], top(*cell) + HEIGHT));
            }
            if at + 1 < chain.len() {
                points.push((middles[*cell], top(*cell)));
            }
        }
        points
    });
    let right = |cell: usize| middles[cell] + cells[cell].width.div_ceil(2);
    let height = (0..widths.len())
        .map(|cell| top(cell) + HEIGHT)
        .max()
        .unwrap_or(0);
    Layout {
        width: (0..cells.len()).map(right).max().unwrap_or(0) + MARGIN,
        height: height + MARGIN,
        places: places.collect(),
        lines: lines.collect(),
    }
}

/// The layer of each node, from the top: a base stands right above the highest class that names it, so that lines are
/// short where classes come together in one below.
fn layers(count: usize, edges: &[Edge]) -> Vec<usize> {
    let mut heights = vec![0; count];
    // The longest way up has no more steps than there are nodes; in a cycle the numbers would rise for ever.
    for _ in 0..count {
        let mut is_done = true;
        for edge in edges {
            let least = heights[edge.class] + 1;
            if heights[edge.base] < least && least < count {
                heights[edge.base] = least;
                is_done = false;
            }
        }
        if is_done {
            break;
        }
    }
    let highest = heights.iter().copied().max().unwrap_or(0);
    heights.iter().map(|height| highest - height).collect()
}

/// Joins a class with its base, through a bend in each layer between them. Gives the cells from the class up.
fn chain(cells: &mut Vec<Cell>, edge: Edge) -> Vec<usize> {
    let mut chain = vec![edge.class];
    let mut current = edge.class;
    for layer in (cells[edge.base].layer + 1..cells[edge.class].layer).rev() {
        cells.push(Cell {
            width: 0,
            layer,
            above: Vec::new(),
            below: Vec::new(),
        });
        let bend = cells.len() - 1;
        join(cells, current, bend);
        chain.push(bend);
        current = bend;
    }
    join(cells, current, edge.base);
    chain.push(edge.base);
    chain
}

fn join(cells: &mut [Cell], below: usize, above: usize) {
    cells[below].above.push(above);
    cells[above].below.push(below);
}

/// The cells of each layer from left to right.
fn sorted_rows(cells: &[Cell]) -> Vec<Vec<usize>> {
    let depth = cells.iter().map(|cell| cell.layer + 1).max().unwrap_or(0);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); depth];
    for (number, cell) in cells.iter().enumerate() {
        rows[cell.layer].push(number);
    }
    for round in 0..ROUNDS {
        let is_down = round % 2 == 0;
        let order: Vec<usize> = if is_down {
            (0..depth).collect()
        } else {
            (0..depth).rev().collect()
        };
        for layer in order {
            let at: HashMap<usize, usize> = rows
                .iter()
                .flat_map(|row| row.iter().enumerate().map(|(at, cell)| (*cell, at)))
                .collect();
            let middle = |cell: &usize| {
                let beside = if is_down {
                    &cells[*cell].above
                } else {
                    &cells[*cell].below
                };
                // In thousandths, which are whole numbers. What is joined with nothing stays where it is.
                let sum: usize = beside.iter().map(|other| at[other] * 1000).sum();
                sum.checked_div(beside.len()).unwrap_or(at[cell] * 1000)
            };
            rows[layer].sort_by_key(middle);
        }
    }
    rows
}

/// The middle of each cell: as near to the middle of its neighbors as the cells beside it let it be.
fn middles(cells: &[Cell], rows: &[Vec<usize>]) -> Vec<u32> {
    let mut middles = vec![0; cells.len()];
    let widest = rows.iter().map(|row| row_width(cells, row)).max().unwrap_or(0);
    for row in rows {
        let mut left = MARGIN + (widest - row_width(cells, row)) / 2;
        for cell in row {
            middles[*cell] = left + cells[*cell].width / 2;
            left += cells[*cell].width + GAP;
        }
    }
    middles
}

fn row_width(cells: &[Cell], row: &[usize]) -> u32 {
    let gaps = u32::try_from(row.len().saturating_sub(1)).unwrap_or(0) * GAP;
    row.iter().map(|cell| cells[*cell].width).sum::<u32>() + gaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Nodes with bases among those before them.
    fn graphs() -> impl Strategy<Value = (Vec<u32>, Vec<Edge>)> {
        let node = (
            10..200_u32,
            proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        );
        proptest::collection::vec(node, 1..31).prop_map(|nodes| {
            let mut edges: Vec<Edge> = Vec::new();
            for (class, (_, bases)) in nodes.iter().enumerate().skip(1) {
                for base in bases {
                    let edge = Edge {
                        class,
                        base: base.index(class),
                    };
                    if !edges.contains(&edge) {
                        edges.push(edge);
                    }
                }
            }
            (nodes.into_iter().map(|(width, _)| width).collect(), edges)
        })
    }

    /// Whether a line between two points passes through a box, its border apart.
    fn crosses(from: (u32, u32), to: (u32, u32), left: u32, top: u32, width: u32) -> bool {
        let (high, low) = (from.1.min(to.1), from.1.max(to.1));
        let (west, east) = (from.0.min(to.0), from.0.max(to.0));
        low > top && high < top + HEIGHT && east > left && west < left + width
    }

    proptest! {
        #[test]
        fn boxes_keep_apart_and_lines_lead_upward_between_them((widths, edges) in graphs()) {
            let found = layout(&widths, &edges);
            prop_assert_eq!(&found, &layout(&widths, &edges));
            prop_assert_eq!(found.lines.len(), edges.len());
            for (node, (x, y)) in found.places.iter().enumerate() {
                prop_assert!(x + widths[node] <= found.width && y + HEIGHT <= found.height);
                for (other, (left, top)) in found.places.iter().enumerate().skip(node + 1) {
                    let is_beside = x + widths[node] <= *left || left + widths[other] <= *x;
                    let is_apart = y + HEIGHT <= *top || top + HEIGHT <= *y;
                    prop_assert!(is_beside || is_apart, "{} and {}", node, other);
                }
            }
            for (edge, line) in edges.iter().zip(&found.lines) {
                let ((x, y), (left, top)) = (found.places[edge.class], found.places[edge.base]);
                prop_assert_eq!(line.first(), Some(&(x + widths[edge.class] / 2, y)));
                prop_assert_eq!(line.last(), Some(&(left + widths[edge.base] / 2, top + HEIGHT)));
                for pair in line.windows(2) {
                    prop_assert!(pair[0].1 > pair[1].1, "{:?}", line);
                    for (node, (left, top)) in found.places.iter().enumerate() {
                        prop_assert!(!crosses(pair[0], pair[1], *left, *top, widths[node]), "{:?} and {}", pair, node);
                    }
                }
            }
        }
    }

    #[test]
    fn a_cycle_comes_to_an_end() {
        let edges = [(0, 1), (1, 2), (2, 0), (3, 0)].map(|(class, base)| Edge { class, base });
        let found = layout(&[20; 4], &edges);
        assert_eq!(found.places.len(), 4);
        assert!(found.lines.len() < edges.len());
    }
}
