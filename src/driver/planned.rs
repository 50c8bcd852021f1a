//! Which pages a reference would have, and which files would be read anew for it.

use super::{Error, Stats, plan_options, with_api};
use crate::config::Settings;
use crate::render::{IndexPage, SitePlan, Whole};

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
    let known = with_api(settings, |api, styles| {
        let whole = Whole::new(api, styles, settings.pages.as_deref(), settings.backlinks);
        let plan = SitePlan::new(api, &whole, plan_options(settings), index);
        plan.pages.into_iter().map(|page| page.path).collect()
    })?;
    Ok(Planned {
        pages: known.made,
        stats: known.stats,
    })
}
