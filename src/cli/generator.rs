//! The reference of a book, as both hosts ask for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_USAGE, Failure, assets, inventory, report, search_index};
use crate::book::{Context, Generate, Made, Place};
use crate::cache::CacheOptions;
use crate::config::{Config, Settings, locate_key};
use crate::discover::DiscoverError;
use crate::driver::{self, Target};
use crate::name::count;
use crate::prose::Chapter;
use crate::render::{Format, IndexPage, template_names};

/// Makes the reference and prints what was found on the way.
pub(super) struct Generator {
    /// The directory that sources are relative to, where that is not the book's own.
    pub(super) base: Option<PathBuf>,
    /// What the command line says about the run.
    pub(super) run: RunArguments,
    /// What is kept between runs, where that is not what the book says.
    pub(super) cache: Option<CacheOptions>,
    /// Takes what else comes of a run that is ours alone, and not mdBook's.
    pub(super) outcome: Option<Rc<RefCell<Outcome>>>,
}

/// What comes of a run beside the pages.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The inventory of what the HTML pages document.
    pub(super) inventory: Option<Vec<u8>>,
    /// The directories and files that were read.
    pub(super) roots: Vec<PathBuf>,
}

impl Generate for Generator {
    fn title(&self, context: &Context) -> Result<String, anyhow::Error> {
        Ok(config(context, &self.run)?.title)
    }

    fn generate(
        &self,
        context: &Context,
        place: &Place,
        prose: &[Chapter<'_>],
    ) -> Result<Made, anyhow::Error> {
        let root = self.base.as_deref().unwrap_or(&context.root);
        let mut settings = Settings::new(config(context, &self.run)?, root);
        settings.repository = context.repository_url().map(str::to_owned);
        if let Some(cache) = &self.cache {
            settings.cache.clone_from(cache);
        }
        self.run.apply(&mut settings)?;
        let target = Target {
            index: index_page(&settings.title, place),
            format: Format::for_renderer(&context.renderer),
            edit_base: context.edit_url_template().map(|_| way_up(context)),
            templates: own_templates(&settings.templates, &self.run)?,
            lists_objects: self.outcome.is_some() && context.renderer == "html",
            reports_styles: self.run.verbose > 0,
            makes_pages: true,
        };
        // An API book's book.toml is our own.
        let book = self.base.is_none().then_some(context.root.as_path());
        let failed = |error: driver::Error| failure(&error, book, &self.run);
        // A README was not written for this book.
        let prose = if self.base.is_none() { prose } else { &[] };
        let progress = self.run.show_progress(&settings);
        let generated = driver::generate(&settings, target, prose);
        drop(progress);
        let mut generated = generated.map_err(failed)?;
        if let Some(outcome) = &self.outcome {
            let outcome = &mut *outcome.borrow_mut();
            outcome.roots.extend(generated.roots.iter().cloned());
            if context.renderer == "html" {
                let bytes = inventory::bytes(&settings, context, &generated.objects);
                outcome.inventory = Some(bytes);
            }
        }
        if self.base.is_none() && context.renderer == "html" {
            let bytes = generated.stats.bytes;
            let advice = search_index::advice(&settings, context, &place.prefix, bytes);
            generated.diagnostics.extend(advice);
        }
        assets::update(context, &self.run)?;
        report::styles(&generated, self.run.verbose);
        report::source_links(&generated, self.run.verbose);
        report::brief(&generated.diagnostics, self.run.least_severity());
        self.run.account(&generated.stats, &settings);
        refuse_denied(&settings, &generated)?;
        if context.is_serve() && self.outcome.is_none() {
            advise_watching(context, &generated.roots, &self.run);
        }
        Ok(Made {
            root: generated.root,
            prose: generated.prose,
        })
    }
}

/// Ends a build that has findings which the settings do not allow.
fn refuse_denied(settings: &Settings, generated: &driver::Generated) -> Result<(), Failure> {
    let codes = generated.diagnostics.iter().map(|found| found.code);
    let denied: Vec<&str> = codes
        .filter(|code| settings.levels.denies(*code))
        .map(|code| code.as_str())
        .collect();
    let Some(first) = denied.first() else {
        return Ok(());
    };
    let number = count(denied.len(), "finding");
    let message =
        format!("{number} at the level `deny`, such as `{first}`, in `lints` of [preprocessor.autodoc]");
    Err(Failure::new(EXIT_FINDINGS, message))
}

/// The configuration of a book, or what is wrong with it and where.
pub(super) fn config(context: &Context, run: &RunArguments) -> Result<Config, Failure> {
    run.config(context.options(), |key| place(&context.root, key))
}

/// `book.toml:LINE:COLUMN: ` of a key of `[preprocessor.autodoc]`; empty where the file does not have it.
fn place(book: &Path, key: &str) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "book.toml is read again to show the place of the mistake"
    )]
    let text = std::fs::read_to_string(book.join("book.toml")).unwrap_or_default();
    locate_key(&text, key).map_or_else(String::new, |location| {
        format!("book.toml:{}:{}: ", location.line, location.column)
    })
}

/// A failed run, with its exit code, and with the place of the key that it comes from.
pub(super) fn failure(error: &driver::Error, book: Option<&Path>, run: &RunArguments) -> Failure {
    let code = match error {
        driver::Error::Discover(DiscoverError::UnreadableSource { .. }) | driver::Error::Workers { .. } => {
            EXIT_ENVIRONMENT
        }
        driver::Error::Discover(_) => EXIT_USAGE,
    };
    let mut failure = Failure::chain(code, error);
    if let Some(key) = key_to_change(error) {
        let in_book = || book.map(|book| place(book, key)).unwrap_or_default();
        let place = run.place(key).unwrap_or_else(in_book);
        let is_missing = matches!(error, driver::Error::Discover(DiscoverError::NoSuchSource(_)));
        if is_missing && book.is_some() {
            let advice = "; paths in `source` are relative to the directory of book.toml";
            failure.message.push_str(advice);
        }
        failure.message.insert_str(0, &place);
    }
    failure
}

/// The one key whose value has to change, where there is such a key.
fn key_to_change(error: &driver::Error) -> Option<&'static str> {
    let driver::Error::Discover(error) = error else {
        return None;
    };
    match error {
        DiscoverError::NoSuchSource(_)
        | DiscoverError::UnreadableSource { .. }
        | DiscoverError::NotPython(_)
        | DiscoverError::NotImportable(_)
        | DiscoverError::NoModules(_) => Some("source"),
        DiscoverError::BadGlob { key, .. } => Some(key),
        DiscoverError::AllLeftOut(_) | DiscoverError::NothingFound(_) => None,
    }
}

pub(super) fn index_page(title: &str, place: &Place) -> IndexPage {
    let own = format!("{}.md", place.prefix);
    let path = place.title_taken.as_deref().map_or(own, renamed_readme);
    IndexPage {
        name: title.to_owned(),
        path,
        directory: place.prefix.clone(),
    }
}

/// mdBook's `index` preprocessor makes `index.md` of a chapter called `README.md`.
fn renamed_readme(path: &str) -> String {
    let (directory, file) = path
        .rsplit_once('/')
        .map_or(("", path), |(directory, file)| (directory, file));
    if file.to_lowercase() != "readme.md" {
        return path.to_owned();
    }
    if directory.is_empty() {
        "index.md".to_owned()
    } else {
        format!("{directory}/index.md")
    }
}

/// The way from the directory of the chapters to that of the book, for mdBook's edit links.
fn way_up(context: &Context) -> String {
    let source = context.source_dir();
    let depth = source
        .strip_prefix(&context.root)
        .map_or(0, |inner| inner.components().count());
    if depth == 0 {
        ".".to_owned()
    } else {
        vec![".."; depth].join("/")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the book's own templates are read here, for the pure renderer"
)]
pub(super) fn own_templates(
    directory: &Path,
    run: &RunArguments,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut own = BTreeMap::new();
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Ok(own);
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_page = [".html", ".md"].iter().any(|ending| name.ends_with(ending));
        if !is_page {
            continue;
        }
        if !template_names().any(|known| known == name) {
            let near = crate::name::nearest(&name, template_names());
            let advice = near
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            let known: Vec<&str> = template_names().collect();
            run.warn(&format!(
                "`{}` is included by no template of ours ({}){advice}",
                entry.path().display(),
                known.join(", ")
            ));
        }
        let text = std::fs::read_to_string(entry.path());
        let text = text.map_err(|error| {
            Failure::new(
                EXIT_USAGE,
                format!(
                    "the template `{}` cannot be read: {error}",
                    entry.path().display()
                ),
            )
        })?;
        own.insert(name, text);
    }
    Ok(own)
}

/// Under `mdbook serve` an edit of the sources is seen only where mdBook was told to look.
fn advise_watching(context: &Context, roots: &[PathBuf], run: &RunArguments) {
    let plain = |path: &Path| -> PathBuf {
        #[expect(
            clippy::disallowed_methods,
            reason = "two names of one directory are compared"
        )]
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    };
    let watched: Vec<PathBuf> = context.watch_dirs().iter().map(|path| plain(path)).collect();
    let unwatched = roots
        .iter()
        .map(|root| plain(root))
        .find(|root| !watched.iter().any(|dir| root.starts_with(dir)));
    if let Some(root) = unwatched {
        run.warn(&format!(
            "changes in `{}` are not noticed by `mdbook serve`; add it to `extra-watch-dirs` in [build] of book.toml",
            root.display()
        ));
    }
}
