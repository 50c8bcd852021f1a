//! `__all__` put together over modules.

use super::{ModuleIndex, Project, Target};
use crate::model::{ExportPart, ItemData};

/// The names in `__all__` of every module.
pub(super) fn expand_all(project: &Project) -> Vec<Option<Vec<String>>> {
    (0..project.modules.len())
        .map(|module| expand(project, module, &mut Vec::new()))
        .collect()
}

/// `open` holds the modules whose lists are being put together: two that include each other end there.
fn expand(project: &Project, module: ModuleIndex, open: &mut Vec<ModuleIndex>) -> Option<Vec<String>> {
    let exports = project.modules[module].facts.module.exports.as_ref()?;
    if open.contains(&module) {
        return Some(Vec::new());
    }
    open.push(module);
    let mut names: Vec<String> = Vec::new();
    for part in &exports.parts {
        match part {
            ExportPart::Name(name) => add(&mut names, name),
            ExportPart::Remove(name) => names.retain(|other| other != name),
            ExportPart::AllOf(path) => {
                let other = list_owner(project, module, path).and_then(|owner| expand(project, owner, open));
                for name in other.unwrap_or_default() {
                    add(&mut names, &name);
                }
            }
        }
    }
    open.pop();
    Some(names)
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
