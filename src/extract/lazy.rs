//! Names that a module imports when they are asked for.
//!
//! A function `__getattr__` at the top level (PEP 562) does so, or one that `lazy_loader` makes, or a `_LazyModule`
//! that takes the place of the module. What they import stands in a few forms: tables whose keys or values are the
//! names, and imports in branches such as `if name == "X":`. They are taken for what they import; whether that leads
//! anywhere is seen when the whole program is known.

use std::collections::HashSet;

use super::form::Form;
use super::import::imports;
use super::outline::Outline;
use super::scope::Weight;
use crate::model::{Certainty, ExportPart, Exports, Import};
use crate::name::{ModuleName, is_identifier};
use crate::token::{TokenKind, bracketed, offset_in, string_value, tokens};

/// What a file says about names that are imported on demand.
#[derive(Default)]
pub(super) struct Lazy<'s> {
    /// The dictionaries at the top level: name, text, and the entry with it.
    tables: Vec<(String, &'s str, usize)>,
    /// The statements behind them that may add to one.
    changes: Vec<Change<'s>>,
    /// The functions `__getattr__`.
    getters: Vec<usize>,
    /// The calls that make such a function or module, and the entries with them.
    calls: Vec<(&'s str, usize)>,
}

/// A statement that may add to a dictionary.
struct Change<'s> {
    /// The name that it begins with.
    name: &'s str,
    text: &'s str,
    entry: usize,
    weight: Weight,
}

/// A name, what it is imported by, and the entry that says so.
type Found = (String, Import, usize);

impl<'s> Lazy<'s> {
    /// Remembers an assignment at the top level.
    pub(super) fn assigned<'n>(
        &mut self,
        names: impl Iterator<Item = &'n String>,
        value: &'s str,
        entry: usize,
    ) {
        if value.starts_with('{') {
            self.tables.extend(names.map(|name| (name.clone(), value, entry)));
        } else if maker(value).is_some() {
            self.calls.push((value, entry));
        }
    }

    /// Remembers a statement at the top level that may add to a dictionary.
    pub(super) fn statement(&mut self, outline: &'s Outline<'s>, entry: usize, weight: Weight) {
        if self.tables.is_empty() {
            return;
        }
        let text = match outline.form(entry) {
            Form::Assignment(_) | Form::Augmented { .. } | Form::Expression(_) => body(outline, entry),
            _ => return,
        };
        let first = tokens(text).next().filter(|token| token.kind == TokenKind::Name);
        self.changes.extend(first.map(|name| Change {
            name: name.text,
            text,
            entry,
            weight,
        }));
    }

    /// Remembers a function `__getattr__` at the top level.
    pub(super) fn getter(&mut self, entry: usize) {
        self.getters.push(entry);
    }

    /// The names that are imported on demand.
    pub(super) fn names(mut self, outline: &'s Outline<'s>, module: &ModuleName) -> Vec<Found> {
        if self.getters.is_empty() && self.calls.is_empty() {
            return Vec::new();
        }
        let bodies = self.getters.iter().map(|getter| body(outline, *getter));
        let users = bodies.chain(self.calls.iter().map(|(call, _)| *call));
        let mut used: HashSet<&str> = users.flat_map(names).collect();
        // A table may be put into the one that is used.
        for change in self.changes.iter().rev() {
            if used.contains(change.name) {
                used.extend(names(change.text));
            }
        }
        let mut found = Vec::new();
        let inline = self.calls.iter().flat_map(|(call, entry)| {
            let arguments = bracketed(call).map(|call| call.arguments()).unwrap_or_default();
            let tables = arguments
                .into_iter()
                .filter(|argument| argument.value.starts_with('{'));
            tables
                .map(|argument| (argument.value, *entry))
                .collect::<Vec<_>>()
        });
        let named = self
            .tables
            .iter()
            .filter(|(name, ..)| used.contains(name.as_str()));
        for (table, entry) in named.map(|(_, table, entry)| (*table, *entry)).chain(inline) {
            found.extend(
                in_table(table, module)
                    .into_iter()
                    .map(|(name, import)| (name, import, entry)),
            );
        }
        // What is said where something is missing comes last.
        self.changes
            .sort_by_key(|change| std::cmp::Reverse(change.weight));
        for change in self.changes.iter().filter(|change| used.contains(change.name)) {
            let added = added(change.text, module).unwrap_or_default().into_iter();
            found.extend(added.map(|(name, import)| (name, import, change.entry)));
        }
        for getter in self.getters {
            in_branches(outline, getter, module, &mut found);
        }
        found
    }
}

/// What `lazy_loader.attach` and `attach_stub` put into `__all__`; `None` for another value.
pub(super) fn attached(value: &str) -> Option<Exports> {
    let maker = maker(value).filter(|maker| maker.starts_with("attach"))?;
    if maker == "attach_stub" {
        return Some(Exports {
            parts: vec![ExportPart::StubImports],
            is_partial: false,
        });
    }
    let mut names = Vec::new();
    for argument in bracketed(value)?.arguments().into_iter().skip(1) {
        let value = bracketed(argument.value)?;
        match value.pairs() {
            Some(pairs) => names.extend(pairs.into_iter().flat_map(|(_, names)| strings(names))),
            None => names.extend(strings(argument.value)),
        }
    }
    names.sort();
    names.dedup();
    Some(Exports {
        is_partial: names.is_empty(),
        parts: names.into_iter().map(ExportPart::Name).collect(),
    })
}

/// The function that is called, if it is one that makes a module lazy.
fn maker(value: &str) -> Option<&str> {
    let head = value.split_once('(')?.0;
    let last = head.rsplit('.').next()?.trim();
    matches!(last, "attach" | "attach_stub" | "_LazyModule").then_some(last)
}

fn body<'s>(outline: &Outline<'s>, function: usize) -> &'s str {
    let place = outline.entries[function].place;
    outline
        .source
        .get(place.start as usize..place.end as usize)
        .unwrap_or_default()
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let names = tokens(text).filter(|token| token.kind == TokenKind::Name);
    names.map(|token| token.text)
}

fn strings(text: &str) -> Vec<String> {
    let strings = tokens(text).filter(|token| token.kind == TokenKind::String);
    strings.filter_map(|token| string_value(token.text)).collect()
}

/// The names of a table: `"name": "module"`, `"name": (package, "module")` or `"module": ["name", …]`.
fn in_table(table: &str, module: &ModuleName) -> Vec<(String, Import)> {
    let pairs = bracketed(table)
        .and_then(|table| table.pairs())
        .unwrap_or_default();
    let rows = pairs
        .into_iter()
        .filter_map(|(key, value)| Some(in_row(&string_value(key)?, value, module)));
    rows.flatten().collect()
}

/// The names of one row of a table.
fn in_row(key: &str, value: &str, module: &ModuleName) -> Vec<(String, Import)> {
    let named = |import: Option<Import>| {
        import
            .map(|import| (key.to_owned(), import))
            .into_iter()
            .collect()
    };
    if let Some(from) = string_value(value) {
        return named(import(&from, key, module));
    }
    let Some(display) = bracketed(value).filter(|display| display.head.is_empty()) else {
        return Vec::new();
    };
    match (display.open, display.parts.as_slice()) {
        ('(', [package, from]) => {
            let from = string_value(from).unwrap_or_default();
            named(match string_value(package) {
                // `import_module(from, package)`, or a module and the name in it.
                Some(package) if from.starts_with('.') => absolute(&package, &from, key),
                Some(package) => import(&package, &from, module),
                None => import(&from, key, module),
            })
        }
        ('[' | '(' | '{', names) => {
            let names = names.iter().filter_map(|name| string_value(name));
            from_module(key, names, module)
        }
        _ => Vec::new(),
    }
}

fn from_module(
    from: &str,
    names: impl IntoIterator<Item = String>,
    module: &ModuleName,
) -> Vec<(String, Import)> {
    let names = names.into_iter();
    names
        .filter_map(|name| Some((name.clone(), import(from, &name, module)?)))
        .collect()
}

/// What a statement adds to the table that it begins with: `table["module"] = ["name"]`, the same with `+=`, `extend`,
/// `append`, or whole tables with `|=` and `update`.
fn added(text: &str, module: &ModuleName) -> Option<Vec<(String, Import)>> {
    let mut tokens = tokens(text).skip(1);
    let mut next = || tokens.next().map(|token| token.text);
    let behind = |token: &str| text.get(offset_in(text, token)? + token.len()..);
    match next()? {
        "[" => {
            let key = string_value(next()?)?;
            next().filter(|token| *token == "]")?;
            match next()? {
                equals @ "=" => Some(in_row(&key, behind(equals)?.trim(), module)),
                plus @ "+=" => Some(from_module(&key, strings(behind(plus)?), module)),
                "." => {
                    let method = next()?;
                    let adds = matches!(method, "append" | "extend" | "add" | "update");
                    adds.then(|| from_module(&key, strings(behind(method).unwrap_or_default()), module))
                }
                _ => None,
            }
        }
        "." => {
            let call = bracketed(text)?;
            let arguments = call.positional();
            match (next()?, arguments.as_slice()) {
                ("update", tables) => Some(tables.iter().flat_map(|table| in_table(table, module)).collect()),
                ("setdefault", [key, value]) => Some(in_row(&string_value(key)?, value, module)),
                _ => None,
            }
        }
        or @ "|=" => Some(in_table(behind(or)?.trim(), module)),
        _ => None,
    }
}

fn absolute(package: &str, from: &str, name: &str) -> Option<Import> {
    let rest = from.trim_start_matches('.');
    let module = if rest.is_empty() {
        package.to_owned()
    } else {
        format!("{package}.{rest}")
    };
    lazy(0, &module, name)
}

/// `from module import name`. Without dots before it a module is one of the package, unless it begins with the
/// package at the top; `"module:other"` gives the name that it has there, and `__module__` means the module `name`.
fn import(from: &str, name: &str, module: &ModuleName) -> Option<Import> {
    if from == "__module__" {
        return lazy(1, "", name);
    }
    let (from, name) = from.split_once(':').unwrap_or((from, name));
    let path = from.trim_start_matches('.');
    let is_absolute = path.len() == from.len() && path.split('.').next() == module.parts().next();
    let level = if is_absolute {
        0
    } else {
        (from.len() - path.len()).max(1)
    };
    lazy(u32::try_from(level).ok()?, path, name)
}

fn lazy(level: u32, module: &str, name: &str) -> Option<Import> {
    let is_module = module.is_empty() && level > 0 || module.split('.').all(is_identifier);
    (is_module && is_identifier(name)).then(|| Import {
        level,
        module: module.into(),
        name: Some(name.into()),
        certainty: Certainty::OnDemand,
        ..Import::default()
    })
}

/// The names in branches such as `if name == "X": from .m import X` within a function.
fn in_branches(outline: &Outline<'_>, function: usize, module: &ModuleName, found: &mut Vec<Found>) {
    let mut at = outline.body(function).start;
    while at < outline.body(function).end {
        let condition = match outline.form(at) {
            Form::If(condition) | Form::Elif(condition) => strings(outline.text(at, *condition)),
            _ => Vec::new(),
        };
        if condition.is_empty() {
            at += 1;
            continue;
        }
        let text = body(outline, at);
        for entry in outline.body(at) {
            for (bound, import) in imports(outline, entry) {
                let name = match condition.as_slice() {
                    [only] if returns(text, &bound) => only,
                    names if names.contains(&bound) => &bound,
                    _ => continue,
                };
                let import = Import {
                    certainty: Certainty::OnDemand,
                    ..import
                };
                found.push((name.clone(), import, entry));
            }
        }
        if let Some(from) = imported_module(text) {
            let imports = condition
                .iter()
                .filter_map(|name| Some((name.clone(), import(&from, name, module)?)));
            found.extend(imports.map(|(name, import)| (name, import, at)));
        }
        at = outline.entries[at].next as usize;
    }
}

/// Whether `return name` stands in a text.
fn returns(text: &str, name: &str) -> bool {
    let mut before = "";
    let mut tokens = tokens(text).peekable();
    while let Some(token) = tokens.next() {
        let goes_on = tokens
            .peek()
            .is_some_and(|next| matches!(next.text, "." | "(" | "["));
        if before == "return" && token.text == name && !goes_on {
            return true;
        }
        before = token.text;
    }
    false
}

/// The module in `getattr(import_module("module", …), name)`.
fn imported_module(text: &str) -> Option<String> {
    let mut tokens = tokens(text);
    let mut has_getattr = false;
    while let Some(token) = tokens.next() {
        has_getattr |= token.text == "getattr";
        if token.text == "import_module" {
            let argument = tokens.nth(1)?;
            return string_value(argument.text).filter(|_| has_getattr || text.contains("getattr("));
        }
    }
    None
}
