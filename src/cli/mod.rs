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
mod examples;
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

#[derive(Subcommand, Debug)]
enum Command {
    /// Tell mdBook whether a renderer is supported, by the exit code
    #[command(after_help = examples::SUPPORTS)]
    Supports {
        /// The renderer's name, such as `html`
        renderer: String,
    },
    /// Build a book in this process; a Python project without book.toml becomes an API book
    #[command(after_help = examples::BUILD)]
    Build(build::Arguments),
    /// Serve a book, and build it again whenever something changes
    #[command(after_help = examples::SERVE)]
    Serve(serve::Arguments),
    /// Build a book again whenever something changes, without a server
    #[command(after_help = examples::WATCH)]
    Watch(watch::Arguments),
    /// Set up a book for the reference, or make one for a Python project
    #[command(after_help = examples::INIT)]
    Init(init::Arguments),
    /// Report what is wrong with the documented sources, without building
    #[command(after_help = examples::CHECK)]
    Check(check::Arguments),
    /// Explain the code of a finding, with an example and what to do about it
    #[command(after_help = examples::EXPLAIN)]
    Explain(explain::Arguments),
    /// Tell which pages show or link what Python files define
    #[command(after_help = examples::AFFECTED)]
    Affected(affected::Arguments),
    /// Write and read inventories, by which projects link to each other
    #[command(subcommand, after_help = examples::INVENTORY)]
    Inventory(inventory::Command),
    /// Remove what was kept between runs
    #[command(after_help = examples::CLEAN)]
    Clean(clean::Arguments),
    /// List the names of what is documented, with their kinds and places
    #[command(after_help = examples::LIST)]
    List(names::list::Arguments),
    /// Show the documentation of something in the terminal, without importing it
    #[command(after_help = examples::SHOW)]
    Show(show::Arguments),
    /// Find what is documented by letters of its name or words of its docstring
    #[command(after_help = examples::SEARCH)]
    Search(names::search::Arguments),
    /// Write the API as JSON in griffe's shape, without building
    #[command(after_help = examples::DUMP)]
    Dump(dump::Arguments),
    /// Write the book as plain Markdown, for another site generator
    #[command(after_help = examples::EXPORT)]
    Export(export::Arguments),
    /// Write what language models read beside the built book: llms.txt, Markdown of every page, and all of it in one file
    #[command(after_help = examples::LLMS)]
    Llms(llms::Arguments),
    /// Tell how much of the sources has a docstring
    #[command(after_help = examples::COVERAGE)]
    Coverage(coverage::Arguments),
    /// Compare two versions of the API, and tell what the next version has to be called
    #[command(after_help = examples::DIFF)]
    Diff(diff::Arguments),
    /// Write the script by which a shell completes commands and options
    #[command(after_help = examples::COMPLETIONS)]
    Completions(shell::CompletionsArguments),
    /// Write the manual page of the program, or of a command
    #[command(after_help = examples::MAN)]
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
    use clap::CommandFactory as _;

    use super::*;

    /// A command and all below it, with what stands below its help.
    fn with_examples(command: &clap::Command, found: &mut Vec<(String, String)>) {
        let text = command.get_after_help().map(ToString::to_string);
        found.push((command.get_name().to_owned(), text.unwrap_or_default()));
        command
            .get_subcommands()
            .for_each(|below| with_examples(below, found));
    }

    #[test]
    fn every_command_has_examples_and_each_is_a_line_that_is_understood() {
        let mut found = Vec::new();
        with_examples(&Arguments::command(), &mut found);
        for (command, text) in found {
            let lines: Vec<&str> = text
                .lines()
                .filter_map(|line| line.strip_prefix("  mdbook-autodoc "))
                .collect();
            assert!(text.starts_with("Examples:\n") && !lines.is_empty(), "{command}");
            for line in lines {
                let line = line.split("  ").next().unwrap_or(line);
                let line = line.split(['>', '|']).next().unwrap_or(line).trim();
                assert!(
                    command == "mdbook-autodoc" || line.split(' ').any(|word| word == command),
                    "{command}: {line}"
                );
                let words = std::iter::once("mdbook-autodoc").chain(line.split(' '));
                assert!(Arguments::try_parse_from(words).is_ok(), "{line}");
            }
        }
    }
}
