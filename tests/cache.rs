//! Runs with a cache, by the program itself: the same bytes whatever the cache holds, and whatever is wrong with it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write files, and may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

/// Sources with everything that extraction has to say of a file, and with what is said of a whole.
const FILES: &[(&str, &[u8])] = &[
    (
        "pkg/__init__.py",
        b"'''A package.'''\nfrom .a import f\n__all__ = ['f', g()]\n",
    ),
    ("pkg/a.py", b"def f(x: int = 3):\n    '''Do it.'''\n"),
    (
        "pkg/b.py",
        b"def late(): pass\nlate.__doc__ = made()\nclass C:\n    '''A class.'''\n    def m(self): pass\n",
    ),
    ("pkg/broken.py", b"x = (1\nclass (:\n    y = 2\ndef g(): pass\n"),
    ("pkg/bytes.py", b"x = '\xff\xfe'\n"),
    ("pkg/coding.py", b"# coding: no-such\nx = 1\n"),
    ("pkg/null.py", b"x = 1\0\n"),
    ("pkg/empty.py", b""),
];

struct Project {
    folder: TempDir,
}

/// What a run prints and how it ends.
#[derive(Debug, PartialEq)]
struct Printed {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Project {
    /// Sources that were written long ago.
    fn new() -> Self {
        let project = Self::just_written();
        project.age();
        project
    }

    fn just_written() -> Self {
        let project = Self {
            folder: TempDir::new().unwrap(),
        };
        for (path, bytes) in FILES {
            project.write(path, bytes);
        }
        project.write(
            "book.toml",
            b"[book]\ntitle = \"B\"\n[preprocessor.autodoc]\nsource = \"pkg\"\n",
        );
        project.write("src/SUMMARY.md", b"# S\n");
        project
    }

    /// Waits until the files are old enough for their times to be trusted.
    fn age(&self) {
        let changed = fs::metadata(self.path("pkg/empty.py"))
            .unwrap()
            .modified()
            .unwrap();
        let late = changed + Duration::from_millis(2100);
        while let Ok(rest) = late.duration_since(SystemTime::now()) {
            sleep(rest);
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"));
        command.args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    fn dump(&self, arguments: &[&str]) -> Printed {
        printed(&self.command(&[&["dump"], arguments].concat()).output().unwrap())
    }

    fn check(&self) -> Printed {
        printed(
            &self
                .command(&["check", "--output-format", "concise"])
                .output()
                .unwrap(),
        )
    }

    /// What a run without a cache prints.
    fn expected(&self) -> Printed {
        self.dump(&["--no-cache"])
    }

    /// The files of the cache.
    fn cached(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path(".mdbook-autodoc/v1"))
            .into_iter()
            .flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

fn printed(output: &std::process::Output) -> Printed {
    Printed {
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
        code: output.status.code(),
    }
}

/// A run that prints what one without a cache does, and one warning about the cache beside.
#[track_caller]
fn warns_once(found: &Printed, expected: &Printed) {
    assert_eq!((&found.out, found.code), (&expected.out, Some(0)));
    assert_eq!(found.err.matches("cache-unavailable").count(), 1, "{}", found.err);
}

#[test]
fn every_run_prints_the_same_whatever_the_cache_has() {
    let project = Project::new();
    let (expected, findings) = (project.expected(), {
        let without = project.check();
        fs::remove_dir_all(project.path(".mdbook-autodoc")).unwrap();
        without
    });
    for code in [
        "syntax-error",
        "undecodable-source",
        "unreadable-exports",
        "runtime-docstring",
    ] {
        let all = format!("{}{}", expected.err, findings.err);
        assert!(all.contains(code), "{code}: {all}");
    }
    for run in ["cold", "warm", "warm again"] {
        assert_eq!(project.dump(&[]), expected, "{run}");
        assert_eq!(project.check(), findings, "{run}");
        assert_eq!(project.dump(&["--no-stat"]), expected, "{run}, no stat");
        assert_eq!(project.dump(&["--no-cache"]), expected, "{run}, no cache");
    }
    // The same sources elsewhere, with the cache taken along.
    let moved = Project::new();
    for path in project.cached() {
        let name = path.file_name().unwrap().to_str().unwrap();
        moved.write(&format!(".mdbook-autodoc/v1/{name}"), &fs::read(&path).unwrap());
    }
    let tag = fs::read(project.path(".mdbook-autodoc/CACHEDIR.TAG")).unwrap();
    moved.write(".mdbook-autodoc/CACHEDIR.TAG", &tag);
    assert_eq!(moved.dump(&[]), expected);
}

#[test]
fn a_file_that_changed_with_its_size_and_time_kept_is_seen() {
    let project = Project::new();
    project.dump(&[]);
    let path = project.path("pkg/a.py");
    let kept = fs::metadata(&path).unwrap().modified().unwrap();
    project.write("pkg/a.py", b"def f(x: int = 7):\n    '''Do it.'''\n");
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(kept).unwrap();
    drop(file);
    // At once, and when the times are old enough to be trusted.
    for wait in [0, 2100] {
        sleep(Duration::from_millis(wait));
        let found = project.dump(&[]);
        assert!(found.out.contains('7') && found == project.expected());
    }
}

#[test]
fn files_that_were_just_written_or_are_from_the_future_are_read_each_time() {
    let project = Project::just_written();
    for number in 0..5 {
        let text = format!("def f(x: int = {number}):\n    '''Do it.'''\n");
        project.write("pkg/a.py", text.as_bytes());
        assert_eq!(project.dump(&[]), project.expected(), "{number}");
    }
    let path = project.path("pkg/a.py");
    for seconds in [100, 4_000_000_000] {
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(seconds))
            .unwrap();
        drop(file);
        project.age();
        for _ in 0..2 {
            assert_eq!(project.dump(&[]), project.expected(), "{seconds}");
        }
    }
}

#[test]
fn damaged_files_of_the_cache_change_nothing() {
    let project = Project::new();
    let expected = project.expected();
    project.dump(&[]);
    let files = project.cached();
    assert_eq!(files.len(), 2, "{files:?}");
    for path in files {
        let whole = fs::read(&path).unwrap();
        let length = whole.len();
        for at in (0..length).step_by(length / 9 + 1) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            for bytes in [&flipped[..], &whole[..at]] {
                fs::write(&path, bytes).unwrap();
                assert_eq!(project.dump(&[]), expected, "{} at {at}", path.display());
            }
        }
    }
    assert_eq!(project.dump(&[]), expected);
}

#[test]
fn a_directory_that_cannot_be_used_is_one_warning() {
    let project = Project::new();
    let expected = project.expected();
    project.write("file", b"not a directory");
    project.write("foreign/thesis.txt", b"text");
    warns_once(&project.dump(&["--cache-dir", "file"]), &expected);
    warns_once(&project.dump(&["--cache-dir", "file/below"]), &expected);
    warns_once(&project.dump(&["--cache-dir", "foreign"]), &expected);
    let foreign: Vec<_> = fs::read_dir(project.path("foreign")).unwrap().collect();
    assert_eq!(foreign.len(), 1);
    assert_eq!(project.dump(&["--cache-dir", "new/and/deep"]), expected);
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_in_the_place_of_the_directory_is_one_warning() {
    let project = Project::new();
    std::os::unix::fs::symlink("nowhere/at/all", project.path("link")).unwrap();
    warns_once(&project.dump(&["--cache-dir", "link"]), &project.expected());
}

#[test]
fn many_processes_share_a_cache() {
    let project = Project::new();
    let expected = project.expected();
    for round in 0..3 {
        let arguments = |number: usize| -> &[&str] {
            match number % 4 {
                0 => &["dump"],
                1 => &["dump", "--no-stat"],
                2 => &["dump", "--target-platform", "win32"],
                _ => &["dump", "--target-python", "3.11"],
            }
        };
        let start = |number| {
            let mut command = project.command(arguments(number));
            let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
            (number, piped.spawn().unwrap())
        };
        let running: Vec<_> = (0..16).map(start).collect();
        for (number, child) in running {
            let found = printed(&child.wait_with_output().unwrap());
            assert_eq!(found, expected, "round {round}, process {number}");
        }
        // Half of them leave something to do for the next round.
        let packs = project.cached();
        let odd = packs.iter().skip(1).step_by(2);
        odd.for_each(|path| fs::remove_file(path).unwrap());
    }
    assert!(project.cached().iter().all(|path| !is_temporary(path)));
}

fn is_temporary(path: &Path) -> bool {
    path.file_name().unwrap().to_string_lossy().starts_with("tmp-")
}
