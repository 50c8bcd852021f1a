//! Back-links: what mentions what, in the reference and in the chapters of the author.
//!
//! What something mentions is found by writing its signature and its docstring once more, with links that take down
//! what they are asked for: so there is a back-link where there is a link, and nowhere else. It costs as much as
//! writing them for a page, once for each item, and nothing where no back-links are asked for.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::Whole;
use crate::config::DocstringHtml;
use crate::docstring;
use crate::model::{Docstring, Function, Item, ItemData, ItemId, Overload};
use crate::render::context::{LinkContext, MentionsContext};
use crate::render::docs::DocsWriter;
use crate::render::item::shown_value;
use crate::render::markup::Links;
use crate::render::page::PageRenderer;
use crate::render::plan::PageContent;
use crate::render::styles::Styles;
use crate::render::{Format, beside, signature};
use crate::resolve::{Api, ModuleIndex, Resolution, Scope, Target, Wanted};

/// So many mentions are listed; of the others the number is told.
const MOST_MENTIONS: usize = 20;

/// Something that may be mentioned: a definition by its module and number, or a module.
pub type Thing = (ModuleIndex, Option<ItemId>);

/// What is mentioned where.
#[derive(Debug, Default)]
pub struct Backlinks {
    mentions: HashMap<Thing, Vec<Mention>>,
    chapters: Vec<MentioningChapter>,
}

/// A chapter of the author that mentions something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentioningChapter {
    /// Its name in the sidebar.
    pub name: String,
    /// Its path within the book's source.
    pub path: String,
    /// What it mentions.
    pub things: Vec<Thing>,
}

/// Where something is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mention {
    /// In a chapter, by its number.
    Chapter(usize),
    /// In something documented, by its number in the list.
    Listed(usize),
}

impl Backlinks {
    /// Turns around what chapters and documented things mention; `listed` has those of each, in the order of the
    /// reference. Chapters come first.
    pub fn new(chapters: Vec<MentioningChapter>, listed: Vec<Vec<Thing>>) -> Self {
        let mut mentions: HashMap<Thing, Vec<Mention>> = HashMap::new();
        for (number, chapter) in chapters.iter().enumerate() {
            let things: BTreeSet<Thing> = chapter.things.iter().copied().collect();
            for thing in things {
                mentions.entry(thing).or_default().push(Mention::Chapter(number));
            }
        }
        for (number, things) in listed.into_iter().enumerate() {
            for thing in things {
                mentions.entry(thing).or_default().push(Mention::Listed(number));
            }
        }
        Self { mentions, chapters }
    }
}

/// Links that lead nowhere and take down what they are asked for.
struct Recorder<'a, 'p> {
    api: &'a Api<'p>,
    scope: Scope<'p>,
    found: RefCell<BTreeSet<Thing>>,
}

impl Links for Recorder<'_, '_> {
    fn resolve(&self, wanted: Wanted<'_>) -> Option<String> {
        let target = match self.api.resolve(&self.scope, wanted) {
            Resolution::Found(found) if self.api.shows(&found.target) => found.target,
            Resolution::Found(found) => found.through?,
            Resolution::Parameter(owner, _) => owner,
            Resolution::Local | Resolution::Ambiguous(_) | Resolution::Nothing => return None,
        };
        match target {
            Target::Module(module) => self.found.borrow_mut().insert((module, None)),
            Target::Item(home, _, item) => self.found.borrow_mut().insert((home, Some(item.id))),
            Target::External(_) => false,
        };
        None
    }
}

impl<'p> Whole<'p> {
    /// How many documented things there are.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// Whether there are none, or nobody asked.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// What the signature and the docstring of the documented thing with this number mention, itself and what is
    /// around it left out.
    pub fn mentions(&self, api: &Api<'p>, styles: &Styles, number: usize) -> Vec<Thing> {
        let Some(listed) = self.listed.get(number) else {
            return Vec::new();
        };
        let place = |around: &[&'p Item], signature_of: Option<&'p Item>| Recorder {
            api,
            scope: Scope {
                module: listed.place.home,
                around: around.to_vec(),
                signature_of,
            },
            found: RefCell::default(),
        };
        let mut within = listed.place.around.clone();
        within.extend(listed.item);
        let text = place(&within, None);
        let write = |docstring: &Docstring, function: Option<&Function>| {
            let document =
                docstring::parse(&docstring.text, styles.manner(listed.place.home, &docstring.text)).document;
            let writer = DocsWriter {
                format: Format::Html,
                html: DocstringHtml::Escape,
                links: &text,
                owner: None,
            };
            writer.document(&document, function);
        };
        let mut found = BTreeSet::new();
        if let Some(item) = listed.item {
            let code = place(&listed.place.around, Some(item));
            write_signatures(item, &code);
            found.extend(code.found.into_inner());
            for overload in overloads(item) {
                overload
                    .docstring
                    .iter()
                    .for_each(|docstring| write(docstring, None));
            }
            let docstrings = [
                beside::docstring(item).map(|docstring| docstring.into_owned()),
                beside::deprecation(item),
            ];
            docstrings
                .iter()
                .flatten()
                .for_each(|docstring| write(docstring, None));
        } else {
            let module = &api.project.modules[listed.place.home].facts.module;
            module
                .docstring
                .iter()
                .for_each(|docstring| write(docstring, None));
        }
        found.extend(text.found.into_inner());
        let is_around = |thing: &Thing| match thing {
            (home, None) => *home == listed.place.module,
            (home, Some(id)) => *home == listed.place.home && within.iter().any(|item| item.id == *id),
        };
        found.retain(|thing| !is_around(thing));
        found.into_iter().collect()
    }
}

/// The further signatures of an item.
fn overloads(item: &Item) -> impl Iterator<Item = &Overload> {
    let (overloads, registered): (&[Overload], &[Overload]) = match &item.data {
        ItemData::Function(function) => (&function.overloads, &function.registered),
        ItemData::Attribute(attribute) => (&attribute.accessors, &[]),
        _ => (&[], &[]),
    };
    overloads.iter().chain(registered)
}

/// Writes everything of an item that is code.
fn write_signatures(item: &Item, links: &dyn Links) {
    let decorators = match &item.data {
        ItemData::Class(class) => {
            signature::class(&item.name, class, links);
            class.decorators.as_slice()
        }
        ItemData::Function(function) => {
            signature::function(&item.name, function, false, false, links);
            function.decorators.as_slice()
        }
        ItemData::Attribute(attribute) => {
            signature::attribute(
                &item.name,
                attribute.annotation.as_deref(),
                shown_value(item),
                links,
            );
            &[]
        }
        ItemData::TypeAlias(alias) => {
            signature::type_alias(&item.name, &alias.type_parameters, &alias.value, links);
            &[]
        }
        ItemData::Import(_) => &[],
    };
    for decorator in decorators {
        signature::decorator(decorator, links);
    }
    for overload in overloads(item) {
        signature::function(&item.name, &overload.signature, false, false, links);
    }
}

impl PageRenderer<'_, '_> {
    /// Where something is mentioned, and in how many more places.
    pub(in crate::render) fn mentioned_in(&self, from: &str, thing: Thing) -> MentionsContext {
        let Some(backlinks) = self.backlinks else {
            return MentionsContext::default();
        };
        let mentions = backlinks
            .mentions
            .get(&thing)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let link = |mention: &Mention| match mention {
            Mention::Chapter(number) => {
                let chapter = &backlinks.chapters[*number];
                LinkContext {
                    name: chapter.name.clone(),
                    url: self.links().chapter_url(from, &chapter.path),
                }
            }
            Mention::Listed(number) => {
                let listed = &self.whole.listed[*number];
                LinkContext {
                    name: listed.full_name.to_string(),
                    url: self.listed_url(from, listed),
                }
            }
        };
        MentionsContext {
            links: mentions.iter().take(MOST_MENTIONS).map(link).collect(),
            more: mentions.len().saturating_sub(MOST_MENTIONS),
        }
    }

    /// What addresses in the chapters of the author lead to in the reference.
    pub fn destinations(&self) -> Destinations<'_> {
        let mut pages: HashMap<&str, Option<Thing>> = HashMap::new();
        for page in &self.plan.pages {
            let thing = match &page.content {
                PageContent::Modules(modules) => modules.first().map(|module| (*module, None)),
                PageContent::Entry(module, number) => self
                    .api
                    .modules
                    .get(module)
                    .and_then(|api| api.entries.get(*number))
                    .map(|entry| (entry.home, Some(entry.item.id))),
                _ => None,
            };
            pages.insert(&page.path, thing);
        }
        let mut anchors: HashMap<(&str, &str), Thing> = HashMap::new();
        for listed in &self.whole.listed {
            let place = match listed.item {
                None => self
                    .plan
                    .module_page(listed.place.home)
                    .zip(self.plan.module_anchor(listed.place.home)),
                Some(item) => self.plan.item_place(self.api, listed.place.home, item.id),
            };
            if let Some((page, anchor)) = place {
                let thing = (listed.place.home, listed.item.map(|item| item.id));
                anchors
                    .entry((&self.plan.pages[page].path, anchor))
                    .or_insert(thing);
            }
        }
        Destinations { pages, anchors }
    }
}

/// The addresses of everything documented.
pub struct Destinations<'a> {
    /// What a page is about, if that is one thing.
    pages: HashMap<&'a str, Option<Thing>>,
    /// What stands at an anchor of a page.
    anchors: HashMap<(&'a str, &'a str), Thing>,
}

impl Destinations<'_> {
    /// What an address as it is written in the chapter with the path `from` leads to.
    pub fn find(&self, from: &str, address: &str) -> Option<Thing> {
        let address = address.replace("%2E", ".").replace("%2e", ".");
        let (path, anchor) = address.split_once('#').unwrap_or((&address, ""));
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in path.split('/').filter(|part| *part != ".") {
            if part == ".." {
                parts.pop()?;
            } else {
                parts.push(part);
            }
        }
        let mut path = parts.join("/");
        if let Some(stem) = path.strip_suffix(".html") {
            path = format!("{stem}.md");
        }
        let page = self.pages.get(path.as_str())?;
        if anchor.is_empty() {
            return *page;
        }
        self.anchors.get(&(path.as_str(), anchor)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_to_their_chapter() {
        let module = (0, None);
        let item = (0, Some(ItemId(1)));
        let destinations = Destinations {
            pages: HashMap::from([("api.md", None), ("api/pkg.md", Some(module))]),
            anchors: HashMap::from([(("api/pkg.md", "pkg.md5"), item)]),
        };
        for (from, address, expected) in [
            ("a.md", "api/pkg.md", Some(module)),
            ("a.md", "./api/pkg.html", Some(module)),
            ("guide/a.md", "../api/pkg.md#pkg%2Emd5", Some(item)),
            ("guide/a.md", "../api/pkg.md#pkg.md5", Some(item)),
            ("a.md", "../api/pkg.md", None),
            ("a.md", "api/pkg.md#other", None),
            ("a.md", "api.md", None),
            ("a.md", "https://example.org/api/pkg.md", None),
        ] {
            assert_eq!(destinations.find(from, address), expected, "{from} {address}");
        }
    }
}
