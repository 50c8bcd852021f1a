//! Which pages an edit of files affects.

use super::{Error, Stats, plan_options, with_api};
use crate::config::Settings;
use crate::discover::shown_path;
use crate::render::{IndexPage, PageContent, SitePlan, Styles, Whole};
use crate::resolve::{Api, Graph};

/// What an edit of files affects.
#[derive(Debug, Default)]
pub struct Affected {
    /// The modules whose pages show or link anything of the files, each with the path of a page of it, in the book's
    /// source; sorted.
    pub pages: Vec<(String, String)>,
    /// The files that belong to no module of the reference, as they were given.
    pub unknown: Vec<String>,
    /// What was done for it.
    pub stats: Stats,
}

/// Finds what an edit of `files` affects; no page is made. The files are absolute, with the names that messages have.
pub fn affected(
    settings: &Settings,
    index: IndexPage,
    files: &[(std::path::PathBuf, String)],
) -> Result<Affected, Error> {
    let known = with_api(settings, |api, styles| {
        found(settings, (api, styles), index, files)
    })?;
    Ok(Affected {
        stats: known.stats,
        ..known.made
    })
}

fn found(
    settings: &Settings,
    (api, styles): (&Api<'_>, &Styles),
    index: IndexPage,
    files: &[(std::path::PathBuf, String)],
) -> Affected {
    let whole = Whole::new(api, styles, settings.pages.as_deref(), false);
    let plan = SitePlan::new(api, &whole, plan_options(settings), index);
    let mut affected = Affected::default();
    let mut edited = Vec::new();
    for (file, name) in files {
        let path = shown_path(file, &settings.discover.base);
        let is_of = |module: &crate::resolve::ProjectModule| module.path == path || module.stub_path == path;
        match api.project.modules.iter().position(is_of) {
            Some(module) => edited.push(module),
            None => affected.unknown.push(name.clone()),
        }
    }
    let mut is_affected = vec![false; api.project.modules.len()];
    for module in Graph::new(api).affected(edited) {
        is_affected[module] = true;
    }
    for page in &plan.pages {
        let (modules, own) = match &page.content {
            PageContent::Modules(modules) => (modules.as_slice(), None),
            PageContent::Entry(module, _) | PageContent::Source(module, _) => ([].as_slice(), Some(*module)),
            _ => continue,
        };
        for module in modules
            .iter()
            .copied()
            .chain(own)
            .filter(|module| is_affected[*module])
        {
            let name = api.project.modules[module].name().to_string();
            affected.pages.push((name, page.path.clone()));
        }
    }
    affected.pages.sort();
    affected
}
