//! The files that a book adds to its pages for us: kept current wherever its `additional-css` and `additional-js` name them.

use std::path::{Path, PathBuf};

use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, Failure, files};
use crate::book::Context;
use crate::render::{SCRIPT, STYLE_SHEET};

/// The name under which a book asks for our style sheet in `additional-css`.
pub(super) const STYLE_SHEET_NAME: &str = "mdbook-autodoc.css";

/// The name under which a book asks for our script in `additional-js`.
pub(super) const SCRIPT_NAME: &str = "mdbook-autodoc.js";

/// Writes the assets that the book asks for, each only where its bytes differ: `mdbook serve` looks at these files, and
/// builds again when one is touched.
pub(super) fn update(context: &Context, run: &RunArguments) -> Result<(), Failure> {
    if run.is_dry() {
        return Ok(());
    }
    for path in named(context.additional_css(), STYLE_SHEET_NAME) {
        write(&path, STYLE_SHEET, run)?;
    }
    for path in named(context.additional_js(), SCRIPT_NAME) {
        write(&path, SCRIPT, run)?;
    }
    Ok(())
}

fn named(paths: Vec<PathBuf>, name: &str) -> impl Iterator<Item = PathBuf> {
    paths
        .into_iter()
        .filter(move |path| path.file_name().is_some_and(|own| own == name))
}

/// An asset of another version does less, but a book of it can be read; without one mdBook builds no book.
fn write(path: &Path, text: &str, run: &RunArguments) -> Result<(), Failure> {
    #[expect(clippy::disallowed_methods, reason = "the asset is compared with ours")]
    let known = std::fs::read(path);
    if known.as_ref().is_ok_and(|known| known == text.as_bytes()) {
        return Ok(());
    }
    let Err(error) = files::write_whole(path, text.as_bytes()) else {
        return Ok(());
    };
    let path = path.display();
    if known.is_ok() {
        run.warn(&format!(
            "`{path}` is not of this version of mdbook-autodoc, and cannot be written: {error}"
        ));
        return Ok(());
    }
    let message = format!("`{path}`, which book.toml asks for, cannot be written: {error}");
    Err(Failure::new(EXIT_ENVIRONMENT, message))
}
