//! Small projects for tests.

use super::{Project, ProjectModule};
use crate::extract::extract;
use crate::model::ModuleKind;
use crate::name::ModuleName;
use crate::target::Target;

/// The module that a file holds: `a/b.py` is `a.b`, `a/__init__.py` the package `a`.
pub(crate) fn module(path: &str, source: &str) -> ProjectModule {
    let stem = path.rsplit_once('.').unwrap().0;
    let (name, kind) = match stem.strip_suffix("/__init__") {
        Some(package) => (package, ModuleKind::Package),
        None => (stem, ModuleKind::Module),
    };
    let name = ModuleName::new(&name.replace('/', ".")).unwrap();
    ProjectModule {
        facts: extract(source.as_bytes(), name, kind, &Target::default()),
        path: path.to_owned(),
        stub_path: String::new(),
    }
}

/// The project in a text: `#- path` stands above the source of each file.
pub(crate) fn project(text: &str) -> Project {
    let files = text.split("#- ").skip(1);
    let modules = files.map(|file| {
        let (path, source) = file.split_once('\n').unwrap();
        module(path, source)
    });
    Project::new(modules.collect())
}
