//! The texts of all pages.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::{Error, with_workers};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::discover::{SourceFile, read_source};
use crate::render::{PageIndex, PageRenderer, TemplateError};
use crate::text::decode;

/// The texts of so many pages, and what was found while they were made.
pub(super) fn render_all(
    settings: &Settings,
    renderer: &PageRenderer<'_, '_>,
    number: usize,
    files: &Files<'_>,
) -> Result<(Vec<String>, Vec<Diagnostic>), Error> {
    let pages: Vec<Page> = with_workers(settings, number, || {
        (0..number)
            .into_par_iter()
            .map(|page| render(renderer, page, files))
            .collect()
    })?;
    let mut texts = Vec::with_capacity(pages.len());
    let mut diagnostics = Vec::new();
    for page in pages {
        texts.push(page.text?);
        diagnostics.extend(page.diagnostic);
    }
    Ok((texts, diagnostics))
}

/// The files that pages show. They are read again for it, one for each thread at a time: kept since they were
/// extracted, they would all be in memory at once.
pub(super) struct Files<'a> {
    by_path: HashMap<&'a str, &'a SourceFile>,
    limit: u64,
}

impl<'a> Files<'a> {
    pub(super) fn new(files: &'a [SourceFile], limit: u64) -> Self {
        let by_path = files.iter().map(|file| (file.display.as_str(), file));
        Self {
            by_path: by_path.collect(),
            limit,
        }
    }

    /// The text of a file, or why it cannot be had any more.
    pub(super) fn text(&self, path: &str) -> (Option<String>, Option<Diagnostic>) {
        let Some(file) = self.by_path.get(path) else {
            return (None, None);
        };
        match read_source(file, self.limit) {
            Ok(file) => (Some(decode(&file.bytes).text.into_owned()), None),
            Err(diagnostic) => (None, Some(diagnostic)),
        }
    }
}

/// A page, and what was found while it was made.
struct Page {
    text: Result<String, TemplateError>,
    diagnostic: Option<Diagnostic>,
}

fn render(renderer: &PageRenderer<'_, '_>, page: PageIndex, files: &Files<'_>) -> Page {
    let shown = renderer.file_shown(page).map(|path| files.text(path));
    let (file, diagnostic) = shown.unwrap_or_default();
    let text = catch_unwind(AssertUnwindSafe(|| renderer.render(page, file.as_deref())));
    let text = text.unwrap_or_else(|_| {
        let text = "<p>This page could not be made. This is a bug in mdbook-autodoc.</p>\n";
        Ok(text.to_owned())
    });
    Page { text, diagnostic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::model::ModuleKind;

    #[test]
    fn a_file_that_is_gone_is_a_finding_and_not_a_failure() {
        let directory = tempfile::tempdir().unwrap();
        let file = SourceFile {
            path: directory.path().join("m.py"),
            display: "m.py".to_owned(),
            module: crate::name::ModuleName::new("m").unwrap(),
            kind: ModuleKind::Module,
            is_stub: false,
            stat: crate::discover::Stat::default(),
            source: 0,
        };
        let files = [file];
        let files = Files::new(&files, 0);
        let (text, found) = files.text("m.py");
        assert_eq!((text, found.unwrap().code), (None, Code::UnreadableFile));
        assert_eq!(files.text("other.py"), (None, None));
    }
}
