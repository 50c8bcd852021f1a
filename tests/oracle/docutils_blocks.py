"""Says how docutils reads the docstrings of Python sources: a line of JSON for each, as a normalised tree.

usage: docutils_blocks.py LABEL SOURCE...      (directories, whose `.py` files are read, and tables of `tests/docstring`)

Sphinx's roles and directives are stubbed by what Sphinx shows. A docstring with numpydoc's underlined headings is
taken apart there: what stands before them, and each section without its heading, is a text of its own.

A line holds `where`, the `text`, the worst `level` of what docutils complains of with its `messages` (from level 2
on something is malformed), the `tree`, and the bodies of the `fields` that the program takes for entries.

A block is a list: its kind, then its parts. Running text is its words, and then what is marked in it.
"""

import ast
import inspect
import json
import os
import re
import sys
import unicodedata
import warnings

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser, directives, roles
from docutils.parsers.rst.directives import misc
from docutils.transforms import references

# -- Sphinx's roles ---------------------------------------------------------------------------------------------

CODE = "code"
PLAIN = "plain"
CALLS = {"func", "meth", "function", "method"}
NAMES = CALLS | {
    "class", "exc", "mod", "attr", "data", "obj", "const", "type", "any", "paramref", "module", "property", "deco", "exception",
}
LITERAL = {
    "code", "literal", "samp", "file", "command", "program", "option", "envvar", "token", "keyword", "kbd", "makevar", "mimetype",
    "regexp", "pyobj",
}
EMPHASISED = {"dfn", "emphasis", "title-reference", "title", "t", "manpage", "mailheader", "newsgroup"}
STRONG = {"strong", "guilabel", "menuselection"}
PLACES = {"ref", "doc", "term", "numref", "download", "eq", "cite"}
TITLED = re.compile(r"^(.+?)\s*(?<!\x00)<([^<]*?)>$", re.DOTALL)
BRACES = re.compile(r"(?<!\\)\{([^{}]+)\}")


def shown(name, text):
    """What Sphinx shows of a role's text, and how."""
    plain = name.removeprefix("py:")
    foreign = name.startswith(("c:", "cpp:", "js:"))
    titled = TITLED.match(text)
    title = utils.unescape(titled[1] if titled else text)
    if plain in NAMES or foreign:
        kind = CODE if foreign or title.startswith("!") else PLAIN
        if not titled:
            title = title.removeprefix("!").lstrip(".")
            if title.startswith("~"):
                title = title[1:].rsplit(".", 1)[-1]
            title = title.lstrip(".")
            if plain in CALLS:
                title = title.removesuffix("()") + "()"
        return kind, title
    if plain in ("samp", "file"):
        text = utils.unescape(text, restore_backslashes=True).replace("\\\\", "\\")
        return CODE, re.sub(r"\\([{}])", r"\1", BRACES.sub(r"\1", text))
    if plain == "code":
        return CODE, utils.unescape(text, restore_backslashes=True)
    if plain in LITERAL:
        return CODE, utils.unescape(text)
    if plain in ("pep", "rfc"):
        number = utils.unescape(titled[2] if titled else text).split("#")[0]
        kind = "link" if number.isdigit() else PLAIN
        return kind, title if titled else f"{plain.upper()} {title}"
    if plain in ("menuselection", "guilabel"):
        keys = re.sub(r"&(\S)", r"\1", utils.unescape(text))
        return "strong", keys.replace("-->", "\N{TRIANGULAR BULLET}")
    if plain in STRONG:
        return "strong", utils.unescape(text)
    if plain in EMPHASISED:
        return "em", utils.unescape(text)
    if plain in PLACES:
        return PLAIN, title.lstrip("!~")
    if plain in ("sub", "sup", "subscript", "superscript", "abbr", "abbreviation", "acronym", "ac"):
        return PLAIN, utils.unescape(text)
    return PLAIN, title.lstrip("!~")


def role_of(name):
    def run(role, rawtext, text, lineno, inliner, options=None, content=None):
        kind, said = shown(name.lower(), text)
        return [nodes.inline(rawtext, said, classes=[kind])], []

    return run


find_role = roles.role


def stubbed_role(name, language_module, lineno, reporter):
    """Roles that a text defines by `role` are docutils' own; `math` is; all others are Sphinx's."""
    lower = name.lower()
    if not lower and "" not in roles._roles:
        # Without a role it is whatever the project says; for us that is code.
        return role_of("pyobj"), []
    if lower in roles._roles or lower in ("math", "raw"):
        return find_role(name, language_module, lineno, reporter)
    return role_of(lower), []


roles.role = stubbed_role

# -- Sphinx's directives ----------------------------------------------------------------------------------------


class Shown(nodes.General, nodes.Element):
    """What a stub says: a kind, plain parts, and blocks as children."""


class Stub(Directive):
    """A directive with any argument and options."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    class AnyOption(dict):
        def __missing__(self, key):
            return lambda value: value or ""

        def __contains__(self, key):
            return True

        def __bool__(self):
            return True

    option_spec = AnyOption()

    def argument(self):
        return " ".join(self.arguments)

    def parsed(self, node):
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]

    def text(self):
        return "\n".join(self.content)


class Nothing(Stub):
    def run(self):
        return []


class Content(Stub):
    def run(self):
        return self.parsed(nodes.container())


class Literal(Stub):
    """Code; what stands right below the language is code as well."""

    def run(self):
        text = "\n".join([*self.argument().split("\n")[1:], self.text()])
        shown = [nodes.literal_block("", text)] if text.strip() else []
        if self.options.get("caption"):
            children, messages = self.state.inline_text(self.options["caption"], self.lineno)
            shown.insert(0, nodes.paragraph("", "", nodes.strong("", "", *children)))
        return shown


class Plot(Literal):
    """Code, or a file with a caption."""

    def run(self):
        return self.parsed(nodes.container()) if self.arguments else super().run()


class Productions(Stub):
    """Rules of a grammar, whose name may stand before them."""

    def run(self):
        lines = "\n".join(self.arguments).split("\n")
        rules = lines if ":" in lines[0] else lines[1:]
        return [nodes.literal_block("", "\n".join(rules))]


class Line(Stub):
    """A directive that is shown as it is written."""

    def run(self):
        said = f".. {self.name}:: {self.argument()}".strip()
        return [nodes.paragraph("", "", nodes.literal("", said))]


class Admonition(Directive):
    has_content = True
    title = ""

    def run(self):
        node = Shown(kind="adm", title=self.title)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class SeeAlso(Admonition):
    title = "See also"


class Todo(Admonition):
    title = "To do"


class Version(Directive):
    has_content = True
    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True
    CHANGES = {"added": "Added", "changed": "Changed", "deprecated": "Deprecated", "removed": "Removed"}

    def run(self):
        change = self.name.removeprefix("version").removeprefix("-")
        node = Shown(kind="version", change=self.CHANGES[change], version=self.arguments[0])
        if len(self.arguments) == 2:
            children, messages = self.state.inline_text(self.arguments[1], self.lineno)
            node += nodes.paragraph("", "", *children)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class Centered(Stub):
    def run(self):
        children, messages = self.state.inline_text(self.argument(), self.lineno)
        return [nodes.paragraph("", "", nodes.strong("", "", *children))]


class Item(Stub):
    """The description of one or more items."""

    def run(self):
        signatures = [line.strip() for line in "\n".join(self.arguments).split("\n")]
        node = Shown(kind="item", signatures=signatures)
        return self.parsed(node)


class Class(Item):
    """In Sphinx a class is described; in docutils what follows is given a class of HTML."""

    def run(self):
        if re.match(r"[\w.]*([A-Z]\w*$|\()", self.argument()):
            return super().run()
        return self.parsed(nodes.container())


class Summary(Stub):
    def run(self):
        names = [line.split()[0] for line in self.content if line.strip()]
        shown_names = [name.rsplit(".", 1)[-1] if name.startswith("~") else name for name in names]
        return [Shown(kind="names", names=shown_names)] if names else []


class Glossary(Stub):
    """A definition list in which several terms may stand above a definition."""

    def run(self):
        node = Shown(kind="glossary")
        terms, body, in_body = [], [], False
        groups = []
        for line in self.content:
            if line and not line[0].isspace() and not line.startswith(".. "):
                if in_body:
                    groups.append((terms, body))
                    terms, body, in_body = [], [], False
                terms.append(line.split(" : ")[0])
            elif line.strip() or in_body:
                in_body = True
                body.append(line)
        groups.append((terms, body))
        for terms, body in groups:
            item = Shown(kind="entry", terms=terms)
            text = inspect.cleandoc("\n" + "\n".join(body)).split("\n")
            self.state.nested_parse(type(self.content)(text, source="glossary"), 0, item)
            node += item
        return [node]


def register():
    kinds = {
        Version: "versionadded versionchanged deprecated versionremoved version-added version-changed version-deprecated version-removed",
        SeeAlso: "seealso",
        Todo: "todo",
        Literal: "code code-block sourcecode ipython doctest testcode testsetup testcleanup testoutput prompt graphviz digraph graph "
        "inheritance-diagram raw",
        Plot: "plot",
        Productions: "productionlist",
        Nothing: "highlight index contents sectnum currentmodule py:currentmodule module py:module default-domain tabularcolumns "
        "sectionauthor codeauthor moduleauthor toctree todolist meta title",
        Content: "only hlist acks ifconfig header footer",
        Line: "include literalinclude",
        Centered: "centered",
        Item: "describe object function data class exception method classmethod staticmethod attribute property type decorator "
        "decoratormethod option envvar confval",
        Summary: "autosummary",
        Glossary: "glossary",
    }
    for kind, names in kinds.items():
        for name in names.split():
            directives.register_directive(name, Class if name == "class" else kind)
            if kind is Item:
                directives.register_directive(f"py:{name}", kind)
    for name in ("rst-class", "cssclass"):
        directives.register_directive(name, misc.Class)


# -- the tree, normalised ---------------------------------------------------------------------------------------

# Fields that become entries of sections. What they say of types is left out on both sides.
ENTRIES = set(
    "param parameter arg argument key keyword kwarg kwparam typeparam tparam var ivar cvar variable ivariable cvariable return returns "
    "yield yields receive receives raise raises except exception warns warn".split()
)
ADMONITIONS = {"note": "Note", "warning": "Warning", "attention": "Attention", "bug": "Bug", "see": "See also", "seealso": "See also", "todo": "To do"}
VERSIONS = {"since": "Added", "deprecated": "Deprecated"}
TYPES = set("type paramtype kwtype vartype rtype returntype ytype yieldtype meta".split())
DROPPED = (
    nodes.comment, nodes.target, nodes.substitution_definition, nodes.system_message, nodes.pending, nodes.title, nodes.decoration,
    nodes.meta, nodes.docinfo,
)


# Stands before the mark of a footnote.
MARK = "\x02"


def collapse(text):
    return " ".join(unicodedata.normalize("NFKC", text).split())


class Inlines:
    """Running text: all words, and the marked ones."""

    def __init__(self):
        self.words = []
        self.marks = []

    def add(self, node):
        if isinstance(node, nodes.Text):
            self.words.append(node.astext())
        elif isinstance(node, (nodes.footnote_reference, nodes.citation_reference)):
            self.words.append(f"{MARK}[{node.astext()}]")
        elif isinstance(node, nodes.image):
            self.marks.append(["image", "".join(node["uri"].split())])
        elif isinstance(node, nodes.raw):
            self.mark(CODE, node)
        elif isinstance(node, (nodes.literal, nodes.title_reference)):
            self.mark(CODE, node)
        elif isinstance(node, nodes.emphasis):
            self.mark("em", node)
        elif isinstance(node, nodes.strong):
            self.mark("strong", node)
        elif isinstance(node, nodes.math):
            self.mark("math", node)
        elif isinstance(node, nodes.reference) and "refuri" in node and not any(isinstance(c, nodes.image) for c in node):
            self.mark("link", node)
        elif isinstance(node, nodes.inline) and node["classes"] and node["classes"][0] in (CODE, "em", "strong", "link"):
            self.mark(node["classes"][0], node)
        elif isinstance(node, nodes.system_message):
            pass
        else:
            for child in node.children:
                self.add(child)

    def mark(self, kind, node):
        self.words.append(node.astext())
        self.marks.append([kind, collapse(node.astext())])

    def value(self):
        text = collapse("".join(self.words))
        # The blank that reST asks for before the mark of a footnote is not shown.
        return [re.sub(f" ?{MARK}", "", text), *self.marks]


def inlines(children):
    found = Inlines()
    for child in children:
        found.add(child)
    return found.value()


def blocks(children):
    out = []
    for child in children:
        out.extend(block(child))
    # Footnotes that follow each other are a list; so are the definitions of descriptions.
    joined = []
    for one in out:
        if joined and one[0] == "notes" and joined[-1][0] == "notes":
            joined[-1].extend(one[1:])
        else:
            joined.append(one)
    return joined


def literal(text):
    return ["code", "\n".join(line.rstrip() for line in unicodedata.normalize("NFKC", text).split("\n")).strip("\n")]


def rows(part):
    return [
        [
            [entry.get("morecols", 0) + 1, entry.get("morerows", 0) + 1, *blocks(entry.children)]
            for entry in row.findall(nodes.entry)
            if entry.parent is row
        ]
        for row in part.children
    ]


def table(node):
    title = [child for child in node.children if isinstance(child, nodes.title)]
    group = next(child for child in node.children if isinstance(child, nodes.tgroup))
    parts = {type(child): rows(child) for child in group.children}
    said = inlines(title[0].children) if title else [""]
    return ["table", said, parts.get(nodes.thead, []), parts.get(nodes.tbody, [])]


def definition(node):
    """A term with its classifiers, and the blocks below it."""
    words, body = Inlines(), []
    for child in node.children:
        if isinstance(child, nodes.term):
            for part in child.children:
                words.add(part)
        elif isinstance(child, nodes.classifier):
            words.words.append(" : ")
            words.mark("em", child)
        elif isinstance(child, nodes.definition):
            body = blocks(child.children)
    return [words.value(), body]


def option(node):
    text = collapse(", ".join(one.astext() for one in node.children[0].children))
    return [[text, [CODE, text]], blocks(node.children[1].children)]


def field(node):
    name, body = node.children
    return [inlines(name.children), blocks(body.children)]


def block(node):
    """The blocks that a node is shown as."""
    if isinstance(node, DROPPED):
        return []
    if isinstance(node, nodes.section):
        level, above = 1, node.parent
        while above is not None:
            level += isinstance(above, nodes.section)
            above = above.parent
        return [["heading", min(level, 6), *inlines(node[0].children)], *blocks(node.children[1:])]
    if isinstance(node, nodes.paragraph):
        said = inlines(node.children)
        return [["p", *said]] if said != [""] else []
    if isinstance(node, nodes.rubric):
        said = inlines(node.children)
        return [["p", said[0], ["strong", said[0]]]]
    if isinstance(node, nodes.bullet_list):
        return [["bullets", *(blocks(item.children) for item in node.children)]]
    if isinstance(node, nodes.enumerated_list):
        return [["ordered", node.get("start", 1), node["enumtype"], *(blocks(item.children) for item in node.children)]]
    if isinstance(node, nodes.definition_list):
        return [["definitions", *(definition(item) for item in node.children)]]
    if isinstance(node, nodes.option_list):
        return [["definitions", *(option(item) for item in node.children)]]
    if isinstance(node, nodes.field_list):
        return [["definitions", *(field(item) for item in node.children)]]
    if isinstance(node, (nodes.literal_block, nodes.doctest_block)):
        return [literal(node.astext())]
    if isinstance(node, nodes.raw):
        return [literal(node.astext())]
    if isinstance(node, nodes.math_block):
        return [["math", collapse(node.astext())]]
    if isinstance(node, nodes.block_quote):
        body = blocks(node.children)
        # A doctest that is indented for looks is not shown as a quotation.
        if len(body) == 1 and body[0][0] == "code":
            return body
        return [["quote", *body]] if body else []
    if isinstance(node, nodes.attribution):
        said = inlines(node.children)
        return [["p", "— " + said[0], *said[1:]]]
    if isinstance(node, nodes.line_block):
        return [["lines", *verses(node)]]
    if isinstance(node, nodes.table):
        return [table(node)]
    if isinstance(node, nodes.transition):
        return [["rule"]]
    if isinstance(node, nodes.image):
        return [["image", "".join(node["uri"].split())]]
    if isinstance(node, nodes.reference):
        return blocks(node.children)
    if isinstance(node, nodes.figure):
        return blocks(node.children)
    if isinstance(node, nodes.caption):
        return [["p", *inlines(node.children)]]
    if isinstance(node, (nodes.footnote, nodes.citation)):
        label = next((child.astext() for child in node.children if isinstance(child, nodes.label)), "")
        return [["notes", [label, *blocks(child for child in node.children if not isinstance(child, nodes.label))]]]
    if isinstance(node, (nodes.topic, nodes.sidebar)) or type(node) is nodes.admonition:
        title = next((inlines(child.children) for child in node.children if isinstance(child, nodes.title)), [""])
        return [["adm", title, *blocks(child for child in node.children if not isinstance(child, nodes.title))]]
    if isinstance(node, nodes.Admonition):
        return [["adm", [type(node).__name__.capitalize()], *blocks(node.children)]]
    if isinstance(node, Shown):
        return stub(node)
    return blocks(node.children)


def stub(node):
    kind = node["kind"]
    if kind == "adm":
        return [["adm", [node["title"]], *blocks(node.children)]]
    if kind == "version":
        return [["version", node["change"], node["version"].rstrip(":,"), *blocks(node.children)]]
    if kind == "names":
        return [["bullets", *([["p", name]] for name in node["names"])]]
    if kind == "item":
        said = [[collapse(term), [CODE, collapse(term)]] for term in node["signatures"]]
        return [["definitions", *([term, []] for term in said[:-1]), [said[-1], blocks(node.children)]]]
    if kind == "glossary":
        return [["definitions", *(entry for child in node.children for entry in stub(child))]]
    terms = [[collapse(term)] for term in node["terms"]]
    return [*([term, []] for term in terms[:-1]), [terms[-1], blocks(node.children)]] if terms else []


def verses(node):
    for child in node.children:
        if isinstance(child, nodes.line_block):
            yield from verses(child)
        else:
            yield inlines(child.children)


def take_fields(node):
    """Takes the fields at the top that become something else out of the tree: the bodies of the entries."""
    found = []
    for child in list(node.children):
        if isinstance(child, nodes.section):
            found.extend(take_fields(child))
        elif isinstance(child, nodes.field_list):
            found.extend(take_from_list(node, child))
    return found


def take_from_list(parent, fields):
    found, kept = [], nodes.field_list()
    made = [kept]
    for one in list(fields.children):
        words = one[0].astext().split() or [""]
        kind, is_alone = words[0].lower(), len(words) == 1
        body = one[1].children
        if kind in TYPES and not (kind == "type" and is_alone):
            continue
        if kind in ENTRIES:
            found.append(blocks(body))
        elif is_alone and (kind in ADMONITIONS or kind in VERSIONS):
            version = kind in VERSIONS and re.match(r"v?\d\S*", one[1].astext())
            if kind in ADMONITIONS:
                made.append(Shown("", *body, kind="adm", title=ADMONITIONS[kind]))
            elif not version:
                made.append(Shown("", *body, kind="version", change=VERSIONS[kind], version=""))
            kept = nodes.field_list()
            made.append(kept)
        else:
            kept += one
    index = parent.index(fields)
    parent.remove(fields)
    parent.insert(index, [one for one in made if one.children])
    return found


# -- docstrings -------------------------------------------------------------------------------------------------

TRANSFORMS = (
    references.Substitutions, references.PropagateTargets, references.AnonymousHyperlinks, references.IndirectHyperlinks,
    references.Footnotes, references.ExternalTargets, references.InternalTargets, references.DanglingReferences,
)


def parse(text, settings):
    document = utils.new_document("docstring", settings)
    said = []
    document.reporter.attach_observer(lambda message: said.append((message["level"], message.astext())))
    roles._roles.clear()
    Parser().parse(text, document)
    for transform in TRANSFORMS:
        transform(document).apply()
    messages = sorted({(level, re.sub(r'".*"', '"…"', text.split("\n")[0].split(") ", 1)[-1])) for level, text in said})
    fields = take_fields(document)
    return {
        "level": max((level for level, _ in messages), default=0),
        "messages": [text for _, text in messages],
        "tree": blocks(document.children),
        "fields": fields,
    }


UNDERLINED = re.compile(r"^(\S.*)\n(-{3,}|={3,})[ ]*$", re.MULTILINE)
NUMPYDOC = set(
    "Parameters,Returns,Yields,Receives,Raises,Warns,Other Parameters,Attributes,Methods,See Also,Notes,Warnings,References,Examples".split(",")
)


def parts(text):
    """The texts in a docstring: numpydoc's sections are not reST's, what stands in them is."""
    headings = list(UNDERLINED.finditer(text))
    if not any(found[1].strip() in NUMPYDOC for found in headings):
        return [text]
    bounds = [0, *(found.start() for found in headings), len(text)]
    pieces = [text[: bounds[1]]]
    for index, found in enumerate(headings):
        pieces.append(text[found.end() : bounds[index + 2]])
    return [piece.strip("\n").rstrip() for piece in pieces]


def docstrings(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node, clean=True)
            if text and text.strip():
                yield getattr(node, "name", "<module>"), text


def files(directory):
    for root, directories, names in os.walk(directory):
        directories[:] = sorted(name for name in directories if name not in ("site-packages", "__pycache__"))
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.join(root, name)


def cases(path):
    """The docstrings of a table, with what they claim."""
    with open(path, encoding="utf-8") as file:
        table = file.read()
    for case in table.split("%%% ")[1:]:
        name, rest = case.split("\n", 1)
        yield name, inspect.cleandoc("\n" + rest.split("\n%%%%\n")[0])


def texts(source):
    """The texts of a source, and where they stand."""
    if source.endswith(".txt"):
        yield from cases(source)
        return
    for path in files(source):
        for name, docstring in docstrings(path):
            for text in parts(docstring):
                yield f"{os.path.relpath(path, source)}:{name}", text


def main():
    label, *sources = sys.argv[1:]
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    register()
    settings = frontend.get_default_settings(Parser)
    settings.update(
        {
            "report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "raw_enabled": True, "smart_quotes": False,
            "syntax_highlight": "none", "doctitle_xform": False,
        },
        frontend.OptionParser(components=(Parser,)),
    )
    seen = set()
    for source in sources:
        for where, text in texts(source):
            if text.strip() and text not in seen:
                seen.add(text)
                print(json.dumps({"label": label, "where": where, "text": text, **parse(text, settings)}))


main()
