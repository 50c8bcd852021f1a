//! `coverage`: how much is documented.

mod badge;
mod report;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use regex::Regex;

use super::generator::{config, failure};
use super::report::brief;
use super::run::RunArguments;
use super::versions::{check, revision};
use super::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, Failure, api_book, build, directory, print};
use crate::book::read_context;
use crate::config::{Config, Coverage, Percent, Settings};
use crate::coverage::{Definition, Kind, Rules, Share};
use crate::discover::SourceFile;
use crate::driver::{self, Defined};
use crate::model::ModuleKind;
use report::Format;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book, whose configuration counts, or of the Python project [default: the current directory]
    book: Option<PathBuf>,
    /// A package, a module or a directory of packages, instead of the sources of the book
    #[arg(short, long = "source", value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// Fail if less than this is documented, in percent [default: `coverage.fail-under` of the book, or 0]
    #[arg(long, value_name = "PERCENT")]
    fail_under: Option<Percent>,
    /// Count what is new since a revision of Git, and what has lost its docstring, and nothing else
    #[arg(long, value_name = "REVISION")]
    diff: Option<String>,
    /// List what has no docstring, with its place
    #[arg(long)]
    missing: bool,
    /// Count which parameters are described as well
    #[arg(long)]
    parameters: bool,
    /// Count whether it is described what functions give as well
    #[arg(long)]
    returns: bool,
    /// Write a badge of the share
    #[arg(long, value_name = "FILE")]
    badge: Option<PathBuf>,
    /// How the shares are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    output_format: Format,
    #[command(flatten)]
    rules: RuleArguments,
}

/// What is not counted. Each can be switched off, as in `--ignore-magic=false`.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "What is not counted")]
struct RuleArguments {
    /// Count everything but what other options leave out
    #[arg(long)]
    everything: bool,
    /// Leave out `__init__` methods, as the class tells of them [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_init_method: Option<bool>,
    /// Leave out `__init__.py` files with all that is in them [default: what the book says, or false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_init_module: Option<bool>,
    /// Leave out special methods but for `__init__` [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_magic: Option<bool>,
    /// Leave out modules themselves [default: what the book says, or false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_module: Option<bool>,
    /// Leave out classes within classes and functions [default: what the book says, or false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_nested_classes: Option<bool>,
    /// Leave out functions in functions [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_nested_functions: Option<bool>,
    /// Leave out functions marked with `@overload` [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_overloaded_functions: Option<bool>,
    /// Leave out names with two leading underscores [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_private: Option<bool>,
    /// Leave out properties with their setters and deleters [default: what the book says, or false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_property_decorators: Option<bool>,
    /// Leave out names with one leading underscore [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_semiprivate: Option<bool>,
    /// Leave out setters of properties [default: what the book says, or true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ignore_setters: Option<bool>,
    /// Leave out names that the regular expression matches from their beginning; may be given several times [default: what the book says, or none]
    #[arg(long, value_name = "REGEX")]
    ignore_regex: Vec<String>,
    /// Leave out the files and directories that match, beside those that the book leaves out; may be given several times
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
}

impl RuleArguments {
    /// The rules of the book with what the command line says.
    fn rules(&self, book: &Coverage) -> Rules {
        let base = if self.everything {
            Rules::NONE
        } else {
            book.rules()
        };
        Rules {
            ignore_init_method: self.ignore_init_method.unwrap_or(base.ignore_init_method),
            ignore_init_module: self.ignore_init_module.unwrap_or(base.ignore_init_module),
            ignore_magic: self.ignore_magic.unwrap_or(base.ignore_magic),
            ignore_module: self.ignore_module.unwrap_or(base.ignore_module),
            ignore_nested_classes: self.ignore_nested_classes.unwrap_or(base.ignore_nested_classes),
            ignore_nested_functions: self
                .ignore_nested_functions
                .unwrap_or(base.ignore_nested_functions),
            ignore_overloaded_functions: self
                .ignore_overloaded_functions
                .unwrap_or(base.ignore_overloaded_functions),
            ignore_private: self.ignore_private.unwrap_or(base.ignore_private),
            ignore_property_decorators: self
                .ignore_property_decorators
                .unwrap_or(base.ignore_property_decorators),
            ignore_semiprivate: self.ignore_semiprivate.unwrap_or(base.ignore_semiprivate),
            ignore_setters: self.ignore_setters.unwrap_or(base.ignore_setters),
        }
    }
}

/// What is counted of a module.
struct Counted {
    module: String,
    path: String,
    /// The definitions that count.
    definitions: Vec<Definition>,
}

/// The shares of something.
#[derive(Clone, Copy, Debug, Default)]
struct Shares {
    docstrings: Share,
    parameters: Share,
    returns: Share,
}

impl std::ops::AddAssign for Shares {
    fn add_assign(&mut self, other: Self) {
        self.docstrings += other.docstrings;
        self.parameters += other.parameters;
        self.returns += other.returns;
    }
}

/// What the counts come to.
struct Outcome<'a> {
    modules: Vec<(&'a Counted, Shares)>,
    /// Each package that has modules below it, with these.
    packages: BTreeMap<&'a str, Shares>,
    kinds: BTreeMap<Kind, Share>,
    total: Shares,
    fail_under: Percent,
    lists_missing: bool,
    counts_parameters: bool,
    counts_returns: bool,
}

impl Outcome<'_> {
    fn is_enough(&self) -> bool {
        self.total.all().permille() >= self.fail_under.permille()
    }
}

impl Shares {
    /// Everything that was counted.
    fn all(self) -> Share {
        let mut all = self.docstrings;
        all += self.parameters;
        all += self.returns;
        all
    }
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let config = match read_context(&root).map_err(build::failure)? {
        Some(context) => config(&context, run)?,
        None => {
            if arguments.sources.is_empty() {
                api_book::project(&root, run)?;
            }
            run.config_without_book()?
        }
    };
    let book = config.coverage.clone();
    let rules = arguments.rules.rules(&book);
    let ignored = patterns(book.ignore_regex.iter().chain(&arguments.rules.ignore_regex))?;
    let settings = settings(config, &root, &arguments.sources, arguments.rules.exclude)?;
    let mut settings = settings;
    run.apply(&mut settings)?;
    let defined = read(&settings, run)?;
    let before = match &arguments.diff {
        Some(name) => {
            let mut settings = settings.clone();
            let files = revision(name, &mut settings)?;
            let before = read(&settings, run);
            check(&files)?;
            Some(documented(&before?))
        }
        None => None,
    };
    let counted = counted(defined, &rules, &ignored, before.as_ref());
    let style = settings.style;
    let shares = |found: &Definition| Shares {
        docstrings: Share::one(found.is_documented),
        parameters: if arguments.parameters {
            found.parameters(style)
        } else {
            Share::default()
        },
        returns: if arguments.returns {
            found.returns(style)
        } else {
            Share::default()
        },
    };
    let mut outcome = Outcome {
        modules: Vec::new(),
        packages: BTreeMap::new(),
        kinds: BTreeMap::new(),
        total: Shares::default(),
        fail_under: arguments.fail_under.unwrap_or(book.fail_under),
        lists_missing: arguments.missing,
        counts_parameters: arguments.parameters,
        counts_returns: arguments.returns,
    };
    outcome.add(&counted, &shares);
    if let Some(badge) = &arguments.badge {
        let svg = badge::svg(outcome.total.all());
        run.write(badge, svg.as_bytes())?;
    }
    print(&arguments.output_format.text(&outcome));
    Ok(if outcome.is_enough() {
        EXIT_OK
    } else {
        EXIT_FINDINGS
    })
}

impl<'a> Outcome<'a> {
    fn add(&mut self, counted: &'a [Counted], shares: &dyn Fn(&Definition) -> Shares) {
        for module in counted {
            let mut own = Shares::default();
            for found in &module.definitions {
                own += shares(found);
                *self.kinds.entry(found.kind).or_default() += Share::one(found.is_documented);
            }
            self.total += own;
            self.modules.push((module, own));
            for (end, _) in module.module.match_indices('.') {
                *self.packages.entry(&module.module[..end]).or_default() += own;
            }
        }
        for (module, own) in &self.modules {
            if let Some(package) = self.packages.get_mut(module.module.as_str()) {
                *package += *own;
            }
        }
    }
}

fn settings(
    config: Config,
    root: &Path,
    sources: &[PathBuf],
    exclude: Vec<String>,
) -> Result<Settings, Failure> {
    let mut settings = Settings::new(config, root);
    if !sources.is_empty() {
        let sources = sources.iter().map(|source| super::versions::absolute(source));
        settings.discover.sources = sources.collect::<Result<_, _>>()?;
    }
    settings.discover.exclude.extend(exclude);
    Ok(settings)
}

fn patterns<'a>(written: impl Iterator<Item = &'a String>) -> Result<Vec<Regex>, Failure> {
    let compiled = written.map(|pattern| {
        let whole = Regex::new(pattern).and_then(|_| Regex::new(&format!("^(?:{pattern})")));
        whole.map_err(|error| {
            // The last of its lines says it; those above show the pattern.
            let told = error.to_string();
            let reason = told.lines().last().unwrap_or_default();
            let reason = reason.trim_start_matches("error: ");
            let message = format!("`{pattern}` in `ignore-regex` is no regular expression: {reason}");
            Failure::new(EXIT_USAGE, message)
        })
    });
    compiled.collect()
}

fn read(settings: &Settings, run: &RunArguments) -> Result<Defined, Failure> {
    let mut defined = driver::defined(settings).map_err(|error| failure(&error, None, run))?;
    let found = std::mem::take(&mut defined.diagnostics);
    brief(&driver::in_order(found), run.least_severity());
    run.account(&defined.stats, settings);
    run.tell();
    Ok(defined)
}

/// A definition by its module, its name and its number among those of the name.
type Key = (String, String, usize);

/// Which definitions there are, and whether they are documented.
fn documented(defined: &Defined) -> HashMap<Key, bool> {
    let mut known = HashMap::new();
    for (file, definitions) in &defined.files {
        for (key, found) in keyed(file, definitions) {
            known.insert(key, found.is_documented);
        }
    }
    known
}

fn keyed<'d>(
    file: &SourceFile,
    definitions: &'d [Definition],
) -> impl Iterator<Item = (Key, &'d Definition)> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    definitions.iter().map(move |found| {
        let number = numbers.entry(&found.qualname).or_default();
        *number += 1;
        ((file.module.to_string(), found.qualname.clone(), *number), found)
    })
}

/// What counts. Where an earlier version is given, it is what is new since and what has lost its docstring.
fn counted(
    defined: Defined,
    rules: &Rules,
    ignored: &[Regex],
    before: Option<&HashMap<Key, bool>>,
) -> Vec<Counted> {
    let is_ignored = |name: &str| ignored.iter().any(|pattern| pattern.is_match(name));
    let mut all = Vec::new();
    for (file, definitions) in defined.files {
        if rules.ignore_init_module && file.kind == ModuleKind::Package {
            continue;
        }
        let counts = rules.counted(&definitions, &is_ignored);
        let is_new: Vec<bool> = keyed(&file, &definitions)
            .map(|(key, found)| match before.map(|before| before.get(&key)) {
                None | Some(None) => true,
                Some(Some(was_documented)) => *was_documented && !found.is_documented,
            })
            .collect();
        let chosen = definitions.into_iter().zip(counts.into_iter().zip(is_new));
        let chosen = chosen.filter(|(_, (counts, is_new))| *counts && *is_new);
        let definitions: Vec<Definition> = chosen.map(|(found, _)| found).collect();
        if !definitions.is_empty() {
            all.push(Counted {
                module: file.module.to_string(),
                path: file.display,
                definitions,
            });
        }
    }
    all
}
