//! The command line: one file per command. Only this layer prints, reads the environment and decides exit codes.

mod affected;
mod api_book;
mod assets;
mod baseline;
mod build;
mod check;
mod clean;
mod coverage;
mod diff;
mod dry_run;
mod dump;
mod explain;
mod export;
mod files;
mod fix;
mod format;
mod generator;
mod init;
mod inventory;
mod live;
mod llms;
mod markdown_book;
mod names;
mod preprocess;
mod progress;
#[cfg(test)]
mod reference;
mod report;
mod run;
mod search_index;
mod serve;
mod shell;
mod show;
mod sources;
mod terminal;
mod update;
mod versions;
mod watch;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::book;
use crate::discover::normalize;

/// Everything went well.
pub const EXIT_OK: u8 = 0;
/// There are diagnostics at error level, or the renderer asked about is not supported.
pub const EXIT_FINDINGS: u8 = 1;
/// The command line, the configuration or the sources it names are wrong.
pub const EXIT_USAGE: u8 = 2;
/// Something outside failed: a file that cannot be read or written, a broken message from mdBook, mdBook itself.
pub const EXIT_ENVIRONMENT: u8 = 3;

const AFTER_HELP: &str = "\
Examples:
  mdbook-autodoc init docs               Put a reference into the book in `docs`, or make one there
  mdbook-autodoc build                   Build the book, or the API book of a Python project
  mdbook-autodoc serve --open            Show the book while you write it
  mdbook-autodoc check --deny warnings   Fail where something is wrong with the docstrings

Without a command it is the preprocessor that mdBook starts for `[preprocessor.autodoc]` in book.toml.

Exit codes: 0 all is well; 1 errors were found (check, coverage, diff), nothing was found (list, search), or \
the renderer is not supported (supports); 2 wrong usage or configuration; 3 something outside failed.";

/// API reference of Python packages inside an mdBook: read from the source, nothing is imported.
#[derive(Parser, Debug)]
#[command(name = "mdbook-autodoc", version, about, after_help = AFTER_HELP)]
struct Arguments {
    #[command(flatten)]
    run: run::RunArguments,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES_OF_CHECK: &str = "\
Examples:
  mdbook-autodoc check docs --deny warnings
  mdbook-autodoc check --output-format sarif > findings.sarif
  mdbook-autodoc check --baseline known.json --write-baseline
  mdbook-autodoc check --allow missing-parameter --fix";

const EXAMPLES_OF_DUMP: &str = "\
Examples:
  mdbook-autodoc dump docs > api.json
  mdbook-autodoc dump --source src/shop --resolved
  mdbook-autodoc dump --source shop.py --target-python 3.9 --target-platform win32";

const EXAMPLES_OF_LIST: &str = "\
Examples:
  mdbook-autodoc list shop.Basket
  mdbook-autodoc list --kind class --kind function
  mdbook-autodoc list '*.from_*' --source src/shop --output-format json";

const EXAMPLES_OF_SHOW: &str = "\
Examples:
  mdbook-autodoc show shop.Basket
  mdbook-autodoc show Basket.pay --book docs
  mdbook-autodoc show shop --all --source src/shop";

const EXAMPLES_OF_SEARCH: &str = "\
Examples:
  mdbook-autodoc search bpay
  mdbook-autodoc search pay by card --kind method --limit 5";

const EXAMPLES_OF_SERVE: &str = "\
Examples:
  mdbook-autodoc serve docs --open
  mdbook-autodoc serve --port 0
  mdbook-autodoc serve --hostname 0.0.0.0";

const EXAMPLES_OF_WATCH: &str = "\
Examples:
  mdbook-autodoc watch docs
  mdbook-autodoc watch --dest-dir site --watcher poll";

const EXAMPLES_OF_EXPORT: &str = "\
Examples:
  mdbook-autodoc export docs --dest-dir site/docs
  mdbook-autodoc export --reference --dest-dir docs/reference";

const EXAMPLES_OF_LLMS: &str = "\
Examples:
  mdbook-autodoc llms docs
  mdbook-autodoc llms docs --base-url https://example.org/shop/";

#[derive(Subcommand, Debug)]
enum Command {
    /// Tell mdBook whether a renderer is supported, by the exit code
    Supports {
        /// The renderer's name, such as `html`
        renderer: String,
    },
    /// Build a book in this process; a Python project without book.toml becomes an API book
    Build(build::Arguments),
    /// Serve a book, and build it again whenever something changes
    #[command(after_help = EXAMPLES_OF_SERVE)]
    Serve(serve::Arguments),
    /// Build a book again whenever something changes, without a server
    #[command(after_help = EXAMPLES_OF_WATCH)]
    Watch(watch::Arguments),
    /// Set up a book for the reference, or make one for a Python project
    Init(init::Arguments),
    /// Report what is wrong with the documented sources, without building
    #[command(after_help = EXAMPLES_OF_CHECK)]
    Check(check::Arguments),
    /// Explain the code of a finding, with an example and what to do about it
    Explain(explain::Arguments),
    /// Tell which pages show or link what Python files define
    Affected(affected::Arguments),
    /// Write and read inventories, by which projects link to each other
    #[command(subcommand)]
    Inventory(inventory::Command),
    /// Remove what was kept between runs
    Clean(clean::Arguments),
    /// List the names of what is documented, with their kinds and places
    #[command(after_help = EXAMPLES_OF_LIST)]
    List(names::list::Arguments),
    /// Show the documentation of something in the terminal, without importing it
    #[command(after_help = EXAMPLES_OF_SHOW)]
    Show(show::Arguments),
    /// Find what is documented by letters of its name or words of its docstring
    #[command(after_help = EXAMPLES_OF_SEARCH)]
    Search(names::search::Arguments),
    /// Write the API as JSON in griffe's shape, without building
    #[command(after_help = EXAMPLES_OF_DUMP)]
    Dump(dump::Arguments),
    /// Write the book as plain Markdown, for another site generator
    #[command(after_help = EXAMPLES_OF_EXPORT)]
    Export(export::Arguments),
    /// Write what language models read beside the built book: llms.txt, Markdown of every page, and all of it in one file
    #[command(after_help = EXAMPLES_OF_LLMS)]
    Llms(llms::Arguments),
    /// Tell how much of the sources has a docstring
    Coverage(coverage::Arguments),
    /// Compare two versions of the API, and tell what the next version has to be called
    Diff(diff::Arguments),
    /// Write the script by which a shell completes commands and options
    Completions(shell::CompletionsArguments),
    /// Write the manual page of the program, or of a command
    Man(shell::ManArguments),
}

/// A failure, with the exit code that goes with it.
#[derive(Debug)]
struct Failure {
    code: u8,
    message: String,
    causes: Vec<String>,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            causes: Vec::new(),
        }
    }

    /// A failure with the chain of its causes.
    fn chain(code: u8, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut causes = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            // Some causes quote a file and end with a line of their own.
            causes.push(cause.to_string().trim_end().to_owned());
            source = cause.source();
        }
        Self {
            code,
            message: error.to_string(),
            causes,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.causes
            .iter()
            .try_for_each(|cause| write!(f, "\n  caused by: {cause}"))
    }
}

impl std::error::Error for Failure {}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { EXIT_USAGE } else { EXIT_OK };
            // Nothing can be done about a closed terminal.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let run = &arguments.run;
    let result = match arguments.command {
        None => preprocess::run(run),
        // mdBook asks with the options that the command in book.toml has.
        Some(Command::Supports { renderer }) => Ok(if book::supports(&renderer) {
            EXIT_OK
        } else {
            EXIT_FINDINGS
        }),
        Some(Command::Build(arguments)) => build::run(arguments, run),
        Some(Command::Serve(arguments)) => serve::run(arguments, run),
        Some(Command::Watch(arguments)) => watch::run(arguments, run),
        Some(Command::Init(arguments)) => init::run(arguments, run),
        Some(Command::Check(arguments)) => check::run(arguments, run),
        Some(Command::Explain(arguments)) => Ok(explain::run(&arguments)),
        Some(Command::Affected(arguments)) => affected::run(arguments, run),
        Some(Command::Inventory(command)) => inventory::run(command, run),
        Some(Command::Clean(arguments)) => clean::run(arguments, run),
        Some(Command::List(arguments)) => names::list::run(arguments, run),
        Some(Command::Show(arguments)) => show::run(arguments, run),
        Some(Command::Search(arguments)) => names::search::run(arguments, run),
        Some(Command::Dump(arguments)) => dump::run(arguments, run),
        Some(Command::Export(arguments)) => export::run(arguments, run),
        Some(Command::Llms(arguments)) => llms::run(arguments, run),
        Some(Command::Coverage(arguments)) => coverage::run(arguments, run),
        Some(Command::Diff(arguments)) => diff::run(arguments, run),
        Some(Command::Completions(arguments)) => Ok(shell::completions(&arguments)),
        Some(Command::Man(arguments)) => shell::man(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            report::error(&failure.to_string());
            ExitCode::from(failure.code)
        }
    }
}

/// The directory that a command is about: the one given, or the current one; absolute.
fn directory(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let path = given.unwrap_or_else(|| PathBuf::from("."));
    let absolute = std::path::absolute(&path);
    let failed = |error| {
        Failure::new(
            EXIT_ENVIRONMENT,
            format!("cannot find the directory `{}`: {error}", path.display()),
        )
    };
    let absolute = absolute.map_err(failed)?;
    #[expect(clippy::disallowed_methods, reason = "the command line names the directory")]
    let is_dir = absolute.is_dir();
    if is_dir {
        // `a/b/..` and `a` are one directory, in messages and in the paths of findings.
        Ok(normalize(&absolute))
    } else {
        Err(Failure::new(
            EXIT_USAGE,
            format!("`{}` is not a directory", path.display()),
        ))
    }
}

/// Writes to standard output, which the preprocessor protocol does not use in this command.
fn print(text: &str) {
    // A reader that went away, as `head` does, is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_line_that_is_understood() {
        let mut number = 0;
        let texts = [
            AFTER_HELP,
            EXAMPLES_OF_CHECK,
            EXAMPLES_OF_DUMP,
            EXAMPLES_OF_LIST,
            EXAMPLES_OF_SHOW,
            EXAMPLES_OF_SEARCH,
            EXAMPLES_OF_SERVE,
            EXAMPLES_OF_WATCH,
            EXAMPLES_OF_EXPORT,
            EXAMPLES_OF_LLMS,
        ];
        for text in texts {
            for line in text
                .lines()
                .filter_map(|line| line.strip_prefix("  mdbook-autodoc "))
            {
                let line = line.split("  ").next().unwrap_or(line);
                let line = line.split(" > ").next().unwrap_or(line);
                let words = std::iter::once("mdbook-autodoc").chain(line.split(' '));
                assert!(Arguments::try_parse_from(words).is_ok(), "{line}");
                number += 1;
            }
        }
        assert_eq!(number, 28);
    }
}
