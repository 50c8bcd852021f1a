//! Joins the stages: sources in, chapters and diagnostics out. The only user of rayon.

mod affected;
mod alike;
mod backlinks;
mod catalog;
mod coverage;
mod essence;
mod generate;
mod history;
mod ignores;
mod known;
mod lints;
mod pages;
mod planned;
mod prose;
mod reuse;
mod scan;
mod shared;
mod shortcut;
mod slices;
mod snapshot;
mod stats;
#[cfg(test)]
mod tests;
mod workers;

use std::collections::HashMap;
use std::path::PathBuf;

use thin_vec::ThinVec;

use crate::cache::Cache;
use crate::config::{DocstringStyle, Settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::discover::{DiscoverError, SourceFile};
use crate::docstring::Style;
use crate::model::{DocstringPosition, Extracted, Module, ModuleKind, Positions, RuntimeNames};
use crate::progress::Stage;
use crate::render::{PlanOptions, StyleSettings, Styles};
use crate::resolve::{Api, Project, ProjectModule, merge_stub};
use ignores::Ignores;
use scan::{Scan, scan_beside};
use stats::Watch;
use workers::{fitting, with_workers};

pub use affected::{Affected, affected};
pub use catalog::{Shown, catalog, show};
pub use coverage::{Defined, defined};
pub use generate::{Generated, Target, generate, inspect, objects};
pub use known::{FactKeys, Known};
pub use planned::{Planned, planned};
pub use slices::SliceCache;
pub use stats::{Phase, Slow, Stats};
pub use workers::{Threads, in_parallel};

/// What ends a run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sources were not found.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// The worker threads cannot be started.
    #[error("cannot start threads: {reason}; set `--jobs` or `performance.max-workers` to fewer")]
    Workers {
        /// What the system said.
        reason: String,
    },
}

/// The facts of all sources.
pub struct Loaded {
    /// The facts.
    pub project: Project,
    /// What was found, in no order yet.
    pub diagnostics: Vec<Diagnostic>,
    /// The directories and files that were read.
    pub roots: Vec<PathBuf>,
    /// The files, ordered by module.
    pub files: Vec<SourceFile>,
    /// The styles that the settings name.
    pub styles: StyleSettings,
    /// The keys of the facts, where another version may be read beside this one.
    pub keys: FactKeys,
    /// Whether a file was changed while the sources were read.
    has_changed: bool,
    /// What was done for it.
    pub stats: Stats,
}

/// Finds the sources, and extracts what is not in the cache.
pub fn load(settings: &Settings) -> Result<Loaded, Error> {
    load_beside(None, settings)
}

/// The same beside a version whose facts are `known`.
pub fn load_beside(known: Option<&Known<'_>>, settings: &Settings) -> Result<Loaded, Error> {
    let cache = Cache::open(&settings.cache);
    let mut watch = Watch::start();
    let python = scan::python(settings);
    let scan = scan_beside(known, settings, python, &cache, &mut watch)?;
    let mut stats = scan.stats();
    let keys = scan.keys();
    let settings = &fitting(settings, scan::expected_bytes(&scan.found.files));
    let mut loaded = read(settings, scan, &cache, &mut watch)?;
    loaded.keys = keys;
    stats.resolved = true;
    watch.serial("resolve");
    Ignores::new(&loaded.project).apply(&mut loaded.diagnostics);
    loaded.diagnostics.extend(cache.finish());
    watch.serial("save");
    watch.finish(&mut stats);
    loaded.stats = stats;
    Ok(loaded)
}

/// What was worked out of an API, without its pages.
pub struct Listing<T> {
    /// That.
    pub made: T,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// What was done for it.
    pub stats: Stats,
}

/// Works something out of the API of all sources.
fn with_api<T>(settings: &Settings, make: impl FnOnce(&Api<'_>, &Styles) -> T) -> Result<Listing<T>, Error> {
    let loaded = load(settings)?;
    let styles = Styles::new(&loaded.project, &loaded.styles);
    let (api, _) = Api::new(&loaded.project, settings.visibility);
    Ok(Listing {
        made: make(&api, &styles),
        diagnostics: in_order(settings.levels.apply(loaded.diagnostics)),
        stats: loaded.stats,
    })
}

/// Takes the facts of files from the cache, and extracts those that it has not.
fn read(settings: &Settings, mut scan: Scan<'_>, cache: &Cache, watch: &mut Watch) -> Result<Loaded, Error> {
    let results = scan.facts(settings, cache, &watch.files)?;
    watch.parallel("read");
    settings.progress.begin(Stage::Resolve, 0);
    let found = scan.found;
    let mut diagnostics = found.diagnostics;

    let mut modules: Vec<ProjectModule> = Vec::with_capacity(results.len());
    let styles = StyleSettings {
        book: settings.style,
        sources: source_styles(&found.files, &settings.source_styles),
    };
    for (file, result) in found.files.iter().zip(results) {
        match result {
            Ok(mut facts) => {
                let own = std::mem::take(&mut facts.diagnostics);
                diagnostics.extend(
                    own.into_iter()
                        .map(|diagnostic| diagnostic.in_file(file.display.as_str())),
                );
                add_module(&mut modules, facts, file);
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    let namespaces = found.namespaces.into_iter().map(namespace);
    modules.extend(namespaces);
    let project = Project::new(modules);
    Ok(Loaded {
        project,
        diagnostics,
        roots: found.roots,
        files: found.files,
        styles,
        keys: FactKeys::default(),
        has_changed: scan.has_changed,
        stats: Stats::default(),
    })
}

/// The styles of the sources that have one of their own, by module.
fn source_styles(files: &[SourceFile], styles: &[Option<DocstringStyle>]) -> HashMap<String, Option<Style>> {
    let of = |file: &SourceFile| {
        let style = styles.get(file.source).copied().flatten()?;
        Some((file.module.to_string(), style.style()))
    };
    files.iter().filter_map(of).collect()
}

/// Files come sorted by module, a module before its stub.
fn add_module(modules: &mut Vec<ProjectModule>, facts: Extracted, file: &SourceFile) {
    match modules
        .last_mut()
        .filter(|last| file.is_stub && *last.name() == facts.module.name)
    {
        Some(source) => {
            merge_stub(&mut source.facts, facts);
            source.stub_path = file.display.clone();
        }
        None => modules.push(ProjectModule {
            facts,
            path: file.display.clone(),
            stub_path: String::new(),
        }),
    }
}

fn namespace(name: crate::name::ModuleName) -> ProjectModule {
    let module = Module {
        name,
        kind: ModuleKind::Namespace,
        docstring: None,
        exports: None,
        members: Vec::new(),
        replaced_imports: Vec::new(),
        elsewhere: ThinVec::new(),
        runtime_names: RuntimeNames::default(),
    };
    let facts = Extracted {
        module,
        positions: Positions::default(),
        docstring: DocstringPosition::NOWHERE,
        export_places: Vec::new(),
        stub_imports: Vec::new(),
        ignores: Vec::new(),
        diagnostics: Vec::new(),
    };
    ProjectModule {
        facts,
        path: String::new(),
        stub_path: String::new(),
    }
}

fn internal_error(what: &str) -> Diagnostic {
    let message = format!("{what}: this is a bug in mdbook-autodoc");
    Diagnostic::new(Code::InternalError, message).help("please report it, with the file if you can")
}

/// Which pages the settings ask for.
fn plan_options(settings: &Settings) -> PlanOptions {
    PlanOptions {
        granularity: settings.granularity,
        view_source: settings.view_source,
    }
}

/// Findings by file and place, the same one once.
pub fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort();
    diagnostics.dedup();
    diagnostics
}
