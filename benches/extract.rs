//! Extraction of one file held in memory, on one thread. Run with `cargo bench --bench extract`.

mod data;

use divan::Bencher;
use divan::counter::BytesCount;
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::ModuleKind;
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::target::Target;

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 20, 400])]
fn extract_module(bencher: Bencher<'_, '_>, items: usize) {
    let source = data::module(items);
    let name = ModuleName::new("measured");
    bencher.counter(BytesCount::of_str(&source)).bench(|| {
        let name = name.clone()?;
        Some(extract(
            source.as_bytes(),
            name,
            ModuleKind::Module,
            &Target::default(),
        ))
    });
}
