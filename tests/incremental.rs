//! A run pays for what has changed, and what it takes from earlier runs is what it would have made itself.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test writes sources, and may panic"
)]

#[path = "incremental/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_autodoc::book::GeneratedChapter;
use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::driver::{Generated, Target, generate};
use mdbook_autodoc::prose::Chapter;
use mdbook_autodoc::render::{Format, IndexPage};
use program::{Program, Random};

/// The chapter that an author wrote about the package.
const PROSE: &str = "# Prose\n\nSee [`A`] and [`p.a.x.B.run`].\n\n```autodoc\np.A\n```\n";

fn settings(book: &Path, options: &str) -> Settings {
    let options = format!("source = 'p'\n{options}");
    let options = toml::from_str::<toml::Value>(&options).unwrap();
    let options = serde_json::to_value(options).unwrap();
    Settings::new(Config::from_value(options).unwrap(), book)
}

fn run(book: &Path, options: &str) -> Generated {
    let target = Target {
        lists_objects: true,
        edit_base: Some("..".to_owned()),
        ..Target::new(IndexPage::beside_chapters("API"), Format::Html)
    };
    let prose = Chapter {
        name: "Prose".to_owned(),
        path: "prose.md".to_owned(),
        file: "src/prose.md".to_owned(),
        text: PROSE,
    };
    generate(&settings(book, options), target, &[prose]).unwrap()
}

/// The pages by path.
fn pages(generated: &Generated) -> BTreeMap<&str, String> {
    let mut pages = BTreeMap::new();
    let mut open: Vec<&GeneratedChapter> = vec![&generated.root];
    while let Some(chapter) = open.pop() {
        open.extend(&chapter.children);
        pages.insert(chapter.path.as_str(), chapter.content.read().unwrap());
    }
    pages
}

#[track_caller]
fn assert_same(warm: &Generated, cold: &Generated, what: &str) {
    let (left, right) = (pages(warm), pages(cold));
    let paths =
        |pages: &BTreeMap<&str, String>| pages.keys().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    assert_eq!(paths(&left), paths(&right), "{what}");
    for (path, text) in &left {
        assert_eq!(text, &right[path], "{what}: {path}");
    }
    assert_eq!(warm.root, cold.root, "{what}");
    assert_eq!(warm.prose, cold.prose, "{what}");
    assert_eq!(warm.diagnostics, cold.diagnostics, "{what}");
    assert_eq!(warm.objects, cold.objects, "{what}");
}

fn write(book: &Path, files: &BTreeMap<String, String>) {
    let sources = book.join("p");
    if sources.exists() {
        fs::remove_dir_all(&sources).unwrap();
    }
    for (path, text) in files {
        let path = book.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn after_any_edit_a_run_makes_what_one_without_a_cache_makes() {
    for (seed, options) in [
        (1, ""),
        (
            2,
            "granularity = 'item'\norder = 'alphabetical'\nlints.undocumented-type = 'warn'",
        ),
        (
            3,
            "view-source = true\nbacklinks = true\npages = ['names', 'hierarchy', 'deprecated', 'undocumented']",
        ),
        (
            4,
            "private = true\nundocumented = false\ndocstring-style = 'google'",
        ),
    ] {
        let book = tempfile::tempdir().unwrap();
        let mut random = Random::new(seed);
        let mut program = Program::new(&mut random);
        let mut what = "the first state".to_owned();
        let mut reused = 0;
        for step in 0..60 {
            write(book.path(), &program.files());
            let warm = run(book.path(), options);
            let cold = run(book.path(), &format!("{options}\nperformance.cache = false"));
            let what_was_done = format!("seed {seed}, step {step}: {what}");
            assert_same(&warm, &cold, &what_was_done);
            let again = run(book.path(), options);
            assert_same(&again, &cold, &format!("{what_was_done}, again"));
            assert_eq!(
                (again.stats.rendered, again.stats.resolved),
                (0, false),
                "{what_was_done}"
            );
            reused += warm.stats.reused;
            what = program.edit(&mut random);
        }
        assert!(reused > 100, "seed {seed}: {reused} pages were reused");
    }
}

/// A package with a base class that has a hundred dependents.
fn shapes() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        (
            "p/__init__.py".to_owned(),
            "from ._tools import area\n\n__all__ = ['area']\n".to_owned(),
        ),
        (
            "p/_tools.py".to_owned(),
            "def area(shape):\n    'The area.'\n    return 1\n\ndef edge(shape):\n    'The edge.'\n"
                .to_owned(),
        ),
        (
            "p/base.py".to_owned(),
            "class Shape:\n    'A shape.'\n    def draw(self):\n        'Draws.'\n        return 1\n"
                .to_owned(),
        ),
        (
            "p/alone.py".to_owned(),
            "'Alone.'\n\ndef alone(x: int):\n    'Does it; see `area`.'\n    return x\n".to_owned(),
        ),
    ]);
    for number in 0..100 {
        files.insert(
            format!("p/d{number}.py"),
            format!("from .base import Shape\n\nclass D{number}(Shape):\n    'A shape of its own.'\n    def draw(self): 1\n"),
        );
    }
    files
}

/// How many files a run extracts after an edit of one file of the shapes, how many pages it renders, and how many pages
/// change by it.
#[track_caller]
fn after(file: &str, old: &str, new: &str) -> (usize, usize, usize) {
    let book = tempfile::tempdir().unwrap();
    let mut files = shapes();
    write(book.path(), &files);
    let first = run(book.path(), "");
    assert_eq!((first.stats.extracted, first.stats.reused), (104, 0));
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(old), "{text}");
    *text = text.replacen(old, new, 1);
    fs::write(book.path().join(file), &*text).unwrap();
    let warm = run(book.path(), "");
    let cold = run(book.path(), "performance.cache = false");
    assert_same(&warm, &cold, file);
    assert_eq!(warm.stats.files, 104);
    let (before, after) = (pages(&first), pages(&warm));
    let changed = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text));
    (warm.stats.extracted, warm.stats.rendered, changed.count())
}

/// One file is extracted, and exactly the pages that change are rendered; the others are taken from the run before.
#[test]
fn an_edit_costs_the_pages_that_it_changes() {
    let alone = "p/alone.py";
    assert_eq!(after(alone, "return x", "return x + 1"), (1, 0, 0), "a body");
    assert_eq!(
        after(alone, "\n\ndef", "\n\n# Nothing.\ndef"),
        (1, 0, 0),
        "lines that move"
    );
    assert_eq!(after(alone, "Does it", "Does that"), (1, 1, 1), "a docstring");
    // Its own page, the list of all modules, and the page of the package around it.
    assert_eq!(
        after(alone, "Alone.", "Quite alone."),
        (1, 3, 3),
        "the docstring of a module"
    );
    let base = "p/base.py";
    // The pages of all the classes, the names, and what lists classes by kind.
    let exception = after(base, "class Shape:", "class Shape(Exception):");
    assert_eq!(exception, (1, 105, 105), "the bases of a base class");
    // The pages that list what is inherited, the names, and what has no docstring.
    let member = after(
        base,
        "    def draw",
        "    def clear(self): 'Clears.'\n    def draw",
    );
    assert_eq!(member, (1, 102, 102), "a new member of a base class");
    // What overrides it has its docstring.
    assert_eq!(
        after(base, "Draws.", "Draws it."),
        (1, 101, 101),
        "a docstring that others have"
    );
    // Among them the page of the package, the one that links to the name, and the names.
    let export = after("p/__init__.py", "area", "edge");
    assert_eq!(export, (1, 4, 4), "a re-export");
}

/// Whether a run puts the facts together after an edit of one of two files, in each of which something is found.
#[track_caller]
fn resolves_after(options: &str, file: &str, old: &str, new: &str) -> bool {
    let book = tempfile::tempdir().unwrap();
    let source = "'Doc.'\n\nx: int = 1\n\ndef f(x):\n    'Doc.'\n    return 1\n\ndef g(x):\n    'More.'\n";
    let broken = "from .a import nothing\n\ndef h(x):\n    'Doc.'\n    return 1\n";
    let mut files = BTreeMap::from([
        ("p/a.py".to_owned(), source.to_owned()),
        ("p/b.py".to_owned(), broken.to_owned()),
    ]);
    write(book.path(), &files);
    let first = run(book.path(), options);
    assert!(first.stats.resolved && first.diagnostics.iter().any(|found| found.path == "p/b.py"));
    let text = files.get_mut(file).unwrap();
    *text = text.replacen(old, new, 1);
    write(book.path(), &files);
    let cold = run(book.path(), &format!("{options}\nperformance.cache = false"));
    let warm = run(book.path(), options);
    assert_same(&warm, &cold, old);
    let again = run(book.path(), options);
    assert_same(&again, &cold, old);
    assert!(!again.stats.resolved);
    warm.stats.resolved
}

/// Where lines are shown, or something was found in the file, it counts that they move.
#[test]
fn an_edit_that_nothing_shows_takes_the_result_of_the_run_before() {
    let (same, moved) = ("return 1 + 1", "x = 2\n    return x");
    assert!(!resolves_after("", "p/a.py", "return 1", same));
    assert!(!resolves_after("", "p/a.py", "return 1", moved));
    assert!(!resolves_after("", "p/b.py", "return 1", same));
    assert!(resolves_after("", "p/b.py", "def", "# Moved.\ndef"));
    assert!(resolves_after("", "p/a.py", "Doc", "Docs"));
    assert!(resolves_after("view-source = true", "p/a.py", "return 1", same));
    let links = "source-link = 'https://example.com/{path}#L{line}'";
    assert!(!resolves_after(links, "p/a.py", "return 1", same));
    assert!(resolves_after(links, "p/a.py", "return 1", moved));
}

/// The files below a directory, with their bytes.
fn bytes_below(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Whatever is damaged, a run makes what it would make without a cache: if its result is there and a page of it is not,
/// if a page is there and the facts are not, and so on.
#[test]
fn a_run_with_a_damaged_cache_makes_what_one_without_a_cache_makes() {
    let book = tempfile::tempdir().unwrap();
    let files = BTreeMap::from([
        ("p/__init__.py".to_owned(), "from .a import f\n".to_owned()),
        ("p/a.py".to_owned(), "def f(x): 'See `nothing`.'\n".to_owned()),
    ]);
    write(book.path(), &files);
    let expected = run(book.path(), "performance.cache = false");
    run(book.path(), "");
    let cache = book.path().join(".mdbook-autodoc");
    let whole = bytes_below(&cache);
    let is_pack = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "pack");
    let packs: Vec<_> = whole.keys().filter(is_pack).collect();
    assert_eq!(packs.len(), 1, "{packs:?}");
    let pack = &whole[packs[0]];
    let mut outcomes = BTreeSet::new();
    // That any bit counts is for the tests of the cache; here each entry is met, and each bit of a byte.
    for (at, bit) in (0..pack.len()).step_by(5).zip((0..8).cycle()) {
        fs::remove_dir_all(&cache).unwrap();
        for (path, bytes) in &whole {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let mut broken = pack.clone();
        broken[at] ^= 1 << bit;
        fs::write(packs[0], broken).unwrap();
        let found = run(book.path(), "");
        assert_same(&found, &expected, &format!("byte {at}, bit {bit}"));
        let stats = found.stats;
        outcomes.insert((stats.extracted, stats.resolved, stats.rendered));
    }
    // Nothing that the run needs, its result, a page that its result names, and the whole pack.
    let expected = [(0, false, 0), (0, true, 0), (0, true, 1), (2, true, 3)];
    assert_eq!(outcomes, expected.into());
}
