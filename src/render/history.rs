//! What releases brought, beside what docstrings say of it themselves.

use super::beside;
use super::context::VersionContext;
use super::links::Scope;
use super::page::{PageRenderer, empty};
use crate::docstring::{Document, Inline, VersionChange, VersionNote};
use crate::history::{Past, is_same_version};
use crate::model::{Docstring, Item};
use crate::resolve::ModuleIndex;

impl<'p> PageRenderer<'_, 'p> {
    /// What is known of the past of an item. The docstring of a constructor speaks of the class too.
    pub(super) fn item_history(
        &self,
        item: &'p Item,
        full_name: &str,
        scope: &Scope<'_, 'p>,
    ) -> Vec<VersionContext> {
        let Some(past) = self.past(full_name) else {
            return Vec::new();
        };
        let home = scope.home();
        let constructor = item.members().iter().find(|member| member.name == "__init__");
        let own = [beside::docstring(item), constructor.and_then(beside::docstring)];
        let own = own.iter().flatten().map(|docstring| self.parse(docstring, home));
        let inherited = self.inherited(item, scope);
        let inherited = inherited.map(|(found, home)| self.parse(found.docstring, home.home()));
        self.unsaid(past, &own.chain(inherited).collect::<Vec<_>>(), scope)
    }

    /// What is known of the past of a module.
    pub(super) fn module_history(
        &self,
        module: ModuleIndex,
        docstring: Option<&Docstring>,
        scope: &Scope<'_, 'p>,
    ) -> Vec<VersionContext> {
        let Some(past) = self.past(self.api.project.modules[module].name().as_str()) else {
            return Vec::new();
        };
        let said: Vec<Document> = docstring
            .into_iter()
            .map(|docstring| self.parse(docstring, module))
            .collect();
        self.unsaid(past, &said, scope)
    }

    fn past(&self, full_name: &str) -> Option<&Past> {
        self.history?.of(full_name)
    }

    /// What docstrings do not say themselves. A version that they give for it wins, and a change is told once.
    fn unsaid(&self, past: &Past, said: &[Document], scope: &Scope<'_, 'p>) -> Vec<VersionContext> {
        let mut own = said.iter().flat_map(Document::own_version_notes);
        let is_added_said = own.any(|note| note.change == VersionChange::Added);
        let is_said = |version: &str| {
            let mut notes = said.iter().flat_map(Document::version_notes);
            notes.any(|note| is_same_version(&note.version, version))
        };
        let added = past.added.iter().filter(|_| !is_added_said);
        let added = added.map(|version| self.version(VersionChange::Added, version, &[], scope));
        let changed = past.changed.iter().filter(|(version, _)| !is_said(version));
        let changed =
            changed.map(|(version, words)| self.version(VersionChange::Changed, version, words, scope));
        added.chain(changed).collect()
    }

    fn version(
        &self,
        change: VersionChange,
        version: &str,
        words: &[Inline],
        scope: &Scope<'_, 'p>,
    ) -> VersionContext {
        let note = VersionNote {
            change,
            version: version.to_owned(),
            body: Vec::new(),
        };
        VersionContext {
            label: note.label(),
            summary: if words.is_empty() {
                empty()
            } else {
                self.inlines(words, scope)
            },
            version: note.version,
        }
    }
}
