//! A stub merged into the module beside it (PEP 484, PEP 561).
//!
//! The stub says the types, the module the docstrings, the values and the lines. What only the stub has is added with
//! its place in the stub. What the stub imports under a name that the module binds as well is kept apart, for the
//! signatures that the stub declares.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{
    Attribute, Class, DocstringPosition, ExportPart, Exports, Expression, Extracted, Function, Ignore,
    Import, Item, ItemData, ItemId, ItemPosition, Label,
};

/// Merges the facts of `stub` into those of the module beside it.
pub fn merge_stub(source: &mut Extracted, stub: Extracted) {
    source.stub_imports = other_imports(&source.module.members, &stub.module.members);
    let mut positions = MergedPositions {
        own: source.positions.iter().collect(),
        stub: stub.positions.iter().collect(),
    };
    if source.module.docstring.is_none() {
        source.module.docstring = stub.module.docstring;
        source.docstring = in_stub(stub.docstring);
    }
    let attached = source
        .module
        .exports
        .as_ref()
        .filter(|exports| exports.parts == [ExportPart::StubImports]);
    let attached = attached.map(|_| attached_exports(&stub.module.members));
    if let Some(exports) = stub.module.exports.or(attached) {
        source.module.exports = Some(exports);
        // Findings about the module name the file of the module, where these lines are not.
        source.export_places = Vec::new();
    }
    merge_members(&mut source.module.members, stub.module.members, &mut positions);
    source.positions = positions.own.as_slice().into();
    source.diagnostics.extend(stub.diagnostics);
    let ignores = stub.ignores.into_iter().map(|ignore| Ignore {
        is_in_stub: true,
        ..ignore
    });
    source.ignores.extend(ignores);
}

/// `__all__` as `lazy_loader.attach_stub` makes it of a stub: what that imports from the modules beside it.
fn attached_exports(stub: &[Item]) -> Exports {
    let imported = stub.iter().filter_map(|item| match &item.data {
        ItemData::Import(import) if import.level == 1 => import.name.as_deref().map(str::to_owned),
        _ => None,
    });
    let mut names: Vec<String> = imported.filter(|name| name != "*").collect();
    names.sort();
    names.dedup();
    Exports {
        parts: names.into_iter().map(ExportPart::Name).collect(),
        is_partial: false,
    }
}

/// What a stub imports under names that the module binds in another way, sorted by name.
fn other_imports(own: &[Item], stub: &[Item]) -> Vec<(String, Import)> {
    let own: FxHashMap<&str, &ItemData> = own.iter().map(|item| (item.name.as_str(), &item.data)).collect();
    let mut imports: Vec<(String, Import)> = stub
        .iter()
        .filter_map(|item| match (&item.data, own.get(item.name.as_str())?) {
            (ItemData::Import(stub), ItemData::Import(own)) if stub.is_same(own) => None,
            (ItemData::Import(stub), _) => Some((item.name.to_string(), Import::clone(stub))),
            _ => None,
        })
        .filter(|(name, _)| name != "*")
        .collect();
    imports.sort_by(|left, right| left.0.cmp(&right.0));
    imports
}

fn in_stub(position: DocstringPosition) -> DocstringPosition {
    DocstringPosition {
        is_in_stub: true,
        ..position
    }
}

/// The positions of a module, and those of its stub.
struct MergedPositions {
    own: Vec<ItemPosition>,
    stub: Vec<ItemPosition>,
}

impl MergedPositions {
    /// Gives an item of the stub a number of its own among the items of the module.
    fn add(&mut self, item: &mut Item) {
        item.id = self.add_position(item.id);
        self.add_members(&mut item.data);
    }

    fn add_position(&mut self, id: ItemId) -> ItemId {
        let position = self.stub.get(id.0 as usize).cloned().unwrap_or_default();
        let new = ItemId(u32::try_from(self.own.len()).unwrap_or(u32::MAX));
        self.own.push(ItemPosition {
            docstring: in_stub(position.docstring),
            is_in_stub: true,
            is_declared_in_stub: true,
            ..position
        });
        new
    }

    /// Says of an item that its docstring is that of an item of the stub.
    fn take_docstring(&mut self, own: ItemId, stub: ItemId) {
        let docstring = self.stub.get(stub.0 as usize).map(|stub| stub.docstring.clone());
        if let (Some(own), Some(docstring)) = (self.own.get_mut(own.0 as usize), docstring) {
            own.docstring = in_stub(docstring);
        }
    }

    /// Says of an item of the module that the stub declares it.
    fn declare(&mut self, own: ItemId) {
        if let Some(own) = self.own.get_mut(own.0 as usize) {
            own.is_declared_in_stub = true;
        }
    }

    fn add_signatures(&mut self, function: &mut Function) {
        for signature in function.overloads.iter_mut().chain(&mut function.registered) {
            signature.id = self.add_position(signature.id);
        }
    }

    fn add_members(&mut self, data: &mut ItemData) {
        let class = match data {
            ItemData::Class(class) => Some(class.as_mut()),
            ItemData::Attribute(attribute) => {
                for accessor in &mut attribute.accessors {
                    accessor.id = self.add_position(accessor.id);
                }
                attribute.class.as_deref_mut()
            }
            ItemData::Function(function) => {
                if !function.overloads.is_empty() || !function.registered.is_empty() {
                    self.add_signatures(Arc::make_mut(function));
                }
                None
            }
            _ => None,
        };
        for member in class.into_iter().flat_map(|class| &mut class.members) {
            self.add(member);
        }
    }
}

fn merge_members(into: &mut Vec<Item>, stub: Vec<Item>, positions: &mut MergedPositions) {
    for mut item in stub {
        match into
            .iter_mut()
            .find(|own| own.name == item.name && item.name != "*")
        {
            Some(own) => merge_item(own, item, positions),
            // What a stub imports serves its annotations; a re-export says so (PEP 484).
            None => {
                positions.add(&mut item);
                if !matches!(item.data, ItemData::Import(_)) {
                    item.labels.insert(Label::StubOnly);
                }
                into.push(item);
            }
        }
    }
}

fn merge_item(own: &mut Item, mut stub: Item, positions: &mut MergedPositions) {
    // The stub imports what the module defines or imports itself: there is nothing to learn about it.
    if matches!(stub.data, ItemData::Import(_)) {
        return;
    }
    positions.declare(own.id);
    if own.docstring.is_none() && stub.docstring.is_some() {
        own.docstring = stub.docstring.take();
        positions.take_docstring(own.id, stub.id);
    }
    let is_other_kind = !own.labels.contains(Label::Property) && matches!(own.data, ItemData::Attribute(_));
    own.labels.extend(if is_other_kind {
        stub.labels.without(Label::Property)
    } else {
        stub.labels
    });
    match (&mut own.data, stub.data) {
        (ItemData::Class(own), ItemData::Class(stub)) => merge_class(own, *stub, positions),
        (ItemData::Function(own), ItemData::Function(stub)) => {
            merge_function(Arc::make_mut(own), Arc::unwrap_or_clone(stub), positions);
        }
        (ItemData::Attribute(own), ItemData::Attribute(stub)) => merge_attribute(own, *stub, positions),
        (own, mut stub) => {
            positions.add_members(&mut stub);
            *own = stub;
        }
    }
}

fn merge_class(own: &mut Class, stub: Class, positions: &mut MergedPositions) {
    merge_members(&mut own.members, stub.members, positions);
    if !stub.bases.is_empty() {
        own.bases = stub.bases;
    }
    if !stub.type_parameters.is_empty() {
        own.type_parameters = stub.type_parameters;
    }
}

/// The signature is the stub's, with the decorators of the module and whatever the stub leaves open.
fn merge_function(own: &mut Function, mut stub: Function, positions: &mut MergedPositions) {
    positions.add_signatures(&mut stub);
    stub.decorators = std::mem::take(&mut own.decorators);
    for parameter in &mut stub.parameters {
        let known = own
            .parameters
            .iter_mut()
            .find(|known| known.name == parameter.name);
        let Some(known) = known else { continue };
        if stub.overloads.is_empty() {
            parameter.annotation = parameter.annotation.take().or(known.annotation.take());
        }
        if parameter.default.as_ref().is_some_and(|value| is_elided(value)) && known.default.is_some() {
            parameter.default = known.default.take();
        }
    }
    if stub.overloads.is_empty() {
        stub.returns = stub.returns.or(own.returns.take());
    }
    *own = stub;
}

fn merge_attribute(own: &mut Attribute, stub: Attribute, positions: &mut MergedPositions) {
    own.annotation = stub.annotation.or(own.annotation.take());
    own.value = own.value.take().or(stub.value.filter(|value| !is_elided(value)));
    if let (None, Some(mut class)) = (&own.class, stub.class) {
        class.members.iter_mut().for_each(|member| positions.add(member));
        own.class = Some(class);
    }
}

/// A stub writes `...` for a value that the module knows.
fn is_elided(value: &Expression) -> bool {
    value.text == "..."
}
