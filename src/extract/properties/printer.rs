//! Programs as text, in any layout that leaves their meaning alone.

use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::select;

use super::program::{Class, Expr, Function, Parameter, Parameters, Statement, Target};

/// How a program is laid out.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each of them is a choice by itself")]
pub(super) struct Layout {
    pub(super) newline: &'static str,
    pub(super) indentation: &'static str,
    pub(super) has_mark: bool,
    pub(super) ends_with_newline: bool,
    /// Comments behind and between the statements, and blank lines.
    pub(super) has_comments: bool,
    /// Form feeds before the indentation.
    pub(super) has_form_feeds: bool,
    /// Line ends within brackets.
    pub(super) wraps: bool,
    /// Line continuations outside of brackets.
    pub(super) continues: bool,
    /// Where all of that is done.
    pub(super) seed: u64,
}

impl Layout {
    pub(super) const PLAIN: Self = Self {
        newline: "\n",
        indentation: "    ",
        has_mark: false,
        ends_with_newline: true,
        has_comments: false,
        has_form_feeds: false,
        wraps: false,
        continues: false,
        seed: 1,
    };

    /// Any layout.
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let lines = (
            select(vec!["\n", "\r\n", "\r"]),
            select(vec!["    ", " ", "\t", "        "]),
        );
        let flags = (any::<[bool; 6]>(), 1..u64::MAX);
        (lines, flags).prop_map(|((newline, indentation), (flags, seed))| Self {
            newline,
            indentation,
            has_mark: flags[0],
            ends_with_newline: flags[1],
            has_comments: flags[2],
            has_form_feeds: flags[3],
            wraps: flags[4],
            continues: flags[5],
            seed,
        })
    }
}

/// A part of a program that documentation needs, by the name of its place, and where it was written.
pub(super) type Part = (&'static str, Range<usize>);

/// A program as text.
#[derive(Debug)]
pub(super) struct Printed {
    pub(super) source: String,
    pub(super) parts: Vec<Part>,
}

/// Prints a program.
pub(super) fn print(program: &[Statement], layout: &Layout) -> Printed {
    let mut printer = Printer {
        layout,
        source: String::new(),
        parts: Vec::new(),
        depth: 0,
        brackets: 0,
        random: layout.seed,
    };
    if layout.has_mark {
        printer.source.push('\u{feff}');
    }
    printer.between_lines();
    printer.block(program);
    let Printer {
        mut source, parts, ..
    } = printer;
    if !layout.ends_with_newline {
        source.truncate(source.trim_end_matches(['\n', '\r']).len());
    }
    Printed { source, parts }
}

struct Printer<'l> {
    layout: &'l Layout,
    source: String,
    parts: Vec<Part>,
    depth: usize,
    brackets: usize,
    random: u64,
}

/// Words and what stands between them.
impl Printer<'_> {
    /// True once in `often` times.
    fn chance(&mut self, often: u64) -> bool {
        // Marsaglia's xorshift.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random.is_multiple_of(often)
    }

    fn word(&mut self, word: &str) {
        self.source.push_str(&word.replace('\n', self.layout.newline));
    }

    /// Where a blank has to stand.
    fn space(&mut self) {
        if !self.line_break() {
            self.word(" ");
        }
    }

    /// Where a blank may stand.
    fn gap(&mut self) {
        let is_plain = !self.layout.wraps && !self.layout.continues;
        if !is_plain && !self.line_break() && self.chance(4) {
            self.word(" ");
        }
    }

    fn line_break(&mut self) -> bool {
        let is_within = self.brackets > 0;
        let wants = if is_within {
            self.layout.wraps
        } else {
            self.layout.continues
        };
        if !wants || !self.chance(3) {
            return false;
        }
        if is_within && self.layout.has_comments && self.chance(2) {
            self.word(" # ) \"");
        }
        self.word(if is_within { "\n" } else { "\\\n" });
        if self.chance(2) {
            self.word("  ");
        }
        // Between words there stands a blank, even behind a continuation.
        self.word(" ");
        true
    }

    fn open(&mut self, bracket: &str) {
        self.word(bracket);
        self.brackets += 1;
        self.gap();
    }

    fn close(&mut self, bracket: &str) {
        self.gap();
        self.word(bracket);
        self.brackets -= 1;
    }

    fn part(&mut self, label: &'static str, print: impl FnOnce(&mut Self)) {
        let start = self.source.len();
        print(self);
        self.parts.push((label, start..self.source.len()));
    }

    fn listed<T>(&mut self, elements: &[T], mut print: impl FnMut(&mut Self, &T)) {
        for (number, element) in elements.iter().enumerate() {
            if number > 0 {
                self.gap();
                self.word(",");
                self.space();
            }
            print(self, element);
        }
    }

    fn between_lines(&mut self) {
        if !self.layout.has_comments {
            return;
        }
        while self.chance(2) {
            let is_blank = self.chance(2);
            self.word(if is_blank { "\n" } else { "   # if (\n" });
        }
    }

    fn begin_line(&mut self) {
        if self.layout.has_form_feeds && self.chance(2) {
            self.word("\x0c");
        }
        self.word(&self.layout.indentation.repeat(self.depth));
    }

    fn end_line(&mut self) {
        if self.layout.has_comments && self.chance(3) {
            self.word("  # )'");
        }
        self.word("\n");
        self.between_lines();
    }
}

/// Expressions.
impl Printer<'_> {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Token(token) => self.word(token),
            Expr::Attribute(object, name) => {
                self.expr(object);
                self.gap();
                self.word(".");
                self.gap();
                self.word(name);
            }
            Expr::Call(head, values, last) => {
                self.expr(head);
                self.gap();
                self.open("(");
                self.listed(values, Self::expr);
                if let Some(last) = last {
                    if !values.is_empty() {
                        self.word(",");
                        self.space();
                    }
                    self.word("k");
                    self.gap();
                    self.word("=");
                    self.gap();
                    self.expr(last);
                }
                self.close(")");
            }
            Expr::Subscript(head, index) => {
                self.expr(head);
                self.gap();
                self.open("[");
                self.expr(index);
                self.close("]");
            }
            Expr::Display(open, elements, close) => {
                self.open(open);
                self.listed(elements, Self::expr);
                if *open == "(" && elements.len() == 1 {
                    self.word(",");
                }
                self.close(close);
            }
            Expr::Dict(pairs) => {
                self.open("{");
                self.listed(pairs, |printer, (key, value)| {
                    printer.expr(key);
                    printer.word(":");
                    printer.space();
                    printer.expr(value);
                });
                self.close("}");
            }
            Expr::Paren(inner) => {
                self.open("(");
                self.expr(inner);
                self.close(")");
            }
            Expr::Unary(operator, of) => {
                self.word(operator);
                self.space();
                self.expr(of);
            }
            Expr::Binary(left, operator, right) => {
                self.expr(left);
                self.space();
                self.words(operator);
                self.space();
                self.expr(right);
            }
            Expr::Conditional(yes, test, no) => {
                self.expr(yes);
                self.between("if");
                self.expr(test);
                self.between("else");
                self.expr(no);
            }
            Expr::Lambda(name, body) => {
                self.word("lambda");
                self.space();
                self.word(name);
                self.word(":");
                self.space();
                self.expr(body);
            }
            Expr::Comprehension(element, name, all, condition) => {
                self.open("[");
                self.expr(element);
                self.between("for");
                self.word(name);
                self.between("in");
                self.expr(all);
                self.between("if");
                self.expr(condition);
                self.close("]");
            }
        }
    }

    fn between(&mut self, word: &str) {
        self.space();
        self.word(word);
        self.space();
    }

    /// Words with blanks between them, such as `is not`.
    fn words(&mut self, words: &str) {
        for (number, word) in words.split(' ').enumerate() {
            if number > 0 {
                self.space();
            }
            self.word(word);
        }
    }

    fn target(&mut self, target: &Target, is_outermost: bool) {
        match target {
            Target::Name(name) => self.part("target", |printer| printer.word(name)),
            Target::Attribute(object, name) => {
                self.part("object", |printer| printer.word(object));
                self.gap();
                self.word(".");
                self.gap();
                self.part("attribute", |printer| printer.word(name));
            }
            Target::Item(object, index) => {
                self.word(object);
                self.open("[");
                self.expr(index);
                self.close("]");
            }
            Target::Tuple(parts) => {
                if !is_outermost {
                    self.open("(");
                }
                self.listed(parts, |printer, part| printer.target(part, false));
                if !is_outermost {
                    self.close(")");
                }
            }
        }
    }
}

/// Statements.
impl Printer<'_> {
    fn block(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn body(&mut self, statements: &[Statement]) {
        self.gap();
        self.word(":");
        self.end_line();
        self.depth += 1;
        self.block(statements);
        self.depth -= 1;
    }

    fn line(&mut self, print: impl FnOnce(&mut Self)) {
        self.begin_line();
        print(self);
        self.end_line();
    }

    /// A keyword and what follows it.
    fn head(&mut self, keyword: &str) {
        self.begin_line();
        self.word(keyword);
        self.space();
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Function(function) => self.function(function),
            Statement::Class(class) => self.class(class),
            Statement::If(branches, last) => {
                for (number, (condition, body)) in branches.iter().enumerate() {
                    self.head(if number == 0 { "if" } else { "elif" });
                    self.part("condition", |printer| printer.expr(condition));
                    self.body(body);
                }
                self.clause("else", last.as_deref());
            }
            Statement::Try(body, name, handler, last) => {
                self.clause("try", Some(body));
                self.head("except");
                self.word(name);
                self.body(handler);
                self.clause("finally", last.as_deref());
            }
            Statement::For(name, all, body) => {
                self.head("for");
                self.word(name);
                self.between("in");
                self.expr(all);
                self.body(body);
            }
            Statement::While(test, body) => {
                self.head("while");
                self.expr(test);
                self.body(body);
            }
            Statement::With(context, name, body) => {
                self.head("with");
                self.expr(context);
                if let Some(name) = name {
                    self.between("as");
                    self.word(name);
                }
                self.body(body);
            }
            Statement::Match(subject, cases) => self.matched(subject, cases),
            _ => self.line(|printer| printer.simple(statement)),
        }
    }

    fn clause(&mut self, keyword: &str, body: Option<&[Statement]>) {
        if let Some(body) = body {
            self.begin_line();
            self.word(keyword);
            self.body(body);
        }
    }

    fn matched(&mut self, subject: &Expr, cases: &[(&str, Vec<Statement>)]) {
        self.head("match");
        self.expr(subject);
        self.word(":");
        self.end_line();
        self.depth += 1;
        for (pattern, body) in cases {
            self.head("case");
            self.word(pattern);
            self.body(body);
        }
        self.depth -= 1;
    }

    fn simple(&mut self, statement: &Statement) {
        match statement {
            Statement::String(string) => self.part("string", |printer| printer.word(string)),
            Statement::Call(call) => self.part("expression", |printer| printer.expr(call)),
            Statement::Assign(targets, value) => {
                for target in targets {
                    self.target(target, true);
                    self.between("=");
                }
                self.part("value", |printer| printer.expr(value));
            }
            Statement::Annotated(name, annotation, value) => {
                self.part("target", |printer| printer.word(name));
                self.annotation(Some(annotation));
                self.default(value.as_ref(), "value");
            }
            Statement::Augmented(name, operator, value) => {
                self.part("target", |printer| printer.word(name));
                self.between(operator);
                self.part("value", |printer| printer.expr(value));
            }
            Statement::Delete(names) => {
                self.word("del");
                self.space();
                self.listed(names, |printer, name| {
                    printer.part("deleted", |printer| printer.word(name));
                });
            }
            Statement::Import(names) => {
                self.word("import");
                self.space();
                self.imported(names);
            }
            Statement::From(module, names) => self.from(module, names),
            Statement::Alias(name, parameters, value) => {
                self.word("type");
                self.space();
                self.part("name", |printer| printer.word(name));
                self.type_parameters(parameters);
                self.between("=");
                self.part("value", |printer| printer.expr(value));
            }
            Statement::Words(words) => self.words(&words.join(" ")),
            _ => unreachable!("a compound statement"),
        }
    }

    fn from(&mut self, module: &str, names: &[(&'static str, Option<&'static str>)]) {
        self.word("from");
        self.space();
        self.part("module", |printer| printer.word(module));
        self.between("import");
        if names.is_empty() {
            self.word("*");
        } else if self.layout.wraps {
            self.open("(");
            self.imported(names);
            self.close(")");
        } else {
            self.imported(names);
        }
    }

    fn imported(&mut self, names: &[(&'static str, Option<&'static str>)]) {
        self.listed(names, |printer, (name, alias)| {
            printer.part("imported", |printer| printer.word(name));
            if let Some(alias) = alias {
                printer.between("as");
                printer.part("alias", |printer| printer.word(alias));
            }
        });
    }

    fn annotation(&mut self, annotation: Option<&Expr>) {
        if let Some(annotation) = annotation {
            self.gap();
            self.word(":");
            self.space();
            self.part("annotation", |printer| printer.expr(annotation));
        }
    }

    fn default(&mut self, value: Option<&Expr>, label: &'static str) {
        if let Some(value) = value {
            self.space();
            self.word("=");
            self.gap();
            self.part(label, |printer| printer.expr(value));
        }
    }

    fn decorators(&mut self, decorators: &[Expr]) {
        for decorator in decorators {
            self.line(|printer| {
                printer.word("@");
                printer.gap();
                printer.part("decorator", |printer| printer.expr(decorator));
            });
        }
    }

    fn type_parameters(&mut self, parameters: &[&str]) {
        if !parameters.is_empty() {
            self.part("type parameters", |printer| {
                printer.open("[");
                printer.listed(parameters, |printer, parameter| printer.word(parameter));
                printer.close("]");
            });
        }
    }

    fn function(&mut self, function: &Function) {
        self.decorators(&function.decorators);
        self.head(if function.is_async { "async def" } else { "def" });
        self.part("name", |printer| printer.word(function.name));
        self.type_parameters(&function.type_parameters);
        self.open("(");
        self.parameters(&function.parameters);
        self.close(")");
        if let Some(returns) = &function.returns {
            self.between("->");
            self.part("returns", |printer| printer.expr(returns));
        }
        self.body(&function.body);
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let named = |prefix: &'static str| move |parameter| (prefix, Some(parameter));
        let mut all: Vec<(&str, Option<&Parameter>)> = Vec::new();
        all.extend(parameters.positional_only.iter().map(named("")));
        if !all.is_empty() {
            all.push(("/", None));
        }
        all.extend(parameters.plain.iter().map(named("")));
        match &parameters.variadic {
            Some(variadic) => all.push(("*", Some(variadic))),
            None if !parameters.keyword_only.is_empty() => all.push(("*", None)),
            None => {}
        }
        all.extend(parameters.keyword_only.iter().map(named("")));
        all.extend(parameters.keywords.iter().map(named("**")));
        self.listed(&all, |printer, (prefix, parameter)| {
            printer.word(prefix);
            let Some(parameter) = parameter else { return };
            if !prefix.is_empty() {
                printer.gap();
            }
            printer.part("parameter", |printer| printer.word(parameter.name));
            printer.annotation(parameter.annotation.as_ref());
            printer.default(parameter.default.as_ref(), "default");
        });
    }

    fn class(&mut self, class: &Class) {
        self.decorators(&class.decorators);
        self.head("class");
        self.part("name", |printer| printer.word(class.name));
        self.type_parameters(&class.type_parameters);
        if !class.bases.is_empty() || !class.keywords.is_empty() {
            self.open("(");
            self.listed(&class.bases, |printer, base| {
                printer.part("base", |printer| printer.expr(base));
            });
            if !class.bases.is_empty() && !class.keywords.is_empty() {
                self.word(",");
                self.space();
            }
            self.listed(&class.keywords, |printer, (name, value)| {
                printer.part("keyword", |printer| printer.word(name));
                printer.gap();
                printer.word("=");
                printer.gap();
                printer.part("value", |printer| printer.expr(value));
            });
            self.close(")");
        }
        self.body(&class.body);
    }
}
