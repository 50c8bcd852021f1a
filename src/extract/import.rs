//! Import statements.

use tree_sitter::Node;

use super::syntax::{children, identifier, text};
use crate::model::Import;

/// The names that an import statement binds, with what they are bound to.
pub(super) fn imports(source: &str, node: Node<'_>) -> Vec<(String, Import)> {
    let (level, module) = match node.kind() {
        "import_from_statement" => node
            .child_by_field_name("module_name")
            .map(|name| origin(source, name)),
        "future_import_statement" => Some((0, "__future__".to_owned())),
        _ => None,
    }
    .unwrap_or_default();
    let is_from = node.kind() != "import_statement";
    let mut cursor = node.walk();
    let mut found: Vec<(String, Import)> = node
        .children_by_field_name("name", &mut cursor)
        .filter_map(|name| {
            if is_from {
                imported_name(source, name, level, &module)
            } else {
                imported_module(source, name)
            }
        })
        .collect();
    if is_from
        && children(node)
            .iter()
            .any(|child| child.kind() == "wildcard_import")
    {
        let import = Import {
            level,
            module,
            name: Some("*".to_owned()),
            is_explicit_reexport: false,
        };
        found.push(("*".to_owned(), import));
    }
    found
}

/// The dots and the name in `from ..pkg import`.
fn origin(source: &str, node: Node<'_>) -> (u32, String) {
    if node.kind() != "relative_import" {
        return (0, dotted(source, node));
    }
    let mut level = 0;
    let mut module = String::new();
    for child in children(node) {
        match child.kind() {
            "import_prefix" => level = text(source, child).bytes().filter(|byte| *byte == b'.').count(),
            "dotted_name" => module = dotted(source, child),
            _ => {}
        }
    }
    (u32::try_from(level).unwrap_or(u32::MAX), module)
}

fn imported_name(source: &str, node: Node<'_>, level: u32, module: &str) -> Option<(String, Import)> {
    let (name, alias) = name_and_alias(source, node)?;
    let is_explicit_reexport = alias.as_ref() == Some(&name);
    let bound = alias.unwrap_or_else(|| name.clone());
    Some((
        bound,
        Import {
            level,
            module: module.to_owned(),
            name: Some(name),
            is_explicit_reexport,
        },
    ))
}

/// `import a.b` binds `a`; `import a.b as c` binds `c` to `a.b`.
fn imported_module(source: &str, node: Node<'_>) -> Option<(String, Import)> {
    let (module, alias) = name_and_alias(source, node)?;
    let is_explicit_reexport = alias.as_ref() == Some(&module);
    let first = module.split('.').next().unwrap_or_default().to_owned();
    let (bound, module) = match alias {
        Some(alias) => (alias, module),
        None => (first.clone(), first),
    };
    Some((
        bound,
        Import {
            level: 0,
            module,
            name: None,
            is_explicit_reexport,
        },
    ))
}

fn name_and_alias(source: &str, node: Node<'_>) -> Option<(String, Option<String>)> {
    if node.kind() == "aliased_import" {
        let name = dotted(source, node.child_by_field_name("name")?);
        let alias = identifier(source, node.child_by_field_name("alias")?);
        return Some((name, Some(alias)));
    }
    let name = dotted(source, node);
    (!name.is_empty()).then_some((name, None))
}

/// A dotted name without the blanks that may stand around its dots.
fn dotted(source: &str, node: Node<'_>) -> String {
    let parts = children(node)
        .into_iter()
        .filter(|child| child.kind() == "identifier");
    let parts: Vec<String> = parts.map(|part| identifier(source, part)).collect();
    parts.join(".")
}
