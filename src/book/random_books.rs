//! Property tests of the insertion: random books get random references.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::chapters::{all_chapters, chapter, items, name, number, path, sub_items};
use super::{GeneratedChapter, MAX_DEPTH, find_place, inject};

/// The name of the generated root and of no other chapter.
const ROOT: &str = "Generated";

/// A chapter of the user's book.
#[derive(Clone, Debug)]
struct Node {
    name: &'static str,
    is_draft: bool,
    /// Another preprocessor took the number away.
    is_unnumbered: bool,
    /// Another preprocessor added a separator at the end.
    has_separator: bool,
    nodes: Vec<Node>,
}

/// A generated chapter, as the list of those below it.
#[derive(Clone, Debug)]
struct Tree(Vec<Tree>);

/// A tree of chapters; `odd` is the share of those that other preprocessors change.
fn node(odd: f64) -> impl Strategy<Value = Node> {
    let leaf = move || {
        let name = prop::sample::select(vec!["API", "api ", "Guide", "Größe"]);
        let changes = || prop::bool::weighted(odd);
        (name, any::<bool>(), changes(), changes()).prop_map(
            |(name, is_draft, is_unnumbered, has_separator)| Node {
                name,
                is_draft,
                is_unnumbered,
                has_separator,
                nodes: vec![],
            },
        )
    };
    leaf().prop_recursive(5, 20, 4, move |inner| {
        let nodes = prop::collection::vec(inner, 0..4);
        (leaf(), nodes).prop_map(|(leaf, nodes)| Node { nodes, ..leaf })
    })
}

/// The items of a top level: chapters, and what stands between parts.
fn book(odd: f64) -> impl Strategy<Value = Value> {
    let part = (
        prop::collection::vec(node(odd), 0..3),
        any::<bool>(),
        any::<bool>(),
    );
    let outer = move || prop::collection::vec(node(odd), 0..3);
    (outer(), prop::collection::vec(part, 0..3), outer(), any::<bool>()).prop_map(
        |(prefix, parts, suffix, is_old)| {
            let mut pages = 0;
            let mut all: Vec<Value> = prefix.iter().map(|node| item(node, None, &mut pages)).collect();
            let mut top = 0;
            for (nodes, has_separator, has_title) in parts {
                all.extend(has_separator.then(|| "Separator".into()));
                all.extend(has_title.then(|| json!({"PartTitle": "API"})));
                for node in &nodes {
                    top += 1;
                    all.push(item(node, Some(&[top]), &mut pages));
                }
            }
            all.extend(suffix.iter().map(|node| item(node, None, &mut pages)));
            if is_old {
                json!({"sections": all, "__non_exhaustive": null})
            } else {
                json!({"items": all})
            }
        },
    )
}

/// A chapter as mdBook numbers it: all levels below a number have numbers; without a number there is no
/// level below.
fn item(node: &Node, number: Option<&[u32]>, pages: &mut u32) -> Value {
    *pages += 1;
    let path = if node.is_draft {
        None
    } else {
        Some(format!("page{pages}.md"))
    };
    let mut sub_items = Vec::new();
    if let Some(number) = number {
        for (below, at) in node.nodes.iter().zip(1..) {
            sub_items.push(item(below, Some(&[number, &[at]].concat()), pages));
        }
        sub_items.extend(node.has_separator.then(|| "Separator".into()));
    }
    let number = if node.is_unnumbered { None } else { number };
    let content = if node.is_draft { "" } else { "text" };
    json!({"Chapter": {
        "name": node.name, "content": content, "number": number, "sub_items": sub_items,
        "path": path, "source_path": path, "parent_names": ["above"],
    }})
}

fn tree() -> impl Strategy<Value = Tree> {
    Just(Tree(vec![])).prop_recursive(6, 30, 4, |inner| {
        prop::collection::vec(inner, 0..4).prop_map(Tree)
    })
}

fn generated(tree: &Tree, path: &str) -> GeneratedChapter {
    let children = tree
        .0
        .iter()
        .enumerate()
        .map(|(at, tree)| generated(tree, &format!("{path}/{at}")))
        .collect();
    GeneratedChapter {
        children,
        ..page(path)
    }
}

fn page(path: &str) -> GeneratedChapter {
    GeneratedChapter {
        name: ROOT.to_owned(),
        content: "made".into(),
        path: format!("{path}.md"),
        ..GeneratedChapter::default()
    }
}

/// Whether mdBook can draw the sidebar: by its `helpers/toc.rs`, the level of a chapter is the length of
/// its number, of everything else 1, and the level of an item is at most one more than that of the item
/// before.
fn can_be_drawn(items: &[Value]) -> bool {
    fn levels(items: &[Value], found: &mut Vec<usize>) {
        for item in items {
            found.push(item["Chapter"]["number"].as_array().map_or(1, Vec::len));
            levels(
                item["Chapter"]["sub_items"].as_array().map_or(&[], Vec::as_slice),
                found,
            );
        }
    }
    let mut found = vec![1];
    levels(items, &mut found);
    found.is_sorted_by(|before, after| *after <= before + 1)
}

/// Takes generated chapters out again, and makes the draft that was filled a draft.
fn take_out(items: &mut Vec<Value>, root: &str) {
    items.retain(|item| item["Chapter"]["name"] != ROOT);
    for chapter in items.iter_mut().filter_map(|item| item.get_mut("Chapter")) {
        if chapter["path"] == root {
            assert_eq!(chapter["content"], "made");
            (chapter["path"], chapter["source_path"], chapter["content"]) =
                (Value::Null, Value::Null, "".into());
        }
        if let Some(sub_items) = chapter["sub_items"].as_array_mut() {
            take_out(sub_items, root);
        }
    }
}

/// The numbers and names of generated chapters continue those of the chapters around them.
fn check_below(parent: &Map<String, Value>) {
    let mut parents = parent["parent_names"].as_array().unwrap().clone();
    parents.push(name(parent).into());
    let mut before = None;
    for below in sub_items(parent).iter().filter_map(chapter) {
        check_below(below);
        let number = number(below);
        if name(below) == ROOT {
            assert_eq!(below["parent_names"].as_array(), Some(&parents));
            if let Some(number) = &number {
                let (last, above) = number.split_last().unwrap();
                assert_eq!(Some(above.to_vec()), super::chapters::number(parent));
                assert_eq!(*last, before.unwrap_or(0) + 1);
            }
        }
        before = number.and_then(|number| number.last().copied()).or(before);
    }
}

/// Puts the reference of `tree` into `book`, checks that nothing else changed, and returns the answer.
fn answer(book: &Value, tree: &Tree, title: &str) -> Value {
    let place = find_place(book, title);
    let root = generated(tree, &place.prefix);
    let root_path = root.path.clone();
    let mut answer = book.clone();
    inject(&mut answer, &place, root)
        .unwrap()
        .fill(&mut answer)
        .unwrap();

    let mut rest = answer.clone();
    let key = if book.get("items").is_some() {
        "items"
    } else {
        "sections"
    };
    take_out(rest[key].as_array_mut().unwrap(), &root_path);
    assert_eq!(&rest, book);
    answer
}

fn title() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["API", "New"])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reference_fits_into_any_book(book in book(0.0), tree in tree(), title in title()) {
        prop_assert!(can_be_drawn(items(&book).unwrap()));
        let answer = answer(&book, &tree, title);
        prop_assert!(can_be_drawn(items(&answer).unwrap()), "{answer:#}");

        let all = all_chapters(&answer);
        let numbers: Vec<_> = all.iter().filter_map(|(_, chapter)| number(chapter)).collect();
        prop_assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
        let paths: Vec<_> = all.iter().filter_map(|(_, chapter)| path(chapter)).collect();
        prop_assert_eq!(paths.iter().collect::<HashSet<_>>().len(), paths.len());
        for (_, chapter) in all {
            check_below(chapter);
        }
    }

    #[test]
    fn a_book_that_can_be_drawn_still_can(book in book(0.2), tree in tree(), title in title()) {
        prop_assume!(can_be_drawn(items(&book).unwrap()));
        let answer = answer(&book, &tree, title);
        prop_assert!(can_be_drawn(items(&answer).unwrap()), "{answer:#}");
    }

    #[test]
    fn bytes_are_input_or_an_error(text in r#"[\[\]{}",: a-z0-9\\]{0,40}"#, cut in 0_usize..100) {
        let whole = r#"[{"root":"/b","renderer":"html","config":{"book":{}}},{"items":[]}]"#;
        let cut = cut.min(whole.len());
        let input = format!("{}{text}", &whole[..cut]);
        if let Ok(input) = super::read_input(input.as_bytes()) {
            prop_assert!(items(&input.book).is_some());
        }
    }
}

/// A chain of pages: each is the only child of the one before.
fn chain(length: usize) -> GeneratedChapter {
    (0..length)
        .rev()
        .fold(page("api/last"), |below, at| GeneratedChapter {
            children: vec![below],
            ..page(&format!("api/{at}"))
        })
}

#[test]
fn deep_nesting_is_flattened_into_what_mdbook_can_read() {
    for length in [MAX_DEPTH - 1, MAX_DEPTH, 5 * MAX_DEPTH, 20_000] {
        let mut book = json!({"items": []});
        let place = find_place(&book, "API");
        inject(&mut book, &place, chain(length))
            .unwrap()
            .fill(&mut book)
            .unwrap();
        let text = book.to_string();
        let read: mdbook_preprocessor::book::Book = serde_json::from_str(&text).unwrap();
        assert_eq!(read.chapters().count(), length + 1);
        let order: Vec<_> = read
            .chapters()
            .map(|chapter| chapter.path.clone().unwrap())
            .collect();
        assert_eq!(order[0], std::path::PathBuf::from("api/0.md"));
        assert_eq!(order[length], std::path::PathBuf::from("api/last.md"));
        assert!(
            order
                .windows(2)
                .take(length - 1)
                .all(|pair| number_in(&pair[0]) + 1 == number_in(&pair[1]))
        );
        let depth = all_chapters(&book).iter().map(|(index, _)| index.len()).max();
        assert_eq!(depth, Some((length + 1).min(MAX_DEPTH)));
        assert!(can_be_drawn(items(&book).unwrap()));
    }
}

fn number_in(path: &std::path::Path) -> usize {
    path.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

#[test]
fn deep_books_are_extended_at_their_own_depth() {
    let mut draft =
        json!({"Chapter": {"name": "API", "number": vec![1; MAX_DEPTH + 3], "path": null, "sub_items": []}});
    for depth in (1..MAX_DEPTH + 3).rev() {
        draft =
            json!({"Chapter": {"name": "X", "number": vec![1; depth], "path": null, "sub_items": [draft]}});
    }
    let mut book = json!({"items": [draft]});
    let place = find_place(&book, "API");
    inject(&mut book, &place, chain(9)).unwrap();
    let depths: Vec<usize> = all_chapters(&book).iter().map(|(index, _)| index.len()).collect();
    assert_eq!(
        depths[MAX_DEPTH + 2..],
        [[MAX_DEPTH + 3].as_slice(), &[MAX_DEPTH + 4; 9]].concat()
    );
    assert!(can_be_drawn(items(&book).unwrap()));
}
