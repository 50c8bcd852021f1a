//! `export`: the book as plain Markdown, for any other site generator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::markdown_book::Files;
use super::run::{RunArguments, would_write};
use super::{EXIT_OK, EXIT_USAGE, Failure, directory, files, markdown_book};
use crate::book::{MarkdownBook, MarkdownPage};
use crate::name::count;
use crate::prose::{rename_ids, retarget};

/// The list of the files that an export has written: they alone are replaced and removed by the next one.
const LIST: &str = ".mdbook-autodoc-export";

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book or of the Python project [default: the current directory]
    book: Option<PathBuf>,
    /// Where the Markdown is written
    #[arg(short, long, value_name = "DIR")]
    dest_dir: PathBuf,
    /// Write the reference alone, without the chapters of the book
    #[arg(long)]
    reference: bool,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let (book, files_of_book) = markdown_book::read(&root, None, run)?;
    let written = contents(&book, &files_of_book, arguments.reference);
    let dest_dir = &arguments.dest_dir;
    let old = listed(dest_dir);
    refuse_foreign(dest_dir, &written, &old)?;
    if run.is_dry() {
        run.tell();
        would_write(dest_dir, written.keys().map(String::as_str));
        return Ok(EXIT_OK);
    }
    for (path, bytes) in &written {
        files::replace(&dest_dir.join(path), bytes)?;
    }
    for path in old.iter().filter(|path| !written.contains_key(*path)) {
        remove(&dest_dir.join(path));
    }
    let list: String = written.keys().map(|path| format!("{path}\n")).collect();
    files::replace(&dest_dir.join(LIST), list.as_bytes())?;
    run.tell();
    let pages = written
        .keys()
        .filter(|path| path.strip_suffix(".md").is_some())
        .count()
        - 1;
    let number = count(pages, "page");
    run.say(&format!("{number} of Markdown are in `{}`\n", dest_dir.display()));
    Ok(EXIT_OK)
}

/// The files by their paths: the pages, a summary of them, and what the chapters show.
fn contents(book: &MarkdownBook, made: &Files, reference: bool) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut summary = "# Summary\n\n".to_owned();
    let mut part = None;
    let is_wanted = |page: &&MarkdownPage| !reference || page.in_reference.is_some();
    let least = book
        .pages
        .iter()
        .filter(is_wanted)
        .map(|page| page.depth)
        .min()
        .unwrap_or(0);
    let reference_pages = book.pages.iter().filter(|page| page.in_reference.is_some());
    let reference_pages: BTreeSet<&str> = reference_pages.map(|page| page.path.as_str()).collect();
    for page in book.pages.iter().filter(is_wanted) {
        if page.part != part {
            part.clone_from(&page.part);
            let _ = writeln!(summary, "\n# {}\n", page.part.as_deref().unwrap_or_default());
        }
        let indent = "  ".repeat(page.depth - least);
        let name = page.name.replace('[', "\\[").replace(']', "\\]");
        let _ = writeln!(summary, "{indent}- [{name}]({})", page.path.replace(' ', "%20"));
        files.insert(page.path.clone(), text(page, &reference_pages).into_bytes());
    }
    files.insert("SUMMARY.md".to_owned(), summary.into_bytes());
    if !reference {
        for path in &book.assets {
            #[expect(clippy::disallowed_methods, reason = "a file of the book is copied")]
            let read = || std::fs::read(book.source.join(path)).ok();
            let bytes = made.get(&format!("src/{path}")).cloned().or_else(read);
            // One that cannot be read is missing in mdBook's own output, too.
            files.extend(bytes.map(|bytes| (path.clone(), bytes)));
        }
    }
    files
}

/// The Markdown of a page with ids that every reader of Markdown understands.
fn text(page: &MarkdownPage, reference: &BTreeSet<&str>) -> String {
    let link = |address: &str| {
        let (path, id) = address.split_once('#')?;
        let target = if path.is_empty() {
            page.path.clone()
        } else {
            resolved(&page.path, path)?
        };
        let id = reference.contains(target.as_str()).then(|| plain_id(id))?;
        Some(format!("{path}#{id}"))
    };
    let text = retarget(&page.text, &link);
    match page.in_reference {
        Some(_) => rename_ids(&text, &plain_id),
        None => text,
    }
}

/// An id of ours without underscores that some readers take for emphasis, as those of `__init__`. No name in Python has a hyphen.
fn plain_id(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let plain = |(at, letter): (usize, &char)| match letter {
        '_' if !is_letter(at.checked_sub(1)) || !is_letter(at.checked_add(1)) => '-',
        letter => *letter,
    };
    letters.iter().enumerate().map(plain).collect()
}

/// The path that a relative link leads to, from the file that it stands in.
fn resolved(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The files that the last export into a directory has written.
#[expect(clippy::disallowed_methods, reason = "the list of our own files is read")]
fn listed(dest_dir: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(dest_dir.join(LIST)).unwrap_or_default();
    let is_inside =
        |path: &&str| !path.is_empty() && !path.starts_with('/') && !path.split('/').any(|part| part == "..");
    text.lines().filter(is_inside).map(str::to_owned).collect()
}

/// A file that somebody else wrote is not replaced.
fn refuse_foreign(
    dest_dir: &Path,
    written: &BTreeMap<String, Vec<u8>>,
    old: &BTreeSet<String>,
) -> Result<(), Failure> {
    let is_foreign = |path: &&String| {
        #[expect(clippy::disallowed_methods, reason = "a file of the user is not replaced")]
        let is_there = dest_dir.join(path).exists();
        is_there && !old.contains(*path)
    };
    let Some(path) = written.keys().find(is_foreign) else {
        return Ok(());
    };
    let message = format!(
        "`{}` is there already, and no export has written it; name another directory with `--dest-dir`, or remove the file",
        dest_dir.join(path).display()
    );
    Err(Failure::new(EXIT_USAGE, message))
}

/// Removes a file, and the directories that have nothing in them then.
#[expect(
    clippy::disallowed_methods,
    reason = "files that an earlier export wrote are removed"
)]
fn remove(path: &Path) {
    if std::fs::remove_file(path).is_ok() {
        let mut around = path.parent();
        // A directory that is not empty is not removed, and ends the way up.
        while let Some(directory) = around.filter(|directory| std::fs::remove_dir(directory).is_ok()) {
            around = directory.parent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_no_underscores_that_could_be_marks() {
        for (id, expected) in [
            ("a.b_c", "a.b_c"),
            ("a.B.__init__", "a.B.--init--"),
            ("a._b.c_", "a.-b.c-"),
            ("a.b__c", "a.b--c"),
        ] {
            assert_eq!(plain_id(id), expected);
        }
    }

    #[test]
    fn links_lead_from_the_file_that_they_stand_in() {
        for (from, path, expected) in [
            ("a.md", "b.md", Some("b.md")),
            ("a/b.md", "../c.md", Some("c.md")),
            ("a/b/c.md", "./d.md", Some("a/b/d.md")),
            ("a.md", "../../b.md", None),
        ] {
            assert_eq!(resolved(from, path).as_deref(), expected, "{from} {path}");
        }
    }
}
