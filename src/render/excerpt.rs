//! Parts of the reference in chapters that the author wrote: what directives stand for.
//!
//! What is shown is a copy. Links go on leading to the place where a thing is documented, and the copy has no ids, because
//! mdBook joins all chapters on one page.

use super::Format;
use super::context::{GroupContext, ItemContext, ModuleContext, PageContext, RowContext};
use super::copy::{Homes, without_ids, without_title};
use super::links::Scope;
use super::module::InFull;
use super::page::{PageRenderer, empty};
use super::plan::PageIndex;
use super::shape::Members as ShapeMembers;
use crate::model::Item;
use crate::prose::{Members, Options, View};
use crate::resolve::{Entry, ModuleIndex, Target};

/// A definition with what is needed to render it.
struct Definition<'s, 'p> {
    scope: Scope<'s, 'p>,
    /// The page on which it is documented.
    page: PageIndex,
    module: ModuleIndex,
    entry: Entry<'p>,
    item: &'p Item,
    qualname: String,
}

impl<'p> PageRenderer<'_, 'p> {
    /// What a directive in the chapter with the path `from` shows of some things; what is not documented is left out.
    pub fn excerpt(&self, from: &str, targets: &[Target<'p>], view: View, options: &Options) -> String {
        let ordered = self.ordered(options.order);
        let mut out = String::new();
        match view {
            View::Summary => out = ordered.summary_table(from, targets, options),
            View::Item | View::Signature => {
                for target in targets {
                    let text = match target {
                        Target::Module(module) => ordered.module_excerpt(from, *module, options),
                        target => ordered.item_excerpt(from, target, view, options),
                    };
                    out.push_str(&text);
                }
            }
        }
        out
    }

    fn definition<'s>(&'s self, from: &'s str, target: &Target<'p>) -> Option<Definition<'s, 'p>> {
        let Target::Item(home, around, item) = target else {
            return None;
        };
        let place = self.api.place(*home, item.id)?;
        let entries = &self.api.modules.get(&place.module)?.entries;
        let module = self.api.project.modules[place.module].name().as_str();
        let mut scope = self.links().scope(from, *home, Vec::new());
        for class in around {
            let shape = self.api.synthesis.shape(*home, class.id);
            scope = scope.within(class, shape.map(ShapeMembers::new).unwrap_or_default());
        }
        Some(Definition {
            scope,
            page: self.plan.item_place(self.api, *home, item.id)?.0,
            module: place.module,
            entry: *entries.iter().find(|entry| entry.name == place.entry)?,
            item,
            qualname: place.full_name.get(module.len() + 1..)?.to_owned(),
        })
    }

    fn item_excerpt(&self, from: &str, target: &Target<'p>, view: View, options: &Options) -> String {
        let Some(found) = self.definition(from, target) else {
            return String::new();
        };
        let (qualname, scope) = (&found.qualname, &found.scope);
        let mut item = self.item(scope, found.module, found.entry, found.item, qualname, 1);
        let is_signature = view == View::Signature;
        if is_signature {
            item.labels.clear();
            item.groups.clear();
            item.variants.clear();
            (item.docs, item.targets, item.source) = (empty(), empty(), String::new());
            for signature in &mut item.signatures {
                signature.docs = empty();
            }
        }
        keep(&mut item.groups, &options.members, options.depth);
        let context = PageContext {
            item: Some(item),
            ..PageContext::excerpt(if is_signature { "signature" } else { "excerpt" })
        };
        let has_title = options.title && !is_signature;
        let homes = Homes::one(&self.links().page_url(from, found.page, None));
        self.copy(&homes, context, has_title, options.level)
    }

    fn module_excerpt(&self, from: &str, module: ModuleIndex, options: &Options) -> String {
        let Some(page) = self.plan.module_page(module) else {
            return String::new();
        };
        let mut context = self.module(from, module, true, InFull::All);
        keep(&mut context.groups, &options.members, options.depth);
        for rows in [&mut context.submodules, &mut context.reexports] {
            keep_rows(rows, &options.members, options.depth);
        }
        let homes = self.homes(from, module, page, &context);
        let context = PageContext {
            sections: vec![context],
            ..PageContext::excerpt("excerpt")
        };
        self.copy(&homes, context, options.title, options.level)
    }

    /// The pages on which the parts of a module stand, where entries may have pages of their own.
    fn homes(&self, from: &str, module: ModuleIndex, page: PageIndex, context: &ModuleContext) -> Homes {
        let url = |page| self.links().page_url(from, page, None);
        let mut homes = Homes::one(&url(page));
        for group in &context.groups {
            homes.add(&group.anchor, &url(page));
        }
        let entries = self.api.modules.get(&module).map(|api| api.entries.as_slice());
        for entry in entries.unwrap_or_default() {
            if let Some((page, anchor)) = self.plan.item_place(self.api, entry.home, entry.item.id) {
                homes.add(anchor, &url(page));
            }
        }
        homes
    }

    /// The text of a copy of what stands on some pages, with its heading on a level.
    fn copy(&self, homes: &Homes, mut context: PageContext, has_title: bool, level: usize) -> String {
        match self.options.format {
            Format::Html => {
                let text = self.templates.page(context, Format::Html).0;
                let text = if has_title { text } else { without_title(&text) };
                without_ids(&text, homes, level - 1)
            }
            Format::Markdown => {
                for module in &mut context.sections {
                    lower_module(module, level - 1);
                }
                if let Some(item) = &mut context.item {
                    lower(item, level - 1);
                }
                let text = self.templates.page(context, Format::Markdown).0;
                let text = text.trim();
                let below = text.split_once('\n').map_or("", |(_, below)| below.trim_start());
                (if has_title { text } else { below }).to_owned() + "\n"
            }
        }
    }

    /// One thing with members stands for them, several for themselves.
    fn summary_table(&self, from: &str, targets: &[Target<'p>], options: &Options) -> String {
        let mut rows: Vec<RowContext> = match targets {
            [Target::Module(module)] => {
                let module = self.module(from, *module, true, InFull::WithoutPage);
                let items = module.groups.into_iter().flat_map(|group| group.rows);
                module.submodules.into_iter().chain(items).collect()
            }
            [target @ Target::Item(_, _, item)] if item.class().is_some() => {
                let found = self.definition(from, target);
                let item = found.map(|found| {
                    self.item(
                        &found.scope,
                        found.module,
                        found.entry,
                        found.item,
                        &found.qualname,
                        1,
                    )
                });
                let groups = item.map(|item| item.groups).unwrap_or_default();
                groups.into_iter().flat_map(|group| group.rows).collect()
            }
            several => several
                .iter()
                .filter_map(|target| self.target_row(from, target))
                .collect(),
        };
        keep_rows(&mut rows, &options.members, options.depth);
        for row in &mut rows {
            row.anchor.clear();
        }
        let context = PageContext {
            title: "Summary".to_owned(),
            modules: rows,
            ..PageContext::excerpt("summary")
        };
        let text = self.templates.page(context, self.options.format).0;
        text.trim_start().to_owned()
    }

    fn target_row(&self, from: &str, target: &Target<'p>) -> Option<RowContext> {
        if let Target::Module(module) = target {
            return Some(self.module_row(from, *module, 0));
        }
        let found = self.definition(from, target)?;
        Some(self.row(&found.scope, found.entry, found.item, &found.qualname))
    }
}

impl PageContext {
    fn excerpt(kind: &'static str) -> Self {
        Self {
            kind,
            breadcrumbs: Vec::new(),
            title: String::new(),
            anchor: String::new(),
            symbols: empty(),
            modules: Vec::new(),
            links: Vec::new(),
            lists: Vec::new(),
            classes: Vec::new(),
            sections: Vec::new(),
            item: None,
            source: None,
        }
    }
}

/// Leaves the members that are asked for.
fn keep(groups: &mut Vec<GroupContext>, members: &Members, depth: Option<usize>) {
    for group in groups.iter_mut() {
        keep_rows(&mut group.rows, members, depth);
        group.items.retain(|item| shows(members, depth, &item.name));
        for item in &mut group.items {
            keep(
                &mut item.groups,
                &Members::All,
                depth.map(|depth| depth.saturating_sub(1)),
            );
        }
    }
    groups.retain(|group| !group.rows.is_empty());
}

fn keep_rows(rows: &mut Vec<RowContext>, members: &Members, depth: Option<usize>) {
    rows.retain(|row| shows(members, depth, &row.name));
}

fn shows(members: &Members, depth: Option<usize>, name: &str) -> bool {
    let is_asked_for = match members {
        Members::All => true,
        Members::None => false,
        Members::Only(names) => names.iter().any(|other| other == name),
    };
    is_asked_for && depth != Some(0)
}

/// Moves the headings of an item down, and takes its anchors away.
fn lower(item: &mut ItemContext, by: usize) {
    item.level = (item.level + by).min(6);
    item.anchor.clear();
    for member in item.groups.iter_mut().flat_map(|group| &mut group.items) {
        lower(member, by);
    }
}

fn lower_module(module: &mut ModuleContext, by: usize) {
    // The groups below it have headings too.
    module.level = (module.level + by).min(5);
    module.anchor.clear();
    for item in module.groups.iter_mut().flat_map(|group| &mut group.items) {
        lower(item, by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_kept_by_name_and_depth() {
        let only = Members::Only(vec!["a".to_owned()]);
        for (members, depth, expected) in [
            (&Members::All, None, true),
            (&Members::All, Some(1), true),
            (&Members::All, Some(0), false),
            (&Members::None, None, false),
            (&only, None, true),
        ] {
            assert_eq!(shows(members, depth, "a"), expected);
        }
        assert!(!shows(&only, None, "b"));
    }
}
