//! What is odd in docstrings and signatures.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::pages::Files;
use super::reuse::Reuse;
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
pub(super) fn all(
    settings: &Settings,
    api: &Api<'_>,
    renderer: &PageRenderer<'_, '_>,
    files: &Files<'_>,
    reuse: Option<&Reuse<'_>>,
) -> Result<Vec<Diagnostic>, Error> {
    let lint = Lint {
        api,
        parse: &|home, docstring| renderer.parsed(docstring, home),
        voice: &|module| renderer.voice_digest(module),
        is_outside: &|wanted| renderer.leads_outside(wanted),
    };
    let examines_types = !settings.levels.allows(Code::UndocumentedType);
    let of_module = |module: &ModuleIndex| {
        let examine = || {
            let mut found = docstrings(&lint, *module, reuse);
            if examines_types {
                found.extend(types(api, *module, files));
            }
            found
        };
        catch_unwind(AssertUnwindSafe(examine)).unwrap_or_else(|_| {
            let path = api.project.modules[*module].path.as_str();
            vec![internal_error("the docstrings could not be examined").in_file(path)]
        })
    };
    let modules: Vec<ModuleIndex> = api.modules.keys().copied().collect();
    settings.progress.begin(Stage::Examine, modules.len());
    with_workers(settings, modules.len(), || {
        let of_module = |module| settings.progress.count(|| of_module(module));
        modules.par_iter().flat_map_iter(of_module).collect()
    })
}

/// The findings about the docstrings of a module, taken from an earlier run where they are still right.
fn docstrings(lint: &Lint<'_, '_>, module: ModuleIndex, reuse: Option<&Reuse<'_>>) -> Vec<Diagnostic> {
    let Some(reuse) = reuse else {
        return lint.findings(module).0;
    };
    let make = || lint.findings(module);
    let holds = |asked: &Asked| lint.still_holds(asked);
    reuse
        .take_or_make(Kind::Findings, &lint.input(module), holds, make)
        .0
}

/// The types of a page that are not documented, with their places: a file is read again only where it has some.
fn types(api: &Api<'_>, module: ModuleIndex, files: &Files<'_>) -> Vec<Diagnostic> {
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
