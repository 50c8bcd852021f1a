//! What the expressions in the header of a class stand for.

use std::borrow::Cow;

use super::{ClassId, ClassNode, Hierarchy, Link, Meaning};
use crate::model::{Class, Expression, FunctionalForm, Item, ItemData, ItemId, functional_class};
use crate::resolve::header::Header;
use crate::resolve::{ModuleIndex, Project, is_builtin, known};
use crate::token::bracketed;

/// Of what one base stands for, so many names, calls and elements are looked at.
const MAX_STEPS: usize = 64;

/// Bases of a class that more are written for are left out.
const MAX_BASES: usize = 500;

/// A class in a class that stands in a class that…: so many times a base may be inherited itself.
const MAX_ROUNDS: usize = 8;

/// Where a base is written.
#[derive(Clone, Copy)]
struct Origin<'p> {
    module: ModuleIndex,
    /// The class around.
    around: Option<ClassId>,
    /// The header that it is written in, unless a name leads to it.
    header: Option<Header<'p>>,
    /// Whether the stub beside the module says it.
    is_in_stub: bool,
}

/// A base such as `Child.Part` where the class `Child` has no `Part` of its own.
pub(super) struct InheritedBase<'p> {
    class: ClassId,
    /// What stands for it among the bases of the class.
    link: Link,
    origin: Origin<'p>,
    name: String,
}

/// Finds bases, class by class.
struct Finder<'h, 'p> {
    hierarchy: &'h mut Hierarchy<'p>,
    class: ClassId,
    /// So many more steps are taken for the base at hand.
    steps: usize,
    inherited: Vec<InheritedBase<'p>>,
}

impl<'p> Hierarchy<'p> {
    /// Finds the bases of all classes, those excepted that can only be found once there is an order of ancestors.
    pub(super) fn find_bases(&mut self) -> Vec<InheritedBase<'p>> {
        let classes = self.classes.len();
        let mut finder = Finder {
            hierarchy: self,
            class: 0,
            steps: 0,
            inherited: Vec::new(),
        };
        for class in 0..classes {
            let node = &finder.hierarchy.classes[class];
            let (project, module) = (finder.hierarchy.project, node.module);
            let item = node.item.map(|item| item.id);
            let origin = Origin {
                module,
                around: node.parent,
                header: item.map(|item| Header::new(project, module, item)),
                is_in_stub: item.is_some_and(|item| is_declared_in_stub(project, module, item)),
            };
            if let Cow::Borrowed(written) = node.class {
                finder.class = class;
                finder.hierarchy.classes[class].bases = finder.written_bases(origin, written);
            }
        }
        finder.inherited
    }

    /// Finds bases that stand in the ancestors of classes. What is found changes the orders of ancestors, and with them
    /// what else can be found.
    pub(super) fn find_inherited_bases(&mut self, mut open: Vec<InheritedBase<'p>>) {
        for _ in 0..MAX_ROUNDS {
            let before = open.len();
            open.retain(|base| {
                let found = self.inherited_base(base);
                if let Some(found) = found {
                    self.replace_base(base, found);
                }
                found.is_none()
            });
            if open.len() == before {
                break;
            }
            self.linearise();
        }
        let is_any_left = !open.is_empty();
        for base in open {
            let same = self.external(&base.name);
            self.replace_base(&base, same);
        }
        if is_any_left {
            self.linearise();
        }
    }

    fn inherited_base(&self, base: &InheritedBase<'p>) -> Option<Link> {
        let (owner, name) = base.name.rsplit_once('.')?;
        let Origin { module, around, .. } = base.origin;
        let (home, owner) = self.meaning(module, around, owner)?.item?;
        let owner = self.find(home, owner.id)?;
        self.project_mro(owner).into_iter().find_map(|ancestor| {
            let mut members = self.members(ancestor).iter();
            let member = members.find(|member| member.name == name)?;
            let class = self.find(self.node(ancestor).module, member.id)?;
            (class != base.class).then_some(Link::Class(class))
        })
    }

    fn replace_base(&mut self, base: &InheritedBase<'p>, found: Link) {
        let bases = self.classes[base.class].bases.iter_mut();
        for link in bases.filter(|link| **link == base.link) {
            *link = found;
        }
    }

    /// A class from outside; the same for the same name.
    pub(super) fn external(&mut self, full_name: &str) -> Link {
        let name = match full_name {
            "typing_extensions.Generic" => "typing.Generic",
            "typing_extensions.Protocol" => "typing.Protocol",
            "builtins.object" => "object",
            // The function returns a class that is derived from it.
            "collections.namedtuple" => "tuple",
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
}

impl<'p> Finder<'_, 'p> {
    fn written_bases(&mut self, origin: Origin<'p>, class: &Class) -> Vec<Link> {
        let generic = self.hierarchy.external("typing.Generic");
        let protocol = self.hierarchy.external("typing.Protocol");
        let mut bases: Vec<(Link, bool)> = Vec::new();
        for expression in class.bases.iter().take(MAX_BASES) {
            let is_subscripted = expression.text.ends_with(']');
            self.steps = MAX_STEPS;
            let found = self.base(origin, expression).into_iter();
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

    /// The classes that an expression adds to the bases: one, unless it is `object`, a call that stands for several or
    /// `*bases`.
    fn base(&mut self, origin: Origin<'p>, expression: &Expression) -> Vec<Link> {
        let Some(steps) = self.steps.checked_sub(1) else {
            return vec![self.unknown()];
        };
        self.steps = steps;
        if let Some(unpacked) = expression.text.strip_prefix('*') {
            return self.unpacked_bases(origin, &expression.part(unpacked.trim_start()));
        }
        let name = expression.leading_name();
        if name.is_empty() {
            return vec![self.unknown()];
        }
        let rest = expression.text.get(name.len()..).unwrap_or_default();
        if rest.starts_with('(') && rest.ends_with(')') {
            return self.called_base(origin, expression);
        }
        // Of two that a condition chooses from, the first counts, as in an `if` statement.
        let is_name =
            rest.is_empty() || rest.starts_with('[') && rest.ends_with(']') || rest.starts_with(" if ");
        if is_name {
            self.named_base(origin, name)
        } else {
            vec![self.unknown()]
        }
    }

    fn named_base(&mut self, origin: Origin<'p>, name: &str) -> Vec<Link> {
        let hierarchy = &*self.hierarchy;
        let Origin { module, around, .. } = origin;
        let is_meant = |meaning: &Meaning<'p>| {
            let item = meaning.item.zip(origin.header);
            item.is_none_or(|((home, item), header)| header.sees(home, item.id))
        };
        let imported = || {
            hierarchy
                .meaning_in_stub(module, name)
                .filter(|_| origin.is_in_stub)
        };
        let in_class = imported().or_else(|| hierarchy.meaning(module, around, name));
        let is_bound = in_class.is_some();
        let found = in_class.filter(is_meant);
        let found = found.or_else(|| hierarchy.meaning(module, None, name).filter(is_meant));
        let earlier = || Some(hierarchy.meaning_at(origin.header?.earlier(name)?));
        let found = found.or_else(earlier);
        let Some(meaning) = found else {
            return match name {
                "object" => Vec::new(),
                name if is_builtin(name) => vec![self.hierarchy.external(name)],
                // What the name was bound to is not known any more.
                _ if is_bound => vec![self.unknown()],
                name if name.contains('.') => vec![self.perhaps_inherited(origin, name)],
                name => vec![self.hierarchy.external(name)],
            };
        };
        let Some((home, item)) = meaning.item else {
            return vec![self.hierarchy.external(&meaning.full_name)];
        };
        if let Some(class) = hierarchy.find(home, item.id) {
            return vec![Link::Class(class)];
        }
        if known::is_known(&meaning.full_name) {
            return vec![self.hierarchy.external(&meaning.full_name)];
        }
        let Some(value) = value(item) else {
            return vec![self.unknown()];
        };
        let origin = Origin {
            module: home,
            around: meaning.around,
            header: None,
            is_in_stub: is_declared_in_stub(hierarchy.project, home, item.id),
        };
        self.base(origin, value)
    }

    /// `*bases`, where the elements are written out.
    fn unpacked_bases(&mut self, origin: Origin<'p>, expression: &Expression) -> Vec<Link> {
        let meaning = expression
            .as_name()
            .and_then(|name| self.hierarchy.meaning(origin.module, origin.around, name));
        let named = meaning.and_then(|meaning| {
            let (module, item) = meaning.item?;
            let origin = Origin {
                module,
                around: meaning.around,
                header: None,
                is_in_stub: is_declared_in_stub(self.hierarchy.project, module, item.id),
            };
            Some((origin, value(item)?))
        });
        let (origin, value) = named.unwrap_or((origin, expression));
        let display = bracketed(&value.text).filter(|display| display.head.is_empty());
        let Some(elements) = display.as_ref().and_then(|display| display.elements()) else {
            return vec![self.unknown()];
        };
        let elements = elements.iter().map(|element| value.part(element));
        elements.flat_map(|element| self.base(origin, &element)).collect()
    }

    /// What a call returns is known only of those that make classes, and of `with_metaclass` of six and its kin, which
    /// passes the bases on.
    fn called_base(&mut self, origin: Origin<'p>, expression: &Expression) -> Vec<Link> {
        let Origin { module, around, .. } = origin;
        let name = expression.leading_name();
        let meaning = self.hierarchy.meaning(module, around, name);
        let full_name = meaning.map(|meaning| meaning.full_name).unwrap_or_default();
        if let Some(made) = FunctionalForm::of(&full_name).and_then(|form| functional_class(form, expression))
        {
            let base = self.hierarchy.external(&full_name);
            return vec![self.add_made(module, around, made, base)];
        }
        match bracketed(&expression.text) {
            Some(call) if expression.leading_last() == "with_metaclass" => {
                let bases = call.positional().into_iter().skip(1);
                let bases = bases.map(|base| expression.part(base));
                bases.flat_map(|base| self.base(origin, &base)).collect()
            }
            _ => vec![self.unknown()],
        }
    }

    fn add_made(&mut self, module: ModuleIndex, parent: Option<ClassId>, made: Class, base: Link) -> Link {
        let id = self.hierarchy.classes.len();
        self.hierarchy.classes.push(ClassNode {
            module,
            parent,
            name: "",
            class: Cow::Owned(made),
            item: None,
            bases: vec![base],
        });
        Link::Class(id)
    }

    fn perhaps_inherited(&mut self, origin: Origin<'p>, name: &str) -> Link {
        let id = self.hierarchy.externals.len();
        self.hierarchy.externals.push(name.to_owned());
        let link = Link::External(id);
        self.inherited.push(InheritedBase {
            class: self.class,
            link,
            origin,
            name: name.to_owned(),
        });
        link
    }

    /// A class of which nothing is known; no two are the same.
    fn unknown(&mut self) -> Link {
        self.hierarchy.externals.push(String::new());
        Link::External(self.hierarchy.externals.len() - 1)
    }
}

fn is_declared_in_stub(project: &Project, module: ModuleIndex, item: ItemId) -> bool {
    project.modules[module].facts.position(item).is_declared_in_stub
}

/// What a name stands for.
fn value(item: &Item) -> Option<&Expression> {
    match &item.data {
        ItemData::Attribute(attribute) if !attribute.is_unpacked => attribute.value.as_deref(),
        ItemData::TypeAlias(alias) => Some(&alias.value),
        _ => None,
    }
}
