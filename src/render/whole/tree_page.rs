//! The pages of the tree of classes.

use std::ops::Range;

use super::PartPage;
use super::hierarchy::{Node, Row, Tree, full_name};
use super::listed::Listed;
use super::names::split;
use super::parts::{Part, distribute};
use crate::render::context::{ClassContext, LinkContext, ListContext};
use crate::render::page::PageRenderer;
use crate::render::plan::{PageContent, PageIndex};
use crate::resolve::Target;

/// As many classes stand on one page; with about 250 bytes each it stays below 400 kB.
const MOST_CLASSES: usize = 1500;

/// What stands on one page of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreePart {
    /// The rows, by their numbers.
    rows: Range<usize>,
    /// Those of the classes that have neither bases nor subclasses.
    alone: Range<usize>,
}

/// The pages of a tree: one, or several, divided at the roots and within a root that has too much below it.
pub(super) fn pages(tree: &Tree, listed: &[Listed<'_>]) -> Vec<PartPage> {
    if tree.rows.len() + tree.alone.len() <= MOST_CLASSES {
        let part = TreePart {
            rows: 0..tree.rows.len(),
            alone: 0..tree.alone.len(),
        };
        return vec![page(String::new(), String::new(), part)];
    }
    let roots = tree.rows.iter().enumerate().filter(|(_, row)| row.depth == 0);
    let ends = roots.clone().skip(1).map(|(start, _)| start);
    let trees = roots.zip(ends.chain([tree.rows.len()]));
    let trees =
        trees.map(|((start, row), end)| (split(full_name(listed, &row.node)).1.to_owned(), end - start));
    let of_tree = distribute(trees, MOST_CLASSES)
        .into_iter()
        .map(|Part { title, first, range }| {
            let part = TreePart {
                rows: range,
                alone: 0..0,
            };
            page(title, first, part)
        });
    let alone = [(OTHERS.to_owned(), tree.alone.len())].into_iter();
    let alone = distribute(alone, MOST_CLASSES)
        .into_iter()
        .map(|Part { title, range, .. }| {
            let part = TreePart {
                rows: 0..0,
                alone: range,
            };
            page(title, "other-classes".to_owned(), part)
        });
    of_tree.chain(alone).collect()
}

/// The title of the list of classes that have neither bases nor subclasses.
const OTHERS: &str = "Other classes";

fn page(title: String, file: String, part: TreePart) -> PartPage {
    PartPage {
        title,
        file,
        content: PageContent::Hierarchy(part),
    }
}

/// The rows around the one with a number, outermost first.
fn above(rows: &[Row], number: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut depth = rows.get(number).map_or(0, |row| row.depth);
    for (number, row) in rows.iter().enumerate().take(number).rev() {
        if depth == 0 {
            break;
        }
        if row.depth < depth {
            depth = row.depth;
            found.push(number);
        }
    }
    found.reverse();
    found
}

impl PageRenderer<'_, '_> {
    /// The rows of the tree on a page. One that begins within a tree repeats what is above its first class.
    pub(in crate::render) fn class_tree(&self, page: PageIndex, part: &TreePart) -> Vec<ClassContext> {
        let parts = self.tree_parts(page);
        let rows = &self.whole.hierarchy.rows;
        let above = above(rows, part.rows.start)
            .into_iter()
            .map(|number| (number, true));
        let own = part
            .rows
            .clone()
            .map(|number| (number, rows[number].first != number));
        above
            .chain(own)
            .map(|(number, is_repeated)| {
                let row = &rows[number];
                let mut context = self.class_row(&self.plan.pages[page].path, row);
                if is_repeated {
                    let of_first = parts.partition_point(|(_, part)| part.rows.end <= row.first);
                    let first = parts.get(of_first).map_or(page, |(page, _)| *page);
                    let links = self.links();
                    context.first = links.page_url(&self.plan.pages[page].path, first, Some(&context.anchor));
                }
                context
            })
            .collect()
    }

    /// The classes on a page that have neither bases nor subclasses.
    pub(in crate::render) fn classes_alone(&self, from: &str, part: &TreePart) -> Vec<ListContext> {
        let alone = self.whole.hierarchy.alone.get(part.alone.clone());
        let rows: Vec<_> = alone
            .unwrap_or_default()
            .iter()
            .map(|number| self.full_listed(from, &self.whole.listed[*number], false))
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        // The page of the whole book has all parts of the list, and an id may be there once.
        let anchor = match part.alone.start {
            0 => "autodoc-alone".to_owned(),
            start => format!("autodoc-alone-{start}"),
        };
        vec![ListContext {
            title: OTHERS.to_owned(),
            anchor,
            url: String::new(),
            total: rows.len(),
            rows,
        }]
    }

    /// Links from a page of the tree to all of its parts, if it has several.
    pub(in crate::render) fn tree_pages(&self, page: PageIndex) -> Vec<LinkContext> {
        let parts = self.tree_parts(page);
        let several = if parts.len() > 1 { parts.as_slice() } else { &[] };
        let links = several.iter().map(|(part, _)| LinkContext {
            name: self.plan.pages[*part].name.clone(),
            url: self.links().page_url(&self.plan.pages[page].path, *part, None),
        });
        links.collect()
    }

    /// The id of the heading of a page: the page of the whole book has all of them.
    pub(in crate::render) fn tree_anchor(&self, page: PageIndex) -> String {
        let plan = &self.plan.pages[page];
        let is_part = plan
            .parent
            .is_some_and(|parent| matches!(self.plan.pages[parent].content, PageContent::Hierarchy(_)));
        let file = plan.path.rsplit('/').next().unwrap_or_default();
        let part = file.strip_suffix(".md").filter(|_| is_part);
        part.map_or_else(
            || "autodoc-hierarchy".to_owned(),
            |part| format!("autodoc-hierarchy-{part}"),
        )
    }

    /// The pages of the tree that have rows, in their order.
    fn tree_parts(&self, page: PageIndex) -> Vec<(PageIndex, &TreePart)> {
        let pages = &self.plan.pages;
        let is_part = |page: &PageIndex| matches!(pages[*page].content, PageContent::Hierarchy(_));
        let top = pages[page].parent.filter(is_part).unwrap_or(page);
        let all = [top].into_iter().chain(pages[top].children.iter().copied());
        let parts = all.filter_map(|page| match &pages[page].content {
            PageContent::Hierarchy(part) if !(part.rows.is_empty() && part.alone.is_empty()) => {
                Some((page, part))
            }
            _ => None,
        });
        parts.collect()
    }

    fn class_row(&self, from: &str, row: &Row) -> ClassContext {
        let name = full_name(&self.whole.listed, &row.node);
        let (within, last) = split(name);
        let mut context = ClassContext {
            name: last.to_owned(),
            within: within.to_owned(),
            url: String::new(),
            kind: "class",
            labels: Vec::new(),
            anchor: format!("autodoc-class-{name}"),
            first: String::new(),
            depth: row.depth,
        };
        match &row.node {
            Node::Listed(number) => {
                let listed = &self.whole.listed[*number];
                context.url = self.listed_url(from, listed);
                context.kind = listed.kind;
                let labels = listed
                    .item
                    .map(|item| self.api.synthesis.labels(listed.place.home, item.id));
                let mut labels = labels.unwrap_or_default();
                labels.retain(|label| matches!(*label, "protocol" | "abstract"));
                context.labels = labels;
            }
            Node::External(name) => {
                let target = Target::External(name.clone());
                context.url = self.links().target_url(from, &target).unwrap_or_default();
            }
        }
        context
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(depth: usize) -> Row {
        Row {
            node: Node::External(String::new()),
            depth,
            first: 0,
        }
    }

    #[test]
    fn a_page_within_a_tree_begins_with_what_is_above() {
        let rows: Vec<Row> = [0, 1, 2, 2, 1, 2, 3, 0].map(row).into();
        for (number, expected) in [
            (0, [].as_slice()),
            (3, &[0, 1]),
            (6, &[0, 4, 5]),
            (7, &[]),
            (9, &[]),
        ] {
            assert_eq!(above(&rows, number), expected, "{number}");
        }
    }
}
