//! The example book in a real browser, and the check itself on pages that are wrong.

#[path = "browser/chromium.rs"]
mod chromium;
#[expect(dead_code, reason = "the browser needs a part of what tests share")]
mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::book::TempBook;
use support::tools;

/// Opens pages in the browser, puts screenshots into `out` and returns the problems as lines `page: problem`.
#[expect(clippy::unwrap_used, reason = "a test may panic")]
fn problems(node: &Path, book: &Path, out: &Path, prose: &[&str], api: &[&str]) -> Vec<String> {
    let mut command = chromium::script(node, "pages.mjs");
    command.arg("--book").arg(book).arg("--out").arg(out);
    command.args(prose.iter().flat_map(|page| ["--prose", page]));
    command.args(api.iter().flat_map(|page| ["--api", page]));
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}:\n{stderr}"));
    assert_eq!(
        report["visits"].as_array().unwrap().len(),
        4 * (prose.len() + api.len())
    );
    let problems = report["problems"].as_array().unwrap().iter();
    let lines: Vec<String> = problems
        .map(|found| {
            format!(
                "{}: {}",
                found["page"].as_str().unwrap(),
                found["problem"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(output.status.success(), lines.is_empty());
    lines
}

#[test]
fn pages_of_the_example_book_are_right_on_phones_and_wide_screens() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    let prose = [
        "index.html",
        "percentages.html",
        "colophon.html",
        "autodoc/setup.html",
        "autodoc/configuration.html",
        "autodoc/pages.html",
        "autodoc/diagnostics.html",
        "api.html",
    ];
    let api = [
        "api/levain.html",
        "api/levain/starter.html",
        "api/levain/schedule.html",
        "api/levain/flour.html",
        "api/levain/oven.html",
        "api/levain/ferment/curve.html",
    ];
    let found = problems(&node, &output, &screenshots, &prose, &api);
    assert!(
        found.is_empty(),
        "{}\nscreenshots are in {}",
        found.join("\n"),
        screenshots.display()
    );
}

/// What a script of `tests/browser` says.
#[expect(clippy::unwrap_used, reason = "a test may panic")]
fn said(node: &Path, script: &str, arguments: &[&str]) -> Value {
    let output = chromium::script(node, script).args(arguments).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}:\n{stderr}"))
}

#[test]
fn names_are_found_with_keys_and_pointer_from_a_server_and_the_disk_in_every_theme() {
    let (Some(node), Some(mdbook)) = (tools::node_with("axe-core"), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    let arguments = [
        "--book",
        output.to_str().unwrap(),
        "--out",
        screenshots.to_str().unwrap(),
    ];
    assert_eq!(said(&node, "palette.mjs", &arguments), Value::Array(Vec::new()));
}

#[test]
fn the_book_can_be_read_with_keys_pointer_and_without_scripts_from_a_server_and_the_disk() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let arguments = ["--book", output.to_str().unwrap()];
    assert_eq!(said(&node, "reading.mjs", &arguments), Value::Array(Vec::new()));
}

/// The example book with some other lines in its `book.toml`.
#[expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads its book, and may panic"
)]
fn example_with(changes: &[(&str, &str)]) -> TempBook {
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let mut config = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
    for (from, to) in changes {
        assert!(config.contains(from), "{from}");
        config = config.replace(from, to);
    }
    book.write("book.toml", config.as_bytes());
    book
}

#[test]
fn pages_are_right_from_right_to_left_on_paper_and_without_assets() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    let language = ("language = \"en\"", "language = \"ar\"");
    let style_sheet = ("additional-css = [\"mdbook-autodoc.css\"]", "");
    let script = ("additional-js = [\"mdbook-autodoc.js\"]", "");
    let [right_to_left, plain] =
        [vec![language], vec![style_sheet, script]].map(|changes| example_with(&changes));
    let [right_to_left, plain] = [&right_to_left, &plain].map(|book| book.build(&mdbook));
    let arguments = [
        "--right-to-left",
        right_to_left.to_str().unwrap(),
        "--without-assets",
        plain.to_str().unwrap(),
    ];
    assert_eq!(
        said(&node, "circumstances.mjs", &arguments),
        Value::Array(Vec::new())
    );
}

/// What Python says of lines that copy buttons offer: of each import whether it works, of each name whether the import
/// made it known.
const IMPORTING: &str = "\
import importlib, json, sys
for name, line in json.load(open(sys.argv[1])):
    known = {}
    try:
        exec(line, known)
        words = line.split()
        first = words[1] if words[0] == 'import' else f'{words[1]}.{words[3]}'
        assert f'{name}.'.startswith(f'{first}.'), 'another name'
        value = known[words[-1].split('.')[0]] if words[0] == 'import' else known[words[-1]]
    except Exception as error:
        print(f'{line}: {error!r}')
";

#[test]
fn what_is_copied_can_be_imported() {
    let (Some(node), Some(mdbook), Some(python)) = (
        tools::node_with_browser(),
        tools::mdbook_0_5(),
        tools::python_3_12(),
    ) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let mut arguments = vec!["--book", output.to_str().unwrap()];
    // What only a stub declares can be imported by type checkers alone, so the module with one is left out.
    arguments.extend([
        "api/levain.html",
        "api/levain/oven.html",
        "api/levain/hooks.html",
        "api/all-names.html",
    ]);
    let lines = said(&node, "copies.mjs", &arguments);
    assert!(lines.as_array().unwrap().len() > 50, "{lines}");
    let method = json!(["levain.Starter.feed", "from levain import Starter"]);
    assert!(lines.as_array().unwrap().contains(&method), "{lines}");
    book.write("lines.json", lines.to_string().as_bytes());
    let run = Command::new(python)
        .args(["-B", "-c", IMPORTING])
        .current_dir(tools::repository().join("example-book/python"))
        .arg(book.root().join("lines.json"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.is_empty(),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

#[test]
fn names_are_found_in_a_book_of_the_old_mdbook() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_4()) else {
        return;
    };
    let book = TempBook::copy_of(&tools::repository().join("example-book"));
    let output = book.build(&mdbook);
    let page = output.join("api/all-names.html");
    let arguments = ["--page", page.to_str().unwrap(), "Starter"];
    assert_eq!(
        said(&node, "ranking.mjs", &arguments),
        json!(["c levain.Starter"])
    );
}

#[test]
fn the_search_of_mdbook_finds_names_by_each_of_their_words() {
    let (Some(node), Some(mdbook)) = (tools::node_with_browser(), tools::mdbook_0_5()) else {
        return;
    };
    let book = TempBook::new(&[
        ("book.toml", "[book]\n[preprocessor.autodoc]\nsource = 'pkg'\n"),
        ("src/SUMMARY.md", "# Summary\n\n- [API reference]()\n"),
        (
            "pkg/__init__.py",
            "def load_crumbs(path): ...\n\n\nclass ToasterQueue:\n    def take_slice(self): ...\n",
        ),
    ]);
    let output = book.build(&mdbook);
    let [function, class] = ["load_crumbs", "ToasterQueue"].map(|name| format!("api/pkg.html#pkg.{name}"));
    let cases = [
        ("load_crumbs", &function),
        ("crumbs", &function),
        ("load", &function),
        ("toasterqueue", &class),
        ("queue", &class),
        ("toaster queue", &class),
        ("slice", &class),
        ("take_slice", &class),
    ];
    let mut arguments = vec!["--book", output.to_str().unwrap()];
    arguments.extend(cases.map(|(query, _)| query));
    let found = said(&node, "search.mjs", &arguments);
    for ((query, expected), found) in cases.iter().zip(found.as_array().unwrap()) {
        assert_eq!(found[0].as_str(), Some(expected.as_str()), "{query}: {found}");
    }
}

/// What people type, and the name of rich that they mean.
const RANKING: &[(&str, &str)] = &[
    // The last part, whatever its case.
    ("Console", "c rich.console.Console"),
    ("console", "p rich.console"),
    ("get_console", "f rich.get_console"),
    ("escape", "f rich.markup.escape"),
    // Its beginning: a short name that is not deep in something first.
    ("prog", "p rich.progress"),
    ("Prog", "c rich.progress.Progress"),
    ("tab", "p rich.table"),
    // The starts of its words, by capitals and underscores.
    ("progcol", "c rich.progress.ProgressColumn"),
    ("pb", "p rich.progress_bar"),
    ("c:pb", "c rich.prompt.PromptBase"),
    ("fromansi", "m rich.text.Text.from_ansi"),
    // A word left out in front, and letters left out.
    ("column", "c rich.table.Column"),
    ("tbl", "p rich.table"),
    // What it is in: with and without dots.
    ("console.print", "m rich.console.Console.print"),
    ("cprint", "m rich.console.Console.print"),
    ("conlog", "m rich.console.Console.log"),
    ("text append", "m rich.text.Text.append"),
    ("Text.append()", "m rich.text.Text.append"),
    ("rich::text::Text", "c rich.text.Text"),
    // Underscores left out.
    ("bar.init", "m rich.bar.Bar.__init__"),
    // Kinds.
    ("c:table", "c rich.table.Table"),
    ("class:table", "c rich.table.Table"),
    ("p:table", "p rich.table"),
    ("m: print", "m rich.console.Console.print"),
    ("f:print", "f rich.print"),
    ("e:style", "e rich.errors.StyleError"),
    // What is nothing.
    ("xqzw", ""),
];

#[test]
fn of_the_names_that_fit_the_one_that_is_meant_comes_first() {
    let (Some(node), Some(rich)) = (tools::node_with_browser(), tools::package("rich")) else {
        return;
    };
    let config = format!(
        "[book]\n[preprocessor.autodoc]\nsource = {:?}\npages = ['names']\n[output.html.search]\nenable = false\n",
        rich.join("rich")
    );
    let book = TempBook::new(&[("book.toml", &config), ("src/SUMMARY.md", "# Summary\n")]);
    let built = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
        .args(["--quiet", "build"])
        .arg(book.root())
        .status();
    assert!(built.unwrap().success());
    let page = book.output().join("api/all-names.html");
    let mut arguments = vec!["--page", page.to_str().unwrap()];
    arguments.extend(RANKING.iter().map(|(query, _)| *query));
    let found = said(&node, "ranking.mjs", &arguments);
    let found = found
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap());
    let wrong: Vec<_> = RANKING
        .iter()
        .zip(found)
        .filter(|((_, expected), found)| expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    search_ranks_as_the_palette(&node, &page, &rich);
}

/// `search` has the same rules in another language; a filter of the palette is an option there.
#[expect(clippy::unwrap_used, reason = "tests may panic")]
fn search_ranks_as_the_palette(node: &Path, page: &Path, rich: &Path) {
    let queries = RANKING.iter().map(|(query, _)| *query);
    let queries: Vec<&str> = queries
        .filter(|query| !query.contains(':') && !query.starts_with("xq"))
        .collect();
    let mut arguments = vec!["--page", page.to_str().unwrap(), "--list"];
    arguments.extend(&queries);
    let found = said(node, "ranking.mjs", &arguments);
    let mut compared = 0;
    for (query, found) in queries.iter().zip(found.as_array().unwrap()) {
        let expected = found["names"].as_array().unwrap().iter();
        let expected: Vec<&str> = expected.map(|name| &name.as_str().unwrap()[2..]).collect();
        let output = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"))
            .args([
                "search",
                query,
                "--limit",
                "10",
                "--output-format",
                "json",
                "--source",
            ])
            .arg(rich.join("rich"))
            .current_dir(rich)
            .output()
            .unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        let name = |line: &str| -> Value { serde_json::from_str(line).unwrap() };
        let names = output
            .lines()
            .map(|line| name(line)["name"].as_str().unwrap().to_owned());
        let names: Vec<String> = names.collect();
        assert_eq!(names[..expected.len()], expected, "{query}");
        compared += expected.len();
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn the_check_finds_what_is_wrong_with_a_page() {
    let Some(node) = tools::node_with_browser() else {
        return;
    };
    let page = |body: &str| {
        let theme = "document.documentElement.className = localStorage.getItem('mdbook-theme')";
        format!(
            "<!doctype html><link rel='icon' href='data:,'><script>{theme}</script>\
             <body style='margin: 0'><div class='content' style='overflow: auto'><main>{body}</main></div>"
        )
    };
    let cases = [
        (
            "right",
            "<div style='overflow: auto'><p style='width: 2000px'>x</p></div>",
            "",
        ),
        (
            "wide",
            "<p style='width: 2000px'>x</p>",
            "overflow: DIV 2000 > 390: <p style=",
        ),
        (
            "script",
            "<script>undefined.x</script>",
            "script: Cannot read properties of undefined",
        ),
        (
            "image",
            "<img src='none.png'>",
            "console: Failed to load resource",
        ),
        (
            "theme",
            "<script>document.documentElement.className = ''</script>",
            "theme: not light",
        ),
        (
            "api-right",
            "<table><tr><td><a href='#a.b'>b</a></table><h2 id='a.b'>b</h2>",
            "",
        ),
        (
            "api-anchor",
            "<table><tr><td><a href='right.html#none'>b</a></table>",
            "right.html#none leads to no",
        ),
        (
            "api-table",
            "<p><a href='#x' id='x'>x</a></p>",
            "summary: no link in any table",
        ),
    ];
    let book = TempBook::new(&[]);
    let name = |stem: &str| format!("{stem}.html");
    for (stem, body, _) in cases {
        book.write(&name(stem), page(body).as_bytes());
    }
    let files = cases.map(|(stem, ..)| name(stem));
    let (api, prose): (Vec<&str>, Vec<&str>) = files
        .iter()
        .map(String::as_str)
        .partition(|file| file.starts_with("api-"));
    let found = problems(&node, book.root(), &book.root().join("out"), &prose, &api);
    for (stem, _, expected) in cases {
        let mine: Vec<_> = found
            .iter()
            .filter(|line| line.starts_with(&name(stem)))
            .collect();
        if expected.is_empty() {
            assert!(mine.is_empty(), "{mine:#?}");
        } else {
            assert!(
                mine.iter().any(|line| line.contains(expected)),
                "{stem}: {mine:#?}"
            );
        }
    }
}
