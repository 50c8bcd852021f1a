//! Findings about the user's Python, prose and configuration, as plain values.
//!
//! A diagnostic never ends a run. Failures that do end one are the error types of the edge modules.

mod codes;
mod levels;

use serde::{Deserialize, Serialize};

pub use codes::Code;
pub use levels::{Level, Levels};

use crate::text::Location;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Something that the reader may want to know; nothing is missing from the pages.
    Info,
    /// The pages are right, but poorer than they could be.
    Warning,
    /// Something that was to be documented is missing or incomplete; `check` fails.
    Error,
}

impl Severity {
    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What can be written in the place of a finding, because nothing else can be meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// What stands there.
    pub replaces: String,
    /// What comes in its place.
    pub by: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The file it is about, relative to the book where possible, with `/` on every system.
    /// Empty until the driver fills it in: the pure stages and the cache know no paths.
    pub path: String,
    /// Where in the file.
    pub location: Option<Location>,
    /// Where that ends: the place behind its last character, if that is known.
    pub end: Option<Location>,
    /// What kind of finding it is.
    pub code: Code,
    /// How much it matters: that of the code, unless the settings say otherwise.
    pub severity: Severity,
    /// What happened, as one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What mends it for certain, at its place.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A finding about a file as a whole.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            location: None,
            end: None,
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// The same finding, at a place in the file.
    #[must_use]
    pub fn at(self, location: Location) -> Self {
        Self {
            location: Some(location),
            ..self
        }
    }

    /// The same finding, in the named file.
    #[must_use]
    pub fn in_file(self, path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }

    /// The same finding, with advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}
