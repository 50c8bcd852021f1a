//! How much of a package is documented.
//!
//! Everything that a file defines is counted, wherever it stands: modules, classes, functions and methods, those under
//! conditions and in functions among them, each as often as it is written. [`Rules`] leave some of it out. The counts
//! are those of `interrogate`, whose rules these are.

mod definitions;
mod rules;

pub use definitions::{Definition, Kind, Marks, definitions};
pub use rules::Rules;

use std::ops::AddAssign;

/// How many of several things are documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// How many there are.
    pub total: usize,
    /// How many of them are documented.
    pub documented: usize,
}

impl Share {
    /// One thing.
    pub fn one(is_documented: bool) -> Self {
        Self {
            total: 1,
            documented: usize::from(is_documented),
        }
    }

    /// How many are not documented.
    pub fn missing(self) -> usize {
        self.total - self.documented
    }

    /// The share in tenths of a percent, rounded down, so that only the whole is 100%. Of nothing, everything is
    /// documented.
    pub fn permille(self) -> usize {
        (self.documented * 1000).checked_div(self.total).unwrap_or(1000)
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.total += other.total;
        self.documented += other.documented;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of what is counted, those with `!` that lack a docstring.
    fn counted(source: &str, rules: &Rules) -> String {
        let all = definitions(source);
        let counted = rules.counted(&all, &|_| false);
        let lines = all.iter().zip(counted).filter(|(_, counts)| *counts);
        let line = |(found, _): (&Definition, bool)| {
            let mark = if found.is_documented { "" } else { "!" };
            format!("{mark}{}", found.qualname)
        };
        lines.map(line).collect::<Vec<_>>().join(" ")
    }

    const EVERYTHING: &str = r#""""A module."""
class A:
    """A class."""
    def __init__(self): ...
    def __len__(self): "How long it is."
    def __secret(self): ...
    def _half(self): ...
    @property
    def p(self):
        """A property."""
    @p.setter
    def p(self, value): ...
    class B:
        def f(self):
            def g(): ...
            class C: ...
if x:
    @overload
    def h(a): ...
    async def h(a):
        # A comment.
        (
            "A" 'b'
        )
def k(a,
      b=lambda x: {1: 2}): b"No docstring."; x = 1
def m():
    f"No docstring."
def n():
    """   """
"#;

    #[test]
    fn every_definition_is_counted_as_often_as_it_is_written() {
        assert_eq!(
            counted(EVERYTHING, &Rules::NONE),
            "<module> A !A.__init__ A.__len__ !A.__secret !A._half A.p !A.p !A.B !A.B.f !A.B.f.g !A.B.f.C !h h !k !m !n"
        );
        assert_eq!(counted("", &Rules::NONE), "!<module>");
    }

    #[test]
    fn each_rule_leaves_something_out() {
        let all = counted(EVERYTHING, &Rules::NONE);
        let left_out = |rules: Rules| {
            let mut left = all.split(' ').collect::<Vec<_>>();
            for kept in counted(EVERYTHING, &rules).split(' ') {
                let at = left.iter().rposition(|found| *found == kept).unwrap();
                left.remove(at);
            }
            left.join(" ")
        };
        let none = Rules::NONE;
        assert_eq!(
            left_out(Rules {
                ignore_module: true,
                ..none
            }),
            "<module>"
        );
        assert_eq!(
            left_out(Rules {
                ignore_init_method: true,
                ..none
            }),
            "!A.__init__"
        );
        assert_eq!(
            left_out(Rules {
                ignore_magic: true,
                ..none
            }),
            "A.__len__"
        );
        assert_eq!(
            left_out(Rules {
                ignore_private: true,
                ..none
            }),
            "!A.__secret"
        );
        assert_eq!(
            left_out(Rules {
                ignore_semiprivate: true,
                ..none
            }),
            "!A._half"
        );
        assert_eq!(
            left_out(Rules {
                ignore_property_decorators: true,
                ..none
            }),
            "A.p !A.p"
        );
        assert_eq!(
            left_out(Rules {
                ignore_setters: true,
                ..none
            }),
            "!A.p"
        );
        assert_eq!(
            left_out(Rules {
                ignore_overloaded_functions: true,
                ..none
            }),
            "!h"
        );
        assert_eq!(
            left_out(Rules {
                ignore_nested_functions: true,
                ..none
            }),
            "!A.B.f.g"
        );
        assert_eq!(
            left_out(Rules {
                ignore_nested_classes: true,
                ..none
            }),
            "!A.B !A.B.f !A.B.f.g !A.B.f.C"
        );
    }

    #[test]
    fn what_is_in_something_left_out_is_left_out_too() {
        let source = "class _A:\n    def f(self): ...\n    class B: ...\ndef _g():\n    def h(): ...\n";
        let rules = Rules {
            ignore_semiprivate: true,
            ..Rules::NONE
        };
        assert_eq!(counted(source, &rules), "!<module>");
    }

    #[test]
    fn names_can_be_left_out() {
        let all = definitions("class A:\n    def f(self): ...\ndef g(): ...\n");
        assert_eq!(
            Rules::NONE.counted(&all, &|name| name == "A"),
            [true, false, false, true]
        );
    }

    #[test]
    fn parameters_and_results_are_those_that_a_docstring_can_describe() {
        let source = r#"
class A:
    """A class.

    Args:
        a: In the docstring of the class.
    """
    def __init__(self, a, b): ...
    def f(self, a: dict[str, int], /, b=(1, 2), *args, c: "x, y", **kw) -> int:
        """Do it.

        Args:
            a: One.
            **kw: More.

        Returns:
            A number.
        """
    def g(self) -> None:
        """Do nothing."""
    @staticmethod
    def h(a) -> int:
        """Do it."""
"#;
        let all = definitions(source);
        let shares = all.iter().skip(2).map(|found| {
            let Share { total, documented } = found.parameters(None);
            let returns = found.returns(None);
            format!(
                "{} {documented}/{total} {}/{}",
                found.name, returns.documented, returns.total
            )
        });
        assert_eq!(
            shares.collect::<Vec<_>>(),
            ["__init__ 1/2 0/0", "f 1/3 1/1", "g 0/0 0/0", "h 0/1 0/1"]
        );
    }

    #[test]
    fn shares_are_rounded_down() {
        let share = |documented, total| Share { total, documented }.permille();
        assert_eq!(
            [
                share(0, 0),
                share(0, 3),
                share(2, 3),
                share(1999, 2000),
                share(3, 3)
            ],
            [1000, 0, 666, 999, 1000]
        );
    }

    #[test]
    fn any_text_has_definitions_without_a_panic() {
        for source in [
            "def",
            "class",
            "def (",
            "class A",
            "@",
            "@x\n",
            "def f(",
            "async def",
            "def f(*, **):\n \"\"\"",
            "\"",
            "class A:\n  def f(self:\n",
        ] {
            assert!(!definitions(source).is_empty(), "{source}");
        }
    }
}
