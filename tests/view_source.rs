//! Books that show the source: every link between documentation and source leads to its line, and the pages keep out
//! of the search where the book says so.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads pages and runs programs, and may panic"
)]

#[expect(dead_code, reason = "these tests need a part of what tests share")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mdbook_autodoc::config::{DocstringHtml, Granularity, Order};
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
use scraper::{Html, Selector};
use support::book::TempBook;
use support::links::{check_links, files_below, hyperlink_finds_nothing, kind_of_page};
use support::tools;

/// The line by which the example book keeps its source out of the search.
const NO_SEARCH: &str = "\"api/source-code\" = { enable = false }";

/// The example book, which shows its source.
fn book() -> TempBook {
    TempBook::copy_of(&tools::repository().join("example-book"))
}

fn page(path: &Path) -> Html {
    Html::parse_document(&fs::read_to_string(path).unwrap())
}

fn select<'h>(page: &'h Html, selector: &str) -> impl Iterator<Item = scraper::ElementRef<'h>> + use<'h> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect::<Vec<_>>().into_iter()
}

/// Every file of the package has a page with its very text, each line under its number.
fn has_every_file(output: &Path) {
    let python = tools::repository().join("example-book/python");
    let mut count = 0;
    for file in files_below(&python) {
        let Some((stem, ending)) = file
            .rsplit_once('.')
            .filter(|(_, ending)| ending.starts_with("py"))
        else {
            continue;
        };
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        let stub = if ending == "pyi" { "-stub" } else { "" };
        let path = output.join(format!("api/source-code/{stem}{stub}.html"));
        // What nothing is documented of, such as tests, is not shown.
        if !path.exists() {
            assert!(stem.contains("/_") || stem.starts_with("tests"), "{stem}");
            continue;
        }
        count += 1;
        let text = fs::read_to_string(python.join(&file)).unwrap();
        let page = page(&path);
        let code: String = select(&page, "pre > code.nohighlight")
            .flat_map(|code| code.text())
            .collect();
        assert_eq!(code, text, "{file}");
        let name = stem.replace('/', ".");
        for (number, line) in text.lines().enumerate() {
            let id = format!("{name}{stub}-L{}", number + 1);
            let found: String = select(&page, &format!("[id='{id}']"))
                .flat_map(|line| line.text())
                .collect();
            assert_eq!(found, line, "{id}");
        }
    }
    assert!(count > 20, "{count} files");
}

/// From a definition to its lines and back.
fn leads_both_ways(output: &Path) {
    let documentation = page(&output.join("api/levain/schedule.html"));
    let links: Vec<&str> = select(&documentation, "a[href*='source-code/levain/schedule.html#']")
        .filter_map(|link| link.attr("href"))
        .collect();
    assert!(links.len() > 10, "{} links", links.len());
    let source = page(&output.join("api/source-code/levain/schedule.html"));
    let definitions: Vec<&str> = select(&source, "pre a[href*='levain/schedule.html#']")
        .filter_map(|link| link.attr("href"))
        .collect();
    assert_eq!(links.len(), definitions.len());
    for link in links {
        let (_, id) = link.split_once('#').unwrap();
        assert_eq!(select(&source, &format!("[id='{id}']")).count(), 1, "{link}");
    }
    for link in definitions {
        let (_, id) = link.split_once('#').unwrap();
        assert_eq!(
            select(&documentation, &format!("[id='{id}']")).count(),
            1,
            "{link}"
        );
    }
}

#[test]
fn documentation_and_source_are_linked_both_ways_by_both_mdbooks() {
    for mdbook in [tools::mdbook_0_5(), tools::mdbook_0_4()].into_iter().flatten() {
        let book = book();
        let output = book.build(&mdbook);
        has_every_file(&output);
        leads_both_ways(&output);
        let report = check_links(&output, kind_of_page);
        assert!(report.broken.is_empty(), "{report}");
        let Some(hyperlink) = tools::hyperlink() else {
            continue;
        };
        hyperlink_finds_nothing(&hyperlink, &output);
    }
}

#[test]
fn the_search_index_can_be_kept_free_of_source() {
    let Some(mdbook) = tools::mdbook_0_5() else { return };
    let index = |book: TempBook| {
        let output = book.build(&mdbook);
        let files = files_below(&output);
        let index = files.iter().find(|file| file.starts_with("searchindex-"));
        fs::read_to_string(output.join(index.unwrap())).unwrap()
    };
    let path = "api/source-code/levain/schedule.html";
    let searched = book();
    let config = fs::read_to_string(searched.root().join("book.toml")).unwrap();
    assert!(config.contains(NO_SEARCH));
    searched.write("book.toml", config.replace(NO_SEARCH, "").as_bytes());
    assert!(index(searched).contains(path));
    let without = index(book());
    assert!(!without.contains(path));
}

#[test]
fn a_file_that_is_gone_leaves_a_page_that_says_so() {
    let facts = extract(
        b"def f(): ...\n",
        ModuleName::new("m").unwrap(),
        ModuleKind::Module,
        &Target::default(),
    );
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
    let styles = Styles::new(&project, &StyleSettings::default());
    let whole = Whole::new(&api, &styles, None, false);
    let shown = PlanOptions {
        granularity: Granularity::Module,
        view_source: true,
    };
    let index = IndexPage::beside_chapters("API");
    let plan = SitePlan::new(&api, &whole, shown, index);
    let templates = Templates::new(BTreeMap::new());
    let page = (0..plan.pages.len())
        .find(|page| plan.pages[*page].path == "api/source-code/m.md")
        .unwrap();
    for format in [Format::Html, Format::Markdown] {
        let options = RenderOptions {
            format,
            html: DocstringHtml::Escape,
            source_links: SourceLinks::default(),
            inventories: Inventories::default(),
            order: Order::Source,
        };
        let renderer = PageRenderer::new(&api, &plan, &whole, &templates, &styles, &options);
        assert_eq!(renderer.file_shown(page), Some("m.py"));
        let gone = renderer.render(page, None);
        assert!(gone.contains("The file could not be read."), "{gone}");
        // It has become another file since it was read.
        let other = renderer.render(page, Some("g = 1"));
        assert!(other.contains('g') && !other.contains("could not"), "{other}");
    }
}
