//! What is called by the name that a docstring describes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::{
    Class, Docstring, Expression, Function, Item, ItemData, Label, Overload, Parameter, ParameterKind,
};
use crate::resolve::{Api, ModuleIndex};

/// A function, or the constructor of a class.
#[derive(Hash)]
pub(super) struct Callable<'a> {
    /// The name in messages.
    pub(super) name: &'a str,
    /// The signature, and those of its overloads.
    signatures: Vec<Cow<'a, Function>>,
    /// Whether it makes instances of a class.
    pub(super) is_constructor: bool,
    /// Whether the first parameter is `self` or `cls`.
    has_receiver: bool,
    /// The attributes of the class, which its docstring may list among the parameters.
    attributes: BTreeSet<String>,
    /// Parameters that stand for attributes with docstrings of their own, or for fields of a base class, which describes
    /// them.
    described_elsewhere: BTreeSet<String>,
    /// Whether what is written is what is called: no decorator may have changed it.
    pub(super) is_as_written: bool,
    /// The docstring of the class beside that of its constructor, or the other way round: what one of them describes,
    /// the other need not.
    pub(super) beside: Option<&'a Docstring>,
}

/// Decorators that leave the parameters as they are written, by the last part of their names.
const FAITHFUL: &[&str] = &[
    "abstractclassmethod",
    "abstractmethod",
    "abstractproperty",
    "abstractstaticmethod",
    "asynccontextmanager",
    "cache",
    "cached_property",
    "classmethod",
    "contextmanager",
    "coroutine",
    "deprecated",
    "final",
    "lru_cache",
    "no_type_check",
    "overload",
    "override",
    "property",
    "register",
    "set_module",
    "singledispatch",
    "singledispatchmethod",
    "staticmethod",
];

impl<'a> Callable<'a> {
    /// What an item's docstring describes; nothing where it is not known what a call takes.
    pub(super) fn of<'p: 'a>(
        api: &'a Api<'p>,
        module: ModuleIndex,
        item: &'p Item,
        class: Option<&'p Item>,
    ) -> Option<Self> {
        match &item.data {
            ItemData::Function(function) => {
                // A stub has the last word on the parameters, but may be older than the module.
                let home = &api.project.modules[module];
                let is_merged = !home.stub_path.is_empty() && !home.facts.position(item.id).is_in_stub;
                let is_constructor = matches!(item.name.as_str(), "__init__" | "__new__");
                let mut callable = Self {
                    name: &item.name,
                    signatures: with_overloads(function),
                    is_constructor,
                    has_receiver: class.is_some() && !item.labels.contains(Label::StaticMethod),
                    attributes: BTreeSet::new(),
                    described_elsewhere: BTreeSet::new(),
                    is_as_written: is_faithful(&function.decorators) && !is_merged,
                    beside: None,
                };
                if is_constructor && let Some(class) = class {
                    if let ItemData::Class(written) = &class.data {
                        callable.described_elsewhere = described_attributes(written);
                    }
                    callable.beside = class.docstring.as_ref();
                }
                Some(callable)
            }
            ItemData::Class(written) => Self::of_class(api, module, item, written),
            _ => None,
        }
    }

    fn of_class<'p: 'a>(
        api: &'a Api<'p>,
        module: ModuleIndex,
        item: &'p Item,
        class: &'p Class,
    ) -> Option<Self> {
        let has_metaclass = class.keywords.iter().any(|keyword| {
            keyword.name == "metaclass" && !matches!(keyword.value.leading_last(), "ABCMeta" | "type")
        });
        let mut constructors = ["__init__", "__new__"].into_iter().filter_map(|name| {
            let found = class.members.iter().find(|member| member.name == name)?;
            match &found.data {
                ItemData::Function(function) => Some((found, function)),
                _ => None,
            }
        });
        let shape = api.synthesis.shape(module, item.id);
        let attributes = class.members.iter().map(|member| member.name.to_string());
        let mut callable = Self {
            name: &item.name,
            signatures: Vec::new(),
            is_constructor: true,
            has_receiver: true,
            attributes: attributes.collect(),
            described_elsewhere: described_attributes(class),
            is_as_written: !has_metaclass && api.project.modules[module].stub_path.is_empty(),
            beside: None,
        };
        if let Some((written, function)) = constructors.next() {
            callable.signatures = with_overloads(function);
            callable.is_as_written &= is_faithful(&function.decorators);
            callable.beside = written.docstring.as_ref();
            for (_, function) in constructors {
                callable.signatures.extend(with_overloads(function));
                callable.is_as_written &= is_faithful(&function.decorators);
            }
        }
        // Instances may be what users know as a function.
        let call = class.members.iter().find(|member| member.name == "__call__");
        if let Some(ItemData::Function(function)) = call.map(|call| &call.data)
            && !callable.signatures.is_empty()
        {
            callable.signatures.extend(with_overloads(function));
        }
        if let Some(shape) = shape {
            let inherited = shape.fields.iter().filter(|field| !field.is_own);
            let inherited = inherited.filter_map(|field| field.parameter.as_ref());
            let inherited: Vec<String> = inherited.map(|parameter| parameter.name.clone()).collect();
            callable.described_elsewhere.extend(inherited);
            let names = shape.fields.into_iter().map(|field| field.name);
            callable.attributes.extend(names);
            if let Some(made) = shape.constructor.filter(|_| callable.signatures.is_empty()) {
                let names = made.function.parameters.iter();
                let names = names.map(|parameter| parameter.name.to_string());
                callable
                    .described_elsewhere
                    .extend(names.filter(|_| made.is_inherited));
                callable.signatures.push(Cow::Owned(made.function));
            }
        }
        (!callable.signatures.is_empty()).then_some(callable)
    }

    /// What the docstring of one of several signatures describes.
    pub(super) fn of_signature(
        name: &'a str,
        overload: &'a Overload,
        group: &'a [Overload],
        is_method: bool,
    ) -> Self {
        let own = std::iter::once(Cow::Borrowed(overload.signature.as_ref()));
        let others = group.iter().map(|other| Cow::Borrowed(other.signature.as_ref()));
        Self {
            name,
            signatures: own.chain(others).collect(),
            is_constructor: false,
            has_receiver: is_method,
            attributes: BTreeSet::new(),
            described_elsewhere: BTreeSet::new(),
            is_as_written: is_faithful(&overload.signature.decorators),
            beside: None,
        }
    }

    /// The signature that the docstring stands below.
    pub(super) fn signature(&self) -> Option<&Function> {
        self.signatures.first().map(|signature| &**signature)
    }

    /// The parameters of all signatures.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.signatures.iter().flat_map(|signature| &signature.parameters)
    }

    /// The parameters that are to be described: `self`, `*args`, `**kwargs` and private ones are not.
    pub(super) fn described(&self) -> impl Iterator<Item = &Parameter> {
        let parameters = self
            .signature()
            .into_iter()
            .flat_map(|signature| &signature.parameters);
        parameters
            .skip(usize::from(self.has_receiver))
            .filter(|parameter| {
                let is_variadic = matches!(
                    parameter.kind,
                    ParameterKind::VarPositional | ParameterKind::VarKeyword
                );
                // A function outside of a class may become a method later.
                let is_receiver = matches!(parameter.name.as_str(), "self" | "cls" | "mcs");
                let is_other = self.described_elsewhere.contains(parameter.name.as_str());
                !is_variadic && !is_receiver && !is_other && !parameter.name.starts_with('_')
            })
    }

    /// Whether any name may be passed, or any number of values.
    pub(super) fn is_open(&self) -> bool {
        self.parameters().any(|parameter| {
            matches!(
                parameter.kind,
                ParameterKind::VarPositional | ParameterKind::VarKeyword
            )
        })
    }

    /// Whether a docstring may list a name among the parameters. `_` before a name, as before PEP 570, does not count.
    pub(super) fn takes(&self, name: &str) -> bool {
        let plain = name.trim_start_matches('_');
        self.parameters()
            .any(|parameter| parameter.name.trim_start_matches('_') == plain)
            || self.attributes.contains(name)
    }
}

/// The attributes that have a docstring of their own.
fn described_attributes(class: &Class) -> BTreeSet<String> {
    let is_described = |member: &&Item| match &member.data {
        ItemData::Attribute(attribute) => {
            let annotation = attribute.annotation.as_ref();
            member.docstring.is_some() || annotation.is_some_and(|found| found.documentation().is_some())
        }
        _ => false,
    };
    let described = class.members.iter().filter(is_described);
    described.map(|member| member.name.to_string()).collect()
}

fn with_overloads(function: &Function) -> Vec<Cow<'_, Function>> {
    let overloads = function.overloads.iter();
    let overloads = overloads.map(|overload| Cow::Borrowed(overload.signature.as_ref()));
    std::iter::once(Cow::Borrowed(function))
        .chain(overloads)
        .collect()
}

fn is_faithful(decorators: &[Expression]) -> bool {
    decorators
        .iter()
        .all(|decorator| FAITHFUL.contains(&decorator.leading_last()))
}
