"""List what a package binds where type checkers and run time part ways: in the branches of `if TYPE_CHECKING`.

usage: type_checking.py DIRECTORY PACKAGE

Prints a full name on each line: `pkg.mod.Class.method`.
"""

import ast
import pathlib
import sys


def is_type_checking(test):
    return any(
        getattr(node, "id", getattr(node, "attr", "")) in ("TYPE_CHECKING", "MYPY") for node in ast.walk(test)
    )


def names(target):
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]


def walk(body, prefix, inside):
    for node in body:
        if isinstance(node, ast.If):
            within = inside or is_type_checking(node.test)
            walk(node.body, prefix, within)
            walk(node.orelse, prefix, within)
        elif isinstance(node, ast.ClassDef):
            tell(node.name, prefix, inside)
            walk(node.body, f"{prefix}.{node.name}", inside)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            tell(node.name, prefix, inside)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                tell(alias.asname or alias.name.split(".")[0], prefix, inside)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for name in names(target):
                    tell(name, prefix, inside)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            for name in names(node.target):
                tell(name, prefix, inside)
        elif isinstance(node, ast.Try):
            for part in (node.body, node.orelse, node.finalbody, *(h.body for h in node.handlers)):
                walk(part, prefix, inside)


def tell(name, prefix, inside):
    if inside:
        print(f"{prefix}.{name}")


directory, package = pathlib.Path(sys.argv[1]), sys.argv[2]
for path in sorted(directory.rglob("*.py")):
    parts = [package, *path.relative_to(directory).with_suffix("").parts]
    if parts[-1] == "__init__":
        parts.pop()
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        continue
    walk(tree.body, ".".join(parts), False)
