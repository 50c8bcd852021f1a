//! Headers: the parameters of functions, the arguments of classes, type parameters.

use tree_sitter::Node;

use super::expression::{annotation, expression};
use super::syntax::{children, identifier, text};
use crate::model::{
    Class, Expression, Function, Keyword, Parameter, ParameterKind, TypeParameter, TypeParameterKind,
};

/// The header of a `def`.
pub(super) fn function(source: &str, node: Node<'_>, decorators: Vec<Expression>) -> Function {
    Function {
        parameters: node
            .child_by_field_name("parameters")
            .map(|list| parameters(source, list))
            .unwrap_or_default(),
        returns: node
            .child_by_field_name("return_type")
            .map(|kind| annotation(text(source, kind))),
        decorators,
        type_parameters: type_parameters(source, node),
        overloads: Vec::new(),
    }
}

/// The header of a `class`; its members come later.
pub(super) fn class(source: &str, node: Node<'_>, decorators: Vec<Expression>) -> Class {
    let mut class = Class {
        decorators,
        type_parameters: type_parameters(source, node),
        ..Class::default()
    };
    let arguments = node
        .child_by_field_name("superclasses")
        .map(children)
        .unwrap_or_default();
    for argument in arguments.into_iter().filter(Node::is_named) {
        match argument.kind() {
            "keyword_argument" => {
                let name = argument
                    .child_by_field_name("name")
                    .map(|name| identifier(source, name));
                let value = argument
                    .child_by_field_name("value")
                    .map(|value| expression(text(source, value)));
                class.keywords.push(Keyword {
                    name: name.unwrap_or_default(),
                    value: value.unwrap_or_default(),
                });
            }
            "dictionary_splat" => {
                let value = expression(text(source, argument).trim_start_matches('*'));
                class.keywords.push(Keyword {
                    name: String::new(),
                    value,
                });
            }
            "ERROR" => {}
            _ => class.bases.push(expression(text(source, argument))),
        }
    }
    class
}

fn parameters(source: &str, list: Node<'_>) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    let mut kind = ParameterKind::PositionalOrKeyword;
    for node in children(list).into_iter().filter(Node::is_named) {
        match node.kind() {
            "positional_separator" => {
                for before in &mut found {
                    before.kind = ParameterKind::PositionalOnly;
                }
            }
            "keyword_separator" => kind = ParameterKind::KeywordOnly,
            "ERROR" => {}
            _ => {
                let parameter = parameter(source, node, kind);
                if parameter.kind == ParameterKind::VarPositional {
                    kind = ParameterKind::KeywordOnly;
                }
                found.push(parameter);
            }
        }
    }
    found
}

fn parameter(source: &str, node: Node<'_>, kind: ParameterKind) -> Parameter {
    let field = |name| node.child_by_field_name(name);
    let name_node = match node.kind() {
        "identifier" | "list_splat_pattern" | "dictionary_splat_pattern" => Some(node),
        "typed_parameter" => children(node).into_iter().find(Node::is_named),
        _ => field("name"),
    };
    let kind = match name_node.map(|name| name.kind()) {
        Some("list_splat_pattern") => ParameterKind::VarPositional,
        Some("dictionary_splat_pattern") => ParameterKind::VarKeyword,
        _ => kind,
    };
    Parameter {
        name: name_node
            .map(|name| parameter_name(source, name))
            .unwrap_or_default(),
        kind,
        annotation: field("type").map(|kind| annotation(text(source, kind))),
        default: field("value").map(|value| expression(text(source, value))),
    }
}

/// The identifier of a parameter: between `**` and a name there may be line ends and comments.
fn parameter_name(source: &str, node: Node<'_>) -> String {
    if node.kind() == "identifier" {
        return identifier(source, node);
    }
    let inner = children(node)
        .into_iter()
        .find(|child| child.kind() == "identifier");
    inner.map_or_else(
        || expression(text(source, node)).text,
        |inner| identifier(source, inner),
    )
}

/// The type parameters of a function, class or type alias.
pub(super) fn type_parameters(source: &str, node: Node<'_>) -> Vec<TypeParameter> {
    let list = node.child_by_field_name("type_parameters");
    list.map(|list| split_type_parameters(text(source, list)))
        .unwrap_or_default()
}

/// Reads `[T: int = str, *Ts, **P]` from its text: the grammar knows no defaults (PEP 696).
pub(super) fn split_type_parameters(list: &str) -> Vec<TypeParameter> {
    let inner = list.trim().trim_start_matches('[').trim_end_matches(']');
    let parts = split_top_level(inner, ',')
        .into_iter()
        .filter(|part| !expression(part).text.is_empty());
    parts.map(type_parameter).collect()
}

fn type_parameter(part: &str) -> TypeParameter {
    let (head, default) = split_once_top_level(part, '=');
    let (name, bound) = split_once_top_level(head, ':');
    let name = expression(name).text;
    let kind = match name.bytes().take_while(|byte| *byte == b'*').count() {
        0 => TypeParameterKind::TypeVar,
        1 => TypeParameterKind::TypeVarTuple,
        _ => TypeParameterKind::ParamSpec,
    };
    TypeParameter {
        name: name.trim_start_matches('*').to_owned(),
        kind,
        bound: bound.map(annotation),
        default: default.map(annotation),
    }
}

/// The pieces of `text` between separators that stand in no bracket and no string.
fn split_top_level(text: &str, separator: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let (piece, after) = split_once_top_level(rest, separator);
        pieces.push(piece);
        match after {
            Some(after) => rest = after,
            None => return pieces,
        }
    }
}

fn split_once_top_level(text: &str, separator: char) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    for token in crate::token::tokens(text) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            found if depth == 0 && found.len() == 1 && found.starts_with(separator) => {
                let at = found.as_ptr() as usize - text.as_ptr() as usize;
                return (&text[..at], Some(&text[at + 1..]));
            }
            _ => {}
        }
    }
    (text, None)
}
