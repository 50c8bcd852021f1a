//! The index of all names, as it stands at the end of a book.

use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;

use super::PartPage;
use super::deprecated::Deprecation;
use super::listed::Listed;
use super::parts::distribute;
use crate::render::context::{LinkContext, ListContext, ListedContext};
use crate::render::page::PageRenderer;
use crate::render::plan::{PageContent, PageIndex};
use crate::resolve::{Api, ModuleIndex};

/// As many names stand on one page; with about 180 bytes each it stays below 400 kB.
const MOST_NAMES: usize = 2000;

/// A name in the index.
pub(in crate::render) struct Name {
    /// What it is of. There are very many names: the numbers are small.
    what: NameOf,
    /// The letter that it is found under.
    letter: char,
}

/// What a name is of.
enum NameOf {
    /// Something documented, by its number, and whether it is deprecated.
    Documented(u32, bool),
    /// A re-export, by the number of its module and its number there.
    Reexport(u32, u32),
}

/// A name that is being put into its place.
struct Candidate {
    name: Name,
    /// The dotted name under which it is listed.
    full_name: Arc<str>,
}

impl Candidate {
    fn new(what: NameOf, full_name: Arc<str>) -> Self {
        let letter = letter(split(&full_name).1);
        let name = Name { what, letter };
        Self { name, full_name }
    }

    fn last(&self) -> &str {
        split(&self.full_name).1
    }

    fn lower(&self) -> CompactString {
        self.last().to_lowercase().into()
    }
}

/// The letter that a name is found under.
fn letter(name: &str) -> char {
    let first = name.chars().next().unwrap_or('_');
    let mut upper = first.to_uppercase();
    // A letter that becomes two, such as `ß`, stands for itself.
    match (upper.next(), upper.next()) {
        (Some(letter), None) => letter,
        _ => first,
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A dotted name before its last part, and that.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// All names in the order in which they are looked up: by the letter, then the last part, whatever its case.
pub(super) fn all(api: &Api<'_>, listed: &[Listed<'_>], deprecated: &[Deprecation]) -> Vec<Name> {
    let mut names: Vec<Candidate> = Vec::new();
    for (number, item) in listed.iter().enumerate() {
        let is_deprecated = deprecated
            .binary_search_by_key(&number, |found| found.listed)
            .is_ok();
        let what = NameOf::Documented(self::number(number), is_deprecated);
        names.push(Candidate::new(what, Arc::clone(&item.full_name)));
    }
    for (module, module_api) in &api.modules {
        let module_name = api.project.modules[*module].name();
        for (at, reexport) in module_api.reexports.iter().enumerate() {
            let what = NameOf::Reexport(number(*module), number(at));
            let full_name = format!("{module_name}.{}", reexport.name);
            names.push(Candidate::new(what, full_name.into()));
        }
    }
    // Whole names are made lower only among those that end alike: all at once would need more memory than the pages.
    names.sort_by_cached_key(|name| (name.name.letter, name.lower()));
    let end_alike = |left: &Candidate, right: &Candidate| {
        left.name.letter == right.name.letter
            && (left.last() == right.last() || left.lower() == right.lower())
    };
    for same in names.chunk_by_mut(end_alike) {
        same.sort_by_cached_key(|name| (name.full_name.to_lowercase(), Arc::clone(&name.full_name)));
    }
    names.into_iter().map(|candidate| candidate.name).collect()
}

/// The numbers of what is deprecated.
pub(super) fn deprecated(names: &[Name]) -> impl Iterator<Item = usize> {
    names.iter().filter_map(|name| match name.what {
        NameOf::Documented(number, true) => Some(number as usize),
        NameOf::Documented(..) | NameOf::Reexport(..) => None,
    })
}

/// The names of each letter.
pub(super) fn letters(names: &[Name]) -> Vec<(char, Range<usize>)> {
    let mut letters: Vec<(char, Range<usize>)> = Vec::new();
    for (number, name) in names.iter().enumerate() {
        match letters.last_mut() {
            Some((last, range)) if *last == name.letter => range.end = number + 1,
            _ => letters.push((name.letter, number..number + 1)),
        }
    }
    letters
}

/// The pages of the index, if it is too long for one.
pub(super) fn pages(letters: &[(char, Range<usize>)]) -> Vec<PartPage> {
    let groups = letters
        .iter()
        .map(|(letter, range)| (letter.to_string(), range.len()));
    let pages = distribute(groups, MOST_NAMES).into_iter().map(|part| PartPage {
        file: part.first.chars().map(file_name).collect(),
        title: part.title,
        content: PageContent::Names(part.range),
    });
    pages.collect()
}

/// A letter as a part of files and anchors.
fn file_name(letter: char) -> String {
    if letter.is_ascii() {
        letter.to_ascii_lowercase().to_string()
    } else {
        format!("u{:04x}", u32::from(letter))
    }
}

fn letter_anchor(letter: char) -> String {
    format!("autodoc-names-{}", file_name(letter))
}

impl PageRenderer<'_, '_> {
    /// The names on a page of the index, by letter.
    pub(in crate::render) fn names(&self, from: &str, range: &Range<usize>) -> Vec<ListContext> {
        let names = self.whole.names.get(range.clone()).unwrap_or_default();
        let before = range
            .start
            .checked_sub(1)
            .and_then(|last| self.whole.names.get(last));
        let lists = letters(names).into_iter().map(|(letter, rows)| {
            let is_continued = rows.start == 0 && before.is_some_and(|before| before.letter == letter);
            let anchor = letter_anchor(letter);
            ListContext {
                title: letter.to_string(),
                // The page of the whole book has all parts of a letter, and an id may be there once.
                anchor: if is_continued {
                    format!("{anchor}-{}", range.start)
                } else {
                    anchor
                },
                url: String::new(),
                total: rows.len(),
                rows: names[rows].iter().map(|name| self.name(from, name)).collect(),
            }
        });
        lists.collect()
    }

    fn name(&self, from: &str, name: &Name) -> ListedContext {
        match name.what {
            NameOf::Documented(number, is_deprecated) => {
                self.full_listed(from, &self.whole.listed[number as usize], is_deprecated)
            }
            NameOf::Reexport(module, number) => {
                let module = module as ModuleIndex;
                let reexports = self.api.modules.get(&module).map(|api| api.reexports.as_slice());
                let reexport = reexports.and_then(|all| all.get(number as usize));
                let origin = reexport.map_or_else(String::new, |reexport| reexport.target.clone());
                let url = self.links().target_url(from, &self.api.project.leads_to(&origin));
                // What is not documented here is at least mentioned by the module that makes it public.
                let url = url.or_else(|| self.links().module_url(from, module));
                ListedContext {
                    name: reexport.map_or_else(String::new, |reexport| reexport.name.clone()),
                    url: url.unwrap_or_default(),
                    kind: "re-export",
                    within: self.api.project.modules[module].name().to_string(),
                    origin,
                    ..ListedContext::default()
                }
            }
        }
    }

    /// A line about something that tells what it is in.
    pub(super) fn full_listed(&self, from: &str, listed: &Listed<'_>, is_deprecated: bool) -> ListedContext {
        let (within, last) = split(&listed.full_name);
        ListedContext {
            name: last.to_owned(),
            url: self.listed_url(from, listed),
            kind: listed.kind,
            within: within.to_owned(),
            is_deprecated,
            ..ListedContext::default()
        }
    }

    /// Whether a page of the index has a part of it, below the page of the whole.
    pub(in crate::render) fn is_part_of_names(&self, page: PageIndex) -> bool {
        let pages = &self.plan.pages;
        let parent = pages[page].parent.map(|parent| &pages[parent].content);
        matches!(parent, Some(PageContent::Names(_)))
    }

    /// Links to the letters, from a page of the index: to those on it and on its other pages.
    pub(in crate::render) fn letters(&self, page: PageIndex) -> Vec<LinkContext> {
        let pages = &self.plan.pages;
        let top = pages[page]
            .parent
            .filter(|_| self.is_part_of_names(page))
            .unwrap_or(page);
        let mut parts = std::iter::once(top)
            .chain(pages[top].children.iter().copied())
            .filter_map(|part| match &pages[part].content {
                PageContent::Names(range) if !range.is_empty() => Some((part, range)),
                _ => None,
            })
            .peekable();
        let mut links = Vec::new();
        for (letter, names) in &self.whole.letters {
            while parts.peek().is_some_and(|(_, range)| range.end <= names.start) {
                parts.next();
            }
            if let Some((part, _)) = parts.peek() {
                let anchor = letter_anchor(*letter);
                links.push(LinkContext {
                    name: letter.to_string(),
                    url: self.links().page_url(&pages[page].path, *part, Some(&anchor)),
                });
            }
        }
        links
    }

    /// The URL of something documented.
    pub(super) fn listed_url(&self, from: &str, listed: &Listed<'_>) -> String {
        let links = self.links();
        let url = match listed.item {
            None => links.module_url(from, listed.place.module),
            Some(item) => self
                .plan
                .item_place(self.api, listed.place.home, item.id)
                .map(|(page, anchor)| links.page_url(from, page, Some(anchor))),
        };
        url.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_what_names_start_with_whatever_the_case() {
        for (name, expected, file) in [
            ("take", 'T', "t"),
            ("Take", 'T', "t"),
            ("__len__", '_', "_"),
            ("ähre", 'Ä', "u00c4"),
            ("ß", 'ß', "u00df"),
        ] {
            let found = letter(name);
            assert_eq!((found, file_name(found).as_str()), (expected, file));
        }
    }
}
