"""Compares a dump with what griffe itself says of a package, object by object and key by key.

usage: compare_with_griffe.py DUMP.json DIRECTORY PACKAGE      (the package is below the directory)

A difference is either explained by one of the RULES, each with its reason, or printed. Prints as JSON how many
differences each rule explains, and those that none does. Expressions are compared as syntax trees.
"""

import ast
import collections
import json
import logging
import re
import sys

import griffe

# Keys that griffe's shape does not have, which the manual tells of.
OWN = {
    "accessors", "registered", "conditions", "enum_members", "fields", "keys", "keywords", "overloads", "partial_exports", "reexport", "shadowed_modules", "stub_docstring",
    "synthesised",
}
EXPRESSIONS = {"annotation", "default", "returns", "value"}


def tree(text):
    """An expression as a tree, in any writing: a quoted annotation means what it quotes."""
    if not isinstance(text, str):
        return text
    for form in (f"({text}\n)", f"[{text}\n]", f"f[{text}\n]"):
        try:
            return ast.dump(ast.parse(form, mode="eval").body)
        except SyntaxError:
            pass
    return text


def plain(value, key=None):
    if isinstance(value, dict):
        return {k: plain(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v, key) for v in value]
    return tree(value) if key in EXPRESSIONS or key == "bases" else value


class Encoder(griffe.JSONEncoder):
    """griffe's encoder, with expressions as they are written."""

    def default(self, value):
        return str(value) if isinstance(value, griffe.Expr) else super().default(value)


class Source:
    """The file of a module, for rules that look at where a line stands."""

    def __init__(self, path):
        text = open(path, encoding="utf-8").read() if path.endswith(".py") else ""
        self.lines = text.split("\n")
        self.arms = {}
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.If, ast.Try)):
                self.add_arms(node)

    def add_arms(self, node):
        handlers = getattr(node, "handlers", [])
        for number, body in enumerate([node.body, node.orelse, *(handler.body for handler in handlers)]):
            first = min([part.lineno for part in [*body[:1], *getattr(body[0], "decorator_list", [])]]) if body else 0
            for line in range(first, body[-1].end_lineno + 1) if body else ():
                test = ast.unparse(node.test) if isinstance(node, ast.If) else "try"
                self.arms.setdefault(line, {})[node.lineno] = (number, test)

    def line(self, number):
        return self.lines[number - 1] if number else ""

    def parts(self, one, other):
        """Whether two lines stand in different branches of one statement."""
        ours, theirs = self.arms.get(one, {}), self.arms.get(other, {})
        return any(ours[at][0] != theirs[at][0] for at in ours.keys() & theirs.keys())

    def is_never(self, line):
        """Whether a line is only reached as a program, on another target, or when something failed."""
        arms = self.arms.get(line, {}).values()
        return any(number > 0 or any(word in test for word in CHECKS) for number, test in arms)


    def is_never_bound(self, name):
        """Whether a name stands on such a line."""
        word = re.compile(rf"\b{name}\b")
        return any(self.is_never(number) for number, line in enumerate(self.lines, 1) if word.search(line))


CHECKS = ("__name__", "sys.platform", "version_info", "os.name", "WIN", "TYPE_CHECKING")


class Difference:
    """One key of one object (or `member`, one name of it) with what both say: `here` is ours, `there` griffe's."""

    def __init__(self, path, key, here, there, ours, theirs, source):
        self.path, self.key, self.here, self.there, self.source = path, key, here, there, source
        self.ours, self.theirs = ours or {}, theirs or {}
        self.name = path.rsplit(".", 1)[-1]
        self.kind = self.ours.get("kind") or self.theirs.get("kind")
        self.line, self.their_line = self.ours.get("lineno") or 0, self.theirs.get("lineno") or 0

    def has_label(self, label):
        return label in self.ours.get("labels", [])


RULES = []


def rule(reason):
    """A rule is a function that says whether it explains a difference, and a reason."""
    def add(applies):
        RULES.append((applies.__name__, reason, applies))
        return applies
    return add


@rule("griffe notes how it came to know a thing; here everything is read from source")
def how_it_is_known(d):
    return d.key in ("analysis", "runtime") and d.here is None


@rule("paths of files are shown relative to where the command runs, as in findings")
def relative_path(d):
    return d.key == "filepath" and d.there.endswith("/" + d.here)


@rule("a constructor that no one wrote stands on no line; griffe says 0")
def no_line(d):
    return d.ours.get("synthesised") and d.key in ("lineno", "endlineno") and (d.here, d.there) == (None, 0)


@rule("griffe makes constructors for the decorator of `dataclasses` alone")
def more_constructors(d):
    return d.key == "member" and d.ours.get("synthesised") and d.there is None


@rule("a property begins at its first decorator, as every function does; griffe's begins at `def`")
def decorated_property(d):
    decorators = d.ours.get("decorators", [])
    return d.has_label("property") and d.key == "lineno" and d.there == decorators[-1]["endlineno"] + 1


BOUND = {"class-attribute", "instance-attribute"}


@rule("`class-attribute` and `instance-attribute` say where a name is bound; griffe has both for what has a value")
def where_it_is_bound(d):
    return d.kind == "attribute" and d.key == "labels" and set(d.here or []) ^ set(d.there or []) <= BOUND


@rule("labels say more here")
def more_labels(d):
    more = {"deprecated", "final", "new-type", "override", "type-alias", "type-var", "param-spec"} | BOUND
    return d.key == "labels" and set(d.here or []) ^ set(d.there or []) <= more and set(d.there or []) - set(d.here) <= BOUND


@rule("an annotation is shown as written; griffe takes `ClassVar` off")
def class_var(d):
    return d.key == "annotation" and d.here and d.here.split("[")[0].endswith("ClassVar") and d.there in d.here


@rule("an annotation in quotes is what it quotes; griffe keeps the quotes of some")
def quotes(d):
    bare = lambda text: re.sub("['\"]", "", text or "")
    if d.key == "parameters":
        sides = [[p | {"annotation": bare(p["annotation"])} for p in side] for side in (d.here, d.there)]
        return plain(sides[0]) == plain(sides[1])
    return d.key in ("annotation", "returns") and bare(d.here) == bare(d.there)


@rule("griffe gives the parameters of a constructor that no one wrote the docstrings of the fields, which have them too")
def docstrings_of_fields(d):
    if d.key != "parameters" or not d.ours.get("synthesised"):
        return False
    return plain(d.here) == plain([{key: value for key, value in p.items() if key != "docstring"} for p in d.there])


@rule("`#:` comments are docstrings, as Sphinx has it; griffe does not read them")
def comment(d):
    return d.key == "docstring" and d.there is None and "#:" in d.source.line(d.here["lineno"])


@rule("docstrings are what `inspect.cleandoc` gives; griffe takes trailing blanks off before")
def trailing_blanks(d):
    return d.key == "docstring" and d.here and d.there and d.here["value"].rstrip() == d.there["value"]


@rule("`self.x = x` has the annotation of the parameter")
def annotation_of_parameter(d):
    is_taken = re.compile(rf"\s+self\.{d.name} = \w+$")
    return d.key == "annotation" and d.there is None and any(map(is_taken.match, d.source.lines))


@rule("what a body declares stays, whatever is assigned to it later; griffe shows the last assignment")
def later_assignment(d):
    lines = [d.source.line(d.line), d.source.line(d.their_line)]
    is_later = d.kind == "attribute" and d.line and d.line < d.their_line and all(d.name in line for line in lines)
    return is_later and d.key in ("lineno", "endlineno", "value", "annotation", "docstring")


@rule("a value that one assignment gives stays, as an annotation does; griffe shows the first assignment, which has none")
def value_of_another(d):
    return d.kind == "attribute" and d.key == "value" and d.there is None and not d.source.line(d.their_line).count("=")


@rule("a submodule that a package imports is among its imports")
def imported_submodule(d):
    if d.kind != "module" or d.key != "imports":
        return False
    differ = [name for name in d.here.keys() | d.there.keys() if d.here.get(name) != d.there.get(name)]
    return all(name not in d.there and d.theirs["members"][name]["kind"] == "module" for name in differ)


@rule("a class or function that is bound again to what is made of it stays one")
def wrapped(d):
    is_rebound = d.key == "kind" and d.here in ("class", "function") and d.there == "attribute"
    return is_rebound and d.line < d.their_line and d.name in d.theirs["value"]


@rule("of the branches of `if` and `try` the one counts that the target takes; griffe shows the last or the first")
def other_branch(d):
    return d.source.parts(d.line, d.their_line)


@rule("what is only there when the module is run, on other targets or after a failure is left out")
def never_there(d):
    if d.key == "member":
        return d.here is None and d.source.is_never(d.their_line)
    if d.kind == "module" and d.key == "imports":
        differ = [name for name in d.here.keys() | d.there.keys() if d.here.get(name) != d.there.get(name)]
        return all(d.source.is_never_bound(name) for name in differ)
    return d.their_line != d.line and d.source.is_never(d.their_line)


@rule("names inside a function are its own; griffe lists what `__init__` imports and defines")
def inside_a_function(d):
    return d.here is None and (".__init__." in d.path or d.kind == "function" and d.key == "imports")


@rule("griffe reads `self.x` in `__init__` alone, and no targets that are unpacked")
def bound_on_self(d):
    return d.key == "member" and d.there is None and d.has_label("instance-attribute")


@rule("a file whose name is no identifier cannot be imported by a statement")
def no_identifier(d):
    return d.key == "member" and d.kind == "module" and not d.theirs["name"].isidentifier()


def main():
    dump, directory, package = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    ours = json.load(open(dump))[package]
    loaded = griffe.load(package, search_paths=[directory], allow_inspection=False)
    theirs = json.loads(json.dumps(loaded, cls=Encoder))
    explained, unexplained = collections.Counter(), []

    def differ(*arguments):
        difference = Difference(*arguments)
        for name, _, applies in RULES:
            if applies(difference):
                explained[name] += 1
                return
        unexplained.append([f"{difference.path} {difference.kind}.{difference.key}", difference.here, difference.there])

    def walk(here, there, path, source):
        if here["kind"] == "module":
            source = Source(there["filepath"])
        own = OWN | ({"decorators", "type_parameters"} - there.keys() if here["kind"] == "attribute" else set())
        if here["kind"] != there["kind"]:
            differ(path, "kind", here["kind"], there["kind"], here, there, source)
            return
        for key in sorted((here.keys() | there.keys()) - own - {"members"}):
            values = [plain(side.get(key), key) for side in (here, there)]
            if values[0] != values[1]:
                differ(path, key, here.get(key), there.get(key), here, there, source)
        members = [side.get("members", {}) for side in (here, there)]
        for name in [*members[0], *(members[1].keys() - members[0].keys())]:
            one, other = (side.get(name) for side in members)
            if one is None or other is None:
                differ(f"{path}.{name}", "member", one and one["kind"], other and other["kind"], one, other, source)
            else:
                walk(one, other, f"{path}.{name}", source)

    walk(ours, theirs, package, None)
    json.dump({"explained": explained, "unexplained": unexplained, "rules": [name for name, *_ in RULES]}, sys.stdout)


main()
