//! The public names of one version, and what each of them leads to.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::Definition;
use crate::model::{Function, Item, ItemData, Label};
use crate::name::is_special;
use crate::resolve::{Api, ModuleApi, ModuleIndex, SpecialMembers, Target};
use crate::token::{TokenKind, tokens};

/// The public names of all modules, those of members of classes excepted.
#[derive(Default)]
pub(super) struct Surface<'p> {
    /// The modules by their full names.
    pub(super) modules: BTreeMap<&'p str, Module<'p>>,
}

/// The public names of a module.
pub(super) struct Module<'p> {
    pub(super) index: ModuleIndex,
    /// Those first that are documented here.
    pub(super) names: IndexMap<String, Binding<'p>>,
}

/// What a public name leads to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binding<'p> {
    Item(Definition<'p>),
    Module,
    External,
}

/// The kinds that a definition may have. Properties are attributes to those who use them, and so are type aliases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Class,
    Function,
    Attribute,
}

impl<'p> Surface<'p> {
    pub(super) fn new(api: &Api<'p>) -> Self {
        let project = api.project;
        let module = |(index, module_api): (&ModuleIndex, &ModuleApi<'p>)| {
            let own = module_api.entries.iter().map(|entry| {
                let definition = Definition {
                    home: entry.home,
                    item: entry.item,
                };
                (entry.name.to_owned(), Binding::Item(definition))
            });
            let others = module_api.reexports.iter().map(|reexport| {
                let binding = match project.lookup(*index, &reexport.name) {
                    Some(Target::Item(home, _, item)) => Binding::Item(Definition { home, item }),
                    Some(Target::Module(_)) => Binding::Module,
                    Some(Target::External(_)) | None => Binding::External,
                };
                (reexport.name.clone(), binding)
            });
            let module = Module {
                index: *index,
                names: own.chain(others).collect(),
            };
            (project.modules[*index].name().as_str(), module)
        };
        let shows_special = api.options.special == SpecialMembers::All && api.options.private;
        let modules = api.modules.iter().filter(|(index, _)| {
            let mut parts = project.modules[**index].name().parts();
            shows_special || parts.all(|part| !is_special(part))
        });
        Self {
            modules: modules.map(module).collect(),
        }
    }
}

impl<'p> Module<'p> {
    /// What a name leads to, if it is public.
    pub(super) fn find(&self, name: &str) -> Option<Binding<'p>> {
        self.names.get(name).copied()
    }
}

impl Kind {
    pub(super) fn of(item: &Item) -> Self {
        match &item.data {
            _ if item.class().is_some() => Self::Class,
            ItemData::Function(_) => Self::Function,
            _ => Self::Attribute,
        }
    }

    /// The kind in words.
    pub(super) fn word(item: &Item) -> &'static str {
        match (Self::of(item), &item.data) {
            (Self::Class, _) => "class",
            (Self::Function, _) => "function",
            (_, ItemData::TypeAlias(_)) => "type alias",
            _ if item.labels.contains(Label::Property) => "property",
            _ => "attribute",
        }
    }
}

/// Whether an attribute has a value of which nothing can be said, as that of a call.
pub(super) fn is_opaque(item: &Item) -> bool {
    let ItemData::Attribute(attribute) = &item.data else {
        return false;
    };
    let is_value = |text: &str| {
        tokens(text)
            .next()
            .is_some_and(|token| token.kind == TokenKind::Name)
    };
    let is_word = |text: &str| ["None", "True", "False"].contains(&text);
    let value = attribute.value.as_ref().map(|value| value.text.as_str());
    value.is_some_and(|value| is_value(value) && !is_word(value)) || attribute.is_unpacked
}

/// How a function is defined. Who calls an asynchronous generator gets what it is at once, as from `def`.
pub(super) fn definition_word(item: &Item, function: &Function) -> &'static str {
    let returns = function.returns.as_ref().map(|returns| returns.leading_last());
    let is_generator =
        returns.is_some_and(|name| ["AsyncGenerator", "AsyncIterator", "AsyncIterable"].contains(&name));
    if item.labels.contains(Label::Async) && !is_generator {
        "async def"
    } else {
        "def"
    }
}
