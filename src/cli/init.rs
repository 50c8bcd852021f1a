//! `init`: a book set up for the reference, or made for a Python project.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::generator::{config, failure};
use super::run::RunArguments;
use super::{
    EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, api_book, assets, build, files, print, search_index,
};
use crate::book::{Context, find_place, read_book, read_context};
use crate::config::{SetUp, Settings, Setup, set_up};
use crate::discover::{Files, Project, discover, find_project, shown_path};
use crate::driver;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book, or of a Python project, whose book is in `docs` [default: the current directory]
    book: Option<PathBuf>,
}

/// What would be written, by its path below the directory of the book.
struct Plan {
    book: PathBuf,
    /// The directory as the user would write it.
    shown: String,
    files: BTreeMap<String, Vec<u8>>,
    /// What is new in book.toml, each as a phrase.
    changes: Vec<String>,
    /// Whether there was no book before.
    is_new: bool,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let given = arguments.book.unwrap_or_else(|| PathBuf::from("."));
    let root = std::path::absolute(&given);
    let root = root.map_err(|error| {
        let message = format!("the directory `{}` cannot be found: {error}", given.display());
        Failure::new(EXIT_ENVIRONMENT, message)
    })?;
    let root: PathBuf = root.components().collect();
    let plan = if is_book(&root) {
        existing(root, &given, run)?
    } else {
        let settings = Settings::new(run.config_without_book()?, &root);
        let sources = settings.discover.sources.iter();
        let mut starts = std::iter::once(&root).chain(sources);
        let project = starts.find_map(|start| find_project(&Files::Disk, start));
        let project = project.ok_or_else(|| no_project(&root))?;
        // The book of a project stands in the project, beside what else is there.
        if project.root == root {
            let (docs, given) = (root.join("docs"), given.join("docs"));
            let given = given.strip_prefix(".").unwrap_or(&given).to_owned();
            if is_book(&docs) {
                existing(docs, &given, run)?
            } else {
                new(docs, &given, &project, run)?
            }
        } else {
            new(root, &given, &project, run)?
        }
    };
    if run.is_dry() {
        print(&plan.differences());
        return Ok(EXIT_OK);
    }
    for (path, bytes) in &plan.files {
        files::replace(&plan.book.join(path), bytes)?;
    }
    run.say(&plan.report());
    Ok(EXIT_OK)
}

#[expect(clippy::disallowed_methods, reason = "a directory with book.toml is a book")]
fn is_book(directory: &Path) -> bool {
    directory.join("book.toml").is_file()
}

fn no_project(root: &Path) -> Failure {
    let message = format!(
        "`{}` has no book.toml, and neither there nor above it is a Python project that a book could be made for",
        root.display()
    );
    Failure::new(EXIT_USAGE, message)
}

/// A book that is there: only its book.toml changes.
fn existing(root: PathBuf, given: &Path, run: &RunArguments) -> Result<Plan, Failure> {
    let path = root.join("book.toml");
    let before = read(&path)?.unwrap_or_default();
    let context = read_context(&root)
        .map_err(build::failure)?
        .ok_or_else(|| no_project(&root))?;
    let settings = Settings::new(config(&context, run)?, &root);
    let book = read_book(&root).map_err(build::failure)?;
    let setup = setup(
        &settings,
        &context,
        &find_place(&book, &settings.title).prefix,
        run,
    )?;
    let SetUp { text, changes } = edited(&before, &setup)?;
    let mut files = BTreeMap::new();
    if text != before {
        files.insert("book.toml".to_owned(), text.into_bytes());
    }
    Ok(Plan {
        book: root,
        shown: given.display().to_string(),
        files,
        changes,
        is_new: false,
    })
}

/// A book where there is none. No file is replaced.
fn new(root: PathBuf, given: &Path, project: &Project, run: &RunArguments) -> Result<Plan, Failure> {
    let settings = Settings::new(run.config_without_book()?, &root);
    let context = Context {
        root: root.clone(),
        config: serde_json::Value::Null,
        renderer: "html".to_owned(),
        mdbook_version: String::new(),
    };
    // No chapter of the new book has this name.
    let setup = setup(&settings, &context, "api", run)?;
    let mut files = api_book::chapters(project)?;
    files.insert("book.toml".to_owned(), book_toml(project, &setup)?.into_bytes());
    files.insert(".gitignore".to_owned(), ignored(&setup).into_bytes());
    let taken = files.keys().find(|path| {
        #[expect(clippy::disallowed_methods, reason = "a file of the user is not replaced")]
        root.join(path).exists()
    });
    if let Some(taken) = taken {
        let message = format!(
            "`{}` is there already, so no book is made beside it; name another directory, such as `mdbook-autodoc init book`",
            root.join(taken).display()
        );
        return Err(Failure::new(EXIT_USAGE, message));
    }
    Ok(Plan {
        book: root,
        shown: given.display().to_string(),
        files,
        changes: Vec::new(),
        is_new: true,
    })
}

fn edited(before: &str, setup: &Setup) -> Result<SetUp, Failure> {
    set_up(before, setup).map_err(|error| Failure::new(EXIT_USAGE, error.to_string()))
}

/// What the book needs; a book without sources needs them first. `prefix` is the directory of the reference.
fn setup(settings: &Settings, context: &Context, prefix: &str, run: &RunArguments) -> Result<Setup, Failure> {
    let found = discover(&settings.discover)
        .map_err(|error| failure(&driver::Error::Discover(error), Some(&context.root), run))?;
    let watched = context.watch_dirs();
    let is_watched = |root: &Path| {
        watched
            .iter()
            .any(|watched| real(root).starts_with(real(watched)))
    };
    // A directory with the pages in it would be built for ever.
    let holds_book = |root: &Path| real(&settings.book).starts_with(real(root));
    let unwatched = found
        .roots
        .iter()
        .filter(|root| !is_watched(root) && !holds_book(root))
        .map(|root| shown_path(root, &settings.book));
    let bytes = found.files.iter().map(|file| file.stat.size).sum();
    Ok(Setup {
        style_sheets: vec![assets::STYLE_SHEET_NAME],
        scripts: vec![assets::SCRIPT_NAME],
        unwatched: unwatched.collect(),
        settings: run.settings().map(str::to_owned).collect(),
        unindexed: search_index::unindexed(settings, context, prefix, bytes),
    })
}

/// A path that can be compared with others.
#[expect(
    clippy::disallowed_methods,
    reason = "two names of one directory are compared"
)]
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The text of a file, if there is one.
#[expect(clippy::disallowed_methods, reason = "book.toml is changed on request")]
fn read(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let message = format!("`{}` cannot be read: {error}", path.display());
            Err(Failure::new(EXIT_USAGE, message))
        }
    }
}

fn book_toml(project: &Project, setup: &Setup) -> Result<String, Failure> {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut start = format!("[book]\ntitle = {}\n", text(&api_book::name(project)));
    if let Some(description) = &project.description {
        let _ = writeln!(start, "description = {}", text(description));
    }
    start.push_str("language = \"en\"\n");
    let SetUp { text: mut whole, .. } = edited(&start, setup)?;
    if let Some(repository) = &project.repository {
        let header = "\n[output.html]\n";
        let line = format!("{header}git-repository-url = {}\n", text(repository));
        whole = whole.replacen(header, &line, 1);
    }
    whole.push_str("\n[output.html.fold]\nenable = true\nlevel = 1\n");
    Ok(whole)
}

/// What a build makes. mdBook looks at no other such file, so that it has to tell what Python makes, too.
fn ignored(setup: &Setup) -> String {
    let made = setup.style_sheets.iter().chain(&setup.scripts);
    let made: String = made.map(|file| format!("/{file}\n")).collect();
    format!("/book/\n{made}__pycache__/\n")
}

impl Plan {
    /// The path of a file as the user would write it.
    fn path(&self, file: &str) -> String {
        let path = Path::new(&self.shown).join(file);
        path.strip_prefix(".").unwrap_or(&path).display().to_string()
    }

    fn differences(&self) -> String {
        let mut out = String::new();
        for (path, bytes) in &self.files {
            let before = read(&self.book.join(path)).ok().flatten();
            let Ok(after) = str::from_utf8(bytes) else {
                let _ = writeln!(out, "new file {} of {} bytes", self.path(path), bytes.len());
                continue;
            };
            let path = self.path(path);
            let old = before.as_ref().map_or("/dev/null", |_| path.as_str());
            let before = before.as_deref().unwrap_or_default();
            let differences = TextDiff::from_lines(before, after);
            let _ = write!(out, "{}", differences.unified_diff().header(old, &path));
        }
        if out.is_empty() {
            out.push_str("nothing would change\n");
        }
        out
    }

    fn report(&self) -> String {
        let mut out = String::new();
        if self.is_new {
            let _ = writeln!(out, "there is a new book in `{}`", self.shown);
            for path in self.files.keys() {
                let _ = writeln!(out, "  {}", self.path(path));
            }
        } else if self.changes.is_empty() {
            let _ = writeln!(out, "`{}` is set up already", self.path("book.toml"));
        } else {
            let _ = writeln!(out, "`{}` is set up", self.path("book.toml"));
            for change in &self.changes {
                let _ = writeln!(out, "  {change}");
            }
        }
        let book = match self.shown.as_str() {
            "." => String::new(),
            shown => format!(" {shown}"),
        };
        let _ = writeln!(
            out,
            "`mdbook-autodoc serve{book} --open` shows the book while you write it"
        );
        out
    }
}
