//! Modules, with what is in them, as the templates see them.

use std::collections::HashSet;

use super::context::{GroupContext, MentionsContext, ModuleContext, RowContext};
use super::kind::{group_of, module_kind};
use super::links::Scope;
use super::page::{GROUPS, PageRenderer, empty};
use crate::config::Order;
use crate::resolve::{Entry, ModuleApi, ModuleIndex, Reexport, Target};

/// Which entries of a module are shown in full, not as a row of a table alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InFull {
    /// Those without a page of their own.
    WithoutPage,
    /// All.
    All,
}

impl<'p> PageRenderer<'_, 'p> {
    pub(super) fn module(
        &self,
        from: &str,
        module: ModuleIndex,
        is_first: bool,
        in_full: InFull,
    ) -> ModuleContext {
        self.shows(module);
        let project_module = &self.api.project.modules[module];
        let facts = &project_module.facts.module;
        let scope = self.links().scope(from, module, Vec::new());
        let anchor = self.plan.module_anchor(module).unwrap_or_default().to_owned();
        let Some(api) = self.api.modules.get(&module) else {
            return ModuleContext::empty(anchor);
        };
        ModuleContext {
            name: facts.name.last().to_owned(),
            full_name: facts.name.to_string(),
            level: if is_first { 1 } else { 2 },
            kind: module_kind(facts.kind),
            source: self.source_url(from, module, &project_module.path, None),
            docs: self.docs(facts.docstring.as_ref(), None, &scope),
            history: self.module_history(module, facts.docstring.as_ref(), &scope),
            mentions: self.mentioned_in(from, (module, None)),
            targets: self.targets(None, &facts.elsewhere),
            submodules: api
                .submodules
                .iter()
                .map(|child| self.submodule_row(from, *child))
                .collect(),
            reexports: self.ungrouped_reexports(&scope, module, api),
            groups: self.entry_groups(&scope, module, &anchor, api, in_full),
            anchor,
        }
    }

    /// What is documented elsewhere, and in none of the author's groups.
    fn ungrouped_reexports(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        api: &ModuleApi<'p>,
    ) -> Vec<RowContext> {
        let grouped: HashSet<&str> = self
            .api
            .project
            .export_groups(module)
            .flat_map(|(_, names)| names.iter().map(String::as_str))
            .collect();
        let rest = api.reexports.iter();
        let rest = rest.filter(|reexport| !grouped.contains(reexport.name.as_str()));
        rest.map(|reexport| self.reexport_row(scope, reexport)).collect()
    }

    fn reexport_row(&self, scope: &Scope<'_, 'p>, reexport: &Reexport) -> RowContext {
        let target = self.api.project.leads_to(&reexport.target);
        let url = self.links().target_url(scope.from(), &target);
        let summary = match &target {
            Target::Item(home, _, item) => self.summary_of(item.docstring.as_ref(), *home, scope),
            _ => empty(),
        };
        RowContext {
            name: reexport.name.clone(),
            url: url.unwrap_or_default(),
            kind: "re-export",
            summary,
            origin: reexport.target.clone(),
            ..RowContext::default()
        }
    }

    /// The groups of a module: those that its author made, then what is in none of them by kind.
    fn entry_groups(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        anchor: &str,
        api: &ModuleApi<'p>,
        in_full: InFull,
    ) -> Vec<GroupContext> {
        let mut entries: Vec<Entry<'p>> = api.entries.clone();
        if self.order == Order::Alphabetical {
            entries.sort_by_key(|entry| (entry.name.to_lowercase(), entry.name));
        }
        let mut groups = Vec::new();
        let mut taken = HashSet::new();
        for (number, (title, names)) in self.api.project.export_groups(module).enumerate() {
            let (own, rest) = entries.into_iter().partition(|entry| names.contains(entry.name));
            entries = rest;
            let mut key = format!("group-{}", words(title));
            if !taken.insert(key.clone()) {
                key = format!("group_{number}");
            }
            let mut group = self.entry_group(scope, module, (anchor, &key, title), own, in_full);
            let elsewhere = api.reexports.iter();
            let elsewhere = elsewhere.filter(|reexport| names.contains(&reexport.name));
            group
                .rows
                .extend(elsewhere.map(|reexport| self.reexport_row(scope, reexport)));
            group.is_authored = true;
            groups.push(group);
        }
        for (key, title) in GROUPS {
            let (own, rest) = entries.into_iter().partition(|entry| {
                let is_exception = self.api.is_exception(entry.home, entry.item);
                group_of(entry.item, is_exception) == key
            });
            entries = rest;
            groups.push(self.entry_group(scope, module, (anchor, key, title), own, in_full));
        }
        groups.retain(|group| !group.rows.is_empty());
        groups
    }

    /// Entries with what they are called together: the anchor of their module, what is added to it, and the title.
    fn entry_group(
        &self,
        scope: &Scope<'_, 'p>,
        module: ModuleIndex,
        (anchor, key, title): (&str, &str, &str),
        entries: Vec<Entry<'p>>,
        in_full: InFull,
    ) -> GroupContext {
        let mut group = GroupContext {
            title: title.to_owned(),
            is_authored: false,
            anchor: anchor.to_owned(),
            rows: Vec::with_capacity(entries.len()),
            items: Vec::new(),
        };
        for entry in entries {
            let has_page = self.plan.entry_page(module, entry.name).is_some();
            if !has_page {
                // The group has a heading on the page of the module.
                group.anchor = format!("{anchor}-{key}");
            }
            let home = scope.context().scope(scope.from(), entry.home, Vec::new());
            let is_in_full = in_full == InFull::All || !has_page;
            let whole = is_in_full
                .then(|| self.whole_row(&home, module, entry, entry.item, entry.name))
                .flatten();
            let is_whole = whole.is_some();
            let row = whole.unwrap_or_else(|| self.row(&home, entry, entry.item, entry.name));
            group.rows.push(row);
            if is_in_full && !is_whole {
                let item = self.item(&home, module, entry, entry.item, entry.name, 3);
                group.items.push(item);
            }
        }
        group
    }
}

/// The letters and digits of a title, for an anchor that stays when other groups come.
fn words(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

impl ModuleContext {
    fn empty(anchor: String) -> Self {
        Self {
            name: String::new(),
            full_name: String::new(),
            anchor,
            level: 1,
            kind: "module",
            source: String::new(),
            docs: empty(),
            history: Vec::new(),
            mentions: MentionsContext::default(),
            targets: empty(),
            submodules: Vec::new(),
            reexports: Vec::new(),
            groups: Vec::new(),
        }
    }
}
