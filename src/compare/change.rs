//! What can change in an API, and how much it matters.

use serde::Serialize;

/// How much a change matters to those who use the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; nothing has to be done about it. It may be that nothing certain can be said.
    Note,
    /// Something is there that was not there before.
    Addition,
    /// Code that was right may fail now, or do something else.
    Breaking,
}

impl Severity {
    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Addition => "addition",
            Self::Breaking => "breaking",
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal: $title:literal;)+) => {
        /// What has changed. The order is that of a report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name, as options and files have it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The kind in words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

kinds! {
    /// Nothing has the name any more.
    Removed = "removed": "removed";
    /// The same definition has another name beside it.
    Renamed = "renamed": "renamed";
    /// The same name is somewhere else.
    Moved = "moved": "moved";
    /// The name is still there, but not public any more.
    Hidden = "hidden": "no longer public";
    /// It was a class and is a function, or the like.
    KindChanged = "kind-changed": "is something else";
    /// A base class is no ancestor any more.
    BaseRemoved = "base-removed": "base removed";
    /// Classes below have to define it now.
    AbstractAdded = "abstract-added": "has to be defined now";
    /// A function has become a coroutine, or the other way round.
    AsyncChanged = "async-changed": "has to be called otherwise";
    /// What stands before the dot in a call has changed: an instance, a class, or either.
    BindingChanged = "binding-changed": "is bound otherwise";
    /// A property has lost its setter.
    ReadOnly = "read-only": "can only be read";
    /// It must not be overridden or derived from any more.
    MadeFinal = "made-final": "is final now";
    /// A parameter is not there any more.
    ParameterRemoved = "parameter-removed": "parameter removed";
    /// A parameter is called otherwise.
    ParameterRenamed = "parameter-renamed": "parameter renamed";
    /// A parameter without a default is new.
    ParameterAddedRequired = "parameter-added-required": "required parameter added";
    /// A parameter has lost its default.
    ParameterRequired = "parameter-required": "parameter is required now";
    /// A parameter stands in another place.
    ParameterMoved = "parameter-moved": "parameter moved";
    /// A parameter takes positional or keyword arguments no more.
    ParameterKind = "parameter-kind": "parameter of another kind";
    /// A parameter has another default.
    ParameterDefault = "parameter-default": "default changed";
    /// A parameter has another type.
    ParameterType = "parameter-type": "type of a parameter changed";
    /// What is returned has another type.
    ReturnType = "return-type": "return type changed";
    /// An attribute or property has another type.
    AttributeType = "attribute-type": "type changed";
    /// An attribute has another value.
    AttributeValue = "attribute-value": "value changed";
    /// It is marked with `@deprecated`.
    Deprecated = "deprecated": "deprecated";
    /// It is new.
    Added = "added": "added";
    /// A parameter that may be left out is new.
    ParameterAdded = "parameter-added": "optional parameter added";
}

impl ChangeKind {
    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

impl Serialize for ChangeKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Severity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How much it matters.
    pub severity: Severity,
    /// What has changed.
    pub kind: ChangeKind,
    /// The full public name of what has changed: the old one, unless it is new.
    pub item: String,
    /// The parameter, with its asterisks.
    pub parameter: Option<String>,
    /// What was, where that can be said in a few words.
    pub old: Option<String>,
    /// What is now.
    pub new: Option<String>,
    /// Why it matters less, or what else is to be known.
    pub remark: Option<String>,
    /// Where it is seen.
    pub place: Place,
}

/// Where a change is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as it is shown.
    pub path: String,
    /// The first line of the definition; 0 for a module as a whole.
    pub line: u32,
    /// Whether it is a place in the old sources, as that of something removed is.
    pub is_old: bool,
}

/// Which version the next one has to be (Semantic Versioning).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing changed that users could see in the API.
    Patch,
    /// Something was added.
    Minor,
    /// Something broke.
    Major,
}

impl Level {
    /// What changes ask for.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let worst = changes.into_iter().map(|change| change.severity).max();
        match worst {
            Some(Severity::Breaking) => Self::Major,
            Some(Severity::Addition) => Self::Minor,
            Some(Severity::Note) | None => Self::Patch,
        }
    }

    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// How far one version is from another: by the first number of its release (PEP 440) that differs. Below version 1
    /// the second number counts as the first, and the third as the second. `None` where a version is no number, or
    /// the new one is not the later one.
    pub fn between(old: &str, new: &str) -> Option<Self> {
        let (old, new) = (release(old)?, release(new)?);
        let differs = (0..3).find(|at| old[*at] != new[*at])?;
        if new[differs] < old[differs] {
            return None;
        }
        Some(match (differs, old[0]) {
            (0, _) | (1, 0) => Self::Major,
            (1, _) | (2, 0) => Self::Minor,
            _ => Self::Patch,
        })
    }
}

/// The first three numbers of a version, after its epoch.
fn release(version: &str) -> Option<[u64; 3]> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let version = version.rsplit_once('!').map_or(version, |(_, release)| release);
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(version.split('.')) {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        if digits == 0 && number == &0 && part == version.split('.').next().unwrap_or_default() {
            return None;
        }
        *number = part[..digits].parse().unwrap_or(0);
        if digits < part.len() {
            break;
        }
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_differ_by_their_first_number_that_does() {
        let between = |old, new| Level::between(old, new).map(Level::as_str);
        assert_eq!(between("1.2.3", "2.0"), Some("major"));
        assert_eq!(between("1.2", "1.3.0rc1"), Some("minor"));
        assert_eq!(between("1.2", "1.2.1"), Some("patch"));
        assert_eq!(between("1.2", "1!1.2.9"), Some("patch"));
        assert_eq!(between("2024.1", "2024.2"), Some("minor"));
        // Before version 1, every number counts for more.
        assert_eq!(between("0.2.1", "0.3"), Some("major"));
        assert_eq!(between("0.2.1", "0.2.2"), Some("minor"));
        assert_eq!(between("0.9", "1.0"), Some("major"));
        assert_eq!(between("1.2", "1.2"), None);
        assert_eq!(between("1.2", "1.1"), None);
        assert_eq!(between("unknown", "1.1"), None);
    }
}
