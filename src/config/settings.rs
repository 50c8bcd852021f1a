//! The configuration made ready for use: absolute paths, options of each stage.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{
    Config, DocstringHtml, DocstringStyle, Granularity, InventorySource, Order, Source, SourceLink,
    VersionHistory, WholePage,
};
use crate::cache::CacheOptions;
use crate::diagnostic::{Code, Level, Levels};
use crate::discover::{DiscoverOptions, Files};
use crate::docstring::Style;
use crate::progress::Progress;
use crate::resolve::VisibilityOptions;
use crate::target::Version;

/// Everything that a run needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The directory of the book.
    pub book: PathBuf,
    /// The chapter that holds the reference.
    pub title: String,
    /// How sources are found.
    pub discover: DiscoverOptions,
    /// What is shown.
    pub visibility: VisibilityOptions,
    /// How docstrings are written; `None` to find it out.
    pub style: Option<Style>,
    /// What becomes of raw HTML in docstrings.
    pub docstring_html: DocstringHtml,
    /// The same for each source in `discover.sources`; `None` for those that have no style of their own.
    pub source_styles: Vec<Option<DocstringStyle>>,
    /// The version of Python that is documented, unless the project says it.
    pub target_python: Option<Version>,
    /// The platform that is documented.
    pub target_platform: String,
    /// Where the links to the source lead.
    pub source_link: SourceLink,
    /// The branch, tag or commit that they name, where the book says it.
    pub source_revision: Option<String>,
    /// Whether the files are shown in the book.
    pub view_source: bool,
    /// The address of the book's repository, where mdBook is told it.
    pub repository: Option<String>,
    /// What gets a page of its own.
    pub granularity: Granularity,
    /// The order of items.
    pub order: Order,
    /// The pages that come from the whole; `None` for those that a reference of its size needs.
    pub pages: Option<Vec<WholePage>>,
    /// Tell at each item where it is mentioned.
    pub backlinks: bool,
    /// The tags by which it is told at each item when it came and what changed of it.
    pub version_history: VersionHistory,
    /// Directory with the book's own templates.
    pub templates: PathBuf,
    /// The inventories of other projects, by name.
    pub inventories: BTreeMap<String, InventorySource>,
    /// What is done about findings.
    pub levels: Levels,
    /// What is kept between runs beside the facts of files.
    pub keeps: Keeps,
    /// How many threads work; 1 for none but the caller's.
    pub workers: usize,
    /// What is kept between runs.
    pub cache: CacheOptions,
    /// Counts how far the run is; it decides nothing.
    pub progress: Progress,
}

/// What is kept between runs beside the facts of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeps {
    /// Pages, and the findings about docstrings.
    pub pages: bool,
    /// The result of a whole run.
    pub runs: bool,
}

impl Settings {
    /// Makes a configuration ready for the book in the directory `book`, which is absolute.
    pub fn new(config: Config, book: &Path) -> Self {
        let absolute = |source: &Source| book.join(&source.path);
        let performance = config.performance;
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers = match (performance.parallel, performance.max_workers) {
            (false, _) => 1,
            (true, 0) => cores(),
            (true, most) => most,
        };
        let source_styles = config.source.0.iter().map(|source| source.docstring_style);
        Self {
            source_styles: source_styles.collect(),
            book: book.to_owned(),
            title: config.title,
            discover: DiscoverOptions {
                files: Files::Disk,
                base: book.to_owned(),
                sources: config.source.0.iter().map(absolute).collect(),
                include: config.include,
                exclude: config.exclude,
                gitignore: config.gitignore,
                max_file_size: performance.max_file_size,
                everything: false,
            },
            visibility: VisibilityOptions {
                private: config.private,
                special: config.special,
                undocumented: config.undocumented,
            },
            style: config.docstring_style.style(),
            docstring_html: config.docstring_html,
            target_python: config.target_python,
            target_platform: config.target_platform,
            source_link: config.source_link,
            source_revision: config.source_revision,
            view_source: config.view_source,
            repository: None,
            granularity: config.granularity,
            order: config.order,
            pages: config.pages,
            backlinks: config.backlinks,
            version_history: config.version_history,
            templates: book.join(&config.templates),
            inventories: config.inventories,
            levels: levels(&config.lints),
            keeps: Keeps {
                pages: performance.template_cache && performance.dependency_tracking,
                runs: performance.incremental,
            },
            workers,
            cache: CacheOptions {
                is_on: performance.cache,
                directory: book.join(&performance.cache_dir),
                most_bytes: performance.cache_size.saturating_mul(1_000_000),
                trusts_states: performance.stat,
                is_read_only: false,
                later: None,
            },
            progress: Progress::default(),
        }
    }
}

fn levels(lints: &BTreeMap<String, Level>) -> Levels {
    let mut levels = Levels::default();
    for (name, level) in lints {
        if let Some(code) = Code::from_name(name) {
            levels.set(code, *level);
        }
    }
    levels
}

impl DocstringStyle {
    /// The style that is named; `None` to find it out.
    pub fn style(self) -> Option<Style> {
        match self {
            Self::Auto => None,
            Self::Google => Some(Style::Google),
            Self::Numpy => Some(Style::NumPy),
            Self::Sphinx => Some(Style::Sphinx),
            Self::Epytext => Some(Style::Epytext),
            Self::Markdown => Some(Style::Markdown),
            Self::Myst => Some(Style::Myst),
            Self::Plain => Some(Style::Plain),
        }
    }
}
