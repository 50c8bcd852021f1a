//! From the tokens of a statement to its shape.

use super::grammar::{Grammar, Group, Piece, symbol_piece};
use crate::prepare::{Head, Prepared, Statement, Tokens, UNCLOSED};
use crate::token::Symbol;

/// A range of bytes of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Which brackets of a statement stay open in its shape, because what stands in them is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// None of them.
    Nothing,
    /// The parameters of a function, the arguments of a class: the first parenthesis.
    Header,
    /// Those that are no call and no subscript, before the given token: `(a, b) = c`, `with (a as b):`.
    Displays(usize),
    /// All of them: patterns.
    All,
}

/// Builds shapes, reusing its memory from one to the next.
#[derive(Default)]
pub(super) struct Shaper {
    /// The pieces of the last shape.
    pub(super) pieces: Vec<Piece>,
    /// The place of each of them in the source.
    pub(super) places: Vec<Place>,
    /// Whether operators stay apart: in patterns they differ.
    keeps_operators: bool,
    /// The first token of a group that is no Python.
    pub(super) broken_group: Option<usize>,
    /// Whether what follows is a type. The grammar reads `a[b]` there as a generic type, behind which no operator may
    /// stand, so that a subscript goes to it as a call.
    is_in_type: bool,
    groups: Vec<OpenGroup>,
    spare: Vec<Vec<Piece>>,
}

/// A bracket that has not been closed yet.
struct OpenGroup {
    token: usize,
    /// `None` where what stands in it is part of the shape.
    content: Option<Content>,
}

/// What stands in a bracket whose content is judged by itself.
struct Content {
    group: Group,
    pieces: Vec<Piece>,
    /// Where the last element begins, and the one before it.
    elements: (usize, usize),
}

impl Shaper {
    /// Makes the shape of a statement; the groups that are no part of it go to the grammar at once.
    pub(super) fn shape(&mut self, prepared: &Prepared, statement: &Statement, grammar: &mut Grammar) {
        self.pieces.clear();
        self.places.clear();
        self.broken_group = None;
        self.is_in_type = false;
        let tokens = &prepared.tokens;
        let range = statement.tokens();
        let open = opened(tokens, statement);
        self.keeps_operators = open == Open::All;
        let mut before = None;
        let mut at = range.start;
        while at < range.end {
            let symbol = tokens.symbols[at];
            if symbol.closing().is_some() {
                self.open_group(tokens, statement, at, before, open);
            } else if symbol.is_closing() {
                self.close_group(tokens, at, grammar);
            } else {
                self.is_in_type |= self.begins_type(tokens, statement, symbol);
                self.push(tokens, at, symbol, before);
            }
            before = Some(symbol);
            at += 1;
        }
        while let Some(left) = self.groups.pop() {
            self.broken_group.get_or_insert(left.token);
        }
    }

    fn open_group(
        &mut self,
        tokens: &Tokens,
        statement: &Statement,
        at: usize,
        before: Option<Symbol>,
        open: Open,
    ) {
        let symbol = tokens.symbols[at];
        let is_after_operand = before.is_some_and(Symbol::ends_operand);
        let is_outermost = self.groups.is_empty();
        let is_within_shape = self.groups.last().is_none_or(|group| group.content.is_none());
        let stays = is_within_shape
            && match open {
                Open::Nothing => false,
                Open::Header => {
                    is_outermost && symbol == Symbol::LeftParen && is_header_list(tokens, statement, at)
                }
                Open::Displays(end) => !is_after_operand && at < end,
                Open::All => true,
            };
        if stays {
            self.piece(symbol_piece(symbol), place(tokens, at, at));
            self.groups.push(OpenGroup {
                token: at,
                content: None,
            });
            return;
        }
        let is_type_parameters =
            is_outermost && symbol == Symbol::LeftBracket && takes_type_parameters(tokens, statement, at);
        let group = if is_type_parameters {
            Group::TypeParameters
        } else {
            Group::new(symbol, is_after_operand)
        };
        let pieces = self.spare.pop().unwrap_or_default();
        self.groups.push(OpenGroup {
            token: at,
            content: Some(Content {
                group,
                pieces,
                elements: (0, 0),
            }),
        });
    }

    fn close_group(&mut self, tokens: &Tokens, at: usize, grammar: &mut Grammar) {
        let Some(open) = self.groups.pop() else { return };
        let Some(mut content) = open.content else {
            self.piece(symbol_piece(tokens.symbols[at]), place(tokens, at, at));
            return;
        };
        // Brackets without content are always right, but for subscripts.
        let is_empty = content.pieces.is_empty() && content.group != Group::Subscript;
        // The grammar does not know defaults of type parameters (PEP 696); they are read from the tokens.
        let is_broken = content.group != Group::TypeParameters
            && !is_empty
            && grammar.group(content.group, &content.pieces).is_some();
        if is_broken || tokens.partners[open.token] == UNCLOSED {
            self.broken_group.get_or_insert(open.token);
        }
        content.pieces.clear();
        self.spare.push(content.pieces);
        let group = match content.group {
            Group::Subscript if self.is_in_type && self.is_in_shape() => Group::Call,
            group => group,
        };
        self.piece(group.piece(), place(tokens, open.token, at));
    }

    fn push(&mut self, tokens: &Tokens, at: usize, symbol: Symbol, before: Option<Symbol>) {
        if symbol == Symbol::String && before == Some(Symbol::String) {
            // Adjacent strings are one.
            if self.is_in_shape()
                && let Some(last) = self.places.last_mut()
            {
                last.end = tokens.ends[at];
            }
            return;
        }
        if symbol == Symbol::Comma
            && let Some(content) = self.content()
        {
            content.end_element();
            return;
        }
        if symbol == Symbol::Name && before == Some(Symbol::Dot) && self.extend_dotted_name(tokens, at) {
            return;
        }
        let plain = if self.keeps_operators {
            symbol
        } else {
            alike(symbol, before.is_some_and(Symbol::ends_operand))
        };
        self.piece(symbol_piece(plain), place(tokens, at, at));
    }

    /// Makes `a.b.` with the name at `at` a dotted name of two parts, `a.b` and the name: longer ones are read alike.
    fn extend_dotted_name(&mut self, tokens: &Tokens, at: usize) -> bool {
        const DOTTED: [Piece; 4] = [
            symbol_piece(Symbol::Name),
            symbol_piece(Symbol::Dot),
            symbol_piece(Symbol::Name),
            symbol_piece(Symbol::Dot),
        ];
        let is_in_shape = self.is_in_shape();
        let pieces = match self.content() {
            Some(content) => &mut content.pieces,
            None => &mut self.pieces,
        };
        if !pieces.ends_with(&DOTTED) {
            return false;
        }
        pieces.pop();
        if is_in_shape && let [.., object, dot, name, last] = self.places.as_mut_slice() {
            object.end = name.end;
            *dot = *last;
            *name = place(tokens, at, at);
            self.places.pop();
        }
        true
    }

    /// Whether a type follows `symbol`: an annotation or the value of an alias.
    fn begins_type(&self, tokens: &Tokens, statement: &Statement, symbol: Symbol) -> bool {
        match statement.head {
            Head::Def => self.is_in_shape() && matches!(symbol, Symbol::Colon | Symbol::Arrow),
            Head::Simple if tokens.symbols[statement.first as usize] == Symbol::Type => {
                symbol == Symbol::Equal
            }
            Head::Simple => self.groups.is_empty() && symbol == Symbol::Colon,
            _ => false,
        }
    }

    fn is_in_shape(&self) -> bool {
        self.groups.last().is_none_or(|group| group.content.is_none())
    }

    fn content(&mut self) -> Option<&mut Content> {
        self.groups.last_mut().and_then(|group| group.content.as_mut())
    }

    fn piece(&mut self, piece: Piece, place: Place) {
        match self.content() {
            Some(content) => content.pieces.push(piece),
            None => {
                self.pieces.push(piece);
                self.places.push(place);
            }
        }
    }
}

impl Content {
    /// A comma. An element that is like the one before it adds nothing: `1, 2, 3` is judged as `1, 2`.
    fn end_element(&mut self) {
        let (last, previous) = self.elements;
        let is_repeated = last > previous && {
            let before = &self.pieces[previous..last - 1];
            before == &self.pieces[last..]
        };
        if is_repeated {
            self.pieces.truncate(last);
        } else {
            self.pieces.push(symbol_piece(Symbol::Comma));
            self.elements = (self.pieces.len(), last);
        }
    }
}

/// One symbol for all that the grammar treats alike, so that fewer shapes differ.
fn alike(symbol: Symbol, is_after_operand: bool) -> Symbol {
    match symbol {
        Symbol::Minus
        | Symbol::At
        | Symbol::Slash
        | Symbol::DoubleSlash
        | Symbol::Percent
        | Symbol::Plus
        | Symbol::Ampersand
        | Symbol::Caret
        | Symbol::LeftShift
        | Symbol::RightShift
            if is_after_operand =>
        {
            // Of all operators this one may stand between types too.
            Symbol::Pipe
        }
        Symbol::Greater
        | Symbol::LessEqual
        | Symbol::GreaterEqual
        | Symbol::DoubleEqual
        | Symbol::NotEqual => Symbol::Less,
        Symbol::Or => Symbol::And,
        _ => symbol,
    }
}

fn opened(tokens: &Tokens, statement: &Statement) -> Open {
    let range = statement.tokens();
    match statement.head {
        Head::Def | Head::Class => Open::Header,
        Head::Case => Open::All,
        Head::With => Open::Displays(range.end),
        Head::Simple => match tokens.symbols.get(range.start) {
            Some(Symbol::Import | Symbol::From | Symbol::Del) => Open::Displays(range.end),
            Some(Symbol::Type) => Open::Nothing,
            _ => last_assignment(tokens, statement).map_or(Open::Nothing, Open::Displays),
        },
        _ => Open::Nothing,
    }
}

/// The last `=` outside of brackets; what stands before it may be a tuple of targets.
fn last_assignment(tokens: &Tokens, statement: &Statement) -> Option<usize> {
    let range = statement.tokens();
    let mut last = None;
    let mut at = range.start;
    while at < range.end {
        // `x: annotation` may stand in brackets too: `(x): int`.
        if matches!(tokens.symbols[at], Symbol::Equal | Symbol::Colon) {
            last = Some(at);
        }
        at = tokens.after(at, range.end);
    }
    last
}

/// Whether `(` at `at` follows the name of a function or class, or its type parameters.
fn is_header_list(tokens: &Tokens, statement: &Statement, at: usize) -> bool {
    let start = statement.first as usize;
    let name = start
        + if tokens.symbols[start] == Symbol::Async {
            2
        } else {
            1
        };
    let range = statement.tokens();
    if name >= range.end {
        return false;
    }
    let mut list = name + 1;
    if list < range.end && tokens.symbols[list] == Symbol::LeftBracket {
        list = tokens.after(list, range.end);
    }
    at == list
}

/// Whether `[` at `at` follows the name in `def name`, `class name` or `type name`.
fn takes_type_parameters(tokens: &Tokens, statement: &Statement, at: usize) -> bool {
    let start = statement.first as usize;
    match tokens.symbols[start] {
        Symbol::Def | Symbol::Class | Symbol::Type => at == start + 2,
        Symbol::Async => statement.head == Head::Def && at == start + 3,
        _ => false,
    }
}

fn place(tokens: &Tokens, first: usize, last: usize) -> Place {
    Place {
        start: tokens.starts[first],
        end: tokens.ends[last],
    }
}
