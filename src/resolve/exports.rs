//! `__all__` put together over modules.

use std::borrow::Cow;

use super::{ModuleIndex, Project, Target};
use crate::model::{ExportPart, Exports, ItemData};

/// `__all__` of a module with what it takes from others.
#[derive(Clone, Debug, Default)]
pub(super) struct Expanded {
    /// The names in order, each once.
    pub(super) names: Vec<String>,
    /// Whether names may be missing.
    pub(super) is_partial: bool,
    /// What names were to be taken from and cannot be read.
    pub(super) unread: Vec<String>,
}

/// `__all__` of every module that has one.
pub(super) fn expand_all(project: &Project) -> Vec<Option<Expanded>> {
    (0..project.modules.len())
        .map(|module| expand(project, module, &mut Vec::new()))
        .collect()
}

/// `open` holds the modules whose lists are being put together: two that include each other end there.
fn expand(project: &Project, module: ModuleIndex, open: &mut Vec<ModuleIndex>) -> Option<Expanded> {
    let own = project.modules[module].facts.module.exports.as_ref();
    let exports = own
        .map(Cow::Borrowed)
        .or_else(|| imported(project, module).map(Cow::Owned))?;
    if open.contains(&module) {
        return Some(Expanded::default());
    }
    open.push(module);
    let mut expanded = Expanded {
        is_partial: exports.is_partial,
        ..Expanded::default()
    };
    let names = &mut expanded.names;
    for part in &exports.parts {
        match part {
            ExportPart::Name(name) => add(names, name),
            ExportPart::Remove(name) => names.retain(|other| other != name),
            ExportPart::AllOf(path) => {
                match list_owner(project, module, path).and_then(|owner| expand(project, owner, open)) {
                    Some(other) => other.names.iter().for_each(|name| add(names, name)),
                    None => expanded.unread.push(path.clone()),
                }
            }
        }
    }
    expanded.is_partial |= !expanded.unread.is_empty();
    open.pop();
    Some(expanded)
}

/// `from other import __all__`, which makes the list of another module this one's own. That of a module which is not
/// known says nothing.
fn imported(project: &Project, module: ModuleIndex) -> Option<Exports> {
    let item = project.own_member(module, "__all__")?;
    list_owner(project, module, &item.name).map(|_| Exports {
        parts: vec![ExportPart::AllOf(item.name.clone())],
        is_partial: false,
    })
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

/// The module whose `__all__` is meant: `path` names a module, or a name imported with
/// `from module import __all__ as path`.
fn list_owner(project: &Project, module: ModuleIndex, path: &str) -> Option<ModuleIndex> {
    if let Target::Module(owner) = project.lookup_dotted(module, path)? {
        return Some(owner);
    }
    let members = &project.modules[module].facts.module.members;
    let import = members
        .iter()
        .find(|item| item.name == path)
        .and_then(|item| match &item.data {
            ItemData::Import(import) if import.name.as_deref() == Some("__all__") => Some(import),
            _ => None,
        })?;
    project.find(&project.absolute(module, import)?)
}
