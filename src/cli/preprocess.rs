//! Without a command: the preprocessor protocol on standard input and output.

use std::io::{IsTerminal as _, Read as _};

use tracing_subscriber::filter::{LevelFilter, Targets};

use super::generator::Generator;
use super::run::RunArguments;
use super::{EXIT_ENVIRONMENT, EXIT_OK, EXIT_USAGE, Failure, print};
use crate::book::{Input, PageText, add_reference, read_input, text_json, version_warning, write_output};
use crate::driver::in_parallel;

const USAGE: &str = "\
mdbook-autodoc puts the API reference of Python packages into an mdBook.

It is a preprocessor: mdBook starts it when book.toml has the table

    [preprocessor.autodoc]
    after = [\"links\"]

and `mdbook build` or `mdbook serve` is run. By itself it builds and checks:

    mdbook-autodoc build [BOOK]    a book, or an API book of a Python project
    mdbook-autodoc check [BOOK]    what is wrong with the documented sources

`mdbook-autodoc --help` tells more.
";

pub(super) fn run(arguments: &RunArguments) -> Result<u8, Failure> {
    let arguments = &arguments.under_mdbook(verbosity());
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        print(USAGE);
        return Ok(EXIT_OK);
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes).map_err(|error| {
        Failure::new(
            EXIT_ENVIRONMENT,
            format!("standard input cannot be read: {error}"),
        )
    })?;
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::new(
            EXIT_USAGE,
            format!("standard input is empty, so there is no book\n\n{USAGE}"),
        ));
    }
    let input = read_input(&bytes).map_err(|error| Failure::chain(EXIT_ENVIRONMENT, &error))?;
    drop(bytes);
    if let Some(warning) = version_warning(&input.context.mdbook_version) {
        arguments.warn(&warning);
    }
    let answered = answer(input, arguments);
    arguments.tell();
    answered.map(|()| EXIT_OK)
}

/// Answers with the book and the reference in it.
fn answer(mut input: Input, arguments: &RunArguments) -> Result<(), Failure> {
    let generator = Generator {
        base: None,
        run: arguments.clone(),
        cache: None,
        outcome: None,
    };
    let texts = add_reference(&mut input.book, &input.context, &generator).map_err(from_anyhow)?;
    arguments.account_phase("inject", false);
    let workers = arguments.workers();
    let all_json = |texts: &[&PageText]| in_parallel(workers, texts, |text| text_json(text));
    write_output(&input.book, &texts, std::io::stdout().lock(), all_json)
        .map_err(|error| Failure::chain(EXIT_ENVIRONMENT, &error))?;
    arguments.account_phase("write", true);
    Ok(())
}

/// How much is told: mdBook hands its own log filter on. `debug` is `-v`, `trace` is `-vv`.
#[expect(clippy::disallowed_methods, reason = "it is mdBook that passes the filter on")]
fn verbosity() -> u8 {
    let asked = ["MDBOOK_LOG", "RUST_LOG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    let filter: Targets = asked.and_then(|asked| asked.parse().ok()).unwrap_or_default();
    let levels = [LevelFilter::DEBUG, LevelFilter::TRACE];
    let levels = levels.into_iter().filter_map(LevelFilter::into_level);
    levels
        .map(|level| u8::from(filter.would_enable(env!("CARGO_CRATE_NAME"), &level)))
        .sum()
}

/// The failure inside an error that went through mdBook's interfaces.
pub(super) fn from_anyhow(error: anyhow::Error) -> Failure {
    match error.downcast::<Failure>() {
        Ok(failure) => failure,
        Err(error) => Failure::chain(EXIT_ENVIRONMENT, error.as_ref()),
    }
}
