//! Conditions that are known before the program runs, evaluated for a target.
//!
//! A small parser over the tokens of a condition, after the expressions chapter of the Python reference: `or`, `and`,
//! `not`, chains of comparisons, and of what they compare the facts about version and platform. Whatever it does not
//! know is decided at run time.

use std::cmp::Ordering;

use crate::target::{Target, Version};
use crate::token::string_value;
use crate::token::{Token, TokenKind, tokens};

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    /// It holds.
    True,
    /// It does not hold for the target.
    False,
    /// It is written never to hold: `if False:`, `if 0:`.
    Never,
    /// It is decided at run time; the branch under it is the main one.
    Unknown,
    /// Type checkers take it to hold, and so does this: `TYPE_CHECKING`.
    Likely,
    /// Type checkers take it not to hold, so that the other branch is the main one: `not TYPE_CHECKING`.
    Unlikely,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// `if not have_speedups:` is as likely as any other, so that what is unknown stays so.
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False | Self::Never => Self::True,
            Self::Unknown => Self::Unknown,
            Self::Likely => Self::Unlikely,
            Self::Unlikely => Self::Likely,
        }
    }

    /// How near to false it is: `and` takes the least of two, `or` the greatest.
    fn rank(self) -> u8 {
        match self {
            Self::Never => 0,
            Self::False => 1,
            Self::Unlikely => 2,
            Self::Unknown => 3,
            Self::Likely => 4,
            Self::True => 5,
        }
    }

    fn and(self, other: Self) -> Self {
        if other.rank() < self.rank() { other } else { self }
    }

    fn or(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }
}

/// Evaluates the condition of an `if` for a target.
pub(super) fn truth(condition: &str, target: &Target) -> Truth {
    let system = System {
        python: target.python,
        platform: &target.platform,
        implementation: "cpython",
    };
    evaluate(&parsed(condition), system)
}

/// One Python that a condition is evaluated for.
#[derive(Clone, Copy)]
pub(super) struct System<'a> {
    pub(super) python: Version,
    pub(super) platform: &'a str,
    pub(super) implementation: &'static str,
}

/// The tokens of a condition.
pub(super) fn parsed(condition: &str) -> Vec<Token<'_>> {
    tokens(condition).collect()
}

/// Evaluates tokens for a system.
pub(super) fn evaluate(tokens: &[Token<'_>], system: System<'_>) -> Truth {
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
        system,
    };
    let truth = parser.condition().map(|operand| parser.truth(operand));
    truth
        .filter(|_| parser.at == tokens.len())
        .unwrap_or(Truth::Unknown)
}

/// The newest patch release of a version is meant; none has come to this number.
const MICRO: u32 = 99;

/// Brackets nested deeper than this are not looked into.
const MAX_DEPTH: usize = 30;

/// A value that is known.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(u32),
    Text(String),
    Tuple(Vec<Value>),
    /// A list or set, which serves membership only.
    Collection(Vec<Value>),
    /// `__name__`, of which is known that it is not `__main__`.
    OwnName,
}

impl Value {
    fn is_true(&self) -> bool {
        match self {
            Self::Number(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
            Self::Tuple(values) | Self::Collection(values) => !values.is_empty(),
            Self::OwnName => true,
        }
    }

    /// The order that Python gives two values of one type.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Some(left.cmp(right)),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Tuple(left), Self::Tuple(right)) => {
                for (left, right) in left.iter().zip(right) {
                    match left.order(right)? {
                        Ordering::Equal => {}
                        order => return Some(order),
                    }
                }
                Some(left.len().cmp(&right.len()))
            }
            _ => None,
        }
    }

    /// `needle in self`.
    fn contains(&self, needle: &Self) -> Option<bool> {
        match (self, needle) {
            (Self::Tuple(values) | Self::Collection(values), _) => Some(values.contains(needle)),
            (Self::Text(text), Self::Text(part)) => Some(text.contains(part)),
            _ => None,
        }
    }
}

/// A part of a condition.
enum Operand {
    /// A dotted name, not looked up yet.
    Path(String),
    Value(Value),
    /// A method of a value that is about to be called.
    Method(Value, String),
    Truth(Truth),
}

const UNKNOWN: Operand = Operand::Truth(Truth::Unknown);

struct Parser<'t, 'c> {
    tokens: &'t [Token<'c>],
    at: usize,
    depth: usize,
    system: System<'t>,
}

impl Parser<'_, '_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| token.text)
    }

    fn takes(&mut self, text: &str) -> bool {
        let is_next = self.peek() == text;
        self.at += usize::from(is_next);
        is_next
    }

    fn condition(&mut self) -> Option<Operand> {
        self.joined("or", Truth::or, |parser| {
            parser.joined("and", Truth::and, Self::negation)
        })
    }

    fn joined(
        &mut self,
        word: &str,
        join: impl Fn(Truth, Truth) -> Truth,
        part: impl Fn(&mut Self) -> Option<Operand>,
    ) -> Option<Operand> {
        let mut left = part(self)?;
        while self.takes(word) {
            let right = part(self)?;
            left = Operand::Truth(join(self.truth(left), self.truth(right)));
        }
        Some(left)
    }

    fn negation(&mut self) -> Option<Operand> {
        let mut denials = 0;
        while self.takes("not") {
            denials += 1;
        }
        let operand = self.comparison()?;
        if denials == 0 {
            return Some(operand);
        }
        let truth = self.truth(operand);
        Some(Operand::Truth(if denials % 2 == 1 {
            truth.not()
        } else {
            truth.not().not()
        }))
    }

    /// `a < b <= c` is `a < b and b <= c`.
    fn comparison(&mut self) -> Option<Operand> {
        let first = self.sum()?;
        let Some(mut operator) = self.comparison_operator() else {
            return Some(first);
        };
        let mut left = self.compared(first);
        let mut truth = Truth::True;
        loop {
            let right = self.sum()?;
            let right = self.compared(right);
            let holds = match (&left, &right) {
                (Some(left), Some(right)) => compare(left, operator, right),
                _ => None,
            };
            truth = truth.and(holds.map_or(Truth::Unknown, Truth::of));
            match self.comparison_operator() {
                Some(next) => (left, operator) = (right, next),
                None => return Some(Operand::Truth(truth)),
            }
        }
    }

    fn comparison_operator(&mut self) -> Option<&'static str> {
        let known = ["==", "!=", "<=", ">=", "<", ">", "in"];
        if let Some(operator) = known.into_iter().find(|operator| self.takes(operator)) {
            return Some(operator);
        }
        let is_denial = self.peek() == "not";
        if is_denial
            && self
                .tokens
                .get(self.at + 1)
                .is_some_and(|token| token.text == "in")
        {
            self.at += 2;
            return Some("not in");
        }
        if self.takes("is") {
            self.takes("not");
            return Some("is");
        }
        None
    }

    /// Arithmetic is passed over: nobody writes a version as a sum.
    fn sum(&mut self) -> Option<Operand> {
        const SIGNS: [&str; 3] = ["-", "+", "~"];
        const OPERATORS: [&str; 14] = [
            "-", "+", "*", "/", "%", "@", "&", "|", "^", "**", "//", "<<", ">>", ":=",
        ];
        let mut is_plain = true;
        loop {
            while SIGNS.contains(&self.peek()) || self.peek() == "await" {
                self.at += 1;
                is_plain = false;
            }
            let operand = self.primary()?;
            if !OPERATORS.contains(&self.peek()) {
                return Some(if is_plain { operand } else { UNKNOWN });
            }
            self.at += 1;
            is_plain = false;
        }
    }

    fn primary(&mut self) -> Option<Operand> {
        let mut operand = self.atom()?;
        loop {
            operand = match self.peek() {
                "." => {
                    self.at += 1;
                    let name = self.peek().to_owned();
                    self.at += 1;
                    match operand {
                        Operand::Path(path) => Operand::Path(format!("{path}.{name}")),
                        Operand::Value(value) => Operand::Method(value, name),
                        _ => UNKNOWN,
                    }
                }
                "(" => {
                    let arguments = self.group()?;
                    self.call(operand, arguments)
                }
                "[" => {
                    let index = self.brackets();
                    let object = self.compared(operand);
                    let element = object
                        .zip(index)
                        .and_then(|(object, index)| element(&object, index));
                    element.map_or(UNKNOWN, Operand::Value)
                }
                _ => return Some(operand),
            };
        }
    }

    fn atom(&mut self) -> Option<Operand> {
        let token = *self.tokens.get(self.at)?;
        match token.kind {
            TokenKind::Name => {
                let is_keyword = matches!(
                    token.text,
                    "if" | "else" | "lambda" | "and" | "or" | "not" | "in" | "is"
                );
                self.at += 1;
                (!is_keyword).then(|| Operand::Path(token.text.to_owned()))
            }
            TokenKind::Number => {
                self.at += 1;
                Some(number(token.text).map_or(UNKNOWN, |number| Operand::Value(Value::Number(number))))
            }
            TokenKind::String => {
                let mut text = Some(String::new());
                while let Some(token) = self
                    .tokens
                    .get(self.at)
                    .filter(|token| token.kind == TokenKind::String)
                {
                    let part = string_value(token.text);
                    text = text.zip(part).map(|(text, part)| text + &part);
                    self.at += 1;
                }
                Some(text.map_or(UNKNOWN, |text| Operand::Value(Value::Text(text))))
            }
            TokenKind::Operator => match token.text {
                "(" => self.group(),
                "[" | "{" => Some(match self.group()? {
                    Operand::Value(Value::Tuple(values)) => Operand::Value(Value::Collection(values)),
                    _ => UNKNOWN,
                }),
                "..." => {
                    self.at += 1;
                    Some(UNKNOWN)
                }
                _ => None,
            },
        }
    }

    /// What stands in brackets: the value of a parenthesized expression, or a tuple of known values.
    fn group(&mut self) -> Option<Operand> {
        let start = self.at;
        let end = self.closing(start)?;
        self.at = start + 1;
        self.depth += 1;
        let inner = if self.depth > MAX_DEPTH {
            None
        } else {
            self.elements(end)
        };
        self.depth -= 1;
        let is_parenthesis = self.tokens[start].text == "(";
        let is_whole = self.at == end;
        self.at = end + 1;
        let Some((mut operands, has_comma)) = inner.filter(|_| is_whole) else {
            return Some(UNKNOWN);
        };
        if is_parenthesis && !has_comma && operands.len() == 1 {
            return operands.pop();
        }
        let values: Option<Vec<Value>> = operands
            .into_iter()
            .map(|operand| self.compared(operand))
            .collect();
        Some(values.map_or(UNKNOWN, |values| Operand::Value(Value::Tuple(values))))
    }

    fn elements(&mut self, end: usize) -> Option<(Vec<Operand>, bool)> {
        let mut operands = Vec::new();
        let mut has_comma = false;
        while self.at < end {
            operands.push(self.condition()?);
            if !self.takes(",") {
                break;
            }
            has_comma = true;
        }
        Some((operands, has_comma))
    }

    /// The number of the bracket that closes the one at `start`.
    fn closing(&self, start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(start) {
            if token.kind == TokenKind::Operator {
                match token.text {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" => depth -= 1,
                    _ => {}
                }
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    /// The index or slice in square brackets.
    fn brackets(&mut self) -> Option<Index> {
        let start = self.at;
        let Some(end) = self.closing(start) else {
            self.at = self.tokens.len();
            return None;
        };
        self.at = end + 1;
        let texts: Vec<&str> = self.tokens[start + 1..end]
            .iter()
            .map(|token| token.text)
            .collect();
        let index = |text: &str| text.parse().ok();
        match texts.as_slice() {
            [":"] => Some(Index::Slice(0, usize::MAX)),
            [at] => Some(Index::At(index(at)?)),
            [":", last] => Some(Index::Slice(0, index(last)?)),
            [first, ":"] => Some(Index::Slice(index(first)?, usize::MAX)),
            [first, ":", last] => Some(Index::Slice(index(first)?, index(last)?)),
            _ => None,
        }
    }

    fn call(&self, function: Operand, arguments: Operand) -> Operand {
        let text = |text: &str| Operand::Value(Value::Text(text.to_owned()));
        let (object, method) = match function {
            Operand::Method(object, method) => (object, method),
            Operand::Path(path) => match path.as_str() {
                "platform.system" => return system_name(self.system.platform).map_or(UNKNOWN, text),
                "platform.python_implementation" if self.system.implementation == "cpython" => {
                    return text("CPython");
                }
                "platform.python_implementation" => return text("PyPy"),
                _ => {
                    let Some((object, method)) = path.rsplit_once('.') else {
                        return UNKNOWN;
                    };
                    match self.compared(Operand::Path(object.to_owned())) {
                        Some(object) => (object, method.to_owned()),
                        None => return UNKNOWN,
                    }
                }
            },
            _ => return UNKNOWN,
        };
        called(&object, &method, self.compared(arguments).as_ref()).unwrap_or(UNKNOWN)
    }

    /// The value of a part, if it is known.
    fn compared(&self, operand: Operand) -> Option<Value> {
        match operand {
            Operand::Value(value) => Some(value),
            Operand::Path(path) => self.lookup(&path),
            Operand::Truth(_) | Operand::Method(..) => None,
        }
    }

    fn truth(&self, operand: Operand) -> Truth {
        match operand {
            Operand::Truth(truth) => truth,
            Operand::Value(value) if value.is_true() => Truth::True,
            Operand::Value(_) => Truth::Never,
            Operand::Method(..) => Truth::Unknown,
            Operand::Path(path) => match path.as_str() {
                "True" | "__debug__" | "six.PY3" | "six.PY34" => Truth::True,
                "False" | "None" => Truth::Never,
                "six.PY2" => Truth::False,
                _ if path.rsplit('.').next() == Some("TYPE_CHECKING") => Truth::Likely,
                _ => self
                    .lookup(&path)
                    .map_or(Truth::Unknown, |value| Truth::of(value.is_true())),
            },
        }
    }

    /// The value of a name. `from sys import platform` and `import sys as _sys` are common enough to be taken for what
    /// they say.
    fn lookup(&self, path: &str) -> Option<Value> {
        let (major, minor) = (
            u32::from(self.system.python.major),
            u32::from(self.system.python.minor),
        );
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let number = |number| Some(Value::Number(number));
        let plain = path
            .strip_prefix("_")
            .filter(|path| path.starts_with("sys.") || path.starts_with("os."));
        match plain.unwrap_or(path) {
            "sys.version_info" | "version_info" => Some(version_info(major, minor)),
            "sys.version_info.major" | "version_info.major" => number(major),
            "sys.version_info.minor" | "version_info.minor" => number(minor),
            "sys.version_info.micro" | "version_info.micro" => number(MICRO),
            // The bytes of the number are the four parts of the version, the last is 0xf0 for a final release.
            "sys.hexversion" | "hexversion" => number(major << 24 | minor << 16 | MICRO << 8 | 0xf0),
            "sys.platform" | "platform" => text(self.system.platform),
            "sys.implementation.name" => text(self.system.implementation),
            "os.name" if self.system.platform == "win32" => text("nt"),
            "os.name" => text("posix"),
            "__name__" => Some(Value::OwnName),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Index {
    At(usize),
    Slice(usize, usize),
}

fn element(object: &Value, index: Index) -> Option<Value> {
    let Value::Tuple(values) = object else { return None };
    match index {
        Index::At(at) => values.get(at).cloned(),
        Index::Slice(first, last) => {
            let last = last.min(values.len());
            Some(Value::Tuple(values.get(first.min(last)..last)?.to_vec()))
        }
    }
}

fn version_info(major: u32, minor: u32) -> Value {
    let numbers = [major, minor, MICRO].map(Value::Number);
    let release = [Value::Text("final".to_owned()), Value::Number(0)];
    Value::Tuple(numbers.into_iter().chain(release).collect())
}

/// What `platform.system()` says on a platform.
fn system_name(platform: &str) -> Option<&'static str> {
    let names = [
        ("aix", "AIX"),
        ("android", "Android"),
        ("darwin", "Darwin"),
        ("emscripten", "Emscripten"),
        ("freebsd", "FreeBSD"),
        ("ios", "iOS"),
        ("linux", "Linux"),
        ("netbsd", "NetBSD"),
        ("openbsd", "OpenBSD"),
        ("sunos", "SunOS"),
        ("win32", "Windows"),
    ];
    let found = names.into_iter().find(|(name, _)| platform.starts_with(name));
    found.map(|(_, system)| system)
}

/// A method of a string.
fn called(object: &Value, method: &str, argument: Option<&Value>) -> Option<Operand> {
    let Value::Text(text) = object else { return None };
    let test = |matches: &dyn Fn(&str) -> bool| {
        let parts = match argument? {
            Value::Tuple(parts) => parts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let is_part = |part: &Value| matches!(part, Value::Text(part) if matches(part));
        Some(Operand::Truth(Truth::of(parts.iter().any(is_part))))
    };
    match method {
        "startswith" => test(&|part| text.starts_with(part)),
        "endswith" => test(&|part| text.ends_with(part)),
        "lower" | "casefold" => Some(Operand::Value(Value::Text(text.to_lowercase()))),
        "upper" => Some(Operand::Value(Value::Text(text.to_uppercase()))),
        _ => None,
    }
}

fn compare(left: &Value, operator: &str, right: &Value) -> Option<bool> {
    match operator {
        "in" => right.contains(left),
        "not in" => right.contains(left).map(|contains| !contains),
        "==" | "!=" if is_main(left, right) || is_main(right, left) => Some(operator == "!="),
        _ => {
            let order = left.order(right)?;
            match operator {
                "==" => Some(order.is_eq()),
                "!=" => Some(order.is_ne()),
                "<=" => Some(order.is_le()),
                ">=" => Some(order.is_ge()),
                "<" => Some(order.is_lt()),
                ">" => Some(order.is_gt()),
                _ => None,
            }
        }
    }
}

/// Whether `__name__` is compared with the name of a main program, which a module that is imported never has.
fn is_main(left: &Value, right: &Value) -> bool {
    matches!((left, right), (Value::OwnName, Value::Text(name)) if name == "__main__")
}

fn number(text: &str) -> Option<u32> {
    let plain = text.replace('_', "").to_ascii_lowercase();
    match plain.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => plain.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(target: &Target, expected: Truth, conditions: &[&str]) {
        for condition in conditions {
            assert_eq!(truth(condition, target), expected, "{condition}");
        }
    }

    #[test]
    fn logic_is_applied_to_what_is_known() {
        let target = Target::default();
        let known = [
            (Truth::True, "x or True"),
            (Truth::True, "not __name__ == '__main__'"),
            (Truth::False, "not sys.version_info >= (3, 8)"),
            (Truth::False, "x and sys.platform == 'win32'"),
            (Truth::False, "sys.platform == 'win32' and any(y for y in z)"),
            (Truth::False, "__name__ == '__main__'"),
            (Truth::False, "'__main__' == __name__"),
            (Truth::Never, "0"),
            (Truth::Never, "False and x"),
            (Truth::Never, "(None)"),
            (Truth::True, "1"),
            (Truth::Unknown, "sys.platform == 'linux' and x"),
            (Truth::Unknown, "__name__ == 'm'"),
            (Truth::Unknown, "not x"),
            (Truth::Unknown, "True if x else False"),
            (Truth::Unknown, "lambda: True"),
            (Truth::Unknown, "sys.version_info >= (3, x)"),
            (Truth::Unknown, "sys.version_info >= [3]"),
            (Truth::Unknown, "sys.maxsize > 2 ** 32"),
            (Truth::Unknown, "True + x"),
            (Truth::Unknown, ""),
            (Truth::Unknown, "("),
            (Truth::Unknown, "a ]"),
        ];
        for (expected, condition) in known {
            check(&target, expected, &[condition]);
        }
        check(
            &target,
            Truth::Unknown,
            &[&format!("{}1{}", "(".repeat(9999), ")".repeat(9999))],
        );
    }

    #[test]
    fn type_checking_is_the_main_branch() {
        let target = Target::default();
        check(
            &target,
            Truth::Likely,
            &[
                "TYPE_CHECKING",
                "typing.TYPE_CHECKING",
                "(TYPE_CHECKING)",
                "not not t.TYPE_CHECKING",
                "TYPE_CHECKING or x",
            ],
        );
        check(
            &target,
            Truth::Unlikely,
            &["not typing.TYPE_CHECKING", "not TYPE_CHECKING and x"],
        );
        check(&target, Truth::Unknown, &["TYPE_CHECKING and x"]);
    }
}
