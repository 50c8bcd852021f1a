//! `mdbook serve` with the preprocessor: what makes it build again, and what does not.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test watches a server, and may panic"
)]

#[expect(dead_code, reason = "the server needs books and mdBook")]
mod support;

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use support::book::{TempBook, mdbook_with_autodoc};
use support::tools;

const BOOK: &[(&str, &str)] = &[
    (
        "book.toml",
        "[book]\ntitle = 'A book'\n[preprocessor.autodoc]\nsource = 'python'\n",
    ),
    ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
    ("python/pkg/__init__.py", "\"\"\"A package.\"\"\"\n"),
];

/// How long nothing may happen.
const IDLE: Duration = Duration::from_secs(10);

/// `mdbook serve` for a book, with what it says in a file beside the book.
struct Server {
    book: TempBook,
    process: Child,
    log: PathBuf,
    name: String,
}

impl Server {
    /// The watcher is mdBook's usual one. The other one (`--watcher native`) takes the reading of a file for a change, so
    /// that any book with a directory in `src` is built without end.
    fn start(mdbook: &Path) -> Self {
        let book = TempBook::new(BOOK);
        let mut init = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"));
        assert!(
            init.args(["--quiet", "init"])
                .arg(book.root())
                .status()
                .unwrap()
                .success()
        );
        let log = book.root().join("serve.log");
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let output = File::create(&log).unwrap();
        let process = mdbook_with_autodoc(mdbook)
            .args(["serve", "--port", &port.to_string()])
            .arg(book.root())
            .stdout(Stdio::null())
            .stderr(output)
            .spawn()
            .unwrap();
        Self {
            book,
            process,
            log,
            name: mdbook.display().to_string(),
        }
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    fn builds(&self) -> usize {
        self.said().matches("Book building has started").count()
    }

    /// Waits until it has said something.
    #[track_caller]
    fn wait_for(&self, is_so: impl Fn(&str) -> bool) {
        for _ in 0..600 {
            if is_so(&self.said()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{} said only\n{}", self.name, self.said());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn a_server_that_nobody_disturbs_builds_once_and_an_edit_makes_it_build_once_more() {
    let (Some(old), Some(new)) = (tools::mdbook_0_4(), tools::mdbook_0_5()) else {
        return;
    };
    let servers = [old, new].map(|mdbook| Server::start(&mdbook));
    for server in &servers {
        server.wait_for(|said| said.contains("Watching for changes"));
        assert!(server.book.root().join("mdbook-autodoc.css").is_file());
    }
    std::thread::sleep(IDLE);
    for server in &servers {
        assert_eq!(server.builds(), 1, "{}\n{}", server.name, server.said());
    }

    for server in &servers {
        server
            .book
            .write("python/pkg/__init__.py", b"\"\"\"Another package.\"\"\"\n");
    }
    for server in &servers {
        server.wait_for(|said| said.matches("Book building has started").count() > 1);
    }
    std::thread::sleep(IDLE);
    for server in &servers {
        assert_eq!(server.builds(), 2, "{}\n{}", server.name, server.said());
        let page = fs::read_to_string(server.book.root().join("book/api/pkg.html")).unwrap();
        assert!(page.contains("Another package."), "{}", server.name);
    }
}
