//! Resolution of a whole program on one thread: `cargo bench --bench resolve`. The last rows of each benchmark say how
//! much memory was asked for.
//!
//! By default a program of 7,000 generated modules is read: packages of packages that re-export by name, by wildcard
//! and by `__all__`, with classes that inherit across them. `MDBOOK_AUTODOC_CORPUS` names packages to read instead,
//! separated by `:`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "benchmarks read their input, may panic, and say what they measure"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use divan::{AllocProfiler, Bencher};
use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::driver::load;
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::ModuleKind;
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::resolve::{Api, Hierarchy, Project, ProjectModule, Synthesis};
use mdbook_autodoc::target::Target;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    println!("{} modules", MODULES.len());
    divan::main();
}

static MODULES: LazyLock<Vec<ProjectModule>> =
    LazyLock::new(|| match std::env::var("MDBOOK_AUTODOC_CORPUS") {
        Ok(given) => read(&given),
        Err(_) => generated(),
    });

static PROJECT: LazyLock<Project> = LazyLock::new(|| Project::new(MODULES.clone()));

fn read(given: &str) -> Vec<ProjectModule> {
    let mut settings = Settings::new(Config::default(), Path::new("."));
    settings.discover.sources = given.split(':').map(PathBuf::from).collect();
    settings.cache.is_on = false;
    load(&settings).unwrap().project.modules
}

/// 70 packages of 99 modules, and the package around them.
fn generated() -> Vec<ProjectModule> {
    let mut modules = Vec::new();
    let mut top = String::new();
    for package in 0..70 {
        let mut init = String::from("__all__ = ['helper']\ndef helper(): ...\n");
        for number in 0..98 {
            let source = generated_module(package, number);
            modules.push(module(
                &format!("top.p{package}.m{number}"),
                ModuleKind::Module,
                &source,
            ));
            match number % 3 {
                0 => writeln!(
                    init,
                    "from .m{number} import *\nfrom . import m{number}\n__all__ += m{number}.__all__"
                ),
                1 => writeln!(
                    init,
                    "from .m{number} import C{number}_0, C{number}_1 as Other{number}"
                ),
                _ => writeln!(init, "from top.p{package} import m{number} as module{number}"),
            }
            .unwrap();
        }
        modules.push(module(&format!("top.p{package}"), ModuleKind::Package, &init));
        writeln!(
            top,
            "from .p{package} import *\nfrom . import p{package} as package{package}"
        )
        .unwrap();
    }
    modules.push(module("top", ModuleKind::Package, &top));
    modules
}

fn generated_module(package: usize, number: usize) -> String {
    let mut source =
        format!("\"\"\"Module {number}.\"\"\"\nfrom typing import Any, Self\nimport os.path as path\n");
    let (near, far) = (number.saturating_sub(1), package.saturating_sub(1));
    writeln!(
        source,
        "from .m{near} import C{near}_0 as Near\nfrom ..p{far} import helper, m{near} as far"
    )
    .unwrap();
    writeln!(
        source,
        "__all__ = ['C{number}_0', 'C{number}_1', 'f{number}_0', 'LIMIT{number}']"
    )
    .unwrap();
    writeln!(source, "LIMIT{number}: int = {number}\n'''A limit.'''").unwrap();
    for class in 0..6 {
        let base = if class == 0 { "object" } else { "Near" };
        writeln!(
            source,
            "class C{number}_{class}({base}):\n    '''A class.'''\n    size: int = 0"
        )
        .unwrap();
        for method in 0..6 {
            writeln!(
                source,
                "    def method{method}(self, other: Near, size: int = 0) -> Self:\n        '''Do it.'''"
            )
            .unwrap();
        }
        writeln!(
            source,
            "def f{number}_{class}(one: Any, *rest: far.C{near}_0) -> None:\n    '''A function.'''"
        )
        .unwrap();
    }
    source
}

fn module(name: &str, kind: ModuleKind, source: &str) -> ProjectModule {
    let name = ModuleName::new(name).unwrap();
    ProjectModule {
        path: format!("{}.py", name.as_str().replace('.', "/")),
        facts: extract(source.as_bytes(), name, kind, &Target::default()),
        stub_path: String::new(),
    }
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_namespaces_and_exports(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| MODULES.clone())
        .bench_local_values(|modules| black_box(Project::new(modules)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn b_failing_imports(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| black_box(PROJECT.unresolved_imports()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn c_classes(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| black_box(Synthesis::new(Arc::new(Hierarchy::new(&PROJECT)))));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn d_classes_and_places(bencher: Bencher<'_, '_>) {
    let options = Settings::new(Config::default(), Path::new(".")).visibility;
    bencher.bench_local(|| black_box(Api::new(&PROJECT, options)));
}
