//! The fields that the body of one class declares.

use super::Synthesis;
use super::traits::Transform;
use crate::model::{Attribute, Expression, Function, Item, ItemData, Label};
use crate::name::{is_identifier, is_keyword, is_private, is_special};
use crate::resolve::hierarchy::{ClassId, Meaning};
use crate::resolve::known::{self, Flavour};
use crate::token::{Bracketed, bracketed, string_text};

/// What an annotated name of a class body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A field.
    Field,
    /// `InitVar`: a parameter that no attribute keeps.
    InitVar,
    /// `ClassVar`: no field, though it hides an inherited one.
    ClassVar,
}

/// A field before it is known where it stands among the inherited ones.
#[derive(Clone, Debug)]
pub(super) struct OwnField {
    pub(super) name: String,
    /// The name of the parameter.
    pub(super) parameter: String,
    pub(super) annotation: Option<Expression>,
    pub(super) default: Option<Expression>,
    /// Whether the constructor takes it.
    pub(super) is_parameter: bool,
    /// `kw_only`, where the field says it.
    pub(super) keyword_only: Option<bool>,
    pub(super) role: Role,
    /// The class whose body declares it.
    pub(super) class: ClassId,
}

/// An annotation without what is wrapped around the type.
pub(super) struct Peeled {
    /// The type.
    pub(super) annotation: Expression,
    /// The names that were wrapped around it, such as `ClassVar`, from the outside in.
    pub(super) wrappers: Vec<String>,
    /// What `Annotated` says beside the type.
    pub(super) metadata: Vec<Expression>,
}

/// Types are wrapped this deep at most.
const MAX_WRAPPERS: usize = 8;

impl Synthesis<'_> {
    /// The fields of the body of `class`, in order.
    pub(super) fn own_fields(&self, class: ClassId, transform: &Transform) -> Vec<OwnField> {
        let members = &self.hierarchy.node(class).class.members;
        let auto = self.takes_annotated(class, transform);
        let mut is_keyword_only = false;
        let mut fields = Vec::new();
        for member in members {
            let ItemData::Attribute(attribute) = &member.data else {
                continue;
            };
            if !is_declared(member) {
                continue;
            }
            let sentinel = attribute
                .annotation
                .as_ref()
                .filter(|annotation| annotation.leading_last() == "KW_ONLY");
            if sentinel.is_some_and(|found| self.full_name(class, found) == "dataclasses.KW_ONLY") {
                is_keyword_only = true;
                continue;
            }
            let Some(mut field) = self.own_field(class, member, attribute, transform, auto) else {
                continue;
            };
            let by_class = transform.is_keyword_only || is_keyword_only;
            field.keyword_only = field.keyword_only.or(by_class.then_some(true));
            fields.push(field);
        }
        if matches!(transform.flavour, Flavour::Attrs | Flavour::AttrsOld) {
            self.add_decorated_defaults(class, &mut fields);
        }
        fields
    }

    /// Whether annotated names are fields, or only those that a field specifier is called for (attrs).
    fn takes_annotated(&self, class: ClassId, transform: &Transform) -> bool {
        if !matches!(transform.flavour, Flavour::Attrs | Flavour::AttrsOld) {
            return true;
        }
        transform.auto_attribs.unwrap_or_else(|| {
            let members = &self.hierarchy.node(class).class.members;
            !members.iter().any(|member| match &member.data {
                ItemData::Attribute(attribute) if attribute.annotation.is_none() => self
                    .specifier(class, attribute.value.as_deref(), transform)
                    .is_some(),
                _ => false,
            })
        })
    }

    fn own_field(
        &self,
        class: ClassId,
        member: &Item,
        attribute: &Attribute,
        transform: &Transform,
        auto: bool,
    ) -> Option<OwnField> {
        let specifier = self.specifier(class, attribute.value.as_deref(), transform);
        let is_attrs = matches!(transform.flavour, Flavour::Attrs | Flavour::AttrsOld);
        if !auto && specifier.is_none()
            || attribute.annotation.is_none() && !(is_attrs && specifier.is_some())
        {
            return None;
        }
        let peeled = attribute
            .annotation
            .as_ref()
            .map(|annotation| self.peel(class, annotation));
        let wraps = |name: &str| {
            let mut wrappers = peeled.iter().flat_map(|peeled| &peeled.wrappers);
            wrappers.any(|wrapper| wrapper == name)
        };
        let role = match () {
            () if wraps("ClassVar") => Role::ClassVar,
            () if wraps("InitVar") => Role::InitVar,
            () => Role::Field,
        };
        let is_pydantic = transform.flavour == Flavour::Pydantic;
        if is_attrs && role == Role::ClassVar {
            return None;
        }
        if is_pydantic
            && (role == Role::ClassVar || member.name.starts_with('_') || member.name == "model_config")
        {
            return None;
        }
        let mangled = self.mangled(class, &member.name);
        let parameter = if is_attrs {
            mangled.trim_start_matches('_')
        } else {
            &mangled
        };
        let mut field = OwnField {
            name: member.name.to_string(),
            parameter: parameter.to_owned(),
            annotation: attribute.annotation.as_ref().map(|written| match &peeled {
                Some(peeled) if role == Role::InitVar || wraps("Mapped") => peeled.annotation.clone(),
                _ => Expression::clone(written),
            }),
            default: attribute.value.as_deref().cloned(),
            is_parameter: role != Role::ClassVar,
            keyword_only: None,
            role,
            class,
        };
        if let Some(value) = attribute
            .value
            .as_ref()
            .filter(|_| is_attrs && specifier.is_none())
        {
            field.default = Some(factory_default(value));
        }
        let metadata = peeled.iter().flat_map(|peeled| &peeled.metadata);
        for annotated in metadata.filter(|_| is_pydantic || transform.flavour == Flavour::Dataclass) {
            if let Some((call, meaning)) = self.specifier(class, Some(annotated), transform) {
                let plain = field.default.take();
                specify(&mut field, annotated, &call, &meaning);
                field.default = plain.or(field.default);
            }
        }
        if let (Some((call, meaning)), Some(value)) = (specifier, &attribute.value) {
            field.default = None;
            specify(&mut field, value, &call, &meaning);
        }
        if transform.flavour == Flavour::Pydantic
            && field.default.as_ref().is_some_and(|found| found.text == "...")
        {
            field.default = None;
        }
        Some(field)
    }

    /// The name that a private one has outside of its class: the Python reference, section "Private name mangling".
    fn mangled(&self, class: ClassId, name: &str) -> String {
        let class = self.hierarchy.node(class).name.trim_start_matches('_');
        if name.starts_with("__") && !name.ends_with("__") && !class.is_empty() {
            format!("_{class}{name}")
        } else {
            name.to_owned()
        }
    }

    /// The call of a field specifier that a value is.
    fn specifier<'e>(
        &self,
        class: ClassId,
        value: Option<&'e Expression>,
        transform: &Transform,
    ) -> Option<(Bracketed<'e>, Meaning<'_>)> {
        let call = bracketed(&value?.text).filter(|call| call.open == '(')?;
        let node = self.hierarchy.node(class);
        let meaning = self.hierarchy.meaning(node.module, Some(class), call.head)?;
        let is_specifier = known::is_specifier(transform.flavour, &meaning.full_name)
            || transform.specifiers.contains(&meaning.full_name);
        is_specifier.then_some((call, meaning))
    }

    /// Takes the wrappers off an annotation.
    pub(super) fn peel(&self, class: ClassId, annotation: &Expression) -> Peeled {
        let mut peeled = Peeled {
            annotation: annotation.clone(),
            wrappers: Vec::new(),
            metadata: Vec::new(),
        };
        for _ in 0..MAX_WRAPPERS {
            let current = &peeled.annotation;
            let head = current.leading_last();
            let is_candidate = !head.is_empty();
            let name = if is_candidate {
                self.full_name(class, current)
            } else {
                String::new()
            };
            let name = name.rsplit('.').next().unwrap_or_default();
            if !matches!(
                name,
                "ClassVar"
                    | "InitVar"
                    | "Final"
                    | "Annotated"
                    | "Required"
                    | "NotRequired"
                    | "ReadOnly"
                    | "Mapped"
            ) {
                break;
            }
            peeled.wrappers.push(name.to_owned());
            let Some(parts) = bracketed(&current.text)
                .filter(|found| found.open == '[')
                .map(|found| {
                    let parts = found.parts.iter();
                    parts.map(|part| current.type_part(part)).collect::<Vec<_>>()
                })
            else {
                break;
            };
            let mut parts = parts.into_iter();
            let Some(inner) = parts.next() else { break };
            peeled.annotation = inner;
            peeled.metadata.extend(parts);
        }
        peeled
    }

    /// The full name of what an expression begins with, or the name as written.
    pub(super) fn full_name(&self, class: ClassId, expression: &Expression) -> String {
        let name = expression.leading_name();
        let node = self.hierarchy.node(class);
        let meaning = self.hierarchy.meaning(node.module, Some(class), name);
        meaning.map_or_else(|| name.to_owned(), |meaning| meaning.full_name)
    }

    /// `@field.default` at a method (attrs).
    fn add_decorated_defaults(&self, class: ClassId, fields: &mut [OwnField]) {
        for member in &self.hierarchy.node(class).class.members {
            let ItemData::Function(function) = &member.data else {
                continue;
            };
            let names = function
                .decorators
                .iter()
                .filter_map(|decorator| decorator.as_name());
            for name in names.filter_map(|name| name.strip_suffix(".default")) {
                if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                    field.default = Some(Expression::plain("..."));
                }
            }
        }
    }
}

/// Whether the class body itself binds an attribute, and not a property. A stub may tell of a property where the
/// module has a field.
pub(super) fn is_declared(member: &Item) -> bool {
    let has_value = matches!(&member.data, ItemData::Attribute(attribute) if attribute.value.is_some());
    let is_property = member.labels.contains(Label::Property) && !has_value;
    member.labels.contains(Label::ClassAttribute) && !is_property
}

/// Reads the arguments of a field specifier.
fn specify(field: &mut OwnField, value: &Expression, call: &Bracketed<'_>, meaning: &Meaning<'_>) {
    let function = meaning.item.and_then(|(_, item)| match &item.data {
        ItemData::Function(function) => Some(function.as_ref()),
        _ => None,
    });
    let argument = |name: &str| call.keyword(name);
    let takes_first = known::takes_default_first(&meaning.full_name) || has_default_first(function);
    let first = call.positional().first().copied().filter(|_| takes_first);
    if let Some(default) = argument("default").or(first) {
        let is_missing = matches!(
            default.rsplit('.').next().unwrap_or_default(),
            "NOTHING" | "MISSING" | "PydanticUndefined" | "NODEFAULT"
        );
        field.default = (!is_missing).then(|| factory_default(&value.part(default)));
    } else if let Some(factory) = argument("default_factory").or(argument("factory")) {
        let is_none = factory == "None" || factory.ends_with("MISSING");
        field.default = (!is_none).then(|| made_by(&value.part(factory)));
    }
    match argument("init").or_else(|| parameter_default(function, "init")) {
        Some("False") => field.is_parameter = false,
        Some("True") => field.is_parameter = true,
        _ => {}
    }
    match argument("kw_only") {
        Some("True") => field.keyword_only = Some(true),
        Some("False") => field.keyword_only = Some(false),
        _ => {}
    }
    let alias = argument("alias")
        .or(argument("validation_alias"))
        .and_then(string_text);
    if let Some(alias) = alias.filter(|alias| is_identifier(alias) && !is_keyword(alias)) {
        field.parameter = alias;
    }
    if argument("converter").is_some_and(|converter| converter != "None") {
        // What the constructor takes is what the converter does.
        field.annotation = None;
    }
}

/// A field specifier of the project may take the default as its first argument.
fn has_default_first(function: Option<&Function>) -> bool {
    function.is_some_and(|function| {
        function
            .parameters
            .first()
            .is_some_and(|first| first.name == "default")
    })
}

/// What a field specifier of the project takes for an argument that is not given.
fn parameter_default<'f>(function: Option<&'f Function>, name: &str) -> Option<&'f str> {
    let parameter = function?
        .parameters
        .iter()
        .find(|parameter| parameter.name == name)?;
    Some(parameter.default.as_ref()?.text.as_str())
}

/// `Factory(list)` stands for `list()`.
fn factory_default(value: &Expression) -> Expression {
    let call = bracketed(&value.text).filter(|call| call.head.rsplit('.').next() == Some("Factory"));
    match call.as_ref().map(Bracketed::positional).as_deref() {
        Some([factory]) => made_by(&value.part(factory)),
        Some(_) => Expression::plain("..."),
        None => value.clone(),
    }
}

/// What a factory gives: `list()` of `list`, `[1]` of `lambda: [1]`.
fn made_by(factory: &Expression) -> Expression {
    if let Some(body) = factory.text.strip_prefix("lambda:") {
        return factory.part(body.trim());
    }
    if factory.as_name().is_some() || bracketed(&factory.text).is_some_and(|call| !call.head.is_empty()) {
        return factory.wrapped("", "()");
    }
    // One that takes an argument, or is chosen by an expression.
    Expression::plain("...")
}

/// Whether a name of an enumeration or model belongs to the language or to the class alone.
pub(super) fn is_reserved(name: &str) -> bool {
    let is_sunder = name.len() > 2 && name.starts_with('_') && name.ends_with('_');
    is_special(name) || is_sunder || is_private(name) && name.starts_with("__")
}
