//! What the branches of an `if` say about targets.

use std::collections::HashMap;

use super::condition::{System, Truth, evaluate, parsed, truth};
use super::expression::expression;
use crate::target::{PLATFORMS, Target, Version};

/// Conditions are looked into up to this number per file: each is evaluated for every target.
const MOST_CONDITIONS: usize = 500;

/// Tells which conditions depend on the target.
pub(super) struct Targets<'t> {
    target: &'t Target,
    /// What is known of conditions, as they recur.
    known: HashMap<String, bool>,
}

/// The conditions of one `if` that depend on the target, up to a branch of it.
#[derive(Default)]
pub(super) struct Chain(Vec<String>);

impl<'t> Targets<'t> {
    pub(super) fn new(target: &'t Target) -> Self {
        Self {
            target,
            known: HashMap::new(),
        }
    }

    /// Whether a condition holds for the target.
    pub(super) fn truth(&self, condition: &str) -> Truth {
        truth(condition, self.target)
    }

    /// The condition on the target under which the next branch of a chain is taken, written out; `None` where
    /// the branch is the same for all targets, or for none.
    pub(super) fn branch(&mut self, chain: &mut Chain, condition: Option<&str>) -> Option<String> {
        let own = condition
            .filter(|condition| self.depends(condition))
            .map(|condition| String::from(expression(condition).text));
        let before = chain.0.iter().filter(|before| !excludes(own.as_deref(), before));
        let mut parts: Vec<String> = before.map(|before| denied(before)).collect();
        parts.extend(own.clone());
        chain.0.extend(own);
        let whole = joined(&parts)?;
        self.depends(&whole).then_some(whole)
    }

    /// Whether some targets differ in a condition, of those that the package is for.
    fn depends(&mut self, condition: &str) -> bool {
        let words = ["platform", "version", "os.name", "implementation"];
        if !words.iter().any(|word| condition.contains(word)) {
            return false;
        }
        if let Some(known) = self.known.get(condition) {
            return *known;
        }
        if self.known.len() >= MOST_CONDITIONS {
            return false;
        }
        let tokens = parsed(condition);
        let mut truths = systems(self.target, condition).map(|system| evaluate(&tokens, system));
        let first = truths.next();
        let depends = truths.any(|truth| Some(truth) != first);
        self.known.insert(condition.to_owned(), depends);
        depends
    }
}

/// Every Python that a package may run on, but those between which a condition cannot tell: it does not name what they
/// differ in.
fn systems<'t>(target: &'t Target, condition: &str) -> impl Iterator<Item = System<'t>> {
    let kinds = |words: &[&str]| {
        let is_told = words.iter().any(|word| condition.contains(word));
        if is_told { usize::MAX } else { 1 }
    };
    let (versions, systems) = (kinds(&["version"]), kinds(&["platform", "os.name"]));
    let implementations = kinds(&["implementation"]);
    let newest = Version::NEWEST.max(target.python);
    let (oldest, most) = (target.oldest.min(target.python), newest.minor);
    let minors = if oldest.major == newest.major {
        oldest.minor..=most
    } else {
        0..=most
    };
    let platforms = || PLATFORMS.iter().copied().chain([target.platform.as_str()]);
    minors.take(versions).flat_map(move |minor| {
        platforms().take(systems).flat_map(move |platform| {
            let implementations = ["cpython", "pypy"].into_iter().take(implementations);
            implementations.map(move |implementation| System {
                python: Version::new(newest.major, minor),
                platform,
                implementation,
            })
        })
    })
}

/// Conditions joined by `and`.
pub(super) fn joined(conditions: &[String]) -> Option<String> {
    match conditions {
        [] => None,
        [single] => Some(single.clone()),
        several => {
            let parts: Vec<String> = several.iter().map(|part| in_conjunction(part)).collect();
            Some(parts.join(" and "))
        }
    }
}

fn in_conjunction(condition: &str) -> String {
    if words(condition).any(|word| matches!(word, "or" | "if" | "lambda")) {
        format!("({condition})")
    } else {
        condition.to_owned()
    }
}

/// The words and operators of a condition that stand in no brackets.
fn words(condition: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    parsed(condition).into_iter().filter_map(move |token| {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            word if depth == 0 => return Some(word),
            _ => {}
        }
        None
    })
}

/// The two sides of a single comparison and its operator.
fn sides(condition: &str) -> Option<(&str, &str, &str)> {
    let operators = ["==", "!=", "<=", ">=", "<", ">", "in"];
    let is_joint = |word: &str| matches!(word, "and" | "or" | "not" | "if" | "is" | "lambda" | ":=");
    let mut found = words(condition).filter(|word| operators.contains(word) || is_joint(word));
    let operator = found.next().filter(|word| !is_joint(word))?;
    if found.next().is_some() {
        return None;
    }
    let (left, right) = condition.split_once(&format!(" {operator} "))?;
    // The same operator may stand in brackets too.
    let is_whole = left.matches(['(', '[']).count() == left.matches([')', ']']).count();
    is_whole.then_some((left, operator, right))
}

/// The opposite of a condition.
fn denied(condition: &str) -> String {
    if let Some((left, operator, right)) = sides(condition) {
        let opposite = match operator {
            "==" => "!=",
            "!=" => "==",
            "<=" => ">",
            ">=" => "<",
            "<" => ">=",
            ">" => "<=",
            _ => "not in",
        };
        return format!("{left} {opposite} {right}");
    }
    let is_joint = words(condition).any(|word| matches!(word, "and" | "or" | "if" | "lambda"));
    match condition.strip_prefix("not ") {
        Some(rest) if !is_joint => rest.to_owned(),
        None if !is_joint => format!("not {condition}"),
        _ => format!("not ({condition})"),
    }
}

/// Whether a condition says already that an earlier one does not hold: both ask what one and the same thing is.
fn excludes(condition: Option<&str>, before: &str) -> bool {
    let subject = |condition| match sides(condition) {
        Some((left, "==", right)) => Some((left, right)),
        _ => None,
    };
    match (condition.and_then(subject), subject(before)) {
        (Some((left, right)), Some((other, value))) => left == other && right != value,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(oldest: u8, chain: &[&str], expected: &[Option<&str>]) {
        let target = Target {
            oldest: Version::new(3, oldest),
            ..Target::default()
        };
        let mut targets = Targets::new(&target);
        let mut before = Chain::default();
        let conditions = chain.iter().map(|condition| Some(*condition)).chain([None]);
        let found: Vec<_> = conditions
            .map(|condition| targets.branch(&mut before, condition))
            .collect();
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, expected, "{chain:?}");
    }

    #[test]
    fn branches_are_taken_under_their_condition_and_no_earlier_one() {
        check(
            8,
            &["sys.platform=='win32'"],
            &[Some("sys.platform == 'win32'"), Some("sys.platform != 'win32'")],
        );
        check(
            8,
            &["sys.platform == 'win32'", "sys.platform == 'darwin'"],
            &[
                Some("sys.platform == 'win32'"),
                Some("sys.platform == 'darwin'"),
                Some("sys.platform != 'win32' and sys.platform != 'darwin'"),
            ],
        );
        check(
            8,
            &["sys.version_info >= (3, 12)", "x", "sys.version_info >= (3, 10)"],
            &[
                Some("sys.version_info >= (3, 12)"),
                Some("sys.version_info < (3, 12)"),
                Some("sys.version_info < (3, 12) and sys.version_info >= (3, 10)"),
                Some("sys.version_info < (3, 12) and sys.version_info < (3, 10)"),
            ],
        );
    }

    #[test]
    fn opposites_are_as_a_person_writes_them() {
        for (condition, opposite) in [
            ("sys.platform in ('a', 'b')", "sys.platform not in ('a', 'b')"),
            (
                "sys.platform.startswith('win')",
                "not sys.platform.startswith('win')",
            ),
            (
                "not sys.platform.startswith('win')",
                "sys.platform.startswith('win')",
            ),
            ("os.name == 'nt' or x", "not (os.name == 'nt' or x)"),
            ("not os.name == 'nt'", "os.name == 'nt'"),
            ("a < b < c", "not a < b < c"),
        ] {
            assert_eq!(denied(condition), opposite);
        }
        assert_eq!(
            joined(&["a or b".to_owned(), "c".to_owned()]).as_deref(),
            Some("(a or b) and c")
        );
    }

    #[test]
    fn conditions_that_hold_for_every_version_of_the_package_are_not_noted() {
        check(8, &["sys.version_info >= (3, 8)"], &[None, None]);
        check(
            7,
            &["sys.version_info >= (3, 8)"],
            &[
                Some("sys.version_info >= (3, 8)"),
                Some("sys.version_info < (3, 8)"),
            ],
        );
        check(0, &["sys.version_info[0] == 2"], &[None, None]);
        check(
            8,
            &["x", "TYPE_CHECKING", "__name__ == '__main__'"],
            &[None, None, None, None],
        );
    }
}
