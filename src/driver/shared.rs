//! Facts that say the same, once in memory: most annotations, imports and signatures of a package are in many files.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use crate::model::{Attribute, Docstring, Expression, Extracted, Function, Import, Item, ItemData, Overload};

/// So many parts has a table, so that threads hardly wait for each other.
const PARTS: usize = 32;

/// What was met so far.
#[derive(Default)]
pub(super) struct Shared {
    docstrings: Table<str>,
    expressions: Table<Expression>,
    functions: Table<Function>,
    imports: Table<Import>,
}

/// The values of one kind by their hash, which tells the part too.
struct Table<T: ?Sized>([Mutex<FxHashMap<u64, Arc<T>>>; PARTS]);

impl<T: ?Sized> Default for Table<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl<T: Hash + Eq + ?Sized> Table<T> {
    /// Puts what was met before in the place of a value. One that is new is kept as `prepare` leaves it; of two with
    /// one hash only the first is shared.
    fn share(&self, value: &mut Arc<T>, prepare: impl FnOnce(&mut Arc<T>)) {
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        let hash = hasher.finish();
        let part = &self.0[(hash >> 32) as usize % PARTS];
        if let Some(known) = part.lock().unwrap_or_else(PoisonError::into_inner).get(&hash) {
            if **known == **value {
                *value = Arc::clone(known);
            }
            return;
        }
        prepare(value);
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        part.entry(hash).or_insert_with(|| Arc::clone(value));
    }
}

impl Shared {
    /// Shares what the facts of a file have in common with those that were met before.
    pub(super) fn share(&self, facts: &mut Extracted) {
        let module = &mut facts.module;
        self.docstring(module.docstring.as_mut());
        self.items(&mut module.members);
        self.items(&mut module.replaced_imports);
    }

    fn items(&self, items: &mut [Item]) {
        for item in items {
            self.docstring(item.docstring.as_mut());
            match &mut item.data {
                ItemData::Class(class) => self.items(&mut class.members),
                ItemData::Function(function) => self.function(function),
                ItemData::Attribute(attribute) => self.attribute(attribute),
                ItemData::TypeAlias(_) => {}
                ItemData::Import(import) => self.imports.share(import, |_| {}),
            }
        }
    }

    fn attribute(&self, attribute: &mut Attribute) {
        self.expression(attribute.annotation.as_mut());
        self.expression(attribute.value.as_mut());
        self.overloads(&mut attribute.accessors);
        if let Some(class) = &mut attribute.class {
            self.items(&mut class.members);
        }
    }

    fn function(&self, function: &mut Arc<Function>) {
        self.functions.share(function, |function| {
            let Some(function) = Arc::get_mut(function) else {
                return;
            };
            for parameter in &mut function.parameters {
                self.expression(parameter.annotation.as_mut());
                self.expression(parameter.default.as_mut());
            }
            self.expression(function.returns.as_mut());
            self.overloads(&mut function.overloads);
            self.overloads(&mut function.registered);
        });
    }

    fn overloads(&self, overloads: &mut [Overload]) {
        for overload in overloads {
            self.docstring(overload.docstring.as_mut());
            self.function(&mut overload.signature);
        }
    }

    fn expression(&self, expression: Option<&mut Arc<Expression>>) {
        if let Some(expression) = expression {
            self.expressions.share(expression, |_| {});
        }
    }

    fn docstring(&self, docstring: Option<&mut Docstring>) {
        if let Some(docstring) = docstring {
            self.docstrings.share(&mut docstring.text, |_| {});
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::model::ModuleKind;
    use crate::name::ModuleName;
    use crate::target::Target;

    fn facts(source: &str) -> Extracted {
        let name = ModuleName::new("m").unwrap();
        extract(source.as_bytes(), name, ModuleKind::Module, &Target::default())
    }

    #[test]
    fn facts_stay_what_they_are_and_equal_parts_of_them_are_one() {
        let source = "import os\nclass C:\n    x: int = 1\n    def f(self, a: str) -> int:\n        'Doc.'\n";
        let shared = Shared::default();
        let [mut first, mut second] = [facts(source), facts(source)];
        let mut other = facts("def g(a: str, b: int): 'Doc.'\n");
        for facts in [&mut first, &mut second, &mut other] {
            // A copy would share what it is a copy of.
            let before = format!("{facts:?}");
            shared.share(facts);
            assert_eq!(format!("{facts:?}"), before);
        }
        let data = |facts: &Extracted, name: &str| {
            let members = &facts.module.members;
            let found = members.iter().chain(members.iter().flat_map(Item::members));
            found.clone().find(|item| item.name == name).unwrap().clone()
        };
        let [(one, two), (import, same_import)] =
            ["f", "os"].map(|name| (data(&first, name), data(&second, name)));
        let (ItemData::Function(one_data), ItemData::Function(two_data)) = (&one.data, &two.data) else {
            panic!("{one:?}");
        };
        assert!(Arc::ptr_eq(one_data, two_data));
        let (ItemData::Import(import), ItemData::Import(same_import)) = (&import.data, &same_import.data)
        else {
            panic!("{import:?}");
        };
        assert!(Arc::ptr_eq(import, same_import));
        let g = data(&other, "g");
        let ItemData::Function(g_data) = &g.data else {
            panic!("{g:?}")
        };
        assert!(Arc::ptr_eq(
            g_data.parameters[0].annotation.as_ref().unwrap(),
            one_data.parameters[1].annotation.as_ref().unwrap(),
        ));
        let text = |item: &Item| Arc::clone(&item.docstring.as_ref().unwrap().text);
        assert!(Arc::ptr_eq(&text(&g), &text(&one)) && Arc::ptr_eq(&text(&one), &text(&two)));
    }
}
