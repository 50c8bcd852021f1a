//! What is found in docstrings, and where.
//!
//! Each `tests/findings/*.py` has beside it what is said of it, place by place;
//! `SNAPSHOTS=overwrite cargo test --test docstring_findings` writes that anew, and each line has to be judged.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their cases, and may panic"
)]

#[expect(dead_code, reason = "an interpreter is all that is needed")]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mdbook_autodoc::diagnostic::{Code, Diagnostic};
use mdbook_autodoc::docstring::{Style, detect, parse};
use mdbook_autodoc::extract::extract;
use mdbook_autodoc::lint::Lint;
use mdbook_autodoc::model::{Docstring, ModuleKind};
use mdbook_autodoc::name::ModuleName;
use mdbook_autodoc::resolve::{Api, Project, ProjectModule, SpecialMembers, VisibilityOptions, merge_stub};
use mdbook_autodoc::target::Target;
use mdbook_autodoc::text::Location;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What is found in the docstrings of a module, in order.
fn found_in(source: &str) -> Vec<Diagnostic> {
    found_in_all(&[("m", source, "")])
}

/// What is found in the docstrings of modules, given by their names, sources and stubs.
fn found_in_all(modules: &[(&str, &str, &str)]) -> Vec<Diagnostic> {
    let facts = |name: &str, source: &str| {
        let name = ModuleName::new(name).unwrap();
        let facts = extract(source.as_bytes(), name, ModuleKind::Module, &Target::default());
        assert_eq!(facts.diagnostics, []);
        facts
    };
    let module = |(name, source, stub): &(&str, &str, &str)| {
        let mut module = ProjectModule {
            facts: facts(name, source),
            path: format!("{name}.py"),
            stub_path: String::new(),
        };
        if !stub.is_empty() {
            merge_stub(&mut module.facts, facts(name, stub));
            module.stub_path = format!("{name}.pyi");
        }
        module
    };
    let project = Project::new(modules.iter().map(module).collect());
    let options = VisibilityOptions {
        private: false,
        special: SpecialMembers::default(),
        undocumented: true,
    };
    let (api, _) = Api::new(&project, options);
    let read = |_: usize, docstring: &Docstring| {
        let style = detect(&docstring.text).unwrap_or(Style::Sphinx);
        parse(&docstring.text, style)
    };
    let lint = Lint {
        api: &api,
        parse: &read,
        voice: &|_| 0,
        is_outside: &|_| false,
    };
    let shown = api.modules.keys();
    let mut found: Vec<Diagnostic> = shown.flat_map(|module| lint.findings(*module).0).collect();
    found.sort();
    found
}

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let entries = fs::read_dir(directory).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "py"));
    paths.sort();
    paths
}

#[test]
fn findings_stand_at_the_very_words() {
    for path in cases() {
        let source = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = source.lines().collect();
        let mut text = String::new();
        for found in found_in(&source) {
            let (start, end) = (found.location.unwrap(), found.end.unwrap());
            let line = lines[start.line as usize - 1];
            let marked: String = line
                .chars()
                .skip(start.column as usize - 1)
                .take((end.column - start.column) as usize)
                .collect();
            assert_eq!(start.line, end.line, "{found:?}");
            writeln!(
                text,
                "{}:{} {}: {}",
                start.line,
                start.column,
                found.code.as_str(),
                found.message
            )
            .unwrap();
            writeln!(text, "    {marked}").unwrap();
            if let Some(help) = &found.help {
                writeln!(text, "    help: {help}").unwrap();
            }
        }
        let expected = snapbox::Data::read_from(&path.with_extension("txt"), None);
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(text, expected);
    }
}

#[test]
fn nothing_is_found_in_what_is_called_silent() {
    let mut count = 0;
    for path in cases() {
        let source = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = source.lines().collect();
        for found in found_in(&source) {
            let above = &lines[..found.location.unwrap().line as usize];
            let definition = above.iter().rfind(|line| {
                let line = line.trim_start();
                ["def ", "class "].iter().any(|word| line.starts_with(word))
            });
            let definition = definition.unwrap_or(&"").to_lowercase();
            assert!(!definition.contains("silent"), "{path:?}: {found:?}");
        }
        count += source.to_lowercase().matches(" silent").count();
    }
    assert!(count > 15, "{count}");
}

#[test]
fn time_is_linear_in_what_a_program_writes() {
    // Each entry against each parameter, or each finding from the start of the text, would take 10^10 steps.
    let names =
        |prefix: &str| -> Vec<String> { (0..60_000).map(|number| format!("{prefix}{number}")).collect() };
    let entries: String = names("b")
        .iter()
        .map(|name| format!("        {name} (int): :r:`x`\n"))
        .collect();
    let source = format!(
        "def f({}):\n    '''A.\n\n    Args:\n{entries}    '''\n",
        names("a").join(", ")
    );
    let found = found_in(&source);
    assert!(found.iter().all(|found| found.code == Code::UnknownMarkup));
    let entries = "    b (int): :r:`x`\\n".repeat(30_000);
    let source = format!("def f(a):\n    'A.\\n\\nArgs:\\n    a: A.\\n{entries}'\n");
    assert_eq!(found_in(&source).len(), 60_000);
}

#[test]
fn each_docstring_is_examined_where_it_stands_and_once() {
    let base = "'''See :a:`x`.'''\nclass Base:\n    '''See :b:`x`.'''\n    def f(self): '''See :h:`x`.'''\n";
    let heir = "from base import Base, g\n__all__ = ['Base', 'Heir', 'g']\nclass Heir(Base):\n    def f(self): ...\n";
    let source = "def g(a):\n    ...\nclass C: ...\n";
    let stub = "def g(b):\n    '''See :d:`x`.'''\nclass C:\n    def f(self):\n        '''See :e:`x`.'''\n";
    let hidden = "class _Hidden:\n    '''See :f:`x`.'''\nclass Shown:\n    '''See :g:`x`.'''\n    shown = _Hidden\n    other = shown\n";
    let found = found_in_all(&[
        ("base", base, ""),
        ("heir", heir, ""),
        ("stubbed", source, stub),
        ("_hidden", hidden, ""),
        ("shows", "from _hidden import Shown\n__all__ = ['Shown']\n", ""),
        ("again", "from shows import Shown as Shown\n", ""),
    ]);
    let places: Vec<String> = found
        .iter()
        .map(|found| {
            let place = found.location.unwrap();
            format!("{}:{}:{} {}", found.path, place.line, place.column, found.message)
        })
        .collect();
    let expected = [
        "_hidden.py:4:12 `g` is not a known role",
        "base.py:1:8 `a` is not a known role",
        "base.py:3:12 `b` is not a known role",
        "base.py:4:25 `h` is not a known role",
        "stubbed.pyi:2:12 `d` is not a known role",
        "stubbed.pyi:5:16 `e` is not a known role",
    ];
    assert_eq!(places, expected);
}

/// What `doctest` says of each docstring: the line at which it gives it up, or nothing.
const DOCTEST: &str = r#"
import ast, doctest, json, re, sys
said = []
for function in ast.parse(json.load(sys.stdin)).body:
    try:
        doctest.DocTestParser().parse(ast.get_docstring(function) or "")
        said.append(None)
    except ValueError as error:
        line = re.search(r"(?:lacks blank after .*?|inconsistent leading whitespace): (.*)$", str(error), re.DOTALL)
        said.append(ast.literal_eval(line[1]).strip())
print(json.dumps(said))
"#;

fn doctest(source: &str) -> Option<Vec<Option<String>>> {
    let python = support::tools::python_3_12()?;
    let mut child = Command::new(python)
        .args(["-c", DOCTEST])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = json!(source).to_string();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let said = said.as_array().unwrap().iter();
    Some(said.map(|line| line.as_str().map(str::to_owned)).collect())
}

/// Lines that docstrings are put together from, without the number that tells them apart.
const LINES: &[&str] = &[
    "",
    "",
    "    ",
    ">>> a",
    ">>> a",
    ">>>",
    ">>>a",
    ">>>>",
    ">>>\u{a0}a",
    "... a",
    "...",
    "...a",
    "....",
    "a",
    "a",
    ">> a",
    "\u{e9}",
    ">>>  a",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_examined(
        lines in prop::collection::vec((0..PARTS.len(), 0..PARTS.len(), ".{0,9}"), 0..12)
    ) {
        let line = |(first, second, rest): &(usize, usize, String)| format!("{}{}{rest}", PARTS[*first], PARTS[*second]);
        let text = lines.iter().map(line).collect::<Vec<_>>().join("\n");
        let text = text.replace('\0', "").replace('\\', "\\\\").replace('"', "\\\"");
        let source = format!("def f(a: int, b: str | None) -> list[int]:\n    \"\"\"{text}\"\"\"\n");
        for found in found_in(&source) {
            let (start, end) = (found.location.unwrap(), found.end);
            let lines = source.replace("\r\n", "\n");
            let line = lines.split(['\n', '\r']).nth(start.line as usize - 1).unwrap();
            prop_assert!((1..=line.chars().count() + 1).contains(&(start.column as usize)), "{:?}", found);
            let is_behind = |end: Location| (end.line, end.column) > (start.line, start.column);
            prop_assert!(end.is_none_or(is_behind), "{:?}", found);
        }
    }
}

/// What lines of random docstrings begin with.
const PARTS: &[&str] = &[
    "",
    "",
    "    ",
    "Args:",
    "Returns:",
    "Parameters",
    "-----",
    ":param a:",
    ":param int b: ",
    ":type a: ",
    "@param c: ",
    ">>>",
    "... ",
    "a: ",
    "b (int): ",
    "c : str",
    ".. note::",
    ".. what::",
    ":role:`x`",
    "`",
    "**",
    "|",
    "```",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn doctests_are_given_up_where_python_gives_them_up(
        docstrings in prop::collection::vec(prop::collection::vec((0..LINES.len(), 0..4_usize), 1..9), 400)
    ) {
        let mut source = String::new();
        for (number, lines) in docstrings.iter().enumerate() {
            writeln!(source, "def f{number}():\n    '''Text.\n").unwrap();
            for (index, (line, indent)) in lines.iter().enumerate() {
                let text = LINES[*line];
                // Numbers make each line one of a kind.
                let mark = if text.ends_with('a') { index.to_string() } else { String::new() };
                writeln!(source, "    {}{text}{mark}", " ".repeat(indent * 2)).unwrap();
            }
            source.push_str("    '''\n");
        }
        let Some(expected) = doctest(&source) else {
            return Ok(());
        };
        let lines: Vec<&str> = source.lines().collect();
        let mut own = vec![None; docstrings.len()];
        for found in found_in(&source).into_iter().filter(|found| found.code == Code::MalformedDoctest) {
            let line = found.location.unwrap().line as usize - 1;
            let above = lines[..line].iter().rfind(|line| line.starts_with("def f")).unwrap();
            let number: usize = above["def f".len()..].trim_end_matches("():").parse().unwrap();
            own[number] = Some(lines[line].trim().to_owned());
        }
        prop_assert!(expected.iter().flatten().count() > 20);
        for (number, (own, expected)) in own.iter().zip(&expected).enumerate() {
            prop_assert_eq!(own, expected, "{:?}", &docstrings[number]);
        }
    }
}
