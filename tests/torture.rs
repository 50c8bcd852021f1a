//! The hard cases: each test is named after one, and says what is right of it in the package `torture/src/hardpkg`. Where
//! CPython can say so, it does: the package can be imported, but for what is in `broken.py`.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

#[expect(dead_code, reason = "the tests need a Python only")]
mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use mdbook_autodoc::book::GeneratedChapter;
use mdbook_autodoc::config::{Config, Settings};
use mdbook_autodoc::driver::{self, Target};
use mdbook_autodoc::render::{Format, IndexPage};
use serde_json::{Value, json};
use support::tools;

static DUMP: LazyLock<Value> = LazyLock::new(|| {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-autodoc"));
    let output = command
        .args(["dump", "--source", "src"])
        .current_dir(directory())
        .output();
    serde_json::from_slice(&output.unwrap().stdout).unwrap()
});

static HTML: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| pages(Format::Html));
static MARKDOWN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| pages(Format::Markdown));

fn directory() -> PathBuf {
    tools::repository().join("tests/torture")
}

fn settings() -> Settings {
    let options = json!({
        "source": "src",
        "performance": { "cache": false },
        "target-python": "3.13",
    });
    Settings::new(Config::from_value(options).unwrap(), &directory())
}

fn pages(format: Format) -> BTreeMap<String, String> {
    fn collect(chapter: GeneratedChapter, pages: &mut BTreeMap<String, String>) {
        pages.insert(chapter.path, chapter.content.read().unwrap());
        for child in chapter.children {
            collect(child, pages);
        }
    }
    let target = Target::new(IndexPage::beside_chapters("API"), format);
    let mut pages = BTreeMap::new();
    collect(
        driver::generate(&settings(), target, &[]).unwrap().root,
        &mut pages,
    );
    pages
}

/// The object of the dump under a dotted path below the package.
fn find(path: &str) -> &'static Value {
    let parts = path.split('.').filter(|part| !part.is_empty());
    parts.fold(&DUMP["hardpkg"], |object, part| &object["members"][part])
}

#[track_caller]
fn object(path: &str) -> &'static Value {
    let found = find(path);
    assert!(found.is_object(), "{path} is not there");
    found
}

fn docstring(path: &str) -> &'static str {
    object(path)["docstring"]["value"].as_str().unwrap_or_default()
}

fn has_label(path: &str, label: &str) -> bool {
    let labels = object(path)["labels"].as_array();
    labels.is_some_and(|labels| labels.iter().any(|found| found == label))
}

/// The text that a reader sees of one item of a page: from its heading to the next one; of one that is a row, the caption of
/// the table and the cells.
#[track_caller]
fn shown(module: &str, item: &str) -> String {
    let page = &HTML[&format!("api/hardpkg/{module}.md")];
    let start = page.find(&format!("id=\"hardpkg.{module}.{item}\""));
    let start = start.unwrap_or_else(|| panic!("{item} is not on the page of {module}"));
    let rest = &page[start..];
    if page[..start].ends_with("<tr ") {
        let table = &page[page[..start].rfind("<table").unwrap()..];
        let caption = &table[..table.find("</caption>").unwrap()];
        let row = &rest[rest.find("<td>").unwrap()..rest.find("</tr>").unwrap()];
        let html = format!("{caption}</caption><tr>{}", row.replace("</td><td>", ": "));
        let html = scraper::Html::parse_fragment(&html.replace("</caption>", " | </caption>"));
        return html.root_element().text().collect();
    }
    let end = rest.find("<section").unwrap_or(rest.len());
    let html = scraper::Html::parse_fragment(&format!("<p {}", &rest[..end]));
    html.root_element().text().collect()
}

/// The same of the Markdown pages.
#[track_caller]
fn written(module: &str, item: &str) -> &'static str {
    let page = &MARKDOWN[&format!("api/hardpkg/{module}.md")];
    let start = page.find(&format!("{{#hardpkg.{module}.{item}}}")).unwrap();
    let rest = &page[start..];
    &rest[..rest.find("\n#").unwrap_or(rest.len())]
}

/// What CPython says of an expression in which `hardpkg` can be used; nothing, after a notice, where it cannot be asked.
fn cpython(expression: &str) -> Option<Value> {
    let python = tools::python_3_12()?;
    let program = format!(
        "import sys, json, importlib, inspect\nsys.path.insert(0, 'src')\nimport hardpkg\n\
         module = lambda name: importlib.import_module('hardpkg.' + name)\nprint(json.dumps({expression}))"
    );
    let mut command = Command::new(python);
    let output = command
        .args(["-B", "-c", &program])
        .current_dir(directory())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[track_caller]
fn agrees(found: &Value, expression: &str) {
    if let Some(expected) = cpython(expression) {
        assert_eq!(found, &expected, "{expression}");
    }
}

#[test]
fn all_is_expanded_extended_appended_and_removed_from() {
    let expected = json!([
        "Reexp",
        "NotThere",
        "new_name",
        "impl_func",
        "shadow",
        "extended_name",
        "appended_name"
    ]);
    assert_eq!(DUMP["hardpkg"]["exports"], expected);
    agrees(&expected, "list(dict.fromkeys(hardpkg.__all__))");
}

#[test]
fn all_is_a_sum_with_that_of_another_module() {
    agrees(&object("extended")["exports"], "module('extended').__all__");
    assert_eq!(
        object("extended")["exports"],
        json!(["extended_name", "new_name", "impl_func"])
    );
}

#[test]
fn names_in_all_that_do_not_resolve_are_reported() {
    let found = driver::inspect(&settings(), BTreeMap::new(), &[], false)
        .unwrap()
        .diagnostics;
    let mut found = found
        .iter()
        .filter(|found| found.code.as_str() == "unresolved-export");
    let report = found.next().unwrap();
    assert!(report.message.contains("NotThere"), "{}", report.message);
    assert!(report.path.ends_with("hardpkg/__init__.py"), "{}", report.path);
    let place = report.location.unwrap();
    assert_eq!((place.line, place.column), (12, 34));
    assert!(found.next().is_none());
}

#[test]
fn a_member_and_a_submodule_of_the_same_name() {
    assert_eq!(object("shadow")["target_path"], "hardpkg.shadow.shadow");
    let module = &DUMP["hardpkg"]["shadowed_modules"]["shadow"];
    assert_eq!(module["kind"], "module");
    assert_eq!(module["members"]["shadow"]["kind"], "function");
    agrees(&json!("function"), "type(hardpkg.shadow).__name__");
    assert!(HTML.contains_key("api/hardpkg/shadow.md"));
}

#[test]
fn a_version_check_is_decided_for_the_target() {
    assert_eq!(docstring("branches.versioned"), "B");
    agrees(&json!("B"), "module('branches').versioned.__doc__");
}

#[test]
fn what_is_tried_comes_before_what_is_excepted() {
    assert_eq!(docstring("branches.attempted"), "A");
    agrees(&json!("A"), "module('branches').attempted.__doc__");
}

#[test]
fn several_statements_in_one_if() {
    assert_eq!(object("branches.first_of_if")["kind"], "attribute");
    assert_eq!(docstring("branches.second_of_if"), "Second.");
    assert_eq!(docstring("branches.ThirdOfIf"), "Third.");
}

#[test]
fn names_in_with_and_for() {
    assert_eq!(object("branches.in_with")["value"], "1");
    assert_eq!(object("branches.in_for")["value"], "counter");
}

#[test]
fn names_under_main_are_hidden() {
    assert!(find("branches.only_when_run").is_null());
    assert!(!HTML["api/hardpkg/branches.md"].contains("only_when_run"));
    agrees(&json!(false), "hasattr(module('branches'), 'only_when_run')");
}

#[test]
fn a_deleted_name_of_a_tuple() {
    assert_eq!(object("branches.a")["kind"], "attribute");
    assert!(find("branches.b").is_null());
    agrees(
        &json!([true, false]),
        "[hasattr(module('branches'), name) for name in 'ab']",
    );
}

#[test]
fn chained_targets() {
    assert_eq!(object("branches.c")["value"], "3");
    assert_eq!(object("branches.d")["value"], "3");
}

#[test]
fn comments_that_document_before_and_behind() {
    assert_eq!(docstring("branches.commented_above"), "Above, in\ntwo lines.");
    assert_eq!(docstring("branches.commented_behind"), "Behind.");
}

#[test]
fn a_walrus_binds_a_name() {
    assert_eq!(object("branches.walrus")["value"], "5");
}

#[test]
fn attributes_of_self_in_a_branch() {
    assert_eq!(docstring("objects.Widget.conditional"), "Set in a branch.");
}

#[test]
fn attributes_of_self_in_a_tuple() {
    assert!(has_label("objects.Widget.left", "instance-attribute"));
    assert!(has_label("objects.Widget.right", "instance-attribute"));
    agrees(
        &json!([2, 2]),
        "(lambda w: [w.left, w.right])(module('objects').Widget(2))",
    );
}

#[test]
fn attributes_of_self_in_another_method_with_docstring() {
    assert_eq!(docstring("objects.Widget.prepared"), "Set in another method.");
}

#[test]
fn a_property_with_setter_and_deleter_is_one_entry() {
    for label in ["property", "writable", "deletable"] {
        assert!(has_label("objects.Widget.managed", label), "{label}");
    }
    assert_eq!(docstring("objects.Widget.managed"), "The getter.");
    assert_eq!(object("objects.Widget.managed")["annotation"], "int");
}

#[test]
fn a_property_with_setter_and_deleter_has_three_docstrings() {
    let text = shown("objects", "Widget.managed");
    for docstring in ["The getter.", "The setter.", "The deleter."] {
        assert!(text.contains(docstring), "{text}");
    }
}

#[test]
fn a_dotted_cached_property() {
    assert!(has_label("objects.Widget.lazily", "property"));
    assert!(has_label("objects.Widget.lazily", "cached"));
}

#[test]
fn a_property_that_a_call_makes() {
    let labels = |name: &str| object(name)["labels"].clone();
    assert_eq!(
        labels("objects.Widget.called"),
        json!(["class-attribute", "property", "writable"])
    );
    assert_eq!(
        labels("objects.Widget.only_read"),
        json!(["class-attribute", "property"])
    );
    agrees(
        &json!([
            docstring("objects.Widget.called"),
            docstring("objects.Widget.only_read")
        ]),
        "[module('objects').Widget.called.__doc__, module('objects').Widget.only_read.__doc__]",
    );
    assert_eq!(docstring("objects.Widget.called"), "Made by a call.");
    let text = shown("objects", "Widget.called");
    assert!(
        text.contains("called property") && text.contains(": str Made by a call."),
        "{text}"
    );
    assert!(!text.contains("property("), "{text}");
}

#[test]
fn the_constructor_of_a_dataclass() {
    let text = shown("made", "Child");
    let header =
        "def __init__(self, x: int, y: list = list(), z: str = \"s\", w: float = 0.0, *, kw: bool = False)";
    let found = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = found.replace("( self", "(self").replace(", )", ")");
    assert!(found.contains(header), "{found}");
    let names = json!([["x", false], ["y", true], ["z", true], ["w", true], ["kw", true]]);
    agrees(
        &names,
        "[[p.name, p.default is not p.empty] for p in inspect.signature(module('made').Child).parameters.values()]",
    );
    assert!(
        !HTML["api/hardpkg/made.md"].contains("hardpkg.made.Child._\""),
        "the mark of KW_ONLY is shown"
    );
}

#[test]
fn a_functional_namedtuple_is_a_class() {
    let text = shown("made", "Point");
    assert!(text.contains("class Point"), "{text}");
    for name in ["x", "y", "z"] {
        let text = shown("made", &format!("Point.{name}"));
        assert_eq!(text.trim_end(), format!("Fields | {name}:"));
    }
    agrees(&json!(["x", "y", "z"]), "module('made').Point._fields");
}

#[test]
fn a_functional_enum_is_a_class_with_members() {
    assert!(shown("made", "Animal").contains("class Animal"));
    assert_eq!(shown("made", "Animal.CAT"), "Members | CAT: = 1");
    assert_eq!(shown("made", "Animal.DOG"), "Members | DOG: = 2");
    agrees(
        &json!([["CAT", 1], ["DOG", 2]]),
        "[[m.name, m.value] for m in module('made').Animal]",
    );
}

#[test]
fn a_metaclass_with_call_hides_no_constructor_and_keywords_are_shown() {
    let expected = json!([{ "name": "metaclass", "value": "Meta" }, { "name": "flag", "value": "True" }]);
    assert_eq!(object("objects.WithMeta")["keywords"], expected);
    let text = shown("objects", "WithMeta");
    assert!(
        text.contains("class WithMeta(metaclass=Meta, flag=True)"),
        "{text}"
    );
    assert!(shown("objects", "WithMeta.__init__").contains("def __init__(self, size: int) -> None"));
    assert!(written("objects", "WithMeta").contains("class WithMeta(metaclass=Meta, flag=True)"));
}

#[test]
fn a_class_with_type_parameters() {
    assert!(shown("generics", "Box").contains("class Box[V: (int, str) = int]"));
    assert!(written("generics", "Box").contains("class Box[V: (int, str) = int]"));
    let method = shown("generics", "Box.map");
    assert!(
        method.contains("def map[U](self, function: Callable[[V], U]) -> U"),
        "{method}"
    );
}

#[test]
fn a_type_statement() {
    assert_eq!(object("generics.Alias695")["kind"], "type alias");
    let text = shown("generics", "Alias695");
    assert!(
        text.contains("type Alias695[K: str, *Ts, **Q] = dict[K, tuple[*Ts]]"),
        "{text}"
    );
}

#[test]
fn an_alias_of_pep_613() {
    assert_eq!(object("generics.Alias613")["annotation"], "TypeAlias");
    let text = shown("generics", "Alias613");
    assert!(text.starts_with("Type aliases | Alias613: = "), "{text}");
}

#[test]
fn aliases_variables_and_new_types_are_kinds_of_their_own() {
    for (name, label, start) in [
        ("Number", "type-alias", "Type aliases | Number: ="),
        ("Maybe", "type-alias", "Type aliases | Maybe: ="),
        ("Table", "type-alias", "Type aliases | Table: ="),
        ("BuiltinTable", "type-alias", "Type aliases | BuiltinTable: ="),
        ("Pair", "type-alias", "Type aliases | Pair: ="),
        ("UserId", "new-type", "Type aliases | UserId new type: ="),
        ("T", "type-var", "Attributes | T type variable: ="),
        ("P", "param-spec", "Attributes | P parameter specification: ="),
        ("Ts", "type-var-tuple", "Attributes | Ts type variable tuple: ="),
    ] {
        assert!(has_label(&format!("kinds.{name}"), label), "{name}");
        let text = shown("kinds", name);
        assert!(text.starts_with(start), "{text}");
        assert!(written("kinds", name).len() > name.len());
    }
    for name in ["constants", "looked_up", "flags"] {
        assert_eq!(
            object(&format!("kinds.{name}"))["labels"],
            json!(["module-attribute"])
        );
    }
    // What typing makes tells of itself by its class.
    agrees(
        &json!(["NewType", "TypeVar", "ParamSpec", "TypeVarTuple"]),
        "[type(getattr(module('kinds'), name)).__name__ for name in ('UserId', 'T', 'P', 'Ts')]",
    );
}

#[test]
fn deprecated_has_a_badge_and_its_message() {
    for (name, message) in [("old_function", "use new_function"), ("OldBox", "use Box")] {
        assert!(has_label(&format!("generics.{name}"), "deprecated"));
        let text = shown("generics", name);
        assert!(text.contains(&format!("Deprecated{message}")), "{text}");
        assert!(written("generics", name).contains("*Deprecated*: use"));
        let row = format!("{name}</a></s> <small>deprecated</small>");
        assert!(
            HTML["api/hardpkg/generics.md"].contains(&row),
            "no badge in the table: {name}"
        );
    }
}

#[test]
fn deprecated_stands_at_the_one_overload_that_has_it() {
    let text = shown("kinds", "parse");
    assert_eq!(text.matches("Deprecatedgive text").count(), 1, "{text}");
    let place = |part: &str| text.find(part).unwrap();
    assert!(place("text: str") < place("text: bytes"));
    assert!(place("text: bytes") < place("Deprecatedgive text"));
    assert!(place("Deprecatedgive text") < place("Of bytes."));
    assert!(place("Of bytes.") < place("Parses."));
    assert_eq!(
        written("kinds", "parse")
            .matches("*Deprecated*: give text")
            .count(),
        1
    );
}

#[test]
fn a_stub_is_merged_with_its_module() {
    assert_eq!(
        object("stubbed.stubbed")["overloads"].as_array().unwrap().len(),
        2
    );
    assert_eq!(docstring("stubbed.stubbed"), "Documented in the source.");
    assert_eq!(object("stubbed.only_in_stub")["annotation"], "int");
}

#[test]
fn docstrings_that_are_assigned() {
    assert!(shown("objects", "DocumentedInside").contains("By assignment in the class."));
    assert!(shown("objects", "documented_outside").contains("By assignment to the attribute."));
    agrees(
        &json!(["By assignment in the class.", "By assignment to the attribute."]),
        "[module('objects').DocumentedInside.__doc__, module('objects').documented_outside.__doc__]",
    );
}

#[test]
fn registered_functions_stand_with_their_generic_function() {
    let text = shown("objects", "disp");
    for part in ["The generic function.", "value: int", "For int.", "For str."] {
        assert!(text.contains(part), "{text}");
    }
    agrees(
        &json!(["int", "object", "str"]),
        "sorted(t.__name__ for t in module('objects').disp.registry)",
    );
}

#[test]
fn default_literals_are_as_written() {
    let defaults: Vec<&str> = object("objects.literals")["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| parameter["default"].as_str().unwrap())
        .collect();
    assert_eq!(defaults, ["1.0e10", "1_000", "0xFF", "'quoted'"]);
    assert!(shown("objects", "literals").contains("def literals(a=1.0e10, b=1_000, c=0xFF, d='quoted')"));
}

#[test]
fn a_directory_without_init_inside_the_package() {
    assert_eq!(object("nsdir")["kind"], "module");
    assert_eq!(
        docstring("nsdir.mod.inside"),
        "In a directory without `__init__.py`."
    );
    assert!(HTML["api/hardpkg/nsdir/mod.md"].contains("id=\"hardpkg.nsdir.mod.inside\""));
    agrees(
        &json!("hardpkg.nsdir.mod"),
        "module('nsdir.mod').inside.__module__",
    );
}

#[test]
fn a_latin_1_file() {
    assert_eq!(docstring("latin.latin"), "Caf\u{e9}.");
    agrees(&json!("Caf\u{e9}."), "module('latin').latin.__doc__");
}

#[test]
fn a_file_with_a_syntax_error_keeps_the_rest() {
    assert_eq!(docstring("broken.before"), "Before the error.");
    assert_eq!(docstring("broken.after"), "After the error.");
    let found = driver::inspect(&settings(), BTreeMap::new(), &[], false)
        .unwrap()
        .diagnostics;
    let errors = found.iter().filter(|found| found.code.as_str() == "syntax-error");
    let places: Vec<(&str, u32)> = errors
        .map(|found| {
            (
                found.path.rsplit('/').next().unwrap(),
                found.location.unwrap().line,
            )
        })
        .collect();
    assert_eq!(places, [("broken.py", 5)]);
}

#[test]
fn an_inherited_docstring() {
    let text = shown("objects", "Impl.am");
    assert!(
        text.contains("What it does.") && text.contains("Docstring inherited from hardpkg.objects.Base.am."),
        "{text}"
    );
    assert!(object("objects.Impl.am")["docstring"].is_null());
    agrees(
        &json!("What it does."),
        "inspect.getdoc(module('objects').Impl.am)",
    );
}

#[test]
fn slots_in_every_form() {
    for name in [
        "TupleSlots.first",
        "TupleSlots.second",
        "ListSlots.third",
        "StringSlots.only",
    ] {
        let path = format!("objects.{name}");
        assert_eq!(object(&path)["labels"], json!(["instance-attribute"]));
        let text = shown("objects", name);
        let (_, last) = name.split_once('.').unwrap();
        assert!(text.starts_with(&format!("Attributes | {last}:")), "{text}");
    }
    assert!(find("objects.TupleSlots.__weakref__").is_null());
    assert_eq!(docstring("objects.DictSlots.documented"), "By the\ndictionary.");
    assert_eq!(docstring("objects.DictSlots.bound"), "By the assignment.");
    agrees(
        &json!([["first", "second"], ["third"], ["only"], ["bound", "documented"]]),
        "[sorted(name for name, value in vars(getattr(module('objects'), c)).items() if \
         inspect.ismemberdescriptor(value)) for c in ('TupleSlots', 'ListSlots', 'StringSlots', 'DictSlots')]",
    );
    agrees(
        &json!("By the\ndictionary."),
        "inspect.getdoc(module('objects').DictSlots.documented)",
    );
}

#[test]
fn documentation_beside_types() {
    let text = shown("kinds", "annotated")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let signature = "def annotated(size: int, colour: str = \"red\", plain: int = 0) -> bool";
    assert!(text.contains(signature), "{text}");
    let list = "Parameters size: int How large it is. colour: str = \"red\" Which colour. Returns bool Whether it went well.";
    assert!(text.contains(list), "{text}");
    assert!(!text.contains("Doc("), "{text}");
    let markdown = written("kinds", "annotated");
    assert!(
        markdown.contains("- `size`: `int`\n\n  How large it is.\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("- `bool`\n\n  Whether it went well.\n"),
        "{markdown}"
    );
}

#[test]
fn a_docstring_comes_before_the_documentation_beside_types() {
    let text = shown("kinds", "documented_twice");
    assert!(
        text.contains("In the docstring.") && !text.contains("Beside the type."),
        "{text}"
    );
}

#[test]
fn documentation_beside_the_type_of_an_attribute() {
    let text = shown("kinds", "limit");
    assert!(text.contains("limit: int = 10 At most."), "{text}");
    // The dump holds what the source says.
    assert_eq!(
        object("kinds.limit")["annotation"],
        "Annotated[int, Doc(\"At most.\")]"
    );
    assert!(object("kinds.limit")["docstring"].is_null());
}
