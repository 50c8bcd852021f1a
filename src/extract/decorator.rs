//! Decorators and what they say about the thing below them.

use crate::model::{Expression, Label, Labels};

/// The label that `@name.setter` or `@name.deleter` adds to the property `name`.
pub(super) fn accessor(name: &str, decorators: &[Expression]) -> Option<Label> {
    decorators.iter().find_map(|decorator| {
        let (object, kind) = decorator.as_name()?.rsplit_once('.')?;
        match kind {
            _ if object != name => None,
            "setter" => Some(Label::Writable),
            "deleter" => Some(Label::Deletable),
            // A getter replaces the first one, whose docstring and type are the documented ones.
            "getter" => Some(Label::Property),
            _ => None,
        }
    })
}

/// The dispatcher with which a decorator registers a function: `f` in `@f.register` and `@f.register(int)`.
pub(super) fn dispatcher(decorators: &[Expression]) -> Option<&str> {
    decorators
        .iter()
        .find_map(|decorator| decorator.leading_name().strip_suffix(".register"))
}

/// Whether functions can be registered with a function (PEP 443).
pub(super) fn is_dispatcher(decorators: &[Expression]) -> bool {
    let names = ["singledispatch", "singledispatchmethod"];
    decorators
        .iter()
        .any(|decorator| names.contains(&decorator.leading_last()))
}

/// What the decorators of a function say.
pub(super) fn function_labels(decorators: &[Expression]) -> Labels {
    let mut labels = Labels::default();
    for decorator in decorators {
        match decorator.leading_last() {
            "cached_property" => {
                labels.insert(Label::Cached);
                labels.insert(Label::Property);
            }
            "abstractproperty" => {
                labels.insert(Label::Abstract);
                labels.insert(Label::Property);
            }
            "cache" | "lru_cache" => labels.insert(Label::Cached),
            "classmethod" => labels.insert(Label::ClassMethod),
            "abstractclassmethod" => {
                labels.insert(Label::Abstract);
                labels.insert(Label::ClassMethod);
            }
            "staticmethod" => labels.insert(Label::StaticMethod),
            "abstractmethod" => labels.insert(Label::Abstract),
            "final" => labels.insert(Label::Final),
            "override" => labels.insert(Label::Override),
            "deprecated" => labels.insert(Label::Deprecated),
            name if name.ends_with("property") => labels.insert(Label::Property),
            _ => {}
        }
    }
    labels
}

/// What the decorators of a class say.
pub(super) fn class_labels(decorators: &[Expression]) -> Labels {
    let mut labels = Labels::default();
    for decorator in decorators {
        match decorator.leading_last() {
            "dataclass" => labels.insert(Label::Dataclass),
            "final" => labels.insert(Label::Final),
            "deprecated" => labels.insert(Label::Deprecated),
            _ => {}
        }
    }
    labels
}
