//! Items: classes, functions, attributes, type aliases and imports.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::condition::write_conditions;
use super::module::Imports;
use super::resolved::{write_ancestry, write_final_target};
use super::shape::{ConstructorView, own_constructor, write_shape};
use crate::model::{
    Attribute, Class, Conditions, Docstring, Expression, Extracted, Function, Import, Item, ItemData,
    ItemPosition, Keyword, Label, Labels, Lines, Overload, Parameter, ParameterKind, TypeAlias,
    TypeParameter, TypeParameterKind,
};
use crate::resolve::{Hierarchy, ModuleIndex, Project, Synthesis};

/// The module that items stand in.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) project: &'p Project,
    pub(super) synthesis: &'p Synthesis<'p>,
    /// The classes, if it is told what names lead to.
    pub(super) resolved: Option<&'p Hierarchy<'p>>,
    pub(super) module: ModuleIndex,
    pub(super) facts: &'p Extracted,
}

/// The absolute dotted name that an import statement names. Where its dots lead out of everything that is known, it
/// is what stands after them.
pub(super) fn target_path(place: Place<'_>, import: &Import) -> String {
    let module = place.project.absolute(place.module, import);
    let mut path = module.unwrap_or_else(|| import.module.to_string());
    if let Some(name) = &import.name {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
    path
}

/// One item with everything in it.
pub(super) struct ItemView<'p> {
    place: Place<'p>,
    item: &'p Item,
    position: ItemPosition,
}

impl<'p> ItemView<'p> {
    pub(super) fn new(place: Place<'p>, item: &'p Item) -> Self {
        let position = place.facts.position(item.id);
        Self {
            place,
            item,
            position,
        }
    }

    /// Writes the item under its name. That of a wildcard import is made of the path of the module, as griffe's is.
    pub(super) fn write_entry<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match &self.item.data {
            ItemData::Import(import) if self.item.name == "*" => {
                let path = target_path(self.place, import);
                let name = path.replace('.', "/");
                let target = path.strip_suffix(".*").unwrap_or_default();
                map.serialize_entry(&name, &self.alias(&name, target, import))
            }
            _ => map.serialize_entry(&self.item.name, self),
        }
    }

    fn alias<'v>(&'v self, name: &'v str, target: &'v str, import: &'v Import) -> AliasView<'v> {
        AliasView {
            place: self.place,
            import,
            name,
            target,
            lines: self.position.lines,
            conditions: self.item.conditions.as_deref(),
        }
    }

    fn class<M: SerializeMap>(&self, map: &mut M, class: &Class) -> Result<(), M::Error> {
        let place = self.place;
        let imports = Imports {
            place,
            items: &class.members,
        };
        if !imports.is_empty() {
            map.serialize_entry("imports", &imports)?;
        }
        type_parameters(map, &class.type_parameters)?;
        map.serialize_entry("bases", &Texts(&class.bases))?;
        self.decorators(map, &class.decorators)?;
        if !class.keywords.is_empty() {
            map.serialize_entry("keywords", &Keywords(&class.keywords))?;
        }
        let shape = place.synthesis.shape(place.module, self.item.id);
        if let Some(shape) = &shape {
            write_shape(map, shape)?;
        }
        write_ancestry(map, place, self.item.id)?;
        let members = ClassMembers {
            place,
            items: &class.members,
            constructor: own_constructor(shape.as_ref(), class),
        };
        map.serialize_entry("members", &members)
    }

    fn function<M: SerializeMap>(&self, map: &mut M, function: &Function) -> Result<(), M::Error> {
        type_parameters(map, &function.type_parameters)?;
        self.decorators(map, &function.decorators)?;
        signature(map, function)?;
        self.variants(map, "overloads", &function.overloads)?;
        self.variants(map, "registered", &function.registered)
    }

    fn variants<M: SerializeMap>(
        &self,
        map: &mut M,
        key: &str,
        variants: &[Overload],
    ) -> Result<(), M::Error> {
        if variants.is_empty() {
            return Ok(());
        }
        let overloads = Overloads {
            name: &self.item.name,
            overloads: variants,
        };
        map.serialize_entry(key, &overloads)
    }

    fn attribute<M: SerializeMap>(&self, map: &mut M, attribute: &Attribute) -> Result<(), M::Error> {
        optional(map, "value", attribute.value.as_deref())?;
        optional(map, "annotation", attribute.annotation.as_deref())?;
        if attribute.class.is_some()
            && let Some(shape) = self.place.synthesis.shape(self.place.module, self.item.id)
        {
            write_shape(map, &shape)?;
        }
        write_ancestry(map, self.place, self.item.id)?;
        self.variants(map, "accessors", &attribute.accessors)?;
        if attribute.decorators.is_empty() {
            return Ok(());
        }
        self.decorators(map, &attribute.decorators)
    }

    fn decorators<M: SerializeMap>(&self, map: &mut M, decorators: &[Expression]) -> Result<(), M::Error> {
        let lines = &self.position.decorators;
        map.serialize_entry("decorators", &Decorators { decorators, lines })
    }
}

impl Serialize for ItemView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { item, position, .. } = self;
        if let ItemData::Import(import) = &item.data {
            let target = target_path(self.place, import);
            return self.alias(&item.name, &target, import).serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", kind(&item.data))?;
        map.serialize_entry("name", &item.name)?;
        lines(&mut map, position.lines)?;
        write_docstring(&mut map, docstring(item), own_lines(position), position.lines)?;
        labels(&mut map, item.labels)?;
        let elsewhere = item.class().map_or(&[][..], |class| &class.elsewhere);
        write_conditions(&mut map, item.conditions.as_deref(), elsewhere)?;
        match &item.data {
            ItemData::Class(class) => self.class(&mut map, class)?,
            ItemData::Function(function) => self.function(&mut map, function)?,
            ItemData::Attribute(attribute) => self.attribute(&mut map, attribute)?,
            ItemData::TypeAlias(alias) => type_alias(&mut map, alias)?,
            ItemData::Import(_) => {}
        }
        map.end()
    }
}

/// griffe's names of the kinds. An alias that is written as an assignment (PEP 613) is an attribute, as it is there.
fn kind(data: &ItemData) -> &'static str {
    match data {
        ItemData::Class(_) => "class",
        ItemData::Function(_) => "function",
        ItemData::TypeAlias(alias) if alias.annotation.is_none() => "type alias",
        ItemData::TypeAlias(_) | ItemData::Attribute(_) => "attribute",
        ItemData::Import(_) => "alias",
    }
}

/// Writes a docstring. What has lines of its own, but no lines of a docstring, has it from a stub.
pub(super) fn write_docstring<M: SerializeMap>(
    map: &mut M,
    docstring: Option<&Docstring>,
    own: Lines,
    item: Lines,
) -> Result<(), M::Error> {
    match docstring {
        None => Ok(()),
        Some(docstring) if own == Lines::NONE && item != Lines::NONE => {
            map.serialize_entry("stub_docstring", &docstring.text)
        }
        Some(docstring) => map.serialize_entry("docstring", &Docs(docstring, own)),
    }
}

/// The lines of a docstring that stands in the file that the item is in.
fn own_lines(position: &ItemPosition) -> Lines {
    if position.docstring.is_in_stub && !position.is_in_stub {
        Lines::NONE
    } else {
        position.docstring.lines
    }
}

/// The docstring of an item. The last overload stands for a function that has no implementation, as in a stub.
fn docstring(item: &Item) -> Option<&Docstring> {
    let last = match &item.data {
        ItemData::Function(function) if is_overload(function) => function.overloads.last(),
        _ => None,
    };
    let own = item.docstring.as_ref();
    own.or_else(|| last.and_then(|overload| overload.docstring.as_ref()))
}

fn is_overload(function: &Function) -> bool {
    let mut decorators = function.decorators.iter();
    decorators.any(|decorator| decorator.leading_last() == "overload")
}

fn type_alias<M: SerializeMap>(map: &mut M, alias: &TypeAlias) -> Result<(), M::Error> {
    map.serialize_entry("value", &alias.value.text)?;
    match &alias.annotation {
        Some(annotation) => map.serialize_entry("annotation", &annotation.text),
        None => map.serialize_entry("type_parameters", &TypeParameters(&alias.type_parameters)),
    }
}

fn type_parameters<M: SerializeMap>(map: &mut M, parameters: &[TypeParameter]) -> Result<(), M::Error> {
    if parameters.is_empty() {
        return Ok(());
    }
    map.serialize_entry("type_parameters", &TypeParameters(parameters))
}

fn signature<M: SerializeMap>(map: &mut M, function: &Function) -> Result<(), M::Error> {
    map.serialize_entry("parameters", &Parameters(&function.parameters))?;
    map.serialize_entry("returns", &text(function.returns.as_deref()))
}

pub(super) fn lines<M: SerializeMap>(map: &mut M, lines: Lines) -> Result<(), M::Error> {
    map.serialize_entry("lineno", &line(lines.first))?;
    map.serialize_entry("endlineno", &line(lines.last))
}

/// A line, or nothing for what stands in another file, as what only a stub has.
fn line(number: u32) -> Option<u32> {
    (number > 0).then_some(number)
}

/// Labels as griffe names them.
fn labels<M: SerializeMap>(map: &mut M, labels: Labels) -> Result<(), M::Error> {
    let name = |label: Label| match label {
        Label::Abstract => "abstractmethod",
        _ => label.as_str(),
    };
    let mut names: Vec<&str> = labels.iter().map(name).collect();
    if names.is_empty() {
        return Ok(());
    }
    names.sort_unstable();
    map.serialize_entry("labels", &names)
}

fn optional<M: SerializeMap>(map: &mut M, key: &str, value: Option<&Expression>) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(key, &value.text),
        None => Ok(()),
    }
}

pub(super) fn text(expression: Option<&Expression>) -> Option<&str> {
    expression.map(|expression| expression.text.as_str())
}

/// An import.
struct AliasView<'p> {
    place: Place<'p>,
    import: &'p Import,
    name: &'p str,
    target: &'p str,
    lines: Lines,
    conditions: Option<&'p Conditions>,
}

impl Serialize for AliasView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "alias")?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("target_path", self.target)?;
        write_final_target(&mut map, self.place, self.import)?;
        map.serialize_entry("inherited", &false)?;
        if self.import.is_explicit_reexport {
            map.serialize_entry("reexport", &true)?;
        }
        lines(&mut map, self.lines)?;
        write_conditions(&mut map, self.conditions, &[])?;
        map.end()
    }
}

/// A docstring and its lines.
struct Docs<'p>(&'p Docstring, Lines);

impl Serialize for Docs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("value", &self.0.text)?;
        lines(&mut map, self.1)?;
        map.end()
    }
}

struct ClassMembers<'p> {
    place: Place<'p>,
    items: &'p [Item],
    constructor: Option<ConstructorView<'p>>,
}

impl Serialize for ClassMembers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for item in self.items {
            ItemView::new(self.place, item).write_entry(&mut map)?;
        }
        if let Some(constructor) = &self.constructor {
            map.serialize_entry(constructor.name(), constructor)?;
        }
        map.end()
    }
}

struct Decorators<'p> {
    decorators: &'p [Expression],
    lines: &'p [Lines],
}

impl Serialize for Decorators<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lines = self.lines.iter().copied().chain(std::iter::repeat(Lines::NONE));
        serializer.collect_seq(self.decorators.iter().zip(lines).map(Decorator::from))
    }
}

#[derive(Serialize)]
struct Decorator<'p> {
    value: &'p str,
    lineno: Option<u32>,
    endlineno: Option<u32>,
}

impl<'p> From<(&'p Expression, Lines)> for Decorator<'p> {
    fn from((value, lines): (&'p Expression, Lines)) -> Self {
        Self {
            value: &value.text,
            lineno: line(lines.first),
            endlineno: line(lines.last),
        }
    }
}

struct Texts<'p>(&'p [Expression]);

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|expression| &expression.text))
    }
}

/// The keyword arguments of a class header. A list, because `**mapping` has no name.
struct Keywords<'p>(&'p [Keyword]);

impl Serialize for Keywords<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'p> {
            name: Option<&'p str>,
            value: &'p str,
        }
        serializer.collect_seq(self.0.iter().map(|keyword| View {
            name: Some(keyword.name.as_str()).filter(|name| !name.is_empty()),
            value: &keyword.value.text,
        }))
    }
}

pub(super) struct Parameters<'p>(pub(super) &'p [Parameter]);

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ParameterView::from))
    }
}

/// A parameter or a type parameter, which has its bound as annotation.
#[derive(Serialize)]
struct ParameterView<'p> {
    name: &'p str,
    annotation: Option<&'p str>,
    kind: &'static str,
    default: Option<&'p str>,
}

impl<'p> From<&'p Parameter> for ParameterView<'p> {
    fn from(parameter: &'p Parameter) -> Self {
        // griffe gives the variadic ones the defaults that they have when nothing is passed.
        let implied = match parameter.kind {
            ParameterKind::VarPositional => Some("()"),
            ParameterKind::VarKeyword => Some("{}"),
            _ => None,
        };
        Self {
            name: &parameter.name,
            annotation: text(parameter.annotation.as_deref()),
            kind: parameter_kind(parameter.kind),
            default: text(parameter.default.as_deref()).or(implied),
        }
    }
}

/// griffe's names of the kinds of parameters.
pub(super) fn parameter_kind(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::PositionalOnly => "positional-only",
        ParameterKind::PositionalOrKeyword => "positional or keyword",
        ParameterKind::VarPositional => "variadic positional",
        ParameterKind::KeywordOnly => "keyword-only",
        ParameterKind::VarKeyword => "variadic keyword",
    }
}

struct TypeParameters<'p>(&'p [TypeParameter]);

impl Serialize for TypeParameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|parameter| ParameterView {
            name: &parameter.name,
            annotation: text(parameter.bound.as_ref()),
            kind: match parameter.kind {
                TypeParameterKind::TypeVar => "type-var",
                TypeParameterKind::TypeVarTuple => "type-var-tuple",
                TypeParameterKind::ParamSpec => "param-spec",
            },
            default: text(parameter.default.as_ref()),
        }))
    }
}

/// The overloads of a function, as functions of their own.
struct Overloads<'p> {
    name: &'p str,
    overloads: &'p [Overload],
}

impl Serialize for Overloads<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.name;
        serializer.collect_seq(
            self.overloads
                .iter()
                .map(|overload| OverloadView { name, overload }),
        )
    }
}

struct OverloadView<'p> {
    name: &'p str,
    overload: &'p Overload,
}

impl Serialize for OverloadView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let function = &self.overload.signature;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "function")?;
        map.serialize_entry("name", self.name)?;
        lines(&mut map, Lines::NONE)?;
        if let Some(docstring) = &self.overload.docstring {
            map.serialize_entry("docstring", &Docs(docstring, Lines::NONE))?;
        }
        type_parameters(&mut map, &function.type_parameters)?;
        let decorators = Decorators {
            decorators: &function.decorators,
            lines: &[],
        };
        map.serialize_entry("decorators", &decorators)?;
        signature(&mut map, function)?;
        map.end()
    }
}
