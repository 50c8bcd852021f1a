//! What other modules can see of a module.

use std::hash::{Hash, Hasher};

use super::{Attribute, Class, Extracted, Function, Item, ItemData, Module, Overload};

/// Everything that the facts of a module say but the words of docstrings and where things stand, as a thing to hash.
///
/// What names lead to, what classes are and which pages there are is decided by it, for all modules together. Whether
/// something has a docstring belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Interface<'a>(pub &'a Extracted);

impl Hash for Interface<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Extracted {
            module,
            positions,
            docstring: _,
            export_places: _,
            stub_imports,
            ignores: _,
            diagnostics: _,
        } = self.0;
        let Module {
            name,
            kind,
            docstring,
            exports,
            members,
            replaced_imports,
            elsewhere,
            runtime_names,
        } = module;
        (name.as_str(), kind, docstring.is_some(), exports, elsewhere).hash(state);
        (&runtime_names.globals, runtime_names.is_open, stub_imports).hash(state);
        hash_items(members, state);
        hash_items(replaced_imports, state);
        for position in positions.iter() {
            (
                position.is_in_stub,
                position.is_declared_in_stub,
                position.lines.first == 0,
            )
                .hash(state);
        }
    }
}

fn hash_items(items: &[Item], state: &mut impl Hasher) {
    items.len().hash(state);
    for item in items {
        hash_item(item, state);
    }
}

fn hash_item(item: &Item, state: &mut impl Hasher) {
    let Item {
        name,
        id: _,
        docstring,
        labels,
        conditions,
        data,
    } = item;
    (name, docstring.is_some(), labels, conditions).hash(state);
    std::mem::discriminant(data).hash(state);
    match data {
        ItemData::Class(class) => hash_class(class, state),
        ItemData::Function(function) => hash_function(function, state),
        ItemData::Attribute(attribute) => {
            let Attribute {
                annotation,
                value,
                is_unpacked,
                decorators,
                accessors,
                class,
            } = attribute.as_ref();
            (annotation, value, is_unpacked, decorators).hash(state);
            hash_overloads(accessors, state);
            class.is_some().hash(state);
            if let Some(class) = class {
                hash_class(class, state);
            }
        }
        ItemData::TypeAlias(alias) => alias.hash(state),
        ItemData::Import(import) => import.hash(state),
    }
}

fn hash_class(class: &Class, state: &mut impl Hasher) {
    let Class {
        bases,
        keywords,
        decorators,
        type_parameters,
        members,
        elsewhere,
    } = class;
    (bases, keywords, decorators, type_parameters, elsewhere).hash(state);
    hash_items(members, state);
}

fn hash_function(function: &Function, state: &mut impl Hasher) {
    let Function {
        parameters,
        returns,
        decorators,
        type_parameters,
        overloads,
        registered,
    } = function;
    (parameters, returns, decorators, type_parameters).hash(state);
    hash_overloads(overloads, state);
    hash_overloads(registered, state);
}

fn hash_overloads(overloads: &[Overload], state: &mut impl Hasher) {
    overloads.len().hash(state);
    for overload in overloads {
        let Overload {
            id: _,
            signature,
            docstring,
        } = overload;
        docstring.is_some().hash(state);
        hash_function(signature, state);
    }
}
