//! What tree-sitter makes of the shapes of statements, each shape asked about once.
//!
//! A shape is a statement as symbols: names, numbers and strings have no text of their own, and what stands in
//! brackets is one symbol where only the brackets matter. The statements of a large package come in a few
//! thousand shapes. Equal shapes have equal forms, so the grammar decides about each of them once.

use std::rc::Rc;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tree_sitter::{Node, Tree};

use super::form::{Form, Reader};
use super::parse::parse_statement;
use crate::prepare::Head;
use crate::token::Symbol;

/// So many pieces are kept, a byte each, so that memory stays bounded on generated code.
const MOST_KEPT: usize = 8 << 20;

/// What a bracket stands for, by what is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// The arguments of a call.
    Call,
    /// A tuple, a generator, or an expression in brackets.
    Paren,
    /// A subscript.
    Subscript,
    /// A list.
    List,
    /// A dictionary or a set.
    Brace,
    /// The type parameters of a definition.
    TypeParameters,
}

impl Group {
    /// What the bracket `open` means behind `before`.
    pub(super) fn new(open: Symbol, is_after_operand: bool) -> Self {
        match (open, is_after_operand) {
            (Symbol::LeftParen, true) => Self::Call,
            (Symbol::LeftParen, false) => Self::Paren,
            (Symbol::LeftBracket, true) => Self::Subscript,
            (Symbol::LeftBracket, false) => Self::List,
            _ => Self::Brace,
        }
    }

    /// The group as one piece of a shape.
    pub(super) fn piece(self) -> Piece {
        match self {
            Self::Call | Self::Paren => GROUPS,
            Self::Subscript | Self::List => GROUPS + 1,
            Self::Brace => GROUPS + 2,
            Self::TypeParameters => GROUPS + 3,
        }
    }

    /// The text around what stands in the group, which makes a statement of it.
    fn frame(self) -> (&'static str, &'static str) {
        match self {
            Self::Call => ("a (", " )"),
            Self::Paren => ("(", " )"),
            Self::Subscript => ("a [", " ]"),
            Self::List => ("[", " ]"),
            Self::Brace => ("{", " }"),
            Self::TypeParameters => ("type a [", " ] = a"),
        }
    }
}

/// One element of a shape: the number of a symbol or of a whole group, in a byte.
pub(super) type Piece = u8;

/// The first number that is no symbol.
const GROUPS: u8 = 128;

/// What stands for a group in the text of a shape: something that may be a value, a target and a pattern alike.
const GROUP_TEXTS: [&str; 4] = ["()", "[a]", "{}", "[a]"];

/// The piece that is a symbol.
pub(super) const fn symbol_piece(symbol: Symbol) -> Piece {
    symbol as Piece
}

fn text_of(piece: Piece) -> &'static str {
    match piece.checked_sub(GROUPS) {
        Some(group) => GROUP_TEXTS[usize::from(group)],
        None => Symbol::ALL[usize::from(piece)].text(),
    }
}

/// What the grammar says of a shape. Spans count pieces.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) form: Form,
    /// The piece at which the shape is no Python.
    pub(super) error: Option<u32>,
}

/// Verdicts by shape.
struct Verdicts<V> {
    statements: FxHashMap<Arc<[Piece]>, V>,
    groups: [FxHashMap<Arc<[Piece]>, Option<u32>>; 6],
    kept: usize,
}

/// The verdicts of all threads: what one has asked about, the others need not ask.
static KNOWN: LazyLock<Mutex<Verdicts<Verdict>>> = LazyLock::new(Mutex::default);

/// The grammar, as one thread asks it. Each thread has the verdicts that it has met for itself, so that it seldom waits
/// for another.
#[derive(Default)]
pub(super) struct Grammar {
    met: Verdicts<Rc<Verdict>>,
}

impl<V> Default for Verdicts<V> {
    fn default() -> Self {
        Self {
            statements: FxHashMap::default(),
            groups: Default::default(),
            kept: 0,
        }
    }
}

impl<V> Verdicts<V> {
    fn add_statement(&mut self, shape: &Arc<[Piece]>, verdict: V) {
        if self.keeps(shape) {
            self.statements.insert(Arc::clone(shape), verdict);
        }
    }

    fn add_group(&mut self, group: Group, shape: &Arc<[Piece]>, error: Option<u32>) {
        if self.keeps(shape) {
            self.groups[group as usize].insert(Arc::clone(shape), error);
        }
    }

    /// Whether there is room for a shape, which then counts.
    fn keeps(&mut self, shape: &[Piece]) -> bool {
        let total = self.kept + shape.len();
        let keeps = total <= MOST_KEPT;
        if keeps {
            self.kept = total;
        }
        keeps
    }
}

impl Grammar {
    /// The verdict about a statement.
    pub(super) fn statement(&mut self, head: Head, shape: &[Piece]) -> Rc<Verdict> {
        if let Some(met) = self.met.statements.get(shape) {
            return Rc::clone(met);
        }
        let known = with_known(|known| {
            let (shape, verdict) = known.statements.get_key_value(shape)?;
            Some((Arc::clone(shape), verdict.clone()))
        });
        let (shape, verdict) = known.unwrap_or_else(|| {
            let (shape, verdict) = (Arc::from(shape), judge(head, shape));
            with_known(|known| known.add_statement(&shape, verdict.clone()));
            (shape, verdict)
        });
        let verdict = Rc::new(verdict);
        self.met.add_statement(&shape, Rc::clone(&verdict));
        verdict
    }

    /// The piece of a group's content at which it is no Python.
    pub(super) fn group(&mut self, group: Group, shape: &[Piece]) -> Option<u32> {
        if let Some(met) = self.met.groups[group as usize].get(shape) {
            return *met;
        }
        let known = with_known(|known| {
            let (shape, error) = known.groups[group as usize].get_key_value(shape)?;
            Some((Arc::clone(shape), *error))
        });
        let (shape, error) = known.unwrap_or_else(|| {
            let (shape, error) = (Arc::from(shape), judge_group(group, shape));
            with_known(|known| known.add_group(group, &shape, error));
            (shape, error)
        });
        self.met.add_group(group, &shape, error);
        error
    }
}

fn with_known<T>(work: impl FnOnce(&mut Verdicts<Verdict>) -> T) -> T {
    work(&mut KNOWN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The text of a shape and where each piece stands in it.
struct Text {
    source: String,
    offsets: Vec<u32>,
}

impl Text {
    fn new(before: &str, shape: &[Piece], after: &str) -> Self {
        let mut source = String::with_capacity(before.len() + after.len() + 4 * shape.len());
        let mut offsets = Vec::with_capacity(shape.len());
        source.push_str(before);
        for piece in shape {
            source.push(' ');
            offsets.push(u32::try_from(source.len()).unwrap_or(u32::MAX));
            source.push_str(text_of(*piece));
        }
        source.push_str(after);
        Self { source, offsets }
    }

    /// The number of the piece at or before a node.
    fn piece(&self, node: Node<'_>) -> u32 {
        let at = self
            .offsets
            .partition_point(|start| *start as usize <= node.start_byte());
        u32::try_from(at.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The piece at the first error.
    fn error(&self, tree: &Tree) -> Option<u32> {
        first_error(tree.root_node()).map(|node| self.piece(node))
    }
}

/// The first node that is an error or stands for something missing.
pub(super) fn first_error(root: Node<'_>) -> Option<Node<'_>> {
    if !root.has_error() {
        return None;
    }
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            return Some(node);
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Some(root);
            }
        }
    }
}

/// Parses the content of a group that was not met before.
fn judge_group(group: Group, shape: &[Piece]) -> Option<u32> {
    let (before, after) = group.frame();
    let text = Text::new(before, shape, after);
    match parse_statement(&text.source) {
        Some(tree) => text.error(&tree),
        None => Some(0),
    }
}

/// Parses a shape that was not met before.
fn judge(head: Head, shape: &[Piece]) -> Verdict {
    let simple = |form, most| Verdict {
        form,
        error: (shape.len() > most).then_some(1),
    };
    match head {
        Head::Else | Head::Try | Head::Finally => return simple(Form::Clause(head), 1),
        _ => {}
    }
    let (before, after) = match head {
        Head::Def | Head::Class | Head::If | Head::For | Head::While | Head::With => ("", " : a\n"),
        Head::Elif => ("if a : a\n", " : a\n"),
        Head::Except => ("try : a\n", " : a\n"),
        Head::Match => ("", " :\n case a : a\n"),
        Head::Case => ("match a :\n", " : a\n"),
        Head::Decorator => ("", "\ndef a ( ) : a\n"),
        Head::Simple | Head::Else | Head::Try | Head::Finally => ("", "\n"),
    };
    let text = Text::new(before, shape, after);
    let Some(tree) = parse_statement(&text.source) else {
        return Verdict {
            form: Form::Broken,
            error: Some(0),
        };
    };
    let error = text.error(&tree).or_else(|| {
        let is_one = tree.root_node().named_child_count() == 1;
        (!is_one).then_some(0)
    });
    if error.is_some() {
        return Verdict {
            form: Form::Broken,
            error,
        };
    }
    let whole = super::form::Span {
        start: 1,
        end: u32::try_from(shape.len()).unwrap_or(u32::MAX),
    };
    let form = match head {
        Head::If => Form::If(whole),
        Head::Elif => Form::Elif(whole),
        Head::Decorator => Form::Decorator(whole),
        Head::Simple | Head::Def | Head::Class => {
            let reader = Reader {
                tokens: Some(&text.offsets),
            };
            let node = tree.root_node().named_child(0);
            node.and_then(|node| reader.form(node)).unwrap_or(Form::Broken)
        }
        _ => Form::Clause(head),
    };
    Verdict { form, error: None }
}
