//! The kinds of findings. Names are kebab-case and stable.

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// What a finding is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name, as it is printed.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The code of a name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }

            /// How much a finding of this kind matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// Whether findings of this kind are mentioned only where the settings ask for them.
            pub fn is_on_request(self) -> bool {
                matches!(self, Self::UndocumentedType)
            }

            /// What the code means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A part of a Python file cannot be parsed; what stands around it is documented.
    SyntaxError = "syntax-error", Error;
    /// The bytes of a file do not fit its declared encoding; they are shown as replacement characters.
    UndecodableSource = "undecodable-source", Error;
    /// A file could not be read.
    UnreadableFile = "unreadable-file", Error;
    /// A file or directory was left out, for the reason given.
    SkippedFile = "skipped-file", Warning;
    /// A file in a package cannot be imported under its name, so it is no module.
    NotAModule = "not-a-module", Info;
    /// Two files claim one module name; the first is used.
    DuplicateModule = "duplicate-module", Warning;
    /// An import of a module or name that the project does not have where it should.
    UnresolvedImport = "unresolved-import", Warning;
    /// `__all__` names something that the module does not define or import.
    UnresolvedExport = "unresolved-export", Warning;
    /// `__all__` is computed in a way that cannot be read without running the code.
    UnreadableExports = "unreadable-exports", Warning;
    /// The base classes of a class have no order that keeps each class before its own bases.
    InconsistentMro = "inconsistent-mro", Warning;
    /// A docstring is built when the program runs and cannot be shown.
    RuntimeDocstring = "runtime-docstring", Info;
    /// A section of a docstring is not in the form that its style asks for.
    MalformedSection = "malformed-section", Info;
    /// A role or directive in a docstring is not known; its text is shown.
    UnknownMarkup = "unknown-markup", Info;
    /// A docstring describes a parameter that the signature does not have.
    UnknownParameter = "unknown-parameter", Warning;
    /// A docstring describes some parameters and leaves others out.
    MissingParameter = "missing-parameter", Info;
    /// A docstring gives a parameter or the result another type than the signature does.
    ContradictingType = "contradicting-type", Warning;
    /// Python's `doctest` cannot take the examples of a docstring apart.
    MalformedDoctest = "malformed-doctest", Warning;
    /// A comment in the source asks not to mention a finding that is not there.
    UnusedIgnore = "unused-ignore", Info;
    /// A link is asked for to something that is not documented.
    UnresolvedReference = "unresolved-reference", Warning;
    /// A link is asked for by a name that several things have.
    AmbiguousReference = "ambiguous-reference", Warning;
    /// A public signature has a type of the project that is not documented.
    UndocumentedType = "undocumented-type", Warning;
    /// A directive in a chapter shows something that is not documented.
    UnknownItem = "unknown-item", Warning;
    /// A directive in a chapter is written in a way that cannot be carried out.
    InvalidDirective = "invalid-directive", Warning;
    /// The cache cannot be used; everything is worked out anew.
    CacheUnavailable = "cache-unavailable", Warning;
    /// An inventory of another project cannot be read, or not to its end; what it lacks is not linked.
    UnreadableInventory = "unreadable-inventory", Warning;
    /// Of releases that the history of items is asked from some cannot be read; what they would tell is not told.
    IncompleteHistory = "incomplete-history", Warning;
    /// A template of the book has a mistake; the one that comes with the program takes its place.
    BrokenTemplate = "broken-template", Warning;
    /// The book has something that the settings speak of in another way than it is there.
    BookStructure = "book-structure", Warning;
    /// The index that mdBook searches has a large reference in it.
    LargeSearchIndex = "large-search-index", Info;
    /// A bug in mdbook-autodoc: one file or page was given up, the run goes on.
    InternalError = "internal-error", Error;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_explained() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(
            names
                .iter()
                .all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
        );
        assert!(Code::ALL.iter().all(|code| code.meaning().ends_with('.')));
    }
}
