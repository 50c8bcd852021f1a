//! Small helpers over tree-sitter nodes.

use tree_sitter::Node;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The source of a node.
pub(super) fn text<'s>(source: &'s str, node: Node<'_>) -> &'s str {
    source.get(node.byte_range()).unwrap_or_default()
}

/// The name that an identifier stands for: Python compares identifiers in NFKC.
pub(super) fn identifier(source: &str, node: Node<'_>) -> String {
    normal_form(text(source, node))
}

/// NFKC of a name.
pub(super) fn normal_form(name: &str) -> String {
    match is_nfkc_quick(name.chars()) {
        IsNormalized::Yes => name.to_owned(),
        _ => name.nfkc().collect(),
    }
}

/// The children of a node without comments and line continuations, which may stand anywhere.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor)
        .filter(|child| !child.is_extra())
        .collect()
}
