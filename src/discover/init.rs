//! `__init__` files that declare a namespace package, which was the way before PEP 420.

use memchr::memmem;

/// What an `__init__.py` says about further portions of its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InitStyle {
    /// A regular package: it is in one place.
    Regular,
    /// A package with content of its own that may go on in other places.
    Extending,
    /// Only the declaration of a namespace, nothing else.
    Bare,
}

/// The longest `__init__.py` that is looked at, in bytes. Declarations of a namespace are a few lines long.
pub(super) const LIMIT: u64 = 8 * 1024;

/// The statements that may stand in a file which does nothing but declare a namespace, by how their lines begin.
const DECLARATION: &[&str] = &[
    "#",
    "try:",
    "except",
    "pass",
    "import pkgutil",
    "import pkg_resources",
    "from pkgutil import extend_path",
    "from pkg_resources import declare_namespace",
    "__import__(",
    "__path__",
    "__name__",
    "pkg_resources.declare_namespace(",
    "declare_namespace(",
    ")",
];

/// Looks for `pkgutil.extend_path` and `pkg_resources.declare_namespace`.
pub(super) fn style(source: &[u8]) -> InitStyle {
    let declares = ["extend_path(", "declare_namespace("];
    if !declares
        .iter()
        .any(|call| memmem::find(source, call.as_bytes()).is_some())
    {
        return InitStyle::Regular;
    }
    let text = String::from_utf8_lossy(source);
    let is_declaration =
        |line: &str| line.is_empty() || DECLARATION.iter().any(|start| line.starts_with(start));
    if text
        .trim_start_matches('\u{feff}')
        .lines()
        .all(|line| is_declaration(line.trim()))
    {
        InitStyle::Bare
    } else {
        InitStyle::Extending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_of_a_namespace_are_told_from_content() {
        for (source, expected) in [
            ("", InitStyle::Regular),
            ("x = 1\n", InitStyle::Regular),
            (
                "__path__ = __import__('pkgutil').extend_path(__path__, __name__)  # type: ignore\n",
                InitStyle::Bare,
            ),
            (
                "__import__('pkg_resources').declare_namespace(__name__)",
                InitStyle::Bare,
            ),
            (
                "# a comment\ntry:\n    import pkg_resources\n    pkg_resources.declare_namespace(__name__)\n\
                 except ImportError:\n    import pkgutil\n    __path__ = pkgutil.extend_path(__path__, __name__)\n",
                InitStyle::Bare,
            ),
            (
                "from pkgutil import extend_path\n__path__ = extend_path(\n    __path__, __name__\n)\n",
                InitStyle::Bare,
            ),
            (
                "'''Doc.'''\n__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
                InitStyle::Extending,
            ),
            (
                "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\nx = 1\n",
                InitStyle::Extending,
            ),
        ] {
            assert_eq!(style(source.as_bytes()), expected, "{source}");
        }
    }
}
