//! What the grammar says of one statement.

use tree_sitter::Node;

use crate::model::ParameterKind;
use crate::prepare::Head;

/// A part of a statement. What the numbers count depends on where the form comes from, see
/// [`Entry`](super::outline::Entry).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A statement, taken apart as far as documentation needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A statement that binds nothing.
    Other,
    /// No Python.
    Broken,
    /// A string by itself: a docstring where it stands first or below an assignment.
    String(Span),
    /// Another expression.
    Expression(Span),
    /// `a = b = value`, `a: annotation = value`.
    Assignment(Assignment),
    /// `target += value`, with any operator.
    Augmented { target: Span, value: Span },
    /// `del a, b`: the plain names among the targets.
    Delete(Vec<Span>),
    /// `import a.b as c, d`.
    Import(Vec<ImportedName>),
    /// `from ..module import a as b, c`; no names stand for the wildcard.
    ImportFrom { module: Span, names: Vec<ImportedName> },
    /// `type name[parameters] = value`.
    TypeAlias {
        name: Span,
        type_parameters: Option<Span>,
        value: Span,
    },
    /// The header of a function.
    Function(Function),
    /// The header of a class.
    Class(Class),
    /// `@value`.
    Decorator(Span),
    /// `if condition:`
    If(Span),
    /// `elif condition:`
    Elif(Span),
    /// The header of any other compound statement or clause.
    Clause(Head),
}

impl Form {
    /// Whether the form speaks of parts of its statement.
    pub(super) fn has_spans(&self) -> bool {
        !matches!(self, Self::Other | Self::Broken | Self::Clause(_))
    }
}

/// An assignment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The targets from left to right, the parts of tuples one by one.
    pub(super) targets: Vec<Target>,
    pub(super) annotation: Option<Span>,
    pub(super) value: Option<Span>,
}

/// Something that is assigned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) kind: TargetKind,
    /// Whether it is one of several in a tuple, so that the value is not its own.
    pub(super) is_unpacked: bool,
}

/// The kinds of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetKind {
    /// `name`.
    Name(Span),
    /// `object.attribute`, where the object is a dotted name.
    Attribute { object: Span, attribute: Span },
    /// Anything else, such as `a[0]`.
    Other,
}

/// A name in an import statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ImportedName {
    pub(super) name: Span,
    pub(super) alias: Option<Span>,
}

/// The header of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) is_async: bool,
    pub(super) name: Span,
    pub(super) type_parameters: Option<Span>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) returns: Option<Span>,
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: Span,
    pub(super) kind: ParameterKind,
    pub(super) annotation: Option<Span>,
    pub(super) default: Option<Span>,
}

/// The header of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) name: Span,
    pub(super) type_parameters: Option<Span>,
    pub(super) arguments: Vec<Argument>,
}

/// An argument in the header of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// A base, `*bases` included.
    Base(Span),
    /// `name=value`.
    Keyword { name: Span, value: Span },
    /// `**value`.
    Keywords(Span),
}

/// Reads forms from nodes of the grammar.
pub(super) struct Reader<'a> {
    /// Where each token begins in the text that was parsed; `None` where spans count bytes of that text.
    pub(super) tokens: Option<&'a [u32]>,
}

impl Reader<'_> {
    /// The form of a simple statement or of a header. `None` where the node has not got the parts that it must
    /// have, which only happens in broken code.
    pub(super) fn form(&self, node: Node<'_>) -> Option<Form> {
        Some(match node.kind() {
            "expression_statement" => self.expression_statement(node)?,
            "delete_statement" => Form::Delete(self.deleted(node)),
            "import_statement" => Form::Import(self.imported(node)),
            "import_from_statement" => Form::ImportFrom {
                module: self.field(node, "module_name")?,
                names: self.imported(node),
            },
            "future_import_statement" => Form::ImportFrom {
                module: children(node)
                    .into_iter()
                    .find(|child| child.kind() == "__future__")
                    .map(|child| self.span(child))?,
                names: self.imported(node),
            },
            "type_alias_statement" => self.type_alias(node)?,
            "function_definition" => Form::Function(self.function(node)?),
            "class_definition" => Form::Class(self.class(node)?),
            "decorator" => Form::Decorator(self.span(named(node).into_iter().next()?)),
            _ => Form::Other,
        })
    }

    /// The place of a node.
    pub(super) fn span(&self, node: Node<'_>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (start, end) = (offset(node.start_byte()), offset(node.end_byte()));
        match self.tokens {
            None => Span { start, end },
            Some(tokens) => {
                let number = |at: u32| offset(tokens.partition_point(|token| *token < at));
                Span {
                    start: offset(tokens.partition_point(|token| *token <= start).saturating_sub(1)),
                    end: number(end),
                }
            }
        }
    }

    fn field(&self, node: Node<'_>, name: &str) -> Option<Span> {
        Some(self.span(field(node, name)?))
    }

    fn expression_statement(&self, node: Node<'_>) -> Option<Form> {
        let parts = named(node);
        let inner = *parts.first()?;
        Some(match inner.kind() {
            "assignment" => Form::Assignment(self.assignment(inner)),
            "augmented_assignment" => Form::Augmented {
                target: self.field(inner, "left")?,
                value: self.field(inner, "right")?,
            },
            "ERROR" => Form::Broken,
            _ if parts.len() > 1 => Form::Other,
            // A comma makes a tuple of it.
            _ if children(node).iter().any(|part| part.kind() == ",") => Form::Other,
            _ if is_string(inner) => Form::String(self.span(inner)),
            _ => Form::Expression(self.span(inner)),
        })
    }

    /// An assignment, chains such as `a = b = 1` included.
    fn assignment(&self, node: Node<'_>) -> Assignment {
        let mut found = Assignment::default();
        let mut current = node;
        loop {
            if let Some(left) = field(current, "left") {
                self.collect_targets(left, &mut found.targets);
            }
            found.annotation = found.annotation.or(self.field(current, "type"));
            match field(current, "right") {
                Some(right) if right.kind() == "assignment" => current = right,
                right => {
                    found.value = right.map(|right| self.span(right));
                    return found;
                }
            }
        }
    }

    fn collect_targets(&self, left: Node<'_>, found: &mut Vec<Target>) {
        let mut open = vec![(left, false)];
        while let Some((node, is_unpacked)) = open.pop() {
            let kind = match node.kind() {
                "pattern_list" | "tuple_pattern" | "list_pattern" | "list_splat_pattern" | "tuple"
                | "list" | "expression_list" => {
                    let parts = named(node);
                    // `(x): int = 1` has its name in brackets, which is no tuple.
                    let has_comma = children(node).iter().any(|child| child.kind() == ",");
                    let is_tuple =
                        is_unpacked || parts.len() > 1 || has_comma || node.kind() == "list_pattern";
                    open.extend(parts.into_iter().rev().map(|part| (part, is_tuple)));
                    continue;
                }
                "parenthesized_expression" => {
                    open.extend(named(node).into_iter().map(|part| (part, is_unpacked)));
                    continue;
                }
                "identifier" => TargetKind::Name(self.span(node)),
                "attribute" => self.attribute(node).unwrap_or(TargetKind::Other),
                _ => TargetKind::Other,
            };
            found.push(Target { kind, is_unpacked });
        }
    }

    fn attribute(&self, node: Node<'_>) -> Option<TargetKind> {
        let object = field(node, "object").filter(|object| is_dotted_name(*object))?;
        Some(TargetKind::Attribute {
            object: self.span(object),
            attribute: self.field(node, "attribute")?,
        })
    }

    fn deleted(&self, node: Node<'_>) -> Vec<Span> {
        let mut names = Vec::new();
        let mut open = named(node);
        open.reverse();
        while let Some(target) = open.pop() {
            match target.kind() {
                "identifier" => names.push(self.span(target)),
                "expression_list" | "tuple" | "list" | "parenthesized_expression" => {
                    open.extend(named(target).into_iter().rev());
                }
                _ => {}
            }
        }
        names
    }

    fn imported(&self, node: Node<'_>) -> Vec<ImportedName> {
        let mut cursor = node.walk();
        node.children_by_field_name("name", &mut cursor)
            .filter(|name| is_written(*name))
            .filter_map(|name| match name.kind() {
                "aliased_import" => Some(ImportedName {
                    name: self.field(name, "name")?,
                    alias: Some(self.field(name, "alias")?),
                }),
                _ => Some(ImportedName {
                    name: self.span(name),
                    alias: None,
                }),
            })
            .collect()
    }

    fn type_alias(&self, node: Node<'_>) -> Option<Form> {
        let left = field(node, "left")?;
        // The grammar takes `type[a + b[0]] = c` for an alias too. There, `type` is the class.
        let leaves = std::iter::successors(Some(left), |node| node.child(0));
        if leaves.last().is_some_and(|first| first.kind() == "[") {
            return Some(Form::Assignment(Assignment {
                targets: vec![Target {
                    kind: TargetKind::Other,
                    is_unpacked: false,
                }],
                annotation: None,
                value: self.field(node, "right"),
            }));
        }
        let mut leaf = left;
        while let Some(first) = leaf.named_child(0) {
            leaf = first;
        }
        if leaf.kind() != "identifier" || !is_written(leaf) {
            return None;
        }
        let (name, left) = (self.span(leaf), self.span(left));
        let type_parameters = (name.end < left.end).then_some(Span {
            start: name.end,
            end: left.end,
        });
        Some(Form::TypeAlias {
            name,
            type_parameters,
            value: self.field(node, "right")?,
        })
    }

    fn function(&self, node: Node<'_>) -> Option<Function> {
        let list = field(node, "parameters")?;
        Some(Function {
            is_async: children(node)
                .first()
                .is_some_and(|child| child.kind() == "async"),
            name: self.field(node, "name")?,
            type_parameters: self.field(node, "type_parameters"),
            parameters: self.parameters(list),
            returns: self.field(node, "return_type"),
        })
    }

    fn parameters(&self, list: Node<'_>) -> Vec<Parameter> {
        let mut found: Vec<Parameter> = Vec::new();
        let mut kind = ParameterKind::PositionalOrKeyword;
        for node in named(list) {
            match node.kind() {
                "positional_separator" => {
                    for before in &mut found {
                        before.kind = ParameterKind::PositionalOnly;
                    }
                }
                "keyword_separator" => kind = ParameterKind::KeywordOnly,
                "ERROR" => {}
                _ => {
                    let Some(parameter) = self.parameter(node, kind) else {
                        continue;
                    };
                    if parameter.kind == ParameterKind::VarPositional {
                        kind = ParameterKind::KeywordOnly;
                    }
                    found.push(parameter);
                }
            }
        }
        found
    }

    fn parameter(&self, node: Node<'_>, kind: ParameterKind) -> Option<Parameter> {
        let name = match node.kind() {
            "identifier" | "list_splat_pattern" | "dictionary_splat_pattern" => node,
            "typed_parameter" => named(node).into_iter().next()?,
            _ => field(node, "name")?,
        };
        let (kind, name) = match name.kind() {
            "list_splat_pattern" => (ParameterKind::VarPositional, inner_name(name)?),
            "dictionary_splat_pattern" => (ParameterKind::VarKeyword, inner_name(name)?),
            _ => (kind, name),
        };
        Some(Parameter {
            name: self.span(name),
            kind,
            annotation: self.field(node, "type"),
            default: self.field(node, "value"),
        })
    }

    fn class(&self, node: Node<'_>) -> Option<Class> {
        let arguments = field(node, "superclasses").map(named).unwrap_or_default();
        Some(Class {
            name: self.field(node, "name")?,
            type_parameters: self.field(node, "type_parameters"),
            arguments: arguments
                .into_iter()
                .filter_map(|argument| self.argument(argument))
                .collect(),
        })
    }

    fn argument(&self, node: Node<'_>) -> Option<Argument> {
        match node.kind() {
            "keyword_argument" => Some(Argument::Keyword {
                name: self.field(node, "name")?,
                value: self.field(node, "value")?,
            }),
            "dictionary_splat" => Some(Argument::Keywords(self.span(named(node).into_iter().next()?))),
            "ERROR" => None,
            _ => Some(Argument::Base(self.span(node))),
        }
    }
}

/// Between `**` and a name there may be line ends and comments.
fn inner_name(node: Node<'_>) -> Option<Node<'_>> {
    named(node).into_iter().find(|child| child.kind() == "identifier")
}

fn is_dotted_name(mut node: Node<'_>) -> bool {
    while node.kind() == "attribute" {
        match node.child_by_field_name("object") {
            Some(object) => node = object,
            None => return false,
        }
    }
    node.kind() == "identifier"
}

fn is_string(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "string" | "concatenated_string" | "parenthesized_expression"
    )
}

/// Whether a node has any text. What the parser makes up to go on behind a mistake has none.
fn is_written(node: Node<'_>) -> bool {
    node.start_byte() < node.end_byte()
}

/// The child of a node that has a role in it.
fn field<'t>(node: Node<'t>, role: &str) -> Option<Node<'t>> {
    node.child_by_field_name(role).filter(|child| is_written(*child))
}

/// The children of a node without comments and line continuations, which may stand anywhere, and without those that
/// nobody wrote.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor)
        .filter(|child| !child.is_extra() && is_written(*child))
        .collect()
}

/// The named ones of [`children`].
pub(super) fn named(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| !child.is_extra() && is_written(*child))
        .collect()
}
