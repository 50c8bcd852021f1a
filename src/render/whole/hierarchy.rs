//! The tree of all classes.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::listed::Listed;
use super::names::split;
use crate::resolve::{Ancestor, Api, ClassId};

/// So many classes that are not shown are passed on the way from a class up to those that are.
const MAX_HIDDEN: usize = 500;

/// Rows that would be nested deeper stand at this depth: no reader counts further.
const MAX_DEPTH: usize = 24;

/// Bases that say what kind of class it is, as its label does.
const MARKS: [&str; 5] = [
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "typing_extensions.Generic",
    "typing_extensions.Protocol",
];

/// The documented classes, each below its bases.
#[derive(Default)]
pub(in crate::render) struct Tree {
    /// The rows in the order of the tree.
    pub(super) rows: Vec<Row>,
    /// The classes without bases and subclasses, by their numbers.
    pub(super) alone: Vec<usize>,
}

/// A row of the tree.
pub(super) struct Row {
    pub(super) node: Node,
    pub(super) depth: usize,
    /// The number of the row where the class stands first, with what is below it; its own, if it is there.
    pub(super) first: usize,
}

/// A class of the tree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Node {
    /// A documented one, by its number in the list.
    Listed(usize),
    /// One from outside, by its full name.
    External(String),
}

impl Tree {
    /// Whether no documented class is derived from another.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The tree of the documented classes; an empty one if none of them is derived from another.
pub(super) fn all(api: &Api<'_>, listed: &[Listed<'_>]) -> Tree {
    let classes: Vec<(usize, ClassId)> = listed
        .iter()
        .enumerate()
        .filter_map(|(number, found)| Some((number, api.hierarchy.find(found.place.home, found.item?.id)?)))
        .collect();
    let numbers: HashMap<ClassId, usize> = classes.iter().map(|(number, class)| (*class, *number)).collect();
    let mut below: BTreeMap<Node, Vec<usize>> = BTreeMap::new();
    let mut roots: Vec<Node> = Vec::new();
    for (number, class) in &classes {
        let bases = bases(api, &numbers, *class);
        if bases.is_empty() {
            roots.push(Node::Listed(*number));
        }
        for base in bases {
            below.entry(base).or_default().push(*number);
        }
    }
    let is_listed = |node: &&Node| matches!(node, Node::Listed(_));
    if !below.keys().any(|base| is_listed(&base)) {
        return Tree::default();
    }
    let (roots, alone): (Vec<Node>, Vec<Node>) = roots.into_iter().partition(|root| below.contains_key(root));
    let externals = below.keys().filter(|node| !is_listed(node)).cloned();
    let mut walk = Walk {
        listed,
        below: &below,
        seen: HashMap::new(),
        rows: Vec::new(),
    };
    walk.tree(roots.into_iter().chain(externals).collect());
    let alone = walk.sorted(alone);
    walk.seen.extend(alone.iter().map(|node| (node.clone(), 0)));
    // What is left is derived from itself.
    for (number, _) in classes {
        let node = Node::Listed(number);
        if !walk.seen.contains_key(&node) {
            walk.tree(vec![node]);
        }
    }
    let number = |node| match node {
        Node::Listed(number) => Some(number),
        Node::External(_) => None,
    };
    Tree {
        rows: walk.rows,
        alone: alone.into_iter().filter_map(number).collect(),
    }
}

/// The nearest classes above that are documented or from outside. One that is neither is passed by.
fn bases(api: &Api<'_>, numbers: &HashMap<ClassId, usize>, class: ClassId) -> Vec<Node> {
    let mut found: Vec<Node> = Vec::new();
    let mut seen = HashSet::from([class]);
    let mut open = vec![class];
    while let Some(class) = open.pop() {
        let mut hidden = Vec::new();
        for base in api.hierarchy.bases(class) {
            let node = match base {
                Ancestor::Class(base) => match numbers.get(&base) {
                    Some(number) => Node::Listed(*number),
                    None => {
                        hidden.push(base);
                        continue;
                    }
                },
                Ancestor::External("") => continue,
                Ancestor::External(name) if MARKS.contains(&name) => continue,
                Ancestor::External(name) => Node::External(name.to_owned()),
            };
            if !found.contains(&node) {
                found.push(node);
            }
        }
        let is_new = |base: &ClassId| seen.len() < MAX_HIDDEN && seen.insert(*base);
        open.extend(hidden.into_iter().rev().filter(is_new));
    }
    found
}

/// A walk down the tree.
struct Walk<'w, 'p> {
    listed: &'w [Listed<'p>],
    below: &'w BTreeMap<Node, Vec<usize>>,
    /// The classes that have their place, by the number of the row.
    seen: HashMap<Node, usize>,
    rows: Vec<Row>,
}

impl Walk<'_, '_> {
    fn tree(&mut self, roots: Vec<Node>) {
        let mut open: Vec<(Node, usize)> = Vec::new();
        let roots = self.sorted(roots).into_iter().rev();
        open.extend(roots.map(|root| (root, 0)));
        while let Some((node, depth)) = open.pop() {
            let number = self.rows.len();
            let first = *self.seen.entry(node.clone()).or_insert(number);
            if first == number {
                let below = self.below.get(&node).map(Vec::as_slice).unwrap_or_default();
                let below = self.sorted(below.iter().map(|number| Node::Listed(*number)).collect());
                let depth = (depth + 1).min(MAX_DEPTH);
                open.extend(below.into_iter().rev().map(|node| (node, depth)));
            }
            self.rows.push(Row { node, depth, first });
        }
    }

    /// Classes by the last part of their name, whatever its case, then by the whole.
    fn sorted(&self, mut nodes: Vec<Node>) -> Vec<Node> {
        nodes.sort_by_cached_key(|node| {
            let name = full_name(self.listed, node);
            (split(name).1.to_lowercase(), name.to_owned())
        });
        nodes
    }
}

pub(super) fn full_name<'n>(listed: &'n [Listed<'_>], node: &'n Node) -> &'n str {
    match node {
        Node::Listed(number) => &listed[*number].full_name,
        Node::External(name) => name,
    }
}
