//! The names that others may link to: everything that is documented, under each of its names.

use std::borrow::Cow;

use super::kind::object_type;
use super::plan::{PageIndex, SitePlan};
use crate::inventory::{Listed, lines};
use crate::model::Item;
use crate::resolve::{Api, Entry};

/// Lists what is documented, as the lines of an inventory. The addresses are those of mdBook's HTML pages.
pub fn objects(api: &Api<'_>, plan: &SitePlan) -> String {
    let mut lister = Lister {
        api,
        plan,
        listed: Vec::new(),
    };
    for (module, module_api) in &api.modules {
        let name = api.project.modules[*module].name();
        if let Some(page) = plan.module_page(*module) {
            let anchor = plan.module_anchor(*module).unwrap_or_default();
            lister.add(&name.to_string(), "py:module", false, page, anchor);
        }
        for entry in &module_api.entries {
            let Some(place) = api.place(entry.home, entry.item.id) else {
                continue;
            };
            // Where it is defined it can be imported from, too.
            let home = api.project.modules[entry.home].name();
            let mut paths = api.public_paths(place);
            paths.push(format!("{home}.{}", entry.item.name));
            for path in paths {
                lister.item(&path, *entry, entry.item, false, *path != *place.full_name);
            }
        }
    }
    lines(lister.listed)
}

struct Lister<'a, 'p> {
    api: &'a Api<'p>,
    plan: &'a SitePlan,
    listed: Vec<Listed<'a>>,
}

impl<'a, 'p> Lister<'a, 'p> {
    /// An item under one of its names, with its members.
    fn item(&mut self, name: &str, entry: Entry<'p>, item: &'p Item, is_member: bool, is_alias: bool) {
        if let Some((page, anchor)) = self.plan.item_place(self.api, entry.home, item.id) {
            let kind = object_type(item, self.api.is_exception(entry.home, item), is_member);
            self.add(name, kind, is_alias, page, anchor);
        }
        for member in self.api.members(item) {
            self.item(&format!("{name}.{}", member.name), entry, member, true, is_alias);
        }
    }

    fn add(&mut self, name: &str, kind: &'static str, is_alias: bool, page: PageIndex, anchor: &'a str) {
        let path = &self.plan.pages[page].path;
        // Nearly all names are anchors, too.
        let name = if name == anchor {
            Cow::Borrowed(anchor)
        } else {
            Cow::Owned(name.to_owned())
        };
        self.listed.push(Listed {
            name,
            kind,
            is_alias,
            page: path.strip_suffix(".md").unwrap_or(path),
            anchor,
        });
    }
}
