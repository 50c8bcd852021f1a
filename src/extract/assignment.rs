//! Assignments: the names they bind, the annotation and the value.

use tree_sitter::Node;

use super::expression::{annotation, expression};
use super::syntax::{children, identifier, text};
use crate::model::{Attribute, Expression};

/// An assignment taken apart.
pub(super) struct Assignment<'t> {
    /// The targets: identifiers, `self.x` attributes and others; the parts of tuples one by one.
    pub(super) targets: Vec<Target<'t>>,
    /// `x: annotation`.
    pub(super) annotation: Option<Node<'t>>,
    /// The value on the right.
    pub(super) value: Option<Node<'t>>,
}

/// Something that is assigned to.
pub(super) struct Target<'t> {
    pub(super) node: Node<'t>,
    /// Whether it is one of several in a tuple, so that the value is not its own.
    pub(super) is_unpacked: bool,
}

/// Takes an `assignment` node apart, chains such as `a = b = 1` included.
pub(super) fn assignment(node: Node<'_>) -> Assignment<'_> {
    let mut found = Assignment {
        targets: Vec::new(),
        annotation: None,
        value: None,
    };
    let mut current = node;
    loop {
        if let Some(left) = current.child_by_field_name("left") {
            collect_targets(left, &mut found.targets);
        }
        found.annotation = found.annotation.or(current.child_by_field_name("type"));
        match current.child_by_field_name("right") {
            Some(right) if right.kind() == "assignment" => current = right,
            right => {
                found.value = right;
                return found;
            }
        }
    }
}

fn collect_targets<'t>(left: Node<'t>, found: &mut Vec<Target<'t>>) {
    let mut open = vec![(left, false)];
    while let Some((node, is_unpacked)) = open.pop() {
        match node.kind() {
            "pattern_list" | "tuple_pattern" | "list_pattern" | "list_splat_pattern" | "tuple" | "list"
            | "expression_list" => {
                let parts: Vec<Node<'t>> = children(node).into_iter().filter(Node::is_named).collect();
                // `(x): int = 1` has its name in brackets, which is no tuple.
                let is_tuple = is_unpacked || parts.len() > 1 || text_has_comma(node);
                open.extend(parts.into_iter().rev().map(|part| (part, is_tuple)));
            }
            "parenthesized_expression" => {
                open.extend(
                    children(node)
                        .into_iter()
                        .filter(Node::is_named)
                        .map(|part| (part, is_unpacked)),
                );
            }
            _ => found.push(Target { node, is_unpacked }),
        }
    }
}

fn text_has_comma(node: Node<'_>) -> bool {
    children(node).iter().any(|child| child.kind() == ",")
}

impl Assignment<'_> {
    /// The attribute that the assignment makes of one of its targets.
    pub(super) fn attribute(&self, source: &str, target: &Target<'_>) -> Attribute {
        let value = self
            .value
            .filter(|_| !target.is_unpacked)
            .map(|value| expression(text(source, value)));
        Attribute {
            annotation: self.annotation(source),
            value,
            ..Attribute::default()
        }
    }

    /// The annotation as an expression.
    pub(super) fn annotation(&self, source: &str) -> Option<Expression> {
        self.annotation.map(|node| annotation(text(source, node)))
    }
}

/// The name of `x` in `instance.x`, if the target is that.
pub(super) fn instance_attribute(source: &str, node: Node<'_>, instance: &str) -> Option<String> {
    if node.kind() != "attribute" {
        return None;
    }
    let object = node.child_by_field_name("object")?;
    if object.kind() != "identifier" || text(source, object) != instance {
        return None;
    }
    Some(identifier(source, node.child_by_field_name("attribute")?))
}
