//! Random programs that are correct Python.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// An expression; what a position asks for is seen to where it is generated.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// One token.
    Token(&'static str),
    Attribute(Box<Expr>, &'static str),
    Call(Box<Expr>, Vec<Expr>, Option<Box<Expr>>),
    Subscript(Box<Expr>, Box<Expr>),
    /// An opening bracket, elements, the closing bracket; a tuple of one has its comma.
    Display(&'static str, Vec<Expr>, &'static str),
    Dict(Vec<(Expr, Expr)>),
    /// `(a)`.
    Paren(Box<Expr>),
    Unary(&'static str, Box<Expr>),
    Binary(Box<Expr>, &'static str, Box<Expr>),
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    Lambda(&'static str, Box<Expr>),
    /// `[a for b in c if d]`
    Comprehension(Box<Expr>, &'static str, Box<Expr>, Box<Expr>),
}

#[derive(Clone, Debug)]
pub(super) enum Target {
    Name(&'static str),
    Attribute(&'static str, &'static str),
    Tuple(Vec<Target>),
    Item(&'static str, Expr),
}

#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) annotation: Option<Expr>,
    pub(super) default: Option<Expr>,
}

/// The parameters of a function by their kinds.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    pub(super) positional_only: Vec<Parameter>,
    pub(super) plain: Vec<Parameter>,
    pub(super) variadic: Option<Parameter>,
    pub(super) keyword_only: Vec<Parameter>,
    pub(super) keywords: Option<Parameter>,
}

#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) decorators: Vec<Expr>,
    pub(super) is_async: bool,
    pub(super) name: &'static str,
    pub(super) type_parameters: Vec<&'static str>,
    pub(super) parameters: Parameters,
    pub(super) returns: Option<Expr>,
    pub(super) body: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) decorators: Vec<Expr>,
    pub(super) name: &'static str,
    pub(super) type_parameters: Vec<&'static str>,
    pub(super) bases: Vec<Expr>,
    pub(super) keywords: Vec<(&'static str, Expr)>,
    pub(super) body: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(super) enum Statement {
    /// A string by itself.
    String(&'static str),
    /// A call by itself.
    Call(Expr),
    Assign(Vec<Target>, Expr),
    Annotated(&'static str, Expr, Option<Expr>),
    Augmented(&'static str, &'static str, Expr),
    Delete(Vec<&'static str>),
    Import(Vec<(&'static str, Option<&'static str>)>),
    /// No names stand for the wildcard.
    From(&'static str, Vec<(&'static str, Option<&'static str>)>),
    Alias(&'static str, Vec<&'static str>, Expr),
    Function(Box<Function>),
    Class(Class),
    /// The branches with their conditions, and `else`.
    If(Vec<(Expr, Vec<Statement>)>, Option<Vec<Statement>>),
    /// `try`, `except name`, `finally`.
    Try(
        Vec<Statement>,
        &'static str,
        Vec<Statement>,
        Option<Vec<Statement>>,
    ),
    For(&'static str, Expr, Vec<Statement>),
    While(Expr, Vec<Statement>),
    With(Expr, Option<&'static str>, Vec<Statement>),
    Match(Expr, Vec<(&'static str, Vec<Statement>)>),
    /// Any other statement of one line: its words.
    Words(&'static [&'static str]),
}

fn name() -> impl Strategy<Value = &'static str> {
    select(vec![
        "a", "b", "c", "x1", "_p", "__q", "Foo", "größe", "名", "match", "case", "type", "f", "rb",
    ])
}

fn string() -> impl Strategy<Value = &'static str> {
    select(vec![
        "'a'",
        "\"b c\"",
        "'''d\n  e\n'''",
        "\"\"\"(\n#\n\"\"\"",
        "rb'\\\\'",
        "f'{a}'",
        "f\"{a['k']!r:>{w}} {{\"",
        "'\\''",
        "u'ü'",
        "''",
        "f'{ {1: 2}[1] }'",
    ])
}

fn token() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        4 => name(),
        1 => select(vec!["0", "1_0", "0xfF", "1.5e-3j", ".5", "None", "True", "..."]),
        2 => string(),
    ]
}

/// What attributes, calls and subscripts may follow.
fn operand(inner: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = Expr> {
    prop_oneof![
        name().prop_map(Expr::Token),
        (name(), name()).prop_map(|(object, name)| Expr::Attribute(Box::new(Expr::Token(object)), name)),
        inner.prop_map(|inner| Expr::Paren(Box::new(inner))),
    ]
}

/// An expression that needs no brackets wherever it stands.
fn primary(inner: impl Strategy<Value = Expr> + Clone + 'static) -> BoxedStrategy<Expr> {
    let some = |most| vec(inner.clone(), 0..most);
    prop_oneof![
        token().prop_map(Expr::Token),
        (operand(inner.clone()), some(3), option::of(inner.clone()))
            .prop_map(|(head, values, last)| Expr::Call(Box::new(head), values, last.map(Box::new))),
        (operand(inner.clone()), inner.clone())
            .prop_map(|(head, index)| Expr::Subscript(Box::new(head), Box::new(index))),
        some(4).prop_map(|elements| Expr::Display("(", elements, ")")),
        some(4).prop_map(|elements| Expr::Display("[", elements, "]")),
        vec(inner.clone(), 1..4).prop_map(|elements| Expr::Display("{", elements, "}")),
        vec((inner.clone(), inner.clone()), 0..3).prop_map(Expr::Dict),
        (inner.clone(), name(), operand(inner.clone()), operand(inner)).prop_map(
            |(element, name, all, condition)| {
                Expr::Comprehension(Box::new(element), name, Box::new(all), Box::new(condition))
            }
        ),
    ]
    .boxed()
}

pub(super) fn expr() -> BoxedStrategy<Expr> {
    token()
        .prop_map(Expr::Token)
        .prop_recursive(3, 12, 3, |inner| {
            let part = || primary(inner.clone()).prop_map(Box::new);
            prop_oneof![
                4 => primary(inner.clone()),
                1 => (select(vec!["-", "not", "~"]), part()).prop_map(|(operator, of)| Expr::Unary(operator, of)),
                2 => (part(), select(vec!["+", "**", "//", "and", "or", "<", "is not", "not in", "==", "|"]), part())
                    .prop_map(|(left, operator, right)| Expr::Binary(left, operator, right)),
                1 => (part(), part(), part()).prop_map(|(yes, test, no)| Expr::Conditional(yes, test, no)),
                1 => (name(), part()).prop_map(|(name, body)| Expr::Lambda(name, body)),
            ]
        })
        .boxed()
}

fn target() -> impl Strategy<Value = Target> {
    let leaf = prop_oneof![
        4 => name().prop_map(Target::Name),
        2 => (name(), name()).prop_map(|(object, name)| Target::Attribute(object, name)),
        1 => (name(), expr()).prop_map(|(object, index)| Target::Item(object, index)),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| vec(inner, 2..4).prop_map(Target::Tuple))
}

fn parameter(has_default: bool) -> impl Strategy<Value = Parameter> {
    let default = if has_default {
        option::of(expr()).boxed()
    } else {
        Just(None).boxed()
    };
    (name(), option::of(expr()), default).prop_map(|(name, annotation, default)| Parameter {
        name,
        annotation,
        default,
    })
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let one = || option::weighted(0.3, parameter(false));
    // Behind a default there is no positional parameter without one: only keyword-only ones have any at random.
    let positional = || vec(parameter(false), 0..3);
    let last = option::of((name(), option::of(expr()), expr()));
    let named = vec(parameter(true), 0..3);
    (positional(), positional(), last, one(), named, one()).prop_map(
        |(positional_only, mut plain, last, variadic, keyword_only, keywords)| {
            plain.extend(last.map(|(name, annotation, default)| Parameter {
                name,
                annotation,
                default: Some(default),
            }));
            Parameters {
                positional_only,
                plain,
                variadic,
                keyword_only,
                keywords,
            }
        },
    )
}

fn type_parameters() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![
        3 => Just(vec![]),
        1 => vec(select(vec!["T", "U: int", "*Ts", "**P"]), 1..3),
    ]
}

fn imported() -> impl Strategy<Value = Vec<(&'static str, Option<&'static str>)>> {
    vec((name(), option::of(name())), 1..3)
}

fn simple() -> impl Strategy<Value = Statement> {
    let call = (operand(expr()), vec(expr(), 0..2))
        .prop_map(|(head, values)| Statement::Call(Expr::Call(Box::new(head), values, None)));
    let module = || select(vec!["m", "m.n", "名.b"]);
    let relative = select(vec![".", "..", ".m", "...m.n", "m", "m.n"]);
    let augmented = (name(), select(vec!["+=", "|=", "**=", "//=", ">>="]), expr());
    prop_oneof![
        2 => string().prop_map(Statement::String),
        1 => call,
        4 => (vec(target(), 1..3), expr()).prop_map(|(targets, value)| Statement::Assign(targets, value)),
        3 => (name(), expr(), option::of(expr()))
            .prop_map(|(name, annotation, value)| Statement::Annotated(name, annotation, value)),
        1 => augmented.prop_map(|(name, operator, value)| Statement::Augmented(name, operator, value)),
        1 => vec(name(), 1..3).prop_map(Statement::Delete),
        1 => vec((module(), option::of(name())), 1..3).prop_map(Statement::Import),
        2 => (relative, imported()).prop_map(|(module, names)| Statement::From(module, names)),
        1 => module().prop_map(|module| Statement::From(module, vec![])),
        1 => (select(vec!["X", "Y"]), type_parameters(), expr())
            .prop_map(|(name, parameters, value)| Statement::Alias(name, parameters, value)),
        1 => select(vec![&["pass"][..], &["global", "a"], &["return", "a"], &["raise"], &["assert", "a"]])
            .prop_map(Statement::Words),
    ]
}

fn function(body: BoxedStrategy<Vec<Statement>>) -> impl Strategy<Value = Statement> {
    let parts = (
        vec(expr(), 0..2),
        any::<bool>(),
        name(),
        type_parameters(),
        parameters(),
        option::of(expr()),
        body,
    );
    parts.prop_map(
        |(decorators, is_async, name, type_parameters, parameters, returns, body)| {
            Statement::Function(Box::new(Function {
                decorators,
                is_async,
                name,
                type_parameters,
                parameters,
                returns,
                body,
            }))
        },
    )
}

fn class(body: BoxedStrategy<Vec<Statement>>) -> impl Strategy<Value = Statement> {
    let keywords = vec((select(vec!["metaclass", "total", "k"]), expr()), 0..2);
    let parts = (
        vec(expr(), 0..2),
        name(),
        type_parameters(),
        vec(expr(), 0..3),
        keywords,
        body,
    );
    parts.prop_map(|(decorators, name, type_parameters, bases, keywords, body)| {
        Statement::Class(Class {
            decorators,
            name,
            type_parameters,
            bases,
            keywords,
            body,
        })
    })
}

fn compound(body: &BoxedStrategy<Vec<Statement>>) -> impl Strategy<Value = Statement> + use<> {
    let block = || body.clone();
    let pattern = select(vec![
        "1",
        "[a, *b]",
        "{'k': v}",
        "Foo(b=1) | None",
        "(a, b) if c",
        "_",
    ]);
    prop_oneof![
        3 => function(block()),
        3 => class(block()),
        2 => (vec((expr(), block()), 1..3), option::of(block()))
            .prop_map(|(branches, last)| Statement::If(branches, last)),
        1 => (block(), name(), block(), option::of(block()))
            .prop_map(|(body, name, handler, last)| Statement::Try(body, name, handler, last)),
        1 => (name(), expr(), block()).prop_map(|(name, all, body)| Statement::For(name, all, body)),
        1 => (expr(), block()).prop_map(|(test, body)| Statement::While(test, body)),
        1 => (expr(), option::of(name()), block())
            .prop_map(|(context, name, body)| Statement::With(context, name, body)),
        1 => (expr(), vec((pattern, block()), 1..3))
            .prop_map(|(subject, cases)| Statement::Match(subject, cases)),
    ]
}

/// A program of some statements.
pub(super) fn program() -> impl Strategy<Value = Vec<Statement>> {
    let statement = simple().prop_recursive(3, 16, 3, |inner| {
        let body = vec(inner.clone(), 1..4).boxed();
        prop_oneof![1 => inner, 2 => compound(&body)]
    });
    vec(statement, 0..6)
}
