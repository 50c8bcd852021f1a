//! The index of all names, as it stands at the end of a book.

use std::ops::Range;

use super::deprecated::Deprecation;
use super::listed::Listed;
use crate::render::context::{LinkContext, ListContext, ListedContext};
use crate::render::page::PageRenderer;
use crate::render::plan::{PageContent, PageIndex};
use crate::resolve::{Api, ModuleIndex};

/// As many names stand on one page; with about 180 bytes each it stays below 400 kB.
const MOST_NAMES: usize = 2000;

/// A name in the index.
pub(in crate::render) struct Name {
    what: NameOf,
    /// The dotted name under which it is listed.
    full_name: String,
}

/// What a name is of.
enum NameOf {
    /// Something documented, by its number, and whether it is deprecated.
    Documented(usize, bool),
    /// A re-export, by its number in the module.
    Reexport(ModuleIndex, usize),
}

/// A page of the index, when it has several.
pub(in crate::render) struct NamesPage {
    /// Its name in the sidebar: the letters on it.
    pub(in crate::render) title: String,
    /// The file without its ending.
    pub(in crate::render) file: String,
    /// The names on it.
    pub(in crate::render) range: Range<usize>,
}

impl Name {
    fn last(&self) -> &str {
        split(&self.full_name).1
    }

    /// The letter that it is found under.
    fn letter(&self) -> char {
        let first = self.last().chars().next().unwrap_or('_');
        let mut upper = first.to_uppercase();
        // A letter that becomes two, such as `ß`, stands for itself.
        match (upper.next(), upper.next()) {
            (Some(letter), None) => letter,
            _ => first,
        }
    }
}

/// A dotted name before its last part, and that.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// All names in the order in which they are looked up: by the letter, then the last part, whatever its case.
pub(super) fn all(api: &Api<'_>, listed: &[Listed<'_>], deprecated: &[Deprecation]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (number, item) in listed.iter().enumerate() {
        let is_deprecated = deprecated
            .binary_search_by_key(&number, |found| found.listed)
            .is_ok();
        names.push(Name {
            what: NameOf::Documented(number, is_deprecated),
            full_name: item.full_name.clone(),
        });
    }
    for (module, module_api) in &api.modules {
        let module_name = api.project.modules[*module].name();
        for (number, reexport) in module_api.reexports.iter().enumerate() {
            names.push(Name {
                what: NameOf::Reexport(*module, number),
                full_name: format!("{module_name}.{}", reexport.name),
            });
        }
    }
    names.sort_by_cached_key(|name| {
        let lower = name.last().to_lowercase();
        (
            name.letter(),
            lower,
            name.full_name.to_lowercase(),
            name.full_name.clone(),
        )
    });
    names
}

/// The names of each letter.
pub(super) fn letters(names: &[Name]) -> Vec<(char, Range<usize>)> {
    let mut letters: Vec<(char, Range<usize>)> = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let letter = name.letter();
        match letters.last_mut() {
            Some((last, range)) if *last == letter => range.end = number + 1,
            _ => letters.push((letter, number..number + 1)),
        }
    }
    letters
}

/// Distributes the names over pages: neighboring letters share one, and a letter that is too long for a page has several.
pub(super) fn pages(names: &[Name]) -> Vec<NamesPage> {
    let mut pages: Vec<NamesPage> = Vec::new();
    let mut first = None;
    for (letter, range) in letters(names) {
        let shared = pages
            .last_mut()
            .filter(|page| range.end - page.range.start <= MOST_NAMES);
        if let (Some(page), Some(first)) = (shared, first) {
            page.title = format!("{first}–{letter}");
            page.range.end = range.end;
            continue;
        }
        first = Some(letter);
        let parts = range.len().div_ceil(MOST_NAMES);
        for (number, start) in range.clone().step_by(MOST_NAMES).enumerate() {
            let title = if parts > 1 {
                format!("{letter} ({} of {parts})", number + 1)
            } else {
                letter.to_string()
            };
            pages.push(NamesPage {
                title,
                file: file_name(letter),
                range: start..range.end.min(start + MOST_NAMES),
            });
        }
        if parts > 1 {
            first = None;
        }
    }
    pages
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
            let is_continued = rows.start == 0 && before.is_some_and(|before| before.letter() == letter);
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
                self.full_listed(from, &self.whole.listed[number], is_deprecated)
            }
            NameOf::Reexport(module, number) => {
                let reexports = self.api.modules.get(&module).map(|api| api.reexports.as_slice());
                let origin = reexports.and_then(|all| Some(all.get(number)?.target.clone()));
                let origin = origin.unwrap_or_default();
                let url = self.links().target_url(from, &self.api.project.leads_to(&origin));
                // What is not documented here is at least mentioned by the module that makes it public.
                let url = url.or_else(|| self.links().module_url(from, module));
                let (within, last) = split(&name.full_name);
                ListedContext {
                    name: last.to_owned(),
                    url: url.unwrap_or_default(),
                    kind: "re-export",
                    within: within.to_owned(),
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

    /// Links to the letters, from a page of the index: to those on it and on its other pages.
    pub(in crate::render) fn letters(&self, page: PageIndex) -> Vec<LinkContext> {
        let pages = &self.plan.pages;
        let top = match pages[page].parent {
            Some(parent) if matches!(pages[parent].content, PageContent::Names(_)) => parent,
            _ => page,
        };
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
            None => links.module_url(from, listed.module),
            Some(item) => self
                .plan
                .item_place(self.api, listed.home, item.id)
                .map(|(page, anchor)| links.page_url(from, page, Some(anchor))),
        };
        url.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[(&str, usize)]) -> Vec<Name> {
        let repeated = all
            .iter()
            .flat_map(|(name, count)| std::iter::repeat_n(*name, *count));
        repeated
            .enumerate()
            .map(|(number, name)| Name {
                what: NameOf::Documented(number, false),
                full_name: format!("pkg.{name}"),
            })
            .collect()
    }

    #[track_caller]
    fn check(all: &[(&str, usize)], expected: &[(&str, &str, Range<usize>)]) {
        let found = pages(&names(all));
        let found: Vec<_> = found
            .iter()
            .map(|page| (page.title.as_str(), page.file.as_str(), page.range.clone()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn letters_share_a_page_as_long_as_they_fit() {
        check(&[("a", 3), ("b", 1997)], &[("A–B", "a", 0..2000)]);
        check(
            &[("a", 3), ("b", 1998), ("c", 1), ("d", 1)],
            &[("A", "a", 0..3), ("B–D", "b", 3..2003)],
        );
        check(&[], &[]);
    }

    #[test]
    fn a_long_letter_has_several_pages_of_its_own() {
        check(
            &[("_x", 1), ("a", 4001), ("b", 1)],
            &[
                ("_", "_", 0..1),
                ("A (1 of 3)", "a", 1..2001),
                ("A (2 of 3)", "a", 2001..4001),
                ("A (3 of 3)", "a", 4001..4002),
                ("B", "b", 4002..4003),
            ],
        );
    }

    #[test]
    fn letters_are_what_names_start_with_whatever_the_case() {
        for (name, letter, file) in [
            ("pkg.take", 'T', "t"),
            ("Take", 'T', "t"),
            ("a.__len__", '_', "_"),
            ("a.ähre", 'Ä', "u00c4"),
            ("a.ß", 'ß', "u00df"),
        ] {
            let name = Name {
                what: NameOf::Documented(0, false),
                full_name: name.to_owned(),
            };
            assert_eq!((name.letter(), file_name(name.letter()).as_str()), (letter, file));
        }
    }
}
