//! What kind of class each class is, by its decorators, bases and metaclass and those of its ancestors.

use crate::model::{Expression, Function, Item, ItemData};
use crate::resolve::hierarchy::{Ancestor, ClassId, Hierarchy, Meaning};
use crate::resolve::known::{self, Flavour};
use crate::token::{Bracketed, bracketed};

/// How a class gets its constructor from its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transform {
    /// Whose rules it follows.
    pub(super) flavour: Flavour,
    /// The full names of what `field_specifiers` lists, for [`Flavour::Other`].
    pub(super) specifiers: Vec<String>,
    /// Whether fields are keyword-only unless they say otherwise.
    pub(super) is_keyword_only: bool,
    /// Whether a constructor is made.
    pub(super) has_init: bool,
    /// `auto_attribs` of attrs.
    pub(super) auto_attribs: Option<bool>,
    /// `force_kw_only` of attrs: inherited fields become keyword-only too.
    pub(super) forces_keyword_only: bool,
}

/// The two kinds of enumerations, which number their members differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Enumeration {
    /// Whether members are flags.
    pub(super) is_flag: bool,
    /// Whether `auto()` gives the name in lower case.
    pub(super) is_string: bool,
    /// Whether `auto()` is what the module `enum` makes it.
    pub(super) has_usual_auto: bool,
}

/// What is known of a class.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// The class itself is made from its fields.
    pub(super) transform: Option<Transform>,
    /// The classes below it are.
    passes: Option<Transform>,
    /// It is an enumeration.
    pub(super) enumeration: Option<Enumeration>,
    /// It is a `TypedDict`.
    pub(super) is_typed_dict: bool,
    /// Its own body lists the fields of a tuple.
    pub(super) named_tuple: Option<TupleFields>,
    /// A class made from its fields is among its ancestors, or it is one.
    pub(super) has_fields: bool,
    /// What its header says in one word: `protocol` or `abstract`.
    pub(super) header_labels: Vec<&'static str>,
}

/// Which attributes are fields of a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TupleFields {
    /// Those with an annotation.
    Annotated,
    /// All.
    All,
}

/// The traits of all classes.
pub(super) fn all(hierarchy: &Hierarchy<'_>) -> Vec<Traits> {
    let mut found: Vec<Option<Traits>> = vec![None; hierarchy.len()];
    let mut is_open = vec![false; hierarchy.len()];
    for class in 0..hierarchy.len() {
        let mut open = vec![class];
        while let Some(current) = open.last().copied() {
            is_open[current] = true;
            let next = hierarchy
                .project_bases(current)
                .into_iter()
                .chain(metaclass(hierarchy, current))
                .find(|parent| found[*parent].is_none() && !is_open[*parent]);
            if let Some(next) = next {
                open.push(next);
                continue;
            }
            open.pop();
            if found[current].is_none() {
                found[current] = Some(traits(hierarchy, current, &found));
            }
        }
    }
    found.into_iter().map(Option::unwrap_or_default).collect()
}

/// The class after `metaclass=`, if it is in the project.
fn metaclass(hierarchy: &Hierarchy<'_>, class: ClassId) -> Option<ClassId> {
    let node = hierarchy.node(class);
    let keyword = node
        .class
        .keywords
        .iter()
        .find(|keyword| keyword.name == "metaclass")?;
    let meaning = hierarchy.meaning(node.module, node.parent, keyword.value.leading_name())?;
    let (module, item) = meaning.item?;
    hierarchy.find(module, item.id)
}

fn traits(hierarchy: &Hierarchy<'_>, class: ClassId, found: &[Option<Traits>]) -> Traits {
    let mut traits = Traits::default();
    let full_name = hierarchy.full_name(class);
    for base in hierarchy.bases(class) {
        match base {
            Ancestor::Class(base) => {
                if let Some(base) = &found[base] {
                    inherit(&mut traits, base);
                }
            }
            Ancestor::External(name) => from_outside(&mut traits, name),
        }
    }
    if makes_named_tuple(hierarchy, class) {
        traits.named_tuple = Some(TupleFields::All);
    }
    // The class that declares a registry of tables is no table.
    let is_registry =
        |base: Ancestor<'_>| matches!(base, Ancestor::External(name) if known::is_registry(name));
    if let Some(transform) = &mut traits.transform {
        transform.has_init &= !hierarchy.bases(class).any(is_registry);
    }
    by_own_name(&mut traits, &full_name);
    if let Some(enumeration) = &mut traits.enumeration {
        let node = hierarchy.node(class);
        let is_mixed = hierarchy.bases(class).count() > 1 && !enumeration.is_string;
        let is_own_rule = node
            .class
            .members
            .iter()
            .any(|member| member.name == "_generate_next_value_");
        enumeration.has_usual_auto &= known::is_enum_module(&full_name) || !is_mixed && !is_own_rule;
    }
    header(&mut traits, hierarchy, class, found);
    traits.has_fields |= traits.transform.is_some() || traits.named_tuple.is_some();
    traits
}

/// Whether a class is what `collections.namedtuple` returns, which is a tuple with fields.
fn makes_named_tuple(hierarchy: &Hierarchy<'_>, class: ClassId) -> bool {
    let node = hierarchy.node(class);
    let is_tuple = hierarchy
        .bases(class)
        .any(|base| base == Ancestor::External("tuple"));
    let mut names = node.class.bases.iter().map(Expression::leading_name);
    is_tuple
        && names.any(|name| {
            let meaning = hierarchy.meaning(node.module, node.parent, name);
            meaning.is_some_and(|meaning| meaning.full_name == "collections.namedtuple")
        })
}

fn inherit(traits: &mut Traits, base: &Traits) {
    traits.passes = traits.passes.take().or_else(|| base.passes.clone());
    traits.transform = traits.passes.clone();
    traits.enumeration = traits.enumeration.or(base.enumeration);
    traits.is_typed_dict |= base.is_typed_dict;
    traits.has_fields |= base.has_fields;
}

fn from_outside(traits: &mut Traits, name: &str) {
    if let Some(flavour) = known::base(name) {
        traits.passes = Some(Transform::new(flavour));
        traits.transform.clone_from(&traits.passes);
    }
    traits.enumeration = traits.enumeration.or(enumeration(name));
    match known::typing(name) {
        Some("TypedDict") => traits.is_typed_dict = true,
        Some("NamedTuple") => traits.named_tuple = Some(TupleFields::Annotated),
        Some("Protocol") => traits.header_labels.push("protocol"),
        _ => {}
    }
    if name == "abc.ABC" {
        traits.header_labels.push("abstract");
    }
}

/// The project may be the one that others know by name.
fn by_own_name(traits: &mut Traits, full_name: &str) {
    traits.enumeration = enumeration(full_name).or(traits.enumeration);
    if let Some(flavour) = known::root(full_name) {
        traits.passes = Some(Transform::new(flavour));
        traits.transform = None;
    }
}

fn enumeration(full_name: &str) -> Option<Enumeration> {
    let name = full_name.strip_prefix("enum.")?;
    let is_known = matches!(
        name,
        "Enum" | "IntEnum" | "StrEnum" | "ReprEnum" | "Flag" | "IntFlag"
    );
    is_known.then_some(Enumeration {
        is_flag: matches!(name, "Flag" | "IntFlag"),
        is_string: name == "StrEnum",
        has_usual_auto: true,
    })
}

/// The decorators and the keywords in the header.
fn header(traits: &mut Traits, hierarchy: &Hierarchy<'_>, class: ClassId, found: &[Option<Traits>]) {
    let node = hierarchy.node(class);
    let meaning =
        |expression: &Expression| hierarchy.meaning(node.module, node.parent, expression.leading_name());
    for decorator in &node.class.decorators {
        let Some(meaning) = meaning(decorator) else {
            continue;
        };
        let transform = known::decorator(&meaning.full_name)
            .map(Transform::new)
            .or_else(|| meaning.item.and_then(|found| transform_of(hierarchy, found)));
        if let Some(mut transform) = transform {
            if let Some(call) = bracketed(&decorator.text) {
                options(&mut transform, hierarchy, class, &call);
            }
            if meaning.full_name.ends_with(".dataclass") && transform.flavour == Flavour::AttrsOld {
                transform.auto_attribs = Some(true);
            }
            traits.transform = Some(transform);
        } else if known::is_transform(&meaning.full_name) {
            traits.passes = Some(declared(hierarchy, class, &decorator.text));
        } else if meaning.full_name == "enum._simple_enum" {
            let made = bracketed(&decorator.text);
            let made = made.as_ref().and_then(|call| call.positional().first().copied());
            let made = made.and_then(|name| hierarchy.meaning(node.module, node.parent, name));
            traits.enumeration = made.and_then(|made| enumeration(&made.full_name));
        }
    }
    if let Some(metaclass) = metaclass(hierarchy, class)
        && let Some(passed) = found[metaclass].as_ref().and_then(|traits| traits.passes.clone())
        && traits.passes.is_none()
        && known::root(&hierarchy.full_name(class)).is_none()
    {
        traits.passes = Some(passed.clone());
        traits.transform = Some(passed);
    }
    for keyword in &node.class.keywords {
        if keyword.name == "metaclass" {
            if keyword.value.leading_last() == "ABCMeta" {
                traits.header_labels.push("abstract");
            }
        } else if let Some(transform) = &mut traits.transform {
            option(transform, &keyword.name, &keyword.value.text);
        }
    }
}

/// What `dataclass_transform` at a function says.
fn transform_of(hierarchy: &Hierarchy<'_>, (module, item): (usize, &Item)) -> Option<Transform> {
    let ItemData::Function(function) = &item.data else {
        return None;
    };
    let overloads = function
        .overloads
        .iter()
        .map(|overload| overload.signature.as_ref());
    let decorators = std::iter::once(function.as_ref())
        .chain(overloads)
        .flat_map(|function: &Function| &function.decorators);
    let mut transforms = decorators.filter(|decorator| {
        let meaning = hierarchy.meaning(module, None, decorator.leading_name());
        meaning.is_some_and(|meaning| known::is_transform(&meaning.full_name))
    });
    let at = Origin { module, class: None };
    Some(declared_at(hierarchy, at, &transforms.next()?.text))
}

/// Where names in a call are looked up.
#[derive(Clone, Copy)]
struct Origin {
    module: usize,
    class: Option<ClassId>,
}

fn declared(hierarchy: &Hierarchy<'_>, class: ClassId, text: &str) -> Transform {
    let node = hierarchy.node(class);
    let at = Origin {
        module: node.module,
        class: node.parent,
    };
    declared_at(hierarchy, at, text)
}

fn declared_at(hierarchy: &Hierarchy<'_>, at: Origin, text: &str) -> Transform {
    let mut transform = Transform::new(Flavour::Other);
    let Some(call) = bracketed(text) else {
        return transform;
    };
    transform.is_keyword_only = call.keyword("kw_only_default") == Some("True");
    let specifiers = call
        .keyword("field_specifiers")
        .or(call.keyword("field_descriptors"));
    let specifiers = specifiers.and_then(bracketed);
    let names = specifiers
        .iter()
        .flat_map(|display| display.elements().unwrap_or_default());
    let meanings = names.filter_map(|name| hierarchy.meaning(at.module, at.class, name));
    transform.specifiers = meanings.map(|meaning: Meaning<'_>| meaning.full_name).collect();
    transform
}

/// The arguments of a decorator, those of `**OPTIONS` included.
fn options(transform: &mut Transform, hierarchy: &Hierarchy<'_>, class: ClassId, call: &Bracketed<'_>) {
    let node = hierarchy.node(class);
    for argument in call.arguments() {
        if argument.name != "**" {
            option(transform, argument.name, argument.value);
            continue;
        }
        let constant = hierarchy
            .meaning(node.module, node.parent, argument.value)
            .and_then(|found| found.item);
        let Some((
            _,
            Item {
                data: ItemData::Attribute(constant),
                ..
            },
        )) = constant
        else {
            continue;
        };
        let Some(display) = constant.value.as_ref().and_then(|value| bracketed(&value.text)) else {
            continue;
        };
        for (name, value) in display.pairs().unwrap_or_default() {
            option(transform, name.trim_matches(['\'', '"']), value);
        }
        for argument in display.arguments() {
            option(transform, argument.name, argument.value);
        }
    }
}

fn option(transform: &mut Transform, name: &str, value: &str) {
    let truth = match value {
        "True" => true,
        "False" => false,
        _ => return,
    };
    match name {
        "init" => transform.has_init = truth,
        "kw_only" => transform.is_keyword_only = truth,
        "auto_attribs" => transform.auto_attribs = Some(truth),
        "force_kw_only" => transform.forces_keyword_only = truth,
        _ => {}
    }
}

impl Transform {
    fn new(flavour: Flavour) -> Self {
        Self {
            flavour,
            specifiers: Vec::new(),
            is_keyword_only: flavour == Flavour::Pydantic,
            has_init: true,
            auto_attribs: (flavour == Flavour::AttrsOld).then_some(false),
            forces_keyword_only: flavour == Flavour::AttrsOld,
        }
    }
}
