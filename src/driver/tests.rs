//! Whole runs on a disk that harms the cache: they come to what they come to without one.

#![expect(clippy::disallowed_methods, reason = "tests write the files of their books")]

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::Stats;
use super::generate::{Target, generate_with};
use crate::book::GeneratedChapter;
use crate::cache::world::{Fault, MemoryDisk};
use crate::config::{Config, Settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::inventory::Body;
use crate::prose::Chapter;
use crate::render::{Format, IndexPage};

/// A book on a real disk, whose cache is on another one.
struct Book {
    folder: TempDir,
    settings: Settings,
}

/// The file that is edited.
const EDITED: &str = "pkg/b.py";

const CHAPTER: &str = "See [`pkg.f`] and [`pkg.nothing`].\n";

/// What a run comes to.
#[derive(Debug, PartialEq)]
struct Outcome {
    root: GeneratedChapter,
    prose: Vec<(usize, String)>,
    diagnostics: Vec<Diagnostic>,
    objects: Body,
}

/// Lets the times of the files become old enough to be trusted.
fn age() {
    std::thread::sleep(Duration::from_millis(2100));
}

/// A run that came to its end.
struct Ran {
    outcome: Outcome,
    stats: Stats,
    /// Whether it warned of the cache.
    has_warned: bool,
}

impl Book {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.performance.parallel = false;
        config
            .inventories
            .insert("python".to_owned(), crate::config::InventorySource::Off);
        let settings = Settings::new(config, folder.path());
        let book = Self { folder, settings };
        for (path, text) in files {
            book.write(path, text);
        }
        book
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, disk: &MemoryDisk) -> Ran {
        let target = Target {
            lists_objects: true,
            ..Target::new(IndexPage::beside_chapters("API"), Format::Html)
        };
        let chapter = Chapter {
            name: "Chapter".to_owned(),
            path: "chapter.md".to_owned(),
            file: "src/chapter.md".to_owned(),
            text: CHAPTER,
        };
        let cache = disk.cache(&self.settings.cache);
        let made = generate_with(cache, &self.settings, target, &[chapter]).unwrap();
        let (problems, diagnostics): (Vec<_>, Vec<_>) = made
            .diagnostics
            .into_iter()
            .partition(|found| found.code == Code::CacheUnavailable);
        assert!(problems.len() <= 1, "{problems:?}");
        Ran {
            outcome: Outcome {
                root: made.root,
                prose: made.prose,
                diagnostics,
                objects: made.objects,
            },
            stats: made.stats,
            has_warned: !problems.is_empty(),
        }
    }
}

/// A package with something to find in each stage, and one that imports from it.
const FILES: [(&str, &str); 4] = [
    ("pkg/__init__.py", "from .a import f\n__all__ = ['f', 'g']\n"),
    (
        "pkg/a.py",
        "def f(x: int):\n    '''Do it.\n\n    Args:\n        x: A number.\n        y: No such thing.\n    '''\n",
    ),
    (EDITED, "from .a import f\nclass C:\n    '''See `f`.'''\n"),
    ("pkg/broken.py", "class (:\n"),
];

#[test]
fn a_whole_run_that_is_killed_at_any_change_harms_no_later_run() {
    let book = Book::new(&FILES);
    age();
    let empty = MemoryDisk::new();
    let before = book.run(&empty.copy()).outcome;
    let filled = empty.copy();
    book.run(&filled);
    book.write(EDITED, "from .a import f\nclass D:\n    '''See `f` and `C`.'''\n");
    age();
    let expected = book.run(&MemoryDisk::new()).outcome;
    assert!(
        expected != before && expected.diagnostics.len() > 3,
        "{expected:?}"
    );
    for start in [empty, filled] {
        let whole = start.copy();
        book.run(&whole);
        let changes = whole.world().changes;
        assert!(changes > 5, "{changes}");
        for at in 1..=changes {
            let disk = start.copy();
            disk.world().fault = Fault::KilledAt(at);
            assert!(book.run(&disk).outcome == expected, "while killed at {at}");
            disk.world().fault = Fault::None;
            for is_last in [false, true] {
                let ran = book.run(&disk);
                assert!(ran.outcome == expected && !ran.has_warned, "killed at {at}");
                let stats = &ran.stats;
                let work = (stats.extracted, stats.rendered, stats.resolved);
                assert!(!is_last || work == (0, 0, false), "killed at {at}: {work:?}");
            }
        }
    }
}

#[test]
fn a_whole_run_on_a_disk_that_is_full_warns_once_and_is_right() {
    let book = Book::new(&FILES);
    let whole = MemoryDisk::new();
    let expected = book.run(&whole).outcome;
    let bytes: usize = whole.files().values().map(Vec::len).sum();
    let mut warnings = 0;
    for room in (0..bytes).step_by(bytes / 50) {
        let disk = MemoryDisk::new();
        disk.world().fault = Fault::Full(room);
        let ran = book.run(&disk);
        assert!(ran.outcome == expected, "room for {room}");
        warnings += usize::from(ran.has_warned);
        disk.world().fault = Fault::None;
        let ran = book.run(&disk);
        assert!(
            ran.outcome == expected && !ran.has_warned,
            "after room for {room}"
        );
    }
    assert!(warnings > 40, "{warnings}");
}
