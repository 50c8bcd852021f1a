//! Themes: that of the book, and the ones that mdBook is given in its place for a part of the work.

#![expect(
    clippy::disallowed_methods,
    reason = "mdBook reads themes from disk only, so they are made there"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Error;
use mdbook_driver::config::HtmlConfig;
use mdbook_html::theme::Theme;

use super::template::{self, Known, Reason, Role};

/// The files of a theme that mdBook looks for, beside those in `fonts`.
const FILES: [&str; 18] = [
    "index.hbs",
    "head.hbs",
    "redirect.hbs",
    "header.hbs",
    "toc.js.hbs",
    "toc.html.hbs",
    "book.js",
    "css/chrome.css",
    "css/general.css",
    "css/print.css",
    "css/variables.css",
    "highlight.js",
    "clipboard.min.js",
    "highlight.css",
    "tomorrow-night.css",
    "ayu-highlight.css",
    "favicon.png",
    "favicon.svg",
];

/// An expression that no template of a book has, at which mdBook stops. All that is shared by the pages is made then.
pub(super) const STOP: &str = "mdbook_autodoc_has_what_all_pages_share";

/// The theme of a book.
#[derive(Debug)]
pub(super) struct BookTheme {
    /// Its directory, whether or not there is one.
    directory: PathBuf,
    /// The template of pages.
    index: String,
    /// What is put into them.
    partials: Vec<(&'static str, String)>,
}

impl BookTheme {
    /// Reads the templates of the theme of the book in `root`; `scratch` is a directory for what mdBook brings with it.
    pub(super) fn read(config: &HtmlConfig, root: &Path, scratch: &Path) -> Result<Self, Error> {
        let directory = config.theme_dir(root);
        let own = |name: &str| match fs::read_to_string(directory.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        let index = match own("index.hbs")? {
            Some(index) => index,
            None => {
                let mut defaults = HtmlConfig::default();
                defaults.theme = Some(scratch.to_owned());
                Theme::copy_theme(&defaults, scratch)?;
                fs::read_to_string(scratch.join("index.hbs"))?
            }
        };
        let mut partials = Vec::new();
        for name in ["head.hbs", "header.hbs"] {
            partials.extend(own(name)?.map(|text| (name, text)));
        }
        Ok(Self {
            directory,
            index,
            partials,
        })
    }

    /// Copies the theme for the parts that all pages share: it has everything but pages.
    pub(super) fn write_shared(&self, to: &Path) -> io::Result<()> {
        for name in FILES {
            copy_if_there(&self.directory.join(name), &to.join(name))?;
        }
        let fonts = self.directory.join("fonts");
        if let Ok(entries) = fs::read_dir(&fonts) {
            fs::create_dir_all(to.join("fonts"))?;
            for entry in entries {
                let path = entry?.path();
                if path.is_file() {
                    copy_if_there(
                        &path,
                        &to.join("fonts").join(path.file_name().unwrap_or_default()),
                    )?;
                }
            }
        }
        fs::create_dir_all(to)?;
        fs::write(to.join("index.hbs"), format!("{{{{ {STOP} \"\" }}}}"))
    }

    /// The static files that the pages ask for by name.
    pub(super) fn resources(&self) -> Result<Vec<String>, Reason> {
        let mut all = template::resources(&self.index)?;
        for (_, text) in &self.partials {
            all.extend(template::resources(text)?);
        }
        Ok(all.into_iter().collect())
    }

    /// The templates for pages that do not know their book: with `content` before each page, which is what mdBook made
    /// of its Markdown.
    pub(super) fn pages(&self, known: &Known<'_>, content: Option<&str>) -> Result<PageTheme, Reason> {
        let index = template::resolve(&self.index, Role::Page, known)?;
        let before = content.map_or_else(String::new, |mark| format!("{mark}{{{{{{content}}}}}}{mark}\n"));
        let mut templates = vec![("index.hbs", format!("{before}{index}"))];
        for (name, text) in &self.partials {
            templates.push((name, template::resolve(text, Role::Partial, known)?));
        }
        Ok(PageTheme { templates })
    }

    /// Whether a template of pages has a word in it.
    pub(super) fn mentions(&self, word: &str) -> bool {
        let partials = self.partials.iter().map(|(_, text)| text);
        partials.chain([&self.index]).any(|text| text.contains(word))
    }

    /// Which icons there are: on that depends which of them a page names.
    pub(super) fn icons(&self) -> [bool; 2] {
        ["favicon.png", "favicon.svg"].map(|name| self.has(name))
    }

    /// Whether there is a file in the theme.
    fn has(&self, name: &str) -> bool {
        self.directory.join(name).exists()
    }
}

/// The templates of pages that do not know their book.
#[derive(Debug)]
pub(super) struct PageTheme {
    templates: Vec<(&'static str, String)>,
}

/// Makes a theme that has nothing but the HTML of chapters.
pub(super) fn write_contents(to: &Path) -> io::Result<()> {
    write_empty(to, &["favicon.svg", "head.hbs", "header.hbs", "redirect.hbs"])?;
    fs::write(to.join("index.hbs"), "{{{content}}}")
}

/// Makes empty files in the place of all those of a theme, but for some.
fn write_empty(to: &Path, left_out: &[&str]) -> io::Result<()> {
    fs::create_dir_all(to.join("css"))?;
    fs::create_dir_all(to.join("fonts"))?;
    for name in FILES.into_iter().chain(["fonts/fonts.css"]) {
        if !left_out.contains(&name) {
            fs::write(to.join(name), "")?;
        }
    }
    Ok(())
}

impl PageTheme {
    /// Makes a theme that has nothing but pages and redirects.
    pub(super) fn write(&self, book: &BookTheme, to: &Path) -> io::Result<()> {
        let mut left_out = vec!["head.hbs", "header.hbs", "redirect.hbs"];
        match book.icons() {
            [true, false] => left_out.push("favicon.svg"),
            [false, true] => left_out.push("favicon.png"),
            _ => {}
        }
        write_empty(to, &left_out)?;
        copy_if_there(&book.directory.join("redirect.hbs"), &to.join("redirect.hbs"))?;
        for (name, text) in &self.templates {
            fs::write(to.join(name), text)?;
        }
        Ok(())
    }
}

fn copy_if_there(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).map(|_| ())
}
