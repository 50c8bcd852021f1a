//! What mentions what, in the whole book.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::{Error, prose, with_workers};
use crate::config::Settings;
use crate::prose::{Chapter, addresses};
use crate::render::{Backlinks, MentioningChapter, PageRenderer, Styles, Whole};
use crate::resolve::Api;

/// Everything that mentions something of the reference, if that is asked for. `linked` are the chapters as they become.
pub(super) fn all<'p>(
    settings: &Settings,
    (api, whole, styles): (&Api<'p>, &Whole<'p>, &Styles),
    renderer: &PageRenderer<'_, 'p>,
    chapters: &[Chapter<'_>],
    linked: &[prose::Linked],
) -> Result<Option<Backlinks>, Error> {
    if !settings.backlinks {
        return Ok(None);
    }
    let of_listed = |number| {
        // What cannot be read tells so where it is shown.
        catch_unwind(AssertUnwindSafe(|| whole.mentions(api, styles, number))).unwrap_or_default()
    };
    let listed = with_workers(settings, whole.len(), || {
        (0..whole.len()).into_par_iter().map(of_listed).collect()
    })?;
    let destinations = renderer.destinations();
    let of_chapter = |(chapter, linked): (&Chapter<'_>, &prose::Linked)| {
        let text = linked.text.as_deref().unwrap_or(chapter.text);
        let addresses = addresses(text);
        let things = addresses
            .iter()
            .filter_map(|address| destinations.find(&chapter.path, address));
        MentioningChapter {
            name: chapter.name.clone(),
            path: chapter.path.clone(),
            things: things.collect(),
        }
    };
    let chapters = chapters.iter().zip(linked).map(of_chapter).collect();
    Ok(Some(Backlinks::new(chapters, listed)))
}
