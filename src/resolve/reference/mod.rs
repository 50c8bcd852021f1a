//! What a name in a docstring, an annotation or a value means.
//!
//! Names are looked up as Python does it, from the inside out: the members of the classes around, the module with
//! what it imports. Docstrings may go further: to members that a class has from its bases, to full names, to what
//! the packages around offer, and, where the author asks for a link, to the end of a full name that only one thing
//! has. A role says what kind of thing is meant; like Sphinx's, it decides between several and excludes none.

mod anywhere;
mod asked;
mod builtins;
mod names;
mod near;
#[cfg(test)]
mod tests;

pub use asked::{Asked, Asking};
pub use builtins::is_builtin;
pub(super) use builtins::is_builtin_exception;
pub(super) use names::NameIndex;
pub use near::Missing;

use serde::{Deserialize, Serialize};

use super::header::Header;
use super::stub::InStub;
use super::{Ancestor, Api, ModuleIndex, Target};
use crate::model::{Item, ItemData, ItemId, Label, Parameter, ParameterKind, TypeParameter};
use crate::name::ModuleName;

/// The place where a name is used.
#[derive(Clone, Debug)]
pub struct Scope<'p> {
    /// The module.
    pub module: ModuleIndex,
    /// The classes around from the outside in; in a docstring, the item that it describes comes last.
    pub around: Vec<&'p Item>,
    /// The item whose signature it is, if it is one: its type parameters are known there.
    pub signature_of: Option<&'p Item>,
}

/// A name to be resolved.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'t> {
    /// The dotted name. Leading dots lead up from the item: one names a member of it, two a thing beside it.
    pub name: &'t str,
    /// What kind of thing the author says it is.
    pub kind: Option<Kind>,
    /// Where it is written.
    pub usage: Usage,
}

/// Where a name is written, which decides how far it is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Usage {
    /// In an annotation, a base or a value.
    Code,
    /// In a type that an author wrote into a docstring.
    Type,
    /// As code in a text, which need not mean anything.
    Mention,
    /// As a link that the author asks for.
    Link,
}

/// The kinds of things that roles tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// `mod`.
    Module,
    /// `class`, `exc`, `type`.
    Class,
    /// `func`, `deco`.
    Function,
    /// `meth`.
    Method,
    /// `attr`, `property`.
    Attribute,
    /// `data`, `const`.
    Data,
    /// `paramref`.
    Parameter,
}

/// What a name means.
#[derive(Clone, Debug)]
pub enum Resolution<'p> {
    /// One thing.
    Found(Found<'p>),
    /// A parameter of a function, or of the constructor of a class.
    Parameter(Target<'p>, &'p str),
    /// Something that is known at the place alone, such as a type parameter.
    Local,
    /// One of several things.
    Ambiguous(Vec<Found<'p>>),
    /// Nothing in the project.
    Nothing,
}

/// A thing that a name leads to.
#[derive(Clone, Debug)]
pub struct Found<'p> {
    /// The thing.
    pub target: Target<'p>,
    /// The class that was named, where a base of it defines the thing.
    pub through: Option<Target<'p>>,
}

impl<'t> Wanted<'t> {
    /// A name in code.
    pub fn code(name: &'t str) -> Self {
        Self {
            name,
            kind: None,
            usage: Usage::Code,
        }
    }

    /// A name in a type that an author wrote into a docstring.
    pub fn in_type(name: &'t str) -> Self {
        Self {
            usage: Usage::Type,
            ..Self::code(name)
        }
    }

    /// A name in the text of a docstring, with the role that stands before it. Arguments of a generic type are none of
    /// its name.
    pub fn in_text(name: &'t str, role: Option<&str>, is_explicit: bool) -> Self {
        Self {
            name: name.split('[').next().unwrap_or(name),
            kind: role.and_then(Kind::of_role),
            usage: if is_explicit { Usage::Link } else { Usage::Mention },
        }
    }
}

impl Kind {
    /// What a role of Sphinx's Python domain says of its target; nothing for `obj`, `any` and roles of other domains.
    pub fn of_role(role: &str) -> Option<Self> {
        Some(match role.strip_prefix("py:").unwrap_or(role) {
            "mod" | "module" => Self::Module,
            "class" | "exc" | "exception" | "type" => Self::Class,
            "func" | "function" | "deco" => Self::Function,
            "meth" | "method" => Self::Method,
            "attr" | "property" => Self::Attribute,
            "data" | "const" => Self::Data,
            "paramref" => Self::Parameter,
            _ => return None,
        })
    }

    fn is_of(self, target: &Target<'_>) -> bool {
        match target {
            Target::Module(_) => self == Self::Module,
            Target::External(_) => true,
            Target::Item(_, _, item) => match &item.data {
                ItemData::Class(_) | ItemData::TypeAlias(_) => self == Self::Class,
                ItemData::Function(_) => matches!(self, Self::Function | Self::Method),
                ItemData::Attribute(_) => {
                    matches!(self, Self::Attribute | Self::Data)
                        || self == Self::Class && item.class().is_some()
                }
                ItemData::Import(_) => false,
            },
        }
    }

    /// Whether a thing stands where its kind does: a method in a class, a function in a module.
    fn stands_at(self, target: &Target<'_>) -> bool {
        let Target::Item(_, around, _) = target else {
            return true;
        };
        match self {
            Self::Method | Self::Attribute => !around.is_empty(),
            Self::Function | Self::Data => around.is_empty(),
            Self::Module | Self::Class | Self::Parameter => true,
        }
    }
}

impl<'p> Found<'p> {
    fn new(target: Target<'p>) -> Self {
        Self {
            target,
            through: None,
        }
    }

    /// What makes two of them the same.
    fn identity(&self) -> (Option<ModuleIndex>, Option<ItemId>, &str) {
        match &self.target {
            Target::Module(module) => (Some(*module), None, ""),
            Target::Item(module, _, item) => (Some(*module), Some(item.id), ""),
            Target::External(name) => (None, None, name),
        }
    }
}

impl<'p> Api<'p> {
    /// What a name means at a place.
    pub fn resolve(&self, scope: &Scope<'p>, wanted: Wanted<'_>) -> Resolution<'p> {
        let name = wanted.name.trim_start_matches('.');
        let first = first_part(name);
        let items = || scope.signature_of.iter().chain(&scope.around).copied();
        if items().any(|item| has_type_parameter(item, first)) {
            return Resolution::Local;
        }
        if let Some(found) = self.parameter(scope, wanted, name) {
            return found;
        }
        if wanted.kind == Some(Kind::Parameter)
            && let Some((owner, parameter)) = self.parameter_owner(scope, name)
            && self.lacks_parameter(&owner, parameter)
        {
            return Resolution::Nothing;
        }
        let dots = wanted.name.len() - name.len();
        let above = (dots > 0).then(|| self.relative(scope, dots, name)).flatten();
        let found = above.or_else(|| self.in_scope(scope, wanted, name));
        let found = found.and_then(|found| self.in_header(scope, wanted, found));
        if let Some(found) = found {
            return Resolution::Found(found);
        }
        let reaches = match wanted.usage {
            Usage::Link => true,
            // A type in words has words in it.
            Usage::Type => name.contains('.') || name.starts_with(char::is_uppercase),
            Usage::Code | Usage::Mention => false,
        };
        // By one part alone, most modules are those of others.
        let is_short_module = wanted.kind == Some(Kind::Module) && !name.contains('.');
        if !reaches || is_short_module || is_builtin(name) {
            return Resolution::Nothing;
        }
        self.by_end(Some(scope), wanted, name)
    }

    /// What the end of a full name means, if one thing alone has it.
    fn by_end(&self, scope: Option<&Scope<'p>>, wanted: Wanted<'_>, name: &str) -> Resolution<'p> {
        let index = self.names.get_or_init(|| NameIndex::new(self.project));
        let mut found: Vec<Found<'p>> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for candidate in index.candidates(self.project, first_part(name)) {
            let candidate = self.descend(Found::new(candidate), rest(name));
            let candidate = candidate.filter(|found| !matches!(found.target, Target::External(_)));
            if let Some(candidate) = candidate
                && seen.insert((candidate.identity().0, candidate.identity().1))
            {
                found.push(candidate);
            }
        }
        keep(&mut found, |found| self.shows(&found.target));
        if wanted.kind == Some(Kind::Module) {
            found.retain(|found| Kind::Module.is_of(&found.target));
        } else if let Some(kind) = wanted.kind {
            keep(&mut found, |found| kind.is_of(&found.target));
            keep(&mut found, |found| kind.stands_at(&found.target));
        }
        if wanted.usage == Usage::Type {
            found.retain(|found| Kind::Class.is_of(&found.target));
        }
        if let Some(scope) = scope {
            keep(&mut found, |found| self.is_below(scope, &found.target));
        }
        let nearness = |found: &Found<'p>| scope.map_or(0, |scope| self.nearness(scope, &found.target));
        let nearest = found.iter().map(nearness).max().unwrap_or_default();
        found.retain(|found| nearness(found) == nearest);
        match (found.pop(), found.is_empty()) {
            (None, _) => Resolution::Nothing,
            (Some(only), true) => Resolution::Found(only),
            (Some(last), false) => {
                found.push(last);
                Resolution::Ambiguous(found)
            }
        }
    }

    /// Whether a thing is a member of a class that is derived from one around a place: what a mixin speaks of is often
    /// there.
    fn is_below(&self, scope: &Scope<'p>, target: &Target<'p>) -> bool {
        let find = |module, class: &Item| self.hierarchy.find(module, class.id);
        let class = match target {
            Target::Item(module, around, _) => around.last().and_then(|class| find(*module, class)),
            Target::Module(_) | Target::External(_) => None,
        };
        let is_around = |ancestor: Ancestor<'_>| match ancestor {
            Ancestor::Class(ancestor) => scope
                .around
                .iter()
                .any(|item| find(scope.module, item) == Some(ancestor)),
            Ancestor::External(_) => false,
        };
        class.is_some_and(|class| self.hierarchy.mro(class).any(is_around))
    }

    /// Whether it is no mistake that a name may be one of several things: each derived class has its own, or the place has
    /// names that its source does not show.
    pub fn is_open(&self, scope: &Scope<'p>, several: &[Found<'p>]) -> bool {
        !self.shows_all_around(scope) || several.iter().all(|found| self.is_below(scope, &found.target))
    }

    /// Whether something is documented.
    pub fn shows(&self, target: &Target<'_>) -> bool {
        match target {
            Target::Module(module) => self.modules.contains_key(module),
            Target::Item(home, _, item) => self.place(*home, item.id).is_some(),
            Target::External(_) => false,
        }
    }

    /// How many packages, modules and classes around a place are also around a thing.
    fn nearness(&self, scope: &Scope<'p>, target: &Target<'p>) -> usize {
        let (module, around) = match target {
            Target::Module(module) => (*module, [].as_slice()),
            Target::Item(module, around, _) => (*module, around.as_slice()),
            Target::External(_) => return 0,
        };
        let parts = |module: ModuleIndex| self.project.modules[module].name().parts();
        let shared = parts(scope.module)
            .zip(parts(module))
            .take_while(|(left, right)| left == right);
        let shared = shared.count();
        if module != scope.module {
            return shared;
        }
        let classes = scope.around.iter().zip(around);
        shared + 1 + classes.take_while(|(left, right)| left.id == right.id).count()
    }

    /// A parameter, where that is asked for, or where its name hides what has it elsewhere.
    fn parameter(&self, scope: &Scope<'p>, wanted: Wanted<'_>, name: &str) -> Option<Resolution<'p>> {
        let own = scope.around.split_last().and_then(|(item, around)| {
            let owner = Target::Item(scope.module, around.to_vec(), item);
            let parameter = self.parameter_of(&owner, first_part(name))?;
            Some((item, owner, parameter))
        });
        match own {
            Some((item, ..)) if matches!(wanted.usage, Usage::Mention | Usage::Type) => {
                // The docstring of a class speaks of its attributes, which often have the names of parameters.
                return item.class().is_none().then_some(Resolution::Local);
            }
            _ if wanted.usage != Usage::Link || !matches!(wanted.kind, None | Some(Kind::Parameter)) => {
                return None;
            }
            Some((_, owner, parameter)) if !name.contains('.') => {
                return Some(Resolution::Parameter(owner, parameter));
            }
            _ => {}
        }
        let (of, parameter) = name.rsplit_once('.')?;
        let of = Wanted {
            name: of,
            kind: None,
            usage: Usage::Link,
        };
        // What has a member of the name is a class or a module, and the member is meant.
        if wanted.kind.is_none() && self.in_scope(scope, wanted, name).is_some() {
            return None;
        }
        match self.resolve(scope, of) {
            Resolution::Found(found) => {
                let parameter = self.parameter_of(&found.target, parameter)?;
                Some(Resolution::Parameter(found.target, parameter))
            }
            _ => None,
        }
    }

    /// The function, or the class with a constructor, that a name says to have a parameter, and the name of that.
    fn parameter_owner<'n>(&self, scope: &Scope<'p>, name: &'n str) -> Option<(Target<'p>, &'n str)> {
        let (owner, parameter) = match name.rsplit_once('.') {
            None => {
                let (item, around) = scope.around.split_last()?;
                (Target::Item(scope.module, around.to_vec(), item), name)
            }
            Some((of, parameter)) => match self.resolve(scope, Wanted::in_text(of, None, true)) {
                Resolution::Found(found) => (found.target, parameter),
                _ => return None,
            },
        };
        self.function_of(&owner).is_some().then_some((owner, parameter))
    }

    /// Whether something has no such parameter, and no such member either. What takes any keyword may have it.
    fn lacks_parameter(&self, owner: &Target<'p>, name: &str) -> bool {
        let function = self.function_of(owner).map(|(_, function)| function);
        let mut parameters = function.into_iter().flat_map(parameters);
        let has =
            |parameter: &Parameter| parameter.kind == ParameterKind::VarKeyword || parameter.name == name;
        !parameters.any(has) && self.member(owner.clone(), name).is_none()
    }

    /// The parameter of a function or of the constructor of a class.
    fn parameter_of(&self, target: &Target<'p>, name: &str) -> Option<&'p str> {
        let (_, item) = self.function_of(target)?;
        let mut names = parameters(item).map(|parameter| parameter.name.as_str());
        names.find(|parameter| *parameter == name)
    }

    /// A function itself, or the constructor that a class has in its source or that of a base, with its module.
    pub fn function_of(&self, target: &Target<'p>) -> Option<(ModuleIndex, &'p Item)> {
        let Target::Item(module, _, item) = target else {
            return None;
        };
        match &item.data {
            ItemData::Function(_) => Some((*module, item)),
            ItemData::Class(_) => match self.hierarchy.member(*module, item, "__init__")? {
                Target::Item(home, _, init) => Some((home, init)),
                Target::Module(_) | Target::External(_) => None,
            },
            _ => None,
        }
    }

    /// A name that is given from the item, or from something around it.
    fn relative(&self, scope: &Scope<'p>, dots: usize, name: &str) -> Option<Found<'p>> {
        let items = scope.around.len();
        if dots <= items {
            let depth = items - dots;
            let base = Target::Item(scope.module, scope.around[..depth].to_vec(), scope.around[depth]);
            return self.descend(Found::new(base), name);
        }
        let module = self.project.modules[scope.module].name();
        let above = std::iter::successors(Some(module.clone()), ModuleName::parent);
        let base = above
            .skip(dots - items - 1)
            .find_map(|name| self.project.find(name.as_str()))?;
        self.descend(Found::new(Target::Module(base)), name)
    }

    /// What a name means at a place without a search through the project.
    fn in_scope(&self, scope: &Scope<'p>, wanted: Wanted<'_>, name: &str) -> Option<Found<'p>> {
        let is_code = wanted.usage == Usage::Code;
        let steps: [&dyn Fn() -> Option<Found<'p>>; 5] = [
            &|| self.named_module(scope, wanted, name),
            &|| self.in_classes(scope, is_code, name),
            &|| self.at_top_level(scope, is_code, name),
            &|| self.absolute(name),
            &|| (!is_code).then(|| self.in_packages(scope, name)).flatten(),
        ];
        let mut other = None;
        for step in steps {
            let Some(found) = step() else { continue };
            if wanted.kind.is_none_or(|kind| kind.is_of(&found.target)) {
                return Some(found);
            }
            other = other.or(Some(found));
        }
        other
    }

    /// A name in the header of a class means what is bound above it.
    fn in_header(&self, scope: &Scope<'p>, wanted: Wanted<'_>, found: Found<'p>) -> Option<Found<'p>> {
        let class = scope.signature_of.filter(|item| item.class().is_some());
        let (Some(class), Target::Item(home, _, item)) = (class, &found.target) else {
            return Some(found);
        };
        let header = Header::new(self.project, scope.module, class.id);
        if wanted.usage != Usage::Code || header.sees(*home, item.id) {
            return Some(found);
        }
        header.earlier(wanted.name).map(Found::new)
    }

    /// The module of a full name or of one from a package around, where a module is meant.
    fn named_module(&self, scope: &Scope<'p>, wanted: Wanted<'_>, name: &str) -> Option<Found<'p>> {
        if wanted.kind != Some(Kind::Module) {
            return None;
        }
        let find = |name: &str| self.project.find(name).map(Target::Module).map(Found::new);
        let is_imported = || {
            let imported = self.project.lookup(scope.module, first_part(name));
            matches!(imported, Some(Target::External(_)))
        };
        find(name).or_else(|| {
            let module = self.project.modules[scope.module].name().clone();
            let mut packages = std::iter::successors(Some(module), ModuleName::parent);
            let below = |package: ModuleName| find(&format!("{package}.{name}"));
            (!is_imported()).then(|| packages.find_map(below)).flatten()
        })
    }

    /// The members of the classes around, from the inside out. An annotation does not see those of base classes, and
    /// methods are not what it means.
    fn in_classes(&self, scope: &Scope<'p>, is_code: bool, name: &str) -> Option<Found<'p>> {
        (0..scope.around.len()).rev().find_map(|depth| {
            let class = scope.around[depth];
            let members = class.class()?.members.as_slice();
            let is_own = || members.iter().any(|member| member.name == first_part(name));
            if is_code && !is_own() {
                return None;
            }
            let class = Target::Item(scope.module, scope.around[..depth].to_vec(), class);
            let found = self.descend(Found::new(class), name)?;
            let is_method = matches!(&found.target, Target::Item(_, _, item) if is_callable(item));
            (!is_method || !is_code).then_some(found)
        })
    }

    /// What a name means at the top level of the module, or of the stub beside it where that declares the signature.
    fn at_top_level(&self, scope: &Scope<'p>, is_code: bool, name: &str) -> Option<Found<'p>> {
        let facts = &self.project.modules[scope.module].facts;
        let signature = scope.signature_of.filter(|_| is_code);
        if signature.is_some_and(|item| facts.position(item.id).is_declared_in_stub) {
            match self.project.in_stub(scope.module, first_part(name)) {
                InStub::Imported(target) => return self.descend(Found::new(target), rest(name)),
                InStub::Builtin => return None,
                InStub::AsInModule => {}
            }
        }
        self.in_module(scope.module, name)
    }

    fn in_module(&self, module: ModuleIndex, name: &str) -> Option<Found<'p>> {
        let first = self.project.lookup(module, first_part(name))?;
        self.descend(Found::new(first), rest(name))
    }

    /// What a full dotted name leads to: through the names of packages as at run time, else through the modules that
    /// are there.
    fn absolute(&self, name: &str) -> Option<Found<'p>> {
        let from = |prefix: &str| {
            let module = self.project.find(prefix)?;
            let rest = name.get(prefix.len()..)?.trim_start_matches('.');
            self.descend(Found::new(Target::Module(module)), rest)
        };
        from(first_part(name)).or_else(|| {
            let longer = std::iter::successors(Some(name), |prefix| Some(prefix.rsplit_once('.')?.0));
            let mut longer = longer.filter(|prefix| prefix.contains('.'));
            longer.find_map(from)
        })
    }

    /// What the packages around offer: a docstring may speak of things that its module does not import.
    fn in_packages(&self, scope: &Scope<'p>, name: &str) -> Option<Found<'p>> {
        let module = self.project.modules[scope.module].name();
        let packages = std::iter::successors(module.parent(), ModuleName::parent);
        let mut packages = packages.filter_map(|package| self.project.find(package.as_str()));
        packages.find_map(|package| self.in_module(package, name))
    }

    /// The member of a member of something.
    fn descend(&self, from: Found<'p>, path: &str) -> Option<Found<'p>> {
        let mut parts = path.split('.').filter(|part| !part.is_empty());
        parts.try_fold(from, |found, part| self.member(found.target, part))
    }

    /// The member of something; that of a class may come from its bases.
    fn member(&self, of: Target<'p>, name: &str) -> Option<Found<'p>> {
        let Target::Item(module, _, item) = &of else {
            return self.project.member(of, name).map(Found::new);
        };
        if let Some(found) = self.project.member(of.clone(), name) {
            return Some(Found::new(found));
        }
        if item.class().is_some() {
            let target = self.hierarchy.member(*module, item, name)?;
            return Some(Found {
                target,
                through: Some(of),
            });
        }
        let other = self.hierarchy.aliased(*module, item)?;
        match &other {
            Target::Item(_, _, class) if class.class().is_some() => self.member(other, name),
            _ => None,
        }
    }
}

fn first_part(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn rest(name: &str) -> &str {
    name.split_once('.').map_or("", |(_, rest)| rest)
}

/// Drops what does not fit, unless nothing does.
fn keep<'p>(found: &mut Vec<Found<'p>>, fits: impl Fn(&Found<'p>) -> bool) {
    if found.iter().any(&fits) {
        found.retain(fits);
    }
}

/// The parameters of a function and of its overloads; none of anything else.
fn parameters(item: &Item) -> impl Iterator<Item = &Parameter> {
    let function = match &item.data {
        ItemData::Function(function) => Some(function),
        _ => None,
    };
    let overloads = function.into_iter().flat_map(|function| &function.overloads);
    let overloads = overloads.map(|overload| &overload.signature);
    let functions = function.into_iter().chain(overloads);
    functions.flat_map(|function| &function.parameters)
}

fn has_type_parameter(item: &Item, name: &str) -> bool {
    let is_of = |parameters: &[TypeParameter]| parameters.iter().any(|parameter| parameter.name == name);
    match &item.data {
        ItemData::Class(class) => is_of(&class.type_parameters),
        ItemData::TypeAlias(alias) => is_of(&alias.type_parameters),
        ItemData::Function(function) => {
            let overloads = function.overloads.iter().map(|overload| &overload.signature);
            std::iter::once(function)
                .chain(overloads)
                .any(|function| is_of(&function.type_parameters))
        }
        ItemData::Attribute(_) | ItemData::Import(_) => false,
    }
}

fn is_callable(item: &Item) -> bool {
    matches!(item.data, ItemData::Function(_)) || item.labels.contains(Label::Property)
}
