//! The same sources make the same bytes: with a cache and without, on any number of threads, in any order of the
//! directories, in any place and for anyone. So do findings, on standard error.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test copies sources and starts programs, and may panic"
)]

#[expect(dead_code, reason = "books are built by the program itself here")]
mod support;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use support::book::{TempBook, differences};
use support::links::files_below;
use support::tools;

const CONFIG: &str = "[book]\ntitle = \"B\"\n[preprocessor.autodoc]\n";

/// A book in its own directory, with the sources of a package in its directory `python`.
struct Checkout {
    book: TempBook,
}

/// What a run of the preprocessor writes, and how it ends.
#[derive(PartialEq, Debug)]
struct Answer {
    out: Vec<u8>,
    err: String,
    code: Option<i32>,
}

impl Checkout {
    fn of((sources, package): &(PathBuf, &str)) -> Self {
        Self::in_order(sources, package, |_| {})
    }

    /// The files are written in an order of their own, in which some file systems list them.
    fn in_order(sources: &Path, package: &str, sort: impl FnOnce(&mut Vec<String>)) -> Self {
        let book = TempBook::new(&[
            (
                "src/SUMMARY.md",
                "# S\n\n- [Start](start.md)\n- [API reference]()\n",
            ),
            ("src/start.md", "# Start\n"),
        ]);
        let mut paths: Vec<_> = files_below(sources).into_iter().collect();
        let is_kept = |extension: &OsStr| ["py", "pyi", "toml"].map(OsStr::new).contains(&extension);
        paths.retain(|path| Path::new(path).extension().is_some_and(is_kept));
        sort(&mut paths);
        for path in paths {
            book.write(&format!("python/{path}"), &fs::read(sources.join(&path)).unwrap());
        }
        // Something to find in every package.
        let broken = format!("python/{package}/broken.py");
        book.write(&broken, b"'''See :py:func:`nothing.at_all`.'''\nx = (1\n");
        Self { book }
    }

    /// Waits until the times of the files are trusted.
    fn age(self) -> Self {
        sleep(Duration::from_millis(2100));
        self
    }

    /// What mdBook sends, by a recording, with options for performance.
    fn message(&self, performance: &Value) -> Vec<u8> {
        let recording = tools::repository().join("tests/protocol/mdbook-0.5.4.json");
        let mut message: Value = serde_json::from_slice(&fs::read(recording).unwrap()).unwrap();
        message[0]["root"] = self.book.root().to_str().unwrap().into();
        message[0]["config"]["preprocessor"]["autodoc"] = json!({
            "source": "python",
            "view-source": true,
            "backlinks": true,
            "lints": {"undocumented-type": "warn"},
            "performance": performance,
        });
        serde_json::to_vec(&message).unwrap()
    }

    fn preprocess(&self, performance: &Value, change: impl FnOnce(Command) -> Command) -> Answer {
        let mut command = change(Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc")));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&self.message(performance)).unwrap();
        drop(stdin);
        let Output {
            status,
            stdout,
            stderr,
        } = child.wait_with_output().unwrap();
        Answer {
            out: stdout,
            err: String::from_utf8(stderr).unwrap(),
            code: status.code(),
        }
    }

    fn run(&self) -> Answer {
        self.preprocess(&json!({}), |command| command)
    }

    /// A whole book, with options for performance.
    fn build(&self, performance: &str) -> PathBuf {
        let options = "source = \"python\"\nview-source = true\n";
        let config = format!("{CONFIG}{options}{performance}\n");
        self.book.write("book.toml", config.as_bytes());
        let mut build = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"));
        let output = build.arg("build").arg(self.book.root()).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        self.book.output()
    }

    fn remove_cache(&self) {
        let cache = self.book.root().join(".mdbook-autodoc");
        if cache.exists() {
            fs::remove_dir_all(cache).unwrap();
        }
    }

    /// Copies the cache of another checkout into this one.
    fn take_cache_of(&self, other: &Self) {
        let cache = other.book.root().join(".mdbook-autodoc");
        for path in files_below(&cache) {
            let bytes = fs::read(cache.join(&path)).unwrap();
            self.book.write(&format!(".mdbook-autodoc/{path}"), &bytes);
        }
    }
}

/// Directories with a package of each: one that shows everything, and one that others wrote.
fn sources() -> Vec<(PathBuf, &'static str)> {
    let mut sources = vec![(tools::repository().join("example-book/python"), "levain")];
    sources.extend(tools::package("attrs").map(|directory| (directory, "attr")));
    sources
}

#[track_caller]
fn assert_same(found: &Answer, expected: &Answer, what: &str) {
    assert_eq!(found.err, expected.err, "{what}");
    assert_eq!(found.code, expected.code, "{what}");
    let parts = found.out.iter().zip(&expected.out).take_while(|(a, b)| a == b);
    let at = parts.count();
    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes.get(at..).unwrap_or_default()).into_owned();
    assert!(
        found.out == expected.out,
        "{what}, byte {at}:\n{:.200}\n{:.200}",
        part(&found.out),
        part(&expected.out)
    );
}

fn without_cache(checkout: &Checkout) -> Answer {
    let expected = checkout.preprocess(&json!({"cache": false}), |command| command);
    assert_eq!(expected.code, Some(0), "{}", expected.err);
    assert!(expected.err.contains("broken.py"), "{}", expected.err);
    assert!(expected.out.len() > 100_000, "{}", expected.out.len());
    let root = checkout.book.root().to_str().unwrap();
    let names_its_place =
        String::from_utf8_lossy(&expected.out).contains(root) || expected.err.contains(root);
    assert!(!names_its_place, "the place of the checkout is told");
    expected
}

#[test]
fn the_preprocessor_writes_the_same_with_any_cache_and_any_number_of_threads() {
    for source in sources() {
        let checkout = Checkout::of(&source).age();
        let expected = without_cache(&checkout);
        for performance in [
            json!({}),
            json!({"stat": false}),
            json!({"cache": false, "max-workers": 1}),
            json!({"cache": false, "max-workers": 8}),
            json!({"cache": false, "parallel": false}),
            json!({"max-workers": 1}),
            json!({"max-workers": 8}),
            json!({"template-cache": false}),
            json!({"incremental": false}),
            json!({"dependency-tracking": false}),
        ] {
            checkout.remove_cache();
            for run in ["cold", "warm", "warm again"] {
                let found = checkout.preprocess(&performance, |command| command);
                assert_same(&found, &expected, &format!("{performance}, {run}"));
            }
        }
        for threads in ["1", "2", "8"] {
            for options in [json!({}), json!({"cache": false})] {
                let found = checkout.preprocess(&options, |mut command| {
                    command.env("RAYON_NUM_THREADS", threads);
                    command
                });
                assert_same(&found, &expected, &format!("{threads} threads, {options}"));
            }
        }
    }
}

#[test]
fn the_preprocessor_writes_the_same_in_any_place() {
    for source in sources() {
        let here = Checkout::of(&source).age();
        let expected = without_cache(&here);
        assert_same(&here.run(), &expected, "cold");
        // Another time of writing, another place, another order of files.
        let there = Checkout::in_order(&source.0, source.1, |paths| paths.reverse());
        assert_same(&without_cache(&there), &expected, "moved, without a cache");
        there.take_cache_of(&here);
        for run in ["just moved with its cache", "warm where it was moved to"] {
            assert_same(&there.run(), &expected, run);
        }
        let elsewhere = tempfile::tempdir().unwrap();
        for directory in [elsewhere.path(), Path::new("/")] {
            let found = there.preprocess(&json!({"cache": false}), |mut command| {
                command.current_dir(directory);
                command
            });
            assert_same(&found, &expected, &format!("run in {}", directory.display()));
        }
    }
}

#[test]
fn the_preprocessor_writes_the_same_for_anyone() {
    for source in sources() {
        let checkout = Checkout::of(&source).age();
        let expected = without_cache(&checkout);
        for (name, value) in [
            ("LC_ALL", "C"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "ja_JP.EUC-JP"),
            ("TZ", "Pacific/Kiritimati"),
            ("HOME", "/nowhere"),
            ("TERM", "xterm-256color"),
            ("COLUMNS", "40"),
        ] {
            let found = checkout.preprocess(&json!({"cache": false}), |mut command| {
                command.env(name, value);
                command
            });
            assert_same(&found, &expected, &format!("{name}={value}"));
        }
        #[cfg(unix)]
        for umask in ["000", "022", "077"] {
            checkout.remove_cache();
            for run in ["cold", "warm"] {
                let found = checkout.preprocess(&json!({}), |command| {
                    let mut shell = Command::new("sh");
                    shell.args(["-c", "umask \"$0\"; exec \"$1\"", umask]);
                    shell.arg(command.get_program());
                    shell
                });
                assert_same(&found, &expected, &format!("umask {umask}, {run}"));
            }
        }
    }
}

/// A library, loaded before the program's own, lists directories in an order that a number decides.
#[cfg(target_os = "linux")]
#[test]
fn the_preprocessor_writes_the_same_in_any_order_of_directories() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("shuffle.so");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(tools::repository().join("tests/same_bytes/shuffle.c"))
        .arg("-ldl");
    // It links every program in Rust as well.
    assert!(compiler.status().unwrap().success());
    let listed = |seed: &str, directory: &Path| {
        let mut list = Command::new("ls");
        list.arg("-U").arg(directory);
        list.env("LD_PRELOAD", &library).env("SHUFFLE_SEED", seed);
        list.output().unwrap().stdout
    };
    for source in sources() {
        let checkout = Checkout::of(&source).age();
        let expected = without_cache(&checkout);
        let package = checkout.book.root().join("python").join(source.1);
        let orders: BTreeSet<_> = ["1", "2", "3", "4"].map(|seed| listed(seed, &package)).into();
        assert_eq!(orders.len(), 4, "the library does not shuffle");
        for seed in ["1", "2", "3", "4"] {
            for options in [json!({"cache": false}), json!({}), json!({"stat": false})] {
                let found = checkout.preprocess(&options, |mut command| {
                    command.env("LD_PRELOAD", &library).env("SHUFFLE_SEED", seed);
                    command
                });
                assert_same(&found, &expected, &format!("order {seed}, {options}"));
            }
        }
    }
}

#[test]
fn a_built_book_is_the_same_with_any_cache_threads_and_place() {
    for source in sources() {
        let checkout = Checkout::of(&source).age();
        let expected = Checkout::in_order(&source.0, source.1, |paths| paths.reverse());
        let expected_pages = expected.build("performance.cache = false");
        assert!(files_below(&expected_pages).len() > 20);
        let same = |performance: &str, what: &str| {
            let pages = checkout.build(performance);
            let found = differences(&pages, &expected_pages, 3);
            assert!(found.is_empty(), "{what}: {found:#?}");
        };
        same("", "cold");
        same("", "warm");
        same("performance.stat = false", "warm, no stat");
        checkout.remove_cache();
        same("performance.max-workers = 1", "cold, one thread");
        same("performance.max-workers = 8", "warm, eight threads");
    }
}
