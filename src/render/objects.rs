//! The names that others may link to: everything that is documented, under each of its names.

use super::kind::object_type;
use super::plan::{PageIndex, SitePlan};
use crate::inventory::Listed;
use crate::model::Item;
use crate::resolve::{Api, Entry};

/// Lists what is documented, for an inventory. The addresses are those of mdBook's HTML pages.
pub fn objects(api: &Api<'_>, plan: &SitePlan) -> Vec<Listed> {
    let mut lister = Lister {
        api,
        plan,
        listed: Vec::new(),
    };
    for (module, module_api) in &api.modules {
        let name = api.project.modules[*module].name();
        if let Some(page) = plan.module_page(*module) {
            let anchor = plan.module_anchor(*module).unwrap_or_default();
            lister.add(name.to_string(), "py:module", false, page, anchor);
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
    lister.listed
}

struct Lister<'a, 'p> {
    api: &'a Api<'p>,
    plan: &'a SitePlan,
    listed: Vec<Listed>,
}

impl<'p> Lister<'_, 'p> {
    /// An item under one of its names, with its members.
    fn item(&mut self, name: &str, entry: Entry<'p>, item: &'p Item, is_member: bool, is_alias: bool) {
        if let Some((page, anchor)) = self.plan.item_place(self.api, entry.home, item.id) {
            let kind = object_type(item, self.api.is_exception(entry.home, item), is_member);
            self.add(name.to_owned(), kind, is_alias, page, anchor);
        }
        for member in self.api.members(item) {
            self.item(&format!("{name}.{}", member.name), entry, member, true, is_alias);
        }
    }

    fn add(&mut self, name: String, kind: &'static str, is_alias: bool, page: PageIndex, anchor: &str) {
        let path = &self.plan.pages[page].path;
        let stem = path.strip_suffix(".md").unwrap_or(path);
        self.listed.push(Listed {
            name,
            kind: kind.into(),
            is_alias,
            location: format!("{stem}.html#{anchor}"),
        });
    }
}
