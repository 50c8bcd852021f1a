//! What is documented, without pages: all names, and what is to be said of one.

use std::collections::BTreeMap;

use super::prose::{Meaning, meaning};
use super::{Error, Listing, plan_options, with_api};
use crate::config::Settings;
use crate::diagnostic::{Code, Diagnostic};
use crate::inventory::Inventories;
use crate::prose::{Members, Options, View};
use crate::render::{
    Catalog, Format, IndexPage, PageRenderer, RenderOptions, SitePlan, SourceLinks, Styles, Templates, Whole,
};
use crate::resolve::{Api, Resolution, Target};

/// Works something out of all names that are documented.
pub fn catalog<T>(
    settings: &Settings,
    make: impl FnOnce(&Catalog<'_, '_>) -> T,
) -> Result<Listing<T>, Error> {
    with_api(settings, |api, styles| make(&Catalog::new(api, styles)))
}

/// The documentation of something.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its kind and its full name.
    pub title: String,
    /// The file that defines it and the line, as `path:line`; empty where there is none.
    pub place: String,
    /// What is to be said of it: Markdown without HTML.
    pub markdown: String,
}

/// The documentation of what is called `name`, or why there is none. `all` shows everything in a module in full, not only
/// what it has.
pub fn show(settings: &Settings, name: &str, all: bool) -> Result<Listing<Result<Shown, Diagnostic>>, Error> {
    with_api(settings, |api, styles| {
        let whole = Whole::new(api, styles, Some(&[]), false);
        let index = IndexPage::beside_chapters("");
        let plan = SitePlan::new(api, &whole, plan_options(settings), index);
        let options = RenderOptions {
            format: Format::Markdown,
            html: settings.docstring_html,
            source_links: SourceLinks::default(),
            order: settings.order,
            inventories: Inventories::default(),
        };
        let templates = Templates::new(BTreeMap::new());
        let renderer = PageRenderer::new(api, &plan, &whole, &templates, styles, &options);
        target(api, &renderer, name).map(|target| Shown {
            markdown: markdown(&renderer, &target, all),
            ..head(api, styles, &target)
        })
    })
}

/// What is called `name`: of a parameter its function.
fn target<'p>(api: &Api<'p>, renderer: &PageRenderer<'_, 'p>, name: &str) -> Result<Target<'p>, Diagnostic> {
    let name = name.strip_suffix("()").unwrap_or(name);
    if let Resolution::Parameter(owner, _) = api.resolve_anywhere(name) {
        return Ok(owner);
    }
    match meaning(api, renderer, "api.md", name, true) {
        Meaning::Thing(target, _) => Ok(target),
        other => {
            let found = other.diagnostic(api, name, Code::UnknownItem);
            Err(found.unwrap_or_else(|| Diagnostic::new(Code::UnknownItem, format!("`{name}` is no item"))))
        }
    }
}

/// The title and the place of something.
fn head(api: &Api<'_>, styles: &Styles, target: &Target<'_>) -> Shown {
    let full_name = api.full_name(target);
    let catalog = Catalog::new(api, styles);
    let found = catalog.names.iter().find(|named| *named.name == *full_name);
    let (kind, place) = found.map_or_else(Default::default, |named| {
        let place = match named.line {
            0 => named.path.to_owned(),
            line => format!("{}:{line}", named.path),
        };
        (named.kind, place)
    });
    Shown {
        title: format!("{kind} {full_name}").trim_start().to_owned(),
        place,
        markdown: String::new(),
    }
}

fn markdown<'p>(renderer: &PageRenderer<'_, 'p>, target: &Target<'p>, all: bool) -> String {
    let options = Options {
        members: Members::All,
        depth: None,
        level: 1,
        order: None,
        title: false,
    };
    let targets = [target.clone()];
    if !matches!(target, Target::Module(_)) || all {
        return renderer.excerpt("api.md", &targets, View::Item, &options);
    }
    let contents = renderer.excerpt("api.md", &targets, View::Summary, &options);
    let alone = Options {
        members: Members::None,
        ..options
    };
    let mut text = renderer.excerpt("api.md", &targets, View::Item, &alone);
    if !contents.trim().is_empty() {
        text.push_str("\n## Contents\n\n");
        text.push_str(&contents);
    }
    text
}
