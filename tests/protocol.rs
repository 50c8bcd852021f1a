//! The exchange with mdBook, on input that real mdBooks sent (see `protocol/README.md`).

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and reads its own data"
)]

use std::path::{Path, PathBuf};

use mdbook_autodoc::book::{
    GeneratedChapter, Input, PageText, Texts, find_place, inject, read_input, text_json, write_output,
};
use serde_json::{Value, json};

fn all_json(texts: &[&PageText]) -> Vec<std::io::Result<Vec<u8>>> {
    texts.iter().map(|text| text_json(text)).collect()
}

const RECORDINGS: [&str; 4] = ["0.4.52", "0.4.52-serve", "0.5.4", "0.5.4-serve"];

fn recorded(name: &str) -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/protocol");
    std::fs::read(directory.join(format!("mdbook-{name}.json"))).unwrap()
}

fn input(name: &str) -> Input {
    read_input(&recorded(name)).unwrap()
}

/// A root page with three pages below it.
fn reference(prefix: &str) -> GeneratedChapter {
    let page = |name: &str, path: &str, children| GeneratedChapter {
        name: name.to_owned(),
        content: format!("# {name}\n").into(),
        path: format!("{prefix}{path}.md"),
        source_path: Some(format!("../{path}.py")),
        children,
    };
    let b = page("b", "/pkg/b", vec![page("c", "/pkg/b/c", vec![])]);
    page("Generated", "", vec![page("a", "/pkg/a", vec![]), b])
}

/// What mdBook gets back when the reference is called `title`.
fn answer(book: &Value, title: &str) -> Value {
    let mut book = book.clone();
    let place = find_place(&book, title);
    let texts = inject(&mut book, &place, reference(&place.prefix)).unwrap();
    let mut written = Vec::new();
    write_output(&book, &texts, &mut written, all_json).unwrap();
    serde_json::from_slice(&written).unwrap()
}

fn items(book: &Value) -> &[Value] {
    book.get("items")
        .or_else(|| book.get("sections"))
        .unwrap()
        .as_array()
        .unwrap()
}

/// One line for each item, as the sidebar shows them.
fn outline(items: &[Value], lines: &mut Vec<String>) {
    for item in items {
        let Some(chapter) = item.get("Chapter") else {
            lines.push(item.to_string());
            continue;
        };
        let number = &chapter["number"];
        let (name, path, parents) = (&chapter["name"], &chapter["path"], &chapter["parent_names"]);
        lines.push(format!("{number} {name} {path} {parents}").replace('"', ""));
        outline(chapter["sub_items"].as_array().unwrap(), lines);
    }
}

/// The lines of the outline that the reference adds or changes.
fn added(book: &Value, title: &str) -> Vec<String> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    outline(items(book), &mut before);
    outline(items(&answer(book, title)), &mut after);
    after.retain(|line| !before.contains(line));
    after
}

/// Takes the reference out again: its chapters go, the draft that it filled becomes a draft.
fn take_out(items: &mut Vec<Value>) {
    let is_generated = |item: &Value| {
        item["Chapter"]["source_path"]
            .as_str()
            .is_some_and(|p| p.starts_with("../"))
    };
    items.retain(|item| !is_generated(item) || item["Chapter"]["path"] == "api.md");
    items.retain(|item| item["Chapter"]["name"] != "Generated");
    for chapter in items.iter_mut().filter_map(|item| item.get_mut("Chapter")) {
        if chapter["path"] == "api.md" {
            chapter["path"] = Value::Null;
            chapter["source_path"] = Value::Null;
            chapter["content"] = "".into();
        }
        if let Some(sub_items) = chapter["sub_items"].as_array_mut() {
            take_out(sub_items);
        }
    }
}

#[track_caller]
fn check_rest_is_untouched(book: &Value) {
    for title in [
        "API reference",
        "Plugin API",
        "Glossary",
        "Contributors",
        "Colophon",
        "Nowhere",
    ] {
        let mut answer = answer(book, title);
        assert_ne!(&answer, book, "{title}");
        let key = if book.get("items").is_some() {
            "items"
        } else {
            "sections"
        };
        take_out(answer[key].as_array_mut().unwrap());
        assert_eq!(&answer, book, "{title}");
    }
}

#[test]
fn input_of_both_mdbooks_is_read() {
    for name in RECORDINGS {
        let context = input(name).context;
        assert_eq!(context.root, PathBuf::from("/book"));
        assert_eq!(context.renderer, "html");
        assert_eq!(context.mdbook_version, name.trim_end_matches("-serve"));
        let options = json!({"source": ["python"], "max-workers": 2, "lints": {"syntax-error": "deny"}});
        assert_eq!(context.options(), options);
        assert_eq!(context.is_serve(), name.ends_with("-serve"));
        assert_eq!(
            context.edit_url_template(),
            Some("https://example.com/edit/{path}")
        );
        assert_eq!(
            context.additional_css(),
            [PathBuf::from("/book/styles/reference.css")]
        );
        let watched = ["src", "theme", "python", "theme/pages"].map(|dir| Path::new("/book").join(dir));
        assert_eq!(context.watch_dirs(), watched);
    }
}

#[test]
fn both_mdbooks_send_the_same_items() {
    let old = input("0.4.52").book;
    let new = input("0.5.4").book;
    assert_eq!(old["sections"], new["items"]);
}

#[test]
fn the_answer_has_the_keys_that_came_in() {
    for (name, keys) in [
        ("0.4.52", &["sections", "__non_exhaustive"][..]),
        ("0.5.4", &["items"]),
    ] {
        let answer = answer(&input(name).book, "API reference");
        let found: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(found, keys);
        assert_eq!(
            answer.get("__non_exhaustive"),
            (name == "0.4.52").then_some(&Value::Null)
        );
    }
}

#[test]
fn a_book_without_changes_comes_back_byte_for_byte() {
    for name in RECORDINGS {
        let mut written = Vec::new();
        write_output(&input(name).book, &Texts::default(), &mut written, all_json).unwrap();
        written.push(b']');
        assert!(recorded(name).ends_with(&written), "{name}");
    }
}

#[test]
fn a_draft_of_the_top_level_is_filled() {
    let lines = [
        "[3] API reference api.md []",
        "[3,1] a api/pkg/a.md [API reference]",
        "[3,2] b api/pkg/b.md [API reference]",
        "[3,2,1] c api/pkg/b/c.md [API reference,b]",
    ];
    for name in RECORDINGS {
        assert_eq!(added(&input(name).book, " api Reference"), lines, "{name}");
    }
}

#[test]
fn a_nested_draft_gets_the_pages_behind_its_own() {
    let lines = [
        "[2,2] Plugin API api.md [Plugins]",
        "[2,2,2] a api/pkg/a.md [Plugins,Plugin API]",
        "[2,2,3] b api/pkg/b.md [Plugins,Plugin API]",
        "[2,2,3,1] c api/pkg/b/c.md [Plugins,Plugin API,b]",
    ];
    assert_eq!(added(&input("0.5.4").book, "Plugin API"), lines);
}

#[test]
fn a_chapter_with_a_page_keeps_it() {
    let book = input("0.5.4").book;
    let lines = [
        "[5,1] a api/pkg/a.md [Glossary]",
        "[5,2] b api/pkg/b.md [Glossary]",
        "[5,2,1] c api/pkg/b/c.md [Glossary,b]",
    ];
    assert_eq!(added(&book, "Glossary"), lines);
    assert_eq!(
        find_place(&book, "Glossary").title_taken.as_deref(),
        Some("glossary.md")
    );
    assert_eq!(
        find_place(&book, "Plugins").title_taken.as_deref(),
        Some("plugins/index.md")
    );
    assert_eq!(find_place(&book, "API reference").title_taken, None);
}

#[test]
fn pages_below_a_suffix_chapter_have_no_numbers() {
    let lines = [
        "null Colophon api.md []",
        "null a api/pkg/a.md [Colophon]",
        "null b api/pkg/b.md [Colophon]",
        "null c api/pkg/b/c.md [Colophon,b]",
    ];
    assert_eq!(added(&input("0.5.4").book, "Colophon"), lines);
}

#[test]
fn without_a_chapter_of_the_name_the_reference_follows_the_last_number() {
    for name in RECORDINGS {
        let mut lines = Vec::new();
        outline(items(&answer(&input(name).book, "Nowhere")), &mut lines);
        let at = lines.iter().position(|line| line.starts_with("[5]")).unwrap();
        let expected = [
            "[5] Glossary glossary.md []",
            "[6] Generated api.md []",
            "[6,1] a api/pkg/a.md [Generated]",
            "[6,2] b api/pkg/b.md [Generated]",
            "[6,2,1] c api/pkg/b/c.md [Generated,b]",
            "\"Separator\"",
        ];
        assert_eq!(lines[at..at + 6], expected, "{name}");
    }
}

#[test]
fn without_any_number_the_reference_is_chapter_1_at_the_end() {
    let preface = json!({"Chapter": {"name": "Preface", "path": "x.md", "number": null, "sub_items": []}});
    for before in [vec![], vec![preface, "Separator".into()]] {
        let mut lines = Vec::new();
        outline(items(&answer(&json!({"items": before}), "API")), &mut lines);
        assert_eq!(lines[before.len()], "[1] Generated api.md []");
        assert_eq!(lines.len(), before.len() + 4);
    }
}

#[test]
fn everything_else_comes_back_as_it_was() {
    for name in RECORDINGS {
        check_rest_is_untouched(&input(name).book);
    }
}

#[test]
fn fields_and_items_that_are_not_known_survive() {
    let text = String::from_utf8(recorded("0.5.4")).unwrap();
    let text = text
        .replace(r#"{"items":"#, r#"{"assets":{"b":[1,2.5,null],"a":{}},"items":"#)
        .replace(r#"{"Chapter":{"#, r#"{"Chapter":{"hidden":false,"#)
        .replace(r#""Separator""#, r#"{"Image":{"path":"x.png"}},"Separator",7"#)
        .replace(
            r#""text-direction":null"#,
            r#""text-direction":null,"cover":{"color":null}"#,
        )
        .replace(r#""renderer""#, r#""workers":8,"renderer""#);
    let Input { context, book } = read_input(text.as_bytes()).unwrap();
    assert_eq!(context.config["book"]["cover"], json!({"color": null}));
    assert_eq!(book["assets"]["b"], json!([1, 2.5, null]));
    assert!(items(&book).contains(&json!({"Image": {"path": "x.png"}})));
    check_rest_is_untouched(&book);
}

#[test]
fn paths_of_windows_come_back_as_they_were() {
    let text = String::from_utf8(recorded("0.5.4")).unwrap();
    let text = text
        .replace("guide/", r"guide\\")
        .replace("plugins/", r"plugins\\")
        .replace("/book", r"C:\\book");
    let Input { context, book } = read_input(text.as_bytes()).unwrap();
    assert_eq!(context.root, PathBuf::from(r"C:\book"));
    assert_eq!(book["items"][4]["Chapter"]["path"], r"guide\start.md");
    check_rest_is_untouched(&book);
}

#[test]
fn an_older_and_a_newer_mdbook_are_read_as_long_as_they_speak_alike() {
    let text = String::from_utf8(recorded("0.5.4")).unwrap();
    for version in ["0.4.1", "0.6.0-alpha.1", "7.0.0", "unknown", ""] {
        let text = text.replace(
            r#""mdbook_version":"0.5.4""#,
            &format!(r#""mdbook_version":"{version}""#),
        );
        assert_eq!(
            read_input(text.as_bytes()).unwrap().context.mdbook_version,
            version
        );
    }
}

#[test]
fn garbage_gets_one_clear_message() {
    let cases = [
        ("", "standard input is empty"),
        (" \n", "standard input is empty"),
        (
            "hello",
            "not the JSON that mdBook sends: expected value at line 1 column 1",
        ),
        (
            "[{}, {\"items\": [}]",
            "not the JSON that mdBook sends: expected value at line 1 column 17",
        ),
        ("[1, 2]\n[3, 4]", "trailing characters at line 2 column 1"),
        ("{}", "`[context, book]` that mdBook sends: it is not an array"),
        ("[{}]", "the array has not two elements"),
        ("[1, 2, 3]", "the array has not two elements"),
        ("[1, 2]", "the context has no `root`"),
        (r#"[{"root": "/b"}, {}]"#, "the context has no `renderer`"),
        (
            r#"[{"root": "/b", "renderer": "html", "config": []}, {}]"#,
            "`config` is not an object",
        ),
        (
            r#"[{"root": "/b", "renderer": "html"}, {"items": 1}]"#,
            "neither `items` nor `sections`",
        ),
        (
            r#"[{"root": "/b", "renderer": "html", "mdbook_version": "0.5.4"}, {}]"#,
            "[context, book]",
        ),
        (
            r#"[{"root": "/b", "renderer": "html", "mdbook_version": "0.9.0"}, {"parts": []}]"#,
            "mdBook 0.9.0 is not supported, it must be >=0.4.40, <0.6: in what it sends,",
        ),
        (
            r#"[{"mdbook_version": "0.1.0"}]"#,
            "mdBook 0.1.0 is not supported",
        ),
    ];
    for (text, message) in cases {
        let error = read_input(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(message), "{text}: {error}");
        assert!(!error.contains('\n') && !error.ends_with('.'), "{error}");
    }
    assert!(
        read_input(b"\xff\xfe[")
            .unwrap_err()
            .to_string()
            .contains("not the JSON")
    );
    let deep = format!("[{{}}, {}", "[".repeat(100_000));
    assert!(
        read_input(deep.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("recursion limit")
    );
}
