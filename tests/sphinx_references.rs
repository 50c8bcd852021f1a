//! Roles in docstrings beside Sphinx: what it resolves in a package that is written for it leads somewhere here too.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests read packages, may panic, and tell what they counted"
)]

#[expect(dead_code, reason = "only some of the tools are needed")]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::docstring;
use mdbook_autodoc::driver;
use mdbook_autodoc::model::{Docstring, Item};
use mdbook_autodoc::render::Styles;
use mdbook_autodoc::resolve::{
    Api, ModuleIndex, Resolution, Scope, SpecialMembers, Target, VisibilityOptions, Wanted,
};
use support::tools;

/// Everything that may have a docstring.
const ALL: VisibilityOptions = VisibilityOptions {
    private: true,
    special: SpecialMembers::All,
    undocumented: true,
};

/// A role in a docstring: the role, the target, and whether it leads somewhere.
type Role = (String, String, bool);

struct Collector<'a, 'p> {
    api: &'a Api<'p>,
    styles: &'a Styles,
    roles: Vec<Role>,
}

impl<'p> Collector<'_, 'p> {
    fn items(&mut self, module: ModuleIndex, around: &mut Vec<&'p Item>, items: &'p [Item]) {
        for item in items {
            around.push(item);
            self.docstring(module, around, item.docstring.as_ref());
            self.items(module, around, item.members());
            around.pop();
        }
    }

    fn docstring(&mut self, module: ModuleIndex, around: &[&'p Item], docstring: Option<&Docstring>) {
        let Some(docstring) = docstring else { return };
        let manner = self.styles.manner(module, &docstring.text);
        let document = docstring::parse(&docstring.text, manner).document;
        let scope = Scope {
            module,
            around: around.to_vec(),
            signature_of: None,
        };
        for reference in document.references() {
            let Some(role) = &reference.role else { continue };
            let wanted = Wanted::in_text(&reference.target, Some(role), reference.is_explicit);
            let leads = match self.api.resolve(&scope, wanted) {
                Resolution::Found(found) => {
                    matches!(found.target, Target::External(_)) || self.api.shows(&found.target)
                }
                Resolution::Parameter(..) => true,
                Resolution::Local | Resolution::Ambiguous(_) | Resolution::Nothing => false,
            };
            let role = role.trim_start_matches("py:").to_owned();
            self.roles.push((role, reference.target.clone(), leads));
        }
    }
}

/// The roles in the docstrings of a package.
fn ours(package: &Path) -> Vec<Role> {
    let options = serde_json::json!({ "source": package, "performance": { "cache": false } });
    let settings = Settings::new(Config::from_value(options).unwrap(), package);
    let loaded = driver::load(&settings).unwrap();
    let styles = Styles::new(&loaded.project, &loaded.styles);
    let (api, _) = Api::new(&loaded.project, ALL);
    let mut collector = Collector {
        api: &api,
        styles: &styles,
        roles: Vec::new(),
    };
    for (module, found) in loaded.project.modules.iter().enumerate() {
        let facts = &found.facts.module;
        collector.docstring(module, &[], facts.docstring.as_ref());
        collector.items(module, &mut Vec::new(), &facts.members);
    }
    collector.roles
}

/// What Sphinx says of the roles in an installed package, by role and target, and where the package is.
fn theirs(python: &Path, package: &str) -> (PathBuf, BTreeMap<(String, String), bool>) {
    let directory = tempfile::tempdir().unwrap();
    let script = tools::repository().join("tests/oracle/sphinx_references.py");
    let output = Command::new(python)
        .arg(script)
        .arg(package)
        .arg(directory.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut lines = printed.lines();
    let place = PathBuf::from(lines.next().unwrap());
    let role = |line: &str| {
        let parts: Vec<&str> = line.split('\t').collect();
        ((parts[0].to_owned(), parts[1].to_owned()), parts[2] == "yes")
    };
    (place, lines.map(role).collect())
}

/// `roles` is how many of them Sphinx resolves at least: without roles there would be nothing to compare.
#[track_caller]
fn leads_where_sphinx_leads(package: &str, roles: usize) {
    let Some(python) = tools::python_with_sphinx() else {
        return;
    };
    let (place, theirs) = theirs(&python, package);
    let known: Vec<(Role, bool)> = ours(&place)
        .into_iter()
        .filter_map(|role| {
            let found = *theirs.get(&(role.0.clone(), role.1.clone()))?;
            Some((role, found))
        })
        .collect();
    let resolved = known.iter().filter(|(_, found)| *found).count();
    let leading = known.iter().filter(|((_, _, leads), _)| *leads).count();
    println!(
        "{package}: {} roles, Sphinx resolves {resolved}, {leading} lead somewhere here",
        known.len()
    );
    let lost: Vec<_> = known
        .iter()
        .filter(|((_, _, leads), found)| *found && !leads)
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(resolved >= roles, "Sphinx resolves {resolved} roles of {package}");
}

#[test]
fn roles_of_urllib3_lead_where_sphinx_leads() {
    leads_where_sphinx_leads("urllib3", 80);
}

#[test]
fn roles_of_babel_lead_where_sphinx_leads() {
    leads_where_sphinx_leads("babel", 4);
}
