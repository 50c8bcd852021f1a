//! What templates see. The fields are the documented interface for templates of a book's own.

use minijinja::Value;
use serde::Serialize;

/// A page: `page.html`, `page.md`.
#[derive(Debug, Hash, Serialize)]
pub struct PageContext {
    /// `index`, `modules`, `entry`, `names`, `hierarchy`, `deprecated`, `undocumented`, `sources` or `source`; `excerpt`,
    /// `signature` or `summary` where it is a part of a chapter.
    pub kind: &'static str,
    /// The pages above, from the top.
    pub breadcrumbs: Vec<LinkContext>,
    /// The heading of the index and of a page of lists.
    pub title: String,
    /// The id of the heading of the tree of classes.
    pub anchor: String,
    /// On the first page of all names these once more, for scripts.
    pub symbols: Value,
    /// All modules, on an index page.
    pub modules: Vec<RowContext>,
    /// On an index page the pages that come from the whole, on a page of names the letters, on one of
    /// sources the files, and on one of a long tree of classes its parts.
    pub links: Vec<LinkContext>,
    /// What a page that comes from the whole lists.
    pub lists: Vec<ListContext>,
    /// The tree of classes.
    pub classes: Vec<ClassContext>,
    /// The modules on a page of modules; the first has the page's heading.
    pub sections: Vec<ModuleContext>,
    /// The item on a page of its own.
    pub item: Option<ItemContext>,
    /// The file on a page that shows one.
    pub source: Option<SourceContext>,
}

/// A file: `source.html`, `source.md`.
#[derive(Debug, Hash, Serialize)]
pub struct SourceContext {
    /// The dotted name of the module.
    pub name: String,
    /// The id of the heading.
    pub anchor: String,
    /// The path of the file.
    pub path: String,
    /// Where the module is documented; empty where it is not.
    pub url: String,
    /// Where the file can be seen on the web; empty where that is not known.
    pub web: String,
    /// Whether the file could be read.
    pub is_readable: bool,
    /// Its text, as markup.
    pub code: Value,
}

/// A link with its text.
#[derive(Debug, Hash, Serialize)]
pub struct LinkContext {
    /// The text.
    pub name: String,
    /// Where it leads, relative to the page; empty where nothing is documented.
    pub url: String,
}

/// A row of a summary table.
#[derive(Debug, Default, Hash, Serialize)]
pub struct RowContext {
    /// The name.
    pub name: String,
    /// Where it is documented; empty where it is not.
    pub url: String,
    /// `package`, `module`, `class`, `function`, `attribute`, `type alias`.
    pub kind: &'static str,
    /// What decorators and context say about it.
    pub labels: Vec<&'static str>,
    /// The id of the row, if all that there is to say of the item stands here; empty where its details are elsewhere.
    pub anchor: String,
    /// The type and the value of an item without details, as markup.
    pub code: Value,
    /// Link to the source of an item without details; empty where there is none.
    pub source: String,
    /// Its first sentence, as markup; the whole docstring of an item without details.
    pub summary: Value,
    /// When an item without details came and what later versions changed, if the history is asked for.
    pub history: Vec<VersionContext>,
    /// The full name of what a re-export stands for; empty for all others.
    pub origin: String,
    /// How deep it is nested, from 0.
    pub depth: usize,
}

/// A list on a page that comes from the whole: what has one letter, or what is in one module.
#[derive(Debug, Hash, Serialize)]
pub struct ListContext {
    /// The letter, or the full name of the module.
    pub title: String,
    /// The id of the list.
    pub anchor: String,
    /// The page of the module; empty for a letter.
    pub url: String,
    /// Of how many items these are those that are listed, where items are counted.
    pub total: usize,
    /// What is listed.
    pub rows: Vec<ListedContext>,
}

/// Something in a list.
#[derive(Debug, Default, Hash, Serialize)]
pub struct ListedContext {
    /// The last part of its name, or its name within the module of the list.
    pub name: String,
    /// Where it is documented.
    pub url: String,
    /// `package`, `class`, `method`, `re-export`, …
    pub kind: &'static str,
    /// The full name of the module or class that it is in, where the list does not tell.
    pub within: String,
    /// The full name of what a re-export stands for; empty for all others.
    pub origin: String,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// Since which version it is deprecated; empty where that is not said.
    pub version: String,
    /// What is said about the deprecation, as markup.
    pub summary: Value,
}

/// A class in the tree of classes.
#[derive(Debug, Hash, Serialize)]
pub struct ClassContext {
    /// The last part of its name.
    pub name: String,
    /// The full name of the module or class that it is in; empty for a built-in class.
    pub within: String,
    /// Where it is documented; empty where it is not.
    pub url: String,
    /// `class` or `exception`.
    pub kind: &'static str,
    /// `protocol`, `abstract`.
    pub labels: Vec<&'static str>,
    /// The id of its first place in the tree.
    pub anchor: String,
    /// The link to that place, with what is below the class; empty where this is it.
    pub first: String,
    /// How deep it is nested, from 0.
    pub depth: usize,
}

/// A module on its page.
#[derive(Debug, Hash, Serialize)]
pub struct ModuleContext {
    /// The last part of its name.
    pub name: String,
    /// The dotted name.
    pub full_name: String,
    /// The id of its heading.
    pub anchor: String,
    /// The level of its heading.
    pub level: usize,
    /// `package`, `module` or `namespace package`.
    pub kind: &'static str,
    /// Link to the source; empty where there is none.
    pub source: String,
    /// The docstring, as markup.
    pub docs: Value,
    /// When it came, if the history is asked for.
    pub history: Vec<VersionContext>,
    /// Where it is mentioned, if back-links are asked for.
    pub mentions: MentionsContext,
    /// What other targets have, as markup.
    pub targets: Value,
    /// The modules below it.
    pub submodules: Vec<RowContext>,
    /// Names that are documented elsewhere, and in none of the author's groups.
    pub reexports: Vec<RowContext>,
    /// The items: the author's groups, then what is in none of them by kind.
    pub groups: Vec<GroupContext>,
}

/// What a version of the package brought to something.
#[derive(Debug, Hash, Serialize)]
pub struct VersionContext {
    /// `Added in version 1.2`, `Changed in version 1.3`.
    pub label: String,
    /// The version.
    pub version: String,
    /// What has changed, as markup; empty where it is new.
    pub summary: Value,
}

/// Where something is mentioned.
#[derive(Debug, Default, Hash, Serialize)]
pub struct MentionsContext {
    /// The first of the places: chapters by their names, items by their full names.
    pub links: Vec<LinkContext>,
    /// How many more there are.
    pub more: usize,
}

/// Items of one kind, or of a group that the author made.
#[derive(Debug, Hash, Serialize)]
pub struct GroupContext {
    /// `Classes`, `Functions`, …; the author's title.
    pub title: String,
    /// Whether the author made the group, so that there may be items of all kinds in it.
    pub is_authored: bool,
    /// The id of the heading.
    pub anchor: String,
    /// The summary table.
    pub rows: Vec<RowContext>,
    /// The details of items that have no page of their own and more to say than fits in a row.
    pub items: Vec<ItemContext>,
}

/// An item with its details.
#[derive(Debug, Hash, Serialize)]
pub struct ItemContext {
    /// `class`, `function`, `attribute` or `type-alias`: the name of its template.
    pub template: &'static str,
    /// The kind in words.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The name within its module: `Class.method`.
    pub qualname: String,
    /// The full dotted name, which is the id of its heading.
    pub anchor: String,
    /// The level of its heading.
    pub level: usize,
    /// What decorators and context say about it.
    pub labels: Vec<&'static str>,
    /// The decorators, as markup, one on each line.
    pub decorators: Vec<Value>,
    /// The signatures, as markup: those of the overloads, or the only one.
    pub signatures: Vec<SignatureContext>,
    /// The docstring, as markup.
    pub docs: Value,
    /// The functions registered with a dispatcher, the setters and deleters of a property: signatures with their
    /// decorators, and docstrings.
    pub variants: Vec<SignatureContext>,
    /// When it came and what later versions changed, if the history is asked for.
    pub history: Vec<VersionContext>,
    /// What other targets have, as markup.
    pub targets: Value,
    /// Where it is mentioned, if back-links are asked for.
    pub mentions: MentionsContext,
    /// Link to the source; empty where there is none.
    pub source: String,
    /// The file and line of the definition, where it is known.
    pub location: String,
    /// What a method or property overrides; its name begins with that of the class.
    pub overrides: Option<LinkContext>,
    /// What overrides it.
    pub overridden_in: LinksContext,
    /// The classes right below a class.
    pub subclasses: LinksContext,
    /// A class with those above it, where that tells more than its header.
    pub diagram: Option<DiagramContext>,
    /// What a class has from those above it.
    pub inherited: Vec<InheritedContext>,
    /// The members of a class by kind.
    pub groups: Vec<GroupContext>,
}

/// Names in a line.
#[derive(Debug, Default, Hash, Serialize)]
pub struct LinksContext {
    /// Those that are seen at once.
    pub shown: Vec<LinkContext>,
    /// The rest of many.
    pub more: Vec<LinkContext>,
}

/// An inheritance diagram.
#[derive(Debug, Hash, Serialize)]
pub struct DiagramContext {
    /// The drawing, as markup.
    pub svg: Value,
    /// Whether a class in it has several bases: more than a chain.
    pub is_branched: bool,
    /// How many classes are left out of a large one.
    pub more: usize,
}

/// The members that a class has from another one.
#[derive(Debug, Hash, Serialize)]
pub struct InheritedContext {
    /// That class.
    pub origin: LinkContext,
    /// The first of the members; empty for a class of another package, of which only the name is known.
    pub members: Vec<LinkContext>,
    /// How many more there are.
    pub more: usize,
}

/// A signature.
#[derive(Debug, Hash, Serialize)]
pub struct SignatureContext {
    /// The signature, as markup.
    pub code: Value,
    /// The class for the style sheet: `long` where each parameter is on a line of its own, `w` and a number for the
    /// characters that it takes on one line, empty where it fits everywhere.
    pub layout: String,
    /// The docstring of an overload, as markup.
    pub docs: Value,
}
