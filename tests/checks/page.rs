//! What holds for the page of every docstring, in both formats.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use mdbook_autodoc::config::{DocstringHtml, Granularity, Order};
use mdbook_autodoc::docstring::Style;
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::inventory::Inventories;
use mdbook_autodoc::model::ModuleKind;
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::render::{
    Format, IndexPage, PageRenderer, PlanOptions, RenderOptions, SitePlan, SourceLinks, StyleSettings,
    Styles, Templates, Whole,
};
use mdbook_autodoc::resolve::{Api, Project, ProjectModule, SpecialMembers, VisibilityOptions};
use mdbook_autodoc::target::Target;
use pulldown_cmark::{Event, Options, Parser, Tag};
use scraper::{ElementRef, Html, Node};

use super::html::Rules;

/// Renders a docstring, of which the first byte chooses the style and what becomes of HTML, and checks the pages.
pub(crate) fn page(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&b'\0', &[]));
    let docstring = String::from_utf8_lossy(rest);
    let styles = Style::ALL.len() + 1;
    let choice = Choice {
        style: Style::ALL.get(usize::from(*first) % styles).copied(),
        html: if (usize::from(*first) / styles).is_multiple_of(2) {
            DocstringHtml::Escape
        } else {
            DocstringHtml::Sanitize
        },
    };
    html_page(&docstring, choice);
    markdown_page(&docstring, choice);
    nothing_is_lost(&docstring, choice);
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    style: Option<Style>,
    html: DocstringHtml,
}

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new(BTreeMap::new()));

/// A module with the docstring in three places, each before an item that has to survive.
fn rendered(docstring: &str, format: Format, choice: Choice) -> String {
    let text = literal(docstring);
    let source = format!(
        "{text}\n\ndef f(a: int = 1, *args, b=2) -> str:\n    {text}\n\nclass C:\n    {text}\n\n    def after(self):\n        'Sentinel.'\n\n\
         def after():\n    'Sentinel.'\n"
    );
    let name = ModuleName::new("m").unwrap();
    let facts = extract(source.as_bytes(), name, ModuleKind::Module, &Target::default());
    let module = ProjectModule {
        facts,
        path: "m.py".to_owned(),
        stub_path: String::new(),
    };
    let project = Project::new(vec![module]);
    let visibility = VisibilityOptions {
        private: false,
        special: SpecialMembers::Documented,
        undocumented: true,
    };
    let (api, _) = Api::new(&project, visibility);
    let index = IndexPage::beside_chapters("API");
    let styles = StyleSettings {
        book: choice.style,
        ..StyleSettings::default()
    };
    let styles = Styles::new(&project, &styles);
    let whole = Whole::new(&api, &styles, None, true);
    let shown = PlanOptions {
        granularity: Granularity::Module,
        view_source: false,
    };
    let plan = SitePlan::new(&api, &whole, shown, index);
    let options = RenderOptions {
        format,
        html: choice.html,
        source_links: SourceLinks::default(),
        order: Order::Source,
        inventories: Inventories::default(),
    };
    let renderer = PageRenderer::new(&api, &plan, &whole, &TEMPLATES, &styles, &options);
    renderer.render(1, None)
}

fn html_page(docstring: &str, choice: Choice) {
    let page = rendered(docstring, Format::Html, choice);
    let why = || format!("{choice:?} {docstring:?}\n{page}");
    assert!(!page.contains("{{"), "two braces: {}", why());
    assert!(
        !page.contains("\n\n") && !page.contains('\r'),
        "a blank line: {}",
        why()
    );
    let mut depth = 0;
    for event in markdown(&page) {
        match event {
            Event::Start(Tag::HtmlBlock) => depth += 1,
            Event::Html(_) | Event::End(_) => {}
            other => panic!("{other:?} in HTML: {}", why()),
        }
    }
    assert_eq!(depth, 1, "not one block: {}", why());
    let rules = Rules {
        sanitized: choice.html == DocstringHtml::Sanitize,
        markdown: false,
    };
    check_html(&page, rules, &why);
    let harmless = rendered("Words.", Format::Html, choice);
    assert_eq!(outline(&page), outline(&harmless), "{}", why());
}

fn markdown_page(docstring: &str, choice: Choice) {
    let page = rendered(docstring, Format::Markdown, choice);
    let why = || format!("{choice:?} {docstring:?}\n{page}");
    let has_command = page
        .match_indices("{{")
        .any(|(at, _)| page[at + 2..].trim_start().starts_with('#'));
    assert!(!has_command, "a command of mdBook: {}", why());
    let sanitized = choice.html == DocstringHtml::Sanitize;
    let mut headings = Vec::new();
    for event in markdown(&page) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if id.is_some() || (level as u8) < 5 => {
                headings.push(format!("{level} {id:?}"));
            }
            Event::Html(_) | Event::InlineHtml(_) if sanitized => {}
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::Start(Tag::FootnoteDefinition(_)) => panic!("{event:?} in Markdown: {}", why()),
            _ => {}
        }
    }
    let expected = [
        "h1 Some(Borrowed(\"m\"))",
        "h2 None",
        "h3",
        "h4",
        "h2 None",
        "h3",
        "h3",
    ];
    assert_eq!(headings.len(), expected.len(), "{headings:?}: {}", why());
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, markdown(&page));
    let rules = Rules {
        sanitized,
        markdown: true,
    };
    check_html(&html, rules, &why);
}

/// As mdBook sets it up.
fn markdown(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options)
}

fn check_html(html: &str, rules: Rules, why: &dyn Fn() -> String) {
    let page = Html::parse_fragment(html);
    assert!(page.errors.is_empty(), "{:?}: {}", page.errors, why());
    for node in page.root_element().descendants() {
        match node.value() {
            Node::Element(element) => {
                let name = element.name();
                assert!(rules.has_element(name) || name == "html", "<{name}>: {}", why());
                for (attribute, value) in element.attrs() {
                    let is_ours = rules.has_attribute(name, attribute, value);
                    assert!(is_ours, "<{name} {attribute}={value:?}>: {}", why());
                }
            }
            Node::Text(_) => {}
            other => panic!("{other:?}: {}", why()),
        }
    }
}

/// The headings that links lead to, with the elements around them. Those of parameters do not count. An attribute has a
/// heading or a row, as its docstring asks for.
fn outline(html: &str) -> Vec<String> {
    let page = Html::parse_fragment(html);
    let elements = page.root_element().descendants().filter_map(ElementRef::wrap);
    let headings = elements.filter(|element| {
        let id = element.attr("id");
        id.is_some_and(|id| id != "m-attributes") && element.value().name() != "a"
    });
    let row = |heading: ElementRef<'_>| {
        let is_attribute = heading.text().any(|text| text == "attribute");
        if is_attribute || heading.value().name() == "tr" {
            return format!("attribute {:?}", heading.attr("id"));
        }
        let around = heading.ancestors().filter_map(ElementRef::wrap);
        let around: Vec<_> = around.map(|element| element.value().name()).collect();
        let text: String = heading.text().collect();
        format!(
            "{} {:?} {text} in {}",
            heading.value().name(),
            heading.attr("id"),
            around.join(" ")
        )
    };
    let mut rows: Vec<String> = headings.map(row).collect();
    rows.sort();
    rows
}

/// The words of a plain paragraph are on the page, and so is a paragraph behind whatever there is.
fn nothing_is_lost(docstring: &str, choice: Choice) {
    let words: String = docstring
        .chars()
        .map(|other| if other.is_alphabetic() { other } else { ' ' })
        .collect();
    let text = text_of(&format!("So {words}."), choice);
    for word in words.split_whitespace() {
        assert!(
            text.contains(word),
            "{word:?} is lost: {choice:?} {docstring:?}\n{text}"
        );
    }
    if choice.html == DocstringHtml::Escape {
        let text = text_of(&format!("{docstring}\n\nBehind it."), choice);
        assert!(
            text.contains("Behind it."),
            "the end is lost: {choice:?} {docstring:?}\n{text}"
        );
    }
}

fn text_of(docstring: &str, choice: Choice) -> String {
    let page = rendered(docstring, Format::Html, choice);
    Html::parse_fragment(&page).root_element().text().collect()
}

/// A Python string literal.
fn literal(text: &str) -> String {
    let mut out = "\"".to_owned();
    for other in text.chars() {
        match other {
            '"' | '\\' => out.extend(['\\', other]),
            other if other.is_control() => drop(write!(out, "\\x{:02x}", other as u32)),
            other => out.push(other),
        }
    }
    out + "\""
}
