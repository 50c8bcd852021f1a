//! Links in chapters of the author: those are Markdown, whatever the pages are.

use super::links::LinkContext;
use super::page::PageRenderer;
use super::{Format, escape, outside};
use crate::resolve::{Target, Wanted};

impl<'p> PageRenderer<'_, 'p> {
    /// The address of what a name leads to, for a link in the chapter with the path `from`, if that is documented.
    pub fn markdown_url(&self, from: &str, target: &Target<'_>) -> Option<String> {
        let url = self.markdown_links().target_url(from, target)?;
        Some(escape::markdown_address(&url))
    }

    /// The address of a parameter, for a link in the chapter with the path `from`, if its function is documented.
    pub fn parameter_url(&self, from: &str, owner: &Target<'p>, name: &str) -> Option<String> {
        let url = self.markdown_links().parameter_url(from, owner, name)?;
        Some(escape::markdown_address(&url))
    }

    /// The address, for a link in a chapter, of what another project documents under a name. `is_explicit` says that the
    /// author asks for a link.
    pub fn outside_url(&self, name: &str, is_explicit: bool) -> Option<String> {
        let url = outside::in_chapter(&self.options.inventories, name, is_explicit)?;
        Some(escape::markdown_address(&url))
    }

    /// Whether another project documents a name that nothing in this one has.
    pub fn leads_outside(&self, wanted: Wanted<'_>) -> bool {
        outside::url(&self.options.inventories, wanted, None).is_some()
    }

    fn markdown_links(&self) -> LinkContext<'_, 'p> {
        LinkContext {
            extension: Format::Markdown.extension(),
            ..self.links()
        }
    }
}
