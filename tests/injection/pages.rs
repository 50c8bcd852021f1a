//! What a built book shows that it must not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use scraper::{ElementRef, Html, Node, Selector};

use super::html::Rules;
use super::package::CANARY;
use super::support::links::files_below;

/// The pages of a built book, as a browser reads them.
pub(crate) struct Pages(BTreeMap<String, Html>);

impl Pages {
    /// Reads all pages in a directory.
    pub(crate) fn read(root: &Path) -> Self {
        let paths = files_below(root)
            .into_iter()
            .filter(|path| Path::new(path).extension().is_some_and(|ending| ending == "html"));
        let read = |path: String| {
            let html = Html::parse_document(&fs::read_to_string(root.join(&path)).unwrap());
            (path, html)
        };
        Self(paths.map(read).collect())
    }

    /// What is wrong with the pages, given those of the same book with words for payloads.
    pub(crate) fn problems(&self, harmless: &Self, rules: Rules) -> Vec<String> {
        let mut problems = Vec::new();
        let (ours, others): (BTreeSet<_>, BTreeSet<_>) =
            (self.0.keys().collect(), harmless.0.keys().collect());
        if ours != others {
            problems.push(format!("other pages: {:?}", ours.symmetric_difference(&others)));
            return problems;
        }
        for (path, page) in &self.0 {
            let mut found = Vec::new();
            let expected = &harmless.0[path];
            if frame(page) != frame(expected) {
                found.push("what is around the text is not the same".to_owned());
            }
            if path != "toc.html" {
                check_elements(page, rules, &mut found);
                check_outline(page, expected, &mut found);
            }
            check_ids(page, expected, &mut found);
            let text: String = page.root_element().text().collect();
            if text.contains(CANARY) || text.contains("root:x:0:0") {
                let at = text.find(CANARY).unwrap_or_default();
                let around: String = text[..at]
                    .chars()
                    .rev()
                    .take(80)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect();
                found.push(format!("a file is shown: …{around:?}"));
            }
            problems.extend(found.into_iter().map(|problem| format!("{path}: {problem}")));
        }
        problems
    }

    /// Whether all of a page's text has `words`, and how often.
    pub(crate) fn count(&self, path: &str, words: &str) -> usize {
        let text: String = main_of(&self.0[path]).text().collect();
        text.matches(words).count()
    }
}

fn main_of(page: &Html) -> ElementRef<'_> {
    page.select(&Selector::parse("main").unwrap()).next().unwrap()
}

/// The page without its text and without the digests in the names of its files.
fn frame(page: &Html) -> String {
    let mut page = page.clone();
    let mains: Vec<_> = page
        .select(&Selector::parse("main").unwrap())
        .map(|main| main.id())
        .collect();
    for main in mains {
        page.tree.get_mut(main).unwrap().detach();
    }
    let html = page.html();
    let mut out = String::new();
    let mut rest = html.as_str();
    while let Some(at) = rest.find("searchindex-") {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        rest = behind.split_once(".js").map_or("", |(_, behind)| behind);
    }
    out + rest
}

fn check_elements(page: &Html, rules: Rules, found: &mut Vec<String>) {
    for node in main_of(page).descendants() {
        match node.value() {
            Node::Element(element) => {
                let name = element.name();
                if ElementRef::wrap(node).is_some_and(is_list_of_names) {
                    continue;
                }
                if !rules.has_element(name) && name != "main" {
                    let html = ElementRef::wrap(node).map(excerpt).unwrap_or_default();
                    found.push(format!("<{name}> is none of ours: {html}"));
                }
                for (attribute, value) in element.attrs().filter(|_| name != "main") {
                    if !rules.has_attribute(name, attribute, value) {
                        found.push(format!("<{name} {attribute}=\"{value}\"> is none of ours"));
                    }
                }
            }
            Node::Text(_) | Node::Document => {}
            other => found.push(format!("{other:?} is none of ours")),
        }
    }
}

/// The names for the palette, which no browser runs, with nothing in them that could end the element.
fn is_list_of_names(element: ElementRef<'_>) -> bool {
    let text: String = element.text().collect();
    element.value().name() == "script"
        && element.value().attrs().collect::<BTreeSet<_>>()
            == BTreeSet::from([("id", "autodoc-symbols"), ("type", "text/plain")])
        && !text.contains(['<', '>', '&', '"', '\''])
}

fn excerpt(element: ElementRef<'_>) -> String {
    element.html().chars().take(100).collect()
}

/// Headings that links lead to, each with its level, its text and the elements around it.
fn outline(page: &Html) -> Vec<(String, String, String)> {
    let headings = Selector::parse("main :is(h1, h2, h3, h4, h5, h6)[id]").unwrap();
    let row = |heading: ElementRef<'_>| {
        let around: Vec<_> = heading
            .ancestors()
            .filter_map(ElementRef::wrap)
            .map(|element| element.value().name())
            .collect();
        let text: String = heading.text().collect();
        (
            heading.attr("id").unwrap_or_default().to_owned(),
            format!("{} {text}", heading.value().name()),
            around.join(" "),
        )
    };
    page.select(&headings).map(row).collect()
}

/// Every heading of the harmless book stands where it was, and others are below them. An item that was a row there may
/// have a heading instead, where its docstring says more than a row shows, and so may its group have one.
fn check_outline(page: &Html, harmless: &Html, found: &mut Vec<String>) {
    let (ours, expected) = (outline(page), outline(harmless));
    let known: BTreeSet<&str> = expected.iter().map(|(id, ..)| id.as_str()).collect();
    let kept: Vec<_> = ours
        .iter()
        .filter(|(id, ..)| known.contains(id.as_str()))
        .collect();
    if let Some((is, should)) = kept.iter().zip(&expected).find(|(is, should)| **is != *should) {
        found.push(format!("{is:?} stands where {should:?} did"));
    } else if kept.len() != expected.len() {
        found.push(format!("{} headings, not {}", kept.len(), expected.len()));
    }
    let rows = Selector::parse("main tr[id]").unwrap();
    let rows: BTreeSet<&str> = harmless.select(&rows).filter_map(|row| row.attr("id")).collect();
    let captions = Selector::parse("main caption").unwrap();
    let captions: BTreeSet<String> = harmless
        .select(&captions)
        .map(|caption| caption.text().collect())
        .collect();
    let all = Selector::parse("main :is(h1, h2, h3, h4)").unwrap();
    for heading in page.select(&all) {
        let text: String = heading.text().collect();
        let is_group = |id: &str| {
            captions.contains(&text)
                && id
                    .strip_suffix(&format!("-{}", text.to_lowercase().replace(' ', "-")))
                    .is_some_and(|module| known.contains(module))
        };
        let is_known = |id| known.contains(id) || rows.contains(id) || is_group(id);
        if !heading.attr("id").is_some_and(is_known) {
            found.push(format!("a heading of the docstring's own: {}", excerpt(heading)));
        }
    }
}

/// Ids that are there more often than once, unless they are so in the harmless book: mdBook 0.4 repeats those of equal
/// headings on the page of the whole book.
fn check_ids(page: &Html, harmless: &Html, found: &mut Vec<String>) {
    let expected = repeated_ids(harmless);
    for id in repeated_ids(page).difference(&expected) {
        found.push(format!("the id {id:?} is there twice"));
    }
}

fn repeated_ids(page: &Html) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let ids = Selector::parse("[id]").unwrap();
    page.select(&ids)
        .map(|element| element.attr("id").unwrap_or_default().to_owned())
        .filter(|id| !seen.insert(id.clone()))
        .collect()
}
