//! `diff`: what changed between two versions of the API.

mod accepted;
mod report;

use std::path::{Path, PathBuf};

use serde_json::json;

use super::generator::{config, failure};
use super::report::brief;
use super::run::RunArguments;
use super::versions::{absolute, check, revision};
use super::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, Failure, build, directory, print};
use crate::book::read_context;
use crate::compare::{Change, Level, compare};
use crate::config::Settings;
use crate::discover::documented_project;
use crate::driver::{self, FactKeys, Known};
use crate::dump;
use crate::resolve::{Api, Project, SpecialMembers, VisibilityOptions};
use accepted::Accepted;
use report::Format;

/// The file that is read where it is there.
const ACCEPTED: &str = "accepted-changes.toml";

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The old version: a revision of Git, a directory, package or module, or a JSON file that `dump` wrote
    old: String,
    /// The new version, in the same forms [default: the sources as they are]
    new: Option<String>,
    /// The directory of the book, whose configuration counts, or of the Python project [default: the current directory]
    #[arg(short, long, value_name = "DIR")]
    book: Option<PathBuf>,
    /// A package, a module or a directory of packages, instead of the sources of the book
    #[arg(short, long = "source", value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// The changes that are meant, with their reasons [default: accepted-changes.toml beside book.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// How changes are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
}

/// One of the two versions.
struct Side {
    project: Project,
    keys: FactKeys,
    /// The version that the project says it has.
    version: Option<String>,
    /// What its paths are relative to, if it is in the files that are there.
    base: Option<PathBuf>,
}

/// What a comparison comes to.
struct Verdict<'a> {
    /// All changes, each with the reason for which it is accepted.
    changes: Vec<(&'a Change, Option<&'a str>)>,
    needs: Level,
    /// The two versions that the project says it has.
    versions: [Option<String>; 2],
    /// How far they are from each other, if the new one is later.
    step: Option<Level>,
}

impl Verdict<'_> {
    /// Whether the new version may be called as it is: it says that things broke, or nothing did.
    fn is_kept(&self) -> bool {
        match self.step {
            Some(step) => step >= self.needs,
            None => self.needs < Level::Major,
        }
    }
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let mut settings = base(&root, run)?;
    if !arguments.sources.is_empty() {
        let sources = arguments.sources.iter().map(|source| absolute(source));
        settings.discover.sources = sources.collect::<Result<_, _>>()?;
    }
    run.apply(&mut settings)?;
    let accepted = match &arguments.accept {
        Some(file) => Accepted::read(file, true)?,
        None => Accepted::read(&root.join(ACCEPTED), false)?,
    };
    let old = side(Some(&arguments.old), None, &settings, run)?;
    let new = side(arguments.new.as_deref(), Some(&old), &settings, run)?;
    let visibility = VisibilityOptions {
        special: SpecialMembers::All,
        undocumented: true,
        ..settings.visibility
    };
    let (before, _) = Api::new(&old.project, visibility);
    let (after, _) = Api::new(&new.project, visibility);
    let changes = compare(&before, &after);
    let (reasons, unused) = accepted.apply(&changes);
    let versions = [old.version, new.version];
    let step = match &versions {
        [Some(old), Some(new)] => Level::between(old, new),
        _ => None,
    };
    let left = changes
        .iter()
        .zip(&reasons)
        .filter(|(_, reason)| reason.is_none());
    let verdict = Verdict {
        needs: Level::of(left.map(|(change, _)| change)),
        changes: changes.iter().zip(reasons.iter().copied()).collect(),
        versions,
        step,
    };
    print(
        &arguments
            .output_format
            .text(&verdict, new.base.as_deref().unwrap_or(&root)),
    );
    for line in unused {
        run.warn(&line);
    }
    Ok(if verdict.is_kept() { EXIT_OK } else { EXIT_FINDINGS })
}

/// The settings of the book, or those of a project without one, of which nothing is kept.
fn base(root: &Path, run: &RunArguments) -> Result<Settings, Failure> {
    if let Some(context) = read_context(root).map_err(build::failure)? {
        return Ok(Settings::new(config(&context, run)?, root));
    }
    let options = json!({ "performance": { "cache": false } });
    Ok(Settings::new(run.config(options, |_| String::new())?, root))
}

/// Reads a version that was dumped.
fn dumped(path: &Path) -> Result<Side, Failure> {
    let refused = |error: &dyn std::fmt::Display| {
        Failure::new(
            EXIT_USAGE,
            format!("`{}` cannot be read: {error}", path.display()),
        )
    };
    #[expect(clippy::disallowed_methods, reason = "the command line names the file")]
    let text = std::fs::read_to_string(path).map_err(|error| refused(&error))?;
    Ok(Side {
        project: Project::new(dump::read(&text).map_err(|error| refused(&error))?),
        keys: FactKeys::default(),
        version: None,
        base: None,
    })
}

/// Reads a version. What it has in common with `other` is extracted once.
fn side(
    name: Option<&str>,
    other: Option<&Side>,
    settings: &Settings,
    run: &RunArguments,
) -> Result<Side, Failure> {
    let mut settings = settings.clone();
    let mut files = None;
    if let Some(name) = name {
        let path = absolute(Path::new(name))?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the command line names a file, or something else"
        )]
        let is_there = path.exists();
        if is_there && path.extension().is_some_and(|ending| ending == "json") {
            return dumped(&path);
        }
        if is_there {
            #[expect(
                clippy::disallowed_methods,
                reason = "paths are shown as they are from a directory"
            )]
            let is_file = path.is_file();
            let above = path.parent().filter(|_| is_file);
            settings.discover.base = above.unwrap_or(&path).to_owned();
            settings.discover.sources = vec![path];
        } else {
            files = Some(revision(name, &mut settings)?);
        }
    }
    let progress = run.show_progress(&settings);
    let known = other.map(|other| Known::new(&other.project, &other.keys));
    let loaded = driver::load_beside(known.as_ref(), &settings);
    drop(progress);
    files.iter().try_for_each(check)?;
    let loaded = loaded.map_err(|error| failure(&error, None, run))?;
    brief(&driver::in_order(loaded.diagnostics), run.least_severity());
    run.account(&loaded.stats, &settings);
    run.tell();
    let project = documented_project(&settings.discover);
    Ok(Side {
        base: Some(settings.discover.base),
        project: loaded.project,
        keys: loaded.keys,
        version: project.and_then(|project| project.version),
    })
}
