//! Links between pages.

use std::rc::Rc;

use super::markup::Links;
use super::plan::{PageIndex, SitePlan};
use super::shape::Members;
use crate::model::{Item, ItemData, Label, TypeParameter};
use crate::resolve::{Api, ModuleIndex, Target};

/// What links need to know.
#[derive(Clone, Copy)]
pub(super) struct LinkContext<'a, 'p> {
    /// What is documented.
    pub(super) api: &'a Api<'p>,
    /// Where.
    pub(super) plan: &'a SitePlan,
    /// The ending of pages in links: `html`, or `md` for renderers that link Markdown files.
    pub(super) extension: &'a str,
}

impl<'a, 'p> LinkContext<'a, 'p> {
    /// The URL of a page, or of an anchor on it, as seen from the chapter with the path `from`.
    pub(super) fn page_url(self, from: &str, to: PageIndex, anchor: Option<&str>) -> String {
        let anchor = anchor
            .map(|anchor| format!("#{}", encode_fragment(anchor)))
            .unwrap_or_default();
        let to = &self.plan.pages[to].path;
        if from == to && !anchor.is_empty() {
            return anchor;
        }
        format!("{}{anchor}", relative(from, to, self.extension))
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
            Target::External(_) => None,
        }
    }

    /// The links of names that are used in `home`, within the classes `around`, in the chapter with the path `from`.
    pub(super) fn scope(self, from: &'a str, home: ModuleIndex, around: Vec<&'p Item>) -> Scope<'a, 'p> {
        Scope {
            context: self,
            from,
            home,
            around,
            signature_of: None,
            members: Rc::default(),
        }
    }
}

/// The place where a name is used.
pub(super) struct Scope<'a, 'p> {
    context: LinkContext<'a, 'p>,
    from: &'a str,
    home: ModuleIndex,
    around: Vec<&'p Item>,
    /// The item whose signature it is, if it is one.
    signature_of: Option<&'p Item>,
    /// What the innermost class says about its members.
    members: Rc<Members>,
}

impl<'a, 'p> Scope<'a, 'p> {
    /// The same place, within one more class.
    pub(super) fn within(&self, class: &'p Item, members: Members) -> Self {
        let mut around = self.around.clone();
        around.push(class);
        Self {
            around,
            signature_of: None,
            members: Rc::new(members),
            ..*self
        }
    }

    /// The same place, as names in the signature of an item see it: its type parameters come first, and methods of
    /// the class around are not what an annotation means.
    pub(super) fn signature(&self, item: &'p Item) -> Self {
        Self {
            around: self.around.clone(),
            signature_of: Some(item),
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
        self.home
    }

    /// The innermost class.
    pub(super) fn class(&self) -> Option<&'p Item> {
        self.around.last().copied()
    }

    /// The context of all links.
    pub(super) fn context(&self) -> LinkContext<'a, 'p> {
        self.context
    }

    /// The path of the chapter that the links start from.
    pub(super) fn from(&self) -> &'a str {
        self.from
    }

    fn lookup(&self, name: &str) -> Option<Target<'p>> {
        let project = self.context.api.project;
        let first = name.split('.').next().unwrap_or(name);
        if self
            .signature_of
            .iter()
            .chain(&self.around)
            .any(|item| has_type_parameter(item, first))
        {
            return None;
        }
        self.lookup_in_classes(name)
            .or_else(|| project.lookup_dotted(self.home, name))
            .or_else(|| project.lookup_absolute(name))
            .or_else(|| {
                self.signature_of
                    .is_none()
                    .then(|| self.lookup_in_packages(name))
                    .flatten()
            })
    }

    /// The members of the classes around, from the inside out.
    fn lookup_in_classes(&self, name: &str) -> Option<Target<'p>> {
        let project = self.context.api.project;
        (0..self.around.len()).rev().find_map(|depth| {
            let class = Target::Item(self.home, self.around[..depth].to_vec(), self.around[depth]);
            let found = name
                .split('.')
                .try_fold(class, |target, part| project.member(target, part))?;
            let is_method = matches!(&found, Target::Item(_, _, item) if is_callable(item));
            (!is_method || self.signature_of.is_none()).then_some(found)
        })
    }

    /// What the packages around offer: a docstring may speak of things that its module does not import.
    fn lookup_in_packages(&self, name: &str) -> Option<Target<'p>> {
        let project = self.context.api.project;
        let mut package = project.modules[self.home].name().parent();
        while let Some(name_of_package) = package {
            if let Some(found) = project
                .find(name_of_package.as_str())
                .and_then(|index| project.lookup_dotted(index, name))
            {
                return Some(found);
            }
            package = name_of_package.parent();
        }
        None
    }
}

impl Links for Scope<'_, '_> {
    fn resolve(&self, target: &str) -> Option<String> {
        self.context.target_url(self.from, &self.lookup(target)?)
    }
}

fn has_type_parameter(item: &Item, name: &str) -> bool {
    let is_of = |parameters: &[TypeParameter]| parameters.iter().any(|parameter| parameter.name == name);
    match &item.data {
        ItemData::Class(class) => is_of(&class.type_parameters),
        ItemData::TypeAlias(alias) => is_of(&alias.type_parameters),
        ItemData::Function(function) => {
            let overloads = function.overloads.iter().map(|overload| &overload.signature);
            std::iter::once(function)
                .chain(overloads)
                .any(|function| is_of(&function.type_parameters))
        }
        ItemData::Attribute(_) | ItemData::Import(_) => false,
    }
}

fn is_callable(item: &Item) -> bool {
    matches!(item.data, ItemData::Function(_)) || item.labels.contains(Label::Property)
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
