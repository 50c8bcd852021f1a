//! Conditions that are known before the program runs.

use tree_sitter::Node;

use super::form::children;

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    /// It holds.
    True,
    /// It does not hold for the target.
    False,
    /// It never holds, as it is written: `if False:`, which stands for `if TYPE_CHECKING:` where `typing` is not to be
    /// imported.
    Never,
    /// It is decided at run time; the branch under it is the main one.
    Unknown,
    /// It is decided at run time, and the other branch is the main one: `not TYPE_CHECKING`.
    Unlikely,
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False | Self::Never => Self::True,
            Self::Unknown => Self::Unlikely,
            Self::Unlikely => Self::Unknown,
        }
    }
}

/// The newest Python whose syntax and library are known here; version checks are decided for it.
const TARGET_VERSION: [u32; 2] = [3, 14];
const TARGET_PLATFORM: &str = "linux";

/// Evaluates the condition of an `if`.
pub(super) fn truth(condition: &str) -> Truth {
    let source = format!("if {}: pass\n", super::expression::expression(condition).text);
    let tree = super::parse::parse_statement(&source);
    let node = tree
        .as_ref()
        .and_then(|tree| tree.root_node().child(0)?.child_by_field_name("condition"));
    node.map_or(Truth::Unknown, |node| truth_of(&source, node))
}

fn truth_of(source: &str, node: Node<'_>) -> Truth {
    match node.kind() {
        "parenthesized_expression" => children(node)
            .into_iter()
            .find(Node::is_named)
            .map_or(Truth::Unknown, |inner| truth_of(source, inner)),
        "not_operator" => node
            .child_by_field_name("argument")
            .map_or(Truth::Unknown, |inner| plain_not(source, inner)),
        "boolean_operator" => boolean(source, node),
        "comparison_operator" => comparison(source, node),
        "true" => Truth::True,
        "false" | "none" => Truth::Never,
        "integer" if text(source, node) == "0" => Truth::Never,
        "integer" => Truth::True,
        _ => Truth::Unknown,
    }
}

/// Only `not TYPE_CHECKING` and what is known turn round; `if not have_speedups:` is as likely as any other.
fn plain_not(source: &str, inner: Node<'_>) -> Truth {
    let known = truth_of(source, inner);
    let is_type_checking = text(source, inner).rsplit('.').next() == Some("TYPE_CHECKING");
    if known == Truth::Unknown && !is_type_checking {
        Truth::Unknown
    } else {
        known.not()
    }
}

fn text<'s>(source: &'s str, node: Node<'_>) -> &'s str {
    source.get(node.byte_range()).unwrap_or_default()
}

fn boolean(source: &str, node: Node<'_>) -> Truth {
    let side = |name| {
        node.child_by_field_name(name)
            .map_or(Truth::Unknown, |side| truth_of(source, side))
    };
    let (left, right) = (side("left"), side("right"));
    let is_and = node
        .child_by_field_name("operator")
        .is_some_and(|operator| operator.kind() == "and");
    let (decisive, neutral) = if is_and {
        (Truth::False, Truth::True)
    } else {
        (Truth::True, Truth::False)
    };
    match (left, right) {
        (one, other) if one == decisive || other == decisive => decisive,
        (Truth::Never, other) | (other, Truth::Never) => {
            if is_and {
                Truth::Never
            } else {
                other
            }
        }
        (one, other) if one == neutral => other,
        (one, other) if other == neutral => one,
        _ => Truth::Unknown,
    }
}

fn comparison(source: &str, node: Node<'_>) -> Truth {
    let parts = children(node);
    let [left, operator, right] = parts.as_slice() else {
        return Truth::Unknown;
    };
    let (left, right) = (text(source, *left), text(source, *right));
    let known = match left {
        "__name__" => Some(false).filter(|_| right.trim_matches(['"', '\'']) == "__main__"),
        "sys.version_info" | "version_info" => compare_versions(operator.kind(), right),
        "sys.version_info[0]" | "sys.version_info.major" => {
            compare_versions(operator.kind(), &format!("({right},)"))
        }
        "sys.platform" | "platform" => compare_text(operator.kind(), TARGET_PLATFORM, right),
        "os.name" => compare_text(operator.kind(), "posix", right),
        _ => None,
    };
    match known {
        Some(true) => Truth::True,
        Some(false) => Truth::False,
        None => Truth::Unknown,
    }
}

/// Compares the target with a tuple such as `(3, 8)`, as Python compares tuples.
fn compare_versions(operator: &str, tuple: &str) -> Option<bool> {
    let inner = tuple.strip_prefix('(')?.strip_suffix(')')?;
    let numbers = inner.split(',').map(str::trim).filter(|part| !part.is_empty());
    let other: Vec<u32> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
    // `sys.version_info` has five parts: it is greater than a tuple that is only its beginning.
    let target = &TARGET_VERSION[..];
    let order = target.cmp(&other).then(std::cmp::Ordering::Greater);
    let order = if other.len() > target.len() {
        target.cmp(&other[..])
    } else {
        order
    };
    match operator {
        ">=" => Some(order.is_ge()),
        ">" => Some(order.is_gt()),
        "<" => Some(order.is_lt()),
        "<=" => Some(order.is_le()),
        "==" if other.len() == 1 => Some(other[0] == target[0]),
        _ => None,
    }
}

fn compare_text(operator: &str, target: &str, literal: &str) -> Option<bool> {
    let quote = literal
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    let value = literal.strip_prefix(quote)?.strip_suffix(quote)?;
    match operator {
        "==" => Some(value == target),
        "!=" => Some(value != target),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(condition: &str, expected: Truth) {
        assert_eq!(truth(condition), expected, "{condition}");
    }

    #[test]
    fn versions_are_decided_for_the_newest_python() {
        check("sys.version_info >= (3, 8)", Truth::True);
        check("sys.version_info < (3, 8)", Truth::False);
        check("sys.version_info >= (3, 99)", Truth::False);
        check("sys.version_info > (3, 14)", Truth::True);
        check("sys.version_info[0] == 2", Truth::False);
        check("sys.version_info.major >= 3", Truth::True);
        check("(sys.version_info >= (3,))", Truth::True);
    }

    #[test]
    fn platforms_are_decided_for_linux() {
        check("sys.platform == 'win32'", Truth::False);
        check("sys.platform != \"win32\"", Truth::True);
        check("os.name == 'posix'", Truth::True);
    }

    #[test]
    fn logic_is_applied_to_what_is_known() {
        check("not sys.version_info >= (3, 8)", Truth::False);
        check("x and sys.platform == 'win32'", Truth::False);
        check("x or True", Truth::True);
        check("sys.platform == 'linux' and x", Truth::Unknown);
        check("__name__ == '__main__'", Truth::False);
        check("0", Truth::Never);
        check("not 0", Truth::True);
        check("x and False", Truth::Never);
        check("False or x", Truth::Unknown);
    }

    #[test]
    fn type_checking_is_the_main_branch() {
        check("TYPE_CHECKING", Truth::Unknown);
        check("not typing.TYPE_CHECKING", Truth::Unlikely);
        check("not x", Truth::Unknown);
    }
}
