//! The parameters of a function, before and after, and what it returns.

use std::collections::{HashMap, HashSet};

use super::types::{Type, Types};
use super::{ChangeKind, Severity};
use crate::model::{Expression, Function, Parameter, ParameterKind};
use crate::resolve::ModuleIndex;
use crate::token::string_value;

/// A function of one version.
#[derive(Clone, Copy)]
pub(super) struct Callable<'a, 'p> {
    pub(super) function: &'a Function,
    /// The module whose names its annotations use.
    pub(super) module: ModuleIndex,
    pub(super) types: Types<'a, 'p>,
    /// Whether the first parameter is given by the call, as `self` is.
    pub(super) is_bound: bool,
}

/// What was found about a parameter, or about what is returned.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) parameter: Option<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    pub(super) remark: Option<&'static str>,
}

pub(super) type Sink<'s> = &'s mut dyn FnMut(Severity, ChangeKind, Found);

/// A parameter and its place.
struct Slot<'a> {
    parameter: &'a Parameter,
    /// Its place among those that take positional arguments.
    position: Option<usize>,
    takes_keyword: bool,
}

impl Slot<'_> {
    fn is_variadic(&self) -> bool {
        is_variadic(self.parameter.kind)
    }

    fn is_required(&self) -> bool {
        self.parameter.default.is_none() && !self.is_variadic()
    }

    /// The name with its asterisks.
    fn shown(&self) -> String {
        let stars = match self.parameter.kind {
            ParameterKind::VarPositional => "*",
            ParameterKind::VarKeyword => "**",
            _ => "",
        };
        format!("{stars}{}", self.parameter.name)
    }

    fn found(&self) -> Found {
        Found {
            parameter: Some(self.shown()),
            ..Found::default()
        }
    }
}

fn is_variadic(kind: ParameterKind) -> bool {
    matches!(kind, ParameterKind::VarPositional | ParameterKind::VarKeyword)
}

/// The parameters that a call gives arguments to. Names that begin with two underscores are positional-only, as they
/// were before there was `/` (PEP 484), and so are those of operators, which no one calls by name.
fn slots<'a>(callable: Callable<'a, '_>, is_operator: bool) -> Vec<Slot<'a>> {
    let mut position = 0;
    let parameters = callable.function.parameters.iter();
    let mut slots = Vec::new();
    for parameter in parameters.skip(usize::from(callable.is_bound)) {
        let (is_positional, is_keyword) = match parameter.kind {
            ParameterKind::PositionalOnly => (true, false),
            ParameterKind::PositionalOrKeyword => {
                let is_old_style = parameter.name.starts_with("__") && !parameter.name.ends_with("__");
                (true, !is_old_style && !is_operator)
            }
            ParameterKind::KeywordOnly => (false, true),
            ParameterKind::VarPositional | ParameterKind::VarKeyword => (false, false),
        };
        slots.push(Slot {
            parameter,
            position: is_positional.then_some(position),
            takes_keyword: is_keyword,
        });
        position += usize::from(is_positional);
    }
    slots
}

/// Compares two functions of one name. `is_operator` tells that Python alone calls them.
pub(super) fn compare(old: Callable<'_, '_>, new: Callable<'_, '_>, is_operator: bool, sink: Sink<'_>) {
    let (before, after) = (slots(old, is_operator), slots(new, is_operator));
    let has = |kind| after.iter().any(|slot| slot.parameter.kind == kind);
    let (has_args, has_kwargs) = (has(ParameterKind::VarPositional), has(ParameterKind::VarKeyword));
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    for (at, slot) in after.iter().enumerate() {
        by_name.entry(&slot.parameter.name).or_insert(at);
    }
    let old_names: HashSet<&str> = before.iter().map(|slot| slot.parameter.name.as_str()).collect();
    let mut used: HashSet<usize> = HashSet::new();
    for slot in &before {
        let found = if slot.is_variadic() {
            after
                .iter()
                .position(|other| other.parameter.kind == slot.parameter.kind)
        } else {
            by_name.get(slot.parameter.name.as_str()).copied()
        };
        let renamed = || {
            let position = slot.position?;
            let other = after.iter().position(|other| other.position == Some(position))?;
            let now = after[other].parameter;
            let is_new = !old_names.contains(now.name.as_str());
            // Who asks by name asks for something else where the type is another one.
            let is_it = !slot.takes_keyword || now.annotation == slot.parameter.annotation;
            (is_new && is_it).then_some(other)
        };
        match found.filter(|at| slot.is_variadic() || !after[*at].is_variadic()) {
            Some(at) => {
                used.insert(at);
                same(old, new, slot, &after[at], (has_args, has_kwargs), sink);
            }
            None => match renamed() {
                Some(at) => {
                    used.insert(at);
                    if slot.takes_keyword && !has_kwargs {
                        let found = Found {
                            old: Some(slot.shown()),
                            new: Some(after[at].shown()),
                            ..slot.found()
                        };
                        sink(Severity::Breaking, ChangeKind::ParameterRenamed, found);
                    }
                    same(old, new, slot, &after[at], (has_args, has_kwargs), sink);
                }
                None if is_swallowed(slot, has_args, has_kwargs) => {}
                None => sink(Severity::Breaking, ChangeKind::ParameterRemoved, slot.found()),
            },
        }
    }
    for slot in after
        .iter()
        .enumerate()
        .filter(|(at, _)| !used.contains(at))
        .map(|(_, slot)| slot)
    {
        let (severity, kind) = if slot.is_required() {
            (Severity::Breaking, ChangeKind::ParameterAddedRequired)
        } else {
            (Severity::Addition, ChangeKind::ParameterAdded)
        };
        sink(severity, kind, slot.found());
    }
    returns(old, new, sink);
}

/// Whether `*args` and `**kwargs` take what a parameter took that is gone.
fn is_swallowed(slot: &Slot<'_>, has_args: bool, has_kwargs: bool) -> bool {
    !slot.is_variadic() && (slot.position.is_none() || has_args) && (!slot.takes_keyword || has_kwargs)
}

/// Compares a parameter with itself.
fn same(
    old: Callable<'_, '_>,
    new: Callable<'_, '_>,
    before: &Slot<'_>,
    after: &Slot<'_>,
    (has_args, has_kwargs): (bool, bool),
    sink: Sink<'_>,
) {
    if after.is_required() && !before.is_required() {
        sink(Severity::Breaking, ChangeKind::ParameterRequired, before.found());
    }
    match (before.position, after.position) {
        (Some(old), Some(new)) if old != new => {
            let found = Found {
                old: Some(format!("place {}", old + 1)),
                new: Some(format!("place {}", new + 1)),
                ..before.found()
            };
            sink(Severity::Breaking, ChangeKind::ParameterMoved, found);
        }
        _ => {}
    }
    let loses_position = before.position.is_some() && after.position.is_none() && !has_args;
    let loses_keyword = before.takes_keyword && !after.takes_keyword && !has_kwargs;
    if !before.is_variadic() && (loses_position || loses_keyword) {
        let found = Found {
            old: Some(kind_in_words(before).to_owned()),
            new: Some(kind_in_words(after).to_owned()),
            ..before.found()
        };
        sink(Severity::Breaking, ChangeKind::ParameterKind, found);
    }
    if let (Some(was), Some(is)) = (&before.parameter.default, &after.parameter.default)
        && !is_same_value((old, was), (new, is))
    {
        let found = Found {
            old: Some(was.text.to_string()),
            new: Some(is.text.to_string()),
            ..before.found()
        };
        sink(Severity::Breaking, ChangeKind::ParameterDefault, found);
    }
    if let (Some(was), Some(is)) = (&before.parameter.annotation, &after.parameter.annotation) {
        let pair = Pair::new((old.types, old.module, was), (new.types, new.module, is));
        if let Some((severity, remark)) = pair.verdict(&pair.old, &pair.new, "it takes more than before") {
            let found = Found {
                remark,
                ..pair.found(before.found())
            };
            sink(severity, ChangeKind::ParameterType, found);
        }
    }
}

fn kind_in_words(slot: &Slot<'_>) -> &'static str {
    match (slot.position.is_some(), slot.takes_keyword) {
        (true, true) => "positional or keyword",
        (true, false) => "positional-only",
        (false, true) => "keyword-only",
        (false, false) => "variadic",
    }
}

fn returns(old: Callable<'_, '_>, new: Callable<'_, '_>, sink: Sink<'_>) {
    let Some(was) = &old.function.returns else { return };
    let Some(is) = &new.function.returns else {
        let found = Found {
            old: Some(was.text.to_string()),
            ..Found::default()
        };
        return sink(Severity::Breaking, ChangeKind::ReturnType, found);
    };
    let pair = Pair::new((old.types, old.module, was), (new.types, new.module, is));
    // Who gets nothing does nothing with it.
    let is_nothing = pair.old == Type::Class("None".to_owned(), Vec::new());
    if let Some((severity, remark)) = pair.verdict(&pair.new, &pair.old, "it gives less than before") {
        let severity = if is_nothing { Severity::Note } else { severity };
        let found = Found {
            remark,
            ..pair.found(Found::default())
        };
        sink(severity, ChangeKind::ReturnType, found);
    }
}

/// An annotation before and after.
pub(super) struct Pair<'a, 't, 'p> {
    pub(super) old: Type,
    pub(super) new: Type,
    texts: (&'a Expression, &'a Expression),
    types: Types<'t, 'p>,
}

/// An annotation and the module whose names it uses.
type Annotation<'a, 't, 'p> = (Types<'t, 'p>, ModuleIndex, &'a Expression);

impl<'a, 't, 'p> Pair<'a, 't, 'p> {
    pub(super) fn new(
        (old, old_module, was): Annotation<'a, '_, '_>,
        (new, new_module, is): Annotation<'a, 't, 'p>,
    ) -> Self {
        Self {
            old: old.read(old_module, &was.text),
            new: new.read(new_module, &is.text),
            texts: (was, is),
            types: new,
        }
    }

    /// What it means that `part` has to be within `whole`; nothing where both are the same.
    pub(super) fn verdict(
        &self,
        part: &Type,
        whole: &Type,
        harmless: &'static str,
    ) -> Option<(Severity, Option<&'static str>)> {
        if self.old == self.new || is_same_but_for_places(&self.old, &self.new) {
            return None;
        }
        Some(match self.types.is_within(part, whole) {
            Some(true) => (Severity::Note, Some(harmless)),
            Some(false) => (Severity::Breaking, None),
            None => (Severity::Note, Some("whether the types fit is not certain")),
        })
    }

    pub(super) fn found(&self, found: Found) -> Found {
        Found {
            old: Some(self.texts.0.text.to_string()),
            new: Some(self.texts.1.text.to_string()),
            ..found
        }
    }
}

/// Whether types differ by the modules of their classes alone: these may have moved, or come by another way.
fn is_same_but_for_places(old: &Type, new: &Type) -> bool {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let are_same = |old: &[Type], new: &[Type]| {
        let mut pairs = old.iter().zip(new);
        old.len() == new.len() && pairs.all(|(old, new)| is_same_but_for_places(old, new))
    };
    match (old, new) {
        (Type::Class(old, given), Type::Class(new, other)) => {
            last(old) == last(new) && are_same(given, other)
        }
        (Type::Union(old), Type::Union(new)) => are_same(old, new),
        (Type::Other(old), Type::Other(new)) => {
            let plain = |text: &str| text.replace(['"', '\''], "");
            plain(old) == plain(new)
        }
        _ => old == new,
    }
}

/// Whether two defaults are one value: the same number or string in another form, or the same name in another module.
pub(super) fn is_same_value(
    (old, was): (Callable<'_, '_>, &Expression),
    (new, is): (Callable<'_, '_>, &Expression),
) -> bool {
    // A stub says with `...` that there is a default, but not which.
    if was.text == is.text || was.text == "..." || is.text == "..." {
        return true;
    }
    if let (Some(was), Some(is)) = (string_value(&was.text), string_value(&is.text)) {
        return was == is;
    }
    if let (Some(was), Some(is)) = (number(&was.text), number(&is.text)) {
        return was.total_cmp(&is).is_eq();
    }
    match (was.as_name(), is.as_name()) {
        (Some(was), Some(is)) => {
            let last = |name: String| name.rsplit('.').next().map(str::to_owned);
            let (was, is) = (
                old.types.full_name(old.module, was),
                new.types.full_name(new.module, is),
            );
            was == is || last(was) == last(is)
        }
        _ => false,
    }
}

/// The value of a number.
fn number(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let digits = |radix| u32::from_str_radix(&text[2..], radix).ok().map(f64::from);
    match text.get(..2) {
        Some("0x") => digits(16),
        Some("0o") => digits(8),
        Some("0b") => digits(2),
        _ if text.contains(|c: char| c.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}
