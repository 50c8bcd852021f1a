"""Prints the epytext docstrings of packages as pydoctor reads them, one JSON object on each line.

usage: pydoctor_epytext.py PACKAGE...      (packages beside pydoctor itself; they are read, not imported)

Docstrings in which pydoctor reports a mistake are left out: what it makes of them is not defined.
"""

import ast
import importlib.metadata
import inspect
import json
import os
import sys

from pydoctor.epydoc.markup.epytext import ParseError, parse_docstring


def docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node, clean=False)
            if text is not None:
                yield getattr(node, "name", "module"), node.body[0].lineno, inspect.cleandoc(text)


def text(parsed):
    return parsed.to_node().astext() if parsed.has_body else ""


def main(*packages):
    root = importlib.metadata.distribution("pydoctor").locate_file("")
    for package in packages:
        for above, folders, files in os.walk(os.path.join(root, package)):
            folders.sort()
            for file in sorted(file for file in files if file.endswith(".py")):
                path = os.path.join(above, file)
                with open(path, encoding="utf-8") as opened:
                    tree = ast.parse(opened.read())
                for name, line, docstring in docstrings(tree):
                    errors = []
                    try:
                        parsed = parse_docstring(docstring, errors)
                    except ParseError as error:
                        errors.append(error)
                    if errors:
                        continue
                    fields = [[field.tag(), field.arg() or "", text(field.body())] for field in parsed.fields]
                    place = f"{os.path.relpath(path, root)}:{line}: {name}"
                    print(json.dumps({"place": place, "docstring": docstring, "body": text(parsed), "fields": fields}))


main(*sys.argv[1:])
