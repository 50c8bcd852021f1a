//! The keys of a `TypedDict` (PEP 589, PEP 655, PEP 705), and `**kwargs` that take them (PEP 692).

use std::collections::HashMap;
use std::sync::Arc;

use super::{Field, Key, Synthesis};
use crate::model::{Expression, Function, Item, ItemData, Label, Parameter, ParameterKind};
use crate::resolve::ModuleIndex;
use crate::resolve::hierarchy::ClassId;
use crate::token::bracketed;

impl Synthesis<'_> {
    /// The keys of a class, those of its bases first.
    pub(super) fn keys(&self, class: ClassId) -> Vec<Field> {
        let mut keys: Vec<Field> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for ancestor in self.hierarchy.project_mro(class).iter().rev() {
            for key in self.own_keys(*ancestor, class) {
                match places.get(&key.name) {
                    Some(at) => keys[*at] = key,
                    None => {
                        places.insert(key.name.clone(), keys.len());
                        keys.push(key);
                    }
                }
            }
        }
        keys
    }

    fn own_keys(&self, class: ClassId, seen_from: ClassId) -> Vec<Field> {
        let node = self.hierarchy.node(class);
        let total = node.class.keywords.iter().find(|keyword| keyword.name == "total");
        let is_total = total.is_none_or(|total| total.value.text != "False");
        let members = node.class.members.iter();
        let key = |member: &Item| {
            let ItemData::Attribute(attribute) = &member.data else {
                return None;
            };
            let peeled = self.peel(class, attribute.annotation.as_ref()?);
            let is = |name: &str| peeled.wrappers.iter().any(|wrapper| wrapper == name);
            // `Annotated` says more than the keys do.
            let is_annotated = is("Annotated");
            let annotation = if is_annotated {
                attribute.annotation.as_deref()
            } else {
                Some(&peeled.annotation)
            };
            Some(Field {
                name: member.name.to_string(),
                parameter: None,
                annotation: self.seen_from(seen_from, class, annotation),
                default: None,
                key: Some(Key {
                    is_required: is("Required") || is_total && !is("NotRequired"),
                    is_read_only: is("ReadOnly"),
                }),
                is_init_var: false,
                is_own: class == seen_from,
            })
        };
        members
            .filter(|member| !member.labels.contains(Label::Property))
            .filter_map(key)
            .collect()
    }

    /// The parameters of a function whose last one is `**kwargs: Unpack[TD]`, with the keys of `TD` in its place;
    /// `None` for any other function. `around` is the class that the function stands in.
    pub fn unpacked(
        &self,
        module: ModuleIndex,
        around: Option<&Item>,
        function: &Function,
    ) -> Option<Vec<Parameter>> {
        let (last, others) = function.parameters.split_last()?;
        let annotation = last
            .annotation
            .as_ref()
            .filter(|_| last.kind == ParameterKind::VarKeyword)?;
        let call = bracketed(&annotation.text).filter(|call| call.open == '[')?;
        let [packed] = call.parts.as_slice() else {
            return None;
        };
        let class = self.class_around(module, around);
        let meaning = |name: &str| self.hierarchy.meaning(module, class, name);
        if !matches!(
            meaning(call.head)?.full_name.as_str(),
            "typing.Unpack" | "typing_extensions.Unpack"
        ) {
            return None;
        }
        let (home, item) = meaning(annotation.type_part(packed).leading_name())?.item?;
        let packed = self.hierarchy.find(home, item.id)?;
        if !self.traits[packed].is_typed_dict {
            return None;
        }
        let mut parameters = others.to_vec();
        for key in self.keys(packed) {
            let is_taken = others.iter().any(|other| other.name == key.name);
            if !is_taken {
                parameters.push(Parameter {
                    name: key.name.into(),
                    kind: ParameterKind::KeywordOnly,
                    annotation: self.in_module(module, packed, key.annotation).map(Arc::new),
                    default: key
                        .key
                        .is_some_and(|key| !key.is_required)
                        .then(|| Expression::plain("...").into()),
                });
            }
        }
        Some(parameters)
    }

    /// The annotation of a key as seen from another module.
    fn in_module(
        &self,
        module: ModuleIndex,
        class: ClassId,
        annotation: Option<Expression>,
    ) -> Option<Expression> {
        let mut annotation = annotation?;
        if self.hierarchy.node(class).module != module {
            annotation.names.clear();
        }
        Some(annotation)
    }
}
