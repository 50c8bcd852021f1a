//! An API book of a Python project that has no book.toml.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::build::failure;
use super::generator::Generator;
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_USAGE, Failure, assets};
use crate::book::{self, BuildOptions, BuiltBook, MarkdownBook, Readme};
use crate::discover::{Files, Project, described_project, find_project};
use crate::driver::{SliceCache, Threads};

/// Builds the book of the project in `root`.
pub(super) fn build(
    root: &Path,
    options: BuildOptions,
    generator: Generator,
    threads: Arc<Threads>,
    slices: Arc<SliceCache>,
) -> Result<BuiltBook, Failure> {
    let project = project(root, &generator.run)?;
    let dest_dir = options.dest_dir.unwrap_or_else(|| root.join("book"));
    refuse_foreign(&dest_dir)?;
    let options = BuildOptions {
        dest_dir: Some(dest_dir),
        ..options
    };
    let files = files(&project)?;
    book::build_files(
        &files,
        &options,
        Generator {
            base: Some(root.to_owned()),
            ..generator
        },
        threads,
        slices,
    )
    .map_err(failure)
}

/// The book of the project in `root` as Markdown, and its files by their paths below the root.
pub(super) fn markdown(
    root: &Path,
    dest_dir: Option<&Path>,
    generator: Generator,
) -> Result<(MarkdownBook, BTreeMap<String, Vec<u8>>), Failure> {
    let files = files(&project(root, &generator.run)?)?;
    let generator = Generator {
        base: Some(root.to_owned()),
        ..generator
    };
    let mut book = book::markdown_files(&files, generator).map_err(failure)?;
    // Its own book.toml is nowhere on disk, its pages are with the project.
    book.html = dest_dir.map_or_else(|| root.join("book"), Path::to_owned);
    Ok((book, files))
}

/// The project in `root` itself; one in a directory above it is not what the user named. Where the command line names
/// the sources, they need not be such as would be found.
pub(super) fn project(root: &Path, run: &RunArguments) -> Result<Project, Failure> {
    let found = find_project(&Files::Disk, root).filter(|project| project.root == root);
    let named = || run.sets("source").then(|| described_project(&Files::Disk, root));
    found.or_else(named).ok_or_else(|| {
        let message = format!(
            "`{}` has neither a book.toml nor a Python project, package or module",
            root.display()
        );
        Failure::new(EXIT_USAGE, message)
    })
}

/// mdBook empties the directory that it writes to, so it must not be somebody's own.
#[expect(
    clippy::disallowed_methods,
    reason = "what would be lost is looked at before it is"
)]
fn refuse_foreign(dest_dir: &Path) -> Result<(), Failure> {
    let is_empty = std::fs::read_dir(dest_dir).map_or(true, |mut entries| entries.next().is_none());
    let is_book = dest_dir.join(".nojekyll").exists() && dest_dir.join("index.html").exists();
    if is_empty || is_book {
        return Ok(());
    }
    let message = format!(
        "`{}` is not empty and holds no book, and building would remove what is in it; name another directory with `--dest-dir`",
        dest_dir.display()
    );
    Err(Failure::new(EXIT_USAGE, message))
}

fn files(project: &Project) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let name = name(project);
    let title = match &project.version {
        Some(version) => format!("{name} {version}"),
        None => name,
    };
    let mut files = chapters(project)?;
    files.insert("book.toml".to_owned(), book_toml(&title, project).into_bytes());
    Ok(files)
}

/// The name of a project, or else of its directory.
pub(super) fn name(project: &Project) -> String {
    let directory = || Some(project.root.file_name()?.to_string_lossy().into_owned());
    project.name.clone().or_else(directory).unwrap_or_default()
}

/// The files of a book of the project below the book's directory: the README as its first chapter, with its pictures,
/// and a summary with the place of the reference.
pub(super) fn chapters(project: &Project) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let readme = project
        .readme
        .as_deref()
        .map(|path| read_readme(path, project))
        .transpose()?
        .flatten();
    let mut summary = "# Summary\n\n".to_owned();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    if let Some(readme) = readme {
        summary.push_str("[Overview](README.md)\n\n");
        files.insert("src/README.md".to_owned(), readme.markdown.into_bytes());
        files.extend(
            readme
                .images
                .into_iter()
                .map(|(path, bytes)| (format!("src/{path}"), bytes)),
        );
    }
    summary.push_str("- [API reference]()\n");
    files.insert("src/SUMMARY.md".to_owned(), summary.into_bytes());
    Ok(files)
}

fn book_toml(title: &str, project: &Project) -> String {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut lines = vec!["[book]".to_owned(), format!("title = {}", text(title))];
    lines.extend(
        project
            .description
            .as_deref()
            .map(|found| format!("description = {}", text(found))),
    );
    lines.extend([
        "[preprocessor.autodoc]".to_owned(),
        "after = [\"links\"]".to_owned(),
    ]);
    lines.push(format!("source = {}", text(&project.root.to_string_lossy())));
    // Nothing is written into a project that has not asked for it.
    lines.push("performance.cache = false".to_owned());
    let (style_sheet, script) = (assets::STYLE_SHEET_NAME, assets::SCRIPT_NAME);
    lines.push(format!(
        "[output.html]\nadditional-css = [\"{style_sheet}\"]\nadditional-js = [\"{script}\"]"
    ));
    lines.extend(
        project
            .repository
            .as_deref()
            .map(|found| format!("git-repository-url = {}", text(found))),
    );
    lines.push("[output.html.fold]\nenable = true\nlevel = 1\n".to_owned());
    lines.join("\n")
}

/// The first chapter: the project's README. What it links to in the project is not in the book.
#[expect(clippy::disallowed_methods, reason = "the README of the project is read")]
fn read_readme(path: &Path, project: &Project) -> Result<Option<Readme>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::new(
            EXIT_ENVIRONMENT,
            format!("the README `{}` cannot be read: {error}", path.display()),
        )
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let image = |name: &str| {
        let image = project.root.join(name);
        let is_inside = image.canonicalize().is_ok_and(|image| {
            project
                .root
                .canonicalize()
                .is_ok_and(|root| image.starts_with(root))
                && image.is_file()
        });
        is_inside.then(|| std::fs::read(&image).ok()).flatten()
    };
    let readme = Readme::new(&text, ending, project.repository.as_deref(), &image);
    Ok(Some(readme).filter(|readme| !readme.markdown.trim().is_empty()))
}
