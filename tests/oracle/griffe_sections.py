"""Prints the docstrings of packages as griffe's parsers read them, one JSON object on each line.

usage: griffe_sections.py STYLE DIRECTORY...      (google, numpy or sphinx; every `.py` file below is read)

Types and defaults are those of the docstring alone: the parent that griffe would ask for annotations knows none, and
types are passed on as they are written. Flags of doctests are kept.
"""

import ast
import inspect
import json
import logging
import os
import sys
import warnings

import griffe
from griffe._internal.docstrings import google, numpy, sphinx

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
for module in (google, numpy, sphinx):
    # An assignment to a name that is not there would change nothing.
    assert module.parse_docstring_annotation
    module.parse_docstring_annotation = lambda annotation, *_, **__: annotation

# With each set of options griffe reads differently what is returned: an author's choice that the text does not tell.
OPTIONS = {
    "google": [
        {
            "trim_doctest_flags": False,
            "returns_multiple_items": multiple,
            "receives_multiple_items": multiple,
            "returns_named_value": named,
            "receives_named_value": named,
        }
        for multiple in (True, False)
        for named in (True, False)
    ],
    "numpy": [{"trim_doctest_flags": False}],
    "sphinx": [{}],
}


class Silent:
    """A parent without annotations: of no parameter, no attribute and no value."""

    annotation = None
    parameters = {}

    def __getitem__(self, _):
        return self


def literal(node):
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value
    return None


def docstrings(tree):
    """The docstrings of modules, classes, functions and assigned names, with the names of what they belong to."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        owns = isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        if owns and body and literal(body[0]) is not None:
            yield getattr(node, "name", "module"), body[0].lineno, literal(body[0])
        for target, text in zip(body, body[1:]):
            if isinstance(target, (ast.Assign, ast.AnnAssign)) and literal(text) is not None:
                yield "attribute", text.lineno, literal(text)


def entry(item):
    described = item.as_dict()
    return {
        "name": described.get("name") or "",
        "annotation": described.get("annotation"),
        "default": described.get("value"),
        "text": described.get("description") or described.get("contents") or "",
    }


def section(parsed):
    kind, value = parsed.kind.value, parsed.value
    said = {"kind": kind, "title": parsed.title, "entries": [], "text": []}
    if kind == "text":
        said["text"] = [value]
    elif kind == "examples":
        said["text"] = [text for _, text in value]
    elif kind == "admonition":
        said["name"] = value.kind
        said["text"] = [value.contents]
    elif kind == "deprecated":
        said["name"] = value.version
        said["text"] = [value.description]
    else:
        said["entries"] = [entry(item) for item in value]
    return said


def main(style, *directories):
    for directory in directories:
        for above, folders, files in os.walk(directory):
            folders.sort()
            for file in sorted(file for file in files if file.endswith(".py")):
                path = os.path.join(above, file)
                with open(path, encoding="utf-8", errors="replace") as opened:
                    try:
                        tree = ast.parse(opened.read())
                    except (SyntaxError, ValueError):
                        continue
                for name, line, text in docstrings(tree):
                    readings = []
                    for options in OPTIONS[style]:
                        docstring = griffe.Docstring(text, parent=Silent())
                        sections = list(map(section, docstring.parse(style, warnings=False, **options)))
                        if sections not in readings:
                            readings.append(sections)
                    place = f"{os.path.relpath(path, directory)}:{line}: {name}"
                    # griffe takes blanks off the end first; a docstring of blanks is none.
                    assert docstring.value == inspect.cleandoc(text.rstrip())
                    print(json.dumps({"place": place, "docstring": docstring.value, "readings": readings}))


main(*sys.argv[1:])
