//! A random package of modules that import, derive from and speak of each other, and random edits of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Numbers that look random: the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap_or_default()
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn of<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.below(among.len())]
    }
}

const MODULES: [&str; 7] = ["p", "p.a", "p.a.x", "p.a.y", "p.b", "p.b.z", "p._c"];
const PACKAGES: [&str; 3] = ["p", "p.a", "p.b"];
const CLASSES: [&str; 6] = ["A", "B", "C", "D", "E", "_F"];
const FUNCTIONS: [&str; 4] = ["f", "g", "h", "_k"];
const METHODS: [&str; 4] = ["run", "stop", "name", "_hide"];

/// The sources of the package, by the name of the module.
pub(crate) struct Program {
    modules: BTreeMap<&'static str, Module>,
}

#[derive(Clone, Default)]
struct Module {
    /// Lines that say nothing, above everything else.
    filler: usize,
    docstring: String,
    imports: Vec<String>,
    exports: Option<Vec<&'static str>>,
    classes: Vec<Class>,
    functions: Vec<Function>,
    stub: bool,
}

#[derive(Clone)]
struct Class {
    name: &'static str,
    header: String,
    docstring: String,
    fields: Vec<String>,
    methods: Vec<Function>,
}

#[derive(Clone)]
struct Function {
    name: &'static str,
    decorator: &'static str,
    annotation: String,
    docstring: String,
    body: usize,
}

impl Program {
    pub(crate) fn new(random: &mut Random) -> Self {
        let modules = MODULES.into_iter().map(|name| (name, module_of(random)));
        Self {
            modules: modules.collect(),
        }
    }

    /// The files: path and text.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for (name, module) in &self.modules {
            let stem = name.replace('.', "/");
            let path = if PACKAGES.contains(name) {
                format!("{stem}/__init__.py")
            } else {
                format!("{stem}.py")
            };
            if module.stub {
                files.insert(format!("{path}i"), print(module, true));
            }
            files.insert(path, print(module, false));
        }
        files
    }

    /// Edits the package, and tells how.
    pub(crate) fn edit(&mut self, random: &mut Random) -> String {
        let name = MODULES[random.below(MODULES.len())];
        let is_package = PACKAGES.contains(&name);
        let Some(module) = self.modules.get_mut(name) else {
            self.modules.insert(name, module_of(random));
            return format!("{name} comes back");
        };
        let what = random.below(12);
        match what {
            0 if !is_package => {
                self.modules.remove(name);
            }
            1 => *module = module_of(random),
            2 => module.filler = random.below(5),
            3 => module.docstring = docstring(random),
            4 => module.imports = imports(random),
            5 => module.exports = exports(random),
            6 => module.stub = !module.stub,
            7 | 8 => {
                let at = random.below(module.classes.len());
                if let Some(class) = module.classes.get_mut(at) {
                    *class = class_of(random, class.name);
                }
            }
            9 => {
                let at = random.below(module.functions.len());
                if let Some(function) = module.functions.get_mut(at) {
                    function.body = random.below(9);
                }
            }
            10 => module.functions = functions(random, &FUNCTIONS),
            _ => {
                let at = random.below(module.classes.len());
                if let Some(method) = module
                    .classes
                    .get_mut(at)
                    .and_then(|class| class.methods.first_mut())
                {
                    method.docstring = docstring(random);
                }
            }
        }
        format!("edit {what} of {name}")
    }
}

fn module_of(random: &mut Random) -> Module {
    let classes = CLASSES.into_iter().filter_map(|name| {
        let is_there = random.one_in(2);
        is_there.then(|| class_of(random, name))
    });
    let classes: Vec<Class> = classes.collect();
    Module {
        filler: 0,
        docstring: docstring(random),
        imports: imports(random),
        exports: exports(random),
        classes,
        functions: functions(random, &FUNCTIONS),
        stub: random.one_in(6),
    }
}

fn imports(random: &mut Random) -> Vec<String> {
    let count = random.below(4);
    (0..count)
        .map(|_| {
            let from = random.of(&MODULES);
            match random.below(5) {
                0 => format!("from {from} import *"),
                1 => format!("import {from}"),
                2 => format!(
                    "from {from} import {} as {}",
                    random.of(&CLASSES),
                    random.of(&CLASSES)
                ),
                _ => format!("from {from} import {}", random.of(&CLASSES)),
            }
        })
        .collect()
}

fn exports(random: &mut Random) -> Option<Vec<&'static str>> {
    random.one_in(3).then(|| {
        let count = random.below(5);
        (0..count).map(|_| random.of(&CLASSES)).collect()
    })
}

fn class_of(random: &mut Random, name: &'static str) -> Class {
    let header = match random.below(8) {
        0 => String::new(),
        1 => "(Protocol)".to_owned(),
        2 => "(TypedDict)".to_owned(),
        3 => "(Enum)".to_owned(),
        4 => format!("({}, {})", random.of(&CLASSES), random.of(&CLASSES)),
        5 => format!("({}.{})", random.of(&MODULES), random.of(&CLASSES)),
        _ => format!("({})", random.of(&CLASSES)),
    };
    let fields = (0..random.below(3)).map(|_| {
        let name = random.of(&["one", "two", "three"]);
        match random.below(3) {
            0 => format!("{name} = {}", random.below(9)),
            1 => format!("{name}: {} = None", random.of(&CLASSES)),
            _ => format!("{name}: 'list[{}]'", random.of(&CLASSES)),
        }
    });
    Class {
        name,
        header,
        fields: fields.collect(),
        docstring: docstring(random),
        methods: functions(random, &METHODS),
    }
}

fn functions(random: &mut Random, names: &[&'static str]) -> Vec<Function> {
    let mut functions = Vec::new();
    for name in names {
        if random.one_in(2) {
            functions.push(Function {
                name,
                decorator: random.of(&[
                    "",
                    "",
                    "",
                    "@overload\n",
                    "@property\n",
                    "@deprecated('Use `A`.')\n",
                ]),
                annotation: match random.below(4) {
                    0 => format!("{}.{}", random.of(&MODULES), random.of(&CLASSES)),
                    1 => format!("dict[str, {}]", random.of(&CLASSES)),
                    2 => "**options: Unpack[A]".to_owned(),
                    _ => random.of(&CLASSES).to_owned(),
                },
                docstring: docstring(random),
                body: random.below(3),
            });
        }
    }
    functions
}

fn docstring(random: &mut Random) -> String {
    let name = |random: &mut Random| match random.below(4) {
        0 => format!("{}.{}", random.of(&MODULES), random.of(&CLASSES)),
        1 => format!("{}.{}", random.of(&CLASSES), random.of(&METHODS)),
        2 => random.of(&FUNCTIONS).to_owned(),
        _ => random.of(&CLASSES).to_owned(),
    };
    match random.below(7) {
        0 | 1 => String::new(),
        2 => format!("See `{}`.", name(random)),
        3 => format!("See :class:`{}` and :meth:`~{}`.", name(random), name(random)),
        4 => format!(
            "See [`{}`][].\n\nArgs:\n    value ({}): What.",
            name(random),
            name(random)
        ),
        5 => format!(
            "Old.\n\n.. deprecated:: 1.{}\n   Use :func:`{}`.",
            random.below(9),
            name(random)
        ),
        _ => format!("Number {}.", random.below(9)),
    }
}

fn print(module: &Module, is_stub: bool) -> String {
    let mut out = "# Nothing.\n".repeat(module.filler);
    write_docstring(&mut out, "", &module.docstring);
    out.push_str("from enum import Enum\nfrom typing import Protocol, TypedDict, Unpack, overload\n");
    for import in &module.imports {
        let _ = writeln!(out, "{import}");
    }
    if let Some(exports) = &module.exports {
        let _ = writeln!(out, "__all__ = {exports:?}");
    }
    for class in &module.classes {
        let _ = writeln!(out, "\n\nclass {}{}:", class.name, class.header);
        write_docstring(&mut out, "    ", if is_stub { "" } else { &class.docstring });
        for field in &class.fields {
            let _ = writeln!(out, "    {field}");
        }
        for method in &class.methods {
            write_function(&mut out, "    ", "self, ", method);
        }
        out.push_str("    pass\n");
    }
    for function in &module.functions {
        write_function(&mut out, "", "", function);
    }
    out
}

fn write_function(out: &mut String, indent: &str, receiver: &str, function: &Function) {
    let Function {
        name,
        decorator,
        annotation,
        docstring,
        body,
    } = function;
    let value = if annotation.starts_with('*') {
        ""
    } else {
        "value: "
    };
    if !decorator.is_empty() {
        let _ = write!(out, "{indent}{decorator}");
    }
    let _ = writeln!(out, "{indent}def {name}({receiver}{value}{annotation}) -> None:");
    let inner = format!("{indent}    ");
    write_docstring(out, &inner, docstring);
    for number in 0..*body {
        let _ = writeln!(out, "{inner}print({number})");
    }
    let _ = writeln!(out, "{inner}return None");
}

fn write_docstring(out: &mut String, indent: &str, docstring: &str) {
    if !docstring.is_empty() {
        let text = docstring.replace('\n', &format!("\n{indent}"));
        let _ = writeln!(out, "{indent}\"\"\"{text}\"\"\"");
    }
}
