//! Imports within the project that fail.
//!
//! What another package has is not known, and is no finding. Neither is an import that may fail without harm, under a
//! condition or in a `try`, nor a name of a module that may have more names than its file shows, as a compiled one has
//! of which only the stub is read.

use std::collections::HashSet;

use super::namespace::{Binding, Leads};
use super::{ModuleIndex, Project};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Certainty, Import, Item, ItemData};
use crate::name::{is_special, nearest};
use crate::text::Location;

/// An import that leads to nothing in the project.
#[derive(Debug)]
pub struct UnresolvedImport {
    /// The module with the import.
    pub module: ModuleIndex,
    /// The finding.
    pub finding: Diagnostic,
    /// The package and the name below it that would have to be a module, if that would explain the import.
    pub missing: Option<(ModuleIndex, String)>,
}

/// Why an import fails.
struct Failure {
    why: String,
    help: String,
    missing: Option<(ModuleIndex, String)>,
}

impl Project {
    /// The imports that fail, in the order of modules and lines. Of a chain of imports the one that breaks it is
    /// named.
    pub fn unresolved_imports(&self) -> Vec<UnresolvedImport> {
        let mut found = Vec::new();
        for (module, project_module) in self.modules.iter().enumerate() {
            let facts = &project_module.facts;
            for (member, item) in facts.module.members.iter().enumerate() {
                let position = facts.position(item.id);
                let ItemData::Import(import) = &item.data else {
                    continue;
                };
                if import.certainty != Certainty::Certain || position.is_in_stub {
                    continue;
                }
                let Some(failure) = self.failure(module, member, import) else {
                    continue;
                };
                let message = format!("`{}` fails: {}", written(item, import), failure.why);
                let location = Location {
                    line: position.lines.first,
                    column: 1,
                };
                found.push(UnresolvedImport {
                    module,
                    finding: Diagnostic::new(Code::UnresolvedImport, message)
                        .at(location)
                        .help(failure.help),
                    missing: failure.missing,
                });
            }
        }
        found
    }

    fn failure(&self, module: ModuleIndex, member: usize, import: &Import) -> Option<Failure> {
        let Some(path) = self.absolute(module, import) else {
            return Some(Failure {
                why: format!("it leaves the top of `{}`", self.modules[module].name()),
                help: "take out a dot for each package too many".to_owned(),
                missing: None,
            });
        };
        let Some(source) = self.find(&path) else {
            return self.missing_module(&path);
        };
        let name = import.name.as_deref().filter(|name| *name != "*")?;
        if self.namespaces.leads(module, member) != Leads::Nowhere {
            return None;
        }
        match self.namespaces.binding_of(source, name) {
            Some(binding) => self.leads_back(binding).then(|| Failure {
                why: "the imports that it follows lead back to it".to_owned(),
                help: "import the name from the module that defines it".to_owned(),
                missing: None,
            }),
            None => self.missing_name(source, name),
        }
    }

    fn missing_name(&self, source: ModuleIndex, name: &str) -> Option<Failure> {
        let facts = &self.modules[source].facts.module;
        // What is compiled may have more than its stub says.
        if is_special(name) || self.modules[source].is_stub() || self.may_have(source, name) {
            return None;
        }
        let known = facts.members.iter().map(|item| item.name.as_str());
        let help = match nearest(name, known) {
            Some(near) => format!("a similar name exists: `{near}`"),
            None => "define the name there, or correct the import".to_owned(),
        };
        Some(Failure {
            why: format!("`{}` has no `{name}`", facts.name),
            help,
            missing: facts.is_package().then(|| (source, name.to_owned())),
        })
    }

    /// A module of a package of the project that the project does not have.
    fn missing_module(&self, path: &str) -> Option<Failure> {
        let ends = path.rmatch_indices('.').map(|(end, _)| end);
        let (known, rest) = ends.into_iter().find_map(|end| {
            let known = self.find(&path[..end])?;
            Some((known, &path[end + 1..]))
        })?;
        let name = rest.split('.').next().unwrap_or(rest);
        let has_more = self.may_have(known, name) || self.namespaces.own_member(known, name).is_some();
        (!has_more).then(|| Failure {
            why: format!("there is no module `{path}`"),
            help: "add the module, or correct the import".to_owned(),
            missing: Some((known, name.to_owned())),
        })
    }

    /// Whether the imports from a binding on lead round in a circle that it is a part of. What a stub imports is not what
    /// runs, and proves no circle.
    fn leads_back(&self, start: Binding) -> bool {
        let mut seen = HashSet::new();
        let mut at = start;
        loop {
            let Binding::Member(module, member) = at else {
                return false;
            };
            let (module, member) = (module as usize, member as usize);
            let facts = &self.modules[module].facts;
            let item = &facts.module.members[member];
            let ItemData::Import(import) = &item.data else {
                return false;
            };
            if facts.position(item.id).is_in_stub {
                return false;
            }
            let source = self.absolute(module, import).and_then(|path| self.find(&path));
            let next = source.zip(import.name.as_deref());
            let Some(next) = next.and_then(|(source, name)| self.namespaces.binding_of(source, name)) else {
                return false;
            };
            if next == start {
                return true;
            }
            if !seen.insert((module, member)) {
                return false;
            }
            at = next;
        }
    }
}

/// The import as a statement of its own.
fn written(item: &Item, import: &Import) -> String {
    let from = format!("{}{}", ".".repeat(import.level as usize), import.module);
    match &import.name {
        Some(name) if *name == item.name => format!("from {from} import {name}"),
        Some(name) => format!("from {from} import {name} as {}", item.name),
        None => format!("import {from}"),
    }
}
