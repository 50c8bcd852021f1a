//! A cache that holds facts, pages, findings and a whole run, with every bit of it flipped and cut at every length.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test writes sources and caches, and may panic"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use mdbook_autodoc::config::{Config, InventorySource, Settings};
use mdbook_autodoc::driver::{Generated, Target, generate};
use mdbook_autodoc::prose::Chapter;
use mdbook_autodoc::render::{Format, IndexPage};

/// Little source with something to find in it.
const SOURCE: &str = "def f(a):\n    '''See `nothing`.'''\n__all__ = ['g']\n";

fn settings(book: &Path, cache: &Path) -> Settings {
    let mut config = Config::default();
    config.performance.parallel = false;
    let no_python = ("python".to_owned(), InventorySource::Off);
    config.inventories.extend([no_python]);
    let mut settings = Settings::new(config, book);
    settings.cache.directory = cache.to_owned();
    settings
}

fn run(settings: &Settings) -> Generated {
    let target = Target {
        lists_objects: true,
        ..Target::new(IndexPage::beside_chapters("API"), Format::Html)
    };
    let chapter = Chapter {
        name: "Chapter".to_owned(),
        path: "chapter.md".to_owned(),
        file: "src/chapter.md".to_owned(),
        text: "See [`m.f`].\n",
    };
    generate(settings, target, &[chapter]).unwrap()
}

fn is_same(left: &Generated, right: &Generated) -> bool {
    left.root == right.root
        && left.prose == right.prose
        && left.diagnostics == right.diagnostics
        && left.objects == right.objects
}

/// The files of a cache, by their paths in it.
fn files(cache: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let version = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    let version = version.filter(|path| path.is_dir());
    let inner = version.flat_map(|path| fs::read_dir(path).unwrap());
    let inner = inner.map(|entry| entry.unwrap().path());
    inner
        .map(|path| {
            (
                path.strip_prefix(cache).unwrap().to_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

/// Makes the cache one of these files alone.
fn fill(cache: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
    for path in self::files(cache).keys() {
        fs::remove_file(cache.join(path)).unwrap();
    }
    for (path, bytes) in files {
        fs::write(cache.join(path), bytes).unwrap();
    }
}

#[test]
fn any_bit_that_flips_and_any_cut_changes_nothing_of_a_run_and_the_next_one_has_it_mended() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book");
    fs::create_dir(&book).unwrap();
    fs::write(book.join("m.py"), SOURCE).unwrap();
    // The times of the file are trusted when they are old.
    thread::sleep(Duration::from_millis(2100));
    let cold = run(&settings(&book, &folder.path().join("cache")));
    assert!(cold.stats.rendered > 0 && !cold.diagnostics.is_empty() && !cold.prose.is_empty());
    let whole = files(&folder.path().join("cache"));
    let pack = whole
        .keys()
        .find(|path| path.extension().is_some_and(|ending| ending == "pack"))
        .unwrap();
    assert_eq!(whole.len(), 2, "{:?}", whole.keys());

    // How a file is harmed: a bit that flips, or the length that is left.
    let harms: Vec<(&Path, usize, bool)> = whole
        .iter()
        .flat_map(|(path, bytes)| {
            let bits = (0..bytes.len() * 8).map(|bit| (path.as_path(), bit, true));
            bits.chain((0..bytes.len()).map(|length| (path.as_path(), length, false)))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let mended = AtomicUsize::new(0);
    let work = |number: usize| {
        let cache = folder.path().join(format!("cache-{number}"));
        let settings = settings(&book, &cache);
        run(&settings);
        while let Some((path, at, is_bit)) = harms.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut harmed = whole.clone();
            let bytes = harmed.get_mut(*path).unwrap();
            if *is_bit {
                bytes[at / 8] ^= 1 << (at % 8);
            } else {
                bytes.truncate(*at);
            }
            fill(&cache, &harmed);
            let what = || format!("{} at {at}, {is_bit}", path.display());
            let ran = run(&settings);
            assert!(is_same(&ran, &cold), "{}", what());
            if ran.stats.resolved {
                mended.fetch_add(1, Ordering::Relaxed);
                let again = run(&settings);
                assert!(is_same(&again, &cold), "{}", what());
                let work = (again.stats.extracted, again.stats.rendered, again.stats.resolved);
                assert_eq!(work, (0, 0, false), "{}", what());
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().unwrap().get();
        for number in 0..threads {
            let work = &work;
            scope.spawn(move || work(number));
        }
    });
    // Damage to the facts, which a run in which nothing has changed does not look at, is the only one that it bears.
    assert!(mended.into_inner() > whole[pack].len(), "{}", harms.len());
}
