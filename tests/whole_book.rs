//! Whole books: what real mdBooks sent, answered by the real binary, and books built, tested and served by them.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their books, and may panic"
)]

#[expect(dead_code, reason = "the link checkers beside ours are not needed")]
mod support;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::book::{TempBook, differences, mdbook_with_autodoc};
use support::links::{PageKind, check_links, files_below, kind_of_page};
use support::tools;

const BINARY: &str = env!("CARGO_BIN_EXE_mdbook-autodoc");

/// The recorded book, with its table for us replaced by `options`, and with Python that has every kind of item: a
/// single module, stubs, re-exports and files with errors.
fn book(options: &str) -> TempBook {
    let tests = tools::repository().join("tests");
    let book = TempBook::copy_of(&tests.join("protocol/book"));
    let config = fs::read_to_string(book.root().join("book.toml")).unwrap();
    let (own, _) = config.split_once("[preprocessor.autodoc]").unwrap();
    let config =
        format!("{own}[preprocessor.autodoc]\nafter = [\"links\"]\nsource = \"python\"\n{options}\n");
    book.write("book.toml", config.as_bytes());
    for case in ["kinds", "stubs", "reexports", "broken"] {
        let source = tests.join("golden").join(case).join("src");
        // Two of them have a package called `pkg`.
        let folder = |path: &str| path.replace("pkg/", &format!("{case}_pkg/"));
        for path in files_below(&source) {
            let bytes = fs::read(source.join(&path)).unwrap();
            book.write(&format!("python/{}", folder(&path)), &bytes);
        }
    }
    book
}

/// The recorded input for the book, and what the binary answers.
fn exchange(book: &TempBook, recording: &str) -> (Value, Value) {
    let path = tools::repository().join(format!("tests/protocol/mdbook-{recording}.json"));
    let text = fs::read_to_string(path).unwrap();
    let mut input: Value = serde_json::from_str(&text).unwrap();
    input[0]["root"] = book.root().to_str().unwrap().into();
    let table = &mut input[0]["config"]["preprocessor"]["autodoc"];
    *table = json!({ "after": ["links"], "command": "mdbook-autodoc", "source": "python" });
    let run = snapbox::cmd::Command::new(BINARY)
        .stdin(input.to_string())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let answer = serde_json::from_slice(&run.stdout).unwrap();
    (input[1].take(), answer)
}

fn items_mut(book: &mut Value) -> &mut Vec<Value> {
    let key = if book.get("items").is_some() {
        "items"
    } else {
        "sections"
    };
    book[key].as_array_mut().unwrap()
}

/// Takes the generated chapters out of a list of items, makes a draft of the chapter that held them, and returns
/// their numbers, names, paths and parents in reading order.
fn take_out(items: &mut Vec<Value>) -> Vec<String> {
    let mut lines = Vec::new();
    items.retain_mut(|item| {
        let Some(chapter) = item.get_mut("Chapter") else {
            return true;
        };
        let path = chapter["path"].as_str().unwrap_or_default().to_owned();
        let is_generated = path == "api.md" || path.starts_with("api/");
        if is_generated {
            let [number, name, parents] = ["number", "name", "parent_names"].map(|key| &chapter[key]);
            lines.push(format!("{number} {name} {path} {parents}").replace('"', ""));
            assert!(
                chapter["content"]
                    .as_str()
                    .unwrap()
                    .starts_with("<div class=\"autodoc\">")
            );
        }
        lines.extend(take_out(chapter["sub_items"].as_array_mut().unwrap()));
        if path == "api.md" {
            chapter["path"] = Value::Null;
            chapter["content"] = "".into();
        }
        !is_generated || path == "api.md"
    });
    lines
}

const RECORDINGS: [&str; 4] = ["0.4.52", "0.4.52-serve", "0.5.4", "0.5.4-serve"];

#[test]
fn recorded_input_of_both_mdbooks_is_answered_in_its_own_shape() {
    let book = book("");
    for recording in RECORDINGS {
        let (sent, mut answer) = exchange(&book, recording);
        let lines = take_out(items_mut(&mut answer));
        assert_eq!(answer, sent, "{recording}");
        let keys = |book: &Value| book.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&answer), keys(&sent), "{recording}");
        let expected = [
            "[3] API reference api.md []",
            "[3,1] broken api/broken.md [API reference]",
            "[3,2] declared api/declared.md [API reference]",
            "[3,3] kinds api/kinds.md [API reference]",
            "[3,4] only api/only.md [API reference]",
            "[3,5] reexports_pkg api/reexports_pkg.md [API reference]",
            "[3,5,1] public api/reexports_pkg/public.md [API reference,reexports_pkg]",
            "[3,6] stubs_pkg api/stubs_pkg.md [API reference]",
            "[3,6,1] beside api/stubs_pkg/beside.md [API reference,stubs_pkg]",
            "[3,6,2] compiled api/stubs_pkg/compiled.md [API reference,stubs_pkg]",
            "[3,6,3] plain api/stubs_pkg/plain.md [API reference,stubs_pkg]",
            "[3,7] undeclared api/undeclared.md [API reference]",
            "[3,8] All names api/all-names.md [API reference]",
            "[3,9] Class hierarchy api/class-hierarchy.md [API reference]",
        ];
        assert_eq!(lines, expected, "{recording}");
    }
}

/// A link to a `README.md` is broken in mdBook itself, which makes `README.html` of it.
fn is_fault_of_mdbook(link: &str) -> bool {
    link.ends_with("plugins/README.html")
}

#[test]
fn a_book_with_every_kind_of_item_has_no_broken_link() {
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        for granularity in ["package", "module", "item"] {
            let book = book(&format!("granularity = \"{granularity}\""));
            let mut report = check_links(&book.build(&mdbook), kind_of_page);
            report.broken.retain(|broken| !is_fault_of_mdbook(&broken.link));
            assert!(
                report.broken.is_empty(),
                "{}, {granularity}: {report}",
                mdbook.display()
            );
            // mdBook 0.4 writes the sidebar for readers without scripts as well.
            let kinds: Vec<PageKind> = report.counts.keys().copied().collect();
            let all = [
                PageKind::Prose,
                PageKind::ApiIndex,
                PageKind::ApiModule,
                PageKind::Print,
                PageKind::Other,
            ];
            assert_eq!(kinds, all);
            assert!(report.counts.values().all(|count| *count > 10), "{report}");
        }
    }
}

#[test]
fn chapters_and_items_that_mention_something_are_listed_there() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    for (granularity, page) in [("module", "api/kinds.html"), ("item", "api/kinds/Shape.html")] {
        let book = book(&format!("backlinks = true\ngranularity = \"{granularity}\""));
        let glossary =
            "# Glossary\n\n[One](api/kinds.md#kinds.Shape), [`kinds.Shape`], [a module](api/kinds.md)\n";
        let path = if granularity == "item" {
            "api/kinds/Shape.md"
        } else {
            "api/kinds.md"
        };
        let glossary = glossary.replace("api/kinds.md#", &format!("{path}#"));
        book.write("src/glossary.md", glossary.as_bytes());
        let output = book.build(&mdbook);
        let mut report = check_links(&output, kind_of_page);
        report.broken.retain(|broken| !is_fault_of_mdbook(&broken.link));
        assert!(report.broken.is_empty(), "{granularity}: {report}");
        let html = scraper::Html::parse_document(&fs::read_to_string(output.join(page)).unwrap());
        let links = scraper::Selector::parse("section > .autodoc-mentions a").unwrap();
        let texts: Vec<String> = html.select(&links).map(|link| link.text().collect()).collect();
        let glossary = texts.iter().filter(|text| text.as_str() == "Glossary");
        assert_eq!(glossary.count(), 1, "{granularity}: {texts:?}");
    }
}

/// A package with 72 modules and 2,880 functions.
fn large_package(book: &TempBook) {
    for package in ["ants", "bees", "moths"] {
        let functions = |module: usize| {
            let all = (0..40).map(|number| format!("def f{number}_of_{module}(): ...\n"));
            all.collect::<String>()
        };
        book.write(&format!("python/large/{package}/__init__.py"), b"");
        for module in 0..23 {
            let path = format!("python/large/{package}/sub{module}/__init__.py");
            book.write(&path, functions(module).as_bytes());
        }
    }
    book.write("python/large/alone.py", b"def zoo(): ...\n");
}

#[test]
fn a_long_index_and_names_on_several_pages_lead_to_every_module_and_name() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let book = book("pages = [\"names\", \"undocumented\"]");
    large_package(&book);
    let output = book.build(&mdbook);
    let mut report = check_links(&output, kind_of_page);
    report.broken.retain(|broken| !is_fault_of_mdbook(&broken.link));
    assert!(report.broken.is_empty(), "{report}");
    let page = |path: &str| scraper::Html::parse_document(&fs::read_to_string(output.join(path)).unwrap());
    let count = |page: &scraper::Html, selector: &str| {
        page.select(&scraper::Selector::parse(selector).unwrap()).count()
    };
    let index = page("api.html");
    let tree = ".autodoc-modules > li > ul > li";
    assert_eq!(count(&index, &format!("{tree} > details > summary > a")), 3);
    assert_eq!(count(&index, &format!("{tree} > details > ul > li > a")), 69);
    assert_eq!(
        count(&index, &format!("{tree} > a[href='api/large/alone.html']")),
        1
    );
    let parts = files_below(&output.join("api/all-names"));
    assert!(parts.len() > 1, "{parts:?}");
    let names = |part: &String| count(&page(&format!("api/all-names/{part}")), ".autodoc-list > li");
    assert!(parts.iter().map(names).all(|names| names <= 2000));
    assert!(parts.iter().map(names).sum::<usize>() > 2880);
}

#[test]
fn a_long_tree_of_classes_has_several_pages_and_each_class_one_place_in_it() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let book = book("pages = [\"hierarchy\"]\nundocumented = true");
    let head = "class Ant: ...\nclass Bee: ...\nclass Cat(Bee): ...\nclass Mid(Ant): ...\n".to_owned();
    let classes =
        (0..1700).map(|number| format!("class M{number:04}(Mid, Bee): ...\nclass Z{number:04}: ...\n"));
    let text: String = [head].into_iter().chain(classes).collect();
    book.write("python/large/__init__.py", text.as_bytes());
    let output = book.build(&mdbook);
    let mut report = check_links(&output, kind_of_page);
    report.broken.retain(|broken| !is_fault_of_mdbook(&broken.link));
    assert!(report.broken.is_empty(), "{report}");
    let page = |path: &str| scraper::Html::parse_document(&fs::read_to_string(output.join(path)).unwrap());
    let texts = |page: &scraper::Html, selector: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(selector).unwrap();
        page.select(&selector).map(|link| link.text().collect()).collect()
    };
    let top = texts(&page("api/class-hierarchy.html"), ".autodoc-pages a");
    let parts = [
        ("Ant (1 of 2)", "Ant"),
        ("Ant (2 of 2)", "Ant-2"),
        ("Bee (1 of 2)", "Bee"),
        ("Bee (2 of 2)", "Bee-2"),
        ("Other classes (1 of 2)", "other-classes"),
        ("Other classes (2 of 2)", "other-classes-2"),
    ];
    assert!(
        parts
            .iter()
            .all(|(title, _)| top.iter().any(|other| other == title)),
        "{top:?}"
    );
    let mut places = Vec::new();
    for (_, file) in parts {
        let page = page(&format!("api/class-hierarchy/{file}.html"));
        assert!(texts(&page, "main .autodoc-hierarchy li").len() <= 1502);
        places.extend(texts(&page, "main .autodoc-hierarchy [id^=autodoc-class]"));
    }
    let own = places.iter().filter(|name| name.starts_with('M')).count();
    assert_eq!(own, 1701);
    // What goes on over pages stands below what it stood below before.
    let second = page("api/class-hierarchy/Ant-2.html");
    assert_eq!(
        texts(
            &second,
            "main .autodoc-hierarchy > li > a[href='Ant.html#autodoc-class-large.Ant']"
        ),
        ["↑"]
    );
    let below = "main .autodoc-hierarchy > li:first-child > ul > li:first-child > ul > li > a";
    assert!(texts(&second, below).contains(&"M1699".to_owned()));
    let print = fs::read_to_string(output.join("print.html")).unwrap();
    let print = scraper::Html::parse_document(&print);
    let mut ids = std::collections::HashSet::new();
    for element in print.select(&scraper::Selector::parse("main [id^=autodoc-]").unwrap()) {
        assert!(
            ids.insert(element.attr("id")),
            "{:?} is there twice",
            element.attr("id")
        );
    }
}

#[test]
fn runs_and_threads_make_no_difference() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let all_at_once = book("");
    let first = all_at_once.build(&mdbook);
    assert!(files_below(&first).contains("api/kinds.html"));
    for workers in [
        "max-workers = 1",
        "max-workers = 7",
        "parallel = false",
        "cache = false",
    ] {
        let other = book(&format!("performance.{workers}"));
        assert_eq!(
            differences(&first, &other.build(&mdbook), 3),
            <[String; 0]>::default(),
            "{workers}"
        );
    }
    let cold = TempBook::copy_of(&first);
    let warm = all_at_once.build(&mdbook);
    assert_eq!(differences(cold.root(), &warm, 3), <[String; 0]>::default());
}

#[test]
fn the_command_build_writes_the_same_book_as_mdbook() {
    let Some(mdbook) = tools::mdbook_0_5() else {
        return;
    };
    let (book, other) = (book(""), book(""));
    let run = Command::new(BINARY)
        .arg("build")
        .arg(other.root())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let built = book.build(&mdbook);
    // A preprocessor cannot write what is no page, so this command adds the inventory.
    let inventory = Command::new(BINARY)
        .args(["inventory", "write"])
        .arg(book.root())
        .output()
        .unwrap();
    assert!(
        inventory.status.success(),
        "{}",
        String::from_utf8_lossy(&inventory.stderr)
    );
    assert_eq!(differences(&built, &other.output(), 3), <[String; 0]>::default());
}

/// Starts mdBook with this crate's binary as the preprocessor.
fn mdbook(program: &Path, command: &str, book: &TempBook) -> Command {
    let mut run = mdbook_with_autodoc(program);
    run.arg(command).arg(book.root());
    run
}

#[test]
fn mdbook_test_leaves_generated_chapters_out() {
    for program in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        let book = book("");
        let python =
            "\"\"\"A module.\n\n```rust\ncompile_error!(\"this is no Rust of the book\");\n```\n\"\"\"\n";
        book.write("python/kinds.py", python.as_bytes());
        book.write(
            "src/glossary.md",
            b"# Glossary\n\n```rust\nassert_eq!(1 + 1, 2);\n```\n",
        );
        let output = mdbook(&program, "test", &book).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}");
        assert!(text.contains("Testing chapter 'Glossary'"), "{text}");
        assert!(!text.contains("kinds"), "{text}");
    }
}

/// A child that ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The page at `path`, if a server answers.
fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// Waits until the page at `path` has `text`.
#[track_caller]
fn wait_for(port: u16, path: &str, text: &str) {
    let start = Instant::now();
    let mut last = None;
    while start.elapsed() < Duration::from_secs(30) {
        last = get(port, path);
        if last.as_ref().is_some_and(|page| page.contains(text)) {
            return;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("no `{text}` at {path} after 30 seconds: {last:?}");
}

#[test]
fn mdbook_serve_shows_a_docstring_as_it_is_edited() {
    let Some(program) = tools::mdbook_0_5() else {
        return;
    };
    let book = book("");
    book.write("python/fresh.py", b"\"\"\"The first wording.\"\"\"\n");
    // The recorded book asks to watch a directory that it does not have.
    book.write("theme/pages/README.txt", b"");
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut serve = mdbook(&program, "serve", &book);
    serve
        .args(["--hostname", "127.0.0.1", "--port", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _server = Server(serve.spawn().unwrap());
    wait_for(port, "/api/fresh.html", "The first wording.");
    book.write("python/fresh.py", b"\"\"\"The second wording.\"\"\"\n");
    wait_for(port, "/api/fresh.html", "The second wording.");
    book.write("python/newer.py", b"\"\"\"Another module.\"\"\"\n");
    wait_for(port, "/api/newer.html", "Another module.");
}
