//! A stub merged into the module beside it (PEP 484, PEP 561).
//!
//! The stub says the types, the module the docstrings and the lines. What only the stub has is added, without a
//! line: it stands in another file.

use crate::model::{Attribute, Extracted, Item, ItemData, ItemId, ItemPosition};

/// Merges the facts of `stub` into those of the module beside it.
pub fn merge_stub(source: &mut Extracted, stub: Extracted) {
    let mut positions = std::mem::take(&mut source.positions);
    source.module.docstring = source.module.docstring.take().or(stub.module.docstring);
    source.module.exports = stub.module.exports.or(source.module.exports.take());
    merge_members(&mut source.module.members, stub.module.members, &mut positions);
    source.positions = positions;
    source.diagnostics.extend(stub.diagnostics);
}

fn merge_members(into: &mut Vec<Item>, stub: Vec<Item>, positions: &mut Vec<ItemPosition>) {
    for mut item in stub {
        match into
            .iter_mut()
            .find(|own| own.name == item.name && item.name != "*")
        {
            Some(own) => merge_item(own, item, positions),
            // What a stub imports serves its annotations; a re-export says so (PEP 484).
            None => {
                renumber(&mut item, positions);
                into.push(item);
            }
        }
    }
}

fn merge_item(own: &mut Item, mut stub: Item, positions: &mut Vec<ItemPosition>) {
    own.docstring = own.docstring.take().or(stub.docstring.take());
    own.labels.extend(stub.labels);
    match (&mut own.data, stub.data) {
        (ItemData::Class(own), ItemData::Class(stub)) => {
            merge_members(&mut own.members, stub.members, positions);
            if !stub.bases.is_empty() {
                own.bases = stub.bases;
            }
            if !stub.type_parameters.is_empty() {
                own.type_parameters = stub.type_parameters;
            }
        }
        (ItemData::Function(own), ItemData::Function(mut stub)) => {
            stub.decorators = std::mem::take(&mut own.decorators);
            keep_defaults(&own.parameters, &mut stub.parameters);
            *own = stub;
        }
        (ItemData::Attribute(own), ItemData::Attribute(stub)) => {
            own.annotation = stub.annotation.or(own.annotation.take());
            own.value = own.value.take().or(stub.value);
            if let (None, Some(mut class)) = (&own.class, stub.class) {
                for member in &mut class.members {
                    renumber(member, positions);
                }
                own.class = Some(class);
            }
        }
        // Where a stub takes the name from does not undo what the module defines.
        (ItemData::Import(_) | ItemData::Class(_) | ItemData::Function(_), ItemData::Import(_)) => {}
        (own, stub) => *own = renumbered(stub, positions),
    }
}

/// A stub writes `...` for a default; the module knows the value.
fn keep_defaults(own: &[crate::model::Parameter], stub: &mut [crate::model::Parameter]) {
    for parameter in stub {
        let is_elided = parameter
            .default
            .as_ref()
            .is_some_and(|default| default.text == "...");
        let known = own
            .iter()
            .find(|own| own.name == parameter.name)
            .and_then(|own| own.default.clone());
        if let (true, Some(known)) = (is_elided, known) {
            parameter.default = Some(known);
        }
    }
}

fn renumbered(mut data: ItemData, positions: &mut Vec<ItemPosition>) -> ItemData {
    for member in members_mut(&mut data) {
        renumber(member, positions);
    }
    data
}

fn members_mut(data: &mut ItemData) -> &mut [Item] {
    match data {
        ItemData::Class(class) => &mut class.members,
        ItemData::Attribute(Attribute {
            class: Some(class), ..
        }) => &mut class.members,
        _ => &mut [],
    }
}

/// Gives an item of the stub a number of its own among the items of the module.
fn renumber(item: &mut Item, positions: &mut Vec<ItemPosition>) {
    item.id = ItemId(u32::try_from(positions.len()).unwrap_or(u32::MAX));
    positions.push(ItemPosition::default());
    for member in members_mut(&mut item.data) {
        renumber(member, positions);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Import, Lines, Module, ModuleKind};
    use crate::name::ModuleName;

    fn facts(data: ItemData) -> Extracted {
        let item = Item {
            name: "f".to_owned(),
            id: ItemId(0),
            docstring: None,
            labels: crate::model::Labels::default(),
            data,
        };
        Extracted {
            module: Module {
                name: ModuleName::new("m").unwrap(),
                kind: ModuleKind::Module,
                docstring: None,
                exports: None,
                members: vec![item],
            },
            positions: vec![ItemPosition::default()],
            docstring_lines: Lines::NONE,
            diagnostics: Vec::new(),
        }
    }

    #[test]
    fn a_stub_that_imports_a_name_leaves_its_definition_in_place() {
        let import = || {
            ItemData::Import(Import {
                level: 0,
                module: "c".to_owned(),
                name: Some("f".to_owned()),
                is_explicit_reexport: false,
            })
        };
        let function = || ItemData::Function(crate::model::Function::default());
        for (own, stub, expected) in [
            (function(), import(), function()),
            (import(), function(), function()),
            (import(), import(), import()),
        ] {
            let mut source = facts(own);
            merge_stub(&mut source, facts(stub));
            assert_eq!(source.module.members[0].data, expected);
        }
    }
}
