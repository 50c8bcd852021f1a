//! `inventory fetch` and `inventory update`, against a server of the test on this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads its book and serves files, and may panic"
)]

#[expect(dead_code, reason = "a book is all that is needed")]
mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use mdbook_autodoc::inventory::{Body, Listed, lines, write};
use support::book::TempBook;

const BOOK: &str = "# Mine.\n[book]\n\n[preprocessor.autodoc]\nsource = \"python\" # here\n";

fn inventory(version: &str) -> Vec<u8> {
    let listed = Listed {
        name: "other.Thing".into(),
        kind: "py:class",
        is_alias: false,
        page: "api",
        anchor: "other.Thing",
    };
    write("Other", version, &Body::new(&lines(vec![listed])))
}

/// Answers a request by its path, and closes the connection.
fn answer(mut stream: TcpStream) {
    let mut request = String::new();
    let mut lines = BufReader::new(&stream);
    while lines.read_line(&mut request).unwrap_or(0) > 2 {}
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, headers, body) = match path.as_str() {
        "/docs/objects.inv" => ("200 OK", "", inventory("1.0")),
        "/new/names.inv" => ("200 OK", "", inventory("2.0")),
        "/moved/objects.inv" => ("302 Found", "Location: /docs/objects.inv\r\n", Vec::new()),
        "/page/objects.inv" => ("200 OK", "", b"<!DOCTYPE html>".to_vec()),
        "/large/objects.inv" => ("200 OK", "", vec![b'#'; 17 << 20]),
        _ => ("404 Not Found", "", b"nothing here".to_vec()),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    // The client hangs up where it has read enough.
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(&body));
}

/// The address of a server that stays as long as the test.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    address
}

/// The exit code and what was printed, both streams in one.
fn run(book: &TempBook, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"));
    for proxy in [
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
    ] {
        command.env_remove(proxy);
    }
    let output = command
        .arg("inventory")
        .args(arguments)
        .current_dir(book.root())
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
}

fn read(book: &TempBook, path: &str) -> Vec<u8> {
    fs::read(book.root().join(path)).unwrap_or_default()
}

fn book() -> TempBook {
    TempBook::new(&[
        ("book.toml", BOOK),
        ("python/pkg.py", "def f(thing: 'other.Thing'): ...\n"),
        ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
    ])
}

#[test]
fn an_inventory_is_fetched_stored_named_and_linked_by() {
    let (book, server) = (book(), server());
    let (code, printed) = run(&book, &["fetch", "other", &format!("{server}/docs")]);
    assert_eq!(
        (code, printed.as_str()),
        (
            0,
            "`inventories/other.inv` has 1 name of Other 1.0\nbook.toml names it\n"
        )
    );
    assert!(read(&book, "inventories/other.inv") == inventory("1.0"));
    let line = format!("other = {{ file = \"inventories/other.inv\", url = \"{server}/docs/\" }}\n");
    let expected = format!("{BOOK}\n[preprocessor.autodoc.inventories]\n{line}");
    assert_eq!(String::from_utf8(read(&book, "book.toml")).unwrap(), expected);
    let built = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .arg("build")
        .arg(book.root())
        .output();
    assert!(built.unwrap().status.success());
    let page = String::from_utf8(read(&book, "book/api/pkg.html")).unwrap();
    assert!(
        page.contains(&format!("href=\"{server}/docs/api.html#other.Thing\"")),
        "{page}"
    );
}

#[test]
fn an_address_may_be_that_of_the_file_and_may_have_moved() {
    let (book, server) = (book(), server());
    assert_eq!(
        run(&book, &["fetch", "a", &format!("{server}/new/names.inv")]).0,
        0
    );
    assert!(read(&book, "inventories/a.inv") == inventory("2.0"));
    assert_eq!(run(&book, &["fetch", "b", &format!("{server}/moved/")]).0, 0);
    assert!(read(&book, "inventories/b.inv") == inventory("1.0"));
    let config = String::from_utf8(read(&book, "book.toml")).unwrap();
    assert!(config.contains(&format!("url = \"{server}/new/\"")), "{config}");
    assert!(config.contains(&format!("url = \"{server}/moved/\"")), "{config}");
}

#[test]
fn all_are_updated_where_they_are() {
    let (book, server) = (book(), server());
    let table = format!(
        "[preprocessor.autodoc.inventories]\na = {{ url = '{server}/docs', file = 'x/y.inv' }}\npython = false\n"
    );
    let config = format!("{BOOK}\n{table}");
    book.write("book.toml", config.as_bytes());
    let (code, printed) = run(&book, &["update"]);
    assert_eq!(
        (code, printed.as_str()),
        (0, "`x/y.inv` has 1 name of Other 1.0\n")
    );
    assert!(read(&book, "x/y.inv") == inventory("1.0"));
    assert!(read(&book, "book.toml") == config.as_bytes());
}

#[test]
fn what_is_no_inventory_changes_nothing() {
    let (book, server) = (book(), server());
    book.write("inventories/a.inv", b"what is there");
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, code, says) in [
        (format!("{server}/page"), 3, "is no inventory"),
        (format!("{server}/large"), 3, "is larger than"),
        (format!("{server}/nowhere"), 3, "the server answers 404"),
        (format!("http://{unused}/docs"), 3, "cannot be fetched"),
        ("file:///etc/hostname".to_owned(), 2, "is no address of the web"),
        ("docs.example".to_owned(), 2, "is no address of the web"),
    ] {
        let (found, printed) = run(&book, &["fetch", "a", &url]);
        assert_eq!(found, code, "{url}: {printed}");
        assert!(printed.contains(says), "{url}: {printed}");
    }
    for name in ["", "..", "a/b", "../a"] {
        assert_eq!(
            run(&book, &["fetch", name, &format!("{server}/docs")]).0,
            2,
            "{name}"
        );
    }
    assert_eq!(read(&book, "inventories/a.inv"), b"what is there");
    assert!(read(&book, "book.toml") == BOOK.as_bytes());
}
