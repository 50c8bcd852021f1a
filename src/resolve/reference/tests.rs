use super::{Resolution, Scope, Wanted};
use crate::resolve::sample;
use crate::resolve::{Api, Project, SpecialMembers, Target, VisibilityOptions};

const PACKAGE: &[(&str, &str)] = &[
    (
        "pkg/__init__.py",
        "from .base import Base as Public\nfrom . import tool\nimport numpy as np\n\
         def tool(): 'The function, not the module.'\n",
    ),
    (
        "pkg/base.py",
        "class Base:\n    def run(self): 'R'\n    def stop(self): 'S'\n    width = 1\n\
         class _Hidden:\n    def secret(self): 'S'\n",
    ),
    (
        "pkg/child.py",
        "import json\nfrom .base import Base, _Hidden\n\
         def run(): 'Not the method.'\n\
         def work(data, width, *rest): 'W'\n\
         class Child(Base, _Hidden):\n    def __init__(self, size): 'I'\n    def run(self): 'R'\n\
         \x20   class Inner:\n        def deep(self): 'D'\n\
         class Box[T]:\n    def put(self, item: T): 'P'\n\
         Alias = Child\ndata = 1\n\
         class Shape: 'S'\nclass Square(Shape):\n    def draw(self): 'D'\n\
         class Text:\n    def draw(self): 'D'\n",
    ),
    ("pkg/tool.py", "def use(): 'U'\nclass Twice: 'T'\n"),
    ("pkg/other/__init__.py", "class Twice: 'T'\nclass Far: 'F'\n"),
    ("pkg/other/sub.py", "class Twice: 'T'\n"),
];

const OPTIONS: VisibilityOptions = VisibilityOptions {
    private: false,
    special: SpecialMembers::Documented,
    undocumented: true,
};

fn project() -> Project {
    let files = PACKAGE.iter().map(|(path, source)| sample::module(path, source));
    Project::new(files.collect())
}

/// The scope of `module:Class.method`.
fn scope<'p>(project: &'p Project, place: &str) -> Scope<'p> {
    let (module, path) = place.split_once(':').unwrap_or((place, ""));
    let module = project.find(module).unwrap();
    let mut members = project.modules[module].facts.module.members.as_slice();
    let mut around = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let item = members.iter().find(|item| item.name == part).unwrap();
        members = item.members();
        around.push(item);
    }
    Scope {
        module,
        around,
        signature_of: None,
    }
}

fn full_name(project: &Project, target: &Target<'_>) -> String {
    match target {
        Target::Module(module) => format!("module {}", project.modules[*module].name()),
        Target::External(name) => format!("outside {name}"),
        Target::Item(module, around, item) => {
            let items = around.iter().chain([item]).map(|item| item.name.as_str());
            let module = project.modules[*module].name().as_str();
            std::iter::once(module).chain(items).collect::<Vec<_>>().join(".")
        }
    }
}

fn words(project: &Project, resolution: &Resolution<'_>) -> String {
    match resolution {
        Resolution::Found(found) => full_name(project, &found.target),
        Resolution::Parameter(owner, name) => format!("{}({name})", full_name(project, owner)),
        Resolution::Local => "local".to_owned(),
        Resolution::Ambiguous(found) => {
            let names = found.iter().map(|found| full_name(project, &found.target));
            names.collect::<Vec<_>>().join(" or ")
        }
        Resolution::Nothing => "nothing".to_owned(),
    }
}

#[track_caller]
fn check(place: &str, wanted: Wanted<'_>, expected: &str) {
    let project = project();
    let (api, _) = Api::new(&project, OPTIONS);
    let found = api.resolve(&scope(&project, place), wanted);
    assert_eq!(words(&project, &found), expected, "{place}: {wanted:?}");
}

#[test]
fn links_are_looked_up_from_the_inside_out() {
    for (place, role, name, expected) in [
        ("pkg.child:Child.run", "meth", "run", "pkg.child.Child.run"),
        ("pkg.child:Child.run", "func", "pkg.child.run", "pkg.child.run"),
        ("pkg.child:Child", "meth", "stop", "pkg.base.Base.stop"),
        ("pkg.child", "meth", "Child.stop", "pkg.base.Base.stop"),
        ("pkg.child", "meth", "Alias.stop", "pkg.base.Base.stop"),
        ("pkg.child", "meth", "Child.secret", "pkg.base._Hidden.secret"),
        ("pkg.other", "meth", "pkg.Public.run", "pkg.base.Base.run"),
        ("pkg.child:Child.run", "class", "Inner", "pkg.child.Child.Inner"),
        ("pkg.child:Child.Inner.deep", "meth", "run", "pkg.child.Child.run"),
        ("pkg.other", "class", "Public", "pkg.base.Base"),
        ("pkg", "class", "np.ndarray", "outside numpy.ndarray"),
        ("pkg.child", "mod", "json", "outside json"),
        // A role decides between a module and what hides it.
        ("pkg", "mod", "pkg.tool", "module pkg.tool"),
        ("pkg", "mod", "tool", "module pkg.tool"),
        ("pkg", "func", "tool", "pkg.tool"),
        ("pkg.base", "mod", "tool", "module pkg.tool"),
        ("pkg.base", "func", "pkg.tool.use", "pkg.tool.use"),
        // It excludes nothing.
        ("pkg.child", "class", "data", "pkg.child.data"),
        ("pkg.child", "attr", "Child.stop", "pkg.base.Base.stop"),
        // The end of a full name is enough, where one thing alone has it.
        ("pkg.base", "class", "Far", "pkg.other.Far"),
        ("pkg.base", "meth", "Inner.deep", "pkg.child.Child.Inner.deep"),
        ("pkg.base", "meth", "Child.stop", "pkg.base.Base.stop"),
        (
            "pkg.base",
            "class",
            "Twice",
            "pkg.other.Twice or pkg.other.sub.Twice or pkg.tool.Twice",
        ),
        ("pkg.other.sub:Twice", "class", "Twice", "pkg.other.sub.Twice"),
        // A role decides between what is in a module and what is in a class.
        (
            "pkg.tool",
            "meth",
            "run",
            "pkg.base.Base.run or pkg.child.Child.run",
        ),
        ("pkg.tool", "func", "run", "pkg.child.run"),
        ("pkg.other", "data", "width", "pkg.base.Base.width"),
        // What a class has not is sought in the classes derived from it.
        ("pkg.child:Shape", "meth", "draw", "pkg.child.Square.draw"),
        (
            "pkg.child",
            "meth",
            "draw",
            "pkg.child.Square.draw or pkg.child.Text.draw",
        ),
        ("pkg.base", "class", "str", "nothing"),
        ("pkg.base", "class", "Nowhere", "nothing"),
        ("pkg.base", "meth", "Far.run", "nothing"),
        ("pkg.base", "class", "Child[int]", "pkg.child.Child"),
        // What is called a module is none of a class, and one part is too little to find one.
        ("pkg.base", "mod", "other.sub", "module pkg.other.sub"),
        ("pkg.base", "mod", "sub", "nothing"),
    ] {
        check(place, Wanted::in_text(name, Some(role), true), expected);
    }
}

#[test]
fn mentions_mean_what_is_in_scope() {
    for (place, name, expected) in [
        ("pkg.child:Child.run", "stop", "pkg.base.Base.stop"),
        ("pkg.child:work", "run", "pkg.child.run"),
        ("pkg.child:work", "data", "local"),
        ("pkg.child:work", "data.shape", "local"),
        ("pkg.child:Box.put", "T", "local"),
        ("pkg.base", "Far", "nothing"),
        ("pkg.base", "Public", "pkg.base.Base"),
    ] {
        check(place, Wanted::in_text(name, None, false), expected);
    }
}

#[test]
fn parameters_are_meant_where_nothing_else_is() {
    for (place, role, name, expected) in [
        ("pkg.child:work", None, "data", "pkg.child.work(data)"),
        ("pkg.child:work", Some("paramref"), "rest", "pkg.child.work(rest)"),
        ("pkg.child:work", Some("data"), "data", "pkg.child.data"),
        (
            "pkg.base",
            Some("paramref"),
            "work.width",
            "pkg.child.work(width)",
        ),
        (
            "pkg.base",
            Some("paramref"),
            "pkg.child.Child.size",
            "pkg.child.Child(size)",
        ),
        ("pkg.child:Child", None, "Child.width", "pkg.base.Base.width"),
        ("pkg.child", None, "work.width", "pkg.child.work(width)"),
        ("pkg.child", Some("paramref"), "work.nothing", "nothing"),
    ] {
        check(place, Wanted::in_text(name, role, true), expected);
    }
}

#[test]
fn dots_lead_up_from_the_item() {
    for (place, name, expected) in [
        ("pkg.child:Child", ".run", "pkg.child.Child.run"),
        ("pkg.child:Child", "..run", "pkg.child.run"),
        (
            "pkg.child:Child.run",
            "..Inner.deep",
            "pkg.child.Child.Inner.deep",
        ),
        ("pkg.child:Child.run", "....tool", "pkg.tool"),
        ("pkg.child", ".run", "pkg.child.run"),
        ("pkg.child:Child", "........run", "pkg.child.Child.run"),
    ] {
        check(place, Wanted::in_text(name, None, true), expected);
    }
}

#[test]
fn code_sees_what_python_sees_there() {
    for (place, name, expected) in [
        ("pkg.child:Child", "run", "pkg.child.run"),
        ("pkg.child:Child", "stop", "nothing"),
        ("pkg.child:Child", "Inner", "pkg.child.Child.Inner"),
        ("pkg.child:Child", "Public", "nothing"),
        ("pkg.child:Box", "T", "local"),
    ] {
        check(place, Wanted::code(name), expected);
    }
    check("pkg.base", Wanted::in_type("Far"), "pkg.other.Far");
    check("pkg.base", Wanted::in_type("deep"), "nothing");
    check(
        "pkg.base",
        Wanted::in_type("Twice"),
        "pkg.other.Twice or pkg.other.sub.Twice or pkg.tool.Twice",
    );
}

#[test]
fn readers_know_full_names_offered_names_and_unique_ends() {
    let project = project();
    let (api, _) = Api::new(&project, OPTIONS);
    for (name, expected) in [
        ("pkg.child.Child.run", "pkg.child.Child.run"),
        ("pkg.child.Child.width", "pkg.base.Base.width"),
        ("Public.stop", "pkg.base.Base.stop"),
        ("Child.run", "pkg.child.Child.run"),
        ("Far", "pkg.other.Far"),
        (
            "Twice",
            "pkg.other.Twice or pkg.other.sub.Twice or pkg.tool.Twice",
        ),
        ("pkg.nothing", "nothing"),
        ("np.array", "outside numpy.array"),
        ("pkg.np.array", "outside numpy.array"),
        ("json.loads", "nothing"),
        ("list", "nothing"),
        ("pkg.child.work.width", "pkg.child.work(width)"),
        ("work.rest", "pkg.child.work(rest)"),
        ("pkg.child.Child.size", "pkg.child.Child(size)"),
        ("pkg.child.Child.run.size", "nothing"),
    ] {
        assert_eq!(words(&project, &api.resolve_anywhere(name)), expected, "{name}");
    }
    for (name, message, similar) in [
        ("pkg.child.Child.hun", "`pkg.child.Child` has no `hun`", "run"),
        ("pkg.child.Child.stob", "`pkg.child.Child` has no `stob`", "stop"),
        ("pkg.child.Cild.run", "`pkg.child` has no `Cild`", "Child"),
        ("pkg.toul", "`pkg` has no `toul`", "tool"),
        ("pkq.tool", "`pkq.tool` names nothing that is documented", "pkg"),
        ("Publix", "`Publix` names nothing that is documented", ""),
    ] {
        let missing = api.missing_anywhere(name);
        assert_eq!(missing.message(&api, name), message);
        assert_eq!(missing.nearest.unwrap_or_default(), similar, "{name}");
    }
}
