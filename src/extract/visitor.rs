//! The walk over the statements of a file.

use std::collections::HashMap;

use tree_sitter::Node;

use super::assignment::{Assignment, assignment, instance_attribute};
use super::branches::{Chain, Targets, joined};
use super::comment::documentation_comment;
use super::condition::Truth;
use super::decorator::{self, Decorated};
use super::expression::{annotation, expression};
use super::literal::{clean_docstring, string_value};
use super::scope::{Scope, Weight};
use super::syntax::{children, identifier, text};
use super::{export, import, signature};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Attribute, Class, Conditions, Docstring, Elsewhere, ExportPart, Exports, Expression, Item, ItemData,
    ItemId, ItemPosition, Label, Labels, Lines, Parameter, ParameterKind, TypeAlias,
};
use crate::target::Target;
use crate::text::LineIndex;

/// Bodies nested deeper than this are left alone; Python itself allows 100 indentations.
const MAX_DEPTH: usize = 200;

/// Syntax errors are reported up to this number per file; one mistake often makes many.
const MAX_SYNTAX_ERRORS: usize = 5;

/// What the walk gathers beside the scopes.
pub(super) struct Visitor<'s> {
    pub(super) source: &'s str,
    pub(super) lines: LineIndex<'s>,
    pub(super) positions: Vec<ItemPosition>,
    pub(super) exports: Option<Exports>,
    /// The offsets at which names of lists are written that may be a part of `__all__`.
    pub(super) export_places: Vec<(String, usize)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The lists of strings at the top level, by name.
    name_lists: HashMap<String, Vec<ExportPart>>,
    syntax_errors: usize,
    targets: Targets<'s>,
    /// The conditions on the target under which the branches around the place are taken, up to the next class.
    conditions: Vec<String>,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
struct Place {
    is_class: bool,
    weight: Weight,
    depth: usize,
}

impl Place {
    fn never(self) -> Self {
        Self {
            weight: Weight::Never,
            ..self
        }
    }

    fn fallback(self) -> Self {
        Self {
            weight: self.weight.min(Weight::Fallback),
            ..self
        }
    }

    fn conditional(self) -> Self {
        Self {
            weight: self.weight.min(Weight::Conditional),
            ..self
        }
    }

    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

/// A docstring and its lines.
type PlacedDocstring = (Docstring, Lines);

impl<'s> Visitor<'s> {
    pub(super) fn new(source: &'s str, target: &'s Target) -> Self {
        Self {
            source,
            lines: LineIndex::new(source),
            positions: Vec::new(),
            exports: None,
            export_places: Vec::new(),
            diagnostics: Vec::new(),
            name_lists: HashMap::new(),
            syntax_errors: 0,
            targets: Targets::new(target),
            conditions: Vec::new(),
        }
    }

    /// The items of a whole file, and the names that only other targets have.
    pub(super) fn module(&mut self, root: Node<'_>) -> (Vec<Item>, Vec<Elsewhere>) {
        let mut scope = Scope::default();
        let place = Place {
            is_class: false,
            weight: Weight::Main,
            depth: 0,
        };
        self.block(root, &mut scope, place);
        scope.into_items()
    }

    /// The docstring at the start of a body.
    pub(super) fn docstring(&self, body: Node<'_>) -> Option<PlacedDocstring> {
        self.string_statement(*children(body).first()?)
    }

    /// The string that a statement consists of.
    fn string_statement(&self, statement: Node<'_>) -> Option<PlacedDocstring> {
        if statement.kind() != "expression_statement" || statement.named_child_count() != 1 {
            return None;
        }
        let value = statement.named_child(0)?;
        if !matches!(
            value.kind(),
            "string" | "concatenated_string" | "parenthesized_expression"
        ) {
            return None;
        }
        let cleaned = clean_docstring(&string_value(text(self.source, value))?);
        (!cleaned.trim().is_empty()).then(|| (Docstring { text: cleaned }, self.lines_of(value)))
    }

    fn block(&mut self, block: Node<'_>, scope: &mut Scope, place: Place) {
        if place.depth > MAX_DEPTH {
            return;
        }
        let statements: Vec<Node<'_>> = children(block).into_iter().filter(Node::is_named).collect();
        for (number, statement) in statements.iter().enumerate() {
            let next = statements.get(number + 1).copied();
            self.statement(*statement, next, scope, place);
        }
    }

    fn statement(&mut self, node: Node<'_>, next: Option<Node<'_>>, scope: &mut Scope, place: Place) {
        match node.kind() {
            "expression_statement" => self.expression_statement(node, next, scope, place),
            "function_definition" | "class_definition" | "decorated_definition" => {
                self.definition(node, scope, place);
            }
            "import_statement" | "import_from_statement" | "future_import_statement" => {
                for (name, import) in import::imports(self.source, node) {
                    let item = self.item(name, node, ItemData::Import(import), None);
                    scope.bind(item, place.weight);
                }
            }
            "type_alias_statement" => self.type_alias_statement(node, next, scope, place),
            "if_statement" => self.if_statement(node, scope, place.deeper()),
            "try_statement" => self.try_statement(node, scope, place.deeper()),
            "with_statement" | "for_statement" | "while_statement" => {
                for part in ["body", "alternative"] {
                    if let Some(part) = node.child_by_field_name(part) {
                        self.block_or_clause(part, scope, place.deeper());
                    }
                }
            }
            "match_statement" => {
                if let Some(body) = node.child_by_field_name("body") {
                    for case in children(body) {
                        self.block_or_clause(case, scope, place.deeper());
                    }
                }
            }
            "delete_statement" => {
                for name in deleted_names(self.source, node) {
                    scope.delete(&name);
                }
            }
            "ERROR" => {
                self.syntax_error(node);
                self.block(node, scope, place.deeper());
            }
            _ => {}
        }
    }

    /// `else:`, `case …:` and the like hold their block as a child; a body is the block itself.
    fn block_or_clause(&mut self, node: Node<'_>, scope: &mut Scope, place: Place) {
        if node.kind() == "block" {
            return self.block(node, scope, place);
        }
        for child in children(node) {
            match child.kind() {
                "block" => self.block(child, scope, place),
                "ERROR" => self.statement(child, None, scope, place),
                _ => {}
            }
        }
    }

    fn if_statement(&mut self, node: Node<'_>, scope: &mut Scope, place: Place) {
        let mut cursor = node.walk();
        let alternatives: Vec<Node<'_>> = node.children_by_field_name("alternative", &mut cursor).collect();
        // What a branch weighs if it is decided at run time, and if nothing before it was.
        let (mut main, mut certain) = (place.conditional(), place);
        let (mut chain, mut is_decided) = (Chain::default(), false);
        for branch in std::iter::once(node).chain(alternatives) {
            let condition = branch.child_by_field_name("condition");
            let condition = condition.map(|condition| text(self.source, condition));
            let on_target = self.targets.branch(&mut chain, condition);
            let known = match condition {
                _ if is_decided => Truth::False,
                None => Truth::True,
                Some(condition) => self.targets.truth(condition),
            };
            let weight = match known {
                Truth::False => None,
                Truth::Never => Some(place.never()),
                Truth::True => Some(certain),
                Truth::Unknown | Truth::Likely => Some(main),
                Truth::Unlikely => Some(place.fallback()),
            };
            let body = branch
                .child_by_field_name("consequence")
                .or(branch.child_by_field_name("body"));
            if let Some(body) = body {
                self.branch(body, scope, weight, on_target, place);
            }
            match known {
                Truth::True => is_decided = true,
                Truth::False | Truth::Never => {}
                Truth::Unlikely => certain = main,
                Truth::Unknown | Truth::Likely => (main, certain) = (place.fallback(), place.fallback()),
            }
        }
    }

    /// Walks over a branch that the target takes (`taken`), or notes what other targets have there.
    fn branch(
        &mut self,
        body: Node<'_>,
        scope: &mut Scope,
        taken: Option<Place>,
        on_target: Option<String>,
        place: Place,
    ) {
        let outer = self.conditions.len();
        let condition = on_target.clone();
        self.conditions.extend(on_target);
        match (taken, condition) {
            (Some(place), _) => self.block(body, scope, place),
            (None, Some(_)) => {
                let whole = joined(&self.conditions).unwrap_or_default();
                scope.add_elsewhere(self.untaken(body, place), &whole);
            }
            (None, None) => {}
        }
        self.conditions.truncate(outer);
    }

    /// What a branch binds that the target does not take: it leaves no other trace.
    fn untaken(&mut self, body: Node<'_>, place: Place) -> Scope {
        let mut scope = Scope::default();
        let (exports, lists) = (self.exports.take(), std::mem::take(&mut self.name_lists));
        let (positions, diagnostics) = (self.positions.len(), self.diagnostics.len());
        let places = self.export_places.len();
        self.block(body, &mut scope, place);
        self.positions.truncate(positions);
        self.export_places.truncate(places);
        // What is no Python is worth a word wherever it stands.
        let found = self.diagnostics.split_off(diagnostics);
        self.diagnostics
            .extend(found.into_iter().filter(|found| found.code == Code::SyntaxError));
        (self.exports, self.name_lists) = (exports, lists);
        scope
    }

    fn try_statement(&mut self, node: Node<'_>, scope: &mut Scope, place: Place) {
        for part in children(node) {
            match part.kind() {
                "except_clause" | "except_group_clause" => {
                    self.block_or_clause(part, scope, place.fallback());
                }
                "block" | "else_clause" => self.block_or_clause(part, scope, place.conditional()),
                "finally_clause" => self.block_or_clause(part, scope, place),
                _ => {}
            }
        }
    }

    fn expression_statement(
        &mut self,
        node: Node<'_>,
        next: Option<Node<'_>>,
        scope: &mut Scope,
        place: Place,
    ) {
        let Some(inner) = node.named_child(0) else { return };
        match inner.kind() {
            "assignment" => self.assignment(inner, next, scope, place),
            "augmented_assignment" => {
                let is_exports = inner
                    .child_by_field_name("left")
                    .is_some_and(|left| text(self.source, left) == "__all__");
                if let (true, false, Some(value)) =
                    (is_exports, place.is_class, inner.child_by_field_name("right"))
                {
                    self.change_exports(export::assigned(self.source, value, true), inner);
                }
            }
            "call" if !place.is_class && export::is_method_call(self.source, inner) => {
                self.change_exports(export::called(self.source, inner), inner);
            }
            "ERROR" => self.syntax_error(inner),
            _ => {}
        }
    }

    /// Keeps a list of strings for an `__all__` that is put together from it.
    fn remember_names(&mut self, name: &str, value: Node<'_>) {
        let is_list = matches!(value.kind(), "list" | "tuple" | "binary_operator");
        let change = is_list
            .then(|| export::assigned(self.source, value, false))
            .flatten();
        match change
            .map(|change| change.with_lists(&self.name_lists))
            .and_then(export::Change::into_names)
        {
            Some(names) => {
                self.export_places.extend(export::places(self.source, value));
                self.name_lists.insert(name.to_owned(), names)
            }
            None => self.name_lists.remove(name),
        };
    }

    fn change_exports(&mut self, change: Option<export::Change>, node: Node<'_>) {
        if change.is_some() {
            self.export_places.extend(export::places(self.source, node));
        }
        match change {
            Some(change) => change.with_lists(&self.name_lists).apply(&mut self.exports),
            None => {
                self.exports.get_or_insert_default().is_partial = true;
                let message = "`__all__` is computed when the program runs, so this step is ignored";
                let help = "write the names as a list of strings, or add lists with `+`, `+=` or `extend`";
                let location = self.lines.location(node.start_byte());
                self.diagnostics.push(
                    Diagnostic::new(Code::UnreadableExports, message)
                        .at(location)
                        .help(help),
                );
            }
        }
    }

    fn assignment(&mut self, node: Node<'_>, next: Option<Node<'_>>, scope: &mut Scope, place: Place) {
        let parts = assignment(node);
        let docstring = self.attribute_docstring(node, next);
        for target in &parts.targets {
            if target.node.kind() != "identifier" {
                continue;
            }
            let name = identifier(self.source, target.node);
            if name == "__all__"
                && !place.is_class
                && let Some(value) = parts.value
            {
                self.change_exports(export::assigned(self.source, value, false), node);
            }
            if let Some(value) = parts.value.filter(|_| !place.is_class && !target.is_unpacked) {
                self.remember_names(&name, value);
            }
            let attribute = parts.attribute(self.source, target);
            let data = type_alias(&parts, &attribute).unwrap_or(ItemData::Attribute(attribute));
            let mut item = self.item(name, node, data, docstring.clone());
            item.labels.insert(if place.is_class {
                Label::ClassAttribute
            } else {
                Label::ModuleAttribute
            });
            label_final(&mut item);
            scope.bind(item, place.weight);
        }
    }

    /// A string below an assignment, a `#:` comment behind it, or `#:` comments above it, in this order.
    fn attribute_docstring(&self, node: Node<'_>, next: Option<Node<'_>>) -> Option<PlacedDocstring> {
        next.and_then(|next| self.string_statement(next)).or_else(|| {
            let (comment, offset) = documentation_comment(self.source, node.start_byte(), node.end_byte())?;
            let first = self.lines.line(offset);
            let more = comment.matches('\n').count();
            let last = first + u32::try_from(more).unwrap_or_default();
            Some((Docstring { text: comment }, Lines { first, last }))
        })
    }

    fn type_alias_statement(
        &mut self,
        node: Node<'_>,
        next: Option<Node<'_>>,
        scope: &mut Scope,
        place: Place,
    ) {
        let (Some(left), Some(right)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) else {
            return;
        };
        let head = text(self.source, left);
        let (name, parameters) = head.split_at(head.find('[').unwrap_or(head.len()));
        let alias = TypeAlias {
            type_parameters: signature::split_type_parameters(parameters),
            value: annotation(text(self.source, right)),
        };
        let docstring = self.attribute_docstring(node, next);
        let item = self.item(expression(name).text, node, ItemData::TypeAlias(alias), docstring);
        scope.bind(item, place.weight);
    }

    fn definition(&mut self, node: Node<'_>, scope: &mut Scope, place: Place) {
        let Some(Decorated {
            definition,
            decorators,
        }) = decorator::decorated(self.source, node)
        else {
            return;
        };
        if node.kind() == "decorated_definition" {
            for child in children(node).into_iter().filter(Node::is_error) {
                self.syntax_error(child);
            }
        }
        let Some(name) = definition
            .child_by_field_name("name")
            .map(|name| identifier(self.source, name))
        else {
            return;
        };
        if definition.kind() == "class_definition" {
            let item = self.class(name, node, definition, decorators, place);
            scope.bind(item, place.weight);
        } else {
            self.function(name, node, definition, decorators, scope, place);
        }
    }

    fn class(
        &mut self,
        name: String,
        outer: Node<'_>,
        node: Node<'_>,
        decorators: Vec<Expression>,
        place: Place,
    ) -> Item {
        let labels = decorator::class_labels(&decorators);
        let mut class = signature::class(self.source, node, decorators);
        let body = node.child_by_field_name("body");
        let docstring = body.and_then(|body| self.docstring(body));
        let mut item = self.item(name, outer, ItemData::Class(Class::default()), docstring);
        item.labels.extend(labels);
        if let Some(body) = body {
            let mut scope = Scope::default();
            let conditions = std::mem::take(&mut self.conditions);
            self.block(
                body,
                &mut scope,
                Place {
                    is_class: true,
                    weight: Weight::Main,
                    depth: place.depth + 1,
                },
            );
            (class.members, class.elsewhere) = scope.into_items();
            self.conditions = conditions;
        }
        item.data = ItemData::Class(class);
        item
    }

    fn function(
        &mut self,
        name: String,
        outer: Node<'_>,
        node: Node<'_>,
        decorators: Vec<Expression>,
        scope: &mut Scope,
        place: Place,
    ) {
        let body = node.child_by_field_name("body");
        let docstring = body.and_then(|body| self.docstring(body));
        if let Some(accessor) = decorator::accessor(&name, &decorators) {
            if let Some(property) = scope.get_mut(&name) {
                property.labels.insert(accessor);
            }
            return;
        }
        let is_overload = decorators
            .iter()
            .any(|decorator| decorator.leading_last() == "overload");
        let mut labels = decorator::function_labels(&decorators);
        if children(node).iter().any(|child| child.kind() == "async") {
            labels.insert(Label::Async);
        }
        let function = signature::function(self.source, node, decorators);
        let parameters = function.parameters.clone();
        let data = if labels.contains(Label::Property) && place.is_class {
            ItemData::Attribute(Attribute {
                annotation: function.returns,
                value: None,
                decorators: function.decorators,
            })
        } else {
            ItemData::Function(function)
        };
        let mut item = self.item(name, outer, data, docstring);
        item.labels.extend(labels);
        if is_overload {
            scope.bind_overload(item, place.weight);
        } else {
            scope.bind(item, place.weight);
        }
        let is_plain_method = place.is_class && !labels.contains(Label::StaticMethod);
        if let (true, false, Some(body)) = (is_plain_method, is_overload, body) {
            let label = if labels.contains(Label::ClassMethod) {
                Label::ClassAttribute
            } else {
                Label::InstanceAttribute
            };
            self.instance_attributes(body, &parameters, label, scope);
        }
    }

    /// Finds `self.x = …` in a method, in any block but not in functions and classes within it.
    fn instance_attributes(
        &mut self,
        body: Node<'_>,
        parameters: &[Parameter],
        label: Label,
        scope: &mut Scope,
    ) {
        let mut open = vec![(body, 0)];
        while let Some((block, depth)) = open.pop() {
            let statements: Vec<Node<'_>> = children(block).into_iter().filter(Node::is_named).collect();
            for (number, statement) in statements.iter().enumerate() {
                match statement.kind() {
                    "expression_statement" => {
                        let next = statements.get(number + 1).copied();
                        let inner = statement
                            .named_child(0)
                            .filter(|inner| inner.kind() == "assignment");
                        if let Some(inner) = inner {
                            self.instance_assignment(inner, next, parameters, label, scope);
                        }
                    }
                    kind if depth < MAX_DEPTH && holds_statements(kind) => open.push((*statement, depth + 1)),
                    _ => {}
                }
            }
        }
    }

    fn instance_assignment(
        &mut self,
        node: Node<'_>,
        next: Option<Node<'_>>,
        parameters: &[Parameter],
        label: Label,
        scope: &mut Scope,
    ) {
        let Some((instance, others)) = parameters.split_first() else {
            return;
        };
        let instance = instance.name.as_str();
        let parts = assignment(node);
        for target in &parts.targets {
            let Some(name) = instance_attribute(self.source, target.node, instance) else {
                continue;
            };
            let docstring = self.attribute_docstring(node, next);
            let mut attribute = parts.attribute(self.source, target);
            if attribute.annotation.is_none() {
                attribute.annotation = annotation_of_parameter(&attribute, others);
            }
            // The names in the value belong to the method: its parameters and variables come first.
            if let Some(value) = attribute.value.as_mut().filter(|value| value.as_name().is_none()) {
                value.names.clear();
            }
            let mut item = self.item(name, node, ItemData::Attribute(attribute), docstring);
            item.labels.insert(label);
            label_final(&mut item);
            scope.bind(item, Weight::Instance);
        }
    }

    fn item(
        &mut self,
        name: String,
        node: Node<'_>,
        data: ItemData,
        docstring: Option<PlacedDocstring>,
    ) -> Item {
        let id = ItemId(u32::try_from(self.positions.len()).unwrap_or(u32::MAX));
        let (docstring, docstring_lines) =
            docstring.map_or((None, Lines::NONE), |(docstring, lines)| (Some(docstring), lines));
        let decorators = if node.kind() == "decorated_definition" {
            children(node)
                .into_iter()
                .filter(|child| child.kind() == "decorator")
                .map(|child| self.lines_of(child))
                .collect()
        } else {
            Vec::new()
        };
        self.positions.push(ItemPosition {
            lines: self.lines_of(node),
            docstring: docstring_lines,
            decorators,
            is_in_stub: false,
        });
        let only = joined(&self.conditions);
        let conditions = only.map(|only| Conditions {
            only: Some(only),
            otherwise: Vec::new(),
        });
        Item {
            name,
            id,
            docstring,
            labels: Labels::default(),
            conditions: conditions.map(Box::new),
            data,
        }
    }

    fn lines_of(&self, node: Node<'_>) -> Lines {
        Lines {
            first: self.lines.line(node.start_byte()),
            last: self.lines.line(last_byte(self.source, node)),
        }
    }

    /// Reports a part of the file that is no Python.
    pub(super) fn syntax_error(&mut self, node: Node<'_>) {
        self.syntax_errors += 1;
        if self.syntax_errors > MAX_SYNTAX_ERRORS {
            return;
        }
        let excerpt: String = text(self.source, node)
            .trim()
            .chars()
            .take_while(|c| *c != '\n')
            .take(40)
            .collect();
        let message = if excerpt.is_empty() {
            "invalid syntax".to_owned()
        } else {
            format!("invalid syntax near `{}`", excerpt.trim_end())
        };
        let location = self.lines.location(node.start_byte());
        let help = "what stands outside the error is documented";
        self.diagnostics.push(
            Diagnostic::new(Code::SyntaxError, message)
                .at(location)
                .help(help),
        );
    }
}

/// The last byte that belongs to a node: a block ends where the next statement begins.
fn last_byte(source: &str, node: Node<'_>) -> usize {
    let text = text(source, node).trim_end();
    node.start_byte() + text.len().saturating_sub(1)
}

/// The names that a `del` statement unbinds; `del x.y` and `del x[0]` unbind none.
fn deleted_names(source: &str, node: Node<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = children(node);
    while let Some(target) = open.pop() {
        match target.kind() {
            "identifier" => names.push(identifier(source, target)),
            "expression_list" | "tuple" | "list" | "parenthesized_expression" => {
                open.extend(children(target));
            }
            _ => {}
        }
    }
    names
}

/// Statements and clauses within which other statements of the same function stand.
fn holds_statements(kind: &str) -> bool {
    matches!(
        kind,
        "block"
            | "if_statement"
            | "elif_clause"
            | "else_clause"
            | "try_statement"
            | "except_clause"
            | "except_group_clause"
            | "finally_clause"
            | "with_statement"
            | "for_statement"
            | "while_statement"
            | "match_statement"
            | "case_clause"
    )
}

/// `X: TypeAlias = …` (PEP 613).
fn type_alias(parts: &Assignment<'_>, attribute: &Attribute) -> Option<ItemData> {
    let is_alias = attribute.annotation.as_ref()?.as_name()?.rsplit('.').next() == Some("TypeAlias");
    let value = attribute
        .value
        .clone()
        .filter(|_| is_alias && parts.targets.len() == 1)?;
    Some(ItemData::TypeAlias(TypeAlias {
        type_parameters: Vec::new(),
        value,
    }))
}

/// `self.x = x` gives the attribute the type of the parameter.
fn annotation_of_parameter(attribute: &Attribute, parameters: &[Parameter]) -> Option<Expression> {
    let value = attribute.value.as_ref()?.as_name()?;
    let parameter = parameters.iter().find(|parameter| parameter.name == value)?;
    let is_plain = !matches!(
        parameter.kind,
        ParameterKind::VarPositional | ParameterKind::VarKeyword
    );
    parameter.annotation.clone().filter(|_| is_plain)
}

fn label_final(item: &mut Item) {
    if let ItemData::Attribute(attribute) = &item.data
        && attribute
            .annotation
            .as_ref()
            .is_some_and(|annotation| annotation.leading_last() == "Final")
    {
        item.labels.insert(Label::Final);
    }
}
