//! Labels: facts about an item that its decorators and its context give.

use serde::{Deserialize, Serialize};

macro_rules! labels {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// One fact about an item. The names are griffe's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Label {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Label {
            /// Every label, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name, as it is shown.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

labels! {
    /// `@abstractmethod`.
    Abstract = "abstract";
    /// `async def`.
    Async = "async";
    /// `@classmethod`.
    ClassMethod = "classmethod";
    /// `@staticmethod`.
    StaticMethod = "staticmethod";
    /// `@property` and its kin.
    Property = "property";
    /// `@cached_property`, `@cache`, `@lru_cache`.
    Cached = "cached";
    /// A property with a setter.
    Writable = "writable";
    /// A property with a deleter.
    Deletable = "deletable";
    /// `@dataclass`.
    Dataclass = "dataclass";
    /// `@final` or an annotation `Final`.
    Final = "final";
    /// `@override`.
    Override = "override";
    /// `@deprecated` (PEP 702).
    Deprecated = "deprecated";
    /// Defined in the stub beside the module, and not in the module.
    StubOnly = "stub-only";
    /// `NewType("Id", int)`.
    NewType = "new-type";
    /// `X = Union[…]` and its kin: an alias of a type without a word that says so.
    TypeAlias = "type-alias";
    /// `TypeVar("T")`.
    TypeVar = "type-var";
    /// `TypeVarTuple("Ts")`.
    TypeVarTuple = "type-var-tuple";
    /// `ParamSpec("P")`.
    ParamSpec = "param-spec";
    /// Bound on the class.
    ClassAttribute = "class-attribute";
    /// Bound on `self`.
    InstanceAttribute = "instance-attribute";
    /// Bound in the module.
    ModuleAttribute = "module-attribute";
}

/// A set of [`Label`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Labels(u32);

impl Labels {
    /// Adds a label.
    pub fn insert(&mut self, label: Label) {
        self.0 |= 1 << label as u32;
    }

    /// The set without a label.
    #[must_use]
    pub fn without(self, label: Label) -> Self {
        Self(self.0 & !(1 << label as u32))
    }

    /// Whether the label is there.
    pub fn contains(self, label: Label) -> bool {
        self.0 & (1 << label as u32) != 0
    }

    /// Adds all labels of `other`.
    pub fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// The labels in the order in which they are shown.
    pub fn iter(self) -> impl Iterator<Item = Label> {
        Label::ALL
            .iter()
            .copied()
            .filter(move |label| self.contains(*label))
    }
}
