//! Joins the stages: sources in, chapters and diagnostics out. The only user of rayon.

mod affected;
mod backlinks;
mod lints;
mod pages;
mod prose;
mod scan;

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use rayon::prelude::*;

use crate::book::GeneratedChapter;
use crate::cache::Cache;
use crate::config::{DocstringStyle, Settings, read_inventories};
use crate::diagnostic::{Code, Diagnostic};
use crate::discover::{DiscoverError, SourceFile, may_have_module};
use crate::docstring::Style;
use crate::inventory::Listed;
use crate::model::{DocstringPosition, Extracted, Module, ModuleKind, RuntimeNames};
use crate::prose::Chapter;
use crate::render::{
    self, Format, IndexPage, PageContent, PageIndex, PageRenderer, PlanOptions, RenderOptions, SitePlan,
    StyleSettings, Styles, TemplateError, Templates, Whole,
};
use crate::repository::{LinkOptions, source_links};
use crate::resolve::{Api, Project, ProjectModule, UnresolvedImport, merge_stub};
use scan::scan;

pub use affected::{Affected, affected};

/// What ends a run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sources were not found.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// A template of the book cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The worker threads cannot be started.
    #[error("cannot start {workers} worker threads: {reason}; set `performance.max-workers` to fewer")]
    Workers {
        /// How many were asked for.
        workers: usize,
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
}

/// What the pages are made for.
pub struct Target {
    /// The index page and the directory of the others.
    pub index: IndexPage,
    /// The format of the pages.
    pub format: Format,
    /// The path from the book's source directory to the book, such as `..`, if pages are to name their source
    /// files for mdBook's edit links.
    pub edit_base: Option<String>,
    /// The book's own templates, by name.
    pub templates: BTreeMap<String, String>,
    /// Whether the names for an inventory are wanted.
    pub lists_objects: bool,
}

/// The reference of a book.
pub struct Generated {
    /// The index with all pages below it.
    pub root: GeneratedChapter,
    /// The new texts of the author's chapters that change, by their number.
    pub prose: Vec<(usize, String)>,
    /// What was found, sorted and without repetition.
    pub diagnostics: Vec<Diagnostic>,
    /// The directories and files that were read.
    pub roots: Vec<PathBuf>,
    /// The facts of all sources.
    pub project: Project,
    /// Where the links to the source lead, or why there are none.
    pub source_notes: Vec<String>,
    /// How docstrings are read.
    pub styles: Styles,
    /// The names for an inventory; none where they are not wanted.
    pub objects: Vec<Listed>,
}

/// More threads than this only wait for each other.
const MOST_WORKERS: usize = 256;

/// Runs `work` on as many threads as the settings say, though not on more than there are jobs.
fn with_workers<T: Send>(
    settings: &Settings,
    jobs: usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Error> {
    let workers = settings.workers.min(jobs).clamp(1, MOST_WORKERS);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build();
    let failed = |error: rayon::ThreadPoolBuildError| Error::Workers {
        workers,
        reason: error.to_string(),
    };
    Ok(pool.map_err(failed)?.install(work))
}

/// Finds the sources, and extracts what is not in the cache.
pub fn load(settings: &Settings) -> Result<Loaded, Error> {
    let cache = Cache::open(&settings.cache);
    let mut scan = scan(settings, &cache)?;
    let results = scan.facts(settings, &cache)?;
    let found = scan.found;
    let mut diagnostics = found.diagnostics;
    diagnostics.extend(cache.finish());

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
    Ok(Loaded {
        project: Project::new(modules),
        diagnostics,
        roots: found.roots,
        files: found.files,
        styles,
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
        elsewhere: Vec::new(),
        runtime_names: RuntimeNames::default(),
    };
    let facts = Extracted {
        module,
        positions: Vec::new(),
        docstring: DocstringPosition::NOWHERE,
        export_places: Vec::new(),
        stub_imports: Vec::new(),
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

/// Makes the reference, and links the chapters that the author wrote with it.
pub fn generate(settings: &Settings, target: Target, chapters: &[Chapter<'_>]) -> Result<Generated, Error> {
    let templates = Templates::new(target.templates)?;
    let (inventories, unread) = read_inventories(&settings.inventories, &settings.book);
    let Loaded {
        project,
        mut diagnostics,
        roots,
        files,
        styles,
    } = load(settings)?;
    diagnostics.extend(unresolved_imports(settings, &project));
    diagnostics.extend(unread);
    let styles = Styles::new(&project, &styles);
    let (api, found) = Api::new(&project, settings.visibility);
    diagnostics.extend(found.into_iter().map(|(module, diagnostic)| {
        // One about something that only a stub has names the stub already.
        if diagnostic.path.is_empty() {
            diagnostic.in_file(project.modules[module].path.as_str())
        } else {
            diagnostic
        }
    }));
    let whole = Whole::new(&api, &styles, settings.pages.as_deref(), settings.backlinks);
    let plan = SitePlan::new(&api, &whole, plan_options(settings), target.index);
    let links = LinkOptions {
        book: &settings.discover.base,
        link: &settings.source_link,
        revision: settings.source_revision.as_deref(),
        address: settings.repository.as_deref(),
    };
    let (source_links, source_notes) = source_links(links, &files);
    let options = RenderOptions {
        format: target.format,
        html: settings.docstring_html,
        source_links,
        order: settings.order,
        inventories,
    };
    let renderer = PageRenderer::new(&api, &plan, &whole, &templates, &styles, options);
    let linked = linked(settings, &api, &renderer, chapters)?;
    let backlinks = backlinks::all(settings, (&api, &whole, &styles), &renderer, chapters, &linked)?;
    let renderer = renderer.with_backlinks(backlinks.as_ref());
    let files = pages::Files::new(&files, settings.discover.max_file_size);
    let (mut contents, found) = pages::render_all(settings, &renderer, plan.pages.len(), &files)?;
    diagnostics.extend(found);
    diagnostics.extend(lints::all(settings, &api, &renderer, &files)?);
    let mut prose = Vec::new();
    for (number, linked) in linked.into_iter().enumerate() {
        prose.extend(linked.text.map(|text| (number, text)));
        diagnostics.extend(linked.diagnostics);
    }
    let objects = if target.lists_objects {
        render::objects(&api, &plan)
    } else {
        Vec::new()
    };
    let root = chapter(&project, &plan, &mut contents, 0, target.edit_base.as_deref());
    Ok(Generated {
        root,
        prose,
        diagnostics: in_order(settings.levels.apply(diagnostics)),
        roots,
        project,
        source_notes,
        styles,
        objects,
    })
}

/// The findings about imports within the project. A module that is there and is not read explains the import: it is
/// compiled, or left out.
fn unresolved_imports(settings: &Settings, project: &Project) -> Vec<Diagnostic> {
    let is_explained = |found: &UnresolvedImport| {
        found.missing.as_ref().is_some_and(|(package, name)| {
            let package = project.modules[*package].path.as_str();
            may_have_module(&settings.discover, package, name)
        })
    };
    let found = project.unresolved_imports().into_iter();
    found
        .filter(|found| !is_explained(found))
        .map(|found| found.finding.in_file(project.modules[found.module].path.as_str()))
        .collect()
}

/// The names for an inventory, with the pages that a book has them on; no page is made.
pub fn objects(settings: &Settings, index: IndexPage) -> Result<Vec<Listed>, Error> {
    let Loaded { project, styles, .. } = load(settings)?;
    let styles = Styles::new(&project, &styles);
    let (api, _) = Api::new(&project, settings.visibility);
    let whole = Whole::new(&api, &styles, settings.pages.as_deref(), false);
    let plan = SitePlan::new(&api, &whole, plan_options(settings), index);
    Ok(render::objects(&api, &plan))
}

/// Which pages the settings ask for.
fn plan_options(settings: &Settings) -> PlanOptions {
    PlanOptions {
        granularity: settings.granularity,
        view_source: settings.view_source,
    }
}

/// The new text of each chapter that the author wrote, if it changes, and what was found in it.
fn linked<'p>(
    settings: &Settings,
    api: &Api<'p>,
    renderer: &PageRenderer<'_, 'p>,
    chapters: &[Chapter<'_>],
) -> Result<Vec<prose::Linked>, Error> {
    let link = |chapter: &Chapter<'_>| {
        catch_unwind(AssertUnwindSafe(|| prose::link(api, renderer, chapter))).unwrap_or_else(|_| {
            let found = internal_error("the references of a chapter could not be read");
            Ok(prose::Linked {
                text: None,
                diagnostics: vec![found.in_file(chapter.file.as_str())],
            })
        })
    };
    let linked: Result<Vec<_>, TemplateError> = with_workers(settings, chapters.len(), || {
        chapters.par_iter().map(link).collect()
    })?;
    Ok(linked?)
}

/// The reference without a book, with everything that there is to say about the sources and about the chapters of
/// the author. `templates` are the book's own, by name.
pub fn inspect(
    settings: &Settings,
    templates: BTreeMap<String, String>,
    chapters: &[Chapter<'_>],
) -> Result<Generated, Error> {
    let index = IndexPage {
        name: settings.title.clone(),
        path: "api.md".to_owned(),
        directory: "api".to_owned(),
    };
    let target = Target {
        index,
        format: Format::Html,
        edit_base: None,
        templates,
        lists_objects: false,
    };
    generate(settings, target, chapters)
}

fn chapter(
    project: &Project,
    plan: &SitePlan,
    contents: &mut [String],
    page: PageIndex,
    edit_base: Option<&str>,
) -> GeneratedChapter {
    let planned = &plan.pages[page];
    let source = match planned.content {
        PageContent::Modules(ref modules) => modules.first().copied(),
        PageContent::Entry(module, _) | PageContent::Source(module, _) => Some(module),
        _ => None,
    };
    let path = source
        .map(|module| project.modules[module].path.as_str())
        .filter(|path| !path.is_empty());
    GeneratedChapter {
        name: planned.name.clone(),
        content: std::mem::take(&mut contents[page]),
        path: planned.path.clone(),
        source_path: edit_base.and_then(|base| Some(format!("{base}/{}", path?))),
        children: planned
            .children
            .iter()
            .map(|child| chapter(project, plan, contents, *child, edit_base))
            .collect(),
    }
}

/// Findings by file and place, the same one once.
pub fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort();
    diagnostics.dedup();
    diagnostics
}
