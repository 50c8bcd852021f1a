//! The fields of a class with those that it inherits, and the constructor that is made from them.

use std::collections::HashMap;
use std::sync::Arc;

use super::own_fields::{OwnField, Role, is_declared};
use super::traits::{Transform, TupleFields};
use super::{Constructor, Field, FieldParameter, Synthesis};
use crate::model::{Expression, Function, Item, ItemData, Parameter, ParameterKind};
use crate::resolve::hierarchy::{Ancestor, ClassId};
use crate::resolve::known::{self, Flavour};

impl Synthesis<'_> {
    /// The fields of a class made from its fields, in the order of its constructor's parameters before keyword-only
    /// ones are moved to the end.
    pub(super) fn all_fields(&self, class: ClassId, transform: &Transform) -> Vec<OwnField> {
        match transform.flavour {
            Flavour::Attrs | Flavour::AttrsOld => self.attrs_fields(class, transform),
            Flavour::Pydantic => self.model_fields(class, transform),
            _ => self.dataclass_fields(class),
        }
    }

    /// The rules of `dataclasses`: inherited fields come first, and one that is declared again keeps its place.
    fn dataclass_fields(&self, class: ClassId) -> Vec<OwnField> {
        let line = self.hierarchy.project_mro(class);
        let mut all: HashMap<ClassId, Vec<OwnField>> = HashMap::new();
        for current in line.iter().rev() {
            let parents = self.hierarchy.project_bases(*current);
            let mut fields: Vec<OwnField> = match parents.as_slice() {
                [] => Vec::new(),
                [only] => all.get(only).cloned().unwrap_or_default(),
                _ => {
                    let mut fields = Vec::new();
                    for ancestor in self.hierarchy.project_mro(*current).iter().skip(1).rev() {
                        let is_made = self.traits[*ancestor].transform.is_some();
                        let inherited = all.get(ancestor).filter(|_| is_made).cloned();
                        put_all(&mut fields, inherited.unwrap_or_default());
                    }
                    fields
                }
            };
            if let Some(transform) = &self.traits[*current].transform {
                let own = self.own_fields(*current, transform);
                let own = self.with_inherited_defaults(own, &fields);
                put_all(&mut fields, own);
            }
            all.insert(*current, fields);
        }
        all.remove(&class).unwrap_or_default()
    }

    /// A field without a default takes what an ancestor's attribute of that name has. A factory leaves no attribute.
    fn with_inherited_defaults(&self, mut own: Vec<OwnField>, inherited: &[OwnField]) -> Vec<OwnField> {
        let line = own
            .first()
            .map(|first| self.hierarchy.project_mro(first.class))
            .unwrap_or_default();
        for field in own.iter_mut().filter(|field| field.default.is_none()) {
            if self.value_of(field.class, &field.name).is_some() {
                continue;
            }
            let found = line.iter().skip(1).find_map(|ancestor| {
                let value = self.value_of(*ancestor, &field.name)?;
                Some((self.traits[*ancestor].transform.is_some(), value))
            });
            field.default = match found {
                Some((true, value)) if value.text.contains("factory") => None,
                Some((true, _)) => {
                    let before = inherited.iter().find(|other| other.name == field.name);
                    before.and_then(|before| before.default.clone())
                }
                Some((false, value)) => Some(value.clone()),
                None => None,
            };
        }
        own
    }

    /// What the body of a class assigns to a name.
    fn value_of(&self, class: ClassId, name: &str) -> Option<&Expression> {
        let members = self.hierarchy.node(class).class.members.iter();
        members
            .filter(|member| member.name == name)
            .find_map(|member| match &member.data {
                ItemData::Attribute(attribute) => attribute.value.as_deref(),
                _ => None,
            })
    }

    /// The rules of attrs: inherited fields come first, without those that are declared again.
    fn attrs_fields(&self, class: ClassId, transform: &Transform) -> Vec<OwnField> {
        let own = self.own_fields(class, transform);
        let mut inherited: Vec<OwnField> = Vec::new();
        for ancestor in self.hierarchy.project_mro(class).iter().skip(1).rev() {
            let Some(transform) = &self.traits[*ancestor].transform else {
                continue;
            };
            for field in self.own_fields(*ancestor, transform) {
                inherited.retain(|other| other.name != field.name);
                inherited.push(field);
            }
        }
        inherited.retain(|other| !own.iter().any(|field| field.name == other.name));
        if transform.is_keyword_only && transform.forces_keyword_only {
            for field in &mut inherited {
                field.keyword_only = Some(true);
            }
        }
        inherited.extend(own);
        inherited
    }

    /// The rules of pydantic: the annotations of all classes in between count.
    fn model_fields(&self, class: ClassId, transform: &Transform) -> Vec<OwnField> {
        let mut fields = Vec::new();
        for ancestor in self.hierarchy.project_mro(class).iter().rev() {
            if known::root(&self.hierarchy.full_name(*ancestor)).is_none() {
                put_all(&mut fields, self.own_fields(*ancestor, transform));
            }
        }
        fields
    }

    /// The constructor of a class: its own if it is made from fields, else the one that it inherits. `None` where a
    /// written one comes first or an ancestor is not known.
    pub(super) fn constructor(&self, class: ClassId) -> Option<Constructor> {
        let mut is_doubtful = false;
        for ancestor in self.hierarchy.project_mro(class) {
            let node = self.hierarchy.node(ancestor);
            let traits = &self.traits[ancestor];
            let is_root = known::root(&self.hierarchy.full_name(ancestor)).is_some();
            if defines(&node.class.members, "__init__") || is_root {
                return None;
            }
            if let Some(fields) = traits.named_tuple {
                let is_written = defines(&node.class.members, "__new__");
                return (!is_written).then(|| self.tuple_constructor(ancestor, fields, ancestor == class));
            }
            match &traits.transform {
                Some(transform) if transform.has_init => {
                    let is_known = self.is_closed(ancestor) && !self.has_own_init(ancestor, transform);
                    return is_known.then(|| self.field_constructor(ancestor, transform, class));
                }
                _ => {}
            }
            // Behind a base that is not known, anything may come first; the next in line may still come before it.
            if is_doubtful || defines(&node.class.members, "__new__") || self.begins_outside(ancestor) {
                return None;
            }
            is_doubtful = !self.all_outside(ancestor, known::is_harmless);
        }
        None
    }

    /// A model with a written `__init__` between it and the root takes what that one takes.
    fn has_own_init(&self, class: ClassId, transform: &Transform) -> bool {
        transform.flavour == Flavour::Pydantic
            && self.hierarchy.project_mro(class).iter().any(|ancestor| {
                let is_root = self.hierarchy.full_name(*ancestor).ends_with(".BaseModel");
                !is_root && defines(&self.hierarchy.node(*ancestor).class.members, "__init__")
            })
    }

    /// Whether all ancestors that may have fields are known.
    fn is_closed(&self, class: ClassId) -> bool {
        let line = self.hierarchy.project_mro(class);
        line.iter()
            .all(|ancestor| self.all_outside(*ancestor, known::has_no_fields))
    }

    /// Whether an unknown base stands before those of the project.
    fn begins_outside(&self, class: ClassId) -> bool {
        let bases = self.hierarchy.bases(class);
        let mut first = bases.map_while(|base| match base {
            Ancestor::Class(_) => None,
            Ancestor::External(name) => Some(name),
        });
        first.any(|name| !known::is_harmless(name) && known::base(name).is_none())
    }

    /// Whether all bases from outside are known for their fields, or are as asked.
    fn all_outside(&self, class: ClassId, is_wanted: fn(&str) -> bool) -> bool {
        self.hierarchy.bases(class).all(|base| match base {
            Ancestor::Class(_) => true,
            Ancestor::External(name) => is_wanted(name) || known::base(name).is_some(),
        })
    }

    fn field_constructor(&self, class: ClassId, transform: &Transform, seen_from: ClassId) -> Constructor {
        let mut parameters = vec![parameter("self", ParameterKind::PositionalOrKeyword)];
        let fields = self.all_fields(class, transform);
        let taken = fields.into_iter().filter(|field| field.is_parameter);
        let (last, first): (Vec<_>, Vec<_>) = taken.partition(|field| field.keyword_only == Some(true));
        let kinds = [
            (first, ParameterKind::PositionalOrKeyword),
            (last, ParameterKind::KeywordOnly),
        ];
        for (fields, kind) in kinds {
            parameters.extend(fields.into_iter().map(|field| {
                Parameter {
                    annotation: self
                        .seen_from(seen_from, field.class, field.annotation.as_ref())
                        .map(Arc::new),
                    default: self
                        .seen_from(seen_from, field.class, field.default.as_ref())
                        .map(Arc::new),
                    ..parameter(&field.parameter, kind)
                }
            }));
        }
        if transform.flavour == Flavour::Pydantic && self.allows_extra(class) {
            parameters.push(parameter("extra_data", ParameterKind::VarKeyword));
        }
        Constructor {
            name: "__init__",
            is_inherited: class != seen_from,
            function: Function {
                parameters,
                ..Function::default()
            },
        }
    }

    /// Whether `model_config` or the header says `extra="allow"`; the nearest class that says anything counts.
    fn allows_extra(&self, class: ClassId) -> bool {
        let line = self.hierarchy.project_mro(class);
        let said = line.iter().find_map(|ancestor| {
            let class = &self.hierarchy.node(*ancestor).class;
            let keyword = class.keywords.iter().find(|keyword| keyword.name == "extra");
            let keyword = keyword.map(|keyword| keyword.value.text.contains("allow"));
            keyword.or_else(|| {
                let config = &self.value_of(*ancestor, "model_config")?.text;
                let (_, said) = config.split_once("extra")?;
                let said = said.trim_start_matches(['\'', '"', ':', '=', ' ']);
                Some(said.starts_with("allow") || said.starts_with("Extra.allow"))
            })
        });
        said.unwrap_or(false)
    }

    fn tuple_constructor(&self, class: ClassId, fields: TupleFields, is_own: bool) -> Constructor {
        let mut parameters = vec![parameter("cls", ParameterKind::PositionalOrKeyword)];
        let own = self.tuple_fields(class, fields);
        parameters.extend(own.into_iter().map(|field| Parameter {
            annotation: field.annotation.map(Arc::new),
            default: field.default.map(Arc::new),
            ..parameter(&field.name, ParameterKind::PositionalOrKeyword)
        }));
        Constructor {
            name: "__new__",
            is_inherited: !is_own,
            function: Function {
                parameters,
                ..Function::default()
            },
        }
    }

    /// The fields of a tuple.
    pub(super) fn tuple_fields(&self, class: ClassId, fields: TupleFields) -> Vec<OwnField> {
        let members = self.hierarchy.node(class).class.members.iter();
        let field = |member: &Item| match &member.data {
            ItemData::Attribute(attribute) => Some(OwnField {
                name: member.name.to_string(),
                parameter: member.name.to_string(),
                annotation: attribute.annotation.as_deref().cloned(),
                default: attribute.value.as_deref().cloned(),
                is_parameter: true,
                keyword_only: None,
                role: Role::Field,
                class,
            })
            .filter(|field| field.annotation.is_some() || fields == TupleFields::All),
            _ => None,
        };
        members
            .filter(|member| is_declared(member))
            .filter_map(field)
            .collect()
    }

    /// A field as it is told to others.
    pub(super) fn field(&self, class: ClassId, field: OwnField) -> Field {
        Field {
            is_own: field.class == class,
            annotation: self.seen_from(class, field.class, field.annotation.as_ref()),
            default: self.seen_from(class, field.class, field.default.as_ref()),
            name: field.name,
            parameter: field.is_parameter.then_some(FieldParameter {
                name: field.parameter,
                is_keyword_only: field.keyword_only == Some(true),
            }),
            key: None,
            is_init_var: field.role == Role::InitVar,
        }
    }

    /// An expression of another class: names that mean something else here are not linked.
    pub(super) fn seen_from(
        &self,
        class: ClassId,
        origin: ClassId,
        expression: Option<&Expression>,
    ) -> Option<Expression> {
        let mut expression = expression?.clone();
        let (here, there) = (self.hierarchy.node(class), self.hierarchy.node(origin));
        if here.module != there.module {
            let meaning = |module, name: &str| {
                self.hierarchy
                    .meaning(module, None, name)
                    .map(|found| found.full_name)
            };
            let Expression { text, names } = &mut expression;
            names.retain(|span| {
                let name = text
                    .get(span.start as usize..span.end as usize)
                    .unwrap_or_default();
                meaning(here.module, name) == meaning(there.module, name)
            });
        }
        Some(expression)
    }
}

/// Adds fields; one of a name that is there already takes its place.
fn put_all(fields: &mut Vec<OwnField>, more: Vec<OwnField>) {
    let mut places: HashMap<String, usize> = fields
        .iter()
        .enumerate()
        .map(|(at, field)| (field.name.clone(), at))
        .collect();
    for field in more {
        match places.get(&field.name) {
            Some(at) => fields[*at] = field,
            None => {
                places.insert(field.name.clone(), fields.len());
                fields.push(field);
            }
        }
    }
}

fn defines(members: &[Item], name: &str) -> bool {
    members.iter().any(|member| {
        member.name == name
            && !matches!(&member.data, ItemData::Attribute(attribute) if attribute.value.is_none())
    })
}

fn parameter(name: &str, kind: ParameterKind) -> Parameter {
    Parameter {
        name: name.into(),
        kind,
        annotation: None,
        default: None,
    }
}
