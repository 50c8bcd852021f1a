//! The page for printing, which has all chapters in it.
//!
//! mdBook makes it from the trees of all chapters at once. Here it is put together from the chapters as they were
//! rendered: anchors that two chapters share are renamed, links between chapters become links inside of the page, and a
//! chapter without a title gets one, all as mdBook does it.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::markup::{self, value};

/// What a chapter has for links to go to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Anchors {
    /// The ids of its elements, in their order.
    ids: Vec<Box<str>>,
    /// Which of them is the id of its title; none where it has no title that can be linked to.
    title: Option<usize>,
    /// At which of the ids its footnotes begin, which mdBook counts where they are defined and not where they are.
    footnotes: Option<usize>,
}

impl Anchors {
    /// The anchors of a chapter, of its HTML and of how many footnotes it defines. Nothing where mdBook might count
    /// them in another way, which the HTML does not tell.
    pub(super) fn read(html: &str, footnotes: usize) -> Option<Self> {
        let tags = markup::tags(html)?;
        let mut anchors = Self::default();
        let mut first_heading = true;
        let mut shown_footnotes = 0;
        for tag in &tags {
            let id = value(html, tag, "id");
            if let Some(id) = &id {
                anchors.ids.push(id.as_ref().into());
            }
            let is_footnote = tag.name == "li" && id.is_some_and(|id| id.starts_with("footnote-"));
            shown_footnotes += usize::from(anchors.footnotes.is_some() && is_footnote);
            if is_heading(tag.name) {
                if anchors.footnotes.is_some() {
                    return None;
                }
                if first_heading && tag.name == "h1" && value(html, tag, "id").is_some() {
                    anchors.title = Some(anchors.ids.len() - 1);
                }
                first_heading = false;
            }
            if tag.name == "ol" && value(html, tag, "class").as_deref() == Some("footnote-definition") {
                anchors.footnotes.get_or_insert(anchors.ids.len());
            }
        }
        let is_certain = anchors.footnotes.is_none_or(|first| {
            let (other, footnotes_ids) = anchors.ids.split_at(first);
            are_apart(other, footnotes_ids) && shown_footnotes == footnotes
        });
        is_certain.then_some(anchors)
    }
}

/// Whether the ids of footnotes can be made unique before or after the others, and in any order, with the same result.
fn are_apart(others: &[Box<str>], footnotes: &[Box<str>]) -> bool {
    let of_footnotes: HashSet<&str> = footnotes.iter().map(AsRef::as_ref).collect();
    let of_others: HashSet<&str> = others.iter().map(AsRef::as_ref).collect();
    // Whether an id is one of those with a number behind it.
    let follows = |id: &str, one_of: &HashSet<&str>| {
        id.rmatch_indices('-').any(|(at, _)| {
            let number = &id[at + 1..];
            number.bytes().all(|byte| byte.is_ascii_digit()) && one_of.contains(&id[..at])
        })
    };
    of_footnotes.len() == footnotes.len()
        && of_footnotes.is_disjoint(&of_others)
        && !footnotes
            .iter()
            .any(|id| follows(id, &of_others) || follows(id, &of_footnotes))
        && !others.iter().any(|id| follows(id, &of_footnotes))
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The ids of a page that has all chapters in it.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The ids that differ from those in the chapter's own page, by the chapter's number and the id's.
    renamed: Vec<Vec<(usize, Box<str>)>>,
    /// The same by the page of the chapter and the id there.
    by_page: HashMap<PathBuf, HashMap<Box<str>, Box<str>>>,
    /// The id of the title of each page.
    titles: HashMap<PathBuf, Box<str>>,
    /// The ids of the titles that chapters get because they have none.
    added: HashMap<usize, Box<str>>,
}

/// A chapter in the page.
pub(super) struct PrintChapter<'a> {
    /// The path of its page.
    pub(super) page: &'a Path,
    /// Its name.
    pub(super) name: &'a str,
    /// Its anchors.
    pub(super) anchors: Anchors,
}

impl Plan {
    /// Gives every anchor of the book an id that no other has.
    pub(super) fn new(chapters: Vec<PrintChapter<'_>>) -> Self {
        let mut plan = Self::default();
        let mut used = Used::default();
        let mut without_title = Vec::new();
        let mut titles = Vec::new();
        for (number, chapter) in chapters.into_iter().enumerate() {
            let mut renamed = Vec::new();
            let mut title = None;
            for (index, id) in chapter.anchors.ids.into_iter().enumerate() {
                let new = used.unique(&id);
                if chapter.anchors.title == Some(index) {
                    title = Some(new.clone());
                }
                if new != id {
                    let page = plan.by_page.entry(chapter.page.to_owned()).or_default();
                    page.insert(id, new.clone());
                    renamed.push((index, new));
                }
            }
            plan.renamed.push(renamed);
            match title {
                Some(title) => titles.push((chapter.page, Some(title))),
                None => {
                    without_title.push((number, titles.len(), chapter.name));
                    titles.push((chapter.page, None));
                }
            }
        }
        for (number, at, name) in without_title {
            let id = used.unique(&id_of(name));
            titles[at].1 = Some(id.clone());
            plan.added.insert(number, id);
        }
        plan.titles = titles
            .into_iter()
            .filter_map(|(page, title)| Some((page.to_owned(), title?)))
            .collect();
        plan
    }

    /// The part of the page that a chapter is, of its HTML; `number` counts the chapters of the book.
    pub(super) fn chapter(&self, number: usize, page: &Path, name: &str, html: &str) -> Option<String> {
        let mut out = String::with_capacity(html.len() + html.len() / 8);
        if number > 0 {
            out.push_str("<div style=\"break-before: page; page-break-before: always;\"></div>");
        }
        match self.added.get(&number) {
            Some(id) => {
                let id = markup::escape(id);
                let line = if number > 0 { "\n" } else { "" };
                let _ = write!(out, "{line}<h1 id=\"{id}\"><a href=\"#{id}\" class=\"header\">");
                out.push_str(&escape_text(name));
                out.push_str("</a></h1>\n");
            }
            None if number > 0 && markup::begins_on_a_new_line(html) => out.push('\n'),
            None => {}
        }
        let mut renamed = self.renamed.get(number)?.iter().peekable();
        let mut ids = 0;
        let mut copied = 0;
        for tag in markup::tags(html)? {
            let has_links = matches!(tag.name, "a" | "img");
            for attribute in tag.attributes {
                let new = if attribute.name == "id" {
                    ids += 1;
                    renamed
                        .next_if(|(index, _)| *index == ids - 1)
                        .map(|(_, id)| id.to_string())
                } else if has_links && matches!(attribute.name, "href" | "src" | "xlink:href") {
                    self.link(page, &markup::unescape(&html[attribute.range.clone()]))
                } else {
                    None
                };
                if let Some(new) = new {
                    out.push_str(&html[copied..attribute.range.start]);
                    out.push_str(&markup::escape(&new));
                    copied = attribute.range.end;
                }
            }
        }
        out.push_str(&html[copied..]);
        Some(out)
    }

    /// Where a link of a chapter leads in the page that has all chapters; nothing where it stays as it is.
    fn link(&self, page: &Path, target: &str) -> Option<String> {
        if has_scheme(target) {
            return None;
        }
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.split('\n').next().unwrap_or_default())),
            None => (target, None),
        };
        let mut key = page.to_owned();
        if !path.is_empty() {
            key.pop();
            key = normalize(&key.join(path));
            if !self.titles.contains_key(&key) {
                let base = page.parent().unwrap_or(Path::new(""));
                let mut relative = normalize(&base.join(path)).to_str()?.replace('\\', "/");
                if let Some(anchor) = anchor {
                    relative.push('#');
                    relative.push_str(anchor);
                }
                return Some(relative);
            }
        }
        let id = match anchor {
            Some(anchor) => self
                .by_page
                .get(&key)
                .and_then(|page| page.get(anchor))
                .map_or(anchor, |id| id),
            None => self.titles.get(&key)?,
        };
        Some(format!("#{id}"))
    }
}

/// The ids that are taken.
#[derive(Default)]
struct Used {
    taken: HashSet<Box<str>>,
    /// The number up to which those that follow from an id are taken.
    numbers: HashMap<Box<str>, u32>,
}

impl Used {
    /// The id, or the first of `id-1`, `id-2`, … that is not taken.
    fn unique(&mut self, id: &str) -> Box<str> {
        if self.taken.insert(id.into()) {
            return id.into();
        }
        // What was taken stays taken, so the search goes on where it ended.
        let number = self.numbers.entry(id.into()).or_default();
        loop {
            *number += 1;
            let candidate: Box<str> = format!("{id}-{number}").into();
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// The id that mdBook makes of a title.
fn id_of(title: &str) -> String {
    let lower = title.trim().to_lowercase();
    let kept = lower.chars().filter_map(|c| match c {
        '_' | '-' => Some(c),
        _ if c.is_alphanumeric() => Some(c),
        _ if c.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.collect()
}

fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Whether a link begins as `https:` does.
fn has_scheme(link: &str) -> bool {
    let is_inside =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'.' | b'-');
    let scheme = link.split(':').next().filter(|scheme| scheme.len() < link.len());
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.bytes().all(is_inside)
    })
}

/// The path without `.` and, where it can be told, without `..`.
fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if out.ends_with("..") => out.push(".."),
            Component::ParentDir => {
                if !out.pop() && !out.has_root() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page that chapters make, each with a path, a name and its HTML.
    fn printed(chapters: &[(&str, &str, &str)]) -> String {
        let anchors = |html| Anchors::read(html, 0).unwrap();
        let listed = chapters.iter().map(|(page, name, html)| PrintChapter {
            page: Path::new(page),
            name,
            anchors: anchors(html),
        });
        let plan = Plan::new(listed.collect());
        let parts = chapters
            .iter()
            .enumerate()
            .map(|(number, (page, name, html))| plan.chapter(number, Path::new(page), name, html).unwrap());
        parts.collect()
    }

    #[test]
    fn anchors_are_made_unique_and_links_follow_them() {
        let page = printed(&[
            (
                "a.html",
                "A",
                "<h1 id=\"x\">A</h1>\n<a href=\"b/c.html#x\">c</a><a href=\"b/c.html\">c</a><a href=\"#x\"></a>",
            ),
            (
                "b/c.html",
                "C",
                "<h1 id=\"x\">C</h1>\n<a href=\"../a.html#x\"></a><a href=\"#x\"></a><img src=\"i.png\"><a href=\"d.txt#y\"></a><a href=\"https://x/#x\"></a>",
            ),
        ]);
        assert_eq!(
            page,
            "<h1 id=\"x\">A</h1>\n<a href=\"#x-1\">c</a><a href=\"#x-1\">c</a><a href=\"#x\"></a>\
             <div style=\"break-before: page; page-break-before: always;\"></div>\n\
             <h1 id=\"x-1\">C</h1>\n<a href=\"#x\"></a><a href=\"#x-1\"></a><img src=\"b/i.png\">\
             <a href=\"b/d.txt#y\"></a><a href=\"https://x/#x\"></a>"
        );
    }

    #[test]
    fn a_chapter_without_a_title_gets_one() {
        let page = printed(&[
            ("a.html", "A & B", "text <a href=\"c.html\">c</a>"),
            ("c.html", "a  b", "<h2 id=\"a--b\">x</h2>\n"),
        ]);
        assert_eq!(
            page,
            "<h1 id=\"a--b-1\"><a href=\"#a--b-1\" class=\"header\">A &amp; B</a></h1>\n\
             text <a href=\"#a--b-2\">c</a>\
             <div style=\"break-before: page; page-break-before: always;\"></div>\n\
             <h1 id=\"a--b-2\"><a href=\"#a--b-2\" class=\"header\">a  b</a></h1>\n<h2 id=\"a--b\">x</h2>\n"
        );
    }

    #[test]
    fn where_mdbook_may_count_in_another_order_nothing_is_said() {
        let notes = "<ol class=\"footnote-definition\"><li id=\"footnote-1\">n</li></ol>";
        assert!(Anchors::read(notes, 1).is_some());
        let repeated = format!("<h1 id=\"a\"></h1><h2 id=\"a-1\"></h2><p id=\"a\">{notes}");
        assert!(Anchors::read(&repeated, 1).is_some());
        for (html, defined) in [
            // One is defined that nothing refers to: mdBook counts its id although it is not shown.
            (notes.to_owned(), 2),
            (format!("<p id=\"footnote\">{notes}"), 1),
            (format!("<p id=\"footnote-1-1\">{notes}"), 1),
            (format!("<p id=\"footnote-1\">{notes}"), 1),
            (notes.replace("n<", "<h2>n</h2><"), 1),
        ] {
            assert!(Anchors::read(&html, defined).is_none(), "{html}");
        }
    }

    #[test]
    fn schemes_are_those_of_mdbook() {
        for (link, expected) in [
            ("https://a", true),
            ("mailto:a@b", true),
            ("a+b.c-1:", true),
            ("HTTP://a", false),
            ("1a:b", false),
            ("a/b:c", false),
            ("#a:b", false),
            (":a", false),
            ("a", false),
            ("", false),
        ] {
            assert_eq!(has_scheme(link), expected, "{link}");
        }
    }
}
