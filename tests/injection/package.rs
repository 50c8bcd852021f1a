//! A Python package with every payload in every place from which text comes to a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::support::book::TempBook;
use super::support::tools;

/// The text of the files that no page may ever show.
pub(crate) const CANARY: &str = "a canary that sings of files";

/// A directory of source with a name that looks like markup; links to the source have it in their address.
pub(crate) const SOURCE: &str = "py {{#include canary.md}} \"><img src=x onerror=alert(1)> (')";

/// The payloads of `payloads.json`; `canary` is the absolute path of a canary.
pub(crate) fn payloads(canary: &str) -> Vec<String> {
    let path = tools::repository().join("tests/injection/payloads.json");
    let kinds: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let texts = kinds.into_values().flatten();
    texts
        .map(|text| {
            text.replace("@canary@", "canary.md")
                .replace("@absolute@", canary)
        })
        .collect()
}

/// Writes the package, the files that it must not show, and files whose names are payloads.
pub(crate) fn write(book: &TempBook, payloads: &[String]) {
    for folder in ["src", "src/api", "src/api/pkg", "python", SOURCE] {
        book.write(
            &format!("{folder}/canary.md"),
            format!("{CANARY}\n<!-- ANCHOR: anchor -->\n{CANARY}\n").as_bytes(),
        );
    }
    let package = format!("{SOURCE}/pkg");
    let write = |name: &str, text: &str| book.write(&format!("{package}/{name}.py"), text.as_bytes());
    write("__init__", &exports(payloads));
    for (style, template) in STYLES {
        write(style, &documented(payloads, template));
    }
    write("places", &places(payloads));
    write("code", &code(payloads));
    for (number, payload) in payloads.iter().enumerate() {
        let text = format!(
            "{}\n\ndef after():\n    \"\"\"Sentinel.\"\"\"\n",
            literal(payload)
        );
        write(&format!("m_{number:03}"), &text);
    }
    for payload in payloads.iter().filter(|payload| is_file_name(payload)) {
        write(payload, "\"\"\"No module.\"\"\"\n");
    }
}

/// Whether a file can be called so, though no import can name it.
fn is_file_name(text: &str) -> bool {
    let is_name = text.chars().all(char::is_alphanumeric);
    !is_name && !text.contains(['/', '\0']) && text.len() < 200
}

/// A docstring of each style: `@` is the payload, of which further lines are indented as the first is, and U+0001 is
/// the sign before the fields of Epytext.
const STYLES: [(&str, &str); 7] = [
    (
        "google",
        "Do @.\n\n@\n\nArgs:\n    a: About @.\n    b (@): About.\n    @: About.\n    @ (int): About.\n    c: About.\n\n        @\n\n\
         Returns:\n    @: What.\n\nRaises:\n    @: When.\n    ValueError: If @.\n\nExample:\n    @\n\n@:\n    Text.\n\n\
         Note:\n    @\n\nTail.",
    ),
    (
        "numpy",
        "Do @.\n\n@\n\nParameters\n----------\na : @\n    About @.\nb, @ : int, default: @\n    About.\n\n    @\n@\n    About.\n\n\
         Returns\n-------\n@\n    What.\n\nRaises\n------\n@\n    When.\n\nSee Also\n--------\n@\nf : @\n@ : About.\n\n\
         Notes\n-----\n@\n\nReferences\n----------\n.. [1] @\n\nExamples\n--------\n>>> @\n@\n\nTail.",
    ),
    (
        "sphinx",
        "Do @.\n\n@\n\n- @\n\n  @\n\n.. note::\n\n   @\n\n.. versionadded:: @\n\n.. @:: @\n\n   @\n\n:class:`@` :@:`x` ``@`` *@* |@|\n\n\
         :param a: About @.\n:param @ b: About.\n:param @: About.\n:type b: @\n:returns: @\n:rtype: @\n:raises @: When.\n:@: What.\n\n\
         Tail.",
    ),
    (
        "epytext",
        "Do @.\n\n@\n\n  - @\n\nL{@} L{x<@>} C{@} U{@} U{x<@>} X{@} G{@} E{@}\n\n\u{1}param a: About @.\n\u{1}param @: About.\n\
         \u{1}type a: @\n\u{1}return: @\n\u{1}raise @: When.\n\u{1}see: @\n\u{1}note: @\n\nTail.",
    ),
    (
        "markdown",
        "Do @.\n\n@\n\n- one\n  - @\n\n> @\n\n[x](@ \"@\") ![@](@) <@> `@` **@** [@][y]\n\n[y]: @ \"@\"\n\n\
         | a | b |\n|---|---|\n| @ | x |\n\n```@\n@\n```\n\n    @\n\nTail.",
    ),
    ("plain", "Do @.\n\n@\n\n  @\n\nTail."),
    (
        "mixed",
        "@\n\nDo.\n\nArgs:\n    a: @\n\n@\n\n:param b: @\n\nTail.",
    ),
];

/// Functions and classes with the payloads in their docstrings, each followed by one that has to survive.
fn documented(payloads: &[String], template: &str) -> String {
    let mut out = "\"\"\"Words of one style.\"\"\"\n".to_owned();
    for (number, payload) in payloads.iter().enumerate() {
        let docstring = literal(&filled(template, payload));
        let method = literal(payload);
        let _ = write!(
            out,
            "
def f_{number:03}(a, b=1):
    {docstring}

def after_{number:03}():
    \"\"\"Sentinel {number:03}.\"\"\"

class C_{number:03}:
    {method}

    def after(self):
        \"\"\"Sentinel {number:03}.\"\"\"
"
        );
    }
    out
}

fn filled(template: &str, payload: &str) -> String {
    let lines = template.lines().map(|line| {
        let indent = &line[..line.len() - line.trim_start().len()];
        line.replace('@', &payload.replace('\n', &format!("\n{indent}")))
            .replace('\u{1}', "@")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Payloads in everything that is no docstring.
fn places(payloads: &[String]) -> String {
    let mut out = "\"\"\"Places that are no docstrings.\"\"\"\nfrom enum import Enum\n".to_owned();
    for (number, payload) in payloads.iter().enumerate() {
        let text = literal(payload);
        let _ = write!(
            out,
            "
V_{number:03} = {text}
{text}

W_{number:03}: Annotated[int, Doc({text})] = 1

def d_{number:03}(x: {text} = {text}, *args: Literal[{text}], y=f({text}), **kwargs: Annotated[int, Doc({text})]) -> {text}:
    \"\"\"Plain.\"\"\"

@deprecated({text})
@decorate({text}, key={text})
class C_{number:03}(base({text})[{text}], metaclass=make({text})):
    member: str = {text}
    other: {text} = field(default={text})

    @overload
    def g(self, x: {text}): {text}
    @overload
    def g(self, x: Literal[{text}]): {text}

    @property
    def p(self) -> {text}: {text}

class E_{number:03}(Enum):
    MEMBER = {text}

F_{number:03} = Enum(\"F_{number:03}\", {{{text}: 1, \"after\": 2}})
T_{number:03} = TypedDict(\"T_{number:03}\", {{{text}: int, \"after\": {text}}})
N_{number:03} = namedtuple(\"N_{number:03}\", [{text}, \"after\"], defaults=[{text}])
M_{number:03} = make_dataclass(\"M_{number:03}\", [{text}, (\"after\", {text}, field(default={text}))])
P_{number:03} = NewType({text}, {text})
Q_{number:03} = TypeVar({text}, bound={text})
globals()[{text}] = {text}

class S_{number:03}:
    __slots__ = [{text}, \"after\"]
    __match_args__ = ({text},)

type A_{number:03}[T: {text} = {text}] = Literal[{text}]

if sys.platform == {text}:
    X_{number:03} = 1
else:
    X_{number:03} = 2

def after_{number:03}():
    \"\"\"Sentinel {number:03}.\"\"\"
"
        );
    }
    out
}

/// Expressions whose own text is a payload, in comments within them as well.
fn code(payloads: &[String]) -> String {
    let mut out = "\"\"\"Code that is shown.\"\"\"\n".to_owned();
    for (number, payload) in payloads.iter().enumerate() {
        let line = payload.replace(['\n', '\r', '\0', '\u{2028}', '\u{2029}', '\u{85}'], " ");
        // In braces, behind a comment sign or one of the payload's own, and in a string of the source's spelling.
        let raw = line.replace(['\\', '\''], "");
        let commented = format!("{{{{# {line}\n1}}}}");
        let helper = if line.starts_with("{{#") {
            format!("{line}\n1}}}}")
        } else {
            "1".to_owned()
        };
        let _ = write!(
            out,
            "
V_{number:03} = {commented}
W_{number:03}: d[{helper}] = r'{raw}'
F_{number:03} = f'{raw}'

@decorate({commented}, r'{raw}')
def d_{number:03}(x: d[{commented}] = {helper}, y=r'{raw}') -> {commented}:
    \"\"\"Plain.\"\"\"

def after_{number:03}():
    \"\"\"Sentinel {number:03}.\"\"\"
"
        );
    }
    out
}

/// A package that exports names which are payloads.
fn exports(payloads: &[String]) -> String {
    let mut out =
        "\"\"\"A package.\"\"\"\nfrom .plain import after_000 as again\n__all__ = [\"again\"".to_owned();
    for payload in payloads {
        // A line of comment above a name is the title of a group.
        let title = payload.replace(['\n', '\r'], " ");
        let _ = write!(out, ",\n# {title}\n\"again\", {}", literal(payload));
    }
    out.push_str("]\n");
    out
}

/// A Python string literal.
fn literal(text: &str) -> String {
    let mut out = "\"".to_owned();
    for other in text.chars() {
        match other {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\u{2028}' | '\u{2029}' => drop(write!(out, "\\u{:04x}", other as u32)),
            other if other.is_control() => drop(write!(out, "\\x{:02x}", other as u32)),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
