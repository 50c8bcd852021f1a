//! What is odd in docstrings and signatures.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::pages::{Kept, Texts};
use super::{Error, internal_error, with_workers};
use crate::cache::Kind;
use crate::config::Settings;
use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Lint, exposed_types};
use crate::progress::Stage;
use crate::render::PageRenderer;
use crate::resolve::{Api, Asked, ModuleIndex};
use crate::text::LineIndex;

/// The findings about all docstrings and signatures that are shown.
pub(super) struct Examined {
    /// Those in the docstrings on the page of each module. None of a module that could not be examined.
    pub(super) docstrings: Vec<(ModuleIndex, Vec<Diagnostic>)>,
    /// All others.
    pub(super) others: Vec<Diagnostic>,
    /// Whether all could be examined.
    pub(super) is_whole: bool,
}

/// Examines all docstrings and signatures that are shown, but for what earlier runs have left in `kept`.
pub(super) fn all(
    settings: &Settings,
    api: &Api<'_>,
    renderer: &PageRenderer<'_, '_>,
    files: &Texts<'_>,
    kept: Option<Kept<'_, '_>>,
) -> Result<Examined, Error> {
    let lint = Lint {
        api,
        parse: &|home, docstring| renderer.parsed(docstring, home),
        voice: &|module| renderer.voice_digest(module),
        is_outside: &|wanted| renderer.leads_outside(wanted),
    };
    let examines_types = !settings.levels.allows(Code::UndocumentedType);
    let of_module = |module: &ModuleIndex| {
        let examine = || {
            let types = examines_types.then(|| types(api, *module, files));
            (docstrings(&lint, *module, kept), types.unwrap_or_default())
        };
        (*module, catch_unwind(AssertUnwindSafe(examine)).ok())
    };
    let modules: Vec<ModuleIndex> = api.modules.keys().copied().collect();
    settings.progress.begin(Stage::Examine, modules.len());
    let found: Vec<_> = with_workers(settings, modules.len(), || {
        let of_module = |module| settings.progress.count(|| of_module(module));
        modules.par_iter().map(of_module).collect()
    })?;
    let mut examined = Examined {
        docstrings: Vec::with_capacity(found.len()),
        others: Vec::new(),
        is_whole: true,
    };
    for (module, found) in found {
        if let Some((docstrings, types)) = found {
            examined.docstrings.push((module, docstrings));
            examined.others.extend(types);
        } else {
            let path = api.project.modules[module].path.as_str();
            let bug = internal_error("the docstrings could not be examined");
            examined.others.push(bug.in_file(path));
            examined.is_whole = false;
        }
    }
    Ok(examined)
}

/// The findings about the docstrings of a module, taken from an earlier run where they are still right.
fn docstrings(lint: &Lint<'_, '_>, module: ModuleIndex, kept: Option<Kept<'_, '_>>) -> Vec<Diagnostic> {
    let Some(Kept { reuse, shortcut }) = kept else {
        return lint.findings(module).0;
    };
    let entries = lint
        .api
        .modules
        .get(&module)
        .map(|shown| shown.entries.as_slice());
    let homes = entries.unwrap_or_default().iter().map(|entry| entry.home);
    let known = shortcut.and_then(|shortcut| shortcut.findings(module, homes.chain([module])));
    if let Some(known) = known {
        return known;
    }
    let make = || lint.findings(module);
    let holds = |asked: &Asked| lint.still_holds(asked);
    reuse
        .take_or_make(Kind::Findings, &lint.input(module), holds, make)
        .0
}

/// The types of a page that are not documented, with their places: a file is read again only where it has some.
fn types(api: &Api<'_>, module: ModuleIndex, files: &Texts<'_>) -> Vec<Diagnostic> {
    let mut types = exposed_types(api, module);
    types.sort_by(|left, right| left.path.cmp(&right.path));
    let of_file = |types: &[_]| {
        let path = types
            .first()
            .map(|found: &crate::lint::ExposedType| found.path.as_str());
        let text = path.and_then(|path| files.text(path).0);
        let index = text.as_deref().map(LineIndex::new);
        let found = types.iter().map(|found| found.diagnostic(index.as_ref()));
        found.collect::<Vec<_>>()
    };
    types
        .chunk_by(|left, right| left.path == right.path)
        .flat_map(of_file)
        .collect()
}
