//! From a name to what it means.

use super::{ModuleIndex, Project};
use crate::model::{Import, Item, ItemData};
use crate::name::is_private;

/// Imports that lead through more modules than this are taken as unresolved; it also ends every cycle.
const MAX_HOPS: usize = 64;

/// What a name leads to.
#[derive(Clone, Debug)]
pub enum Target<'p> {
    /// A module of the project.
    Module(ModuleIndex),
    /// A definition: the module that holds it, the classes around it from the outside in, and the item.
    Item(ModuleIndex, Vec<&'p Item>, &'p Item),
    /// Something outside the project, by its dotted name as far as it is known.
    External(String),
}

impl Project {
    /// The absolute name of the module that an import names; `None` where it leaves the top of its package.
    pub fn absolute(&self, module: ModuleIndex, import: &Import) -> Option<String> {
        let module = &self.modules[module].facts.module;
        if import.level == 0 {
            return Some(import.module.clone());
        }
        let mut package = if module.is_package() {
            Some(module.name.clone())
        } else {
            module.name.parent()
        };
        for _ in 1..import.level {
            package = package?.parent();
        }
        let package = package?;
        Some(if import.module.is_empty() {
            package.to_string()
        } else {
            format!("{package}.{}", import.module)
        })
    }

    /// What a name at the top level of a module leads to.
    pub fn lookup(&self, module: ModuleIndex, name: &str) -> Option<Target<'_>> {
        self.lookup_within(module, name, MAX_HOPS)
    }

    /// What a dotted name at the top level of a module leads to.
    pub fn lookup_dotted(&self, module: ModuleIndex, path: &str) -> Option<Target<'_>> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let target = self.lookup(module, first)?;
        rest.split('.')
            .filter(|part| !part.is_empty())
            .try_fold(target, |target, part| self.member(target, part))
    }

    /// What a full dotted name such as `pkg.mod.Class.method` leads to.
    pub fn lookup_absolute(&self, path: &str) -> Option<Target<'_>> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut target = self
            .find(first)
            .map(Target::Module)
            .or_else(|| self.longest_module(path))?;
        let rest = match &target {
            Target::Module(index) => {
                let known = self.modules[*index].name().as_str();
                path.get(known.len() + 1..).unwrap_or_default()
            }
            _ => rest,
        };
        for part in rest.split('.').filter(|part| !part.is_empty()) {
            target = self.member(target, part)?;
        }
        Some(target)
    }

    /// The module with the longest name that `path` starts with, for projects that begin below a package which is
    /// not part of them.
    fn longest_module(&self, path: &str) -> Option<Target<'_>> {
        let mut prefix = path;
        loop {
            if let Some(index) = self.find(prefix) {
                return Some(Target::Module(index));
            }
            prefix = prefix.rsplit_once('.')?.0;
        }
    }

    /// The member of something that was found.
    pub fn member<'p>(&'p self, target: Target<'p>, name: &str) -> Option<Target<'p>> {
        match target {
            Target::Module(module) => self.lookup(module, name),
            Target::Item(module, mut around, item) => {
                let member = item.members().iter().find(|member| member.name == name)?;
                around.push(item);
                Some(Target::Item(module, around, member))
            }
            Target::External(path) => Some(Target::External(format!("{path}.{name}"))),
        }
    }

    fn lookup_within(&self, module: ModuleIndex, name: &str, hops: usize) -> Option<Target<'_>> {
        let hops = hops.checked_sub(1)?;
        let own = self.own_member(module, name);
        match own.map(|item| (item, &item.data)) {
            Some((_, ItemData::Import(import))) => self.follow(module, import, hops),
            Some((item, _)) => Some(Target::Item(module, Vec::new(), item)),
            None => self
                .submodule(module, name)
                .or_else(|| self.lookup_wildcards(module, name, hops)),
        }
    }

    fn submodule(&self, module: ModuleIndex, name: &str) -> Option<Target<'_>> {
        let child = self.modules[module].name().child(name)?;
        self.find(child.as_str()).map(Target::Module)
    }

    /// The last wildcard import wins, as at run time.
    fn lookup_wildcards(&self, module: ModuleIndex, name: &str, hops: usize) -> Option<Target<'_>> {
        let members = self.modules[module].facts.module.members.iter().rev();
        members.filter(|item| item.name == "*").find_map(|item| {
            let ItemData::Import(import) = &item.data else {
                return None;
            };
            let source = self.find(&self.absolute(module, import)?)?;
            let is_offered = match self.exports(source) {
                Some(exports) => exports.iter().any(|export| export == name),
                None => !is_private(name),
            };
            if is_offered {
                self.lookup_within(source, name, hops)
            } else {
                None
            }
        })
    }

    fn follow(&self, module: ModuleIndex, import: &Import, hops: usize) -> Option<Target<'_>> {
        let path = self.absolute(module, import)?;
        let Some(name) = &import.name else {
            return Some(self.find(&path).map_or(Target::External(path), Target::Module));
        };
        let Some(source) = self.find(&path) else {
            return Some(Target::External(format!("{path}.{name}")));
        };
        if source == module {
            // `from . import name` in a package means its submodule; anything else would import itself.
            return self.submodule(module, name);
        }
        self.lookup_within(source, name, hops)
    }

    /// The names that a module offers to a wildcard import, its own wildcard imports included.
    pub fn offered_names(&self, module: ModuleIndex) -> Vec<&str> {
        let mut names = Vec::new();
        self.collect_offered(module, &mut names, &mut Vec::new());
        names
    }

    fn collect_offered<'p>(
        &'p self,
        module: ModuleIndex,
        names: &mut Vec<&'p str>,
        open: &mut Vec<ModuleIndex>,
    ) {
        if open.contains(&module) || open.len() >= MAX_HOPS {
            return;
        }
        if let Some(exports) = self.exports(module) {
            names.extend(exports.iter().map(String::as_str));
            return;
        }
        open.push(module);
        for item in &self.modules[module].facts.module.members {
            match &item.data {
                ItemData::Import(import) if item.name == "*" => {
                    if let Some(source) = self.absolute(module, import).and_then(|path| self.find(&path)) {
                        self.collect_offered(source, names, open);
                    }
                }
                _ if !is_private(&item.name) && !crate::name::is_special(&item.name) => {
                    names.push(&item.name);
                }
                _ => {}
            }
        }
        open.pop();
    }
}
