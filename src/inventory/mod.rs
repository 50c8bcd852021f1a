//! What other projects document, and where: the `objects.inv` of their documentation, as Sphinx writes it.
//!
//! An inventory is a list of names, each with its kind and its address. A book names those that it links to; that of
//! Python itself comes with the program.

mod python;
mod read;
mod write;

use std::borrow::Cow;

use memchr::{memchr, memrchr};

pub use python::{PYTHON, PYTHON_URL, python};
pub use write::{Body, Listed, lines, write};

/// The inventory of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The project, as it calls itself.
    pub project: String,
    /// Its version; empty where it says none.
    pub version: String,
    /// The lines of the file that can be read, sorted by name and kind, the first of those that are equal in both. They are
    /// taken apart when a name is looked for.
    lines: Cow<'static, str>,
}

/// A name in an inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<'i> {
    /// The name.
    pub name: &'i str,
    /// Domain and object type, such as `py:class`.
    pub kind: &'i str,
    /// How it is called in a text, if not by its name.
    pub title: Option<&'i str>,
    location: &'i str,
}

impl Object<'_> {
    /// Its address below that of the documentation.
    pub fn location(&self) -> String {
        match self.location.strip_suffix('$') {
            Some(start) => format!("{start}{}", self.name),
            None => self.location.to_owned(),
        }
    }
}

impl Inventory {
    /// How many names there are.
    pub fn len(&self) -> usize {
        self.lines.lines().count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// All names, sorted.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.lines.lines().filter_map(read::object)
    }

    /// Everything of one name, sorted by kind.
    fn named<'i>(&'i self, name: &str) -> impl Iterator<Item = Object<'i>> {
        let is_before = |line: &str| read::object(line.trim_end()).is_some_and(|object| object.name < name);
        let start = first_line(&self.lines, is_before);
        let rest = self.lines.get(start..).unwrap_or_default();
        let objects = rest.lines().map_while(read::object);
        objects.take_while(move |object| object.name == name)
    }
}

/// Where the first of sorted lines begins that is not before something, found by halving.
fn first_line(lines: &str, is_before: impl Fn(&str) -> bool) -> usize {
    // Both are where a line begins.
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let part = |from: usize, to: usize| lines.as_bytes().get(from..to).unwrap_or_default();
        let start = memrchr(b'\n', part(low, middle)).map_or(low, |at| low + at + 1);
        let end = memchr(b'\n', part(middle, high)).map_or(high, |at| middle + at + 1);
        if lines.get(start..end).is_some_and(&is_before) {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

/// The inventories that a book links to.
#[derive(Clone, Debug, Default)]
pub struct Inventories(Vec<Linked>);

/// An inventory and where its project is documented.
#[derive(Clone, Debug)]
struct Linked {
    name: String,
    url: String,
    inventory: Cow<'static, Inventory>,
}

/// Where something outside is documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address.
    pub url: String,
    /// How the place calls itself, if not by the name that was looked for.
    pub title: Option<String>,
}

impl Inventories {
    /// Adds an inventory. `name` is how references may name it; `url` is where its pages are, on the web.
    pub fn add(&mut self, name: &str, url: &str, inventory: Cow<'static, Inventory>) {
        let slash = if url.ends_with('/') { "" } else { "/" };
        self.0.push(Linked {
            name: name.to_owned(),
            url: format!("{url}{slash}"),
            inventory,
        });
    }

    /// The thing of a full Python name, such as `pathlib.Path`, or of a built-in one.
    pub fn python(&self, name: &str, meant: Meant) -> Option<Place> {
        let name = name.strip_prefix("builtins.").unwrap_or(name);
        let is_meant = |kind: &str| meant.includes(kind);
        self.find(name, is_meant).or_else(|| {
            let typing = name.strip_prefix("typing_extensions.")?;
            self.find(&format!("typing.{typing}"), is_meant)
        })
    }

    /// What a role outside of the Python domain leads to, such as `ref`. What every project has under the same name is
    /// found only with the name of an inventory before it.
    pub fn role(&self, role: &str, target: &str) -> Option<Place> {
        let kind = kind_of_role(role)?;
        let is_meant = |other: &str| other == kind;
        let is_everywhere = match kind {
            "std:doc" => true,
            "std:cmdoption" => target.starts_with('-'),
            _ => EVERYWHERE.contains(&target),
        };
        if is_everywhere && !target.contains(':') {
            return None;
        }
        match kind {
            "std:cmdoption" => self.find(&option(target), is_meant),
            // The keywords are labels, in Python's documentation.
            _ if role.ends_with("keyword") => {
                self.find(&format!("{PYTHON}:{}", target.to_lowercase()), is_meant)
            }
            "std:label" | "std:term" => self
                .find(target, is_meant)
                .or_else(|| self.find(&target.to_lowercase(), is_meant)),
            _ => self.find(target, is_meant),
        }
    }

    /// The first thing of a name that has one of the kinds. A name may begin with that of an inventory: `python:int`.
    fn find(&self, name: &str, is_meant: impl Fn(&str) -> bool) -> Option<Place> {
        let place = |linked: &Linked, name: &str| {
            let mut named = linked.inventory.named(name);
            let object = named.find(|object| is_meant(object.kind))?;
            Some(Place {
                url: format!("{}{}", linked.url, object.location()),
                title: object.title.map(str::to_owned),
            })
        };
        self.0.iter().find_map(|linked| place(linked, name)).or_else(|| {
            let (inventory, name) = name.split_once(':')?;
            let linked = self.0.iter().find(|linked| linked.name == inventory)?;
            place(linked, name)
        })
    }
}

/// What a Python name may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Anything.
    Anything,
    /// A module.
    Module,
    /// Anything but a module.
    Definition,
    /// A class. Where a word may be a type, the names of modules and built-in functions are mostly English.
    Class,
}

impl Meant {
    fn includes(self, kind: &str) -> bool {
        match kind.strip_prefix("py:") {
            None => false,
            Some("module") => matches!(self, Self::Anything | Self::Module),
            Some("class" | "exception") => self != Self::Module,
            Some(_) => matches!(self, Self::Anything | Self::Definition),
        }
    }
}

/// Labels that Sphinx gives to every project.
const EVERYWHERE: [&str; 4] = ["genindex", "modindex", "py-modindex", "search"];

/// The kind that a role of Sphinx's standard domain means.
fn kind_of_role(role: &str) -> Option<&'static str> {
    Some(match role.strip_prefix("std:").unwrap_or(role) {
        "ref" | "numref" | "keyword" => "std:label",
        "doc" => "std:doc",
        "term" => "std:term",
        "envvar" => "std:envvar",
        "option" => "std:cmdoption",
        "token" => "std:token",
        _ => return None,
    })
}

/// An option as inventories have it, with the program that it belongs to: `timeit.-n` for `timeit -n 5`, and without a
/// value.
fn option(target: &str) -> String {
    let mut words = target.split_whitespace();
    let is_option = |word: &&str| word.starts_with('-') || word.contains(":-");
    let program: Vec<&str> = words.clone().take_while(|word| !is_option(word)).collect();
    let option = words.nth(program.len()).unwrap_or_default();
    let option = option.split(['=', '[']).next().unwrap_or_default();
    if program.is_empty() {
        return option.to_owned();
    }
    format!("{}.{option}", program.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inventories() -> Inventories {
        let text = "# Sphinx inventory version 1\n# Project: Other\n# Version: 1\n\
            other.Thing class api.html\nother mod api.html\nint class own.html\n";
        let mut inventories = Inventories::default();
        inventories.add(
            "other",
            "https://other.example/docs",
            Cow::Owned(Inventory::read(text.as_bytes()).0),
        );
        inventories.add(PYTHON, PYTHON_URL, Cow::Borrowed(python()));
        inventories
    }

    #[test]
    fn names_of_python_are_found() {
        let inventories = inventories();
        let library = "https://docs.python.org/3/library/";
        for (name, meant, expected) in [
            ("pathlib.Path", Meant::Anything, "pathlib.html#pathlib.Path"),
            (
                "pathlib.Path.exists",
                Meant::Definition,
                "pathlib.html#pathlib.Path.exists",
            ),
            (
                "collections.abc.Iterable",
                Meant::Anything,
                "collections.abc.html#collections.abc.Iterable",
            ),
            (
                "typing_extensions.Self",
                Meant::Anything,
                "typing.html#typing.Self",
            ),
            ("builtins.str.join", Meant::Anything, "stdtypes.html#str.join"),
            ("ValueError", Meant::Class, "exceptions.html#ValueError"),
            ("len", Meant::Definition, "functions.html#len"),
            ("array", Meant::Module, "array.html#module-array"),
            ("python:int", Meant::Class, "functions.html#int"),
        ] {
            let place = inventories.python(name, meant).map(|place| place.url);
            assert_eq!(place, Some(format!("{library}{expected}")), "{name}");
        }
        for (name, meant) in [
            ("array", Meant::Class),
            ("array", Meant::Definition),
            ("filter", Meant::Class),
            ("len", Meant::Module),
            ("pathlib.Pfad", Meant::Anything),
            ("nobody:int", Meant::Anything),
            ("context-managers", Meant::Anything),
            ("", Meant::Anything),
        ] {
            assert_eq!(inventories.python(name, meant), None, "{name}");
        }
    }

    #[test]
    fn the_first_inventory_that_has_a_name_is_used() {
        let url = |name| inventories().python(name, Meant::Anything).map(|place| place.url);
        assert_eq!(
            url("int").as_deref(),
            Some("https://other.example/docs/own.html#int")
        );
        assert_eq!(
            url("other").as_deref(),
            Some("https://other.example/docs/api.html#module-other")
        );
        assert_eq!(
            url("float").as_deref(),
            Some("https://docs.python.org/3/library/functions.html#float")
        );
    }

    #[test]
    fn roles_find_places_in_prose() {
        let inventories = inventories();
        for (role, target, url, title) in [
            (
                "ref",
                "context-managers",
                "reference/datamodel.html#context-managers",
                "With Statement Context Managers",
            ),
            (
                "std:ref",
                "python:Context-Managers",
                "reference/datamodel.html#context-managers",
                "With Statement Context Managers",
            ),
            (
                "doc",
                "python:tutorial/index",
                "tutorial/index.html",
                "The Python Tutorial",
            ),
            ("term", "Iterable", "glossary.html#term-iterable", ""),
            (
                "keyword",
                "with",
                "reference/compound_stmts.html#with",
                "The with statement",
            ),
            ("envvar", "PYTHONPATH", "using/cmdline.html#envvar-PYTHONPATH", ""),
            ("std:option", "python:-O", "using/cmdline.html#cmdoption-O", ""),
            (
                "option",
                "timeit -n 5",
                "library/timeit.html#cmdoption-timeit-n",
                "",
            ),
            (
                "option",
                "python:timeit --number=5",
                "library/timeit.html#cmdoption-timeit-n",
                "",
            ),
        ] {
            let found = inventories
                .role(role, target)
                .unwrap_or_else(|| panic!("{role} {target}"));
            assert_eq!(found.url, format!("https://docs.python.org/3/{url}"));
            assert_eq!(found.title.unwrap_or_default(), title);
        }
        for (role, target) in [
            ("doc", "index"),
            ("ref", "genindex"),
            ("class", "int"),
            ("term", "int"),
            ("option", "-O"),
            ("option", ""),
            ("option", "python:-o"),
            ("keyword", "dough"),
            ("envvar", "pythonpath"),
            ("envvar", "CC"),
        ] {
            assert_eq!(inventories.role(role, target), None, "{role} {target}");
        }
        assert!(inventories.role("ref", "python:genindex").is_some());
    }
}
