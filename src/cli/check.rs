//! `check`: what is wrong with the documented sources.

use std::path::PathBuf;

use serde_json::Value;

use super::baseline::Baseline;
use super::format::OutputFormat;
use super::generator::{config, failure, own_templates};
use super::run::RunArguments;
use super::{EXIT_FINDINGS, EXIT_OK, Failure, api_book, build, directory, fix, print, report, search_index};
use crate::book::{self, read_book, read_context};
use crate::config::{self, Settings};
use crate::diagnostic::{Code, Level, Severity};
use crate::driver;
use crate::name::{count, nearest};

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The directory of the book or of the Python project [default: the current directory]
    book: Option<PathBuf>,
    /// Do not mention the findings of a code; may be given several times
    #[arg(long, value_name = "CODE", value_parser = config::code)]
    allow: Vec<Code>,
    /// Make warnings of the findings of a code; may be given several times
    #[arg(long, value_name = "CODE", value_parser = config::code)]
    warn: Vec<Code>,
    /// Make errors of the findings of a code, or of all `warnings`; may be given several times
    #[arg(long, value_name = "CODE", value_parser = denied)]
    deny: Vec<Denied>,
    /// Mend in the sources what can be mended for certain, such as a misspelled parameter in a docstring
    #[arg(long)]
    fix: bool,
    /// Do not mention the findings that a file lists
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings into the file of `--baseline`, and mention none
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// How findings are printed [default: full in a terminal, concise elsewhere]
    #[arg(long, value_name = "FORMAT", value_enum)]
    output_format: Option<OutputFormat>,
    /// Print at most so many findings of each code [default: all]
    #[arg(long, value_name = "NUMBER")]
    max_per_code: Option<usize>,
}

/// What `--deny` names.
#[derive(Clone, Copy, Debug)]
enum Denied {
    Warnings,
    Code(Code),
}

fn denied(name: &str) -> Result<Denied, String> {
    if name == "warnings" {
        return Ok(Denied::Warnings);
    }
    if nearest(name, ["warnings"]).is_some() {
        return Err(format!(
            "`{name}` is no code of a finding: did you mean `warnings`?"
        ));
    }
    config::code(name).map(Denied::Code)
}

pub(super) fn run(arguments: Arguments, run: &RunArguments) -> Result<u8, Failure> {
    let root = directory(arguments.book)?;
    let context = read_context(&root).map_err(build::failure)?;
    let mut settings = if let Some(context) = &context {
        let mut settings = Settings::new(config(context, run)?, &root);
        settings.repository = context.repository_url().map(str::to_owned);
        settings
    } else {
        api_book::project(&root, run)?;
        Settings::new(run.config_without_book()?, &root)
    };
    let book = match context.as_ref().map(|_| read_book(&root)) {
        None => Value::Null,
        Some(Ok(book)) => book,
        Some(Err(error)) => {
            let reason = build::failure(error).message;
            run.warn(&format!("the chapters of the book are not checked: {reason}"));
            Value::Null
        }
    };
    let prose = context.as_ref().map(|context| book::prose(&book, context));
    for code in arguments.allow {
        settings.levels.set(code, Level::Allow);
    }
    for code in arguments.warn {
        settings.levels.set(code, Level::Warn);
    }
    for denied in arguments.deny {
        match denied {
            Denied::Warnings => settings.levels.deny_warnings(),
            Denied::Code(code) => settings.levels.set(code, Level::Deny),
        }
    }
    run.apply(&mut settings)?;
    let templates = own_templates(&settings.templates, run)?;
    let prose = prose.unwrap_or_default();
    let inspect = || {
        let _progress = run.show_progress(&settings);
        let found = driver::inspect(&settings, templates.clone(), &prose, run.verbose > 0);
        found.map_err(|error| failure(&error, Some(&root), run))
    };
    let mut found = inspect()?;
    if arguments.fix {
        let fixed = fix::apply(&found.diagnostics, &root, run)?;
        if fixed.findings > 0 {
            let (findings, files) = (count(fixed.findings, "finding"), count(fixed.files, "file"));
            run.note(&format!("{findings} in {files} mended"));
            found = inspect()?;
        }
    }
    report::styles(&found, run.verbose);
    report::source_links(&found, run.verbose);
    run.account(&found.stats, &settings);
    run.tell();
    let mut diagnostics = found.diagnostics;
    if let Some(context) = &context {
        let place = book::find_place(&book, &settings.title);
        diagnostics.extend(search_index::advice(
            &settings,
            context,
            &place.prefix,
            found.stats.bytes,
        ));
    }
    if let Some(path) = arguments.baseline {
        if arguments.write_baseline {
            let number = count(diagnostics.len(), "finding");
            if Baseline::new(&diagnostics).write(&path, run)? {
                run.say(&format!("`{}` has {number}\n", path.display()));
            }
            return Ok(EXIT_OK);
        }
        let gone = Baseline::read(&path)?.take_from(&mut diagnostics);
        if gone > 0 {
            let number = count(gone, "finding");
            run.note(&format!(
                "{number} of the baseline cannot be found any more; `--write-baseline` takes them out"
            ));
        }
    }
    diagnostics.retain(|found| found.severity >= run.least_severity());
    let format = arguments.output_format.unwrap_or_else(OutputFormat::usual);
    let most = arguments.max_per_code.unwrap_or(usize::MAX);
    let text = format.text(&diagnostics, most, &root);
    let summary = format!("{}\n", report::summary(&diagnostics));
    match (format.is_for_programs(), diagnostics.is_empty()) {
        (true, _) => print(&text),
        (false, true) => {}
        (false, false) => {
            report::all(&text);
            run.say(&summary);
        }
    }
    let has_errors = diagnostics.iter().any(|found| found.severity == Severity::Error);
    Ok(if has_errors { EXIT_FINDINGS } else { EXIT_OK })
}
