//! Parsing of docstrings, style by style, on one thread. Run with `cargo bench --bench docstring`.
//!
//! The docstrings are those of Python's standard library; `MDBOOK_AUTODOC_CORPUS` names other directories, separated
//! by `:`. Each is parsed in the style in which it is written, as it is told by `detect`, which has a row of its own; one of
//! which nothing tells the style is taken for plain text. Only styles in which the corpus has something have rows.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "benchmarks may panic, and say what they measure"
)]

mod corpus;

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use mdbook_autodoc::docstring::{Style, detect, parse};
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::{Docstring, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::target::Target;

fn main() {
    for style in Style::ALL {
        let texts = of_style(*style);
        println!(
            "{}: {} docstrings, {} bytes",
            style.as_str(),
            texts.len(),
            bytes(&texts)
        );
    }
    divan::main();
}

/// Every docstring with its style.
static DOCSTRINGS: LazyLock<Vec<(Style, String)>> = LazyLock::new(|| {
    let name = ModuleName::new("measured").unwrap();
    let target = Target::default();
    let mut found = Vec::new();
    for file in corpus::read() {
        let module = extract(file.as_bytes(), name.clone(), ModuleKind::Module, &target).module;
        let items = module
            .members
            .iter()
            .flat_map(|item| std::iter::once(item).chain(item.members()));
        let docstrings = items.filter_map(|item| item.docstring.as_ref());
        for Docstring { text } in module.docstring.iter().chain(docstrings) {
            found.push((detect(text).unwrap_or(Style::Plain), text.to_string()));
        }
    }
    found
});

fn of_style(style: Style) -> Vec<&'static str> {
    let of_style = DOCSTRINGS.iter().filter(|(other, _)| *other == style);
    of_style.map(|(_, text)| text.as_str()).collect()
}

fn bytes(texts: &[&str]) -> usize {
    texts.iter().map(|text| text.len()).sum()
}

fn present() -> impl Iterator<Item = Style> {
    Style::ALL
        .iter()
        .copied()
        .filter(|style| !of_style(*style).is_empty())
}

#[divan::bench(args = present(), sample_count = 10, sample_size = 1)]
fn parse_docstrings(bencher: Bencher<'_, '_>, style: Style) {
    let texts = of_style(style);
    bencher.counter(BytesCount::new(bytes(&texts))).bench(|| {
        for text in &texts {
            black_box(parse(text, style));
        }
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn detect_styles(bencher: Bencher<'_, '_>) {
    let texts: Vec<_> = DOCSTRINGS.iter().map(|(_, text)| text.as_str()).collect();
    bencher.counter(BytesCount::new(bytes(&texts))).bench(|| {
        for text in &texts {
            black_box(detect(text));
        }
    });
}
