//! mdBook's own index of the text: what of the reference a book keeps out of it.

use crate::book::Context;
use crate::config::Settings;
use crate::diagnostic::{Code, Diagnostic};

/// The index is about twice as large as the Python that is documented, and mdBook warns of one with 10 MB. Each reader who
/// searches loads it whole.
const MOST_BYTES: u64 = 4_000_000;

/// What the index of a book should leave out, as keys of `output.html.search.chapter`: the whole of a large reference, the
/// source of any. `prefix` is the directory of the reference, `bytes` the size of its sources.
pub(super) fn unindexed(settings: &Settings, context: &Context, prefix: &str, bytes: u64) -> Vec<String> {
    let source = || settings.view_source.then(|| format!("{prefix}/source-code"));
    let chapter = if bytes > MOST_BYTES {
        Some(prefix.to_owned())
    } else {
        source()
    };
    chapter
        .into_iter()
        .filter(|chapter| context.searches(chapter))
        .collect()
}

/// The advice to a book whose index has a large reference in it.
pub(super) fn advice(settings: &Settings, context: &Context, prefix: &str, bytes: u64) -> Option<Diagnostic> {
    if bytes <= MOST_BYTES {
        return None;
    }
    let chapter = unindexed(settings, context, prefix, bytes).pop()?;
    let megabytes = bytes / 1_000_000;
    let message = format!(
        "mdBook's search has the reference in it, which is made of {megabytes} MB of Python: who searches loads all of its text"
    );
    let help = format!(
        "`mdbook-autodoc init` leaves it out by `\"{chapter}\" = {{ enable = false }}` in [output.html.search.chapter]"
    );
    let found = Diagnostic::new(Code::LargeSearchIndex, message).help(help);
    settings.levels.apply(vec![found.in_file("book.toml")]).pop()
}
