//! Pages, put together from the HTML of a chapter and what stands around it.
//!
//! mdBook's templates make the same of every chapter but for some values: its title, its path, its neighbors. So mdBook
//! renders a sample book with them, and what stands in its pages for those values tells where they go in all others. The
//! sample shows itself whether that is so: of its pages in the middle, one must follow from the other.

#![expect(
    clippy::disallowed_methods,
    reason = "mdBook writes the sample to disk, from where it is taken"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

use mdbook_driver::book::{Book, BookItem, Chapter, SectionNumber};
use mdbook_html::HtmlHandlebars;
use mdbook_renderer::{RenderContext, Renderer as _};

use super::parts::{page_of, url_of};
use super::record::{Origin, origin};
use super::slice::FRONT_PAGE;
use super::sliced::{PAGE, Sliced, Stop};
use super::{Digest, random};
use crate::digest::Bytes;

/// What a page has of its chapter and of the chapters beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Value {
    Title,
    Name,
    Path,
    Root,
    Section,
    EditUrl,
    Fragments,
    PreviousTitle,
    PreviousLink,
    NextTitle,
    NextLink,
    Content,
    /// Not of its chapter: the name of the search index, which is known last.
    SearchIndex,
}

/// The values of a page, by what they are; the order is that of [`Value`].
type Values<'a> = [Cow<'a, str>; 13];

const VALUES: [Value; 13] = [
    Value::Title,
    Value::Name,
    Value::Path,
    Value::Root,
    Value::Section,
    Value::EditUrl,
    Value::Fragments,
    Value::PreviousTitle,
    Value::PreviousLink,
    Value::NextTitle,
    Value::NextLink,
    Value::Content,
    Value::SearchIndex,
];

/// A part of a page.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Part {
    Text(String),
    /// A value as it is, or with what HTML reserves escaped.
    Value(Value, bool),
}

/// Where a chapter is in its book; the front page is that of the first chapter once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Front,
    First,
    Middle,
    Last,
}

/// What stands around the chapters of a book that have the same parts.
#[derive(Debug)]
struct Frames {
    has_fragments: bool,
    has_section: bool,
    /// By position.
    parts: [Vec<Part>; 4],
}

/// A page of the site, by what it shows.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// The page of the chapter of this number.
    Chapter(usize),
    /// The front page.
    Front,
}

/// Everything that pages are made of beside the HTML of their chapters.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    frames: Vec<Frames>,
    shows_numbers: bool,
    /// The template of edit links and the source directory before their paths.
    edit_url: Option<(&'a str, String)>,
    /// Redirects of fragments, by the page.
    fragments: BTreeMap<String, BTreeMap<String, &'a str>>,
}

impl Sliced<'_> {
    /// Has mdBook tell what stands around chapters. Nothing where its templates do something else with them.
    pub(super) fn pages(&self) -> Result<Pages<'_>, Stop> {
        let mut pages = Pages {
            frames: Vec::new(),
            shows_numbers: self.shows_numbers,
            edit_url: self.html.edit_url_template.as_deref().map(|template| {
                (
                    template,
                    self.context.config.book.src.to_string_lossy().into_owned(),
                )
            }),
            fragments: BTreeMap::new(),
        };
        for (from, to) in BTreeMap::from_iter(&self.html.redirect) {
            if let Some((page, fragment)) = from.strip_prefix('/').and_then(|from| from.split_once('#')) {
                let page = pages.fragments.entry(page.to_owned()).or_default();
                page.insert(format!("#{fragment}"), to);
            }
        }
        for chapter in &self.chapters {
            let (has_fragments, has_section) = pages.kind(chapter);
            let is_known =
                |frames: &Frames| (frames.has_fragments, frames.has_section) == (has_fragments, has_section);
            if !pages.frames.iter().any(is_known) {
                let frames = self.learn(&pages, has_fragments, has_section)?;
                pages.frames.push(frames);
            }
        }
        Ok(pages)
    }

    /// What stands around chapters of one kind.
    fn learn(&self, pages: &Pages<'_>, has_fragments: bool, has_section: bool) -> Result<Frames, Stop> {
        // Two in the middle: what is learned from one has to explain the other.
        let samples: Vec<Sample> = [9, 9, 5, 9]
            .into_iter()
            .map(|depth| Sample::new(depth, has_section))
            .collect();
        let chapters: Vec<Chapter> = samples.iter().map(|sample| sample.chapter.clone()).collect();
        let mut config = self.slice_config(&[])?;
        if has_fragments {
            let redirect: BTreeMap<_, _> = samples
                .iter()
                .map(|sample| {
                    (
                        format!("/{}#{}", url_of(&sample.chapter), sample.mark),
                        &sample.mark,
                    )
                })
                .collect();
            config.set("output.html.redirect", redirect)?;
        }
        let destination = self
            .workshop
            .join(format!("sample-{has_fragments}-{has_section}"));
        let book = Book::new_with_items(chapters.iter().cloned().map(BookItem::Chapter).collect());
        let mut context = RenderContext::new(self.stub(), book, config, &destination);
        let titles = samples.iter().map(|sample| (sample.path(), sample.title.clone()));
        context.chapter_titles.extend(titles);
        HtmlHandlebars::new().render(&context)?;

        let index = self.search_index_name(&self.mark);
        let values = |at: usize| {
            let sample = &samples[at];
            let fragments = BTreeMap::from([(format!("#{}", sample.mark), sample.mark.as_str())]);
            let mut values = chapter_values(
                pages,
                &chapters[at],
                at.checked_sub(1).map(|before| &chapters[before]),
                chapters.get(at + 1),
                has_fragments.then_some(&fragments),
            );
            values[Value::Title as usize] = sample.title.as_str().into();
            values[Value::Content as usize] = sample.content.as_str().into();
            values[Value::SearchIndex as usize] = index.as_str().into();
            values
        };
        let page = |at: usize| fs::read_to_string(destination.join(page_of(&chapters[at])));
        let front = |mut values: Values<'static>| {
            as_front(&mut values);
            values
        };
        let owned = |values: Values<'_>| values.map(|value| Cow::Owned(value.into_owned()));
        let parts = [
            parts(
                &fs::read_to_string(destination.join(FRONT_PAGE))?,
                &front(owned(values(0))),
            ),
            parts(&page(0)?, &values(0)),
            parts(&page(1)?, &values(1)),
            parts(&page(3)?, &values(3)),
        ];
        if assemble(&parts[Position::Middle as usize], &values(2)) != page(2)? {
            return Err(PAGE);
        }
        Ok(Frames {
            has_fragments,
            has_section,
            parts,
        })
    }
}

impl Pages<'_> {
    /// Whether a page has redirects of fragments, and whether it may show a number.
    fn kind(&self, chapter: &Chapter) -> (bool, bool) {
        let has_fragments = !self.fragments.is_empty() && self.fragments.contains_key(&url_of(chapter));
        (has_fragments, self.shows_numbers && chapter.number.is_some())
    }
}

/// The pages of a book.
pub(super) struct Paging<'a> {
    pub(super) pages: &'a Pages<'a>,
    pub(super) sliced: &'a Sliced<'a>,
    pub(super) search_index: &'a str,
}

impl Paging<'_> {
    /// A page, of the HTML of its chapter.
    pub(super) fn page(&self, which: Which, html: &str) -> String {
        let mut values = self.values(which);
        values[Value::Content as usize] = html.into();
        assemble(self.parts(which), &values)
    }

    /// What a page is made of but for the name of the search index; `key` tells the HTML of its chapter.
    pub(super) fn origin(&self, which: Which, key: &Digest) -> Origin {
        let mut bytes = Bytes::default();
        bytes.add(key);
        let mut values = self.values(which);
        values[Value::SearchIndex as usize] = "".into();
        bytes.add(&values);
        bytes.add(self.parts(which));
        origin(&bytes)
    }

    /// Where the name of the search index is in a page whose chapter has HTML of this length.
    pub(super) fn search_index_places(&self, which: Which, html: usize) -> Vec<u64> {
        let values = self.values(which);
        let mut places = Vec::new();
        let mut at = 0;
        for part in self.parts(which) {
            if let Part::Value(Value::SearchIndex, _) = part {
                places.push(at as u64);
            }
            at += match part {
                Part::Text(text) => text.len(),
                Part::Value(Value::Content, false) => html,
                Part::Value(value, false) => values[*value as usize].len(),
                Part::Value(value, true) => escape(&values[*value as usize]).len(),
            };
        }
        places
    }

    fn parts(&self, which: Which) -> &[Part] {
        let last = self.sliced.chapters.len() - 1;
        let (number, position) = match which {
            Which::Front => (0, Position::Front),
            Which::Chapter(0) => (0, Position::First),
            Which::Chapter(number) if number == last => (number, Position::Last),
            Which::Chapter(number) => (number, Position::Middle),
        };
        let kind = self.pages.kind(self.sliced.chapters[number]);
        let mut frames = self.pages.frames.iter();
        let frames = frames.find(|frames| (frames.has_fragments, frames.has_section) == kind);
        frames.map_or(&[], |frames| &frames.parts[position as usize])
    }

    /// The values of a page, without its content.
    fn values(&self, which: Which) -> Values<'_> {
        let chapters = &self.sliced.chapters;
        let number = match which {
            Which::Front => 0,
            Which::Chapter(number) => number,
        };
        let chapter = chapters[number];
        let before = number.checked_sub(1).map(|before| chapters[before]);
        let fragments = self.pages.fragments.get(&url_of(chapter));
        let next = chapters.get(number + 1).copied();
        let mut values = chapter_values(self.pages, chapter, before, next, fragments);
        values[Value::Title as usize] = self.title(chapter);
        values[Value::SearchIndex as usize] = self.search_index.into();
        if let Which::Front = which {
            as_front(&mut values);
        }
        values
    }

    fn title<'c>(&'c self, chapter: &'c Chapter) -> Cow<'c, str> {
        let context = self.sliced.context;
        let path = chapter.path.as_deref().unwrap_or(Path::new(""));
        match (context.chapter_titles.get(path), &context.config.book.title) {
            (Some(title), _) => title.as_str().into(),
            (None, Some(book)) if !book.is_empty() => format!("{} - {book}", chapter.name).into(),
            (None, _) => chapter.name.as_str().into(),
        }
    }
}

/// A chapter of the sample, with values that are found again.
struct Sample {
    /// What nobody else has written.
    mark: String,
    title: String,
    content: String,
    chapter: Chapter,
}

impl Sample {
    /// A chapter so many directories down.
    fn new(depth: usize, has_section: bool) -> Self {
        let [mark, title, name, file, source] = [(); 5].map(|()| format!("{:032x}", random()));
        // With all that a template escapes.
        let title = format!("{title}&<>\"'`={title}");
        let name = format!("{name}&<>\"'`={name}");
        let directories = "d/".repeat(depth);
        let mut chapter = Chapter::new(
            &name,
            mark.clone(),
            format!("{directories}{file}&.md"),
            Vec::new(),
        );
        chapter.source_path = Some(PathBuf::from(format!("{source}&.md")));
        // The digits of a number are many enough to stand nowhere else.
        let digits = u32::try_from(random() % 1_000_000_000).unwrap_or_default();
        chapter.number = has_section.then(|| SectionNumber::new([1_000_000_000 + digits]));
        Self {
            content: format!("<p>{mark}</p>\n"),
            mark,
            title,
            chapter,
        }
    }

    fn path(&self) -> PathBuf {
        self.chapter.path.clone().unwrap_or_default()
    }
}

/// The values of a chapter, without its title, its content and the name of the search index.
fn chapter_values<'a>(
    pages: &'a Pages<'_>,
    chapter: &'a Chapter,
    previous: Option<&'a Chapter>,
    next: Option<&'a Chapter>,
    fragments: Option<&BTreeMap<String, &str>>,
) -> Values<'a> {
    let path = chapter.path.as_deref().unwrap_or(Path::new(""));
    let link = |chapter: Option<&Chapter>| chapter.map_or_else(String::new, url_of);
    let title = |chapter: Option<&'a Chapter>| chapter.map_or("", |chapter| &chapter.name);
    let section = chapter.number.as_ref().filter(|_| pages.shows_numbers);
    VALUES.map(|value| match value {
        Value::Name => chapter.name.as_str().into(),
        Value::Path => path.to_string_lossy(),
        Value::Root => path_to_root(path).into(),
        Value::Section => section.map(ToString::to_string).unwrap_or_default().into(),
        Value::EditUrl => edit_url(pages, chapter).into(),
        Value::Fragments => fragments
            .and_then(|fragments| serde_json::to_string(fragments).ok())
            .unwrap_or_default()
            .into(),
        Value::PreviousTitle => title(previous).into(),
        Value::PreviousLink => link(previous).into(),
        Value::NextTitle => title(next).into(),
        Value::NextLink => link(next).into(),
        Value::Title | Value::Content | Value::SearchIndex => Cow::Borrowed(""),
    })
}

/// The front page is that of the first chapter, at another place.
fn as_front(values: &mut Values<'_>) {
    values[Value::Path as usize] = "index.md".into();
    values[Value::Root as usize] = "".into();
}

fn edit_url(pages: &Pages<'_>, chapter: &Chapter) -> String {
    let Some((template, sources)) = &pages.edit_url else {
        return String::new();
    };
    let source = chapter.source_path.as_deref().and_then(Path::to_str);
    template.replace("{path}", &format!("{sources}/{}", source.unwrap_or_default()))
}

/// The way from a page to the root of the site.
fn path_to_root(path: &Path) -> String {
    let directories = path.parent().unwrap_or(Path::new("")).components();
    let directories = directories.filter(|component| matches!(component, Component::Normal(_)));
    "../".repeat(directories.count())
}

/// Finds the values in a page.
fn parts(page: &str, values: &Values<'_>) -> Vec<Part> {
    let mut found = Vec::new();
    for value in VALUES {
        let text = &values[value as usize];
        if text.is_empty() {
            continue;
        }
        let escaped = escape(text);
        let forms = [(text.as_ref(), false), (escaped.as_str(), true)];
        // Where both are the same it does not matter for this value, but it may for others.
        for (form, is_escaped) in forms
            .into_iter()
            .filter(|(form, is_escaped)| *is_escaped || **form != escaped)
        {
            let places = page.match_indices(form);
            found.extend(places.map(|(start, _)| (start, start + form.len(), value, is_escaped)));
        }
    }
    found.sort_by_key(|(start, end, _, _)| (*start, std::cmp::Reverse(*end)));
    let mut parts = Vec::new();
    let mut copied = 0;
    for (start, end, value, is_escaped) in found {
        if start >= copied {
            parts.push(Part::Text(page[copied..start].to_owned()));
            parts.push(Part::Value(value, is_escaped));
            copied = end;
        }
    }
    parts.push(Part::Text(page[copied..].to_owned()));
    parts
}

fn assemble(parts: &[Part], values: &Values<'_>) -> String {
    let length = parts.iter().map(|part| match part {
        Part::Text(text) => text.len(),
        Part::Value(value, _) => values[*value as usize].len(),
    });
    let mut out = String::with_capacity(length.sum::<usize>() + 64);
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Value(value, false) => out.push_str(&values[*value as usize]),
            Part::Value(value, true) => escape_into(&values[*value as usize], &mut out),
        }
    }
    out
}

/// A value as Handlebars writes it between two braces.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '"', '&', '\'', '`', '=']) {
        out.push_str(&rest[..at]);
        let entity = match rest.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'&' => "&amp;",
            other => {
                let _ = write!(out, "&#x{other:X};");
                ""
            }
        };
        out.push_str(entity);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
