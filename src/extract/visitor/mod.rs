//! The walk over the statements of a file.

mod assignments;
mod definitions;
mod docstrings;

pub(super) use docstrings::given;

use std::collections::HashMap;
use std::ops::Range;

use thin_vec::ThinVec;

use super::branches::{Chain, Targets, joined};
use super::condition::Truth;
use super::expression::expression;
use super::form::{Form, Span};
use super::functional::Makers;
use super::lazy::Lazy;
use super::outline::Outline;
use super::scope::{Scope, Weight};
use super::shape::Place as Bytes;
use super::{export, import};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Certainty, Conditions, Docstring, DocstringPosition, ExportPart, Exports, Expression, Item, ItemData,
    ItemId, ItemPosition, Label, Labels, Lines,
};
use crate::name::ModuleName;
use crate::prepare::Head;
use crate::target::Target;
use crate::text::LineIndex;

/// Bodies nested deeper than this are left alone; Python itself allows 100 indentations.
const MAX_DEPTH: usize = 200;

/// Syntax errors are reported up to this number per file; one mistake often makes many.
const MAX_SYNTAX_ERRORS: usize = 5;

/// What the walk gathers beside the scopes.
pub(super) struct Visitor<'s> {
    outline: &'s Outline<'s>,
    pub(super) lines: LineIndex<'s>,
    pub(super) positions: Vec<ItemPosition>,
    pub(super) exports: Option<Exports>,
    /// The offsets at which names of lists are written that may be a part of `__all__`.
    pub(super) export_places: Vec<(String, usize)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The lists of strings at the top level, by name.
    name_lists: HashMap<String, Vec<ExportPart>>,
    /// What is imported on demand.
    lazy: Lazy<'s>,
    /// The functions that make classes, as this file names them.
    makers: Makers,
    /// What `__doc__ = "…"` gives the body that is walked over.
    pub(super) assigned_docstring: Option<PlacedDocstring>,
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

/// A docstring and where it stands.
pub(super) type PlacedDocstring = (Docstring, DocstringPosition);

/// The decorators above a definition.
#[derive(Default)]
struct Decorators {
    values: ThinVec<Expression>,
    lines: ThinVec<Lines>,
    /// Where the first of them begins.
    start: Option<u32>,
}

impl<'s> Visitor<'s> {
    pub(super) fn new(outline: &'s Outline<'s>, target: &'s Target) -> Self {
        Self {
            outline,
            lines: LineIndex::new(outline.source),
            positions: Vec::new(),
            exports: None,
            export_places: Vec::new(),
            diagnostics: Vec::new(),
            name_lists: HashMap::new(),
            lazy: Lazy::default(),
            makers: Makers::default(),
            assigned_docstring: None,
            targets: Targets::new(target),
            conditions: Vec::new(),
        }
    }

    /// The scope of the whole file.
    pub(super) fn module(&mut self, name: &ModuleName) -> Scope {
        let mut scope = Scope::default();
        let place = Place {
            is_class: false,
            weight: Weight::Main,
            depth: 0,
        };
        self.block(0..self.outline.entries.len(), &mut scope, place);
        self.place_docstrings(&scope);
        for (name, import, entry) in std::mem::take(&mut self.lazy).names(self.outline, name) {
            let data = import.into();
            let item = self.item(name, self.outline.entries[entry].place, data, None);
            scope.bind(item, Weight::Never);
        }
        scope
    }

    fn block(&mut self, block: Range<usize>, scope: &mut Scope, place: Place) {
        if place.depth > MAX_DEPTH {
            return;
        }
        let mut decorators = Decorators::default();
        let mut before = Head::Simple;
        let mut at = block.start;
        while at < block.end {
            let next = self.outline.sibling(at, block.end).unwrap_or(block.end);
            let following = Some(next).filter(|next| *next < block.end);
            self.walrus_targets(at, scope, place);
            at = match self.outline.form(at) {
                Form::Decorator(value) => {
                    self.decorator(at, *value, &mut decorators);
                    next
                }
                Form::If(_) => self.if_chain(at, block.end, scope, place.deeper()),
                Form::Clause(head) => {
                    let is_tried = std::mem::replace(&mut before, *head) == Head::Except;
                    let inner = match head {
                        Head::Try => place.conditional(),
                        Head::Except => place.fallback(),
                        Head::Else if is_tried => place.conditional(),
                        // Loops, `with` and `finally` run as they are written.
                        _ => place,
                    };
                    self.block(self.outline.body(at), scope, inner.deeper());
                    next
                }
                Form::Function(_) | Form::Class(_) => {
                    self.definition(at, std::mem::take(&mut decorators), scope, place);
                    next
                }
                _ => {
                    self.simple(at, following, scope, place);
                    next
                }
            };
        }
    }

    fn decorator(&self, entry: usize, value: Span, found: &mut Decorators) {
        let place = self.outline.entries[entry].place;
        found.values.push(expression(self.outline.text(entry, value)));
        found.lines.push(self.lines_of(place));
        found.start.get_or_insert(place.start);
    }

    fn simple(&mut self, entry: usize, next: Option<usize>, scope: &mut Scope, place: Place) {
        let outline = self.outline;
        if !place.is_class {
            self.lazy.statement(outline, entry, place.weight);
        }
        match outline.form(entry) {
            Form::Assignment(_) => self.assignment(entry, next, scope, place),
            Form::Augmented { target, value }
                if outline.text(entry, *target) == "__all__" && !place.is_class =>
            {
                self.change_exports(export::assigned(outline.text(entry, *value), true), entry);
            }
            Form::Expression(value) if !place.is_class => {
                let text = outline.text(entry, *value);
                if export::is_method_call(text) {
                    self.change_exports(export::called(text), entry);
                }
            }
            Form::Delete(names) => {
                for name in names {
                    scope.delete(&super::name::identifier(outline.text(entry, *name)));
                }
            }
            Form::Import(_) | Form::ImportFrom { .. } => {
                for (name, mut import) in import::imports(outline, entry) {
                    import.certainty = match place.weight {
                        Weight::Main => Certainty::Certain,
                        Weight::Conditional => Certainty::Conditional,
                        Weight::Fallback | Weight::Instance | Weight::Never => Certainty::Fallback,
                    };
                    self.makers.remember(&name, &import);
                    let item = self.item(name, outline.entries[entry].place, import.into(), None);
                    scope.bind(item, place.weight);
                }
            }
            Form::TypeAlias { .. } => self.type_alias_statement(entry, next, scope, place),
            _ => {}
        }
    }

    /// An `if` with the `elif` and `else` behind it; the number of the entry behind them.
    fn if_chain(&mut self, first: usize, end: usize, scope: &mut Scope, place: Place) -> usize {
        // What a branch weighs if it is decided at run time, and if nothing before it was.
        let (mut main, mut certain) = (place.conditional(), place);
        let (mut chain, mut is_decided) = (Chain::default(), false);
        let mut at = first;
        while at < end {
            let condition = match self.outline.form(at) {
                Form::If(condition) if at == first => Some(self.outline.text(at, *condition)),
                Form::Elif(condition) => Some(self.outline.text(at, *condition)),
                Form::Clause(Head::Else) => None,
                // The condition is no Python; the branch is as good as any other.
                Form::Clause(Head::Elif) => Some(""),
                _ => break,
            };
            if at != first {
                self.walrus_targets(at, scope, place);
            }
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
            self.branch(self.outline.body(at), scope, weight, on_target, place);
            match known {
                Truth::True => is_decided = true,
                Truth::False | Truth::Never => {}
                Truth::Unlikely => certain = main,
                Truth::Unknown | Truth::Likely => (main, certain) = (place.fallback(), place.fallback()),
            }
            at = self.outline.entries[at].next as usize;
        }
        at
    }

    /// Walks over a branch that the target takes (`taken`), or notes what other targets have there.
    fn branch(
        &mut self,
        body: Range<usize>,
        scope: &mut Scope,
        taken: Option<Place>,
        on_target: Option<String>,
        place: Place,
    ) {
        let outer = self.conditions.len();
        let is_noted = on_target.is_some();
        self.conditions.extend(on_target);
        if let Some(place) = taken {
            self.block(body, scope, place);
        } else if is_noted {
            let whole = joined(&self.conditions).unwrap_or_default();
            scope.add_elsewhere(self.untaken(body, place), &whole);
        }
        self.conditions.truncate(outer);
    }

    /// What a branch binds that the target does not take: it leaves no other trace.
    fn untaken(&mut self, body: Range<usize>, place: Place) -> Scope {
        let mut scope = Scope::default();
        let (exports, lists) = (self.exports.take(), std::mem::take(&mut self.name_lists));
        let (positions, diagnostics) = (self.positions.len(), self.diagnostics.len());
        let places = self.export_places.len();
        self.block(body, &mut scope, place);
        self.positions.truncate(positions);
        self.export_places.truncate(places);
        self.diagnostics.truncate(diagnostics);
        (self.exports, self.name_lists) = (exports, lists);
        scope
    }

    fn item(
        &mut self,
        name: String,
        place: Bytes,
        data: ItemData,
        docstring: Option<PlacedDocstring>,
    ) -> Item {
        let id = ItemId(u32::try_from(self.positions.len()).unwrap_or(u32::MAX));
        let (docstring, position) = docstring.unzip();
        self.positions.push(ItemPosition {
            lines: self.lines_of(place),
            docstring: position.unwrap_or_default(),
            decorators: ThinVec::new(),
            is_in_stub: false,
            is_declared_in_stub: false,
        });
        let only = joined(&self.conditions);
        let conditions = only.map(|only| Conditions {
            only: Some(only),
            otherwise: Vec::new(),
        });
        Item {
            name: name.into(),
            id,
            docstring,
            labels: Labels::default(),
            conditions: conditions.map(Box::new),
            data,
        }
    }

    fn lines_of(&self, place: Bytes) -> Lines {
        Lines {
            first: self.lines.line(place.start as usize),
            last: self.lines.line((place.end.max(place.start + 1) - 1) as usize),
        }
    }

    /// Reports what is no Python.
    pub(super) fn report_errors(&mut self) {
        for error in self.outline.errors.iter().take(MAX_SYNTAX_ERRORS) {
            let help = "what stands outside the error is documented";
            self.diagnostics.push(
                Diagnostic::new(Code::SyntaxError, error.message.as_str())
                    .at(self.lines.location(error.at))
                    .help(help),
            );
        }
    }
}

/// The label of what is bound at a place.
fn label_of(place: Place) -> Label {
    if place.is_class {
        Label::ClassAttribute
    } else {
        Label::ModuleAttribute
    }
}
