//! The examples of the `CommonMark` specification: our blocks have the kinds and the text that its HTML has.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the specification is a file, and tests may panic and tell what they counted"
)]

#[expect(dead_code, reason = "the specification is all that is needed")]
mod support;

use std::fmt::Write as _;

use mdbook_autodoc::docstring::{Block, Inline, Style, parse};

/// Examples that we read in another way on purpose.
const DIFFERENT: &[(&str, &[usize])] = &[
    (
        "docstrings have no blanks at the ends of their lines",
        &[112, 118, 129],
    ),
    (
        "labels of links are defined at any indentation: sections are indented",
        &[211],
    ),
    ("three signs are an interactive session and no quotations", &[251]),
    (
        "a Python name between two underscores on each side is that name",
        &[389, 399, 402, 406, 425, 426, 456, 458, 462, 465, 468],
    ),
    ("backslashes in labels do not count", &[545]),
    ("labels of links may be names of items", &[569, 571]),
    (
        "the HTML has a tag or a section that this test cannot read",
        &[616, 629],
    ),
];

/// Sections whose examples are about raw HTML, which is no text here.
const RAW: [&str; 1] = ["HTML blocks"];

struct Example {
    section: String,
    markdown: String,
    html: String,
}

/// The examples of the specification, in their order.
fn examples(text: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let open = format!("{fence} example");
    let mut section = String::new();
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == "<!-- END TESTS -->" {
            break;
        }
        if line == open {
            let body: Vec<_> = lines.by_ref().take_while(|line| *line != fence).collect();
            let middle = body.iter().position(|line| *line == ".").unwrap();
            let join = |lines: &[&str]| lines.join("\n").replace('→', "\t");
            found.push(Example {
                section: section.clone(),
                markdown: join(&body[..middle]),
                html: join(&body[middle + 1..]),
            });
        } else if let Some(title) = line.trim_start_matches('#').strip_prefix(' ')
            && line.starts_with('#')
        {
            title.clone_into(&mut section);
        }
    }
    found
}

/// The pieces of text in a document, each behind the blocks that it stands in.
#[derive(Default)]
struct Outline {
    path: Vec<String>,
    pieces: Vec<String>,
}

impl Outline {
    fn piece(&mut self, kind: &str, text: &str) {
        let text = match kind {
            "pre" => text.trim_end_matches('\n').to_owned(),
            _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        if !text.is_empty() || kind != "p" {
            self.pieces
                .push(format!("{} {kind}: {text}", self.path.join(" ")));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(content) => self.piece("p", &text(content)),
                Block::Heading { level, content } => self.piece(&format!("h{level}"), &text(content)),
                Block::Bullets(items) => self.items("ul", items),
                Block::Ordered { start, items, .. } => self.items(&format!("ol{start}"), items),
                Block::Code { text, .. } => self.piece("pre", text),
                Block::Quote(blocks) => self.nested("blockquote", blocks),
                Block::Rule => self.piece("hr", ""),
                Block::Html(_) => {}
                other => self.piece("other", &format!("{other:?}")),
            }
        }
    }

    fn items(&mut self, kind: &str, items: &[Vec<Block>]) {
        self.path.push(kind.to_owned());
        for (number, item) in items.iter().enumerate() {
            self.nested(&format!("li{number}"), item);
        }
        self.path.pop();
    }

    fn nested(&mut self, kind: &str, blocks: &[Block]) {
        self.path.push(kind.to_owned());
        let before = self.pieces.len();
        self.blocks(blocks);
        if self.pieces.len() == before {
            self.piece("nothing", "");
        }
        self.path.pop();
    }
}

fn text(content: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Code(text) | Inline::Math(text) => text.clone(),
        Inline::Emphasis(inner)
        | Inline::Strong(inner)
        | Inline::Struck(inner)
        | Inline::Link { content: inner, .. } => text(inner),
        Inline::Reference(reference) => text(&reference.content),
        Inline::Image(image) => image.alt.clone(),
        Inline::FootnoteMark(_) | Inline::Html(_) => String::new(),
        Inline::Break => " ".to_owned(),
    };
    content.iter().map(one).collect()
}

/// The same from HTML as the specification writes it: well-formed but for raw HTML, of which the tags are left out.
fn outline_of_html(html: &str) -> Vec<String> {
    let mut outline = Outline::default();
    let mut numbers: Vec<usize> = Vec::new();
    let mut counts: Vec<usize> = Vec::new();
    let (mut kind, mut text) = ("p".to_owned(), String::new());
    let mut rest = html;
    while !rest.is_empty() {
        let tag = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((inside, behind)) = tag else {
            let end = rest.char_indices().skip(1).find(|(_, next)| *next == '<');
            let (piece, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            text.push_str(&decoded(piece));
            rest = behind;
            continue;
        };
        rest = behind;
        let name = inside.trim_end_matches(['/', ' ']).split(' ').next().unwrap();
        match name {
            "img" => text.push_str(&decoded(attribute(inside, "alt").unwrap_or_default())),
            "br" => text.push(' '),
            "p" | "/p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "/h1" | "/h2" | "/h3" | "/h4"
            | "/h5" | "/h6" | "/pre" | "hr" | "ul" | "ol" | "/ul" | "/ol" | "li" | "/li" | "blockquote"
            | "/blockquote" => {
                outline.piece(&kind, &std::mem::take(&mut text));
                "p".clone_into(&mut kind);
                match name {
                    "ul" | "ol" => {
                        let start = attribute(inside, "start").unwrap_or("1");
                        let start = if name == "ol" { start } else { "" };
                        outline.path.push(format!("{name}{start}"));
                        numbers.push(0);
                    }
                    "li" => {
                        let number = numbers.last_mut().unwrap();
                        outline.path.push(format!("li{number}"));
                        *number += 1;
                        counts.push(outline.pieces.len());
                    }
                    "blockquote" => {
                        outline.path.push(name.to_owned());
                        counts.push(outline.pieces.len());
                    }
                    "/li" | "/blockquote" => {
                        if counts.pop() == Some(outline.pieces.len()) {
                            outline.piece("nothing", "");
                        }
                        outline.path.pop();
                    }
                    "/ul" | "/ol" => {
                        outline.path.pop();
                        numbers.pop();
                    }
                    "hr" => outline.piece("hr", ""),
                    "p" | "/p" => {}
                    name if name.starts_with('/') => {}
                    name => name.clone_into(&mut kind),
                }
            }
            _ => {}
        }
    }
    outline.piece("p", &text);
    outline.pieces
}

fn attribute<'h>(tag: &'h str, name: &str) -> Option<&'h str> {
    tag.split_once(&format!("{name}=\""))?.1.split('"').next()
}

/// The entities that the specification's HTML uses.
fn decoded(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

#[test]
fn the_examples_of_the_specification_have_the_blocks_and_the_text_of_its_html() {
    let Some(path) = support::tools::commonmark_spec() else {
        return;
    };
    let examples = examples(&std::fs::read_to_string(path).unwrap());
    assert_eq!(examples.len(), 652);
    let mut wrong = String::new();
    let mut count = 0;
    for (index, example) in examples.iter().enumerate() {
        if RAW.contains(&example.section.as_str()) {
            continue;
        }
        count += 1;
        let number = index + 1;
        let expected = outline_of_html(&example.html);
        let mut ours = Outline::default();
        for section in parse(&example.markdown, Style::Markdown).document.sections {
            ours.blocks(&section.body);
        }
        let is_known = DIFFERENT.iter().any(|(_, known)| known.contains(&number));
        if (ours.pieces == expected) == is_known {
            let _ = writeln!(
                wrong,
                "example {number} ({}):\n{}\n--- of the specification\n{}\n--- ours\n{}\n",
                example.section,
                example.markdown,
                expected.join("\n"),
                ours.pieces.join("\n"),
            );
        }
    }
    let different: usize = DIFFERENT.iter().map(|(_, known)| known.len()).sum();
    println!("{count} examples, {different} of them different on purpose");
    assert!(wrong.is_empty(), "{wrong}");
}
