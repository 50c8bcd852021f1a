//! A terse text of the model, made for reading: one line for each item, indented as it is nested.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their files and may panic"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mdbook_autodoc::diagnostic::Diagnostic;
use mdbook_autodoc::model::{
    Docstring, Elsewhere, ExportPart, Expression, Extracted, Function, Item, ItemData, Overload, Parameter,
    ParameterKind, TypeParameter, TypeParameterKind,
};
use mdbook_autodoc::resolve::Project;

/// All modules of a project.
pub(crate) fn project(project: &Project) -> String {
    let mut text = String::new();
    for module in &project.modules {
        let facts = &module.facts.module;
        let kind = format!("{:?}", facts.kind).to_lowercase();
        writeln!(
            text,
            "{kind} {}{}",
            facts.name,
            docstring(facts.docstring.as_ref())
        )
        .unwrap();
        if let Some(exports) = &facts.exports {
            let parts: Vec<String> = exports.parts.iter().map(export).collect();
            writeln!(text, "  __all__ {}", parts.join(" ")).unwrap();
        }
        text.push_str(&elsewhere(&facts.elsewhere, "  "));
        for member in &facts.members {
            item(&mut text, &module.facts, member, 1);
        }
    }
    text
}

/// One diagnostic on a line.
pub(crate) fn diagnostic(found: &Diagnostic) -> String {
    let place = found
        .location
        .map(|at| format!(":{}:{}", at.line, at.column))
        .unwrap_or_default();
    format!(
        "{}{place}: {}[{}]: {}",
        found.path,
        found.severity.as_str(),
        found.code.as_str(),
        found.message
    )
}

/// The files below a directory, relative to it.
pub(crate) fn files_below(directory: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files_below(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push(name);
        }
    }
}

fn export(part: &ExportPart) -> String {
    match part {
        ExportPart::Name(name) => name.clone(),
        ExportPart::AllOf(module) => format!("*{module}"),
        ExportPart::Remove(name) => format!("-{name}"),
        ExportPart::StubImports => "(stub)".to_owned(),
        ExportPart::Title(title) => format!("[{title}]"),
    }
}

fn item(text: &mut String, facts: &Extracted, item_: &Item, depth: usize) {
    let position = facts.position(item_.id);
    let labels: Vec<&str> = item_
        .labels
        .iter()
        .map(mdbook_autodoc::model::Label::as_str)
        .collect();
    let labels = if labels.is_empty() {
        String::new()
    } else {
        format!(" [{}]", labels.join(" "))
    };
    let head = head(item_);
    let indent = "  ".repeat(depth);
    let file = if position.is_in_stub { "stub " } else { "" };
    let lines = format!("{file}{}-{}", position.lines.first, position.lines.last);
    writeln!(
        text,
        "{indent}{head}{labels}  {lines}{}",
        docstring(item_.docstring.as_ref())
    )
    .unwrap();
    if let Some(conditions) = &item_.conditions {
        let only = conditions.only.iter().map(|only| format!("only if {only}"));
        let otherwise = conditions
            .otherwise
            .iter()
            .map(|other| format!("otherwise if {other}"));
        for condition in only.chain(otherwise) {
            writeln!(text, "{indent}  {condition}").unwrap();
        }
    }
    if let ItemData::Class(class) = &item_.data {
        text.push_str(&elsewhere(&class.elsewhere, &format!("{indent}  ")));
    }
    if let ItemData::Function(function) = &item_.data {
        variants(text, &indent, "overload", &function.overloads);
        variants(text, &indent, "registered", &function.registered);
    }
    if let ItemData::Attribute(attribute) = &item_.data {
        variants(text, &indent, "accessor", &attribute.accessors);
    }
    for member in item_.members() {
        item(text, facts, member, depth + 1);
    }
}

fn elsewhere(others: &[Elsewhere], indent: &str) -> String {
    let line = |other: &Elsewhere| format!("{indent}elsewhere {} if {}\n", other.name, other.condition);
    others.iter().map(line).collect()
}

fn head(item: &Item) -> String {
    let name = &item.name;
    match &item.data {
        ItemData::Class(class) => {
            let bases = class.bases.iter().map(|base| base.text.to_string());
            let keywords = class
                .keywords
                .iter()
                .map(|keyword| format!("{}={}", keyword.name, keyword.value.text));
            let arguments: Vec<String> = bases.chain(keywords).collect();
            let types = type_parameters(&class.type_parameters);
            format!(
                "{}class {name}{types}({})",
                decorators(&class.decorators),
                arguments.join(", ")
            )
        }
        ItemData::Function(function) => format!(
            "{}def {name}{}",
            decorators(&function.decorators),
            signature(function)
        ),
        ItemData::Attribute(attribute) => {
            let annotation = attribute
                .annotation
                .as_ref()
                .map(|found| format!(": {}", found.text));
            let value = attribute.value.as_ref().map(|found| format!(" = {}", found.text));
            let parts = [annotation, value].into_iter().flatten().collect::<String>();
            format!("{}attribute {name}{parts}", decorators(&attribute.decorators))
        }
        ItemData::TypeAlias(alias) => {
            format!(
                "type {name}{} = {}",
                type_parameters(&alias.type_parameters),
                alias.value.text
            )
        }
        ItemData::Import(import) => {
            let dots = ".".repeat(import.level as usize);
            let target = import
                .name
                .as_ref()
                .map(|target| format!(" {target}"))
                .unwrap_or_default();
            let mark = if import.is_explicit_reexport {
                " (re-export)"
            } else {
                ""
            };
            format!("import {name} from {dots}{}{target}{mark}", import.module)
        }
    }
}

fn decorators(decorators: &[Expression]) -> String {
    decorators
        .iter()
        .map(|decorator| format!("@{} ", decorator.text))
        .collect()
}

fn signature(function: &Function) -> String {
    let parameters: Vec<String> = function.parameters.iter().map(parameter).collect();
    let returns = function
        .returns
        .as_ref()
        .map(|found| format!(" -> {}", found.text))
        .unwrap_or_default();
    format!(
        "{}({}){returns}",
        type_parameters(&function.type_parameters),
        parameters.join(", ")
    )
}

fn parameter(parameter: &Parameter) -> String {
    let mark = match parameter.kind {
        ParameterKind::PositionalOnly => "/",
        ParameterKind::PositionalOrKeyword => "",
        ParameterKind::VarPositional => "*",
        ParameterKind::KeywordOnly => "=",
        ParameterKind::VarKeyword => "**",
    };
    let annotation = parameter
        .annotation
        .as_ref()
        .map(|found| format!(": {}", found.text))
        .unwrap_or_default();
    let default = parameter
        .default
        .as_ref()
        .map(|found| format!(" = {}", found.text))
        .unwrap_or_default();
    format!("{mark}{}{annotation}{default}", parameter.name)
}

fn type_parameters(parameters: &[TypeParameter]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let one = |parameter: &TypeParameter| {
        let mark = match parameter.kind {
            TypeParameterKind::TypeVar => "",
            TypeParameterKind::TypeVarTuple => "*",
            TypeParameterKind::ParamSpec => "**",
        };
        let bound = parameter
            .bound
            .as_ref()
            .map(|found| format!(": {}", found.text))
            .unwrap_or_default();
        let default = parameter
            .default
            .as_ref()
            .map(|found| format!(" = {}", found.text))
            .unwrap_or_default();
        format!("{mark}{}{bound}{default}", parameter.name)
    };
    format!("[{}]", parameters.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn docstring(docstring: Option<&Docstring>) -> String {
    docstring
        .map(|found| format!("  {:?}", found.text))
        .unwrap_or_default()
}

fn variants(text: &mut String, indent: &str, kind: &str, variants: &[Overload]) {
    for variant in variants {
        let doc = docstring(variant.docstring.as_ref());
        writeln!(text, "{indent}  {kind} {}{doc}", signature(&variant.signature)).unwrap();
    }
}
