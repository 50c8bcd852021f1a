//! The reference of a book: taken from an earlier run where nothing has changed since, else made, page by page from
//! what earlier runs have left.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use rayon::prelude::*;

use super::alike::Alike;
use super::history::{Past, Releases};
use super::ignores::Ignores;
use super::pages::{Kept, Rendered};
use super::reuse::Reuse;
use super::scan::{Scan, scan};
use super::shortcut::{self, FileDigests, Record, Shortcut, Words};
use super::snapshot::{Sight, Snapshot};
use super::stats::{Stats, Watch};
use super::workers::fitting;
use super::{
    Error, Loaded, backlinks, in_order, internal_error, lints, pages, plan_options, prose, read, with_api,
    with_workers,
};
use crate::book::{GeneratedChapter, PageText, Spill};
use crate::cache::{Cache, CacheOptions, Key, Kind};
use crate::config::{InventoryFiles, Settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::{BUILD, Bytes};
use crate::discover::may_have_module;
use crate::inventory::Body;
use crate::progress::Stage;
use crate::prose::Chapter;
use crate::render::{
    self, Format, IndexPage, PackageStyle, PageContent, PageIndex, PageRenderer, RenderOptions, SitePlan,
    SourceLinks, StyleSettings, Styles, TemplateFault, Templates, Whole,
};
use crate::repository::{LinkOptions, source_links};
use crate::resolve::{Api, ModuleIndex, Project, UnresolvedImport};
use crate::text::Location;

/// What the pages are made for.
#[derive(Debug)]
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
    /// Whether it is wanted how the docstrings are read.
    pub reports_styles: bool,
    /// Whether the pages are wanted, and not only what is found in the sources and the chapters.
    pub makes_pages: bool,
}

impl Target {
    /// Pages of our own templates, and nothing beside them.
    pub fn new(index: IndexPage, format: Format) -> Self {
        Self {
            index,
            format,
            edit_base: None,
            templates: BTreeMap::new(),
            lists_objects: false,
            reports_styles: false,
            makes_pages: true,
        }
    }

    /// Whether it is seen where links to the source lead: on pages, or with what else is to be told.
    fn shows_source_links(&self) -> bool {
        self.makes_pages || self.reports_styles
    }
}

/// The reference of a book.
pub struct Generated {
    /// The index with all pages below it; an empty one where pages are not wanted.
    pub root: GeneratedChapter,
    /// The new texts of the author's chapters that change, by their number.
    pub prose: Vec<(usize, String)>,
    /// What was found, sorted and without repetition.
    pub diagnostics: Vec<Diagnostic>,
    /// The directories and files that were read.
    pub roots: Vec<PathBuf>,
    /// Where the links to the source lead, or why there are none.
    pub source_notes: Vec<String>,
    /// How docstrings are read; nothing where that is not wanted.
    pub styles: Vec<PackageStyle>,
    /// The names for an inventory; none where they are not wanted.
    pub objects: Body,
    /// What was done for it.
    pub stats: Stats,
}

/// Makes the reference, and links the chapters that the author wrote with it.
pub fn generate(settings: &Settings, target: Target, chapters: &[Chapter<'_>]) -> Result<Generated, Error> {
    generate_with(Cache::open(&settings.cache), settings, target, chapters)
}

/// The same with a cache that was opened already.
pub(super) fn generate_with(
    cache: Cache,
    settings: &Settings,
    target: Target,
    chapters: &[Chapter<'_>],
) -> Result<Generated, Error> {
    let mut watch = Watch::start();
    let scan = scan(settings, &cache, &mut watch)?;
    let found = scan.stats();
    let settings = &fitting(settings, found.bytes);
    let roots = scan.found.roots.clone();
    let links = LinkOptions {
        book: &settings.discover.base,
        link: &settings.source_link,
        revision: settings.source_revision.as_deref(),
        address: settings.repository.as_deref(),
    };
    let links = target.shows_source_links().then_some(links);
    let links = links.map(|links| source_links(links, &scan.found.files));
    let (source_links, source_notes) = links.unwrap_or_default();
    let keeps_runs = settings.keeps.runs && cache.is_on() && !target.reports_styles;
    let inventories = InventoryFiles::read(&settings.inventories, &settings.book);
    let outside = Outside {
        source_links,
        inventories,
        releases: Releases::find(settings),
    };
    let (keys, sight) = keeps_runs
        .then(|| Keys::new(settings, &target, chapters, &scan, &outside))
        .unzip();
    watch.serial("compare");
    let mut known = keys.and_then(|keys| take(settings, &cache, &keys.run));
    watch.parallel("take");
    let sees_lines = !outside.source_links.is_empty() || !target.templates.is_empty();
    let sight = sight.filter(|_| known.is_none() && !sees_bytes(settings));
    let mut alike = None;
    if let Some((keys, sight)) = keys.zip(sight) {
        let essences = scan.essences(settings, &cache)?;
        alike = essences.map(|essences| Alike::new(sight, &scan, &essences, sees_lines));
        if let Some(other) = alike.as_ref().and_then(|alike| alike.find(&cache)) {
            known = take(settings, &cache, &other);
            if known.is_some() {
                Snapshot::keep_as(&cache, &keys.run, other);
            }
        }
        watch.parallel("see");
    }
    let mut generated = match known {
        Some(generated) => generated,
        None => make(
            (settings, &cache),
            target,
            chapters,
            scan,
            outside,
            (keys, alike),
            &mut watch,
        )?,
    };
    let problem = settings.levels.apply(cache.finish().into_iter().collect());
    if !problem.is_empty() {
        generated.diagnostics.extend(problem);
        generated.diagnostics = in_order(generated.diagnostics);
    }
    generated.roots = roots;
    generated.source_notes = source_notes;
    watch.serial("save");
    generated.stats = Stats {
        files: found.files,
        bytes: found.bytes,
        extracted: found.extracted,
        cached: found.cached,
        skipped: found.skipped,
        ..generated.stats
    };
    watch.finish(&mut generated.stats);
    Ok(generated)
}

/// What is known beside the sources.
struct Outside<'s> {
    source_links: SourceLinks,
    inventories: InventoryFiles<'s>,
    releases: Option<Releases>,
}

/// What the result of a run stands under.
#[derive(Clone, Copy)]
struct Keys {
    /// The digest of everything but the files and the chapters of the author.
    given: Key,
    /// The key of the run: everything that decides what comes out.
    run: Key,
}

impl Keys {
    /// The keys, and what the run sees beside the files.
    fn new(
        settings: &Settings,
        target: &Target,
        chapters: &[Chapter<'_>],
        scan: &Scan<'_>,
        outside: &Outside<'_>,
    ) -> (Self, Sight) {
        let mut sight = Sight::default();
        sight.add(BUILD);
        // How it is worked out changes nothing.
        sight.add_debug(&Settings {
            workers: 1,
            cache: CacheOptions::default(),
            ..settings.clone()
        });
        sight.add_debug(target);
        sight.add_debug(&outside.source_links);
        sight.add(&outside.inventories.digest());
        if let Some(releases) = &outside.releases {
            releases.add_to(&mut sight);
        }
        let given = sight.key();
        for chapter in chapters {
            sight.add(&(&chapter.name, &chapter.path, &chapter.file, chapter.text));
        }
        let mut all = sight.clone();
        scan.add_to(&mut all);
        let keys = Self {
            given,
            run: all.key(),
        };
        (keys, sight)
    }
}

/// Whether a run looks at the files again after it has their facts.
fn sees_bytes(settings: &Settings) -> bool {
    settings.view_source || !settings.levels.allows(Code::UndocumentedType)
}

/// The result of an earlier run, if all of it is still there.
fn take(settings: &Settings, cache: &Cache, key: &Key) -> Option<Generated> {
    let snapshot = Snapshot::find(cache, key)?;
    let is_as_it_was = |(package, name, was_there): &(String, String, bool)| {
        may_have_module(&settings.discover, package, name) == *was_there
    };
    if !snapshot.unread.iter().all(is_as_it_was) {
        return None;
    }
    let pages = snapshot.len();
    Some(Generated {
        root: snapshot.root(settings, cache)?,
        prose: snapshot.prose,
        diagnostics: snapshot.diagnostics,
        roots: Vec::new(),
        source_notes: Vec::new(),
        styles: Vec::new(),
        objects: snapshot.objects,
        stats: Stats {
            pages,
            reused: pages,
            ..Stats::default()
        },
    })
}

/// Makes the reference, and keeps it under the key of the run.
fn make(
    (settings, cache): (&Settings, &Cache),
    target: Target,
    chapters: &[Chapter<'_>],
    scan: Scan<'_>,
    outside: Outside<'_>,
    (keys, alike): (Option<Keys>, Option<Alike>),
    watch: &mut Watch,
) -> Result<Generated, Error> {
    let file_digests = scan.file_digests();
    let (releases, findings) = match outside.releases {
        Some(releases) if target.makes_pages => (Some(releases), Vec::new()),
        releases => (
            None,
            releases.map(|releases| releases.findings()).unwrap_or_default(),
        ),
    };
    let past = releases.as_ref().map(|releases| Past::new(releases, &scan));
    let mut given = Bytes::default();
    given.add(&(BUILD, &target.templates, outside.inventories.digest()));
    let templates = Templates::new(target.templates);
    let (inventories, unread) = outside.inventories.parse();
    let mut loaded = read(settings, scan, cache, watch)?;
    loaded.diagnostics.extend(unread.into_iter().chain(findings));
    let project = std::mem::take(&mut loaded.project);
    let has_shortcut = settings.keeps.pages && cache.is_on() && !settings.backlinks;
    let given_key = keys.filter(|_| has_shortcut).map(|keys| keys.given);
    let mut resolved = resolve(settings, &project, &loaded.styles, given_key.as_ref())?;
    loaded.diagnostics.append(&mut resolved.diagnostics);
    watch.serial("resolve");
    let (api, styles) = (&resolved.api, &resolved.styles);
    let told = past.map(|past| past.told(settings, cache, api)).transpose()?;
    let history = told.map(|told| {
        loaded.diagnostics.extend(told.diagnostics);
        // The key of the run does not tell that something is missing which should be there.
        loaded.has_changed |= told.is_damaged;
        watch.parallel("history");
        told.history
    });
    let whole = if target.makes_pages {
        Whole::new(api, styles, settings.pages.as_deref(), settings.backlinks)
    } else {
        Whole::new(api, styles, Some(&[]), false)
    };
    let plan = SitePlan::new(api, &whole, plan_options(settings), target.index);
    watch.serial("plan");
    let options = RenderOptions {
        format: target.format,
        html: settings.docstring_html,
        source_links: outside.source_links,
        order: settings.order,
        inventories,
    };
    given.add(&(options.format, options.html, options.order));
    let site = Site {
        resolved: &resolved,
        templates: &templates,
        whole: &whole,
        plan: &plan,
        file_digests,
        alike,
        edit_base: target.edit_base,
        lists_objects: target.lists_objects,
        reports_styles: target.reports_styles,
        makes_pages: target.makes_pages,
    };
    let renderer =
        PageRenderer::new(api, &plan, &whole, &templates, styles, &options).with_history(history.as_ref());
    let reuse = (settings.keeps.pages && cache.is_on()).then(|| Reuse::new(cache, &given));
    let made = write(
        (settings, cache),
        &site,
        renderer,
        chapters,
        loaded,
        (keys, reuse),
        watch,
    )?;
    drop(site);
    let modules = project.modules.len();
    let api = resolved.api;
    with_workers(settings, modules, || {
        rayon::join(|| drop(api), || drop((whole, plan)))
    })?;
    with_workers(settings, modules, || {
        project.modules.into_par_iter().for_each(drop);
    })?;
    watch.parallel("put away");
    Ok(made)
}

/// The reference before its pages are written.
struct Site<'a, 'p> {
    resolved: &'a Resolved<'p>,
    templates: &'a Templates,
    whole: &'a Whole<'p>,
    plan: &'a SitePlan,
    file_digests: FileDigests,
    alike: Option<Alike>,
    edit_base: Option<String>,
    lists_objects: bool,
    reports_styles: bool,
    makes_pages: bool,
}

/// Writes all pages and links the chapters of the author, and keeps the result.
fn write<'p>(
    (settings, cache): (&Settings, &Cache),
    site: &Site<'_, 'p>,
    renderer: PageRenderer<'_, 'p>,
    chapters: &[Chapter<'_>],
    loaded: Loaded,
    (keys, reuse): (Option<Keys>, Option<Reuse<'_>>),
    watch: &mut Watch,
) -> Result<Generated, Error> {
    let Site {
        resolved: Resolved { api, styles, .. },
        whole,
        plan,
        ..
    } = site;
    let mut diagnostics = loaded.diagnostics;
    let linked = linked(settings, api, &renderer, chapters)?;
    let backlinks = if site.makes_pages {
        backlinks::all(settings, (api, whole, styles), &renderer, chapters, &linked)?
    } else {
        None
    };
    let renderer = renderer.with_backlinks(backlinks.as_ref());
    watch.parallel("link chapters");
    let files = pages::Texts::new(&loaded.files, &settings.discover);
    let words = Words {
        project: api.project,
        files: &site.file_digests,
        deprecated: whole.deprecated_digest(),
    };
    let pages_key = site.resolved.pages_key;
    let known = pages_key.and_then(|key| Shortcut::find(cache, &key, words));
    let pages_key = pages_key.filter(|_| known.is_none());
    let kept = reuse.as_ref().map(|reuse| Kept {
        reuse,
        shortcut: known.as_ref(),
    });
    let spill = Spill::new(cache.directory());
    let rendered = if site.makes_pages {
        let rendered = pages::render_all(settings, (&renderer, plan), &files, kept, (&spill, &watch.pages))?;
        watch.parallel("render");
        rendered
    } else {
        Rendered::none()
    };
    let pages = rendered.texts.len();
    diagnostics.extend(rendered.diagnostics);
    let faults = site.templates.faults();
    let has_faults = !faults.is_empty();
    diagnostics.extend(faults.into_iter().map(|fault| template_finding(settings, fault)));
    let examined = lints::all(settings, api, &renderer, &files, kept)?;
    let in_docstrings = examined.docstrings.iter().flat_map(|(_, found)| found);
    diagnostics.extend(in_docstrings.cloned());
    diagnostics.extend(examined.others);
    watch.parallel("examine");
    let mut prose = Vec::new();
    for (number, linked) in linked.into_iter().enumerate() {
        prose.extend(linked.text.map(|text| (number, text)));
        diagnostics.extend(linked.diagnostics);
    }
    let mut ignores = Ignores::new(api.project);
    ignores.apply(&mut diagnostics);
    diagnostics.extend(ignores.unused(&settings.levels));
    let reports = site.reports_styles.then(|| styles.report(api.project));
    let objects = site
        .lists_objects
        .then(|| compressed(cache, &render::objects(api, plan)));
    let mut texts = rendered.texts;
    let generated = Generated {
        root: if site.makes_pages {
            chapter(api.project, plan, &mut texts, 0, site.edit_base.as_deref())
        } else {
            GeneratedChapter::default()
        },
        prose,
        diagnostics: in_order(settings.levels.apply(diagnostics)),
        roots: Vec::new(),
        source_notes: Vec::new(),
        styles: reports.unwrap_or_default(),
        objects: objects.unwrap_or_default(),
        stats: Stats {
            resolved: true,
            pages,
            rendered: pages - rendered.reused,
            reused: rendered.reused,
            affected: rendered.affected,
            ..Stats::default()
        },
    };
    // The key tells what the files were when they were found.
    let is_of_key = !loaded.has_changed && !files.have_changed() && !has_faults;
    if let Some((keys, texts)) = keys.zip(rendered.keys).filter(|_| is_of_key) {
        if let Some(key) = pages_key.filter(|_| examined.is_whole) {
            let pages = plan.pages.iter().zip(&texts).zip(rendered.shown);
            let pages = pages.map(|((page, key), shown)| (page, *key, shown));
            cache.put(&key, &Record::new(words, pages, &examined.docstrings));
        }
        let source_path = |page| source_path(api.project, plan, page, site.edit_base.as_deref());
        let looked_for = &site.resolved.looked_for;
        let snapshot = Snapshot::new(&generated, plan, texts, source_path, looked_for.clone());
        snapshot.keep(cache, &keys.run);
        if let Some(alike) = &site.alike {
            alike.keep(cache, keys.run, &generated.diagnostics);
        }
    }
    watch.serial("keep");
    Ok(generated)
}

/// What names lead to, and what is found on the way.
struct Resolved<'p> {
    api: Api<'p>,
    styles: Styles,
    /// The modules that were looked for beside those that are read.
    looked_for: Vec<(String, String, bool)>,
    /// The key of the pages that are made with the interface of the project, where they are kept.
    pages_key: Option<Key>,
    diagnostics: Vec<Diagnostic>,
}

/// Puts the project together. What does not need each other is done at once.
fn resolve<'p>(
    settings: &Settings,
    project: &'p Project,
    styles: &StyleSettings,
    given: Option<&Key>,
) -> Result<Resolved<'p>, Error> {
    let beside = || {
        let styles = Styles::new(project, styles);
        let pages_key = given.map(|given| shortcut::key(given, project, &styles));
        (styles, pages_key, unresolved_imports(settings, project))
    };
    let ((api, found), (styles, pages_key, unresolved)) =
        with_workers(settings, project.modules.len(), || {
            rayon::join(|| Api::new(project, settings.visibility), beside)
        })?;
    let (mut diagnostics, looked_for) = unresolved;
    diagnostics.extend(placed(project, found));
    Ok(Resolved {
        api,
        styles,
        looked_for,
        pages_key,
        diagnostics,
    })
}

/// The finding about a template of the book.
fn template_finding(settings: &Settings, fault: TemplateFault) -> Diagnostic {
    let path = settings.templates.join(&fault.name);
    let shown = path.strip_prefix(&settings.book).unwrap_or(&path);
    let found = Diagnostic::new(Code::BrokenTemplate, fault.message)
        .in_file(shown.to_string_lossy().replace('\\', "/"))
        .help("the template that comes with the program takes its place");
    match fault.line {
        Some(line) => found.at(Location {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
        }),
        None => found,
    }
}

/// Findings about modules, each with the file of its module. One about something that only a stub has names the stub
/// already.
fn placed(project: &Project, found: Vec<(ModuleIndex, Diagnostic)>) -> impl Iterator<Item = Diagnostic> {
    found.into_iter().map(|(module, diagnostic)| {
        if diagnostic.path.is_empty() {
            diagnostic.in_file(project.modules[module].path.as_str())
        } else {
            diagnostic
        }
    })
}

/// The findings about imports within the project, and the modules that were looked for beside those that are read. A
/// module that is there and is not read explains the import: it is compiled, or left out.
fn unresolved_imports(
    settings: &Settings,
    project: &Project,
) -> (Vec<Diagnostic>, Vec<(String, String, bool)>) {
    let mut looked_for = Vec::new();
    let mut is_explained = |found: &UnresolvedImport| {
        let Some((package, name)) = &found.missing else {
            return false;
        };
        let package = project.modules[*package].path.as_str();
        let is_there = may_have_module(&settings.discover, package, name);
        looked_for.push((package.to_owned(), name.clone(), is_there));
        is_there
    };
    let found = project.unresolved_imports().into_iter();
    let found = found
        .filter(|found| !is_explained(found))
        .map(|found| found.finding.in_file(project.modules[found.module].path.as_str()))
        .collect();
    (found, looked_for)
}

/// The lines of an inventory compressed, or what was kept of equal ones: that takes longer than to make the lines.
fn compressed(cache: &Cache, lines: &str) -> Body {
    let key = Key::new(Kind::Inventory, &[lines.as_bytes()]);
    cache.get(&key).unwrap_or_else(|| {
        let body = Body::new(lines);
        cache.put(&key, &body);
        body
    })
}

/// The names for an inventory, with the pages that a book has them on, and what was done for it; no page is made.
pub fn objects(settings: &Settings, index: IndexPage) -> Result<(Body, Stats), Error> {
    let known = with_api(settings, |api, styles| {
        let whole = Whole::new(api, styles, settings.pages.as_deref(), false);
        let plan = SitePlan::new(api, &whole, plan_options(settings), index);
        Body::new(&render::objects(api, &plan))
    })?;
    Ok((known.made, known.stats))
}

/// The new text of each chapter that the author wrote, if it changes, and what was found in it.
fn linked<'p>(
    settings: &Settings,
    api: &Api<'p>,
    renderer: &PageRenderer<'_, 'p>,
    chapters: &[Chapter<'_>],
) -> Result<Vec<prose::Linked>, Error> {
    settings.progress.begin(Stage::Link, chapters.len());
    let link = |chapter: &Chapter<'_>| {
        catch_unwind(AssertUnwindSafe(|| prose::link(api, renderer, chapter))).unwrap_or_else(|_| {
            let found = internal_error("the references of a chapter could not be read");
            prose::Linked {
                text: None,
                diagnostics: vec![found.in_file(chapter.file.as_str())],
            }
        })
    };
    with_workers(settings, chapters.len(), || {
        let chapters = chapters.par_iter();
        chapters
            .map(|chapter| settings.progress.count(|| link(chapter)))
            .collect()
    })
}

/// Everything that there is to say about the sources and about the chapters of the author. `templates` are the book's
/// own, by name; `reports_styles` asks how docstrings are read. Pages are made only to try templates: all else is found
/// without them.
pub fn inspect(
    settings: &Settings,
    templates: BTreeMap<String, String>,
    chapters: &[Chapter<'_>],
    reports_styles: bool,
) -> Result<Generated, Error> {
    let target = Target {
        makes_pages: !templates.is_empty(),
        templates,
        reports_styles,
        ..Target::new(IndexPage::beside_chapters(&settings.title), Format::Html)
    };
    generate(settings, target, chapters)
}

fn chapter(
    project: &Project,
    plan: &SitePlan,
    contents: &mut [PageText],
    page: PageIndex,
    edit_base: Option<&str>,
) -> GeneratedChapter {
    let planned = &plan.pages[page];
    GeneratedChapter {
        name: planned.name.clone(),
        content: std::mem::take(&mut contents[page]),
        path: planned.path.clone(),
        source_path: source_path(project, plan, page, edit_base),
        children: planned
            .children
            .iter()
            .map(|child| chapter(project, plan, contents, *child, edit_base))
            .collect(),
    }
}

/// The file that a page documents, as seen from the chapters of the book, by way of the page itself.
///
/// mdBook makes a link of it, where a browser takes each `..` together with what is in front of it; and it goes by how it
/// begins where book.toml says what of the book is searched. So what is said there of a page holds with such links and without.
fn source_path(
    project: &Project,
    plan: &SitePlan,
    page: PageIndex,
    edit_base: Option<&str>,
) -> Option<String> {
    let module = match plan.pages[page].content {
        PageContent::Modules(ref modules) => *modules.first()?,
        PageContent::Entry(module, _) | PageContent::Source(module, _) => module,
        _ => return None,
    };
    let path = project.modules[module].path.as_str();
    let base = edit_base.filter(|_| !path.is_empty())?;
    let page = plan.pages[page].path.as_str();
    let way_back = "../".repeat(page.split('/').count());
    Some(format!("{page}/{way_back}{base}/{path}"))
}
