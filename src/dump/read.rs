//! A dump read back, as far as it is needed to compare APIs: what griffe writes can be read as well.

use std::sync::Arc;

use serde_json::{Map, Value};
use thin_vec::ThinVec;
use thiserror::Error;

use crate::model::{
    Attribute, Certainty, Class, Docstring, DocstringPosition, ExportPart, Exports, Expression, Extracted,
    Function, Import, Item, ItemData, ItemId, ItemPosition, Keyword, Label, Labels, Lines, Module,
    ModuleKind, Overload, Parameter, ParameterKind, RuntimeNames, TypeAlias, TypeParameter,
    TypeParameterKind,
};
use crate::name::ModuleName;
use crate::resolve::ProjectModule;

/// Why a text is no dump.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It is no JSON.
    #[error("it is no JSON")]
    Json(#[from] serde_json::Error),
    /// It is something else than modules by their names.
    #[error("it is no dump: that has modules by their names")]
    NoObject,
    /// It has another shape.
    #[error("it is no dump: `{0}` is no module")]
    Shape(String),
}

/// The modules in a dump. Keys that are not known are passed over.
pub fn read(text: &str) -> Result<Vec<ProjectModule>, ReadError> {
    let value: Value = serde_json::from_str(text)?;
    let tops = value.as_object().ok_or(ReadError::NoObject)?;
    let mut modules = Vec::new();
    for (key, top) in tops {
        let name = ModuleName::new(key).filter(|_| top["kind"] == "module");
        let name = name.ok_or_else(|| ReadError::Shape(key.clone()))?;
        module(name, top, &mut modules);
    }
    Ok(modules)
}

/// The value of a key, as a text.
fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn expression(value: &Value, key: &str) -> Option<Expression> {
    text(value, key).map(Expression::from_words)
}

/// An expression as items have it, which may share it.
fn shared(value: &Value, key: &str) -> Option<Arc<Expression>> {
    expression(value, key).map(Arc::new)
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value
        .get("members")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
}

/// Reads a module, and those below it.
fn module(name: ModuleName, value: &Value, modules: &mut Vec<ProjectModule>) {
    let path = text(value, "filepath").unwrap_or_default();
    let kind = match path.rsplit(['/', '\\']).next() {
        Some("__init__.py" | "__init__.pyi") => ModuleKind::Package,
        Some("") | None => ModuleKind::Namespace,
        Some(_) => ModuleKind::Module,
    };
    let partial = value.get("partial_exports").is_some();
    let exports = value.get("exports").and_then(Value::as_array);
    let exports = exports.or_else(|| value.get("partial_exports").and_then(Value::as_array));
    let exports = exports.map(|names| Exports {
        parts: names
            .iter()
            .filter_map(Value::as_str)
            .map(|name| ExportPart::Name(name.to_owned()))
            .collect(),
        is_partial: partial,
    });
    let mut reader = Reader::default();
    let items = members(value).filter(|(_, member)| member["kind"] != "module");
    let items = items
        .filter_map(|(name, member)| reader.item(name, member))
        .collect();
    let shadowed = value.get("shadowed_modules").and_then(Value::as_object);
    let below = members(value).chain(shadowed.into_iter().flat_map(Map::iter));
    for (part, member) in below.filter(|(_, member)| member["kind"] == "module") {
        if let Some(name) = name.child(part) {
            module(name, member, modules);
        }
    }
    modules.push(ProjectModule {
        facts: Extracted {
            module: Module {
                name,
                kind,
                docstring: docstring(value),
                exports,
                members: items,
                replaced_imports: Vec::new(),
                elsewhere: ThinVec::new(),
                runtime_names: RuntimeNames::default(),
            },
            positions: reader.positions.as_slice().into(),
            docstring: docstring_position(value),
            export_places: Vec::new(),
            stub_imports: Vec::new(),
            diagnostics: Vec::new(),
            ignores: Vec::new(),
        },
        path: path.to_owned(),
        stub_path: String::new(),
    });
}

fn lines(value: &Value) -> Lines {
    let line = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|line| u32::try_from(line).ok())
    };
    Lines {
        first: line("lineno").unwrap_or(0),
        last: line("endlineno").unwrap_or(0),
    }
}

fn docstring_position(value: &Value) -> DocstringPosition {
    DocstringPosition {
        lines: value.get("docstring").map_or(Lines::NONE, lines),
        ..DocstringPosition::NOWHERE
    }
}

fn docstring(value: &Value) -> Option<Docstring> {
    let own = value
        .get("docstring")
        .and_then(|docstring| text(docstring, "value"));
    let text = own.or_else(|| text(value, "stub_docstring"))?;
    Some(Docstring { text: text.into() })
}

/// Reads items, and numbers them.
#[derive(Default)]
struct Reader {
    positions: Vec<ItemPosition>,
}

impl Reader {
    fn id(&mut self, value: &Value) -> ItemId {
        let id = ItemId(u32::try_from(self.positions.len()).unwrap_or(u32::MAX));
        self.positions.push(ItemPosition {
            lines: lines(value),
            docstring: docstring_position(value),
            decorators: list(value, "decorators").iter().map(lines).collect(),
            ..ItemPosition::NOWHERE
        });
        id
    }

    fn item(&mut self, name: &str, value: &Value) -> Option<Item> {
        // A constructor that no one wrote is worked out again.
        if value.get("synthesised").is_some() {
            return None;
        }
        let id = self.id(value);
        let mut name = name.to_owned();
        let data = match text(value, "kind")? {
            "class" => ItemData::Class(self.class(value).into()),
            "function" => ItemData::Function(self.function(value).into()),
            "attribute" => ItemData::Attribute(self.attribute(value).into()),
            "type alias" => ItemData::TypeAlias(
                TypeAlias {
                    type_parameters: type_parameters(value),
                    annotation: None,
                    value: expression(value, "value").unwrap_or_default(),
                }
                .into(),
            ),
            "alias" => {
                let import = import(&name, value)?;
                if import.name.as_deref() == Some("*") {
                    "*".clone_into(&mut name);
                }
                ItemData::Import(import.into())
            }
            _ => return None,
        };
        Some(Item {
            name: name.into(),
            id,
            docstring: docstring(value),
            labels: labels(value),
            conditions: None,
            data,
        })
    }

    fn class(&mut self, value: &Value) -> Class {
        let bases = list(value, "bases").iter().filter_map(Value::as_str);
        let keywords = list(value, "keywords").iter().filter_map(|keyword| {
            Some(Keyword {
                name: text(keyword, "name").unwrap_or_default().into(),
                value: expression(keyword, "value")?,
            })
        });
        Class {
            bases: bases.map(Expression::from_words).collect(),
            keywords: keywords.collect(),
            decorators: decorators(value),
            type_parameters: type_parameters(value),
            members: members(value)
                .filter_map(|(name, member)| self.item(name, member))
                .collect(),
            elsewhere: ThinVec::new(),
        }
    }

    fn function(&mut self, value: &Value) -> Function {
        Function {
            parameters: list(value, "parameters").iter().filter_map(parameter).collect(),
            returns: shared(value, "returns"),
            decorators: decorators(value),
            type_parameters: type_parameters(value),
            overloads: self.overloads(value, "overloads"),
            registered: self.overloads(value, "registered"),
        }
    }

    fn attribute(&mut self, value: &Value) -> Attribute {
        Attribute {
            annotation: shared(value, "annotation"),
            value: shared(value, "value"),
            is_unpacked: false,
            decorators: decorators(value),
            accessors: self.overloads(value, "accessors"),
            class: None,
        }
    }

    fn overloads(&mut self, value: &Value, key: &str) -> ThinVec<Overload> {
        let mut overloads = ThinVec::new();
        for overload in list(value, key) {
            overloads.push(Overload {
                id: self.id(overload),
                signature: Function {
                    parameters: list(overload, "parameters")
                        .iter()
                        .filter_map(parameter)
                        .collect(),
                    returns: shared(overload, "returns"),
                    decorators: decorators(overload),
                    type_parameters: type_parameters(overload),
                    ..Function::default()
                }
                .into(),
                docstring: docstring(overload),
            });
        }
        overloads
    }
}

/// What an alias imports. A dump names the target alone: whether that is a module shows when it is looked up.
fn import(name: &str, value: &Value) -> Option<Import> {
    let target = text(value, "target_path")?;
    let (module, imported) = if name.ends_with("/*") {
        (target, Some("*"))
    } else {
        match target.rsplit_once('.') {
            Some((module, imported)) => (module, Some(imported)),
            None => (target, None),
        }
    };
    Some(Import {
        level: 0,
        module: module.into(),
        name: imported.map(Into::into),
        is_explicit_reexport: value.get("reexport").and_then(Value::as_bool) == Some(true),
        certainty: Certainty::Certain,
    })
}

fn decorators(value: &Value) -> ThinVec<Expression> {
    let texts = list(value, "decorators")
        .iter()
        .filter_map(|decorator| text(decorator, "value"));
    texts.map(Expression::from_words).collect()
}

fn parameter(value: &Value) -> Option<Parameter> {
    let kind = match text(value, "kind")? {
        "positional-only" => ParameterKind::PositionalOnly,
        "positional or keyword" => ParameterKind::PositionalOrKeyword,
        "variadic positional" => ParameterKind::VarPositional,
        "keyword-only" => ParameterKind::KeywordOnly,
        "variadic keyword" => ParameterKind::VarKeyword,
        _ => return None,
    };
    let is_variadic = matches!(kind, ParameterKind::VarPositional | ParameterKind::VarKeyword);
    Some(Parameter {
        name: text(value, "name")?.into(),
        kind,
        annotation: shared(value, "annotation"),
        default: shared(value, "default").filter(|_| !is_variadic),
    })
}

fn type_parameters(value: &Value) -> ThinVec<TypeParameter> {
    let read = |parameter: &Value| {
        let kind = match text(parameter, "kind")? {
            "type-var" => TypeParameterKind::TypeVar,
            "type-var-tuple" => TypeParameterKind::TypeVarTuple,
            "param-spec" => TypeParameterKind::ParamSpec,
            _ => return None,
        };
        Some(TypeParameter {
            name: text(parameter, "name")?.into(),
            kind,
            bound: expression(parameter, "annotation"),
            default: expression(parameter, "default"),
        })
    };
    list(value, "type_parameters").iter().filter_map(read).collect()
}

fn labels(value: &Value) -> Labels {
    let mut labels = Labels::default();
    for name in list(value, "labels").iter().filter_map(Value::as_str) {
        let name = if name == "abstractmethod" {
            "abstract"
        } else {
            name
        };
        let known = Label::ALL.iter().find(|label| label.as_str() == name);
        if let Some(label) = known {
            labels.insert(*label);
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::Dump;
    use crate::extract::extract;
    use crate::resolve::Project;

    #[test]
    fn a_dump_that_is_read_is_dumped_as_it_was() {
        let source = r#""""A module."""
from dataclasses import dataclass
from . import other
from .other import thing as thing, another
from .other import *
import pkg.other as third

__all__ = ["A", "f"]

@dataclass(frozen=True)
class A(B, metaclass=M):
    """A class."""
    x: int = 1
    """An attribute."""

    @property
    def p(self) -> int:
        """A property."""

    @p.setter
    def p(self, value: int) -> None: ...

    @classmethod
    async def g[T: int = bool](cls, a, /, b: "list[int]" = (1, 2), *args, c=None, **kw) -> T: ...

@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): ...

type Alias[*Ts] = tuple[*Ts]
VALUE = call(1, "x")
"#;
        let module = |name: &str, kind, path: &str, source: &str| ProjectModule {
            facts: extract(
                source.as_bytes(),
                ModuleName::new(name).unwrap(),
                kind,
                &crate::target::Target::default(),
            ),
            path: path.to_owned(),
            stub_path: String::new(),
        };
        let project = Project::new(vec![
            module(
                "pkg",
                ModuleKind::Package,
                "pkg/__init__.py",
                "from .m import A\n",
            ),
            module("pkg.m", ModuleKind::Module, "pkg/m.py", source),
            module(
                "pkg.other",
                ModuleKind::Module,
                "pkg/other.py",
                "thing = 1\nanother = 2\n",
            ),
        ]);
        let dumped = serde_json::to_string(&Dump::new(&project)).unwrap();
        let again = Project::new(read(&dumped).unwrap());
        assert_eq!(serde_json::to_string(&Dump::new(&again)).unwrap(), dumped);
    }

    #[test]
    fn what_is_no_dump_is_refused() {
        for text in [
            "",
            "[",
            "[]",
            "1",
            "{\"a\": 1}",
            "{\"a b\": {\"kind\": \"module\"}}",
            "{\"a\": {\"kind\": \"class\"}}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("{}").unwrap().is_empty());
        let odd = r#"{"a": {"kind": "module", "members": {"x": 1, "y": {"kind": "class", "members": [], "bases": [1]}}}}"#;
        assert_eq!(read(odd).unwrap()[0].facts.module.members.len(), 1);
    }
}
