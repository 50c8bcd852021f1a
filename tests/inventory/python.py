"""Take the part of Python's own inventory that comes with the program.

Usage: python3 tests/inventory/python.py OBJECTS_INV OUTPUT

The original is a file of Python's documentation: Debian has it in the package `python3.13-doc`, as
`/usr/share/doc/python3.13/html/objects.inv`. Left out are the C API, the parts of the documentation that no docstring
speaks of, what the build of Python itself knows, and what stands for headings alone. The rest keeps its form; it is
sorted by page, which compresses best.
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
        header = [file.readline() for _ in range(4)]
        lines = zlib.decompress(file.read()).decode().splitlines()
    entries = [LINE.match(line.rstrip()).groups() for line in lines]
    wanted = [entry for entry in entries if is_wanted(entry[1], entry[3])]
    wanted.sort(key=lambda entry: (entry[3].partition("#")[0], entry))
    text = "".join(" ".join(entry) + "\n" for entry in wanted)
    with open(output, "wb") as file:
        file.writelines(header)
        file.write(zlib.compress(text.encode(), 9))


if __name__ == "__main__":
    main(*sys.argv[1:])
