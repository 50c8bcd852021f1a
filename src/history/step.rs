//! What one release has brought, beside the one before it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words;
use crate::compare::{Change, ChangeKind, Severity, compare, is_alike, is_same_docstring, may_inherit};
use crate::docstring::Inline;
use crate::model::{Item, ItemData};
use crate::resolve::{Api, ModuleIndex, Target};

/// What a release has brought. Names are full names, those under which the release documents what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was not there before in any form.
    pub(super) added: Vec<String>,
    /// What is documented under another name than before, which comes second. All below it went with it.
    pub(super) continued: BTreeMap<String, String>,
    /// What is not there any more.
    pub(super) gone: Vec<String>,
    /// What has changed, in sentences.
    pub(super) changed: Vec<(String, Vec<Inline>)>,
}

/// A definition with the name of its place in the sources.
struct Definition<'p> {
    home: ModuleIndex,
    item: &'p Item,
    /// The name of the module and those around it there.
    canonical: String,
    is_member: bool,
}

impl Step {
    /// What `new` has brought beside `old`.
    pub fn between(old: &Api<'_>, new: &Api<'_>) -> Self {
        let mut step = Self {
            continued: continued(old, new),
            ..Self::default()
        };
        let changes = compare(old, new);
        let mut told: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
        let renamed: Vec<(String, Change)> = changes
            .iter()
            .filter_map(|change| step.name(old, new, change))
            .collect();
        for (name, change) in &renamed {
            told.entry(name.clone()).or_default().push(change);
        }
        for change in changes.iter().filter(|change| words::is_told(change)) {
            if let Some(name) = documented_name(new, of_class(&change.item)) {
                told.entry(name).or_default().push(change);
            }
        }
        let changed = told.into_iter();
        step.changed = changed
            .map(|(name, changes)| (name, words::sentences(&changes)))
            .collect();
        step
    }

    /// Takes a change that is about a name; gives the new name of what was renamed, with the words for it.
    fn name(&mut self, old: &Api<'_>, new: &Api<'_>, change: &Change) -> Option<(String, Change)> {
        match change.kind {
            ChangeKind::Added | ChangeKind::AbstractAdded => self.added(old, new, &change.item),
            // It may still be made when it is asked for.
            ChangeKind::Removed if change.severity == Severity::Note => {}
            ChangeKind::Removed => self.gone.push(change.item.clone()),
            ChangeKind::Moved | ChangeKind::Renamed => return self.moved(old, new, change),
            _ => {}
        }
        None
    }

    fn added(&mut self, old: &Api<'_>, new: &Api<'_>, path: &str) {
        // A project that begins again under another name is not told from one whose packages were not found.
        let Some((parent, name)) = path.rsplit_once('.') else {
            return;
        };
        if was_there(old, parent, name) {
            return;
        }
        let Some(definition) = definition(new, path) else {
            if new.project.find(path).is_some() {
                self.added.push(path.to_owned());
            }
            return;
        };
        // A module that makes names when they are asked for may have had it from there.
        let is_made = |parent: Target<'_>| match parent {
            Target::Module(module) => old.project.may_have(module, name),
            Target::Item(..) | Target::External(_) => false,
        };
        let may_be_made = old.project.lookup_absolute(parent).is_some_and(is_made);
        if may_be_made && old.project.lookup_absolute(&definition.canonical).is_some() {
            return;
        }
        let Some(place) = new.place(definition.home, definition.item.id) else {
            return;
        };
        // Another name for something is no news about it.
        if !definition.is_member && *place.full_name != *path {
            return;
        }
        let is_function = matches!(definition.item.data, ItemData::Function(_));
        if definition.is_member && is_function && may_have_inherited(old, parent) {
            return;
        }
        if definition.is_member && is_only_declared(definition.item) && !is_field(new, parent, name) {
            return;
        }
        if !self.continued.contains_key(&*place.full_name) {
            self.added.push(place.full_name.to_string());
        }
    }

    fn moved(&mut self, old: &Api<'_>, new: &Api<'_>, change: &Change) -> Option<(String, Change)> {
        let (before, now) = (&change.item, change.new.as_deref()?);
        self.gone.push(before.clone());
        if old.project.find(before).is_some() && new.project.find(now).is_some() {
            self.continued.insert(now.to_owned(), before.clone());
            return None;
        }
        let (was, is) = (definition(old, before)?, definition(new, now)?);
        let is_renamed = change.kind == ChangeKind::Renamed;
        let is_certain = was.canonical == is.canonical
            || is_same_docstring(was.item.docstring.as_ref(), is.item.docstring.as_ref())
            || !is_renamed && is_alike(was.item, is.item);
        let name = documented_name(new, now).filter(|_| is_certain)?;
        self.continued.insert(name.clone(), before.clone());
        let last = before.rsplit('.').next().unwrap_or(before);
        let told = Change {
            old: Some(last.to_owned()),
            ..change.clone()
        };
        is_renamed.then_some((name, told))
    }
}

/// What a full name leads to in a version.
fn definition<'p>(api: &Api<'p>, path: &str) -> Option<Definition<'p>> {
    let Some(Target::Item(home, around, item)) = api.project.lookup_absolute(path) else {
        return None;
    };
    let module = api.project.modules[home].name().as_str();
    let names = around.iter().map(|item| item.name.as_str());
    let names: Vec<&str> = [module]
        .into_iter()
        .chain(names)
        .chain([item.name.as_str()])
        .collect();
    Some(Definition {
        home,
        item,
        canonical: names.join("."),
        is_member: !around.is_empty(),
    })
}

/// What both versions have and document under different names: it is defined in the same place, or had by the same name.
fn continued(old: &Api<'_>, new: &Api<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in new.modules.values().flat_map(|module| &module.entries) {
        let Some(place) = new.place(entry.home, entry.item.id) else {
            continue;
        };
        let module = new.project.modules[entry.home].name();
        let canonical = format!("{module}.{}", entry.item.name);
        let mut names = std::iter::once(canonical).chain(new.public_paths(place));
        let before = names.find_map(|name| documented_name(old, &name));
        if let Some(before) = before.filter(|before| **before != *place.full_name) {
            found.insert(place.full_name.to_string(), before);
        }
    }
    found
}

/// The name under which a version documents what a full name leads to.
fn documented_name(api: &Api<'_>, path: &str) -> Option<String> {
    let definition = definition(api, path)?;
    let place = api.place(definition.home, definition.item.id)?;
    Some(place.full_name.to_string())
}

/// Whether something could be had under a name, public or not.
fn was_there(api: &Api<'_>, parent: &str, name: &str) -> bool {
    let project = api.project;
    if project.lookup_absolute(&format!("{parent}.{name}")).is_some() {
        return true;
    }
    match project.lookup_absolute(parent) {
        Some(Target::Item(home, _, class)) => api.hierarchy.member(home, class, name).is_some(),
        Some(Target::External(_)) => true,
        Some(Target::Module(_)) | None => false,
    }
}

/// Whether a class had ancestors of which nothing is known.
fn may_have_inherited(api: &Api<'_>, path: &str) -> bool {
    let class = definition(api, path).and_then(|class| api.hierarchy.find(class.home, class.item.id));
    class.is_some_and(|class| may_inherit(api, class))
}

/// Whether only the type of an attribute is written down. It may have been there before its type was.
fn is_only_declared(item: &Item) -> bool {
    match &item.data {
        ItemData::Attribute(attribute) => {
            attribute.annotation.is_some() && attribute.value.is_none() && attribute.decorators.is_empty()
        }
        _ => false,
    }
}

/// Whether a class has its members by their declarations, as far as it is known, and this is one.
fn is_field(api: &Api<'_>, class: &str, name: &str) -> bool {
    let shape = definition(api, class).and_then(|class| api.synthesis.shape(class.home, class.item.id));
    may_have_inherited(api, class)
        || shape.is_some_and(|shape| shape.fields.iter().any(|field| field.name == name))
}

/// What is told of a constructor is told of its class, whose signature has its parameters.
fn of_class(path: &str) -> &str {
    let class = [".__init__", ".__new__"]
        .iter()
        .find_map(|name| path.strip_suffix(name));
    class.unwrap_or(path)
}
