"""Take the part of Python's own inventory that comes with the program.

Usage: python3 tests/inventory/python.py OBJECTS_INV OUTPUT

The original is a file of Python's documentation: Debian has it in the package `python3.13-doc`, as
`/usr/share/doc/python3.13/html/objects.inv`. Left out are the C API, the parts of the documentation that no docstring
speaks of, what the build of Python itself knows, and what stands for headings alone. The rest keeps its form: lines, sorted by
name and kind, so that a name is found among them without reading them all. Of two equal ones Sphinx takes the first.
"""

import re
import sys
import zlib

LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")
KINDS = {"std:term", "std:label", "std:doc", "std:envvar", "std:cmdoption"}
OTHER_PARTS = ("whatsnew/", "c-api/", "distutils/", "extending/", "installing/", "distributing/", "deprecations/")


def is_wanted(kind, location):
    if kind in {"std:envvar", "std:cmdoption"} and location.startswith("using/configure."):
        return False  # Of the build of Python itself: every project may have its own `CC`.
    return kind.startswith("py:") or kind in KINDS and not location.startswith(OTHER_PARTS)


def main(source, output):
    with open(source, "rb") as file:
        for _ in range(4):
            file.readline()
        lines = zlib.decompress(file.read()).decode().splitlines()
    entries = [LINE.match(line.rstrip()).groups() for line in lines]
    wanted = [entry for entry in entries if is_wanted(entry[1], entry[3])]
    first = {}
    for entry in wanted:
        first.setdefault(entry[:2], entry)
    with open(output, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(" ".join(first[key]) + "\n" for key in sorted(first))


if __name__ == "__main__":
    main(*sys.argv[1:])
