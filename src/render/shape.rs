//! What the class around says about its members, and the constructor that no one wrote.

use std::collections::HashMap;

use crate::model::{Expression, Item, ItemData};
use crate::resolve::{Field, Shape};

/// What the members of a class are, by name.
#[derive(Default)]
pub(super) struct Members(HashMap<String, Member>);

/// A member of an enumeration, a key of a `TypedDict` or a field.
pub(super) struct Member {
    /// The group that it is listed in.
    pub(super) group: &'static str,
    /// The kind in words.
    pub(super) kind: &'static str,
    /// What else there is to say.
    pub(super) labels: Vec<&'static str>,
    /// The type.
    pub(super) annotation: Option<Expression>,
    /// The value or default.
    pub(super) value: Option<Expression>,
}

impl Members {
    /// Takes them from the shape of their class.
    pub(super) fn new(shape: Shape) -> Self {
        let members = shape.members.into_iter().map(|member| {
            let known = Member {
                group: "members",
                kind: "member",
                labels: member.alias_of.map(|_| "alias").into_iter().collect(),
                annotation: None,
                value: member.value,
            };
            (member.name, known)
        });
        let fields = shape.fields.into_iter().filter(|field| field.is_own);
        let fields = fields.map(|field| (field.name.clone(), field_member(field)));
        Self(members.chain(fields).collect())
    }

    /// What is known of an attribute; nothing of methods and nested classes.
    pub(super) fn get(&self, item: &Item) -> Option<&Member> {
        let is_attribute = matches!(item.data, ItemData::Attribute(_));
        self.0.get(item.name.as_str()).filter(|_| is_attribute)
    }
}

fn field_member(field: Field) -> Member {
    if let Some(key) = field.key {
        let required = if key.is_required {
            "required"
        } else {
            "not required"
        };
        let read_only = key.is_read_only.then_some("read-only");
        return Member {
            group: "keys",
            kind: "key",
            labels: std::iter::once(required).chain(read_only).collect(),
            annotation: field.annotation,
            value: None,
        };
    }
    let is_keyword_only = field
        .parameter
        .as_ref()
        .is_some_and(|parameter| parameter.is_keyword_only);
    let labels = [
        field.is_init_var.then_some("parameter only"),
        is_keyword_only.then_some("keyword-only"),
        field.parameter.is_none().then_some("no parameter"),
    ];
    Member {
        group: "fields",
        kind: "field",
        labels: labels.into_iter().flatten().collect(),
        annotation: field.annotation,
        value: field.default,
    }
}
