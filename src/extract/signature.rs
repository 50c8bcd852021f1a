//! Headers: the parameters of functions, the arguments of classes, type parameters.

use thin_vec::ThinVec;

use super::expression::{annotation, expression};
use super::form::{self, Form, Span};
use super::name::identifier;
use super::outline::Outline;
use crate::model::{Class, Expression, Function, Keyword, Parameter, TypeParameter, TypeParameterKind};

/// The header of a `def`.
pub(super) fn function(outline: &Outline<'_>, entry: usize, decorators: ThinVec<Expression>) -> Function {
    let Form::Function(form) = outline.form(entry) else {
        return Function::default();
    };
    let text = |span: Span| outline.text(entry, span);
    let parameter = |parameter: &form::Parameter| Parameter {
        name: identifier(text(parameter.name)).into(),
        kind: parameter.kind,
        annotation: parameter.annotation.map(|span| annotation(text(span)).into()),
        default: parameter.default.map(|span| expression(text(span)).into()),
    };
    Function {
        parameters: form.parameters.iter().map(parameter).collect(),
        returns: form.returns.map(|span| annotation(text(span)).into()),
        decorators,
        type_parameters: type_parameters(outline, entry, form.type_parameters),
        overloads: ThinVec::new(),
        registered: ThinVec::new(),
    }
}

/// The header of a `class`; its members come later.
pub(super) fn class(outline: &Outline<'_>, entry: usize, decorators: ThinVec<Expression>) -> Class {
    let mut class = Class {
        decorators,
        ..Class::default()
    };
    let Form::Class(form) = outline.form(entry) else {
        return class;
    };
    class.type_parameters = type_parameters(outline, entry, form.type_parameters);
    let text = |span: Span| outline.text(entry, span);
    for argument in &form.arguments {
        match *argument {
            form::Argument::Base(base) => class.bases.push(expression(text(base))),
            form::Argument::Keyword { name, value } => class.keywords.push(Keyword {
                name: identifier(text(name)).into(),
                value: expression(text(value)),
            }),
            form::Argument::Keywords(value) => class.keywords.push(Keyword {
                name: "".into(),
                value: expression(text(value)),
            }),
        }
    }
    class
}

fn type_parameters(outline: &Outline<'_>, entry: usize, list: Option<Span>) -> ThinVec<TypeParameter> {
    list.map(|list| split_type_parameters(outline.text(entry, list)))
        .unwrap_or_default()
}

/// Reads `[T: int = str, *Ts, **P]` from its text: the grammar knows no defaults (PEP 696).
pub(super) fn split_type_parameters(list: &str) -> ThinVec<TypeParameter> {
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
        name: name.trim_start_matches('*').into(),
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
