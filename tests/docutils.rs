//! Our reST beside docutils: the same blocks, nested alike, with the same words, in every docstring of babel,
//! matplotlib and the standard library that is reST by its own evidence, or where nothing speaks for another style.
//!
//! `oracle/docutils_blocks.py` says how docutils reads a docstring. Where docutils complains, how the text is shown is
//! our own choice; such docstrings are counted apart. Of the others at least 99% must agree, of those that are reST
//! by their own evidence and of those in which nothing speaks for any style, and each difference has to be of a kind
//! in `KINDS`, which has the reasons.
//!
//! Both trees are brought into one form first. What `:param x:` and the like become is compared by its body; types
//! are left out. A quotation of nothing but code is code. Sections are headings with a level. Text in single
//! backticks is code, and a role is what Sphinx shows of it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "the test runs the oracle, may panic, and tells what it counted"
)]

#[expect(dead_code, reason = "this test needs a part of what tests share")]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdbook_autodoc::docstring::{
    Block, Cell, Document, Inline, Numbering, SectionKind, Style, detect, parse,
};
use serde_json::{Value, json};
use support::tools;
use unicode_normalization::UnicodeNormalization as _;

/// docutils reports what is malformed from this level on: warnings, errors, and what is worse.
const MALFORMED: u64 = 2;

/// A kind of difference: its name, and whether a docstring with what docutils and we make of it is one.
type Kind = (&'static str, fn(&Case<'_>) -> bool);

/// The differences that are meant. In all of them the words are the same.
const KINDS: &[Kind] = &[
    // In `*args : tuple (*a*, *b*)` docutils sees stress from the first star to the second.
    ("the star of a parameter as a term", |case| {
        let is_term = |line: &str| line.starts_with('*') && line.contains(" : ");
        case.has_same_words() && case.text.lines().any(is_term)
    }),
    // By the letter, the first line is a term and the others define it. It is a sentence with a hanging indent.
    (
        "an item whose further lines are indented further than its text",
        |case| case.has_same_words() && case.has_hanging_item(),
    ),
    // Authors who do not think of reST write no blank line before a list. docutils makes one paragraph of it.
    (
        "a list or doctest right below a paragraph, in prose without reST",
        |case| case.has_same_words() && case.has_more_lists() && case.has_line_below_text(starts_list),
    ),
    // Fields are known by their names, with or without a blank line before them.
    ("fields right below a paragraph", |case| {
        case.has_line_below_text(|line| {
            [":param ", ":return", ":raise"]
                .iter()
                .any(|field| line.starts_with(field))
        })
    }),
    // docutils knows hundreds of schemes, such as that of `file:line`, takes `name@word` for an address, and leaves
    // the last parenthesis out of `https://example.org/A_(B)`.
    ("what is an address in itself", |case| {
        without_links(case.ours) == without_links(case.theirs)
    }),
    // Nobody defines the term `code::`. docutils does, and asks whether that is meant.
    ("a literal block without a blank line before it", |case| {
        case.has_same_words() && case.has_code_below_colons()
    }),
    // What is shown does not depend on when a book is built.
    ("a date", |case| case.text.contains("date::")),
    // epydoc's field of a version is one for us.
    ("a version in a field", |case| {
        case.text.lines().any(|line| line.starts_with(":since: version "))
    }),
];

fn starts_list(line: &str) -> bool {
    ["- ", "* ", "+ ", ">>> "]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// A docstring read by both.
struct Case<'a> {
    text: &'a str,
    theirs: &'a Value,
    ours: &'a Value,
}

impl Case<'_> {
    fn has_same_words(&self) -> bool {
        words(self.theirs) == words(self.ours)
    }

    /// Whether a line of a kind stands right below text that is not of the kind.
    fn has_line_below_text(&self, is_kind: fn(&str) -> bool) -> bool {
        let mut before = "";
        self.text.lines().any(|line| {
            let line = line.trim_start();
            let found = is_kind(line) && !before.is_empty() && !is_kind(before);
            before = line;
            found
        })
    }

    fn has_more_lists(&self) -> bool {
        let count = |tree: &Value| {
            let tree = tree.to_string();
            ["[\"bullets\"", "[\"code\""]
                .map(|kind| tree.matches(kind).count())
                .iter()
                .sum::<usize>()
        };
        count(self.ours) > count(self.theirs)
    }

    /// Whether an indented line stands right below one that ends in a pair of colons.
    fn has_code_below_colons(&self) -> bool {
        let lines: Vec<_> = self.text.lines().collect();
        lines.windows(2).any(|pair| {
            pair[0].ends_with("::") && !pair[0].trim_start().starts_with("..") && pair[1].starts_with(' ')
        })
    }

    fn has_hanging_item(&self) -> bool {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let lines: Vec<_> = self.text.lines().collect();
        lines.windows(2).any(|pair| {
            let item = pair[0].trim_start();
            let marker = item.split(' ').next().unwrap_or_default();
            let is_item = starts_list(item) || marker.ends_with('.') && marker.len() < 4;
            is_item && indent(pair[1]) > indent(pair[0]) + marker.len() + 1
        })
    }
}

/// The letters of all words, without what tells blocks apart and without the marks of lists.
fn words(tree: &Value) -> String {
    fn add(value: &Value, words: &mut String) {
        let Some(parts) = value.as_array() else { return };
        let kind = parts.first().and_then(Value::as_str).unwrap_or_default();
        match kind {
            // Running text, with its marks behind it.
            "p" => words.push_str(parts[1].as_str().unwrap_or_default()),
            "heading" => words.push_str(parts[2].as_str().unwrap_or_default()),
            "code" | "math" => words.push_str(parts[1].as_str().unwrap_or_default()),
            "bullets" | "ordered" | "definitions" | "quote" | "table" | "adm" | "version" | "lines"
            | "notes" => {
                parts.iter().skip(1).for_each(|part| add(part, words));
            }
            _ if parts.first().is_some_and(Value::is_string) => words.push_str(kind),
            _ => parts.iter().for_each(|part| add(part, words)),
        }
    }
    let mut all = String::new();
    add(tree, &mut all);
    all.retain(char::is_alphanumeric);
    all
}

/// A tree without the marks of links.
fn without_links(tree: &Value) -> Value {
    match tree.as_array() {
        Some(parts) => parts
            .iter()
            .filter(|part| part[0] != "link")
            .map(without_links)
            .collect(),
        None => tree.clone(),
    }
}

/// How many docstrings there are of each sort.
#[derive(Default)]
struct Counts {
    /// In another style.
    other: usize,
    malformed: usize,
    /// Those that agree and those that do not: with evidence of reST, and without any evidence.
    rst: (usize, usize),
    neutral: (usize, usize),
    explained: BTreeMap<&'static str, usize>,
    unexplained: Vec<String>,
}

impl Counts {
    fn add(&mut self, answer: &Value) {
        let text = answer["text"].as_str().unwrap();
        let style = detect(text);
        if !matches!(style, None | Some(Style::Sphinx)) {
            self.other += 1;
            return;
        }
        if answer["level"].as_u64().unwrap() >= MALFORMED {
            self.malformed += 1;
            return;
        }
        let theirs = json!([
            answer["tree"],
            sorted(answer["fields"].as_array().unwrap().clone())
        ]);
        let ours = normalised(&parse(text, Style::Sphinx).document);
        let counted = if style.is_none() {
            &mut self.neutral
        } else {
            &mut self.rst
        };
        if ours == theirs {
            counted.0 += 1;
            return;
        }
        counted.1 += 1;
        let case = Case {
            text,
            theirs: &theirs,
            ours: &ours,
        };
        match KINDS.iter().find(|(_, is_kind)| is_kind(&case)) {
            Some((name, _)) => *self.explained.entry(name).or_default() += 1,
            None => self.unexplained.push(format!(
                "{}: {}\ndocutils: {theirs}\nours:     {ours}\n",
                answer["where"], answer["text"]
            )),
        }
    }

    fn merge(&mut self, other: Self) {
        for (sum, more) in [(&mut self.rst, other.rst), (&mut self.neutral, other.neutral)] {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        for (kind, count) in other.explained {
            *self.explained.entry(kind).or_default() += count;
        }
        self.unexplained.extend(other.unexplained);
        self.malformed += other.malformed;
        self.other += other.other;
    }

    fn show(&self, label: &str) {
        println!(
            "{label}: of {} with reST {:.3}% agree, of {} that may be anything {:.3}%; {} explained, {} unexplained; \
             {} malformed, {} of other styles",
            self.rst.0 + self.rst.1,
            100.0 * share(self.rst),
            self.neutral.0 + self.neutral.1,
            100.0 * share(self.neutral),
            self.explained.values().sum::<usize>(),
            self.unexplained.len(),
            self.malformed,
            self.other
        );
    }
}

/// The share that agrees.
fn share((agree, differ): (usize, usize)) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are thousands of docstrings, no more"
    )]
    let share = agree as f64 / (agree + differ).max(1) as f64;
    share
}

fn compared(python: &Path, label: &str, sources: &[PathBuf]) -> Counts {
    let output = Command::new(python)
        .arg(tools::repository().join("tests/oracle/docutils_blocks.py"))
        .arg(label)
        .args(sources)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{label}: {errors}");
    let mut counts = Counts::default();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        counts.add(&serde_json::from_str(line).unwrap());
    }
    counts.show(label);
    assert!(counts.rst.0 + counts.neutral.0 > 100, "{label}");
    counts
}

#[test]
fn rst_reads_as_docutils_reads_it() {
    let (Some(python), Some(babel), Some(matplotlib)) = (
        tools::python_with(&["docutils"]),
        tools::package("babel"),
        tools::package("matplotlib"),
    ) else {
        return;
    };
    let plots = ["matplotlib", "mpl_toolkits"].map(|name| matplotlib.join(name));
    let table = tools::repository().join("tests/docstring/rst.txt");
    let cases = compared(&python, "our cases", &[table]);

    assert_eq!(cases.unexplained, [""; 0]);
    let mut all = Counts::default();
    all.merge(compared(&python, "babel", &[babel.join("babel")]));
    all.merge(compared(&python, "matplotlib", &plots));
    let pinned = all.unexplained.len();
    all.merge(compared(&python, "standard library", &[standard_library()]));
    all.show("all");
    println!("{:#?}", all.explained);
    for difference in &all.unexplained {
        println!("{difference}");
    }
    // What is pinned is explained to the last docstring; the standard library may be that of any Python.
    assert_eq!(pinned, 0, "{}", all.unexplained.concat());
    for counts in [all.rst, all.neutral] {
        assert!(share(counts) >= 0.99, "{counts:?}");
    }
    assert!(all.unexplained.len() < 10, "{}", all.unexplained.len());
    for (kind, _) in KINDS {
        let is_used = all.explained.contains_key(kind) || cases.explained.contains_key(kind);
        assert!(is_used, "explains nothing: {kind}");
    }
}

/// The directory of the standard library of the `python3` on `PATH`.
fn standard_library() -> PathBuf {
    let output = Command::new("python3")
        .args(["-c", "import os; print(os.path.dirname(os.__file__))"])
        .output()
        .unwrap();
    Path::new(String::from_utf8(output.stdout).unwrap().trim()).to_owned()
}

// A document in the form of the oracle.

fn normalised(document: &Document) -> Value {
    let mut tree: Vec<Value> = Vec::new();
    let mut fields = Vec::new();
    for section in &document.sections {
        let mut body = blocks(&section.body);
        if section.kind == SectionKind::Text
            && let (Some(last), Some(first)) = (tree.last_mut(), body.first())
            && last[0] == "definitions"
            && first[0] == "definitions"
        {
            // Fields that stand between others leave one list of them.
            let more = first.as_array().unwrap().iter().skip(1).cloned();
            last.as_array_mut().unwrap().extend(more);
            body.remove(0);
        }
        tree.append(&mut body);
        let entries = section.entries.iter();
        fields.extend(entries.map(|entry| Value::Array(blocks(&entry.body))));
    }
    json!([tree, sorted(fields)])
}

/// Fields without their order: those of a kind are shown together. Empty ones say nothing.
fn sorted(mut fields: Vec<Value>) -> Vec<Value> {
    fields.retain(|body| body.as_array().is_some_and(|blocks| !blocks.is_empty()));
    fields.sort_by_key(Value::to_string);
    fields
}

fn blocks(blocks: &[Block]) -> Vec<Value> {
    blocks.iter().map(block).collect()
}

/// A list with a head and then parts.
fn list(head: Vec<Value>, parts: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(head.into_iter().chain(parts).collect())
}

fn block(block: &Block) -> Value {
    match block {
        // A picture that is a link stands by itself.
        Block::Paragraph(content) if linked_image(content).is_some() => {
            json!(["image", linked_image(content)])
        }
        Block::Paragraph(content) => list(vec!["p".into()], inlines(content)),
        Block::Heading { level, content } => list(vec!["heading".into(), (*level).into()], inlines(content)),
        Block::Bullets(items) => list(
            vec!["bullets".into()],
            items.iter().map(|item| blocks(item).into()),
        ),
        Block::Ordered {
            start,
            numbering,
            items,
        } => list(
            vec![
                "ordered".into(),
                (*start).into(),
                numbering_name(*numbering).into(),
            ],
            items.iter().map(|item| blocks(item).into()),
        ),
        Block::Definitions(definitions) => list(
            vec!["definitions".into()],
            definitions
                .iter()
                .map(|one| json!([inlines(&one.term), blocks(&one.body)])),
        ),
        Block::Code { text, .. } | Block::Html(text) => {
            let lines: Vec<String> = text.lines().map(|line| line.nfkc().collect()).collect();
            json!(["code", lines.join("\n").trim_matches('\n')])
        }
        Block::Quote(body) => list(vec!["quote".into()], blocks(body)),
        Block::Table(table) => json!([
            "table",
            inlines(&table.title),
            table.head.iter().map(|row| cells(row)).collect::<Vec<_>>(),
            table.rows.iter().map(|row| cells(row)).collect::<Vec<_>>(),
        ]),
        Block::Rule => json!(["rule"]),
        Block::Admonition(admonition) => list(
            vec!["adm".into(), inlines(&admonition.title).into()],
            blocks(&admonition.body),
        ),
        Block::Version(note) => list(
            vec![
                "version".into(),
                note.change.word().into(),
                note.version.as_str().into(),
            ],
            blocks(&note.body),
        ),
        Block::Lines(lines) => list(
            vec!["lines".into()],
            lines.iter().map(|line| inlines(&line.content).into()),
        ),
        Block::Math(text) => json!(["math", collapse(text)]),
        Block::Image(image) => json!(["image", image.url]),
        Block::Footnotes(notes) => list(
            vec!["notes".into()],
            notes
                .iter()
                .map(|note| list(vec![note.label.as_str().into()], blocks(&note.body))),
        ),
    }
}

fn numbering_name(numbering: Numbering) -> &'static str {
    match numbering {
        Numbering::Decimal => "arabic",
        Numbering::LowerAlpha => "loweralpha",
        Numbering::UpperAlpha => "upperalpha",
        Numbering::LowerRoman => "lowerroman",
        Numbering::UpperRoman => "upperroman",
    }
}

fn cells(row: &[Cell]) -> Vec<Value> {
    row.iter()
        .map(|cell| list(vec![cell.columns.into(), cell.rows.into()], blocks(&cell.body)))
        .collect()
}

/// Letters in their usual form, with single blanks between words.
fn collapse(text: &str) -> String {
    let text: String = text.nfkc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All words, then what is marked among them.
fn inlines(content: &[Inline]) -> Vec<Value> {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut is_after_code = false;
    for (index, inline) in content.iter().enumerate() {
        // Code with what the reader puts in is one piece.
        let is_before_code = matches!(content.get(index + 1), Some(Inline::Code(_)));
        if is_placeholder(inline) && (is_after_code || is_before_code) {
            let words = plain(std::slice::from_ref(inline));
            push(&Inline::Code(words), &mut text, &mut marks);
        } else {
            push(inline, &mut text, &mut marks);
        }
        let is_code = matches!(inline, Inline::Code(_)) || is_placeholder(inline);
        if is_code
            && is_after_code
            && let Some(last) = marks.pop()
            && let Some(before) = marks.last_mut()
        {
            let joined = format!("{}{}", before[1].as_str().unwrap(), last[1].as_str().unwrap());
            before[1] = joined.into();
        }
        is_after_code = is_code;
    }
    let mut all = vec![collapse(&text).into()];
    all.append(&mut marks);
    all
}

fn linked_image(content: &[Inline]) -> Option<&str> {
    match content {
        [Inline::Link { content, .. }] => match content.as_slice() {
            [Inline::Image(image)] => Some(&image.url),
            _ => None,
        },
        _ => None,
    }
}

fn is_placeholder(inline: &Inline) -> bool {
    matches!(inline, Inline::Emphasis(inner) if matches!(inner.as_slice(), [Inline::Code(_)]))
}

fn push(inline: &Inline, text: &mut String, marks: &mut Vec<Value>) {
    let mut mark = |kind: &str, words: &str| {
        text.push_str(words);
        marks.push(json!([kind, collapse(words)]));
    };
    match inline {
        Inline::Text(words) => text.push_str(words),
        Inline::Code(words) => mark("code", words),
        Inline::Emphasis(inner) => mark("em", &plain(inner)),
        Inline::Strong(inner) => mark("strong", &plain(inner)),
        Inline::Link { .. } if linked_image(std::slice::from_ref(inline)).is_some() => {
            marks.push(json!(["image", linked_image(std::slice::from_ref(inline))]));
        }
        Inline::Link { content, .. } => mark("link", &plain(content)),
        // Sphinx shows these as code, and so do we.
        Inline::Reference(reference)
            if matches!(
                reference.role.as_deref(),
                Some("option" | "envvar" | "token" | "keyword")
            ) =>
        {
            mark("code", &plain(&reference.content));
        }
        Inline::Reference(reference) if reference.is_explicit => text.push_str(&plain(&reference.content)),
        Inline::Reference(reference) => mark("code", &plain(&reference.content)),
        Inline::Math(words) => mark("math", words),
        Inline::Image(image) => marks.push(json!(["image", image.url])),
        Inline::FootnoteMark(label) => text.extend(["[", label, "]"]),
        Inline::Break => text.push(' '),
        Inline::Html(words) => text.push_str(words),
        // reST has no such thing.
        Inline::Struck(inner) => mark("struck", &plain(inner)),
    }
}

fn plain(content: &[Inline]) -> String {
    let mut text = String::new();
    for inline in content {
        push(inline, &mut text, &mut Vec::new());
    }
    text
}
