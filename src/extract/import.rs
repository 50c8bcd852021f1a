//! Import statements.

use super::form::Form;
use super::name::{dotted, identifier};
use super::outline::Outline;
use crate::model::Import;
use crate::token::{TokenKind, tokens};

/// The names that an import statement binds, with what they are bound to.
pub(super) fn imports(outline: &Outline<'_>, entry: usize) -> Vec<(String, Import)> {
    match outline.form(entry) {
        Form::Import(names) => names
            .iter()
            .map(|name| {
                let alias = name.alias.map(|alias| identifier(outline.text(entry, alias)));
                imported_module(dotted(outline.text(entry, name.name)), alias)
            })
            .collect(),
        Form::ImportFrom { module, names } => {
            let (level, module) = origin(outline.text(entry, *module));
            if names.is_empty() {
                return vec![imported_name("*".to_owned(), None, level, module)];
            }
            let import = |name: &super::form::ImportedName| {
                let alias = name.alias.map(|alias| identifier(outline.text(entry, alias)));
                let name = dotted(outline.text(entry, name.name));
                imported_name(name, alias, level, module.clone())
            };
            names.iter().map(import).collect()
        }
        _ => Vec::new(),
    }
}

/// The dots and the name in `from ..pkg import`.
fn origin(text: &str) -> (u32, String) {
    let dots: usize = tokens(text)
        .take_while(|token| token.kind == TokenKind::Operator)
        .map(|token| token.text.len())
        .sum();
    if dots == 0 {
        return (0, dotted(text));
    }
    let names: Vec<String> = tokens(text)
        .filter(|token| token.kind == TokenKind::Name)
        .map(|token| identifier(token.text))
        .collect();
    (u32::try_from(dots).unwrap_or(u32::MAX), names.join("."))
}

fn imported_name(name: String, alias: Option<String>, level: u32, module: String) -> (String, Import) {
    let is_explicit_reexport = alias.as_ref() == Some(&name);
    let bound = alias.unwrap_or_else(|| name.clone());
    let import = Import {
        level,
        module: module.into(),
        name: Some(name.into()),
        is_explicit_reexport,
        ..Import::default()
    };
    (bound, import)
}

/// `import a.b` binds `a`; `import a.b as c` binds `c` to `a.b`.
fn imported_module(module: String, alias: Option<String>) -> (String, Import) {
    let is_explicit_reexport = alias.as_ref() == Some(&module);
    let (bound, module) = match alias {
        Some(alias) => (alias, module),
        None => {
            let first = module.split('.').next().unwrap_or_default().to_owned();
            (first.clone(), first)
        }
    };
    let import = Import {
        level: 0,
        module: module.into(),
        name: None,
        is_explicit_reexport,
        ..Import::default()
    };
    (bound, import)
}
