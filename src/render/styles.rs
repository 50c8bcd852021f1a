//! Which style the docstrings of each module are read in.

use std::collections::HashMap;

use crate::digest::short_digest;
use crate::docstring::{Choice, Habit, Manner, Reason, Style, Usual, docformat};
use crate::model::{Docstring, Item, ItemData, Module, ModuleKind};
use crate::name::ModuleName;
use crate::resolve::{ModuleIndex, Project};

/// The styles that the settings name.
#[derive(Clone, Debug, Default)]
pub struct StyleSettings {
    /// That of the book; `None` to find it out.
    pub book: Option<Style>,
    /// Those of the sources that have one of their own, by module.
    pub sources: HashMap<String, Option<Style>>,
}

/// How the docstrings of each module are read.
#[derive(Clone, Debug, Default)]
pub struct Styles {
    /// By [`ModuleIndex`].
    modules: Vec<ModuleStyle>,
    /// By package.
    packages: Vec<(String, Usual)>,
}

#[derive(Clone, Copy, Debug)]
struct ModuleStyle {
    choice: Choice,
    authority: Authority,
    package: usize,
}

/// What decides how docstrings are read, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// The settings of the source.
    Source,
    /// The settings of the book.
    Book,
    /// `__docformat__` of the module or of a package above it.
    Docformat,
    /// The docstrings themselves.
    Docstrings,
}

/// How the docstrings of a package are read, for people who want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageStyle {
    /// The name of the package.
    pub name: String,
    /// The style in which most of its docstrings are read.
    pub style: Style,
    /// What decides the style of its top module.
    pub authority: Authority,
    /// How many docstrings are read in which style, the commonest first.
    pub counts: Vec<(Style, usize)>,
    /// How many of them do not tell their style, and have that of the others.
    pub undecided: usize,
    /// The docstrings that are read in another style than most.
    pub others: Vec<OtherStyle>,
}

/// A docstring that is read in another style than most of its package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherStyle {
    /// The file as it is shown.
    pub path: String,
    /// The first line of the docstring, from 1; 0 where it is not known.
    pub line: u32,
    /// The full name of what it documents.
    pub name: String,
    /// The style.
    pub style: Style,
    /// What decided it.
    pub reason: Reason,
}

impl Styles {
    /// Decides for all modules of a project.
    pub fn new(project: &Project, settings: &StyleSettings) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut modules = Vec::with_capacity(project.modules.len());
        for module in &project.modules {
            let module = &module.facts.module;
            let name = package_of(project, module);
            // Modules are sorted by name, so that those of a package follow each other.
            if names.last().is_none_or(|last| last != name) {
                names.push(name.to_owned());
            }
            let (choice, authority) = chosen(project, module, settings);
            modules.push(ModuleStyle {
                choice,
                authority,
                package: names.len() - 1,
            });
        }
        let mut habits = vec![Habit::default(); names.len()];
        for (module, style) in project.modules.iter().zip(&modules) {
            // What is set needs no evidence.
            if style.choice.style.is_none() {
                for_each(&module.facts.module, &mut |path, docstring| {
                    habits[style.package].add(&docstring.text);
                    for text in path.last().into_iter().flat_map(|item| annotated(item)) {
                        habits[style.package].add(&text.text);
                    }
                });
            }
        }
        let usual = habits.iter().map(Habit::usual);
        Self {
            modules,
            packages: names.into_iter().zip(usual).collect(),
        }
    }

    /// What decides how the docstrings of a module are read, beside these themselves.
    pub(super) fn of_module(&self, module: ModuleIndex) -> (Choice, Usual) {
        let module = &self.modules[module];
        (module.choice, self.packages[module.package].1)
    }

    /// The digest of what decides how the docstrings of a module are read.
    pub fn digest(&self, module: ModuleIndex) -> u64 {
        short_digest(&self.of_module(module))
    }

    /// How a docstring of a module is read.
    pub fn manner(&self, module: ModuleIndex, text: &str) -> Manner {
        self.decide(module, text).0
    }

    fn decide(&self, module: ModuleIndex, text: &str) -> (Manner, Reason) {
        let module = &self.modules[module];
        module.choice.manner(text, self.packages[module.package].1)
    }

    /// How the docstrings of each package are read; packages without docstrings are left out.
    pub fn report(&self, project: &Project) -> Vec<PackageStyle> {
        let mut read: Vec<Vec<OtherStyle>> = vec![Vec::new(); self.packages.len()];
        for (index, module) in project.modules.iter().enumerate() {
            let facts = &module.facts.module;
            for_each(facts, &mut |path, docstring| {
                let (manner, reason) = self.decide(index, &docstring.text);
                let (lines, file) = match path.last() {
                    None => (module.facts.docstring.lines, module.path.as_str()),
                    Some(item) => {
                        let position = module.facts.position(item.id);
                        (position.docstring.lines, module.path_of(&position))
                    }
                };
                let names =
                    std::iter::once(facts.name.as_str()).chain(path.iter().map(|item| item.name.as_str()));
                read[self.modules[index].package].push(OtherStyle {
                    path: file.to_owned(),
                    line: lines.first,
                    name: names.collect::<Vec<_>>().join("."),
                    style: manner.style(),
                    reason,
                });
            });
        }
        let packages = self.packages.iter().zip(read).enumerate();
        packages
            .filter(|(_, (_, read))| !read.is_empty())
            .map(|(number, ((name, _), read))| {
                let top = self.modules.iter().find(|module| module.package == number);
                let authority = top.map_or(Authority::Docstrings, |module| module.authority);
                package(name, authority, read)
            })
            .collect()
    }
}

/// The account of one package; `read` is not empty.
fn package(name: &str, authority: Authority, read: Vec<OtherStyle>) -> PackageStyle {
    let count = |style: &Style| read.iter().filter(|one| one.style == *style).count();
    let mut counts: Vec<_> = Style::ALL.iter().map(|style| (*style, count(style))).collect();
    counts.retain(|(_, count)| *count > 0);
    counts.sort_by_key(|(style, count)| (std::cmp::Reverse(*count), *style));
    let style = counts.first().map_or(Style::Plain, |(style, _)| *style);
    let undecided = read.iter().filter(|one| one.reason == Reason::Majority).count();
    let mut others = read;
    others.retain(|one| one.style != style);
    others.sort();
    PackageStyle {
        name: name.to_owned(),
        style,
        authority,
        counts,
        undecided,
        others,
    }
}

/// The package whose habit a module shares: the topmost one above it that is no mere namespace.
fn package_of<'m>(project: &Project, module: &'m Module) -> &'m str {
    let name = module.name.as_str();
    let ends = name.match_indices('.').map(|(at, _)| at);
    let mut above = ends.filter_map(|end| name.get(..end));
    let is_namespace = |name: &str| {
        let found = project.find(name).map(|index| &project.modules[index]);
        found.is_none_or(|found| found.facts.module.kind == ModuleKind::Namespace)
    };
    above.find(|name| !is_namespace(name)).unwrap_or(name)
}

/// What is set for a module, by the highest authority that sets something.
fn chosen(project: &Project, module: &Module, settings: &StyleSettings) -> (Choice, Authority) {
    let set = |style| Choice { style, prose: None };
    match (settings.sources.get(module.name.as_str()), settings.book) {
        (Some(Some(style)), _) => return (set(Some(*style)), Authority::Source),
        (None, Some(style)) => return (set(Some(style)), Authority::Book),
        _ => {}
    }
    let mut above = std::iter::successors(Some(module.name.clone()), ModuleName::parent);
    let declared =
        above.find_map(|name| declaration(&project.modules[project.find(name.as_str())?].facts.module));
    match declared {
        Some(choice) => (choice, Authority::Docformat),
        None => (Choice::default(), Authority::Docstrings),
    }
}

/// What `__docformat__` of a module says.
fn declaration(module: &Module) -> Option<Choice> {
    docformat(&module.docformat()?)
}

/// What the annotations of a function's parameters say (PEP 727).
fn annotated(item: &Item) -> impl Iterator<Item = Docstring> {
    let parameters = match &item.data {
        ItemData::Function(function) => function.parameters.as_slice(),
        _ => &[],
    };
    let annotations = parameters
        .iter()
        .filter_map(|parameter| parameter.annotation.as_ref());
    annotations.filter_map(|annotation| annotation.documentation())
}

/// Every docstring of a module with the items that lead to it.
fn for_each<'m>(module: &'m Module, take: &mut impl FnMut(&[&'m Item], &'m Docstring)) {
    if let Some(docstring) = &module.docstring {
        take(&[], docstring);
    }
    below(&module.members, &mut Vec::new(), take);
}

fn below<'m>(items: &'m [Item], path: &mut Vec<&'m Item>, take: &mut impl FnMut(&[&'m Item], &'m Docstring)) {
    for item in items {
        path.push(item);
        if let Some(docstring) = &item.docstring {
            take(path, docstring);
        }
        below(item.members(), path, take);
        path.pop();
    }
}
