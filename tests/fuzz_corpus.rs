//! What holds for all bytes, asked of the inputs that fuzzing found worth keeping and of random tokens.
//!
//! The checks are in `checks`, where the targets of `fuzz` have them from too; `fuzz/README.md` says how the inputs
//! are found.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read their files, say what they skip, and may panic"
)]

mod checks;

use std::fs;
use std::path::Path;

use mdbook_autodoc::prepare::prepare;
use proptest::prelude::*;
use proptest::sample::select;

/// Asks `check` of every input of some directories, and names the input where it fails.
fn replay(directories: &[&str], check: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    if !fuzz.exists() && std::env::var_os("CI").is_none() {
        println!("the published crate has no corpus");
        return;
    }
    for directory in directories.iter().map(|directory| fuzz.join(directory)) {
        let mut paths: Vec<_> = fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        assert!(
            paths.len() > 100,
            "{} inputs in {}",
            paths.len(),
            directory.display()
        );
        for path in paths {
            let bytes = fs::read(&path).unwrap();
            let result = std::panic::catch_unwind(|| check(&bytes));
            assert!(result.is_ok(), "{} fails", path.display());
        }
    }
}

#[test]
fn preparation_holds_for_its_corpus() {
    replay(&["seeds", "corpus/prepare"], checks::prepare);
}

#[test]
fn extraction_holds_for_its_corpus() {
    replay(&["seeds", "corpus/extract"], checks::extract);
}

#[test]
fn parsing_of_docstrings_holds_for_its_corpus() {
    replay(&["corpus/docstring"], checks::docstring);
}

#[test]
fn chapters_hold_for_their_corpus_and_that_of_docstrings() {
    replay(&["corpus/docstring", "corpus/prose"], checks::prose);
}

#[test]
fn pages_hold_for_their_corpus() {
    replay(&["corpus/page"], checks::page);
}

/// Anything that Python is made of.
fn piece() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        3 => select(vec!["a", "b", "é", "名", "_", "0", "1.5", "match", "case", "type", "f", "r", "self", "x"]),
        3 => select(vec![
            "def", "class", "if", "elif", "else", "for", "in", "while", "with", "as", "try", "except", "finally",
            "lambda", "import", "from", "async", "return", "del", "not", "is", "pass", "yield",
        ]),
        3 => select(vec!["(", ")", "[", "]", "{", "}", ":", ",", "=", ";"]),
        2 => select(vec![".", "...", "->", ":=", "+=", "*", "**", "/", "@", "-", "==", "$", "?", "\\", "\u{fffd}"]),
        2 => select(vec!["'a'", "\"", "'", "'''", "\"\"\"", "f'", "f'{", "{{", "}'", "rb'", "#", "#:", "\0"]),
        4 => select(vec!["\n", "\n    ", "\n  ", "\n\t", "\r", "\r\n", "\\\n", "\x0c", " ", "  ", "\u{feff}", ":\n  "]),
    ]
}

/// Tokens that stand alone wherever they are, in groups of brackets.
#[derive(Clone, Debug)]
enum Soup {
    Token(&'static str),
    Group(&'static str, Vec<Soup>, &'static str),
}

fn soup() -> impl Strategy<Value = Vec<Soup>> {
    let token = select(vec![
        "a",
        "名",
        "0x_f",
        "1.5e-3j",
        ".5",
        "'b'",
        "rb\"c\"",
        "'''d\n'''",
        "f'{a['b']}'",
        "f'''{\n#}\n}'''",
        "+",
        "**=",
        "->",
        ":=",
        "...",
        "None",
        "lambda",
        "not",
        "$",
        "1_0",
        "t'{x!r:>{w}}'",
        "!=",
        "<<=",
        "~",
        ",",
        ":",
    ]);
    let group = select(vec![("(", ")"), ("[", "]"), ("{", "}")]);
    let leaf = token.prop_map(Soup::Token);
    let tree = leaf.prop_recursive(4, 24, 4, move |inner| {
        let content = prop::collection::vec(inner, 0..4);
        (group.clone(), content).prop_map(|((open, close), content)| Soup::Group(open, content, close))
    });
    prop::collection::vec(tree, 0..8)
}

/// Writes tokens with something between all of them, and where each of them stands.
struct Writer<'b> {
    blanks: &'b [&'static str],
    source: String,
    places: Vec<(usize, usize)>,
}

impl Writer<'_> {
    fn token(&mut self, text: &str) {
        let start = self.source.len();
        self.source.push_str(text);
        self.places.push((start, self.source.len()));
        self.source
            .push_str(self.blanks[self.places.len() % self.blanks.len()]);
        self.source.push(' ');
    }

    fn soup(&mut self, soup: &[Soup]) {
        for part in soup {
            match part {
                Soup::Token(text) => self.token(text),
                Soup::Group(open, content, close) => {
                    self.token(open);
                    self.soup(content);
                    self.token(close);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_holds_for_random_tokens(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        checks::prepare(text.as_bytes());
        checks::extract(text.as_bytes());
    }

    #[test]
    fn tokens_are_found_where_they_were_written(
        soup in soup(),
        blanks in prop::collection::vec(select(vec!["", " ", "\t", "\\\n", "\\\r\n", "\n", "\r", "\n# )\n", "\x0c"]), 1..5),
    ) {
        let mut writer = Writer { blanks: &blanks, source: String::new(), places: Vec::new() };
        writer.soup(&soup);
        let Writer { source, places, .. } = writer;
        let tokens = prepare(&source).tokens;
        let found: Vec<(usize, usize)> =
            tokens.starts.iter().zip(&tokens.ends).map(|(start, end)| (*start as usize, *end as usize)).collect();
        prop_assert_eq!(found, places, "in {:?}", source);
    }
}
