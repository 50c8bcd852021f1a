#![expect(clippy::disallowed_methods, reason = "the tests change files")]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

struct Files(TempDir);

impl Files {
    fn new(paths: &[&str]) -> Self {
        let files = Self(TempDir::new().unwrap());
        for path in paths {
            files.write(path, "");
        }
        files
    }

    fn path(&self, path: &str) -> PathBuf {
        // Systems name temporary directories by a link.
        self.0.path().canonicalize().unwrap().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    fn root(&self, path: &str, only_python: bool) -> Root {
        Root {
            path: self.path(path),
            only_python,
            gitignore: true,
        }
    }

    fn watched(&self) -> Watched {
        Watched {
            roots: vec![
                self.root("book.toml", false),
                self.root("src", false),
                self.root("python", true),
                self.root("theme", false),
            ],
            avoided: [self.path("src/book")].into(),
        }
    }

    /// The changes, each as `+a`, `*a` or `-a`.
    fn said(&self, changes: &Changes) -> String {
        let line = |(path, change): (&Path, Change)| {
            let mark = match change {
                Change::Added => '+',
                Change::Changed => '*',
                Change::Removed => '-',
            };
            let path = path.strip_prefix(self.path("")).unwrap();
            format!("{mark}{}", path.display())
        };
        changes.iter().map(line).collect::<Vec<_>>().join(" ")
    }
}

const BOOK: &[&str] = &[
    "book.toml",
    "other.toml",
    "src/SUMMARY.md",
    "src/deep/a.md",
    "python/pkg/__init__.py",
];

/// Does something to the files, and tells what both ways of looking find.
#[track_caller]
fn finds(paths: &[&str], act: impl Fn(&Files), at: &[&str], expected: &str) {
    let files = Files::new(paths);
    let mut tree = Tree::new(&files.watched());
    act(&files);
    let mut all = Changes::default();
    let new = Tree::new(&files.watched());
    new.differences(&tree, &mut all);
    assert_eq!(files.said(&all), expected, "by looking at everything");
    let mut changes = Changes::default();
    let dirty = at.iter().map(|path| files.path(path)).collect();
    if tree.look_again(&dirty, &mut changes) {
        assert_eq!(
            files.said(&changes),
            expected,
            "by looking where something happened"
        );
        assert_eq!(tree.directories(), new.directories());
    } else {
        assert!(
            expected.contains("gitignore") || at.contains(&"book.toml") || at.contains(&"theme"),
            "{at:?}"
        );
    }
}

#[test]
fn it_finds_what_became_of_files_however_they_were_saved() {
    let over = |files: &Files| {
        files.write("src/deep/.a.md.new", "longer");
        fs::rename(files.path("src/deep/.a.md.new"), files.path("src/deep/a.md")).unwrap();
    };
    finds(
        BOOK,
        over,
        &["src/deep/.a.md.new", "src/deep/a.md"],
        "*src/deep/a.md",
    );
    let backup = |files: &Files| {
        fs::rename(files.path("src/deep/a.md"), files.path("src/deep/a.md~")).unwrap();
        files.write("src/deep/a.md", "new");
    };
    finds(
        BOOK,
        backup,
        &["src/deep/a.md", "src/deep/a.md~"],
        "*src/deep/a.md",
    );
    let renamed = |files: &Files| {
        fs::rename(files.path("python/pkg"), files.path("python/other")).unwrap();
    };
    finds(
        BOOK,
        renamed,
        &["python/pkg", "python/other"],
        "+python/other/__init__.py -python/pkg/__init__.py",
    );
    let directories = |files: &Files| {
        fs::remove_dir_all(files.path("src/deep")).unwrap();
        files.write("src/new/er/b.md", "");
    };
    finds(
        BOOK,
        directories,
        &["src/deep", "src/new"],
        "-src/deep/a.md +src/new/er/b.md",
    );
    finds(
        BOOK,
        |files| files.write("book.toml", "[book]"),
        &["book.toml"],
        "*book.toml",
    );
    finds(
        BOOK,
        |files| files.write("theme/head.hbs", ""),
        &["theme"],
        "+theme/head.hbs",
    );
}

#[test]
fn what_is_not_of_the_book_does_not_count() {
    for path in [
        "other.toml",
        "python/pkg/notes.txt",
        "python/pkg/__pycache__/a.py",
        "python/.venv/a.py",
        "src/book/index.html",
        "src/.git/index",
        "src/deep/.a.md.swp",
        "src/deep/a.md~",
        "src/4913",
    ] {
        finds(BOOK, |files| files.write(path, "text"), &[path], "");
    }
    let environment = |files: &Files| {
        files.write("python/env/pyvenv.cfg", "");
        files.write("python/env/lib/a.py", "");
    };
    finds(BOOK, environment, &["python/env"], "");
}

#[test]
fn ignored_files_do_not_count_until_they_are_not_ignored() {
    let files = &[BOOK, &["python/.gitignore", "python/built/a.py"]].concat();
    let ignored = Files::new(files);
    ignored.write("python/.gitignore", "built\n");
    let mut tree = Tree::new(&ignored.watched());
    let mut changes = Changes::default();
    ignored.write("python/built/a.py", "x = 1\n");
    assert!(tree.look_again(&[ignored.path("python/built/a.py")].into(), &mut changes));
    assert_eq!(ignored.said(&changes), "");
    ignored.write("python/.gitignore", "");
    assert!(!tree.look_again(&[ignored.path("python/.gitignore")].into(), &mut changes));
    Tree::new(&ignored.watched()).differences(&tree, &mut changes);
    assert_eq!(ignored.said(&changes), "+python/built/a.py");
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_where_the_file_is_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    let files = Files::new(BOOK);
    files.write("README.md", "");
    symlink(files.path("README.md"), files.path("src/readme.md")).unwrap();
    symlink(files.path("src"), files.path("src/deep/round")).unwrap();
    symlink(files.path("python/pkg"), files.path("python/one")).unwrap();
    symlink(files.path("python"), files.path("src/two")).unwrap();
    symlink(files.path("src"), files.path("python/three")).unwrap();
    let mut tree = Tree::new(&files.watched());
    assert!(tree.directories().contains(&files.path("")));
    files.write("README.md", "text");
    let mut changes = Changes::default();
    assert!(tree.look_again(&[files.path("README.md")].into(), &mut changes));
    let said = files.said(&changes);
    assert!(said.split(' ').any(|change| change == "*src/readme.md"), "{said}");
}

fn next(watcher: &mut Watcher) -> Changes {
    match watcher.next(Duration::MAX) {
        Next::Changed(changes) => changes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_system_tells_and_so_does_the_clock() {
    for how in [How::Native, How::Poll] {
        let files = Files::new(BOOK);
        let (mut watcher, problem) = Watcher::new(how);
        assert_eq!(problem, None);
        assert_eq!(watcher.look_at(files.watched()), None);
        assert_eq!(watcher.next(Duration::from_millis(1)), Next::Nothing, "{how:?}");
        files.write("src/new/deep/b.md", "");
        assert_eq!(files.said(&next(&mut watcher)), "+src/new/deep/b.md", "{how:?}");
        files.write("src/new/deep/c.md", "");
        assert_eq!(files.said(&next(&mut watcher)), "+src/new/deep/c.md", "{how:?}");
        // A directory that has the name of one that went is another one.
        fs::remove_dir_all(files.path("src/new")).unwrap();
        files.write("src/new/deep/d.md", "");
        let said = files.said(&next(&mut watcher));
        assert_eq!(
            said, "-src/new/deep/b.md -src/new/deep/c.md +src/new/deep/d.md",
            "{how:?}"
        );
        files.write("src/new/deep/d.md", "more");
        assert_eq!(files.said(&next(&mut watcher)), "*src/new/deep/d.md", "{how:?}");
        watcher.stopper().stop();
        assert_eq!(watcher.next(Duration::MAX), Next::Stopped);
    }
}
