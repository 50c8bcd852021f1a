//! Everything that is documented as a list for programs and terminals, without pages.

use std::collections::HashMap;
use std::sync::Arc;

use super::deprecated;
use super::listed::{self, Listed};
use crate::docstring::{self, words};
use crate::model::{Docstring, ItemId};
use crate::render::kind::kind_letter;
use crate::render::styles::Styles;
use crate::resolve::{Api, ModuleIndex, Target};

/// Something documented, under one of its names.
#[derive(Clone, Debug)]
pub struct Named<'p> {
    /// The full dotted name.
    pub name: Arc<str>,
    /// The kind in words.
    pub kind: &'static str,
    /// The letter that the palette has for the kind.
    pub letter: char,
    /// Whether it should no longer be used.
    pub is_deprecated: bool,
    /// The file that defines it, relative to what sources are relative to; empty where there is none.
    pub path: &'p str,
    /// The first line of its definition; 0 where nobody wrote it, and of modules.
    pub line: u32,
    /// The full name of the definition, where this is a re-export.
    pub origin: Option<Arc<str>>,
    docstring: Option<&'p Docstring>,
    home: ModuleIndex,
}

impl Named<'_> {
    /// Its docstring as it stands in the source, without the indentation; empty where there is none.
    pub fn docstring(&self) -> &str {
        self.docstring.map_or("", |docstring| &*docstring.text)
    }
}

/// Everything that is documented: modules, each followed by its items, each followed by its members, and at the end the
/// names under which other modules have them.
pub struct Catalog<'a, 'p> {
    /// The names.
    pub names: Vec<Named<'p>>,
    styles: &'a Styles,
}

impl<'a, 'p> Catalog<'a, 'p> {
    /// Collects the names, in a time that grows with them.
    pub fn new(api: &'a Api<'p>, styles: &'a Styles) -> Self {
        let listed = listed::all(api);
        let parse = |docstring: &Docstring, home: ModuleIndex| {
            docstring::parse(&docstring.text, styles.manner(home, &docstring.text)).document
        };
        let mut names: Vec<Named<'p>> = listed.iter().map(|listed| named(api, listed)).collect();
        for found in deprecated::all(api, &listed, &parse) {
            names[found.listed].is_deprecated = true;
        }
        let definitions = listed.iter().enumerate();
        let definitions: HashMap<(ModuleIndex, Option<ItemId>), usize> = definitions
            .map(|(number, listed)| ((listed.place.home, listed.item.map(|item| item.id)), number))
            .collect();
        for (module, module_api) in &api.modules {
            for reexport in &module_api.reexports {
                let definition = match api.project.leads_to(&reexport.target) {
                    Target::Module(module) => (module, None),
                    Target::Item(home, _, item) => (home, Some(item.id)),
                    Target::External(_) => continue,
                };
                if let Some(number) = definitions.get(&definition) {
                    let name = format!("{}.{}", api.project.modules[*module].name(), reexport.name);
                    let origin = names[*number].clone();
                    names.push(Named {
                        name: name.into(),
                        origin: Some(Arc::clone(&origin.name)),
                        ..origin
                    });
                }
            }
        }
        Self { names, styles }
    }

    /// The first sentence of the docstring of something, as plain text on one line.
    pub fn summary(&self, named: &Named<'_>) -> String {
        let Some(docstring) = named.docstring else {
            return String::new();
        };
        let manner = self.styles.manner(named.home, &docstring.text);
        let summary = words(&docstring::parse(&docstring.text, manner).document.summary());
        summary.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn named<'p>(api: &Api<'p>, listed: &Listed<'p>) -> Named<'p> {
    let home = &api.project.modules[listed.place.home];
    let (docstring, line, is_in_stub) = match listed.item {
        Some(item) => {
            let position = home.facts.position(item.id);
            (item.docstring.as_ref(), position.lines.first, position.is_in_stub)
        }
        None => (home.facts.module.docstring.as_ref(), 0, home.path.is_empty()),
    };
    Named {
        name: Arc::clone(&listed.full_name),
        kind: listed.kind,
        letter: kind_letter(listed.kind),
        is_deprecated: false,
        path: if is_in_stub { &home.stub_path } else { &home.path },
        line,
        origin: None,
        docstring,
        home: listed.place.home,
    }
}
