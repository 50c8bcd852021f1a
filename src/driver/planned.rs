//! Which pages a reference would have, and which files would be read anew for it.

use super::{Error, Loaded, Stats, load, plan_options};
use crate::config::Settings;
use crate::render::{IndexPage, SitePlan, Styles, Whole};
use crate::resolve::Api;

/// What a run would do.
#[derive(Debug, Default)]
pub struct Planned {
    /// The paths of the pages, in the book's source; that of the index first.
    pub pages: Vec<String>,
    /// What was done to know it.
    pub stats: Stats,
}

/// Finds out which pages there would be; none is made.
pub fn planned(settings: &Settings, index: IndexPage) -> Result<Planned, Error> {
    let Loaded {
        project,
        styles,
        stats,
        ..
    } = load(settings)?;
    let styles = Styles::new(&project, &styles);
    let (api, _) = Api::new(&project, settings.visibility);
    let whole = Whole::new(&api, &styles, settings.pages.as_deref(), settings.backlinks);
    let plan = SitePlan::new(&api, &whole, plan_options(settings), index);
    Ok(Planned {
        pages: plan.pages.into_iter().map(|page| page.path).collect(),
        stats,
    })
}
