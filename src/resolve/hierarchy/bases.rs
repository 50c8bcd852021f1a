//! What the expressions in the header of a class stand for.

use std::borrow::Cow;

use super::{ClassId, ClassNode, Hierarchy, Link};
use crate::model::{Class, Expression, FunctionalForm, Item, ItemData, ItemId, functional_class};
use crate::resolve::{ModuleIndex, known};
use crate::token::bracketed;

/// Values of names, and bases within calls, are followed this deep.
const MAX_DEPTH: usize = 16;

/// Bases of a class that more are written for are left out.
const MAX_BASES: usize = 500;

/// Where a base is written.
#[derive(Clone, Copy)]
struct Origin {
    module: ModuleIndex,
    /// The class around.
    around: Option<ClassId>,
    /// The class that it is a base of, whose own name is not bound yet.
    below: Option<ItemId>,
    /// Whether the stub beside the module says it.
    is_in_stub: bool,
}

impl Hierarchy<'_> {
    pub(super) fn find_bases(&mut self) {
        for class in 0..self.classes.len() {
            let node = &self.classes[class];
            let below = node.item.map(|item| item.id);
            let facts = &self.project.modules[node.module].facts;
            let origin = Origin {
                module: node.module,
                around: node.parent,
                below,
                is_in_stub: below.is_some_and(|id| facts.position(id).is_declared_in_stub),
            };
            if let Cow::Borrowed(written) = node.class {
                self.classes[class].bases = self.written_bases(origin, written);
            }
        }
    }

    fn written_bases(&mut self, origin: Origin, class: &Class) -> Vec<Link> {
        let generic = self.external("typing.Generic");
        let protocol = self.external("typing.Protocol");
        let mut bases: Vec<(Link, bool)> = Vec::new();
        for expression in class.bases.iter().take(MAX_BASES) {
            let is_subscripted = expression.text.ends_with(']');
            let found = self.base(origin, expression, MAX_DEPTH).into_iter();
            bases.extend(found.map(|link| (link, is_subscripted)));
        }
        // `Generic[T]` gives way to any generic base behind it and to `Protocol` (`typing`, `__mro_entries__`); type
        // parameters of the header add it at the end (PEP 695).
        let has_protocol = bases.iter().any(|(link, _)| *link == protocol);
        let last_subscripted = bases.iter().rposition(|(_, is_subscripted)| *is_subscripted);
        let mut links: Vec<Link> = Vec::with_capacity(bases.len());
        for (at, (link, _)) in bases.into_iter().enumerate() {
            let gives_way = has_protocol || last_subscripted.is_some_and(|last| last > at);
            if link != generic || !gives_way {
                links.push(link);
            }
        }
        if !class.type_parameters.is_empty() && !has_protocol && !links.contains(&generic) {
            links.push(generic);
        }
        links
    }

    /// The classes that an expression adds to the bases: one, unless it is `object` or a call that stands for several.
    fn base(&mut self, origin: Origin, expression: &Expression, depth: usize) -> Vec<Link> {
        let name = expression.leading_name();
        let rest = expression.text.get(name.len()..).unwrap_or_default();
        let Some(depth) = depth.checked_sub(1).filter(|_| !name.is_empty()) else {
            return vec![self.unknown()];
        };
        if rest.starts_with('(') && rest.ends_with(')') {
            return self.called_base(origin, expression, depth);
        }
        // Of two that a condition chooses from, the first counts, as in an `if` statement.
        let is_name =
            rest.is_empty() || rest.starts_with('[') && rest.ends_with(']') || rest.starts_with(" if ");
        if is_name {
            self.named_base(origin, name, depth)
        } else {
            vec![self.unknown()]
        }
    }

    fn named_base(&mut self, origin: Origin, name: &str, depth: usize) -> Vec<Link> {
        let Origin {
            module,
            around,
            below,
            is_in_stub,
        } = origin;
        let facts = &self.project.modules[module].facts;
        let line = |id: ItemId| facts.position(id).lines.first;
        // Its own name, and that of a class further down, are bound to something else when it is made.
        let is_unbound = |meaning: &super::Meaning<'_>| {
            let item = meaning
                .item
                .filter(|(home, _)| *home == module)
                .map(|(_, item)| item.id);
            item.zip(below)
                .is_some_and(|(item, below)| line(item) > line(below))
        };
        let is_itself = |meaning: &super::Meaning<'_>| {
            let item = meaning.item.as_ref();
            item.is_some_and(|(home, item)| *home == module && Some(item.id) == below)
        };
        let imported = || self.meaning_in_stub(module, name).filter(|_| is_in_stub);
        let found = imported().or_else(|| self.meaning(module, around, name));
        let found = found.or_else(|| self.meaning(module, None, name));
        let found = match found {
            Some(found) if is_itself(&found) || is_unbound(&found) => {
                let outer = self.meaning(module, None, name);
                let outer = outer.filter(|outer| !is_itself(outer) && !is_unbound(outer));
                let replaced = outer.or_else(|| self.replaced_meaning(module, name));
                replaced.or(Some(found)).filter(|found| !is_itself(found))
            }
            found => found,
        };
        let Some(meaning) = found else {
            return match name {
                "object" => Vec::new(),
                name => vec![self.external(name)],
            };
        };
        let Some((home, item)) = meaning.item else {
            return vec![self.external(&meaning.full_name)];
        };
        if let Some(class) = self.find(home, item.id) {
            return vec![Link::Class(class)];
        }
        if known::is_known(&meaning.full_name) {
            return vec![self.external(&meaning.full_name)];
        }
        let Some(value) = value(item) else {
            return vec![self.unknown()];
        };
        let origin = Origin {
            module: home,
            around: meaning.around,
            below: None,
            is_in_stub: self.project.modules[home]
                .facts
                .position(item.id)
                .is_declared_in_stub,
        };
        self.base(origin, value, depth)
    }

    /// What a call returns is known only of those that make classes, and of `with_metaclass` of six and its kin, which
    /// passes the bases on.
    fn called_base(&mut self, origin: Origin, expression: &Expression, depth: usize) -> Vec<Link> {
        let Origin { module, around, .. } = origin;
        let name = expression.leading_name();
        let full_name = self
            .meaning(module, around, name)
            .map(|meaning| meaning.full_name);
        let full_name = full_name.unwrap_or_default();
        if let Some(made) = FunctionalForm::of(&full_name).and_then(|form| functional_class(form, expression))
        {
            let base = self.external(&full_name);
            return vec![self.add_made(module, around, made, base)];
        }
        match bracketed(&expression.text) {
            Some(call) if expression.leading_last() == "with_metaclass" => {
                let bases: Vec<Expression> = call
                    .positional()
                    .iter()
                    .skip(1)
                    .map(|base| expression.part(base))
                    .collect();
                let bases = bases.iter().take(MAX_BASES);
                bases.flat_map(|base| self.base(origin, base, depth)).collect()
            }
            _ => vec![self.unknown()],
        }
    }

    fn add_made(&mut self, module: ModuleIndex, parent: Option<ClassId>, made: Class, base: Link) -> Link {
        let id = self.classes.len();
        self.classes.push(ClassNode {
            module,
            parent,
            name: "",
            class: Cow::Owned(made),
            item: None,
            bases: vec![base],
        });
        Link::Class(id)
    }

    /// A class from outside; the same for the same name.
    pub(super) fn external(&mut self, full_name: &str) -> Link {
        let name = match full_name {
            "typing_extensions.Generic" => "typing.Generic",
            "typing_extensions.Protocol" => "typing.Protocol",
            "builtins.object" => "object",
            other => other,
        };
        if let Some(id) = self.external_ids.get(name) {
            return Link::External(*id);
        }
        let id = self.externals.len();
        self.externals.push(name.to_owned());
        self.external_ids.insert(name.to_owned(), id);
        Link::External(id)
    }

    /// A class of which nothing is known; no two are the same.
    fn unknown(&mut self) -> Link {
        self.externals.push(String::new());
        Link::External(self.externals.len() - 1)
    }
}

/// What a name stands for.
fn value(item: &Item) -> Option<&Expression> {
    match &item.data {
        ItemData::Attribute(attribute) if !attribute.is_unpacked => attribute.value.as_ref(),
        ItemData::TypeAlias(alias) => Some(&alias.value),
        _ => None,
    }
}
