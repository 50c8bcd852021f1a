//! How much of the sources is documented.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::scan::{bytes, expected_bytes};
use super::workers::fitting;
use super::{Error, Stats, internal_error, with_workers};
use crate::config::Settings;
use crate::coverage::{Definition, definitions};
use crate::diagnostic::Diagnostic;
use crate::discover::{Discovered, SourceFile, discover, read_source};
use crate::text::decode;

/// Definitions are found so many times as quickly as facts are extracted.
const TIMES_AS_QUICK: u64 = 4;

/// What is defined in the sources.
pub struct Defined {
    /// The files with their definitions, ordered by module.
    pub files: Vec<(SourceFile, Vec<Definition>)>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// What was done for it.
    pub stats: Stats,
}

/// Finds what the sources define. A stub counts only where there is no module beside it.
pub fn defined(settings: &Settings) -> Result<Defined, Error> {
    let Discovered {
        mut files,
        mut diagnostics,
        ..
    } = discover(&settings.discover)?;
    files.dedup_by(|next, before| next.is_stub && next.module == before.module);
    let limit = settings.discover.max_file_size;
    let read = |file: &SourceFile| {
        let bytes = read_source(&settings.discover.files, file, limit)?.bytes;
        let found = catch_unwind(AssertUnwindSafe(|| definitions(&decode(&bytes).text)));
        found.map_err(|_| {
            internal_error("the file could not be read to its end").in_file(file.display.as_str())
        })
    };
    let bytes = bytes(&files);
    let fitting = fitting(settings, expected_bytes(&files) / TIMES_AS_QUICK);
    let found: Vec<Result<Vec<Definition>, Diagnostic>> =
        with_workers(&fitting, files.len(), || files.par_iter().map(read).collect())?;
    let stats = Stats {
        files: files.len(),
        bytes,
        ..Stats::default()
    };
    let mut defined = Vec::with_capacity(files.len());
    for (file, found) in files.into_iter().zip(found) {
        match found {
            Ok(found) => defined.push((file, found)),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    Ok(Defined {
        files: defined,
        diagnostics,
        stats,
    })
}
