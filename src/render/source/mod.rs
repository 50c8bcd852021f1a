//! The source: links to it, and pages that show it.

mod links;
mod listing;
mod page;

pub use links::{SourceLinks, SourcePlace};

use crate::resolve::ProjectModule;

/// One of the files of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// What is run.
    Module,
    /// The stub beside it.
    Stub,
}

impl SourceKind {
    /// The file that has the path `path`.
    pub(super) fn of(module: &ProjectModule, path: &str) -> Self {
        if path == module.stub_path && path != module.path {
            Self::Stub
        } else {
            Self::Module
        }
    }

    /// The path of the file, relative to the book; empty where there is none.
    pub fn path(self, module: &ProjectModule) -> &str {
        match self {
            Self::Module => &module.path,
            Self::Stub => &module.stub_path,
        }
    }

    /// What the ids of the page begin with. A page of all chapters has the ids of all, so they name their module.
    fn anchor(self, module: &ProjectModule) -> String {
        match self {
            Self::Module => module.name().to_string(),
            Self::Stub => format!("{}-stub", module.name()),
        }
    }

    /// The id of a line.
    pub(super) fn line_anchor(self, module: &ProjectModule, line: u32) -> String {
        format!("{}-L{line}", self.anchor(module))
    }
}
