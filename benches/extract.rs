//! Extraction of whole packages held in memory, on one thread. Run with `cargo bench --bench extract`.
//!
//! Every row reads the same files, so that the rows are ratios of one run: the grammar over whole files, preparation
//! alone, preparation with the grammar over statements, the whole extraction, and a well-known parser of another
//! project over whole files. By default the standard library of `python3` (without its tests) is read;
//! `MDBOOK_AUTODOC_CORPUS` names other directories, separated by `:`.

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
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::ModuleKind;
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::prepare::prepare;
use mdbook_autodoc::target::Target;
use tree_sitter::Parser;

fn main() {
    println!("{} files, {} bytes", CORPUS.len(), bytes());
    divan::main();
}

static CORPUS: LazyLock<Vec<String>> = LazyLock::new(corpus::read);

fn bytes() -> usize {
    CORPUS.iter().map(String::len).sum()
}

/// Runs `work` on every file and counts the bytes of all of them.
fn over_corpus(bencher: Bencher<'_, '_>, mut work: impl FnMut(&str)) {
    let files = &*CORPUS;
    bencher
        .counter(BytesCount::new(bytes()))
        .bench_local(|| files.iter().for_each(|file| work(file)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_tree_sitter_whole_files(bencher: Bencher<'_, '_>) {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).unwrap();
    over_corpus(bencher, |file| {
        black_box(parser.parse(file, None));
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn b_prepare(bencher: Bencher<'_, '_>) {
    over_corpus(bencher, |file| {
        black_box(prepare(file));
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn c_prepare_and_tree_sitter(bencher: Bencher<'_, '_>) {
    over_corpus(bencher, |file| {
        black_box(mdbook_autodoc::extract::count_statements(file));
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn d_whole_extraction(bencher: Bencher<'_, '_>) {
    let name = ModuleName::new("measured").unwrap();
    let target = Target::default();
    over_corpus(bencher, |file| {
        black_box(extract(
            file.as_bytes(),
            name.clone(),
            ModuleKind::Module,
            &target,
        ));
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn e_ruff_python_parser(bencher: Bencher<'_, '_>) {
    over_corpus(bencher, |file| {
        let _ = black_box(ruff_python_parser::parse_module(file));
    });
}
