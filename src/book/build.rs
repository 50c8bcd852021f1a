//! Building a book in this process, as `mdbook build` does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Error;
use mdbook_driver::MDBook;
use mdbook_html::HtmlHandlebars;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use serde_json::Value;
use tracing::subscriber::NoSubscriber;

use super::html::{AwaitPages, Held, HeldTexts, Html, KeepSlices, RunJobs};
use super::{Context, Generate, NAME, Place, add_reference, find_place, supports};

/// The preprocessor as mdBook's library calls it, with what generates the chapters.
#[derive(Debug)]
pub struct AutodocPreprocessor<G> {
    generator: G,
    /// Where the texts of HTML pages are left for the renderer, if no other preprocessor wants to see all of them.
    held: Option<HeldTexts>,
    /// Whether mdBook has replaced links already, so that a `{{` in a text is nothing but that.
    is_after_links: bool,
}

impl<G> AutodocPreprocessor<G> {
    /// A preprocessor that puts all texts into the book itself.
    pub(super) fn new(generator: G) -> Self {
        Self {
            generator,
            held: None,
            is_after_links: true,
        }
    }
}

impl<G: Generate> Preprocessor for AutodocPreprocessor<G> {
    fn name(&self) -> &str {
        NAME
    }

    /// Goes through the same JSON as the protocol, so that both hosts give the same chapters. What is
    /// copied is the user's own book, which is small; generated text is moved.
    fn run(&self, context: &PreprocessorContext, book: Book) -> Result<Book, Error> {
        let context = Context {
            root: context.root.clone(),
            config: serde_json::to_value(&context.config)?,
            renderer: context.renderer.clone(),
            mdbook_version: context.mdbook_version.clone(),
        };
        let mut value = serde_json::to_value(book)?;
        let texts = add_reference(&mut value, &context, &self.generator)?;
        match &self.held {
            Some(held) if context.renderer == "html" => {
                held.put(Held::new(texts, &mut value, self.is_after_links)?);
            }
            _ => texts.fill(&mut value)?,
        }
        Ok(serde_json::from_value(value)?)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool, Error> {
        Ok(supports(renderer))
    }
}

/// The inventory of a reference, which is written beside its pages when they are there.
pub const INVENTORY: &str = "objects.inv";

/// A book that was built.
#[derive(Debug)]
pub struct BuiltBook {
    /// Where each renderer wrote, by its name; absolute.
    pub outputs: BTreeMap<String, PathBuf>,
    /// How many pages are other ones than before, apart from the name of the search index in them.
    pub changed: usize,
    /// Whether everything was made, and not only the pages for those who wait for them.
    pub is_whole: bool,
}

/// What a build is told beside the book.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The directory to write to instead of `build.build-dir`, from the working directory.
    pub dest_dir: Option<PathBuf>,
    /// The endpoint of the socket by which pages are loaded again, where the book is served.
    pub live_reload: Option<String>,
    /// Who waits for the HTML pages and not for the files of the whole book, if anybody does.
    pub awaiting: Option<Rc<dyn AwaitPages>>,
}

/// Why a book was not built. The sources are mdBook's own errors, or the generator's.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// book.toml is not what mdBook reads.
    #[error("`{}` cannot be read", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What mdBook said.
        source: Error,
    },
    /// SUMMARY.md or a chapter cannot be read.
    #[error("the book in `{}` cannot be loaded", root.display())]
    Load {
        /// The directory of the book.
        root: PathBuf,
        /// What mdBook said.
        source: Error,
    },
    /// A preprocessor or renderer failed.
    #[error("the book cannot be built")]
    Build(#[source] Error),
    /// The working directory is gone, or the files of a temporary book cannot be written.
    #[error("{action}")]
    Io {
        /// What was tried, as a sentence that says that it failed.
        action: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
}

/// Builds the book in `book_root` with all its renderers, as `mdbook build [-d dest_dir]` does, or `mdbook serve` where
/// the book is served.
///
/// Relative paths are taken from the working directory. If the book has a table `[preprocessor.autodoc]`,
/// `generator` runs in the place of its command, at its turn among the preprocessors; otherwise it does not
/// run. A missing book.toml counts as an empty one. Pages are rendered on the threads of `jobs`.
pub fn build(
    book_root: &Path,
    options: &BuildOptions,
    generator: impl Generate + 'static,
    jobs: Arc<dyn RunJobs>,
    keep: Arc<dyn KeepSlices>,
) -> Result<BuiltBook, BuildError> {
    let root = absolute(book_root)?;
    let config = read_config(&root)?.unwrap_or_default();
    let failed = |source| BuildError::Load {
        root: root.clone(),
        source,
    };
    let mut book = MDBook::load_with_config(&root, config).map_err(&failed)?;
    if let Some(dest_dir) = &options.dest_dir {
        book.config.build.build_dir = absolute(dest_dir)?;
    }
    let outputs = outputs(&book)?;
    let has_html = outputs.contains_key("html");
    if let Some(endpoint) = options.live_reload.as_ref().filter(|_| has_html) {
        let served = [("live-reload-endpoint", endpoint.as_str()), ("site-url", "/")];
        for (key, value) in served {
            let set = book.config.set(format!("output.html.{key}"), value);
            set.map_err(BuildError::Build)?;
        }
    }
    let texts = HeldTexts::default();
    let mut others: &[&str] = &[];
    if book.config.contains_key(&format!("preprocessor.{NAME}")) {
        let later = later_preprocessors(&book.config).map_err(failed)?;
        let is_held = later
            .iter()
            .all(|name| OWN_PREPROCESSORS.contains(&name.as_str()));
        book.with_preprocessor(AutodocPreprocessor {
            generator,
            held: is_held.then(|| texts.clone()),
            is_after_links: !later.iter().any(|name| name == "links"),
        });
        others = &[INVENTORY];
    }
    let html = Html::new(jobs, keep, texts, others, options.awaiting.clone());
    if has_html {
        book.with_renderer(html.clone());
    }
    book.build().map_err(BuildError::Build)?;
    Ok(BuiltBook {
        outputs,
        changed: html.changed(),
        is_whole: !html.is_left(),
    })
}

/// The preprocessors that mdBook itself has. They see texts and paths alone, and change no text without a `{{`.
const OWN_PREPROCESSORS: [&str; 2] = ["index", "links"];

/// The preprocessors that come after ours for HTML. mdBook itself is asked, with a book that has nothing in it and
/// preprocessors that do nothing but say when it is their turn.
fn later_preprocessors(config: &Config) -> Result<Vec<String>, Error> {
    let mut config = config.clone();
    config.book.src = "src".into();
    let directory = tempfile::tempdir()?;
    write_file(&directory.path().join("src/SUMMARY.md"), b"")?;
    let turns = Rc::new(RefCell::new(Vec::new()));
    // What mdBook has to say of the order was said when the book was loaded.
    tracing::subscriber::with_default(NoSubscriber::new(), || {
        let mut book = MDBook::load_with_config(directory.path(), config)?;
        let tables: BTreeMap<String, Value> = book.config.preprocessors()?;
        let own = if book.config.build.use_default_preprocessors {
            &OWN_PREPROCESSORS[..]
        } else {
            &[]
        };
        for name in tables
            .into_keys()
            .chain(own.iter().map(|name| (*name).to_owned()))
        {
            book.with_preprocessor(Turn {
                name,
                turns: Rc::clone(&turns),
            });
        }
        book.preprocess_book(&HtmlHandlebars::new())
    })?;
    let mut turns = turns.take();
    let own = turns.iter().position(|name| name == NAME);
    Ok(turns.split_off(own.map_or(0, |own| own + 1)))
}

/// A preprocessor that notes when it is its turn.
struct Turn {
    name: String,
    turns: Rc<RefCell<Vec<String>>>,
}

impl Preprocessor for Turn {
    fn name(&self) -> &str {
        &self.name
    }

    fn run(&self, _: &PreprocessorContext, book: Book) -> Result<Book, Error> {
        self.turns.borrow_mut().push(self.name.clone());
        Ok(book)
    }
}

/// Builds a book that is nowhere on disk, from its files by their paths below the root: `book.toml`,
/// `src/SUMMARY.md`, chapters. They are written to a temporary directory, which is gone afterwards.
///
/// The paths are the program's own: relative, below the root, with `/`.
pub fn build_files(
    files: &BTreeMap<String, Vec<u8>>,
    options: &BuildOptions,
    generator: impl Generate + 'static,
    jobs: Arc<dyn RunJobs>,
    keep: Arc<dyn KeepSlices>,
) -> Result<BuiltBook, BuildError> {
    let root = temporary_book(files)?;
    build(root.path(), options, generator, jobs, keep)
}

/// A book that was loaded, without a page of it being made.
#[derive(Debug)]
pub struct FoundReference {
    /// What a preprocessor would be told of it for its HTML.
    pub context: Context,
    /// Where the reference goes.
    pub place: Place,
    /// Where mdBook writes its HTML, as `mdbook build [-d dest_dir]` has it; absolute.
    pub html: PathBuf,
}

/// Finds out where the reference called `title` goes in the book in `book_root`; `None` where there is no book.toml.
pub fn find_reference(
    book_root: &Path,
    dest_dir: Option<&Path>,
    title: impl FnOnce(&Context) -> Result<String, Error>,
) -> Result<Option<FoundReference>, BuildError> {
    let root = absolute(book_root)?;
    let Some(context) = read_context(&root)? else {
        return Ok(None);
    };
    let title = title(&context).map_err(BuildError::Build)?;
    let mut book = load(&root)?;
    if let Some(dest_dir) = dest_dir {
        book.config.build.build_dir = absolute(dest_dir)?;
    }
    Ok(Some(FoundReference {
        context,
        place: find_place(&json(&root, &book.book)?, &title),
        html: book.build_dir_for("html"),
    }))
}

/// What a preprocessor would be told of the book in `root`, without building it; `None` where there is no book.toml.
pub fn read_context(root: &Path) -> Result<Option<Context>, BuildError> {
    let Some(config) = read_config(root)? else {
        return Ok(None);
    };
    let failed = |error: serde_json::Error| BuildError::Load {
        root: root.to_owned(),
        source: error.into(),
    };
    Ok(Some(Context {
        root: root.to_owned(),
        config: serde_json::to_value(&config).map_err(failed)?,
        renderer: "html".to_owned(),
        mdbook_version: mdbook_preprocessor::MDBOOK_VERSION.to_owned(),
    }))
}

/// The book in `root` as mdBook hands it to its first preprocessor. Files that SUMMARY.md names and that are missing
/// are not made.
pub fn read_book(root: &Path) -> Result<Value, BuildError> {
    json(root, &load(root)?.book)
}

pub(super) fn load(root: &Path) -> Result<MDBook, BuildError> {
    let mut config = read_config(root)?.unwrap_or_default();
    config.build.create_missing = false;
    MDBook::load_with_config(root, config).map_err(|source| BuildError::Load {
        root: root.to_owned(),
        source,
    })
}

pub(super) fn json(root: &Path, book: &Book) -> Result<Value, BuildError> {
    serde_json::to_value(book).map_err(|error| BuildError::Load {
        root: root.to_owned(),
        source: error.into(),
    })
}

/// book.toml with the overrides from the environment, as mdBook reads it; `None` where there is no such file.
fn read_config(root: &Path) -> Result<Option<Config>, BuildError> {
    let path = root.join("book.toml");
    #[expect(clippy::disallowed_methods, reason = "a directory with book.toml is a book")]
    let is_book = path.is_file();
    if !is_book {
        return Ok(None);
    }
    let read = Config::from_disk(&path).and_then(|mut config| {
        config.update_from_env()?;
        Ok(config)
    });
    read.map(Some)
        .map_err(|source| BuildError::Config { path, source })
}

/// Writes a book, of its files by their paths below the root, into a directory that goes away with the value.
pub(super) fn temporary_book(files: &BTreeMap<String, Vec<u8>>) -> Result<tempfile::TempDir, BuildError> {
    let failed = |source| BuildError::Io {
        action: "the temporary book cannot be written",
        source,
    };
    let root = tempfile::tempdir().map_err(failed)?;
    for (path, text) in files {
        write_file(&root.path().join(path), text).map_err(failed)?;
    }
    Ok(root)
}

#[expect(clippy::disallowed_methods, reason = "mdBook loads books from disk only")]
fn write_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    std::fs::write(path, bytes)
}

pub(super) fn absolute(path: &Path) -> Result<PathBuf, BuildError> {
    let action = "the working directory cannot be found";
    std::path::absolute(path).map_err(|source| BuildError::Io { action, source })
}

/// Where the renderers of the book write; without an `[output]` table mdBook renders HTML.
fn outputs(book: &MDBook) -> Result<BTreeMap<String, PathBuf>, BuildError> {
    let tables: BTreeMap<String, Value> = book.config.outputs().map_err(BuildError::Build)?;
    let mut names: Vec<String> = tables.into_keys().collect();
    if names.is_empty() {
        names.push("html".to_owned());
    }
    Ok(names
        .into_iter()
        .map(|name| (name.clone(), book.build_dir_for(&name)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does jobs one after the other.
    #[derive(Debug)]
    struct OneByOne;

    impl RunJobs for OneByOne {
        fn each(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
            (0..jobs).for_each(job);
        }
    }

    impl KeepSlices for OneByOne {
        fn has(&self, _: &Digest) -> bool {
            false
        }

        fn get(&self, _: &Digest) -> Option<KeptSlice> {
            None
        }

        fn contents(&self, _: &Digest) -> Option<Packed> {
            None
        }

        fn put(&self, _: &Digest, _: &KeptSlice, _: &Packed) {}

        fn record(&self, _: &Digest) -> Option<Vec<u8>> {
            None
        }

        fn set_record(&self, _: &Digest, _: Vec<u8>) {}
    }

    fn into(directory: &tempfile::TempDir) -> BuildOptions {
        BuildOptions {
            dest_dir: Some(directory.path().to_owned()),
            live_reload: None,
            awaiting: None,
        }
    }

    fn jobs() -> Arc<OneByOne> {
        Arc::new(OneByOne)
    }
    use crate::book::{GeneratedChapter, KeptSlice, Made, Place, read_input};
    use crate::digest::Digest;
    use crate::prose::Chapter;
    use crate::text::Packed;

    /// Makes pages that tell what they were made from.
    struct Sample;

    impl Generate for Sample {
        fn title(&self, context: &Context) -> Result<String, Error> {
            if context.options().get("fail").is_some() {
                Err(std::fmt::Error.into())
            } else {
                Ok("API reference".into())
            }
        }

        fn generate(&self, context: &Context, place: &Place, prose: &[Chapter<'_>]) -> Result<Made, Error> {
            let page = |name: &str, path: String| GeneratedChapter {
                name: name.to_owned(),
                content: format!(
                    "# {name}\n\nMade for {} with {}.",
                    context.renderer, context.config
                )
                .into(),
                path,
                ..GeneratedChapter::default()
            };
            let below = page("pkg", format!("{}/pkg.md", place.prefix));
            let root = GeneratedChapter {
                children: vec![below],
                ..page("Root", format!("{}.md", place.prefix))
            };
            let told = |(number, chapter): (usize, &Chapter<'_>)| {
                let (path, file) = (&chapter.path, &chapter.file);
                (number, format!("{}\n{path} is in {file}.\n", chapter.text))
            };
            let prose = prose.iter().enumerate().map(told).collect();
            Ok(Made { root, prose })
        }
    }

    fn data() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/protocol")
    }

    #[expect(clippy::disallowed_methods, reason = "what was built is looked at")]
    fn read(path: impl AsRef<Path>) -> String {
        std::fs::read_to_string(path).unwrap_or_default()
    }

    #[test]
    fn both_hosts_give_the_same_book() {
        let mut input = read_input(read(data().join("mdbook-0.5.4.json")).as_bytes()).unwrap();
        let book: Book = serde_json::from_value(input.book.clone()).unwrap();
        let config: Config = serde_json::from_value(input.context.config.clone()).unwrap();
        let context = PreprocessorContext::new(input.context.root.clone(), config, "html".to_owned());
        let own = AutodocPreprocessor {
            generator: Sample,
            held: None,
            is_after_links: true,
        };
        let in_process = own.run(&context, book).unwrap();
        let texts = add_reference(&mut input.book, &input.context, &Sample).unwrap();
        texts.fill(&mut input.book).unwrap();
        assert_eq!(serde_json::to_value(in_process).unwrap(), input.book);
        assert!(input.book.to_string().contains("Made for html"));
    }

    #[test]
    fn a_book_with_the_table_is_built_with_the_reference() {
        let dest = tempfile::tempdir().unwrap();
        let built = build(&data().join("book"), &into(&dest), Sample, jobs(), jobs()).unwrap();
        assert_eq!(
            built.outputs,
            BTreeMap::from([("html".to_owned(), dest.path().to_owned())])
        );
        assert!(read(dest.path().join("api/pkg.html")).contains("Made for html"));
        assert!(
            read(dest.path().join("toc.html")).contains("<strong aria-hidden=\"true\">3.1.</strong> pkg")
        );
        assert!(read(dest.path().join("glossary.html")).contains("Words."));
    }

    fn files(config: &str) -> BTreeMap<String, Vec<u8>> {
        let summary = "# Summary\n\n[Home](home.md)\n";
        [
            ("book.toml", config),
            ("src/SUMMARY.md", summary),
            ("src/home.md", "# Home\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into()
    }

    #[test]
    fn mdbook_replaces_links_in_generated_texts_unless_that_was_before() {
        for (after, is_before) in [("", false), ("after = [\"links\"]\n", true)] {
            let config = format!("[preprocessor.autodoc]\ntext = \"{{{{#include home.md}}}}\"\n{after}");
            let dest = tempfile::tempdir().unwrap();
            build_files(&files(&config), &into(&dest), Sample, jobs(), jobs()).unwrap();
            let page = read(dest.path().join("api.html"));
            assert!(page.contains("Made for html"), "{page}");
            assert_eq!(page.contains("{{#include home.md}}"), is_before, "{page}");
        }
    }

    #[test]
    fn without_the_table_the_book_is_built_as_it_is() {
        let dest = tempfile::tempdir().unwrap();
        build_files(&files("[book]\n"), &into(&dest), Sample, jobs(), jobs()).unwrap();
        assert!(read(dest.path().join("home.html")).contains("Home"));
        assert_eq!(read(dest.path().join("api.html")), "");
    }

    #[test]
    fn renderers_of_the_table_are_respected_and_each_has_its_output() {
        let config = "[output.html]\n[output.markdown]\n[preprocessor.autodoc]\nrenderers = [\"markdown\"]\n";
        let dest = tempfile::tempdir().unwrap();
        let built = build_files(&files(config), &into(&dest), Sample, jobs(), jobs()).unwrap();
        let expected = ["html", "markdown"].map(|name| (name.to_owned(), dest.path().join(name)));
        assert_eq!(built.outputs, BTreeMap::from(expected));
        assert!(read(dest.path().join("markdown/api/pkg.md")).contains("Made for markdown"));
        assert_eq!(read(dest.path().join("html/api/pkg.html")), "");
    }

    #[test]
    fn failures_keep_their_cause() {
        let dest = tempfile::tempdir().unwrap();
        let mut broken = files("[book]\n");
        broken.insert("src/SUMMARY.md".to_owned(), b"- [a](b.md\n  - x".to_vec());
        let error = build_files(&broken, &into(&dest), Sample, jobs(), jobs()).unwrap_err();
        let BuildError::Load { source, .. } = error else {
            panic!("{error}")
        };
        assert!(format!("{source:#}").contains("SUMMARY.md"), "{source:#}");

        let error = build_files(
            &files("[preprocessor.autodoc]\nfail = true\n"),
            &into(&dest),
            Sample,
            jobs(),
            jobs(),
        )
        .unwrap_err();
        let BuildError::Build(source) = error else {
            panic!("{error}")
        };
        assert!(source.downcast_ref::<std::fmt::Error>().is_some(), "{source:#}");
        assert_eq!(read(dest.path().join("index.html")), "");
    }

    /// Makes a chain of pages, each the only child of the one before.
    struct Chain;

    impl Generate for Chain {
        fn title(&self, _: &Context) -> Result<String, Error> {
            Ok("Chain".to_owned())
        }

        fn generate(&self, _: &Context, place: &Place, _: &[Chapter<'_>]) -> Result<Made, Error> {
            let page = |at: u32, children| {
                let path = format!("{}/{at}.md", place.prefix);
                GeneratedChapter {
                    name: at.to_string(),
                    path,
                    children,
                    ..GeneratedChapter::default()
                }
            };
            let deepest = page(99, vec![]);
            Ok(Made {
                root: (0..99).rev().fold(deepest, |below, at| page(at, vec![below])),
                prose: Vec::new(),
            })
        }
    }

    #[test]
    fn mdbook_renders_the_deepest_nesting() {
        let dest = tempfile::tempdir().unwrap();
        build_files(
            &files("[preprocessor.autodoc]\n"),
            &into(&dest),
            Chain,
            jobs(),
            jobs(),
        )
        .unwrap();
        let sidebar = read(dest.path().join("toc.html"));
        assert_eq!(sidebar.matches("href=\"api/").count(), 100);
        assert!(sidebar.contains(&format!(
            "<strong aria-hidden=\"true\">{}77.</strong> 99",
            "1.".repeat(23)
        )));
    }
}
