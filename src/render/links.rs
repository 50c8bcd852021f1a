//! Links between pages.

use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use super::docs::{describes, parameter_anchor};
use super::input::Shown;
use super::markup::Links;
use super::outside;
use super::plan::{PageIndex, SitePlan};
use super::shape::Members;
use super::styles::Styles;
use crate::digest::short_digest;
use crate::docstring;
use crate::inventory::{self, Inventories};
use crate::model::Item;
use crate::resolve::{self, Api, Asking, Found, ModuleIndex, Resolution, Target, Wanted};

/// What links need to know.
#[derive(Clone, Copy)]
pub(super) struct LinkContext<'a, 'p> {
    /// What is documented.
    pub(super) api: &'a Api<'p>,
    /// Where.
    pub(super) plan: &'a SitePlan,
    /// The ending of pages in links: `html`, or `md` for renderers that link Markdown files.
    pub(super) extension: &'a str,
    /// How docstrings are read, where the parameters in them have anchors.
    pub(super) styles: Option<&'a Styles>,
    /// What other projects document.
    pub(super) inventories: &'a Inventories,
    /// Notes the names that are looked up, where that is wanted.
    pub(super) asking: Option<&'a Mutex<Asking>>,
    /// Takes the modules whose docstrings decide where a link leads.
    pub(super) shown: Option<&'a Shown>,
    /// Whether links are only to be told apart.
    pub(super) is_collecting: bool,
}

impl<'a, 'p> LinkContext<'a, 'p> {
    /// The URL of a page, or of an anchor on it, as seen from the chapter with the path `from`.
    pub(super) fn page_url(self, from: &str, to: PageIndex, anchor: Option<&str>) -> String {
        let to = &self.plan.pages[to].path;
        if self.is_collecting {
            // The page is known, and this says the same in less time.
            return [to, "#", anchor.unwrap_or_default()].concat();
        }
        let anchor = anchor
            .map(|anchor| format!("#{}", encode_fragment(anchor)))
            .unwrap_or_default();
        if from == to && !anchor.is_empty() {
            return anchor;
        }
        format!("{}{anchor}", relative(from, to, self.extension))
    }

    /// The URL of a chapter of the author. mdBook makes `index.html` of a `README.md`.
    pub(super) fn chapter_url(self, from: &str, to: &str) -> String {
        let (directory, file) = to
            .rsplit_once('/')
            .map_or(("", to), |(directory, file)| (directory, file));
        if self.extension == "html" && file.eq_ignore_ascii_case("readme.md") {
            let separator = if directory.is_empty() { "" } else { "/" };
            return relative(from, &format!("{directory}{separator}index.md"), self.extension);
        }
        relative(from, to, self.extension)
    }

    /// The URL of a module.
    pub(super) fn module_url(self, from: &str, module: ModuleIndex) -> Option<String> {
        let page = self.plan.module_page(module)?;
        let is_own_page = matches!(&self.plan.pages[page].content,
            super::plan::PageContent::Modules(modules) if modules.first() == Some(&module));
        let anchor = self.plan.module_anchor(module).filter(|_| !is_own_page);
        Some(self.page_url(from, page, anchor))
    }

    /// The URL of what a name leads to, if it is documented.
    pub(super) fn target_url(self, from: &str, target: &Target<'_>) -> Option<String> {
        match target {
            Target::Module(module) => self.module_url(from, *module),
            Target::Item(home, _, item) => {
                let (page, anchor) = self.plan.item_place(self.api, *home, item.id)?;
                Some(self.page_url(from, page, Some(anchor)))
            }
            Target::External(name) => outside::of_full_name(self.inventories, name),
        }
    }

    /// The URL of a parameter. It has an anchor where a docstring describes it; else its function stands for it.
    pub(super) fn parameter_url(self, from: &str, owner: &Target<'p>, name: &str) -> Option<String> {
        let Target::Item(home, _, item) = owner else {
            return None;
        };
        let described = || {
            let (function_home, function) = self.api.function_of(owner)?;
            [(*home, *item), (function_home, function)]
                .into_iter()
                .find(|(home, item)| self.describes(*home, item, name))
        };
        match described().and_then(|(home, item)| self.plan.item_place(self.api, home, item.id)) {
            Some((page, anchor)) => Some(self.page_url(from, page, Some(&parameter_anchor(anchor, name)))),
            None => self.target_url(from, owner),
        }
    }

    /// Whether the docstring of an item has an entry for a parameter.
    fn describes(self, home: ModuleIndex, item: &Item, parameter: &str) -> bool {
        if let Some(shown) = self.shown {
            shown.add(home);
        }
        let document = item
            .docstring
            .as_ref()
            .zip(self.styles)
            .map(|(docstring, styles)| {
                docstring::parse(&docstring.text, styles.manner(home, &docstring.text)).document
            });
        document.is_some_and(|document| describes(&document, parameter))
    }

    /// The URL of what a name means at a place, as seen from the chapter with the path `from`.
    pub(super) fn url_of(self, from: &str, place: &resolve::Scope<'p>, wanted: Wanted<'_>) -> Option<String> {
        let outside = |imported| outside::url(self.inventories, wanted, imported);
        match self.api.resolve(place, wanted) {
            Resolution::Found(Found {
                target: Target::External(name),
                ..
            }) => outside(Some(&name)),
            // A member of a base class that is not shown stands for the class that was named.
            Resolution::Found(found) => {
                let url = |target| self.target_url(from, target);
                url(&found.target).or_else(|| url(found.through.as_ref()?))
            }
            Resolution::Parameter(owner, name) => self.parameter_url(from, &owner, name),
            Resolution::Nothing => outside(None),
            Resolution::Local | Resolution::Ambiguous(_) => None,
        }
    }

    /// The links of names that are used in `home`, within the classes `around`, in the chapter with the path `from`.
    pub(super) fn scope(self, from: &'a str, home: ModuleIndex, around: Vec<&'p Item>) -> Scope<'a, 'p> {
        Scope {
            context: self,
            from,
            place: resolve::Scope {
                module: home,
                around,
                signature_of: None,
            },
            members: Rc::default(),
        }
    }
}

/// The place where a name is used, and the page that shows it.
pub(super) struct Scope<'a, 'p> {
    context: LinkContext<'a, 'p>,
    from: &'a str,
    place: resolve::Scope<'p>,
    /// What the innermost class says about its members.
    members: Rc<Members>,
}

impl<'a, 'p> Scope<'a, 'p> {
    /// The same place, within one more class.
    pub(super) fn within(&self, class: &'p Item, members: Members) -> Self {
        let mut place = self.place.clone();
        place.around.push(class);
        place.signature_of = None;
        Self {
            place,
            members: Rc::new(members),
            ..*self
        }
    }

    /// The same place, as names in the signature of an item see it: its type parameters come first, and methods of
    /// the class around are not what an annotation means.
    pub(super) fn signature(&self, item: &'p Item) -> Self {
        Self {
            place: resolve::Scope {
                signature_of: Some(item),
                ..self.place.clone()
            },
            members: Rc::clone(&self.members),
            ..*self
        }
    }

    /// What the innermost class says about its members.
    pub(super) fn members(&self) -> &Members {
        &self.members
    }

    /// The module whose names are meant.
    pub(super) fn home(&self) -> ModuleIndex {
        self.place.module
    }

    /// The innermost class.
    pub(super) fn class(&self) -> Option<&'p Item> {
        self.place.around.last().copied()
    }

    /// The context of all links.
    pub(super) fn context(&self) -> LinkContext<'a, 'p> {
        self.context
    }

    /// The path of the chapter that the links start from.
    pub(super) fn from(&self) -> &'a str {
        self.from
    }
}

impl Links for Scope<'_, '_> {
    fn resolve(&self, wanted: Wanted<'_>) -> Option<String> {
        let url = self.context.url_of(self.from, &self.place, wanted);
        if let Some(asking) = self.context.asking {
            let mut asking = asking.lock().unwrap_or_else(PoisonError::into_inner);
            asking.note(self.context.api.project, &self.place, wanted, short_digest(&url));
        }
        url
    }

    fn outside(&self, role: &str, target: &str) -> Option<inventory::Place> {
        self.context.inventories.role(role, target)
    }
}

/// mdBook turns `.md` in a link into `.html`, within fragments too; written as `%2Emd` it is left alone.
fn encode_fragment(anchor: &str) -> String {
    anchor.replace(".md", "%2Emd")
}

/// The path from one chapter to another, with the given ending.
fn relative(from: &str, to: &str, extension: &str) -> String {
    let from_parts: Vec<&str> = from.split('/').collect();
    let to_parts: Vec<&str> = to.split('/').collect();
    let shared = from_parts[..from_parts.len() - 1]
        .iter()
        .zip(&to_parts[..to_parts.len() - 1])
        .take_while(|(left, right)| left == right)
        .count();
    let up = "../".repeat(from_parts.len() - 1 - shared);
    let down = to_parts[shared..].join("/");
    let stem = down.strip_suffix(".md").unwrap_or(&down);
    format!("{up}{stem}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_between_chapters_are_relative() {
        assert_eq!(relative("api.md", "api/a.md", "html"), "api/a.html");
        assert_eq!(relative("api/a/b.md", "api.md", "html"), "../../api.html");
        assert_eq!(relative("api/a/b.md", "api/a/c.md", "md"), "c.md");
        assert_eq!(relative("api/a.md", "api/a/c.md", "html"), "a/c.html");
    }

    #[test]
    fn fragments_survive_the_link_rewriting_of_mdbook() {
        assert_eq!(encode_fragment("hashlib.md5"), "hashlib%2Emd5");
        assert_eq!(encode_fragment("a.b"), "a.b");
    }
}
