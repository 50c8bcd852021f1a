//! mdBook's preprocessor protocol: `[context, book]` on standard input, the book on standard output.

use std::io::{self, Write};
use std::path::PathBuf;

use semver::{Version, VersionReq};
use serde_json::{Map, Value};

use super::texts::Frame;
use super::{Context, PageText, Texts, chapters};

/// The mdBook versions whose protocol and pages are known here.
pub const SUPPORTED_VERSIONS: &str = ">=0.4.40, <0.6";

/// What mdBook hands to a preprocessor.
#[derive(Debug)]
pub struct Input {
    /// Everything beside the book.
    pub context: Context,
    /// The book, as it came.
    pub book: Value,
}

/// Why the exchange with mdBook failed.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// Nothing was sent.
    #[error("standard input is empty; mdBook sends the book to a preprocessor that it starts by itself")]
    Empty,
    /// What was sent is not JSON. The reason ends with the line and column.
    #[error("standard input is not the JSON that mdBook sends: {0}")]
    Json(serde_json::Error),
    /// What was sent is JSON of another shape.
    #[error("standard input is not the `[context, book]` that mdBook sends: {0}")]
    Shape(&'static str),
    /// What was sent has another shape, and comes from an mdBook that is not supported.
    #[error(
        "mdBook {version} is not supported, it must be {SUPPORTED_VERSIONS}: in what it sends, {problem}"
    )]
    UnsupportedVersion {
        /// The version that mdBook gave as its own.
        version: String,
        /// What is unlike the known shapes.
        problem: &'static str,
    },
    /// A generated chapter has a path that mdBook must not get.
    #[error("the generated page `{path}` cannot be added to the book: {reason}")]
    InvalidPath {
        /// The path, as it was generated.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The place was found in another book.
    #[error("the place for the generated chapters is not in this book")]
    NoSuchPlace,
    /// The answer could not be written.
    #[error("the book cannot be written to standard output: {0}")]
    Write(io::Error),
    /// The text of a page, which waited in a temporary file, could not be read.
    #[error("a temporary file with pages cannot be read any more: {0}")]
    Text(io::Error),
}

/// Reads what mdBook sends, from 0.4 or 0.5.
///
/// Only what is needed is looked at: unknown keys and the many shapes of `book.toml` are no error, so that
/// the next mdBook release does not break this one.
pub fn read_input(bytes: &[u8]) -> Result<Input, ProtocolError> {
    if bytes.trim_ascii().is_empty() {
        return Err(ProtocolError::Empty);
    }
    let input: Value = serde_json::from_slice(bytes).map_err(ProtocolError::Json)?;
    let version = input.get(0).map(version_of).unwrap_or_default();
    parse_input(input).map_err(|problem| {
        // The version is judged first: an mdBook of an unknown kind is told from a program that is not
        // mdBook.
        let known = version.is_empty() || version_warning(&version).is_none();
        if known {
            ProtocolError::Shape(problem)
        } else {
            ProtocolError::UnsupportedVersion { version, problem }
        }
    })
}

fn parse_input(input: Value) -> Result<Input, &'static str> {
    let Value::Array(parts) = input else {
        return Err("it is not an array");
    };
    let Ok([context, book]) = <[Value; 2]>::try_from(parts) else {
        return Err("the array has not two elements");
    };
    let context = parse_context(context)?;
    if chapters::items(&book).is_none() {
        return Err("the book has neither `items` nor `sections`");
    }
    Ok(Input { context, book })
}

fn parse_context(mut context: Value) -> Result<Context, &'static str> {
    let text = |key: &str| context.get(key).and_then(Value::as_str).map(str::to_owned);
    let root = text("root")
        .map(PathBuf::from)
        .ok_or("the context has no `root`")?;
    let renderer = text("renderer").ok_or("the context has no `renderer`")?;
    let mdbook_version = version_of(&context);
    let config = match context.get_mut("config").map(Value::take) {
        Some(config @ Value::Object(_)) => config,
        Some(Value::Null) | None => Value::Object(Map::new()),
        Some(_) => return Err("`config` is not an object"),
    };
    Ok(Context {
        root,
        config,
        renderer,
        mdbook_version,
    })
}

fn version_of(context: &Value) -> String {
    context
        .get("mdbook_version")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// What to tell the user about an mdBook of this version, or `None` if it is supported.
///
/// A pre-release counts as the release that it leads to.
pub fn version_warning(version: &str) -> Option<String> {
    match (Version::parse(version), VersionReq::parse(SUPPORTED_VERSIONS)) {
        (Ok(found), Ok(supported)) => {
            let release = Version::new(found.major, found.minor, found.patch);
            let message = || {
                format!(
                    "mdBook {version} is outside the supported range {SUPPORTED_VERSIONS}; pages may be wrong"
                )
            };
            (!supported.matches(&release)).then(message)
        }
        _ => Some(format!(
            "mdBook gives its version as `{version}`, which is not a version"
        )),
    }
}

/// Whether chapters are to be generated for the renderer.
///
/// For all but `test`: `mdbook test` runs every chapter through rustdoc, which takes Python for Rust.
pub fn supports(renderer: &str) -> bool {
    renderer != "test"
}

/// So many texts are unpacked at a time.
const TEXTS_AT_ONCE: usize = 64;

/// Writes the book for mdBook, in the shape in which it came, with the texts of the chapters that were put into it.
/// `all_json` gives the [`text_json`](super::text_json) of each of some texts.
///
/// To be called when all input has been read: mdBook reads the answer only after it has written everything.
pub fn write_output(
    book: &Value,
    texts: &Texts,
    mut out: impl Write,
    all_json: impl Fn(&[&PageText]) -> Vec<io::Result<Vec<u8>>>,
) -> Result<(), ProtocolError> {
    let frame = Frame::new(book, texts).map_err(|error| ProtocolError::Write(error.into()))?;
    let mut write = |bytes: &[u8]| out.write_all(bytes).map_err(ProtocolError::Write);
    let mut bytes = Vec::new();
    for parts in frame.parts(texts).chunks(TEXTS_AT_ONCE) {
        let texts: Vec<&PageText> = parts.iter().filter_map(|(_, text)| *text).collect();
        let mut texts = all_json(&texts).into_iter();
        bytes.clear();
        for (part, text) in parts {
            bytes.extend_from_slice(part);
            if text.is_some() {
                let text = texts.next().unwrap_or_else(|| Ok(Vec::new()));
                bytes.extend(text.map_err(ProtocolError::Text)?);
            }
        }
        write(&bytes)?;
    }
    out.flush().map_err(ProtocolError::Write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_outside_the_range_are_warned_of() {
        for good in [
            "0.4.40",
            "0.4.52",
            "0.5.0",
            "0.5.0-beta.1",
            "0.5.4",
            "0.5.99+build",
        ] {
            assert_eq!(version_warning(good), None, "{good}");
        }
        for bad in ["0.4.39", "0.3.7", "0.6.0-alpha.1", "0.6.0", "1.0.0"] {
            let message = version_warning(bad).unwrap();
            assert!(
                message.contains(bad) && message.contains(SUPPORTED_VERSIONS),
                "{message}"
            );
        }
        for garbage in ["", "v0.5.4", "0.5", "next"] {
            assert!(
                version_warning(garbage).unwrap().contains("not a version"),
                "{garbage}"
            );
        }
    }

    #[test]
    fn mdbook_test_is_the_only_renderer_without_a_reference() {
        for renderer in [
            "html",
            "markdown",
            "epub",
            "pandoc",
            "typst",
            "linkcheck2",
            "anything",
        ] {
            assert!(supports(renderer), "{renderer}");
        }
        assert!(!supports("test"));
    }

    #[test]
    fn a_reader_that_hangs_up_is_an_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let error = write_output(&Value::Null, &Texts::default(), Closed, |_| Vec::new()).unwrap_err();
        assert!(
            error.to_string().starts_with("the book cannot be written"),
            "{error}"
        );
    }
}
