//! `llms`: what language models read of a book: `llms.txt`, a Markdown twin of every page, and all of it in one file.
//!
//! The form is that of <https://llmstxt.org>: a title, a quotation that says what it is about, and lists of links with notes. What can be
//! left out where there is little room is listed under `Optional`. The twin of `page.html` is `page.html.md`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::run::{RunArguments, would_write};
use super::{EXIT_OK, EXIT_USAGE, Failure, directory, files, markdown_book};
use crate::book::{MarkdownBook, MarkdownPage};
use crate::name::count;
use crate::prose::{first_words, retarget};
use crate::render::is_beside_modules;

const INDEX: &str = "llms.txt";
const WHOLE: &str = "llms-full.txt";

/// A longer note says more than a list can take.
const MOST_NOTE: usize = 160;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book [default: the current directory]
    book: Option<PathBuf>,
    /// Where the book was written [default: `build.build-dir` of book.toml, or `book`]
    #[arg(short, long, value_name = "DIR")]
    dest_dir: Option<PathBuf>,
    /// The address under which the book is read, for links with a scheme [default: links are relative]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let (book, _) = markdown_book::read(&root, arguments.dest_dir.as_deref(), run)?;
    #[expect(clippy::disallowed_methods, reason = "what a build wrote is looked for")]
    let is_built = book.html.join("index.html").is_file();
    if !is_built {
        let message = format!(
            "there are no pages in `{}`: build the book first",
            book.html.display()
        );
        return Err(Failure::new(EXIT_USAGE, message));
    }
    let written = contents(&book, arguments.base_url.as_deref());
    run.tell();
    if run.is_dry() {
        would_write(&book.html, written.iter().map(|(path, _)| path.as_str()));
        return Ok(EXIT_OK);
    }
    for (path, text) in &written {
        files::replace(&book.html.join(path), text.as_bytes())?;
    }
    let pages = count(book.pages.len(), "page");
    let place = Path::new(&book.html).join(INDEX);
    run.say(&format!(
        "`{}` lists {pages}, and `{WHOLE}` beside it has all of them\n",
        place.display()
    ));
    Ok(EXIT_OK)
}

/// The files by their paths in the site.
fn contents(book: &MarkdownBook, base: Option<&str>) -> Vec<(String, String)> {
    let mut written = vec![
        (INDEX.to_owned(), index(book, base)),
        (WHOLE.to_owned(), whole(book)),
    ];
    for (number, page) in book.pages.iter().enumerate() {
        let text = retarget(&page.text, &twin_of);
        let path = twin(&page.path);
        // The first page is shown at the root of the site, too; its links are relative to where it is.
        if number == 0 && !page.path.contains('/') && page.path != "index.md" {
            written.push((twin("index.md"), text.clone()));
        }
        written.push((path, text));
    }
    written
}

/// The file of the twin of a chapter.
fn twin(path: &str) -> String {
    format!("{}.html.md", path.strip_suffix(".md").unwrap_or(path))
}

/// Where a link to a chapter leads among the twins.
fn twin_of(address: &str) -> Option<String> {
    let (path, anchor) = address.split_at(address.find('#').unwrap_or(address.len()));
    let is_relative = !path.contains(':') && !path.starts_with("//");
    (is_relative && path.strip_suffix(".md").is_some()).then(|| twin(path) + anchor)
}

/// Where a page belongs in the list.
fn section(page: &MarkdownPage) -> String {
    match &page.in_reference {
        Some(path) if is_beside_modules(path) => "Optional".to_owned(),
        Some(_) => "API reference".to_owned(),
        None => page.part.clone().unwrap_or_else(|| "Guide".to_owned()),
    }
}

fn title(book: &MarkdownBook) -> &str {
    let first = || book.pages.first().map_or("", |page| page.name.as_str());
    book.title.as_deref().unwrap_or_else(first)
}

fn index(book: &MarkdownBook, base: Option<&str>) -> String {
    let mut text = format!("# {}\n", one_line(title(book)));
    if let Some(description) = &book.description {
        let _ = writeln!(text, "\n> {}", one_line(description));
    }
    let _ = writeln!(
        text,
        "\nEach page below is plain Markdown. [{WHOLE}]({}) has all of them in one file.",
        address(base, WHOLE)
    );
    let mut sections: Vec<(String, Vec<&MarkdownPage>)> = Vec::new();
    for page in &book.pages {
        let name = section(page);
        match sections.iter_mut().find(|(other, _)| *other == name) {
            Some((_, pages)) => pages.push(page),
            None => sections.push((name, vec![page])),
        }
    }
    // Readers leave out what stands under this word.
    sections.sort_by_key(|(name, _)| name == "Optional");
    for (name, pages) in sections {
        let _ = writeln!(text, "\n## {}\n", one_line(&name));
        for page in pages {
            let name = match &page.in_reference {
                Some(path) if !path.is_empty() && !is_beside_modules(path) => path.replace('/', "."),
                _ => page.name.clone(),
            };
            let name = one_line(&name).replace('[', "\\[").replace(']', "\\]");
            let _ = write!(text, "- [{name}]({})", address(base, &twin(&page.path)));
            // The index is a list of links.
            let has_note = page.in_reference.as_deref() != Some("");
            let note = first_words(&page.text, MOST_NOTE);
            if has_note && !note.is_empty() {
                let _ = write!(text, ": {note}");
            }
            text.push('\n');
        }
    }
    text
}

/// All pages in one file, but for those that only list what others have.
fn whole(book: &MarkdownBook) -> String {
    let mut text = format!("# {}\n", one_line(title(book)));
    if let Some(description) = &book.description {
        let _ = writeln!(text, "\n> {}", one_line(description));
    }
    for page in book.pages.iter().filter(|page| section(page) != "Optional") {
        let _ = write!(
            text,
            "\n<!-- {} -->\n\n{}\n",
            page.path.replace("--", "- -"),
            page.text.trim()
        );
    }
    text
}

fn address(base: Option<&str>, path: &str) -> String {
    let path = path.replace(' ', "%20");
    match base {
        Some(base) => format!("{}/{path}", base.trim_end_matches('/')),
        None => path,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_chapters_lead_to_their_twins() {
        for (address, expected) in [
            ("a.md", Some("a.html.md")),
            ("../a/b.md#c.d", Some("../a/b.html.md#c.d")),
            ("https://a.b/c.md", None),
            ("mailto:a@b.md", None),
            ("//a.b/c.md", None),
            ("#c", None),
            ("a.html", None),
        ] {
            assert_eq!(twin_of(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn what_only_lists_others_comes_last_and_is_not_in_the_whole() {
        let page = |name: &str, path: &str, in_reference: Option<&str>| MarkdownPage {
            name: name.to_owned(),
            path: path.to_owned(),
            text: format!("# {name}\n\nAll of *{name}*.\n"),
            in_reference: in_reference.map(str::to_owned),
            ..MarkdownPage::default()
        };
        let book = MarkdownBook {
            title: Some("Shop".to_owned()),
            description: Some("Buying\nand selling".to_owned()),
            pages: vec![
                page("API", "api.md", Some("")),
                page("All names", "api/all-names.md", Some("all-names")),
                page("pkg", "api/shop/pkg.md", Some("shop/pkg")),
                page("Start [1]", "my start.md", None),
            ],
            ..MarkdownBook::default()
        };
        let expected = "\
# Shop

> Buying and selling

Each page below is plain Markdown. [llms-full.txt](https://x.y/z/llms-full.txt) has all of them in one file.

## API reference

- [API](https://x.y/z/api.html.md)
- [shop.pkg](https://x.y/z/api/shop/pkg.html.md): All of pkg.

## Guide

- [Start \\[1\\]](https://x.y/z/my%20start.html.md): All of Start [1].

## Optional

- [All names](https://x.y/z/api/all-names.html.md): All of All names.
";
        assert_eq!(index(&book, Some("https://x.y/z/")), expected);
        let whole = whole(&book);
        assert!(!whole.contains("All names") && whole.contains("<!-- my start.md -->\n\n# Start [1]\n"));
    }
}
