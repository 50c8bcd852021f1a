//! The templates: ours, and those of the book that replace them file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, Output, State};

use super::context::PageContext;
use super::{Format, escape};

/// Our templates: name and text.
const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("../../theme/html/page.html")),
    ("index.html", include_str!("../../theme/html/index.html")),
    ("names.html", include_str!("../../theme/html/names.html")),
    ("hierarchy.html", include_str!("../../theme/html/hierarchy.html")),
    (
        "deprecated.html",
        include_str!("../../theme/html/deprecated.html"),
    ),
    (
        "undocumented.html",
        include_str!("../../theme/html/undocumented.html"),
    ),
    ("history.html", include_str!("../../theme/html/history.html")),
    ("mentions.html", include_str!("../../theme/html/mentions.html")),
    ("sources.html", include_str!("../../theme/html/sources.html")),
    ("source.html", include_str!("../../theme/html/source.html")),
    ("rows.html", include_str!("../../theme/html/rows.html")),
    ("module.html", include_str!("../../theme/html/module.html")),
    ("heading.html", include_str!("../../theme/html/heading.html")),
    (
        "signatures.html",
        include_str!("../../theme/html/signatures.html"),
    ),
    ("links.html", include_str!("../../theme/html/links.html")),
    ("overrides.html", include_str!("../../theme/html/overrides.html")),
    ("inherited.html", include_str!("../../theme/html/inherited.html")),
    ("class.html", include_str!("../../theme/html/class.html")),
    ("function.html", include_str!("../../theme/html/function.html")),
    ("attribute.html", include_str!("../../theme/html/attribute.html")),
    (
        "type-alias.html",
        include_str!("../../theme/html/type-alias.html"),
    ),
    ("page.md", include_str!("../../theme/markdown/page.md")),
    ("names.md", include_str!("../../theme/markdown/names.md")),
    ("hierarchy.md", include_str!("../../theme/markdown/hierarchy.md")),
    (
        "deprecated.md",
        include_str!("../../theme/markdown/deprecated.md"),
    ),
    (
        "undocumented.md",
        include_str!("../../theme/markdown/undocumented.md"),
    ),
    ("history.md", include_str!("../../theme/markdown/history.md")),
    ("mentions.md", include_str!("../../theme/markdown/mentions.md")),
    ("links.md", include_str!("../../theme/markdown/links.md")),
    ("sources.md", include_str!("../../theme/markdown/sources.md")),
    ("source.md", include_str!("../../theme/markdown/source.md")),
    ("row.md", include_str!("../../theme/markdown/row.md")),
    ("module.md", include_str!("../../theme/markdown/module.md")),
    ("item.md", include_str!("../../theme/markdown/item.md")),
];

/// The names of the templates that a book may replace.
pub fn template_names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(name, _)| *name)
}

/// Templates ready for use.
pub struct Templates {
    /// Those that come with the program, which are read when the first page is made.
    ours: LazyLock<Environment<'static>>,
    /// Ours with those of the book in their places, if it has any.
    of_book: Option<Environment<'static>>,
    /// What is wrong with those of the book.
    faults: Mutex<BTreeSet<TemplateFault>>,
    /// Whether a template of the book shows the lines of items: ours do not.
    shows_location: bool,
}

/// Why a template of the book cannot be used, for the page at hand or at all. Ours take its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TemplateFault {
    /// Its name.
    pub name: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl TemplateFault {
    /// What an error says of the innermost template of the book that it went through, or of the template `name`.
    fn new(name: &str, error: &Error, is_of_book: impl Fn(&str) -> bool) -> Self {
        let causes = std::iter::successors(Some(error), |error| cause(error));
        let of_book = causes.filter(|error| error.name().is_some_and(&is_of_book));
        let error = of_book.last().unwrap_or(error);
        Self {
            name: error.name().unwrap_or(name).to_owned(),
            line: error.line(),
            message: error.detail().map_or_else(
                || error.kind().to_string(),
                |detail| format!("{}: {detail}", error.kind()),
            ),
        }
    }
}

impl Templates {
    /// Takes the texts of the book's own templates, by name; the others are ours.
    pub fn new(own: BTreeMap<String, String>) -> Self {
        let shows_location = own.values().any(|text| text.contains("location"));
        let mut faults = BTreeSet::new();
        let mut of_book = (!own.is_empty()).then(ours);
        for (name, text) in own {
            let added = of_book
                .as_mut()
                .map(|environment| environment.add_template_owned(name.clone(), text));
            if let Some(Err(error)) = added {
                faults.insert(TemplateFault::new(&name, &error, |_| true));
            }
        }
        Self {
            ours: LazyLock::new(ours),
            of_book,
            faults: Mutex::new(faults),
            shows_location,
        }
    }

    /// Whether a template may show the file and line of an item.
    pub(super) fn show_location(&self) -> bool {
        self.shows_location
    }

    /// What was found to be wrong with the templates of the book so far.
    pub fn faults(&self) -> Vec<TemplateFault> {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.iter().cloned().collect()
    }

    /// Renders a page, and tells whether it was made by the templates that are meant for it.
    pub(super) fn page(&self, page: PageContext, format: Format) -> (String, bool) {
        let name = match format {
            Format::Html => "page.html",
            Format::Markdown => "page.md",
        };
        let context = minijinja::context! { page => Value::from(Serde(&page)) };
        // The page of all modules of a large reference needs some room each time that it is there.
        drop(page);
        let render = |environment: &Environment<'_>| environment.get_template(name)?.render(&context);
        let of_book = self.of_book.as_ref().map(render);
        let is_as_meant = !matches!(of_book, Some(Err(_)));
        let text = match of_book {
            Some(Ok(text)) => text,
            Some(Err(error)) => {
                let is_of_book = |name: &str| !is_ours(self.of_book.as_ref(), name);
                let fault = TemplateFault::new(name, &error, is_of_book);
                self.faults
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(fault);
                render(&self.ours).unwrap_or_default()
            }
            None => render(&self.ours).unwrap_or_default(),
        };
        drop(context);
        let text = match format {
            Format::Html => one_html_block(&text),
            Format::Markdown => tidy_markdown(&text),
        };
        (text, is_as_meant)
    }
}

/// What went wrong in the template that a template includes.
fn cause(error: &Error) -> Option<&Error> {
    std::error::Error::source(error)?.downcast_ref()
}

/// Whether a template of the environment is the one that comes with the program.
fn is_ours(environment: Option<&Environment<'_>>, name: &str) -> bool {
    let used = environment.and_then(|environment| environment.get_template(name).ok());
    let ours = TEMPLATES.iter().find(|(known, _)| *known == name);
    used.zip(ours)
        .is_some_and(|(used, (_, text))| used.source() == *text)
}

/// Our templates, ready for use.
fn ours() -> Environment<'static> {
    let mut ours = environment();
    for (name, text) in TEMPLATES {
        // A test renders pages with each of them.
        let added = ours.add_template(name, text);
        debug_assert!(added.is_ok(), "{name}: {added:?}");
    }
    ours
}

/// The rules for all templates.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("html") => AutoEscape::Html,
        _ => AutoEscape::Custom("markdown".into()),
    });
    environment.set_formatter(escape_value);
    environment.add_filter("fragment", |anchor: String| anchor.replace(".md", "%2Emd"));
    environment.add_filter("name_parts", name_parts);
    environment.add_filter("address", |url: String| {
        Value::from_safe_string(escape::markdown_address(&url))
    });
    environment
}

/// Everything that is not marked as markup is escaped with the rules of the docstring writers, so that no name
/// and no URL can become an element, a link or one of mdBook's own `{{#…}}`.
fn escape_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let text = value.to_string();
    let written = if value.is_safe() {
        out.write_str(&text)
    } else {
        let mut escaped = String::with_capacity(text.len());
        match state.auto_escape() {
            AutoEscape::Html => escape::attribute(&mut escaped, &text),
            _ => escape::markdown(&mut escaped, &text),
        }
        out.write_str(&escaped)
    };
    written.map_err(Error::from)
}

/// A dotted name that may be broken after its dots. The search index takes the parts for words of their own.
fn name_parts(name: &str) -> Value {
    let mut out = String::new();
    for (number, part) in name.split('.').enumerate() {
        if number > 0 {
            out.push_str(".<wbr>");
        }
        escape::html(&mut out, part);
    }
    Value::from_safe_string(out)
}

/// A raw HTML block of CommonMark ends at a blank line, so the page has none. Line ends that count are written
/// as `&#10;` before they come here.
fn one_html_block(text: &str) -> String {
    let mut block = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        block.push_str(line);
        block.push('\n');
    }
    block
}

/// One blank line at most between blocks, outside fenced code.
fn tidy_markdown(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut blank = true;
    for line in text.lines() {
        let marks = line.trim_start();
        let width = marks.bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            Some(open) if width >= open.len() && marks.trim_end().len() == width => fence = None,
            None if width >= 3 => fence = Some(&marks[..width]),
            _ => {}
        }
        if line.trim().is_empty() && fence.is_none() {
            if !blank {
                tidy.push('\n');
            }
            blank = true;
            continue;
        }
        tidy.push_str(if fence.is_none() { line.trim_end() } else { line });
        tidy.push('\n');
        blank = false;
    }
    tidy
}
