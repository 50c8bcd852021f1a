//! Expressions as they are shown: one space style (PEP 8), literals as written, and the names in them.

use crate::model::{Expression, NameSpan};
use crate::token::string_value;
use crate::token::{Token, TokenKind, tokens};

/// A quoted annotation may quote another one; deeper than this, quotes are shown.
const MAX_QUOTES: usize = 4;

/// The expression that `source` holds.
pub(super) fn expression(source: &str) -> Expression {
    normalise(source, None)
}

/// The annotation that `source` holds: strings in it are types too (PEP 484) and are shown without their quotes,
/// except within `Literal[…]` and `Annotated[…]`, where they are values.
pub(super) fn annotation(source: &str) -> Expression {
    normalise(source, Some(MAX_QUOTES))
}

fn normalise(source: &str, quotes: Option<usize>) -> Expression {
    if let Some(name) = plain_name(source) {
        return name;
    }
    let mut writer = Writer {
        out: Expression::default(),
        outermost: Bracket::new(BracketKind::Group),
        open: Vec::new(),
        before: None,
        quotes,
        bound: Vec::new(),
        in_targets: false,
    };
    let mut tokens = tokens(source).peekable();
    while let Some(token) = tokens.next() {
        writer.push(token, tokens.peek().copied());
    }
    let Writer { mut out, bound, .. } = writer;
    if !bound.is_empty() {
        let is_free = |name: &str| {
            !bound
                .iter()
                .any(|other| Some(other.as_str()) == name.split('.').next())
        };
        let Expression { text, names } = &mut out;
        names.retain(|span| is_free(&text[span.start as usize..span.end as usize]));
    }
    out
}

/// The quick way for most annotations and many values: a dotted name, or a word that is a value.
fn plain_name(source: &str) -> Option<Expression> {
    let bytes = source.as_bytes();
    let is_start = |byte: u8| byte == b'_' || byte.is_ascii_alphabetic();
    let is_part = |byte: &u8| is_start(*byte) || byte.is_ascii_digit() || *byte == b'.';
    let is_name = bytes.first().is_some_and(|first| is_start(*first)) && bytes.iter().all(is_part);
    if !is_name
        || is_keyword(source)
        || !source
            .split('.')
            .all(|part| part.bytes().next().is_some_and(is_start))
    {
        return None;
    }
    let mut plain = Expression::plain(source);
    if !is_constant(source.split('.').next().unwrap_or_default()) {
        plain.names.push(NameSpan {
            start: 0,
            end: offset(source.len()),
        });
    }
    Some(plain)
}

/// Names that stand for one value only.
fn is_constant(name: &str) -> bool {
    matches!(name, "None" | "True" | "False" | "__debug__")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BracketKind {
    /// `(` of a call or `()` of a class header.
    Call,
    /// Any other `(`, and the outermost level.
    Group,
    /// `[` of a subscript.
    Index,
    /// `[` of a list and `{`.
    Display,
}

struct Bracket {
    kind: BracketKind,
    /// Strings in it are values: `Literal[…]`.
    has_values: bool,
    commas: usize,
    /// `lambda`s whose colon has not come yet.
    lambdas: usize,
}

impl Bracket {
    fn new(kind: BracketKind) -> Self {
        Self {
            kind,
            has_values: false,
            commas: 0,
            lambdas: 0,
        }
    }
}

/// What the last token was, as far as the space after it depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The end of an operand.
    Operand,
    /// A number: `1 .real` needs its space.
    Number,
    /// A keyword that an operand follows.
    Keyword,
    /// An operator with spaces around it, or a comma or colon with a space after it.
    Spaced,
    /// An opening bracket, a dot, a unary operator: nothing comes between it and what follows.
    Tight,
    /// The dot of an attribute, which is tight and extends a name.
    Dot,
}

struct Writer {
    out: Expression,
    outermost: Bracket,
    open: Vec<Bracket>,
    before: Option<Before>,
    quotes: Option<usize>,
    /// The parameters of lambdas and the variables of comprehensions: names of the expression itself.
    bound: Vec<String>,
    /// Between `for` and `in`.
    in_targets: bool,
}

impl Writer {
    fn push(&mut self, token: Token<'_>, next: Option<Token<'_>>) {
        match token.kind {
            TokenKind::Name => self.name(token.text, next),
            TokenKind::Number => self.operand(token.text, Before::Number),
            TokenKind::String => self.string(token.text),
            TokenKind::Operator => self.operator(token.text, next),
        }
    }

    fn name(&mut self, name: &str, next: Option<Token<'_>>) {
        if is_keyword(name) {
            match name {
                "lambda" => self.bracket().lambdas += 1,
                "for" => self.in_targets = true,
                "in" => self.in_targets = false,
                _ => {}
            }
            self.operand(name, Before::Keyword);
            return;
        }
        let extends = self.before == Some(Before::Dot);
        let is_argument_name =
            next.is_some_and(|next| next.text == "=") && self.bracket().kind == BracketKind::Call;
        let is_lambda_parameter = self.bracket().lambdas > 0 && self.before != Some(Before::Tight);
        self.operand(name, Before::Operand);
        let end = self.out.text.len();
        if is_lambda_parameter || self.in_targets {
            self.bound.push(name.to_owned());
        }
        let is_value = is_constant(name);
        if extends {
            self.extend_name(end, name.len());
        } else if !is_argument_name && !is_lambda_parameter && !is_value {
            self.out.names.push(NameSpan {
                start: offset(end - name.len()),
                end: offset(end),
            });
        }
    }

    /// `b` after `a.` makes the name `a.b`; after `f().` it is no name of its own.
    fn extend_name(&mut self, end: usize, length: usize) {
        if let Some(last) = self.out.names.last_mut()
            && last.end as usize + 1 + length == end
        {
            last.end = offset(end);
        }
    }

    fn string(&mut self, literal: &str) {
        let is_value = self
            .open
            .iter()
            .any(|bracket| bracket.has_values || bracket.kind == BracketKind::Call);
        if let Some(depth) = self.quotes.filter(|depth| *depth > 0 && !is_value)
            && let Some(inner) = string_value(literal).filter(|inner| looks_like_type(inner))
        {
            let inner = normalise(&inner, Some(depth - 1));
            self.operand("", Before::Operand);
            let shift = offset(self.out.text.len());
            self.out.text.push_str(&inner.text);
            let shifted = inner.names.iter().map(|name| NameSpan {
                start: name.start + shift,
                end: name.end + shift,
            });
            self.out.names.extend(shifted);
            return;
        }
        // Python reads every line end as `\n`.
        if memchr::memchr(b'\r', literal.as_bytes()).is_some() {
            self.operand(
                &literal.replace("\r\n", "\n").replace('\r', "\n"),
                Before::Operand,
            );
        } else {
            self.operand(literal, Before::Operand);
        }
    }

    fn operator(&mut self, operator: &str, next: Option<Token<'_>>) {
        match operator {
            "(" | "[" | "{" => self.open(operator),
            ")" | "]" | "}" => {
                self.open.pop();
                self.write(operator, Before::Operand);
            }
            "," => self.comma(next),
            ":" => {
                let bracket = self.bracket();
                let is_lambda = bracket.lambdas > 0;
                bracket.lambdas = bracket.lambdas.saturating_sub(1);
                let is_slice = bracket.kind == BracketKind::Index && !is_lambda;
                if is_slice && self.before == Some(Before::Spaced) {
                    self.out.text.push(' ');
                }
                self.write(operator, if is_slice { Before::Tight } else { Before::Spaced });
            }
            "." => {
                if self.before == Some(Before::Number) {
                    self.out.text.push(' ');
                }
                self.write(operator, Before::Dot);
            }
            "..." => self.operand(operator, Before::Operand),
            "=" if self.bracket().kind == BracketKind::Call || self.bracket().lambdas > 0 => {
                self.write(operator, Before::Tight);
            }
            "**" if self.after_operand() => self.write(operator, Before::Tight),
            "*" | "**" | "-" | "+" | "~" if !self.after_operand() => self.operand(operator, Before::Tight),
            _ => self.operand(operator, Before::Spaced),
        }
    }

    fn open(&mut self, operator: &str) {
        let after_operand = self.after_operand();
        let kind = match (operator, after_operand) {
            ("(", true) => BracketKind::Call,
            ("(", false) => BracketKind::Group,
            ("[", true) => BracketKind::Index,
            _ => BracketKind::Display,
        };
        let mut bracket = Bracket::new(kind);
        bracket.has_values = kind == BracketKind::Index && self.last_name_takes_values();
        if after_operand && operator != "{" {
            self.write(operator, Before::Tight);
        } else {
            self.operand(operator, Before::Tight);
        }
        self.open.push(bracket);
    }

    fn last_name_takes_values(&self) -> bool {
        let last = self
            .out
            .text
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
            .unwrap_or_default();
        matches!(last, "Literal" | "Annotated")
    }

    /// A comma before a closing bracket is left out, except where it makes a tuple: `(1,)`, `x[1,]`.
    fn comma(&mut self, next: Option<Token<'_>>) {
        let bracket = self.bracket();
        let is_last = next.is_none_or(|next| matches!(next.text, ")" | "]" | "}"));
        let makes_tuple =
            bracket.commas == 0 && matches!(bracket.kind, BracketKind::Group | BracketKind::Index);
        bracket.commas += 1;
        if !is_last {
            self.write(",", Before::Spaced);
        } else if makes_tuple {
            self.write(",", Before::Tight);
        }
    }

    /// Writes a token that has a space before it unless it follows something tight.
    fn operand(&mut self, text: &str, kind: Before) {
        if !matches!(self.before, None | Some(Before::Tight | Before::Dot)) {
            self.out.text.push(' ');
        }
        self.write(text, kind);
    }

    fn write(&mut self, text: &str, kind: Before) {
        self.out.text.push_str(text);
        self.before = Some(kind);
    }

    fn after_operand(&self) -> bool {
        matches!(self.before, Some(Before::Operand | Before::Number))
    }

    /// The innermost open bracket; the outermost level is never closed.
    fn bracket(&mut self) -> &mut Bracket {
        self.open.last_mut().unwrap_or(&mut self.outermost)
    }
}

/// Keywords that may stand in an expression and are no operands.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "if"
            | "else"
            | "for"
            | "lambda"
            | "await"
            | "async"
            | "yield"
            | "from"
    )
}

/// Whether the text of a string in an annotation can be a type: names, dots, brackets and the like.
fn looks_like_type(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.,[]()|*'\"-:{}".contains(c);
    !text.trim().is_empty() && text.chars().all(allowed) && is_balanced(text)
}

fn is_balanced(text: &str) -> bool {
    let depth = text.chars().try_fold(0_usize, |depth, c| match c {
        '[' | '(' => Some(depth + 1),
        ']' | ')' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// Files are far smaller than 4 GiB: tree-sitter's own offsets are 32 bits wide.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, text: &str, names: &[&str]) {
        let found = expression(source);
        assert_eq!(found.text, text);
        let found_names: Vec<&str> = found.names.iter().map(|span| found.name(*span)).collect();
        assert_eq!(found_names, names, "{source}");
    }

    #[test]
    fn one_space_style() {
        check("Dict[str,int]", "Dict[str, int]", &["Dict", "str", "int"]);
        check("a+b*-c", "a + b * -c", &["a", "b", "c"]);
        check("2**10", "2**10", &[]);
        check("{'a':1 ,'b' : 2,}", "{'a': 1, 'b': 2}", &[]);
        check("x[1 : 2, ::3]", "x[1:2, ::3]", &["x"]);
        check("not(a)", "not (a)", &["a"]);
        check("( 1, )", "(1,)", &[]);
        check(
            "f( a , b=1 , *c , **d )",
            "f(a, b=1, *c, **d)",
            &["f", "a", "c", "d"],
        );
        check("a if b else-1", "a if b else -1", &["a", "b"]);
        check("x[\n    1,\n    2,\n]", "x[1, 2]", &["x"]);
        check("1 .real", "1 .real", &[]);
        check("a==b!=c", "a == b != c", &["a", "b", "c"]);
        check("[x for x in y if z]", "[x for x in y if z]", &["y", "z"]);
        check("(y:=1)", "(y := 1)", &["y"]);
        check("'a'\n'b'", "'a' 'b'", &[]);
    }

    #[test]
    fn literals_stay_as_written() {
        for source in [
            "0xFF",
            "1_000",
            "1.0e10",
            "'it\\'s'",
            "\"a  b\"",
            "rb'x'",
            "f'{a!r:>{w}}'",
            "...",
        ] {
            check(source, source, &[]);
        }
        check("'''a\r\nb\rc'''", "'''a\nb\nc'''", &[]);
    }

    #[test]
    fn dotted_names_are_one_name_each() {
        check("a . b.c", "a.b.c", &["a.b.c"]);
        check("f(x).y.z", "f(x).y.z", &["f", "x"]);
        check("a[0].b", "a[0].b", &["a"]);
        check("None", "None", &[]);
    }

    #[test]
    fn lambda_parameters_and_argument_names_are_no_references() {
        check("lambda a,b=c:a", "lambda a, b=c: a", &["c"]);
        check(
            "field(default_factory=list)",
            "field(default_factory=list)",
            &["field", "list"],
        );
    }

    #[test]
    fn quoted_annotations_lose_their_quotes() {
        let text = |source| annotation(source).text;
        assert_eq!(text("'Foo'"), "Foo");
        assert_eq!(text("List['Foo | None']"), "List[Foo | None]");
        assert_eq!(text("'List[\"Foo\"]'"), "List[Foo]");
        assert_eq!(text("Literal['a', 'b']"), "Literal['a', 'b']");
        assert_eq!(text("Annotated[int, 'the size']"), "Annotated[int, 'the size']");
        assert_eq!(text("Optional['a b!']"), "Optional['a b!']");
        let found = annotation("Dict[str, 'a.B']");
        assert_eq!(
            found
                .names
                .iter()
                .map(|span| found.name(*span))
                .collect::<Vec<_>>(),
            ["Dict", "str", "a.B"]
        );
    }

    #[test]
    fn broken_text_is_taken_as_it_comes() {
        check(")(", ")(", &[]);
        check("", "", &[]);
        check("a]]", "a]]", &["a"]);
    }
}
