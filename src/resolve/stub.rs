//! Names as the stub beside a module sees them.
//!
//! Module and stub may import different things under one name. What stands in a signature that the stub declares
//! is read with the imports of the stub.

use super::namespace::Binding;
use super::{ModuleIndex, Project, Target, is_builtin};
use crate::model::Import;

/// Stubs that import from each other are followed this far.
const MOST_STEPS: usize = 64;

/// What a name means in a stub beside a module.
#[derive(Debug)]
pub(super) enum InStub<'p> {
    /// What the stub imports.
    Imported(Target<'p>),
    /// One of Python's own names, whatever the module binds to it.
    Builtin,
    /// The same as in the module.
    AsInModule,
}

impl Project {
    /// What a name means in a signature that the stub beside a module declares.
    pub(super) fn in_stub(&self, module: ModuleIndex, name: &str) -> InStub<'_> {
        let mut end = InStub::AsInModule;
        self.follow_in_stubs(module, name, &mut |_, _, target| end = InStub::Imported(target));
        let is_bound = || self.stub_import(module, name).is_some() || self.stub_binds(module, name);
        match end {
            InStub::AsInModule if is_builtin(name) && !is_bound() => InStub::Builtin,
            end => end,
        }
    }

    /// Follows what the stub beside a module imports under a name through the stubs of other modules. `step` is told of each
    /// module and name on the way, and what they lead to.
    pub(super) fn follow_in_stubs<'p>(
        &'p self,
        module: ModuleIndex,
        name: &str,
        step: &mut impl FnMut(Option<ModuleIndex>, Option<&'p str>, Target<'p>),
    ) {
        let mut next = self.stub_import(module, name).map(|import| (module, import));
        for _ in 0..MOST_STEPS {
            let Some((home, import)) = next else { return };
            let source = self.absolute(home, import).and_then(|path| self.find(&path));
            let name = import.name.as_deref();
            if let Some(target) = self.follow(home, import) {
                step(source, name, target);
            }
            let inner = source.zip(name);
            next = inner.and_then(|(source, name)| Some((source, self.stub_import(source, name)?)));
        }
    }

    /// What the stub beside a module imports under a name that the module binds as well.
    fn stub_import(&self, module: ModuleIndex, name: &str) -> Option<&Import> {
        let imports = &self.modules[module].facts.stub_imports;
        let at = imports
            .binary_search_by(|(other, _)| other.as_str().cmp(name))
            .ok()?;
        Some(&imports[at].1)
    }

    /// Whether the stub beside a module may bind a name of the module without an import of its own.
    fn stub_binds(&self, module: ModuleIndex, name: &str) -> bool {
        let facts = &self.modules[module].facts;
        match self.namespaces.binding_of(module, name) {
            Some(Binding::Member(home, member)) if home as usize == module => {
                let item = &facts.module.members[member as usize];
                facts.position(item.id).is_declared_in_stub
            }
            // It comes by a wildcard import, which may be that of the stub.
            Some(Binding::Member(..)) => true,
            Some(Binding::Module(_)) | None => false,
        }
    }
}
