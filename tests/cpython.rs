//! What CPython itself says: conditions and encodings decided as it decides them.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

#[expect(dead_code, reason = "an interpreter is all that is needed")]
mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

use mdbook_autodoc::extract::extract;
use mdbook_autodoc::model::{Docstring, Item, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::target::{Target, Version};
use mdbook_autodoc::text::decode;
use serde_json::{Value, json};

/// What a script prints for the value on its standard input, as JSON.
fn cpython(script: &str, input: &Value) -> Option<Value> {
    let python = support::tools::python_3_12()?;
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Conditions, each of which CPython can evaluate.
const CONDITIONS: &[&str] = &[
    "sys.version_info >= (3, 8)",
    "sys.version_info > (3, 11)",
    "sys.version_info < (3, 11)",
    "sys.version_info <= (3, 11)",
    "sys.version_info == (3, 11)",
    "sys.version_info != (3, 11)",
    "sys.version_info >= (3,)",
    "sys.version_info >= (3, 11, 4)",
    "sys.version_info >= (3, 11, 0, 'final')",
    "sys.version_info >= (3, 11, 99, 'final', 0)",
    "(3, 9) <= sys.version_info < (3, 12)",
    "(3, 9) < sys.version_info[:2] <= (3, 12) != (1,)",
    "sys.version_info[0] == 2",
    "sys.version_info[0] >= 3 and sys.version_info[1] >= 12",
    "sys.version_info[1] in (9, 11)",
    "sys.version_info[1] not in [9, 11]",
    "sys.version_info[:2] == (3, 11)",
    "sys.version_info[0:2] in {(3, 11), (3, 12)}",
    "sys.version_info[:1] == (3,)",
    "sys.version_info[1:2] > (11,)",
    "sys.version_info.major == 3",
    "sys.version_info.minor < 0x0c",
    "sys.hexversion >= 0x030B0000",
    "sys.hexversion < 0x03_0C_00_F0",
    "sys.platform == 'win32'",
    "'win32' != sys.platform",
    "sys.platform in ('win32', 'cygwin')",
    "sys.platform not in ['win32', \"cygwin\"]",
    "sys.platform.startswith('win')",
    "sys.platform.startswith(('win', 'lin'))",
    "not sys.platform.startswith('linux')",
    "sys.platform.lower().endswith('NUX'.lower())",
    "'win' in sys.platform",
    "'dar' 'win' == sys.platform",
    "os.name == 'nt' or sys.version_info < (3, 12)",
    "os.name == 'posix' and not (sys.platform == 'darwin')",
    "platform.system() == 'Windows'",
    "platform.system().lower() in ('linux', 'darwin')",
    "sys.implementation.name == 'cpython'",
    "platform.python_implementation() != 'PyPy'",
    "sys.version_info",
    "sys.platform == 'linux' == 'linux'",
    "(sys.platform == 'win32' or  # one\n    sys.platform == 'darwin')",
];

const EVALUATE: &str = r#"
import json, sys
from collections import namedtuple
from types import SimpleNamespace as N
V = namedtuple("V", "major minor micro releaselevel serial")
conditions, answers = json.load(sys.stdin), {}
for minor in (9, 11, 12, 14):
    for name, system in (("linux", "Linux"), ("win32", "Windows"), ("darwin", "Darwin")):
        fake = N(version_info=V(3, minor, 99, "final", 0), platform=name, implementation=N(name="cpython"),
                 hexversion=3 << 24 | minor << 16 | 99 << 8 | 0xF0)
        scope = dict(sys=fake, os=N(name="nt" if name == "win32" else "posix"),
                     platform=N(system=lambda: system, python_implementation=lambda: "CPython"))
        answers[f"{minor} {name}"] = [bool(eval("(" + each + "\n)", scope)) for each in conditions]
print(json.dumps(answers))
"#;

/// Which of the conditions hold for a target: the branch that is taken binds the name.
fn decided(target: &Target) -> Vec<bool> {
    let branch = |condition: &&str| format!("if {condition}:\n    yes = 1\nelse:\n    no = 1\n");
    let name = || ModuleName::new("m").unwrap();
    let holds = |source: String| {
        let facts = extract(source.as_bytes(), name(), ModuleKind::Module, target);
        let names: Vec<&str> = facts
            .module
            .members
            .iter()
            .map(|item: &Item| item.name.as_str())
            .collect();
        assert_eq!(names.len(), 1, "not decided: {source}");
        names == ["yes"]
    };
    CONDITIONS.iter().map(branch).map(holds).collect()
}

#[test]
fn conditions_are_decided_as_cpython_decides_them() {
    let Some(answers) = cpython(EVALUATE, &json!(CONDITIONS)) else {
        return;
    };
    for minor in [9, 11, 12, 14] {
        for platform in ["linux", "win32", "darwin"] {
            let target = Target::choose(Some(Version::new(3, minor)), platform, None);
            let answers = answers[format!("{minor} {platform}")].as_array().unwrap();
            for ((condition, holds), answer) in CONDITIONS.iter().zip(decided(&target)).zip(answers) {
                assert_eq!(Some(holds), answer.as_bool(), "3.{minor} {platform}: {condition}");
            }
        }
    }
}

/// Sources in many encodings.
fn encoded() -> Vec<Vec<u8>> {
    let named =
        |name: &str, bytes: &[u8]| [b"# coding: ", name.as_bytes(), b"\nx = '", bytes, b"'\n"].concat();
    let mut sources = vec![
        b"x = '\xc3\xa9'\n".to_vec(),
        b"x = '\xe9'\n".to_vec(),
        b"\xef\xbb\xbfx = '\xc3\xa9'\n".to_vec(),
        b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'\n".to_vec(),
        b"\xef\xbb\xbf# coding: latin-1\nx = '\xc3\xa9'\n".to_vec(),
        b"#!python\n# vim: set fileencoding=koi8-r :\nx = '\xc1'\n".to_vec(),
        b"\n# coding: latin-1\nx = '\xe9'\n".to_vec(),
        b" \t\x0c# coding=latin-1\nx = '\xe9'\n".to_vec(),
        b"y = 1\n# coding: latin-1\nx = '\xe9'\n".to_vec(),
        b"#\n#\n# coding: latin-1\nx = '\xe9'\n".to_vec(),
        b"# coding: \n# coding: latin-1\nx = '\xe9'\n".to_vec(),
        b"# coding: latin-1\r\nx = '\xe9'\r\n".to_vec(),
        b"# coding; coding: latin-1\nx = '\xe9'\n".to_vec(),
        b"x = 'a\0b'\n".to_vec(),
        b"\xff\xfex\x00 \x00=\x00 \x001\x00\n\x00".to_vec(),
        b"\xfe\xff\x00x\x00 \x00=\x00 \x001\x00\n".to_vec(),
    ];
    let names = [
        "latin-1",
        "latin_1",
        "Latin1",
        "iso-8859-1",
        "ISO_8859_1",
        "iso8859-1",
        "l1",
        "latin",
        "cp819",
        "latin-1-unix",
        "iso-latin-1",
        "utf-8",
        "UTF8",
        "utf_8",
        "u8",
        "utf-8-sig",
        "utf-8-unix",
        "ascii",
        "us-ascii",
        "cp1252",
        "windows-1252",
        "koi8-r",
        "KOI8_R",
        "koi8-u",
        "cp1251",
        "iso-8859-2",
        "iso8859_15",
        "iso-8859-5",
        "cp866",
        "mac-roman",
        "shift_jis",
        "euc-jp",
        "gbk",
        "gb18030",
        "big5",
        "euc-kr",
        "cp949",
        "cp932",
        "cp936",
        "cp950",
        "klingon",
        "utf-16",
        "latin-7000",
    ];
    for name in names {
        sources.push(named(name, b"plain"));
        sources.push(named(name, b"\xc3\xa9"));
    }
    let western = ["latin-1", "latin_1", "iso8859-1", "latin-1-unix", "iso-latin-1"];
    for name in western
        .into_iter()
        .chain(["cp1251", "koi8-r", "cp866", "mac-roman"])
    {
        // Every byte that is not ASCII, where each stands for something; two are line ends to some.
        let bytes: Vec<u8> = (0x80..=0xff)
            .filter(|byte| name != "cp1251" || *byte != 0x98)
            .collect();
        sources.push(named(name, &bytes));
    }
    sources
}

const READ: &str = r#"
import ast, json, sys, warnings
warnings.simplefilter("ignore")
answers = []
for source in json.load(sys.stdin):
    try:
        tree = ast.parse(bytes(source))
        answers.append([each.value.value for each in tree.body if each.targets[0].id == "x"][0])
    except (SyntaxError, ValueError):
        answers.append(None)
print(json.dumps(answers))
"#;

#[test]
fn sources_are_decoded_as_cpython_decodes_them() {
    let sources = encoded();
    let Some(answers) = cpython(READ, &json!(sources)) else {
        return;
    };
    for (source, answer) in sources.iter().zip(answers.as_array().unwrap()) {
        let shown = String::from_utf8_lossy(source);
        let found = decode(source);
        let value = found
            .text
            .split_once("x = '")
            .map(|(_, rest)| rest.trim_end().trim_end_matches('\''));
        if answer.is_null() {
            assert!(found.problem.is_some(), "{shown:?}");
        } else {
            assert_eq!(
                (value, found.problem.as_deref()),
                (answer.as_str(), None),
                "{shown:?}"
            );
        }
        // Whatever is wrong with the bytes is said once.
        let facts = extract(
            source,
            ModuleName::new("m").unwrap(),
            ModuleKind::Module,
            &Target::default(),
        );
        assert_eq!(
            facts.diagnostics.len(),
            usize::from(answer.is_null()),
            "{shown:?}"
        );
        assert!(
            facts.module.members.iter().any(|item| item.name == "x"),
            "{shown:?}"
        );
    }
}

/// What stands between the quotes of a docstring; the marks are replaced where they would end it.
const BODIES: &[&str] = &[
    "Plain.",
    "",
    " ",
    "  \\t\\n ",
    "One.\n\n    Two.\n      Three.\n    ",
    "\n    One.\n\tTwo.\n        Three.\n",
    "One.\n  \t Two.\n\t  Three.",
    "a\tb\n\tc\td",
    "One.\\n    Two.\\n\\tThree.",
    "One.\r\n    Two.\r    Three.\n",
    "One.\n\x0c    Two.\n    Three.",
    "\x0cOne.\n    Two.",
    "One.\n\u{a0}   Two.\n    Three.",
    "\u{a0}One.\n\u{2003}Two.\n\u{3000} Three.\u{a0}",
    "One.\n    Two.\u{2028}    Three.\n\u{85}   Four.",
    "One.\n\x1c   Two.\n    Three.",
    "One.\n    Two.\x0b\n    Three.  \n  ",
    "\\x41\\101\\7\\18\\u00e9\\U0001F600\\N{EURO SIGN}\\N{euro sign}",
    "\\a\\b\\f\\v\\r\\0\\x00",
    "\\q \\d \\  \\.",
    "\\\\ \\\\n \\\\\\n",
    "\\' \\\" \\`",
    "one \\\n    two\\\r\n  three",
    "\\ud83d\\ude00 \\ud800 \\udfff",
    "\\400 \\777",
    "\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{DIGIT ONE}\\N{LINE FEED}",
    "größe 日本 😀 e\u{301}",
    "{x} {{y}} %s",
    "# not a comment",
    "ends with a backslash \\\\",
];

/// Statements that are a docstring, or nearly; `D` is the literal.
const STATEMENTS: &[&str] = &["D", "(D)", "((D))", "D;", "D; x = 1", "\n# comment\n\n\n D"];

fn literals() -> Vec<String> {
    let mut sources = Vec::new();
    for body in BODIES {
        for prefix in ["", "r", "R", "u", "U", "b", "f", "rb", "Rf", "t"] {
            for quote in ["\"\"\"", "'''"] {
                sources.push(format!("{prefix}{quote}{body}{quote}\n"));
            }
            if !body.contains(['\n', '\r']) && !body.contains("\\\"") {
                sources.push(format!("{prefix}\"{body}\"\n"));
            }
        }
    }
    let literal = "'''One.\n      Two.\n    '''";
    for statement in STATEMENTS {
        sources.push(format!(
            "{}\n",
            statement.trim_start_matches("\n ").replace('D', literal)
        ));
    }
    let joined = [
        "'a' 'b'",
        "'a' \"b\" '''\n    c'''",
        "('a'\n 'b'\n     'c')",
        "('a'\n # comment\n r'\\n' # more\n u'd')",
        "(('a' ('b') 'c'))",
        "('a') ('b')",
        "'a' \\\n 'b'",
        "'a' f'b'",
        "'a' f''",
        "'a' b'b'",
        "'a' rf'{x}' 'c'",
        "'a' + 'b'",
        "'a' % 'b'",
        "'a'.strip()",
        "'a',",
        "('a',)",
        "'a' if x else 'b'",
        "not 'a'",
        "'a' == 'b'",
        "'a'[0]",
        "('a')[0]",
        "x = 'a'",
        "x: 'a'",
        "'a': int",
        "...\n'a'",
        "pass; 'a'",
        "import x\n'a'",
        "'' 'a' ''",
        "''\n'a'",
        "1\n'a'",
        "lambda: 'a'",
        "await 'a'",
        "*'a',",
        "'a' 'b'; 'c'",
        "'\\\n'",
        "u'a' u'b'",
        "'a'\x0c'b'",
    ];
    sources.extend(joined.map(|source| format!("{source}\n")));
    sources
}

/// The docstring of a module, of a function and of a class in it; `null` for none, `false` for what is no Python.
const DOCSTRINGS: &str = r#"
import ast, json, re, sys, warnings
warnings.simplefilter("ignore")
def docstring(node):
    text = ast.get_docstring(node)
    # No page can hold half a surrogate pair.
    return re.sub("[\ud800-\udfff]", "\ufffd", text) if text and text.strip() else None
answers = []
for source in json.load(sys.stdin):
    try:
        tree = ast.parse(source.encode())
        answers.append([docstring(tree)] + [docstring(node) for node in tree.body
                       if isinstance(node, (ast.FunctionDef, ast.ClassDef))])
    except SyntaxError:
        answers.append(False)
print(json.dumps([list(sys.version_info[:2]), answers]))
"#;

#[test]
fn docstrings_are_what_cpython_takes_them_for() {
    let mut sources = literals();
    let within = |source: &String| {
        let body = format!("def f():\n    {source}\nclass C:\n    {source}\n");
        (!source.contains("...") && !source.contains("import")).then_some(body)
    };
    let inside: Vec<String> = sources.iter().filter_map(within).collect();
    sources.extend(inside);
    let Some(answer) = cpython(DOCSTRINGS, &json!(sources)) else {
        return;
    };
    // `inspect.cleandoc` took every blank for indentation before Python 3.13, and takes only spaces since.
    let is_old = answer[0][1].as_u64() < Some(13);
    let is_odd = |other: char| other.is_whitespace() && !" \t\r\n".contains(other) || other == '\x1c';
    let mut wrong = Vec::new();
    for (source, expected) in sources.iter().zip(answer[1].as_array().unwrap()) {
        let Some(expected) = expected
            .as_array()
            .filter(|_| !is_old || !source.contains(is_odd))
        else {
            continue;
        };
        let facts = extract(
            source.as_bytes(),
            ModuleName::new("m").unwrap(),
            ModuleKind::Module,
            &Target::default(),
        );
        let text = |docstring: &Option<Docstring>| json!(docstring.as_ref().map(|docstring| &docstring.text));
        let mut ours = vec![text(&facts.module.docstring)];
        ours.extend(
            facts
                .module
                .members
                .iter()
                .filter(|item| item.name != "x")
                .map(|item| text(&item.docstring)),
        );
        if &ours != expected {
            wrong.push(format!(
                "{source:?}\n  CPython {}\n  ours    {}",
                json!(expected),
                json!(ours)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        sources.len(),
        wrong.join("\n")
    );
}

/// Modules that assign docstrings.
const ASSIGNED: &[&str] = &[
    "'''One.'''\n__doc__ = 'Two.'\n",
    "__doc__ = '''\n    One.\n\tTwo.\n'''\n",
    "__doc__ = 'a' \"b\" r'\\n'\n",
    "__doc__ = ('a'\n  'b')\n",
    "'''One.'''\n__doc__ = None\n",
    "'''One.'''\n__doc__: str = 'Two.'\n",
    "'''One.'''\nx = __doc__ = 'Two.'\n",
    "'''One.'''\n__doc__ = ''\n",
    "'''One.'''\ndel __doc__\n__doc__ = 'Two.'\n",
    "def f():\n    'One.'\nf.__doc__ = 'Two.'\n",
    "def f():\n    'One.'\nf.__doc__ = None\n",
    "def f(): ...\nf.__doc__ = 'a' 'b'\n",
    "def f():\n    'One.'\ndef g(): ...\ng.__doc__ = f.__doc__\n",
    "def f(): ...\ndef g(): ...\nf.__doc__ = g.__doc__ = 'One.'\n",
    "class C:\n    'One.'\n    __doc__ = 'Two.'\n",
    "class C:\n    __doc__ = '''\n      One.\n        Two.'''\n",
    "class C:\n    def m(self): ...\n    m.__doc__ = 'One.'\n",
    "class C:\n    def m(self): ...\nC.m.__doc__ = 'One.'\nC.__doc__ = 'Two.'\n",
    "class C:\n    @property\n    def m(self):\n        'One.'\n    n = property(m, doc='Two.')\n",
    "if True:\n    __doc__ = 'One.'\n",
];

const RUN: &str = r#"
import inspect, json, sys
answers = []
text = lambda value: inspect.cleandoc(value) or None if isinstance(value, str) else None
for source in json.load(sys.stdin):
    scope = {"__name__": "m", "__doc__": None}
    exec(compile(source, "m", "exec"), scope)
    found = {"": text(scope["__doc__"])}
    for name, value in scope.items():
        if name[0] == "_" or name == "x": continue
        found[name] = text(value.__doc__)
        if inspect.isclass(value):
            members = [(inner, member) for inner, member in vars(value).items() if inner[0] != "_"]
            found |= {f"{name}.{inner}": text(member.__doc__) for inner, member in members}
    answers.append(found)
print(json.dumps(answers))
"#;

#[test]
fn assigned_docstrings_are_what_cpython_makes_of_them() {
    let Some(answers) = cpython(RUN, &json!(ASSIGNED)) else {
        return;
    };
    let mut wrong = Vec::new();
    for (source, expected) in ASSIGNED.iter().zip(answers.as_array().unwrap()) {
        let facts = extract(
            source.as_bytes(),
            ModuleName::new("m").unwrap(),
            ModuleKind::Module,
            &Target::default(),
        );
        let text = |docstring: &Option<Docstring>| json!(docstring.as_ref().map(|docstring| &docstring.text));
        let mut ours = serde_json::Map::from_iter([(String::new(), text(&facts.module.docstring))]);
        for item in facts.module.members.iter().filter(|item| item.name != "x") {
            let inner = item
                .members()
                .iter()
                .map(|inner| (format!("{}.{}", item.name, inner.name), inner));
            for (name, item) in std::iter::once((item.name.to_string(), item)).chain(inner) {
                if !name.contains("__") {
                    ours.insert(name, text(&item.docstring));
                }
            }
        }
        if Value::Object(ours.clone()) != *expected {
            wrong.push(format!("{source}  CPython {expected}\n  ours    {}", json!(ours)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
