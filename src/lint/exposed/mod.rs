//! Types in the signatures of what is documented that are not documented themselves: a reader meets the name and finds
//! nothing about it.

mod header;

use std::collections::HashMap;

use self::header::{Spot, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Expression, Function, Item, ItemData, ItemId, Label, Lines};
use crate::name::{count, is_private};
use crate::resolve::{Api, Entry, ModuleIndex, Resolution, Scope, Target, Wanted};
use crate::text::{LineIndex, Location};

/// A type that a documented signature shows and the reference does not have.
#[derive(Clone, Debug)]
pub struct ExposedType {
    /// The file of the signature.
    pub path: String,
    lines: Lines,
    spot: Spot,
    /// The type, as it is written there.
    written: String,
    /// What it is, where.
    message: String,
    help: String,
    /// In how many more signatures of the page it is.
    more: usize,
}

impl ExposedType {
    /// The finding, at the name itself where the source of the file is given.
    pub fn diagnostic(&self, source: Option<&LineIndex<'_>>) -> Diagnostic {
        let Self { message, more, .. } = self;
        let more = match more {
            0 => String::new(),
            more => format!("; it is in {} of the page", count(*more, "more signature")),
        };
        let mut found = Diagnostic::new(Code::UndocumentedType, format!("{message}{more}"))
            .help(self.help.as_str())
            .in_file(self.path.as_str());
        let place = source.and_then(|source| find(source, self.lines, &self.spot, &self.written));
        let line = Location {
            line: self.lines.first.max(1),
            column: 1,
        };
        found.location = Some(place.map_or(line, |(start, _)| start));
        found.end = place.map(|(_, end)| end);
        found
    }
}

/// The types of the project that the signatures on the page of a module show and the reference does not have, each at
/// the first signature that has it.
pub fn exposed_types(api: &Api<'_>, module: ModuleIndex) -> Vec<ExposedType> {
    let mut finder = Finder {
        api,
        numbers: HashMap::new(),
        found: Vec::new(),
    };
    let entries = api.modules.get(&module).map(|shown| shown.entries.as_slice());
    for Entry { home, item, .. } in entries.unwrap_or_default() {
        finder.item(*home, item, &mut Vec::new());
    }
    finder.found
}

struct Finder<'a, 'p> {
    api: &'a Api<'p>,
    /// Of the types that were found, their numbers in `found`.
    numbers: HashMap<(ModuleIndex, ItemId), usize>,
    found: Vec<ExposedType>,
}

/// A signature that is shown.
struct Signature<'s, 'p> {
    module: ModuleIndex,
    /// The item, and the classes around it.
    item: &'p Item,
    around: &'s [&'p Item],
    /// Which of its positions it has.
    id: ItemId,
}

impl<'p> Finder<'_, 'p> {
    fn item(&mut self, module: ModuleIndex, item: &'p Item, around: &mut Vec<&'p Item>) {
        let signature = Signature {
            module,
            item,
            around,
            id: item.id,
        };
        match &item.data {
            ItemData::Function(function) if function.overloads.is_empty() => {
                self.function(&signature, function);
            }
            // The overloads are shown in the place of the function.
            ItemData::Function(function) => {
                for overload in &function.overloads {
                    let id = overload.id;
                    self.function(&Signature { id, ..signature }, &overload.signature);
                }
            }
            ItemData::Attribute(attribute) => {
                let spot = if item.labels.contains(Label::Property) {
                    Spot::Result
                } else {
                    Spot::Attribute
                };
                self.annotation(&signature, &spot, attribute.annotation.as_deref());
            }
            _ => {}
        }
        around.push(item);
        for member in self.api.members(item) {
            self.item(module, member, around);
        }
        around.pop();
    }

    fn function(&mut self, signature: &Signature<'_, 'p>, function: &'p Function) {
        for parameter in function
            .parameters
            .iter()
            .filter(|found| !is_private(&found.name))
        {
            let spot = Spot::Parameter(parameter.name.to_string());
            self.annotation(signature, &spot, parameter.annotation.as_deref());
        }
        self.annotation(signature, &Spot::Result, function.returns.as_deref());
    }

    fn annotation(&mut self, signature: &Signature<'_, 'p>, spot: &Spot, annotation: Option<&Expression>) {
        let api = self.api;
        let scope = Scope {
            module: signature.module,
            around: signature.around.to_vec(),
            signature_of: Some(signature.item),
        };
        for written in annotation.into_iter().flat_map(|found| {
            let names = found.names.iter();
            names.map(|span| found.name(*span))
        }) {
            let Resolution::Found(found) = api.resolve(&scope, Wanted::code(written)) else {
                continue;
            };
            let Target::Item(home, _, item) = &found.target else {
                continue;
            };
            if !is_type(item) || api.shows(&found.target) {
                continue;
            }
            if let Some(known) = self.numbers.get(&(*home, item.id)) {
                self.found[*known].more += 1;
                continue;
            }
            self.numbers.insert((*home, item.id), self.found.len());
            let position = api.project.modules[signature.module].facts.position(signature.id);
            self.found.push(ExposedType {
                path: api.project.modules[signature.module]
                    .path_of(&position)
                    .to_owned(),
                lines: position.lines,
                message: self.message(signature, spot, &found.target),
                help: self.help(&found.target),
                spot: spot.clone(),
                written: written.to_owned(),
                more: 0,
            });
        }
    }

    fn message(&self, signature: &Signature<'_, 'p>, spot: &Spot, of: &Target<'p>) -> String {
        let of_type = self.api.full_name(of);
        let shown = Target::Item(signature.module, signature.around.to_vec(), signature.item);
        let shown = self.api.full_name(&shown);
        let what = match spot {
            Spot::Parameter(name) => format!("of the parameter `{name}` of `{shown}`"),
            Spot::Result if matches!(signature.item.data, ItemData::Function(_)) => {
                format!("that `{shown}` returns")
            }
            Spot::Result | Spot::Attribute => format!("of `{shown}`"),
        };
        format!("the type `{of_type}` {what} is not documented")
    }

    /// What to do, so that a type is documented.
    fn help(&self, target: &Target<'p>) -> String {
        let Target::Item(home, around, item) = target else {
            return String::new();
        };
        let project = self.api.project;
        let (module, name) = (project.modules[*home].name(), &item.name);
        let exports = project.exports(*home);
        let is_exported = exports.is_none_or(|exports| exports.iter().any(|export| export == name));
        match around.as_slice() {
            _ if around.iter().chain([item]).any(|part| is_private(&part.name)) => {
                "give it a name without an underscore, if users may need it".to_owned()
            }
            [] if !self.api.shows(&Target::Module(*home)) => {
                format!("let a public module export it: `from {module} import {name} as {name}`")
            }
            [] if !is_exported => format!("add `{name}` to `__all__` of `{module}`"),
            _ => "write a docstring for it".to_owned(),
        }
    }
}

/// Whether an item is a type that could be documented. A type variable is known by its name.
fn is_type(item: &Item) -> bool {
    let is_labelled = |label| item.labels.contains(label);
    item.class().is_some()
        || matches!(item.data, ItemData::TypeAlias(_))
        || is_labelled(Label::NewType)
        || is_labelled(Label::TypeAlias)
}
