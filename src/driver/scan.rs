//! The first stages of a run: which files there are and what is in them ([`scan`]), then what they say
//! ([`Scan::facts`]).
//!
//! Between the two a run knows the key of every file, by which it can tell whether anything has changed at all. A file
//! that was seen before is not read in either stage. One that was not is read once: it is digested and extracted from
//! the same bytes, which are dropped when its facts exist.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::essence::Essence;
use super::known::{FactKeys, Known};
use super::shared::Shared;
use super::shortcut::FileDigests;
use super::snapshot::Sight;
use super::stats::{Slowest, Stats, Watch};
use super::workers::fitting;
use super::{Error, internal_error, with_workers};
use crate::cache::{Cache, Digest, Key, Kind};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::digest::{BUILD, short_digest};
use crate::discover::{Discovered, Files, Object, SourceFile, Stat, discover, read_source, requires_python};
use crate::extract::extract;
use crate::model::{Extracted, ModuleKind};
use crate::progress::Stage;
use crate::target::Target;

/// The files of a run.
pub(super) struct Scan<'k> {
    /// What was found.
    pub(super) found: Discovered,
    /// What is known of each file; why nothing is, if it cannot be read.
    files: Vec<Result<Scanned, Diagnostic>>,
    reader: Reader<'k>,
    /// Whether a file was found to be another one since.
    pub(super) has_changed: bool,
}

/// A file whose content is known.
struct Scanned {
    /// The key of its facts.
    key: Key,
    /// The facts, where they had to be extracted: the cache does not have them. Before them stands what a run sees of them, if
    /// there is a cache, which needs it.
    facts: Option<(Option<Essence>, Extracted)>,
}

/// The facts of a file as the cache has them: behind what a run sees of them.
type Facts = (Essence, Extracted);

/// How files are read.
struct Reader<'k> {
    files: Files,
    python: Target,
    max_file_size: u64,
    /// What is the same in the facts of several files.
    shared: Shared,
    /// The facts of another version.
    known: Option<&'k Known<'k>>,
}

/// How many bytes some files have.
pub(super) fn bytes(files: &[SourceFile]) -> u64 {
    files.iter().map(|file| file.stat.size).sum()
}

/// How many bytes there are about to be read of some files. The size of an object is not known before.
pub(super) fn expected_bytes(files: &[SourceFile]) -> u64 {
    const USUAL: u64 = 8 * 1024;
    let expected = |file: &SourceFile| file.object.map_or(file.stat.size, |_| USUAL);
    files.iter().map(expected).sum()
}

/// Finds the sources and tells what is in them.
pub(super) fn scan(settings: &Settings, cache: &Cache, watch: &mut Watch) -> Result<Scan<'static>, Error> {
    scan_beside(None, settings, python(settings), cache, watch)
}

/// The Python that the sources are read for.
pub(super) fn python(settings: &Settings) -> Target {
    let requires_python = requires_python(&settings.discover);
    Target::choose(
        settings.target_python,
        &settings.target_platform,
        requires_python.as_deref(),
    )
}

/// The same for a certain Python, beside a version whose facts are `known`.
pub(super) fn scan_beside<'k>(
    known: Option<&'k Known<'k>>,
    settings: &Settings,
    python: Target,
    cache: &Cache,
    watch: &mut Watch,
) -> Result<Scan<'k>, Error> {
    let progress = &settings.progress;
    progress.begin(Stage::Find, 0);
    let found = discover(&settings.discover)?;
    let reader = Reader {
        files: settings.discover.files.clone(),
        python,
        max_file_size: settings.discover.max_file_size,
        shared: Shared::default(),
        known,
    };
    watch.serial("find");
    let settings = &fitting(settings, expected_bytes(&found.files));
    let slowest = &watch.files;
    progress.begin(Stage::Read, found.files.len());
    let scan = |file| progress.count(|| reader.scan(file, cache, slowest));
    let files = with_workers(settings, found.files.len(), || {
        found.files.par_iter().map(scan).collect()
    })?;
    watch.parallel("extract");
    Ok(Scan {
        found,
        files,
        reader,
        has_changed: false,
    })
}

impl Scan<'_> {
    /// The Python that the files are read for.
    pub(super) fn python(&self) -> &Target {
        &self.reader.python
    }

    /// The keys of the facts of the modules that have one file each.
    pub(super) fn keys(&self) -> FactKeys {
        let files = self.found.files.iter().zip(&self.files);
        let mut keys = FactKeys::default();
        for (file, scanned) in files {
            keys.add(
                file.module.as_str(),
                scanned.as_ref().ok().map(|scanned| scanned.key),
            );
        }
        keys
    }

    /// What there is, and what had to be done so far.
    pub(super) fn stats(&self) -> Stats {
        let files = self.files.iter().flatten();
        let extracted = files.clone().filter(|file| file.facts.is_some()).count();
        let mut skipped = BTreeMap::new();
        let unread = self.files.iter().filter_map(|file| file.as_ref().err());
        for found in self.found.diagnostics.iter().chain(unread) {
            *skipped.entry(found.code.as_str()).or_default() += 1;
        }
        Stats {
            files: self.files.len(),
            bytes: bytes(&self.found.files),
            extracted,
            cached: files.count() - extracted,
            skipped,
            ..Stats::default()
        }
    }

    /// What is in the files of each module, as far as they could be read.
    pub(super) fn file_digests(&self) -> FileDigests {
        let mut digests = FileDigests::new();
        for (file, scanned) in self.found.files.iter().zip(&self.files) {
            let known = digests.entry(file.module.to_string()).or_default();
            let key = scanned.as_ref().ok().map(|scanned| scanned.key);
            *known = short_digest(&(*known, &file.display, key));
        }
        digests
    }

    /// What a run sees of each file, in the order of the files; nothing of one that cannot be read. `None` if that is not
    /// known of all others.
    pub(super) fn essences(
        &self,
        settings: &Settings,
        cache: &Cache,
    ) -> Result<Option<Vec<Option<Essence>>>, Error> {
        let essence = |scanned: &Result<Scanned, Diagnostic>| match scanned {
            Ok(Scanned {
                facts: Some((essence, _)),
                ..
            }) => essence.map(Some),
            Ok(scanned) => cache.get_start(&scanned.key).map(Some),
            Err(_) => Some(None),
        };
        with_workers(settings, self.files.len(), || {
            self.files.par_iter().map(essence).collect()
        })
    }

    /// Adds what was found and what is in it.
    pub(super) fn add_to(&self, sight: &mut Sight) {
        self.add_with(sight, |file| {
            let scanned = self.files.get(file)?.as_ref().ok()?;
            Some(*scanned.key.as_bytes())
        });
    }

    /// Adds what was found, with what is in each file that could be read, by its number.
    pub(super) fn add_with(&self, sight: &mut Sight, content: impl Fn(usize) -> Option<[u8; 32]>) {
        let Discovered {
            files,
            namespaces,
            roots,
            diagnostics,
        } = &self.found;
        for (number, (file, scanned)) in files.iter().zip(&self.files).enumerate() {
            let SourceFile {
                path: _,
                display,
                module,
                kind: _,
                is_stub,
                source,
                ..
            } = file;
            sight.add(&(display, module.as_str(), is_stub, source));
            match scanned {
                Ok(_) => sight.add(&content(number)),
                Err(diagnostic) => sight.add_debug(diagnostic),
            }
        }
        sight.add_debug(&(namespaces, roots, diagnostics));
    }

    /// The facts of each file, in the order of the files.
    pub(super) fn facts(
        &mut self,
        settings: &Settings,
        cache: &Cache,
        slowest: &Slowest,
    ) -> Result<Vec<Result<Extracted, Diagnostic>>, Error> {
        let (files, reader) = (&self.found.files, &self.reader);
        let scanned = std::mem::take(&mut self.files);
        let has_changed = AtomicBool::new(false);
        settings.progress.begin(Stage::Load, files.len());
        let facts = with_workers(settings, files.len(), || {
            let scanned = files.par_iter().zip(scanned);
            let facts = |(file, scanned): (_, Result<Scanned, _>)| {
                let facts = || reader.facts(file, scanned?, cache, slowest, &has_changed);
                settings.progress.count(facts)
            };
            scanned.map(facts).collect()
        });
        self.has_changed |= has_changed.into_inner();
        // All facts are there; what they share lives on in them.
        self.reader.shared = Shared::default();
        facts
    }
}

impl Reader<'_> {
    fn scan(&self, file: &SourceFile, cache: &Cache, slowest: &Slowest) -> Result<Scanned, Diagnostic> {
        let state = match file.object {
            Some(object) => Some(named(&object)),
            None if file.stat.is_settled(SystemTime::now()) => Some(state(file, &file.stat)),
            None => None,
        };
        if let Some(content) = state.and_then(|state| cache.content(&state)) {
            let key = self.key(file, content);
            if self.has(&key, cache) {
                return Ok(Scanned { key, facts: None });
            }
        }
        self.read(file, cache, slowest)
    }

    fn facts(
        &self,
        file: &SourceFile,
        scanned: Scanned,
        cache: &Cache,
        slowest: &Slowest,
        has_changed: &AtomicBool,
    ) -> Result<Extracted, Diagnostic> {
        if let Some((_, facts)) = scanned.facts {
            return Ok(facts);
        }
        if let Some(facts) = self.known.and_then(|known| known.get(&scanned.key)) {
            return Ok(facts.clone());
        }
        if let Some((_, mut facts)) = cache.get::<Facts>(&scanned.key) {
            self.shared.share(&mut facts);
            return Ok(facts);
        }
        // The entry is damaged.
        let bytes = read_source(&self.files, file, self.max_file_size)?.bytes;
        let key = self.key(file, Digest::of(&bytes));
        if key != scanned.key {
            has_changed.store(true, Ordering::Relaxed);
        }
        let extract = || self.extract(file, &key, &bytes, cache);
        let (_, facts) = slowest.measure(|| file.display.clone(), extract)?;
        Ok(facts)
    }

    /// Whether the facts with a key can be had without the file.
    fn has(&self, key: &Key, cache: &Cache) -> bool {
        self.known.is_some_and(|known| known.get(key).is_some()) || cache.contains(key)
    }

    /// Reads a file, and extracts its facts unless they can be had already.
    fn read(&self, file: &SourceFile, cache: &Cache, slowest: &Slowest) -> Result<Scanned, Diagnostic> {
        let start = SystemTime::now();
        let read = read_source(&self.files, file, self.max_file_size)?;
        let content = Digest::of(&read.bytes);
        match file.object {
            Some(object) => cache.set_content(named(&object), content),
            None if read.stat.is_settled(start) => cache.set_content(state(file, &read.stat), content),
            None => {}
        }
        let key = self.key(file, content);
        let facts = if self.has(&key, cache) {
            None
        } else {
            let extract = || self.extract(file, &key, &read.bytes, cache);
            Some(slowest.measure(|| file.display.clone(), extract)?)
        };
        Ok(Scanned { key, facts })
    }

    fn extract(
        &self,
        file: &SourceFile,
        key: &Key,
        bytes: &[u8],
        cache: &Cache,
    ) -> Result<(Option<Essence>, Extracted), Diagnostic> {
        let extracted = catch_unwind(AssertUnwindSafe(|| {
            extract(bytes, file.module.clone(), file.kind, &self.python)
        }));
        let mut facts = extracted.map_err(|_| {
            internal_error("the file could not be read to its end").in_file(file.display.as_str())
        })?;
        let essence = cache.is_on().then(|| Essence::of(&facts));
        if let Some(essence) = essence {
            cache.put(key, &(essence, &facts));
        }
        self.shared.share(&mut facts);
        Ok((essence, facts))
    }

    /// The key of the facts of a file: everything that they depend on.
    fn key(&self, file: &SourceFile, content: Digest) -> Key {
        let kind = match file.kind {
            ModuleKind::Package => "package",
            ModuleKind::Module => "module",
            ModuleKind::Namespace => "namespace",
        };
        let Target {
            python,
            oldest,
            platform,
        } = &self.python;
        let target = format!("{python} {oldest} {platform}");
        let fields: [&[u8]; 5] = [
            BUILD.as_bytes(),
            file.module.as_str().as_bytes(),
            kind.as_bytes(),
            target.as_bytes(),
            content.as_bytes(),
        ];
        Key::new(Kind::Facts, &fields)
    }
}

/// The key of what a file has in it when it is in a state.
fn state(file: &SourceFile, stat: &Stat) -> Key {
    Key::new(
        Kind::State,
        &[file.path.as_os_str().as_encoded_bytes(), &stat.to_bytes()],
    )
}

/// The key of what an object has in it.
fn named(object: &Object) -> Key {
    Key::new(Kind::State, &[object])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cache::world::{Fault, MemoryDisk};
    use crate::config::Config;

    /// The facts of a module that an earlier run has seen, if its file is gone when it is to be read.
    ///
    /// The earlier run comes so many milliseconds after the file was written, and this one so many after that.
    fn scanned_when_gone(stat: bool, waits: [u64; 2]) -> Vec<Result<Extracted, Diagnostic>> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("m.py");
        #[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
        std::fs::write(&path, "x: int = 1\n").unwrap();
        std::thread::sleep(Duration::from_millis(waits[0]));
        let mut config = Config::default();
        config.performance.stat = stat;
        let mut settings = Settings::new(config, directory.path());
        settings.discover.sources = vec![directory.path().to_owned()];
        let cache = Cache::open(&settings.cache);
        let first = scan(&settings, &cache, &mut Watch::start())
            .unwrap()
            .facts(&settings, &cache, &Slowest::default())
            .unwrap();
        assert!(first[0].is_ok() && cache.finish().is_none());

        std::thread::sleep(Duration::from_millis(waits[1]));
        let cache = Cache::open(&settings.cache);
        let mut scan = scan(&settings, &cache, &mut Watch::start()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test removes its own files")]
        std::fs::remove_file(&path).unwrap();
        scan.files = vec![
            scan.reader
                .scan(&scan.found.files[0], &cache, &Slowest::default()),
        ];
        let found = scan.facts(&settings, &cache, &Slowest::default()).unwrap();
        assert!(found[0].is_err() || found == first);
        found
    }

    #[test]
    fn a_run_after_one_that_was_killed_at_any_change_has_the_facts_of_a_clean_one() {
        let directory = tempfile::tempdir().unwrap();
        for number in 0..20 {
            let source = format!("def f{number}(x: int):\n    'Doc.'\n").repeat(200) + "class (:";
            #[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
            std::fs::write(directory.path().join(format!("m{number}.py")), source).unwrap();
        }
        let mut settings = Settings::new(Config::default(), directory.path());
        settings.discover.sources = vec![directory.path().to_owned()];
        let run = |disk: &MemoryDisk| {
            let cache = disk.cache(&settings.cache);
            let facts = scan(&settings, &cache, &mut Watch::start())
                .unwrap()
                .facts(&settings, &cache, &Slowest::default())
                .unwrap();
            (facts, cache.finish())
        };
        let whole = MemoryDisk::new();
        let clean = run(&whole).0;
        let changes = whole.world().changes;
        assert!(changes > 8);
        for at in 1..=changes {
            let disk = MemoryDisk::new();
            disk.world().fault = Fault::KilledAt(at);
            assert!(run(&disk).0 == clean, "while killed at {at}");
            disk.world().fault = Fault::None;
            for _ in 0..2 {
                let (facts, problem) = run(&disk);
                assert!(facts == clean && problem.is_none(), "killed at {at}");
            }
        }
    }

    #[test]
    fn a_file_that_has_not_changed_is_not_read() {
        assert!(scanned_when_gone(true, [2100, 0])[0].is_ok());
    }

    #[test]
    fn a_file_that_was_read_right_after_it_was_written_is_read_again() {
        assert!(scanned_when_gone(true, [0, 2100])[0].is_err());
    }

    #[test]
    fn without_stat_each_file_is_read() {
        assert!(scanned_when_gone(false, [2100, 0])[0].is_err());
    }
}
