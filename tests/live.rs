//! `serve` and `watch`: what is served after every edit, who may read it, and how both end.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test edits books and talks with a server, and may panic"
)]

#[expect(dead_code, reason = "a part of what tests share is needed")]
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::book::{TempBook, differences, mdbook_with_autodoc};
use support::tools;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// How long anything may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(1);

const BOOK: &[(&str, &str)] = &[
    (
        "book.toml",
        "[book]\ntitle = 'A book'\n[preprocessor.autodoc]\nsource = 'python'\n",
    ),
    (
        "src/SUMMARY.md",
        "# Summary\n\n- [Home](home.md)\n- [Other](other.md)\n- [API reference]()\n",
    ),
    ("src/home.md", "# Home\n\nHow it began.\n"),
    ("src/other.md", "# Other\n"),
    ("src/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("python/pkg/__init__.py", "\"\"\"A package.\"\"\"\n"),
    ("secret.txt", "nobody's business"),
];

/// `serve` or `watch` of a book, with what it says in a file.
struct Live {
    book: TempBook,
    process: Child,
    logs: TempDir,
    port: u16,
}

impl Live {
    fn start(book: TempBook, arguments: &[&str]) -> Self {
        let logs = TempDir::new().unwrap();
        let said = File::create(logs.path().join("said")).unwrap();
        let process = Command::new(BINARY)
            .args(arguments)
            .arg(book.root())
            .stdin(Stdio::null())
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .spawn()
            .unwrap();
        let mut live = Self {
            book,
            process,
            logs,
            port: 0,
        };
        if arguments[0] == "serve" {
            live.wait_for(|said| said.contains("Serving on: http://"));
            let said = live.said();
            let line = said.lines().find(|line| line.starts_with("Serving on")).unwrap();
            live.port = line.rsplit(':').next().unwrap().parse().unwrap();
            live.wait_until(|live| live.get("/") != (503, live.get("/").1));
        }
        live
    }

    fn serve(book: TempBook) -> Self {
        Self::start(book, &["serve", "--port", "0"])
    }

    fn said(&self) -> String {
        fs::read_to_string(self.logs.path().join("said")).unwrap()
    }

    #[track_caller]
    fn wait_until(&self, is_so: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if is_so(self) {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("it said only\n{}", self.said());
    }

    #[track_caller]
    fn wait_for(&self, is_so: impl Fn(&str) -> bool) {
        self.wait_until(|live| is_so(&live.said()));
    }

    /// The status and the whole of the answer to a request with these headers.
    fn ask(&self, request: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let answer = String::from_utf8_lossy(&self.answer(request, headers)).into_owned();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    fn answer(&self, request: &str, headers: &[(&str, &str)]) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut text = format!("{request} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "Connection") {
            text.push_str("Connection: close\r\n");
        }
        for (name, value) in headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        stream.write_all(format!("{text}\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        if request.ends_with("__livereload") {
            // A socket that is opened stays open.
            let mut first = [0; 1024];
            let length = stream.read(&mut first).unwrap();
            answer.extend_from_slice(&first[..length]);
        } else {
            stream.read_to_end(&mut answer).unwrap();
        }
        answer
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.ask(&format!("GET {path}"), &[("Host", "localhost")])
    }

    /// What is at an address, byte for byte; nothing where nothing is.
    fn body(&self, path: &str) -> Option<Vec<u8>> {
        let path = path.replace('%', "%25").replace(' ', "%20");
        let answer = self.answer(&format!("GET {path}"), &[("Host", "localhost")]);
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        answer
            .starts_with(b"HTTP/1.1 200 ")
            .then(|| answer[head + 4..].to_vec())
    }

    #[cfg(unix)]
    fn interrupt(&mut self) -> ExitStatus {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        self.process.wait().unwrap()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn an_edit_is_served_with_one_line_and_an_error_keeps_the_last_good_pages() {
    let live = Live::serve(TempBook::new(BOOK));
    assert!(live.get("/api/pkg.html").1.contains("A package."));

    live.book
        .write("python/pkg/__init__.py", b"\"\"\"Another package.\"\"\"\n");
    live.wait_until(|live| live.get("/api/pkg.html").1.contains("Another package."));
    live.wait_for(|said| said.contains("] python/pkg/__init__.py changed: 1 file, 3 pages, "));
    live.book.write("src/home.md", b"# Home\n\nHow it went on.\n");
    live.wait_until(|live| live.get("/home.html").1.contains("How it went on."));
    live.wait_for(|said| said.contains("] src/home.md changed: 1 file, "));

    for (path, broken) in [
        ("book.toml", "[book\n"),
        ("book.toml", "[preprocessor.autodoc]\nsource = 3\n"),
        ("src/SUMMARY.md", "- [a](b.md\n  - x\n"),
    ] {
        let good = fs::read(live.book.root().join(path)).unwrap();
        let failures = live.said().matches("error: ").count();
        live.book.write(path, broken.as_bytes());
        live.wait_for(|said| said.matches("error: ").count() > failures);
        assert!(
            live.said()
                .contains(&format!("] {path} changed: the book could not be built"))
        );
        assert!(live.get("/home.html").1.contains("How it went on."));
        // Saved again as it is: somebody wants another try.
        live.book.write(path, broken.as_bytes());
        live.wait_for(|said| said.matches("error: ").count() > failures + 1);
        live.book.write(path, &good);
        live.book
            .write("src/other.md", format!("# Mended {failures}\n").as_bytes());
        live.wait_until(|live| live.get("/other.html").1.contains(&format!("Mended {failures}")));
    }

    fs::remove_dir_all(live.book.root().join("python/pkg")).unwrap();
    live.book.write("python/new/__init__.py", b"");
    live.wait_until(|live| live.get("/api/new.html").0 == 200 && live.get("/api/pkg.html").0 == 404);
}

#[test]
fn only_this_book_is_served_and_only_to_its_own_pages() {
    let mut live = Live::serve(TempBook::new(BOOK));
    let host = format!("localhost:{}", live.port);
    let host = host.as_str();
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/css/..%2f..%2fsecret.txt",
        "//etc/passwd",
        "/..%5csecret.txt",
    ] {
        let (status, answer) = live.get(path);
        assert!(
            status == 404 && !answer.contains("nobody's business"),
            "{path}: {answer}"
        );
    }
    let (status, answer) = live.get("/nowhere.html");
    assert!(status == 404 && answer.contains("Document not found"), "{answer}");
    let (status, answer) = live.get("/css");
    assert!(
        status == 307 && answer.contains("location: /css/\r\n"),
        "{answer}"
    );

    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/picture.svg", "image/svg+xml"),
        ("/toc.html", "text/html; charset=utf-8"),
        ("/__livereload.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = live.get(path).1;
        assert!(answer.contains(&format!("content-type: {kind}\r\n")), "{answer}");
    }

    let evil = "evil.example";
    let own = format!("http://{host}");
    let upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
    ];
    for (headers, page, socket) in [
        (vec![("Host", host)], 200, 101),
        (vec![("Host", "127.0.0.1")], 200, 101),
        (vec![("Host", host), ("Origin", own.as_str())], 200, 101),
        (vec![("Host", evil)], 403, 403),
        (vec![("Host", "evil.example:3000")], 403, 403),
        (vec![("Host", host), ("Origin", "http://evil.example")], 403, 403),
        (vec![("Host", host), ("Origin", "http://localhost:1")], 403, 403),
        (vec![("Host", host), ("Origin", "null")], 403, 403),
        (vec![], 403, 403),
    ] {
        assert_eq!(live.ask("GET /home.html", &headers).0, page, "{headers:?}");
        let with_upgrade = [headers.as_slice(), &upgrade].concat();
        assert_eq!(
            live.ask("GET /__livereload", &with_upgrade).0,
            socket,
            "{headers:?}"
        );
    }
    assert_eq!(live.ask("POST /home.html", &[("Host", host)]).0, 405);

    let port = live.port.to_string();
    let second = Command::new(BINARY)
        .args(["serve", "--port", &port])
        .arg(live.book.root())
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(3), "{message}");
    assert!(
        message.contains(&format!("port {port} of `localhost` is in use")),
        "{message}"
    );

    assert_eq!(live.interrupt().code(), Some(0), "{}", live.said());
    let left = fs::read_dir(live.book.root()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.contains(&".book.mdbook-autodoc".into()), "{left:?}");
}

#[test]
fn nothing_is_built_while_nobody_edits() {
    let live = Live::serve(TempBook::new(BOOK));
    let idle = |live: &Live, what: &str| {
        sleep(Duration::from_secs(1));
        assert!(!live.said().contains("] "), "{what}:\n{}", live.said());
    };
    idle(&live, "reading the sources and writing the book");
    for path in [
        "src/home.md~",
        "src/.home.md.swp",
        "python/notes.txt",
        "secret.txt",
        "python/pkg/__pycache__/a.py",
    ] {
        live.book.write(path, b"text");
    }
    idle(&live, "files that are none of the book");
    let home = "# Home\n\nHow it went on.\n";
    live.book.write("src/home.md", home.as_bytes());
    live.wait_for(|said| said.contains("] src/home.md changed"));
    live.book.write("src/home.md", home.as_bytes());
    sleep(Duration::from_secs(1));
    assert_eq!(live.said().matches("] ").count(), 1, "{}", live.said());
}

#[test]
fn watch_builds_without_a_server_and_looks_by_the_clock_where_it_is_told_to() {
    let site = TempDir::new().unwrap();
    let arguments = [
        "watch",
        "--watcher",
        "poll",
        "--dest-dir",
        site.path().to_str().unwrap(),
    ];
    let mut live = Live::start(TempBook::new(BOOK), &arguments);
    live.wait_for(|said| said.contains(&format!("the book is in `{}`", site.path().display())));
    let page = || fs::read_to_string(site.path().join("home.html")).unwrap_or_default();
    assert!(page().contains("How it began.") && !page().contains("livereload"));
    live.book.write("src/home.md", b"# Home\n\nHow it went on.\n");
    live.wait_until(|_| page().contains("How it went on."));
    assert_eq!(live.interrupt().code(), Some(0));
}

#[test]
fn a_project_without_a_book_is_served_and_nothing_is_left_in_it() {
    let book = TempBook::new(&[
        ("pyproject.toml", "[project]\nname = 'pkg'\nversion = '1'\n"),
        ("README.md", "# The project\n"),
        ("pkg/__init__.py", "\"\"\"A package.\"\"\"\n"),
    ]);
    let live = Live::serve(book);
    live.book
        .write("pkg/__init__.py", b"\"\"\"Another package.\"\"\"\n");
    live.wait_until(|live| live.get("/api/pkg.html").1.contains("Another package."));
    live.book.write("README.md", b"# Another project\n");
    live.wait_until(|live| live.get("/").1.contains("Another project"));
    assert!(!live.book.root().join(".mdbook-autodoc").exists());
}

#[test]
fn the_pages_are_those_of_the_real_serve() {
    let Some(mdbook) = tools::mdbook_0_5() else { return };
    let book = TempBook::new(BOOK);
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let theirs = TempDir::new().unwrap();
    let mut server = mdbook_with_autodoc(&mdbook)
        .args(["serve", "--port", &port.to_string(), "--dest-dir"])
        .args([theirs.path(), book.root()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < PATIENCE);
        sleep(Duration::from_millis(50));
    }
    server.kill().unwrap();
    server.wait().unwrap();

    let live = Live::serve(book);
    let ours = live.book.output();
    // Ours alone writes the inventory.
    fs::remove_file(ours.join("objects.inv")).unwrap();
    assert_eq!(differences(theirs.path(), &ours, 5), Vec::<String>::new());
    for path in ["index.html", "api/pkg.html", "404.html"] {
        let page = fs::read(ours.join(path)).unwrap();
        assert_eq!(live.body(&format!("/{path}")), Some(page), "{path}");
    }
}

#[test]
fn open_pages_follow_what_they_use_and_show_problems_as_text() {
    let Some(node) = tools::node_with_browser() else {
        return;
    };
    let long: String = (0..80).map(|number| format!("Paragraph {number}.\n\n")).collect();
    let home = format!("# Home\n\nHow it began.\n\n![A picture](picture.svg)\n\n{long}");
    let functions: String = (0..60)
        .map(|number| format!("def f{number}():\n    \"\"\"Does {number}.\"\"\"\n\n"))
        .collect();
    let book = TempBook::new(BOOK);
    book.write("src/home.md", home.as_bytes());
    book.write(
        "python/pkg/__init__.py",
        format!("\"\"\"A package.\"\"\"\n\n{functions}").as_bytes(),
    );
    let live = Live::serve(book);
    let output = Command::new(node)
        .arg(tools::repository().join("tests/browser/live.mjs"))
        .args(["--url", &format!("http://localhost:{}/", live.port), "--book"])
        .arg(live.book.root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.trim(), "[]", "{stderr}\n{}", live.said());
}

/// A book that changes at random, and how.
struct Edits {
    chance: u64,
    /// How many chapters there are that stay.
    fillers: usize,
    /// How many files were made so far.
    made: usize,
    modules: Vec<String>,
    chapters: Vec<String>,
    /// What was there before it was broken.
    broken: Vec<(String, Vec<u8>)>,
    /// Which of the settings are on.
    settings: [bool; 6],
}

impl Edits {
    fn new(seed: u64, fillers: usize) -> Self {
        Self {
            chance: seed,
            fillers,
            made: 0,
            modules: Vec::new(),
            chapters: Vec::new(),
            broken: Vec::new(),
            settings: [false; 6],
        }
    }

    /// A number below `most`: xorshift, <https://www.jstatsoft.org/article/view/v008i14>.
    fn below(&mut self, most: usize) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        usize::try_from(self.chance % most as u64).unwrap()
    }

    fn pick(&mut self, all: &[String]) -> Option<String> {
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }

    fn module(&mut self) -> Vec<u8> {
        let (first, second) = (self.below(1000), self.below(1000));
        let broken = if self.below(6) == 0 { "def broken(:\n" } else { "" };
        format!("\"\"\"Docstring {first}.\"\"\"\n{broken}class C{second}:\n    \"\"\"See `pkg`.\"\"\"\n")
            .into_bytes()
    }

    fn book(&self) -> TempBook {
        let book = TempBook::new(BOOK);
        for filler in 0..self.fillers {
            book.write(
                &format!("src/f{filler}.md"),
                format!("# Filler {filler}\n\nWords.\n").as_bytes(),
            );
        }
        self.write_summary(&book);
        self.write_config(&book);
        book
    }

    fn write_summary(&self, book: &TempBook) {
        let mut summary = String::from("# Summary\n\n- [Home](home.md)\n");
        for chapter in (0..self.fillers)
            .map(|number| format!("f{number}.md"))
            .chain(self.chapters.iter().cloned())
        {
            let _ = writeln!(summary, "- [Chapter {chapter}]({chapter})");
        }
        summary.push_str("- [API reference]()\n");
        book.write("src/SUMMARY.md", summary.as_bytes());
    }

    fn write_config(&self, book: &TempBook) {
        let [private, labels, hashes, print, title, search] = self.settings;
        let title = if title { "One" } else { "Another" };
        let config = format!(
            "[book]\ntitle = '{title}'\n[preprocessor.autodoc]\nsource = 'python'\nprivate = {private}\n[output.html]\nno-section-label = {labels}\nhash-files = {hashes}\n[output.html.print]\nenable = {print}\n[output.html.search]\nenable = {search}\n"
        );
        book.write("book.toml", config.as_bytes());
    }

    /// Does something to the book, and tells what.
    fn one(&mut self, book: &TempBook) -> String {
        let root = book.root().to_owned();
        self.made += 1;
        let new = self.made;
        match self.below(13) {
            0 | 1 => {
                let folder = ["", "deep/", "deep/er/"][self.below(3)];
                let path = format!("python/pkg/{folder}m{new}.py");
                let text = self.module();
                if !folder.is_empty() {
                    book.write("python/pkg/deep/__init__.py", b"");
                    book.write("python/pkg/deep/er/__init__.py", b"");
                }
                book.write(&path, &text);
                self.modules.push(path.clone());
                format!("add {path}")
            }
            2 | 3 => {
                let text = self.module();
                let path = self
                    .pick(&self.modules.clone())
                    .unwrap_or("python/pkg/__init__.py".into());
                // As many editors do.
                let beside = root.join(format!("{path}.new"));
                fs::write(&beside, text).unwrap();
                fs::rename(beside, root.join(&path)).unwrap();
                format!("write {path} anew")
            }
            4 => {
                let Some(path) = self.pick(&self.modules.clone()) else {
                    return "nothing".into();
                };
                fs::remove_file(root.join(&path)).unwrap();
                self.modules.retain(|module| *module != path);
                format!("remove {path}")
            }
            5 => {
                let Some(path) = self.pick(&self.modules.clone()) else {
                    return "nothing".into();
                };
                let to = format!("python/pkg/renamed{new}.py");
                fs::rename(root.join(&path), root.join(&to)).unwrap();
                self.modules.retain(|module| *module != path);
                self.modules.push(to.clone());
                format!("rename {path} to {to}")
            }
            kind => self.of_the_book(book, kind),
        }
    }

    /// Does something to what is not Python.
    fn of_the_book(&mut self, book: &TempBook, kind: usize) -> String {
        let root = book.root().to_owned();
        let new = self.made;
        match kind {
            6 => {
                let path = format!("new{new}.md");
                let text = format!("# New {new}\n\nSee `pkg` and [home](home.md).\n");
                book.write(&format!("src/{path}"), text.as_bytes());
                self.chapters.push(path.clone());
                self.write_summary(book);
                format!("add the chapter {path}")
            }
            7 => {
                let Some(path) = self.pick(&self.chapters.clone()) else {
                    return "nothing".into();
                };
                self.chapters.retain(|chapter| *chapter != path);
                self.write_summary(book);
                fs::remove_file(root.join("src").join(&path)).unwrap();
                format!("remove the chapter {path}")
            }
            8 | 9 => {
                let path = if self.below(2) == 0 {
                    "home.md".to_owned()
                } else {
                    format!("f{}.md", self.below(self.fillers))
                };
                let text = format!("# Text {new}\n\nWords {new} of the [reference](api.md).\n");
                fs::remove_file(root.join("src").join(&path)).unwrap();
                book.write(&format!("src/{path}"), text.as_bytes());
                format!("remove the chapter {path} and write it anew")
            }
            10 => {
                let which = self.below(self.settings.len());
                self.settings[which] ^= true;
                self.write_config(book);
                format!("change the setting {which}")
            }
            11 => {
                let [path, text] = [
                    ["src/files/data.txt", "data"],
                    ["theme/head.hbs", "<meta name='x' content='y'>"],
                    ["src/files/page.html", "<p>as it is</p>"],
                    ["mdbook-autodoc.txt", "nothing of the book"],
                ][self.below(4)];
                if self.below(3) == 0 {
                    let _ = fs::remove_file(root.join(path));
                    return format!("remove {path}");
                }
                book.write(path, format!("{text} {new}\n").as_bytes());
                format!("write {path}")
            }
            _ => {
                let [path, broken] = [
                    ["book.toml", "[book\n"],
                    ["src/SUMMARY.md", "- [a](b.md\n  - x\n"],
                ][self.below(2)];
                self.broken
                    .push((path.to_owned(), fs::read(root.join(path)).unwrap()));
                book.write(path, broken.as_bytes());
                format!("break {path}")
            }
        }
    }
}

/// A clean build of the book with what `serve` sets, if it can be built.
fn clean(book: &TempBook) -> Option<TempDir> {
    let site = TempDir::new().unwrap();
    let output = Command::new(BINARY)
        .args(["--no-cache", "build", "--dest-dir"])
        .args([site.path(), book.root()])
        .env("MDBOOK_OUTPUT__HTML__LIVE_RELOAD_ENDPOINT", "__livereload")
        .env("MDBOOK_OUTPUT__HTML__SITE_URL", "/")
        .output()
        .unwrap();
    output.status.success().then_some(site)
}

/// The files below a directory that may change meanwhile.
fn files_now(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut left = vec![root.to_owned()];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                left.push(path);
            } else {
                found.extend(path.strip_prefix(root).map(Path::to_owned));
            }
        }
    }
    found
}

/// How the served book differs from a built one, on disk and over HTTP.
fn difference(live: &Live, site: &TempDir) -> Vec<String> {
    let output = live.book.output();
    let (built, written) = (files_now(site.path()), files_now(&output));
    let mut found = Vec::new();
    for path in built.union(&written) {
        let expected = fs::read(site.path().join(path)).ok();
        if fs::read(output.join(path)).ok() != expected {
            found.push(format!("{}: written otherwise", path.display()));
        } else if live.body(&format!("/{}", path.display())) != expected {
            found.push(format!("{}: served otherwise", path.display()));
        }
    }
    found
}

#[test]
fn pages_come_first_and_who_asks_for_what_is_made_of_the_whole_book_waits_for_it() {
    // So many are rendered in slices here, and all at once by the build that it is compared with.
    let mut edits = Edits::new(1, 40);
    edits.settings = [false, false, true, true, false, true];
    let live = Live::serve(edits.book());
    for at in 0..4 {
        let word = format!("Quux{at}");
        live.book
            .write("src/f7.md", format!("# Filler\n\n{word}\n").as_bytes());
        live.wait_until(|live| live.get("/f7.html").1.contains(&word));
        let print = live.get("/print.html").1;
        assert!(print.contains(&word), "{at}: {}", live.said());
        // Under any name that it had.
        let index = live.get("/searchindex-01234567.js").1;
        assert!(index.contains(&word), "{at}: {}", live.said());
    }
    assert_eq!(
        live.said().matches("] src/f7.md changed: 1 file, 1 page").count(),
        4
    );
    let site = clean(&live.book).unwrap();
    live.wait_until(|live| difference(live, &site).is_empty());
}

#[test]
fn after_every_random_edit_what_is_served_is_a_clean_build() {
    let number = std::env::var("EDITS").map_or(8, |number| number.parse().unwrap());
    let seed = std::env::var("SEED").map_or(0x5eed, |seed| seed.parse().unwrap());
    let mut edits = Edits::new(seed, 140);
    let live = Live::serve(edits.book());
    let mut last = clean(&live.book).unwrap();
    for at in 0..number {
        let failures = live.said().matches("error: ").count();
        let (what, is_broken) = match edits.broken.pop() {
            Some((path, text)) => {
                live.book.write(&path, &text);
                (format!("mend {path}"), false)
            }
            None => (edits.one(&live.book), !edits.broken.is_empty()),
        };
        if edits.below(3) == 0 {
            // While the first is built, or what comes after its pages.
            sleep(Duration::from_millis(edits.below(500) as u64));
            let text = format!("# Home\n\nAfter the edit {at}.\n");
            live.book.write("src/home.md", text.as_bytes());
        }
        if is_broken {
            assert!(clean(&live.book).is_none(), "{at}: {what}");
            live.wait_for(|said| said.matches("error: ").count() > failures);
        } else {
            last = clean(&live.book).unwrap();
        }
        let start = Instant::now();
        while !difference(&live, &last).is_empty() {
            assert!(
                start.elapsed() < PATIENCE,
                "{at}: {what}, seed {seed}: {:?}\n{}",
                difference(&live, &last),
                live.said()
            );
            sleep(Duration::from_millis(20));
        }
        println!("{at}: {what}");
    }
}
