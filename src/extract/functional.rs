//! Classes that a call makes, recognized by what the names in the file are bound to.

use std::collections::HashMap;

use crate::model::{
    Attribute, Class, Expression, FunctionalForm, Import, Item, ItemData, Label, functional_class,
};
use crate::token::{bracketed, offset_in, string_text, tokens};

/// The modules with calls that make classes, and with types.
const MODULES: [&str; 5] = [
    "collections",
    "collections.abc",
    "enum",
    "typing",
    "typing_extensions",
];

/// Classes of `builtins` that are types wherever they stand beside `|`.
const BUILTINS: [&str; 14] = [
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "object",
    "set",
    "str",
    "tuple",
    "type",
];

/// Those among them that take parameters (PEP 585).
const GENERIC_BUILTINS: [&str; 6] = ["dict", "frozenset", "list", "set", "tuple", "type"];

/// Names of `typing` and `collections.abc` that take parameters.
#[rustfmt::skip]
const GENERICS: [&str; 46] = [
    "AbstractSet", "Annotated", "AsyncContextManager", "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable",
    "ByteString", "Callable", "ChainMap", "Collection", "Concatenate", "Container", "ContextManager",
    "Coroutine", "Counter", "DefaultDict", "Deque", "Dict", "FrozenSet", "Generator", "IO", "ItemsView", "Iterable",
    "Iterator", "KeysView", "List", "Literal", "Mapping", "MappingView", "Match", "MutableMapping",
    "MutableSequence", "MutableSet", "Optional", "OrderedDict", "Pattern", "Reversible", "Sequence", "Set", "Tuple",
    "Type", "TypeGuard", "TypeIs", "Union", "ValuesView",
];

/// Longer values are tables, and no types that anyone wrote.
const LONGEST_TYPE: usize = 4096;

/// What the names of a file mean, as far as they lead to one of [`MODULES`].
#[derive(Default)]
pub(super) struct Makers {
    /// Full names by the name that is bound.
    names: HashMap<String, String>,
    /// The modules from which everything is imported.
    wildcards: Vec<&'static str>,
}

impl Makers {
    /// Takes note of an import.
    pub(super) fn remember(&mut self, name: &str, import: &Import) {
        let Some(module) = MODULES
            .iter()
            .find(|module| import.level == 0 && import.module == **module)
        else {
            return;
        };
        match import.name.as_deref() {
            Some("*") => self.wildcards.push(module),
            Some(imported) => {
                self.names.insert(name.to_owned(), format!("{module}.{imported}"));
            }
            None => {
                self.names.insert(name.to_owned(), (*module).to_owned());
            }
        }
    }

    /// The class that the value of an attribute makes.
    pub(super) fn class(&self, attribute: &Attribute) -> Option<Class> {
        let value = attribute.value.as_ref().filter(|_| !attribute.is_unpacked)?;
        let callee = value.leading_name();
        if !self.may_mean(callee) {
            return None;
        }
        let form = self
            .full_names(callee)
            .find_map(|name| FunctionalForm::of(&name))?;
        functional_class(form, value)
    }

    /// Labels type variables, new types, and assignments that can only be aliases of types.
    pub(super) fn label(&self, item: &mut Item) {
        let ItemData::Attribute(attribute) = &item.data else {
            return;
        };
        if let Some(value) = attribute.value.as_ref().filter(|_| !attribute.is_unpacked)
            && let Some(label) = self.made_by(value).or_else(|| {
                let is_alias = attribute.annotation.is_none() && self.is_type(value);
                is_alias.then_some(Label::TypeAlias)
            })
        {
            item.labels.insert(label);
        }
    }

    /// What a call such as `TypeVar("T")` makes.
    fn made_by(&self, value: &Expression) -> Option<Label> {
        let callee = value.leading_name();
        if !self.may_mean(callee) {
            return None;
        }
        let label = self.full_names(callee).find_map(|name| {
            let (module, name) = name.split_once('.')?;
            let is_typing = matches!(module, "typing" | "typing_extensions");
            match name {
                _ if !is_typing => None,
                "NewType" => Some(Label::NewType),
                "TypeVar" => Some(Label::TypeVar),
                "TypeVarTuple" => Some(Label::TypeVarTuple),
                "ParamSpec" => Some(Label::ParamSpec),
                _ => None,
            }
        })?;
        bracketed(&value.text)
            .is_some_and(|call| call.open == '(')
            .then_some(label)
    }

    /// Whether a value is certain to be a type that is no class: `Union[…]`, `dict[str, int]`, `A | None`.
    fn is_type(&self, value: &Expression) -> bool {
        let operands = operands(&value.text);
        match operands.len() {
            0 => false,
            1 => self.is_generic(&value.text),
            _ => {
                let is_certain = |operand: &&str| {
                    *operand == "None" || BUILTINS.contains(operand) || self.is_generic(operand)
                };
                operands.iter().any(is_certain) && operands.iter().all(|operand| may_be_type(operand))
            }
        }
    }

    /// `list[…]` or a subscript of a name of `typing`.
    fn is_generic(&self, source: &str) -> bool {
        let Some(head) = source.split_once('[').map(|(head, _)| head.trim_end()) else {
            return false;
        };
        let is_known = GENERIC_BUILTINS.contains(&head) || self.is_generic_name(head);
        is_known && bracketed(source).is_some_and(|subscript| subscript.open == '[')
    }

    fn is_generic_name(&self, name: &str) -> bool {
        self.may_mean(name)
            && self.full_names(name).any(|full| {
                let (module, name) = full.rsplit_once('.').unwrap_or_default();
                let is_typing = matches!(module, "typing" | "typing_extensions" | "collections.abc");
                is_typing && GENERICS.contains(&name)
            })
    }

    /// The quick answer for nearly all values.
    fn may_mean(&self, callee: &str) -> bool {
        let first = callee.split('.').next().unwrap_or(callee);
        !callee.is_empty() && (self.names.contains_key(first) || !self.wildcards.is_empty())
    }

    fn full_names(&self, callee: &str) -> impl Iterator<Item = String> {
        let (first, rest) = callee.split_once('.').unwrap_or((callee, ""));
        let known = self.names.get(first).map(|known| match rest {
            "" => known.clone(),
            rest => format!("{known}.{rest}"),
        });
        let wildcards = self
            .wildcards
            .iter()
            .map(move |module| format!("{module}.{callee}"));
        known.into_iter().chain(wildcards)
    }
}

/// What stands between the `|` outside of brackets; nothing where the text cannot be a type.
fn operands(text: &str) -> Vec<&str> {
    let is_type = text.len() <= LONGEST_TYPE
        && text.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '"' | '\''))
        && text.contains(['|', '[']);
    if !is_type {
        return Vec::new();
    }
    let (mut operands, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for token in tokens(text) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "|" if depth == 0 => {
                let at = offset_in(text, token.text).unwrap_or(start);
                operands.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    operands.push(text[start..].trim());
    operands
}

/// A name, a subscript or a quoted type.
fn may_be_type(operand: &str) -> bool {
    let is_name = |text: &str| text.split('.').all(crate::name::is_identifier);
    is_name(operand)
        || string_text(operand).is_some()
        || bracketed(operand).is_some_and(|subscript| subscript.open == '[' && is_name(subscript.head))
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::model::{Label, ModuleKind};
    use crate::name::ModuleName;
    use crate::target::Target;

    const HEAD: &str = "import typing as t, collections.abc as cabc\nfrom typing import Union, TypeVar\n";

    #[track_caller]
    fn check(value: &str, label: Option<Label>) {
        let name = ModuleName::new("m").unwrap();
        let source = format!("{HEAD}x = {value}\n");
        let facts = extract(source.as_bytes(), name, ModuleKind::Module, &Target::default());
        let item = facts.module.members.iter().find(|item| item.name == "x").unwrap();
        let found = item.labels.without(Label::ModuleAttribute).iter().next();
        assert_eq!(found, label, "{value}");
    }

    #[test]
    fn what_can_only_be_a_type_is_an_alias() {
        for alias in [
            "Union[A, 'B']",
            "t.Optional[A]",
            "cabc.Callable[[A], B]",
            "dict[str, int]",
            "A | None",
            "None | A",
            "'A' | int",
            "a.B[C] | t.List[D] | E",
        ] {
            check(alias, Some(Label::TypeAlias));
        }
        for other in [
            "A | B",
            "A['x']",
            "Optional[A]",
            "1 | None",
            "f() | None",
            "A",
            "Union",
            "None",
            "dict[str, int]()",
            "list[0].x",
            "'text [1]'",
            "a[1] | b[2]",
            "t.cast[A]",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn calls_of_typing_are_kinds_of_their_own() {
        check("TypeVar('T', bound='A')", Some(Label::TypeVar));
        check("t.ParamSpec('P')", Some(Label::ParamSpec));
        check("t.TypeVarTuple('Ts')", Some(Label::TypeVarTuple));
        check("t.NewType('N', int)", Some(Label::NewType));
        check("TypeVar", None);
        check("ParamSpec('P')", None);
        check("t.TypeVar('T').__bound__", None);
    }
}
