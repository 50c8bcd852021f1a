"""What griffe finds between two versions: `python griffe_breakages.py PACKAGE OLD NEW`, each a directory with the package.

Prints a JSON list of objects with `kind`, `path` (as griffe names what changed), `parameter` and `values`.
"""

import json
import logging
import sys

import griffe


def load(package, directory):
    loader = griffe.GriffeLoader(search_paths=[directory], allow_inspection=False)
    module = loader.load(package)
    loader.resolve_aliases(implicit=False, external=False)
    return module


def parameter(breakage):
    for value in (breakage.old_value, breakage.new_value):
        if isinstance(value, griffe.Parameter):
            return value.name
    return None


def value(given):
    if isinstance(given, griffe.Parameter):
        return f"{given.kind.name if given.kind else None} {given.default}"
    if isinstance(given, griffe.Object | griffe.Alias):
        return given.path
    if isinstance(given, list):
        return " ".join(str(part) for part in given)
    return str(given)


def main(package, old, new):
    logging.disable(logging.CRITICAL)
    found = []
    for breakage in griffe.find_breaking_changes(load(package, old), load(package, new)):
        found.append(
            {
                "kind": breakage.kind.name,
                "path": breakage.obj.path if breakage.obj.is_alias else breakage.obj.canonical_path,
                "parameter": parameter(breakage),
                "values": [value(breakage.old_value), value(breakage.new_value)],
            }
        )
    json.dump(found, sys.stdout)


main(*sys.argv[1:])
