//! What changed between two versions of an API, and whether it breaks code that uses it.
//!
//! Compared is what is public, by the rules that pages go by. Every public name counts by itself, for each may stand in
//! an import; a definition that several names lead to is compared once. The rules on what breaks contain those of `griffe
//! check`, and add to them where Python itself leaves no doubt. Where nothing certain can be said, as of types that are
//! not known, a change is a note.

mod change;
mod class;
mod member;
mod names;
mod signature;
mod surface;
mod types;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub use change::{Change, ChangeKind, Level, Place, Severity};
pub use class::{is_alike, may_inherit};

use crate::model::{Docstring, Function, Item, ItemData, ItemId, Label};
use crate::name::is_special;
use crate::resolve::{Api, ModuleIndex, Target};
use signature::{Callable, Found, Pair};
use surface::{Kind, Surface};
use types::Types;

/// Compares two versions. Changes are sorted by the names of what changed.
pub fn compare(old: &Api<'_>, new: &Api<'_>) -> Vec<Change> {
    let mut comparison = Comparison {
        old,
        new,
        names: (Surface::new(old), Surface::new(new)),
        changes: Vec::new(),
        seen: HashSet::new(),
    };
    comparison.names();
    let mut changes = comparison.changes;
    changes.sort_by(|left, right| {
        (&left.item, left.kind, &left.parameter).cmp(&(&right.item, right.kind, &right.parameter))
    });
    changes.dedup();
    changes
}

/// A definition in the sources of one version.
#[derive(Clone, Copy, Debug)]
struct Definition<'p> {
    home: ModuleIndex,
    item: &'p Item,
}

/// Two versions, and what was found so far.
struct Comparison<'a, 'o, 'n> {
    old: &'a Api<'o>,
    new: &'a Api<'n>,
    names: (Surface<'o>, Surface<'n>),
    changes: Vec<Change>,
    /// The pairs of definitions that were compared, or are being.
    seen: HashSet<[(ModuleIndex, ItemId); 2]>,
}

impl<'o, 'n> Comparison<'_, 'o, 'n> {
    /// Compares two definitions that one public name leads to.
    fn definitions(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>, is_method: bool) {
        let pair = [(old.home, old.item.id), (new.home, new.item.id)];
        if !self.seen.insert(pair) {
            return;
        }
        let (followed_old, followed_new) = (followed(self.old, old), followed(self.new, new));
        let is_alias = followed_old.item.id != old.item.id || followed_new.item.id != new.item.id;
        let (old, new) = (followed_old, followed_new);
        // What a name such as `Name = Other` stands for is told of `Other`, where that is public.
        let own_name = |place: Option<&crate::resolve::Place<'_>>| place.map(|place| place.full_name.clone());
        let own_names = (
            own_name(self.old.place(old.home, old.item.id)),
            own_name(self.new.place(new.home, new.item.id)),
        );
        if is_alias && own_names.0.is_some() && own_names.0 == own_names.1 {
            return;
        }
        let (was, is) = (Kind::of(old.item), Kind::of(new.item));
        let first = self.changes.len();
        match (was, is) {
            (Kind::Class, Kind::Class) => {
                self.labels(path, old, new);
                return self.classes(path, old, new);
            }
            (Kind::Function, Kind::Function) => self.functions(path, old, new, is_method),
            (Kind::Attribute, Kind::Attribute) => self.attributes(path, old, new),
            _ => self.kinds(path, old, new),
        }
        self.labels(path, old, new);
        if is_of_stub(self.old, old) != is_of_stub(self.new, new) {
            for change in &mut self.changes[first..] {
                change.severity = Severity::Note;
                change.remark = Some("a stub speaks of it in one version only".to_owned());
            }
        }
    }

    /// What was a class is a function, or the like.
    fn kinds(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>) {
        let is_certain = !surface::is_opaque(old.item) && !surface::is_opaque(new.item);
        let found = Found {
            old: Some(Kind::word(old.item).to_owned()),
            new: Some(Kind::word(new.item).to_owned()),
            remark: (!is_certain).then_some("what its value is at run time is not known"),
            ..Found::default()
        };
        let severity = if is_certain {
            Severity::Breaking
        } else {
            Severity::Note
        };
        self.add(severity, ChangeKind::KindChanged, path, found, Some(new));
    }

    /// What decorators say.
    fn labels(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>) {
        let gained = |label| new.item.labels.contains(label) && !old.item.labels.contains(label);
        let is_attribute = Kind::of(new.item) == Kind::Attribute;
        for (label, severity, kind) in [
            (Label::Deprecated, Severity::Addition, ChangeKind::Deprecated),
            (Label::Final, Severity::Breaking, ChangeKind::MadeFinal),
        ] {
            if gained(label) && !(is_attribute && label == Label::Final) {
                self.add(severity, kind, path, Found::default(), Some(new));
            }
        }
    }

    /// Functions and methods.
    fn functions(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>, is_method: bool) {
        let (ItemData::Function(was), ItemData::Function(is)) = (&old.item.data, &new.item.data) else {
            return;
        };
        let words = (
            surface::definition_word(old.item, was),
            surface::definition_word(new.item, is),
        );
        if words.0 != words.1 {
            // A decorator may make either of the other.
            let is_certain = was.decorators.is_empty() && is.decorators.is_empty();
            let found = Found {
                old: Some(words.0.to_owned()),
                new: Some(words.1.to_owned()),
                remark: (!is_certain).then_some("what its decorators make of it is not known"),
                ..Found::default()
            };
            let severity = if is_certain {
                Severity::Breaking
            } else {
                Severity::Note
            };
            self.add(severity, ChangeKind::AsyncChanged, path, found, Some(new));
        }
        if is_method {
            self.binding(path, old, new);
        }
        // Types are those of the overloads, and these are the same or can't be told apart by their order alone.
        let has_overloads = !was.overloads.is_empty() || !is.overloads.is_empty();
        if has_overloads && overloads(was) == overloads(is) {
            return;
        }
        let is_bound = |item: &Item| is_method && !item.labels.contains(Label::StaticMethod);
        let before = Callable {
            function: was,
            module: old.home,
            types: Types::new(self.old),
            is_bound: is_bound(old.item),
        };
        let after = Callable {
            function: is,
            module: new.home,
            types: Types::new(self.new),
            is_bound: is_bound(new.item),
        };
        let is_operator = is_method && member::is_operator(&old.item.name);
        self.signatures(path, before, after, is_operator, has_overloads, Some(new));
    }

    /// Signatures; of types nothing is said where overloads have them.
    fn signatures(
        &mut self,
        path: &str,
        before: Callable<'_, '_>,
        after: Callable<'_, '_>,
        is_operator: bool,
        has_overloads: bool,
        new: Option<Definition<'n>>,
    ) {
        let mut found = Vec::new();
        signature::compare(before, after, is_operator, &mut |severity, kind, what| {
            let is_type = matches!(kind, ChangeKind::ParameterType | ChangeKind::ReturnType);
            if !(has_overloads && is_type) {
                found.push((severity, kind, what));
            }
        });
        for (severity, kind, what) in found {
            self.add(severity, kind, path, what, new);
        }
    }

    /// What a method gets as its first argument.
    fn binding(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>) {
        let (was, is) = (bound_to(old.item), bound_to(new.item));
        let severity = match (was, is) {
            _ if was == is => return,
            ("class" | "nothing", "instance") => Severity::Breaking,
            ("instance", _) => Severity::Note,
            _ => return,
        };
        let found = Found {
            old: Some(was.to_owned()),
            new: Some(is.to_owned()),
            ..Found::default()
        };
        self.add(severity, ChangeKind::BindingChanged, path, found, Some(new));
    }

    /// Attributes, properties and type aliases.
    fn attributes(&mut self, path: &str, old: Definition<'o>, new: Definition<'n>) {
        let (ItemData::Attribute(was), ItemData::Attribute(is)) = (&old.item.data, &new.item.data) else {
            return;
        };
        let has = |item: &Item, label| item.labels.contains(label);
        let is_fixed = |item: &Item| {
            has(item, Label::Property) && !has(item, Label::Writable) && !has(item, Label::Cached)
        };
        if has(old.item, Label::Writable) && is_fixed(new.item) {
            self.add(
                Severity::Breaking,
                ChangeKind::ReadOnly,
                path,
                Found::default(),
                Some(new),
            );
        } else if !has(old.item, Label::Property) && is_fixed(new.item) {
            let found = Found {
                remark: Some("it was an attribute and is a property"),
                ..Found::default()
            };
            self.add(Severity::Note, ChangeKind::ReadOnly, path, found, Some(new));
        }
        if let (Some(before), Some(after)) = (&was.value, &is.value)
            && before.text.replace('\'', "\"") != after.text.replace('\'', "\"")
            && !is_special(&old.item.name)
        {
            let found = Found {
                old: Some(before.text.to_string()),
                new: Some(after.text.to_string()),
                ..Found::default()
            };
            self.add(Severity::Note, ChangeKind::AttributeValue, path, found, Some(new));
        }
        if let (Some(before), Some(after)) = (&was.annotation, &is.annotation) {
            let pair = Pair::new(
                (Types::new(self.old), old.home, before),
                (Types::new(self.new), new.home, after),
            );
            if let Some((severity, remark)) = pair.verdict(&pair.new, &pair.old, "it holds less than before")
            {
                let found = Found {
                    remark,
                    ..pair.found(Found::default())
                };
                self.add(severity, ChangeKind::AttributeType, path, found, Some(new));
            }
        }
    }

    /// Adds a change. It is seen at `new`, or nowhere but at the module of the name.
    fn add(
        &mut self,
        severity: Severity,
        kind: ChangeKind,
        item: &str,
        found: Found,
        new: Option<Definition<'n>>,
    ) {
        let place = new.map(|new| place(self.new, new, false)).unwrap_or_default();
        self.add_at(severity, kind, item, found, place);
    }

    fn add_at(&mut self, severity: Severity, kind: ChangeKind, item: &str, found: Found, place: Place) {
        self.changes.push(Change {
            severity,
            kind,
            item: item.to_owned(),
            parameter: found.parameter,
            old: found.old,
            new: found.new,
            remark: found.remark.map(str::to_owned),
            place,
        });
    }
}

/// Where a definition stands.
fn place(api: &Api<'_>, definition: Definition<'_>, is_old: bool) -> Place {
    let module = &api.project.modules[definition.home];
    let position = module.facts.position(definition.item.id);
    Place {
        path: module.path_of(&position).to_owned(),
        line: position.lines.first,
        is_old,
    }
}

/// Whether the stub beside a module speaks of a definition.
fn is_of_stub(api: &Api<'_>, definition: Definition<'_>) -> bool {
    let position = api.project.modules[definition.home]
        .facts
        .position(definition.item.id);
    position.is_in_stub || position.is_declared_in_stub
}

/// What an attribute such as `Name = Other` is another name of; else the definition itself.
fn followed<'p>(api: &Api<'p>, definition: Definition<'p>) -> Definition<'p> {
    match api.hierarchy.aliased(definition.home, definition.item) {
        Some(Target::Item(home, _, item)) => Definition { home, item },
        _ => definition,
    }
}

/// The signatures that are marked with `@overload`, without what does not matter to a call.
fn overloads(function: &Function) -> Vec<String> {
    let signatures = function.overloads.iter().map(|overload| &overload.signature);
    signatures
        .map(|signature| format!("{:?} {:?}", signature.parameters, signature.returns))
        .collect()
}

fn bound_to(item: &Item) -> &'static str {
    if item.labels.contains(Label::StaticMethod) || item.name == "__new__" {
        "nothing"
    } else if item.labels.contains(Label::ClassMethod) {
        "class"
    } else {
        "instance"
    }
}

/// Whether two docstrings are the same, and long enough to mean that they speak of one thing.
pub fn is_same_docstring(old: Option<&Docstring>, new: Option<&Docstring>) -> bool {
    const TELLING: usize = 24;
    old.zip(new)
        .is_some_and(|(old, new)| old.text == new.text && old.text.len() >= TELLING)
}
