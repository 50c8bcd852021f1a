//! Whose facts each page depends on: what an edit of a file may change.
//!
//! A page depends on the module itself; on the definitions that it documents or lists, wherever they are; on the
//! summaries of the modules below a package; on all classes above its classes, on those right below, and on what
//! overrides their members; and on what the names in its docstrings, annotations, bases and values lead to. A name
//! depends on every module on its way, by imports, aliases, wildcard imports and `__all__`, and on the module
//! that makes the definition public where it is documented.
//!
//! Exact are the ways of names, the places of definitions, and the classes above and below. Upper bounds are:
//! - a module counts as a whole: whatever is edited in it, all pages that show or link anything of it are affected;
//! - a name that a wildcard import brings depends on all modules that the wildcard imports of the module lead to;
//! - any word in a docstring may be a reference, and one that looks like it may mean everything of that name;
//! - private members of shown classes count like public ones.
//!
//! Not in the graph is what comes from the whole: the index, the pages of names, classes and deprecated items, and
//! "mentioned in" depend on every file, and the style in which docstrings are read on all docstrings of a package. And
//! the graph knows the names that are there: where an edit adds or removes names, its effect is what the graphs before
//! and after it say together.
//!
//! The graph has a few nodes for each module and each name at its top level, and is made in time proportional to the
//! text of signatures and docstrings. A question follows the edges backwards, each once, so that circles end.

mod builder;
#[cfg(test)]
mod tests;
mod words;

use super::{Api, ModuleIndex, Project};
use crate::model::ItemData;

/// The number of a node: the facts of each module come first, then the page of each.
type Node = u32;

/// What depends on what.
#[derive(Debug)]
pub struct Graph {
    modules: usize,
    /// Where the dependents of each node begin.
    starts: Vec<usize>,
    dependents: Vec<Node>,
}

impl Graph {
    /// Finds what the pages of a project depend on.
    pub fn new(api: &Api<'_>) -> Self {
        let (nodes, edges) = builder::edges(api);
        let mut starts = vec![0; nodes + 1];
        for (_, to) in &edges {
            starts[*to as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut dependents = vec![0; edges.len()];
        for (from, to) in edges {
            let at = &mut next[to as usize];
            dependents[*at] = from;
            *at += 1;
        }
        Self {
            modules: api.project.modules.len(),
            starts,
            dependents,
        }
    }

    /// The modules whose pages show or link anything of some modules, those themselves among them as far as they are
    /// shown; sorted by name.
    pub fn affected(&self, by: impl IntoIterator<Item = ModuleIndex>) -> Vec<ModuleIndex> {
        let mut is_reached = vec![false; self.starts.len()];
        let mut open: Vec<usize> = by.into_iter().collect();
        while let Some(node) = open.pop() {
            if std::mem::replace(&mut is_reached[node], true) {
                continue;
            }
            let dependents = &self.dependents[self.starts[node]..self.starts[node + 1]];
            open.extend(dependents.iter().map(|node| *node as usize));
        }
        let pages = &is_reached[self.modules..2 * self.modules];
        (0..self.modules).filter(|module| pages[*module]).collect()
    }
}

impl Project {
    /// The modules of the project that a module imports, or names from, anywhere at its top level and in its classes: sorted.
    /// The packages around them, which Python runs as well, do not count: they decide nothing about the names.
    pub fn imports(&self, module: ModuleIndex) -> Vec<ModuleIndex> {
        let mut found = Vec::new();
        let mut open: Vec<_> = self.modules[module].facts.module.members.iter().collect();
        while let Some(item) = open.pop() {
            open.extend(item.members());
            let ItemData::Import(import) = &item.data else {
                continue;
            };
            let Some(path) = self.absolute(module, import) else {
                continue;
            };
            let source = self.find(&path);
            let name = import.name.as_deref();
            let submodule = source
                .zip(name)
                .and_then(|(source, name)| self.submodule(source, name));
            found.extend(
                source
                    .into_iter()
                    .chain(submodule)
                    .filter(|found| *found != module),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
