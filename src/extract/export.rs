//! `__all__` in the forms that the typing documentation lists.

use std::collections::HashMap;

use tree_sitter::Node;

use super::literal::string_value;
use super::syntax::{children, text};
use crate::model::{ExportPart, Exports};

/// What a statement does to `__all__`.
pub(super) enum Change {
    /// `__all__ = …`
    Set(Vec<ExportPart>),
    /// `__all__ += …`, `.extend`, `.append`, `.remove`
    Add(Vec<ExportPart>),
}

impl Change {
    /// Puts the names of known lists where the change speaks of the lists.
    pub(super) fn with_lists(self, lists: &HashMap<String, Vec<ExportPart>>) -> Self {
        let replace = |part: ExportPart| match &part {
            ExportPart::AllOf(name) => lists.get(name).cloned().unwrap_or_else(|| vec![part]),
            _ => vec![part],
        };
        match self {
            Self::Set(parts) => Self::Set(parts.into_iter().flat_map(replace).collect()),
            Self::Add(parts) => Self::Add(parts.into_iter().flat_map(replace).collect()),
        }
    }

    /// The parts, if each of them is a name and there are any.
    pub(super) fn into_names(self) -> Option<Vec<ExportPart>> {
        let (Self::Set(parts) | Self::Add(parts)) = self;
        let is_list = !parts.is_empty() && parts.iter().all(|part| matches!(part, ExportPart::Name(_)));
        is_list.then_some(parts)
    }

    /// Carries the change out.
    pub(super) fn apply(self, exports: &mut Option<Exports>) {
        match self {
            Self::Set(parts) => {
                *exports = Some(Exports {
                    parts,
                    is_partial: false,
                });
            }
            Self::Add(parts) => exports.get_or_insert_default().parts.extend(parts),
        }
    }
}

/// The change that `__all__ = value` or `__all__ += value` makes; `None` where the value is computed.
pub(super) fn assigned(source: &str, value: Node<'_>, is_augmented: bool) -> Option<Change> {
    let parts = parts(source, value)?;
    Some(if is_augmented {
        Change::Add(parts)
    } else {
        Change::Set(parts)
    })
}

/// Whether `call` is a method call on `__all__`.
pub(super) fn is_method_call(source: &str, call: Node<'_>) -> bool {
    let function = call.child_by_field_name("function");
    let object = function.and_then(|function| function.child_by_field_name("object"));
    object.is_some_and(|object| text(source, object) == "__all__")
}

/// The change that a method call makes; `None` where it cannot be known.
pub(super) fn called(source: &str, call: Node<'_>) -> Option<Change> {
    let method = call
        .child_by_field_name("function")?
        .child_by_field_name("attribute")?;
    let arguments = children(call.child_by_field_name("arguments")?);
    let argument = arguments.into_iter().find(Node::is_named)?;
    let parts = match text(source, method) {
        "extend" => parts(source, argument)?,
        "append" => vec![ExportPart::Name(string_value(text(source, argument))?)],
        "remove" => vec![ExportPart::Remove(string_value(text(source, argument))?)],
        _ => return None,
    };
    Some(Change::Add(parts))
}

fn parts(source: &str, value: Node<'_>) -> Option<Vec<ExportPart>> {
    let mut found = Vec::new();
    // An explicit stack: `a + b + c + …` nests to the left as deep as it is long.
    let mut open = vec![value];
    while let Some(node) = open.pop() {
        match node.kind() {
            "list" | "tuple" | "set" | "expression_list" | "list_splat" | "parenthesized_expression" => {
                open.extend(children(node).into_iter().filter(Node::is_named).rev());
            }
            "binary_operator" if node.child_by_field_name("operator")?.kind() == "+" => {
                open.push(node.child_by_field_name("right")?);
                open.push(node.child_by_field_name("left")?);
            }
            "string" | "concatenated_string" => {
                found.push(ExportPart::Name(string_value(text(source, node))?));
            }
            "attribute" => {
                let module = text(source, node).strip_suffix(".__all__")?;
                found.push(ExportPart::AllOf(module.to_owned()));
            }
            "identifier" => found.push(ExportPart::AllOf(text(source, node).to_owned())),
            "call" => open.push(only_argument(source, node)?),
            _ => return None,
        }
    }
    Some(found)
}

/// Where the strings of a statement stand.
pub(super) fn places(source: &str, statement: Node<'_>) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut open = vec![statement];
    while let Some(node) = open.pop() {
        if matches!(node.kind(), "string" | "concatenated_string") {
            found.extend(string_value(text(source, node)).map(|name| (name, node.start_byte())));
        } else {
            open.extend(children(node).into_iter().rev());
        }
    }
    found
}

/// The argument of `list(…)`, `tuple(…)` or `sorted(…)`, which change no name.
fn only_argument<'t>(source: &str, call: Node<'t>) -> Option<Node<'t>> {
    let function = text(source, call.child_by_field_name("function")?);
    if !matches!(function, "list" | "tuple" | "sorted" | "set") {
        return None;
    }
    let arguments = children(call.child_by_field_name("arguments")?);
    arguments.into_iter().find(Node::is_named)
}
