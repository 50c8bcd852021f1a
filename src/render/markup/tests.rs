//! What holds for every docstring, whatever stands in it.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{DocstringHtml, Links, NoLinks, Place, html, markdown};
use crate::docstring::{Block, Document, Inline, Style, parse, words};
use crate::resolve::Wanted;

/// Every name leads to a page of its own.
struct AllLinks;

impl Links for AllLinks {
    fn resolve(&self, wanted: Wanted<'_>) -> Option<String> {
        Some(format!("api/x.html#{}", wanted.name))
    }
}

const PLACE: Place<'_> = Place {
    links: &AllLinks,
    heading_level: 4,
    html: DocstringHtml::Escape,
};
const UNLINKED: Place<'_> = Place {
    links: &NoLinks,
    heading_level: 4,
    html: DocstringHtml::Escape,
};

/// Everything in a document, one block after the other.
fn all_blocks(document: &Document) -> Vec<Block> {
    let text = |text: &str| Block::Paragraph(vec![Inline::Text(text.to_owned())]);
    let mut blocks = Vec::new();
    for section in &document.sections {
        if !section.title.is_empty() {
            blocks.push(text(&section.title));
        }
        blocks.extend(section.body.iter().cloned());
        for entry in &section.entries {
            blocks.extend(
                entry
                    .names
                    .iter()
                    .chain(&entry.annotation)
                    .chain(&entry.default)
                    .map(|part| text(part)),
            );
            blocks.extend(entry.body.iter().cloned());
        }
    }
    blocks
}

fn html_of(text: &str, style: Style) -> String {
    let mut out = String::new();
    html::blocks(&mut out, &all_blocks(&parse(text, style).document), &PLACE);
    out
}

fn markdown_of(text: &str, style: Style) -> String {
    let mut out = String::new();
    markdown::blocks(&mut out, &all_blocks(&parse(text, style).document), &PLACE);
    out
}

/// What mdBook's `links` preprocessor takes for one of its commands.
fn has_command(text: &str) -> bool {
    text.match_indices("{{")
        .any(|(at, _)| text[at + 2..].trim_start().starts_with('#'))
}

const VOID: &[&str] = &["br", "hr", "img"];
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-level",
    "class",
    "colspan",
    "href",
    "role",
    "rowspan",
    "src",
    "start",
    "tabindex",
    "type",
];

/// What is wrong with a piece of HTML: tags that are not ours or not closed, attributes that are not ours.
fn fault(html: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let Some((tag, behind)) = rest[at + 1..].split_once('>') else {
            return Some("a tag never ends".to_owned());
        };
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !TAGS.contains(&name) || name == "a" && open.contains(&"a") {
            return Some(format!("<{name}> does not belong here"));
        }
        for attribute in attributes
            .trim_end_matches('"')
            .split("\" ")
            .filter(|part| !part.is_empty())
        {
            let (key, value) = attribute.split_once("=\"").unwrap_or((attribute, ""));
            let value = value.to_ascii_lowercase();
            let is_address = matches!(key, "href" | "src");
            let is_safe = ["https://", "http://", "mailto:", "api/x.html#"]
                .iter()
                .any(|safe| value.starts_with(safe));
            if !ATTRIBUTES.contains(&key) || value.contains('"') || is_address && !is_safe {
                return Some(format!("{attribute} does not belong here"));
            }
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    (!open.is_empty()).then(|| format!("{open:?} stay open"))
}

#[test]
fn the_checker_finds_faults() {
    for bad in [
        "<p>",
        "</p>",
        "<p><em></p></em>",
        "<script>",
        "<p onclick=\"x\">x</p>",
        "<",
        "<a href=\"x:y\">x</a>",
    ] {
        assert!(fault(bad).is_some(), "{bad}");
    }
    assert!(has_command("{{ #include x}}") && !has_command("{\u{200b}{#include x}}"));
    assert_eq!(fault("<p class=\"x\">a<br><a href=\"https://b\">c</a></p>"), None);
}

#[track_caller]
fn assert_safe(text: &str, style: Style) {
    let html = html_of(text, style);
    assert_eq!(fault(&html), None, "{style:?} {text:?}\n{html}");
    assert!(!html.contains(['\n', '\r']), "{style:?} {text:?}\n{html}");
    assert!(!html.contains("{{"), "{style:?} {text:?}\n{html}");

    let markdown = markdown_of(text, style);
    assert!(!has_command(&markdown), "{style:?} {text:?}\n{markdown}");
    for event in Parser::new_ext(&markdown, Options::all()) {
        let is_ours = match &event {
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::InlineMath(_) => {
                false
            }
            Event::Start(Tag::Heading { level, id, .. }) => *level as u8 >= 4 && id.is_none(),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let url = dest_url.to_ascii_lowercase();
                ["https://", "http://", "mailto:", "api/x.html#"]
                    .iter()
                    .any(|safe| url.starts_with(safe))
            }
            _ => true,
        };
        assert!(is_ours, "{style:?} {text:?}\n{markdown}\n{event:?}");
    }
}

/// Text in which markup of all styles is likely.
fn docstrings() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "word",
        "pkg.Name",
        " ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "\n    ",
        "*",
        "**",
        "`",
        "``",
        "```\n",
        "_",
        "__",
        ":",
        "::",
        "::\n\n  ",
        ".. ",
        ".. note:: ",
        ".. code-block:: python\n\n   ",
        ".. list-table::\n\n   * - ",
        "|",
        "[",
        "]",
        "](",
        "][",
        "(",
        ")",
        "<",
        ">",
        ">>> ",
        "{",
        "}",
        "{{#include x}}",
        "{{",
        "#",
        "\\",
        "Args:\n    ",
        "Returns:\n    ",
        "Parameters\n----------\n",
        ":param x: ",
        "@param x: ",
        "L{",
        "C{",
        "=====",
        "---",
        "+--+--+\n",
        "|  |  |\n",
        "- ",
        "* ",
        "1. ",
        "a) ",
        "http://",
        "https://a.b",
        "javascript:",
        "<script>",
        "&#58;",
        "&lt;",
        "[^1]",
        "[1]_",
        "_`",
        ":class:`",
        "`_",
        "|x|",
        "!!! note\n    ",
        "/// note\n",
        "///\n",
        "> ",
        "~~~\n",
        "é",
        "\u{a0}",
        "\r",
        "\t",
        "\0",
        "%",
        "-x  ",
        "\"",
        "'",
        "$",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn styles() -> impl Strategy<Value = Style> {
    prop::sample::select(Style::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markup_becomes_safe_output(text in docstrings(), style in styles()) {
        assert_safe(&text, style);
    }

    #[test]
    fn any_characters_become_safe_output(text in any::<String>(), style in styles()) {
        assert_safe(&text, style);
    }

    #[test]
    fn the_words_of_plain_text_survive(text in "[a-z ,\n]{0,200}", style in styles()) {
        let (html, markdown) = (html_of(&text, style), markdown_of(&text, style));
        for word in text.split(|other: char| !other.is_alphabetic()) {
            prop_assert!(html.contains(word) && markdown.contains(word), "{word}\n{html}\n{markdown}");
        }
    }

    #[test]
    fn text_in_markdown_is_read_back_as_it_was(text in "[ -~äé…]{1,60}") {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut out = String::new();
        markdown::blocks(&mut out, &[Block::Paragraph(vec![Inline::Text(text.clone())])], &UNLINKED);
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        let read: String = Parser::new_ext(&out, options)
            .map(|event| match event {
                Event::Text(text) => text.to_string(),
                Event::Start(Tag::Paragraph) | Event::End(_) => String::new(),
                other => format!("{other:?}"),
            })
            .collect();
        prop_assert_eq!(read, text, "{}", out);
    }

    #[test]
    fn code_in_markdown_is_read_back_as_it_was(text in "[a-z`| \\\\{}<>*]{1,40}") {
        let mut out = String::new();
        markdown::blocks(&mut out, &[Block::Code { language: String::new(), text: text.clone() }], &UNLINKED);
        let read: String = Parser::new(&out)
            .filter_map(|event| if let Event::Text(text) = event { Some(text.to_string()) } else { None })
            .collect();
        prop_assert_eq!(read.trim_end_matches('\n'), &text, "{}", out);
    }
}

#[test]
fn nothing_from_a_docstring_runs() {
    let payloads = [
        "<script>alert(1)</script>",
        "</code></pre><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x]( javascript:alert(1))",
        "![x](data:text/html,<script>)",
        "<javascript:alert(1)>",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "`x <javascript:alert(1)>`_",
        "`x`_\n\n.. _x: javascript:alert(1)",
        ".. image:: javascript:alert(1)",
        ".. figure:: data:image/svg+xml,<svg onload=alert(1)>",
        ".. raw:: html\n\n   <script>alert(1)</script>",
        "U{x<javascript:alert(1)>}",
        ".. code-block:: \"><script>\n\n   x",
        "```\"><script>alert(1)</script>\nx\n```",
        "https://a.b/\"onmouseover=\"alert(1)",
        "`x <https://a.b/\"onmouseover=\"alert(1)>`_",
        "!!! note \"<script>alert(1)</script>\"\n    x",
        "{{#include /etc/passwd}}",
        "`` {{#include /etc/passwd}} ``",
        "```\n{{ #include /etc/passwd}}\n```",
        "{{\n#include /etc/passwd}}",
        "\\{{#include /etc/passwd}}",
        "x::\n\n  {{#playground x.rs}}",
        "&#123;{#include x}}",
        "&#123;&#123;#include x}}",
        "[{](https://a.b)[{#include x}}](https://a.b)",
        "<style>*{display:none}</style><base href=//evil.example>",
        "//evil.example",
        "[x](//evil.example)",
        "[x](https:\\\\evil.example)",
        "# heading {#collides}",
    ];
    for payload in payloads {
        for style in Style::ALL {
            assert_safe(payload, *style);
            assert_safe(&format!("Args:\n    x ({payload}): {payload}"), *style);
            assert_safe(
                &format!("Parameters\n----------\nx : {payload}\n    {payload}"),
                *style,
            );
            assert_safe(&format!(":param {payload} x: {payload}"), *style);
        }
    }
}

#[test]
fn hostile_nesting_does_not_overflow_the_stack() {
    let nests = [
        "> ",
        "- ",
        "1. ",
        "[",
        "*a ",
        "I{",
        "`",
        "[a](",
        "!!! note\n    ",
        ":x: ",
        "| ",
        "a\n ",
        "<",
    ];
    for nest in nests {
        let steps: Vec<_> = (0..200)
            .map(|depth| format!("{}{nest}x\n", " ".repeat(depth)))
            .collect();
        for style in Style::ALL {
            assert_safe(&nest.repeat(5_000), *style);
            assert_safe(&steps.concat(), *style);
        }
    }
}

#[track_caller]
fn check(text: &str, html: &str, markdown: &str) {
    assert_eq!(html_of(text, Style::Sphinx), html, "{text}");
    assert_eq!(markdown_of(text, Style::Sphinx), markdown, "{text}");
}

#[test]
fn running_text_is_written_as_it_was_meant() {
    check(
        "*a* **b** ``c d`` :class:`~p.A` `t <https://a.b/?x=(y)&z>`_ [1]_ :math:`x_1`",
        "<p><em>a</em> <strong>b</strong> <code>c d</code> <a href=\"api/x.html#p.A\"><code>A</code></a> \
         <a href=\"https://a.b/?x=(y)&amp;z\">t</a><sup>[1]</sup> \
         <code class=\"autodoc-math nohighlight\">x_1</code></p>",
        "*a* **b** `c d` [`A`](api/x.html#p.A) [t](https://a.b/?x=%28y%29&amp;z)\\[1\\] `x_1`\n",
    );
}

#[test]
fn blocks_are_written_as_they_were_meant() {
    check(
        "A::\n\n  x\n\n  <y>",
        "<p>A:</p><pre><code class=\"nohighlight\">x&#10;&#10;&lt;y&gt;</code></pre>",
        "A:\n\n```\nx\n\n<y>\n```\n",
    );
    check(
        ">>> 1",
        "<pre><code class=\"language-python autodoc-doctest\"><i>&gt;&gt;&gt; </i>1</code></pre>",
        "```python\n>>> 1\n```\n",
    );
    // An ellipsis in what is printed is no prompt.
    check(
        ">>> for x in y:\n...     x\n...\n1\n... 2\n",
        "<pre><code class=\"language-python autodoc-doctest\"><i>&gt;&gt;&gt; </i>for x in y:&#10;<b>... </b>    x&#10;\
         <b>...</b>&#10;1&#10;... 2</code></pre>",
        "```python\n>>> for x in y:\n...     x\n...\n1\n... 2\n```\n",
    );
    check(
        "- a\n- b\n\n  - c",
        "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
        "- a\n\n- b\n\n  - c\n",
    );
    check(
        "c) x\nd) y",
        "<ol type=\"a\" start=\"3\"><li>x</li><li>y</li></ol>",
        "3. x\n4. y\n",
    );
    check("T\n  D", "<dl><dt>T</dt><dd>D</dd></dl>", "- T\n\n  D\n");
    check(
        "Head\n====\n\nSub\n---",
        "<p class=\"autodoc-heading\" role=\"heading\" aria-level=\"4\"><strong>Head</strong></p>\
         <p class=\"autodoc-heading\" role=\"heading\" aria-level=\"5\"><strong>Sub</strong></p>",
        "#### Head\n\n**Sub**\n",
    );
    check(
        "| a\n|   b",
        "<p class=\"autodoc-lines\">a<br>&nbsp;&nbsp;b</p>",
        "a\\\n\u{a0}\u{a0}b\n",
    );
    check(
        "[1]_\n\n.. [1] N",
        "<p><sup>[1]</sup></p><ul class=\"autodoc-footnotes\"><li><sup>[1]</sup> N</li></ul>",
        "\\[1\\]\n\n- \\[1\\] N\n",
    );
}

#[test]
fn admonitions_take_the_form_of_mdbook() {
    check(
        ".. hint:: Do.\n\n.. versionadded:: 1.2\n   What.",
        "<blockquote class=\"blockquote-tag blockquote-tag-tip\"><p class=\"blockquote-tag-title\">Hint</p><p>Do.</p>\
         </blockquote><p class=\"autodoc-version\"><em>Added in version 1.2</em>: What.</p>",
        "> **Hint**\n>\n> Do.\n\n*Added in version 1.2*: What.\n",
    );
}

#[test]
fn tables_are_written_with_their_heads() {
    check(
        "== ==\na  b\n== ==\n1  ``|``\n== ==",
        "<div class=\"table-wrapper\"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td>\
         <td><code>|</code></td></tr></tbody></table></div>",
        "| a | b |\n| --- | --- |\n| 1 | `\\|` |\n",
    );
}

#[test]
fn lists_in_a_row_stay_two_lists() {
    let out = markdown_of("- a\n\n* b", Style::Sphinx);
    let lists = Parser::new(&out)
        .filter(|event| matches!(event, Event::Start(Tag::List(_))))
        .count();
    assert_eq!(lists, 2, "{out}");
}

#[test]
fn names_in_types_become_links() {
    let mut html = String::new();
    html::annotation(&mut html, "dict[str, pkg.A] | <x>", &PLACE);
    let link = |name: &str| format!("<a href=\"api/x.html#{name}\">{name}</a>");
    let expected = format!(
        "{}[{}, {}] | &lt;{}&gt;",
        link("dict"),
        link("str"),
        link("pkg.A"),
        link("x")
    );
    assert_eq!(html, expected);

    let mut markdown = String::new();
    markdown::annotation(&mut markdown, "list[a_b]", &UNLINKED);
    assert_eq!(markdown, "list\\[a_b\\]");
}

#[test]
fn a_reference_that_leads_nowhere_keeps_its_words() {
    let summary = parse("See :func:`f`.", Style::Sphinx).document.summary();
    assert_eq!(words(&summary), "See f().");
    let mut out = String::new();
    html::inlines(&mut out, &summary, &UNLINKED);
    assert_eq!(out, "See <code>f()</code>.");
}
